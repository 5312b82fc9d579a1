/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-price-popover.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-error.h"
#include "cf-field-error.h"
#include "cf-money.h"
#include "cf-text-limit.h"
#include "cf-ui-text.h"
#include "cf-ui.h"

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

  CfCart           *cart;       /* (nullable) */
  CfCartLine       *line;       /* (nullable) */
  const CfCurrency *currency;   /* (unowned): static */
  gboolean          touched;    /* something stands there that is not applied */
};

typedef struct
{
  CfDecimal price;
  CfDecimal fraction;
  CfDecimal amount;
} Terms;

enum
{
  NOT_TAKEN,
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

static gboolean
names_currency (const CfCurrency *currency,
                const char       *text)
{
  return strstr (text, currency->symbol) != NULL || strstr (text, currency->code) != NULL;
}

/* "10%" means percent whatever the button says, and "£1" an amount. */
static gboolean
parse_discount (CfPricePopover  *self,
                CfDecimal       *fraction,
                CfDecimal       *amount,
                GError         **error)
{
  g_autofree char *text = get_text (self->discount);
  gboolean in_percent = cf_ui_cut_percent_sign (text)
                        || (gtk_toggle_button_get_active (self->percent) && !names_currency (self->currency, text));

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
  self->touched = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->message), FALSE);
  cf_field_error_mark (GTK_WIDGET (self->price), NULL);
  cf_field_error_mark (GTK_WIDGET (self->discount), NULL);
  cf_field_error_mark (GTK_WIDGET (self->note), NULL);
}

/* What is wrong with a number, and what to do about it. */
static void
advise (CfPricePopover  *self,
        GtkEntry        *entry,
        GError         **error)
{
  g_autoptr(GError) wrong = g_steal_pointer (error);
  gboolean in_percent = entry == self->discount && gtk_toggle_button_get_active (self->percent);
  g_autofree char *example = in_percent ? cf_ui_percent_text ((CfDecimal) { 10, 2 })
                                        : cf_money_format_bare (CF_DECIMAL_INT (12), self->currency);

  /* Translators: what is wrong with what was typed, as a sentence, and an example */
  g_set_error (error, wrong->domain, wrong->code, _("%s Nothing was changed. Type a number, such as %s."), wrong->message, example);
}

static gboolean
keeps_price (CfPricePopover *self,
             CfDecimal       price)
{
  CfDecimal was;

  return cf_cart_line_get_price (self->line, &was) && cf_decimal_equal (was, price);
}

/* Returns: what is no number; NULL where all is read */
static GtkEntry *
read_terms (CfPricePopover  *self,
            Terms           *terms,
            GError         **error)
{
  g_autofree char *text = get_text (self->price);

  if (!cf_money_parse (text, self->currency, &terms->price, error))
    return self->price;

  return parse_discount (self, &terms->fraction, &terms->amount, error) ? NULL : self->discount;
}

/* Returns: what cannot be; NULL where all is the line's now. The note is last: the field takes no more than a line does. */
static GtkEntry *
set_terms (CfPricePopover  *self,
           const Terms     *terms,
           GError         **error)
{
  if (cf_cart_set_terms (self->cart, self->line, terms->price, terms->fraction, terms->amount, error))
    return cf_cart_set_note (self->cart, self->line, gtk_editable_get_text (GTK_EDITABLE (self->note)), error) ? NULL : self->note;

  if (g_error_matches (*error, CF_ERROR, CF_ERROR_TOO_LARGE)
      || (cf_decimal_sign (terms->price) < 0 && !keeps_price (self, terms->price)))
    return self->price;
  return self->discount;
}

/* All or nothing: what is wrong has changed nothing. */
static void
apply (CfPricePopover *self)
{
  g_autoptr(GError) error = NULL;
  GtkEntry *wrong;
  Terms terms;

  if (self->line == NULL)
    return;

  wrong = read_terms (self, &terms, &error);
  if (wrong != NULL)
    advise (self, wrong, &error);
  else
    wrong = set_terms (self, &terms, &error);

  if (wrong == NULL)
    {
      self->touched = FALSE;
      gtk_popover_popdown (GTK_POPOVER (self));
      return;
    }

  show_error (self, GTK_WIDGET (wrong), error->message);
  gtk_widget_grab_focus (GTK_WIDGET (wrong));
}

/* The line as it is sold: "£4.50", or "£4.50 (−10 %)". */
static char *
format_terms (CfPricePopover *self)
{
  CfDecimal fraction = cf_cart_line_get_discount (self->line);
  CfDecimal amount = cf_cart_line_get_discount_amount (self->line);
  g_autofree char *off = cf_ui_format_off (fraction, amount, self->currency);
  CfDecimal price = CF_DECIMAL_ZERO;
  g_autofree char *text = NULL;

  cf_cart_line_get_price (self->line, &price);
  text = cf_ui_format_amount (price, self->currency);

  return off != NULL ? g_strdup_printf ("%s (%s)", text, off) : g_steal_pointer (&text);
}

static const char *
get_name (CfPricePopover *self)
{
  const char *name = cf_cart_line_get_name (self->line);

  return name != NULL && *name != '\0' ? name : cf_cart_line_get_code (self->line);
}

/* Who clicks somewhere else means what was typed; where it cannot be, that is said where they look then. */
static void
take_what_is_left (CfPricePopover *self)
{
  g_autoptr(GError) error = NULL;
  GtkEntry *wrong;
  Terms terms;

  self->touched = FALSE;
  wrong = read_terms (self, &terms, &error);
  if (wrong == NULL)
    wrong = set_terms (self, &terms, &error);

  if (wrong != NULL)
    {
      g_autofree char *kept = format_terms (self);
      g_autofree char *sentence = NULL;

      cf_cart_set_note (self->cart, self->line, gtk_editable_get_text (GTK_EDITABLE (self->note)), NULL);
      /* Translators: what is wrong with what was typed, as a sentence; a product; its price, perhaps with a discount */
      sentence = g_strdup_printf (_("%s “%s” still costs %s."), error->message, get_name (self), kept);
      g_signal_emit (self, signals[NOT_TAKEN], 0, sentence);
    }
}

/* A popover keeps the keys to itself. Those of its window mean that somebody is done here, and goes on there. */
static gboolean
hand_on (CfPricePopover        *self,
         GtkEventControllerKey *controller)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));

  if (event == NULL || cf_ui_takes_key (GTK_WIDGET (self), event) || !cf_ui_takes_key (window, event))
    return FALSE;

  gtk_popover_popdown (GTK_POPOVER (self));
  return gtk_event_controller_key_forward (controller, window);
}

/* What moves about in the popover, or activates something there, is none of them. */
static gboolean
may_be_of_window (guint           keyval,
                  GdkModifierType state)
{
  return (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || (keyval >= GDK_KEY_F1 && keyval <= GDK_KEY_F12);
}

static gboolean
on_key_cb (CfPricePopover        *self,
           guint                  keyval,
           guint                  keycode,
           GdkModifierType        state,
           GtkEventControllerKey *controller)
{
  if (keyval == GDK_KEY_Escape)
    self->touched = FALSE;

  return may_be_of_window (keyval, state) && hand_on (self, controller);
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

/* However it is closed. The next time it is filled in, nothing of it is the primary selection any more. */
static void
cf_price_popover_unmap (GtkWidget *widget)
{
  CfPricePopover *self = CF_PRICE_POPOVER (widget);
  GtkEntry *entries[] = { self->price, self->discount, self->note };

  if (self->line != NULL && self->touched)
    take_what_is_left (self);
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    gtk_editable_select_region (GTK_EDITABLE (entries[i]), 0, 0);

  GTK_WIDGET_CLASS (cf_price_popover_parent_class)->unmap (widget);
}

static void
cf_price_popover_class_init (CfPricePopoverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_price_popover_dispose;
  widget_class->map = cf_price_popover_map;
  widget_class->unmap = cf_price_popover_unmap;

  signals[NOT_TAKEN] = g_signal_new ("not-taken", CF_TYPE_PRICE_POPOVER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
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
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
}

static void
cf_price_popover_init (CfPricePopover *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  cf_ui_keep_name (GTK_WIDGET (self->percent));
  /* Before the popover's own, which closes it. */
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  cf_text_limit_add (GTK_EDITABLE (self->price), MAX_NUMBER, on_cut_cb, self);
  cf_text_limit_add (GTK_EDITABLE (self->discount), MAX_NUMBER, on_cut_cb, self);
  cf_text_limit_add (GTK_EDITABLE (self->note), MAX_NOTE, on_cut_cb, self);
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
 * Fills the fields in from @line. What is applied goes to it, and what stands there when the popover is closed in any way but with Escape;
 * "not-taken" tells, as a sentence, why that could not be.
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

  if (cf_cart_line_get_price (line, &price))
    text = cf_money_format_bare (price, currency);
  gtk_label_set_text (self->title, cf_cart_line_get_name (line));
  cf_text_limit_fill (GTK_EDITABLE (self->price), text != NULL ? text : "");
  gtk_button_set_label (GTK_BUTTON (self->amount), currency->symbol);
  cf_ui_keep_name (GTK_WIDGET (self->amount));
  show_discount (self);
  cf_text_limit_fill (GTK_EDITABLE (self->note), cf_cart_line_get_note (line) != NULL ? cf_cart_line_get_note (line) : "");
  on_changed_cb (self);
  self->touched = FALSE;
  gtk_widget_grab_focus (GTK_WIDGET (self->price));
}
