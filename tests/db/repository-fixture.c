/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "repository-fixture.h"

#include "cf-model.h"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* Makes the database anew, with all steps of a folder of resources. */
void
database_open (CfTestServer *server, const char *database, const char *migrations)
{
  g_auto (GStrv) names = NULL;

  cf_test_server_fresh_database (server, database);
  cf_model_init ();
  names = g_resources_enumerate_children (migrations, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_assert_nonnull (names);
  qsort (names, g_strv_length (names), sizeof (char *), compare_names);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_path ("/", migrations, names[i], NULL);
      g_autoptr (GBytes) sql = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

      cf_test_server_sql (server, database, g_bytes_get_data (sql, NULL));
    }
}

void
shop_open (Shop *shop, const char *database)
{
  shop->server = cf_test_server_get ();
  if (shop->server == NULL)
    return;
  shop->database = database;
  database_open (shop->server, database, CF_MODEL_SALES_MIGRATIONS);
  shop_sql (shop, "INSERT INTO counterfoil.settings (name, currency, digits, time_zone) VALUES ('Test', 'GBP', 2, 'UTC')");
  shop->pool = db_pool_open (shop->server, database);
}

void
shop_close (Shop *shop)
{
  if (shop->server == NULL)
    return;
  db_close (shop->pool);
  g_clear_object (&shop->pool);
}

void
shop_sql (Shop *shop, const char *sql)
{
  cf_test_server_sql (shop->server, shop->database, sql);
}

char *
shop_rows (Shop *shop, const char *sql)
{
  return cf_test_server_rows (shop->server, shop->database, sql);
}

gint64
shop_count (Shop *shop, const char *sql)
{
  return cf_test_server_count (shop->server, shop->database, sql);
}

/* As an SQL literal. */
char *
shop_quote (const char *text)
{
  GString *out = g_string_new ("'");

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\'')
        g_string_append_c (out, '\'');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '\'');
  return g_string_free (out, FALSE);
}

GPtrArray *
source_fetch (CfPageSource *source, guint start, guint n_records, guint n_total, GObject *before, GObject *after, GError **error)
{
  CfPageRequest request = { .start = start, .n_records = n_records, .n_total = n_total, .before = before, .after = after };
  g_autoptr (GAsyncResult) result = NULL;

  cf_page_source_fetch_async (source, &request, NULL, cf_test_await_cb, &result);
  return cf_page_source_fetch_finish (source, cf_test_await (&result), error);
}

gint64
source_count (CfPageSource *source, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_page_source_count_async (source, NULL, cf_test_await_cb, &result);
  return cf_page_source_count_finish (source, cf_test_await (&result), error);
}
