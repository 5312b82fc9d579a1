/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-property-private.h"

#define FLAGS (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY)

GParamSpec *
_cf_property_text (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL, FLAGS);
}

GParamSpec *
_cf_property_flag (const char *name)
{
  return g_param_spec_boolean (name, NULL, NULL, FALSE, FLAGS);
}

GParamSpec *
_cf_property_count (const char *name)
{
  return g_param_spec_uint (name, NULL, NULL, 0, G_MAXUINT, 0, FLAGS);
}

/* Real time in µs, 0 for none. */
GParamSpec *
_cf_property_time (const char *name)
{
  return g_param_spec_int64 (name, NULL, NULL, 0, G_MAXINT64, 0, FLAGS);
}

GParamSpec *
_cf_property_object (const char *name, GType type)
{
  return g_param_spec_object (name, NULL, NULL, type, FLAGS);
}

GParamSpec *
_cf_property_error (const char *name)
{
  return g_param_spec_boxed (name, NULL, NULL, G_TYPE_ERROR, FLAGS);
}

/* Keeps a copy of @error (nullable) in @place, and tells who follows @property. */
void
_cf_property_set_error (gpointer object, GParamSpec *property, GError **place, const GError *error)
{
  if (error == NULL && *place == NULL)
    return;

  g_clear_error (place);
  *place = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (object, property);
}
