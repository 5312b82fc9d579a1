/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-params-private.h"

#include <string.h>

/* The numbers of built-in types never change (pg_type.dat). */
enum
{
  OID_UNKNOWN = 0,
  OID_BOOL = 16,
  OID_INT8 = 20,
  OID_INT4 = 23,
  OID_TEXT = 25,
  OID_BOOL_ARRAY = 1000,
  OID_INT4_ARRAY = 1007,
  OID_TEXT_ARRAY = 1009,
  OID_INT8_ARRAY = 1016,
  OID_TIMESTAMPTZ = 1184,
  OID_NUMERIC_ARRAY = 1231,
  OID_NUMERIC = 1700,
  OID_UUID = 2950,
};

#define IS_NULL G_MAXSIZE

/* All values live in one text, so that a statement costs two allocations however many parameters it has. */
struct _CfDbParams
{
  GString     *text;
  GArray      *types;
  GArray      *starts;
  const char **values;
};

/**
 * cf_db_params_new:
 *
 * Returns: (transfer full): an empty list
 */
CfDbParams *
cf_db_params_new (void)
{
  CfDbParams *self = g_new0 (CfDbParams, 1);

  self->text = g_string_sized_new (256);
  self->types = g_array_sized_new (FALSE, FALSE, sizeof (Oid), 16);
  self->starts = g_array_sized_new (FALSE, FALSE, sizeof (gsize), 16);
  return self;
}

/**
 * cf_db_params_free:
 * @self: (transfer full) (nullable): a list
 */
void
cf_db_params_free (CfDbParams *self)
{
  if (self == NULL)
    return;
  g_string_free (self->text, TRUE);
  g_array_unref (self->types);
  g_array_unref (self->starts);
  g_free (self->values);
  g_free (self);
}

static void
begin (CfDbParams *self, Oid type, gboolean is_null)
{
  gsize start = is_null ? IS_NULL : self->text->len;

  g_clear_pointer (&self->values, g_free);
  g_array_append_val (self->types, type);
  g_array_append_val (self->starts, start);
}

static void
end (CfDbParams *self)
{
  g_string_append_c (self->text, '\0');
}

static void
add_string (CfDbParams *self, Oid type, const char *value)
{
  begin (self, type, value == NULL);
  if (value != NULL)
    g_string_append_len (self->text, value, strlen (value) + 1);
}

static void
append_int64 (GString *text, gint64 value)
{
  char digits[24];
  char *at = digits + sizeof digits;
  guint64 rest = value < 0 ? -(guint64) value : (guint64) value;

  do
    *--at = '0' + rest % 10;
  while ((rest /= 10) > 0);
  if (value < 0)
    *--at = '-';
  g_string_append_len (text, at, digits + sizeof digits - at);
}

static void
append_decimal (GString *text, const CfDecimal *value)
{
  g_autofree char *string = cf_decimal_to_string (*value);

  g_string_append (text, string);
}

/**
 * cf_db_params_add_text:
 * @self: a list
 * @value: (nullable): UTF-8 of any length
 */
void
cf_db_params_add_text (CfDbParams *self, const char *value)
{
  g_return_if_fail (self != NULL);

  add_string (self, OID_TEXT, value);
}

/**
 * cf_db_params_add_uuid:
 * @self: a list
 * @value: (nullable): a UUID in any form that PostgreSQL reads
 */
void
cf_db_params_add_uuid (CfDbParams *self, const char *value)
{
  g_return_if_fail (self != NULL);

  add_string (self, OID_UUID, value);
}

/**
 * cf_db_params_add_bool:
 * @self: a list
 * @value: the truth
 */
void
cf_db_params_add_bool (CfDbParams *self, gboolean value)
{
  g_return_if_fail (self != NULL);

  add_string (self, OID_BOOL, value ? "t" : "f");
}

/**
 * cf_db_params_add_int:
 * @self: a list
 * @value: an `integer`
 */
void
cf_db_params_add_int (CfDbParams *self, int value)
{
  g_return_if_fail (self != NULL);

  begin (self, OID_INT4, FALSE);
  append_int64 (self->text, value);
  end (self);
}

/**
 * cf_db_params_add_int64:
 * @self: a list
 * @value: a `bigint`
 */
void
cf_db_params_add_int64 (CfDbParams *self, gint64 value)
{
  g_return_if_fail (self != NULL);

  begin (self, OID_INT8, FALSE);
  append_int64 (self->text, value);
  end (self);
}

/**
 * cf_db_params_add_decimal:
 * @self: a list
 * @value: (nullable): a `numeric`
 */
void
cf_db_params_add_decimal (CfDbParams *self, const CfDecimal *value)
{
  g_return_if_fail (self != NULL);

  begin (self, OID_NUMERIC, value == NULL);
  if (value == NULL)
    return;
  append_decimal (self->text, value);
  end (self);
}

/**
 * cf_db_params_add_time:
 * @self: a list
 * @unix_us: microseconds since 1970 UTC, a `timestamptz`
 */
void
cf_db_params_add_time (CfDbParams *self, gint64 unix_us)
{
  g_return_if_fail (self != NULL);

  begin (self, OID_TIMESTAMPTZ, FALSE);
  cf_db_append_time (self->text, unix_us);
  end (self);
}

/**
 * cf_db_params_add_null:
 * @self: a list
 *
 * SQL NULL of a type that the statement tells. Where a statement is used with a value too, add a typed %NULL in place
 * of this: one statement, one plan.
 */
void
cf_db_params_add_null (CfDbParams *self)
{
  g_return_if_fail (self != NULL);

  begin (self, OID_UNKNOWN, TRUE);
}

static void
append_element (GString *text, const char *value)
{
  if (value == NULL)
    {
      g_string_append (text, "NULL");
      return;
    }
  g_string_append_c (text, '"');
  for (; *value != '\0'; value++)
    {
      if (*value == '"' || *value == '\\')
        g_string_append_c (text, '\\');
      g_string_append_c (text, *value);
    }
  g_string_append_c (text, '"');
}

static void
open_array (CfDbParams *self, Oid type)
{
  begin (self, type, FALSE);
  g_string_append_c (self->text, '{');
}

static void
separate (CfDbParams *self, guint i)
{
  if (i > 0)
    g_string_append_c (self->text, ',');
}

static void
close_array (CfDbParams *self)
{
  g_string_append_c (self->text, '}');
  end (self);
}

/**
 * cf_db_params_add_texts:
 * @self: a list
 * @values: (array length=n_values) (element-type utf8): a `text[]`; an element may be %NULL
 * @n_values: how many
 */
void
cf_db_params_add_texts (CfDbParams *self, const char *const *values, guint n_values)
{
  g_return_if_fail (self != NULL);

  open_array (self, OID_TEXT_ARRAY);
  for (guint i = 0; i < n_values; i++)
    {
      separate (self, i);
      append_element (self->text, values[i]);
    }
  close_array (self);
}

/**
 * cf_db_params_add_ints:
 * @self: a list
 * @values: (array length=n_values): an `integer[]`
 * @n_values: how many
 */
void
cf_db_params_add_ints (CfDbParams *self, const int *values, guint n_values)
{
  g_return_if_fail (self != NULL);

  open_array (self, OID_INT4_ARRAY);
  for (guint i = 0; i < n_values; i++)
    {
      separate (self, i);
      append_int64 (self->text, values[i]);
    }
  close_array (self);
}

/**
 * cf_db_params_add_int64s:
 * @self: a list
 * @values: (array length=n_values): a `bigint[]`
 * @n_values: how many
 */
void
cf_db_params_add_int64s (CfDbParams *self, const gint64 *values, guint n_values)
{
  g_return_if_fail (self != NULL);

  open_array (self, OID_INT8_ARRAY);
  for (guint i = 0; i < n_values; i++)
    {
      separate (self, i);
      append_int64 (self->text, values[i]);
    }
  close_array (self);
}

/**
 * cf_db_params_add_bools:
 * @self: a list
 * @values: (array length=n_values): a `boolean[]`
 * @n_values: how many
 */
void
cf_db_params_add_bools (CfDbParams *self, const gboolean *values, guint n_values)
{
  g_return_if_fail (self != NULL);

  open_array (self, OID_BOOL_ARRAY);
  for (guint i = 0; i < n_values; i++)
    {
      separate (self, i);
      g_string_append_c (self->text, values[i] ? 't' : 'f');
    }
  close_array (self);
}

/**
 * cf_db_params_add_decimals:
 * @self: a list
 * @values: (array length=n_values): a `numeric[]`; an element may be %NULL
 * @n_values: how many
 */
void
cf_db_params_add_decimals (CfDbParams *self, const CfDecimal *const *values, guint n_values)
{
  g_return_if_fail (self != NULL);

  open_array (self, OID_NUMERIC_ARRAY);
  for (guint i = 0; i < n_values; i++)
    {
      separate (self, i);
      if (values[i] != NULL)
        append_decimal (self->text, values[i]);
      else
        g_string_append (self->text, "NULL");
    }
  close_array (self);
}

guint
cf_db_params_get_n (CfDbParams *self)
{
  return self != NULL ? self->types->len : 0;
}

const Oid *
cf_db_params_get_types (CfDbParams *self)
{
  return self != NULL ? (const Oid *) (gpointer) self->types->data : NULL;
}

/*
 * cf_db_params_get_values:
 *
 * Returns: (nullable): the values as libpq wants them, valid until the next one is added
 */
const char *const *
cf_db_params_get_values (CfDbParams *self)
{
  if (self == NULL)
    return NULL;
  if (self->values == NULL)
    {
      self->values = g_new (const char *, self->starts->len + 1);
      for (guint i = 0; i < self->starts->len; i++)
        {
          gsize start = g_array_index (self->starts, gsize, i);

          self->values[i] = start == IS_NULL ? NULL : self->text->str + start;
        }
    }
  return self->values;
}
