/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-result-list.h"

#include "cf-fold.h"
#include "cf-result-row.h"
#include "cf-scan-code.h"

struct _CfResultList
{
  GtkWidget parent_instance;

  /* Template children */
  GtkScrolledWindow *scroller;
  GtkListBox        *list;

  guint n_shown;
};

enum
{
  CHOSEN,
  AT_END,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfResultList, cf_result_list, GTK_TYPE_WIDGET)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static GtkListBoxRow *
row_at (CfResultList *self,
        guint         index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list, (int) index);

  if (row == NULL)
    {
      row = GTK_LIST_BOX_ROW (cf_result_row_new ());
      gtk_list_box_append (self->list, GTK_WIDGET (row));
    }

  return row;
}

static void
hide_from (CfResultList *self,
           guint         index)
{
  for (guint i = index; i < self->n_shown; i++)
    gtk_widget_set_visible (GTK_WIDGET (row_at (self, i)), FALSE);
  self->n_shown = MIN (self->n_shown, index);
}

static void
reveal (CfResultList *self,
        guint         index)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  graphene_rect_t bounds;

  if (gtk_widget_compute_bounds (GTK_WIDGET (row_at (self, index)), GTK_WIDGET (self->list), &bounds))
    gtk_adjustment_clamp_page (adjustment, bounds.origin.y - 6, bounds.origin.y + bounds.size.height + 6);
}

static gboolean
has_code (CfProduct  *product,
          const char *code)
{
  const char *const *codes = cf_product_get_codes (product);

  return g_strcmp0 (cf_product_get_number (product), code) == 0 || (codes != NULL && g_strv_contains (codes, code));
}

/* A number is a code, and as long as the product is not the one that has it, it was only found by some of its digits. */
static gboolean
is_meant (CfProduct  *product,
          const char *searched)
{
  const char *rest = cf_scan_code_skip_quantity (searched, "*×xX");
  const char *code = rest != NULL ? rest + strspn (rest, " ") : searched;

  return !cf_scan_code_is_number (code) || has_code (product, code);
}

static void
on_scrolled_cb (CfResultList *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double below = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment);

  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && below < 2 * gtk_adjustment_get_page_size (adjustment))
    g_signal_emit (self, signals[AT_END], 0);
}

static void
on_row_activated_cb (CfResultList *self,
                     CfResultRow  *row)
{
  g_autoptr(CfProduct) product = NULL;

  if (!g_set_object (&product, cf_result_row_get_product (row)))
    return;

  g_signal_emit (self, signals[CHOSEN], 0, product);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_result_list_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_RESULT_LIST);

  G_OBJECT_CLASS (cf_result_list_parent_class)->dispose (object);
}

static void
cf_result_list_class_init (CfResultListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_result_list_dispose;

  signals[CHOSEN] = g_signal_new ("chosen", CF_TYPE_RESULT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, CF_TYPE_PRODUCT);
  signals[AT_END] = g_signal_new ("at-end", CF_TYPE_RESULT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-result-list.ui");
  gtk_widget_class_bind_template_child (widget_class, CfResultList, scroller);
  gtk_widget_class_bind_template_child (widget_class, CfResultList, list);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_scrolled_cb);
}

static void
cf_result_list_init (CfResultList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_result_list_show_found:
 * @self: the list
 * @products: (element-type CfProduct): what was found, the best first
 * @searched: what was searched for
 * @currency: of the shop
 * @brief: with the numbers of the products below their names: the window is narrow
 * @goes_on: @products begin with those that are shown
 *
 * Shows @products; closes where there are none. The first one is selected where something was searched for, and no number that is
 * not its code: who only browses has chosen nothing yet. Those that go on leave all as it is and follow.
 */
void
cf_result_list_show_found (CfResultList     *self,
                           GPtrArray        *products,
                           const char       *searched,
                           const CfCurrency *currency,
                           gboolean          brief,
                           gboolean          goes_on)
{
  g_auto(GStrv) words = cf_fold_words (searched);
  gboolean meant;

  g_return_if_fail (CF_IS_RESULT_LIST (self));

  if (products->len == 0)
    {
      cf_result_list_close (self);
      return;
    }

  for (guint i = goes_on ? self->n_shown : 0; i < products->len; i++)
    {
      GtkListBoxRow *row = row_at (self, i);

      cf_result_row_set_product (CF_RESULT_ROW (row), g_ptr_array_index (products, i), (const char *const *) words, currency, brief);
      gtk_widget_set_visible (GTK_WIDGET (row), TRUE);
    }
  hide_from (self, products->len);
  self->n_shown = products->len;
  if (goes_on)
    return;

  meant = words[0] != NULL && is_meant (g_ptr_array_index (products, 0), searched);
  gtk_list_box_select_row (self->list, meant ? row_at (self, 0) : NULL);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

/**
 * cf_result_list_close:
 * @self: the list
 *
 * Hides it; nothing is selected then.
 */
void
cf_result_list_close (CfResultList *self)
{
  g_return_if_fail (CF_IS_RESULT_LIST (self));

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * cf_result_list_move:
 * @self: the list
 * @step: how many rows down; negative: up
 *
 * Selects another product; the first step, where none is selected, goes to the first one.
 */
void
cf_result_list_move (CfResultList *self,
                     int           step)
{
  GtkListBoxRow *row;
  int index;

  g_return_if_fail (CF_IS_RESULT_LIST (self));

  if (self->n_shown == 0)
    return;

  row = gtk_list_box_get_selected_row (self->list);
  index = (row != NULL ? gtk_list_box_row_get_index (row) : -1) + step;
  index = CLAMP (index, 0, (int) self->n_shown - 1);
  gtk_list_box_select_row (self->list, row_at (self, (guint) index));
  reveal (self, (guint) index);
}

/**
 * cf_result_list_get_selected:
 * @self: the list
 *
 * Returns: (transfer none) (nullable): the product that Enter adds
 */
CfProduct *
cf_result_list_get_selected (CfResultList *self)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (CF_IS_RESULT_LIST (self), NULL);

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return NULL;

  row = gtk_list_box_get_selected_row (self->list);
  return row != NULL ? cf_result_row_get_product (CF_RESULT_ROW (row)) : NULL;
}
