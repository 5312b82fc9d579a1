/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CfServerBinaries:
 * @folder: where postgres, initdb and pg_dump are
 * @major: their version: 15, 17
 */
typedef struct
{
  char *folder;
  int   major;
} CfServerBinaries;

CfServerBinaries *cf_server_binaries_find (int major, int *newest);
void              cf_server_binaries_free (CfServerBinaries *self);
char             *cf_server_binaries_path (CfServerBinaries *self, const char *program);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfServerBinaries, cf_server_binaries_free)

G_END_DECLS
