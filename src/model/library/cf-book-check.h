/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-person-name.h"

G_BEGIN_DECLS

/**
 * CfCheck:
 * @CF_CHECK_RIGHT: it can be stored, or nothing is there and nothing has to be
 * @CF_CHECK_MISSING: nothing is there, and something has to be: it stands in the way, but is no mistake of who is still typing
 * @CF_CHECK_DOUBTFUL: it can be stored where the person insists (an ISBN only)
 * @CF_CHECK_WRONG: it cannot be stored
 *
 * What is to be said of something typed. All but the first come with a sentence.
 */
typedef enum
{
  CF_CHECK_RIGHT,
  CF_CHECK_MISSING,
  CF_CHECK_DOUBTFUL,
  CF_CHECK_WRONG,
} CfCheck;

/* The most of each that is kept. */
#define CF_BOOK_MAX_TITLE 1000          /* characters */
#define CF_BOOK_MAX_NAME 200
#define CF_BOOK_MAX_NOTE 500
#define CF_BOOK_MAX_PAGES 99999
#define CF_BOOK_MIN_YEAR -3000
#define CF_BOOK_YEARS_AHEAD 5

/* Each takes what was typed (nullable, perhaps no UTF-8, perhaps megabytes), gives what is stored (out, optional) and, in @sentence (out, optional)
 * (transfer full) (nullable), what is to be said. */
CfCheck cf_book_check_title (const char *text, char **title, char **sentence);
/* *@pages 0, *@has_year FALSE: none. */
CfCheck cf_book_check_pages (const char *text, int *pages, char **sentence);
CfCheck cf_book_check_year  (const char *text, int *year, gboolean *has_year, char **sentence);
/* *@isbn (nullable): 13 digits, or what was typed where it is doubtful. */
CfCheck cf_book_check_isbn  (const char *text, char **isbn, char **sentence);
/* A person's name in one text: "Kate Quinn", "Quinn, Kate", "Plato". */
CfCheck cf_book_check_name  (const char *text, CfPersonName **name, char **sentence);
/* What tells namesakes apart. */
CfCheck cf_book_check_note  (const char *text, char **note, char **sentence);
/* "Kate Quinn"; never NULL. */
char   *cf_book_join_name   (const char *first_name, const char *last_name);

G_END_DECLS
