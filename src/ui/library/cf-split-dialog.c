/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-split-dialog.h"

#include <glib/gi18n-lib.h>

#include "cf-book-check.h"
#include "cf-error-note.h"
#include "cf-field-error.h"
#include "cf-fold.h"
#include "cf-format.h"
#include "cf-library-text.h"
#include "cf-paged-list-model.h"
#include "cf-text-limit.h"

#define NATURAL_WIDTH 572
#define NATURAL_HEIGHT 640

struct _CfSplitDialog
{
  CfFormDialog parent_instance;

  /* Template */
  GtkLabel *question;
  GtkWidget *note_row;
  CfFieldError *note_error;
  GtkWidget *search;
  GtkListView *view;
  CfErrorNote *list_note;
  GtkLabel *count;

  /* Owned */
  CfBookRepository *books;      /* nullable: no server was reached yet */
  CfAuthorRepository *authors;  /* nullable, with @books */
  CfAuthor *author;
  CfPagedListModel *list;
  GHashTable *chosen;           /* (element-type gint64): ids of the other person's books */
  GPtrArray *bound;             /* (element-type GtkListItem), unowned each: rows that show a book */
};

enum
{
  SIGNAL_STORED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfSplitDialog, cf_split_dialog, CF_TYPE_FORM_DIALOG)

/* What is chosen */

static gint64
n_books (CfSplitDialog *self)
{
  return cf_author_fields (self->author)->n_books;
}

static void
show_count (CfSplitDialog *self)
{
  guint n = g_hash_table_size (self->chosen);
  g_autofree char *all = cf_format_count (n_books (self));
  g_autofree char *some = cf_format_count (n);
  /* Translators: how many of a person’s books are another person’s, and how many books there are: "2 of 5" */
  g_autofree char *text = g_strdup_printf (_("Books of the other person: %s of %s"), some, all);

  gtk_label_set_text (self->count, text);
  cf_form_dialog_set_ready (CF_FORM_DIALOG (self), n > 0 && n < n_books (self),
                            n == 0 ? _("Choose first which books are the other person’s") : _("At least one book stays with this person"));
}

static void
set_chosen (CfSplitDialog *self,
            gint64         id,
            gboolean       chosen)
{
  if (chosen)
    g_hash_table_add (self->chosen, g_memdup2 (&id, sizeof id));
  else
    g_hash_table_remove (self->chosen, &id);
  show_count (self);
}

/* Rows. A page that arrives fills those that are on screen. */

typedef struct
{
  CfSplitDialog *dialog;        /* unowned: it holds the view */
  GtkWidget *check;             /* unowned, as the labels: of the row */
  GtkLabel *title;
  GtkLabel *detail;
  gboolean filling;
} BookRow;

static CfBook *
book_of (GtkListItem *item)
{
  return CF_BOOK (cf_row_peek_loaded (gtk_list_item_get_item (item)));
}

static BookRow *
row_of (GtkListItem *item)
{
  return g_object_get_data (G_OBJECT (item), "cf-book-row");
}

static void
fill_row (GtkListItem *item)
{
  BookRow *row = row_of (item);
  CfBook *book = book_of (item);
  g_autofree char *title = book != NULL ? cf_library_text_title (book) : g_strdup ("…");
  g_autofree char *detail = book != NULL ? cf_library_text_details (book) : g_strdup ("");

  row->filling = TRUE;
  gtk_label_set_text (row->title, title);
  gtk_label_set_text (row->detail, detail);
  gtk_widget_set_sensitive (row->check, book != NULL);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (row->check),
                               book != NULL && g_hash_table_contains (row->dialog->chosen, &cf_book_fields (book)->id));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->check), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  row->filling = FALSE;
}

static void
on_toggled_cb (GtkCheckButton *check,
               GtkListItem    *item)
{
  BookRow *row = row_of (item);
  CfBook *book = book_of (item);

  if (!row->filling && book != NULL)
    set_chosen (row->dialog, cf_book_fields (book)->id, gtk_check_button_get_active (check));
}

static void
on_setup_cb (GtkSignalListItemFactory *factory,
             GtkListItem              *item,
             CfSplitDialog            *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  BookRow *row = g_new0 (BookRow, 1);

  row->dialog = self;
  row->check = gtk_check_button_new ();
  row->title = g_object_new (GTK_TYPE_LABEL, "xalign", 0.f, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
  row->detail = g_object_new (GTK_TYPE_LABEL, "xalign", 0.f, "ellipsize", PANGO_ELLIPSIZE_END, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (row->detail), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (row->detail), "small");
  gtk_widget_add_css_class (GTK_WIDGET (row->detail), "numeric");
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (row->title));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (row->detail));
  gtk_box_append (GTK_BOX (box), row->check);
  gtk_box_append (GTK_BOX (box), words);
  gtk_list_item_set_child (item, box);
  g_object_set_data_full (G_OBJECT (item), "cf-book-row", row, g_free);
  g_signal_connect_object (row->check, "toggled", G_CALLBACK (on_toggled_cb), item, 0);
}

static void
on_bind_cb (GtkSignalListItemFactory *factory,
            GtkListItem              *item)
{
  g_ptr_array_add (row_of (item)->dialog->bound, item);
  g_signal_connect_object (gtk_list_item_get_item (item), "changed", G_CALLBACK (fill_row), item, G_CONNECT_SWAPPED);
  fill_row (item);
}

static void
on_unbind_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item)
{
  g_ptr_array_remove_fast (row_of (item)->dialog->bound, item);
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), fill_row, item);
}

/* A click on the row, or Enter: as on its check. */
static void
on_activate_cb (GtkListView   *view,
                guint          position,
                CfSplitDialog *self)
{
  g_autoptr (GObject) book = cf_row_dup_loaded (G_LIST_MODEL (self->list), position);
  const gint64 *id;

  if (book == NULL)
    return;
  id = &cf_book_fields (CF_BOOK (book))->id;
  set_chosen (self, *id, !g_hash_table_contains (self->chosen, id));
  for (guint i = 0; i < self->bound->len; i++)
    fill_row (g_ptr_array_index (self->bound, i));
}

/* The list */

static void
list_books (CfSplitDialog *self)
{
  CfBooksQuery query = { .author_id = cf_author_fields (self->author)->id, .sort = CF_BOOKS_SORT_TITLE };
  g_autoptr (CfPageSource) source = NULL;

  query.text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  if (self->books != NULL)
    source = cf_book_repository_list (self->books, &query);
  cf_paged_list_model_set_source (self->list, source);
}

static void
show_list_error (CfSplitDialog *self)
{
  cf_error_note_set_error (self->list_note, cf_paged_list_model_get_error (self->list), CF_ERROR_READING);
}

static void
on_note_typed_cb (CfSplitDialog *self)
{
  cf_field_error_show (self->note_error, self->note_row, NULL);
}

static void
on_note_enter_cb (CfSplitDialog *self)
{
  gtk_widget_grab_focus (self->search);
}

static void
on_cut_cb (GtkEditable *row,
           guint        most_chars,
           gpointer     user_data)
{
  CfSplitDialog *self = user_data;
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);

  cf_field_error_show (self->note_error, self->note_row, sentence);
}

/* Storing */

static void
on_split_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (CfSplitDialog) self = user_data;
  CfFormDialog *dialog = CF_FORM_DIALOG (self);
  g_autoptr (GError) error = NULL;
  gint64 change = 0;
  g_autoptr (CfAuthor) person = cf_author_repository_split_finish (CF_AUTHOR_REPOSITORY (source), result, &change, &error);

  if (cf_form_dialog_get_disposed (dialog))
    return;

  cf_form_dialog_set_busy (dialog, FALSE);
  if (person == NULL)
    {
      cf_form_dialog_tell_error (dialog, error, CF_ERROR_SAVING);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_STORED], 0, person, change);
  cf_form_dialog_end (dialog);
}

static GArray *
list_chosen (CfSplitDialog *self)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->chosen);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_array_append_val (ids, *(const gint64 *) id);
  return ids;
}

static void
store (CfFormDialog *dialog)
{
  CfSplitDialog *self = CF_SPLIT_DIALOG (dialog);
  const char *note = gtk_editable_get_text (GTK_EDITABLE (self->note_row));
  g_autoptr (GArray) ids = list_chosen (self);

  if (cf_fold_is_blank (note))
    {
      cf_field_error_tell (self->note_error, self->note_row, _("Both have the same name: say what tells the other person apart."));
      return;
    }
  cf_form_dialog_tell (dialog, NULL, NULL);
  cf_form_dialog_set_busy (dialog, TRUE);
  cf_author_repository_split_async (self->authors, self->author, (const gint64 *) (gpointer) ids->data, ids->len, note,
                                    on_split_cb, g_object_ref (self));
}

/* GObject */

static void
cf_split_dialog_dispose (GObject *object)
{
  CfSplitDialog *self = CF_SPLIT_DIALOG (object);

  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  g_clear_object (&self->books);
  g_clear_object (&self->authors);
  g_clear_object (&self->author);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_SPLIT_DIALOG);

  G_OBJECT_CLASS (cf_split_dialog_parent_class)->dispose (object);
}

static void
cf_split_dialog_finalize (GObject *object)
{
  CfSplitDialog *self = CF_SPLIT_DIALOG (object);

  g_object_unref (self->list);
  g_hash_table_unref (self->chosen);
  g_ptr_array_unref (self->bound);

  G_OBJECT_CLASS (cf_split_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-split-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CfSplitDialog, question);
  gtk_widget_class_bind_template_child (widget_class, CfSplitDialog, note_row);
  gtk_widget_class_bind_template_child (widget_class, CfSplitDialog, note_error);
  gtk_widget_class_bind_template_child (widget_class, CfSplitDialog, search);
  gtk_widget_class_bind_template_child (widget_class, CfSplitDialog, view);
  gtk_widget_class_bind_template_child (widget_class, CfSplitDialog, list_note);
  gtk_widget_class_bind_template_child (widget_class, CfSplitDialog, count);
  gtk_widget_class_bind_template_callback (widget_class, on_note_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_note_enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_books);
  gtk_widget_class_bind_template_callback (widget_class, on_activate_cb);
}

static void
cf_split_dialog_class_init (CfSplitDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_split_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = cf_split_dialog_finalize;
  CF_FORM_DIALOG_CLASS (klass)->store = store;
  signals[SIGNAL_STORED] = g_signal_new ("stored", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, CF_TYPE_AUTHOR, G_TYPE_INT64);

  g_type_ensure (CF_TYPE_ERROR_NOTE);
  g_type_ensure (CF_TYPE_FIELD_ERROR);
  bind_template (widget_class);
}

static GtkListItemFactory *
new_factory (CfSplitDialog *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  /* Plain: these are the factory's own signals, and the dialog holds the view. */
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_cb), NULL);
  return factory;
}

static void
cf_split_dialog_init (CfSplitDialog *self)
{
  g_autoptr (GtkListItemFactory) factory = new_factory (self);
  g_autoptr (GtkNoSelection) selection = NULL;

  self->chosen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->bound = g_ptr_array_new ();
  self->list = cf_paged_list_model_new (NULL);
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->list)));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_view_set_factory (self->view, factory);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (self->list, "notify::error", G_CALLBACK (show_list_error), self, G_CONNECT_SWAPPED);
  cf_text_limit_add (GTK_EDITABLE (self->note_row), CF_BOOK_MAX_NOTE, on_cut_cb, self);
  cf_form_dialog_set_names (CF_FORM_DIALOG (self), _("Split Author"), _("Split"));
}

/* @author: as it was read by itself. */
GtkWidget *
cf_split_dialog_new (CfAuthor *author)
{
  CfSplitDialog *self;
  g_autofree char *question = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (CF_IS_AUTHOR (author), NULL);

  self = g_object_new (CF_TYPE_SPLIT_DIALOG, NULL);
  self->author = g_object_ref (author);
  name = cf_library_text_name_inside (author);
  question = g_strdup_printf (_("Which of these books are by somebody else who is called %s too?"), name);
  gtk_label_set_text (self->question, question);
  show_count (self);
  return GTK_WIDGET (self);
}

/* NULL: no server was reached yet. */
void
cf_split_dialog_set_repositories (CfSplitDialog      *self,
                                  CfBookRepository   *books,
                                  CfAuthorRepository *authors)
{
  g_return_if_fail (CF_IS_SPLIT_DIALOG (self));

  g_set_object (&self->books, books);
  g_set_object (&self->authors, authors);
  list_books (self);
}

void
cf_split_dialog_present_over (CfSplitDialog *self,
                              GtkWindow     *parent)
{
  g_return_if_fail (CF_IS_SPLIT_DIALOG (self));

  cf_form_dialog_present_over (CF_FORM_DIALOG (self), parent, NATURAL_WIDTH, NATURAL_HEIGHT);
  gtk_widget_grab_focus (self->note_row);
}
