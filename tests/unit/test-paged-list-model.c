/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>

#include "cf-paged-list-model.h"
#include "cf-test-utils.h"

/* --- records and a source that the tests hold in their hands ------------------------------- */

#define TEST_TYPE_RECORD (test_record_get_type ())
G_DECLARE_FINAL_TYPE (TestRecord, test_record, TEST, RECORD, GObject)

struct _TestRecord
{
  GObject parent_instance;
  guint   value;
};

G_DEFINE_FINAL_TYPE (TestRecord, test_record, G_TYPE_OBJECT)

static guint n_records_alive;

static void
test_record_finalize (GObject *object)
{
  n_records_alive--;
  G_OBJECT_CLASS (test_record_parent_class)->finalize (object);
}

static void
test_record_class_init (TestRecordClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_record_finalize;
}

static void
test_record_init (TestRecord *self)
{
  n_records_alive++;
}

#define TEST_TYPE_SOURCE (test_source_get_type ())
G_DECLARE_FINAL_TYPE (TestSource, test_source, TEST, SOURCE, GObject)

/* Answers are made when they are asked for and given when the test says so (or at once where @held is not set). */
struct _TestSource
{
  GObject    parent_instance;
  GArray    *values;            /* of guint: the truth */
  GPtrArray *pending;           /* of GTask */
  gint64     count_override;    /* -1: none */
  guint      n_fetches, n_counts, n_resets, n_cancelled;
  guint      longest_queue;
  gboolean   held;
  gboolean   failing;
  gboolean   count_failing;
  gboolean   virtual;           /* value = position, count_override long */
  gboolean   check_keys;        /* neighbours must be those of the truth */
};

static void test_source_iface_init (CfPageSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSource, test_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CF_TYPE_PAGE_SOURCE, test_source_iface_init))

typedef struct
{
  gboolean   is_count;
  gint64     count;
  GPtrArray *items;
  GError    *error;
  guint      start;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->items, g_ptr_array_unref);
  g_clear_error (&answer->error);
  g_free (answer);
}

static void
give_answer (TestSource *self, guint i)
{
  g_autoptr (GTask) task = g_object_ref (g_ptr_array_index (self->pending, i));
  Answer *answer = g_task_get_task_data (task);

  g_ptr_array_remove_index (self->pending, i);
  if (g_task_return_error_if_cancelled (task))
    self->n_cancelled++;
  else if (answer->error != NULL)
    g_task_return_error (task, g_steal_pointer (&answer->error));
  else if (answer->is_count)
    g_task_return_int (task, answer->count);
  else
    g_task_return_pointer (task, g_steal_pointer (&answer->items), (GDestroyNotify) g_ptr_array_unref);
}

static void
give_all (TestSource *self)
{
  while (self->pending->len > 0)
    give_answer (self, 0);
}

static gboolean
give_all_cb (gpointer user_data)
{
  TestSource *self = user_data;

  if (!self->held)
    give_all (self);
  return G_SOURCE_REMOVE;
}

static void
submit (TestSource *self, GTask *task, Answer *answer)
{
  if (answer->is_count ? self->count_failing : self->failing)
    answer->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "made to fail");
  g_task_set_task_data (task, answer, answer_free);
  g_ptr_array_add (self->pending, task);
  self->longest_queue = MAX (self->longest_queue, self->pending->len);
  if (!self->held)
    g_idle_add_full (G_PRIORITY_DEFAULT, give_all_cb, g_object_ref (self), g_object_unref);
}

static guint
source_length (TestSource *self)
{
  return self->virtual ? self->count_override : self->values->len;
}

static guint
source_value (TestSource *self, guint position)
{
  return self->virtual ? position : g_array_index (self->values, guint, position);
}

static void
test_source_count_async (CfPageSource *source, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  TestSource *self = TEST_SOURCE (source);
  Answer *answer = g_new0 (Answer, 1);

  self->n_counts++;
  answer->is_count = TRUE;
  answer->count = self->count_override >= 0 ? self->count_override : self->values->len;
  submit (self, g_task_new (self, cancellable, callback, user_data), answer);
}

static gint64
test_source_count_finish (CfPageSource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

static void
check_neighbours (TestSource *self, const CfPageRequest *request)
{
  guint end = request->start + request->n_records;

  if (!self->check_keys)
    return;
  if (request->before != NULL)
    g_assert_cmpuint (TEST_RECORD (request->before)->value, ==, source_value (self, request->start - 1));
  if (request->after != NULL)
    g_assert_cmpuint (TEST_RECORD (request->after)->value, ==, source_value (self, end));
}

static void
test_source_fetch_async (CfPageSource *source, const CfPageRequest *request, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  TestSource *self = TEST_SOURCE (source);
  Answer *answer = g_new0 (Answer, 1);

  self->n_fetches++;
  g_assert_cmpuint (request->n_records, >, 0);
  g_assert_cmpuint (request->n_records, <=, 200);
  check_neighbours (self, request);
  answer->start = request->start;
  answer->items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < request->n_records && request->start + i < source_length (self); i++)
    {
      TestRecord *record = g_object_new (TEST_TYPE_RECORD, NULL);

      record->value = source_value (self, request->start + i);
      g_ptr_array_add (answer->items, record);
    }
  submit (self, g_task_new (self, cancellable, callback, user_data), answer);
}

static GPtrArray *
test_source_fetch_finish (CfPageSource *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_source_reset (CfPageSource *source)
{
  TEST_SOURCE (source)->n_resets++;
}

static void
test_source_iface_init (CfPageSourceInterface *iface)
{
  iface->count_async = test_source_count_async;
  iface->count_finish = test_source_count_finish;
  iface->fetch_async = test_source_fetch_async;
  iface->fetch_finish = test_source_fetch_finish;
  iface->reset = test_source_reset;
}

static void
test_source_finalize (GObject *object)
{
  TestSource *self = TEST_SOURCE (object);

  g_array_unref (self->values);
  g_ptr_array_unref (self->pending);
  G_OBJECT_CLASS (test_source_parent_class)->finalize (object);
}

static void
test_source_class_init (TestSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_source_finalize;
}

static void
test_source_init (TestSource *self)
{
  self->values = g_array_new (FALSE, FALSE, sizeof (guint));
  self->pending = g_ptr_array_new_with_free_func (g_object_unref);
  self->count_override = -1;
}

static TestSource *
source_new (guint n_values, gboolean held)
{
  TestSource *self = g_object_new (TEST_TYPE_SOURCE, NULL);

  for (guint i = 0; i < n_values; i++)
    g_array_append_val (self->values, i);
  self->held = held;
  return self;
}

static void
give_of_kind (TestSource *self, gboolean counts)
{
  for (guint i = self->pending->len; i > 0; i--)
    {
      Answer *answer = g_task_get_task_data (g_ptr_array_index (self->pending, i - 1));

      if (answer->is_count == counts)
        give_answer (self, i - 1);
    }
  cf_test_spin (20);
}

/* --- a mirror of what the list tells --------------------------------------------------------- */

typedef struct
{
  CfPagedListModel *model;
  guint             n_items;
  guint             n_emissions;
  guint             n_changed;
  guint             last_position, last_removed, last_added;
} Mirror;

static void
on_items_changed_cb (GListModel *list, guint position, guint removed, guint added, gpointer user_data)
{
  Mirror *mirror = user_data;

  g_assert_cmpuint (position + removed, <=, mirror->n_items);
  /* A view would ask for every row of it. */
  g_assert_false (removed > 0 && added > 0);
  mirror->n_items = mirror->n_items - removed + added;
  mirror->n_emissions++;
  mirror->last_position = position;
  mirror->last_removed = removed;
  mirror->last_added = added;
  g_assert_cmpuint (g_list_model_get_n_items (list), ==, mirror->n_items);
}

static void
on_row_changed_cb (CfRow *row, gpointer user_data)
{
  Mirror *mirror = user_data;

  mirror->n_changed++;
  g_assert_nonnull (cf_row_get_item (row));
}

static Mirror *
mirror_new (TestSource *source)
{
  Mirror *mirror = g_new0 (Mirror, 1);

  mirror->model = cf_paged_list_model_new (NULL);
  g_signal_connect (mirror->model, "items-changed", G_CALLBACK (on_items_changed_cb), mirror);
  cf_paged_list_model_set_source (mirror->model, CF_PAGE_SOURCE (source));
  return mirror;
}

static void
mirror_free (Mirror *mirror)
{
  g_signal_handlers_disconnect_by_data (mirror->model, mirror);
  g_assert_finalize_object (mirror->model);
  g_free (mirror);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Mirror, mirror_free)

static CfRow *
get_row (Mirror *mirror, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (mirror->model), position);
}

static guint
row_value (CfRow *row)
{
  GObject *item = cf_row_get_item (row);

  return item != NULL ? TEST_RECORD (item)->value : G_MAXUINT;
}

static void
assert_row (Mirror *mirror, guint position, guint value)
{
  g_autoptr (CfRow) row = get_row (mirror, position);

  g_assert_nonnull (row);
  g_assert_cmpuint (cf_row_get_position (row), ==, position);
  cf_test_wait_until (cf_row_get_item (row) != NULL);
  g_assert_cmpuint (row_value (row), ==, value);
}

/* --- tests ------------------------------------------------------------------------------------ */

static void
test_open (void)
{
  g_autoptr (TestSource) source = source_new (1000, TRUE);
  g_autoptr (Mirror) mirror = mirror_new (source);

  g_assert_true (cf_paged_list_model_get_loading (mirror->model));
  g_assert_cmpuint (mirror->n_items, ==, 0);
  g_assert_cmpuint (source->pending->len, ==, 2);

  give_of_kind (source, FALSE);
  g_assert_false (cf_paged_list_model_get_loading (mirror->model));
  g_assert_cmpuint (mirror->n_items, ==, 200);
  assert_row (mirror, 0, 0);
  assert_row (mirror, 199, 199);
  g_assert_null (get_row (mirror, 200));

  give_of_kind (source, TRUE);
  g_assert_cmpuint (mirror->n_items, ==, 1000);
  g_assert_cmpuint (mirror->n_emissions, ==, 2);
  g_assert_cmpuint (mirror->last_position, ==, 200);
  g_assert_cmpuint (mirror->last_added, ==, 800);
}

static void
test_open_count_first (void)
{
  g_autoptr (TestSource) source = source_new (1000, TRUE);
  g_autoptr (Mirror) mirror = mirror_new (source);

  give_of_kind (source, TRUE);
  g_assert_cmpuint (mirror->n_items, ==, 0);
  g_assert_true (cf_paged_list_model_get_loading (mirror->model));
  give_of_kind (source, FALSE);
  g_assert_cmpuint (mirror->n_items, ==, 1000);
  g_assert_cmpuint (mirror->n_emissions, ==, 1);
}

static void
test_open_short (void)
{
  const guint lengths[] = { 0, 1, 199, 200, 201 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (TestSource) source = source_new (lengths[i], FALSE);
      g_autoptr (Mirror) mirror = mirror_new (source);

      cf_test_wait_until (!cf_paged_list_model_get_loading (mirror->model) && source->pending->len == 0);
      cf_test_spin (10);
      g_assert_cmpuint (mirror->n_items, ==, lengths[i]);
      if (lengths[i] > 0)
        assert_row (mirror, lengths[i] - 1, lengths[i] - 1);
      g_assert_no_error (cf_paged_list_model_get_error (mirror->model));
    }
}

/* The records themselves say that there are more than the count said. */
static void
test_count_too_small (void)
{
  g_autoptr (TestSource) source = source_new (1000, TRUE);
  g_autoptr (Mirror) mirror = mirror_new (source);

  g_array_set_size (source->values, 1000);
  give_of_kind (source, FALSE);
  ((Answer *) g_task_get_task_data (g_ptr_array_index (source->pending, 0)))->count = 150;
  give_of_kind (source, TRUE);
  g_assert_cmpuint (mirror->n_items, ==, 200);
}

static void
test_count_too_large (void)
{
  g_autoptr (TestSource) source = source_new (500, FALSE);
  g_autoptr (Mirror) mirror = NULL;
  g_autoptr (CfRow) row = NULL;
  g_autoptr (CfRow) beyond = NULL;

  source->count_override = 900;
  mirror = mirror_new (source);
  cf_test_wait_until (mirror->n_items == 900);
  source->count_override = -1;
  row = get_row (mirror, 450);
  beyond = get_row (mirror, 590);
  cf_test_wait_until (mirror->n_items == 500);
  cf_test_wait_until (row_value (row) == 450);
  g_assert_null (cf_row_get_item (beyond));
  cf_test_wait_until (source->pending->len == 0);
  g_assert_cmpuint (mirror->n_items, ==, 500);
}

/* A source that contradicts itself for good must not be asked for ever. */
static void
test_contradiction (void)
{
  g_autoptr (TestSource) source = source_new (500, FALSE);
  g_autoptr (Mirror) mirror = NULL;
  guint n_fetches;

  source->count_override = 900;
  mirror = mirror_new (source);
  cf_test_wait_until (mirror->n_items == 900);
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (CfRow) row = get_row (mirror, mirror->n_items - 1);
      gint64 end = g_get_monotonic_time () + 2000;

      while (g_get_monotonic_time () < end)
        cf_test_spin (1);
    }
  cf_test_wait_until (source->pending->len == 0);
  n_fetches = source->n_fetches;
  g_assert_cmpuint (n_fetches, <, 12);
  g_assert_cmpuint (source->n_counts, <=, 2);
}

static void
test_pages_arrive_in_place (void)
{
  g_autoptr (TestSource) source = source_new (5000, TRUE);
  g_autoptr (Mirror) mirror = mirror_new (source);
  g_autoptr (CfRow) row = NULL;
  g_autoptr (CfRow) same = NULL;
  guint n_emissions;

  give_of_kind (source, FALSE);
  give_of_kind (source, TRUE);
  n_emissions = mirror->n_emissions;

  row = get_row (mirror, 3333);
  g_signal_connect (row, "changed", G_CALLBACK (on_row_changed_cb), mirror);
  g_assert_null (cf_row_get_item (row));
  same = get_row (mirror, 3333);
  g_assert_true (row == same);
  cf_test_wait_until (source->pending->len == 1);
  give_of_kind (source, FALSE);
  g_assert_cmpuint (row_value (row), ==, 3333);
  g_assert_cmpuint (mirror->n_changed, ==, 1);
  g_assert_cmpuint (mirror->n_emissions, ==, n_emissions);
  /* The rest of the page came with it. */
  assert_row (mirror, 3200, 3200);
  assert_row (mirror, 3399, 3399);
  g_assert_cmpuint (source->pending->len, ==, 0);
}

static void
test_row_lives_weakly (void)
{
  g_autoptr (TestSource) source = source_new (1000, FALSE);
  g_autoptr (Mirror) mirror = mirror_new (source);
  CfRow *row;

  cf_test_wait_until (mirror->n_items == 1000);
  row = get_row (mirror, 5);
  g_assert_finalize_object (row);
  assert_row (mirror, 5, 5);
}

/* A row may outlive its list. */
static void
test_row_outlives_list (void)
{
  g_autoptr (TestSource) source = source_new (1000, FALSE);
  Mirror *mirror = mirror_new (source);
  g_autoptr (CfRow) row = NULL;

  cf_test_wait_until (mirror->n_items == 1000);
  row = get_row (mirror, 5);
  mirror_free (mirror);
  g_assert_cmpuint (row_value (row), ==, 5);
}

static void
test_sweep (void)
{
  g_autoptr (TestSource) source = source_new (0, FALSE);
  g_autoptr (Mirror) mirror = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_fetches;

  source->virtual = TRUE;
  source->count_override = 1000000;
  mirror = mirror_new (source);
  cf_test_wait_until (mirror->n_items == 1000000);
  n_fetches = source->n_fetches;
  source->longest_queue = 0;

  /* What a view does when its scroll bar is dragged: a new screen of rows again and again. */
  for (guint i = 1; i <= 200; i++)
    {
      g_ptr_array_set_size (rows, 0);
      for (guint j = 0; j < 205; j++)
        g_ptr_array_add (rows, get_row (mirror, i * 4000 + j));
      cf_test_spin (5);
    }
  for (guint j = 0; j < 205; j++)
    {
      CfRow *row = g_ptr_array_index (rows, j);

      cf_test_wait_until (cf_row_get_item (row) != NULL);
      g_assert_cmpuint (row_value (row), ==, 200 * 4000 + j);
    }
  /* Each of the 200 screens has two pages; most were gone before their turn came. */
  g_assert_cmpuint (source->n_fetches - n_fetches, <, 200);
  g_assert_cmpuint (source->longest_queue, <=, 4);
}

static void
test_scrolled_past_is_cancelled (void)
{
  g_autoptr (TestSource) source = source_new (10000, TRUE);
  g_autoptr (Mirror) mirror = mirror_new (source);
  CfRow *row;

  give_of_kind (source, FALSE);
  give_of_kind (source, TRUE);
  row = get_row (mirror, 5000);
  cf_test_wait_until (source->pending->len == 1);
  g_object_unref (row);
  row = get_row (mirror, 9000);
  cf_test_wait_until (source->pending->len == 2);
  g_assert_true (g_cancellable_is_cancelled (g_task_get_cancellable (g_ptr_array_index (source->pending, 0))));
  give_all (source);
  cf_test_wait_until (cf_row_get_item (row) != NULL);
  g_assert_cmpuint (source->n_cancelled, ==, 1);
  g_assert_no_error (cf_paged_list_model_get_error (mirror->model));
  g_object_unref (row);
  assert_row (mirror, 9001, 9001);
}

static void
test_memory_is_bounded (void)
{
  g_autoptr (TestSource) source = source_new (0, FALSE);
  g_autoptr (Mirror) mirror = NULL;

  source->virtual = TRUE;
  source->count_override = 10000000;
  mirror = mirror_new (source);
  cf_test_wait_until (mirror->n_items == 10000000);
  for (guint i = 0; i < 100; i++)
    assert_row (mirror, i * 99991, i * 99991);
  g_assert_cmpuint (n_records_alive, <=, 65 * 200);
  g_assert_cmpuint (n_records_alive, >=, 60 * 200);
}

static void
test_cap (void)
{
  g_autoptr (TestSource) source = source_new (0, FALSE);
  g_autoptr (Mirror) mirror = NULL;

  source->virtual = TRUE;
  source->count_override = G_MAXINT32;
  mirror = mirror_new (source);
  cf_test_wait_until (mirror->n_items > 200);
  g_assert_cmpuint (mirror->n_items, ==, 60000000);
  assert_row (mirror, 59999999, 59999999);
}

static void
test_refresh_in_place (void)
{
  g_autoptr (TestSource) source = source_new (1000, TRUE);
  g_autoptr (Mirror) mirror = mirror_new (source);
  g_autoptr (CfRow) first = NULL;
  g_autoptr (CfRow) deep = NULL;
  guint n_emissions, edited = 77777;

  give_of_kind (source, FALSE);
  give_of_kind (source, TRUE);
  first = get_row (mirror, 0);
  deep = get_row (mirror, 700);
  cf_test_wait_until (source->pending->len == 1);
  give_of_kind (source, FALSE);
  g_signal_connect (deep, "changed", G_CALLBACK (on_row_changed_cb), mirror);
  n_emissions = mirror->n_emissions;

  g_array_index (source->values, guint, 700) = edited;
  cf_paged_list_model_refresh (mirror->model);
  g_assert_cmpuint (source->n_resets, ==, 1);
  cf_test_wait_until (source->pending->len == 3);
  g_assert_cmpuint (row_value (deep), ==, 700);
  g_assert_false (cf_paged_list_model_get_loading (mirror->model));
  give_all (source);
  cf_test_spin (20);
  g_assert_cmpuint (row_value (deep), ==, edited);
  g_assert_cmpuint (mirror->n_changed, ==, 1);
  g_assert_cmpuint (mirror->n_emissions, ==, n_emissions);
  g_assert_cmpuint (row_value (first), ==, 0);
}

static void
test_refresh_moves_the_end (void)
{
  g_autoptr (TestSource) source = source_new (1000, FALSE);
  g_autoptr (Mirror) mirror = mirror_new (source);

  cf_test_wait_until (mirror->n_items == 1000);
  g_array_set_size (source->values, 990);
  cf_paged_list_model_refresh (mirror->model);
  cf_test_wait_until (mirror->n_items == 990);
  g_assert_cmpuint (mirror->last_position, ==, 990);
  g_assert_cmpuint (mirror->last_removed, ==, 10);

  for (guint i = 990; i < 1300; i++)
    g_array_append_val (source->values, i);
  cf_paged_list_model_refresh (mirror->model);
  cf_test_wait_until (mirror->n_items == 1300);
  g_assert_cmpuint (mirror->last_position, ==, 990);
  g_assert_cmpuint (mirror->last_added, ==, 310);
  assert_row (mirror, 1299, 1299);

  g_array_set_size (source->values, 0);
  cf_paged_list_model_refresh (mirror->model);
  cf_test_wait_until (mirror->n_items == 0);
  g_array_set_size (source->values, 3);
  cf_paged_list_model_refresh (mirror->model);
  cf_test_wait_until (mirror->n_items == 3);
}

static void
test_refreshes_coalesce (void)
{
  g_autoptr (TestSource) source = source_new (1000, TRUE);
  g_autoptr (Mirror) mirror = mirror_new (source);

  give_of_kind (source, FALSE);
  give_of_kind (source, TRUE);
  for (guint i = 0; i < 100; i++)
    cf_paged_list_model_refresh (mirror->model);
  g_assert_cmpuint (source->n_resets, ==, 1);
  give_all (source);
  cf_test_wait_until (source->n_resets == 2);
  give_all (source);
  cf_test_spin (50);
  g_assert_cmpuint (source->n_resets, ==, 2);
  g_assert_cmpuint (source->pending->len, ==, 0);
}

static void
test_error_keeps_rows (void)
{
  g_autoptr (TestSource) source = source_new (1000, FALSE);
  g_autoptr (Mirror) mirror = mirror_new (source);
  g_autoptr (CfRow) first = NULL;
  g_autoptr (CfRow) deep = NULL;

  cf_test_wait_until (mirror->n_items == 1000);
  first = get_row (mirror, 0);
  source->failing = source->count_failing = TRUE;
  deep = get_row (mirror, 700);
  cf_test_wait_until (cf_paged_list_model_get_error (mirror->model) != NULL);
  g_assert_error (cf_paged_list_model_get_error (mirror->model), G_IO_ERROR, G_IO_ERROR_FAILED);
  g_assert_cmpuint (mirror->n_items, ==, 1000);
  g_assert_cmpuint (row_value (first), ==, 0);

  cf_paged_list_model_refresh (mirror->model);
  cf_test_spin (50);
  g_assert_cmpuint (mirror->n_items, ==, 1000);
  g_assert_cmpuint (row_value (first), ==, 0);
  g_assert_nonnull (cf_paged_list_model_get_error (mirror->model));

  source->failing = source->count_failing = FALSE;
  cf_paged_list_model_refresh (mirror->model);
  cf_test_wait_until (cf_row_get_item (deep) != NULL);
  cf_test_wait_until (cf_paged_list_model_get_error (mirror->model) == NULL);
  g_assert_cmpuint (row_value (deep), ==, 700);
}

/* Without a refresh: the next page that arrives shows that the server is back. */
static void
test_error_heals (void)
{
  g_autoptr (TestSource) source = source_new (2000, FALSE);
  g_autoptr (Mirror) mirror = mirror_new (source);
  g_autoptr (CfRow) failed = NULL;

  cf_test_wait_until (mirror->n_items == 2000);
  source->failing = TRUE;
  failed = get_row (mirror, 700);
  cf_test_wait_until (cf_paged_list_model_get_error (mirror->model) != NULL);
  source->failing = FALSE;
  assert_row (mirror, 1500, 1500);
  g_assert_no_error (cf_paged_list_model_get_error (mirror->model));
  cf_test_wait_until (cf_row_get_item (failed) != NULL);
}

static void
test_open_fails (void)
{
  g_autoptr (TestSource) source = source_new (1000, FALSE);
  g_autoptr (Mirror) mirror = NULL;

  source->failing = TRUE;
  mirror = mirror_new (source);
  cf_test_wait_until (cf_paged_list_model_get_error (mirror->model) != NULL);
  cf_test_wait_until (!cf_paged_list_model_get_loading (mirror->model));
  g_assert_cmpuint (mirror->n_items, ==, 0);
  source->failing = FALSE;
  cf_paged_list_model_refresh (mirror->model);
  g_assert_true (cf_paged_list_model_get_loading (mirror->model));
  cf_test_wait_until (mirror->n_items == 1000);
  g_assert_no_error (cf_paged_list_model_get_error (mirror->model));
}

static void
test_count_fails (void)
{
  g_autoptr (TestSource) source = source_new (1000, TRUE);
  g_autoptr (Mirror) mirror = NULL;

  source->count_failing = TRUE;
  mirror = mirror_new (source);
  give_of_kind (source, FALSE);
  give_of_kind (source, TRUE);
  g_assert_cmpuint (mirror->n_items, ==, 200);
  g_assert_nonnull (cf_paged_list_model_get_error (mirror->model));
  source->count_failing = FALSE;
  source->held = FALSE;
  cf_paged_list_model_refresh (mirror->model);
  cf_test_wait_until (mirror->n_items == 1000);
}

static void
test_swap (void)
{
  g_autoptr (TestSource) source = source_new (1000, FALSE);
  g_autoptr (TestSource) other = source_new (0, TRUE);
  g_autoptr (Mirror) mirror = mirror_new (source);
  g_autoptr (CfRow) first = NULL;
  g_autoptr (CfRow) deep = NULL;
  guint n_emissions;

  for (guint i = 5000; i < 5300; i++)
    g_array_append_val (other->values, i);
  cf_test_wait_until (mirror->n_items == 1000);
  first = get_row (mirror, 0);
  deep = get_row (mirror, 250);
  cf_test_wait_until (cf_row_get_item (deep) != NULL);
  g_signal_connect (first, "changed", G_CALLBACK (on_row_changed_cb), mirror);
  n_emissions = mirror->n_emissions;
  cf_paged_list_model_set_source (mirror->model, CF_PAGE_SOURCE (other));
  cf_test_spin (20);
  /* The old list stays so long. */
  g_assert_cmpuint (mirror->n_items, ==, 1000);
  assert_row (mirror, 10, 10);
  give_of_kind (other, FALSE);
  /* In place; only the end moves. */
  g_assert_cmpuint (mirror->n_items, ==, 200);
  g_assert_cmpuint (mirror->n_emissions, ==, n_emissions + 1);
  g_assert_cmpuint (mirror->last_position, ==, 200);
  g_assert_cmpuint (mirror->n_changed, ==, 1);
  g_assert_cmpuint (row_value (first), ==, 5000);
  assert_row (mirror, 10, 5010);
  give_of_kind (other, TRUE);
  g_assert_cmpuint (mirror->n_items, ==, 300);

  cf_paged_list_model_set_source (mirror->model, NULL);
  g_assert_cmpuint (mirror->n_items, ==, 0);
  g_assert_false (cf_paged_list_model_get_loading (mirror->model));
  cf_paged_list_model_refresh (mirror->model);
}

/* The count of the new list came first: rows beyond its first page stay, without a record until theirs comes. */
static void
test_swap_count_first (void)
{
  g_autoptr (TestSource) source = source_new (1000, FALSE);
  g_autoptr (TestSource) other = source_new (0, TRUE);
  g_autoptr (Mirror) mirror = mirror_new (source);
  g_autoptr (CfRow) deep = NULL;

  for (guint i = 5000; i < 5900; i++)
    g_array_append_val (other->values, i);
  cf_test_wait_until (mirror->n_items == 1000);
  deep = get_row (mirror, 250);
  cf_test_wait_until (cf_row_get_item (deep) != NULL);
  cf_paged_list_model_set_source (mirror->model, CF_PAGE_SOURCE (other));
  give_of_kind (other, TRUE);
  give_of_kind (other, FALSE);
  g_assert_cmpuint (mirror->n_items, ==, 900);
  g_assert_null (cf_row_get_item (deep));
  cf_test_wait_until (other->pending->len == 1);
  give_all (other);
  cf_test_wait_until (cf_row_get_item (deep) != NULL);
  g_assert_cmpuint (row_value (deep), ==, 5250);
}

static void
test_swap_fails (void)
{
  g_autoptr (TestSource) source = source_new (1000, FALSE);
  g_autoptr (TestSource) other = source_new (300, FALSE);
  g_autoptr (Mirror) mirror = mirror_new (source);

  cf_test_wait_until (mirror->n_items == 1000);
  other->failing = TRUE;
  cf_paged_list_model_set_source (mirror->model, CF_PAGE_SOURCE (other));
  cf_test_wait_until (cf_paged_list_model_get_error (mirror->model) != NULL);
  g_assert_cmpuint (mirror->n_items, ==, 0);
}

/* Answers to a question nobody asks any more. */
static void
test_stale_answers (void)
{
  g_autoptr (TestSource) source = source_new (1000, TRUE);
  g_autoptr (TestSource) other = source_new (0, TRUE);
  g_autoptr (Mirror) mirror = mirror_new (source);

  cf_paged_list_model_set_source (mirror->model, CF_PAGE_SOURCE (other));
  give_all (source);
  cf_test_spin (20);
  g_assert_cmpuint (mirror->n_items, ==, 0);
  g_assert_true (cf_paged_list_model_get_loading (mirror->model));
  give_all (other);
  cf_test_spin (20);
  g_assert_cmpuint (mirror->n_items, ==, 0);
  g_assert_false (cf_paged_list_model_get_loading (mirror->model));
}

static void
test_dispose_while_reading (void)
{
  g_autoptr (TestSource) source = source_new (1000, TRUE);
  CfPagedListModel *model = cf_paged_list_model_new (CF_PAGE_SOURCE (source));

  g_assert_finalize_object (model);
  g_assert_cmpuint (source->pending->len, ==, 2);
  give_all (source);
  cf_test_spin (20);
  g_assert_cmpuint (source->n_cancelled, ==, 2);
}

static void
on_changed_swap_cb (GListModel *list, guint position, guint removed, guint added, gpointer user_data)
{
  g_signal_handlers_disconnect_by_data (list, user_data);
  cf_paged_list_model_set_source (CF_PAGED_LIST_MODEL (list), user_data);
}

/* A view may act while it is told. */
static void
test_reentrancy (void)
{
  g_autoptr (TestSource) source = source_new (1000, FALSE);
  g_autoptr (TestSource) other = source_new (450, FALSE);
  g_autoptr (CfPagedListModel) model = cf_paged_list_model_new (CF_PAGE_SOURCE (source));

  g_signal_connect (model, "items-changed", G_CALLBACK (on_changed_swap_cb), other);
  cf_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (model)) == 450);
  g_assert_true (cf_paged_list_model_get_source (model) == CF_PAGE_SOURCE (other));
}

/* --- anything in any order, against a plain array ---------------------------------------------- */

#define N_HELD 40

typedef struct
{
  Mirror     *mirror;
  TestSource *source;
  GPtrArray  *old_sources;
  CfRow      *held[N_HELD];
  guint       next_value;
} Chaos;

static void
chaos_mutate (Chaos *chaos)
{
  GArray *values = chaos->source->values;

  for (guint n = g_test_rand_int_range (1, 30); n > 0; n--)
    {
      guint at = values->len > 0 ? g_test_rand_int_range (0, values->len) : 0;

      if (g_test_rand_int_range (0, 5) < 2 && values->len > 0)
        g_array_remove_index (values, at);
      else if (g_test_rand_int_range (0, 3) == 0 && values->len > 0)
        g_array_index (values, guint, at) = ++chaos->next_value;
      else
        {
          chaos->next_value++;
          g_array_insert_val (values, at, chaos->next_value);
        }
    }
  if (g_test_rand_int_range (0, 40) == 0)
    g_array_set_size (values, g_test_rand_int_range (0, values->len + 1));
}

static void
chaos_hold (Chaos *chaos)
{
  guint slot = g_test_rand_int_range (0, N_HELD);

  g_clear_object (&chaos->held[slot]);
  if (chaos->mirror->n_items > 0 && g_test_rand_int_range (0, 4) > 0)
    chaos->held[slot] = get_row (chaos->mirror, g_test_rand_int_range (0, chaos->mirror->n_items));
}

static void
chaos_new_source (Chaos *chaos)
{
  TestSource *source = source_new (g_test_rand_int_range (0, 3000), TRUE);

  for (guint i = 0; i < source->values->len; i++)
    g_array_index (source->values, guint, i) = ++chaos->next_value;
  g_ptr_array_add (chaos->old_sources, chaos->source);
  chaos->source = source;
  cf_paged_list_model_set_source (chaos->mirror->model, CF_PAGE_SOURCE (source));
}

static void
chaos_answer (Chaos *chaos)
{
  TestSource *source = chaos->source;

  if (chaos->old_sources->len > 0 && g_test_rand_int_range (0, 4) == 0)
    source = g_ptr_array_index (chaos->old_sources, g_test_rand_int_range (0, chaos->old_sources->len));
  if (source->pending->len > 0)
    give_answer (source, g_test_rand_int_range (0, source->pending->len));
}

static void
chaos_step (Chaos *chaos)
{
  switch (g_test_rand_int_range (0, 40))
    {
    case 0:
      chaos_new_source (chaos);
      break;
    case 1:
      chaos->source->failing = g_test_rand_bit ();
      chaos->source->count_failing = g_test_rand_bit ();
      break;
    case 2:
    case 3:
    case 4:
      cf_paged_list_model_refresh (chaos->mirror->model);
      break;
    case 5:
    case 6:
    case 7:
      chaos_mutate (chaos);
      break;
    default:
      if (g_test_rand_bit ())
        chaos_hold (chaos);
      else
        chaos_answer (chaos);
    }
  cf_test_spin (g_test_rand_int_range (0, 4));
}

static gboolean
chaos_settled (gpointer user_data)
{
  Chaos *chaos = user_data;

  give_all (chaos->source);
  if (cf_paged_list_model_get_loading (chaos->mirror->model) || chaos->mirror->n_items != chaos->source->values->len)
    return FALSE;
  if (chaos->mirror->n_items > 0)
    {
      g_clear_object (&chaos->held[0]);
      chaos->held[0] = get_row (chaos->mirror, 0);
      if (row_value (chaos->held[0]) != g_array_index (chaos->source->values, guint, 0))
        return FALSE;
    }
  for (guint i = 0; i < N_HELD; i++)
    {
      CfRow *row = chaos->held[i];

      if (row != NULL && cf_row_get_position (row) < chaos->mirror->n_items && row_value (row) != g_array_index (chaos->source->values, guint, cf_row_get_position (row)))
        return FALSE;
    }
  return TRUE;
}

/* When everything has come to rest, the list is the reference. */
static void
chaos_compare (Chaos *chaos)
{
  chaos->source->failing = chaos->source->count_failing = FALSE;
  /* Rows of a list before do not follow the new one: first only its length, then rows. */
  for (guint i = 0; i < N_HELD; i++)
    g_clear_object (&chaos->held[i]);
  cf_paged_list_model_refresh (chaos->mirror->model);
  cf_test_wait_for (chaos_settled, chaos, "the list to be as long as the reference");
  cf_test_spin (20);
  cf_paged_list_model_refresh (chaos->mirror->model);
  for (guint i = 0; i < N_HELD && chaos->mirror->n_items > 0; i++)
    {
      g_clear_object (&chaos->held[i]);
      chaos->held[i] = get_row (chaos->mirror, g_test_rand_int_range (0, chaos->mirror->n_items));
    }
  cf_test_wait_for (chaos_settled, chaos, "the list to be the reference");
}

static void
test_chaos (void)
{
  Chaos chaos = { 0 };
  guint n_rounds = g_test_slow () ? 2000 : 60;

  chaos.source = source_new (1234, TRUE);
  chaos.next_value = 1000000;
  chaos.old_sources = g_ptr_array_new_with_free_func (g_object_unref);
  chaos.mirror = mirror_new (chaos.source);
  for (guint round = 0; round < n_rounds; round++)
    {
      for (guint i = 0; i < 120; i++)
        chaos_step (&chaos);
      chaos_compare (&chaos);
    }
  for (guint i = 0; i < N_HELD; i++)
    g_clear_object (&chaos.held[i]);
  mirror_free (chaos.mirror);
  give_all (chaos.source);
  for (guint i = 0; i < chaos.old_sources->len; i++)
    give_all (g_ptr_array_index (chaos.old_sources, i));
  cf_test_spin (50);
  g_ptr_array_unref (chaos.old_sources);
  g_assert_finalize_object (chaos.source);
  g_assert_cmpuint (n_records_alive, ==, 0);
}

int
main (int argc, char **argv)
{
  cf_test_init (&argc, &argv);

  g_test_add_func ("/paged-list-model/open", test_open);
  g_test_add_func ("/paged-list-model/open/count-first", test_open_count_first);
  g_test_add_func ("/paged-list-model/open/short", test_open_short);
  g_test_add_func ("/paged-list-model/open/fails", test_open_fails);
  g_test_add_func ("/paged-list-model/count/too-small", test_count_too_small);
  g_test_add_func ("/paged-list-model/count/too-large", test_count_too_large);
  g_test_add_func ("/paged-list-model/count/contradiction", test_contradiction);
  g_test_add_func ("/paged-list-model/count/fails", test_count_fails);
  g_test_add_func ("/paged-list-model/count/cap", test_cap);
  g_test_add_func ("/paged-list-model/pages/in-place", test_pages_arrive_in_place);
  g_test_add_func ("/paged-list-model/pages/sweep", test_sweep);
  g_test_add_func ("/paged-list-model/pages/scrolled-past", test_scrolled_past_is_cancelled);
  g_test_add_func ("/paged-list-model/pages/memory", test_memory_is_bounded);
  g_test_add_func ("/paged-list-model/rows/weak", test_row_lives_weakly);
  g_test_add_func ("/paged-list-model/rows/outlive", test_row_outlives_list);
  g_test_add_func ("/paged-list-model/refresh/in-place", test_refresh_in_place);
  g_test_add_func ("/paged-list-model/refresh/end-moves", test_refresh_moves_the_end);
  g_test_add_func ("/paged-list-model/refresh/coalesce", test_refreshes_coalesce);
  g_test_add_func ("/paged-list-model/error/keeps-rows", test_error_keeps_rows);
  g_test_add_func ("/paged-list-model/error/heals", test_error_heals);
  g_test_add_func ("/paged-list-model/swap", test_swap);
  g_test_add_func ("/paged-list-model/swap/count-first", test_swap_count_first);
  g_test_add_func ("/paged-list-model/swap/fails", test_swap_fails);
  g_test_add_func ("/paged-list-model/stale-answers", test_stale_answers);
  g_test_add_func ("/paged-list-model/dispose", test_dispose_while_reading);
  g_test_add_func ("/paged-list-model/reentrancy", test_reentrancy);
  g_test_add_func ("/paged-list-model/chaos", test_chaos);

  return g_test_run ();
}
