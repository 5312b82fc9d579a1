/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-error-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-db-error.h"
#include "cf-error.h"

/* Errors in words: a sentence for whoever meets one, that says what happened, what is kept and what to do next; and the server's own
 * answer for whoever looks after it. */

/* --- what did not work with a connection -------------------------------------------------- */

static const char *
reading_sentence (const GError *error)
{
  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_NO_RIGHT))
    return _("You have no right to see this. Nothing was changed. Ask whoever looks after the server for it.");
  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_SCHEMA))
    return _("The database is not as this program expects it. Nothing was changed. Ask whoever looks after the server.");
  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_TIMEOUT) || cf_db_error_is_connection (error))
    return _("The server does not answer. Nothing was changed. Try again in a moment.");
  return _("The server could not read this. Nothing was changed. Try again; if it stays so, show the details to whoever looks after the server.");
}

/* The server had something else to do, and did nothing of this: also where it was asked to end what took too long. */
static gboolean
was_busy (const GError *error)
{
  return g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_TIMEOUT) ||
         (cf_db_error_is_retryable (error) && !cf_db_error_is_connection (error));
}

static const char *
saving_sentence (const GError *error)
{
  if (cf_db_error_is_unknown (error))
    return _("The server did not answer in time, so it is not known whether this was stored. What you typed is still here: "
             "look at the record again before you save once more.");
  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_NO_RIGHT))
    return _("You have no right to change this. Nothing was stored; what you typed is still here. Ask a manager to do it.");
  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_READ_ONLY))
    return _("The server takes no changes at the moment. Nothing was stored; what you typed is still here. Try again later.");
  if (was_busy (error))
    return _("The server was busy with something else. Nothing was stored; what you typed is still here. Save once more.");
  if (cf_db_error_is_connection (error))
    return _("The server does not answer. Nothing was stored; what you typed is still here. Try again in a moment.");
  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_DATA))
    return _("The server cannot keep one of these values. Nothing was stored; what you typed is still here. Check the numbers and save once more.");
  return _("The server refused this change. Nothing was stored; what you typed is still here. Change it, or show the details to whoever "
           "looks after the server.");
}

static const char *
unknown_sentence (CfErrorDoing doing)
{
  switch (doing)
    {
    case CF_ERROR_DELETING:
      return _("The server did not answer in time, so it is not known whether this was deleted. Look whether it is still there.");
    case CF_ERROR_UNDOING:
      return _("The server did not answer in time, so it is not known whether this was taken back. Look at the record again before you repeat it.");
    case CF_ERROR_SWITCHING:
    default:
      return _("The server did not answer in time, so it is not known whether this was changed. Look at the record again before you repeat it.");
    }
}

static const char *
no_right_sentence (CfErrorDoing doing)
{
  switch (doing)
    {
    case CF_ERROR_DELETING:
      return _("You have no right to delete this. Nothing was changed. Ask a manager to do it.");
    case CF_ERROR_UNDOING:
      return _("You have no right to take this back. Nothing was changed. Ask a manager to do it.");
    case CF_ERROR_SWITCHING:
    default:
      return _("You have no right to change this. Nothing was changed. Ask a manager to do it.");
    }
}

/* Of what is done by one word: nothing was typed that could be kept, and there is nothing to save once more. */
static const char *
verb_sentence (const GError *error,
               CfErrorDoing  doing)
{
  if (cf_db_error_is_unknown (error))
    return unknown_sentence (doing);
  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_NO_RIGHT))
    return no_right_sentence (doing);
  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_READ_ONLY))
    return _("The server takes no changes at the moment. Nothing was changed. Try again later.");
  if (was_busy (error))
    return _("The server was busy with something else. Nothing was changed. Try again.");
  if (cf_db_error_is_connection (error))
    return _("The server does not answer. Nothing was changed. Try again in a moment.");
  return _("The server refused this. Nothing was changed. Show the details to whoever looks after the server.");
}

/**
 * cf_error_words_sentence:
 * @error: an error of the model
 * @doing: during what it came up
 *
 * Returns: (transfer full): what a person is told: what was wrong, what was kept, what to do next. An error of the domain
 *   #CF_ERROR has such a sentence already. Any thread.
 */
char *
cf_error_words_sentence (const GError *error,
                         CfErrorDoing  doing)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == CF_ERROR)
    return g_strdup (error->message);
  if (doing == CF_ERROR_READING)
    return g_strdup (reading_sentence (error));
  return g_strdup (doing == CF_ERROR_SAVING ? saving_sentence (error) : verb_sentence (error, doing));
}

/**
 * cf_error_words_is_unknown:
 * @error: an error of the model
 *
 * Returns: whether the change may be stored all the same: nobody can say that it is not. Any thread.
 */
gboolean
cf_error_words_is_unknown (const GError *error)
{
  return g_error_matches (error, CF_ERROR, CF_ERROR_UNKNOWN) || cf_db_error_is_unknown (error);
}

/**
 * cf_error_words_is_passing:
 * @error: an error of the model
 *
 * Returns: whether the same may well be done later without anything being changed for it: no server could be reached, or it was busy, or
 *   it takes no changes at the moment. Any thread.
 */
gboolean
cf_error_words_is_passing (const GError *error)
{
  return g_error_matches (error, CF_ERROR, CF_ERROR_OFFLINE) || g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_READ_ONLY) ||
         cf_db_error_is_connection (error) || cf_db_error_is_retryable (error);
}

static void
append_part (GString    *out,
             const char *title,
             const char *text)
{
  if (text != NULL && *text != '\0')
    {
      /* Translators: a part of what a server answered, and its text: "Hint: …" */
      g_autofree char *line = g_strdup_printf (C_("answer of a server", "%s: %s"), title, text);

      g_string_append_printf (out, "%s%s", out->len > 0 ? "\n" : "", line);
    }
}

/**
 * cf_error_words_details:
 * @error: an error of the model
 *
 * Returns: (transfer full) (nullable): what the server answered, a part a line, to be read or copied by whoever looks after it;
 *   %NULL where the sentence says all there is. An error of the domain #CF_ERROR has its details already. Any thread.
 */
char *
cf_error_words_details (const GError *error)
{
  g_autoptr (GString) out = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == CF_ERROR)
    return g_strdup (cf_error_get_details (error));

  out = g_string_new (NULL);
  append_part (out, "SQLSTATE", cf_db_error_get_sqlstate (error));
  append_part (out, _("Message"), error->message);
  append_part (out, _("Detail"), cf_db_error_get_detail (error));
  append_part (out, _("Hint"), cf_db_error_get_hint (error));
  append_part (out, _("Constraint"), cf_db_error_get_constraint (error));
  append_part (out, _("Context"), cf_db_error_get_context (error));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* --- why there is no connection ----------------------------------------------------------- */

/* One class of failures; the %s of what is the part of the connection string that it is about. */
typedef struct
{
  CfError code;
  const char *about;    /* (nullable): a keyword */
  const char *what;
  const char *next;
} Words;

static const Words failures[] = {
  [CF_DB_FAILURE_CONFIG] = {
    CF_ERROR_INVALID, NULL,
    N_("The connection string cannot be understood."),
    N_("It looks like “host=shop.example dbname=red30 user=anna” or “postgresql://anna@shop.example/red30”."),
  },
  [CF_DB_FAILURE_SERVICE] = {
    CF_ERROR_INVALID, "service",
    N_("The service “%s” was not found, or its file cannot be read."),
    N_("Check its name, and the file “~/.pg_service.conf”."),
  },
  [CF_DB_FAILURE_NAME] = {
    CF_ERROR_OFFLINE, "host",
    N_("No computer named “%s” was found."),
    N_("Check how it is spelled, and whether this computer is on the network."),
  },
  [CF_DB_FAILURE_REFUSED] = {
    CF_ERROR_OFFLINE, "host",
    N_("“%s” answers, but no database server listens there."),
    N_("Check the host and the port, and whether the server is running."),
  },
  [CF_DB_FAILURE_NO_SOCKET] = {
    CF_ERROR_OFFLINE, "host",
    N_("No database server that may be used was found in “%s” on this computer."),
    N_("Check whether it is running, or give the host of another server."),
  },
  [CF_DB_FAILURE_NO_ROUTE] = {
    CF_ERROR_OFFLINE, "host",
    N_("No network leads to “%s”."),
    N_("Check this computer’s network, and its VPN where one is needed."),
  },
  [CF_DB_FAILURE_TIMEOUT] = {
    CF_ERROR_OFFLINE, "host",
    N_("“%s” does not answer."),
    N_("It may be switched off, or kept back by a firewall. Check the host, the port and the network."),
  },
  [CF_DB_FAILURE_HUNG_UP] = {
    CF_ERROR_OFFLINE, "host",
    N_("“%s” hung up."),
    N_("The server may just be starting again. Try once more in a moment."),
  },
  [CF_DB_FAILURE_NOT_POSTGRESQL] = {
    CF_ERROR_OFFLINE, "host",
    N_("What answers at “%s” is not PostgreSQL."),
    N_("Check the host and the port."),
  },
  [CF_DB_FAILURE_NO_TLS] = {
    CF_ERROR_REFUSED, "host",
    N_("The server at “%s” does not offer an encrypted connection."),
    N_("Have TLS switched on there. Only in a network that you trust, choose “Not encrypted”, or “sslmode=disable” in the connection string."),
  },
  [CF_DB_FAILURE_CERTIFICATE] = {
    CF_ERROR_REFUSED, "host",
    N_("The certificate of “%s” is not trusted: it may be for another name, out of date, or issued by somebody unknown here."),
    N_("Check the name of the host, or give the certificate of its issuer, “sslrootcert=” in the connection string."),
  },
  [CF_DB_FAILURE_TLS] = {
    CF_ERROR_REFUSED, "host",
    N_("No encryption could be agreed with “%s”."),
    N_("Ask the administrator which certificates and which versions of TLS the server wants."),
  },
  [CF_DB_FAILURE_NO_PASSWORD] = {
    CF_ERROR_PASSWORD, "user",
    N_("The server asks for the password of “%s”."),
    N_("Enter it, or have it written into the file “~/.pgpass”."),
  },
  [CF_DB_FAILURE_PASSWORD_WRONG] = {
    CF_ERROR_PASSWORD, "user",
    N_("The server does not know “%s” with this password."),
    N_("Enter it once more. If it stays so, check the name of the user, and the file “~/.pgpass” where you have one."),
  },
  [CF_DB_FAILURE_NO_ROLE] = {
    CF_ERROR_REFUSED, "user",
    N_("The server has no user “%s” who may log in."),
    N_("Check the name of the user, or ask the administrator for an account."),
  },
  [CF_DB_FAILURE_ACCESS_RULES] = {
    CF_ERROR_REFUSED, "user",
    N_("The server’s rules do not let “%s” in from this computer."),
    N_("Ask the administrator for a line in “pg_hba.conf”."),
  },
  [CF_DB_FAILURE_NO_DATABASE] = {
    CF_ERROR_REFUSED, "dbname",
    N_("The server has no database “%s”."),
    N_("Check the name of the database, or ask the administrator to make it."),
  },
  [CF_DB_FAILURE_NO_RIGHT] = {
    CF_ERROR_REFUSED, "dbname",
    N_("This account may not use the database “%s”."),
    N_("Ask the administrator for the right to connect to it."),
  },
  [CF_DB_FAILURE_TOO_MANY] = {
    CF_ERROR_OFFLINE, NULL,
    N_("The server has no connection left for this till."),
    N_("Close other programs that use it, or ask the administrator to allow more connections."),
  },
  [CF_DB_FAILURE_NOT_READY] = {
    CF_ERROR_OFFLINE, NULL,
    N_("The server is just starting or stopping."),
    N_("Try again in a moment."),
  },
  [CF_DB_FAILURE_TOO_OLD] = {
    CF_ERROR_VERSION, NULL,
    N_("This server is too old: Counterfoil needs PostgreSQL 15 or later."),
    N_("Ask the administrator to update it, or connect to another server."),
  },
  [CF_DB_FAILURE_STANDBY] = {
    CF_ERROR_REFUSED, NULL,
    N_("This server can only be read, as a standby can: nothing is stored there."),
    N_("Connect to the main server instead."),
  },
  [CF_DB_FAILURE_NO_STANDBY] = {
    CF_ERROR_REFUSED, NULL,
    N_("The connection string asks for a standby, and this server is none."),
    N_("Take “target_session_attrs” out of it."),
  },
  [CF_DB_FAILURE_OTHER] = {
    CF_ERROR_OFFLINE, NULL,
    N_("The server did not take the connection."),
    N_("The details say why."),
  },
};

/* Neither a network nor a firewall stands between. */
static const Words silent_here = {
  CF_ERROR_OFFLINE, NULL,
  N_("The database server on this computer does not answer."),
  N_("It may be busy, or stopped. Try again in a moment."),
};

/* Errors that came later than the connection. */
static const Words rights = {
  CF_ERROR_REFUSED, NULL,
  N_("This account does not have the rights of a till."),
  N_("Ask the administrator for them."),
};

static const Words schema = {
  CF_ERROR_VERSION, NULL,
  N_("The shop’s database is not as this version of Counterfoil expects it."),
  N_("Ask the administrator."),
};

static const Words fault = {
  CF_ERROR_OFFLINE, NULL,
  N_("The shop’s database does not work as it should."),
  N_("Ask the administrator; the details say what it reports."),
};

static gboolean
is_by_socket (CfDbConfig *config)
{
  const char *host = cf_db_config_get (config, "host");

  return host != NULL && (*host == '/' || *host == '@') && strchr (host, ',') == NULL &&
         cf_db_config_get (config, "hostaddr") == NULL;
}

/* Where none was given, it is the private server that keeps silent. */
static const Words *
find_timeout_words (CfDbConfig *config)
{
  return config == NULL || is_by_socket (config) ? &silent_here : &failures[CF_DB_FAILURE_TIMEOUT];
}

static const Words *
find_words (const GError *error,
            CfDbConfig   *config)
{
  CfDbFailure failure = cf_db_error_get_failure (error);

  if (failure == CF_DB_FAILURE_TIMEOUT)
    return find_timeout_words (config);
  if (failure != CF_DB_FAILURE_NONE)
    return &failures[failure];

  switch ((CfDbErrorCode) error->code)
    {
    case CF_DB_ERROR_NO_RIGHT:
      return &rights;
    case CF_DB_ERROR_SCHEMA:
      return &schema;
    case CF_DB_ERROR_READ_ONLY:
      return &failures[CF_DB_FAILURE_STANDBY];
    case CF_DB_ERROR_TIMEOUT:
      return find_timeout_words (config);
    case CF_DB_ERROR_BUSY:
      return &failures[CF_DB_FAILURE_NOT_READY];
    case CF_DB_ERROR_UNREACHABLE:
    case CF_DB_ERROR_NOT_SENT:
    case CF_DB_ERROR_OUTCOME_UNKNOWN:
      return &failures[CF_DB_FAILURE_HUNG_UP];
    default:
      return &fault;
    }
}

/* A service's own values are known where it is read, not here. What nobody says is for libpq this computer, or the name of its user. */
static char *
find_subject (const Words *self,
              CfDbConfig  *config)
{
  const char *value = self->about != NULL && config != NULL ? cf_db_config_get (config, self->about) : NULL;

  if (value == NULL && config != NULL && g_strcmp0 (self->about, "host") == 0)
    value = cf_db_config_get (config, "hostaddr");
  if (value == NULL && config != NULL)
    value = cf_db_config_get (config, "service");
  if (value == NULL)
    value = g_strcmp0 (self->about, "host") == 0 ? "localhost" : g_get_user_name ();

  return g_strdup (value);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static char *
fill_in (const char *text,
         const char *subject)
{
  return g_strdup_printf (text, subject);
}
#pragma GCC diagnostic pop

static const char *
find_kept (CfConnectionMoment moment)
{
  switch (moment)
    {
    case CF_CONNECTION_TYPED:
      return _("Nothing was changed, and what you typed is kept.");
    case CF_CONNECTION_SELLING:
      return _("Selling goes on, and orders are kept here.");
    case CF_CONNECTION_COMMAND:
    default:
      return NULL;
    }
}

/**
 * cf_connection_error_new:
 * @error: why a server could not be connected to, or not be worked with
 * @config: (nullable): where to; %NULL: to the private server, or to none yet
 * @moment: what is at stake
 *
 * Puts @error into words. What is a sentence already, and what is no error of the database layer, stays as it is.
 *
 * Returns: (transfer full): an error of %CF_ERROR whose details are what the server or libpq said
 */
GError *
cf_connection_error_new (const GError       *error,
                         CfDbConfig         *config,
                         CfConnectionMoment  moment)
{
  g_autofree char *subject = NULL;
  g_autofree char *what = NULL;
  g_autofree char *sentence = NULL;
  const Words *found;
  GError *told;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != CF_DB_ERROR)
    return g_error_copy (error);

  found = find_words (error, config);
  subject = find_subject (found, config);
  what = fill_in (_(found->what), subject);
  sentence = find_kept (moment) != NULL ? g_strjoin (" ", what, find_kept (moment), _(found->next), NULL)
                                        : g_strjoin (" ", what, _(found->next), NULL);
  told = g_error_new_literal (CF_ERROR, found->code, sentence);
  cf_error_set_details (told, error->message);

  return told;
}
