/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-cart-private.h"
#include "cf-entry-private.h"
#include "cf-sender-private.h"
#include "cf-till.h"

G_BEGIN_DECLS

/* What was asked of the till, in its order. */
typedef struct
{
  GTask     *task;              /* (owned) */
  CfEntry    entry;
  CfProduct *product;           /* (owned) (nullable): what a person chose */
  gboolean   completes;
} CfTillRequest;

struct _CfTill
{
  GObject         parent_instance;

  CfJournal      *journal;      /* (owned) */
  CfProductCache *cache;        /* (owned) */
  CfSender       *sender;       /* (owned) */
  CfCart         *cart;         /* (owned) (nullable): until the journal is open */
  CfShop         *shop;         /* (owned) (nullable) */
  CfOrder        *last_order;   /* (owned) (nullable) */
  char           *journal_id;   /* (owned) (nullable) */
  char           *code;         /* (owned) (nullable) */
  char           *next_number;  /* (owned) (nullable) */
  char           *clerk;        /* (owned) */
  gint64          next_counter;
  GError         *server_trouble; /* (owned) (nullable) */
  GError         *connection_trouble; /* (owned) (nullable): as told by who connects */
  GError         *pool_trouble; /* (owned) (nullable) */
  GError         *local_trouble; /* (owned) (nullable) */
  gboolean        opened;
  gboolean        was_ready;
  gboolean        unreadable;   /* a newer program left an open order here */
  GTask          *closing;      /* (owned) (nullable): the till is closed as soon as nothing is under way any more */
  guint           close_source;

  /* cf-till-sell.c */
  GQueue          requests;     /* (element-type CfTillRequest) */
  CfCart         *completing;   /* (owned) (nullable): on its way into the journal */
  CfCart         *set_aside;    /* (owned) (nullable): begun after an order that the journal then refused */
  gboolean        looking_up;
  guint           n_keeping;    /* new products on their way into the cache: codes are looked up after them */

  /* cf-till-sync.c */
  CfDbPool       *pool;         /* (owned) (nullable) */
  GCancellable   *syncing;      /* (owned) (nullable): the run that is under way */
  guint           sync_timer;
  gint64          synced_at;    /* when the last run began */
  gboolean        stale;        /* something was changed since then */
  gint64          cache_stamp;
  gint64          cache_mark;   /* by what the server knows the stamp again */
  gboolean        cache_open;
  gboolean        verified;     /* this server, since it is connected */
  guint           n_losses;     /* of the pool's connections, as last heard */
};

/* cf-till-names.c */
void     cf_till_compare_names    (CfTill *self, CfOrder *order);
void     cf_till_tell_other_name  (CfTill *self, const char *code, const char *name, const char *kept);

guint    cf_till_get_digits       (CfTill *self);
void     cf_till_take_cart        (CfTill *self, CfCart *cart);
void     cf_till_take_shop        (CfTill *self, CfShop *shop, const char *code, gint64 next_counter);
void     cf_till_take_last_order  (CfTill *self, CfOrder *order);
void     cf_till_set_counter      (CfTill *self, gint64 next_counter);
/* What a server is the reason of goes before what the local files are. */
void     cf_till_set_server_trouble (CfTill *self, const GError *error);
void     cf_till_set_pool_trouble (CfTill *self, const GError *error);
void     cf_till_set_local_trouble (CfTill *self, const GError *error);
void     cf_till_update_ready     (CfTill *self);

void     cf_till_sync             (CfTill *self);
void     cf_till_stop_sync        (CfTill *self);
void     cf_till_fill_lines       (CfTill *self);
void     cf_till_close_if_quiet   (CfTill *self);
void     cf_till_close_files      (CfTill *self);

G_END_DECLS
