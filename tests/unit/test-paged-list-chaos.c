/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Anything in any order, against a plain array. */

#include "paged-list-fixture.h"

#define N_HELD 40

typedef struct
{
  Mirror     *mirror;
  TestSource *source;
  GPtrArray  *old_sources;
  CfRow      *held[N_HELD];
  guint       next_value;
} Chaos;

/* A view lets rows go that it is told are gone; those that moved have their new position already. */
static void
on_items_changed_cb (GListModel *list, guint position, guint removed, guint added, gpointer user_data)
{
  Chaos *chaos = user_data;

  for (guint i = 0; i < N_HELD; i++)
    {
      CfRow *row = chaos->held[i];
      guint at = row != NULL ? cf_row_get_position (row) : 0;
      g_autoptr (CfRow) there = NULL;

      if (row == NULL || at < position || at >= position + removed)
        continue;
      there = g_list_model_get_item (list, at);
      if (there != row)
        g_clear_object (&chaos->held[i]);
    }
}

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
      cf_paged_list_model_set_steady (chaos->mirror->model, g_test_rand_bit ());
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
  g_signal_connect (chaos.mirror->model, "items-changed", G_CALLBACK (on_items_changed_cb), &chaos);
  for (guint round = 0; round < n_rounds; round++)
    {
      for (guint i = 0; i < 120; i++)
        chaos_step (&chaos);
      chaos_compare (&chaos);
    }
  for (guint i = 0; i < N_HELD; i++)
    g_clear_object (&chaos.held[i]);
  g_signal_handlers_disconnect_by_data (chaos.mirror->model, &chaos);
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

  g_test_add_func ("/paged-list-model/chaos", test_chaos);

  return g_test_run ();
}
