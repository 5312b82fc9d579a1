/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CfConnection:
 *
 * Where a person says that the shop's server is: what stands in a connection string of libpq, whether it was typed as one or into
 * the fields of a form, with the password and the library's database beside it. Nothing changes it; a change makes another one.
 */
#define CF_TYPE_CONNECTION (cf_connection_get_type ())
G_DECLARE_FINAL_TYPE (CfConnection, cf_connection, CF, CONNECTION, GObject)

/**
 * CfConnectionTls:
 * @CF_CONNECTION_TLS_VERIFY_FULL: encrypted, and the server's certificate is for its name and from somebody trusted
 * @CF_CONNECTION_TLS_VERIFY_CA: encrypted, and the certificate is from somebody trusted
 * @CF_CONNECTION_TLS_REQUIRE: encrypted, by whomever
 * @CF_CONNECTION_TLS_DISABLE: anybody on the way can read and change what is sent; also where it is left to the server
 *
 * How far a connection is protected.
 */
typedef enum
{
  CF_CONNECTION_TLS_VERIFY_FULL,
  CF_CONNECTION_TLS_VERIFY_CA,
  CF_CONNECTION_TLS_REQUIRE,
  CF_CONNECTION_TLS_DISABLE,
} CfConnectionTls;

CfConnection    *cf_connection_new                  (void);
CfConnection    *cf_connection_parse                (CfConnection *self, const char *string, GError **error);
CfConnection    *cf_connection_with                 (CfConnection *self, const char *keyword, const char *value);
const char      *cf_connection_get                  (CfConnection *self, const char *keyword);
CfConnection    *cf_connection_with_library         (CfConnection *self, const char *database);
const char      *cf_connection_get_library          (CfConnection *self);
CfConnection    *cf_connection_with_tls             (CfConnection *self, CfConnectionTls tls);
CfConnectionTls  cf_connection_get_tls              (CfConnection *self);
gboolean         cf_connection_is_local             (CfConnection *self);
char            *cf_connection_to_string            (CfConnection *self);

G_END_DECLS
