/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-adoption.h"
#include "cf-author-repository.h"
#include "cf-book-repository.h"
#include "cf-profile.h"
#include "cf-server.h"

G_BEGIN_DECLS

#define CF_TYPE_LIBRARY (cf_library_get_type ())
G_DECLARE_FINAL_TYPE (CfLibrary, cf_library, CF, LIBRARY, GObject)

CfLibrary          *cf_library_new          (CfServer             *server);
void                cf_library_set_clerk    (CfLibrary            *self,
                                             const char           *clerk,
                                             const char           *till);
void                cf_library_set_adopting (CfLibrary            *self,
                                             gboolean              adopting);
CfAdoption         *cf_library_get_adoption (CfLibrary            *self);
void                cf_library_open_async   (CfLibrary            *self,
                                             CfProfile            *profile,
                                             CfDbPool             *shop,
                                             gboolean              patient,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean            cf_library_open_finish  (CfLibrary            *self,
                                             GAsyncResult         *result,
                                             GError              **error);
gboolean            cf_library_get_opening  (CfLibrary            *self);
CfDbPool           *cf_library_get_pool     (CfLibrary            *self);
CfBookRepository   *cf_library_get_books    (CfLibrary            *self);
CfAuthorRepository *cf_library_get_authors  (CfLibrary            *self);
const char         *cf_library_get_progress (CfLibrary            *self);
void                cf_library_retry_now    (CfLibrary            *self);
void                cf_library_close_async  (CfLibrary            *self,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean            cf_library_close_finish (CfLibrary            *self,
                                             GAsyncResult         *result,
                                             GError              **error);

G_END_DECLS
