/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CfPreferences:
 *
 * What a person chooses of this till: who sells, and how the program looks. The look is a setting, and taken at once.
 *
 * Signal "clerk" (string): somebody else sells from now on; "" is the person who is logged in. Who listens keeps it, and then shows with
 * cf_preferences_set_clerk() what it is now.
 */
#define CF_TYPE_PREFERENCES (cf_preferences_get_type ())
G_DECLARE_FINAL_TYPE (CfPreferences, cf_preferences, CF, PREFERENCES, AdwPreferencesWindow)

CfPreferences *cf_preferences_new        (GtkWindow     *parent);
void           cf_preferences_set_clerk  (CfPreferences *self,
                                          const char    *clerk);
void           cf_preferences_tell_clerk (CfPreferences *self,
                                          const char    *sentence);

G_END_DECLS
