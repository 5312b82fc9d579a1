-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the groups may do with the shop.

REVOKE ALL ON FUNCTION counterfoil.join_order (text, timestamptz, text, text), counterfoil.claim_till (uuid, text),
  counterfoil.remember_long_numbers (public.sales) FROM PUBLIC;

CREATE FUNCTION counterfoil.grant_sales_rights () RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- A clerk sells, and never changes a line that is stored.
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

DO $$
BEGIN
  RAISE NOTICE '%', counterfoil.make_groups ();
END
$$;
