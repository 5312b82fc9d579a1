/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening and closing the journal's file, its tables, its transactions, and its upkeep. */

#include "cf-config.h"

#include "cf-error.h"
#include "cf-journal-store-private.h"
#include "cf-uuid.h"

#include <glib/gi18n-lib.h>
#include <unistd.h>

/* Pages of 4 KiB in the write-ahead log at which it is carried into the journal: when nothing else is to do,
 * and in any case. */
#define WAL_PAGES_IDLE 200
#define WAL_PAGES_LIMIT 25000

#define PRUNE_INTERVAL G_TIME_SPAN_HOUR

static const char schema_1[] =
  "CREATE TABLE meta ("
  " key TEXT NOT NULL PRIMARY KEY,"
  " value TEXT,"
  " checksum INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
  "CREATE TABLE carts ("
  " sequence INTEGER PRIMARY KEY,"
  " uuid TEXT NOT NULL UNIQUE,"
  " document TEXT,"
  " checksum INTEGER NOT NULL) STRICT;"
  "CREATE TABLE cart_lines ("
  " sequence INTEGER PRIMARY KEY,"
  " cart TEXT NOT NULL,"
  " uuid TEXT NOT NULL,"
  " position INTEGER NOT NULL,"
  " document TEXT NOT NULL,"
  " checksum INTEGER NOT NULL,"
  " UNIQUE (cart, uuid)) STRICT;"
  "CREATE TABLE orders ("
  " sequence INTEGER PRIMARY KEY AUTOINCREMENT,"
  " uuid TEXT NOT NULL UNIQUE,"
  " number TEXT NOT NULL,"
  " completed_at INTEGER NOT NULL,"
  " document TEXT NOT NULL,"
  " checksum INTEGER NOT NULL,"
  " shop TEXT,"
  " state INTEGER NOT NULL,"
  " acknowledged_at INTEGER,"
  " sqlstate TEXT,"
  " message TEXT) STRICT;"
  "CREATE INDEX orders_by_state ON orders (state, sequence);"
  "PRAGMA application_id = 1130777137;"
  "PRAGMA user_version = 1;";

G_STATIC_ASSERT (CF_JOURNAL_APPLICATION_ID == 1130777137);

/* What leads from a version to the next; each runs in one transaction and sets the version it reaches. */
static const char *const migrations[] = {
  schema_1,
};

G_STATIC_ASSERT (G_N_ELEMENTS (migrations) == CF_JOURNAL_SCHEMA_VERSION);

/* -------------------------------------------------------------------------------------------------
 * Meta data
 * ------------------------------------------------------------------------------------------------- */

static guint64
meta_checksum (const char *key,
               const char *value)
{
  return _cf_checksum_add_text (_cf_checksum_add_text (_cf_checksum_begin (), key), value);
}

gboolean
_cf_journal_store_get_meta (CfSqlite    *sqlite,
                            const char  *key,
                            char       **value,
                            GError     **error)
{
  sqlite3_stmt *statement;
  gboolean row;

  *value = NULL;

  statement = _cf_sqlite_query (sqlite, "SELECT value, checksum FROM meta WHERE key = ?1", error, "t", key);
  if (statement == NULL || !_cf_sqlite_next (sqlite, statement, &row, error))
    return FALSE;

  if (row)
    {
      g_autofree char *text = _cf_sqlite_dup_text (statement, 0);

      if ((guint64) sqlite3_column_int64 (statement, 1) == meta_checksum (key, text))
        *value = g_steal_pointer (&text);
      else
        sqlite->damaged = TRUE;
    }
  sqlite3_reset (statement);

  return TRUE;
}

gboolean
_cf_journal_store_set_meta (CfSqlite    *sqlite,
                            const char  *key,
                            const char  *value,
                            GError     **error)
{
  return _cf_sqlite_run (sqlite,
                         "INSERT INTO meta VALUES (?1, ?2, ?3)"
                         " ON CONFLICT (key) DO UPDATE SET value = excluded.value, checksum = excluded.checksum",
                         error, "tti", key, value, (gint64) meta_checksum (key, value));
}

gboolean
_cf_journal_store_note_damage (CfSqlite    *sqlite,
                               const char  *damage,
                               const char  *aside,
                               GError     **error)
{
  return _cf_journal_store_set_meta (sqlite, "damage", damage, error) &&
         _cf_journal_store_set_meta (sqlite, "damaged_file", aside, error);
}

/* -------------------------------------------------------------------------------------------------
 * Transactions
 * ------------------------------------------------------------------------------------------------- */

gboolean
_cf_journal_store_begin (CfJournalStore  *self,
                         GError         **error)
{
  if (self->sqlite == NULL)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_NOT_READY, _("The journal of this till is not open."));
      return FALSE;
    }

  return _cf_sqlite_run (self->sqlite, "BEGIN IMMEDIATE", error, "");
}

gboolean
_cf_journal_store_commit (CfJournalStore  *self,
                          GError         **error)
{
  return _cf_sqlite_run (self->sqlite, "COMMIT", error, "");
}

/* After a full disk SQLite may have rolled back by itself. */
void
_cf_journal_store_roll_back (CfJournalStore *self)
{
  if (self->sqlite != NULL && _cf_sqlite_is_open_transaction (self->sqlite))
    _cf_sqlite_run (self->sqlite, "ROLLBACK", NULL, "");
}

/* -------------------------------------------------------------------------------------------------
 * Opening
 * ------------------------------------------------------------------------------------------------- */

CfJournalStore *
_cf_journal_store_new (const char *path)
{
  CfJournalStore *self = g_new0 (CfJournalStore, 1);

  self->path = g_strdup (path);
  self->lock_fd = -1;

  return self;
}

static void
release (CfJournalStore *self)
{
  g_clear_pointer (&self->sqlite, _cf_sqlite_close);

  if (self->lock_fd >= 0)
    close (self->lock_fd);
  self->lock_fd = -1;
}

void
_cf_journal_store_free (CfJournalStore *self)
{
  release (self);
  g_free (self->path);
  g_free (self);
}

gboolean
_cf_journal_schema_create (CfSqlite  *sqlite,
                           GError   **error)
{
  return _cf_sqlite_exec (sqlite, "BEGIN IMMEDIATE", error) &&
         _cf_sqlite_exec (sqlite, schema_1, error) &&
         _cf_journal_store_set_meta (sqlite, "journal_id", NULL, error) &&
         _cf_sqlite_exec (sqlite, "COMMIT", error);
}

static gboolean
make_new (const char  *path,
          GError     **error)
{
  g_autofree char *making = _cf_journal_files_making_path (path);
  g_autoptr (CfSqlite) sqlite = NULL;

  _cf_journal_files_remove (making);

  sqlite = _cf_sqlite_open (making, error);
  if (sqlite == NULL || !_cf_journal_schema_create (sqlite, error))
    return FALSE;

  g_clear_pointer (&sqlite, _cf_sqlite_close);

  return _cf_journal_files_install (path, NULL, error);
}

static gboolean
migrate (CfSqlite  *sqlite,
         gint64     version,
         GError   **error)
{
  for (; version < CF_JOURNAL_SCHEMA_VERSION; version++)
    {
      g_autofree char *script = g_strconcat ("BEGIN IMMEDIATE;", migrations[version], "COMMIT;", NULL);

      if (!_cf_sqlite_exec (sqlite, script, error))
        {
          sqlite3_exec (sqlite->db, "ROLLBACK", NULL, NULL, NULL);
          return FALSE;
        }
    }

  return TRUE;
}

static void
set_version_error (GError **error)
{
  g_set_error_literal (error, CF_ERROR, CF_ERROR_VERSION,
                       _("The journal of this till was written by a newer Counterfoil. It was left as it is; update "
                         "Counterfoil on this computer."));
}

static int
on_wal_grown (void       *user_data,
              sqlite3    *db,
              const char *name,
              int         n_pages)
{
  CfJournalStore *self = user_data;

  self->wal_pages = n_pages;

  return SQLITE_OK;
}

/* The log of a journal that turns out to be damaged or newer must not be touched by closing it. */
static gboolean
attach (CfJournalStore  *self,
        GError         **error)
{
  gint64 application = 0;
  gint64 version = 0;

  self->sqlite = _cf_sqlite_open (self->path, error);
  if (self->sqlite == NULL)
    return FALSE;

  sqlite3_db_config (self->sqlite->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);

  if (!_cf_sqlite_exec (self->sqlite, "PRAGMA locking_mode = EXCLUSIVE", error) ||
      !_cf_sqlite_get_int (self->sqlite, "PRAGMA application_id", &application, error) ||
      !_cf_sqlite_get_int (self->sqlite, "PRAGMA user_version", &version, error))
    return FALSE;

  if (application != CF_JOURNAL_APPLICATION_ID || version < 0)
    {
      self->sqlite->damaged = TRUE;
      return FALSE;
    }

  if (version > CF_JOURNAL_SCHEMA_VERSION)
    {
      set_version_error (error);
      return FALSE;
    }

  return _cf_sqlite_exec (self->sqlite,
                          "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0",
                          error) &&
         migrate (self->sqlite, version, error);
}

static guint64
order_checksum_of_row (sqlite3_stmt *row)
{
  return _cf_journal_order_checksum (_cf_sqlite_text (row, 1), _cf_sqlite_text (row, 2), sqlite3_column_int64 (row, 3),
                                     _cf_sqlite_text (row, 4));
}

static guint64
line_checksum_of_row (sqlite3_stmt *row)
{
  return _cf_journal_line_checksum (_cf_sqlite_text (row, 1), _cf_sqlite_text (row, 2), sqlite3_column_int (row, 3),
                                    _cf_sqlite_text (row, 4));
}

static guint64
cart_checksum_of_row (sqlite3_stmt *row)
{
  return _cf_journal_cart_checksum (_cf_sqlite_text (row, 1), _cf_sqlite_text (row, 2));
}

static guint64
meta_checksum_of_row (sqlite3_stmt *row)
{
  return meta_checksum (_cf_sqlite_text (row, 1), _cf_sqlite_text (row, 2));
}

/* Whether every record that is still needed says what was written. */
static gboolean
verify_records (CfSqlite  *sqlite,
                GError   **error)
{
  static const struct
  {
    const char *sql;
    guint64   (*checksum) (sqlite3_stmt *row);
  } tables[] = {
    { "SELECT checksum, uuid, number, completed_at, document FROM orders WHERE state <> 1", order_checksum_of_row },
    { "SELECT checksum, cart, uuid, position, document FROM cart_lines", line_checksum_of_row },
    { "SELECT checksum, uuid, document FROM carts", cart_checksum_of_row },
    { "SELECT checksum, key, value FROM meta", meta_checksum_of_row },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      sqlite3_stmt *statement = _cf_sqlite_query (sqlite, tables[i].sql, error, "");
      gboolean row = TRUE;

      if (statement == NULL)
        return FALSE;

      while (row)
        {
          if (!_cf_sqlite_next (sqlite, statement, &row, error))
            return FALSE;
          if (row && (guint64) sqlite3_column_int64 (statement, 0) != tables[i].checksum (statement))
            sqlite->damaged = TRUE;
        }
    }

  return !sqlite->damaged;
}

static gboolean
verify_pages (CfSqlite  *sqlite,
              GError   **error)
{
  sqlite3_stmt *statement = _cf_sqlite_query (sqlite, "PRAGMA integrity_check (1)", error, "");
  gboolean row = FALSE;

  if (statement == NULL || !_cf_sqlite_next (sqlite, statement, &row, error))
    return FALSE;

  if (!row || g_strcmp0 (_cf_sqlite_text (statement, 0), "ok") != 0)
    sqlite->damaged = TRUE;
  sqlite3_reset (statement);

  return !sqlite->damaged;
}

/* Returns: FALSE with self->sqlite->damaged set where the file is to be salvaged */
static gboolean
open_sound (CfJournalStore  *self,
            GError         **error)
{
  if (!attach (self, error) || !verify_pages (self->sqlite, error) || !verify_records (self->sqlite, error))
    return FALSE;

  sqlite3_db_config (self->sqlite->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, NULL);
  sqlite3_wal_hook (self->sqlite->db, on_wal_grown, self);

  /* A log that a crash has left is begun anew: behind its end may lie the rest of a commit that was lost, which would look like
   * one of this log after the next crash. */
  sqlite3_wal_checkpoint_v2 (self->sqlite->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

  return TRUE;
}

/* What was written a moment ago can only be damaged where nothing helps any more. */
static gboolean
open_salvaged (CfJournalStore  *self,
               GError         **error)
{
  g_autoptr (GError) local_error = NULL;

  if (open_sound (self, &local_error))
    return TRUE;

  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));
  else
    g_set_error (error, CF_ERROR, CF_ERROR_STORAGE,
                 _("The journal of this till was damaged, and the disk of this computer does not give back what was rescued from it. "
                   "All files are kept beside %s; use another disk, and ask for help before you go on."),
                 self->path);

  return FALSE;
}

/* Where a finished journal that a start before this one has left does not say what becomes of the one in its place, it does from now on.
 * @finished: where it is
 *
 * Returns: (transfer full) (nullable): under what name that one is kept */
static char *
settle_aside (const char *path,
              const char *finished)
{
  g_autoptr (CfSqlite) sqlite = _cf_sqlite_open (finished, NULL);
  g_autofree char *damage = NULL;
  char *aside = NULL;

  if (sqlite != NULL && _cf_journal_store_get_meta (sqlite, "damaged_file", &aside, NULL) && aside != NULL)
    return aside;

  aside = _cf_journal_files_choose_aside (path);
  if (sqlite == NULL || aside == NULL)
    return aside;

  damage = g_strdup_printf (_("The journal of this till was damaged. What could be read was kept; the damaged file "
                              "is %s."),
                            aside);
  _cf_journal_store_note_damage (sqlite, damage, aside, NULL);

  return aside;
}

static gboolean
finish_install (const char  *path,
                GError     **error)
{
  g_autofree char *finished = _cf_journal_files_finished_path (path);
  g_autofree char *aside = NULL;

  if (!g_file_test (finished, G_FILE_TEST_EXISTS))
    return TRUE;

  aside = settle_aside (path, finished);

  return _cf_journal_files_finish_install (path, aside, error);
}

static gboolean
open_file (CfJournalStore  *self,
           GError         **error)
{
  g_autoptr (GError) local_error = NULL;
  CfJournalFile file;

  if (!finish_install (self->path, error))
    return FALSE;

  file = _cf_journal_files_look (self->path);

  if (file == CF_JOURNAL_FILE_NEWER)
    {
      set_version_error (error);
      return FALSE;
    }

  if (file == CF_JOURNAL_FILE_MISSING && !make_new (self->path, error))
    return FALSE;

  if (file != CF_JOURNAL_FILE_DAMAGED)
    {
      if (open_sound (self, &local_error))
        return TRUE;

      if (self->sqlite == NULL || !self->sqlite->damaged)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }

      g_clear_pointer (&self->sqlite, _cf_sqlite_close);
    }

  return _cf_journal_salvage (self->path, error) && open_salvaged (self, error);
}

/* -------------------------------------------------------------------------------------------------
 * Where it is at home
 * ------------------------------------------------------------------------------------------------- */

/* @lines: (element-type CfJournalLine): what is added to */
static gboolean
read_lines (CfSqlite    *sqlite,
            const char  *cart,
            GPtrArray   *lines,
            GError     **error)
{
  sqlite3_stmt *statement;
  gboolean row;

  statement = _cf_sqlite_query (sqlite,
                                "SELECT uuid, position, document FROM cart_lines WHERE cart = ?1"
                                " ORDER BY position, sequence",
                                error, "t", cart);
  if (statement == NULL)
    return FALSE;

  while (_cf_sqlite_next (sqlite, statement, &row, error))
    {
      CfJournalLine *line;

      if (!row)
        return TRUE;

      line = g_new0 (CfJournalLine, 1);
      line->line_uuid = _cf_sqlite_dup_text (statement, 0);
      line->position = sqlite3_column_int (statement, 1);
      line->document = _cf_sqlite_dup_text (statement, 2);
      g_ptr_array_add (lines, line);
    }

  return FALSE;
}

static gboolean
rename_cart (CfJournalStore  *self,
             const char      *uuid,
             const char      *document,
             GError         **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) cf_journal_line_free);
  g_autofree char *new_uuid = cf_uuid_new ();

  if (!read_lines (self->sqlite, uuid, lines, error) ||
      !_cf_journal_store_put_cart (self, new_uuid, document, error))
    return FALSE;

  for (guint i = 0; i < lines->len; i++)
    {
      const CfJournalLine *line = g_ptr_array_index (lines, i);

      if (!_cf_journal_store_put_line (self, new_uuid, line->line_uuid, line->position, line->document, error))
        return FALSE;
    }

  return _cf_journal_store_clear_cart (self, uuid, error);
}

/* @uuid: (out) (nullable): the oldest cart up to the one at @last */
static gboolean
find_cart (CfSqlite  *sqlite,
           gint64     last,
           char     **uuid,
           char     **document,
           GError   **error)
{
  sqlite3_stmt *statement;
  gboolean row;

  statement = _cf_sqlite_query (sqlite, "SELECT uuid, document FROM carts WHERE sequence <= ?1 ORDER BY sequence LIMIT 1",
                                error, "i", last);
  if (statement == NULL || !_cf_sqlite_next (sqlite, statement, &row, error))
    return FALSE;

  if (row)
    {
      *uuid = _cf_sqlite_dup_text (statement, 0);
      *document = _cf_sqlite_dup_text (statement, 1);
      sqlite3_reset (statement);
    }

  return TRUE;
}

/* The order that is open in a copy may be open in the first journal as well, and must not be taken for the same by the
 * server: it goes on under a UUID of its own. */
static gboolean
rename_carts (CfJournalStore  *self,
              GError         **error)
{
  gint64 last = 0;

  if (!_cf_sqlite_get_int (self->sqlite, "SELECT coalesce (max (sequence), 0) FROM carts", &last, error))
    return FALSE;

  while (TRUE)
    {
      g_autofree char *uuid = NULL;
      g_autofree char *document = NULL;

      if (!find_cart (self->sqlite, last, &uuid, &document, error))
        return FALSE;
      if (uuid == NULL)
        return TRUE;
      if (!rename_cart (self, uuid, document, error))
        return FALSE;
    }
}

/* A journal that is not where it was written is a copy: it gets a name of its own, and with it another till
 * code, so that no two journals count under the same one. What waits in it is sent under its old numbers; the
 * server knows it by UUID. */
static gboolean
write_home (CfJournalStore  *self,
            const char      *home,
            GError         **error)
{
  g_autofree char *known_home = NULL;
  g_autofree char *id = NULL;

  if (!_cf_journal_store_get_meta (self->sqlite, "home", &known_home, error) ||
      !_cf_journal_store_get_meta (self->sqlite, "journal_id", &id, error))
    return FALSE;

  if (id == NULL || g_strcmp0 (home, known_home) != 0)
    {
      g_autofree char *new_id = cf_uuid_new ();

      if (!_cf_journal_store_set_meta (self->sqlite, "journal_id", new_id, error) ||
          !_cf_journal_store_set_meta (self->sqlite, "till", NULL, error) ||
          !rename_carts (self, error))
        return FALSE;
    }

  return _cf_journal_store_set_meta (self->sqlite, "home", home, error);
}

/* Written at each start: the first commit into a new log syncs its header too, which the first line sold shall
 * not wait for. */
static gboolean
settle_home (CfJournalStore  *self,
             GError         **error)
{
  g_autofree char *home = _cf_journal_files_home (self->path);

  if (_cf_journal_store_begin (self, error) &&
      write_home (self, home, error) &&
      _cf_journal_store_commit (self, error))
    return TRUE;

  _cf_journal_store_roll_back (self);

  return FALSE;
}

/* -------------------------------------------------------------------------------------------------
 * The snapshot
 * ------------------------------------------------------------------------------------------------- */

/* Normally there is one cart at most. Where completing one has failed and another was begun, the older one is
 * shown, and the other at a later start, when that one is there no more. */
static gboolean
read_cart (CfSqlite           *sqlite,
           CfJournalSnapshot  *snapshot,
           GError            **error)
{
  sqlite3_stmt *statement;
  gboolean row;

  statement = _cf_sqlite_query (sqlite,
                                "SELECT uuid, document FROM carts"
                                " ORDER BY NOT EXISTS (SELECT 1 FROM cart_lines WHERE cart = carts.uuid), sequence",
                                error, "");
  if (statement == NULL || !_cf_sqlite_next (sqlite, statement, &row, error))
    return FALSE;
  if (!row)
    return TRUE;

  snapshot->cart_uuid = _cf_sqlite_dup_text (statement, 0);
  snapshot->cart_document = _cf_sqlite_dup_text (statement, 1);
  sqlite3_reset (statement);

  return read_lines (sqlite, snapshot->cart_uuid, snapshot->cart_lines, error);
}

static CfJournalSnapshot *
read_snapshot (CfSqlite  *sqlite,
               GError   **error)
{
  g_autoptr (CfJournalSnapshot) snapshot = g_new0 (CfJournalSnapshot, 1);
  g_autofree char *counter = NULL;
  gint64 n_waiting = 0;
  gint64 n_refused = 0;

  snapshot->cart_lines = g_ptr_array_new_with_free_func ((GDestroyNotify) cf_journal_line_free);

  if (!_cf_journal_store_get_meta (sqlite, "journal_id", &snapshot->journal_id, error) ||
      !_cf_journal_store_get_meta (sqlite, "shop_id", &snapshot->shop_id, error) ||
      !_cf_journal_store_get_meta (sqlite, "till", &snapshot->till, error) ||
      !_cf_journal_store_get_meta (sqlite, "shop_document", &snapshot->shop_document, error) ||
      !_cf_journal_store_get_meta (sqlite, "next_counter", &counter, error) ||
      !_cf_journal_store_get_meta (sqlite, "damage", &snapshot->damage, error) ||
      !_cf_sqlite_get_int (sqlite, "SELECT count(*) FROM orders WHERE state = 0", &n_waiting, error) ||
      !_cf_sqlite_get_int (sqlite, "SELECT count(*) FROM orders WHERE state = 2", &n_refused, error) ||
      !read_cart (sqlite, snapshot, error))
    return NULL;

  snapshot->next_counter = counter != NULL ? g_ascii_strtoll (counter, NULL, 10) : 1;
  snapshot->n_waiting = (guint) n_waiting;
  snapshot->n_refused = (guint) n_refused;

  return g_steal_pointer (&snapshot);
}

static void
prune (CfJournalStore *self)
{
  self->pruned_at = g_get_monotonic_time ();

  if (_cf_journal_store_begin (self, NULL) &&
      (!_cf_journal_store_prune (self, NULL) || !_cf_journal_store_commit (self, NULL)))
    _cf_journal_store_roll_back (self);
}

CfJournalSnapshot *
_cf_journal_store_open (CfJournalStore  *self,
                        GError         **error)
{
  g_autoptr (CfJournalSnapshot) snapshot = NULL;

  if (self->sqlite != NULL)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_IN_USE, _("The journal of this till is open already."));
      return NULL;
    }

  self->lock_fd = _cf_journal_files_lock (self->path, error);

  if (self->lock_fd < 0 || !open_file (self, error) || !settle_home (self, error))
    {
      release (self);
      return NULL;
    }

  snapshot = read_snapshot (self->sqlite, error);
  if (snapshot == NULL)
    {
      release (self);
      return NULL;
    }

  prune (self);

  return g_steal_pointer (&snapshot);
}

/* Closing carries the log over and removes it; where the disk refuses, the log stays and is read at the next start. */
void
_cf_journal_store_close (CfJournalStore *self)
{
  release (self);
}

/* -------------------------------------------------------------------------------------------------
 * Upkeep
 * ------------------------------------------------------------------------------------------------- */

static void
carry_log (CfJournalStore *self)
{
  g_autofree char *home = NULL;

  if (sqlite3_wal_checkpoint_v2 (self->sqlite->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) != SQLITE_OK)
    return;

  /* The next commit begins the log anew, with one more sync for its header: let it be this one. */
  if (_cf_journal_store_get_meta (self->sqlite, "home", &home, NULL))
    _cf_journal_store_set_meta (self->sqlite, "home", home, NULL);
}

/* What can be done when nobody waits. @idle: nobody has asked for anything for a while */
void
_cf_journal_store_maintain (CfJournalStore *self,
                            gboolean        idle)
{
  gint64 now = g_get_monotonic_time ();

  if (self->sqlite == NULL)
    return;

  if (idle && now - self->pruned_at > PRUNE_INTERVAL)
    prune (self);

  if (self->wal_pages > (idle ? WAL_PAGES_IDLE : WAL_PAGES_LIMIT))
    carry_log (self);
}
