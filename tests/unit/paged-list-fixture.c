/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paged-list-fixture.h"

/* --- records and a source that the tests hold in their hands ------------------------------- */

G_DEFINE_FINAL_TYPE (TestRecord, test_record, G_TYPE_OBJECT)

guint n_records_alive;

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

static void test_source_iface_init (CfPageSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSource, test_source, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CF_TYPE_PAGE_SOURCE, test_source_iface_init))

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->items, g_ptr_array_unref);
  g_clear_error (&answer->error);
  g_free (answer);
}

void
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

void
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
  self->n_befores += request->before != NULL;
  self->n_afters += request->after != NULL;
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

static gint64
test_source_get_id (CfPageSource *source, GObject *record)
{
  return TEST_RECORD (record)->value;
}

static void
test_source_iface_init (CfPageSourceInterface *iface)
{
  iface->count_async = test_source_count_async;
  iface->count_finish = test_source_count_finish;
  iface->fetch_async = test_source_fetch_async;
  iface->fetch_finish = test_source_fetch_finish;
  iface->reset = test_source_reset;
  iface->get_id = test_source_get_id;
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

TestSource *
source_new (guint n_values, gboolean held)
{
  TestSource *self = g_object_new (TEST_TYPE_SOURCE, NULL);

  for (guint i = 0; i < n_values; i++)
    g_array_append_val (self->values, i);
  self->held = held;
  return self;
}

void
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

void
on_row_changed_cb (CfRow *row, gpointer user_data)
{
  Mirror *mirror = user_data;

  mirror->n_changed++;
  g_assert_nonnull (cf_row_get_item (row));
}

Mirror *
mirror_new (TestSource *source)
{
  Mirror *mirror = g_new0 (Mirror, 1);

  mirror->model = cf_paged_list_model_new (NULL);
  g_signal_connect (mirror->model, "items-changed", G_CALLBACK (on_items_changed_cb), mirror);
  cf_paged_list_model_set_source (mirror->model, CF_PAGE_SOURCE (source));
  return mirror;
}

void
mirror_free (Mirror *mirror)
{
  g_signal_handlers_disconnect_by_data (mirror->model, mirror);
  g_assert_finalize_object (mirror->model);
  g_free (mirror);
}

CfRow *
get_row (Mirror *mirror, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (mirror->model), position);
}

guint
row_value (CfRow *row)
{
  GObject *item = cf_row_get_item (row);

  return item != NULL ? TEST_RECORD (item)->value : G_MAXUINT;
}

void
assert_row (Mirror *mirror, guint position, guint value)
{
  g_autoptr (CfRow) row = get_row (mirror, position);

  g_assert_nonnull (row);
  g_assert_cmpuint (cf_row_get_position (row), ==, position);
  cf_test_wait_until (cf_row_get_item (row) != NULL);
  g_assert_cmpuint (row_value (row), ==, value);
}
