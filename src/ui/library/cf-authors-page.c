/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-author-pane.h"
#include "cf-authors-page.h"
#include "cf-format.h"
#include "cf-library-text.h"
#include "cf-text.h"

struct _CfAuthorsPage
{
  CfRecordsPage parent_instance;

  CfBrowser *browser;                   /* (unowned): the page's; NULL once disposed */

  /* Template */
  CfAuthorPane *pane;
  GtkToggleButton *bookless_chip;
  GtkToggleButton *namesakes_chip;

  GCancellable *counting;               /* (owned) (nullable) */
};

enum
{
  SIGNAL_EDIT,
  SIGNAL_MERGE,
  SIGNAL_SPLIT,
  SIGNAL_WRITTEN,
  SIGNAL_RETRY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfAuthorsPage, cf_authors_page, CF_TYPE_RECORDS_PAGE)

/* Cells */

static char *
name_text (GObject  *item,
           gpointer  owner)
{
  return cf_library_text_sorted (CF_AUTHOR (item));
}

static char *
note_text (GObject  *item,
           gpointer  owner)
{
  const char *note = cf_author_fields (CF_AUTHOR (item))->note;

  return g_strdup (note != NULL ? note : "");
}

static char *
books_text (GObject  *item,
            gpointer  owner)
{
  return cf_format_count (cf_author_fields (CF_AUTHOR (item))->n_books);
}

static gboolean
same_author (GObject *a,
             GObject *b)
{
  return cf_author_fields (CF_AUTHOR (a))->id == cf_author_fields (CF_AUTHOR (b))->id;
}

static void
build_columns (CfAuthorsPage *self)
{
  const CfRecordsColumn columns[] = {
    { "name", C_("person", "Name"), CF_AUTHORS_SORT_NAME, TRUE, { name_text, NULL, NULL, 12, 24, FALSE } },
    { NULL, _("Note"), 0, TRUE, { note_text, NULL, "dim-label", 8, 16, FALSE } },
    { "books", _("Books"), CF_AUTHORS_SORT_BOOKS, FALSE, { books_text, NULL, NULL, 5, 6, TRUE } },
  };
  const CfCellRowStyle rows = { name_text, note_text, books_text, NULL, "dim-label" };

  cf_browser_set_columns (self->browser, columns, G_N_ELEMENTS (columns), &rows, same_author, self);
  cf_browser_set_sort (self->browser, CF_AUTHORS_SORT_NAME, FALSE);
}

/* States */

static void
cf_authors_page_describe_nothing (CfRecordsPage *page,
                                  const char    *text)
{
  CfAuthorsPage *self = CF_AUTHORS_PAGE (page);

  if (*text != '\0')
    {
      g_autofree char *typed = cf_text_embed (text);
      g_autofree char *sentence = g_strdup_printf (_("No name, other spelling or note has “%s”."), typed);
      g_autofree char *escaped = g_markup_escape_text (sentence, -1);

      cf_browser_set_empty (self->browser, "edit-find-symbolic", _("Nobody Found"), escaped, NULL);
    }
  else if (gtk_toggle_button_get_active (self->bookless_chip))
    cf_browser_set_empty (self->browser, "object-select-symbolic", _("All Have a Book"), _("People of whom the catalogue has no book stand here."), NULL);
  else if (gtk_toggle_button_get_active (self->namesakes_chip))
    cf_browser_set_empty (self->browser, "object-select-symbolic", _("No Namesakes"), _("People who have the same name as somebody else stand here."), NULL);
  else
    cf_browser_set_empty (self->browser, "cf-authors-symbolic", _("No Authors Yet"), _("They come with the books that name them."), NULL);
}

static void
cf_authors_page_show_count (CfRecordsPage *page)
{
  CfPagedListModel *authors = cf_records_page_get_list (page);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (authors));
  g_autofree char *number = cf_format_count (n);
  g_autofree char *count = g_strdup_printf (ngettext ("%s author", "%s authors", n), number);
  g_autofree char *text = cf_library_text_summary (authors, count);

  if (n > 0 || !cf_paged_list_model_get_loading (authors))
    cf_browser_set_summary (CF_AUTHORS_PAGE (page)->browser, text, NULL);
}

/* The list */

static void
on_counted_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (CfAuthorsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 all, without_books, namesakes;

  if (!cf_author_repository_count_finish (CF_AUTHOR_REPOSITORY (source), result, &all, &without_books, &namesakes, &error))
    {
      /* The list itself says what is wrong. */
      g_debug ("No count: %s", error->message);
      return;
    }
  if (self->browser == NULL)
    return;

  cf_library_text_label_chip (self->bookless_chip, _("Without book"), without_books);
  cf_library_text_label_chip (self->namesakes_chip, _("Namesakes"), namesakes);
}

static void
cf_authors_page_count (CfRecordsPage *page)
{
  CfAuthorsPage *self = CF_AUTHORS_PAGE (page);
  CfAuthorRepository *repository = cf_records_page_get_repository (page);

  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  if (repository == NULL)
    return;

  self->counting = g_cancellable_new ();
  cf_author_repository_count_async (repository, self->counting, on_counted_cb, g_object_ref (self));
}

static CfPageSource *
cf_authors_page_list (CfRecordsPage *page)
{
  CfAuthorsPage *self = CF_AUTHORS_PAGE (page);
  CfAuthorRepository *repository = cf_records_page_get_repository (page);
  CfAuthorsQuery query = { 0 };

  query.text = cf_browser_get_text (self->browser);
  query.filter = gtk_toggle_button_get_active (self->bookless_chip)    ? CF_AUTHORS_WITHOUT_BOOKS
                 : gtk_toggle_button_get_active (self->namesakes_chip) ? CF_AUTHORS_NAMESAKES
                                                                       : CF_AUTHORS_ALL;
  query.sort = cf_browser_get_sort (self->browser, &query.descending);
  return repository != NULL ? cf_author_repository_list (repository, &query) : NULL;
}

/* What the person does */

static void
on_chip_cb (CfAuthorsPage   *self,
            GtkToggleButton *chip)
{
  if (gtk_toggle_button_get_active (chip) && self->browser != NULL)
    cf_records_page_read (CF_RECORDS_PAGE (self));
}

static void
cf_authors_page_retry (CfRecordsPage *page)
{
  g_signal_emit (page, signals[SIGNAL_RETRY], 0);
}

static gboolean
cf_authors_page_open (CfRecordsPage *page,
                      GObject       *item)
{
  cf_author_pane_show (CF_AUTHORS_PAGE (page)->pane, CF_AUTHOR (item));
  return TRUE;
}

static void
cf_authors_page_enter (CfRecordsPage *page)
{
  cf_author_pane_edit (CF_AUTHORS_PAGE (page)->pane);
}

static void
cf_authors_page_edit (CfRecordsPage *page)
{
  cf_author_pane_edit (CF_AUTHORS_PAGE (page)->pane);
}

static gboolean
on_delete_key_cb (GtkWidget *widget,
                  GVariant  *arguments,
                  gpointer   user_data)
{
  CfAuthorsPage *self = CF_AUTHORS_PAGE (widget);

  if (cf_records_page_open_pane (CF_RECORDS_PAGE (self)))
    cf_author_pane_delete (self->pane);
  return TRUE;
}

static void
on_written_cb (CfAuthorsPage *self,
               const char    *sentence,
               gint64         change)
{
  g_signal_emit (self, signals[SIGNAL_WRITTEN], 0, sentence, cf_author_pane_get_undone (self->pane), change);
  cf_browser_restore_focus (self->browser);
}

static void
on_edit_cb (CfAuthorsPage *self,
            CfAuthor      *author)
{
  g_signal_emit (self, signals[SIGNAL_EDIT], 0, author);
}

static void
on_merge_cb (CfAuthorsPage *self,
             CfAuthor      *author,
             CfAuthor      *other)
{
  g_signal_emit (self, signals[SIGNAL_MERGE], 0, author, other);
}

static void
on_split_cb (CfAuthorsPage *self,
             CfAuthor      *author)
{
  g_signal_emit (self, signals[SIGNAL_SPLIT], 0, author);
}

static void
cf_authors_page_repository_changed (CfRecordsPage *page,
                                    gpointer       repository)
{
  cf_record_pane_set_repository (CF_RECORD_PANE (CF_AUTHORS_PAGE (page)->pane), repository);
  cf_record_pane_read (CF_RECORD_PANE (CF_AUTHORS_PAGE (page)->pane));
  cf_authors_page_count (page);
}

/* Whatever was done last in the window; also where the focus is in the search, which keeps the key from the window. */
static void
cf_authors_page_undo (CfRecordsPage *page)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "win.undo", NULL);
}

/* GObject */

static void
cf_authors_page_dispose (GObject *object)
{
  CfAuthorsPage *self = CF_AUTHORS_PAGE (object);

  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  self->browser = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_AUTHORS_PAGE);

  G_OBJECT_CLASS (cf_authors_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-authors-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CfAuthorsPage, pane);
  gtk_widget_class_bind_template_child (widget_class, CfAuthorsPage, bookless_chip);
  gtk_widget_class_bind_template_child (widget_class, CfAuthorsPage, namesakes_chip);
  gtk_widget_class_bind_template_callback (widget_class, on_chip_cb);
  gtk_widget_class_bind_template_callback (widget_class, cf_records_page_close_pane);
  gtk_widget_class_bind_template_callback (widget_class, on_written_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_merge_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_split_cb);
}

static void
fill_page_class (CfRecordsPageClass *page_class)
{
  page_class->repository_type = CF_TYPE_AUTHOR_REPOSITORY;
  page_class->no_server = N_("The catalogue is kept on the server, and none has answered since the start.");
  page_class->unreadable = N_("The Authors Could Not Be Read");
  page_class->none_selected = N_("Nobody is selected. Go to a row with the arrow keys first.");
  page_class->list = cf_authors_page_list;
  page_class->describe_nothing = cf_authors_page_describe_nothing;
  page_class->open = cf_authors_page_open;
  page_class->enter = cf_authors_page_enter;
  page_class->edit = cf_authors_page_edit;
  page_class->repository_changed = cf_authors_page_repository_changed;
  page_class->refreshed = cf_authors_page_count;
  page_class->updated = cf_authors_page_show_count;
  page_class->retry = cf_authors_page_retry;
  page_class->undo = cf_authors_page_undo;
}

static void
install_signals (GType type)
{
  signals[SIGNAL_EDIT] = g_signal_new ("edit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CF_TYPE_AUTHOR);
  signals[SIGNAL_MERGE] = g_signal_new ("merge", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, CF_TYPE_AUTHOR, CF_TYPE_AUTHOR);
  signals[SIGNAL_SPLIT] = g_signal_new ("split", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CF_TYPE_AUTHOR);
  signals[SIGNAL_WRITTEN] = g_signal_new ("written", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT64);
  signals[SIGNAL_RETRY] = g_signal_new ("retry", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cf_authors_page_class_init (CfAuthorsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_authors_page_dispose;
  fill_page_class (CF_RECORDS_PAGE_CLASS (klass));
  install_signals (G_TYPE_FROM_CLASS (klass));

  g_type_ensure (CF_TYPE_AUTHOR_PANE);
  bind_template (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, on_delete_key_cb, NULL);
}

static void
cf_authors_page_init (CfAuthorsPage *self)
{
  self->browser = cf_records_page_get_browser (CF_RECORDS_PAGE (self));
  gtk_widget_init_template (GTK_WIDGET (self));
  build_columns (self);
}

/* Whose books the pane lists; NULL: no server was reached yet. */
void
cf_authors_page_set_books (CfAuthorsPage    *self,
                           CfBookRepository *books)
{
  g_return_if_fail (CF_IS_AUTHORS_PAGE (self));

  cf_author_pane_set_books (self->pane, books);
}

/* As by a link: the list stays as it is, whether the person is among those it shows or not. */
void
cf_authors_page_show_author (CfAuthorsPage *self,
                             gint64         id)
{
  g_return_if_fail (CF_IS_AUTHORS_PAGE (self));

  cf_browser_select (self->browser, GTK_INVALID_LIST_POSITION);
  cf_author_pane_show_id (self->pane, id);
  cf_browser_set_pane_open (self->browser, TRUE);
}

/* Something that is shown here was changed elsewhere. */
void
cf_authors_page_refresh (CfAuthorsPage *self)
{
  g_return_if_fail (CF_IS_AUTHORS_PAGE (self));

  cf_records_page_refresh (CF_RECORDS_PAGE (self));
  cf_record_pane_read (CF_RECORD_PANE (self->pane));
}
