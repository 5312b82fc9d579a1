/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The schema: what it does with rows of others, what it remembers, who may do what. */

#include "cf-db-migrator.h"
#include "cf-error.h"
#include "cf-model.h"
#include "cf-shop.h"
#include "db-fixture.h"

#include <string.h>

#define DATABASE "schema"
#define SETTINGS "INSERT INTO counterfoil.settings (currency, digits, time_zone) VALUES ('GBP', 2, 'Europe/London');"

typedef struct
{
  CfTestServer *server;
} Fixture;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static gboolean
migrate (CfTestServer  *server,
         GError       **error)
{
  CfDbPool *pool = db_pool_open (server, DATABASE);
  g_autoptr (CfDbMigrator) migrator = cf_db_migrator_new (pool, CF_MODEL_SALES_TRACK, CF_MODEL_SALES_MIGRATIONS, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  gboolean ok;

  cf_db_migrator_run_async (migrator, NULL, cf_test_await_cb, &result);
  ok = cf_db_migrator_run_finish (migrator, cf_test_await (&result), NULL, error);
  db_close (pool);
  g_object_unref (pool);
  return ok;
}

static void
setup (Fixture       *fixture,
       gconstpointer  settings)
{
  g_autoptr (GError) error = NULL;

  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;

  cf_test_server_fresh_database (fixture->server, DATABASE);
  migrate (fixture->server, &error);
  g_assert_no_error (error);
  if (settings != NULL)
    cf_test_server_sql (fixture->server, DATABASE, settings);
  cf_test_server_sql (fixture->server, DATABASE,
                      "DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
                      "GRANT SELECT, INSERT, UPDATE, DELETE ON public.sales TO stranger");
}

static void
teardown (Fixture       *fixture,
          gconstpointer  settings)
{
}

static void
sql (Fixture    *fixture,
     const char *text)
{
  cf_test_server_sql (fixture->server, DATABASE, text);
}

/* The server is asked until it says so. */
static void
await_rows (Fixture    *fixture,
            const char *text,
            const char *expected)
{
  for (guint i = 0; i < 600; i++)
    {
      g_autofree char *rows = cf_test_server_rows (fixture->server, DATABASE, text);

      if (g_str_equal (g_strchomp (rows), expected))
        return;
      g_usleep (G_USEC_PER_SEC / 20);
    }
  g_error ("never said %s: %s", expected, text);
}

static void
assert_rows (Fixture    *fixture,
             const char *text,
             const char *expected)
{
  g_autofree char *rows = cf_test_server_rows (fixture->server, DATABASE, text);

  g_assert_cmpstr (g_strchomp (rows), ==, expected);
}

static CfDbPool *
pool_as (Fixture    *fixture,
         const char *role)
{
  g_autofree char *conninfo = cf_test_server_conninfo (fixture->server, DATABASE);
  g_autofree char *other = g_strdup_printf ("%s user=%s", conninfo, role);
  CfDbPool *pool = db_pool_new (other);
  g_autoptr (GError) error = NULL;

  db_open (pool, &error);
  g_assert_no_error (error);
  return pool;
}

/* What the server says to one statement of a role: NULL, or the SQLSTATE. */
static char *
state_as (Fixture    *fixture,
          const char *role,
          const char *text)
{
  CfDbPool *pool = pool_as (fixture, role);
  g_autoptr (GError) error = NULL;
  g_autoptr (CfDbResult) result = db_query (pool, CF_DB_UNIT_WRITE, text, NULL, &error);
  char *state = result == NULL ? g_strdup (cf_db_error_get_sqlstate (error)) : NULL;

  db_close (pool);
  g_object_unref (pool);
  return state;
}

static void
assert_state (Fixture    *fixture,
              const char *role,
              const char *text,
              const char *expected)
{
  g_autofree char *state = state_as (fixture, role, text);

  if (g_strcmp0 (state, expected) != 0)
    g_test_message ("%s: %s", role, text);
  g_assert_cmpstr (state, ==, expected);
}

/* -------------------------------------------------------------------------------------------------
 * Rows of others
 * ------------------------------------------------------------------------------------------------- */

static void
test_other_client (Fixture       *fixture,
                   gconstpointer  settings)
{
  const char *mode = strrchr (g_test_get_path (), '/') + 1;
  g_autofree char *script = g_build_filename (CF_TEST_SOURCE_ROOT, "tests", "db", "other-clients.py", NULL);
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;
  g_autofree char *port = NULL;

  if (fixture->server == NULL)
    return;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  port = g_strdup_printf ("%u", cf_test_server_get_port (fixture->server));
  g_subprocess_launcher_setenv (launcher, "PGPORT", port, TRUE);
  process = g_subprocess_launcher_spawn (launcher, NULL, "/usr/bin/python3", script, mode,
                                         cf_test_server_get_socket_dir (fixture->server), DATABASE, "stranger", NULL);
  if (process == NULL)
    {
      g_test_skip ("no /usr/bin/python3");
      return;
    }

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, NULL));
  if (g_subprocess_get_exit_status (process) == 77)
    {
      g_autofree char *reason = g_strdup_printf ("the Python module %s is not installed", g_strchomp (output));

      g_test_skip (reason);
      return;
    }
  g_assert_cmpstr (output, ==, "");
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
test_completion (Fixture       *fixture,
                 gconstpointer  settings)
{
  CfDbPool *pool;

  if (fixture->server == NULL)
    return;

  pool = pool_as (fixture, "stranger");
  g_free (db_value (pool, "INSERT INTO sales (product, order_total) VALUES ('first', 1500.0) RETURNING id"));
  g_free (db_value (pool, "INSERT INTO sales (order_number, product_number, quantity, price, discount) VALUES ('9', 'a', 3, 3.335, 0.1) RETURNING id"));
  g_free (db_value (pool, "INSERT INTO sales (order_number, product_name, quantity, price, discount, order_total, clerk, sold_at)"
                          " VALUES ('9', 'named', NULL, NULL, NULL, NULL, NULL, NULL) RETURNING id"));
  g_free (db_value (pool, "INSERT INTO sales (order_number, order_total, price) VALUES ('X-2', 0.30000000000000004, 'NaN') RETURNING id"));
  g_free (db_value (pool, "INSERT INTO sales (product, order_total) VALUES ('next', 'NaN'), ('inf', 'infinity') RETURNING id"));
  g_free (db_value (pool, "INSERT INTO sales (product, quantity, price) VALUES (repeat ('é', 100), 'NaN', 2) RETURNING id"));
  db_close (pool);
  g_object_unref (pool);

  assert_rows (fixture,
               "SELECT order_number, line_number, product_number, left (product_name, 5), left (product, 5), quantity, price, discount, order_total, clerk, version FROM sales ORDER BY id",
               "X-1|1||first|first|1|||1500.0|stranger|1\n"
               "9|1|a|||3|3.335|0.1|9.00|stranger|1\n"
               "9|2||named|named|1||||stranger|1\n"
               "X-2|1||||1|NaN||0.30|stranger|1\n"
               "X-3|1||next|next|1|||NaN|stranger|1\n"
               "X-4|1||inf|inf|1|||Infinity|stranger|1\n"
               "X-5|1||ééééé|ééééé|NaN|2||NaN|stranger|1");
  assert_rows (fixture, "SELECT count (*) FROM sales s JOIN counterfoil.orders o USING (order_id) WHERE s.order_number = o.order_number AND o.next_line > s.line_number", "7");
  assert_rows (fixture, "SELECT string_agg (folded_name, ' ' ORDER BY folded_name) FROM counterfoil.sold_names WHERE length (name) < 20", "first inf named next");
}

/* Two sell the same new things, one from A to Z and one from Z to A, and do not wait for each other in a ring. */
static void
test_new_names (Fixture       *fixture,
                gconstpointer  settings)
{
  CfDbPool *pools[2];

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < 2; i++)
    pools[i] = pool_as (fixture, "stranger");

  for (guint round = 0; round < 5; round++)
    {
      GAsyncResult *results[2] = { NULL, NULL };

      for (guint i = 0; i < 2; i++)
        {
          g_autofree char *text = g_strdup_printf ("INSERT INTO sales (order_number, product) SELECT 'S%u', 'new ' || %u || '-' || n"
                                                   " FROM generate_series (1, 2000) n ORDER BY %sn", i, round, i == 0 ? "" : "-");

          cf_db_pool_query_async (pools[i], CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_WRITE, text, NULL, NULL, cf_test_await_cb, &results[i]);
        }
      for (guint i = 0; i < 2; i++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (CfDbResult) result = cf_db_pool_query_finish (pools[i], cf_test_await (&results[i]), &error);

          g_object_unref (results[i]);
          g_assert_no_error (error);
        }
    }
  for (guint i = 0; i < 2; i++)
    {
      db_close (pools[i]);
      g_object_unref (pools[i]);
    }
  assert_rows (fixture, "SELECT count (*), count (DISTINCT order_id) FROM sales", "20000|2");
  assert_rows (fixture, "SELECT count (*) FROM counterfoil.sold_names", "10000");
}

static void
test_change (Fixture       *fixture,
             gconstpointer  settings)
{
  if (fixture->server == NULL)
    return;

  sql (fixture, "INSERT INTO sales (order_number, product, quantity, price) VALUES ('1', 'tea', 3, 20), ('1', 'milk', 1, 2), ('2', 'salt', 1, 1)");
  sql (fixture, "BEGIN; SELECT set_config ('counterfoil.clerk', 'Anna', true), set_config ('counterfoil.till', 'T7', true);"
                "UPDATE sales SET quantity = 2, order_total = 39 WHERE order_number = '1'; COMMIT");
  sql (fixture, "UPDATE sales SET product_name = 'Green tea', version = 77 WHERE product = 'tea'; UPDATE sales SET product = 'Cow milk' WHERE product = 'milk';"
                "UPDATE sales SET order_total = 1.00000001, quantity = NULL, order_number = '1' WHERE order_number = '2'; DELETE FROM sales WHERE product = 'Cow milk'");
  assert_rows (fixture, "SELECT order_number, line_number, product_name, product, quantity, order_total, version FROM sales ORDER BY id",
               "1|1|Green tea|Green tea|2|39|3\n1|3|salt|salt|1|1.00|2");
  assert_rows (fixture, "SELECT operation, row_id, who, till, old_row->>'order_total', old_row->>'version', old_row->>'product_name' FROM counterfoil.history ORDER BY history_id",
               "UPDATE|1|Anna|T7|60|1|tea\nUPDATE|2|Anna|T7|2|1|milk\nUPDATE|1|postgres||39|2|tea\nUPDATE|2|postgres||39|2|milk\n"
               "UPDATE|3|postgres||1|1|salt\nDELETE|2|postgres||39|3|Cow milk");
  assert_rows (fixture, "SELECT count (*) FROM counterfoil.sold_names WHERE name IN ('Green tea', 'Cow milk')", "2");

  /* Undone: the old row comes back from the history, and the undoing is remembered too. */
  sql (fixture, "INSERT INTO sales SELECT (jsonb_populate_record (NULL::sales, old_row || jsonb_build_object ('version', (old_row->>'version')::int + 1))).*"
                " FROM counterfoil.history WHERE operation = 'DELETE'");
  sql (fixture, "BEGIN; SELECT set_config ('counterfoil.undo', 'yes', true); UPDATE sales SET quantity = 3 WHERE id = 1; COMMIT");
  assert_rows (fixture, "SELECT operation, row_id, old_row->>'quantity' FROM counterfoil.history ORDER BY history_id DESC LIMIT 2", "UNDO|1|2\nUNDO|2|");

  assert_state (fixture, "postgres", "UPDATE counterfoil.history SET who = 'nobody'", "P0001");
  assert_state (fixture, "postgres", "DELETE FROM counterfoil.history", "P0001");
  assert_state (fixture, "postgres", "TRUNCATE counterfoil.history", "P0001");
  assert_rows (fixture, "SELECT count (*) FROM counterfoil.history", "8");

  /* What came back is not deleted under its return. */
  sql (fixture, "INSERT INTO sales (order_number, product, quantity, returned_line) VALUES ('3', 'tea', -1, 1)");
  assert_state (fixture, "stranger", "DELETE FROM sales WHERE id = 1", "23503");
}

/* -------------------------------------------------------------------------------------------------
 * The shop
 * ------------------------------------------------------------------------------------------------- */

/* What waits to be sent is found under the same day as when it is there. */
static void
assert_day_of_till (const char *zone,
                    int         hour,
                    const char *moment,
                    const char *wanted)
{
  g_autoptr (CfShop) shop = cf_shop_new ("a", "Shop", "GBP", 2, zone, hour);
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (moment, NULL);
  char text[] = "YYYY-MM-DD";
  GDate day;

  cf_shop_get_business_day (shop, g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time), &day);
  g_date_strftime (text, sizeof text, "%Y-%m-%d", &day);
  g_assert_cmpstr (text, ==, wanted);
}

static void
test_business_day (Fixture       *fixture,
                   gconstpointer  settings)
{
  static const struct
  {
    const char *zone;
    int         hour;
    const char *moment;
    const char *day;
  } cases[] = {
    { "UTC", 0, "2026-03-01 00:00:00+00", "2026-03-01" },
    { "UTC", 4, "2026-03-01 03:59:59.999999+00", "2026-02-28" },
    { "UTC", 4, "2026-03-01 04:00:00+00", "2026-03-01" },
    { "Asia/Kathmandu", 0, "2026-03-01 18:14:59+00", "2026-03-01" },
    { "Asia/Kathmandu", 0, "2026-03-01 18:15:00+00", "2026-03-02" },
    { "America/Los_Angeles", 0, "2026-03-01 07:59:59+00", "2026-02-28" },
    /* Clocks go forward at 1:00 UTC, and back at 1:00 UTC. */
    { "Europe/Berlin", 3, "2026-03-29 00:59:59+00", "2026-03-28" },
    { "Europe/Berlin", 3, "2026-03-29 01:00:00+00", "2026-03-29" },
    { "Europe/Berlin", 4, "2026-03-29 01:59:59+00", "2026-03-28" },
    { "Europe/Berlin", 4, "2026-03-29 02:30:00+00", "2026-03-29" },
    { "Europe/Berlin", 3, "2026-10-25 01:59:59+00", "2026-10-24" },
    { "Europe/Berlin", 3, "2026-10-25 02:00:00+00", "2026-10-25" },
    { "Europe/London", 0, "2026-07-01 22:59:59+00", "2026-07-01" },
    { "Europe/London", 0, "2026-07-01 23:00:00+00", "2026-07-02" },
    { "Pacific/Apia", 0, "2011-12-30 09:59:59+00", "2011-12-29" },
    { "Pacific/Apia", 0, "2011-12-30 10:00:00+00", "2011-12-31" },
  };

  if (fixture->server == NULL)
    return;

  /* Without a shop there is a day all the same. */
  assert_rows (fixture, "SELECT counterfoil.business_day ('2026-03-01 23:59:59+00')", "2026-03-01");
  sql (fixture, SETTINGS);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *set = g_strdup_printf ("UPDATE counterfoil.settings SET time_zone = '%s', day_start_hour = %d", cases[i].zone, cases[i].hour);
      g_autofree char *ask = g_strdup_printf ("SELECT counterfoil.business_day ('%s')", cases[i].moment);
      g_autofree char *start = g_strdup_printf ("SELECT counterfoil.business_day (counterfoil.day_start ('%1$s')) = '%1$s' AND "
                                                "counterfoil.business_day (counterfoil.day_start ('%1$s') - interval '1 microsecond') < '%1$s'", cases[i].day);

      sql (fixture, set);
      g_test_message ("%s %s", cases[i].zone, cases[i].moment);
      assert_rows (fixture, ask, cases[i].day);
      assert_rows (fixture, start, "t");
      assert_day_of_till (cases[i].zone, cases[i].hour, cases[i].moment, cases[i].day);
    }
}

static void
test_settings (Fixture       *fixture,
               gconstpointer  settings)
{
  if (fixture->server == NULL)
    return;

  assert_state (fixture, "postgres", "INSERT INTO counterfoil.settings (currency, digits, time_zone) VALUES ('GBP', 2, 'Mars/Olympus')", "22023");
  assert_state (fixture, "postgres", "INSERT INTO counterfoil.settings (currency, digits, time_zone) VALUES ('pound', 2, 'UTC')", "23514");
  sql (fixture, SETTINGS);
  assert_state (fixture, "postgres", "INSERT INTO counterfoil.settings (currency, digits, time_zone) VALUES ('EUR', 2, 'UTC')", "23505");
  assert_state (fixture, "postgres", "UPDATE counterfoil.settings SET currency = 'JPY', digits = 0", NULL);
  assert_state (fixture, "postgres", "UPDATE counterfoil.settings SET shop_id = gen_random_uuid ()", "P0001");
  sql (fixture, "INSERT INTO sales (product, order_total) VALUES ('first', 10.5)");
  assert_rows (fixture, "SELECT order_total FROM sales", "11");
  assert_state (fixture, "postgres", "UPDATE counterfoil.settings SET currency = 'EUR'", "P0001");
  assert_state (fixture, "postgres", "UPDATE counterfoil.settings SET digits = 2", "P0001");
  assert_state (fixture, "postgres", "UPDATE counterfoil.settings SET name = 'Corner shop', time_zone = 'Asia/Tokyo', day_start_hour = 5", NULL);
  assert_rows (fixture, "SELECT currency, version FROM counterfoil.settings", "JPY|3");
}

/* The first sale is on its way when somebody changes the currency: who comes second loses. */
static void
test_currency_and_sale (Fixture       *fixture,
                        gconstpointer  settings)
{
  CfDbPool *till, *administrator;
  CfDbLease *lease;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  if (fixture->server == NULL)
    return;

  till = db_pool_open (fixture->server, DATABASE);
  administrator = db_pool_open (fixture->server, DATABASE);
  lease = db_lease (till, &error);
  g_assert_no_error (error);
  db_script (lease, "BEGIN; INSERT INTO sales (product, order_total) VALUES ('first', 10.5)", &error);
  g_assert_no_error (error);
  cf_db_pool_query_async (administrator, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_WRITE, "UPDATE counterfoil.settings SET currency = 'JPY', digits = 0",
                          NULL, NULL, cf_test_await_cb, &result);
  await_rows (fixture, "SELECT count (*) FROM pg_locks WHERE NOT granted AND relation = 'public.sales'::regclass", "1");
  db_script (lease, "COMMIT", &error);
  g_assert_no_error (error);
  g_assert_null (cf_db_pool_query_finish (administrator, cf_test_await (&result), &error));
  g_assert_nonnull (error);
  assert_rows (fixture, "SELECT currency FROM counterfoil.settings", "GBP");

  g_object_unref (lease);
  db_close (till);
  g_object_unref (till);
  db_close (administrator);
  g_object_unref (administrator);
}

static const char sell_sql[] =
  "WITH h AS (INSERT INTO counterfoil.orders (order_uuid, order_number, sold_at, business_day, till, clerk, next_line)"
  " VALUES ('00000000-0000-4000-8000-0000000000%02u', '%s', now (), counterfoil.business_day (now ()), '%s', 'Anna', 2)"
  " ON CONFLICT (order_uuid) DO NOTHING RETURNING order_id) "
  "INSERT INTO public.sales (order_id, line_number, order_number, till, clerk, product_number, product_name, product, quantity, price, order_total) "
  "SELECT order_id, 1, '%s', '%s', 'Anna', 'a', 'Apple', 'Apple', 1, 2, 2 FROM h";

static void
sell (Fixture    *fixture,
      guint       uuid,
      const char *number,
      const char *till)
{
  g_autofree char *text = g_strdup_printf (sell_sql, uuid, number, till, number, till);

  sql (fixture, text);
}

static void
test_tills (Fixture       *fixture,
            gconstpointer  settings)
{
  static const char first[] = "SELECT * FROM counterfoil.claim_till ('00000000-0000-4000-8000-000000000001', NULL)";
  CfDbPool *pools[6];
  GAsyncResult *results[6] = { NULL, };

  if (fixture->server == NULL)
    return;

  assert_rows (fixture, first, "T1|1");
  assert_rows (fixture, "SELECT * FROM counterfoil.claim_till ('00000000-0000-4000-8000-000000000002', NULL)", "T2|1");
  sell (fixture, 1, "T1-9", "T1");
  sell (fixture, 2, "T1-10", "T1");
  sell (fixture, 3, "T2-4000", "T2");
  sell (fixture, 4, "T1-999999999999999999999", "T1");
  sell (fixture, 5, "T1-77b", "T1");
  sql (fixture, "INSERT INTO sales (order_number, product) VALUES ('T1-500', 'by hand')");
  assert_rows (fixture, first, "T1|11");

  /* Once only, however often it is sent. */
  sell (fixture, 2, "T1-10", "T1");
  assert_rows (fixture, "SELECT count (*) FROM sales WHERE order_number = 'T1-10'", "1");
  assert_rows (fixture, "SELECT next_line, business_day = received_at::date OR true FROM counterfoil.orders WHERE order_number = 'T1-10'", "2|t");

  /* Three new journals, each asking twice at the same moment. */
  for (guint i = 0; i < G_N_ELEMENTS (pools); i++)
    {
      g_autofree char *claim = g_strdup_printf ("SELECT till_code FROM counterfoil.claim_till ('00000000-0000-4000-8000-00000000001%u', NULL)", i / 2);

      pools[i] = pool_as (fixture, "postgres");
      cf_db_pool_query_async (pools[i], CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_WRITE, claim, NULL, NULL, cf_test_await_cb, &results[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (pools); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CfDbResult) result = cf_db_pool_query_finish (pools[i], cf_test_await (&results[i]), &error);

      g_assert_no_error (error);
      g_object_unref (results[i]);
      db_close (pools[i]);
      g_object_unref (pools[i]);
    }
  assert_rows (fixture, "SELECT string_agg (code, ' ' ORDER BY code) FROM counterfoil.tills", "T1 T2 T3 T4 T5");

  /* A code from before a restore: kept where it is free. */
  assert_rows (fixture, "SELECT * FROM counterfoil.claim_till ('00000000-0000-4000-8000-000000000021', 'T9')", "T9|1");
  assert_rows (fixture, "SELECT * FROM counterfoil.claim_till ('00000000-0000-4000-8000-000000000022', 'T1')", "T10|1");
  assert_rows (fixture, "SELECT * FROM counterfoil.claim_till ('00000000-0000-4000-8000-000000000023', 'Till')", "T11|1");
}

/* -------------------------------------------------------------------------------------------------
 * Products
 * ------------------------------------------------------------------------------------------------- */

static void
test_products (Fixture       *fixture,
               gconstpointer  settings)
{
  if (fixture->server == NULL)
    return;

  sql (fixture, "INSERT INTO products (product_number, name, price) VALUES ('A-1', 'Café Crème', 2), ('B-1', 'Bread', NULL)");
  sql (fixture, "INSERT INTO product_codes (code, product_id) SELECT '4001', product_id FROM products WHERE product_number = 'A-1'");
  assert_state (fixture, "postgres", "INSERT INTO products (product_number) VALUES (E' \\ta-1\\r\\n')", "23505");
  assert_state (fixture, "postgres", "INSERT INTO products (product_number) VALUES ('4001')", "23505");
  assert_state (fixture, "postgres", "INSERT INTO products (product_number) VALUES (' ')", "23514");
  assert_state (fixture, "postgres", "UPDATE products SET product_number = '4001' WHERE product_number = 'B-1'", "23505");
  assert_state (fixture, "postgres", "INSERT INTO product_codes (code, product_id) SELECT 'a-1', product_id FROM products WHERE product_number = 'B-1'", "23505");
  assert_state (fixture, "postgres", "INSERT INTO product_codes (code, product_id) SELECT '4001 ', product_id FROM products WHERE product_number = 'B-1'", "23505");
  assert_rows (fixture, "SELECT product_number, folded_name, version, changed FROM products ORDER BY product_id", "A-1|cafe creme|2|3\nB-1|bread|1|2");

  sql (fixture, "UPDATE products SET price = 3 WHERE product_number = 'A-1'; DELETE FROM product_codes; DELETE FROM products WHERE product_number = 'B-1'");
  assert_rows (fixture, "SELECT product_number, version FROM products", "A-1|4");
  assert_rows (fixture, "SELECT product_number, changed > (SELECT max (changed) FROM products) FROM counterfoil.deleted_products", "B-1|t");
  assert_rows (fixture, "SELECT relation, operation, row_id, old_row->>'price', old_row->>'code' FROM counterfoil.history ORDER BY history_id",
               "products|UPDATE|1|2|\nproduct_codes|DELETE|1||4001\nproducts|DELETE|2||");
}

/* Texts of nothing but noise, which no index compresses. */
#define NOISE(n) "(SELECT string_agg (md5 (i::text || random ()), '') FROM generate_series (1, " n ") i)"

static void
test_long_names (Fixture       *fixture,
                 gconstpointer  settings)
{
  if (fixture->server == NULL)
    return;

  sql (fixture, "INSERT INTO products (product_number, name) VALUES ('a', " NOISE ("300") "), ('b', repeat ('é', 100000)), ('c', " NOISE ("300") ")");
  sql (fixture, "UPDATE products SET name = " NOISE ("3000") " WHERE product_number = 'c'");
  sql (fixture, "INSERT INTO sales (product_number, product_name) SELECT product_number, name FROM products");
  assert_rows (fixture, "SELECT product_number, length (name), length (folded_name) FROM products ORDER BY 1", "a|9600|9600\nb|100000|100000\nc|96000|96000");
  assert_rows (fixture, "SELECT count (*), min (length (name)), max (length (name)) FROM counterfoil.sold_names", "3|200|200");
  assert_rows (fixture, "SELECT count (*) FROM sales s JOIN products p ON p.name = s.product_name", "3");
}

/* A line with a number that no index takes is kept, and what was written of it. */
static void
test_long_numbers (Fixture       *fixture,
                   gconstpointer  settings)
{
  if (fixture->server == NULL)
    return;

  sql (fixture, "CREATE TABLE noise AS SELECT " NOISE ("200") " AS a, " NOISE ("200") " AS b; INSERT INTO noise SELECT left (a, 300) || b, left (b, 300) || a FROM noise");
  sql (fixture, "INSERT INTO sales (order_number, product_number, product, till, order_total) SELECT a, b, 'x', repeat (b, 3), 1 FROM noise;"
                "INSERT INTO sales (order_number, product_number, product, till, order_total) SELECT a, b, 'x', b, 1 FROM noise;"
                "INSERT INTO sales (order_number, product_number, order_total) VALUES ('short', repeat ('7', 1000), 1), (repeat ('é', 500), 'short', 1)");
  assert_rows (fixture, "SELECT count (*), count (DISTINCT order_number), count (DISTINCT product_number), max (octet_length (order_number)), sum (order_total) FROM sales", "6|4|4|1000|6");
  assert_rows (fixture, "SELECT count (*) FROM sales s JOIN noise n ON s.order_number = left (n.a, 200) || '…' || md5 (n.a) AND s.product_number = left (n.b, 200) || '…' || md5 (n.b)", "4");
  assert_rows (fixture, "SELECT count (*) FROM sales s JOIN counterfoil.orders o USING (order_id) WHERE s.order_number = o.order_number", "6");
  assert_rows (fixture, "SELECT count (*) FROM counterfoil.history h JOIN sales s ON s.id = h.row_id JOIN noise n ON h.old_row->>'order_number' = n.a AND h.old_row->>'product_number' = n.b WHERE h.relation = 'sales'", "4");

  sql (fixture, "UPDATE sales SET order_number = (SELECT a FROM noise LIMIT 1), product_number = (SELECT b FROM noise LIMIT 1) WHERE order_number = 'short'");
  assert_rows (fixture, "SELECT count (*), max (line_number) FROM sales WHERE order_number = (SELECT left (a, 200) || '…' || md5 (a) FROM noise LIMIT 1)", "3|3");
  sql (fixture, "UPDATE sales SET order_total = 2");
  assert_rows (fixture, "SELECT count (*) FROM counterfoil.sold_names", "2");
}

/* Every name that was sold is kept with its number: the longest of both have room in that index, for a till as for others. */
static void
test_long_pairs (Fixture       *fixture,
                 gconstpointer  settings)
{
  if (fixture->server == NULL)
    return;

  sql (fixture, "CREATE TABLE noise AS SELECT (SELECT string_agg (chr (65536 + (random () * 60000)::int), '') FROM generate_series (1, 250)) AS name,"
                " " NOISE ("32") " AS number, " NOISE ("300") " AS longer");
  sql (fixture, "INSERT INTO sales (product_number, product_name) SELECT left (number, 1000), name FROM noise");
  sql (fixture, "INSERT INTO sales (product_number, product_name) SELECT longer, name FROM noise");
  sql (fixture, "UPDATE sales SET product_number = (SELECT longer || '-' || longer FROM noise) WHERE id = 2");
  sql (fixture, "WITH h AS (INSERT INTO counterfoil.orders (order_number, business_day, next_line) VALUES ('T1-1', '2026-07-01', 2) RETURNING order_id) "
                "INSERT INTO sales (order_id, line_number, order_number, product_number, product_name) SELECT h.order_id, 1, 'T1-1', left (n.number, 1000), n.name || n.name FROM h, noise n");
  assert_rows (fixture, "SELECT count (*), max (octet_length (product_number)) FROM counterfoil.sold_names", "3|1000");
}

/* Who may write products and nothing else, does. */
static void
test_products_alone (Fixture       *fixture,
                     gconstpointer  settings)
{
  if (fixture->server == NULL)
    return;

  sql (fixture, "DROP ROLE IF EXISTS cf_test_catalogue; CREATE ROLE cf_test_catalogue LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON products, product_codes TO cf_test_catalogue");
  assert_state (fixture, "cf_test_catalogue", "INSERT INTO public.products (product_number, name) VALUES ('A-1', 'Café')", NULL);
  assert_state (fixture, "cf_test_catalogue", "UPDATE public.products SET name = 'Crème', price = 2", NULL);
  assert_state (fixture, "cf_test_catalogue", "UPDATE public.products SET product_number = 'A-2'", NULL);
  assert_state (fixture, "cf_test_catalogue", "INSERT INTO public.product_codes (code, product_id) SELECT '4001', product_id FROM public.products", NULL);
  assert_rows (fixture, "SELECT product_number, folded_name, price FROM products", "A-2|creme|2");
  assert_state (fixture, "cf_test_catalogue", "DELETE FROM public.product_codes", NULL);
  assert_state (fixture, "cf_test_catalogue", "DELETE FROM public.products", NULL);
  assert_state (fixture, "cf_test_catalogue", "SELECT counterfoil.fold_text ('é')", "42501");
  sql (fixture, "REVOKE ALL ON products, product_codes FROM cf_test_catalogue");
}

static gboolean
is_waiting (gpointer server)
{
  return cf_test_server_count (server, DATABASE, "SELECT count (*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") > 0;
}

/* A till that has read up to one change must not find a lower one later. */
static void
test_changes_in_order (Fixture       *fixture,
                       gconstpointer  settings)
{
  CfDbPool *pool;
  g_autoptr (CfDbLease) lease = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CfDbResult) answer = NULL;
  g_autoptr (GError) error = NULL;

  if (fixture->server == NULL)
    return;

  pool = pool_as (fixture, "postgres");
  lease = db_lease (pool, &error);
  g_assert_no_error (error);
  db_script (lease, "BEGIN; INSERT INTO products (product_number) VALUES ('first')", &error);
  g_assert_no_error (error);

  cf_db_pool_query_async (pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_WRITE, "INSERT INTO products (product_number) VALUES ('second') RETURNING changed", NULL, NULL,
                          cf_test_await_cb, &result);
  cf_test_wait_for (is_waiting, fixture->server, "the second writer to wait");
  g_assert_null (result);
  db_script (lease, "COMMIT", &error);
  g_assert_no_error (error);
  answer = cf_db_pool_query_finish (pool, cf_test_await (&result), &error);
  g_assert_no_error (error);
  assert_rows (fixture, "SELECT product_number FROM products ORDER BY changed", "first\nsecond");

  g_clear_object (&lease);
  db_close (pool);
  g_object_unref (pool);
}

/* -------------------------------------------------------------------------------------------------
 * Rights, and databases that do not fit
 * ------------------------------------------------------------------------------------------------- */

static void
test_rights (Fixture       *fixture,
             gconstpointer  settings)
{
  static const struct
  {
    const char *sql;
    int         least; /* 0 a stranger, 1 a clerk, 2 a manager, 3 an administrator, 4 the owner */
  } cases[] = {
    { "SELECT count (*) FROM public.sales", 0 },
    { "SELECT count (*) FROM counterfoil.orders", 1 },
    { "SELECT count (*) FROM counterfoil.migrations", 1 },
    { "SELECT count (*) FROM counterfoil.history", 1 },
    { "SELECT * FROM counterfoil.claim_till (gen_random_uuid (), NULL)", 1 },
    { "INSERT INTO public.products (product_number) VALUES (gen_random_uuid ()::text)", 1 },
    { "WITH h AS (INSERT INTO counterfoil.orders (order_number, business_day, next_line) VALUES (gen_random_uuid ()::text, counterfoil.business_day (now ()), 2)"
      " ON CONFLICT (order_uuid) DO NOTHING RETURNING order_id)"
      " INSERT INTO public.sales (order_id, line_number, order_number, product_name) SELECT order_id, 1, 'x', 'Name ' || random () FROM h", 1 },
    { "UPDATE public.sales SET note = 'x'", 2 },
    { "DELETE FROM public.sales WHERE id < 0", 2 },
    { "UPDATE public.products SET price = 1", 2 },
    { "UPDATE counterfoil.orders SET customer = 'x'", 2 },
    { "UPDATE counterfoil.settings SET name = 'x'", 3 },
    { "INSERT INTO counterfoil.history (who, relation, operation, row_id) VALUES ('x', 'x', 'UNDO', 1)", 4 },
    { "INSERT INTO counterfoil.sold_names (name) VALUES ('y')", 4 },
    { "DELETE FROM counterfoil.migrations", 4 },
    { "DROP TABLE counterfoil.tills", 4 },
  };
  static const char *const roles[] = { "cf_test_nobody", "cf_test_clerk", "cf_test_manager", "cf_test_administrator" };

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autofree char *make = g_strdup_printf ("DROP ROLE IF EXISTS %1$s; CREATE ROLE %1$s LOGIN", roles[i]);
      g_autofree char *join = g_strdup_printf ("GRANT counterfoil_%s TO %s", strrchr (roles[i], '_') + 1, roles[i]);

      sql (fixture, make);
      if (i > 0)
        sql (fixture, join);
    }
  sql (fixture, "GRANT SELECT ON public.sales TO cf_test_nobody");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int role = 0; role < (int) G_N_ELEMENTS (roles); role++)
      assert_state (fixture, roles[role], cases[i].sql, role < cases[i].least ? "42501" : NULL);

  assert_rows (fixture, "SELECT string_agg (DISTINCT tableowner, ' ') FROM pg_tables WHERE schemaname = 'counterfoil' OR tablename IN ('sales', 'products', 'product_codes')",
               "counterfoil_owner");
  assert_rows (fixture, "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'counterfoil_owner'", "f");
  sql (fixture, "REVOKE ALL ON public.sales FROM cf_test_nobody");
}

static void
test_refused_databases (Fixture       *fixture,
                        gconstpointer  settings)
{
  g_autoptr (GError) error = NULL;

  if (fixture->server == NULL)
    return;

  cf_test_server_fresh_database (fixture->server, DATABASE);
  sql (fixture, "CREATE TABLE sales (id serial PRIMARY KEY, product varchar(100), order_total float)");
  g_assert_false (migrate (fixture->server, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_RAISED);
  g_assert_nonnull (strstr (error->message, "sales"));
  g_clear_error (&error);
  assert_rows (fixture, "SELECT count (to_regclass ('counterfoil.orders')) + count (to_regclass ('counterfoil.settings'))", "0");

  cf_test_server_sql (fixture->server, "postgres", "DROP DATABASE " DATABASE);
  cf_test_server_sql (fixture->server, "postgres", "CREATE DATABASE " DATABASE " ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
  g_assert_false (migrate (fixture->server, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "UTF8"));
}

int
main (int    argc,
      char **argv)
{
  cf_test_init (&argc, &argv);
  cf_model_init ();

#define ADD(path, settings, func) g_test_add ("/schema/" path, Fixture, settings, setup, func, teardown)
  ADD ("other-clients/cursor", SETTINGS, test_other_client);
  ADD ("other-clients/core", SETTINGS, test_other_client);
  ADD ("other-clients/orm", SETTINGS, test_other_client);
  ADD ("other-clients/hints", SETTINGS, test_other_client);
  ADD ("other-clients/at-once", SETTINGS, test_other_client);
  ADD ("completion", SETTINGS, test_completion);
  ADD ("change", SETTINGS, test_change);
  ADD ("new-names", SETTINGS, test_new_names);
  ADD ("business-day", NULL, test_business_day);
  ADD ("settings", NULL, test_settings);
  ADD ("settings/currency-and-sale", SETTINGS, test_currency_and_sale);
  ADD ("tills", SETTINGS, test_tills);
  ADD ("products", SETTINGS, test_products);
  ADD ("products/long-names", SETTINGS, test_long_names);
  ADD ("products/alone", SETTINGS, test_products_alone);
  ADD ("long-numbers", SETTINGS, test_long_numbers);
  ADD ("long-pairs", SETTINGS, test_long_pairs);
  ADD ("changes-in-order", SETTINGS, test_changes_in_order);
  ADD ("rights", SETTINGS, test_rights);
  ADD ("refused-databases", SETTINGS, test_refused_databases);

  return g_test_run ();
}
