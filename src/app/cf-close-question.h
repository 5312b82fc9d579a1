/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-sales-window.h"

G_BEGIN_DECLS

GtkWidget *cf_close_question_new (CfSalesWindow *window,
                                  guint          n_waiting);

G_END_DECLS
