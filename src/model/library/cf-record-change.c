/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-record-change.h"

struct _CfRecordChange
{
  GObject              parent_instance;

  CfRecordChangeFields fields;
};

G_DEFINE_FINAL_TYPE (CfRecordChange, cf_record_change, G_TYPE_OBJECT)

static void
cf_record_change_finalize (GObject *object)
{
  CfRecordChangeFields *fields = &CF_RECORD_CHANGE (object)->fields;

  g_free (fields->who);
  g_free (fields->till);
  g_strfreev (fields->lines);

  G_OBJECT_CLASS (cf_record_change_parent_class)->finalize (object);
}

static void
cf_record_change_class_init (CfRecordChangeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_record_change_finalize;
}

static void
cf_record_change_init (CfRecordChange *self)
{
}

/**
 * cf_record_change_new:
 * @fields: (transfer full): the values; all it points to is taken over and @fields is cleared
 *
 * Returns: (transfer full): the change
 */
CfRecordChange *
cf_record_change_new (CfRecordChangeFields *fields)
{
  CfRecordChange *self;

  g_return_val_if_fail (fields != NULL, NULL);

  self = g_object_new (CF_TYPE_RECORD_CHANGE, NULL);
  self->fields = *fields;
  *fields = (CfRecordChangeFields) { 0 };
  return self;
}

/**
 * cf_record_change_fields:
 * @self: a change
 *
 * Returns: (transfer none): its values, which live as long as @self
 */
const CfRecordChangeFields *
cf_record_change_fields (CfRecordChange *self)
{
  g_return_val_if_fail (CF_IS_RECORD_CHANGE (self), NULL);

  return &self->fields;
}
