-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What triggers do with a row of the library, whoever writes it. The tables come in the next step, where those of others are adopted
-- with the help of these functions.

-- ---------------------------------------------------------------------------------------------------------------------
-- What triggers keep true
-- ---------------------------------------------------------------------------------------------------------------------

-- These run with every row or statement. Plans are made once: for arrays the planner thinks that a plan for each of them is better, and
-- making it takes ten times as long as the rest. But a plan that was made when one row was changed must not go through all of a hundred
-- thousand for each of them: where rows before and after are joined, not by a loop in a loop.

CREATE FUNCTION counterfoil.folded_spelling (first_name text, last_name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  folded text := btrim (coalesce (counterfoil.fold_title (first_name), '') || ' ' || coalesce (counterfoil.fold_title (last_name), ''));
  bare text := counterfoil.bare_name (folded);
BEGIN
  RETURN CASE WHEN folded = '' THEN '' WHEN bare = folded THEN ' ' || folded ELSE ' ' || folded || ' ' || bare END;
END
$$;

CREATE FUNCTION counterfoil.complete_author () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  first text := coalesce (counterfoil.fold_title (NEW.first_name), '');
  last text := coalesce (counterfoil.fold_title (NEW.last_name), '');
  folded text := btrim (first || ' ' || last);
  bare text := counterfoil.bare_name (folded);
  others text;
  written record;
BEGIN
  NEW.added_at := coalesce (NEW.added_at, now ());
  NEW.added_by := coalesce (NEW.added_by, counterfoil.who ());
  NEW.name_key := CASE WHEN char_length (bare) > 200 THEN counterfoil.cut_key (bare) ELSE bare END;
  NEW.sort_name := left (CASE WHEN bare = folded THEN btrim (last || ' ' || first) ELSE counterfoil.bare_name (last || ' ' || first) END, 200);
  NEW.folded_names := CASE WHEN folded = '' THEN '' WHEN bare = folded THEN ' ' || folded ELSE ' ' || folded || ' ' || bare END;
  IF TG_OP = 'INSERT' THEN
    NEW.version := coalesce (NEW.version, 1);
  ELSE
    SELECT string_agg (DISTINCT counterfoil.folded_spelling (a.first_name, a.last_name), '') INTO others
      FROM counterfoil.author_aliases a WHERE a.author_id = NEW.author_id AND a.name_key <> NEW.name_key;
    NEW.folded_names := NEW.folded_names || coalesce (others, '');
  END IF;
  NEW.folded_names := counterfoil.cut_bytes (NEW.folded_names);
  NEW.search_text := counterfoil.cut_bytes (NEW.folded_names || coalesce (' ' || counterfoil.fold_title (NEW.note), ''));
  IF TG_OP = 'UPDATE' THEN
    -- What follows from the rest is no change of its own. It is NEW that is copied: PostgreSQL 15 crashes where two texts are put into a
    -- row as it was before a column was added to its table.
    NEW.version := OLD.version;
    written := NEW;
    written.name_key := OLD.name_key;
    written.sort_name := OLD.sort_name;
    written.folded_names := OLD.folded_names;
    written.search_text := OLD.search_text;
    IF written IS DISTINCT FROM OLD THEN
      NEW.version := OLD.version + 1;
    END IF;
  END IF;
  RETURN NEW;
END
$$;

CREATE FUNCTION counterfoil.complete_book () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  folded text := coalesce (counterfoil.fold_title (NEW.title), '');
  numbers text := '';
  isbn13 text;
  written record;
  refreshes boolean := coalesce (current_setting ('counterfoil.refreshes', true) = 'yes', false);
BEGIN
  NEW.added_at := coalesce (NEW.added_at, now ());
  NEW.added_by := coalesce (NEW.added_by, counterfoil.who ());
  NEW.isbn_unverified := false;
  IF NEW.isbn IS NOT NULL THEN
    isbn13 := counterfoil.isbn13 (NEW.isbn);
    NEW.isbn := coalesce (isbn13, counterfoil.stored_isbn (NEW.isbn));
    NEW.isbn_unverified := NEW.isbn IS NOT NULL AND isbn13 IS NULL;
    numbers := CASE WHEN isbn13 LIKE '978%' THEN ' ' || isbn13 || ' ' || lower (counterfoil.isbn10_of (substr (isbn13, 4, 9)))
                 ELSE coalesce (' ' || left (counterfoil.fold_title (NEW.isbn), 100), '') END;
  END IF;
  IF NEW.year IS NOT NULL THEN
    numbers := numbers || ' ' || NEW.year;
  END IF;
  -- Who wrote a book is in other tables: only what reads them can tell.
  IF TG_OP = 'INSERT' THEN
    NEW.version := coalesce (NEW.version, 1);
    IF NOT refreshes THEN
      NEW.author_line := '';
      NEW.author_search := '';
      NEW.author_sort := NULL;
    END IF;
  ELSIF NOT refreshes THEN
    NEW.author_line := OLD.author_line;
    NEW.author_search := OLD.author_search;
    NEW.author_sort := OLD.author_sort;
  END IF;
  NEW.sort_title := left (folded, 200);
  NEW.sort_authors := left (NEW.author_sort, 100) || E'\t' || left (folded, 100);
  NEW.search_text := counterfoil.cut_bytes (' ' || left (folded, 500) || numbers || NEW.author_search);
  IF TG_OP = 'UPDATE' THEN
    -- Who wrote it belongs to a book: a change of that makes a version too, and says so by the next one.
    IF NOT refreshes THEN
      NEW.version := OLD.version;
    END IF;
    written := NEW;
    written.author_line := OLD.author_line;
    written.author_search := OLD.author_search;
    written.author_sort := OLD.author_sort;
    written.sort_title := OLD.sort_title;
    written.sort_authors := OLD.sort_authors;
    written.search_text := OLD.search_text;
    IF written IS DISTINCT FROM OLD THEN
      NEW.version := OLD.version + 1;
    END IF;
  END IF;
  RETURN NEW;
END
$$;

-- What a book shows of its contributors, given in their order. One author at a time, since the most books have one: a plan for all of
-- them at once would cost more than it finds.
CREATE FUNCTION counterfoil.contributor_columns (authors bigint[], roles text[], OUT author_line text, OUT author_search text, OUT author_sort text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
  one record;
  name text;
  line_of_others text := '';
  sort_of_others text;
  writes boolean;
BEGIN
  author_line := '';
  author_search := '';
  FOR place IN 1 .. coalesce (cardinality (authors), 0) LOOP
    CONTINUE WHEN array_position (authors, authors[place]) < place;
    SELECT a.first_name, a.last_name, a.folded_names, a.sort_name INTO one FROM public.authors a WHERE a.author_id = authors[place];
    CONTINUE WHEN NOT FOUND;
    author_search := author_search || one.folded_names;
    name := btrim (coalesce (one.first_name, '') || ' ' || coalesce (one.last_name, ''));
    CONTINUE WHEN name = '';
    writes := coalesce (roles[place], 'author') = 'author';
    IF NOT writes THEN
      -- Perhaps in another place.
      FOREACH place IN ARRAY array_positions (authors, authors[place]) LOOP
        writes := writes OR coalesce (roles[place], 'author') = 'author';
      END LOOP;
    END IF;
    IF writes THEN
      author_line := CASE WHEN author_line = '' THEN name ELSE author_line || ', ' || name END;
      author_sort := coalesce (author_sort, one.sort_name);
    ELSE
      line_of_others := CASE WHEN line_of_others = '' THEN name ELSE line_of_others || ', ' || name END;
      sort_of_others := coalesce (sort_of_others, one.sort_name);
    END IF;
  END LOOP;
  IF author_line = '' THEN
    author_line := line_of_others;
    author_sort := sort_of_others;
  END IF;
END
$$;

-- Who wrote these books, in the books themselves. The rows are locked first and read after that, so that of two who change a book at
-- once the second sees what the first did; a row of this transaction nobody else sees, so it needs no lock.
--
-- touched: these are books of which a contribution is another than it was, which makes a version; but one in a transaction is enough. A
-- book that this transaction has written has it already, unless it only got the new name of an author, or another spelling.
CREATE FUNCTION counterfoil.refresh_books (changed bigint[], touched boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  renames boolean := coalesce (current_setting ('counterfoil.renames', true) = 'yes', false);
BEGIN
  IF NOT touched THEN
    PERFORM set_config ('counterfoil.renames', 'yes', true);
  END IF;
  -- A plan for a few would go through many again and again. It is for this call only.
  IF cardinality (changed) > 100 THEN
    PERFORM set_config ('plan_cache_mode', 'force_custom_plan', true);
  END IF;
  PERFORM FROM public.books b WHERE b.book_id = ANY (changed) AND b.xmin <> pg_current_xact_id ()::xid ORDER BY b.book_id FOR NO KEY UPDATE;
  PERFORM set_config ('counterfoil.refreshes', 'yes', true);
  UPDATE public.books b
    SET author_line = x.author_line, author_search = x.author_search, author_sort = x.author_sort,
        version = b.version + (touched AND (renames OR b.xmin <> pg_current_xact_id ()::xid))::int
    FROM (
      SELECT c.id, coalesce (n.author_line, '') AS author_line, coalesce (n.author_search, '') AS author_search, n.author_sort
        FROM unnest (changed) AS c (id)
        LEFT JOIN (
          SELECT w.book_id, string_agg (w.name, ', ' ORDER BY w.place) FILTER (WHERE w.writes = w.somebody_writes) AS author_line,
                 string_agg (w.folded_names, '' ORDER BY w.place) AS author_search,
                 (array_agg (w.sort_name ORDER BY w.writes DESC, w.place) FILTER (WHERE w.name <> ''))[1] AS author_sort
            FROM (SELECT p.book_id, p.place, p.writes, bool_or (p.writes) OVER (PARTITION BY p.book_id) AS somebody_writes,
                         nullif (counterfoil.display_name (a.first_name, a.last_name), '') AS name, a.folded_names, a.sort_name
                    FROM (SELECT q.book_id, q.author_id, min (q.place) AS place, bool_or (q.writes) AS writes
                            FROM (SELECT r.book_id, r.author_id, coalesce (r.role, 'author') = 'author' AS writes,
                                         row_number () OVER (PARTITION BY r.book_id ORDER BY r.position NULLS LAST, r.bookauthor_id) AS place
                                    FROM public.bookauthors r WHERE r.book_id = ANY (changed)) q
                            GROUP BY q.book_id, q.author_id) p
                    JOIN public.authors a ON a.author_id = p.author_id) w
            GROUP BY w.book_id) n ON n.book_id = c.id) x
    WHERE b.book_id = x.id
      AND ((b.author_line, b.author_search, b.author_sort) IS DISTINCT FROM (x.author_line, x.author_search, x.author_sort)
           OR touched AND (renames OR b.xmin <> pg_current_xact_id ()::xid));
  PERFORM set_config ('counterfoil.refreshes', '', true);
END
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- What happens to rows
-- ---------------------------------------------------------------------------------------------------------------------

CREATE FUNCTION counterfoil.remember_authors () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET enable_nestloop = on AS $$
DECLARE
  renamed bigint[];
  written bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id)
    SELECT counterfoil.who (), counterfoil.which_till (), 'authors', TG_OP, n.author_id FROM new_rows n;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id, old_row)
    SELECT counterfoil.who (), counterfoil.which_till (), 'authors', TG_OP, o.author_id, to_jsonb (o) FROM old_rows o;
  ELSE
    PERFORM set_config ('enable_nestloop', 'off', true);
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id, old_row)
    SELECT counterfoil.who (), counterfoil.which_till (), 'authors', TG_OP, o.author_id, to_jsonb (o)
    FROM old_rows o LEFT JOIN new_rows n ON n.author_id = o.author_id WHERE n.version IS DISTINCT FROM o.version;
    renamed := ARRAY(SELECT o.author_id FROM old_rows o JOIN new_rows n ON n.author_id = o.author_id
                       WHERE (n.first_name, n.last_name, n.folded_names) IS DISTINCT FROM (o.first_name, o.last_name, o.folded_names));
    PERFORM set_config ('enable_nestloop', 'on', true);
    written := ARRAY(SELECT DISTINCT p.book_id FROM public.bookauthors p WHERE p.author_id = ANY (renamed) AND p.book_id IS NOT NULL);
    IF written <> '{}' THEN
      PERFORM counterfoil.refresh_books (written, false);
    END IF;
  END IF;
  PERFORM pg_notify ('counterfoil', TG_TABLE_NAME);
  RETURN NULL;
END
$$;

CREATE FUNCTION counterfoil.remember_books () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET enable_nestloop = on AS $$
DECLARE
  kept text[] := '{author_line, author_search, author_sort, sort_title, sort_authors, search_text}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id, book_id)
    SELECT counterfoil.who (), counterfoil.which_till (), 'books', TG_OP, n.book_id, n.book_id FROM new_rows n;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id, book_id, old_row)
    SELECT counterfoil.who (), counterfoil.which_till (), 'books', TG_OP, o.book_id, o.book_id, to_jsonb (o) - kept FROM old_rows o;
  ELSE
    PERFORM set_config ('enable_nestloop', 'off', true);
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id, book_id, old_row)
    SELECT counterfoil.who (), counterfoil.which_till (), 'books', TG_OP, o.book_id, o.book_id, to_jsonb (o) - kept
    FROM old_rows o LEFT JOIN new_rows n ON n.book_id = o.book_id
    WHERE n.version IS DISTINCT FROM o.version AND (to_jsonb (o) - kept - 'version') IS DISTINCT FROM (to_jsonb (n) - kept - 'version');
  END IF;
  PERFORM pg_notify ('counterfoil', TG_TABLE_NAME);
  RETURN NULL;
END
$$;

CREATE FUNCTION counterfoil.remember_bookauthors () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET enable_nestloop = on AS $$
DECLARE
  written bigint[];
BEGIN
  PERFORM pg_notify ('counterfoil', TG_TABLE_NAME);
  IF TG_OP = 'INSERT' THEN
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id, book_id)
    SELECT counterfoil.who (), counterfoil.which_till (), 'bookauthors', TG_OP, n.bookauthor_id, n.book_id FROM new_rows n;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id, book_id, old_row)
    SELECT counterfoil.who (), counterfoil.which_till (), 'bookauthors', TG_OP, o.bookauthor_id, o.book_id, to_jsonb (o) FROM old_rows o;
  ELSE
    PERFORM set_config ('enable_nestloop', 'off', true);
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id, book_id, old_row)
    SELECT counterfoil.who (), counterfoil.which_till (), 'bookauthors', TG_OP, o.bookauthor_id, o.book_id, to_jsonb (o)
    FROM old_rows o LEFT JOIN new_rows n ON n.bookauthor_id = o.bookauthor_id WHERE n IS DISTINCT FROM o;
    PERFORM set_config ('enable_nestloop', 'on', true);
  END IF;

  IF TG_OP = 'INSERT' THEN
    written := ARRAY(SELECT DISTINCT n.book_id FROM new_rows n WHERE n.book_id IS NOT NULL);
  ELSIF TG_OP = 'DELETE' THEN
    written := ARRAY(SELECT DISTINCT o.book_id FROM old_rows o WHERE o.book_id IS NOT NULL);
  ELSE
    written := ARRAY(SELECT o.book_id FROM old_rows o WHERE o.book_id IS NOT NULL UNION SELECT n.book_id FROM new_rows n WHERE n.book_id IS NOT NULL);
  END IF;
  -- Who changes a name at this moment is waited for, and then seen.
  IF TG_OP <> 'DELETE' THEN
    PERFORM FROM public.authors a WHERE a.author_id IN (SELECT n.author_id FROM new_rows n) AND a.xmin <> pg_current_xact_id ()::xid ORDER BY a.author_id FOR SHARE;
  END IF;
  IF written <> '{}' THEN
    PERFORM counterfoil.refresh_books (written, true);
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION counterfoil.remember_aliases () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id, old_row)
    SELECT counterfoil.who (), counterfoil.which_till (), TG_TABLE_NAME, TG_OP, o.alias_id, to_jsonb (o) - 'name_key' FROM old_rows o;
    UPDATE public.authors a SET folded_names = '' FROM (SELECT DISTINCT o.author_id FROM old_rows o) c WHERE a.author_id = c.author_id;
  END IF;
  IF TG_OP = 'INSERT' THEN
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id)
    SELECT counterfoil.who (), counterfoil.which_till (), TG_TABLE_NAME, TG_OP, n.alias_id FROM new_rows n;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    UPDATE public.authors a SET folded_names = '' FROM (SELECT DISTINCT n.author_id FROM new_rows n) c WHERE a.author_id = c.author_id;
  END IF;
  RETURN NULL;
END
$$;

CREATE FUNCTION counterfoil.remember_different () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id)
    SELECT counterfoil.who (), counterfoil.which_till (), TG_TABLE_NAME, TG_OP, n.different_id FROM new_rows n;
  ELSE
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id, old_row)
    SELECT counterfoil.who (), counterfoil.which_till (), TG_TABLE_NAME, TG_OP, o.different_id, to_jsonb (o) FROM old_rows o;
  END IF;
  PERFORM pg_notify ('counterfoil', 'authors');
  RETURN NULL;
END
$$;
