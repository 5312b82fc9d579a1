/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-server-keeper.h"

#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-error-words.h"
#include "cf-error.h"

#define LOOK_DELAY_S 2
#define AGAIN_S 30

/**
 * CfServerKeeper:
 *
 * Keeps the private server alive while the program runs: starts it again when it has ended, and tries once more after
 * a while where that fails, or when a person wants it.
 *
 * Signals: "restarted": it answers again; "failed" (GError): it does not, in words for the person at the till.
 */
struct _CfServerKeeper
{
  GObject   parent_instance;

  CfServer *server;     /* (owned) */
  guint     timer;
  gboolean  active;
  gboolean  starting;
};

enum
{
  RESTARTED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfServerKeeper, cf_server_keeper, G_TYPE_OBJECT)

static void start_in (CfServerKeeper *self,
                      guint           seconds);

static GError *
describe (const GError *error)
{
  g_autoptr(GError) words = cf_connection_error_new (error, NULL, CF_CONNECTION_COMMAND);
  gboolean is_serious = words->domain == CF_ERROR && words->code != CF_ERROR_OFFLINE;
  GError *told;

  told = g_error_new (CF_ERROR, is_serious ? words->code : CF_ERROR_STORAGE,
                      /* Translators: what follows are whole sentences: why it does not start, and what to do. */
                      _("The database on this computer has ended and cannot be started again. "
                        "Selling goes on, and orders are kept here. %s"), words->message);
  cf_error_set_details (told, cf_error_get_details (words));

  return told;
}

static void
on_started (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(CfServerKeeper) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) told = NULL;

  self->starting = FALSE;
  if (cf_server_start_finish (CF_SERVER (source), result, &error))
    {
      g_signal_emit (self, signals[RESTARTED], 0);
      return;
    }

  if (!self->active)
    return;

  g_message ("the private server does not come back: %s", error->message);
  start_in (self, AGAIN_S);
  told = describe (error);
  g_signal_emit (self, signals[FAILED], 0, told);
}

static gboolean
on_timer (gpointer user_data)
{
  CfServerKeeper *self = user_data;

  self->timer = 0;
  if (self->active && !self->starting)
    {
      self->starting = TRUE;
      cf_server_start_async (self->server, NULL, on_started, g_object_ref (self));
    }

  return G_SOURCE_REMOVE;
}

static void
start_in (CfServerKeeper *self,
          guint           seconds)
{
  if (!self->active || self->starting)
    return;

  if (seconds == 0)
    g_clear_handle_id (&self->timer, g_source_remove);
  if (self->timer == 0)
    self->timer = g_timeout_add_seconds (seconds, on_timer, self);
}

static void
on_died (CfServer       *server,
         CfServerKeeper *self)
{
  start_in (self, 0);
}

static void
cf_server_keeper_finalize (GObject *object)
{
  CfServerKeeper *self = CF_SERVER_KEEPER (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (cf_server_keeper_parent_class)->finalize (object);
}

static void
cf_server_keeper_class_init (CfServerKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_server_keeper_finalize;

  signals[RESTARTED] = g_signal_new ("restarted", CF_TYPE_SERVER_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", CF_TYPE_SERVER_KEEPER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
cf_server_keeper_init (CfServerKeeper *self)
{
}

/**
 * cf_server_keeper_new:
 * @server: the private server
 *
 * Returns: (transfer full): a keeper that does nothing yet
 */
CfServerKeeper *
cf_server_keeper_new (CfServer *server)
{
  CfServerKeeper *self;

  g_return_val_if_fail (CF_IS_SERVER (server), NULL);

  self = g_object_new (CF_TYPE_SERVER_KEEPER, NULL);
  self->server = g_object_ref (server);
  g_signal_connect_object (server, "died", G_CALLBACK (on_died), self, G_CONNECT_DEFAULT);

  return self;
}

/**
 * cf_server_keeper_set_active:
 * @active: whether the shop's data are there, and the program is not being closed
 */
void
cf_server_keeper_set_active (CfServerKeeper *self,
                             gboolean        active)
{
  g_return_if_fail (CF_IS_SERVER_KEEPER (self));

  self->active = active;
  if (!active)
    g_clear_handle_id (&self->timer, g_source_remove);
}

/**
 * cf_server_keeper_look:
 *
 * The server does not answer. It may have belonged to another process of ours that has ended: then it is ours to start.
 */
void
cf_server_keeper_look (CfServerKeeper *self)
{
  g_return_if_fail (CF_IS_SERVER_KEEPER (self));

  start_in (self, LOOK_DELAY_S);
}

/**
 * cf_server_keeper_try_now:
 *
 * A person does not want to wait.
 */
void
cf_server_keeper_try_now (CfServerKeeper *self)
{
  g_return_if_fail (CF_IS_SERVER_KEEPER (self));

  if (cf_server_get_stage (self->server) == CF_SERVER_STAGE_STOPPED)
    start_in (self, 0);
}
