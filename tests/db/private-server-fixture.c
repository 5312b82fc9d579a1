/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "private-server-fixture.h"

#include "cf-server-thread-private.h"

#include <glib/gstdio.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cf-model.h"

gboolean
fixture_has_postgres (void)
{
  g_autofree char *binaries = cf_test_server_find_binaries ();

  if (binaries == NULL)
    g_test_skip ("no PostgreSQL server under /usr/lib/postgresql");
  return binaries != NULL;
}

char *
fixture_folder (const char *name)
{
  g_autofree char *parent = cf_test_temp_dir ();

  return g_build_filename (parent, name, NULL);
}

/* As root the data are elsewhere; what is in the temporary folder goes by itself. */
void
fixture_clean (const char *folder)
{
  g_autoptr (CfServer) server = cf_server_new (folder);
  const char *base = cf_server_get_folder (server);

  if (g_str_has_prefix (base, "/var/lib/counterfoil/"))
    {
      g_autofree char *name = g_path_get_basename (base);
      g_autofree char *socket = g_build_filename ("/run/counterfoil", name, NULL);

      cf_test_remove_tree (base);
      cf_test_remove_tree (socket);
      g_rmdir ("/var/lib/counterfoil");
      g_rmdir ("/run/counterfoil");
    }
  else
    {
      cf_test_remove_tree (base);
    }
}

char *
fixture_data_file (CfServer   *server,
                   const char *name)
{
  return g_build_filename (cf_server_get_folder (server), "data", name, NULL);
}

gboolean
fixture_start (CfServer  *server,
               GError   **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_server_start_async (server, NULL, cf_test_await_cb, &result);
  return cf_server_start_finish (server, cf_test_await (&result), error);
}

void
fixture_stop (CfServer *server)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_server_stop_async (server, NULL, cf_test_await_cb, &result);
  g_assert_true (cf_server_stop_finish (server, cf_test_await (&result), NULL));
}

gboolean
fixture_ensure (CfServer    *server,
                const char  *database,
                GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_server_ensure_database_async (server, database, NULL, cf_test_await_cb, &result);
  return cf_server_ensure_database_finish (server, cf_test_await (&result), error);
}

gboolean
fixture_backup (CfServer      *server,
                const char    *database,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_server_backup_async (server, database, cancellable, cf_test_await_cb, &result);
  return cf_server_backup_finish (server, cf_test_await (&result), error);
}

CfDbPool *
fixture_connect (CfServer   *server,
                 const char *database)
{
  g_autofree char *conninfo = cf_server_get_conninfo (server, database);
  CfDbPool *pool = db_pool_new (conninfo);
  g_autoptr (GError) error = NULL;

  db_open (pool, &error);
  g_assert_no_error (error);
  return pool;
}

char *
fixture_value (CfServer   *server,
               const char *database,
               const char *sql)
{
  CfDbPool *pool = fixture_connect (server, database);
  g_autoptr (GError) error = NULL;
  g_autoptr (CfDbResult) result = db_query (pool, CF_DB_UNIT_WRITE, sql, NULL, &error);
  char *value;

  g_assert_no_error (error);
  value = cf_db_result_get_n_rows (result) > 0 ? g_strdup (cf_db_result_get_text (result, 0, 0)) : NULL;
  db_close (pool);
  g_object_unref (pool);
  return value;
}

/* Processes that work in the folder of the data: all of a server do. */
guint
fixture_count_server (CfServer *server)
{
  g_autofree char *data = fixture_data_file (server, NULL);
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_ascii_isdigit (name[0]))
      {
        g_autofree char *link = g_build_filename ("/proc", name, "cwd", NULL);
        g_autofree char *target = g_file_read_link (link, NULL);

        if (g_strcmp0 (target, data) == 0)
          n++;
      }

  return n;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static void
add_to_checksum (GChecksum  *checksum,
                 const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *content = NULL;
  const char *name;
  struct stat info;
  gsize length;

  g_assert_cmpint (lstat (path, &info), ==, 0);
  g_checksum_update (checksum, (const guchar *) path, -1);
  g_checksum_update (checksum, (const guchar *) &info.st_mode, sizeof info.st_mode);
  g_checksum_update (checksum, (const guchar *) &info.st_mtim, sizeof info.st_mtim);

  if (dir == NULL && g_file_get_contents (path, &content, &length, NULL))
    g_checksum_update (checksum, (const guchar *) content, length);

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    add_to_checksum (checksum, g_ptr_array_index (names, i));
}

char *
fixture_checksum (const char *folder)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  add_to_checksum (checksum, folder);
  return g_strdup (g_checksum_get_string (checksum));
}

guint
fixture_count_names (const char *folder,
                     const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix))
      n++;
  return n;
}

void
fixture_assert_value (CfServer   *server,
                      const char *sql,
                      const char *expected)
{
  g_autofree char *value = fixture_value (server, "postgres", sql);

  g_assert_cmpstr (value, ==, expected);
}

/* Starts the server of a new folder. */
pid_t
fixture_pid (CfServer *server)
{
  g_autofree char *path = fixture_data_file (server, "postmaster.pid");
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return (pid_t) atoi (text);
}

/* The server and all of its processes. */
void
fixture_halt (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task/%d/children", (int) pid, (int) pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) children = NULL;

  kill (pid, SIGSTOP);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  children = g_strsplit (g_strstrip (text), " ", -1);
  for (guint i = 0; children[i] != NULL; i++)
    kill ((pid_t) g_ascii_strtoll (children[i], NULL, 10), SIGSTOP);
}

/* Whether it is dead; its parent may not have heard of it yet. */
gboolean
fixture_has_ended (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int) pid);
  g_autofree char *text = NULL;

  return !g_file_get_contents (path, &text, NULL, NULL) || strstr (text, ") Z ") != NULL;
}

static GMutex hold;

static void
hold_in_thread (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  g_mutex_lock (&hold);
  g_mutex_unlock (&hold);
  g_task_return_boolean (task, TRUE);
}

/* The thread that works on servers does nothing else until fixture_let_go(). */
void
fixture_hold_thread (void)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_mutex_lock (&hold);
  cf_server_thread_run_task (task, hold_in_thread);
}

void
fixture_let_go (void)
{
  g_mutex_unlock (&hold);
}

CfServer *
fixture_new_started (const char *folder)
{
  CfServer *server = cf_server_new (folder);
  g_autoptr (GError) error = NULL;

  fixture_start (server, &error);
  g_assert_no_error (error);
  g_assert_true (cf_server_get_is_owner (server));
  return server;
}

/* -------------------------------------------------------------------------------------------------
 * Processes of their own
 * ------------------------------------------------------------------------------------------------- */

Holder *
holder_new (const char        *folder,
            const char *const *environment)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GError) error = NULL;
  Holder *holder = g_new0 (Holder, 1);

  for (guint i = 0; environment != NULL && environment[i] != NULL; i += 2)
    g_subprocess_launcher_setenv (launcher, environment[i], environment[i + 1], TRUE);
  holder->process = g_subprocess_launcher_spawn (launcher, &error, "/proc/self/exe", "--hold", folder, NULL);
  g_assert_no_error (error);
  return holder;
}

static void
on_line_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  char **line = user_data;

  *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (object), result, NULL, NULL);
  if (*line == NULL)
    *line = g_strdup ("gone");
}

/* Waits until the process has said what became of its start. */
void
holder_wait (Holder *holder)
{
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (g_subprocess_get_stdout_pipe (holder->process));
  g_autofree char *line = NULL;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (input), FALSE);
  g_data_input_stream_read_line_async (input, 0, NULL, on_line_cb, &line);
  cf_test_wait_until (line != NULL);

  if (g_str_has_prefix (line, "owner ") || g_str_has_prefix (line, "guest "))
    {
      holder->started = TRUE;
      holder->is_owner = g_str_has_prefix (line, "owner ");
      holder->conninfo = g_strdup (line + strlen ("owner "));
    }
  else
    {
      holder->error = g_steal_pointer (&line);
    }
}

void
holder_end (Holder *holder)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_close (g_subprocess_get_stdin_pipe (holder->process), NULL, NULL);
  g_subprocess_wait_check (holder->process, NULL, &error);
  g_assert_no_error (error);
}

void
holder_kill (Holder *holder)
{
  g_subprocess_send_signal (holder->process, SIGKILL);
  g_subprocess_wait (holder->process, NULL, NULL);
}

void
holder_free (Holder *holder)
{
  g_object_unref (holder->process);
  g_free (holder->conninfo);
  g_free (holder->error);
  g_free (holder);
}

/* What such a process does. */
static int
holder_main (const char *folder)
{
  g_autoptr (CfServer) server = cf_server_new (folder);
  g_autoptr (GError) error = NULL;
  g_autofree char *conninfo = NULL;
  char byte;

  if (!fixture_start (server, &error))
    {
      g_print ("%s\n", error->message);
      return 0;
    }

  conninfo = cf_server_get_conninfo (server, "postgres");
  g_print ("%s %s\n", cf_server_get_is_owner (server) ? "owner" : "guest", conninfo);
  while (read (STDIN_FILENO, &byte, 1) > 0)
    ;
  fixture_stop (server);
  return 0;
}

/* -------------------------------------------------------------------------------------------------
 * The whole program
 * ------------------------------------------------------------------------------------------------- */

static void
become (const char *account)
{
  struct passwd *entry = getpwnam (account);

  if (entry == NULL || setgroups (1, &entry->pw_gid) != 0 || setgid (entry->pw_gid) != 0 || setuid (entry->pw_uid) != 0)
    {
      g_print ("1..0 # SKIP there is no account %s\n", account);
      exit (0);
    }
  prctl (PR_SET_DUMPABLE, 1);
  g_assert_cmpint (chdir ("/"), ==, 0);
}

/* With CF_TEST_ACCOUNT=nobody in the environment, and as root, the whole program first becomes that account: the way of an
 * ordinary user. */
int
fixture_main (int    *argc,
              char ***argv,
              void  (*add_tests) (void))
{
  const char *account = g_getenv ("CF_TEST_ACCOUNT");

  if (*argc == 3 && g_str_equal ((*argv)[1], "--hold"))
    return holder_main ((*argv)[2]);

  if (account != NULL && geteuid () == 0)
    become (account);
  else if (account != NULL)
    {
      g_print ("1..0 # SKIP not root: the other test of this program is this one\n");
      return 0;
    }

  cf_test_init (argc, argv);
  cf_model_init ();
  add_tests ();

  return g_test_run ();
}
