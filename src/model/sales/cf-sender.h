/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-db-pool.h"
#include "cf-journal.h"
#include "cf-order.h"

G_BEGIN_DECLS

/* One order that the server has not acknowledged. "refused": the server's words are in "message". */
#define CF_TYPE_PENDING_ORDER (cf_pending_order_get_type ())
G_DECLARE_FINAL_TYPE (CfPendingOrder, cf_pending_order, CF, PENDING_ORDER, GObject)

CfOrder    *cf_pending_order_get_order    (CfPendingOrder *self);
gboolean    cf_pending_order_get_refused  (CfPendingOrder *self);
const char *cf_pending_order_get_message  (CfPendingOrder *self);
const char *cf_pending_order_get_sqlstate (CfPendingOrder *self);

/**
 * CfSender:
 *
 * Carries completed orders from the journal to the server: in order, up to 50 in flight, each its own
 * implicit transaction, idempotent by UUID. What is lost on the way is sent again with the same UUID.
 *
 * Properties: "n-waiting", "n-refused" (guint), "offline-since" (gint64 µs real time, 0: the server answers), "stalled" (gboolean: what was sent is not answered for so long
 * that it must be told; until there is an answer), "error" (GError, nullable: why it takes nothing at all),
 * "pending" (GListModel of #CfPendingOrder, refused first, then newest first; the oldest beyond 500 are only counted).
 * Signal "acknowledged" (CfOrder): the server has this order now.
 */
#define CF_TYPE_SENDER (cf_sender_get_type ())
G_DECLARE_FINAL_TYPE (CfSender, cf_sender, CF, SENDER, GObject)

CfSender   *cf_sender_new               (CfJournal *journal);
void        cf_sender_set_pool          (CfSender *self, CfDbPool *pool, guint n_losses);
void        cf_sender_try_now           (CfSender *self);
guint       cf_sender_get_n_waiting     (CfSender *self);
guint       cf_sender_get_n_refused     (CfSender *self);
gint64      cf_sender_get_offline_since (CfSender *self);
gboolean    cf_sender_get_stalled       (CfSender *self);
const GError *cf_sender_get_error       (CfSender *self);
GListModel *cf_sender_get_pending       (CfSender *self);
void        cf_sender_retry_async       (CfSender *self, CfPendingOrder *order, const char *new_number, GAsyncReadyCallback callback, gpointer user_data);
gboolean    cf_sender_retry_finish      (CfSender *self, GAsyncResult *result, GError **error);

G_END_DECLS
