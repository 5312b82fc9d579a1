/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-scan-guard.h"

#include "cf-scan-gauge.h"

/* So many characters at a scanner's pace are a code, and neither a name nor a price. Where money has no decimals, prices are long
 * numbers without a point, and some hands type those as fast. */
#define SHORTEST 5
#define SHORTEST_WITHOUT_DECIMALS 8
#define MOST_LETTERS 2

struct _CfScanGuard
{
  GObject parent_instance;

  GtkEntry   *entry;            /* (unowned): lives longer */
  GtkEventController *keys;     /* (unowned): of the field */
  guint       shortest;
  CfScanGauge gauge;
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

/* Neither a scanner nor a hand puts several characters in at once; the program does, and who pastes. */
static void
on_text_inserted_cb (CfScanGuard *self,
                     const char  *text,
                     int          length)
{
  if (g_utf8_strlen (text, length) == 1)
    cf_scan_gauge_typed (&self->gauge, cf_scan_gauge_now (&self->gauge));
  else
    cf_scan_gauge_reset (&self->gauge);
}

static void
on_focus_entered_cb (CfScanGuard *self)
{
  cf_scan_gauge_reset (&self->gauge);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_scan_guard_dispose (GObject *object)
{
  CfScanGuard *self = CF_SCAN_GUARD (object);

  if (self->keys != NULL)
    gtk_widget_remove_controller (GTK_WIDGET (self->entry), self->keys);
  self->keys = NULL;

  G_OBJECT_CLASS (cf_scan_guard_parent_class)->dispose (object);
}

static void
cf_scan_guard_class_init (CfScanGuardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cf_scan_guard_dispose;
}

static void
cf_scan_guard_init (CfScanGuard *self)
{
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_scan_guard_new:
 * @entry: the field; it must live as long as the guard
 *
 * Returns: (transfer full): a guard that watches what is typed into @entry
 */
CfScanGuard *
cf_scan_guard_new (GtkEntry *entry)
{
  CfScanGuard *self;
  GtkEventController *focus;

  g_return_val_if_fail (GTK_IS_ENTRY (entry), NULL);

  self = g_object_new (CF_TYPE_SCAN_GUARD, NULL);
  self->entry = entry;
  self->shortest = SHORTEST;
  self->keys = cf_scan_gauge_watch (&self->gauge, GTK_WIDGET (entry));
  g_signal_connect_object (gtk_editable_get_delegate (GTK_EDITABLE (entry)), "insert-text",
                           G_CALLBACK (on_text_inserted_cb), self, G_CONNECT_SWAPPED);
  focus = gtk_event_controller_focus_new ();
  g_signal_connect_object (focus, "enter", G_CALLBACK (on_focus_entered_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (entry), focus);

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
 * To be asked when Enter comes. Takes a code that a scanner has just sent out of the field again; what a hand had typed before
 * it stays.
 *
 * Returns: (transfer full) (nullable): the code
 */
char *
cf_scan_guard_take_code (CfScanGuard *self)
{
  g_autofree char *text = NULL;
  guint n_chars, n_fast;
  const char *code;

  g_return_val_if_fail (CF_IS_SCAN_GUARD (self), NULL);

  text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  n_chars = (guint) g_utf8_strlen (text, -1);
  n_fast = cf_scan_gauge_get_n_fast (&self->gauge);
  if (n_fast < self->shortest || n_fast > n_chars || !cf_scan_gauge_is_fast (&self->gauge, cf_scan_gauge_now (&self->gauge)))
    return NULL;

  code = g_utf8_offset_to_pointer (text, n_chars - n_fast);
  if (!looks_like_code (code, self->shortest - MOST_LETTERS))
    return NULL;

  gtk_editable_delete_text (GTK_EDITABLE (self->entry), (int) (n_chars - n_fast), -1);
  return g_strdup (code);
}
