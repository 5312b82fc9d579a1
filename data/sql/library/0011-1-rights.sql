-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What the groups may do with the library.

REVOKE ALL ON FUNCTION counterfoil.refresh_books (bigint[], boolean) FROM PUBLIC;

CREATE FUNCTION counterfoil.grant_library_rights () RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- A clerk adds books, by hand or from a file, and finds them; and takes back what was added by the same login.
  GRANT SELECT, INSERT ON public.authors, public.books, public.bookauthors TO counterfoil_clerk;

  -- A manager corrects, merges and deletes.
  GRANT UPDATE, DELETE ON public.authors, public.books, public.bookauthors TO counterfoil_manager;
  GRANT INSERT, UPDATE, DELETE ON counterfoil.author_aliases, counterfoil.different_authors TO counterfoil_manager;
END
$$;

DO $$
BEGIN
  RAISE NOTICE '%', counterfoil.make_groups ();
END
$$;
