/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is typed where all was selected replaces it, whoever has the primary selection by then. */

#include <adwaita.h>

#include "cf-test-utils.h"
#include "cf-text-limit.h"

typedef struct
{
  GtkWidget   *window;
  GtkEditable *entry;
  GtkEditable *other;
} Fixture;

static void
on_cut_cb (GtkEditable *editable,
           guint        most_chars,
           gpointer     user_data)
{
}

static GtkEditable *
add_entry (GtkWidget *box)
{
  GtkWidget *entry = gtk_entry_new ();

  cf_text_limit_add (GTK_EDITABLE (entry), 8, on_cut_cb, NULL);
  gtk_box_append (GTK_BOX (box), entry);
  return GTK_EDITABLE (entry);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  fixture->window = gtk_window_new ();
  fixture->entry = add_entry (box);
  fixture->other = add_entry (box);
  gtk_window_set_child (GTK_WINDOW (fixture->window), box);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (fixture->window);
  cf_text_limit_fill (fixture->entry, "1.25");
  gtk_widget_grab_focus (GTK_WIDGET (fixture->entry));
  g_assert_true (gtk_editable_get_selection_bounds (fixture->entry, NULL, NULL));
  /* Since GTK 4.18 a text has the primary selection only when the window has the keys. */
  cf_test_wait_until (gdk_clipboard_get_content (gtk_widget_get_primary_clipboard (fixture->window)) != NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
}

/* Another program, or a notice that came late. */
static void
take_selection_away (Fixture *fixture)
{
  gdk_clipboard_set_text (gtk_widget_get_primary_clipboard (fixture->window), "taken");
  g_assert_false (gtk_editable_get_selection_bounds (fixture->entry, NULL, NULL));
  g_assert_cmpint (gtk_editable_get_position (fixture->entry), ==, 0);
}

static void
type (Fixture    *fixture,
      const char *keys)
{
  for (const char *key = keys; *key != '\0'; key++)
    g_signal_emit_by_name (gtk_editable_get_delegate (fixture->entry), "insert-at-cursor", (const char[]) { *key, '\0' });
}

static void
assert_text (Fixture    *fixture,
             const char *expected)
{
  g_assert_cmpstr (gtk_editable_get_text (fixture->entry), ==, expected);
}

static void
test_typed_over (Fixture       *fixture,
                 gconstpointer  data)
{
  take_selection_away (fixture);
  type (fixture, "12");
  assert_text (fixture, "12");
}

/* The old text does not count among the most characters. */
static void
test_typed_over_full (Fixture       *fixture,
                      gconstpointer  data)
{
  cf_text_limit_fill (fixture->entry, "12345678");
  gtk_editable_select_region (fixture->entry, 0, -1);
  take_selection_away (fixture);
  type (fixture, "87654321");
  assert_text (fixture, "87654321");
}

static void
test_filled_anew (Fixture       *fixture,
                  gconstpointer  data)
{
  take_selection_away (fixture);
  cf_text_limit_fill (fixture->entry, "3.50");
  assert_text (fixture, "3.50");
  gtk_editable_set_position (fixture->entry, -1);
  type (fixture, "1");
  assert_text (fixture, "3.501");
}

static void
test_deleted (Fixture       *fixture,
              gconstpointer  data)
{
  GtkEditable *text = gtk_editable_get_delegate (fixture->entry);

  take_selection_away (fixture);
  if (g_str_equal (data, "Delete"))
    g_signal_emit_by_name (text, "delete-from-cursor", GTK_DELETE_CHARS, 1);
  else
    g_signal_emit_by_name (text, "backspace");
  assert_text (fixture, "");
}

/* Who goes somewhere in the text changes it there. */
static void
test_moved (Fixture       *fixture,
            gconstpointer  data)
{
  int step = *(const int *) data;

  take_selection_away (fixture);
  g_signal_emit_by_name (gtk_editable_get_delegate (fixture->entry), "move-cursor", GTK_MOVEMENT_BUFFER_ENDS, step, FALSE);
  type (fixture, "9");
  assert_text (fixture, step > 0 ? "1.259" : "91.25");
}

/* Nobody took it away: a person did. */
static void
test_unselected (Fixture       *fixture,
                 gconstpointer  data)
{
  gtk_editable_select_region (fixture->entry, 0, 0);
  type (fixture, "9");
  assert_text (fixture, "91.25");
}

/* A field that is left keeps what stands in it. */
static void
test_left (Fixture       *fixture,
           gconstpointer  data)
{
  cf_text_limit_fill (fixture->other, "2.00");
  gtk_widget_grab_focus (GTK_WIDGET (fixture->other));
  g_assert_false (gtk_editable_get_selection_bounds (fixture->entry, NULL, NULL));
  gtk_entry_grab_focus_without_selecting (GTK_ENTRY (fixture->entry));
  type (fixture, "9");
  assert_text (fixture, "91.25");
}

int
main (int   argc,
      char *argv[])
{
  static const int ends[] = { -1, 1 };

  if (g_getenv ("DISPLAY") == NULL && g_getenv ("WAYLAND_DISPLAY") == NULL)
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  gtk_test_init (&argc, &argv, NULL);

#define ADD_DATA(path, data, function) g_test_add ("/text-selection/" path, Fixture, data, set_up, function, tear_down)
#define ADD(path, function) ADD_DATA (path, NULL, function)
  ADD ("typed-over", test_typed_over);
  ADD ("typed-over-full", test_typed_over_full);
  ADD ("filled-anew", test_filled_anew);
  ADD_DATA ("deleted", "Delete", test_deleted);
  ADD_DATA ("deleted-backwards", "BackSpace", test_deleted);
  ADD_DATA ("moved-to-start", &ends[0], test_moved);
  ADD_DATA ("moved-to-end", &ends[1], test_moved);
  ADD ("unselected", test_unselected);
  ADD ("left", test_left);

  return g_test_run ();
}
