/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-server-paths-private.h"

G_BEGIN_DECLS

char *cf_server_unfinished_make   (CfServerPaths *paths, GError **error);
void  cf_server_unfinished_remove (CfServerPaths *paths);

G_END_DECLS
