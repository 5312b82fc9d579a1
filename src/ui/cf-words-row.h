/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CfWordsRow:
 *
 * A row of a form that only says something. The focus goes on to the row behind it; a list would let it out there, and leave out
 * what follows.
 */
#define CF_TYPE_WORDS_ROW (cf_words_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (CfWordsRow, cf_words_row, CF, WORDS_ROW, GtkListBoxRow)

struct _CfWordsRowClass
{
  GtkListBoxRowClass parent_class;
};

GtkWidget *cf_words_row_new (GtkWidget *words);

G_END_DECLS
