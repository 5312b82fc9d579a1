/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-row.h"

G_BEGIN_DECLS

CfRow *_cf_row_new            (GHashTable *live, guint position, GObject *item, guint generation);
void   _cf_row_set_item       (CfRow *self, GObject *item, guint generation);
void   _cf_row_set_position   (CfRow *self, guint position);
guint  _cf_row_get_generation (CfRow *self);
void   _cf_row_changed        (CfRow *self);

G_END_DECLS
