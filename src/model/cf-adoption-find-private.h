/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-adoption.h"
#include "cf-db-pool.h"

G_BEGIN_DECLS

typedef struct _CfAdoptionFind CfAdoptionFind;

/**
 * CfAdoptionRefusal:
 * @kind: of the fact that is the reason
 * @why: the reason, to go on after "cannot work with:"; %1$s: what it is about, %2$s: more of it
 * @next: (nullable): what an administrator can do; %s: more of it
 */
typedef struct
{
  const char *kind;
  const char *why;
  const char *next;
} CfAdoptionRefusal;

/**
 * CfAdoptionTrack:
 * @marker: a table of the schema counterfoil: where that is there, the tables are Counterfoil's already
 * @tables: VALUES of name, and the column that is to be its key
 * @columns: VALUES of table, column, use, and whether it is never empty. Use: 'id', 'link' (whole numbers that tell rows apart), 'code'
 *   (text, numbers become it), 'name' (text), 'number', 'whole', or 'ours'
 * @facts: further facts, each "UNION ALL SELECT place, relation, kind, subject, detail FROM t …"
 * @relations: names that must be free beside the tables, 'a', 'b'
 * @triggers: names of triggers that must be free, 'a', 'b'
 * @refusals: (array zero-terminated=1): kinds that are told in words of this track alone
 * @count_sql: makes the statement that counts what is in the tables
 * @tell: makes an adoption of what was counted, or an error of what cannot be adopted
 *
 * What tables of one track must be like to be adopted, and what becomes of them. All texts are static.
 */
typedef struct
{
  const char              *marker;
  const char              *tables;
  const char              *columns;
  const char              *facts;
  const char              *relations;
  const char              *triggers;
  const CfAdoptionRefusal *refusals;
  char                  *(*count_sql) (CfAdoptionFind *find);
  CfAdoption            *(*tell)      (CfAdoptionFind *find, CfDbResult *counts, GError **error);
} CfAdoptionTrack;

void        _cf_adoption_find_async         (CfDbPool               *pool,
                                             const CfAdoptionTrack  *track,
                                             gpointer                source_tag,
                                             GCancellable           *cancellable,
                                             GAsyncReadyCallback     callback,
                                             gpointer                user_data);
gboolean    _cf_adoption_find_finish        (CfDbPool               *pool,
                                             GAsyncResult           *result,
                                             gpointer                source_tag,
                                             CfAdoption            **adoption,
                                             GError                **error);

const char *_cf_adoption_find_get_database  (CfAdoptionFind         *find);
const char *_cf_adoption_find_get_type      (CfAdoptionFind         *find,
                                             const char             *table,
                                             const char             *column);
char       *_cf_adoption_find_list          (CfAdoptionFind         *find,
                                             const char             *kind);
void        _cf_adoption_find_foreach       (CfAdoptionFind         *find,
                                             const char             *kind,
                                             void                  (*func) (const char *table, const char *subject, const char *detail, gpointer user_data),
                                             gpointer                user_data);
GError     *_cf_adoption_find_refuse        (CfAdoptionFind         *find,
                                             const char             *table,
                                             const char             *kind,
                                             const char             *subject,
                                             const char             *detail);
void        _cf_adoption_find_tell_listed   (CfAdoptionFind         *find,
                                             CfAdoption             *adoption,
                                             const char             *kind,
                                             const char             *sentence);
void        _cf_adoption_find_tell_counted  (CfAdoption             *adoption,
                                             gulong                  n,
                                             const char             *format);

G_END_DECLS
