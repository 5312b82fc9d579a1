/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "cf-decimal.h"

G_BEGIN_DECLS

/**
 * CfDbParams:
 *
 * The typed parameters of one statement, in order. Every value is copied; a %NULL pointer is SQL NULL.
 */
typedef struct _CfDbParams CfDbParams;

CfDbParams *cf_db_params_new           (void);
void        cf_db_params_free          (CfDbParams *self);
void        cf_db_params_add_text      (CfDbParams *self, const char *value);
void        cf_db_params_add_uuid      (CfDbParams *self, const char *value);
void        cf_db_params_add_bool      (CfDbParams *self, gboolean value);
void        cf_db_params_add_int       (CfDbParams *self, int value);
void        cf_db_params_add_int64     (CfDbParams *self, gint64 value);
void        cf_db_params_add_decimal   (CfDbParams *self, const CfDecimal *value);
void        cf_db_params_add_time      (CfDbParams *self, gint64 unix_us);
void        cf_db_params_add_texts     (CfDbParams *self, const char *const *values, guint n_values);
void        cf_db_params_add_int64s    (CfDbParams *self, const gint64 *values, guint n_values);
/* An element of @values may be NULL: SQL NULL. */
void        cf_db_params_add_decimals  (CfDbParams *self, const CfDecimal *const *values, guint n_values);

char       *cf_db_quote_name           (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfDbParams, cf_db_params_free)

G_END_DECLS
