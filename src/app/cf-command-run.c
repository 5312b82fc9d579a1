/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-command-private.h"

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
#include "cf-keyring.h"
#include "cf-model.h"
#include "cf-sales-check.h"
#include "cf-terminal.h"

#define MOST_AGAIN 5

/* One run without a window. */
typedef struct
{
  const CfCommand *asked;
  CfContext       *context;     /* (owned) */
  CfFileImport    *import;      /* (owned) (nullable) */
  CfBookExport    *export;      /* (owned) (nullable) */
  CfBookImportPreview *preview; /* (owned) (nullable): how the file of books begins */
  GCancellable    *cancellable; /* (owned) */
  GMainLoop       *loop;        /* (owned) */
  gboolean         on_terminal;
  gboolean         line_open;
  gboolean         connected;   /* it was */
  gboolean         again;       /* from the beginning */
  guint            n_again;
  int              status;
} Run;

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

/* The server of this computer ends with the Counterfoil that has started it, whoever else works with it. Here it can be started anew,
 * and what was stored meanwhile is not stored twice. */
static gboolean
begin_anew (Run          *run,
            const GError *error)
{
  CfProfile *profile = cf_context_get_profile (run->context);
  gboolean is_lost = g_error_matches (error, CF_ERROR, CF_ERROR_OFFLINE) || g_error_matches (error, CF_ERROR, CF_ERROR_UNKNOWN) ||
                     cf_db_error_is_connection (error) || cf_db_error_is_unknown (error);

  if (!is_lost || !run->connected || run->n_again == MOST_AGAIN || cf_profile_get_conninfo (profile) != NULL)
    return FALSE;

  end_line (run);
  g_printerr ("%s\n", _("The database on this computer has ended, perhaps with a window that was closed. It is started again, and the command begins anew."));
  run->again = TRUE;
  finish (run, STATUS_NO_SERVER);

  return TRUE;
}

static void
fail (Run          *run,
      const GError *error)
{
  if (begin_anew (run, error))
    return;

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

  cf_command_report_import (run->asked->kind, run->asked->dry_run, report);
  finish (run, report->n_rejected + report->n_refused_codes > 0 ? STATUS_FINDINGS : STATUS_WELL);
}

static void
start_import (Run *run)
{
  CfImport *import = cf_import_new (cf_context_get_pool (run->context), run->asked->kind, run->asked->file, run->asked->dry_run);

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
  const char *database = run->asked->of_library ? cf_profile_get_library_database (profile) : cf_profile_get_sales_database (profile);
  g_autofree char *text = NULL;

  if (conninfo != NULL)
    {
      g_autoptr(CfDbConfig) config = cf_db_config_new (conninfo, NULL);
      g_autoptr(CfDbConfig) library = config != NULL && run->asked->of_library ? cf_db_config_with (config, "dbname", database) : NULL;

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
  cf_command_report_books (run->asked->dry_run, report);
  if (run->preview != NULL && run->preview->csv != NULL)
    cf_command_report_unused (run->preview->csv);
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
  g_autofree char *name = g_file_get_basename (run->asked->file);
  g_autofree char *path = g_file_get_path (run->asked->file);
  char head[4096];
  gsize length = 0;
  FILE *file = run->asked->command == COMMAND_IMPORT_BOOKS && path != NULL ? g_fopen (path, "rb") : NULL;

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
  CfBookImport *import = cf_book_import_new (cf_library_get_pool (cf_context_get_library (run->context)), run->asked->file, guess_format (run), NULL, run->asked->dry_run);

  run->import = CF_FILE_IMPORT (import);
  cf_book_import_set_clerk (import, cf_profile_get_clerk (cf_context_get_profile (run->context)), NULL);
  follow_import (run);
  cf_book_import_run_async (import, run->cancellable, on_books_imported, run);
}

/* Where the file cannot be read the import says so. */
static void
on_book_file_previewed (GObject      *source,
                        GAsyncResult *result,
                        gpointer      user_data)
{
  Run *run = user_data;

  run->preview = cf_book_import_preview_finish (result, NULL);
  start_book_import (run);
}

static void
start_book_export (Run *run)
{
  run->export = cf_book_export_new (cf_library_get_pool (cf_context_get_library (run->context)), run->asked->file, guess_format (run));
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
  else if (run->asked->command == COMMAND_PRINT_CONNECTION)
    {
      print_connection (run);
    }
  else if (run->asked->command == COMMAND_IMPORT_BOOKS)
    {
      cf_book_import_preview_async (run->asked->file, run->cancellable, on_book_file_previewed, run);
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

  cf_library_set_adopting (library, run->asked->adopting);
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
  if (run->asked->file != NULL)
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
  return g_str_equal (cf_shop_get_name (shop), run->asked->shop_name) &&
         (!run->asked->has_currency || cf_shop_get_currency (shop) == cf_currency_lookup (run->asked->currency)) &&
         (!run->asked->has_time_zone || g_str_equal (cf_shop_get_time_zone (shop), run->asked->time_zone));
}

/* Set up once more as it is, a shop is ready, so that a script may be run again. */
static void
set_up (Run *run)
{
  CfShop *shop = cf_context_get_shop (run->context);

  if (shop == NULL)
    {
      cf_context_set_up_shop_async (run->context, run->asked->shop_name, run->asked->currency, run->asked->time_zone, on_shop_set_up, run);
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
  cf_context_set_adopting (run->context, run->asked->adopting);
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

  run->connected = TRUE;
  if (cf_context_get_adoption (context) != NULL)
    g_printerr (_("The table “%s” was completed; nothing of it was lost.\n"), cf_adoption_get_table (cf_context_get_adoption (context)));
  if (run->asked->command == COMMAND_SET_UP)
    {
      set_up (run);
    }
  else if (run->asked->command == COMMAND_PRINT_CONNECTION && !run->asked->of_library)
    {
      print_connection (run);
    }
  else if (run->asked->of_library || run->asked->command == COMMAND_IMPORT_BOOKS || run->asked->command == COMMAND_EXPORT_BOOKS)
    {
      open_library (run);
    }
  else if (cf_context_get_shop (context) == NULL)
    {
      g_printerr ("%s\n", _("The database has no shop yet. Start Counterfoil once, or use --set-up NAME."));
      finish (run, STATUS_NO_SERVER);
    }
  else if (run->asked->command == COMMAND_IMPORT)
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
  else if (run->asked->command == COMMAND_SET_UP)
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
  else if (run->asked->command == COMMAND_PRINT_CONNECTION && cf_profile_get_conninfo (profile) != NULL)
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

static void
run_once (Run *run)
{
  run->connected = run->again = FALSE;
  run->context = cf_context_new_default ();
  cf_profile_load_async (cf_context_get_profile (run->context), run->cancellable, on_profile_loaded, run);
  g_main_loop_run (run->loop);

  g_clear_object (&run->import);
  g_clear_object (&run->export);
  g_clear_pointer (&run->preview, cf_book_import_preview_free);
  g_clear_object (&run->context);
}

/*< private >
 * _cf_command_run:
 * @asked: what is to be done, not nothing
 *
 * Carries it out in a main loop of its own, before the application is registered.
 *
 * Returns: the exit status
 */
int
_cf_command_run (const CfCommand *asked)
{
  Run run = { .asked = asked };
  guint interrupt_id = g_unix_signal_add (SIGINT, on_interrupted, &run);
  guint terminate_id = g_unix_signal_add (SIGTERM, on_interrupted, &run);

  cf_model_init ();
  run.cancellable = g_cancellable_new ();
  run.loop = g_main_loop_new (NULL, FALSE);
  run.on_terminal = isatty (STDERR_FILENO);

  run_once (&run);
  for (; run.again && !g_cancellable_is_cancelled (run.cancellable); run.n_again++)
    run_once (&run);

  g_source_remove (interrupt_id);
  g_source_remove (terminate_id);
  g_object_unref (run.cancellable);
  g_main_loop_unref (run.loop);

  return run.status;
}
