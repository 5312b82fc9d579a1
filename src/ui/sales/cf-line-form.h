/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cf-cart.h"
#include "cf-currency.h"

G_BEGIN_DECLS

/**
 * CfLineForm:
 *
 * Name and price of a code that the catalogue does not know, filled in where the line stands.
 *
 * Signals: "filled": nothing is missing any more; "trouble" (GError): something cannot be taken.
 */
#define CF_TYPE_LINE_FORM (cf_line_form_get_type ())
G_DECLARE_FINAL_TYPE (CfLineForm, cf_line_form, CF, LINE_FORM, GtkWidget)

GtkWidget *cf_line_form_new     (CfCart *cart, CfCartLine *line, const CfCurrency *currency);
gboolean   cf_line_form_fill_in (CfLineForm *self);

G_END_DECLS
