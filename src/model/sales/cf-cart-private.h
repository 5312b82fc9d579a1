/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-cart-line-private.h"
#include "cf-cart.h"

G_BEGIN_DECLS

typedef enum
{
  CF_CART_UNDO_REMOVE,
  CF_CART_UNDO_CLEAR,
  CF_CART_UNDO_QUANTITY,
  CF_CART_UNDO_PRICE,
  CF_CART_UNDO_DISCOUNT,
  CF_CART_UNDO_TERMS,
} CfCartUndoKind;

typedef struct
{
  CfCartUndoKind kind;
  GPtrArray *lines;             /* (owned): what was removed, or the one line that was changed */
  CfLineAmounts before;
  CfDecimal delta;              /* of the quantity: what joined the line since then stays */
} CfCartUndo;

typedef struct
{
  CfDecimal pieces;
  CfDecimal gross;
  CfDecimal discounts;
  CfDecimal total;
  guint n_incomplete;
} CfCartSums;

struct _CfCart
{
  GObject parent_instance;

  CfJournal *journal;           /* (owned) */
  char *uuid;
  GPtrArray *lines;             /* (element-type CfCartLine) */
  GPtrArray *undo;              /* (element-type CfCartUndo), newest last */
  GHashTable *unremoved;        /* UUIDs of lines whose removal the journal refused */
  GError *error;                /* (nullable) */
  CfCartLine *typed;            /* (owned) (nullable): into which somebody types */
  CfProduct *offered;           /* (owned) (nullable): for it, when they have done */
  CfCartSums sums;
  guint digits;
  guint n_unsaved;
  guint n_removing;
  int next_position;
  guint opened : 1;             /* the journal was told of this cart */
  guint closed : 1;
  guint was_saved : 1;
};

/* cf-cart.c */
void       cf_cart_set_closed        (CfCart *self, gboolean closed);
void       cf_cart_set_digits        (CfCart *self, guint currency_digits);
gboolean   cf_cart_contains          (CfCart *self, CfCartLine *line);
gboolean   cf_cart_sums_add          (CfCartSums *sums, const CfLineAmounts *amounts);
gboolean   cf_cart_compute_sums      (CfCart *self, CfCartLine *changed, const CfLineAmounts *amounts, CfCartSums *out, GError **error);
void       cf_cart_take_sums         (CfCart *self);
guint      cf_cart_count_incomplete  (CfCart *self);
void       cf_cart_update_saved      (CfCart *self);
void       cf_cart_set_error         (CfCart *self, GError *error);
void       cf_cart_push_undo         (CfCart *self, CfCartUndo *undo);
CfCartUndo *cf_cart_pop_undo         (CfCart *self);
void       cf_cart_undo_free         (CfCartUndo *undo);
void       cf_cart_begin_anew        (CfCart *self);

/* cf-cart-edit.c */
gboolean   cf_cart_check_quantity    (CfDecimal quantity, GError **error);
gboolean   cf_cart_check_open        (CfCart *self, CfCartLine *line, GError **error);
char      *cf_cart_clean_text        (const char *text, gsize max_length, GError **error);
gboolean   cf_cart_try_amounts       (CfCart *self, CfCartLine *line, CfLineAmounts *amounts, GError **error);
gboolean   cf_cart_change_amounts    (CfCart *self, CfCartLine *line, CfLineAmounts *amounts, GError **error);
void       cf_cart_insert_line       (CfCart *self, CfCartLine *line);
void       cf_cart_line_changed      (CfCart *self, CfCartLine *line);

/* cf-cart-journal.c */
CfCart    *cf_cart_new_from_snapshot (CfJournal *journal, guint currency_digits, const CfJournalSnapshot *snapshot, GError **error);
/* (element-type CfOrderLine) */
GPtrArray *cf_cart_to_order_lines    (CfCart *self);
void       cf_cart_open_cart         (CfCart *self);
void       cf_cart_write_line        (CfCart *self, CfCartLine *line);
void       cf_cart_write_removal     (CfCart *self, const char *line_uuid);
void       cf_cart_write_clearing    (CfCart *self, char **uuids);
void       cf_cart_write_again       (CfCart *self);
void       cf_cart_mark_changed      (CfCart *self, CfCartLine *line);
void       cf_cart_journal_line      (CfCart *self, CfCartLine *line);

G_END_DECLS
