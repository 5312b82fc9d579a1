/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-database-words.h"

#include <glib/gi18n-lib.h>

#include "cf-db-params.h"
#include "cf-error.h"

/**
 * cf_database_create_statement:
 * @database: its name
 *
 * Returns: (transfer full): the statement that makes the database as Counterfoil wants it
 */
char *
cf_database_create_statement (const char *database)
{
  g_autofree char *quoted = NULL;

  g_return_val_if_fail (database != NULL, NULL);

  quoted = cf_db_quote_name (database);
  return g_strdup_printf ("CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8'", quoted);
}

/**
 * cf_database_grant_statement:
 * @database: its name
 * @role: who is to make tables there
 *
 * Returns: (transfer full): the statement that lets @role do so
 */
char *
cf_database_grant_statement (const char *database,
                             const char *role)
{
  g_autofree char *quoted_database = NULL;
  g_autofree char *quoted_role = NULL;

  g_return_val_if_fail (database != NULL, NULL);
  g_return_val_if_fail (role != NULL, NULL);

  quoted_database = cf_db_quote_name (database);
  quoted_role = cf_db_quote_name (role);
  return g_strdup_printf ("GRANT CREATE ON DATABASE %s TO %s", quoted_database, quoted_role);
}

/**
 * cf_database_missing_error:
 * @database: its name
 * @reason: (nullable): what the server said
 *
 * Returns: (transfer full): a %CF_ERROR_MISSING, with the statement for somebody who may make the database
 */
GError *
cf_database_missing_error (const char *database,
                           const char *reason)
{
  g_autofree char *statement = cf_database_create_statement (database);
  g_autofree char *command = g_strconcat (statement, ";", NULL);
  GError *error;

  error = g_error_new (CF_ERROR, CF_ERROR_MISSING,
                       _("The server has no database “%s”, and this role may not make it. Ask the administrator to run: %s"), database, command);
  cf_error_set_details (error, reason);
  cf_error_set_command (error, command);

  return error;
}
