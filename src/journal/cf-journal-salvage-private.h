/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-journal-store-private.h"

G_BEGIN_DECLS

/* What is carried from a damaged journal into a new one. */
typedef struct
{
  CfSqlite   *target;
  char       *aside;            /* what the damaged one is called afterwards */
  GHashTable *orders;           /* (element-type utf8): UUIDs that are in the target */
  GHashTable *lines;            /* (element-type utf8): cart and line UUIDs that are in the target */
  GHashTable *carts;
  char       *shop;             /* nullable: of some order */

  gint64      n_waiting;
  gint64      n_refused;
  gint64      n_lines;

  gboolean    disk_refused;
  GError     *error;            /* why the target could not be written */
} CfSalvage;

/* A record as it was found; texts are borrowed. */
typedef struct
{
  const char *uuid;
  const char *number;
  gint64      completed_at;
  const char *document;
  guint64     checksum;
  const char *shop;
  gint64      state;
  gint64      acknowledged_at;
  const char *sqlstate;
  const char *message;
} CfSalvagedOrder;

typedef struct
{
  const char *cart;
  const char *uuid;
  gint64      position;
  const char *document;
  guint64     checksum;
} CfSalvagedLine;

void _cf_salvage_take_order (CfSalvage *self, const CfSalvagedOrder *order, gboolean doubtful_too);
void _cf_salvage_take_line  (CfSalvage *self, const CfSalvagedLine *line);
void _cf_salvage_take_cart  (CfSalvage *self, const char *uuid, const char *document, guint64 checksum);

/* cf-journal-scan.c: takes every sound record of a journal whose tables cannot be walked, page by page. */
void _cf_journal_scan       (const char *path, CfSalvage *salvage);

G_END_DECLS
