-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Changing and deleting books. Each of these is one statement, after the one that says who does it, and all of it or nothing.
--
-- counterfoil.change_book (book bigint, expected int, title text, pages int, isbn text, isbn_unverified boolean, year int,
--                          first_names text[], last_names text[], roles text[], author_ids bigint[], notes text[], another boolean)
--   RETURNS the columns of add_book
--
--   Stores the book, and its contributors as a whole, in this order. expected: the version that the person saw. The arrays are as in
--   add_book; a contributor who is there already comes with the author's id.
--
--   outcome 'changed'    as 'added' of add_book: a row for each contributor; change is NULL where nothing is another than it was
--           'conflict'   the book has another version by now; book_id, version: what is there
--           'gone'       with place NULL: the book is not there any more; else as in add_book
--           'duplicate'  as in add_book, where title or ISBN become others than they were, and another is not set
--           'ambiguous'  as in add_book
--
-- counterfoil.add_authors (book bigint, first_names text[], last_names text[], roles text[], author_ids bigint[], notes text[])
--   RETURNS the columns of add_book
--
--   Adds those who are not there in their role, behind those who are. outcome: 'changed', 'gone' or 'ambiguous' as above.
--
-- counterfoil.delete_book (book bigint, expected int) RETURNS TABLE (outcome text, version int, change bigint)
--
--   outcome: 'deleted', 'conflict' or 'gone'

-- Other programs have roles of their own, which a person sees as 'contributor', and gives back as that.
CREATE FUNCTION counterfoil.shown_role (role text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN coalesce (role, '') = '' THEN 'author' WHEN role IN ('author', 'editor', 'translator', 'illustrator') THEN role ELSE 'contributor' END
$$;

-- Who contributes to a book from now on, in this order. What stays as it is, is not touched; nor is a pair of nobody, which no person sees.
CREATE FUNCTION counterfoil.set_contributors (book bigint, new_authors bigint[], new_roles text[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  kept bigint[];
  places int[];
BEGIN
  -- Others may have written a pair twice: one of the two is as good as the other.
  SELECT array_agg (k.bookauthor_id), array_agg (k.place) INTO kept, places
    FROM (SELECT DISTINCT ON (w.place, coalesce (p.role, 'author')) w.place, p.bookauthor_id
            FROM unnest (new_authors, new_roles) WITH ORDINALITY AS w (author_id, role, place)
            JOIN public.bookauthors p ON p.book_id = book AND p.author_id = w.author_id AND counterfoil.shown_role (p.role) = counterfoil.shown_role (w.role)
            ORDER BY w.place, coalesce (p.role, 'author'), p.position NULLS LAST, p.bookauthor_id) k;
  DELETE FROM public.bookauthors p USING public.authors a WHERE p.book_id = book AND a.author_id = p.author_id AND p.bookauthor_id <> ALL (coalesce (kept, '{}'));
  UPDATE public.bookauthors p SET position = k.place
    FROM unnest (kept, places) AS k (id, place) WHERE p.bookauthor_id = k.id AND p.position IS DISTINCT FROM k.place;
  INSERT INTO public.bookauthors (book_id, author_id, position, role)
    SELECT book, w.author_id, w.place, w.role FROM unnest (new_authors, new_roles) WITH ORDINALITY AS w (author_id, role, place)
    WHERE w.place <> ALL (coalesce (places, '{}')) ORDER BY w.author_id;
END
$$;

CREATE FUNCTION counterfoil.change_book (book bigint, expected int, title text, pages int, isbn text, isbn_unverified boolean, year int,
                                         first_names text[], last_names text[], roles text[], author_ids bigint[], notes text[], another boolean)
RETURNS TABLE (outcome text, book_id bigint, version int, place int, author_id bigint, is_new boolean, why text, change bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  stored public.books;
  keys text[] := counterfoil.name_keys (first_names, last_names);
  matched record;
  listed record;
BEGIN
  IF coalesce (counterfoil.fold_title (title), '') = '' THEN
    RAISE EXCEPTION 'A book needs a title.' USING ERRCODE = 'not_null_violation', COLUMN = 'title';
  END IF;
  isbn := counterfoil.stored_isbn (isbn);
  PERFORM counterfoil.lock_book (title, isbn, keys, author_ids);
  matched := counterfoil.match_authors (keys, first_names, last_names, author_ids);
  SELECT b.* INTO stored FROM public.books b WHERE b.book_id = book FOR UPDATE;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'gone', book, NULL::int, NULL::int, NULL::bigint, NULL::boolean, NULL::text, NULL::bigint;
    RETURN;
  ELSIF stored.version <> expected THEN
    RETURN QUERY SELECT 'conflict', book, stored.version, NULL::int, NULL::bigint, NULL::boolean, NULL::text, NULL::bigint;
    RETURN;
  END IF;

  IF NOT coalesce (another, false)
     AND (stored.isbn IS DISTINCT FROM isbn OR counterfoil.fold_title (stored.title) IS DISTINCT FROM counterfoil.fold_title (title)) THEN
    RETURN QUERY SELECT 'duplicate', d.book_id, d.version, NULL::int, NULL::bigint, NULL::boolean, d.why, NULL::bigint
      FROM counterfoil.find_duplicates (title, isbn, roles, matched.places, matched.authors, book) d;
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
  PERFORM counterfoil.set_contributors (book, listed.pair_authors, listed.pair_roles);
  UPDATE public.books b SET title = change_book.title, number_of_pages = pages, isbn = change_book.isbn, isbn_unverified = change_book.isbn_unverified, year = change_book.year
    WHERE b.book_id = book;
  PERFORM set_config ('counterfoil.saved', book::text, true);
  RETURN QUERY SELECT * FROM counterfoil.tell_saved ('changed', book, matched.places, matched.authors, matched.new_places);
END
$$;

CREATE FUNCTION counterfoil.add_authors (book bigint, first_names text[], last_names text[], roles text[], author_ids bigint[], notes text[])
RETURNS TABLE (outcome text, book_id bigint, version int, place int, author_id bigint, is_new boolean, why text, change bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  keys text[] := counterfoil.name_keys (first_names, last_names);
  matched record;
  listed record;
  last int;
BEGIN
  PERFORM counterfoil.lock_book (b.title, b.isbn, keys, author_ids) FROM public.books b WHERE b.book_id = book;
  IF NOT EXISTS (SELECT FROM public.books b WHERE b.book_id = book) THEN
    RETURN QUERY SELECT 'gone', book, NULL::int, NULL::int, NULL::bigint, NULL::boolean, NULL::text, NULL::bigint;
    RETURN;
  END IF;
  matched := counterfoil.match_authors (keys, first_names, last_names, author_ids);
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
  SELECT greatest (count (*), max (p.position)) INTO last FROM public.bookauthors p WHERE p.book_id = book;
  INSERT INTO public.bookauthors (book_id, author_id, position, role)
    SELECT book, w.author_id, last + row_number () OVER (ORDER BY w.place), w.role
      FROM unnest (listed.pair_authors, listed.pair_roles) WITH ORDINALITY AS w (author_id, role, place)
      WHERE NOT EXISTS (SELECT FROM public.bookauthors p WHERE p.book_id = book AND p.author_id = w.author_id AND counterfoil.shown_role (p.role) = counterfoil.shown_role (w.role))
      ORDER BY w.author_id;
  PERFORM set_config ('counterfoil.saved', book::text, true);
  RETURN QUERY SELECT * FROM counterfoil.tell_saved ('changed', book, matched.places, matched.authors, matched.new_places);
END
$$;

CREATE FUNCTION counterfoil.delete_book (book bigint, expected int)
RETURNS TABLE (outcome text, version int, change bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  stored int;
BEGIN
  PERFORM counterfoil.lock_all (ARRAY[counterfoil.name_key (NULL, b.title), b.isbn]) FROM public.books b WHERE b.book_id = book;
  SELECT b.version INTO stored FROM public.books b WHERE b.book_id = book FOR UPDATE;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'gone', NULL::int, NULL::bigint;
  ELSIF stored <> expected THEN
    RETURN QUERY SELECT 'conflict', stored, NULL::bigint;
  ELSE
    DELETE FROM public.bookauthors p WHERE p.book_id = book;
    DELETE FROM public.books b WHERE b.book_id = book;
    RETURN QUERY SELECT 'deleted', stored, counterfoil.this_change ();
  END IF;
END
$$;
