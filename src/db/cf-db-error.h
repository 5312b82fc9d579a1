/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CF_DB_ERROR (cf_db_error_quark ())

/**
 * CfDbErrorCode:
 * @CF_DB_ERROR_UNREACHABLE: no connection could be made (refused, no route, name not found, deadline)
 * @CF_DB_ERROR_NOT_SENT: the connection went away before the unit was sent: it had no effect
 * @CF_DB_ERROR_OUTCOME_UNKNOWN: the connection went away after the unit may have been sent
 * @CF_DB_ERROR_TIMEOUT: the deadline passed; for a write the outcome is unknown, unless the server says that it ended it (57014)
 * @CF_DB_ERROR_CANCELLED: the server stopped the statement (57014)
 * @CF_DB_ERROR_AUTHENTICATION: class 28, or a password is needed
 * @CF_DB_ERROR_TLS: certificate or encryption refused
 * @CF_DB_ERROR_NO_DATABASE: 3D000
 * @CF_DB_ERROR_NO_RIGHT: 42501
 * @CF_DB_ERROR_READ_ONLY: 25006
 * @CF_DB_ERROR_BUSY: classes 53, 57P01–57P03, 55P03
 * @CF_DB_ERROR_SERIALIZATION: 40001, 40P01: run the whole unit again
 * @CF_DB_ERROR_UNIQUE: 23505
 * @CF_DB_ERROR_CONSTRAINT: the rest of class 23
 * @CF_DB_ERROR_DATA: class 22
 * @CF_DB_ERROR_SCHEMA: class 42 but 42501: a table, a column, a function is not as expected
 * @CF_DB_ERROR_RAISED: P0001 and class P0: a rule of the schema speaks
 * @CF_DB_ERROR_CLOSED: the pool was closed
 * @CF_DB_ERROR_CONFIG: the connection string cannot be understood
 * @CF_DB_ERROR_TOO_OLD: the server is older than what Counterfoil works with
 * @CF_DB_ERROR_FAILED: anything else
 */
typedef enum
{
  CF_DB_ERROR_UNREACHABLE,
  CF_DB_ERROR_NOT_SENT,
  CF_DB_ERROR_OUTCOME_UNKNOWN,
  CF_DB_ERROR_TIMEOUT,
  CF_DB_ERROR_CANCELLED,
  CF_DB_ERROR_AUTHENTICATION,
  CF_DB_ERROR_TLS,
  CF_DB_ERROR_NO_DATABASE,
  CF_DB_ERROR_NO_RIGHT,
  CF_DB_ERROR_READ_ONLY,
  CF_DB_ERROR_BUSY,
  CF_DB_ERROR_SERIALIZATION,
  CF_DB_ERROR_UNIQUE,
  CF_DB_ERROR_CONSTRAINT,
  CF_DB_ERROR_DATA,
  CF_DB_ERROR_SCHEMA,
  CF_DB_ERROR_RAISED,
  CF_DB_ERROR_CLOSED,
  CF_DB_ERROR_CONFIG,
  CF_DB_ERROR_TOO_OLD,
  CF_DB_ERROR_FAILED,
} CfDbErrorCode;

/**
 * CfDbFailure:
 * @CF_DB_FAILURE_NONE: the error is not about connecting
 * @CF_DB_FAILURE_CONFIG: the connection string cannot be understood
 * @CF_DB_FAILURE_SERVICE: the service of the connection string is in no service file, or that cannot be read
 * @CF_DB_FAILURE_NAME: the name of the host leads nowhere
 * @CF_DB_FAILURE_REFUSED: the host answers, but nothing listens there
 * @CF_DB_FAILURE_NO_SOCKET: the UNIX socket is not there, or may not be used
 * @CF_DB_FAILURE_NO_ROUTE: no network leads to the host
 * @CF_DB_FAILURE_TIMEOUT: no answer in time
 * @CF_DB_FAILURE_HUNG_UP: something answered and hung up
 * @CF_DB_FAILURE_NOT_POSTGRESQL: something else than PostgreSQL answered
 * @CF_DB_FAILURE_NO_TLS: the server does not encrypt, and it was asked for
 * @CF_DB_FAILURE_CERTIFICATE: the server's certificate is not trusted, or is another host's
 * @CF_DB_FAILURE_TLS: no encryption could be agreed
 * @CF_DB_FAILURE_NO_PASSWORD: the server asks for a password, and there is none
 * @CF_DB_FAILURE_PASSWORD_WRONG: 28P01
 * @CF_DB_FAILURE_NO_ROLE: no such role, or it may not log in
 * @CF_DB_FAILURE_ACCESS_RULES: the rest of class 28: pg_hba.conf lets nobody in this way
 * @CF_DB_FAILURE_NO_DATABASE: 3D000
 * @CF_DB_FAILURE_NO_RIGHT: 42501: the role may not connect to the database
 * @CF_DB_FAILURE_TOO_MANY: 53300
 * @CF_DB_FAILURE_NOT_READY: class 57: the server starts, stops, or recovers
 * @CF_DB_FAILURE_TOO_OLD: the server is older than what Counterfoil works with
 * @CF_DB_FAILURE_STANDBY: nothing can be written there
 * @CF_DB_FAILURE_NO_STANDBY: a standby was asked for, and it is none
 * @CF_DB_FAILURE_OTHER: anything else
 *
 * Why there is no connection, in classes that a person can do something about.
 */
typedef enum
{
  CF_DB_FAILURE_NONE,
  CF_DB_FAILURE_CONFIG,
  CF_DB_FAILURE_SERVICE,
  CF_DB_FAILURE_NAME,
  CF_DB_FAILURE_REFUSED,
  CF_DB_FAILURE_NO_SOCKET,
  CF_DB_FAILURE_NO_ROUTE,
  CF_DB_FAILURE_TIMEOUT,
  CF_DB_FAILURE_HUNG_UP,
  CF_DB_FAILURE_NOT_POSTGRESQL,
  CF_DB_FAILURE_NO_TLS,
  CF_DB_FAILURE_CERTIFICATE,
  CF_DB_FAILURE_TLS,
  CF_DB_FAILURE_NO_PASSWORD,
  CF_DB_FAILURE_PASSWORD_WRONG,
  CF_DB_FAILURE_NO_ROLE,
  CF_DB_FAILURE_ACCESS_RULES,
  CF_DB_FAILURE_NO_DATABASE,
  CF_DB_FAILURE_NO_RIGHT,
  CF_DB_FAILURE_TOO_MANY,
  CF_DB_FAILURE_NOT_READY,
  CF_DB_FAILURE_TOO_OLD,
  CF_DB_FAILURE_STANDBY,
  CF_DB_FAILURE_NO_STANDBY,
  CF_DB_FAILURE_OTHER,
} CfDbFailure;

GQuark      cf_db_error_quark          (void);

/* The parts of the server's answer; each NULL where @error is of another domain or the server said nothing. */
CfDbFailure cf_db_error_get_failure    (const GError *error);
const char *cf_db_error_get_sqlstate   (const GError *error);
const char *cf_db_error_get_detail     (const GError *error);
const char *cf_db_error_get_hint       (const GError *error);
const char *cf_db_error_get_constraint (const GError *error);
const char *cf_db_error_get_context    (const GError *error);
gboolean    cf_db_error_is_connection  (const GError *error);
gboolean    cf_db_error_is_retryable   (const GError *error);
gboolean    cf_db_error_is_unknown     (const GError *error);

G_END_DECLS
