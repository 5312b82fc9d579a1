/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-config.h"

G_BEGIN_DECLS

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

GError *cf_connection_error_new (const GError *error, CfDbConfig *config, CfConnectionMoment moment);

G_END_DECLS
