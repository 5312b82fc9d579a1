/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Saving what can be read of a damaged journal. It is only read from a copy; the damaged file itself is kept as
 * it is. */

#include "cf-config.h"

#include "cf-error.h"
#include "cf-journal-salvage-private.h"

#include <glib/gi18n-lib.h>

static const char order_columns[] =
  "uuid, number, completed_at, document, checksum, shop, state, acknowledged_at, sqlstate, message";
static const char line_columns[] = "cart, uuid, position, document, checksum";
static const char cart_columns[] = "uuid, document, checksum";

typedef void (*TakeRowFunc) (CfSalvage *self, sqlite3_stmt *statement);

/* -------------------------------------------------------------------------------------------------
 * Into the new journal
 * ------------------------------------------------------------------------------------------------- */

/* Where the first error goes; the next ones follow from it. */
static GError **
first_error (CfSalvage *self)
{
  return self->error == NULL ? &self->error : NULL;
}

static gboolean
write_row (CfSalvage *self,
           gboolean   written)
{
  if (!written)
    self->disk_refused = TRUE;

  return written;
}

/* The same order in two states is sent once more rather than once too few: the server knows it by its UUID. */
void
_cf_salvage_take_order (CfSalvage             *self,
                        const CfSalvagedOrder *order,
                        gboolean               doubtful_too)
{
  guint64 checksum = _cf_journal_order_checksum (order->uuid, order->number, order->completed_at, order->document);
  gboolean doubtful = checksum != order->checksum;
  gint64 state = CLAMP (order->state, CF_JOURNAL_WAITING, CF_JOURNAL_REFUSED);
  const char *message = order->message;

  if ((doubtful && !doubtful_too) || self->disk_refused || g_hash_table_contains (self->orders, order->uuid))
    return;

  if (doubtful && state != CF_JOURNAL_ACKNOWLEDGED)
    {
      state = CF_JOURNAL_REFUSED;
      message = _("This order was damaged on the disk of the till. Compare it with the receipt before sending "
                  "it again.");
    }

  if (!write_row (self,
                  _cf_sqlite_run (self->target,
                                  "INSERT INTO orders (uuid, number, completed_at, document, checksum, shop, state,"
                                  " acknowledged_at, sqlstate, message)"
                                  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                                  first_error (self), "ttititiitt",
                                  order->uuid, order->number, order->completed_at, order->document,
                                  (gint64) checksum, order->shop, state, order->acknowledged_at,
                                  order->sqlstate, message)))
    return;

  g_hash_table_add (self->orders, g_strdup (order->uuid));
  if (self->shop == NULL)
    self->shop = g_strdup (order->shop);
}

void
_cf_salvage_take_cart (CfSalvage  *self,
                       const char *uuid,
                       const char *document,
                       guint64     checksum)
{
  if (checksum != _cf_journal_cart_checksum (uuid, document) || self->disk_refused ||
      g_hash_table_contains (self->carts, uuid) || g_hash_table_contains (self->orders, uuid))
    return;

  if (write_row (self,
                 _cf_sqlite_run (self->target, "INSERT INTO carts (uuid, document, checksum) VALUES (?1, ?2, ?3)",
                                 first_error (self), "tti", uuid, document, (gint64) checksum)))
    g_hash_table_add (self->carts, g_strdup (uuid));
}

void
_cf_salvage_take_line (CfSalvage            *self,
                       const CfSalvagedLine *line)
{
  g_autofree char *key = g_strconcat (line->cart, "\n", line->uuid, NULL);

  if (line->checksum != _cf_journal_line_checksum (line->cart, line->uuid, (int) line->position, line->document) ||
      self->disk_refused || g_hash_table_contains (self->lines, key) ||
      g_hash_table_contains (self->orders, line->cart))
    return;

  _cf_salvage_take_cart (self, line->cart, NULL, _cf_journal_cart_checksum (line->cart, NULL));

  if (!write_row (self,
                  _cf_sqlite_run (self->target,
                                  "INSERT INTO cart_lines (cart, uuid, position, document, checksum)"
                                  " VALUES (?1, ?2, ?3, ?4, ?5)",
                                  first_error (self), "ttiti",
                                  line->cart, line->uuid, line->position, line->document, (gint64) line->checksum)))
    return;

  g_hash_table_add (self->lines, g_steal_pointer (&key));
}

/* -------------------------------------------------------------------------------------------------
 * Out of the damaged one, by SQLite
 * ------------------------------------------------------------------------------------------------- */

static void
take_order_row (CfSalvage    *self,
                sqlite3_stmt *row)
{
  CfSalvagedOrder order = {
    .uuid = _cf_sqlite_text (row, 0),
    .number = _cf_sqlite_text (row, 1),
    .completed_at = sqlite3_column_int64 (row, 2),
    .document = _cf_sqlite_text (row, 3),
    .checksum = (guint64) sqlite3_column_int64 (row, 4),
    .shop = _cf_sqlite_text (row, 5),
    .state = sqlite3_column_int64 (row, 6),
    .acknowledged_at = sqlite3_column_int64 (row, 7),
    .sqlstate = _cf_sqlite_text (row, 8),
    .message = _cf_sqlite_text (row, 9),
  };

  if (order.uuid != NULL && order.number != NULL && order.document != NULL)
    _cf_salvage_take_order (self, &order, TRUE);
}

static void
take_line_row (CfSalvage    *self,
               sqlite3_stmt *row)
{
  CfSalvagedLine line = {
    .cart = _cf_sqlite_text (row, 0),
    .uuid = _cf_sqlite_text (row, 1),
    .position = sqlite3_column_int64 (row, 2),
    .document = _cf_sqlite_text (row, 3),
    .checksum = (guint64) sqlite3_column_int64 (row, 4),
  };

  if (line.cart != NULL && line.uuid != NULL && line.document != NULL)
    _cf_salvage_take_line (self, &line);
}

static void
take_cart_row (CfSalvage    *self,
               sqlite3_stmt *row)
{
  if (_cf_sqlite_text (row, 0) != NULL)
    _cf_salvage_take_cart (self, _cf_sqlite_text (row, 0), _cf_sqlite_text (row, 1), (guint64) sqlite3_column_int64 (row, 2));
}

/* Returns: %FALSE where the reading broke off */
static gboolean
take_rows (CfSalvage   *self,
           CfSqlite    *source,
           const char  *columns,
           const char  *table,
           const char  *condition,
           gboolean     backwards,
           TakeRowFunc  take)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM %s NOT INDEXED WHERE %s ORDER BY sequence%s",
                                          columns, table, condition, backwards ? " DESC" : "");
  sqlite3_stmt *statement = NULL;
  int rc = sqlite3_prepare_v2 (source->db, sql, -1, &statement, NULL);

  while (rc == SQLITE_OK || rc == SQLITE_ROW)
    {
      rc = sqlite3_step (statement);
      if (rc == SQLITE_ROW)
        take (self, statement);
    }

  sqlite3_finalize (statement);

  return rc == SQLITE_DONE;
}

/* From both ends, so that one broken page in the middle costs that page only. */
static gboolean
take_table (CfSalvage   *self,
            CfSqlite    *source,
            const char  *columns,
            const char  *table,
            const char  *condition,
            TakeRowFunc  take)
{
  if (take_rows (self, source, columns, table, condition, FALSE, take))
    return TRUE;

  take_rows (self, source, columns, table, condition, TRUE, take);

  return FALSE;
}

static void
take_meta (CfSalvage *self,
           CfSqlite  *source)
{
  static const char *const keys[] = { "shop_id", "shop_document", "next_counter" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *value = NULL;

      if (_cf_journal_store_get_meta (source, keys[i], &value, NULL) && value != NULL)
        write_row (self, _cf_journal_store_set_meta (self->target, keys[i], value, first_error (self)));
    }
}

/* What is still needed, first of all the orders that the server does not have. */
static gboolean
take_needed (CfSalvage *self,
             CfSqlite  *source)
{
  gboolean whole = take_table (self, source, order_columns, "orders", "state <> 1", take_order_row);

  take_meta (self, source);

  return take_table (self, source, cart_columns, "carts", "TRUE", take_cart_row) &
         take_table (self, source, line_columns, "cart_lines", "TRUE", take_line_row) &
         whole;
}

static void
take_shop_of_orders (CfSalvage *self)
{
  g_autofree char *shop = NULL;

  if (self->shop != NULL && _cf_journal_store_get_meta (self->target, "shop_id", &shop, NULL) && shop == NULL)
    write_row (self, _cf_journal_store_set_meta (self->target, "shop_id", self->shop, first_error (self)));
}

/* The order of a cart may have been found after the cart itself. */
static void
drop_completed_carts (CfSalvage *self)
{
  static const char sql[] =
    "DELETE FROM cart_lines WHERE cart IN (SELECT uuid FROM orders);"
    "DELETE FROM carts WHERE uuid IN (SELECT uuid FROM orders)";

  write_row (self, _cf_sqlite_exec (self->target, sql, first_error (self)));
}

static gboolean
count_kept (CfSalvage *self)
{
  return _cf_sqlite_get_int (self->target, "SELECT count(*) FROM orders WHERE state = 0", &self->n_waiting,
                             first_error (self)) &&
         _cf_sqlite_get_int (self->target, "SELECT count(*) FROM orders WHERE state = 2", &self->n_refused,
                             first_error (self)) &&
         _cf_sqlite_get_int (self->target, "SELECT count(*) FROM cart_lines", &self->n_lines, first_error (self));
}

static gboolean
note_damage (CfSalvage *self)
{
  /* Translators: the last is a file name. */
  g_autofree char *damage =
    g_strdup_printf (_("The journal of this till was damaged, and what could be read of it was kept. Orders that wait for the "
                       "server: %u. Orders that need attention: %u. Lines of the open order: %u. Compare them with the last "
                       "receipts. The damaged file is %s."),
                     (guint) self->n_waiting, (guint) self->n_refused, (guint) self->n_lines, self->aside);

  return _cf_journal_store_note_damage (self->target, damage, self->aside, first_error (self));
}

static gboolean
take_by_sqlite (CfSalvage  *self,
                const char *copy)
{
  g_autoptr (CfSqlite) source = _cf_sqlite_open (copy, NULL);

  if (source == NULL)
    return FALSE;

  sqlite3_db_config (source->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);

  return take_needed (self, source) &
         take_table (self, source, order_columns, "orders", "state = 1", take_order_row);
}

/* What is found first stays. Where the log is broken the page by page reading knows more than SQLite, which stops at
 * the break; else SQLite knows best. */
static gboolean
take_all (CfSalvage  *self,
          const char *copy)
{
  gboolean log_is_broken = _cf_journal_log_is_broken (copy);

  if (!_cf_sqlite_exec (self->target, "BEGIN", &self->error))
    return FALSE;

  if (log_is_broken)
    _cf_journal_scan (copy, self);
  if (!take_by_sqlite (self, copy) && !log_is_broken)
    _cf_journal_scan (copy, self);

  take_shop_of_orders (self);
  drop_completed_carts (self);

  return !self->disk_refused && count_kept (self) && note_damage (self) &&
         _cf_sqlite_exec (self->target, "COMMIT", first_error (self));
}

/* -------------------------------------------------------------------------------------------------
 * The whole
 * ------------------------------------------------------------------------------------------------- */

static gboolean
carry_over (CfSalvage   *self,
            const char  *path,
            const char  *copy,
            const char  *making,
            GError     **error)
{
  gboolean ok;

  if (!_cf_journal_files_copy (path, copy, error))
    return FALSE;

  self->target = _cf_sqlite_open (making, error);
  if (self->target == NULL || !_cf_journal_schema_create (self->target, error))
    return FALSE;

  ok = take_all (self, copy);
  g_clear_pointer (&self->target, _cf_sqlite_close);

  if (!ok)
    g_propagate_error (error, g_steal_pointer (&self->error));

  return ok;
}

static void
salvage_clear (CfSalvage *self)
{
  g_clear_pointer (&self->target, _cf_sqlite_close);
  g_clear_pointer (&self->orders, g_hash_table_unref);
  g_clear_pointer (&self->lines, g_hash_table_unref);
  g_clear_pointer (&self->carts, g_hash_table_unref);
  g_clear_pointer (&self->shop, g_free);
  g_clear_pointer (&self->aside, g_free);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CfSalvage, salvage_clear)

gboolean
_cf_journal_salvage (const char  *path,
                     GError     **error)
{
  g_autofree char *copy = g_strconcat (path, ".reading", NULL);
  g_autofree char *making = _cf_journal_files_making_path (path);
  g_auto (CfSalvage) self = { 0 };
  gboolean ok;

  self.orders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.carts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.aside = _cf_journal_files_choose_aside (path);

  _cf_journal_files_remove (copy);
  _cf_journal_files_remove (making);

  ok = carry_over (&self, path, copy, making, error) && _cf_journal_files_install (path, self.aside, error);

  _cf_journal_files_remove (copy);
  if (ok)
    g_message ("Salvaged a damaged journal; the damaged one is %s", self.aside);
  else
    _cf_journal_files_remove (making);

  return ok;
}
