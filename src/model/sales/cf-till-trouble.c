/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfTill: what is wrong, where it is not to be told by the call that failed. */

#include "cf-config.h"

#include "cf-error.h"
#include "cf-till-private.h"

static void
replace_trouble (CfTill        *self,
                 GError       **trouble,
                 const GError  *error)
{
  if (error == NULL && *trouble == NULL)
    return;

  if (error != NULL && *trouble != NULL && g_str_equal (error->message, (*trouble)->message))
    return;

  g_clear_error (trouble);
  *trouble = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify (G_OBJECT (self), "trouble");
  if (trouble == &self->connection_trouble || trouble == &self->pool_trouble)
    g_object_notify (G_OBJECT (self), "connection-trouble");
}

/**
 * cf_till_set_server_trouble:
 * @self: a till
 * @error: (nullable): why the server cannot be used
 *
 * Changes what is wrong with the server.
 */
void
cf_till_set_server_trouble (CfTill       *self,
                            const GError *error)
{
  replace_trouble (self, &self->server_trouble, error);
}

/**
 * cf_till_set_pool_trouble:
 * @self: a till
 * @error: (nullable): why the pool has no connection
 *
 * Changes what is wrong with the connection, where nobody has told more of it.
 */
void
cf_till_set_pool_trouble (CfTill       *self,
                          const GError *error)
{
  replace_trouble (self, &self->pool_trouble, error);
}

/**
 * cf_till_set_local_trouble:
 * @self: a till
 * @error: (nullable): what is wrong with the till's own files
 *
 * Changes what is wrong here.
 */
void
cf_till_set_local_trouble (CfTill       *self,
                           const GError *error)
{
  replace_trouble (self, &self->local_trouble, error);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_till_set_connection_trouble:
 * @self: a till
 * @error: (nullable): why no server answers
 *
 * What the one who connects knows, and the pool does not: that there is none yet, or that the server of this computer does not
 * start. It holds until there is a connection.
 */
void
cf_till_set_connection_trouble (CfTill       *self,
                                const GError *error)
{
  g_return_if_fail (CF_IS_TILL (self));

  replace_trouble (self, &self->connection_trouble, error);
}

/**
 * cf_till_get_connection_trouble:
 * @self: a till
 *
 * Returns: (nullable): why no server answers
 */
const GError *
cf_till_get_connection_trouble (CfTill *self)
{
  g_return_val_if_fail (CF_IS_TILL (self), NULL);

  return self->connection_trouble != NULL ? self->connection_trouble : self->pool_trouble;
}

/**
 * cf_till_needs_person:
 * @self: a till
 *
 * Returns: whether the connection does not come back by itself: a server that is merely away does
 */
gboolean
cf_till_needs_person (CfTill *self)
{
  const GError *trouble = cf_till_get_connection_trouble (self);

  return trouble != NULL && !g_error_matches (trouble, CF_ERROR, CF_ERROR_OFFLINE);
}

/**
 * cf_till_get_trouble:
 * @self: a till
 *
 * Returns: (nullable): why nothing can be sold or sent, or what must be told
 */
const GError *
cf_till_get_trouble (CfTill *self)
{
  g_return_val_if_fail (CF_IS_TILL (self), NULL);

  if (self->server_trouble != NULL)
    return self->server_trouble;

  if (cf_till_needs_person (self))
    return cf_till_get_connection_trouble (self);

  return cf_sender_get_error (self->sender) != NULL ? cf_sender_get_error (self->sender) : self->local_trouble;
}
