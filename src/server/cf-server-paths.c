/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-server-paths-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/un.h>
#include <unistd.h>

#include "cf-error.h"

/* The account that Debian's package makes, for a program that runs as root: PostgreSQL refuses to be root. */
#define SERVER_ACCOUNT "postgres"
#define ROOT_STATE_FOLDER "/var/lib/counterfoil"
#define ROOT_RUNTIME_FOLDER "/run/counterfoil"
#define SOCKET_NAME "/.s.PGSQL.5432"

static const struct
{
  unsigned long type;
  const char   *name;
} remote_filesystems[] = {
  { 0x6969, "NFS" },
  { 0xff534d42, "CIFS" },
  { 0xfe534d42, "SMB" },
  { 0x517b, "SMB" },
  { 0x65735546, "FUSE" },
};

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static char *
account_name (uid_t uid)
{
  struct passwd entry, *found = NULL;
  char buffer[4096];

  if (getpwuid_r (uid, &entry, buffer, sizeof buffer, &found) != 0 || found == NULL)
    return NULL;

  return g_strdup (found->pw_name);
}

static void
find_server_account (CfServerPaths *self)
{
  struct passwd entry, *found = NULL;
  char buffer[4096];

  self->uid = geteuid ();
  self->gid = getegid ();
  self->drop = self->uid == 0;

  if (!self->drop)
    return;

  if (getpwnam_r (SERVER_ACCOUNT, &entry, buffer, sizeof buffer, &found) != 0 || found == NULL)
    {
      self->no_account = TRUE;
      return;
    }

  self->uid = found->pw_uid;
  self->gid = found->pw_gid;
}

static char *
hash_of (const char *folder)
{
  g_autofree char *path = g_canonicalize_filename (folder, NULL);
  char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, path, -1);

  hash[16] = '\0';
  return hash;
}

static gboolean
fail (GError     **error,
      const char  *path)
{
  int saved = errno;

  g_set_error (error, CF_ERROR, CF_ERROR_STORAGE, _("The folder “%s” cannot be used: %s."), path, g_strerror (saved));
  return FALSE;
}

/* What a list of folders or a connection string would have to quote, and what is longer than a socket's name may be. */
static gboolean
is_plain_socket_folder (const char *path)
{
  if (path[0] != '/' || strlen (path) + strlen (SOCKET_NAME) >= sizeof ((struct sockaddr_un *) 0)->sun_path)
    return FALSE;

  for (const char *p = path; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("/_-.+", *p) == NULL)
      return FALSE;

  return TRUE;
}

static gboolean
is_ours (const char *path)
{
  struct stat info;

  return lstat (path, &info) == 0 && S_ISDIR (info.st_mode) && info.st_uid == geteuid ();
}

/* In a sandbox, the one part of the runtime folder that a second start of the program sees as well; (nullable). */
static char *
shared_runtime_folder (void)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  const char *sandbox = g_getenv ("FLATPAK_ID");

  return runtime != NULL && sandbox != NULL ? g_build_filename (runtime, "app", sandbox, NULL) : NULL;
}

/* The first of the usual places for sockets that can be used; a folder in /tmp that somebody else made first cannot. */
static char *
runtime_folder (void)
{
  g_autofree char *shared = shared_runtime_folder ();
  g_autofree char *run = g_strdup_printf ("/run/user/%u", (guint) geteuid ());
  g_autofree char *tmp = g_strdup_printf ("/tmp/counterfoil-%u", (guint) geteuid ());
  const char *candidates[] = { shared, g_getenv ("XDG_RUNTIME_DIR"), run };

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    if (candidates[i] != NULL && is_ours (candidates[i]))
      {
        g_autofree char *path = g_build_filename (candidates[i], "counterfoil", NULL);
        g_autofree char *longest = g_build_filename (path, "0123456789abcdef", NULL);

        if (is_plain_socket_folder (longest) && (g_mkdir (path, 0700) == 0 || is_ours (path)))
          return g_steal_pointer (&path);
      }

  if ((g_mkdir (tmp, 0700) == 0 || is_ours (tmp)) && g_chmod (tmp, 0700) == 0)
    return g_steal_pointer (&tmp);

  return g_dir_make_tmp ("counterfoil-XXXXXX", NULL);
}

/* Whoever may write above @path may put a link in its place at any time: what is looked at is what is changed. */
static gboolean
make_folder (CfServerPaths  *self,
             const char     *path,
             uid_t           uid,
             gid_t           gid,
             mode_t          mode,
             GError        **error)
{
  struct stat info;
  gboolean ok;
  int fd;

  if (g_mkdir (path, 0700) != 0 && errno != EEXIST)
    return fail (error, path);

  fd = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return fail (error, path);

  ok = fstat (fd, &info) == 0 &&
       (!self->drop || (info.st_uid == uid && info.st_gid == gid) || fchown (fd, uid, gid) == 0) &&
       ((info.st_mode & 0777) == mode || fchmod (fd, mode) == 0);
  if (!ok)
    fail (error, path);
  close (fd);

  return ok;
}

/* -------------------------------------------------------------------------------------------------
 * API of the layer
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_server_paths_new:
 * @data_folder: the program's data folder
 *
 * Returns: (transfer full): where its private server lives; nothing is made yet
 */
CfServerPaths *
cf_server_paths_new (const char *data_folder)
{
  CfServerPaths *self = g_new0 (CfServerPaths, 1);

  find_server_account (self);
  self->account = account_name (geteuid ());
  self->hash = hash_of (data_folder);
  self->base = self->drop ? g_build_filename (ROOT_STATE_FOLDER, self->hash, NULL)
                          : g_build_filename (data_folder, "server", NULL);
  if (!g_path_is_absolute (self->base))
    {
      g_autofree char *relative = g_steal_pointer (&self->base);

      self->base = g_canonicalize_filename (relative, NULL);
    }
  self->data = g_build_filename (self->base, "data", NULL);
  self->lock = g_build_filename (self->base, "lock", NULL);
  self->backups = g_build_filename (self->base, "backups", NULL);
  self->log = g_build_filename (self->base, "server.log", NULL);

  return self;
}

void
cf_server_paths_free (CfServerPaths *self)
{
  g_free (self->base);
  g_free (self->data);
  g_free (self->lock);
  g_free (self->backups);
  g_free (self->log);
  g_free (self->account);
  g_free (self->hash);
  g_free (self);
}

/**
 * cf_server_paths_make_folder:
 * @self: the paths
 * @path: a folder whose parent is there
 * @for_server: whether the account of the server must be able to write in it
 * @error: for the sentence
 *
 * Makes a folder that nobody else may enter, or finds it there.
 *
 * Returns: whether it can be used
 */
gboolean
cf_server_paths_make_folder (CfServerPaths  *self,
                             const char     *path,
                             gboolean        for_server,
                             GError        **error)
{
  return for_server ? make_folder (self, path, self->uid, self->gid, 0700, error)
                    : make_folder (self, path, geteuid (), getegid (), 0700, error);
}

/**
 * cf_server_paths_make:
 * @self: the paths
 * @error: for the sentence
 *
 * Makes the folder of the server with what is above it.
 *
 * Returns: whether it can be used
 */
gboolean
cf_server_paths_make (CfServerPaths  *self,
                      GError        **error)
{
  g_autofree char *parent = g_path_get_dirname (self->base);

  if (self->no_account)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_MISSING,
                   _("This program runs as root, and PostgreSQL refuses that. It would run under the account “%s”, which is not there: "
                     "install the PostgreSQL server, or start the program as an ordinary user."), SERVER_ACCOUNT);
      return FALSE;
    }

  if (g_mkdir_with_parents (parent, self->drop ? 0755 : 0700) != 0)
    return fail (error, parent);

  /* A strict umask would keep the account of the server out. */
  if (self->drop && g_chmod (parent, 0755) != 0)
    return fail (error, parent);

  /* The account of the server goes through to the data. Could it write there, it could lead our own files elsewhere. */
  return make_folder (self, self->base, geteuid (), self->gid, self->drop ? 0710 : 0700, error);
}

/**
 * cf_server_paths_make_socket:
 * @self: the paths
 * @error: for the sentence
 *
 * Makes the folder of the socket. It is near the root of the file system, since the name of a socket may have 107 bytes only.
 *
 * Returns: (transfer full) (nullable): its path, of letters that no list and no connection string must quote
 */
char *
cf_server_paths_make_socket (CfServerPaths  *self,
                             GError        **error)
{
  g_autofree char *parent = NULL;
  g_autofree char *path = NULL;

  if (self->drop)
    {
      parent = g_strdup (ROOT_RUNTIME_FOLDER);
      if (g_mkdir_with_parents (parent, 0755) != 0 || g_chmod (parent, 0755) != 0)
        {
          fail (error, parent);
          return NULL;
        }
    }
  else
    {
      parent = runtime_folder ();
    }

  if (parent == NULL)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_STORAGE,
                           _("There is no folder for the connection to the private server: neither the runtime folder nor /tmp can be written."));
      return NULL;
    }

  path = g_build_filename (parent, self->hash, NULL);
  if (!cf_server_paths_make_folder (self, path, TRUE, error))
    return NULL;

  return g_steal_pointer (&path);
}

/**
 * cf_server_paths_warn_remote:
 * @self: the paths
 *
 * Says in the log that a cluster on a network file system is at risk: locks and fsync are not what they are on a disk.
 */
void
cf_server_paths_warn_remote (CfServerPaths *self)
{
  struct statfs info;

  if (statfs (self->base, &info) != 0)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (remote_filesystems); i++)
    if ((unsigned long) info.f_type == remote_filesystems[i].type)
      g_message ("%s is on %s: a database there is at risk", self->base, remote_filesystems[i].name);
}
