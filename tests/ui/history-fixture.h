/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page-fixture.h"

G_BEGIN_DECLS

/* Three hundred lines in a hundred orders. */
#define HISTORY_MANY "INSERT INTO public.sales (order_number, product_number, product_name, quantity, price, sold_at) " \
             "SELECT 'A-' || lpad ((i / 3)::text, 4, '0'), 'P' || lpad ((i * 7 % 100)::text, 3, '0'), 'Thing ' || i, 1 + i % 3, (i * 37 % 500)::numeric / 100, " \
             "now () - interval '1 minute' * (i / 3) FROM generate_series (1, 300) i; "

GtkWidget *history_new         (PageFixture *fixture, CfSalesRepository *sales);
void       history_show        (PageFixture *fixture, int width);
void       history_open        (PageFixture *fixture, guint position);
void       history_open_refund (PageFixture *fixture);

G_END_DECLS
