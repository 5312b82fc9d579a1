/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-book-pane.h"

#include <glib/gi18n-lib.h>

#include "cf-change-list.h"
#include "cf-error-note.h"
#include "cf-error.h"
#include "cf-format.h"
#include "cf-library-text.h"
#include "cf-pane-rows.h"
#include "cf-text.h"
#include "cf-ui-text.h"
#include "cf-ui.h"

struct _CfBookPane
{
  CfRecordPane parent_instance;

  /* Template */
  GtkListBox *people;
  GtkGrid *facts;
  CfErrorNote *isbn_note;
  GtkWidget *separator;
  CfChangeList *changes;
  GtkWidget *edit_button;

  /* Owned */
  CfBook *book;                 /* nullable: as it was read last */
  GCancellable *asking;         /* nullable: its history is asked for */
  char *undone;                 /* nullable: what is told when the last change is taken back */

  gint64 id;                    /* 0: none is shown */
  gboolean gone;                /* somebody deleted it */
  gboolean edit_wanted;         /* as soon as it was read */
};

enum
{
  SIGNAL_EDIT,
  SIGNAL_MAKE_PRODUCT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfBookPane, cf_book_pane, CF_TYPE_RECORD_PANE)

static gboolean
can_change (CfBookPane *self)
{
  CfRecordPane *pane = CF_RECORD_PANE (self);

  return self->book != NULL && !self->gone && cf_record_pane_get_repository (pane) != NULL && !cf_record_pane_get_busy (pane);
}

/* Lists do not read the people of a book; without them it can be neither edited nor sold. */
static gboolean
is_whole (CfBookPane *self)
{
  return self->book != NULL && cf_book_fields (self->book)->contributors != NULL;
}

static void
cf_book_pane_update_actions (CfRecordPane *pane)
{
  CfBookPane *self = CF_BOOK_PANE (pane);
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean can = can_change (self);

  gtk_widget_action_set_enabled (widget, "book.edit", can && is_whole (self));
  gtk_widget_action_set_enabled (widget, "book.make-product", can && is_whole (self));
  gtk_widget_action_set_enabled (widget, "book.delete", can);
  gtk_widget_action_set_enabled (widget, "book.copy-isbn", self->book != NULL && cf_book_fields (self->book)->isbn != NULL);
}

/* Its people */

/* The note is what tells the person from others of that name. */
static char *
describe_person (const CfContributorFields *fields)
{
  g_autofree char *what = cf_library_text_contributor (fields->role, fields->n_books);
  g_autofree char *note = fields->note != NULL && *fields->note != '\0' ? cf_text_embed (fields->note) : NULL;

  return note != NULL ? g_strdup_printf ("%s  ·  %s", what, note) : g_steal_pointer (&what);
}

static GtkWidget *
new_person_row (CfContributor *contributor)
{
  const CfContributorFields *fields = cf_contributor_fields (contributor);
  g_autofree char *subtitle = describe_person (fields);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), cf_contributor_get_name (contributor));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  gtk_widget_add_css_class (row, "numeric");
  gtk_accessible_update_property (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Open the author"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (row), g_variant_new_int64 (fields->author_id));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "library.open-author");
  return row;
}

static void
show_people (CfBookPane *self,
             GPtrArray  *contributors)
{
  GtkListBoxRow *row;

  cf_ui_release_focus (GTK_WIDGET (self->people));
  while ((row = gtk_list_box_get_row_at_index (self->people, 0)) != NULL)
    gtk_list_box_remove (self->people, GTK_WIDGET (row));
  for (guint i = 0; contributors != NULL && i < contributors->len; i++)
    gtk_list_box_append (self->people, new_person_row (g_ptr_array_index (contributors, i)));
  gtk_widget_set_visible (GTK_WIDGET (self->people), contributors != NULL && contributors->len > 0);
}

/* Its facts */

static char *
describe_added (const CfBookFields *fields)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *when = fields->added_at != G_MININT64 ? cf_format_when (fields->added_at, zone) : NULL;

  if (when == NULL)
    return NULL;
  return fields->added_by != NULL && *fields->added_by != '\0' ? g_strdup_printf ("%s, %s", when, fields->added_by) : g_steal_pointer (&when);
}

static void
show_facts (CfBookPane *self)
{
  const CfBookFields *fields = cf_book_fields (self->book);
  g_autofree char *year = fields->has_year ? cf_library_text_year (fields->year) : NULL;
  g_autofree char *pages = fields->has_pages ? cf_format_count (fields->pages) : NULL;
  g_autofree char *isbn = cf_book_dup_isbn (self->book);
  g_autofree char *added = describe_added (fields);

  cf_pane_rows_clear (GTK_WIDGET (self->facts));
  cf_pane_rows_add_fact (self->facts, _("First published"), year);
  cf_pane_rows_add_fact (self->facts, _("Pages"), pages);
  cf_pane_rows_add_fact (self->facts, _("ISBN"), isbn);
  cf_pane_rows_add_fact (self->facts, C_("when", "Added"), added);
  cf_error_note_set_text (self->isbn_note, fields->isbn_unverified
                          ? _("This ISBN is kept as it was typed, though its digits do not fit together. Compare it with the book.") : NULL, NULL);
}

static void
show_book (CfBookPane *self,
           CfBook     *book)
{
  g_autofree char *title = cf_library_text_title (book);

  g_set_object (&self->book, book);
  cf_record_pane_set_title (CF_RECORD_PANE (self), title, NULL);
  show_facts (self);
  cf_book_pane_update_actions (CF_RECORD_PANE (self));
}

/* Reading */

static void
on_history_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (CfBookPane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) changes = cf_book_repository_history_finish (CF_BOOK_REPOSITORY (source), result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->asking)
    return;

  g_clear_object (&self->asking);
  if (changes == NULL)
    {
      /* That the book could not be read either is told. */
      g_debug ("No history: %s", error->message);
      return;
    }
  gtk_widget_set_visible (self->separator, g_list_model_get_n_items (changes) > 0);
  cf_change_list_set_changes (self->changes, changes);
}

static void
forget_asking (CfBookPane *self)
{
  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

static void
take_gone (CfBookPane *self)
{
  self->gone = TRUE;
  cf_record_pane_tell (CF_RECORD_PANE (self), _("This book is not in the catalogue any more. What is shown here is what it was."), NULL);
  cf_book_pane_update_actions (CF_RECORD_PANE (self));
}

static void
on_loaded_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (CfBookPane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CfBook) book = cf_book_repository_load_finish (CF_BOOK_REPOSITORY (source), result, &error);
  gboolean gone = g_error_matches (error, CF_ERROR, CF_ERROR_NOT_FOUND);

  if (!cf_record_pane_take_answer (CF_RECORD_PANE (self), gone ? NULL : error))
    return;
  if (gone)
    {
      take_gone (self);
      return;
    }

  self->gone = FALSE;
  cf_record_pane_tell (CF_RECORD_PANE (self), NULL, NULL);
  show_book (self, book);
  show_people (self, cf_book_fields (book)->contributors);
  if (self->edit_wanted)
    cf_book_pane_edit (self);
}

static gboolean
cf_book_pane_read (CfRecordPane *pane,
                   GCancellable *cancellable)
{
  CfBookPane *self = CF_BOOK_PANE (pane);
  CfBookRepository *repository = cf_record_pane_get_repository (pane);

  if (self->id == 0)
    return FALSE;

  forget_asking (self);
  self->asking = g_cancellable_new ();
  cf_book_repository_load_async (repository, self->id, cancellable, on_loaded_cb, g_object_ref (self));
  cf_book_repository_history_async (repository, self->id, self->asking, on_history_cb, g_object_ref (self));
  return TRUE;
}

/* What the person does */

static void
on_undo_cb (CfBookPane *self,
            gint64      change)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "library.undo", "x", change);
}

static void
on_deleted_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr (CfBookPane) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 change = 0;
  gboolean deleted = cf_book_repository_delete_finish (CF_BOOK_REPOSITORY (source), result, &change, &error);
  g_autofree char *title = NULL;
  g_autofree char *sentence = NULL;

  cf_record_pane_set_busy (CF_RECORD_PANE (self), FALSE);
  if (!deleted)
    {
      cf_record_pane_tell_error (CF_RECORD_PANE (self), error, CF_ERROR_DELETING);
      return;
    }

  title = cf_library_text_title_inside (self->book);
  sentence = g_strdup_printf (_("“%s” deleted"), title);
  g_free (self->undone);
  self->undone = g_strdup_printf (_("The deletion of “%s” was taken back"), title);
  cf_record_pane_close (CF_RECORD_PANE (self));
  cf_record_pane_written (CF_RECORD_PANE (self), sentence, change);
}

static void
delete_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  cf_book_pane_delete (CF_BOOK_PANE (widget));
}

static void
edit_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  cf_book_pane_edit (CF_BOOK_PANE (widget));
}

static void
make_product_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_MAKE_PRODUCT], 0, CF_BOOK_PANE (widget)->book);
}

static void
copy_isbn_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  const char *isbn = cf_book_fields (CF_BOOK_PANE (widget)->book)->isbn;
  g_autofree char *sentence = g_strdup_printf (_("%s copied"), isbn);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), isbn);
  cf_record_pane_written (CF_RECORD_PANE (widget), sentence, 0);
}

/* GObject */

static void
cf_book_pane_dispose (GObject *object)
{
  CfBookPane *self = CF_BOOK_PANE (object);

  forget_asking (self);
  g_clear_object (&self->book);
  g_clear_pointer (&self->undone, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_BOOK_PANE);

  G_OBJECT_CLASS (cf_book_pane_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-book-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, CfBookPane, people);
  gtk_widget_class_bind_template_child (widget_class, CfBookPane, facts);
  gtk_widget_class_bind_template_child (widget_class, CfBookPane, isbn_note);
  gtk_widget_class_bind_template_child (widget_class, CfBookPane, separator);
  gtk_widget_class_bind_template_child (widget_class, CfBookPane, changes);
  gtk_widget_class_bind_template_child (widget_class, CfBookPane, edit_button);
  gtk_widget_class_bind_template_callback (widget_class, on_undo_cb);
}

static void
cf_book_pane_class_init (CfBookPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  CfRecordPaneClass *pane_class = CF_RECORD_PANE_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_book_pane_dispose;
  pane_class->read = cf_book_pane_read;
  pane_class->update_actions = cf_book_pane_update_actions;
  signals[SIGNAL_EDIT] = g_signal_new ("edit", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CF_TYPE_BOOK);
  signals[SIGNAL_MAKE_PRODUCT] = g_signal_new ("make-product", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CF_TYPE_BOOK);

  g_type_ensure (CF_TYPE_CHANGE_LIST);
  g_type_ensure (CF_TYPE_ERROR_NOTE);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "book.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "book.make-product", NULL, make_product_action);
  gtk_widget_class_install_action (widget_class, "book.copy-isbn", NULL, copy_isbn_action);
  gtk_widget_class_install_action (widget_class, "book.delete", NULL, delete_action);
}

static void
cf_book_pane_init (CfBookPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cf_book_pane_update_actions (CF_RECORD_PANE (self));
}

static void
begin (CfBookPane *self,
       gint64      id)
{
  if (self->id == id)
    return;

  self->id = id;
  self->gone = FALSE;
  self->edit_wanted = FALSE;
  g_clear_object (&self->book);
  cf_record_pane_tell (CF_RECORD_PANE (self), NULL, NULL);
  show_people (self, NULL);
  gtk_widget_set_visible (self->separator, FALSE);
  cf_change_list_set_changes (self->changes, NULL);
}

/* A book of a list: what the list knows of it is there at once. */
void
cf_book_pane_show (CfBookPane *self,
                   CfBook     *book)
{
  g_return_if_fail (CF_IS_BOOK_PANE (self));
  g_return_if_fail (CF_IS_BOOK (book));

  begin (self, cf_book_fields (book)->id);
  if (self->book == NULL)
    show_book (self, book);
  cf_record_pane_read (CF_RECORD_PANE (self));
}

void
cf_book_pane_show_id (CfBookPane *self,
                      gint64      id)
{
  g_return_if_fail (CF_IS_BOOK_PANE (self));

  begin (self, id);
  if (self->book == NULL)
    {
      cf_record_pane_set_title (CF_RECORD_PANE (self), "", NULL);
      cf_pane_rows_clear (GTK_WIDGET (self->facts));
      cf_error_note_set_text (self->isbn_note, NULL, NULL);
      cf_book_pane_update_actions (CF_RECORD_PANE (self));
    }
  cf_record_pane_read (CF_RECORD_PANE (self));
}

/* Now, or as soon as the book was read; FALSE: it cannot be done. */
gboolean
cf_book_pane_edit (CfBookPane *self)
{
  g_return_val_if_fail (CF_IS_BOOK_PANE (self), FALSE);

  if (!can_change (self))
    return FALSE;
  self->edit_wanted = !is_whole (self);
  if (!self->edit_wanted)
    g_signal_emit (self, signals[SIGNAL_EDIT], 0, self->book);
  return TRUE;
}

/* "written" tells how to take it back; FALSE: it cannot be done now. */
gboolean
cf_book_pane_delete (CfBookPane *self)
{
  g_return_val_if_fail (CF_IS_BOOK_PANE (self), FALSE);

  if (!can_change (self))
    return FALSE;

  cf_record_pane_set_busy (CF_RECORD_PANE (self), TRUE);
  cf_book_repository_delete_async (cf_record_pane_get_repository (CF_RECORD_PANE (self)), self->book, on_deleted_cb, g_object_ref (self));
  return TRUE;
}

/* What is told when the change that was written last is taken back; NULL: none was. */
const char *
cf_book_pane_get_undone (CfBookPane *self)
{
  g_return_val_if_fail (CF_IS_BOOK_PANE (self), NULL);

  return self->undone;
}
