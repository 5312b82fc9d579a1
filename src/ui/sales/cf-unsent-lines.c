/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <string.h>

#include <gtk/gtk.h>

#include "cf-fold.h"
#include "cf-format.h"
#include "cf-sale-text.h"
#include "cf-sale.h"
#include "cf-unsent-lines.h"

struct _CfUnsentLines
{
  GObject parent_instance;

  GListModel *pending;          /* owned, nullable */
  GListStore *orders;           /* (element-type GListStore): the lines of each, in the order of pending */
  GtkFilter *filter;
  GtkSorter *sorter;
  GListModel *model;

  CfSalesQuery query;           /* its text is in words */
  char **words;                 /* folded */
  CfShop *shop;                 /* owned, nullable: its business days count */
};

G_DEFINE_FINAL_TYPE (CfUnsentLines, cf_unsent_lines, G_TYPE_OBJECT)

static GListStore *
make_lines (CfPendingOrder *pending)
{
  CfOrder *order = cf_pending_order_get_order (pending);
  GListStore *lines = g_list_store_new (CF_TYPE_SALE);

  /* One whose record cannot be read has no lines to show: the list of orders not sent tells of it. */
  for (guint i = 0; order != NULL && i < cf_order_get_n_lines (order); i++)
    {
      g_autoptr (CfSale) sale = cf_unsent_lines_make_sale (order, i);

      g_list_store_append (lines, sale);
    }
  return lines;
}

/* GtkMapListModel of GTK 4.8 gives the first item in the place of each that is put before it. */
static void
on_pending_changed_cb (GListModel    *pending,
                       guint          position,
                       guint          removed,
                       guint          added,
                       CfUnsentLines *self)
{
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < added; i++)
    {
      g_autoptr (CfPendingOrder) order = g_list_model_get_item (pending, position + i);

      g_ptr_array_add (lists, make_lines (order));
    }
  g_list_store_splice (self->orders, position, removed, lists->pdata, added);
}

/* Filter */

static gboolean
matches_words (CfUnsentLines      *self,
               const CfSaleFields *sale)
{
  g_autofree char *all = NULL;
  g_autofree char *folded = NULL;

  if (self->words == NULL || self->words[0] == NULL)
    return TRUE;

  all = g_strdup_printf ("%s %s %s", sale->order_number != NULL ? sale->order_number : "",
                         sale->product_number != NULL ? sale->product_number : "",
                         sale->product_name != NULL ? sale->product_name : "");
  folded = cf_fold_text (all);
  for (char **word = self->words; *word != NULL; word++)
    if (strstr (folded, *word) == NULL)
      return FALSE;
  return TRUE;
}

/* As on the server: the week is today and the six days before. */
static gboolean
is_in_period (CfUnsentLines      *self,
              const CfSaleFields *sale)
{
  GDate today, day;
  int age;

  if (self->query.period == CF_SALES_PERIOD_ALL || self->shop == NULL)
    return TRUE;

  cf_shop_get_business_day (self->shop, g_get_real_time (), &today);
  cf_shop_get_business_day (self->shop, sale->sold_at, &day);
  if (!g_date_valid (&today) || !g_date_valid (&day))
    return FALSE;

  age = g_date_days_between (&day, &today);
  return age >= 0 && age < (self->query.period == CF_SALES_PERIOD_TODAY ? 1 : 7);
}

static gboolean
filter_line (gpointer item,
             gpointer user_data)
{
  CfUnsentLines *self = user_data;
  const CfSaleFields *sale = cf_sale_fields (item);

  if (self->query.returns_only && cf_decimal_sign (sale->quantity) >= 0)
    return FALSE;

  return is_in_period (self, sale) && matches_words (self, sale);
}

/* Order */

/* As on the server, where the later line has the greater id: none moves when its order is sent. */
static int
compare_age (const CfSaleFields *first,
             const CfSaleFields *second)
{
  if (first->sold_at != second->sold_at)
    return first->sold_at < second->sold_at ? -1 : 1;

  return first->line_number - second->line_number;
}

static int
compare_lines (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  CfUnsentLines *self = user_data;
  const CfSaleFields *first = cf_sale_fields ((CfSale *) a);
  const CfSaleFields *second = cf_sale_fields ((CfSale *) b);
  int order = 0;

  switch (self->query.sort)
    {
    case CF_SALES_SORT_TIME:
      order = compare_age (first, second);
      break;
    case CF_SALES_SORT_TOTAL:
      order = cf_decimal_compare (first->total, second->total);
      break;
    case CF_SALES_SORT_ORDER:
      order = g_strcmp0 (first->order_number, second->order_number);
      break;
    case CF_SALES_SORT_PRODUCT:
      order = g_strcmp0 (first->product_number, second->product_number);
      break;
    }
  if (order == 0)
    order = compare_age (first, second);

  return self->query.descending ? -order : order;
}

/* GObject */

static void
cf_unsent_lines_finalize (GObject *object)
{
  CfUnsentLines *self = CF_UNSENT_LINES (object);

  g_clear_object (&self->model);
  g_clear_object (&self->orders);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorter);
  g_clear_object (&self->pending);
  g_clear_object (&self->shop);
  g_strfreev (self->words);

  G_OBJECT_CLASS (cf_unsent_lines_parent_class)->finalize (object);
}

static void
cf_unsent_lines_class_init (CfUnsentLinesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_unsent_lines_finalize;
}

static void
cf_unsent_lines_init (CfUnsentLines *self)
{
  GtkFlattenListModel *lines;
  GtkFilterListModel *filtered;

  self->filter = GTK_FILTER (gtk_custom_filter_new (filter_line, self, NULL));
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare_lines, self, NULL));
  self->orders = g_list_store_new (G_TYPE_LIST_MODEL);
  lines = gtk_flatten_list_model_new (G_LIST_MODEL (g_object_ref (self->orders)));
  filtered = gtk_filter_list_model_new (G_LIST_MODEL (lines), g_object_ref (self->filter));
  self->model = G_LIST_MODEL (gtk_sort_list_model_new (G_LIST_MODEL (filtered), g_object_ref (self->sorter)));
}

CfUnsentLines *
cf_unsent_lines_new (void)
{
  return g_object_new (CF_TYPE_UNSENT_LINES, NULL);
}

/* @pending: of #CfPendingOrder; nullable. */
void
cf_unsent_lines_set_pending (CfUnsentLines *self,
                             GListModel    *pending)
{
  g_return_if_fail (CF_IS_UNSENT_LINES (self));

  if (self->pending == pending)
    return;

  if (self->pending != NULL)
    g_signal_handlers_disconnect_by_func (self->pending, on_pending_changed_cb, self);
  g_set_object (&self->pending, pending);
  g_list_store_remove_all (self->orders);
  if (pending == NULL)
    return;

  g_signal_connect_object (pending, "items-changed", G_CALLBACK (on_pending_changed_cb), self, 0);
  on_pending_changed_cb (pending, 0, 0, g_list_model_get_n_items (pending), self);
}

/* Whose business days count; nullable. */
void
cf_unsent_lines_set_shop (CfUnsentLines *self,
                          CfShop        *shop)
{
  g_return_if_fail (CF_IS_UNSENT_LINES (self));

  if (g_set_object (&self->shop, shop))
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

/* What is shown and in which order. */
void
cf_unsent_lines_set_query (CfUnsentLines      *self,
                           const CfSalesQuery *query)
{
  g_return_if_fail (CF_IS_UNSENT_LINES (self));

  self->query = *query;
  self->query.text = NULL;
  g_strfreev (self->words);
  self->words = cf_fold_words (query->text != NULL ? query->text : "");
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

/* (transfer none): the lines under the query. */
GListModel *
cf_unsent_lines_get_model (CfUnsentLines *self)
{
  g_return_val_if_fail (CF_IS_UNSENT_LINES (self), NULL);

  return self->model;
}

/* Adds the lines that are shown to a count and a sum. */
void
cf_unsent_lines_add_up (CfUnsentLines *self,
                        gint64        *count,
                        CfDecimal     *sum)
{
  guint n;

  g_return_if_fail (CF_IS_UNSENT_LINES (self));

  n = g_list_model_get_n_items (self->model);
  *count += n;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CfSale) sale = g_list_model_get_item (self->model, i);

      cf_decimal_add (*sum, cf_sale_fields (sale)->total, sum);
    }
}

/* (transfer full) (nullable): the waiting order of this number. */
CfPendingOrder *
cf_unsent_lines_find (CfUnsentLines *self,
                      const char    *order_number)
{
  guint n;

  g_return_val_if_fail (CF_IS_UNSENT_LINES (self), NULL);

  n = self->pending != NULL ? g_list_model_get_n_items (self->pending) : 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CfPendingOrder) pending = g_list_model_get_item (self->pending, i);
      CfOrder *order = cf_pending_order_get_order (pending);

      if (order != NULL && g_strcmp0 (cf_order_get_number (order), order_number) == 0)
        return g_steal_pointer (&pending);
    }
  return NULL;
}

/* (transfer full): line @i of an order that waits, as a line of the list. */
CfSale *
cf_unsent_lines_make_sale (CfOrder *order,
                           guint    i)
{
  const CfOrderLine *line;
  CfSaleFields fields;

  g_return_val_if_fail (CF_IS_ORDER (order), NULL);

  line = cf_order_get_line (order, i);
  fields = (CfSaleFields) {
    .line_number = (int) i + 1,
    .sold_at = cf_order_get_sold_at (order),
    .order_number = g_strdup (cf_order_get_number (order)),
    .product_number = g_strdup (line->product_number),
    .product_name = g_strdup (line->product_name),
    .clerk = g_strdup (cf_order_get_clerk (order)),
    .till = g_strdup (cf_order_get_till (order)),
    .note = g_strdup (line->note),
    .quantity = line->quantity,
    .price = line->price,
    .discount = line->discount,
    .discount_amount = line->discount_amount,
    .total = line->total,
    .has_quantity = TRUE,
    .has_price = line->has_price,
    .has_discount = TRUE,
    .has_total = TRUE,
    .waiting = TRUE,
  };
  return cf_sale_new (&fields);
}
