/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the database layer adds to bare libpq: the same statements, to the same schema, by the same server, all on one
 * core. All ways take turns, and the figure is the median of the turns.
 *
 * Beside bare libpq stands what no layer of this kind can do without: bare libpq in a thread of its own, asked by a GTask and
 * answering through the main loop. The rest is the layer's own. */

#define _GNU_SOURCE

#include <glib-unix.h>
#include <gio/gio.h>
#include <libpq-fe.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "cf-db-lease.h"
#include "cf-db-pool.h"
#include "cf-test-server.h"
#include "cf-test-utils.h"
#include "yardstick.h"

#define N_TURNS 15
#define N_UNITS 1000
#define N_IN_FLIGHT 100
#define N_LINES 3

static const char order_sql[] =
  "WITH shop AS MATERIALIZED (SELECT s.shop_id = $1 AS ours, s.time_zone, s.day_start_hour, "
  "set_config ('counterfoil.till', $5, true), set_config ('counterfoil.clerk', $6, true) FROM counterfoil.settings s), "
  "header AS ("
  "INSERT INTO counterfoil.orders (order_uuid, order_number, sold_at, business_day, till, clerk, next_line) "
  "SELECT $2, $3, $4, counterfoil.business_day ($4, time_zone, day_start_hour), $5, $6, $7 FROM shop WHERE ours "
  "ON CONFLICT (order_uuid) DO NOTHING RETURNING order_id), "
  "stored AS ("
  "INSERT INTO public.sales (order_id, line_number, order_number, sold_at, till, clerk, product_number, product_name, product, "
  "quantity, price, discount, discount_amount, order_total, note) "
  "SELECT h.order_id, l.line_number, $3, $4, $5, $6, l.product_number, l.product_name, left (l.product_name, 100), "
  "l.quantity, l.price, l.discount, l.discount_amount, l.total, l.note "
  "FROM header h, unnest ($8::text[], $9::text[], $10::numeric[], $11::numeric[], $12::numeric[], $13::numeric[], $14::numeric[], $15::text[]) "
  "WITH ORDINALITY AS l (product_number, product_name, quantity, price, discount, discount_amount, total, note, line_number)) "
  "SELECT ours, EXISTS (SELECT FROM header) FROM shop";

typedef struct
{
  CfTestServer *server;
  PGconn       *pg;
  CfDbPool     *pool;
  char         *shop_id;
  guint64       n_sold;
  guint         n_waiting;
  guint         n_left;
  gboolean      is_select;
  double        slower_switches;
  double        slower_rows;
} Bench;

static const char *const product_numbers[N_LINES] = { "85123A", "71053", "84406B" };
static const char *const product_names[N_LINES] = { "WHITE HANGING HEART T-LIGHT HOLDER", "WHITE METAL LANTERN",
                                                    "CREAM CUPID HEARTS COAT HANGER" };
static const CfDecimal quantities[N_LINES] = { { 6, 0 }, { 6, 0 }, { 8, 0 } };
static const CfDecimal prices[N_LINES] = { { 255, 2 }, { 339, 2 }, { 275, 2 } };
static const CfDecimal zeros[N_LINES] = { { 0, 0 }, { 0, 0 }, { 0, 0 } };
static const CfDecimal totals[N_LINES] = { { 1530, 2 }, { 2034, 2 }, { 2200, 2 } };
static const char *const no_texts[N_LINES] = { NULL, NULL, NULL };

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static void
add_decimals (CfDbParams *params, const CfDecimal *values)
{
  const CfDecimal *pointers[N_LINES];

  for (guint i = 0; i < N_LINES; i++)
    pointers[i] = &values[i];
  cf_db_params_add_decimals (params, pointers, N_LINES);
}

static CfDbUnit *
sale_unit (Bench *self)
{
  CfDbUnit *unit = cf_db_unit_new (CF_DB_UNIT_WRITE);
  CfDbParams *params = cf_db_params_new ();
  g_autofree char *uuid = g_uuid_string_random ();
  char number[32];

  g_snprintf (number, sizeof number, "T1-%" G_GUINT64_FORMAT, ++self->n_sold);
  cf_db_params_add_uuid (params, self->shop_id);
  cf_db_params_add_uuid (params, uuid);
  cf_db_params_add_text (params, number);
  cf_db_params_add_time (params, G_GINT64_CONSTANT (1775813400000000));
  cf_db_params_add_text (params, "T1");
  cf_db_params_add_text (params, "anna");
  cf_db_params_add_int (params, N_LINES + 1);
  cf_db_params_add_texts (params, product_numbers, N_LINES);
  cf_db_params_add_texts (params, product_names, N_LINES);
  add_decimals (params, quantities);
  add_decimals (params, prices);
  add_decimals (params, zeros);
  add_decimals (params, zeros);
  add_decimals (params, totals);
  cf_db_params_add_texts (params, no_texts, N_LINES);
  cf_db_unit_add (unit, order_sql, params);
  return unit;
}

static CfDbUnit *
select_unit (void)
{
  CfDbUnit *unit = cf_db_unit_new (CF_DB_UNIT_WRITE);
  CfDbParams *params = cf_db_params_new ();

  cf_db_params_add_int (params, 42);
  cf_db_unit_add (unit, "select $1", params);
  return unit;
}

static void submit (Bench *self);

static void
on_answer (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Bench *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) results = cf_db_pool_run_finish (CF_DB_POOL (object), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (results);
  self->n_waiting--;
  if (self->n_waiting == 0 && self->n_left > 0)
    submit (self);
}

static guint batch;

static void
submit (Bench *self)
{
  for (guint i = 0; i < batch; i++)
    {
      g_autoptr(CfDbUnit) unit = self->is_select ? select_unit () : sale_unit (self);

      self->n_waiting++;
      self->n_left--;
      cf_db_pool_run_async (self->pool, CF_DB_LANE_SEND, unit, NULL, on_answer, self);
    }
}

static double
run_ours (Bench *self)
{
  gint64 start = g_get_monotonic_time ();

  self->n_left = N_UNITS;
  submit (self);
  while (self->n_waiting > 0)
    g_main_context_iteration (NULL, TRUE);
  return (double) (g_get_monotonic_time () - start) / N_UNITS;
}

static void
send_bare_sale (Bench *self)
{
  g_autofree char *uuid = g_uuid_string_random ();
  char number[32];
  const char *values[] = { self->shop_id, uuid, number, "2026-04-10 09:30:00.000000+00", "T1", "anna", "4",
                           "{\"85123A\",\"71053\",\"84406B\"}",
                           "{\"WHITE HANGING HEART T-LIGHT HOLDER\",\"WHITE METAL LANTERN\",\"CREAM CUPID HEARTS COAT HANGER\"}",
                           "{6,6,8}", "{2.55,3.39,2.75}", "{0,0,0}", "{0,0,0}", "{15.30,20.34,22.00}", "{NULL,NULL,NULL}" };

  g_snprintf (number, sizeof number, "T1-%" G_GUINT64_FORMAT, ++self->n_sold);
  g_assert_true (PQsendQueryPrepared (self->pg, "sale", 15, values, NULL, NULL, 0));
  g_assert_true (PQpipelineSync (self->pg));
}

static void
send_bare_select (Bench *self)
{
  const char *values[] = { "42" };

  g_assert_true (PQsendQueryPrepared (self->pg, "one", 1, values, NULL, NULL, 0));
  g_assert_true (PQpipelineSync (self->pg));
}

static void
read_bare (Bench *self)
{
  for (;;)
    {
      PGresult *result = PQgetResult (self->pg);
      ExecStatusType status = result != NULL ? PQresultStatus (result) : PGRES_TUPLES_OK;

      g_assert_true (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_PIPELINE_SYNC);
      PQclear (result);
      if (status == PGRES_PIPELINE_SYNC)
        return;
    }
}

static double
run_bare (Bench *self)
{
  gint64 start = g_get_monotonic_time ();

  for (guint done = 0; done < N_UNITS; done += batch)
    {
      for (guint i = 0; i < batch; i++)
        {
          if (self->is_select)
            send_bare_select (self);
          else
            send_bare_sale (self);
        }
      for (guint i = 0; i < batch; i++)
        read_bare (self);
    }
  return (double) (g_get_monotonic_time () - start) / N_UNITS;
}

/* --- Bare libpq in a thread of its own --- */

typedef struct
{
  Bench   *bench;
  int      ask;      /* 1: one more; STOP: no more */
  int      answer;
  GTask   *task;     /* (owned) */
  guint    n_done;
} Threaded;

#define STOP 1000

static void
ring (int fd, guint64 value)
{
  g_assert_cmpint (write (fd, &value, sizeof value), ==, sizeof value);
}

static guint64
hear (int fd)
{
  guint64 value;

  g_assert_cmpint (read (fd, &value, sizeof value), ==, sizeof value);
  return value;
}

static gboolean
read_what_came (PGconn *pg)
{
  gboolean is_whole = FALSE;

  g_assert_true (PQconsumeInput (pg));
  while (!is_whole && !PQisBusy (pg))
    {
      PGresult *result = PQgetResult (pg);

      is_whole = PQresultStatus (result) == PGRES_PIPELINE_SYNC;
      PQclear (result);
    }
  return is_whole;
}

static gpointer
threaded_run (gpointer data)
{
  Threaded *self = data;
  PGconn *pg = self->bench->pg;
  GPollFD fds[] = { { self->ask, G_IO_IN, 0 }, { PQsocket (pg), G_IO_IN, 0 } };

  for (;;)
    {
      g_poll (fds, G_N_ELEMENTS (fds), -1);
      if (fds[0].revents != 0)
        {
          if (hear (self->ask) >= STOP)
            return NULL;
          if (self->bench->is_select)
            send_bare_select (self->bench);
          else
            send_bare_sale (self->bench);
        }
      if (fds[1].revents != 0 && read_what_came (pg))
        ring (self->answer, 1);
    }
}

static gboolean
on_threaded_answer (int fd, GIOCondition condition, gpointer user_data)
{
  Threaded *self = user_data;
  g_autoptr(GTask) task = g_steal_pointer (&self->task);

  hear (fd);
  g_task_return_boolean (task, TRUE);
  return G_SOURCE_CONTINUE;
}

static void
on_threaded_done (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_assert_true (g_task_propagate_boolean (G_TASK (result), NULL));
  ((Threaded *) user_data)->n_done++;
}

static double
run_threaded (Bench *bench)
{
  Threaded self = { .bench = bench, .ask = eventfd (0, EFD_CLOEXEC), .answer = eventfd (0, EFD_CLOEXEC) };
  guint source = g_unix_fd_add (self.answer, G_IO_IN, on_threaded_answer, &self);
  GThread *thread = g_thread_new ("bare", threaded_run, &self);
  gint64 start = g_get_monotonic_time ();
  double each;

  for (guint i = 0; i < N_UNITS; i++)
    {
      self.task = g_task_new (NULL, NULL, on_threaded_done, &self);
      ring (self.ask, 1);
      while (self.n_done == i)
        g_main_context_iteration (NULL, TRUE);
    }
  each = (double) (g_get_monotonic_time () - start) / N_UNITS;
  ring (self.ask, STOP);
  g_thread_join (thread);
  g_source_remove (source);
  close (self.ask);
  close (self.answer);
  return each;
}

/* --- Ours against theirs --- */

static void
compare_in_flight (Bench *self, const char *name, gboolean is_select, double goal)
{
  double ours[N_TURNS], theirs[N_TURNS];

  self->is_select = is_select;
  batch = N_IN_FLIGHT;
  run_bare (self);
  run_ours (self);
  for (guint i = 0; i < N_TURNS; i++)
    {
      theirs[i] = run_bare (self);
      ours[i] = run_ours (self);
    }
  g_print ("%s\t%.1f\t%.1f\tµs\t<=%.1fx\n", name, median (ours, N_TURNS), median (theirs, N_TURNS), goal);
}

static void
compare_one (Bench *self, const char *name, gboolean is_select)
{
  double ours[N_TURNS], theirs[N_TURNS], threaded[N_TURNS];

  self->is_select = is_select;
  batch = 1;
  run_bare (self);
  run_ours (self);
  for (guint i = 0; i < N_TURNS; i++)
    {
      theirs[i] = run_bare (self);
      threaded[i] = run_threaded (self);
      ours[i] = run_ours (self);
    }
  g_print ("%s\t%.1f\t%.1f\tµs\t<=+%.1f\n", name, median (ours, N_TURNS), median (theirs, N_TURNS), 12 * self->slower_switches);
  g_print ("%s, against a bare thread\t%.1f\t%.1f\tµs\t<=+%.1f\n", name, median (ours, N_TURNS), median (threaded, N_TURNS), 12 * self->slower_switches);
  if (!is_select)
    g_print ("schema-one-sale, bare libpq\t%.1f\t-\tµs\t<=%.1f\n", median (theirs, N_TURNS), 90 * self->slower_rows);
}

static void
pin (void)
{
  cpu_set_t set;

  CPU_ZERO (&set);
  CPU_SET (sched_getcpu (), &set);
  if (sched_setaffinity (0, sizeof set, &set) != 0)
    g_printerr ("cannot stay on one core: the figures will scatter\n");
}

static void
migrate (Bench *self)
{
  static const char *const scripts[] = { "common/common.sql", "sales/0003-1-orders-and-sales.sql", "sales/0004-1-products.sql" };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      g_autofree char *path = g_build_filename (CF_TEST_SOURCE_ROOT, "data", "sql", scripts[i], NULL);
      g_autofree char *sql = NULL;
      g_autoptr(GError) error = NULL;

      g_file_get_contents (path, &sql, NULL, &error);
      g_assert_no_error (error);
      cf_test_server_sql (self->server, "bench", sql);
    }
  cf_test_server_sql (self->server, "bench",
                      "insert into counterfoil.settings (currency, digits, time_zone) values ('GBP', 2, 'Europe/London'); "
                      "alter database bench set synchronous_commit = off");
  self->shop_id = cf_test_server_value (self->server, "bench", "select shop_id from counterfoil.settings");
}

static void
check (PGresult *result)
{
  if (PQresultStatus (result) != PGRES_COMMAND_OK)
    g_error ("%s", PQresultErrorMessage (result));
  PQclear (result);
}

static void
connect_bare (Bench *self, const char *conninfo)
{
  static const Oid sale_types[] = { 2950, 2950, 25, 1184, 25, 25, 23, 1009, 1009, 1231, 1231, 1231, 1231, 1231, 1009 };
  static const Oid one_types[] = { 23 };

  self->pg = PQconnectdb (conninfo);
  g_assert_cmpint (PQstatus (self->pg), ==, CONNECTION_OK);
  check (PQexec (self->pg, "set timezone = 'UTC'"));
  check (PQexec (self->pg, "set plan_cache_mode = force_generic_plan"));
  check (PQprepare (self->pg, "sale", order_sql, G_N_ELEMENTS (sale_types), sale_types));
  check (PQprepare (self->pg, "one", "select $1", G_N_ELEMENTS (one_types), one_types));
  self->slower_rows = yardstick_rows (self->pg);
  self->slower_switches = yardstick_switches (self->pg);
  g_assert_true (PQenterPipelineMode (self->pg));
}

static void
connect_ours (Bench *self, const char *conninfo)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(CfDbConfig) config = cf_db_config_new (conninfo, &error);

  g_assert_no_error (error);
  self->pool = cf_db_pool_new (config);
  cf_db_pool_open_async (self->pool, NULL, cf_test_await_cb, &result);
  cf_db_pool_open_finish (self->pool, cf_test_await (&result), &error);
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  Bench self = { 0 };
  g_autofree char *conninfo = NULL;

  cf_test_init (&argc, &argv);
  pin ();
  self.server = cf_test_server_new (CF_TEST_SERVER_SOCKET);
  if (self.server == NULL)
    return 77;
  cf_test_server_create_database (self.server, "bench");
  migrate (&self);
  conninfo = cf_test_server_conninfo (self.server, "bench");
  connect_bare (&self, conninfo);
  connect_ours (&self, conninfo);

  compare_one (&self, "layer-one-sale", FALSE);
  compare_in_flight (&self, "layer-100-sales-in-flight", FALSE, 1);
  compare_one (&self, "layer-one-select", TRUE);
  compare_in_flight (&self, "layer-100-selects-in-flight", TRUE, 2);

  PQfinish (self.pg);
  g_object_unref (self.pool);
  cf_test_server_free (self.server);
  g_free (self.shop_id);
  return EXIT_SUCCESS;
}
