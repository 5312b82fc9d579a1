/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-command-report.h"

#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-text.h"

/* What the command line prints of an import. */

/**
 * cf_command_report_count:
 * @label: what was counted
 * @count: how many
 *
 * Prints one line of a report.
 */
void
cf_command_report_count (const char *label,
                         gint64      count)
{
  glong n_missing = MAX (24 - g_utf8_strlen (label, -1), 0);

  g_print ("%s%*s %" G_GINT64_FORMAT "\n", label, (int) n_missing, "", count);
}

/**
 * cf_command_report_import:
 * @kind: what was imported
 * @dry_run: whether nothing was changed
 * @report: what became of it
 *
 * Prints what an import of products or sales did.
 */
void
cf_command_report_import (CfImportKind          kind,
                          gboolean              dry_run,
                          const CfImportReport *report)
{
  if (dry_run)
    g_print ("%s\n", _("Nothing was changed; this is what would be done:"));
  cf_command_report_count (C_("count", "Read"), report->n_read);
  cf_command_report_count (C_("count", "Added"), report->n_added);
  if (kind == CF_IMPORT_PRODUCTS)
    cf_command_report_count (C_("count", "Changed"), report->n_changed);
  else
    cf_command_report_count (_("Orders added"), report->n_orders);
  cf_command_report_count (_("There already"), report->n_known);
  if (report->n_products > 0)
    cf_command_report_count (_("Products derived"), report->n_products);
  if (report->n_repeated > 0)
    cf_command_report_count (_("Repeated in the file"), report->n_repeated);
  cf_command_report_count (_("Rejected"), report->n_rejected);
  if (report->n_refused_codes > 0)
    cf_command_report_count (_("Codes refused"), report->n_refused_codes);
  if (report->n_repeated > 0)
    g_print ("%s\n", _("Where several rows have one number, what the last of them says counts."));
  for (char **note = report->notes; *note != NULL; note++)
    g_print ("%s\n", *note);
  if (report->reject_path != NULL)
    g_print (_("What was left out, with line and reason, is in %s\n"), report->reject_path);
}

static gboolean
is_used (const CfBibCsvPreview *table,
         guint                  column)
{
  for (guint i = 0; i < CF_BIB_CSV_N_COLUMNS; i++)
    if (table->mapping.at[i] == (int) column)
      return TRUE;

  return FALSE;
}

/**
 * cf_command_report_unused:
 * @table: the beginning of a table of books
 *
 * Prints which of its columns an import does not use.
 */
void
cf_command_report_unused (const CfBibCsvPreview *table)
{
  g_autoptr(GString) titles = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < table->n_headings; i++)
    {
      g_autofree char *title = g_strstrip (cf_text_excerpt (table->headings[i]));

      if (is_used (table, i))
        continue;
      n++;
      g_string_append (titles, n > 1 ? ", " : "");
      if (*title != '\0')
        g_string_append_printf (titles, _("“%s”"), title);
      else
        g_string_append_printf (titles, C_("column", "number %u"), i + 1);
    }
  if (n > 0)
    {
      g_print (ngettext ("This column of the file is not known, and was not used: %s",
                         "These columns of the file are not known, and were not used: %s", n), titles->str);
      g_print ("\n");
    }
}

/**
 * cf_command_report_books:
 * @dry_run: whether nothing was changed
 * @report: what became of it
 *
 * Prints what an import of books did.
 */
void
cf_command_report_books (gboolean                  dry_run,
                         const CfBookImportReport *report)
{
  if (dry_run)
    g_print ("%s\n", _("Nothing was changed; this is what would be done:"));
  cf_command_report_count (C_("count", "Read"), report->n_read);
  cf_command_report_count (_("Books added"), report->n_added);
  cf_command_report_count (_("Authors added"), report->n_authors);
  cf_command_report_count (_("There already"), report->n_known);
  if (report->n_flagged > 0)
    cf_command_report_count (_("ISBNs to check"), report->n_flagged);
  if (report->n_to_judge > 0)
    cf_command_report_count (_("For you to decide"), report->n_to_judge);
  cf_command_report_count (_("Rejected"), report->n_rejected);
  if (report->reject_path != NULL)
    g_print (_("What was left out, with line and reason, is in %s\n"), report->reject_path);
}
