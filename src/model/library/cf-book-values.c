/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-book-draft-private.h"
#include "cf-error.h"
#include "cf-role.h"

static CfBookValues *
values_new (void)
{
  CfBookValues *values = g_new0 (CfBookValues, 1);

  values->first_names = g_ptr_array_new_with_free_func (g_free);
  values->last_names = g_ptr_array_new_with_free_func (g_free);
  values->roles = g_ptr_array_new_with_free_func (g_free);
  values->author_ids = g_ptr_array_new_with_free_func (g_free);
  values->notes = g_ptr_array_new_with_free_func (g_free);
  values->positions = g_array_new (FALSE, FALSE, sizeof (guint));
  return values;
}

void
_cf_book_values_free (CfBookValues *values)
{
  g_free (values->title);
  g_free (values->pages);
  g_free (values->year);
  g_free (values->isbn);
  g_ptr_array_unref (values->first_names);
  g_ptr_array_unref (values->last_names);
  g_ptr_array_unref (values->roles);
  g_ptr_array_unref (values->author_ids);
  g_ptr_array_unref (values->notes);
  g_array_unref (values->positions);
  g_free (values);
}

/* --- reading a draft ---------------------------------------------------------------------- */

static void
read_title (CfBookDraft *draft, CfBookValues *values)
{
  if (_cf_book_draft_keeps (draft, CF_BOOK_TITLE))
    values->title = g_strdup (cf_book_fields (_cf_book_draft_get_original (draft))->title);
  else
    cf_book_check_title (cf_book_draft_get_text (draft, CF_BOOK_TITLE), &values->title, NULL);
}

/* (transfer full) (nullable): a number that is left as it was, whatever it is */
static char *
keep_number (CfBookDraft *draft, CfBookField field)
{
  const char *text = cf_book_draft_get_text (draft, field);

  return *text != '\0' ? g_strdup (text) : NULL;
}

static void
read_numbers (CfBookDraft *draft, CfBookValues *values)
{
  gboolean has_year;
  int pages, year;

  cf_book_check_pages (cf_book_draft_get_text (draft, CF_BOOK_PAGES), &pages, NULL);
  cf_book_check_year (cf_book_draft_get_text (draft, CF_BOOK_YEAR), &year, &has_year, NULL);
  if (_cf_book_draft_keeps (draft, CF_BOOK_PAGES))
    values->pages = keep_number (draft, CF_BOOK_PAGES);
  else if (pages > 0)
    values->pages = g_strdup_printf ("%d", pages);
  if (_cf_book_draft_keeps (draft, CF_BOOK_YEAR))
    values->year = keep_number (draft, CF_BOOK_YEAR);
  else if (has_year)
    values->year = g_strdup_printf ("%d", year);
}

static void
read_isbn (CfBookDraft *draft, CfBookValues *values)
{
  if (_cf_book_draft_keeps (draft, CF_BOOK_ISBN))
    {
      const CfBookFields *stored = cf_book_fields (_cf_book_draft_get_original (draft));

      values->isbn = g_strdup (stored->isbn);
      values->isbn_unverified = stored->isbn_unverified;
      return;
    }
  values->isbn_unverified = cf_book_check_isbn (cf_book_draft_get_text (draft, CF_BOOK_ISBN), &values->isbn, NULL) == CF_CHECK_DOUBTFUL;
}

static void
read_name (CfDraftContributor *contributor, CfBookValues *values)
{
  const CfPersonName *name = _cf_draft_contributor_get_name (contributor);
  char *note = NULL;

  if (cf_draft_contributor_get_state (contributor) == CF_DRAFT_NEW)
    cf_book_check_note (cf_draft_contributor_get_note (contributor), &note, NULL);
  g_ptr_array_add (values->first_names, g_strdup (name->first_name));
  g_ptr_array_add (values->last_names, g_strdup (name->last_name));
  g_ptr_array_add (values->author_ids, cf_draft_contributor_get_state (contributor) == CF_DRAFT_NEW ? g_strdup ("0") : NULL);
  g_ptr_array_add (values->notes, note);
}

static void
read_author (CfAuthor *author, CfBookValues *values)
{
  g_ptr_array_add (values->first_names, NULL);
  g_ptr_array_add (values->last_names, NULL);
  g_ptr_array_add (values->author_ids, g_strdup_printf ("%" G_GINT64_FORMAT, cf_author_fields (author)->id));
  g_ptr_array_add (values->notes, NULL);
}

static void
read_contributors (CfBookDraft *draft, CfBookValues *values)
{
  GListModel *contributors = cf_book_draft_get_contributors (draft);

  for (guint i = 0; i < g_list_model_get_n_items (contributors); i++)
    {
      g_autoptr (CfDraftContributor) contributor = g_list_model_get_item (contributors, i);
      CfAuthor *author = cf_draft_contributor_get_author (contributor);

      if (cf_draft_contributor_is_blank (contributor))
        continue;
      if (author != NULL)
        read_author (author, values);
      else
        read_name (contributor, values);
      g_ptr_array_add (values->roles, g_strdup (cf_role_to_string (cf_draft_contributor_get_role (contributor))));
      g_array_append_val (values->positions, i);
    }
}

/*< private >
 * _cf_book_draft_read:
 * @self: a draft
 * @error: %CF_ERROR_INVALID: what is to be said of the first thing that stands in the way
 *
 * Returns: (transfer full) (nullable): what is to be stored
 */
CfBookValues *
_cf_book_draft_read (CfBookDraft *self, GError **error)
{
  const char *sentence = cf_book_draft_get_obstacle (self);
  CfBookValues *values;

  if (sentence != NULL)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID, sentence);
      return NULL;
    }

  values = values_new ();
  read_title (self, values);
  read_numbers (self, values);
  read_isbn (self, values);
  read_contributors (self, values);
  return values;
}

/* --- parameters --------------------------------------------------------------------------- */

/*< private >
 * _cf_book_values_add_fields:
 * @values: what is to be stored
 * @params: gets five parameters, of which the second and the fifth are texts to be cast to int
 *
 * Adds title, pages, ISBN, whether that is unverified, and year.
 */
void
_cf_book_values_add_fields (const CfBookValues *values, CfDbParams *params)
{
  cf_db_params_add_text (params, values->title);
  cf_db_params_add_text (params, values->pages);
  cf_db_params_add_text (params, values->isbn);
  cf_db_params_add_bool (params, values->isbn_unverified);
  cf_db_params_add_text (params, values->year);
}

static void
add_texts (CfDbParams *params, GPtrArray *texts)
{
  cf_db_params_add_texts (params, (const char *const *) texts->pdata, texts->len);
}

/*< private >
 * _cf_book_values_add_contributors:
 * @values: what is to be stored
 * @params: gets five parameters, arrays of texts, of which the fourth is to be cast to bigint[]
 *
 * Adds first names, last names, roles, ids of authors, and notes.
 */
void
_cf_book_values_add_contributors (const CfBookValues *values, CfDbParams *params)
{
  add_texts (params, values->first_names);
  add_texts (params, values->last_names);
  add_texts (params, values->roles);
  add_texts (params, values->author_ids);
  add_texts (params, values->notes);
}
