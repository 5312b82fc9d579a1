/* SPDX-License-Identifier: GPL-3.0-or-later */

/* CfSender: the window on the waiting orders, what is shown of them, and the journal's notes. */

#include "cf-config.h"

#include "cf-sender-private.h"

#define PAGE 100
#define MAX_SHOWN 500

/**
 * cf_sender_item_free:
 * @item: (transfer full): a place in the window
 *
 * Frees it.
 */
void
cf_sender_item_free (CfSenderItem *item)
{
  g_object_unref (item->pending);
  g_free (item);
}

/* -------------------------------------------------------------------------------------------------
 * What is shown
 * ------------------------------------------------------------------------------------------------- */

static int
compare_shown (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  CfPendingOrder *first = CF_PENDING_ORDER ((gpointer) a);
  CfPendingOrder *second = CF_PENDING_ORDER ((gpointer) b);
  gboolean first_refused = cf_pending_order_get_refused (first);
  gint64 first_time = cf_pending_order_get_time (first);
  gint64 second_time = cf_pending_order_get_time (second);

  if (first_refused != cf_pending_order_get_refused (second))
    return first_refused ? -1 : 1;

  return (first_time < second_time) - (first_time > second_time);
}

/**
 * cf_sender_hide:
 * @self: a sender
 * @pending: an order
 *
 * Takes an order off the list that people see.
 */
void
cf_sender_hide (CfSender       *self,
                CfPendingOrder *pending)
{
  guint position;

  if (!g_hash_table_contains (self->shown_by_uuid, cf_pending_order_get_uuid (pending)) ||
      !g_list_store_find (self->shown, pending, &position))
    return;

  g_hash_table_remove (self->shown_by_uuid, cf_pending_order_get_uuid (pending));
  if (position < self->n_refused_shown)
    self->n_refused_shown--;
  g_list_store_remove (self->shown, position);
}

/**
 * cf_sender_show:
 * @self: a sender
 * @pending: an order
 *
 * Puts an order on the list that people see, unless it is older than what fits there.
 */
void
cf_sender_show (CfSender       *self,
                CfPendingOrder *pending)
{
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->shown));

  if (g_hash_table_contains (self->shown_by_uuid, cf_pending_order_get_uuid (pending)))
    return;

  if (n_shown >= MAX_SHOWN)
    {
      g_autoptr(CfPendingOrder) last = g_list_model_get_item (G_LIST_MODEL (self->shown), n_shown - 1);

      if (compare_shown (pending, last, NULL) > 0)
        return;
      cf_sender_hide (self, last);
    }

  if (cf_pending_order_get_refused (pending))
    self->n_refused_shown++;
  g_hash_table_insert (self->shown_by_uuid, (gpointer) cf_pending_order_get_uuid (pending), pending);
  g_list_store_insert_sorted (self->shown, pending, compare_shown, NULL);
}

/* -------------------------------------------------------------------------------------------------
 * The window on the waiting orders
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sender_count_unloaded:
 * @self: a sender
 *
 * Returns: how many waiting orders are in the journal only
 */
guint
cf_sender_count_unloaded (CfSender *self)
{
  return self->n_waiting - MIN (self->n_waiting, self->items.length);
}

/**
 * cf_sender_find_item:
 * @self: a sender
 * @pending: an order
 *
 * Returns: (nullable): its place in the window
 */
CfSenderItem *
cf_sender_find_item (CfSender       *self,
                     CfPendingOrder *pending)
{
  for (GList *l = self->items.head; l != NULL; l = l->next)
    if (((CfSenderItem *) l->data)->pending == pending)
      return l->data;

  return NULL;
}

/**
 * cf_sender_load_item:
 * @self: a sender
 * @pending: a waiting order
 * @sequence: its place in the journal
 *
 * Takes an order into the window.
 */
void
cf_sender_load_item (CfSender       *self,
                     CfPendingOrder *pending,
                     gint64          sequence)
{
  CfSenderItem *item = g_new0 (CfSenderItem, 1);
  GList *after = self->items.tail;

  item->pending = g_object_ref (pending);
  item->sequence = sequence;
  g_hash_table_add (self->known, g_strdup (cf_pending_order_get_uuid (pending)));

  while (after != NULL && ((CfSenderItem *) after->data)->sequence > sequence)
    after = after->prev;

  if (after != NULL)
    g_queue_insert_after (&self->items, after, item);
  else
    g_queue_push_head (&self->items, item);
}

/**
 * cf_sender_unload_item:
 * @self: a sender
 * @pending: an order that does not wait any more
 *
 * Takes an order out of the window.
 */
void
cf_sender_unload_item (CfSender       *self,
                       CfPendingOrder *pending)
{
  CfSenderItem *item = cf_sender_find_item (self, pending);

  if (item == NULL)
    return;

  g_queue_remove (&self->items, item);
  cf_sender_item_free (item);
}

static void
load_stored (CfSender             *self,
             const CfJournalOrder *stored)
{
  g_autoptr(CfPendingOrder) pending = NULL;

  self->last_sequence = MAX (self->last_sequence, stored->sequence);
  if (g_hash_table_contains (self->known, stored->uuid))
    return;

  pending = g_hash_table_lookup (self->shown_by_uuid, stored->uuid);
  if (pending != NULL)
    g_object_ref (pending);
  else
    pending = cf_pending_order_new (stored->uuid, stored->document, NULL, stored->completed_at);

  cf_sender_load_item (self, pending, stored->sequence);
  cf_sender_show (self, pending);
}

static void
on_listed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(CfSender) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) orders = cf_journal_list_finish (CF_JOURNAL (object), result, &error);
  gboolean more_came = self->n_added_while_listing > 0;

  self->listing = FALSE;
  self->n_added_while_listing = 0;

  if (orders == NULL)
    {
      g_warning ("Cannot read waiting orders from the journal: %s", error->message);
      return;
    }

  for (guint i = 0; i < orders->len; i++)
    load_stored (self, g_ptr_array_index (orders, i));

  if (self->rewind)
    self->last_sequence = 0;
  self->rewind = FALSE;

  /* The end was reached: the window is all there is, whatever was counted before. */
  if (orders->len < PAGE && !more_came)
    cf_sender_set_n_waiting (self, self->items.length);

  cf_sender_pump (self);
}

/**
 * cf_sender_load_more:
 * @self: a sender
 *
 * Reads on in the journal where the window runs out.
 */
void
cf_sender_load_more (CfSender *self)
{
  if (self->listing || cf_sender_count_unloaded (self) == 0 || self->items.length >= CF_SENDER_MAX_IN_FLIGHT + PAGE)
    return;

  self->listing = TRUE;
  cf_journal_list_async (self->journal, CF_JOURNAL_WAITING, self->last_sequence, PAGE, NULL,
                         on_listed_cb, g_object_ref (self));
}

/**
 * cf_sender_add_recalled:
 * @self: a sender
 * @n_orders: how many acknowledged orders wait again in the journal
 *
 * Counts them, and reads the journal from its beginning: they are older than what is in the window.
 */
void
cf_sender_add_recalled (CfSender *self,
                        guint     n_orders)
{
  if (!self->started)
    return;

  if (self->listing)
    {
      self->n_added_while_listing += n_orders;
      self->rewind = TRUE;
    }
  else
    {
      self->last_sequence = 0;
    }

  cf_sender_set_n_waiting (self, self->n_waiting + n_orders);
  cf_sender_load_newest (self);
  cf_sender_pump (self);
}

/* They are shown long before their turn comes to be sent. */
static void
on_newest_listed_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(CfSender) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) orders = cf_journal_list_finish (CF_JOURNAL (object), result, &error);

  if (orders == NULL)
    {
      g_warning ("Cannot read waiting orders from the journal: %s", error->message);
      return;
    }

  for (guint i = 0; i < orders->len; i++)
    {
      const CfJournalOrder *stored = g_ptr_array_index (orders, i);
      g_autoptr(CfPendingOrder) pending = NULL;

      /* Shown already, or acknowledged since the journal was asked. */
      if (g_hash_table_contains (self->known, stored->uuid))
        continue;

      pending = cf_pending_order_new (stored->uuid, stored->document, NULL, stored->completed_at);
      cf_sender_show (self, pending);
    }
}

/**
 * cf_sender_load_newest:
 * @self: a sender
 *
 * Reads what waits, for the list that people see.
 */
void
cf_sender_load_newest (CfSender *self)
{
  cf_journal_list_async (self->journal, CF_JOURNAL_WAITING, -1, MAX_SHOWN, NULL, on_newest_listed_cb, g_object_ref (self));
}

static void
on_refused_listed_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  g_autoptr(CfSender) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) orders = cf_journal_list_finish (CF_JOURNAL (object), result, &error);

  if (orders == NULL)
    {
      g_warning ("Cannot read refused orders from the journal: %s", error->message);
      return;
    }

  for (guint i = 0; i < orders->len; i++)
    {
      const CfJournalOrder *stored = g_ptr_array_index (orders, i);
      g_autoptr(CfPendingOrder) pending = cf_pending_order_new (stored->uuid, stored->document, NULL, stored->completed_at);

      cf_pending_order_refuse (pending, stored->sqlstate, stored->message);
      cf_sender_show (self, pending);
    }
}

/**
 * cf_sender_load_refused:
 * @self: a sender
 *
 * Reads what was refused before, for the list that people see.
 */
void
cf_sender_load_refused (CfSender *self)
{
  cf_journal_list_async (self->journal, CF_JOURNAL_REFUSED, 0, MAX_SHOWN, NULL, on_refused_listed_cb, g_object_ref (self));
}

/* -------------------------------------------------------------------------------------------------
 * The journal's notes
 * ------------------------------------------------------------------------------------------------- */

typedef struct
{
  CfSender *sender;             /* (owned) */
  char *uuid;
} Note;

static void
note_free (Note *note)
{
  g_object_unref (note->sender);
  g_free (note->uuid);
  g_free (note);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Note, note_free)

static Note *
note_new (CfSender   *self,
          const char *uuid)
{
  Note *note = g_new0 (Note, 1);

  note->sender = g_object_ref (self);
  note->uuid = g_strdup (uuid);

  return note;
}

static void
on_acknowledged_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(Note) note = user_data;
  g_autoptr(GError) error = NULL;

  if (cf_journal_write_finish (CF_JOURNAL (object), result, &error))
    {
      g_hash_table_remove (note->sender->known, note->uuid);
      return;
    }

  g_warning ("Cannot note that the server has order %s: %s", note->uuid, error->message);
  g_ptr_array_add (note->sender->unwritten, g_strdup (note->uuid));
}

/**
 * cf_sender_note_acknowledged:
 * @self: a sender
 * @uuid: an order
 *
 * The journal is to note that the server has it.
 */
void
cf_sender_note_acknowledged (CfSender   *self,
                             const char *uuid)
{
  g_autoptr(GPtrArray) again = NULL;

  if (!self->started)
    return;

  again = g_steal_pointer (&self->unwritten);
  self->unwritten = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < again->len; i++)
    cf_journal_acknowledge_async (self->journal, g_ptr_array_index (again, i), on_acknowledged_cb,
                                  note_new (self, g_ptr_array_index (again, i)));

  cf_journal_acknowledge_async (self->journal, uuid, on_acknowledged_cb, note_new (self, uuid));
}

static void
on_refusal_noted_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(Note) note = user_data;
  g_autoptr(GError) error = NULL;

  if (cf_journal_write_finish (CF_JOURNAL (object), result, &error))
    {
      g_hash_table_remove (note->sender->known, note->uuid);
      return;
    }

  /* To the journal it still waits, and a person is asked about it already: it stays known, or it would be read and sent again. */
  g_message ("Cannot note that order %s was refused: %s", note->uuid, error->message);
}

/**
 * cf_sender_note_refused:
 * @self: a sender
 * @uuid: an order
 * @sqlstate: (nullable): the server's code
 * @message: (nullable): its words
 *
 * The journal is to note that a person must look.
 */
void
cf_sender_note_refused (CfSender   *self,
                        const char *uuid,
                        const char *sqlstate,
                        const char *message)
{
  if (!self->started)
    return;

  cf_journal_refuse_async (self->journal, uuid, sqlstate, message, on_refusal_noted_cb, note_new (self, uuid));
}
