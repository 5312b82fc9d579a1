/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paged-list-fixture.h"

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

/* A page beside one that is there goes on from its record; one of an older reading is of no use. */
static void
test_neighbours (void)
{
  g_autoptr (TestSource) source = source_new (2000, FALSE);
  g_autoptr (Mirror) mirror = mirror_new (source);
  g_autoptr (CfRow) first = NULL;

  source->check_keys = TRUE;
  cf_test_wait_until (mirror->n_items == 2000);
  assert_row (mirror, 200, 200);
  g_assert_cmpuint (source->n_befores, ==, 1);
  assert_row (mirror, 1000, 1000);
  g_assert_cmpuint (source->n_befores + source->n_afters, ==, 1);
  assert_row (mirror, 800, 800);
  g_assert_cmpuint (source->n_afters, ==, 1);

  g_array_remove_index (source->values, 0);
  cf_paged_list_model_refresh (mirror->model);
  assert_row (mirror, 1400, 1401);
  g_assert_cmpuint (source->n_befores + source->n_afters, ==, 2);
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

/* Around a reader who is far from the beginning: whatever comes in or goes before, the rows that are looked at stay with what is
 * read in them. The count is known before the pages are, or after them. */
static void
test_steady (gconstpointer data)
{
  gboolean count_first = GPOINTER_TO_INT (data);
  g_autoptr (TestSource) source = source_new (2000, TRUE);
  g_autoptr (Mirror) mirror = mirror_new (source);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  static const int steps[] = { 3, 1, -2, 20, -10, 0 };
  guint next = 100000, first = 750;

  give_of_kind (source, FALSE);
  give_of_kind (source, TRUE);
  for (guint i = 0; i < 100; i++)
    g_ptr_array_add (rows, get_row (mirror, first + i));
  cf_test_wait_until (source->pending->len == 2);
  give_all (source);
  cf_test_spin (20);

  cf_paged_list_model_set_steady (mirror->model, TRUE);
  for (guint step = 0; step < G_N_ELEMENTS (steps); step++)
    {
      for (int i = 0; i < steps[step]; i++, next++)
        g_array_insert_val (source->values, step, next);
      if (steps[step] < 0)
        g_array_remove_range (source->values, 0, -steps[step]);
      first += steps[step];
      cf_paged_list_model_refresh (mirror->model);
      cf_test_wait_until (source->pending->len >= 2);
      if (count_first)
        give_of_kind (source, TRUE);
      cf_test_wait_until ((give_all (source), mirror->n_items == source->values->len));
      cf_test_spin (20);
      for (guint i = 0; i < rows->len; i++)
        {
          CfRow *row = g_ptr_array_index (rows, i);

          g_assert_cmpuint (row_value (row), ==, 750 + i);
          g_assert_cmpuint (cf_row_get_position (row), ==, first + i);
          assert_row (mirror, first + i, 750 + i);
        }
    }
  g_ptr_array_add (rows, get_row (mirror, 0));
  cf_test_wait_until ((give_all (source), row_value (g_ptr_array_index (rows, rows->len - 1)) == g_array_index (source->values, guint, 0)));
}

/* At the beginning of a list that grows there, rows show what is there now. */
static void
test_not_steady (void)
{
  g_autoptr (TestSource) source = source_new (300, FALSE);
  g_autoptr (Mirror) mirror = mirror_new (source);
  g_autoptr (CfRow) row = NULL;
  guint value = 5000;

  cf_test_wait_until (mirror->n_items == 300);
  row = get_row (mirror, 0);
  cf_test_wait_until (row_value (row) == 0);
  g_array_insert_val (source->values, 0, value);
  cf_paged_list_model_refresh (mirror->model);
  cf_test_wait_until (row_value (row) == 5000);
  cf_test_wait_until (mirror->n_items == 301);
  g_assert_cmpuint (cf_row_get_position (row), ==, 0);
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
  g_assert_cmpuint (source->n_resets, ==, 0);
  cf_paged_list_model_set_source (mirror->model, CF_PAGE_SOURCE (other));
  /* What it reads for later, as its milestones, is wanted by nobody any more. */
  g_assert_cmpuint (source->n_resets, ==, 1);
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
  g_test_add_func ("/paged-list-model/pages/neighbours", test_neighbours);
  g_test_add_func ("/paged-list-model/rows/weak", test_row_lives_weakly);
  g_test_add_func ("/paged-list-model/rows/outlive", test_row_outlives_list);
  g_test_add_func ("/paged-list-model/refresh/in-place", test_refresh_in_place);
  g_test_add_func ("/paged-list-model/refresh/end-moves", test_refresh_moves_the_end);
  g_test_add_data_func ("/paged-list-model/refresh/steady", GINT_TO_POINTER (FALSE), test_steady);
  g_test_add_data_func ("/paged-list-model/refresh/steady/count-first", GINT_TO_POINTER (TRUE), test_steady);
  g_test_add_func ("/paged-list-model/refresh/not-steady", test_not_steady);
  g_test_add_func ("/paged-list-model/refresh/coalesce", test_refreshes_coalesce);
  g_test_add_func ("/paged-list-model/error/keeps-rows", test_error_keeps_rows);
  g_test_add_func ("/paged-list-model/error/heals", test_error_heals);
  g_test_add_func ("/paged-list-model/swap", test_swap);
  g_test_add_func ("/paged-list-model/swap/count-first", test_swap_count_first);
  g_test_add_func ("/paged-list-model/swap/fails", test_swap_fails);
  g_test_add_func ("/paged-list-model/stale-answers", test_stale_answers);
  g_test_add_func ("/paged-list-model/dispose", test_dispose_while_reading);
  g_test_add_func ("/paged-list-model/reentrancy", test_reentrancy);

  return g_test_run ();
}
