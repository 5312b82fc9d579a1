/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-csv-reader.h"
#include "cf-csv-writer.h"
#include "cf-error.h"

#include <locale.h>
#include <string.h>

/* Writes what was reported as "line:[field|field]" or "line:!", one after the other. */
static gboolean
record_cb (guint64            line,
           const char *const *fields,
           guint              n_fields,
           const GError      *error,
           gpointer           user_data)
{
  GString *log = user_data;

  g_string_append_printf (log, "%" G_GUINT64_FORMAT ":", line);
  if (error != NULL)
    {
      g_assert_true (error->domain == CF_ERROR);
      g_assert_cmpstr (error->message, !=, "");
      g_string_append (log, fields == NULL ? "! " : "!");
      if (fields == NULL)
        return TRUE;
    }

  g_assert_null (fields[n_fields]);
  g_string_append_c (log, '[');
  for (guint i = 0; i < n_fields; i++)
    g_string_append_printf (log, "%s%s", i > 0 ? "|" : "", fields[i]);
  g_string_append (log, "] ");

  return TRUE;
}

static char *
read_in_blocks (const char *data,
                gsize       length,
                gsize       block)
{
  GString *log = g_string_new (NULL);
  g_autoptr (CfCsvReader) reader = cf_csv_reader_new (record_cb, log);

  for (gsize i = 0; i < length; i += block)
    {
      /* A copy of just these bytes, so that reading beyond them is noticed. */
      g_autofree char *bytes = g_memdup2 (data + i, MIN (block, length - i));

      g_assert_true (cf_csv_reader_feed (reader, bytes, MIN (block, length - i)));
    }
  g_assert_true (cf_csv_reader_end (reader));

  return g_string_free (log, FALSE);
}

/* However the bytes are cut, the same is read. */
static void
assert_reads (const char *data,
              gsize       length,
              const char *expected)
{
  for (gsize block = 1; block <= length + 1; block++)
    {
      g_autofree char *log = read_in_blocks (data, length, block);

      g_assert_cmpstr (log, ==, expected);
    }
}

#define ASSERT_READS(data, expected) assert_reads ((data), sizeof (data) - 1, (expected))

static void
test_records (void)
{
  ASSERT_READS ("", "");
  ASSERT_READS ("\n", "");
  ASSERT_READS ("a", "1:[a] ");
  ASSERT_READS ("a,b\nc,d\n", "1:[a|b] 2:[c|d] ");
  ASSERT_READS ("a,b\r\nc,d\r\n", "1:[a|b] 2:[c|d] ");
  ASSERT_READS ("a,b\rc,d\r", "1:[a|b] 2:[c|d] ");
  ASSERT_READS ("a\n\n\r\n\rb", "1:[a] 5:[b] ");
  ASSERT_READS (",", "1:[|] ");
  ASSERT_READS (",\n,,\n", "1:[|] 2:[||] ");
  ASSERT_READS ("a,", "1:[a|] ");
  ASSERT_READS (" a , b \n", "1:[ a | b ] ");
  ASSERT_READS ("\xef\xbb\xbf" "a,b\n", "1:[a|b] ");
  ASSERT_READS ("\xef\xbb\xbf", "");
  ASSERT_READS ("\xef\xbb\xbf\"a\"\n", "1:[a] ");
  ASSERT_READS ("a,\xc3\xa4\xe2\x82\xac\n", "1:[a|\xc3\xa4\xe2\x82\xac] ");
}

/* The first line with something on it says what stands between fields, however the bytes are cut. */
static void
test_guess (void)
{
  static const struct
  {
    const char *data;
    const char *expected;
    char        separator;
  } cases[] = {
    { "a;b\nc,d;e\n", "1:[a|b] 2:[c,d|e] ", ';' },
    { "\xef\xbb\xbf" "a;b", "1:[a|b] ", ';' },
    { "\r\n\"a,b,c\"\td\r\ne\tf", "2:[a,b,c|d] 3:[e|f] ", '\t' },
    { "a,b;c,d\n1;2", "1:[a|b;c|d] 2:[1;2] ", ',' },
    { "a\nb;c\n", "1:[a] 2:[b;c] ", ',' },
    { "\xef\xbb", "1:![\\xEF\\xBB] ", ',' },
    { "", "", ',' },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gsize length = strlen (cases[i].data);

      for (gsize block = 1; block <= length + 1; block++)
        {
          g_autoptr (GString) log = g_string_new (NULL);
          g_autoptr (CfCsvReader) reader = cf_csv_reader_new (record_cb, log);

          cf_csv_reader_guess_separator (reader);
          for (gsize at = 0; at < length; at += block)
            g_assert_true (cf_csv_reader_feed (reader, cases[i].data + at, MIN (block, length - at)));
          g_assert_true (cf_csv_reader_end (reader));
          g_assert_cmpstr (log->str, ==, cases[i].expected);
          g_assert_cmpint (cf_csv_reader_get_separator (reader), ==, cases[i].separator);
        }
    }
}

static void
test_append_record (void)
{
  static const char *const fields[] = { "a;b", "c,d", "e\tf", "\"" };
  static const char *const expected[] = { "a;b,\"c,d\",e\tf,\"\"\"\"", "\"a;b\";c,d;e\tf;\"\"\"\"", "a;b\tc,d\t\"e\tf\"\t\"\"\"\"" };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      cf_csv_append_record (out, ",;\t"[i], fields, G_N_ELEMENTS (fields));
      g_assert_cmpstr (out->str, ==, expected[i]);
    }
}

static void
test_quotes (void)
{
  ASSERT_READS ("\"a\",\"b\"\n", "1:[a|b] ");
  ASSERT_READS ("\"a,b\",c", "1:[a,b|c] ");
  ASSERT_READS ("\"a\"\"b\",\"\"\"\"", "1:[a\"b|\"] ");
  ASSERT_READS ("\"\"\n\"\",\"\"\n", "1:[] 2:[|] ");
  ASSERT_READS ("\"a\nb\",c\nd\n", "1:[a\nb|c] 3:[d] ");
  ASSERT_READS ("\"a\r\nb\rc\n\",d\r\ne", "1:[a\r\nb\rc\n|d] 5:[e] ");
  ASSERT_READS ("a\"b,c\"d\"\n", "1:[a\"b|c\"d\"] ");
  ASSERT_READS (" \"a\"\n", "1:[ \"a\"] ");
  ASSERT_READS ("a,\"b\n\"\n", "1:[a|b\n] ");
}

static void
test_bad_bytes (void)
{
  ASSERT_READS ("a\nb\0c,d\ne\n", "1:[a] 2:![b\\x00c|d] 3:[e] ");
  ASSERT_READS ("a\nb,\"x\0\ny\",d\ne\n", "1:[a] 2:![b|x\\x00\ny|d] 4:[e] ");
  ASSERT_READS ("a\nb\xff,d\ne\n", "1:[a] 2:![b\\xFF|d] 3:[e] ");
  ASSERT_READS ("a\n\"\xed\xa0\x80\"\ne\n", "1:[a] 2:![\\xED\\xA0\\x80] 3:[e] ");
  ASSERT_READS ("\xc3", "1:![\\xC3] ");
  ASSERT_READS ("a,\xc3\n\xa4,b\n", "1:![a|\\xC3] 2:![\\xA4|b] ");
  ASSERT_READS ("\xef\xbb" "a\n", "1:![\\xEF\\xBBa] ");
  ASSERT_READS ("\xef\xbb", "1:![\\xEF\\xBB] ");
  ASSERT_READS ("\xff\xfe" "a\0\n\0", "1:![\\xFF\\xFEa\\x00] 2:![\\x00] ");
  ASSERT_READS ("\0", "1:![\\x00] ");
}

static void
test_bad_quotes (void)
{
  ASSERT_READS ("\"a\"b,c\nd\n", "1:! 2:[d] ");
  ASSERT_READS ("\"a\"b", "1:! ");
  ASSERT_READS ("a,\"b\" ,c\nd\n", "1:! 2:[d] ");
  ASSERT_READS ("\"a\nb\nc\n", "1:! 2:[b] 3:[c] ");
  ASSERT_READS ("\"", "1:! ");
  ASSERT_READS ("\"\n", "1:! ");
  ASSERT_READS ("x\n\"a\r\nb\r\nc", "1:[x] 2:! 3:[b] 4:[c] ");
  ASSERT_READS ("\"a\rb\rc", "1:! 2:[b] 3:[c] ");

  /* A quote opened by mistake in line 1 swallows lines until the next one; they are read all the same. */
  ASSERT_READS ("\"1,a\n2,b\n3,\"c\"\n4,d\n", "1:! 2:[2|b] 3:[3|c] 4:[4|d] ");
  ASSERT_READS ("\"1,a\n\"2,b\n3,c\n", "1:! 2:! 3:[3|c] ");
  ASSERT_READS ("\"1,a\n2,\"x\ny\"\n3,c\n", "1:! 2:[2|x\ny] 4:[3|c] ");
}

typedef struct
{
  guint  n_records;
  guint  n_errors;
  int    code;
  gsize  longest;
  guint  most_fields;
  guint64 last_line;
} Count;

static gboolean
count_cb (guint64            line,
          const char *const *fields,
          guint              n_fields,
          const GError      *error,
          gpointer           user_data)
{
  Count *count = user_data;

  count->last_line = line;
  if (error != NULL)
    {
      count->n_errors++;
      count->code = error->code;
      return TRUE;
    }

  count->n_records++;
  count->most_fields = MAX (count->most_fields, n_fields);
  for (guint i = 0; i < n_fields; i++)
    count->longest = MAX (count->longest, strlen (fields[i]));

  return TRUE;
}

static void
feed_fill (CfCsvReader *reader,
           char         c,
           gsize        length)
{
  g_autofree char *block = g_strnfill (65536, c);

  for (; length > 0; length -= MIN (length, 65536))
    g_assert_true (cf_csv_reader_feed (reader, block, MIN (length, 65536)));
}

static void
test_limits (void)
{
  const gsize limit = 10 * 1024 * 1024;
  Count count = { 0 };
  g_autoptr (CfCsvReader) reader = cf_csv_reader_new (count_cb, &count);

  feed_fill (reader, 'x', limit);
  cf_csv_reader_feed (reader, ",b\n", 3);
  g_assert_cmpuint (count.n_records, ==, 1);
  g_assert_cmpuint (count.longest, ==, limit);

  feed_fill (reader, 'x', limit + 1);
  cf_csv_reader_feed (reader, ",b\nnext\n", 8);
  g_assert_cmpuint (count.n_errors, ==, 1);
  g_assert_cmpint (count.code, ==, CF_ERROR_TOO_LARGE);
  g_assert_cmpuint (count.n_records, ==, 2);

  feed_fill (reader, ',', 20000);
  cf_csv_reader_feed (reader, "\nnext\n", 6);
  g_assert_cmpuint (count.n_errors, ==, 2);
  g_assert_cmpuint (count.n_records, ==, 3);

  g_assert_true (cf_csv_reader_end (reader));
  g_assert_cmpuint (count.last_line, ==, 5);
}

/* A quote that is never closed costs its own line only, in a file of any length. */
static void
test_unclosed_in_long_file (void)
{
  Count count = { 0 };
  g_autoptr (CfCsvReader) reader = cf_csv_reader_new (count_cb, &count);
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < 10000; i++)
    g_string_append (lines, "85123A,WHITE HANGING HEART T-LIGHT HOLDER,2.55,United Kingdom\n");

  cf_csv_reader_feed (reader, "\"oops,1\n", 8);
  for (guint i = 0; i < 50; i++)
    g_assert_true (cf_csv_reader_feed (reader, lines->str, lines->len));
  g_assert_true (cf_csv_reader_end (reader));

  g_assert_cmpuint (count.n_errors, ==, 1);
  g_assert_cmpuint (count.n_records, ==, 500000);
  g_assert_cmpuint (count.last_line, ==, 500001);
}

static gboolean
stop_cb (guint64            line,
         const char *const *fields,
         guint              n_fields,
         const GError      *error,
         gpointer           user_data)
{
  guint *n = user_data;

  return ++*n < 2;
}

static void
test_stop (void)
{
  guint n = 0;
  guint n_last = 1;
  g_autoptr (CfCsvReader) reader = cf_csv_reader_new (stop_cb, &n);
  g_autoptr (CfCsvReader) last = cf_csv_reader_new (stop_cb, &n_last);

  g_assert_false (cf_csv_reader_feed (reader, "a\nb\nc\nd\n", 8));
  g_assert_false (cf_csv_reader_feed (reader, "a\n", 2));
  g_assert_false (cf_csv_reader_end (reader));
  g_assert_cmpuint (n, ==, 2);

  g_assert_true (cf_csv_reader_feed (last, "a", 1));
  g_assert_false (cf_csv_reader_end (last));
}

/* What is written is read back, whatever is in it. */
static void
test_round_trip (void)
{
  static const char *const pieces[] = { "a", ",", "\"", "\n", "\r", "\r\n", " ", "\xc3\xa4", "\xf0\x9f\x92\xa9", "", "'", "\t" };

  for (guint round = 0; round < 2000; round++)
    {
      g_autoptr (GString) csv = g_string_new (NULL);
      g_autoptr (GString) expected = g_string_new ("1:[");
      g_autofree char *log = NULL;
      guint n_fields = g_test_rand_int_range (1, 5);

      for (guint i = 0; i < n_fields; i++)
        {
          g_autoptr (GString) field = g_string_new (i == 0 ? "x" : NULL);

          for (int n = g_test_rand_int_range (0, 8); n > 0; n--)
            g_string_append (field, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);

          if (i > 0)
            {
              g_string_append_c (csv, ',');
              g_string_append_c (expected, '|');
            }
          cf_csv_append_field (csv, field->str);
          g_string_append (expected, field->str);
        }
      g_string_append (csv, "\r\n");
      g_string_append (expected, "] ");

      log = read_in_blocks (csv->str, csv->len, g_test_rand_int_range (1, 9));
      g_assert_cmpstr (log, ==, expected->str);
    }
}

/* No bytes whatever make it stumble or lose count of the lines. */
static void
test_noise (void)
{
  static const char alphabet[] = "ab\"\",,\n\n\r\0\xff\xc3\xa4";

  for (guint round = 0; round < 3000; round++)
    {
      char noise[200];
      Count count = { 0 };
      g_autoptr (CfCsvReader) reader = cf_csv_reader_new (count_cb, &count);
      g_autofree char *once = NULL;
      g_autofree char *again = NULL;

      for (guint i = 0; i < sizeof noise; i++)
        noise[i] = alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)];

      g_assert_true (cf_csv_reader_feed (reader, noise, sizeof noise));
      g_assert_true (cf_csv_reader_end (reader));
      g_assert_cmpuint (count.last_line, <=, sizeof noise);

      once = read_in_blocks (noise, sizeof noise, sizeof noise);
      again = read_in_blocks (noise, sizeof noise, 7);
      g_assert_cmpstr (once, ==, again);
    }
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/csv/records", test_records);
  g_test_add_func ("/csv/guess", test_guess);
  g_test_add_func ("/csv/append-record", test_append_record);
  g_test_add_func ("/csv/quotes", test_quotes);
  g_test_add_func ("/csv/bad-bytes", test_bad_bytes);
  g_test_add_func ("/csv/bad-quotes", test_bad_quotes);
  g_test_add_func ("/csv/limits", test_limits);
  g_test_add_func ("/csv/unclosed-in-long-file", test_unclosed_in_long_file);
  g_test_add_func ("/csv/stop", test_stop);
  g_test_add_func ("/csv/round-trip", test_round_trip);
  g_test_add_func ("/csv/noise", test_noise);

  return g_test_run ();
}
