/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <libpq-fe.h>

#include "cf-db-config-private.h"

G_BEGIN_DECLS

/*
 * CfDbConnector:
 *
 * The way to one new connection: names are looked up by GResolver, each address is tried in turn with a deadline of
 * its own, by PQconnectPoll, in the database thread.
 */
typedef struct _CfDbConnector CfDbConnector;

/* @pg: (transfer full) (nullable): ready, in pipeline mode; or @error says why there is none. The connector may be freed in it. */
typedef void (*CfDbConnectorFunc) (CfDbConnector *self, PGconn *pg, const GError *error, gpointer user_data);

CfDbConnector *cf_db_connector_new  (CfDbConfig *config, const char *more_options, CfDbConnectorFunc func, gpointer user_data);
void           cf_db_connector_free (CfDbConnector *self);
/* Whether the session is as somebody else has made it: a pooler refused ours. */
gboolean       cf_db_connector_is_plain (CfDbConnector *self);

G_END_DECLS
