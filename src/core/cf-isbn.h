/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CfIsbnStatus:
 * @CF_ISBN_EMPTY: nothing is there
 * @CF_ISBN_VALID: an ISBN
 * @CF_ISBN_WRONG_CHECK_DIGIT: of the right length and kind, but its last digit should be another
 * @CF_ISBN_TOO_SHORT: digits are missing
 * @CF_ISBN_TOO_LONG: digits too many
 * @CF_ISBN_NOT_ISBN: the number of something else, or no number
 * @CF_ISBN_INCOMPLETE: an ISBN-10 that seems to have lost the zeros at its beginning, as spreadsheets do to numbers
 * @CF_ISBN_ROUNDED: a spreadsheet has rounded it ("9.78044E+12"), and its last digits are gone for good
 *
 * What a text is that should be an ISBN. The last two are damaged: they must be shown to a person.
 */
typedef enum
{
  CF_ISBN_EMPTY,
  CF_ISBN_VALID,
  CF_ISBN_WRONG_CHECK_DIGIT,
  CF_ISBN_TOO_SHORT,
  CF_ISBN_TOO_LONG,
  CF_ISBN_NOT_ISBN,
  CF_ISBN_INCOMPLETE,
  CF_ISBN_ROUNDED,
} CfIsbnStatus;

CfIsbnStatus  cf_isbn_parse           (const char *text, char **isbn, char *expected);
gboolean      cf_isbn_is_candidate    (const char *text);
char         *cf_isbn_search_key      (const char *text);
gboolean      cf_isbn_rounded_matches (const char *rounded, const char *isbn);
char         *cf_isbn_format          (const char *isbn);

G_END_DECLS
