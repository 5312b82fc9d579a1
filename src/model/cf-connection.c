/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-connection-private.h"

#include <glib/gi18n-lib.h>

#include "cf-error-words.h"
#include "cf-error.h"

#define SALES_DATABASE "red30"
#define LIBRARY_DATABASE "library"

struct _CfConnection
{
  GObject     parent_instance;

  CfDbConfig *config;   /* (owned): what was said, without defaults */
  char       *library;  /* (owned) */
};

static const char *const modes[] = {
  [CF_CONNECTION_TLS_VERIFY_FULL] = "verify-full",
  [CF_CONNECTION_TLS_VERIFY_CA] = "verify-ca",
  [CF_CONNECTION_TLS_REQUIRE] = "require",
  [CF_CONNECTION_TLS_DISABLE] = "disable",
};

G_DEFINE_FINAL_TYPE (CfConnection, cf_connection, G_TYPE_OBJECT)

static CfConnection *
create (CfDbConfig *config, /* (transfer full) */
        const char *library)
{
  CfConnection *self = g_object_new (CF_TYPE_CONNECTION, NULL);

  self->config = config;
  self->library = g_strdup (library);

  return self;
}

static void
cf_connection_finalize (GObject *object)
{
  CfConnection *self = CF_CONNECTION (object);

  g_clear_pointer (&self->config, cf_db_config_unref);
  g_clear_pointer (&self->library, g_free);

  G_OBJECT_CLASS (cf_connection_parent_class)->finalize (object);
}

static void
cf_connection_class_init (CfConnectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_connection_finalize;
}

static void
cf_connection_init (CfConnection *self)
{
}

CfDbConfig *
_cf_connection_get_config (CfConnection *self)
{
  return self->config;
}

/**
 * cf_connection_new:
 *
 * Returns: (transfer full): a connection of which only the names of the two databases are proposed
 */
CfConnection *
cf_connection_new (void)
{
  return create (cf_db_config_new_plain ("dbname=" SALES_DATABASE, NULL), LIBRARY_DATABASE);
}

/* A service may name the database; else the shop's is meant, and not the one that is named as the user. */
static CfDbConfig *
add_database (CfDbConfig *config) /* (transfer full) */
{
  g_autoptr(CfDbConfig) held = config;

  if (cf_db_config_get (config, "dbname") != NULL || cf_db_config_get (config, "service") != NULL)
    return g_steal_pointer (&held);

  return cf_db_config_with (config, "dbname", SALES_DATABASE);
}

/**
 * cf_connection_parse:
 * @self: a connection
 * @string: a connection string of libpq
 * @error: %CF_ERROR_INVALID with a sentence
 *
 * A password in @string is taken as one that was typed into its field.
 *
 * Returns: (transfer full): what @string says; the library's database, and the password where @string has none, are those of @self
 */
CfConnection *
cf_connection_parse (CfConnection  *self,
                     const char    *string,
                     GError       **error)
{
  g_autoptr(GError) local = NULL;
  g_autoptr(CfDbConfig) config = NULL;
  const char *password;

  g_return_val_if_fail (CF_IS_CONNECTION (self), NULL);
  g_return_val_if_fail (string != NULL, NULL);

  config = cf_db_config_new_plain (string, &local);
  if (config == NULL)
    {
      g_propagate_error (error, cf_connection_error_new (local, NULL, CF_CONNECTION_TYPED));
      return NULL;
    }
  if (cf_db_config_get (config, "sslpassword") != NULL)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID,
                           _("Counterfoil keeps no password of a key, and at its next start could not read it. Take “sslpassword” out of the "
                             "connection string, and use a key without a password that nobody else may read."));
      return NULL;
    }

  password = cf_connection_get (self, "password");
  if (cf_db_config_get (config, "password") != NULL || password == NULL)
    return create (add_database (g_steal_pointer (&config)), self->library);

  return create (add_database (cf_db_config_with (config, "password", password)), self->library);
}

/**
 * cf_connection_with:
 * @self: a connection
 * @keyword: a keyword of libpq
 * @value: (nullable): its value; nothing, also "", takes it out
 *
 * Returns: (transfer full): the same with that one change
 */
CfConnection *
cf_connection_with (CfConnection *self,
                    const char   *keyword,
                    const char   *value)
{
  g_return_val_if_fail (CF_IS_CONNECTION (self), NULL);
  g_return_val_if_fail (keyword != NULL, NULL);

  return create (cf_db_config_with (self->config, keyword, value != NULL && *value != '\0' ? value : NULL), self->library);
}

/**
 * cf_connection_get:
 * @self: a connection
 * @keyword: a keyword of libpq
 *
 * Returns: (nullable): its value, where the person gave one
 */
const char *
cf_connection_get (CfConnection *self,
                   const char   *keyword)
{
  g_return_val_if_fail (CF_IS_CONNECTION (self), NULL);

  return cf_db_config_get (self->config, keyword);
}

/**
 * cf_connection_with_library:
 * @self: a connection
 * @database: (nullable): the database of books and authors, which may be the one of the sales; nothing is the usual one
 *
 * Returns: (transfer full): the same with that one change
 */
CfConnection *
cf_connection_with_library (CfConnection *self,
                            const char   *database)
{
  g_return_val_if_fail (CF_IS_CONNECTION (self), NULL);

  return create (cf_db_config_ref (self->config), database != NULL && *database != '\0' ? database : LIBRARY_DATABASE);
}

/**
 * cf_connection_get_library:
 * @self: a connection
 *
 * Returns: the database of books and authors, on the same server
 */
const char *
cf_connection_get_library (CfConnection *self)
{
  g_return_val_if_fail (CF_IS_CONNECTION (self), NULL);

  return self->library;
}

/**
 * cf_connection_with_tls:
 * @self: a connection
 * @tls: how far it is to be protected
 *
 * Returns: (transfer full): the same with that one change; what is usual is not written out
 */
CfConnection *
cf_connection_with_tls (CfConnection    *self,
                        CfConnectionTls  tls)
{
  return cf_connection_with (self, "sslmode", tls == CF_CONNECTION_TLS_VERIFY_FULL ? NULL : modes[tls]);
}

/**
 * cf_connection_get_tls:
 * @self: a connection
 *
 * Returns: how far it is protected
 */
CfConnectionTls
cf_connection_get_tls (CfConnection *self)
{
  const char *mode = cf_connection_get (self, "sslmode");

  if (mode == NULL)
    return CF_CONNECTION_TLS_VERIFY_FULL;
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    if (g_str_equal (mode, modes[i]))
      return i;

  return CF_CONNECTION_TLS_DISABLE;
}

/**
 * cf_connection_is_local:
 * @self: a connection
 *
 * Returns: whether it stays on this computer: each host is a folder of a socket
 */
gboolean
cf_connection_is_local (CfConnection *self)
{
  const char *host = cf_connection_get (self, "host");
  g_auto(GStrv) hosts = host != NULL ? g_strsplit (host, ",", -1) : NULL;

  if (hosts == NULL || cf_connection_get (self, "hostaddr") != NULL)
    return FALSE;
  for (guint i = 0; hosts[i] != NULL; i++)
    if (*hosts[i] != '/' && *hosts[i] != '@')
      return FALSE;

  return TRUE;
}

/**
 * cf_connection_to_string:
 * @self: a connection
 *
 * Returns: (transfer full): a connection string, without the password
 */
char *
cf_connection_to_string (CfConnection *self)
{
  g_return_val_if_fail (CF_IS_CONNECTION (self), NULL);

  return cf_db_config_to_string (self->config);
}
