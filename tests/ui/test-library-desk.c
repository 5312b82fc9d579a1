/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The library's window finds its database, whoever else asks for it, and wherever the shop goes. */

#include "cf-library-desk.h"
#include "cf-fault-proxy.h"
#include "cf-model.h"
#include "page-fixture.h"

#define SHOP "desk_shop"
#define LIBRARY "library"       /* as a new profile calls it */

typedef struct
{
  CfTestServer   *server;       /* NULL: none is installed, the test is skipped */
  CfFaultProxy   *proxy;
  CfContext      *context;
  CfLibraryDesk  *desk;
  GAsyncResult   *other;        /* of the attempt that somebody else makes */
} Fixture;

static GtkApplication *application;

static CfProfile *
dup_profile (Fixture *fixture, guint port)
{
  CfProfile *profile = cf_profile_copy (cf_context_get_profile (fixture->context));
  g_autofree char *conninfo = g_strdup_printf ("host=127.0.0.1 port=%u dbname=%s user=desk sslmode=disable", port, SHOP);

  cf_profile_use_conninfo (profile, conninfo);
  return profile;
}

static void
move_to (Fixture *fixture, guint port)
{
  g_autoptr(CfProfile) profile = dup_profile (fixture, port);
  g_autoptr(GAsyncResult) moved = NULL;
  g_autoptr(GAsyncResult) connected = NULL;
  g_autoptr(GError) error = NULL;

  cf_context_move_async (fixture->context, profile, cf_test_await_cb, &moved);
  cf_context_move_finish (fixture->context, cf_test_await (&moved), &error);
  g_assert_no_error (error);
  cf_context_connect_async (fixture->context, TRUE, NULL, cf_test_await_cb, &connected);
  cf_context_connect_finish (fixture->context, cf_test_await (&connected), &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = NULL;

  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;

  cf_test_server_fresh_database (fixture->server, SHOP);
  cf_test_server_sql (fixture->server, "postgres", "DROP DATABASE IF EXISTS " LIBRARY " WITH (FORCE)");
  cf_test_server_sql (fixture->server, "postgres", "DROP ROLE IF EXISTS desk");
  cf_test_server_sql (fixture->server, "postgres", "CREATE ROLE desk LOGIN SUPERUSER");
  fixture->proxy = cf_fault_proxy_new (NULL, cf_test_server_get_port (fixture->server));
  folder = cf_test_temp_dir ();
  fixture->context = cf_context_new (folder, folder);
  fixture->desk = cf_library_desk_new (application, fixture->context);
  move_to (fixture, cf_fault_proxy_get_port (fixture->proxy));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr(GAsyncResult) closed = NULL;

  if (fixture->server == NULL)
    return;

  cf_library_desk_close (fixture->desk);
  cf_test_wait_until (cf_library_desk_get_window (fixture->desk) == NULL);
  cf_context_close_async (fixture->context, cf_test_await_cb, &closed);
  g_assert_true (cf_context_close_finish (fixture->context, cf_test_await (&closed), NULL));
  g_clear_object (&fixture->other);
  g_clear_object (&fixture->desk);
  g_clear_object (&fixture->context);
  g_clear_pointer (&fixture->proxy, cf_fault_proxy_free);
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  return page_shows (GTK_WIDGET (cf_library_desk_get_window (fixture->desk)), text);
}

/* Somebody wants to know a book's title, where there is a library, and the window is opened while the server is asked. */
static void
show_while_asked (Fixture *fixture)
{
  CfLibrary *library = cf_context_get_library (fixture->context);

  cf_library_open_async (library, cf_context_get_profile (fixture->context), 0, NULL, cf_test_await_cb, &fixture->other);
  cf_library_desk_show (fixture->desk);
  g_assert_true (cf_library_get_opening (library));
}

static void
test_found_by_other (Fixture *fixture, gconstpointer data)
{
  if (fixture->server == NULL)
    return;

  cf_test_library_create (fixture->server, LIBRARY);
  show_while_asked (fixture);
  g_assert_true (cf_library_open_finish (cf_context_get_library (fixture->context), cf_test_await (&fixture->other), NULL));
  cf_test_wait_until (shows (fixture, "No Books Yet"));
}

/* The other one makes no database; who has opened the window wants one. */
static void
test_missed_by_other (Fixture *fixture, gconstpointer data)
{
  if (fixture->server == NULL)
    return;

  show_while_asked (fixture);
  g_assert_false (cf_library_open_finish (cf_context_get_library (fixture->context), cf_test_await (&fixture->other), NULL));
  cf_test_wait_until (shows (fixture, "No Books Yet"));
}

/* And where it cannot be made, the window says so, and what is to be done. */
static void
test_missed_by_both (Fixture *fixture, gconstpointer data)
{
  if (fixture->server == NULL)
    return;

  cf_test_server_sql (fixture->server, "postgres", "ALTER ROLE desk NOSUPERUSER NOCREATEDB");
  show_while_asked (fixture);
  g_assert_false (cf_library_open_finish (cf_context_get_library (fixture->context), cf_test_await (&fixture->other), NULL));
  cf_test_wait_until (shows (fixture, "this role may not make it"));
}

/* The shop's server has gone for ever, and the library waits for it while a person takes the shop to another one. */
static void
test_moved_while_waiting (Fixture *fixture, gconstpointer data)
{
  CfLibrary *library;

  if (fixture->server == NULL)
    return;

  library = cf_context_get_library (fixture->context);
  cf_fault_proxy_set_refusing (fixture->proxy, TRUE);
  cf_fault_proxy_cut_all (fixture->proxy, CF_FAULT_RESET);
  cf_library_desk_show (fixture->desk);
  cf_test_wait_until (shows (fixture, "127.0.0.1"));
  g_assert_true (cf_library_get_opening (library));

  move_to (fixture, cf_test_server_get_port (fixture->server));
  cf_test_wait_until (shows (fixture, "No Books Yet"));
  g_assert_false (shows (fixture, "127.0.0.1"));

  /* What it waited for comes too late. */
  cf_fault_proxy_set_refusing (fixture->proxy, FALSE);
  g_assert_cmpstr (cf_db_config_get (cf_db_pool_get_config (cf_library_get_pool (library)), "port"), ==,
                   cf_db_config_get (cf_db_pool_get_config (cf_context_get_pool (fixture->context)), "port"));
}

int
main (int argc, char **argv)
{
  int status;

  if (!page_test_init (&argc, &argv))
    return 0;
  cf_model_init ();
  application = GTK_APPLICATION (adw_application_new (NULL, G_APPLICATION_NON_UNIQUE));
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));

  g_test_add ("/library-desk/found-by-other", Fixture, NULL, set_up, test_found_by_other, tear_down);
  g_test_add ("/library-desk/missed-by-other", Fixture, NULL, set_up, test_missed_by_other, tear_down);
  g_test_add ("/library-desk/missed-by-both", Fixture, NULL, set_up, test_missed_by_both, tear_down);
  g_test_add ("/library-desk/moved-while-waiting", Fixture, NULL, set_up, test_moved_while_waiting, tear_down);

  status = g_test_run ();
  g_object_unref (application);

  return status;
}
