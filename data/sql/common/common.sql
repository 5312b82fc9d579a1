-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What sales and library have in common: who changes something, what was before, how texts are compared, who may do what. It is a
-- step of both tracks; where the other track has made it already, it does nothing.
--
-- A track says what the groups may do in a function counterfoil.grant_<track>_rights (). Its tables in the schema public are known
-- by their triggers, which call functions of the schema counterfoil.

CREATE SCHEMA IF NOT EXISTS counterfoil;

DO $common$
DECLARE
  wanted text;
  place text;
  body text := 'lower (normalize ($1, NFKC))';
BEGIN
IF to_regclass ('counterfoil.history') IS NOT NULL THEN
  RETURN;
END IF;

REVOKE ALL ON SCHEMA counterfoil FROM PUBLIC;

-- ---------------------------------------------------------------------------------------------------------------------
-- Who changes something
-- ---------------------------------------------------------------------------------------------------------------------

-- The person, as the program said in this transaction, else the role that logged in.
CREATE FUNCTION counterfoil.who () RETURNS text
LANGUAGE sql STABLE AS $f$
  SELECT coalesce (nullif (current_setting ('counterfoil.clerk', true), ''), session_user)
$f$;

CREATE FUNCTION counterfoil.which_till () RETURNS text
LANGUAGE sql STABLE AS $f$
  SELECT nullif (current_setting ('counterfoil.till', true), '')
$f$;

-- A program that undoes a change says so by counterfoil.undo in the same transaction.
CREATE FUNCTION counterfoil.operation (trigger_operation text) RETURNS text
LANGUAGE sql STABLE AS $f$
  SELECT CASE WHEN coalesce (current_setting ('counterfoil.undo', true), '') = '' THEN trigger_operation ELSE 'UNDO' END
$f$;

-- What one transaction changes is one change, and has one number.
CREATE SEQUENCE counterfoil.changes;

CREATE FUNCTION counterfoil.current_change () RETURNS bigint
LANGUAGE sql AS $f$
  SELECT set_config ('counterfoil.change', coalesce (nullif (current_setting ('counterfoil.change', true), ''), nextval ('counterfoil.changes')::text), true)::bigint
$f$;

-- What this transaction changed so far, NULL where that is nothing.
CREATE FUNCTION counterfoil.this_change () RETURNS bigint
LANGUAGE sql STABLE AS $f$
  SELECT nullif (current_setting ('counterfoil.change', true), '')::bigint
$f$;

-- ---------------------------------------------------------------------------------------------------------------------
-- History
-- ---------------------------------------------------------------------------------------------------------------------

CREATE TABLE counterfoil.history (
  history_id bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at         timestamptz NOT NULL DEFAULT clock_timestamp (),
  who        text        NOT NULL,
  login      text        NOT NULL DEFAULT session_user,
  till       text,
  relation   text        COLLATE "C" NOT NULL,
  operation  text        NOT NULL,
  row_id     bigint      NOT NULL,
  old_row    jsonb,
  change     bigint      NOT NULL DEFAULT counterfoil.current_change (),
  undoes     bigint      DEFAULT nullif (current_setting ('counterfoil.undoes', true), '')::bigint,
  act        text        DEFAULT nullif (current_setting ('counterfoil.act', true), ''),
  request    uuid        DEFAULT nullif (current_setting ('counterfoil.request', true), '')::uuid
);

COMMENT ON TABLE counterfoil.history IS 'What rows were before they were changed or deleted; it is only added to';
COMMENT ON COLUMN counterfoil.history.who IS 'The person, as the program said that had the login';
COMMENT ON COLUMN counterfoil.history.login IS 'The role that logged in: this the server knows by itself';
COMMENT ON COLUMN counterfoil.history.operation IS 'INSERT, UPDATE, DELETE; UNDO where a row of sales was put back';
COMMENT ON COLUMN counterfoil.history.old_row IS 'NULL where a row was added, or a deleted one was put back';
COMMENT ON COLUMN counterfoil.history.change IS 'The same for all that one transaction changed';
COMMENT ON COLUMN counterfoil.history.undoes IS 'The change that this one takes back';
COMMENT ON COLUMN counterfoil.history.act IS 'What all of it is, where that is more than the change of a row: merge, split, import';
COMMENT ON COLUMN counterfoil.history.request IS 'By this a program that lost the answer finds out what became of its change';

CREATE INDEX history_of_row ON counterfoil.history (relation, row_id, history_id);
-- Not of a part of the rows: to look whether a row is in it costs a single one as much as to put it there.
CREATE INDEX history_of_change ON counterfoil.history (change, history_id);
CREATE INDEX history_of_request ON counterfoil.history (request);

CREATE FUNCTION counterfoil.refuse_change () RETURNS trigger
LANGUAGE plpgsql AS $f$
BEGIN
  RAISE EXCEPTION 'What is in % is never changed or deleted.', TG_TABLE_NAME;
END
$f$;

CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON counterfoil.history
  FOR EACH STATEMENT EXECUTE FUNCTION counterfoil.refuse_change ();

CREATE FUNCTION counterfoil.hint () RETURNS trigger
LANGUAGE plpgsql AS $f$
BEGIN
  PERFORM pg_catalog.pg_notify ('counterfoil', TG_TABLE_NAME);
  RETURN NULL;
END
$f$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Folding
-- ---------------------------------------------------------------------------------------------------------------------

-- Codes are compared without the blanks and control characters around them, in small letters.
CREATE FUNCTION counterfoil.fold_code (code text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $f$
  SELECT lower (btrim (code, E'\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\t\n\u000b\u000c\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f \u007f\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff'))
$f$;

-- The extensions are a help, not a need: a server may lack them, or their use may be kept to its administrator.
FOREACH wanted IN ARRAY ARRAY['pg_trgm', 'unaccent'] LOOP
  BEGIN
    IF NOT EXISTS (SELECT FROM pg_extension WHERE extname = wanted) THEN
      EXECUTE format ('CREATE EXTENSION %I SCHEMA counterfoil', wanted);
    END IF;
  EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'extension % is not there: %', wanted, SQLERRM;
  END;
END LOOP;

-- The form in which names are sorted and searched: small letters, without accents where the server can take them off. It runs as
-- the owner: who may write a table need not be let into this schema. Most texts are of ASCII, which has no accents: they pay for none.
SELECT quote_ident (n.nspname) INTO place
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'unaccent';
IF place IS NOT NULL THEN
  body := format ('lower (%1$s.unaccent (%2$L::regdictionary, normalize ($1, NFKC)))', place, place || '.unaccent');
END IF;
EXECUTE format ('CREATE FUNCTION counterfoil.fold_text (text) RETURNS text '
                'LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS %L', 'BEGIN RETURN CASE WHEN octet_length ($1) = char_length ($1) THEN lower ($1) ELSE ' || body || ' END; END');

-- ---------------------------------------------------------------------------------------------------------------------
-- Adopting a table of others
-- ---------------------------------------------------------------------------------------------------------------------

-- The commands by which the views on a table, the views on those, and the triggers of all of them are made again: the type of a column
-- cannot be changed under them. Names are written in full, so this runs without a search path.
CREATE FUNCTION counterfoil.adoption_commands (target regclass, OUT undo text[], OUT redo text[])
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $f$
BEGIN
  WITH RECURSIVE reached (oid, depth) AS (
    SELECT target::oid, 0
    UNION
    SELECT r.ev_class, f.depth + 1
      FROM reached f
      JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = f.oid AND d.classid = 'pg_rewrite'::regclass
      JOIN pg_rewrite r ON r.oid = d.objid
      WHERE r.ev_class <> f.oid),
  relation AS (
    SELECT c.oid, max (f.depth) AS depth, format ('%I.%I', n.nspname, c.relname) AS name, c.relkind, c.relowner, c.relacl, c.reloptions, c.relispopulated,
           CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END AS kind
      FROM reached f JOIN pg_class c ON c.oid = f.oid JOIN pg_namespace n ON n.oid = c.relnamespace
      GROUP BY c.oid, n.nspname),
  -- Commands of a view stand between those of what it is made of and those of what is made of it.
  command (depth, oid, step, name, undo, redo) AS (
    SELECT v.depth, v.oid, 1, '', format ('DROP %s %s', v.kind, v.name),
           format ('CREATE %s %s%s AS %s%s', v.kind, v.name, ' WITH (' || array_to_string (v.reloptions, ', ') || ')', rtrim (pg_get_viewdef (v.oid), ';'),
                   CASE WHEN v.relkind = 'm' AND NOT v.relispopulated THEN ' WITH NO DATA' END)
      FROM relation v WHERE v.depth > 0
    UNION ALL
    SELECT v.depth, v.oid, 2, a.attname::text, NULL, format ('ALTER VIEW %s ALTER %I SET DEFAULT %s', v.name, a.attname, pg_get_expr (f.adbin, f.adrelid))
      FROM relation v JOIN pg_attribute a ON a.attrelid = v.oid JOIN pg_attrdef f ON f.adrelid = v.oid AND f.adnum = a.attnum WHERE v.depth > 0
    UNION ALL
    SELECT v.depth, v.oid, 2, i.indexrelid::text, NULL, pg_get_indexdef (i.indexrelid)
      FROM relation v JOIN pg_index i ON i.indrelid = v.oid WHERE v.depth > 0
    UNION ALL
    SELECT v.depth, v.oid, 2, r.rulename::text, NULL, pg_get_ruledef (r.oid)
      FROM relation v JOIN pg_rewrite r ON r.ev_class = v.oid WHERE v.depth > 0 AND r.rulename <> '_RETURN'
    UNION ALL
    SELECT v.depth, v.oid, 3, t.tgname::text, CASE WHEN v.depth = 0 THEN format ('DROP TRIGGER %I ON %s', t.tgname, v.name) END, pg_get_triggerdef (t.oid)
      FROM relation v JOIN pg_trigger t ON t.tgrelid = v.oid WHERE NOT t.tgisinternal
    UNION ALL
    SELECT v.depth, v.oid, 4, t.tgname::text, NULL,
           format ('ALTER TABLE %s %s TRIGGER %I', v.name, CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, t.tgname)
      FROM relation v JOIN pg_trigger t ON t.tgrelid = v.oid WHERE NOT t.tgisinternal AND t.tgenabled <> 'O'
    UNION ALL
    SELECT v.depth, v.oid, 4, t.tgname::text, NULL, format ('COMMENT ON TRIGGER %I ON %s IS %L', t.tgname, v.name, obj_description (t.oid, 'pg_trigger'))
      FROM relation v JOIN pg_trigger t ON t.tgrelid = v.oid WHERE NOT t.tgisinternal AND obj_description (t.oid, 'pg_trigger') IS NOT NULL
    UNION ALL
    SELECT v.depth, v.oid, 5, '', NULL, format ('COMMENT ON %s %s IS %L', v.kind, v.name, obj_description (v.oid, 'pg_class'))
      FROM relation v WHERE v.depth > 0 AND obj_description (v.oid, 'pg_class') IS NOT NULL
    UNION ALL
    SELECT v.depth, v.oid, 5, a.attname::text, NULL, format ('COMMENT ON COLUMN %s.%I IS %L', v.name, a.attname, col_description (v.oid, a.attnum))
      FROM relation v JOIN pg_attribute a ON a.attrelid = v.oid WHERE v.depth > 0 AND col_description (v.oid, a.attnum) IS NOT NULL
    UNION ALL
    SELECT v.depth, v.oid, 6, '', NULL, format ('ALTER %s %s OWNER TO %I', v.kind, v.name, pg_get_userbyid (v.relowner))
      FROM relation v WHERE v.depth > 0
    UNION ALL
    SELECT v.depth, v.oid, 7, x.privilege_type, NULL,
           format ('GRANT %s ON %s TO %s%s', x.privilege_type, v.name, CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident (pg_get_userbyid (x.grantee)) END,
                   CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' END)
      FROM relation v, aclexplode (v.relacl) x WHERE v.depth > 0 AND x.grantee <> v.relowner
    UNION ALL
    SELECT v.depth, v.oid, 7, a.attname || x.privilege_type, NULL,
           format ('GRANT %s (%I) ON %s TO %s%s', x.privilege_type, a.attname, v.name,
                   CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident (pg_get_userbyid (x.grantee)) END, CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' END)
      FROM relation v JOIN pg_attribute a ON a.attrelid = v.oid, aclexplode (a.attacl) x WHERE v.depth > 0)
  SELECT coalesce (array_agg (c.undo ORDER BY c.depth DESC, c.oid, c.name) FILTER (WHERE c.undo IS NOT NULL), '{}'),
         coalesce (array_agg (c.redo ORDER BY c.depth, c.oid, c.step, c.name), '{}')
    INTO undo, redo FROM command c;
END
$f$;

-- Makes a column the key of a table of others: each row has a number in it, and the next one is above all of them, and above what is
-- taken elsewhere.
CREATE FUNCTION counterfoil.adopt_key (target regclass, key name, taken bigint) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE
  found record;
  highest bigint;
  counter regclass;
BEGIN
  SELECT a.atttypid::regtype::text AS type, a.attidentity, d.oid AS value INTO found
    FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = target AND a.attname = key;
  IF found.type = 'smallint' THEN
    EXECUTE format ('ALTER TABLE %s ALTER %I TYPE bigint', target, key);
  END IF;
  IF found.attidentity = 'a' THEN
    EXECUTE format ('ALTER TABLE %s ALTER %I SET GENERATED BY DEFAULT', target, key);
  END IF;
  EXECUTE format ('UPDATE %1$s t SET %2$I = n.id FROM (SELECT x.ctid AS at, (SELECT greatest (max (y.%2$I), %3$s) FROM %1$s y) + row_number () OVER (ORDER BY x.ctid) AS id'
                  ' FROM %1$s x WHERE x.%2$I IS NULL) n WHERE t.ctid = n.at', target, key, coalesce (taken, 0));
  EXECUTE format ('SELECT greatest (max (t.%I), %s) FROM %s t', key, coalesce (taken, 0), target) INTO highest;
  IF NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conrelid = target AND c.contype = 'p') THEN
    EXECUTE format ('ALTER TABLE %s ADD PRIMARY KEY (%I)', target, key);
  END IF;
  IF found.attidentity = '' AND found.value IS NULL THEN
    EXECUTE format ('ALTER TABLE %s ALTER %I ADD GENERATED BY DEFAULT AS IDENTITY', target, key);
  END IF;
  counter := coalesce (pg_get_serial_sequence (target::text, key)::regclass,
                       (SELECT d.refobjid FROM pg_depend d JOIN pg_class c ON c.oid = d.refobjid AND c.relkind = 'S'
                          WHERE d.classid = 'pg_attrdef'::regclass AND d.objid = found.value AND d.refclassid = 'pg_class'::regclass LIMIT 1));
  IF counter IS NOT NULL THEN
    PERFORM setval (counter, highest) WHERE highest >= 1 AND highest >= coalesce (pg_sequence_last_value (counter), 0);
    -- A clerk has rights on the table alone, which do for an identity but not for what a serial column counts with.
    EXECUTE format ('GRANT USAGE ON SEQUENCE %s TO PUBLIC', counter);
  END IF;
END
$f$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Who may do what
-- ---------------------------------------------------------------------------------------------------------------------

-- People are login roles in one of three groups; each group may do what the one before it may. The owner owns everything and is
-- nobody's login. Where the role that migrates may not make roles (on the private server, where there is one person), there are no
-- groups, and that role owns everything, until an administrator makes them with
--
--   SELECT counterfoil.make_groups ();
--
-- A step that adds tables or functions calls it at its end.
--
-- All of it can be done again: what is there already stays. It runs with the rights of who calls it, so that nobody gets more by it, and
-- what that role may not do is left out: the answer says so.
CREATE FUNCTION counterfoil.make_groups () RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $f$
DECLARE
  name text;
  answer text;
BEGIN
  PERFORM counterfoil.close_trigger_functions ();
  FOREACH name IN ARRAY ARRAY['counterfoil_owner', 'counterfoil_clerk', 'counterfoil_manager', 'counterfoil_administrator'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
        EXECUTE format ('CREATE ROLE %I NOLOGIN', name);
      END IF;
    EXCEPTION
      WHEN insufficient_privilege THEN
        RETURN format ('The role “%s” may not make roles. Everything stays with it; nobody else has rights here until a role that may make them calls: '
                       'SELECT counterfoil.make_groups ();', current_user);
      -- Two databases of one server may be migrated at the same moment.
      WHEN duplicate_object OR unique_violation THEN
        NULL;
    END;
  END LOOP;
  BEGIN
    IF NOT pg_has_role ('counterfoil_manager', 'counterfoil_clerk', 'MEMBER') THEN
      GRANT counterfoil_clerk TO counterfoil_manager;
    END IF;
    IF NOT pg_has_role ('counterfoil_administrator', 'counterfoil_manager', 'MEMBER') THEN
      GRANT counterfoil_manager TO counterfoil_administrator;
    END IF;
  EXCEPTION
    WHEN insufficient_privilege OR unique_violation OR internal_error THEN
      RAISE NOTICE 'groups are not joined: %', SQLERRM;
  END;
  BEGIN
    PERFORM counterfoil.grant_rights ();
  EXCEPTION
    WHEN insufficient_privilege THEN
      answer := format ('The groups are there, but the role “%s” may not give them their rights: %s. Everything stays as it was until the owner of the '
                        'schema “counterfoil” or a superuser calls: SELECT counterfoil.make_groups ();', current_user, SQLERRM);
      RAISE WARNING '%', answer;
      RETURN answer;
  END;
  BEGIN
    PERFORM counterfoil.give_to_owner ();
  EXCEPTION
    WHEN insufficient_privilege THEN
      answer := format ('The groups have their rights. Everything still belongs to the role “%s”: %s.',
                        (SELECT pg_get_userbyid (n.nspowner) FROM pg_namespace n WHERE n.nspname = 'counterfoil'), SQLERRM);
      RAISE WARNING '%', answer;
      RETURN answer;
  END;
  RETURN 'The groups are there and have their rights. Let a person in with, say: GRANT counterfoil_clerk TO "anna";';
END
$f$;

-- A trigger that fires asks for no right to its function. Who has one could hang it on a table of their own, and write history with it.
CREATE FUNCTION counterfoil.close_trigger_functions () RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $f$
DECLARE
  command text;
BEGIN
  FOR command IN
    SELECT format ('REVOKE ALL ON FUNCTION %s FROM PUBLIC', p.oid::regprocedure) FROM pg_proc p
      WHERE p.pronamespace = 'counterfoil'::regnamespace AND p.prorettype = 'trigger'::regtype
        AND has_function_privilege ('public', p.oid, 'EXECUTE') AND pg_has_role (p.proowner, 'USAGE')
  LOOP
    EXECUTE command;
  END LOOP;
END
$f$;

CREATE FUNCTION counterfoil.grant_rights () RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $f$
DECLARE
  command text;
BEGIN
  -- A grant of who may not give one is a warning and no error.
  IF NOT pg_has_role ((SELECT n.nspowner FROM pg_namespace n WHERE n.nspname = 'counterfoil'), 'USAGE') THEN
    RAISE insufficient_privilege USING MESSAGE = 'it does not own the schema';
  END IF;
  GRANT USAGE ON SCHEMA counterfoil TO counterfoil_clerk;
  GRANT SELECT ON ALL TABLES IN SCHEMA counterfoil TO counterfoil_clerk;
  FOR command IN
    SELECT format ('SELECT counterfoil.%I ()', p.proname) FROM pg_proc p
      WHERE p.pronamespace = 'counterfoil'::regnamespace AND p.proname ~ '^grant_.+_rights$'
  LOOP
    EXECUTE command;
  END LOOP;
END
$f$;

-- All or nothing: what the owner cannot be given stays with whom it belongs to. Who owned it goes on having all of its rights, as a
-- member of the owner.
CREATE FUNCTION counterfoil.give_to_owner () RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $f$
DECLARE
  command text;
  before name := (SELECT pg_get_userbyid (n.nspowner) FROM pg_namespace n WHERE n.nspname = 'counterfoil');
  ours oid[] := ARRAY(SELECT DISTINCT t.tgrelid FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
                        WHERE p.pronamespace = 'counterfoil'::regnamespace AND t.tgrelid NOT IN
                          (SELECT c.oid FROM pg_class c WHERE c.relnamespace = 'counterfoil'::regnamespace));
BEGIN
  -- Since version 16 who makes a role is a member of it that may do nothing as that role.
  IF NOT pg_has_role (before, 'counterfoil_owner', 'USAGE') THEN
    EXECUTE format ('GRANT counterfoil_owner TO %I', before);
  END IF;
  -- Who is no superuser gives a thing only to a role that could have made it there.
  GRANT CREATE, USAGE ON SCHEMA public, counterfoil TO counterfoil_owner;
  FOR command IN
    SELECT format ('ALTER %s %s OWNER TO counterfoil_owner', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.oid::regclass)
      FROM pg_class c
      WHERE (c.relnamespace = 'counterfoil'::regnamespace OR c.oid = ANY (ours))
        AND c.relkind IN ('r', 'S') AND c.relowner <> 'counterfoil_owner'::regrole
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i', 'e'))
    UNION ALL
    -- Whoever had a table that was adopted goes on with it; what an owner granted to itself would go over to the next one.
    SELECT format ('GRANT ALL ON %s TO %I', c.oid::regclass, pg_get_userbyid (c.relowner))
      FROM pg_class c
      WHERE c.oid = ANY (ours) AND c.relowner <> 'counterfoil_owner'::regrole AND pg_get_userbyid (c.relowner) <> before
    UNION ALL
    SELECT format ('ALTER FUNCTION %s OWNER TO counterfoil_owner', p.oid::regprocedure)
      FROM pg_proc p
      WHERE p.pronamespace = 'counterfoil'::regnamespace AND p.proowner <> 'counterfoil_owner'::regrole
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    -- Where unaccent was there before, it is in a schema of others.
    SELECT format ('GRANT USAGE ON SCHEMA %I TO counterfoil_owner', n.nspname)
      FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
      WHERE e.extname = 'unaccent' AND NOT has_schema_privilege ('counterfoil_owner', n.oid, 'USAGE')
    UNION ALL
    SELECT 'ALTER SCHEMA counterfoil OWNER TO counterfoil_owner'
  LOOP
    EXECUTE command;
  END LOOP;
END
$f$;
END
$common$;
