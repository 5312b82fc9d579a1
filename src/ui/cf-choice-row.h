/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-choice.h"

G_BEGIN_DECLS

/* A row whose value is chosen from a long list that can be searched. The list is made when it is opened. */
#define CF_TYPE_CHOICE_ROW (cf_choice_row_get_type ())
G_DECLARE_FINAL_TYPE (CfChoiceRow, cf_choice_row, CF, CHOICE_ROW, AdwActionRow)

void        cf_choice_row_set_choices (CfChoiceRow *self, GPtrArray *choices);
void        cf_choice_row_select      (CfChoiceRow *self, const char *id);
const char *cf_choice_row_get_id      (CfChoiceRow *self);

G_END_DECLS
