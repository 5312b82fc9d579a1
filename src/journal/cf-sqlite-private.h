/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* One SQLite connection with its prepared statements. It belongs to one thread. */
typedef struct
{
  sqlite3    *db;
  GHashTable *statements;       /* (element-type utf8 sqlite3_stmt): SQL text, by its static address */
  gboolean    damaged;          /* SQLite has met a page that it cannot read */
} CfSqlite;

CfSqlite     *_cf_sqlite_open      (const char  *path,
                                    GError     **error);
void          _cf_sqlite_close     (CfSqlite    *self);
gboolean      _cf_sqlite_exec      (CfSqlite    *self,
                                    const char  *sql,
                                    GError     **error);
sqlite3_stmt *_cf_sqlite_query     (CfSqlite    *self,
                                    const char  *sql,
                                    GError     **error,
                                    const char  *types,
                                    ...);
gboolean      _cf_sqlite_next      (CfSqlite      *self,
                                    sqlite3_stmt  *statement,
                                    gboolean      *row,
                                    GError       **error);
gboolean      _cf_sqlite_run       (CfSqlite    *self,
                                    const char  *sql,
                                    GError     **error,
                                    const char  *types,
                                    ...);
gboolean      _cf_sqlite_get_int   (CfSqlite    *self,
                                    const char  *sql,
                                    gint64      *value,
                                    GError     **error);
const char   *_cf_sqlite_text      (sqlite3_stmt *statement,
                                    int           column);
char         *_cf_sqlite_dup_text  (sqlite3_stmt *statement,
                                    int           column);
gboolean      _cf_sqlite_is_open_transaction (CfSqlite *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfSqlite, _cf_sqlite_close)

/* A checksum over the parts of a record: SQLite notices a broken page, but not a flipped bit within a text. */
guint64 _cf_checksum_begin    (void);
guint64 _cf_checksum_add_text (guint64 checksum, const char *text);
guint64 _cf_checksum_add_int  (guint64 checksum, gint64 value);

G_END_DECLS
