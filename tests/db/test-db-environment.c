/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The environment has no say in where a connection leads; service files and ~/.pgpass have. */

#include "db-fixture.h"

#include <glib/gstdio.h>

#include "cf-db-environment.h"
#include "cf-db-error.h"

static const char *const wrong[][2] = {
  { "PGHOST", "/nonexistent" },
  { "PGHOSTADDR", "192.0.2.1" },
  { "PGPORT", "1" },
  { "PGDATABASE", "nowhere" },
  { "PGUSER", "nobody_of_this_name" },
  { "PGPASSWORD", "wrong" },
  { "PGPASSFILE", "/nonexistent" },
  { "PGSERVICE", "nowhere" },
  { "PGOPTIONS", "-c nonsense=1" },
  { "PGSSLMODE", "nonsense" },
  { "PGREQUIRESSL", "1" },
  { "PGSSLCERT", "/nonexistent" },
  { "PGSSLKEY", "/nonexistent" },
  { "PGSSLROOTCERT", "/nonexistent" },
  { "PGSSLCRL", "/nonexistent" },
  { "PGSSLCRLDIR", "/nonexistent" },
  { "PGSSLSNI", "nonsense" },
  { "PGSSLNEGOTIATION", "nonsense" },
  { "PGSSLMINPROTOCOLVERSION", "nonsense" },
  { "PGSSLMAXPROTOCOLVERSION", "nonsense" },
  { "PGREQUIREPEER", "nobody" },
  { "PGREQUIREAUTH", "nonsense" },
  { "PGCHANNELBINDING", "require" },
  { "PGGSSENCMODE", "require" },
  { "PGGSSLIB", "nonsense" },
  { "PGKRBSRVNAME", "nonsense" },
  { "PGTARGETSESSIONATTRS", "standby" },
  { "PGLOADBALANCEHOSTS", "nonsense" },
  { "PGMINPROTOCOLVERSION", "nonsense" },
  { "PGMAXPROTOCOLVERSION", "nonsense" },
  { "PGCONNECT_TIMEOUT", "nonsense" },
  { "PGCLIENTENCODING", "nonsense" },
  { "PGAPPNAME", "nonsense" },
  { "PGTZ", "Nowhere/At_All" },
  { "PGDATESTYLE", "nonsense" },
  { "PGGEQO", "nonsense" },
};

/* The fixture's own connections are libpq's: what they do is done before and after. */
static void
set_wrong (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_setenv (wrong[i][0], wrong[i][1], TRUE);
  cf_db_environment_forget ();
}

static void
unset_wrong (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_unsetenv (wrong[i][0]);
  g_unsetenv ("PGSERVICEFILE");
  g_unsetenv ("PGSYSCONFDIR");
}

static void
write_home (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

static void
remove_home (const char *name)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), name, NULL);

  g_remove (path);
}

/* Connects, and compares what the session says of itself. */
static void
assert_session (const char *conninfo, const char *expected)
{
  g_autoptr(CfDbPool) pool = db_pool_new (conninfo);
  g_autoptr(GError) error = NULL;
  g_autofree char *value = NULL;

  db_open (pool, &error);
  g_assert_no_error (error);
  value = db_value (pool, "select concat_ws(' ', current_user, current_database(), current_setting('timezone'), "
                    "left(current_setting('datestyle'), 3), current_setting('client_encoding'), "
                    "current_setting('application_name'), current_setting('geqo'))");
  g_assert_cmpstr (value, ==, expected);
  db_close (pool);
}

static void
assert_fails (const char *conninfo, CfDbFailure failure)
{
  g_autoptr(CfDbPool) pool = db_pool_new (conninfo);
  g_autoptr(GError) error = NULL;

  g_assert_false (db_open (pool, &error));
  g_assert_cmpint (cf_db_error_get_failure (error), ==, failure);
  db_close (pool);
}

static void
test_ignored (gconstpointer data)
{
  gboolean tcp = GPOINTER_TO_INT (data);
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *conninfo = NULL;

  if (server == NULL)
    return;
  conninfo = tcp ? cf_test_server_tcp_conninfo (server, "postgres") : cf_test_server_conninfo (server, "postgres");
  set_wrong ();
  assert_session (conninfo, "postgres postgres UTC ISO UTF8 Counterfoil on");
  unset_wrong ();
}

/* A role with a password, and a connection string without one. */
static char *
make_clerk (CfTestServer *server)
{
  cf_test_server_sql (server, "postgres", "drop role if exists clerk; create role clerk login password 'right'");
  cf_test_server_set_hba (server, "host all clerk 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust");
  return g_strdup_printf ("host=127.0.0.1 port=%u user=clerk dbname=postgres sslmode=disable", cf_test_server_get_port (server));
}

static void
test_password_file (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *conninfo = NULL;
  g_autofree char *line = NULL;

  if (server == NULL)
    return;
  conninfo = make_clerk (server);
  line = g_strdup_printf ("127.0.0.1:%u:postgres:clerk:right\n", cf_test_server_get_port (server));
  write_home (".pgpass", line);
  set_wrong ();
  assert_session (conninfo, "clerk postgres UTC ISO UTF8 Counterfoil on");
  unset_wrong ();
  remove_home (".pgpass");
}

/* Not even where it would help: what works in one terminal must not stop working in the next. */
static void
test_password_of_environment (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *conninfo = NULL;

  if (server == NULL)
    return;
  conninfo = make_clerk (server);
  g_setenv ("PGPASSWORD", "right", TRUE);
  assert_fails (conninfo, CF_DB_FAILURE_NO_PASSWORD);
  unset_wrong ();
}

/* -------------------------------------------------------------------------------------------------
 * Services
 * ------------------------------------------------------------------------------------------------- */

static char *
service_text (CfTestServer *server, const char *host)
{
  return g_strdup_printf ("# of the shop\n[other]\nhost=/nonexistent\n\n[shop]\n  host=%s\nport=%u\ndbname=postgres\nuser=postgres\n"
                          "sslmode=disable\napplication_name=Till 7\n[last]\nhost=/nonexistent\n",
                          host, cf_test_server_get_port (server));
}

static void
test_service_at_home (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *text = NULL;

  if (server == NULL)
    return;
  cf_test_server_set_hba (server, "host all all all trust");
  text = service_text (server, "127.0.0.1");
  write_home (".pg_service.conf", text);
  set_wrong ();
  assert_session ("service=shop", "postgres postgres UTC ISO UTF8 Till 7 on");
  assert_session ("service=shop dbname=template1 application_name=Mine", "postgres template1 UTC ISO UTF8 Mine on");
  unset_wrong ();
  remove_home (".pg_service.conf");
}

/* The file that the environment names is read first; the system's where the service is in no other. */
static void
test_service_elsewhere (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *folder = cf_test_temp_dir ();
  g_autofree char *path = g_build_filename (folder, "pg_service.conf", NULL);
  g_autofree char *text = NULL;

  if (server == NULL)
    return;
  cf_test_server_set_hba (server, "host all all all trust");
  text = service_text (server, "127.0.0.1");
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  write_home (".pg_service.conf", "[shop]\nhost=/nonexistent\n");
  set_wrong ();
  g_setenv ("PGSERVICEFILE", path, TRUE);
  assert_session ("service=shop", "postgres postgres UTC ISO UTF8 Till 7 on");
  g_unsetenv ("PGSERVICEFILE");
  g_setenv ("PGSYSCONFDIR", folder, TRUE);
  assert_fails ("service=shop", CF_DB_FAILURE_NO_SOCKET);
  write_home (".pg_service.conf", "[shops]\nhost=/nonexistent\n");
  assert_session ("service=shop", "postgres postgres UTC ISO UTF8 Till 7 on");
  unset_wrong ();
  remove_home (".pg_service.conf");
}

/* A file that is mended is taken as it is now: nothing has to be started again. */
static void
test_service_mended (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autoptr(CfDbPool) pool = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  if (server == NULL)
    return;
  cf_test_server_set_hba (server, "host all all all trust");
  text = service_text (server, "127.0.0.1");
  pool = db_pool_new ("service=shop");
  g_assert_false (db_open (pool, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_CONFIG);
  g_assert_cmpint (cf_db_error_get_failure (error), ==, CF_DB_FAILURE_SERVICE);
  g_assert_cmpint (cf_db_pool_get_state (pool), ==, CF_DB_STATE_STOPPED);
  write_home (".pg_service.conf", text);
  cf_db_pool_retry_now (pool);
  db_await_state (pool, CF_DB_STATE_READY);
  db_close (pool);
  remove_home (".pg_service.conf");
}

static void
test_service_wrong (void)
{
  assert_fails ("service=shop", CF_DB_FAILURE_SERVICE);
  write_home (".pg_service.conf", "[shop]\nhost\n");
  assert_fails ("service=shop", CF_DB_FAILURE_SERVICE);
  write_home (".pg_service.conf", "[shop]\nservice=other\n");
  assert_fails ("service=shop", CF_DB_FAILURE_SERVICE);
  write_home (".pg_service.conf", "[shop]\nhost=/tmp\nnonsense=1\n");
  assert_fails ("service=shop", CF_DB_FAILURE_CONFIG);
  remove_home (".pg_service.conf");
  g_setenv ("PGSERVICEFILE", "/nonexistent", TRUE);
  assert_fails ("service=shop", CF_DB_FAILURE_SERVICE);
  unset_wrong ();
}

/* A resolver that knows one name: libpq's own look-up would not find it. */
#define TEST_TYPE_RESOLVER (test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TestResolver, test_resolver, TEST, RESOLVER, GResolver)

struct _TestResolver
{
  GResolver parent_instance;
};

G_DEFINE_FINAL_TYPE (TestResolver, test_resolver, G_TYPE_RESOLVER)

static void
lookup_async (GResolver *resolver, const char *name, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  if (g_str_equal (name, "till.invalid"))
    g_task_return_pointer (task, g_list_append (NULL, g_inet_address_new_from_string ("127.0.0.1")), NULL);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "Not here");
}

static GList *
lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_resolver_class_init (TestResolverClass *klass)
{
  G_RESOLVER_CLASS (klass)->lookup_by_name_async = lookup_async;
  G_RESOLVER_CLASS (klass)->lookup_by_name_finish = lookup_finish;
}

static void
test_resolver_init (TestResolver *self)
{
}

static void
test_service_name (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autoptr(GResolver) old = g_resolver_get_default ();
  g_autoptr(GResolver) resolver = g_object_new (TEST_TYPE_RESOLVER, NULL);
  g_autofree char *text = NULL;

  if (server == NULL)
    return;
  cf_test_server_set_hba (server, "host all all all trust");
  text = service_text (server, "till.invalid");
  write_home (".pg_service.conf", text);
  g_resolver_set_default (resolver);
  assert_session ("service=shop", "postgres postgres UTC ISO UTF8 Till 7 on");
  g_resolver_set_default (old);
  remove_home (".pg_service.conf");
}

int
main (int argc, char *argv[])
{
  g_autofree char *home = NULL;

  cf_test_init (&argc, &argv);
  /* Never the person's own files. */
  home = cf_test_temp_dir ();
  g_setenv ("HOME", home, TRUE);
  g_assert_cmpstr (g_get_home_dir (), ==, home);
  g_test_add_data_func ("/db-environment/ignored/socket", GINT_TO_POINTER (FALSE), test_ignored);
  g_test_add_data_func ("/db-environment/ignored/tcp", GINT_TO_POINTER (TRUE), test_ignored);
  g_test_add_func ("/db-environment/password-file", test_password_file);
  g_test_add_func ("/db-environment/password-of-environment", test_password_of_environment);
  g_test_add_func ("/db-environment/service/at-home", test_service_at_home);
  g_test_add_func ("/db-environment/service/elsewhere", test_service_elsewhere);
  g_test_add_func ("/db-environment/service/mended", test_service_mended);
  g_test_add_func ("/db-environment/service/wrong", test_service_wrong);
  g_test_add_func ("/db-environment/service/name", test_service_name);
  return g_test_run ();
}
