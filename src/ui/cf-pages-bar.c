/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-pages-bar.h"

struct _CfPagesBar
{
  AdwBin parent_instance;

  AdwViewSwitcherTitle *switcher;       /* (owned) (nullable) */
  guint due;
};

enum
{
  PROP_SWITCHER = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (CfPagesBar, cf_pages_bar, ADW_TYPE_BIN)

/* The bar exists as soon as there was no room for the pages in the header once. One that was never shown is allocated less than
 * nothing by libadwaita 1.2, of which GTK complains. */
static gboolean
on_due_cb (gpointer user_data)
{
  CfPagesBar *self = CF_PAGES_BAR (user_data);
  gboolean narrow = adw_view_switcher_title_get_title_visible (self->switcher);
  GtkWidget *bar = adw_bin_get_child (ADW_BIN (self));

  if (narrow && bar == NULL)
    {
      bar = adw_view_switcher_bar_new ();
      adw_view_switcher_bar_set_stack (ADW_VIEW_SWITCHER_BAR (bar), adw_view_switcher_title_get_stack (self->switcher));
      adw_bin_set_child (ADW_BIN (self), bar);
    }
  if (bar != NULL)
    adw_view_switcher_bar_set_reveal (ADW_VIEW_SWITCHER_BAR (bar), narrow);

  self->due = 0;
  return G_SOURCE_REMOVE;
}

/* This is known while the window is laid out, which is no time to add a widget to it. */
static void
on_title_visible_cb (CfPagesBar *self)
{
  if (self->due == 0)
    self->due = g_idle_add (on_due_cb, self);
}

static void
cf_pages_bar_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  CfPagesBar *self = CF_PAGES_BAR (object);

  switch (prop_id)
    {
    case PROP_SWITCHER:
      g_set_object (&self->switcher, g_value_get_object (value));
      if (self->switcher != NULL)
        g_signal_connect_object (self->switcher, "notify::title-visible", G_CALLBACK (on_title_visible_cb), self, G_CONNECT_SWAPPED);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_pages_bar_dispose (GObject *object)
{
  CfPagesBar *self = CF_PAGES_BAR (object);

  g_clear_handle_id (&self->due, g_source_remove);
  g_clear_object (&self->switcher);

  G_OBJECT_CLASS (cf_pages_bar_parent_class)->dispose (object);
}

static void
cf_pages_bar_class_init (CfPagesBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->set_property = cf_pages_bar_set_property;
  object_class->dispose = cf_pages_bar_dispose;

  properties[PROP_SWITCHER] =
    g_param_spec_object ("switcher", NULL, NULL, ADW_TYPE_VIEW_SWITCHER_TITLE,
                         G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cf_pages_bar_init (CfPagesBar *self)
{
}
