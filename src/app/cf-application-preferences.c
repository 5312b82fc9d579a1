/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The preferences, over whichever window is in front: the name of the clerk goes into the profile, the look into the settings. */

#include "cf-application-private.h"

#include "cf-config.h"

#include "cf-error-words.h"

/*
 * _cf_application_stand_behind:
 * @front: (nullable): the window over which @window opens
 *
 * What is scanned meanwhile is for the till, if that is the one behind.
 */
void
_cf_application_stand_behind (GtkWindow *front,
                              GtkWindow *window)
{
  if (CF_IS_SALES_WINDOW (front))
    cf_sales_window_stand_behind (CF_SALES_WINDOW (front), window);
}

static void
show_clerk (CfApplication *self)
{
  cf_preferences_set_clerk (self->preferences, cf_profile_get_clerk (cf_context_get_profile (self->context)));
}

/* The name counts all the same until the program ends. */
static void
on_saved (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(CfApplication) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (cf_profile_save_finish (CF_PROFILE (source), result, &error) || self->preferences == NULL)
    return;

  sentence = cf_error_words_sentence (error, CF_ERROR_SAVING);
  cf_preferences_tell_clerk (self->preferences, sentence);
}

static void
on_clerk (CfPreferences *preferences,
          const char    *clerk,
          CfApplication *self)
{
  if (self->closing)
    return;

  cf_context_set_clerk (self->context, clerk);
  show_clerk (self);
  cf_profile_save_async (cf_context_get_profile (self->context), on_saved, g_object_ref (self));
}

/*
 * _cf_application_show_preferences:
 *
 * Shows them, once. Where no shop is set up yet, its first run will write the profile: nobody sells before.
 */
void
_cf_application_show_preferences (CfApplication *self)
{
  if (self->preferences == NULL)
    {
      GtkWindow *front = gtk_application_get_active_window (GTK_APPLICATION (self));

      g_set_weak_pointer (&self->preferences, cf_preferences_new (front));
      g_signal_connect_object (self->preferences, "clerk", G_CALLBACK (on_clerk), self, G_CONNECT_DEFAULT);
      if (cf_profile_get_configured (cf_context_get_profile (self->context)))
        show_clerk (self);
      _cf_application_stand_behind (front, GTK_WINDOW (self->preferences));
    }
  gtk_window_present (GTK_WINDOW (self->preferences));
}
