/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-undo.h"

#include "cf-error-words.h"

/* Nobody takes back more than that by key. */
#define MOST_KEPT 100

typedef struct
{
  gpointer data;                /* owned */
  GDestroyNotify free_data;
} Told;

struct _CfUndo
{
  GObject parent_instance;

  GArray *changes;              /* (owned) (element-type gint64): what can be taken back, the last at the end */
  GHashTable *told;             /* (owned) (element-type gint64 Told): what is said of each */
  GPtrArray *panes;             /* (owned) (element-type CfRecordPane): what they store is on its way while they are busy; unowned each */

  guint n_asked;                /* of what is to be taken back as soon as it can be */
  guint n_begun;                /* of what is being taken back */
  guint settle_source;
};

enum
{
  SIGNAL_TAKE_BACK,
  SIGNAL_GIVEN_UP,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfUndo, cf_undo, G_TYPE_OBJECT)

static void
told_free (gpointer data)
{
  Told *told = data;

  told->free_data (told->data);
  g_free (told);
}

static guint
count_under_way (CfUndo *self)
{
  guint n = 0;

  for (guint i = 0; i < self->panes->len; i++)
    n += cf_record_pane_get_busy (g_ptr_array_index (self->panes, i)) ? 1 : 0;
  return n;
}

/* One after the other: what was made of the same record later must be gone before. */
static void
go_on (CfUndo *self)
{
  while (self->n_asked > 0 && self->changes->len > 0 && self->n_begun == 0 && count_under_way (self) == 0)
    {
      self->n_asked--;
      g_signal_emit (self, signals[SIGNAL_TAKE_BACK], 0, g_array_index (self->changes, gint64, self->changes->len - 1));
      if (self->n_begun == 0)
        self->n_asked = 0;
    }
}

/* What was stored has been noted by now. */
static gboolean
on_settle_cb (gpointer user_data)
{
  CfUndo *self = user_data;

  self->settle_source = 0;
  if (self->n_asked > 0 && self->n_begun == 0 && count_under_way (self) == 0)
    {
      cf_undo_give_up (self);
      g_signal_emit (self, signals[SIGNAL_GIVEN_UP], 0);
    }
  return G_SOURCE_REMOVE;
}

/* A pane may say that it is no longer busy before it tells what was stored, and for a moment where it tries once more. */
static void
on_busy_cb (CfUndo *self)
{
  if (self->n_asked > 0 && self->settle_source == 0)
    self->settle_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_settle_cb, self, NULL);
}

static void
on_pane_gone_cb (gpointer  user_data,
                 GObject  *pane)
{
  g_ptr_array_remove (CF_UNDO (user_data)->panes, pane);
}

/* GObject */

static void
cf_undo_dispose (GObject *object)
{
  CfUndo *self = CF_UNDO (object);

  g_clear_handle_id (&self->settle_source, g_source_remove);
  for (guint i = 0; i < self->panes->len; i++)
    g_object_weak_unref (g_ptr_array_index (self->panes, i), on_pane_gone_cb, self);
  g_ptr_array_set_size (self->panes, 0);

  G_OBJECT_CLASS (cf_undo_parent_class)->dispose (object);
}

static void
cf_undo_finalize (GObject *object)
{
  CfUndo *self = CF_UNDO (object);

  g_array_unref (self->changes);
  g_hash_table_unref (self->told);
  g_ptr_array_unref (self->panes);

  G_OBJECT_CLASS (cf_undo_parent_class)->finalize (object);
}

static void
cf_undo_class_init (CfUndoClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_undo_dispose;
  G_OBJECT_CLASS (klass)->finalize = cf_undo_finalize;
  signals[SIGNAL_TAKE_BACK] = g_signal_new ("take-back", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SIGNAL_GIVEN_UP] = g_signal_new ("given-up", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cf_undo_init (CfUndo *self)
{
  self->changes = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->told = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, told_free);
  self->panes = g_ptr_array_new ();
}

CfUndo *
cf_undo_new (void)
{
  return g_object_new (CF_TYPE_UNDO, NULL);
}

/* What @pane stores can be taken back, also while it is on its way. */
void
cf_undo_watch (CfUndo       *self,
               CfRecordPane *pane)
{
  g_return_if_fail (CF_IS_UNDO (self));
  g_return_if_fail (CF_IS_RECORD_PANE (pane));

  g_ptr_array_add (self->panes, pane);
  g_object_weak_ref (G_OBJECT (pane), on_pane_gone_cb, self);
  g_signal_connect_object (pane, "notify::busy", G_CALLBACK (on_busy_cb), self, G_CONNECT_SWAPPED);
}

static void
forget (CfUndo *self,
        gint64  change)
{
  for (guint i = self->changes->len; i > 0; i--)
    if (g_array_index (self->changes, gint64, i - 1) == change)
      g_array_remove_index (self->changes, i - 1);
}

/* It stands where it did, though what was done later, or failed at the same time, may be there already. */
static void
put_back (CfUndo *self,
          gint64  change)
{
  guint at;

  for (at = self->changes->len; at > 0 && g_array_index (self->changes, gint64, at - 1) > change; at--)
    ;
  g_array_insert_val (self->changes, at, change);
}

/* @change was stored, and @told, which is taken, is what to say where it is taken back; that may begin at once. */
void
cf_undo_note (CfUndo         *self,
              gint64          change,
              gpointer        told,
              GDestroyNotify  free_told)
{
  Told *noted = g_new (Told, 1);

  g_return_if_fail (CF_IS_UNDO (self));
  g_return_if_fail (change != 0);

  if (self->changes->len == MOST_KEPT)
    {
      g_hash_table_remove (self->told, &g_array_index (self->changes, gint64, 0));
      g_array_remove_index (self->changes, 0);
    }
  noted->data = told;
  noted->free_data = free_told;
  g_array_append_val (self->changes, change);
  g_hash_table_replace (self->told, g_memdup2 (&change, sizeof change), noted);
  go_on (self);
}

/* (nullable): NULL where @change was not made here, or long ago. */
gpointer
cf_undo_get_told (CfUndo *self,
                  gint64  change)
{
  const Told *told;

  g_return_val_if_fail (CF_IS_UNDO (self), NULL);

  told = g_hash_table_lookup (self->told, &change);
  return told != NULL ? told->data : NULL;
}

/* Whether @change was made here and nobody is taking it back. */
gboolean
cf_undo_has (CfUndo *self,
             gint64  change)
{
  g_return_val_if_fail (CF_IS_UNDO (self), FALSE);

  for (guint i = 0; i < self->changes->len; i++)
    if (g_array_index (self->changes, gint64, i) == change)
      return TRUE;
  return FALSE;
}

/* What was done last, or is on its way, is to be taken back; FALSE: nothing is left. */
gboolean
cf_undo_ask (CfUndo *self)
{
  g_return_val_if_fail (CF_IS_UNDO (self), FALSE);

  if (self->n_asked >= self->changes->len + count_under_way (self))
    return FALSE;

  self->n_asked++;
  go_on (self);
  return TRUE;
}

/* Whether something that was asked for waits for an answer of the server. */
gboolean
cf_undo_get_waiting (CfUndo *self)
{
  g_return_val_if_fail (CF_IS_UNDO (self), FALSE);

  return self->n_asked > 0;
}

/* What was asked for and waits is not taken back any more. */
void
cf_undo_give_up (CfUndo *self)
{
  g_return_if_fail (CF_IS_UNDO (self));

  self->n_asked = 0;
}

/* @change is being taken back, whoever made it. */
void
cf_undo_begin (CfUndo *self,
               gint64  change)
{
  g_return_if_fail (CF_IS_UNDO (self));

  forget (self, change);
  self->n_begun++;
}

/* The answer has come: @error, where it is not, or not known to be, taken back. Then nothing else is either: a person looks first. */
void
cf_undo_end (CfUndo       *self,
             gint64        change,
             const GError *error)
{
  g_return_if_fail (CF_IS_UNDO (self));
  g_return_if_fail (self->n_begun > 0);

  self->n_begun--;
  if (error != NULL)
    cf_undo_give_up (self);
  /* What will be refused again would stand before all that was done earlier. */
  if (error != NULL && g_hash_table_contains (self->told, &change) &&
      (cf_error_words_is_unknown (error) || cf_error_words_is_passing (error)))
    put_back (self, change);
  go_on (self);
}
