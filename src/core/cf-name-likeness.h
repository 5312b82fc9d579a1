/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean cf_name_is_like (const char *typed, const char *name);

G_END_DECLS
