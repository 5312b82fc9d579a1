/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person fills in on the first-run page, and what comes of it. */

#include "cf-application-private.h"

#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"

/* The buttons of the first-run page come back; without @error because the person wanted it so. */
static void
end_attempt (CfApplication *self,
             const GError  *error) /* nullable */
{
  g_clear_object (&self->attempt);
  if (self->window == NULL || self->closing)
    return;

  if (self->connect_dialog != NULL)
    _cf_application_answer_connect (self, error);
  else if (error == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    cf_sales_window_set_progress (self->window, NULL);
  else
    cf_sales_window_set_failure (self->window, error);
}

/* To be seen before anything of it is changed; on_adopt() and on_decline() have the answer. */
void
_cf_application_ask_about_adoption (CfApplication *self)
{
  if (self->window != NULL && !self->closing)
    cf_sales_window_show_adoption (self->window, cf_context_get_adoption (self->context));
}

static void
on_kept (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(CfApplication) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!_cf_application_is_current (self, source))
    return;

  if (!cf_context_keep_finish (CF_CONTEXT (source), result, &error))
    {
      end_attempt (self, error);
      return;
    }

  end_attempt (self, NULL);
  if (self->window == NULL || self->closing)
    return;

  g_clear_object (&self->trial);
  cf_context_attach_till (self->context);
  cf_sales_window_show_till (self->window);
  _cf_application_keep_password (self);
}

/* From here on it is the shop's server: cancelling has come too late. */
static void
keep_trial (CfApplication *self)
{
  g_autoptr(GError) cancelled = NULL;

  if (g_cancellable_set_error_if_cancelled (self->attempt, &cancelled))
    end_attempt (self, cancelled);
  else
    cf_context_keep_async (self->context, on_kept, g_object_ref (self));
}

static void
on_shop_set_up (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(CfApplication) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!_cf_application_is_current (self, source))
    return;

  if (!cf_context_set_up_shop_finish (CF_CONTEXT (source), result, &error))
    end_attempt (self, error);
  else
    keep_trial (self);
}

static void
set_up_shop (CfApplication *self)
{
  if (self->window != NULL)
    cf_sales_window_set_progress (self->window, _("Setting up the shop…"));
  cf_context_set_up_shop_async (self->context, self->shop_name, self->shop_currency, self->shop_time_zone,
                                on_shop_set_up, g_object_ref (self));
}

static void
on_first_connected (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(CfApplication) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!_cf_application_is_current (self, source))
    return;

  if (!cf_context_connect_finish (CF_CONTEXT (source), result, &error))
    {
      gboolean unconfirmed = g_error_matches (error, CF_ERROR, CF_ERROR_UNCONFIRMED);

      end_attempt (self, unconfirmed ? NULL : error);
      if (unconfirmed)
        _cf_application_ask_about_adoption (self);
    }
  else if (cf_context_get_shop (self->context) != NULL)
    {
      keep_trial (self);
    }
  else if (self->shop_name != NULL)
    {
      set_up_shop (self);
    }
  else
    {
      end_attempt (self, NULL);
      if (self->window != NULL && !self->closing)
        cf_sales_window_show_first_run (self->window, TRUE);
    }
}

void
_cf_application_take_shop (CfApplication *self,
                           const char    *name,
                           const char    *currency,
                           const char    *time_zone)
{
  g_free (self->shop_name);
  g_free (self->shop_currency);
  g_free (self->shop_time_zone);
  self->shop_name = g_strdup (name);
  self->shop_currency = g_strdup (currency);
  self->shop_time_zone = g_strdup (time_zone);
}

void
_cf_application_begin_attempt (CfApplication *self)
{
  g_clear_object (&self->attempt);
  self->attempt = g_cancellable_new ();
}

/* The profile changes when there is something behind it. */
void
_cf_application_try_profile (CfApplication *self,
                             CfProfile     *trial)
{
  g_set_object (&self->trial, trial);
  _cf_application_begin_attempt (self);
  cf_context_try_async (self->context, trial, self->attempt, on_first_connected, g_object_ref (self));
}

static void
on_cancel (CfSalesWindow *window,
           CfApplication *self)
{
  g_cancellable_cancel (self->attempt);
}

static void
on_start_here (CfSalesWindow *window,
               const char    *name,
               const char    *currency,
               const char    *time_zone,
               CfApplication *self)
{
  g_autoptr(CfProfile) trial = cf_profile_copy (cf_context_get_profile (self->context));

  _cf_application_take_shop (self, name, currency, time_zone);
  cf_profile_use_private_server (trial);
  _cf_application_try_profile (self, trial);
}

static void
on_set_up_shop (CfSalesWindow *window,
                const char    *name,
                const char    *currency,
                const char    *time_zone,
                CfApplication *self)
{
  _cf_application_take_shop (self, name, currency, time_zone);
  _cf_application_begin_attempt (self);
  set_up_shop (self);
}

/* What was tried and what was typed for it belongs to windows that go. */
void
_cf_application_forget_attempt (CfApplication *self)
{
  _cf_application_take_shop (self, NULL, NULL, NULL);
  g_clear_object (&self->attempt);
  g_clear_object (&self->trial);
  g_clear_object (&self->typed);
}

void
_cf_application_follow_attempts (CfApplication *self)
{
  g_signal_connect_object (self->window, "start-here", G_CALLBACK (on_start_here), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->window, "connect", G_CALLBACK (_cf_application_ask_server), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->window, "cancel", G_CALLBACK (on_cancel), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->window, "set-up-shop", G_CALLBACK (on_set_up_shop), self, G_CONNECT_DEFAULT);
}
