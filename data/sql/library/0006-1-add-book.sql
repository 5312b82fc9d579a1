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

-- These functions call each other with each book: the ones that are called from outside have the search path, and plans that are made once.
-- Who begins with an empty library must not go on with plans for one.

-- Everybody takes locks in the same order, so that nobody waits in a ring: these first, sorted; then rows of authors, by their number,
-- those that a pair refers to included; then rows of books, by their number. What reads after it must be another statement than the one
-- that calls it; in a function in PL/pgSQL the next statement is. keys: folded titles, ISBNs, and names as name_key made them. What has
-- the same words in any order has the same lock, since a name may be written last name first. Who would need very many takes the one that
-- keeps off all others, as an import does: the server has room for some thousand locks, of everybody together. (It answers something, as
-- others here do, since an assignment in PL/pgSQL costs a tenth of PERFORM.)
CREATE FUNCTION counterfoil.lock_all (keys text[]) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
  key text;
  word text;
  hash int;
  hashes int[] := '{}';
BEGIN
  IF cardinality (keys) > 100 THEN
    PERFORM pg_advisory_xact_lock (7166112, 0);
    RETURN cardinality (keys);
  END IF;
  FOREACH key IN ARRAY keys LOOP
    CONTINUE WHEN coalesce (key, '') = '';
    hash := 0;
    FOREACH word IN ARRAY string_to_array (key, ' ') LOOP
      hash := hash # hashtext (word);
    END LOOP;
    hashes := hashes || hash;
  END LOOP;
  PERFORM pg_advisory_xact_lock_shared (7166112, 0);
  PERFORM pg_advisory_xact_lock (7166111, h.hash) FROM (SELECT DISTINCT u.hash FROM unnest (hashes) AS u (hash) ORDER BY u.hash) h;
  RETURN cardinality (hashes);
END
$$;

CREATE FUNCTION counterfoil.name_keys (first_names text[], last_names text[]) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  keys text[] := '{}';
BEGIN
  FOR n IN 1 .. greatest (cardinality (first_names), cardinality (last_names), 0) LOOP
    keys := keys || counterfoil.name_key (first_names[n], last_names[n]);
  END LOOP;
  RETURN keys;
END
$$;

-- What is about to be stored: the book and its contributors, those that were chosen too.
CREATE FUNCTION counterfoil.lock_book (title text, isbn text, keys text[], author_ids bigint[]) RETURNS int
LANGUAGE plpgsql AS $$
BEGIN
  keys := keys || isbn || counterfoil.name_key (NULL, title);
  IF array_remove (author_ids, NULL) <> '{}' THEN
    keys := keys || ARRAY(SELECT a.name_key FROM public.authors a WHERE a.author_id = ANY (author_ids));
  END IF;
  RETURN counterfoil.lock_all (keys);
END
$$;

-- Who may be meant by each contributor: a place for each of those who may be. authors NULL: nobody, so it is a new person; whys: 'name',
-- 'alias', 'swapped', 'given', and 'gone' where the one who was given is not there any more; names, folded, sorts: of those who are there.
-- asks: whether something must be asked before anything is written. new_places: those of new persons.
--
-- Who is there is kept from being changed or deleted, to the end of the transaction; that is no right of those who may only add books, so it
-- runs as the owner. Who was merged into another while this waited for that is the other one.
CREATE FUNCTION counterfoil.match_authors (keys text[], first_names text[], last_names text[], author_ids bigint[],
                                           OUT places int[], OUT authors bigint[], OUT whys text[], OUT asks boolean, OUT new_places int[],
                                           OUT names text[], OUT folded text[], OUT sorts text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  alias_keys text[];
  alias_authors bigint[];
  given bigint[] := '{}';
  meant bigint[];
  meant_before bigint[];
  there bigint[];
  there_keys text[];
  there_names text[];
  there_folded text[];
  there_sorts text[];
  n_before int;
  m int;
BEGIN
  new_places := '{}';
  asks := false;
  FOR turn IN 1..10 LOOP
    SELECT array_agg (s.name_key), array_agg (s.author_id) INTO alias_keys, alias_authors FROM counterfoil.author_aliases s WHERE s.name_key = ANY (keys) AND s.name_key <> '';
    IF array_remove (author_ids, NULL) <> '{}' THEN
      given := ARRAY(SELECT coalesce ((SELECT s.author_id FROM counterfoil.author_aliases s
                                         WHERE s.former_id = g.id AND NOT EXISTS (SELECT FROM public.authors a WHERE a.author_id = g.id) ORDER BY s.alias_id DESC LIMIT 1), g.id)
                       FROM unnest (author_ids) WITH ORDINALITY AS g (id, place) ORDER BY g.place);
    END IF;
    IF alias_keys IS NULL AND given = '{}' THEN
      SELECT array_agg (a.author_id), array_agg (a.name_key), array_agg (counterfoil.display_name (a.first_name, a.last_name)), array_agg (a.folded_names), array_agg (a.sort_name)
        INTO there, there_keys, there_names, there_folded, there_sorts
        FROM (SELECT x.* FROM public.authors x WHERE x.name_key = ANY (keys) AND x.name_key <> '' ORDER BY x.author_id FOR SHARE) a;
      EXIT;
    END IF;
    BEGIN
      SELECT array_agg (a.author_id), array_agg (a.name_key), array_agg (counterfoil.display_name (a.first_name, a.last_name)), array_agg (a.folded_names), array_agg (a.sort_name)
        INTO there, there_keys, there_names, there_folded, there_sorts
        FROM (SELECT x.* FROM public.authors x
                WHERE x.name_key = ANY (keys) AND x.name_key <> '' OR x.author_id = ANY (alias_authors || given) ORDER BY x.author_id FOR SHARE) a;
      meant_before := meant;
      meant := array_remove (array_remove (coalesce (alias_authors, '{}') || given, NULL), 0);
      EXIT WHEN meant <@ there OR meant = meant_before;
      -- Somebody was merged into another meanwhile, who may come before those that are locked by now: let all go, and begin again.
      RAISE SQLSTATE 'CF001';
    EXCEPTION WHEN SQLSTATE 'CF001' THEN
      NULL;
    END;
  END LOOP;

  places := '{}';
  FOR n IN 1 .. greatest (cardinality (keys), cardinality (given), 0) LOOP
    n_before := cardinality (places);
    IF given[n] > 0 THEN
      m := array_position (there, given[n]);
      places := places || n;
      authors := authors || given[n];
      whys := whys || CASE WHEN m IS NOT NULL THEN 'given' ELSE 'gone' END;
      names := names || there_names[m];
      folded := folded || there_folded[m];
      sorts := sorts || there_sorts[m];
      asks := asks OR m IS NULL;
    ELSIF keys[n] <> '' THEN
      IF given[n] IS NULL THEN
        m := array_position (there_keys, keys[n]);
        WHILE m IS NOT NULL LOOP
          places := places || n;
          authors := authors || there[m];
          whys := whys || 'name'::text;
          names := names || there_names[m];
          folded := folded || there_folded[m];
          sorts := sorts || there_sorts[m];
          m := array_position (there_keys, keys[n], m + 1);
        END LOOP;
        IF keys[n] = ANY (alias_keys) THEN
          FOR a IN 1 .. cardinality (alias_keys) LOOP
            CONTINUE WHEN alias_keys[a] <> keys[n] OR alias_authors[a] = ANY (authors[n_before + 1 :]);
            m := array_position (there, alias_authors[a]);
            places := places || n;
            authors := authors || alias_authors[a];
            whys := whys || 'alias'::text;
            names := names || there_names[m];
            folded := folded || there_folded[m];
            sorts := sorts || there_sorts[m];
          END LOOP;
        END IF;
        IF cardinality (places) = n_before THEN
          authors := authors || ARRAY(SELECT a.author_id FROM public.authors a WHERE a.name_key = counterfoil.name_key (last_names[n], first_names[n]) ORDER BY 1);
          m := coalesce (cardinality (authors), 0) - n_before;
          places := places || array_fill (n, ARRAY[m]);
          whys := whys || array_fill ('swapped'::text, ARRAY[m]);
          asks := asks OR m > 0;
        END IF;
        asks := asks OR cardinality (places) > n_before + 1;
      END IF;
      IF cardinality (places) = n_before THEN
        places := places || n;
        new_places := new_places || n;
        authors := authors || NULL::bigint;
        whys := whys || NULL::text;
        names := names || NULL::text;
        folded := folded || NULL::text;
        sorts := sorts || NULL::text;
      END IF;
    END IF;
  END LOOP;
END
$$;

-- What must be asked, in the columns of add_book.
CREATE FUNCTION counterfoil.ask_about_authors (places int[], authors bigint[], whys text[])
RETURNS TABLE (outcome text, book_id bigint, version int, place int, author_id bigint, is_new boolean, why text, change bigint)
LANGUAGE sql STABLE AS $$
  SELECT CASE m.why WHEN 'gone' THEN 'gone' ELSE 'ambiguous' END, NULL::bigint, NULL::int, m.place, m.author_id, NULL::boolean, nullif (m.why, 'gone'), NULL::bigint
    FROM (SELECT u.*, count (*) OVER (PARTITION BY u.place) AS n FROM unnest (places, authors, whys) AS u (place, author_id, why)) m
    WHERE CASE WHEN 'gone' = ANY (whys) THEN m.why = 'gone' ELSE m.n > 1 OR m.why = 'swapped' END
$$;

-- The books that one may be which is about to be stored; places and authors: as match_authors gave them.
CREATE FUNCTION counterfoil.find_duplicates (title text, isbn text, roles text[], places int[], authors bigint[], but bigint)
RETURNS TABLE (book_id bigint, version int, why text)
LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
  folded text := counterfoil.fold_title (title);
BEGIN
  IF isbn IS NOT NULL THEN
    RETURN QUERY SELECT b.book_id, b.version, 'isbn' FROM public.books b
      WHERE b.isbn = counterfoil.stored_isbn ($2) AND b.book_id IS DISTINCT FROM but ORDER BY 1 LIMIT 20;
  END IF;
  RETURN QUERY
    WITH typed AS MATERIALIZED (
      SELECT m.place, m.author_id, coalesce (roles[m.place], 'author') = 'author' AS writes FROM unnest (places, authors) AS m (place, author_id)),
    writer AS MATERIALIZED (
      SELECT t.place, t.author_id FROM typed t WHERE t.writes OR NOT EXISTS (SELECT FROM typed x WHERE x.writes))
    SELECT b.book_id, b.version, 'title' FROM public.books b,
      LATERAL (SELECT array_agg (p.author_id) AS ids FROM public.bookauthors p
                 WHERE p.book_id = b.book_id AND p.author_id IS NOT NULL
                   AND (coalesce (p.role, 'author') = 'author'
                        OR NOT EXISTS (SELECT FROM public.bookauthors x WHERE x.book_id = b.book_id AND x.author_id IS NOT NULL AND coalesce (x.role, 'author') = 'author'))) s
      WHERE b.sort_title = left (folded, 200) AND b.book_id IS DISTINCT FROM but
        AND (char_length (b.title) <= 200 AND char_length ($1) <= 200 OR counterfoil.fold_title (b.title) = folded AND substr (b.title, 1001) = substr ($1, 1001))
        AND (b.isbn IS NULL OR $2 IS NULL)
        AND (s.ids IS NULL OR NOT EXISTS (SELECT FROM writer w)
             OR s.ids <@ ARRAY(SELECT w.author_id FROM writer w)
             OR NOT EXISTS (SELECT FROM writer w GROUP BY w.place HAVING NOT bool_or (coalesce (w.author_id = ANY (s.ids), false))))
      ORDER BY s.ids IS NULL, b.book_id
      LIMIT 20;
END
$$;

-- Stores those who are new, once nothing is left to ask, so that there is one author for each place: of several places with one new name all
-- are the same person, unless each was said to be a new one.
CREATE FUNCTION counterfoil.make_authors (keys text[], first_names text[], last_names text[], author_ids bigint[], notes text[], places int[], new_places int[],
                                          INOUT authors bigint[], INOUT names text[], INOUT folded text[], INOUT sorts text[])
LANGUAGE plpgsql AS $$
DECLARE
  first_places int[] := '{}';
  made record;
  m int;
BEGIN
  FOREACH m IN ARRAY new_places LOOP
    CONTINUE WHEN author_ids[m] IS NULL AND EXISTS (SELECT FROM unnest (first_places) AS p (place) WHERE keys[p.place] = keys[m] AND author_ids[p.place] IS NULL);
    first_places := first_places || m;
  END LOOP;
  -- Numbers are given in the order of the rows.
  WITH added AS (
    INSERT INTO public.authors (first_name, last_name, note)
    SELECT nullif (btrim (first_names[p.place]), ''), nullif (btrim (last_names[p.place]), ''), nullif (btrim (notes[p.place]), '')
      FROM unnest (first_places) AS p (place) ORDER BY p.place
    RETURNING *)
  SELECT array_agg (a.author_id ORDER BY a.author_id) AS authors, array_agg (counterfoil.display_name (a.first_name, a.last_name) ORDER BY a.author_id) AS names,
         array_agg (a.folded_names ORDER BY a.author_id) AS folded, array_agg (a.sort_name ORDER BY a.author_id) AS sorts
    INTO made FROM added a;
  FOR n IN 1 .. cardinality (places) LOOP
    CONTINUE WHEN places[n] <> ALL (new_places);
    m := coalesce (array_position (first_places, places[n]),
                   (SELECT min (p.m) FROM unnest (first_places) WITH ORDINALITY AS p (place, m) WHERE keys[p.place] = keys[places[n]] AND author_ids[p.place] IS NULL));
    authors[n] := made.authors[m];
    names[n] := made.names[m];
    folded[n] := made.folded[m];
    sorts[n] := made.sorts[m];
  END LOOP;
END
$$;

-- Who contributes in which role, once each, and what the book shows of them.
CREATE FUNCTION counterfoil.list_contributors (places int[], authors bigint[], names text[], folded text[], sorts text[], roles text[],
                                               OUT pair_authors bigint[], OUT pair_roles text[], OUT author_line text, OUT author_search text, OUT author_sort text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
  as_what text;
  are_plain boolean := true;
BEGIN
  FOR n IN 1 .. cardinality (places) LOOP
    are_plain := are_plain AND coalesce (roles[places[n]], 'author') = 'author' AND array_position (authors, authors[n]) = n AND names[n] <> '';
  END LOOP;
  -- So are most: authors, each once.
  IF are_plain THEN
    pair_authors := coalesce (authors, '{}');
    pair_roles := array_fill ('author'::text, ARRAY[cardinality (places)]);
    author_line := coalesce (array_to_string (names, ', '), '');
    author_search := coalesce (array_to_string (folded, ''), '');
    author_sort := sorts[1];
    RETURN;
  END IF;

  pair_authors := '{}';
  pair_roles := '{}';
  FOR n IN 1 .. cardinality (places) LOOP
    as_what := coalesce (roles[places[n]], 'author');
    CONTINUE WHEN EXISTS (SELECT FROM unnest (pair_authors, pair_roles) AS p (id, role) WHERE p.id = authors[n] AND p.role = as_what);
    pair_authors := pair_authors || authors[n];
    pair_roles := pair_roles || as_what;
  END LOOP;
  SELECT c.* INTO author_line, author_search, author_sort FROM counterfoil.contributor_columns (pair_authors, pair_roles) c;
END
$$;

CREATE FUNCTION counterfoil.tell_saved (what text, book bigint, places int[], authors bigint[], new_places int[])
RETURNS TABLE (outcome text, book_id bigint, version int, place int, author_id bigint, is_new boolean, why text, change bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  stored int;
BEGIN
  SELECT b.version INTO stored FROM public.books b WHERE b.book_id = book;
  IF coalesce (places, '{}') = '{}' THEN
    RETURN QUERY SELECT what, book, stored, NULL::int, NULL::bigint, NULL::boolean, NULL::text, counterfoil.this_change ();
  END IF;
  RETURN QUERY SELECT what, book, stored, m.place, m.author_id, m.place = ANY (new_places), NULL::text, counterfoil.this_change ()
    FROM unnest (places, authors) AS m (place, author_id);
END
$$;

CREATE FUNCTION counterfoil.add_book (title text, pages int, isbn text, isbn_unverified boolean, year int,
                                      first_names text[], last_names text[], roles text[], author_ids bigint[], notes text[], another boolean)
RETURNS TABLE (outcome text, book_id bigint, version int, place int, author_id bigint, is_new boolean, why text, change bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  keys text[] := counterfoil.name_keys (first_names, last_names);
  stored_isbn text := counterfoil.stored_isbn (isbn);
  folded text := counterfoil.fold_title (title);
  n_locks int;
  matched record;
  listed record;
  saved text;
BEGIN
  IF coalesce (folded, '') = '' THEN
    RAISE EXCEPTION 'A book needs a title.' USING ERRCODE = 'not_null_violation', COLUMN = 'title';
  END IF;
  n_locks := counterfoil.lock_book (title, stored_isbn, keys, author_ids);
  matched := counterfoil.match_authors (keys, first_names, last_names, author_ids);
  -- A first look, which is all that most books need.
  IF NOT coalesce (another, false)
     AND (EXISTS (SELECT FROM public.books b WHERE b.sort_title = left (folded, 200)) OR stored_isbn IS NOT NULL AND EXISTS (SELECT FROM public.books b WHERE b.isbn = stored_isbn)) THEN
    RETURN QUERY SELECT 'duplicate', d.book_id, d.version, NULL::int, NULL::bigint, NULL::boolean, d.why, NULL::bigint
      FROM counterfoil.find_duplicates (title, stored_isbn, roles, matched.places, matched.authors, NULL) d;
    IF FOUND THEN
      RETURN;
    END IF;
  END IF;
  IF matched.asks THEN
    RETURN QUERY SELECT * FROM counterfoil.ask_about_authors (matched.places, matched.authors, matched.whys);
    RETURN;
  END IF;

  IF matched.new_places <> '{}' THEN
    SELECT m.* INTO matched.authors, matched.names, matched.folded, matched.sorts
      FROM counterfoil.make_authors (keys, first_names, last_names, author_ids, notes, matched.places, matched.new_places,
                                     matched.authors, matched.names, matched.folded, matched.sorts) m;
  END IF;
  listed := counterfoil.list_contributors (matched.places, matched.authors, matched.names, matched.folded, matched.sorts, roles);
  -- The book comes with what it shows of them, so that it is not written twice, nor read again for the pairs.
  saved := set_config ('counterfoil.refreshes', 'yes', true);
  INSERT INTO public.books (title, number_of_pages, isbn, isbn_unverified, year, author_line, author_search, author_sort)
    VALUES (title, pages, stored_isbn, isbn_unverified, year, listed.author_line, listed.author_search, listed.author_sort)
    RETURNING books.book_id, books.version INTO book_id, version;
  IF listed.pair_authors <> '{}' THEN
    INSERT INTO public.bookauthors (book_id, author_id, position, role)
      SELECT add_book.book_id, p.author_id, p.place, p.role FROM unnest (listed.pair_authors, listed.pair_roles) WITH ORDINALITY AS p (author_id, role, place);
  END IF;
  saved := set_config ('counterfoil.refreshes', '', true);
  saved := set_config ('counterfoil.saved', book_id::text, true);

  outcome := 'added';
  change := counterfoil.this_change ();
  IF matched.places = '{}' THEN
    RETURN NEXT;
  END IF;
  FOR n IN 1 .. cardinality (matched.places) LOOP
    place := matched.places[n];
    author_id := matched.authors[n];
    is_new := place = ANY (matched.new_places);
    RETURN NEXT;
  END LOOP;
END
$$;
