/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-error.h"

typedef struct
{
  char *details;        /* (owned) (nullable) */
  char *command;        /* (owned) (nullable) */
} CfErrorPrivate;

static void
cf_error_private_init (CfErrorPrivate *self)
{
}

static void
cf_error_private_copy (const CfErrorPrivate *source,
                       CfErrorPrivate       *self)
{
  self->details = g_strdup (source->details);
  self->command = g_strdup (source->command);
}

static void
cf_error_private_clear (CfErrorPrivate *self)
{
  g_free (self->details);
  g_free (self->command);
}

G_DEFINE_EXTENDED_ERROR (CfError, cf_error)

/**
 * cf_error_get_details:
 * @error: (nullable): any error
 *
 * Returns: (nullable): what a server or a library said, for the person who mends it; its language and its words are not ours
 */
const char *
cf_error_get_details (const GError *error)
{
  return error != NULL && error->domain == CF_ERROR ? cf_error_get_private (error)->details : NULL;
}

/**
 * cf_error_set_details:
 * @error: an error of %CF_ERROR
 * @details: (nullable): what a server or a library said
 *
 * Keeps the words that @error's sentence stands for.
 */
void
cf_error_set_details (GError     *error,
                      const char *details)
{
  CfErrorPrivate *self;

  g_return_if_fail (error != NULL && error->domain == CF_ERROR);

  self = cf_error_get_private (error);
  g_free (self->details);
  self->details = g_strdup (details);
}

/**
 * cf_error_get_command:
 * @error: (nullable): any error
 *
 * Returns: (nullable): what somebody with more rights can run to mend it
 */
const char *
cf_error_get_command (const GError *error)
{
  return error != NULL && error->domain == CF_ERROR ? cf_error_get_private (error)->command : NULL;
}

/**
 * cf_error_set_command:
 * @error: an error of %CF_ERROR
 * @command: (nullable): what somebody with more rights can run to mend it
 *
 * Keeps what is to be copied and handed on.
 */
void
cf_error_set_command (GError     *error,
                      const char *command)
{
  CfErrorPrivate *self;

  g_return_if_fail (error != NULL && error->domain == CF_ERROR);

  self = cf_error_get_private (error);
  g_free (self->command);
  self->command = g_strdup (command);
}
