/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-first-run-page.h"

#include <glib/gi18n-lib.h>

#include "cf-choice-row.h"
#include "cf-currency.h"
#include "cf-error-note.h"
#include "cf-field-error.h"
#include "cf-text-limit.h"
#include "cf-time-zones.h"
#include "cf-ui.h"
#include "cf-wrap-layout.h"

#define PULSE_MS 120
#define MOST_NAME 200

struct _CfFirstRunPage
{
  AdwBin parent_instance;

  /* Template children */
  AdwStatusPage  *status;
  GtkWidget      *form;
  AdwEntryRow    *name;
  CfFieldError   *name_error;
  CfChoiceRow    *currency;
  CfChoiceRow    *time_zone;
  GtkStack       *below;
  GtkWidget      *failure;
  CfErrorNote    *failure_note;
  GtkButton      *start;
  GtkWidget      *connect;
  GtkWidget      *explanation;
  GtkProgressBar *bar;
  GtkLabel       *sentence;

  GCancellable *cancellable;
  guint         pulse_source;
  gboolean      busy;
  gboolean      connected;
  gboolean      connecting;     /* the last verb was to connect */
  gboolean      cancelling;
};

enum
{
  START_HERE,
  CONNECT,
  SET_UP_SHOP,
  CANCEL,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfFirstRunPage, cf_first_run_page, ADW_TYPE_BIN)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: proposals
 * ------------------------------------------------------------------------------------------------- */

static int
compare_choices (gconstpointer a,
                 gconstpointer b)
{
  return cf_choice_compare (*(CfChoice **) a, *(CfChoice **) b);
}

static void
propose_currency (CfFirstRunPage *self)
{
  g_autoptr(GPtrArray) choices = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_currencies;
  const CfCurrency *currencies = cf_currency_list (&n_currencies);

  for (guint i = 0; i < n_currencies; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s (%s)", _(currencies[i].name), currencies[i].symbol);

      g_ptr_array_add (choices, cf_choice_new (currencies[i].code, name));
    }
  g_ptr_array_sort (choices, compare_choices);
  cf_choice_row_set_choices (self->currency, choices);
  cf_choice_row_select (self->currency, cf_currency_for_locale ()->code);
}

static void
on_time_zones_loaded_cb (GObject      *source,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr(CfFirstRunPage) self = user_data;
  g_autofree char *local = NULL;
  g_autoptr(GPtrArray) zones = cf_time_zones_load_finish (result, &local, NULL);

  if (zones == NULL)
    return;

  cf_choice_row_set_choices (self->time_zone, zones);
  cf_choice_row_select (self->time_zone, local);
  gtk_widget_set_sensitive (GTK_WIDGET (self->start), TRUE);
}

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: verbs
 * ------------------------------------------------------------------------------------------------- */

static void
on_name_changed_cb (CfFirstRunPage *self)
{
  cf_field_error_tell (self->name_error, GTK_WIDGET (self->name), NULL);
}

static void
on_name_cut_cb (GtkEditable *name,
                guint        most_chars,
                gpointer     user_data)
{
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);

  cf_field_error_tell (CF_FIRST_RUN_PAGE (user_data)->name_error, GTK_WIDGET (name), sentence);
}

static void
on_start_cb (CfFirstRunPage *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));
  const char *currency = cf_choice_row_get_id (self->currency);
  const char *time_zone = cf_choice_row_get_id (self->time_zone);

  if (*name == '\0')
    {
      cf_field_error_tell (self->name_error, GTK_WIDGET (self->name), _("The shop needs a name."));
      return;
    }
  if (currency == NULL || time_zone == NULL)
    return;

  self->connecting = FALSE;
  g_signal_emit (self, signals[self->connected ? SET_UP_SHOP : START_HERE], 0, name, currency, time_zone);
}

static void
on_connect_cb (CfFirstRunPage *self)
{
  self->connecting = TRUE;
  g_signal_emit (self, signals[CONNECT], 0);
}

/* What is under way may take a moment to let go; the buttons come back when it has. */
static void
cancel_action (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  CfFirstRunPage *self = CF_FIRST_RUN_PAGE (widget);

  self->cancelling = TRUE;
  gtk_label_set_text (self->sentence, _("Cancelling…"));
  gtk_widget_action_set_enabled (widget, "first-run.cancel", FALSE);
  g_signal_emit (self, signals[CANCEL], 0);
}

static gboolean
on_pulse_cb (gpointer user_data)
{
  gtk_progress_bar_pulse (CF_FIRST_RUN_PAGE (user_data)->bar);

  return G_SOURCE_CONTINUE;
}

/* Nothing moves for who does not want that. */
static void
set_pulsing (CfFirstRunPage *self,
             gboolean        pulsing)
{
  g_clear_handle_id (&self->pulse_source, g_source_remove);
  if (!pulsing)
    return;

  gtk_progress_bar_pulse (self->bar);
  if (adw_get_enable_animations (GTK_WIDGET (self->bar)))
    self->pulse_source = g_timeout_add (PULSE_MS, on_pulse_cb, self);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static gboolean
cf_first_run_page_grab_focus (GtkWidget *widget)
{
  CfFirstRunPage *self = CF_FIRST_RUN_PAGE (widget);

  return gtk_widget_grab_focus (GTK_WIDGET (self->name));
}

/* A window that opens moves the focus of a row on to the next one. */
static void
cf_first_run_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cf_first_run_page_parent_class)->map (widget);

  gtk_widget_grab_focus (widget);
}

static void
cf_first_run_page_dispose (GObject *object)
{
  CfFirstRunPage *self = CF_FIRST_RUN_PAGE (object);

  g_clear_handle_id (&self->pulse_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_FIRST_RUN_PAGE);

  G_OBJECT_CLASS (cf_first_run_page_parent_class)->dispose (object);
}

static void
cf_first_run_page_class_init (CfFirstRunPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_first_run_page_dispose;
  widget_class->grab_focus = cf_first_run_page_grab_focus;
  widget_class->map = cf_first_run_page_map;

  signals[START_HERE] = g_signal_new ("start-here", CF_TYPE_FIRST_RUN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  signals[CONNECT] = g_signal_new ("connect", CF_TYPE_FIRST_RUN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[SET_UP_SHOP] = g_signal_new ("set-up-shop", CF_TYPE_FIRST_RUN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);

  signals[CANCEL] = g_signal_new ("cancel", CF_TYPE_FIRST_RUN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "first-run.cancel", NULL, cancel_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "first-run.cancel", NULL);

  g_type_ensure (CF_TYPE_CHOICE_ROW);
  g_type_ensure (CF_TYPE_ERROR_NOTE);
  g_type_ensure (CF_TYPE_FIELD_ERROR);
  g_type_ensure (CF_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-first-run-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CfFirstRunPage, status);
  gtk_widget_class_bind_template_child (widget_class, CfFirstRunPage, form);
  gtk_widget_class_bind_template_child (widget_class, CfFirstRunPage, name);
  gtk_widget_class_bind_template_child (widget_class, CfFirstRunPage, name_error);
  gtk_widget_class_bind_template_child (widget_class, CfFirstRunPage, currency);
  gtk_widget_class_bind_template_child (widget_class, CfFirstRunPage, time_zone);
  gtk_widget_class_bind_template_child (widget_class, CfFirstRunPage, below);
  gtk_widget_class_bind_template_child (widget_class, CfFirstRunPage, failure);
  gtk_widget_class_bind_template_child (widget_class, CfFirstRunPage, failure_note);
  gtk_widget_class_bind_template_child (widget_class, CfFirstRunPage, start);
  gtk_widget_class_bind_template_child (widget_class, CfFirstRunPage, connect);
  gtk_widget_class_bind_template_child (widget_class, CfFirstRunPage, explanation);
  gtk_widget_class_bind_template_child (widget_class, CfFirstRunPage, bar);
  gtk_widget_class_bind_template_child (widget_class, CfFirstRunPage, sentence);
  gtk_widget_class_bind_template_callback (widget_class, on_name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_start_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_connect_cb);
}

static void
cf_first_run_page_init (CfFirstRunPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "first-run.cancel", FALSE);
  cf_text_limit_add (GTK_EDITABLE (self->name), MOST_NAME, on_name_cut_cb, self);
  gtk_editable_set_text (GTK_EDITABLE (self->name), _("My Shop"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->start), FALSE);
  propose_currency (self);
  self->cancellable = g_cancellable_new ();
  cf_time_zones_load_async (self->cancellable, on_time_zones_loaded_cb, g_object_ref (self));
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_first_run_page_new:
 *
 * Returns: (transfer floating): a page with everything proposed
 */
GtkWidget *
cf_first_run_page_new (void)
{
  return g_object_new (CF_TYPE_FIRST_RUN_PAGE, NULL);
}

/**
 * cf_first_run_page_set_connected:
 * @self: the page
 * @connected: whether a server was reached that has no shop yet: there is nothing to choose but the three facts
 */
void
cf_first_run_page_set_connected (CfFirstRunPage *self,
                                 gboolean        connected)
{
  g_return_if_fail (CF_IS_FIRST_RUN_PAGE (self));

  self->connected = connected;
  gtk_widget_set_visible (self->connect, !connected);
  gtk_widget_set_visible (self->explanation, !connected);
  gtk_button_set_label (self->start, connected ? _("_Set Up This Shop") : _("_Start on This Computer"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->start), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  connected ? _("Set Up This Shop") : _("Start on This Computer"), -1);
  adw_status_page_set_title (self->status, connected ? _("A New Shop") : _("Welcome to Counterfoil"));
  adw_status_page_set_description (self->status, connected ? _("The server has no shop yet. Three things about it, then you can sell.")
                                                           : _("Three things about the shop, then you can sell."));
}

/**
 * cf_first_run_page_set_progress:
 * @self: the page
 * @sentence: (nullable): what is being done; %NULL: the buttons come back
 */
void
cf_first_run_page_set_progress (CfFirstRunPage *self,
                                const char     *sentence)
{
  gboolean busy = sentence != NULL;
  gboolean was_busy;

  g_return_if_fail (CF_IS_FIRST_RUN_PAGE (self));

  was_busy = self->busy;
  if (busy && !self->cancelling)
    gtk_label_set_text (self->sentence, sentence);
  if (busy == was_busy)
    return;

  self->cancelling = FALSE;
  self->busy = busy;
  set_pulsing (self, busy);
  if (busy)
    cf_ui_release_focus (GTK_WIDGET (self));
  gtk_widget_set_sensitive (self->form, !busy);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "first-run.cancel", busy);
  gtk_stack_set_visible_child_name (self->below, busy ? "progress" : "buttons");
  /* Not to the button: a second Enter, which comes easily, would cancel. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (busy ? GTK_WIDGET (self->bar) : self->connecting && !self->connected ? self->connect : GTK_WIDGET (self));
  if (busy)
    gtk_widget_set_visible (self->failure, FALSE);
}

/**
 * cf_first_run_page_set_failure:
 * @self: the page
 * @error: (nullable): what went wrong, with what to do
 *
 * Shows it above the buttons, which come back; the form keeps what was typed.
 */
void
cf_first_run_page_set_failure (CfFirstRunPage *self,
                               const GError   *error)
{
  g_return_if_fail (CF_IS_FIRST_RUN_PAGE (self));

  cf_first_run_page_set_progress (self, NULL);
  gtk_widget_set_visible (self->failure, error != NULL);
  /* Room for what went wrong, so that the buttons stay in sight. */
  gtk_widget_add_css_class (GTK_WIDGET (self->status), "compact");
  cf_error_note_set_text (self->failure_note, error != NULL ? error->message : NULL, error);
  gtk_widget_set_visible (self->explanation, error == NULL && !self->connected);
}
