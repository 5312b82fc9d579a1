/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-error-words.h"

#include <glib/gi18n-lib.h>

#include "cf-db-error.h"
#include "cf-error.h"

/* Errors in words: a sentence for whoever meets one, and the server's own answer for whoever looks after it. */

static const char *
reading_sentence (const GError *error)
{
  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_NO_RIGHT))
    return _("You have no right to see this. Nothing was changed. Ask whoever looks after the server for it.");
  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_SCHEMA))
    return _("The database is not as this program expects it. Nothing was changed. Ask whoever looks after the server.");
  if (g_error_matches (error, CF_DB_ERROR, CF_DB_ERROR_TIMEOUT) || cf_db_error_is_connection (error))
    return _("The server does not answer. Nothing was changed, and sales go on being kept on this till. Try again in a moment.");
  return _("The server could not read this. Nothing was changed. Try again; if it stays so, show the details to whoever looks after the server.");
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
  if (cf_db_error_is_connection (error))
    return _("The server does not answer. Nothing was stored; what you typed is still here. Try again in a moment.");
  if (cf_db_error_is_retryable (error))
    return _("The server was busy with something else. Nothing was stored; what you typed is still here. Save once more.");
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
  if (cf_db_error_is_connection (error))
    return _("The server does not answer. Nothing was changed. Try again in a moment.");
  if (cf_db_error_is_retryable (error))
    return _("The server was busy with something else. Nothing was changed. Try again.");
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

static void
append_part (GString    *out,
             const char *title,
             const char *text)
{
  if (text != NULL && *text != '\0')
    g_string_append_printf (out, "%s%s: %s", out->len > 0 ? "\n" : "", title, text);
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
