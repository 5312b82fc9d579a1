/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CfCloseStakes:
 * @n_products: products about which something is typed and not saved
 * @n_corrections: corrections of sales that are not saved
 * @n_books: books and authors about which something is typed and not saved
 * @n_waiting: orders that were not sent yet
 *
 * What stays open when a window closes.
 */
typedef struct
{
  guint n_products;
  guint n_corrections;
  guint n_books;
  guint n_waiting;
} CfCloseStakes;

GtkWidget *cf_close_question_new (GtkWindow           *window,
                                  const CfCloseStakes *stakes);

G_END_DECLS
