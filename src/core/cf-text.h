/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *cf_text_tidy    (const char *text);
char *cf_text_embed   (const char *text);
char *cf_text_digits  (const char *text);
char *cf_text_excerpt (const char *text);
void  cf_text_list    (GString *list, const char *item);

G_END_DECLS
