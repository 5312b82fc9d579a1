/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/**
 * CfServerPaths:
 * @base: what of the server is ours: lock, cluster, dumps; nobody else may enter but the account of the server
 * @data: the cluster
 * @lock: the file whose lock proves that somebody lives
 * @backups: the dumps
 * @log: what initdb and the server say before the server has its own log
 * @account: (nullable): the account that peer authentication sees for this process; %NULL where it has no name
 * @drop: whether the server process runs under another account than this one: @uid and @gid
 *
 * Where the private server of one data folder lives, and under which account. Decided once, by no more than looking.
 */
typedef struct
{
  char     *base;
  char     *data;
  char     *lock;
  char     *backups;
  char     *log;
  char     *account;
  char     *hash;
  gboolean  drop;
  gboolean  no_account;
  uid_t     uid;
  gid_t     gid;
} CfServerPaths;

CfServerPaths *cf_server_paths_new         (const char *data_folder);
void           cf_server_paths_free        (CfServerPaths *self);
gboolean       cf_server_paths_make        (CfServerPaths *self, GError **error);
char          *cf_server_paths_make_socket (CfServerPaths *self, GError **error);
gboolean       cf_server_paths_make_folder (CfServerPaths *self, const char *path, gboolean for_server, GError **error);
void           cf_server_paths_warn_remote (CfServerPaths *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfServerPaths, cf_server_paths_free)

G_END_DECLS
