/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-isbn.h"
#include "cf-library-text.h"
#include "cf-library-window-private.h"

/* Books are added and edited in a dialog. What is typed there and not stored is kept, and the dialog goes on with it. */

typedef struct
{
  CfBookDraft *draft;           /* owned */
  CfBook *original;             /* owned, nullable: a new one */
} Kept;

static void
kept_free (gpointer data)
{
  Kept *kept = data;

  g_object_unref (kept->draft);
  g_clear_object (&kept->original);
  g_free (kept);
}

GHashTable *
_cf_library_window_new_drafts (void)
{
  return g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, kept_free);
}

static gint64
book_id (CfBook *book)
{
  return book != NULL ? cf_book_fields (book)->id : 0;
}

static void
keep (CfLibraryWindow *self,
      CfBookDialog    *dialog)
{
  CfBook *original = cf_book_dialog_get_original (dialog);
  Kept *kept = g_new (Kept, 1);
  gint64 *key = g_new (gint64, 1);

  *key = book_id (original);
  kept->draft = g_object_ref (cf_book_dialog_get_draft (dialog));
  kept->original = original != NULL ? g_object_ref (original) : NULL;
  g_hash_table_replace (self->drafts, key, kept);
}

/* The dialog */

static void
tell_kept (CfLibraryWindow *self,
           CfBookDialog    *dialog)
{
  CfBook *original = cf_book_dialog_get_original (dialog);
  g_autofree char *title = original != NULL ? cf_library_text_title_inside (original) : NULL;
  g_autofree char *sentence = title != NULL ? g_strdup_printf (_("“%s” is not saved yet. What you typed is kept: edit it again to go on."), title)
                                            : g_strdup (_("The new book is not added yet. What you typed is kept: Ctrl+N goes on with it."));

  cf_browser_tell (_cf_library_window_get_browser (self), sentence);
  cf_browser_offer (_cf_library_window_get_browser (self), _("_Discard"), "library.discard", g_variant_new_int64 (book_id (original)));
}

static void
on_left_cb (CfLibraryWindow *self,
            CfBookDialog    *dialog)
{
  g_clear_weak_pointer (&self->dialog);
  if (!cf_book_dialog_get_changed (dialog))
    return;

  keep (self, dialog);
  tell_kept (self, dialog);
}

static void
on_open_cb (CfLibraryWindow *self,
            CfBook          *book,
            CfBookDialog    *dialog)
{
  g_clear_weak_pointer (&self->dialog);
  keep (self, dialog);
  cf_library_window_show_book (self, book_id (book));
  tell_kept (self, dialog);
}

static char *
describe_stored (CfBook   *book,
                 gboolean  edited,
                 gboolean  added)
{
  g_autofree char *title = cf_library_text_title_inside (book);

  if (added)
    return g_strdup_printf (_("“%s” added"), title);
  return g_strdup_printf (edited ? _("“%s” saved") : _("Authors added to “%s”"), title);
}

static char *
describe_undone (CfBook   *book,
                 gboolean  edited,
                 gboolean  added)
{
  g_autofree char *title = cf_library_text_title_inside (book);

  if (added)
    return g_strdup_printf (_("The addition of “%s” was taken back"), title);
  return g_strdup_printf (edited ? _("The change of “%s” was taken back") : _("The addition of authors to “%s” was taken back"), title);
}

/* Where the pane would lie over the list, it is not put there. */
static void
show_stored (CfLibraryWindow *self,
             CfBook          *book)
{
  if (cf_browser_get_folded (_cf_library_window_get_browser (self)))
    return;

  cf_library_window_show_book (self, book_id (book));
  cf_books_page_mark_added (self->books_page, book);
}

static void
on_stored_cb (CfLibraryWindow *self,
              CfBook          *book,
              gint64           change,
              gboolean         added,
              CfBookDialog    *dialog)
{
  gboolean edited = cf_book_dialog_get_original (dialog) != NULL;
  g_autofree char *sentence = describe_stored (book, edited, added);
  g_autofree char *undone = describe_undone (book, edited, added);

  g_clear_weak_pointer (&self->dialog);
  if (!edited)
    show_stored (self, book);
  _cf_library_window_tell_written (self, sentence, undone, change);
  if (!edited)
    cf_browser_offer (_cf_library_window_get_browser (self), _("_Add Another"), "win.add-book", NULL);
}

static void
present_dialog (CfLibraryWindow *self,
                CfBookDraft     *draft,
                CfBook          *original)
{
  GtkWidget *dialog = cf_book_dialog_new (draft, original);

  cf_book_dialog_set_repositories (CF_BOOK_DIALOG (dialog), self->books, self->authors);
  g_signal_connect_object (dialog, "stored", G_CALLBACK (on_stored_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "open", G_CALLBACK (on_open_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "left", G_CALLBACK (on_left_cb), self, G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->dialog, CF_BOOK_DIALOG (dialog));
  cf_book_dialog_present_over (CF_BOOK_DIALOG (dialog), GTK_WINDOW (self));
}

/* FALSE: what was begun before is still being stored. */
static gboolean
is_free (CfLibraryWindow *self)
{
  if (self->dialog == NULL)
    return TRUE;

  gtk_window_present (GTK_WINDOW (self->dialog));
  return FALSE;
}

/* Goes on with what is kept of it; FALSE: nothing is. */
static gboolean
go_on (CfLibraryWindow *self,
       gint64           id)
{
  gpointer key, value;
  Kept *kept;

  if (!g_hash_table_steal_extended (self->drafts, &id, &key, &value))
    return FALSE;

  kept = value;
  present_dialog (self, kept->draft, kept->original);
  kept_free (kept);
  g_free (key);
  return TRUE;
}

/* @text: what was searched for in vain; nullable. */
void
_cf_library_window_add (CfLibraryWindow *self,
                        const char      *text)
{
  g_autoptr (CfBookDraft) draft = NULL;

  if (!is_free (self) || go_on (self, 0))
    return;

  draft = cf_book_draft_new ();
  if (text != NULL)
    cf_book_draft_set_text (draft, cf_isbn_is_candidate (text) ? CF_BOOK_ISBN : CF_BOOK_TITLE, text);
  present_dialog (self, draft, NULL);
}

void
_cf_library_window_edit (CfLibraryWindow *self,
                         CfBook          *book)
{
  g_autoptr (CfBookDraft) draft = NULL;

  if (!is_free (self) || go_on (self, book_id (book)))
    return;

  draft = cf_book_draft_new_from_book (book);
  present_dialog (self, draft, book);
}

/* What is typed of a book is not wanted any more. */
void
_cf_library_window_discard (CfLibraryWindow *self,
                            gint64           id)
{
  g_hash_table_remove (self->drafts, &id);
}
