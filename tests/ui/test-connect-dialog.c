/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form for a server: what goes along from it to a connection string and back, what is warned of, and what is told in it. */

#include "window-fixture.h"

#include "cf-connect-dialog.h"
#include "cf-error.h"
#include "cf-error-note.h"
#include "cf-field-error.h"
#include "cf-message-dialog.h"
#include "cf-password-dialog.h"
#include "cf-test-utils.h"
#include "cf-ui.h"
#include "scan-fixture.h"

typedef struct
{
  GtkWidget    *dialog;
  CfConnection *heard;          /* of the last signal */
  const char   *signal;
  guint         n_cancelled;
} Fixture;

static void
on_test_cb (Fixture *fixture, CfConnection *connection)
{
  fixture->signal = "test";
  g_set_object (&fixture->heard, connection);
}

static void
on_connect_cb (Fixture *fixture, CfConnection *connection)
{
  fixture->signal = "connect";
  g_set_object (&fixture->heard, connection);
}

static void
on_this_computer_cb (Fixture *fixture)
{
  fixture->signal = "this-computer";
}

static void
on_cancel_cb (Fixture *fixture)
{
  fixture->n_cancelled++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dialog = cf_connect_dialog_new ();
  g_object_add_weak_pointer (G_OBJECT (fixture->dialog), (gpointer *) &fixture->dialog);
  g_signal_connect_swapped (fixture->dialog, "test", G_CALLBACK (on_test_cb), fixture);
  g_signal_connect_swapped (fixture->dialog, "connect", G_CALLBACK (on_connect_cb), fixture);
  g_signal_connect_swapped (fixture->dialog, "this-computer", G_CALLBACK (on_this_computer_cb), fixture);
  g_signal_connect_swapped (fixture->dialog, "cancel", G_CALLBACK (on_cancel_cb), fixture);
  cf_form_dialog_present_over (CF_FORM_DIALOG (fixture->dialog), NULL, 560, 700);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->dialog != NULL)
    cf_form_dialog_end (CF_FORM_DIALOG (fixture->dialog));
  g_assert_null (fixture->dialog);
  g_clear_object (&fixture->heard);
}

static gboolean
is_of_type (GtkWidget *widget, gpointer type)
{
  return g_type_is_a (G_OBJECT_TYPE (widget), GPOINTER_TO_SIZE (type));
}

/* A row by its title, whether it is shown or not. */
static GtkWidget *
find_row (GtkWidget *widget, GType type, const char *title)
{
  if (is_of_type (widget, GSIZE_TO_POINTER (type)) && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, type, title);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
type (Fixture *fixture, const char *title, const char *text)
{
  GtkWidget *row = find_row (fixture->dialog, ADW_TYPE_ENTRY_ROW, title);

  g_assert_nonnull (row);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static const char *
read_row (Fixture *fixture, const char *title)
{
  return gtk_editable_get_text (GTK_EDITABLE (find_row (fixture->dialog, ADW_TYPE_ENTRY_ROW, title)));
}

static void
show_mode (Fixture *fixture, const char *name)
{
  gtk_stack_set_visible_child_name (GTK_STACK (till_find (fixture->dialog, GTK_TYPE_STACK)), name);
}

static const char *
find_mode (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (till_find (fixture->dialog, GTK_TYPE_STACK)));
}

static gboolean
use (Fixture *fixture, const char *action)
{
  fixture->signal = NULL;
  gtk_widget_activate_action (fixture->dialog, action, NULL);

  return fixture->signal != NULL;
}

static gboolean
shows (GtkWidget *widget, const char *words)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_child_visible (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), words) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_get_visible (child) && shows (child, words))
      return TRUE;

  return FALSE;
}

static gboolean
says (Fixture *fixture, const char *words)
{
  return shows (fixture->dialog, words);
}

static void
test_form (Fixture *fixture, gconstpointer data)
{
  g_autofree char *string = NULL;

  window_check_names (fixture->dialog);
  g_assert_false (use (fixture, "form.store"));
  type (fixture, "Host", " one.example,two.example ");
  type (fixture, "Port (5432 where none is given)", "5433");
  type (fixture, "User", "anna");
  type (fixture, "Password", "pa'ss");
  type (fixture, "Library", "");
  g_assert_true (use (fixture, "form.store"));
  g_assert_cmpstr (fixture->signal, ==, "connect");
  g_assert_cmpstr (cf_connection_get (fixture->heard, "host"), ==, "one.example,two.example");
  g_assert_cmpstr (cf_connection_get (fixture->heard, "port"), ==, "5433");
  g_assert_cmpstr (cf_connection_get (fixture->heard, "user"), ==, "anna");
  g_assert_cmpstr (cf_connection_get (fixture->heard, "password"), ==, "pa'ss");
  g_assert_cmpstr (cf_connection_get (fixture->heard, "dbname"), ==, "red30");
  g_assert_cmpstr (cf_connection_get_library (fixture->heard), ==, "library");
  g_assert_null (cf_connection_get (fixture->heard, "target_session_attrs"));
  g_assert_cmpint (cf_connection_get_tls (fixture->heard), ==, CF_CONNECTION_TLS_VERIFY_FULL);
  string = cf_connection_to_string (fixture->heard);
  g_assert_null (strstr (string, "pa'ss"));
  g_assert_null (strstr (string, "pa\\'ss"));
}

/* Whatever a string says is there still when it was looked at as a form. */
static void
test_carried_over (Fixture *fixture, gconstpointer data)
{
  type (fixture, "Host", "one.example");
  type (fixture, "User", "anna");
  show_mode (fixture, "string");
  g_assert_nonnull (strstr (read_row (fixture, "Connection String"), "host='one.example'"));
  g_assert_nonnull (strstr (read_row (fixture, "Connection String"), "user='anna'"));

  type (fixture, "Connection String", "postgresql://ben:hidden@a.example,b.example/shop?target_session_attrs=read-write&sslmode=require&connect_timeout=7");
  show_mode (fixture, "form");
  g_assert_cmpstr (read_row (fixture, "Host"), ==, "a.example,b.example");
  g_assert_cmpstr (read_row (fixture, "User"), ==, "ben");
  g_assert_cmpstr (read_row (fixture, "Password"), ==, "hidden");
  g_assert_cmpstr (read_row (fixture, "Sales"), ==, "shop");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (find_row (fixture->dialog, ADW_TYPE_COMBO_ROW, "Encryption"))), ==,
                    CF_CONNECTION_TLS_REQUIRE);
  type (fixture, "User", "cleo");

  show_mode (fixture, "string");
  g_assert_null (strstr (read_row (fixture, "Connection String"), "hidden"));
  g_assert_nonnull (strstr (read_row (fixture, "Connection String"), "connect_timeout='7'"));
  g_assert_true (use (fixture, "form.store"));
  g_assert_cmpstr (cf_connection_get (fixture->heard, "user"), ==, "cleo");
  g_assert_cmpstr (cf_connection_get (fixture->heard, "password"), ==, "hidden");
  g_assert_cmpstr (cf_connection_get (fixture->heard, "target_session_attrs"), ==, "read-write");
  g_assert_cmpstr (cf_connection_get (fixture->heard, "sslmode"), ==, "require");
  g_assert_cmpstr (cf_connection_get (fixture->heard, "connect_timeout"), ==, "7");
}

/* A password in a pasted string moves into the field where nobody reads it. */
static void
test_password_in_string (Fixture *fixture, gconstpointer data)
{
  show_mode (fixture, "string");
  type (fixture, "Connection String", "host=shop.example user=anna password=hidden");
  g_assert_true (use (fixture, "connection.test"));
  g_assert_cmpstr (fixture->signal, ==, "test");
  g_assert_cmpstr (cf_connection_get (fixture->heard, "password"), ==, "hidden");
  g_assert_cmpstr (cf_connection_get (fixture->heard, "dbname"), ==, "red30");
  g_assert_null (strstr (read_row (fixture, "Connection String"), "hidden"));
  g_assert_cmpstr (read_row (fixture, "Password"), ==, "hidden");
}

static void
test_service (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfConnection) usual = cf_connection_new ();
  g_autoptr(CfConnection) service = cf_connection_parse (usual, "service=shop", NULL);

  cf_connect_dialog_set_connection (CF_CONNECT_DIALOG (fixture->dialog), service);
  g_assert_cmpstr (find_mode (fixture), ==, "string");
  g_assert_true (use (fixture, "form.store"));
  g_assert_cmpstr (cf_connection_get (fixture->heard, "service"), ==, "shop");
  g_assert_null (cf_connection_get (fixture->heard, "dbname"));
}

/* It is told where it was typed, and stays to be mended. */
static void
test_invalid (Fixture *fixture, gconstpointer data)
{
  static const char *const strings[] = { "no such thing", "host=x sslpassword=secret" };
  GtkWidget *note;

  show_mode (fixture, "string");
  note = till_find (fixture->dialog, CF_TYPE_FIELD_ERROR);
  g_assert_nonnull (note);
  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      type (fixture, "Connection String", strings[i]);
      g_assert_false (use (fixture, "form.store"));
      g_assert_false (use (fixture, "connection.test"));
      show_mode (fixture, "form");
      g_assert_cmpstr (find_mode (fixture), ==, "string");
      g_assert_cmpstr (read_row (fixture, "Connection String"), ==, strings[i]);
    }
  type (fixture, "Connection String", "host=x");
  g_assert_true (use (fixture, "form.store"));
}

/* Whatever is weaker than it might be is said, in a form or as a string. */
static void
test_warning (Fixture *fixture, gconstpointer data)
{
  GtkWidget *tls = find_row (fixture->dialog, ADW_TYPE_COMBO_ROW, "Encryption");
  static const struct { CfConnectionTls tls; const char *words, *mode; } cases[] = {
    { CF_CONNECTION_TLS_VERIFY_CA, "certificate of the same issuer", "verify-ca" },
    { CF_CONNECTION_TLS_REQUIRE, "Nobody checks who answers", "require" },
    { CF_CONNECTION_TLS_DISABLE, "Everybody on the way", "disable" },
  };

  type (fixture, "Host", "shop.example");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_false (says (fixture, cases[i].words));
      adw_combo_row_set_selected (ADW_COMBO_ROW (tls), cases[i].tls);
      g_assert_true (says (fixture, cases[i].words));
      show_mode (fixture, "string");
      g_assert_true (says (fixture, cases[i].words));
      g_assert_nonnull (strstr (read_row (fixture, "Connection String"), cases[i].mode));
      show_mode (fixture, "form");
      adw_combo_row_set_selected (ADW_COMBO_ROW (tls), CF_CONNECTION_TLS_VERIFY_FULL);
    }
  show_mode (fixture, "string");
  g_assert_null (strstr (read_row (fixture, "Connection String"), "sslmode"));
  type (fixture, "Connection String", "host=shop.example sslmode=prefer");
  g_assert_true (says (fixture, "Everybody on the way"));

  show_mode (fixture, "form");
  type (fixture, "Host", "/run/postgresql");
  g_assert_false (says (fixture, "Everybody on the way"));
  g_assert_false (gtk_widget_get_mapped (tls));
}

/* How what is told looks: as trouble, or as nothing of the kind. */
static gboolean
looks_like (Fixture *fixture, const char *kind)
{
  GtkWidget *box = gtk_widget_get_parent (till_find (fixture->dialog, CF_TYPE_ERROR_NOTE));
  GtkWidget *icon = till_find (box, GTK_TYPE_IMAGE);
  gboolean good = g_str_equal (kind, "good");

  return gtk_widget_has_css_class (box, "good") == good
         && gtk_widget_has_css_class (box, "plain") == g_str_equal (kind, "plain")
         && gtk_widget_get_visible (icon) == good;
}

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = g_error_new_literal (CF_ERROR, CF_ERROR_PASSWORD, "The server asks for the password.");

  type (fixture, "Host", "shop.example");
  g_assert_true (use (fixture, "connection.test"));
  g_assert_true (says (fixture, "Testing…"));
  g_assert_true (looks_like (fixture, "plain"));
  g_assert_false (use (fixture, "connection.test"));
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  g_assert_cmpuint (fixture->n_cancelled, ==, 1);
  g_assert_nonnull (fixture->dialog);

  cf_connect_dialog_tell (CF_CONNECT_DIALOG (fixture->dialog), "This works.", NULL);
  g_assert_true (says (fixture, "This works."));
  g_assert_true (looks_like (fixture, "good"));
  type (fixture, "User", "anna");
  g_assert_false (says (fixture, "This works."));
  g_assert_true (use (fixture, "form.store"));
  cf_connect_dialog_tell (CF_CONNECT_DIALOG (fixture->dialog), NULL, error);
  g_assert_true (says (fixture, error->message));
  g_assert_true (looks_like (fixture, "trouble"));
  g_assert_true (cf_ui_holds_focus (find_row (fixture->dialog, ADW_TYPE_PASSWORD_ENTRY_ROW, "Password")));
  g_assert_cmpstr (read_row (fixture, "User"), ==, "anna");
  gtk_window_close (GTK_WINDOW (fixture->dialog));
  cf_test_wait_until (fixture->dialog == NULL);
}

/* Answers the question that lies over the dialog. */
static void
answer (Fixture *fixture, const char *response)
{
  g_autoptr(GListModel) windows = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window) && gtk_window_get_transient_for (window) == GTK_WINDOW (fixture->dialog))
        {
          adw_message_dialog_response (ADW_MESSAGE_DIALOG (window), response);
          gtk_window_destroy (window);
          return;
        }
    }
  g_assert_not_reached ();
}

/* It leads back only where there is something to go back to, and after the person has been told what that means. */
static void
test_return (Fixture *fixture, gconstpointer data)
{
  g_assert_false (says (fixture, "Server of This Computer"));
  cf_connect_dialog_set_return (CF_CONNECT_DIALOG (fixture->dialog), TRUE);
  g_assert_true (says (fixture, "Server of This Computer"));
  window_check_names (fixture->dialog);

  g_assert_false (use (fixture, "connection.go-back"));
  answer (fixture, "cancel");
  g_assert_null (fixture->signal);

  g_assert_false (use (fixture, "connection.go-back"));
  answer (fixture, "go-back");
  g_assert_cmpstr (fixture->signal, ==, "this-computer");
  g_assert_true (says (fixture, "Starting the server of this computer…"));
  g_assert_false (use (fixture, "connection.test"));
  cf_connect_dialog_tell (CF_CONNECT_DIALOG (fixture->dialog), NULL, NULL);
}

static void
test_keyring (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) none = g_error_new_literal (CF_ERROR, CF_ERROR_MISSING, "No keyring answers here.");
  GtkWidget *keep = find_row (fixture->dialog, ADW_TYPE_ACTION_ROW, "Keep in the Keyring");
  GtkSwitch *toggle = GTK_SWITCH (adw_action_row_get_activatable_widget (ADW_ACTION_ROW (keep)));

  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (toggle)));
  gtk_switch_set_active (toggle, TRUE);
  g_assert_true (cf_connect_dialog_get_keep (CF_CONNECT_DIALOG (fixture->dialog)));
  cf_connect_dialog_set_keyring (CF_CONNECT_DIALOG (fixture->dialog), none);
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (toggle)));
  g_assert_false (cf_connect_dialog_get_keep (CF_CONNECT_DIALOG (fixture->dialog)));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (keep)), ==, none->message);
}

static void
test_limits (Fixture *fixture, gconstpointer data)
{
  static const char *const titles[] = { "Host", "User", "Sales", "Password", "Connection String" };
  g_autofree char *most = g_strnfill (100000, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      if (i == G_N_ELEMENTS (titles) - 1)
        show_mode (fixture, "string");
      type (fixture, titles[i], most);
      g_assert_cmpuint (strlen (read_row (fixture, titles[i])), <, 3000);
      type (fixture, titles[i], "host=x");
    }
}

static gboolean
is_cut (GtkWidget *widget)
{
  int needed;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (widget), &needed, NULL, NULL, NULL);
  return gtk_widget_get_height (widget) < needed;
}

/* At the start, when the window below has no size yet; a long word between such as wrap: GTK finds a size without a word of its own. */
static void
test_message_dialog (void)
{
  for (guint i = 1; i < 12; i++)
    {
      g_autofree char *word = g_strnfill (i, 'n');
      g_autofree char *body = g_strdup_printf ("Another Counterfoil is using the journal of this till (/tmp/cfs-%s/journey-1/data/counterfoil). "
                                               "Go on there, or close it first.", word);
      GtkWidget *window = gtk_window_new ();
      GtkWidget *dialog = cf_message_dialog_new (GTK_WINDOW (window), "This Till Cannot Be Opened", body, NULL);
      GtkWidget *content = adw_message_dialog_get_extra_child (ADW_MESSAGE_DIALOG (dialog));

      adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "close", "_Close", "quit", "_Quit", NULL);
      gtk_window_set_default_size (GTK_WINDOW (window), 1100, 720);
      gtk_window_present (GTK_WINDOW (window));
      gtk_window_present (GTK_WINDOW (dialog));
      cf_test_wait_until (gtk_widget_get_width (dialog) > 0);
      g_assert_false (is_cut (gtk_widget_get_first_child (content)));
      g_assert_false (is_cut (gtk_widget_get_last_child (content)));
      gtk_window_destroy (GTK_WINDOW (dialog));
      gtk_window_destroy (GTK_WINDOW (window));
    }
}

static void
test_password_dialog (void)
{
  GtkWidget *dialog = cf_password_dialog_new (NULL, "The server asks for the password of “anna”.");
  CfPasswordGroup *group = cf_password_dialog_get_group (ADW_MESSAGE_DIALOG (dialog));

  gtk_window_present (GTK_WINDOW (dialog));
  window_check_names (dialog);
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "connect"));
  cf_password_group_set_password (group, "secret");
  g_assert_true (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog), "connect"));
  g_assert_true (shows (dialog, "The server asks for the password of “anna”."));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
on_response_cb (char **heard, const char *response)
{
  g_free (*heard);
  *heard = g_strdup (response);
}

/* A scan into the field of which nobody sees the text is neither sent nor lost without a word; where it is the password, another Enter
 * sends it. */
static void
test_scan_into_password (void)
{
  GtkWidget *dialog = cf_password_dialog_new (NULL, "The server asks for the password of “anna”.");
  CfPasswordGroup *group = cf_password_dialog_get_group (ADW_MESSAGE_DIALOG (dialog));
  g_autofree char *heard = NULL;

  g_signal_connect_swapped (dialog, "response", G_CALLBACK (on_response_cb), &heard);
  gtk_window_present (GTK_WINDOW (dialog));
  cf_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (group)));
  gtk_widget_grab_focus (GTK_WIDGET (group));
  scan_keys (GTK_WINDOW (dialog), "5012345678900", GDK_KEY_Return);
  g_assert_cmpstr (cf_password_group_get_password (group), ==, "5012345678900");
  g_assert_true (shows (dialog, "This came as fast as from a scanner, so nothing was sent."));

  cf_password_group_set_password (group, "");
  g_assert_false (shows (dialog, "This came as fast as from a scanner"));
  scan_keys (GTK_WINDOW (dialog), "x7k29f1", GDK_KEY_Return);
  g_assert_true (shows (dialog, "This came as fast as from a scanner"));
  scan_pause (200);
  scan_press (GTK_WINDOW (dialog), GDK_KEY_Return);
  cf_test_wait_until (heard != NULL);
  g_assert_cmpstr (heard, ==, "connect");
}

/* A PIN that was typed fast, and a scan while the focus is on the switch: only an Enter in the field sends a password. */
static void
test_fast_password_with_tab (void)
{
  GtkWidget *dialog = cf_password_dialog_new (NULL, "The server asks for the password of “anna”.");
  CfPasswordGroup *group = cf_password_dialog_get_group (ADW_MESSAGE_DIALOG (dialog));
  GtkWidget *keep;

  gtk_window_present (GTK_WINDOW (dialog));
  cf_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (group)));
  gtk_widget_grab_focus (GTK_WIDGET (group));
  scan_keys (GTK_WINDOW (dialog), "482913", GDK_KEY_Tab);
  g_assert_false (shows (dialog, "This came as fast as from a scanner"));

  keep = till_find (GTK_WIDGET (group), GTK_TYPE_SWITCH);
  g_assert_true (gtk_widget_grab_focus (keep));
  scan_keys (GTK_WINDOW (dialog), "5012345678900", GDK_KEY_Return);
  g_assert_false (shows (dialog, "This came as fast as from a scanner"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* By hand it is sent with the first. */
static void
test_typed_password (void)
{
  GtkWidget *dialog = cf_password_dialog_new (NULL, "The server asks for the password of “anna”.");
  GtkWidget *group = GTK_WIDGET (cf_password_dialog_get_group (ADW_MESSAGE_DIALOG (dialog)));
  g_autofree char *heard = NULL;

  g_signal_connect_swapped (dialog, "response", G_CALLBACK (on_response_cb), &heard);
  gtk_window_present (GTK_WINDOW (dialog));
  cf_test_wait_until (gtk_widget_get_mapped (group));
  gtk_widget_grab_focus (group);
  scan_type (GTK_WINDOW (dialog), "x7k29f1");
  scan_pause (200);
  scan_press (GTK_WINDOW (dialog), GDK_KEY_Return);
  cf_test_wait_until (heard != NULL);
  g_assert_cmpstr (heard, ==, "connect");
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  adw_init ();
  cf_ui_init ();

#define ADD(name, func) g_test_add ("/connect-dialog/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("form", test_form);
  ADD ("carried-over", test_carried_over);
  ADD ("password-in-string", test_password_in_string);
  ADD ("service", test_service);
  ADD ("invalid", test_invalid);
  ADD ("warning", test_warning);
  ADD ("answers", test_answers);
  ADD ("keyring", test_keyring);
  ADD ("limits", test_limits);
  ADD ("return", test_return);
  g_test_add_func ("/message-dialog/long-words", test_message_dialog);
  g_test_add_func ("/connect-dialog/password", test_password_dialog);
  g_test_add_func ("/connect-dialog/scan-into-password", test_scan_into_password);
  g_test_add_func ("/connect-dialog/fast-password-with-tab", test_fast_password_with_tab);
  g_test_add_func ("/connect-dialog/typed-password", test_typed_password);

  return g_test_run ();
}
