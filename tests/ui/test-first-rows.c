/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A list that begins with a screen of rows. */

#include <adwaita.h>

#include "cf-first-rows.h"
#include "cf-test-utils.h"

typedef struct
{
  GtkWidget     *window;
  GtkWidget     *view;
  GtkStringList *strings;
  CfFirstRows   *first;
} Fixture;

static guint
count_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->first));
}

static void
fill (Fixture *fixture,
      guint    n)
{
  g_auto (GStrv) texts = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    texts[i] = g_strdup_printf ("%u", i);
  gtk_string_list_splice (fixture->strings, 0, g_list_model_get_n_items (G_LIST_MODEL (fixture->strings)),
                          (const char *const *) texts);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->strings = gtk_string_list_new (NULL);
  fixture->view = gtk_list_view_new (NULL, gtk_signal_list_item_factory_new ());
  fixture->first = cf_first_rows_new (fixture->view);
  cf_first_rows_set_model (fixture->first, G_LIST_MODEL (fixture->strings));
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->view);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (fixture->window);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->window != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_assert_finalize_object (g_steal_pointer (&fixture->first));
  g_assert_finalize_object (g_steal_pointer (&fixture->strings));
}

/* Every position is that of the whole list, before and after. */
static void
assert_texts (Fixture *fixture,
              guint    n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GtkStringObject) string = g_list_model_get_item (G_LIST_MODEL (fixture->first), i);
      g_autofree char *expected = g_strdup_printf ("%u", i);

      g_assert_cmpstr (gtk_string_object_get_string (string), ==, expected);
    }
}

static void
test_grow (Fixture       *fixture,
           gconstpointer  data)
{
  fill (fixture, 1000);
  g_assert_cmpuint (count_rows (fixture), >, 0);
  g_assert_cmpuint (count_rows (fixture), <, 200);
  assert_texts (fixture, count_rows (fixture));
  cf_test_wait_until (count_rows (fixture) == 1000);
  assert_texts (fixture, 1000);

  /* What is added to a list that is seen is there at once. */
  gtk_string_list_append (fixture->strings, "1000");
  g_assert_cmpuint (count_rows (fixture), ==, 1001);
}

static void
test_again (Fixture       *fixture,
            gconstpointer  data)
{
  fill (fixture, 1000);
  cf_test_wait_until (count_rows (fixture) == 1000);
  fill (fixture, 0);
  g_assert_cmpuint (count_rows (fixture), ==, 0);
  fill (fixture, 500);
  g_assert_cmpuint (count_rows (fixture), <, 200);
  cf_test_wait_until (count_rows (fixture) == 500);

  /* Emptied before it was drawn. */
  fill (fixture, 0);
  fill (fixture, 700);
  fill (fixture, 0);
  fill (fixture, 3);
  g_assert_cmpuint (count_rows (fixture), ==, 3);
  fill (fixture, 0);
  g_assert_cmpuint (count_rows (fixture), ==, 0);
}

static void
on_changed_cb (GListModel *list,
               guint       position,
               guint       removed,
               guint       added,
               guint      *told)
{
  told[0] = position;
  told[1] = removed;
  told[2] = added;
}

/* A change of a long list is told as what it is: for more a view would ask for every row behind it. */
static void
test_told (Fixture       *fixture,
           gconstpointer  data)
{
  static const char *const one[] = { "x", NULL };
  guint told[3] = { 0 };

  fill (fixture, 1000);
  g_signal_connect (fixture->first, "items-changed", G_CALLBACK (on_changed_cb), told);
  gtk_string_list_splice (fixture->strings, 700, 3, one);
  g_assert_cmpuint (told[0] + told[1] + told[2], ==, 0);
  cf_test_wait_until (count_rows (fixture) == 998);

  gtk_string_list_splice (fixture->strings, 0, 0, one);
  g_assert_cmpuint (told[0], ==, 0);
  g_assert_cmpuint (told[1], ==, 0);
  g_assert_cmpuint (told[2], ==, 1);
  gtk_string_list_remove (fixture->strings, 500);
  g_assert_cmpuint (told[0], ==, 500);
  g_assert_cmpuint (told[1], ==, 1);
  g_assert_cmpuint (told[2], ==, 0);
  g_assert_cmpuint (count_rows (fixture), ==, 998);
}

static void
test_view_goes (Fixture       *fixture,
                gconstpointer  data)
{
  fill (fixture, 1000);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&fixture->window)));
  fill (fixture, 0);
  fill (fixture, 10);
  g_assert_cmpuint (count_rows (fixture), ==, 10);
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

  g_test_add ("/first-rows/grow", Fixture, NULL, set_up, test_grow, tear_down);
  g_test_add ("/first-rows/again", Fixture, NULL, set_up, test_again, tear_down);
  g_test_add ("/first-rows/told", Fixture, NULL, set_up, test_told, tear_down);
  g_test_add ("/first-rows/view-goes", Fixture, NULL, set_up, test_view_goes, tear_down);

  return g_test_run ();
}
