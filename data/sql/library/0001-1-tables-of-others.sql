-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Tables of these names that others made are adopted by a later step, where the program says that a person has seen what is there and
-- wants it.
DO $$
DECLARE
  found text;
BEGIN
  SELECT string_agg (format ('“%s”', w.name), ', ' ORDER BY w.name) INTO found
    FROM unnest (ARRAY['authors', 'books', 'bookauthors']) AS w (name) WHERE to_regclass ('public.' || w.name) IS NOT NULL;
  IF found IS NOT NULL AND coalesce (current_setting ('counterfoil.adopt', true), '') <> 'library' THEN
    RAISE EXCEPTION 'The database % has tables that were not made by Counterfoil: %. Nothing was changed.', current_database (), found
      USING HINT = 'Open Counterfoil, which shows what adopting the tables would do, or use its option --adopt.';
  END IF;
END
$$;
