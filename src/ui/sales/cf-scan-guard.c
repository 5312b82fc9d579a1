/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-scan-guard.h"

#include "cf-scan-gauge.h"
#include "cf-text-limit.h"

/* So many characters at a scanner's pace are a code, and neither a name nor a price. Where money has no decimals, prices are long
 * numbers without a point, and some hands type those as fast. */
#define SHORTEST 5
#define SHORTEST_WITHOUT_DECIMALS 8
#define MOST_LETTERS 2
/* What is typed over a selection takes that away first, with the same key. */
#define SAME_KEY (90 * G_TIME_SPAN_MILLISECOND)

struct _CfScanGuard
{
  GObject parent_instance;

  GtkEditable *field;           /* (unowned): lives longer */
  GtkEventController *keys;     /* (unowned): of the field */
  guint       shortest;
  CfScanGauge gauge;
  GString    *code;             /* (owned): what came at a scanner's pace */
  char       *before;           /* (owned) (nullable): what stood in the field before that */
  gint64      deleted_at;       /* when something was taken out of it last, µs */
};

G_DEFINE_FINAL_TYPE (CfScanGuard, cf_scan_guard, G_TYPE_OBJECT)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

/* Most of it digits, and nothing that only a name or a price has. */
static gboolean
looks_like_code (const char *text,
                 guint       min_digits)
{
  guint n_digits = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isdigit (*p) && !g_ascii_isupper (*p) && *p != '-')
        return FALSE;
      n_digits += g_ascii_isdigit (*p) ? 1 : 0;
    }

  return n_digits >= min_digits;
}

static void
begin_anew (CfScanGuard *self)
{
  cf_scan_gauge_reset (&self->gauge);
  g_string_truncate (self->code, 0);
  g_free (self->before);
  self->before = g_strdup (gtk_editable_get_text (self->field));
}

/* The time of a key and that of the program are not of one clock everywhere. */
static gboolean
types_over (CfScanGuard *self,
            gint64       now)
{
  return self->code->len == 0 && now >= self->deleted_at && now - self->deleted_at <= SAME_KEY;
}

/* Neither a scanner nor a hand puts several characters in at once; the program does, and who pastes. */
static void
on_text_inserted_cb (CfScanGuard *self,
                     const char  *text,
                     int          length)
{
  gint64 now = cf_scan_gauge_now (&self->gauge);

  if (g_utf8_strlen (text, length) != 1)
    {
      begin_anew (self);
      self->deleted_at = 0;
      return;
    }

  if (!types_over (self, now) && !cf_scan_gauge_is_fast (&self->gauge, now))
    begin_anew (self);
  g_string_append_len (self->code, text, length);
  cf_scan_gauge_typed (&self->gauge, now);
}

static void
on_text_deleted_cb (CfScanGuard *self)
{
  begin_anew (self);
  self->deleted_at = cf_scan_gauge_now (&self->gauge);
}

static void
on_focus_entered_cb (CfScanGuard *self)
{
  begin_anew (self);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_scan_guard_dispose (GObject *object)
{
  CfScanGuard *self = CF_SCAN_GUARD (object);

  if (self->keys != NULL)
    gtk_widget_remove_controller (GTK_WIDGET (self->field), self->keys);
  self->keys = NULL;

  G_OBJECT_CLASS (cf_scan_guard_parent_class)->dispose (object);
}

static void
cf_scan_guard_finalize (GObject *object)
{
  CfScanGuard *self = CF_SCAN_GUARD (object);

  g_string_free (self->code, TRUE);
  g_free (self->before);

  G_OBJECT_CLASS (cf_scan_guard_parent_class)->finalize (object);
}

static void
cf_scan_guard_class_init (CfScanGuardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cf_scan_guard_dispose;
  G_OBJECT_CLASS (klass)->finalize = cf_scan_guard_finalize;
}

static void
cf_scan_guard_init (CfScanGuard *self)
{
  self->code = g_string_new (NULL);
  self->shortest = SHORTEST;
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_scan_guard_new:
 * @field: an entry, or a row with one, that has a limit (cf_text_limit_add()); it must live as long as the guard
 *
 * Returns: (transfer full): a guard that watches what is typed into @field
 */
CfScanGuard *
cf_scan_guard_new (GtkEditable *field)
{
  CfScanGuard *self;
  GtkEditable *delegate;
  GtkEventController *focus;

  g_return_val_if_fail (GTK_IS_EDITABLE (field), NULL);

  self = g_object_new (CF_TYPE_SCAN_GUARD, NULL);
  self->field = field;
  self->keys = cf_scan_gauge_watch (&self->gauge, GTK_WIDGET (field));
  delegate = gtk_editable_get_delegate (field);
  g_signal_connect_object (delegate, "insert-text", G_CALLBACK (on_text_inserted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (delegate, "delete-text", G_CALLBACK (on_text_deleted_cb), self, G_CONNECT_SWAPPED);
  focus = gtk_event_controller_focus_new ();
  g_signal_connect_object (focus, "enter", G_CALLBACK (on_focus_entered_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (field), focus);

  return self;
}

/**
 * cf_scan_guard_set_currency:
 * @self: a guard of a field for amounts
 * @currency: theirs
 */
void
cf_scan_guard_set_currency (CfScanGuard      *self,
                            const CfCurrency *currency)
{
  g_return_if_fail (CF_IS_SCAN_GUARD (self));
  g_return_if_fail (currency != NULL);

  self->shortest = currency->digits > 0 ? SHORTEST : SHORTEST_WITHOUT_DECIMALS;
}

/**
 * cf_scan_guard_take_code:
 * @self: a guard
 *
 * To be asked when Enter comes. Takes a code that a scanner has just sent out of the field again, in which stands what stood there
 * before, also where the code was put in its place.
 *
 * Returns: (transfer full) (nullable): the code
 */
char *
cf_scan_guard_take_code (CfScanGuard *self)
{
  g_autofree char *code = NULL;
  g_autofree char *before = NULL;

  g_return_val_if_fail (CF_IS_SCAN_GUARD (self), NULL);

  if (cf_scan_gauge_get_n_fast (&self->gauge) < self->shortest
      || !cf_scan_gauge_is_fast (&self->gauge, cf_scan_gauge_now (&self->gauge))
      || !looks_like_code (self->code->str, self->shortest - MOST_LETTERS))
    return NULL;

  code = g_strdup (self->code->str);
  before = g_strdup (self->before);
  cf_text_limit_fill (self->field, before);
  gtk_editable_set_position (self->field, -1);

  return g_steal_pointer (&code);
}
