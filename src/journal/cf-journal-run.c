/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How the journal's thread carries out its jobs: writes that wait together share one transaction. */

#include "cf-journal-run-private.h"

/* Carries out one write of a group; what it has changed is taken back where it fails. */
static gboolean
run_member (CfJournalStore *store,
            CfJob          *job)
{
  g_clear_error (&job->error);

  if (!_cf_sqlite_run (store->sqlite, "SAVEPOINT member", &job->error, ""))
    return FALSE;

  if (!job->func (store, job, &job->error))
    {
      if (!_cf_sqlite_is_open_transaction (store->sqlite) ||
          !_cf_sqlite_run (store->sqlite, "ROLLBACK TO member", NULL, ""))
        return FALSE;
    }

  return _cf_sqlite_run (store->sqlite, "RELEASE member", job->error == NULL ? &job->error : NULL, "");
}

/* Writes that wait side by side share one transaction and so one sync; those too that come while the first of
 * them are carried out. */
static gboolean
run_members (CfJournalStore *store,
             GPtrArray      *jobs,
             CfJobThread    *thread)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      if (!run_member (store, g_ptr_array_index (jobs, i)))
        return FALSE;

      if (i + 1 == jobs->len && thread != NULL)
        _cf_job_thread_take_more (thread, jobs);
    }

  return TRUE;
}

/* @thread: (nullable): where to take more jobs from
 * Returns: %FALSE where nothing was kept; every job has its error then */
static gboolean
run_together (CfJournalStore *store,
              GPtrArray      *jobs,
              CfJobThread    *thread)
{
  g_autoptr (GError) error = NULL;

  if (_cf_journal_store_begin (store, &error) &&
      run_members (store, jobs, thread) &&
      _cf_journal_store_commit (store, &error))
    return TRUE;

  _cf_journal_store_roll_back (store);

  for (guint i = 0; i < jobs->len; i++)
    {
      CfJob *job = g_ptr_array_index (jobs, i);

      if (job->error == NULL && error != NULL)
        job->error = g_error_copy (error);
    }

  return FALSE;
}

static void
run_alone (CfJournalStore *store,
           CfJob          *job)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();

  g_ptr_array_add (jobs, job);
  run_together (store, jobs, NULL);
}

/* Where the disk refuses a group as a whole, each has its chance alone: what one of them is too large for,
 * another may still fit into. */
static void
run_writes (CfJobThread    *thread,
            CfJournalStore *store,
            GPtrArray      *jobs)
{
  if (!run_together (store, jobs, thread) && jobs->len > 1)
    for (guint i = 0; i < jobs->len; i++)
      run_alone (store, g_ptr_array_index (jobs, i));

  for (guint i = 0; i < jobs->len; i++)
    _cf_job_return (g_ptr_array_index (jobs, i));
  _cf_journal_store_maintain (store, FALSE);
}

/* Carries out what the journal's thread has taken from its queue. */
void
_cf_journal_run_jobs (CfJobThread *thread,
                      gpointer     store,
                      GPtrArray   *jobs)
{
  CfJob *job = g_ptr_array_index (jobs, 0);

  if (job->groups)
    {
      run_writes (thread, store, jobs);
      return;
    }

  job->func (store, job, &job->error);
  _cf_job_return (job);
}

void
_cf_journal_run_idle (gpointer data)
{
  _cf_journal_store_maintain (data, TRUE);
}
