/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char     *cf_fold_code  (const char *code);
char     *cf_fold_text  (const char *text);
char    **cf_fold_words (const char *text);
char     *cf_fold_name  (const char *name);
gboolean  cf_fold_is_blank (const char *text);

G_END_DECLS
