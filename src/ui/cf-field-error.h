/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-words-row.h"

G_BEGIN_DECLS

/**
 * CfFieldError:
 *
 * A row of a form under or over the one that is typed into: what is wrong with it, as long as something is.
 */
#define CF_TYPE_FIELD_ERROR (cf_field_error_get_type ())
G_DECLARE_FINAL_TYPE (CfFieldError, cf_field_error, CF, FIELD_ERROR, CfWordsRow)

void cf_field_error_show (CfFieldError *self,
                          GtkWidget    *field,
                          const char   *sentence);
void cf_field_error_tell (CfFieldError *self,
                          GtkWidget    *field,
                          const char   *sentence);
void cf_field_error_mark (GtkWidget    *field,
                          const char   *sentence);

G_END_DECLS
