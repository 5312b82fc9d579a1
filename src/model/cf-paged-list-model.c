/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-paged-list-model-private.h"

#define MAX_PAGES 64

GParamSpec *_cf_paged_list_model_properties[PROP_N_ITEMS + 1];

static void cf_paged_list_model_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CfPagedListModel, cf_paged_list_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, cf_paged_list_model_list_model_init))

/* --- GListModel --------------------------------------------------------------------------- */

static GType
cf_paged_list_model_get_item_type (GListModel *list)
{
  return CF_TYPE_ROW;
}

static guint
cf_paged_list_model_get_n_items (GListModel *list)
{
  return CF_PAGED_LIST_MODEL (list)->n_items;
}

static gpointer
cf_paged_list_model_get_item (GListModel *list, guint position)
{
  CfPagedListModel *self = CF_PAGED_LIST_MODEL (list);
  guint generation = self->generation - 1;
  GObject *item;
  CfRow *row;

  if (position >= self->n_items)
    return NULL;

  item = _cf_page_cache_get (self->cache, position, &generation);
  row = g_hash_table_lookup (self->live, GUINT_TO_POINTER (position));
  if (row != NULL)
    g_object_ref (row);
  else
    row = _cf_row_new (self->live, position, item, generation);

  if (cf_row_get_item (row) == NULL || _cf_row_get_generation (row) != self->generation)
    _cf_paged_list_model_want_page (self, position / CF_PAGE_SIZE);
  return row;
}

static void
cf_paged_list_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = cf_paged_list_model_get_item_type;
  iface->get_n_items = cf_paged_list_model_get_n_items;
  iface->get_item = cf_paged_list_model_get_item;
}

/* What the source reads for this list alone is wanted by nobody then, be it for jumps that are still to come. */
static void
leave_source (CfPagedListModel *self)
{
  _cf_paged_list_model_stop_reading (self);
  if (self->source != NULL)
    cf_page_source_reset (self->source);
}

/* --- GObject ------------------------------------------------------------------------------ */

static void
cf_paged_list_model_dispose (GObject *object)
{
  CfPagedListModel *self = CF_PAGED_LIST_MODEL (object);

  leave_source (self);
  g_clear_object (&self->source);
  g_queue_clear_full (&self->untold, g_object_unref);
  if (self->telling != NULL)
    g_source_destroy (self->telling);
  g_clear_pointer (&self->telling, g_source_unref);

  G_OBJECT_CLASS (cf_paged_list_model_parent_class)->dispose (object);
}

static void
cf_paged_list_model_finalize (GObject *object)
{
  CfPagedListModel *self = CF_PAGED_LIST_MODEL (object);

  _cf_page_cache_free (self->cache);
  g_hash_table_unref (self->live);
  g_hash_table_unref (self->fetches);
  g_hash_table_unref (self->failed);
  g_main_context_unref (self->context);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (cf_paged_list_model_parent_class)->finalize (object);
}

static void
cf_paged_list_model_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  CfPagedListModel *self = CF_PAGED_LIST_MODEL (object);

  switch ((CfPagedListModelProperty) prop_id)
    {
    case PROP_SOURCE:
      g_value_set_object (value, self->source);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_OPENING:
      g_value_set_boolean (value, self->opening);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->n_items);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_paged_list_model_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch ((CfPagedListModelProperty) prop_id)
    {
    case PROP_SOURCE:
      cf_paged_list_model_set_source (CF_PAGED_LIST_MODEL (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_paged_list_model_class_init (CfPagedListModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cf_paged_list_model_dispose;
  object_class->finalize = cf_paged_list_model_finalize;
  object_class->get_property = cf_paged_list_model_get_property;
  object_class->set_property = cf_paged_list_model_set_property;

  _cf_paged_list_model_properties[PROP_SOURCE] = g_param_spec_object ("source", NULL, NULL, CF_TYPE_PAGE_SOURCE,
                                                 G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  _cf_paged_list_model_properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  _cf_paged_list_model_properties[PROP_OPENING] = g_param_spec_boolean ("opening", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  _cf_paged_list_model_properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  _cf_paged_list_model_properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, CF_PAGED_LIST_MAX_ITEMS, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (_cf_paged_list_model_properties), _cf_paged_list_model_properties);
}

static void
cf_paged_list_model_init (CfPagedListModel *self)
{
  self->cache = _cf_page_cache_new (MAX_PAGES);
  self->live = g_hash_table_new (NULL, NULL);
  self->fetches = g_hash_table_new (NULL, NULL);
  self->failed = g_hash_table_new (NULL, NULL);
  self->context = g_main_context_ref_thread_default ();
  self->count = -1;
  g_queue_init (&self->wanted);
  g_queue_init (&self->untold);
}

/* --- public ------------------------------------------------------------------------------- */

/**
 * cf_paged_list_model_new:
 * @source: (nullable): where its records come from
 *
 * Returns: (transfer full): a list that lives in the calling thread's default main context
 */
CfPagedListModel *
cf_paged_list_model_new (CfPageSource *source)
{
  return g_object_new (CF_TYPE_PAGED_LIST_MODEL, "source", source, NULL);
}

/**
 * cf_paged_list_model_set_source:
 * @self: a list
 * @source: (nullable): where its records come from now
 *
 * Shows another list. What was shown stays until the first records of the new one are there, and its rows then change
 * in place, so that a selection stays at its position: whoever has one clears it, and scrolls to the beginning. Where the
 * records cannot be had the list is emptied, since what it shows answers another question. %NULL empties it at once.
 */
void
cf_paged_list_model_set_source (CfPagedListModel *self, CfPageSource *source)
{
  g_return_if_fail (CF_IS_PAGED_LIST_MODEL (self));
  g_return_if_fail (source == NULL || CF_IS_PAGE_SOURCE (source));

  if (self->source == source)
    return;

  leave_source (self);
  g_set_object (&self->source, source);
  _cf_paged_list_model_set_error (self, NULL);
  if (source != NULL)
    {
      _cf_paged_list_model_open_source (self);
    }
  else
    {
      self->opening = FALSE;
      _cf_paged_list_model_clear_list (self);
      _cf_paged_list_model_update_loading (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), _cf_paged_list_model_properties[PROP_SOURCE]);
}

/**
 * cf_paged_list_model_get_source:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): where its records come from
 */
CfPageSource *
cf_paged_list_model_get_source (CfPagedListModel *self)
{
  g_return_val_if_fail (CF_IS_PAGED_LIST_MODEL (self), NULL);

  return self->source;
}

/**
 * cf_paged_list_model_get_loading:
 * @self: a list
 *
 * Returns: whether it is being read and there is nothing to show yet
 */
gboolean
cf_paged_list_model_get_loading (CfPagedListModel *self)
{
  g_return_val_if_fail (CF_IS_PAGED_LIST_MODEL (self), FALSE);

  return self->loading;
}

/**
 * cf_paged_list_model_get_opening:
 * @self: a list
 *
 * It ends when the first records of a new source are in the list. Where they cannot be had there is an error instead, and no rows.
 *
 * Returns: whether what it shows is not yet of its source
 */
gboolean
cf_paged_list_model_get_opening (CfPagedListModel *self)
{
  g_return_val_if_fail (CF_IS_PAGED_LIST_MODEL (self), FALSE);

  return self->opening;
}

/**
 * cf_paged_list_model_get_error:
 * @self: a list
 *
 * What could not be read last. Rows that are there stay; cf_paged_list_model_refresh() tries again, and so does the
 * next page that arrives.
 *
 * Returns: (transfer none) (nullable): the error
 */
const GError *
cf_paged_list_model_get_error (CfPagedListModel *self)
{
  g_return_val_if_fail (CF_IS_PAGED_LIST_MODEL (self), NULL);

  return self->error;
}

/**
 * cf_paged_list_model_set_steady:
 * @self: a list
 * @steady: whether rows stay with their records
 *
 * Where it is read again and records came in or went further up, a steady list tells of that, and the rows that somebody looks at
 * move to where their records are now. Otherwise rows stay where they are and show what is there now, as at the beginning of a list
 * that grows there.
 */
void
cf_paged_list_model_set_steady (CfPagedListModel *self, gboolean steady)
{
  g_return_if_fail (CF_IS_PAGED_LIST_MODEL (self));

  self->steady = !!steady;
}

/**
 * cf_paged_list_model_refresh:
 * @self: a list
 *
 * Reads again: the count, and the pages somebody holds rows of. Rows stay as they are until the new records are
 * there and then change in place; but for cf_paged_list_model_set_steady() only the end of the list moves. During a reading one more
 * is kept in mind and made after it, however often this is called.
 */
void
cf_paged_list_model_refresh (CfPagedListModel *self)
{
  g_return_if_fail (CF_IS_PAGED_LIST_MODEL (self));

  if (self->source == NULL)
    return;
  if (_cf_paged_list_model_is_reading (self) && self->error == NULL)
    {
      self->again = TRUE;
      return;
    }

  _cf_paged_list_model_stop_reading (self);
  cf_page_source_reset (self->source);
  if (self->opening || self->n_items == 0)
    {
      _cf_paged_list_model_open_source (self);
      return;
    }
  /* The pages first: where both go to the same lane, what is in sight is not to wait for the count. */
  _cf_paged_list_model_want_live_pages (self);
  _cf_paged_list_model_dispatch_fetches (self);
  _cf_paged_list_model_start_count (self);
  _cf_paged_list_model_update_loading (self);
}
