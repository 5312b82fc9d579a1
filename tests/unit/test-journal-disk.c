/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE

#include "cf-error.h"
#include "journal-calls.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/* A journal on a disk that refuses, loses its power, or has sectors that cannot be read. The calls of the C library that it comes to
 * the disk by stand in front of the real ones here. */

#define BLOCK 4096
#define N_ORDERS 40

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->folder = cf_test_temp_dir ();
  fixture->path = g_build_filename (fixture->folder, "journal.sqlite", NULL);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  cf_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

/* -------------------------------------------------------------------------------------------------
 * The disk
 * ------------------------------------------------------------------------------------------------- */

static ino_t bad_inode;                 /* of the file that has a bad sector; 0: none has */
static gboolean all_bad;                /* every file has */
static goffset bad_offset;

static GPtrArray *moments;              /* (nullable) (element-type Moment) */
static char *watched;                   /* the journal */
static GByteArray *synced;              /* what its log was when it was synced last */
static gint n_saved;                    /* what was answered so far */

/* What the disk has been given when a sync begins. */
typedef struct
{
  GBytes *journal;
  GBytes *log;
  GBytes *synced;
  int     n_saved;
} Moment;

static void
moment_free (Moment *moment)
{
  g_bytes_unref (moment->journal);
  g_bytes_unref (moment->log);
  g_bytes_unref (moment->synced);
  g_free (moment);
}

static char *
name_of (int fd)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);

  return g_file_read_link (link, NULL);
}

static gboolean
is_bad (int     fd,
        goffset offset,
        gsize   length)
{
  struct stat status;

  return offset + (goffset) length > bad_offset && offset < bad_offset + BLOCK &&
         fstat (fd, &status) == 0 && (status.st_ino == bad_inode || (all_bad && S_ISREG (status.st_mode)));
}

#define REAL(name) \
  static __typeof__ (&name) real; \
  if (real == NULL) \
    real = (__typeof__ (&name)) dlsym (RTLD_NEXT, #name)

ssize_t
pread64 (int     fd,
         void   *bytes,
         size_t  length,
         off64_t offset)
{
  REAL (pread64);

  if (bad_inode == 0 || !is_bad (fd, offset, length))
    return real (fd, bytes, length, offset);

  errno = EIO;

  return -1;
}

ssize_t
read (int     fd,
      void   *bytes,
      size_t  length)
{
  REAL (read);

  if (bad_inode == 0 || !is_bad (fd, lseek (fd, 0, SEEK_CUR), length))
    return real (fd, bytes, length);

  errno = EIO;

  return -1;
}

static GBytes *
read_file (const char *path)
{
  char *content;
  gsize length;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));

  return g_bytes_new_take (content, length);
}

static void
note_moment (const char *log)
{
  Moment *moment = g_new0 (Moment, 1);

  moment->journal = read_file (watched);
  moment->log = read_file (log);
  moment->synced = g_bytes_new (synced->data, synced->len);
  moment->n_saved = g_atomic_int_get (&n_saved);
  g_ptr_array_add (moments, moment);

  g_byte_array_set_size (synced, 0);
  g_byte_array_append (synced, g_bytes_get_data (moment->log, NULL), (guint) g_bytes_get_size (moment->log));
}

int
fdatasync (int fd)
{
  REAL (fdatasync);

  if (g_atomic_pointer_get (&moments) != NULL)
    {
      g_autofree char *name = name_of (fd);

      if (name != NULL && g_str_has_prefix (name, watched) && g_str_has_suffix (name, "-wal"))
        note_moment (name);
    }

  return real (fd);
}

int
fsync (int fd)
{
  return fdatasync (fd);
}

/* Begins when everything is synced. */
static void
watch (const char *path)
{
  g_autofree char *log_path = g_strconcat (path, "-wal", NULL);

  watched = g_strdup (path);
  synced = g_bytes_unref_to_array (read_file (log_path));
  n_saved = 0;
  g_atomic_pointer_set (&moments, g_ptr_array_new_with_free_func ((GDestroyNotify) moment_free));
}

/* Returns: (transfer full) (element-type Moment): to be called when nothing is written any more */
static GPtrArray *
watch_end (void)
{
  GPtrArray *seen = moments;

  g_atomic_pointer_set (&moments, NULL);
  g_clear_pointer (&watched, g_free);
  g_clear_pointer (&synced, g_byte_array_unref);

  return seen;
}

/* -------------------------------------------------------------------------------------------------
 * Auxiliary functions
 * ------------------------------------------------------------------------------------------------- */

/* Orders "o-1" …, each as long as most of a page. */
static void
complete_many (CfJournal *journal,
               guint      first,
               guint      n)
{
  g_autofree char *filling = g_strnfill (3000, 'x');
  g_autofree char *document = g_strdup_printf ("{\"filling\":\"%s\"}", filling);
  g_autoptr (GError) error = NULL;

  for (guint i = first; i < first + n; i++)
    {
      g_autofree char *uuid = g_strdup_printf ("o-%u", i);

      cf_test_assert_written (cf_test_journal_try_complete (journal, uuid, i, document, &error), error);
    }
}

static void
acknowledge (CfJournal *journal,
             guint      i)
{
  g_autofree char *uuid = g_strdup_printf ("o-%u", i);
  g_autoptr (GError) error = NULL;

  cf_test_assert_written (cf_test_journal_write (journal, &error, cf_journal_acknowledge, uuid), error);
}

static guint
count_orders (CfJournal *journal)
{
  guint n_orders = 0;

  for (int state = CF_JOURNAL_WAITING; state <= CF_JOURNAL_REFUSED; state++)
    {
      g_autoptr (GPtrArray) orders = cf_test_journal_list (journal, (CfJournalState) state, 0, 1000);

      n_orders += orders->len;
    }

  return n_orders;
}

/* -------------------------------------------------------------------------------------------------
 * Power cuts
 * ------------------------------------------------------------------------------------------------- */

/* Each step is one that a person sees: the n th leaves an order more, or the line at quantity n. */
static void
sell_and_acknowledge (CfJournal *journal)
{
  for (guint i = 1; i <= 6; i++)
    {
      g_autofree char *document = g_strdup_printf ("{\"step\":%u}", i);

      complete_many (journal, i, 1);
      cf_test_journal_put_line (journal, "cart", "line", 1, document);
      g_atomic_int_set (&n_saved, (int) i);
    }

  for (guint i = 1; i <= 4; i++)
    acknowledge (journal, i);
  cf_test_journal_put_line (journal, "cart", "line", 1, "{\"step\":7}");
  g_atomic_int_set (&n_saved, 7);
  acknowledge (journal, 5);
  acknowledge (journal, 6);
}

static void
assert_nothing_lost (const char *path,
                     int         saved)
{
  g_autoptr (CfJournal) journal = cf_journal_new (path);
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (journal);

  g_assert_cmpstr (snapshot->damage, ==, NULL);
  g_assert_cmpuint (count_orders (journal), >=, MIN (saved, 6));
  if (saved > 0)
    {
      const CfJournalLine *line = g_ptr_array_index (snapshot->cart_lines, 0);

      g_assert_cmpuint (snapshot->cart_lines->len, ==, 1);
      g_assert_cmpint (strtol (line->document + strlen ("{\"step\":"), NULL, 10), >=, saved);
    }
  cf_test_journal_close (journal);
}

/* The blocks that were not synced reach the disk in any order: here all but the @n th did. */
static gboolean
lose_block (const Moment *moment,
            gsize         n,
            const char   *path)
{
  gsize log_length, old_length;
  const guint8 *log = g_bytes_get_data (moment->log, &log_length);
  const guint8 *old = g_bytes_get_data (moment->synced, &old_length);
  g_autofree guint8 *after = g_memdup2 (log, log_length);
  g_autofree char *log_path = g_strconcat (path, "-wal", NULL);
  gsize start = n * BLOCK;
  gsize length;

  if (start >= log_length)
    return FALSE;

  length = MIN (log_length - start, BLOCK);
  memset (after + start, 0, length);
  if (start < old_length)
    memcpy (after + start, old + start, MIN (old_length - start, length));

  cf_test_write_file (path, g_bytes_get_data (moment->journal, NULL), g_bytes_get_size (moment->journal));
  cf_test_write_file (log_path, after, log_length);

  return TRUE;
}

/* The first block that differs from what was synced. */
static gsize
first_unsynced (const Moment *moment)
{
  gsize log_length, old_length, i = 0;
  const guint8 *log = g_bytes_get_data (moment->log, &log_length);
  const guint8 *old = g_bytes_get_data (moment->synced, &old_length);

  while (i < MIN (log_length, old_length) && log[i] == old[i])
    i++;

  return i / BLOCK;
}

/* Wherever the power goes, whatever was on its way: nothing that was answered is lost, and nobody is told of damage. */
static void
test_power_cut (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *after = g_build_filename (fixture->folder, "after.sqlite", NULL);
  g_autoptr (CfJournal) journal = cf_journal_new (fixture->path);
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (journal);
  g_autoptr (GPtrArray) seen = NULL;
  guint n_cuts = 0;

  cf_test_journal_bind (journal);
  watch (fixture->path);
  sell_and_acknowledge (journal);
  cf_test_journal_close (journal);
  seen = watch_end ();

  for (guint i = 0; i < seen->len; i++)
    {
      const Moment *moment = g_ptr_array_index (seen, i);

      for (gsize n = first_unsynced (moment); lose_block (moment, n, after); n++)
        {
          assert_nothing_lost (after, moment->n_saved);
          n_cuts++;
        }
    }

  g_test_message ("the power went %u times", n_cuts);
  g_assert_cmpuint (n_cuts, >, 20);
}

/* What an acknowledgement has changed is on the disk when it is answered, like everything else: the next loss of power
 * then never meets more than one commit. */
static void
test_every_write_synced (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autofree char *log_path = g_strconcat (fixture->path, "-wal", NULL);
  g_autoptr (CfJournal) journal = cf_journal_new (fixture->path);
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (journal);

  cf_test_journal_bind (journal);
  complete_many (journal, 1, 5);
  watch (fixture->path);
  for (guint i = 1; i <= 5; i++)
    {
      g_autoptr (GBytes) log = NULL;
      g_autoptr (GBytes) known = NULL;

      acknowledge (journal, i);
      log = read_file (log_path);
      known = g_bytes_new (synced->data, synced->len);
      g_assert_true (g_bytes_equal (log, known));
    }
  cf_test_journal_close (journal);
  g_ptr_array_unref (watch_end ());
}

/* -------------------------------------------------------------------------------------------------
 * Old logs
 * ------------------------------------------------------------------------------------------------- */

/* A log with the frames of an older one behind its own, which say what the line was before. */
static void
make_log_with_old_frames (const char  *path,
                          GBytes     **journal_bytes,
                          GBytes     **log_bytes)
{
  g_autofree char *log_path = g_strconcat (path, "-wal", NULL);
  g_autofree char *copy = g_strconcat (path, ".copy", NULL);
  g_autofree char *copy_log = g_strconcat (copy, "-wal", NULL);
  g_autoptr (CfJournal) journal = cf_journal_new (path);
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (journal);
  g_autoptr (CfJournal) next = cf_journal_new (copy);
  g_autoptr (CfJournalSnapshot) next_snapshot = NULL;
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) log_before = NULL;
  g_autoptr (GError) error = NULL;

  cf_test_journal_bind (journal);
  complete_many (journal, 1, N_ORDERS);
  cf_test_journal_put_line (journal, "cart", "line", 0, "{\"quantity\":1}");
  before = read_file (path);
  log_before = read_file (log_path);
  cf_test_journal_close (journal);

  /* As after a crash: opening carries the log over and begins it anew. */
  cf_test_write_file (copy, g_bytes_get_data (before, NULL), g_bytes_get_size (before));
  cf_test_write_file (copy_log, g_bytes_get_data (log_before, NULL), g_bytes_get_size (log_before));
  next_snapshot = cf_test_journal_open (next);
  g_assert_null (next_snapshot->damage);
  cf_test_journal_put_line (next, next_snapshot->cart_uuid, "line", 0, "{\"quantity\":3}");
  for (guint i = 1; i <= 4; i++)
    acknowledge (next, i);
  *journal_bytes = read_file (copy);
  *log_bytes = read_file (copy_log);
  cf_test_journal_close (next);
  g_assert_cmpuint (g_bytes_get_size (*log_bytes), ==, g_bytes_get_size (log_before));
}

/* What lies in the file from an older log is older than all that is in this one. */
static void
test_old_frames (Fixture       *fixture,
                 gconstpointer  data)
{
  const gsize frame_size = 24 + BLOCK;
  g_autofree char *after = g_build_filename (fixture->folder, "after.sqlite", NULL);
  g_autofree char *after_log = g_strconcat (after, "-wal", NULL);
  g_autoptr (CfJournal) journal = cf_journal_new (after);
  g_autoptr (CfJournalSnapshot) snapshot = NULL;
  g_autoptr (GBytes) journal_bytes = NULL;
  g_autoptr (GBytes) log_bytes = NULL;
  g_autofree guint8 *log = NULL;
  gsize length, n = 0;

  make_log_with_old_frames (fixture->path, &journal_bytes, &log_bytes);
  log = g_memdup2 (g_bytes_get_data (log_bytes, &length), g_bytes_get_size (log_bytes));
  length = g_bytes_get_size (log_bytes);
  while (32 + (n + 1) * frame_size <= length && memcmp (log + 32 + n * frame_size + 8, log + 16, 8) == 0)
    n++;
  g_assert_cmpuint (n, >, 6);
  g_assert_cmpuint (32 + n * frame_size, <, length);

  /* The first acknowledgement is broken. */
  memset (log + 32 + (n - 6) * frame_size, 0, frame_size);
  cf_test_write_file (after, g_bytes_get_data (journal_bytes, NULL), g_bytes_get_size (journal_bytes));
  cf_test_write_file (after_log, log, length);

  snapshot = cf_test_journal_open (journal);
  g_assert_nonnull (snapshot->damage);
  g_assert_cmpuint (count_orders (journal), ==, N_ORDERS);
  g_assert_cmpuint (snapshot->cart_lines->len, ==, 1);
  g_assert_cmpstr (((CfJournalLine *) g_ptr_array_index (snapshot->cart_lines, 0))->document, ==, "{\"quantity\":3}");
  cf_test_journal_close (journal);
}

/* -------------------------------------------------------------------------------------------------
 * Bad sectors
 * ------------------------------------------------------------------------------------------------- */

/* Opens a journal of which @file has a bad sector: it costs what was in it, and not the day. */
static void
assert_salvaged (const char *path,
                 const char *file,
                 goffset     offset)
{
  struct stat status;
  g_autoptr (CfJournal) journal = cf_journal_new (path);
  g_autoptr (CfJournalSnapshot) snapshot = NULL;

  g_assert_cmpint (g_stat (file, &status), ==, 0);
  bad_offset = offset;
  bad_inode = status.st_ino;
  snapshot = cf_test_journal_open (journal);
  bad_inode = 0;
  g_assert_nonnull (snapshot->damage);
  g_assert_cmpuint (count_orders (journal), >=, N_ORDERS - 2);
  cf_test_journal_put_line (journal, "another", "line", 0, "{}");
  cf_test_journal_close (journal);
}

static void
test_bad_sector (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CfJournal) journal = cf_journal_new (fixture->path);
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (journal);

  cf_test_journal_bind (journal);
  complete_many (journal, 1, N_ORDERS);
  cf_test_journal_close (journal);
  bytes = read_file (fixture->path);
  g_assert_cmpuint (g_bytes_get_size (bytes), >, 30 * BLOCK);

  /* The very first page, one that leads to others, and one in the middle. */
  for (goffset offset = 0; offset < 30 * BLOCK; offset += offset < 8 * BLOCK ? BLOCK : 7 * BLOCK)
    {
      g_autofree char *place = g_strdup_printf ("%s/%" G_GOFFSET_FORMAT ".sqlite", fixture->folder, offset);

      cf_test_write_file (place, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      assert_salvaged (place, place, offset);
    }
}

static void
test_bad_sector_of_log (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autofree char *log_path = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *place = g_build_filename (fixture->folder, "after.sqlite", NULL);
  g_autofree char *place_log = g_strconcat (place, "-wal", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) log = NULL;
  g_autoptr (CfJournal) journal = cf_journal_new (fixture->path);
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (journal);

  cf_test_journal_bind (journal);
  complete_many (journal, 1, N_ORDERS);
  bytes = read_file (fixture->path);
  log = read_file (log_path);
  cf_test_journal_close (journal);

  /* In the middle, and in the last commit, where only SQLite comes to it. */
  for (guint i = 0; i < 2; i++)
    {
      goffset last = (goffset) (g_bytes_get_size (log) - 1) / BLOCK * BLOCK;

      cf_test_write_file (place, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      cf_test_write_file (place_log, g_bytes_get_data (log, NULL), g_bytes_get_size (log));
      assert_salvaged (place, place_log, i == 0 ? 10 * BLOCK : last);
    }
}

/* A disk on which nothing can be written that can be read again: it is told, and what was there is kept. */
static void
test_bad_disk (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (CfJournal) journal = cf_journal_new (fixture->path);
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (journal);
  g_autoptr (CfJournalSnapshot) again = NULL;
  g_autoptr (GError) error = NULL;

  cf_test_journal_bind (journal);
  complete_many (journal, 1, N_ORDERS);
  cf_test_journal_close (journal);

  bad_offset = 10 * BLOCK;
  bad_inode = 1;
  all_bad = TRUE;
  g_assert_null (cf_test_journal_try_open (journal, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  all_bad = FALSE;
  bad_inode = 0;

  again = cf_test_journal_open (journal);
  g_assert_cmpuint (count_orders (journal), >=, N_ORDERS - 2);
  cf_test_journal_close (journal);
}

/* A log that cannot be opened at all is no reason to begin without it. */
static void
test_closed_log (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *log_path = g_strconcat (fixture->path, "-wal", NULL);
  g_autoptr (CfJournal) journal = cf_journal_new (fixture->path);
  g_autoptr (CfJournalSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  cf_test_write_file (fixture->path, "This is a letter to my aunt.\n", 29);
  g_assert_cmpint (symlink (log_path, log_path), ==, 0);
  g_assert_null (cf_test_journal_try_open (journal, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, log_path));
  bytes = read_file (fixture->path);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 29);

  g_assert_cmpint (g_unlink (log_path), ==, 0);
  snapshot = cf_test_journal_open (journal);
  g_assert_nonnull (snapshot->damage);
  cf_test_journal_close (journal);
}

/* -------------------------------------------------------------------------------------------------
 * A disk that refuses
 * ------------------------------------------------------------------------------------------------- */

static void
fill_disk (const char *path)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  g_autofree char *block = g_strnfill (4096, 'x');

  g_assert_cmpint (fd, >=, 0);
  for (gsize size = 4096; size > 0; size /= 2)
    while (write (fd, block, size) > 0)
      ;
  g_assert_cmpint (errno, ==, ENOSPC);
  g_assert_cmpint (close (fd), ==, 0);
}

static void
assert_nothing_fits (CfJournal *journal)
{
  g_autofree char *document = g_strnfill (100000, 'x');
  g_autoptr (GError) line_error = NULL;
  g_autoptr (GError) order_error = NULL;

  g_assert_false (cf_test_journal_write (journal, &line_error, cf_journal_put_line, "cart", "refused", 5, document));
  g_assert_error (line_error, CF_ERROR, CF_ERROR_STORAGE);
  g_assert_false (cf_test_journal_try_complete (journal, "cart", 1, document, &order_error));
  g_assert_error (order_error, CF_ERROR, CF_ERROR_STORAGE);
}

/* What was refused has left no trace, and what comes afterwards is kept. */
static void
assert_recovered (CfJournal *journal)
{
  g_autoptr (CfJournalSnapshot) again = NULL;

  cf_test_journal_put_line (journal, "cart", "after", 2, "{}");
  cf_test_journal_close (journal);

  again = cf_test_journal_open (journal);
  g_assert_null (again->damage);
  g_assert_cmpint (again->next_counter, ==, 1);
  g_assert_cmpuint (again->n_waiting, ==, 0);
  g_assert_cmpuint (again->cart_lines->len, ==, 2);
  cf_test_journal_complete (journal, "cart", 1);
  cf_test_journal_close (journal);
}

static void
run_on_full_disk (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "journal.sqlite", NULL);
  g_autofree char *filling = g_build_filename (folder, "filling", NULL);
  g_autoptr (CfJournal) journal = cf_journal_new (path);
  g_autoptr (CfJournalSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;

  fill_disk (filling);
  g_assert_null (cf_test_journal_try_open (journal, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
  g_assert_cmpint (g_unlink (filling), ==, 0);

  snapshot = cf_test_journal_open (journal);
  g_assert_null (snapshot->damage);
  cf_test_journal_bind (journal);
  cf_test_journal_put_line (journal, "cart", "before", 1, "{}");

  fill_disk (filling);
  assert_nothing_fits (journal);
  g_assert_cmpint (g_unlink (filling), ==, 0);
  assert_recovered (journal);
}

static void
test_full_disk (Fixture       *fixture,
                gconstpointer  data)
{
  if (mount ("cf-test", fixture->folder, "tmpfs", 0, "size=1m,mode=0700") != 0)
    {
      g_test_skip ("a small file system cannot be mounted here");
      return;
    }

  run_on_full_disk (fixture->folder);
  g_assert_cmpint (umount (fixture->folder), ==, 0);
}

/* The same without a file system of its own: no file may grow any more. */
static void
test_file_limit (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (CfJournal) journal = cf_journal_new (fixture->path);
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (journal);

  cf_test_journal_bind (journal);
  cf_test_journal_put_line (journal, "cart", "before", 1, "{}");

  cf_test_limit_files (65536);
  assert_nothing_fits (journal);
  cf_test_limit_files (-1);

  assert_recovered (journal);
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/journal/disk/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("power-cut", test_power_cut);
  ADD ("every-write-synced", test_every_write_synced);
  ADD ("old-frames", test_old_frames);
  ADD ("bad-sector", test_bad_sector);
  ADD ("bad-sector/log", test_bad_sector_of_log);
  ADD ("bad-disk", test_bad_disk);
  ADD ("closed-log", test_closed_log);
  ADD ("full", test_full_disk);
  ADD ("file-limit", test_file_limit);
#undef ADD

  return g_test_run ();
}
