/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-contributor.h"

G_BEGIN_DECLS

/* Any text may be NULL: others write books too. */
typedef struct
{
  gint64     id;
  int        version;
  char      *title;
  gint64     pages;
  gboolean   has_pages;
  int        year;              /* below 1: before the common era */
  gboolean   has_year;
  char      *isbn;              /* the stored form; shown by cf_book_dup_isbn() */
  gboolean   isbn_unverified;   /* somebody insisted on it, or another program wrote it */
  char      *author_line;       /* "Kate Quinn, Steven King" */
  gint64     added_at;          /* µs since 1970 */
  char      *added_by;
  GPtrArray *contributors;      /* (element-type CfContributor), in their order; NULL in lists, which do not read them */
} CfBookFields;

/**
 * CfBook:
 *
 * A book of the catalogue, as stored. Immutable.
 */
#define CF_TYPE_BOOK (cf_book_get_type ())
G_DECLARE_FINAL_TYPE (CfBook, cf_book, CF, BOOK, GObject)

/* Takes over what @fields points to and clears it. */
CfBook             *cf_book_new      (CfBookFields *fields);
const CfBookFields *cf_book_fields   (CfBook *self);
/* (transfer full) (nullable): "978-0-375-70402-4"; as it is stored where it is none; NULL: there is none. */
char               *cf_book_dup_isbn (CfBook *self);

G_END_DECLS
