/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-bib-record.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-error.h"
#include "cf-text.h"

#define DIGITS "0123456789"

#define MAX_ROLE_WORD 100

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
contributor_free (gpointer data)
{
  CfBibContributor *self = data;

  cf_person_name_free (self->name);
  g_free (self->note);
  g_free (self->number);
  g_free (self->role_word);
  g_clear_pointer (&self->other_names, g_ptr_array_unref);
  g_free (self);
}

/* (transfer full) (nullable): nothing to see is nothing. */
static char *
tidy (const char *text)
{
  g_autofree char *line = cf_text_tidy (text != NULL ? text : "");

  return *line != '\0' ? g_steal_pointer (&line) : NULL;
}

static void
take_isbn (CfBibRecord  *self,
           CfIsbnStatus  status,
           char         *isbn)
{
  g_free (self->isbn);
  self->isbn = isbn;
  self->isbn_status = status;
}

/* Fields hold several ISBNs, of the paperback and the hardback perhaps: the first right one is taken, else the first that is something. */
static void
choose_isbn (CfBibRecord *self,
             const char  *text,
             const char  *between)
{
  g_auto (GStrv) pieces = g_strsplit_set (text, between, -1);

  for (char **piece = pieces; *piece != NULL && self->isbn_status != CF_ISBN_VALID; piece++)
    {
      char *isbn;
      CfIsbnStatus status = cf_isbn_parse (*piece, &isbn, NULL);

      if (status == CF_ISBN_VALID || (isbn != NULL && self->isbn == NULL))
        take_isbn (self, status, isbn);
      else
        g_free (isbn);
    }
}

/* Programs that keep numbers as fractions write "374.0". */
static void
cut_fraction (char *text)
{
  gsize n = strspn (text, "-" DIGITS);

  if (n > 0 && g_str_equal (text + n, ".0"))
    text[n] = '\0';
}

/* "xii": the pages in front, which are not counted. */
static gboolean
is_roman (const char *word)
{
  return strspn (word, "ivxlcIVXLC") == strlen (word);
}

static gboolean
means_pages (const char *word)
{
  static const char *const words[] = { "p", "pp", "pg", "pgs", "page", "pages", "s", "seiten", "str", NULL };
  g_autofree char *small = g_ascii_strdown (word, -1);

  return g_strv_contains (words, small);
}

/* "374", "1,024", "374 p.", "xii, 374 pages": one number, and nothing else that would say what it is. */
static gboolean
read_pages (const char *text,
            gint64     *pages)
{
  g_auto (GStrv) words = g_strsplit_set (text, " .,;:+()[]", -1);
  gboolean found = FALSE;

  for (char **word = words; *word != NULL; word++)
    {
      gsize length = strlen (*word);

      if (length > 0 && strspn (*word, DIGITS) == length)
        {
          if (found || length > 9)
            return FALSE;
          *pages = g_ascii_strtoll (*word, NULL, 10);
          found = TRUE;
        }
      else if (!is_roman (*word) && !means_pages (*word))
        {
          return FALSE;
        }
    }

  return found;
}

/* Takes the commas out of "1,024". */
static void
join_thousands (char *text)
{
  gsize n = strspn (text, DIGITS);
  char *out = text + n;
  const char *at = text + n;

  if (n < 1 || n > 3)
    return;

  while (*at == ',' && strspn (at + 1, DIGITS) == 3)
    {
      memmove (out, at + 1, 3);
      out += 3;
      at += 4;
    }
  memmove (out, at, strlen (at) + 1);
}

/* The first number of four digits ("c1997", "2008-09-14"), else the only number ("975"); "20080914" as well. */
static gboolean
read_year (const char *text,
           gint64     *year)
{
  gboolean negative = *text == '-';
  const char *at = text + negative;
  gsize n = strspn (at, DIGITS);

  if (n > 4 || n == 0 || at[n] != '\0')
    {
      for (at = text + strcspn (text, DIGITS); (n = strspn (at, DIGITS)) > 0; at += n + strcspn (at + n, DIGITS))
        if (n == 4 || n == 8)
          break;
      negative = negative && at == text + 1;
    }
  if (n == 0)
    return FALSE;

  *year = 0;
  for (gsize i = 0; i < MIN (n, 4); i++)
    *year = *year * 10 + (at[i] - '0');
  if (negative)
    *year = -*year;
  return TRUE;
}

static gboolean
other_names_equal (const CfBibContributor *a,
                   const CfBibContributor *b)
{
  guint n = a->other_names != NULL ? a->other_names->len : 0;

  if (n != (b->other_names != NULL ? b->other_names->len : 0))
    return FALSE;

  for (guint i = 0; i < n; i++)
    if (!cf_person_name_equal (g_ptr_array_index (a->other_names, i), g_ptr_array_index (b->other_names, i)))
      return FALSE;

  return TRUE;
}

static gboolean
contributors_equal (const CfBibRecord *a,
                    const CfBibRecord *b)
{
  guint n = cf_bib_record_n_contributors (a);

  if (n != cf_bib_record_n_contributors (b))
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      const CfBibContributor *of_a = cf_bib_record_get_contributor (a, i);
      const CfBibContributor *of_b = cf_bib_record_get_contributor (b, i);

      if (of_a->role != of_b->role || !cf_person_name_equal (of_a->name, of_b->name) ||
          g_strcmp0 (of_a->note, of_b->note) != 0 || g_strcmp0 (of_a->number, of_b->number) != 0 ||
          g_strcmp0 (of_a->role_word, of_b->role_word) != 0 || !other_names_equal (of_a, of_b))
        return FALSE;
    }

  return TRUE;
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_bib_record_new:
 *
 * Returns: (transfer full): a record of which nothing is known
 */
CfBibRecord *
cf_bib_record_new (void)
{
  CfBibRecord *self = g_new0 (CfBibRecord, 1);

  self->pages = CF_BIB_UNKNOWN;
  self->year = CF_BIB_UNKNOWN;
  self->contributors = g_ptr_array_new_with_free_func (contributor_free);

  return self;
}

/**
 * cf_bib_record_free:
 * @self: (transfer full) (nullable): a record
 *
 * Frees it.
 */
void
cf_bib_record_free (CfBibRecord *self)
{
  if (self == NULL)
    return;

  g_free (self->title);
  g_free (self->isbn);
  g_free (self->isbn_text);
  g_ptr_array_unref (self->contributors);
  g_free (self->key);
  g_free (self);
}

/**
 * cf_bib_record_set_title:
 * @self: a record
 * @text: (nullable): the title
 *
 * Sets the title, as a tidy line.
 */
void
cf_bib_record_set_title (CfBibRecord *self,
                         const char  *text)
{
  g_return_if_fail (self != NULL);

  g_free (self->title);
  self->title = tidy (text);
}

/**
 * cf_bib_record_set_isbn:
 * @self: a record
 * @text: (nullable): the ISBN, or several with commas, semicolons, slashes or blanks between them
 *
 * Sets the ISBN, and what is to be said of it. A wrong one is no reason to leave the book out.
 */
void
cf_bib_record_set_isbn (CfBibRecord *self,
                        const char  *text)
{
  g_return_if_fail (self != NULL);

  g_free (self->isbn_text);
  self->isbn_text = tidy (text);
  g_clear_pointer (&self->isbn, g_free);
  self->isbn_status = cf_isbn_parse (self->isbn_text, &self->isbn, NULL);

  if (self->isbn_status == CF_ISBN_EMPTY)
    g_clear_pointer (&self->isbn_text, g_free);
  if (self->isbn_status == CF_ISBN_NOT_ISBN)
    choose_isbn (self, self->isbn_text, ",;/|[]");
  if (self->isbn_status == CF_ISBN_NOT_ISBN || self->isbn_status == CF_ISBN_TOO_LONG)
    choose_isbn (self, self->isbn_text, ",;/|[] ");
}

/**
 * cf_bib_record_dup_isbn:
 * @self: a record
 *
 * Returns: (transfer full): the ISBN as a file gets it: for people where it is right, else as it was read; empty where there is none
 */
char *
cf_bib_record_dup_isbn (const CfBibRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->isbn_status == CF_ISBN_VALID)
    return cf_isbn_format (self->isbn);

  return g_strdup (self->isbn_text != NULL ? self->isbn_text : "");
}

/**
 * cf_bib_record_set_pages:
 * @self: a record
 * @text: (nullable): the number of pages as files have it: "374", "374.0", "1,024", "xii, 374 p."
 * @error: %CF_ERROR_INVALID
 *
 * Sets the number of pages. Nothing stands for an unknown number.
 *
 * Returns: whether it is one
 */
gboolean
cf_bib_record_set_pages (CfBibRecord  *self,
                         const char   *text,
                         GError      **error)
{
  g_autofree char *written = tidy (text);
  g_autofree char *line = written != NULL ? cf_text_digits (written) : NULL;
  gint64 pages = CF_BIB_UNKNOWN;

  g_return_val_if_fail (self != NULL, FALSE);

  if (line != NULL)
    {
      cut_fraction (line);
      join_thousands (line);
      if (!read_pages (line, &pages))
        {
          g_autofree char *excerpt = cf_text_excerpt (written);

          g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("“%s” is not a number of pages."), excerpt);
          return FALSE;
        }
    }

  self->pages = pages;
  return TRUE;
}

/**
 * cf_bib_record_set_year:
 * @self: a record
 * @text: (nullable): the year as files have it: "1937", "1937.0", "-762", "2008-09-14", "c1997"
 * @error: %CF_ERROR_INVALID
 *
 * Sets the year. A text without a digit ("n.d.", "in press") stands for an unknown one.
 *
 * Returns: whether it is one
 */
gboolean
cf_bib_record_set_year (CfBibRecord  *self,
                        const char   *text,
                        GError      **error)
{
  g_autofree char *written = tidy (text);
  g_autofree char *line = written != NULL ? cf_text_digits (written) : NULL;
  gint64 year = CF_BIB_UNKNOWN;

  g_return_val_if_fail (self != NULL, FALSE);

  if (line != NULL && strpbrk (line, DIGITS) != NULL)
    {
      cut_fraction (line);
      if (!read_year (line, &year))
        {
          g_autofree char *excerpt = cf_text_excerpt (written);

          g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("“%s” is not a year."), excerpt);
          return FALSE;
        }
    }

  self->year = year;
  return TRUE;
}

/**
 * cf_bib_record_set_key:
 * @self: a record
 * @text: (nullable): by which the file knows it
 *
 * Sets the key.
 */
void
cf_bib_record_set_key (CfBibRecord *self,
                       const char  *text)
{
  g_return_if_fail (self != NULL);

  g_free (self->key);
  self->key = tidy (text);
}

/**
 * cf_bib_record_add_contributor:
 * @self: a record
 * @name: who
 * @role: did what
 *
 * Adds a person behind the others.
 */
void
cf_bib_record_add_contributor (CfBibRecord        *self,
                               const CfPersonName *name,
                               CfRole              role)
{
  CfBibContributor *contributor;

  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);
  g_return_if_fail (role < CF_N_ROLES);

  contributor = g_new0 (CfBibContributor, 1);
  contributor->name = cf_person_name_copy (name);
  contributor->role = role;
  g_ptr_array_add (self->contributors, contributor);
}

/**
 * cf_bib_record_add_person:
 * @self: a record
 * @text: (nullable): a name, as cf_person_name_parse() reads it
 * @role: what the person did
 *
 * Adds a person behind the others; nobody, where there is no name to see.
 */
void
cf_bib_record_add_person (CfBibRecord *self,
                          const char  *text,
                          CfRole       role)
{
  g_autoptr (CfPersonName) name = cf_person_name_parse (text);

  g_return_if_fail (self != NULL);

  if (name != NULL)
    cf_bib_record_add_contributor (self, name, role);
}

/**
 * cf_bib_record_set_note:
 * @self: a record
 * @position: of a person
 * @text: what tells him or her from others of that name; nothing to see says that there is no such note
 *
 * Sets the note.
 */
void
cf_bib_record_set_note (CfBibRecord *self,
                        guint        position,
                        const char  *text)
{
  CfBibContributor *contributor;

  g_return_if_fail (self != NULL && position < self->contributors->len);
  g_return_if_fail (text != NULL);

  contributor = g_ptr_array_index (self->contributors, position);
  g_free (contributor->note);
  contributor->note = cf_text_tidy (text);
}

/**
 * cf_bib_record_set_number:
 * @self: a record
 * @position: of a person
 * @text: what the file counts persons of one name with
 *
 * Tells a person from others of that name in the same file, of whom nothing else tells.
 */
void
cf_bib_record_set_number (CfBibRecord *self,
                          guint        position,
                          const char  *text)
{
  CfBibContributor *contributor;

  g_return_if_fail (self != NULL && position < self->contributors->len);
  g_return_if_fail (text != NULL);

  contributor = g_ptr_array_index (self->contributors, position);
  g_free (contributor->number);
  contributor->number = g_strdup_printf ("%" G_GUINT64_FORMAT, g_ascii_strtoull (text, NULL, 10));
}

/**
 * cf_bib_record_set_role_word:
 * @self: a record
 * @position: of a person
 * @text: a role as another program has stored it; one of our own is passed over
 *
 * Keeps the word for a role that is none of ours.
 */
void
cf_bib_record_set_role_word (CfBibRecord *self,
                             guint        position,
                             const char  *text)
{
  CfBibContributor *contributor;
  g_autofree char *word = NULL;

  g_return_if_fail (self != NULL && position < self->contributors->len);
  g_return_if_fail (text != NULL);

  contributor = g_ptr_array_index (self->contributors, position);
  word = cf_text_tidy (text);
  if (*word == '\0' || g_utf8_strlen (word, -1) > MAX_ROLE_WORD || contributor->role != CF_ROLE_CONTRIBUTOR ||
      cf_role_from_string (word) != CF_ROLE_CONTRIBUTOR || g_str_equal (word, cf_role_to_string (CF_ROLE_CONTRIBUTOR)))
    return;

  g_free (contributor->role_word);
  contributor->role_word = g_steal_pointer (&word);
}

/**
 * cf_bib_record_add_other_name:
 * @self: a record
 * @position: of a person
 * @name: another spelling
 *
 * Adds a name under which the person is found too.
 */
void
cf_bib_record_add_other_name (CfBibRecord        *self,
                              guint               position,
                              const CfPersonName *name)
{
  CfBibContributor *contributor;

  g_return_if_fail (self != NULL && position < self->contributors->len);
  g_return_if_fail (name != NULL);

  contributor = g_ptr_array_index (self->contributors, position);
  if (contributor->other_names == NULL)
    contributor->other_names = g_ptr_array_new_with_free_func ((GDestroyNotify) cf_person_name_free);
  g_ptr_array_add (contributor->other_names, cf_person_name_copy (name));
}

/**
 * cf_bib_record_n_contributors:
 * @self: a record
 *
 * Returns: how many persons there are
 */
guint
cf_bib_record_n_contributors (const CfBibRecord *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->contributors->len;
}

/**
 * cf_bib_record_get_contributor:
 * @self: a record
 * @position: less than cf_bib_record_n_contributors()
 *
 * Returns: (transfer none): the person there
 */
const CfBibContributor *
cf_bib_record_get_contributor (const CfBibRecord *self,
                               guint              position)
{
  g_return_val_if_fail (self != NULL && position < self->contributors->len, NULL);

  return g_ptr_array_index (self->contributors, position);
}

/**
 * cf_bib_record_check:
 * @self: a record that was read
 * @error: %CF_ERROR_INVALID
 *
 * Returns: whether it says enough to be a book
 */
gboolean
cf_bib_record_check (const CfBibRecord  *self,
                     GError            **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->title != NULL)
    return TRUE;

  /* Translators: "it" is the record of the file that is read */
  g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID, _("It has no title."));
  return FALSE;
}

/**
 * cf_bib_record_equal:
 * @a: a record
 * @b: another
 *
 * Compares what they say of a book, not where it was read. How a right ISBN was written does not matter.
 *
 * Returns: whether both say the same
 */
gboolean
cf_bib_record_equal (const CfBibRecord *a,
                     const CfBibRecord *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return g_strcmp0 (a->title, b->title) == 0 && a->pages == b->pages && a->year == b->year && a->is_another == b->is_another &&
         a->isbn_status == b->isbn_status && g_strcmp0 (a->isbn, b->isbn) == 0 &&
         (a->isbn_status == CF_ISBN_VALID || g_strcmp0 (a->isbn_text, b->isbn_text) == 0) && contributors_equal (a, b);
}
