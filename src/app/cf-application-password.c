/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The password of a server that was connected to before: asked for where the person wants to give it. */

#include "cf-application-private.h"

#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-keyring.h"
#include "cf-password-dialog.h"

static void
on_response (AdwMessageDialog *dialog,
             const char       *response,
             CfApplication    *self)
{
  CfPasswordGroup *group = cf_password_dialog_get_group (dialog);

  g_clear_weak_pointer (&self->password_dialog);
  if (!g_str_equal (response, "connect") || self->closing)
    return;

  cf_profile_set_password (cf_context_get_profile (self->context), cf_password_group_get_password (group));
  self->keep_password = cf_password_group_get_keep (group);
  self->password_typed = TRUE;
  /* An attempt under way has begun without it. */
  if (!self->connecting)
    _cf_application_connect_shop (self, TRUE);
}

static void
on_keyring_probed (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(CfPasswordGroup) group = user_data;
  g_autoptr(GError) none = NULL;

  cf_keyring_lookup_finish (result, NULL, &none);
  if (gtk_widget_get_root (GTK_WIDGET (group)) != NULL)
    cf_password_group_set_keyring (group, none);
}

/* @error: why it is asked for */
void
_cf_application_ask_password (CfApplication *self,
                              const GError  *error)
{
  CfPasswordGroup *group;

  if (self->password_dialog != NULL)
    {
      gtk_window_present (self->password_dialog);
      return;
    }

  g_set_weak_pointer (&self->password_dialog, GTK_WINDOW (cf_password_dialog_new (GTK_WINDOW (self->window), error->message)));
  group = cf_password_dialog_get_group (ADW_MESSAGE_DIALOG (self->password_dialog));
  g_signal_connect_object (self->password_dialog, "response", G_CALLBACK (on_response), self, G_CONNECT_DEFAULT);
  cf_keyring_lookup_async (NULL, NULL, on_keyring_probed, g_object_ref (group));
  gtk_window_present (self->password_dialog);
  gtk_widget_grab_focus (GTK_WIDGET (group));
}

static void
on_kept (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(CfApplication) self = user_data;
  g_autoptr(GError) error = NULL;

  if (cf_context_keep_password_finish (CF_CONTEXT (source), result, &error) || !_cf_application_is_current (self, source))
    return;

  _cf_application_tell_trouble (self, _("The Password Was Not Kept"), error, NULL, NULL);
}

/* Where the person wanted it so, and the server has taken it. */
void
_cf_application_keep_password (CfApplication *self)
{
  if (self->keep_password && cf_profile_get_password (cf_context_get_profile (self->context)) != NULL)
    cf_context_keep_password_async (self->context, on_kept, g_object_ref (self));
  self->keep_password = FALSE;
}
