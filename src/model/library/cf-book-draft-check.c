/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-book-draft-private.h"
#include "cf-fold.h"

#include <glib/gi18n-lib.h>

/* What is wrong with a draft, field by field and row by row. */

static CfCheck
check_isbn (CfBookDraft *self, char **sentence)
{
  CfCheck check = cf_book_check_isbn (cf_book_draft_get_text (self, CF_BOOK_ISBN), NULL, sentence);

  if (check != CF_CHECK_DOUBTFUL || !cf_book_draft_get_insists (self))
    return check;
  if (sentence != NULL)
    g_clear_pointer (sentence, g_free);
  return CF_CHECK_RIGHT;
}

/**
 * cf_book_draft_check:
 * @self: a draft
 * @field: which field
 * @sentence: (out) (optional) (transfer full) (nullable): what is to be said; %NULL where it is right
 *
 * Looks at one field.
 *
 * Returns: whether it can be stored
 */
CfCheck
cf_book_draft_check (CfBookDraft *self, CfBookField field, char **sentence)
{
  g_return_val_if_fail (CF_IS_BOOK_DRAFT (self), CF_CHECK_WRONG);
  g_return_val_if_fail (field < CF_BOOK_N_FIELDS, CF_CHECK_WRONG);

  if (sentence != NULL)
    *sentence = NULL;
  if (_cf_book_draft_keeps (self, field))
    return CF_CHECK_RIGHT;
  switch (field)
    {
    case CF_BOOK_TITLE:
      return cf_book_check_title (cf_book_draft_get_text (self, field), NULL, sentence);
    case CF_BOOK_PAGES:
      return cf_book_check_pages (cf_book_draft_get_text (self, field), NULL, sentence);
    case CF_BOOK_YEAR:
      return cf_book_check_year (cf_book_draft_get_text (self, field), NULL, NULL, sentence);
    case CF_BOOK_ISBN:
      return check_isbn (self, sentence);
    case CF_BOOK_N_FIELDS:
    default:
      g_return_val_if_reached (CF_CHECK_WRONG);
    }
}

static gboolean
is_other_title (const char *typed, const char *title)
{
  g_autofree char *tidied = NULL;
  g_autofree char *mine = NULL;
  g_autofree char *theirs = cf_fold_text (title != NULL ? title : "");

  cf_book_check_title (typed, &tidied, NULL);
  mine = cf_fold_text (tidied != NULL ? tidied : typed);
  return !g_str_equal (mine, theirs);
}

static gboolean
is_other_isbn (const char *typed, const char *isbn)
{
  g_autofree char *mine = NULL;

  cf_book_check_isbn (typed, &mine, NULL);
  return g_strcmp0 (mine, isbn) != 0;
}

/**
 * cf_book_draft_says_otherwise:
 * @self: a draft
 * @book: a book of the catalogue, with or without its contributors
 * @field: a field
 *
 * Returns: whether something is typed there that the catalogue does not say of @book; the case of a title, and how an ISBN is written, are
 *   no difference
 */
gboolean
cf_book_draft_says_otherwise (CfBookDraft *self, CfBook *book, CfBookField field)
{
  const CfBookFields *fields;
  const char *typed;
  gboolean has_year;
  int number;

  g_return_val_if_fail (CF_IS_BOOK_DRAFT (self), FALSE);
  g_return_val_if_fail (CF_IS_BOOK (book), FALSE);

  fields = cf_book_fields (book);
  typed = cf_book_draft_get_text (self, field);
  if (cf_fold_is_blank (typed))
    return FALSE;
  switch (field)
    {
    case CF_BOOK_TITLE:
      return is_other_title (typed, fields->title);
    case CF_BOOK_PAGES:
      cf_book_check_pages (typed, &number, NULL);
      return !fields->has_pages || fields->pages != number;
    case CF_BOOK_YEAR:
      cf_book_check_year (typed, &number, &has_year, NULL);
      return !has_year || !fields->has_year || fields->year != number;
    case CF_BOOK_ISBN:
      return is_other_isbn (typed, fields->isbn);
    case CF_BOOK_N_FIELDS:
    default:
      g_return_val_if_reached (FALSE);
    }
}

/* A new person is another one than whoever has the name, unless nothing tells two new ones apart. */
static gboolean
is_same_person (CfDraftContributor *a, CfDraftContributor *b)
{
  CfDraftState state_a = cf_draft_contributor_get_state (a);
  CfDraftState state_b = cf_draft_contributor_get_state (b);

  if (state_a == CF_DRAFT_CHOSEN && state_b == CF_DRAFT_CHOSEN)
    return cf_author_fields (cf_draft_contributor_get_author (a))->id == cf_author_fields (cf_draft_contributor_get_author (b))->id;
  if (state_a == CF_DRAFT_NEW && state_b == CF_DRAFT_NEW)
    return g_str_equal (cf_draft_contributor_get_note (a), cf_draft_contributor_get_note (b)) && _cf_draft_contributor_has_name_of (a, b);
  return state_a != CF_DRAFT_NEW && state_b != CF_DRAFT_NEW && _cf_draft_contributor_has_name_of (a, b);
}

/* Whether a row before @position names the same person in the same role. */
static gboolean
is_named_before (CfBookDraft *self, CfDraftContributor *contributor, guint position)
{
  for (guint i = 0; i < position; i++)
    {
      g_autoptr (CfDraftContributor) other = g_list_model_get_item (cf_book_draft_get_contributors (self), i);

      if (!cf_draft_contributor_is_blank (other) &&
          cf_draft_contributor_get_role (other) == cf_draft_contributor_get_role (contributor) &&
          is_same_person (other, contributor))
        return TRUE;
    }
  return FALSE;
}

/**
 * cf_book_draft_check_contributor:
 * @self: a draft
 * @position: which row
 * @sentence: (out) (optional) (transfer full) (nullable): what is to be said; %NULL where it is right
 *
 * Looks at one row of the contributors.
 *
 * Returns: whether it can be stored; a blank row is right
 */
CfCheck
cf_book_draft_check_contributor (CfBookDraft *self, guint position, char **sentence)
{
  g_autoptr (CfDraftContributor) contributor = NULL;
  CfCheck check;

  g_return_val_if_fail (CF_IS_BOOK_DRAFT (self), CF_CHECK_WRONG);
  g_return_val_if_fail (position < g_list_model_get_n_items (cf_book_draft_get_contributors (self)), CF_CHECK_WRONG);

  contributor = g_list_model_get_item (cf_book_draft_get_contributors (self), position);
  check = cf_draft_contributor_check (contributor, sentence);
  if (check != CF_CHECK_RIGHT || cf_draft_contributor_is_blank (contributor) || !is_named_before (self, contributor, position))
    return check;
  if (sentence != NULL)
    *sentence = g_strdup (_("This person is named above already in the same role. Choose another role, or remove one of the two."));
  return CF_CHECK_WRONG;
}

/*< private >
 * _cf_book_draft_find_obstacle:
 * @self: a draft
 *
 * Returns: (transfer full) (nullable): what is to be said of the first thing that stands in the way of storing it
 */
char *
_cf_book_draft_find_obstacle (CfBookDraft *self)
{
  char *sentence;

  for (guint i = 0; i < CF_BOOK_N_FIELDS; i++)
    if (cf_book_draft_check (self, i, &sentence) != CF_CHECK_RIGHT)
      return sentence;
  for (guint i = 0; i < g_list_model_get_n_items (cf_book_draft_get_contributors (self)); i++)
    if (cf_book_draft_check_contributor (self, i, &sentence) != CF_CHECK_RIGHT)
      return sentence;
  return NULL;
}
