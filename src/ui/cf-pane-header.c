/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-browser.h"
#include "cf-ui.h"
#include "cf-pane-header.h"

struct _CfPaneHeader
{
  AdwBin parent_instance;

  /* Template */
  GtkWidget *back_button;
  GtkWidget *close_button;
  GtkLabel *title;
  GtkLabel *subtitle;

  GBinding *back;               /* nullable, weak: of the browser it stands in */
  GBinding *close;
};

enum
{
  SIGNAL_CLOSE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfPaneHeader, cf_pane_header, ADW_TYPE_BIN)

static void
on_close_cb (CfPaneHeader *self)
{
  g_signal_emit (self, signals[SIGNAL_CLOSE], 0);
}

static void
release (CfPaneHeader *self)
{
  if (self->back != NULL)
    g_binding_unbind (self->back);
  if (self->close != NULL)
    g_binding_unbind (self->close);
  g_clear_weak_pointer (&self->back);
  g_clear_weak_pointer (&self->close);
}

static void
cf_pane_header_root (GtkWidget *widget)
{
  CfPaneHeader *self = CF_PANE_HEADER (widget);
  GtkWidget *browser = gtk_widget_get_ancestor (widget, CF_TYPE_BROWSER);

  GTK_WIDGET_CLASS (cf_pane_header_parent_class)->root (widget);
  release (self);
  if (browser == NULL)
    return;
  g_set_weak_pointer (&self->back, g_object_bind_property (browser, "folded", self->back_button, "visible", G_BINDING_SYNC_CREATE));
  g_set_weak_pointer (&self->close, g_object_bind_property (browser, "folded", self->close_button, "visible",
                                                            G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN));
}

static void
cf_pane_header_dispose (GObject *object)
{
  release (CF_PANE_HEADER (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_PANE_HEADER);

  G_OBJECT_CLASS (cf_pane_header_parent_class)->dispose (object);
}

static void
cf_pane_header_class_init (CfPaneHeaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_pane_header_dispose;
  widget_class->root = cf_pane_header_root;
  signals[SIGNAL_CLOSE] = g_signal_new ("close", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-pane-header.ui");
  gtk_widget_class_bind_template_child (widget_class, CfPaneHeader, back_button);
  gtk_widget_class_bind_template_child (widget_class, CfPaneHeader, close_button);
  gtk_widget_class_bind_template_child (widget_class, CfPaneHeader, title);
  gtk_widget_class_bind_template_child (widget_class, CfPaneHeader, subtitle);
  gtk_widget_class_bind_template_callback (widget_class, on_close_cb);
}

static void
cf_pane_header_init (CfPaneHeader *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @subtitle: nullable */
void
cf_pane_header_set_title (CfPaneHeader *self,
                          const char   *title,
                          const char   *subtitle)
{
  g_return_if_fail (CF_IS_PANE_HEADER (self));

  gtk_label_set_text (self->title, title);
  cf_ui_set_tooltip (GTK_WIDGET (self->title), title);
  gtk_label_set_text (self->subtitle, subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), subtitle != NULL);
}

const char *
cf_pane_header_get_title (CfPaneHeader *self)
{
  g_return_val_if_fail (CF_IS_PANE_HEADER (self), NULL);

  return gtk_label_get_text (self->title);
}
