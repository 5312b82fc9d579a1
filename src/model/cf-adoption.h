/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CfAdoption:
 *
 * What was found in a database that holds tables of others, and what would become of it: shown to a person, who says yes or
 * no. Nothing changes it.
 */
#define CF_TYPE_ADOPTION (cf_adoption_get_type ())
G_DECLARE_FINAL_TYPE (CfAdoption, cf_adoption, CF, ADOPTION, GObject)

CfAdoption         *cf_adoption_new          (const char *database, const char *table, gint64 n_rows, const char *total);
void                cf_adoption_add_table    (CfAdoption *self, const char *table, gint64 n_rows);
void                cf_adoption_add_change   (CfAdoption *self, const char *sentence);
void                cf_adoption_add_promise  (CfAdoption *self, const char *sentence);
const char         *cf_adoption_get_database (CfAdoption *self);
gboolean            cf_adoption_has_several_tables (CfAdoption *self);
const char         *cf_adoption_get_table    (CfAdoption *self);
gint64              cf_adoption_get_n_rows   (CfAdoption *self);
const char         *cf_adoption_get_total    (CfAdoption *self);
const char * const *cf_adoption_get_changes  (CfAdoption *self);
const char * const *cf_adoption_get_promises (CfAdoption *self);
char               *cf_adoption_get_summary  (CfAdoption *self);
char               *cf_adoption_to_text      (CfAdoption *self);

G_END_DECLS
