/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-book-pane.h"
#include "cf-books-page.h"
#include "cf-format.h"
#include "cf-library-text.h"
#include "cf-text.h"

struct _CfBooksPage
{
  CfRecordsPage parent_instance;

  CfBrowser *browser;                   /* (unowned): the page's; NULL once disposed */

  /* Template */
  CfBookPane *pane;
  GtkToggleButton *isbn_chip;
  GtkToggleButton *authorless_chip;

  GCancellable *counting;               /* (owned) (nullable) */
  GCancellable *placing;                /* (owned) (nullable) */
  CfBook *added;                        /* (owned) (nullable): whose place in the list is being looked for */
};

enum
{
  SIGNAL_ADD,
  SIGNAL_EDIT,
  SIGNAL_MAKE_PRODUCT,
  SIGNAL_WRITTEN,
  SIGNAL_RETRY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfBooksPage, cf_books_page, CF_TYPE_RECORDS_PAGE)

/* Cells */

static char *
title_text (GObject  *item,
            gpointer  owner)
{
  return cf_library_text_title (CF_BOOK (item));
}

static char *
authors_text (GObject  *item,
              gpointer  owner)
{
  const char *line = cf_book_fields (CF_BOOK (item))->author_line;

  return g_strdup (line != NULL && *line != '\0' ? line : "—");
}

static char *
year_text (GObject  *item,
           gpointer  owner)
{
  const CfBookFields *fields = cf_book_fields (CF_BOOK (item));

  return fields->has_year ? cf_library_text_year (fields->year) : g_strdup ("—");
}

static char *
pages_text (GObject  *item,
            gpointer  owner)
{
  const CfBookFields *fields = cf_book_fields (CF_BOOK (item));

  return fields->has_pages ? cf_format_count (fields->pages) : g_strdup ("—");
}

static gboolean
same_book (GObject *a,
           GObject *b)
{
  return cf_book_fields (CF_BOOK (a))->id == cf_book_fields (CF_BOOK (b))->id;
}

static void
build_columns (CfBooksPage *self)
{
  const CfRecordsColumn columns[] = {
    { "title", _("Title"), CF_BOOKS_SORT_TITLE, TRUE, { title_text, NULL, NULL, 12, 24, FALSE } },
    { "authors", _("Authors"), CF_BOOKS_SORT_AUTHORS, TRUE, { authors_text, NULL, "dim-label", 10, 18, FALSE } },
    { "year", _("Year"), CF_BOOKS_SORT_YEAR, FALSE, { year_text, NULL, NULL, 5, 6, TRUE } },
    { "pages", _("Pages"), CF_BOOKS_SORT_PAGES, FALSE, { pages_text, NULL, NULL, 5, 6, TRUE } },
  };
  const CfCellRowStyle rows = { title_text, authors_text, year_text, NULL, "dim-label" };

  cf_browser_set_columns (self->browser, columns, G_N_ELEMENTS (columns), &rows, same_book, self);
  cf_browser_set_sort (self->browser, CF_BOOKS_SORT_TITLE, FALSE);
}

/* States */

static void
cf_books_page_describe_nothing (CfRecordsPage *page,
                                const char    *text)
{
  CfBooksPage *self = CF_BOOKS_PAGE (page);

  if (*text != '\0')
    {
      g_autofree char *typed = cf_text_embed (text);
      g_autofree char *sentence = g_strdup_printf (_("No title, author, year or ISBN has “%s”."), typed);
      g_autofree char *escaped = g_markup_escape_text (sentence, -1);

      cf_browser_set_empty (self->browser, "edit-find-symbolic", _("Nothing Found"), escaped, _("Add Book"));
    }
  else if (gtk_toggle_button_get_active (self->isbn_chip))
    cf_browser_set_empty (self->browser, "object-select-symbolic", _("All in Order"), _("Books stand here whose ISBN was kept though its digits do not fit together."), NULL);
  else if (gtk_toggle_button_get_active (self->authorless_chip))
    cf_browser_set_empty (self->browser, "object-select-symbolic", _("All Have an Author"), _("Books of which nobody is named stand here."), NULL);
  else
    cf_browser_set_empty (self->browser, "cf-books-symbolic", _("No Books Yet"), _("Add the first one: the title is enough to begin with."), _("Add Book"));
}

static void
cf_books_page_show_count (CfRecordsPage *page)
{
  CfPagedListModel *books = cf_records_page_get_list (page);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (books));
  g_autofree char *count = cf_library_text_count (n);
  g_autofree char *text = cf_library_text_summary (books, count);

  if (n > 0 || !cf_paged_list_model_get_loading (books))
    cf_browser_set_summary (CF_BOOKS_PAGE (page)->browser, text, NULL);
}

/* The list */

static void
on_counted_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (CfBooksPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 all, isbn_to_check, without_author;

  if (!cf_book_repository_count_finish (CF_BOOK_REPOSITORY (source), result, &all, &isbn_to_check, &without_author, &error))
    {
      /* The list itself says what is wrong. */
      g_debug ("No count: %s", error->message);
      return;
    }
  if (self->browser == NULL)
    return;

  cf_library_text_label_chip (self->isbn_chip, _("ISBN to check"), isbn_to_check);
  cf_library_text_label_chip (self->authorless_chip, _("Without author"), without_author);
}

static void
cf_books_page_count (CfRecordsPage *page)
{
  CfBooksPage *self = CF_BOOKS_PAGE (page);
  CfBookRepository *repository = cf_records_page_get_repository (page);

  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  if (repository == NULL)
    return;

  self->counting = g_cancellable_new ();
  cf_book_repository_count_async (repository, self->counting, on_counted_cb, g_object_ref (self));
}

static void
fill_query (CfBooksPage  *self,
            CfBooksQuery *query)
{
  query->text = cf_browser_get_text (self->browser);
  query->filter = gtk_toggle_button_get_active (self->isbn_chip)         ? CF_BOOKS_ISBN_TO_CHECK
                  : gtk_toggle_button_get_active (self->authorless_chip) ? CF_BOOKS_WITHOUT_AUTHOR
                                                                         : CF_BOOKS_ALL;
  query->sort = cf_browser_get_sort (self->browser, &query->descending);
}

/* What was asked for before has another place in this list. */
static void
forget_added (CfBooksPage *self)
{
  g_cancellable_cancel (self->placing);
  g_clear_object (&self->placing);
  g_clear_object (&self->added);
}

/* Unless somebody has chosen another one meanwhile. */
static void
on_placed_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (CfBooksPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 place;

  if (!cf_book_repository_find_place_finish (CF_BOOK_REPOSITORY (source), result, &place, &error))
    g_debug ("No place: %s", error->message);
  else if (self->added != NULL && place >= 0 && cf_browser_get_selected (self->browser) == GTK_INVALID_LIST_POSITION)
    cf_browser_bring_back (self->browser, G_OBJECT (self->added), (guint) place);
  if (error == NULL)
    g_clear_object (&self->added);
}

static CfPageSource *
cf_books_page_list (CfRecordsPage *page)
{
  CfBooksPage *self = CF_BOOKS_PAGE (page);
  CfBookRepository *repository = cf_records_page_get_repository (page);
  CfBooksQuery query = { 0 };

  forget_added (self);
  fill_query (self, &query);
  return repository != NULL ? cf_book_repository_list (repository, &query) : NULL;
}

/* What the person does */

static void
on_chip_cb (CfBooksPage     *self,
            GtkToggleButton *chip)
{
  if (gtk_toggle_button_get_active (chip) && self->browser != NULL)
    cf_records_page_read (CF_RECORDS_PAGE (self));
}

static void
cf_books_page_retry (CfRecordsPage *page)
{
  g_signal_emit (page, signals[SIGNAL_RETRY], 0);
}

static void
cf_books_page_empty_action (CfRecordsPage *page)
{
  g_signal_emit (page, signals[SIGNAL_ADD], 0, cf_browser_get_text (CF_BOOKS_PAGE (page)->browser));
}

static gboolean
cf_books_page_open (CfRecordsPage *page,
                    GObject       *item)
{
  cf_book_pane_show (CF_BOOKS_PAGE (page)->pane, CF_BOOK (item));
  return TRUE;
}

static void
cf_books_page_enter (CfRecordsPage *page)
{
  cf_book_pane_edit (CF_BOOKS_PAGE (page)->pane);
}

static void
cf_books_page_edit (CfRecordsPage *page)
{
  cf_book_pane_edit (CF_BOOKS_PAGE (page)->pane);
}

static gboolean
on_delete_key_cb (GtkWidget *widget,
                  GVariant  *arguments,
                  gpointer   user_data)
{
  CfBooksPage *self = CF_BOOKS_PAGE (widget);

  if (cf_records_page_open_pane (CF_RECORDS_PAGE (self)))
    cf_book_pane_delete (self->pane);
  return TRUE;
}

static void
on_written_cb (CfBooksPage *self,
               const char  *sentence,
               gint64       change)
{
  g_signal_emit (self, signals[SIGNAL_WRITTEN], 0, sentence, cf_book_pane_get_undone (self->pane), change);
  cf_browser_restore_focus (self->browser);
}

static void
on_edit_cb (CfBooksPage *self,
            CfBook      *book)
{
  g_signal_emit (self, signals[SIGNAL_EDIT], 0, book);
}

static void
on_make_product_cb (CfBooksPage *self,
                    CfBook      *book)
{
  g_signal_emit (self, signals[SIGNAL_MAKE_PRODUCT], 0, book);
}

static void
cf_books_page_repository_changed (CfRecordsPage *page,
                                  gpointer       repository)
{
  cf_record_pane_set_repository (CF_RECORD_PANE (CF_BOOKS_PAGE (page)->pane), repository);
  cf_record_pane_read (CF_RECORD_PANE (CF_BOOKS_PAGE (page)->pane));
  cf_books_page_count (page);
}

/* Whatever was done last in the window; also where the focus is in the search, which keeps the key from the window. */
static void
cf_books_page_undo (CfRecordsPage *page)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "win.undo", NULL);
}

/* GObject */

static void
cf_books_page_dispose (GObject *object)
{
  CfBooksPage *self = CF_BOOKS_PAGE (object);

  g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  forget_added (self);
  self->browser = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_BOOKS_PAGE);

  G_OBJECT_CLASS (cf_books_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-books-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CfBooksPage, pane);
  gtk_widget_class_bind_template_child (widget_class, CfBooksPage, isbn_chip);
  gtk_widget_class_bind_template_child (widget_class, CfBooksPage, authorless_chip);
  gtk_widget_class_bind_template_callback (widget_class, on_chip_cb);
  gtk_widget_class_bind_template_callback (widget_class, cf_records_page_close_pane);
  gtk_widget_class_bind_template_callback (widget_class, on_written_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_edit_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_make_product_cb);
}

static void
fill_page_class (CfRecordsPageClass *page_class)
{
  page_class->repository_type = CF_TYPE_BOOK_REPOSITORY;
  page_class->no_server = N_("The catalogue is kept on the server, and none has answered since the start.");
  page_class->unreadable = N_("The Books Could Not Be Read");
  page_class->none_selected = N_("No book is selected. Go to one with the arrow keys first.");
  page_class->list = cf_books_page_list;
  page_class->describe_nothing = cf_books_page_describe_nothing;
  page_class->open = cf_books_page_open;
  page_class->enter = cf_books_page_enter;
  page_class->edit = cf_books_page_edit;
  page_class->repository_changed = cf_books_page_repository_changed;
  page_class->refreshed = cf_books_page_count;
  page_class->updated = cf_books_page_show_count;
  page_class->retry = cf_books_page_retry;
  page_class->undo = cf_books_page_undo;
  page_class->empty_action = cf_books_page_empty_action;
}

static void
install_signals (GType type)
{
  signals[SIGNAL_ADD] = g_signal_new ("add", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_EDIT] = g_signal_new ("edit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CF_TYPE_BOOK);
  signals[SIGNAL_MAKE_PRODUCT] = g_signal_new ("make-product", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CF_TYPE_BOOK);
  signals[SIGNAL_WRITTEN] = g_signal_new ("written", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT64);
  signals[SIGNAL_RETRY] = g_signal_new ("retry", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cf_books_page_class_init (CfBooksPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_books_page_dispose;
  fill_page_class (CF_RECORDS_PAGE_CLASS (klass));
  install_signals (G_TYPE_FROM_CLASS (klass));

  g_type_ensure (CF_TYPE_BOOK_PANE);
  bind_template (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, on_delete_key_cb, NULL);
}

static void
cf_books_page_init (CfBooksPage *self)
{
  self->browser = cf_records_page_get_browser (CF_RECORDS_PAGE (self));
  gtk_widget_init_template (GTK_WIDGET (self));
  build_columns (self);
}

/* It has just been stored: its row is selected and seen where the list has it. What is typed elsewhere keeps the focus. */
void
cf_books_page_mark_added (CfBooksPage *self,
                          CfBook      *book)
{
  CfBookRepository *repository;
  CfBooksQuery query = { 0 };

  g_return_if_fail (CF_IS_BOOKS_PAGE (self));
  g_return_if_fail (CF_IS_BOOK (book));

  repository = cf_records_page_get_repository (CF_RECORDS_PAGE (self));
  forget_added (self);
  /* It was closed while the answer was on its way. */
  if (repository == NULL || self->browser == NULL)
    return;

  cf_browser_select (self->browser, GTK_INVALID_LIST_POSITION);
  self->added = g_object_ref (book);
  self->placing = g_cancellable_new ();
  fill_query (self, &query);
  cf_book_repository_find_place_async (repository, &query, cf_book_fields (book)->id, self->placing, on_placed_cb, g_object_ref (self));
}

/* As by a link: the list stays as it is, whether the book is among what it shows or not. */
void
cf_books_page_show_book (CfBooksPage *self,
                         gint64       id)
{
  g_return_if_fail (CF_IS_BOOKS_PAGE (self));

  cf_browser_select (self->browser, GTK_INVALID_LIST_POSITION);
  cf_book_pane_show_id (self->pane, id);
  cf_browser_set_pane_open (self->browser, TRUE);
}

/* Something that is shown here was changed elsewhere. */
void
cf_books_page_refresh (CfBooksPage *self)
{
  g_return_if_fail (CF_IS_BOOKS_PAGE (self));

  cf_records_page_refresh (CF_RECORDS_PAGE (self));
  cf_record_pane_read (CF_RECORD_PANE (self->pane));
}
