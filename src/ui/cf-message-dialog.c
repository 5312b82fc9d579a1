/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A question or a message in a window of its own, with the heading and the body made here: libadwaita 1.7 measures its own
 * heading for less width than that needs, of which GTK 4.18 warns each time. */

#include "cf-config.h"

#include "cf-message-dialog.h"

#include "cf-column-layout.h"

#define SPACING 12
/* Between what is said and what is to be done about it, as libadwaita has it. */
#define EXTRA_MARGIN 12
#define BODY_WIDTH_CHARS 40

static GtkWidget *
add_label (GtkBox     *box,
           const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (label), BODY_WIDTH_CHARS);
  gtk_box_append (box, label);

  return label;
}

/* Where the answers find no room side by side libadwaita 1.2 puts the last one first, once the sizes are given out, and the focus falls to
 * that: Enter would destroy something. */
static gboolean
spare (GtkWidget     *dialog,
       GdkFrameClock *clock,
       gpointer       user_data)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (dialog));

  if (gtk_widget_get_width (dialog) == 0)
    return G_SOURCE_CONTINUE;

  if (focus != NULL && gtk_widget_has_css_class (focus, "destructive"))
    gtk_widget_child_focus (dialog, GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

/**
 * cf_message_dialog_new:
 * @parent: (nullable): the window that it is about
 * @heading: what it is about
 * @body: what is to be said
 * @extra: (nullable): what stands under that
 *
 * Makes a dialog that has no responses yet.
 *
 * Returns: (transfer none): the dialog, which GTK keeps until it is closed
 */
GtkWidget *
cf_message_dialog_new (GtkWindow  *parent,
                       const char *heading,
                       const char *body,
                       GtkWidget  *extra)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, NULL, NULL);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = add_label (GTK_BOX (content), heading);
  GtkWidget *text = add_label (GTK_BOX (content), body);

  gtk_widget_set_layout_manager (content, cf_column_layout_new (SPACING));
  gtk_widget_add_css_class (title, "title-2");
  if (extra != NULL)
    {
      gtk_widget_set_margin_top (extra, EXTRA_MARGIN);
      gtk_box_append (GTK_BOX (content), extra);
    }
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), content);
  gtk_window_set_title (GTK_WINDOW (dialog), heading);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (dialog), GTK_ACCESSIBLE_RELATION_LABELLED_BY, title, NULL,
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, text, NULL, -1);
  gtk_widget_add_tick_callback (dialog, spare, NULL, NULL);

  return dialog;
}

/**
 * cf_message_dialog_get_extra:
 * @dialog: a dialog of cf_message_dialog_new()
 *
 * Returns: (transfer none): what stands under the body; the body's label where nothing was given
 */
GtkWidget *
cf_message_dialog_get_extra (AdwMessageDialog *dialog)
{
  return gtk_widget_get_last_child (adw_message_dialog_get_extra_child (dialog));
}
