/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-decimal.h"

G_BEGIN_DECLS

/**
 * CfEntry:
 * @text: what was typed, without blanks around it
 * @rest: (nullable): what stands behind a quantity and its sign, within @text; %NULL where there is no quantity
 * @quantity: the quantity before it
 * @letter: whether the sign is the letter x, which is in codes and names as well
 * @twice: whether @rest begins with a quantity and a star, too
 * @unreadable: (nullable): why nobody can tell what the quantity is
 */
typedef struct
{
  char       *text;
  const char *rest;
  CfDecimal   quantity;
  gboolean    letter;
  gboolean    twice;
  GError     *unreadable;
} CfEntry;

gboolean cf_entry_parse (CfEntry *entry, const char *typed, GError **error);
void     cf_entry_clear (CfEntry *entry);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CfEntry, cf_entry_clear)

G_END_DECLS
