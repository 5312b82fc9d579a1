/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "journal-calls.h"

CfJournalSnapshot *
cf_test_journal_try_open (CfJournal  *journal,
                          GError    **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_journal_open_async (journal, NULL, cf_test_await_cb, &result);

  return cf_journal_open_finish (journal, cf_test_await (&result), error);
}

CfJournalSnapshot *
cf_test_journal_open (CfJournal *journal)
{
  g_autoptr (GError) error = NULL;
  CfJournalSnapshot *snapshot = cf_test_journal_try_open (journal, &error);

  g_assert_no_error (error);
  g_assert_nonnull (snapshot);

  return snapshot;
}

void
cf_test_journal_close (CfJournal *journal)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  cf_journal_close_async (journal, cf_test_await_cb, &result);
  g_assert_true (cf_journal_close_finish (journal, cf_test_await (&result), &error));
  g_assert_no_error (error);
}

void
cf_test_assert_written (gboolean  written,
                        GError   *error)
{
  g_assert_no_error (error);
  g_assert_true (written);
}

void
cf_test_journal_put_line (CfJournal  *journal,
                          const char *cart,
                          const char *line,
                          int         position,
                          const char *document)
{
  g_autoptr (GError) error = NULL;

  cf_test_assert_written (cf_test_journal_write (journal, &error, cf_journal_put_line, cart, line, position, document), error);
}

gboolean
cf_test_journal_try_bind (CfJournal   *journal,
                          const char  *shop,
                          const char  *till,
                          gint64       counter,
                          const char  *document,
                          GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  cf_journal_bind_async (journal, shop, till, counter, document, cf_test_await_cb, &result);

  return cf_journal_bind_finish (journal, cf_test_await (&result), error);
}

void
cf_test_journal_bind (CfJournal *journal)
{
  g_autoptr (GError) error = NULL;

  cf_test_assert_written (cf_test_journal_try_bind (journal, CF_TEST_SHOP, "T1", 1, "{\"shop\":1}", &error), error);
}

gboolean
cf_test_journal_try_complete (CfJournal   *journal,
                              const char  *uuid,
                              gint64       counter,
                              const char  *document,
                              GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *number = g_strdup_printf ("T1-%" G_GINT64_FORMAT, counter);

  cf_journal_complete_async (journal, uuid, counter, number, 1234567890123456, document, cf_test_await_cb, &result);

  return cf_journal_complete_finish (journal, cf_test_await (&result), error);
}

void
cf_test_journal_complete (CfJournal  *journal,
                          const char *uuid,
                          gint64      counter)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *document = g_strdup_printf ("{\"order\":\"%s\"}", uuid);

  cf_test_assert_written (cf_test_journal_try_complete (journal, uuid, counter, document, &error), error);
}

GPtrArray *
cf_test_journal_list (CfJournal      *journal,
                      CfJournalState  state,
                      gint64          after,
                      guint           limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *orders;

  cf_journal_list_async (journal, state, after, limit, NULL, cf_test_await_cb, &result);
  orders = cf_journal_list_finish (journal, cf_test_await (&result), &error);
  g_assert_no_error (error);

  return orders;
}

CfJournalOrder *
cf_test_journal_nth (GPtrArray *orders,
                     guint      n)
{
  g_assert_cmpuint (n, <, orders->len);

  return g_ptr_array_index (orders, n);
}
