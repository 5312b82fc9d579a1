/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-bib-record.h"

G_BEGIN_DECLS

/**
 * CfBibNames:
 * @CF_BIB_NAMES_AUTO: to be found out from the file
 * @CF_BIB_NAMES_NATURAL: "Kate Quinn, Janie Chang": a comma stands between persons
 * @CF_BIB_NAMES_INVERTED: "Quinn, Kate; Chang, Janie": a comma stands between the last and the first name of one
 *
 * What a comma means where a field names several persons.
 */
typedef enum
{
  CF_BIB_NAMES_AUTO,
  CF_BIB_NAMES_NATURAL,
  CF_BIB_NAMES_INVERTED,
} CfBibNames;

/**
 * CfBibNamesVotes:
 * @natural: fields that look as if a comma stood between persons
 * @inverted: fields that look as if it stood between last and first name
 *
 * What the fields of a file tell of its commas.
 */
typedef struct
{
  guint natural;
  guint inverted;
} CfBibNamesVotes;

void       cf_bib_names_count      (CfBibNamesVotes *votes, const char *text);
CfBibNames cf_bib_names_decide     (const CfBibNamesVotes *votes);
void       cf_bib_names_read       (CfBibRecord *record, const char *text, CfRole role, CfBibNames names);

void       cf_bib_names_append_all (const CfBibRecord *record, GString *out);
void       cf_bib_names_read_all   (CfBibRecord *record, const char *text);

G_END_DECLS
