/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *cf_bib_latex_decode (const char *latex);
void  cf_bib_latex_append (GString *out, const char *text);

G_END_DECLS
