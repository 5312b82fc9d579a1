/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bib-fixture.h"

#include "cf-error.h"

#include <string.h>

static void
append_number (GString *out,
               gint64   number)
{
  if (number != CF_BIB_UNKNOWN)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, number);
  g_string_append_c (out, '|');
}

char *
bib_record_to_text (const CfBibRecord *record)
{
  GString *out = g_string_new (record->title);

  g_string_append_c (out, '|');
  append_number (out, record->pages);
  append_number (out, record->year);
  g_string_append (out, record->isbn != NULL ? record->isbn : "");
  if (record->isbn_status != CF_ISBN_VALID && record->isbn_text != NULL)
    g_string_append_printf (out, "(%d %s)", record->isbn_status, record->isbn_text);
  g_string_append_c (out, '|');

  for (guint i = 0; i < cf_bib_record_n_contributors (record); i++)
    {
      const CfBibContributor *contributor = cf_bib_record_get_contributor (record, i);

      g_string_append_printf (out, "%s%s+%s", i > 0 ? "; " : "", contributor->name->first_name, contributor->name->last_name);
      if (contributor->role != CF_ROLE_AUTHOR)
        g_string_append_printf (out, " [%s]", cf_role_to_string (contributor->role));
    }

  return g_string_free (out, FALSE);
}

gboolean
bib_log_cb (guint64            line,
            const CfBibRecord *record,
            const GError      *error,
            gpointer           user_data)
{
  g_assert_true ((record == NULL) != (error == NULL));
  g_string_append_printf (user_data, "%" G_GUINT64_FORMAT, line);

  if (error != NULL)
    {
      g_assert_true (error->domain == CF_ERROR);
      g_assert_cmpstr (error->message, !=, "");
      g_string_append_printf (user_data, "! %s\n", error->message);
    }
  else
    {
      g_autofree char *text = bib_record_to_text (record);

      g_assert_cmpuint (record->line, ==, line);
      g_string_append_printf (user_data, ": %s\n", text);
    }

  return TRUE;
}

static char *
random_text (void)
{
  static const char *const pieces[] = {
    "The", "Huntress", "and", "And", "others", "Kate", "Quinn", "van", "der", "Jr.", "III", "J.R.R.", "é", "e\u0301", "ß", "村上", "🦊", "\u200f", "\u202e", "\u200c",
    " ", " ", " ", ",", ",", ";", ";", ":", ".", "-", "--", "---", "–", "'", "''", "`", "``", "“", "?`", "!`", "\"", "\"\"", "{", "}", "{{", "}}", "(", ")", "[", "]", "[editor]", "(ed.)",
    "\\", "\\\\", "\\\"o", "\\textbackslash", "\\&", "&", "$", "$x$", "#", "_", "%", "~", "^", "@", "@book{", "=", "=\"", "|", "/", "*", "<b>", "&amp;",
    "TY  - BOOK", "ER  - ", "AU  - ", "N1", "\t", "\n", "\r\n", "\x01", "\x7f", "\xff", "\xc3", "1984", "00", "'; DROP TABLE books; --", "=1+1", "\ufeff",
  };
  GString *text = g_string_new (NULL);

  for (int n = g_test_rand_int_range (0, 9); n > 0; n--)
    g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);

  return g_string_free (text, FALSE);
}

static void
set_random_isbn (CfBibRecord *record)
{
  static const char *const isbns[] = {
    "9780439023481", "0-439-65548-X", "979-10-90636-07-1", "9780439023482", "0439655480", "439023483", "9.78043902348e+12", "12", "97804390234811", "n/a",
  };
  g_autofree char *text = random_text ();

  if (g_test_rand_bit ())
    cf_bib_record_set_isbn (record, isbns[g_test_rand_int_range (0, G_N_ELEMENTS (isbns))]);
  else if (g_test_rand_int_range (0, 4) == 0)
    cf_bib_record_set_isbn (record, text);
}

/* Of the last person. */
static void
add_random_about (CfBibRecord *record)
{
  guint position = cf_bib_record_n_contributors (record) - 1;

  if (g_test_rand_int_range (0, 4) == 0)
    {
      g_autofree char *note = random_text ();

      cf_bib_record_set_note (record, position, note);
    }
  for (int n = g_test_rand_int_range (-3, 3); n > 0; n--)
    {
      g_autofree char *first = random_text ();
      g_autofree char *last = random_text ();
      g_autoptr (CfPersonName) name = cf_person_name_new (first, last);

      if (name != NULL)
        cf_bib_record_add_other_name (record, position, name);
    }
}

CfBibRecord *
bib_record_new_random (void)
{
  CfBibRecord *record = cf_bib_record_new ();

  while (record->title == NULL)
    {
      g_autofree char *title = random_text ();

      cf_bib_record_set_title (record, title);
    }

  if (g_test_rand_bit ())
    record->pages = g_test_rand_int_range (0, 3000);
  if (g_test_rand_bit ())
    record->year = g_test_rand_int_range (-9999, 10000);
  set_random_isbn (record);

  for (int n = g_test_rand_int_range (0, 5); n > 0; n--)
    {
      g_autofree char *first = random_text ();
      g_autofree char *last = random_text ();
      g_autoptr (CfPersonName) name = cf_person_name_new (first, last);

      if (name != NULL)
        {
          cf_bib_record_add_contributor (record, name, g_test_rand_int_range (0, CF_N_ROLES));
          add_random_about (record);
        }
    }

  return record;
}

gboolean
bib_expect_cb (guint64            line,
               const CfBibRecord *record,
               const GError      *error,
               gpointer           user_data)
{
  BibExpected *expected = user_data;
  g_autofree char *wanted = NULL;
  g_autofree char *found = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (expected->n_read, <, expected->records->len);
  wanted = bib_record_to_text (g_ptr_array_index (expected->records, expected->n_read));
  found = bib_record_to_text (record);
  g_assert_cmpstr (found, ==, wanted);
  g_assert_true (cf_bib_record_equal (record, g_ptr_array_index (expected->records, expected->n_read)));
  expected->n_read++;

  return TRUE;
}

GString *
bib_mutate (const char *bytes,
            gsize       length)
{
  static const char odd[] = "\0\n\r\"'{}()[]@#=,;\\-~%&$ \xff\xc3\xa9" "0Aa";
  GString *out = g_string_new_len (bytes, length);

  for (int n = g_test_rand_int_range (1, 8); n > 0 && out->len > 0; n--)
    {
      gsize at = g_test_rand_int_range (0, out->len);
      gsize most = g_test_rand_int_range (1, 30);
      gsize size = MIN (most, out->len - at);

      switch (g_test_rand_int_range (0, 4))
        {
        case 0:
          out->str[at] = odd[g_test_rand_int_range (0, sizeof odd - 1)];
          break;

        case 1:
          g_string_erase (out, at, size);
          break;

        case 2:
          {
            g_autofree char *piece = g_memdup2 (out->str + at, size);

            g_string_insert_len (out, g_test_rand_int_range (0, out->len), piece, size);
          }
          break;

        default:
          g_string_insert_c (out, at, odd[g_test_rand_int_range (0, sizeof odd - 1)]);
        }
    }

  return out;
}
