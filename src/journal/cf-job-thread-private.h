/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CfJob CfJob;
typedef struct _CfJobThread CfJobThread;

/* Does the work of one job on the thread: input is the data of job->task, output goes to job->result. Returns
 * FALSE with @error set. */
typedef gboolean (*CfJobFunc) (gpointer store, CfJob *job, GError **error);

struct _CfJob
{
  GTask          *task;
  CfJobFunc       func;
  gboolean        groups;       /* it may be done together with its neighbours in the queue */
  gboolean        lazy;         /* nobody waits for it: it may be held back for a moment, to be synced with another */

  gpointer        result;
  GDestroyNotify  result_free;
  GError         *error;
};

/* Carries out a job, which must be answered by _cf_job_return(). Where it groups, so may be those that wait
 * behind it: see _cf_job_thread_take_more(). */
typedef void (*CfJobBatchFunc) (CfJobThread *self, gpointer store, GPtrArray *jobs);

/* Called when the queue has been empty for a while after some job. */
typedef void (*CfJobIdleFunc) (gpointer store);

CfJobThread *_cf_job_thread_new  (const char     *name,
                                  gpointer        store,
                                  GDestroyNotify  free_store,
                                  CfJobBatchFunc  run,
                                  CfJobIdleFunc   idle);
void         _cf_job_thread_free (CfJobThread    *self);
void         _cf_job_thread_push (CfJobThread    *self,
                                  CfJob          *job);

gboolean     _cf_job_thread_take_more (CfJobThread *self, GPtrArray *jobs);

CfJob       *_cf_job_new         (gpointer             source,
                                  gpointer             source_tag,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data,
                                  CfJobFunc            func);
gboolean     _cf_job_hand_over   (CfJob               *job,
                                  CfJobThread         *thread,
                                  CfJobFunc            func);
void         _cf_job_return      (CfJob               *job);
gboolean     _cf_job_finish      (gpointer             source,
                                  GAsyncResult        *result,
                                  gpointer             source_tag,
                                  GError             **error);
gpointer     _cf_job_finish_pointer (gpointer          source,
                                  GAsyncResult        *result,
                                  gpointer             source_tag,
                                  GError             **error);

G_END_DECLS
