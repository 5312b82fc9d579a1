/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-server.h"

#include <sys/types.h>

#include "cf-server-binaries-private.h"
#include "cf-server-paths-private.h"

G_BEGIN_DECLS

/* Fields below the lock are seen by all threads; those of the thread of the server by that alone. */
struct _CfServer
{
  GObject           parent_instance;

  CfServerPaths    *paths;          /* (owned) */
  GMainContext     *owner_context;  /* (owned): where signals are emitted */

  GMutex            lock;
  CfServerStage     stage;
  gboolean          is_owner;
  char             *socket_folder;  /* (nullable): once started */
  pid_t             pid;            /* 0 where no server of ours runs; set by the thread of the server alone */

  CfServerBinaries *binaries;       /* (owned) (nullable) */
  int               lock_fd;        /* -1 where it is not held */
  GSource          *watch;          /* (owned) (nullable): of the process, or of the lock that another one holds */
};

void     cf_server_set_stage (CfServer *self, CfServerStage stage);
void     cf_server_set_run   (CfServer *self, const char *socket_folder, gboolean is_owner);

/* What is done in the thread of the server, which may wait. @database: (nullable): as it was asked for. */
typedef gboolean (*CfServerWork) (CfServer *self, const char *database, GCancellable *cancellable, GError **error);

gboolean cf_server_start     (CfServer *self, const char *database, GCancellable *cancellable, GError **error);
gboolean cf_server_stop      (CfServer *self, const char *database, GCancellable *cancellable, GError **error);
gboolean cf_server_ensure    (CfServer *self, const char *database, GCancellable *cancellable, GError **error);
gboolean cf_server_backup    (CfServer *self, const char *database, GCancellable *cancellable, GError **error);

G_END_DECLS
