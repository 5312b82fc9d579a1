/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-repository.h"
#include "cf-text-limits.h"

G_BEGIN_DECLS

/* As much of a column as is read: what another program stored without end is carried nowhere. */
#define CF_NAME_OF(column) "left (" column ", " G_STRINGIFY (CF_MOST_NAME) ")"
#define CF_DESCRIPTION_OF(column) "left (" column ", " G_STRINGIFY (CF_MOST_DESCRIPTION) ")"
#define CF_CODE_OF(column) "left (" column ", " G_STRINGIFY (CF_MOST_CODE) ")"

/* Whether an entry of the history is of this person at this till. */
#define CF_REPOSITORY_IS_OURS(entry) \
  entry ".who = counterfoil.who () AND " entry ".till IS NOT DISTINCT FROM counterfoil.which_till ()"

/**
 * CfRepositoryWrite:
 * @settle: answers @task by what the statements of the change say
 * @refuse: (nullable): answers @task by the error that the server gave; without it that is the answer
 * @look: adds the statements that tell what became of a change whose answer was lost; the first of them waits for its
 *   end, should the server still be at it
 * @settle_look: answers @task by what those say; as in @settle the first result is of the statement that names who it is
 * @not_known: what is said where that cannot be found out
 *
 * A change, and how it comes to its end. Its values are the data of the task.
 */
typedef struct
{
  void      (*settle)      (GTask *task, GPtrArray *results);
  void      (*refuse)      (GTask *task, GError *error);
  void      (*look)        (GTask *task, CfDbUnit *unit);
  void      (*settle_look) (GTask *task, GPtrArray *results);
  const char *not_known;
} CfRepositoryWrite;

/* Where _cf_repository_look_for() says the change: NULL, no row: there is none. */
#define CF_REPOSITORY_FOUND 2

gpointer    _cf_repository_new          (GType type, CfDbPool *pool);
CfDbPool   *_cf_repository_get_pool     (gpointer self);
const char *_cf_repository_get_clerk    (gpointer self, const char **till);
GTask      *_cf_repository_new_task     (gpointer self, gpointer source_tag, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
void        _cf_repository_run          (gpointer self, CfDbLane lane, CfDbUnit *unit, GTask *task);
void        _cf_repository_query        (gpointer self, CfDbLane lane, CfDbUnitFlags flags, const char *sql, CfDbParams *params, GTask *task);
CfDbUnit   *_cf_repository_new_unit     (gpointer self, CfDbUnitFlags flags, gboolean undo);
CfDbUnit   *_cf_repository_new_request  (gpointer self, gboolean undo, char **request);
void        _cf_repository_look_for     (CfDbUnit *unit, const char *request);
void        _cf_repository_write        (gpointer self, CfDbUnit *unit, const CfRepositoryWrite *write, GTask *task);
void        _cf_repository_await        (gpointer self, const CfRepositoryWrite *write, GTask *task);
void        _cf_repository_emit_changed (gpointer self);
CfDbParams *_cf_repository_id_params    (gint64 id);
gboolean    _cf_repository_finish_counts (GAsyncResult *result, gint64 *const *places, guint n_places, GError **error);
gint64      _cf_repository_read_time    (CfDbResult *result, guint row, guint column);

G_END_DECLS
