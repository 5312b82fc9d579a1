/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void cf_instance_export (GApplication *application);
void cf_instance_part   (GApplication *application);

G_END_DECLS
