/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-command-private.h"

#include <glib/gi18n-lib.h>

#include "cf-currency.h"
#include "cf-time-zones.h"

static const GOptionEntry entries[] = {
  { "sales", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Open the sales window"), NULL },
  { "library", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Open the library window"), NULL },
  { "import-products", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Add the products of a CSV file"), N_("FILE") },
  { "import-sales", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Add the sales of a CSV file"), N_("FILE") },
  { "import-books", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Add the books of a CSV, BibTeX or RIS file"), N_("FILE") },
  { "export-books", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_("Write all books to a file; its ending .csv, .bib or .ris tells the format"), N_("FILE") },
  { "dry-run", 0, 0, G_OPTION_ARG_NONE, NULL, N_("With an import: report, and change nothing"), NULL },
  { "adopt", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Complete a table of other programs that the database has already"), NULL },
  { "print-connection", 0, 0, G_OPTION_ARG_STRING, NULL, N_("Print a connection string for psql: sales or library"), N_("DATABASE") },
  { "check", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Check the shop’s database"), NULL },
  { "set-up", 0, 0, G_OPTION_ARG_STRING, NULL, N_("Set up a shop of this name on this computer"), N_("NAME") },
  { "currency", 0, 0, G_OPTION_ARG_STRING, NULL, N_("With --set-up: its currency, such as EUR"), N_("CODE") },
  { "time-zone", 0, 0, G_OPTION_ARG_STRING, NULL, N_("With --set-up: its time zone, such as Europe/Paris"), N_("ZONE") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print the version"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, NULL },
  { NULL }
};

static void
clear (CfCommand *asked)
{
  g_clear_object (&asked->file);
  g_clear_pointer (&asked->shop_name, g_free);
  g_clear_pointer (&asked->currency, g_free);
  g_clear_pointer (&asked->time_zone, g_free);
}

static int
usage_error (const char *sentence)
{
  g_printerr ("%s\n%s\n", sentence, _("“counterfoil --help” lists what there is."));

  return STATUS_NO_SERVER;
}

static gboolean
take_file (CfCommand    *asked,
           GVariantDict *options,
           const char   *option,
           CfCommandVerb command)
{
  const char *path;

  if (!g_variant_dict_lookup (options, option, "^&ay", &path))
    return FALSE;

  asked->command = command;
  g_clear_object (&asked->file);
  asked->file = g_file_new_for_commandline_arg (path);
  return TRUE;
}

static void
take_import (CfCommand    *asked,
             GVariantDict *options,
             const char   *option,
             CfImportKind  kind)
{
  if (take_file (asked, options, option, COMMAND_IMPORT))
    asked->kind = kind;
}

static void
take_shop (CfCommand    *asked,
           GVariantDict *options)
{
  if (!g_variant_dict_lookup (options, "set-up", "s", &asked->shop_name))
    return;

  asked->command = COMMAND_SET_UP;
  asked->has_currency = g_variant_dict_lookup (options, "currency", "s", &asked->currency);
  if (!asked->has_currency)
    asked->currency = g_strdup (cf_currency_for_locale ()->code);
  asked->has_time_zone = g_variant_dict_lookup (options, "time-zone", "s", &asked->time_zone);
  if (!asked->has_time_zone)
    asked->time_zone = cf_time_zones_find_local ();
}

/* One import into the shop that has just been set up is one thing; else nothing that was asked for may be left out. */
static const char *
find_excess (GVariantDict *options)
{
  static const char *const verbs[] = { "sales", "library", "set-up", "import-products", "import-sales", "import-books", "export-books", "check", "print-connection" };
  gboolean sets_up = g_variant_dict_contains (options, "set-up");
  gboolean imports = g_variant_dict_contains (options, "import-products") || g_variant_dict_contains (options, "import-sales");
  int n_verbs = 0;

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_variant_dict_contains (options, verbs[i]))
      n_verbs++;

  if (g_variant_dict_contains (options, "import-products") && g_variant_dict_contains (options, "import-sales"))
    return _("One import at a time: --import-products or --import-sales.");
  if (n_verbs > 1 && !(n_verbs == 2 && sets_up && imports))
    return _("One thing at a time: --set-up, an import, an export, --check, --print-connection, --sales or --library. "
             "Only --set-up and one import of products or sales go together.");

  return NULL;
}

static const char *
find_misuse (CfCommand    *asked,
             GVariantDict *options)
{
  g_autoptr(GTimeZone) zone = NULL;

  if (asked->dry_run && (asked->file == NULL || asked->command == COMMAND_EXPORT_BOOKS))
    return _("--dry-run goes with an import.");
  if (asked->dry_run && asked->command == COMMAND_SET_UP)
    return _("--set-up makes a shop, and --dry-run changes nothing: give one of them.");
  if (asked->adopting && (asked->command == COMMAND_NONE || asked->command == COMMAND_PRINT_CONNECTION || asked->command == COMMAND_EXPORT_BOOKS))
    return _("--adopt goes with --set-up, --check or an import.");
  if (asked->adopting && asked->dry_run)
    return _("--adopt completes a table, and --dry-run changes nothing: give one of them.");
  if (asked->command != COMMAND_SET_UP)
    return g_variant_dict_contains (options, "currency") || g_variant_dict_contains (options, "time-zone")
           ? _("--currency and --time-zone go with --set-up.") : NULL;
  if (*asked->shop_name == '\0')
    return _("The shop needs a name.");
  if (cf_currency_lookup (asked->currency) == NULL)
    return _("This currency is not known; give its three letters, such as EUR.");

  zone = g_time_zone_new_identifier (asked->time_zone);

  return zone == NULL ? _("This time zone is not known; give a name such as Europe/Paris.") : NULL;
}

/**
 * cf_command_line_add_options:
 *
 * Makes the program's options known to @application.
 */
void
cf_command_line_add_options (GApplication *application)
{
  g_application_add_main_option_entries (application, entries);
  /* Translators: at the end of what --help says */
  g_application_set_option_context_description (application,
                                                _("Exit status:\n"
                                                  "  0  all is well\n"
                                                  "  1  it was done, and something is to be looked at: rejected rows, ISBNs to check,\n"
                                                  "     what is for you to decide, findings of --check\n"
                                                  "  2  wrong use, or nothing could be done\n"
                                                  "  3  there is no display"));
}

/**
 * cf_command_line_handle:
 * @options: what the person gave
 *
 * Carries out what needs no window, and so no display.
 *
 * Returns: the exit status, or -1 to go on with the window
 */
int
cf_command_line_handle (GVariantDict *options)
{
  CfCommand asked = { .command = COMMAND_NONE };
  const char *misuse;
  const char *which;
  int status = -1;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("Counterfoil %s\n", CF_VERSION);
      return STATUS_WELL;
    }

  if (g_variant_dict_contains (options, G_OPTION_REMAINING))
    return usage_error (_("There is more on the command line than its options take; an import reads one file at a time."));

  take_import (&asked, options, "import-products", CF_IMPORT_PRODUCTS);
  take_import (&asked, options, "import-sales", CF_IMPORT_SALES);
  take_file (&asked, options, "import-books", COMMAND_IMPORT_BOOKS);
  take_file (&asked, options, "export-books", COMMAND_EXPORT_BOOKS);
  take_shop (&asked, options);
  asked.dry_run = g_variant_dict_contains (options, "dry-run");
  asked.adopting = g_variant_dict_contains (options, "adopt");
  if (g_variant_dict_contains (options, "check"))
    asked.command = COMMAND_CHECK;
  if (g_variant_dict_lookup (options, "print-connection", "&s", &which))
    {
      asked.of_library = g_str_equal (which, "library");
      if (!asked.of_library && !g_str_equal (which, "sales"))
        return usage_error (_("There are two databases to connect to: sales and library."));
      asked.command = COMMAND_PRINT_CONNECTION;
    }

  misuse = find_excess (options);
  if (misuse == NULL)
    misuse = find_misuse (&asked, options);
  if (misuse != NULL)
    status = usage_error (misuse);
  else if (asked.command != COMMAND_NONE)
    status = _cf_command_run (&asked);
  clear (&asked);

  return status;
}
