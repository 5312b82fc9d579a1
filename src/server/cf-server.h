/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CfServerStage:
 *
 * What the private server is doing, for the words under the progress bar.
 */
typedef enum
{
  CF_SERVER_STAGE_STOPPED,
  CF_SERVER_STAGE_CREATING,
  CF_SERVER_STAGE_STARTING,
  CF_SERVER_STAGE_RECOVERING,
  CF_SERVER_STAGE_DATABASES,
  CF_SERVER_STAGE_RUNNING,
  CF_SERVER_STAGE_STOPPING,
} CfServerStage;

#define CF_TYPE_SERVER_STAGE (cf_server_stage_get_type ())
GType cf_server_stage_get_type (void) G_GNUC_CONST;

/**
 * CfServer:
 *
 * The PostgreSQL of this computer, made and run by the program itself. Where another process of
 * the same person already runs it, it is used and not stopped.
 *
 * Properties: "stage" (#CfServerStage). Signal "died": the server process ended by itself; start it again.
 */
#define CF_TYPE_SERVER (cf_server_get_type ())
G_DECLARE_FINAL_TYPE (CfServer, cf_server, CF, SERVER, GObject)

/* @data_folder: the program's data folder, "$XDG_DATA_HOME/counterfoil". Tests give one of their own. */
CfServer      *cf_server_new            (const char *data_folder);
const char    *cf_server_get_folder     (CfServer *self);
CfServerStage  cf_server_get_stage      (CfServer *self);
gboolean       cf_server_get_is_owner   (CfServer *self);
/* Whether a cluster is there already: no I/O beyond a stat. */
gboolean       cf_server_exists         (CfServer *self);
/* Finds the binaries, locks, creates the cluster where there is none, starts, waits until it answers. */
void           cf_server_start_async    (CfServer *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean       cf_server_start_finish   (CfServer *self, GAsyncResult *result, GError **error);
/* Creates @database, owned by the program's role, where it is missing. */
void           cf_server_ensure_database_async  (CfServer *self, const char *database, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean       cf_server_ensure_database_finish (CfServer *self, GAsyncResult *result, GError **error);
/* (transfer full): a libpq connection string for @database; only once started. */
char          *cf_server_get_conninfo   (CfServer *self, const char *database);
/* pg_dump -Fc of @database beside the cluster (seven are kept). */
void           cf_server_backup_async   (CfServer *self, const char *database, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean       cf_server_backup_finish  (CfServer *self, GAsyncResult *result, GError **error);
/* Fast shutdown where this process is the owner. */
void           cf_server_stop_async     (CfServer *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean       cf_server_stop_finish    (CfServer *self, GAsyncResult *result, GError **error);
/* At once, whatever else is under way. */
void           cf_server_kill_async     (CfServer *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean       cf_server_kill_finish    (CfServer *self, GAsyncResult *result, GError **error);

G_END_DECLS
