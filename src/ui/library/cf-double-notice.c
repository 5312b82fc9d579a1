/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-double-notice.h"

#include <glib/gi18n-lib.h>

#include "cf-flow-layout.h"
#include "cf-library-text.h"
#include "cf-ui.h"

struct _CfDoubleNotice
{
  AdwBin parent_instance;

  /* Template */
  GtkLabel *question;
  GtkLabel *person;
  GtkWidget *merge_button;
  GtkWidget *different_button;

  CfAuthor *other;              /* (owned) (nullable): who is asked about */
};

enum
{
  SIGNAL_MERGE,
  SIGNAL_DIFFERENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfDoubleNotice, cf_double_notice, ADW_TYPE_BIN)

static void
on_merge_cb (CfDoubleNotice *self)
{
  g_autoptr (CfAuthor) other = g_object_ref (self->other);

  g_signal_emit (self, signals[SIGNAL_MERGE], 0, other);
}

static void
on_different_cb (CfDoubleNotice *self)
{
  g_autoptr (CfAuthor) other = g_object_ref (self->other);

  g_signal_emit (self, signals[SIGNAL_DIFFERENT], 0, other);
}

static void
cf_double_notice_dispose (GObject *object)
{
  g_clear_object (&CF_DOUBLE_NOTICE (object)->other);
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_DOUBLE_NOTICE);

  G_OBJECT_CLASS (cf_double_notice_parent_class)->dispose (object);
}

static void
cf_double_notice_class_init (CfDoubleNoticeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_double_notice_dispose;
  signals[SIGNAL_MERGE] = g_signal_new ("merge", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CF_TYPE_AUTHOR);
  signals[SIGNAL_DIFFERENT] = g_signal_new ("different", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CF_TYPE_AUTHOR);

  g_type_ensure (CF_TYPE_FLOW_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-double-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, CfDoubleNotice, question);
  gtk_widget_class_bind_template_child (widget_class, CfDoubleNotice, person);
  gtk_widget_class_bind_template_child (widget_class, CfDoubleNotice, merge_button);
  gtk_widget_class_bind_template_child (widget_class, CfDoubleNotice, different_button);
  gtk_widget_class_bind_template_callback (widget_class, on_merge_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_different_cb);
}

static void
cf_double_notice_init (CfDoubleNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  cf_ui_keep_name (self->merge_button);
  cf_ui_keep_name (self->different_button);
}

static void
show_other (CfDoubleNotice *self,
            guint           n_more)
{
  g_autofree char *name = cf_library_text_name_inside (self->other);
  /* Translators: a person's name */
  g_autofree char *question = g_strdup_printf (_("Is %s the same person?"), name);
  g_autofree char *person = cf_library_text_person (self->other);
  g_autofree char *more = n_more > 0 ? g_strdup_printf (ngettext ("%u more person to look at", "%u more people to look at", n_more), n_more) : NULL;
  g_autofree char *line = more != NULL ? g_strdup_printf ("%s  ·  %s", person, more) : g_steal_pointer (&person);
  g_autofree char *merge = g_strdup_printf (_("Merge with %s"), name);
  g_autofree char *different = g_strdup_printf (_("Not the same as %s"), name);

  gtk_label_set_text (self->question, question);
  gtk_label_set_text (self->person, line);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->merge_button), GTK_ACCESSIBLE_PROPERTY_LABEL, merge, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->different_button), GTK_ACCESSIBLE_PROPERTY_LABEL, different, -1);
}

/* (element-type CfAuthor) (nullable): who may be the same, the likeliest first. */
void
cf_double_notice_set_doubles (CfDoubleNotice *self,
                              GPtrArray      *doubles)
{
  CfAuthor *first = doubles != NULL && doubles->len > 0 ? g_ptr_array_index (doubles, 0) : NULL;

  g_return_if_fail (CF_IS_DOUBLE_NOTICE (self));

  g_set_object (&self->other, first);
  if (first != NULL)
    show_other (self, doubles->len - 1);
  else
    cf_ui_release_focus (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), first != NULL);
}
