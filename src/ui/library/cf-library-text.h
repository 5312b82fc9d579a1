/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cf-author.h"
#include "cf-book.h"
#include "cf-paged-list-model.h"

G_BEGIN_DECLS

const char *cf_library_text_role         (CfRole role);
char       *cf_library_text_count        (gint64 n_books);
char       *cf_library_text_summary      (CfPagedListModel *list, const char *count);
char       *cf_library_text_contributor  (CfRole role, gint64 n_books);
void        cf_library_text_label_chip   (GtkToggleButton *chip, const char *name, gint64 n);
char       *cf_library_text_year         (int year);
char       *cf_library_text_title        (CfBook *book);
char       *cf_library_text_title_inside (CfBook *book);
char       *cf_library_text_details      (CfBook *book);
char       *cf_library_text_book         (CfBook *book);
char       *cf_library_text_author       (CfAuthor *author);
char       *cf_library_text_name_inside  (CfAuthor *author);
char       *cf_library_text_aliases      (char **aliases);
char       *cf_library_text_sorted       (CfAuthor *author);
char       *cf_library_text_person       (CfAuthor *author);

G_END_DECLS
