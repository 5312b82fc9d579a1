/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-total-label.h"

#include <glib/gi18n-lib.h>

#include "cf-layout.h"

#define N_SIZES 4
/* Less than any total needs in the smallest size: what is too long even for that is cut. */
#define MIN_WIDTH 96
/* The smallest size in percent of the largest, rounded up. */
#define LEAST_PERCENT 45

struct _CfTotalLabel
{
  GtkWidget parent_instance;

  GtkLabel *labels[N_SIZES];    /* (owned) (nullable): children, the largest first; made when there is no room for those before */
  char     *text;
  guint     size;               /* the one that is shown */
  guint     fit_source;
  guint     narrow : 1;
  guint     paid : 1;
};

enum
{
  PROP_0,
  PROP_NARROW,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static const char *const wide_sizes[N_SIZES] = { NULL, "medium", "small", "smallest" };
static const char *const narrow_sizes[N_SIZES] = { "narrow", "small", "smallest", "least" };

G_DEFINE_FINAL_TYPE (CfTotalLabel, cf_total_label, GTK_TYPE_WIDGET)

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
show_paid (CfTotalLabel *self,
           GtkLabel     *label)
{
  if (self->paid)
    gtk_widget_add_css_class (GTK_WIDGET (label), "paid");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (label), "paid");
}

static GtkWidget *
ensure_label (CfTotalLabel *self,
              guint         size)
{
  const char *css_class = self->narrow ? narrow_sizes[size] : wide_sizes[size];
  GtkWidget *label;

  if (self->labels[size] != NULL)
    return GTK_WIDGET (self->labels[size]);

  label = gtk_label_new (self->text);
  gtk_label_set_xalign (GTK_LABEL (label), self->narrow ? 0 : 1);
  gtk_widget_add_css_class (label, "total");
  gtk_widget_add_css_class (label, "numeric");
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  if (size == N_SIZES - 1)
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_START);
  self->labels[size] = GTK_LABEL (label);
  show_paid (self, self->labels[size]);
  gtk_widget_set_parent (label, GTK_WIDGET (self));

  return label;
}

static gboolean
fits (CfTotalLabel *self,
      guint         size,
      int           width)
{
  return cf_layout_width (ensure_label (self, size)) <= width;
}

/* The largest size that has room. */
static void
fit (CfTotalLabel *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  guint size = 0;

  if (self->text == NULL || width == 0)
    return;

  while (size < N_SIZES - 1 && !fits (self, size, width))
    size++;
  if (size == self->size)
    return;

  self->size = size;
  ensure_label (self, size);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static gboolean
on_fit_due_cb (gpointer user_data)
{
  CfTotalLabel *self = CF_TOTAL_LABEL (user_data);

  self->fit_source = 0;
  fit (self);

  return G_SOURCE_REMOVE;
}

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_total_label_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  CfTotalLabel *self = CF_TOTAL_LABEL (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      /* The natural width is what the smallest size needs. */
      *minimum = *natural = MIN_WIDTH;
      if (self->labels[0] != NULL)
        *natural = MAX (MIN_WIDTH, cf_layout_width (GTK_WIDGET (self->labels[0])) * LEAST_PERCENT / 100);
      return;
    }

  if (self->labels[self->size] != NULL)
    gtk_widget_measure (GTK_WIDGET (self->labels[self->size]), orientation, -1, minimum, natural, NULL, NULL);
}

static void
cf_total_label_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  CfTotalLabel *self = CF_TOTAL_LABEL (widget);

  for (guint i = 0; i < N_SIZES; i++)
    if (self->labels[i] != NULL)
      {
        GtkWidget *label = GTK_WIDGET (self->labels[i]);
        int minimum = cf_layout_min_width (label);

        gtk_widget_set_child_visible (label, i == self->size);
        gtk_widget_size_allocate (label, &(GtkAllocation) { self->narrow ? 0 : MIN (0, width - minimum), 0, MAX (width, minimum), height }, -1);
      }

  /* Another width may want another size; while the window is laid out is no time for that. */
  if (self->fit_source == 0)
    self->fit_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_fit_due_cb, self, NULL);
}

static void
cf_total_label_dispose (GObject *object)
{
  CfTotalLabel *self = CF_TOTAL_LABEL (object);

  g_clear_handle_id (&self->fit_source, g_source_remove);
  for (guint i = 0; i < N_SIZES; i++)
    if (self->labels[i] != NULL)
      gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->labels[i])));

  G_OBJECT_CLASS (cf_total_label_parent_class)->dispose (object);
}

static void
cf_total_label_finalize (GObject *object)
{
  g_free (CF_TOTAL_LABEL (object)->text);

  G_OBJECT_CLASS (cf_total_label_parent_class)->finalize (object);
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

  object_class->dispose = cf_total_label_dispose;
  object_class->finalize = cf_total_label_finalize;
  object_class->set_property = cf_total_label_set_property;
  widget_class->measure = cf_total_label_measure;
  widget_class->size_allocate = cf_total_label_size_allocate;

  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                                                  G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /* No status: since 4.12 GTK keeps the name of one to itself. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
cf_total_label_init (CfTotalLabel *self)
{
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

  if (g_strcmp0 (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  /* Here, since a widget that is made while the window is laid out would have it laid out again. */
  ensure_label (self, 0);
  for (guint i = 0; i < N_SIZES; i++)
    if (self->labels[i] != NULL)
      gtk_label_set_text (self->labels[i], text);
  fit (self);

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

  self->paid = paid;
  for (guint i = 0; i < N_SIZES; i++)
    if (self->labels[i] != NULL)
      show_paid (self, self->labels[i]);
}
