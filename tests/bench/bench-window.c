/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Does the window ever block? A clerk types and sells without a pause in a real window while the server is frozen, killed, busy
 * and filled by an import, and looks through a million sales; the watchdog counts how long that takes. With --stacks it tells
 * where each turn of the main loop was that takes too long:
 * tests/session --framebuffer build/tests/bench/bench-window --stacks */

#include "cf-config.h"

#include <adwaita.h>
#include <unistd.h>

#include "cf-import.h"
#include "cf-model.h"
#include "cf-records-page.h"
#include "cf-sales-window.h"
#include "cf-test-server.h"
#include "cf-test-shop.h"
#include "cf-test-till.h"
#include "cf-test-utils.h"
#include "cf-ui.h"
#include "look-through.h"
#include "watchdog.h"

#define DATABASE "red30"
#define N_PRODUCTS 50
#define N_SALES 1000000
#define N_COLUMNS 7
#define KEYS_MS 40
#define LINES_PER_ORDER 5
#define LOOK_MS 15000
#define IMPORT_LINES 50000

typedef struct
{
  CfTestServer        *server;
  CfDbPool            *pool;
  CfTill              *till;
  GtkWidget           *window;
  GtkWidget           *entry;   /* what is typed goes here */
  GString             *keys;    /* still to be typed */
  guint                n_entered;
  guint                n_elsewhere;
} Shop;

/* A code and Enter, as often as an order has lines; then Enter alone, which completes it. */
static gboolean
press_a_key (gpointer user_data)
{
  Shop *shop = user_data;
  char key[2] = { 0 };

  if (shop->keys->len == 0)
    {
      if (shop->n_entered % (LINES_PER_ORDER + 1) < LINES_PER_ORDER)
        g_string_append_printf (shop->keys, "P%03u", shop->n_entered * 7 % N_PRODUCTS);
      g_string_append_c (shop->keys, '\n');
      shop->n_entered++;
    }

  key[0] = shop->keys->str[0];
  g_string_erase (shop->keys, 0, 1);
  if (key[0] == '\n')
    g_signal_emit_by_name (shop->entry, "activate");
  else
    g_signal_emit_by_name (shop->entry, "insert-at-cursor", key);

  return G_SOURCE_CONTINUE;
}

static gboolean
end_wait (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

static void
wait_ms (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, end_wait, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/* @calm: the frames of the same window with nothing going on. */
static double
report (const char *name,
        double      calm)
{
  WatchdogFigures figures = watchdog_stop ();

  g_print ("longest callback, %s\t%.2f\t-\tms\t<=%d\n", name, figures.callback_ms, WATCHDOG_MOST_MS);
  if (calm > 0)
    g_print ("frame p99, %s\t%.2f\t%.2f\tms\t<=1.2x\n", name, figures.frame_ms, calm);

  return figures.frame_ms;
}

/* The helper's own waiting for the server must not count as ours, and the server ends with the thread that started it. */
static gpointer
start_server (gpointer server)
{
  cf_test_server_start (server);
  while (TRUE)
    pause ();

  return NULL;
}

static void
freeze (Shop *shop)
{
  cf_test_server_freeze (shop->server);
  wait_ms (3000);
  cf_test_server_thaw (shop->server);
  wait_ms (1000);
}

static void
crash (Shop *shop)
{
  watchdog_pause ();
  cf_test_server_kill (shop->server);
  watchdog_resume ();
  wait_ms (1500);
  g_thread_unref (g_thread_new ("server", start_server, shop->server));
  wait_ms (3000);
  cf_test_wait_until (cf_db_pool_get_state (shop->pool) == CF_DB_STATE_READY);
}

static void
sleep_on_the_table (Shop *shop)
{
  g_autoptr(CfDbParams) params = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_WRITE | CF_DB_UNIT_ALONE);

  cf_db_unit_add (unit, "DO $$ BEGIN LOCK TABLE public.sales IN ACCESS EXCLUSIVE MODE; PERFORM pg_sleep (10); END $$", NULL);
  cf_db_pool_run_async (shop->pool, CF_DB_LANE_BACKGROUND, unit, NULL, cf_test_await_cb, &result);
  wait_ms (11000);
  results = cf_db_pool_run_finish (shop->pool, cf_test_await (&result), &error);
  g_assert_no_error (error);
}

static GtkWidget *
find_column_view (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_COLUMN_VIEW (widget) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_column_view (child);

  return found;
}

static CfBrowser *
get_browser (Shop *shop)
{
  GtkWidget *page = gtk_widget_get_ancestor (gtk_window_get_focus (GTK_WINDOW (shop->window)), CF_TYPE_RECORDS_PAGE);

  return cf_records_page_get_browser (CF_RECORDS_PAGE (page));
}

static void
sort_sales (gpointer shop,
            gboolean otherwise)
{
  g_object_set (get_browser (shop), "sort-by", otherwise ? "total" : "time", NULL);
}

static void
search_sales (gpointer shop,
              gboolean anything)
{
  cf_browser_set_text (get_browser (shop), anything ? "no. 123" : "");
}

/* Meanwhile other tills go on selling. */
static gboolean
sell_elsewhere (gpointer user_data)
{
  Shop *shop = user_data;
  g_autofree char *sql = g_strdup_printf ("INSERT INTO public.sales (order_number, product_number, product_name, quantity, price, order_total) "
                                          "VALUES ('T9-%u', 'P001', 'Product 1', 1, 2.25, 2.25)", shop->n_elsewhere++);
  g_autoptr(CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_WRITE | CF_DB_UNIT_ALONE);

  cf_db_unit_add (unit, sql, NULL);
  cf_db_pool_run_async (shop->pool, CF_DB_LANE_BACKGROUND, unit, NULL, NULL, NULL);

  return G_SOURCE_CONTINUE;
}

static guint
count_rows (const LookedAt *rows)
{
  return g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (rows->view))));
}

static WatchdogFigures
look_through (const LookedAt *rows)
{
  guint looks = look_through_start (rows);

  watchdog_start ();
  wait_ms (LOOK_MS);
  g_source_remove (looks);

  return watchdog_stop ();
}

/* GTK alone, with as many rows that are there already. */
static WatchdogFigures
look_through_peer (void)
{
  LookedAt rows;
  GtkWidget *window = look_through_strings (N_SALES, N_COLUMNS, &rows);
  WatchdogFigures figures;

  gtk_window_present (GTK_WINDOW (window));
  wait_ms (1000);
  watchdog_follow (window);
  figures = look_through (&rows);
  gtk_window_destroy (GTK_WINDOW (window));

  return figures;
}

static void
look_through_sales (Shop *shop)
{
  g_autoptr(CfSalesRepository) sales = cf_sales_repository_new (shop->pool);
  g_autoptr(CfProductRepository) products = cf_product_repository_new (shop->pool);
  LookedAt rows = { NULL, sort_sales, search_sales, shop };
  WatchdogFigures theirs = look_through_peer ();
  WatchdogFigures ours;
  guint sells;

  cf_sales_window_set_repositories (CF_SALES_WINDOW (shop->window), sales, products);
  gtk_widget_activate_action (shop->window, "win.page", "s", "history");
  rows.view = find_column_view (shop->window);
  cf_test_wait_until (count_rows (&rows) > N_SALES);
  sells = g_timeout_add_seconds (1, sell_elsewhere, shop);
  ours = look_through (&rows);
  g_source_remove (sells);

  g_print ("longest callback, a million sales listed\t%.2f\t%.2f\tms\t<=1.2x\n", ours.callback_ms, theirs.callback_ms);
  g_print ("frame p99, a million sales listed\t%.2f\t%.2f\tms\t<=1.2x\n", ours.frame_ms, theirs.frame_ms);
}

static char *
write_import (const char *folder)
{
  g_autoptr(GString) text = g_string_new ("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
  char *path = g_build_filename (folder, "sales.csv", NULL);

  for (guint i = 0; i < IMPORT_LINES; i++)
    g_string_append_printf (text, "%u,P%03u,PRODUCT %u,%u,2010-12-01 08:%02u:00,%u.%02u,17850.0,United Kingdom\n", 600000 + i / 20,
                            i % N_PRODUCTS, i % N_PRODUCTS, i % 9 + 1, i % 60, i % 30, i % 100);
  g_assert_true (g_file_set_contents (path, text->str, text->len, NULL));

  return path;
}

static void
import (Shop       *shop,
        const char *folder)
{
  g_autofree char *path = write_import (folder);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(CfImport) job = cf_import_new (shop->pool, CF_IMPORT_SALES, file, FALSE);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(CfImportReport) report_ = NULL;

  watchdog_start ();
  cf_import_run_async (job, NULL, cf_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  report_ = cf_import_run_finish (job, result, NULL);
  g_assert_nonnull (report_);
  g_assert_cmpint (report_->n_added, ==, IMPORT_LINES);
}

static void
open_shop (Shop       *shop,
           const char *folder)
{
  g_autofree char *conninfo = NULL;
  g_autofree char *id = NULL;

  shop->server = cf_test_server_new (CF_TEST_SERVER_SOCKET);
  cf_test_shop_create (shop->server, DATABASE);
  id = cf_test_shop_set_up (shop->server, DATABASE, "GBP");
  cf_test_shop_fill (shop->server, DATABASE, N_SALES);
  cf_test_server_sql (shop->server, DATABASE,
                      "INSERT INTO products (product_number, name, price) "
                      "SELECT 'P' || lpad (i::text, 3, '0'), 'Product ' || i, 1.25 + i FROM generate_series (0, 49) i");
  conninfo = cf_test_server_conninfo (shop->server, DATABASE);
  shop->pool = cf_test_shop_connect (conninfo);
  shop->till = cf_test_till_open (folder);
  cf_till_set_pool (shop->till, shop->pool);
  cf_test_wait_until (cf_till_get_ready (shop->till));

  shop->window = cf_sales_window_new (NULL, shop->till);
  cf_sales_window_show_till (CF_SALES_WINDOW (shop->window));
  gtk_window_present (GTK_WINDOW (shop->window));
  wait_ms (500);
  shop->entry = gtk_window_get_focus (GTK_WINDOW (shop->window));
  g_assert_true (GTK_IS_TEXT (shop->entry));
  shop->keys = g_string_new (NULL);
  watchdog_follow (shop->window);
}

int
main (int    argc,
      char **argv)
{
  Shop shop = { NULL };
  g_autofree char *folder = NULL;
  guint keys;
  double calm;

  cf_test_init (&argc, &argv);
  /* GTK 4.8 warns, and does not scroll, where rows came and no frame since: here that comes about by itself. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  adw_init ();
  cf_model_init ();
  cf_ui_init ();

  watchdog_init (argc > 1 && g_str_equal (argv[1], "--stacks"));
  folder = cf_test_temp_dir ();
  open_shop (&shop, folder);
  keys = g_timeout_add (KEYS_MS, press_a_key, &shop);
  wait_ms (3000);

  watchdog_start ();
  wait_ms (5000);
  calm = report ("selling in peace", 0);
  import (&shop, folder);
  report ("selling during an import", calm);
  watchdog_start ();
  freeze (&shop);
  report ("selling while the server is frozen", calm);
  watchdog_start ();
  crash (&shop);
  report ("selling while the server crashes and comes back", calm);
  watchdog_start ();
  sleep_on_the_table (&shop);
  report ("selling while the table is locked for 10 s", calm);

  g_source_remove (keys);
  cf_test_wait_until (cf_sender_get_n_waiting (cf_till_get_sender (shop.till)) == 0);
  look_through_sales (&shop);
  g_printerr ("sold up to order %s\n", cf_till_get_next_number (shop.till));
  cf_test_server_free (shop.server);
  cf_test_remove_tree (folder);

  return 0;
}
