/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* One of many things to choose from: its name for people, its id for the program. Immutable. */
#define CF_TYPE_CHOICE (cf_choice_get_type ())
G_DECLARE_FINAL_TYPE (CfChoice, cf_choice, CF, CHOICE, GObject)

CfChoice   *cf_choice_new      (const char *id, const char *name);
const char *cf_choice_get_id   (CfChoice *self);
const char *cf_choice_get_name (CfChoice *self);
const char *cf_choice_get_key  (CfChoice *self);
int         cf_choice_compare  (CfChoice *a, CfChoice *b);

G_END_DECLS
