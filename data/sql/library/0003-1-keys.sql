-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- By what titles, names and ISBNs are compared, sorted and searched in the library.

-- ---------------------------------------------------------------------------------------------------------------------
-- Folding
-- ---------------------------------------------------------------------------------------------------------------------

-- As much of a text as is ever compared or searched: folded, without marks that nobody sees, with single blanks. These functions run
-- many times for each row that is written, so they pay for no search path of their own: the triggers have one. And each expression of a
-- function is made ready anew in each transaction, so what most texts need is one expression in SQL, which becomes part of the caller's.
CREATE FUNCTION counterfoil.fold_any_title (title text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  folded text := left (title, 1000);
BEGIN
  -- Before unaccent makes something of them that can be seen.
  IF folded ~ '[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]' THEN
    folded := regexp_replace (folded, '[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+', '', 'g');
  END IF;
  folded := counterfoil.fold_text (folded);
  IF folded ~ '[\u0001-\u001f\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]|  |^ | $' THEN
    folded := btrim (regexp_replace (folded, '[\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+', ' ', 'g'));
  END IF;
  RETURN folded;
END
$$;

CREATE FUNCTION counterfoil.fold_title (title text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN title ~ '^[!-~]+( [!-~]+)*$' AND octet_length (title) <= 1000 THEN lower (title) ELSE counterfoil.fold_any_title (title) END
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

-- What is searched stands in indexes too, beside what is sorted.
CREATE FUNCTION counterfoil.cut_many_bytes (searched text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  WHILE octet_length (searched) > 1800 LOOP
    searched := left (searched, char_length (searched) * 1700 / octet_length (searched));
  END LOOP;
  RETURN searched;
END
$$;

CREATE FUNCTION counterfoil.cut_bytes (searched text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN octet_length (searched) <= 1800 THEN searched ELSE counterfoil.cut_many_bytes (searched) END
$$;

-- What two names have in common that are the same name; '' where there is none.
CREATE FUNCTION counterfoil.any_name_key (first_name text, last_name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN counterfoil.cut_key (counterfoil.bare_name (coalesce (counterfoil.fold_title (first_name), '') || ' ' || coalesce (counterfoil.fold_title (last_name), '')));
END
$$;

CREATE FUNCTION counterfoil.name_key (first_name text, last_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN coalesce (first_name || ' ', '') || coalesce (last_name, '') ~ '^[A-Za-z0-9]+( [A-Za-z0-9]+)*$'
                AND octet_length (coalesce (first_name || ' ', '') || coalesce (last_name, '')) <= 200
              THEN lower (coalesce (first_name || ' ', '') || coalesce (last_name, ''))
              ELSE counterfoil.any_name_key (first_name, last_name) END
$$;

CREATE FUNCTION counterfoil.display_name (first_name text, last_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT btrim (coalesce (first_name, '') || ' ' || coalesce (last_name, ''))
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- ISBN
-- ---------------------------------------------------------------------------------------------------------------------

-- Twelve digits and the thirteenth that belongs to them.
CREATE FUNCTION counterfoil.isbn13_of (twelve text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  d int[] := string_to_array (twelve, NULL)::int[];
BEGIN
  RETURN twelve || (1000 - (d[1] + d[3] + d[5] + d[7] + d[9] + d[11] + 3 * (d[2] + d[4] + d[6] + d[8] + d[10] + d[12]))) % 10;
END
$$;

-- Nine digits, as an ISBN had them before 2007, and the tenth that belongs to them.
CREATE FUNCTION counterfoil.isbn10_of (nine text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  d int[] := string_to_array (nine, NULL)::int[];
  rest int := (11000 - (10 * d[1] + 9 * d[2] + 8 * d[3] + 7 * d[4] + 6 * d[5] + 5 * d[6] + 4 * d[7] + 3 * d[8] + 2 * d[9])) % 11;
BEGIN
  RETURN nine || CASE rest WHEN 10 THEN 'X' ELSE rest::text END;
END
$$;

-- Digits of all scripts as those of ASCII, and the X of other keyboards.
CREATE FUNCTION counterfoil.plain_digits (isbn text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  zeros int[] := '{1632,1776,1984,2406,2534,2662,2790,2918,3046,3174,3302,3430,3558,3664,3792,3872,4160,4240,6112,6160,6470,6608,6784,6800,6992,7088,7232,7248,'
                 '42528,43216,43264,43472,43504,43600,44016,65296}';
  plain text := translate (isbn, U&'x\0425\0445\2169\2179\FF38\FF58', 'XXXXXXX');
  digit int;
BEGIN
  FOR place IN 1 .. char_length (plain) LOOP
    CONTINUE WHEN ascii (substr (plain, place, 1)) < zeros[1];
    digit := ascii (substr (plain, place, 1)) - (SELECT max (z.zero) FROM unnest (zeros) AS z (zero) WHERE z.zero <= ascii (substr (plain, place, 1)));
    IF digit < 10 THEN
      plain := overlay (plain PLACING digit::text FROM place FOR 1);
    END IF;
  END LOOP;
  RETURN plain;
END
$$;

-- The number in what is not all digits, as cf_isbn_parse () takes it out: "ISBN-13:" in front, "(paperback)" behind, dashes and blanks anywhere.
CREATE FUNCTION counterfoil.bare_isbn (isbn text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  -- Blanks, dashes, control characters, and those that format a text.
  between text := '-\s\u0001-\u001f\u007f-\u00a0\u00ad\u058a\u05be\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1400\u1680\u1806\u180e\u2000-\u2015\u2028-\u202f'
                  '\u205f-\u2064\u2066-\u206f\u2212\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d\u3000\u301c\u3030\u30a0\ufe31\ufe32\ufe58\ufe63\ufeff\uff0d\ufff9-\ufffb';
  bare text := regexp_replace (isbn, format ('^[%1$s]*[=''"]*(urn:)?(ISBN[%1$s:]*(1[03](?![0-9])[%1$s:]*)?)?', between), '', 'i');
BEGIN
  bare := regexp_replace (bare, '[ \t\n\f\r.,;:''"]+$', '');
  bare := regexp_replace (regexp_replace (bare, '^([^(].*)\([^(]*\)$', '\1'), '^([0-9Xx]+)\.0$', '\1');
  bare := regexp_replace (bare, format ('[%s]+', between), '', 'g');
  RETURN CASE WHEN bare ~ '^[0-9]*X?$' THEN bare WHEN char_length (bare) <= 13 THEN counterfoil.plain_digits (bare) END;
END
$$;

-- The 13 digits of an ISBN of either form, NULL where it is none or its check digit is wrong. It is the rule of cf_isbn_parse (). Of ten equal
-- digits the last is right by accident, and they are typed to get past a field.
CREATE FUNCTION counterfoil.isbn13 (isbn text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  bare text := CASE WHEN isbn ~ '^[0-9]+$' THEN isbn
                    WHEN isbn ~ '^[0-9Xx -]{10,30}$' THEN translate (isbn, 'x -', 'X')
                    WHEN char_length (isbn) <= 200 THEN counterfoil.bare_isbn (isbn) END;
BEGIN
  IF bare ~ '^97[89][0-9]{10}$' THEN
    RETURN CASE WHEN counterfoil.isbn13_of (left (bare, 12)) = bare THEN bare END;
  ELSIF bare ~ '^[0-9]{9}[0-9X]$' AND bare !~ '^(.)\1{9}$' THEN
    RETURN CASE WHEN counterfoil.isbn10_of (left (bare, 9)) = bare THEN counterfoil.isbn13_of ('978' || left (bare, 9)) END;
  END IF;
  RETURN NULL;
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
