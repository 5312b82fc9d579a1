/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The private server: what it is, where it is, and what it does with data and disks that do not fit. */

#include "private-server-fixture.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cf-db-migrator.h"
#include "cf-error.h"
#include "cf-model.h"

static void
migrate (CfServer *server)
{
  CfDbPool *pool = fixture_connect (server, "red30");
  g_autoptr (CfDbMigrator) migrator = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  migrator = cf_db_migrator_new (pool, CF_MODEL_SALES_TRACK, CF_MODEL_SALES_MIGRATIONS, &error);
  g_assert_no_error (error);
  cf_db_migrator_run_async (migrator, NULL, cf_test_await_cb, &result);
  cf_db_migrator_run_finish (migrator, cf_test_await (&result), NULL, &error);
  g_assert_no_error (error);
  db_close (pool);
  g_object_unref (pool);
}

static void
on_notify_cb (CfServer   *server,
              GParamSpec *pspec,
              gpointer    user_data)
{
  g_array_append_vals (user_data, (CfServerStage[]) { cf_server_get_stage (server) }, 1);
}

static void
test_first_start (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (CfServer) server = NULL;
  g_autoptr (GArray) stages = g_array_new (FALSE, FALSE, sizeof (CfServerStage));
  g_autoptr (GError) error = NULL;
  g_autofree char *conninfo = NULL;
  gint64 start = g_get_monotonic_time ();

  if (!fixture_has_postgres ())
    return;

  server = cf_server_new (folder);
  g_signal_connect (server, "notify::stage", G_CALLBACK (on_notify_cb), stages);
  g_assert_false (cf_server_exists (server));
  g_assert_null (cf_server_get_conninfo (server, "red30"));
  g_assert_false (fixture_ensure (server, "red30", &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_OFFLINE);
  g_clear_error (&error);

  fixture_start (server, &error);
  g_assert_no_error (error);
  g_test_message ("ready after %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - start) / 1000);
  g_assert_true (cf_server_exists (server));
  g_assert_true (cf_server_get_is_owner (server));
  cf_test_wait_until (stages->len > 0 && g_array_index (stages, CfServerStage, stages->len - 1) == CF_SERVER_STAGE_RUNNING);
  g_assert_cmpint (g_array_index (stages, CfServerStage, 0), !=, CF_SERVER_STAGE_STOPPED);

  for (guint i = 0; i < 2; i++)
    {
      fixture_ensure (server, "red30", &error);
      g_assert_no_error (error);
      fixture_ensure (server, "odd \"name\" 'é", &error);
      g_assert_no_error (error);
    }
  migrate (server);

  fixture_assert_value (server, "SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user", "false");
  fixture_assert_value (server, "SELECT current_user::text", "shop");
  fixture_assert_value (server, "SELECT count (*) FROM pg_database WHERE datname IN ('red30', 'odd \"name\" ''é') AND "
                        "pg_get_userbyid (datdba) = 'shop' AND encoding = 6", "2");
  fixture_assert_value (server, "SHOW listen_addresses", "");
  fixture_assert_value (server, "SHOW fsync", "on");
  fixture_assert_value (server, "SHOW data_checksums", "on");

  fixture_stop (server);
  g_assert_null (cf_server_get_conninfo (server, "red30"));
  g_assert_cmpint (cf_server_get_stage (server), ==, CF_SERVER_STAGE_STOPPED);
  cf_test_wait_until (fixture_count_server (server) == 0);

  fixture_start (server, &error);
  g_assert_no_error (error);
  {
    g_autofree char *value = fixture_value (server, "red30", "SELECT count (*) FROM counterfoil.migrations");

    g_assert_cmpstr (value, ==, "5");
  }
  fixture_stop (server);
  fixture_clean (folder);
}

static gboolean
is_listening (const char *table,
              const char *inode)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (table, &text, NULL, NULL))
    return FALSE;
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    if (strstr (*line, inode) != NULL)
      return TRUE;
  return FALSE;
}

static void
test_closed_to_others (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (CfServer) server = NULL;
  g_autofree char *pid_file = NULL;
  g_autofree char *text = NULL;
  g_autofree char *fds = NULL;
  g_autoptr (GDir) dir = NULL;
  g_auto (GStrv) lines = NULL;
  const char *name;
  struct stat info;

  if (!fixture_has_postgres ())
    return;

  server = fixture_new_started (folder);
  pid_file = fixture_data_file (server, "postmaster.pid");
  g_assert_true (g_file_get_contents (pid_file, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);

  g_assert_cmpint (stat (lines[4], &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0700);
  /* Of the server's account, where it has one, all the same only what goes through to the data. */
  g_assert_cmpint (stat (cf_server_get_folder (server), &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, geteuid () == 0 ? 0710 : 0700);

  fds = g_build_filename ("/proc", lines[0], "fd", NULL);
  dir = g_dir_open (fds, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *link = g_build_filename (fds, name, NULL);
      g_autofree char *target = g_file_read_link (link, NULL);

      if (target != NULL && g_str_has_prefix (target, "socket:["))
        {
          target[strlen (target) - 1] = '\0';
          g_assert_false (is_listening ("/proc/net/tcp", target + strlen ("socket:[")));
          g_assert_false (is_listening ("/proc/net/tcp6", target + strlen ("socket:[")));
        }
    }

  fixture_stop (server);
  fixture_clean (folder);
}

/* Where the program is root, the account of the server can do nothing by its name: neither is its folder the account's, nor is a
 * link followed that was put there while it was. */
static void
test_links (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (CfServer) server = NULL;
  g_autofree char *log = NULL;
  g_autofree char *dump_log = NULL;
  g_autofree char *victim = g_build_filename (folder, "victim", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  struct stat data, base;

  if (!fixture_has_postgres ())
    return;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  cf_test_write_file (victim, "precious", -1);
  server = fixture_new_started (folder);
  fixture_ensure (server, "red30", &error);
  g_assert_no_error (error);
  g_assert_true (fixture_backup (server, "red30", NULL, &error));
  dump_log = g_build_filename (cf_server_get_folder (server), "backups", "pg_dump.log", NULL);
  g_assert_cmpint (g_unlink (dump_log), ==, 0);
  g_assert_cmpint (symlink (victim, dump_log), ==, 0);
  g_assert_false (fixture_backup (server, "red30", NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_clear_error (&error);
  fixture_stop (server);

  log = g_build_filename (cf_server_get_folder (server), "server.log", NULL);
  g_assert_cmpint (g_unlink (log), ==, 0);
  g_assert_cmpint (symlink (victim, log), ==, 0);
  g_assert_false (fixture_start (server, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, log));
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (victim, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "precious");

  /* As a version before made it. */
  {
    g_autofree char *path = fixture_data_file (server, NULL);

    g_assert_cmpint (g_unlink (log), ==, 0);
    g_assert_cmpint (stat (path, &data), ==, 0);
    g_assert_cmpint (chown (cf_server_get_folder (server), data.st_uid, data.st_gid), ==, 0);
  }
  fixture_start (server, &error);
  g_assert_no_error (error);
  g_assert_cmpint (stat (cf_server_get_folder (server), &base), ==, 0);
  g_assert_cmpuint (base.st_uid, ==, geteuid ());
  g_assert_cmpuint (base.st_mode & 0027, ==, 0);
  fixture_stop (server);
  fixture_clean (folder);
}

static void
on_stage_cancel_cb (CfServer   *server,
                    GParamSpec *pspec,
                    gpointer    cancellable)
{
  if (cf_server_get_stage (server) == CF_SERVER_STAGE_CREATING)
    g_cancellable_cancel (cancellable);
}

static void
test_cancel (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (CfServer) server = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gulong handler;

  if (!fixture_has_postgres ())
    return;

  server = cf_server_new (folder);
  handler = g_signal_connect (server, "notify::stage", G_CALLBACK (on_stage_cancel_cb), cancellable);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GAsyncResult) result = NULL;

      cf_server_start_async (server, cancellable, cf_test_await_cb, &result);
      g_assert_false (cf_server_start_finish (server, cf_test_await (&result), &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_assert_false (cf_server_exists (server));
      g_assert_cmpuint (fixture_count_names (cf_server_get_folder (server), "data"), ==, 0);
      g_assert_cmpint (cf_server_get_stage (server), ==, CF_SERVER_STAGE_STOPPED);
      g_clear_error (&error);
    }

  g_signal_handler_disconnect (server, handler);
  fixture_start (server, &error);
  g_assert_no_error (error);
  fixture_stop (server);
  fixture_clean (folder);
}

static void
put (CfServer   *server,
     const char *name)
{
  g_autofree char *path = g_build_filename (cf_server_get_folder (server), name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  cf_test_write_file (path, "something", -1);
}

static gboolean
is_there (CfServer   *server,
          const char *name)
{
  g_autofree char *path = g_build_filename (cf_server_get_folder (server), name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* What a creation that was killed has left goes with the next one, and nothing else. */
static void
test_left_over (void)
{
  static const char *const kept[] = { "data.new.served/postmaster.opts", "data.new.", "data.new.mine/base", "data.newest/base", "mine" };
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (CfServer) server = NULL;
  g_autofree char *link = NULL;
  g_autofree char *away = NULL;
  g_autoptr (GError) error = NULL;

  if (!fixture_has_postgres ())
    return;

  server = cf_server_new (folder);
  put (server, "data.new.AbCdEf/PG_VERSION");
  put (server, "data.new.AbCdEf/base/1/2");
  away = g_build_filename (cf_server_get_folder (server), "data.new.mine", NULL);
  link = g_build_filename (cf_server_get_folder (server), "data.new.AbCdEf", "base", "link", NULL);
  g_assert_cmpint (symlink (away, link), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    put (server, kept[i]);

  fixture_start (server, &error);
  g_assert_no_error (error);
  g_assert_false (is_there (server, "data.new.AbCdEf"));
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    g_assert_true (is_there (server, kept[i]));
  fixture_stop (server);
  fixture_clean (folder);
}

static void
test_wrong_version (void)
{
  static const char *const versions[] = { "14", "99", "" };
  g_autofree char *folder = fixture_folder ("data");
  g_autofree char *path = NULL;
  g_autofree char *good = NULL;
  g_autoptr (CfServer) server = NULL;
  g_autoptr (GError) error = NULL;

  if (!fixture_has_postgres ())
    return;

  server = fixture_new_started (folder);
  fixture_stop (server);
  path = fixture_data_file (server, "PG_VERSION");
  g_assert_true (g_file_get_contents (path, &good, NULL, NULL));

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      cf_test_write_file (path, versions[i], -1);
      before = fixture_checksum (cf_server_get_folder (server));
      g_assert_false (fixture_start (server, &error));
      g_test_message ("%s", error->message);
      g_assert_true (g_error_matches (error, CF_ERROR, *versions[i] != '\0' ? CF_ERROR_VERSION : CF_ERROR_STORAGE));
      g_assert_nonnull (strstr (error->message, versions[i]));
      g_assert_true (*versions[i] == '\0' || strstr (error->message, g_strchomp (good)) != NULL);
      g_clear_error (&error);
      after = fixture_checksum (cf_server_get_folder (server));
      g_assert_cmpstr (before, ==, after);
    }

  fixture_clean (folder);
}

static void
test_odd_paths (void)
{
  g_autofree char *name = g_strdup_printf ("a b,c'd\"e\\é %0150d", 0);
  g_autofree char *folder = fixture_folder (name);
  g_autoptr (CfServer) server = NULL;
  g_autofree char *data = NULL;
  g_autofree char *runtime = NULL;
  g_autoptr (GError) error = NULL;

  if (!fixture_has_postgres ())
    return;

  runtime = g_strdup (g_getenv ("XDG_RUNTIME_DIR"));
  server = fixture_new_started (folder);
  fixture_ensure (server, "red30", &error);
  g_assert_no_error (error);
  g_assert_true (fixture_backup (server, "red30", NULL, &error));
  fixture_stop (server);

  /* Somebody opened the folder to all; the runtime folder is not there. */
  data = fixture_data_file (server, NULL);
  g_assert_cmpint (g_chmod (data, 0755), ==, 0);
  g_setenv ("XDG_RUNTIME_DIR", "/nowhere/at all", TRUE);
  fixture_start (server, &error);
  g_assert_no_error (error);
  fixture_assert_value (server, "SELECT 1", "1");
  fixture_stop (server);
  g_setenv ("XDG_RUNTIME_DIR", runtime, TRUE);
  fixture_clean (folder);
}

static void
test_locales (void)
{
  static const char *const environments[][5] = {
    { "LC_ALL", "de_DE.UTF-8", "LANG", "de_DE.UTF-8", NULL },
    { "LC_ALL", "xx_YY.nonsense", "LANG", "xx_YY.nonsense", NULL },
    { "LC_ALL", "C", "LANG", "C", NULL },
  };
  g_autofree char *expected = NULL;

  if (!fixture_has_postgres ())
    return;

  for (guint i = 0; i < G_N_ELEMENTS (environments); i++)
    {
      g_autofree char *folder = fixture_folder ("data");
      Holder *holder = holder_new (folder, environments[i]);
      CfDbPool *pool;
      g_autofree char *value = NULL;
      g_autoptr (GError) error = NULL;

      holder_wait (holder);
      g_assert_cmpstr (holder->error, ==, NULL);
      pool = db_pool_new (holder->conninfo);
      g_assert_true (db_open (pool, &error));
      value = db_value (pool, "SELECT datcollate || ' ' || datctype || ' ' || pg_encoding_to_char (encoding) || ' ' || ('a' < 'B')::text || ' ' || "
                              "current_setting ('lc_messages') FROM pg_database WHERE datname = 'template1'");
      if (expected == NULL)
        expected = g_strdup (value);
      g_assert_cmpstr (value, ==, expected);
      db_close (pool);
      g_object_unref (pool);
      holder_end (holder);
      holder_free (holder);
      fixture_clean (folder);
    }
}

static void
test_not_installed (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (CfServer) server = cf_server_new (folder);
  g_autoptr (GError) error = NULL;

  g_setenv ("COUNTERFOIL_POSTGRES", "/nowhere", TRUE);
  g_assert_false (fixture_start (server, &error));
  g_unsetenv ("COUNTERFOIL_POSTGRES");
  g_assert_error (error, CF_ERROR, CF_ERROR_MISSING);
  g_assert_false (g_file_test (cf_server_get_folder (server), G_FILE_TEST_EXISTS));
}

static void
test_disk_refuses (void)
{
  g_autofree char *parent = cf_test_temp_dir ();
  g_autofree char *file = g_build_filename (parent, "file", NULL);
  g_autofree char *folder = g_build_filename (file, "data", NULL);
  g_autoptr (CfServer) server = NULL;
  g_autoptr (GError) error = NULL;

  if (!fixture_has_postgres ())
    return;

  if (geteuid () == 0)
    {
      g_test_skip ("as root the data are elsewhere");
      return;
    }

  cf_test_write_file (file, "not a folder", -1);
  server = cf_server_new (folder);
  g_assert_false (fixture_start (server, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, file));
}

/* A start that PostgreSQL itself refuses: its words are told, and the data are as they were. */
static void
test_server_refuses (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (CfServer) server = NULL;
  g_autofree char *path = NULL;
  g_autofree char *good = NULL;
  g_autofree char *bad = NULL;
  g_autoptr (GError) error = NULL;

  if (!fixture_has_postgres ())
    return;

  server = fixture_new_started (folder);
  fixture_stop (server);
  path = fixture_data_file (server, "postgresql.conf");
  g_assert_true (g_file_get_contents (path, &good, NULL, NULL));
  bad = g_strconcat (good, "\nno_such_setting = 1\n", NULL);
  cf_test_write_file (path, bad, -1);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  g_assert_false (fixture_start (server, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_test_message ("%s", cf_error_get_details (error));
  g_assert_nonnull (strstr (cf_error_get_details (error), "configuration"));
  g_clear_error (&error);

  cf_test_write_file (path, good, -1);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
  fixture_start (server, &error);
  g_assert_no_error (error);
  fixture_stop (server);
  fixture_clean (folder);
}

static void
overwrite (CfServer   *server,
           const char *name,
           const char *text)
{
  g_autofree char *path = fixture_data_file (server, name);

  cf_test_write_file (path, text, -1);
  g_assert_cmpint (g_chmod (path, 0644), ==, 0);
}

/* The data came from a computer where the person has another login name. */
static void
test_another_account (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autofree char *path = NULL;
  g_autofree char *good = NULL;
  g_autofree char *longer = NULL;
  g_autofree char *after = NULL;
  g_autoptr (CfServer) server = NULL;
  g_autoptr (GError) error = NULL;

  if (!fixture_has_postgres ())
    return;

  server = fixture_new_started (folder);
  fixture_stop (server);
  path = fixture_data_file (server, "pg_ident.conf");
  g_assert_true (g_file_get_contents (path, &good, NULL, NULL));
  overwrite (server, "pg_ident.conf", "counterfoil \"somebody\" shop\ncounterfoil \"somebody\" counterfoil\n");
  fixture_start (server, &error);
  g_assert_no_error (error);
  fixture_assert_value (server, "SELECT current_user::text", "shop");
  fixture_stop (server);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, good);

  /* What was added to a map that fits is somebody's wish. */
  longer = g_strconcat (good, "counterfoil \"anna\" shop\n", NULL);
  overwrite (server, "pg_ident.conf", longer);
  fixture_start (server, &error);
  g_assert_no_error (error);
  fixture_stop (server);
  g_clear_pointer (&after, g_free);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, longer);
  fixture_clean (folder);
}

/* A server that refuses a person is not asked again and again: it answers, and always the same. */
static void
test_not_let_in (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autoptr (CfServer) server = NULL;
  g_autoptr (GError) error = NULL;
  gint64 began;

  if (!fixture_has_postgres ())
    return;

  server = fixture_new_started (folder);
  fixture_stop (server);
  overwrite (server, "pg_hba.conf", "local all all reject\n");
  began = g_get_monotonic_time ();
  g_assert_false (fixture_start (server, &error));
  g_assert_cmpint (g_get_monotonic_time () - began, <, 60 * G_USEC_PER_SEC);
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, "pg_hba.conf"));
  g_assert_nonnull (cf_error_get_details (error));
  cf_test_wait_until (fixture_count_server (server) == 0);
  fixture_clean (folder);
}

static void
test_backups (void)
{
  g_autofree char *folder = fixture_folder ("data");
  g_autofree char *backups = NULL;
  g_autofree char *binaries = NULL;
  g_autofree char *restore = NULL;
  g_autofree char *newest = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autoptr (CfServer) server = NULL;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  const char *name;

  if (!fixture_has_postgres ())
    return;

  server = fixture_new_started (folder);
  backups = g_build_filename (cf_server_get_folder (server), "backups", NULL);
  fixture_ensure (server, "red30", &error);
  g_assert_no_error (error);
  migrate (server);

  g_assert_false (fixture_backup (server, "absent", NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, "absent"));
  g_clear_error (&error);

  g_cancellable_cancel (cancelled);
  g_assert_false (fixture_backup (server, "red30", cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_cmpuint (fixture_count_names (backups, "red30-"), ==, 0);

  for (guint i = 0; i < 9; i++)
    {
      fixture_backup (server, "red30", NULL, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (fixture_count_names (backups, "red30-"), ==, 7);

  dir = g_dir_open (backups, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "red30-") && (newest == NULL || strcmp (name, newest) > 0))
      {
        g_free (newest);
        newest = g_strdup (name);
      }
  {
    g_autofree char *path = g_build_filename (backups, newest, NULL);
    g_autofree char *conninfo = NULL;

    fixture_ensure (server, "restored", &error);
    g_assert_no_error (error);
    conninfo = cf_server_get_conninfo (server, "restored");
    binaries = cf_test_server_find_binaries ();
    restore = g_build_filename (binaries, "pg_restore", NULL);
    process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, restore, "-d", conninfo, path, NULL);
    g_assert_no_error (error);
    g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &output, &error));
    g_assert_cmpstr (output, ==, "");
    g_assert_true (g_subprocess_get_successful (process));
  }
  {
    g_autofree char *value = fixture_value (server, "restored", "SELECT count (*) FROM counterfoil.migrations");

    g_assert_cmpstr (value, ==, "5");
  }

  fixture_stop (server);
  g_assert_false (fixture_backup (server, "red30", NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_OFFLINE);
  fixture_clean (folder);
}

static void
add_tests (void)
{
  g_test_add_func ("/private-server/first-start", test_first_start);
  g_test_add_func ("/private-server/closed-to-others", test_closed_to_others);
  g_test_add_func ("/private-server/links", test_links);
  g_test_add_func ("/private-server/cancel", test_cancel);
  g_test_add_func ("/private-server/left-over", test_left_over);
  g_test_add_func ("/private-server/wrong-version", test_wrong_version);
  g_test_add_func ("/private-server/odd-paths", test_odd_paths);
  g_test_add_func ("/private-server/locales", test_locales);
  g_test_add_func ("/private-server/not-installed", test_not_installed);
  g_test_add_func ("/private-server/disk-refuses", test_disk_refuses);
  g_test_add_func ("/private-server/server-refuses", test_server_refuses);
  g_test_add_func ("/private-server/another-account", test_another_account);
  g_test_add_func ("/private-server/not-let-in", test_not_let_in);
  g_test_add_func ("/private-server/backups", test_backups);
}

int
main (int    argc,
      char **argv)
{
  return fixture_main (&argc, &argv, add_tests);
}
