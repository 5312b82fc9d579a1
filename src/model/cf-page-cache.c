/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-page-cache-private.h"

typedef struct
{
  GList      link;              /* in the cache's order of use */
  GPtrArray *items;             /* (owned) (element-type GObject) */
  guint      number;
  guint      generation;
} Page;

struct _CfPageCache
{
  GHashTable *pages;            /* (owned): number → Page, owned */
  GQueue      order;            /* of Page.link, last used first */
  guint       max_pages;
};

static void
page_free (Page *page)
{
  g_ptr_array_unref (page->items);
  g_free (page);
}

static void
remove_page (CfPageCache *self, Page *page)
{
  g_queue_unlink (&self->order, &page->link);
  g_hash_table_remove (self->pages, GUINT_TO_POINTER (page->number));
}

static guint
page_end (const Page *page)
{
  return page->number * CF_PAGE_SIZE + page->items->len;
}

CfPageCache *
_cf_page_cache_new (guint max_pages)
{
  CfPageCache *self = g_new0 (CfPageCache, 1);

  self->pages = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) page_free);
  self->max_pages = max_pages;
  g_queue_init (&self->order);
  return self;
}

void
_cf_page_cache_free (CfPageCache *self)
{
  g_hash_table_unref (self->pages);
  g_free (self);
}

/*< private >
 * _cf_page_cache_put:
 * @number: the number of the page, its first position is that times %CF_PAGE_SIZE
 * @generation: the reading it is from
 * @items: (transfer full) (element-type GObject): its records
 *
 * Keeps a page in the place of what was there; lets the page go that was not used for the longest time.
 */
void
_cf_page_cache_put (CfPageCache *self, guint number, guint generation, GPtrArray *items)
{
  Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (number));

  if (page != NULL)
    remove_page (self, page);
  else if (self->order.length >= self->max_pages)
    remove_page (self, self->order.tail->data);

  page = g_new0 (Page, 1);
  page->link.data = page;
  page->items = items;
  page->number = number;
  page->generation = generation;
  g_hash_table_insert (self->pages, GUINT_TO_POINTER (number), page);
  g_queue_push_head_link (&self->order, &page->link);
}

/*< private >
 * _cf_page_cache_get:
 * @position: a position of the list
 * @generation: (out): the reading the record is from
 *
 * Returns: (transfer none) (nullable): the record there, which makes its page the last used one
 */
GObject *
_cf_page_cache_get (CfPageCache *self, guint position, guint *generation)
{
  Page *page = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (position / CF_PAGE_SIZE));

  if (page == NULL || position % CF_PAGE_SIZE >= page->items->len)
    return NULL;
  if (self->order.head != &page->link)
    {
      g_queue_unlink (&self->order, &page->link);
      g_queue_push_head_link (&self->order, &page->link);
    }
  *generation = page->generation;
  return g_ptr_array_index (page->items, position % CF_PAGE_SIZE);
}

/*< private >
 * _cf_page_cache_get_end:
 * @generation: a reading
 *
 * Returns: the position behind the last record that is kept of this reading
 */
guint
_cf_page_cache_get_end (CfPageCache *self, guint generation)
{
  guint end = 0;

  for (GList *l = self->order.head; l != NULL; l = l->next)
    {
      Page *page = l->data;

      if (page->generation == generation && page->items->len > 0)
        end = MAX (end, page_end (page));
    }
  return end;
}

/*< private >
 * _cf_page_cache_truncate:
 * @n_items: the new length of the list
 *
 * Forgets what was behind it.
 */
void
_cf_page_cache_truncate (CfPageCache *self, guint n_items)
{
  GList *next;

  for (GList *l = self->order.head; l != NULL; l = next)
    {
      Page *page = l->data;

      next = l->next;
      if (page->number * CF_PAGE_SIZE >= n_items)
        remove_page (self, page);
      else if (page_end (page) > n_items)
        g_ptr_array_set_size (page->items, n_items - page->number * CF_PAGE_SIZE);
    }
}

void
_cf_page_cache_clear (CfPageCache *self)
{
  g_queue_init (&self->order);
  g_hash_table_remove_all (self->pages);
}
