/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog in which a person says which server has the shop's data: tests it, and tries it as the first-run page does. Where the shop is
 * known already, it goes only to where that is. */

#include "cf-application-private.h"

#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-connection-test.h"
#include "cf-error.h"
#include "cf-keyring.h"

#define WIDTH 560
#define HEIGHT 700

typedef struct
{
  CfApplication *application;   /* (owned) */
  CfConnection  *connection;    /* (owned) (nullable): not known before the server of this computer runs */
  gboolean       keyring_asked;
  CfProfile     *own;           /* (owned) (nullable): of the server of this computer, where it goes back there */
  gboolean       moving;        /* goes there where it works */
} Testing;

static void test_connection (Testing *testing);

/* Whether the shop is on a server of the person's own, and was on that of this computer before. */
static gboolean
is_away (CfApplication *self)
{
  CfProfile *profile = cf_context_get_profile (self->context);

  return cf_profile_get_configured (profile) && cf_profile_get_conninfo (profile) != NULL &&
         cf_server_exists (cf_context_get_server (self->context));
}

/* It runs only while it is the shop's. */
static void
stop_own_server (CfApplication *self)
{
  if (self->context != NULL && is_away (self))
    cf_server_stop_async (cf_context_get_server (self->context), NULL, NULL, NULL);
}

static void
testing_free (Testing *testing)
{
  if (testing->own != NULL)
    stop_own_server (testing->application);
  g_clear_object (&testing->own);
  g_clear_object (&testing->application);
  g_clear_object (&testing->connection);
  g_free (testing);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Testing, testing_free)

/* --- Testing --- */

static void
on_keyring_asked (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(Testing) testing = user_data;
  CfConnection *connection = testing->connection;
  char *password = NULL;

  testing->keyring_asked = TRUE;
  cf_keyring_lookup_finish (result, &password, NULL);
  if (password != NULL)
    {
      testing->connection = cf_connection_with (connection, "password", password);
      g_object_unref (connection);
      cf_keyring_free_password (password);
    }
  test_connection (g_steal_pointer (&testing));
}

static gboolean
ask_keyring (Testing      *testing,
             const GError *error)
{
  g_autofree char *string = NULL;
  g_autoptr(CfDbConfig) config = NULL;

  if (testing->keyring_asked || cf_connection_get (testing->connection, "password") != NULL ||
      !g_error_matches (error, CF_ERROR, CF_ERROR_PASSWORD))
    return FALSE;

  string = cf_connection_to_string (testing->connection);
  config = cf_db_config_new (string, NULL);
  cf_keyring_lookup_async (config, testing->application->attempt, on_keyring_asked, testing);

  return TRUE;
}

static CfShop *
get_shop (CfApplication *self)
{
  return cf_profile_get_configured (cf_context_get_profile (self->context)) ? cf_till_get_shop (cf_context_get_till (self->context)) : NULL;
}

static void
on_moved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(CfApplication) self = user_data;
  g_autoptr(GError) error = NULL;
  gboolean moved = cf_context_move_finish (CF_CONTEXT (source), result, &error);

  if (!_cf_application_is_current (self, source))
    return;

  g_clear_object (&self->attempt);
  if (self->connect_dialog != NULL)
    _cf_application_answer_connect (self, error);
  stop_own_server (self);
  if (!moved || self->closing)
    return;

  if (self->connecting)
    self->moved = TRUE;
  else
    _cf_application_connect_shop (self, TRUE);
}

static void
move_shop (Testing *testing)
{
  CfApplication *self = testing->application;
  g_autoptr(CfProfile) profile = g_steal_pointer (&testing->own);

  self->keep_password = profile == NULL && cf_connect_dialog_get_keep (self->connect_dialog);
  if (profile == NULL)
    {
      profile = cf_profile_copy (cf_context_get_profile (self->context));
      cf_profile_use_connection (profile, testing->connection);
    }
  cf_context_move_async (self->context, profile, on_moved, g_object_ref (self));
}

static void
on_tested (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(Testing) testing = user_data;
  CfApplication *self = testing->application;
  g_autoptr(GError) error = NULL;
  g_autofree char *sentence = cf_connection_test_finish (result, &error);

  if (self->connect_dialog == NULL || self->closing)
    return;

  if (ask_keyring (testing, error))
    {
      g_steal_pointer (&testing);
      return;
    }

  if (error == NULL && testing->moving)
    {
      move_shop (testing);
      return;
    }

  g_clear_object (&self->attempt);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    cf_connect_dialog_tell (self->connect_dialog, NULL, NULL);
  else
    cf_connect_dialog_tell (self->connect_dialog, sentence, error);
}

static void
test_connection (Testing *testing)
{
  cf_connection_test_async (testing->connection, get_shop (testing->application), testing->application->attempt, on_tested, testing);
}

static Testing *
new_testing (CfApplication *self,
             gboolean       moving)
{
  Testing *testing = g_new0 (Testing, 1);

  _cf_application_begin_attempt (self);
  testing->application = g_object_ref (self);
  testing->moving = moving;

  return testing;
}

static void
begin_test (CfApplication *self,
            CfConnection  *connection,
            gboolean       moving)
{
  Testing *testing = new_testing (self, moving);

  testing->connection = g_object_ref (connection);
  test_connection (testing);
}

static void
on_test (CfConnectDialog *dialog,
         CfConnection    *connection,
         CfApplication   *self)
{
  g_set_object (&self->typed, connection);
  begin_test (self, connection, FALSE);
}

/* --- Connecting --- */

static void
on_connect (CfConnectDialog *dialog,
            CfConnection    *connection,
            CfApplication   *self)
{
  g_autoptr(CfProfile) trial = NULL;

  if (self->closing)
    return;

  trial = cf_profile_copy (cf_context_get_profile (self->context));
  g_set_object (&self->typed, connection);
  if (cf_profile_get_configured (trial))
    {
      begin_test (self, connection, TRUE);
      return;
    }

  self->keep_password = cf_connect_dialog_get_keep (dialog) && cf_connection_get (connection, "password") != NULL;
  _cf_application_take_shop (self, NULL, NULL, NULL);
  cf_profile_use_connection (trial, connection);
  _cf_application_try_profile (self, trial);
}

/* It did not come so far that there is something to test. */
static void
give_up_test (CfApplication *self,
              const GError  *error)
{
  g_clear_object (&self->attempt);
  _cf_application_answer_connect (self, error);
}

static CfConnection *
find_own_connection (CfServer   *server,
                     CfProfile  *profile,
                     GError    **error)
{
  g_autoptr(CfConnection) usual = cf_connection_new ();
  g_autoptr(CfConnection) named = cf_connection_with_library (usual, cf_profile_get_library_database (profile));
  g_autofree char *conninfo = cf_server_get_conninfo (server, cf_profile_get_sales_database (profile));

  if (conninfo != NULL)
    return cf_connection_parse (named, conninfo, error);

  g_set_error_literal (error, CF_ERROR, CF_ERROR_OFFLINE, _("The database on this computer has just ended. Try again."));
  return NULL;
}

static void
on_library_ensured (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(Testing) testing = user_data;
  CfApplication *self = testing->application;
  g_autoptr(GError) error = NULL;

  if (self->connect_dialog == NULL || self->closing)
    return;

  if (cf_server_ensure_database_finish (CF_SERVER (source), result, &error))
    testing->connection = find_own_connection (CF_SERVER (source), testing->own, &error);

  if (testing->connection != NULL)
    test_connection (g_steal_pointer (&testing));
  else
    give_up_test (self, error);
}

static void
on_own_started (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Testing) testing = user_data;
  CfApplication *self = testing->application;
  g_autoptr(GError) error = NULL;

  if (self->connect_dialog == NULL || self->closing)
    return;

  if (!cf_server_start_finish (CF_SERVER (source), result, &error))
    {
      give_up_test (self, error);
      return;
    }

  /* It is made when the library is first opened: a shop that only sells has none, and the till's role may make none. */
  cf_server_ensure_database_async (CF_SERVER (source), cf_profile_get_library_database (testing->own), self->attempt, on_library_ensured,
                                   testing);
  g_steal_pointer (&testing);
}

/* The server of this computer is started to be looked at. */
static void
on_this_computer (CfConnectDialog *dialog,
                  CfApplication   *self)
{
  Testing *testing;

  if (self->closing)
    return;

  testing = new_testing (self, TRUE);
  /* The databases of the other server may be called otherwise. */
  testing->own = cf_profile_copy (cf_context_get_profile (self->context));
  cf_profile_use_private_server (testing->own);
  cf_server_start_async (cf_context_get_server (self->context), self->attempt, on_own_started, testing);
}

static void
on_cancel (CfConnectDialog *dialog,
           CfApplication   *self)
{
  g_cancellable_cancel (self->attempt);
}

static void
on_keyring_probed (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(CfConnectDialog) dialog = user_data;
  g_autoptr(GError) none = NULL;

  cf_keyring_lookup_finish (result, NULL, &none);
  if (!cf_form_dialog_get_disposed (CF_FORM_DIALOG (dialog)))
    cf_connect_dialog_set_keyring (dialog, none);
}

/* Opens the dialog, with what was typed in it before, or with where the shop is. */
void
_cf_application_ask_server (CfApplication *self)
{
  g_autoptr(CfConnection) known = NULL;

  if (self->connect_dialog != NULL)
    {
      gtk_window_present (GTK_WINDOW (self->connect_dialog));
      return;
    }

  g_set_weak_pointer (&self->connect_dialog, CF_CONNECT_DIALOG (cf_connect_dialog_new ()));
  known = self->typed != NULL ? g_object_ref (self->typed) : cf_profile_dup_connection (cf_context_get_profile (self->context));
  if (known != NULL)
    cf_connect_dialog_set_connection (self->connect_dialog, known);
  cf_connect_dialog_set_return (self->connect_dialog, is_away (self));
  g_signal_connect_object (self->connect_dialog, "test", G_CALLBACK (on_test), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->connect_dialog, "connect", G_CALLBACK (on_connect), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->connect_dialog, "this-computer", G_CALLBACK (on_this_computer), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->connect_dialog, "cancel", G_CALLBACK (on_cancel), self, G_CONNECT_DEFAULT);
  cf_keyring_lookup_async (NULL, NULL, on_keyring_probed, g_object_ref (self->connect_dialog));
  cf_form_dialog_present_over (CF_FORM_DIALOG (self->connect_dialog), GTK_WINDOW (self->window), WIDTH, HEIGHT);
}

/* What became of connecting: without @error the window goes on by itself, and nothing is left of what was typed. */
void
_cf_application_answer_connect (CfApplication *self,
                                const GError  *error) /* nullable */
{
  if (error == NULL)
    {
      g_clear_object (&self->typed);
      cf_form_dialog_end (CF_FORM_DIALOG (self->connect_dialog));
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    cf_connect_dialog_tell (self->connect_dialog, NULL, NULL);
  else
    cf_connect_dialog_tell (self->connect_dialog, NULL, error);
}
