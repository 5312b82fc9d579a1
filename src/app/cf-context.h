/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-adoption.h"
#include "cf-library.h"
#include "cf-product-repository.h"
#include "cf-profile.h"
#include "cf-sales-repository.h"
#include "cf-server.h"
#include "cf-till.h"

G_BEGIN_DECLS

#define CF_TYPE_CONTEXT (cf_context_get_type ())
G_DECLARE_FINAL_TYPE (CfContext, cf_context, CF, CONTEXT, GObject)

CfContext           *cf_context_new                 (const char           *config_folder,
                                                     const char           *data_folder);
CfContext           *cf_context_new_default         (void);
CfProfile           *cf_context_get_profile         (CfContext            *self);
CfServer            *cf_context_get_server          (CfContext            *self);
CfTill              *cf_context_get_till            (CfContext            *self);
CfDbPool            *cf_context_get_pool            (CfContext            *self);
CfSalesRepository   *cf_context_get_sales           (CfContext            *self);
CfProductRepository *cf_context_get_products        (CfContext            *self);
CfLibrary           *cf_context_get_library         (CfContext            *self);
const char          *cf_context_get_progress        (CfContext            *self);

void                 cf_context_set_adopting        (CfContext            *self,
                                                     gboolean              adopting);
CfAdoption          *cf_context_get_adoption        (CfContext            *self);
void                 cf_context_connect_async       (CfContext            *self,
                                                     gboolean              patient,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean             cf_context_connect_finish      (CfContext            *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void                 cf_context_try_async           (CfContext            *self,
                                                     CfProfile            *trial,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
void                 cf_context_keep_async          (CfContext            *self,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean             cf_context_keep_finish         (CfContext            *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void                 cf_context_move_async          (CfContext            *self,
                                                     CfProfile            *profile,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean             cf_context_move_finish         (CfContext            *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void                 cf_context_set_up_shop_async   (CfContext            *self,
                                                     const char           *name,
                                                     const char           *currency,
                                                     const char           *time_zone,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean             cf_context_set_up_shop_finish  (CfContext            *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
CfShop              *cf_context_get_shop            (CfContext            *self);
void                 cf_context_keep_password_async (CfContext            *self,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean             cf_context_keep_password_finish (CfContext           *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void                 cf_context_attach_till         (CfContext            *self);
void                 cf_context_set_clerk           (CfContext            *self,
                                                     const char           *clerk);
void                 cf_context_close_async         (CfContext            *self,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
gboolean             cf_context_close_finish        (CfContext            *self,
                                                     GAsyncResult         *result,
                                                     GError              **error);
void                 cf_context_hurry               (CfContext            *self);

G_END_DECLS
