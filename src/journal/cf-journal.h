/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CfJournalState:
 * @CF_JOURNAL_WAITING: durable here, not yet acknowledged by the server
 * @CF_JOURNAL_ACKNOWLEDGED: the server has it
 * @CF_JOURNAL_REFUSED: the server refused it; a person must look
 */
typedef enum
{
  CF_JOURNAL_WAITING,
  CF_JOURNAL_ACKNOWLEDGED,
  CF_JOURNAL_REFUSED,
} CfJournalState;

/* One completed order as the journal keeps it. @document is the model's (JSON, versioned). */
typedef struct
{
  gint64          sequence;
  char           *uuid;
  char           *number;
  char           *document;
  gint64          completed_at;   /* µs since 1970 */
  CfJournalState  state;
  char           *sqlstate;       /* of a refusal */
  char           *message;
} CfJournalOrder;

/* One line of an open cart. */
typedef struct
{
  char *line_uuid;
  int   position;
  char *document;
} CfJournalLine;

/* All that is needed to go on after a start. */
typedef struct
{
  char      *journal_id;          /* UUID of this journal; new where the file was copied to another place */
  char      *shop_id;             /* nullable: no shop reached yet */
  char      *till;                /* nullable: the till's code, "T1" */
  gint64     next_counter;
  char      *shop_document;       /* nullable: what is known of the shop (JSON) */
  char      *cart_uuid;           /* nullable: no order is open */
  char      *cart_document;       /* nullable */
  GPtrArray *cart_lines;          /* (element-type CfJournalLine), by position */
  guint      n_waiting;
  guint      n_refused;
  char      *damage;              /* nullable: a sentence: the journal was damaged, what was kept, where the old file is; until an order was completed since */
} CfJournalSnapshot;

void cf_journal_order_free    (CfJournalOrder *order);
void cf_journal_line_free     (CfJournalLine *line);
void cf_journal_snapshot_free (CfJournalSnapshot *snapshot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfJournalOrder, cf_journal_order_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfJournalLine, cf_journal_line_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfJournalSnapshot, cf_journal_snapshot_free)

#define CF_TYPE_JOURNAL (cf_journal_get_type ())
G_DECLARE_FINAL_TYPE (CfJournal, cf_journal, CF, JOURNAL, GObject)

CfJournal          *cf_journal_new               (const char *path);
void                cf_journal_open_async        (CfJournal           *self,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
CfJournalSnapshot  *cf_journal_open_finish       (CfJournal     *self,
                                                  GAsyncResult  *result,
                                                  GError       **error);
void                cf_journal_close_async       (CfJournal           *self,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
gboolean            cf_journal_close_finish      (CfJournal     *self,
                                                  GAsyncResult  *result,
                                                  GError       **error);
void                cf_journal_bind_async        (CfJournal           *self,
                                                  const char          *shop_id,
                                                  const char          *till,
                                                  gint64               next_counter,
                                                  const char          *shop_document,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
gboolean            cf_journal_bind_finish       (CfJournal     *self,
                                                  GAsyncResult  *result,
                                                  GError       **error);
void                cf_journal_put_cart_async    (CfJournal           *self,
                                                  const char          *cart_uuid,
                                                  const char          *document,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
void                cf_journal_put_line_async    (CfJournal           *self,
                                                  const char          *cart_uuid,
                                                  const char          *line_uuid,
                                                  int                  position,
                                                  const char          *document,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
void                cf_journal_remove_line_async (CfJournal           *self,
                                                  const char          *cart_uuid,
                                                  const char          *line_uuid,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
void                cf_journal_clear_cart_async  (CfJournal           *self,
                                                  const char          *cart_uuid,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
gboolean            cf_journal_write_finish      (CfJournal     *self,
                                                  GAsyncResult  *result,
                                                  GError       **error);
void                cf_journal_complete_async    (CfJournal           *self,
                                                  const char          *order_uuid,
                                                  gint64               counter,
                                                  const char          *number,
                                                  gint64               completed_at,
                                                  const char          *document,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
gboolean            cf_journal_complete_finish   (CfJournal     *self,
                                                  GAsyncResult  *result,
                                                  GError       **error);
void                cf_journal_list_async        (CfJournal           *self,
                                                  CfJournalState       state,
                                                  gint64               after,
                                                  guint                limit,
                                                  GCancellable        *cancellable,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
GPtrArray          *cf_journal_list_finish       (CfJournal     *self,
                                                  GAsyncResult  *result,
                                                  GError       **error);
void                cf_journal_acknowledge_async (CfJournal           *self,
                                                  const char          *order_uuid,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
void                cf_journal_refuse_async      (CfJournal           *self,
                                                  const char          *order_uuid,
                                                  const char          *sqlstate,
                                                  const char          *message,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
void                cf_journal_recall_async      (CfJournal           *self,
                                                  const char *const   *order_uuids,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);
void                cf_journal_requeue_async     (CfJournal           *self,
                                                  const char          *order_uuid,
                                                  const char          *new_uuid,
                                                  const char          *number,
                                                  gint64               next_counter,
                                                  const char          *document,
                                                  GAsyncReadyCallback  callback,
                                                  gpointer             user_data);

G_END_DECLS
