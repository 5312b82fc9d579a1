/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a table “sales” of others is like, before it is adopted: the first step of the schema does that, and only what it can do is
 * offered here. */

#include "cf-config.h"

#include "cf-sales-adoption.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-error.h"

/* Counting reads the whole table. */
#define DEADLINE_MS (10 * 60 * 1000)

/* Nothing where there is no such table, or it is Counterfoil's already. Else rows of kind, subject, detail: refusals first. */
#define FACTS_SQL \
  "WITH RECURSIVE t AS (" \
  "  SELECT c.* , c.oid AS id FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relname = 'sales'" \
  "    AND NOT EXISTS (SELECT FROM pg_class o JOIN pg_namespace m ON m.oid = o.relnamespace WHERE m.nspname = 'counterfoil' AND o.relname = 'orders'))," \
  "col AS (" \
  "  SELECT a.*, format_type (a.atttypid, a.atttypmod) AS type, y.typcategory AS category" \
  "    FROM t JOIN pg_attribute a ON a.attrelid = t.id JOIN pg_type y ON y.oid = a.atttypid WHERE a.attnum > 0 AND NOT a.attisdropped)," \
  "wanted (name, use) AS (VALUES ('id', 'id'), ('order_number', 'code'), ('product_number', 'code'), ('product_name', 'name'), ('product', 'name')," \
  "  ('quantity', 'number'), ('price', 'number'), ('discount', 'number'), ('order_total', 'number'), ('line_number', 'ours'), ('sold_at', 'ours')," \
  "  ('order_id', 'ours'), ('till', 'ours'), ('clerk', 'ours'), ('returned_line', 'ours'), ('discount_amount', 'ours'), ('tax_rate', 'ours')," \
  "  ('note', 'ours'), ('version', 'ours'))," \
  "known AS (SELECT * FROM col JOIN wanted ON name = attname)," \
  "reached (oid) AS (" \
  "  SELECT id FROM t" \
  "  UNION" \
  "  SELECT r.ev_class FROM reached f JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = f.oid AND d.classid = 'pg_rewrite'::regclass" \
  "    JOIN pg_rewrite r ON r.oid = d.objid WHERE r.ev_class <> f.oid)," \
  "views AS (SELECT c.* FROM reached f JOIN pg_class c ON c.oid = f.oid, t WHERE c.oid <> t.id)," \
  "key AS (SELECT c.* FROM pg_constraint c JOIN t ON c.conrelid = t.id WHERE c.contype = 'p')," \
  "own_number (keys) AS (SELECT ARRAY[(SELECT attnum FROM col WHERE attname = 'id')])," \
  "fact (place, kind, subject, detail) AS (" \
  "  SELECT 0, 'table', current_database ()::text, current_user::text FROM t" \
  "  UNION ALL SELECT 1, 'shape', '', '' FROM t WHERE t.relkind <> 'r' OR EXISTS (SELECT FROM pg_inherits i WHERE t.id IN (i.inhrelid, i.inhparent))" \
  "  UNION ALL SELECT 2, 'other', '', '' FROM t WHERE NOT EXISTS (SELECT FROM known WHERE use IN ('code', 'name'))" \
  "    OR NOT EXISTS (SELECT FROM known WHERE name IN ('price', 'order_total'))" \
  "  UNION ALL SELECT 3, 'ours', name, format ('ALTER TABLE sales RENAME %I TO %I;', name, name || '_before') FROM known WHERE use = 'ours'" \
  "  UNION ALL SELECT 4, 'type', name, type FROM known WHERE NOT CASE use WHEN 'number' THEN category IN ('N', 'S') WHEN 'code' THEN category IN ('N', 'S')" \
  "    WHEN 'name' THEN category = 'S' ELSE atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) OR use = 'ours' END" \
  "  UNION ALL SELECT 5, 'computed', attname, '' FROM col WHERE attgenerated <> '' OR attidentity <> '' AND attname <> 'id'" \
  "  UNION ALL SELECT 6, 'filled', attname, format ('ALTER TABLE sales ALTER %I SET DEFAULT …;', attname) FROM col" \
  "    WHERE attnotnull AND NOT atthasdef AND attidentity = '' AND attname NOT IN (SELECT name FROM wanted)" \
  "    AND NOT EXISTS (SELECT FROM key WHERE attnum = ANY (conkey))" \
  "  UNION ALL SELECT 7, 'unique', c.relname, CASE WHEN o.oid IS NULL THEN format ('DROP INDEX %I;', c.relname)" \
  "      ELSE format ('ALTER TABLE sales DROP CONSTRAINT %I;', o.conname) END" \
  "    FROM t JOIN pg_index i ON i.indrelid = t.id JOIN pg_class c ON c.oid = i.indexrelid LEFT JOIN pg_constraint o ON o.conindid = i.indexrelid AND o.conrelid = t.id, own_number" \
  "    WHERE (i.indisunique OR i.indisexclusion) AND NOT i.indisprimary AND i.indkey::int2[] <> keys" \
  "  UNION ALL SELECT 8, 'reference', r.conrelid::regclass::text, '' FROM pg_constraint r JOIN t ON r.confrelid = t.id, own_number" \
  "    WHERE r.contype = 'f' AND r.confkey IS DISTINCT FROM keys" \
  "  UNION ALL SELECT 9, 'rule', '', '' FROM t WHERE t.relrowsecurity OR EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.id)" \
  "    OR t.relkind = 'r' AND EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = t.id)" \
  "  UNION ALL SELECT 10, 'relation', c.relname, format ('ALTER TABLE %I RENAME TO %I;', c.relname, c.relname || '_before')" \
  "    FROM t, pg_class c WHERE c.relnamespace = t.relnamespace AND c.relname IN ('products', 'product_codes')" \
  "  UNION ALL SELECT 11, 'trigger', g.tgname, format ('ALTER TRIGGER %I ON sales RENAME TO %I;', g.tgname, g.tgname || '_before')" \
  "    FROM pg_trigger g JOIN t ON g.tgrelid = t.id WHERE g.tgname IN ('complete', 'change', 'know_changed_name', 'take_new', 'remember_update', 'remember_delete')" \
  "  UNION ALL SELECT 12, 'right', o.rolname, format ('GRANT %I TO %I;', o.rolname, current_user) FROM pg_roles o" \
  "    WHERE o.oid IN (SELECT relowner FROM t UNION SELECT relowner FROM views) AND NOT pg_has_role (o.oid, 'USAGE')" \
  "  UNION ALL SELECT 13, 'right', '', format ('GRANT CREATE ON SCHEMA public TO %I;', current_user) FROM t WHERE NOT has_schema_privilege ('public', 'CREATE')" \
  "  UNION ALL SELECT 14, 'right', '', format ('GRANT CREATE ON DATABASE %I TO %I;', current_database (), current_user)" \
  "    FROM t WHERE NOT has_database_privilege (current_database (), 'CREATE')" \
  "  UNION ALL SELECT 20, 'add', name, '' FROM t, wanted WHERE use IN ('id', 'code', 'name', 'number') AND name NOT IN (SELECT attname FROM col)" \
  "  UNION ALL SELECT 21, 'number', name, type FROM known WHERE use = 'number' AND type <> 'numeric'" \
  "  UNION ALL SELECT 22, 'code', name, type FROM known WHERE use = 'code' AND category = 'N'" \
  "  UNION ALL SELECT 23, 'key', (SELECT string_agg (a.attname, ', ') FROM col a WHERE a.attnum = ANY (key.conkey)), '' FROM key, own_number WHERE conkey IS DISTINCT FROM keys" \
  "  UNION ALL SELECT 24, 'keyless', '', '' FROM t WHERE NOT EXISTS (SELECT FROM key)" \
  "  UNION ALL SELECT 25, 'empty', name, '' FROM known WHERE attnotnull AND use IN ('code', 'name', 'number') AND name NOT IN ('order_number', 'quantity')" \
  "    AND NOT EXISTS (SELECT FROM key WHERE attnum = ANY (conkey))" \
  "  UNION ALL SELECT 26, 'owner', pg_get_userbyid (relowner)::text, '' FROM t WHERE relowner <> current_user::regrole" \
  "  UNION ALL SELECT 30, 'column', name, type FROM known WHERE use <> 'ours')" \
  "SELECT kind, subject, detail FROM fact ORDER BY place, subject, detail"

typedef struct
{
  const char *kind;
  const char *why;              /* %1$s: what it is about, %2$s: more of it */
  const char *next;             /* (nullable): %s: more of it */
} Refusal;

static const Refusal refusals[] = {
  { "shape", N_("it is no plain table"), NULL },
  { "other", N_("it is something else, without the columns of sales (order_number or product, price or order_total)"), NULL },
  { "ours", N_("its column “%1$s” has a name that Counterfoil needs for itself"), N_("An administrator can rename it with: %s") },
  { "type", N_("its column “%1$s” is of the type %2$s, in which sales cannot be kept"), NULL },
  { "computed", N_("its column “%1$s” is computed by the server"), NULL },
  { "filled", N_("its column “%1$s” must be filled in every row, and Counterfoil does not know with what"),
    N_("An administrator can say it with: %s") },
  { "unique", N_("its key “%1$s” allows some values only once, and an order has many lines"), N_("An administrator can take the key away with: %s") },
  { "reference", N_("the table “%1$s” refers to another of its columns than “id”"), NULL },
  { "rule", N_("it has rules or policies that keep rows back"), NULL },
  { "relation", N_("beside it is a table “%1$s”, a name that Counterfoil needs for itself"), N_("An administrator can rename it with: %s") },
  { "trigger", N_("its trigger “%1$s” has a name that Counterfoil needs for itself"), N_("An administrator can rename it with: %s") },
  { "words", N_("its column “%1$s” has a row that is no number: “%2$s”"), NULL },
  { "twice", N_("its column “%1$s” has the number %2$s more than once, and it is to tell the rows apart"), NULL },
};

typedef struct
{
  CfDbResult *facts;            /* (owned) */
  GPtrArray  *words;            /* (element-type utf8) (owned): columns of numbers that are kept as text */
  const char *total_type;       /* (nullable): there is no column of totals */
  gboolean    has_id;
} Find;

enum
{
  COUNT_ROWS,
  COUNT_SUM,
  COUNT_ORDERS,
  COUNT_UNNUMBERED,
  COUNT_TWICE,
  COUNT_LONG,
  COUNT_WORDS,
};

static void
find_free (Find *find)
{
  g_clear_pointer (&find->facts, cf_db_result_unref);
  g_ptr_array_unref (find->words);
  g_free (find);
}

static const char *
get (Find  *find,
     guint  row,
     guint  column)
{
  return cf_db_result_get_text (find->facts, row, column);
}

static gboolean
is_kind (Find       *find,
         guint       row,
         const char *kind)
{
  return g_str_equal (get (find, row, 0), kind);
}

/* The subjects of a kind, as "a, b and c" would be too clever in many languages. */
static char *
list_subjects (Find       *find,
               const char *kind)
{
  g_autoptr(GPtrArray) subjects = g_ptr_array_new ();

  for (guint i = 0; i < cf_db_result_get_n_rows (find->facts); i++)
    if (is_kind (find, i, kind))
      g_ptr_array_add (subjects, (gpointer) get (find, i, 1));
  if (subjects->len == 0)
    return NULL;

  g_ptr_array_add (subjects, NULL);

  return g_strjoinv (", ", (char **) subjects->pdata);
}

/* -------------------------------------------------------------------------------------------------
 * Refusals
 * ------------------------------------------------------------------------------------------------- */

static GError *
refuse (Find       *find,
        const char *kind,
        const char *subject,
        const char *detail)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *why = NULL;
      g_autofree char *next = NULL;

      if (!g_str_equal (refusals[i].kind, kind))
        continue;

      why = g_strdup_printf (g_dgettext (GETTEXT_PACKAGE, refusals[i].why), subject, detail);
      next = g_strdup_printf (refusals[i].next != NULL ? g_dgettext (GETTEXT_PACKAGE, refusals[i].next)
                              : _("Use another database, or let an administrator rename the table: ALTER TABLE sales RENAME TO sales_before;"),
                              detail);
      return g_error_new (CF_ERROR, CF_ERROR_REFUSED,
                          _("The database “%s” has a table “sales” that Counterfoil cannot work with: %s. Nothing was changed. %s"),
                          get (find, 0, 1), why, next);
    }

  return NULL;
}

static GError *
find_refusal (Find *find)
{
  for (guint i = 0; i < cf_db_result_get_n_rows (find->facts); i++)
    {
      GError *error = refuse (find, get (find, i, 0), get (find, i, 1), get (find, i, 2));

      if (error != NULL)
        return error;
    }

  return NULL;
}

static GError *
find_missing_right (Find *find)
{
  g_autoptr(GString) commands = g_string_new (NULL);

  for (guint i = 0; i < cf_db_result_get_n_rows (find->facts); i++)
    if (is_kind (find, i, "right"))
      g_string_append_printf (commands, " %s", get (find, i, 2));
  if (commands->len == 0)
    return NULL;

  return g_error_new (CF_ERROR, CF_ERROR_REFUSED,
                      _("The database “%s” has a table “sales” of other programs. Counterfoil can complete it, but the role “%s” may not do that. "
                        "Nothing was changed. An administrator must start Counterfoil once with a role that may, or run:%s"),
                      get (find, 0, 1), get (find, 0, 2), commands->str);
}

/* -------------------------------------------------------------------------------------------------
 * What is told
 * ------------------------------------------------------------------------------------------------- */

static void
add_listed (CfAdoption *adoption,
            Find       *find,
            const char *kind,
            const char *sentence)
{
  g_autofree char *subjects = list_subjects (find, kind);
  g_autofree char *text = NULL;

  if (subjects == NULL)
    return;

  text = g_strdup_printf (sentence, subjects);
  cf_adoption_add_change (adoption, text);
}

static void
add_counted (CfAdoption *adoption,
             gint64      n,
             const char *one,
             const char *many)
{
  g_autofree char *text = NULL;

  if (n == 0)
    return;

  text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, one, many, n), n);
  cf_adoption_add_change (adoption, text);
}

static void
add_changes (CfAdoption *adoption,
             Find       *find,
             CfDbResult *counts)
{
  add_listed (adoption, find, "add", _("Columns are added that are missing: %s."));
  cf_adoption_add_change (adoption, _("Columns of Counterfoil’s own are added: line and order, time, till, clerk, and a few more."));
  add_listed (adoption, find, "number", _("Numbers become exact decimals, with the same values: %s."));
  add_listed (adoption, find, "code", _("Numbers become text: %s. Programs that compare it with a number must put quotes around that."));
  add_listed (adoption, find, "key", _("The key on %s is replaced by one on “id”, since an order has many lines."));
  add_listed (adoption, find, "keyless", _("Each row gets a number of its own, “id”, as its key.%s"));
  add_listed (adoption, find, "empty", _("May be left empty from now on: %s."));
  add_listed (adoption, find, "owner", _("The table goes to Counterfoil’s owner role where there is one; the role “%s” keeps all rights to its rows."));
  if (cf_adoption_get_n_rows (adoption) == 0)
    return;

  add_counted (adoption, cf_db_result_get_int (counts, 0, COUNT_UNNUMBERED), N_("%" G_GINT64_FORMAT " row without an order number gets one: X-1."),
               N_("%" G_GINT64_FORMAT " rows without an order number get one each: X-1, X-2 and so on."));
  add_counted (adoption, cf_db_result_get_int (counts, 0, COUNT_ORDERS),
               N_("%" G_GINT64_FORMAT " order is made, with its lines numbered."), N_("%" G_GINT64_FORMAT " orders are made, with their lines numbered."));
  add_counted (adoption, cf_db_result_get_int (counts, 0, COUNT_LONG),
               N_("%" G_GINT64_FORMAT " row has an order or product number of more than 1,000 bytes, which no index takes. It is shortened; "
                  "the history keeps the row as it is now."),
               N_("%" G_GINT64_FORMAT " rows have an order or product number of more than 1,000 bytes, which no index takes. They are shortened; "
                  "the history keeps the rows as they are now."));
  cf_adoption_add_change (adoption, _("When these rows were sold is not known: they stand in 1970, before all other sales."));
}

static void
add_promises (CfAdoption *adoption,
              gboolean    shortens)
{
  if (shortens)
    cf_adoption_add_promise (adoption, _("No row is removed, and no value but numbers that are too long is changed; only what is empty is filled in."));
  else
    cf_adoption_add_promise (adoption, _("No row is removed, and no value that was written is changed; only what is empty is filled in."));
  cf_adoption_add_promise (adoption, _("Other programs go on reading and writing the table as before, and its views and triggers stay."));
  cf_adoption_add_promise (adoption, _("It is done as a whole or not at all."));
}

static void
on_counted_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Find *find = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) results = cf_db_pool_run_finish (CF_DB_POOL (object), result, &error);
  g_autoptr(CfAdoption) adoption = NULL;
  CfDbResult *counts;

  if (results == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  counts = g_ptr_array_index (results, 0);
  if (cf_db_result_get_text (counts, 0, COUNT_TWICE) != NULL)
    error = refuse (find, "twice", "id", cf_db_result_get_text (counts, 0, COUNT_TWICE));
  for (guint i = 0; i < find->words->len && error == NULL; i++)
    if (cf_db_result_get_text (counts, 0, COUNT_WORDS + i) != NULL)
      error = refuse (find, "words", g_ptr_array_index (find->words, i), cf_db_result_get_text (counts, 0, COUNT_WORDS + i));
  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  adoption = cf_adoption_new (get (find, 0, 1), "sales", cf_db_result_get_int (counts, 0, COUNT_ROWS), cf_db_result_get_text (counts, 0, COUNT_SUM));
  add_changes (adoption, find, counts);
  add_promises (adoption, cf_db_result_get_int (counts, 0, COUNT_LONG) > 0);
  g_task_return_pointer (task, g_steal_pointer (&adoption), g_object_unref);
}

/* -------------------------------------------------------------------------------------------------
 * Counting
 * ------------------------------------------------------------------------------------------------- */

#define IS_NUMBER "(s.%1$s::text ~ '^\\s*[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?\\s*$' OR lower (s.%1$s::text) IN ('nan', 'infinity', '-infinity'))"

static void
append_long_numbers (GString           *sql,
                     const char *const *columns)
{
  static const char *const numbers[] = { "order_number", "product_number" };

  g_string_append (sql, ", count (*) FILTER (WHERE false");
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (g_strv_contains (columns, numbers[i]))
      g_string_append_printf (sql, " OR octet_length (s.%s::text) > 1000", numbers[i]);
  g_string_append_c (sql, ')');
}

/* Rows, sum of totals, orders, rows without a number, an id that is there twice, rows with a number that is too long; then for each
 * column of @words a text that is no number. */
static char *
count_sql (Find *find)
{
  g_autofree char *numbers = list_subjects (find, "column");
  g_auto(GStrv) columns = g_strsplit (numbers, ", ", -1);
  gboolean has_number = g_strv_contains ((const char * const *) columns, "order_number");
  GString *sql = g_string_new ("SELECT count (*), ");

  if (find->total_type == NULL)
    g_string_append (sql, "NULL");
  else if (g_str_has_prefix (find->total_type, "money"))
    g_string_append (sql, "coalesce (round (sum (s.order_total)::numeric, 2), 0)");
  else
    g_string_append_printf (sql, "coalesce (round (sum (CASE WHEN " IS_NUMBER " THEN s.order_total::text::numeric END), 2), 0)", "order_total");
  g_string_append (sql, has_number ? ", count (DISTINCT s.order_number) + count (*) FILTER (WHERE s.order_number IS NULL)"
                                     ", count (*) FILTER (WHERE s.order_number IS NULL)"
                                   : ", count (*), count (*)");
  g_string_append (sql, find->has_id ? ", (SELECT min (d.id) FROM (SELECT x.id FROM public.sales x WHERE x.id IS NOT NULL GROUP BY x.id HAVING count (*) > 1) d)"
                                     : ", NULL");
  append_long_numbers (sql, (const char *const *) columns);
  for (guint i = 0; i < find->words->len; i++)
    g_string_append_printf (sql, ", min (s.%1$s::text) FILTER (WHERE NOT " IS_NUMBER ")", (const char *) g_ptr_array_index (find->words, i));
  g_string_append (sql, " FROM public.sales s");

  return g_string_free (sql, FALSE);
}

static void
note_columns (Find *find)
{
  for (guint i = 0; i < cf_db_result_get_n_rows (find->facts); i++)
    {
      if (is_kind (find, i, "column") && g_str_equal (get (find, i, 1), "order_total"))
        find->total_type = get (find, i, 2);
      if (is_kind (find, i, "column") && g_str_equal (get (find, i, 1), "id"))
        find->has_id = TRUE;
      if (is_kind (find, i, "number") && strstr (get (find, i, 2), "char") != NULL)
        g_ptr_array_add (find->words, (gpointer) get (find, i, 1));
      else if (is_kind (find, i, "number") && g_str_equal (get (find, i, 2), "text"))
        g_ptr_array_add (find->words, (gpointer) get (find, i, 1));
    }
}

static void
on_facts_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Find *find = g_task_get_task_data (task);
  g_autoptr(CfDbUnit) unit = NULL;
  g_autofree char *sql = NULL;
  GError *error = NULL;

  find->facts = cf_db_pool_query_finish (CF_DB_POOL (object), result, &error);
  if (find->facts == NULL || (error = find_refusal (find)) != NULL || (error = find_missing_right (find)) != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (cf_db_result_get_n_rows (find->facts) == 0)
    {
      g_task_return_pointer (task, NULL, NULL);
      return;
    }

  note_columns (find);
  sql = count_sql (find);
  unit = cf_db_unit_new (CF_DB_UNIT_READ | CF_DB_UNIT_ALONE | CF_DB_UNIT_UNPREPARED);
  cf_db_unit_set_deadline_ms (unit, DEADLINE_MS);
  cf_db_unit_add (unit, sql, NULL);
  cf_db_pool_run_async (CF_DB_POOL (object), CF_DB_LANE_BACKGROUND, unit, g_task_get_cancellable (task), on_counted_cb, g_object_ref (task));
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_sales_adoption_find_async:
 * @pool: an open pool to a database
 * @cancellable: (nullable): gives up
 * @callback: called in the thread of the pool
 * @user_data: for @callback
 *
 * Looks whether the database has a table of sales that others made, and what completing it would mean. Changes nothing.
 */
void
cf_sales_adoption_find_async (CfDbPool            *pool,
                              GCancellable        *cancellable,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task;
  Find *find;

  g_return_if_fail (CF_IS_DB_POOL (pool));

  task = g_task_new (pool, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_sales_adoption_find_async);
  find = g_new0 (Find, 1);
  find->words = g_ptr_array_new ();
  g_task_set_task_data (task, find, (GDestroyNotify) find_free);
  cf_db_pool_query_async (pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ | CF_DB_UNIT_UNPREPARED, FACTS_SQL, NULL, cancellable, on_facts_cb, task);
}

/**
 * cf_sales_adoption_find_finish:
 * @pool: the pool
 * @result: what the callback got
 * @adoption: (out) (nullable) (transfer full): what to show before cf_db_migrator_set_adopting(); %NULL where there is no such table
 * @error: %CF_ERROR_REFUSED where the table is something else, or the role may not complete it, with what to do; else of the db layer
 *
 * Returns: whether the schema can be made
 */
gboolean
cf_sales_adoption_find_finish (CfDbPool      *pool,
                               GAsyncResult  *result,
                               CfAdoption   **adoption,
                               GError       **error)
{
  GError *local = NULL;

  g_return_val_if_fail (g_task_is_valid (result, pool), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, cf_sales_adoption_find_async), FALSE);

  *adoption = g_task_propagate_pointer (G_TASK (result), &local);
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, local);
  return FALSE;
}
