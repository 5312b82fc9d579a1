/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean cf_sync_file        (const char *path);
gboolean cf_sync_folder      (const char *path);
gboolean cf_sync_file_system (const char *path);

G_END_DECLS
