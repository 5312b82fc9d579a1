-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Keeping authors clean. Each of these is one statement, after the one that says who does it, and all of it or nothing; "change" is the
-- number by which counterfoil.undo_change takes all of it back, NULL where nothing is another than it was.
--
-- counterfoil.change_author (author bigint, expected int, first_name text, last_name text, note text)
-- counterfoil.delete_author (author bigint, expected int)
-- counterfoil.merge_authors (keep bigint, expected int, others bigint[], versions int[])
-- counterfoil.split_author (author bigint, expected int, books bigint[], note text)
-- counterfoil.set_different (one bigint, other bigint, different boolean)
--   RETURN TABLE (outcome text, author_id bigint, version int, change bigint)
--
--   outcome 'changed'    the author with the new version
--           'deleted'
--           'merged'     the author that was kept, with the new version
--           'split'      two rows: the author, and the new person
--           'set'        a row for each of the two
--           'conflict'   a row for each author that has another version than expected; version: what is there
--           'gone'       a row for each author that is not there any more
--           'used'       of delete_author: it has books; version: how many
--   Nothing was written where the outcome is one of the last three.
--
--   Merging gives the books of the others to the one that is kept, once each in a role; their spellings become other spellings of it; who
--   was told to be different from them is different from it. Splitting gives the contributions to these books to a new person of the same
--   name, whom the note tells apart.

-- Takes all the locks that are needed to change these authors, whoever else is named so.
CREATE FUNCTION counterfoil.lock_authors (authors bigint[], keys text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM counterfoil.lock_all (keys || ARRAY(SELECT a.name_key FROM public.authors a WHERE a.author_id = ANY (authors)));
  PERFORM FROM public.authors a WHERE a.author_id = ANY (authors) ORDER BY a.author_id FOR UPDATE;
END
$$;

CREATE FUNCTION counterfoil.lock_books (books bigint[], authors bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM public.books b WHERE b.book_id = ANY (books || ARRAY(SELECT p.book_id FROM public.bookauthors p WHERE p.author_id = ANY (authors))) ORDER BY b.book_id FOR UPDATE;
END
$$;

-- Whoever is not as expected: a row each.
CREATE FUNCTION counterfoil.check_authors (authors bigint[], versions int[])
RETURNS TABLE (outcome text, author_id bigint, version int, change bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN a.author_id IS NULL THEN 'gone' ELSE 'conflict' END, w.id, a.version, NULL::bigint
    FROM unnest (authors, versions) AS w (id, version) LEFT JOIN public.authors a ON a.author_id = w.id
    WHERE a.version IS DISTINCT FROM w.version
$$;

CREATE FUNCTION counterfoil.change_author (author bigint, expected int, first_name text, last_name text, note text)
RETURNS TABLE (outcome text, author_id bigint, version int, change bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM counterfoil.lock_authors (ARRAY[author], ARRAY[counterfoil.name_key ($3, $4)]);
  RETURN QUERY SELECT * FROM counterfoil.check_authors (ARRAY[author], ARRAY[expected]);
  IF FOUND THEN
    RETURN;
  END IF;
  UPDATE public.authors a SET first_name = nullif (btrim ($3), ''), last_name = nullif (btrim ($4), ''), note = nullif (btrim ($5), '') WHERE a.author_id = author;
  RETURN QUERY SELECT 'changed', a.author_id, a.version, counterfoil.this_change () FROM public.authors a WHERE a.author_id = author;
END
$$;

CREATE FUNCTION counterfoil.delete_author (author bigint, expected int)
RETURNS TABLE (outcome text, author_id bigint, version int, change bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM counterfoil.lock_authors (ARRAY[author], '{}');
  RETURN QUERY SELECT * FROM counterfoil.check_authors (ARRAY[author], ARRAY[expected]);
  IF FOUND THEN
    RETURN;
  END IF;
  RETURN QUERY SELECT 'used', author, count (DISTINCT p.book_id)::int, NULL::bigint FROM public.bookauthors p WHERE p.author_id = author HAVING count (*) > 0;
  IF FOUND THEN
    RETURN;
  END IF;
  DELETE FROM public.authors a WHERE a.author_id = author;
  RETURN QUERY SELECT 'deleted', author, expected, counterfoil.this_change ();
END
$$;

CREATE FUNCTION counterfoil.merge_authors (keep bigint, expected int, others bigint[], versions int[])
RETURNS TABLE (outcome text, author_id bigint, version int, change bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  everybody bigint[] := keep || others;
  strangers bigint[];
BEGIN
  IF keep = ANY (others) OR coalesce (others, '{}') = '{}' THEN
    RAISE EXCEPTION 'Two authors or more are needed to merge them.' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  -- Who was told to be different from them is referred to by a new row.
  strangers := ARRAY(SELECT CASE WHEN d.least_id = ANY (others) THEN d.greatest_id ELSE d.least_id END
                       FROM counterfoil.different_authors d WHERE d.least_id = ANY (others) OR d.greatest_id = ANY (others));
  PERFORM counterfoil.lock_authors (everybody || strangers, '{}');
  RETURN QUERY SELECT * FROM counterfoil.check_authors (everybody, expected || versions);
  IF FOUND THEN
    RETURN;
  END IF;
  PERFORM counterfoil.lock_books ('{}', everybody);

  PERFORM set_config ('counterfoil.act', 'merge', true);
  -- The one who is kept stays where there are several of them, else the first on the title page.
  DELETE FROM public.bookauthors p
    USING (SELECT x.bookauthor_id, row_number () OVER (PARTITION BY x.book_id, coalesce (x.role, 'author') ORDER BY x.author_id <> keep, x.position NULLS LAST, x.bookauthor_id) AS n
             FROM public.bookauthors x WHERE x.author_id = ANY (everybody)) d
    WHERE p.bookauthor_id = d.bookauthor_id AND d.n > 1 AND p.book_id IS NOT NULL AND p.author_id = ANY (others);
  UPDATE public.bookauthors p SET author_id = keep WHERE p.author_id = ANY (others);
  UPDATE counterfoil.author_aliases s SET author_id = keep WHERE s.author_id = ANY (others);
  INSERT INTO counterfoil.author_aliases (author_id, first_name, last_name, former_id)
    SELECT keep, a.first_name, a.last_name, a.author_id FROM public.authors a WHERE a.author_id = ANY (others) ORDER BY a.author_id;
  INSERT INTO counterfoil.different_authors (least_id, greatest_id)
    SELECT DISTINCT least (keep, x.id), greatest (keep, x.id)
      FROM counterfoil.different_authors d, LATERAL (SELECT CASE WHEN d.least_id = ANY (others) THEN d.greatest_id ELSE d.least_id END AS id) x
      WHERE (d.least_id = ANY (others) OR d.greatest_id = ANY (others)) AND x.id <> ALL (everybody)
    ON CONFLICT DO NOTHING;
  DELETE FROM counterfoil.different_authors d WHERE d.least_id = ANY (others) OR d.greatest_id = ANY (others);
  DELETE FROM public.authors a WHERE a.author_id = ANY (others);
  PERFORM set_config ('counterfoil.act', '', true);
  RETURN QUERY SELECT 'merged', a.author_id, a.version, counterfoil.this_change () FROM public.authors a WHERE a.author_id = keep;
END
$$;

CREATE FUNCTION counterfoil.split_author (author bigint, expected int, books bigint[], note text)
RETURNS TABLE (outcome text, author_id bigint, version int, change bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  person bigint;
BEGIN
  PERFORM counterfoil.lock_authors (ARRAY[author], '{}');
  RETURN QUERY SELECT * FROM counterfoil.check_authors (ARRAY[author], ARRAY[expected]);
  IF FOUND THEN
    RETURN;
  END IF;
  PERFORM counterfoil.lock_books (books, '{}');

  PERFORM set_config ('counterfoil.act', 'split', true);
  INSERT INTO public.authors (first_name, last_name, note)
    SELECT a.first_name, a.last_name, nullif (btrim ($4), '') FROM public.authors a WHERE a.author_id = author RETURNING authors.author_id INTO person;
  UPDATE public.bookauthors p SET author_id = person WHERE p.author_id = author AND p.book_id = ANY (books);
  -- Nobody is to suggest that the two be merged again.
  INSERT INTO counterfoil.different_authors (least_id, greatest_id) VALUES (least (author, person), greatest (author, person));
  PERFORM set_config ('counterfoil.act', '', true);
  RETURN QUERY SELECT 'split', a.author_id, a.version, counterfoil.this_change () FROM public.authors a WHERE a.author_id IN (author, person) ORDER BY a.author_id = person;
END
$$;

CREATE FUNCTION counterfoil.set_different (one bigint, other bigint, different boolean)
RETURNS TABLE (outcome text, author_id bigint, version int, change bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM counterfoil.lock_authors (ARRAY[one, other], '{}');
  RETURN QUERY SELECT 'gone', w.id, NULL::int, NULL::bigint FROM unnest (ARRAY[one, other]) AS w (id) WHERE NOT EXISTS (SELECT FROM public.authors a WHERE a.author_id = w.id);
  IF FOUND THEN
    RETURN;
  END IF;
  IF different THEN
    INSERT INTO counterfoil.different_authors (least_id, greatest_id) VALUES (least (one, other), greatest (one, other)) ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM counterfoil.different_authors d WHERE d.least_id = least (one, other) AND d.greatest_id = greatest (one, other);
  END IF;
  RETURN QUERY SELECT 'set', a.author_id, a.version, counterfoil.this_change () FROM public.authors a WHERE a.author_id IN (one, other) ORDER BY a.author_id;
END
$$;
