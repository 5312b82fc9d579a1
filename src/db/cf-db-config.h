/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CfDbConfig:
 *
 * Where and how to connect: an immutable, reference counted set of libpq keywords.
 */
typedef struct _CfDbConfig CfDbConfig;

#define CF_TYPE_DB_CONFIG (cf_db_config_get_type ())
GType       cf_db_config_get_type      (void) G_GNUC_CONST;
CfDbConfig *cf_db_config_new           (const char *conninfo, GError **error);
CfDbConfig *cf_db_config_new_plain     (const char *conninfo, GError **error);
CfDbConfig *cf_db_config_with          (CfDbConfig *self, const char *keyword, const char *value);
CfDbConfig *cf_db_config_ref           (CfDbConfig *self);
void        cf_db_config_unref         (CfDbConfig *self);
const char *cf_db_config_get           (CfDbConfig *self, const char *keyword);
char       *cf_db_config_to_string     (CfDbConfig *self);
void        cf_db_config_append        (GString *conninfo, const char *keyword, const char *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfDbConfig, cf_db_config_unref)

G_END_DECLS
