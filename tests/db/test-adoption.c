/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A table “sales” that others made: shown, completed as a whole, nothing of it lost; and whatever cannot be, refused in words. */

#include "cf-db-migrator.h"
#include "cf-error.h"
#include "cf-model.h"
#include "cf-sales-adoption.h"
#include "db-fixture.h"

#include <string.h>

#define DATABASE "adoption"

/* What a database is like, without what may differ between two looks at it. */
#define PICTURE_SQL \
  "SELECT c.relname, c.relkind, pg_get_userbyid (c.relowner), c.relacl, a.attname, format_type (a.atttypid, a.atttypmod), a.attnotnull FROM pg_class c " \
  "JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped " \
  "WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 1, a.attnum"

/* Whether all that is not NULL in one row is in the other, be it a number or the same number as text. */
#define KEPT_SQL \
  "CREATE FUNCTION before.kept (jsonb, jsonb) RETURNS boolean LANGUAGE plpgsql AS $$ DECLARE key text; a text; b text; BEGIN " \
  "  FOR key IN SELECT jsonb_object_keys ($1) LOOP " \
  "    a := btrim ($1 ->> key); b := btrim ($2 ->> key); " \
  "    IF a IS NOT NULL AND a IS DISTINCT FROM b AND (a !~ '^[-0-9.e]+$' OR a::numeric IS DISTINCT FROM b::numeric) THEN RETURN false; END IF; " \
  "  END LOOP; RETURN true; END $$"

typedef struct
{
  const char *name;
  const char *sql;              /* makes and fills the table */
  const char *columns;          /* that others wrote, as they are compared before and after */
  const char *rows;             /* what Counterfoil has of them afterwards */
} Shape;

static const Shape shapes[] = {
  {
    "first", /* psycopg2 */
    "CREATE TABLE sales (id SERIAL PRIMARY KEY, product VARCHAR(100), order_total FLOAT);"
    "INSERT INTO sales (product, order_total) VALUES ('Product A', 1500.0), ('Product B', 0.1::float8 * 3), ('Product C', 750.0), (NULL, NULL)",
    "id, product, order_total",
    "X-1|1|Product A|Product A|1||1500\nX-2|1|Product B|Product B|1||0.30000000000000004\nX-3|1|Product C|Product C|1||750\nX-4|1|||1||"
  },
  {
    "keyless",
    "CREATE TABLE sales (order_number VARCHAR(20), product_number VARCHAR(20), product_name VARCHAR(100), quantity INTEGER, price FLOAT, discount FLOAT, order_total FLOAT);"
    "INSERT INTO sales VALUES ('1100934', 'EB521', 'Understanding AI', 3, 16.99, 0.05, 48.42), ('1100935', 'EB517', 'Pencil', 2, 9.99, NULL, 19.98),"
    " ('1100934', 'EB519', 'Paper', NULL, 3.335, 0.1, NULL), (NULL, 'X', NULL, 1, NULL, NULL, NULL), ('X-7', 'EB517', 'Pencil', 2, 9.99, NULL, 19.98),"
    " ('1100935', 'EB517', 'Pencil', 2, 9.99, NULL, 19.98)",
    "order_number, product_number, product_name, quantity, price, discount, order_total",
    "1100934|1|Understanding AI|Understanding AI|3|16.99|48.42\n1100935|1|Pencil|Pencil|2|9.99|19.98\n1100934|2|Paper|Paper|1|3.335|3.00\n"
    "X-8|1|||1||\nX-7|1|Pencil|Pencil|2|9.99|19.98\n1100935|2|Pencil|Pencil|2|9.99|19.98"
  },
  {
    "numeric-key",
    "CREATE TABLE sales (order_number INTEGER PRIMARY KEY, product_number INTEGER NOT NULL, quantity SMALLINT NOT NULL, price REAL NOT NULL,"
    " discount NUMERIC(3,2), order_total NUMERIC(12,2) NOT NULL);"
    "INSERT INTO sales VALUES (9, 1, 2, 123456.78, 0.05, 39.00), (10, 2, -1, 0.1, 0, -0.10)",
    "order_number, product_number, quantity, price, discount, order_total",
    "9|1|||2|123456.78|39.00\n10|1|||-1|0.1|-0.10"
  },
  {
    "words",
    "CREATE TABLE sales (id BIGINT NOT NULL, order_number TEXT NOT NULL, product_name CHAR(12), quantity VARCHAR DEFAULT '1', price VARCHAR(20), order_total VARCHAR);"
    "INSERT INTO sales VALUES (70, '1', 'salt', '2', '1.50', '3.00'), (5, '1', 'Tea', ' 1', 'NaN', '1e2'), (6, '2', NULL, '1', NULL, '.5')",
    "id, order_number, product_name, trim (quantity::text)::numeric AS quantity, trim (price::text)::numeric AS price, order_total::numeric",
    "1|1|Tea|Tea|1|NaN|100\n2|1|||1||0.5\n1|2|salt|salt|2|1.50|3.00"
  },
  {
    "orm",
    "CREATE TABLE sales (id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_number VARCHAR, product VARCHAR, quantity INTEGER, price DOUBLE PRECISION,"
    " discount DOUBLE PRECISION, order_total DOUBLE PRECISION, remark TEXT NOT NULL DEFAULT '-');"
    "INSERT INTO sales (order_number, product, quantity, order_total) VALUES ('1105910', repeat ('long ', 40), 3, 60), ('', 'b', 1, 'infinity')",
    "id, order_number, product, quantity, price, discount, order_total, remark",
    NULL
  },
  { "empty", "CREATE TABLE sales (id SERIAL PRIMARY KEY, product VARCHAR(100), order_total FLOAT)", "id, product, order_total", "" },
  { "number-without-counter", "CREATE TABLE sales (id INTEGER, product TEXT, price MONEY); INSERT INTO sales VALUES (3, 'a', 1.5), (NULL, 'b', 2)", "product, price::numeric",
    "X-1|1|a|a|1|1.50|1.50\nX-2|1|b|b|1|2.00|2.00" },
};

typedef struct
{
  CfTestServer *server;
  CfDbPool     *pool;
} Fixture;

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;

  cf_test_server_fresh_database (fixture->server, DATABASE);
  cf_test_server_sql (fixture->server, DATABASE,
                      "DO $$ BEGIN CREATE ROLE stranger LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
                      "DO $$ BEGIN CREATE ROLE anna LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$; GRANT ALL ON SCHEMA public TO anna");
  fixture->pool = db_pool_open (fixture->server, DATABASE);
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  if (fixture->pool == NULL)
    return;

  db_close (fixture->pool);
  g_object_unref (fixture->pool);
}

static void
sql (Fixture    *fixture,
     const char *text)
{
  cf_test_server_sql (fixture->server, DATABASE, text);
}

static char *
rows (Fixture    *fixture,
      const char *text)
{
  return g_strchomp (cf_test_server_rows (fixture->server, DATABASE, text));
}

static void
assert_rows (Fixture    *fixture,
             const char *text,
             const char *expected)
{
  g_autofree char *found = rows (fixture, text);

  g_assert_cmpstr (found, ==, expected);
}

static CfAdoption *
find (CfDbPool  *pool,
      GError   **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  CfAdoption *adoption = NULL;

  cf_sales_adoption_find_async (pool, NULL, cf_test_await_cb, &result);
  cf_sales_adoption_find_finish (pool, cf_test_await (&result), &adoption, error);

  return adoption;
}

static gboolean
run (CfDbPool  *pool,
     gboolean   adopting,
     GError   **error)
{
  g_autoptr(CfDbMigrator) migrator = cf_db_migrator_new (pool, CF_MODEL_SALES_TRACK, CF_MODEL_SALES_MIGRATIONS, NULL);
  g_autoptr(GAsyncResult) result = NULL;

  cf_db_migrator_set_adopting (migrator, adopting);
  cf_db_migrator_run_async (migrator, NULL, cf_test_await_cb, &result);

  return cf_db_migrator_run_finish (migrator, cf_test_await (&result), NULL, error);
}

static void
adopt (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  run (fixture->pool, TRUE, &error);
  g_assert_no_error (error);
}

static CfDbPool *
pool_as (Fixture    *fixture,
         const char *role)
{
  g_autofree char *conninfo = cf_test_server_conninfo (fixture->server, DATABASE);
  g_autofree char *other = g_strdup_printf ("%s user=%s", conninfo, role);
  CfDbPool *pool = db_pool_new (other);
  g_autoptr(GError) error = NULL;

  db_open (pool, &error);
  g_assert_no_error (error);

  return pool;
}

static void
sql_as (Fixture    *fixture,
        const char *role,
        const char *text)
{
  CfDbPool *pool = pool_as (fixture, role);
  g_autoptr(GError) error = NULL;
  g_autoptr(CfDbResult) result = db_query (pool, CF_DB_UNIT_WRITE, text, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  db_close (pool);
  g_object_unref (pool);
}

/* -------------------------------------------------------------------------------------------------
 * Shapes
 * ------------------------------------------------------------------------------------------------- */

static void
test_shape (Fixture       *fixture,
            gconstpointer  data)
{
  const Shape *shape = data;
  g_autofree char *compare = NULL;
  g_autoptr(CfAdoption) adoption = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;

  sql (fixture, shape->sql);
  sql (fixture, "CREATE SCHEMA before; CREATE TABLE before.sales AS TABLE public.sales");
  sql (fixture, KEPT_SQL);
  adoption = find (fixture->pool, &error);
  g_assert_no_error (error);
  g_assert_nonnull (adoption);
  g_assert_cmpint (cf_adoption_get_n_rows (adoption), ==, cf_test_server_count (fixture->server, DATABASE, "SELECT count (*) FROM sales"));

  adopt (fixture);

  /* Every value that was written is there, as often as before. */
  compare = g_strdup_printf ("SELECT count (*) FROM (SELECT %1$s FROM before.sales) b WHERE NOT EXISTS"
                             " (SELECT FROM (SELECT %1$s FROM sales) s WHERE before.kept (to_jsonb (b), to_jsonb (s)))", shape->columns);
  assert_rows (fixture, compare, "0");
  assert_rows (fixture, "SELECT (SELECT count (*) FROM sales) - (SELECT count (*) FROM before.sales)", "0");
  if (shape->rows != NULL)
    assert_rows (fixture, "SELECT order_number, line_number, product_name, product, quantity, price, order_total FROM sales ORDER BY id", shape->rows);

  /* And the rest of it is as with any other sale. */
  assert_rows (fixture, "SELECT count (*) FROM sales s LEFT JOIN counterfoil.orders o ON o.order_id = s.order_id AND o.order_number = s.order_number"
                        " AND o.next_line > s.line_number AND o.sold_at = s.sold_at AND s.sold_at = 'epoch' AND s.clerk = '' AND o.clerk = '' WHERE o.order_id IS NULL", "0");
  assert_rows (fixture, "SELECT count (*) FROM counterfoil.orders o WHERE o.next_line - 1 <> (SELECT count (*) FROM sales s WHERE s.order_id = o.order_id)", "0");
  assert_rows (fixture, "SELECT count (*) FROM counterfoil.history", "0");
  assert_rows (fixture, "SELECT string_agg (attname, ' ' ORDER BY attname) FROM pg_attribute WHERE attrelid = 'sales'::regclass AND attnum > 0 AND attname <> 'remark'",
               "clerk discount discount_amount id line_number note order_id order_number order_total price product product_name product_number quantity"
               " returned_line sold_at tax_rate till version");
  assert_rows (fixture, "SELECT count (*) FROM pg_attribute WHERE attrelid = 'sales'::regclass AND attname IN ('quantity', 'price', 'discount', 'order_total')"
                        " AND format_type (atttypid, atttypmod) = 'numeric'", "4");
  assert_rows (fixture, "SELECT pg_get_constraintdef (oid) FROM pg_constraint WHERE conrelid = 'sales'::regclass AND contype = 'p'", "PRIMARY KEY (id)");
  g_assert_null (find (fixture->pool, &error));
  g_assert_no_error (error);
}

/* The programs of the notes, in a table that a role of theirs made, and that Counterfoil has adopted. */
static void
test_programs (Fixture       *fixture,
               gconstpointer  data)
{
  const Shape *shape = data;
  const char *mode = strrchr (g_test_get_path (), '/') + 1;
  g_autofree char *script = g_build_filename (CF_TEST_SOURCE_ROOT, "tests", "db", "other-clients.py", NULL);
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *output = NULL;
  g_autofree char *port = NULL;

  if (fixture->server == NULL)
    return;

  sql (fixture, shape->sql);
  sql (fixture, "GRANT SELECT, INSERT, UPDATE, DELETE ON public.sales TO stranger; DELETE FROM sales");
  adopt (fixture);

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  port = g_strdup_printf ("%u", cf_test_server_get_port (fixture->server));
  g_subprocess_launcher_setenv (launcher, "PGPORT", port, TRUE);
  process = g_subprocess_launcher_spawn (launcher, NULL, "/usr/bin/python3", script, mode,
                                         cf_test_server_get_socket_dir (fixture->server), DATABASE, "stranger", NULL);
  if (process == NULL)
    {
      g_test_skip ("no /usr/bin/python3");
      return;
    }
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, NULL));
  if (g_subprocess_get_exit_status (process) == 77)
    {
      g_test_skip ("a Python module is not installed");
      return;
    }
  g_assert_cmpstr (output, ==, "");
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

/* What others have on the table: views on views, an index, triggers that are on and off, an owner, rights. */
static void
test_surroundings (Fixture       *fixture,
                   gconstpointer  data)
{
  static const char picture[] =
    "SELECT 'view', viewname || coalesce (viewowner, ''), NULL FROM pg_views WHERE schemaname = 'public' UNION ALL "
    "SELECT 'acl', relname, relacl::text FROM pg_class WHERE relname IN ('dear', 'dearest', 'sums') UNION ALL "
    "SELECT 'column acl', attname, attacl::text FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid IN ('dear'::regclass, 'dearest'::regclass) UNION ALL "
    "SELECT 'option', relname, reloptions::text FROM pg_class WHERE relname IN ('dear', 'dearest') UNION ALL "
    "SELECT 'comment', obj_description ('dear'::regclass), NULL UNION ALL "
    "SELECT 'trigger', tgname, tgenabled::text FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'their%' UNION ALL "
    "SELECT 'index', indexname, indexdef FROM pg_indexes WHERE indexname LIKE 'their%' UNION ALL "
    "SELECT 'row', product, NULL FROM dearest ORDER BY 1, 2";
  g_autofree char *before = NULL;

  if (fixture->server == NULL)
    return;

  sql (fixture,
       "CREATE TABLE sales (id SERIAL PRIMARY KEY, product VARCHAR(100), price FLOAT, order_total FLOAT); ALTER TABLE sales OWNER TO anna;"
       "INSERT INTO sales (product, price, order_total) VALUES ('tea', 2, 2), ('salt', 1, 1); GRANT SELECT, INSERT ON sales TO stranger;"
       "CREATE TABLE log (what text); GRANT INSERT ON log TO PUBLIC; CREATE FUNCTION note () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.log VALUES (TG_OP); RETURN NEW; END $$;"
       "CREATE VIEW dear WITH (security_barrier = true) AS SELECT * FROM sales WHERE price > 1.5; ALTER VIEW dear OWNER TO anna; GRANT SELECT ON dear TO PUBLIC;"
       "COMMENT ON VIEW dear IS 'not cheap'; CREATE VIEW dearest AS SELECT d.product, d.order_total FROM dear d JOIN sales s USING (id); GRANT SELECT (product) ON dearest TO stranger;"
       "CREATE MATERIALIZED VIEW sums AS SELECT product, sum (order_total) FROM dearest GROUP BY product; CREATE UNIQUE INDEX their_sums ON sums (product);"
       "CREATE INDEX their_price ON sales (price) WHERE price > 0;"
       "CREATE TRIGGER their_audit AFTER INSERT OR UPDATE OF price ON sales FOR EACH ROW WHEN (NEW.price > 1) EXECUTE FUNCTION note ();"
       "CREATE TRIGGER their_old BEFORE INSERT ON sales FOR EACH ROW EXECUTE FUNCTION note (); ALTER TABLE sales DISABLE TRIGGER their_old;"
       "CREATE TRIGGER their_replica BEFORE INSERT ON sales FOR EACH ROW EXECUTE FUNCTION note (); ALTER TABLE sales ENABLE REPLICA TRIGGER their_replica");
  before = rows (fixture, picture);
  adopt (fixture);
  assert_rows (fixture, "SELECT count (*) FROM log", "0");
  {
    g_autofree char *after = rows (fixture, picture);
    g_auto(GStrv) parts = g_strsplit (before, "(price > (0)::double precision)", -1);
    g_autofree char *expected = g_strjoinv ("((price)::double precision > (0)::double precision)", parts);

    if (strstr (after, "((price)::double precision") == NULL)
      g_assert_cmpstr (after, ==, before);
    else
      g_assert_cmpstr (after, ==, expected);
  }

  /* Who had it, and who had rights, has them now too; triggers of others run. */
  sql_as (fixture, "anna", "INSERT INTO sales (product, price) VALUES ('jam', 3)");
  sql_as (fixture, "anna", "DELETE FROM sales WHERE product = 'salt'");
  sql_as (fixture, "stranger", "INSERT INTO sales (product, price) VALUES ('oil', 4)");
  assert_rows (fixture, "SELECT string_agg (what, ' ') FROM log", "INSERT INSERT");
  assert_rows (fixture, "SELECT product, order_number, order_total, clerk FROM sales ORDER BY id", "tea|X-1|2|\njam|X-3|3|anna\noil|X-4|4|stranger");
  sql_as (fixture, "stranger", "SELECT product FROM dearest");
  assert_rows (fixture, "SELECT pg_get_userbyid (relowner) FROM pg_class WHERE oid = 'sales'::regclass", "counterfoil_owner");
}

/* -------------------------------------------------------------------------------------------------
 * Refusals
 * ------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *sql;
  const char *words;
} refused[] = {
  { "CREATE TABLE sales (id serial, region text, amount int)", "something else" },
  { "CREATE TABLE sales (region text, product text)", "something else" },
  { "CREATE VIEW sales AS SELECT 'x' AS product, 1 AS order_total", "no plain table" },
  { "CREATE TABLE sales (product text, order_total float) PARTITION BY LIST (product)", "no plain table" },
  { "CREATE TABLE sales (product text, order_total float, till int)", "RENAME till TO till_before" },
  { "CREATE TABLE sales (product int, order_total float)", "“product” is of the type integer" },
  { "CREATE TABLE sales (id uuid PRIMARY KEY, product text, order_total float)", "“id” is of the type uuid" },
  { "CREATE TABLE sales (product text, price date)", "“price” is of the type date" },
  { "CREATE TABLE sales (product text, price float, quantity int, order_total float GENERATED ALWAYS AS (price * quantity) STORED)", "computed" },
  { "CREATE TABLE sales (product text, order_total float, shop text NOT NULL)", "ALTER shop SET DEFAULT" },
  { "CREATE TABLE sales (order_number text UNIQUE, order_total float)", "DROP CONSTRAINT sales_order_number_key" },
  { "CREATE TABLE sales (order_number text, order_total float); CREATE UNIQUE INDEX once ON sales (lower (order_number))", "DROP INDEX once" },
  { "CREATE TABLE sales (order_number text PRIMARY KEY, order_total float); CREATE TABLE parcels (n text REFERENCES sales)", "“parcels” refers" },
  { "CREATE TABLE sales (product text, order_total float); CREATE RULE r AS ON DELETE TO sales DO INSTEAD NOTHING", "rules or policies" },
  { "CREATE TABLE sales (product text, order_total float); CREATE TABLE products (name text)", "ALTER TABLE products RENAME TO products_before" },
  { "CREATE TABLE sales (product text, order_total text); INSERT INTO sales VALUES ('a', '1'), ('b', '12 pounds')", "“12 pounds”" },
  { "CREATE TABLE sales (id int, product text, price float); INSERT INTO sales VALUES (7, 'a', 1), (7, 'b', 1)", "the number 7 more than once" },
};

/* Why, what was kept and what to do are sentences, each of which is translated as a whole. */
static void
assert_sentences (const char *message)
{
  static const char before[] = "that Counterfoil cannot work with. ";
  const char *why = strstr (message, before);

  g_assert_nonnull (why);
  g_assert_true (g_ascii_isupper (why[strlen (before)]));
}

static void
test_refused (Fixture       *fixture,
              gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autoptr(GError) error = NULL;

      sql (fixture, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
      sql (fixture, refused[i].sql);
      before = rows (fixture, PICTURE_SQL);
      g_assert_null (find (fixture->pool, &error));
      g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, refused[i].words));
      g_assert_nonnull (strstr (error->message, "Nothing was changed."));
      assert_sentences (error->message);
      after = rows (fixture, PICTURE_SQL);
      g_assert_cmpstr (after, ==, before);
    }
}

/* Nobody said yes: the schema itself keeps its hands off, whoever runs it. */
static void
test_not_asked (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;

  sql (fixture, shapes[0].sql);
  before = rows (fixture, PICTURE_SQL);
  g_assert_false (run (fixture->pool, FALSE, &error));
  g_assert_error (error, CF_DB_ERROR, CF_DB_ERROR_RAISED);
  after = rows (fixture, PICTURE_SQL);
  g_assert_cmpstr (after, ==, before);
}

static void
test_without_right (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *commands = NULL;
  g_autoptr(CfAdoption) adoption = NULL;
  CfDbPool *pool;

  if (fixture->server == NULL)
    return;

  sql (fixture, shapes[0].sql);
  sql (fixture, "ALTER TABLE sales OWNER TO anna; GRANT SELECT, INSERT ON sales TO stranger; CREATE VIEW theirs AS SELECT * FROM sales");
  before = rows (fixture, PICTURE_SQL);
  pool = pool_as (fixture, "stranger");
  g_assert_null (find (pool, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
  g_test_message ("%s", error->message);
  commands = g_strdup (strstr (error->message, "GRANT "));
  g_assert_nonnull (strstr (commands, "GRANT anna TO stranger;"));
  g_assert_nonnull (strstr (commands, "GRANT postgres TO stranger;"));
  g_clear_error (&error);
  g_assert_false (run (pool, TRUE, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
  g_clear_error (&error);
  after = rows (fixture, PICTURE_SQL);
  g_assert_cmpstr (after, ==, before);

  /* What an administrator is told to run is enough. */
  sql (fixture, "ALTER VIEW theirs OWNER TO anna; GRANT anna TO stranger; GRANT CREATE ON SCHEMA public TO stranger;"
                "GRANT CREATE ON DATABASE " DATABASE " TO stranger");
  g_assert_nonnull (strstr (commands, "GRANT CREATE ON DATABASE " DATABASE " TO stranger;"));
  adoption = find (pool, &error);
  g_assert_no_error (error);
  g_assert_nonnull (adoption);
  run (pool, TRUE, &error);
  g_assert_no_error (error);
  assert_rows (fixture, "SELECT count (*) FROM theirs", "4");
  sql_as (fixture, "anna", "INSERT INTO sales (product, order_total) VALUES ('new', 1)");

  /* Also when the groups come later, and the table goes to their owner. */
  g_free (rows (fixture, "SELECT counterfoil.make_groups ()"));
  assert_rows (fixture, "SELECT pg_get_userbyid (relowner) FROM pg_class WHERE oid = 'sales'::regclass", "counterfoil_owner");
  sql_as (fixture, "anna", "INSERT INTO sales (product, order_total) VALUES ('later', 1)");
  db_close (pool);
  g_object_unref (pool);
  sql (fixture, "REVOKE anna FROM stranger");
}

/* -------------------------------------------------------------------------------------------------
 * As a whole or not at all
 * ------------------------------------------------------------------------------------------------- */

/* Each of these lets a later moment of it fail. */
static void
test_failure (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *const hindrances[] = {
    "ALTER TABLE sales ADD CHECK (order_total IS NULL OR current_setting ('application_name') = 'x') NOT VALID",
    "CREATE INDEX sales_by_total ON sales (order_total)",
    "CREATE TABLE deleted_products_by_change (x int); CREATE FUNCTION sales_by_time () RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT count (*)::int FROM sales WHERE order_total > 1; END",
  };

  if (fixture->server == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (hindrances); i++)
    {
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;
      g_autofree char *content = NULL;
      g_autoptr(GError) error = NULL;

      sql (fixture, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
      sql (fixture, shapes[1].sql);
      sql (fixture, hindrances[i]);
      before = rows (fixture, PICTURE_SQL);
      content = rows (fixture, "SELECT ctid, * FROM sales");
      g_assert_false (run (fixture->pool, TRUE, &error));
      g_test_message ("%s", error->message);
      g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
      after = rows (fixture, PICTURE_SQL);
      g_assert_cmpstr (after, ==, before);
      assert_rows (fixture, "SELECT ctid, * FROM sales", content);
    }
}

/* The second step fails when the first is made. */
static void
test_failure_of_later_step (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;

  sql (fixture, shapes[0].sql);
  sql (fixture, "CREATE TABLE product_codes (code text)");
  before = rows (fixture, PICTURE_SQL);
  g_assert_false (run (fixture->pool, TRUE, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_REFUSED);
  after = rows (fixture, PICTURE_SQL);
  g_assert_cmpstr (after, ==, before);
}

static gboolean
waits_for_lock (gpointer server)
{
  return cf_test_server_count (server, DATABASE, "SELECT count (*) FROM pg_locks WHERE NOT granted AND relation = 'sales'::regclass") > 0;
}

static void
test_cancel_and_kill (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(CfDbMigrator) migrator = NULL;
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(CfDbLease) lease = NULL;
  g_autoptr(GError) error = NULL;
  CfDbPool *other;

  if (fixture->server == NULL)
    return;

  sql (fixture, shapes[1].sql);
  other = pool_as (fixture, "postgres");
  lease = db_lease (other, &error);
  g_assert_true (db_script (lease, "BEGIN; SELECT count (*) FROM sales", &error));
  migrator = cf_db_migrator_new (fixture->pool, CF_MODEL_SALES_TRACK, CF_MODEL_SALES_MIGRATIONS, NULL);
  cf_db_migrator_set_adopting (migrator, TRUE);
  cf_db_migrator_run_async (migrator, cancellable, cf_test_await_cb, &result);
  cf_test_wait_for (waits_for_lock, fixture->server, "the lock of the table");
  g_cancellable_cancel (cancellable);
  g_assert_false (cf_db_migrator_run_finish (migrator, cf_test_await (&result), NULL, &error));
  g_clear_error (&error);
  assert_rows (fixture, "SELECT count (*) FROM pg_namespace WHERE nspname = 'counterfoil'", "0");

  /* The other program ends, and all goes well. */
  g_clear_object (&lease);
  db_close (other);
  g_object_unref (other);
  adopt (fixture);
  assert_rows (fixture, "SELECT count (*), count (order_id) FROM sales", "6|6");
}

static void
test_two_at_once (Fixture       *fixture,
                  gconstpointer  data)
{
  CfDbPool *pools[2];
  CfDbMigrator *migrators[2];
  GAsyncResult *results[2] = { NULL, NULL };
  guint n_done[2] = { 0, 0 };
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;

  sql (fixture, "CREATE TABLE sales (order_number text, product text, order_total float);"
                "INSERT INTO sales SELECT n / 3, 'p' || n % 50, n / 7.0 FROM generate_series (1, 20000) n");
  for (guint i = 0; i < 2; i++)
    {
      pools[i] = pool_as (fixture, "postgres");
      migrators[i] = cf_db_migrator_new (pools[i], CF_MODEL_SALES_TRACK, CF_MODEL_SALES_MIGRATIONS, NULL);
      cf_db_migrator_set_adopting (migrators[i], TRUE);
      cf_db_migrator_run_async (migrators[i], NULL, cf_test_await_cb, &results[i]);
    }
  for (guint i = 0; i < 2; i++)
    {
      cf_db_migrator_run_finish (migrators[i], cf_test_await (&results[i]), &n_done[i], &error);
      g_assert_no_error (error);
      g_object_unref (results[i]);
      g_object_unref (migrators[i]);
      db_close (pools[i]);
      g_object_unref (pools[i]);
    }
  g_assert_cmpuint (n_done[0] + n_done[1], ==, 5);
  g_assert_true (n_done[0] == 0 || n_done[1] == 0);
  assert_rows (fixture, "SELECT count (*), count (DISTINCT order_id), count (DISTINCT product_name) FROM sales", "20000|6667|50");
}

static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *sum = NULL;
  g_autoptr(CfAdoption) adoption = NULL;
  g_autoptr(GError) error = NULL;

  if (fixture->server == NULL)
    return;

  sql (fixture, "CREATE TABLE sales (order_number varchar(20), product_number varchar(20), product_name varchar(100), quantity int, price float, discount float, order_total float);"
                "INSERT INTO sales SELECT CASE WHEN n % 10 > 0 THEN (1100000 + n / 4)::text END, 'EB' || n % 300, 'Thing ' || n % 300, n % 5, n % 1000 / 100.0, 0.05, n / 3.0"
                " FROM generate_series (1, 100000) n; CREATE TABLE before AS SELECT row_number () OVER () AS id, * FROM sales");
  sum = rows (fixture, "SELECT round (sum (order_total::text::numeric), 2) FROM sales");
  adoption = find (fixture->pool, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cf_adoption_get_n_rows (adoption), ==, 100000);
  g_assert_cmpstr (cf_adoption_get_total (adoption), ==, sum);
  adopt (fixture);
  assert_rows (fixture, "SELECT count (*) FROM before b JOIN sales s USING (id) WHERE s.product_number = b.product_number AND s.product_name = b.product_name"
                        " AND s.quantity = b.quantity AND s.price::float8 = b.price AND s.discount::float8 = b.discount AND s.order_total::float8 = b.order_total"
                        " AND s.order_number = coalesce (b.order_number, s.order_number)", "100000");
  assert_rows (fixture, "SELECT round (sum (order_total), 2) FROM sales", sum);
  assert_rows (fixture, "SELECT count (*) FROM sales WHERE order_number LIKE 'X-%'", "10000");
}

/* Numbers that no index takes become what they become in new rows, are told before, and are kept in the history. */
static void
test_long_numbers (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(CfAdoption) adoption = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (fixture->server == NULL)
    return;

  sql (fixture, "CREATE TABLE sales (order_number text, product_number text, product_name text, order_total float);"
                "INSERT INTO sales SELECT noise, 'A', noise, 1 FROM (SELECT string_agg (md5 (n::text || random ()), '') AS noise FROM generate_series (1, 200) n) x;"
                "INSERT INTO sales SELECT 'B', order_number, order_number, 2 FROM sales; INSERT INTO sales SELECT * FROM sales WHERE order_total = 1;"
                "INSERT INTO sales VALUES (repeat ('7', 1000), 'C', 'c', 3); CREATE TABLE before AS TABLE sales");
  adoption = find (fixture->pool, &error);
  g_assert_no_error (error);
  text = cf_adoption_to_text (adoption);
  g_assert_nonnull (strstr (text, "3 rows have an order or product number of more than 1,000 bytes"));
  g_assert_null (strstr (text, "no value that was written is changed"));

  adopt (fixture);
  assert_rows (fixture, "SELECT count (*) FROM sales s JOIN (SELECT DISTINCT * FROM before) b USING (product_name)"
                        " WHERE s.order_total = b.order_total AND s.order_number = CASE WHEN b.order_total = 1 THEN left (b.order_number, 200) || '…' || md5 (b.order_number) ELSE b.order_number END"
                        " AND s.product_number = CASE WHEN b.order_total = 2 THEN left (b.product_number, 200) || '…' || md5 (b.product_number) ELSE b.product_number END", "4");
  assert_rows (fixture, "SELECT o.next_line FROM counterfoil.orders o WHERE o.order_number LIKE '%…%'", "3");
  assert_rows (fixture, "SELECT count (*) FROM counterfoil.history h JOIN sales s ON s.id = h.row_id AND s.order_id = h.order_id"
                        " JOIN (SELECT DISTINCT * FROM before) b ON h.old_row->>'order_number' = b.order_number AND h.old_row->>'product_number' = b.product_number", "3");
}

/* What a person reads before anything is done. */
static void
test_words (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(CfAdoption) adoption = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (fixture->server == NULL)
    return;

  g_assert_null (find (fixture->pool, &error));
  g_assert_no_error (error);

  sql (fixture, "CREATE TABLE sales (order_number INTEGER PRIMARY KEY, product_name VARCHAR(100) NOT NULL, price FLOAT, order_total FLOAT);"
                "INSERT INTO sales VALUES (1, 'a', 1.5, 1.5), (2, 'b', 2, 2)");
  adoption = find (fixture->pool, &error);
  g_assert_no_error (error);
  text = cf_adoption_to_text (adoption);
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, "“" DATABASE "”"));
  g_assert_nonnull (strstr (text, "2 rows"));
  g_assert_nonnull (strstr (text, "3.50"));
  g_assert_nonnull (strstr (text, "missing: discount, id, product, product_number, quantity."));
  g_assert_nonnull (strstr (text, "same values: order_total, price."));
  g_assert_nonnull (strstr (text, "become text: order_number."));
  g_assert_nonnull (strstr (text, "The key on order_number is replaced"));
  g_assert_nonnull (strstr (text, "No row is removed, and no value that was written is changed"));
}

int
main (int    argc,
      char **argv)
{
  static const char *const modes[] = { "cursor", "core", "orm", "hints" };

  cf_test_init (&argc, &argv);
  cf_model_init ();

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *path = g_strconcat ("/adoption/shape/", shapes[i].name, NULL);

      g_test_add (path, Fixture, &shapes[i], setup, test_shape, teardown);
    }
  for (guint i = 0; i < 3; i++)
    for (guint j = 0; j < G_N_ELEMENTS (modes); j++)
      {
        g_autofree char *path = g_strconcat ("/adoption/programs/", shapes[i].name, "/", modes[j], NULL);

        g_test_add (path, Fixture, &shapes[i], setup, test_programs, teardown);
      }
  g_test_add ("/adoption/surroundings", Fixture, NULL, setup, test_surroundings, teardown);
  g_test_add ("/adoption/refused", Fixture, NULL, setup, test_refused, teardown);
  g_test_add ("/adoption/not-asked", Fixture, NULL, setup, test_not_asked, teardown);
  g_test_add ("/adoption/without-right", Fixture, NULL, setup, test_without_right, teardown);
  g_test_add ("/adoption/failure", Fixture, NULL, setup, test_failure, teardown);
  g_test_add ("/adoption/failure-of-later-step", Fixture, NULL, setup, test_failure_of_later_step, teardown);
  g_test_add ("/adoption/cancel", Fixture, NULL, setup, test_cancel_and_kill, teardown);
  g_test_add ("/adoption/two-at-once", Fixture, NULL, setup, test_two_at_once, teardown);
  g_test_add ("/adoption/many", Fixture, NULL, setup, test_many, teardown);
  g_test_add ("/adoption/long-numbers", Fixture, NULL, setup, test_long_numbers, teardown);
  g_test_add ("/adoption/words", Fixture, NULL, setup, test_words, teardown);

  return g_test_run ();
}
