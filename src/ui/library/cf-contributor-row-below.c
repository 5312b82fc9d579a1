/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-contributor-row-private.h"
#include "cf-fold.h"
#include "cf-library-text.h"
#include "cf-suggestion-row.h"
#include "cf-text-limit.h"
#include "cf-ui.h"

/* What is said and asked of a name: who it is at its end, and below it whom it may mean. */

#define MOST_PROPOSED 5

static CfAuthor *
match_at (CfContributorRow *self,
          guint             i)
{
  return g_ptr_array_index (self->matches, i);
}

static gboolean
is_same_name (CfAuthor *author)
{
  CfAuthorMatch match = cf_author_fields (author)->match;

  /* Whom the server asks about was not looked for by a name. */
  return match <= CF_AUTHOR_MATCH_ALIAS;
}

/* Whom the name may mean, if it is not any of the same name; the others have but a part of it in common. */
static gboolean
is_proposed (CfAuthor *author)
{
  return !is_same_name (author) && cf_author_fields (author)->match != CF_AUTHOR_MATCH_LOOSE;
}

static gboolean
has_proposed (CfContributorRow *self)
{
  for (guint i = 0; self->matches != NULL && i < self->matches->len; i++)
    if (is_proposed (match_at (self, i)))
      return TRUE;
  return FALSE;
}

/* How many people have this very name; 0 too while that is not known. */
static guint
n_namesakes (CfContributorRow *self)
{
  guint n = 0;

  for (guint i = 0; self->matches != NULL && !self->awaited && i < self->matches->len; i++)
    n += is_same_name (match_at (self, i)) ? 1 : 0;
  return n;
}

static CfDraftState
state (CfContributorRow *self)
{
  return cf_draft_contributor_get_state (self->contributor);
}

/* While the answer is awaited what was found for the text before stays, as far as it fits the text as it stands */

static gboolean
begins_one_of (const char        *word,
               const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (g_str_has_prefix (words[i], word))
      return TRUE;
  return FALSE;
}

static gboolean
fits (CfAuthor          *author,
      const char *const *typed)
{
  g_auto (GStrv) words = cf_fold_words (cf_author_get_name (author));

  for (guint i = 0; typed[i] != NULL; i++)
    if (!begins_one_of (typed[i], (const char *const *) words))
      return FALSE;
  return TRUE;
}

void
_cf_contributor_row_keep_fitting (CfContributorRow *self)
{
  g_auto (GStrv) typed = cf_fold_words (cf_draft_contributor_get_text (self->contributor));
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->matches);

  self->awaited = TRUE;
  if (before == NULL || typed[0] == NULL)
    return;

  self->matches = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < before->len; i++)
    if (fits (g_ptr_array_index (before, i), (const char *const *) typed))
      g_ptr_array_add (self->matches, g_object_ref (g_ptr_array_index (before, i)));
}

/* Who it is */

static void
show_mark (CfContributorRow *self,
           const char       *icon_name,
           const char       *css_class,
           const char       *text,
           const char       *tooltip)
{
  gtk_widget_set_visible (self->mark, text != NULL);
  if (text == NULL)
    return;

  gtk_image_set_from_icon_name (self->mark_icon, icon_name);
  gtk_widget_set_visible (GTK_WIDGET (self->mark_icon), icon_name != NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->mark_icon), "okmark");
  gtk_widget_remove_css_class (GTK_WIDGET (self->mark_icon), "trouble");
  if (css_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->mark_icon), css_class);
  gtk_label_set_text (self->mark_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->mark_label), icon_name == NULL || !self->narrow);
  cf_ui_set_tooltip (self->mark, tooltip);
}

static void
show_known (CfContributorRow *self,
            CfAuthor         *author)
{
  const char *note = cf_author_fields (author)->note;
  gint64 n_books = cf_author_fields (author)->n_books;
  g_autofree char *count = n_books >= 0 ? cf_library_text_count (n_books) : g_strdup ("");
  g_autofree char *person = cf_library_text_person (author);

  show_mark (self, "cf-saved-symbolic", "okmark", note != NULL && *note != '\0' ? note : count, person);
}

/* The person of this name, where there is one and only one. */
static CfAuthor *
find_known (CfContributorRow *self)
{
  if (state (self) == CF_DRAFT_CHOSEN)
    return cf_draft_contributor_get_author (self->contributor);
  if (state (self) == CF_DRAFT_TYPED && !self->asked && n_namesakes (self) == 1)
    for (guint i = 0; i < self->matches->len; i++)
      if (is_same_name (match_at (self, i)))
        return match_at (self, i);
  return NULL;
}

void
_cf_contributor_row_show_mark (CfContributorRow *self)
{
  CfAuthor *known = find_known (self);

  if (known != NULL)
    show_known (self, known);
  else if (cf_draft_contributor_is_blank (self->contributor))
    show_mark (self, NULL, NULL, NULL, NULL);
  else if (n_namesakes (self) > 0 && cf_contributor_row_is_asking (self))
    show_mark (self, "dialog-question-symbolic", "trouble", _("Which one?"), _("Several people have this name"));
  else if (state (self) == CF_DRAFT_NEW || (self->matches != NULL && !self->awaited))
    show_mark (self, NULL, NULL, C_("person", "New"), _("A person who is not in the catalogue yet"));
  else
    show_mark (self, NULL, NULL, NULL, NULL);
}

/* What stands below */

/* Whether it is to be said which of several people of one name this is, or the server asks who it is. */
gboolean
cf_contributor_row_is_asking (CfContributorRow *self)
{
  g_return_val_if_fail (CF_IS_CONTRIBUTOR_ROW (self), FALSE);

  return state (self) == CF_DRAFT_TYPED && (self->asked || n_namesakes (self) > 1);
}

/* Whether somebody is to say if another one is meant: the name is nobody’s, and like that of somebody. */
static gboolean
is_doubtful (CfContributorRow *self)
{
  return state (self) == CF_DRAFT_TYPED && !self->awaited && !self->dismissed &&
         n_namesakes (self) == 0 && has_proposed (self);
}

/* Whether the book is not stored before somebody has said who this is. */
gboolean
cf_contributor_row_has_question (CfContributorRow *self)
{
  g_return_val_if_fail (CF_IS_CONTRIBUTOR_ROW (self), FALSE);

  return cf_contributor_row_is_asking (self) || is_doubtful (self);
}

static gboolean
has_focus_below (CfContributorRow *self)
{
  for (guint i = 0; i < self->below->len; i++)
    if (cf_ui_holds_focus (g_ptr_array_index (self->below, i)))
      return TRUE;
  return FALSE;
}

/* Who goes to what stands below finds it there as it was. */
void
_cf_contributor_row_follow_focus (CfContributorRow *self)
{
  if (!has_focus_below (self))
    self->proposing = cf_ui_holds_focus (GTK_WIDGET (self));
}

static void
on_use_cb (CfContributorRow *self,
           CfSuggestionRow  *suggestion)
{
  cf_draft_contributor_choose (self->contributor, cf_suggestion_row_get_author (suggestion));
  gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_editable_set_position (GTK_EDITABLE (self), -1);
}

static void
on_new_person_cb (CfContributorRow *self)
{
  cf_draft_contributor_set_new (self->contributor, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_editable_set_position (GTK_EDITABLE (self), -1);
}

static void
add_suggestion (CfContributorRow *self,
                CfSuggestionKind  kind,
                CfAuthor         *author)
{
  GtkWidget *row = cf_suggestion_row_new (kind, author, cf_draft_contributor_get_text (self->contributor));

  g_signal_connect_object (row, "use", G_CALLBACK (on_use_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "new-person", G_CALLBACK (on_new_person_cb), self, G_CONNECT_SWAPPED);
  g_ptr_array_add (self->below, g_object_ref_sink (row));
}

static void
add_question (CfContributorRow *self)
{
  guint n = n_namesakes (self);
  g_autofree char *sentence = g_strdup_printf (ngettext ("%u person has this name. Is it this one?",
                                                         "%u people have this name. Which one is it?", n), n);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", sentence, "xalign", 0.f, "wrap", TRUE,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, NULL);
  GtkWidget *row = cf_words_row_new (label);

  gtk_widget_add_css_class (row, "suggest");
  gtk_widget_add_css_class (row, "question");
  g_ptr_array_add (self->below, g_object_ref_sink (row));
  for (guint i = 0; i < self->matches->len; i++)
    if (is_same_name (match_at (self, i)))
      add_suggestion (self, CF_SUGGESTION_WHICH, match_at (self, i));
  add_suggestion (self, CF_SUGGESTION_SOMEBODY_ELSE, NULL);
}

/* While the name is being typed it may go on; once it is typed it may be another one's. */
static void
add_proposals (CfContributorRow *self)
{
  guint n = 0;

  for (guint i = 0; i < self->matches->len && n < (self->proposing ? MOST_PROPOSED : 1); i++)
    {
      CfAuthor *author = match_at (self, i);
      gboolean like = cf_author_fields (author)->match == CF_AUTHOR_MATCH_FUZZY;

      if (!is_proposed (author) || (self->awaited && like))
        continue;
      add_suggestion (self, self->proposing && !like ? CF_SUGGESTION_COMPLETION : CF_SUGGESTION_DID_YOU_MEAN, author);
      n++;
    }
}

static gboolean
has_proposals (CfContributorRow *self)
{
  return self->proposing && state (self) == CF_DRAFT_TYPED && !self->dismissed && self->matches != NULL;
}

static void
add_below (CfContributorRow *self)
{
  g_ptr_array_add (self->below, g_object_ref (self->error));
  if (n_namesakes (self) > 0 && cf_contributor_row_is_asking (self))
    add_question (self);
  else if (has_proposals (self) || cf_contributor_row_has_question (self))
    add_proposals (self);
  if (state (self) == CF_DRAFT_NEW &&
      (n_namesakes (self) > 0 || *cf_draft_contributor_get_note (self->contributor) != '\0'))
    g_ptr_array_add (self->below, g_object_ref (self->note_row));
}

/* All that what stands below depends on. */
static char *
describe_below (CfContributorRow *self)
{
  GString *key = g_string_new (cf_draft_contributor_get_text (self->contributor));

  g_string_append_printf (key, "|%d|%d|%d|%d|%d|%d", state (self), self->asked, self->awaited, self->dismissed, self->proposing,
                          *cf_draft_contributor_get_note (self->contributor) != '\0');
  for (guint i = 0; self->matches != NULL && i < self->matches->len; i++)
    g_string_append_printf (key, "|%" G_GINT64_FORMAT, cf_author_fields (match_at (self, i))->id);
  return g_string_free (key, FALSE);
}

/* FALSE: it is as it was, and its rows are the same. */
gboolean
_cf_contributor_row_show_below (CfContributorRow *self)
{
  g_autofree char *key = describe_below (self);

  if (g_strcmp0 (key, self->below_key) == 0)
    return FALSE;

  g_free (self->below_key);
  self->below_key = g_steal_pointer (&key);
  g_ptr_array_set_size (self->below, 0);
  add_below (self);
  return TRUE;
}

static void
on_note_cut_cb (GtkEditable *editable,
                guint        most_chars,
                gpointer     user_data)
{
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);

  cf_contributor_row_show_error (user_data, sentence);
}

void
_cf_contributor_row_init_below (CfContributorRow *self)
{
  self->error = g_object_ref_sink (g_object_new (CF_TYPE_FIELD_ERROR, NULL));
  self->note_row = g_object_ref_sink (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->note_row), _("What Tells This Person From Namesakes"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->note_row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("What Tells This Person From Namesakes"), -1);
  gtk_widget_add_css_class (self->note_row, "suggest");
  cf_text_limit_add (GTK_EDITABLE (self->note_row), CF_BOOK_MAX_NOTE, on_note_cut_cb, self);
}
