/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "cf-db-error.h"

G_BEGIN_DECLS

/* How far a connection had come. */
typedef enum
{
  CF_DB_STAGE_START,
  CF_DB_STAGE_TLS,
  CF_DB_STAGE_LATER,
} CfDbStage;

CfDbFailure    cf_db_failure_for_sqlstate    (const char *sqlstate);
CfDbErrorCode  cf_db_error_code_for_sqlstate (const char *sqlstate);
GError        *cf_db_error_new_from_result   (const PGresult *result);
GError        *cf_db_error_new_from_connect  (PGconn *pg, CfDbStage stage);
GError        *cf_db_error_new_full          (CfDbErrorCode code, CfDbFailure failure, const char *sqlstate, const char *message);
GError        *cf_db_error_new_failure       (CfDbErrorCode code, CfDbFailure failure, const char *message);
GError        *cf_db_error_new_loss          (CfDbErrorCode code, const GError *cause);
gboolean       cf_db_error_is_final          (const GError *error);
char          *cf_db_error_describe          (const GError *error);

G_END_DECLS
