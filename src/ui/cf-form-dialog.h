/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-error-words.h"

G_BEGIN_DECLS

/**
 * CfFormDialog:
 *
 * What the dialogs have in common in which something is typed or chosen and then stored: *Cancel* and the verb in the header, what
 * is to be said of the whole above the form, waiting for the answer. Ctrl+Enter is the verb, Escape is *Cancel*.
 *
 * A dialog derives from it; its template gives the property "form". What is being stored cannot be taken back by closing the
 * dialog: it is hidden then, and comes back where something is to be said.
 *
 * Signal "left": it was closed, and nothing of what it shows was stored.
 */
#define CF_TYPE_FORM_DIALOG (cf_form_dialog_get_type ())
G_DECLARE_DERIVABLE_TYPE (CfFormDialog, cf_form_dialog, CF, FORM_DIALOG, AdwWindow)

/**
 * CfFormDialogClass:
 * @store: the verb was used; nothing is being stored
 */
struct _CfFormDialogClass
{
  AdwWindowClass parent_class;

  void (*store) (CfFormDialog *self);
};

void     cf_form_dialog_set_names     (CfFormDialog *self, const char *title, const char *verb);
void     cf_form_dialog_set_over      (CfFormDialog *self, gboolean over);
void     cf_form_dialog_set_ready     (CfFormDialog *self, gboolean ready, const char *why_not);
void     cf_form_dialog_set_busy      (CfFormDialog *self, gboolean busy);
gboolean cf_form_dialog_get_busy      (CfFormDialog *self);
gboolean cf_form_dialog_get_disposed  (CfFormDialog *self);
void     cf_form_dialog_tell          (CfFormDialog *self, const char *sentence, const GError *error);
void     cf_form_dialog_tell_progress (CfFormDialog *self, const char *sentence);
void     cf_form_dialog_tell_success  (CfFormDialog *self, const char *sentence);
void     cf_form_dialog_tell_error    (CfFormDialog *self, const GError *error, CfErrorDoing doing);
void     cf_form_dialog_stay          (CfFormDialog *self);
void     cf_form_dialog_focus_verb    (CfFormDialog *self);
void     cf_form_dialog_present_over  (CfFormDialog *self, GtkWindow *parent, int width, int height);
void     cf_form_dialog_end           (CfFormDialog *self);

G_END_DECLS
