/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-total-label.h"

#include <glib/gi18n-lib.h>

#define N_SIZES 3

struct _CfTotalLabel
{
  GtkWidget parent_instance;

  /* Template children */
  AdwSqueezer *squeezer;

  GtkLabel *labels[N_SIZES];    /* (unowned): children of the squeezer */
  gboolean  narrow;
};

enum
{
  PROP_0,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const char *const wide_sizes[N_SIZES] = { NULL, "medium", "small" };
static const char *const narrow_sizes[N_SIZES] = { "narrow", "small", "smallest" };

G_DEFINE_FINAL_TYPE (CfTotalLabel, cf_total_label, GTK_TYPE_WIDGET)

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_total_label_constructed (GObject *object)
{
  CfTotalLabel *self = CF_TOTAL_LABEL (object);
  const char *const *sizes = self->narrow ? narrow_sizes : wide_sizes;

  G_OBJECT_CLASS (cf_total_label_parent_class)->constructed (object);

  adw_squeezer_set_xalign (self->squeezer, self->narrow ? 0 : 1);
  for (guint i = 0; i < N_SIZES; i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), self->narrow ? 0 : 1);
      gtk_widget_add_css_class (label, "total");
      gtk_widget_add_css_class (label, "numeric");
      if (sizes[i] != NULL)
        gtk_widget_add_css_class (label, sizes[i]);
      /* The last resort: what is too long even for the smallest size is cut, but the window still narrows. */
      if (i == N_SIZES - 1)
        gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_START);
      adw_squeezer_add (self->squeezer, label);
      self->labels[i] = GTK_LABEL (label);
    }
}

static void
cf_total_label_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_TOTAL_LABEL);

  G_OBJECT_CLASS (cf_total_label_parent_class)->dispose (object);
}

static void
cf_total_label_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  CfTotalLabel *self = CF_TOTAL_LABEL (object);

  switch (prop_id)
    {
    case PROP_NARROW:
      self->narrow = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_total_label_class_init (CfTotalLabelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = cf_total_label_constructed;
  object_class->dispose = cf_total_label_dispose;
  object_class->set_property = cf_total_label_set_property;

  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                                                  G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-total-label.ui");
  gtk_widget_class_bind_template_child (widget_class, CfTotalLabel, squeezer);
}

static void
cf_total_label_init (CfTotalLabel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_total_label_set_text:
 * @self: a total
 * @text: the amount with its currency
 */
void
cf_total_label_set_text (CfTotalLabel *self,
                         const char   *text)
{
  g_autofree char *spoken = NULL;

  g_return_if_fail (CF_IS_TOTAL_LABEL (self));
  g_return_if_fail (text != NULL);

  for (guint i = 0; i < N_SIZES; i++)
    gtk_label_set_text (self->labels[i], text);

  spoken = g_strdup_printf (_("Total %s"), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/**
 * cf_total_label_set_paid:
 * @self: a total
 * @paid: whether the money is not due: nothing was sold yet, or the order is completed
 */
void
cf_total_label_set_paid (CfTotalLabel *self,
                         gboolean      paid)
{
  g_return_if_fail (CF_IS_TOTAL_LABEL (self));

  for (guint i = 0; i < N_SIZES; i++)
    {
      if (paid)
        gtk_widget_add_css_class (GTK_WIDGET (self->labels[i]), "paid");
      else
        gtk_widget_remove_css_class (GTK_WIDGET (self->labels[i]), "paid");
    }
}
