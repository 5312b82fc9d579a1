/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-isbn-field.h"

#include <glib/gi18n-lib.h>

#include "cf-field-error.h"
#include "cf-isbn.h"
#include "cf-text-limit.h"
#include "cf-ui.h"

/* Whoever types pauses for so long only when the number is typed, or wrong. */
#define PAUSE_MS 600

#define MOST_CHARS 60

struct _CfIsbnField
{
  AdwBin parent_instance;

  /* Template */
  GtkWidget *row;
  GtkWidget *mark;
  GtkImage *mark_icon;
  GtkLabel *mark_label;
  CfFieldError *error;
  GtkWidget *doubt;
  GtkLabel *doubt_label;
  GtkWidget *insist_button;

  /* Owned */
  CfBookRepository *books;      /* nullable */
  CfBookDraft *draft;           /* nullable */
  GCancellable *looking;        /* nullable: the catalogue is being asked */
  char *looked_for;             /* nullable: the number that was asked about last */

  gint64 book_id;               /* the book that is edited, 0: a new one */
  guint pause_source;
  gboolean filling;
};

enum
{
  SIGNAL_FOUND,
  SIGNAL_NEXT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfIsbnField, cf_isbn_field, ADW_TYPE_BIN)

/* In the catalogue */

static void
tell_found (CfIsbnField *self,
            CfBook      *book)
{
  g_signal_emit (self, signals[SIGNAL_FOUND], 0, book);
}

static void
on_looked_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (CfIsbnField) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfBook) book = cf_book_repository_find_isbn_finish (CF_BOOK_REPOSITORY (source), result, &error);

  /* Another number was typed meanwhile. */
  if (g_task_get_cancellable (G_TASK (result)) != self->looking)
    return;

  g_clear_object (&self->looking);
  if (error != NULL)
    /* Storing tells what is wrong, and looks for the number once more. */
    g_debug ("No ISBN was looked for: %s", error->message);
  tell_found (self, book != NULL && cf_book_fields (book)->id != self->book_id ? book : NULL);
}

static void
forget_looking (CfIsbnField *self)
{
  g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  g_clear_pointer (&self->looked_for, g_free);
}

/* @isbn: nullable */
static void
look (CfIsbnField *self,
      const char  *isbn)
{
  if (g_strcmp0 (isbn, self->looked_for) == 0)
    return;

  forget_looking (self);
  self->looked_for = g_strdup (isbn);
  if (isbn == NULL || self->books == NULL)
    {
      tell_found (self, NULL);
      return;
    }
  self->looking = g_cancellable_new ();
  cf_book_repository_find_isbn_async (self->books, isbn, self->looking, on_looked_cb, g_object_ref (self));
}

/* What is said of it */

static void
show_mark (CfIsbnField *self,
           const char  *icon_name,
           const char  *css_class,
           const char  *text)
{
  gtk_widget_set_visible (self->mark, text != NULL);
  if (text == NULL)
    return;

  gtk_image_set_from_icon_name (self->mark_icon, icon_name);
  gtk_widget_remove_css_class (GTK_WIDGET (self->mark_icon), "okmark");
  gtk_widget_remove_css_class (GTK_WIDGET (self->mark_icon), "trouble");
  gtk_widget_add_css_class (GTK_WIDGET (self->mark_icon), css_class);
  gtk_label_set_text (self->mark_label, text);
  gtk_label_set_ellipsize (self->mark_label, PANGO_ELLIPSIZE_END);
}

/* Half a number is none. */
static void
show_number (CfIsbnField *self,
             const char  *number)
{
  show_mark (self, "cf-saved-symbolic", "okmark", number);
  gtk_label_set_ellipsize (self->mark_label, PANGO_ELLIPSIZE_NONE);
}

static const char *
text (CfIsbnField *self)
{
  return cf_book_draft_get_text (self->draft, CF_BOOK_ISBN);
}

/* What will be stored. */
static void
show_right (CfIsbnField *self)
{
  g_autofree char *isbn = NULL;
  g_autofree char *shown = NULL;
  char expected;
  CfIsbnStatus status = cf_isbn_parse (text (self), &isbn, &expected);

  if (status == CF_ISBN_VALID)
    {
      g_autofree char *spelt = cf_isbn_format (isbn);

      /* Isolated, so that the groups keep their order in a text from right to left. */
      shown = g_strdup_printf ("\342\201\246%s\342\201\251", spelt);
    }
  if (shown != NULL)
    show_number (self, shown);
  else if (cf_book_draft_get_insists (self->draft))
    show_mark (self, "dialog-warning-symbolic", "trouble", _("Kept as it is printed"));
  else
    show_mark (self, NULL, NULL, NULL);
  look (self, isbn);
}

static void
show_doubt (CfIsbnField *self,
            const char  *sentence)
{
  if (sentence == NULL)
    cf_ui_release_focus (self->doubt);
  else
    gtk_label_set_text (self->doubt_label, sentence);
  gtk_widget_set_visible (self->doubt, sentence != NULL);
}

/* @paused: the number is not about to be gone on with. */
static void
update (CfIsbnField *self,
        gboolean     paused)
{
  g_autofree char *sentence = NULL;
  CfCheck check = cf_book_draft_check (self->draft, CF_BOOK_ISBN, &sentence);

  if (check == CF_CHECK_RIGHT)
    show_right (self);
  else
    {
      show_mark (self, "dialog-warning-symbolic", "trouble", paused && check == CF_CHECK_DOUBTFUL ? _("Look again") : NULL);
      look (self, NULL);
    }
  show_doubt (self, paused && check == CF_CHECK_DOUBTFUL ? sentence : NULL);
  cf_field_error_show (self->error, self->row, paused && check == CF_CHECK_WRONG ? sentence : NULL);
}

/* Whoever leaves the field will not go on with the number. */
static void
update_at_once (CfIsbnField *self)
{
  g_clear_handle_id (&self->pause_source, g_source_remove);
  if (self->draft != NULL)
    update (self, TRUE);
}

static gboolean
on_pause_cb (gpointer user_data)
{
  CfIsbnField *self = user_data;

  self->pause_source = 0;
  update (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
on_typed_cb (CfIsbnField *self)
{
  if (self->filling || self->draft == NULL)
    return;

  cf_book_draft_set_text (self->draft, CF_BOOK_ISBN, gtk_editable_get_text (GTK_EDITABLE (self->row)));
  g_clear_handle_id (&self->pause_source, g_source_remove);
  self->pause_source = g_timeout_add (PAUSE_MS, on_pause_cb, self);
  update (self, FALSE);
}

static void
on_insist_cb (CfIsbnField *self)
{
  cf_book_draft_set_insists (self->draft, TRUE);
  gtk_widget_grab_focus (self->row);
  update_at_once (self);
}

static void
on_enter_cb (CfIsbnField *self)
{
  update_at_once (self);
  g_signal_emit (self, signals[SIGNAL_NEXT], 0);
}

static void
on_cut_cb (GtkEditable *row,
           guint        most_chars,
           gpointer     user_data)
{
  CfIsbnField *self = user_data;
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);

  cf_field_error_show (self->error, self->row, sentence);
}

static gboolean
cf_isbn_field_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (CF_ISBN_FIELD (widget)->row);
}

/* GObject */

static void
cf_isbn_field_dispose (GObject *object)
{
  CfIsbnField *self = CF_ISBN_FIELD (object);

  g_clear_handle_id (&self->pause_source, g_source_remove);
  forget_looking (self);
  g_clear_object (&self->draft);
  g_clear_object (&self->books);
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_ISBN_FIELD);

  G_OBJECT_CLASS (cf_isbn_field_parent_class)->dispose (object);
}

static void
cf_isbn_field_class_init (CfIsbnFieldClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_isbn_field_dispose;
  widget_class->grab_focus = cf_isbn_field_grab_focus;
  signals[SIGNAL_FOUND] = g_signal_new ("found", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CF_TYPE_BOOK);
  signals[SIGNAL_NEXT] = g_signal_new ("next", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (CF_TYPE_FIELD_ERROR);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-isbn-field.ui");
  gtk_widget_class_bind_template_child (widget_class, CfIsbnField, row);
  gtk_widget_class_bind_template_child (widget_class, CfIsbnField, mark);
  gtk_widget_class_bind_template_child (widget_class, CfIsbnField, mark_icon);
  gtk_widget_class_bind_template_child (widget_class, CfIsbnField, mark_label);
  gtk_widget_class_bind_template_child (widget_class, CfIsbnField, error);
  gtk_widget_class_bind_template_child (widget_class, CfIsbnField, doubt);
  gtk_widget_class_bind_template_child (widget_class, CfIsbnField, doubt_label);
  gtk_widget_class_bind_template_child (widget_class, CfIsbnField, insist_button);
  gtk_widget_class_bind_template_callback (widget_class, on_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_insist_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_at_once);
}

static void
cf_isbn_field_init (CfIsbnField *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cf_ui_keep_name (self->insist_button);
  cf_text_limit_add (GTK_EDITABLE (self->row), MOST_CHARS, on_cut_cb, self);
}

/* NULL: no number can be looked for. */
void
cf_isbn_field_set_books (CfIsbnField      *self,
                         CfBookRepository *books)
{
  g_return_if_fail (CF_IS_ISBN_FIELD (self));

  forget_looking (self);
  g_set_object (&self->books, books);
}

/* @book_id: the book that is edited, whose own number is none of another one; 0: a new one. */
void
cf_isbn_field_set_draft (CfIsbnField *self,
                         CfBookDraft *draft,
                         gint64       book_id)
{
  g_return_if_fail (CF_IS_ISBN_FIELD (self));

  forget_looking (self);
  g_set_object (&self->draft, draft);
  self->book_id = book_id;
  self->filling = TRUE;
  cf_text_limit_fill (GTK_EDITABLE (self->row), text (self));
  self->filling = FALSE;
  update_at_once (self);
}

/* Says what is wrong and goes there; TRUE: nothing is. */
gboolean
cf_isbn_field_check (CfIsbnField *self)
{
  g_return_val_if_fail (CF_IS_ISBN_FIELD (self), FALSE);

  update_at_once (self);
  return cf_book_draft_check (self->draft, CF_BOOK_ISBN, NULL) == CF_CHECK_RIGHT;
}
