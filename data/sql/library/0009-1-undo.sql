-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Taking back what one transaction did in the library, as a whole or not at all.
--
-- counterfoil.undo_change (wanted bigint)
--   RETURNS TABLE (outcome text, change bigint, relation text, row_id bigint, book_id bigint, who text, at timestamptz)
--
--   outcome 'undone'   change: of the undoing, which can be undone in its turn
--           'changed'  a row for each record that was changed again since: relation, row_id and book_id tell which, who and at who did that
--                      and when. "Anna changed this book at 10:15, so … cannot be undone any more."
--           'in use'   a row for each author that this change added and that has books by now; book_id: one of them
--           'gone'     a row for each author and each book to which something would be put back, and which was deleted since; who and at did
--                      that and when, where the history knows it
--           'unknown'  there is no such change of the library
--   Nothing was written unless it is 'undone'.
--
-- Who may only add takes back what the same login has added, and nothing else: insufficient_privilege is raised.
--
-- An author that came with a book, by add_book, change_book or an import, and that has other books or was changed since, stays when that is undone.
-- Who is put back to a book and was merged into another meanwhile is that one, once in a role, as if the book had been there.

-- The columns that are written when a row is put back: all but those that the server or the triggers fill in.
CREATE FUNCTION counterfoil.undo_columns (target regclass) RETURNS text[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT array_agg (quote_ident (a.attname) ORDER BY a.attnum) FROM pg_attribute a
    WHERE a.attrelid = target AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      AND a.attname NOT IN ('name_key', 'sort_name', 'folded_names', 'search_text', 'author_line', 'author_search', 'author_sort', 'sort_title', 'sort_authors')
$$;

CREATE INDEX history_of_undone ON counterfoil.history (undoes) WHERE undoes IS NOT NULL;

-- Whether a change was taken back, and that not in its turn.
CREATE FUNCTION counterfoil.is_undone (wanted bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT FROM counterfoil.history h WHERE h.undoes = wanted AND NOT counterfoil.is_undone (h.change));
END
$$;

-- Whether a later change left things as they were after an earlier one: it was taken back, or takes back one that came between.
CREATE FUNCTION counterfoil.leaves_as_it_was (later bigint, later_undoes bigint, earlier bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce (later_undoes > earlier, false) OR counterfoil.is_undone (later)
$$;

-- Whoever an author is by now: the same, or who is left of a merge; NULL where nobody is.
CREATE FUNCTION counterfoil.author_now (author bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce ((SELECT a.author_id FROM public.authors a WHERE a.author_id = author),
                   (SELECT s.author_id FROM counterfoil.author_aliases s WHERE s.former_id = author ORDER BY s.alias_id DESC LIMIT 1))
$$;

-- Rows as they were before a change that is given by its entries: the first entry of each tells, unless it made the row.
CREATE FUNCTION counterfoil.rows_before (entries counterfoil.history[]) RETURNS SETOF counterfoil.history
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT f.* FROM (SELECT DISTINCT ON (e.relation, e.row_id) e.* FROM unnest (entries) e ORDER BY e.relation, e.row_id, e.history_id) f WHERE f.old_row IS NOT NULL
$$;

-- What stands in the way of putting rows back, though nobody has touched them: what they refer to is gone, or the same is there again.
CREATE FUNCTION counterfoil.undo_obstacles (entries counterfoil.history[])
RETURNS TABLE (outcome text, relation text, row_id bigint, book_id bigint, who text, at timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
    WITH row AS MATERIALIZED (
      SELECT b.* FROM counterfoil.rows_before (entries) b),
    reference AS (
      SELECT DISTINCT CASE f.key WHEN 'book_id' THEN 'books' ELSE 'authors' END AS relation, (b.old_row ->> f.key)::bigint AS id, b.book_id, b.relation = 'bookauthors' AS may_be_merged
        FROM row b, unnest (ARRAY['author_id', 'book_id', 'least_id', 'greatest_id']) AS f (key)
        WHERE b.relation IN ('bookauthors', 'author_aliases', 'different_authors') AND b.old_row ->> f.key IS NOT NULL)
    SELECT DISTINCT ON (r.relation, r.id) 'gone', r.relation, r.id, r.book_id, n.who, n.at
      FROM reference r
      LEFT JOIN LATERAL (SELECT h.who, h.at FROM counterfoil.history h
                           WHERE h.relation = r.relation AND h.row_id = r.id AND h.operation = 'DELETE' ORDER BY h.history_id DESC LIMIT 1) n ON true
      WHERE NOT EXISTS (SELECT FROM row b WHERE b.relation = r.relation AND b.row_id = r.id)
        AND CASE r.relation WHEN 'books' THEN NOT EXISTS (SELECT FROM public.books x WHERE x.book_id = r.id)
                            ELSE NOT EXISTS (SELECT FROM public.authors x WHERE x.author_id = r.id) AND NOT (r.may_be_merged AND counterfoil.author_now (r.id) IS NOT NULL) END
      ORDER BY r.relation, r.id;
  IF FOUND THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT DISTINCT ON (b.relation, b.row_id) 'changed', b.relation, b.row_id, b.book_id, n.who, n.at
      FROM counterfoil.rows_before (entries) b,
        LATERAL (SELECT p.bookauthor_id AS id FROM public.bookauthors p
                   WHERE b.relation = 'bookauthors' AND p.book_id = b.book_id AND p.author_id = (b.old_row ->> 'author_id')::bigint
                     AND coalesce (p.role, 'author') = coalesce (b.old_row ->> 'role', 'author')
                 UNION ALL
                 SELECT d.different_id FROM counterfoil.different_authors d
                   WHERE b.relation = 'different_authors' AND d.least_id = (b.old_row ->> 'least_id')::bigint AND d.greatest_id = (b.old_row ->> 'greatest_id')::bigint) again,
        LATERAL (SELECT h.who, h.at FROM counterfoil.history h
                   WHERE h.relation = b.relation AND h.row_id = again.id AND h.history_id > b.history_id AND h.change <> b.change ORDER BY h.history_id DESC LIMIT 1) n
      WHERE again.id <> b.row_id
      ORDER BY b.relation, b.row_id;
END
$$;

-- Takes entries back that one statement made, or several in a row of the same kind; the latest comes first.
CREATE FUNCTION counterfoil.undo_entries (entries counterfoil.history[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  relation text := entries[1].relation;
  operation text := entries[1].operation;
  target regclass := format ('%I.%I', CASE WHEN relation IN ('authors', 'books', 'bookauthors') THEN 'public' ELSE 'counterfoil' END, relation)::regclass;
  key text := CASE relation WHEN 'authors' THEN 'author_id' WHEN 'books' THEN 'book_id' WHEN 'bookauthors' THEN 'bookauthor_id' WHEN 'author_aliases' THEN 'alias_id' ELSE 'different_id' END;
  columns text[] := counterfoil.undo_columns (target);
  -- Of r, which is what is put back.
  written text[];
  list text;
  wanted int := (SELECT count (DISTINCT e.row_id) FROM unnest (entries) e);
  done int;
BEGIN
  IF operation = 'UPDATE' THEN
    columns := array_remove (columns, 'version');
  END IF;
  list := array_to_string (columns, ', ');
  written := ARRAY(SELECT CASE WHEN relation = 'bookauthors' AND c.name = 'author_id' THEN 'counterfoil.author_now (r.author_id)' ELSE 'r.' || c.name END
                     FROM unnest (columns) WITH ORDINALITY AS c (name, place) ORDER BY c.place);
  IF operation = 'INSERT' THEN
    IF relation = 'books' THEN
      DELETE FROM public.bookauthors p USING unnest (entries) e WHERE p.book_id = e.row_id;
    END IF;
    EXECUTE format ('DELETE FROM %s t USING unnest ($1) e WHERE t.%I = e.row_id', target, key) USING entries;
  ELSIF operation = 'DELETE' THEN
    EXECUTE format ('INSERT INTO %1$s (%2$s) SELECT %3$s FROM unnest ($1) e, jsonb_populate_record (NULL::%1$s, e.old_row || jsonb_build_object (''version'', (e.old_row ->> ''version'')::int + 1)) r ORDER BY e.row_id',
                    target, list, array_to_string (written, ', ')) USING entries;
  ELSE
    -- Of several changes of one row it is the first that tells what was before.
    EXECUTE format ('UPDATE %1$s t SET (%2$s) = ROW (%3$s) FROM (SELECT DISTINCT ON (e.row_id) e.row_id, e.old_row FROM unnest ($1) e ORDER BY e.row_id, e.history_id) o, '
                    'jsonb_populate_record (NULL::%1$s, o.old_row) r WHERE t.%4$I = o.row_id',
                    target, list, array_to_string (written, ', '), key) USING entries;
  END IF;
  GET DIAGNOSTICS done = ROW_COUNT;
  IF done <> wanted THEN
    RAISE EXCEPTION 'Rows of % are not there any more, and the history does not tell why. Nothing was undone.', relation;
  END IF;
END
$$;

-- For a login that may add and not delete: as the owner, and only what it added itself.
CREATE FUNCTION counterfoil.undo_own_addition (wanted bigint)
RETURNS TABLE (outcome text, change bigint, relation text, row_id bigint, book_id bigint, who text, at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT has_table_privilege ('public.books', 'DELETE')
     OR EXISTS (SELECT FROM counterfoil.history h WHERE h.change = wanted AND (h.login <> session_user OR h.operation <> 'INSERT' OR h.undoes IS NOT NULL)) THEN
    RAISE insufficient_privilege USING MESSAGE = format ('Change %s is no addition of the role “%s”, which may take back nothing else.', wanted, session_user);
  END IF;
  RETURN QUERY SELECT * FROM counterfoil.undo_change (wanted);
END
$$;

CREATE FUNCTION counterfoil.undo_change (wanted bigint)
RETURNS TABLE (outcome text, change bigint, relation text, row_id bigint, book_id bigint, who text, at timestamptz)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  entry counterfoil.history;
  entries counterfoil.history[];
  alike counterfoil.history[] := '{}';
  spared bigint[] := '{}';
  books bigint[];
  authors bigint[];
  merged bigint[];
BEGIN
  IF NOT has_table_privilege ('public.books', 'DELETE') THEN
    RETURN QUERY SELECT * FROM counterfoil.undo_own_addition (wanted);
    RETURN;
  END IF;
  -- The latest comes first; but what others refer to is put back before them, and taken away behind them.
  entries := ARRAY(SELECT e.entry
                     FROM (SELECT h AS entry, h.relation IN ('authors', 'books') AS is_referred_to, h.history_id, h.operation,
                                  max (h.history_id) OVER same AS last, min (h.history_id) OVER same AS first
                             FROM counterfoil.history h
                             WHERE h.change = wanted AND h.relation IN ('authors', 'books', 'bookauthors', 'author_aliases', 'different_authors')
                             WINDOW same AS (PARTITION BY h.relation, h.row_id)) e
                     ORDER BY CASE WHEN e.is_referred_to AND e.operation = 'DELETE' AND e.history_id = e.last THEN 0
                                   WHEN e.is_referred_to AND e.operation = 'INSERT' AND e.history_id = e.first THEN 2 ELSE 1 END, e.history_id DESC);
  IF entries = '{}' THEN
    RETURN QUERY SELECT 'unknown', NULL::bigint, NULL::text, NULL::bigint, NULL::bigint, NULL::text, NULL::timestamptz;
    RETURN;
  END IF;
  books := ARRAY(SELECT DISTINCT e.book_id FROM unnest (entries) e WHERE e.book_id IS NOT NULL);
  -- Everybody who is touched: themselves, by a spelling, a contribution, or as somebody else than another.
  authors := ARRAY(SELECT e.row_id FROM unnest (entries) e WHERE e.relation = 'authors'
                   UNION SELECT (e.old_row ->> 'author_id')::bigint FROM unnest (entries) e WHERE e.relation IN ('author_aliases', 'bookauthors') AND e.old_row ? 'author_id'
                   UNION SELECT d.id FROM unnest (entries) e, unnest (ARRAY[(e.old_row ->> 'least_id')::bigint, (e.old_row ->> 'greatest_id')::bigint]) d (id) WHERE e.relation = 'different_authors' AND d.id IS NOT NULL
                   UNION SELECT s.author_id FROM unnest (entries) e JOIN counterfoil.author_aliases s ON e.relation = 'author_aliases' AND s.alias_id = e.row_id
                   UNION SELECT p.author_id FROM unnest (entries) e JOIN public.bookauthors p ON e.relation = 'bookauthors' AND p.bookauthor_id = e.row_id);
  authors := authors || ARRAY(SELECT s.author_id FROM counterfoil.author_aliases s WHERE s.former_id = ANY (authors));
  PERFORM counterfoil.lock_authors (authors, ARRAY(SELECT counterfoil.name_key (e.old_row ->> 'first_name', e.old_row ->> 'last_name') FROM unnest (entries) e
                                                     WHERE e.relation IN ('authors', 'author_aliases')
                                                   UNION SELECT counterfoil.name_key (NULL, b.title) FROM public.books b WHERE b.book_id = ANY (books)
                                                   UNION SELECT counterfoil.name_key (NULL, e.old_row ->> 'title') FROM unnest (entries) e WHERE e.relation = 'books'));
  PERFORM counterfoil.lock_books (books, authors);

  IF books <> '{}' THEN
    spared := ARRAY(SELECT e.row_id FROM unnest (entries) e
                      WHERE e.relation = 'authors' AND e.operation = 'INSERT' AND e.act IS DISTINCT FROM 'split'
                        AND (EXISTS (SELECT FROM public.bookauthors p WHERE p.author_id = e.row_id AND p.book_id <> ALL (books))
                             OR EXISTS (SELECT FROM counterfoil.history n WHERE n.relation = 'authors' AND n.row_id = e.row_id AND n.history_id > e.history_id AND n.change <> wanted
                                          AND NOT counterfoil.leaves_as_it_was (n.change, n.undoes, wanted))));
  END IF;
  RETURN QUERY
    SELECT DISTINCT ON (n.relation, n.row_id) 'changed', NULL::bigint, n.relation, n.row_id, n.book_id, n.who, n.at
      FROM unnest (entries) e,
        LATERAL (SELECT x.* FROM counterfoil.history x WHERE x.relation = e.relation AND x.row_id = e.row_id
                 UNION ALL
                 -- Who came with a book has no entry of their own, and leaves with it.
                 SELECT x.* FROM counterfoil.history x WHERE e.relation = 'books' AND e.operation = 'INSERT' AND x.book_id = e.row_id) n
      WHERE n.history_id > e.history_id AND n.change <> wanted AND NOT counterfoil.leaves_as_it_was (n.change, n.undoes, wanted) AND NOT (e.relation = 'authors' AND e.row_id = ANY (spared))
      ORDER BY n.relation, n.row_id, n.history_id DESC;
  IF FOUND THEN
    RETURN;
  END IF;
  RETURN QUERY
    SELECT DISTINCT ON (e.relation, e.row_id) 'in use', NULL::bigint, e.relation, e.row_id, p.book_id, NULL::text, NULL::timestamptz
      FROM unnest (entries) e JOIN public.bookauthors p ON p.author_id = e.row_id
      WHERE e.relation = 'authors' AND e.operation = 'INSERT' AND e.row_id <> ALL (spared)
        AND NOT EXISTS (SELECT FROM unnest (entries) y WHERE y.relation = 'bookauthors' AND y.row_id = p.bookauthor_id)
        AND NOT EXISTS (SELECT FROM unnest (entries) y WHERE y.relation = 'books' AND y.row_id = p.book_id AND y.operation = 'INSERT')
      ORDER BY e.relation, e.row_id, p.book_id;
  IF FOUND THEN
    RETURN;
  END IF;

  RETURN QUERY SELECT o.outcome, NULL::bigint, o.relation, o.row_id, o.book_id, o.who, o.at FROM counterfoil.undo_obstacles (entries) o;
  IF FOUND THEN
    RETURN;
  END IF;

  PERFORM set_config ('counterfoil.undoes', wanted::text, true);
  FOREACH entry IN ARRAY entries LOOP
    CONTINUE WHEN entry.relation = 'authors' AND entry.row_id = ANY (spared);
    IF alike <> '{}' AND (alike[1].relation, alike[1].operation) <> (entry.relation, entry.operation) THEN
      PERFORM counterfoil.undo_entries (alike);
      alike := '{}';
    END IF;
    alike := alike || entry;
  END LOOP;
  PERFORM counterfoil.undo_entries (alike);
  -- As in a merge.
  merged := ARRAY(SELECT b.row_id FROM counterfoil.rows_before (entries) b JOIN public.bookauthors p ON b.relation = 'bookauthors' AND p.bookauthor_id = b.row_id
                    WHERE p.author_id <> (b.old_row ->> 'author_id')::bigint);
  IF merged <> '{}' THEN
    DELETE FROM public.bookauthors p USING public.bookauthors o
      WHERE p.bookauthor_id = ANY (merged) AND o.book_id = p.book_id AND o.author_id = p.author_id AND coalesce (o.role, 'author') = coalesce (p.role, 'author')
        AND (o.bookauthor_id <> ALL (merged) OR o.bookauthor_id < p.bookauthor_id);
  END IF;
  PERFORM set_config ('counterfoil.undoes', '', true);
  RETURN QUERY SELECT 'undone', counterfoil.this_change (), NULL::text, NULL::bigint, NULL::bigint, NULL::text, NULL::timestamptz;
END
$$;
