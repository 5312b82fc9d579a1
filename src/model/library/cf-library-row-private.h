/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-author.h"
#include "cf-book.h"
#include "cf-db-result.h"
#include "cf-db-unit.h"

G_BEGIN_DECLS

/* What _cf_book_read() reads, of a table books with the alias "t". Somebody's title of ten megabytes is not carried into a list. */
#define CF_BOOK_COLUMNS_BUT_TEXTS_(title, line) \
  "t.book_id, t.version, " title ", t.number_of_pages, t.year, t.isbn, t.isbn_unverified, " line ", t.added_at, t.added_by"
#define CF_BOOK_COLUMNS CF_BOOK_COLUMNS_BUT_TEXTS_ ("t.title", "t.author_line")
#define CF_BOOK_LIST_COLUMNS CF_BOOK_COLUMNS_BUT_TEXTS_ ("left (t.title, 1000)", "left (t.author_line, 1000)")
#define CF_BOOK_N_COLUMNS 10

#define CF_COUNT_BOOKS(author) "(SELECT count (DISTINCT n.book_id) FROM public.bookauthors n WHERE n.author_id = " author ")"

/* Who is named in a book, in order; to be followed by a condition on "p". Counting the books of each costs more than all the rest. */
#define CF_CONTRIBUTOR_COLUMNS(n_books) \
  "p.author_id, a.first_name, a.last_name, a.note, p.role, " n_books " " \
  "FROM public.bookauthors p JOIN public.authors a ON a.author_id = p.author_id"
#define CF_CONTRIBUTOR_ORDER "p.position NULLS LAST, p.bookauthor_id"

/* What _cf_author_read() reads, of a table authors with the alias "t": in a list; or of those whom a person tells from others, by a title too. */
#define CF_AUTHOR_COLUMNS_(n_books, book) \
  "t.author_id, t.version, left (t.first_name, 1000), left (t.last_name, 1000), left (t.note, 1000), t.added_at, t.added_by, " n_books ", " book
#define CF_AUTHOR_COLUMNS CF_AUTHOR_COLUMNS_ (CF_COUNT_BOOKS ("t.author_id"), "NULL")
#define CF_AUTHOR_OFFERED_COLUMNS(n_books) \
  CF_AUTHOR_COLUMNS_ (n_books, "(SELECT left (b.title, 200) FROM public.bookauthors p JOIN public.books b ON b.book_id = p.book_id " \
                               "WHERE p.author_id = t.author_id ORDER BY p.book_id DESC LIMIT 1)")
#define CF_AUTHOR_N_COLUMNS 9

/* Whom somebody may have meant by parameter number %u. */
#define CF_NAME_MEANT "counterfoil.untwisted_name (counterfoil.bare_name (counterfoil.fold_title ($%u)))"

/* The other spellings of one, behind those. */
#define CF_AUTHOR_ALIASES \
  "ARRAY(SELECT DISTINCT counterfoil.display_name (s.first_name, s.last_name) COLLATE \"C\" FROM counterfoil.author_aliases s " \
  "WHERE s.author_id = t.author_id AND s.name_key <> t.name_key ORDER BY 1)"

/* What has been stored or is looked for in the same transaction, by its id. */
#define CF_SAVED_ID "nullif (current_setting ('counterfoil.saved', true), '')::bigint"

CfBook     *_cf_book_read          (CfDbResult *result, guint row, CfDbResult *contributors);
GPtrArray  *_cf_books_read         (CfDbResult *result);
void        _cf_book_add_saved     (CfDbUnit *unit);
CfAuthor   *_cf_author_read        (CfDbResult *result, guint row);
CfAuthor   *_cf_author_read_found  (CfDbResult *result, guint row, const char *how, const char *spelling);
CfAuthor   *_cf_author_read_whole  (CfDbResult *result, guint row);
void        _cf_author_read_fields (CfDbResult *result, guint row, CfAuthorFields *fields);

G_END_DECLS
