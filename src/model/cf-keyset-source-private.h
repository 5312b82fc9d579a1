/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-pool.h"
#include "cf-page-source.h"

G_BEGIN_DECLS

/**
 * CfKeysetSort:
 * @key: what is sorted by; an index on (@key, the id) makes every page quick
 * @type: its type
 * @nullable: whether @key may be NULL: such records come last in either direction
 * @computed: no index has @key, so that each page would cost as much as all of them: the ids of all records are read once
 * @joined: (nullable): what has to be joined for a computed @key
 *
 * One way to sort a list. All texts are static.
 */
typedef struct
{
  const char *key;
  const char *type;
  gboolean    nullable;
  gboolean    computed;
  const char *joined;
} CfKeysetSort;

/**
 * CfKeysetOrder:
 * @table: what stands behind FROM; its alias is "t"
 * @id: the column that tells equal keys apart: unique, bigint
 * @columns: what @read_row wants, @id first
 * @n_columns: how many they are
 * @key: what is sorted by, @key_type, @nullable, @computed and @joined: as in #CfKeysetSort
 * @descending: the direction
 * @read_row: makes a record of a row: (transfer full)
 * @get_id: the id of a record
 *
 * A list in one order. All texts are static.
 */
typedef struct
{
  const char *table;
  const char *id;
  const char *columns;
  guint       n_columns;
  const char *key;
  const char *key_type;
  gboolean    nullable;
  gboolean    computed;
  const char *joined;
  gboolean    descending;
  GObject  *(*read_row) (CfDbResult *result, guint row);
  gint64    (*get_id)   (GObject *record);
} CfKeysetOrder;

CfKeysetOrder _cf_keyset_order_by (const CfKeysetOrder *list, const CfKeysetSort *sort, gboolean descending);

/* Which records are in the list: those that meet all of "always" and, where there are any, one of "any" (each of them
 * quick by an index of its own). */
typedef struct _CfKeysetFilter CfKeysetFilter;

CfKeysetFilter *_cf_keyset_filter_new      (void);
void            _cf_keyset_filter_free     (CfKeysetFilter *self);
/* @condition is taken over. */
void            _cf_keyset_filter_always   (CfKeysetFilter *self, char *condition);
void            _cf_keyset_filter_any      (CfKeysetFilter *self, char *condition);
/* What is in the list where nothing meets the rest: @condition is taken over. */
void            _cf_keyset_filter_otherwise (CfKeysetFilter *self, char *condition);
const char     *_cf_keyset_filter_get_otherwise (CfKeysetFilter *self);
void            _cf_keyset_filter_set_direct (CfKeysetFilter *self, char *walked);
char           *_cf_keyset_filter_walked   (CfKeysetFilter *self);
gboolean        _cf_keyset_filter_is_direct (CfKeysetFilter *self);
void            _cf_keyset_filter_set_bound (CfKeysetFilter *self, char *bound);
const char     *_cf_keyset_filter_get_bound (CfKeysetFilter *self);
guint           _cf_keyset_filter_add_text (CfKeysetFilter *self, const char *value);
gboolean        _cf_keyset_filter_is_empty (CfKeysetFilter *self);
char           *_cf_keyset_filter_where    (CfKeysetFilter *self);
char           *_cf_keyset_filter_union    (CfKeysetFilter *self, const CfKeysetOrder *order, guint limit);
char           *_cf_keyset_filter_hits     (CfKeysetFilter *self, const CfKeysetOrder *order, guint most);
char           *_cf_keyset_filter_place    (CfKeysetFilter *self, const CfKeysetOrder *order);
CfDbParams     *_cf_keyset_filter_params   (CfKeysetFilter *self);
guint           _cf_keyset_filter_n_params (CfKeysetFilter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfKeysetFilter, _cf_keyset_filter_free)

#define CF_TYPE_KEYSET_SOURCE (cf_keyset_source_get_type ())
G_DECLARE_FINAL_TYPE (CfKeysetSource, cf_keyset_source, CF, KEYSET_SOURCE, GObject)

CfPageSource *_cf_keyset_source_new (CfDbPool *pool, const CfKeysetOrder *order, CfKeysetFilter *filter);

G_END_DECLS
