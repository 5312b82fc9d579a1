/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-db-pool.h"

G_BEGIN_DECLS

/**
 * CfServerSession:
 *
 * A connection to the private server for the thread of the server layer, which may wait.
 */
typedef struct _CfServerSession CfServerSession;

CfServerSession *cf_server_session_open  (const char *conninfo, GCancellable *cancellable, GError **error);
CfDbResult      *cf_server_session_query (CfServerSession *self, const char *sql, CfDbParams *params, GError **error);
void             cf_server_session_close (CfServerSession *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfServerSession, cf_server_session_close)

G_END_DECLS
