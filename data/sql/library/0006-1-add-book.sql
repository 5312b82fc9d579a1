-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Adding a book, as one statement, whatever the number of its authors:
--
--   SELECT set_config ('counterfoil.clerk', …, true), …, set_config ('counterfoil.request', $uuid, true)
--   SELECT * FROM counterfoil.add_book (…)
--
-- It locks the title, the ISBN and the names of the contributors, as they are compared, to the end of the transaction, and reads after
-- that: of two who add the same at once the second sees what the first has written. This needs READ COMMITTED, which is what there is
-- unless somebody asks for more.
--
-- Where the answer was lost, counterfoil.history has the change with that request, once the server is through with it; or never.
--
-- counterfoil.add_book (title text, pages int, isbn text, isbn_unverified boolean, year int,
--                       first_names text[], last_names text[], roles text[], author_ids bigint[], notes text[], another boolean)
--   RETURNS TABLE (outcome text, book_id bigint, version int, place int, author_id bigint, is_new boolean, why text, change bigint)
--
--   The arrays have an element for each contributor, in order. author_ids: NULL finds the author by the name; 0 is a new person, whoever
--   else has that name, with the note; else this one (who was merged into another meanwhile is that one). roles: NULL is 'author'.
--   Contributors without id and without a name are passed over; one that is there twice in a role is taken once.
--
--   outcome 'added'      one row for each contributor, in order; or a single one with place NULL, where there are none
--                          book_id, version, change: of the book, the same in all rows; place: in the arrays, from 1;
--                          author_id; is_new: whether that author was added
--           'duplicate'  one row for each book that it may be, the likeliest first; book_id, version; why: 'isbn' or 'title'
--           'ambiguous'  one row for each candidate: place, author_id; why: 'name', 'alias' (another spelling) or 'swapped' (last name first)
--           'gone'       one row for each contributor whose author is not there any more: place, author_id
--   Nothing was written unless the outcome is 'added'.
--
--   A book is a duplicate where one with the same ISBN is there, in whichever form. Or one with the same title (as folded), unless
--   something that both have tells them apart: different ISBNs, or authors of whom neither has all of the other's. So a title alone is the
--   same book as any of that title, as the notes have it; other editions and namesakes of a book are other books. "another" switches
--   this off.
--   An author is found by the whole name as folded, or by another spelling. One is taken; of two or more, or where only the parts of the
--   name are swapped, the person is asked.

-- What two things have in common that must not be added at once: the words in any order, since a name may be written last name first.
CREATE FUNCTION counterfoil.lock_key (key text) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT hashtext (coalesce (counterfoil.isbn13 (key),
    (SELECT string_agg (w.word, ' ' ORDER BY w.word COLLATE "C") FROM unnest (string_to_array (counterfoil.bare_name (counterfoil.fold_title (key)), ' ')) AS w (word))))
$$;

-- Everybody takes locks in the same order, so that nobody waits in a ring: these first, sorted; then rows of authors, by their number,
-- those that a pair refers to included; then rows of books, by their number. What reads after it must be another statement than the one
-- that calls it; in a function in PL/pgSQL the next statement is.
CREATE FUNCTION counterfoil.lock_keys (keys text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  key int;
BEGIN
  PERFORM pg_advisory_xact_lock_shared (7166112, 0);
  FOR key IN SELECT DISTINCT counterfoil.lock_key (k.key) FROM unnest (keys) AS k (key) WHERE k.key <> '' ORDER BY 1 LOOP
    PERFORM pg_advisory_xact_lock (7166111, key) WHERE key IS NOT NULL;
  END LOOP;
END
$$;

-- What is about to be stored: the book and its contributors, those that were chosen too.
CREATE FUNCTION counterfoil.lock_book (title text, isbn text, first_names text[], last_names text[], author_ids bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  chosen text[] := '{}';
BEGIN
  IF EXISTS (SELECT FROM unnest (author_ids) AS i (id) WHERE i.id > 0) THEN
    chosen := ARRAY(SELECT counterfoil.display_name (a.first_name, a.last_name) FROM public.authors a WHERE a.author_id = ANY (author_ids));
  END IF;
  PERFORM counterfoil.lock_keys (chosen || title || isbn || ARRAY(SELECT counterfoil.display_name (n.first_name, n.last_name) FROM unnest (first_names, last_names) AS n (first_name, last_name)));
END
$$;

-- Who may be meant by each contributor. author_id NULL: nobody, so it is a new person; is_there: whether that author exists.
CREATE FUNCTION counterfoil.match_authors (first_names text[], last_names text[], author_ids bigint[])
RETURNS TABLE (place int, author_id bigint, why text, is_there boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH typed AS MATERIALIZED (
    SELECT t.place::int, t.id, counterfoil.name_key (t.first_name, t.last_name) AS key, counterfoil.name_key (t.last_name, t.first_name) AS swapped
      FROM unnest (first_names, last_names, author_ids) WITH ORDINALITY AS t (first_name, last_name, id, place)),
  found AS MATERIALIZED (
    SELECT DISTINCT ON (f.place, f.author_id) f.place, f.author_id, f.why
      FROM (SELECT t.place, a.author_id, 'name' AS why, 1 AS rank FROM typed t JOIN public.authors a ON a.name_key = t.key WHERE t.id IS NULL AND t.key <> ''
            UNION ALL
            SELECT t.place, s.author_id, 'alias', 2 FROM typed t JOIN counterfoil.author_aliases s ON s.name_key = t.key WHERE t.id IS NULL AND t.key <> '') f
      ORDER BY f.place, f.author_id, f.rank)
  SELECT f.place, f.author_id, f.why, true FROM found f
  UNION ALL
  SELECT t.place, a.author_id, CASE WHEN a.author_id IS NOT NULL THEN 'swapped' END, a.author_id IS NOT NULL
    FROM typed t LEFT JOIN public.authors a ON a.name_key = t.swapped AND t.swapped <> t.key
    WHERE t.id IS NULL AND t.key <> '' AND t.place NOT IN (SELECT f.place FROM found f)
  UNION ALL
  SELECT t.place, NULL, NULL, false FROM typed t WHERE t.id = 0 AND t.key <> ''
  UNION ALL
  SELECT t.place, coalesce (a.author_id, s.author_id, t.id), 'given', coalesce (a.author_id, s.author_id) IS NOT NULL
    FROM typed t
    LEFT JOIN public.authors a ON a.author_id = t.id
    LEFT JOIN LATERAL (SELECT x.author_id FROM counterfoil.author_aliases x WHERE a.author_id IS NULL AND x.former_id = t.id ORDER BY x.alias_id DESC LIMIT 1) s ON true
    WHERE t.id > 0
$$;

-- The books that one may be which is about to be stored; matches: as match_authors gave them.
CREATE FUNCTION counterfoil.find_duplicates (title text, isbn text, roles text[], places int[], authors bigint[], but bigint)
RETURNS TABLE (book_id bigint, version int, why text)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH typed AS MATERIALIZED (
    SELECT m.place, m.author_id, coalesce (roles[m.place], 'author') = 'author' AS writes FROM unnest (places, authors) AS m (place, author_id)),
  writer AS MATERIALIZED (
    SELECT t.place, t.author_id FROM typed t WHERE t.writes OR NOT EXISTS (SELECT FROM typed x WHERE x.writes))
  SELECT b.book_id, b.version, 'isbn' FROM public.books b
    WHERE b.isbn = counterfoil.stored_isbn ($2) AND length (b.isbn) <= 100 AND b.book_id IS DISTINCT FROM but
  UNION ALL
  (SELECT b.book_id, b.version, 'title' FROM public.books b,
    LATERAL (SELECT array_agg (p.author_id) AS ids FROM public.bookauthors p
               WHERE p.book_id = b.book_id AND p.author_id IS NOT NULL
                 AND (coalesce (p.role, 'author') = 'author'
                      OR NOT EXISTS (SELECT FROM public.bookauthors x WHERE x.book_id = b.book_id AND x.author_id IS NOT NULL AND coalesce (x.role, 'author') = 'author'))) s
    WHERE b.sort_title = left (counterfoil.fold_title ($1), 200) AND b.book_id IS DISTINCT FROM but
      AND (char_length (b.title) <= 200 AND char_length ($1) <= 200
           OR counterfoil.fold_title (b.title) = counterfoil.fold_title ($1) AND substr (b.title, 1001) = substr ($1, 1001))
      AND (b.isbn IS NULL OR $2 IS NULL)
      AND (s.ids IS NULL OR NOT EXISTS (SELECT FROM writer w)
           OR s.ids <@ ARRAY(SELECT w.author_id FROM writer w)
           OR NOT EXISTS (SELECT FROM writer w GROUP BY w.place HAVING NOT bool_or (coalesce (w.author_id = ANY (s.ids), false))))
    ORDER BY s.ids IS NULL, b.book_id
    LIMIT 20)
$$;

-- Stores who is new, and answers the author of each place; of several places with one new name all have the same.
CREATE FUNCTION counterfoil.add_new_authors (first_names text[], last_names text[], author_ids bigint[], notes text[], places int[])
RETURNS TABLE (place int, author_id bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  made bigint[];
BEGIN
  -- Numbers are given in the order of the rows.
  WITH added AS (
    INSERT INTO public.authors (first_name, last_name, note)
    SELECT nullif (btrim (first_names[n.first_place]), ''), nullif (btrim (last_names[n.first_place]), ''), nullif (btrim (notes[n.first_place]), '')
      FROM (SELECT min (p.place) AS first_place FROM unnest (places) AS p (place)
              GROUP BY CASE WHEN author_ids[p.place] = 0 THEN p.place::text ELSE ' ' || counterfoil.name_key (first_names[p.place], last_names[p.place]) END) n
      ORDER BY n.first_place
    RETURNING authors.author_id)
  SELECT array_agg (a.author_id ORDER BY a.author_id) INTO made FROM added a;
  RETURN QUERY
    SELECT n.place, made[dense_rank () OVER (ORDER BY n.first_place)]
      FROM (SELECT p.place, min (p.place) OVER (PARTITION BY CASE WHEN author_ids[p.place] = 0 THEN p.place::text
                                                ELSE ' ' || counterfoil.name_key (first_names[p.place], last_names[p.place]) END) AS first_place
              FROM unnest (places) AS p (place)) n;
END
$$;

-- Keeps these authors from being changed or deleted, to the end of the transaction; who adds books need not have the right to do that.
CREATE FUNCTION counterfoil.hold_authors (authors bigint[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  n bigint;
BEGIN
  PERFORM FROM public.authors a WHERE a.author_id = ANY (authors) ORDER BY a.author_id FOR SHARE;
  GET DIAGNOSTICS n = ROW_COUNT;
  RETURN n;
END
$$;

-- The same as arrays, which are handed on. Those who are there stay there: who was merged into another while this waited is that one.
CREATE FUNCTION counterfoil.list_matches (first_names text[], last_names text[], author_ids bigint[], OUT places int[], OUT authors bigint[], OUT whys text[], OUT there boolean[])
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  n_there bigint;
BEGIN
  FOR turn IN 1..10 LOOP
    SELECT array_agg (m.place ORDER BY m.place, m.author_id), array_agg (m.author_id ORDER BY m.place, m.author_id), array_agg (m.why ORDER BY m.place, m.author_id),
           array_agg (m.is_there ORDER BY m.place, m.author_id), count (DISTINCT m.author_id) FILTER (WHERE m.is_there)
      INTO places, authors, whys, there, n_there FROM counterfoil.match_authors (first_names, last_names, author_ids) m;
    EXIT WHEN n_there = 0 OR counterfoil.hold_authors (authors) = n_there;
  END LOOP;
END
$$;

-- What must be asked before anything is written, in the columns of add_book.
CREATE FUNCTION counterfoil.ask_about_authors (places int[], authors bigint[], whys text[], there boolean[])
RETURNS TABLE (outcome text, book_id bigint, version int, place int, author_id bigint, is_new boolean, why text, change bigint)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH match AS MATERIALIZED (
    SELECT m.*, count (*) OVER (PARTITION BY m.place) AS n FROM unnest (places, authors, whys, there) AS m (place, author_id, why, is_there))
  SELECT 'gone', NULL::bigint, NULL::int, m.place, m.author_id, NULL::boolean, NULL, NULL::bigint FROM match m WHERE m.why = 'given' AND NOT m.is_there
  UNION ALL
  SELECT 'ambiguous', NULL, NULL, m.place, m.author_id, NULL, m.why, NULL FROM match m
    WHERE (m.n > 1 OR m.why = 'swapped') AND NOT EXISTS (SELECT FROM match x WHERE x.why = 'given' AND NOT x.is_there)
$$;

-- One author for each place, once nothing is left to ask; those who are new are stored.
CREATE FUNCTION counterfoil.resolve_authors (first_names text[], last_names text[], author_ids bigint[], notes text[], places int[], INOUT authors bigint[], OUT new_places int[])
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new_places := ARRAY(SELECT m.place FROM unnest (places, authors) AS m (place, author_id) WHERE m.author_id IS NULL);
  IF new_places <> '{}' THEN
    authors := ARRAY(SELECT coalesce (m.author_id, n.author_id)
                       FROM unnest (places, authors) AS m (place, author_id)
                       LEFT JOIN counterfoil.add_new_authors (first_names, last_names, author_ids, notes, new_places) n ON n.place = m.place
                       ORDER BY m.place);
  END IF;
END
$$;

-- Who contributes in which role, once each.
CREATE FUNCTION counterfoil.list_contributors (places int[], INOUT authors bigint[], INOUT roles text[])
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT array_agg (c.author_id ORDER BY c.place), array_agg (c.role ORDER BY c.place)
    FROM (SELECT m.author_id, coalesce (roles[m.place], 'author') AS role, min (m.place) AS place
            FROM unnest (places, authors) AS m (place, author_id) GROUP BY 1, 2) c
$$;

CREATE FUNCTION counterfoil.tell_saved (outcome text, book bigint, places int[], authors bigint[], new_places int[])
RETURNS TABLE (outcome text, book_id bigint, version int, place int, author_id bigint, is_new boolean, why text, change bigint)
LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $$
  SELECT $1, b.book_id, b.version, m.place, m.author_id, CASE WHEN m.place IS NOT NULL THEN m.place = ANY (new_places) END, NULL, counterfoil.this_change ()
    FROM public.books b LEFT JOIN unnest (places, authors) AS m (place, author_id) ON true WHERE b.book_id = book ORDER BY m.place
$$;

CREATE FUNCTION counterfoil.add_book (title text, pages int, isbn text, isbn_unverified boolean, year int,
                                      first_names text[], last_names text[], roles text[], author_ids bigint[], notes text[], another boolean)
RETURNS TABLE (outcome text, book_id bigint, version int, place int, author_id bigint, is_new boolean, why text, change bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  places int[];
  authors bigint[];
  whys text[];
  there boolean[];
  new_places int[];
  pair_authors bigint[];
  pair_roles text[];
  id bigint;
BEGIN
  IF coalesce (counterfoil.fold_title (title), '') = '' THEN
    RAISE EXCEPTION 'A book needs a title.' USING ERRCODE = 'not_null_violation', COLUMN = 'title';
  END IF;
  isbn := counterfoil.stored_isbn (isbn);
  PERFORM counterfoil.lock_book (title, isbn, first_names, last_names, author_ids);
  SELECT m.places, m.authors, m.whys, m.there INTO places, authors, whys, there FROM counterfoil.list_matches (first_names, last_names, author_ids) m;

  IF NOT coalesce (another, false) THEN
    RETURN QUERY SELECT 'duplicate', d.book_id, d.version, NULL::int, NULL::bigint, NULL::boolean, d.why, NULL::bigint
      FROM counterfoil.find_duplicates (title, isbn, roles, places, authors, NULL) d;
    IF FOUND THEN
      RETURN;
    END IF;
  END IF;
  RETURN QUERY SELECT * FROM counterfoil.ask_about_authors (places, authors, whys, there);
  IF FOUND THEN
    RETURN;
  END IF;

  SELECT r.authors, r.new_places INTO authors, new_places FROM counterfoil.resolve_authors (first_names, last_names, author_ids, notes, places, authors) r;
  SELECT c.authors, c.roles INTO pair_authors, pair_roles FROM counterfoil.list_contributors (places, authors, roles) c;
  -- The book comes with what it shows of them, so that it is not written twice.
  PERFORM set_config ('counterfoil.refreshes', 'yes', true);
  INSERT INTO public.books (title, number_of_pages, isbn, isbn_unverified, year, author_line, author_search, author_sort)
    SELECT title, pages, isbn, isbn_unverified, year, c.* FROM counterfoil.contributor_columns (pair_authors, pair_roles) c
    RETURNING books.book_id INTO id;
  PERFORM set_config ('counterfoil.refreshes', '', true);
  IF pair_authors <> '{}' THEN
    INSERT INTO public.bookauthors (book_id, author_id, position, role)
      SELECT id, p.author_id, p.place, p.role FROM unnest (pair_authors, pair_roles) WITH ORDINALITY AS p (author_id, role, place) ORDER BY p.author_id;
  END IF;
  PERFORM set_config ('counterfoil.saved', id::text, true);
  RETURN QUERY SELECT * FROM counterfoil.tell_saved ('added', id, places, authors, new_places);
END
$$;
