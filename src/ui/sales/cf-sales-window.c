/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-sales-window.h"

#include <glib/gi18n-lib.h>

#include "cf-adoption-page.h"
#include "cf-first-run-page.h"
#include "cf-history-page.h"
#include "cf-pages-bar.h"
#include "cf-products-page.h"
#include "cf-sell-page.h"
#include "cf-status-pill.h"
#include "cf-ui.h"

struct _CfSalesWindow
{
  AdwApplicationWindow parent_instance;

  /* Template children */
  GtkStack             *stack;
  AdwViewSwitcherTitle *switcher;
  GtkMenuButton        *menu_button;
  GMenuModel           *menu;
  CfStatusPill         *pill;
  AdwViewStack         *pages;
  CfSellPage           *sell_page;
  AdwBin               *history_bin;
  AdwBin               *products_bin;
  GtkWidget            *add_product;

  /* Made when first needed, children of the above */
  CfFirstRunPage *first_run;    /* (unowned) (nullable) */
  CfAdoptionPage *adoption;     /* (unowned) (nullable) */
  CfHistoryPage  *history;      /* (unowned) (nullable) */
  CfProductsPage *products;     /* (unowned) (nullable) */

  CfTill              *till;
  CfSalesRepository   *sales_repository;        /* (nullable) */
  CfProductRepository *product_repository;      /* (nullable) */
};

enum
{
  START_HERE,
  CONNECT,
  SET_UP_SHOP,
  ADOPT,
  DECLINE,
  CANCEL,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfSalesWindow, cf_sales_window, ADW_TYPE_APPLICATION_WINDOW)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: pages
 * ------------------------------------------------------------------------------------------------- */

static gboolean
shows_page (CfSalesWindow *self,
            const char    *name)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "till") == 0
         && g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), name) == 0;
}

static void
ensure_history (CfSalesWindow *self)
{
  if (self->history != NULL)
    return;

  self->history = g_object_new (CF_TYPE_HISTORY_PAGE, NULL);
  cf_history_page_set_till (self->history, self->till);
  cf_records_page_set_repository (CF_RECORDS_PAGE (self->history), self->sales_repository);
  adw_bin_set_child (self->history_bin, GTK_WIDGET (self->history));
}

static void
ensure_products (CfSalesWindow *self)
{
  if (self->products != NULL)
    return;

  self->products = g_object_new (CF_TYPE_PRODUCTS_PAGE, NULL);
  cf_products_page_set_till (self->products, self->till);
  cf_records_page_set_repository (CF_RECORDS_PAGE (self->products), self->product_repository);
  adw_bin_set_child (self->products_bin, GTK_WIDGET (self->products));
}

static void
show_title (CfSalesWindow *self)
{
  GtkWidget *child = adw_view_stack_get_visible_child (self->pages);
  AdwViewStackPage *page = child != NULL ? adw_view_stack_get_page (self->pages, child) : NULL;

  if (page != NULL)
    adw_view_switcher_title_set_title (self->switcher, adw_view_stack_page_get_title (page));
}

static void
on_page_shown_cb (CfSalesWindow *self)
{
  if (self->till == NULL)
    return;

  show_title (self);
  gtk_widget_set_visible (self->add_product, shows_page (self, "products"));
  if (shows_page (self, "history"))
    {
      ensure_history (self);
      gtk_widget_grab_focus (GTK_WIDGET (self->history));
    }
  else if (shows_page (self, "products"))
    {
      ensure_products (self);
      gtk_widget_grab_focus (GTK_WIDGET (self->products));
    }
  else
    cf_sell_page_focus_entry (self->sell_page);
}

static void
on_show_order_cb (CfSalesWindow *self,
                  const char    *number)
{
  g_autofree char *copy = g_strdup (number);

  adw_view_stack_set_visible_child_name (self->pages, "history");
  cf_history_page_show_order (self->history, copy);
}

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: keys and menu
 * ------------------------------------------------------------------------------------------------- */

/* What is scanned while a menu is open over another page is for the search of that page. */
static gboolean
on_scanned_cb (CfSalesWindow *self,
               const char    *code,
               CfScanGuard   *scans)
{
  GtkWidget *focus, *search;

  if (!cf_scan_guard_close_popover (scans))
    return FALSE;

  on_page_shown_cb (self);
  focus = gtk_window_get_focus (GTK_WINDOW (self));
  search = focus != NULL ? gtk_widget_get_ancestor (focus, GTK_TYPE_SEARCH_ENTRY) : NULL;
  if (search != NULL)
    gtk_editable_set_text (GTK_EDITABLE (search), code);

  return TRUE;
}

/* Before anything else gets the key: a scan must not be lost to a button or a menu. */
static gboolean
on_key_pressed_cb (CfSalesWindow         *self,
                   guint                  keyval,
                   guint                  keycode,
                   GdkModifierType        state,
                   GtkEventControllerKey *controller)
{
  if (keyval == GDK_KEY_Escape && cf_status_pill_close (self->pill))
    return TRUE;
  if (!shows_page (self, "sell"))
    return FALSE;

  return cf_sell_page_take_key (self->sell_page, controller, keyval, state);
}

static void
create_menu (GtkMenuButton *button,
             gpointer       user_data)
{
  CfSalesWindow *self = CF_SALES_WINDOW (user_data);

  gtk_menu_button_set_popover (button, gtk_popover_menu_new_from_model (self->menu));
}

static void
page_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  CfSalesWindow *self = CF_SALES_WINDOW (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "till") == 0)
    adw_view_stack_set_visible_child_name (self->pages, g_variant_get_string (parameter, NULL));
}

static void
add_product_action (GtkWidget  *widget,
                    const char *action,
                    GVariant   *parameter)
{
  CfSalesWindow *self = CF_SALES_WINDOW (widget);

  if (self->products != NULL && shows_page (self, "products"))
    cf_products_page_add (self->products);
}

static void
menu_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  CfSalesWindow *self = CF_SALES_WINDOW (widget);

  gtk_menu_button_popup (self->menu_button);
}

static void
shortcuts_action (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  g_autoptr(GtkBuilder) builder = gtk_builder_new_from_resource (CF_RESOURCE_PATH "/ui/cf-shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (widget));
  cf_sales_window_stand_behind (CF_SALES_WINDOW (widget), shortcuts);
  gtk_window_present (shortcuts);
}

static void
undo_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  CfSalesWindow *self = CF_SALES_WINDOW (widget);

  if (shows_page (self, "sell"))
    cf_sell_page_undo (self->sell_page);
  else if (shows_page (self, "history"))
    cf_records_page_undo (CF_RECORDS_PAGE (self->history));
  else if (shows_page (self, "products"))
    cf_records_page_undo (CF_RECORDS_PAGE (self->products));
}

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods: first run
 * ------------------------------------------------------------------------------------------------- */

static void
on_start_here_cb (CfSalesWindow *self,
                  const char    *name,
                  const char    *currency,
                  const char    *time_zone)
{
  g_signal_emit (self, signals[START_HERE], 0, name, currency, time_zone);
}

static void
on_connect_cb (CfSalesWindow *self)
{
  g_signal_emit (self, signals[CONNECT], 0);
}

static void
on_set_up_shop_cb (CfSalesWindow *self,
                   const char    *name,
                   const char    *currency,
                   const char    *time_zone)
{
  g_signal_emit (self, signals[SET_UP_SHOP], 0, name, currency, time_zone);
}

static void
on_cancel_cb (CfSalesWindow *self)
{
  g_signal_emit (self, signals[CANCEL], 0);
}

static void
on_adopt_cb (CfSalesWindow *self)
{
  g_signal_emit (self, signals[ADOPT], 0);
}

static void
on_decline_cb (CfSalesWindow *self)
{
  g_signal_emit (self, signals[DECLINE], 0);
}

/* Leaves the page for another one. */
static void
drop_adoption (CfSalesWindow *self)
{
  if (self->adoption != NULL)
    gtk_stack_remove (self->stack, GTK_WIDGET (self->adoption));
  self->adoption = NULL;
}

static void
ensure_first_run (CfSalesWindow *self)
{
  if (self->first_run != NULL)
    return;

  self->first_run = CF_FIRST_RUN_PAGE (cf_first_run_page_new ());
  g_signal_connect_object (self->first_run, "start-here", G_CALLBACK (on_start_here_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->first_run, "connect", G_CALLBACK (on_connect_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->first_run, "set-up-shop", G_CALLBACK (on_set_up_shop_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->first_run, "cancel", G_CALLBACK (on_cancel_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->first_run), "first-run");
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_sales_window_dispose (GObject *object)
{
  CfSalesWindow *self = CF_SALES_WINDOW (object);

  g_clear_object (&self->till);
  g_clear_object (&self->sales_repository);
  g_clear_object (&self->product_repository);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_SALES_WINDOW);

  G_OBJECT_CLASS (cf_sales_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.page", "s", page_action);
  gtk_widget_class_install_action (widget_class, "win.add-product", NULL, add_product_action);
  gtk_widget_class_install_action (widget_class, "win.menu", NULL, menu_action);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL, shortcuts_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1, GDK_CONTROL_MASK, "win.page", "s", "sell");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_2, GDK_CONTROL_MASK, "win.page", "s", "history");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_3, GDK_CONTROL_MASK, "win.page", "s", "products");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, 0, "win.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_question, GDK_CONTROL_MASK, "win.shortcuts", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

static void
cf_sales_window_class_init (CfSalesWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_sales_window_dispose;

  signals[START_HERE] = g_signal_new ("start-here", CF_TYPE_SALES_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  signals[CONNECT] = g_signal_new ("connect", CF_TYPE_SALES_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[CANCEL] = g_signal_new ("cancel", CF_TYPE_SALES_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[SET_UP_SHOP] = g_signal_new ("set-up-shop", CF_TYPE_SALES_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  signals[ADOPT] = g_signal_new ("adopt", CF_TYPE_SALES_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[DECLINE] = g_signal_new ("decline", CF_TYPE_SALES_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  cf_ui_init ();
  g_type_ensure (CF_TYPE_PAGES_BAR);
  g_type_ensure (CF_TYPE_SELL_PAGE);
  g_type_ensure (CF_TYPE_STATUS_PILL);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-sales-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CfSalesWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CfSalesWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, CfSalesWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, CfSalesWindow, menu);
  gtk_widget_class_bind_template_child (widget_class, CfSalesWindow, pill);
  gtk_widget_class_bind_template_child (widget_class, CfSalesWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, CfSalesWindow, sell_page);
  gtk_widget_class_bind_template_child (widget_class, CfSalesWindow, history_bin);
  gtk_widget_class_bind_template_child (widget_class, CfSalesWindow, products_bin);
  gtk_widget_class_bind_template_child (widget_class, CfSalesWindow, add_product);
  gtk_widget_class_bind_template_callback (widget_class, on_page_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_show_order_cb);
  install_actions (widget_class);
}

static void
cf_sales_window_init (CfSalesWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.add-product", FALSE);
  g_signal_connect_object (cf_sell_page_get_scans (self->sell_page), "scanned", G_CALLBACK (on_scanned_cb), self, G_CONNECT_SWAPPED);
  gtk_menu_button_set_create_popup_func (self->menu_button, create_menu, self, NULL);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sales_window_new:
 * @application: (nullable): the application
 * @till: the till; it may be unopened and not ready: the window follows it
 *
 * Returns: (transfer full): a window, not yet presented
 */
GtkWidget *
cf_sales_window_new (GtkApplication *application,
                     CfTill         *till)
{
  CfSalesWindow *self;

  g_return_val_if_fail (CF_IS_TILL (till), NULL);

  self = g_object_new (CF_TYPE_SALES_WINDOW, "application", application, NULL);
  self->till = g_object_ref (till);
  cf_sell_page_set_till (self->sell_page, till);
  cf_status_pill_set_till (self->pill, till);
  cf_sell_page_focus_entry (self->sell_page);

  return GTK_WIDGET (self);
}

/**
 * cf_sales_window_set_repositories:
 * @self: the window
 * @sales: (nullable): stored sales
 * @products: (nullable): the catalogue
 *
 * Sets or replaces what History and Products read; without them they say that no server was reached yet.
 */
void
cf_sales_window_set_repositories (CfSalesWindow       *self,
                                  CfSalesRepository   *sales,
                                  CfProductRepository *products)
{
  g_return_if_fail (CF_IS_SALES_WINDOW (self));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.add-product", products != NULL);
  g_set_object (&self->sales_repository, sales);
  g_set_object (&self->product_repository, products);
  if (self->history != NULL)
    cf_records_page_set_repository (CF_RECORDS_PAGE (self->history), sales);
  if (self->products != NULL)
    cf_records_page_set_repository (CF_RECORDS_PAGE (self->products), products);
}

/**
 * cf_sales_window_show_first_run:
 * @self: the window
 * @connected: whether a server was reached that has no shop yet: there is no choice of server then, and the answer is "set-up-shop"
 *
 * Shows the first-run page.
 */
void
cf_sales_window_show_first_run (CfSalesWindow *self,
                                gboolean       connected)
{
  g_return_if_fail (CF_IS_SALES_WINDOW (self));

  ensure_first_run (self);
  cf_first_run_page_set_connected (self->first_run, connected);
  cf_first_run_page_set_progress (self->first_run, NULL);
  gtk_stack_set_visible_child_name (self->stack, "first-run");
  drop_adoption (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->first_run));
}

/**
 * cf_sales_window_set_progress:
 * @self: the window
 * @sentence: (nullable): what is being done; %NULL: the buttons of the first-run page come back
 */
void
cf_sales_window_set_progress (CfSalesWindow *self,
                              const char    *sentence)
{
  g_return_if_fail (CF_IS_SALES_WINDOW (self));

  if (self->first_run != NULL)
    cf_first_run_page_set_progress (self->first_run, sentence);
}

/**
 * cf_sales_window_set_failure:
 * @self: the window
 * @error: what went wrong, with what to do
 *
 * Shows it on the first-run page; the form keeps what was typed.
 */
void
cf_sales_window_set_failure (CfSalesWindow *self,
                             const GError  *error)
{
  g_return_if_fail (CF_IS_SALES_WINDOW (self));
  g_return_if_fail (error != NULL);

  if (self->first_run != NULL)
    cf_first_run_page_set_failure (self->first_run, error);
}

/**
 * cf_sales_window_show_adoption:
 * @self: the window
 * @adoption: what others made in the database
 *
 * Shows it; the answer is "adopt" or "decline", and until the next page is shown this one stays.
 */
void
cf_sales_window_show_adoption (CfSalesWindow *self,
                               CfAdoption    *adoption)
{
  g_return_if_fail (CF_IS_SALES_WINDOW (self));
  g_return_if_fail (CF_IS_ADOPTION (adoption));

  drop_adoption (self);
  self->adoption = CF_ADOPTION_PAGE (cf_adoption_page_new (adoption));
  g_signal_connect_object (self->adoption, "adopt", G_CALLBACK (on_adopt_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->adoption, "decline", G_CALLBACK (on_decline_cb), self, G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->adoption), "adoption");
  gtk_stack_set_visible_child_name (self->stack, "adoption");
  gtk_widget_grab_focus (GTK_WIDGET (self->adoption));
}

/**
 * cf_sales_window_show_till:
 * @self: the window
 *
 * Leaves the first-run page for Sell.
 */
void
cf_sales_window_show_till (CfSalesWindow *self)
{
  g_return_if_fail (CF_IS_SALES_WINDOW (self));

  if (self->first_run != NULL)
    cf_ui_release_focus (GTK_WIDGET (self->first_run));
  gtk_stack_set_visible_child_name (self->stack, "till");
  drop_adoption (self);
  if (self->first_run != NULL)
    {
      gtk_stack_remove (self->stack, GTK_WIDGET (self->first_run));
      self->first_run = NULL;
    }
  cf_sell_page_focus_entry (self->sell_page);
}

/**
 * cf_sales_window_offer_product:
 * @self: the window
 * @number: the product's number or code
 * @name: its name
 *
 * Begins a product in Products with what is known of it; the person adds the price and saves it.
 */
void
cf_sales_window_offer_product (CfSalesWindow *self,
                               const char    *number,
                               const char    *name)
{
  g_return_if_fail (CF_IS_SALES_WINDOW (self));

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "till") != 0)
    return;

  adw_view_stack_set_visible_child_name (self->pages, "products");
  cf_products_page_offer (self->products, number, name);
}

/**
 * cf_sales_window_stand_behind:
 * @self: the window
 * @window: a window that is opened over it
 *
 * What is scanned while @window has the keys closes it and is sold, where Sell is in sight.
 */
void
cf_sales_window_stand_behind (CfSalesWindow *self,
                              GtkWindow     *window)
{
  g_return_if_fail (CF_IS_SALES_WINDOW (self));

  cf_sell_page_stand_behind (self->sell_page, window);
}

/**
 * cf_sales_window_get_n_unsaved_products:
 * @self: the window
 *
 * Returns: of how many products something is typed that would be lost with the window
 */
guint
cf_sales_window_get_n_unsaved_products (CfSalesWindow *self)
{
  g_return_val_if_fail (CF_IS_SALES_WINDOW (self), 0);

  return self->products != NULL ? cf_products_page_get_n_unsaved (self->products) : 0;
}

/**
 * cf_sales_window_get_n_unsaved_corrections:
 * @self: the window
 *
 * Returns: how many corrections of sales would be lost with the window
 */
guint
cf_sales_window_get_n_unsaved_corrections (CfSalesWindow *self)
{
  g_return_val_if_fail (CF_IS_SALES_WINDOW (self), 0);

  return self->history != NULL ? cf_history_page_get_n_unsaved (self->history) : 0;
}
