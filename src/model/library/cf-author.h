/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CfAuthorMatch:
 * @CF_AUTHOR_MATCH_NONE: it was not looked for by a name
 * @CF_AUTHOR_MATCH_EXACT: the name is the same but for case, accents and blanks
 * @CF_AUTHOR_MATCH_ALIAS: another spelling of the person is
 * @CF_AUTHOR_MATCH_PREFIX: the name, or another spelling, begins so
 * @CF_AUTHOR_MATCH_SWAPPED: the name is the same with first and last name swapped
 * @CF_AUTHOR_MATCH_INITIALS: the name is the same where one has but initials
 * @CF_AUTHOR_MATCH_FUZZY: the name, or another spelling, is like it: it may be meant, misspelt
 * @CF_AUTHOR_MATCH_LOOSE: both have something in common
 *
 * How an author was found by a name, the best first. What comes behind a prefix is to be asked about, but for what is only loose.
 */
typedef enum
{
  CF_AUTHOR_MATCH_NONE,
  CF_AUTHOR_MATCH_EXACT,
  CF_AUTHOR_MATCH_ALIAS,
  CF_AUTHOR_MATCH_PREFIX,
  CF_AUTHOR_MATCH_SWAPPED,
  CF_AUTHOR_MATCH_INITIALS,
  CF_AUTHOR_MATCH_FUZZY,
  CF_AUTHOR_MATCH_LOOSE,
} CfAuthorMatch;

/* Any text may be NULL: others write authors too. */
typedef struct
{
  gint64        id;
  int           version;
  char         *first_name;
  char         *last_name;
  char         *note;           /* what tells namesakes apart */
  gint64        n_books;        /* -1: not counted */
  char         *book;           /* the title of the one that came last, by which one is recognized; NULL where it was not read */
  gint64        added_at;       /* µs since 1970 */
  char         *added_by;
  char        **aliases;        /* other spellings, each as it is shown; NULL where they were not read */
  CfAuthorMatch match;
  char         *alias;          /* the spelling by which it was found, where that is another one */
} CfAuthorFields;

/**
 * CfAuthor:
 *
 * A person of the catalogue, as stored. Immutable.
 */
#define CF_TYPE_AUTHOR (cf_author_get_type ())
G_DECLARE_FINAL_TYPE (CfAuthor, cf_author, CF, AUTHOR, GObject)

/* Takes over what @fields points to and clears it. */
CfAuthor             *cf_author_new    (CfAuthorFields *fields);
const CfAuthorFields *cf_author_fields (CfAuthor *self);
/* (transfer none): "Kate Quinn"; never NULL, "" where there is no name at all. */
const char           *cf_author_get_name (CfAuthor *self);

G_END_DECLS
