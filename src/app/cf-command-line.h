/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void cf_command_line_add_options (GApplication *application);
int  cf_command_line_handle      (GVariantDict *options);

G_END_DECLS
