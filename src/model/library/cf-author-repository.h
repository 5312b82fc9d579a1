/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-author.h"
#include "cf-page-source.h"
#include "cf-record-change.h"
#include "cf-repository.h"

G_BEGIN_DECLS

typedef enum
{
  CF_AUTHORS_ALL,
  CF_AUTHORS_WITHOUT_BOOKS,
  CF_AUTHORS_NAMESAKES,         /* whose name somebody else has too */
} CfAuthorsFilter;

typedef enum
{
  CF_AUTHORS_SORT_NAME,         /* the last name first */
  CF_AUTHORS_SORT_BOOKS,
  CF_AUTHORS_SORT_ADDED,
} CfAuthorsSort;

typedef struct
{
  const char     *text;
  CfAuthorsFilter filter;
  CfAuthorsSort   sort;
  gboolean        descending;
} CfAuthorsQuery;

/* What would become of authors that are made one. */
typedef struct
{
  CfAuthor  *keep;              /* as it is stored now: what is merged is guarded by these versions */
  GPtrArray *others;            /* (element-type CfAuthor) who would be gone */
  gint64     n_books;           /* of @keep afterwards */
  gint64     n_moved;           /* books that would change hands */
  gint64     n_collapsed;       /* books that name two of them in one role: once afterwards */
  char     **aliases;           /* spellings by which @keep would be found, as they are shown */
  gboolean   were_different;    /* somebody said before that two of them are not the same */
} CfMergePreview;
void cf_merge_preview_free (CfMergePreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfMergePreview, cf_merge_preview_free)

/**
 * CfAuthorRepository:
 *
 * The people of the catalogue on the server. All SQL of them is here. Signal "changed": something was written through this
 * repository; lists should refresh, those of books too.
 */
#define CF_TYPE_AUTHOR_REPOSITORY (cf_author_repository_get_type ())
G_DECLARE_FINAL_TYPE (CfAuthorRepository, cf_author_repository, CF, AUTHOR_REPOSITORY, CfRepository)

CfAuthorRepository *cf_author_repository_new                  (CfDbPool *pool);
/* Items are CfAuthor, with n_books. */
CfPageSource       *cf_author_repository_list                 (CfAuthorRepository *self, const CfAuthorsQuery *query);
/* How many authors each filter shows, for the chips. */
void                cf_author_repository_count_async          (CfAuthorRepository *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean            cf_author_repository_count_finish         (CfAuthorRepository *self, GAsyncResult *result, gint64 *all, gint64 *without_books, gint64 *namesakes, GError **error);
/* With the other spellings. CF_ERROR_NOT_FOUND; where it was merged since, the one that was kept. */
void                cf_author_repository_load_async           (CfAuthorRepository *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CfAuthor           *cf_author_repository_load_finish          (CfAuthorRepository *self, GAsyncResult *result, GError **error);
/* Who @text may be, while it is typed: (element-type CfAuthor), at most @limit, the best first, each with how it matches. */
void                cf_author_repository_complete_async       (CfAuthorRepository *self, const char *text, guint limit, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray          *cf_author_repository_complete_finish      (CfAuthorRepository *self, GAsyncResult *result, GError **error);
/* Under the version of @original. CF_ERROR_CONFLICT with @theirs (out, optional); CF_ERROR_NOT_FOUND; CF_ERROR_INVALID without a name. */
void                cf_author_repository_save_async           (CfAuthorRepository *self, CfAuthor *original, const char *first_name, const char *last_name, const char *note, GAsyncReadyCallback callback, gpointer user_data);
CfAuthor           *cf_author_repository_save_finish          (CfAuthorRepository *self, GAsyncResult *result, gint64 *change, CfAuthor **theirs, GError **error);
/* Who still has books cannot be deleted: CF_ERROR_REFUSED says how many. */
void                cf_author_repository_delete_async         (CfAuthorRepository *self, CfAuthor *author, GAsyncReadyCallback callback, gpointer user_data);
gboolean            cf_author_repository_delete_finish        (CfAuthorRepository *self, GAsyncResult *result, gint64 *change, GError **error);
/* As cf_book_repository_undo_async(). */
void                cf_author_repository_undo_async           (CfAuthorRepository *self, gint64 change, GAsyncReadyCallback callback, gpointer user_data);
gboolean            cf_author_repository_undo_finish          (CfAuthorRepository *self, GAsyncResult *result, GError **error);
/* (transfer full) (element-type CfRecordChange), newest first. */
void                cf_author_repository_history_async        (CfAuthorRepository *self, gint64 id, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GListModel         *cf_author_repository_history_finish       (CfAuthorRepository *self, GAsyncResult *result, GError **error);
/* What a merge would do; changes nothing. @others: (element-type CfAuthor). */
void                cf_author_repository_preview_merge_async  (CfAuthorRepository *self, CfAuthor *keep, GPtrArray *others, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
CfMergePreview     *cf_author_repository_preview_merge_finish (CfAuthorRepository *self, GAsyncResult *result, GError **error);
/* The books of @others become those of @keep, their names other spellings of it. CF_ERROR_CONFLICT: one of them changed since it was read. */
void                cf_author_repository_merge_async          (CfAuthorRepository *self, CfAuthor *keep, GPtrArray *others, GAsyncReadyCallback callback, gpointer user_data);
CfAuthor           *cf_author_repository_merge_finish         (CfAuthorRepository *self, GAsyncResult *result, gint64 *change, GError **error);
/* Moves the books with these ids to a new person of the same name, told apart by @note. Result: the new person. */
void                cf_author_repository_split_async          (CfAuthorRepository *self, CfAuthor *author, const gint64 *books, guint n_books, const char *note, GAsyncReadyCallback callback, gpointer user_data);
CfAuthor           *cf_author_repository_split_finish         (CfAuthorRepository *self, GAsyncResult *result, gint64 *change, GError **error);
/* Likely doubles of @author: (element-type CfAuthor), the likeliest first, without those that somebody said are others. */
void                cf_author_repository_suggest_async        (CfAuthorRepository *self, CfAuthor *author, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray          *cf_author_repository_suggest_finish       (CfAuthorRepository *self, GAsyncResult *result, GError **error);
/* "Not the same", for everybody; @different FALSE takes it back. */
void                cf_author_repository_mark_different_async  (CfAuthorRepository *self, CfAuthor *author, CfAuthor *other, gboolean different, GAsyncReadyCallback callback, gpointer user_data);
gboolean            cf_author_repository_mark_different_finish (CfAuthorRepository *self, GAsyncResult *result, gint64 *change, GError **error);

G_END_DECLS
