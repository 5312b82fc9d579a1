/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-keyset-source-private.h"

struct _CfKeysetFilter
{
  GPtrArray *always;            /* (owned) (element-type utf8) */
  GPtrArray *any;               /* (owned) (element-type utf8) */
  char      *otherwise;         /* (owned) (nullable) */
  char      *bound;             /* (owned) (nullable) */
  gboolean   is_direct;
  char      *walked;            /* (owned) (nullable) */
  GPtrArray *values;            /* (owned) (element-type utf8): $1 and so on */
};

CfKeysetFilter *
_cf_keyset_filter_new (void)
{
  CfKeysetFilter *self = g_new0 (CfKeysetFilter, 1);

  self->always = g_ptr_array_new_with_free_func (g_free);
  self->any = g_ptr_array_new_with_free_func (g_free);
  self->values = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
_cf_keyset_filter_free (CfKeysetFilter *self)
{
  g_ptr_array_unref (self->always);
  g_ptr_array_unref (self->any);
  g_ptr_array_unref (self->values);
  g_free (self->otherwise);
  g_free (self->bound);
  g_free (self->walked);
  g_free (self);
}

void
_cf_keyset_filter_always (CfKeysetFilter *self, char *condition)
{
  g_ptr_array_add (self->always, condition);
}

void
_cf_keyset_filter_any (CfKeysetFilter *self, char *condition)
{
  g_ptr_array_add (self->any, condition);
}

/*< private >
 * _cf_keyset_filter_otherwise:
 * @condition: (transfer full): which records are in the list, besides "always", where there is none else; they are few
 */
void
_cf_keyset_filter_otherwise (CfKeysetFilter *self, char *condition)
{
  g_free (self->otherwise);
  self->otherwise = condition;
}

const char *
_cf_keyset_filter_get_otherwise (CfKeysetFilter *self)
{
  return self->otherwise;
}

static void
append_joined (GString *sql, GPtrArray *conditions, const char *by)
{
  for (guint i = 0; i < conditions->len; i++)
    g_string_append_printf (sql, "%s(%s)", i > 0 ? by : "", (const char *) g_ptr_array_index (conditions, i));
}

/*< private >
 * _cf_keyset_filter_set_direct:
 * @walked: (transfer full) (nullable): where the planner does not see how many records meet the filter, "any" again in a form for which
 *   it uses no other index
 *
 * Says that the order's index has what the filter looks at beside its key, and that there is an index for what is rare. So a page is
 * found quickly, by going along the order or by that other index, as the planner chooses, and nobody waits for all of the hits. With
 * @walked a look at the first records of the order comes before that choice.
 */
void
_cf_keyset_filter_set_direct (CfKeysetFilter *self, char *walked)
{
  self->is_direct = TRUE;
  g_free (self->walked);
  self->walked = walked;
}

/*< private >
 * _cf_keyset_filter_walked:
 *
 * Returns: (transfer full) (nullable): the whole filter as one condition for which no other index is used; %NULL: the planner may choose
 */
char *
_cf_keyset_filter_walked (CfKeysetFilter *self)
{
  GString *sql;

  if (self->walked == NULL)
    return NULL;
  sql = g_string_new (NULL);
  append_joined (sql, self->always, " AND ");
  g_string_append_printf (sql, "%s(%s)", self->always->len > 0 ? " AND " : "", self->walked);
  return g_string_free (sql, FALSE);
}

gboolean
_cf_keyset_filter_is_direct (CfKeysetFilter *self)
{
  return self->is_direct;
}

/*< private >
 * _cf_keyset_filter_set_bound:
 * @bound: (transfer full): between which keys everything lies that meets the filter and has a key
 *
 * Where matches lie together in an order, going along its index to find them would pass by all others.
 */
void
_cf_keyset_filter_set_bound (CfKeysetFilter *self, char *bound)
{
  g_free (self->bound);
  self->bound = bound;
}

const char *
_cf_keyset_filter_get_bound (CfKeysetFilter *self)
{
  return self->bound;
}

/*< private >
 * _cf_keyset_filter_add_text:
 * @value: a value; never becomes part of the SQL
 *
 * Returns: the number of the parameter by which conditions mean it
 */
guint
_cf_keyset_filter_add_text (CfKeysetFilter *self, const char *value)
{
  g_ptr_array_add (self->values, g_strdup (value));
  return self->values->len;
}

gboolean
_cf_keyset_filter_is_empty (CfKeysetFilter *self)
{
  return self->always->len == 0 && self->any->len == 0;
}

/*< private >
 * _cf_keyset_filter_where:
 *
 * Returns: (transfer full): the whole filter as one condition
 */
char *
_cf_keyset_filter_where (CfKeysetFilter *self)
{
  GString *sql = g_string_new (NULL);

  append_joined (sql, self->always, " AND ");
  if (self->always->len > 0 && self->any->len > 0)
    g_string_append (sql, " AND ");
  if (self->any->len > 0)
    {
      g_string_append_c (sql, '(');
      append_joined (sql, self->any, " OR ");
      g_string_append_c (sql, ')');
    }
  if (sql->len == 0)
    g_string_append (sql, "true");
  return g_string_free (sql, FALSE);
}

static void
append_branch (GString *sql, CfKeysetFilter *self, const CfKeysetOrder *order, const char *condition, guint limit)
{
  g_string_append_printf (sql, "(SELECT %s AS id, %s AS k FROM %s", order->id, order->key, order->table);
  if (order->joined != NULL)
    g_string_append_printf (sql, " %s", order->joined);
  if (self->always->len > 0 || condition != NULL)
    g_string_append (sql, " WHERE ");
  append_joined (sql, self->always, " AND ");
  if (condition != NULL)
    g_string_append_printf (sql, "%s(%s)", self->always->len > 0 ? " AND " : "", condition);
  if (limit > 0)
    g_string_append_printf (sql, " LIMIT %u", limit);
  g_string_append_c (sql, ')');
}

/*< private >
 * _cf_keyset_filter_union:
 * @order: the list
 * @limit: how many of each way are enough; 0: all
 *
 * One condition with OR over several indexes is what planners guess worst. Here each goes its own way, and stops by
 * itself where it finds very many.
 *
 * Returns: (transfer full): a query for id and key ("k") of the records
 */
char *
_cf_keyset_filter_union (CfKeysetFilter *self, const CfKeysetOrder *order, guint limit)
{
  GString *sql = g_string_new (NULL);

  if (self->any->len == 0)
    append_branch (sql, self, order, NULL, limit);
  for (guint i = 0; i < self->any->len; i++)
    {
      g_string_append (sql, i > 0 ? " UNION " : "");
      append_branch (sql, self, order, g_ptr_array_index (self->any, i), limit);
    }
  return g_string_free (sql, FALSE);
}

/* The ways of a filter, and the last one where they led nowhere; "o" tells which it was. */
static char *
found_or_otherwise (CfKeysetFilter *self, const CfKeysetOrder *order, guint limit)
{
  g_autofree char *found = _cf_keyset_filter_union (self, order, limit);
  g_autofree char *condition = NULL;
  g_autoptr (GString) sql = NULL;

  if (self->otherwise == NULL)
    return g_strdup_printf ("SELECT f.*, false AS o FROM (%s) f", found);
  condition = g_strdup_printf ("%s AND NOT EXISTS (SELECT FROM f)", self->otherwise);
  sql = g_string_new (NULL);
  g_string_append_printf (sql, "WITH f AS MATERIALIZED (%s) SELECT f.*, false AS o FROM f UNION ALL SELECT g.*, true FROM ", found);
  append_branch (sql, self, order, condition, limit);
  g_string_append (sql, " g");
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

/*< private >
 * _cf_keyset_filter_hits:
 * @order: the order of the list
 * @most: how many are wanted at most
 *
 * Where there are more, they are neither sorted nor sent.
 *
 * Returns: (transfer full): a statement for the ids of all records in their order, each with whether it was found in no other way than
 *   "otherwise", or one NULL where there are more than @most
 */
char *
_cf_keyset_filter_hits (CfKeysetFilter *self, const CfKeysetOrder *order, guint most)
{
  g_autofree char *found = found_or_otherwise (self, order, most + 1);
  const char *direction = order->descending ? "DESC" : "ASC";

  return g_strdup_printf ("WITH h AS MATERIALIZED (%s), n AS MATERIALIZED (SELECT count(*) AS n FROM h) "
                          "SELECT h.id, h.o FROM n LEFT JOIN h ON n.n <= %u WHERE n.n > 0 ORDER BY h.k %s NULLS LAST, h.id %s",
                          found, most, direction, direction);
}

/*< private >
 * _cf_keyset_filter_place:
 * @order: the order of the list
 *
 * What stands before a key is one range of the order's index; before what has none stand all that have one.
 *
 * Returns: (transfer full): a statement for the position of a record, from 0; -1: it is not in the list. Its id is the parameter behind
 *   those of the filter
 */
char *
_cf_keyset_filter_place (CfKeysetFilter *self, const CfKeysetOrder *order)
{
  g_autofree char *list = _cf_keyset_filter_union (self, order, 0);

  return g_strdup_printf ("WITH one AS MATERIALIZED (SELECT f.k, f.id FROM (%1$s) f WHERE f.id = $%2$u) "
                          "SELECT CASE WHEN NOT EXISTS (SELECT FROM one) THEN -1 "
                          "WHEN (SELECT k FROM one) IS NOT NULL THEN (SELECT count(*) FROM (%1$s) f WHERE (f.k, f.id) %3$s (SELECT k, id FROM one)) "
                          "ELSE (SELECT count(*) FROM (%1$s) f WHERE f.k IS NOT NULL OR f.id %3$s (SELECT id FROM one)) END",
                          list, self->values->len + 1, order->descending ? ">" : "<");
}

/*< private >
 * _cf_keyset_filter_params:
 *
 * Returns: (transfer full): the values, to which more may be added
 */
CfDbParams *
_cf_keyset_filter_params (CfKeysetFilter *self)
{
  CfDbParams *params = cf_db_params_new ();

  for (guint i = 0; i < self->values->len; i++)
    cf_db_params_add_text (params, g_ptr_array_index (self->values, i));
  return params;
}

guint
_cf_keyset_filter_n_params (CfKeysetFilter *self)
{
  return self->values->len;
}
