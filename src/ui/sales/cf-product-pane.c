/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"
#include "cf-fold.h"
#include "cf-money.h"
#include "cf-product-pane-private.h"
#include "cf-sale-text.h"
#include "cf-text-limit.h"
#include "cf-text-limits.h"
#include "cf-ui.h"

/* What a person can put into each field. */
static const guint most_chars[N_FIELDS] = { 100, CF_MOST_NAME, 40, CF_MOST_DESCRIPTION };

enum
{
  SIGNAL_ADDED,
  SIGNAL_STAYED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfProductPane, cf_product_pane, CF_TYPE_RECORD_PANE)

/* Errors at their fields */

static void
show_field_error (CfProductPane *self,
                  Field          field,
                  const char    *sentence)
{
  cf_field_error_tell (self->fields[field].error, self->fields[field].row, sentence);
}

void
_cf_product_pane_clear_errors (CfProductPane *self)
{
  for (int i = 0; i < N_FIELDS; i++)
    show_field_error (self, i, NULL);
  cf_code_list_set_error (self->codes, NULL);
  _cf_product_pane_tell_others (self);
}

/* The form and the draft */

static const char *
field_text (CfProductPane *self,
            Field          field)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->fields[field].row));
}

static void
set_field (CfProductPane *self,
           Field          field,
           const char    *text)
{
  /* Filling it with the same would move the cursor of who types there. */
  if (g_strcmp0 (field_text (self, field), text) != 0)
    cf_text_limit_fill (GTK_EDITABLE (self->fields[field].row), text);
}

static void
on_cut_cb (GtkEditable *row,
           guint        most,
           gpointer     user_data)
{
  CfProductPane *self = user_data;
  g_autofree char *sentence = cf_text_limit_sentence (most);

  for (int i = 0; i < N_FIELDS; i++)
    if (self->fields[i].row == GTK_WIDGET (row))
      show_field_error (self, i, sentence);
}

static void
take_form (CfProductPane *self)
{
  CfProductDraft *draft = self->draft;
  char **texts[N_FIELDS] = { &draft->number, &draft->name, &draft->price, &draft->description };

  for (int i = 0; i < N_FIELDS; i++)
    {
      g_free (*texts[i]);
      *texts[i] = g_strdup (field_text (self, i));
    }
}

static gboolean
is_new (CfProductPane *self)
{
  return self->draft->original == NULL;
}

static void
show_price_was (CfProductPane *self)
{
  const CfDecimal *price = is_new (self) ? NULL : cf_product_get_price (self->draft->original);
  g_autofree char *stored = price != NULL ? cf_sale_text_bare (*price, self->currency) : g_strdup ("");
  g_autofree char *amount = price != NULL ? cf_sale_text_amount (*price, self->currency) : g_strdup (C_("price", "none"));
  g_autofree char *was = g_strdup_printf (C_("price", "was %s"), amount);

  gtk_label_set_text (self->price_was, was);
  gtk_widget_set_visible (GTK_WIDGET (self->price_was),
                          !is_new (self) && g_strcmp0 (stored, self->draft->price) != 0);
}

static void
cf_product_pane_update_actions (CfRecordPane *pane)
{
  CfProductPane *self = CF_PRODUCT_PANE (pane);
  gboolean busy = cf_record_pane_get_busy (pane);
  gboolean there = self->draft != NULL;
  gboolean changed = there && (cf_product_draft_changed (self->draft, self->currency) || cf_code_list_get_typed (self->codes));
  gboolean stored = there && !is_new (self);
  gboolean retired = stored && cf_product_get_retired (self->draft->original);
  gboolean idle = cf_record_pane_get_repository (pane) != NULL && !busy && self->theirs == NULL;

  gtk_widget_set_visible (self->save_button, changed || (there && is_new (self)));
  gtk_widget_set_visible (self->discard_button, changed || (there && is_new (self)));
  gtk_widget_set_sensitive (self->save_button, idle && changed);
  /* What is being stored cannot be taken back by forgetting it here. */
  gtk_widget_set_sensitive (self->discard_button, !busy);
  gtk_button_set_label (GTK_BUTTON (self->save_button), there && is_new (self) ? _("Add Product") : _("Save Changes"));
  gtk_widget_set_visible (self->menu_button, stored);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "product.retire", idle && stored && !retired);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "product.put-back", idle && stored && retired);
}

static void
on_changed (CfProductPane *self)
{
  take_form (self);
  show_price_was (self);
  cf_product_pane_update_actions (CF_RECORD_PANE (self));
}

static void
on_typed_cb (CfProductPane *self)
{
  if (self->filling || self->draft == NULL)
    return;

  _cf_product_pane_clear_errors (self);
  on_changed (self);
}

static void
on_codes_changed_cb (CfProductPane *self)
{
  if (self->draft == NULL)
    return;

  g_ptr_array_unref (self->draft->codes);
  self->draft->codes = cf_code_list_dup_codes (self->codes);
  _cf_product_pane_clear_errors (self);
  cf_product_pane_update_actions (CF_RECORD_PANE (self));
}

/* Showing */

static void
show_head (CfProductPane *self)
{
  gboolean retired = !is_new (self) && cf_product_get_retired (self->draft->original);

  cf_record_pane_set_title (CF_RECORD_PANE (self),
                            is_new (self) ? _("New Product") : self->draft->number,
                            is_new (self) ? _("Scan or type its number first")
                            : retired ? _("Retired: the till finds it by its codes only") : _("On sale"));
}

static void
show_draft (CfProductPane *self)
{
  self->filling = TRUE;
  set_field (self, FIELD_NUMBER, self->draft->number);
  set_field (self, FIELD_NAME, self->draft->name);
  set_field (self, FIELD_PRICE, self->draft->price);
  set_field (self, FIELD_DESCRIPTION, self->draft->description);
  self->filling = FALSE;
  gtk_widget_set_visible (self->number_row, is_new (self));
  show_head (self);
  show_price_was (self);
  cf_product_pane_update_actions (CF_RECORD_PANE (self));
}

static void
fill (CfProductPane *self)
{
  cf_code_list_set_codes (self->codes, is_new (self) ? NULL : self->draft->number, self->draft->codes);
  show_draft (self);
}

/* Where nothing was typed over it the form has what is @stored now. */
void
_cf_product_pane_follow (CfProductPane *self,
                         CfProduct     *stored)
{
  _cf_product_pane_set_overtaken (self, FALSE);
  cf_product_draft_rebase (self->draft, stored, self->currency);
  cf_code_list_follow (self->codes, self->draft->number, self->draft->codes);
  show_draft (self);
}

/* What is typed and not saved is there again when the product is. */
static void
put_away (CfProductPane *self)
{
  gint64 *key;

  if (self->draft == NULL)
    return;

  cf_code_list_enter (self->codes);
  if (!cf_product_draft_changed (self->draft, self->currency))
    {
      g_clear_pointer (&self->draft, cf_product_draft_free);
      return;
    }
  key = g_new (gint64, 1);
  *key = cf_product_draft_key (self->draft);
  g_hash_table_replace (self->drafts, key, g_steal_pointer (&self->draft));
}

void
_cf_product_pane_show_product (CfProductPane *self,
                               CfProduct     *product)
{
  gint64 key = product != NULL ? cf_product_get_id (product) : 0;
  gpointer kept_key, kept;

  put_away (self);
  g_clear_object (&self->theirs);
  cf_conflict_end (self->conflict);
  self->overtaken = FALSE;
  _cf_product_pane_clear_errors (self);
  gtk_widget_set_visible (self->form, TRUE);
  gtk_widget_set_sensitive (self->form, TRUE);
  if (g_hash_table_steal_extended (self->drafts, &key, &kept_key, &kept))
    {
      self->draft = kept;
      g_free (kept_key);
    }
  else
    self->draft = cf_product_draft_new (product, self->currency);
  fill (self);
  cf_record_pane_read (CF_RECORD_PANE (self));
}

/* What was chosen while the answer was awaited */

static void
show_next (CfProductPane *self)
{
  g_autoptr (CfProduct) next = g_steal_pointer (&self->next);

  if (!self->has_next)
    return;
  self->has_next = FALSE;
  _cf_product_pane_show_product (self, next);
  if (next == NULL)
    gtk_widget_grab_focus (self->number_row);
}

static void
show_later (CfProductPane *self,
            CfProduct     *next)
{
  gint64 id = next != NULL ? cf_product_get_id (next) : 0;

  g_set_object (&self->next, next);
  self->has_next = id != cf_product_draft_key (self->draft);
}

/* Something is wrong with what is shown, and the person must see it: what was chosen meanwhile is not shown. */
void
_cf_product_pane_stay (CfProductPane *self)
{
  g_clear_object (&self->next);
  if (!self->has_next)
    return;
  self->has_next = FALSE;
  g_signal_emit (self, signals[SIGNAL_STAYED], 0);
}

void
_cf_product_pane_told (CfProductPane *self,
                       const char    *sentence,
                       gint64         change)
{
  show_next (self);
  cf_record_pane_written (CF_RECORD_PANE (self), sentence, change);
}

gboolean
_cf_product_pane_parse_price (CfProductPane  *self,
                              const char     *text,
                              CfDecimal      *price,
                              GError        **error)
{
  return self->currency != NULL ? cf_money_parse (text, self->currency, price, error) : cf_decimal_parse_typed (text, price, error);
}

void
_cf_product_pane_set_busy (CfProductPane *self,
                           gboolean       busy)
{
  cf_ui_set_sensitive (self->form, !busy && self->theirs == NULL);
  cf_ui_set_sensitive (GTK_WIDGET (self->conflict), !busy);
  cf_record_pane_set_busy (CF_RECORD_PANE (self), busy);
}

/* Storing */

static void
forget_draft (CfProductPane *self)
{
  gint64 key = cf_product_draft_key (self->draft);

  g_hash_table_remove (self->drafts, &key);
  g_clear_pointer (&self->draft, cf_product_draft_free);
}

/* Where it is not known which code is another product's, a new product is told by its number. */
static gboolean
is_number (CfProductPane *self,
           const char    *taken)
{
  g_autofree char *code = taken != NULL ? cf_fold_code (taken) : NULL;
  g_autofree char *number = cf_fold_code (self->draft->number);

  return is_new (self) && (code == NULL || g_str_equal (code, number));
}

/* @taken: (nullable): the code that is another product's. */
static void
show_save_error (CfProductPane *self,
                 const GError  *error,
                 const char    *taken)
{
  if (g_error_matches (error, CF_ERROR, CF_ERROR_CONFLICT) && !is_new (self))
    _cf_product_pane_load_theirs (self);
  else if (g_error_matches (error, CF_ERROR, CF_ERROR_REFUSED) || g_error_matches (error, CF_ERROR, CF_ERROR_CONFLICT))
    {
      if (is_number (self, taken))
        show_field_error (self, FIELD_NUMBER, error->message);
      else
        cf_code_list_set_error (self->codes, error->message);
    }
  else
    cf_record_pane_tell_error (CF_RECORD_PANE (self), error, CF_ERROR_SAVING);
}

static void
on_saved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (CfProductPane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfProduct) stored = cf_product_repository_save_finish (CF_PRODUCT_REPOSITORY (source), result, &error);
  g_autofree char *sentence = NULL;
  gboolean added;

  _cf_product_pane_set_busy (self, FALSE);
  if (stored == NULL)
    {
      show_save_error (self, error, cf_product_repository_get_taken_code (CF_PRODUCT_REPOSITORY (source), result));
      _cf_product_pane_stay (self);
      return;
    }

  added = is_new (self);
  sentence = g_strdup_printf (added ? C_("product", "%s added") : C_("product", "%s saved"), cf_product_get_number (stored));
  forget_draft (self);
  _cf_product_pane_show_product (self, stored);
  g_clear_object (&self->switched);
  if (added && !self->has_next)
    g_signal_emit (self, signals[SIGNAL_ADDED], 0, stored);
  _cf_product_pane_told (self, sentence, 0);
}

static void
retire_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  _cf_product_pane_set_retired (CF_PRODUCT_PANE (widget), g_str_equal (name, "product.retire"));
}

/* What was stored so by an import or by others is not judged again. */
static gboolean
keeps_price (CfProductPane *self,
             CfDecimal      price)
{
  const CfDecimal *was = is_new (self) ? NULL : cf_product_get_price (self->draft->original);

  return was != NULL && cf_decimal_equal (*was, price);
}

static gboolean
read_price (CfProductPane *self,
            CfDecimal     *price,
            gboolean      *has_price)
{
  g_autofree char *text = g_strstrip (g_strdup (field_text (self, FIELD_PRICE)));
  g_autofree char *example = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;

  *has_price = *text != '\0';
  if (!*has_price || cf_product_draft_keeps_price (self->draft, self->currency, price))
    return TRUE;
  if (!_cf_product_pane_parse_price (self, text, price, &error))
    {
      example = cf_sale_text_bare (CF_DECIMAL_INT (12), self->currency);
      /* Translators: what is wrong with what was typed, as a sentence, and an example of what can be typed */
      sentence = g_strdup_printf (_("%s Type a price, such as %s."), error->message, example);
      show_field_error (self, FIELD_PRICE, sentence);
      return FALSE;
    }
  if (cf_decimal_sign (*price) < 0 && !keeps_price (self, *price))
    {
      show_field_error (self, FIELD_PRICE, _("A price cannot be below zero. Where something was given back, correct its line in History."));
      return FALSE;
    }
  return TRUE;
}

/* What is no price is said before something else is typed. */
static void
on_price_left_cb (CfProductPane *self)
{
  CfDecimal price;
  gboolean has_price;

  if (self->draft != NULL && cf_product_draft_changed (self->draft, self->currency))
    read_price (self, &price, &has_price);
}

static gboolean
check_texts (CfProductPane *self)
{
  if (is_new (self) && cf_fold_is_blank (self->draft->number))
    show_field_error (self, FIELD_NUMBER, _("A product needs a number, by which it is sold."));
  else if (cf_fold_is_blank (self->draft->name))
    show_field_error (self, FIELD_NAME, _("A product needs a name, which stands on the order."));
  else
    return TRUE;
  return FALSE;
}

/* A scan is about the field for the number, or for one more code: into the others it comes by mistake, and would be stored with its
 * Enter. */
static gboolean
on_scanned_cb (CfProductPane *self,
               const char    *code)
{
  g_autofree char *sentence = NULL;

  for (int i = 0; i < N_FIELDS; i++)
    {
      if (i == FIELD_NUMBER || !cf_ui_holds_focus (self->fields[i].row))
        continue;
      cf_scan_guard_take_back (self->scans);
      /* Translators: the code that was scanned */
      sentence = g_strdup_printf (_("“%s” was scanned and left out. Nothing is stored, and what you typed is still here."), code);
      show_field_error (self, i, sentence);
      return TRUE;
    }
  return FALSE;
}

static void
on_enter_cb (GtkWidget     *row,
             CfProductPane *self)
{
  /* A scanner ends the number with Enter: the name comes next. */
  if (self->draft != NULL && row == self->number_row && cf_fold_is_blank (self->draft->name))
    gtk_widget_grab_focus (self->name_row);
  else
    cf_product_pane_save (self);
}

static void
on_discard_cb (CfProductPane *self)
{
  g_autoptr (CfProduct) original = NULL;

  if (self->draft == NULL)
    return;

  original = self->draft->original != NULL ? g_object_ref (self->draft->original) : NULL;
  forget_draft (self);
  if (original != NULL)
    _cf_product_pane_show_product (self, original);
  else
    cf_record_pane_close (CF_RECORD_PANE (self));
}

static gboolean
on_save_key_cb (GtkWidget *widget,
                GVariant  *arguments,
                gpointer   user_data)
{
  cf_product_pane_save (CF_PRODUCT_PANE (widget));
  return TRUE;
}

/* GObject */

static void
cf_product_pane_dispose (GObject *object)
{
  CfProductPane *self = CF_PRODUCT_PANE (object);

  g_clear_object (&self->scans);
  g_clear_object (&self->theirs);
  g_clear_object (&self->next);
  g_clear_object (&self->switched);
  g_clear_pointer (&self->draft, cf_product_draft_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_PRODUCT_PANE);

  G_OBJECT_CLASS (cf_product_pane_parent_class)->dispose (object);
}

static void
cf_product_pane_finalize (GObject *object)
{
  g_hash_table_unref (CF_PRODUCT_PANE (object)->drafts);

  G_OBJECT_CLASS (cf_product_pane_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-product-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, CfProductPane, conflict);
  gtk_widget_class_bind_template_child (widget_class, CfProductPane, form);
  gtk_widget_class_bind_template_child (widget_class, CfProductPane, number_row);
  gtk_widget_class_bind_template_child (widget_class, CfProductPane, number_error);
  gtk_widget_class_bind_template_child (widget_class, CfProductPane, name_row);
  gtk_widget_class_bind_template_child (widget_class, CfProductPane, name_error);
  gtk_widget_class_bind_template_child (widget_class, CfProductPane, price_row);
  gtk_widget_class_bind_template_child (widget_class, CfProductPane, price_error);
  gtk_widget_class_bind_template_child (widget_class, CfProductPane, price_was);
  gtk_widget_class_bind_template_child (widget_class, CfProductPane, description_row);
  gtk_widget_class_bind_template_child (widget_class, CfProductPane, description_error);
  gtk_widget_class_bind_template_child (widget_class, CfProductPane, codes);
  gtk_widget_class_bind_template_child (widget_class, CfProductPane, save_button);
  gtk_widget_class_bind_template_child (widget_class, CfProductPane, discard_button);
  gtk_widget_class_bind_template_child (widget_class, CfProductPane, menu_button);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, cf_product_pane_save);
  gtk_widget_class_bind_template_callback (widget_class, on_codes_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_discard_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_price_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, _cf_product_pane_keep_mine);
  gtk_widget_class_bind_template_callback (widget_class, _cf_product_pane_take_theirs);
  gtk_widget_class_bind_template_callback (widget_class, on_typed_cb);
}

static void
cf_product_pane_class_init (CfProductPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_product_pane_dispose;
  object_class->finalize = cf_product_pane_finalize;
  CF_RECORD_PANE_CLASS (klass)->read = _cf_product_pane_read;
  CF_RECORD_PANE_CLASS (klass)->update_actions = cf_product_pane_update_actions;
  signals[SIGNAL_ADDED] = g_signal_new ("added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CF_TYPE_PRODUCT);
  signals[SIGNAL_STAYED] = g_signal_new ("stayed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (CF_TYPE_CODE_LIST);
  g_type_ensure (CF_TYPE_CONFLICT);
  g_type_ensure (CF_TYPE_FIELD_ERROR);
  bind_template (widget_class);
  bind_callbacks (widget_class);
  gtk_widget_class_install_action (widget_class, "product.retire", NULL, retire_action);
  gtk_widget_class_install_action (widget_class, "product.put-back", NULL, retire_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, on_save_key_cb, NULL);
}

static void
cf_product_pane_init (CfProductPane *self)
{
  self->drafts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) cf_product_draft_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->fields[FIELD_NUMBER] = (FormField) { self->number_row, self->number_error };
  self->fields[FIELD_NAME] = (FormField) { self->name_row, self->name_error };
  self->fields[FIELD_PRICE] = (FormField) { self->price_row, self->price_error };
  self->fields[FIELD_DESCRIPTION] = (FormField) { self->description_row, self->description_error };
  for (int i = 0; i < N_FIELDS; i++)
    {
      cf_text_limit_add (GTK_EDITABLE (self->fields[i].row), most_chars[i], on_cut_cb, self);
      cf_ui_keep_at_start (GTK_EDITABLE (self->fields[i].row));
    }
  self->scans = cf_scan_guard_new ();
  cf_scan_guard_watch (self->scans, GTK_WIDGET (self));
  g_signal_connect_object (self->scans, "scanned", G_CALLBACK (on_scanned_cb), self, G_CONNECT_SWAPPED);
  cf_product_pane_update_actions (CF_RECORD_PANE (self));
}

/* Whose currency prices are in; nullable. */
void
cf_product_pane_set_shop (CfProductPane *self,
                          CfShop        *shop)
{
  g_return_if_fail (CF_IS_PRODUCT_PANE (self));

  self->currency = shop != NULL ? cf_shop_get_currency (shop) : NULL;
  if (self->currency != NULL)
    cf_scan_guard_set_currency (self->scans, self->currency);
}

/* What was typed about it and not saved is there again. While something is being stored it is shown after the answer. */
void
cf_product_pane_show (CfProductPane *self,
                      CfProduct     *product)
{
  g_return_if_fail (CF_IS_PRODUCT_PANE (self));
  g_return_if_fail (CF_IS_PRODUCT (product));

  if (cf_record_pane_get_busy (CF_RECORD_PANE (self)))
    show_later (self, product);
  else
    _cf_product_pane_show_product (self, product);
}

/* Whether something is typed that is not saved; @number: of which product, NULL for a new one. */
gboolean
cf_product_pane_get_changed (CfProductPane  *self,
                             const char    **number)
{
  g_return_val_if_fail (CF_IS_PRODUCT_PANE (self), FALSE);

  if (self->draft == NULL)
    return FALSE;
  *number = is_new (self) ? NULL : cf_product_get_number (self->draft->original);
  return cf_product_draft_changed (self->draft, self->currency) || cf_code_list_get_typed (self->codes);
}

/* Begins a new product, or goes on with the one begun. */
void
cf_product_pane_add (CfProductPane *self)
{
  g_return_if_fail (CF_IS_PRODUCT_PANE (self));

  if (cf_record_pane_get_busy (CF_RECORD_PANE (self)))
    {
      show_later (self, NULL);
      return;
    }
  _cf_product_pane_show_product (self, NULL);
  gtk_widget_grab_focus (self->number_row);
}

/* Begins a new product with what is known of it. Where another one is begun already that one stays, and it is said. */
void
cf_product_pane_offer (CfProductPane *self,
                       const char    *number,
                       const char    *name)
{
  const char *other;

  g_return_if_fail (CF_IS_PRODUCT_PANE (self));
  g_return_if_fail (number != NULL && name != NULL);

  cf_product_pane_add (self);
  if (cf_record_pane_get_busy (CF_RECORD_PANE (self)))
    return;
  if (cf_product_pane_get_changed (self, &other))
    {
      _cf_product_pane_told (self, _("This new product is not saved yet. Save it or discard it first."), 0);
      return;
    }

  set_field (self, FIELD_NUMBER, number);
  set_field (self, FIELD_NAME, name);
  gtk_widget_grab_focus (self->price_row);
}

/* Into the form, or to the question that stands in its place. */
void
cf_product_pane_edit (CfProductPane *self)
{
  g_return_if_fail (CF_IS_PRODUCT_PANE (self));

  if (self->theirs != NULL)
    gtk_widget_child_focus (GTK_WIDGET (self->conflict), GTK_DIR_TAB_FORWARD);
  else if (self->draft != NULL)
    gtk_widget_grab_focus (is_new (self) ? self->number_row : self->name_row);
}

/* Stores what was typed; what is wrong is told at its field. */
void
cf_product_pane_save (CfProductPane *self)
{
  CfRecordPane *pane = CF_RECORD_PANE (self);
  g_auto (GStrv) codes = NULL;
  CfDecimal price;
  gboolean has_price;
  CfProductFields fields;

  g_return_if_fail (CF_IS_PRODUCT_PANE (self));

  if (self->draft == NULL || cf_record_pane_get_repository (pane) == NULL || cf_record_pane_get_busy (pane) || self->theirs != NULL)
    return;
  _cf_product_pane_clear_errors (self);
  /* A code that was typed and not entered belongs to it. */
  if (!cf_code_list_enter (self->codes) || !cf_product_draft_changed (self->draft, self->currency))
    return;
  if (!check_texts (self) || !read_price (self, &price, &has_price))
    return;

  codes = cf_product_draft_dup_codes (self->draft);
  fields = (CfProductFields) {
    .number = self->draft->number,
    .name = self->draft->name,
    .description = self->draft->description,
    .price = has_price ? &price : NULL,
    .codes = (const char *const *) codes,
    .retired = !is_new (self) && cf_product_get_retired (self->draft->original),
  };
  _cf_product_pane_set_busy (self, TRUE);
  cf_product_repository_save_async (cf_record_pane_get_repository (pane), self->draft->original, &fields, on_saved_cb, g_object_ref (self));
}

/* Of how many products something is typed that is not saved, whichever is shown. */
guint
cf_product_pane_get_n_unsaved (CfProductPane *self)
{
  const char *number;

  g_return_val_if_fail (CF_IS_PRODUCT_PANE (self), 0);

  return g_hash_table_size (self->drafts) + (cf_product_pane_get_changed (self, &number) ? 1 : 0);
}
