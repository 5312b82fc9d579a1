/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long does it take until a row on the screen shows what another program wrote? History is open in a real window over
 * 100,000 sales; another session of the server corrects the newest one or adds one, and the time is taken from before its
 * statement to the end of the frame that shows it. */

#include "cf-config.h"

#include <adwaita.h>
#include <stdlib.h>

#include "cf-db-listener.h"
#include "cf-model.h"
#include "cf-row.h"
#include "cf-sale.h"
#include "cf-sales-window.h"
#include "cf-test-server.h"
#include "cf-test-shop.h"
#include "cf-test-till.h"
#include "cf-test-utils.h"
#include "cf-ui.h"

#define DATABASE "red30"
#define N_SALES 100000
#define N_CHANGES 100
#define MOST_MS 250

typedef struct
{
  CfTestServer *server;
  GtkWidget    *window;
  GListModel   *rows;
  guint         n_frames;
} Live;

static GtkWidget *
find_column_view (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_COLUMN_VIEW (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_column_view (child);

  return found;
}

static void
on_after_paint_cb (GdkFrameClock *clock,
                   Live          *live)
{
  live->n_frames++;
}

/* The product that the first row names. */
static gboolean
shows (Live       *live,
       const char *name)
{
  g_autoptr(CfRow) row = g_list_model_get_item (live->rows, 0);
  GObject *sale = row != NULL && CF_IS_ROW (row) ? cf_row_get_item (row) : NULL;

  return sale != NULL && CF_IS_SALE (sale) && g_strcmp0 (cf_sale_fields (CF_SALE (sale))->product_name, name) == 0;
}

/* Whole frames begin after the row changed, and end before this does. */
static double
measure (Live *live,
         guint i)
{
  g_autofree char *name = g_strdup_printf ("Change %u", i);
  g_autofree char *sql = NULL;
  gint64 since;
  guint frames;

  if (i % 2 == 0)
    sql = g_strdup_printf ("INSERT INTO sales (order_number, product_number, product_name, quantity, price, order_total) "
                           "VALUES ('T9-%u', 'WEB', '%s', 1, 2.25, 2.25)", i, name);
  else
    sql = g_strdup_printf ("UPDATE sales SET product_name = '%s' WHERE id = (SELECT max (id) FROM sales)", name);

  since = g_get_monotonic_time ();
  cf_test_server_sql (live->server, DATABASE, sql);
  cf_test_wait_until (shows (live, name));
  frames = live->n_frames;
  gtk_widget_queue_draw (live->window);
  cf_test_wait_until (live->n_frames > frames);

  return (g_get_monotonic_time () - since) / 1000.0;
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return first < second ? -1 : first > second;
}

static void
change_and_look (Live *live)
{
  double took[N_CHANGES];

  for (guint i = 0; i < N_CHANGES; i++)
    {
      took[i] = measure (live, i);
      /* Others do not wait for us: the changes come at any moment of the window's own rhythm. */
      g_usleep (g_random_int_range (0, 400) * 1000);
      cf_test_spin (50);
    }
  qsort (took, N_CHANGES, sizeof took[0], compare_times);
  g_printerr ("median %.1f ms, longest %.1f ms\n", took[N_CHANGES / 2], took[N_CHANGES - 1]);
  g_print ("a change by others to the row on screen, p95\t%.1f\t-\tms\t<=%d\n", took[N_CHANGES * 95 / 100], MOST_MS);
}

int
main (int    argc,
      char **argv)
{
  Live live = { NULL };
  g_autofree char *folder = NULL;
  g_autofree char *conninfo = NULL;
  g_autofree char *id = NULL;
  g_autoptr(CfSalesRepository) sales = NULL;
  g_autoptr(CfProductRepository) products = NULL;
  g_autoptr(CfDbListener) listener = NULL;
  CfDbPool *pool;
  CfTill *till;

  cf_test_init (&argc, &argv);
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  adw_init ();
  cf_model_init ();
  cf_ui_init ();

  folder = cf_test_temp_dir ();
  live.server = cf_test_server_new (CF_TEST_SERVER_SOCKET);
  cf_test_shop_create (live.server, DATABASE);
  id = cf_test_shop_set_up (live.server, DATABASE, "GBP");
  cf_test_shop_fill (live.server, DATABASE, N_SALES);
  conninfo = cf_test_server_conninfo (live.server, DATABASE);
  pool = cf_test_shop_connect (conninfo);
  till = cf_test_till_open (folder);
  cf_till_set_pool (till, pool);
  cf_test_wait_until (cf_till_get_ready (till));

  sales = cf_sales_repository_new (pool);
  products = cf_product_repository_new (pool);
  listener = cf_db_listener_new (pool, CF_MODEL_CHANNEL);
  cf_repository_follow (CF_REPOSITORY (sales), listener);
  cf_test_wait_until (cf_db_listener_get_state (listener) == CF_DB_LISTENER_LISTENING);

  live.window = cf_sales_window_new (NULL, till);
  cf_sales_window_show_till (CF_SALES_WINDOW (live.window));
  cf_sales_window_set_repositories (CF_SALES_WINDOW (live.window), sales, products);
  gtk_window_present (GTK_WINDOW (live.window));
  gtk_widget_activate_action (live.window, "win.page", "s", "history");
  live.rows = G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (find_column_view (live.window))));
  cf_test_wait_until (g_list_model_get_n_items (live.rows) >= N_SALES);
  g_signal_connect (gtk_widget_get_frame_clock (live.window), "after-paint", G_CALLBACK (on_after_paint_cb), &live);

  change_and_look (&live);
  cf_test_server_free (live.server);
  cf_test_remove_tree (folder);

  return 0;
}
