/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looks whether the write-ahead log of a journal is broken in the middle. SQLite reads a log up to the first frame
 * whose checksum is wrong and takes the rest for what a crash has left half written: right for the end of a log, but
 * a frame that breaks later would silently take every sale after it away. */

#include "cf-config.h"

#include "cf-bytes-private.h"
#include "cf-journal-store-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a loss of power leaves unfinished is the commit that was being written; each is synced before the next begins. */
#define COMMITS_LEFT_BY_A_CRASH 1

typedef struct
{
  int       fd;
  gsize     length;
  gsize     page_size;
  guint8    header[CF_JOURNAL_LOG_HEADER];
  guint8    salts[CF_JOURNAL_LOG_SALTS]; /* tell this log from an older one in the same file */
  guint8   *frame;              /* (owned): the one that was read last */
  gboolean  big_endian;         /* the words that are summed */
  guint32   sums[2];
} Log;

/* As the "WAL File Format" of SQLite defines it. */
static void
add_to_sums (Log          *log,
             const guint8 *bytes,
             gsize         length)
{
  for (gsize i = 0; i + 8 <= length; i += 8)
    {
      guint32 words[2];

      memcpy (words, bytes + i, sizeof words);
      log->sums[0] += (log->big_endian ? GUINT32_FROM_BE (words[0]) : GUINT32_FROM_LE (words[0])) + log->sums[1];
      log->sums[1] += (log->big_endian ? GUINT32_FROM_BE (words[1]) : GUINT32_FROM_LE (words[1])) + log->sums[0];
    }
}

static gboolean
sums_are (const Log    *log,
          const guint8 *bytes)
{
  return _cf_bytes_read_be (bytes, 4) == log->sums[0] && _cf_bytes_read_be (bytes + 4, 4) == log->sums[1];
}

static gboolean
read_header (Log *log)
{
  guint32 magic;

  _cf_journal_files_read (log->fd, 0, log->header, CF_JOURNAL_LOG_HEADER);

  magic = _cf_bytes_read_be (log->header, 4);
  log->big_endian = magic & 1;
  log->page_size = _cf_bytes_read_be (log->header + 8, 4);
  memcpy (log->salts, log->header + 16, sizeof log->salts);
  add_to_sums (log, log->header, 24);

  return (magic & ~1u) == 0x377f0682 && log->page_size >= 512 && log->page_size <= 65536 &&
         sums_are (log, log->header + 24);
}

static const guint8 *
read_frame (Log   *log,
            gsize  n)
{
  gsize size = CF_JOURNAL_FRAME_HEADER + log->page_size;

  if (n >= _cf_journal_log_count_frames (log->length, log->page_size))
    return NULL;

  if (log->frame == NULL)
    log->frame = g_malloc (size);
  _cf_journal_files_read (log->fd, (goffset) _cf_journal_log_locate_frame (n, log->page_size), log->frame, size);

  return log->frame;
}

static gboolean
is_of_log (const Log    *log,
           const guint8 *frame)
{
  return memcmp (frame + 8, log->salts, sizeof log->salts) == 0;
}

/* A header that cannot be read is damage wherever commits follow it, since it is synced before them. The first frame that
 * says anything is one of them. */
static gboolean
guess_header (Log *log)
{
  static const guint8 nothing[CF_JOURNAL_LOG_SALTS];
  const guint8 *frame;

  log->page_size = 4096;
  for (gsize n = 0; (frame = read_frame (log, n)) != NULL; n++)
    if (memcmp (frame + 8, nothing, sizeof nothing) != 0)
      {
        memcpy (log->salts, frame + 8, sizeof log->salts);
        return TRUE;
      }

  return FALSE;
}

static gboolean
frame_is_sound (Log          *log,
                const guint8 *frame)
{
  if (!is_of_log (log, frame))
    return FALSE;

  add_to_sums (log, frame, 8);
  add_to_sums (log, frame + CF_JOURNAL_FRAME_HEADER, log->page_size);

  return sums_are (log, frame + 16);
}

/* The commits from the @n th frame on. */
static guint
count_commits (Log   *log,
               gsize  n)
{
  const guint8 *frame;
  guint n_commits = 0;

  for (; (frame = read_frame (log, n)) != NULL; n++)
    n_commits += is_of_log (log, frame) && _cf_bytes_read_be (frame + 4, 4) != 0;

  return n_commits;
}

/* Returns: %FALSE where there is no log, or nothing in it */
static gboolean
log_open (Log        *log,
          const char *path)
{
  g_autofree char *name = g_strconcat (path, "-wal", NULL);
  struct stat status;

  log->fd = g_open (name, O_RDONLY | O_CLOEXEC, 0);
  if (log->fd < 0 || fstat (log->fd, &status) != 0 || status.st_size < CF_JOURNAL_LOG_HEADER)
    return FALSE;

  log->length = (gsize) status.st_size;

  return read_header (log) || guess_header (log);
}

static void
log_clear (Log *log)
{
  if (log->fd >= 0)
    close (log->fd);
  g_free (log->frame);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Log, log_clear)

/* @length: of a log
 * Returns: how many whole frames it has */
gsize
_cf_journal_log_count_frames (gsize length,
                              gsize page_size)
{
  return length > CF_JOURNAL_LOG_HEADER ? (length - CF_JOURNAL_LOG_HEADER) / (CF_JOURNAL_FRAME_HEADER + page_size) : 0;
}

/* Returns: where in a log its @n th frame begins */
gsize
_cf_journal_log_locate_frame (gsize n,
                              gsize page_size)
{
  return CF_JOURNAL_LOG_HEADER + n * (CF_JOURNAL_FRAME_HEADER + page_size);
}

/* @path: the journal
 * Returns: whether its log has commits that SQLite would not read, beyond the one that a crash may leave */
gboolean
_cf_journal_log_is_broken (const char *path)
{
  g_auto (Log) log = { .fd = -1 };
  const guint8 *frame;
  gsize n = 0;

  if (!log_open (&log, path))
    return FALSE;

  while ((frame = read_frame (&log, n)) != NULL && frame_is_sound (&log, frame))
    n++;

  return count_commits (&log, n) > COMMITS_LEFT_BY_A_CRASH;
}

/* @path: the journal
 * @salts: (out): what the frames of its log have in common; those of an older log, which lie behind them until they are
 *   overwritten, have others
 * Returns: %FALSE where there are no frames */
gboolean
_cf_journal_log_get_salts (const char *path,
                           guint8      salts[CF_JOURNAL_LOG_SALTS])
{
  g_auto (Log) log = { .fd = -1 };

  if (!log_open (&log, path))
    return FALSE;

  memcpy (salts, log.salts, CF_JOURNAL_LOG_SALTS);

  return TRUE;
}
