/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-keyset-walk-private.h"

/* A filtered list of up to so many records is read whole, as ids in their order: its count, its pages and every jump are
 * exact then and cost next to nothing. What has more is dense enough to be found by going along the index. */
#define MAX_HITS 20000
/* Of an order that no index has: eight bytes each. */
#define MAX_COMPUTED 2000000
#define LONG_DEADLINE_MS (10 * 60 * 1000)
/* Milestones cost a walk along the whole index: they are for somebody who jumps about, not for every refresh of what is shown. */
#define FEW_JUMPS 3

/* What several requests may wait for at once. */
typedef enum
{
  SHARED_HITS,                  /* the ids of a filtered list, or that there are too many */
  SHARED_COUNT,                 /* how many records, and how many with a key */
  SHARED_MILESTONES,
  N_SHARED
} SharedKind;

typedef struct
{
  GPtrArray    *waiters;        /* (owned) (element-type GTask) */
  GCancellable *cancellable;    /* (owned) (nullable): set while it is read */
  gboolean      done;
} Shared;

/* Lists sorted by SQL, read by key: a page goes on from the record before it or comes back from the one behind it; a
 * jump goes by the nearer end or by milestones. Nothing here depends on how many records there are but the count and
 * the milestones, which run on the background lane. */
struct _CfKeysetSource
{
  GObject         parent_instance;

  CfDbPool       *pool;         /* (owned) */
  CfKeysetFilter *filter;       /* (owned) (nullable) */
  char           *where;        /* (owned): the filter as one condition */
  char           *walked;       /* (owned) (nullable): the same, where nothing but the order's index is to be used */
  CfKeysetOrder   order;
  Shared          shared[N_SHARED];
  GArray         *hits;         /* (owned) (nullable) (element-type gint64): all ids, where they are few */
  gboolean        otherwise;    /* they were found in no other way */
  GPtrArray      *milestones;   /* (owned) (nullable) (element-type CfKeysetMark) */
  gint64          n_total;      /* valid when SHARED_COUNT is done */
  gint64          n_keys;
  guint           reading;      /* raised by a reset */
  guint           n_jumps;      /* of this reading, into the depth */
};

typedef struct
{
  CfPageRequest request;
  CfKeysetWalk  walk;
  guint         reading;
  GArray       *asked;          /* (owned) (nullable) (element-type gint64): the ids that were asked for */
  guint         n_hits;         /* when they were */
  gboolean      by_position;    /* neighbours and ends have been found to be of no use */
  gboolean      by_hits;        /* nothing was found along the order */
} Fetch;

/* What is in memory costs the same in any order; and few of many come by an index: going through the whole table with all
 * processors only seems to be cheaper. */
static const char in_memory_sql[] =
  "SELECT set_config ('random_page_cost', '0.1', true), set_config ('seq_page_cost', '0.1', true), "
  "set_config ('max_parallel_workers_per_gather', '0', true), set_config ('jit', 'off', true)";

static const char by_index_sql[] =
  "SELECT set_config ('max_parallel_workers_per_gather', '0', true)";

static void cf_keyset_source_iface_init (CfPageSourceInterface *iface);
static void go_on (CfKeysetSource *self, GTask *task);
static void share (CfKeysetSource *self, SharedKind kind, GTask *task);

G_DEFINE_FINAL_TYPE_WITH_CODE (CfKeysetSource, cf_keyset_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CF_TYPE_PAGE_SOURCE, cf_keyset_source_iface_init))

static void
fetch_free (Fetch *fetch)
{
  g_clear_object (&fetch->request.before);
  g_clear_object (&fetch->request.after);
  g_clear_pointer (&fetch->asked, g_array_unref);
  g_free (fetch);
}

static CfDbParams *
filter_params (CfKeysetSource *self)
{
  return self->filter != NULL ? _cf_keyset_filter_params (self->filter) : cf_db_params_new ();
}

static guint
n_filter_params (CfKeysetSource *self)
{
  return self->filter != NULL ? _cf_keyset_filter_n_params (self->filter) : 0;
}

static gboolean
is_direct (CfKeysetSource *self)
{
  return self->filter != NULL && !self->order.computed && _cf_keyset_filter_is_direct (self->filter);
}

static const char *
filter_bound (CfKeysetSource *self)
{
  return self->filter != NULL ? _cf_keyset_filter_get_bound (self->filter) : NULL;
}

/* --- what is read once for several -------------------------------------------------------- */

static gboolean
anybody_waits (Shared *shared)
{
  for (guint i = 0; i < shared->waiters->len; i++)
    if (!g_cancellable_is_cancelled (g_task_get_cancellable (g_ptr_array_index (shared->waiters, i))))
      return TRUE;
  return FALSE;
}

/* Nobody wants the hits of a search any more that was typed over. */
static void
on_waiter_cancelled_cb (GCancellable *cancellable, CfKeysetSource *self)
{
  for (guint i = 0; i < N_SHARED; i++)
    {
      Shared *shared = &self->shared[i];

      if (i != SHARED_MILESTONES && shared->cancellable != NULL && !anybody_waits (shared))
        g_cancellable_cancel (shared->cancellable);
    }
}

static void
answer_waiters (CfKeysetSource *self, SharedKind kind, const GError *error)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&self->shared[kind].waiters);

  self->shared[kind].waiters = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiters->len; i++)
    {
      GTask *task = g_ptr_array_index (waiters, i);

      if (g_task_return_error_if_cancelled (task))
        continue;
      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        go_on (self, task);
    }
}

static void
take_hits (CfKeysetSource *self, CfDbResult *result)
{
  guint n_rows = cf_db_result_get_n_rows (result);

  g_clear_pointer (&self->hits, g_array_unref);
  self->otherwise = FALSE;
  if (n_rows == 1 && cf_db_result_is_null (result, 0, 0))
    return;
  self->otherwise = n_rows > 0 && cf_db_result_get_bool (result, 0, 1);
  self->hits = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n_rows);
  for (guint i = 0; i < n_rows; i++)
    {
      gint64 id = cf_db_result_get_int (result, i, 0);

      g_array_append_val (self->hits, id);
    }
}

static void
take_milestones (CfKeysetSource *self, CfDbResult *result)
{
  g_clear_pointer (&self->milestones, g_ptr_array_unref);
  self->milestones = g_ptr_array_new_with_free_func ((GDestroyNotify) _cf_keyset_mark_free);
  for (guint i = 0; i < cf_db_result_get_n_rows (result); i++)
    g_ptr_array_add (self->milestones, _cf_keyset_mark_new (cf_db_result_get_text (result, i, 0), cf_db_result_get_int (result, i, 1)));
}

static void
take_shared (CfKeysetSource *self, SharedKind kind, CfDbResult *result)
{
  self->shared[kind].done = TRUE;
  switch (kind)
    {
    case SHARED_HITS:
      take_hits (self, result);
      break;
    case SHARED_COUNT:
      self->n_total = cf_db_result_get_int (result, 0, 0);
      self->n_keys = cf_db_result_get_int (result, 0, 1);
      break;
    case SHARED_MILESTONES:
      take_milestones (self, result);
      break;
    case N_SHARED:
    default:
      g_assert_not_reached ();
    }
}

typedef struct
{
  CfKeysetSource *self;         /* (owned) */
  GCancellable   *cancellable;  /* (owned) */
  SharedKind      kind;
} SharedRead;

static void
shared_read_free (SharedRead *read)
{
  g_object_unref (read->self);
  g_object_unref (read->cancellable);
  g_free (read);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SharedRead, shared_read_free)

static void
on_shared_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SharedRead) read = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = cf_db_pool_run_finish (CF_DB_POOL (object), result, &error);
  Shared *shared = &read->self->shared[read->kind];

  /* A reset forgot this one. */
  if (shared->cancellable != read->cancellable)
    return;
  g_clear_object (&shared->cancellable);

  if (results != NULL)
    take_shared (read->self, read->kind, g_ptr_array_index (results, results->len - 1));
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && anybody_waits (shared))
    g_clear_error (&error);
  answer_waiters (read->self, read->kind, error);
}

static char *
count_sql (CfKeysetSource *self)
{
  g_autofree char *found = NULL;

  if (self->filter == NULL)
    return g_strdup_printf ("SELECT count(*), count(%s) FROM %s", self->order.nullable ? self->order.key : "*", self->order.table);
  found = _cf_keyset_filter_union (self->filter, &self->order, 0);
  return g_strdup_printf ("SELECT count(*), count(h.k) FROM (%s) h", found);
}

static char *
shared_sql (CfKeysetSource *self, SharedKind kind)
{
  switch (kind)
    {
    case SHARED_HITS:
      return _cf_keyset_filter_hits (self->filter, &self->order, self->order.computed ? MAX_COMPUTED : MAX_HITS);
    case SHARED_COUNT:
      return count_sql (self);
    case SHARED_MILESTONES:
      return _cf_keyset_milestones_sql (&self->order, self->where, filter_bound (self));
    case N_SHARED:
    default:
      g_assert_not_reached ();
    }
}

static void
start_shared (CfKeysetSource *self, SharedKind kind)
{
  g_autoptr (CfDbUnit) unit = cf_db_unit_new (CF_DB_UNIT_READ | CF_DB_UNIT_ALONE | CF_DB_UNIT_UNPREPARED);
  g_autofree char *sql = shared_sql (self, kind);
  SharedRead *read = g_new0 (SharedRead, 1);

  read->self = g_object_ref (self);
  read->cancellable = g_cancellable_new ();
  read->kind = kind;
  g_set_object (&self->shared[kind].cancellable, read->cancellable);
  self->shared[kind].done = FALSE;
  if (is_direct (self))
    cf_db_unit_add (unit, in_memory_sql, NULL);
  else if (kind == SHARED_HITS)
    cf_db_unit_add (unit, by_index_sql, NULL);
  cf_db_unit_add (unit, sql, filter_params (self));
  cf_db_unit_set_deadline_ms (unit, LONG_DEADLINE_MS);
  cf_db_pool_run_async (self->pool, CF_DB_LANE_BACKGROUND, unit, read->cancellable, on_shared_cb, read);
}

/* Lets @task go on when @kind is read. */
static void
share (CfKeysetSource *self, SharedKind kind, GTask *task)
{
  Shared *shared = &self->shared[kind];
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (g_task_return_error_if_cancelled (task))
    return;
  g_ptr_array_add (shared->waiters, g_object_ref (task));
  if (cancellable != NULL)
    g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (on_waiter_cancelled_cb), self, 0);
  if (shared->cancellable == NULL)
    start_shared (self, kind);
}

/* --- a page out of ids -------------------------------------------------------------------- */

static void fetch_hits (CfKeysetSource *self, GTask *task);

static GHashTable *
list_vanished (GArray *asked, GHashTable *found)
{
  GHashTable *vanished = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < asked->len; i++)
    if (!g_hash_table_contains (found, &g_array_index (asked, gint64, i)))
      g_hash_table_add (vanished, &g_array_index (asked, gint64, i));
  return vanished;
}

/* Takes the ids out that have no record any more: of those that were asked for, which may be further up by what other pages took out. */
static void
forget_vanished (CfKeysetSource *self, Fetch *fetch, GHashTable *found)
{
  g_autoptr (GHashTable) vanished = list_vanished (fetch->asked, found);
  guint start = fetch->request.start;
  guint end = MIN (start + fetch->asked->len, self->hits->len);
  guint n_left = start - MIN (start, fetch->n_hits - self->hits->len);

  if (g_hash_table_size (vanished) == 0)
    return;
  for (guint i = n_left; i < end; i++)
    {
      gint64 id = g_array_index (self->hits, gint64, i);

      if (!g_hash_table_contains (vanished, &id))
        g_array_index (self->hits, gint64, n_left++) = id;
    }
  g_array_remove_range (self->hits, n_left, end - n_left);
}

/* Returns: (nullable): the records that are there now; %NULL: one has come there that was not asked for */
static GPtrArray *
arrange_hits (CfKeysetSource *self, Fetch *fetch, GHashTable *found)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = fetch->request.start; i < MIN (fetch->request.start + fetch->request.n_records, self->hits->len); i++)
    {
      GObject *record = g_hash_table_lookup (found, &g_array_index (self->hits, gint64, i));

      if (record == NULL)
        return NULL;
      g_ptr_array_add (records, g_object_ref (record));
    }
  return g_steal_pointer (&records);
}

static void
on_hits_fetched_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfDbResult) rows = cf_db_pool_query_finish (CF_DB_POOL (object), result, &error);
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  CfKeysetSource *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  g_autoptr (GPtrArray) records = NULL;

  if (rows == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (fetch->reading != self->reading || self->hits == NULL)
    {
      go_on (self, task);
      return;
    }

  for (guint i = 0; i < cf_db_result_get_n_rows (rows); i++)
    {
      gint64 id = cf_db_result_get_int (rows, i, 0);

      g_hash_table_insert (found, g_memdup2 (&id, sizeof id), self->order.read_row (rows, i));
    }
  forget_vanished (self, fetch, found);
  records = arrange_hits (self, fetch, found);
  /* It comes to an end: each time there is one hit less at least. */
  if (records == NULL)
    fetch_hits (self, task);
  else
    g_task_return_pointer (task, g_steal_pointer (&records), (GDestroyNotify) g_ptr_array_unref);
}

static void
fetch_hits (CfKeysetSource *self, GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  guint start = MIN (fetch->request.start, self->hits->len);
  guint n = MIN (fetch->request.n_records, self->hits->len - start);
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s WHERE %s = ANY ($1)", self->order.columns, self->order.table, self->order.id);
  CfDbParams *params;

  if (n == 0)
    {
      g_task_return_pointer (task, g_ptr_array_new_with_free_func (g_object_unref), (GDestroyNotify) g_ptr_array_unref);
      return;
    }
  g_clear_pointer (&fetch->asked, g_array_unref);
  fetch->asked = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n);
  fetch->n_hits = self->hits->len;
  g_array_append_vals (fetch->asked, &g_array_index (self->hits, gint64, start), n);
  params = cf_db_params_new ();
  cf_db_params_add_int64s (params, (gint64 *) fetch->asked->data, n);
  cf_db_pool_query_async (self->pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ, sql, params, g_task_get_cancellable (task),
                          on_hits_fetched_cb, g_object_ref (task));
}

/* --- a page by range scans ---------------------------------------------------------------- */

static void
read_step (CfKeysetSource *self, GPtrArray *records, const CfKeysetStep *step, CfDbResult *rows)
{
  guint n_rows = cf_db_result_get_n_rows (rows);

  for (guint i = 0; i < n_rows; i++)
    {
      guint row = step->backward ? n_rows - 1 - i : i;
      GObject *record = self->order.read_row (rows, row);

      if (i == 0 || i == n_rows - 1)
        _cf_keyset_mark_set (record, cf_db_result_get_text (rows, row, self->order.n_columns), cf_db_result_get_int (rows, row, 0));
      g_ptr_array_add (records, record);
    }
}

/* The records of all steps in their order. @complete: whether every step that begins at a known end gave what it should. */
static GPtrArray *
read_walk (CfKeysetSource *self, const CfKeysetWalk *walk, GPtrArray *results, gboolean *complete)
{
  GPtrArray *records = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_before = results->len - walk->n_steps;

  *complete = TRUE;
  for (guint i = 0; i < walk->n_steps; i++)
    {
      CfDbResult *rows = g_ptr_array_index (results, n_before + i);

      if (walk->steps[i].backward && !walk->backward && cf_db_result_get_n_rows (rows) < walk->steps[i].limit)
        *complete = FALSE;
      read_step (self, records, &walk->steps[i], rows);
    }
  if (walk->backward && records->len < walk->limit)
    *complete = FALSE;
  if (records->len > walk->limit && walk->backward)
    g_ptr_array_remove_range (records, 0, records->len - walk->limit);
  else if (records->len > walk->limit)
    g_ptr_array_set_size (records, walk->limit);
  return records;
}

/* Whether there may be something in the list that is not found along the order: what was found may have come before, or not yet. */
static gboolean
has_another_way (CfKeysetSource *self)
{
  if (self->filter == NULL || _cf_keyset_filter_get_otherwise (self->filter) == NULL)
    return FALSE;
  return !self->shared[SHARED_HITS].done || (self->hits != NULL && self->hits->len > 0);
}

static void
on_walked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = cf_db_pool_run_finish (CF_DB_POOL (object), result, &error);
  g_autoptr (GPtrArray) records = NULL;
  CfKeysetSource *self = g_task_get_source_object (task);
  Fetch *fetch = g_task_get_task_data (task);
  gboolean complete;

  if (results == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  records = read_walk (self, &fetch->walk, results, &complete);
  if (!complete && !fetch->by_position)
    {
      /* Records vanished, so that the end is not where it was thought to be: count from the front, once. */
      fetch->by_position = TRUE;
      self->shared[SHARED_COUNT].done = FALSE;
      go_on (self, task);
      return;
    }
  if (records->len == 0 && fetch->request.start == 0 && has_another_way (self))
    {
      fetch->by_hits = TRUE;
      go_on (self, task);
      return;
    }
  g_task_return_pointer (task, g_steal_pointer (&records), (GDestroyNotify) g_ptr_array_unref);
}

static void
start_walk (CfKeysetSource *self, GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  const CfKeysetWalk *walk = &fetch->walk;
  gboolean lengthy = walk->deep || self->filter != NULL;
  CfDbUnitFlags flags = CF_DB_UNIT_READ;
  g_autoptr (CfDbUnit) unit = NULL;

  if (lengthy)
    flags |= CF_DB_UNIT_ALONE;
  if (lengthy || walk->steps[0].offset > 0)
    flags |= CF_DB_UNIT_UNPREPARED;
  unit = cf_db_unit_new (flags);
  if (is_direct (self))
    cf_db_unit_add (unit, in_memory_sql, NULL);
  for (guint i = 0; i < walk->n_steps; i++)
    {
      g_autofree char *sql = _cf_keyset_step_sql (&walk->steps[i], &self->order, self->where, self->walked, filter_bound (self), n_filter_params (self),
                                                   is_direct (self));
      CfDbParams *params = filter_params (self);

      _cf_keyset_step_add_params (&walk->steps[i], params);
      cf_db_unit_add (unit, sql, params);
    }
  cf_db_pool_run_async (self->pool, lengthy && !is_direct (self) ? CF_DB_LANE_BACKGROUND : CF_DB_LANE_INTERACTIVE, unit, g_task_get_cancellable (task),
                        on_walked_cb, g_object_ref (task));
}

static void
walk_by_position (CfKeysetSource *self, GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  const CfPageRequest *request = &fetch->request;
  Shared *milestones = &self->shared[SHARED_MILESTONES];
  gboolean counted = self->shared[SHARED_COUNT].done;
  gint64 n_total = request->n_total > 0 ? (gint64) request->n_total : -1;

  if (self->order.nullable && request->start > 0 && !counted)
    {
      share (self, SHARED_COUNT, task);
      return;
    }
  _cf_keyset_walk_position (&fetch->walk, &self->order, request->start, request->n_records, counted ? self->n_keys : -1,
                            n_total, milestones->done ? self->milestones : NULL, !fetch->by_position);
  if (fetch->walk.deep && milestones->cancellable != NULL)
    {
      share (self, SHARED_MILESTONES, task);
      return;
    }
  start_walk (self, task);
  /* This jump goes the long way; those after it will not. */
  if (fetch->walk.deep && !milestones->done && ++self->n_jumps >= FEW_JUMPS)
    start_shared (self, SHARED_MILESTONES);
}

static void
fetch_page (CfKeysetSource *self, GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);
  const CfKeysetMark *before = _cf_keyset_mark_get (fetch->request.before);
  const CfKeysetMark *after = _cf_keyset_mark_get (fetch->request.after);

  fetch->reading = self->reading;
  if (self->hits != NULL)
    {
      fetch_hits (self, task);
    }
  else if (before != NULL && !fetch->by_position)
    {
      _cf_keyset_walk_after (&fetch->walk, &self->order, before, fetch->request.n_records);
      start_walk (self, task);
    }
  else if (after != NULL && !fetch->by_position)
    {
      _cf_keyset_walk_before (&fetch->walk, &self->order, after, fetch->request.n_records);
      start_walk (self, task);
    }
  else
    {
      walk_by_position (self, task);
    }
}

/* --- CfPageSource ------------------------------------------------------------------------- */

static void cf_keyset_source_fetch_async (CfPageSource *, const CfPageRequest *, GCancellable *, GAsyncReadyCallback, gpointer);
static void cf_keyset_source_count_async (CfPageSource *, GCancellable *, GAsyncReadyCallback, gpointer);

static gboolean
is_fetch (GTask *task)
{
  return g_task_get_source_tag (task) == cf_keyset_source_fetch_async;
}

/* Whether a page is found without knowing all hits: the first one, or one beside a page that is there. */
static gboolean
goes_along (CfKeysetSource *self, GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  return is_direct (self) && is_fetch (task) && !fetch->by_position && !fetch->by_hits &&
         (fetch->request.start == 0 || _cf_keyset_mark_get (fetch->request.before) != NULL || _cf_keyset_mark_get (fetch->request.after) != NULL);
}

/* One step of a request, as far as what is known allows. */
static void
go_on (CfKeysetSource *self, GTask *task)
{
  if (self->filter != NULL && !self->shared[SHARED_HITS].done && !goes_along (self, task))
    share (self, SHARED_HITS, task);
  else if (is_fetch (task))
    fetch_page (self, task);
  else if (self->hits != NULL)
    g_task_return_int (task, self->hits->len);
  else if (self->shared[SHARED_COUNT].done)
    g_task_return_int (task, self->n_total);
  else
    share (self, SHARED_COUNT, task);
}

static void
cf_keyset_source_count_async (CfPageSource *source, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  CfKeysetSource *self = CF_KEYSET_SOURCE (source);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, cf_keyset_source_count_async);
  self->shared[SHARED_COUNT].done = FALSE;
  go_on (self, task);
}

static gint64
cf_keyset_source_count_finish (CfPageSource *source, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, source), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

static void
cf_keyset_source_fetch_async (CfPageSource        *source,
                              const CfPageRequest *request,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, user_data);
  Fetch *fetch = g_new0 (Fetch, 1);

  g_task_set_source_tag (task, cf_keyset_source_fetch_async);
  fetch->request = *request;
  fetch->request.before = request->before != NULL ? g_object_ref (request->before) : NULL;
  fetch->request.after = request->after != NULL ? g_object_ref (request->after) : NULL;
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);
  go_on (CF_KEYSET_SOURCE (source), task);
}

static GPtrArray *
cf_keyset_source_fetch_finish (CfPageSource *source, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, source), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cf_keyset_source_reset (CfPageSource *source)
{
  CfKeysetSource *self = CF_KEYSET_SOURCE (source);

  self->reading++;
  self->n_jumps = 0;
  g_clear_pointer (&self->hits, g_array_unref);
  g_clear_pointer (&self->milestones, g_ptr_array_unref);
  for (guint i = 0; i < N_SHARED; i++)
    {
      g_autoptr (GCancellable) running = g_steal_pointer (&self->shared[i].cancellable);

      self->shared[i].done = FALSE;
      if (running != NULL)
        g_cancellable_cancel (running);
    }
  for (guint i = 0; i < N_SHARED; i++)
    answer_waiters (self, i, NULL);
}

static gint64
cf_keyset_source_get_id (CfPageSource *source, GObject *record)
{
  return CF_KEYSET_SOURCE (source)->order.get_id (record);
}

static gboolean
cf_keyset_source_is_otherwise (CfPageSource *source)
{
  return CF_KEYSET_SOURCE (source)->otherwise;
}

static void
cf_keyset_source_iface_init (CfPageSourceInterface *iface)
{
  iface->count_async = cf_keyset_source_count_async;
  iface->count_finish = cf_keyset_source_count_finish;
  iface->fetch_async = cf_keyset_source_fetch_async;
  iface->fetch_finish = cf_keyset_source_fetch_finish;
  iface->reset = cf_keyset_source_reset;
  iface->get_id = cf_keyset_source_get_id;
  iface->is_otherwise = cf_keyset_source_is_otherwise;
}

/* --- GObject ------------------------------------------------------------------------------ */

static void
cf_keyset_source_finalize (GObject *object)
{
  CfKeysetSource *self = CF_KEYSET_SOURCE (object);

  for (guint i = 0; i < N_SHARED; i++)
    g_ptr_array_unref (self->shared[i].waiters);
  g_object_unref (self->pool);
  g_clear_pointer (&self->filter, _cf_keyset_filter_free);
  g_clear_pointer (&self->hits, g_array_unref);
  g_clear_pointer (&self->milestones, g_ptr_array_unref);
  g_free (self->where);
  g_free (self->walked);

  G_OBJECT_CLASS (cf_keyset_source_parent_class)->finalize (object);
}

static void
cf_keyset_source_class_init (CfKeysetSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_keyset_source_finalize;
}

static void
cf_keyset_source_init (CfKeysetSource *self)
{
  for (guint i = 0; i < N_SHARED; i++)
    self->shared[i].waiters = g_ptr_array_new_with_free_func (g_object_unref);
}

/* Returns: @list, sorted in one way */
CfKeysetOrder
_cf_keyset_order_by (const CfKeysetOrder *list, const CfKeysetSort *sort, gboolean descending)
{
  CfKeysetOrder order = *list;

  order.key = sort->key;
  order.key_type = sort->type;
  order.nullable = sort->nullable;
  order.computed = sort->computed;
  order.joined = sort->joined;
  order.descending = descending;
  return order;
}

/*< private >
 * _cf_keyset_source_new:
 * @pool: the database
 * @order: the list and its order, copied
 * @filter: (transfer full) (nullable): which records of it
 *
 * Returns: (transfer full): a source for a list
 */
CfPageSource *
_cf_keyset_source_new (CfDbPool *pool, const CfKeysetOrder *order, CfKeysetFilter *filter)
{
  CfKeysetSource *self;

  g_assert (order->read_row != NULL && order->get_id != NULL);

  self = g_object_new (CF_TYPE_KEYSET_SOURCE, NULL);
  self->pool = g_object_ref (pool);
  self->order = *order;
  if (filter == NULL)
    filter = _cf_keyset_filter_new ();
  if (_cf_keyset_filter_is_empty (filter) && !order->computed)
    g_clear_pointer (&filter, _cf_keyset_filter_free);
  self->filter = filter;
  self->where = filter != NULL ? _cf_keyset_filter_where (filter) : g_strdup ("true");
  self->walked = filter != NULL ? _cf_keyset_filter_walked (filter) : NULL;
  return CF_PAGE_SOURCE (self);
}
