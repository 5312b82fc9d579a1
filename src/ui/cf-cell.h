/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The text of @item in one cell; (transfer full). */
typedef char     *(*CfCellText) (GObject *item, gpointer owner);
/* Whether something holds for a row. */
typedef gboolean  (*CfCellMark) (GObject *item, gpointer owner);

typedef struct
{
  CfCellText  text;
  CfCellMark  mark;             /* nullable: this cell has no place for the mark of what is not sent */
  const char *css_class;        /* nullable */
  guint       min_chars;
  guint       nat_chars;
  gboolean    number;           /* ends at a right edge, tabular */
  guint       most_chars;       /* its natural width grows to so much with what it says; 0: it stays, and that of a number grows to a default */
  CfCellMark  dim;              /* nullable: what the cell says of a row is no value but that there is none */
  gboolean    whole;            /* its least width grows so too: a part of it would tell something else */
} CfCellStyle;

/* A row of two lines, for narrow windows. */
typedef struct
{
  CfCellText title;
  CfCellText detail;
  CfCellText end;
  CfCellMark mark;              /* nullable */
  const char *end_class;        /* nullable: bold, as an amount is */
} CfCellRowStyle;

GtkListItemFactory *cf_cell_factory_new     (const CfCellStyle    *style,
                                             gpointer              owner);
GtkListItemFactory *cf_cell_row_factory_new (const CfCellRowStyle *style,
                                             gpointer              owner);

G_END_DECLS
