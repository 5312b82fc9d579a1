/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-library-undo.h"

#include <glib/gi18n-lib.h>

#include "cf-error-words.h"
#include "cf-error.h"
#include "cf-undo.h"

struct _CfLibraryUndo
{
  GObject parent_instance;

  CfBookRepository *repository; /* (owned) (nullable) */
  CfUndo *undo;                 /* (owned) */
};

enum
{
  SIGNAL_ASK,
  SIGNAL_TOLD,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfLibraryUndo, cf_library_undo, G_TYPE_OBJECT)

/* What was said of a change, and what is said where it is taken back. */
typedef struct
{
  char *done;                   /* owned, as both */
  char *undone;
  gboolean is_import;           /* so much that the person is asked first */
} Told;

static void
told_free (gpointer data)
{
  Told *told = data;

  g_free (told->done);
  g_free (told->undone);
  g_free (told);
}

/* What is being taken back: the answers come one by one, and not of what was asked last. */
typedef struct
{
  CfLibraryUndo *owner;         /* owned */
  gint64 change;
} Undo;

static void
undo_free (Undo *undo)
{
  g_object_unref (undo->owner);
  g_free (undo);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Undo, undo_free)

static void
tell (CfLibraryUndo *self,
      const char    *sentence)
{
  g_signal_emit (self, signals[SIGNAL_TOLD], 0, sentence);
}

/* @told: nullable. */
static char *
describe_failure (const GError *error,
                  const Told   *told)
{
  g_autofree char *why = cf_error_words_sentence (error, CF_ERROR_UNDOING);

  if (told == NULL)
    return g_steal_pointer (&why);
  if (cf_error_words_is_unknown (error))
    /* Translators: what was done to a book or an author, a sentence without its full stop */
    return g_strdup_printf (_("It is not known whether this was taken back: %s. The server did not answer. Look at it again before you repeat it."), told->done);
  /* Translators: what was done to a book or an author, a sentence without its full stop, and sentences of why it cannot be taken back */
  return g_strdup_printf (_("Not taken back: %s. %s"), told->done, why);
}

static void
on_undone_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (Undo) undo = user_data;
  CfLibraryUndo *self = undo->owner;
  g_autoptr (GError) error = NULL;
  const Told *told = cf_undo_get_told (self->undo, undo->change);
  g_autofree char *sentence = NULL;

  if (cf_book_repository_undo_finish (CF_BOOK_REPOSITORY (source), result, &error))
    sentence = g_strdup (told != NULL ? told->undone : _("Taken back"));
  else
    sentence = describe_failure (error, told);
  tell (self, sentence);
  cf_undo_end (self->undo, undo->change, error);
}

static void
cf_library_undo_dispose (GObject *object)
{
  g_clear_object (&CF_LIBRARY_UNDO (object)->repository);

  G_OBJECT_CLASS (cf_library_undo_parent_class)->dispose (object);
}

static void
cf_library_undo_finalize (GObject *object)
{
  CfLibraryUndo *self = CF_LIBRARY_UNDO (object);

  g_object_unref (self->undo);

  G_OBJECT_CLASS (cf_library_undo_parent_class)->finalize (object);
}

static void
cf_library_undo_class_init (CfLibraryUndoClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cf_library_undo_dispose;
  G_OBJECT_CLASS (klass)->finalize = cf_library_undo_finalize;
  signals[SIGNAL_ASK] = g_signal_new ("ask", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SIGNAL_TOLD] = g_signal_new ("told", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

/* What was changed here last. */
static void
on_take_back_cb (CfLibraryUndo *self,
                 gint64         change)
{
  const Told *told = cf_undo_get_told (self->undo, change);

  if (told != NULL && told->is_import)
    g_signal_emit (self, signals[SIGNAL_ASK], 0, change);
  else
    cf_library_undo_take_back (self, change);
}

static void
on_given_up_cb (CfLibraryUndo *self)
{
  tell (self, _("Nothing was taken back."));
}

static void
cf_library_undo_init (CfLibraryUndo *self)
{
  self->undo = cf_undo_new ();
  g_signal_connect_object (self->undo, "take-back", G_CALLBACK (on_take_back_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->undo, "given-up", G_CALLBACK (on_given_up_cb), self, G_CONNECT_SWAPPED);
}

CfLibraryUndo *
cf_library_undo_new (void)
{
  return g_object_new (CF_TYPE_LIBRARY_UNDO, NULL);
}

/* NULL: no server was reached yet. */
void
cf_library_undo_set_repository (CfLibraryUndo    *self,
                                CfBookRepository *repository)
{
  g_return_if_fail (CF_IS_LIBRARY_UNDO (self));

  g_set_object (&self->repository, repository);
}

static void
note (CfLibraryUndo *self,
      gint64         change,
      const char    *done,
      const char    *undone,
      gboolean       is_import)
{
  Told *told;

  told = g_new (Told, 1);
  told->done = g_strdup (done);
  told->undone = g_strdup (undone);
  told->is_import = is_import;
  cf_undo_note (self->undo, change, told, told_free);
}

/* @change was stored, and @done was told of it; @undone is told where it is taken back. */
void
cf_library_undo_note (CfLibraryUndo *self,
                      gint64         change,
                      const char    *done,
                      const char    *undone)
{
  g_return_if_fail (CF_IS_LIBRARY_UNDO (self));
  g_return_if_fail (change != 0);

  note (self, change, done, undone, FALSE);
}

/* As above, of all books of a file: "ask" is emitted where it is what was done last. */
void
cf_library_undo_note_import (CfLibraryUndo *self,
                             gint64         change,
                             const char    *done,
                             const char    *undone)
{
  g_return_if_fail (CF_IS_LIBRARY_UNDO (self));
  g_return_if_fail (change != 0);

  note (self, change, done, undone, TRUE);
}

/* Any change of the library, made here or not. */
void
cf_library_undo_take_back (CfLibraryUndo *self,
                           gint64         change)
{
  Undo *undo;

  g_return_if_fail (CF_IS_LIBRARY_UNDO (self));

  if (self->repository == NULL)
    return;

  cf_undo_begin (self->undo, change);
  undo = g_new (Undo, 1);
  undo->owner = g_object_ref (self);
  undo->change = change;
  cf_book_repository_undo_async (self->repository, change, on_undone_cb, undo);
}

/* What was changed here last, or is on its way. */
void
cf_library_undo_take_back_last (CfLibraryUndo *self)
{
  g_return_if_fail (CF_IS_LIBRARY_UNDO (self));

  if (!cf_undo_ask (self->undo))
    tell (self, _("Nothing that was done here is left to take back."));
  else if (cf_undo_get_waiting (self->undo))
    tell (self, _("This is taken back as soon as the server has answered."));
}

/* What @pane is storing can be taken back too. */
void
cf_library_undo_watch (CfLibraryUndo *self,
                       CfRecordPane  *pane)
{
  g_return_if_fail (CF_IS_LIBRARY_UNDO (self));

  cf_undo_watch (self->undo, pane);
}

/* Whether @change was made here and nobody is taking it back. */
gboolean
cf_library_undo_has (CfLibraryUndo *self,
                     gint64         change)
{
  g_return_val_if_fail (CF_IS_LIBRARY_UNDO (self), FALSE);

  return cf_undo_has (self->undo, change);
}
