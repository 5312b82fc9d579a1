-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Who may do what. People are login roles in one of three groups; each group may do what the one before it may. The owner owns
-- everything and is nobody's login. Where the role that migrates may not make roles (on the private server, where there is one
-- person), there are no groups, and that role owns everything, until an administrator makes them with
--
--   SELECT counterfoil.make_groups ();
--
-- A step that adds tables or functions calls it at its end.

REVOKE ALL ON SCHEMA counterfoil FROM PUBLIC;
REVOKE ALL ON FUNCTION counterfoil.join_order (text, timestamptz, text, text), counterfoil.claim_till (uuid, text),
  counterfoil.remember_long_numbers (public.sales) FROM PUBLIC;

-- All of it can be done again: what is there already stays. It runs with the rights of who calls it, so that nobody gets more by it, and
-- what that role may not do is left out: the answer says so.
CREATE FUNCTION counterfoil.make_groups () RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  name text;
BEGIN
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
      RETURN format ('The groups are there, but the role “%s” may not give them their rights: %s. Everything stays as it was until the owner of the schema '
                     '“counterfoil” or a superuser calls: SELECT counterfoil.make_groups ();', current_user, SQLERRM);
  END;
  BEGIN
    PERFORM counterfoil.give_to_owner ();
  EXCEPTION
    WHEN insufficient_privilege THEN
      RETURN format ('The groups have their rights. Everything still belongs to the role “%s”: %s.',
                     (SELECT pg_get_userbyid (n.nspowner) FROM pg_namespace n WHERE n.nspname = 'counterfoil'), SQLERRM);
  END;
  RETURN 'The groups are there and have their rights. Let a person in with, say: GRANT counterfoil_clerk TO "anna";';
END
$$;

CREATE FUNCTION counterfoil.grant_rights () RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- A grant of who may not give one is a warning and no error.
  IF NOT pg_has_role ((SELECT n.nspowner FROM pg_namespace n WHERE n.nspname = 'counterfoil'), 'USAGE') THEN
    RAISE insufficient_privilege USING MESSAGE = 'it does not own the schema';
  END IF;

  -- A clerk sells, and never changes a line that is stored.
  GRANT USAGE ON SCHEMA counterfoil TO counterfoil_clerk;
  GRANT SELECT ON ALL TABLES IN SCHEMA counterfoil TO counterfoil_clerk;
  GRANT SELECT, INSERT ON public.sales, public.products, public.product_codes, counterfoil.orders TO counterfoil_clerk;
  GRANT EXECUTE ON FUNCTION counterfoil.claim_till (uuid, text) TO counterfoil_clerk;

  -- A manager corrects, imports and keeps the catalogue.
  GRANT UPDATE, DELETE ON public.sales, public.products, public.product_codes TO counterfoil_manager;
  GRANT UPDATE ON counterfoil.orders TO counterfoil_manager;

  -- An administrator sets the shop up.
  GRANT INSERT, UPDATE ON counterfoil.settings TO counterfoil_administrator;
  GRANT INSERT, UPDATE, DELETE ON counterfoil.tills TO counterfoil_administrator;
END
$$;

-- All or nothing: what the owner cannot be given stays with whom it belongs to. Who owned it goes on having all of its rights, as a
-- member of the owner.
CREATE FUNCTION counterfoil.give_to_owner () RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  command text;
  before name := (SELECT pg_get_userbyid (n.nspowner) FROM pg_namespace n WHERE n.nspname = 'counterfoil');
BEGIN
  IF NOT pg_has_role (before, 'counterfoil_owner', 'MEMBER') THEN
    EXECUTE format ('GRANT counterfoil_owner TO %I', before);
  END IF;
  GRANT CREATE, USAGE ON SCHEMA public TO counterfoil_owner;
  FOR command IN
    SELECT format ('ALTER %s %s OWNER TO counterfoil_owner', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.oid::regclass)
      FROM pg_class c
      WHERE (c.relnamespace = 'counterfoil'::regnamespace
             OR c.oid IN ('public.sales'::regclass, 'public.products'::regclass, 'public.product_codes'::regclass))
        AND c.relkind IN ('r', 'S') AND c.relowner <> 'counterfoil_owner'::regrole
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i', 'e'))
    UNION ALL
    -- Whoever had a table that was adopted goes on with it; what an owner granted to itself would go over to the next one.
    SELECT format ('GRANT ALL ON %s TO %I', c.oid::regclass, pg_get_userbyid (c.relowner))
      FROM pg_class c
      WHERE c.oid = 'public.sales'::regclass AND c.relowner <> 'counterfoil_owner'::regrole AND pg_get_userbyid (c.relowner) <> before
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
$$;

DO $$
BEGIN
  RAISE NOTICE '%', counterfoil.make_groups ();
END
$$;
