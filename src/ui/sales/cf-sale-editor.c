/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"
#include "cf-format.h"
#include "cf-sale-editor-private.h"
#include "cf-sale-text.h"
#include "cf-text-limit.h"
#include "cf-ui-text.h"
#include "cf-ui.h"

/* No number of ours is longer. */
#define MOST_CHARS 40

typedef enum
{
  PROP_SAVABLE = 1,
  PROP_BUSY,
} CfSaleEditorProperty;

enum
{
  SIGNAL_SAVED,
  SIGNAL_LEFT,
  SIGNAL_STALE,
  N_SIGNALS
};

static GParamSpec *properties[PROP_BUSY + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfSaleEditor, cf_sale_editor, ADW_TYPE_BIN)

/* Showing */

static void
set_field (CfSaleEditor *self,
           Field         field,
           const char   *text)
{
  self->filling = TRUE;
  cf_text_limit_fill (self->fields[field].row, text);
  self->filling = FALSE;
}

static void
show_was (CfSaleEditor *self,
          Field         field,
          const char   *stored)
{
  g_autofree char *text = g_strdup_printf (C_("value", "was %s"), stored);

  gtk_label_set_text (self->fields[field].was, text);
  gtk_widget_set_visible (GTK_WIDGET (self->fields[field].was), _cf_sale_editor_is_changed (self, field));
}

static void
show_all_was (CfSaleEditor *self)
{
  const CfSaleFields *sale = cf_sale_fields (self->sale);
  g_autofree char *quantity = cf_sale_text_quantity (sale);
  g_autofree char *price = cf_sale_text_price (sale, self->currency);
  g_autofree char *total = cf_sale_text_total (sale, self->currency);
  g_autofree char *discount = sale->has_discount ? cf_sale_text_percent (sale->discount) : NULL;

  show_was (self, FIELD_QUANTITY, quantity);
  show_was (self, FIELD_PRICE, price);
  show_was (self, FIELD_DISCOUNT, discount != NULL ? discount : sale->discount_text != NULL ? sale->discount_text : "0");
  show_was (self, FIELD_TOTAL, total);
}

static void
show_hint (CfSaleEditor *self)
{
  g_autofree char *amount = self->has_calculated ? cf_sale_text_amount (self->calculated, self->currency) : NULL;
  g_autofree char *text = NULL;
  CfDecimal total;
  gboolean differs = self->has_calculated && _cf_sale_editor_get_value (self, FIELD_TOTAL, &total) && !cf_decimal_equal (total, self->calculated);

  if (!self->has_calculated)
    text = g_strdup (_("The total cannot be calculated from these values."));
  else if (differs)
    text = g_strdup_printf (_("Quantity × price less discount is %s."), amount);
  else
    text = g_strdup_printf (_("The total becomes %s."), amount);

  gtk_label_set_text (self->hint_label, text);
  gtk_widget_set_visible (self->use_button, differs);
}

static void
update_savable (CfSaleEditor *self)
{
  gboolean savable = !self->deciding && cf_sale_editor_get_changed (self);

  if (savable == self->savable)
    return;

  self->savable = savable;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SAVABLE]);
}

static void
update (CfSaleEditor *self)
{
  self->has_calculated = _cf_sale_editor_calculate (self);
  show_all_was (self);
  show_hint (self);
  update_savable (self);
}

static void
follow_total (CfSaleEditor *self)
{
  g_autofree char *text = _cf_sale_editor_get_following_total (self);

  set_field (self, FIELD_TOTAL, text);
}

static void
on_factor_changed_cb (CfSaleEditor *self)
{
  if (self->filling || self->sale == NULL)
    return;

  _cf_sale_editor_show_error (self, NULL, NULL);
  if (!self->total_typed)
    follow_total (self);
  update (self);
}

static void
on_total_changed_cb (CfSaleEditor *self)
{
  if (self->filling || self->sale == NULL)
    return;

  _cf_sale_editor_show_error (self, NULL, NULL);
  self->total_typed = TRUE;
  update (self);
}

static void
on_use_cb (CfSaleEditor *self)
{
  self->total_typed = FALSE;
  follow_total (self);
  update (self);
}

static gboolean
on_scanned_cb (CfSaleEditor *self,
               const char   *code)
{
  cf_scan_guard_take_back (self->scans);
  _cf_sale_editor_leave_scan_out (self, code);

  return TRUE;
}

/* For the mouse. Never to nothing: a line of no pieces is deleted, not corrected. */
static void
step_quantity (CfSaleEditor *self,
               gint64        step)
{
  CfDecimal quantity;
  g_autofree char *text = NULL;

  if (self->sale == NULL || self->busy ||
      !_cf_sale_editor_get_value (self, FIELD_QUANTITY, &quantity) ||
      !cf_decimal_add (quantity, CF_DECIMAL_INT (step), &quantity) ||
      cf_decimal_sign (quantity) == 0)
    return;

  text = cf_decimal_format (cf_decimal_trim (quantity), 0);
  gtk_editable_set_text (self->fields[FIELD_QUANTITY].row, text);
}

static void
on_less_cb (CfSaleEditor *self)
{
  step_quantity (self, -1);
}

static void
on_more_cb (CfSaleEditor *self)
{
  step_quantity (self, 1);
}

static void
fill_field (CfSaleEditor *self,
            Field         field,
            gboolean      has,
            char         *text,
            const char   *raw)
{
  g_free (self->fields[field].initial);
  self->fields[field].initial = has ? g_strdup (text) : g_strdup (raw != NULL ? raw : "");
  set_field (self, field, self->fields[field].initial);
  g_free (text);
}

static void
fill (CfSaleEditor *self)
{
  const CfSaleFields *sale = cf_sale_fields (self->sale);
  g_autofree char *name = cf_sale_text_name (sale);

  gtk_label_set_text (self->product, name);
  fill_field (self, FIELD_QUANTITY, sale->has_quantity,
              cf_decimal_format (cf_decimal_trim (sale->quantity), 0), sale->quantity_text);
  fill_field (self, FIELD_PRICE, sale->has_price,
              cf_sale_text_bare (sale->price, self->currency), sale->price_text);
  fill_field (self, FIELD_DISCOUNT, sale->has_discount, cf_ui_percent_text (sale->discount), sale->discount_text);
  fill_field (self, FIELD_TOTAL, sale->has_total,
              cf_sale_text_bare (sale->total, self->currency), sale->total_text);
  self->total_typed = FALSE;
  update (self);
}

/* Two editors */

static gboolean
is_mine (CfSaleEditor *self,
         Field         field)
{
  /* A total that follows is what the others make it. */
  return _cf_sale_editor_is_changed (self, field) && (field != FIELD_TOTAL || self->total_typed);
}

/* What is typed next takes the place of all that stands there. */
static gboolean
is_selected_whole (GtkEditable *editable)
{
  int start, end;

  return gtk_editable_get_selection_bounds (editable, &start, &end) && start == 0
         && end == (int) g_utf8_strlen (gtk_editable_get_text (editable), -1);
}

/* The form becomes a change of what is @stored now: what was not typed over follows it, and so does the total. */
static void
rebase (CfSaleEditor *self,
        CfSale       *stored)
{
  char *mine[N_FIELDS];
  int positions[N_FIELDS];
  gboolean whole[N_FIELDS];
  gboolean total_typed = is_mine (self, FIELD_TOTAL);
  gboolean any = FALSE;

  for (int i = 0; i < N_FIELDS; i++)
    {
      mine[i] = is_mine (self, i) ? g_strdup (_cf_sale_editor_field_text (self, i)) : NULL;
      positions[i] = gtk_editable_get_position (self->fields[i].row);
      whole[i] = is_selected_whole (self->fields[i].row);
    }

  g_set_object (&self->sale, stored);
  fill (self);
  for (int i = 0; i < N_FIELDS; i++)
    if (mine[i] != NULL)
      {
        any = TRUE;
        set_field (self, i, mine[i]);
        gtk_editable_set_position (self->fields[i].row, positions[i]);
        g_free (mine[i]);
      }
  self->total_typed = total_typed;
  if (any && !total_typed)
    follow_total (self);
  for (int i = 0; i < N_FIELDS; i++)
    if (whole[i])
      gtk_editable_select_region (self->fields[i].row, 0, -1);
  update (self);
}

/* The total is made of the others: who changes one of them changes what it is about. */
static gboolean
same_numbers (CfSaleEditor *self,
              CfSale       *sale)
{
  const CfSaleFields *was = cf_sale_fields (self->sale), *now = cf_sale_fields (sale);

  return was->has_quantity == now->has_quantity && cf_decimal_equal (was->quantity, now->quantity) &&
         was->has_price == now->has_price && cf_decimal_equal (was->price, now->price) &&
         was->has_discount == now->has_discount && cf_decimal_equal (was->discount, now->discount) &&
         was->has_total == now->has_total && cf_decimal_equal (was->total, now->total) &&
         cf_decimal_equal (was->discount_amount, now->discount_amount);
}

static void
add_difference (CfSaleEditor *self,
                const char   *title,
                char         *mine_text,
                char         *theirs_text)
{
  g_autofree char *mine = mine_text;
  g_autofree char *theirs = theirs_text;

  cf_conflict_add (self->conflict, title, mine, theirs);
}

/* What would be stored if mine were kept. */
static char *
describe_mine (CfSaleEditor *self,
               Field         field)
{
  CfDecimal value;

  if (!_cf_sale_editor_get_value (self, field, &value))
    return g_strdup (_cf_sale_editor_field_text (self, field));
  if (field == FIELD_QUANTITY)
    return cf_ui_isolate (cf_ui_format_count (value));
  if (field == FIELD_DISCOUNT)
    return cf_sale_text_percent (value);
  return cf_sale_text_amount (value, self->currency);
}

static void
show_differences (CfSaleEditor *self)
{
  const CfSaleFields *theirs = cf_sale_fields (self->theirs);

  add_difference (self, _("Quantity"), describe_mine (self, FIELD_QUANTITY), cf_sale_text_quantity (theirs));
  add_difference (self, _("Price"), describe_mine (self, FIELD_PRICE), cf_sale_text_price (theirs, self->currency));
  add_difference (self, _("Discount"), describe_mine (self, FIELD_DISCOUNT),
                  theirs->has_discount || theirs->discount_text == NULL ? cf_sale_text_percent (theirs->discount)
                                                                        : g_strdup (theirs->discount_text));
  add_difference (self, _("Total"), describe_mine (self, FIELD_TOTAL), cf_sale_text_total (theirs, self->currency));
}

static char *
describe_other (CfSaleEditor  *self,
                CfOrderRecord *record)
{
  gint64 id = cf_sale_fields (self->sale)->id;

  for (guint i = 0; i < record->changes->len; i++)
    {
      CfSaleChange *change = g_ptr_array_index (record->changes, i);
      g_autofree char *when = NULL;

      if (change->before == NULL || cf_sale_fields (change->before)->id != id)
        continue;
      when = cf_format_when (change->at, self->zone);
      return g_strdup_printf (_("%s changed this line meanwhile (%s). Nothing of yours is stored yet: which values shall it have?"),
                              change->who != NULL ? change->who : _("Somebody"), when);
    }
  return g_strdup (_("Somebody changed this line meanwhile. Nothing of yours is stored yet: which values shall it have?"));
}

static void
set_busy (CfSaleEditor *self,
          gboolean      busy)
{
  if (busy == self->busy)
    return;

  self->busy = busy;
  cf_ui_set_sensitive (self->form, !busy);
  cf_ui_set_sensitive (GTK_WIDGET (self->conflict), !busy);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

/* The form makes room for the two values. */
static void
set_deciding (CfSaleEditor *self,
              gboolean      deciding)
{
  self->deciding = deciding;
  if (deciding)
    cf_ui_release_focus (self->form);
  gtk_widget_set_visible (self->form, !deciding);
  gtk_widget_set_visible (self->hint, !deciding);
  update_savable (self);
}

static void
take_theirs_record (CfSaleEditor  *self,
                    CfOrderRecord *record)
{
  gint64 id = cf_sale_fields (self->sale)->id;

  g_clear_object (&self->theirs);
  for (guint i = 0; i < record->lines->len; i++)
    if (cf_sale_fields (g_ptr_array_index (record->lines, i))->id == id)
      self->theirs = g_object_ref (g_ptr_array_index (record->lines, i));
}

/* Nothing of this is here any more. */
static void
leave_stale (CfSaleEditor *self)
{
  g_signal_emit (self, signals[SIGNAL_STALE], 0);
  g_signal_emit (self, signals[SIGNAL_LEFT], 0);
}

/* Somebody stored another line meanwhile; where that is about other things than the form, what was typed goes on its way again. */
static void
decide (CfSaleEditor  *self,
        CfOrderRecord *record)
{
  gboolean others = !same_numbers (self, self->theirs);
  g_autofree char *sentence = describe_other (self, record);

  rebase (self, self->theirs);
  if (others && cf_sale_editor_get_changed (self))
    {
      set_deciding (self, TRUE);
      cf_conflict_begin (self->conflict, sentence);
      show_differences (self);
      return;
    }

  g_clear_object (&self->theirs);
  /* Where they typed the very same, there is nothing left to store. */
  if (cf_sale_editor_get_changed (self))
    cf_sale_editor_save (self);
  else
    leave_stale (self);
}

static void
on_theirs_loaded_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (CfSaleEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfOrderRecord) record = cf_sales_repository_load_order_finish (CF_SALES_REPOSITORY (source), result, &error);

  if (self->disposed)
    return;

  set_busy (self, FALSE);
  if (record != NULL)
    take_theirs_record (self, record);
  if (record == NULL)
    {
      cf_error_note_set_error (self->error_note, error, CF_ERROR_READING);
      return;
    }
  if (self->theirs == NULL)
    {
      _cf_sale_editor_show_error (self, NULL, _("Somebody deleted this line meanwhile. Nothing was changed; cancel to go back to the order."));
      return;
    }

  decide (self, record);
}

static void
load_theirs (CfSaleEditor *self)
{
  set_busy (self, TRUE);
  cf_sales_repository_load_order_async (self->repository, cf_sale_fields (self->sale)->order_id, NULL,
                                        on_theirs_loaded_cb, g_object_ref (self));
}

static void
end_conflict (CfSaleEditor *self)
{
  g_clear_object (&self->theirs);
  set_deciding (self, FALSE);
  /* Before its buttons go with it. */
  gtk_widget_grab_focus (self->quantity_row);
  cf_conflict_end (self->conflict);
}

static void
on_keep_mine_cb (CfSaleEditor *self)
{
  end_conflict (self);
  cf_sale_editor_save (self);
}

static void
on_take_theirs_cb (CfSaleEditor *self)
{
  end_conflict (self);
  fill (self);
  leave_stale (self);
}

/* Storing */

static void
on_updated_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (CfSaleEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 change = 0;
  g_autoptr (CfSale) stored = cf_sales_repository_update_finish (CF_SALES_REPOSITORY (source), result, &change, &error);

  if (self->disposed)
    return;

  set_busy (self, FALSE);
  if (stored != NULL)
    {
      g_set_object (&self->sale, stored);
      fill (self);
      g_signal_emit (self, signals[SIGNAL_SAVED], 0, change);
    }
  else if (g_error_matches (error, CF_ERROR, CF_ERROR_CONFLICT))
    load_theirs (self);
  else
    cf_error_note_set_error (self->error_note, error, CF_ERROR_SAVING);
}

static void
on_cut_cb (GtkEditable *row,
           guint        most_chars,
           gpointer     user_data)
{
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);

  _cf_sale_editor_show_error (user_data, GTK_WIDGET (row), sentence);
}

/* GObject */

static void
cf_sale_editor_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch ((CfSaleEditorProperty) prop_id)
    {
    case PROP_SAVABLE:
      g_value_set_boolean (value, CF_SALE_EDITOR (object)->savable);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, CF_SALE_EDITOR (object)->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_sale_editor_dispose (GObject *object)
{
  CfSaleEditor *self = CF_SALE_EDITOR (object);

  self->disposed = TRUE;
  g_clear_object (&self->repository);
  g_clear_object (&self->sale);
  g_clear_object (&self->theirs);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  for (int i = 0; i < N_FIELDS; i++)
    g_clear_pointer (&self->fields[i].initial, g_free);
  g_clear_object (&self->scans);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_SALE_EDITOR);

  G_OBJECT_CLASS (cf_sale_editor_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-sale-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, CfSaleEditor, product);
  gtk_widget_class_bind_template_child (widget_class, CfSaleEditor, conflict);
  gtk_widget_class_bind_template_child (widget_class, CfSaleEditor, form);
  gtk_widget_class_bind_template_child (widget_class, CfSaleEditor, quantity_row);
  gtk_widget_class_bind_template_child (widget_class, CfSaleEditor, price_row);
  gtk_widget_class_bind_template_child (widget_class, CfSaleEditor, discount_row);
  gtk_widget_class_bind_template_child (widget_class, CfSaleEditor, total_row);
  gtk_widget_class_bind_template_child (widget_class, CfSaleEditor, quantity_was);
  gtk_widget_class_bind_template_child (widget_class, CfSaleEditor, price_was);
  gtk_widget_class_bind_template_child (widget_class, CfSaleEditor, discount_was);
  gtk_widget_class_bind_template_child (widget_class, CfSaleEditor, total_was);
  gtk_widget_class_bind_template_child (widget_class, CfSaleEditor, error_note);
  gtk_widget_class_bind_template_child (widget_class, CfSaleEditor, hint);
  gtk_widget_class_bind_template_child (widget_class, CfSaleEditor, hint_label);
  gtk_widget_class_bind_template_child (widget_class, CfSaleEditor, use_button);
  gtk_widget_class_bind_template_callback (widget_class, on_factor_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_total_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_use_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_less_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_more_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_keep_mine_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_take_theirs_cb);
  gtk_widget_class_bind_template_callback (widget_class, cf_sale_editor_save);
}

static void
cf_sale_editor_class_init (CfSaleEditorClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_sale_editor_dispose;
  G_OBJECT_CLASS (klass)->get_property = cf_sale_editor_get_property;
  properties[PROP_SAVABLE] = g_param_spec_boolean ("savable", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), G_N_ELEMENTS (properties), properties);
  signals[SIGNAL_SAVED] = g_signal_new ("saved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
  signals[SIGNAL_LEFT] = g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_STALE] = g_signal_new ("stale", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (CF_TYPE_CONFLICT);
  g_type_ensure (CF_TYPE_ERROR_NOTE);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
cf_sale_editor_init (CfSaleEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cf_ui_keep_name (self->use_button);
  self->fields[FIELD_QUANTITY] = (FormField) { .row = GTK_EDITABLE (self->quantity_row), .was = self->quantity_was };
  self->fields[FIELD_PRICE] = (FormField) { .row = GTK_EDITABLE (self->price_row), .was = self->price_was };
  self->fields[FIELD_DISCOUNT] = (FormField) { .row = GTK_EDITABLE (self->discount_row), .was = self->discount_was };
  self->fields[FIELD_TOTAL] = (FormField) { .row = GTK_EDITABLE (self->total_row), .was = self->total_was };
  for (int i = 0; i < N_FIELDS; i++)
    {
      cf_text_limit_add (self->fields[i].row, MOST_CHARS, on_cut_cb, self);
      cf_ui_keep_at_start (self->fields[i].row);
    }
  self->scans = cf_scan_guard_new ();
  cf_scan_guard_watch (self->scans, GTK_WIDGET (self));
  g_signal_connect_object (self->scans, "scanned", G_CALLBACK (on_scanned_cb), self, G_CONNECT_SWAPPED);
}

void
cf_sale_editor_set_repository (CfSaleEditor      *self,
                               CfSalesRepository *repository)
{
  g_return_if_fail (CF_IS_SALE_EDITOR (self));

  g_set_object (&self->repository, repository);
}

/* Begins to correct @sale. @currency may be NULL. */
void
cf_sale_editor_start (CfSaleEditor     *self,
                      CfSale           *sale,
                      const CfCurrency *currency,
                      GTimeZone        *zone)
{
  g_return_if_fail (CF_IS_SALE_EDITOR (self));
  g_return_if_fail (CF_IS_SALE (sale));

  g_set_object (&self->sale, sale);
  g_clear_object (&self->theirs);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  self->zone = g_time_zone_ref (zone);
  self->currency = currency;
  if (currency != NULL)
    cf_scan_guard_set_currency (self->scans, currency);
  set_busy (self, FALSE);
  _cf_sale_editor_show_error (self, NULL, NULL);
  cf_conflict_end (self->conflict);
  set_deciding (self, FALSE);
  fill (self);
  gtk_widget_grab_focus (self->quantity_row);
  gtk_editable_select_region (GTK_EDITABLE (self->quantity_row), 0, -1);
}

/* The line is @sale now, and the form follows it. FALSE: something was typed over numbers that somebody else changed; it stays, and is
 * compared with theirs when it is stored. */
gboolean
cf_sale_editor_follow (CfSaleEditor *self,
                       CfSale       *sale)
{
  g_return_val_if_fail (CF_IS_SALE_EDITOR (self), FALSE);
  g_return_val_if_fail (CF_IS_SALE (sale), FALSE);

  if (self->sale == NULL || self->busy || self->deciding ||
      cf_sale_fields (sale)->id != cf_sale_fields (self->sale)->id ||
      cf_sale_fields (sale)->version <= cf_sale_fields (self->sale)->version)
    return TRUE;
  if (cf_sale_editor_get_changed (self) && !same_numbers (self, sale))
    return FALSE;

  rebase (self, sale);
  return TRUE;
}

/* Whether something typed would be lost. */
gboolean
cf_sale_editor_get_changed (CfSaleEditor *self)
{
  g_return_val_if_fail (CF_IS_SALE_EDITOR (self), FALSE);

  if (self->sale == NULL)
    return FALSE;
  for (int i = 0; i < N_FIELDS; i++)
    if (_cf_sale_editor_is_changed (self, i))
      return TRUE;
  return FALSE;
}

/* Whether what was typed is on its way, and the answer will be about it. */
gboolean
cf_sale_editor_get_busy (CfSaleEditor *self)
{
  g_return_val_if_fail (CF_IS_SALE_EDITOR (self), FALSE);

  return self->busy;
}

/* Stores what was typed; without a change there is nothing to do. */
void
cf_sale_editor_save (CfSaleEditor *self)
{
  FormValues form = { 0 };

  g_return_if_fail (CF_IS_SALE_EDITOR (self));

  if (self->sale == NULL || self->repository == NULL || self->busy || self->deciding)
    return;
  _cf_sale_editor_show_error (self, NULL, NULL);
  if (!_cf_sale_editor_read_form (self, &form))
    return;
  if (form.edit.quantity == NULL && form.edit.price == NULL && form.edit.discount == NULL && form.edit.total == NULL)
    {
      g_signal_emit (self, signals[SIGNAL_LEFT], 0);
      return;
    }

  set_busy (self, TRUE);
  cf_sales_repository_update_async (self->repository, self->sale, &form.edit, on_updated_cb, g_object_ref (self));
}

/* Somebody wants to see another order while this one is half typed. */
void
cf_sale_editor_remind (CfSaleEditor *self)
{
  g_return_if_fail (CF_IS_SALE_EDITOR (self));

  _cf_sale_editor_show_error (self, NULL, _("This line is not saved yet. Save it or cancel first."));
}
