/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CfRecordVerb:
 * @CF_RECORD_ADDED: the record was made
 * @CF_RECORD_CHANGED: values of it became others, or its authors, or its books
 * @CF_RECORD_DELETED: it was deleted
 * @CF_RECORD_UNDONE: a change was taken back
 * @CF_RECORD_MERGED: authors became one
 * @CF_RECORD_SPLIT: one author became two
 *
 * What was done to a record, for an icon; the words say it in full.
 */
typedef enum
{
  CF_RECORD_ADDED,
  CF_RECORD_CHANGED,
  CF_RECORD_DELETED,
  CF_RECORD_UNDONE,
  CF_RECORD_MERGED,
  CF_RECORD_SPLIT,
} CfRecordVerb;

typedef struct
{
  gint64       change;          /* by what it is undone */
  gint64       at;              /* µs since 1970 */
  char        *who;
  char        *till;            /* nullable */
  CfRecordVerb verb;
  char       **lines;           /* what was done, a sentence part each: "Pages 293 → 296" */
  gboolean     can_undo;        /* nothing came after it that stands in the way, and it is of this record alone, or one act */
  gboolean     is_import;       /* it came from a file with others, and is taken back with all of them, where nothing stands in the way */
} CfRecordChangeFields;

/**
 * CfRecordChange:
 *
 * One change of a record, out of its history, in words. Immutable.
 */
#define CF_TYPE_RECORD_CHANGE (cf_record_change_get_type ())
G_DECLARE_FINAL_TYPE (CfRecordChange, cf_record_change, CF, RECORD_CHANGE, GObject)

/* Takes over what @fields points to and clears it. */
CfRecordChange             *cf_record_change_new    (CfRecordChangeFields *fields);
const CfRecordChangeFields *cf_record_change_fields (CfRecordChange *self);

G_END_DECLS
