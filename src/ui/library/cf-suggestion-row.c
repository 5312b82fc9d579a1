/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-suggestion-row.h"

#include <glib/gi18n-lib.h>

#include "cf-fold.h"
#include "cf-library-text.h"
#include "cf-match.h"
#include "cf-wrap-layout.h"

struct _CfSuggestionRow
{
  GtkListBoxRow parent_instance;

  /* Template */
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkWidget *buttons;
  GtkWidget *use_button;
  GtkWidget *new_button;

  CfAuthor *author;             /* (owned) (nullable): somebody else */
};

enum
{
  SIGNAL_USE,
  SIGNAL_NEW_PERSON,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfSuggestionRow, cf_suggestion_row, GTK_TYPE_LIST_BOX_ROW)

static void
on_use_cb (CfSuggestionRow *self)
{
  g_signal_emit (self, signals[SIGNAL_USE], 0);
}

static void
on_new_person_cb (CfSuggestionRow *self)
{
  g_signal_emit (self, signals[SIGNAL_NEW_PERSON], 0);
}

static void
cf_suggestion_row_dispose (GObject *object)
{
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_SUGGESTION_ROW);

  G_OBJECT_CLASS (cf_suggestion_row_parent_class)->dispose (object);
}

static void
cf_suggestion_row_finalize (GObject *object)
{
  g_clear_object (&CF_SUGGESTION_ROW (object)->author);

  G_OBJECT_CLASS (cf_suggestion_row_parent_class)->finalize (object);
}

static void
cf_suggestion_row_class_init (CfSuggestionRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = cf_suggestion_row_dispose;
  object_class->finalize = cf_suggestion_row_finalize;
  signals[SIGNAL_USE] = g_signal_new ("use", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_NEW_PERSON] = g_signal_new ("new-person", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (CF_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-suggestion-row.ui");
  gtk_widget_class_bind_template_child (widget_class, CfSuggestionRow, icon);
  gtk_widget_class_bind_template_child (widget_class, CfSuggestionRow, title);
  gtk_widget_class_bind_template_child (widget_class, CfSuggestionRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, CfSuggestionRow, buttons);
  gtk_widget_class_bind_template_child (widget_class, CfSuggestionRow, use_button);
  gtk_widget_class_bind_template_child (widget_class, CfSuggestionRow, new_button);
  gtk_widget_class_bind_template_callback (widget_class, on_use_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_new_person_cb);
}

static void
cf_suggestion_row_init (CfSuggestionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_title (CfSuggestionRow  *self,
            CfSuggestionKind  kind,
            const char       *typed)
{
  g_autofree char *question = NULL;
  g_autofree char *name = NULL;

  if (kind == CF_SUGGESTION_SOMEBODY_ELSE)
    gtk_label_set_text (self->title, _("Somebody else of this name"));
  else if (kind == CF_SUGGESTION_DID_YOU_MEAN)
    {
      name = cf_library_text_name_inside (self->author);
      /* Translators: a person's name */
      question = g_strdup_printf (_("Did you mean %s?"), name);
      gtk_label_set_text (self->title, question);
    }
  else
    {
      g_auto (GStrv) words = cf_fold_words (typed);
      g_autoptr (PangoAttrList) bold = cf_match_attributes (cf_author_get_name (self->author), (const char *const *) words);

      gtk_label_set_text (self->title, cf_author_get_name (self->author));
      gtk_label_set_attributes (self->title, bold);
    }
}

static void
show_kind (CfSuggestionRow  *self,
           CfSuggestionKind  kind)
{
  const char *name = gtk_label_get_text (self->title);

  gtk_widget_set_visible (self->buttons, kind != CF_SUGGESTION_COMPLETION);
  gtk_widget_set_visible (self->use_button, kind == CF_SUGGESTION_DID_YOU_MEAN || kind == CF_SUGGESTION_WHICH);
  gtk_widget_set_visible (self->new_button, kind == CF_SUGGESTION_DID_YOU_MEAN || kind == CF_SUGGESTION_SOMEBODY_ELSE);
  gtk_image_set_from_icon_name (self->icon, kind == CF_SUGGESTION_SOMEBODY_ELSE ? "list-add-symbolic"
                                            : kind == CF_SUGGESTION_WHICH       ? "avatar-default-symbolic"
                                                                                : "edit-find-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, gtk_label_get_text (self->subtitle), -1);
}

/* @author: who it may be; nullable for CF_SUGGESTION_SOMEBODY_ELSE. @typed: what of the name stands there already. */
GtkWidget *
cf_suggestion_row_new (CfSuggestionKind  kind,
                       CfAuthor         *author,
                       const char       *typed)
{
  CfSuggestionRow *self = g_object_new (CF_TYPE_SUGGESTION_ROW, NULL);
  g_autofree char *person = author != NULL ? cf_library_text_person (author) : NULL;

  g_set_object (&self->author, author);
  show_title (self, kind, typed);
  gtk_label_set_text (self->subtitle, person != NULL ? person : _("A person who is not in the catalogue yet"));
  show_kind (self, kind);
  return GTK_WIDGET (self);
}

/* (transfer none) (nullable) */
CfAuthor *
cf_suggestion_row_get_author (CfSuggestionRow *self)
{
  g_return_val_if_fail (CF_IS_SUGGESTION_ROW (self), NULL);

  return self->author;
}

/* What Enter on the row does, and a click beside its buttons. */
void
cf_suggestion_row_take (CfSuggestionRow *self)
{
  g_return_if_fail (CF_IS_SUGGESTION_ROW (self));

  g_signal_emit (self, signals[self->author != NULL ? SIGNAL_USE : SIGNAL_NEW_PERSON], 0);
}
