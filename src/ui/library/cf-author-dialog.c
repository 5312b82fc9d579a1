/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-author-dialog.h"

#include <glib/gi18n-lib.h>

#include "cf-book-check.h"
#include "cf-conflict.h"
#include "cf-error.h"
#include "cf-field-error.h"
#include "cf-fold.h"
#include "cf-text-limit.h"
#include "cf-ui.h"

#define NATURAL_WIDTH 460
#define NATURAL_HEIGHT 420

typedef enum
{
  FIELD_FIRST,
  FIELD_LAST,
  FIELD_NOTE,
  N_FIELDS
} Field;

struct _CfAuthorDialog
{
  CfFormDialog parent_instance;

  /* Template */
  CfConflict *conflict;
  GtkWidget *form;
  GtkWidget *first_row;
  CfFieldError *first_error;
  GtkWidget *last_row;
  CfFieldError *last_error;
  GtkWidget *note_row;
  CfFieldError *note_error;

  /* Owned */
  CfAuthorRepository *authors;  /* nullable: no server was reached yet */
  CfAuthor *original;
  CfAuthor *theirs;             /* nullable: what somebody else stored meanwhile */

  GtkWidget *rows[N_FIELDS];    /* (unowned), as the next: of the template */
  CfFieldError *errors[N_FIELDS];
};

enum
{
  SIGNAL_STORED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfAuthorDialog, cf_author_dialog, CF_TYPE_FORM_DIALOG)

static const char *
typed (CfAuthorDialog *self,
       Field           field)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->rows[field]));
}

static const char *
stored (CfAuthor *author,
        Field     field)
{
  const CfAuthorFields *fields = cf_author_fields (author);
  const char *texts[N_FIELDS] = { fields->first_name, fields->last_name, fields->note };

  return texts[field] != NULL ? texts[field] : "";
}

static void
fill (CfAuthorDialog *self)
{
  for (int i = 0; i < N_FIELDS; i++)
    cf_text_limit_fill (GTK_EDITABLE (self->rows[i]), stored (self->original, i));
}

static void
clear_errors (CfAuthorDialog *self)
{
  for (int i = 0; i < N_FIELDS; i++)
    cf_field_error_show (self->errors[i], self->rows[i], NULL);
}

static void
on_typed_cb (CfAuthorDialog *self)
{
  clear_errors (self);
  cf_form_dialog_tell (CF_FORM_DIALOG (self), NULL, NULL);
}

static void
on_cut_cb (GtkEditable *row,
           guint        most_chars,
           gpointer     user_data)
{
  CfAuthorDialog *self = user_data;
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);

  for (int i = 0; i < N_FIELDS; i++)
    if (self->rows[i] == GTK_WIDGET (row))
      cf_field_error_show (self->errors[i], self->rows[i], sentence);
}

static void
on_enter_cb (GtkWidget      *row,
             CfAuthorDialog *self)
{
  if (row == self->note_row)
    cf_form_dialog_focus_verb (CF_FORM_DIALOG (self));
  else
    gtk_widget_grab_focus (row == self->first_row ? self->last_row : self->note_row);
}

/* Two editors */

static gboolean
collides (CfAuthorDialog *self,
          CfAuthor       *author,
          Field           field)
{
  return cf_conflict_collides (typed (self, field), stored (self->original, field), stored (author, field));
}

/* What is typed becomes a change of what they stored, which stands where nothing was typed. */
static void
follow (CfAuthorDialog *self,
        CfAuthor       *author)
{
  for (int i = 0; i < N_FIELDS; i++)
    if (g_str_equal (typed (self, i), stored (self->original, i)))
      cf_text_limit_fill (GTK_EDITABLE (self->rows[i]), stored (author, i));
  g_set_object (&self->original, author);
}

static void
show_conflict (CfAuthorDialog *self,
               CfAuthor       *author)
{
  static const char *const titles[N_FIELDS] = { N_("First Name"), N_("Last Name"), N_("Note") };

  g_set_object (&self->theirs, author);
  cf_form_dialog_set_ready (CF_FORM_DIALOG (self), FALSE, NULL);
  cf_ui_release_focus (self->form);
  gtk_widget_set_visible (self->form, FALSE);
  cf_conflict_begin (self->conflict, _("Somebody changed this person meanwhile. Nothing of yours is stored yet: which values shall be kept?"));
  for (int i = 0; i < N_FIELDS; i++)
    if (collides (self, author, i))
      cf_conflict_add (self->conflict, _(titles[i]), typed (self, i), stored (author, i));
}

static void
end_conflict (CfAuthorDialog *self)
{
  g_clear_object (&self->theirs);
  gtk_widget_set_visible (self->form, TRUE);
  /* Before its buttons go with it. */
  gtk_widget_grab_focus (self->first_row);
  cf_conflict_end (self->conflict);
  cf_form_dialog_set_ready (CF_FORM_DIALOG (self), TRUE, NULL);
}

static void store (CfFormDialog *dialog);

static void
on_keep_mine_cb (CfAuthorDialog *self)
{
  follow (self, self->theirs);
  end_conflict (self);
  store (CF_FORM_DIALOG (self));
}

static void
on_take_theirs_cb (CfAuthorDialog *self)
{
  g_set_object (&self->original, self->theirs);
  end_conflict (self);
  fill (self);
}

/* Somebody else stored @author meanwhile. */
static void
meet (CfAuthorDialog *self,
      CfAuthor       *author)
{
  for (int i = 0; i < N_FIELDS; i++)
    if (collides (self, author, i))
      {
        show_conflict (self, author);
        return;
      }
  follow (self, author);
  store (CF_FORM_DIALOG (self));
}

/* Storing */

static void
on_saved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (CfAuthorDialog) self = user_data;
  CfFormDialog *dialog = CF_FORM_DIALOG (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (CfAuthor) theirs = NULL;
  gint64 change = 0;
  g_autoptr (CfAuthor) author = cf_author_repository_save_finish (CF_AUTHOR_REPOSITORY (source), result, &change, &theirs, &error);

  if (cf_form_dialog_get_disposed (dialog))
    return;

  cf_form_dialog_set_busy (dialog, FALSE);
  if (author != NULL)
    {
      g_signal_emit (self, signals[SIGNAL_STORED], 0, author, change);
      cf_form_dialog_end (dialog);
      return;
    }

  cf_form_dialog_stay (dialog);
  if (theirs != NULL)
    meet (self, theirs);
  else
    cf_form_dialog_tell_error (dialog, error, CF_ERROR_SAVING);
}

static void
store (CfFormDialog *dialog)
{
  CfAuthorDialog *self = CF_AUTHOR_DIALOG (dialog);

  clear_errors (self);
  cf_form_dialog_tell (dialog, NULL, NULL);
  if (cf_fold_is_blank (typed (self, FIELD_FIRST)) && cf_fold_is_blank (typed (self, FIELD_LAST)))
    {
      cf_field_error_tell (self->last_error, self->last_row, _("A person needs a name. Who has only one has it as the last name."));
      return;
    }
  if (self->authors == NULL)
    {
      cf_form_dialog_tell (dialog, _("No server has answered since the start. What you typed is still here: try again when one does."), NULL);
      return;
    }

  cf_form_dialog_set_busy (dialog, TRUE);
  cf_author_repository_save_async (self->authors, self->original, typed (self, FIELD_FIRST), typed (self, FIELD_LAST), typed (self, FIELD_NOTE),
                                   on_saved_cb, g_object_ref (self));
}

/* GObject */

static void
cf_author_dialog_dispose (GObject *object)
{
  CfAuthorDialog *self = CF_AUTHOR_DIALOG (object);

  g_clear_object (&self->authors);
  g_clear_object (&self->original);
  g_clear_object (&self->theirs);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_AUTHOR_DIALOG);

  G_OBJECT_CLASS (cf_author_dialog_parent_class)->dispose (object);
}

static void
cf_author_dialog_class_init (CfAuthorDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_author_dialog_dispose;
  CF_FORM_DIALOG_CLASS (klass)->store = store;
  signals[SIGNAL_STORED] = g_signal_new ("stored", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, CF_TYPE_AUTHOR, G_TYPE_INT64);

  g_type_ensure (CF_TYPE_CONFLICT);
  g_type_ensure (CF_TYPE_FIELD_ERROR);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-author-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CfAuthorDialog, conflict);
  gtk_widget_class_bind_template_child (widget_class, CfAuthorDialog, form);
  gtk_widget_class_bind_template_child (widget_class, CfAuthorDialog, first_row);
  gtk_widget_class_bind_template_child (widget_class, CfAuthorDialog, first_error);
  gtk_widget_class_bind_template_child (widget_class, CfAuthorDialog, last_row);
  gtk_widget_class_bind_template_child (widget_class, CfAuthorDialog, last_error);
  gtk_widget_class_bind_template_child (widget_class, CfAuthorDialog, note_row);
  gtk_widget_class_bind_template_child (widget_class, CfAuthorDialog, note_error);
  gtk_widget_class_bind_template_callback (widget_class, on_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_keep_mine_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_take_theirs_cb);
}

static void
cf_author_dialog_init (CfAuthorDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows[FIELD_FIRST] = self->first_row;
  self->rows[FIELD_LAST] = self->last_row;
  self->rows[FIELD_NOTE] = self->note_row;
  self->errors[FIELD_FIRST] = self->first_error;
  self->errors[FIELD_LAST] = self->last_error;
  self->errors[FIELD_NOTE] = self->note_error;
  for (int i = 0; i < N_FIELDS; i++)
    cf_text_limit_add (GTK_EDITABLE (self->rows[i]), i == FIELD_NOTE ? CF_BOOK_MAX_NOTE : CF_BOOK_MAX_NAME, on_cut_cb, self);
  cf_form_dialog_set_names (CF_FORM_DIALOG (self), _("Edit Author"), _("Save"));
}

/* @author: as it was read by itself. */
GtkWidget *
cf_author_dialog_new (CfAuthor *author)
{
  CfAuthorDialog *self;

  g_return_val_if_fail (CF_IS_AUTHOR (author), NULL);

  self = g_object_new (CF_TYPE_AUTHOR_DIALOG, NULL);
  self->original = g_object_ref (author);
  fill (self);
  return GTK_WIDGET (self);
}

/* NULL: no server was reached yet; what is typed waits for one. */
void
cf_author_dialog_set_repository (CfAuthorDialog     *self,
                                 CfAuthorRepository *authors)
{
  g_return_if_fail (CF_IS_AUTHOR_DIALOG (self));

  g_set_object (&self->authors, authors);
}

void
cf_author_dialog_present_over (CfAuthorDialog *self,
                               GtkWindow      *parent)
{
  g_return_if_fail (CF_IS_AUTHOR_DIALOG (self));

  cf_form_dialog_present_over (CF_FORM_DIALOG (self), parent, NATURAL_WIDTH, NATURAL_HEIGHT);
  gtk_widget_grab_focus (self->first_row);
}
