/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CfConflict:
 *
 * Two people changed one record: who did, both values side by side, and the choice. Hidden until it is needed.
 *
 * Signals: "mine", "theirs": what was chosen.
 */
#define CF_TYPE_CONFLICT (cf_conflict_get_type ())
G_DECLARE_FINAL_TYPE (CfConflict, cf_conflict, CF, CONFLICT, AdwBin)

void cf_conflict_begin (CfConflict *self,
                        const char *sentence);
void cf_conflict_add   (CfConflict *self,
                        const char *title,
                        const char *mine,
                        const char *theirs);
void cf_conflict_end   (CfConflict *self);

gboolean cf_conflict_collides (const char *mine,
                               const char *was,
                               const char *theirs);

G_END_DECLS
