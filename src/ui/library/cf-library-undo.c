/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-library-undo.h"

#include <glib/gi18n-lib.h>

#include "cf-error-words.h"
#include "cf-error.h"

/* Nobody takes back more than that by key. */
#define MOST_KEPT 100

struct _CfLibraryUndo
{
  GObject parent_instance;

  CfBookRepository *repository; /* (owned) (nullable) */
  GArray *changes;              /* (owned) (element-type gint64): what can be taken back, the last at the end */
  GHashTable *told;             /* (owned) (element-type gint64 Told): what is said of each */
};

enum
{
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
  const Told *told = g_hash_table_lookup (self->told, &undo->change);
  g_autofree char *sentence = NULL;

  if (cf_book_repository_undo_finish (CF_BOOK_REPOSITORY (source), result, &error))
    sentence = g_strdup (told != NULL ? told->undone : _("Taken back"));
  else
    {
      sentence = describe_failure (error, told);
      /* What will be refused again would stand before all that was done earlier. */
      if (cf_error_words_is_unknown (error) || cf_error_words_is_passing (error))
        g_array_append_val (self->changes, undo->change);
    }
  tell (self, sentence);
}

static void
forget (CfLibraryUndo *self,
        gint64         change)
{
  for (guint i = self->changes->len; i > 0; i--)
    if (g_array_index (self->changes, gint64, i - 1) == change)
      g_array_remove_index (self->changes, i - 1);
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

  g_array_unref (self->changes);
  g_hash_table_unref (self->told);

  G_OBJECT_CLASS (cf_library_undo_parent_class)->finalize (object);
}

static void
cf_library_undo_class_init (CfLibraryUndoClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cf_library_undo_dispose;
  G_OBJECT_CLASS (klass)->finalize = cf_library_undo_finalize;
  signals[SIGNAL_TOLD] = g_signal_new ("told", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
cf_library_undo_init (CfLibraryUndo *self)
{
  self->changes = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->told = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, told_free);
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

/* @change was stored, and @done was told of it; @undone is told where it is taken back. */
void
cf_library_undo_note (CfLibraryUndo *self,
                      gint64         change,
                      const char    *done,
                      const char    *undone)
{
  Told *told;

  g_return_if_fail (CF_IS_LIBRARY_UNDO (self));
  g_return_if_fail (change != 0);

  if (self->changes->len == MOST_KEPT)
    {
      g_hash_table_remove (self->told, &g_array_index (self->changes, gint64, 0));
      g_array_remove_index (self->changes, 0);
    }
  told = g_new (Told, 1);
  told->done = g_strdup (done);
  told->undone = g_strdup (undone);
  g_array_append_val (self->changes, change);
  g_hash_table_replace (self->told, g_memdup2 (&change, sizeof change), told);
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

  forget (self, change);
  undo = g_new (Undo, 1);
  undo->owner = g_object_ref (self);
  undo->change = change;
  cf_book_repository_undo_async (self->repository, change, on_undone_cb, undo);
}

/* What was changed here last. */
void
cf_library_undo_take_back_last (CfLibraryUndo *self)
{
  g_return_if_fail (CF_IS_LIBRARY_UNDO (self));

  if (self->changes->len == 0)
    tell (self, _("Nothing that was done here is left to take back."));
  else
    cf_library_undo_take_back (self, g_array_index (self->changes, gint64, self->changes->len - 1));
}
