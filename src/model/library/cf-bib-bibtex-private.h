/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-bib-bibtex.h"

G_BEGIN_DECLS

/**
 * CfBibBibtexField:
 * @name: in small letters
 * @value: its LaTeX, put together
 * @undefined: (nullable): an abbreviation that it uses and that nothing has defined
 *
 * A field of an entry.
 */
typedef struct
{
  char *name;
  char *value;
  char *undefined;
} CfBibBibtexField;

/**
 * CfBibBibtexEntry:
 * @type: in small letters: "book", "string"
 * @key: (nullable): by which it is cited
 * @fields: (element-type CfBibBibtexField): in their order
 *
 * An entry, taken apart.
 */
typedef struct
{
  char      *type;
  char      *key;
  GPtrArray *fields;
} CfBibBibtexEntry;

CfBibBibtexEntry *cf_bib_bibtex_entry_parse     (const char *text, guint64 line, GHashTable *abbreviations, GError **error);
void              cf_bib_bibtex_entry_free      (CfBibBibtexEntry *self);
CfBibRecord      *cf_bib_bibtex_entry_to_record (const CfBibBibtexEntry *self, guint64 line, GError **error);

void              cf_bib_bibtex_names_read      (CfBibRecord *record, const char *latex, CfRole role);
void              cf_bib_bibtex_names_append    (GString *out, const CfPersonName *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfBibBibtexEntry, cf_bib_bibtex_entry_free)

G_END_DECLS
