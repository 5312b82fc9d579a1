/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-import-sample.h"

#include <glib/gi18n-lib.h>

#include "cf-format.h"
#include "cf-library-text.h"
#include "cf-text.h"
#include "cf-ui-text.h"

#define MOST_ROWS 20

/* Of one text of a book: characters, and lines. */
#define LONG_TEXT 80
#define MOST_LINES 3

struct _CfImportSample
{
  AdwBin parent_instance;

  /* Template */
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (CfImportSample, cf_import_sample, ADW_TYPE_BIN)

/* A book in words */

/* Last names are told from first names by their weight: that is what goes wrong where commas are misunderstood. */
static void
append_person (GString                *out,
               const CfBibContributor *contributor)
{
  g_autofree char *first = g_markup_escape_text (contributor->name->first_name, -1);
  g_autofree char *last = g_markup_escape_text (contributor->name->last_name, -1);
  g_autofree char *name = g_strdup_printf ("%s%s<b>%s</b>", first, *first != '\0' && *last != '\0' ? " " : "", last);
  g_autofree char *inside = cf_text_embed (name);

  if (out->len > 0)
    g_string_append (out, "  ·  ");
  g_string_append (out, inside);
  if (contributor->role != CF_ROLE_AUTHOR)
    /* Translators: behind a person's name: what he or she did for the book */
    g_string_append_printf (out, _(" (%s)"), cf_library_text_role (contributor->role));
}

static char *
people_markup (const CfBibRecord *record)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < cf_bib_record_n_contributors (record); i++)
    append_person (out, cf_bib_record_get_contributor (record, i));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
append_fact (GString *out,
             char    *fact)
{
  g_autofree char *owned = fact;

  if (owned != NULL)
    g_string_append_printf (out, "%s%s", out->len > 0 ? "  ·  " : "", owned);
}

static char *
pages_text (gint64 pages)
{
  g_autofree char *number = cf_format_count (pages);

  return g_strdup_printf (ngettext ("%s page", "%s pages", (gulong) ABS (pages)), number);
}

static char *
facts_text (const CfBibRecord *record)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (record->year != CF_BIB_UNKNOWN)
    append_fact (out, cf_library_text_year ((int) CLAMP (record->year, G_MININT, G_MAXINT)));
  if (record->pages != CF_BIB_UNKNOWN)
    append_fact (out, pages_text (record->pages));
  if (record->isbn_status == CF_ISBN_VALID)
    append_fact (out, cf_ui_isolate (cf_isbn_format (record->isbn)));
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Rows */

static const char *const title_classes[] = { NULL };
static const char *const people_classes[] = { "small", NULL };
static const char *const facts_classes[] = { "dim-label", "small", "numeric", NULL };
static const char *const trouble_classes[] = { "trouble", "small", NULL };

static void
clear_rows (CfImportSample *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
}

/* Not on short texts: GTK 4.8 asks for more than their width where they could be cut. */
static void
limit_lines (GtkLabel *label)
{
  if (g_utf8_strlen (gtk_label_get_text (label), -1) < LONG_TEXT)
    return;

  gtk_label_set_lines (label, MOST_LINES);
  gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
}

static void
append_label (GtkWidget         *box,
              const char        *markup,
              const char *const *css_classes)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.f, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  limit_lines (GTK_LABEL (label));
  gtk_widget_set_css_classes (label, (const char **) css_classes);
  gtk_box_append (GTK_BOX (box), label);
}

static void
append_text (GtkWidget         *box,
             const char        *text,
             const char *const *css_classes)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);

  append_label (box, markup, css_classes);
}

static GtkWidget *
append_row (CfImportSample *self)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 2, "margin-start", 12, "margin-end", 12,
                                 "margin-top", 8, "margin-bottom", 8, NULL);
  GtkWidget *row = g_object_new (GTK_TYPE_LIST_BOX_ROW, "activatable", FALSE, "child", box, NULL);

  gtk_list_box_append (self->list, row);
  return box;
}

static void
append_book (CfImportSample    *self,
             const CfBibRecord *record)
{
  GtkWidget *box = append_row (self);
  g_autofree char *people = people_markup (record);
  g_autofree char *facts = facts_text (record);

  append_text (box, record->title, title_classes);
  if (*people != '\0')
    append_label (box, people, people_classes);
  if (*facts != '\0')
    append_text (box, facts, facts_classes);
  if (record->isbn_status != CF_ISBN_VALID && record->isbn_status != CF_ISBN_EMPTY)
    {
      g_autofree char *isbn = cf_ui_isolate (g_strdup (record->isbn_text));
      g_autofree char *sentence = g_strdup_printf (_("ISBN to check: %s"), isbn);

      append_text (box, sentence, trouble_classes);
    }
}

static gboolean
on_record_cb (guint64            line,
              const CfBibRecord *record,
              const GError      *error,
              gpointer           user_data)
{
  CfImportSample *self = user_data;

  if (record != NULL)
    append_book (self, record);
  else
    {
      /* Translators: of a row of a file that will not be imported; the number of its line, and why */
      g_autofree char *sentence = g_strdup_printf (_("Line %lu is left out: %s"), (gulong) line, error->message);

      append_text (append_row (self), sentence, trouble_classes);
    }
  return gtk_list_box_get_row_at_index (self->list, MOST_ROWS - 1) == NULL;
}

/* GObject */

static void
cf_import_sample_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_IMPORT_SAMPLE);

  G_OBJECT_CLASS (cf_import_sample_parent_class)->dispose (object);
}

static void
cf_import_sample_class_init (CfImportSampleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_import_sample_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-import-sample.ui");
  gtk_widget_class_bind_template_child (widget_class, CfImportSample, list);
}

static void
cf_import_sample_init (CfImportSample *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* FALSE with CF_ERROR_INVALID: the file cannot be imported like this. */
gboolean
cf_import_sample_read (CfImportSample             *self,
                       const CfBookImportPreview  *preview,
                       const CfBibCsvMapping      *mapping,
                       GError                    **error)
{
  gboolean readable;

  g_return_val_if_fail (CF_IS_IMPORT_SAMPLE (self), FALSE);

  clear_rows (self);
  readable = cf_book_import_preview_read (preview, mapping, on_record_cb, self, error);
  gtk_widget_set_visible (GTK_WIDGET (self), gtk_list_box_get_row_at_index (self->list, 0) != NULL);
  return readable;
}
