/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog in which a person says which server has the shop's data: tests it, and tries it as the first-run page does. Where the shop is
 * known already, it goes only to where that is. */

#include "cf-application-private.h"

#include "cf-config.h"

#include "cf-connection-test.h"
#include "cf-error.h"
#include "cf-keyring.h"

#define WIDTH 560
#define HEIGHT 700

typedef struct
{
  CfApplication *application;   /* (owned) */
  CfConnection  *connection;    /* (owned) */
  gboolean       keyring_asked;
  gboolean       moving;        /* goes there where it works */
} Testing;

static void test_connection (Testing *testing);

static void
testing_free (Testing *testing)
{
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
  g_autoptr(CfProfile) profile = cf_profile_copy (cf_context_get_profile (self->context));

  self->keep_password = cf_connect_dialog_get_keep (self->connect_dialog);
  cf_profile_use_connection (profile, testing->connection);
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

static void
begin_test (CfApplication *self,
            CfConnection  *connection,
            gboolean       moving)
{
  Testing *testing = g_new0 (Testing, 1);

  _cf_application_begin_attempt (self);
  testing->application = g_object_ref (self);
  testing->connection = g_object_ref (connection);
  testing->moving = moving;
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
  g_autoptr(CfProfile) trial = cf_profile_copy (cf_context_get_profile (self->context));

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
  g_signal_connect_object (self->connect_dialog, "test", G_CALLBACK (on_test), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->connect_dialog, "connect", G_CALLBACK (on_connect), self, G_CONNECT_DEFAULT);
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
