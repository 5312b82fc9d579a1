-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The library: books, authors, and who wrote what.
--
-- public.authors, public.books and public.bookauthors belong to everybody: any program that may use these tables alone can add, change
-- and delete rows, as SQLAlchemy does; what it leaves out is completed by triggers. No column that such a program writes has a unique
-- key. The schema counterfoil belongs to Counterfoil.
--
-- Roles in public.bookauthors: 'author' (also where it is NULL), 'editor', 'translator', 'illustrator', 'contributor'; others are kept
-- as they are. Contributors stand in the order of (position NULLS LAST, bookauthor_id).
--
-- What triggers keep true in these columns, whoever writes what:
--
--   authors.name_key       the whole name as it is compared: how add_book finds an author
--   authors.sort_name      last name first
--   authors.folded_names   the name and its other spellings, as they are searched
--   authors.search_text    the same and the note
--   books.sort_title       the title as it is compared and sorted
--   books.author_line      "Kate Quinn, Steven King": the authors; where there are none, all contributors
--   books.author_search    all contributors with all their spellings, as they are searched
--   books.author_sort      the first author, last name first; NULL: none
--   books.sort_authors     the first author, then the title
--   books.search_text      all of it: title, contributors, ISBN in both forms, year; a blank before every word

-- ---------------------------------------------------------------------------------------------------------------------
-- Folding
-- ---------------------------------------------------------------------------------------------------------------------

-- As much of a text as is ever compared or searched: folded, without marks that nobody sees, with single blanks.
CREATE FUNCTION counterfoil.fold_title (title text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  folded text := counterfoil.fold_text (left (title, 1000));
BEGIN
  IF folded ~ '[\u0001-\u001f\u007f-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]|  |^ | $' THEN
    folded := regexp_replace (folded, '[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+', '', 'g');
    folded := btrim (regexp_replace (folded, '[\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+', ' ', 'g'));
  END IF;
  RETURN folded;
END
$$;

-- Names are compared by their letters alone: "J. R. R." is "J.R.R.". A name of nothing else stays as it is.
CREATE FUNCTION counterfoil.bare_name (folded text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  bare text;
BEGIN
  IF folded ~ '[!-/:-@\[-`{-~\u00a1\u00ab\u00b7\u00bb\u00bf\u2010-\u2027\u2030-\u205e\u3001-\u3003\u30fb]|^ | $' THEN
    bare := btrim (regexp_replace (folded, '[ !-/:-@\[-`{-~\u00a1\u00ab\u00b7\u00bb\u00bf\u2010-\u2027\u2030-\u205e\u3001-\u3003\u30fb]+', ' ', 'g'));
    RETURN CASE WHEN bare = '' THEN btrim (folded) ELSE bare END;
  END IF;
  RETURN folded;
END
$$;

-- An index takes no text of any length. What is longer is told from others with its beginning by a digest.
CREATE FUNCTION counterfoil.cut_key (key text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN char_length (key) > 200 THEN left (key, 160) || '…' || md5 (key) ELSE key END
$$;

-- What two names have in common that are the same name; '' where there is none.
CREATE FUNCTION counterfoil.name_key (first_name text, last_name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN counterfoil.cut_key (counterfoil.bare_name (coalesce (counterfoil.fold_title (first_name), '') || ' ' || coalesce (counterfoil.fold_title (last_name), '')));
END
$$;

CREATE FUNCTION counterfoil.display_name (first_name text, last_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT btrim (coalesce (first_name, '') || ' ' || coalesce (last_name, ''))
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- ISBN
-- ---------------------------------------------------------------------------------------------------------------------

-- The 13 digits of an ISBN of either form, NULL where it is none or its check digit is wrong.
CREATE FUNCTION counterfoil.isbn13 (isbn text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  bare text := upper (regexp_replace (left (isbn, 100), '[\s\u00a0\u200b-\u200f\u202a-\u202e\u2010-\u2015\u2060-\u206f\ufeff-]', '', 'g'));
  sum int := 0;
  digit text;
BEGIN
  bare := regexp_replace (bare, '^ISBN:?', '');
  IF bare ~ '^\d{9}[\dX]$' THEN
    FOR i IN 1..10 LOOP
      digit := substr (bare, i, 1);
      sum := sum + (11 - i) * CASE digit WHEN 'X' THEN 10 ELSE digit::int END;
    END LOOP;
    IF sum % 11 <> 0 THEN
      RETURN NULL;
    END IF;
    RETURN counterfoil.isbn13_of ('978' || left (bare, 9));
  END IF;
  RETURN CASE WHEN bare ~ '^97[89]\d{10}$' AND counterfoil.isbn13_of (left (bare, 12)) = bare THEN bare END;
END
$$;

-- Twelve digits and the thirteenth that belongs to them.
CREATE FUNCTION counterfoil.isbn13_of (twelve text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  sum int := 0;
BEGIN
  FOR i IN 1..12 LOOP
    sum := sum + substr (twelve, i, 1)::int * CASE WHEN i % 2 = 1 THEN 1 ELSE 3 END;
  END LOOP;
  RETURN twelve || (10 - sum % 10) % 10;
END
$$;

-- The ten digits that an ISBN had before 2007, by which it is still printed and typed; NULL where it never had any.
CREATE FUNCTION counterfoil.isbn10 (isbn13 text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  sum int := 0;
BEGIN
  IF isbn13 !~ '^978\d{10}$' THEN
    RETURN NULL;
  END IF;
  FOR i IN 4..12 LOOP
    sum := sum + substr (isbn13, i, 1)::int * (14 - i);
  END LOOP;
  sum := (11 - sum % 11) % 11;
  RETURN substr (isbn13, 4, 9) || CASE sum WHEN 10 THEN 'X' ELSE sum::text END;
END
$$;

-- An ISBN as it is stored: 13 digits, or what somebody insists on.
CREATE FUNCTION counterfoil.stored_isbn (isbn text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  RETURN coalesce (counterfoil.isbn13 (isbn),
                   nullif (CASE WHEN isbn ~ '^[\s\dXx-]{1,100}$' THEN upper (regexp_replace (isbn, '[\s-]', '', 'g')) ELSE btrim (isbn) END, ''));
END
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Tables
-- ---------------------------------------------------------------------------------------------------------------------

CREATE TABLE public.authors (
  author_id    bigint      GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  first_name   text,
  last_name    text,
  note         text,
  version      int         NOT NULL DEFAULT 1,
  added_at     timestamptz NOT NULL DEFAULT now (),
  added_by     text        NOT NULL DEFAULT session_user,
  name_key     text        COLLATE "C" NOT NULL DEFAULT '',
  sort_name    text        COLLATE "C" NOT NULL DEFAULT '',
  folded_names text        COLLATE "C" NOT NULL DEFAULT '',
  search_text  text        COLLATE "C" NOT NULL DEFAULT ''
);

CREATE TABLE public.books (
  book_id         bigint      GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  title           text,
  number_of_pages int,
  isbn            text        COLLATE "C",
  isbn_unverified boolean     NOT NULL DEFAULT false,
  year            int,
  version         int         NOT NULL DEFAULT 1,
  added_at        timestamptz NOT NULL DEFAULT now (),
  added_by        text        NOT NULL DEFAULT session_user,
  author_line     text        NOT NULL DEFAULT '',
  author_search   text        COLLATE "C" NOT NULL DEFAULT '',
  author_sort     text        COLLATE "C",
  sort_title      text        COLLATE "C" NOT NULL DEFAULT '',
  sort_authors    text        COLLATE "C",
  search_text     text        COLLATE "C" NOT NULL DEFAULT ''
);

CREATE TABLE public.bookauthors (
  bookauthor_id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  author_id     bigint REFERENCES public.authors (author_id),
  book_id       bigint REFERENCES public.books (book_id),
  position      int,
  role          text   DEFAULT 'author'
);

COMMENT ON COLUMN public.authors.note IS 'Tells people of one name apart';
COMMENT ON COLUMN public.books.isbn IS '13 digits; where isbn_unverified, what somebody insists on';
COMMENT ON COLUMN public.bookauthors.position IS 'The order on the title page';
COMMENT ON COLUMN public.bookauthors.role IS 'author, editor, translator, illustrator, contributor; NULL is author';

CREATE INDEX authors_by_key ON public.authors (name_key);
CREATE INDEX authors_by_name ON public.authors (sort_name, author_id);
CREATE INDEX authors_by_time ON public.authors (added_at, author_id);
CREATE INDEX books_by_title ON public.books (sort_title, book_id);
CREATE INDEX books_by_authors ON public.books (sort_authors, book_id);
CREATE INDEX books_by_year ON public.books (year, book_id);
CREATE INDEX books_by_pages ON public.books (number_of_pages, book_id);
CREATE INDEX books_by_time ON public.books (added_at, book_id);
CREATE INDEX books_by_isbn ON public.books (isbn) WHERE length (isbn) <= 100;
CREATE INDEX books_to_check ON public.books (sort_title, book_id) WHERE isbn_unverified;
CREATE INDEX books_without_author ON public.books (sort_title, book_id) WHERE author_line = '';
CREATE INDEX bookauthors_of_author ON public.bookauthors (author_id, book_id);
CREATE INDEX bookauthors_of_book ON public.bookauthors (book_id, author_id);

-- Other spellings under which an author is found, those of merged authors above all.
CREATE TABLE counterfoil.author_aliases (
  alias_id   bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  author_id  bigint NOT NULL REFERENCES public.authors (author_id) ON DELETE CASCADE,
  first_name text,
  last_name  text,
  former_id  bigint,
  name_key   text   COLLATE "C" NOT NULL GENERATED ALWAYS AS (counterfoil.name_key (first_name, last_name)) STORED
);

COMMENT ON COLUMN counterfoil.author_aliases.former_id IS 'The author that was merged into this one';

CREATE INDEX author_aliases_of_author ON counterfoil.author_aliases (author_id);
CREATE INDEX author_aliases_by_key ON counterfoil.author_aliases (name_key);
CREATE INDEX author_aliases_by_former ON counterfoil.author_aliases (former_id) WHERE former_id IS NOT NULL;

-- Two that look alike and are not the same: said once, for everybody.
CREATE TABLE counterfoil.different_authors (
  different_id bigint GENERATED BY DEFAULT AS IDENTITY UNIQUE,
  least_id     bigint NOT NULL REFERENCES public.authors (author_id) ON DELETE CASCADE,
  greatest_id  bigint NOT NULL REFERENCES public.authors (author_id) ON DELETE CASCADE,
  PRIMARY KEY (least_id, greatest_id),
  CHECK (least_id < greatest_id)
);

CREATE INDEX different_authors_by_greatest ON counterfoil.different_authors (greatest_id);

-- An entry of the history of a book, or of who wrote it, belongs to that book.
ALTER TABLE counterfoil.history ADD book_id bigint;
CREATE INDEX history_of_book ON counterfoil.history (book_id, history_id) WHERE book_id IS NOT NULL;
CREATE INDEX history_of_change ON counterfoil.history (change, history_id) WHERE relation IN ('authors', 'books', 'bookauthors', 'author_aliases', 'different_authors');

DO $$
DECLARE
  place text;
BEGIN
  SELECT quote_ident (n.nspname) INTO place
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';
  IF place IS NOT NULL THEN
    EXECUTE format ('CREATE INDEX authors_search ON public.authors USING gin (search_text %s.gin_trgm_ops)', place);
    EXECUTE format ('CREATE INDEX books_search ON public.books USING gin (search_text %s.gin_trgm_ops)', place);
  END IF;
END
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- What triggers keep true
-- ---------------------------------------------------------------------------------------------------------------------

CREATE FUNCTION counterfoil.folded_spelling (first_name text, last_name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  folded text := counterfoil.fold_title (counterfoil.display_name (first_name, last_name));
  bare text := counterfoil.bare_name (folded);
BEGIN
  RETURN CASE WHEN folded = '' THEN '' WHEN bare = folded THEN ' ' || folded ELSE ' ' || folded || ' ' || bare END;
END
$$;

CREATE FUNCTION counterfoil.complete_author () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.added_at := coalesce (NEW.added_at, now ());
  NEW.added_by := coalesce (NEW.added_by, counterfoil.who ());
  NEW.name_key := counterfoil.name_key (NEW.first_name, NEW.last_name);
  NEW.sort_name := left (counterfoil.bare_name (counterfoil.fold_title (counterfoil.display_name (NEW.last_name, NEW.first_name))), 200);
  NEW.folded_names := counterfoil.folded_spelling (NEW.first_name, NEW.last_name);
  IF TG_OP = 'INSERT' THEN
    NEW.version := coalesce (NEW.version, 1);
  ELSE
    NEW.folded_names := left (NEW.folded_names || coalesce (
      (SELECT string_agg (DISTINCT counterfoil.folded_spelling (a.first_name, a.last_name), '')
         FROM counterfoil.author_aliases a WHERE a.author_id = NEW.author_id AND a.name_key <> NEW.name_key), ''), 2000);
    NEW.search_text := OLD.search_text;
    NEW.version := OLD.version;
    OLD.name_key := NEW.name_key;
    OLD.sort_name := NEW.sort_name;
    OLD.folded_names := NEW.folded_names;
    IF NEW IS DISTINCT FROM OLD THEN
      NEW.version := OLD.version + 1;
    END IF;
  END IF;
  NEW.search_text := NEW.folded_names || coalesce (' ' || left (counterfoil.fold_title (NEW.note), 500), '');
  RETURN NEW;
END
$$;

CREATE FUNCTION counterfoil.complete_book () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  folded text;
BEGIN
  NEW.added_at := coalesce (NEW.added_at, now ());
  NEW.added_by := coalesce (NEW.added_by, counterfoil.who ());
  NEW.isbn_unverified := coalesce (NEW.isbn_unverified, false);
  IF NEW.isbn IS NOT NULL THEN
    NEW.isbn := counterfoil.stored_isbn (NEW.isbn);
  END IF;
  NEW.isbn_unverified := NEW.isbn IS NOT NULL AND counterfoil.isbn13 (NEW.isbn) IS NULL;
  IF TG_OP = 'INSERT' THEN
    NEW.version := coalesce (NEW.version, 1);
    NEW.author_line := '';
    NEW.author_search := '';
    NEW.author_sort := NULL;
  -- Only the triggers of this schema know who wrote a book.
  ELSIF pg_trigger_depth () = 1 THEN
    NEW.author_line := OLD.author_line;
    NEW.author_search := OLD.author_search;
    NEW.author_sort := OLD.author_sort;
  END IF;
  folded := coalesce (counterfoil.fold_title (NEW.title), '');
  NEW.sort_title := left (folded, 200);
  NEW.sort_authors := left (NEW.author_sort, 100) || E'\t' || left (folded, 100);
  NEW.search_text := ' ' || left (folded, 500) || left (NEW.author_search, 1500)
    || coalesce (' ' || CASE WHEN NEW.isbn_unverified THEN left (counterfoil.fold_title (NEW.isbn), 100) ELSE NEW.isbn || coalesce (' ' || lower (counterfoil.isbn10 (NEW.isbn)), '') END, '')
    || coalesce (' ' || NEW.year, '');
  IF TG_OP = 'UPDATE' THEN
    -- Who wrote it belongs to a book: a change of that makes a version too, and says so by the next one.
    IF pg_trigger_depth () = 1 OR NEW.version <> OLD.version + 1 THEN
      NEW.version := OLD.version;
    END IF;
    OLD.author_line := NEW.author_line;
    OLD.author_search := NEW.author_search;
    OLD.author_sort := NEW.author_sort;
    OLD.sort_title := NEW.sort_title;
    OLD.sort_authors := NEW.sort_authors;
    OLD.search_text := NEW.search_text;
    IF NEW IS DISTINCT FROM OLD THEN
      NEW.version := OLD.version + 1;
    END IF;
  END IF;
  RETURN NEW;
END
$$;

-- Who wrote these books, in the books themselves. The rows are locked first and read after that, so that of two who change a book at
-- once the second sees what the first did; a row of this transaction nobody else sees, so it needs no lock.
CREATE FUNCTION counterfoil.refresh_books (changed bigint[], touched boolean) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM public.books b WHERE b.book_id = ANY (changed) AND b.xmin <> pg_current_xact_id ()::xid ORDER BY b.book_id FOR NO KEY UPDATE;
  UPDATE public.books b
    SET author_line = x.line, author_search = x.search, author_sort = x.sort,
        version = b.version + (touched AND b.xmin <> pg_current_xact_id ()::xid)::int
    FROM (SELECT c.id,
                 coalesce (string_agg (n.name, ', ' ORDER BY n.position NULLS LAST, n.pair) FILTER (WHERE n.name <> '' AND (n.writes OR NOT n.any_writes)), '') AS line,
                 coalesce (string_agg (n.folded_names, '' ORDER BY n.position NULLS LAST, n.pair), '') AS search,
                 (array_agg (n.sort_name ORDER BY n.writes DESC, n.position NULLS LAST, n.pair) FILTER (WHERE n.name <> ''))[1] AS sort
            FROM unnest (changed) AS c (id)
            LEFT JOIN (SELECT p.book_id, p.author_id, min (p.position) AS position, min (p.bookauthor_id) AS pair, bool_or (coalesce (p.role, 'author') = 'author') AS writes,
                              bool_or (bool_or (coalesce (p.role, 'author') = 'author')) OVER (PARTITION BY p.book_id) AS any_writes,
                              counterfoil.display_name (a.first_name, a.last_name) AS name, a.folded_names, a.sort_name
                         FROM public.bookauthors p JOIN public.authors a ON a.author_id = p.author_id
                         WHERE p.book_id = ANY (changed)
                         GROUP BY p.book_id, p.author_id, a.author_id) n ON n.book_id = c.id
            GROUP BY c.id) x
    WHERE b.book_id = x.id
      AND ((b.author_line, b.author_search, b.author_sort) IS DISTINCT FROM (x.line, x.search, x.sort)
           OR touched AND b.xmin <> pg_current_xact_id ()::xid);
END
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- What happens to rows
-- ---------------------------------------------------------------------------------------------------------------------

CREATE FUNCTION counterfoil.remember_authors () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  written bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id)
    SELECT counterfoil.who (), counterfoil.which_till (), 'authors', TG_OP, n.author_id FROM new_rows n;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id, old_row)
    SELECT counterfoil.who (), counterfoil.which_till (), 'authors', TG_OP, o.author_id, to_jsonb (o) FROM old_rows o;
  ELSE
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id, old_row)
    SELECT counterfoil.who (), counterfoil.which_till (), 'authors', TG_OP, o.author_id, to_jsonb (o)
    FROM old_rows o LEFT JOIN new_rows n ON n.author_id = o.author_id WHERE n.version IS DISTINCT FROM o.version;
    written := ARRAY(SELECT DISTINCT p.book_id FROM old_rows o JOIN new_rows n ON n.author_id = o.author_id JOIN public.bookauthors p ON p.author_id = o.author_id
                       WHERE (n.first_name, n.last_name, n.folded_names) IS DISTINCT FROM (o.first_name, o.last_name, o.folded_names) AND p.book_id IS NOT NULL);
    IF written <> '{}' THEN
      PERFORM counterfoil.refresh_books (written, false);
    END IF;
  END IF;
  PERFORM pg_notify ('counterfoil', TG_TABLE_NAME);
  RETURN NULL;
END
$$;

CREATE FUNCTION counterfoil.remember_books () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  written bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id, book_id)
    SELECT counterfoil.who (), counterfoil.which_till (), 'bookauthors', TG_OP, n.bookauthor_id, n.book_id FROM new_rows n;
    written := ARRAY(SELECT DISTINCT n.book_id FROM new_rows n WHERE n.book_id IS NOT NULL);
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id, book_id, old_row)
    SELECT counterfoil.who (), counterfoil.which_till (), 'bookauthors', TG_OP, o.bookauthor_id, o.book_id, to_jsonb (o) FROM old_rows o;
    written := ARRAY(SELECT DISTINCT o.book_id FROM old_rows o WHERE o.book_id IS NOT NULL);
  ELSE
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id, book_id, old_row)
    SELECT counterfoil.who (), counterfoil.which_till (), 'bookauthors', TG_OP, o.bookauthor_id, o.book_id, to_jsonb (o)
    FROM old_rows o LEFT JOIN new_rows n ON n.bookauthor_id = o.bookauthor_id WHERE n IS DISTINCT FROM o;
    written := ARRAY(SELECT o.book_id FROM old_rows o WHERE o.book_id IS NOT NULL UNION SELECT n.book_id FROM new_rows n WHERE n.book_id IS NOT NULL);
  END IF;
  -- Who changes a name at this moment is waited for, and then seen.
  IF TG_OP <> 'DELETE' THEN
    PERFORM FROM public.authors a WHERE a.author_id IN (SELECT n.author_id FROM new_rows n) AND a.xmin <> pg_current_xact_id ()::xid ORDER BY a.author_id FOR SHARE;
  END IF;
  IF written <> '{}' THEN
    PERFORM counterfoil.refresh_books (written, true);
  END IF;
  PERFORM pg_notify ('counterfoil', TG_TABLE_NAME);
  RETURN NULL;
END
$$;

CREATE FUNCTION counterfoil.remember_aliases () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

CREATE TRIGGER complete BEFORE INSERT OR UPDATE ON public.authors
  FOR EACH ROW EXECUTE FUNCTION counterfoil.complete_author ();
CREATE TRIGGER complete BEFORE INSERT OR UPDATE ON public.books
  FOR EACH ROW EXECUTE FUNCTION counterfoil.complete_book ();

DO $$
DECLARE
  kept record;
BEGIN
  FOR kept IN
    SELECT * FROM (VALUES ('public.authors', 'remember_authors'), ('public.books', 'remember_books'), ('public.bookauthors', 'remember_bookauthors'),
                          ('counterfoil.author_aliases', 'remember_aliases'), ('counterfoil.different_authors', 'remember_different')) AS k (relation, function)
  LOOP
    EXECUTE format ('CREATE TRIGGER remember_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION counterfoil.%I ()', kept.relation, kept.function);
    EXECUTE format ('CREATE TRIGGER remember_update AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION counterfoil.%I ()', kept.relation, kept.function);
    EXECUTE format ('CREATE TRIGGER remember_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION counterfoil.%I ()', kept.relation, kept.function);
  END LOOP;
END
$$;
