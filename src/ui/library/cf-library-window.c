/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-library-window-private.h"

#include <glib/gi18n-lib.h>

#include "cf-pages-bar.h"
#include "cf-ui.h"

enum
{
  SIGNAL_MAKE_PRODUCT,
  SIGNAL_RETRY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfLibraryWindow, cf_library_window, ADW_TYPE_APPLICATION_WINDOW)

/* Pages */

static void
on_retry_cb (CfLibraryWindow *self)
{
  g_signal_emit (self, signals[SIGNAL_RETRY], 0);
}

static gboolean
shows_page (CfLibraryWindow *self,
            const char      *name)
{
  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), name) == 0;
}

/* What is deleted there can be taken back while it is on its way. */
static void
watch_pane (CfLibraryWindow *self,
            CfRecordsPage   *page)
{
  g_autoptr (CfRecordPane) pane = NULL;

  g_object_get (cf_records_page_get_browser (page), "pane", &pane, NULL);
  cf_library_undo_watch (self->undo, pane);
}

static void
ensure_authors (CfLibraryWindow *self)
{
  if (self->authors_page != NULL)
    return;

  self->authors_page = g_object_new (CF_TYPE_AUTHORS_PAGE, NULL);
  g_signal_connect_object (self->authors_page, "edit", G_CALLBACK (_cf_library_window_edit_author), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->authors_page, "merge", G_CALLBACK (_cf_library_window_merge_authors), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->authors_page, "split", G_CALLBACK (_cf_library_window_split_author), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->authors_page, "written", G_CALLBACK (_cf_library_window_tell_written), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->authors_page, "retry", G_CALLBACK (on_retry_cb), self, G_CONNECT_SWAPPED);
  cf_authors_page_set_books (self->authors_page, self->books);
  cf_records_page_set_repository (CF_RECORDS_PAGE (self->authors_page), self->authors);
  adw_bin_set_child (self->authors_bin, GTK_WIDGET (self->authors_page));
  watch_pane (self, CF_RECORDS_PAGE (self->authors_page));
}

/* The one that is seen. */
static CfRecordsPage *
get_page (CfLibraryWindow *self)
{
  if (!shows_page (self, "authors"))
    return CF_RECORDS_PAGE (self->books_page);

  ensure_authors (self);
  return CF_RECORDS_PAGE (self->authors_page);
}

CfBrowser *
_cf_library_window_get_browser (CfLibraryWindow *self)
{
  return cf_records_page_get_browser (get_page (self));
}

static void
show_title (CfLibraryWindow *self)
{
  GtkWidget *child = adw_view_stack_get_visible_child (self->pages);

  if (child != NULL)
    adw_view_switcher_title_set_title (self->switcher, adw_view_stack_page_get_title (adw_view_stack_get_page (self->pages, child)));
}

static void
on_page_shown_cb (CfLibraryWindow *self)
{
  if (self->undo == NULL)
    return;

  show_title (self);
  gtk_widget_grab_focus (GTK_WIDGET (get_page (self)));
}

/* What was stored */

/* @change: what takes it back, whereupon @undone is told; 0: nothing does. */
void
_cf_library_window_tell_written (CfLibraryWindow *self,
                                 const char      *done,
                                 const char      *undone,
                                 gint64           change)
{
  CfBrowser *browser = _cf_library_window_get_browser (self);

  if (change == 0)
    {
      cf_browser_tell (browser, done);
      return;
    }
  cf_library_undo_note (self->undo, change, done, undone);
  /* It may be on its way back already. */
  if (cf_library_undo_has (self->undo, change))
    cf_browser_offer_undo (browser, done, "library.undo", change);
}

static void
on_told_cb (CfLibraryWindow *self,
            const char      *sentence)
{
  cf_records_page_tell (get_page (self), sentence);
}

/* What is stored of the ones is seen in the others: a book names its authors, an author has books. */

static void
on_books_changed_cb (CfLibraryWindow *self)
{
  if (self->authors_page != NULL)
    cf_authors_page_refresh (self->authors_page);
}

static void
on_authors_changed_cb (CfLibraryWindow *self)
{
  cf_books_page_refresh (self->books_page);
}

static void
follow (CfLibraryWindow *self,
        gpointer         before,
        gpointer         repository,
        GCallback        on_changed)
{
  if (before == repository)
    return;
  if (before != NULL)
    g_signal_handlers_disconnect_by_func (before, on_changed, self);
  if (repository != NULL)
    g_signal_connect_object (repository, "changed", on_changed, self, G_CONNECT_SWAPPED);
}

/* What the person does */

static void
on_make_product_cb (CfLibraryWindow *self,
                    CfBook          *book)
{
  g_signal_emit (self, signals[SIGNAL_MAKE_PRODUCT], 0, book);
}

static void
page_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  adw_view_stack_set_visible_child_name (CF_LIBRARY_WINDOW (widget)->pages, g_variant_get_string (parameter, NULL));
}

static void
add_book_action (GtkWidget  *widget,
                 const char *action,
                 GVariant   *parameter)
{
  _cf_library_window_add (CF_LIBRARY_WINDOW (widget), NULL);
}

static void
open_book_action (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  cf_library_window_show_book (CF_LIBRARY_WINDOW (widget), g_variant_get_int64 (parameter));
}

static void
open_author_action (GtkWidget  *widget,
                    const char *action,
                    GVariant   *parameter)
{
  cf_library_window_show_author (CF_LIBRARY_WINDOW (widget), g_variant_get_int64 (parameter));
}

static void
discard_action (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  _cf_library_window_discard (CF_LIBRARY_WINDOW (widget), g_variant_get_int64 (parameter));
}

static void
undo_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  cf_library_undo_take_back (CF_LIBRARY_WINDOW (widget)->undo, g_variant_get_int64 (parameter));
}

static void
undo_import_action (GtkWidget  *widget,
                    const char *action,
                    GVariant   *parameter)
{
  _cf_library_window_take_back_import (CF_LIBRARY_WINDOW (widget), g_variant_get_int64 (parameter));
}

static void
undo_last_action (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  cf_library_undo_take_back_last (CF_LIBRARY_WINDOW (widget)->undo);
}

static void
import_action (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  _cf_library_window_import (CF_LIBRARY_WINDOW (widget));
}

static void
export_action (GtkWidget  *widget,
               const char *action,
               GVariant   *parameter)
{
  _cf_library_window_export (CF_LIBRARY_WINDOW (widget));
}

static void
show_file_action (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  _cf_library_window_show_file (CF_LIBRARY_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
menu_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  gtk_menu_button_popup (CF_LIBRARY_WINDOW (widget)->menu_button);
}

static void
shortcuts_action (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource (CF_RESOURCE_PATH "/ui/cf-library-shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (widget));
  gtk_window_present (shortcuts);
}

/* GObject */

static void
cf_library_window_dispose (GObject *object)
{
  CfLibraryWindow *self = CF_LIBRARY_WINDOW (object);

  g_clear_weak_pointer (&self->dialog);
  g_clear_weak_pointer (&self->import_dialog);
  g_clear_weak_pointer (&self->question);
  g_clear_object (&self->undo);
  g_clear_object (&self->books);
  g_clear_object (&self->authors);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_LIBRARY_WINDOW);

  G_OBJECT_CLASS (cf_library_window_parent_class)->dispose (object);
}

static void
cf_library_window_finalize (GObject *object)
{
  g_hash_table_unref (CF_LIBRARY_WINDOW (object)->drafts);

  G_OBJECT_CLASS (cf_library_window_parent_class)->finalize (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.page", "s", page_action);
  gtk_widget_class_install_action (widget_class, "win.add-book", NULL, add_book_action);
  gtk_widget_class_install_action (widget_class, "win.import-books", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "win.export-books", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "win.menu", NULL, menu_action);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_last_action);
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL, shortcuts_action);
  gtk_widget_class_install_action (widget_class, "library.open-book", "x", open_book_action);
  gtk_widget_class_install_action (widget_class, "library.open-author", "x", open_author_action);
  gtk_widget_class_install_action (widget_class, "library.discard", "x", discard_action);
  gtk_widget_class_install_action (widget_class, "library.show-file", "s", show_file_action);
  gtk_widget_class_install_action (widget_class, "library.undo", "x", undo_action);
  gtk_widget_class_install_action (widget_class, "library.undo-import", "x", undo_import_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_1, GDK_CONTROL_MASK, "win.page", "s", "books");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_2, GDK_CONTROL_MASK, "win.page", "s", "authors");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK, "win.add-book", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_i, GDK_CONTROL_MASK, "win.import-books", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "win.export-books", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, 0, "win.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_question, GDK_CONTROL_MASK, "win.shortcuts", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "win.undo", NULL);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (CF_TYPE_PAGES_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-library-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CfLibraryWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, CfLibraryWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, CfLibraryWindow, trouble);
  gtk_widget_class_bind_template_child (widget_class, CfLibraryWindow, trouble_note);
  gtk_widget_class_bind_template_child (widget_class, CfLibraryWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, CfLibraryWindow, books_page);
  gtk_widget_class_bind_template_child (widget_class, CfLibraryWindow, authors_bin);
  gtk_widget_class_bind_template_callback (widget_class, on_page_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, _cf_library_window_add);
  gtk_widget_class_bind_template_callback (widget_class, _cf_library_window_edit);
  gtk_widget_class_bind_template_callback (widget_class, _cf_library_window_tell_written);
  gtk_widget_class_bind_template_callback (widget_class, on_make_product_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_cb);
}

static void
cf_library_window_class_init (CfLibraryWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_library_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = cf_library_window_finalize;
  signals[SIGNAL_MAKE_PRODUCT] = g_signal_new ("make-product", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CF_TYPE_BOOK);
  signals[SIGNAL_RETRY] = g_signal_new ("retry", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  cf_ui_init ();
  g_type_ensure (CF_TYPE_BOOKS_PAGE);
  g_type_ensure (CF_TYPE_ERROR_NOTE);
  bind_template (widget_class);
  install_actions (widget_class);
}

static void
cf_library_window_init (CfLibraryWindow *self)
{
  self->drafts = _cf_library_window_new_drafts ();
  gtk_widget_init_template (GTK_WIDGET (self));
  self->undo = cf_library_undo_new ();
  g_signal_connect_object (self->undo, "told", G_CALLBACK (on_told_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->undo, "ask", G_CALLBACK (_cf_library_window_take_back_import), self, G_CONNECT_SWAPPED);
  watch_pane (self, CF_RECORDS_PAGE (self->books_page));
  on_page_shown_cb (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.export-books", FALSE);
}

/**
 * cf_library_window_new:
 * @application: (nullable): the application
 *
 * Returns: (transfer full): a window, not yet presented
 */
GtkWidget *
cf_library_window_new (GtkApplication *application)
{
  return g_object_new (CF_TYPE_LIBRARY_WINDOW, "application", application, NULL);
}

/**
 * cf_library_window_set_repositories:
 * @self: the window
 * @books: (nullable): the books
 * @authors: (nullable): the people
 *
 * Sets or replaces what the pages read; without them they say that no server was reached yet. A dialog that is open goes on with the
 * new ones.
 */
void
cf_library_window_set_repositories (CfLibraryWindow    *self,
                                    CfBookRepository   *books,
                                    CfAuthorRepository *authors)
{
  g_return_if_fail (CF_IS_LIBRARY_WINDOW (self));
  g_return_if_fail ((books == NULL) == (authors == NULL));

  follow (self, self->books, books, G_CALLBACK (on_books_changed_cb));
  follow (self, self->authors, authors, G_CALLBACK (on_authors_changed_cb));
  g_set_object (&self->books, books);
  g_set_object (&self->authors, authors);
  cf_library_undo_set_repository (self->undo, books);
  cf_records_page_set_repository (CF_RECORDS_PAGE (self->books_page), books);
  if (self->authors_page != NULL)
    {
      cf_authors_page_set_books (self->authors_page, books);
      cf_records_page_set_repository (CF_RECORDS_PAGE (self->authors_page), authors);
    }
  if (self->dialog != NULL)
    cf_book_dialog_set_repositories (self->dialog, books, authors);
  if (self->import_dialog != NULL)
    cf_import_dialog_set_repository (self->import_dialog, books);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.export-books", books != NULL);
}

/**
 * cf_library_window_set_trouble:
 * @self: the window
 * @error: (nullable): why no server answers; %NULL: one does
 */
void
cf_library_window_set_trouble (CfLibraryWindow *self,
                               const GError    *error)
{
  g_return_if_fail (CF_IS_LIBRARY_WINDOW (self));

  cf_error_note_set_error (self->trouble_note, error, CF_ERROR_READING);
  gtk_widget_set_visible (self->trouble, error != NULL);
}

/**
 * cf_library_window_add_book:
 * @self: the window
 *
 * Opens the dialog for a new book, or goes on with the one that was begun.
 */
void
cf_library_window_add_book (CfLibraryWindow *self)
{
  g_return_if_fail (CF_IS_LIBRARY_WINDOW (self));

  _cf_library_window_add (self, NULL);
}

/**
 * cf_library_window_show_book:
 * @self: the window
 * @id: a book
 *
 * Shows it in the pane of *Books*.
 */
void
cf_library_window_show_book (CfLibraryWindow *self,
                             gint64           id)
{
  g_return_if_fail (CF_IS_LIBRARY_WINDOW (self));

  if (!shows_page (self, "books"))
    adw_view_stack_set_visible_child_name (self->pages, "books");
  cf_books_page_show_book (self->books_page, id);
}

/**
 * cf_library_window_show_author:
 * @self: the window
 * @id: an author
 *
 * Shows him or her in the pane of *Authors*.
 */
void
cf_library_window_show_author (CfLibraryWindow *self,
                               gint64           id)
{
  g_return_if_fail (CF_IS_LIBRARY_WINDOW (self));

  if (!shows_page (self, "authors"))
    adw_view_stack_set_visible_child_name (self->pages, "authors");
  ensure_authors (self);
  cf_authors_page_show_author (self->authors_page, id);
}

/**
 * cf_library_window_get_n_unsaved:
 * @self: the window
 *
 * Returns: of how many books something is typed that would be lost with the window
 */
guint
cf_library_window_get_n_unsaved (CfLibraryWindow *self)
{
  g_return_val_if_fail (CF_IS_LIBRARY_WINDOW (self), 0);

  return g_hash_table_size (self->drafts) + (self->dialog != NULL && cf_book_dialog_get_changed (self->dialog) ? 1 : 0);
}
