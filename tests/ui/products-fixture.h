/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page-fixture.h"

G_BEGIN_DECLS

/* One product with a bar code. */
#define PRODUCTS_CLOCK "INSERT INTO public.products (product_number, name, description, price) VALUES ('22727', 'Alarm clock', 'Two bells', 3.75); " \
                       "INSERT INTO public.product_codes (code, product_id) SELECT '5012345678900', product_id FROM public.products WHERE product_number = '22727'; "

void products_show       (PageFixture *fixture, CfProductRepository *repository);
void products_open       (PageFixture *fixture, guint position);
void products_open_clock (PageFixture *fixture);

G_END_DECLS
