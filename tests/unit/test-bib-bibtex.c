/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-bib-bibtex.h"

#include "cf-error.h"

#include "bib-fixture.h"

#include <locale.h>
#include <string.h>

static char *
read_in_blocks (const char *data,
                gsize       length,
                gsize       block)
{
  GString *log = g_string_new (NULL);
  g_autoptr (CfBibBibtexReader) reader = cf_bib_bibtex_reader_new (bib_log_cb, log);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < length; i += block)
    {
      g_autofree char *bytes = g_memdup2 (data + i, MIN (block, length - i));

      g_assert_true (cf_bib_bibtex_reader_feed (reader, bytes, MIN (block, length - i), &error));
    }
  if (!cf_bib_bibtex_reader_end (reader, &error))
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
      g_autofree char *log = read_in_blocks (data, length, blocks[i]);

      g_assert_cmpstr (log, ==, expected);
    }
}

#define ASSERT_READS(data, expected) assert_reads ((data), sizeof (data) - 1, (expected))

static void
test_entries (void)
{
  ASSERT_READS ("@book{quinn2019,\n"
                "  author    = {Kate Quinn},\n"
                "  title     = {The Huntress},\n"
                "  year      = 2019,\n"
                "  pagetotal = {560},\n"
                "  pages     = {12--34},\n"
                "  isbn      = {978-0-06-274037-3},\n"
                "}\n"
                "\n"
                "@Book (king, AUTHOR = \"Stephen King\", Title = \"The {Institute)}\", date = {2019-09-10}, numpages = 576)\n",
                "1: The Huntress|560|2019|9780062740373|Kate+Quinn\n"
                "10: The Institute)|576|2019||Stephen+King\n");
  ASSERT_READS ("\xef\xbb\xbf@article{a, title={A}}@misc{b,title={B}} @online{c,title={C}}\r\n@book\r\n{d,\r\ntitle\r\n=\r\n{D}\r\n}\r@book{e, title={E}}",
                "1: A||||\n1: B||||\n1: C||||\n2: D||||\n8: E||||\n");
  ASSERT_READS ("@book{title = {No key}}\n@book{,title = {No key either}}\n@book{k,,title={Commas},,}", "1: No key||||\n2: No key either||||\n3: Commas||||\n");
  ASSERT_READS ("@book{k, title={First}, title={Second}, subtitle={{A} Sub}}", "1: First: A Sub||||\n");
  ASSERT_READS ("@incollection{k, booktitle={The Book}}", "1: The Book||||\n");
}

static void
test_not_entries (void)
{
  ASSERT_READS ("Write to j.doe@example.org or to @ home.\n% a comment\n@comment{ @ignored, {x} }\n@preamble{\"\\newcommand{\\x}{}\" # \"y\"}\n"
                "@comment no braces\n@book{a,title={A}}\n",
                "6: A||||\n");
  ASSERT_READS ("@comment{never closed\n@book{a,title={A}}", "2: A||||\n");
  ASSERT_READS ("@comment{x}", "");
  ASSERT_READS ("", "failed\n");
  ASSERT_READS (" \n\xef\xbb\xbf", "failed\n");
  ASSERT_READS ("title,author\na,b\n", "failed\n");
  ASSERT_READS ("\xff\xfe@\0b\0o\0o\0k\0{\0", "failed\n");
}

static void
test_abbreviations (void)
{
  ASSERT_READS ("@string{ kq = \"Kate\" # { Quinn} }\n"
                "@STRING(pub = {Morrow}, t = {The })\n"
                "@book{a, author = KQ # { and } # {Janie Chang}, title = t # {Huntress}, publisher = pub, month = sep, year = 20 # 19}\n"
                "@book{b, title = {B}, month = unknown}\n"
                "@book{c, title = unknown}\n"
                "@book{d, title = {D}, author = unknown # {x}}\n",
                "3: The Huntress||2019||Kate+Quinn; Janie+Chang\n"
                "4: B||||\n"
                "5! The value of “title” is not in braces, and no @string has defined “unknown”.\n"
                "6! The value of “author” is not in braces, and no @string has defined “unknown”.\n");
}

static void
assert_names (const char *latex,
              const char *expected)
{
  g_autofree char *bibtex = g_strdup_printf ("@book{k, title={T}, author={%s}}", latex);
  g_autofree char *line = g_strdup_printf ("1: T||||%s\n", expected);
  g_autofree char *log = read_in_blocks (bibtex, strlen (bibtex), 4096);

  g_assert_cmpstr (log, ==, line);
}

static void
test_names (void)
{
  assert_names ("Kate Quinn", "Kate+Quinn");
  assert_names ("Quinn, Kate", "Kate+Quinn");
  assert_names ("Kate Quinn and Janie Chang", "Kate+Quinn; Janie+Chang");
  assert_names ("Quinn, Kate AND Chang, Janie\n  and  Webb, Heather", "Kate+Quinn; Janie+Chang; Heather+Webb");
  assert_names ("Kate Quinn and others", "Kate+Quinn");
  assert_names ("Ludwig van Beethoven", "Ludwig+van Beethoven");
  assert_names ("van Beethoven, Ludwig", "Ludwig+van Beethoven");
  assert_names ("King, Jr., Martin Luther", "Martin Luther+King Jr.");
  assert_names ("King, Martin Luther, Jr.", "Martin Luther+King Jr.");
  assert_names ("Martin Luther King, Jr.", "Martin Luther+King Jr.");
  assert_names ("Tolkien, J. R. R., 1892-1973", "J. R. R., 1892-1973+Tolkien");
  assert_names ("{Better Homes and Gardens}", "+Better Homes and Gardens");
  assert_names ("{Foo, Inc.} and {Barnes and Noble} Booksellers", "+Foo, Inc.; Barnes and Noble+Booksellers");
  assert_names ("{van der Berg}, Jan", "Jan+van der Berg");
  assert_names ("Gabriel {Garc{\\'\\i}a M{\\'a}rquez}", "Gabriel+García Márquez");
  assert_names ("Garc{\\'\\i}a M\\'arquez, Gabriel", "Gabriel+García Márquez");
  assert_names ("J.~R.~R. Tolkien", "J. R. R.+Tolkien");
  assert_names ("Brandon Anderson", "Brandon+Anderson");
  assert_names ("Plato", "+Plato");
  assert_names ("Quinn, Kate,", "Kate+Quinn");
  assert_names ("", "");
  assert_names ("and", "+and");
  assert_names (" and ", "");
  assert_names ("{}", "");
  assert_names (",", "");
}

static void
test_roles (void)
{
  ASSERT_READS ("@book{a, title={A}, editor={E E}, author={A A and B B}, translator={T T}, illustrator={I I}, foreword={F F}}\n"
                "@book{b, title={B}, editor={E E}, editortype={translator}, editora={F F}, editoratype={compiler}}\n"
                "@book{c, title={C}, author={A A and B B}, editor={E E}, roles={author, editor, author}}\n"
                "@book{d, title={D}, author={A A and B B}, editor={E E}, roles={editor, painter, editor, author}}\n",
                "1: A||||E+E [editor]; A+A; B+B; T+T [translator]; I+I [illustrator]; F+F [contributor]\n"
                "2: B||||E+E [translator]; F+F [editor]\n"
                "3: C||||A+A; E+E [editor]; B+B\n"
                "4: D||||E+E [editor]; A+A; B+B\n");
}

static void
test_broken (void)
{
  ASSERT_READS ("@book{a,\n  title = {A\n}\n\n@book{b, title={B}}\n", "1! A brace is opened and never closed.\n5: B||||\n");
  ASSERT_READS ("@book{a,\n  title = {A}}\n}}} {\n  @book  (b, title={B})\n", "1: A||||\n4: B||||\n");
  ASSERT_READS ("@book(a,\n  title = {A}\n@book{b, title={B}}\n@book{c", "1! A parenthesis is opened and never closed.\n3: B||||\n4! A brace is opened and never closed.\n");
  /* What only looks a little like another entry. */
  ASSERT_READS ("@book{a,\n  title = {A},\n  abstract = {see\n@ home, @x and\n@y z {w} @book{c}\n},\n  year = 2019\n}\n", "1: A||2019||\n");

  ASSERT_READS ("@book{a,\n  title = {A}\n  year = 2019\n}\n@book{b,title={B}}",
                "1! Line 3: A comma is missing behind the value of “title”.\n5: B||||\n");
  ASSERT_READS ("@book{a, title}\n@book{a, title = }\n@book{a, title = , year = 1}\n@book{a, title = \"A}\n@book{b,title={B}}",
                "1! Line 1: An equals sign is missing behind “title”.\n"
                "2! Line 2: There is no value behind “title”.\n"
                "3! Line 3: There is no value behind “title”.\n"
                "4! Line 4: What is opened behind “title” is never closed.\n"
                "5: B||||\n");
  ASSERT_READS ("@book{a, = {A}}\n@book{a, \"x\" = {A}}\n@book{a, title = {A} # }\n",
                "1! Line 1: The name of a field is expected where there is “= {A}}”.\n"
                "2! Line 2: The name of a field is expected where there is “\"x\" = {A}}”.\n"
                "3! Line 3: There is no value behind “title”.\n");
  ASSERT_READS ("@book a, title={A}}\n@ book{b,title={B}}\n@book\n\n@book{c,title={C}}\n@book",
                "1! A brace is missing behind “@book”.\n3! A brace is missing behind “@book”.\n5: C||||\n6! A brace is missing behind “@book”.\n");

  ASSERT_READS ("@book{a, author={A A}}\n@book{b, title={ {} }}\n@book{c, title={C}, pagetotal={many}}\n@book{d, title={D}, year={19xx}}\n@book{}\n",
                "1! It has no title.\n2! It has no title.\n3! “many” is not a number of pages.\n4! “19xx” is not a year.\n5! It has no title.\n");
  ASSERT_READS ("@book{a, title={A\xe9}}\n@book{b, title={B\0}}\n@book{c, title={C}, note={\xff}}\n@book{d,title={D}}",
                "1! It is not in UTF-8. Save the file with the encoding UTF-8 and read it again.\n"
                "2! There is a zero byte in it, which is no text.\n"
                "3! It is not in UTF-8. Save the file with the encoding UTF-8 and read it again.\n"
                "4: D||||\n");
}

static void
test_limits (void)
{
  g_autoptr (GString) bibtex = g_string_new ("@book{a,\ntitle={");
  g_autofree char *filling = g_strnfill (10 * 1024 * 1024 + 1, 'x');
  g_autofree char *log = NULL;
  g_autofree char *many = NULL;

  g_string_append (bibtex, filling);
  g_string_append (bibtex, " @book{inner, title={I}} }}\n@book{b,title={B}}\n");
  log = read_in_blocks (bibtex->str, bibtex->len, 65536);
  g_assert_cmpstr (log, ==, "1! It is longer than 10 megabytes. Perhaps a brace is missing.\n3: B||||\n");

  g_string_assign (bibtex, "@book{a,title={A}");
  for (guint i = 0; i < 2000; i++)
    g_string_append (bibtex, ",author={A}");
  g_string_append_c (bibtex, '}');
  many = read_in_blocks (bibtex->str, bibtex->len, 65536);
  g_assert_cmpstr (many, ==, "1! Line 1: It has more than 1000 fields.\n");
}

typedef struct
{
  CfBibBibtexReader *reader;
  guint              n;
} Stop;

static gboolean
stop_cb (guint64            line,
         const CfBibRecord *record,
         const GError      *error,
         gpointer           user_data)
{
  Stop *stop = user_data;
  gsize length;
  const char *source = cf_bib_bibtex_reader_get_source (stop->reader, &length);
  const char *expected = stop->n == 0 ? "@book{a, title={A}}" : "@book{b, title={B}\n";

  g_assert_cmpmem (source, length, expected, strlen (expected));
  return ++stop->n < 2;
}

static void
test_stop (void)
{
  static const char bibtex[] = "x @book{a, title={A}}\n@book{b, title={B}\n@book{c, title={C}}\n";
  Stop stop = { 0 };
  g_autoptr (CfBibBibtexReader) reader = stop.reader = cf_bib_bibtex_reader_new (stop_cb, &stop);
  g_autoptr (GError) error = NULL;
  gsize length;

  g_assert_false (cf_bib_bibtex_reader_feed (reader, bibtex, sizeof bibtex - 1, &error));
  g_assert_false (cf_bib_bibtex_reader_feed (reader, bibtex, sizeof bibtex - 1, &error));
  g_assert_false (cf_bib_bibtex_reader_end (reader, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (stop.n, ==, 2);
  g_assert_null (cf_bib_bibtex_reader_get_source (reader, &length));
}

static void
test_round_trip (void)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cf_bib_record_free);
  g_autoptr (GString) bibtex = g_string_new (NULL);
  BibExpected expected = { records, 0 };
  g_autoptr (CfBibBibtexReader) reader = cf_bib_bibtex_reader_new (bib_expect_cb, &expected);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5000; i++)
    {
      CfBibRecord *record = bib_record_new_random ();

      g_ptr_array_add (records, record);
      cf_bib_bibtex_append (bibtex, record, record->title);
    }

  for (gsize i = 0; i < bibtex->len; i += 777)
    g_assert_true (cf_bib_bibtex_reader_feed (reader, bibtex->str + i, MIN (777, bibtex->len - i), &error));
  g_assert_true (cf_bib_bibtex_reader_end (reader, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (expected.n_read, ==, records->len);
}

static void
test_written (void)
{
  g_autoptr (CfBibRecord) record = cf_bib_record_new ();
  g_autoptr (GString) bibtex = g_string_new (NULL);

  cf_bib_record_set_title (record, "Simon & the {first} Stone");
  record->pages = 320;
  record->year = 1997;
  cf_bib_record_set_isbn (record, "0439554934");
  cf_bib_record_add_person (record, "J.K. Rowling", CF_ROLE_AUTHOR);
  cf_bib_record_add_person (record, "King, Martin Luther, Jr.", CF_ROLE_AUTHOR);
  cf_bib_record_add_person (record, "Mary GrandPré", CF_ROLE_ILLUSTRATOR);
  cf_bib_record_add_person (record, "Better Homes and Gardens,", CF_ROLE_AUTHOR);
  cf_bib_bibtex_append (bibtex, record, "rowling 1997,é");

  g_assert_cmpstr (bibtex->str, ==,
                   "@book{rowling1997,\n"
                   "  title = {Simon \\& the \\textbraceleft{}first\\textbraceright{} Stone},\n"
                   "  author = {Rowling, J.K. and King, Jr., Martin Luther and {Better Homes and Gardens}},\n"
                   "  illustrator = {GrandPré, Mary},\n"
                   "  roles = {author, author, illustrator, author},\n"
                   "  year = {1997},\n"
                   "  pagetotal = {320},\n"
                   "  isbn = {978-0-439-55493-0},\n"
                   "}\n\n");
}

/* No bytes whatever make it stumble. */
static void
test_noise (void)
{
  g_autoptr (GString) bibtex = g_string_new ("@string{kq = \"Kate\" # { Quinn}}\n@comment{x}\n");

  for (guint i = 0; i < 10; i++)
    g_string_append (bibtex, "@book{quinn2019,\n  author = kq # { and {Foo, Inc.} and King, Jr., M. L. and others},\n  title = {The {Hun}tress \\\"{o} \\'\\i -- \\ss},\r\n"
                             "  year = \"2019\", editor={Ludwig van Beethoven}, roles = {author, editor},\n  pagetotal = 560, isbn = {978-0-06-274037-3},\n}\n@misc(b, title = \"B {)} \")\n");

  for (guint round = 0; round < 500; round++)
    {
      g_autoptr (GString) bytes = bib_mutate (bibtex->str, bibtex->len);
      g_autofree char *once = read_in_blocks (bytes->str, bytes->len, bytes->len);
      g_autofree char *again = read_in_blocks (bytes->str, bytes->len, 13);

      g_assert_cmpstr (once, ==, again);
    }
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bib/bibtex/entries", test_entries);
  g_test_add_func ("/bib/bibtex/not-entries", test_not_entries);
  g_test_add_func ("/bib/bibtex/abbreviations", test_abbreviations);
  g_test_add_func ("/bib/bibtex/names", test_names);
  g_test_add_func ("/bib/bibtex/roles", test_roles);
  g_test_add_func ("/bib/bibtex/broken", test_broken);
  g_test_add_func ("/bib/bibtex/limits", test_limits);
  g_test_add_func ("/bib/bibtex/stop", test_stop);
  g_test_add_func ("/bib/bibtex/round-trip", test_round_trip);
  g_test_add_func ("/bib/bibtex/written", test_written);
  g_test_add_func ("/bib/bibtex/noise", test_noise);

  return g_test_run ();
}
