/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-bib-csv.h"

#include "cf-error.h"

#include "bib-fixture.h"

#include <locale.h>
#include <string.h>

static char *
read_in_blocks (const CfBibCsvMapping *mapping,
                const char            *data,
                gsize                  length,
                gsize                  block)
{
  GString *log = g_string_new (NULL);
  g_autoptr (CfBibCsvReader) reader = cf_bib_csv_reader_new (mapping, bib_log_cb, log);
  g_autoptr (GError) error = NULL;
  gboolean ok = TRUE;

  for (gsize i = 0; ok && i < length; i += block)
    {
      g_autofree char *bytes = g_memdup2 (data + i, MIN (block, length - i));

      ok = cf_bib_csv_reader_feed (reader, bytes, MIN (block, length - i), &error);
    }
  if (ok)
    ok = cf_bib_csv_reader_end (reader, &error);

  g_assert_true (ok == (error == NULL));
  if (error != NULL)
    {
      g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
      g_string_append (log, "failed\n");
    }

  return g_string_free (log, FALSE);
}

static void
assert_reads (const char *data,
              gsize       length,
              const char *expected)
{
  static const gsize blocks[] = { 1, 7, 4096 };

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++)
    {
      g_autofree char *log = read_in_blocks (NULL, data, length, blocks[i]);

      g_assert_cmpstr (log, ==, expected);
    }
}

#define ASSERT_READS(data, expected) assert_reads ((data), sizeof (data) - 1, (expected))

static void
test_rows (void)
{
  ASSERT_READS ("title,pages,year,isbn,authors\n"
                "The Huntress,560,2019,9780062740373,Kate Quinn\n"
                " The  Institute ,576.0,2019.0,1-9821-1056-2,\"King, Stephen\"\n"
                "\n"
                "The Diamond Eye,,,,\n",
                "2: The Huntress|560|2019|9780062740373|Kate+Quinn\n"
                "3: The Institute|576|2019|9781982110567|+King; +Stephen\n"
                "5: The Diamond Eye||||\n");
  ASSERT_READS ("\xef\xbb\xbfTitle\r\nPlato\r\n", "2: Plato||||\n");
  ASSERT_READS ("title\n", "");
  ASSERT_READS ("title", "");
  ASSERT_READS ("", "failed\n");
  ASSERT_READS ("author,year\nKate Quinn,2019\n", "failed\n");
  ASSERT_READS ("ti\0tle\nx\n", "failed\n");
}

static void
test_bad_rows (void)
{
  ASSERT_READS ("title,pages,year,isbn\n"
                "a,1,2\n"
                "b,-3,,\n"
                "c,∞,,\n"
                "d,1e9,,\n"
                ",1,,\n"
                "e,,soon 19,\n"
                "f\xe9,,,\n"
                "g\0,,,\n"
                "h,,n.d.,none\n"
                "i,,,9780439023482\n"
                "\"j\"x,,,\n"
                "k,,,\n",
                "2! The number of columns is 3, and the first line names 4\n"
                "3! “-3” is not a number of pages.\n"
                "4! “∞” is not a number of pages.\n"
                "5! “1e9” is not a number of pages.\n"
                "6! It has no title.\n"
                "7! “soon 19” is not a year.\n"
                "8! It is not in UTF-8. Save the file with the encoding UTF-8 and read it again.\n"
                "9! There is a zero byte in it, which is no text.\n"
                /* A wrong ISBN is kept, and marked. */
                "10: h|||(5 none)|\n"
                "11: i|||9780439023482(2 9780439023482)|\n"
                "12! There is text between a closing quotation mark and the end of the column.\n"
                "13: k||||\n");
}

/* What was no text is not taken for a title where nobody has mended it; what was left out for another reason has its own text. */
static void
test_rejects_unmended (void)
{
  ASSERT_READS ("line,reason,title,year\n"
                "8,It is not in UTF-8. Save the file with the encoding UTF-8 and read it again.,Caf\\xE9,\n"
                "9,\"There is a zero byte in it, which is no text.\",Te\\x00a,\n"
                "10,It is not in UTF-8. Save the file with the encoding UTF-8 and read it again.,Café,\n"
                "11,“soon” is not a year.,Caf\\xE9,2019\n",
                "2! Something like “\\xE9” still stands in it for a byte that was no text. Put the right letter there.\n"
                "3! Something like “\\xE9” still stands in it for a byte that was no text. Put the right letter there.\n"
                "4: Café||||\n"
                "5: Caf\\xE9||2019||\n");
  ASSERT_READS ("title\nCaf\\xE9\n", "2: Caf\\xE9||||\n");
}

static void
test_long_field (void)
{
  g_autoptr (GString) csv = g_string_new ("title,pages\n\"");
  g_autofree char *filling = g_strnfill (10 * 1024 * 1024 + 1, 'x');
  g_autofree char *log = NULL;

  g_string_append (csv, filling);
  g_string_append (csv, "\",1\nnext,2\n");
  log = read_in_blocks (NULL, csv->str, csv->len, 65536);
  g_assert_cmpstr (log, ==, "2! A field of it is longer than 10 megabytes.\n3: next|2|||\n");
}

static void
assert_isbn (const char   *isbn,
             const char   *isbn13,
             CfIsbnStatus  status,
             const char   *expected)
{
  g_autofree char *csv = g_strdup_printf ("title,isbn,isbn13\na,\"%s\",\"%s\"\n", isbn, isbn13);
  g_autofree char *log = read_in_blocks (NULL, csv, strlen (csv), 4096);
  g_autofree char *line = status == CF_ISBN_VALID ? g_strdup_printf ("2: a|||%s|\n", expected) : g_strdup_printf ("2: a|||%s(%d ", expected, status);

  g_test_message ("%s %s", isbn, isbn13);
  g_assert_true (g_str_has_prefix (log, line));
}

static void
test_isbn_columns (void)
{
  assert_isbn ("0439023483", "9780439023481", CF_ISBN_VALID, "9780439023481");
  assert_isbn ("0439023483", "", CF_ISBN_VALID, "9780439023481");
  assert_isbn ("", "9780439023481", CF_ISBN_VALID, "9780439023481");
  assert_isbn ("=\"\"0439023483\"\"", "=\"\"\"\"", CF_ISBN_VALID, "9780439023481");
  assert_isbn ("0439023483", "9.78043902348e+12", CF_ISBN_VALID, "9780439023481");
  assert_isbn ("439023483", "9780439023481", CF_ISBN_VALID, "9780439023481");

  /* Each is damaged, and both together are not. */
  assert_isbn ("439023483", "9.78043902348e+12", CF_ISBN_VALID, "9780439023481");
  assert_isbn ("439023483", "9.78044e+12", CF_ISBN_INCOMPLETE, "9780439023481");
  assert_isbn ("439023483", "9.78043902349e+12", CF_ISBN_INCOMPLETE, "9780439023481");
  assert_isbn ("439023483", "", CF_ISBN_INCOMPLETE, "9780439023481");
  assert_isbn ("", "9.78043902348e+12", CF_ISBN_ROUNDED, "");
}

/* What @authors become in a file that has @others as well. */
static void
assert_authors (const char *authors,
                const char *others,
                const char *expected)
{
  g_autofree char *csv = g_strdup_printf ("title,author\na,\"%s\"\n%s", authors, others);
  g_autofree char *log = read_in_blocks (NULL, csv, strlen (csv), 4096);
  g_autofree char *line = g_strdup_printf ("2: a||||%s\n", expected);

  g_test_message ("%s", authors);
  g_assert_true (g_str_has_prefix (log, line) || (g_test_message ("%s", log), FALSE));
}

#define NATURAL "b,Kate Quinn\nc,Stephen King\n"
#define INVERTED "b,\"Quinn, Kate\"\nc,\"King, Stephen\"\n"

static void
test_authors (void)
{
  assert_authors ("J.K. Rowling, Mary GrandPré", NATURAL, "J.K.+Rowling; Mary+GrandPré");
  assert_authors ("Homer, Robert Fagles", NATURAL, "+Homer; Robert+Fagles");
  assert_authors ("Neil Gaiman, Malcolm Jones III, Todd Klein", NATURAL, "Neil+Gaiman; Malcolm+Jones III; Todd+Klein");
  assert_authors ("Martin Luther King, Jr., Kate Quinn", NATURAL, "Martin Luther+King Jr.; Kate+Quinn");
  assert_authors ("Kate Quinn, Janie Chang and Heather Webb", NATURAL, "Kate+Quinn; Janie+Chang; Heather+Webb");
  assert_authors ("Kate Quinn, Janie Chang, and Heather Webb", NATURAL, "Kate+Quinn; Janie+Chang; Heather+Webb");
  assert_authors ("Robert           Jackson", NATURAL, "Robert+Jackson");

  assert_authors ("Quinn, Kate", INVERTED, "Kate+Quinn");
  assert_authors ("García Márquez, Gabriel José", INVERTED, "Gabriel José+García Márquez");
  assert_authors ("Quinn, Kate; Chang, Janie", INVERTED, "Kate+Quinn; Janie+Chang");
  assert_authors ("Quinn, Kate and Chang, Janie", INVERTED, "Kate+Quinn; Janie+Chang");
  assert_authors ("King, Martin Luther, Jr.", INVERTED, "Martin Luther+King Jr.");
  assert_authors ("Plato", INVERTED, "+Plato");

  assert_authors ("Kate Quinn; Janie Chang", "", "Kate+Quinn; Janie+Chang");
  assert_authors ("Kate Quinn|Janie Chang", "", "Kate+Quinn; Janie+Chang");
  assert_authors ("Kate Quinn\nJanie Chang", "", "Kate+Quinn; Janie+Chang");
  assert_authors ("Terry Pratchett & Neil Gaiman", "", "Terry+Pratchett; Neil+Gaiman");
  assert_authors ("Terry Pratchett AND Neil Gaiman", "", "Terry+Pratchett; Neil+Gaiman");
  assert_authors ("Better Homes and Gardens", "", "+Better Homes and Gardens");
  assert_authors ("Simon & Schuster", "", "+Simon & Schuster");
  assert_authors ("Andrew Anderson", "", "Andrew+Anderson");
  assert_authors ("Kate Quinn et al.", "", "Kate+Quinn");
  assert_authors ("Kate Quinn, et al", NATURAL, "Kate+Quinn");
  assert_authors ("Quinn, Kate", "", "Kate+Quinn");
  assert_authors ("Kate Quinn, Janie Chang", "", "Kate+Quinn; Janie+Chang");
  assert_authors (" , ; ,", "", "");

  assert_authors ("Mary GrandPré (Illustrator)", "", "Mary+GrandPré [illustrator]");
  assert_authors ("Quinn, Kate (ed.); Chang, Janie [trl]", "", "Kate+Quinn [editor]; Janie+Chang [translator]");
  assert_authors ("Kate Quinn (writing as another)", "", "Kate Quinn (writing as+another)");
}

/* What stands late in the first rows decides for them, too; and the lines stay in order. */
static void
test_many_rows_decide (void)
{
  g_autoptr (GString) csv = g_string_new ("title,author\n");
  g_autofree char *log = NULL;
  g_auto (GStrv) lines = NULL;

  g_string_append (csv, "a,\"García Márquez, Gabriel José\"\nb,\"x\"y\n");
  for (guint i = 0; i < 500; i++)
    g_string_append (csv, "c,\"Quinn, Kate\"\n");
  log = read_in_blocks (NULL, csv->str, csv->len, 100);
  lines = g_strsplit (log, "\n", -1);

  g_assert_cmpstr (lines[0], ==, "2: a||||Gabriel José+García Márquez");
  g_assert_true (g_str_has_prefix (lines[1], "3! "));
  for (guint i = 2; i < 502; i++)
    {
      g_autofree char *expected = g_strdup_printf ("%u: c||||Kate+Quinn", i + 2);

      g_assert_cmpstr (lines[i], ==, expected);
    }
  g_assert_cmpuint (g_strv_length (lines), ==, 503);
}

static void
test_other_catalogues (void)
{
  /* Goodreads */
  ASSERT_READS ("Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,Publisher,Number of Pages,Year Published,Original Publication Year\n"
                "3,Harry Potter,J.K. Rowling,\"Rowling, J.K.\",\"Mary GrandPré, Jim Dale\",\"=\"\"0439554934\"\"\",\"=\"\"9780439554930\"\"\",Scholastic,320,2003,1997\n",
                "2: Harry Potter|320|2003|9780439554930|J.K.+Rowling; Mary+GrandPré; Jim+Dale\n");
  /* LibraryThing */
  ASSERT_READS ("Book Id,Title,Primary Author,Secondary Author,Date,ISBN,Page Count\n"
                "1,The Huntress,\"Quinn, Kate\",\"Chang, Janie|Webb, Heather\",2019,[0062740377],560 \n",
                "2: The Huntress|560|2019|9780062740373|Kate+Quinn; Janie+Chang; Heather+Webb\n");
  /* calibre */
  ASSERT_READS ("author_sort,authors,isbn,pubdate,title\n"
                "\"Pratchett, Terry & Gaiman, Neil\",Terry Pratchett & Neil Gaiman,9780060853983,2006-11-28T00:00:00+00:00,Good Omens\n",
                "2: Good Omens||2006|9780060853983|Terry+Pratchett; Neil+Gaiman\n");
  /* The tables of a library, joined */
  ASSERT_READS ("book_id,title,number_of_pages,first_name,last_name,role\n"
                "1,The Huntress,560,Kate,Quinn,\n"
                "2,Omens,300,Terry;Neil,Pratchett;Gaiman,editor\n"
                "3,Omens,300,Terry;Neil,Pratchett;Gaiman,author;ill\n",
                "2: The Huntress|560|||Kate+Quinn\n"
                "3: Omens|300|||Terry+Pratchett [editor]; Neil+Gaiman [editor]\n"
                "4: Omens|300|||Terry+Pratchett; Neil+Gaiman [illustrator]\n");
  ASSERT_READS ("title,authors,editors,translators,illustrators\n"
                "a,Kate Quinn,Janie Chang,\"Ann Goldstein, Bill Johnston\",Mary GrandPré\n",
                "2: a||||Kate+Quinn; Janie+Chang [editor]; Ann+Goldstein [translator]; Bill+Johnston [translator]; Mary+GrandPré [illustrator]\n");
}

/* As spreadsheets of other countries write it: what the first line has most of outside of quotes stands between the columns. */
static void
test_separators (void)
{
  CfBibCsvMapping mapping;
  g_autofree char *chosen = NULL;

  ASSERT_READS ("title;pages;year;authors\r\nThe Huntress;560;;Quinn, Kate\r\n\"War; and Peace\";1225;1869;Tolstoy, Leo\r\n",
                "2: The Huntress|560|||Kate+Quinn\n3: War; and Peace|1225|1869||Leo+Tolstoy\n");
  ASSERT_READS ("\xef\xbb\xbftitle\tpages\tauthors\n\"Huntress, The\"\t560\tKate Quinn\n", "2: Huntress, The|560|||Kate+Quinn\n");
  ASSERT_READS ("\n\n\"a; b; c\",title\n1,The Huntress\n", "4: The Huntress||||\n");
  ASSERT_READS ("title;pages", "");
  ASSERT_READS ("title\nThe Huntress\n", "2: The Huntress||||\n");

  cf_bib_csv_mapping_guess (&mapping, (const char *const[]) { "title,sub", "pages", NULL }, 2, NULL);
  mapping.at[CF_BIB_CSV_TITLE] = 0;
  mapping.separator = ';';
  chosen = read_in_blocks (&mapping, "title,sub,more;pages\nA, B;12\n", 29, 4096);
  g_assert_cmpstr (chosen, ==, "2: A, B|12|||\n");
}

/* Tables that people made call their columns as they speak, with accents or without. */
static void
test_languages (void)
{
  ASSERT_READS ("Titel;Verfasser;Seiten;Jahr\nDie Verwandlung;Franz Kafka;102;1915\n", "2: Die Verwandlung|102|1915||Franz+Kafka\n");
  ASSERT_READS ("Buchtitel;Autorin;Seitenzahl;Erscheinungsjahr;Übersetzer\nEmma;Jane Austen;480;1815;Horst Höckendorf\n",
                "2: Emma|480|1815||Jane+Austen; Horst+Höckendorf [translator]\n");
  ASSERT_READS ("titre,auteur,pages,année\nChéri,Colette,220,1920\n", "2: Chéri|220|1920||+Colette\n");
  ASSERT_READS ("TITRE,AUTEUR(S),NOMBRE DE PAGES,ANNEE DE PARUTION\nChéri,Colette,220,1920\n", "2: Chéri|220|1920||+Colette\n");
  ASSERT_READS ("Titre;Nom;Prénom;Année\nNadja;Breton;André;1928\n", "2: Nadja||1928||André+Breton\n");
  ASSERT_READS ("العنوان,المؤلف,عدد الصفحات,سنة النشر\nالأيام,طه حسين,450,1929\n", "2: الأيام|450|1929||طه+حسين\n");
  ASSERT_READS ("عنوان,الكاتب,الصفحات,السنة,المترجم\nالأيام,طه حسين,450,1929,\n", "2: الأيام|450|1929||طه+حسين\n");
}

static void
test_mapping (void)
{
  static const char csv[] = "a,b,c\n\"Quinn, Kate\",The Huntress,560\n";
  CfBibCsvMapping mapping = { .separator = 0 };
  g_autofree char *log = NULL;
  g_autofree char *other = NULL;
  g_autofree char *beyond = NULL;
  g_autofree char *without = NULL;

  for (guint i = 0; i < CF_BIB_CSV_N_COLUMNS; i++)
    {
      mapping.at[i] = -1;
      g_assert_nonnull (cf_bib_csv_column_get_label (i));
    }
  mapping.at[CF_BIB_CSV_TITLE] = 1;
  mapping.at[CF_BIB_CSV_AUTHORS] = 0;
  mapping.names = CF_BIB_NAMES_INVERTED;
  log = read_in_blocks (&mapping, csv, sizeof csv - 1, 4096);
  g_assert_cmpstr (log, ==, "2: The Huntress||||Kate+Quinn\n");

  mapping.at[CF_BIB_CSV_PAGES] = 2;
  mapping.names = CF_BIB_NAMES_NATURAL;
  other = read_in_blocks (&mapping, csv, sizeof csv - 1, 4096);
  g_assert_cmpstr (other, ==, "2: The Huntress|560|||+Quinn; +Kate\n");

  mapping.at[CF_BIB_CSV_YEAR] = 3;
  beyond = read_in_blocks (&mapping, csv, sizeof csv - 1, 4096);
  g_assert_cmpstr (beyond, ==, "failed\n");

  mapping.at[CF_BIB_CSV_YEAR] = -1;
  mapping.at[CF_BIB_CSV_TITLE] = -1;
  without = read_in_blocks (&mapping, csv, sizeof csv - 1, 4096);
  g_assert_cmpstr (without, ==, "failed\n");
}

static void
test_preview (void)
{
  static const char csv[] = "Nr,Title,Author\n1,The Huntress,\"Quinn, Kate\"\n2,x\"\xff\n3,The Institute,\"King, Stephen\"\n4,The Dia";
  g_autoptr (GError) error = NULL;
  g_autoptr (CfBibCsvPreview) preview = cf_bib_csv_preview_new (csv, sizeof csv - 1, 0, 10, &error);
  g_autoptr (CfBibCsvPreview) short_one = cf_bib_csv_preview_new (csv, sizeof csv - 1, 0, 1, NULL);
  g_autoptr (CfBibCsvPreview) line = cf_bib_csv_preview_new ("Nr", 2, 0, 10, NULL);
  char **row;

  g_assert_no_error (error);
  g_assert_cmpuint (preview->n_headings, ==, 3);
  g_assert_cmpstr (preview->headings[1], ==, "Title");
  g_assert_cmpuint (preview->rows->len, ==, 2);
  row = g_ptr_array_index (preview->rows, 1);
  g_assert_cmpstr (row[1], ==, "The Institute");
  g_assert_cmpint (preview->mapping.at[CF_BIB_CSV_TITLE], ==, 1);
  g_assert_cmpint (preview->mapping.at[CF_BIB_CSV_AUTHORS], ==, 2);
  g_assert_cmpint (preview->mapping.at[CF_BIB_CSV_PAGES], ==, -1);
  g_assert_cmpint (preview->mapping.names, ==, CF_BIB_NAMES_INVERTED);

  g_assert_cmpuint (short_one->rows->len, ==, 1);
  g_assert_cmpuint (line->n_headings, ==, 1);
  g_assert_cmpint (line->mapping.at[CF_BIB_CSV_TITLE], ==, -1);

  g_assert_null (cf_bib_csv_preview_new ("", 0, 0, 10, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_INVALID);
  g_assert_null (cf_bib_csv_preview_new ("a\0b\n", 4, 0, 10, NULL));
}

typedef struct
{
  CfBibCsvReader *reader;
  guint           n;
} Stop;

static gboolean
stop_cb (guint64            line,
         const CfBibRecord *record,
         const GError      *error,
         gpointer           user_data)
{
  Stop *stop = user_data;
  guint n_fields;
  const char *const *fields = cf_bib_csv_reader_get_fields (stop->reader, &n_fields);

  g_assert_cmpuint (n_fields, ==, 1);
  g_assert_cmpstr (fields[0], ==, stop->n == 0 ? "a" : "b");

  return ++stop->n < 2;
}

static void
test_stop (void)
{
  static const CfBibNames names[] = { CF_BIB_NAMES_AUTO, CF_BIB_NAMES_NATURAL };
  CfBibCsvMapping mapping;

  cf_bib_csv_mapping_guess (&mapping, (const char *const[]) { "title", NULL }, 1, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      Stop stop = { 0 };
      g_autoptr (CfBibCsvReader) reader = NULL;
      guint n_fields;

      mapping.names = names[i];
      reader = stop.reader = cf_bib_csv_reader_new (&mapping, stop_cb, &stop);
      g_assert_null (cf_bib_csv_reader_get_head (reader));
      cf_bib_csv_reader_feed (reader, "title\na\nb\nc\nd\n", 14, NULL);
      g_assert_cmpstr (cf_bib_csv_reader_get_head (reader), ==, "title");
      g_assert_false (cf_bib_csv_reader_end (reader, NULL));
      g_assert_cmpuint (stop.n, ==, 2);
      g_assert_null (cf_bib_csv_reader_get_fields (reader, &n_fields));
    }
}

static void
test_round_trip (void)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cf_bib_record_free);
  g_autoptr (GString) csv = g_string_new (NULL);
  BibExpected expected = { records, 0 };
  g_autoptr (CfBibCsvReader) reader = cf_bib_csv_reader_new (NULL, bib_expect_cb, &expected);
  g_autoptr (GError) error = NULL;

  cf_bib_csv_append_head (csv);
  for (guint i = 0; i < 5000; i++)
    {
      CfBibRecord *record = bib_record_new_random ();

      g_ptr_array_add (records, record);
      cf_bib_csv_append (csv, record);
    }

  for (gsize i = 0; i < csv->len; i += 777)
    g_assert_true (cf_bib_csv_reader_feed (reader, csv->str + i, MIN (777, csv->len - i), &error));
  g_assert_true (cf_bib_csv_reader_end (reader, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (expected.n_read, ==, records->len);
}

static void
test_written (void)
{
  g_autoptr (CfBibRecord) record = cf_bib_record_new ();
  g_autoptr (GString) csv = g_string_new (NULL);

  cf_bib_record_set_title (record, "Harry Potter, the \"first\"");
  record->pages = 320;
  record->year = 1997;
  cf_bib_record_set_isbn (record, "0439554934");
  cf_bib_record_add_person (record, "J.K. Rowling", CF_ROLE_AUTHOR);
  cf_bib_record_add_person (record, "Mary GrandPré", CF_ROLE_ILLUSTRATOR);
  cf_bib_csv_append_head (csv);
  cf_bib_csv_append (csv, record);

  g_assert_cmpstr (csv->str, ==,
                   "title,number_of_pages,year,isbn,contributors,about_contributors\n"
                   "\"Harry Potter, the \"\"first\"\"\",320,1997,978-0-439-55493-0,\"Rowling, J.K.; GrandPré, Mary [illustrator]\",\n");
}

typedef struct
{
  guint       n_records;
  guint       n_contributors;
  guint       n_isbns[CF_ISBN_ROUNDED + 1];
  guint       n_years;
  GHashTable *names;
} Books;

static gboolean
book_cb (guint64            line,
         const CfBibRecord *record,
         const GError      *error,
         gpointer           user_data)
{
  Books *books = user_data;

  g_assert_no_error (error);
  books->n_records++;
  books->n_contributors += cf_bib_record_n_contributors (record);
  books->n_isbns[record->isbn_status]++;
  books->n_years += record->year != CF_BIB_UNKNOWN;
  for (guint i = 0; i < cf_bib_record_n_contributors (record); i++)
    g_hash_table_add (books->names, cf_person_name_to_string (cf_bib_record_get_contributor (record, i)->name));

  return TRUE;
}

/* The figures are those of a table program. */
static void
test_books (void)
{
  g_autofree char *path = g_build_filename (CF_TEST_SOURCE_ROOT, "..", "shared", "data", "books", "books.csv", NULL);
  g_autofree char *content = NULL;
  Books books = { .names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL) };
  g_autoptr (GHashTable) names = books.names;
  g_autoptr (CfBibCsvReader) reader = cf_bib_csv_reader_new (NULL, book_cb, &books);
  gsize length;

  if (!g_file_get_contents (path, &content, &length, NULL))
    {
      g_test_skip ("../shared/data/books is not there");
      return;
    }

  g_assert_true (cf_bib_csv_reader_feed (reader, content, length, NULL));
  g_assert_true (cf_bib_csv_reader_end (reader, NULL));
  g_assert_cmpuint (books.n_records, ==, 2000);
  g_assert_cmpuint (books.n_contributors, ==, 2640);
  g_assert_cmpuint (g_hash_table_size (names), ==, 1490);
  g_assert_cmpuint (books.n_years, ==, 1998);
  /* Nearly all had lost their zeros in one column and their last digits in the other. */
  g_assert_cmpuint (books.n_isbns[CF_ISBN_VALID], ==, 1926);
  g_assert_cmpuint (books.n_isbns[CF_ISBN_INCOMPLETE], ==, 3);
  g_assert_cmpuint (books.n_isbns[CF_ISBN_ROUNDED], ==, 10);
  g_assert_cmpuint (books.n_isbns[CF_ISBN_EMPTY], ==, 56);
}

/* No bytes whatever make it stumble. */
static void
test_noise (void)
{
  g_autoptr (GString) csv = g_string_new ("title,pages,year,isbn,isbn13,authors,contributors\n");

  for (guint i = 0; i < 20; i++)
    g_string_append (csv, "\"The Huntress\",560,2019,0062740377,9.78006274037e+12,\"Kate Quinn, Janie Chang (ed.)\",\"Quinn, Kate [editor]; \"\"a;b\"\"\"\n");

  for (guint round = 0; round < 500; round++)
    {
      g_autoptr (GString) bytes = bib_mutate (csv->str, csv->len);
      g_autofree char *once = read_in_blocks (NULL, bytes->str, bytes->len, bytes->len);
      g_autofree char *again = read_in_blocks (NULL, bytes->str, bytes->len, 13);

      g_assert_cmpstr (once, ==, again);
    }
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bib/csv/rows", test_rows);
  g_test_add_func ("/bib/csv/bad-rows", test_bad_rows);
  g_test_add_func ("/bib/csv/rejects-unmended", test_rejects_unmended);
  g_test_add_func ("/bib/csv/long-field", test_long_field);
  g_test_add_func ("/bib/csv/isbn-columns", test_isbn_columns);
  g_test_add_func ("/bib/csv/authors", test_authors);
  g_test_add_func ("/bib/csv/many-rows-decide", test_many_rows_decide);
  g_test_add_func ("/bib/csv/other-catalogues", test_other_catalogues);
  g_test_add_func ("/bib/csv/separators", test_separators);
  g_test_add_func ("/bib/csv/languages", test_languages);
  g_test_add_func ("/bib/csv/mapping", test_mapping);
  g_test_add_func ("/bib/csv/preview", test_preview);
  g_test_add_func ("/bib/csv/stop", test_stop);
  g_test_add_func ("/bib/csv/round-trip", test_round_trip);
  g_test_add_func ("/bib/csv/written", test_written);
  g_test_add_func ("/bib/csv/books", test_books);
  g_test_add_func ("/bib/csv/noise", test_noise);

  return g_test_run ();
}
