/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cf-decimal.h"

G_BEGIN_DECLS

/* The documents that the journal keeps: flat JSON, decimals as strings, a "version" in each. They are written by hand
 * because a node a value would make a long order cost milliseconds in the UI thread; they are read by json-glib. */
void        cf_document_append_text    (GString *out, const char *name, const char *value);
void        cf_document_append_decimal (GString *out, const char *name, CfDecimal value);
void        cf_document_append_int     (GString *out, const char *name, gint64 value);
void        cf_document_append_bool    (GString *out, const char *name, gboolean value);

JsonParser *cf_document_parse          (const char *json, gint64 newest_version, GError **error);
const char *cf_document_get_text       (JsonObject *object, const char *name);
gint64      cf_document_get_int        (JsonObject *object, const char *name);
gboolean    cf_document_get_bool       (JsonObject *object, const char *name);
gboolean    cf_document_get_decimal    (JsonObject *object, const char *name, CfDecimal *out);
JsonArray  *cf_document_get_array      (JsonObject *object, const char *name);
gboolean    cf_document_fail           (GError **error);

G_END_DECLS
