/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-connection.h"
#include "cf-form-dialog.h"

G_BEGIN_DECLS

/**
 * CfConnectDialog:
 *
 * Where the shop's server is, typed into a form or as a connection string; going from one to the other takes along what is typed.
 * It stays until whoever has it ends it by cf_form_dialog_end(): what does not work is told in it, and can be mended there.
 *
 * Signals: "test" (CfConnection): whether this would work is to be told by cf_connect_dialog_tell(); "connect" (CfConnection): this is to
 * be connected to; "this-computer": the server of this computer is to be gone back to; "cancel": what is under way is not wanted any
 * more, the answer comes all the same.
 */
#define CF_TYPE_CONNECT_DIALOG (cf_connect_dialog_get_type ())
G_DECLARE_FINAL_TYPE (CfConnectDialog, cf_connect_dialog, CF, CONNECT_DIALOG, CfFormDialog)

GtkWidget    *cf_connect_dialog_new            (void);
void          cf_connect_dialog_set_connection (CfConnectDialog *self, CfConnection *connection);
CfConnection *cf_connect_dialog_get_connection (CfConnectDialog *self);
gboolean      cf_connect_dialog_get_keep       (CfConnectDialog *self);
void          cf_connect_dialog_set_keyring    (CfConnectDialog *self, const GError *none);
void          cf_connect_dialog_set_return     (CfConnectDialog *self, gboolean offered);
void          cf_connect_dialog_set_progress   (CfConnectDialog *self, const char *sentence);
void          cf_connect_dialog_tell           (CfConnectDialog *self, const char *works, const GError *error);

G_END_DECLS
