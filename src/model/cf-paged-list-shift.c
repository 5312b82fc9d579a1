/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-paged-list-model-private.h"

/* Where records came in or went further up, rows keep theirs and move: a view that stands among them then stays with what is
 * being read, and so does a selection. */

/* The shift that most of the rows of a page agree on; 0 where they do not. */
typedef struct
{
  guint votes[2 * CF_PAGE_SIZE];
  guint n_votes;
} Ballot;

static int
find_winner (const Ballot *ballot)
{
  for (int i = 0; i < 2 * CF_PAGE_SIZE; i++)
    if (ballot->votes[i] * 2 > ballot->n_votes)
      return i - CF_PAGE_SIZE;
  return 0;
}

/* Takes a place in @places for each record of @items. */
static gboolean
note_places (CfPagedListModel *self, GPtrArray *items, gint64 *ids, GHashTable *places)
{
  for (guint i = 0; i < items->len; i++)
    {
      if (!cf_page_source_get_id (self->source, g_ptr_array_index (items, i), &ids[i]))
        return FALSE;
      g_hash_table_insert (places, &ids[i], GINT_TO_POINTER ((int) i));
    }
  return TRUE;
}

static int
find_shift (CfPagedListModel *self, guint start, GPtrArray *items)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autofree gint64 *ids = g_new (gint64, items->len);
  Ballot ballot = { 0 };

  if (!note_places (self, items, ids, places))
    return 0;
  for (int i = 0; i < CF_PAGE_SIZE; i++)
    {
      CfRow *row = g_hash_table_lookup (self->live, GUINT_TO_POINTER (start + i));
      GObject *item = row != NULL ? cf_row_get_item (row) : NULL;
      gpointer place;
      gint64 id;

      if (item == NULL || !cf_page_source_get_id (self->source, item, &id) || !g_hash_table_lookup_extended (places, &id, NULL, &place))
        continue;
      ballot.votes[GPOINTER_TO_INT (place) - i + CF_PAGE_SIZE]++;
      ballot.n_votes++;
    }
  return find_winner (&ballot);
}

/* The rows from @position on move; those whose place goes are rows of nothing. */
static void
move_rows (CfPagedListModel *self, guint position, int shift)
{
  guint first = shift < 0 ? position + (guint) -shift : position;
  g_autoptr (GPtrArray) moving = g_ptr_array_new ();
  GHashTableIter iter;
  CfRow *row;

  g_hash_table_iter_init (&iter, self->live);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &row))
    {
      if (cf_row_get_position (row) < position)
        continue;
      if (cf_row_get_position (row) >= first)
        g_ptr_array_add (moving, row);
      g_hash_table_iter_remove (&iter);
    }
  for (guint i = 0; i < moving->len; i++)
    {
      row = g_ptr_array_index (moving, i);
      _cf_row_set_position (row, cf_row_get_position (row) + shift);
      g_hash_table_insert (self->live, GUINT_TO_POINTER (cf_row_get_position (row)), row);
    }
}

/* Whoever hears of the move sees the records that came. */
static void
keep_page (CfPagedListModel *self, guint page, GPtrArray *items)
{
  _cf_page_cache_truncate (self->cache, page * CF_PAGE_SIZE);
  _cf_page_cache_put (self->cache, page, self->generation, g_ptr_array_ref (items));
  for (guint i = 0; i < items->len; i++)
    {
      CfRow *row = g_hash_table_lookup (self->live, GUINT_TO_POINTER (page * CF_PAGE_SIZE + i));

      if (row != NULL)
        _cf_row_set_item (row, g_ptr_array_index (items, i), self->generation);
    }
}

/*< private >
 * _cf_paged_list_model_follow_records:
 * @page: a page that came
 * @items: its records
 *
 * Makes the list longer or shorter before that page, as far as its rows show that records came in or went. Nothing where a page
 * behind it has come already: its rows are right where they are.
 *
 * Returns: whether rows moved
 */
gboolean
_cf_paged_list_model_follow_records (CfPagedListModel *self, guint page, GPtrArray *items)
{
  guint start = page * CF_PAGE_SIZE;
  int shift;

  if (_cf_page_cache_get_end (self->cache, self->generation) > start)
    return FALSE;
  shift = find_shift (self, start, items);
  if (shift == 0 || shift > (int) (CF_PAGED_LIST_MAX_ITEMS - self->n_items) || -shift > (int) (self->n_items - start))
    return FALSE;

  move_rows (self, start, shift);
  keep_page (self, page, items);
  self->n_items += shift;
  g_list_model_items_changed (G_LIST_MODEL (self), start, shift < 0 ? -shift : 0, shift > 0 ? shift : 0);
  g_object_notify_by_pspec (G_OBJECT (self), _cf_paged_list_model_properties[PROP_N_ITEMS]);
  return TRUE;
}
