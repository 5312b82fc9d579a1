/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Properties that a widget reads and follows, and that only the object itself changes. @name is static. */
GParamSpec *_cf_property_text      (const char *name);
GParamSpec *_cf_property_flag      (const char *name);
GParamSpec *_cf_property_count     (const char *name);
GParamSpec *_cf_property_time      (const char *name);
GParamSpec *_cf_property_object    (const char *name, GType type);
GParamSpec *_cf_property_error     (const char *name);
void        _cf_property_set_error (gpointer object, GParamSpec *property, GError **place, const GError *error);

G_END_DECLS
