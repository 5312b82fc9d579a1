/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-error.h"
#include "cf-sqlite-private.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void
set_damaged_error (CfSqlite  *self,
                   GError   **error)
{
  self->damaged = TRUE;
  g_set_error_literal (error, CF_ERROR, CF_ERROR_STORAGE,
                       _("A file of this till is damaged. Start Counterfoil again: it keeps what can be read."));
}

/* The statements are our own and fit every file that we made. SQLite has no code for a file of another format, nor for one whose schema
 * reads otherwise. */
static gboolean
is_not_as_made (const char *words)
{
  return g_str_has_prefix (words, "unsupported file format") || g_str_has_prefix (words, "no such table: ") ||
         g_str_has_prefix (words, "no such column: ");
}

/* What the disk does not give any more is damage too: a sector that has gone bad does not come back. */
static void
set_error (CfSqlite  *self,
           GError   **error)
{
  int rc = sqlite3_extended_errcode (self->db);
  const char *words = sqlite3_errmsg (self->db);

  g_debug ("SQLite: %s (%d)", words, rc);

  switch (rc & 0xff)
    {
    case SQLITE_FULL:
      g_set_error_literal (error, CF_ERROR, CF_ERROR_STORAGE,
                           _("The disk of this computer is full. What was saved before is safe; what is new is not saved yet. Make room and try again."));
      break;

    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
      g_set_error (error, CF_ERROR, CF_ERROR_STORAGE,
                   _("The files of this till cannot be written (%s). Nothing was changed; check the rights of their "
                     "folder."),
                   words);
      break;

    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      set_damaged_error (self, error);
      break;

    case SQLITE_TOOBIG:
      g_set_error_literal (error, CF_ERROR, CF_ERROR_TOO_LARGE, _("This is too long to be kept."));
      break;

    case SQLITE_IOERR:
      if (rc == SQLITE_IOERR_READ || rc == SQLITE_IOERR_SHORT_READ || rc == SQLITE_IOERR_CORRUPTFS)
        {
          set_damaged_error (self, error);
          break;
        }
      G_GNUC_FALLTHROUGH;

    default:
      if ((rc & 0xff) == SQLITE_ERROR && is_not_as_made (words))
        {
          set_damaged_error (self, error);
          break;
        }
      g_set_error (error, CF_ERROR, CF_ERROR_STORAGE,
                   _("The disk of this computer refused (%s). Nothing was changed; try again."), words);
      break;
    }
}

/* What was sold is nobody else's business; the log gets the same rights from SQLite. */
static void
make_private_file (const char *path)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
}

/* Opens the file at @path, which is made where it is missing. */
CfSqlite *
_cf_sqlite_open (const char  *path,
                 GError     **error)
{
  g_autoptr (CfSqlite) self = g_new0 (CfSqlite, 1);

  make_private_file (path);

  self->statements = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) sqlite3_finalize);

  if (sqlite3_open_v2 (path, &self->db,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
                       NULL) != SQLITE_OK)
    {
      set_error (self, error);
      return NULL;
    }

  sqlite3_busy_timeout (self->db, 2000);

  return g_steal_pointer (&self);
}

void
_cf_sqlite_close (CfSqlite *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->statements, g_hash_table_unref);

  if (sqlite3_close (self->db) != SQLITE_OK)
    g_critical ("SQLite: closed with statements open: %s", sqlite3_errmsg (self->db));

  g_free (self);
}

/* Runs statements without parameters. */
gboolean
_cf_sqlite_exec (CfSqlite    *self,
                 const char  *sql,
                 GError     **error)
{
  if (sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  set_error (self, error);

  return FALSE;
}

static sqlite3_stmt *
prepare (CfSqlite    *self,
         const char  *sql,
         GError     **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement != NULL)
    return statement;

  if (sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
    {
      set_error (self, error);
      return NULL;
    }

  g_hash_table_insert (self->statements, (gpointer) sql, statement);

  return statement;
}

/* 't': text or NULL, 'i': gint64, 'b': a GBytes or NULL. Texts are borrowed until the statement is reset. */
static int
bind (sqlite3_stmt *statement,
      const char   *types,
      va_list       args)
{
  int rc = SQLITE_OK;

  for (int i = 1; *types != '\0' && rc == SQLITE_OK; i++, types++)
    {
      if (*types == 't')
        {
          rc = sqlite3_bind_text (statement, i, va_arg (args, const char *), -1, SQLITE_STATIC);
        }
      else if (*types == 'i')
        {
          rc = sqlite3_bind_int64 (statement, i, va_arg (args, gint64));
        }
      else
        {
          GBytes *bytes = va_arg (args, GBytes *);
          gsize length = 0;
          gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

          rc = sqlite3_bind_blob64 (statement, i, data, length, SQLITE_STATIC);
        }
    }

  return rc;
}

static sqlite3_stmt *
query_valist (CfSqlite    *self,
              const char  *sql,
              GError     **error,
              const char  *types,
              va_list      args)
{
  sqlite3_stmt *statement = prepare (self, sql, error);

  if (statement == NULL)
    return NULL;

  g_assert (!sqlite3_stmt_busy (statement));

  if (bind (statement, types, args) != SQLITE_OK)
    {
      set_error (self, error);
      sqlite3_clear_bindings (statement);
      return NULL;
    }

  return statement;
}

/* Returns: (transfer none): the statement, to be read to its end with _cf_sqlite_next() or reset */
sqlite3_stmt *
_cf_sqlite_query (CfSqlite    *self,
                  const char  *sql,
                  GError     **error,
                  const char  *types,
                  ...)
{
  sqlite3_stmt *statement;
  va_list args;

  va_start (args, types);
  statement = query_valist (self, sql, error, types, args);
  va_end (args);

  return statement;
}

/* @row: whether there is a row; after the last one and after an error the statement is free again */
gboolean
_cf_sqlite_next (CfSqlite      *self,
                 sqlite3_stmt  *statement,
                 gboolean      *row,
                 GError       **error)
{
  int rc = sqlite3_step (statement);

  *row = rc == SQLITE_ROW;
  if (rc == SQLITE_ROW)
    return TRUE;

  if (rc != SQLITE_DONE)
    set_error (self, error);

  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);

  return rc == SQLITE_DONE;
}

gboolean
_cf_sqlite_run (CfSqlite    *self,
                const char  *sql,
                GError     **error,
                const char  *types,
                ...)
{
  sqlite3_stmt *statement;
  gboolean row = FALSE;
  gboolean ok;
  va_list args;

  va_start (args, types);
  statement = query_valist (self, sql, error, types, args);
  va_end (args);

  if (statement == NULL)
    return FALSE;

  do
    ok = _cf_sqlite_next (self, statement, &row, error);
  while (ok && row);

  return ok;
}

/* The first column of the first row; @value is left where there is none. */
gboolean
_cf_sqlite_get_int (CfSqlite    *self,
                    const char  *sql,
                    gint64      *value,
                    GError     **error)
{
  sqlite3_stmt *statement = _cf_sqlite_query (self, sql, error, "");
  gboolean row;

  if (statement == NULL || !_cf_sqlite_next (self, statement, &row, error))
    return FALSE;

  if (row)
    *value = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);

  return TRUE;
}

/* Returns: (nullable): the text, until the next step */
const char *
_cf_sqlite_text (sqlite3_stmt *statement,
                 int           column)
{
  return (const char *) sqlite3_column_text (statement, column);
}

/* Returns: (transfer full) (nullable): a copy of the text */
char *
_cf_sqlite_dup_text (sqlite3_stmt *statement,
                     int           column)
{
  return g_strdup (_cf_sqlite_text (statement, column));
}

gboolean
_cf_sqlite_is_open_transaction (CfSqlite *self)
{
  return !sqlite3_get_autocommit (self->db);
}

guint64
_cf_checksum_begin (void)
{
  return G_GUINT64_CONSTANT (0xcbf29ce484222325);
}

static guint64
checksum_add (guint64       checksum,
              const guint8 *bytes,
              gsize         length)
{
  for (gsize i = 0; i < length; i++)
    checksum = (checksum ^ bytes[i]) * G_GUINT64_CONSTANT (0x100000001b3);

  return checksum;
}

guint64
_cf_checksum_add_text (guint64     checksum,
                       const char *text)
{
  gsize length = text != NULL ? strlen (text) : 0;

  checksum = _cf_checksum_add_int (checksum, text != NULL ? (gint64) length : -1);

  return checksum_add (checksum, (const guint8 *) text, length);
}

guint64
_cf_checksum_add_int (guint64 checksum,
                      gint64  value)
{
  gint64 bytes = GINT64_TO_LE (value);

  return checksum_add (checksum, (const guint8 *) &bytes, sizeof bytes);
}
