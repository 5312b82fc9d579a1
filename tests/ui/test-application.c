/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The application itself: what is asked and told while it connects, and how it ends. */

#include "cf-application-private.h"
#include "cf-error.h"
#include "cf-fault-proxy.h"
#include "cf-password-dialog.h"
#include "page-fixture.h"

#define SHOP "application_shop"

static CfApplication *
start (void)
{
  CfApplication *application = cf_application_new ();

  g_application_set_flags (G_APPLICATION (application), G_APPLICATION_NON_UNIQUE | G_APPLICATION_IS_SERVICE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_application_activate (G_APPLICATION (application));

  return application;
}

/* It is closing, and comes to its end. */
static void
end (CfApplication *application)
{
  g_assert_true (application->closing);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 0, NULL), ==, 0);
  g_object_unref (application);
}

static GtkWidget *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return window;
    }
  return NULL;
}

/* What is told goes with the windows: nobody can have a program try again that is closing. */
static void
test_closing (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "counterfoil", NULL);
  g_autofree char *path = g_build_filename (folder, "journal.sqlite", NULL);
  g_autoptr(CfJournal) journal = cf_journal_new (path);
  g_autoptr(CfJournalSnapshot) snapshot = cf_test_journal_open (journal);
  CfApplication *application = start ();

  cf_test_wait_until (find_dialog () != NULL);
  g_assert_true (page_shows (find_dialog (), "Another Counterfoil"));
  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
  g_assert_null (find_dialog ());
  _cf_application_connect_shop (application, TRUE);
  g_assert_false (application->connecting);
  end (application);
  cf_test_journal_close (journal);
}

static void
write_profile (guint port)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "counterfoil", NULL);
  g_autofree char *path = g_build_filename (folder, "profile.ini", NULL);
  g_autofree char *content =
    g_strdup_printf ("[connection]\nkind=server\nconninfo=host=127.0.0.1 port=%u dbname=%s user=keeper sslmode=disable\n", port, SHOP);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  cf_test_write_file (path, content, -1);
}

static void
give_password (GtkWidget *dialog, const char *password)
{
  gtk_editable_set_text (GTK_EDITABLE (page_find_type (dialog, ADW_TYPE_PASSWORD_ENTRY_ROW)), password);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "connect");
}

/* The server is away for a moment just when the password is given: it is not asked for once more. */
static void
test_password_while_connecting (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autoptr(CfFaultProxy) proxy = NULL;
  CfApplication *application;
  CfTill *till;

  if (server == NULL)
    return;

  cf_test_shop_create (server, SHOP);
  g_free (cf_test_shop_set_up (server, SHOP, "EUR"));
  cf_test_server_sql (server, "postgres", "DROP ROLE IF EXISTS keeper; CREATE ROLE keeper LOGIN SUPERUSER PASSWORD 'hidden'");
  cf_test_server_set_hba (server, "host all all 127.0.0.1/32 scram-sha-256");
  proxy = cf_fault_proxy_new (NULL, cf_test_server_get_port (server));
  write_profile (cf_fault_proxy_get_port (proxy));

  application = start ();
  cf_test_wait_until (application->password_dialog != NULL);
  g_assert_false (application->connecting);
  till = cf_context_get_till (application->context);
  cf_fault_proxy_set_refusing (proxy, TRUE);
  cf_sender_try_now (cf_till_get_sender (till));
  cf_test_wait_until (g_error_matches (cf_till_get_connection_trouble (till), CF_ERROR, CF_ERROR_OFFLINE));
  g_assert_true (application->connecting);

  give_password (GTK_WIDGET (application->password_dialog), "hidden");
  cf_fault_proxy_set_refusing (proxy, FALSE);
  cf_sender_try_now (cf_till_get_sender (till));
  cf_test_wait_until (cf_till_get_ready (till) || application->password_dialog != NULL);
  g_assert_null (application->password_dialog);
  g_assert_true (cf_till_get_ready (till));
  g_action_group_activate_action (G_ACTION_GROUP (application), "quit", NULL);
  end (application);
}

/* Each in a process of its own, as a program has one application. */
static void
run_alone (gconstpointer test)
{
  if (g_test_subprocess ())
    {
      ((GTestFunc) test) ();
      return;
    }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

int
main (int argc, char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  g_test_add_data_func ("/application/closing", test_closing, run_alone);
  g_test_add_data_func ("/application/password-while-connecting", test_password_while_connecting, run_alone);

  return g_test_run ();
}
