/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who sells, and how the program looks. */

#include "window-fixture.h"

#include "cf-preferences.h"
#include "cf-settings.h"
#include "cf-style.h"
#include "cf-test-utils.h"
#include "cf-ui.h"
#include "scan-fixture.h"

typedef struct
{
  CfPreferences *preferences;
  char          *clerk;         /* of the last signal */
} Fixture;

static void
on_clerk (Fixture *fixture, const char *clerk)
{
  g_free (fixture->clerk);
  fixture->clerk = g_strdup (clerk);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->preferences = cf_preferences_new (NULL);
  g_object_add_weak_pointer (G_OBJECT (fixture->preferences), (gpointer *) &fixture->preferences);
  g_signal_connect_swapped (fixture->preferences, "clerk", G_CALLBACK (on_clerk), fixture);
  gtk_window_present (GTK_WINDOW (fixture->preferences));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->preferences));
  g_assert_null (fixture->preferences);
  g_clear_pointer (&fixture->clerk, g_free);
}

static GtkWidget *
find (Fixture *fixture, GType type)
{
  return till_find (GTK_WIDGET (fixture->preferences), type);
}

static void
give_clerk (Fixture *fixture, const char *name)
{
  GtkWidget *row = find (fixture, ADW_TYPE_ENTRY_ROW);

  gtk_editable_set_text (GTK_EDITABLE (row), name);
  g_signal_emit_by_name (row, "apply");
}

static void
test_clerk (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = find (fixture, ADW_TYPE_ENTRY_ROW);

  g_assert_false (gtk_widget_get_mapped (row));
  cf_preferences_set_clerk (fixture->preferences, "Anna");
  cf_test_wait_until (gtk_widget_get_mapped (row));
  /* The window around it has a search entry without a name, which nobody sees. */
  window_check_names (find (fixture, ADW_TYPE_PREFERENCES_PAGE));
  g_assert_null (fixture->clerk);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "Anna");

  give_clerk (fixture, "  Ben de Vries ");
  g_assert_cmpstr (fixture->clerk, ==, "Ben de Vries");
  give_clerk (fixture, "   ");
  g_assert_cmpstr (fixture->clerk, ==, "");
}

/* A longer name than anybody has is cut, and that is told. */
static void
test_long_clerk (Fixture *fixture, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (100, 'x');
  g_autofree char *longer = g_strnfill (5000, 'x');

  cf_preferences_set_clerk (fixture->preferences, "Anna");
  give_clerk (fixture, longer);
  g_assert_cmpstr (fixture->clerk, ==, longest);
  g_assert_nonnull (window_find_label (GTK_WIDGET (fixture->preferences), "Only 100 characters are kept here; what was beyond was left out. Check what stands here now."));
}

/* Whoever scans here, where nothing can be sold, changes neither the clerk nor what was typed. */
static void
test_scan (Fixture *fixture, gconstpointer data)
{
  GtkEditable *row = GTK_EDITABLE (find (fixture, ADW_TYPE_ENTRY_ROW));

  cf_preferences_set_clerk (fixture->preferences, "Anna");
  cf_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (row)));
  gtk_widget_grab_focus (GTK_WIDGET (row));
  gtk_editable_set_text (row, "Ben");
  gtk_editable_select_region (row, 0, -1);
  scan_keys (GTK_WINDOW (fixture->preferences), "5012345678900", data != NULL ? GDK_KEY_Tab : GDK_KEY_Return);
  g_assert_null (fixture->clerk);
  g_assert_cmpstr (gtk_editable_get_text (row), ==, "Ben");
  g_assert_nonnull (window_find_label (GTK_WIDGET (fixture->preferences),
                                       "“5012345678900” was scanned and left out. Nothing is stored, and what you typed is still here."));

  scan_keys (GTK_WINDOW (fixture->preferences), "Ben", GDK_KEY_Return);
  g_assert_cmpstr (fixture->clerk, ==, "Ben");
}

/* The button of a style, which is given by its target. */
static GtkWidget *
find_style (GtkWidget *widget, const char *style)
{
  GVariant *target = GTK_IS_CHECK_BUTTON (widget) ? gtk_actionable_get_action_target_value (GTK_ACTIONABLE (widget)) : NULL;
  GtkWidget *found = NULL;

  if (target != NULL && g_str_equal (g_variant_get_string (target, NULL), style))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_style (child, style);

  return found;
}

static GtkCheckButton *
get_style (Fixture *fixture, const char *style)
{
  return GTK_CHECK_BUTTON (find_style (GTK_WIDGET (fixture->preferences), style));
}

static void
choose_style (Fixture *fixture, const char *style)
{
  gtk_widget_activate (GTK_WIDGET (get_style (fixture, style)));
}

/* Taken at once, and there again the next time. */
static void
test_style (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GSettings) settings = cf_settings_new (NULL);
  AdwStyleManager *manager = adw_style_manager_get_default ();

  cf_style_follow (settings);
  g_assert_cmpint (adw_style_manager_get_color_scheme (manager), ==, ADW_COLOR_SCHEME_DEFAULT);
  choose_style (fixture, "dark");
  cf_test_wait_until (adw_style_manager_get_color_scheme (manager) == ADW_COLOR_SCHEME_FORCE_DARK);
  gtk_window_destroy (GTK_WINDOW (fixture->preferences));

  set_up (fixture, NULL);
  g_assert_true (gtk_check_button_get_active (get_style (fixture, "dark")));
  choose_style (fixture, "light");
  cf_test_wait_until (adw_style_manager_get_color_scheme (manager) == ADW_COLOR_SCHEME_FORCE_LIGHT);
  choose_style (fixture, "desktop");
  cf_test_wait_until (adw_style_manager_get_color_scheme (manager) == ADW_COLOR_SCHEME_DEFAULT);
}

int
main (int    argc,
      char **argv)
{
  cf_test_init (&argc, &argv);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  cf_ui_init ();

  g_test_add ("/preferences/clerk", Fixture, NULL, set_up, test_clerk, tear_down);
  g_test_add ("/preferences/long-clerk", Fixture, NULL, set_up, test_long_clerk, tear_down);
  g_test_add ("/preferences/scan/enter", Fixture, NULL, set_up, test_scan, tear_down);
  g_test_add ("/preferences/scan/tab", Fixture, "Tab", set_up, test_scan, tear_down);
  g_test_add ("/preferences/style", Fixture, NULL, set_up, test_style, tear_down);

  return g_test_run ();
}
