/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-db-result.h"

G_BEGIN_DECLS

/* The columns of a history: a row for each value that became another one, or for an entry without any. The rows of a change are together. */
enum
{
  CF_HISTORY_CHANGE,
  CF_HISTORY_AT,
  CF_HISTORY_WHO,
  CF_HISTORY_TILL,
  CF_HISTORY_ACT,
  CF_HISTORY_IS_UNDO,
  CF_HISTORY_CAN_UNDO,
  CF_HISTORY_RELATION,
  CF_HISTORY_OPERATION,
  CF_HISTORY_FIELD,
  CF_HISTORY_BEFORE,
  CF_HISTORY_AFTER,
  CF_HISTORY_PERSON,
  CF_HISTORY_ROLE,
};

GListModel *_cf_history_words (CfDbResult *rows, const char *relation);

G_END_DECLS
