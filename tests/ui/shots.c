/* SPDX-License-Identifier: GPL-3.0-or-later */

/* shots FOLDER: draws every window and state into PNG files: light, dark, narrow, right-to-left, high contrast. Needs a display.
 * shots --labels: goes through all of them, wide and narrow, and looks whether a button is shortened.
 * Where $CF_SHOTS is set only those with this in their name are drawn, in the language of the locale. */

#include "shots.h"

#include "cf-connect-dialog.h"
#include "cf-database-words.h"
#include "cf-error.h"
#include "cf-locale.h"
#include "cf-password-dialog.h"
#include "cf-preferences.h"
#include "cf-sales-window.h"
#include "cf-scan-entry.h"
#include "cf-status-pill.h"
#include "cf-test-utils.h"
#include "cf-ui.h"

static CfCartLine *
line_at (Shot  *shot,
         guint  position)
{
  g_autoptr(CfCartLine) line = g_list_model_get_item (G_LIST_MODEL (cf_till_get_cart (shot->fixture.till)), position);

  return line;
}

static void
type_text (Shot       *shot,
           const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (till_find (GTK_WIDGET (shot->window), CF_TYPE_SCAN_ENTRY)), text);
}

static void
signal_entry (Shot       *shot,
              const char *name,
              int         step)
{
  g_signal_emit_by_name (till_find (GTK_WIDGET (shot->window), CF_TYPE_SCAN_ENTRY), name, step);
}

static void
prepare_nothing (Shot *shot)
{
}

/* The order of the design. */
static void
prepare_order (Shot *shot)
{
  static const char *const typed[] = { "6*85123A", "2*71053", "22752", "2*22727", "4*21877" };
  CfCart *cart = cf_till_get_cart (shot->fixture.till);

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    till_fixture_enter (&shot->fixture, typed[i]);
  cf_cart_set_note (cart, line_at (shot, 2), "Lid scratched", NULL);
  cf_cart_set_discount (cart, line_at (shot, 2), till_decimal ("0.1"), CF_DECIMAL_ZERO, NULL);
  shots_settle ();
  signal_entry (shot, "move", -2);
  shots_settle ();
  signal_entry (shot, "move", -2);
  signal_entry (shot, "move", 2);
  cf_test_wait_until (cf_cart_get_saved (cart));
}

static void
prepare_results (Shot *shot)
{
  prepare_order (shot);
  type_text (shot, "heart t-light");
}

static void
prepare_complete (Shot *shot)
{
  prepare_order (shot);
  till_fixture_sell (&shot->fixture);
}

static void
prepare_unknown (Shot *shot)
{
  till_fixture_enter (&shot->fixture, "6*85123A");
  type_text (shot, "4006381333931");
  g_signal_emit_by_name (till_find (GTK_WIDGET (shot->window), CF_TYPE_SCAN_ENTRY), "activate");
}

static void
prepare_price (Shot *shot)
{
  prepare_order (shot);
  signal_entry (shot, "edit-price", 0);
}

static void
prepare_error (Shot *shot)
{
  prepare_order (shot);
  type_text (shot, "0*85123A");
  g_signal_emit_by_name (till_find (GTK_WIDGET (shot->window), CF_TYPE_SCAN_ENTRY), "activate");
}

static void
prepare_removed (Shot *shot)
{
  prepare_order (shot);
  signal_entry (shot, "remove", 0);
}

static void
prepare_offline (Shot *shot)
{
  for (guint i = 0; i < 3; i++)
    {
      till_fixture_enter (&shot->fixture, i == 1 ? "21877" : "3*85123A");
      till_fixture_sell (&shot->fixture);
    }
  prepare_order (shot);
  cf_status_pill_open (CF_STATUS_PILL (till_find (GTK_WIDGET (shot->window), CF_TYPE_STATUS_PILL)));
}

static void
prepare_long (Shot *shot)
{
  till_fixture_put (&shot->fixture, "LONG", "HAND-PAINTED PORCELAIN DINNER SERVICE FOR TWENTY-FOUR WITH GILDED EDGES, SECOND CHOICE", "1234567.89");
  till_fixture_enter (&shot->fixture, "12*LONG");
  till_fixture_enter (&shot->fixture, "21877");
}

static void
prepare_first_run (Shot *shot)
{
  cf_sales_window_show_first_run (CF_SALES_WINDOW (shot->window), FALSE);
}

/* The first table of the notes, with two shops' worth of rows. */
static void
prepare_adoption (Shot *shot)
{
  g_autoptr(CfAdoption) adoption = cf_adoption_new ("red30", "sales", 12804, "338214.90");

  cf_adoption_add_change (adoption, "Columns are added that are missing: id, product.");
  cf_adoption_add_change (adoption, "Columns of Counterfoil’s own are added: line and order, time, till, clerk, and a few more.");
  cf_adoption_add_change (adoption, "Numbers become exact decimals, with the same values: discount, order_total, price, quantity.");
  cf_adoption_add_change (adoption, "Numbers become text: order_number. Programs that compare it with a number must put quotes around that.");
  cf_adoption_add_change (adoption, "9411 orders are made, with their lines numbered.");
  cf_adoption_add_change (adoption, "When these rows were sold is not known: they stand before all other sales.");
  cf_adoption_add_promise (adoption, "No row is removed, and no value that was written is changed; only what is empty is filled in.");
  cf_adoption_add_promise (adoption, "Other programs go on reading and writing the table as before, and its views and triggers stay.");
  cf_adoption_add_promise (adoption, "It is done as a whole or not at all.");
  prepare_first_run (shot);
  cf_sales_window_show_adoption (CF_SALES_WINDOW (shot->window), adoption);
}

static void
prepare_first_run_progress (Shot *shot)
{
  prepare_first_run (shot);
  cf_sales_window_set_progress (CF_SALES_WINDOW (shot->window), "Making the shop's database…");
}

static void
prepare_first_run_failure (Shot *shot)
{
  g_autoptr(GError) error = g_error_new_literal (CF_ERROR, CF_ERROR_MISSING,
                                                 "PostgreSQL is not installed on this computer. Install it with "
                                                 "“apt install postgresql” and try again, or connect to a server.");

  prepare_first_run (shot);
  cf_sales_window_set_failure (CF_SALES_WINDOW (shot->window), error);
}

static void
unfold (Shot *shot)
{
  gtk_expander_set_expanded (GTK_EXPANDER (till_find (GTK_WIDGET (shot->window), GTK_TYPE_EXPANDER)), TRUE);
}

/* The longest of its kind, with what libpq says to it. */
static void
prepare_first_run_refused (Shot *shot)
{
  g_autoptr(GError) error = g_error_new_literal (CF_ERROR, CF_ERROR_REFUSED,
                                                 "The certificate of “shop.example” is not trusted: it may be for another "
                                                 "name, out of date, or issued by somebody unknown here. Nothing was changed, "
                                                 "and what you typed is kept. Check the name of the host, or give the file of "
                                                 "the issuer with “sslrootcert=” in the connection string.");

  cf_error_set_details (error, "connection to server at \"shop.example\" (192.0.2.7), port 5432 failed: SSL error: "
                        "certificate verify failed");
  prepare_first_run (shot);
  cf_sales_window_set_failure (CF_SALES_WINDOW (shot->window), error);
  unfold (shot);
}

static void
prepare_no_connection (Shot *shot)
{
  g_autoptr(GError) error = g_error_new_literal (CF_ERROR, CF_ERROR_STORAGE,
                                                 "The database on this computer has ended and cannot be started again. "
                                                 "Selling goes on, and orders are kept here. The private server did not "
                                                 "start. Nothing was lost: the data are in "
                                                 "“/home/anna/.local/share/counterfoil/server/data”.");

  cf_error_set_details (error, "FATAL:  could not write lock file \"postmaster.pid\": No space left on device");
  prepare_order (shot);
  cf_till_set_connection_trouble (shot->fixture.till, error);
  cf_status_pill_open (CF_STATUS_PILL (till_find (GTK_WIDGET (shot->window), CF_TYPE_STATUS_PILL)));
  shots_settle ();
  unfold (shot);
}

static CfConnectDialog *
open_connect (Shot       *shot,
              const char *string)
{
  CfConnectDialog *dialog = CF_CONNECT_DIALOG (cf_connect_dialog_new ());
  g_autoptr(CfConnection) usual = cf_connection_new ();
  g_autoptr(CfConnection) connection = cf_connection_parse (usual, string, NULL);

  prepare_first_run (shot);
  cf_connect_dialog_set_connection (dialog, connection);
  cf_form_dialog_present_over (CF_FORM_DIALOG (dialog), shot->window, 560, 700);
  shots_settle ();

  return dialog;
}

static void
prepare_connect (Shot *shot)
{
  open_connect (shot, "host=shop.example user=anna password=secret");
}

static void
prepare_connect_tested (Shot *shot)
{
  CfConnectDialog *dialog = open_connect (shot, "host=one.example,two.example user=anna target_session_attrs=read-write");
  g_autoptr(GError) none = g_error_new_literal (CF_ERROR, CF_ERROR_MISSING,
                                                "No keyring answers in this session, so the password cannot be kept, and is asked for each time.");

  cf_connect_dialog_set_keyring (dialog, none);
  cf_connect_dialog_tell (dialog, "This works: PostgreSQL 15.18 answers, encrypted. There already: “red30”. To be made when you connect: “library”.", NULL);
}

/* What is weaker than it could be stands where it is chosen. */
static void
prepare_connect_weaker (Shot *shot)
{
  open_connect (shot, "service=shop host=shop.example sslmode=disable");
}

static void
prepare_connect_protection (Shot *shot)
{
  CfConnectDialog *dialog = open_connect (shot, "host=shop.example user=anna sslmode=verify-ca sslrootcert=/etc/ssl/red30.pem");

  /* On to what stands below it. */
  gtk_widget_grab_focus (till_find (GTK_WIDGET (dialog), ADW_TYPE_COMBO_ROW));
  for (guint i = 0; i < 4; i++)
    gtk_widget_child_focus (GTK_WIDGET (dialog), GTK_DIR_TAB_FORWARD);
}

static void
prepare_connect_missing (Shot *shot)
{
  CfConnectDialog *dialog = open_connect (shot, "host=shop.example user=anna");
  g_autoptr(GError) error = cf_database_missing_error ("red30", "ERROR:  permission denied to create database");

  cf_connect_dialog_tell (dialog, NULL, error);
}

static void
prepare_password (Shot *shot)
{
  GtkWidget *dialog = cf_password_dialog_new (shot->window, "The server asks for the password of “anna”. Selling goes on, and orders are kept here. "
                                              "Enter it, or have it written into the file “~/.pgpass”.");

  prepare_order (shot);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
prepare_preferences (Shot *shot)
{
  CfPreferences *preferences = cf_preferences_new (shot->window);

  cf_preferences_set_clerk (preferences, "Anna");
  gtk_window_present (GTK_WINDOW (preferences));
}

static void
prepare_shortcuts (Shot *shot)
{
  gtk_widget_activate_action (GTK_WIDGET (shot->window), "win.shortcuts", NULL);
}

static const ShotCase cases[] = {
  { "first-run", FALSE, prepare_first_run },
  { "first-run-adoption", FALSE, prepare_adoption },
  { "first-run-progress", FALSE, prepare_first_run_progress },
  { "first-run-failure", FALSE, prepare_first_run_failure },
  { "first-run-refused", FALSE, prepare_first_run_refused },
  { "connect", FALSE, prepare_connect },
  { "connect-tested", FALSE, prepare_connect_tested },
  { "connect-weaker", FALSE, prepare_connect_weaker },
  { "connect-protection", FALSE, prepare_connect_protection },
  { "connect-missing", FALSE, prepare_connect_missing },
  { "sell-password", TRUE, prepare_password },
  { "sell-starting", FALSE, prepare_nothing },
  { "sell-empty", TRUE, prepare_nothing },
  { "sell", TRUE, prepare_order },
  { "sell-results", TRUE, prepare_results },
  { "sell-complete", TRUE, prepare_complete },
  { "sell-unknown", TRUE, prepare_unknown },
  { "sell-price", TRUE, prepare_price },
  { "sell-error", TRUE, prepare_error },
  { "sell-removed", TRUE, prepare_removed },
  { "sell-offline", TRUE, prepare_offline },
  { "sell-no-connection", TRUE, prepare_no_connection },
  { "sell-long", TRUE, prepare_long },
  { "preferences", TRUE, prepare_preferences },
  { "shortcuts", TRUE, prepare_shortcuts },
};

/* High contrast is chosen when the program starts. */
static void
take_in_high_contrast (char *argv[])
{
  g_auto(GStrv) environment = g_environ_setenv (g_get_environ (), "ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
  g_autoptr(GError) error = NULL;
  int status;

  if (!g_spawn_sync (NULL, argv, environment, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL, &status, &error)
      || !g_spawn_check_wait_status (status, &error))
    g_error ("shots: in high contrast: %s", error->message);
}

int
main (int   argc,
      char *argv[])
{
  const char *folder;

  if (argc != 2)
    g_error ("usage: shots FOLDER|--labels");
  if (g_str_equal (argv[1], "--labels") && g_getenv ("CF_TEST_LONG") == NULL)
    {
      g_print ("1..0 # SKIP takes minutes; ./dev test --long does it\n");
      return 0;
    }
  cf_locale_init ();
  if (!gtk_init_check ())
    g_error ("shots: there is no display");

  /* Who sees a picture does not see that its widgets had no room. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  adw_init ();
  cf_ui_init ();
  /* As GNOME has it. */
  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", ":close", NULL);
  folder = g_str_equal (argv[1], "--labels") ? NULL : argv[1];
  shots_take (folder, cases, G_N_ELEMENTS (cases));
  shots_take_pages (folder);
  shots_take_library (folder);
  shots_take_import (folder);
  if (folder == NULL)
    return shots_end_labels ();
  if (g_getenv ("ADW_DEBUG_HIGH_CONTRAST") == NULL)
    take_in_high_contrast (argv);

  return 0;
}
