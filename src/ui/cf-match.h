/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pango/pango.h>

G_BEGIN_DECLS

PangoAttrList *cf_match_attributes (const char *text, const char *const *words);

G_END_DECLS
