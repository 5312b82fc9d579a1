/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-fold.h"
#include "cf-format.h"
#include "cf-product-pane.h"
#include "cf-products-page.h"
#include "cf-sale-text.h"

struct _CfProductsPage
{
  CfRecordsPage parent_instance;

  CfBrowser *browser;                   /* (unowned): the page's; NULL once disposed */

  /* Template */
  CfProductPane *pane;
  GtkToggleButton *retired_chip;
  GtkToggleButton *priceless_chip;

  /* Owned */
  CfTill *till;
  GCancellable *counting;               /* nullable */
  GCancellable *placing;                /* nullable */
  CfProduct *added;                     /* nullable: what was added last, while its place in the list is asked for */

  const CfCurrency *currency;           /* nullable, static */
};

G_DEFINE_FINAL_TYPE (CfProductsPage, cf_products_page, CF_TYPE_RECORDS_PAGE)

/* Cells */

static char *
number_text (GObject  *item,
             gpointer  owner)
{
  return g_strdup (cf_product_get_number (CF_PRODUCT (item)));
}

static gboolean
has_name (CfProduct *product)
{
  return !cf_fold_is_blank (cf_product_get_name (product));
}

/* What has no name is called by its number, as in Sell. */
static char *
name_text (GObject  *item,
           gpointer  owner)
{
  return has_name (CF_PRODUCT (item)) ? g_strdup (cf_product_get_name (CF_PRODUCT (item))) : number_text (item, owner);
}

static char *
detail_text (GObject  *item,
             gpointer  owner)
{
  return has_name (CF_PRODUCT (item)) ? number_text (item, owner) : g_strdup ("");
}

static char *
codes_text (GObject  *item,
            gpointer  owner)
{
  const char *const *codes = cf_product_get_codes (CF_PRODUCT (item));

  /* Its number is one of them. */
  return cf_format_count (1 + (codes != NULL ? g_strv_length ((char **) codes) : 0));
}

static char *
price_text (GObject  *item,
            gpointer  owner)
{
  CfProductsPage *self = owner;
  const CfDecimal *price = cf_product_get_price (CF_PRODUCT (item));

  return price != NULL ? cf_sale_text_amount (*price, self->currency) : g_strdup ("—");
}

static gboolean
same_product (GObject *a,
              GObject *b)
{
  return cf_product_get_id (CF_PRODUCT (a)) == cf_product_get_id (CF_PRODUCT (b));
}

static void
build_columns (CfProductsPage *self)
{
  const CfRecordsColumn columns[] = {
    { "number", C_("product", "Number"), CF_PRODUCTS_SORT_NUMBER, FALSE, { number_text, NULL, "dim-label", 5, 10, FALSE, 16 } },
    { "name", _("Name"), CF_PRODUCTS_SORT_NAME, TRUE, { name_text, NULL, NULL, 10, 24, FALSE } },
    { NULL, _("Codes"), 0, FALSE, { codes_text, NULL, "dim-label", 5, 6, TRUE } },
    { "price", _("Price"), CF_PRODUCTS_SORT_PRICE, FALSE, { price_text, NULL, "amount", 7, 10, TRUE } },
  };
  const CfCellRowStyle rows = { name_text, detail_text, price_text, NULL };

  cf_browser_set_columns (self->browser, columns, G_N_ELEMENTS (columns), &rows, same_product, self);
  cf_browser_set_sort (self->browser, CF_PRODUCTS_SORT_NAME, FALSE);
}

/* States */

static void
cf_products_page_describe_nothing (CfRecordsPage *page,
                                   const char    *text)
{
  CfProductsPage *self = CF_PRODUCTS_PAGE (page);

  if (*text != '\0')
    {
      g_autofree char *sentence = g_strdup_printf (_("No number or code begins with “%s”, and no name contains it."), text);
      g_autofree char *escaped = g_markup_escape_text (sentence, -1);

      cf_browser_set_empty (self->browser, "edit-find-symbolic", _("Nothing Found"), escaped, NULL);
    }
  else if (gtk_toggle_button_get_active (self->retired_chip))
    cf_browser_set_empty (self->browser, "object-select-symbolic", _("Nothing Retired"), _("Products that are no longer sold stand here."), NULL);
  else if (gtk_toggle_button_get_active (self->priceless_chip))
    cf_browser_set_empty (self->browser, "object-select-symbolic", _("All Have a Price"), _("The till asks for the price of what has none."), NULL);
  else
    cf_browser_set_empty (self->browser, "cf-barcode-symbolic", _("No Products Yet"),
                          _("Add the first one here, or sell it: an unknown code can be kept as a product."), _("Add Product"));
}

static void
cf_products_page_show_count (CfRecordsPage *page)
{
  CfPagedListModel *products = cf_records_page_get_list (page);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (products));
  gboolean known = n > 0 || (cf_records_page_get_repository (page) != NULL && !cf_paged_list_model_get_loading (products) &&
                             cf_paged_list_model_get_error (products) == NULL);
  g_autofree char *number = cf_format_count (n);
  g_autofree char *text = g_strdup_printf (ngettext ("%s product", "%s products", n), number);

  cf_browser_set_summary (CF_PRODUCTS_PAGE (page)->browser, known ? text : NULL, NULL);
}

/* The list */

static void
on_counted_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (CfProductsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *number = NULL;
  g_autofree char *label = NULL;
  gint64 on_sale, retired, priceless;

  if (!cf_product_repository_count_finish (CF_PRODUCT_REPOSITORY (source), result, &on_sale, &retired, &priceless, &error))
    {
      /* The list itself says what is wrong. */
      g_debug ("No count: %s", error->message);
      return;
    }
  if (self->browser == NULL)
    return;

  number = cf_format_count (priceless);
  /* Translators: products that have no price, and their count */
  label = priceless > 0 ? g_strdup_printf (_("Without price %s"), number) : g_strdup (_("Without price"));
  gtk_button_set_label (GTK_BUTTON (self->priceless_chip), label);
}

static void
cf_products_page_count (CfRecordsPage *page)
{
  CfProductsPage *self = CF_PRODUCTS_PAGE (page);
  CfProductRepository *repository = cf_records_page_get_repository (page);

  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  if (repository == NULL)
    return;

  self->counting = g_cancellable_new ();
  cf_product_repository_count_async (repository, self->counting, on_counted_cb, g_object_ref (self));
}

static void
fill_query (CfProductsPage  *self,
            CfProductsQuery *query)
{
  query->text = cf_browser_get_text (self->browser);
  query->filter = gtk_toggle_button_get_active (self->retired_chip) ? CF_PRODUCTS_RETIRED
                : gtk_toggle_button_get_active (self->priceless_chip) ? CF_PRODUCTS_WITHOUT_PRICE
                : CF_PRODUCTS_ON_SALE;
  query->sort = cf_browser_get_sort (self->browser, &query->descending);
}

/* What was asked for before has another place in this list. */
static void
forget_added (CfProductsPage *self)
{
  g_cancellable_cancel (self->placing);
  g_clear_object (&self->placing);
  g_clear_object (&self->added);
}

static void
on_placed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (CfProductsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 place;

  if (!cf_product_repository_find_place_finish (CF_PRODUCT_REPOSITORY (source), result, &place, &error))
    g_debug ("No place: %s", error->message);
  else if (self->added != NULL && place >= 0 && cf_browser_get_selected (self->browser) == GTK_INVALID_LIST_POSITION)
    cf_browser_bring_back (self->browser, G_OBJECT (self->added), (guint) place);
  if (error == NULL)
    g_clear_object (&self->added);
}

/* What was just added is selected where the list has it. */
static void
on_added_cb (CfProductsPage *self,
             CfProduct      *product)
{
  CfProductRepository *repository = cf_records_page_get_repository (CF_RECORDS_PAGE (self));
  CfProductsQuery query = { 0 };

  forget_added (self);
  /* It was closed while the answer was on its way. */
  if (repository == NULL)
    return;

  self->added = g_object_ref (product);
  self->placing = g_cancellable_new ();
  fill_query (self, &query);
  cf_product_repository_find_place_async (repository, &query, cf_product_get_id (product), self->placing, on_placed_cb, g_object_ref (self));
}

static CfPageSource *
cf_products_page_list (CfRecordsPage *page)
{
  CfProductsPage *self = CF_PRODUCTS_PAGE (page);
  CfProductRepository *repository = cf_records_page_get_repository (page);
  CfProductsQuery query = { 0 };

  forget_added (self);
  fill_query (self, &query);
  return repository != NULL ? cf_product_repository_list (repository, &query) : NULL;
}

/* What the person does */

static void
on_chip_cb (CfProductsPage  *self,
            GtkToggleButton *chip)
{
  if (gtk_toggle_button_get_active (chip) && self->browser != NULL)
    cf_records_page_read (CF_RECORDS_PAGE (self));
}

static void
cf_products_page_retry (CfRecordsPage *page)
{
  CfTill *till = CF_PRODUCTS_PAGE (page)->till;
  CfSender *sender = till != NULL ? cf_till_get_sender (till) : NULL;

  if (sender != NULL)
    cf_sender_try_now (sender);
}

static void
cf_products_page_empty_action (CfRecordsPage *page)
{
  cf_products_page_add (CF_PRODUCTS_PAGE (page));
}

static gboolean
cf_products_page_open (CfRecordsPage *page,
                       GObject       *item)
{
  cf_product_pane_show (CF_PRODUCTS_PAGE (page)->pane, CF_PRODUCT (item));
  return TRUE;
}

static void
cf_products_page_enter (CfRecordsPage *page)
{
  cf_product_pane_edit (CF_PRODUCTS_PAGE (page)->pane);
}

static void
cf_products_page_edit (CfRecordsPage *page)
{
  cf_product_pane_edit (CF_PRODUCTS_PAGE (page)->pane);
}

/* What was typed is not lost by looking away, and it is said where it is. */
static void
cf_products_page_closed (CfRecordsPage *page)
{
  CfProductsPage *self = CF_PRODUCTS_PAGE (page);
  g_autofree char *sentence = NULL;
  const char *number;

  if (!cf_product_pane_get_changed (self->pane, &number))
    return;

  if (number == NULL)
    sentence = g_strdup (_("The new product is not added yet. What you typed is kept: Ctrl+N goes on with it."));
  else
    sentence = g_strdup_printf (_("%s is not saved yet. What you typed is kept: open it again to go on."), number);
  cf_browser_tell (self->browser, sentence);
}

static void
on_written_cb (CfProductPane  *pane,
               const char     *sentence,
               gint64          change,
               CfProductsPage *self)
{
  if (change == 0)
    {
      cf_records_page_tell (CF_RECORDS_PAGE (self), sentence);
      return;
    }
  cf_browser_offer_undo (self->browser, sentence, "products.undo", change);
  cf_browser_restore_focus (self->browser);
}

static void
on_failed_cb (CfProductsPage *self,
              const char     *sentence)
{
  cf_records_page_tell (CF_RECORDS_PAGE (self), sentence);
}

static void
cf_products_page_undo (CfRecordsPage *page)
{
  CfProductsPage *self = CF_PRODUCTS_PAGE (page);

  if (!cf_product_pane_undo (self->pane))
    cf_browser_tell (self->browser, _("Nothing that was done here is left to take back."));
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  cf_products_page_undo (CF_RECORDS_PAGE (widget));
}

/* Another one was chosen while this one was being stored, and something is wrong with it. */
static void
on_stayed_cb (CfProductsPage *self)
{
  cf_browser_select (self->browser, GTK_INVALID_LIST_POSITION);
  cf_browser_set_pane_open (self->browser, TRUE);
}

static gboolean
on_add_key_cb (GtkWidget *widget,
               GVariant  *arguments,
               gpointer   user_data)
{
  cf_products_page_add (CF_PRODUCTS_PAGE (widget));
  return TRUE;
}

/* The form hears it where the focus is in it; what is typed there is seen from the list too. */
static gboolean
on_save_key_cb (GtkWidget *widget,
                GVariant  *arguments,
                gpointer   user_data)
{
  CfProductsPage *self = CF_PRODUCTS_PAGE (widget);

  if (!cf_browser_get_pane_open (self->browser))
    return FALSE;

  cf_product_pane_save (self->pane);
  return TRUE;
}

static void
on_shop_changed_cb (CfProductsPage *self)
{
  CfShop *shop = self->till != NULL ? cf_till_get_shop (self->till) : NULL;

  self->currency = shop != NULL ? cf_shop_get_currency (shop) : NULL;
  cf_product_pane_set_shop (self->pane, shop);
}

static void
cf_products_page_repository_changed (CfRecordsPage *page,
                                     gpointer       repository)
{
  cf_record_pane_set_repository (CF_RECORD_PANE (CF_PRODUCTS_PAGE (page)->pane), repository);
  cf_products_page_count (page);
}

/* GObject */

static void
cf_products_page_dispose (GObject *object)
{
  CfProductsPage *self = CF_PRODUCTS_PAGE (object);

  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  forget_added (self);
  self->browser = NULL;
  g_clear_object (&self->till);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_PRODUCTS_PAGE);

  G_OBJECT_CLASS (cf_products_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-products-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CfProductsPage, pane);
  gtk_widget_class_bind_template_child (widget_class, CfProductsPage, retired_chip);
  gtk_widget_class_bind_template_child (widget_class, CfProductsPage, priceless_chip);
  gtk_widget_class_bind_template_callback (widget_class, on_added_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_chip_cb);
  gtk_widget_class_bind_template_callback (widget_class, cf_records_page_close_pane);
  gtk_widget_class_bind_template_callback (widget_class, on_failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_stayed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_written_cb);
}

static void
fill_page_class (CfRecordsPageClass *page_class)
{
  page_class->repository_type = CF_TYPE_PRODUCT_REPOSITORY;
  page_class->no_server = N_("The server has not been reached since Counterfoil was opened. The products come here by themselves as soon as "
                             "it answers. What this till knows of them can be sold meanwhile.");
  page_class->unreadable = N_("The Products Could Not Be Read");
  page_class->none_selected = N_("No product is selected. Go to one with the arrow keys first.");
  page_class->list = cf_products_page_list;
  page_class->describe_nothing = cf_products_page_describe_nothing;
  page_class->open = cf_products_page_open;
  page_class->enter = cf_products_page_enter;
  page_class->edit = cf_products_page_edit;
  page_class->repository_changed = cf_products_page_repository_changed;
  page_class->refreshed = cf_products_page_count;
  page_class->updated = cf_products_page_show_count;
  page_class->retry = cf_products_page_retry;
  page_class->empty_action = cf_products_page_empty_action;
  page_class->closed = cf_products_page_closed;
  page_class->undo = cf_products_page_undo;
}

static void
cf_products_page_class_init (CfProductsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_products_page_dispose;
  fill_page_class (CF_RECORDS_PAGE_CLASS (klass));

  g_type_ensure (CF_TYPE_PRODUCT_PANE);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "products.undo", "x", undo_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, on_add_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, on_save_key_cb, NULL);
}

static void
cf_products_page_init (CfProductsPage *self)
{
  self->browser = cf_records_page_get_browser (CF_RECORDS_PAGE (self));
  gtk_widget_init_template (GTK_WIDGET (self));
  build_columns (self);
}

/* Its shop gives the currency. */
void
cf_products_page_set_till (CfProductsPage *self,
                           CfTill         *till)
{
  g_return_if_fail (CF_IS_PRODUCTS_PAGE (self));

  if (till == self->till)
    return;
  if (self->till != NULL)
    g_signal_handlers_disconnect_by_data (self->till, self);
  g_set_object (&self->till, till);
  if (till != NULL)
    g_signal_connect_object (till, "notify::shop", G_CALLBACK (on_shop_changed_cb), self, G_CONNECT_SWAPPED);
  on_shop_changed_cb (self);
}

/* Whether there is a catalogue to add something to; the pane is open for it then. */
static gboolean
open_for_new (CfProductsPage *self)
{
  if (cf_records_page_get_repository (CF_RECORDS_PAGE (self)) == NULL)
    return FALSE;
  /* The one that was added before does not come between. */
  forget_added (self);
  cf_browser_forget_returning (self->browser);
  cf_browser_select (self->browser, GTK_INVALID_LIST_POSITION);
  cf_browser_set_pane_open (self->browser, TRUE);
  return TRUE;
}

/* Starts a new product in the pane, or goes on with the one begun. */
void
cf_products_page_add (CfProductsPage *self)
{
  g_return_if_fail (CF_IS_PRODUCTS_PAGE (self));

  if (open_for_new (self))
    cf_product_pane_add (self->pane);
}

void
cf_products_page_offer (CfProductsPage *self,
                        const char     *number,
                        const char     *name)
{
  g_return_if_fail (CF_IS_PRODUCTS_PAGE (self));

  if (open_for_new (self))
    cf_product_pane_offer (self->pane, number, name);
}

/* Of how many products something is typed that is not saved. */
guint
cf_products_page_get_n_unsaved (CfProductsPage *self)
{
  g_return_val_if_fail (CF_IS_PRODUCTS_PAGE (self), 0);

  return cf_product_pane_get_n_unsaved (self->pane);
}
