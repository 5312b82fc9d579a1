/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CfCodeList:
 *
 * The codes of a product, a row each, and the row that takes the next scan.
 *
 * Signal "changed": a code was added or removed, or one is being typed.
 */
#define CF_TYPE_CODE_LIST (cf_code_list_get_type ())
G_DECLARE_FINAL_TYPE (CfCodeList, cf_code_list, CF, CODE_LIST, AdwBin)

void       cf_code_list_set_codes  (CfCodeList *self,
                                    const char *number,
                                    GPtrArray  *codes);
void       cf_code_list_follow     (CfCodeList *self,
                                    const char *number,
                                    GPtrArray  *codes);
GPtrArray *cf_code_list_dup_codes  (CfCodeList *self);
gboolean   cf_code_list_get_typed  (CfCodeList *self);
gboolean   cf_code_list_enter      (CfCodeList *self);
void       cf_code_list_set_error  (CfCodeList *self,
                                    const char *sentence);

G_END_DECLS
