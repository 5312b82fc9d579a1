/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-password-group.h"

G_BEGIN_DECLS

GtkWidget       *cf_password_dialog_new       (GtkWindow        *parent,
                                               const char       *sentence);
CfPasswordGroup *cf_password_dialog_get_group (AdwMessageDialog *dialog);

G_END_DECLS
