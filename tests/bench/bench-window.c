/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Does the window ever block? A clerk sells without a pause in a real window while the server is frozen, killed, busy and
 * filled by an import. The watchdog stands around the main loop's poll: what passes between two polls, less the frames that GTK
 * draws meanwhile, is callbacks. */

#include "cf-config.h"

#include <adwaita.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "cf-import.h"
#include "cf-model.h"
#include "cf-sales-window.h"
#include "cf-test-server.h"
#include "cf-test-shop.h"
#include "cf-test-till.h"
#include "cf-test-utils.h"
#include "cf-ui.h"

#define DATABASE "red30"
#define N_PRODUCTS 50
#define KEYS_MS 40
#define LINES_PER_ORDER 5
#define IMPORT_LINES 50000

typedef struct
{
  CfTestServer        *server;
  CfDbPool            *pool;
  CfTill              *till;
  GtkWidget           *window;
  guint                n_entered;
  guint                n_sold;
  gboolean             completing;
} Shop;

static struct
{
  GPollFunc  poll;
  gint64     woke_at;
  gint64     frame_began;
  gint64     frames_us;         /* within this turn of the loop */
  GArray    *callbacks;         /* (element-type double): ms, one a turn */
  GArray    *frames;            /* (element-type double): ms */
  gboolean   on;
} watch;

/* The clock on the wall less the time in which this thread could have run but other programs had the processor: waiting of our
 * own counts, a busy machine does not. */
static gint64
own_time_us (void)
{
  static int fd = -1;
  char text[80] = { 0 };
  guint64 waited_ns = 0;

  if (fd < 0)
    fd = g_open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC, 0);
  if (fd >= 0 && pread (fd, text, sizeof text - 1, 0) > 0)
    {
      const char *second = strchr (text, ' ');

      waited_ns = second != NULL ? g_ascii_strtoull (second, NULL, 10) : 0;
    }

  return g_get_monotonic_time () - (gint64) (waited_ns / 1000);
}

static int
watching_poll (GPollFD *fds,
               guint    n_fds,
               int      timeout)
{
  gint64 now = own_time_us ();
  int n;

  if (watch.on && watch.woke_at != 0)
    {
      double ms = MAX (0, now - watch.woke_at - watch.frames_us) / 1000.0;

      g_array_append_val (watch.callbacks, ms);
    }

  n = watch.poll (fds, n_fds, timeout);
  watch.woke_at = own_time_us ();
  watch.frames_us = 0;

  return n;
}

static void
on_frame_began (GdkFrameClock *clock,
                gpointer       unused)
{
  watch.frame_began = own_time_us ();
}

static void
on_frame_ended (GdkFrameClock *clock,
                gpointer       unused)
{
  gint64 us = own_time_us () - watch.frame_began;
  double ms = us / 1000.0;

  watch.frames_us += us;
  if (watch.on)
    g_array_append_val (watch.frames, ms);
}

static void
on_completed (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Shop *shop = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfOrder) order = cf_till_complete_finish (CF_TILL (source), result, &error);

  shop->completing = FALSE;
  if (order != NULL)
    shop->n_sold++;
}

static void
on_entered (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  cf_till_enter_finish (CF_TILL (source), result, &error);
}

static gboolean
press_a_key (gpointer user_data)
{
  Shop *shop = user_data;
  g_autofree char *code = g_strdup_printf ("P%03u", shop->n_entered * 7 % N_PRODUCTS);

  if (shop->completing)
    return G_SOURCE_CONTINUE;

  if (shop->n_entered % (LINES_PER_ORDER + 1) == LINES_PER_ORDER)
    {
      shop->completing = TRUE;
      cf_till_complete_async (shop->till, on_completed, shop);
    }
  else
    {
      cf_till_enter_async (shop->till, code, NULL, on_entered, NULL);
    }
  shop->n_entered++;

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

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
percentile (GArray *values,
            double  share)
{
  if (values->len == 0)
    return 0;

  g_array_sort (values, compare);

  return g_array_index (values, double, (guint) ((values->len - 1) * share));
}

static void
start_watching (void)
{
  g_array_set_size (watch.callbacks, 0);
  g_array_set_size (watch.frames, 0);
  watch.woke_at = 0;
  watch.on = TRUE;
}

/* @calm: the frames of the same window with nothing going on. */
static double
report (const char *name,
        double      calm)
{
  double frame = percentile (watch.frames, 0.99);

  watch.on = FALSE;
  g_print ("longest callback, %s\t%.2f\t-\tms\t<=4\n", name, percentile (watch.callbacks, 1));
  if (calm > 0)
    g_print ("frame p99, %s\t%.2f\t%.2f\tms\t<=1.2x\n", name, frame, calm);

  return frame;
}

/* The helper's own waiting for the server must not count as ours. */
static gpointer
start_server (gpointer server)
{
  cf_test_server_start (server);

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
  GThread *thread;

  watch.on = FALSE;
  cf_test_server_kill (shop->server);
  watch.woke_at = 0;
  watch.on = TRUE;
  wait_ms (1500);
  thread = g_thread_new ("server", start_server, shop->server);
  wait_ms (3000);
  g_thread_join (thread);
}

static void
sleep_on_the_table (Shop *shop)
{
  g_autoptr(CfDbParams) params = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  CfDbUnit *unit = cf_db_unit_new (CF_DB_UNIT_WRITE | CF_DB_UNIT_ALONE);

  cf_db_unit_add (unit, "LOCK TABLE sales IN ACCESS EXCLUSIVE MODE", NULL);
  cf_db_unit_add (unit, "SELECT pg_sleep (10)", NULL);
  cf_db_pool_run_async (shop->pool, CF_DB_LANE_BACKGROUND, unit, NULL, cf_test_await_cb, &result);
  wait_ms (11000);
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

  start_watching ();
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
  GdkFrameClock *clock;

  shop->server = cf_test_server_new (CF_TEST_SERVER_SOCKET);
  cf_test_shop_create (shop->server, DATABASE);
  id = cf_test_shop_set_up (shop->server, DATABASE, "GBP");
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
  clock = gtk_widget_get_frame_clock (shop->window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (on_frame_began), NULL);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (on_frame_ended), NULL);
}

int
main (int    argc,
      char **argv)
{
  Shop shop = { NULL };
  g_autofree char *folder = NULL;
  double calm;

  cf_test_init (&argc, &argv);
  adw_init ();
  cf_model_init ();
  cf_ui_init ();

  watch.callbacks = g_array_new (FALSE, FALSE, sizeof (double));
  watch.frames = g_array_new (FALSE, FALSE, sizeof (double));
  watch.poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, watching_poll);

  folder = cf_test_temp_dir ();
  open_shop (&shop, folder);
  g_timeout_add (KEYS_MS, press_a_key, &shop);
  wait_ms (3000);

  start_watching ();
  wait_ms (5000);
  calm = report ("selling in peace", 0);
  import (&shop, folder);
  report ("selling during an import", calm);
  start_watching ();
  freeze (&shop);
  report ("selling while the server is frozen", calm);
  start_watching ();
  crash (&shop);
  report ("selling while the server crashes and comes back", calm);
  start_watching ();
  sleep_on_the_table (&shop);
  report ("selling while the table is locked for 10 s", calm);

  cf_test_wait_until (cf_sender_get_n_waiting (cf_till_get_sender (shop.till)) == 0 || shop.completing);
  g_printerr ("%u orders sold meanwhile\n", shop.n_sold);
  cf_test_server_free (shop.server);
  cf_test_remove_tree (folder);

  return 0;
}
