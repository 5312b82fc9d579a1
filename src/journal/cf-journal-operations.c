/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a journal can do, each within a transaction of its caller. */

#include "cf-config.h"

#include "cf-error.h"
#include "cf-journal-store-private.h"

#include <glib/gi18n-lib.h>

#define KEEP_ACKNOWLEDGED (30 * G_TIME_SPAN_DAY)

guint64
_cf_journal_order_checksum (const char *uuid,
                            const char *number,
                            gint64      completed_at,
                            const char *document)
{
  guint64 checksum = _cf_checksum_begin ();

  checksum = _cf_checksum_add_text (checksum, uuid);
  checksum = _cf_checksum_add_text (checksum, number);
  checksum = _cf_checksum_add_int (checksum, completed_at);

  return _cf_checksum_add_text (checksum, document);
}

guint64
_cf_journal_cart_checksum (const char *cart,
                           const char *document)
{
  return _cf_checksum_add_text (_cf_checksum_add_text (_cf_checksum_begin (), cart), document);
}

guint64
_cf_journal_line_checksum (const char *cart,
                           const char *line,
                           int         position,
                           const char *document)
{
  guint64 checksum = _cf_checksum_begin ();

  checksum = _cf_checksum_add_text (checksum, cart);
  checksum = _cf_checksum_add_text (checksum, line);
  checksum = _cf_checksum_add_int (checksum, position);

  return _cf_checksum_add_text (checksum, document);
}

/* -------------------------------------------------------------------------------------------------
 * The shop
 * ------------------------------------------------------------------------------------------------- */

static gboolean
get_counter (CfSqlite  *sqlite,
             gint64    *counter,
             GError   **error)
{
  g_autofree char *text = NULL;

  if (!_cf_journal_store_get_meta (sqlite, "next_counter", &text, error))
    return FALSE;

  *counter = text != NULL ? g_ascii_strtoll (text, NULL, 10) : 1;

  return TRUE;
}

static gboolean
set_counter (CfSqlite  *sqlite,
             gint64     counter,
             GError   **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, counter);

  return _cf_journal_store_set_meta (sqlite, "next_counter", text, error);
}

static gboolean
raise_counter (CfSqlite  *sqlite,
               gint64     counter,
               GError   **error)
{
  gint64 known;

  return get_counter (sqlite, &known, error) && (counter <= known || set_counter (sqlite, counter, error));
}

gboolean
_cf_journal_store_bind (CfJournalStore  *self,
                        const char      *shop_id,
                        const char      *till,
                        gint64           next_counter,
                        const char      *shop_document,
                        GError         **error)
{
  g_autofree char *known = NULL;

  if (!_cf_journal_store_get_meta (self->sqlite, "shop_id", &known, error))
    return FALSE;

  if (known != NULL && g_strcmp0 (known, shop_id) != 0)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_REFUSED,
                           _("The journal of this till belongs to another shop. What waits in it is kept for that "
                             "shop and is not sent to this one."));
      return FALSE;
    }

  return (known != NULL || _cf_journal_store_set_meta (self->sqlite, "shop_id", shop_id, error)) &&
         (till == NULL || _cf_journal_store_set_meta (self->sqlite, "till", till, error)) &&
         (shop_document == NULL || _cf_journal_store_set_meta (self->sqlite, "shop_document", shop_document, error)) &&
         raise_counter (self->sqlite, next_counter, error);
}

/* -------------------------------------------------------------------------------------------------
 * The open cart
 * ------------------------------------------------------------------------------------------------- */

/* @found: whether there is a row */
static gboolean
find (CfSqlite    *sqlite,
      const char  *sql,
      const char  *uuid,
      gboolean    *found,
      GError     **error)
{
  sqlite3_stmt *statement = _cf_sqlite_query (sqlite, sql, error, "t", uuid);

  if (statement == NULL || !_cf_sqlite_next (sqlite, statement, found, error))
    return FALSE;

  sqlite3_reset (statement);

  return TRUE;
}

/* A line that comes after its order was completed would open the order again. */
static gboolean
check_not_completed (CfSqlite    *sqlite,
                     const char  *cart,
                     GError     **error)
{
  gboolean completed;

  if (!find (sqlite, "SELECT 1 FROM orders WHERE uuid = ?1", cart, &completed, error))
    return FALSE;

  if (completed)
    g_set_error_literal (error, CF_ERROR, CF_ERROR_CONFLICT,
                         _("This order has been completed already and cannot be changed any more."));

  return !completed;
}

gboolean
_cf_journal_store_put_cart (CfJournalStore  *self,
                            const char      *cart,
                            const char      *document,
                            GError         **error)
{
  return check_not_completed (self->sqlite, cart, error) &&
         _cf_sqlite_run (self->sqlite,
                         "INSERT INTO carts (uuid, document, checksum) VALUES (?1, ?2, ?3)"
                         " ON CONFLICT (uuid) DO UPDATE SET document = excluded.document, checksum = excluded.checksum",
                         error, "tti", cart, document, (gint64) _cf_journal_cart_checksum (cart, document));
}

static gboolean
ensure_cart (CfSqlite    *sqlite,
             const char  *cart,
             GError     **error)
{
  gboolean found;

  return find (sqlite, "SELECT 1 FROM carts WHERE uuid = ?1", cart, &found, error) &&
         (found ||
          (check_not_completed (sqlite, cart, error) &&
           _cf_sqlite_run (sqlite, "INSERT INTO carts (uuid, document, checksum) VALUES (?1, NULL, ?2)",
                           error, "ti", cart, (gint64) _cf_journal_cart_checksum (cart, NULL))));
}

gboolean
_cf_journal_store_put_line (CfJournalStore  *self,
                            const char      *cart,
                            const char      *line,
                            int              position,
                            const char      *document,
                            GError         **error)
{
  return ensure_cart (self->sqlite, cart, error) &&
         _cf_sqlite_run (self->sqlite,
                         "INSERT INTO cart_lines (cart, uuid, position, document, checksum) VALUES (?1, ?2, ?3, ?4, ?5)"
                         " ON CONFLICT (cart, uuid) DO UPDATE SET position = excluded.position,"
                         " document = excluded.document, checksum = excluded.checksum",
                         error, "ttiti", cart, line, (gint64) position, document,
                         (gint64) _cf_journal_line_checksum (cart, line, position, document));
}

gboolean
_cf_journal_store_remove_line (CfJournalStore  *self,
                               const char      *cart,
                               const char      *line,
                               GError         **error)
{
  return _cf_sqlite_run (self->sqlite, "DELETE FROM cart_lines WHERE cart = ?1 AND uuid = ?2", error, "tt", cart, line);
}

gboolean
_cf_journal_store_clear_cart (CfJournalStore  *self,
                              const char      *cart,
                              GError         **error)
{
  return _cf_sqlite_run (self->sqlite, "DELETE FROM cart_lines WHERE cart = ?1", error, "t", cart) &&
         _cf_sqlite_run (self->sqlite, "DELETE FROM carts WHERE uuid = ?1", error, "t", cart);
}

/* -------------------------------------------------------------------------------------------------
 * Orders
 * ------------------------------------------------------------------------------------------------- */

static gboolean
check_may_complete (CfSqlite    *sqlite,
                    const char  *uuid,
                    gint64       counter,
                    GError     **error)
{
  g_autofree char *till = NULL;
  gint64 next;

  if (!_cf_journal_store_get_meta (sqlite, "till", &till, error) ||
      !get_counter (sqlite, &next, error) ||
      !check_not_completed (sqlite, uuid, error))
    return FALSE;

  if (till == NULL)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_NOT_READY,
                           _("This till has no code yet. It gets one as soon as the server of the shop is reached; the "
                             "order is kept until then."));
      return FALSE;
    }

  if (counter != next)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_CONFLICT,
                   _("The order cannot have the number %ld, since the next one is %ld. It is kept; complete it again."),
                   (long) counter, (long) next);
      return FALSE;
    }

  return TRUE;
}

gboolean
_cf_journal_store_complete (CfJournalStore  *self,
                            const char      *uuid,
                            gint64           counter,
                            const char      *number,
                            gint64           completed_at,
                            const char      *document,
                            GError         **error)
{
  g_autofree char *shop = NULL;

  return check_may_complete (self->sqlite, uuid, counter, error) &&
         _cf_journal_store_get_meta (self->sqlite, "shop_id", &shop, error) &&
         _cf_sqlite_run (self->sqlite,
                         "INSERT INTO orders (uuid, number, completed_at, document, checksum, shop, state)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                         error, "ttititi", uuid, number, completed_at, document,
                         (gint64) _cf_journal_order_checksum (uuid, number, completed_at, document),
                         shop, (gint64) CF_JOURNAL_WAITING) &&
         _cf_journal_store_clear_cart (self, uuid, error) &&
         /* Whoever sells has seen what was said. */
         _cf_sqlite_run (self->sqlite, "DELETE FROM meta WHERE key IN ('damage', 'damaged_file')", error, "") &&
         set_counter (self->sqlite, counter + 1, error);
}

static CfJournalOrder *
read_order (sqlite3_stmt *statement)
{
  CfJournalOrder *order = g_new0 (CfJournalOrder, 1);

  order->sequence = sqlite3_column_int64 (statement, 0);
  order->uuid = _cf_sqlite_dup_text (statement, 1);
  order->number = _cf_sqlite_dup_text (statement, 2);
  order->document = _cf_sqlite_dup_text (statement, 3);
  order->completed_at = sqlite3_column_int64 (statement, 4);
  order->state = (CfJournalState) sqlite3_column_int (statement, 5);
  order->sqlstate = _cf_sqlite_dup_text (statement, 6);
  order->message = _cf_sqlite_dup_text (statement, 7);

  return order;
}

GPtrArray *
_cf_journal_store_list (CfJournalStore  *self,
                        CfJournalState   state,
                        gint64           after,
                        guint            limit,
                        GError         **error)
{
  g_autoptr (GPtrArray) orders = g_ptr_array_new_with_free_func ((GDestroyNotify) cf_journal_order_free);
  sqlite3_stmt *statement;
  gboolean row;

  if (self->sqlite == NULL)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_NOT_READY, _("The journal of this till is not open."));
      return NULL;
    }

  statement = _cf_sqlite_query (self->sqlite,
                                after < 0
                                  ? "SELECT sequence, uuid, number, document, completed_at, state, sqlstate, message"
                                    " FROM orders WHERE state = ?1 AND sequence > ?2 ORDER BY sequence DESC LIMIT ?3"
                                  : "SELECT sequence, uuid, number, document, completed_at, state, sqlstate, message"
                                    " FROM orders WHERE state = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3",
                                error, "iii", (gint64) state, after, (gint64) limit);
  if (statement == NULL)
    return NULL;

  while (_cf_sqlite_next (self->sqlite, statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&orders);

      g_ptr_array_add (orders, read_order (statement));
    }

  return NULL;
}

/* @state: (out): the state of an order that must be there */
static gboolean
get_state (CfSqlite        *sqlite,
           const char      *uuid,
           CfJournalState  *state,
           GError         **error)
{
  sqlite3_stmt *statement = _cf_sqlite_query (sqlite, "SELECT state FROM orders WHERE uuid = ?1", error, "t", uuid);
  gboolean row;

  if (statement == NULL || !_cf_sqlite_next (sqlite, statement, &row, error))
    return FALSE;

  if (!row)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_NOT_FOUND, _("The order %s is not in the journal of this till."), uuid);
      return FALSE;
    }

  *state = (CfJournalState) sqlite3_column_int (statement, 0);
  sqlite3_reset (statement);

  return TRUE;
}

static void
set_acknowledged_error (GError **error)
{
  g_set_error_literal (error, CF_ERROR, CF_ERROR_CONFLICT, _("The server has this order already."));
}

gboolean
_cf_journal_store_acknowledge (CfJournalStore  *self,
                               const char      *uuid,
                               GError         **error)
{
  CfJournalState state;

  if (!get_state (self->sqlite, uuid, &state, error))
    return FALSE;
  if (state == CF_JOURNAL_ACKNOWLEDGED)
    return TRUE;

  return _cf_sqlite_run (self->sqlite,
                         "UPDATE orders SET state = ?2, acknowledged_at = ?3, sqlstate = NULL, message = NULL"
                         " WHERE uuid = ?1",
                         error, "tii", uuid, (gint64) CF_JOURNAL_ACKNOWLEDGED, (gint64) g_get_real_time ());
}

gboolean
_cf_journal_store_refuse (CfJournalStore  *self,
                          const char      *uuid,
                          const char      *sqlstate,
                          const char      *message,
                          GError         **error)
{
  CfJournalState state;

  if (!get_state (self->sqlite, uuid, &state, error))
    return FALSE;

  if (state == CF_JOURNAL_ACKNOWLEDGED)
    {
      set_acknowledged_error (error);
      return FALSE;
    }

  return _cf_sqlite_run (self->sqlite, "UPDATE orders SET state = ?2, sqlstate = ?3, message = ?4 WHERE uuid = ?1",
                         error, "titt", uuid, (gint64) CF_JOURNAL_REFUSED, sqlstate, message);
}

/* The UUID, the number and the document of an order, each replaced where another is given. */
static gboolean
rewrite (CfSqlite    *sqlite,
         const char  *uuid,
         const char  *new_uuid,
         const char  *number,
         const char  *document,
         GError     **error)
{
  sqlite3_stmt *statement;
  g_autofree char *old_number = NULL;
  g_autofree char *old_document = NULL;
  gint64 completed_at;
  gboolean row;

  statement = _cf_sqlite_query (sqlite, "SELECT number, document, completed_at FROM orders WHERE uuid = ?1",
                                error, "t", uuid);
  if (statement == NULL || !_cf_sqlite_next (sqlite, statement, &row, error) || !row)
    return FALSE;

  old_number = _cf_sqlite_dup_text (statement, 0);
  old_document = _cf_sqlite_dup_text (statement, 1);
  completed_at = sqlite3_column_int64 (statement, 2);
  sqlite3_reset (statement);

  new_uuid = new_uuid != NULL ? new_uuid : uuid;
  number = number != NULL ? number : old_number;
  document = document != NULL ? document : old_document;

  return _cf_sqlite_run (sqlite,
                         "UPDATE orders SET uuid = ?2, number = ?3, document = ?4, checksum = ?5, state = ?6,"
                         " sqlstate = NULL, message = NULL WHERE uuid = ?1",
                         error, "ttttii", uuid, new_uuid, number, document,
                         (gint64) _cf_journal_order_checksum (new_uuid, number, completed_at, document),
                         (gint64) CF_JOURNAL_WAITING);
}

gboolean
_cf_journal_store_requeue (CfJournalStore  *self,
                           const char      *uuid,
                           const char      *new_uuid,
                           const char      *number,
                           gint64           next_counter,
                           const char      *document,
                           GError         **error)
{
  CfJournalState state;

  if (!get_state (self->sqlite, uuid, &state, error))
    return FALSE;

  if (state == CF_JOURNAL_ACKNOWLEDGED)
    {
      set_acknowledged_error (error);
      return FALSE;
    }

  return rewrite (self->sqlite, uuid, new_uuid, number, document, error) &&
         raise_counter (self->sqlite, next_counter, error);
}

gboolean
_cf_journal_store_recall (CfJournalStore    *self,
                          const char *const *uuids,
                          GError           **error)
{
  for (guint i = 0; uuids[i] != NULL; i++)
    if (!_cf_sqlite_run (self->sqlite,
                         "UPDATE orders SET state = ?2, acknowledged_at = NULL WHERE uuid = ?1 AND state = ?3",
                         error, "tii", uuids[i], (gint64) CF_JOURNAL_WAITING, (gint64) CF_JOURNAL_ACKNOWLEDGED))
      return FALSE;

  return TRUE;
}

gboolean
_cf_journal_store_prune (CfJournalStore  *self,
                         GError         **error)
{
  return _cf_sqlite_run (self->sqlite, "DELETE FROM orders WHERE state = ?1 AND acknowledged_at < ?2",
                         error, "ii", (gint64) CF_JOURNAL_ACKNOWLEDGED,
                         g_get_real_time () - (gint64) KEEP_ACKNOWLEDGED);
}
