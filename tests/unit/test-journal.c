/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-error.h"
#include "journal-calls.h"

#include <locale.h>
#include <sqlite3.h>

#define OTHER_SHOP "00000000-8b86-4d01-b42d-00cf4fc964ff"

typedef struct
{
  char      *folder;
  char      *path;
  CfJournal *journal;
} Fixture;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary functions
 * ------------------------------------------------------------------------------------------------- */

/* Closes the journal and opens the file again. */
static CfJournalSnapshot *
reopen (Fixture *fixture)
{
  cf_test_journal_close (fixture->journal);
  g_clear_object (&fixture->journal);
  fixture->journal = cf_journal_new (fixture->path);

  return cf_test_journal_open (fixture->journal);
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->folder = cf_test_temp_dir ();
  fixture->path = g_build_filename (fixture->folder, "till", "journal.sqlite", NULL);
  fixture->journal = cf_journal_new (fixture->path);
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  if (fixture->journal != NULL)
    cf_test_journal_close (fixture->journal);
  g_clear_object (&fixture->journal);
  cf_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

/* -------------------------------------------------------------------------------------------------
 * Opening and closing
 * ------------------------------------------------------------------------------------------------- */

static void
test_new (Fixture       *fixture,
          gconstpointer  data)
{
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (fixture->journal);
  g_autoptr (CfJournalSnapshot) again = NULL;

  g_assert_true (g_uuid_string_is_valid (snapshot->journal_id));
  g_assert_null (snapshot->shop_id);
  g_assert_null (snapshot->till);
  g_assert_cmpint (snapshot->next_counter, ==, 1);
  g_assert_null (snapshot->cart_uuid);
  g_assert_cmpuint (snapshot->cart_lines->len, ==, 0);
  g_assert_cmpuint (snapshot->n_waiting, ==, 0);
  g_assert_null (snapshot->damage);

  again = reopen (fixture);
  g_assert_cmpstr (again->journal_id, ==, snapshot->journal_id);
}

static void
test_open_cancelled (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfJournalSnapshot) snapshot = NULL;

  g_cancellable_cancel (cancellable);
  cf_journal_open_async (fixture->journal, cancellable, cf_test_await_cb, &result);
  g_assert_null (cf_journal_open_finish (fixture->journal, cf_test_await (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  snapshot = cf_test_journal_open (fixture->journal);
}

/* Whichever of the two comes first, what the caller is told is what is so. */
static void
test_open_cancelled_during (Fixture       *fixture,
                            gconstpointer  data)
{
  for (guint delay = 0; delay < 20; delay++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (CfJournalSnapshot) snapshot = NULL;

      cf_test_cancel_in_thread (cancellable, delay * 200);
      cf_journal_open_async (fixture->journal, cancellable, cf_test_await_cb, &result);
      snapshot = cf_journal_open_finish (fixture->journal, cf_test_await (&result), &error);
      if (snapshot == NULL)
        {
          g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
          snapshot = cf_test_journal_open (fixture->journal);
        }
      cf_test_journal_close (fixture->journal);
    }
}

static void
test_open_twice (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (fixture->journal);
  g_autoptr (CfJournal) other = cf_journal_new (fixture->path);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other_error = NULL;

  g_assert_null (cf_test_journal_try_open (fixture->journal, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_IN_USE);
  cf_test_journal_put_line (fixture->journal, "cart", "line", 0, "{}");

  g_assert_null (cf_test_journal_try_open (other, &other_error));
  g_assert_error (other_error, CF_ERROR, CF_ERROR_IN_USE);
}

static void
test_not_open (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (CfJournalSnapshot) snapshot = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) list_error = NULL;

  g_assert_false (cf_test_journal_write (fixture->journal, &error, cf_journal_put_line, "cart", "line", 0, "{}"));
  g_assert_error (error, CF_ERROR, CF_ERROR_NOT_READY);

  cf_journal_list_async (fixture->journal, CF_JOURNAL_WAITING, 0, 10, NULL, cf_test_await_cb, &result);
  g_assert_null (cf_journal_list_finish (fixture->journal, cf_test_await (&result), &list_error));
  g_assert_error (list_error, CF_ERROR, CF_ERROR_NOT_READY);

  snapshot = cf_test_journal_open (fixture->journal);
  cf_test_journal_close (fixture->journal);
  cf_test_journal_close (fixture->journal);
}

static void
test_unusable_folder (void)
{
  static const char *const paths[] = { "/proc/nowhere/journal.sqlite", "/dev/null/journal.sqlite", "/proc/self/status" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (CfJournal) journal = cf_journal_new (paths[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (cf_test_journal_try_open (journal, &error));
      g_assert_error (error, CF_ERROR, CF_ERROR_STORAGE);
    }
}

static void
set_user_version (const char *path,
                  int         version)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA user_version = %d", version);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static void
test_newer_version (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (fixture->journal);
  g_autoptr (CfJournalSnapshot) older = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize before_length, after_length;

  cf_test_journal_put_line (fixture->journal, "cart", "line", 0, "{}");
  cf_test_journal_close (fixture->journal);
  set_user_version (fixture->path, 99);
  g_assert_true (g_file_get_contents (fixture->path, &before, &before_length, NULL));

  g_assert_null (cf_test_journal_try_open (fixture->journal, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_VERSION);
  g_assert_true (g_file_get_contents (fixture->path, &after, &after_length, NULL));
  g_assert_cmpmem (before, before_length, after, after_length);

  set_user_version (fixture->path, 1);
  older = cf_test_journal_open (fixture->journal);
  g_assert_cmpuint (older->cart_lines->len, ==, 1);
}

/* -------------------------------------------------------------------------------------------------
 * The shop
 * ------------------------------------------------------------------------------------------------- */

static void
test_bind (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (fixture->journal);
  g_autoptr (CfJournalSnapshot) again = NULL;
  g_autoptr (GError) error = NULL;

  cf_test_assert_written (cf_test_journal_try_bind (fixture->journal, CF_TEST_SHOP, NULL, 0, "{\"shop\":1}", &error), error);
  cf_test_assert_written (cf_test_journal_try_bind (fixture->journal, CF_TEST_SHOP, "T1", 1048, NULL, &error), error);
  cf_test_assert_written (cf_test_journal_try_bind (fixture->journal, CF_TEST_SHOP, "T1", 7, NULL, &error), error);

  g_assert_false (cf_test_journal_try_bind (fixture->journal, OTHER_SHOP, "T9", 5000, "{}", &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);

  again = reopen (fixture);
  g_assert_cmpstr (again->shop_id, ==, CF_TEST_SHOP);
  g_assert_cmpstr (again->till, ==, "T1");
  g_assert_cmpint (again->next_counter, ==, 1048);
  g_assert_cmpstr (again->shop_document, ==, "{\"shop\":1}");
}

/* -------------------------------------------------------------------------------------------------
 * The open cart
 * ------------------------------------------------------------------------------------------------- */

static void
assert_line (CfJournalSnapshot *snapshot,
             guint              n,
             const char        *uuid,
             int                position,
             const char        *document)
{
  CfJournalLine *line;

  g_assert_cmpuint (n, <, snapshot->cart_lines->len);
  line = g_ptr_array_index (snapshot->cart_lines, n);
  g_assert_cmpstr (line->line_uuid, ==, uuid);
  g_assert_cmpint (line->position, ==, position);
  g_assert_cmpstr (line->document, ==, document);
}

static void
test_cart (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (fixture->journal);
  g_autoptr (CfJournalSnapshot) second = NULL;
  g_autoptr (CfJournalSnapshot) third = NULL;
  g_autoptr (GError) error = NULL;

  cf_test_assert_written (cf_test_journal_write (fixture->journal, &error, cf_journal_put_cart, "cart", "{\"note\":1}"), error);
  cf_test_journal_put_line (fixture->journal, "cart", "a", 2, "{\"a\":1}");
  cf_test_journal_put_line (fixture->journal, "cart", "b", 1, "{\"b\":1}");
  cf_test_journal_put_line (fixture->journal, "cart", "c", 0, "{\"c\":1}");
  cf_test_journal_put_line (fixture->journal, "cart", "a", 0, "{\"a\":2}");
  cf_test_assert_written (cf_test_journal_write (fixture->journal, &error, cf_journal_remove_line, "cart", "c"), error);
  cf_test_assert_written (cf_test_journal_write (fixture->journal, &error, cf_journal_remove_line, "cart", "never there"), error);

  second = reopen (fixture);
  g_assert_cmpstr (second->cart_uuid, ==, "cart");
  g_assert_cmpstr (second->cart_document, ==, "{\"note\":1}");
  g_assert_cmpuint (second->cart_lines->len, ==, 2);
  assert_line (second, 0, "a", 0, "{\"a\":2}");
  assert_line (second, 1, "b", 1, "{\"b\":1}");

  cf_test_assert_written (cf_test_journal_write (fixture->journal, &error, cf_journal_clear_cart, "cart"), error);
  cf_test_assert_written (cf_test_journal_write (fixture->journal, &error, cf_journal_clear_cart, "cart"), error);
  third = reopen (fixture);
  g_assert_null (third->cart_uuid);
  g_assert_cmpuint (third->cart_lines->len, ==, 0);
}

static void
test_line_without_cart (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (fixture->journal);
  g_autoptr (CfJournalSnapshot) again = NULL;

  cf_test_journal_put_line (fixture->journal, "cart", "a", 0, "{}");
  again = reopen (fixture);
  g_assert_cmpstr (again->cart_uuid, ==, "cart");
  g_assert_null (again->cart_document);
  g_assert_cmpuint (again->cart_lines->len, ==, 1);
}

static const char *const naughty[] = {
  "", " ", "'", "\"", "'; DROP TABLE orders; --", "\\", "%s%n%x", "\r\n\t\v", "\x01\x02\x7f", "\xff\xfe\x80", "\xed\xa0\x80",
  "\xc3\x28", "\xef\xbb\xbf", "\xe2\x80\xae" "abc", "Z\xcc\xb7\xcc\x81\xcc\x95", "\xf0\x9f\x92\xa9", "\xef\xbf\xbf", "NULL", "NaN",
  "\xd9\xa1\xd9\xa2", "?1", "{\"a\":", "<script>alert(1)</script>", "../../etc/passwd",
};

static void
test_naughty (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (fixture->journal);
  g_autoptr (CfJournalSnapshot) again = NULL;
  g_autoptr (GPtrArray) orders = NULL;
  g_autoptr (GError) error = NULL;

  cf_test_journal_bind (fixture->journal);

  for (guint i = 0; i < G_N_ELEMENTS (naughty); i++)
    {
      cf_test_journal_put_line (fixture->journal, "cart", naughty[i], (int) i, naughty[i]);
      cf_test_assert_written (cf_test_journal_try_complete (fixture->journal, naughty[i], i + 1, naughty[i], &error), error);
      cf_test_assert_written (cf_test_journal_write (fixture->journal, &error, cf_journal_refuse, naughty[i], naughty[i], naughty[i]), error);
    }

  again = reopen (fixture);
  g_assert_null (again->damage);
  g_assert_cmpuint (again->n_refused, ==, G_N_ELEMENTS (naughty));
  g_assert_cmpuint (again->cart_lines->len, ==, G_N_ELEMENTS (naughty));
  orders = cf_test_journal_list (fixture->journal, CF_JOURNAL_REFUSED, 0, 1000);

  for (guint i = 0; i < G_N_ELEMENTS (naughty); i++)
    {
      assert_line (again, i, naughty[i], (int) i, naughty[i]);
      g_assert_cmpstr (cf_test_journal_nth (orders, i)->uuid, ==, naughty[i]);
      g_assert_cmpstr (cf_test_journal_nth (orders, i)->document, ==, naughty[i]);
      g_assert_cmpstr (cf_test_journal_nth (orders, i)->sqlstate, ==, naughty[i]);
      g_assert_cmpstr (cf_test_journal_nth (orders, i)->message, ==, naughty[i]);
    }
}

static void
test_large (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (fixture->journal);
  g_autoptr (CfJournalSnapshot) again = NULL;
  g_autofree char *document = g_strnfill (10 * 1024 * 1024, 'x');
  g_autoptr (GPtrArray) orders = NULL;
  g_autoptr (GError) error = NULL;

  cf_test_journal_bind (fixture->journal);
  cf_test_journal_put_line (fixture->journal, "cart", "line", 0, document);
  cf_test_assert_written (cf_test_journal_try_complete (fixture->journal, "order", 1, document, &error), error);

  again = reopen (fixture);
  g_assert_null (again->damage);
  assert_line (again, 0, "line", 0, document);
  orders = cf_test_journal_list (fixture->journal, CF_JOURNAL_WAITING, 0, 10);
  g_assert_cmpstr (cf_test_journal_nth (orders, 0)->document, ==, document);
}

/* -------------------------------------------------------------------------------------------------
 * Orders
 * ------------------------------------------------------------------------------------------------- */

static void
test_complete (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (fixture->journal);
  g_autoptr (CfJournalSnapshot) again = NULL;
  g_autoptr (GPtrArray) orders = NULL;
  CfJournalOrder *order;

  cf_test_journal_bind (fixture->journal);
  cf_test_journal_put_line (fixture->journal, "order", "a", 0, "{}");
  cf_test_journal_put_line (fixture->journal, "order", "b", 1, "{}");
  cf_test_journal_complete (fixture->journal, "order", 1);

  again = reopen (fixture);
  g_assert_null (again->cart_uuid);
  g_assert_cmpuint (again->cart_lines->len, ==, 0);
  g_assert_cmpint (again->next_counter, ==, 2);
  g_assert_cmpuint (again->n_waiting, ==, 1);

  orders = cf_test_journal_list (fixture->journal, CF_JOURNAL_WAITING, 0, 10);
  g_assert_cmpuint (orders->len, ==, 1);
  order = cf_test_journal_nth (orders, 0);
  g_assert_cmpstr (order->uuid, ==, "order");
  g_assert_cmpstr (order->number, ==, "T1-1");
  g_assert_cmpstr (order->document, ==, "{\"order\":\"order\"}");
  g_assert_cmpint (order->completed_at, ==, 1234567890123456);
  g_assert_cmpint (order->state, ==, CF_JOURNAL_WAITING);
  g_assert_null (order->sqlstate);
  g_assert_null (order->message);
}

static void
test_complete_refused (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (fixture->journal);
  g_autoptr (CfJournalSnapshot) again = NULL;
  g_autoptr (GError) no_till = NULL;
  g_autoptr (GError) ahead = NULL;
  g_autoptr (GError) twice = NULL;
  g_autoptr (GError) late = NULL;

  cf_test_journal_put_line (fixture->journal, "order", "a", 0, "{}");
  g_assert_false (cf_test_journal_try_complete (fixture->journal, "order", 1, "{}", &no_till));
  g_assert_error (no_till, CF_ERROR, CF_ERROR_NOT_READY);

  cf_test_journal_bind (fixture->journal);
  g_assert_false (cf_test_journal_try_complete (fixture->journal, "order", 2, "{}", &ahead));
  g_assert_error (ahead, CF_ERROR, CF_ERROR_CONFLICT);

  cf_test_journal_complete (fixture->journal, "order", 1);
  g_assert_false (cf_test_journal_try_complete (fixture->journal, "order", 2, "{}", &twice));
  g_assert_error (twice, CF_ERROR, CF_ERROR_CONFLICT);

  g_assert_false (cf_test_journal_write (fixture->journal, &late, cf_journal_put_line, "order", "late", 0, "{}"));
  g_assert_error (late, CF_ERROR, CF_ERROR_CONFLICT);

  again = reopen (fixture);
  g_assert_cmpint (again->next_counter, ==, 2);
  g_assert_cmpuint (again->n_waiting, ==, 1);
  g_assert_null (again->cart_uuid);
}

static void
test_states (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (fixture->journal);
  g_autoptr (CfJournalSnapshot) again = NULL;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GPtrArray) refused = NULL;
  g_autoptr (GPtrArray) acknowledged = NULL;
  g_autoptr (GPtrArray) rest = NULL;
  g_autoptr (GPtrArray) requeued = NULL;
  g_autoptr (GPtrArray) newest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) unknown = NULL;
  g_autoptr (GError) too_late = NULL;

  cf_test_journal_bind (fixture->journal);
  for (guint i = 1; i <= 5; i++)
    {
      g_autofree char *uuid = g_strdup_printf ("order-%u", i);

      cf_test_journal_complete (fixture->journal, uuid, i);
    }

  cf_test_assert_written (cf_test_journal_write (fixture->journal, &error, cf_journal_acknowledge, "order-1"), error);
  cf_test_assert_written (cf_test_journal_write (fixture->journal, &error, cf_journal_acknowledge, "order-1"), error);
  cf_test_assert_written (cf_test_journal_write (fixture->journal, &error, cf_journal_refuse, "order-2", "23505", "duplicate key"), error);
  g_assert_false (cf_test_journal_write (fixture->journal, &unknown, cf_journal_acknowledge, "nobody"));
  g_assert_error (unknown, CF_ERROR, CF_ERROR_NOT_FOUND);
  g_assert_false (cf_test_journal_write (fixture->journal, &too_late, cf_journal_refuse, "order-1", "23505", "no"));
  g_assert_error (too_late, CF_ERROR, CF_ERROR_CONFLICT);

  waiting = cf_test_journal_list (fixture->journal, CF_JOURNAL_WAITING, 0, 2);
  g_assert_cmpuint (waiting->len, ==, 2);
  g_assert_cmpstr (cf_test_journal_nth (waiting, 0)->uuid, ==, "order-3");
  rest = cf_test_journal_list (fixture->journal, CF_JOURNAL_WAITING, cf_test_journal_nth (waiting, 1)->sequence, 100);
  g_assert_cmpuint (rest->len, ==, 1);
  g_assert_cmpstr (cf_test_journal_nth (rest, 0)->uuid, ==, "order-5");
  newest = cf_test_journal_list (fixture->journal, CF_JOURNAL_WAITING, -1, 2);
  g_assert_cmpuint (newest->len, ==, 2);
  g_assert_cmpstr (cf_test_journal_nth (newest, 0)->uuid, ==, "order-5");
  g_assert_cmpstr (cf_test_journal_nth (newest, 1)->uuid, ==, "order-4");
  refused = cf_test_journal_list (fixture->journal, CF_JOURNAL_REFUSED, 0, 100);
  g_assert_cmpuint (refused->len, ==, 1);
  g_assert_cmpstr (cf_test_journal_nth (refused, 0)->sqlstate, ==, "23505");
  g_assert_cmpstr (cf_test_journal_nth (refused, 0)->message, ==, "duplicate key");
  acknowledged = cf_test_journal_list (fixture->journal, CF_JOURNAL_ACKNOWLEDGED, 0, 100);
  g_assert_cmpuint (acknowledged->len, ==, 1);

  cf_test_assert_written (cf_test_journal_write (fixture->journal, &error, cf_journal_requeue, "order-2", "order-2b", "T1-6", (gint64) 7, "{\"number\":6}"), error);
  requeued = cf_test_journal_list (fixture->journal, CF_JOURNAL_WAITING, 0, 1);
  g_assert_cmpstr (cf_test_journal_nth (requeued, 0)->uuid, ==, "order-2b");
  g_assert_cmpstr (cf_test_journal_nth (requeued, 0)->number, ==, "T1-6");
  g_assert_cmpstr (cf_test_journal_nth (requeued, 0)->document, ==, "{\"number\":6}");
  g_assert_null (cf_test_journal_nth (requeued, 0)->message);

  again = reopen (fixture);
  g_assert_null (again->damage);
  g_assert_cmpint (again->next_counter, ==, 7);
  g_assert_cmpuint (again->n_waiting, ==, 4);
  g_assert_cmpuint (again->n_refused, ==, 0);
}

static void
test_list_cancelled (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (fixture->journal);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) before = NULL;
  g_autoptr (GError) error = NULL;

  cf_test_journal_bind (fixture->journal);
  cf_test_journal_complete (fixture->journal, "order", 1);

  for (guint delay = 0; delay < 20; delay++)
    {
      g_autoptr (GCancellable) during = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) during_error = NULL;
      g_autoptr (GPtrArray) orders = NULL;

      cf_test_cancel_in_thread (during, delay * 20);
      cf_journal_list_async (fixture->journal, CF_JOURNAL_WAITING, 0, 10, during, cf_test_await_cb, &result);
      orders = cf_journal_list_finish (fixture->journal, cf_test_await (&result), &during_error);
      if (orders == NULL)
        g_assert_error (during_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }

  g_cancellable_cancel (cancellable);
  cf_journal_list_async (fixture->journal, CF_JOURNAL_WAITING, 0, 10, cancellable, cf_test_await_cb, &before);
  g_assert_null (cf_journal_list_finish (fixture->journal, cf_test_await (&before), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
count_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  guint *n = user_data;
  g_autoptr (GError) error = NULL;

  cf_journal_write_finish (CF_JOURNAL (object), result, &error);
  g_assert_no_error (error);
  (*n)++;
}

/* Several at once share transactions; one that fails does not take its neighbours with it. */
static void
test_many_at_once (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (fixture->journal);
  g_autoptr (CfJournalSnapshot) again = NULL;
  guint n_written = 0;
  g_autoptr (GAsyncResult) wrong = NULL;
  g_autoptr (GError) error = NULL;

  cf_test_journal_bind (fixture->journal);
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *uuid = g_strdup_printf ("line-%u", i);

      cf_journal_put_line_async (fixture->journal, "cart", uuid, (int) i, "{}", count_cb, &n_written);
      if (i == 250)
        cf_journal_complete_async (fixture->journal, "wrong", 99, "T1-99", 0, "{}", cf_test_await_cb, &wrong);
    }
  cf_test_wait_until (n_written == 500 && wrong != NULL);
  g_assert_false (cf_journal_complete_finish (fixture->journal, wrong, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_CONFLICT);

  again = reopen (fixture);
  g_assert_cmpuint (again->cart_lines->len, ==, 500);
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *uuid = g_strdup_printf ("line-%u", i);

      assert_line (again, i, uuid, (int) i, "{}");
    }
}

/* What is asked is carried out even where nobody waits for it. */
static void
test_dropped (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (fixture->journal);
  g_autoptr (CfJournalSnapshot) again = NULL;

  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *uuid = g_strdup_printf ("line-%u", i);

      cf_journal_put_line_async (fixture->journal, "cart", uuid, (int) i, "{}", NULL, NULL);
    }

  again = reopen (fixture);
  g_assert_cmpuint (again->cart_lines->len, ==, 100);
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  cf_test_init (&argc, &argv);

#define ADD(path, func) g_test_add ("/journal/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("new", test_new);
  ADD ("open/cancelled", test_open_cancelled);
  ADD ("open/cancelled-during", test_open_cancelled_during);
  ADD ("open/twice", test_open_twice);
  ADD ("open/not-open", test_not_open);
  ADD ("open/newer-version", test_newer_version);
  g_test_add_func ("/journal/open/unusable-folder", test_unusable_folder);
  ADD ("bind", test_bind);
  ADD ("cart", test_cart);
  ADD ("cart/line-without-cart", test_line_without_cart);
  ADD ("cart/naughty", test_naughty);
  ADD ("cart/large", test_large);
  ADD ("orders/complete", test_complete);
  ADD ("orders/complete-refused", test_complete_refused);
  ADD ("orders/states", test_states);
  ADD ("orders/list-cancelled", test_list_cancelled);
  ADD ("many-at-once", test_many_at_once);
  ADD ("dropped", test_dropped);

  return g_test_run ();
}
