/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-keyset-walk-private.h"

/* Looking at so many records of an index takes less than a millisecond. */
#define LOOK_AT 2000
/* Where fewer of them are found, going on would pass by ten thousands. */
#define LOOK_FEW 8

static GQuark
mark_quark (void)
{
  return g_quark_from_static_string ("cf-keyset-mark");
}

CfKeysetMark *
_cf_keyset_mark_new (const char *key, gint64 id)
{
  CfKeysetMark *mark = g_new0 (CfKeysetMark, 1);

  mark->key = g_strdup (key);
  mark->id = id;
  return mark;
}

void
_cf_keyset_mark_free (CfKeysetMark *mark)
{
  g_free (mark->key);
  g_free (mark);
}

/*< private >
 * _cf_keyset_mark_set:
 * @record: the first or the last record of a page
 * @key: (nullable): its key
 * @id: its id
 *
 * Keeps with the record where it stands, exactly as the server said it.
 */
void
_cf_keyset_mark_set (GObject *record, const char *key, gint64 id)
{
  g_object_set_qdata_full (record, mark_quark (), _cf_keyset_mark_new (key, id), (GDestroyNotify) _cf_keyset_mark_free);
}

const CfKeysetMark *
_cf_keyset_mark_get (GObject *record)
{
  return record != NULL ? g_object_get_qdata (record, mark_quark ()) : NULL;
}

static CfKeysetStep *
add_step (CfKeysetWalk *walk, gboolean nulls, gboolean backward, guint limit)
{
  CfKeysetStep *step = &walk->steps[walk->n_steps++];

  *step = (CfKeysetStep) { .nulls = nulls, .backward = backward, .limit = limit };
  return step;
}

/*< private >
 * _cf_keyset_walk_after:
 * @walk: (out): the way
 * @order: the order
 * @mark: where the record before the page stands
 * @limit: how many records
 *
 * The records behind @mark.
 */
void
_cf_keyset_walk_after (CfKeysetWalk *walk, const CfKeysetOrder *order, const CfKeysetMark *mark, guint limit)
{
  *walk = (CfKeysetWalk) { .limit = limit };
  add_step (walk, mark->key == NULL, FALSE, limit)->from = mark;
  if (order->nullable && mark->key != NULL)
    add_step (walk, TRUE, FALSE, limit);
}

/*< private >
 * _cf_keyset_walk_before:
 * @walk: (out): the way
 * @order: the order
 * @mark: where the record behind the page stands
 * @limit: how many records
 *
 * The records in front of @mark.
 */
void
_cf_keyset_walk_before (CfKeysetWalk *walk, const CfKeysetOrder *order, const CfKeysetMark *mark, guint limit)
{
  *walk = (CfKeysetWalk) { .limit = limit, .backward = TRUE };
  if (mark->key == NULL)
    add_step (walk, FALSE, TRUE, limit);
  add_step (walk, mark->key == NULL, TRUE, limit)->from = mark;
}

static void
walk_from_start (CfKeysetWalk *walk, const CfKeysetOrder *order, guint start, GPtrArray *milestones)
{
  CfKeysetStep *step = add_step (walk, FALSE, FALSE, walk->limit);

  step->offset = start;
  if (milestones != NULL && start / CF_KEYSET_MILESTONE < milestones->len && start > CF_KEYSET_MILESTONE)
    {
      step->from = g_ptr_array_index (milestones, start / CF_KEYSET_MILESTONE);
      step->inclusive = TRUE;
      step->offset = start % CF_KEYSET_MILESTONE;
    }
  if (order->nullable)
    add_step (walk, TRUE, FALSE, walk->limit);
}

/*< private >
 * _cf_keyset_walk_position:
 * @walk: (out): the way
 * @order: the order
 * @start: the position of the first record
 * @limit: how many records
 * @n_keys: how many records have a key; -1: not known, which is enough where all have one or @start is 0
 * @n_total: how many there are, -1: not known
 * @milestones: (nullable): every %CF_KEYSET_MILESTONE th key
 * @may_go_back: whether the end may be nearer: the counts are up to date
 *
 * The records from a position on, by the shortest way.
 */
void
_cf_keyset_walk_position (CfKeysetWalk        *walk,
                          const CfKeysetOrder *order,
                          guint                start,
                          guint                limit,
                          gint64               n_keys,
                          gint64               n_total,
                          GPtrArray           *milestones,
                          gboolean             may_go_back)
{
  gint64 length = order->nullable ? n_keys : n_total;
  gint64 end = (gint64) start + limit;
  CfKeysetStep *step;

  *walk = (CfKeysetWalk) { .limit = limit };
  if (order->nullable && n_keys >= 0 && start >= n_keys)
    {
      add_step (walk, TRUE, FALSE, limit)->offset = start - n_keys;
    }
  else if (may_go_back && length > start && length - start < start)
    {
      step = add_step (walk, FALSE, TRUE, MIN (limit, length - start));
      step->offset = MAX (length - end, 0);
      if (milestones != NULL && step->offset > CF_KEYSET_MILESTONE)
        {
          walk->n_steps = 0;
          walk_from_start (walk, order, start, milestones);
        }
      else if (order->nullable)
        add_step (walk, TRUE, FALSE, limit);
    }
  else
    {
      walk_from_start (walk, order, start, milestones);
    }
  walk->deep = walk->steps[0].offset > CF_KEYSET_NEAR;
}

static void
append_range (GString *sql, const CfKeysetStep *step, const CfKeysetOrder *order, const char *where, const char *bound, guint n_params)
{
  gboolean ascending = order->descending == step->backward;
  const char *than = ascending ? (step->inclusive ? ">=" : ">") : (step->inclusive ? "<=" : "<");

  g_string_append_printf (sql, " FROM %s WHERE %s", order->table, where);
  if (order->nullable)
    g_string_append_printf (sql, " AND %s IS %s", order->key, step->nulls ? "NULL" : "NOT NULL");
  if (bound != NULL && !step->nulls)
    g_string_append_printf (sql, " AND %s", bound);
  if (step->from != NULL && step->nulls)
    g_string_append_printf (sql, " AND %s %s $%u", order->id, than, n_params + 1);
  else if (step->from != NULL)
    g_string_append_printf (sql, " AND (%s, %s) %s ($%u::%s, $%u)", order->key, order->id, than, n_params + 1,
                            order->key_type, n_params + 2);
}

static void
append_order (GString *sql, const CfKeysetStep *step, const CfKeysetOrder *order)
{
  const char *direction = order->descending == step->backward ? "ASC" : "DESC";

  g_string_append_printf (sql, " ORDER BY %s %s, %s %s", order->key, direction, order->id, direction);
}

/* The ids of a scan, in its order. */
static void
append_scan (GString *sql, const CfKeysetStep *step, const CfKeysetOrder *order, const char *where, const char *bound, guint n_params)
{
  g_string_append_printf (sql, "SELECT %s AS found_id", order->id);
  append_range (sql, step, order, where, bound, n_params);
  append_order (sql, step, order);
  g_string_append_printf (sql, " OFFSET %u LIMIT %u", step->offset, step->limit);
}

/* How many of the first records of the order meet the filter tells whether going on along it is best; where nearly none do, the planner
 * knows as much. */
static void
append_looking_scan (GString *sql, const CfKeysetStep *step, const CfKeysetOrder *order, const char *where, const char *walked,
                     const char *bound, guint n_params)
{
  g_autofree char *on = g_strdup_printf ("%s AND (SELECT s.n FROM seen s) BETWEEN %d AND %u", walked, LOOK_FEW, step->limit - 1);
  g_autofree char *other = g_strdup_printf ("%s AND (SELECT s.n FROM seen s) < %d", where, LOOK_FEW);

  g_string_append (sql, "WITH near AS MATERIALIZED (SELECT ");
  g_string_append_printf (sql, "%s AS found_id FROM (SELECT t.*", order->id);
  append_range (sql, step, order, "true", bound, n_params);
  append_order (sql, step, order);
  g_string_append_printf (sql, " LIMIT %d) t WHERE %s LIMIT %u), ", LOOK_AT, walked, step->limit);
  g_string_append_printf (sql, "seen AS MATERIALIZED (SELECT count(*) AS n FROM near) "
                          "SELECT n.found_id FROM near n WHERE (SELECT s.n FROM seen s) = %u UNION ALL (", step->limit);
  append_scan (sql, step, order, on, bound, n_params);
  g_string_append (sql, ") UNION ALL (");
  append_scan (sql, step, order, other, bound, n_params);
  g_string_append_c (sql, ')');
}

/*< private >
 * _cf_keyset_step_sql:
 * @step: a scan
 * @order: the order
 * @where: the filter
 * @walked: (nullable): the filter in a form for which no other index is used, where that may be best and the planner cannot know
 * @bound: (nullable): between which keys its records lie
 * @n_params: the parameters of the filter, behind which those of the step come
 * @in_index: whether the filter looks only at what is in the index
 *
 * Where records are passed over, only the index is read for that: whole rows would cost ten times as much.
 *
 * Returns: (transfer full): its statement; behind the columns comes the key as a text
 */
char *
_cf_keyset_step_sql (const CfKeysetStep *step, const CfKeysetOrder *order, const char *where, const char *walked, const char *bound,
                     guint n_params, gboolean in_index)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "SELECT %s, (%s)::text", order->columns, order->key);
  if (step->offset == 0 && !in_index)
    {
      append_range (sql, step, order, where, bound, n_params);
      append_order (sql, step, order);
      g_string_append_printf (sql, " LIMIT %u", step->limit);
    }
  else
    {
      g_string_append (sql, " FROM (");
      if (step->offset == 0 && walked != NULL && step->limit > LOOK_FEW)
        append_looking_scan (sql, step, order, where, walked, bound, n_params);
      else
        append_scan (sql, step, order, where, bound, n_params);
      g_string_append_printf (sql, ") f JOIN %s ON %s = f.found_id", order->table, order->id);
      append_order (sql, step, order);
    }
  return g_string_free (sql, FALSE);
}

/*< private >
 * _cf_keyset_step_add_params:
 * @step: a scan
 * @params: the parameters of the filter
 *
 * Adds those of the step.
 */
void
_cf_keyset_step_add_params (const CfKeysetStep *step, CfDbParams *params)
{
  if (step->from == NULL)
    return;
  if (!step->nulls)
    cf_db_params_add_text (params, step->from->key);
  cf_db_params_add_int64 (params, step->from->id);
}

/*< private >
 * _cf_keyset_milestones_sql:
 * @order: the order
 * @where: the filter
 * @bound: (nullable): between which keys its records lie
 *
 * Returns: (transfer full): a statement for every %CF_KEYSET_MILESTONE th key and id, the first among them
 */
char *
_cf_keyset_milestones_sql (const CfKeysetOrder *order, const char *where, const char *bound)
{
  const char *direction = order->descending ? "DESC" : "ASC";

  return g_strdup_printf ("SELECT m.k::text, m.id FROM (SELECT %s AS k, %s AS id, row_number() OVER (ORDER BY %s %s, %s %s) AS n "
                          "FROM %s WHERE %s%s%s%s%s%s) m WHERE m.n %% %d = 1 ORDER BY m.n",
                          order->key, order->id, order->key, direction, order->id, direction, order->table, where,
                          order->nullable ? " AND " : "", order->nullable ? order->key : "",
                          order->nullable ? " IS NOT NULL" : "", bound != NULL ? " AND " : "", bound != NULL ? bound : "", CF_KEYSET_MILESTONE);
}
