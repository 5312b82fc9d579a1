/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-author-repository.h"
#include "cf-book-repository.h"
#include "cf-library-window.h"
#include "page-fixture.h"

G_BEGIN_DECLS

/* The library window, on a catalogue of its own on a throwaway server. */
typedef struct
{
  CfTestServer       *server;   /* NULL: none is installed, the test is skipped */
  CfDbPool           *pool;
  CfBookRepository   *books;
  CfAuthorRepository *authors;
  GtkWidget          *window;
  char               *heard;    /* what the window asked for last */
} LibraryFixture;

typedef void (*LibraryTest) (LibraryFixture *fixture);

#define LIBRARY_DATABASE "library_window"

/* A book, by the function that the program itself uses: title, year, pages, ISBN, authors. */
#define LIBRARY_BOOK(title, year, pages, isbn, first, last) \
  "SELECT * FROM counterfoil.add_book ('" title "', " pages ", " isbn ", false, " year ", ARRAY['" first "'], ARRAY['" last "'], " \
  "ARRAY['author'], ARRAY[NULL]::bigint[], ARRAY[NULL]::text[], false); "

void       library_test_add      (const char *path, LibraryTest test);
void       library_open          (LibraryFixture *fixture);
void       library_show          (LibraryFixture *fixture, int width);
void       library_show_without_server (LibraryFixture *fixture);
void       library_close         (LibraryFixture *fixture);

void       library_sql           (LibraryFixture *fixture, const char *sql);
void       library_assert_value  (LibraryFixture *fixture, const char *sql, const char *wanted);
void       library_assert_cells  (LibraryFixture *fixture, const char *title, guint n, const char *wanted);

GtkWidget *library_page          (LibraryFixture *fixture);
CfBrowser *library_browser       (LibraryFixture *fixture);
void       library_open_row      (LibraryFixture *fixture, guint position);
GtkWidget *library_dialog        (GType type);
GtkWidget *library_await_dialog  (GType type);
GtkWidget *library_await_chooser (void);
gboolean   library_chooser_has   (GtkWidget *chooser, GFile *file);

/* The n-th row that one types into and that is called so; NULL: there are not so many. */
GtkWidget *library_entry         (GtkWidget *root, const char *title, guint position);
void       library_type          (GtkWidget *root, const char *title, guint position, const char *text);
/* As Enter in the entry of the row, and as a click on the row or Enter on it. */
void       library_enter         (GtkWidget *row);
void       library_activate      (GtkWidget *row);
GtkWidget *library_find_row      (GtkWidget *root, const char *text);
gboolean   library_press_key    (GtkWidget *row, guint key);
gboolean   library_has_focus     (GtkWidget *widget);

G_END_DECLS
