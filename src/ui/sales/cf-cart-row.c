/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-cart-row.h"

#include <glib/gi18n-lib.h>

#include "cf-cart-row-layout.h"
#include "cf-line-form.h"
#include "cf-money.h"
#include "cf-ui-text.h"
#include "cf-ui.h"

struct _CfCartRow
{
  GtkListBoxRow parent_instance;

  /* Template children */
  GtkWidget       *plate;
  CfCartRowLayout *layout;
  GtkLabel        *name;
  GtkLabel        *detail;
  GtkLabel        *brief;
  GtkWidget       *tools;
  GtkWidget       *remove;
  GtkWidget       *less;
  GtkWidget       *more;
  GtkLabel        *count;
  GtkWidget       *price;
  GtkLabel        *price_text;
  GtkLabel        *chip;
  GtkLabel        *total;

  CfCart           *cart;
  CfCartLine       *line;
  const CfCurrency *currency;   /* (unowned): static */
  CfLineForm       *form;       /* (unowned) (nullable): the child while the line is incomplete */
  GtkWidget        *kept_plate; /* (owned) (nullable): the plate while the form is shown */
  guint             form_source;
  guint             done : 1;
};

enum
{
  EDIT_PRICE,
  FILLED,
  TROUBLE,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfCartRow, cf_cart_row, GTK_TYPE_LIST_BOX_ROW)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static char *
format_price (CfCartRow *self)
{
  CfDecimal price;

  return cf_cart_line_get_price (self->line, &price) ? cf_ui_format_amount (price, self->currency) : g_strdup ("–");
}

static void
show_texts (CfCartRow *self)
{
  const char *code = cf_cart_line_get_code (self->line);
  const char *name = cf_cart_line_get_name (self->line);
  g_autofree char *detail = cf_ui_code_and_note (code, cf_cart_line_get_note (self->line));

  gtk_label_set_text (self->name, name != NULL && *name != '\0' ? name : code);
  gtk_label_set_text (self->detail, detail);
}

/* In a narrow row the note has lines of its own: behind the numbers little of it would be read. */
static void
show_brief (CfCartRow  *self,
            const char *numbers)
{
  const char *note = cf_cart_line_get_note (self->line);
  gboolean noted = note != NULL && *note != '\0';
  g_autofree char *second = noted ? cf_ui_join (CF_UI_DOT, note, NULL) : NULL;
  g_autofree char *text = g_strjoin ("\n", numbers, second, NULL);

  gtk_label_set_text (self->brief, text);
}

static void
show_numbers (CfCartRow *self)
{
  g_autofree char *count = cf_ui_format_count (cf_cart_line_get_quantity (self->line));
  g_autofree char *price = format_price (self);
  g_autofree char *total = cf_ui_format_amount (cf_cart_line_get_total (self->line), self->currency);
  g_autofree char *off = cf_ui_isolate (cf_ui_format_off (cf_cart_line_get_discount (self->line),
                                                          cf_cart_line_get_discount_amount (self->line), self->currency));
  g_autofree char *both = cf_ui_isolate (g_strdup_printf ("%s × %s", count, price));
  g_autofree char *times = cf_ui_isolate (g_strdup_printf ("× %s", price));
  g_autofree char *brief = cf_ui_join (CF_UI_DOT, cf_cart_line_get_code (self->line), both, off, NULL);

  gtk_label_set_text (self->count, count);
  gtk_label_set_text (self->price_text, self->done ? both : times);
  gtk_label_set_text (self->total, total);
  show_brief (self, brief);
  gtk_label_set_text (self->chip, off != NULL ? off : "");
  gtk_widget_set_visible (GTK_WIDGET (self->chip), off != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "line.less",
                                 cf_decimal_compare (cf_cart_line_get_quantity (self->line), CF_DECIMAL_ONE) > 0);
}

static void
show_accessible (CfCartRow *self)
{
  g_autofree char *text = cf_cart_row_describe (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
show_saved (CfCartRow *self)
{
  gboolean saved = cf_cart_line_get_saved (self->line);

  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, !saved, -1);
  if (saved)
    gtk_widget_remove_css_class (self->plate, "unsaved");
  else
    gtk_widget_add_css_class (self->plate, "unsaved");
}

static void
on_form_filled_cb (CfCartRow *self)
{
  g_signal_emit (self, signals[FILLED], 0);
}

static void
on_form_trouble_cb (CfCartRow    *self,
                    const GError *error)
{
  g_signal_emit (self, signals[TROUBLE], 0, error);
}

static void
open_form (CfCartRow *self)
{
  self->form = CF_LINE_FORM (cf_line_form_new (self->cart, self->line, self->currency));
  g_signal_connect_object (self->form, "filled", G_CALLBACK (on_form_filled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "trouble", G_CALLBACK (on_form_trouble_cb), self, G_CONNECT_SWAPPED);
  self->kept_plate = g_object_ref (self->plate);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), GTK_WIDGET (self->form));
}

static void
show_form (CfCartRow *self)
{
  gboolean incomplete = cf_cart_line_get_incomplete (self->line) && !self->done;

  if (incomplete == (self->form != NULL))
    return;

  if (incomplete)
    {
      open_form (self);
    }
  else
    {
      /* Whoever gets the focus now gets it while the form still is there to be told. */
      if (cf_ui_holds_focus (GTK_WIDGET (self->form)))
        g_signal_emit (self, signals[FILLED], 0);
      self->form = NULL;
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), self->plate);
      g_clear_object (&self->kept_plate);
    }
}

static gboolean
on_form_due_cb (gpointer user_data)
{
  CfCartRow *self = CF_CART_ROW (user_data);

  self->form_source = 0;
  show_form (self);

  return G_SOURCE_REMOVE;
}

/* A form that the focus leaves completes its line while GTK is still on the way through the form's parents:
 * what is taken out of the tree then, it looks for without end. It goes before the next frame. */
static void
schedule_form (CfCartRow *self)
{
  if (self->form_source == 0)
    self->form_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_form_due_cb, self, NULL);
}

static void
on_line_changed_cb (CfCartRow  *self,
                    GParamSpec *pspec)
{
  if (self->done)
    return;

  if (g_str_equal (pspec->name, "saved"))
    {
      show_saved (self);
      return;
    }
  if (g_str_equal (pspec->name, "incomplete"))
    schedule_form (self);
  show_texts (self);
  show_numbers (self);
  show_accessible (self);
}

static void
remove_line (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  CfCartRow *self = CF_CART_ROW (widget);

  gtk_widget_activate_action (widget, "sell.remove", "s", cf_cart_line_get_uuid (self->line));
}

static void
less (GtkWidget  *widget,
      const char *action,
      GVariant   *parameter)
{
  cf_cart_row_step (CF_CART_ROW (widget), -1);
}

static void
more (GtkWidget  *widget,
      const char *action,
      GVariant   *parameter)
{
  cf_cart_row_step (CF_CART_ROW (widget), 1);
}

static void
edit_price (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  g_signal_emit (widget, signals[EDIT_PRICE], 0);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

/* What cannot be seen cannot be hit: on a touch screen a tap beside the name must not remove the line. */
static void
cf_cart_row_state_flags_changed (GtkWidget     *widget,
                                 GtkStateFlags  previous)
{
  CfCartRow *self = CF_CART_ROW (widget);
  GtkStateFlags flags = gtk_widget_get_state_flags (widget);

  if (self->tools != NULL)
    gtk_widget_set_can_target (self->tools, (flags & (GTK_STATE_FLAG_SELECTED | GTK_STATE_FLAG_PRELIGHT)) != 0);
  if (self->layout != NULL)
    cf_cart_row_layout_set_open (self->layout, (flags & GTK_STATE_FLAG_SELECTED) != 0);

  GTK_WIDGET_CLASS (cf_cart_row_parent_class)->state_flags_changed (widget, previous);
}

static void
cf_cart_row_dispose (GObject *object)
{
  CfCartRow *self = CF_CART_ROW (object);

  g_clear_handle_id (&self->form_source, g_source_remove);
  g_clear_object (&self->kept_plate);
  g_clear_object (&self->line);
  g_clear_object (&self->cart);
  self->form = NULL;
  /* The parent class owns its child by a pointer of its own. */
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_CART_ROW);

  G_OBJECT_CLASS (cf_cart_row_parent_class)->dispose (object);
}

static void
cf_cart_row_class_init (CfCartRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_cart_row_dispose;
  widget_class->state_flags_changed = cf_cart_row_state_flags_changed;

  signals[EDIT_PRICE] = g_signal_new ("edit-price", CF_TYPE_CART_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                      G_TYPE_NONE, 0);
  signals[FILLED] = g_signal_new ("filled", CF_TYPE_CART_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[TROUBLE] = g_signal_new ("trouble", CF_TYPE_CART_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[CHANGED] = g_signal_new ("changed", CF_TYPE_CART_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  g_type_ensure (CF_TYPE_CART_ROW_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-cart-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CfCartRow, plate);
  gtk_widget_class_bind_template_child (widget_class, CfCartRow, layout);
  gtk_widget_class_bind_template_child (widget_class, CfCartRow, name);
  gtk_widget_class_bind_template_child (widget_class, CfCartRow, detail);
  gtk_widget_class_bind_template_child (widget_class, CfCartRow, brief);
  gtk_widget_class_bind_template_child (widget_class, CfCartRow, tools);
  gtk_widget_class_bind_template_child (widget_class, CfCartRow, remove);
  gtk_widget_class_bind_template_child (widget_class, CfCartRow, less);
  gtk_widget_class_bind_template_child (widget_class, CfCartRow, more);
  gtk_widget_class_bind_template_child (widget_class, CfCartRow, count);
  gtk_widget_class_bind_template_child (widget_class, CfCartRow, price);
  gtk_widget_class_bind_template_child (widget_class, CfCartRow, price_text);
  gtk_widget_class_bind_template_child (widget_class, CfCartRow, chip);
  gtk_widget_class_bind_template_child (widget_class, CfCartRow, total);

  gtk_widget_class_install_action (widget_class, "line.remove", NULL, remove_line);
  gtk_widget_class_install_action (widget_class, "line.less", NULL, less);
  gtk_widget_class_install_action (widget_class, "line.more", NULL, more);
  gtk_widget_class_install_action (widget_class, "line.price", NULL, edit_price);
}

static void
cf_cart_row_init (CfCartRow *self)
{
  CfCartRowParts parts;

  gtk_widget_init_template (GTK_WIDGET (self));

  parts = (CfCartRowParts) {
    .name = GTK_WIDGET (self->name),
    .detail = GTK_WIDGET (self->detail),
    .brief = GTK_WIDGET (self->brief),
    .tools = self->tools,
    .price = self->price,
    .total = GTK_WIDGET (self->total),
  };
  cf_cart_row_layout_set_parts (self->layout, &parts);
  cf_ui_set_tooltip (self->remove, _("Remove (Delete)"));
  cf_ui_set_tooltip (self->less, _("One Less (−)"));
  cf_ui_set_tooltip (self->more, _("One More (+)"));
  cf_ui_set_tooltip (self->price, _("Price and Discount (F2)"));
  gtk_widget_set_can_target (self->tools, FALSE);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_cart_row_new:
 * @cart: the open order
 * @line: one of its lines
 * @currency: of the shop
 * @columns: of all rows of the order
 *
 * Returns: (transfer floating): a row that follows @line
 */
GtkWidget *
cf_cart_row_new (CfCart           *cart,
                 CfCartLine       *line,
                 const CfCurrency *currency,
                 CfCartColumns    *columns)
{
  CfCartRow *self;

  g_return_val_if_fail (CF_IS_CART (cart), NULL);
  g_return_val_if_fail (CF_IS_CART_LINE (line), NULL);
  g_return_val_if_fail (currency != NULL, NULL);

  self = g_object_new (CF_TYPE_CART_ROW, NULL);
  self->cart = g_object_ref (cart);
  self->line = g_object_ref (line);
  self->currency = currency;
  cf_cart_row_layout_set_columns (self->layout, columns);
  g_signal_connect_object (line, "notify", G_CALLBACK (on_line_changed_cb), self, G_CONNECT_SWAPPED);

  show_texts (self);
  show_numbers (self);
  show_accessible (self);
  show_saved (self);
  show_form (self);

  return GTK_WIDGET (self);
}

/**
 * cf_cart_row_get_line:
 * @self: a row
 *
 * Returns: (transfer none): the line it shows
 */
CfCartLine *
cf_cart_row_get_line (CfCartRow *self)
{
  g_return_val_if_fail (CF_IS_CART_ROW (self), NULL);

  return self->line;
}

/**
 * cf_cart_row_get_price:
 * @self: a row
 *
 * Returns: (transfer none): the widget to which a price popover points
 */
GtkWidget *
cf_cart_row_get_price (CfCartRow *self)
{
  g_return_val_if_fail (CF_IS_CART_ROW (self), NULL);

  return self->price;
}

/**
 * cf_cart_row_describe:
 * @self: a row
 *
 * Returns: (transfer full): the line as it is read out: what it is, how many at which price, and its total
 */
char *
cf_cart_row_describe (CfCartRow *self)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *brief = NULL;

  g_return_val_if_fail (CF_IS_CART_ROW (self), NULL);

  parts = g_strsplit (gtk_label_get_text (self->brief), "\n", -1);
  brief = g_strjoinv (", ", parts);
  return g_strdup_printf ("%s, %s, %s", gtk_label_get_text (self->name), brief, gtk_label_get_text (self->total));
}

/**
 * cf_cart_row_set_done:
 * @self: a row
 *
 * The order was completed: the row is for reading only and follows its line no longer.
 */
void
cf_cart_row_set_done (CfCartRow *self)
{
  g_return_if_fail (CF_IS_CART_ROW (self));

  if (self->done)
    return;

  self->done = TRUE;
  show_form (self);
  show_numbers (self);
  cf_cart_row_layout_set_done (self->layout, TRUE);
  gtk_widget_remove_css_class (self->plate, "unsaved");
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

/**
 * cf_cart_row_fill_in:
 * @self: a row
 *
 * Takes what was typed into the form, and gives the focus to the first field that must still be filled in.
 *
 * Returns: %FALSE where nothing is missing
 */
gboolean
cf_cart_row_fill_in (CfCartRow *self)
{
  g_return_val_if_fail (CF_IS_CART_ROW (self), FALSE);

  /* The form of a line that was completed just now is still there. */
  if (self->form == NULL || !cf_cart_line_get_incomplete (self->line))
    return FALSE;

  return cf_line_form_fill_in (self->form);
}

/**
 * cf_cart_row_step:
 * @self: a row
 * @step: what to add to the quantity
 *
 * Changes the quantity, but never to zero or below it: removing a line is a verb of its own.
 */
void
cf_cart_row_step (CfCartRow *self,
                  int        step)
{
  g_autoptr(GError) error = NULL;
  CfDecimal quantity;

  g_return_if_fail (CF_IS_CART_ROW (self));

  if (!cf_decimal_add (cf_cart_line_get_quantity (self->line), CF_DECIMAL_INT (step), &quantity)
      || (step < 0 && cf_decimal_sign (quantity) <= 0))
    return;

  if (!cf_cart_set_quantity (self->cart, self->line, quantity, &error))
    g_signal_emit (self, signals[TROUBLE], 0, error);
}
