/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-config.h"

G_BEGIN_DECLS

/**
 * CfErrorDoing:
 * @CF_ERROR_READING: a list or a record was being read
 * @CF_ERROR_SAVING: something that a person typed was being stored
 * @CF_ERROR_SWITCHING: a record was being put into another state, and nothing was typed for it
 * @CF_ERROR_DELETING: a record was being deleted
 * @CF_ERROR_UNDOING: something was being taken back
 *
 * During what an error came up.
 */
typedef enum
{
  CF_ERROR_READING,
  CF_ERROR_SAVING,
  CF_ERROR_SWITCHING,
  CF_ERROR_DELETING,
  CF_ERROR_UNDOING,
} CfErrorDoing;

/**
 * CfConnectionMoment:
 * @CF_CONNECTION_COMMAND: nobody has anything at stake
 * @CF_CONNECTION_TYPED: a person has just typed where the server is
 * @CF_CONNECTION_SELLING: a till that goes on without the server
 *
 * What a person wants to know to be kept when there is no connection.
 */
typedef enum
{
  CF_CONNECTION_COMMAND,
  CF_CONNECTION_TYPED,
  CF_CONNECTION_SELLING,
} CfConnectionMoment;

char    *cf_error_words_sentence   (const GError *error, CfErrorDoing doing);
gboolean cf_error_words_is_unknown (const GError *error);
gboolean cf_error_words_is_passing (const GError *error);
char    *cf_error_words_details    (const GError *error);
GError  *cf_connection_error_new   (const GError *error, CfDbConfig *config, CfConnectionMoment moment);

G_END_DECLS
