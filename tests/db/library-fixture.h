/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-author-repository.h"
#include "cf-book-repository.h"
#include "cf-error.h"
#include "cf-fault-proxy.h"
#include "repository-fixture.h"

G_BEGIN_DECLS

/* A library on the shared test server, both repositories on it, and waiting forms of what they do. */
typedef struct
{
  CfTestServer       *server;   /* NULL: there is none, and the test is skipped */
  const char         *database;
  CfFaultProxy       *proxy;    /* nullable: through which the repositories go */
  CfDbPool           *pool;
  CfBookRepository   *books;
  CfAuthorRepository *authors;
  guint               n_changed;
} Library;

void           library_open          (Library *library, const char *database, gboolean through_proxy);
void           library_close         (Library *library);
void           library_sql           (Library *library, const char *sql);
gint64         library_count         (Library *library, const char *sql);
char          *library_rows          (Library *library, const char *sql);

/* From here on the first byte of @way ends the connection, once; no other is made before library_mend(). */
void           library_break         (Library *library, CfFaultWay way);
void           library_mend          (Library *library);

/* "Good Omens | 430 | 1990 | 978-0-06-085398-3 | Terry Pratchett; Neil Gaiman: editor": what follows a bar may be left out. */
CfBookDraft   *draft_new             (const char *text);
CfDraftContributor *draft_row        (CfBookDraft *draft, guint position);

CfBookOutcome *library_try_add       (Library *library, CfBookDraft *draft, CfAddChoice choice, GError **error);
CfBookOutcome *library_add_draft     (Library *library, CfBookDraft *draft, CfAddChoice choice);
CfBook        *library_add           (Library *library, const char *text);
CfBook        *library_load          (Library *library, gint64 id, GError **error);
CfAuthor      *library_author        (Library *library, const char *name);
CfAuthor      *library_load_author   (Library *library, gint64 id, GError **error);
GListModel    *library_book_history  (Library *library, gint64 id);
GListModel    *library_author_history (Library *library, gint64 id);
gboolean       library_undo          (Library *library, gint64 change, GError **error);

/* "Terry Pratchett; Neil Gaiman: editor" */
char          *book_contributors     (CfBook *book);
CfRecordChange *history_change       (GListModel *history, guint position);
/* A change a line, its lines by "; ". */
char          *history_lines         (GListModel *history);

#define assert_contributors(book, expected) \
  G_STMT_START { \
    g_autofree char *contributors_ = book_contributors (book); \
    g_assert_cmpstr (contributors_, ==, expected); \
  } G_STMT_END

#define assert_rows(library, sql, expected) \
  G_STMT_START { \
    g_autofree char *rows_ = library_rows (library, sql); \
    g_assert_cmpstr (rows_, ==, expected); \
  } G_STMT_END

#define assert_history(history, expected) \
  G_STMT_START { \
    g_autofree char *lines_ = history_lines (history); \
    g_assert_cmpstr (lines_, ==, expected); \
  } G_STMT_END

void           assert_told           (GError **error, CfError code, const char *part);

#define SKIP_WITHOUT_SERVER(library) \
  if ((library)->server == NULL) \
    return

G_END_DECLS
