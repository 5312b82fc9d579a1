/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-keyset-source-private.h"

G_BEGIN_DECLS

char  *_cf_search_tidy       (const char *text);
char  *_cf_search_words      (CfKeysetFilter *filter, const char *column, const char *text);
char  *_cf_search_patterns   (CfKeysetFilter *filter, const char *column, const char *text);
char  *_cf_search_walked_patterns (CfKeysetFilter *filter, const char *column, const char *text);
char  *_cf_search_range      (CfKeysetFilter *filter, const char *column, const char *prefix);
char *_cf_search_each_prefix (CfKeysetFilter *filter, const char *column, const char *text, const char *before, const char *between);
void   _cf_search_add_prefix (CfKeysetFilter *filter, const char *column, const char *text);

G_END_DECLS
