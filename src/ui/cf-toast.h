/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CfToast:
 *
 * A sentence that stands over a page for a moment, with buttons: what it tells is taken back, or gone on with. It looks like an
 * AdwToast and is none: libadwaita 1.2 reads freed memory where one is dismissed while it is still moving in. There is one sentence
 * at a time, and nothing moves. It is put over the page by a GtkOverlay.
 */
#define CF_TYPE_TOAST (cf_toast_get_type ())
G_DECLARE_FINAL_TYPE (CfToast, cf_toast, CF, TOAST, GtkBox)

void cf_toast_show       (CfToast *self, const char *sentence);
void cf_toast_offer      (CfToast *self, const char *label, const char *action, GVariant *target);
void cf_toast_dismiss    (CfToast *self);
void cf_toast_arrange    (CfToast *self);
int  cf_toast_get_height (CfToast *self);

G_END_DECLS
