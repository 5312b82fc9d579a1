/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-details.h"

#include <glib/gi18n-lib.h>

#include "cf-error-words.h"

struct _CfDetails
{
  AdwBin parent_instance;

  GtkExpander *expander;        /* (unowned) */
  GtkLabel    *label;           /* (unowned) */
};

G_DEFINE_FINAL_TYPE (CfDetails, cf_details, ADW_TYPE_BIN)

static void
cf_details_class_init (CfDetailsClass *klass)
{
}

static void
cf_details_init (CfDetails *self)
{
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (self->label, 34);
  gtk_label_set_selectable (self->label, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "details");

  self->expander = GTK_EXPANDER (gtk_expander_new_with_mnemonic (_("_Details")));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->expander), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Details"), -1);
  gtk_expander_set_child (self->expander, GTK_WIDGET (self->label));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->expander));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * cf_details_new:
 * @error: (nullable): as for cf_details_set_error()
 *
 * Returns: (transfer floating): a fold, closed
 */
GtkWidget *
cf_details_new (const GError *error)
{
  CfDetails *self = g_object_new (CF_TYPE_DETAILS, NULL);

  cf_details_set_error (self, error);

  return GTK_WIDGET (self);
}

/**
 * cf_details_set_error:
 * @self: the fold
 * @error: (nullable): what somebody said about this is shown; where nobody did it hides
 *
 * Other words close it: they are not what was looked at.
 */
void
cf_details_set_error (CfDetails    *self,
                      const GError *error)
{
  g_autofree char *text = error != NULL ? cf_error_words_details (error) : NULL;

  g_return_if_fail (CF_IS_DETAILS (self));

  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
  if (g_strcmp0 (gtk_label_get_text (self->label), text) == 0)
    return;

  gtk_expander_set_expanded (self->expander, FALSE);
  gtk_label_set_text (self->label, text != NULL ? text : "");
}
