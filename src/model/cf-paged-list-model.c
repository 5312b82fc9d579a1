/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <gio/gio.h>

#include "cf-page-cache-private.h"
#include "cf-paged-list-model.h"
#include "cf-row-private.h"

/* GTK's lists have int pixel heights: 60 million rows are the most that can be reached. */
#define MAX_ITEMS 60000000
#define MAX_PAGES 64
#define MAX_FETCHES 4
/* While somebody sweeps, pages are asked for this often at most, and only those still in sight. */
#define FETCH_INTERVAL_US (40 * 1000)

/* One reading of the list is a "generation": it begins with a new source or a refresh. Answers of an older one are
 * thrown away; records of an older one are shown until newer ones arrive.
 *
 * A new source is "opening" until its first page is there: what the source before it gave stays in the list so long, and
 * then changes in place. Its count runs meanwhile; until it is known the list is as long as its first page. */
struct _CfPagedListModel
{
  GObject       parent_instance;

  CfPageSource *source;         /* (owned) (nullable) */
  GError       *error;          /* (owned) (nullable) */
  CfPageCache  *cache;          /* (owned) */
  GHashTable   *live;           /* (owned): position → CfRow, weak */
  GHashTable   *fetches;        /* (owned): page → Fetch, which its answer owns */
  GHashTable   *failed;         /* (owned): pages that failed in this generation */
  GQueue        wanted;         /* page numbers, first wanted first */
  GCancellable *count_cancellable; /* (owned) (nullable): set while counting */
  GMainContext *context;        /* (owned): where the model lives */
  GSource      *dispatch;       /* (owned) (nullable): the next dispatch_fetches() */

  gint64        count;          /* of this generation, -1: not known */
  gint64        last_dispatch;  /* monotonic time */
  guint         generation;
  guint         n_items;
  guint         opening : 1;
  guint         recounted : 1;  /* a page came short in this generation and the count was made again */
  guint         again : 1;      /* a refresh was asked for during a reading */
  guint         loading : 1;    /* as last notified */
};

typedef struct
{
  GWeakRef      model;
  GCancellable *cancellable;    /* (owned) */
  guint         generation;
  guint         page;
  guint         n_records;
} Fetch;

enum
{
  PROP_0,
  PROP_SOURCE,
  PROP_LOADING,
  PROP_ERROR,
  PROP_N_ITEMS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void cf_paged_list_model_list_model_init (GListModelInterface *iface);
static void schedule_dispatch (CfPagedListModel *self);
static void start_count (CfPagedListModel *self);
static void want_page (CfPagedListModel *self, guint page);

G_DEFINE_FINAL_TYPE_WITH_CODE (CfPagedListModel, cf_paged_list_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, cf_paged_list_model_list_model_init))

/* --- state -------------------------------------------------------------------------------- */

static gboolean
is_reading (CfPagedListModel *self)
{
  return self->count_cancellable != NULL || g_hash_table_size (self->fetches) > 0 || self->wanted.length > 0;
}

static void
update_loading (CfPagedListModel *self)
{
  gboolean loading = self->n_items == 0 && is_reading (self);

  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
set_error (CfPagedListModel *self, GError *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static gboolean
is_beyond (gpointer key, gpointer row, gpointer n_items)
{
  return GPOINTER_TO_UINT (key) >= GPOINTER_TO_UINT (n_items);
}

/* Makes the list longer or shorter at its end. */
static void
set_n_items (CfPagedListModel *self, guint n_items)
{
  guint old = self->n_items;

  if (n_items == old)
    return;
  self->n_items = n_items;
  if (n_items < old)
    {
      _cf_page_cache_truncate (self->cache, n_items);
      g_hash_table_foreach_remove (self->live, is_beyond, GUINT_TO_POINTER (n_items));
      g_list_model_items_changed (G_LIST_MODEL (self), n_items, old - n_items, 0);
    }
  else
    {
      g_list_model_items_changed (G_LIST_MODEL (self), old, 0, n_items - old);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

/* How many records this page has to have. */
static guint
page_length (CfPagedListModel *self, guint page)
{
  guint start = page * CF_PAGE_SIZE;

  if (self->opening)
    return CF_PAGE_SIZE;
  return start < self->n_items ? MIN (CF_PAGE_SIZE, self->n_items - start) : 0;
}

static gboolean
page_is_live (CfPagedListModel *self, guint page)
{
  for (guint i = 0; i < CF_PAGE_SIZE; i++)
    if (g_hash_table_contains (self->live, GUINT_TO_POINTER (page * CF_PAGE_SIZE + i)))
      return TRUE;
  return FALSE;
}

/* --- one fetch ---------------------------------------------------------------------------- */

static void
fetch_free (Fetch *fetch)
{
  g_weak_ref_clear (&fetch->model);
  g_object_unref (fetch->cancellable);
  g_free (fetch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

static void
cancel_fetches (CfPagedListModel *self, gboolean all)
{
  GHashTableIter iter;
  g_autoptr (GPtrArray) cancelled = g_ptr_array_new_with_free_func (g_object_unref);
  Fetch *fetch;

  g_hash_table_iter_init (&iter, self->fetches);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &fetch))
    {
      if (!all && (self->opening || page_is_live (self, fetch->page)))
        continue;
      g_ptr_array_add (cancelled, g_object_ref (fetch->cancellable));
      g_hash_table_iter_remove (&iter);
    }
  for (guint i = 0; i < cancelled->len; i++)
    g_cancellable_cancel (g_ptr_array_index (cancelled, i));
}

/* The record at @position, where it is of this reading: pages that lie side by side then fit together by key. */
static GObject *
neighbour (CfPagedListModel *self, gint64 position)
{
  guint generation;
  GObject *item;

  if (position < 0 || position >= self->n_items)
    return NULL;
  item = _cf_page_cache_get (self->cache, position, &generation);
  return item != NULL && generation == self->generation ? item : NULL;
}

static void on_fetched_cb (GObject *object, GAsyncResult *result, gpointer user_data);

static void
start_fetch (CfPagedListModel *self, guint page)
{
  Fetch *fetch = g_new0 (Fetch, 1);
  CfPageRequest request = { 0 };

  g_weak_ref_init (&fetch->model, self);
  fetch->cancellable = g_cancellable_new ();
  fetch->generation = self->generation;
  fetch->page = page;
  fetch->n_records = page_length (self, page);

  request.start = page * CF_PAGE_SIZE;
  request.n_records = fetch->n_records;
  request.n_total = self->count > 0 ? self->n_items : 0;
  if (!self->opening)
    {
      request.before = neighbour (self, (gint64) request.start - 1);
      request.after = neighbour (self, (gint64) request.start + request.n_records);
    }
  g_hash_table_insert (self->fetches, GUINT_TO_POINTER (page), fetch);
  cf_page_source_fetch_async (self->source, &request, fetch->cancellable, on_fetched_cb, fetch);
}

/* Fills the rows of a page first and tells of them then: whoever hears of one sees all. */
static void
fill_rows (CfPagedListModel *self, guint page, GPtrArray *items)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < items->len; i++)
    {
      CfRow *row = g_hash_table_lookup (self->live, GUINT_TO_POINTER (page * CF_PAGE_SIZE + i));

      if (row == NULL)
        continue;
      _cf_row_set_item (row, g_ptr_array_index (items, i), self->generation);
      g_ptr_array_add (rows, g_object_ref (row));
    }
  for (guint i = 0; i < rows->len; i++)
    _cf_row_changed (g_ptr_array_index (rows, i));
}

static void
stop_counting (CfPagedListModel *self)
{
  g_autoptr (GCancellable) counting = g_steal_pointer (&self->count_cancellable);

  if (counting != NULL)
    g_cancellable_cancel (counting);
}

static void
clear_list (CfPagedListModel *self)
{
  guint old = self->n_items;

  _cf_page_cache_clear (self->cache);
  g_clear_pointer (&self->live, g_hash_table_unref);
  self->live = g_hash_table_new (NULL, NULL);
  self->n_items = 0;
  if (old == 0)
    return;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, old, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

/* Rows that somebody holds and that are of another reading stay where they are, without a record until theirs comes. */
static void
blank_rows (CfPagedListModel *self)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  CfRow *row;

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &row))
    {
      if (_cf_row_get_generation (row) == self->generation)
        continue;
      _cf_row_set_item (row, NULL, self->generation - 1);
      g_ptr_array_add (rows, g_object_ref (row));
      want_page (self, cf_row_get_position (row) / CF_PAGE_SIZE);
    }
  for (guint i = 0; i < rows->len; i++)
    _cf_row_changed (g_ptr_array_index (rows, i));
}

/* The first page of a new source: the list becomes what it says. Its rows change in place: for a view to take a screen of
 * cells down and build another takes ten times as long as to write other texts into them. */
static void
take_first_page (CfPagedListModel *self, GPtrArray *items)
{
  guint generation = self->generation;
  guint n_items = MAX (items->len, self->count > 0 && items->len == CF_PAGE_SIZE ? (guint) self->count : 0);

  self->opening = FALSE;
  if (items->len < CF_PAGE_SIZE)
    {
      stop_counting (self);
      self->count = items->len;
    }
  _cf_page_cache_clear (self->cache);
  if (self->n_items > n_items)
    set_n_items (self, n_items);
  if (generation != self->generation)
    return;
  _cf_page_cache_put (self->cache, 0, generation, g_ptr_array_ref (items));
  fill_rows (self, 0, items);
  if (generation == self->generation)
    blank_rows (self);
  if (generation == self->generation)
    set_n_items (self, n_items);
}

/* Records vanished while the list was read: it ends where this page does. */
static void
take_short_page (CfPagedListModel *self, guint end)
{
  if (self->count_cancellable == NULL && !self->recounted)
    {
      self->recounted = TRUE;
      start_count (self);
    }
  if (end < self->n_items)
    set_n_items (self, end);
}

static void
take_page (CfPagedListModel *self, Fetch *fetch, GPtrArray *items)
{
  guint start = fetch->page * CF_PAGE_SIZE;
  guint end = start + items->len;
  gboolean is_short = items->len < fetch->n_records;

  if (start < self->n_items)
    {
      if (items->len > self->n_items - start)
        g_ptr_array_set_size (items, self->n_items - start);
      if (items->len > 0)
        _cf_page_cache_put (self->cache, fetch->page, self->generation, g_ptr_array_ref (items));
      fill_rows (self, fetch->page, items);
    }
  if (fetch->generation != self->generation)
    return;
  if (is_short)
    take_short_page (self, end);
  else if (items->len < page_length (self, fetch->page))
    g_queue_push_tail (&self->wanted, GUINT_TO_POINTER (fetch->page));
}

/* The server answers again: what failed before is worth another try. */
static void
retry_failed (CfPagedListModel *self)
{
  GHashTableIter iter;
  gpointer page;

  set_error (self, NULL);
  g_hash_table_iter_init (&iter, self->failed);
  while (g_hash_table_iter_next (&iter, &page, NULL))
    {
      g_queue_push_tail (&self->wanted, page);
      g_hash_table_iter_remove (&iter);
    }
  if (self->count < 0 && self->count_cancellable == NULL)
    start_count (self);
}

static void
take_failure (CfPagedListModel *self, guint page, GError *error)
{
  if (self->opening)
    {
      stop_counting (self);
      /* What is still shown answers another question. */
      clear_list (self);
    }
  else
    {
      g_hash_table_add (self->failed, GUINT_TO_POINTER (page));
    }
  set_error (self, error);
}

/* At the end of every step of a reading. */
static void
end_step (CfPagedListModel *self)
{
  update_loading (self);
  if (self->again && !is_reading (self))
    cf_paged_list_model_refresh (self);
}

static void
settle (CfPagedListModel *self)
{
  if (self->wanted.length > 0)
    schedule_dispatch (self);
  end_step (self);
}

static void
on_fetched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Fetch) fetch = user_data;
  g_autoptr (CfPagedListModel) self = g_weak_ref_get (&fetch->model);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = cf_page_source_fetch_finish (CF_PAGE_SOURCE (object), result, &error);

  if (self == NULL || g_hash_table_lookup (self->fetches, GUINT_TO_POINTER (fetch->page)) != fetch)
    return;
  g_hash_table_remove (self->fetches, GUINT_TO_POINTER (fetch->page));

  if (items == NULL)
    {
      take_failure (self, fetch->page, g_steal_pointer (&error));
    }
  else
    {
      if (self->opening)
        take_first_page (self, items);
      else
        take_page (self, fetch, items);
      if (fetch->generation == self->generation)
        retry_failed (self);
    }
  settle (self);
}

/* --- which pages, when -------------------------------------------------------------------- */

static void
dispatch_fetches (CfPagedListModel *self)
{
  guint n_wanted = self->wanted.length;

  cancel_fetches (self, FALSE);
  for (guint i = 0; i < n_wanted; i++)
    {
      gpointer page = g_queue_pop_head (&self->wanted);
      gboolean is_first = self->opening && GPOINTER_TO_UINT (page) == 0;

      if (!is_first && (page_length (self, GPOINTER_TO_UINT (page)) == 0 || !page_is_live (self, GPOINTER_TO_UINT (page))))
        continue;
      if (g_hash_table_contains (self->fetches, page))
        continue;
      if (g_hash_table_size (self->fetches) >= MAX_FETCHES)
        {
          g_queue_push_tail (&self->wanted, page);
          continue;
        }
      self->last_dispatch = g_get_monotonic_time ();
      start_fetch (self, GPOINTER_TO_UINT (page));
    }
}

static gboolean
on_dispatch_cb (gpointer user_data)
{
  g_autoptr (CfPagedListModel) self = g_object_ref (user_data);

  g_clear_pointer (&self->dispatch, g_source_unref);
  dispatch_fetches (self);
  /* Pages that found no place are taken up when a fetch ends. */
  end_step (self);
  return G_SOURCE_REMOVE;
}

static void
schedule_dispatch (CfPagedListModel *self)
{
  gint64 wait = self->last_dispatch + FETCH_INTERVAL_US - g_get_monotonic_time ();

  if (self->dispatch != NULL)
    return;
  self->dispatch = wait <= 0 ? g_idle_source_new () : g_timeout_source_new (wait / 1000 + 1);
  g_source_set_priority (self->dispatch, G_PRIORITY_DEFAULT);
  g_source_set_static_name (self->dispatch, "CfPagedListModel fetches");
  g_source_set_callback (self->dispatch, on_dispatch_cb, self, NULL);
  g_source_attach (self->dispatch, self->context);
}

static void
want_page (CfPagedListModel *self, guint page)
{
  gpointer key = GUINT_TO_POINTER (page);

  if (self->source == NULL || self->opening)
    return;
  if (g_hash_table_contains (self->fetches, key) || g_hash_table_contains (self->failed, key))
    return;
  if (g_queue_find (&self->wanted, key) == NULL)
    g_queue_push_tail (&self->wanted, key);
  schedule_dispatch (self);
}

static void
want_live_pages (CfPagedListModel *self)
{
  GHashTableIter iter;
  gpointer position;

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, &position, NULL))
    want_page (self, GPOINTER_TO_UINT (position) / CF_PAGE_SIZE);
}

/* --- counting ----------------------------------------------------------------------------- */

static void
on_counted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Fetch) fetch = user_data;
  g_autoptr (CfPagedListModel) self = g_weak_ref_get (&fetch->model);
  g_autoptr (GError) error = NULL;
  gint64 count = cf_page_source_count_finish (CF_PAGE_SOURCE (object), result, &error);

  if (self == NULL || self->count_cancellable != fetch->cancellable)
    return;
  g_clear_object (&self->count_cancellable);

  if (count < 0)
    {
      set_error (self, g_steal_pointer (&error));
    }
  else
    {
      self->count = MIN (count, MAX_ITEMS);
      /* What was read in the meantime is not hidden again. */
      if (!self->opening)
        set_n_items (self, MAX (self->count, _cf_page_cache_get_end (self->cache, self->generation)));
    }
  settle (self);
}

static void
start_count (CfPagedListModel *self)
{
  Fetch *fetch = g_new0 (Fetch, 1);

  g_weak_ref_init (&fetch->model, self);
  fetch->cancellable = g_cancellable_new ();
  fetch->generation = self->generation;
  g_set_object (&self->count_cancellable, fetch->cancellable);
  cf_page_source_count_async (self->source, fetch->cancellable, on_counted_cb, fetch);
}

/* --- readings ----------------------------------------------------------------------------- */

/* Ends the reading that is under way; nothing of it is heard any more. */
static void
stop_reading (CfPagedListModel *self)
{
  self->generation++;
  self->count = -1;
  self->recounted = FALSE;
  self->again = FALSE;
  g_queue_clear (&self->wanted);
  g_hash_table_remove_all (self->failed);
  if (self->dispatch != NULL)
    g_source_destroy (self->dispatch);
  g_clear_pointer (&self->dispatch, g_source_unref);
  stop_counting (self);
  cancel_fetches (self, TRUE);
}

static void
open_source (CfPagedListModel *self)
{
  self->opening = TRUE;
  start_fetch (self, 0);
  start_count (self);
  update_loading (self);
}

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
    want_page (self, position / CF_PAGE_SIZE);
  return row;
}

static void
cf_paged_list_model_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = cf_paged_list_model_get_item_type;
  iface->get_n_items = cf_paged_list_model_get_n_items;
  iface->get_item = cf_paged_list_model_get_item;
}

/* --- GObject ------------------------------------------------------------------------------ */

static void
cf_paged_list_model_dispose (GObject *object)
{
  CfPagedListModel *self = CF_PAGED_LIST_MODEL (object);

  stop_reading (self);
  g_clear_object (&self->source);

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

  switch (prop_id)
    {
    case PROP_SOURCE:
      g_value_set_object (value, self->source);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
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
  switch (prop_id)
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

  properties[PROP_SOURCE] = g_param_spec_object ("source", NULL, NULL, CF_TYPE_PAGE_SOURCE,
                                                 G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, MAX_ITEMS, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
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

  stop_reading (self);
  g_set_object (&self->source, source);
  set_error (self, NULL);
  if (source != NULL)
    {
      open_source (self);
    }
  else
    {
      self->opening = FALSE;
      clear_list (self);
      update_loading (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SOURCE]);
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
 * cf_paged_list_model_refresh:
 * @self: a list
 *
 * Reads again: the count, and the pages somebody holds rows of. Rows stay as they are until the new records are
 * there and then change in place; only the end of the list moves. During a reading one more is kept in mind and made
 * after it, however often this is called.
 */
void
cf_paged_list_model_refresh (CfPagedListModel *self)
{
  g_return_if_fail (CF_IS_PAGED_LIST_MODEL (self));

  if (self->source == NULL)
    return;
  if (is_reading (self) && self->error == NULL)
    {
      self->again = TRUE;
      return;
    }

  stop_reading (self);
  cf_page_source_reset (self->source);
  if (self->opening || self->n_items == 0)
    {
      open_source (self);
      return;
    }
  /* The pages first: where both go to the same lane, what is in sight is not to wait for the count. */
  want_live_pages (self);
  dispatch_fetches (self);
  start_count (self);
  update_loading (self);
}
