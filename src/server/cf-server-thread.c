/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-server-thread-private.h"

typedef struct
{
  GTask           *task; /* (owned) */
  GTaskThreadFunc  func;
} Job;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static gpointer
run_thread (gpointer context)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);

  g_main_context_push_thread_default (context);
  g_main_loop_run (loop);

  return NULL;
}

static gboolean
run_job_cb (gpointer user_data)
{
  Job *job = user_data;

  job->func (job->task, g_task_get_source_object (job->task), g_task_get_task_data (job->task), g_task_get_cancellable (job->task));

  return G_SOURCE_REMOVE;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->task);
  g_free (job);
}

/* -------------------------------------------------------------------------------------------------
 * API of the layer
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_server_thread_get_context:
 *
 * The context of the one thread that waits for files and processes. It lives as long as the program, and has to: the kernel
 * ends a server together with the thread that started it.
 *
 * Returns: (transfer none): the context
 */
GMainContext *
cf_server_thread_get_context (void)
{
  static GMainContext *context;
  static gsize done;

  if (g_once_init_enter (&done))
    {
      context = g_main_context_new ();
      g_thread_unref (g_thread_new ("cf-server", run_thread, context));
      g_once_init_leave (&done, 1);
    }

  return context;
}

/**
 * cf_server_thread_run_task:
 * @task: a task
 * @func: answers @task; may wait
 *
 * Runs @func in the thread, behind what was asked before.
 */
void
cf_server_thread_run_task (GTask           *task,
                           GTaskThreadFunc  func)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Job *job = g_new0 (Job, 1);

  job->task = g_object_ref (task);
  job->func = func;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, run_job_cb, job, job_free);
  g_source_attach (source, cf_server_thread_get_context ());
}
