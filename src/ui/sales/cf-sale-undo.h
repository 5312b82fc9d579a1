/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CfSaleUndo:
 *
 * A change of a stored line, for what is said once it is to be taken back. Immutable and counted.
 */
typedef struct _CfSaleUndo CfSaleUndo;

CfSaleUndo *cf_sale_undo_new_deletion     (guint             n_lines,
                                           const char       *order_number,
                                           const char       *name);
CfSaleUndo *cf_sale_undo_new_change       (const char       *order_number,
                                           const char       *name);
CfSaleUndo *cf_sale_undo_ref              (CfSaleUndo       *self);
void        cf_sale_undo_unref            (CfSaleUndo       *self);
gboolean    cf_sale_undo_is_deletion      (const CfSaleUndo *self);
char       *cf_sale_undo_describe_success (const CfSaleUndo *self);
char       *cf_sale_undo_describe_failure (const CfSaleUndo *self,
                                           const GError     *error);

G_END_DECLS
