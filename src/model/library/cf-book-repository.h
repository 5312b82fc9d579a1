/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-author.h"
#include "cf-book.h"
#include "cf-book-draft.h"
#include "cf-book-export.h"
#include "cf-book-import.h"
#include "cf-page-source.h"
#include "cf-record-change.h"
#include "cf-repository.h"

G_BEGIN_DECLS

typedef enum
{
  CF_BOOKS_ALL,
  CF_BOOKS_ISBN_TO_CHECK,
  CF_BOOKS_WITHOUT_AUTHOR,
} CfBooksFilter;

typedef enum
{
  CF_BOOKS_SORT_TITLE,
  CF_BOOKS_SORT_AUTHORS,
  CF_BOOKS_SORT_YEAR,
  CF_BOOKS_SORT_PAGES,
  CF_BOOKS_SORT_ADDED,
} CfBooksSort;

/* Which books in which order. @author_id: of this author only; 0: of all. */
typedef struct
{
  const char   *text;
  CfBooksFilter filter;
  gint64        author_id;
  CfBooksSort   sort;
  gboolean      descending;
} CfBooksQuery;

/**
 * CfAddChoice:
 * @CF_ADD_UNLESS_THERE: a book that is in the catalogue already is not added again
 * @CF_ADD_ANOTHER: it is another book, whatever is in the catalogue
 */
typedef enum
{
  CF_ADD_UNLESS_THERE,
  CF_ADD_ANOTHER,
} CfAddChoice;

/**
 * CfBookResult:
 * @CF_BOOK_STORED: it is in the catalogue
 * @CF_BOOK_DUPLICATE: nothing was stored: the catalogue has it already, or so it seems
 * @CF_BOOK_AMBIGUOUS: nothing was stored: several people are of a name that was typed
 */
typedef enum
{
  CF_BOOK_STORED,
  CF_BOOK_DUPLICATE,
  CF_BOOK_AMBIGUOUS,
} CfBookResult;

/* A name that several people have: which of them is it, or a new one? */
typedef struct
{
  guint      position;          /* in the draft's contributors */
  GPtrArray *candidates;        /* (element-type CfAuthor); empty: who was chosen is not in the catalogue any more */
} CfAuthorQuestion;

/* What became of a draft. */
typedef struct
{
  CfBookResult result;
  CfBook      *book;            /* CF_BOOK_STORED: as it is stored now, with its contributors, whose books are not counted */
  gint64       change;          /* CF_BOOK_STORED: by what it is undone */
  guint        n_new_authors;   /* CF_BOOK_STORED: how many people were not in the catalogue before, where that is known */
  GPtrArray   *books;           /* CF_BOOK_DUPLICATE: (element-type CfBook) what was found, the likeliest first */
  GPtrArray   *questions;       /* CF_BOOK_AMBIGUOUS: (element-type CfAuthorQuestion) */
} CfBookOutcome;
void cf_book_outcome_free (CfBookOutcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfBookOutcome, cf_book_outcome_free)

/**
 * CfBookRepository:
 *
 * The books of the catalogue on the server. All SQL of them is here. Signal "changed": something was written through this
 * repository; lists should refresh.
 */
#define CF_TYPE_BOOK_REPOSITORY (cf_book_repository_get_type ())
G_DECLARE_FINAL_TYPE (CfBookRepository, cf_book_repository, CF, BOOK_REPOSITORY, CfRepository)

CfBookRepository *cf_book_repository_new                (CfDbPool *pool);
/* Items are CfBook, without contributors. */
CfPageSource     *cf_book_repository_list               (CfBookRepository *self, const CfBooksQuery *query);
/* The position of a book in that list; -1: it is not in it. */
void              cf_book_repository_find_place_async   (CfBookRepository *self, const CfBooksQuery *query, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean          cf_book_repository_find_place_finish  (CfBookRepository *self, GAsyncResult *result, gint64 *place, GError **error);
/* How many books each filter shows, for the chips. */
void              cf_book_repository_count_async        (CfBookRepository *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean          cf_book_repository_count_finish       (CfBookRepository *self, GAsyncResult *result, gint64 *all, gint64 *isbn_to_check, gint64 *without_author, GError **error);
/* With its contributors. CF_ERROR_NOT_FOUND. */
void              cf_book_repository_load_async         (CfBookRepository *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CfBook           *cf_book_repository_load_finish        (CfBookRepository *self, GAsyncResult *result, GError **error);
/* Any form of ISBN; with its contributors, whose books are not counted. NULL without an error: the catalogue has none. */
void              cf_book_repository_find_isbn_async    (CfBookRepository *self, const char *text, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CfBook           *cf_book_repository_find_isbn_finish   (CfBookRepository *self, GAsyncResult *result, GError **error);
/* The draft is read before it returns. CF_ERROR_INVALID: it is not ready; CF_ERROR_OFFLINE: surely not stored; CF_ERROR_UNKNOWN: that cannot be said. */
void              cf_book_repository_add_async          (CfBookRepository *self, CfBookDraft *draft, CfAddChoice choice, GAsyncReadyCallback callback, gpointer user_data);
CfBookOutcome    *cf_book_repository_add_finish         (CfBookRepository *self, GAsyncResult *result, GError **error);
/* The draft's contributors join those of @book that it does not have yet. Never CF_BOOK_DUPLICATE. */
void              cf_book_repository_add_authors_async  (CfBookRepository *self, CfBook *book, CfBookDraft *draft, GAsyncReadyCallback callback, gpointer user_data);
CfBookOutcome    *cf_book_repository_add_authors_finish (CfBookRepository *self, GAsyncResult *result, GError **error);
/* What became of it, whose answer was not known when it finished; waits for the server. As the finish of @unknown. */
void              cf_book_repository_await_async        (CfBookRepository *self, GAsyncResult *unknown, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CfBookOutcome    *cf_book_repository_await_finish       (CfBookRepository *self, GAsyncResult *result, GError **error);
/* Under the version of @original. CF_ERROR_CONFLICT: changed meanwhile, @theirs (out, optional) is what is stored now; CF_ERROR_NOT_FOUND: deleted meanwhile. */
void              cf_book_repository_save_async         (CfBookRepository *self, CfBook *original, CfBookDraft *draft, CfAddChoice choice, GAsyncReadyCallback callback, gpointer user_data);
CfBookOutcome    *cf_book_repository_save_finish        (CfBookRepository *self, GAsyncResult *result, CfBook **theirs, GError **error);
/* @change: by what it is undone. */
void              cf_book_repository_delete_async       (CfBookRepository *self, CfBook *book, GAsyncReadyCallback callback, gpointer user_data);
gboolean          cf_book_repository_delete_finish      (CfBookRepository *self, GAsyncResult *result, gint64 *change, GError **error);
/* Any change of the library, whole: an edit of a book with its authors, a merge. CF_ERROR_CONFLICT: something came after it. */
void              cf_book_repository_undo_async         (CfBookRepository *self, gint64 change, GAsyncReadyCallback callback, gpointer user_data);
gboolean          cf_book_repository_undo_finish        (CfBookRepository *self, GAsyncResult *result, GError **error);
/* (transfer full) (element-type CfRecordChange), newest first; of a deleted book too. */
void              cf_book_repository_history_async      (CfBookRepository *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GListModel       *cf_book_repository_history_finish     (CfBookRepository *self, GAsyncResult *result, GError **error);
/* Books from files and into files, see CfBookImport and CfBookExport; "changed" comes when an import has ended. */
CfBookImport       *cf_book_repository_new_import       (CfBookRepository *self, GFile *file, CfBibFormat format, const CfBibCsvMapping *mapping, gboolean dry_run);
void                cf_book_repository_import_async     (CfBookRepository *self, CfBookImport *import, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CfBookImportReport *cf_book_repository_import_finish    (CfBookRepository *self, GAsyncResult *result, GError **error);
void                cf_book_repository_count_import_async  (CfBookRepository *self, gint64 change, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean            cf_book_repository_count_import_finish (CfBookRepository *self, GAsyncResult *result, gint64 *n_books, gint64 *n_authors, GError **error);
CfBookExport       *cf_book_repository_new_export       (CfBookRepository *self, GFile *file, CfBibFormat format);

G_END_DECLS
