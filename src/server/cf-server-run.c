/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Starting, watching and stopping; all of it in the thread of the server, which may wait. */

#include "cf-config.h"

#include "cf-server-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cf-error.h"
#include "cf-server-cluster-private.h"
#include "cf-server-process-private.h"
#include "cf-server-session-private.h"
#include "cf-server-thread-private.h"

#define POLL_US 20000
/* How long somebody may hold the lock without a server that answers or says that it recovers. */
#define LOCK_TIMEOUT_S 60
/* The same for a server of ours; one that recovers has all the time it needs. */
#define START_TIMEOUT_S 120
/* How long the server may take to end in good order, and then without: it recovers at its next start. Nobody waits longer for
 * it, since a till that is closed may be opened again at once. */
#define FAST_STOP_MS 5000
#define QUICK_STOP_MS 1000
#define SOCKET_NAME ".s.PGSQL.5432"

static const char data_folder_sql[] =
  "SELECT current_setting ('data_directory'), EXISTS (SELECT FROM pg_roles WHERE rolname = '" CF_SERVER_ROLE "')";

static const char create_role_sql[] =
  "CREATE ROLE " CF_SERVER_ROLE " LOGIN";

static const char database_exists_sql[] =
  "SELECT FROM pg_database WHERE datname = $1";

/* -------------------------------------------------------------------------------------------------
 * The lock
 * ------------------------------------------------------------------------------------------------- */

/* The server inherits the descriptor, and all its processes with it. So who gets the lock knows that no program and no server of
 * these data is alive, whatever a left-over pid file says. */
static gboolean
take_lock (CfServer  *self,
           GError   **error)
{
  int fd = g_open (self->paths->lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_STORAGE, _("The file “%s” cannot be written: %s."), self->paths->lock, g_strerror (errno));
      return FALSE;
    }

  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (errno != EWOULDBLOCK)
        g_set_error (error, CF_ERROR, CF_ERROR_STORAGE, _("The file “%s” cannot be locked: %s."), self->paths->lock, g_strerror (errno));
      close (fd);
      return FALSE;
    }

  self->lock_fd = fd;
  return TRUE;
}

static void
set_pid (CfServer *self,
         pid_t     pid)
{
  g_mutex_lock (&self->lock);
  self->pid = pid;
  g_mutex_unlock (&self->lock);
}

static void
drop_lock (CfServer *self)
{
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  self->lock_fd = -1;
}

/* -------------------------------------------------------------------------------------------------
 * Connecting
 * ------------------------------------------------------------------------------------------------- */

static gboolean
is_same_folder (const char *a,
                const char *b)
{
  struct stat first, second;

  return stat (a, &first) == 0 && stat (b, &second) == 0 && first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

/* Makes sure that the server works on our data and has the role of the program. */
static gboolean
settle (CfServer         *self,
        CfServerSession  *session,
        GError          **error)
{
  g_autoptr (CfDbResult) answer = cf_server_session_query (session, data_folder_sql, NULL, error);
  g_autoptr (CfDbResult) created = NULL;
  g_autoptr (GError) local = NULL;

  if (answer == NULL)
    return FALSE;

  if (!is_same_folder (cf_db_result_get_text (answer, 0, 0), self->paths->data))
    {
      g_set_error (error, CF_ERROR, CF_ERROR_REFUSED, _("The server that answers works on other data: “%s”, not “%s”."),
                   cf_db_result_get_text (answer, 0, 0), self->paths->data);
      return FALSE;
    }

  if (cf_db_result_get_bool (answer, 0, 1))
    return TRUE;

  cf_server_set_stage (self, CF_SERVER_STAGE_DATABASES);
  created = cf_server_session_query (session, create_role_sql, NULL, &local);
  if (created != NULL || g_strcmp0 (cf_db_error_get_sqlstate (local), "42710") == 0 || g_error_matches (local, CF_DB_ERROR, CF_DB_ERROR_UNIQUE))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* One attempt. @again: the server is not ready yet, or not there; @error is set all the same. */
static gboolean
try_connect (CfServer      *self,
             const char    *socket_folder,
             GCancellable  *cancellable,
             gboolean      *again,
             GError       **error)
{
  g_autofree char *socket = g_build_filename (socket_folder, SOCKET_NAME, NULL);
  g_autofree char *conninfo = cf_server_cluster_conninfo (socket_folder, "postgres", CF_SERVER_SUPERUSER);
  g_autoptr (CfServerSession) session = NULL;
  g_autoptr (GError) local = NULL;

  *again = TRUE;
  if (!g_file_test (socket, G_FILE_TEST_EXISTS))
    {
      g_set_error_literal (error, CF_DB_ERROR, CF_DB_ERROR_UNREACHABLE, _("The private server does not answer."));
      return FALSE;
    }

  session = cf_server_session_open (conninfo, cancellable, &local);
  if (session != NULL)
    {
      *again = FALSE;
      return settle (self, session, error);
    }

  if (g_error_matches (local, CF_DB_ERROR, CF_DB_ERROR_BUSY))
    cf_server_set_stage (self, CF_SERVER_STAGE_RECOVERING);
  *again = (cf_db_error_is_connection (local) && !g_error_matches (local, CF_DB_ERROR, CF_DB_ERROR_AUTHENTICATION)) ||
           g_error_matches (local, CF_DB_ERROR, CF_DB_ERROR_BUSY) || g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* -------------------------------------------------------------------------------------------------
 * Watching
 * ------------------------------------------------------------------------------------------------- */

static void
clear_watch (CfServer *self)
{
  if (self->watch != NULL)
    g_source_destroy (self->watch);
  g_clear_pointer (&self->watch, g_source_unref);
}

static void
free_weak (gpointer data)
{
  GWeakRef *weak = data;

  g_weak_ref_clear (weak);
  g_free (weak);
}

static void
attach_watch (CfServer    *self,
              GSource     *source,
              GSourceFunc  func)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);

  g_weak_ref_init (weak, self);
  g_source_set_callback (source, func, weak, free_weak);
  clear_watch (self);
  self->watch = source;
  g_source_attach (source, cf_server_thread_get_context ());
}

static void
on_exit_cb (GPid     pid,
            int      status,
            gpointer weak)
{
  g_autoptr (CfServer) self = g_weak_ref_get (weak);

  if (self == NULL)
    return;

  g_message ("the private server ended by itself (status %d); see %s", status, self->paths->log);
  clear_watch (self);
  set_pid (self, 0);
  drop_lock (self);
  cf_server_set_run (self, NULL, FALSE);
}

static gboolean
on_lock_poll_cb (gpointer weak)
{
  g_autoptr (CfServer) self = g_weak_ref_get (weak);
  gboolean lives;

  if (self == NULL)
    return G_SOURCE_REMOVE;

  if (!take_lock (self, NULL))
    return G_SOURCE_CONTINUE;

  /* One that was started by hand does not hold the lock. */
  lives = cf_server_cluster_is_run (self->paths);
  drop_lock (self);
  if (lives)
    return G_SOURCE_CONTINUE;

  g_clear_pointer (&self->watch, g_source_unref);
  cf_server_set_run (self, NULL, FALSE);
  return G_SOURCE_REMOVE;
}

/* -------------------------------------------------------------------------------------------------
 * Starting
 * ------------------------------------------------------------------------------------------------- */

static pid_t
spawn (CfServer    *self,
       const char  *socket_folder,
       GError     **error)
{
  g_autofree char *program = cf_server_binaries_path (self->binaries, "postgres");
  g_autofree char *sockets = g_strdup_printf ("unix_socket_directories=\"%s\"", socket_folder);
  const char *argv[] = { program, "-D", self->paths->data, "-c", sockets, NULL };
  CfServerProcessSpec spec = { .argv = argv, .paths = self->paths, .log = self->paths->log, .lock_fd = self->lock_fd,
                               .death_signal = SIGINT };

  return cf_server_process_start (&spec, error);
}

static gboolean
end_by (pid_t pid,
        int   signal,
        guint patience_ms)
{
  int status;

  if (cf_server_process_is_halted (pid))
    return FALSE;

  kill (pid, signal);
  return cf_server_process_wait (pid, patience_ms, NULL, &status);
}

static void
end_process (CfServer *self)
{
  pid_t pid = self->pid;
  int status;

  if (pid != 0 && !end_by (pid, SIGINT, FAST_STOP_MS))
    {
      g_message ("the private server does not stop, and is made to; it will recover at its next start");
      if (!end_by (pid, SIGQUIT, QUICK_STOP_MS))
        {
          cf_server_process_kill_all (pid);
          cf_server_process_has_ended (pid, &status);
        }
    }
  set_pid (self, 0);
}

static void
set_start_error (CfServer  *self,
                 GError   **error)
{
  g_autofree char *said = cf_server_process_last_line (self->paths->log);
  g_autoptr (GError) told = NULL;

  told = g_error_new (CF_ERROR, CF_ERROR_STORAGE,
                      _("The private server did not start. Nothing was lost: the data are in “%s”. Check that the disk has room and "
                        "that the folder can be read, and try again."), self->paths->data);
  cf_error_set_details (told, said);
  g_propagate_error (error, g_steal_pointer (&told));
}

static gboolean
wait_ready (CfServer      *self,
            const char    *socket_folder,
            GCancellable  *cancellable,
            GError       **error)
{
  gint64 deadline = g_get_monotonic_time () + START_TIMEOUT_S * G_USEC_PER_SEC;
  int status = 0;

  for (;;)
    {
      g_autoptr (GError) local = NULL;
      gboolean again = FALSE;

      if (try_connect (self, socket_folder, cancellable, &again, &local))
        return TRUE;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      if (cf_server_process_has_ended (self->pid, &status))
        {
          set_pid (self, 0);
          set_start_error (self, error);
          return FALSE;
        }

      if (g_error_matches (local, CF_DB_ERROR, CF_DB_ERROR_BUSY))
        deadline = g_get_monotonic_time () + START_TIMEOUT_S * G_USEC_PER_SEC;

      if (!again || g_get_monotonic_time () > deadline)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }

      g_usleep (POLL_US);
    }
}

static void
watch_process (CfServer *self)
{
  attach_watch (self, g_child_watch_source_new (self->pid), G_SOURCE_FUNC (on_exit_cb));
}

/* With the lock held. */
static gboolean
start_own (CfServer      *self,
           GCancellable  *cancellable,
           GError       **error)
{
  g_autofree char *socket_folder = NULL;
  pid_t pid;

  /* Somebody may have made it since we looked. */
  g_clear_pointer (&self->binaries, cf_server_binaries_free);
  self->binaries = cf_server_cluster_find (self->paths, error);
  if (self->binaries == NULL)
    return FALSE;

  cf_server_process_empty_log (self->paths->log);

  if (!cf_server_cluster_exists (self->paths))
    {
      cf_server_set_stage (self, CF_SERVER_STAGE_CREATING);
      if (!cf_server_cluster_create (self->paths, self->binaries, self->lock_fd, cancellable, error))
        return FALSE;
    }

  cf_server_set_stage (self, CF_SERVER_STAGE_STARTING);
  socket_folder = cf_server_paths_make_socket (self->paths, error);
  if (socket_folder == NULL || !cf_server_cluster_prepare (self->paths, socket_folder, error))
    return FALSE;

  pid = spawn (self, socket_folder, error);
  if (pid < 0)
    return FALSE;

  set_pid (self, pid);
  if (!wait_ready (self, socket_folder, cancellable, error))
    {
      end_process (self);
      return FALSE;
    }

  watch_process (self);
  cf_server_set_run (self, socket_folder, TRUE);
  return TRUE;
}

/* Uses the server of somebody else: of another program of this person, or one that was started by hand. */
static gboolean
adopt (CfServer      *self,
       GCancellable  *cancellable,
       gboolean      *again,
       GError       **error)
{
  g_autofree char *socket_folder = cf_server_cluster_read_socket (self->paths);

  *again = TRUE;
  if (socket_folder == NULL)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_REFUSED,
                   _("Another program has the data in “%s”, and no server answers. Close it, or wait until it has ended."), self->paths->base);
      return FALSE;
    }

  if (!try_connect (self, socket_folder, cancellable, again, error))
    return FALSE;

  attach_watch (self, g_timeout_source_new_seconds (1), on_lock_poll_cb);
  cf_server_set_run (self, socket_folder, FALSE);
  return TRUE;
}

static gboolean
start_or_adopt (CfServer      *self,
                GCancellable  *cancellable,
                GError       **error)
{
  gint64 deadline = g_get_monotonic_time () + LOCK_TIMEOUT_S * G_USEC_PER_SEC;

  for (;;)
    {
      g_autoptr (GError) local = NULL;
      gboolean again = FALSE;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      if (take_lock (self, &local))
        {
          if (!cf_server_cluster_is_run (self->paths))
            return start_own (self, cancellable, error);
          drop_lock (self);
        }
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }

      if (adopt (self, cancellable, &again, &local))
        return TRUE;

      if (g_error_matches (local, CF_DB_ERROR, CF_DB_ERROR_BUSY))
        deadline = g_get_monotonic_time () + LOCK_TIMEOUT_S * G_USEC_PER_SEC;

      if (!again || g_get_monotonic_time () > deadline)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }

      g_usleep (POLL_US);
    }
}

/* -------------------------------------------------------------------------------------------------
 * API of the layer
 * ------------------------------------------------------------------------------------------------- */

/* A server that was started and does not let us in, in words; what it said is for the person who mends it. */
static GError *
describe (CfServer     *self,
          const GError *error)
{
  GError *told;

  if (error->domain != CF_DB_ERROR)
    return g_error_copy (error);

  told = g_error_new (CF_ERROR, CF_ERROR_STORAGE,
                      g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_AUTHENTICATION) ?
                      _("The private server does not let this program in. Nothing was lost: the data are in “%s”. Check the files "
                        "pg_hba.conf and pg_ident.conf there, and try again.") :
                      _("The private server does not answer. Nothing was lost: the data are in “%s”. Try again, or start this computer anew."),
                      self->paths->data);
  cf_error_set_details (told, error->message);
  return told;
}

/*
 * cf_server_start:
 *
 * Does what cf_server_start_async() says, and waits. What goes wrong leaves the server stopped.
 */
gboolean
cf_server_start (CfServer      *self,
                 const char    *database,
                 GCancellable  *cancellable,
                 GError       **error)
{
  CfServerStage stage = cf_server_get_stage (self);
  g_autoptr (GError) local = NULL;

  if (stage == CF_SERVER_STAGE_RUNNING)
    return TRUE;

  /* Before anything is made: a version that does not fit changes nothing. */
  g_clear_pointer (&self->binaries, cf_server_binaries_free);
  self->binaries = cf_server_cluster_find (self->paths, error);
  if (self->binaries == NULL || !cf_server_paths_make (self->paths, error))
    return FALSE;

  cf_server_set_stage (self, CF_SERVER_STAGE_STARTING);
  if (start_or_adopt (self, cancellable, &local))
    return TRUE;

  drop_lock (self);
  cf_server_set_stage (self, CF_SERVER_STAGE_STOPPED);
  g_propagate_error (error, describe (self, local));
  return FALSE;
}

/*
 * cf_server_stop:
 *
 * Ends the server where it is ours, the fast way, and waits for its end.
 */
gboolean
cf_server_stop (CfServer      *self,
                const char    *database,
                GCancellable  *cancellable,
                GError       **error)
{
  clear_watch (self);
  if (self->pid != 0)
    {
      cf_server_set_stage (self, CF_SERVER_STAGE_STOPPING);
      end_process (self);
    }
  drop_lock (self);

  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->socket_folder, g_free);
  self->is_owner = FALSE;
  g_mutex_unlock (&self->lock);
  cf_server_set_stage (self, CF_SERVER_STAGE_STOPPED);
  return TRUE;
}

static char *
create_database_sql (const char *database)
{
  g_autofree char *quoted = cf_db_quote_name (database);

  return g_strdup_printf ("CREATE DATABASE %s OWNER " CF_SERVER_ROLE " ENCODING 'UTF8' TEMPLATE template0", quoted);
}

/*
 * cf_server_ensure:
 *
 * Does what cf_server_ensure_database_async() says, and waits.
 */
gboolean
cf_server_ensure (CfServer      *self,
                  const char    *database,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autofree char *conninfo = NULL;
  g_autofree char *sql = create_database_sql (database);
  g_autoptr (CfServerSession) session = NULL;
  g_autoptr (CfDbResult) found = NULL;
  g_autoptr (CfDbResult) created = NULL;
  g_autoptr (GError) local = NULL;
  CfDbParams *params;

  if (self->socket_folder == NULL)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_OFFLINE, _("The private server does not run."));
      return FALSE;
    }

  conninfo = cf_server_cluster_conninfo (self->socket_folder, "postgres", CF_SERVER_SUPERUSER);
  session = cf_server_session_open (conninfo, NULL, error);
  if (session == NULL)
    return FALSE;

  params = cf_db_params_new ();
  cf_db_params_add_text (params, database);
  found = cf_server_session_query (session, database_exists_sql, params, error);
  if (found == NULL || cf_db_result_get_n_rows (found) > 0)
    return found != NULL;

  created = cf_server_session_query (session, sql, NULL, &local);
  if (created != NULL || g_strcmp0 (cf_db_error_get_sqlstate (local), "42P04") == 0 || g_error_matches (local, CF_DB_ERROR, CF_DB_ERROR_UNIQUE))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
