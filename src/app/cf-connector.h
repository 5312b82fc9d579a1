/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-adoption.h"
#include "cf-db-pool.h"
#include "cf-server.h"

G_BEGIN_DECLS

/**
 * CfConnectorTrack:
 * @name: of the track among the migrations of a database
 * @migrations: the resource folder of its steps
 * @preparing: (N_) what a person reads while the steps are made
 * @find_others_async: looks for tables of others of the same names
 * @find_others_finish: what it found
 *
 * What is to be in a database. All of it is static.
 */
typedef struct
{
  const char *name;
  const char *migrations;
  const char *preparing;
  void     (*find_others_async)  (CfDbPool *pool, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  gboolean (*find_others_finish) (CfDbPool *pool, GAsyncResult *result, CfAdoption **adoption, GError **error);
} CfConnectorTrack;

extern const CfConnectorTrack cf_connector_sales_track;

#define CF_TYPE_CONNECTOR (cf_connector_get_type ())
G_DECLARE_FINAL_TYPE (CfConnector, cf_connector, CF, CONNECTOR, GObject)

CfConnector *cf_connector_new_private  (const CfConnectorTrack *track,
                                        CfServer             *server,
                                        const char           *database);
CfConnector *cf_connector_new_conninfo (const CfConnectorTrack *track,
                                        const char           *conninfo,
                                        const char           *database);
void         cf_connector_set_password  (CfConnector            *self,
                                         const char             *password);
void         cf_connector_set_patient  (CfConnector          *self,
                                        gboolean              patient);
void         cf_connector_set_adopting (CfConnector         *self,
                                        gboolean              adopting);
void         cf_connector_set_creating (CfConnector         *self,
                                        gboolean              creating);
CfAdoption  *cf_connector_get_adoption (CfConnector          *self);
void         cf_connector_run_async    (CfConnector          *self,
                                        GCancellable         *cancellable,
                                        GAsyncReadyCallback   callback,
                                        gpointer              user_data);
gboolean     cf_connector_run_finish   (CfConnector          *self,
                                        GAsyncResult         *result,
                                        GError              **error);
CfDbPool    *cf_connector_get_pool     (CfConnector          *self);
const char  *cf_connector_get_progress (CfConnector          *self);
void         cf_connector_retry_now    (CfConnector          *self);

G_END_DECLS
