/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-command-line.h"

#include "cf-config.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

#include "cf-book-export.h"
#include "cf-book-import.h"
#include "cf-command-report.h"
#include "cf-context.h"
#include "cf-error.h"
#include "cf-import.h"
#include "cf-keyring.h"
#include "cf-model.h"
#include "cf-sales-check.h"
#include "cf-terminal.h"
#include "cf-time-zones.h"

/* Exit status: all well, rejected rows or whatever else a person should look at, wrong use or no server. */
#define STATUS_WELL 0
#define STATUS_FINDINGS 1
#define STATUS_NO_SERVER CF_COMMAND_LINE_MISUSE

typedef enum
{
  COMMAND_NONE,
  COMMAND_SET_UP,
  COMMAND_IMPORT,
  COMMAND_IMPORT_BOOKS,
  COMMAND_EXPORT_BOOKS,
  COMMAND_PRINT_CONNECTION,
  COMMAND_CHECK,
} Command;

/* One run without a window, in a main loop of its own, before the application is registered. */
typedef struct
{
  Command       command;
  CfImportKind  kind;
  GFile        *file;           /* (owned) (nullable) */
  char         *shop_name;      /* (owned) (nullable) */
  char         *currency;       /* (owned) (nullable) */
  char         *time_zone;      /* (owned) (nullable) */
  gboolean      has_currency;   /* given, rather than what is usual here */
  gboolean      has_time_zone;
  gboolean      dry_run;
  gboolean      adopting;
  gboolean      of_library;     /* the connection that is printed */

  CfContext    *context;        /* (owned) */
  CfFileImport *import;         /* (owned) (nullable) */
  CfBookExport *export;         /* (owned) (nullable) */
  GCancellable *cancellable;    /* (owned) */
  GMainLoop    *loop;           /* (owned) */
  gboolean      on_terminal;
  gboolean      line_open;
  int           status;
} Run;

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

static void on_connected (GObject      *source,
                          GAsyncResult *result,
                          gpointer      user_data);

static void
end_line (Run *run)
{
  if (run->line_open)
    g_printerr ("\n");
  run->line_open = FALSE;
}

static void
on_context_closed (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  Run *run = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_context_close_finish (CF_CONTEXT (source), result, &error))
    g_printerr ("%s\n", error->message);
  g_main_loop_quit (run->loop);
}

static void
on_library_closed (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  Run *run = user_data;

  cf_library_close_finish (CF_LIBRARY (source), result, NULL);
  cf_context_close_async (run->context, on_context_closed, run);
}

static void
finish (Run *run,
        int  status)
{
  end_line (run);
  run->status = status;
  cf_library_close_async (cf_context_get_library (run->context), on_library_closed, run);
}

static void
fail (Run          *run,
      const GError *error)
{
  end_line (run);
  g_printerr ("%s\n", error->message);
  if (cf_error_get_details (error) != NULL)
    g_printerr ("(%s)\n", cf_error_get_details (error));
  finish (run, STATUS_NO_SERVER);
}

/* What is there, and how to go on. */
static void
ask (Run        *run,
     CfAdoption *adoption)
{
  g_autofree char *text = cf_adoption_to_text (adoption);

  end_line (run);
  g_printerr ("%s\n%s\n", text, _("Nothing was changed. To do this, give the same command again with the option --adopt."));
  finish (run, STATUS_NO_SERVER);
}

static void
show_progress (Run        *run,
               double      fraction,
               const char *phase)
{
  if (!run->on_terminal)
    return;

  g_printerr ("\r\033[K%3d %%  %s", (int) (fraction * 100), phase);
  run->line_open = TRUE;
}

static void
on_progress (CfFileImport *import,
             GParamSpec   *pspec,
             Run          *run)
{
  double fraction;
  g_autofree char *phase = NULL;

  g_object_get (import, "fraction", &fraction, "phase", &phase, NULL);
  show_progress (run, fraction, phase != NULL ? phase : "");
}

static void
follow_import (Run *run)
{
  g_signal_connect (run->import, "notify::fraction", G_CALLBACK (on_progress), run);
  g_signal_connect (run->import, "notify::phase", G_CALLBACK (on_progress), run);
}

static void
on_imported (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  Run *run = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfImportReport) report = NULL;

  report = cf_import_run_finish (CF_IMPORT (source), result, &error);
  end_line (run);
  if (report == NULL)
    {
      fail (run, error);
      return;
    }

  cf_command_report_import (run->kind, run->dry_run, report);
  finish (run, report->n_rejected + report->n_refused_codes > 0 ? STATUS_FINDINGS : STATUS_WELL);
}

static void
start_import (Run *run)
{
  CfImport *import = cf_import_new (cf_context_get_pool (run->context), run->kind, run->file, run->dry_run);

  run->import = CF_FILE_IMPORT (import);
  cf_import_set_clerk (import, cf_profile_get_clerk (cf_context_get_profile (run->context)));
  follow_import (run);
  cf_import_run_async (import, run->cancellable, on_imported, run);
}

static void
print_connection (Run *run)
{
  CfProfile *profile = cf_context_get_profile (run->context);
  const char *conninfo = cf_profile_get_conninfo (profile);
  const char *database = run->of_library ? cf_profile_get_library_database (profile) : cf_profile_get_sales_database (profile);
  g_autofree char *text = NULL;

  if (conninfo != NULL)
    {
      g_autoptr(CfDbConfig) config = cf_db_config_new (conninfo, NULL);
      g_autoptr(CfDbConfig) library = config != NULL && run->of_library ? cf_db_config_with (config, "dbname", database) : NULL;

      text = config != NULL ? cf_db_config_to_string (library != NULL ? library : config) : g_strdup (conninfo);
    }
  else
    {
      text = cf_server_get_conninfo (cf_context_get_server (run->context), database);
      if (text == NULL)
        {
          g_autoptr(GError) error = g_error_new_literal (CF_ERROR, CF_ERROR_OFFLINE, _("The private server does not run."));

          fail (run, error);
          return;
        }
      if (cf_server_get_is_owner (cf_context_get_server (run->context)))
        g_printerr ("%s\n", _("The server of this computer runs only while Counterfoil is open."));
    }

  g_print ("%s\n", text);
  finish (run, STATUS_WELL);
}

/* --- Books --- */

static void
on_books_imported (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  Run *run = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfBookImportReport) report = NULL;

  report = cf_book_import_run_finish (CF_BOOK_IMPORT (source), result, &error);
  end_line (run);
  if (report == NULL)
    {
      fail (run, error);
      return;
    }

  if (cf_bib_encoding_get_label (report->encoding) != NULL)
    g_printerr (_("The file is not in UTF-8. It was read as %s.\n"), cf_bib_encoding_get_label (report->encoding));
  cf_command_report_books (run->dry_run, report);
  finish (run, report->n_rejected + report->n_to_judge + report->n_flagged > 0 ? STATUS_FINDINGS : STATUS_WELL);
}

static void
on_export_progress (CfBookExport *export,
                    GParamSpec   *pspec,
                    Run          *run)
{
  double fraction;

  g_object_get (export, "fraction", &fraction, NULL);
  show_progress (run, fraction, _("Writing the books"));
}

static void
on_books_exported (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  Run *run = user_data;
  g_autoptr(GError) error = NULL;
  gint64 n_written;

  if (!cf_book_export_run_finish (CF_BOOK_EXPORT (source), result, &n_written, &error))
    {
      fail (run, error);
      return;
    }

  end_line (run);
  cf_command_report_count (_("Books written"), n_written);
  finish (run, STATUS_WELL);
}

static CfBibFormat
guess_format (Run *run)
{
  g_autofree char *name = g_file_get_basename (run->file);
  g_autofree char *path = g_file_get_path (run->file);
  char head[4096];
  gsize length = 0;
  FILE *file = run->command == COMMAND_IMPORT_BOOKS && path != NULL ? g_fopen (path, "rb") : NULL;

  if (file != NULL)
    {
      length = fread (head, 1, sizeof head, file);
      fclose (file);
    }

  return cf_bib_format_guess (name, head, length);
}

static void
start_book_import (Run *run)
{
  CfBookImport *import = cf_book_import_new (cf_library_get_pool (cf_context_get_library (run->context)), run->file, guess_format (run), NULL, run->dry_run);

  run->import = CF_FILE_IMPORT (import);
  cf_book_import_set_clerk (import, cf_profile_get_clerk (cf_context_get_profile (run->context)), NULL);
  follow_import (run);
  cf_book_import_run_async (import, run->cancellable, on_books_imported, run);
}

static void
start_book_export (Run *run)
{
  run->export = cf_book_export_new (cf_library_get_pool (cf_context_get_library (run->context)), run->file, guess_format (run));
  g_signal_connect (run->export, "notify::fraction", G_CALLBACK (on_export_progress), run);
  cf_book_export_run_async (run->export, run->cancellable, on_books_exported, run);
}

static void
on_library_open (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Run *run = user_data;
  CfLibrary *library = CF_LIBRARY (source);
  g_autoptr(GError) error = NULL;

  if (!cf_library_open_finish (library, result, &error))
    {
      if (g_error_matches (error, CF_ERROR, CF_ERROR_UNCONFIRMED) && cf_library_get_adoption (library) != NULL)
        ask (run, cf_library_get_adoption (library));
      else
        fail (run, error);
    }
  else if (run->command == COMMAND_PRINT_CONNECTION)
    {
      print_connection (run);
    }
  else if (run->command == COMMAND_IMPORT_BOOKS)
    {
      start_book_import (run);
    }
  else
    {
      start_book_export (run);
    }
}

static void
open_library (Run *run)
{
  CfLibrary *library = cf_context_get_library (run->context);

  cf_library_set_adopting (library, run->adopting);
  cf_library_open_async (library, cf_context_get_profile (run->context), CF_LIBRARY_OPEN_CREATE, run->cancellable, on_library_open, run);
}

static void
on_checked (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  Run *run = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfSalesReport) report = NULL;

  report = cf_sales_check_finish (CF_DB_POOL (source), result, &error);
  if (report == NULL)
    {
      fail (run, error);
      return;
    }

  g_print (_("Server: PostgreSQL %s\n"), report->server_version);
  g_print (_("Shop: %s, %s\n"), cf_shop_get_name (cf_context_get_shop (run->context)),
           cf_shop_get_currency (cf_context_get_shop (run->context))->code);
  cf_command_report_count (_("Orders"), report->n_orders);
  cf_command_report_count (_("Lines"), report->n_lines);
  cf_command_report_count (_("Products"), report->n_products);
  for (guint i = 0; i < report->findings->len; i++)
    g_print ("%s\n", (const char *) g_ptr_array_index (report->findings, i));
  g_print ("%s\n", report->findings->len == 0 ? _("No findings.") : _("Look at the findings above."));
  finish (run, report->findings->len == 0 ? STATUS_WELL : STATUS_FINDINGS);
}

static void
on_profile_saved (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  Run *run = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_profile_save_finish (CF_PROFILE (source), result, &error))
    {
      fail (run, error);
      return;
    }

  g_print (_("The shop “%s” is ready.\n"), cf_shop_get_name (cf_context_get_shop (run->context)));
  if (run->file != NULL)
    start_import (run);
  else
    finish (run, STATUS_WELL);
}

static void
on_shop_set_up (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  Run *run = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_context_set_up_shop_finish (CF_CONTEXT (source), result, &error))
    fail (run, error);
  else
    cf_profile_save_async (cf_context_get_profile (run->context), on_profile_saved, run);
}

static gboolean
is_shop_asked_for (Run    *run,
                   CfShop *shop)
{
  return g_str_equal (cf_shop_get_name (shop), run->shop_name) &&
         (!run->has_currency || cf_shop_get_currency (shop) == cf_currency_lookup (run->currency)) &&
         (!run->has_time_zone || g_str_equal (cf_shop_get_time_zone (shop), run->time_zone));
}

/* Set up once more as it is, a shop is ready, so that a script may be run again. */
static void
set_up (Run *run)
{
  CfShop *shop = cf_context_get_shop (run->context);

  if (shop == NULL)
    {
      cf_context_set_up_shop_async (run->context, run->shop_name, run->currency, run->time_zone, on_shop_set_up, run);
    }
  else if (is_shop_asked_for (run, shop))
    {
      cf_profile_save_async (cf_context_get_profile (run->context), on_profile_saved, run);
    }
  else
    {
      g_printerr (_("The shop “%s” is there already, with the currency %s and the time zone %s. Nothing was changed."),
                  cf_shop_get_name (shop), cf_shop_get_currency (shop)->code, cf_shop_get_time_zone (shop));
      g_printerr ("\n");
      finish (run, STATUS_NO_SERVER);
    }
}

static void
connect_shop (Run *run)
{
  cf_context_set_adopting (run->context, run->adopting);
  cf_context_connect_async (run->context, FALSE, run->cancellable, on_connected, run);
}

/* As often as it takes, in a terminal; elsewhere it is said what to do. */
static gboolean
ask_password (Run          *run,
              const GError *error)
{
  char *password;

  end_line (run);
  if (!isatty (STDIN_FILENO))
    {
      g_printerr ("%s\n", _("Give the command in a terminal, where the password can be asked for."));
      return FALSE;
    }

  g_printerr ("%s\n", error->message);
  password = cf_terminal_ask_password (_("Password: "));
  if (password == NULL)
    return FALSE;

  cf_profile_set_password (cf_context_get_profile (run->context), password);
  cf_keyring_free_password (password);
  connect_shop (run);

  return TRUE;
}

static void
on_connected (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  Run *run = user_data;
  CfContext *context = CF_CONTEXT (source);
  g_autoptr(GError) error = NULL;

  if (!cf_context_connect_finish (context, result, &error))
    {
      if (g_error_matches (error, CF_ERROR, CF_ERROR_UNCONFIRMED))
        ask (run, cf_context_get_adoption (context));
      else if (!g_error_matches (error, CF_ERROR, CF_ERROR_PASSWORD) || !ask_password (run, error))
        fail (run, error);
      return;
    }

  if (cf_context_get_adoption (context) != NULL)
    g_printerr (_("The table “%s” was completed; nothing of it was lost.\n"), cf_adoption_get_table (cf_context_get_adoption (context)));
  if (run->command == COMMAND_SET_UP)
    {
      set_up (run);
    }
  else if (run->command == COMMAND_PRINT_CONNECTION && !run->of_library)
    {
      print_connection (run);
    }
  else if (run->of_library || run->command == COMMAND_IMPORT_BOOKS || run->command == COMMAND_EXPORT_BOOKS)
    {
      open_library (run);
    }
  else if (cf_context_get_shop (context) == NULL)
    {
      g_printerr ("%s\n", _("The database has no shop yet. Start Counterfoil once, or use --set-up NAME."));
      finish (run, STATUS_NO_SERVER);
    }
  else if (run->command == COMMAND_IMPORT)
    {
      start_import (run);
    }
  else
    {
      cf_sales_check_async (cf_context_get_pool (context), run->cancellable, on_checked, run);
    }
}

static void
on_profile_loaded (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  Run *run = user_data;
  CfProfile *profile = CF_PROFILE (source);
  g_autoptr(GError) error = NULL;

  if (!cf_profile_load_finish (profile, result, &error))
    {
      fail (run, error);
    }
  else if (run->command == COMMAND_SET_UP)
    {
      if (!cf_profile_get_configured (profile))
        cf_profile_use_private_server (profile);
      connect_shop (run);
    }
  else if (!cf_profile_get_configured (profile))
    {
      g_printerr ("%s\n", _("Counterfoil has no shop yet. Start it once, or use --set-up NAME."));
      finish (run, STATUS_NO_SERVER);
    }
  else if (run->command == COMMAND_PRINT_CONNECTION && cf_profile_get_conninfo (profile) != NULL)
    {
      print_connection (run);
    }
  else
    {
      connect_shop (run);
    }
}

static gboolean
on_interrupted (gpointer user_data)
{
  Run *run = user_data;

  g_cancellable_cancel (run->cancellable);

  return G_SOURCE_CONTINUE;
}

static int
run_command (Run *run)
{
  guint interrupt_id = g_unix_signal_add (SIGINT, on_interrupted, run);
  guint terminate_id = g_unix_signal_add (SIGTERM, on_interrupted, run);

  cf_model_init ();
  run->context = cf_context_new_default ();
  run->cancellable = g_cancellable_new ();
  run->loop = g_main_loop_new (NULL, FALSE);
  run->on_terminal = isatty (STDERR_FILENO);

  cf_profile_load_async (cf_context_get_profile (run->context), run->cancellable, on_profile_loaded, run);
  g_main_loop_run (run->loop);

  g_source_remove (interrupt_id);
  g_source_remove (terminate_id);

  return run->status;
}

static void
clear_run (Run *run)
{
  g_clear_object (&run->file);
  g_clear_object (&run->import);
  g_clear_object (&run->export);
  g_clear_object (&run->context);
  g_clear_object (&run->cancellable);
  g_clear_pointer (&run->loop, g_main_loop_unref);
  g_clear_pointer (&run->shop_name, g_free);
  g_clear_pointer (&run->currency, g_free);
  g_clear_pointer (&run->time_zone, g_free);
}

static int
usage_error (const char *sentence)
{
  g_printerr ("%s\n%s\n", sentence, _("“counterfoil --help” lists what there is."));

  return STATUS_NO_SERVER;
}

static gboolean
take_file (Run          *run,
           GVariantDict *options,
           const char   *option,
           Command       command)
{
  const char *path;

  if (!g_variant_dict_lookup (options, option, "^&ay", &path))
    return FALSE;

  run->command = command;
  g_clear_object (&run->file);
  run->file = g_file_new_for_commandline_arg (path);
  return TRUE;
}

static void
take_import (Run          *run,
             GVariantDict *options,
             const char   *option,
             CfImportKind  kind)
{
  if (take_file (run, options, option, COMMAND_IMPORT))
    run->kind = kind;
}

static void
take_shop (Run          *run,
           GVariantDict *options)
{
  if (!g_variant_dict_lookup (options, "set-up", "s", &run->shop_name))
    return;

  run->command = COMMAND_SET_UP;
  run->has_currency = g_variant_dict_lookup (options, "currency", "s", &run->currency);
  if (!run->has_currency)
    run->currency = g_strdup (cf_currency_for_locale ()->code);
  run->has_time_zone = g_variant_dict_lookup (options, "time-zone", "s", &run->time_zone);
  if (!run->has_time_zone)
    run->time_zone = cf_time_zones_find_local ();
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
find_misuse (Run          *run,
             GVariantDict *options)
{
  g_autoptr(GTimeZone) zone = NULL;

  if (run->dry_run && (run->file == NULL || run->command == COMMAND_EXPORT_BOOKS))
    return _("--dry-run goes with an import.");
  if (run->dry_run && run->command == COMMAND_SET_UP)
    return _("--set-up makes a shop, and --dry-run changes nothing: give one of them.");
  if (run->adopting && (run->command == COMMAND_NONE || run->command == COMMAND_PRINT_CONNECTION || run->command == COMMAND_EXPORT_BOOKS))
    return _("--adopt goes with --set-up, --check or an import.");
  if (run->adopting && run->dry_run)
    return _("--adopt completes a table, and --dry-run changes nothing: give one of them.");
  if (run->command != COMMAND_SET_UP)
    return g_variant_dict_contains (options, "currency") || g_variant_dict_contains (options, "time-zone")
           ? _("--currency and --time-zone go with --set-up.") : NULL;
  if (*run->shop_name == '\0')
    return _("The shop needs a name.");
  if (cf_currency_lookup (run->currency) == NULL)
    return _("This currency is not known; give its three letters, such as EUR.");

  zone = g_time_zone_new_identifier (run->time_zone);

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
  Run run = { .command = COMMAND_NONE };
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

  take_import (&run, options, "import-products", CF_IMPORT_PRODUCTS);
  take_import (&run, options, "import-sales", CF_IMPORT_SALES);
  take_file (&run, options, "import-books", COMMAND_IMPORT_BOOKS);
  take_file (&run, options, "export-books", COMMAND_EXPORT_BOOKS);
  take_shop (&run, options);
  run.dry_run = g_variant_dict_contains (options, "dry-run");
  run.adopting = g_variant_dict_contains (options, "adopt");
  if (g_variant_dict_contains (options, "check"))
    run.command = COMMAND_CHECK;
  if (g_variant_dict_lookup (options, "print-connection", "&s", &which))
    {
      run.of_library = g_str_equal (which, "library");
      if (!run.of_library && !g_str_equal (which, "sales"))
        return usage_error (_("There are two databases to connect to: sales and library."));
      run.command = COMMAND_PRINT_CONNECTION;
    }

  misuse = find_excess (options);
  if (misuse == NULL)
    misuse = find_misuse (&run, options);
  if (misuse != NULL)
    status = usage_error (misuse);
  else if (run.command != COMMAND_NONE)
    status = run_command (&run);
  clear_run (&run);

  return status;
}
