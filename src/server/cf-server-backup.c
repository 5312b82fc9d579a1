/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-server-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cf-error.h"
#include "cf-server-cluster-private.h"
#include "cf-server-process-private.h"
#include "cf-server-session-private.h"

#define KEPT_DUMPS 7
/* How long the server may take to answer: a frozen one must not keep the program that closes. */
#define ANSWER_S "3"
/* How long somebody else may keep a table from the dump, and how long the dump may then not grow: a slow disk is not a frozen one. */
#define LOCK_WAIT_S "60"
#define STALL_US (75 * G_USEC_PER_SEC)
/* How long it may not grow before the server is asked whether it is still there. */
#define QUIET_US (7 * G_USEC_PER_SEC)
#define LOOK_MS 100
#define DUMP_SUFFIX ".dump"
#define UNFINISHED_SUFFIX ".dump.part"

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

/* Names sort as the times do. */
static char *
dump_path (CfServer   *self,
           const char *database,
           const char *suffix)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%dT%H%M%S");
  g_autofree char *plain = g_uri_escape_string (database, NULL, FALSE);
  g_autofree char *name = g_strdup_printf ("%s-%s.%06dZ%s", plain, time, g_date_time_get_microsecond (now), suffix);

  return g_build_filename (self->paths->backups, name, NULL);
}

static gboolean
check_answers (CfServer      *self,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autofree char *socket = cf_server_cluster_conninfo (self->socket_folder, "postgres", CF_SERVER_SUPERUSER);
  g_autofree char *conninfo = g_strconcat (socket, " connect_timeout=" ANSWER_S, NULL);
  CfServerSession *session = cf_server_session_open (conninfo, cancellable, error);

  if (session == NULL)
    return FALSE;

  cf_server_session_close (session);
  return TRUE;
}

/* Returns: whether pg_dump has ended; it gets all the time it needs as long as it gets on, or the server at least answers */
static gboolean
await_dump (CfServer     *self,
            pid_t         pid,
            const char   *path,
            GCancellable *cancellable,
            int          *status)
{
  gint64 grown_at = g_get_monotonic_time ();
  gint64 heard_at = grown_at;
  goffset size = 0;

  while (!cf_server_process_wait (pid, LOOK_MS, cancellable, status))
    {
      struct stat info = { 0 };

      if (stat (path, &info) == 0 && info.st_size > size)
        {
          size = info.st_size;
          grown_at = heard_at = g_get_monotonic_time ();
        }
      if (g_cancellable_is_cancelled (cancellable) || g_get_monotonic_time () > grown_at + STALL_US)
        return FALSE;
      if (g_get_monotonic_time () > heard_at + QUIET_US)
        {
          if (!check_answers (self, cancellable, NULL))
            return FALSE;
          heard_at = g_get_monotonic_time ();
        }
    }

  return TRUE;
}

static gboolean
run_dump (CfServer      *self,
          const char    *database,
          const char    *path,
          GCancellable  *cancellable,
          GError       **error)
{
  g_autofree char *program = cf_server_binaries_path (self->binaries, "pg_dump");
  g_autofree char *conninfo = cf_server_cluster_conninfo (self->socket_folder, database, CF_SERVER_ROLE);
  g_autofree char *log = g_build_filename (self->paths->backups, "pg_dump.log", NULL);
  const char *argv[] = { program, "--format=custom", "--no-password", "--lock-wait-timeout=" LOCK_WAIT_S "s", "--file", path, "--dbname", conninfo, NULL };
  CfServerProcessSpec spec = { .argv = argv, .paths = self->paths, .log = log, .lock_fd = -1, .death_signal = SIGTERM,
                               .as_self = TRUE };
  int status = 0;
  pid_t pid;

  cf_server_process_empty_log (log);
  pid = cf_server_process_start (&spec, error);
  if (pid < 0)
    return FALSE;

  if (!await_dump (self, pid, path, cancellable, &status))
    {
      cf_server_process_kill_all (pid);
      cf_server_process_has_ended (pid, &status);
      if (!g_cancellable_set_error_if_cancelled (cancellable, error))
        g_set_error (error, CF_ERROR, CF_ERROR_STORAGE,
                     _("The dump of the database “%s” did not get on and was given up; the older dumps are kept."), database);
      return FALSE;
    }

  if (status != 0)
    {
      g_autofree char *said = cf_server_process_last_line (log);

      g_set_error (error, CF_ERROR, CF_ERROR_STORAGE,
                   _("The database “%s” could not be dumped to “%s”; the older dumps are kept. pg_dump says: %s"), database, path, said);
      return FALSE;
    }

  return TRUE;
}

static gboolean
keep (const char  *unfinished,
      const char  *path,
      GError     **error)
{
  struct stat info;

  if (stat (unfinished, &info) == 0 && info.st_size == 0)
    g_set_error (error, CF_ERROR, CF_ERROR_STORAGE, _("The dump “%s” is empty. The older dumps are kept."), path);
  else if (g_rename (unfinished, path) != 0)
    g_set_error (error, CF_ERROR, CF_ERROR_STORAGE, _("The dump “%s” is not there: %s. The older dumps are kept."), path, g_strerror (errno));
  else
    return TRUE;

  return FALSE;
}

static gboolean
is_dump_of (const char *name,
            const char *plain,
            const char *suffix)
{
  gsize length = strlen (plain);

  return g_str_has_prefix (name, plain) && name[length] == '-' && g_str_has_suffix (name, suffix) &&
         strlen (name) == length + strlen ("-YYYYMMDDTHHMMSS.uuuuuuZ") + strlen (suffix);
}

static int
compare_names_newest_first (gconstpointer a,
                            gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) b, *(const char *const *) a);
}

static void
forget (CfServer   *self,
        const char *name)
{
  g_autofree char *path = g_build_filename (self->paths->backups, name, NULL);

  if (g_unlink (path) != 0)
    g_message ("the old dump %s cannot be removed: %s", path, g_strerror (errno));
}

/* Only files that have the name of a dump of this database. */
static void
forget_old (CfServer   *self,
            const char *database)
{
  g_autofree char *plain = g_uri_escape_string (database, NULL, FALSE);
  g_autoptr (GDir) dir = g_dir_open (self->paths->backups, 0, NULL);
  g_autoptr (GPtrArray) dumps = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (is_dump_of (name, plain, DUMP_SUFFIX))
        g_ptr_array_add (dumps, g_strdup (name));
      else if (is_dump_of (name, plain, UNFINISHED_SUFFIX))
        forget (self, name);
    }

  g_ptr_array_sort (dumps, compare_names_newest_first);
  for (guint i = KEPT_DUMPS; i < dumps->len; i++)
    forget (self, g_ptr_array_index (dumps, i));
}

/* -------------------------------------------------------------------------------------------------
 * API of the layer
 * ------------------------------------------------------------------------------------------------- */

/*
 * cf_server_backup:
 *
 * Does what cf_server_backup_async() says, and waits. A dump gets its name when it is whole and on the disk.
 */
gboolean
cf_server_backup (CfServer      *self,
                  const char    *database,
                  GCancellable  *cancellable,
                  GError       **error)
{
  g_autofree char *unfinished = dump_path (self, database, UNFINISHED_SUFFIX);
  g_autofree char *path = dump_path (self, database, DUMP_SUFFIX);

  if (self->socket_folder == NULL)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_OFFLINE, _("The private server does not run."));
      return FALSE;
    }

  if (!cf_server_paths_make_folder (self->paths, self->paths->backups, FALSE, error))
    return FALSE;

  if (!check_answers (self, cancellable, error) || !run_dump (self, database, unfinished, cancellable, error) ||
      !keep (unfinished, path, error))
    {
      g_unlink (unfinished);
      return FALSE;
    }

  forget_old (self, database);
  return TRUE;
}
