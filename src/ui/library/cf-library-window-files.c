/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-library-window-private.h"

#include <glib/gi18n-lib.h>

#include "cf-export-dialog.h"
#include "cf-format.h"
#include "cf-message-dialog.h"
#include "cf-show-file.h"
#include "cf-text.h"

/* Books from files, and into files. */

/* An import is taken back */

/* While it is counted how much that is. */
typedef struct
{
  CfLibraryWindow *window;      /* (owned) */
  gint64 change;
} TakingBack;

static void
taking_back_free (TakingBack *taking_back)
{
  g_object_unref (taking_back->window);
  g_free (taking_back);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TakingBack, taking_back_free)

static gboolean
has_import_dialog (CfLibraryWindow *self)
{
  return self->import_dialog != NULL && gtk_widget_get_visible (GTK_WIDGET (self->import_dialog));
}

/* What became of it is told in the window. */
static void
on_answer_cb (CfLibraryWindow  *self,
              const char       *response,
              AdwMessageDialog *question)
{
  const gint64 *change = g_object_get_data (G_OBJECT (question), "cf-change");

  if (!g_str_equal (response, "take-back"))
    return;

  /* GTK 4.8 would ask the dialog for something when the question ends after it. */
  gtk_window_set_transient_for (GTK_WINDOW (question), NULL);
  if (has_import_dialog (self))
    cf_form_dialog_end (CF_FORM_DIALOG (self->import_dialog));
  cf_browser_tell (_cf_library_window_get_browser (self), _("The import is being taken back…"));
  cf_library_undo_take_back (self->undo, *change);
}

static char *
describe_import (gint64 n_books,
                 gint64 n_authors)
{
  g_autofree char *books = cf_format_count (n_books);
  g_autofree char *authors = cf_format_count (n_authors);
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, ngettext ("%s book leaves the library again.", "%s books leave the library again.", (gulong) n_books), books);
  if (n_authors > 0)
    {
      g_string_append_c (out, '\n');
      g_string_append_printf (out, ngettext ("%s author whom no other book names leaves too.",
                                             "%s authors whom no other book names leave too.", (gulong) n_authors), authors);
    }
  g_string_append_printf (out, "\n%s", _("To have them again, import the file once more."));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
ask (CfLibraryWindow *self,
     gint64           change,
     const char      *body)
{
  GtkWindow *parent = has_import_dialog (self) ? GTK_WINDOW (self->import_dialog) : GTK_WINDOW (self);
  GtkWidget *question = cf_message_dialog_new (parent, _("Take Back the Whole Import?"), body, NULL);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (question), "cancel", _("_Cancel"), "take-back", _("_Take Back"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (question), "take-back", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (question), "cancel");
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (question), "cancel");
  g_set_weak_pointer (&self->question, GTK_WINDOW (question));
  g_object_set_data_full (G_OBJECT (question), "cf-change", g_memdup2 (&change, sizeof change), g_free);
  g_signal_connect_object (question, "response", G_CALLBACK (on_answer_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (question));
}

static void
on_counted_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (TakingBack) taking_back = user_data;
  CfLibraryWindow *self = taking_back->window;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gint64 n_books, n_authors;

  self->counting = FALSE;
  /* Closed meanwhile. */
  if (self->undo == NULL)
    return;

  if (cf_book_repository_count_import_finish (CF_BOOK_REPOSITORY (source), result, &n_books, &n_authors, &error))
    {
      text = describe_import (n_books, n_authors);
      ask (self, taking_back->change, text);
      return;
    }

  text = cf_error_words_sentence (error, CF_ERROR_READING);
  if (has_import_dialog (self))
    cf_form_dialog_tell (CF_FORM_DIALOG (self->import_dialog), text, error);
  else
    cf_browser_tell (_cf_library_window_get_browser (self), text);
}

/* The person is asked, with how much that is. */
void
_cf_library_window_take_back_import (CfLibraryWindow *self,
                                     gint64           change)
{
  TakingBack *taking_back;

  /* One question is enough, however often the key comes. */
  if (self->books == NULL || self->counting || self->question != NULL)
    return;

  self->counting = TRUE;
  taking_back = g_new (TakingBack, 1);
  taking_back->window = g_object_ref (self);
  taking_back->change = change;
  cf_book_repository_count_import_async (self->books, change, NULL, on_counted_cb, taking_back);
}

/* Importing */

static void
on_imported_cb (CfLibraryWindow *self,
                gint64           change,
                gint64           n_books)
{
  g_autofree char *number = cf_format_count (n_books);
  g_autofree char *done = g_strdup_printf (ngettext ("%s book imported", "%s books imported", (gulong) n_books), number);

  cf_library_undo_note_import (self->undo, change, done, _("The import was taken back"));
}

static void
make_import_dialog (CfLibraryWindow *self)
{
  GtkWidget *dialog = cf_import_dialog_new (GTK_WINDOW (self), self->books);

  g_signal_connect_object (dialog, "imported", G_CALLBACK (on_imported_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "take-back", G_CALLBACK (_cf_library_window_take_back_import), self, G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->import_dialog, CF_IMPORT_DIALOG (dialog));
}

void
_cf_library_window_import (CfLibraryWindow *self)
{
  if (has_import_dialog (self))
    {
      gtk_window_present (GTK_WINDOW (self->import_dialog));
      return;
    }

  if (self->import_dialog == NULL)
    make_import_dialog (self);
  cf_import_dialog_choose (self->import_dialog);
}

/* Exporting */

static void
on_written_cb (CfLibraryWindow *self,
               GFile           *file,
               gint64           n_books)
{
  CfBrowser *browser = _cf_library_window_get_browser (self);
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *shown = g_filename_display_name (base);
  g_autofree char *name = cf_text_embed (shown);
  g_autofree char *number = cf_format_count (n_books);
  /* Translators: how many books, and the name of the file */
  g_autofree char *sentence = g_strdup_printf (ngettext ("%s book written to “%s”", "%s books written to “%s”", (gulong) n_books), number, name);

  cf_browser_tell (browser, sentence);
  cf_browser_offer (browser, _("_Show File"), "library.show-file", g_variant_new_string (uri));
}

/* Not without a server: there is nothing to write. */
void
_cf_library_window_export (CfLibraryWindow *self)
{
  GtkWidget *dialog = cf_export_dialog_new (GTK_WINDOW (self), self->books);
  g_signal_connect_object (dialog, "written", G_CALLBACK (on_written_cb), self, G_CONNECT_SWAPPED);
  cf_export_dialog_choose (CF_EXPORT_DIALOG (dialog));
}

static void
on_not_shown_cb (const char *sentence,
                 gpointer    self)
{
  cf_browser_tell (_cf_library_window_get_browser (CF_LIBRARY_WINDOW (self)), sentence);
}

void
_cf_library_window_show_file (CfLibraryWindow *self,
                              const char      *uri)
{
  g_autoptr (GFile) file = g_file_new_for_uri (uri);

  cf_show_file (GTK_WINDOW (self), file, on_not_shown_cb, G_OBJECT (self));
}
