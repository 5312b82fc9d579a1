/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CfPasswordGroup:
 *
 * The password of a server's user, and whether it is kept in the keyring. Signal "changed": something else is typed.
 */
#define CF_TYPE_PASSWORD_GROUP (cf_password_group_get_type ())
G_DECLARE_FINAL_TYPE (CfPasswordGroup, cf_password_group, CF, PASSWORD_GROUP, AdwPreferencesGroup)

void        cf_password_group_set_password (CfPasswordGroup *self, const char *password);
const char *cf_password_group_get_password (CfPasswordGroup *self);
gboolean    cf_password_group_get_keep     (CfPasswordGroup *self);
void        cf_password_group_set_keyring  (CfPasswordGroup *self, const GError *none);

G_END_DECLS
