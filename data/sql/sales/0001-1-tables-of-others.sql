-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A table of this name that others made is adopted by a later step, where the program says that a person has seen what is there and wants it.
DO $$
BEGIN
  IF to_regclass ('public.sales') IS NOT NULL AND coalesce (current_setting ('counterfoil.adopt', true), '') <> 'sales' THEN
    RAISE EXCEPTION 'The database % has a table “sales” that was not made by Counterfoil. Nothing was changed.', current_database ()
      USING HINT = 'Open Counterfoil, which shows what adopting the table would do, or use its option --adopt.';
  END IF;
END
$$;
