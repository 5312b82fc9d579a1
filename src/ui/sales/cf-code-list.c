/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cf-code-list.h"
#include "cf-field-error.h"
#include "cf-fold.h"
#include "cf-text-limit.h"
#include "cf-ui.h"

/* What a code may have; of a longer one, which an import may have brought, so much is shown. */
#define MOST_CHARS 100

struct _CfCodeList
{
  AdwBin parent_instance;

  /* Template */
  GtkListBox *rows;
  GtkWidget *entry;
  CfFieldError *error_row;

  char *number;                 /* owned, nullable: the product's number is a code too */
  GPtrArray *codes;             /* owned (element-type utf8) */
  gboolean filling;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfCodeList, cf_code_list, ADW_TYPE_BIN)

static void show_codes (CfCodeList *self);

/* A barcode in the groups in which it is printed. */
static char *
spell_code (const char *code)
{
  if (strlen (code) == 13 && strspn (code, "0123456789") == 13)
    /* Isolated, so that the groups keep their order in a text from right to left. */
    return g_strdup_printf ("\342\201\246%c %.6s %s\342\201\251", code[0], code + 1, code + 7);
  if (g_utf8_strlen (code, -1) > MOST_CHARS)
    {
      g_autofree char *begin = g_utf8_substring (code, 0, MOST_CHARS);

      return g_strconcat (begin, "…", NULL);
    }
  return g_strdup (code);
}

static const char *
describe_code (const char *code)
{
  gsize length = strlen (code);

  if (strspn (code, "0123456789") == length && (length == 8 || length == 12 || length == 13 || length == 14))
    return _("Barcode");
  return _("Code");
}

static void
on_remove_cb (GtkButton  *button,
              CfCodeList *self)
{
  const char *code = g_object_get_data (G_OBJECT (button), "cf-code");
  guint i;

  if (!g_ptr_array_find_with_equal_func (self->codes, code, g_str_equal, &i))
    return;

  g_ptr_array_remove_index (self->codes, i);
  show_codes (self);
  gtk_widget_grab_focus (self->entry);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static GtkWidget *
new_remove_button (CfCodeList *self,
                   const char *code)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *shown = g_utf8_strlen (code, -1) > MOST_CHARS ? spell_code (code) : g_strdup (code);
  g_autofree char *name = g_strdup_printf (_("Remove the code %s"), shown);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  cf_ui_set_tooltip (button, _("Remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "cf-code", g_strdup (code), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove_cb), self, 0);
  return button;
}

static GtkWidget *
new_code_row (const char *code,
              const char *kind)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *spelt = spell_code (code);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), spelt);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), kind);
  gtk_widget_add_css_class (row, "numeric");
  return row;
}

static void
show_codes (CfCodeList *self)
{
  GtkWidget *child;
  int position = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != GTK_WIDGET (self->error_row))
    gtk_list_box_remove (self->rows, child);
  if (self->number != NULL)
    gtk_list_box_insert (self->rows, new_code_row (self->number, _("Product number")), position++);
  for (guint i = 0; i < self->codes->len; i++)
    {
      const char *code = g_ptr_array_index (self->codes, i);
      GtkWidget *row = new_code_row (code, describe_code (code));

      adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_remove_button (self, code));
      gtk_list_box_insert (self->rows, row, position++);
    }
}

static gboolean
has_code (CfCodeList *self,
          const char *code)
{
  g_autofree char *wanted = cf_fold_code (code);
  g_autofree char *number = self->number != NULL ? cf_fold_code (self->number) : NULL;

  if (g_strcmp0 (wanted, number) == 0)
    return TRUE;
  for (guint i = 0; i < self->codes->len; i++)
    {
      g_autofree char *folded = cf_fold_code (g_ptr_array_index (self->codes, i));

      if (g_strcmp0 (wanted, folded) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
on_typed_cb (CfCodeList *self)
{
  if (self->filling)
    return;

  cf_code_list_set_error (self, NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
clear_entry (CfCodeList *self)
{
  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  self->filling = FALSE;
}

static void
on_cut_cb (GtkEditable *entry,
           guint        most_chars,
           gpointer     user_data)
{
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);

  cf_code_list_set_error (user_data, sentence);
}

static void
cf_code_list_dispose (GObject *object)
{
  /* By hand: disposing of a template frees a child that is bound and ours, and AdwBin would free it again. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_CODE_LIST);

  G_OBJECT_CLASS (cf_code_list_parent_class)->dispose (object);
}

static void
cf_code_list_finalize (GObject *object)
{
  CfCodeList *self = CF_CODE_LIST (object);

  g_free (self->number);
  g_ptr_array_unref (self->codes);

  G_OBJECT_CLASS (cf_code_list_parent_class)->finalize (object);
}

static void
cf_code_list_class_init (CfCodeListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_code_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = cf_code_list_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (CF_TYPE_FIELD_ERROR);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-code-list.ui");
  gtk_widget_class_bind_template_child (widget_class, CfCodeList, rows);
  gtk_widget_class_bind_template_child (widget_class, CfCodeList, entry);
  gtk_widget_class_bind_template_child (widget_class, CfCodeList, error_row);
  gtk_widget_class_bind_template_callback (widget_class, cf_code_list_enter);
  gtk_widget_class_bind_template_callback (widget_class, on_typed_cb);
}

static void
cf_code_list_init (CfCodeList *self)
{
  self->codes = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  cf_text_limit_add (GTK_EDITABLE (self->entry), MOST_CHARS, on_cut_cb, self);
  cf_ui_keep_at_start (GTK_EDITABLE (self->entry));
}

static gboolean
is_shown (CfCodeList *self,
          const char *number,
          GPtrArray  *codes)
{
  if (g_strcmp0 (self->number, number) != 0 || self->codes->len != codes->len)
    return FALSE;
  for (guint i = 0; i < codes->len; i++)
    if (!g_str_equal (g_ptr_array_index (self->codes, i), g_ptr_array_index (codes, i)))
      return FALSE;
  return TRUE;
}

/* What is stored has become another; what is typed and not entered stays. */
void
cf_code_list_follow (CfCodeList *self,
                     const char *number,
                     GPtrArray  *codes)
{
  gboolean held;

  g_return_if_fail (CF_IS_CODE_LIST (self));

  if (is_shown (self, number, codes))
    return;

  held = cf_ui_holds_focus (GTK_WIDGET (self->rows));
  g_free (self->number);
  self->number = g_strdup (number);
  g_ptr_array_set_size (self->codes, 0);
  for (guint i = 0; i < codes->len; i++)
    g_ptr_array_add (self->codes, g_strdup (g_ptr_array_index (codes, i)));
  show_codes (self);
  /* The row that had it may be gone. */
  if (held && !cf_ui_holds_focus (GTK_WIDGET (self->rows)))
    gtk_widget_grab_focus (self->entry);
}

/* @number: (nullable): the product's own number, which cannot be removed. */
void
cf_code_list_set_codes (CfCodeList *self,
                        const char *number,
                        GPtrArray  *codes)
{
  g_return_if_fail (CF_IS_CODE_LIST (self));

  clear_entry (self);
  cf_code_list_set_error (self, NULL);
  cf_code_list_follow (self, number, codes);
}

/* (transfer full) (element-type utf8) */
GPtrArray *
cf_code_list_dup_codes (CfCodeList *self)
{
  GPtrArray *codes;

  g_return_val_if_fail (CF_IS_CODE_LIST (self), NULL);

  codes = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->codes->len; i++)
    g_ptr_array_add (codes, g_strdup (g_ptr_array_index (self->codes, i)));
  return codes;
}

/* Whether a code was typed and not entered. */
gboolean
cf_code_list_get_typed (CfCodeList *self)
{
  g_return_val_if_fail (CF_IS_CODE_LIST (self), FALSE);

  return *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0';
}

/* Takes the code that stands in the entry, as Enter and the scanner do; FALSE: the product has it already. */
gboolean
cf_code_list_enter (CfCodeList *self)
{
  g_autofree char *code = NULL;

  g_return_val_if_fail (CF_IS_CODE_LIST (self), FALSE);

  code = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  if (*code == '\0')
    return TRUE;
  if (has_code (self, code))
    {
      cf_code_list_set_error (self, _("This product has the code already."));
      return FALSE;
    }

  g_ptr_array_add (self->codes, g_steal_pointer (&code));
  clear_entry (self);
  show_codes (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return TRUE;
}

/* Says under the entry what is wrong with the codes; NULL: nothing. */
void
cf_code_list_set_error (CfCodeList *self,
                        const char *sentence)
{
  g_return_if_fail (CF_IS_CODE_LIST (self));

  cf_field_error_tell (self->error_row, self->entry, sentence);
  if (sentence != NULL)
    gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}
