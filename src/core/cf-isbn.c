/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-isbn.h"

#include "cf-isbn-private.h"

#include <string.h>

#define LENGTH_10 10
#define LENGTH_13 13

/* An ISBN-10 has lost at most so many zeros: the language that has the shortest numbers begins with one, its largest publishers with two. */
#define MAX_LOST 3

/* A rounded number with fewer digits than these agrees with too many books. */
#define LEAST_ROUNDED 9

/**
 * Number:
 * @digits: the first of them; an X at the end is ten
 * @n: how many there are
 * @bare: whether nothing but digits was written
 */
typedef struct
{
  char     digits[LENGTH_13 + 1];
  guint    n;
  gboolean bare;
} Number;

/* -------------------------------------------------------------------------------------------------
 * Characters
 * ------------------------------------------------------------------------------------------------- */

/* People type the letter of their own keyboard, Cyrillic ones too. */
static gboolean
is_x (gunichar c)
{
  return c == 'X' || c == 'x' || c == 0x0425 || c == 0x0445 || c == 0x2169 || c == 0x2179 || c == 0xff38 || c == 0xff58;
}

static gboolean
is_separator (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return g_unichar_isspace (c) || type == G_UNICODE_DASH_PUNCTUATION || type == G_UNICODE_FORMAT ||
         type == G_UNICODE_CONTROL || c == 0x2212;
}

static const char *
skip_separators (const char *at,
                 char        also)
{
  while (*at != '\0' && (is_separator (g_utf8_get_char (at)) || *at == also))
    at = g_utf8_next_char (at);

  return at;
}

/* "ISBN", "ISBN-13:", "urn:isbn:"; and a spreadsheet is kept from eating zeros by '0439023483 or ="0439023483". */
static const char *
skip_prefix (const char *at)
{
  at = skip_separators (at, '\0');
  at += strspn (at, "='\"");
  if (g_ascii_strncasecmp (at, "urn:", 4) == 0)
    at += 4;
  if (g_ascii_strncasecmp (at, "ISBN", 4) != 0)
    return at;

  at = skip_separators (at + 4, ':');
  if ((strncmp (at, "10", 2) == 0 || strncmp (at, "13", 2) == 0) && !g_ascii_isdigit (at[2]))
    at = skip_separators (at + 2, ':');

  return at;
}

/* Catalogues write "0439023483 (pbk.)", sentences end with a stop, and programs that keep numbers only write "439023483.0". */
static void
cut_tail (char *text)
{
  gsize length = strlen (text);

  while (length > 0 && (g_ascii_isspace (text[length - 1]) || strchr (".,;:'\"", text[length - 1]) != NULL))
    length--;
  text[length] = '\0';

  if (length > 0 && text[length - 1] == ')' && strrchr (text, '(') != NULL && *text != '(')
    *strrchr (text, '(') = '\0';
  else if (length > 2 && g_str_has_suffix (text, ".0") && strspn (text, "0123456789Xx") == length - 2)
    text[length - 2] = '\0';
}

/* Returns: %FALSE where there is something else than digits and what separates them */
static gboolean
read_number (const char *at,
             Number     *number)
{
  gboolean ended = FALSE;

  *number = (Number) { .bare = TRUE };
  for (; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      int value = g_unichar_digit_value (c);

      if (is_separator (c))
        {
          number->bare = FALSE;
          continue;
        }
      if (ended || (value < 0 && !is_x (c)))
        return FALSE;

      ended = value < 0;
      if (number->n < LENGTH_13)
        number->digits[number->n] = ended ? 'X' : '0' + value;
      number->n++;
    }

  return !ended || number->n <= LENGTH_10;
}

/* -------------------------------------------------------------------------------------------------
 * Check digits
 * ------------------------------------------------------------------------------------------------- */

static char
check_digit_10 (const char *digits)
{
  guint sum = 0;

  for (guint i = 0; i < LENGTH_10 - 1; i++)
    sum += (LENGTH_10 - i) * (digits[i] - '0');

  return "0X987654321"[sum % 11];
}

static char
check_digit_13 (const char *digits)
{
  guint sum = 0;

  for (guint i = 0; i < LENGTH_13 - 1; i++)
    sum += (i % 2 == 0 ? 1 : 3) * (digits[i] - '0');

  return '0' + (10 - sum % 10) % 10;
}

static char *
to_13 (const char *digits)
{
  char isbn[LENGTH_13 + 1] = "978";

  memcpy (isbn + 3, digits, LENGTH_10 - 1);
  isbn[LENGTH_13 - 1] = check_digit_13 (isbn);

  return g_strndup (isbn, LENGTH_13);
}

static gboolean
is_book_number (const char *digits)
{
  return g_str_has_prefix (digits, "978") || g_str_has_prefix (digits, "979");
}

static gboolean
is_stored_form (const char *isbn)
{
  return strlen (isbn) == LENGTH_13 && strspn (isbn, "0123456789") == LENGTH_13 && is_book_number (isbn);
}

/* -------------------------------------------------------------------------------------------------
 * Kinds of numbers
 * ------------------------------------------------------------------------------------------------- */

/* Of ten equal digits the last is right by accident, and they are typed to get past a field. */
static CfIsbnStatus
judge_10 (const Number  *number,
          char         **isbn,
          char          *expected)
{
  char right = check_digit_10 (number->digits);

  if (strspn (number->digits, (char[]) { number->digits[0], '\0' }) == LENGTH_10)
    return CF_ISBN_NOT_ISBN;

  if (number->digits[LENGTH_10 - 1] == right)
    {
      *isbn = to_13 (number->digits);
      return CF_ISBN_VALID;
    }

  *isbn = g_strndup (number->digits, LENGTH_10);
  *expected = right;
  return CF_ISBN_WRONG_CHECK_DIGIT;
}

static CfIsbnStatus
judge_13 (const Number  *number,
          char         **isbn,
          char          *expected)
{
  char right = check_digit_13 (number->digits);

  if (!is_book_number (number->digits))
    return CF_ISBN_NOT_ISBN;

  *isbn = g_strndup (number->digits, LENGTH_13);
  if (number->digits[LENGTH_13 - 1] == right)
    return CF_ISBN_VALID;

  *expected = right;
  return CF_ISBN_WRONG_CHECK_DIGIT;
}

/* Only bare digits come from a spreadsheet's numbers. With a dash, it is an ISSN, whose check digit is made in the same way. */
static CfIsbnStatus
judge_short (const Number  *number,
             char         **isbn)
{
  char padded[LENGTH_10 + 1] = "000";
  guint n_lost = LENGTH_10 - number->n;

  if (!number->bare || n_lost > MAX_LOST || number->digits[0] == '0')
    return CF_ISBN_TOO_SHORT;

  memcpy (padded + n_lost, number->digits, number->n);
  if (padded[LENGTH_10 - 1] != check_digit_10 (padded))
    return CF_ISBN_TOO_SHORT;

  *isbn = to_13 (padded);
  return CF_ISBN_INCOMPLETE;
}

static CfIsbnStatus
judge (const Number  *number,
       char         **isbn,
       char          *expected)
{
  if (number->n == 0)
    return CF_ISBN_EMPTY;
  if (number->n < LENGTH_10)
    return judge_short (number, isbn);
  if (number->n == LENGTH_10)
    return judge_10 (number, isbn, expected);
  if (number->n < LENGTH_13)
    return is_book_number (number->digits) ? CF_ISBN_TOO_SHORT : CF_ISBN_TOO_LONG;
  if (number->n == LENGTH_13)
    return judge_13 (number, isbn, expected);

  return CF_ISBN_TOO_LONG;
}

/* Of "9.78044e+12", with a point or a comma, @digits are "978044" and @power is 12. */
static gboolean
read_rounded (const char *text,
              GString    *digits,
              guint      *power)
{
  gsize n_decimals;
  const char *at = text;
  const char *exponent;

  if (!g_ascii_isdigit (*at))
    return FALSE;
  g_string_append_c (digits, *at++);
  if (*at == '.' || *at == ',')
    {
      n_decimals = strspn (++at, "0123456789");
      g_string_append_len (digits, at, n_decimals);
      at += n_decimals;
    }

  if (g_ascii_tolower (*at++) != 'e')
    return FALSE;
  exponent = at + (*at == '+');
  if (strspn (exponent, "0123456789") != strlen (exponent) || strlen (exponent) < 1 || strlen (exponent) > 2)
    return FALSE;

  *power = g_ascii_strtoull (exponent, NULL, 10);
  return TRUE;
}

static gboolean
is_rounded (const char *text)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  guint power;

  return read_rounded (text, digits, &power) && power <= LENGTH_13 - 1;
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_isbn_parse:
 * @text: (nullable): what was typed, scanned or read from a file
 * @isbn: (out) (optional) (nullable) (transfer full): the form in which it is stored, see below
 * @expected: (out) (optional): the last digit that would be right, where it is wrong; else zero
 *
 * Reads an ISBN of ten or thirteen digits, with whatever dashes and blanks, "ISBN-13:" in front, or "(paperback)" behind.
 *
 * An ISBN is stored as thirteen digits: one of ten becomes the one of thirteen that names the same book. 979-0 (music) counts as
 * one: it stands in the same place. @isbn is also given for
 *
 * - %CF_ISBN_WRONG_CHECK_DIGIT: what is stored where a person insists, because the book has it so: its digits as they are. One of
 *   ten digits is not made into one of thirteen, which would hide the mistake in a number that may be another book's.
 * - %CF_ISBN_INCOMPLETE: what it probably was. To be offered, not taken.
 *
 * Returns: what it is
 */
CfIsbnStatus
cf_isbn_parse (const char  *text,
               char       **isbn,
               char        *expected)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : g_strdup ("");
  g_autofree char *found = NULL;
  char right = '\0';
  char *start = (char *) skip_prefix (valid);
  CfIsbnStatus status;
  Number number;

  cut_tail (start);
  if (is_rounded (start))
    status = CF_ISBN_ROUNDED;
  else if (!read_number (start, &number))
    status = CF_ISBN_NOT_ISBN;
  else
    status = judge (&number, &found, &right);

  if (isbn != NULL)
    *isbn = g_steal_pointer (&found);
  if (expected != NULL)
    *expected = right;
  return status;
}

/**
 * cf_isbn_is_candidate:
 * @text: (nullable): a scanned code, or what somebody searches for
 *
 * Returns: whether it may be the ISBN of a book, in either form, a wrong one that somebody insisted on included
 */
gboolean
cf_isbn_is_candidate (const char *text)
{
  g_autofree char *key = cf_isbn_search_key (text);

  return key != NULL;
}

/**
 * cf_isbn_search_key:
 * @text: (nullable): a scanned code, or what somebody searches for
 *
 * Returns: (transfer full) (nullable): the form in which that ISBN is stored, so that ten digits typed find thirteen stored; %NULL: no
 *   ISBN
 */
char *
cf_isbn_search_key (const char *text)
{
  g_autofree char *isbn = NULL;
  CfIsbnStatus status = cf_isbn_parse (text, &isbn, NULL);

  if (status != CF_ISBN_VALID && status != CF_ISBN_WRONG_CHECK_DIGIT)
    return NULL;

  return g_steal_pointer (&isbn);
}

/**
 * cf_isbn_rounded_matches:
 * @rounded: a text that is %CF_ISBN_ROUNDED
 * @isbn: thirteen digits
 *
 * Tells whether a second field confirms what was concluded from the first. A number that has kept fewer than nine digits confirms nothing.
 *
 * Returns: whether @isbn, rounded, can be @rounded
 */
gboolean
cf_isbn_rounded_matches (const char *rounded,
                         const char *isbn)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  guint power;
  gint64 half = 5;
  gint64 value;

  g_return_val_if_fail (rounded != NULL, FALSE);
  g_return_val_if_fail (isbn != NULL && is_stored_form (isbn), FALSE);

  if (!read_rounded (skip_separators (rounded, '\0'), digits, &power) || power != LENGTH_13 - 1 ||
      digits->len < LEAST_ROUNDED || digits->len > LENGTH_13)
    return FALSE;

  value = g_ascii_strtoll (digits->str, NULL, 10);
  for (gsize i = digits->len; i < LENGTH_13; i++)
    value *= 10;
  for (gsize i = digits->len + 1; i < LENGTH_13; i++)
    half *= 10;
  if (digits->len == LENGTH_13)
    half = 0;

  return ABS (g_ascii_strtoll (isbn, NULL, 10) - value) <= half;
}

/**
 * cf_isbn_format:
 * @isbn: the stored form
 *
 * Writes an ISBN for people as it is printed on books, "978-0-439-02348-1": the group of countries or the language, the publisher, the book
 * and the check digit apart. Where that is not known there is but the first dash, which is enough that a spreadsheet leaves the number
 * alone.
 *
 * Returns: (transfer full): the text; @isbn itself where it is none of thirteen digits
 */
char *
cf_isbn_format (const char *isbn)
{
  guint group, publisher;
  const char *book;

  g_return_val_if_fail (isbn != NULL, NULL);

  if (!is_stored_form (isbn))
    return g_strdup (isbn);
  if (!_cf_isbn_measure (isbn, &group, &publisher))
    return g_strdup_printf ("%.3s-%s", isbn, isbn + 3);

  book = isbn + 3 + group + publisher;
  return g_strdup_printf ("%.3s-%.*s-%.*s-%.*s-%s", isbn, (int) group, isbn + 3, (int) publisher, isbn + 3 + group,
                          (int) strlen (book) - 1, book, isbn + LENGTH_13 - 1);
}
