/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-paged-list-model-private.h"

/* How a paged list is read: which pages, when, and what becomes of the answers. */

#define MAX_FETCHES 4
/* While somebody sweeps, pages are asked for this often at most, and only those still in sight. */
#define FETCH_INTERVAL_US (40 * 1000)
/* A page that arrives makes a view write some thousand cells; a frame is not to wait for all of them. */
#define TELL_BUDGET_US 2000

typedef struct
{
  GWeakRef      model;
  GCancellable *cancellable;    /* (owned) */
  guint         generation;
  guint         page;
  guint         n_records;
} Fetch;

static void schedule_dispatch (CfPagedListModel *self);
static void tell_rows (CfPagedListModel *self);

/* --- state -------------------------------------------------------------------------------- */

gboolean
_cf_paged_list_model_is_reading (CfPagedListModel *self)
{
  return self->count_cancellable != NULL || g_hash_table_size (self->fetches) > 0 || self->wanted.length > 0;
}

void
_cf_paged_list_model_update_loading (CfPagedListModel *self)
{
  gboolean loading = self->n_items == 0 && _cf_paged_list_model_is_reading (self);

  if (self->loading != loading)
    {
      self->loading = loading;
      g_object_notify_by_pspec (G_OBJECT (self), _cf_paged_list_model_properties[PROP_LOADING]);
    }
  if (self->told_opening != self->opening)
    {
      self->told_opening = self->opening;
      g_object_notify_by_pspec (G_OBJECT (self), _cf_paged_list_model_properties[PROP_OPENING]);
    }
}

void
_cf_paged_list_model_set_error (CfPagedListModel *self, GError *error)
{
  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error;
  g_object_notify_by_pspec (G_OBJECT (self), _cf_paged_list_model_properties[PROP_ERROR]);
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
  g_object_notify_by_pspec (G_OBJECT (self), _cf_paged_list_model_properties[PROP_N_ITEMS]);
}

/* What was read in the meantime is not hidden again. */
static void
end_at_count (CfPagedListModel *self)
{
  set_n_items (self, MAX ((guint) self->count, _cf_page_cache_get_end (self->cache, self->generation)));
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

static gboolean
on_tell_cb (gpointer user_data)
{
  CfPagedListModel *self = user_data;

  g_clear_pointer (&self->telling, g_source_unref);
  tell_rows (self);
  return G_SOURCE_REMOVE;
}

/* Says of rows that they changed, as many as there is time for, and of the rest soon. */
static void
tell_rows (CfPagedListModel *self)
{
  g_autoptr (CfPagedListModel) keep = g_object_ref (self);
  gint64 since = g_get_monotonic_time ();
  CfRow *row;

  while ((row = g_queue_pop_head (&self->untold)) != NULL)
    {
      _cf_row_changed (row);
      g_object_unref (row);
      if (g_get_monotonic_time () - since > TELL_BUDGET_US)
        break;
    }
  if (self->untold.length == 0 || self->telling != NULL)
    return;
  self->telling = g_idle_source_new ();
  /* Behind the drawing of frames (G_PRIORITY_HIGH_IDLE + 20 in GTK). */
  g_source_set_priority (self->telling, G_PRIORITY_HIGH_IDLE + 30);
  g_source_set_static_name (self->telling, "CfPagedListModel rows");
  g_source_set_callback (self->telling, on_tell_cb, self, NULL);
  g_source_attach (self->telling, self->context);
}

/* Fills the rows of a page first and tells of them then: whoever hears of one sees all. */
static void
fill_rows (CfPagedListModel *self, guint page, GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      CfRow *row = g_hash_table_lookup (self->live, GUINT_TO_POINTER (page * CF_PAGE_SIZE + i));

      if (row == NULL)
        continue;
      _cf_row_set_item (row, g_ptr_array_index (items, i), self->generation);
      g_queue_push_tail (&self->untold, g_object_ref (row));
    }
  tell_rows (self);
}

static void
stop_counting (CfPagedListModel *self)
{
  g_autoptr (GCancellable) counting = g_steal_pointer (&self->count_cancellable);

  if (counting != NULL)
    g_cancellable_cancel (counting);
}

void
_cf_paged_list_model_clear_list (CfPagedListModel *self)
{
  guint old = self->n_items;

  _cf_page_cache_clear (self->cache);
  g_clear_pointer (&self->live, g_hash_table_unref);
  self->live = g_hash_table_new (NULL, NULL);
  self->n_items = 0;
  if (old == 0)
    return;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, old, 0);
  g_object_notify_by_pspec (G_OBJECT (self), _cf_paged_list_model_properties[PROP_N_ITEMS]);
}

/* Rows that somebody holds and that are of another reading stay where they are, without a record until theirs comes. */
static void
blank_rows (CfPagedListModel *self)
{
  GHashTableIter iter;
  CfRow *row;

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &row))
    {
      if (_cf_row_get_generation (row) == self->generation)
        continue;
      _cf_row_set_item (row, NULL, self->generation - 1);
      g_queue_push_tail (&self->untold, g_object_ref (row));
      _cf_paged_list_model_want_page (self, cf_row_get_position (row) / CF_PAGE_SIZE);
    }
  tell_rows (self);
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
      _cf_paged_list_model_start_count (self);
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

  if (self->steady && start < self->n_items && _cf_paged_list_model_follow_records (self, fetch->page, items) &&
      fetch->generation == self->generation && self->count >= 0 && self->count_cancellable == NULL)
    end_at_count (self);
  if (fetch->generation != self->generation)
    return;
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

  _cf_paged_list_model_set_error (self, NULL);
  g_hash_table_iter_init (&iter, self->failed);
  while (g_hash_table_iter_next (&iter, &page, NULL))
    {
      g_queue_push_tail (&self->wanted, page);
      g_hash_table_iter_remove (&iter);
    }
  if (self->count < 0 && self->count_cancellable == NULL)
    _cf_paged_list_model_start_count (self);
}

static void
take_failure (CfPagedListModel *self, guint page, GError *error)
{
  if (self->opening)
    {
      stop_counting (self);
      /* What is still shown answers another question. */
      _cf_paged_list_model_clear_list (self);
    }
  else
    {
      g_hash_table_add (self->failed, GUINT_TO_POINTER (page));
    }
  _cf_paged_list_model_set_error (self, error);
}

/* At the end of every step of a reading. */
static void
end_step (CfPagedListModel *self)
{
  _cf_paged_list_model_update_loading (self);
  if (self->again && !_cf_paged_list_model_is_reading (self))
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

void
_cf_paged_list_model_dispatch_fetches (CfPagedListModel *self)
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
  _cf_paged_list_model_dispatch_fetches (self);
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

void
_cf_paged_list_model_want_page (CfPagedListModel *self, guint page)
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

static int
compare_pages (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return GPOINTER_TO_UINT (a) < GPOINTER_TO_UINT (b) ? -1 : GPOINTER_TO_UINT (a) > GPOINTER_TO_UINT (b);
}

/* In their order: what came in or went is seen first by the first of them. */
void
_cf_paged_list_model_want_live_pages (CfPagedListModel *self)
{
  GHashTableIter iter;
  gpointer position;

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, &position, NULL))
    _cf_paged_list_model_want_page (self, GPOINTER_TO_UINT (position) / CF_PAGE_SIZE);
  g_queue_sort (&self->wanted, compare_pages, NULL);
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
      _cf_paged_list_model_set_error (self, g_steal_pointer (&error));
    }
  else
    {
      self->count = MIN (count, CF_PAGED_LIST_MAX_ITEMS);
      if (!self->opening)
        end_at_count (self);
    }
  settle (self);
}

void
_cf_paged_list_model_start_count (CfPagedListModel *self)
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
void
_cf_paged_list_model_stop_reading (CfPagedListModel *self)
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

void
_cf_paged_list_model_open_source (CfPagedListModel *self)
{
  self->opening = TRUE;
  start_fetch (self, 0);
  _cf_paged_list_model_start_count (self);
  _cf_paged_list_model_update_loading (self);
}
