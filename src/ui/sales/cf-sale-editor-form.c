/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-field-error.h"
#include "cf-money.h"
#include "cf-sale-editor-private.h"
#include "cf-sale-text.h"
#include "cf-ui-text.h"

/* What stands in the form of a line: read, worked out, and said where it is wrong. */

const char *
_cf_sale_editor_field_text (CfSaleEditor *self,
                            Field         field)
{
  return gtk_editable_get_text (self->fields[field].row);
}

gboolean
_cf_sale_editor_is_changed (CfSaleEditor *self,
                            Field         field)
{
  return g_strcmp0 (_cf_sale_editor_field_text (self, field), self->fields[field].initial) != 0;
}

static gboolean
parse_field (CfSaleEditor  *self,
             Field          field,
             CfDecimal     *out,
             GError       **error)
{
  const char *text = _cf_sale_editor_field_text (self, field);

  if (field == FIELD_DISCOUNT)
    return cf_ui_parse_percent (text, out, error);
  if (field == FIELD_QUANTITY || self->currency == NULL)
    return cf_decimal_parse_typed (text, out, error);
  return cf_money_parse (text, self->currency, out, error);
}

/* What the form or, where nothing was typed, the line says. */
gboolean
_cf_sale_editor_get_value (CfSaleEditor *self,
                           Field         field,
                           CfDecimal    *out)
{
  const CfSaleFields *sale = cf_sale_fields (self->sale);
  const CfDecimal stored[] = { sale->quantity, sale->price, sale->discount, sale->total };
  const gboolean has[] = { sale->has_quantity, sale->has_price, sale->has_discount || sale->discount_text == NULL, sale->has_total };

  if (_cf_sale_editor_is_changed (self, field))
    return parse_field (self, field, out, NULL);

  *out = stored[field];
  return has[field];
}

gboolean
_cf_sale_editor_calculate (CfSaleEditor *self)
{
  const CfSaleFields *sale = cf_sale_fields (self->sale);
  CfDecimal quantity, price, discount;

  return _cf_sale_editor_get_value (self, FIELD_QUANTITY, &quantity) &&
         _cf_sale_editor_get_value (self, FIELD_PRICE, &price) &&
         _cf_sale_editor_get_value (self, FIELD_DISCOUNT, &discount) &&
         cf_money_line_total (quantity, price, discount, sale->discount_amount,
                              self->currency != NULL ? self->currency->digits : 2, &self->calculated, NULL);
}

/* What was calculated from other values must not stay. A line without a price keeps the total that somebody gave it. */
char *
_cf_sale_editor_get_following_total (CfSaleEditor *self)
{
  const CfSaleFields *sale = cf_sale_fields (self->sale);

  if (_cf_sale_editor_calculate (self))
    return cf_sale_text_bare (self->calculated, self->currency);

  return g_strdup (sale->has_quantity && sale->has_price ? "" : self->fields[FIELD_TOTAL].initial);
}

void
_cf_sale_editor_show_error (CfSaleEditor *self,
                            GtkWidget    *row,
                            const char   *sentence)
{
  for (int i = 0; i < N_FIELDS; i++)
    cf_field_error_mark (GTK_WIDGET (self->fields[i].row), NULL);
  if (row != NULL)
    cf_field_error_mark (row, sentence);
  cf_error_note_set_text (self->error_note, sentence, NULL);
}

/* Whoever scans does not look at the form: it stays as it was, and says what became of the scan. */
void
_cf_sale_editor_leave_scan_out (CfSaleEditor *self,
                                const char   *code)
{
  g_autofree char *following = _cf_sale_editor_get_following_total (self);
  g_autofree char *sentence = NULL;

  self->total_typed = _cf_sale_editor_is_changed (self, FIELD_TOTAL) && g_strcmp0 (_cf_sale_editor_field_text (self, FIELD_TOTAL), following) != 0;
  /* Translators: the code that was scanned */
  sentence = g_strdup_printf (_("“%s” was scanned and left out. Nothing is stored, and what you typed is still here: "
                                "save it or cancel, then scan once more."), code);
  _cf_sale_editor_show_error (self, NULL, sentence);
}

static gboolean
same_as_stored (CfSaleEditor    *self,
                Field            field,
                const CfDecimal *value)
{
  const CfSaleFields *sale = cf_sale_fields (self->sale);
  const CfDecimal stored[] = { sale->quantity, sale->price, sale->discount, sale->total };
  const gboolean has[] = { sale->has_quantity, sale->has_price, sale->has_discount, sale->has_total };

  return has[field] && cf_decimal_equal (stored[field], *value);
}

/* What to do about a field that is empty. */
static const char *
missing_sentence (Field field)
{
  switch (field)
    {
    case FIELD_QUANTITY:
      return _("The quantity is missing. Nothing was stored: type how many were sold, or cancel and delete the line.");
    case FIELD_PRICE:
      return _("The price is missing. Nothing was stored: type what one costs, 0 where it was free.");
    case FIELD_DISCOUNT:
      return _("The discount is missing. Nothing was stored: type 0 where there is none.");
    case FIELD_TOTAL:
    default:
      return _("The total is missing. Nothing was stored: type what was paid, or take the calculated one.");
    }
}

static void
complain (CfSaleEditor *self,
          Field         field,
          const char   *sentence)
{
  _cf_sale_editor_show_error (self, GTK_WIDGET (self->fields[field].row), sentence);
  gtk_widget_grab_focus (GTK_WIDGET (self->fields[field].row));
}

/* A number that the field takes. */
static char *
example_of (CfSaleEditor *self,
            Field         field)
{
  if (field == FIELD_QUANTITY)
    return cf_decimal_format (CF_DECIMAL_INT (2), 0);
  if (field == FIELD_DISCOUNT)
    return cf_ui_percent_text ((CfDecimal) { 10, 2 });
  return cf_sale_text_bare (CF_DECIMAL_INT (12), self->currency);
}

static void
complain_of_text (CfSaleEditor *self,
                  Field         field,
                  const GError *error)
{
  g_autofree char *was = NULL;
  g_autofree char *example = NULL;
  g_autofree char *sentence = NULL;

  if (*_cf_sale_editor_field_text (self, field) == '\0')
    {
      complain (self, field, missing_sentence (field));
      return;
    }
  was = g_strdup (*self->fields[field].initial != '\0' ? self->fields[field].initial : "—");
  example = example_of (self, field);
  /* Translators: what is wrong with what was typed, as a sentence, what is stored instead, and an example of what can be typed */
  sentence = g_strdup_printf (_("%s Nothing was stored, the line still has %s. Type a number, such as %s."), error->message, was, example);
  complain (self, field, sentence);
}

/* The total follows the other values and cannot: it is they that are wrong. */
static gboolean
check_total (CfSaleEditor *self)
{
  if (self->total_typed || *_cf_sale_editor_field_text (self, FIELD_TOTAL) != '\0' || *self->fields[FIELD_TOTAL].initial == '\0')
    return TRUE;

  complain (self, FIELD_QUANTITY,
            _("The total of this line would be too large. Nothing was stored: check its quantity and its price."));
  return FALSE;
}

/* What is a number is one that the line may have. */
static gboolean
check_field (CfSaleEditor    *self,
             Field            field,
             const CfDecimal *value)
{
  CfSaleEdit edit = { 0 };
  const CfDecimal **slots[] = { &edit.quantity, &edit.price, &edit.discount, &edit.total };
  g_autoptr (GError) error = NULL;

  *slots[field] = value;
  if (cf_sale_check_edit (self->sale, &edit, &error))
    return TRUE;

  complain (self, field, error->message);
  return FALSE;
}

gboolean
_cf_sale_editor_read_form (CfSaleEditor *self,
                           FormValues   *form)
{
  const CfDecimal **slots[] = { &form->edit.quantity, &form->edit.price, &form->edit.discount, &form->edit.total };

  for (int i = 0; i < N_FIELDS; i++)
    {
      g_autoptr (GError) error = NULL;

      if (i == FIELD_TOTAL && !check_total (self))
        return FALSE;
      if (!_cf_sale_editor_is_changed (self, i))
        continue;
      if (!parse_field (self, i, &form->values[i], &error))
        {
          complain_of_text (self, i, error);
          return FALSE;
        }
      if (!check_field (self, i, &form->values[i]))
        return FALSE;
      if (!same_as_stored (self, i, &form->values[i]))
        *slots[i] = &form->values[i];
    }
  return TRUE;
}
