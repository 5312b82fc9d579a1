/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-params-private.h"

#include <string.h>

/* The numbers of built-in types never change (pg_type.dat). */
enum
{
  OID_BOOL = 16,
  OID_INT8 = 20,
  OID_INT4 = 23,
  OID_TEXT = 25,
  OID_TEXT_ARRAY = 1009,
  OID_INT8_ARRAY = 1016,
  OID_TIMESTAMPTZ = 1184,
  OID_NUMERIC_ARRAY = 1231,
  OID_NUMERIC = 1700,
  OID_UUID = 2950,
};

#define IS_NULL G_MAXSIZE
#define N_INLINE 16
#define INLINE_TEXT 512

/* All values live in one text. The usual statement fits into one allocation; a longer one moves out. */
struct _CfDbParams
{
  guint        n;
  guint        capacity;
  Oid         *types;
  gsize       *starts;
  const char **values;
  char        *text;
  gsize        length;
  gsize        size;

  Oid          inline_types[N_INLINE];
  gsize        inline_starts[N_INLINE];
  const char  *inline_values[N_INLINE];
  char         inline_text[INLINE_TEXT];
};

/**
 * cf_db_params_new:
 *
 * Returns: (transfer full): an empty list
 */
CfDbParams *
cf_db_params_new (void)
{
  CfDbParams *self = g_malloc (sizeof *self);

  self->n = 0;
  self->capacity = N_INLINE;
  self->types = self->inline_types;
  self->starts = self->inline_starts;
  self->values = self->inline_values;
  self->text = self->inline_text;
  self->length = 0;
  self->size = INLINE_TEXT;
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
  if (self->types != self->inline_types)
    {
      g_free (self->types);
      g_free (self->starts);
      g_free (self->values);
    }
  if (self->text != self->inline_text)
    g_free (self->text);
  g_free (self);
}

static void
grow_list (CfDbParams *self)
{
  gboolean is_inline = self->types == self->inline_types;

  self->capacity *= 2;
  self->types = g_renew (Oid, is_inline ? NULL : self->types, self->capacity);
  self->starts = g_renew (gsize, is_inline ? NULL : self->starts, self->capacity);
  self->values = g_renew (const char *, is_inline ? NULL : self->values, self->capacity);
  if (!is_inline)
    return;
  memcpy (self->types, self->inline_types, sizeof self->inline_types);
  memcpy (self->starts, self->inline_starts, sizeof self->inline_starts);
}

static void
grow_text (CfDbParams *self, gsize length)
{
  gboolean is_inline = self->text == self->inline_text;

  self->size = MAX (self->size * 2, self->length + length);
  self->text = g_realloc (is_inline ? NULL : self->text, self->size);
  if (is_inline)
    memcpy (self->text, self->inline_text, self->length);
}

/* Room for @length more bytes. Every sign asks for it, so it is short enough to become part of who asks. */
static char *
reserve (CfDbParams *self, gsize length)
{
  if (length > self->size - self->length)
    grow_text (self, length);
  return self->text + self->length;
}

static void
append (CfDbParams *self, const char *bytes, gsize length)
{
  memcpy (reserve (self, length), bytes, length);
  self->length += length;
}

static void
append_c (CfDbParams *self, char c)
{
  *reserve (self, 1) = c;
  self->length++;
}

static void
begin (CfDbParams *self, Oid type, gboolean is_null)
{
  if (self->n == self->capacity)
    grow_list (self);
  self->types[self->n] = type;
  self->starts[self->n] = is_null ? IS_NULL : self->length;
  self->n++;
}

static void
end (CfDbParams *self)
{
  append_c (self, '\0');
}

static void
add_string (CfDbParams *self, Oid type, const char *value)
{
  begin (self, type, value == NULL);
  if (value != NULL)
    append (self, value, strlen (value) + 1);
}

static void
append_int64 (CfDbParams *self, gint64 value)
{
  char digits[CF_DB_MAX_DIGITS];
  char *start = cf_db_format_int (digits + sizeof digits, value);

  append (self, start, digits + sizeof digits - start);
}

static void
append_decimal (CfDbParams *self, const CfDecimal *value)
{
  char digits[CF_DB_MAX_DIGITS];
  char *start = cf_db_format_decimal (digits + sizeof digits, value);

  append (self, start, digits + sizeof digits - start);
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
  append_int64 (self, value);
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
  append_int64 (self, value);
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
  append_decimal (self, value);
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
  self->length += cf_db_format_time (reserve (self, CF_DB_MAX_TIME), unix_us);
  end (self);
}

/* Quoted, and escaped where it has to be; nearly nothing that is sold has a name that has to. */
static void
append_element (CfDbParams *self, const char *value)
{
  gsize plain;

  if (value == NULL)
    {
      append (self, "NULL", 4);
      return;
    }
  append_c (self, '"');
  while (value[plain = strcspn (value, "\"\\")] != '\0')
    {
      append (self, value, plain);
      append_c (self, '\\');
      append_c (self, value[plain]);
      value += plain + 1;
    }
  append (self, value, plain);
  append_c (self, '"');
}

static void
open_array (CfDbParams *self, Oid type)
{
  begin (self, type, FALSE);
  append_c (self, '{');
}

static void
separate (CfDbParams *self, guint i)
{
  if (i > 0)
    append_c (self, ',');
}

static void
close_array (CfDbParams *self)
{
  append_c (self, '}');
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
      append_element (self, values[i]);
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
      append_int64 (self, values[i]);
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
        append_decimal (self, values[i]);
      else
        append (self, "NULL", 4);
    }
  close_array (self);
}

/**
 * cf_db_quote_name:
 * @name: the name of a role, a database, a table …
 *
 * Returns: (transfer full): @name as it stands in a statement, whatever is in it
 */
char *
cf_db_quote_name (const char *name)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *inner = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  parts = g_strsplit (name, "\"", -1);
  inner = g_strjoinv ("\"\"", parts);
  return g_strdup_printf ("\"%s\"", inner);
}

guint
cf_db_params_get_n (CfDbParams *self)
{
  return self != NULL ? self->n : 0;
}

const Oid *
cf_db_params_get_types (CfDbParams *self)
{
  return self != NULL ? self->types : NULL;
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
  for (guint i = 0; i < self->n; i++)
    self->values[i] = self->starts[i] == IS_NULL ? NULL : self->text + self->starts[i];
  return self->values;
}
