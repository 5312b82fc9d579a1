/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the key press to saved, in process: a scan until its line is solid, and the completion until the order is saved, while
 * the server is near, far, dead or frozen. Beside it what one durable append of 4 KiB costs in the same folder, plus one
 * frame of a 60 Hz screen: 95 of 100 must be as quick. */

#include "cf-fault-proxy.h"
#include "cf-test-shop.h"
#include "cf-test-till.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DATABASE "bench"
#define N_ORDERS 60
#define N_APPENDS 300
#define FRAME_US 16667

static const char *const codes[] = { "85123A", "3*22752", "2x4", "3*5", "22139" };

typedef struct
{
  CfTestServer *server;
  CfFaultProxy *proxy;
  CfDbPool     *pool;
  CfTill       *till;
  char         *folder;
} Bench;

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

static gint64
percentile (GArray *times,
            guint   percent)
{
  g_array_sort (times, compare_times);

  return g_array_index (times, gint64, (times->len - 1) * percent / 100);
}

/* What the disk itself takes. */
static void
measure_appends (Bench  *bench,
                 GArray *times)
{
  g_autofree char *path = g_build_filename (bench->folder, "append", NULL);
  g_autofree char *page = g_malloc0 (4096);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  for (int i = 0; i < N_APPENDS; i++)
    {
      gint64 start = g_get_monotonic_time ();
      gint64 time;

      g_assert_cmpint (pwrite (fd, page, 4096, (off_t) i * 4096), ==, 4096);
      g_assert_cmpint (fdatasync (fd), ==, 0);
      time = g_get_monotonic_time () - start;
      g_array_append_val (times, time);
    }

  close (fd);
  unlink (path);
}

static gint64
measure_enter (Bench      *bench,
               const char *code)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(CfCartLine) line = NULL;

  cf_till_enter_async (bench->till, code, NULL, cf_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  line = cf_till_enter_finish (bench->till, result, NULL);
  while (!cf_cart_line_get_saved (line))
    g_main_context_iteration (NULL, TRUE);

  return g_get_monotonic_time () - start;
}

static gint64
measure_complete (Bench *bench)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(CfOrder) order = NULL;

  cf_till_complete_async (bench->till, cf_test_await_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  order = cf_till_complete_finish (bench->till, result, NULL);
  g_assert_nonnull (order);

  return g_get_monotonic_time () - start;
}

static void
print_figure (const char *what,
              const char *server,
              GArray     *ours,
              gint64      theirs)
{
  g_print ("%s, server %s\t%.3f\t%.3f\tms\t<=1x\n", what, server, percentile (ours, 95) / 1000.0, theirs / 1000.0);
}

static void
run (Bench      *bench,
     const char *server)
{
  g_autoptr(GArray) appends = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GArray) enters = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GArray) completes = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 theirs;

  measure_appends (bench, appends);
  for (int i = 0; i < N_ORDERS; i++)
    {
      gint64 time;

      for (guint j = 0; j < G_N_ELEMENTS (codes); j++)
        {
          time = measure_enter (bench, codes[j]);
          g_array_append_val (enters, time);
        }

      time = measure_complete (bench);
      g_array_append_val (completes, time);
    }

  theirs = percentile (appends, 95) + FRAME_US;
  print_figure ("a scan until its line is saved", server, enters, theirs);
  print_figure ("complete until the order is saved", server, completes, theirs);
}

static void
wait_sent (Bench *bench)
{
  cf_test_wait_until (cf_sender_get_n_waiting (cf_till_get_sender (bench->till)) == 0);
}

static void
set_delay (Bench *bench,
           guint  ms)
{
  CfFaultPlan plan = CF_FAULT_PLAN_NONE;

  plan.delay_us[CF_FAULT_TO_SERVER] = plan.delay_us[CF_FAULT_TO_CLIENT] = ms * 500;
  cf_fault_proxy_set_plan (bench->proxy, &plan);
}

static void
set_up (Bench *bench)
{
  g_autofree char *direct = NULL;
  g_autofree char *conninfo = NULL;
  CfCartLine *line;

  cf_test_shop_create (bench->server, DATABASE);
  g_free (cf_test_shop_set_up (bench->server, DATABASE, "GBP"));
  cf_test_server_sql (bench->server, DATABASE,
                      "INSERT INTO products (product_number, name, price) VALUES ('85123A', 'White hanging heart', 2.55), "
                      "('22752', 'Set 7 nesting boxes', 7.65), ('2x4', 'Timber 2x4', 3.10), ('3*5', 'Card 3*5', 0.20), ('22139', '', 0)");
  bench->proxy = cf_fault_proxy_new (NULL, cf_test_server_get_port (bench->server));
  direct = cf_test_server_tcp_conninfo (bench->server, DATABASE);
  conninfo = g_strdup_printf ("%s port=%u", direct, cf_fault_proxy_get_port (bench->proxy));

  bench->folder = cf_test_temp_dir ();
  bench->till = cf_test_till_open (bench->folder);
  bench->pool = cf_test_shop_connect (conninfo);
  cf_till_set_pool (bench->till, bench->pool);
  cf_test_wait_until (cf_till_get_ready (bench->till));

  /* A code that is scanned before the catalogue is here is filled in when it comes. */
  line = cf_test_till_enter (bench->till, codes[0], NULL);
  cf_test_wait_until (cf_cart_line_get_known (line));
  cf_cart_clear (cf_till_get_cart (bench->till));
}

int
main (int   argc,
      char *argv[])
{
  Bench bench = { 0 };

  cf_test_init (&argc, &argv);
  bench.server = cf_test_server_new (CF_TEST_SERVER_TCP);
  if (bench.server == NULL)
    return 77;

  set_up (&bench);
  run (&bench, "at 0 ms");
  wait_sent (&bench);
  set_delay (&bench, 20);
  run (&bench, "at 20 ms");
  wait_sent (&bench);
  set_delay (&bench, 200);
  run (&bench, "at 200 ms");
  wait_sent (&bench);
  set_delay (&bench, 0);

  cf_test_server_freeze (bench.server);
  run (&bench, "frozen");
  cf_test_server_thaw (bench.server);
  wait_sent (&bench);

  cf_test_server_kill (bench.server);
  run (&bench, "dead");

  cf_test_till_close (bench.till);
  cf_test_shop_disconnect (bench.pool);
  cf_fault_proxy_free (bench.proxy);
  cf_test_server_free (bench.server);
  cf_test_remove_tree (bench.folder);
  g_free (bench.folder);

  return 0;
}
