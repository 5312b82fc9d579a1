/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-book-check.h"
#include "cf-isbn.h"
#include "cf-person-name.h"
#include "cf-text.h"

#include <glib/gi18n-lib.h>

/* No number that is meant has more digits, and none of so many overflows. */
#define MAX_DIGITS 9

/* --- what was typed ----------------------------------------------------------------------- */

static char *
tidy (const char *text)
{
  return cf_text_tidy (text != NULL ? text : "");
}

/* Answers with @sentence (transfer full) (nullable), where somebody wants it. */
static CfCheck
answer (CfCheck check, char *sentence, char **place)
{
  if (place != NULL)
    *place = sentence;
  else
    g_free (sentence);
  return check;
}

static CfCheck
right (char **place)
{
  return answer (CF_CHECK_RIGHT, NULL, place);
}

static CfCheck
too_long (const char *format, glong n_chars, int most, char **place)
{
  return answer (CF_CHECK_WRONG, g_strdup_printf (format, n_chars, most), place);
}

/* --- title and note ----------------------------------------------------------------------- */

/**
 * cf_book_check_title:
 * @text: (nullable): what was typed, whatever it is
 * @title: (out) (optional) (transfer full) (nullable): what is stored: one line, without what cannot be seen; %NULL unless it is right
 * @sentence: (out) (optional) (transfer full) (nullable): what is to be said; %NULL where it is right
 *
 * Looks at the title of a book. Any thread.
 *
 * Returns: whether it can be stored: missing where nothing in it can be seen, wrong where it is too long
 */
CfCheck
cf_book_check_title (const char *text, char **title, char **sentence)
{
  g_autofree char *tidied = tidy (text);
  glong n_chars = g_utf8_strlen (tidied, -1);

  if (title != NULL)
    *title = NULL;
  if (n_chars == 0)
    return answer (CF_CHECK_MISSING, g_strdup (_("A book needs a title.")), sentence);
  if (n_chars > CF_BOOK_MAX_TITLE)
    return too_long (ngettext ("This title has %'ld character, and %'d are kept at most. Shorten it.",
                               "This title has %'ld characters, and %'d are kept at most. Shorten it.", (gulong) n_chars),
                     n_chars, CF_BOOK_MAX_TITLE, sentence);
  if (title != NULL)
    *title = g_steal_pointer (&tidied);
  return right (sentence);
}

/**
 * cf_book_check_note:
 * @text: (nullable): what was typed, whatever it is
 * @note: (out) (optional) (transfer full) (nullable): what is stored; %NULL: nothing
 * @sentence: (out) (optional) (transfer full) (nullable): what is to be said; %NULL where it is right
 *
 * Looks at a note that tells people of one name apart. Any thread.
 *
 * Returns: whether it can be stored
 */
CfCheck
cf_book_check_note (const char *text, char **note, char **sentence)
{
  g_autofree char *tidied = tidy (text);
  glong n_chars = g_utf8_strlen (tidied, -1);

  if (note != NULL)
    *note = NULL;
  if (n_chars > CF_BOOK_MAX_NOTE)
    return too_long (ngettext ("This note has %'ld character, and %'d are kept at most. Shorten it.",
                               "This note has %'ld characters, and %'d are kept at most. Shorten it.", (gulong) n_chars),
                     n_chars, CF_BOOK_MAX_NOTE, sentence);
  if (note != NULL && n_chars > 0)
    *note = g_steal_pointer (&tidied);
  return right (sentence);
}

/* --- numbers ------------------------------------------------------------------------------ */

typedef enum
{
  NUMBER_NONE,                  /* something else */
  NUMBER_WHOLE,
  NUMBER_HUGE,                  /* whole, of more digits than anything has */
  NUMBER_FRACTION,
} NumberKind;

/* Anything that a person types for a minus. */
static gboolean
skip_sign (const char **text)
{
  gunichar c = g_utf8_get_char (*text);
  gboolean is_minus = c == '-' || c == 0x2212 || c == 0x2010 || c == 0x2011 || c == 0x2012 || c == 0x2013;

  if (is_minus || c == '+')
    *text = g_utf8_next_char (*text);
  return is_minus;
}

/* Digits of any script; *@value is what they say, as far as it can be held. */
static guint
skip_digits (const char **text, int *value)
{
  guint n_digits = 0;

  for (*value = 0; g_unichar_isdigit (g_utf8_get_char (*text)); *text = g_utf8_next_char (*text))
    {
      int digit = g_unichar_digit_value (g_utf8_get_char (*text));

      if (n_digits > 0 || digit > 0)
        n_digits++;
      if (n_digits <= MAX_DIGITS)
        *value = *value * 10 + digit;
    }
  return n_digits;
}

static NumberKind
after_digits (const char *rest, guint n_digits)
{
  int fraction;

  if (*rest == '\0')
    return n_digits <= MAX_DIGITS ? NUMBER_WHOLE : NUMBER_HUGE;
  if (*rest != '.' && *rest != ',')
    return NUMBER_NONE;
  rest++;
  skip_digits (&rest, &fraction);
  return *rest == '\0' ? NUMBER_FRACTION : NUMBER_NONE;
}

static NumberKind
read_number (const char *text, int *value)
{
  gboolean is_minus = skip_sign (&text);
  const char *digits = text;
  guint n_digits = skip_digits (&text, value);

  if (is_minus)
    *value = -*value;
  return text > digits ? after_digits (text, n_digits) : NUMBER_NONE;
}

static char *
pages_sentence (NumberKind kind, int value, const char *text)
{
  g_autofree char *quoted = cf_text_excerpt (text);

  if (kind == NUMBER_FRACTION)
    return g_strdup_printf (_("Pages are counted in whole numbers, and “%s” is not one. Type a number from 1 to %'d, or leave this empty."),
                            quoted, CF_BOOK_MAX_PAGES);
  if (kind == NUMBER_NONE)
    return g_strdup_printf (_("“%s” is not a number of pages. Type a whole number from 1 to %'d, or leave this empty."),
                            quoted, CF_BOOK_MAX_PAGES);
  if (value < 1)
    return g_strdup_printf (_("A book has at least one page. Type a whole number from 1 to %'d, or leave this empty."), CF_BOOK_MAX_PAGES);
  return g_strdup_printf (_("No book has so many pages: %'d are kept at most. Type the right number, or leave this empty."), CF_BOOK_MAX_PAGES);
}

/**
 * cf_book_check_pages:
 * @text: (nullable): what was typed, whatever it is
 * @pages: (out) (optional): the number of pages; 0: not told
 * @sentence: (out) (optional) (transfer full) (nullable): what is to be said; %NULL where it is right
 *
 * Looks at a number of pages, which may be left out. Any thread.
 *
 * Returns: whether it can be stored
 */
CfCheck
cf_book_check_pages (const char *text, int *pages, char **sentence)
{
  g_autofree char *tidied = tidy (text);
  int value = 0;
  NumberKind kind = read_number (tidied, &value);

  if (pages != NULL)
    *pages = 0;
  if (*tidied == '\0')
    return right (sentence);
  if (kind != NUMBER_WHOLE || value < 1 || value > CF_BOOK_MAX_PAGES)
    return answer (CF_CHECK_WRONG, pages_sentence (kind, value, tidied), sentence);
  if (pages != NULL)
    *pages = value;
  return right (sentence);
}

static int
latest_year (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return g_date_time_get_year (now) + CF_BOOK_YEARS_AHEAD;
}

static char *
year_sentence (NumberKind kind, int value, const char *text)
{
  g_autofree char *quoted = cf_text_excerpt (text);

  if (kind == NUMBER_WHOLE && value == 0)
    return g_strdup (_("There was no year 0: the year before 1 is −1. Type another year, or leave this empty."));
  if (kind == NUMBER_WHOLE || kind == NUMBER_HUGE)
    return g_strdup_printf (_("“%s” cannot be the year of a book. Type a year from %d to %d, or leave this empty."),
                            quoted, CF_BOOK_MIN_YEAR, latest_year ());
  return g_strdup_printf (_("“%s” is not a year. Type one in digits, like 1990 (−800 is before the common era), or leave this empty."), quoted);
}

/**
 * cf_book_check_year:
 * @text: (nullable): what was typed, whatever it is
 * @year: (out) (optional): the year; below 0: before the common era
 * @has_year: (out) (optional): whether there is one
 * @sentence: (out) (optional) (transfer full) (nullable): what is to be said; %NULL where it is right
 *
 * Looks at the year in which a book appeared, which may be left out, and may be a few years ahead. Any thread.
 *
 * Returns: whether it can be stored
 */
CfCheck
cf_book_check_year (const char *text, int *year, gboolean *has_year, char **sentence)
{
  g_autofree char *tidied = tidy (text);
  int value = 0;
  NumberKind kind = read_number (tidied, &value);
  gboolean is_there = *tidied != '\0';
  gboolean is_right = kind == NUMBER_WHOLE && value != 0 && value >= CF_BOOK_MIN_YEAR && value <= latest_year ();

  if (year != NULL)
    *year = is_right ? value : 0;
  if (has_year != NULL)
    *has_year = is_right;
  if (is_there && !is_right)
    return answer (CF_CHECK_WRONG, year_sentence (kind, value, tidied), sentence);
  return right (sentence);
}

/* --- ISBN --------------------------------------------------------------------------------- */

static char *
isbn_sentence (CfIsbnStatus status, char expected, const char *isbn, const char *text)
{
  g_autofree char *quoted = cf_text_excerpt (text);
  g_autofree char *shown = isbn != NULL ? cf_isbn_format (isbn) : NULL;

  switch (status)
    {
    case CF_ISBN_WRONG_CHECK_DIGIT:
      return g_strdup_printf (_("The last digit of this ISBN should be %c. Look at it again, or keep it if it is printed so."), expected);
    case CF_ISBN_TOO_SHORT:
      return g_strdup (_("Digits are missing: an ISBN has 10 or 13. Type the whole, or leave this empty."));
    case CF_ISBN_TOO_LONG:
      return g_strdup (_("These are too many digits: an ISBN has 10 or 13. Correct it, or leave this empty."));
    case CF_ISBN_INCOMPLETE:
      return g_strdup_printf (_("The zeros at the beginning of this ISBN seem to be lost: it may be %s. Look at it again."), shown);
    case CF_ISBN_ROUNDED:
      return g_strdup_printf (_("A spreadsheet has rounded “%s”, and the last digits of the ISBN are lost. Type it as it is printed, or leave this empty."),
                              quoted);
    case CF_ISBN_EMPTY:
    case CF_ISBN_VALID:
    case CF_ISBN_NOT_ISBN:
    default:
      return g_strdup_printf (_("“%s” is not an ISBN. Type its 10 or 13 digits, or leave this empty."), quoted);
    }
}

/**
 * cf_book_check_isbn:
 * @text: (nullable): what was typed, scanned or read, whatever it is
 * @isbn: (out) (optional) (transfer full) (nullable): what is stored: thirteen digits, or the digits as they are where they are doubtful;
 *   %NULL: nothing
 * @sentence: (out) (optional) (transfer full) (nullable): what is to be said; %NULL where it is right
 *
 * Looks at an ISBN in any form, which may be left out. Any thread.
 *
 * Returns: whether it can be stored; %CF_CHECK_DOUBTFUL: the last digit is wrong, but books have been printed with such numbers
 */
CfCheck
cf_book_check_isbn (const char *text, char **isbn, char **sentence)
{
  g_autofree char *tidied = tidy (text);
  g_autofree char *stored = NULL;
  char expected = '\0';
  CfIsbnStatus status = cf_isbn_parse (tidied, &stored, &expected);
  CfCheck check = CF_CHECK_RIGHT;

  if (status == CF_ISBN_WRONG_CHECK_DIGIT)
    check = CF_CHECK_DOUBTFUL;
  else if (status != CF_ISBN_EMPTY && status != CF_ISBN_VALID)
    check = CF_CHECK_WRONG;
  answer (check, check != CF_CHECK_RIGHT ? isbn_sentence (status, expected, stored, tidied) : NULL, sentence);
  if (isbn != NULL)
    *isbn = check != CF_CHECK_WRONG ? g_steal_pointer (&stored) : NULL;
  return check;
}

/* --- names -------------------------------------------------------------------------------- */

/* Of both parts together. */
static CfCheck
check_length_of_name (const char *text, char **sentence)
{
  g_autofree char *tidied = tidy (text);
  glong n_chars = g_utf8_strlen (tidied, -1);

  if (n_chars <= CF_BOOK_MAX_NAME)
    return right (sentence);
  return too_long (ngettext ("This name has %'ld character, and %'d are kept at most. Shorten it.",
                               "This name has %'ld characters, and %'d are kept at most. Shorten it.", (gulong) n_chars),
                     n_chars, CF_BOOK_MAX_NAME, sentence);
}

/**
 * cf_book_check_name:
 * @text: (nullable): what was typed, whatever it is: "Kate Quinn", "Quinn, Kate", "van der Berg, Jan", "Plato"
 * @name: (out) (optional) (transfer full) (nullable): the name; %NULL unless it is right
 * @sentence: (out) (optional) (transfer full) (nullable): what is to be said; %NULL where it is right
 *
 * Looks at the name of a person. Any thread.
 *
 * Returns: whether it can be stored: missing where nothing in it is a name, wrong where it is too long
 */
CfCheck
cf_book_check_name (const char *text, CfPersonName **name, char **sentence)
{
  g_autoptr (CfPersonName) parsed = NULL;

  if (name != NULL)
    *name = NULL;
  if (check_length_of_name (text, sentence) != CF_CHECK_RIGHT)
    return CF_CHECK_WRONG;
  parsed = cf_person_name_parse (text);
  if (parsed == NULL)
    return answer (CF_CHECK_MISSING, g_strdup (_("A name is missing here: type one, or remove this row.")), sentence);
  if (name != NULL)
    *name = g_steal_pointer (&parsed);
  return right (sentence);
}

/**
 * cf_book_join_name:
 * @first_name: (nullable): the first name
 * @last_name: (nullable): the last name
 *
 * Returns: (transfer full): both in one, as people say it, "" where there is nothing. Any thread.
 */
char *
cf_book_join_name (const char *first_name, const char *last_name)
{
  g_autoptr (CfPersonName) name = cf_person_name_new (first_name, last_name);

  return name != NULL ? cf_person_name_to_string (name) : g_strdup ("");
}
