/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-bib-ris.h"

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
  g_autoptr (CfBibRisReader) reader = cf_bib_ris_reader_new (bib_log_cb, log);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < length; i += block)
    {
      g_autofree char *bytes = g_memdup2 (data + i, MIN (block, length - i));

      g_assert_true (cf_bib_ris_reader_feed (reader, bytes, MIN (block, length - i), &error));
    }
  if (!cf_bib_ris_reader_end (reader, &error))
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
test_records (void)
{
  ASSERT_READS ("TY  - BOOK\n"
                "AU  - Quinn, Kate\n"
                "AU  - Janie Chang\n"
                "ED  - King, Martin Luther, Jr.\n"
                "A4  - Goldstein, Ann\n"
                "C1  - illustrator: GrandPré, Mary\n"
                "C1  - anything: else\n"
                "TI  - The Huntress\n"
                "PY  - 2019/02/26/\n"
                "SN  - 978-0-06-274037-3\n"
                "SP  - 560 p.\n"
                "ER  - \n",
                "1: The Huntress|560|2019|9780062740373|Kate+Quinn; Janie+Chang; Martin Luther+King Jr. [editor]; Ann+Goldstein [translator]; Mary+GrandPré [illustrator]\n");
  ASSERT_READS ("\xef\xbb\xbfTY  - BOOK\r\nT1  - A\r\nER  -\r\n\r\n1.\r\nTY  - BOOK\rT1  - B\rER  - \rTY - BOOK\nTI - C\nER -", "1: A||||\n6: B||||\n9: C||||\n");
  ASSERT_READS ("TY  - BOOK\nTI  - A long\n      title\n\nof three lines\nAU  - Quinn,\n  Kate\nN2  - text\nXX - x\nER  - \n", "1: A long title of three lines||||Kate+Quinn\n");
  ASSERT_READS ("TY  - BOOK\nT1  - \nBT  - In\nSN  - 0439023484\nSN  - 9780439023481\nDA  - 2001\nY1  - 2002\nA1  - Better Homes and Gardens,\nER  - \n",
                "1: In||2001|9780439023481|+Better Homes and Gardens\n");
}

/* What SP and SN are depends on the kind of work. */
static void
test_pages (void)
{
  ASSERT_READS ("TY  - BOOK\nTI  - A\nSP  - 12\nEP  - 34\nER  - \n", "1: A||||\n");
  ASSERT_READS ("TY  - BOOK\nTI  - A\nSP  - 12-34\nER  - \n", "1: A||||\n");
  ASSERT_READS ("TY  - BOOK\nTI  - A\nSP  - xii, 374 p.\nEP  - \nER  - \n", "1: A|374|||\n");
  ASSERT_READS ("TY  - BOOK\nTI  - A\nSP  - many\nER  - \n", "1! “many” is not a number of pages.\n");
  ASSERT_READS ("TY  - BOOK\nTI  - A\nPY  - 12345\nER  - \n", "1! “12345” is not a year.\n");
  ASSERT_READS ("TY  - JOUR\nTI  - A\nSP  - 12\nSN  - 2049-3630\nER  - \n", "1: A||||\n");
  ASSERT_READS ("TY  - CHAP\nTI  - A\nSP  - 12\nSN  - 9780439023481\nER  - \n", "1: A|||9780439023481|\n");
}

static void
test_broken (void)
{
  ASSERT_READS ("TY  - BOOK\nTI  - A\nTY  - BOOK\nTI  - B\nER  - \nTY  - BOOK\nTI  - C\n",
                "1! It does not end with a line “ER  - ”. Perhaps the file was cut off.\n"
                "3: B||||\n"
                "6! It does not end with a line “ER  - ”. Perhaps the file was cut off.\n");
  ASSERT_READS ("some text\nAU  - A\nTI  - B\nER  - \nER  - \nTY  - BOOK\nTI  - C\nER  - \nTI  - D\n",
                "2! It belongs to no record: a line like “TY  - BOOK” is missing before it.\n"
                "6: C||||\n"
                "9! It belongs to no record: a line like “TY  - BOOK” is missing before it.\n");
  ASSERT_READS ("TY  - BOOK\nAU  - A\nER  - \n", "1! It has no title.\n");
  ASSERT_READS ("TY  - BOOK\nTI  - A\xe9\nER  - \nTY  - BOOK\nTI  - B\0\nER  - \nTY  - BOOK\nTI  - C\nER  - \n",
                "1! It is not in UTF-8. Save the file with the encoding UTF-8 and read it again.\n"
                "4! There is a zero byte in it, which is no text.\n"
                "7: C||||\n");
  ASSERT_READS ("", "failed\n");
  ASSERT_READS ("\xef\xbb\xbf \r\n\n", "failed\n");
  ASSERT_READS ("title,author\nA,B\n", "failed\n");
  ASSERT_READS ("\xff\xfeT\0Y\0 \0 \0-\0", "failed\n");
}

static void
test_limits (void)
{
  g_autoptr (GString) ris = g_string_new ("TY  - BOOK\nTI  - ");
  g_autofree char *filling = g_strnfill (10 * 1024 * 1024 + 1, 'x');
  g_autofree char *log = NULL;

  g_string_append (ris, filling);
  g_string_append (ris, filling);
  g_string_append (ris, "\nAU  - A\nER  - \nTY  - BOOK\nTI  - B\nN1  - \n");
  for (guint i = 0; i < 11; i++)
    {
      g_string_append_len (ris, filling, 1024 * 1024);
      g_string_append_c (ris, '\n');
    }
  g_string_append (ris, "ER  - \nTY  - BOOK\nTI  - C\nER  - \n");

  log = read_in_blocks (ris->str, ris->len, 65536);
  g_assert_cmpstr (log, ==, "1! It is longer than 10 megabytes.\n5! It is longer than 10 megabytes.\n20: C||||\n");
}

typedef struct
{
  CfBibRisReader *reader;
  guint           n;
} Stop;

static gboolean
stop_cb (guint64            line,
         const CfBibRecord *record,
         const GError      *error,
         gpointer           user_data)
{
  Stop *stop = user_data;
  gsize length;
  const char *source = cf_bib_ris_reader_get_source (stop->reader, &length);
  const char *expected = stop->n == 0 ? "TY  - BOOK\nTI  - A\nER  - \n" : "TY  - BOOK\nTI  - B\n";

  g_assert_cmpmem (source, length, expected, strlen (expected));
  return ++stop->n < 2;
}

static void
test_stop (void)
{
  static const char ris[] = "\nTY  - BOOK\r\nTI  - A\r\nER  - \r\nTY  - BOOK\r\nTI  - B\r\nTY  - BOOK\r\nTI  - C\r\nER  - \r\n";
  Stop stop = { 0 };
  g_autoptr (CfBibRisReader) reader = stop.reader = cf_bib_ris_reader_new (stop_cb, &stop);
  g_autoptr (GError) error = NULL;
  gsize length;

  g_assert_false (cf_bib_ris_reader_feed (reader, ris, sizeof ris - 1, &error));
  g_assert_false (cf_bib_ris_reader_feed (reader, ris, sizeof ris - 1, &error));
  g_assert_false (cf_bib_ris_reader_end (reader, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (stop.n, ==, 2);
  g_assert_null (cf_bib_ris_reader_get_source (reader, &length));
}

static void
test_round_trip (void)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cf_bib_record_free);
  g_autoptr (GString) ris = g_string_new (NULL);
  BibExpected expected = { records, 0 };
  g_autoptr (CfBibRisReader) reader = cf_bib_ris_reader_new (bib_expect_cb, &expected);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5000; i++)
    {
      CfBibRecord *record = bib_record_new_random ();

      g_ptr_array_add (records, record);
      cf_bib_ris_append (ris, record);
    }

  for (gsize i = 0; i < ris->len; i += 777)
    g_assert_true (cf_bib_ris_reader_feed (reader, ris->str + i, MIN (777, ris->len - i), &error));
  g_assert_true (cf_bib_ris_reader_end (reader, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (expected.n_read, ==, records->len);
}

static void
test_written (void)
{
  g_autoptr (CfBibRecord) record = cf_bib_record_new ();
  g_autoptr (GString) ris = g_string_new (NULL);

  cf_bib_record_set_title (record, "Harry Potter");
  record->pages = 320;
  record->year = -762;
  cf_bib_record_set_isbn (record, "0439554934");
  cf_bib_record_add_person (record, "Mary GrandPré", CF_ROLE_ILLUSTRATOR);
  cf_bib_record_add_person (record, "J.K. Rowling", CF_ROLE_AUTHOR);
  cf_bib_record_add_person (record, "E. Editor", CF_ROLE_EDITOR);
  cf_bib_record_add_person (record, "T. Translator", CF_ROLE_TRANSLATOR);
  cf_bib_record_add_person (record, "C. Other", CF_ROLE_CONTRIBUTOR);
  cf_bib_ris_append (ris, record);

  g_assert_cmpstr (ris->str, ==,
                   "TY  - BOOK\r\n"
                   "TI  - Harry Potter\r\n"
                   "C1  - illustrator: GrandPré, Mary\r\n"
                   "AU  - Rowling, J.K.\r\n"
                   "ED  - Editor, E.\r\n"
                   "A4  - Translator, T.\r\n"
                   "C1  - contributor: Other, C.\r\n"
                   "PY  - -762\r\n"
                   "SP  - 320\r\n"
                   "SN  - 978-0-439-55493-0\r\n"
                   "ER  - \r\n\r\n");
}

/* No bytes whatever make it stumble. */
static void
test_noise (void)
{
  g_autoptr (GString) ris = g_string_new ("text\r\n");

  for (guint i = 0; i < 10; i++)
    g_string_append (ris, "TY  - BOOK\r\nTI  - The Huntress\r\n goes on\r\nAU  - Quinn, Kate\nC1  - illustrator: GrandPré, Mary\rPY  - 2019///\r\nSP  - 560 p.\r\nEP  - \r\n"
                          "SN  - 978-0-06-274037-3\r\nSN  - 0062740377 (pbk.)\r\nER  - \r\n\r\n");

  for (guint round = 0; round < 500; round++)
    {
      g_autoptr (GString) bytes = bib_mutate (ris->str, ris->len);
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

  g_test_add_func ("/bib/ris/records", test_records);
  g_test_add_func ("/bib/ris/pages", test_pages);
  g_test_add_func ("/bib/ris/broken", test_broken);
  g_test_add_func ("/bib/ris/limits", test_limits);
  g_test_add_func ("/bib/ris/stop", test_stop);
  g_test_add_func ("/bib/ris/round-trip", test_round_trip);
  g_test_add_func ("/bib/ris/written", test_written);
  g_test_add_func ("/bib/ris/noise", test_noise);

  return g_test_run ();
}
