/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-row-private.h"

struct _CfRow
{
  GObject     parent_instance;

  GHashTable *live;             /* (owned): position → CfRow, weak: rows take themselves out */
  GObject    *item;             /* (owned) (nullable) */
  guint       position;
  guint       generation;       /* of the reading that @item is from */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfRow, cf_row, G_TYPE_OBJECT)

static void
cf_row_dispose (GObject *object)
{
  CfRow *self = CF_ROW (object);
  gpointer key = GUINT_TO_POINTER (self->position);

  if (self->live != NULL && g_hash_table_lookup (self->live, key) == self)
    g_hash_table_remove (self->live, key);
  g_clear_pointer (&self->live, g_hash_table_unref);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (cf_row_parent_class)->dispose (object);
}

static void
cf_row_class_init (CfRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cf_row_dispose;

  /**
   * CfRow::changed:
   *
   * The item arrived, was replaced, or is gone.
   */
  signals[CHANGED] = g_signal_new ("changed", CF_TYPE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cf_row_init (CfRow *self)
{
}

/*< private >
 * _cf_row_new:
 * @live: the weak table of the model's rows, into which the new row enters itself
 * @position: its position
 * @item: (nullable): its record, where it is loaded
 * @generation: the reading that @item is from
 *
 * Returns: (transfer full): a row that leaves @live when its last holder drops it
 */
CfRow *
_cf_row_new (GHashTable *live, guint position, GObject *item, guint generation)
{
  CfRow *self = g_object_new (CF_TYPE_ROW, NULL);

  self->live = g_hash_table_ref (live);
  self->position = position;
  self->generation = generation;
  g_set_object (&self->item, item);
  g_hash_table_insert (live, GUINT_TO_POINTER (position), self);
  return self;
}

/*< private >
 * _cf_row_set_item:
 * @item: (nullable): the record
 * @generation: the reading it is from
 *
 * Does not emit #CfRow::changed: a model fills all rows of a page before it tells of any.
 */
void
_cf_row_set_item (CfRow *self, GObject *item, guint generation)
{
  g_assert (CF_IS_ROW (self));

  g_set_object (&self->item, item);
  self->generation = generation;
}

/* Where the row is in the table of its model is the model's. */
void
_cf_row_set_position (CfRow *self, guint position)
{
  g_assert (CF_IS_ROW (self));

  self->position = position;
}

guint
_cf_row_get_generation (CfRow *self)
{
  g_assert (CF_IS_ROW (self));

  return self->generation;
}

void
_cf_row_changed (CfRow *self)
{
  g_assert (CF_IS_ROW (self));

  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * cf_row_get_position:
 * @self: a row
 *
 * Returns: its position in the list, from 0
 */
guint
cf_row_get_position (CfRow *self)
{
  g_return_val_if_fail (CF_IS_ROW (self), 0);

  return self->position;
}

/**
 * cf_row_get_item:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): its record; %NULL: not loaded yet
 */
GObject *
cf_row_get_item (CfRow *self)
{
  g_return_val_if_fail (CF_IS_ROW (self), NULL);

  return self->item;
}

/**
 * cf_row_peek_loaded:
 * @object: (type GObject) (nullable): what stands in a list of rows, of plain records or of both
 *
 * Returns: (transfer none) (nullable): the record, be it @object or its item; %NULL: not loaded yet
 */
GObject *
cf_row_peek_loaded (gpointer object)
{
  g_return_val_if_fail (object == NULL || G_IS_OBJECT (object), NULL);

  return CF_IS_ROW (object) ? cf_row_get_item (CF_ROW (object)) : object;
}

/**
 * cf_row_dup_loaded:
 * @list: a list of rows, of plain records or of both
 * @position: where
 *
 * Returns: (transfer full) (nullable): the record there; %NULL: not loaded yet, or there is none
 */
GObject *
cf_row_dup_loaded (GListModel *list,
                   guint       position)
{
  g_autoptr (GObject) object = NULL;
  GObject *item;

  g_return_val_if_fail (G_IS_LIST_MODEL (list), NULL);

  object = g_list_model_get_item (list, position);
  item = cf_row_peek_loaded (object);
  return item != NULL ? g_object_ref (item) : NULL;
}
