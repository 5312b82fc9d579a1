/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What tables of others are like, before they are adopted: the steps of a track do that, and only what they can do is offered here. */

#include "cf-config.h"

#include "cf-adoption-find-private.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"

/* Counting reads whole tables. */
#define DEADLINE_MS (10 * 60 * 1000)

/* Nothing where there are no such tables, or they are Counterfoil's already. Else rows of table, kind, subject, detail: refusals first.
 * Filled in by the track: %1$s tables, %2$s marker, %3$s columns, %4$s facts, %5$s relations, %6$s triggers. */
static const char facts_sql[] =
  "WITH RECURSIVE wanted_table (name, key) AS (VALUES %1$s),"
  "t AS ("
  "  SELECT c.*, c.oid AS id, w.name::text AS relation, w.key FROM wanted_table w JOIN pg_class c ON c.relname = w.name JOIN pg_namespace n ON n.oid = c.relnamespace"
  "    WHERE n.nspname = 'public'"
  "    AND NOT EXISTS (SELECT FROM pg_class o JOIN pg_namespace m ON m.oid = o.relnamespace WHERE m.nspname = 'counterfoil' AND o.relname = '%2$s')),"
  "col AS ("
  "  SELECT t.relation, t.key, a.*, format_type (a.atttypid, a.atttypmod) AS type, y.typcategory AS category"
  "    FROM t JOIN pg_attribute a ON a.attrelid = t.id JOIN pg_type y ON y.oid = a.atttypid WHERE a.attnum > 0 AND NOT a.attisdropped),"
  "wanted (relation, name, use, filled) AS (VALUES %3$s),"
  "known AS (SELECT c.*, w.name, w.use, w.filled FROM col c JOIN wanted w ON w.relation = c.relation AND w.name = c.attname),"
  "reached (relation, oid) AS ("
  "  SELECT relation, id FROM t"
  "  UNION"
  "  SELECT f.relation, r.ev_class FROM reached f JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = f.oid AND d.classid = 'pg_rewrite'::regclass"
  "    JOIN pg_rewrite r ON r.oid = d.objid WHERE r.ev_class <> f.oid),"
  "views AS (SELECT f.relation, c.relowner FROM reached f JOIN pg_class c ON c.oid = f.oid WHERE c.oid NOT IN (SELECT id FROM t)),"
  "own_number (relation, id, keys) AS (SELECT t.relation, t.id, ARRAY[(SELECT c.attnum FROM col c WHERE c.relation = t.relation AND c.attname = t.key)] FROM t),"
  "key AS (SELECT n.relation, n.keys, c.conkey FROM pg_constraint c JOIN own_number n ON c.conrelid = n.id WHERE c.contype = 'p'),"
  "fact (place, relation, kind, subject, detail) AS ("
  "  SELECT 0, t.relation, 'table', current_database ()::text, current_user::text FROM t"
  "  UNION ALL SELECT 1, t.relation, 'shape', '', '' FROM t WHERE t.relkind <> 'r' OR EXISTS (SELECT FROM pg_inherits i WHERE t.id IN (i.inhrelid, i.inhparent))"
  "  UNION ALL SELECT 3, relation, 'ours', name, format ('ALTER TABLE %%I RENAME %%I TO %%I;', relation, name, name || '_before') FROM known WHERE use = 'ours'"
  "  UNION ALL SELECT 4, relation, 'type', name, type FROM known WHERE NOT CASE WHEN use IN ('number', 'code', 'whole') THEN category IN ('N', 'S')"
  "    WHEN use = 'name' THEN category = 'S' ELSE atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) OR use = 'ours' END"
  "  UNION ALL SELECT 5, relation, 'computed', attname::text, '' FROM col WHERE attgenerated <> '' OR attidentity <> '' AND attname <> key"
  "  UNION ALL SELECT 6, c.relation, 'filled', c.attname::text, format ('ALTER TABLE %%I ALTER %%I SET DEFAULT …;', c.relation, c.attname) FROM col c"
  "    WHERE c.attnotnull AND NOT c.atthasdef AND c.attidentity = '' AND NOT EXISTS (SELECT FROM known k WHERE k.relation = c.relation AND k.name = c.attname)"
  "    AND NOT EXISTS (SELECT FROM key k WHERE k.relation = c.relation AND c.attnum = ANY (k.conkey))"
  "  UNION ALL SELECT 7, n.relation, 'unique', c.relname::text, CASE WHEN o.oid IS NULL THEN format ('DROP INDEX %%I;', c.relname)"
  "      ELSE format ('ALTER TABLE %%I DROP CONSTRAINT %%I;', n.relation, o.conname) END"
  "    FROM own_number n JOIN pg_index i ON i.indrelid = n.id JOIN pg_class c ON c.oid = i.indexrelid LEFT JOIN pg_constraint o ON o.conindid = i.indexrelid AND o.conrelid = n.id"
  "    WHERE (i.indisunique OR i.indisexclusion) AND NOT i.indisprimary AND i.indkey::int2[] <> n.keys"
  "  UNION ALL SELECT 8, n.relation, 'reference', r.conrelid::regclass::text, n.key FROM pg_constraint r JOIN (SELECT o.*, t.key FROM own_number o JOIN t USING (relation)) n ON r.confrelid = n.id"
  "    WHERE r.contype = 'f' AND r.confkey IS DISTINCT FROM n.keys"
  "  UNION ALL SELECT 9, t.relation, 'rule', '', '' FROM t WHERE t.relrowsecurity OR EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.id)"
  "    OR t.relkind = 'r' AND EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = t.id)"
  "  UNION ALL SELECT 10, t.relation, 'relation', c.relname::text, format ('ALTER TABLE %%I RENAME TO %%I;', c.relname, c.relname || '_before')"
  "    FROM t JOIN pg_class c ON c.relnamespace = t.relnamespace WHERE c.relname IN (%5$s)"
  "  UNION ALL SELECT 11, t.relation, 'trigger', g.tgname::text, format ('ALTER TRIGGER %%I ON %%I RENAME TO %%I;', g.tgname, t.relation, g.tgname || '_before')"
  "    FROM pg_trigger g JOIN t ON g.tgrelid = t.id WHERE g.tgname IN (%6$s)"
  "  UNION ALL SELECT 12, '', 'right', o.rolname::text, format ('GRANT %%I TO %%I;', o.rolname, current_user) FROM pg_roles o"
  "    WHERE o.oid IN (SELECT relowner FROM t UNION SELECT relowner FROM views) AND NOT pg_has_role (o.oid, 'USAGE')"
  "  UNION ALL SELECT 13, '', 'right', '', format ('GRANT CREATE ON SCHEMA public TO %%I;', current_user) FROM t WHERE NOT has_schema_privilege ('public', 'CREATE') GROUP BY 1"
  "  UNION ALL SELECT 14, '', 'right', '', format ('GRANT CREATE ON DATABASE %%I TO %%I;', current_database (), current_user)"
  "    FROM t WHERE NOT has_database_privilege (current_database (), 'CREATE') GROUP BY 1"
  "  UNION ALL SELECT 20, w.relation, 'add', w.name, '' FROM wanted w JOIN t USING (relation) WHERE w.use <> 'ours' AND NOT EXISTS (SELECT FROM col c WHERE c.relation = w.relation AND c.attname = w.name)"
  "  UNION ALL SELECT 21, relation, 'number', name, type FROM known WHERE use = 'number' AND type <> 'numeric'"
  "  UNION ALL SELECT 21, relation, 'whole', name, type FROM known WHERE use = 'whole' AND type <> 'integer'"
  "  UNION ALL SELECT 22, relation, 'code', name, type FROM known WHERE use = 'code' AND category = 'N'"
  "  UNION ALL SELECT 23, k.relation, 'key', (SELECT string_agg (a.attname, ', ') FROM col a WHERE a.relation = k.relation AND a.attnum = ANY (k.conkey)), t.key"
  "    FROM key k JOIN t USING (relation) WHERE k.conkey IS DISTINCT FROM k.keys"
  "  UNION ALL SELECT 24, t.relation, 'keyless', t.key, '' FROM t WHERE t.relation NOT IN (SELECT k.relation FROM key k)"
  "  UNION ALL SELECT 25, k.relation, 'empty', k.name, '' FROM known k WHERE k.attnotnull AND k.use NOT IN ('id', 'ours') AND NOT k.filled"
  "    AND NOT EXISTS (SELECT FROM key x WHERE x.relation = k.relation AND k.attnum = ANY (x.conkey))"
  "  UNION ALL SELECT 26, '', 'owner', pg_get_userbyid (relowner)::text, '' FROM t WHERE relowner <> current_user::regrole GROUP BY relowner"
  "  UNION ALL SELECT 30, relation, 'column', name, type FROM known WHERE use <> 'ours'"
  "  %4$s)"
  "SELECT relation, kind, subject, detail FROM fact ORDER BY place, relation, subject, detail";

/* Translators: why a table of other programs cannot be used, as a sentence of its own: "it" is the table, which was named before. The
 * second sentence says what an administrator can do, and ends in SQL. The same holds for those that follow. */
static const CfAdoptionRefusal refusals[] = {
  { "shape", N_("It is no plain table."), NULL },
  { "ours", N_("Its column “%1$s” has a name that Counterfoil needs for itself."), N_("An administrator can rename it with: %s") },
  { "type", N_("Its column “%1$s” is of the type %2$s, which does not fit."), NULL },
  { "computed", N_("Its column “%1$s” is computed by the server."), NULL },
  { "filled", N_("Its column “%1$s” must be filled in every row, and Counterfoil does not know with what."),
    N_("An administrator can say it with: %s") },
  { "unique", N_("Its key “%1$s” allows some values only once, and Counterfoil may need them more often."), N_("An administrator can take the key away with: %s") },
  { "reference", N_("The table “%1$s” refers to a column of it that is not “%2$s”."), NULL },
  { "rule", N_("It has rules or policies that keep rows back."), NULL },
  { "relation", N_("Beside it is a table “%1$s”, a name that Counterfoil needs for itself."), N_("An administrator can rename it with: %s") },
  { "trigger", N_("Its trigger “%1$s” has a name that Counterfoil needs for itself."), N_("An administrator can rename it with: %s") },
  { "words", N_("Its column “%1$s” has a value that is not a number: “%2$s”."), NULL },
  { "twice", N_("Its column “%1$s” should tell the rows apart, but has the number %2$s more than once."), NULL },
  { NULL, NULL, NULL },
};

enum
{
  FACT_TABLE,
  FACT_KIND,
  FACT_SUBJECT,
  FACT_DETAIL,
};

struct _CfAdoptionFind
{
  const CfAdoptionTrack *track;
  CfDbResult            *facts;         /* (owned) */
};

static void
find_free (CfAdoptionFind *find)
{
  g_clear_pointer (&find->facts, cf_db_result_unref);
  g_free (find);
}

static const char *
get (CfAdoptionFind *find,
     guint           row,
     guint           column)
{
  return cf_db_result_get_text (find->facts, row, column);
}

static gboolean
is_kind (CfAdoptionFind *find,
         guint           row,
         const char     *kind)
{
  return g_str_equal (get (find, row, FACT_KIND), kind);
}

static guint
count_tables (CfAdoptionFind *find)
{
  guint n = 0;

  while (n < cf_db_result_get_n_rows (find->facts) && is_kind (find, n, "table"))
    n++;

  return n;
}

/* -------------------------------------------------------------------------------------------------
 * Refusals
 * ------------------------------------------------------------------------------------------------- */

static const CfAdoptionRefusal *
find_words (CfAdoptionFind *find,
            const char     *kind)
{
  for (const CfAdoptionRefusal *words = find->track->refusals; words->kind != NULL; words++)
    if (g_str_equal (words->kind, kind))
      return words;
  for (const CfAdoptionRefusal *words = refusals; words->kind != NULL; words++)
    if (g_str_equal (words->kind, kind))
      return words;

  return NULL;
}

/*< private >
 * _cf_adoption_find_refuse:
 * @find: what was found
 * @table: the table
 * @kind: the reason
 * @subject: what it is about
 * @detail: more of it
 *
 * Returns: (transfer full) (nullable): an error in words; %NULL where @kind is no reason
 */
GError *
_cf_adoption_find_refuse (CfAdoptionFind *find,
                          const char     *table,
                          const char     *kind,
                          const char     *subject,
                          const char     *detail)
{
  const CfAdoptionRefusal *words = find_words (find, kind);
  g_autofree char *why = NULL;
  g_autofree char *next = NULL;

  if (words == NULL)
    return NULL;

  why = g_strdup_printf (g_dgettext (GETTEXT_PACKAGE, words->why), subject, detail);
  if (words->next != NULL)
    next = g_strdup_printf (g_dgettext (GETTEXT_PACKAGE, words->next), detail);
  else
    next = g_strdup_printf (_("Use another database, or let an administrator rename the table: ALTER TABLE %s RENAME TO %s_before;"), table, table);

  /* Translators: a database, a table, and two sentences: why, and what can be done */
  return g_error_new (CF_ERROR, CF_ERROR_REFUSED,
                      _("The database “%s” has a table “%s” that Counterfoil cannot work with. %s Nothing was changed. %s"),
                      _cf_adoption_find_get_database (find), table, why, next);
}

static GError *
find_refusal (CfAdoptionFind *find)
{
  for (guint i = 0; i < cf_db_result_get_n_rows (find->facts); i++)
    {
      GError *error = _cf_adoption_find_refuse (find, get (find, i, FACT_TABLE), get (find, i, FACT_KIND), get (find, i, FACT_SUBJECT), get (find, i, FACT_DETAIL));

      if (error != NULL)
        return error;
    }

  return NULL;
}

static GError *
find_missing_right (CfAdoptionFind *find)
{
  g_autoptr(GString) commands = g_string_new (NULL);

  for (guint i = 0; i < cf_db_result_get_n_rows (find->facts); i++)
    if (is_kind (find, i, "right"))
      g_string_append_printf (commands, " %s", get (find, i, FACT_DETAIL));
  if (commands->len == 0)
    return NULL;

  return g_error_new (CF_ERROR, CF_ERROR_REFUSED,
                      _("The database “%s” has a table “%s” of other programs. Counterfoil can complete it, but the role “%s” may not do that. "
                        "Nothing was changed. An administrator must start Counterfoil once with a role that may, or run:%s"),
                      _cf_adoption_find_get_database (find), get (find, 0, FACT_TABLE), get (find, 0, FACT_DETAIL), commands->str);
}

/* -------------------------------------------------------------------------------------------------
 * What was found
 * ------------------------------------------------------------------------------------------------- */

const char *
_cf_adoption_find_get_database (CfAdoptionFind *find)
{
  return get (find, 0, FACT_SUBJECT);
}

/*< private >
 * _cf_adoption_find_get_type:
 * @find: what was found
 * @table: a table
 * @column: a column
 *
 * Returns: (nullable): its type; %NULL where it is not there, "" where it is the table that was asked for
 */
const char *
_cf_adoption_find_get_type (CfAdoptionFind *find,
                            const char     *table,
                            const char     *column)
{
  for (guint i = 0; i < cf_db_result_get_n_rows (find->facts); i++)
    {
      if (!g_str_equal (get (find, i, FACT_TABLE), table))
        continue;
      if (column == NULL && is_kind (find, i, "table"))
        return "";
      if (column != NULL && is_kind (find, i, "column") && g_str_equal (get (find, i, FACT_SUBJECT), column))
        return get (find, i, FACT_DETAIL);
    }

  return NULL;
}

/*< private >
 * _cf_adoption_find_foreach:
 * @find: what was found
 * @kind: a kind of facts
 * @func: called for each of them
 * @user_data: for @func
 */
void
_cf_adoption_find_foreach (CfAdoptionFind *find,
                           const char     *kind,
                           void          (*func) (const char *table, const char *subject, const char *detail, gpointer user_data),
                           gpointer        user_data)
{
  for (guint i = 0; i < cf_db_result_get_n_rows (find->facts); i++)
    if (is_kind (find, i, kind))
      func (get (find, i, FACT_TABLE), get (find, i, FACT_SUBJECT), get (find, i, FACT_DETAIL), user_data);
}

/*< private >
 * _cf_adoption_find_list:
 * @find: what was found
 * @kind: a kind of facts
 *
 * "a, b and c" would be too clever in many languages. Columns of one of several tables are named with it.
 *
 * Returns: (transfer full) (nullable): what they are about; %NULL where there are none
 */
char *
_cf_adoption_find_list (CfAdoptionFind *find,
                        const char     *kind)
{
  gboolean several = count_tables (find) > 1;
  g_autoptr(GString) list = g_string_new (NULL);

  for (guint i = 0; i < cf_db_result_get_n_rows (find->facts); i++)
    if (is_kind (find, i, kind))
      g_string_append_printf (list, "%s%s%s%s", list->len > 0 ? ", " : "", several ? get (find, i, FACT_TABLE) : "",
                              several && *get (find, i, FACT_TABLE) != '\0' ? "." : "", get (find, i, FACT_SUBJECT));

  return list->len > 0 ? g_string_free (g_steal_pointer (&list), FALSE) : NULL;
}

void
_cf_adoption_find_tell_listed (CfAdoptionFind *find,
                               CfAdoption     *adoption,
                               const char     *kind,
                               const char     *sentence)
{
  g_autofree char *subjects = _cf_adoption_find_list (find, kind);
  g_autofree char *text = NULL;

  if (subjects == NULL)
    return;

  text = g_strdup_printf (sentence, subjects);
  cf_adoption_add_change (adoption, text);
}

void
_cf_adoption_find_tell_counted (CfAdoption *adoption,
                                gulong      n,
                                const char *format)
{
  g_autofree char *text = NULL;

  if (n == 0)
    return;

  text = g_strdup_printf (format, (long) n);
  cf_adoption_add_change (adoption, text);
}

/* -------------------------------------------------------------------------------------------------
 * Looking
 * ------------------------------------------------------------------------------------------------- */

static void
on_counted_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfAdoptionFind *find = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GPtrArray) results = cf_db_pool_run_finish (CF_DB_POOL (object), result, &error);
  CfAdoption *adoption = NULL;

  if (results != NULL)
    adoption = find->track->tell (find, g_ptr_array_index (results, 0), &error);
  if (adoption == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, adoption, g_object_unref);
}

static void
on_facts_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfAdoptionFind *find = g_task_get_task_data (task);
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

  sql = find->track->count_sql (find);
  unit = cf_db_unit_new (CF_DB_UNIT_READ | CF_DB_UNIT_ALONE | CF_DB_UNIT_UNPREPARED);
  cf_db_unit_set_deadline_ms (unit, DEADLINE_MS);
  cf_db_unit_add (unit, sql, NULL);
  cf_db_pool_run_async (CF_DB_POOL (object), CF_DB_LANE_BACKGROUND, unit, g_task_get_cancellable (task), on_counted_cb, g_object_ref (task));
}

/*< private >
 * _cf_adoption_find_async:
 * @pool: an open pool to a database
 * @track: what to look for
 * @source_tag: of the function that is asked
 * @cancellable: (nullable): gives up
 * @callback: called in the thread of the pool
 * @user_data: for @callback
 *
 * Looks whether the database has tables of a track that others made, and what completing them would mean. Changes nothing.
 */
void
_cf_adoption_find_async (CfDbPool              *pool,
                         const CfAdoptionTrack *track,
                         gpointer               source_tag,
                         GCancellable          *cancellable,
                         GAsyncReadyCallback    callback,
                         gpointer               user_data)
{
  g_autofree char *sql = g_strdup_printf (facts_sql, track->tables, track->marker, track->columns, track->facts, track->relations, track->triggers);
  CfAdoptionFind *find = g_new0 (CfAdoptionFind, 1);
  GTask *task = g_task_new (pool, cancellable, callback, user_data);

  find->track = track;
  g_task_set_source_tag (task, source_tag);
  g_task_set_task_data (task, find, (GDestroyNotify) find_free);
  cf_db_pool_query_async (pool, CF_DB_LANE_INTERACTIVE, CF_DB_UNIT_READ | CF_DB_UNIT_UNPREPARED, sql, NULL, cancellable, on_facts_cb, task);
}

gboolean
_cf_adoption_find_finish (CfDbPool      *pool,
                          GAsyncResult  *result,
                          gpointer       source_tag,
                          CfAdoption   **adoption,
                          GError       **error)
{
  GError *local = NULL;

  g_return_val_if_fail (g_task_is_valid (result, pool), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, source_tag), FALSE);

  *adoption = g_task_propagate_pointer (G_TASK (result), &local);
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, local);
  return FALSE;
}
