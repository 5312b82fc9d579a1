/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-contributor-row-private.h"
#include "cf-library-text.h"
#include "cf-suggestion-keys.h"
#include "cf-text.h"
#include "cf-text-limit.h"
#include "cf-ui.h"

enum
{
  SIGNAL_BELOW_CHANGED,
  SIGNAL_MOVE,
  SIGNAL_DROP,
  SIGNAL_REMOVE,
  SIGNAL_NEXT,
  SIGNAL_LOOKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfContributorRow, cf_contributor_row, ADW_TYPE_ENTRY_ROW)

/* What is said of it */

static void
update (CfContributorRow *self)
{
  g_clear_handle_id (&self->update_source, g_source_remove);
  _cf_contributor_row_show_mark (self);
  if (_cf_contributor_row_show_below (self))
    g_signal_emit (self, signals[SIGNAL_BELOW_CHANGED], 0);
}

static gboolean
on_update_cb (gpointer user_data)
{
  CfContributorRow *self = user_data;

  self->update_source = 0;
  _cf_contributor_row_follow_focus (self);
  update (self);
  return G_SOURCE_REMOVE;
}

/* The name */

static void
set_matches (CfContributorRow *self,
             GPtrArray        *authors)
{
  g_ptr_array_ref (authors);
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  self->matches = authors;
  self->awaited = FALSE;
}

static void
end_look (CfContributorRow *self)
{
  if (!self->looking)
    return;

  self->looking = FALSE;
  g_signal_emit (self, signals[SIGNAL_LOOKED], 0);
}

static void
on_found_cb (CfAuthorCompletion *completion,
             const char         *text,
             GPtrArray          *authors,
             CfContributorRow   *self)
{
  if (g_strcmp0 (text, cf_draft_contributor_get_text (self->contributor)) != 0)
    return;

  set_matches (self, authors);
  cf_contributor_row_update (self);
  end_look (self);
}

static void
on_typed_cb (CfContributorRow *self)
{
  if (self->filling || self->contributor == NULL)
    return;

  self->dismissed = FALSE;
  cf_draft_contributor_set_text (self->contributor, gtk_editable_get_text (GTK_EDITABLE (self)));
}

static void
fill (CfContributorRow *self)
{
  const char *text = cf_draft_contributor_get_text (self->contributor);

  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self)), text) == 0)
    return;

  self->filling = TRUE;
  cf_text_limit_fill (GTK_EDITABLE (self), text);
  gtk_editable_set_position (GTK_EDITABLE (self), -1);
  self->filling = FALSE;
}

/* Another name: who it may mean is asked anew. */
static void
on_text_cb (CfContributorRow *self)
{
  fill (self);
  self->asked = FALSE;
  _cf_contributor_row_keep_fitting (self);
  if (cf_draft_contributor_get_state (self->contributor) == CF_DRAFT_CHOSEN)
    cf_author_completion_stop (self->completion);
  else
    cf_author_completion_ask (self->completion, cf_draft_contributor_get_text (self->contributor));
  cf_contributor_row_update (self);
  end_look (self);
}

/* Where nobody is named yet they are named by what they do. */
static void
name_controls (CfContributorRow *self)
{
  g_autofree char *name = cf_text_tidy (cf_draft_contributor_get_text (self->contributor));
  g_autofree char *inside = cf_text_embed (name);
  gboolean named = *name != '\0';
  g_autofree char *move = named ? g_strdup_printf (_("Move %s"), inside) : g_strdup (_("Move"));
  g_autofree char *role = named ? g_strdup_printf (_("Role of %s"), inside) : g_strdup (_("Role"));
  g_autofree char *remove = named ? g_strdup_printf (_("Remove %s"), inside) : g_strdup (_("Remove"));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->handle), GTK_ACCESSIBLE_PROPERTY_LABEL, move, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->role), GTK_ACCESSIBLE_PROPERTY_LABEL, role, -1);
  /* It is the button in it that takes the focus. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (self->role))), GTK_ACCESSIBLE_PROPERTY_LABEL, role, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove_button), GTK_ACCESSIBLE_PROPERTY_LABEL, remove, -1);
}

/* The role */

/* Where there is no room for the word beside the name, it stands over it. */
static void
show_role (CfContributorRow *self)
{
  CfRole role = cf_draft_contributor_get_role (self->contributor);

  gtk_drop_down_set_selected (self->role, role);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), self->narrow ? cf_library_text_role (role) : C_("person", "Name"));
}

static void
on_setup_role_cb (GtkSignalListItemFactory *factory,
                  GtkListItem              *item)
{
  gtk_list_item_set_child (item, g_object_new (GTK_TYPE_LABEL, "xalign", 0.f, NULL));
}

static void
on_bind_role_cb (GtkSignalListItemFactory *factory,
                 GtkListItem              *item)
{
  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), gtk_string_object_get_string (gtk_list_item_get_item (item)));
}

/* What the button shows of the role that is chosen: the word, or only its arrow. */
static void
set_role_factory (CfContributorRow *self)
{
  g_autoptr (GtkListItemFactory) words = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkListItemFactory) nothing = gtk_signal_list_item_factory_new ();

  /* Plain: these are the factory's own signals. */
  g_signal_connect (words, "setup", G_CALLBACK (on_setup_role_cb), NULL);
  g_signal_connect (words, "bind", G_CALLBACK (on_bind_role_cb), NULL);
  gtk_drop_down_set_list_factory (self->role, words);
  gtk_drop_down_set_factory (self->role, self->narrow ? nothing : words);
}

static void
on_role_cb (CfContributorRow *self)
{
  if (self->contributor != NULL)
    cf_draft_contributor_set_role (self->contributor, (CfRole) gtk_drop_down_get_selected (self->role));
}

static void
on_note_typed_cb (CfContributorRow *self)
{
  cf_draft_contributor_set_note (self->contributor, gtk_editable_get_text (GTK_EDITABLE (self->note_row)));
}

static void
on_cut_cb (GtkEditable *editable,
           guint        most_chars,
           gpointer     user_data)
{
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);

  cf_contributor_row_show_error (user_data, sentence);
}

/* Keys */

static gboolean
drop_suggestions (gpointer user_data)
{
  CfContributorRow *self = user_data;

  if (cf_contributor_row_is_asking (self))
    return FALSE;

  self->dismissed = TRUE;
  cf_contributor_row_update (self);
  return TRUE;
}

static void
on_enter_cb (CfContributorRow *self)
{
  g_signal_emit (self, signals[SIGNAL_NEXT], 0);
}

static void
place_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_MOVE], 0, g_str_equal (name, "contributor.move-up") ? -1 : 1);
}

static void
remove_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_REMOVE], 0);
}

/* Dragging */

static GdkContentProvider *
on_drag_prepare_cb (GtkDragSource    *source,
                    double            x,
                    double            y,
                    CfContributorRow *self)
{
  return gdk_content_provider_new_typed (CF_TYPE_CONTRIBUTOR_ROW, self);
}

static void
on_drag_begin_cb (GtkDragSource    *source,
                  GdkDrag          *drag,
                  CfContributorRow *self)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, picture, 24, gtk_widget_get_height (GTK_WIDGET (self)) / 2);
}

static gboolean
is_lower_half (CfContributorRow *self,
               double            y)
{
  return y > gtk_widget_get_height (GTK_WIDGET (self)) / 2.0;
}

static void
on_drag_leave_cb (CfContributorRow *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), "drop-before");
  gtk_widget_remove_css_class (GTK_WIDGET (self), "drop-after");
}

static GdkDragAction
on_drag_motion_cb (GtkDropTarget    *target,
                   double            x,
                   double            y,
                   CfContributorRow *self)
{
  on_drag_leave_cb (self);
  gtk_widget_add_css_class (GTK_WIDGET (self), is_lower_half (self, y) ? "drop-after" : "drop-before");
  return GDK_ACTION_MOVE;
}

static gboolean
on_drop_cb (GtkDropTarget    *target,
            const GValue     *value,
            double            x,
            double            y,
            CfContributorRow *self)
{
  CfContributorRow *dragged = g_value_get_object (value);

  on_drag_leave_cb (self);
  if (dragged == self)
    return FALSE;

  g_signal_emit (self, signals[SIGNAL_DROP], 0, dragged, is_lower_half (self, y));
  return TRUE;
}

/* GObject */

static void
cf_contributor_row_dispose (GObject *object)
{
  CfContributorRow *self = CF_CONTRIBUTOR_ROW (object);

  self->disposed = TRUE;
  g_clear_handle_id (&self->update_source, g_source_remove);
  cf_author_completion_stop (self->completion);
  g_ptr_array_set_size (self->below, 0);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_CONTRIBUTOR_ROW);

  G_OBJECT_CLASS (cf_contributor_row_parent_class)->dispose (object);
}

static void
cf_contributor_row_finalize (GObject *object)
{
  CfContributorRow *self = CF_CONTRIBUTOR_ROW (object);

  g_clear_object (&self->contributor);
  g_object_unref (self->completion);
  g_object_unref (self->error);
  g_object_unref (self->note_row);
  g_free (self->below_key);
  g_clear_pointer (&self->matches, g_ptr_array_unref);
  g_ptr_array_unref (self->below);

  G_OBJECT_CLASS (cf_contributor_row_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-contributor-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CfContributorRow, handle);
  gtk_widget_class_bind_template_child (widget_class, CfContributorRow, drop_target);
  gtk_widget_class_bind_template_child (widget_class, CfContributorRow, mark);
  gtk_widget_class_bind_template_child (widget_class, CfContributorRow, mark_icon);
  gtk_widget_class_bind_template_child (widget_class, CfContributorRow, mark_label);
  gtk_widget_class_bind_template_child (widget_class, CfContributorRow, role);
  gtk_widget_class_bind_template_child (widget_class, CfContributorRow, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, on_typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_role_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_drag_prepare_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_drag_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_drag_motion_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_drag_leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_drop_cb);
}

static void
install_signals (GType type)
{
  signals[SIGNAL_BELOW_CHANGED] = g_signal_new ("below-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MOVE] = g_signal_new ("move", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_DROP] = g_signal_new ("drop", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 2, CF_TYPE_CONTRIBUTOR_ROW, G_TYPE_BOOLEAN);
  signals[SIGNAL_REMOVE] = g_signal_new ("remove", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_NEXT] = g_signal_new ("next", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LOOKED] = g_signal_new ("looked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cf_contributor_row_class_init (CfContributorRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = cf_contributor_row_dispose;
  object_class->finalize = cf_contributor_row_finalize;
  install_signals (G_TYPE_FROM_CLASS (klass));

  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "contributor.move-up", NULL, place_action);
  gtk_widget_class_install_action (widget_class, "contributor.move-down", NULL, place_action);
  gtk_widget_class_install_action (widget_class, "contributor.remove", NULL, remove_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "contributor.move-up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "contributor.move-down", NULL);
}

static void
cf_contributor_row_init (CfContributorRow *self)
{
  GType dragged = CF_TYPE_CONTRIBUTOR_ROW;

  self->below = g_ptr_array_new_with_free_func (g_object_unref);
  self->completion = cf_author_completion_new ();
  g_signal_connect_object (self->completion, "found", G_CALLBACK (on_found_cb), self, 0);
  g_signal_connect_object (self->completion, "failed", G_CALLBACK (end_look), self, G_CONNECT_SWAPPED);
  gtk_widget_init_template (GTK_WIDGET (self));
  _cf_contributor_row_init_below (self);
  gtk_drop_target_set_gtypes (self->drop_target, &dragged, 1);
  cf_suggestion_keys_add (GTK_WIDGET (self), drop_suggestions, self);
  cf_text_limit_add (GTK_EDITABLE (self), CF_BOOK_MAX_NAME, on_cut_cb, self);
}

GtkWidget *
cf_contributor_row_new (CfDraftContributor *contributor)
{
  CfContributorRow *self = g_object_new (CF_TYPE_CONTRIBUTOR_ROW, NULL);

  self->contributor = g_object_ref (contributor);
  cf_text_limit_fill (GTK_EDITABLE (self->note_row), cf_draft_contributor_get_note (contributor));
  g_signal_connect_object (self->note_row, "changed", G_CALLBACK (on_note_typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (contributor, "notify::text", G_CALLBACK (on_text_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (contributor, "notify::text", G_CALLBACK (name_controls), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (contributor, "notify::state", G_CALLBACK (cf_contributor_row_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (contributor, "notify::author", G_CALLBACK (cf_contributor_row_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (contributor, "notify::role", G_CALLBACK (show_role), self, G_CONNECT_SWAPPED);
  set_role_factory (self);
  show_role (self);
  name_controls (self);
  on_text_cb (self);
  return GTK_WIDGET (self);
}

/* Who is there already; NULL: that is not known, and nobody is proposed. */
void
cf_contributor_row_set_authors (CfContributorRow   *self,
                                CfAuthorRepository *authors)
{
  g_return_if_fail (CF_IS_CONTRIBUTOR_ROW (self));

  cf_author_completion_set_repository (self->completion, authors);
  on_text_cb (self);
}

/* Whether there is little room: the role stands over the name then, and who it is is told by a sign alone. */
void
cf_contributor_row_set_narrow (CfContributorRow *self,
                               gboolean          narrow)
{
  g_return_if_fail (CF_IS_CONTRIBUTOR_ROW (self));

  if (self->narrow == narrow)
    return;
  self->narrow = narrow;
  set_role_factory (self);
  show_role (self);
  _cf_contributor_row_show_mark (self);
}

/* (transfer none) */
CfDraftContributor *
cf_contributor_row_get_contributor (CfContributorRow *self)
{
  g_return_val_if_fail (CF_IS_CONTRIBUTOR_ROW (self), NULL);

  return self->contributor;
}

/* (transfer none) (element-type GtkWidget): the rows that belong below it, from top to bottom. */
GPtrArray *
cf_contributor_row_get_below (CfContributorRow *self)
{
  g_return_val_if_fail (CF_IS_CONTRIBUTOR_ROW (self), NULL);

  return self->below;
}

/* Where it stands among the others. */
void
cf_contributor_row_set_place (CfContributorRow *self,
                              guint             position,
                              guint             n_rows)
{
  g_return_if_fail (CF_IS_CONTRIBUTOR_ROW (self));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "contributor.move-up", position > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "contributor.move-down", position + 1 < n_rows);
}

/* Whom the name may mean is to be said before the book can be stored; nobody: who was chosen is not there any more. */
void
cf_contributor_row_ask (CfContributorRow *self,
                        GPtrArray        *candidates)
{
  g_return_if_fail (CF_IS_CONTRIBUTOR_ROW (self));

  cf_author_completion_stop (self->completion);
  set_matches (self, candidates);
  self->dismissed = FALSE;
  self->asked = candidates->len > 0;
  if (!self->asked)
    {
      cf_draft_contributor_set_new (self->contributor, FALSE);
      cf_contributor_row_show_error (self, _("Somebody deleted this person meanwhile. Leave the name as it is to add a new person, or choose another one."));
    }
  update (self);
}

/* Asks at once who the name may mean, where that is not known yet. TRUE: "looked" follows; FALSE: there is nothing to wait for. */
gboolean
cf_contributor_row_look (CfContributorRow *self)
{
  g_return_val_if_fail (CF_IS_CONTRIBUTOR_ROW (self), FALSE);

  self->looking = self->awaited && !self->dismissed && cf_draft_contributor_get_state (self->contributor) == CF_DRAFT_TYPED &&
                  cf_author_completion_ask_now (self->completion, cf_draft_contributor_get_text (self->contributor));
  return self->looking;
}

gboolean
cf_contributor_row_is_looking (CfContributorRow *self)
{
  g_return_val_if_fail (CF_IS_CONTRIBUTOR_ROW (self), FALSE);

  return self->looking;
}

/* To what is asked about the name. */
void
cf_contributor_row_focus_question (CfContributorRow *self)
{
  GtkWidget *suggestion;

  g_return_if_fail (CF_IS_CONTRIBUTOR_ROW (self));

  self->proposing = FALSE;
  update (self);
  suggestion = cf_suggestion_keys_find (GTK_WIDGET (self));
  gtk_widget_grab_focus (suggestion != NULL ? suggestion : GTK_WIDGET (self));
}

/* What is wrong with it; NULL: nothing. */
void
cf_contributor_row_show_error (CfContributorRow *self,
                               const char       *sentence)
{
  g_return_if_fail (CF_IS_CONTRIBUTOR_ROW (self));

  cf_field_error_show (self->error, GTK_WIDGET (self), sentence);
}

/* Looks again what is to be said below. Later: it may be about to lose the very button that was clicked. */
void
cf_contributor_row_update (CfContributorRow *self)
{
  g_return_if_fail (CF_IS_CONTRIBUTOR_ROW (self));

  if (self->update_source == 0 && !self->disposed)
    self->update_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_update_cb, self, NULL);
}
