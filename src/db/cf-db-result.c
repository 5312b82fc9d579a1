/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-result-private.h"

#include <string.h>

struct _CfDbResult
{
  gatomicrefcount  ref_count;
  PGresult        *result;
  GHashTable      *repaired; /* cell number → text, for what came as invalid UTF-8; nearly always NULL */
};

G_DEFINE_BOXED_TYPE (CfDbResult, cf_db_result, cf_db_result_ref, cf_db_result_unref)

static gpointer
cell_key (CfDbResult *self, guint row, guint column)
{
  return GSIZE_TO_POINTER ((gsize) row * (gsize) PQnfields (self->result) + column + 1);
}

static void
repair_cell (CfDbResult *self, guint row, guint column)
{
  const char *value = PQgetvalue (self->result, (int) row, (int) column);

  if (g_utf8_validate (value, -1, NULL))
    return;
  if (self->repaired == NULL)
    self->repaired = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_hash_table_insert (self->repaired, cell_key (self, row, column), g_utf8_make_valid (value, -1));
}

static void
repair (CfDbResult *self)
{
  guint n_rows = cf_db_result_get_n_rows (self);
  guint n_columns = cf_db_result_get_n_columns (self);

  for (guint row = 0; row < n_rows; row++)
    for (guint column = 0; column < n_columns; column++)
      repair_cell (self, row, column);
}

/*
 * cf_db_result_new:
 * @result: (transfer full): what libpq gave
 * @may_be_invalid: whether the server does not vouch for UTF-8 (a SQL_ASCII database)
 *
 * Returns: (transfer full): the result
 */
CfDbResult *
cf_db_result_new (PGresult *result, gboolean may_be_invalid)
{
  CfDbResult *self = g_new (CfDbResult, 1);

  *self = (CfDbResult) { .result = result };
  g_atomic_ref_count_init (&self->ref_count);
  if (may_be_invalid)
    repair (self);
  return self;
}

/**
 * cf_db_result_ref:
 * @self: a result
 *
 * Returns: (transfer full): @self
 */
CfDbResult *
cf_db_result_ref (CfDbResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * cf_db_result_unref:
 * @self: (transfer full): a result
 */
void
cf_db_result_unref (CfDbResult *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  PQclear (self->result);
  g_clear_pointer (&self->repaired, g_hash_table_unref);
  g_free (self);
}

/**
 * cf_db_result_get_n_rows:
 * @self: a result
 *
 * Returns: how many rows came
 */
guint
cf_db_result_get_n_rows (CfDbResult *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return (guint) PQntuples (self->result);
}

/**
 * cf_db_result_get_n_columns:
 * @self: a result
 *
 * Returns: how many columns a row has
 */
guint
cf_db_result_get_n_columns (CfDbResult *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return (guint) PQnfields (self->result);
}

/**
 * cf_db_result_get_n_affected:
 * @self: a result
 *
 * Returns: how many rows an INSERT, UPDATE, DELETE, MERGE, SELECT … touched; 0 for other statements
 */
gint64
cf_db_result_get_n_affected (CfDbResult *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return g_ascii_strtoll (PQcmdTuples (self->result), NULL, 10);
}

/**
 * cf_db_result_is_null:
 * @self: a result
 * @row: from 0
 * @column: from 0
 *
 * Returns: whether the value is SQL NULL
 */
gboolean
cf_db_result_is_null (CfDbResult *self, guint row, guint column)
{
  g_return_val_if_fail (self != NULL, TRUE);
  g_return_val_if_fail (row < (guint) PQntuples (self->result), TRUE);
  g_return_val_if_fail (column < (guint) PQnfields (self->result), TRUE);

  return PQgetisnull (self->result, (int) row, (int) column);
}

/**
 * cf_db_result_get_text:
 * @self: a result
 * @row: from 0
 * @column: from 0
 *
 * Returns: (nullable): the value in PostgreSQL's text form, valid UTF-8, owned by @self; %NULL for SQL NULL
 */
const char *
cf_db_result_get_text (CfDbResult *self, guint row, guint column)
{
  const char *repaired = NULL;

  if (cf_db_result_is_null (self, row, column))
    return NULL;
  if (self->repaired != NULL)
    repaired = g_hash_table_lookup (self->repaired, cell_key (self, row, column));
  return repaired != NULL ? repaired : PQgetvalue (self->result, (int) row, (int) column);
}

/**
 * cf_db_result_get_bool:
 * @self: a result
 * @row: from 0
 * @column: from 0, a `boolean`
 *
 * Returns: the truth; %FALSE for SQL NULL
 */
gboolean
cf_db_result_get_bool (CfDbResult *self, guint row, guint column)
{
  const char *text = cf_db_result_get_text (self, row, column);

  return text != NULL && text[0] == 't';
}

/**
 * cf_db_result_get_int:
 * @self: a result
 * @row: from 0
 * @column: from 0, an integer of any size
 *
 * Returns: the number; 0 for SQL NULL
 */
gint64
cf_db_result_get_int (CfDbResult *self, guint row, guint column)
{
  const char *text = cf_db_result_get_text (self, row, column);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

/**
 * cf_db_result_get_decimal:
 * @self: a result
 * @row: from 0
 * @column: from 0, a `numeric` or an integer
 * @out: (out): the number, zero where there is none
 *
 * Returns: %FALSE where the value is SQL NULL, NaN, infinite or beyond what #CfDecimal holds
 */
gboolean
cf_db_result_get_decimal (CfDbResult *self, guint row, guint column, CfDecimal *out)
{
  const char *text = cf_db_result_get_text (self, row, column);

  g_return_val_if_fail (out != NULL, FALSE);

  *out = CF_DECIMAL_ZERO;
  if (text == NULL || !cf_decimal_parse (text, out, NULL))
    {
      *out = CF_DECIMAL_ZERO;
      return FALSE;
    }
  return TRUE;
}

/**
 * cf_db_result_get_time:
 * @self: a result
 * @row: from 0
 * @column: from 0, a `timestamptz`; a `timestamp` or a `date` is taken as UTC
 * @unix_us: (out): microseconds since 1970 UTC, 0 where there is no such value
 *
 * Returns: %FALSE where the value is SQL NULL or infinite
 */
gboolean
cf_db_result_get_time (CfDbResult *self, guint row, guint column, gint64 *unix_us)
{
  const char *text = cf_db_result_get_text (self, row, column);

  g_return_val_if_fail (unix_us != NULL, FALSE);

  *unix_us = 0;
  return text != NULL && cf_db_parse_time (text, unix_us);
}

/**
 * cf_db_result_get_texts:
 * @self: a result
 * @row: from 0
 * @column: from 0, a `text[]`
 *
 * Returns: (transfer full) (nullable) (array zero-terminated=1): the elements, a NULL among them as the empty string;
 *   %NULL for SQL NULL
 */
char **
cf_db_result_get_texts (CfDbResult *self, guint row, guint column)
{
  const char *text = cf_db_result_get_text (self, row, column);

  return text != NULL ? cf_db_parse_texts (text) : NULL;
}
