/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Told why the folder of a file could not be opened: a sentence with the place of the file. */
typedef void (*CfShowFileFailed) (const char *sentence, gpointer owner);

void cf_show_file (GtkWindow        *parent,
                   GFile            *file,
                   CfShowFileFailed  failed,
                   GObject          *owner);

G_END_DECLS
