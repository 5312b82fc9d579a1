/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-application-private.h"

#include "cf-config.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "cf-close-question.h"
#include "cf-command-line.h"
#include "cf-details.h"
#include "cf-error-words.h"
#include "cf-error.h"
#include "cf-instance.h"
#include "cf-message-dialog.h"
#include "cf-model.h"
#include "cf-settings.h"
#include "cf-style.h"
#include "cf-ui.h"
#include "cf-window-state.h"

/**
 * CfApplication:
 *
 * The program's life: one context, its two windows, an orderly end.
 */
G_DEFINE_FINAL_TYPE (CfApplication, cf_application, ADW_TYPE_APPLICATION)

/* What was asked for before the program was closed and opened again is answered to nobody. */
gboolean
_cf_application_is_current (CfApplication *self,
                            gpointer       context)
{
  return context == self->context && !self->closing;
}

static gboolean
is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
destroy_windows (GtkWindow *kept) /* nullable */
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = g_list_model_get_n_items (windows); i > 0; i--)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i - 1);

      if (window != NULL && window != kept)
        gtk_window_destroy (window);
    }
}

/* The windows and all behind them go, as if the program had ended and begun. */
static void
open_again (CfApplication *self)
{
  g_application_hold (G_APPLICATION (self));
  self->wanted_again = self->closing = self->connecting = self->till_open = self->password_typed = FALSE;
  _cf_application_forget_attempt (self);
  g_clear_object (&self->namer);
  g_clear_object (&self->library);
  g_clear_error (&self->unreachable);
  g_signal_handlers_disconnect_by_data (self->context, self);
  g_clear_object (&self->context);
  g_clear_weak_pointer (&self->window);
  destroy_windows (NULL);
  g_application_activate (G_APPLICATION (self));
  g_application_release (G_APPLICATION (self));
}

static void
on_closed (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(CfApplication) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_context_close_finish (CF_CONTEXT (source), result, &error))
    g_message ("Not everything could be closed: %s", error->message);
  if (self->wanted_again)
    open_again (self);
  else
    g_application_quit (G_APPLICATION (self));
}

static void
close_all (CfApplication *self)
{
  if (self->closing)
    return;

  self->closing = TRUE;
  g_cancellable_cancel (self->attempt);
  /* Nobody is there to take an answer any more. What is under way may yet speak to the till's own window. */
  destroy_windows (GTK_WINDOW (self->window));
  if (self->window != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->window), FALSE);
  if (self->context == NULL)
    g_application_quit (G_APPLICATION (self));
  else
    cf_context_close_async (self->context, on_closed, g_object_ref (self));
}

static CfLibraryWindow *
get_library_window (CfApplication *self)
{
  return self->library != NULL ? cf_library_desk_get_window (self->library) : NULL;
}

static gboolean
sales_are_shown (CfApplication *self)
{
  return self->window != NULL && gtk_widget_get_visible (GTK_WIDGET (self->window));
}

static CfCloseStakes
find_stakes (CfApplication *self,
             gboolean       all)
{
  CfLibraryWindow *library = get_library_window (self);
  CfCloseStakes stakes = { 0 };

  if (library != NULL)
    stakes.n_books = cf_library_window_get_n_unsaved (library);
  if (!all)
    return stakes;

  stakes.n_products = cf_sales_window_get_n_unsaved_products (self->window);
  stakes.n_corrections = cf_sales_window_get_n_unsaved_corrections (self->window);
  stakes.n_waiting = cf_sender_get_n_waiting (cf_till_get_sender (cf_context_get_till (self->context)));

  return stakes;
}

static void
on_close_response (AdwMessageDialog *dialog,
                   const char       *response,
                   CfApplication    *self)
{
  g_clear_weak_pointer (&self->question);
  if (g_str_equal (response, "close"))
    close_all (self);
}

static void
on_close_library_response (AdwMessageDialog *dialog,
                           const char       *response,
                           CfApplication    *self)
{
  g_clear_weak_pointer (&self->question);
  if (g_str_equal (response, "close") && self->library != NULL)
    cf_library_desk_close (self->library);
}

/* Whether there is something to be asked; the answer goes to @on_response. */
static gboolean
ask_before_closing (CfApplication *self,
                    GtkWindow     *window,
                    CfCloseStakes  stakes,
                    GCallback      on_response)
{
  GtkWidget *question = cf_close_question_new (window, &stakes);

  if (question == NULL)
    return FALSE;

  g_set_weak_pointer (&self->question, GTK_WINDOW (question));
  g_signal_connect_object (question, "response", on_response, self, G_CONNECT_DEFAULT);
  gtk_window_present (self->question);

  return TRUE;
}

static void
close_program (CfApplication *self)
{
  GtkWindow *window = GTK_WINDOW (sales_are_shown (self) ? GTK_WIDGET (self->window) : GTK_WIDGET (get_library_window (self)));

  if (self->question != NULL)
    gtk_window_present (self->question);
  else if (window == NULL || !ask_before_closing (self, window, find_stakes (self, TRUE), G_CALLBACK (on_close_response)))
    close_all (self);
}

/* The program ends with its last window. Until then the till keeps what is in its own, and comes back with it. */
static gboolean
on_close_request (GtkWindow     *window,
                  CfApplication *self)
{
  /* It is hidden already, and what is still under way may yet speak to it. */
  if (self->closing)
    return TRUE;

  if (get_library_window (self) != NULL)
    gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  else
    close_program (self);

  return TRUE;
}

/* Under its ISBN, as a scanner reads it; without one the person gives it a number. */
static void
on_make_product (CfLibraryDesk *library,
                 CfBook        *book,
                 CfApplication *self)
{
  const char *isbn = cf_book_fields (book)->isbn;
  g_autofree char *name = cf_book_namer_dup_name (book);

  if (self->window == NULL || self->closing)
    return;

  gtk_window_present (GTK_WINDOW (self->window));
  cf_sales_window_offer_product (self->window, isbn != NULL ? isbn : "", name);
}

static void
on_library_close_request (CfLibraryDesk *library,
                          CfApplication *self)
{
  if (self->closing)
    return;

  if (!sales_are_shown (self))
    close_program (self);
  else if (self->question != NULL)
    gtk_window_present (self->question);
  else if (!ask_before_closing (self, GTK_WINDOW (get_library_window (self)), find_stakes (self, FALSE), G_CALLBACK (on_close_library_response)))
    cf_library_desk_close (library);
}

static void
on_quit (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  CfApplication *self = user_data;

  if (!self->closing)
    close_program (self);
}

static void
on_about (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  GtkWindow *front = gtk_application_get_active_window (GTK_APPLICATION (user_data));
  GtkWindow *about = g_object_new (ADW_TYPE_ABOUT_WINDOW,
                                   "transient-for", front,
                                   "application-name", "Counterfoil",
                                   "application-icon", CF_APPLICATION_ID,
                                   "version", CF_VERSION,
                                   "license-type", GTK_LICENSE_GPL_3_0,
                                   "comments", _("Sales at the shop counter, kept in PostgreSQL"),
                                   NULL);

  _cf_application_stand_behind (front, about);
  gtk_window_present (about);
}

static void
on_trouble_response (AdwMessageDialog *dialog,
                     const char       *response,
                     CfApplication    *self)
{
  if (g_str_equal (response, "retry") && !self->connecting)
    _cf_application_connect_shop (self, TRUE);
  else if (g_str_equal (response, "quit"))
    close_all (self);
}

/* @response, which has @label, is what can be done about it; it may be NULL. */
void
_cf_application_tell_trouble (CfApplication *self,
                              const char    *heading,
                              const GError  *error,
                              const char    *response,
                              const char    *label)
{
  GtkWidget *details = cf_error_get_details (error) != NULL ? cf_details_new (error) : NULL;
  GtkWidget *dialog = cf_message_dialog_new (GTK_WINDOW (self->window), heading, error->message, details);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  if (response != NULL)
    adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), response, label);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_trouble_response), self, G_CONNECT_DEFAULT);
  gtk_window_present (GTK_WINDOW (dialog));
  /* It comes while somebody scans: the Enter of a scan must find no button to press. */
  gtk_window_set_focus (GTK_WINDOW (dialog), NULL);
}

static void
on_context_progress (CfContext     *context,
                     GParamSpec    *pspec,
                     CfApplication *self)
{
  const char *progress = cf_context_get_progress (context);

  if (self->window == NULL || self->attempt == NULL || progress == NULL)
    return;

  if (self->connect_dialog != NULL)
    cf_connect_dialog_set_progress (self->connect_dialog, progress);
  else
    cf_sales_window_set_progress (self->window, progress);
}

static void
on_context_connected (CfContext     *context,
                      CfApplication *self)
{
  if (self->window != NULL)
    cf_sales_window_set_repositories (self->window, cf_context_get_sales (context),
                                      cf_context_get_products (context));
}

/* A dialog would take the scans of a till that can sell; there the pill tells, and has the button. */
static void
tell_unreachable (CfApplication *self)
{
  g_autoptr(GError) error = NULL;

  if (self->unreachable == NULL || !self->till_open)
    return;

  error = g_steal_pointer (&self->unreachable);
  if (cf_till_get_ready (cf_context_get_till (self->context)))
    return;

  if (g_error_matches (error, CF_ERROR, CF_ERROR_PASSWORD))
    _cf_application_ask_password (self, error);
  else
    _cf_application_tell_trouble (self, _("The Shop’s Database Cannot Be Reached"), error, "retry", _("_Try Again"));
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(CfApplication) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean password_given = self->password_given;

  if (!_cf_application_is_current (self, source))
    return;

  self->connecting = self->password_given = FALSE;
  if (!cf_context_connect_finish (CF_CONTEXT (source), result, &error) || self->moved || self->password_typed)
    {
      if (self->moved || self->password_typed)
        _cf_application_connect_shop (self, TRUE);
      else if (g_error_matches (error, CF_ERROR, CF_ERROR_UNCONFIRMED))
        _cf_application_ask_about_adoption (self);
      else if (password_given && g_error_matches (error, CF_ERROR, CF_ERROR_PASSWORD))
        _cf_application_ask_password (self, error);
      else if (!is_cancelled (error))
        {
          g_clear_error (&self->unreachable);
          self->unreachable = g_steal_pointer (&error);
          tell_unreachable (self);
        }
      return;
    }

  cf_context_attach_till (self->context);
  _cf_application_keep_password (self);
}

void
_cf_application_connect_shop (CfApplication *self,
                              gboolean       patient)
{
  if (self->closing)
    return;

  self->connecting = TRUE;
  self->moved = FALSE;
  self->password_given = self->password_typed;
  self->password_typed = FALSE;
  g_clear_error (&self->unreachable);
  cf_context_connect_async (self->context, patient, NULL, on_connected, g_object_ref (self));
}

/* Where no server was tried, the shop's own has lost its tables and holds those of others. */
static void
on_decline (CfSalesWindow *window,
            CfApplication *self)
{
  if (self->trial != NULL)
    cf_sales_window_show_first_run (window, FALSE);
  else
    cf_sales_window_show_till (window);
}

static void
on_adopt (CfSalesWindow *window,
          CfApplication *self)
{
  if (self->connecting || self->attempt != NULL)
    return;

  on_decline (window, self);
  cf_context_set_adopting (self->context, TRUE);
  if (self->trial != NULL)
    _cf_application_try_profile (self, self->trial);
  else
    _cf_application_connect_shop (self, TRUE);
}

/* An attempt that has ended is not taken up again by its pool: all its steps are gone through once more. */
static void
on_try_now (CfSender      *sender,
            CfApplication *self)
{
  if (!self->closing && !self->connecting && cf_context_get_pool (self->context) == NULL &&
      cf_profile_get_configured (cf_context_get_profile (self->context)))
    _cf_application_connect_shop (self, TRUE);
}

/* After the first frame: the server's start must not compete with it for the processor. */
static gboolean
connect_after_first_frame (gpointer user_data)
{
  CfApplication *self = user_data;

  if (!self->closing && !self->connecting)
    _cf_application_connect_shop (self, TRUE);

  return G_SOURCE_REMOVE;
}

static void
on_till_opened (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(CfApplication) self = user_data;
  g_autoptr(GError) error = NULL;

  if (source != G_OBJECT (cf_context_get_till (self->context)) || self->closing)
    return;

  self->till_open = cf_till_open_finish (CF_TILL (source), result, &error);
  if (!self->till_open)
    _cf_application_tell_trouble (self, _("This Till Cannot Be Opened"), error, "quit", _("_Quit"));
  tell_unreachable (self);
}

static void
make_window (CfApplication *self)
{
  CfTill *till = cf_context_get_till (self->context);

  self->window = CF_SALES_WINDOW (cf_sales_window_new (GTK_APPLICATION (self), till));
  g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  cf_window_state_keep (GTK_WINDOW (self->window), "sales-window");
  g_signal_connect_object (self->window, "close-request", G_CALLBACK (on_close_request), self, G_CONNECT_DEFAULT);
  _cf_application_follow_attempts (self);
  g_signal_connect_object (self->window, "adopt", G_CALLBACK (on_adopt), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->window, "decline", G_CALLBACK (on_decline), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (cf_till_get_sender (till), "try-now", G_CALLBACK (on_try_now), self, G_CONNECT_DEFAULT);

  self->library = cf_library_desk_new (GTK_APPLICATION (self), self->context);
  g_signal_connect_object (self->library, "close-request", G_CALLBACK (on_library_close_request), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->library, "make-product", G_CALLBACK (on_make_product), self, G_CONNECT_DEFAULT);
  self->namer = cf_book_namer_new (self->context);
}

/* The library is on the shop's server: there is none before a person has said where that is. */
static gboolean
show_library (CfApplication *self)
{
  if (self->library == NULL || !cf_profile_get_configured (cf_context_get_profile (self->context)))
    return FALSE;

  cf_library_desk_show (self->library);

  return TRUE;
}

static void
on_profile_loaded (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(CfApplication) self = user_data;
  CfProfile *profile = CF_PROFILE (source);
  g_autoptr(GError) error = NULL;

  g_application_release (G_APPLICATION (self));
  cf_profile_load_finish (profile, result, &error);
  if (profile != cf_context_get_profile (self->context) || self->closing)
    return;

  cf_till_set_clerk (cf_context_get_till (self->context), cf_profile_get_clerk (profile));
  cf_till_open_async (cf_context_get_till (self->context), NULL, on_till_opened, g_object_ref (self));

  make_window (self);
  if (cf_profile_get_configured (profile))
    {
      cf_sales_window_show_till (self->window);
      g_idle_add_full (G_PRIORITY_LOW, connect_after_first_frame, g_object_ref (self), g_object_unref);
    }
  else
    {
      cf_sales_window_show_first_run (self->window, FALSE);
      if (error != NULL)
        cf_sales_window_set_failure (self->window, error);
    }
  if (!self->library_wanted || !show_library (self))
    gtk_window_present (GTK_WINDOW (self->window));
  self->library_wanted = FALSE;
}

static void
start (CfApplication *self)
{
  self->context = cf_context_new_default ();
  g_signal_connect_object (self->context, "notify::progress", G_CALLBACK (on_context_progress), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (self->context, "connected", G_CALLBACK (on_context_connected), self, G_CONNECT_DEFAULT);
  g_application_hold (G_APPLICATION (self));
  cf_profile_load_async (cf_context_get_profile (self->context), NULL, on_profile_loaded, g_object_ref (self));
}

static void
on_enter_password (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  CfApplication *self = user_data;
  const GError *trouble = self->context != NULL ? cf_till_get_connection_trouble (cf_context_get_till (self->context)) : NULL;

  if (self->window != NULL && !self->closing && g_error_matches (trouble, CF_ERROR, CF_ERROR_PASSWORD))
    _cf_application_ask_password (self, trouble);
}

static void
on_server (GSimpleAction *action,
           GVariant      *parameter,
           gpointer       user_data)
{
  CfApplication *self = user_data;

  if (self->window != NULL && !self->closing && self->attempt == NULL)
    _cf_application_ask_server (self);
}

static void
on_preferences (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  CfApplication *self = user_data;

  if (self->window != NULL && !self->closing)
    _cf_application_show_preferences (self);
}

static void
on_library (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  CfApplication *self = user_data;

  if (self->closing || self->context == NULL)
    {
      self->library_wanted = TRUE;
      g_application_activate (G_APPLICATION (self));
    }
  else if (self->window == NULL)
    self->library_wanted = TRUE;
  else if (!show_library (self))
    gtk_window_present (GTK_WINDOW (self->window));
}

static void
on_sales (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  g_application_activate (G_APPLICATION (user_data));
}

/* From outside, where nobody sees which page is in front. Before the window is there, it will open with Sell. */
static void
on_new_sale (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  CfApplication *self = user_data;

  g_application_activate (G_APPLICATION (self));
  if (self->window != NULL && !self->closing)
    gtk_widget_activate_action (GTK_WIDGET (self->window), "win.page", "s", "sell");
}

static void
cf_application_activate (GApplication *application)
{
  CfApplication *self = CF_APPLICATION (application);

  /* A till that is being closed sells nothing any more: it opens again when that has come to its end. */
  if (self->closing)
    {
      self->wanted_again = TRUE;
      if (self->context != NULL)
        cf_context_hurry (self->context);
      return;
    }
  if (self->window != NULL)
    {
      gtk_window_present (GTK_WINDOW (self->window));
      return;
    }
  if (self->context == NULL)
    start (self);
}

static gboolean
on_terminated (gpointer user_data)
{
  CfApplication *self = user_data;

  self->wanted_again = FALSE;
  close_all (self);

  return G_SOURCE_CONTINUE;
}

static void
follow_settings (CfApplication *self)
{
  self->settings = cf_settings_new (NULL);
  if (self->settings != NULL)
    cf_style_follow (self->settings);
}

static void
cf_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "quit", .activate = on_quit },
    { .name = "about", .activate = on_about },
    { .name = "enter-password", .activate = on_enter_password },
    { .name = "library", .activate = on_library },
    { .name = "sales", .activate = on_sales },
    { .name = "new-sale", .activate = on_new_sale },
    { .name = "server", .activate = on_server },
    { .name = "preferences", .activate = on_preferences },
  };
  static const char *const quit_keys[] = { "<Control>q", NULL };
  static const char *const library_keys[] = { "<Control>l", NULL };
  static const char *const sales_keys[] = { "<Control>t", NULL };
  static const char *const preferences_keys[] = { "<Control>comma", NULL };

  G_APPLICATION_CLASS (cf_application_parent_class)->startup (application);

  cf_model_init ();
  cf_ui_init ();
  follow_settings (CF_APPLICATION (application));
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  cf_instance_export (application);
  gtk_application_set_accels_for_action (GTK_APPLICATION (application), "app.quit", quit_keys);
  gtk_application_set_accels_for_action (GTK_APPLICATION (application), "app.library", library_keys);
  gtk_application_set_accels_for_action (GTK_APPLICATION (application), "app.sales", sales_keys);
  gtk_application_set_accels_for_action (GTK_APPLICATION (application), "app.preferences", preferences_keys);
  g_unix_signal_add (SIGTERM, on_terminated, application);
  g_unix_signal_add (SIGHUP, on_terminated, application);
  g_unix_signal_add (SIGINT, on_terminated, application);
}

/* In the program that runs already, if there is one. */
static int
open_library (GApplication *application)
{
  g_autoptr(GError) error = NULL;

  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return CF_COMMAND_LINE_NO_DISPLAY;
    }

  if (g_application_get_is_remote (application))
    {
      g_action_group_activate_action (G_ACTION_GROUP (application), "library", NULL);
      return 0;
    }

  CF_APPLICATION (application)->library_wanted = TRUE;
  return -1;
}

static int
cf_application_handle_local_options (GApplication *application,
                                     GVariantDict *options)
{
  CfApplication *self = CF_APPLICATION (application);
  int status;

  self->options_read = TRUE;

  status = cf_command_line_handle (options);
  if (status >= 0)
    return status;

  if (!gtk_init_check ())
    {
      g_printerr ("%s\n", _("There is no display here, so no window can open. “counterfoil --help” lists what works without one."));
      return CF_COMMAND_LINE_NO_DISPLAY;
    }
  cf_instance_part (application);

  if (g_variant_dict_contains (options, "library"))
    return open_library (application);

  return -1;
}

/* GApplication ends with 1 where it does not know an option; ours means findings then, and 2 wrong use. */
static gboolean
cf_application_local_command_line (GApplication   *application,
                                   char         ***arguments,
                                   int            *exit_status)
{
  CfApplication *self = CF_APPLICATION (application);
  gboolean handled;

  handled = G_APPLICATION_CLASS (cf_application_parent_class)->local_command_line (application, arguments, exit_status);
  if (handled && !self->options_read && *exit_status != 0)
    *exit_status = CF_COMMAND_LINE_MISUSE;

  return handled;
}

static void
cf_application_finalize (GObject *object)
{
  CfApplication *self = CF_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->question);
  g_clear_weak_pointer (&self->connect_dialog);
  g_clear_weak_pointer (&self->password_dialog);
  g_clear_weak_pointer (&self->preferences);
  g_clear_object (&self->settings);
  g_clear_object (&self->namer);
  g_clear_object (&self->library);
  g_clear_object (&self->context);
  g_clear_error (&self->unreachable);
  _cf_application_forget_attempt (self);

  G_OBJECT_CLASS (cf_application_parent_class)->finalize (object);
}

static void
cf_application_class_init (CfApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = cf_application_finalize;
  application_class->startup = cf_application_startup;
  application_class->activate = cf_application_activate;
  application_class->local_command_line = cf_application_local_command_line;
  application_class->handle_local_options = cf_application_handle_local_options;
}

static void
cf_application_init (CfApplication *self)
{
  cf_command_line_add_options (G_APPLICATION (self));
}

CfApplication *
cf_application_new (void)
{
  /* Style and icons are cf_ui_init()'s. A base path would make GTK read all icon themes again before the first frame. */
  return g_object_new (CF_TYPE_APPLICATION,
                       "application-id", CF_APPLICATION_ID,
                       "resource-base-path", NULL,
                       "flags", G_APPLICATION_DEFAULT_FLAGS,
                       NULL);
}
