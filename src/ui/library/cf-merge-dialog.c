/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-merge-dialog.h"

#include <glib/gi18n-lib.h>

#include "cf-author-completion.h"
#include "cf-book-list.h"
#include "cf-error.h"
#include "cf-format.h"
#include "cf-library-text.h"
#include "cf-pane-rows.h"
#include "cf-suggestion-keys.h"
#include "cf-suggestion-row.h"
#include "cf-text-limit.h"
#include "cf-ui.h"

#define NATURAL_WIDTH 572
#define NATURAL_HEIGHT 686
#define MOST_CHARS 200

struct _CfMergeDialog
{
  CfFormDialog parent_instance;

  /* Template */
  GtkListBox *people;
  GtkWidget *search;
  GtkBox *effects;
  GtkWidget *books_clamp;
  CfBookList *books_list;

  /* Owned */
  CfBookRepository *books;      /* nullable: no server was reached yet */
  CfAuthorRepository *authors;  /* nullable, with @books */
  GPtrArray *chosen;            /* (element-type CfAuthor): who become one */
  CfAuthor *keep;               /* whose spelling stays: one of them */
  CfAuthorCompletion *completion;
  GCancellable *asking;         /* nullable: what would become of them is asked */
  CfMergePreview *preview;      /* nullable: not known yet */
};

enum
{
  SIGNAL_STORED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfMergeDialog, cf_merge_dialog, CF_TYPE_FORM_DIALOG)

static void look (CfMergeDialog *self);

static gint64
id_of (gpointer author)
{
  return cf_author_fields (author)->id;
}

/* What would become of them */

static void
add_effect (CfMergeDialog *self,
            const char    *icon_name,
            const char    *css_class,
            const char    *sentence)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", sentence, "xalign", 0.f, "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, "max-width-chars", 20, "hexpand", TRUE, NULL);

  gtk_widget_add_css_class (icon, css_class);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_margin_top (icon, 2);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (self->effects, row);
}

static void
show_books_effect (CfMergeDialog *self)
{
  g_autofree char *name = cf_library_text_name_inside (self->preview->keep);
  g_autofree char *all = cf_format_count (self->preview->n_books);
  g_autofree char *moved = cf_format_count (self->preview->n_moved);
  /* Translators: a person, how many books are his or hers after two entries are merged, and how many of these are so by the merging */
  g_autofree char *sentence = g_strdup_printf (_("Books of %s afterwards: %s (%s more)"), name, all, moved);

  add_effect (self, "cf-books-symbolic", "dim-label", sentence);
}

static void
show_collapsed_effect (CfMergeDialog *self)
{
  gint64 n = self->preview->n_collapsed;
  g_autofree char *number = cf_format_count (n);
  g_autofree char *sentence = g_strdup_printf (ngettext ("%s book names two of them: it names this person once afterwards.",
                                                         "%s books name two of them: each names this person once afterwards.", (gulong) n), number);

  if (n > 0)
    add_effect (self, "object-select-symbolic", "dim-label", sentence);
}

static void
show_aliases_effect (CfMergeDialog *self)
{
  char **aliases = self->preview->aliases;
  g_autofree char *joined = aliases != NULL && aliases[0] != NULL ? cf_library_text_aliases (aliases) : NULL;
  /* Translators: other spellings of a person's name */
  g_autofree char *sentence = joined != NULL ? g_strdup_printf (_("Still found as %s."), joined) : NULL;

  if (sentence != NULL)
    add_effect (self, "edit-find-symbolic", "dim-label", sentence);
}

static void
show_preview (CfMergeDialog *self)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  cf_pane_rows_clear (GTK_WIDGET (self->effects));
  if (self->preview != NULL)
    {
      for (guint i = 0; i < self->preview->others->len; i++)
        {
          gint64 id = id_of (g_ptr_array_index (self->preview->others, i));

          g_array_append_val (ids, id);
        }
      show_books_effect (self);
      show_collapsed_effect (self);
      show_aliases_effect (self);
      if (self->preview->were_different)
        add_effect (self, "dialog-warning-symbolic", "trouble", _("Somebody said before that two of them are not the same person."));
    }
  gtk_widget_set_visible (self->books_clamp, self->preview != NULL && self->preview->n_moved > 0);
  cf_book_list_set_authors (self->books_list, self->books, (const gint64 *) (gpointer) ids->data, ids->len);
  cf_form_dialog_set_ready (CF_FORM_DIALOG (self), self->preview != NULL,
                            self->chosen->len < 2 ? _("Say first who is the same person") : NULL);
}

static void
on_looked_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (CfMergeDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfMergePreview) preview = cf_author_repository_preview_merge_finish (CF_AUTHOR_REPOSITORY (source), result, &error);

  if (cf_form_dialog_get_disposed (CF_FORM_DIALOG (self)) || g_task_get_cancellable (G_TASK (result)) != self->asking)
    return;

  g_clear_object (&self->asking);
  if (preview == NULL)
    cf_form_dialog_tell_error (CF_FORM_DIALOG (self), error, CF_ERROR_READING);
  self->preview = g_steal_pointer (&preview);
  show_preview (self);
}

static void
forget_preview (CfMergeDialog *self)
{
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_pointer (&self->preview, cf_merge_preview_free);
}

static void
look (CfMergeDialog *self)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_object_unref);

  forget_preview (self);
  cf_form_dialog_tell (CF_FORM_DIALOG (self), NULL, NULL);
  for (guint i = 0; i < self->chosen->len; i++)
    if (g_ptr_array_index (self->chosen, i) != self->keep)
      g_ptr_array_add (others, g_object_ref (g_ptr_array_index (self->chosen, i)));
  if (others->len == 0 || self->authors == NULL)
    {
      show_preview (self);
      return;
    }

  self->asking = g_cancellable_new ();
  cf_form_dialog_set_ready (CF_FORM_DIALOG (self), FALSE, NULL);
  cf_author_repository_preview_merge_async (self->authors, self->keep, others, self->asking, on_looked_cb, g_object_ref (self));
}

/* Who they are */

static void show_people (CfMergeDialog *self);

static CfAuthor *
author_of (gpointer widget)
{
  return g_object_get_data (G_OBJECT (widget), "cf-author");
}

static void
on_kept_cb (GtkCheckButton *check,
            CfMergeDialog  *self)
{
  if (!gtk_check_button_get_active (check) || self->keep == author_of (check))
    return;

  g_set_object (&self->keep, author_of (check));
  look (self);
}

static void
on_remove_cb (GtkWidget     *button,
              CfMergeDialog *self)
{
  g_autoptr (CfAuthor) author = g_object_ref (author_of (button));

  g_ptr_array_remove (self->chosen, author);
  if (self->keep == author)
    g_set_object (&self->keep, g_ptr_array_index (self->chosen, 0));
  show_people (self);
  gtk_widget_grab_focus (self->search);
  look (self);
}

static GtkWidget *
new_check (CfMergeDialog *self,
           CfAuthor      *author)
{
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *inside = cf_library_text_name_inside (author);
  g_autofree char *name = g_strdup_printf (_("Keep the spelling %s"), inside);

  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (check), "cf-author", g_object_ref (author), g_object_unref);
  return check;
}

static GtkWidget *
new_remove_button (CfMergeDialog *self,
                   CfAuthor      *author)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *inside = cf_library_text_name_inside (author);
  g_autofree char *name = g_strdup_printf (_("Leave out %s"), inside);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  cf_ui_set_tooltip (button, C_("author", "Leave Out"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (button), "cf-author", g_object_ref (author), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove_cb), self, 0);
  return button;
}

static GtkWidget *
new_person_row (CfMergeDialog  *self,
                CfAuthor       *author,
                GtkCheckButton *group)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = new_check (self, author);
  g_autofree char *person = cf_library_text_person (author);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), cf_author_get_name (author));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), person);
  gtk_widget_add_css_class (row, "numeric");
  gtk_check_button_set_group (GTK_CHECK_BUTTON (check), group);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), author == self->keep);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_kept_cb), self, 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  if (self->chosen->len > 1)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), new_remove_button (self, author));
  g_object_set_data (G_OBJECT (row), "cf-check", check);
  return row;
}

/* Above the entry by which others are found. */
static void
show_people (CfMergeDialog *self)
{
  GtkCheckButton *group = NULL;
  GtkWidget *row;

  cf_ui_release_focus (GTK_WIDGET (self->people));
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->people))) != self->search)
    gtk_list_box_remove (self->people, row);
  for (guint i = 0; i < self->chosen->len; i++)
    {
      row = new_person_row (self, g_ptr_array_index (self->chosen, i), group);
      gtk_list_box_insert (self->people, row, (int) i);
      group = g_object_get_data (G_OBJECT (row), "cf-check");
    }
}

static gboolean
is_chosen (CfMergeDialog *self,
           CfAuthor      *author)
{
  for (guint i = 0; i < self->chosen->len; i++)
    if (id_of (g_ptr_array_index (self->chosen, i)) == id_of (author))
      return TRUE;
  return FALSE;
}

/* Who else */

static void
drop_found (CfMergeDialog *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_next_sibling (self->search)) != NULL)
    {
      cf_ui_release_focus (row);
      gtk_list_box_remove (self->people, row);
    }
}

static void
on_use_cb (CfMergeDialog   *self,
           CfSuggestionRow *row)
{
  CfAuthor *author = cf_suggestion_row_get_author (row);

  g_ptr_array_add (self->chosen, g_object_ref (author));
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  show_people (self);
  gtk_widget_grab_focus (self->search);
  look (self);
}

static void
on_found_cb (CfAuthorCompletion *completion,
             const char         *text,
             GPtrArray          *authors,
             CfMergeDialog      *self)
{
  drop_found (self);
  for (guint i = 0; i < authors->len; i++)
    {
      CfAuthor *author = g_ptr_array_index (authors, i);
      GtkWidget *row;

      if (is_chosen (self, author))
        continue;
      row = cf_suggestion_row_new (CF_SUGGESTION_WHICH, author, text);
      g_signal_connect_object (row, "use", G_CALLBACK (on_use_cb), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->people, row);
    }
}

static void
on_search_cb (CfMergeDialog *self)
{
  drop_found (self);
  cf_author_completion_ask (self->completion, gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

/* Enter takes the likeliest, where somebody is likely at all. */
static void
on_enter_cb (CfMergeDialog *self)
{
  GtkWidget *suggestion = cf_suggestion_keys_find (self->search);

  if (suggestion != NULL && cf_author_fields (cf_suggestion_row_get_author (CF_SUGGESTION_ROW (suggestion)))->match < CF_AUTHOR_MATCH_LOOSE)
    cf_suggestion_row_take (CF_SUGGESTION_ROW (suggestion));
}

static gboolean
drop_suggestions (gpointer user_data)
{
  CfMergeDialog *self = user_data;

  cf_author_completion_stop (self->completion);
  drop_found (self);
  return TRUE;
}

static void
on_activated_cb (GtkListBox    *box,
                 GtkListBoxRow *row,
                 CfMergeDialog *self)
{
  if (CF_IS_SUGGESTION_ROW (row))
    cf_suggestion_row_take (CF_SUGGESTION_ROW (row));
}

static void
on_cut_cb (GtkEditable *row,
           guint        most_chars,
           gpointer     user_data)
{
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);

  cf_form_dialog_tell (user_data, sentence, NULL);
}

/* Storing */

static void
on_merged_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (CfMergeDialog) self = user_data;
  CfFormDialog *dialog = CF_FORM_DIALOG (self);
  g_autoptr (GError) error = NULL;
  gint64 change = 0;
  g_autoptr (CfAuthor) kept = cf_author_repository_merge_finish (CF_AUTHOR_REPOSITORY (source), result, &change, &error);

  if (cf_form_dialog_get_disposed (dialog))
    return;

  cf_form_dialog_set_busy (dialog, FALSE);
  if (kept == NULL)
    {
      /* What would become of them is another thing now; of who is gone, nothing. */
      if (g_error_matches (error, CF_ERROR, CF_ERROR_NOT_FOUND))
        {
          forget_preview (self);
          show_preview (self);
        }
      else
        look (self);
      cf_form_dialog_tell_error (dialog, error, CF_ERROR_SWITCHING);
      return;
    }
  g_signal_emit (self, signals[SIGNAL_STORED], 0, kept, change);
  cf_form_dialog_end (dialog);
}

static void
store (CfFormDialog *dialog)
{
  CfMergeDialog *self = CF_MERGE_DIALOG (dialog);

  cf_form_dialog_tell (dialog, NULL, NULL);
  cf_form_dialog_set_busy (dialog, TRUE);
  cf_author_repository_merge_async (self->authors, self->preview->keep, self->preview->others, on_merged_cb, g_object_ref (self));
}

/* GObject */

static void
cf_merge_dialog_dispose (GObject *object)
{
  CfMergeDialog *self = CF_MERGE_DIALOG (object);

  forget_preview (self);
  cf_author_completion_stop (self->completion);
  g_clear_object (&self->books);
  g_clear_object (&self->authors);
  g_clear_object (&self->keep);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_MERGE_DIALOG);

  G_OBJECT_CLASS (cf_merge_dialog_parent_class)->dispose (object);
}

static void
cf_merge_dialog_finalize (GObject *object)
{
  CfMergeDialog *self = CF_MERGE_DIALOG (object);

  g_ptr_array_unref (self->chosen);
  g_object_unref (self->completion);

  G_OBJECT_CLASS (cf_merge_dialog_parent_class)->finalize (object);
}

static void
cf_merge_dialog_class_init (CfMergeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_merge_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = cf_merge_dialog_finalize;
  CF_FORM_DIALOG_CLASS (klass)->store = store;
  signals[SIGNAL_STORED] = g_signal_new ("stored", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 2, CF_TYPE_AUTHOR, G_TYPE_INT64);

  g_type_ensure (CF_TYPE_BOOK_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-merge-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CfMergeDialog, people);
  gtk_widget_class_bind_template_child (widget_class, CfMergeDialog, search);
  gtk_widget_class_bind_template_child (widget_class, CfMergeDialog, effects);
  gtk_widget_class_bind_template_child (widget_class, CfMergeDialog, books_clamp);
  gtk_widget_class_bind_template_child (widget_class, CfMergeDialog, books_list);
  gtk_widget_class_bind_template_callback (widget_class, on_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_activated_cb);
}

static void
cf_merge_dialog_init (CfMergeDialog *self)
{
  self->chosen = g_ptr_array_new_with_free_func (g_object_unref);
  self->completion = cf_author_completion_new ();
  g_signal_connect_object (self->completion, "found", G_CALLBACK (on_found_cb), self, 0);
  gtk_widget_init_template (GTK_WIDGET (self));
  cf_suggestion_keys_add (self->search, drop_suggestions, self);
  cf_text_limit_add (GTK_EDITABLE (self->search), MOST_CHARS, on_cut_cb, self);
  cf_form_dialog_set_names (CF_FORM_DIALOG (self), _("Merge Authors"), _("Merge"));
}

/* @other: (nullable): who may be the same as @author; NULL: it is still to be said who. */
GtkWidget *
cf_merge_dialog_new (CfAuthor *author,
                     CfAuthor *other)
{
  CfMergeDialog *self;

  g_return_val_if_fail (CF_IS_AUTHOR (author), NULL);

  self = g_object_new (CF_TYPE_MERGE_DIALOG, NULL);
  self->keep = g_object_ref (author);
  g_ptr_array_add (self->chosen, g_object_ref (author));
  if (other != NULL)
    g_ptr_array_add (self->chosen, g_object_ref (other));
  show_people (self);
  show_preview (self);
  return GTK_WIDGET (self);
}

/* NULL: no server was reached yet. */
void
cf_merge_dialog_set_repositories (CfMergeDialog      *self,
                                  CfBookRepository   *books,
                                  CfAuthorRepository *authors)
{
  g_return_if_fail (CF_IS_MERGE_DIALOG (self));

  g_set_object (&self->books, books);
  g_set_object (&self->authors, authors);
  cf_author_completion_set_repository (self->completion, authors);
  look (self);
}

void
cf_merge_dialog_present_over (CfMergeDialog *self,
                              GtkWindow     *parent)
{
  g_return_if_fail (CF_IS_MERGE_DIALOG (self));

  cf_form_dialog_present_over (CF_FORM_DIALOG (self), parent, NATURAL_WIDTH, NATURAL_HEIGHT);
  gtk_widget_grab_focus (self->search);
}

