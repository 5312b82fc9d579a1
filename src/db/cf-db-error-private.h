/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "cf-db-error.h"

G_BEGIN_DECLS

CfDbErrorCode  cf_db_error_code_for_sqlstate (const char *sqlstate);
GError        *cf_db_error_new_from_result   (const PGresult *result);
GError        *cf_db_error_new_from_connect  (PGconn *pg, gboolean was_tls);
GError        *cf_db_error_new_loss          (CfDbErrorCode code, const GError *cause);
gboolean       cf_db_error_is_final          (const GError *error);

G_END_DECLS
