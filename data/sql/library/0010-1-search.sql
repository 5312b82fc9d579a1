-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Searching as one types.
--
-- Every word of what is typed must be in search_text: in the middle of a word from three letters on, at the beginning of one below that.
-- A page of books, sorted by title, is one unit of two statements:
--
--   SELECT set_config ('random_page_cost', '0.1', true), set_config ('seq_page_cost', '0.1', true),
--          set_config ('max_parallel_workers_per_gather', '0', true), set_config ('jit', 'off', true)
--
--   SELECT t.* FROM (SELECT t.book_id, t.sort_title AS k FROM public.books t
--                      WHERE t.search_text LIKE counterfoil.search_pattern ($1) AND t.search_text LIKE counterfoil.search_pattern ($2) …
--                      [AND (t.sort_title, t.book_id) > ($k, $id)]
--                      ORDER BY t.sort_title, t.book_id LIMIT 200) h
--     JOIN public.books t ON t.book_id = h.book_id ORDER BY h.k, h.book_id
--
-- The inner query reads nothing but an index: books_by_title has search_text beside it. So going along the order costs 0.4 µs a book, and
-- is best where one book in 200 or more is a hit; where hits are rare, the trigrams find them, and they are sorted. The planner knows
-- which, as long as it is told what a page costs that is in memory (the first statement), sees the words (not prepared), and has its
-- sample of search_text (ANALYZE; after an import at once, else by itself). By authors (sort_authors) the same; by the rest of the
-- orders, going along reads each book, which is six times as much.
--
-- The books of an author: AND t.book_id = ANY (ARRAY(SELECT p.book_id FROM public.bookauthors p WHERE p.author_id = $1)), without the first
-- statement. So it always begins with the author's books, however many there are.
-- Books of nobody: AND t.sort_authors IS NULL. ISBNs to check: AND t.isbn_unverified. Authors are searched as books are: sort_name, author_id.
-- Authors without books: AND NOT EXISTS (SELECT FROM public.bookauthors p WHERE p.author_id = t.author_id). Namesakes:
-- AND EXISTS (SELECT FROM public.authors o WHERE o.name_key = t.name_key AND o.author_id <> t.author_id).
--
-- counterfoil.complete_authors (typed text, most int)
--   RETURNS TABLE (author_id bigint, how text, spelling text, n_books bigint)
--
--   Who may be meant, best first. how: 'exact'; 'alias': by another spelling, which is in spelling; 'prefix': each word typed begins one of
--   the name's; 'fuzzy': written differently. spelling is NULL where it is not an alias. Among the same, who has more books comes first.
--
-- counterfoil.similar_authors (author bigint, most int)
--   RETURNS TABLE (author_id bigint, how text, n_books bigint)
--
--   Who may be the same person. how: 'exact' (the same name, but for its spelling), 'swapped' (last name first), 'initials', 'fuzzy'. Not who was
--   told to be different.

-- The pattern of LIKE for a word. Commas and the like around it are no part of it; ISBNs are typed with dashes, and stored without.
CREATE FUNCTION counterfoil.search_pattern (word text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  folded text := counterfoil.fold_title (left (word, 200));
  bare text := btrim (folded, ',;:."''()[]“”„«»‹›‘’');
BEGIN
  IF bare <> '' THEN
    folded := bare;
  END IF;
  IF folded ~ '^(97[89]-?[0-9]*|[0-9]+)-[0-9]+-[0-9-]*x?$|^97[89]-[0-9-]*$' THEN
    folded := replace (folded, '-', '');
  END IF;
  RETURN CASE WHEN char_length (folded) < 3 THEN '% ' ELSE '%' END || replace (replace (replace (folded, '\', '\\'), '%', '\%'), '_', '\_') || '%';
END
$$;

CREATE FUNCTION counterfoil.count_books (author bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
  SELECT count (DISTINCT p.book_id) FROM public.bookauthors p WHERE p.author_id = author
$$;

-- Who has each of the words at the beginning of one of the name's; of many any, since all are as good. In no order: names that begin with a
-- word lie together in it, so going along it to find some may pass by all others.
CREATE FUNCTION counterfoil.prefixed_authors (typed text, most int) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET random_page_cost = 0.1 SET enable_seqscan = off AS $$
DECLARE
  conditions text;
BEGIN
  SELECT string_agg (format ('a.search_text LIKE %L', '% ' || replace (replace (replace (w.word, '\', '\\'), '%', '\%'), '_', '\_') || '%'), ' AND ') INTO conditions
    FROM (SELECT DISTINCT x.word FROM unnest (string_to_array (counterfoil.bare_name (counterfoil.fold_title (left (typed, 200))), ' ')) AS x (word) LIMIT 8) w;
  IF conditions IS NOT NULL THEN
    RETURN QUERY EXECUTE format ('SELECT a.author_id FROM public.authors a WHERE %s LIMIT %s', conditions, most);
  END IF;
END
$$;

-- Fingers swap letters that stand beside each other, and a short name has hardly a trigram left then: "kign". A word that nobody is called is
-- taken for what it is with two of its letters swapped, where somebody is called that. Each try is one look into the index.
--
-- Whose names are like this one. A good likeness is looked for first: what is less alike is found among very many, and not wanted where
-- there is something better. Without pg_trgm nobody is found who is written differently.
DO $do$
DECLARE
  place text;
BEGIN
  SELECT quote_ident (n.nspname) INTO place
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
  IF place IS NULL THEN
    CREATE FUNCTION counterfoil.fuzzy_authors (folded text, most int) RETURNS TABLE (author_id bigint, likeness real)
    LANGUAGE sql STABLE AS 'SELECT NULL::bigint, 0::real WHERE false';
    CREATE FUNCTION counterfoil.untwisted_name (folded text) RETURNS text
    LANGUAGE sql IMMUTABLE AS 'SELECT folded';
    RETURN;
  END IF;
  -- Loads it: only then is its setting known to everybody.
  EXECUTE format ('SELECT %s.similarity (%L, %L)', place, '', '');
  EXECUTE replace ($f$
    CREATE FUNCTION counterfoil.fuzzy_authors (folded text, most int) RETURNS TABLE (author_id bigint, likeness real)
    LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET pg_trgm.word_similarity_threshold = 0.6 AS $$
    DECLARE
      ids bigint[];
      likenesses real[];
    BEGIN
      FOR attempt IN 1 .. CASE WHEN most > 0 THEN 2 ELSE 0 END LOOP
        SELECT array_agg (f.id), array_agg (f.likeness) INTO ids, likenesses
          FROM (SELECT a.author_id AS id, place.word_similarity (folded, a.folded_names) + place.similarity (folded, a.name_key) AS likeness
                  FROM (SELECT x.* FROM public.authors x WHERE folded OPERATOR (place.<%) x.search_text LIMIT 1000) a
                  ORDER BY likeness DESC, id LIMIT most) f;
        EXIT WHEN cardinality (ids) >= most;
        PERFORM set_config ('pg_trgm.word_similarity_threshold', '0.5', true);
      END LOOP;
      RETURN QUERY SELECT f.id, f.likeness FROM unnest (ids, likenesses) AS f (id, likeness);
    END
    $$
    $f$, 'place.', place || '.');
  CREATE FUNCTION counterfoil.untwisted_name (folded text) RETURNS text
  LANGUAGE plpgsql STABLE STRICT SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
  DECLARE
    words text[] := string_to_array (folded, ' ');
    meant text;
  BEGIN
    FOR i IN 1 .. least (cardinality (words), 8) LOOP
      CONTINUE WHEN char_length (words[i]) NOT BETWEEN 3 AND 20;
      SELECT v.word INTO meant
        FROM (SELECT words[i] AS word, 0 AS place
              UNION ALL
              SELECT left (words[i], g - 1) || substr (words[i], g + 1, 1) || substr (words[i], g, 1) || substr (words[i], g + 2), g
                FROM generate_series (1, char_length (words[i]) - 1) g) v
        WHERE EXISTS (SELECT FROM public.authors a
                        WHERE a.search_text LIKE '% ' || replace (replace (replace (v.word, '\', '\\'), '%', '\%'), '_', '\_') || '%'
                          AND position (' ' || v.word || ' ' IN a.search_text || ' ') > 0)
        ORDER BY v.place LIMIT 1;
      words[i] := coalesce (meant, words[i]);
    END LOOP;
    RETURN array_to_string (words, ' ');
  END
  $$;
END
$do$;

CREATE FUNCTION counterfoil.complete_authors (typed text, most int)
RETURNS TABLE (author_id bigint, how text, spelling text, n_books bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  folded text := counterfoil.bare_name (coalesce (counterfoil.fold_title (left (typed, 200)), ''));
  near bigint[];
BEGIN
  IF folded = '' THEN
    RETURN;
  END IF;
  near := ARRAY(SELECT counterfoil.prefixed_authors (folded, 12 * most));
  RETURN QUERY
    WITH certain AS MATERIALIZED (
      SELECT DISTINCT ON (f.author_id) f.author_id, f.how, f.spelling, f.rank, 0::real AS likeness
        FROM (SELECT a.author_id, 'exact' AS how, NULL AS spelling, 1 AS rank FROM public.authors a WHERE a.name_key = counterfoil.cut_key (folded)
              UNION ALL
              SELECT s.author_id, 'alias', counterfoil.display_name (s.first_name, s.last_name), 2 FROM counterfoil.author_aliases s WHERE s.name_key = counterfoil.cut_key (folded)
              UNION ALL
              SELECT n.id, 'prefix', NULL, 3 FROM unnest (near) AS n (id)) f
        ORDER BY f.author_id, f.rank)
    SELECT x.author_id, x.how, x.spelling, counterfoil.count_books (x.author_id) AS n
      FROM (SELECT * FROM certain
            UNION ALL
            SELECT z.author_id, 'fuzzy', NULL, 4, z.likeness
              FROM counterfoil.fuzzy_authors (folded, CASE WHEN (SELECT count (*) FROM certain) < most AND char_length (folded) > 2 THEN 2 * most ELSE 0 END) z
              WHERE z.author_id NOT IN (SELECT c.author_id FROM certain c)) x
      ORDER BY x.rank, x.likeness DESC, n DESC, x.author_id LIMIT most;
END
$$;

-- Whether two names, last name first, are the same where one has but the first letter of a word.
CREATE FUNCTION counterfoil.same_initials (one text, other text) RETURNS boolean
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT bool_and (a.word = b.word OR (char_length (a.word) = 1 OR char_length (b.word) = 1) AND left (a.word, 1) = left (b.word, 1) OR a.word IS NULL OR b.word IS NULL)
    FROM unnest (string_to_array (one, ' ')) WITH ORDINALITY AS a (word, place) FULL JOIN unnest (string_to_array (other, ' ')) WITH ORDINALITY AS b (word, place) USING (place)
$$;

-- Who looks for somebody is shown whoever is near. Who is only asked whether two are the same is not bothered with all who have a first name in
-- common: 1.1 lets "Steven King" and "Stephen King" pass.
CREATE FUNCTION counterfoil.similar_authors (author bigint, most int)
RETURNS TABLE (author_id bigint, how text, n_books bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  one public.authors;
  first text;
  last text;
BEGIN
  SELECT a.* INTO one FROM public.authors a WHERE a.author_id = author;
  IF coalesce (one.name_key, '') = '' THEN
    RETURN;
  END IF;
  first := counterfoil.bare_name (coalesce (counterfoil.fold_title (one.first_name), ''));
  last := counterfoil.bare_name (coalesce (counterfoil.fold_title (one.last_name), ''));
  RETURN QUERY
    SELECT x.author_id, x.how, counterfoil.count_books (x.author_id) AS n
      FROM (SELECT DISTINCT ON (f.author_id) f.author_id, f.how, f.rank, f.likeness
              FROM (SELECT a.author_id, 'exact' AS how, 1 AS rank, 0::real AS likeness FROM public.authors a WHERE a.name_key = one.name_key
                    UNION ALL
                    SELECT a.author_id, 'swapped', 2, 0 FROM public.authors a WHERE a.name_key = counterfoil.name_key (one.last_name, one.first_name)
                    UNION ALL
                    (SELECT a.author_id, 'initials', 3, 0 FROM public.authors a
                       WHERE first <> '' AND last <> '' AND a.sort_name >= last || ' ' || left (first, 1) AND a.sort_name < last || ' ' || left (first, 1) || U&'\+10ffff'
                         AND counterfoil.same_initials (a.sort_name, last || ' ' || first)
                       LIMIT 200)
                    UNION ALL
                    (SELECT z.author_id, 'fuzzy', 4, z.likeness FROM counterfoil.fuzzy_authors (one.name_key, 3 * most) z
                       WHERE z.likeness >= 1.1
                          OR EXISTS (SELECT FROM counterfoil.author_aliases s WHERE s.author_id = z.author_id AND s.name_key = one.name_key))) f
              WHERE f.author_id <> author
                AND NOT EXISTS (SELECT FROM counterfoil.different_authors d WHERE d.least_id = least (f.author_id, author) AND d.greatest_id = greatest (f.author_id, author))
              ORDER BY f.author_id, f.rank) x
      ORDER BY x.rank, x.likeness DESC, n DESC, x.author_id LIMIT most;
END
$$;
