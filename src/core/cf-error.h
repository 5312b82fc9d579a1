/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CF_ERROR (cf_error_quark ())

/**
 * CfError:
 * @CF_ERROR_INVALID: what was typed or read cannot be understood
 * @CF_ERROR_TOO_LARGE: a number or a text is beyond what is kept
 * @CF_ERROR_CONFLICT: somebody else changed the record meanwhile
 * @CF_ERROR_NOT_FOUND: the record is not there (any more)
 * @CF_ERROR_OFFLINE: no server answers
 * @CF_ERROR_NOT_READY: the shop was never reached, so nothing can be sold
 * @CF_ERROR_STORAGE: the local disk refused (full, read-only, damaged)
 * @CF_ERROR_REFUSED: a rule of the shop, or of its server, forbids it
 * @CF_ERROR_OTHER_SHOP: the database belongs to another shop
 * @CF_ERROR_VERSION: data of a newer or an unknown version
 * @CF_ERROR_MISSING: something that must be installed is not
 * @CF_ERROR_UNCONFIRMED: a person must see first what would be done, and say yes
 * @CF_ERROR_UNKNOWN: no answer came, and whether something was changed could not be found out
 * @CF_ERROR_IN_USE: another program works with it
 * @CF_ERROR_PASSWORD: a server asks for a password, or for another one
 *
 * Errors whose message is a sentence for the person at the till.
 */
typedef enum
{
  CF_ERROR_INVALID,
  CF_ERROR_TOO_LARGE,
  CF_ERROR_CONFLICT,
  CF_ERROR_NOT_FOUND,
  CF_ERROR_OFFLINE,
  CF_ERROR_NOT_READY,
  CF_ERROR_STORAGE,
  CF_ERROR_REFUSED,
  CF_ERROR_OTHER_SHOP,
  CF_ERROR_VERSION,
  CF_ERROR_MISSING,
  CF_ERROR_UNCONFIRMED,
  CF_ERROR_UNKNOWN,
  CF_ERROR_IN_USE,
  CF_ERROR_PASSWORD,
} CfError;

GQuark      cf_error_quark       (void);
const char *cf_error_get_details (const GError *error);
void        cf_error_set_details (GError       *error,
                                  const char   *details);
const char *cf_error_get_command (const GError *error);
void        cf_error_set_command (GError       *error,
                                  const char   *command);

G_END_DECLS
