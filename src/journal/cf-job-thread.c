/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-job-thread-private.h"

#define MAX_GROUP 64
#define IDLE_DELAY (2 * G_TIME_SPAN_SECOND)
#define LAZY_DELAY (20 * G_TIME_SPAN_MILLISECOND)

/* A thread that carries out jobs in the order in which they were pushed, and what it works on, which nobody
 * else touches. */
struct _CfJobThread
{
  GAsyncQueue    *queue;        /* (element-type CfJob), and @quit at the end */
  CfJob           quit;
  CfJob          *next;         /* nullable: taken from the queue but not begun */

  gpointer        store;        /* (owned) */
  GDestroyNotify  free_store;
  CfJobBatchFunc  run;
  CfJobIdleFunc   idle;         /* nullable */
};

static void
job_free (CfJob *job)
{
  g_clear_object (&job->task);
  g_clear_error (&job->error);
  if (job->result != NULL && job->result_free != NULL)
    job->result_free (job->result);
  g_free (job);
}

static CfJob *
wait_for_job (CfJobThread *self,
              gboolean    *idle)
{
  CfJob *job;

  if (self->idle != NULL && !*idle)
    {
      job = g_async_queue_timeout_pop (self->queue, IDLE_DELAY);
      if (job != NULL)
        return job;

      self->idle (self->store);
      *idle = TRUE;
    }

  job = g_async_queue_pop (self->queue);
  *idle = FALSE;

  return job;
}

/* A job that nobody waits for does not make the next one wait for its sync: that one often is on its way. */
static void
wait_for_company (CfJobThread *self,
                  GPtrArray   *jobs)
{
  gint64 end = g_get_monotonic_time () + LAZY_DELAY;

  while (jobs->len < MAX_GROUP)
    {
      gint64 left = end - g_get_monotonic_time ();

      if (self->next == NULL)
        self->next = left > 0 ? g_async_queue_timeout_pop (self->queue, (guint64) left) : g_async_queue_try_pop (self->queue);
      if (self->next == NULL || !self->next->lazy)
        return;

      g_ptr_array_add (jobs, g_steal_pointer (&self->next));
    }
}

static gpointer
thread_main (gpointer user_data)
{
  CfJobThread *self = user_data;
  gboolean idle = TRUE;

  while (TRUE)
    {
      g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) job_free);
      CfJob *job = self->next != NULL ? g_steal_pointer (&self->next) : wait_for_job (self, &idle);

      if (job == &self->quit)
        break;

      g_ptr_array_add (jobs, job);
      if (job->lazy)
        wait_for_company (self, jobs);
      self->run (self, self->store, jobs);
    }

  self->free_store (self->store);
  g_async_queue_unref (self->queue);
  g_free (self);

  return NULL;
}

/* Adds the next job to @jobs if it waits already and belongs to their group. For use by the thread itself.
 * Returns: whether there is one */
gboolean
_cf_job_thread_take_more (CfJobThread *self,
                          GPtrArray   *jobs)
{
  if (jobs->len >= MAX_GROUP)
    return FALSE;

  if (self->next == NULL)
    self->next = g_async_queue_try_pop (self->queue);
  if (self->next == NULL || !self->next->groups)
    return FALSE;

  g_ptr_array_add (jobs, g_steal_pointer (&self->next));

  return TRUE;
}

/* @store: (transfer full): what the jobs work on; freed on the thread after the last of them */
CfJobThread *
_cf_job_thread_new (const char     *name,
                    gpointer        store,
                    GDestroyNotify  free_store,
                    CfJobBatchFunc  run,
                    CfJobIdleFunc   idle)
{
  CfJobThread *self = g_new0 (CfJobThread, 1);

  self->queue = g_async_queue_new ();
  self->store = store;
  self->free_store = free_store;
  self->run = run;
  self->idle = idle;
  g_thread_unref (g_thread_new (name, thread_main, self));

  return self;
}

/* Lets the thread end when it has done what was pushed. It is not waited for: the last reference to an object
 * may be dropped on its own thread, and the window never waits for a disk. */
void
_cf_job_thread_free (CfJobThread *self)
{
  if (self != NULL)
    g_async_queue_push (self->queue, &self->quit);
}

/* @job: (transfer full) */
void
_cf_job_thread_push (CfJobThread *self,
                     CfJob       *job)
{
  g_async_queue_push (self->queue, job);
}

/* @task: (transfer full) */
static CfJob *
job_new (GTask     *task,
         CfJobFunc  func)
{
  CfJob *job = g_new0 (CfJob, 1);

  job->task = task;
  job->func = func;

  return job;
}

/* What was done is never reported as cancelled; reads look at the cancellable themselves. */
CfJob *
_cf_job_new (gpointer             source,
             gpointer             source_tag,
             GCancellable        *cancellable,
             GAsyncReadyCallback  callback,
             gpointer             user_data,
             CfJobFunc            func)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);

  return job_new (task, func);
}

/* Goes on with the task of @job, and what it has brought so far, on another thread. Returns: TRUE */
gboolean
_cf_job_hand_over (CfJob       *job,
                   CfJobThread *thread,
                   CfJobFunc    func)
{
  CfJob *next = job_new (g_steal_pointer (&job->task), func);

  next->result = g_steal_pointer (&job->result);
  next->result_free = job->result_free;
  next->error = g_steal_pointer (&job->error);
  _cf_job_thread_push (thread, next);

  return TRUE;
}

/* Answers the task in the context that asked: with job->error, with job->result, or with TRUE. A job whose task
 * was handed over to another is answered by that. */
void
_cf_job_return (CfJob *job)
{
  if (job->task == NULL)
    return;

  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else if (job->result_free != NULL)
    g_task_return_pointer (job->task, g_steal_pointer (&job->result), job->result_free);
  else
    g_task_return_boolean (job->task, TRUE);
}

/* The finish half of a job that brings nothing. */
gboolean
_cf_job_finish (gpointer       source,
                GAsyncResult  *result,
                gpointer       source_tag,
                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, source), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, source_tag), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The finish half of a job that brings job->result. */
gpointer
_cf_job_finish_pointer (gpointer       source,
                        GAsyncResult  *result,
                        gpointer       source_tag,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, source), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, source_tag), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
