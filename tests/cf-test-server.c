/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-test-server.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cf-test-utils.h"

struct _CfTestServer
{
  char              *folder;
  char              *data;
  char              *binaries;
  CfTestServerFlags  flags;
  guint              port;
  pid_t              pid;       /* of the postmaster; 0 while it is down */
  pid_t              guard;     /* removes everything when we die early */
  int                guard_fd;
  uid_t              uid;
  gid_t              gid;
};

static int
compare_versions (gconstpointer a, gconstpointer b)
{
  return atoi (*(const char *const *) b) - atoi (*(const char *const *) a);
}

/**
 * cf_test_server_find_binaries:
 *
 * Returns: (transfer full) (nullable): the folder of `initdb` and `postgres`, the newest version's
 */
char *
cf_test_server_find_binaries (void)
{
  const char *root = "/usr/lib/postgresql";
  g_autoptr(GDir) dir = g_dir_open (root, 0, NULL);
  g_autoptr(GPtrArray) versions = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (versions, g_strdup (name));
  g_ptr_array_sort (versions, compare_versions);
  for (guint i = 0; i < versions->len; i++)
    {
      g_autofree char *bin = g_build_filename (root, g_ptr_array_index (versions, i), "bin", NULL);
      g_autofree char *initdb = g_build_filename (bin, "initdb", NULL);
      g_autofree char *postgres = g_build_filename (bin, "postgres", NULL);

      if (g_file_test (initdb, G_FILE_TEST_IS_EXECUTABLE) && g_file_test (postgres, G_FILE_TEST_IS_EXECUTABLE))
        return g_steal_pointer (&bin);
    }
  return NULL;
}

/* Only what is safe between fork and exec: the program may have threads. The signal that our death sends must be set
 * after the change of user, which clears it. */
static void
run_child (CfTestServer *self, char **argv, int log_fd)
{
  sigset_t none;

  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
  setsid ();
  if (chdir (self->folder) != 0)
    _exit (127);
  if (self->uid != geteuid () && (setgroups (1, &self->gid) != 0 || setgid (self->gid) != 0 || setuid (self->uid) != 0))
    _exit (127);
  prctl (PR_SET_PDEATHSIG, SIGQUIT);
  dup2 (log_fd, STDOUT_FILENO);
  dup2 (log_fd, STDERR_FILENO);
  execv (argv[0], argv);
  _exit (127);
}

static pid_t
spawn (CfTestServer *self, char **argv)
{
  g_autofree char *log = g_build_filename (self->folder, "log", NULL);
  int log_fd = g_open (log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  pid_t pid;

  g_assert_cmpint (log_fd, >=, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    run_child (self, argv, log_fd);
  close (log_fd);
  return pid;
}

static void
say_log (CfTestServer *self)
{
  g_autofree char *log = g_build_filename (self->folder, "log", NULL);
  g_autofree char *text = NULL;

  if (g_file_get_contents (log, &text, NULL, NULL))
    g_printerr ("%s\n", text);
}

static int
wait_pid (pid_t pid)
{
  int status = 0;

  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    ;
  return status;
}

static void
run_initdb (CfTestServer *self)
{
  g_autofree char *initdb = g_build_filename (self->binaries, "initdb", NULL);
  const char *encoding = (self->flags & CF_TEST_SERVER_SQL_ASCII) ? "SQL_ASCII" : "UTF8";
  const char *locale = (self->flags & CF_TEST_SERVER_SQL_ASCII) ? "--locale=C" : "--locale=C.UTF-8";
  char *argv[] = { initdb, (char *) "-N", (char *) "-D", self->data, (char *) "-U", (char *) "postgres", (char *) "-A",
                   (char *) "trust", (char *) "-E", (char *) encoding, (char *) locale, NULL };

  if (wait_pid (spawn (self, argv)) != 0)
    {
      say_log (self);
      g_error ("initdb failed");
    }
}

/* A shell that outlives us only to clean up: it waits for the end of its input, which the kernel brings about when
 * we are gone, also by SIGKILL, also with a frozen server. */
static void
start_guard (CfTestServer *self)
{
  g_autofree char *script = g_strdup_printf (
    "cat >/dev/null\n"
    "pid=$(head -n 1 '%1$s/postmaster.pid' 2>/dev/null)\n"
    "[ -n \"$pid\" ] && kill -KILL $pid $(cat /proc/$pid/task/$pid/children) 2>/dev/null\n"
    "rm -rf '%2$s'\n", self->data, self->folder);
  char *argv[] = { (char *) "/bin/sh", (char *) "-c", script, NULL };
  int fds[2];

  g_assert_true (g_unix_open_pipe (fds, FD_CLOEXEC, NULL));
  self->guard = fork ();
  g_assert_cmpint (self->guard, >=, 0);
  if (self->guard == 0)
    {
      setsid ();
      dup2 (fds[0], STDIN_FILENO);
      dup2 (g_open ("/dev/null", O_WRONLY, 0), STDOUT_FILENO);
      dup2 (STDOUT_FILENO, STDERR_FILENO);
      execv (argv[0], argv);
      _exit (127);
    }
  close (fds[0]);
  self->guard_fd = fds[1];
}

static void
find_user (CfTestServer *self)
{
  struct passwd *user;

  self->uid = geteuid ();
  self->gid = getegid ();
  if (self->uid != 0)
    return;
  user = getpwnam ("postgres");
  g_assert_nonnull (user);
  self->uid = user->pw_uid;
  self->gid = user->pw_gid;
}

static guint
free_port (void)
{
  g_autoptr(GSocketListener) listener = g_socket_listener_new ();
  guint port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_assert_cmpuint (port, >, 0);
  return port;
}

static CfTestServer *
make_cluster (CfTestServerFlags flags, char *binaries)
{
  CfTestServer *self = g_new0 (CfTestServer, 1);

  self->flags = flags;
  self->binaries = binaries;
  self->folder = g_strdup ("/tmp/cf-XXXXXX");
  g_assert_nonnull (g_mkdtemp (self->folder));
  self->data = g_build_filename (self->folder, "data", NULL);
  self->port = (flags & CF_TEST_SERVER_TCP) ? free_port () : 5432;
  find_user (self);
  g_assert_cmpint (chown (self->folder, self->uid, self->gid), ==, 0);
  start_guard (self);
  run_initdb (self);
  return self;
}

/**
 * cf_test_server_new:
 * @flags: what to make
 *
 * Makes a cluster of its own and starts it.
 *
 * Returns: (transfer full) (nullable): the server, or %NULL, with the test marked as skipped, where no PostgreSQL is installed
 */
CfTestServer *
cf_test_server_new (CfTestServerFlags flags)
{
  g_autofree char *binaries = cf_test_server_find_binaries ();
  CfTestServer *self;

  if (binaries == NULL)
    {
      g_test_skip ("no PostgreSQL server under /usr/lib/postgresql");
      return NULL;
    }
  if (geteuid () == 0 && getpwnam ("postgres") == NULL)
    {
      g_test_skip ("running as root, and there is no user postgres");
      return NULL;
    }
  self = make_cluster (flags, g_steal_pointer (&binaries));
  cf_test_server_start (self);
  return self;
}

static CfTestServer *shared_server;

static void
free_shared (void)
{
  g_clear_pointer (&shared_server, cf_test_server_free);
}

/**
 * cf_test_server_get:
 *
 * Returns: (transfer none) (nullable): the server that all tests of a program share, running; %NULL as for
 *   cf_test_server_new()
 */
CfTestServer *
cf_test_server_get (void)
{
  if (shared_server == NULL)
    {
      shared_server = cf_test_server_new (CF_TEST_SERVER_TCP);
      if (shared_server != NULL)
        atexit (free_shared);
    }
  else if (!cf_test_server_is_running (shared_server))
    cf_test_server_start (shared_server);
  return shared_server;
}

/**
 * cf_test_server_free:
 * @self: (transfer full): the server
 *
 * Stops it and removes its folder.
 */
void
cf_test_server_free (CfTestServer *self)
{
  cf_test_server_kill (self);
  cf_test_remove_tree (self->folder);
  close (self->guard_fd);
  wait_pid (self->guard);
  g_free (self->folder);
  g_free (self->data);
  g_free (self->binaries);
  g_free (self);
}

static gboolean
answers (CfTestServer *self)
{
  g_autofree char *conninfo = cf_test_server_conninfo (self, "postgres");

  return PQping (conninfo) == PQPING_OK;
}

static char *
server_option (const char *name, const char *value)
{
  return g_strdup_printf ("%s=%s", name, value);
}

static GPtrArray *
server_arguments (CfTestServer *self)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *port = g_strdup_printf ("%u", self->port);
  const char *options[][2] = {
    { "unix_socket_directories", self->folder },
    { "listen_addresses", (self->flags & CF_TEST_SERVER_TCP) ? "127.0.0.1" : "" },
    { "port", port },
    { "fsync", "off" },
    { "full_page_writes", "off" },
    { "shared_buffers", "32MB" },
    { "max_connections", "60" },
    { "lc_messages", "C" },
    { "timezone", "UTC" },
    { "log_min_messages", "warning" },
  };

  g_ptr_array_add (argv, g_build_filename (self->binaries, "postgres", NULL));
  g_ptr_array_add (argv, g_strdup ("-D"));
  g_ptr_array_add (argv, g_strdup (self->data));
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_ptr_array_add (argv, g_strdup ("-c"));
      g_ptr_array_add (argv, server_option (options[i][0], options[i][1]));
    }
  g_ptr_array_add (argv, NULL);
  return argv;
}

/**
 * cf_test_server_start:
 * @self: a server that is down
 *
 * Starts it, and returns when it answers. Call it in the main thread: the server lives as long as the thread that
 * started it.
 */
void
cf_test_server_start (CfTestServer *self)
{
  gint64 deadline = g_get_monotonic_time () + CF_TEST_DEADLINE_S * G_USEC_PER_SEC;
  g_autoptr(GPtrArray) argv = server_arguments (self);

  g_assert_cmpint (self->pid, ==, 0);
  self->pid = spawn (self, (char **) argv->pdata);
  while (!answers (self))
    {
      if (g_get_monotonic_time () > deadline || waitpid (self->pid, NULL, WNOHANG) != 0)
        {
          say_log (self);
          g_error ("the test server does not start");
        }
      g_usleep (5000);
    }
}

static void
finish (CfTestServer *self)
{
  wait_pid (self->pid);
  self->pid = 0;
}

/**
 * cf_test_server_stop:
 * @self: a server
 *
 * Stops it the fast way (clients are told, then cut), and returns when it is down.
 */
void
cf_test_server_stop (CfTestServer *self)
{
  if (self->pid == 0)
    return;
  kill (self->pid, SIGINT);
  finish (self);
}

/**
 * cf_test_server_restart:
 * @self: a server
 */
void
cf_test_server_restart (CfTestServer *self)
{
  cf_test_server_stop (self);
  cf_test_server_start (self);
}

static void
signal_all (CfTestServer *self, int signal_number)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task/%d/children", (int) self->pid, (int) self->pid);
  g_autofree char *text = NULL;
  g_auto(GStrv) pids = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  pids = g_strsplit (text != NULL ? text : "", " ", -1);
  for (guint i = 0; pids[i] != NULL; i++)
    if (atoi (pids[i]) > 0)
      kill (atoi (pids[i]), signal_number);
}

/**
 * cf_test_server_kill:
 * @self: a server
 *
 * SIGKILL to every process of it, as a power cut.
 */
void
cf_test_server_kill (CfTestServer *self)
{
  g_autofree char *pid_file = g_build_filename (self->data, "postmaster.pid", NULL);

  if (self->pid == 0)
    return;
  kill (self->pid, SIGSTOP);
  signal_all (self, SIGKILL);
  kill (self->pid, SIGKILL);
  finish (self);
  g_remove (pid_file);
}

/**
 * cf_test_server_freeze:
 * @self: a server
 *
 * SIGSTOP to every process of it: connections stay open and nobody answers.
 */
void
cf_test_server_freeze (CfTestServer *self)
{
  g_assert_cmpint (self->pid, >, 0);
  kill (self->pid, SIGSTOP);
  signal_all (self, SIGSTOP);
}

/**
 * cf_test_server_thaw:
 * @self: a frozen server
 */
void
cf_test_server_thaw (CfTestServer *self)
{
  g_assert_cmpint (self->pid, >, 0);
  signal_all (self, SIGCONT);
  kill (self->pid, SIGCONT);
}

gboolean
cf_test_server_is_running (CfTestServer *self)
{
  return self->pid != 0;
}

const char *
cf_test_server_get_socket_dir (CfTestServer *self)
{
  return self->folder;
}

guint
cf_test_server_get_port (CfTestServer *self)
{
  return self->port;
}

int
cf_test_server_get_pid (CfTestServer *self)
{
  return self->pid;
}

/**
 * cf_test_server_conninfo:
 * @self: a server
 * @database: a database of it
 *
 * Returns: (transfer full): a connection string by the UNIX socket, as the superuser
 */
char *
cf_test_server_conninfo (CfTestServer *self, const char *database)
{
  return g_strdup_printf ("host=%s port=%u user=postgres dbname=%s", self->folder, self->port, database);
}

/**
 * cf_test_server_tcp_conninfo:
 * @self: a server made with %CF_TEST_SERVER_TCP
 * @database: a database of it
 *
 * Returns: (transfer full): a connection string by TCP, as the superuser
 */
char *
cf_test_server_tcp_conninfo (CfTestServer *self, const char *database)
{
  return g_strdup_printf ("host=127.0.0.1 port=%u user=postgres dbname=%s sslmode=disable", self->port, database);
}

static void
ignore_notice (void *user_data, const char *message)
{
}

static PGresult *
query (CfTestServer *self, const char *database, const char *sql)
{
  g_autofree char *conninfo = cf_test_server_conninfo (self, database);
  PGconn *connection = PQconnectdb (conninfo);
  PGresult *result;

  if (PQstatus (connection) != CONNECTION_OK)
    g_error ("%s", PQerrorMessage (connection));
  PQsetNoticeProcessor (connection, ignore_notice, NULL);
  result = PQexec (connection, sql);
  if (PQresultStatus (result) != PGRES_TUPLES_OK && PQresultStatus (result) != PGRES_COMMAND_OK)
    g_error ("%s\n%s", PQerrorMessage (connection), sql);
  PQfinish (connection);
  return result;
}

/**
 * cf_test_server_sql:
 * @self: a running server
 * @database: a database of it
 * @sql: one or several statements
 *
 * Runs them in a connection of their own, waiting; an error fails the test.
 */
void
cf_test_server_sql (CfTestServer *self, const char *database, const char *sql)
{
  PQclear (query (self, database, sql));
}

/**
 * cf_test_server_value:
 * @self: a running server
 * @database: a database of it
 * @sql: a statement
 *
 * Returns: (transfer full) (nullable): the first column of the first row
 */
char *
cf_test_server_value (CfTestServer *self, const char *database, const char *sql)
{
  PGresult *result = query (self, database, sql);
  char *value = NULL;

  if (PQntuples (result) > 0 && PQnfields (result) > 0 && !PQgetisnull (result, 0, 0))
    value = g_strdup (PQgetvalue (result, 0, 0));
  PQclear (result);
  return value;
}

/**
 * cf_test_server_count:
 * @self: a running server
 * @database: a database of it
 * @sql: a statement that answers one integer
 *
 * Returns: that integer
 */
gint64
cf_test_server_count (CfTestServer *self, const char *database, const char *sql)
{
  g_autofree char *value = cf_test_server_value (self, database, sql);

  g_assert_nonnull (value);
  return g_ascii_strtoll (value, NULL, 10);
}

/**
 * cf_test_server_rows:
 * @self: a running server
 * @database: a database of it
 * @sql: a statement
 *
 * Returns: (transfer full): all rows as text: "|" between columns, a line a row, NULL as nothing
 */
char *
cf_test_server_rows (CfTestServer *self, const char *database, const char *sql)
{
  PGresult *result = query (self, database, sql);
  GString *text = g_string_new (NULL);

  for (int row = 0; row < PQntuples (result); row++)
    {
      if (row > 0)
        g_string_append_c (text, '\n');
      for (int column = 0; column < PQnfields (result); column++)
        g_string_append_printf (text, "%s%s", column > 0 ? "|" : "", PQgetvalue (result, row, column));
    }
  PQclear (result);
  return g_string_free (text, FALSE);
}

/**
 * cf_test_server_set_hba:
 * @self: a running server
 * @text: the lines of `pg_hba.conf` for TCP; connections by socket are always trusted
 *
 * Rewrites it and has the server read it again.
 */
void
cf_test_server_set_hba (CfTestServer *self, const char *text)
{
  g_autofree char *path = g_build_filename (self->data, "pg_hba.conf", NULL);
  g_autofree char *before = cf_test_server_value (self, "postgres", "select clock_timestamp()");
  g_autofree char *is_new = g_strdup_printf ("select count(*) where pg_conf_load_time() > '%s'", before);
  FILE *file = g_fopen (path, "w");

  g_assert_nonnull (file);
  fprintf (file, "local all all trust\n%s\n", text);
  fclose (file);
  cf_test_server_sql (self, "postgres", "select pg_reload_conf()");
  /* A new session has what the postmaster knew when it forked it. */
  while (cf_test_server_count (self, "postgres", is_new) == 0)
    g_thread_yield ();
}

/**
 * cf_test_server_create_database:
 * @self: a running server
 * @database: a name that needs no quotes
 */
void
cf_test_server_create_database (CfTestServer *self, const char *database)
{
  g_autofree char *sql = g_strdup_printf ("create database %s", database);

  cf_test_server_sql (self, "postgres", sql);
}

/**
 * cf_test_server_fresh_database:
 * @self: a running server
 * @database: a name that needs no quotes
 *
 * An empty database of that name; the old one is dropped with all its sessions.
 */
void
cf_test_server_fresh_database (CfTestServer *self, const char *database)
{
  g_autofree char *sql = g_strdup_printf ("drop database if exists %s with (force)", database);

  cf_test_server_sql (self, "postgres", sql);
  cf_test_server_create_database (self, database);
}
