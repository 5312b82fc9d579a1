/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-error-words.h"

G_BEGIN_DECLS

/**
 * CfErrorNote:
 *
 * A sentence about what went wrong, and in a fold under it what the server answered, which can be selected and copied. Where somebody
 * with more rights can mend it by a command, a button copies that.
 */
#define CF_TYPE_ERROR_NOTE (cf_error_note_get_type ())
G_DECLARE_FINAL_TYPE (CfErrorNote, cf_error_note, CF, ERROR_NOTE, AdwBin)

void cf_error_note_set_text  (CfErrorNote  *self,
                              const char   *sentence,
                              const GError *error);
void cf_error_note_set_error (CfErrorNote  *self,
                              const GError *error,
                              CfErrorDoing  doing);

G_END_DECLS
