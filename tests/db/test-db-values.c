/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What goes to the server comes back as it was: every type of parameter and of result; and the connection string. */

#include "cf-db-error.h"
#include "cf-db-result-private.h"
#include "db-fixture.h"

static const char *const naughty[] = {
  "", "x", "NULL", "null", "'; drop table t; --", "\"quoted\"", "back\\slash", "{a,b}", ",", " ", "\n\t\r", "%s%n", "日本語",
  "\xf0\x9f\x93\x9a", "a\"b\\c{d}e,f", "\\", "\"",
};

static CfDbPool *
open_pool (void)
{
  CfTestServer *server = cf_test_server_get ();

  return server != NULL ? db_pool_open (server, "postgres") : NULL;
}

static void
finish (CfDbPool *pool)
{
  db_close (pool);
  g_assert_finalize_object (pool);
}

static CfDbResult *
select_params (CfDbPool *pool, const char *sql, CfDbParams *params)
{
  g_autoptr(GError) error = NULL;
  CfDbResult *result = db_query (pool, CF_DB_UNIT_READ, sql, params, &error);

  g_assert_no_error (error);
  return result;
}

static void
test_scalars (void)
{
  CfDbPool *pool = open_pool ();
  CfDbParams *params;
  g_autoptr(CfDbResult) result = NULL;
  CfDecimal price = { -1234567, 4 };
  CfDecimal out;

  if (pool == NULL)
    return;
  params = cf_db_params_new ();
  cf_db_params_add_int (params, G_MININT);
  cf_db_params_add_int64 (params, G_MININT64);
  cf_db_params_add_int64 (params, G_MAXINT64);
  cf_db_params_add_bool (params, TRUE);
  cf_db_params_add_bool (params, FALSE);
  cf_db_params_add_decimal (params, &price);
  cf_db_params_add_decimal (params, NULL);
  cf_db_params_add_uuid (params, "0191d5e8-7f1a-7c3b-9a51-3c1f5f0a8b11");
  cf_db_params_add_decimal (params, NULL);
  cf_db_params_add_text (params, NULL);
  result = select_params (pool, "select $1, $2, $3, $4, $5, $6, $7, $8, $9::int, $10", params);
  g_assert_cmpint (cf_db_result_get_int (result, 0, 0), ==, G_MININT);
  g_assert_cmpint (cf_db_result_get_int (result, 0, 1), ==, G_MININT64);
  g_assert_cmpint (cf_db_result_get_int (result, 0, 2), ==, G_MAXINT64);
  g_assert_true (cf_db_result_get_bool (result, 0, 3));
  g_assert_false (cf_db_result_get_bool (result, 0, 4));
  g_assert_true (cf_db_result_get_decimal (result, 0, 5, &out));
  g_assert_cmpstr (cf_db_result_get_text (result, 0, 5), ==, "-123.4567");
  g_assert_true (cf_decimal_equal (out, price));
  g_assert_false (cf_db_result_get_decimal (result, 0, 6, &out));
  g_assert_cmpint (out.units, ==, 0);
  g_assert_cmpstr (cf_db_result_get_text (result, 0, 7), ==, "0191d5e8-7f1a-7c3b-9a51-3c1f5f0a8b11");
  for (guint i = 8; i < 10; i++)
    g_assert_true (cf_db_result_is_null (result, 0, i));
  g_assert_null (cf_db_result_get_text (result, 0, 9));
  g_assert_null (cf_db_result_get_texts (result, 0, 9));
  finish (pool);
}

static void
test_decimals (void)
{
  static const CfDecimal cases[] = {
    { 0, 0 }, { 0, 2 }, { 5, 2 }, { -5, 2 }, { 100, 2 }, { G_MAXINT64, 0 }, { G_MININT64, 0 }, { G_MAXINT64, 12 }, { G_MININT64, 12 },
    { 1, 12 }, { -1, 12 }, { 230, 2 },
  };
  CfDbPool *pool = open_pool ();

  if (pool == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CfDbParams *params = cf_db_params_new ();
      g_autofree char *expected = cf_decimal_to_string (cases[i]);
      g_autoptr(CfDbResult) result = NULL;

      cf_db_params_add_decimal (params, &cases[i]);
      result = select_params (pool, "select $1", params);
      g_assert_cmpstr (cf_db_result_get_text (result, 0, 0), ==, expected);
    }
  finish (pool);
}

static void
test_not_a_decimal (void)
{
  CfDbPool *pool = open_pool ();
  g_autoptr(CfDbResult) result = NULL;
  CfDecimal out;
  gint64 us;

  if (pool == NULL)
    return;
  result = select_params (pool, "select 'nan'::numeric, 'infinity'::numeric, 1e40::numeric, 'infinity'::timestamptz, null::timestamptz", NULL);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_false (cf_db_result_get_decimal (result, 0, i, &out));
      g_assert_cmpint (out.units, ==, 0);
    }
  g_assert_false (cf_db_result_get_time (result, 0, 3, &us));
  g_assert_false (cf_db_result_get_time (result, 0, 4, &us));
  finish (pool);
}

static void
test_times (void)
{
  static const gint64 cases[] = {
    0, 1, -1, 1775813400000000, 1775813400123456, -62135596800000000, -62135596800000001, 253402300799999999,
    -100000000000000000, 951782400000000, 951868799999999,
  };
  CfDbPool *pool = open_pool ();

  if (pool == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CfDbParams *params = cf_db_params_new ();
      g_autoptr(CfDbResult) result = NULL;
      gint64 us;

      cf_db_params_add_time (params, cases[i]);
      result = select_params (pool, "select $1, (extract(epoch from $1) * 1000000)::bigint", params);
      g_assert_cmpint (cf_db_result_get_int (result, 0, 1), ==, cases[i]);
      g_assert_true (cf_db_result_get_time (result, 0, 0, &us));
      g_assert_cmpint (us, ==, cases[i]);
    }
  finish (pool);
}

static void
test_time_texts (void)
{
  static const struct
  {
    const char *text;
    gint64      us;
  } good[] = {
    { "1970-01-01 00:00:00+00", 0 },
    { "1970-01-01 05:45:00+05:45", 0 },
    { "1969-12-31 20:29:59.5-03:30", -500000 },
    { "1970-01-01 00:19:32.123456+00:19:32", 123456 },
    { "1970-01-02", G_GINT64_CONSTANT (86400000000) },
    { "1970-01-01 00:00:01", 1000000 },
    { "0001-12-31 00:00:00+00 BC", G_GINT64_CONSTANT (-62135683200000000) },
    { "12026-01-01 00:00:00+00", G_GINT64_CONSTANT (317336400000000000) },
  };
  static const char *const bad[] = { "", "x", "infinity", "-infinity", "1970", "1970-13-01", "1970-01-01 1", "1970-01-01 00:00:00+00 AD",
                                     "294276-12-31 23:59:59.999999+00" };
  gint64 us;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (cf_db_parse_time (good[i].text, &us));
      if (i < G_N_ELEMENTS (good) - 1)
        g_assert_cmpint (us, ==, good[i].us);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (cf_db_parse_time (bad[i], &us));
}

static void
test_texts (void)
{
  CfDbPool *pool = open_pool ();
  CfDbParams *params;
  g_autoptr(CfDbResult) result = NULL;
  g_auto(GStrv) back = NULL;

  if (pool == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (naughty); i++)
    {
      g_autoptr(CfDbResult) one = NULL;

      params = cf_db_params_new ();
      cf_db_params_add_text (params, naughty[i]);
      one = select_params (pool, "select $1", params);
      g_assert_cmpstr (cf_db_result_get_text (one, 0, 0), ==, naughty[i]);
    }
  params = cf_db_params_new ();
  cf_db_params_add_texts (params, naughty, G_N_ELEMENTS (naughty));
  cf_db_params_add_texts (params, NULL, 0);
  result = select_params (pool, "select $1, cardinality($1), cardinality($2)", params);
  g_assert_cmpint (cf_db_result_get_int (result, 0, 1), ==, G_N_ELEMENTS (naughty));
  g_assert_cmpint (cf_db_result_get_int (result, 0, 2), ==, 0);
  back = cf_db_result_get_texts (result, 0, 0);
  g_assert_cmpuint (g_strv_length (back), ==, G_N_ELEMENTS (naughty));
  for (guint i = 0; i < G_N_ELEMENTS (naughty); i++)
    g_assert_cmpstr (back[i], ==, naughty[i]);
  finish (pool);
}

static void
test_arrays (void)
{
  static const gint64 longs[] = { G_MININT64, 0, G_MAXINT64 };
  static const CfDecimal half = { 5, 1 };
  const CfDecimal *decimals[] = { &half, NULL };
  const char *texts[] = { "a", NULL };
  CfDbPool *pool = open_pool ();
  CfDbParams *params;
  g_autoptr(CfDbResult) result = NULL;
  g_auto(GStrv) back = NULL;

  if (pool == NULL)
    return;
  params = cf_db_params_new ();
  cf_db_params_add_int64s (params, longs, 3);
  cf_db_params_add_decimals (params, decimals, 2);
  cf_db_params_add_texts (params, texts, 2);
  result = select_params (pool, "select $1::text, $2::text, $3, $3[2] is null", params);
  g_assert_cmpstr (cf_db_result_get_text (result, 0, 0), ==, "{-9223372036854775808,0,9223372036854775807}");
  g_assert_cmpstr (cf_db_result_get_text (result, 0, 1), ==, "{0.5,NULL}");
  g_assert_true (cf_db_result_get_bool (result, 0, 3));
  back = cf_db_result_get_texts (result, 0, 2);
  g_assert_cmpuint (g_strv_length (back), ==, 2);
  g_assert_cmpstr (back[1], ==, "");
  finish (pool);
}

/* What is refused is data, and the message is the server's. */
static void
test_bad_values (void)
{
  CfDbPool *pool = open_pool ();
  g_autoptr(GError) error = NULL;
  CfDbParams *params;

  if (pool == NULL)
    return;
  params = cf_db_params_new ();
  cf_db_params_add_uuid (params, "no uuid");
  g_assert_null (db_query (pool, CF_DB_UNIT_READ, "select $1", params, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_DATA);
  g_clear_error (&error);
  params = cf_db_params_new ();
  cf_db_params_add_text (params, "\xff\xfe");
  g_assert_null (db_query (pool, CF_DB_UNIT_READ, "select $1", params, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_DATA);
  finish (pool);
}

static void
test_config (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbConfig) config = cf_db_config_new ("host=db.example dbname='it''s' user=anna password=secret", &error);
  g_autoptr(CfDbConfig) uri = cf_db_config_new ("postgresql://anna:secret@db.example:6000,other/shop?sslmode=require", &error);
  g_autoptr(CfDbConfig) local = cf_db_config_new ("host=/tmp/x", &error);
  g_autoptr(CfDbConfig) changed = NULL;
  g_autoptr(CfDbConfig) again = NULL;
  g_autofree char *text = NULL;
  g_autofree char *uri_text = NULL;

  g_assert_null (config);
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_CONFIG);
  g_clear_error (&error);
  config = cf_db_config_new ("host=db.example dbname='it\\'s \\\\ here' user=anna password=secret", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_db_config_get (config, "dbname"), ==, "it's \\ here");
  g_assert_cmpstr (cf_db_config_get (config, "password"), ==, "secret");
  g_assert_cmpstr (cf_db_config_get (config, "sslmode"), ==, "verify-full");
  g_assert_cmpstr (cf_db_config_get (config, "gssencmode"), ==, "disable");
  g_assert_cmpstr (cf_db_config_get (config, "client_encoding"), ==, "UTF8");
  g_assert_cmpstr (cf_db_config_get (config, "port"), ==, "5432");
  g_assert_null (cf_db_config_get (config, "nonsense"));
  text = cf_db_config_to_string (config);
  g_assert_null (strstr (text, "secret"));
  again = cf_db_config_new (text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_db_config_get (again, "dbname"), ==, "it's \\ here");

  uri_text = cf_db_config_to_string (uri);
  g_assert_null (strstr (uri_text, "secret"));
  g_assert_cmpstr (cf_db_config_get (uri, "host"), ==, "db.example,other");
  g_assert_cmpstr (cf_db_config_get (uri, "sslmode"), ==, "require");
  g_assert_cmpstr (cf_db_config_get (local, "sslmode"), ==, "disable");

  changed = cf_db_config_with (config, "password", NULL);
  g_assert_null (cf_db_config_get (changed, "password"));
  g_clear_pointer (&changed, cf_db_config_unref);
  changed = cf_db_config_with (config, "user", "ben");
  g_assert_cmpstr (cf_db_config_get (changed, "user"), ==, "ben");
  g_assert_cmpstr (cf_db_config_get (config, "user"), ==, "anna");
}

static void
test_environment_does_not_leak (void)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *conninfo = NULL;
  g_autofree char *value = NULL;
  g_autoptr(CfDbPool) pool = NULL;

  if (server == NULL)
    return;
  g_setenv ("PGHOST", "nowhere.invalid", TRUE);
  g_setenv ("PGPORT", "1", TRUE);
  g_setenv ("PGUSER", "nobody", TRUE);
  g_setenv ("PGDATABASE", "nothing", TRUE);
  g_setenv ("PGOPTIONS", "-c search_path=nowhere", TRUE);
  g_setenv ("PGAPPNAME", "other", TRUE);
  g_setenv ("PGCLIENTENCODING", "LATIN1", TRUE);
  g_setenv ("PGTARGETSESSIONATTRS", "standby", TRUE);
  g_setenv ("PGSSLMODE", "verify-full", TRUE);
  conninfo = cf_test_server_conninfo (server, "postgres");
  pool = db_pool_new (conninfo);
  g_assert_true (db_open (pool, NULL));
  value = db_value (pool, "select concat_ws(' ', current_user, current_database(), current_setting('application_name'), "
                    "current_setting('client_encoding'), current_setting('search_path'))");
  g_assert_cmpstr (value, ==, "postgres postgres Counterfoil UTF8 \"$user\", public");
  db_close (pool);
}

int
main (int argc, char *argv[])
{
  cf_test_init (&argc, &argv);
  g_test_add_func ("/db-values/scalars", test_scalars);
  g_test_add_func ("/db-values/decimals", test_decimals);
  g_test_add_func ("/db-values/not-a-decimal", test_not_a_decimal);
  g_test_add_func ("/db-values/times", test_times);
  g_test_add_func ("/db-values/time-texts", test_time_texts);
  g_test_add_func ("/db-values/texts", test_texts);
  g_test_add_func ("/db-values/arrays", test_arrays);
  g_test_add_func ("/db-values/bad-values", test_bad_values);
  g_test_add_func ("/db-values/config", test_config);
  g_test_add_func ("/db-values/environment", test_environment_does_not_leak);
  return g_test_run ();
}
