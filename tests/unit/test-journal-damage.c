/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE

#include "cf-error.h"
#include "journal-calls.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A journal that is damaged, or copied. */

#define N_WAITING 60
#define N_REFUSED 5
#define N_LINES 8

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
 * Auxiliary functions
 * ------------------------------------------------------------------------------------------------- */

/* Every third is too long for one page. */
static char *
document_of (const char *uuid)
{
  guint n = (guint) g_ascii_strtoull (uuid + 2, NULL, 10);
  g_autofree char *filling = g_strnfill (n % 3 == 0 ? 9000 : 300, 'a' + n % 26);

  return g_strdup_printf ("{\"uuid\":\"%s\",\"filling\":\"%s\"}", uuid, filling);
}

/* Orders "o-1", "o-2" …, the last of them refused, one acknowledged, and a cart with lines "l-1" … */
static void
make_journal (const char *path)
{
  g_autoptr (CfJournal) journal = cf_journal_new (path);
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (journal);
  g_autoptr (GError) error = NULL;

  cf_test_journal_bind (journal);

  for (guint i = 1; i <= N_WAITING + N_REFUSED + 1; i++)
    {
      g_autofree char *uuid = g_strdup_printf ("o-%u", i);
      g_autofree char *document = document_of (uuid);

      cf_test_assert_written (cf_test_journal_try_complete (journal, uuid, i, document, &error), error);
      if (i > N_WAITING + N_REFUSED)
        cf_test_assert_written (cf_test_journal_write (journal, &error, cf_journal_acknowledge, uuid), error);
      else if (i > N_WAITING)
        cf_test_assert_written (cf_test_journal_write (journal, &error, cf_journal_refuse, uuid, "23505", "no"), error);
    }

  for (guint i = 1; i <= N_LINES; i++)
    {
      g_autofree char *uuid = g_strdup_printf ("l-%u", i);
      g_autofree char *document = document_of (uuid);

      cf_test_journal_put_line (journal, "cart", uuid, (int) i, document);
    }

  cf_test_journal_close (journal);
}

typedef struct
{
  guint n_waiting;
  guint n_refused;
  guint n_lines;
  char *damage;
  char *till;
} Kept;

static void
kept_clear (Kept *kept)
{
  g_clear_pointer (&kept->damage, g_free);
  g_clear_pointer (&kept->till, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Kept, kept_clear)

static void
check_order (CfJournalOrder *order)
{
  g_autofree char *document = document_of (order->uuid);

  g_assert_true (g_str_has_prefix (order->uuid, "o-"));
  g_assert_cmpstr (order->document, ==, document);
}

/* Opens the journal, makes sure that whatever is in it is what was written, and that it works on. */
static Kept
open_and_check (const char *path)
{
  g_autoptr (CfJournal) journal = cf_journal_new (path);
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (journal);
  g_autoptr (GPtrArray) waiting = cf_test_journal_list (journal, CF_JOURNAL_WAITING, 0, 1000);
  g_autoptr (GPtrArray) refused = cf_test_journal_list (journal, CF_JOURNAL_REFUSED, 0, 1000);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  Kept kept = { waiting->len, refused->len, snapshot->cart_lines->len, g_strdup (snapshot->damage), g_strdup (snapshot->till) };

  g_assert_cmpuint (snapshot->n_waiting, ==, waiting->len);
  g_assert_cmpuint (snapshot->n_refused, ==, refused->len);

  for (guint i = 0; i < waiting->len; i++)
    {
      check_order (cf_test_journal_nth (waiting, i));
      g_assert_true (g_hash_table_add (seen, cf_test_journal_nth (waiting, i)->uuid));
    }

  /* A doubtful order is among the refused ones, with words that say so. */
  for (guint i = 0; i < refused->len; i++)
    {
      g_assert_nonnull (cf_test_journal_nth (refused, i)->message);
      g_assert_true (g_hash_table_add (seen, cf_test_journal_nth (refused, i)->uuid));
    }

  for (guint i = 0; i < snapshot->cart_lines->len; i++)
    {
      CfJournalLine *line = g_ptr_array_index (snapshot->cart_lines, i);
      g_autofree char *document = document_of (line->line_uuid);

      g_assert_cmpstr (line->document, ==, document);
    }

  cf_test_journal_put_line (journal, "cart", "l-100", 100, "{}");
  cf_test_assert_written (cf_test_journal_write (journal, &error, cf_journal_remove_line, "cart", "l-100"), error);
  cf_test_journal_close (journal);

  return kept;
}

static void
assert_whole (const Kept *kept)
{
  g_assert_cmpuint (kept->n_waiting, ==, N_WAITING);
  g_assert_cmpuint (kept->n_refused, ==, N_REFUSED);
  g_assert_cmpuint (kept->n_lines, ==, N_LINES);
}

static void
assert_told (const Kept *kept)
{
  g_autofree char *waiting = g_strdup_printf ("wait for the server: %d.", N_WAITING);
  g_autofree char *refused = g_strdup_printf ("need attention: %d.", N_REFUSED);
  g_autofree char *lines = g_strdup_printf ("of the open order: %d.", N_LINES);

  g_assert_nonnull (strstr (kept->damage, waiting));
  g_assert_nonnull (strstr (kept->damage, refused));
  g_assert_nonnull (strstr (kept->damage, lines));
}

static char *
name_aside (const Kept *kept,
            const char *path,
            const char *suffix)
{
  g_autofree char *prefix = g_strconcat (path, ".damaged-", NULL);
  const char *start = strstr (kept->damage, prefix);

  g_assert_nonnull (start);

  return g_strdup_printf ("%.*s%s", (int) strlen (start) - 1, start, suffix);
}

/* The damaged file is still there, byte for byte, under the name that the person is told. */
static void
assert_kept_aside (const Kept *kept,
                   const char *path,
                   const char *bytes,
                   gsize       length)
{
  g_autofree char *name = name_aside (kept, path, "");
  g_autofree char *content = NULL;
  gsize content_length;

  g_assert_true (g_file_get_contents (name, &content, &content_length, NULL));
  g_assert_cmpmem (content, content_length, bytes, length);
}

static void
forget_aside (Fixture *fixture)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      if (strstr (name, ".damaged-") != NULL)
        g_unlink (path);
    }
}

/* -------------------------------------------------------------------------------------------------
 * Damage
 * ------------------------------------------------------------------------------------------------- */

/* What was said may not have been read: it is said at each start until somebody has gone on selling. */
static void
assert_told_until_sold (const char *path,
                        const Kept *kept)
{
  g_auto (Kept) again = open_and_check (path);
  g_auto (Kept) after = { 0 };
  g_autoptr (CfJournal) journal = cf_journal_new (path);
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (journal);
  g_autoptr (GError) error = NULL;
  g_autofree char *document = document_of ("o-900");

  g_assert_cmpstr (again.damage, ==, kept->damage);
  cf_test_assert_written (cf_test_journal_try_bind (journal, CF_TEST_SHOP, "T2", snapshot->next_counter, NULL, &error), error);
  cf_test_assert_written (cf_test_journal_try_complete (journal, "o-900", snapshot->next_counter, document, &error), error);
  cf_test_journal_close (journal);
  after = open_and_check (path);
  g_assert_null (after.damage);
  g_assert_cmpuint (after.n_waiting, ==, kept->n_waiting + 1);
}

/* No page is broken, but the first bytes, which tell SQLite what it is, are gone: nothing is lost. */
static void
test_header (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *bytes = NULL;
  g_auto (Kept) kept = { 0 };
  gsize length;

  make_journal (fixture->path);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &length, NULL));
  memset (bytes, 0, 100);
  cf_test_write_file (fixture->path, bytes, length);

  kept = open_and_check (fixture->path);
  g_assert_nonnull (kept.damage);
  g_assert_null (kept.till);
  assert_whole (&kept);
  assert_told (&kept);
  assert_kept_aside (&kept, fixture->path, bytes, length);
  assert_told_until_sold (fixture->path, &kept);
}

/* It is a file of SQLite, but of a format that there will never be. */
static void
test_unknown_format (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autofree char *bytes = NULL;
  g_auto (Kept) kept = { 0 };
  gsize length;

  make_journal (fixture->path);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &length, NULL));
  bytes[47] = 9;
  cf_test_write_file (fixture->path, bytes, length);

  kept = open_and_check (fixture->path);
  g_assert_nonnull (kept.damage);
  assert_whole (&kept);
  assert_kept_aside (&kept, fixture->path, bytes, length);
}

static void
test_first_page (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *bytes = NULL;
  g_auto (Kept) kept = { 0 };
  gsize length;

  make_journal (fixture->path);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &length, NULL));
  memset (bytes, 'x', 4096);
  cf_test_write_file (fixture->path, bytes, length);

  kept = open_and_check (fixture->path);
  assert_whole (&kept);
  assert_kept_aside (&kept, fixture->path, bytes, length);
}

static void
test_not_sqlite (Fixture       *fixture,
                 gconstpointer  data)
{
  static const char *const contents[] = { "", "x", "This is a letter to my aunt.\n", "SQLite format 3" };

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_auto (Kept) kept = { 0 };

      cf_test_write_file (fixture->path, contents[i], strlen (contents[i]));
      kept = open_and_check (fixture->path);
      g_assert_nonnull (kept.damage);
      assert_kept_aside (&kept, fixture->path, contents[i], strlen (contents[i]));
    }
}

/* A database of somebody else is no journal, and is not thrown away either. */
static void
test_foreign (Fixture       *fixture,
              gconstpointer  data)
{
  g_auto (Kept) kept = { 0 };
  g_autofree char *bytes = NULL;
  gsize length;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "CREATE TABLE orders (x); INSERT INTO orders VALUES (1)", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &length, NULL));

  kept = open_and_check (fixture->path);
  assert_kept_aside (&kept, fixture->path, bytes, length);
}

static void
test_truncated (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *bytes = NULL;
  gsize length;

  make_journal (fixture->path);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &length, NULL));
  g_unlink (fixture->path);

  for (guint percent = 0; percent < 100; percent += 7)
    {
      gsize left = length * percent / 100;
      g_auto (Kept) kept = { 0 };

      cf_test_write_file (fixture->path, bytes, left);
      kept = open_and_check (fixture->path);

      g_assert_nonnull (kept.damage);
      assert_kept_aside (&kept, fixture->path, bytes, left);
      if (percent >= 50)
        g_assert_cmpuint (kept.n_waiting, >=, N_WAITING / 4);
      forget_aside (fixture);
    }
}

/* A log without its journal is no journal. */
static void
test_only_log (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_auto (Kept) kept = { 0 };

  cf_test_write_file (log, "left over", 9);
  kept = open_and_check (fixture->path);
  g_assert_nonnull (kept.damage);
}

/* Damage to the version alone cannot be told from a newer version: the file is left as it is then. */
static gboolean
is_left_as_newer (const char *path,
                  const char *bytes,
                  gsize       length)
{
  g_autoptr (CfJournal) journal = cf_journal_new (path);
  g_autoptr (CfJournalSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;
  gsize content_length;

  if (bytes[60] != 0 || bytes[61] != 0 || ((guint8) bytes[62] << 8 | (guint8) bytes[63]) <= 1 ||
      ((guint8) bytes[62] << 8 | (guint8) bytes[63]) > 1000)
    return FALSE;

  g_assert_null (cf_test_journal_try_open (journal, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_VERSION);
  g_assert_true (g_file_get_contents (path, &content, &content_length, NULL));
  g_assert_cmpmem (content, content_length, bytes, length);

  return TRUE;
}

/* Damage anywhere is either harmless or told, and never turns an order into another one. */
static void
test_random (Fixture       *fixture,
             gconstpointer  data)
{
  guint n_rounds = g_getenv ("CF_TEST_LONG") != NULL ? 1000 : 60;
  g_autofree char *bytes = NULL;
  guint n_told = 0;
  guint n_kept = 0;
  gsize length;

  make_journal (fixture->path);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &length, NULL));

  for (guint round = 0; round < n_rounds; round++)
    {
      g_autofree char *damaged = g_memdup2 (bytes, length);
      gsize offset = (gsize) g_test_rand_int_range (0, (int) length);
      gsize most = g_test_rand_int_range (1, round % 4 == 0 ? 8192 : 64);
      gsize n = MIN (most, length - offset);
      g_auto (Kept) kept = { 0 };

      for (gsize i = 0; i < n; i++)
        damaged[offset + i] = round % 3 == 0 ? 0 : (char) g_test_rand_int_range (0, 256);
      cf_test_write_file (fixture->path, damaged, length);
      if (memcmp (damaged, bytes, 16) == 0 && memcmp (damaged + 68, bytes + 68, 4) == 0 && is_left_as_newer (fixture->path, damaged, length))
        continue;

      kept = open_and_check (fixture->path);
      if (kept.damage != NULL)
        {
          n_told++;
          n_kept += kept.n_waiting;
          assert_kept_aside (&kept, fixture->path, damaged, length);
          forget_aside (fixture);
        }
      else
        {
          assert_whole (&kept);
        }
    }

  g_test_message ("%u of %u told, %u of %u waiting orders kept", n_told, n_rounds, n_kept, n_told * N_WAITING);
  g_assert_cmpuint (n_told, >, 0);
  g_assert_cmpuint (n_kept, >=, n_told * N_WAITING * 8 / 10);
}

/* A computer that stops in the midst of putting a salvaged journal into its place goes on there at the next start. */
static void
test_interrupted_install (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autofree char *finished = g_strconcat (fixture->path, ".new", NULL);
  g_autofree char *making = g_strconcat (fixture->path, ".making", NULL);
  g_auto (Kept) kept = { 0 };

  make_journal (fixture->path);
  g_assert_cmpint (g_rename (fixture->path, finished), ==, 0);
  cf_test_write_file (fixture->path, "damaged", 7);
  cf_test_write_file (making, "half", 4);

  kept = open_and_check (fixture->path);
  g_assert_nonnull (kept.damage);
  assert_whole (&kept);
  assert_kept_aside (&kept, fixture->path, "damaged", 7);
  g_assert_false (g_file_test (finished, G_FILE_TEST_EXISTS));
  assert_told_until_sold (fixture->path, &kept);
}

/* A crash just before the last step, when the damaged file has its other name already: the same is told as if it had not come. */
static void
test_interrupted_at_last (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autofree char *finished = g_strconcat (fixture->path, ".new", NULL);
  g_auto (Kept) kept = { 0 };
  g_auto (Kept) again = { 0 };

  cf_test_write_file (fixture->path, "damaged", 7);
  kept = open_and_check (fixture->path);
  g_assert_cmpint (g_rename (fixture->path, finished), ==, 0);
  again = open_and_check (fixture->path);
  g_assert_cmpstr (again.damage, ==, kept.damage);
  assert_kept_aside (&again, fixture->path, "damaged", 7);
}

/* And where the log has been moved and its journal not, they are together afterwards. */
static void
test_interrupted_half_way (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autofree char *finished = g_strconcat (fixture->path, ".new", NULL);
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *aside = NULL;
  g_autofree char *log_aside = NULL;
  g_auto (Kept) kept = { 0 };
  g_auto (Kept) again = { 0 };

  cf_test_write_file (fixture->path, "damaged", 7);
  cf_test_write_file (log, "log", 3);
  kept = open_and_check (fixture->path);
  g_assert_cmpint (g_rename (fixture->path, finished), ==, 0);
  aside = name_aside (&kept, fixture->path, "");
  g_assert_cmpint (g_rename (aside, fixture->path), ==, 0);
  again = open_and_check (fixture->path);
  g_assert_cmpstr (again.damage, ==, kept.damage);
  assert_kept_aside (&again, fixture->path, "damaged", 7);
  log_aside = name_aside (&again, fixture->path, "-wal");
  g_assert_true (g_file_test (log_aside, G_FILE_TEST_EXISTS));
}

/* The bytes of a journal as a killed process leaves it, with much in its log. */
static void
make_killed (const char  *path,
             char       **bytes,
             gsize       *length,
             char       **log,
             gsize       *log_length)
{
  g_autofree char *log_path = g_strconcat (path, "-wal", NULL);
  g_autoptr (CfJournal) journal = NULL;
  g_autoptr (CfJournalSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;

  make_journal (path);
  journal = cf_journal_new (path);
  snapshot = cf_test_journal_open (journal);

  for (guint i = 1; i <= 20; i++)
    {
      guint n = N_WAITING + N_REFUSED + 1 + i;
      g_autofree char *uuid = g_strdup_printf ("o-%u", n);
      g_autofree char *document = document_of (uuid);

      cf_test_assert_written (cf_test_journal_try_complete (journal, uuid, n, document, &error), error);
    }

  g_assert_true (g_file_get_contents (path, bytes, length, NULL));
  g_assert_true (g_file_get_contents (log_path, log, log_length, NULL));
  cf_test_journal_close (journal);
}

/* A crash leaves a log that ends anywhere: what was synced is there, and it is no damage. */
static void
test_log_cut (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *log_path = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *bytes = NULL;
  g_autofree char *log = NULL;
  gsize length, log_length;
  guint last = 0;

  make_killed (fixture->path, &bytes, &length, &log, &log_length);

  for (guint percent = 0; percent <= 100; percent += 10)
    {
      g_auto (Kept) kept = { 0 };

      cf_test_write_file (fixture->path, bytes, length);
      cf_test_write_file (log_path, log, log_length * percent / 100);
      kept = open_and_check (fixture->path);
      g_assert_null (kept.damage);
      g_assert_cmpuint (kept.n_waiting, >=, last);
      g_assert_cmpuint (kept.n_lines, ==, N_LINES);
      last = kept.n_waiting;
    }

  g_assert_cmpuint (last, ==, N_WAITING + 20);
}

/* A log that breaks in the middle is damage, and what comes behind the break is not given up. */
static void
test_log_broken (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *log_path = g_strconcat (fixture->path, "-wal", NULL);
  g_autofree char *bytes = NULL;
  g_autofree char *log = NULL;
  gsize length, log_length;

  make_killed (fixture->path, &bytes, &length, &log, &log_length);

  for (guint percent = 0; percent <= 60; percent += 5)
    {
      g_autofree char *damaged = g_memdup2 (log, log_length);
      g_auto (Kept) kept = { 0 };

      damaged[log_length * percent / 100] ^= 0x40;
      cf_test_write_file (fixture->path, bytes, length);
      cf_test_write_file (log_path, damaged, log_length);
      kept = open_and_check (fixture->path);
      g_assert_nonnull (kept.damage);
      g_assert_cmpuint (kept.n_waiting + kept.n_refused, >=, N_WAITING + N_REFUSED + 19);
      assert_kept_aside (&kept, fixture->path, bytes, length);
      forget_aside (fixture);
    }
}

/* -------------------------------------------------------------------------------------------------
 * Copies
 * ------------------------------------------------------------------------------------------------- */

/* The open order goes on in the copy under another UUID, from the moment in which the copy is open. */
static void
assert_copied_cart (const CfJournalSnapshot *first,
                    const CfJournalSnapshot *second)
{
  g_assert_cmpstr (first->cart_uuid, ==, "cart");
  g_assert_cmpstr (second->cart_uuid, !=, "cart");
  g_assert_cmpuint (second->cart_lines->len, ==, N_LINES);

  for (guint i = 0; i < N_LINES; i++)
    {
      const CfJournalLine *one = g_ptr_array_index (first->cart_lines, i);
      const CfJournalLine *other = g_ptr_array_index (second->cart_lines, i);

      g_assert_cmpstr (one->line_uuid, ==, other->line_uuid);
      g_assert_cmpstr (one->document, ==, other->document);
      g_assert_cmpint (one->position, ==, other->position);
    }
}

static gint64
count_rows (const char *path,
            const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM %s", table);
  sqlite3_stmt *statement;
  gint64 n_rows;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  n_rows = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);

  return n_rows;
}

static void
test_copied (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *copy = g_build_filename (fixture->folder, "copy.sqlite", NULL);
  g_autoptr (CfJournal) original = cf_journal_new (fixture->path);
  g_autoptr (CfJournal) copied = cf_journal_new (copy);
  g_autoptr (CfJournalSnapshot) first = NULL;
  g_autoptr (CfJournalSnapshot) second = NULL;
  g_autoptr (CfJournalSnapshot) third = NULL;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) no_till = NULL;
  g_autofree char *bytes = NULL;
  gsize length;

  make_journal (fixture->path);
  g_assert_true (g_file_get_contents (fixture->path, &bytes, &length, NULL));
  cf_test_write_file (copy, bytes, length);

  first = cf_test_journal_open (original);
  second = cf_test_journal_open (copied);
  g_assert_cmpstr (first->till, ==, "T1");
  g_assert_null (second->till);
  g_assert_null (second->damage);
  g_assert_cmpstr (first->journal_id, !=, second->journal_id);
  g_assert_cmpstr (second->shop_id, ==, CF_TEST_SHOP);
  assert_copied_cart (first, second);
  g_assert_cmpuint (second->n_waiting, ==, N_WAITING);
  waiting = cf_test_journal_list (copied, CF_JOURNAL_WAITING, 0, 1);
  g_assert_cmpstr (cf_test_journal_nth (waiting, 0)->uuid, ==, "o-1");
  g_assert_cmpstr (cf_test_journal_nth (waiting, 0)->number, ==, "T1-1");

  g_assert_false (cf_test_journal_try_complete (copied, "o-999", second->next_counter, "{}", &no_till));
  g_assert_error (no_till, CF_ERROR, CF_ERROR_NOT_READY);
  cf_test_assert_written (cf_test_journal_try_bind (copied, CF_TEST_SHOP, "T2", 1, NULL, &error), error);
  cf_test_journal_close (copied);

  third = cf_test_journal_open (copied);
  g_assert_cmpstr (third->till, ==, "T2");
  g_assert_cmpstr (third->journal_id, ==, second->journal_id);
  g_assert_cmpstr (third->cart_uuid, ==, second->cart_uuid);
  cf_test_journal_close (copied);
  cf_test_journal_close (original);
  g_assert_cmpint (count_rows (copy, "carts"), ==, 1);
  g_assert_cmpint (count_rows (copy, "cart_lines"), ==, N_LINES);
}

/* A journal that was only moved is the same. */
static void
test_moved (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "elsewhere", NULL);
  g_autofree char *place = g_build_filename (folder, "journal.sqlite", NULL);
  g_autoptr (CfJournal) journal = cf_journal_new (fixture->path);
  g_autoptr (CfJournal) moved = cf_journal_new (place);
  g_autoptr (CfJournalSnapshot) before = NULL;
  g_autoptr (CfJournalSnapshot) after = NULL;

  make_journal (fixture->path);
  before = cf_test_journal_open (journal);
  cf_test_journal_close (journal);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (g_rename (fixture->path, place), ==, 0);

  after = cf_test_journal_open (moved);
  g_assert_cmpstr (after->journal_id, ==, before->journal_id);
  g_assert_cmpstr (after->till, ==, "T1");
  cf_test_journal_close (moved);
}

/* -------------------------------------------------------------------------------------------------
 * Upkeep
 * ------------------------------------------------------------------------------------------------- */

/* Acknowledged orders go after 30 days, others never. */
static void
test_pruned (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (CfJournal) journal = cf_journal_new (fixture->path);
  g_autoptr (CfJournalSnapshot) snapshot = NULL;
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GPtrArray) after = NULL;
  g_autofree char *sql = NULL;
  sqlite3 *db;

  make_journal (fixture->path);
  snapshot = cf_test_journal_open (journal);
  before = cf_test_journal_list (journal, CF_JOURNAL_ACKNOWLEDGED, 0, 10);
  g_assert_cmpuint (before->len, ==, 1);
  cf_test_journal_close (journal);

  sql = g_strdup_printf ("UPDATE orders SET acknowledged_at = %" G_GINT64_FORMAT, g_get_real_time () - 31 * G_TIME_SPAN_DAY);
  g_assert_cmpint (sqlite3_open (fixture->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);

  g_clear_pointer (&snapshot, cf_journal_snapshot_free);
  snapshot = cf_test_journal_open (journal);
  after = cf_test_journal_list (journal, CF_JOURNAL_ACKNOWLEDGED, 0, 10);
  g_assert_cmpuint (after->len, ==, 0);
  g_assert_cmpuint (snapshot->n_waiting, ==, N_WAITING);
  cf_test_journal_close (journal);
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/journal/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("damage/header", test_header);
  ADD ("damage/unknown-format", test_unknown_format);
  ADD ("damage/first-page", test_first_page);
  ADD ("damage/not-sqlite", test_not_sqlite);
  ADD ("damage/foreign", test_foreign);
  ADD ("damage/truncated", test_truncated);
  ADD ("damage/only-log", test_only_log);
  ADD ("damage/random", test_random);
  ADD ("damage/log-cut", test_log_cut);
  ADD ("damage/log-broken", test_log_broken);
  ADD ("damage/interrupted-install", test_interrupted_install);
  ADD ("damage/interrupted-at-last", test_interrupted_at_last);
  ADD ("damage/interrupted-half-way", test_interrupted_half_way);
  ADD ("copied", test_copied);
  ADD ("moved", test_moved);
  ADD ("pruned", test_pruned);

  return g_test_run ();
}
