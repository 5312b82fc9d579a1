/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-price-popover.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"
#include "cf-field-error.h"
#include "cf-money.h"
#include "cf-scan-guard.h"
#include "cf-text-limit.h"
#include "cf-ui-text.h"

#define MAX_NUMBER 40u
#define MAX_NOTE 500u

struct _CfPricePopover
{
  GtkPopover parent_instance;

  /* Template children */
  GtkLabel        *title;
  GtkEntry        *price;
  GtkEntry        *discount;
  GtkToggleButton *percent;
  GtkToggleButton *amount;
  GtkEntry        *note;
  GtkLabel        *message;

  CfScanGuard      *price_guard;
  CfScanGuard      *discount_guard;
  CfScanGuard      *note_guard;
  CfCart           *cart;       /* (nullable) */
  CfCartLine       *line;       /* (nullable) */
  const CfCurrency *currency;   /* (unowned): static */
};

enum
{
  FOREIGN_SCAN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfPricePopover, cf_price_popover, GTK_TYPE_POPOVER)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static char *
get_text (GtkEntry *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
}

/* "10%" means percent whatever the button says. */
static gboolean
parse_discount (CfPricePopover  *self,
                CfDecimal       *fraction,
                CfDecimal       *amount,
                GError         **error)
{
  g_autofree char *text = get_text (self->discount);
  gboolean in_percent = cf_ui_cut_percent_sign (text) || gtk_toggle_button_get_active (self->percent);

  *fraction = *amount = CF_DECIMAL_ZERO;
  if (*text == '\0')
    return TRUE;

  return in_percent ? cf_ui_parse_percent (text, fraction, error) : cf_money_parse (text, self->currency, amount, error);
}

static void
show_error (CfPricePopover *self,
            GtkWidget      *entry,
            const char     *sentence)
{
  gtk_label_set_text (self->message, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->message), TRUE);
  cf_field_error_mark (entry, sentence);
}

static void
on_cut_cb (GtkEditable *editable,
           guint        most_chars,
           gpointer     user_data)
{
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);

  show_error (CF_PRICE_POPOVER (user_data), GTK_WIDGET (editable), sentence);
}

static void
on_changed_cb (CfPricePopover *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->message), FALSE);
  cf_field_error_mark (GTK_WIDGET (self->price), NULL);
  cf_field_error_mark (GTK_WIDGET (self->discount), NULL);
  cf_field_error_mark (GTK_WIDGET (self->note), NULL);
}

/* What is wrong with a number, and what to do about it. Returns: @entry */
static GtkEntry *
advise (CfPricePopover  *self,
        GtkEntry        *entry,
        gboolean         in_percent,
        GError         **error)
{
  g_autoptr(GError) wrong = g_steal_pointer (error);
  g_autofree char *example = in_percent ? cf_ui_percent_text ((CfDecimal) { 10, 2 })
                                        : cf_money_format_bare (CF_DECIMAL_INT (12), self->currency);

  /* Translators: what is wrong with what was typed, as a sentence, and an example */
  g_set_error (error, wrong->domain, wrong->code, _("%s Nothing was changed. Type a number, such as %s."), wrong->message, example);
  return entry;
}

static gboolean
keeps_price (CfPricePopover *self,
             CfDecimal       price)
{
  CfDecimal was;

  return cf_cart_line_get_price (self->line, &was) && cf_decimal_equal (was, price);
}

/* Which of what was typed is wrong; NULL where all is the line's now. The note is last: the field takes no more than a line does. */
static GtkEntry *
take_terms (CfPricePopover  *self,
            GError         **error)
{
  g_autofree char *text = get_text (self->price);
  CfDecimal price, fraction, amount;

  if (!cf_money_parse (text, self->currency, &price, error))
    return advise (self, self->price, FALSE, error);
  if (!parse_discount (self, &fraction, &amount, error))
    return advise (self, self->discount, gtk_toggle_button_get_active (self->percent), error);
  if (cf_cart_set_terms (self->cart, self->line, price, fraction, amount, error))
    return cf_cart_set_note (self->cart, self->line, gtk_editable_get_text (GTK_EDITABLE (self->note)), error) ? NULL : self->note;

  if (g_error_matches (*error, CF_ERROR, CF_ERROR_TOO_LARGE) || (cf_decimal_sign (price) < 0 && !keeps_price (self, price)))
    return self->price;
  return self->discount;
}

/* All or nothing: who closes the popover after a mistake has changed nothing. */
static void
apply (CfPricePopover *self)
{
  g_autoptr(GError) error = NULL;
  GtkEntry *wrong;

  if (self->line == NULL)
    return;

  wrong = take_terms (self, &error);
  if (wrong == NULL)
    {
      gtk_popover_popdown (GTK_POPOVER (self));
      return;
    }

  show_error (self, GTK_WIDGET (wrong), error->message);
  gtk_widget_grab_focus (GTK_WIDGET (wrong));
}

static CfScanGuard *
guard_of (CfPricePopover *self,
          GtkEntry       *entry)
{
  if (entry == self->price)
    return self->price_guard;
  if (entry == self->discount)
    return self->discount_guard;
  return self->note_guard;
}

/* A scan closes the popover and changes nothing here. */
static void
on_activated_cb (CfPricePopover *self,
                 GtkEntry       *entry)
{
  g_autofree char *code = cf_scan_guard_take_code (guard_of (self, entry));

  if (code == NULL)
    {
      apply (self);
      return;
    }

  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[FOREIGN_SCAN], 0, code);
}

static void
show_discount (CfPricePopover *self)
{
  CfDecimal fraction = cf_cart_line_get_discount (self->line);
  CfDecimal off = cf_cart_line_get_discount_amount (self->line);
  gboolean in_amount = cf_decimal_sign (off) != 0;
  g_autofree char *text = NULL;

  if (in_amount)
    text = cf_money_format_bare (off, self->currency);
  else if (cf_decimal_sign (fraction) != 0)
    text = cf_ui_percent_text (fraction);

  gtk_toggle_button_set_active (in_amount ? self->amount : self->percent, TRUE);
  cf_text_limit_fill (GTK_EDITABLE (self->discount), text != NULL ? text : "");
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_price_popover_dispose (GObject *object)
{
  CfPricePopover *self = CF_PRICE_POPOVER (object);

  g_clear_object (&self->line);
  g_clear_object (&self->cart);
  g_clear_object (&self->price_guard);
  g_clear_object (&self->discount_guard);
  g_clear_object (&self->note_guard);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_PRICE_POPOVER);

  G_OBJECT_CLASS (cf_price_popover_parent_class)->dispose (object);
}

/* Where the popover was open before, the focus is in it already when it comes up again, and GTK selects nothing: what is typed
 * would be put in front of the price. */
static void
cf_price_popover_map (GtkWidget *widget)
{
  CfPricePopover *self = CF_PRICE_POPOVER (widget);

  GTK_WIDGET_CLASS (cf_price_popover_parent_class)->map (widget);
  gtk_widget_grab_focus (GTK_WIDGET (self->price));
  gtk_editable_select_region (GTK_EDITABLE (self->price), 0, -1);
}

static void
cf_price_popover_class_init (CfPricePopoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_price_popover_dispose;
  widget_class->map = cf_price_popover_map;

  signals[FOREIGN_SCAN] = g_signal_new ("foreign-scan", CF_TYPE_PRICE_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-price-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, CfPricePopover, title);
  gtk_widget_class_bind_template_child (widget_class, CfPricePopover, price);
  gtk_widget_class_bind_template_child (widget_class, CfPricePopover, discount);
  gtk_widget_class_bind_template_child (widget_class, CfPricePopover, percent);
  gtk_widget_class_bind_template_child (widget_class, CfPricePopover, amount);
  gtk_widget_class_bind_template_child (widget_class, CfPricePopover, note);
  gtk_widget_class_bind_template_child (widget_class, CfPricePopover, message);
  gtk_widget_class_bind_template_callback (widget_class, apply);
  gtk_widget_class_bind_template_callback (widget_class, on_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
}

static void
cf_price_popover_init (CfPricePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cf_text_limit_add (GTK_EDITABLE (self->price), MAX_NUMBER, on_cut_cb, self);
  cf_text_limit_add (GTK_EDITABLE (self->discount), MAX_NUMBER, on_cut_cb, self);
  cf_text_limit_add (GTK_EDITABLE (self->note), MAX_NOTE, on_cut_cb, self);
  self->price_guard = cf_scan_guard_new (GTK_EDITABLE (self->price));
  self->discount_guard = cf_scan_guard_new (GTK_EDITABLE (self->discount));
  self->note_guard = cf_scan_guard_new (GTK_EDITABLE (self->note));
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_price_popover_new:
 *
 * Returns: (transfer floating): a popover that is not shown yet
 */
GtkWidget *
cf_price_popover_new (void)
{
  return g_object_new (CF_TYPE_PRICE_POPOVER, NULL);
}

/**
 * cf_price_popover_edit:
 * @self: the popover
 * @cart: the open order
 * @line: one of its lines
 * @currency: of the shop
 *
 * Fills the fields in from @line; what is applied goes to it.
 */
void
cf_price_popover_edit (CfPricePopover   *self,
                       CfCart           *cart,
                       CfCartLine       *line,
                       const CfCurrency *currency)
{
  g_autofree char *text = NULL;
  CfDecimal price;

  g_return_if_fail (CF_IS_PRICE_POPOVER (self));
  g_return_if_fail (CF_IS_CART (cart) && CF_IS_CART_LINE (line) && currency != NULL);

  g_set_object (&self->cart, cart);
  g_set_object (&self->line, line);
  self->currency = currency;
  cf_scan_guard_set_currency (self->price_guard, currency);
  cf_scan_guard_set_currency (self->discount_guard, currency);

  if (cf_cart_line_get_price (line, &price))
    text = cf_money_format_bare (price, currency);
  gtk_label_set_text (self->title, cf_cart_line_get_name (line));
  cf_text_limit_fill (GTK_EDITABLE (self->price), text != NULL ? text : "");
  gtk_button_set_label (GTK_BUTTON (self->amount), currency->symbol);
  show_discount (self);
  cf_text_limit_fill (GTK_EDITABLE (self->note), cf_cart_line_get_note (line) != NULL ? cf_cart_line_get_note (line) : "");
  on_changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->price));
}
