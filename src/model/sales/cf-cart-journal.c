/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfCart: what the journal has of it. */

#include "cf-config.h"

#include "cf-cart-private.h"
#include "cf-document-private.h"
#include "cf-order.h"

#define CART_VERSION 1

/* One write under way in the journal. */
typedef struct
{
  CfCart *cart;                 /* (owned) */
  CfCartLine *line;             /* (owned) (nullable): of a put */
  char **removed;               /* (nullable): UUIDs of a removal */
  guint64 revision;
} Write;

static void
write_free (Write *write)
{
  g_object_unref (write->cart);
  g_clear_object (&write->line);
  g_strfreev (write->removed);
  g_free (write);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Write, write_free)

/* -------------------------------------------------------------------------------------------------
 * Writing
 * ------------------------------------------------------------------------------------------------- */

static Write *
write_new (CfCart     *self,
           CfCartLine *line)
{
  Write *write = g_new0 (Write, 1);

  write->cart = g_object_ref (self);
  write->line = line != NULL ? g_object_ref (line) : NULL;
  write->revision = line != NULL ? cf_cart_line_get_revision (line) : 0;

  return write;
}

static void
on_opened_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Write) write = user_data;
  g_autoptr(GError) error = NULL;

  if (cf_journal_write_finish (CF_JOURNAL (object), result, &error))
    return;

  write->cart->opened = FALSE;
  cf_cart_set_error (write->cart, error);
}

static void
take_success (CfCart *self)
{
  if (cf_cart_get_saved (self))
    cf_cart_set_error (self, NULL);
  cf_cart_update_saved (self);
}

static void
on_line_put_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(Write) write = user_data;
  g_autoptr(GError) error = NULL;
  CfCart *self = write->cart;

  if (!cf_journal_write_finish (CF_JOURNAL (object), result, &error))
    {
      if (cf_cart_line_get_revision (write->line) == write->revision)
        cf_cart_line_set_failed (write->line, TRUE);
      cf_cart_set_error (self, error);
      return;
    }

  if (cf_cart_line_mark_saved (write->line, write->revision) && cf_cart_contains (self, write->line))
    self->n_unsaved--;

  take_success (self);
}

/* A line that was taken out may be back before the journal answers. */
static gboolean
has_line (CfCart     *self,
          const char *uuid)
{
  for (guint i = 0; i < self->lines->len; i++)
    if (g_str_equal (cf_cart_line_get_uuid (g_ptr_array_index (self->lines, i)), uuid))
      return TRUE;

  return FALSE;
}

static void
on_removed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(Write) write = user_data;
  g_autoptr(GError) error = NULL;
  CfCart *self = write->cart;

  self->n_removing--;

  if (!cf_journal_write_finish (CF_JOURNAL (object), result, &error))
    {
      for (guint i = 0; write->removed[i] != NULL; i++)
        if (!has_line (self, write->removed[i]))
          g_hash_table_add (self->unremoved, g_strdup (write->removed[i]));
      cf_cart_set_error (self, error);
      cf_cart_update_saved (self);
      return;
    }

  take_success (self);
}

/**
 * cf_cart_write_line:
 * @self: a cart
 * @line: one of its lines
 *
 * Asks the journal to keep the line as it is now.
 */
void
cf_cart_write_line (CfCart     *self,
                    CfCartLine *line)
{
  g_autofree char *document = cf_cart_line_to_json (line);

  cf_journal_put_line_async (self->journal, self->uuid, cf_cart_line_get_uuid (line), cf_cart_line_get_position (line),
                             document, on_line_put_cb, write_new (self, line));
}

/**
 * cf_cart_write_removal:
 * @self: a cart
 * @line_uuid: a line that was taken out
 *
 * Asks the journal to forget the line.
 */
void
cf_cart_write_removal (CfCart     *self,
                       const char *line_uuid)
{
  Write *write = write_new (self, NULL);

  write->removed = g_new0 (char *, 2);
  write->removed[0] = g_strdup (line_uuid);
  self->n_removing++;
  cf_journal_remove_line_async (self->journal, self->uuid, line_uuid, on_removed_cb, write);
}

/**
 * cf_cart_open_cart:
 * @self: a cart
 *
 * Tells the journal of the cart where it does not know it.
 */
void
cf_cart_open_cart (CfCart *self)
{
  g_autoptr(GString) document = g_string_new ("{");

  if (self->opened)
    return;

  cf_document_append_int (document, "version", CART_VERSION);
  cf_document_append_int (document, "opened_at", g_get_real_time ());
  g_string_append_c (document, '}');

  self->opened = TRUE;
  cf_journal_put_cart_async (self->journal, self->uuid, document->str, on_opened_cb, write_new (self, NULL));
}

/**
 * cf_cart_write_again:
 * @self: a cart
 *
 * What the journal refused before is tried again with the next change.
 */
void
cf_cart_write_again (CfCart *self)
{
  g_autofree gpointer *uuids = g_hash_table_get_keys_as_array (self->unremoved, NULL);

  for (guint i = 0; uuids[i] != NULL; i++)
    cf_cart_write_removal (self, uuids[i]);
  g_hash_table_remove_all (self->unremoved);

  for (guint i = 0; i < self->lines->len; i++)
    {
      CfCartLine *line = g_ptr_array_index (self->lines, i);

      if (!cf_cart_line_get_failed (line))
        continue;

      cf_cart_line_set_failed (line, FALSE);
      cf_cart_write_line (self, line);
    }
}

/**
 * cf_cart_mark_changed:
 * @self: a cart
 * @line: one of its lines
 *
 * The line differs from what the journal has.
 */
void
cf_cart_mark_changed (CfCart     *self,
                      CfCartLine *line)
{
  self->n_unsaved += cf_cart_line_get_saved (line);
  cf_cart_line_mark_changed (line);
}

/**
 * cf_cart_journal_line:
 * @self: a cart
 * @line: a line that was changed
 *
 * Asks the journal to keep it, and what it refused before.
 */
void
cf_cart_journal_line (CfCart     *self,
                      CfCartLine *line)
{
  cf_cart_open_cart (self);
  cf_cart_write_again (self);
  cf_cart_write_line (self, line);
  cf_cart_update_saved (self);
}

/**
 * cf_cart_write_clearing:
 * @self: a cart
 * @uuids: (transfer full): the lines that were taken out
 *
 * Asks the journal to forget the whole cart.
 */
void
cf_cart_write_clearing (CfCart  *self,
                        char   **uuids)
{
  Write *write = write_new (self, NULL);

  write->removed = uuids;
  g_hash_table_remove_all (self->unremoved);
  self->opened = FALSE;
  self->n_removing++;
  cf_journal_clear_cart_async (self->journal, self->uuid, on_removed_cb, write);
}

/* -------------------------------------------------------------------------------------------------
 * Reading
 * ------------------------------------------------------------------------------------------------- */

static gboolean
restore_lines (CfCart                   *self,
               const CfJournalSnapshot  *snapshot,
               GError                  **error)
{
  for (guint i = 0; i < snapshot->cart_lines->len; i++)
    {
      const CfJournalLine *stored = g_ptr_array_index (snapshot->cart_lines, i);
      CfCartLine *line = cf_cart_line_new_from_json (stored->line_uuid, stored->document, self->digits, error);

      if (line == NULL)
        return FALSE;

      cf_cart_line_set_position (line, stored->position);
      self->next_position = MAX (self->next_position, stored->position + 1);
      g_ptr_array_add (self->lines, line);
    }

  return TRUE;
}

/**
 * cf_cart_new_from_snapshot:
 * @journal: the journal
 * @currency_digits: decimals of the shop's currency
 * @snapshot: what the journal had when it was opened
 * @error: return location for a #GError
 *
 * Brings back the open order as it was shown, every line saved. Without one in @snapshot the cart is new and empty.
 *
 * Fails with %CF_ERROR_VERSION or %CF_ERROR_INVALID where a document cannot be read; the journal keeps it.
 *
 * Returns: (transfer full) (nullable): the cart
 */
CfCart *
cf_cart_new_from_snapshot (CfJournal                *journal,
                           guint                     currency_digits,
                           const CfJournalSnapshot  *snapshot,
                           GError                  **error)
{
  g_autoptr(CfCart) self = cf_cart_new (journal, currency_digits);

  if (snapshot->cart_uuid == NULL)
    return g_steal_pointer (&self);

  self->opened = TRUE;

  if (snapshot->cart_document != NULL)
    {
      g_autoptr(JsonParser) parser = cf_document_parse (snapshot->cart_document, CART_VERSION, error);

      if (parser == NULL)
        return NULL;
    }

  if (!restore_lines (self, snapshot, error) || !cf_cart_compute_sums (self, NULL, NULL, &self->sums, error))
    return NULL;

  self->sums.n_incomplete = cf_cart_count_incomplete (self);

  g_free (self->uuid);
  self->uuid = g_strdup (snapshot->cart_uuid);

  return g_steal_pointer (&self);
}

/**
 * cf_cart_to_order_lines:
 * @self: a cart
 *
 * Returns: (transfer full) (element-type CfOrderLine): the lines as an order stores them
 */
GPtrArray *
cf_cart_to_order_lines (CfCart *self)
{
  GPtrArray *lines = g_ptr_array_new_full (self->lines->len, (GDestroyNotify) cf_order_line_free);

  for (guint i = 0; i < self->lines->len; i++)
    {
      CfCartLine *line = g_ptr_array_index (self->lines, i);
      const CfLineAmounts *amounts = cf_cart_line_get_amounts (line);
      CfOrderLine *out = g_new0 (CfOrderLine, 1);

      out->product_number = g_strdup (cf_cart_line_get_code (line));
      out->product_name = g_strdup (cf_cart_line_get_name (line));
      out->note = g_strdup (cf_cart_line_get_note (line));
      out->quantity = amounts->quantity;
      out->price = amounts->price;
      out->has_price = amounts->has_price;
      out->discount = amounts->discount;
      out->discount_amount = amounts->discount_amount;
      out->total = amounts->total;
      out->keep = cf_cart_line_get_keep (line) && !cf_cart_line_get_known (line);
      g_ptr_array_add (lines, out);
    }

  return lines;
}
