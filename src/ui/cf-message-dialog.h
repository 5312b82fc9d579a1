/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

GtkWidget *cf_message_dialog_new       (GtkWindow        *parent,
                                        const char       *heading,
                                        const char       *body,
                                        GtkWidget        *extra);
GtkWidget *cf_message_dialog_get_extra (AdwMessageDialog *dialog);

G_END_DECLS
