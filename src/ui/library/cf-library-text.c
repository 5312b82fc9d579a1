/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-library-text.h"

#include <glib/gi18n-lib.h>

#include "cf-format.h"
#include "cf-person-name.h"
#include "cf-text.h"

/* Books and people in words. */

/* What somebody did for a book. */
const char *
cf_library_text_role (CfRole role)
{
  switch (role)
    {
    case CF_ROLE_EDITOR:
      return C_("role", "Editor");
    case CF_ROLE_TRANSLATOR:
      return C_("role", "Translator");
    case CF_ROLE_ILLUSTRATOR:
      return C_("role", "Illustrator");
    case CF_ROLE_CONTRIBUTOR:
      return C_("role", "Contributor");
    case CF_ROLE_AUTHOR:
    default:
      return C_("role", "Author");
    }
}

char *
cf_library_text_count (gint64 n_books)
{
  g_autofree char *number = cf_format_count (n_books);

  return g_strdup_printf (ngettext ("%s book", "%s books", (gulong) n_books), number);
}

/* How many there are, and whether they only have names that are like what was searched for. */
char *
cf_library_text_summary (CfPagedListModel *list,
                         const char       *count)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (list)) == 0 || !cf_page_source_is_otherwise (cf_paged_list_model_get_source (list)))
    return g_strdup (count);

  /* Translators: nothing has what was searched for; %s is the number of books or authors with names that are like it */
  return g_strdup_printf (_("Only similar names: %s"), count);
}

char *
cf_library_text_contributor (CfRole role,
                             gint64 n_books)
{
  g_autofree char *count = NULL;

  /* What has just been stored comes without: the books of somebody who wrote very many are not counted for it. */
  if (n_books < 0)
    return g_strdup (cf_library_text_role (role));
  count = cf_library_text_count (n_books);
  return g_strdup_printf ("%s  ·  %s", cf_library_text_role (role), count);
}

/* What a filter shows, and how many there are. */
void
cf_library_text_label_chip (GtkToggleButton *chip,
                            const char      *name,
                            gint64           n)
{
  g_autofree char *number = cf_format_count (n);
  /* Translators: what a filter shows, and how many there are */
  g_autofree char *label = n > 0 ? g_strdup_printf (C_("filter", "%s %s"), name, number) : g_strdup (name);

  gtk_button_set_label (GTK_BUTTON (chip), label);
}

char *
cf_library_text_year (int year)
{
  /* There was no year 0, but others may have stored one. */
  if (year < 0)
    /* Translators: a year before the common era */
    return g_strdup_printf (_("%d BCE"), -MAX (year, -G_MAXINT));
  return g_strdup_printf ("%d", year);
}

char *
cf_library_text_title (CfBook *book)
{
  const char *title = cf_book_fields (book)->title;

  return g_strdup (title != NULL && *title != '\0' ? title : _("Without title"));
}

/* The same within a sentence. */
char *
cf_library_text_title_inside (CfBook *book)
{
  g_autofree char *title = cf_library_text_title (book);

  return cf_text_embed (title);
}

/* A person within a sentence. */
char *
cf_library_text_name_inside (CfAuthor *author)
{
  return cf_text_embed (cf_author_get_name (author));
}

/* The line below a title: "1990  ·  Terry Pratchett". */
char *
cf_library_text_details (CfBook *book)
{
  const CfBookFields *fields = cf_book_fields (book);
  g_autofree char *year = fields->has_year ? cf_library_text_year (fields->year) : NULL;
  g_autofree char *people = cf_text_embed (fields->author_line != NULL ? fields->author_line : "");

  if (*people == '\0')
    return g_strdup (year != NULL ? year : "");
  if (year == NULL)
    return g_strdup (fields->author_line);
  return g_strdup_printf ("%s  ·  %s", year, people);
}

/* What tells a book from another one, in a line: "Good Omens, 1990, 430 pages, by Terry Pratchett". */
char *
cf_library_text_book (CfBook *book)
{
  const CfBookFields *fields = cf_book_fields (book);
  g_autofree char *title = cf_library_text_title_inside (book);
  g_autofree char *people = cf_text_embed (fields->author_line != NULL ? fields->author_line : "");
  g_autofree char *year = fields->has_year ? cf_library_text_year (fields->year) : NULL;
  g_autofree char *number = fields->has_pages ? cf_format_count (fields->pages) : NULL;
  g_autofree char *pages = number != NULL ? g_strdup_printf (ngettext ("%s page", "%s pages", (gulong) fields->pages), number) : NULL;
  g_autoptr (GString) out = g_string_new (title);

  if (year != NULL)
    cf_text_list (out, year);
  if (pages != NULL)
    cf_text_list (out, pages);
  if (*people != '\0')
    /* Translators: the description of a book, and who wrote it: "Good Omens, 1990, 430 pages, by Terry Pratchett" */
    return g_strdup_printf (C_("book", "%s, by %s"), out->str, people);
  return g_strdup (out->str);
}

/* A person as he or she is told from namesakes, within a sentence: "Kate Quinn (botanist)". */
char *
cf_library_text_author (CfAuthor *author)
{
  g_autofree char *name = cf_library_text_name_inside (author);
  const char *stored = cf_author_fields (author)->note;
  g_autofree char *note = NULL;

  if (stored == NULL || *stored == '\0')
    return g_steal_pointer (&name);
  note = cf_text_embed (stored);
  /* Translators: a person's name and the note that tells namesakes apart */
  return g_strdup_printf (_("%s (%s)"), name, note);
}

/* Other spellings of a name, within a sentence. */
char *
cf_library_text_aliases (char **aliases)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; aliases[i] != NULL; i++)
    {
      g_autofree char *alias = cf_text_embed (aliases[i]);

      g_string_append_printf (out, "%s%s", i > 0 ? " · " : "", alias);
    }
  return g_string_free (out, FALSE);
}

/* A name as it stands in a list of people: the last name first. */
char *
cf_library_text_sorted (CfAuthor *author)
{
  const CfAuthorFields *fields = cf_author_fields (author);
  g_autoptr (CfPersonName) name = cf_person_name_new (fields->first_name, fields->last_name);

  return name != NULL ? cf_person_name_to_sort_string (name) : g_strdup (_("Without name"));
}

/* How many books there are, and one of them; NULL: they were not counted. */
static char *
describe_books (const CfAuthorFields *fields)
{
  g_autofree char *number = NULL;
  g_autofree char *title = NULL;

  if (fields->n_books < 0)
    return NULL;
  if (fields->book == NULL || *fields->book == '\0')
    return cf_library_text_count (fields->n_books);

  number = cf_format_count (fields->n_books);
  title = cf_text_embed (fields->book);
  /* Translators: how many books a person wrote, and the title of one of them, by which the person is recognized */
  return g_strdup_printf (ngettext ("%s book: “%s”", "%s books, among them “%s”", (gulong) fields->n_books), number, title);
}

/* The line below a name: what tells the person apart, the other spelling by which he or she was found, how many books there are. */
char *
cf_library_text_person (CfAuthor *author)
{
  const CfAuthorFields *fields = cf_author_fields (author);
  /* Translators: another spelling of a person's name */
  g_autofree char *spelling = fields->alias != NULL ? cf_text_embed (fields->alias) : NULL;
  g_autofree char *alias = spelling != NULL ? g_strdup_printf (_("also %s"), spelling) : NULL;
  g_autofree char *books = describe_books (fields);
  g_autofree char *note = fields->note != NULL ? cf_text_embed (fields->note) : NULL;
  const char *const all[] = { note, alias, books };
  const char *parts[G_N_ELEMENTS (all) + 1] = { NULL };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i] != NULL && *all[i] != '\0')
      parts[n++] = all[i];
  return g_strjoinv ("  ·  ", (char **) parts);
}
