/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-job-thread-private.h"
#include "cf-journal-store-private.h"

G_BEGIN_DECLS

void _cf_journal_run_jobs (CfJobThread *thread,
                           gpointer     store,
                           GPtrArray   *jobs);
void _cf_journal_run_idle (gpointer     store);

G_END_DECLS
