/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-test-journal.h"

#include "cf-test-utils.h"

/**
 * cf_test_journal_open:
 * @journal: a journal
 *
 * Returns: (transfer full): what it has
 */
CfJournalSnapshot *
cf_test_journal_open (CfJournal *journal)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  CfJournalSnapshot *snapshot;

  cf_journal_open_async (journal, NULL, cf_test_await_cb, &result);
  snapshot = cf_journal_open_finish (journal, cf_test_await (&result), &error);
  g_assert_no_error (error);

  return snapshot;
}

/**
 * cf_test_journal_close:
 * @journal: a journal that is open
 *
 * Closes it.
 */
void
cf_test_journal_close (CfJournal *journal)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_journal_close_async (journal, cf_test_await_cb, &result);
  g_assert_true (cf_journal_close_finish (journal, cf_test_await (&result), NULL));
}

/**
 * cf_test_journal_count:
 * @journal: a journal that is open
 * @state: a state
 *
 * Returns: how many of its orders are in that state
 */
guint
cf_test_journal_count (CfJournal      *journal,
                       CfJournalState  state)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) orders = NULL;

  cf_journal_list_async (journal, state, 0, 1000000, NULL, cf_test_await_cb, &result);
  orders = cf_journal_list_finish (journal, cf_test_await (&result), NULL);
  g_assert_nonnull (orders);

  return orders->len;
}
