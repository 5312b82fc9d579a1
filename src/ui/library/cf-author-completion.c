/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-author-completion.h"

#include "cf-fold.h"

/* Nobody types two keys faster than so. */
#define PAUSE_MS 120
#define MOST_FOUND 6

struct _CfAuthorCompletion
{
  GObject parent_instance;

  /* Owned */
  CfAuthorRepository *repository;       /* nullable: no server was reached yet */
  GCancellable *asking;                 /* nullable: what is under way */
  char *text;                           /* nullable: what is asked about */

  guint pause_source;
};

enum
{
  SIGNAL_FOUND,
  SIGNAL_FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfAuthorCompletion, cf_author_completion, G_TYPE_OBJECT)

static void
on_completed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (CfAuthorCompletion) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) authors = cf_author_repository_complete_finish (CF_AUTHOR_REPOSITORY (source), result, &error);

  /* What was given up may have been answered all the same. */
  if (g_task_get_cancellable (G_TASK (result)) != self->asking)
    return;

  g_clear_object (&self->asking);
  if (authors != NULL)
    g_signal_emit (self, signals[SIGNAL_FOUND], 0, self->text, authors);
  else
    {
      /* Storing tells what is wrong; a name can be typed without it. */
      g_debug ("Nobody can be proposed: %s", error->message);
      g_signal_emit (self, signals[SIGNAL_FAILED], 0);
    }
}

static void
ask (CfAuthorCompletion *self)
{
  self->asking = g_cancellable_new ();
  cf_author_repository_complete_async (self->repository, self->text, MOST_FOUND, self->asking, on_completed_cb, g_object_ref (self));
}

static gboolean
on_pause_cb (gpointer user_data)
{
  CfAuthorCompletion *self = user_data;

  self->pause_source = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

/* Nothing is asked any more of what was typed before; FALSE: about @text nobody can be asked, or nothing. */
static gboolean
begin (CfAuthorCompletion *self,
       const char         *text)
{
  cf_author_completion_stop (self);
  if (self->repository == NULL || cf_fold_is_blank (text))
    return FALSE;

  self->text = g_strdup (text);
  return TRUE;
}

static void
cf_author_completion_dispose (GObject *object)
{
  CfAuthorCompletion *self = CF_AUTHOR_COMPLETION (object);

  cf_author_completion_stop (self);
  g_clear_object (&self->repository);

  G_OBJECT_CLASS (cf_author_completion_parent_class)->dispose (object);
}

static void
cf_author_completion_class_init (CfAuthorCompletionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cf_author_completion_dispose;
  signals[SIGNAL_FOUND] = g_signal_new ("found", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_PTR_ARRAY);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cf_author_completion_init (CfAuthorCompletion *self)
{
}

CfAuthorCompletion *
cf_author_completion_new (void)
{
  return g_object_new (CF_TYPE_AUTHOR_COMPLETION, NULL);
}

/* NULL: nobody can be asked, and nothing is found. */
void
cf_author_completion_set_repository (CfAuthorCompletion *self,
                                     CfAuthorRepository *repository)
{
  g_return_if_fail (CF_IS_AUTHOR_COMPLETION (self));

  cf_author_completion_stop (self);
  g_set_object (&self->repository, repository);
}

/* Asks about @text in the place of what was asked about before; about nothing where nothing is typed. */
void
cf_author_completion_ask (CfAuthorCompletion *self,
                          const char         *text)
{
  g_return_if_fail (CF_IS_AUTHOR_COMPLETION (self));

  if (begin (self, text))
    self->pause_source = g_timeout_add (PAUSE_MS, on_pause_cb, self);
}

/* As cf_author_completion_ask(), without the moment after the last key. FALSE: no answer will come. */
gboolean
cf_author_completion_ask_now (CfAuthorCompletion *self,
                              const char         *text)
{
  g_return_val_if_fail (CF_IS_AUTHOR_COMPLETION (self), FALSE);

  if (self->asking != NULL && g_strcmp0 (self->text, text) == 0)
    return TRUE;
  if (!begin (self, text))
    return FALSE;

  ask (self);
  return TRUE;
}

/* Nobody waits for an answer any more. */
void
cf_author_completion_stop (CfAuthorCompletion *self)
{
  g_return_if_fail (CF_IS_AUTHOR_COMPLETION (self));

  g_clear_handle_id (&self->pause_source, g_source_remove);
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->text, g_free);
}
