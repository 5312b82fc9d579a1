/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-password-dialog.h"

#include <glib/gi18n-lib.h>

#include "cf-message-dialog.h"

static void
on_changed (AdwMessageDialog *dialog,
            CfPasswordGroup  *group)
{
  adw_message_dialog_set_response_enabled (dialog, "connect", *cf_password_group_get_password (group) != '\0');
}

/**
 * cf_password_dialog_new:
 * @parent: (nullable): the window that it is about
 * @sentence: what asks for it, and why
 *
 * Asks for the password of a server's user. The answer is the response "connect", with what is in cf_password_dialog_get_group().
 *
 * Returns: (transfer none): the dialog, which GTK keeps until it is closed
 */
GtkWidget *
cf_password_dialog_new (GtkWindow  *parent,
                        const char *sentence)
{
  GtkWidget *group = g_object_new (CF_TYPE_PASSWORD_GROUP, NULL);
  GtkWidget *dialog = cf_message_dialog_new (parent, _("Password Needed"), sentence, group);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "connect", _("C_onnect"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "connect", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "connect", FALSE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "connect");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (group, "changed", G_CALLBACK (on_changed), dialog, G_CONNECT_SWAPPED);

  return dialog;
}

/**
 * cf_password_dialog_get_group:
 * @dialog: a dialog of cf_password_dialog_new()
 *
 * Returns: (transfer none): what is typed
 */
CfPasswordGroup *
cf_password_dialog_get_group (AdwMessageDialog *dialog)
{
  return CF_PASSWORD_GROUP (cf_message_dialog_get_extra (dialog));
}
