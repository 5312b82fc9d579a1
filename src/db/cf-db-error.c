/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-db-error-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  CfDbFailure  failure;
  char         sqlstate[6];
  char        *detail;
  char        *hint;
  char        *constraint;
  char        *context;
} CfDbErrorPrivate;

static void
cf_db_error_private_init (CfDbErrorPrivate *self)
{
}

static void
cf_db_error_private_copy (const CfDbErrorPrivate *source, CfDbErrorPrivate *self)
{
  self->failure = source->failure;
  memcpy (self->sqlstate, source->sqlstate, sizeof self->sqlstate);
  self->detail = g_strdup (source->detail);
  self->hint = g_strdup (source->hint);
  self->constraint = g_strdup (source->constraint);
  self->context = g_strdup (source->context);
}

static void
cf_db_error_private_clear (CfDbErrorPrivate *self)
{
  g_free (self->detail);
  g_free (self->hint);
  g_free (self->constraint);
  g_free (self->context);
}

G_DEFINE_EXTENDED_ERROR (CfDbError, cf_db_error)

static CfDbErrorPrivate *
parts_of (const GError *error)
{
  return error != NULL && error->domain == CF_DB_ERROR ? cf_db_error_get_private (error) : NULL;
}

/* What the server sends is UTF-8 but for a SQL_ASCII database and for what it says before the encoding is agreed. */
static char *
valid_copy (const char *text)
{
  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

static char *
field (const PGresult *result, int code)
{
  return valid_copy (PQresultErrorField (result, code));
}

static const struct
{
  const char    *prefix;
  CfDbErrorCode  code;
} sqlstates[] = {
  /* The first match counts: exact states stand before their class. */
  { "57014", CF_DB_ERROR_CANCELLED },
  { "42501", CF_DB_ERROR_NO_RIGHT },
  { "25006", CF_DB_ERROR_READ_ONLY },
  { "40001", CF_DB_ERROR_SERIALIZATION },
  { "40P01", CF_DB_ERROR_SERIALIZATION },
  { "23505", CF_DB_ERROR_UNIQUE },
  { "3D000", CF_DB_ERROR_NO_DATABASE },
  { "57P01", CF_DB_ERROR_BUSY },
  { "57P02", CF_DB_ERROR_BUSY },
  { "57P03", CF_DB_ERROR_BUSY },
  { "55P03", CF_DB_ERROR_BUSY },
  { "53", CF_DB_ERROR_BUSY },
  { "28", CF_DB_ERROR_AUTHENTICATION },
  { "23", CF_DB_ERROR_CONSTRAINT },
  { "22", CF_DB_ERROR_DATA },
  { "42", CF_DB_ERROR_SCHEMA },
  { "P0", CF_DB_ERROR_RAISED },
};

/*
 * cf_db_error_code_for_sqlstate:
 * @sqlstate: (nullable): five characters
 *
 * Returns: the code of that state or of its class
 */
CfDbErrorCode
cf_db_error_code_for_sqlstate (const char *sqlstate)
{
  for (guint i = 0; sqlstate != NULL && i < G_N_ELEMENTS (sqlstates); i++)
    if (g_str_has_prefix (sqlstate, sqlstates[i].prefix))
      return sqlstates[i].code;
  return CF_DB_ERROR_FAILED;
}

static void
set_sqlstate (GError *error, const char *sqlstate)
{
  g_strlcpy (cf_db_error_get_private (error)->sqlstate, sqlstate, 6);
}

/*
 * cf_db_error_new_from_result:
 * @result: what the server answered, an error or a notice
 *
 * Returns: (transfer full): the error with all parts that the server gave
 */
GError *
cf_db_error_new_from_result (const PGresult *result)
{
  const char *sqlstate = PQresultErrorField (result, PG_DIAG_SQLSTATE);
  g_autofree char *message = field (result, PG_DIAG_MESSAGE_PRIMARY);
  GError *error;
  CfDbErrorPrivate *parts;

  if (message == NULL)
    message = valid_copy (PQresultErrorMessage (result));
  g_strchomp (message);
  error = g_error_new_literal (CF_DB_ERROR, cf_db_error_code_for_sqlstate (sqlstate), message);
  parts = cf_db_error_get_private (error);
  if (sqlstate != NULL)
    set_sqlstate (error, sqlstate);
  parts->detail = field (result, PG_DIAG_MESSAGE_DETAIL);
  parts->hint = field (result, PG_DIAG_MESSAGE_HINT);
  parts->constraint = field (result, PG_DIAG_CONSTRAINT_NAME);
  parts->context = field (result, PG_DIAG_CONTEXT);
  return error;
}

/*
 * cf_db_error_new_full:
 * @code: a code
 * @failure: why there is no connection
 * @sqlstate: (nullable): what the server gave
 * @message: the words of the server or of libpq
 *
 * Returns: (transfer full): the error
 */
GError *
cf_db_error_new_full (CfDbErrorCode code, CfDbFailure failure, const char *sqlstate, const char *message)
{
  GError *error = g_error_new_literal (CF_DB_ERROR, code, message);

  cf_db_error_get_private (error)->failure = failure;
  if (sqlstate != NULL)
    set_sqlstate (error, sqlstate);
  return error;
}

/* As cf_db_error_new_full(), where no server has said anything. */
GError *
cf_db_error_new_failure (CfDbErrorCode code, CfDbFailure failure, const char *message)
{
  return cf_db_error_new_full (code, failure, NULL, message);
}

/*
 * cf_db_error_new_loss:
 * @code: what the loss means for a unit
 * @cause: (nullable): why the connection went away
 *
 * Returns: (transfer full): an error with @code and the words and parts of @cause
 */
GError *
cf_db_error_new_loss (CfDbErrorCode code, const GError *cause)
{
  GError *error;

  if (cause == NULL)
    return g_error_new_literal (CF_DB_ERROR, code, _("The connection to the server was lost."));
  if (cause->domain != CF_DB_ERROR)
    return g_error_new_literal (CF_DB_ERROR, code, cause->message);
  error = g_error_copy (cause);
  error->code = code;
  return error;
}

/* With log_parameter_max_length_on_error a server adds the parameters ("$1 = '…'"), which are nobody's business: with them the
 * rest goes, as a value may have lines of its own. */
static char *
without_parameters (const char *context)
{
  g_autoptr(GRegex) values = g_regex_new ("^.*\\$\\d+ = [\\s\\S]*", G_REGEX_MULTILINE, 0, NULL);

  return g_strchomp (g_regex_replace_literal (values, context, -1, 0, "", 0, NULL));
}

static void
append_part (GString *out, const char *name, const char *part)
{
  if (part != NULL && *part != '\0')
    g_string_append_printf (out, "\n%s: %s", name, part);
}

/*
 * cf_db_error_describe:
 * @error: any error
 *
 * Returns: (transfer full) (nullable): all that the server said, for the log: what a person reads is a sentence; %NULL where
 *   the server said nothing
 */
char *
cf_db_error_describe (const GError *error)
{
  const char *sqlstate = cf_db_error_get_sqlstate (error);
  const char *context = cf_db_error_get_context (error);
  g_autofree char *bare = NULL;
  GString *out;

  if (sqlstate == NULL)
    return NULL;

  out = g_string_new (NULL);
  g_string_append_printf (out, "%s: %s", sqlstate, error->message);
  append_part (out, "DETAIL", cf_db_error_get_detail (error));
  append_part (out, "HINT", cf_db_error_get_hint (error));
  bare = context != NULL ? without_parameters (context) : NULL;
  append_part (out, "CONTEXT", bare);
  return g_string_free (out, FALSE);
}

/*
 * cf_db_error_is_final:
 * @error: why no connection could be made
 *
 * Returns: whether trying again is in vain until a person has changed something
 */
gboolean
cf_db_error_is_final (const GError *error)
{
  return g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_AUTHENTICATION) ||
         g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_TLS) ||
         g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_NO_DATABASE) ||
         g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_NO_RIGHT) ||
         g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_SCHEMA) ||
         g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_TOO_OLD) ||
         g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_CONFIG);
}

/**
 * cf_db_error_get_failure:
 * @error: any error
 *
 * Returns: why there is, or was, no connection; %CF_DB_FAILURE_NONE where @error is about something else
 */
CfDbFailure
cf_db_error_get_failure (const GError *error)
{
  CfDbErrorPrivate *parts = parts_of (error);

  return parts != NULL ? parts->failure : CF_DB_FAILURE_NONE;
}

/**
 * cf_db_error_get_sqlstate:
 * @error: any error
 *
 * Returns: (nullable): the five characters that the server gave; %NULL where it said nothing
 */
const char *
cf_db_error_get_sqlstate (const GError *error)
{
  CfDbErrorPrivate *parts = parts_of (error);

  return parts != NULL && parts->sqlstate[0] != '\0' ? parts->sqlstate : NULL;
}

/**
 * cf_db_error_get_detail:
 * @error: any error
 *
 * Returns: (nullable): the server's DETAIL
 */
const char *
cf_db_error_get_detail (const GError *error)
{
  CfDbErrorPrivate *parts = parts_of (error);

  return parts != NULL ? parts->detail : NULL;
}

/**
 * cf_db_error_get_hint:
 * @error: any error
 *
 * Returns: (nullable): the server's HINT
 */
const char *
cf_db_error_get_hint (const GError *error)
{
  CfDbErrorPrivate *parts = parts_of (error);

  return parts != NULL ? parts->hint : NULL;
}

/**
 * cf_db_error_get_constraint:
 * @error: any error
 *
 * Returns: (nullable): the name of the constraint or unique index that was violated
 */
const char *
cf_db_error_get_constraint (const GError *error)
{
  CfDbErrorPrivate *parts = parts_of (error);

  return parts != NULL ? parts->constraint : NULL;
}

/**
 * cf_db_error_get_context:
 * @error: any error
 *
 * Returns: (nullable): the server's CONTEXT: functions, the line of a COPY
 */
const char *
cf_db_error_get_context (const GError *error)
{
  CfDbErrorPrivate *parts = parts_of (error);

  return parts != NULL ? parts->context : NULL;
}

/**
 * cf_db_error_is_connection:
 * @error: any error
 *
 * Returns: whether it is about the way to the server, not about what was asked of it: the same unit may well
 *   succeed once there is a connection. An idempotent unit can be sent again after any of these.
 */
gboolean
cf_db_error_is_connection (const GError *error)
{
  const char *sqlstate = cf_db_error_get_sqlstate (error);

  if (error == NULL || error->domain != CF_DB_ERROR)
    return FALSE;
  switch ((CfDbErrorCode) error->code)
    {
    case CF_DB_ERROR_UNREACHABLE:
    case CF_DB_ERROR_NOT_SENT:
    case CF_DB_ERROR_OUTCOME_UNKNOWN:
    case CF_DB_ERROR_TIMEOUT:
    case CF_DB_ERROR_AUTHENTICATION:
    case CF_DB_ERROR_TLS:
    case CF_DB_ERROR_NO_DATABASE:
    case CF_DB_ERROR_CONFIG:
    case CF_DB_ERROR_TOO_OLD:
    case CF_DB_ERROR_CLOSED:
      return TRUE;
    default:
      return sqlstate != NULL && (g_str_has_prefix (sqlstate, "08") || g_str_has_prefix (sqlstate, "57P0"));
    }
}

/**
 * cf_db_error_is_retryable:
 * @error: any error
 *
 * Returns: whether the unit certainly had no effect and may succeed when it is run again as it is: a conflict of
 *   transactions, a busy server, a connection that went away before the unit was sent
 */
gboolean
cf_db_error_is_retryable (const GError *error)
{
  return g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_SERIALIZATION) ||
         g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_BUSY) ||
         g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_NOT_SENT) ||
         g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_UNREACHABLE);
}

/**
 * cf_db_error_is_unknown:
 * @error: any error
 *
 * Returns: whether the unit may have had its effect: it was sent, and no answer came. Before a person is told anything, what is
 *   stored is to be looked at. Where the server itself says that it ended the unit when its time was over, it had none.
 */
gboolean
cf_db_error_is_unknown (const GError *error)
{
  return g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_OUTCOME_UNKNOWN) ||
         (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_TIMEOUT) && cf_db_error_get_sqlstate (error) == NULL);
}
