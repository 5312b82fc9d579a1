/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Exit status of wrong use, and of no server. */
#define CF_COMMAND_LINE_MISUSE 2
#define CF_COMMAND_LINE_NO_DISPLAY 3

void cf_command_line_add_options (GApplication *application);
int  cf_command_line_handle      (GVariantDict *options);

G_END_DECLS
