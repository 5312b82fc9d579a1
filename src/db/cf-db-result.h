/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "cf-decimal.h"

G_BEGIN_DECLS

/**
 * CfDbResult:
 *
 * What one statement answered; immutable, reference counted, usable from any thread.
 */
typedef struct _CfDbResult CfDbResult;

#define CF_TYPE_DB_RESULT (cf_db_result_get_type ())
GType        cf_db_result_get_type       (void) G_GNUC_CONST;
CfDbResult  *cf_db_result_ref            (CfDbResult *self);
void         cf_db_result_unref          (CfDbResult *self);
guint        cf_db_result_get_n_rows     (CfDbResult *self);
guint        cf_db_result_get_n_columns  (CfDbResult *self);
gint64       cf_db_result_get_n_affected (CfDbResult *self);
gboolean     cf_db_result_is_null        (CfDbResult *self, guint row, guint column);
/* NULL for SQL NULL; always valid UTF-8; owned by the result. */
const char  *cf_db_result_get_text       (CfDbResult *self, guint row, guint column);
gboolean     cf_db_result_get_bool       (CfDbResult *self, guint row, guint column);
gint64       cf_db_result_get_int        (CfDbResult *self, guint row, guint column);
/* FALSE where the value is NULL, NaN, infinite or beyond CfDecimal; @out is then zero. */
gboolean     cf_db_result_get_decimal    (CfDbResult *self, guint row, guint column, CfDecimal *out);
/* timestamptz in microseconds since 1970 UTC; FALSE where NULL or infinite. */
gboolean     cf_db_result_get_time       (CfDbResult *self, guint row, guint column, gint64 *unix_us);
/* text[]: NULL for SQL NULL. */
char       **cf_db_result_get_texts      (CfDbResult *self, guint row, guint column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfDbResult, cf_db_result_unref)

G_END_DECLS
