/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-book-dialog-private.h"
#include "cf-error.h"
#include "cf-library-text.h"
#include "cf-text.h"
#include "cf-ui.h"

/* What is typed goes to the catalogue, and what comes back. */

static void
take_questions (CfBookDialog *self,
                GPtrArray    *questions)
{
  const CfAuthorQuestion *first = g_ptr_array_index (questions, 0);

  for (guint i = 0; i < questions->len; i++)
    {
      const CfAuthorQuestion *question = g_ptr_array_index (questions, i);

      cf_contributor_list_ask (self->contributors, question->position, question->candidates);
    }
  cf_contributor_list_focus_question (self->contributors, first->position);
}

static void
take_outcome (CfBookDialog  *self,
              CfBookOutcome *outcome,
              gboolean       added)
{
  if (outcome->result == CF_BOOK_STORED)
    {
      _cf_book_dialog_emit_stored (self, outcome->book, outcome->change, added);
      cf_form_dialog_end (CF_FORM_DIALOG (self));
      return;
    }

  cf_form_dialog_stay (CF_FORM_DIALOG (self));
  if (outcome->result == CF_BOOK_DUPLICATE)
    {
      _cf_book_dialog_show_duplicates (self, outcome->books);
      gtk_widget_grab_focus (GTK_WIDGET (self->duplicate));
    }
  else
    take_questions (self, outcome->questions);
}

/* Two editors */

static void
add_person (GString            *out,
            CfDraftContributor *contributor)
{
  g_autofree char *name = cf_text_embed (cf_draft_contributor_get_text (contributor));
  CfRole role = cf_draft_contributor_get_role (contributor);
  /* Translators: who is named in a book, and what he or she did for it: "Jay Rubin (Translator)" */
  const char *format = C_("contributor", "%s (%s)");
  g_autofree char *with_role = NULL;

  if (role == CF_ROLE_AUTHOR)
    {
      cf_text_list (out, name);
      return;
    }
  with_role = g_strdup_printf (format, name, cf_library_text_role (role));
  cf_text_list (out, with_role);
}

static char *
describe_people (CfBookDraft *draft)
{
  GListModel *contributors = cf_book_draft_get_contributors (draft);
  guint n = g_list_model_get_n_items (contributors);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CfDraftContributor) contributor = g_list_model_get_item (contributors, i);

      if (!cf_draft_contributor_is_blank (contributor))
        add_person (out, contributor);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
add_texts (CfBookDialog *self,
           CfBookDraft  *theirs,
           CfBookField   field,
           const char   *title)
{
  if (cf_book_draft_collides (self->draft, self->theirs, field))
    cf_conflict_add (self->conflict, title, cf_book_draft_get_text (self->draft, field), cf_book_draft_get_text (theirs, field));
}

static void
show_conflict (CfBookDialog *self,
               CfBook       *stored)
{
  g_autoptr (CfBookDraft) theirs = cf_book_draft_new_from_book (stored);
  g_autofree char *my_people = describe_people (self->draft);
  g_autofree char *their_people = describe_people (theirs);

  g_set_object (&self->theirs, stored);
  _cf_book_dialog_update_actions (self);
  cf_ui_release_focus (self->form);
  gtk_widget_set_visible (self->form, FALSE);
  cf_conflict_begin (self->conflict, _("Somebody changed this book meanwhile. Nothing of yours is stored yet: which values shall it have?"));
  add_texts (self, theirs, CF_BOOK_TITLE, _("Title"));
  if (cf_book_draft_people_collide (self->draft, stored))
    cf_conflict_add (self->conflict, _("Authors"), my_people, their_people);
  add_texts (self, theirs, CF_BOOK_YEAR, _("Year"));
  add_texts (self, theirs, CF_BOOK_PAGES, _("Pages"));
  add_texts (self, theirs, CF_BOOK_ISBN, _("ISBN"));
}

static void
end_conflict (CfBookDialog *self)
{
  gtk_widget_set_visible (self->form, TRUE);
  /* Before its buttons go with it. */
  gtk_widget_grab_focus (self->title_row);
  cf_conflict_end (self->conflict);
  _cf_book_dialog_update_actions (self);
}

/* What is typed becomes a change of what they stored, which stands where nothing was typed. */
static void
follow (CfBookDialog *self,
        CfBook       *stored)
{
  cf_book_draft_rebase (self->draft, stored);
  _cf_book_dialog_set_draft (self, self->draft, stored);
}

void
_cf_book_dialog_keep_mine (CfBookDialog *self)
{
  g_autoptr (CfBook) theirs = g_steal_pointer (&self->theirs);

  end_conflict (self);
  follow (self, theirs);
  _cf_book_dialog_store (self);
}

void
_cf_book_dialog_take_theirs (CfBookDialog *self)
{
  g_autoptr (CfBook) theirs = g_steal_pointer (&self->theirs);
  g_autoptr (CfBookDraft) draft = cf_book_draft_new_from_book (theirs);

  end_conflict (self);
  _cf_book_dialog_set_draft (self, draft, theirs);
}

static gboolean
collides (CfBookDialog *self,
          CfBook       *stored)
{
  for (int i = 0; i < CF_BOOK_N_FIELDS; i++)
    if (cf_book_draft_collides (self->draft, stored, i))
      return TRUE;
  return cf_book_draft_people_collide (self->draft, stored);
}

/* Somebody else stored @stored meanwhile. */
static void
meet (CfBookDialog *self,
      CfBook       *stored)
{
  if (collides (self, stored))
    {
      show_conflict (self, stored);
      return;
    }
  follow (self, stored);
  _cf_book_dialog_store (self);
}

/* What is typed can be put into the catalogue again. */
static void
take_deleted (CfBookDialog *self)
{
  _cf_book_dialog_set_draft (self, self->draft, NULL);
  cf_form_dialog_tell (CF_FORM_DIALOG (self), _("Somebody deleted this book meanwhile. What you typed is still here, and can be added as a new book."), NULL);
}

/* Storing */

/* Whose outcome is found out later. */
typedef struct
{
  CfBookDialog *dialog;         /* (owned) */
  gboolean added;
} Awaited;

static void
awaited_free (Awaited *awaited)
{
  g_object_unref (awaited->dialog);
  g_free (awaited);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Awaited, awaited_free)

/* What stands in the way is said, and what is typed stays. */
static void
tell_not_stored (CfBookDialog *self,
                 const GError *error)
{
  cf_form_dialog_set_busy (CF_FORM_DIALOG (self), FALSE);
  cf_form_dialog_tell_error (CF_FORM_DIALOG (self), error, CF_ERROR_SAVING);
}

/* Of what is new in the catalogue. */
static void
take_answer (CfBookDialog  *self,
             CfBookOutcome *outcome,
             gboolean       added,
             const GError  *error)
{
  if (outcome == NULL)
    {
      tell_not_stored (self, error);
      return;
    }

  cf_form_dialog_set_busy (CF_FORM_DIALOG (self), FALSE);
  take_outcome (self, outcome, added);
}

static void
on_awaited_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (Awaited) awaited = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfBookOutcome) outcome = cf_book_repository_await_finish (CF_BOOK_REPOSITORY (source), result, &error);

  if (cf_form_dialog_get_disposed (CF_FORM_DIALOG (awaited->dialog)))
    return;

  g_clear_object (&awaited->dialog->awaiting);
  take_answer (awaited->dialog, outcome, awaited->added, error);
}

/* The answer was lost, and could not be looked for. The dialog goes on waiting: as soon as the server answers, it is looked whether it is
 * stored. FALSE: @error is something else. */
static gboolean
await_outcome (CfBookDialog     *self,
               CfBookRepository *books,
               GAsyncResult     *result,
               gboolean          added,
               const GError     *error)
{
  Awaited *awaited;

  if (!g_error_matches (error, CF_ERROR, CF_ERROR_UNKNOWN))
    return FALSE;

  awaited = g_new0 (Awaited, 1);
  awaited->dialog = g_object_ref (self);
  awaited->added = added;
  self->awaiting = g_cancellable_new ();
  cf_form_dialog_stay (CF_FORM_DIALOG (self));
  cf_form_dialog_tell_progress (CF_FORM_DIALOG (self), _("It is not known yet whether the book was stored: the server does not answer. What you typed is kept here, and "
                                                         "as soon as the server answers you are told whether it is stored."));
  cf_book_repository_await_async (books, result, self->awaiting, on_awaited_cb, awaited);
  return TRUE;
}

static void
on_added_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (CfBookDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfBookOutcome) outcome = cf_book_repository_add_finish (CF_BOOK_REPOSITORY (source), result, &error);

  if (!cf_form_dialog_get_disposed (CF_FORM_DIALOG (self)) && !await_outcome (self, CF_BOOK_REPOSITORY (source), result, TRUE, error))
    take_answer (self, outcome, TRUE, error);
}

static void
on_authors_added_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr (CfBookDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfBookOutcome) outcome = cf_book_repository_add_authors_finish (CF_BOOK_REPOSITORY (source), result, &error);

  if (!cf_form_dialog_get_disposed (CF_FORM_DIALOG (self)) && !await_outcome (self, CF_BOOK_REPOSITORY (source), result, FALSE, error))
    take_answer (self, outcome, FALSE, error);
}

static void
on_saved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (CfBookDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfBook) theirs = NULL;
  g_autoptr (CfBookOutcome) outcome = cf_book_repository_save_finish (CF_BOOK_REPOSITORY (source), result, &theirs, &error);

  if (cf_form_dialog_get_disposed (CF_FORM_DIALOG (self)) || await_outcome (self, CF_BOOK_REPOSITORY (source), result, FALSE, error))
    return;

  cf_form_dialog_set_busy (CF_FORM_DIALOG (self), FALSE);
  if (outcome != NULL)
    {
      take_outcome (self, outcome, FALSE);
      return;
    }

  cf_form_dialog_stay (CF_FORM_DIALOG (self));
  if (theirs != NULL)
    meet (self, theirs);
  else if (g_error_matches (error, CF_ERROR, CF_ERROR_NOT_FOUND))
    take_deleted (self);
  else
    tell_not_stored (self, error);
}

/* Whether nothing is wrong or to be asked; else it was said or asked. */
static gboolean
can_send (CfBookDialog *self)
{
  if (!_cf_book_dialog_check (self))
    return FALSE;
  if (self->books != NULL)
    return TRUE;

  cf_form_dialog_tell (CF_FORM_DIALOG (self), _("No server has answered since the start. What you typed is still here: try again when one does."), NULL);
  return FALSE;
}

/* A name that was typed a moment ago is looked up first: it may be meant otherwise. */
static void
begin (CfBookDialog *self,
       BookSend      send)
{
  if (cf_form_dialog_get_busy (CF_FORM_DIALOG (self)) || self->theirs != NULL)
    return;

  cf_form_dialog_tell (CF_FORM_DIALOG (self), NULL, NULL);
  if (!can_send (self))
    return;

  cf_form_dialog_set_busy (CF_FORM_DIALOG (self), TRUE);
  if (cf_contributor_list_look (self->contributors))
    self->send = send;
  else
    send (self);
}

void
_cf_book_dialog_looked_cb (CfBookDialog *self)
{
  BookSend send = self->send;

  self->send = NULL;
  cf_form_dialog_set_busy (CF_FORM_DIALOG (self), FALSE);
  if (!can_send (self))
    {
      cf_form_dialog_stay (CF_FORM_DIALOG (self));
      return;
    }

  cf_form_dialog_set_busy (CF_FORM_DIALOG (self), TRUE);
  send (self);
}

static void
send_book (CfBookDialog *self)
{
  if (self->original != NULL)
    cf_book_repository_save_async (self->books, self->original, self->draft, _cf_book_dialog_get_choice (self), on_saved_cb, g_object_ref (self));
  else
    cf_book_repository_add_async (self->books, self->draft, _cf_book_dialog_get_choice (self), on_added_cb, g_object_ref (self));
}

/* What is typed, whatever it is, becomes a book of the catalogue. */
void
_cf_book_dialog_store (CfBookDialog *self)
{
  begin (self, send_book);
}

static void
send_authors (CfBookDialog *self)
{
  cf_book_repository_add_authors_async (self->books, cf_duplicate_notice_get_book (self->duplicate), self->draft,
                                        on_authors_added_cb, g_object_ref (self));
}

/* Only the people, to the book that is there already. */
void
_cf_book_dialog_add_authors (CfBookDialog *self)
{
  if (cf_duplicate_notice_get_book (self->duplicate) != NULL)
    begin (self, send_authors);
}
