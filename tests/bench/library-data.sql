-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- A library as large as they get: words of titles and names of people as frequent as they are (Zipf's law), long tails of rare ones, an
-- author with 5,000 books. The settings bench.books and bench.authors say how large. The same every time.

SELECT setseed (0.5);

-- In the order of how often they are met; what the lists lack is put together of two parts, as the rare ones are.
CREATE TEMP TABLE word AS
SELECT row_number () OVER () AS rank, w FROM (
  SELECT w FROM unnest (string_to_array ('the,of,and,a,in,to,love,for,history,life,night,book,world,house,girl,secret,last,dark,time,king,man,city,war,blood,lost,'
    'death,girls,on,is,from,my,with,american,story,shadow,heart,women,new,great,guide,art,one,red,dragon,fire,magic,river,sea,stories,summer,winter,island,road,garden,little,'
    'black,white,blue,golden,silver,queen,prince,daughter,son,mother,father,sister,brother,children,child,boy,wife,husband,killer,murder,crime,mystery,ghost,game,'
    'music,poems,letters,diary,journey,voyage,travels,adventures,chronicles,tales,legend,song,dance,kitchen,food,science,theory,philosophy,mathematics,'
    'introduction,principles,handbook,essays,collected,complete,modern,ancient,roman,greek,french,german,english,russian,chinese,african,london,paris,berlin,'
    'york,rome,empire,revolution,republic,century,money,power,politics,economics,law,god,faith,church,angel,devil,heaven,hell,star,moon,sun,earth,'
    'water,wind,storm,snow,rain,tree,forest,mountain,desert,horse,dog,cat,wolf,bird,eagle,eye,hand,bone,stone,glass,iron,steel,crown,sword,castle,tower,gate,door,bridge,'
    'under,wonder,thunder,stranger,danger,finder,leader,reader,border,order,thirteen,mary,james,john,jane,anne,henry,harry,van,der,de,la,saint,king''s', ',')) AS w
  UNION ALL
  SELECT w FROM (
    SELECT a || b AS w FROM unnest (string_to_array ('moon,star,sun,night,day,blood,bone,stone,silver,gold,iron,wind,storm,snow,rain,fire,water,sea,river,lake,wood,tree,leaf,rose,thorn,black,white,red,'
      'blue,green,grey,dark,light,bright,deep,high,low,north,south,east,west,over,under,out,up,down,half,wild,sweet,bitter,cold,hot,dry,wet,soft,hard,sharp,blind,dead,ghost,'
      'witch,king,queen,lord,knight,child,brother,sister,mother,father,widow,hunter,fisher,book,word,song,tale,dream,sleep,heart,soul,mind,hand,foot,eye,head,back,birth,death,'
      'life,love,war,peace,power,time,clock,glass,paper,ink,pen,salt,sand,dust,ash,smoke,mist,cloud,sky,earth,hill,field,grass,corn,apple,honey,bee,bird,crow,raven,swan,wolf,fox,'
      'bear,horse,hound,cat,snake,dragon,spider,butter,milk,bread,wine,ship,boat,sail,anchor,harbour,bridge,gate,wall,tower,castle,church,bell', ',')) a,
      unnest (string_to_array ('light,fall,rise,shade,song,stone,wood,water,fire,storm,wind,heart,born,bound,keeper,maker,seeker,walker,hunter,singer,teller,catcher,breaker,man,woman,men,child,'
      'land,side,shore,field,yard,house,room,door,way,path,road,line,mark,work,craft,smith,ship,less,ful,ness,ing,ed,er,ers,s,ly,y,ish,like,wise,ward,some,dom,hood,berry,flower,fly,bird,fish,'
      'time,day,night,tide,break,set,burn,fort,gate,guard,master,mistress,lore,book,word,dust,glass,ink,bell,bone,blood,skin,eyes,hand,feet,crown,blade,sword,spell,dance,dream,sleep', ',')) b
      ORDER BY md5 (a || b)) rare
  ) all_words;

CREATE TEMP TABLE surname AS
SELECT row_number () OVER () AS n, name FROM (
  SELECT name FROM unnest (string_to_array ('Smith,Johnson,Williams,Brown,Jones,Miller,Davis,García,Rodríguez,Wilson,Martínez,Anderson,Taylor,Thomas,Hernández,Moore,Martin,Jackson,Thompson,White,'
    'López,Lee,González,Harris,Clark,Lewis,Robinson,Walker,Pérez,Hall,Young,Allen,Sánchez,Wright,King,Scott,Green,Baker,Adams,Nelson,Hill,Ramírez,Campbell,Mitchell,Roberts,Carter,Phillips,Evans,'
    'Turner,Torres,Parker,Collins,Edwards,Stewart,Flores,Morris,Nguyen,Murphy,Rivera,Cook,Rogers,Morgan,Peterson,Cooper,Reed,Bailey,Bell,Gómez,Kelly,Howard,Ward,Cox,Díaz,Richardson,Wood,'
    'Watson,Brooks,Bennett,Gray,James,Reyes,Cruz,Hughes,Price,Myers,Long,Foster,Sanders,Ross,Morales,Powell,Sullivan,Russell,Ortiz,Jenkins,Gutiérrez,Perry,Butler,Barnes,Fisher,Henderson,'
    'Müller,Schmidt,Schneider,Fischer,Weber,Meyer,Wagner,Becker,Schulz,Hoffmann,Dubois,Bernard,Petit,Durand,Leroy,Moreau,Laurent,Simon,Michel,Lefèvre,Rossi,Russo,Ferrari,Bianchi,'
    'de Vries,van der Berg,van den Berg,van Dijk,van der Meer,Jansen,van der Linden,O''Brien,O''Connor,O''Neill,MacDonald,McCarthy,Abécassis,Dostoevsky,Tolstoy,Murakami,Tanaka,Wang,Li,Zhang,Chen,'
    'Kowalski,Nowak,Hansen,Olsen,Jørgensen,Svensson,Öztürk,Quinn,Wodehouse,Tolkien,Rowling,Martin-Smith,Saint-Exupéry,Le Guin,de la Cruz,von Neumann', ',')) AS name
  UNION ALL
  SELECT CASE ('x' || substr (md5 (name), 1, 4))::bit (16)::int % 89 WHEN 0 THEN 'O''' || name WHEN 1 THEN 'van der ' || name WHEN 2 THEN replace (replace (name, 'a', 'á'), 'e', 'é')
           WHEN 3 THEN name || '-Smith' WHEN 4 THEN 'de ' || name WHEN 5 THEN 'Mac' || name ELSE name END
    FROM (SELECT a || b AS name FROM unnest (string_to_array ('Ash,Aber,Al,Ander,Arm,Bar,Bark,Beck,Bel,Ber,Birk,Black,Blen,Brad,Bram,Brand,Bridg,Bris,Buck,Bur,Cal,Car,Carl,Cas,Chad,Chap,Char,Chil,Clay,Clif,Col,Con,Cor,Cran,Craw,'
      'Cres,Crom,Cul,Dal,Dan,Dar,Daw,Den,Der,Dev,Don,Dor,Dray,Dun,Ed,El,Ell,Els,Em,Ep,Er,Fal,Far,Fen,Fern,Field,Fin,Flem,For,Fos,Ful,Gal,Gar,Gil,Glad,Gold,Gor,Gran,Gren,Grim,Had,Hal,Ham,Har,Hart,Has,Hat,'
      'Haw,Hay,Hel,Hen,Her,Hes,Hil,Hol,Hor,Hud,Hun,Hux,In,Ken,Kil,Kin,Kirk,Lam,Lan,Lang,Law,Lei,Len,Lin,Lis,Lock,Lor,Lud,Mal,Man,Mar,Mel,Men,Mer,Mid,Mil,Mon,Mor,Nan,Nes,Net,New,Nor,Nut,Oak,Or,Os,Pal,Par,Pem,'
      'Pen,Per,Pil,Pres,Rad,Ram,Ran,Rat,Red,Ren,Rich,Rip,Rob,Roch,Rom,Ros,Row,Rud,Rus,Ruth,Sal,San,Sax,Sea,Sel,Shel,Sher,Sil,Stan,Stock,Strat,Sut,Swin,Tal,Tar,Ten,Thorn,Til,Tor,Tren,Tur,Up,Ux,Wad,Wal,Wans,War,Wat,'
      'Wel,Wes,Whit,Wick,Wil,Win,Wins,Wood,Wor,Wren,Yar,York', ',')) a,
      unnest (string_to_array ('berg,borne,bourne,bridge,burn,bury,by,cliffe,combe,cott,croft,dale,den,dine,don,drew,dyke,ell,er,ern,ers,ersen,ett,feld,field,fold,ford,gate,grave,greaves,ham,hurst,ing,ings,ington,ison,kin,kins,land,'
      'ler,ley,lin,ling,lock,low,man,mann,mer,more,mont,mouth,ner,ney,nolds,over,pole,rell,rick,ridge,rington,sby,sett,shaw,shire,skill,son,stead,sted,stein,ster,stock,stone,stow,tham,ther,thorpe,thwaite,tley,ton,'
      'vale,ville,wald,wall,ward,water,way,well,wick,win,wold,wood,worth,wright,yard', ',')) b
      ORDER BY md5 (a || b)) rare
  ) all_surnames;

CREATE TEMP TABLE forename AS SELECT row_number () OVER () AS n, name FROM unnest (string_to_array ('John,Mary,James,Robert,David,William,Michael,Anna,Elizabeth,Thomas,Richard,Charles,Peter,Paul,George,Sarah,Susan,Margaret,Jane,Kate,Patricia,Linda,'
  'Barbara,Joseph,Jessica,Karen,Christopher,Lisa,Daniel,Nancy,Matthew,Betty,Anthony,Mark,Sandra,Donald,Ashley,Steven,Stephen,Kimberly,Emily,Andrew,Donna,Joshua,Michelle,Kenneth,Carol,Kevin,Amanda,'
  'Brian,Dorothy,Melissa,Edward,Deborah,Ronald,José,María,Jean,Pierre,Hans,Karl,François,Jürgen,Zoë,Renée,Søren,Łukasz,Ana María,J. R. R.,George R. R.,Mary Ann,John Paul,James Henry,Jean-Paul,Wei,Yuki,Haruki,Amit,Priya,'
  'Olga,Ivan,Fyodor,Lev,Giulia,Marco,Antoine,Ursula K.,P. G.,J. K.,Jan,Pieter,Willem,Éliette,Alice,Arthur,Agatha,Albert,Alexander,Alexandra,Alfred,Angela,Arnold,Astrid,Audrey,Barry,Beatrice,Benjamin,Bernard,Bertrand,'
  'Beverly,Bridget,Bruce,Camille,Carl,Caroline,Catherine,Cecilia,Charlotte,Claire,Clara,Claude,Colin,Constance,Craig,Cynthia,Deirdre,Dennis,Diana,Douglas,Duncan,Edith,Edmund,Eileen,Eleanor,Elena,Émile,Emma,Eric,Erica,'
  'Ernest,Ethan,Eugene,Eva,Evelyn,Felix,Fiona,Frances,Francis,Frank,Frederick,Gabriel,Gail,Geoffrey,Gerald,Geraldine,Gilbert,Gordon,Grace,Graham,Gregory,Hannah,Harold,Harriet,Harry,Hazel,Heather,Helen,Helena,Henry,Herbert,'
  'Hilary,Howard,Hugh,Ian,Ingrid,Irene,Iris,Isaac,Isabel,Jack,Jacob,Jacqueline,Janet,Jason,Jeffrey,Jennifer,Jeremy,Joan,Joanna,Jonathan,Jordan,Joyce,Judith,Julia,Julian,Juliet,Justin,Katherine,Kathleen,Keith,Laura,'
  'Lawrence,Leo,Leonard,Leslie,Lillian,Louis,Louise,Lucas,Lucy,Luis,Lydia,Malcolm,Marcel,Marcus,Margot,Marie,Marilyn,Marion,Martha,Martin,Maurice,Max,Maya,Megan,Mercedes,Miriam,Monica,Nadine,Naomi,Nathan,Neil,Nicholas,'
  'Nicole,Noah,Nora,Norman,Oliver,Olivia,Oscar,Owen,Pamela,Patrick,Philip,Phyllis,Rachel,Ralph,Raymond,Rebecca,Roger,Rosa,Rosemary,Roy,Ruth,Samuel,Sebastian,Sharon,Simon,Simone,Sofia,Stanley,Stella,Stuart,Sylvia,'
  'Teresa,Theodore,Timothy,Toni,Ulrich,Ursula,Valerie,Vera,Victor,Vincent,Virginia,Vivian,Walter,Wendy,Winifred,Yvonne,Zadie', ',')) AS name;

-- As Zipf's law has it: exp of an even number, so that each rank is as likely as it is high.
CREATE FUNCTION pg_temp.rank (most bigint) RETURNS bigint LANGUAGE sql VOLATILE AS $$ SELECT floor (exp (random () * ln (most + 1)))::bigint $$;
-- Names of people are more even than words: two of three are any.
CREATE FUNCTION pg_temp.mixed (most bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN CASE WHEN random () < 0.33 THEN pg_temp.rank (most) ELSE 1 + floor (random () * most) END;
END
$$;

INSERT INTO public.authors (first_name, last_name)
SELECT f.name, s.name
  FROM (SELECT n, pg_temp.mixed ((SELECT count (*) FROM forename)) AS f, pg_temp.mixed ((SELECT count (*) FROM surname)) AS s FROM generate_series (1, current_setting ('bench.authors')::int) n) a
  JOIN forename f ON f.n = a.f JOIN surname s ON s.n = a.s;

CREATE TEMP TABLE drawn AS
SELECT b, p, pg_temp.rank ((SELECT count (*) FROM word)) AS rank FROM generate_series (1, current_setting ('bench.books')::int) b, LATERAL (SELECT b AS x, generate_series (1, 2 + (b::bigint * 7919 % 6)::int) AS p) w;
-- 1.4 authors a book, some of whom write much more than others; one has 5,000.
CREATE TEMP TABLE written AS
SELECT b, CASE WHEN b <= 5000 THEN 1 ELSE 1 + floor (power (random (), 2) * current_setting ('bench.authors')::int)::int END AS author, 1 AS position, 'author' AS role
FROM generate_series (1, current_setting ('bench.books')::int) b
UNION ALL
SELECT b, 2 + floor (random () * (current_setting ('bench.authors')::int - 1))::int, 2, CASE WHEN b % 5 = 0 THEN 'translator' ELSE 'author' END
FROM generate_series (1, current_setting ('bench.books')::int) b WHERE b % 5 < 2;
CREATE INDEX ON written (b);
ANALYZE word, drawn, written;

-- As an import does it: the books come with what they show of their authors.
SELECT set_config ('counterfoil.refreshes', 'yes', false);
INSERT INTO public.books (book_id, title, number_of_pages, year, isbn, author_line, author_search, author_sort)
SELECT t.b, upper (left (t.title, 1)) || substr (t.title, 2), 80 + t.b % 700, 1900 + t.b % 125, CASE WHEN t.b % 3 = 0 THEN counterfoil.isbn13_of ('978' || lpad (t.b::text, 9, '0')) END, c.*
FROM (SELECT d.b, string_agg (w.w, ' ' ORDER BY d.p) AS title FROM drawn d JOIN word w USING (rank) GROUP BY d.b) t,
  LATERAL counterfoil.contributor_columns (ARRAY(SELECT x.author::bigint FROM written x WHERE x.b = t.b ORDER BY x.position), ARRAY(SELECT x.role FROM written x WHERE x.b = t.b ORDER BY x.position)) c;
INSERT INTO public.bookauthors (book_id, author_id, position, role) SELECT x.b, x.author, x.position, x.role FROM written x;
SELECT set_config ('counterfoil.refreshes', '', false);
SELECT setval (pg_get_serial_sequence ('public.books', 'book_id'), max (b.book_id)) FROM public.books b;
