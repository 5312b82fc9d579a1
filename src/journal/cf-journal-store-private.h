/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-journal.h"
#include "cf-sqlite-private.h"

G_BEGIN_DECLS

/* The file behind a CfJournal. Everything here runs on the journal's thread. */
typedef struct
{
  char     *path;
  int       lock_fd;            /* -1: not held */
  CfSqlite *sqlite;             /* nullable: not open */
  int       wal_pages;          /* length of the write-ahead log */
  gint64    pruned_at;          /* monotonic */
} CfJournalStore;

#define CF_JOURNAL_SCHEMA_VERSION 1
#define CF_JOURNAL_LAST_VERSION 1000 /* none will ever be above: it is damage rather than a version */
#define CF_JOURNAL_APPLICATION_ID 0x43664a31 /* "CfJ1" */

CfJournalStore    *_cf_journal_store_new          (const char      *path);
void               _cf_journal_store_free         (CfJournalStore  *self);
CfJournalSnapshot *_cf_journal_store_open         (CfJournalStore  *self,
                                                   GError         **error);
void               _cf_journal_store_close        (CfJournalStore  *self);
gboolean           _cf_journal_store_begin        (CfJournalStore  *self,
                                                   GError         **error);
gboolean           _cf_journal_store_commit       (CfJournalStore  *self,
                                                   GError         **error);
void               _cf_journal_store_roll_back    (CfJournalStore  *self);
void               _cf_journal_store_maintain     (CfJournalStore  *self,
                                                   gboolean         idle);

/* Meta data by key; a value that was damaged is as if it were not there. */
gboolean           _cf_journal_store_get_meta     (CfSqlite        *sqlite,
                                                   const char      *key,
                                                   char           **value,
                                                   GError         **error);
gboolean           _cf_journal_store_set_meta     (CfSqlite        *sqlite,
                                                   const char      *key,
                                                   const char      *value,
                                                   GError         **error);

/* The rest are the writes and reads of cf-journal.h, one each, within a transaction. */
gboolean           _cf_journal_store_bind         (CfJournalStore  *self,
                                                   const char      *shop_id,
                                                   const char      *till,
                                                   gint64           next_counter,
                                                   const char      *shop_document,
                                                   GError         **error);
gboolean           _cf_journal_store_put_cart     (CfJournalStore  *self,
                                                   const char      *cart,
                                                   const char      *document,
                                                   GError         **error);
gboolean           _cf_journal_store_put_line     (CfJournalStore  *self,
                                                   const char      *cart,
                                                   const char      *line,
                                                   int              position,
                                                   const char      *document,
                                                   GError         **error);
gboolean           _cf_journal_store_remove_line  (CfJournalStore  *self,
                                                   const char      *cart,
                                                   const char      *line,
                                                   GError         **error);
gboolean           _cf_journal_store_clear_cart   (CfJournalStore  *self,
                                                   const char      *cart,
                                                   GError         **error);
gboolean           _cf_journal_store_complete     (CfJournalStore  *self,
                                                   const char      *uuid,
                                                   gint64           counter,
                                                   const char      *number,
                                                   gint64           completed_at,
                                                   const char      *document,
                                                   GError         **error);
GPtrArray         *_cf_journal_store_list         (CfJournalStore  *self,
                                                   CfJournalState   state,
                                                   gint64           after,
                                                   guint            limit,
                                                   GError         **error);
gboolean           _cf_journal_store_acknowledge  (CfJournalStore  *self,
                                                   const char      *uuid,
                                                   GError         **error);
gboolean           _cf_journal_store_refuse       (CfJournalStore  *self,
                                                   const char      *uuid,
                                                   const char      *sqlstate,
                                                   const char      *message,
                                                   GError         **error);
gboolean           _cf_journal_store_requeue      (CfJournalStore  *self,
                                                   const char      *uuid,
                                                   const char      *new_uuid,
                                                   const char      *number,
                                                   gint64           next_counter,
                                                   const char      *document,
                                                   GError         **error);
gboolean           _cf_journal_store_recall       (CfJournalStore  *self,
                                                   const char *const *uuids,
                                                   GError         **error);
gboolean           _cf_journal_store_prune        (CfJournalStore  *self,
                                                   GError         **error);

guint64            _cf_journal_order_checksum     (const char      *uuid,
                                                   const char      *number,
                                                   gint64           completed_at,
                                                   const char      *document);
guint64            _cf_journal_cart_checksum      (const char      *cart,
                                                   const char      *document);
guint64            _cf_journal_line_checksum      (const char      *cart,
                                                   const char      *line,
                                                   int              position,
                                                   const char      *document);

/* Makes the tables of a new journal. */
gboolean           _cf_journal_schema_create      (CfSqlite        *sqlite,
                                                   GError         **error);

/* Writes into a journal that takes the place of a damaged one what is told at each start until an order was completed since.
 * @damage: a sentence that says what was kept and where the damaged file is; @aside: that file */
gboolean           _cf_journal_store_note_damage  (CfSqlite        *sqlite,
                                                   const char      *damage,
                                                   const char      *aside,
                                                   GError         **error);

/* cf-journal-salvage.c: puts a new journal in the place of a damaged one, with all of it that can be read. */
gboolean           _cf_journal_salvage            (const char      *path,
                                                   GError         **error);

/* cf-journal-log.c */
#define CF_JOURNAL_LOG_HEADER 32
#define CF_JOURNAL_LOG_SALTS 8
#define CF_JOURNAL_FRAME_HEADER 24  /* the page follows */

gsize              _cf_journal_log_count_frames   (gsize            length,
                                                   gsize            page_size);
gsize              _cf_journal_log_locate_frame   (gsize            n,
                                                   gsize            page_size);
gboolean           _cf_journal_log_is_broken      (const char      *path);
gboolean           _cf_journal_log_get_salts      (const char      *path,
                                                   guint8           salts[CF_JOURNAL_LOG_SALTS]);

/* cf-journal-files.c: what concerns the files as such. */
typedef enum
{
  CF_JOURNAL_FILE_MISSING,
  CF_JOURNAL_FILE_SOUND,        /* as far as its first bytes tell */
  CF_JOURNAL_FILE_DAMAGED,
  CF_JOURNAL_FILE_NEWER,
} CfJournalFile;

int                _cf_journal_files_lock         (const char      *path,
                                                   GError         **error);
CfJournalFile      _cf_journal_files_look         (const char      *path);
char              *_cf_journal_files_home         (const char      *path);
char              *_cf_journal_files_making_path   (const char      *path);
char              *_cf_journal_files_finished_path (const char      *path);
char              *_cf_journal_files_choose_aside  (const char      *path);
gboolean           _cf_journal_files_install       (const char      *path,
                                                    const char      *aside,
                                                    GError         **error);
gboolean           _cf_journal_files_finish_install (const char     *path,
                                                    const char      *aside,
                                                    GError         **error);
gboolean           _cf_journal_files_copy         (const char      *from,
                                                   const char      *to,
                                                   GError         **error);
void               _cf_journal_files_remove       (const char      *path);
void               _cf_journal_files_read         (int              fd,
                                                   goffset          offset,
                                                   guint8          *bytes,
                                                   gsize            length);

G_END_DECLS
