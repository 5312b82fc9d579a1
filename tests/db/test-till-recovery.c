/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a till does where the server is not what it was: restored, newer, broken, or set up in another way. */

#include "cf-error.h"
#include "cf-test-shop.h"
#include "cf-test-till.h"

#include <string.h>

#define DATABASE "recovery"
#define BACKUP "recovery_backup"

typedef struct
{
  CfTestServer *server;
  char *folder;
  CfDbPool *pool;
  CfTill *till;
} Fixture;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary functions
 * ------------------------------------------------------------------------------------------------- */

static void
connect_till (Fixture *fixture)
{
  g_autofree char *conninfo = cf_test_server_conninfo (fixture->server, DATABASE);

  fixture->pool = cf_test_shop_connect (conninfo);
  cf_till_set_pool (fixture->till, fixture->pool);
}

static void
disconnect_till (Fixture *fixture)
{
  cf_till_set_pool (fixture->till, NULL);
  if (fixture->pool != NULL)
    cf_test_shop_disconnect (g_steal_pointer (&fixture->pool));
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;

  cf_test_shop_create (fixture->server, DATABASE);
  g_free (cf_test_shop_set_up (fixture->server, DATABASE, "XTS"));
  fixture->folder = cf_test_temp_dir ();
  fixture->till = cf_test_till_open (fixture->folder);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  disconnect_till (fixture);
  cf_test_till_close (fixture->till);
  cf_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
}

static void
wait_ready (Fixture *fixture)
{
  cf_test_wait_until (cf_till_get_ready (fixture->till));
}

static void
wait_sent (Fixture *fixture)
{
  cf_test_wait_until (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)) == 0);
}

static void
sell (Fixture    *fixture,
      const char *code,
      const char *price)
{
  g_autoptr(GError) error = NULL;
  CfCartLine *line = cf_test_till_enter (fixture->till, code, &error);
  g_autoptr(CfOrder) order = NULL;

  g_assert_no_error (error);
  if (cf_cart_line_get_incomplete (line))
    {
      g_assert_true (cf_cart_set_name (cf_till_get_cart (fixture->till), line, "Something", NULL));
      g_assert_true (cf_cart_set_price (cf_till_get_cart (fixture->till), line, cf_test_decimal (price), NULL));
    }

  order = cf_test_till_complete (fixture->till, &error);
  g_assert_no_error (error);
}

static gint64
count (Fixture    *fixture,
       const char *sql)
{
  return cf_test_server_count (fixture->server, DATABASE, sql);
}

static void
sql (Fixture    *fixture,
     const char *text)
{
  cf_test_server_sql (fixture->server, DATABASE, text);
}

/* The till learns by and by: what it takes @code for, as a person would see it, once that is @expected ("" where it is unknown). */
static void
wait_price (Fixture    *fixture,
            const char *code,
            const char *expected)
{
  g_autofree char *price = NULL;

  while (g_strcmp0 (price, expected) != 0)
    {
      CfCart *cart = cf_till_get_cart (fixture->till);
      CfCartLine *line = cf_test_till_enter (fixture->till, code, NULL);
      CfDecimal value;

      g_free (price);
      price = cf_cart_line_get_known (line) && cf_cart_line_get_price (line, &value) ? cf_decimal_to_string (value) : g_strdup ("");
      cf_cart_clear (cart);
      cf_till_refresh (fixture->till);
    }
}

#define SKIP_WITHOUT_SERVER(fixture) \
  if ((fixture)->server == NULL) \
    return

/* -------------------------------------------------------------------------------------------------
 * Restored
 * ------------------------------------------------------------------------------------------------- */

/* The backup is of the time before the price was raised; since it came back, the catalogue has grown beyond what the till
 * knows. */
static void
test_restored_catalogue (Fixture       *fixture,
                         gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  sql (fixture, "INSERT INTO products (product_number, name, price) VALUES ('P1', 'First', 1)");
  cf_test_server_sql (fixture->server, "postgres", "DROP DATABASE IF EXISTS " BACKUP);
  cf_test_server_sql (fixture->server, "postgres", "CREATE DATABASE " BACKUP " TEMPLATE " DATABASE);
  sql (fixture, "UPDATE products SET price = 2");
  connect_till (fixture);
  wait_ready (fixture);
  wait_price (fixture, "P1", "2");
  disconnect_till (fixture);

  cf_test_server_sql (fixture->server, "postgres", "DROP DATABASE " DATABASE " WITH (FORCE)");
  cf_test_server_sql (fixture->server, "postgres", "ALTER DATABASE " BACKUP " RENAME TO " DATABASE);
  sql (fixture, "INSERT INTO products (product_number, name, price) VALUES ('P2', 'Second', 5)");
  sql (fixture, "INSERT INTO products (product_number, name, price) VALUES ('P3', 'Third', 7)");
  connect_till (fixture);
  wait_price (fixture, "P3", "7");
  wait_price (fixture, "P2", "5");
  wait_price (fixture, "P1", "1");
}

/* A product that somebody deleted is a code like any other that nobody knows: it asks for a name and a price. */
static void
test_deleted_product (Fixture       *fixture,
                      gconstpointer  data)
{
  CfCartLine *line;

  SKIP_WITHOUT_SERVER (fixture);

  sql (fixture, "INSERT INTO products (product_number, name, price) VALUES ('P9', 'Ninth', 1)");
  connect_till (fixture);
  wait_ready (fixture);
  wait_price (fixture, "P9", "1");
  sql (fixture, "DELETE FROM products");
  wait_price (fixture, "P9", "");

  line = cf_test_till_enter (fixture->till, "P9", NULL);
  g_assert_false (cf_cart_line_get_known (line));
  g_assert_true (cf_cart_line_get_incomplete (line));
  g_assert_true (cf_cart_line_get_keep (line));
}

/* -------------------------------------------------------------------------------------------------
 * Newer
 * ------------------------------------------------------------------------------------------------- */

static void
make_newer (Fixture *fixture)
{
  sql (fixture, "INSERT INTO counterfoil.migrations (track, number, major, name, checksum, program) "
                "SELECT 'sales', 99, max (major) + 1, 'from the future', '', '9' FROM counterfoil.migrations");
}

/* Whatever the sender has sent is answered when this is. */
static void
wait_lane (Fixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbResult) rows = NULL;

  cf_db_pool_query_async (fixture->pool, CF_DB_LANE_SEND, CF_DB_UNIT_READ, "SELECT 1", NULL, NULL, cf_test_await_cb, &result);
  rows = cf_db_pool_query_finish (fixture->pool, cf_test_await (&result), &error);
  g_assert_no_error (error);
}

/* The till has said why, goes on selling, and has sent nothing. */
static void
assert_held (Fixture *fixture)
{
  cf_test_wait_until (cf_till_get_trouble (fixture->till) != NULL);
  g_assert_error (cf_till_get_trouble (fixture->till), CF_ERROR, CF_ERROR_VERSION);
  g_assert_true (cf_till_get_ready (fixture->till));
  wait_lane (fixture);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM sales"), ==, 1);
}

/* Somebody brings the schema up to the next major version while the till is connected. */
static void
test_newer_meanwhile (Fixture       *fixture,
                      gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  connect_till (fixture);
  wait_ready (fixture);
  sell (fixture, "A", "1");
  wait_sent (fixture);
  make_newer (fixture);
  cf_till_refresh (fixture->till);
  assert_held (fixture);

  sell (fixture, "A", "1");
  assert_held (fixture);
  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, 1);

  /* Back again, or the program was brought up to date: what waits is sent. */
  sql (fixture, "DELETE FROM counterfoil.migrations WHERE number = 99");
  cf_till_refresh (fixture->till);
  wait_sent (fixture);
  g_assert_null (cf_till_get_trouble (fixture->till));
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM sales"), ==, 2);
}

/* The server was stopped for that: what waits must not be sent before the schema was looked at. */
static void
test_newer_after_restart (Fixture       *fixture,
                          gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  connect_till (fixture);
  wait_ready (fixture);
  sell (fixture, "A", "1");
  wait_sent (fixture);
  make_newer (fixture);
  cf_test_server_stop (fixture->server);
  cf_test_wait_until (cf_db_pool_get_state (fixture->pool) != CF_DB_STATE_READY);
  sell (fixture, "A", "1");
  cf_test_server_start (fixture->server);
  cf_db_pool_retry_now (fixture->pool);
  assert_held (fixture);
  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, 1);
}

/* A failover that takes a moment: one connection takes the place of another before the window has heard of it. */
static void
test_newer_after_blink (Fixture       *fixture,
                        gconstpointer  data)
{
  guint n_losses;

  SKIP_WITHOUT_SERVER (fixture);

  connect_till (fixture);
  wait_ready (fixture);
  sell (fixture, "A", "1");
  wait_sent (fixture);
  n_losses = cf_db_pool_get_n_losses (fixture->pool);
  make_newer (fixture);
  sql (fixture, "SELECT pg_terminate_backend (pid) FROM pg_stat_activity WHERE datname = '" DATABASE "' AND pid <> pg_backend_pid ()");
  cf_test_wait_until (cf_db_pool_get_n_losses (fixture->pool) > n_losses);
  sell (fixture, "A", "1");
  assert_held (fixture);
  g_assert_cmpuint (cf_sender_get_n_waiting (cf_till_get_sender (fixture->till)), ==, 1);
}

/* -------------------------------------------------------------------------------------------------
 * Broken
 * ------------------------------------------------------------------------------------------------- */

static void
fail_with (Fixture    *fixture,
           const char *sqlstate,
           const char *more)
{
  g_autofree char *text =
    g_strdup_printf ("CREATE OR REPLACE FUNCTION bad () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                     "RAISE EXCEPTION 'Something is wrong.' USING ERRCODE = '%s'%s; END $$; "
                     "DROP TRIGGER IF EXISTS bad ON sales; "
                     "CREATE TRIGGER bad BEFORE INSERT ON sales FOR EACH ROW EXECUTE FUNCTION bad ()", sqlstate, more);

  sql (fixture, text);
}

/* What would meet every order refuses none: they wait, one trouble is told, and all are sent when it has gone. */
static void
test_server_fault (Fixture       *fixture,
                   gconstpointer  data)
{
  static const struct
  {
    const char *sqlstate;
    const char *more;
  } faults[] = {
    { "58030", "" },            /* the disk cannot be read */
    { "XX001", "" },            /* a page is damaged */
    { "XX000", "" },
    { "54001", "" },            /* the stack is too small */
    { "54000", ", HINT = 'Execute a database-wide VACUUM in that database.'" },
    { "55000", "" },
    { "3F000", "" },
    { "0A000", "" },
  };
  CfSender *sender;

  SKIP_WITHOUT_SERVER (fixture);

  connect_till (fixture);
  wait_ready (fixture);
  sender = cf_till_get_sender (fixture->till);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      fail_with (fixture, faults[i].sqlstate, faults[i].more);
      for (guint n = 0; n < 3; n++)
        sell (fixture, "A", "1");
      cf_test_wait_until (cf_sender_get_error (sender) != NULL || cf_sender_get_n_refused (sender) > 0);
      g_assert_cmpuint (cf_sender_get_n_refused (sender), ==, 0);
      g_assert_cmpuint (cf_sender_get_n_waiting (sender), ==, 3);
      g_assert_error (cf_till_get_trouble (fixture->till), CF_ERROR, CF_ERROR_OFFLINE);
      g_assert_nonnull (strstr (cf_till_get_trouble (fixture->till)->message, "orders are kept"));
      sql (fixture, "DROP TRIGGER bad ON sales");
      cf_sender_try_now (sender);
      wait_sent (fixture);
      g_assert_null (cf_sender_get_error (sender));
    }
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM counterfoil.orders"), ==, 3 * G_N_ELEMENTS (faults));
}

/* What lies with one order refuses that one, and the others go on. */
static void
test_order_fault (Fixture       *fixture,
                  gconstpointer  data)
{
  static const char *const faults[] = { "22003", "23514", "P0001", "54000" };
  CfSender *sender;

  SKIP_WITHOUT_SERVER (fixture);

  connect_till (fixture);
  wait_ready (fixture);
  sender = cf_till_get_sender (fixture->till);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      fail_with (fixture, faults[i], "");
      sell (fixture, "A", "1");
      wait_sent (fixture);
      g_assert_cmpuint (cf_sender_get_n_refused (sender), ==, i + 1);
      g_assert_null (cf_sender_get_error (sender));
    }
}

/* -------------------------------------------------------------------------------------------------
 * Set up in another way
 * ------------------------------------------------------------------------------------------------- */

/* A currency that the program does not list, set up by SQL: the till and the server make the same of a price. */
static void
test_digits (Fixture       *fixture,
             gconstpointer  data)
{
  SKIP_WITHOUT_SERVER (fixture);

  sql (fixture, "UPDATE counterfoil.settings SET digits = 3");
  connect_till (fixture);
  wait_ready (fixture);
  sell (fixture, "A", "1.2345");
  wait_sent (fixture);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM sales WHERE order_total = 1.235"), ==, 1);

  /* Without a server it is what the till remembers. */
  disconnect_till (fixture);
  cf_test_till_close (fixture->till);
  fixture->till = cf_test_till_open (fixture->folder);
  sell (fixture, "A", "1.2345");
  connect_till (fixture);
  wait_sent (fixture);
  g_assert_cmpint (count (fixture, "SELECT count(*) FROM sales WHERE order_total = 1.235"), ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/till-recovery/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("restored-catalogue", test_restored_catalogue);
  ADD ("deleted-product", test_deleted_product);
  ADD ("newer-meanwhile", test_newer_meanwhile);
  ADD ("newer-after-restart", test_newer_after_restart);
  ADD ("newer-after-blink", test_newer_after_blink);
  ADD ("server-fault", test_server_fault);
  ADD ("order-fault", test_order_fault);
  ADD ("digits", test_digits);
#undef ADD

  return g_test_run ();
}
