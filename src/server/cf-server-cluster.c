/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-server-cluster-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cf-error.h"
#include "cf-server-process-private.h"
#include "cf-server-unfinished-private.h"
#include "cf-sync.h"

#define SETTINGS_FILE "counterfoil.conf"
#define PID_FILE "postmaster.pid"
#define SOCKET_LOCK ".s.PGSQL.5432.lock"
/* Which line of the server's pid file names the folder of its socket. */
#define PID_FILE_SOCKET_LINE 4

/* Small, since it shares a till with everything else; nothing that trades a sale for speed. */
static const char *settings =
  "# Written by Counterfoil at every start. Use ALTER SYSTEM or postgresql.auto.conf for settings of your own.\n"
  "listen_addresses = ''\n"
  "unix_socket_permissions = 0700\n"
  "max_connections = 30\n"
  "superuser_reserved_connections = 3\n"
  "shared_buffers = 32MB\n"
  "wal_level = minimal\n"
  "max_wal_senders = 0\n"
  "max_wal_size = 256MB\n"
  "min_wal_size = 32MB\n"
  "fsync = on\n"
  "full_page_writes = on\n"
  "synchronous_commit = on\n"
  "autovacuum_max_workers = 1\n"
  "max_worker_processes = 4\n"
  "max_logical_replication_workers = 0\n"
  "jit = off\n"
  "idle_in_transaction_session_timeout = 10min\n"
  "lc_messages = 'C'\n"
  "logging_collector = on\n"
  "log_directory = 'log'\n"
  "log_filename = 'postgresql-%a.log'\n"
  "log_truncate_on_rotation = on\n"
  "log_rotation_size = 0\n"
  "log_min_messages = warning\n";

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static char *
data_file (CfServerPaths *paths,
           const char    *name)
{
  return g_build_filename (paths->data, name, NULL);
}

static gboolean
write_all (int         fd,
           const char *text)
{
  for (gsize n_left = strlen (text); n_left > 0;)
    {
      gssize n = write (fd, text, n_left);

      if (n < 0 && errno != EINTR)
        return FALSE;
      n_left -= MAX (n, 0);
      text += MAX (n, 0);
    }

  return TRUE;
}

/* The folder is the server's own, whose account may put anything in the place of a name at any time: what was made here is what is given
 * to it, before it has its name. Where that does not work out an empty file stays, since nothing here removes any: a full disk is no
 * fuller.
 *
 * Returns: 0, or the number of what went wrong */
static int
replace_file (CfServerPaths *paths,
              int            folder,
              const char    *name,
              const char    *text)
{
  g_autofree char *fresh = g_strdup_printf ("%s.%08x", name, g_random_int ());
  int fd = openat (folder, fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  int failure = 0;

  if (fd < 0)
    return errno;

  if (!write_all (fd, text) || (paths->drop && fchown (fd, paths->uid, paths->gid) != 0) || fsync (fd) != 0 ||
      renameat (folder, fresh, folder, name) != 0)
    {
      failure = errno;
      if (ftruncate (fd, 0) != 0)
        g_info ("cannot empty “%s”: %s", fresh, g_strerror (errno));
    }
  else if (fsync (folder) != 0)
    {
      failure = errno;
    }
  close (fd);

  return failure;
}

static gboolean
write_file (CfServerPaths  *paths,
            const char     *path,
            const char     *text,
            GError        **error)
{
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  int folder = open (parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int failure = folder >= 0 ? replace_file (paths, folder, name, text) : errno;

  if (failure != 0)
    g_set_error (error, CF_ERROR, CF_ERROR_STORAGE, _("The file “%s” cannot be written: %s."), path, g_strerror (failure));
  if (folder >= 0)
    close (folder);

  return failure == 0;
}

/* The folders let nobody else in; the map is the second lock on the door. A process whose user has no name cannot be asked for it. */
static gboolean
write_access (CfServerPaths  *paths,
              const char     *folder,
              GError        **error)
{
  g_autofree char *hba = g_build_filename (folder, "pg_hba.conf", NULL);
  g_autofree char *ident = g_build_filename (folder, "pg_ident.conf", NULL);
  const char *path = paths->account != NULL ? ident : hba;
  g_autofree char *access = NULL;
  g_autofree char *text = NULL;

  if (paths->account != NULL)
    access = g_strdup_printf ("counterfoil \"%1$s\" " CF_SERVER_ROLE "\ncounterfoil \"%1$s\" " CF_SERVER_SUPERUSER "\n", paths->account);
  else
    access = g_strdup ("local all all trust\n");

  /* What somebody has added to it stays. Data that came from another computer know another account. */
  if (g_file_get_contents (path, &text, NULL, NULL) && strstr (text, access) != NULL)
    return TRUE;

  return (paths->account == NULL || write_file (paths, hba, "local all all peer map=counterfoil\n", error)) &&
         write_file (paths, path, access, error);
}

static gboolean
include_settings (CfServerPaths  *paths,
                  const char     *folder,
                  GError        **error)
{
  g_autofree char *path = g_build_filename (folder, "postgresql.conf", NULL);
  g_autofree char *own = g_build_filename (folder, SETTINGS_FILE, NULL);
  g_autofree char *text = NULL;
  g_autofree char *longer = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;

  longer = g_strconcat (text, "\ninclude_if_exists '" SETTINGS_FILE "'\n", NULL);

  return write_file (paths, path, longer, error) && write_file (paths, own, settings, error);
}

/* The same order everywhere: by code point, whatever languages this computer has. */
static void
add_locale (GPtrArray *argv,
            int        major)
{
  locale_t locale;

  if (major >= 17)
    {
      g_ptr_array_add (argv, (char *) "--locale-provider=builtin");
      g_ptr_array_add (argv, (char *) "--builtin-locale=C.UTF-8");
    }

  locale = newlocale (LC_ALL_MASK, "C.UTF-8", (locale_t) 0);
  g_ptr_array_add (argv, (char *) (locale != (locale_t) 0 ? "--locale=C.UTF-8" : "--locale=C"));
  if (locale != (locale_t) 0)
    freelocale (locale);
}

static gboolean
run_initdb (CfServerPaths     *paths,
            CfServerBinaries  *binaries,
            const char        *folder,
            int                lock_fd,
            GCancellable      *cancellable,
            GError           **error)
{
  g_autofree char *program = cf_server_binaries_path (binaries, "initdb");
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  const char *fixed[] = { program, "-D", folder, "-U", CF_SERVER_SUPERUSER, "-E", "UTF8", "--data-checksums", "--no-sync",
                          "--auth-local=peer", "--auth-host=reject", "--lc-messages=C" };
  CfServerProcessSpec spec = { .paths = paths, .log = paths->log, .lock_fd = lock_fd, .death_signal = SIGTERM };
  int status = 0;
  pid_t pid;

  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    g_ptr_array_add (argv, (char *) fixed[i]);
  add_locale (argv, binaries->major);
  g_ptr_array_add (argv, NULL);
  spec.argv = (const char *const *) argv->pdata;

  pid = cf_server_process_start (&spec, error);
  if (pid < 0)
    return FALSE;

  /* Told to end, initdb takes away what it has made. */
  if (!cf_server_process_wait (pid, 0, cancellable, &status))
    {
      kill (pid, SIGTERM);
      cf_server_process_wait (pid, 0, NULL, &status);
    }

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  if (status != 0)
    {
      g_autofree char *said = cf_server_process_last_line (paths->log);

      GError *told = g_error_new (CF_ERROR, CF_ERROR_STORAGE,
                                  _("The database could not be created in “%s”. Nothing is left of it. Check that the disk has "
                                    "room and that the folder can be written, and try again."), paths->base);

      cf_error_set_details (told, said);
      g_propagate_error (error, told);
      return FALSE;
    }

  return TRUE;
}

static gboolean
move_in_place (CfServerPaths  *paths,
               const char     *folder,
               GError        **error)
{
  if (cf_sync_file_system (folder) && g_rename (folder, paths->data) == 0 && cf_sync_folder (paths->base))
    return TRUE;

  g_set_error (error, CF_ERROR, CF_ERROR_STORAGE, _("The database could not be created in “%s”: %s."), paths->base, g_strerror (errno));
  return FALSE;
}

static void
put_aside (const char *path)
{
  g_autofree char *aside = g_strconcat (path, ".bad", NULL);

  if (g_rename (path, aside) == 0)
    g_info ("%s is of a server that is gone; it is kept as %s", path, aside);
}

static int
read_version (CfServerPaths *paths)
{
  g_autofree char *path = data_file (paths, "PG_VERSION");
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? atoi (text) : 0;
}

static char *
pid_file_line (CfServerPaths *paths,
               guint          line)
{
  g_autofree char *path = data_file (paths, PID_FILE);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;

  lines = g_strsplit (text, "\n", -1);
  return g_strv_length (lines) > line ? g_strdup (g_strstrip (lines[line])) : NULL;
}

/* -------------------------------------------------------------------------------------------------
 * API of the layer
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_server_cluster_exists:
 * @paths: where
 *
 * Returns: whether a cluster is there; a half-made one never has this name
 */
gboolean
cf_server_cluster_exists (CfServerPaths *paths)
{
  struct stat info;

  return stat (paths->data, &info) == 0;
}

/**
 * cf_server_cluster_find:
 * @paths: where the cluster is, or will be
 * @error: for the sentence
 *
 * Finds the programs of the version that wrote the cluster, else the newest.
 *
 * Returns: (transfer full) (nullable): the programs
 */
CfServerBinaries *
cf_server_cluster_find (CfServerPaths  *paths,
                        GError        **error)
{
  gboolean exists = cf_server_cluster_exists (paths);
  int version = exists ? read_version (paths) : 0;
  int newest = 0;
  g_autoptr (CfServerBinaries) binaries = NULL;

  if (exists && version == 0)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_STORAGE,
                   _("The folder “%s” is not a database of PostgreSQL: its file PG_VERSION is missing or damaged. "
                     "Nothing was changed. The dumps are in “%s”."), paths->data, paths->backups);
      return NULL;
    }

  binaries = cf_server_binaries_find (version, &newest);
  if (binaries != NULL)
    return g_steal_pointer (&binaries);

  if (newest == 0)
    g_set_error_literal (error, CF_ERROR, CF_ERROR_MISSING,
                         _("The PostgreSQL server is not installed on this computer. Install the package “postgresql”, or connect to "
                           "another server."));
  else if (version == 0)
    g_set_error (error, CF_ERROR, CF_ERROR_VERSION,
                 _("PostgreSQL %d is installed, and Counterfoil needs version 15 or later."), newest);
  else
    g_set_error (error, CF_ERROR, CF_ERROR_VERSION,
                 _("The data of this computer were written by PostgreSQL %d, and version %d is installed. Nothing was changed. "
                   "Install the server of version %d; the dumps are in “%s”."), version, newest, version, paths->backups);
  return NULL;
}

/**
 * cf_server_cluster_create:
 * @paths: where
 * @binaries: the programs
 * @lock_fd: the lock, which initdb inherits
 * @cancellable: (nullable): ends it; nothing is there then
 * @error: for the sentence
 *
 * Makes a cluster beside its place, and moves it there when it is whole and on the disk.
 *
 * Returns: whether it is there
 */
gboolean
cf_server_cluster_create (CfServerPaths     *paths,
                          CfServerBinaries  *binaries,
                          int                lock_fd,
                          GCancellable      *cancellable,
                          GError           **error)
{
  g_autofree char *folder = NULL;
  gboolean ok;

  cf_server_paths_warn_remote (paths);
  cf_server_unfinished_remove (paths);
  folder = cf_server_unfinished_make (paths, error);
  ok = folder != NULL &&
       run_initdb (paths, binaries, folder, lock_fd, cancellable, error) &&
       write_access (paths, folder, error) &&
       include_settings (paths, folder, error) &&
       move_in_place (paths, folder, error);

  if (!ok)
    cf_server_unfinished_remove (paths);

  return ok;
}

/**
 * cf_server_cluster_is_run:
 * @paths: where
 *
 * Looks whether a server that was not started by us works on these data. Only the server of a cluster has its folder as working
 * folder, so a process that got the number of one that is gone is not taken for it.
 *
 * Returns: whether it does
 */
gboolean
cf_server_cluster_is_run (CfServerPaths *paths)
{
  g_autofree char *pid = pid_file_line (paths, 0);
  g_autofree char *link = pid != NULL ? g_strdup_printf ("/proc/%d/cwd", abs (atoi (pid))) : NULL;
  struct stat working, data;

  return link != NULL && stat (link, &working) == 0 && stat (paths->data, &data) == 0 &&
         working.st_dev == data.st_dev && working.st_ino == data.st_ino;
}

/**
 * cf_server_cluster_prepare:
 * @paths: where
 * @socket_folder: the folder of the socket
 * @error: for the sentence
 *
 * Makes a cluster ready for its server; only with the lock held, and nobody else working on it: what a dead server has left
 * then is certainly stale, and is put aside.
 *
 * Returns: whether the server can be started
 */
gboolean
cf_server_cluster_prepare (CfServerPaths  *paths,
                           const char     *socket_folder,
                           GError        **error)
{
  g_autofree char *own = data_file (paths, SETTINGS_FILE);
  g_autofree char *pid_file = data_file (paths, PID_FILE);
  g_autofree char *socket_lock = g_build_filename (socket_folder, SOCKET_LOCK, NULL);
  g_autofree char *text = NULL;

  if (!cf_server_paths_make_folder (paths, paths->data, TRUE, error))
    return FALSE;

  put_aside (pid_file);
  put_aside (socket_lock);

  if (!write_access (paths, paths->data, error))
    return FALSE;

  if (g_file_get_contents (own, &text, NULL, NULL) && g_str_equal (text, settings))
    return TRUE;

  return write_file (paths, own, settings, error);
}

/**
 * cf_server_cluster_read_socket:
 * @paths: where
 *
 * Returns: (transfer full) (nullable): the folder of the socket of the server that works on these data, as it says itself
 */
char *
cf_server_cluster_read_socket (CfServerPaths *paths)
{
  g_autofree char *line = pid_file_line (paths, PID_FILE_SOCKET_LINE);

  return line != NULL && line[0] == '/' ? g_steal_pointer (&line) : NULL;
}

/**
 * cf_server_cluster_conninfo:
 * @socket_folder: the folder of the socket
 * @database: a database
 * @role: a role
 *
 * Returns: (transfer full): a connection string for libpq
 */
char *
cf_server_cluster_conninfo (const char *socket_folder,
                            const char *database,
                            const char *role)
{
  GString *out = g_string_new (NULL);

  cf_db_config_append (out, "host", socket_folder);
  cf_db_config_append (out, "dbname", database);
  cf_db_config_append (out, "user", role);

  return g_string_free (out, FALSE);
}
