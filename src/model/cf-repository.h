/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-db-listener.h"

G_BEGIN_DECLS

/* What repositories have in common: the database, and who changes something in it. */
#define CF_TYPE_REPOSITORY (cf_repository_get_type ())
G_DECLARE_DERIVABLE_TYPE (CfRepository, cf_repository, CF, REPOSITORY, GObject)

/**
 * CfRepositoryClass:
 * @tables: (array zero-terminated=1) (nullable): what the database tells where something of this repository is changed; static
 */
struct _CfRepositoryClass
{
  GObjectClass       parent_class;

  const char *const *tables;
};

void     cf_repository_set_clerk (CfRepository *self, const char *clerk, const char *till);
void     cf_repository_follow    (CfRepository *self, CfDbListener *listener);
gboolean cf_repository_get_deaf  (CfRepository *self);

G_END_DECLS
