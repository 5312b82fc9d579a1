/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-context.h"

G_BEGIN_DECLS

#define CF_TYPE_BOOK_NAMER (cf_book_namer_get_type ())
G_DECLARE_FINAL_TYPE (CfBookNamer, cf_book_namer, CF, BOOK_NAMER, GObject)

CfBookNamer *cf_book_namer_new      (CfContext *context);
char        *cf_book_namer_dup_name (CfBook    *book);

G_END_DECLS
