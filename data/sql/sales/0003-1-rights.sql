-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Who may do what. People are login roles in one of three groups; each group may do what the one before it may. The owner owns
-- everything and is nobody's login. Where the role that migrates may not make roles (on the private server, where there is one
-- person), there are no groups, and that role owns everything.

REVOKE ALL ON SCHEMA counterfoil FROM PUBLIC;
REVOKE ALL ON FUNCTION counterfoil.join_order (text, timestamptz, text, text), counterfoil.claim_till (uuid, text) FROM PUBLIC;

DO $$
DECLARE
  names text[] := ARRAY['counterfoil_owner', 'counterfoil_clerk', 'counterfoil_manager', 'counterfoil_administrator'];
  name text;
BEGIN
  FOREACH name IN ARRAY names LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
        EXECUTE format ('CREATE ROLE %I NOLOGIN', name);
      END IF;
    EXCEPTION
      WHEN insufficient_privilege THEN
        RAISE NOTICE 'role % is not made: %', name, SQLERRM;
      -- Two databases of one server may be migrated at the same moment.
      WHEN duplicate_object OR unique_violation THEN
        NULL;
    END;
  END LOOP;
  BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'counterfoil_administrator') THEN
      IF NOT pg_has_role ('counterfoil_manager', 'counterfoil_clerk', 'MEMBER') THEN
        GRANT counterfoil_clerk TO counterfoil_manager;
      END IF;
      IF NOT pg_has_role ('counterfoil_administrator', 'counterfoil_manager', 'MEMBER') THEN
        GRANT counterfoil_manager TO counterfoil_administrator;
      END IF;
    END IF;
  EXCEPTION
    WHEN insufficient_privilege OR unique_violation OR internal_error THEN
      RAISE NOTICE 'groups are not joined: %', SQLERRM;
  END;
END
$$;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'counterfoil_administrator') THEN
    RETURN;
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

-- All or nothing: what the owner cannot be given stays with the role that migrates.
DO $$
DECLARE
  command text;
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'counterfoil_owner') THEN
    RETURN;
  END IF;
  GRANT CREATE, USAGE ON SCHEMA public TO counterfoil_owner;
  FOR command IN
    SELECT format ('ALTER %s %s OWNER TO counterfoil_owner', CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, c.oid::regclass)
      FROM pg_class c
      WHERE (c.relnamespace = 'counterfoil'::regnamespace
             OR c.oid IN ('public.sales'::regclass, 'public.products'::regclass, 'public.product_codes'::regclass))
        AND c.relkind IN ('r', 'S')
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i', 'e'))
    UNION ALL
    SELECT format ('ALTER FUNCTION %s OWNER TO counterfoil_owner', p.oid::regprocedure)
      FROM pg_proc p
      WHERE p.pronamespace = 'counterfoil'::regnamespace
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'ALTER SCHEMA counterfoil OWNER TO counterfoil_owner'
  LOOP
    EXECUTE command;
  END LOOP;
EXCEPTION
  WHEN insufficient_privilege THEN
    RAISE NOTICE 'everything stays with %: %', current_user, SQLERRM;
END
$$;
