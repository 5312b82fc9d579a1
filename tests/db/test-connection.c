/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a person says that the server is: what is read of it, and what a test of it says, in words. */

#include "db-fixture.h"

#include <gio/gio.h>

#include "cf-connection-test.h"
#include "cf-error.h"
#include "cf-shop-repository.h"
#include "cf-test-shop.h"

static CfConnection *
parse (const char *string)
{
  g_autoptr(CfConnection) usual = cf_connection_new ();
  g_autoptr(GError) error = NULL;
  CfConnection *connection = cf_connection_parse (usual, string, &error);

  g_assert_no_error (error);

  return connection;
}

static void
test_value (void)
{
  g_autoptr(CfConnection) usual = cf_connection_new ();
  g_autoptr(CfConnection) connection = parse ("postgresql://anna:hid'den@shop.example:6000,other/?sslmode=require");
  g_autoptr(CfConnection) renamed = cf_connection_with_library (connection, "books");
  g_autoptr(CfConnection) checked = cf_connection_with_tls (renamed, CF_CONNECTION_TLS_VERIFY_FULL);
  g_autoptr(CfConnection) again = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *string = cf_connection_to_string (checked);

  g_assert_cmpstr (cf_connection_get (usual, "dbname"), ==, "red30");
  g_assert_cmpstr (cf_connection_get_library (usual), ==, "library");
  g_assert_cmpstr (cf_connection_get (connection, "host"), ==, "shop.example,other");
  g_assert_cmpstr (cf_connection_get (connection, "password"), ==, "hid'den");
  g_assert_cmpstr (cf_connection_get (connection, "dbname"), ==, "red30");
  g_assert_cmpint (cf_connection_get_tls (connection), ==, CF_CONNECTION_TLS_REQUIRE);
  g_assert_cmpint (cf_connection_get_tls (checked), ==, CF_CONNECTION_TLS_VERIFY_FULL);
  g_assert_cmpstr (cf_connection_get_library (checked), ==, "books");
  g_assert_null (strstr (string, "hid"));

  again = cf_connection_parse (checked, string, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_connection_get (again, "password"), ==, "hid'den");
  g_assert_cmpstr (cf_connection_get (again, "port"), ==, "6000,");
  g_assert_null (cf_connection_parse (usual, "nothing of the kind", &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (cf_connection_parse (usual, "host=x sslpassword=secret", &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
  g_assert_null (strstr (error->message, "secret"));
}

static void
test_local (void)
{
  static const struct { const char *string; gboolean local; } cases[] = {
    { "host=/run/postgresql", TRUE },
    { "host=/run/a,/run/b", TRUE },
    { "host=@abstract", TRUE },
    { "host=/run/postgresql,shop.example", FALSE },
    { "host=127.0.0.1", FALSE },
    { "host=/run/a hostaddr=10.0.0.1", FALSE },
    { "service=shop", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(CfConnection) connection = parse (cases[i].string);

      g_assert_cmpint (cf_connection_is_local (connection), ==, cases[i].local);
    }
}

static char *
run_test_for (const char *string, const char *library, CfShop *shop, GError **error)
{
  g_autoptr(CfConnection) parsed = parse (string);
  g_autoptr(CfConnection) connection = cf_connection_with_library (parsed, library);
  g_autoptr(GAsyncResult) result = NULL;

  cf_connection_test_async (connection, shop, NULL, cf_test_await_cb, &result);
  return cf_connection_test_finish (cf_test_await (&result), error);
}

static char *
run_test (const char *string, const char *library, GError **error)
{
  return run_test_for (string, library, NULL, error);
}

static char *
as (CfTestServer *server, const char *database, const char *user)
{
  return g_strdup_printf ("host=%s port=%u dbname=%s user=%s", cf_test_server_get_socket_dir (server), cf_test_server_get_port (server),
                          database, user);
}

static void
assert_says (const char *string, const char *library, const char *const *words)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *said = run_test (string, library, &error);

  g_assert_no_error (error);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_test_message ("%s", said);
      g_assert_nonnull (strstr (said, words[i]));
    }
}

static void
assert_fails (const char *string, const char *library, CfError code, const char *words, const char *command)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (run_test (string, library, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CF_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_cmpstr (cf_error_get_command (error), ==, command);
}

static gint64
count_databases (CfTestServer *server)
{
  return cf_test_server_count (server, "postgres", "select count(*) from pg_database");
}

/* What is there, and what would be made; and nothing is. */
static void
test_works (void)
{
  CfTestServer *server = cf_test_server_get ();
  static const char *const both[] = { "This works: PostgreSQL ", "not encrypted", "There already: “shop”.", "To be made when you connect: “shop books”.", NULL };
  static const char *const one[] = { "There already: “shop”.", NULL };
  g_autofree char *string = NULL;
  gint64 before;

  if (server == NULL)
    return;
  cf_test_server_fresh_database (server, "shop");
  before = count_databases (server);
  string = as (server, "shop", "postgres");
  assert_says (string, "shop books", both);
  assert_says (string, "shop", one);
  g_assert_cmpint (count_databases (server), ==, before);
  g_assert_cmpint (cf_test_server_count (server, "shop", "select count(*) from pg_namespace where nspname = 'counterfoil'"), ==, 0);
}

static void
test_no_rights (void)
{
  CfTestServer *server = cf_test_server_get ();
  static const char *const made[] = { "To be made when you connect: “absent” and “absent too”.", NULL };
  g_autofree char *absent = NULL;
  g_autofree char *there = NULL;
  g_autofree char *odd = NULL;
  g_autofree char *maker = NULL;
  g_autofree char *quoted = NULL;

  if (server == NULL)
    return;
  cf_test_server_sql (server, "postgres", "drop role if exists plain; create role plain login; drop role if exists maker; create role maker login createdb; "
                      "drop role if exists \"odd\"\"one\"; create role \"odd\"\"one\" login");
  cf_test_server_fresh_database (server, "shop");
  absent = as (server, "absent", "plain");
  quoted = as (server, "'my \"own\" shop'", "plain");
  there = as (server, "shop", "plain");
  odd = as (server, "shop", "'odd\"one'");
  maker = as (server, "absent", "maker");
  assert_fails (absent, "shop", CF_ERROR_MISSING, "The server has no database “absent”", "CREATE DATABASE \"absent\" TEMPLATE template0 ENCODING 'UTF8';");
  assert_fails (quoted, "shop", CF_ERROR_MISSING, "The server has no database",
                "CREATE DATABASE \"my \"\"own\"\" shop\" TEMPLATE template0 ENCODING 'UTF8';");
  assert_fails (there, "shop", CF_ERROR_REFUSED, "may not make the shop’s tables", "GRANT CREATE ON DATABASE \"shop\" TO \"plain\";");
  assert_fails (odd, "shop", CF_ERROR_REFUSED, "may not make the shop’s tables", "GRANT CREATE ON DATABASE \"shop\" TO \"odd\"\"one\";");
  assert_says (maker, "absent too", made);
}

static void
test_password (void)
{
  CfTestServer *server = cf_test_server_get ();
  static const char *const works[] = { "This works", NULL };
  g_autofree char *base = NULL;
  g_autofree char *wrong = NULL;
  g_autofree char *right = NULL;
  g_autofree char *unknown = NULL;

  if (server == NULL)
    return;
  cf_test_server_fresh_database (server, "shop");
  cf_test_server_sql (server, "postgres", "drop role if exists keeper; create role keeper login superuser password 'right'");
  cf_test_server_set_hba (server, "host all all 127.0.0.1/32 scram-sha-256");
  base = g_strdup_printf ("host=127.0.0.1 port=%u dbname=shop user=keeper sslmode=disable", cf_test_server_get_port (server));
  wrong = g_strconcat (base, " password=wrong", NULL);
  right = g_strconcat (base, " password=right", NULL);
  unknown = g_strdup_printf ("host=127.0.0.1 port=%u dbname=shop user=nobody password=x sslmode=disable", cf_test_server_get_port (server));
  assert_fails (base, "shop", CF_ERROR_PASSWORD, "asks for the password of “keeper”", NULL);
  assert_fails (wrong, "shop", CF_ERROR_PASSWORD, "does not know “keeper” with this password", NULL);
  assert_fails (unknown, "shop", CF_ERROR_PASSWORD, "does not know “nobody” with this password", NULL);
  assert_says (right, "shop", works);
}

static CfShop *
make_shop (CfTestServer *server, const char *database, const char *name)
{
  g_autofree char *sql = g_strdup_printf ("update counterfoil.settings set name = '%s'", name);
  g_autofree char *conninfo = NULL;
  g_autofree char *id = NULL;
  g_autoptr(CfDbPool) pool = NULL;
  g_autoptr(CfShopRepository) shops = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  CfShop *shop;

  cf_test_shop_create (server, database);
  id = cf_test_shop_set_up (server, database, "EUR");
  cf_test_server_sql (server, database, sql);
  conninfo = cf_test_server_conninfo (server, database);
  pool = cf_test_shop_connect (conninfo);
  shops = cf_shop_repository_new (pool);
  cf_shop_repository_load_async (shops, NULL, cf_test_await_cb, &result);
  shop = cf_shop_repository_load_finish (shops, cf_test_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_shop_get_id (shop), ==, id);
  g_clear_object (&shops);
  cf_test_shop_disconnect (g_steal_pointer (&pool));

  return shop;
}

static void
assert_other_shop (const char *string, CfShop *shop, int code, const char *words)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (run_test_for (string, "library", shop, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, CF_ERROR, code);
  g_assert_nonnull (strstr (error->message, words));
}

/* A till that has a shop goes only where that is: to no other one, to none that is empty, and it makes no database. */
static void
test_shop (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autoptr(CfShop) shop = NULL;
  g_autoptr(CfShop) other = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *own = NULL;
  g_autofree char *others = NULL;
  g_autofree char *empty = NULL;
  g_autofree char *absent = NULL;
  g_autofree char *said = NULL;

  if (server == NULL)
    return;
  shop = make_shop (server, "shop", "Corner Shop");
  other = make_shop (server, "other", "Another Shop");
  cf_test_server_fresh_database (server, "empty");
  own = as (server, "shop", "postgres");
  others = as (server, "other", "postgres");
  empty = as (server, "empty", "postgres");
  absent = as (server, "absent", "postgres");
  said = run_test_for (own, "library", shop, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (said, "This works"));
  assert_other_shop (others, shop, CF_ERROR_OTHER_SHOP, "belongs to the shop “Another Shop”, but the till belongs to “Corner Shop”");
  assert_other_shop (empty, shop, CF_ERROR_OTHER_SHOP, "The database “empty” has no shop yet");
  assert_other_shop (absent, shop, CF_ERROR_REFUSED, "The server has no database “absent”");
  g_assert_cmpint (cf_test_server_count (server, "empty", "select count(*) from pg_namespace where nspname = 'counterfoil'"), ==, 0);
}

static void
test_nobody_there (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *plain = NULL;

  assert_fails ("host=127.0.0.1 port=1 user=x sslmode=disable", "library", CF_ERROR_OFFLINE, "no database server listens there", NULL);
  assert_fails ("host=name.invalid user=x", "library", CF_ERROR_OFFLINE, "No computer named “name.invalid”", NULL);
  assert_fails ("service=nothing-of-the-kind", "library", CF_ERROR_INVALID, "The service “nothing-of-the-kind” was not found", NULL);
  if (server == NULL)
    return;
  plain = g_strdup_printf ("host=127.0.0.1 port=%u user=postgres", cf_test_server_get_port (server));
  assert_fails (plain, "library", CF_ERROR_REFUSED, "does not offer an encrypted connection", NULL);
}

static void
test_cancelled (gconstpointer data)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *string = g_strdup_printf ("host=127.0.0.1 port=%u user=x sslmode=disable", port);
  g_autoptr(CfConnection) connection = parse (string);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  cf_test_cancel_in_turns (cancellable, GPOINTER_TO_UINT (data));
  cf_connection_test_async (connection, NULL, cancellable, cf_test_await_cb, &result);
  g_assert_null (cf_connection_test_finish (cf_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);
  g_test_add_func ("/connection/value", test_value);
  g_test_add_func ("/connection/local", test_local);
  g_test_add_func ("/connection/test/works", test_works);
  g_test_add_func ("/connection/test/no-rights", test_no_rights);
  g_test_add_func ("/connection/test/password", test_password);
  g_test_add_func ("/connection/test/shop", test_shop);
  g_test_add_func ("/connection/test/nobody-there", test_nobody_there);
  g_test_add_data_func ("/connection/test/cancelled/before", GUINT_TO_POINTER (0), test_cancelled);
  g_test_add_data_func ("/connection/test/cancelled/soon", GUINT_TO_POINTER (5), test_cancelled);
  return g_test_run ();
}
