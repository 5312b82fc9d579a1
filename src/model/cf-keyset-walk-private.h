/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-keyset-source-private.h"

G_BEGIN_DECLS

/* Where a record stands in its order: what a neighbouring page goes on from. */
typedef struct
{
  char     *key;                /* (owned) (nullable): as the server writes it; NULL: it is NULL */
  gint64    id;
} CfKeysetMark;

CfKeysetMark       *_cf_keyset_mark_new  (const char *key, gint64 id);
void                _cf_keyset_mark_free (CfKeysetMark *mark);
void                _cf_keyset_mark_set  (GObject *record, const char *key, gint64 id);
const CfKeysetMark *_cf_keyset_mark_get  (GObject *record);

/* One range scan of an index; records without a key are a range of their own. */
typedef struct
{
  gboolean            nulls;
  gboolean            backward;
  gboolean            inclusive;
  const CfKeysetMark *from;     /* (nullable): NULL: the beginning (or end) of the range */
  guint               offset;
  guint               limit;
} CfKeysetStep;

/* The scans that make a page, front to back in the list; at most @limit records in all. */
typedef struct
{
  CfKeysetStep        steps[2];
  guint               n_steps;
  guint               limit;
  gboolean            backward; /* what is too much is at the front */
  gboolean            deep;     /* skips very many records */
} CfKeysetWalk;

void  _cf_keyset_walk_after      (CfKeysetWalk *walk, const CfKeysetOrder *order, const CfKeysetMark *mark, guint limit);
void  _cf_keyset_walk_before     (CfKeysetWalk *walk, const CfKeysetOrder *order, const CfKeysetMark *mark, guint limit);
void  _cf_keyset_walk_position   (CfKeysetWalk *walk, const CfKeysetOrder *order, guint start, guint limit,
                                  gint64 n_keys, gint64 n_total, GPtrArray *milestones, gboolean may_go_back);
char *_cf_keyset_step_sql        (const CfKeysetStep *step, const CfKeysetOrder *order, const char *where, const char *walked,
                                  const char *bound, guint n_params, gboolean in_index);
void  _cf_keyset_step_add_params (const CfKeysetStep *step, CfDbParams *params);
char *_cf_keyset_milestones_sql  (const CfKeysetOrder *order, const char *where, const char *bound);

/* So many records an index scan passes over in a few milliseconds. */
#define CF_KEYSET_NEAR 20000
#define CF_KEYSET_MILESTONE 5000

G_END_DECLS
