/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfSellPage: what is found as one types. */

#include "cf-config.h"

#include "cf-sell-page-private.h"

#include <string.h>

#include "cf-ui-text.h"

#define MAX_RESULTS 6
/* What is shown at once to somebody who browses, and added whenever the end of that is reached. */
#define BROWSED_STEP 60
/* A scanner is through before this; a hand that pauses sees results at once. */
#define SEARCH_DELAY_MS 40

/* What the answer to a search needs. */
typedef struct
{
  CfSellPage   *page;         /* (owned) */
  GCancellable *searching;    /* (owned) */
  char         *text;         /* (owned) */
  guint         limit;
} Search;

static void
search_free (Search *search)
{
  g_object_unref (search->page);
  g_object_unref (search->searching);
  g_free (search->text);
  g_free (search);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Search, search_free)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
stop_search (CfSellPage *self)
{
  g_clear_handle_id (&self->search_source, g_source_remove);
  g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  cf_type_ahead_go_on (self->type_ahead);
}

static void
show_found (CfSellPage *self,
            GPtrArray  *products,
            const char *text,
            gboolean    goes_on)
{
  CfShop *shop = cf_till_get_shop (self->till);

  g_free (self->found_for);
  self->found_for = g_strdup (text);
  self->chosen = self->chosen && goes_on;
  cf_result_list_show_found (self->results, products, text, cf_ui_currency (shop), !cf_sell_layout_get_wide (self->layout), goes_on);
  cf_sell_page_cover_order (self);
  cf_sell_page_update_hints (self);
}

static void
on_searched_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Search) search = user_data;
  CfSellPage *self = search->page;
  g_autoptr(GPtrArray) products = NULL;
  guint n_more = 0;

  products = cf_till_search_finish (CF_TILL (source), result, &n_more, NULL);
  /* The answer may be late: what was searched for last decides. */
  if (self->searching != search->searching)
    return;

  g_clear_object (&self->searching);
  if (products != NULL)
    {
      self->n_more = n_more;
      self->n_browsed = search->limit > MAX_RESULTS && products->len == search->limit ? search->limit : 0;
      show_found (self, products, search->text, search->limit > BROWSED_STEP && cf_sell_page_has_results (self));
    }
  cf_type_ahead_go_on (self->type_ahead);
}

static void
start_search (CfSellPage *self,
              guint       limit)
{
  Search *search = g_new0 (Search, 1);

  stop_search (self);
  self->searching = g_cancellable_new ();
  search->page = g_object_ref (self);
  search->searching = g_object_ref (self->searching);
  search->text = cf_scan_entry_dup_text (self->entry);
  search->limit = limit;
  cf_till_search_async (self->till, search->text, limit, self->searching, on_searched_cb, search);
}

static gboolean
on_search_due_cb (gpointer user_data)
{
  CfSellPage *self = CF_SELL_PAGE (user_data);

  self->search_source = 0;
  start_search (self, MAX_RESULTS);

  return G_SOURCE_REMOVE;
}

/* -------------------------------------------------------------------------------------------------
 * For the other parts of the page
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sell_page_search:
 * @self: the page
 *
 * The text of the entry changed: results follow, or close where it is empty.
 */
void
cf_sell_page_search (CfSellPage *self)
{
  stop_search (self);

  if (self->till == NULL || !cf_till_get_ready (self->till) || cf_scan_entry_is_empty (self->entry))
    cf_sell_page_close_results (self);
  else
    self->search_source = g_timeout_add (SEARCH_DELAY_MS, on_search_due_cb, self);
}

/**
 * cf_sell_page_browse:
 * @self: the page
 *
 * Shows products to choose from without a key: those that match what is typed, or all, as one scrolls on.
 */
void
cf_sell_page_browse (CfSellPage *self)
{
  if (cf_sell_page_has_results (self))
    cf_sell_page_close_results (self);
  else if (self->till != NULL && cf_till_get_ready (self->till))
    start_search (self, BROWSED_STEP);
}

/**
 * cf_sell_page_browse_on:
 * @self: the page
 *
 * Who browses has come to the end of what is shown: more follows, as long as there is any.
 */
void
cf_sell_page_browse_on (CfSellPage *self)
{
  guint limit = self->n_browsed;

  if (limit == 0)
    return;

  /* Not again before this is answered. */
  self->n_browsed = 0;
  start_search (self, limit + BROWSED_STEP);
}

/**
 * cf_sell_page_has_results:
 * @self: the page
 *
 * Returns: whether results are shown
 */
gboolean
cf_sell_page_has_results (CfSellPage *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->results));
}

/**
 * cf_sell_page_is_searching:
 * @self: the page
 *
 * Returns: whether it is not known yet what is found by what stands in the entry
 */
gboolean
cf_sell_page_is_searching (CfSellPage *self)
{
  return self->search_source != 0 || self->searching != NULL;
}

/**
 * cf_sell_page_close_results:
 * @self: the page
 *
 * Closes the results and forgets the search that is under way.
 */
void
cf_sell_page_close_results (CfSellPage *self)
{
  stop_search (self);
  g_clear_pointer (&self->found_for, g_free);
  self->chosen = FALSE;
  self->n_more = self->n_browsed = 0;
  if (!cf_sell_page_has_results (self))
    return;

  cf_result_list_close (self->results);
  cf_sell_page_cover_order (self);
  cf_sell_page_update_hints (self);
}
