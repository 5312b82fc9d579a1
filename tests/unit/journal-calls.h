/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-journal.h"
#include "cf-test-utils.h"

G_BEGIN_DECLS

/* A journal's calls for tests, each waiting for its answer. */

#define CF_TEST_SHOP "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"

CfJournalSnapshot *cf_test_journal_try_open     (CfJournal *journal, GError **error);
CfJournalSnapshot *cf_test_journal_open         (CfJournal *journal);
void               cf_test_journal_close        (CfJournal *journal);
void               cf_test_assert_written       (gboolean written, GError *error);
void               cf_test_journal_put_line     (CfJournal *journal,
                                                 const char *cart,
                                                 const char *line,
                                                 int position,
                                                 const char *document);
gboolean           cf_test_journal_try_bind     (CfJournal *journal,
                                                 const char *shop,
                                                 const char *till,
                                                 gint64 counter,
                                                 const char *document,
                                                 GError **error);
void               cf_test_journal_bind         (CfJournal *journal);
gboolean           cf_test_journal_try_complete (CfJournal *journal,
                                                 const char *uuid,
                                                 gint64 counter,
                                                 const char *document,
                                                 GError **error);
void               cf_test_journal_complete     (CfJournal *journal, const char *uuid, gint64 counter);
GPtrArray         *cf_test_journal_list         (CfJournal *journal, CfJournalState state, gint64 after, guint limit);
CfJournalOrder    *cf_test_journal_nth          (GPtrArray *orders, guint n);

/* Calls @call with the arguments that follow. Returns what cf_journal_write_finish() returns. */
#define cf_test_journal_write(journal, error, call, ...) \
  ({ \
    g_autoptr (GAsyncResult) result_ = NULL; \
    call##_async ((journal), __VA_ARGS__, cf_test_await_cb, &result_); \
    cf_journal_write_finish ((journal), cf_test_await (&result_), (error)); \
  })

G_END_DECLS
