-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A library as large as they get: words as frequent as in real titles (Zipf's law), names as they are, an author with 5,000 books. The
-- settings bench.books and bench.authors say how large. The same every time.

SELECT setseed (0.5);

CREATE TEMP TABLE word AS
SELECT row_number () OVER () AS rank, w FROM (
  SELECT w FROM unnest (string_to_array ('the,of,and,a,in,to,love,for,history,life,night,book,world,house,girl,secret,last,dark,time,king,man,city,war,blood,lost,'
    'death,girls,on,is,from,my,with,american,story,shadow,heart,women,new,great,guide,art,one,red,dragon,fire,magic,river,sea,stories,summer,winter,island,road,garden,little,'
    'black,white,blue,golden,silver,queen,prince,daughter,son,mother,father,sister,brother,children,child,boy,wife,husband,killer,murder,crime,mystery,ghost,game,'
    'music,poems,letters,diary,journey,voyage,travels,adventures,chronicles,tales,legend,song,dance,kitchen,food,science,theory,philosophy,mathematics,'
    'introduction,principles,handbook,essays,collected,complete,modern,ancient,roman,greek,french,german,english,russian,chinese,african,london,paris,berlin,'
    'york,rome,empire,revolution,republic,century,money,power,politics,economics,law,god,faith,church,angel,devil,heaven,hell,star,moon,sun,earth,'
    'water,wind,storm,snow,rain,tree,forest,mountain,desert,horse,dog,cat,wolf,bird,eagle,eye,hand,bone,stone,glass,iron,steel,crown,sword,castle,tower,gate,door,bridge', ',')) AS w
  UNION ALL
  SELECT DISTINCT ON (w) w FROM (
    SELECT a || b || c AS w FROM unnest (string_to_array ('ba,be,bo,bra,cal,car,cen,cor,da,del,dor,fal,fen,fin,gal,gra,har,hel,in,jo,kar,la,len,lor,mal,mar,men,mor,na,nor,or,pal,per,pro,ral,ren,ros,sal,sen,sol,ta,ter,tor,val,ver,vin,wal,win', ',')) a,
      unnest (string_to_array ('a,an,ba,ce,den,di,er,go,i,la,li,ma,men,na,ni,o,ra,ri,si,ta,ti,u,va', ',')) b,
      unnest (string_to_array ('b,c,ck,d,den,e,er,ing,l,le,ly,m,n,na,ne,on,r,ry,s,ss,t,ton,us,y', ',')) c) s
  ) all_words LIMIT 20000;
CREATE TEMP TABLE surname AS SELECT row_number () OVER () AS n, initcap (w) AS name FROM word WHERE rank > 200;
UPDATE surname SET name = CASE n % 97 WHEN 0 THEN 'O''' || name WHEN 1 THEN 'van der ' || name WHEN 2 THEN replace (replace (name, 'a', 'á'), 'e', 'é') WHEN 3 THEN name || '-' || 'Smith' ELSE name END;
CREATE TEMP TABLE forename AS SELECT row_number () OVER () AS n, name FROM unnest (string_to_array ('Mary,James,Kate,John,Anna,Robert,Patricia,Michael,Linda,William,Elizabeth,David,Barbara,Richard,Susan,Joseph,Jessica,Thomas,'
  'Sarah,Charles,Karen,Christopher,Lisa,Daniel,Nancy,Matthew,Betty,Anthony,Margaret,Mark,Sandra,Donald,Ashley,Steven,Kimberly,Paul,Emily,Andrew,Donna,Joshua,Michelle,Kenneth,Carol,Kevin,Amanda,'
  'Brian,Dorothy,George,Melissa,Edward,Deborah,Ronald,José,François,Jürgen,Zoë,Renée,Søren,Łukasz,Ana María,J. R. R.,George R. R.,Li,Wei,Yuki,Haruki,Amit,Priya,Olga,Ivan,Fyodor,Giulia,Marco', ',')) AS name;

-- A word of the rank that Zipf's law gives: exp of an even number, so that each rank is as likely as it is high.
CREATE FUNCTION pg_temp.rank (most int) RETURNS int LANGUAGE sql VOLATILE AS $$ SELECT least (most, floor (exp (random () * ln (most + 1)))::int) $$;

INSERT INTO public.authors (first_name, last_name)
SELECT f.name, s.name FROM (SELECT n, 1 + floor (random () * 72)::int AS f, 1 + floor (random () * 19000)::int AS s FROM generate_series (1, current_setting ('bench.authors')::int) n) a
JOIN forename f ON f.n = a.f JOIN surname s ON s.n = a.s;

CREATE TEMP TABLE drawn AS SELECT b, p, pg_temp.rank (20000) AS rank FROM generate_series (1, current_setting ('bench.books')::int) b, LATERAL (SELECT b AS x, generate_series (1, 2 + (b::bigint * 7919 % 6)::int) AS p) w;
-- 1.4 authors a book, some of whom write much more than others; one has 5,000.
CREATE TEMP TABLE written AS
SELECT b, CASE WHEN b <= 5000 THEN 1 ELSE 1 + floor (power (random (), 2) * current_setting ('bench.authors')::int)::int END AS author, 1 AS position, 'author' AS role
FROM generate_series (1, current_setting ('bench.books')::int) b
UNION ALL
SELECT b, 2 + floor (random () * (current_setting ('bench.authors')::int - 1))::int, 2, CASE WHEN b % 5 = 0 THEN 'translator' ELSE 'author' END
FROM generate_series (1, current_setting ('bench.books')::int) b WHERE b % 5 < 2;
CREATE INDEX ON written (b);
ANALYZE written;

-- As an import does it: the books come with what they show of their authors.
SELECT set_config ('counterfoil.refreshes', 'yes', false);
INSERT INTO public.books (book_id, title, number_of_pages, year, isbn, author_line, author_search, author_sort)
SELECT t.b, upper (left (t.title, 1)) || substr (t.title, 2), 80 + t.b % 700, 1900 + t.b % 125, CASE WHEN t.b % 3 = 0 THEN counterfoil.isbn13_of ('978' || lpad (t.b::text, 9, '0')) END, c.*
FROM (SELECT d.b, string_agg (w.w, ' ' ORDER BY d.p) AS title FROM drawn d JOIN word w USING (rank) GROUP BY d.b) t,
  LATERAL counterfoil.contributor_columns (ARRAY(SELECT x.author::bigint FROM written x WHERE x.b = t.b ORDER BY x.position), ARRAY(SELECT x.role FROM written x WHERE x.b = t.b ORDER BY x.position)) c;
SELECT set_config ('counterfoil.refreshes', '', false);
INSERT INTO public.bookauthors (book_id, author_id, position, role) SELECT x.b, x.author, x.position, x.role FROM written x;
SELECT setval (pg_get_serial_sequence ('public.books', 'book_id'), max (b.book_id)) FROM public.books b;
