/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-sender-private.h"
#include "cf-test-shop.h"

G_BEGIN_DECLS

#define DATABASE "sender"

/* A journal, its sender and a shop's database. */
typedef struct
{
  CfTestServer *server;
  char *folder;
  char *path;
  CfShop *shop;                 /* far away: nobody's computer has its time */
  char *conninfo;
  CfJournal *journal;
  CfSender *sender;
  CfDbPool *pool;
  gint64 counter;
  guint n_acknowledged;
} SenderFixture;

void             sender_start             (SenderFixture *fixture);
void             sender_stop              (SenderFixture *fixture);
void             sender_connect           (SenderFixture *fixture);
void             sender_disconnect        (SenderFixture *fixture);
void             sender_set_up            (SenderFixture *fixture, gconstpointer data);
void             sender_tear_down         (SenderFixture *fixture, gconstpointer data);
void             sender_store             (SenderFixture *fixture, CfOrder *order);
CfOrder         *sender_sell_one          (SenderFixture *fixture);
void             sender_sell              (SenderFixture *fixture, guint n_orders);
void             sender_wait_sent         (SenderFixture *fixture);
void             sender_assert_stored     (SenderFixture *fixture, guint n_orders);
void             sender_wait_acknowledged (SenderFixture *fixture, guint n_orders);
CfPendingOrder  *sender_first_pending     (SenderFixture *fixture);
gboolean         sender_retry             (SenderFixture *fixture, CfPendingOrder *order, const char *number, GError **error);

#define SKIP_WITHOUT_SERVER(fixture) \
  if ((fixture)->server == NULL) \
    return

G_END_DECLS
