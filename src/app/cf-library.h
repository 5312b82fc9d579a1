/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-adoption.h"
#include "cf-author-repository.h"
#include "cf-book-repository.h"
#include "cf-profile.h"
#include "cf-server.h"

G_BEGIN_DECLS

/**
 * CfLibraryOpenFlags:
 * @CF_LIBRARY_OPEN_PATIENT: a server that does not answer is waited for
 * @CF_LIBRARY_OPEN_CREATE: a database that a server of the person's own does not have is made
 */
typedef enum
{
  CF_LIBRARY_OPEN_PATIENT = 1 << 0,
  CF_LIBRARY_OPEN_CREATE  = 1 << 1,
} CfLibraryOpenFlags;

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
                                             CfLibraryOpenFlags    flags,
                                             GCancellable         *cancellable,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean            cf_library_open_finish  (CfLibrary            *self,
                                             GAsyncResult         *result,
                                             GError              **error);
gboolean            cf_library_get_opening  (CfLibrary            *self);
CfLibraryOpenFlags  cf_library_get_flags    (CfLibrary            *self);
CfDbPool           *cf_library_get_pool     (CfLibrary            *self);
CfBookRepository   *cf_library_get_books    (CfLibrary            *self);
CfAuthorRepository *cf_library_get_authors  (CfLibrary            *self);
const char         *cf_library_get_progress (CfLibrary            *self);
void                cf_library_forget          (CfLibrary           *self);
void                cf_library_retry_now    (CfLibrary            *self);
void                cf_library_close_async  (CfLibrary            *self,
                                             GAsyncReadyCallback   callback,
                                             gpointer              user_data);
gboolean            cf_library_close_finish (CfLibrary            *self,
                                             GAsyncResult         *result,
                                             GError              **error);

G_END_DECLS
