/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-line-form.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"
#include "cf-field-error.h"
#include "cf-money.h"
#include "cf-text-limit.h"
#include "cf-ui-text.h"
#include "cf-ui.h"
#include "cf-wrap-layout.h"

#define MAX_NAME 200u
#define MAX_NUMBER 40u
/* Who stops typing a name for so long has typed it, or a part that is worth keeping, ms. */
#define NAME_STANDS_MS 500

struct _CfLineForm
{
  GtkWidget parent_instance;

  /* Template children */
  GtkWidget      *start;         /* bound, as end: what is bound is taken away in dispose */
  GtkWidget      *end;
  GtkLabel       *code;
  GtkEntry       *name;
  GtkEntry       *price;
  GtkCheckButton *keep;

  CfCart           *cart;
  CfCartLine       *line;
  const CfCurrency *currency;   /* (unowned): static */
  guint             name_source;
};

enum
{
  FILLED,
  TROUBLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfLineForm, cf_line_form, GTK_TYPE_WIDGET)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

/* The same code scanned once more adds to the line while it is being filled in. */
static void
show_code (CfLineForm *self)
{
  const char *code = cf_cart_line_get_code (self->line);
  CfDecimal quantity = cf_cart_line_get_quantity (self->line);
  g_autofree char *count = cf_ui_format_count (quantity);
  g_autofree char *text = cf_decimal_equal (quantity, CF_DECIMAL_ONE) ? g_strdup (code)
                                                                      : g_strdup_printf ("%s × %s", count, code);

  gtk_label_set_text (self->code, text);
  cf_ui_set_tooltip (GTK_WIDGET (self->code), code);
}

static char *
get_text (GtkEntry *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
}

/* A name that was found elsewhere comes while the line waits for one; what is typed is not touched. */
static void
show_name (CfLineForm *self)
{
  const char *name = cf_cart_line_get_name (self->line);
  g_autofree char *typed = get_text (self->name);

  if (name == NULL || *name == '\0' || *typed != '\0')
    return;

  cf_text_limit_fill (GTK_EDITABLE (self->name), name);
  if (gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->name)))))
    gtk_widget_grab_focus (GTK_WIDGET (self->price));
}

static void
report (CfLineForm *self,
        GtkEntry   *entry,
        GError     *error)
{
  cf_field_error_mark (GTK_WIDGET (entry), error->message);
  g_signal_emit (self, signals[TROUBLE], 0, error);
}

/* A product that the catalogue knows without a name needs none to be sold. */
static gboolean
take_name (CfLineForm *self,
           gboolean    tell)
{
  g_autofree char *text = get_text (self->name);
  g_autoptr(GError) error = NULL;

  if (*text == '\0')
    return cf_cart_line_get_known (self->line);
  if (cf_cart_set_name (self->cart, self->line, text, &error))
    return TRUE;
  if (tell)
    report (self, self->name, error);

  return FALSE;
}

static gboolean
take_price (CfLineForm *self,
            gboolean    tell)
{
  g_autofree char *text = get_text (self->price);
  g_autoptr(GError) error = NULL;
  CfDecimal price;

  if (*text == '\0')
    return FALSE;
  if (cf_money_parse (text, self->currency, &price, &error)
      && cf_cart_set_price (self->cart, self->line, price, &error))
    return TRUE;
  if (tell)
    report (self, self->price, error);

  return FALSE;
}

/* While the price is missing, the line waits here all the same, and what is typed is not lost with the power. A name that would complete
 * the line is taken with the form: the form goes then. */
static void
keep_name (CfLineForm *self)
{
  g_autofree char *text = get_text (self->name);
  CfDecimal price;

  g_clear_handle_id (&self->name_source, g_source_remove);
  if (self->line == NULL || cf_cart_line_get_price (self->line, &price))
    return;

  if (*text != '\0' || !cf_cart_line_get_known (self->line))
    cf_cart_set_name (self->cart, self->line, text, NULL);
}

static gboolean
on_name_stands_cb (gpointer user_data)
{
  CfLineForm *self = CF_LINE_FORM (user_data);

  self->name_source = 0;
  keep_name (self);

  return G_SOURCE_REMOVE;
}

static void
on_name_changed_cb (CfLineForm *self)
{
  g_clear_handle_id (&self->name_source, g_source_remove);
  self->name_source = g_timeout_add (NAME_STANDS_MS, on_name_stands_cb, self);
}

/* Takes what is there, and goes to what is missing or wrong. FALSE: there is such a thing. */
static gboolean
take_all (CfLineForm *self)
{
  gboolean named = take_name (self, TRUE);
  gboolean priced = named && take_price (self, TRUE);

  if (!priced)
    gtk_widget_grab_focus (GTK_WIDGET (named ? self->price : self->name));

  return priced;
}

static void
go_on (CfLineForm *self)
{
  g_autoptr(CfLineForm) hold = g_object_ref (self);

  if (take_all (self))
    g_signal_emit (self, signals[FILLED], 0);
}

/* A check box is toggled by Enter as well: who goes through the form with Enter and Tab would undo with it what Space did. */
static gboolean
on_keep_key_cb (CfLineForm      *self,
                guint            keyval,
                guint            keycode,
                GdkModifierType  state)
{
  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter)
    return FALSE;
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return FALSE;

  go_on (self);
  return TRUE;
}

static void
on_keep_toggled_cb (CfLineForm *self)
{
  if (self->line != NULL)
    cf_cart_set_keep (self->cart, self->line, gtk_check_button_get_active (self->keep));
}

static void
on_cut_cb (GtkEditable *editable,
           guint        most_chars,
           gpointer     user_data)
{
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);
  g_autoptr(GError) error = g_error_new_literal (CF_ERROR, CF_ERROR_TOO_LARGE, sentence);

  report (CF_LINE_FORM (user_data), GTK_ENTRY (editable), error);
}

static gboolean
is_typed (CfLineForm *self)
{
  g_autofree char *name = get_text (self->name);
  g_autofree char *price = get_text (self->price);

  return *price != '\0' || !g_str_equal (name, cf_cart_line_get_name (self->line));
}

static void
end_typing (CfLineForm *self)
{
  if (cf_cart_get_typed (self->cart) == self->line)
    cf_cart_set_typed (self->cart, NULL);
}

static void
on_text_changed_cb (CfLineForm *self)
{
  cf_field_error_mark (GTK_WIDGET (self->name), NULL);
  cf_field_error_mark (GTK_WIDGET (self->price), NULL);
  if (self->line == NULL)
    return;

  if (is_typed (self))
    cf_cart_set_typed (self->cart, self->line);
  else
    end_typing (self);
}

static void
on_focus_left_cb (CfLineForm *self)
{
  g_autoptr(CfLineForm) hold = g_object_ref (self);

  if (self->line == NULL)
    return;

  take_name (self, FALSE);
  take_price (self, FALSE);
  end_typing (self);
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_line_form_dispose (GObject *object)
{
  CfLineForm *self = CF_LINE_FORM (object);

  g_clear_handle_id (&self->name_source, g_source_remove);
  if (self->line != NULL)
    end_typing (self);
  g_clear_object (&self->line);
  g_clear_object (&self->cart);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_LINE_FORM);

  G_OBJECT_CLASS (cf_line_form_parent_class)->dispose (object);
}

/* The window goes, and the focus does not leave before. Half a name is seen when the order is opened again; half a price would be
 * asked for. */
static void
cf_line_form_unmap (GtkWidget *widget)
{
  CfLineForm *self = CF_LINE_FORM (widget);

  if (self->line != NULL)
    take_name (self, FALSE);

  GTK_WIDGET_CLASS (cf_line_form_parent_class)->unmap (widget);
}

static void
cf_line_form_class_init (CfLineFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_line_form_dispose;
  widget_class->unmap = cf_line_form_unmap;

  signals[FILLED] = g_signal_new ("filled", CF_TYPE_LINE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
  signals[TROUBLE] = g_signal_new ("trouble", CF_TYPE_LINE_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_ERROR);

  g_type_ensure (CF_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-line-form.ui");
  gtk_widget_class_bind_template_child (widget_class, CfLineForm, start);
  gtk_widget_class_bind_template_child (widget_class, CfLineForm, end);
  gtk_widget_class_bind_template_child (widget_class, CfLineForm, code);
  gtk_widget_class_bind_template_child (widget_class, CfLineForm, name);
  gtk_widget_class_bind_template_child (widget_class, CfLineForm, price);
  gtk_widget_class_bind_template_child (widget_class, CfLineForm, keep);
  gtk_widget_class_bind_template_callback (widget_class, go_on);
  gtk_widget_class_bind_template_callback (widget_class, on_keep_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_keep_toggled_cb);
}

static void
cf_line_form_init (CfLineForm *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *name_focus = gtk_event_controller_focus_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  cf_text_limit_add (GTK_EDITABLE (self->name), MAX_NAME, on_cut_cb, self);
  cf_text_limit_add (GTK_EDITABLE (self->price), MAX_NUMBER, on_cut_cb, self);
  g_signal_connect_object (self->name, "changed", G_CALLBACK (on_text_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->name, "changed", G_CALLBACK (on_name_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->price, "changed", G_CALLBACK (on_text_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (on_focus_left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  g_signal_connect_object (name_focus, "leave", G_CALLBACK (keep_name), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->name), name_focus);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_line_form_new:
 * @cart: the open order
 * @line: one of its lines, incomplete
 * @currency: of the shop
 *
 * Returns: (transfer floating): a form with what is known of the line
 */
GtkWidget *
cf_line_form_new (CfCart           *cart,
                  CfCartLine       *line,
                  const CfCurrency *currency)
{
  CfLineForm *self;
  CfDecimal price;

  g_return_val_if_fail (CF_IS_CART (cart), NULL);
  g_return_val_if_fail (CF_IS_CART_LINE (line), NULL);

  self = g_object_new (CF_TYPE_LINE_FORM, NULL);
  gtk_check_button_set_active (self->keep, cf_cart_line_get_keep (line));
  /* What lacks a price only is a product already. */
  g_object_bind_property (line, "known", self->keep, "visible", G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  self->cart = g_object_ref (cart);
  self->line = g_object_ref (line);
  self->currency = currency;

  g_signal_connect_object (line, "notify::quantity", G_CALLBACK (show_code), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (line, "notify::name", G_CALLBACK (show_name), self, G_CONNECT_SWAPPED);
  show_code (self);
  show_name (self);
  if (cf_cart_line_get_price (line, &price))
    {
      g_autofree char *text = cf_money_format_bare (price, currency);

      cf_text_limit_fill (GTK_EDITABLE (self->price), text);
    }

  return GTK_WIDGET (self);
}

/**
 * cf_line_form_fill_in:
 * @self: a form
 *
 * Takes what was typed, and gives the focus to the first field that must still be filled in.
 *
 * Returns: %FALSE where nothing is missing
 */
gboolean
cf_line_form_fill_in (CfLineForm *self)
{
  g_autoptr(CfLineForm) hold = NULL;

  g_return_val_if_fail (CF_IS_LINE_FORM (self), FALSE);

  hold = g_object_ref (self);

  return !take_all (self);
}
