/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-server-binaries-private.h"
#include "cf-server-paths-private.h"
#include "cf-server-session-private.h"

G_BEGIN_DECLS

/* The role that the program connects as; it owns the databases and is not a superuser. */
/* Not the name of our schema: "$user" is searched first, and other programs would take its tables for theirs. */
#define CF_SERVER_ROLE "shop"
/* The superuser of the cluster, for making that role and the databases. */
#define CF_SERVER_SUPERUSER "postgres"

gboolean          cf_server_cluster_exists      (CfServerPaths *paths);
CfServerBinaries *cf_server_cluster_find        (CfServerPaths *paths, GError **error);
gboolean          cf_server_cluster_create      (CfServerPaths *paths, CfServerBinaries *binaries, int lock_fd, GCancellable *cancellable, GError **error);
gboolean          cf_server_cluster_prepare     (CfServerPaths *paths, const char *socket_folder, GError **error);
gboolean          cf_server_cluster_is_run      (CfServerPaths *paths);
char             *cf_server_cluster_read_socket (CfServerPaths *paths);
char             *cf_server_cluster_conninfo    (const char *socket_folder, const char *database, const char *role);

G_END_DECLS
