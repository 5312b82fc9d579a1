/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-author-repository.h"
#include "cf-book-repository.h"

G_BEGIN_DECLS

/**
 * CfLibraryWindow:
 *
 * The catalogue's window: the pages Books and Authors, and the dialogs that change what they show.
 *
 * Signals: "make-product" (CfBook book): the person wants to sell this book; "retry": the person does not want to wait any longer
 * for a server.
 */
#define CF_TYPE_LIBRARY_WINDOW (cf_library_window_get_type ())
G_DECLARE_FINAL_TYPE (CfLibraryWindow, cf_library_window, CF, LIBRARY_WINDOW, AdwApplicationWindow)

/* Without repositories (no server was reached since the start) the pages say so; they can be set and replaced at any time. */
GtkWidget *cf_library_window_new              (GtkApplication *application);
void       cf_library_window_set_repositories (CfLibraryWindow *self, CfBookRepository *books, CfAuthorRepository *authors);
/* Why no server answers; NULL: one does. */
void       cf_library_window_set_trouble      (CfLibraryWindow *self, const GError *error);
/* Opens the dialog, or goes on with what was typed in it. */
void       cf_library_window_add_book         (CfLibraryWindow *self);
void       cf_library_window_show_book        (CfLibraryWindow *self, gint64 id);
void       cf_library_window_show_author      (CfLibraryWindow *self, gint64 id);
/* Of how many books and authors something is typed that would be lost with the window. */
guint      cf_library_window_get_n_unsaved    (CfLibraryWindow *self);

G_END_DECLS
