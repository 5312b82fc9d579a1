/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How the lines of the order stand below one another. */

#include "sell-fixture.h"

#include <adwaita.h>

static double
place_of_less (SellFixture *fixture,
               guint        position)
{
  GtkWidget *row = GTK_WIDGET (cf_order_list_find (fixture->order, sell_get_line (fixture, position)));
  graphene_rect_t bounds;

  /* The second button of the row, behind that which removes it. */
  g_assert_true (gtk_widget_compute_bounds (gtk_widget_get_next_sibling (till_find (row, GTK_TYPE_BUTTON)), row, &bounds));
  return bounds.origin.x;
}

/* The quantities stand below one another, however long a price is. */
static void
test_columns (SellFixture   *fixture,
              gconstpointer  data)
{
  double before;

  gtk_window_set_default_size (fixture->window, 1200, 700);
  sell_type_and_enter (fixture, "21877");
  sell_type_and_enter (fixture, "71053");
  cf_test_wait_until (sell_count_lines (fixture) == 2);
  cf_test_wait_until (place_of_less (fixture, 1) > 0 && place_of_less (fixture, 0) == place_of_less (fixture, 1));
  before = place_of_less (fixture, 0);
  g_assert_true (cf_cart_set_price (sell_get_cart (fixture), sell_get_line (fixture, 0), till_decimal ("123456789.50"), NULL));
  cf_test_wait_until (place_of_less (fixture, 0) < before);
  cf_test_wait_until (place_of_less (fixture, 1) == place_of_less (fixture, 0));

  /* The next order begins with columns of its own. */
  sell_complete (fixture);
  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1 && place_of_less (fixture, 0) == before);
}

static gboolean
overlap (GtkWidget *row)
{
  for (GtkWidget *a = gtk_widget_get_first_child (row); a != NULL; a = gtk_widget_get_next_sibling (a))
    for (GtkWidget *b = gtk_widget_get_next_sibling (a); b != NULL; b = gtk_widget_get_next_sibling (b))
      {
        graphene_rect_t first, second, both;

        if (gtk_widget_get_mapped (a) && gtk_widget_get_mapped (b)
            && gtk_widget_compute_bounds (a, row, &first) && gtk_widget_compute_bounds (b, row, &second)
            && graphene_rect_intersection (&first, &second, &both) && both.size.width > 1 && both.size.height > 8)
          return TRUE;
      }

  return FALSE;
}

/* Nothing in a line stands over something else, all are arranged as the first one is, and what stands beside a name is in columns. */
static gboolean
lines_hold (SellFixture *fixture)
{
  gboolean narrow = FALSE;

  for (guint i = 0; i < sell_count_lines (fixture); i++)
    {
      CfCartRow *row = cf_order_list_find (fixture->order, sell_get_line (fixture, i));
      gboolean beside = gtk_widget_get_mapped (cf_cart_row_get_price (row));

      /* The one on which the keys act has more below it where it is narrow. */
      if (row == cf_order_list_get_selected (fixture->order))
        continue;
      if (i == 0)
        narrow = !beside;
      if (beside && place_of_less (fixture, i) != place_of_less (fixture, 0))
        return FALSE;
      if (overlap (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row))) || narrow == beside)
        return FALSE;
    }

  return !overlap (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (cf_order_list_get_selected (fixture->order))));
}

/* Amounts that leave no room beside a name in one of the lines stand below it in all of them. */
static void
test_long_amounts (SellFixture   *fixture,
                   gconstpointer  data)
{
  gtk_window_set_default_size (fixture->window, 640, 700);
  till_fixture_put (&fixture->base, "DEAR", "Porcelain dinner service", "123456789.01");
  sell_type_and_enter (fixture, "21877");
  sell_type_and_enter (fixture, "1000*DEAR");
  sell_type_and_enter (fixture, "71053");
  cf_test_wait_until (sell_count_lines (fixture) == 3);
  cf_test_wait_until (gtk_widget_get_width (GTK_WIDGET (fixture->page)) > 560
                      && gtk_widget_get_width (GTK_WIDGET (fixture->page)) <= 640);
  cf_test_wait_until (lines_hold (fixture));
  cf_test_spin (100);
  g_assert_true (lines_hold (fixture));
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

#define ADD(path, function) g_test_add ("/sell-columns/" path, SellFixture, NULL, sell_set_up, function, sell_tear_down)
  ADD ("columns", test_columns);
  ADD ("long-amounts", test_long_amounts);

  return g_test_run ();
}
