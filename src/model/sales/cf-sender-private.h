/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-sender.h"
#include "cf-shop.h"

G_BEGIN_DECLS

#define CF_SENDER_MAX_IN_FLIGHT 50
#define CF_SENDER_FIRST_BACKOFF_MS 100

/* Takes @new_number out of the till's counter; FALSE where it is not the next one. With @give_back the journal did not take it after all. */
typedef gboolean (*CfSenderNumberFunc) (const char *new_number, gboolean give_back, gint64 *next_counter, gpointer user_data);

/* What becomes of an order that is loaded:
 *
 *   QUEUED ──► IN_FLIGHT ──► gone (acknowledged or refused)
 *     ▲            │
 *     └────────────┘  lost on the way: everything in flight comes back first, then all is sent again in its order
 */
typedef struct
{
  CfPendingOrder *pending;      /* (owned) */
  gint64 sequence;              /* in the journal; G_MAXINT64 where it came straight from the till */
  gboolean in_flight;
  gboolean plain;               /* the account may not add products: it is sent without those to be kept */
  guint n_tries;                /* how often a unique key was met that nothing explains */
} CfSenderItem;

struct _CfSender
{
  GObject parent_instance;

  CfJournal *journal;           /* (owned) */
  CfDbPool *pool;               /* (owned) (nullable) */
  guint n_losses;               /* of its connections, when the server was looked at */
  CfShop *shop;                 /* (owned) (nullable) */
  CfSenderNumberFunc number_func;
  gpointer number_data;

  GQueue items;                 /* (element-type CfSenderItem), oldest first: a window on the waiting orders */
  GHashTable *known;            /* UUIDs of the window, and of those of which the journal does not know yet what became of them */
  GPtrArray *unwritten;         /* UUIDs that the server has and the journal could not note */
  GListStore *shown;            /* (element-type CfPendingOrder), refused first, then newest first */
  GHashTable *shown_by_uuid;    /* UUID → CfPendingOrder */
  GHashTable *retrying;         /* UUIDs of refused orders that are being put back */

  GError *error;                /* (nullable): why the server takes nothing at all */
  gint64 last_sequence;
  gint64 stalled_since;         /* what was sent is not answered; 0: it is, or not for long */
  gint64 unconnected_since;
  gint64 offline_since;
  guint n_waiting;
  guint n_refused;
  guint n_refused_shown;
  guint n_in_flight;
  guint n_added_while_listing;
  guint backoff_ms;
  guint timer;
  guint stall_timer;            /* until what is in flight has been for too long without any answer */
  guint idle;
  guint started : 1;
  guint was_stalled : 1;
  guint listing : 1;
  guint rewind : 1;             /* older orders came back while the journal was being read */
  guint holding : 1;            /* something was lost: nothing is sent before the rest came back and the time is right */
};

void            cf_sender_start           (CfSender *self, guint n_waiting, guint n_refused);
void            cf_sender_stop            (CfSender *self);
void            cf_sender_set_shop        (CfSender *self, CfShop *shop);
void            cf_sender_set_number_func (CfSender *self, CfSenderNumberFunc func, gpointer user_data);
/* An order that is durable in the journal. */
void            cf_sender_add             (CfSender *self, CfOrder *order);

/* cf-sender-list.c */
CfSenderItem   *cf_sender_find_item       (CfSender *self, CfPendingOrder *pending);
void            cf_sender_load_item       (CfSender *self, CfPendingOrder *pending, gint64 sequence);
void            cf_sender_unload_item     (CfSender *self, CfPendingOrder *pending);
void            cf_sender_item_free       (CfSenderItem *item);
guint           cf_sender_count_unloaded  (CfSender *self);
void            cf_sender_load_more       (CfSender *self);
void            cf_sender_load_refused    (CfSender *self);
void            cf_sender_load_newest     (CfSender *self);
void            cf_sender_add_recalled    (CfSender *self, guint n_orders);
void            cf_sender_show            (CfSender *self, CfPendingOrder *pending);
void            cf_sender_hide            (CfSender *self, CfPendingOrder *pending);
void            cf_sender_note_acknowledged (CfSender *self, const char *uuid);
void            cf_sender_note_refused    (CfSender *self, const char *uuid, const char *sqlstate, const char *message);

/* cf-sender-recall.c */
void            cf_sender_recall_async    (CfSender *self, CfDbPool *pool, const char *code, gint64 next_counter, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean        cf_sender_recall_finish   (CfSender *self, GAsyncResult *result, GError **error);

/* cf-sender-send.c */
gboolean        cf_sender_is_ready        (CfSender *self);
void            cf_sender_pump            (CfSender *self);
void            cf_sender_stop_timers     (CfSender *self);
void            cf_sender_end_hold        (CfSender *self);

/* cf-sender.c */
void            cf_sender_set_n_waiting   (CfSender *self, guint n_waiting);
void            cf_sender_set_n_refused   (CfSender *self, guint n_refused);
void            cf_sender_set_error       (CfSender *self, const GError *error);
void            cf_sender_update_offline  (CfSender *self);
void            cf_sender_tell_acknowledged (CfSender *self, CfOrder *order);

CfPendingOrder *cf_pending_order_new      (const char *uuid, const char *document, CfOrder *order, gint64 completed_at);
const char     *cf_pending_order_get_uuid (CfPendingOrder *self);
gint64          cf_pending_order_get_time (CfPendingOrder *self);
void            cf_pending_order_refuse   (CfPendingOrder *self, const char *sqlstate, const char *message);
void            cf_pending_order_requeue  (CfPendingOrder *self, CfOrder *order);
void            cf_pending_order_say      (CfPendingOrder *self, const char *message);

/* The statements of one order. */
CfDbUnit       *cf_sender_unit_new        (CfOrder *order, const char *shop_id, gboolean with_products);

typedef enum
{
  CF_SENDER_STORED,
  CF_SENDER_KNOWN,              /* its UUID was there already; whether as this very order must be looked up */
  CF_SENDER_OTHER_SHOP,         /* nothing was stored */
} CfSenderOutcome;

CfSenderOutcome cf_sender_unit_read       (GPtrArray *results);

/* Which of some acknowledged orders the server does not have. */
CfDbUnit       *cf_sender_absent_new      (GPtrArray *orders);
GPtrArray      *cf_sender_absent_read     (GPtrArray *results, GPtrArray *orders);

/* What is in the place of an order. */
typedef enum
{
  CF_SENDER_FOUND_NOTHING,
  CF_SENDER_FOUND_ITSELF,
  CF_SENDER_FOUND_ANOTHER,      /* under its number */
  CF_SENDER_FOUND_KEY_TAKEN,    /* under its UUID: the journal was rolled back, and the order that was open then sold again */
} CfSenderFound;

/* In the place of the server's code, which has none for it: an order whose UUID another one has. */
#define CF_SENDER_KEY_TAKEN "CF001"

CfDbUnit       *cf_sender_lookup_new      (CfOrder *order);
CfSenderFound   cf_sender_lookup_read     (CfOrder *order, GPtrArray *results, CfShop *shop, const char *server_message, char **message);

G_END_DECLS
