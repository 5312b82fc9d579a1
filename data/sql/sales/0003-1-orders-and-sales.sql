-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The shop: its settings, its tills, its orders and their lines.
--
-- public.sales belongs to everybody: any program that may use this table alone can add a line, change one and delete one, as
-- it always could; what it leaves out is completed by triggers. The schema counterfoil belongs to Counterfoil.
--
-- A till stores an order by one statement, which does nothing where the order is there already:
--
--   WITH h AS (
--     INSERT INTO counterfoil.orders (order_uuid, order_number, sold_at, business_day, till, clerk, next_line)
--     VALUES ($1, $2, $3, counterfoil.business_day ($3), $4, $5, $6)
--     ON CONFLICT (order_uuid) DO NOTHING
--     RETURNING order_id)
--   INSERT INTO public.sales (order_id, line_number, order_number, sold_at, till, clerk, product_number, product_name, product, …)
--   SELECT h.order_id, l.line_number, $2, $3, $4, $5, l.product_number, l.product_name, left (l.product_name, 100), …
--   FROM h, unnest ($7::text[], …) WITH ORDINALITY AS l (product_number, …, line_number)
--
-- next_line is the number of lines + 1. Rows that come with their order_id pass by the triggers that complete the rows of others.

-- ---------------------------------------------------------------------------------------------------------------------
-- Settings
-- ---------------------------------------------------------------------------------------------------------------------

CREATE TABLE counterfoil.settings (
  only_one       boolean     PRIMARY KEY DEFAULT true CHECK (only_one),
  shop_id        uuid        NOT NULL DEFAULT gen_random_uuid (),
  name           text        NOT NULL DEFAULT '',
  currency       text        NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  digits         int         NOT NULL CHECK (digits BETWEEN 0 AND 4),
  time_zone      text        NOT NULL,
  day_start_hour int         NOT NULL DEFAULT 0 CHECK (day_start_hour BETWEEN 0 AND 23),
  rounding       numeric     NOT NULL DEFAULT 0 CHECK (rounding >= 0),
  created_at     timestamptz NOT NULL DEFAULT now (),
  version        int         NOT NULL DEFAULT 1
);

COMMENT ON COLUMN counterfoil.settings.digits IS 'Digits of the currency behind the point';
COMMENT ON COLUMN counterfoil.settings.day_start_hour IS 'The local hour at which a business day begins';
COMMENT ON COLUMN counterfoil.settings.rounding IS 'The smallest coin: sums paid in cash are rounded to a multiple of it; 0 for none';

-- The business day on which a moment falls, by the clock on the shop's wall. This form is for statements that read the settings
-- anyway: the planner puts it in their place, and no function is called.
CREATE FUNCTION counterfoil.business_day (moment timestamptz, zone text, start_hour int) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ((moment AT TIME ZONE zone) - make_interval (hours => start_hour))::date
$$;

CREATE FUNCTION counterfoil.business_day (moment timestamptz) RETURNS date
LANGUAGE plpgsql STABLE AS $$
DECLARE
  zone text;
  start_hour int;
BEGIN
  SELECT s.time_zone, s.day_start_hour INTO zone, start_hour FROM counterfoil.settings s;
  RETURN counterfoil.business_day (moment, coalesce (zone, 'UTC'), coalesce (start_hour, 0));
END
$$;

-- The moment at which a business day begins.
CREATE FUNCTION counterfoil.day_start (day date) RETURNS timestamptz
LANGUAGE plpgsql STABLE AS $$
DECLARE
  zone text;
  start_hour int;
BEGIN
  SELECT s.time_zone, s.day_start_hour INTO zone, start_hour FROM counterfoil.settings s;
  RETURN (day::timestamp + make_interval (hours => coalesce (start_hour, 0))) AT TIME ZONE coalesce (zone, 'UTC');
END
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Tills
-- ---------------------------------------------------------------------------------------------------------------------

CREATE TABLE counterfoil.tills (
  code       text        PRIMARY KEY,
  number     int         NOT NULL UNIQUE,
  journal_id uuid        NOT NULL UNIQUE,
  claimed_at timestamptz NOT NULL DEFAULT now ()
);

-- ---------------------------------------------------------------------------------------------------------------------
-- Orders and their lines
-- ---------------------------------------------------------------------------------------------------------------------

CREATE TABLE counterfoil.orders (
  order_id     bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_uuid   uuid        NOT NULL DEFAULT gen_random_uuid () UNIQUE,
  order_number text        COLLATE "C" NOT NULL UNIQUE,
  sold_at      timestamptz NOT NULL DEFAULT now (),
  received_at  timestamptz NOT NULL DEFAULT now (),
  business_day date        NOT NULL,
  till         text,
  clerk        text        NOT NULL DEFAULT session_user,
  customer     text,
  country      text,
  next_line    int         NOT NULL DEFAULT 1,
  imported     int4multirange
);

COMMENT ON COLUMN counterfoil.orders.sold_at IS 'By the clock of the till';
COMMENT ON COLUMN counterfoil.orders.received_at IS 'By the clock of the server';
COMMENT ON COLUMN counterfoil.orders.next_line IS 'The number that the next line gets';
COMMENT ON COLUMN counterfoil.orders.imported IS 'The positions of an imported invoice that are here, or were: they are not imported again';

-- For the highest counter of a till: of two numbers that begin with the same code the longer one is higher.
CREATE INDEX orders_till ON counterfoil.orders (till, length (order_number), order_number) WHERE till IS NOT NULL;

-- Numbers for orders whose number others leave out.
CREATE SEQUENCE counterfoil.other_orders;

-- Every name that was ever sold under a number, once, as far as it is searched. A search looks here first, goes by the numbers to
-- the lines, and keeps those with one of the names found: an index over the names of all lines would cost every sale dearly. Lines
-- of others may have no number, '' here: their names have indexes, which cost a till nothing.
CREATE TABLE counterfoil.sold_names (
  name           text COLLATE "C",
  product_number text COLLATE "C",
  PRIMARY KEY (name, product_number)
);

-- An entry of the history of a line belongs to an order.
ALTER TABLE counterfoil.history ADD order_id bigint;
CREATE INDEX history_of_order ON counterfoil.history (order_id, history_id);

-- What others wrote as a number may be longer than an index takes. The line is kept all the same: with the beginning of the number and
-- what tells it from others with that beginning; the line as it was written is in the history.
CREATE FUNCTION counterfoil.short_number (number text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN octet_length (number) > 1000 THEN left (number, 200) || '…' || md5 (number) ELSE number END
$$;

-- ---------------------------------------------------------------------------------------------------------------------
-- Adopting a table of others
-- ---------------------------------------------------------------------------------------------------------------------

-- Gives a table of others the columns, types and keys that it has where Counterfoil makes it, and each of its rows what is missing there.
--
-- What others wrote stays as it was: a binary fraction becomes the shortest decimal that reads back as the same fraction, and a number
-- longer than an index takes is shortened, as that of a new row is; the row as it was is in the history. Else only what is NULL is
-- completed, as the trigger does for new rows of others: a number, X-n, for a row without one, the quantity 1, a name from the other
-- name, and a total where the price is known. The shop is not set up yet, so such a total is rounded to two places.
--
-- Nobody knows when an old row was sold, and by whom, but both columns are NOT NULL. now () would make all of them sales of today, and
-- the person who adopts their seller. So they get the moment at which time begins for computers, 1970-01-01 00:00 UTC, which can be no
-- real sale and sorts before all of them, and an empty clerk. When they came to Counterfoil is known: the header's received_at.
CREATE FUNCTION counterfoil.adopt_sales () RETURNS void
LANGUAGE plpgsql SET extra_float_digits = 1 SET work_mem = '64MB' SET maintenance_work_mem = '128MB' AS $$
DECLARE
  adopted constant regclass := 'public.sales';
  unknown constant timestamptz := 'epoch';
  unknown_day constant date := counterfoil.business_day (unknown);
  chance constant text := gen_random_uuid ();
  undo text[];
  redo text[];
  changes text[] := '{}';
  too_long jsonb[];
  command text;
  wanted record;
BEGIN
  -- Where a program sits on an open transaction, others must not queue up behind this for long.
  PERFORM set_config ('lock_timeout', '20s', true);
  LOCK TABLE public.sales IN ACCESS EXCLUSIVE MODE;
  PERFORM set_config ('lock_timeout', '0', true);
  SET CONSTRAINTS ALL IMMEDIATE;

  SELECT c.undo, c.redo INTO undo, redo FROM counterfoil.adoption_commands (adopted) c;
  FOREACH command IN ARRAY undo LOOP
    EXECUTE command;
  END LOOP;

  -- An order has many lines: a key of others allows one where it is on anything but the row's own number.
  FOR command IN
    SELECT format ('ALTER TABLE public.sales DROP CONSTRAINT %I', c.conname) FROM pg_constraint c
      WHERE c.conrelid = adopted AND c.contype = 'p'
        AND c.conkey IS DISTINCT FROM ARRAY[(SELECT a.attnum FROM pg_attribute a WHERE a.attrelid = adopted AND a.attname = 'id')]
  LOOP
    EXECUTE command;
  END LOOP;

  -- Columns: what the table must have, what it has, and so what becomes of it.
  FOR wanted IN
    SELECT w.name, w.type, a.attnum, a.atttypid::regtype::text AS found, a.atttypmod, a.attcollation, a.attidentity, pg_get_expr (d.adbin, d.adrelid) AS value
      FROM (VALUES ('order_number', 'text COLLATE "C"'), ('product_number', 'text COLLATE "C"'), ('product_name', 'text'), ('product', 'varchar(100)'),
                   ('quantity', 'numeric'), ('price', 'numeric'), ('discount', 'numeric'), ('order_total', 'numeric')) AS w (name, type)
      LEFT JOIN pg_attribute a ON a.attrelid = adopted AND a.attname = w.name AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = adopted AND d.adnum = a.attnum
  LOOP
    IF wanted.attnum IS NULL THEN
      changes := changes || format ('ADD %I %s', wanted.name, wanted.type || CASE wanted.name WHEN 'quantity' THEN ' DEFAULT 1' ELSE '' END);
      CONTINUE;
    END IF;
    changes := changes || format ('ALTER %I DROP NOT NULL', wanted.name);
    -- Longer names than ours are others' own affair.
    CONTINUE WHEN wanted.name = 'product' AND (wanted.found = 'text' OR wanted.found = 'character varying' AND wanted.atttypmod NOT BETWEEN 0 AND 103);
    CONTINUE WHEN wanted.name = 'product_name' AND wanted.found = 'text' OR wanted.type = 'numeric' AND wanted.found = 'numeric' AND wanted.atttypmod = -1;
    CONTINUE WHEN wanted.type LIKE '%COLLATE%' AND wanted.found = 'text' AND wanted.attcollation = '"C"'::regcollation;
    -- A default in words does not become one in numbers by itself.
    IF wanted.value IS NOT NULL THEN
      EXECUTE format ('ALTER TABLE public.sales ALTER %I DROP DEFAULT', wanted.name);
    END IF;
    changes := changes || format ('ALTER %I TYPE %s USING %I::%s', wanted.name, CASE wanted.name WHEN 'product' THEN CASE wanted.found WHEN 'character' THEN 'text' ELSE wanted.type END ELSE wanted.type END,
                                  wanted.name, CASE WHEN wanted.type <> 'numeric' THEN 'text' WHEN wanted.found = 'money' THEN 'numeric' ELSE 'text::numeric' END);
    IF wanted.value IS NOT NULL THEN
      changes := changes || format ('ALTER %I SET DEFAULT (%s)::text%s', wanted.name, wanted.value, CASE wanted.type WHEN 'numeric' THEN '::numeric' END);
    END IF;
  END LOOP;
  changes := changes || ARRAY['ADD line_number int', format ('ADD sold_at timestamptz NOT NULL DEFAULT %L', unknown), 'ADD order_id bigint', 'ADD till text',
                              $q$ADD clerk text NOT NULL DEFAULT ''$q$, 'ADD returned_line bigint', 'ADD discount_amount numeric', 'ADD tax_rate numeric', 'ADD note text',
                              'ADD version int NOT NULL DEFAULT 1'];
  IF NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = adopted AND a.attname = 'id' AND NOT a.attisdropped) THEN
    changes := changes || 'ADD id bigint GENERATED BY DEFAULT AS IDENTITY'::text;
  END IF;
  EXECUTE 'ALTER TABLE public.sales ' || array_to_string (changes, ', ');

  PERFORM counterfoil.adopt_key (adopted, 'id', 0);
  too_long := ARRAY(SELECT to_jsonb (s) FROM public.sales s WHERE octet_length (s.order_number) > 1000 OR octet_length (s.product_number) > 1000);
  UPDATE public.sales s
    SET order_number = counterfoil.short_number (s.order_number), product_number = counterfoil.short_number (s.product_number)
    WHERE octet_length (s.order_number) > 1000 OR octet_length (s.product_number) > 1000;

  -- Orders, in the order of their first rows.
  PERFORM setval ('counterfoil.other_orders', max (substr (s.order_number, 3)::bigint)) FROM public.sales s
    WHERE s.order_number ~ '^X-[1-9][0-9]{0,14}$' HAVING count (*) > 0;
  CREATE UNLOGGED TABLE counterfoil.adopted_lines AS
    SELECT x.id, coalesce (x.order_number, 'X-' || nextval ('counterfoil.other_orders')) AS order_number
      FROM (SELECT s.id, s.order_number FROM public.sales s ORDER BY s.id) x;
  -- The planner knows nothing yet of what was made a moment ago.
  ANALYZE public.sales, counterfoil.adopted_lines;
  -- Keys are made faster for all at once than for one after the other, those of random values above all; and what chance gives once,
  -- mixed with each number, costs a third of what it costs to ask for it each time.
  ALTER TABLE counterfoil.orders DROP CONSTRAINT orders_order_uuid_key, DROP CONSTRAINT orders_order_number_key;
  INSERT INTO counterfoil.orders (order_uuid, order_number, sold_at, business_day, clerk, next_line)
    SELECT md5 (chance || l.order_number)::uuid, l.order_number, unknown, unknown_day, '', count (*) + 1 FROM counterfoil.adopted_lines l GROUP BY l.order_number ORDER BY min (l.id);
  ALTER TABLE counterfoil.orders ADD CONSTRAINT orders_order_uuid_key UNIQUE (order_uuid), ADD CONSTRAINT orders_order_number_key UNIQUE (order_number);
  ANALYZE counterfoil.orders;
  -- Each row is written once: that is what takes long.
  UPDATE public.sales s
    SET order_number = n.order_number, order_id = n.order_id, line_number = n.line_number, quantity = coalesce (s.quantity, 1),
        product_name = coalesce (s.product_name, s.product), product = coalesce (s.product, left (s.product_name, 100)),
        order_total = coalesce (s.order_total, (SELECT CASE WHEN scale (t.total) > 2 THEN round (t.total, 2) ELSE t.total END
                                                  FROM (SELECT coalesce (s.quantity, 1) * s.price * (1 - coalesce (s.discount, 0))) t (total)))
    FROM (SELECT l.id, l.order_number, o.order_id, row_number () OVER (PARTITION BY o.order_id ORDER BY l.id) AS line_number
            FROM counterfoil.adopted_lines l JOIN counterfoil.orders o ON o.order_number = l.order_number) n
    WHERE s.id = n.id;
  DROP TABLE counterfoil.adopted_lines;

  INSERT INTO counterfoil.history (who, relation, operation, row_id, order_id, old_row)
    SELECT session_user, 'sales', 'UPDATE', s.id, s.order_id, l.old_row
      FROM unnest (too_long) AS l (old_row) JOIN public.sales s ON s.id = (l.old_row ->> 'id')::bigint;

  ALTER TABLE public.sales
    ALTER order_number SET NOT NULL, ALTER quantity SET NOT NULL, ALTER line_number SET NOT NULL, ALTER order_id SET NOT NULL,
    ALTER sold_at SET DEFAULT now (), ALTER clerk SET DEFAULT session_user,
    ADD UNIQUE (order_id, line_number), ADD FOREIGN KEY (returned_line) REFERENCES public.sales;
  INSERT INTO counterfoil.sold_names (name, product_number)
    SELECT DISTINCT left (s.product_name, 200) COLLATE "C", coalesce (s.product_number, '') FROM public.sales s WHERE s.product_name IS NOT NULL;

  FOREACH command IN ARRAY redo LOOP
    EXECUTE command;
  END LOOP;
END
$$;

-- Numbers are compared byte by byte (COLLATE "C"), so that one index serves equality, the beginning of a number, and sorting.
DO $$
BEGIN
  IF to_regclass ('public.sales') IS NOT NULL THEN
    PERFORM counterfoil.adopt_sales ();
    RETURN;
  END IF;
  CREATE TABLE public.sales (
    id              bigint       GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    order_number    text         COLLATE "C" NOT NULL,
    product_number  text         COLLATE "C",
    product_name    text,
    product         varchar(100),
    quantity        numeric      NOT NULL DEFAULT 1,
    price           numeric,
    discount        numeric,
    order_total     numeric,
    line_number     int          NOT NULL,
    sold_at         timestamptz  NOT NULL DEFAULT now (),
    order_id        bigint       NOT NULL,
    till            text,
    clerk           text         NOT NULL DEFAULT session_user,
    returned_line   bigint       REFERENCES public.sales,
    discount_amount numeric,
    tax_rate        numeric,
    note            text,
    version         int          NOT NULL DEFAULT 1,
    UNIQUE (order_id, line_number)
  );
END
$$;

DROP FUNCTION counterfoil.adopt_sales ();

COMMENT ON COLUMN public.sales.order_total IS 'The total of this line';
COMMENT ON COLUMN public.sales.discount IS 'A fraction: 0.05 is 5 %';
COMMENT ON COLUMN public.sales.discount_amount IS 'An amount off the whole line';
COMMENT ON COLUMN public.sales.order_id IS 'The header of the order; no foreign key, since not everybody may see the headers';
COMMENT ON COLUMN public.sales.returned_line IS 'The line whose goods came back by this one';

CREATE INDEX sales_by_time ON public.sales (sold_at, id);
CREATE INDEX sales_by_total ON public.sales (order_total, id);
CREATE INDEX sales_by_order ON public.sales (order_number, id);
CREATE INDEX sales_by_product ON public.sales (product_number, id);
CREATE INDEX sales_returned ON public.sales (returned_line) WHERE returned_line IS NOT NULL;
CREATE INDEX sales_negative ON public.sales (sold_at, id) WHERE quantity < 0;
-- Of columns and not of expressions: other clients read the table's indexes and complain of those.
CREATE INDEX sales_unnumbered ON public.sales (product_name) WHERE product_number IS NULL AND length (product_name) <= 200;
CREATE INDEX sales_long_names ON public.sales (id) WHERE product_number IS NULL AND length (product_name) > 200;

-- ---------------------------------------------------------------------------------------------------------------------
-- What happens to a line
-- ---------------------------------------------------------------------------------------------------------------------

CREATE FUNCTION counterfoil.remember_long_numbers (line public.sales) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO counterfoil.history (who, till, relation, operation, row_id, order_id, old_row)
  VALUES (counterfoil.who (), counterfoil.which_till (), 'sales', 'UPDATE', line.id, line.order_id, to_jsonb (line))
$$;

-- Finds or makes the header of a number, and gives the next line number in it.
CREATE FUNCTION counterfoil.join_order (number text, at timestamptz, at_till text, by_clerk text,
                                        OUT id bigint, OUT line int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO counterfoil.orders AS o (order_number, sold_at, business_day, till, clerk, next_line)
  VALUES (number, at, counterfoil.business_day (at), left (at_till, 100), by_clerk, 2)
  ON CONFLICT (order_number) DO UPDATE SET next_line = o.next_line + 1
  RETURNING o.order_id, o.next_line - 1 INTO id, line;
END
$$;

-- Money of others may have more digits than the currency has, when it went through floating point.
CREATE FUNCTION counterfoil.round_money (amount numeric) RETURNS numeric
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  places int := coalesce ((SELECT s.digits FROM counterfoil.settings s), 2);
BEGIN
  RETURN CASE WHEN scale (amount) > places THEN round (amount, places) ELSE amount END;
END
$$;

CREATE FUNCTION counterfoil.complete_sale () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- A line that has its order and was changed before is one that was deleted and is put back.
  IF NEW.order_id IS NOT NULL THEN
    INSERT INTO counterfoil.history (who, till, relation, operation, row_id, order_id)
    SELECT counterfoil.who (), counterfoil.which_till (), 'sales', 'UNDO', NEW.id, NEW.order_id
    WHERE EXISTS (SELECT FROM counterfoil.history h WHERE h.relation = 'sales' AND h.row_id = NEW.id AND h.operation = 'DELETE');
    RETURN NEW;
  END IF;
  WHILE NEW.order_number IS NULL LOOP
    NEW.order_number := 'X-' || nextval ('counterfoil.other_orders');
    IF EXISTS (SELECT FROM counterfoil.orders o WHERE o.order_number = NEW.order_number) THEN
      NEW.order_number := NULL;
    END IF;
  END LOOP;
  IF octet_length (NEW.order_number) > 1000 OR octet_length (NEW.product_number) > 1000 THEN
    PERFORM counterfoil.remember_long_numbers (NEW);
    NEW.order_number := counterfoil.short_number (NEW.order_number);
    NEW.product_number := counterfoil.short_number (NEW.product_number);
  END IF;
  NEW.product_name := coalesce (NEW.product_name, NEW.product);
  NEW.product := coalesce (NEW.product, left (NEW.product_name, 100));
  NEW.quantity := coalesce (NEW.quantity, 1);
  NEW.sold_at := coalesce (NEW.sold_at, now ());
  NEW.clerk := coalesce (NEW.clerk, session_user);
  NEW.version := coalesce (NEW.version, 1);
  NEW.order_total := counterfoil.round_money (coalesce (NEW.order_total,
    NEW.quantity * NEW.price * (1 - coalesce (NEW.discount, 0)) - coalesce (NEW.discount_amount, 0)));
  SELECT j.id, j.line INTO NEW.order_id, NEW.line_number
    FROM counterfoil.join_order (NEW.order_number, NEW.sold_at, NEW.till, NEW.clerk) j;
  RETURN NEW;
END
$$;

CREATE FUNCTION counterfoil.change_sale () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.version := OLD.version + 1;
  NEW.quantity := coalesce (NEW.quantity, OLD.quantity);
  NEW.sold_at := coalesce (NEW.sold_at, OLD.sold_at);
  NEW.clerk := coalesce (NEW.clerk, OLD.clerk);
  NEW.order_number := coalesce (NEW.order_number, OLD.order_number);
  IF octet_length (NEW.order_number) > 1000 OR octet_length (NEW.product_number) > 1000 THEN
    PERFORM counterfoil.remember_long_numbers (NEW);
    NEW.order_number := counterfoil.short_number (NEW.order_number);
    NEW.product_number := counterfoil.short_number (NEW.product_number);
  END IF;
  IF NEW.product_name IS DISTINCT FROM OLD.product_name THEN
    IF NEW.product IS NOT DISTINCT FROM OLD.product THEN
      NEW.product := left (NEW.product_name, 100);
    END IF;
  ELSIF NEW.product IS DISTINCT FROM OLD.product THEN
    NEW.product_name := NEW.product;
  END IF;
  IF NEW.order_total IS DISTINCT FROM OLD.order_total THEN
    NEW.order_total := counterfoil.round_money (NEW.order_total);
  END IF;
  IF NEW.order_number <> OLD.order_number AND NEW.order_id = OLD.order_id THEN
    SELECT j.id, j.line INTO NEW.order_id, NEW.line_number
      FROM counterfoil.join_order (NEW.order_number, NEW.sold_at, NEW.till, NEW.clerk) j;
  END IF;
  RETURN NEW;
END
$$;

CREATE FUNCTION counterfoil.remember_sales () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO counterfoil.history (who, till, relation, operation, row_id, order_id, old_row)
  SELECT counterfoil.who (), counterfoil.which_till (), 'sales', counterfoil.operation (TG_OP), o.id, o.order_id, to_jsonb (o)
  FROM old_rows o;
  PERFORM pg_notify ('counterfoil', 'sales');
  RETURN NULL;
END
$$;

-- Runs with every sale, so it pays for neither a search path of its own (every name is qualified instead) nor an INSERT that would
-- find all names there. New ones are added in one order by everybody: two tills that sell the same ones do not lock each other out.
CREATE FUNCTION counterfoil.take_new_sales () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF EXISTS (SELECT FROM new_rows n
             WHERE n.product_name IS NOT NULL
               AND NOT EXISTS (SELECT FROM counterfoil.sold_names s
                               WHERE s.name OPERATOR (pg_catalog.=) pg_catalog.left (n.product_name, 200)
                                 AND s.product_number OPERATOR (pg_catalog.=) coalesce (n.product_number, ''))) THEN
    INSERT INTO counterfoil.sold_names (name, product_number)
    SELECT DISTINCT pg_catalog.left (n.product_name, 200) COLLATE pg_catalog."C", coalesce (n.product_number, '') FROM new_rows n
    WHERE n.product_name IS NOT NULL
    ORDER BY 1, 2
    ON CONFLICT (name, product_number) DO NOTHING;
  END IF;
  PERFORM pg_catalog.pg_notify ('counterfoil', 'sales');
  RETURN NULL;
END
$$;

CREATE FUNCTION counterfoil.know_name () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO counterfoil.sold_names (name, product_number) VALUES (left (NEW.product_name, 200), coalesce (NEW.product_number, ''))
  ON CONFLICT (name, product_number) DO NOTHING;
  RETURN NEW;
END
$$;

CREATE TRIGGER complete BEFORE INSERT ON public.sales
  FOR EACH ROW WHEN (NEW.order_id IS NULL OR NEW.version > 1) EXECUTE FUNCTION counterfoil.complete_sale ();
CREATE TRIGGER change BEFORE UPDATE ON public.sales
  FOR EACH ROW EXECUTE FUNCTION counterfoil.change_sale ();
-- Triggers run in the order of their names: this one sees what the one above has completed.
CREATE TRIGGER know_changed_name BEFORE UPDATE ON public.sales
  FOR EACH ROW WHEN ((NEW.product_name, NEW.product_number) IS DISTINCT FROM (OLD.product_name, OLD.product_number) AND NEW.product_name IS NOT NULL)
  EXECUTE FUNCTION counterfoil.know_name ();
CREATE TRIGGER take_new AFTER INSERT ON public.sales REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION counterfoil.take_new_sales ();
CREATE TRIGGER remember_update AFTER UPDATE ON public.sales REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION counterfoil.remember_sales ();
CREATE TRIGGER remember_delete AFTER DELETE ON public.sales REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION counterfoil.remember_sales ();

-- ---------------------------------------------------------------------------------------------------------------------
-- What happens to the settings and the tills
-- ---------------------------------------------------------------------------------------------------------------------

CREATE FUNCTION counterfoil.check_settings () RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM now () AT TIME ZONE NEW.time_zone;
  IF TG_OP = 'UPDATE' THEN
    NEW.version := OLD.version + 1;
    IF NEW.shop_id <> OLD.shop_id THEN
      RAISE EXCEPTION 'The identity of a shop is never changed.';
    END IF;
    IF (NEW.currency, NEW.digits) IS DISTINCT FROM (OLD.currency, OLD.digits) THEN
      -- A first sale that is on its way is waited for.
      LOCK TABLE public.sales IN SHARE MODE;
      IF EXISTS (SELECT FROM public.sales) THEN
        RAISE EXCEPTION 'The currency is %, and cannot be changed any more: something has been sold in it.', OLD.currency;
      END IF;
    END IF;
  END IF;
  RETURN NEW;
END
$$;

CREATE TRIGGER check_settings BEFORE INSERT OR UPDATE ON counterfoil.settings
  FOR EACH ROW EXECUTE FUNCTION counterfoil.check_settings ();
CREATE TRIGGER hint AFTER INSERT OR UPDATE ON counterfoil.settings
  FOR EACH STATEMENT EXECUTE FUNCTION counterfoil.hint ();

-- The code of the till that has this journal, given now where it has none, and a counter above all that the server has of it.
-- A till that had a code before the server was restored from a backup asks for it, and keeps it while nobody else has it.
CREATE FUNCTION counterfoil.claim_till (journal uuid, wanted text, OUT till_code text, OUT next_counter bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  free int;
  highest text;
BEGIN
  SELECT t.code INTO till_code FROM counterfoil.tills t WHERE t.journal_id = journal;
  IF till_code IS NULL THEN
    LOCK TABLE counterfoil.tills IN SHARE ROW EXCLUSIVE MODE;
    free := CASE WHEN wanted ~ '^T[1-9][0-9]{0,8}$' THEN substr (wanted, 2)::int END;
    IF free IS NULL OR EXISTS (SELECT FROM counterfoil.tills t WHERE t.number = free OR t.code = wanted) THEN
      SELECT coalesce (max (t.number), 0) + 1 INTO free FROM counterfoil.tills t;
    END IF;
    INSERT INTO counterfoil.tills (code, number, journal_id) VALUES ('T' || free, free, journal)
    ON CONFLICT (journal_id) DO NOTHING;
    SELECT t.code INTO till_code FROM counterfoil.tills t WHERE t.journal_id = journal;
  END IF;
  SELECT o.order_number INTO highest FROM counterfoil.orders o
    WHERE o.till = till_code AND o.order_number ~ ('^' || till_code || '-[0-9]{1,17}$')
    ORDER BY length (o.order_number) DESC, o.order_number DESC LIMIT 1;
  next_counter := coalesce (split_part (highest, '-', 2)::bigint, 0) + 1;
END
$$;
