/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the program builds and owns: the profile changes when there is something behind it, and the private server is
 * kept alive, or the person is told why not. */

#include "private-server-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>

#include "cf-context.h"
#include "cf-error-words.h"
#include "cf-error.h"

#define DEAD "host=127.0.0.1 port=1 user=x dbname=x sslmode=disable"

typedef struct
{
  char      *config_folder;
  char      *data_folder;
  char      *file;
  CfContext *context;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->config_folder = fixture_folder ("config");
  fixture->data_folder = fixture_folder ("data");
  fixture->file = g_build_filename (fixture->config_folder, "profile.ini", NULL);
  fixture->context = cf_context_new (fixture->config_folder, fixture->data_folder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_context_close_async (fixture->context, cf_test_await_cb, &result);
  g_assert_true (cf_context_close_finish (fixture->context, cf_test_await (&result), NULL));
  g_clear_object (&fixture->context);
  fixture_clean (fixture->data_folder);
  g_free (fixture->config_folder);
  g_free (fixture->data_folder);
  g_free (fixture->file);
}

/* @conninfo: NULL for the private server */
static gboolean
try (Fixture *fixture, const char *conninfo, GCancellable *cancellable, GError **error)
{
  g_autoptr(CfProfile) trial = cf_profile_copy (cf_context_get_profile (fixture->context));
  g_autoptr(GAsyncResult) result = NULL;

  if (conninfo != NULL)
    cf_profile_use_conninfo (trial, conninfo);
  else
    cf_profile_use_private_server (trial);
  cf_context_try_async (fixture->context, trial, cancellable, cf_test_await_cb, &result);
  return cf_context_connect_finish (fixture->context, cf_test_await (&result), error);
}

static void
set_up_and_keep (Fixture *fixture)
{
  g_autoptr(GAsyncResult) created = NULL;
  g_autoptr(GAsyncResult) kept = NULL;
  g_autoptr(GError) error = NULL;

  cf_context_set_up_shop_async (fixture->context, "Corner Shop", "EUR", "UTC", cf_test_await_cb, &created);
  cf_context_set_up_shop_finish (fixture->context, cf_test_await (&created), &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (fixture->file, G_FILE_TEST_EXISTS));
  cf_context_keep_async (fixture->context, cf_test_await_cb, &kept);
  cf_context_keep_finish (fixture->context, cf_test_await (&kept), &error);
  g_assert_no_error (error);
}

static void
assert_nothing_left (Fixture *fixture)
{
  g_assert_false (g_file_test (fixture->file, G_FILE_TEST_EXISTS));
  g_assert_false (cf_profile_get_configured (cf_context_get_profile (fixture->context)));
  g_assert_null (cf_context_get_pool (fixture->context));
  g_assert_null (cf_context_get_shop (fixture->context));
}

static void
test_failed (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (try (fixture, DEAD, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_OFFLINE);
  g_assert_nonnull (strstr (error->message, "127.0.0.1"));
  g_assert_nonnull (cf_error_get_details (error));
  assert_nothing_left (fixture);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *conninfo = g_strdup_printf ("host=127.0.0.1 port=%u user=x dbname=x sslmode=disable", port);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  cf_test_cancel_in_turns (cancellable, GPOINTER_TO_UINT (data));
  g_assert_false (try (fixture, conninfo, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_nothing_left (fixture);
}

static void
make_keeper (CfTestServer *server)
{
  cf_test_server_fresh_database (server, "shop");
  cf_test_server_sql (server, "postgres", "drop role if exists keeper; create role keeper login superuser password 'hidden'");
  cf_test_server_set_hba (server, "host all all 127.0.0.1/32 scram-sha-256");
}

/* Where there is no keyring: it is asked for, at the next start once more. */
static void
test_password (Fixture *fixture, gconstpointer data)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *without = NULL;
  g_autofree char *wrong = NULL;
  g_autofree char *right = NULL;
  g_autofree char *content = NULL;
  g_autoptr(CfContext) next = NULL;
  g_autoptr(GAsyncResult) loaded = NULL;
  g_autoptr(GAsyncResult) refused = NULL;
  g_autoptr(GAsyncResult) connected = NULL;
  g_autoptr(GAsyncResult) closed = NULL;
  g_autoptr(GError) error = NULL;

  if (server == NULL)
    return;
  make_keeper (server);
  without = g_strdup_printf ("host=127.0.0.1 port=%u dbname=shop user=keeper sslmode=disable", cf_test_server_get_port (server));
  wrong = g_strconcat (without, " password=wrong", NULL);
  right = g_strconcat (without, " password=hidden", NULL);
  g_assert_false (try (fixture, without, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_PASSWORD);
  g_assert_nonnull (strstr (error->message, "asks for the password of “keeper”"));
  g_clear_error (&error);
  g_assert_false (try (fixture, wrong, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_PASSWORD);
  g_assert_nonnull (strstr (error->message, "does not know “keeper” with this password"));
  g_clear_error (&error);
  try (fixture, right, NULL, &error);
  g_assert_no_error (error);
  set_up_and_keep (fixture);
  g_file_get_contents (fixture->file, &content, NULL, NULL);
  g_assert_null (strstr (content, "hidden"));

  next = cf_context_new (fixture->config_folder, fixture->data_folder);
  cf_profile_load_async (cf_context_get_profile (next), NULL, cf_test_await_cb, &loaded);
  g_assert_true (cf_profile_load_finish (cf_context_get_profile (next), cf_test_await (&loaded), NULL));
  cf_context_connect_async (next, TRUE, NULL, cf_test_await_cb, &refused);
  g_assert_false (cf_context_connect_finish (next, cf_test_await (&refused), &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_PASSWORD);
  g_clear_error (&error);
  cf_profile_set_password (cf_context_get_profile (next), "hidden");
  cf_context_connect_async (next, TRUE, NULL, cf_test_await_cb, &connected);
  cf_context_connect_finish (next, cf_test_await (&connected), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_shop_get_name (cf_context_get_shop (next)), ==, "Corner Shop");
  cf_context_close_async (next, cf_test_await_cb, &closed);
  g_assert_true (cf_context_close_finish (next, cf_test_await (&closed), NULL));
}

/* A server that works is kept, and a later one that does not changes nothing of it. */
static void
test_kept (Fixture *fixture, gconstpointer data)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *conninfo = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(GError) error = NULL;

  if (server == NULL)
    return;
  cf_test_server_fresh_database (server, "shop");
  conninfo = cf_test_server_conninfo (server, "shop");
  try (fixture, conninfo, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (cf_profile_get_configured (cf_context_get_profile (fixture->context)));
  set_up_and_keep (fixture);
  g_assert_cmpstr (cf_profile_get_conninfo (cf_context_get_profile (fixture->context)), ==, conninfo);
  g_assert_true (g_file_get_contents (fixture->file, &before, NULL, NULL));

  g_assert_false (try (fixture, DEAD, NULL, NULL));
  g_assert_cmpstr (cf_profile_get_conninfo (cf_context_get_profile (fixture->context)), ==, conninfo);
  g_assert_true (g_file_get_contents (fixture->file, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, before);
}

/* Nothing of the program's own folder is touched where the profile cannot be written. */
static void
test_not_written (Fixture *fixture, gconstpointer data)
{
  CfTestServer *server = cf_test_server_get ();
  g_autoptr(GAsyncResult) created = NULL;
  g_autoptr(GAsyncResult) kept = NULL;
  g_autofree char *conninfo = NULL;
  g_autoptr(GError) error = NULL;

  if (server == NULL)
    return;
  cf_test_server_fresh_database (server, "shop");
  conninfo = cf_test_server_conninfo (server, "shop");
  try (fixture, conninfo, NULL, &error);
  g_assert_no_error (error);
  cf_context_set_up_shop_async (fixture->context, "Corner Shop", "EUR", "UTC", cf_test_await_cb, &created);
  g_assert_true (cf_context_set_up_shop_finish (fixture->context, cf_test_await (&created), NULL));
  cf_test_write_file (fixture->config_folder, "A file in the place of the folder", -1);
  cf_context_keep_async (fixture->context, cf_test_await_cb, &kept);
  g_assert_false (cf_context_keep_finish (fixture->context, cf_test_await (&kept), &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_assert_false (cf_profile_get_configured (cf_context_get_profile (fixture->context)));
}

/* -------------------------------------------------------------------------------------------------
 * The private server
 * ------------------------------------------------------------------------------------------------- */

static void
open_till (Fixture *fixture)
{
  CfTill *till = cf_context_get_till (fixture->context);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  cf_till_open_async (till, NULL, cf_test_await_cb, &result);
  cf_till_open_finish (till, cf_test_await (&result), &error);
  g_assert_no_error (error);
  cf_context_attach_till (fixture->context);
  cf_test_wait_until (cf_till_get_ready (till));
}

static gboolean
finds_price (Fixture *fixture, const char *wanted)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) found = NULL;
  g_autofree char *price = NULL;

  cf_till_search_async (cf_context_get_till (fixture->context), "mug", 5, NULL, cf_test_await_cb, &result);
  found = cf_till_search_finish (cf_context_get_till (fixture->context), cf_test_await (&result), NULL, NULL);
  if (found == NULL || found->len != 1)
    return FALSE;
  price = cf_decimal_to_string (*cf_product_get_price (g_ptr_array_index (found, 0)));
  return g_str_equal (price, wanted);
}

/* What somebody changes with psql is sold a moment later, and not at the next look of the till. */
static void
test_prices (Fixture *fixture, gconstpointer data)
{
  CfTestServer *server = cf_test_server_get ();
  g_autofree char *conninfo = NULL;
  g_autoptr(GError) error = NULL;
  gint64 began;

  if (server == NULL)
    return;
  cf_test_server_fresh_database (server, "shop");
  conninfo = cf_test_server_conninfo (server, "shop");
  try (fixture, conninfo, NULL, &error);
  g_assert_no_error (error);
  set_up_and_keep (fixture);
  open_till (fixture);
  cf_test_server_sql (server, "shop", "INSERT INTO products (product_number, name, price) VALUES ('MUG', 'Mug', 1)");
  cf_test_wait_until (finds_price (fixture, "1"));

  /* At most one of these is just before such a look. */
  began = g_get_monotonic_time ();
  for (int price = 2; price < 12; price++)
    {
      g_autofree char *sql = g_strdup_printf ("UPDATE products SET price = %d", price);
      g_autofree char *wanted = g_strdup_printf ("%d", price);

      cf_test_server_sql (server, "shop", sql);
      cf_test_wait_until (finds_price (fixture, wanted));
    }
  g_test_message ("%.3f s each", (g_get_monotonic_time () - began) / 10.0 / G_USEC_PER_SEC);
  g_assert_cmpint (g_get_monotonic_time () - began, <, 30 * G_USEC_PER_SEC);
}

/* The data cannot be read; a person learns it, sells on, and has it tried again. */
static void
test_not_restarted (Fixture *fixture, gconstpointer data)
{
  CfServer *server = cf_context_get_server (fixture->context);
  CfTill *till = cf_context_get_till (fixture->context);
  g_autofree char *there = fixture_data_file (server, "global");
  g_autofree char *away = fixture_data_file (server, "global.away");
  g_autoptr(GError) error = NULL;

  if (!fixture_has_postgres ())
    return;
  try (fixture, NULL, NULL, &error);
  g_assert_no_error (error);
  set_up_and_keep (fixture);
  open_till (fixture);
  g_assert_null (cf_till_get_connection_trouble (till));

  g_assert_cmpint (g_rename (there, away), ==, 0);
  g_assert_cmpint (kill (fixture_pid (server), SIGQUIT), ==, 0);
  cf_test_wait_until (cf_till_needs_person (till));
  g_assert_error (cf_till_get_connection_trouble (till), CF_ERROR, CF_ERROR_STORAGE);
  g_assert_true (cf_till_get_trouble (till) == cf_till_get_connection_trouble (till));
  g_assert_true (cf_till_get_ready (till));

  g_assert_cmpint (g_rename (away, there), ==, 0);
  cf_sender_try_now (cf_till_get_sender (till));
  cf_test_wait_until (cf_till_get_connection_trouble (till) == NULL);
  cf_test_wait_until (cf_db_pool_get_state (cf_context_get_pool (fixture->context)) == CF_DB_STATE_READY);
}

/* A server that does not let go is not left behind with the data locked: the program starts again at once. */
static void
test_killed_in_closing (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  pid_t pid;

  if (!fixture_has_postgres ())
    return;
  try (fixture, NULL, NULL, &error);
  g_assert_no_error (error);
  set_up_and_keep (fixture);
  pid = fixture_pid (cf_context_get_server (fixture->context));
  fixture_halt (pid);
  fixture_hold_thread ();
  cf_context_close_async (fixture->context, cf_test_await_cb, &result);
  cf_context_hurry (fixture->context);
  g_assert_false (cf_context_close_finish (fixture->context, cf_test_await (&result), &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_OFFLINE);
  g_clear_error (&error);
  g_assert_true (fixture_has_ended (pid));
  fixture_let_go ();

  g_object_unref (fixture->context);
  fixture->context = cf_context_new (fixture->config_folder, fixture->data_folder);
  try (fixture, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (cf_server_get_is_owner (cf_context_get_server (fixture->context)));
}

static void
open_again (Fixture *fixture)
{
  CfContext *next = cf_context_new (fixture->config_folder, fixture->data_folder);
  g_autoptr(GAsyncResult) loaded = NULL;
  g_autoptr(GAsyncResult) connected = NULL;
  g_autoptr(GError) error = NULL;

  g_clear_object (&fixture->context);
  fixture->context = next;
  cf_profile_load_async (cf_context_get_profile (next), NULL, cf_test_await_cb, &loaded);
  g_assert_true (cf_profile_load_finish (cf_context_get_profile (next), cf_test_await (&loaded), NULL));
  cf_context_connect_async (next, TRUE, NULL, cf_test_await_cb, &connected);
  cf_context_connect_finish (next, cf_test_await (&connected), &error);
  g_assert_no_error (error);
}

/* @hours_ago: when the last dump was made, as the profile has it; negative for a time to come */
static guint
count_dumps_after_closing (Fixture *fixture, int hours_ago)
{
  g_autofree char *backups = g_build_filename (cf_server_get_folder (cf_context_get_server (fixture->context)), "backups", NULL);
  g_autoptr(GAsyncResult) result = NULL;

  cf_profile_set_last_backup (cf_context_get_profile (fixture->context),
                              g_get_real_time () - hours_ago * G_TIME_SPAN_HOUR);
  cf_context_close_async (fixture->context, cf_test_await_cb, &result);
  g_assert_true (cf_context_close_finish (fixture->context, cf_test_await (&result), NULL));
  open_again (fixture);

  return fixture_count_names (backups, "red30-");
}

/* Each evening, be it somewhat earlier than the last, and also after the clock was ahead; not at each end within a day. */
static void
test_dumps (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  if (!fixture_has_postgres ())
    return;
  try (fixture, NULL, NULL, &error);
  g_assert_no_error (error);
  set_up_and_keep (fixture);
  g_assert_cmpuint (count_dumps_after_closing (fixture, 2), ==, 0);
  g_assert_cmpuint (count_dumps_after_closing (fixture, 23), ==, 1);
  g_assert_cmpuint (count_dumps_after_closing (fixture, -24), ==, 2);
  g_assert_cmpint (cf_profile_get_last_backup (cf_context_get_profile (fixture->context)), <=, g_get_real_time ());
}

/* -------------------------------------------------------------------------------------------------
 * Words
 * ------------------------------------------------------------------------------------------------- */

static void
test_words (void)
{
  g_autoptr(CfDbConfig) config = cf_db_config_new ("host=shop.example user=anna dbname=red30", NULL);

  for (int code = 0; code <= CF_DB_ERROR_FAILED; code++)
    {
      g_autoptr(GError) raw = g_error_new_literal (CF_DB_ERROR, code, "ERROR: the server's words");
      g_autoptr(GError) told = cf_connection_error_new (raw, config, CF_CONNECTION_SELLING);

      g_assert_cmpuint (told->domain, ==, CF_ERROR);
      g_assert_nonnull (strstr (told->message, "orders are kept"));
      g_assert_null (strstr (told->message, "the server's words"));
      g_assert_null (strstr (told->message, "%"));
      g_assert_cmpstr (cf_error_get_details (told), ==, "ERROR: the server's words");
    }
}

/* A server of this very computer that keeps silent is told as that: no network is to be looked at. */
static void
test_words_here (void)
{
  const char *const here[] = { "host=/run/shop dbname=red30", "host=@shop dbname=red30" };
  const char *const away[] = { "host=shop.example dbname=red30", "host=/run/shop,shop.example dbname=red30",
                               "host=/run/shop hostaddr=192.0.2.1 dbname=red30" };
  g_autoptr(GError) silent = g_error_new_literal (CF_DB_ERROR, CF_DB_ERROR_TIMEOUT, "timeout");

  for (guint i = 0; i < G_N_ELEMENTS (here) + G_N_ELEMENTS (away); i++)
    {
      gboolean is_here = i < G_N_ELEMENTS (here);
      g_autoptr(CfDbConfig) config = cf_db_config_new (is_here ? here[i] : away[i - G_N_ELEMENTS (here)], NULL);
      g_autoptr(GError) told = cf_connection_error_new (silent, config, CF_CONNECTION_SELLING);

      g_assert_true ((strstr (told->message, "on this computer") != NULL) == is_here);
      g_assert_true ((strstr (told->message, "firewall") != NULL) != is_here);
    }

  /* The private server, before it has let anybody in. */
  {
    g_autoptr(GError) told = cf_connection_error_new (silent, NULL, CF_CONNECTION_COMMAND);

    g_assert_nonnull (strstr (told->message, "on this computer does not answer"));
    g_assert_null (strstr (told->message, "localhost"));
    g_assert_null (strstr (told->message, "firewall"));
  }
}

static gboolean
load_profile (CfProfile *profile, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_profile_load_async (profile, NULL, cf_test_await_cb, &result);
  return cf_profile_load_finish (profile, cf_test_await (&result), error);
}

static gboolean
save_profile (CfProfile *profile, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_profile_save_async (profile, cf_test_await_cb, &result);
  return cf_profile_save_finish (profile, cf_test_await (&result), error);
}

static void
write_profile (Fixture *fixture, const char *content)
{
  g_assert_cmpint (g_mkdir_with_parents (fixture->config_folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (fixture->file, content, -1, NULL));
}

static void
assert_content (Fixture *fixture, const char *name, const char *wanted)
{
  g_autofree char *path = g_build_filename (fixture->config_folder, name, NULL);
  g_autofree char *content = NULL;

  g_file_get_contents (path, &content, NULL, NULL);
  g_assert_cmpstr (content, ==, wanted);
}

/* What a person may still mend is there after something else was set up in its place, each time. */
static void
test_profile_unreadable (Fixture *fixture, gconstpointer data)
{
  static const char *const broken[] = { "[connection]\nkind=server\nnot a line\n", "once more\n" };
  static const char *const kept[] = { "profile.ini.broken", "profile.ini.broken-2" };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr(CfProfile) profile = cf_profile_new (fixture->config_folder);
      g_autoptr(CfProfile) trial = NULL;
      g_autoptr(CfProfile) again = cf_profile_new (fixture->config_folder);
      g_autoptr(GError) error = NULL;

      write_profile (fixture, broken[i]);
      g_assert_false (load_profile (profile, &error));
      g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
      g_assert_nonnull (strstr (error->message, fixture->file));
      g_assert_nonnull (cf_error_get_details (error));
      g_assert_false (cf_profile_get_configured (profile));
      g_clear_error (&error);

      trial = cf_profile_copy (profile);
      cf_profile_use_private_server (trial);
      save_profile (trial, &error);
      g_assert_no_error (error);
      load_profile (again, &error);
      g_assert_no_error (error);
      g_assert_true (cf_profile_get_configured (again));
      g_assert_null (cf_profile_get_conninfo (again));
    }
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    assert_content (fixture, kept[i], broken[i]);
}

/* A file of which every line can be read, and which says nothing of use: it is told what is wrong, and is kept as well. */
static void
test_profile_mistaken (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *content;
    const char *words;
  } cases[] = {
    { "[connection]\nkind=bogus\nconninfo=host=shop.example\n", "“bogus”" },
    { "[connection]\nkind=Server\nconninfo=host=shop.example\n", "“Server”" },
    { "[connection]\nconninfo=host=shop.example\n", "“kind=this-computer” or “kind=server” is missing" },
    { "[conection]\nkind=server\nconninfo=host=shop.example\n", "“kind=this-computer” or “kind=server” is missing" },
    { "[connection]\nkind=server\ncominfo=host=shop.example\n[till]\nclerk=Anna\n", "“conninfo=” is missing" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(CfProfile) profile = cf_profile_new (fixture->config_folder);
      g_autoptr(CfProfile) trial = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *kept = i == 0 ? g_strdup ("profile.ini.broken") : g_strdup_printf ("profile.ini.broken-%u", i + 1);

      write_profile (fixture, cases[i].content);
      g_assert_false (load_profile (profile, &error));
      g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
      g_assert_nonnull (strstr (error->message, fixture->file));
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_assert_false (cf_profile_get_configured (profile));
      g_clear_error (&error);

      trial = cf_profile_copy (profile);
      cf_profile_use_private_server (trial);
      save_profile (trial, &error);
      g_assert_no_error (error);
      assert_content (fixture, kept, cases[i].content);
    }
}

/* A profile that was read is written over as before. */
static void
test_profile_readable (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfProfile) profile = cf_profile_new (fixture->config_folder);
  g_autoptr(GError) error = NULL;

  write_profile (fixture, "[till]\nclerk=Anna\n");
  load_profile (profile, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_profile_get_clerk (profile), ==, "Anna");
  cf_profile_use_private_server (profile);
  save_profile (profile, &error);
  g_assert_no_error (error);
  assert_content (fixture, "profile.ini.broken", NULL);
}

/* It serves while the program runs, and is in nothing that is written. */
static void
test_profile_password (Fixture *fixture, gconstpointer data)
{
  static const char *const strings[] = { "host=shop.example user=anna password=hidden", "postgresql://anna:hidden@shop.example/red30" };

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      g_autoptr(CfProfile) profile = cf_profile_new (fixture->config_folder);
      g_autoptr(CfProfile) again = cf_profile_new (fixture->config_folder);
      g_autoptr(CfProfile) copy = NULL;
      g_autoptr(CfConnection) connection = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *content = NULL;

      cf_profile_use_conninfo (profile, strings[i]);
      g_assert_cmpstr (cf_profile_get_password (profile), ==, "hidden");
      g_assert_null (strstr (cf_profile_get_conninfo (profile), "hidden"));
      copy = cf_profile_copy (profile);
      g_assert_cmpstr (cf_profile_get_password (copy), ==, "hidden");
      save_profile (copy, &error);
      g_assert_no_error (error);
      g_file_get_contents (fixture->file, &content, NULL, NULL);
      g_assert_nonnull (strstr (content, "shop.example"));
      g_assert_null (strstr (content, "hidden"));

      load_profile (again, &error);
      g_assert_no_error (error);
      g_assert_null (cf_profile_get_password (again));
      connection = cf_profile_dup_connection (again);
      g_assert_cmpstr (cf_connection_get (connection, "user"), ==, "anna");
      cf_profile_use_private_server (copy);
      g_assert_null (cf_profile_get_password (copy));
      g_assert_null (cf_profile_dup_connection (copy));
    }
}

/* The names of both databases are the person's to choose, and they may be one. */
static void
test_profile_databases (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfConnection) usual = cf_connection_new ();
  g_autoptr(CfConnection) placed = cf_connection_parse (usual, "host=shop.example dbname=shop", NULL);
  g_autoptr(CfConnection) one = cf_connection_with_library (placed, "shop");
  g_autoptr(CfConnection) shown = NULL;
  g_autoptr(CfProfile) profile = cf_profile_new (fixture->config_folder);
  g_autoptr(CfProfile) again = cf_profile_new (fixture->config_folder);
  g_autoptr(GError) error = NULL;

  cf_profile_use_connection (profile, one);
  save_profile (profile, &error);
  g_assert_no_error (error);
  load_profile (again, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cf_profile_get_library_database (again), ==, "shop");
  shown = cf_profile_dup_connection (again);
  g_assert_cmpstr (cf_connection_get (shown, "dbname"), ==, "shop");
  g_assert_cmpstr (cf_connection_get_library (shown), ==, "shop");
}

/* What the library is called on another server is not what it is called here. */
static void
test_profile_way_back (Fixture *fixture, gconstpointer data)
{
  const char *const own[] = { "library", "books" };
  g_autoptr(CfConnection) usual = cf_connection_new ();
  g_autoptr(CfConnection) there = cf_connection_with_library (usual, "shop");
  g_autoptr(CfConnection) elsewhere = cf_connection_with_library (usual, "other");

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    {
      g_autofree char *text = g_strdup_printf ("[connection]\nkind=this-computer\n%s%s\n", i > 0 ? "library-database=" : "", i > 0 ? own[i] : "");
      g_autoptr(CfProfile) profile = cf_profile_new (fixture->config_folder);
      g_autoptr(CfProfile) copy = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (g_mkdir_with_parents (fixture->config_folder, 0700), ==, 0);
      g_assert_true (g_file_set_contents (fixture->file, text, -1, NULL));
      load_profile (profile, &error);
      g_assert_no_error (error);
      cf_profile_use_private_server (profile);
      g_assert_cmpstr (cf_profile_get_library_database (profile), ==, own[i]);

      cf_profile_use_connection (profile, there);
      cf_profile_use_connection (profile, elsewhere);
      g_assert_cmpstr (cf_profile_get_library_database (profile), ==, "other");
      copy = cf_profile_copy (profile);
      cf_profile_use_private_server (copy);
      g_assert_cmpstr (cf_profile_get_library_database (copy), ==, own[i]);
      g_assert_cmpstr (cf_profile_get_library_database (profile), ==, "other");
    }
}

/* In words of ours, with what the system says below; a folder in the place of the file is moved aside too. */
static void
test_profile_trouble (Fixture *fixture, gconstpointer data)
{
  g_autoptr(CfProfile) profile = cf_profile_new (fixture->config_folder);
  g_autoptr(CfProfile) nowhere = cf_profile_new ("/proc/nowhere");
  g_autofree char *inner = g_build_filename (fixture->file, "inner", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_false (save_profile (nowhere, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_assert_nonnull (cf_error_get_details (error));
  g_clear_error (&error);

  g_assert_cmpint (g_mkdir_with_parents (inner, 0700), ==, 0);
  cf_profile_use_private_server (profile);
  g_assert_false (save_profile (profile, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, fixture->file));
  g_assert_nonnull (cf_error_get_details (error));
  g_clear_error (&error);

  g_assert_false (load_profile (profile, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_assert_nonnull (cf_error_get_details (error));
  g_clear_error (&error);
  save_profile (profile, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (fixture->file, G_FILE_TEST_IS_REGULAR));
}

static void
add_tests (void)
{
  g_test_add ("/context/profile/unreadable", Fixture, NULL, set_up, test_profile_unreadable, tear_down);
  g_test_add ("/context/profile/mistaken", Fixture, NULL, set_up, test_profile_mistaken, tear_down);
  g_test_add ("/context/profile/readable", Fixture, NULL, set_up, test_profile_readable, tear_down);
  g_test_add ("/context/profile/trouble", Fixture, NULL, set_up, test_profile_trouble, tear_down);
  g_test_add ("/context/profile/password", Fixture, NULL, set_up, test_profile_password, tear_down);
  g_test_add ("/context/profile/databases", Fixture, NULL, set_up, test_profile_databases, tear_down);
  g_test_add ("/context/profile/way-back", Fixture, NULL, set_up, test_profile_way_back, tear_down);
  g_test_add ("/context/trial/failed", Fixture, NULL, set_up, test_failed, tear_down);
  g_test_add ("/context/trial/cancelled/at-once", Fixture, GUINT_TO_POINTER (0), set_up, test_cancelled, tear_down);
  g_test_add ("/context/trial/cancelled/later", Fixture, GUINT_TO_POINTER (5), set_up, test_cancelled, tear_down);
  g_test_add ("/context/trial/kept", Fixture, NULL, set_up, test_kept, tear_down);
  g_test_add ("/context/trial/not-written", Fixture, NULL, set_up, test_not_written, tear_down);
  g_test_add ("/context/password", Fixture, NULL, set_up, test_password, tear_down);
  g_test_add ("/context/prices", Fixture, NULL, set_up, test_prices, tear_down);
  g_test_add ("/context/server/not-restarted", Fixture, NULL, set_up, test_not_restarted, tear_down);
  g_test_add ("/context/server/killed-in-closing", Fixture, NULL, set_up, test_killed_in_closing, tear_down);
  g_test_add ("/context/server/dumps", Fixture, NULL, set_up, test_dumps, tear_down);
  g_test_add_func ("/context/words", test_words);
  g_test_add_func ("/context/words/here", test_words_here);
}

int
main (int argc, char *argv[])
{
  return fixture_main (&argc, &argv, add_tests);
}
