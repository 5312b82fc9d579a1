/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the columns of a table of books are. */

#include "cf-config.h"

#include "cf-bib-csv.h"

#include <glib/gi18n-lib.h>

#include "cf-csv-reader.h"
#include "cf-csv-separator.h"
#include "cf-error.h"
#include "cf-fold.h"

/**
 * Column:
 * @label: as people read it
 * @names: what headings call it, without blanks, in small letters; the best first
 *
 * One of #CfBibCsvColumn.
 */
typedef struct
{
  const char *label;
  const char *names[40];
} Column;

/* The names are those of Goodreads, LibraryThing, StoryGraph, calibre, Tellico, Libib and of the tables that people make, in the program's
 * languages too. */
static const Column columns[CF_BIB_CSV_N_COLUMNS] = {
  [CF_BIB_CSV_TITLE] = { N_("Title"), {
    "title", "booktitle", "name", "originaltitle", "titel", "buchtitel", "titre", "titredulivre", "titulo",
    "عنوان", "العنوان", "عنوانالكتاب", "اسمالكتاب" } },
  [CF_BIB_CSV_PAGES] = { N_("Pages"), {
    "numberofpages", "pages", "numpages", "pagecount", "numberpages", "npages", "pagetotal",
    "seiten", "seitenzahl", "seitenanzahl", "anzahlseiten", "anzahlderseiten", "nombredepages", "nbpages", "nbdepages",
    "الصفحات", "صفحات", "عددالصفحات" } },
  [CF_BIB_CSV_YEAR] = { N_("Year"), {
    "year", "yearpublished", "publicationyear", "pubyear", "publishyear", "publicationdate", "publishdate", "pubdate", "published", "date",
    "originalpublicationyear", "jahr", "erscheinungsjahr", "erschienen", "erscheinungsdatum", "année", "annéedeparution", "annéedepublication",
    "datedeparution", "datedepublication", "السنة", "سنة", "سنةالنشر", "عامالنشر", "العام", "تاريخالنشر" } },
  [CF_BIB_CSV_ISBN] = { N_("ISBN"), {
    "isbn", "isbn10", "isbns", "isbnuid", "ردمك", "الردمك" } },
  [CF_BIB_CSV_ISBN_13] = { N_("ISBN-13"), { "isbn13", "ean13", "ean", "eanisbn13" } },
  [CF_BIB_CSV_AUTHORS] = { N_("Authors"), {
    "authors", "author", "authornames", "authorname", "primaryauthor", "creators", "creator", "writers", "writer",
    "autor", "autoren", "autorin", "autorinnen", "autorenname", "verfasser", "verfasserin", "verfasserinnen",
    "auteur", "auteurs", "auteure", "auteures", "auteurice", "autrice", "autrices", "nomdelauteur",
    "المؤلف", "مؤلف", "المؤلفون", "المؤلفين", "مؤلفون", "اسمالمؤلف", "الكاتب", "كاتب", "تأليف" } },
  [CF_BIB_CSV_MORE_AUTHORS] = { N_("Further authors"), {
    "additionalauthors", "secondaryauthor", "secondaryauthors", "otherauthors", "coauthors",
    "weitereautoren", "weitereverfasser", "autresauteurs", "coauteurs", "مؤلفونآخرون", "المؤلفونالآخرون" } },
  [CF_BIB_CSV_FIRST_NAME] = { N_("First name"), {
    "firstname", "authorfirstname", "authorfirst", "forename", "givenname", "vorname", "prénom", "prénomdelauteur",
    "الاسمالأول" } },
  [CF_BIB_CSV_LAST_NAME] = { N_("Last name"), {
    "lastname", "authorlastname", "authorlast", "surname", "familyname", "nachname", "familienname", "nom", "nomdefamille",
    "اسمالعائلة", "الاسمالأخير", "اللقب" } },
  [CF_BIB_CSV_ROLE] = { N_("Role"), { "role", "roles", "authorrole", "rolle", "الدور" } },
  [CF_BIB_CSV_EDITORS] = { N_("Editors"), {
    "editors", "editor", "herausgeber", "herausgeberin", "herausgeberinnen", "المحرر", "المحررون", "تحرير" } },
  [CF_BIB_CSV_TRANSLATORS] = { N_("Translators"), {
    "translators", "translator", "übersetzer", "übersetzerin", "traducteur", "traducteurs", "traductrice",
    "المترجم", "المترجمون", "ترجمة" } },
  [CF_BIB_CSV_ILLUSTRATORS] = { N_("Illustrators"), {
    "illustrators", "illustrator", "illustratoren", "illustratorin", "illustrateur", "illustrateurs", "illustratrice",
    "الرسام", "الرسامون" } },
  [CF_BIB_CSV_CONTRIBUTORS] = { N_("All contributors"), { "contributors" } },
  [CF_BIB_CSV_ABOUT] = { N_("About contributors"), { "aboutcontributors" } },
};

/* -------------------------------------------------------------------------------------------------
 * Headings
 * ------------------------------------------------------------------------------------------------- */

/* "Number of Pages", "number_of_pages" and "NumberOfPages" are one. */
static char *
fold_heading (const char *heading)
{
  g_auto (GStrv) words = cf_fold_words (heading);

  return g_strjoinv (NULL, words);
}

static int
find_heading (const Column *column,
              char        **folded)
{
  for (const char *const *name = column->names; *name != NULL; name++)
    {
      g_autofree char *wanted = fold_heading (*name);

      for (int i = 0; folded[i] != NULL; i++)
        if (g_str_equal (folded[i], wanted))
          return i;
    }

  return -1;
}

/**
 * cf_bib_csv_column_get_label:
 * @column: a column
 *
 * Returns: (transfer none): what it is called, translated
 */
const char *
cf_bib_csv_column_get_label (CfBibCsvColumn column)
{
  g_return_val_if_fail (column < CF_BIB_CSV_N_COLUMNS, NULL);

  return _(columns[column].label);
}

/**
 * cf_bib_csv_mapping_guess:
 * @mapping: (out caller-allocates): what the columns probably are
 * @headings: (array length=n_headings): the first record of a file
 * @n_headings: how many
 * @error: %CF_ERROR_INVALID where none is a title
 *
 * Tells columns by their headings, as other catalogues write them.
 *
 * Returns: whether there is a title; @mapping is filled in any case
 */
gboolean
cf_bib_csv_mapping_guess (CfBibCsvMapping    *mapping,
                          const char *const  *headings,
                          guint               n_headings,
                          GError            **error)
{
  g_auto (GStrv) folded = g_new0 (char *, n_headings + 1);

  g_return_val_if_fail (mapping != NULL, FALSE);

  for (guint i = 0; i < n_headings; i++)
    folded[i] = fold_heading (headings[i]);

  mapping->names = CF_BIB_NAMES_AUTO;
  mapping->separator = 0;
  for (guint i = 0; i < CF_BIB_CSV_N_COLUMNS; i++)
    mapping->at[i] = find_heading (&columns[i], folded);

  if (mapping->at[CF_BIB_CSV_TITLE] < 0)
    {
      g_autofree char *found = g_strjoinv (", ", (char **) headings);

      g_set_error (error, CF_ERROR, CF_ERROR_INVALID,
                   _("The first line of the file must name its columns, with commas, semicolons or tabs between them, and one of them must be “title”. Found: %s. Nothing was imported."), found);
      return FALSE;
    }

  return TRUE;
}

/**
 * cf_bib_csv_mapping_check:
 * @mapping: a mapping
 * @n_headings: how many columns a file has
 * @error: %CF_ERROR_INVALID
 *
 * Returns: whether a file can be read with it
 */
gboolean
cf_bib_csv_mapping_check (const CfBibCsvMapping  *mapping,
                          guint                   n_headings,
                          GError                **error)
{
  g_return_val_if_fail (mapping != NULL, FALSE);

  if (mapping->at[CF_BIB_CSV_TITLE] < 0)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID, _("Say which column is the title. Nothing was imported."));
      return FALSE;
    }

  for (guint i = 0; i < CF_BIB_CSV_N_COLUMNS; i++)
    if (mapping->at[i] >= (int) n_headings)
      {
        g_set_error (error, CF_ERROR, CF_ERROR_INVALID, _("The file has no column number %d. Nothing was imported."), mapping->at[i] + 1);
        return FALSE;
      }

  return TRUE;
}

/**
 * cf_bib_csv_mapping_count:
 * @mapping: a mapping
 * @fields: (array length=n_fields): a row
 * @n_fields: how many
 * @votes: what the rows before it have told
 *
 * Counts what a row tells of the commas between names.
 */
void
cf_bib_csv_mapping_count (const CfBibCsvMapping *mapping,
                          const char *const     *fields,
                          guint                  n_fields,
                          CfBibNamesVotes       *votes)
{
  static const CfBibCsvColumn with_names[] = {
    CF_BIB_CSV_AUTHORS, CF_BIB_CSV_MORE_AUTHORS, CF_BIB_CSV_EDITORS, CF_BIB_CSV_TRANSLATORS, CF_BIB_CSV_ILLUSTRATORS,
  };

  g_return_if_fail (mapping != NULL && votes != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (with_names); i++)
    {
      int at = mapping->at[with_names[i]];

      if (at >= 0 && at < (int) n_fields)
        cf_bib_names_count (votes, fields[at]);
    }
}

/* -------------------------------------------------------------------------------------------------
 * Preview
 * ------------------------------------------------------------------------------------------------- */

typedef struct
{
  CfBibCsvPreview *preview;
  CfBibNamesVotes  votes;
  guint            n_rows;
  GError          *error;
} Reading;

static gboolean
take_headings (Reading            *reading,
               const char *const  *fields,
               guint               n_fields,
               const GError       *fault)
{
  CfBibCsvPreview *preview = reading->preview;

  if (fault != NULL)
    {
      reading->error = g_error_new (CF_ERROR, CF_ERROR_INVALID, _("The first line of the file must name its columns, and cannot be read: %s"), fault->message);
      return FALSE;
    }

  preview->headings = g_strdupv ((char **) fields);
  preview->n_headings = n_fields;
  /* A person will say which column is the title, where the headings do not. */
  cf_bib_csv_mapping_guess (&preview->mapping, fields, n_fields, NULL);
  return reading->n_rows > 0;
}

static gboolean
on_record_cb (guint64            line,
              const char *const *fields,
              guint              n_fields,
              const GError      *fault,
              gpointer           user_data)
{
  Reading *reading = user_data;
  CfBibCsvPreview *preview = reading->preview;

  if (preview->headings == NULL)
    return take_headings (reading, fields, n_fields, fault);

  if (fault == NULL)
    {
      cf_bib_csv_mapping_count (&preview->mapping, fields, n_fields, &reading->votes);
      g_ptr_array_add (preview->rows, g_strdupv ((char **) fields));
    }

  return preview->rows->len < reading->n_rows;
}

/**
 * cf_bib_csv_preview_new:
 * @data: (array length=length): the first bytes of a file
 * @length: how many; some hundred thousand tell more than a few
 * @separator: what stands between the columns; 0: whichever the first line has most of
 * @n_rows: the most rows to keep
 * @error: %CF_ERROR_INVALID where the first line cannot be read
 *
 * Reads the beginning of a file. What was cut off at the end of @data is left out, as are rows that cannot be read.
 *
 * Returns: (transfer full) (nullable): what is in it
 */
CfBibCsvPreview *
cf_bib_csv_preview_new (const char  *data,
                        gsize        length,
                        char         separator,
                        guint        n_rows,
                        GError     **error)
{
  g_autoptr (CfBibCsvPreview) self = g_new0 (CfBibCsvPreview, 1);
  Reading reading = { .preview = self, .n_rows = n_rows };
  g_autoptr (CfCsvReader) csv = cf_csv_reader_new (on_record_cb, &reading);

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  if (separator == 0)
    separator = cf_csv_guess_separator (data, length);
  cf_csv_reader_set_separator (csv, separator);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  /* The last line may be cut off, unless it is all there is. */
  if (cf_csv_reader_feed (csv, data, length) && self->rows->len == 0)
    cf_csv_reader_end (csv);

  if (self->headings == NULL && reading.error == NULL)
    reading.error = g_error_new_literal (CF_ERROR, CF_ERROR_INVALID, _("The file is empty."));
  if (reading.error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reading.error));
      return NULL;
    }

  self->mapping.names = cf_bib_names_decide (&reading.votes);
  self->mapping.separator = separator;
  return g_steal_pointer (&self);
}

/**
 * cf_bib_csv_preview_free:
 * @self: (transfer full) (nullable): a preview
 *
 * Frees it.
 */
void
cf_bib_csv_preview_free (CfBibCsvPreview *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->headings);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self);
}
