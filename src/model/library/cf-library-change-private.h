/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-repository-private.h"

G_BEGIN_DECLS

gint64      _cf_library_read_found_change (GPtrArray *results);

G_END_DECLS
