/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-browser.h"
#include "cf-error-words.h"
#include "cf-format.h"
#include "cf-product-pane.h"
#include "cf-products-page.h"
#include "cf-sale-text.h"

struct _CfProductsPage
{
  AdwBin parent_instance;

  /* Template */
  CfBrowser *browser;
  CfProductPane *pane;
  GtkToggleButton *on_sale_chip;
  GtkToggleButton *retired_chip;
  GtkToggleButton *priceless_chip;

  /* Owned */
  CfTill *till;
  CfProductRepository *repository;      /* nullable: no server was reached yet */
  CfPagedListModel *products;
  GCancellable *counting;               /* nullable */

  const CfCurrency *currency;           /* nullable, static */
  gboolean stale;
};

typedef enum
{
  PROP_TILL = 1,
  PROP_REPOSITORY,
} CfProductsPageProperty;

static GParamSpec *properties[PROP_REPOSITORY + 1];

G_DEFINE_FINAL_TYPE (CfProductsPage, cf_products_page, ADW_TYPE_BIN)

/* Cells */

static char *
number_text (GObject  *item,
             gpointer  owner)
{
  return g_strdup (cf_product_get_number (CF_PRODUCT (item)));
}

static char *
name_text (GObject  *item,
           gpointer  owner)
{
  return g_strdup (cf_product_get_name (CF_PRODUCT (item)));
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
    { "number", _("Number"), CF_PRODUCTS_SORT_NUMBER, FALSE, { number_text, NULL, "dim-label", 5, 10, FALSE, 16 } },
    { "name", _("Name"), CF_PRODUCTS_SORT_NAME, TRUE, { name_text, NULL, NULL, 10, 24, FALSE } },
    { NULL, _("Codes"), 0, FALSE, { codes_text, NULL, "dim-label", 5, 6, TRUE } },
    { "price", _("Price"), CF_PRODUCTS_SORT_PRICE, FALSE, { price_text, NULL, "amount", 7, 10, TRUE } },
  };
  const CfCellRowStyle rows = { name_text, number_text, price_text, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    cf_browser_append_column (self->browser, &columns[i], self);
  cf_browser_set_rows (self->browser, &rows, self);
  cf_browser_set_same (self->browser, same_product);
  cf_browser_set_sort (self->browser, CF_PRODUCTS_SORT_NAME, FALSE);
}

/* States */

static void
describe_nothing (CfProductsPage *self)
{
  const char *text = cf_browser_get_text (self->browser);
  const GError *error = cf_paged_list_model_get_error (self->products);

  if (self->repository == NULL)
    cf_browser_set_empty (self->browser, "network-offline-symbolic", _("No Server Yet"),
                          _("The products are changed on the server, and none has answered since the start. "
                            "What this till knows of them can be sold meanwhile."), _("Try Now"));
  else if (error != NULL)
    cf_browser_set_failed (self->browser, _("The Products Could Not Be Read"), error);
  else if (*text != '\0')
    {
      g_autofree char *sentence = g_strdup_printf (_("No name, number or code has “%s”."), text);
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
show_count (CfProductsPage *self,
            guint           n)
{
  g_autofree char *number = cf_format_count (n);
  g_autofree char *text = g_strdup_printf (ngettext ("%s product", "%s products", n), number);

  cf_browser_set_summary (self->browser, text, NULL);
}

static void
update_state (CfProductsPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->products));
  const GError *error = cf_paged_list_model_get_error (self->products);
  gboolean loading = cf_paged_list_model_get_loading (self->products);
  g_autofree char *sentence = NULL;

  if (n > 0 && error != NULL)
    {
      g_autofree char *why = cf_error_words_sentence (error, CF_ERROR_READING);

      sentence = g_strdup_printf (_("The list may be old: it could not be read again. %s"), why);
    }
  cf_browser_set_trouble (self->browser, sentence, error);

  if (n > 0 || !loading)
    show_count (self, n);
  if (n == 0 && !loading)
    describe_nothing (self);
  cf_browser_set_state (self->browser, n > 0 ? CF_BROWSER_ROWS : loading ? CF_BROWSER_LOADING : CF_BROWSER_EMPTY);
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
count (CfProductsPage *self)
{
  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  if (self->repository == NULL)
    return;

  self->counting = g_cancellable_new ();
  cf_product_repository_count_async (self->repository, self->counting, on_counted_cb, g_object_ref (self));
}

static void
read_list (CfProductsPage *self)
{
  g_autoptr (CfPageSource) source = NULL;
  CfProductsQuery query = { 0 };

  query.text = cf_browser_get_text (self->browser);
  query.filter = gtk_toggle_button_get_active (self->retired_chip) ? CF_PRODUCTS_RETIRED
               : gtk_toggle_button_get_active (self->priceless_chip) ? CF_PRODUCTS_WITHOUT_PRICE
               : CF_PRODUCTS_ON_SALE;
  query.sort = cf_browser_get_sort (self->browser, &query.descending);
  if (self->repository != NULL)
    source = cf_product_repository_list (self->repository, &query);

  self->stale = FALSE;
  cf_browser_rewind (self->browser);
  cf_paged_list_model_set_source (self->products, source);
  update_state (self);
}

static void
refresh (CfProductsPage *self)
{
  self->stale = !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (self->stale)
    return;

  if (cf_paged_list_model_get_source (self->products) != NULL)
    cf_paged_list_model_refresh (self->products);
  count (self);
}

/* What the person does */

static void
on_query_changed_cb (CfProductsPage *self)
{
  read_list (self);
}

static void
on_chip_cb (CfProductsPage  *self,
            GtkToggleButton *chip)
{
  if (gtk_toggle_button_get_active (chip) && self->products != NULL)
    read_list (self);
}

static void
on_retry_cb (CfProductsPage *self)
{
  CfSender *sender = self->till != NULL ? cf_till_get_sender (self->till) : NULL;

  if (sender != NULL)
    cf_sender_try_now (sender);
  refresh (self);
}

static void
on_empty_action_cb (CfProductsPage *self)
{
  if (self->repository == NULL || cf_paged_list_model_get_error (self->products) != NULL)
    on_retry_cb (self);
  else
    cf_products_page_add (self);
}

static void
on_open_cb (CfBrowser      *browser,
            GObject        *item,
            CfProductsPage *self)
{
  cf_product_pane_show (self->pane, CF_PRODUCT (item));
  cf_browser_set_pane_open (self->browser, TRUE);
}

static void
on_enter_cb (CfProductsPage *self)
{
  cf_product_pane_edit (self->pane);
}

/* What was typed is not lost by looking away, and it is said where it is. */
static void
on_closed_cb (CfProductsPage *self)
{
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
on_pane_close_cb (CfProductsPage *self)
{
  cf_browser_set_pane_open (self->browser, FALSE);
  cf_browser_focus_rows (self->browser);
}

static void
on_stored_cb (CfProductPane  *pane,
              CfProduct      *product,
              const char     *sentence,
              CfProductsPage *self)
{
  cf_browser_tell (self->browser, sentence);
  cf_browser_restore_focus (self->browser);
}

static gboolean
on_add_key_cb (GtkWidget *widget,
               GVariant  *arguments,
               gpointer   user_data)
{
  cf_products_page_add (CF_PRODUCTS_PAGE (widget));
  return TRUE;
}

static gboolean
on_edit_key_cb (GtkWidget *widget,
                GVariant  *arguments,
                gpointer   user_data)
{
  CfProductsPage *self = CF_PRODUCTS_PAGE (widget);

  if (!cf_browser_get_pane_open (self->browser))
    cf_browser_open_selected (self->browser);
  if (cf_browser_get_pane_open (self->browser))
    cf_product_pane_edit (self->pane);
  return TRUE;
}

static gboolean
on_refresh_key_cb (GtkWidget *widget,
                   GVariant  *arguments,
                   gpointer   user_data)
{
  refresh (CF_PRODUCTS_PAGE (widget));
  return TRUE;
}

static gboolean
on_find_key_cb (GtkWidget *widget,
                GVariant  *arguments,
                gpointer   user_data)
{
  cf_browser_focus_search (CF_PRODUCTS_PAGE (widget)->browser);
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
on_repository_changed_cb (CfProductsPage *self)
{
  refresh (self);
}

/* GObject */

static void
cf_products_page_map (GtkWidget *widget)
{
  CfProductsPage *self = CF_PRODUCTS_PAGE (widget);

  GTK_WIDGET_CLASS (cf_products_page_parent_class)->map (widget);
  if (self->stale)
    refresh (self);
}

/* Others go on working while it is not seen. */
static void
cf_products_page_unmap (GtkWidget *widget)
{
  CF_PRODUCTS_PAGE (widget)->stale = TRUE;
  GTK_WIDGET_CLASS (cf_products_page_parent_class)->unmap (widget);
}

static gboolean
cf_products_page_grab_focus (GtkWidget *widget)
{
  cf_browser_focus_search (CF_PRODUCTS_PAGE (widget)->browser);
  return TRUE;
}

static void
cf_products_page_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  CfProductsPage *self = CF_PRODUCTS_PAGE (object);

  switch ((CfProductsPageProperty) prop_id)
    {
    case PROP_TILL:
      g_value_set_object (value, self->till);
      break;
    case PROP_REPOSITORY:
      g_value_set_object (value, self->repository);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_products_page_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  CfProductsPage *self = CF_PRODUCTS_PAGE (object);

  switch ((CfProductsPageProperty) prop_id)
    {
    case PROP_TILL:
      cf_products_page_set_till (self, g_value_get_object (value));
      break;
    case PROP_REPOSITORY:
      cf_products_page_set_repository (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_products_page_dispose (GObject *object)
{
  CfProductsPage *self = CF_PRODUCTS_PAGE (object);

  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  if (self->browser != NULL)
    cf_browser_set_model (self->browser, NULL);
  g_clear_object (&self->products);
  g_clear_object (&self->repository);
  g_clear_object (&self->till);
  /* By hand: disposing of a template frees a child that is bound and ours, and AdwBin would free it again. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_PRODUCTS_PAGE);

  G_OBJECT_CLASS (cf_products_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-products-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CfProductsPage, browser);
  gtk_widget_class_bind_template_child (widget_class, CfProductsPage, pane);
  gtk_widget_class_bind_template_child (widget_class, CfProductsPage, on_sale_chip);
  gtk_widget_class_bind_template_child (widget_class, CfProductsPage, retired_chip);
  gtk_widget_class_bind_template_child (widget_class, CfProductsPage, priceless_chip);
  gtk_widget_class_bind_template_callback (widget_class, on_chip_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_query_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_open_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_empty_action_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_closed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_pane_close_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_stored_cb);
}

static void
cf_products_page_class_init (CfProductsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cf_products_page_get_property;
  object_class->set_property = cf_products_page_set_property;
  object_class->dispose = cf_products_page_dispose;
  widget_class->map = cf_products_page_map;
  widget_class->unmap = cf_products_page_unmap;
  widget_class->grab_focus = cf_products_page_grab_focus;
  properties[PROP_TILL] = g_param_spec_object ("till", NULL, NULL, CF_TYPE_TILL, flags);
  properties[PROP_REPOSITORY] = g_param_spec_object ("repository", NULL, NULL, CF_TYPE_PRODUCT_REPOSITORY, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (CF_TYPE_BROWSER);
  g_type_ensure (CF_TYPE_PRODUCT_PANE);
  bind_template (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, on_add_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F2, 0, on_edit_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F5, 0, on_refresh_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, on_refresh_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, on_find_key_cb, NULL);
}

static void
cf_products_page_init (CfProductsPage *self)
{
  self->products = cf_paged_list_model_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  build_columns (self);
  cf_browser_set_model (self->browser, G_LIST_MODEL (self->products));
  g_signal_connect_object (self->products, "items-changed", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->products, "notify::loading", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->products, "notify::error", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  update_state (self);
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
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TILL]);
}

/* NULL: no server was reached yet. */
void
cf_products_page_set_repository (CfProductsPage      *self,
                                 CfProductRepository *repository)
{
  g_return_if_fail (CF_IS_PRODUCTS_PAGE (self));

  if (repository == self->repository)
    return;
  if (self->repository != NULL)
    g_signal_handlers_disconnect_by_data (self->repository, self);
  g_set_object (&self->repository, repository);
  if (repository != NULL)
    g_signal_connect_object (repository, "changed", G_CALLBACK (on_repository_changed_cb), self, G_CONNECT_SWAPPED);
  cf_product_pane_set_repository (self->pane, repository);
  read_list (self);
  count (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPOSITORY]);
}

/* Starts a new product in the pane, or goes on with the one begun. */
void
cf_products_page_add (CfProductsPage *self)
{
  g_return_if_fail (CF_IS_PRODUCTS_PAGE (self));

  if (self->repository == NULL)
    return;
  cf_browser_select (self->browser, GTK_INVALID_LIST_POSITION);
  cf_browser_set_pane_open (self->browser, TRUE);
  cf_product_pane_add (self->pane);
}
