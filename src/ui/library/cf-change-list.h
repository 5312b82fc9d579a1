/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CfChangeList:
 *
 * The history of a book or an author: what was done, when, by whom, newest first. What can be taken back has a button for that.
 *
 * Signal "undo" (gint64 change). An import is taken back by the action "library.undo-import", which asks first.
 */
#define CF_TYPE_CHANGE_LIST (cf_change_list_get_type ())
G_DECLARE_FINAL_TYPE (CfChangeList, cf_change_list, CF, CHANGE_LIST, AdwBin)

void cf_change_list_set_changes (CfChangeList *self, GListModel *changes);

G_END_DECLS
