/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The environment has no say in where a shop's sales go: what libpq would take from it is given in each connection
 * string, and the few variables that no connection string can outvote are forgotten. */

#include "cf-config.h"

#include "cf-db-environment-private.h"

#include <string.h>

/* A service that nobody named fails the attempt where it is not found; no value of require_auth stands for every way to
 * log in, and an empty one refuses all that ask for something; the others go into the session as they are, over the options
 * of the connection string. */
static const char *const not_to_be_outvoted[] = { "PGSERVICE", "PGREQUIREAUTH", "PGTZ", "PGDATESTYLE", "PGGEQO" };

static const struct
{
  const char *keyword;
  const char *value;
} replacements[] = {
  /* Empty is as good as not given, and for some means the file in the person's home folder. */
  { "password", "" },
  { "passfile", "" },
  { "hostaddr", "" },
  { "options", "" },
  { "sslcert", "" },
  { "sslkey", "" },
  { "sslrootcert", "" },
  { "sslcrl", "" },
  { "sslcrldir", "" },
  { "ssl_max_protocol_version", "" },
  { "requirepeer", "" },
  { "gsslib", "" },
  { "min_protocol_version", "3.0" },
  { "max_protocol_version", "3.0" },
  /* Never an empty one: libpq would look for it, or refuse every password. */
  { "require_auth", NULL },
  { "service", NULL },
  { "servicefile", NULL },
};

/*
 * cf_db_environment_replacement:
 * @option: a keyword of the libpq that runs
 *
 * Returns: (nullable): what to give for it where nobody did, so that its variable is not read
 */
const char *
cf_db_environment_replacement (const PQconninfoOption *option)
{
  for (guint i = 0; i < G_N_ELEMENTS (replacements); i++)
    if (strcmp (replacements[i].keyword, option->keyword) == 0)
      return replacements[i].value;
  return option->envvar != NULL ? option->compiled : NULL;
}

/**
 * cf_db_environment_forget:
 *
 * Takes out of the environment what would lead connections elsewhere, and cannot be outvoted. To be called before
 * there is a second thread. The variables that say where service files are stay.
 */
void
cf_db_environment_forget (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (not_to_be_outvoted); i++)
    g_unsetenv (not_to_be_outvoted[i]);
}
