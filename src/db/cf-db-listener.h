/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-pool.h"

G_BEGIN_DECLS

/**
 * CfDbListenerState:
 * @CF_DB_LISTENER_WAITING: there is no connection, or it is being found out whether notifications come
 * @CF_DB_LISTENER_LISTENING: they come
 * @CF_DB_LISTENER_DEAF: none come by this way, as through a pooler or from a standby
 */
typedef enum
{
  CF_DB_LISTENER_WAITING,
  CF_DB_LISTENER_LISTENING,
  CF_DB_LISTENER_DEAF,
} CfDbListenerState;

#define CF_TYPE_DB_LISTENER_STATE (cf_db_listener_state_get_type ())
GType cf_db_listener_state_get_type (void) G_GNUC_CONST;

/**
 * CfDbListener:
 *
 * Hears what is told on one channel of a database, by a connection of its own. It lives in the thread of its pool, connects again by
 * itself, and ends with its last reference.
 *
 * Notifications are hints: they are lost while there is no connection, and where "state" is %CF_DB_LISTENER_DEAF. Whoever must not
 * miss anything reads again at "resync", and from time to time.
 *
 * Property "state" (#CfDbListenerState). Signals "notification" (const char *payload), "resync".
 */
#define CF_TYPE_DB_LISTENER (cf_db_listener_get_type ())
G_DECLARE_FINAL_TYPE (CfDbListener, cf_db_listener, CF, DB_LISTENER, GObject)

CfDbListener      *cf_db_listener_new       (CfDbPool *pool, const char *channel);
CfDbListenerState  cf_db_listener_get_state (CfDbListener *self);

G_END_DECLS
