/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The files of a journal: its lock, what their first bytes tell, and putting a new one in the place of another. */

#define _GNU_SOURCE

#include "cf-config.h"

#include "cf-bytes-private.h"
#include "cf-error.h"
#include "cf-journal-store-private.h"
#include "cf-sync.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_SIZE 100
#define BLOCK_SIZE 4096

static const char *const suffixes[] = { "", "-wal", "-shm" };

static void
set_error_from_errno (GError     **error,
                      const char  *path,
                      int          errsv)
{
  g_set_error (error, CF_ERROR, CF_ERROR_STORAGE,
               errsv == ENOSPC || errsv == EDQUOT
                 ? _("The disk of this computer is full (%s: %s). Nothing was changed; make room and start Counterfoil again.")
                 : _("The journal of this till cannot be used (%s: %s). Nothing was changed; check its folder."),
               path, g_strerror (errsv));
}

/* The lock is on a file of its own: SQLite's locks on the journal would be lost with any descriptor of it that
 * is closed.
 *
 * Returns: a descriptor that holds the lock, -1 on error */
int
_cf_journal_files_lock (const char  *path,
                        GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *lock = g_strconcat (path, ".lock", NULL);
  int fd;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      set_error_from_errno (error, folder, errno);
      return -1;
    }

  fd = g_open (lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      set_error_from_errno (error, lock, errno);
      return -1;
    }

  if (flock (fd, LOCK_EX | LOCK_NB) == 0)
    return fd;

  if (errno == EWOULDBLOCK)
    g_set_error (error, CF_ERROR, CF_ERROR_IN_USE,
                 _("Another Counterfoil is using the journal of this till (%s). Go on there, or close it first."),
                 path);
  else
    set_error_from_errno (error, lock, errno);

  close (fd);

  return -1;
}

static gboolean
exists (const char *path,
        const char *suffix)
{
  g_autofree char *name = g_strconcat (path, suffix, NULL);

  return g_file_test (name, G_FILE_TEST_EXISTS);
}

/* Looks without opening the journal, so that one of a newer version is not touched and a broken log not cut off. */
CfJournalFile
_cf_journal_files_look (const char *path)
{
  guint8 header[HEADER_SIZE];
  ssize_t n;
  int fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);

  /* A log whose journal is gone holds what nobody can read any more, but it is kept and told. */
  if (fd < 0 && errno == ENOENT)
    return exists (path, "-wal") ? CF_JOURNAL_FILE_DAMAGED : CF_JOURNAL_FILE_MISSING;
  if (fd < 0)
    return CF_JOURNAL_FILE_SOUND;

  n = pread (fd, header, sizeof header, 0);
  close (fd);

  if (n != sizeof header || memcmp (header, "SQLite format 3", 16) != 0)
    return CF_JOURNAL_FILE_DAMAGED;
  if (_cf_bytes_read_be (header + 60, 4) > CF_JOURNAL_LAST_VERSION)
    return CF_JOURNAL_FILE_DAMAGED;
  if (_cf_bytes_read_be (header + 68, 4) == CF_JOURNAL_APPLICATION_ID && _cf_bytes_read_be (header + 60, 4) > CF_JOURNAL_SCHEMA_VERSION)
    return CF_JOURNAL_FILE_NEWER;

  return _cf_journal_log_is_broken (path) ? CF_JOURNAL_FILE_DAMAGED : CF_JOURNAL_FILE_SOUND;
}

static char *
machine_id (void)
{
  static const char *const files[] = { "/etc/machine-id", "/var/lib/dbus/machine-id" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      char *id;

      if (g_file_get_contents (files[i], &id, NULL, NULL))
        return g_strstrip (id);
    }

  return g_strdup ("");
}

/* Tells this very file from a copy of it: the computer, the inode, and when that came into being where the file
 * system knows. The device is left out: its number may be another after each start of the computer. */
char *
_cf_journal_files_home (const char *path)
{
  g_autofree char *machine = machine_id ();
  struct statx status = { 0 };

  if (statx (AT_FDCWD, path, 0, STATX_INO | STATX_BTIME, &status) != 0)
    return g_strdup (machine);

  if ((status.stx_mask & STATX_BTIME) == 0)
    status.stx_btime = (struct statx_timestamp) { 0 };

  return g_strdup_printf ("%s:%" G_GUINT64_FORMAT ":%" G_GINT64_FORMAT ".%09u", machine, (guint64) status.stx_ino,
                          (gint64) status.stx_btime.tv_sec, status.stx_btime.tv_nsec);
}

/* Makes the names in the folder of @path durable. */
static gboolean
sync_folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return cf_sync_folder (folder);
}

/* Where a journal is made; it is not used from there. */
char *
_cf_journal_files_making_path (const char *path)
{
  return g_strconcat (path, ".making", NULL);
}

/* Where it is complete, and waits to take the place of another. */
char *
_cf_journal_files_finished_path (const char *path)
{
  return g_strconcat (path, ".new", NULL);
}

/* Removes a file that this program has made on the way to another, with its companions. */
void
_cf_journal_files_remove (const char *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_unlink (name);
    }
}

/* Returns: (transfer full) (nullable): under what name that is kept which stands at @path; %NULL: nothing does */
char *
_cf_journal_files_choose_aside (const char *path)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *stamp = g_date_time_format (now, "%Y%m%d-%H%M%S");
  char *aside;

  if (!exists (path, "") && !exists (path, "-wal"))
    return NULL;

  aside = g_strdup_printf ("%s.damaged-%s", path, stamp);

  for (guint i = 2; exists (aside, "") || exists (aside, "-wal"); i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.damaged-%s-%u", path, stamp, i);
    }

  return aside;
}

static gboolean
move_aside (const char  *path,
            const char  *aside,
            GError     **error)
{
  /* The log goes first: without its journal it would be taken for the log of the new one. */
  for (guint i = G_N_ELEMENTS (suffixes); i-- > 0;)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (aside, suffixes[i], NULL);

      if (g_rename (from, to) != 0 && errno != ENOENT)
        {
          set_error_from_errno (error, from, errno);
          return FALSE;
        }
    }

  return TRUE;
}

/* Puts a finished journal into its place.
 * @aside: (nullable): under what name that is kept which stands there; a start before this one may have begun to move it */
gboolean
_cf_journal_files_finish_install (const char  *path,
                                  const char  *aside,
                                  GError     **error)
{
  g_autofree char *finished = _cf_journal_files_finished_path (path);

  if (aside != NULL && !move_aside (path, aside, error))
    return FALSE;

  if (g_rename (finished, path) != 0 || !sync_folder_of (path))
    {
      set_error_from_errno (error, path, errno);
      return FALSE;
    }

  return TRUE;
}

/* Puts the journal at the making path into its place. It takes its final name in two steps, so that a crash
 * between them neither loses it nor leaves half of it. */
gboolean
_cf_journal_files_install (const char  *path,
                           const char  *aside,
                           GError     **error)
{
  g_autofree char *making = _cf_journal_files_making_path (path);
  g_autofree char *finished = _cf_journal_files_finished_path (path);

  if (!cf_sync_file (making) || g_rename (making, finished) != 0 || !sync_folder_of (path))
    {
      set_error_from_errno (error, making, errno);
      return FALSE;
    }

  return _cf_journal_files_finish_install (path, aside, error);
}

/* Reads @length bytes at @offset. What the disk does not give, a sector that cannot be read or what is behind the end, is all
 * zeros: the rest of the file is worth having. */
void
_cf_journal_files_read (int      fd,
                        goffset  offset,
                        guint8  *bytes,
                        gsize    length)
{
  for (gsize done = 0; done < length;)
    {
      gsize block = MIN (length - done, BLOCK_SIZE - (gsize) (offset + (goffset) done) % BLOCK_SIZE);
      ssize_t n = pread (fd, bytes + done, block, offset + (goffset) done);

      if (n < 0 && errno == EINTR)
        continue;

      if (n <= 0)
        {
          memset (bytes + done, 0, block);
          n = (ssize_t) block;
        }
      done += (gsize) n;
    }
}

static gboolean
write_all (int           fd,
           const guint8 *bytes,
           gsize         length)
{
  while (length > 0)
    {
      ssize_t n = write (fd, bytes, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;

      bytes += n;
      length -= (gsize) n;
    }

  return TRUE;
}

static gboolean
copy_bytes (int     from,
            goffset length,
            int     to)
{
  guint8 buffer[BLOCK_SIZE];

  for (goffset offset = 0; offset < length; offset += BLOCK_SIZE)
    {
      gsize block = (gsize) MIN (length - offset, BLOCK_SIZE);

      _cf_journal_files_read (from, offset, buffer, block);
      errno = ENOSPC;
      if (!write_all (to, buffer, block))
        return FALSE;
    }

  return TRUE;
}

static gboolean
copy_open_file (int          from,
                const char  *to,
                GError     **error)
{
  struct stat status;
  int fd = g_open (to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  gboolean ok = fd >= 0 && fstat (from, &status) == 0 && copy_bytes (from, status.st_size, fd);

  if (!ok)
    set_error_from_errno (error, to, errno);
  if (fd >= 0)
    close (fd);

  return ok;
}

/* A file that is not there needs no copy. */
static gboolean
copy_file (const char  *from,
           const char  *to,
           GError     **error)
{
  int fd = g_open (from, O_RDONLY | O_CLOEXEC, 0);
  gboolean ok;

  if (fd < 0 && errno == ENOENT)
    return TRUE;
  if (fd < 0)
    {
      set_error_from_errno (error, from, errno);
      return FALSE;
    }

  ok = copy_open_file (fd, to, error);
  close (fd);

  return ok;
}

/* Copies a journal and its log, as far as the disk gives them. */
gboolean
_cf_journal_files_copy (const char  *from,
                        const char  *to,
                        GError     **error)
{
  g_autofree char *from_log = g_strconcat (from, "-wal", NULL);
  g_autofree char *to_log = g_strconcat (to, "-wal", NULL);

  return copy_file (from, to, error) && copy_file (from_log, to_log, error);
}
