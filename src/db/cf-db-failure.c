/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why no connection could be made. libpq tells by a text alone, in the language of the person; what is looked for in it
 * are the parts that do not depend on the language, or the same translations that libpq takes. */

#include "cf-config.h"

#include "cf-db-error-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <libintl.h>
#include <string.h>

/* With PQERRORS_VERBOSE libpq writes the SQLSTATE into its text: "…:  28P01: …". */
static const char *
find_sqlstate (const char *text, char sqlstate[6])
{
  for (const char *at = strstr (text, ":  "); at != NULL; at = strstr (at + 1, ":  "))
    if (strspn (at + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 5 && at[8] == ':' && at[9] == ' ')
      {
        g_strlcpy (sqlstate, at + 3, 6);
        return at + 10;
      }
  return NULL;
}

static const struct
{
  const char  *prefix;
  CfDbFailure  failure;
} by_sqlstate[] = {
  { "28P01", CF_DB_FAILURE_PASSWORD_WRONG },
  { "28", CF_DB_FAILURE_ACCESS_RULES },
  { "3D000", CF_DB_FAILURE_NO_DATABASE },
  { "42501", CF_DB_FAILURE_NO_RIGHT },
  { "53300", CF_DB_FAILURE_TOO_MANY },
  { "57P", CF_DB_FAILURE_NOT_READY },
  { "25006", CF_DB_FAILURE_STANDBY },
};

/*
 * cf_db_failure_for_sqlstate:
 *
 * Returns: what a server means that refuses a connection, or what was asked of it, with @sqlstate
 */
CfDbFailure
cf_db_failure_for_sqlstate (const char *sqlstate)
{
  for (guint i = 0; sqlstate != NULL && i < G_N_ELEMENTS (by_sqlstate); i++)
    if (g_str_has_prefix (sqlstate, by_sqlstate[i].prefix))
      return by_sqlstate[i].failure;
  return CF_DB_FAILURE_OTHER;
}

static const struct
{
  int          number;
  CfDbFailure  failure;
} by_errno[] = {
  { ECONNREFUSED, CF_DB_FAILURE_REFUSED },
  { ENOENT, CF_DB_FAILURE_NO_SOCKET },
  { EACCES, CF_DB_FAILURE_NO_SOCKET },
  { EHOSTUNREACH, CF_DB_FAILURE_NO_ROUTE },
  { ENETUNREACH, CF_DB_FAILURE_NO_ROUTE },
  { ENETDOWN, CF_DB_FAILURE_NO_ROUTE },
  { EHOSTDOWN, CF_DB_FAILURE_NO_ROUTE },
  { EADDRNOTAVAIL, CF_DB_FAILURE_NO_ROUTE },
  { ETIMEDOUT, CF_DB_FAILURE_TIMEOUT },
  { ECONNRESET, CF_DB_FAILURE_HUNG_UP },
  { EPIPE, CF_DB_FAILURE_HUNG_UP },
};

/* libpq's own messages, whole as its translators got them; what is looked for is the first line up to the first part that
 * is filled in. */
static const struct
{
  const char  *message;
  CfDbFailure  failure;
} by_message[] = {
  { "server does not support SSL, but SSL was required", CF_DB_FAILURE_NO_TLS },
  { "server certificate for \"%s\" does not match host name \"%s\"", CF_DB_FAILURE_CERTIFICATE },
  { "root certificate file \"%s\" does not exist", CF_DB_FAILURE_CERTIFICATE },
  { "server is in hot standby mode", CF_DB_FAILURE_STANDBY },
  { "session is read-only", CF_DB_FAILURE_STANDBY },
  { "server is not in hot standby mode", CF_DB_FAILURE_NO_STANDBY },
  { "session is not read-only", CF_DB_FAILURE_NO_STANDBY },
  { "received invalid response to SSL negotiation: %c", CF_DB_FAILURE_NOT_POSTGRESQL },
  { "expected authentication request from server, but received %c", CF_DB_FAILURE_NOT_POSTGRESQL },
  { "server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n"
    "\tbefore or while processing the request.", CF_DB_FAILURE_HUNG_UP },
};

static gboolean
contains_beginning (const char *text, const char *message)
{
  g_autofree char *beginning = g_strndup (message, strcspn (message, "%\n"));

  return *beginning != '\0' && strstr (text, beginning) != NULL;
}

/* Not GLib's form of it, which translates nothing where the program has no translation of its own; libpq does. */
static gboolean
says (const char *text, const char *message)
{
  g_autofree char *domain = g_strdup_printf ("libpq5-%d", PQlibVersion () / 10000);
  g_autofree char *line = g_strconcat (message, "\n", NULL);

  /* Before version 16 most of them ended a line. */
  return contains_beginning (text, message) || contains_beginning (text, dgettext (domain, message)) ||
         contains_beginning (text, dgettext (domain, line));
}

static CfDbFailure
find_failure (const char *text, gboolean was_tls)
{
  for (guint i = 0; i < G_N_ELEMENTS (by_message); i++)
    if (says (text, by_message[i].message))
      return by_message[i].failure;
  /* OpenSSL speaks one language. */
  if (was_tls && strstr (text, "certificate") != NULL)
    return CF_DB_FAILURE_CERTIFICATE;
  for (guint i = 0; i < G_N_ELEMENTS (by_errno); i++)
    if (strstr (text, g_strerror (by_errno[i].number)) != NULL)
      return by_errno[i].failure;
  return was_tls ? CF_DB_FAILURE_TLS : CF_DB_FAILURE_OTHER;
}

static GError *
new_from_answer (const char *text, const char *rest, const char *sqlstate)
{
  g_autofree char *message = g_strchomp (g_strndup (rest, strcspn (rest, "\n")));
  CfDbErrorCode code = cf_db_error_code_for_sqlstate (sqlstate);
  CfDbFailure failure = cf_db_failure_for_sqlstate (sqlstate);

  /* The function of the server that says so: a role that is not there looks like a rule against it otherwise. */
  if (failure == CF_DB_FAILURE_ACCESS_RULES && strstr (text, "InitializeSessionUserId") != NULL)
    failure = CF_DB_FAILURE_NO_ROLE;
  return cf_db_error_new_full (code == CF_DB_ERROR_FAILED ? CF_DB_ERROR_UNREACHABLE : code, failure, sqlstate, message);
}

static CfDbErrorCode
code_for_failure (CfDbFailure failure)
{
  switch (failure)
    {
    case CF_DB_FAILURE_CONFIG:
      return CF_DB_ERROR_CONFIG;
    case CF_DB_FAILURE_NO_TLS:
    case CF_DB_FAILURE_CERTIFICATE:
    case CF_DB_FAILURE_TLS:
      return CF_DB_ERROR_TLS;
    default:
      return CF_DB_ERROR_UNREACHABLE;
    }
}

/*
 * cf_db_error_new_from_connect:
 * @pg: a connection that could not be made, with verbose errors
 * @stage: how far it had come
 *
 * Returns: (transfer full): why
 */
GError *
cf_db_error_new_from_connect (PGconn *pg, CfDbStage stage)
{
  g_autofree char *text = g_strchomp (g_utf8_make_valid (PQerrorMessage (pg), -1));
  gboolean was_tls = stage == CF_DB_STAGE_TLS;
  char sqlstate[6] = "";
  const char *rest = find_sqlstate (text, sqlstate);
  CfDbFailure failure;

  if (rest != NULL)
    return new_from_answer (text, rest, sqlstate);
  if (PQconnectionNeedsPassword (pg))
    return cf_db_error_new_failure (CF_DB_ERROR_AUTHENTICATION, CF_DB_FAILURE_NO_PASSWORD, _("The server asks for a password."));
  failure = find_failure (text, was_tls);
  /* Before there is a socket libpq only reads what it was given. */
  if (stage == CF_DB_STAGE_START && failure == CF_DB_FAILURE_OTHER)
    failure = CF_DB_FAILURE_CONFIG;
  return cf_db_error_new_failure (code_for_failure (failure), failure, text);
}
