/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-journal.h"

G_BEGIN_DECLS

/* Waiting forms of the journal's start/finish pairs, for tests that are about something else. */
CfJournalSnapshot *cf_test_journal_open       (CfJournal *journal);
void               cf_test_journal_close      (CfJournal *journal);
guint              cf_test_journal_count      (CfJournal *journal, CfJournalState state);

G_END_DECLS
