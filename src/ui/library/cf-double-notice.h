/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-author.h"

G_BEGIN_DECLS

/**
 * CfDoubleNotice:
 *
 * Who may be the same person, one after the other. Hidden where nobody is left.
 *
 * Signals: "merge" (CfAuthor other), "different" (CfAuthor other): what was said of the one that is shown.
 */
#define CF_TYPE_DOUBLE_NOTICE (cf_double_notice_get_type ())
G_DECLARE_FINAL_TYPE (CfDoubleNotice, cf_double_notice, CF, DOUBLE_NOTICE, AdwBin)

void cf_double_notice_set_doubles (CfDoubleNotice *self, GPtrArray *doubles);

G_END_DECLS
