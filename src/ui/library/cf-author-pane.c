/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-author-pane.h"

#include <glib/gi18n-lib.h>

#include "cf-book-list.h"
#include "cf-change-list.h"
#include "cf-double-notice.h"
#include "cf-error.h"
#include "cf-format.h"
#include "cf-library-text.h"

struct _CfAuthorPane
{
  CfRecordPane parent_instance;

  /* Template */
  GtkLabel *aliases;
  CfDoubleNotice *double_notice;
  GtkStack *stack;
  GtkStackPage *books_page;
  CfBookList *books;
  CfChangeList *changes;

  /* Owned */
  CfBookRepository *book_repository;    /* nullable */
  CfAuthor *author;                     /* nullable: as it was read last */
  GCancellable *asking;                 /* nullable: history and doubles are asked for */
  char *undone;                         /* nullable: what is told when the last change is taken back */

  gint64 id;                            /* 0: none is shown */
  gboolean gone;                        /* somebody deleted it */
};

enum
{
  SIGNAL_EDIT,
  SIGNAL_MERGE,
  SIGNAL_SPLIT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfAuthorPane, cf_author_pane, CF_TYPE_RECORD_PANE)

static gboolean
can_change (CfAuthorPane *self)
{
  CfRecordPane *pane = CF_RECORD_PANE (self);

  return self->author != NULL && !self->gone && cf_record_pane_get_repository (pane) != NULL && !cf_record_pane_get_busy (pane);
}

static void
cf_author_pane_update_actions (CfRecordPane *pane)
{
  CfAuthorPane *self = CF_AUTHOR_PANE (pane);
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean can = can_change (self);

  gtk_widget_action_set_enabled (widget, "author.edit", can);
  gtk_widget_action_set_enabled (widget, "author.merge", can);
  gtk_widget_action_set_enabled (widget, "author.split", can && cf_author_fields (self->author)->n_books > 1);
  gtk_widget_action_set_enabled (widget, "author.delete", can);
}

/* Showing */

static void
show_count (CfAuthorPane *self)
{
  guint n;
  g_autofree char *number = NULL;
  g_autofree char *title = NULL;

  /* Its parts go one by one. */
  if (self->books_page == NULL)
    return;

  g_object_get (self->books, "n-books", &n, NULL);
  number = cf_format_count (n);
  /* Translators: the books of an author, and how many there are */
  title = n > 0 ? g_strdup_printf (_("Books %s"), number) : g_strdup (_("Books"));
  gtk_stack_page_set_title (self->books_page, title);
}

static void
show_aliases (CfAuthorPane *self)
{
  char **aliases = cf_author_fields (self->author)->aliases;
  gboolean any = aliases != NULL && aliases[0] != NULL;
  g_autofree char *joined = any ? cf_library_text_aliases (aliases) : NULL;
  /* Translators: other spellings of a person's name */
  g_autofree char *text = any ? g_strdup_printf (_("Also found as %s"), joined) : NULL;

  gtk_label_set_text (self->aliases, any ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->aliases), any);
}

static void
show_author (CfAuthorPane *self,
             CfAuthor     *author)
{
  const CfAuthorFields *fields = cf_author_fields (author);
  const char *name = cf_author_get_name (author);

  g_set_object (&self->author, author);
  cf_record_pane_set_title (CF_RECORD_PANE (self), *name != '\0' ? name : _("Without name"), fields->note);
  show_aliases (self);
  cf_author_pane_update_actions (CF_RECORD_PANE (self));
}

static void
show_nobody (CfAuthorPane *self)
{
  g_clear_object (&self->author);
  cf_record_pane_set_title (CF_RECORD_PANE (self), "", NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->aliases), FALSE);
}

/* Reading */

static void
forget_asking (CfAuthorPane *self)
{
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

/* Whether the answer is about the author that is shown, and whether there is one; that the author could not be read either is told. */
static gboolean
is_asked_for (CfAuthorPane *self,
              GAsyncResult *result,
              const GError *error)
{
  if (g_task_get_cancellable (G_TASK (result)) != self->asking)
    return FALSE;
  if (error != NULL)
    g_debug ("Not known of an author: %s", error->message);
  return error == NULL;
}

static void
on_history_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (CfAuthorPane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) changes = cf_author_repository_history_finish (CF_AUTHOR_REPOSITORY (source), result, &error);

  if (is_asked_for (self, result, error))
    cf_change_list_set_changes (self->changes, changes);
}

static void
on_suggested_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (CfAuthorPane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) doubles = cf_author_repository_suggest_finish (CF_AUTHOR_REPOSITORY (source), result, &error);

  if (is_asked_for (self, result, error))
    cf_double_notice_set_doubles (self->double_notice, doubles);
}

static void
take_gone (CfAuthorPane *self)
{
  self->gone = TRUE;
  cf_record_pane_tell (CF_RECORD_PANE (self), _("This person is not in the catalogue any more. What is shown here is what was known."), NULL);
  cf_double_notice_set_doubles (self->double_notice, NULL);
  cf_author_pane_update_actions (CF_RECORD_PANE (self));
}

static void
take_author (CfAuthorPane *self,
             CfAuthor     *author)
{
  CfAuthorRepository *repository = cf_record_pane_get_repository (CF_RECORD_PANE (self));
  gint64 id = cf_author_fields (author)->id;

  self->gone = FALSE;
  cf_record_pane_tell (CF_RECORD_PANE (self), NULL, NULL);
  show_author (self, author);
  /* The one that was asked for was merged into another one meanwhile. */
  if (id != self->id)
    cf_book_list_set_authors (self->books, self->book_repository, &id, 1);
  self->id = id;
  cf_author_repository_history_async (repository, id, self->asking, on_history_cb, g_object_ref (self));
  cf_author_repository_suggest_async (repository, author, self->asking, on_suggested_cb, g_object_ref (self));
}

static void
on_loaded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (CfAuthorPane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfAuthor) author = cf_author_repository_load_finish (CF_AUTHOR_REPOSITORY (source), result, &error);
  gboolean gone = g_error_matches (error, CF_ERROR, CF_ERROR_NOT_FOUND);

  if (!cf_record_pane_take_answer (CF_RECORD_PANE (self), gone ? NULL : error))
    return;
  if (gone)
    take_gone (self);
  else
    take_author (self, author);
}

static gboolean
cf_author_pane_read (CfRecordPane *pane,
                     GCancellable *cancellable)
{
  CfAuthorPane *self = CF_AUTHOR_PANE (pane);

  if (self->id == 0)
    return FALSE;

  forget_asking (self);
  self->asking = g_cancellable_new ();
  cf_book_list_refresh (self->books);
  cf_author_repository_load_async (cf_record_pane_get_repository (pane), self->id, cancellable, on_loaded_cb, g_object_ref (self));
  return TRUE;
}

/* What the person does */

static void
on_open_book_cb (CfAuthorPane *self,
                 CfBook       *book)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "library.open-book", "x", cf_book_fields (book)->id);
}

static void
on_undo_cb (CfAuthorPane *self,
            gint64        change)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "library.undo", "x", change);
}

static void
on_merge_double_cb (CfAuthorPane *self,
                    CfAuthor     *other)
{
  if (can_change (self))
    g_signal_emit (self, signals[SIGNAL_MERGE], 0, self->author, other);
}

static void
on_marked_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (CfAuthorPane) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 change = 0;
  gboolean marked = cf_author_repository_mark_different_finish (CF_AUTHOR_REPOSITORY (source), result, &change, &error);

  cf_record_pane_set_busy (CF_RECORD_PANE (self), FALSE);
  if (!marked)
    {
      cf_record_pane_tell_error (CF_RECORD_PANE (self), error, CF_ERROR_SWITCHING);
      return;
    }

  g_free (self->undone);
  self->undone = g_strdup (_("The remark that these are two people was taken back"));
  cf_record_pane_written (CF_RECORD_PANE (self), _("Remembered for everybody: these are two people"), change);
}

static void
on_different_cb (CfAuthorPane *self,
                 CfAuthor     *other)
{
  if (!can_change (self))
    return;

  cf_record_pane_set_busy (CF_RECORD_PANE (self), TRUE);
  cf_author_repository_mark_different_async (cf_record_pane_get_repository (CF_RECORD_PANE (self)), self->author, other, TRUE,
                                             on_marked_cb, g_object_ref (self));
}

static void
on_deleted_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (CfAuthorPane) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 change = 0;
  gboolean deleted = cf_author_repository_delete_finish (CF_AUTHOR_REPOSITORY (source), result, &change, &error);
  g_autofree char *sentence = NULL;
  g_autofree char *name = NULL;

  cf_record_pane_set_busy (CF_RECORD_PANE (self), FALSE);
  if (!deleted)
    {
      cf_record_pane_tell_error (CF_RECORD_PANE (self), error, CF_ERROR_DELETING);
      return;
    }

  name = cf_library_text_name_inside (self->author);
  sentence = g_strdup_printf (_("%s deleted"), name);
  g_free (self->undone);
  self->undone = g_strdup_printf (C_("author", "The deletion of %s was taken back"), name);
  cf_record_pane_close (CF_RECORD_PANE (self));
  cf_record_pane_written (CF_RECORD_PANE (self), sentence, change);
}

static void
edit_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  cf_author_pane_edit (CF_AUTHOR_PANE (widget));
}

static void
merge_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_MERGE], 0, CF_AUTHOR_PANE (widget)->author, NULL);
}

static void
split_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_SPLIT], 0, CF_AUTHOR_PANE (widget)->author);
}

static void
delete_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  cf_author_pane_delete (CF_AUTHOR_PANE (widget));
}

/* GObject */

static void
cf_author_pane_dispose (GObject *object)
{
  CfAuthorPane *self = CF_AUTHOR_PANE (object);

  forget_asking (self);
  g_clear_object (&self->author);
  g_clear_object (&self->book_repository);
  g_clear_pointer (&self->undone, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_AUTHOR_PANE);

  G_OBJECT_CLASS (cf_author_pane_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-author-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, CfAuthorPane, aliases);
  gtk_widget_class_bind_template_child (widget_class, CfAuthorPane, double_notice);
  gtk_widget_class_bind_template_child (widget_class, CfAuthorPane, stack);
  gtk_widget_class_bind_template_child (widget_class, CfAuthorPane, books_page);
  gtk_widget_class_bind_template_child (widget_class, CfAuthorPane, books);
  gtk_widget_class_bind_template_child (widget_class, CfAuthorPane, changes);
  gtk_widget_class_bind_template_callback (widget_class, on_merge_double_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_different_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_open_book_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_undo_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_count);
}

static void
install_signals (GType type)
{
  signals[SIGNAL_EDIT] = g_signal_new ("edit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CF_TYPE_AUTHOR);
  signals[SIGNAL_MERGE] = g_signal_new ("merge", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, CF_TYPE_AUTHOR, CF_TYPE_AUTHOR);
  signals[SIGNAL_SPLIT] = g_signal_new ("split", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CF_TYPE_AUTHOR);
}

static void
cf_author_pane_class_init (CfAuthorPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  CfRecordPaneClass *pane_class = CF_RECORD_PANE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_author_pane_dispose;
  pane_class->read = cf_author_pane_read;
  pane_class->update_actions = cf_author_pane_update_actions;
  install_signals (G_TYPE_FROM_CLASS (klass));

  g_type_ensure (CF_TYPE_BOOK_LIST);
  g_type_ensure (CF_TYPE_CHANGE_LIST);
  g_type_ensure (CF_TYPE_DOUBLE_NOTICE);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "author.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "author.merge", NULL, merge_action);
  gtk_widget_class_install_action (widget_class, "author.split", NULL, split_action);
  gtk_widget_class_install_action (widget_class, "author.delete", NULL, delete_action);
}

static void
cf_author_pane_init (CfAuthorPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cf_author_pane_update_actions (CF_RECORD_PANE (self));
}

/* Whose books are listed; NULL: no server was reached yet. */
void
cf_author_pane_set_books (CfAuthorPane     *self,
                          CfBookRepository *books)
{
  g_return_if_fail (CF_IS_AUTHOR_PANE (self));

  if (g_set_object (&self->book_repository, books) && self->id != 0)
    cf_book_list_set_authors (self->books, books, &self->id, 1);
}

static void
begin (CfAuthorPane *self,
       gint64        id)
{
  if (self->id == id)
    return;

  self->id = id;
  self->gone = FALSE;
  show_nobody (self);
  cf_record_pane_tell (CF_RECORD_PANE (self), NULL, NULL);
  cf_double_notice_set_doubles (self->double_notice, NULL);
  cf_change_list_set_changes (self->changes, NULL);
  gtk_stack_set_visible_child_name (self->stack, "books");
  cf_book_list_set_authors (self->books, self->book_repository, &id, 1);
  cf_author_pane_update_actions (CF_RECORD_PANE (self));
}

/* A person of a list: what the list knows is there at once. */
void
cf_author_pane_show (CfAuthorPane *self,
                     CfAuthor     *author)
{
  g_return_if_fail (CF_IS_AUTHOR_PANE (self));
  g_return_if_fail (CF_IS_AUTHOR (author));

  begin (self, cf_author_fields (author)->id);
  if (self->author == NULL)
    show_author (self, author);
  cf_record_pane_read (CF_RECORD_PANE (self));
}

void
cf_author_pane_show_id (CfAuthorPane *self,
                        gint64        id)
{
  g_return_if_fail (CF_IS_AUTHOR_PANE (self));

  begin (self, id);
  cf_record_pane_read (CF_RECORD_PANE (self));
}

/* FALSE: it cannot be done now. */
gboolean
cf_author_pane_edit (CfAuthorPane *self)
{
  g_return_val_if_fail (CF_IS_AUTHOR_PANE (self), FALSE);

  if (!can_change (self))
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_EDIT], 0, self->author);
  return TRUE;
}

/* "written" tells how to take it back; FALSE: it cannot be done now. */
gboolean
cf_author_pane_delete (CfAuthorPane *self)
{
  g_return_val_if_fail (CF_IS_AUTHOR_PANE (self), FALSE);

  if (!can_change (self))
    return FALSE;
  cf_record_pane_set_busy (CF_RECORD_PANE (self), TRUE);
  cf_author_repository_delete_async (cf_record_pane_get_repository (CF_RECORD_PANE (self)), self->author, on_deleted_cb, g_object_ref (self));
  return TRUE;
}

/* What is told when the change that was written last is taken back; NULL: none was. */
const char *
cf_author_pane_get_undone (CfAuthorPane *self)
{
  g_return_val_if_fail (CF_IS_AUTHOR_PANE (self), NULL);

  return self->undone;
}
