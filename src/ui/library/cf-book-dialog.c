/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-book-dialog-private.h"
#include "cf-text-limit.h"
#include "cf-text.h"
#include "cf-ui.h"

#define NATURAL_WIDTH 572
#define NATURAL_HEIGHT 686

/* What a person can put into year and pages. */
#define MOST_DIGITS 40

enum
{
  SIGNAL_STORED,
  SIGNAL_OPEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfBookDialog, cf_book_dialog, CF_TYPE_FORM_DIALOG)

/* What can be done now */

static gboolean
has_authors (CfBookDialog *self)
{
  GListModel *contributors = cf_book_draft_get_contributors (self->draft);
  guint n = g_list_model_get_n_items (contributors);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CfDraftContributor) contributor = g_list_model_get_item (contributors, i);

      if (!cf_draft_contributor_is_blank (contributor))
        return TRUE;
    }
  return FALSE;
}

/* (nullable): what is typed besides the authors and differs from the book that was found, as it is called in the form; NULL: nothing. */
static char *
describe_left (CfBookDialog *self)
{
  static const struct { CfBookField field; const char *name; } names[] = {
    { CF_BOOK_TITLE, N_("Title") },
    { CF_BOOK_YEAR, N_("Year") },
    { CF_BOOK_PAGES, N_("Pages") },
    { CF_BOOK_ISBN, N_("ISBN") },
  };
  CfBook *found = cf_duplicate_notice_get_book (self->duplicate);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; found != NULL && i < G_N_ELEMENTS (names); i++)
    if (cf_book_draft_says_otherwise (self->draft, found, names[i].field))
      cf_text_list (out, _(names[i].name));
  return out->len > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

void
_cf_book_dialog_update_actions (CfBookDialog *self)
{
  gboolean asks = cf_duplicate_notice_get_book (self->duplicate) != NULL;
  g_autofree char *left = describe_left (self);

  cf_form_dialog_set_ready (CF_FORM_DIALOG (self), !asks && self->theirs == NULL,
                            asks ? _("Answer first what is asked about the book that is there already") : NULL);
  cf_duplicate_notice_set_has_authors (self->duplicate, self->original == NULL && has_authors (self), left);
}

static void
show_names (CfBookDialog *self)
{
  if (self->original != NULL)
    cf_form_dialog_set_names (CF_FORM_DIALOG (self), _("Edit Book"), _("Save"));
  else
    cf_form_dialog_set_names (CF_FORM_DIALOG (self), _("Add Book"), _("Add"));
}

/* Fields */

static void
show_error (CfBookDialog    *self,
            const BookField *field,
            gboolean         at_once)
{
  g_autofree char *sentence = NULL;
  CfCheck check = cf_book_draft_check (self->draft, field->field, &sentence);
  gboolean wrong = check == CF_CHECK_WRONG || (at_once && check != CF_CHECK_RIGHT);

  cf_field_error_show (field->error, field->row, wrong ? sentence : NULL);
}

static const BookField *
field_of (CfBookDialog *self,
          gpointer      row)
{
  for (guint i = 0; i < N_TEXTS; i++)
    if (self->fields[i].row == row)
      return &self->fields[i];
  g_assert_not_reached ();
}

static void
on_typed_cb (GtkEditable  *row,
             CfBookDialog *self)
{
  const BookField *field;

  if (self->filling || self->draft == NULL)
    return;

  field = field_of (self, row);
  cf_book_draft_set_text (self->draft, field->field, gtk_editable_get_text (row));
  show_error (self, field, FALSE);
}

static void
on_cut_cb (GtkEditable *row,
           guint        most_chars,
           gpointer     user_data)
{
  const BookField *field = field_of (user_data, row);
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);

  cf_field_error_show (field->error, field->row, sentence);
}

/* What is wrong is said at each field, and the first of them gets the focus; TRUE: nothing is. */
gboolean
_cf_book_dialog_check (CfBookDialog *self)
{
  GtkWidget *first = NULL;
  gboolean isbn_right = cf_isbn_field_check (self->isbn);

  for (guint i = 0; i < N_TEXTS; i++)
    {
      show_error (self, &self->fields[i], TRUE);
      if (first == NULL && cf_book_draft_check (self->draft, self->fields[i].field, NULL) != CF_CHECK_RIGHT)
        first = self->fields[i].row;
    }
  /* From top to bottom: the title, then the people, then the rest. */
  if (first != self->title_row && !cf_contributor_list_check (self->contributors))
    return FALSE;
  if (first == NULL && !isbn_right)
    first = GTK_WIDGET (self->isbn);
  if (first != NULL)
    gtk_widget_grab_focus (first);
  return first == NULL;
}

static void
fill (CfBookDialog *self)
{
  self->filling = TRUE;
  for (guint i = 0; i < N_TEXTS; i++)
    {
      cf_text_limit_fill (GTK_EDITABLE (self->fields[i].row), cf_book_draft_get_text (self->draft, self->fields[i].field));
      show_error (self, &self->fields[i], FALSE);
    }
  self->filling = FALSE;
  cf_contributor_list_set_draft (self->contributors, self->draft);
  cf_isbn_field_set_draft (self->isbn, self->draft, self->original != NULL ? cf_book_fields (self->original)->id : 0);
}

/* What was said of something else than what is typed now is not true of it. */
static void
on_draft_changed_cb (CfBookDialog *self)
{
  if (cf_form_dialog_get_busy (CF_FORM_DIALOG (self)))
    return;

  cf_form_dialog_tell (CF_FORM_DIALOG (self), NULL, NULL);
  if (self->by_isbn)
    _cf_book_dialog_update_actions (self);
  else
    _cf_book_dialog_show_duplicates (self, NULL);
}

void
_cf_book_dialog_set_draft (CfBookDialog *self,
                           CfBookDraft  *draft,
                           CfBook       *original)
{
  g_object_ref (draft);
  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_clear_object (&self->draft);
  self->draft = draft;
  g_set_object (&self->original, original);
  g_signal_connect_object (draft, "changed", G_CALLBACK (on_draft_changed_cb), self, G_CONNECT_SWAPPED);
  show_names (self);
  fill (self);
  _cf_book_dialog_update_actions (self);
}

/* From field to field */

static void
on_enter_cb (GtkWidget    *row,
             CfBookDialog *self)
{
  if (row == self->title_row)
    gtk_widget_grab_focus (GTK_WIDGET (self->contributors));
  else
    gtk_widget_grab_focus (row == self->year_row ? self->pages_row : GTK_WIDGET (self->isbn));
}

static void
on_contributors_left_cb (CfBookDialog *self)
{
  gtk_widget_grab_focus (self->year_row);
}

static void
on_isbn_next_cb (CfBookDialog *self)
{
  if (cf_duplicate_notice_get_book (self->duplicate) != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->duplicate));
  else
    cf_form_dialog_focus_verb (CF_FORM_DIALOG (self));
}

/* The book is there already */

void
_cf_book_dialog_show_duplicates (CfBookDialog *self,
                                 GPtrArray    *books)
{
  self->by_isbn = FALSE;
  cf_duplicate_notice_set_books (self->duplicate, books);
  _cf_book_dialog_update_actions (self);
}

/* By what the book is told from others. */
static char *
describe_identity (CfBookDialog *self)
{
  return g_strjoin ("\n", cf_book_draft_get_text (self->draft, CF_BOOK_TITLE), cf_book_draft_get_text (self->draft, CF_BOOK_ISBN), NULL);
}

/* Whether somebody said that it is another book than the one that is there, and it still is the one that was meant. */
CfAddChoice
_cf_book_dialog_get_choice (CfBookDialog *self)
{
  g_autofree char *identity = describe_identity (self);

  return g_strcmp0 (identity, self->another) == 0 ? CF_ADD_ANOTHER : CF_ADD_UNLESS_THERE;
}

/* While the number is typed. */
static void
on_isbn_found_cb (CfIsbnField  *isbn,
                  CfBook       *book,
                  CfBookDialog *self)
{
  g_autoptr (GPtrArray) books = NULL;

  if (cf_form_dialog_get_busy (CF_FORM_DIALOG (self)))
    return;
  if (book == NULL && self->by_isbn)
    _cf_book_dialog_show_duplicates (self, NULL);
  if (book == NULL || _cf_book_dialog_get_choice (self) == CF_ADD_ANOTHER)
    return;

  books = g_ptr_array_new ();
  g_ptr_array_add (books, book);
  _cf_book_dialog_show_duplicates (self, books);
  self->by_isbn = TRUE;
}

static void
on_open_cb (CfBookDialog *self)
{
  g_autoptr (CfBook) book = g_object_ref (cf_duplicate_notice_get_book (self->duplicate));

  g_signal_emit (self, signals[SIGNAL_OPEN], 0, book);
  cf_form_dialog_end (CF_FORM_DIALOG (self));
}

/* Where it was found while the number was typed, the rest is still to be typed. */
static void
on_another_cb (CfBookDialog *self)
{
  gboolean typing = self->by_isbn;

  g_free (self->another);
  self->another = describe_identity (self);
  _cf_book_dialog_show_duplicates (self, NULL);
  if (typing)
    gtk_widget_grab_focus (GTK_WIDGET (self->isbn));
  else
    _cf_book_dialog_store (self);
}

/* The end of it */

void
_cf_book_dialog_emit_stored (CfBookDialog *self,
                             CfBook       *book,
                             gint64        change,
                             gboolean      added)
{
  g_signal_emit (self, signals[SIGNAL_STORED], 0, book, change, added);
}

static void
cf_book_dialog_store (CfFormDialog *dialog)
{
  _cf_book_dialog_store (CF_BOOK_DIALOG (dialog));
}

/* GObject */

static void
cf_book_dialog_dispose (GObject *object)
{
  CfBookDialog *self = CF_BOOK_DIALOG (object);

  if (self->draft != NULL)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_cancellable_cancel (self->awaiting);
  g_clear_object (&self->awaiting);
  g_clear_object (&self->draft);
  g_clear_pointer (&self->another, g_free);
  g_clear_object (&self->original);
  g_clear_object (&self->theirs);
  g_clear_object (&self->books);
  g_clear_object (&self->authors);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_BOOK_DIALOG);

  G_OBJECT_CLASS (cf_book_dialog_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-book-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CfBookDialog, conflict);
  gtk_widget_class_bind_template_child (widget_class, CfBookDialog, form);
  gtk_widget_class_bind_template_child (widget_class, CfBookDialog, title_row);
  gtk_widget_class_bind_template_child (widget_class, CfBookDialog, title_error);
  gtk_widget_class_bind_template_child (widget_class, CfBookDialog, duplicate);
  gtk_widget_class_bind_template_child (widget_class, CfBookDialog, contributors);
  gtk_widget_class_bind_template_child (widget_class, CfBookDialog, year_row);
  gtk_widget_class_bind_template_child (widget_class, CfBookDialog, year_error);
  gtk_widget_class_bind_template_child (widget_class, CfBookDialog, pages_row);
  gtk_widget_class_bind_template_child (widget_class, CfBookDialog, pages_error);
  gtk_widget_class_bind_template_child (widget_class, CfBookDialog, isbn);
  gtk_widget_class_bind_template_callback (widget_class, on_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_contributors_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, _cf_book_dialog_looked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_isbn_found_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_isbn_next_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_open_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_another_cb);
  gtk_widget_class_bind_template_callback (widget_class, _cf_book_dialog_add_authors);
  gtk_widget_class_bind_template_callback (widget_class, _cf_book_dialog_keep_mine);
  gtk_widget_class_bind_template_callback (widget_class, _cf_book_dialog_take_theirs);
}

static void
install_signals (GType type)
{
  signals[SIGNAL_STORED] = g_signal_new ("stored", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 3, CF_TYPE_BOOK, G_TYPE_INT64, G_TYPE_BOOLEAN);
  signals[SIGNAL_OPEN] = g_signal_new ("open", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CF_TYPE_BOOK);
}

static void
cf_book_dialog_class_init (CfBookDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_book_dialog_dispose;
  CF_FORM_DIALOG_CLASS (klass)->store = cf_book_dialog_store;
  install_signals (G_TYPE_FROM_CLASS (klass));

  g_type_ensure (CF_TYPE_CONFLICT);
  g_type_ensure (CF_TYPE_CONTRIBUTOR_LIST);
  g_type_ensure (CF_TYPE_DUPLICATE_NOTICE);
  g_type_ensure (CF_TYPE_FIELD_ERROR);
  g_type_ensure (CF_TYPE_ISBN_FIELD);
  bind_template (widget_class);
}

static void
cf_book_dialog_init (CfBookDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->fields[0] = (BookField) { CF_BOOK_TITLE, self->title_row, self->title_error };
  self->fields[1] = (BookField) { CF_BOOK_YEAR, self->year_row, self->year_error };
  self->fields[2] = (BookField) { CF_BOOK_PAGES, self->pages_row, self->pages_error };
  cf_text_limit_add (GTK_EDITABLE (self->title_row), CF_BOOK_MAX_TITLE, on_cut_cb, self);
  cf_text_limit_add (GTK_EDITABLE (self->year_row), MOST_DIGITS, on_cut_cb, self);
  cf_text_limit_add (GTK_EDITABLE (self->pages_row), MOST_DIGITS, on_cut_cb, self);
}

/* @draft: what is typed already; @original: (nullable): the book that is edited; NULL: a new one. */
GtkWidget *
cf_book_dialog_new (CfBookDraft *draft,
                    CfBook      *original)
{
  CfBookDialog *self;

  g_return_val_if_fail (CF_IS_BOOK_DRAFT (draft), NULL);

  self = g_object_new (CF_TYPE_BOOK_DIALOG, NULL);
  /* A row to type the first name into. */
  if (g_list_model_get_n_items (cf_book_draft_get_contributors (draft)) == 0)
    cf_book_draft_add_contributor (draft, 0);
  _cf_book_dialog_set_draft (self, draft, original);
  return GTK_WIDGET (self);
}

void
cf_book_dialog_present_over (CfBookDialog *self,
                             GtkWindow    *parent)
{
  g_return_if_fail (CF_IS_BOOK_DIALOG (self));

  cf_form_dialog_present_over (CF_FORM_DIALOG (self), parent, NATURAL_WIDTH, NATURAL_HEIGHT);
  gtk_widget_grab_focus (self->title_row);
}

/* NULL: no server was reached yet; what is typed waits for one. */
void
cf_book_dialog_set_repositories (CfBookDialog       *self,
                                 CfBookRepository   *books,
                                 CfAuthorRepository *authors)
{
  g_return_if_fail (CF_IS_BOOK_DIALOG (self));

  g_set_object (&self->books, books);
  g_set_object (&self->authors, authors);
  cf_isbn_field_set_books (self->isbn, books);
  cf_contributor_list_set_authors (self->contributors, authors);
}

/* (transfer none): what is typed. */
CfBookDraft *
cf_book_dialog_get_draft (CfBookDialog *self)
{
  g_return_val_if_fail (CF_IS_BOOK_DIALOG (self), NULL);

  return self->draft;
}

/* (transfer none) (nullable): the book that is edited. */
CfBook *
cf_book_dialog_get_original (CfBookDialog *self)
{
  g_return_val_if_fail (CF_IS_BOOK_DIALOG (self), NULL);

  return self->original;
}

/* Whether something is typed that would be lost without the draft. */
gboolean
cf_book_dialog_get_changed (CfBookDialog *self)
{
  g_return_val_if_fail (CF_IS_BOOK_DIALOG (self), FALSE);

  return cf_book_draft_differs (self->draft, self->original);
}
