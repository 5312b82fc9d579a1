/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libpq-fe.h>

G_BEGIN_DECLS

double yardstick_switches (PGconn *pg);
double yardstick_rows     (PGconn *pg);

G_END_DECLS
