/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-connection.h"

G_BEGIN_DECLS

#define CF_TYPE_PROFILE (cf_profile_get_type ())
G_DECLARE_FINAL_TYPE (CfProfile, cf_profile, CF, PROFILE, GObject)

CfProfile  *cf_profile_new                (const char           *config_folder);
CfProfile  *cf_profile_copy               (CfProfile            *self);
void        cf_profile_load_async         (CfProfile            *self,
                                           GCancellable         *cancellable,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gboolean    cf_profile_load_finish        (CfProfile            *self,
                                           GAsyncResult         *result,
                                           GError              **error);
void        cf_profile_save_async         (CfProfile            *self,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gboolean    cf_profile_save_finish        (CfProfile            *self,
                                           GAsyncResult         *result,
                                           GError              **error);
gboolean    cf_profile_get_configured     (CfProfile            *self);
void        cf_profile_use_private_server (CfProfile            *self);
void        cf_profile_use_conninfo       (CfProfile            *self,
                                           const char           *conninfo);
void        cf_profile_use_connection     (CfProfile            *self,
                                           CfConnection         *connection);
CfConnection *cf_profile_dup_connection   (CfProfile            *self);
const char *cf_profile_get_conninfo       (CfProfile            *self);
void        cf_profile_set_password       (CfProfile            *self,
                                           const char           *password);
const char *cf_profile_get_password       (CfProfile            *self);
const char *cf_profile_get_sales_database (CfProfile            *self);
const char *cf_profile_get_library_database (CfProfile           *self);
const char *cf_profile_get_clerk          (CfProfile            *self);
void        cf_profile_set_clerk          (CfProfile            *self,
                                           const char           *clerk);
gint64      cf_profile_get_last_backup    (CfProfile            *self);
void        cf_profile_set_last_backup    (CfProfile            *self,
                                           gint64                unix_us);

G_END_DECLS
