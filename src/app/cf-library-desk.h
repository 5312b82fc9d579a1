/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-context.h"
#include "cf-library-window.h"

G_BEGIN_DECLS

#define CF_TYPE_LIBRARY_DESK (cf_library_desk_get_type ())
G_DECLARE_FINAL_TYPE (CfLibraryDesk, cf_library_desk, CF, LIBRARY_DESK, GObject)

CfLibraryDesk   *cf_library_desk_new        (GtkApplication *application,
                                             CfContext      *context);
void             cf_library_desk_show       (CfLibraryDesk  *self);
void             cf_library_desk_close      (CfLibraryDesk  *self);
CfLibraryWindow *cf_library_desk_get_window (CfLibraryDesk  *self);

G_END_DECLS
