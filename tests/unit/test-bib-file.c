/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-bib-encoding.h"
#include "cf-bib-file.h"

#include "bib-fixture.h"

#include <locale.h>
#include <string.h>

static const CfBibFormat formats[] = { CF_BIB_FORMAT_CSV, CF_BIB_FORMAT_BIBTEX, CF_BIB_FORMAT_RIS };

static void
read_all (CfBibReader *reader,
          const char  *data,
          gsize        length)
{
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < length; i += 65536)
    g_assert_true (cf_bib_reader_feed (reader, data + i, MIN (65536, length - i), &error));
  g_assert_true (cf_bib_reader_end (reader, &error));
  g_assert_no_error (error);
}

static void
test_guess (void)
{
  static const struct
  {
    const char  *name;
    const char  *head;
    CfBibFormat  format;
  } cases[] = {
    { "books.csv", NULL, CF_BIB_FORMAT_CSV },
    { "books.bib", NULL, CF_BIB_FORMAT_BIBTEX },
    { "/a.b/books.BibTeX", "title\n", CF_BIB_FORMAT_BIBTEX },
    { "books.RIS", "title\n", CF_BIB_FORMAT_RIS },
    { "books.txt", "title\n", CF_BIB_FORMAT_CSV },
    { "books.txt", "\xef\xbb\xbf\nTY  - BOOK\n", CF_BIB_FORMAT_RIS },
    { "books", "\n @book{a,", CF_BIB_FORMAT_BIBTEX },
    { NULL, "% written by\n@book{a,", CF_BIB_FORMAT_BIBTEX },
    { NULL, NULL, CF_BIB_FORMAT_CSV },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (cf_bib_format_guess (cases[i].name, cases[i].head, cases[i].head != NULL ? strlen (cases[i].head) : 0), ==, cases[i].format);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *name = g_strconcat ("books.", cf_bib_format_get_extension (formats[i]), NULL);

      g_assert_cmpint (cf_bib_format_guess (name, NULL, 0), ==, formats[i]);
    }
}

/* Cut anywhere; a few broken letters in UTF-8 do not make it another encoding, and what means nothing in that is not taken for it. */
static void
test_encoding (void)
{
  static const struct
  {
    const char    *text;
    CfBibEncoding  encoding;
    const char    *read;
  } cases[] = {
    { "", CF_BIB_ENCODING_UTF8, "" },
    { "title", CF_BIB_ENCODING_UTF8, "title" },
    { "\xef\xbb\xbf" "caf\xc3\xa9", CF_BIB_ENCODING_UTF8, "\xef\xbb\xbf" "caf\xc3\xa9" },
    { "\xf0\x9f\xa6\x8a", CF_BIB_ENCODING_UTF8, "\xf0\x9f\xa6\x8a" },
    { "\xc3\x89t\xc3\xa9 caf\xe9", CF_BIB_ENCODING_UTF8, NULL },
    { "caf\xe9", CF_BIB_ENCODING_WINDOWS_1252, "café" },
    { "\x93" "Ch\xe9ri\x94 \x80 5", CF_BIB_ENCODING_WINDOWS_1252, "“Chéri” € 5" },
    { "\x81\x8d\xe9", CF_BIB_ENCODING_UTF8, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].text);
      g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].text, length);
      g_autoptr (GBytes) read = NULL;
      CfBibEncodingVotes votes = { 0 };

      for (gsize at = 0; at < length; at++)
        cf_bib_encoding_count (&votes, cases[i].text + at, 1);
      g_assert_cmpint (cf_bib_encoding_decide (&votes), ==, cases[i].encoding);
      if (cases[i].read == NULL)
        continue;
      read = cf_bib_encoding_read_bytes (cases[i].encoding, bytes);
      g_assert_cmpmem (g_bytes_get_data (read, NULL), g_bytes_get_size (read), cases[i].read, strlen (cases[i].read));
    }
}

typedef struct
{
  CfBibReader *reader;
  GString     *rejects;
  guint        n_read;
} Rejects;

static gboolean
reject_cb (guint64            line,
           const CfBibRecord *record,
           const GError      *error,
           gpointer           user_data)
{
  Rejects *rejects = user_data;

  rejects->n_read += record != NULL;
  if (error == NULL)
    return TRUE;

  if (rejects->rejects->len == 0)
    cf_bib_reader_append_reject_head (rejects->reader, rejects->rejects);
  cf_bib_reader_append_reject (rejects->reader, rejects->rejects, line, error->message);

  return TRUE;
}

/* What is left out can be mended in the file of rejects, and read again. */
static void
test_rejects (void)
{
  static const char *const files[] = {
    "title,pages\nA,1\nB,-3\nC,x\n",
    "@book{a,title={A}}\n@book{b, title={B}, pagetotal={-3}}\n@book{c,\n  title={C}, pagetotal={x}}\n",
    "TY  - BOOK\nTI  - A\nER  - \nTY  - BOOK\nTI  - B\nSP  - -3\nER  - \nTY  - BOOK\nTI  - C\nSP  - x\nER  - \n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GString) first = g_string_new (NULL);
      g_autoptr (GString) second = g_string_new (NULL);
      Rejects rejects = { .rejects = first };
      Rejects mended = { .rejects = second };
      g_autoptr (CfBibReader) reader = rejects.reader = cf_bib_reader_new (formats[i], NULL, reject_cb, &rejects);
      g_autoptr (CfBibReader) again = mended.reader = cf_bib_reader_new (formats[i], NULL, reject_cb, &mended);

      read_all (reader, files[i], strlen (files[i]));
      g_assert_cmpuint (rejects.n_read, ==, 1);
      g_assert_nonnull (strstr (first->str, "“-3” is not a number of pages."));

      g_string_replace (first, "-3,", "3,", 0);
      g_string_replace (first, ",-3\n", ",3\n", 0);
      g_string_replace (first, "{-3}", "{3}", 0);
      g_string_replace (first, "SP  - -3", "SP  - 3", 0);
      read_all (again, first->str, first->len);
      g_assert_cmpuint (mended.n_read, ==, 1);
      g_assert_nonnull (strstr (second->str, "“x” is not a number of pages."));
      g_assert_null (strstr (second->str, "-3"));
    }
}

static gboolean
collect_cb (guint64            line,
            const CfBibRecord *record,
            const GError      *error,
            gpointer           user_data)
{
  GPtrArray *records = user_data;
  CfBibRecord *copy = cf_bib_record_new ();

  g_assert_no_error (error);
  cf_bib_record_set_title (copy, record->title);
  cf_bib_record_set_isbn (copy, record->isbn_text);
  copy->pages = record->pages;
  copy->year = record->year;
  for (guint i = 0; i < cf_bib_record_n_contributors (record); i++)
    {
      const CfBibContributor *contributor = cf_bib_record_get_contributor (record, i);

      cf_bib_record_add_contributor (copy, contributor->name, contributor->role);
    }
  g_assert_true (cf_bib_record_equal (copy, record));
  g_ptr_array_add (records, copy);

  return TRUE;
}

static void
test_real_books (void)
{
  g_autofree char *path = g_build_filename (CF_TEST_SOURCE_ROOT, "..", "shared", "data", "books", "books.csv", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) cf_bib_record_free);
  g_autoptr (CfBibReader) reader = cf_bib_reader_new (CF_BIB_FORMAT_CSV, NULL, collect_cb, records);
  gsize length;

  if (!g_file_get_contents (path, &content, &length, NULL))
    {
      g_test_skip ("../shared/data/books is not there");
      return;
    }

  read_all (reader, content, length);
  g_assert_cmpuint (records->len, ==, 2000);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autoptr (GString) file = g_string_new (NULL);
      BibExpected expected = { records, 0 };
      g_autoptr (CfBibReader) again = cf_bib_reader_new (formats[i], NULL, bib_expect_cb, &expected);

      cf_bib_append_head (file, formats[i]);
      for (guint j = 0; j < records->len; j++)
        cf_bib_append (file, formats[i], g_ptr_array_index (records, j), j + 1);
      read_all (again, file->str, file->len);
      g_assert_cmpuint (expected.n_read, ==, 2000);
    }
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bib/file/guess", test_guess);
  g_test_add_func ("/bib/file/encoding", test_encoding);
  g_test_add_func ("/bib/file/rejects", test_rejects);
  g_test_add_func ("/bib/file/real-books", test_real_books);

  return g_test_run ();
}
