/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looks whether the write-ahead log of a journal is broken in the middle. SQLite reads a log up to the first frame
 * whose checksum is wrong and takes the rest for what a crash has left half written: right for the end of a log, but
 * a frame that breaks later would silently take every sale after it away. */

#include "cf-config.h"

#include "cf-journal-store-private.h"

#include <string.h>

#define LOG_HEADER 32
#define FRAME_HEADER 24

/* What a loss of power leaves unfinished is the last commit; those before it were synced. */
#define COMMITS_LEFT_BY_A_CRASH 1

typedef struct
{
  const guint8 *bytes;
  gsize         length;
  gsize         page_size;
  const guint8 *salts;          /* eight bytes that tell this log from an older one in the same file */
  gboolean      big_endian;     /* the words that are summed */
  guint32       sums[2];
} Log;

static guint32
read_be (const guint8 *bytes)
{
  guint32 word;

  memcpy (&word, bytes, sizeof word);

  return GUINT32_FROM_BE (word);
}

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
  return read_be (bytes) == log->sums[0] && read_be (bytes + 4) == log->sums[1];
}

static gboolean
read_header (Log *log)
{
  guint32 magic;

  if (log->length < LOG_HEADER)
    return FALSE;

  magic = read_be (log->bytes);
  log->big_endian = magic & 1;
  log->page_size = read_be (log->bytes + 8);
  log->salts = log->bytes + 16;
  add_to_sums (log, log->bytes, 24);

  return (magic & ~1u) == 0x377f0682 && log->page_size >= 512 && log->page_size <= 65536 &&
         sums_are (log, log->bytes + 24);
}

static const guint8 *
nth_frame (const Log *log,
           gsize      n)
{
  gsize size = FRAME_HEADER + log->page_size;

  return n < (log->length - LOG_HEADER) / size ? log->bytes + LOG_HEADER + n * size : NULL;
}

/* A header that cannot be read is damage wherever commits follow it, since it is synced before them. */
static gboolean
guess_header (Log *log)
{
  static const guint8 nothing[8];

  log->page_size = 4096;
  if (log->length < LOG_HEADER + FRAME_HEADER + log->page_size)
    return FALSE;

  log->salts = log->bytes + LOG_HEADER + 8;

  return memcmp (log->salts, nothing, sizeof nothing) != 0;
}

static gboolean
frame_is_sound (Log          *log,
                const guint8 *frame)
{
  if (memcmp (frame + 8, log->salts, 8) != 0)
    return FALSE;

  add_to_sums (log, frame, 8);
  add_to_sums (log, frame + FRAME_HEADER, log->page_size);

  return sums_are (log, frame + 16);
}

/* The commits from the @n th frame on. */
static guint
count_commits (const Log *log,
               gsize      n)
{
  const guint8 *frame;
  guint n_commits = 0;

  for (; (frame = nth_frame (log, n)) != NULL; n++)
    n_commits += memcmp (frame + 8, log->salts, 8) == 0 && read_be (frame + 4) != 0;

  return n_commits;
}

/* @path: the journal
 * Returns: whether its log has commits that SQLite would not read, beyond the one that a crash may leave */
gboolean
_cf_journal_log_is_broken (const char *path)
{
  g_autofree char *name = g_strconcat (path, "-wal", NULL);
  g_autoptr (GMappedFile) file = g_mapped_file_new (name, FALSE, NULL);
  const guint8 *frame;
  Log log = { 0 };
  gsize n = 0;

  if (file == NULL)
    return FALSE;

  log.bytes = (const guint8 *) g_mapped_file_get_contents (file);
  log.length = g_mapped_file_get_length (file);

  if (!read_header (&log) && !guess_header (&log))
    return FALSE;

  while ((frame = nth_frame (&log, n)) != NULL && frame_is_sound (&log, frame))
    n++;

  return count_commits (&log, n) > COMMITS_LEFT_BY_A_CRASH;
}
