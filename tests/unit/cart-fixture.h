/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-cart-line-private.h"
#include "cf-cart-private.h"
#include "cf-test-utils.h"

G_BEGIN_DECLS

#define CART_SHOP "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"

/* An open order of a shop with two decimals, on a journal of its own. */
typedef struct
{
  char      *folder;
  char      *path;
  CfJournal *journal;
  CfCart    *cart;
} CartFixture;

#define assert_decimal(value, expected) \
  G_STMT_START { \
    g_autofree char *text_ = cf_decimal_to_string (value); \
    g_assert_cmpstr (text_, ==, expected); \
  } G_STMT_END

CfDecimal   cart_decimal           (const char *text);
CfProduct  *cart_make_product      (const char *number, const char *name, const char *price);
CfCartLine *cart_add               (CfCart *cart, const char *number, const char *price, const char *quantity);
CfCartLine *cart_line_at           (CfCart *cart, guint i);
guint       cart_n_lines           (CfCart *cart);
void        cart_wait_saved        (CfCart *cart);
void        cart_bind_journal      (CfJournal *journal);
void        cart_fixture_set_up    (CartFixture *fixture, gconstpointer data);
void        cart_fixture_tear_down (CartFixture *fixture, gconstpointer data);
CfCart     *cart_restore           (CartFixture *fixture);
void        cart_assert_same       (CfCart *a, CfCart *b);

G_END_DECLS
