/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a journal hands out. */

#include "cf-journal.h"

/**
 * cf_journal_order_free:
 * @order: (transfer full) (nullable): an order
 */
void
cf_journal_order_free (CfJournalOrder *order)
{
  if (order == NULL)
    return;

  g_free (order->uuid);
  g_free (order->number);
  g_free (order->document);
  g_free (order->sqlstate);
  g_free (order->message);
  g_free (order);
}

/**
 * cf_journal_line_free:
 * @line: (transfer full) (nullable): a line
 */
void
cf_journal_line_free (CfJournalLine *line)
{
  if (line == NULL)
    return;

  g_free (line->line_uuid);
  g_free (line->document);
  g_free (line);
}

/**
 * cf_journal_snapshot_free:
 * @snapshot: (transfer full) (nullable): a snapshot
 */
void
cf_journal_snapshot_free (CfJournalSnapshot *snapshot)
{
  if (snapshot == NULL)
    return;

  g_free (snapshot->journal_id);
  g_free (snapshot->shop_id);
  g_free (snapshot->till);
  g_free (snapshot->shop_document);
  g_free (snapshot->cart_uuid);
  g_free (snapshot->cart_document);
  g_clear_pointer (&snapshot->cart_lines, g_ptr_array_unref);
  g_free (snapshot->damage);
  g_free (snapshot);
}
