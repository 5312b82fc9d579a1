/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A book that is typed, and what may come in between: two editors, a deletion, a server that goes. */

#include "cf-config.h"

#include <libintl.h>
#include <locale.h>

#include "cf-book-dialog.h"
#include "cf-conflict.h"
#include "cf-test-shop.h"
#include "library-fixture.h"

#define NORWEGIAN_WOOD LIBRARY_BOOK ("Norwegian Wood", "1987", "293", "'9780375704024'", "Haruki", "Murakami")
#define BOOK "SELECT title || '/' || number_of_pages || '/' || coalesce (year::text, '-') FROM public.books"

static GtkWidget *
edit (LibraryFixture *fixture)
{
  GtkWidget *button;

  library_sql (fixture, NORWEGIAN_WOOD);
  library_show (fixture, 1100);
  library_assert_cells (fixture, "Title", 1, "Norwegian Wood");
  library_open_row (fixture, 0);
  cf_test_wait_until ((button = page_find_button (fixture->window, "Edit…")) != NULL && gtk_widget_is_sensitive (button));
  page_click (fixture->window, "Edit…");
  return library_await_dialog (CF_TYPE_BOOK_DIALOG);
}

static void
save (GtkWidget *dialog)
{
  gtk_widget_activate_action (dialog, "form.store", NULL);
}

static void
await_told (LibraryFixture *fixture,
            const char     *sentence)
{
  cf_test_wait_until (page_shows (fixture->window, sentence));
  cf_test_wait_until (library_dialog (CF_TYPE_BOOK_DIALOG) == NULL);
}

static void
test_edit (LibraryFixture *fixture)
{
  GtkWidget *dialog = edit (fixture);

  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (library_entry (dialog, "Name", 0))), ==, "Haruki Murakami");
  library_type (dialog, "Pages", 0, "296");
  library_activate (library_find_row (dialog, "Add Author"));
  library_type (dialog, "Name", 1, "Jay Rubin");
  page_click (dialog, "Save");
  await_told (fixture, "“Norwegian Wood” saved");
  library_assert_value (fixture, BOOK, "Norwegian Wood/296/1987");
  library_assert_cells (fixture, "Pages", 1, "296");
  cf_test_wait_until (page_shows (page_find_type (library_page (fixture), GTK_TYPE_LIST_BOX), "Jay Rubin"));
  /* One change, and taken back as one. */
  g_assert_true (page_press (fixture->window, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->window, "The change of “Norwegian Wood” was taken back"));
  library_assert_value (fixture, BOOK, "Norwegian Wood/293/1987");
  library_assert_value (fixture, "SELECT count (*) FROM public.bookauthors", "1");
  cf_test_wait_until (!page_shows (page_find_type (library_page (fixture), GTK_TYPE_LIST_BOX), "Jay Rubin"));
}

/* Nothing is stored where nothing was changed, and nobody is asked about it. */
static void
test_edit_nothing (LibraryFixture *fixture)
{
  GtkWidget *dialog = edit (fixture);

  gtk_window_close (GTK_WINDOW (dialog));
  cf_test_wait_until (library_dialog (CF_TYPE_BOOK_DIALOG) == NULL);
  g_assert_cmpuint (cf_library_window_get_n_unsaved (CF_LIBRARY_WINDOW (fixture->window)), ==, 0);
  g_assert_false (page_shows (fixture->window, "is kept"));
}

static GtkWidget *
begin_conflict (LibraryFixture *fixture)
{
  GtkWidget *dialog = edit (fixture);

  library_type (dialog, "Pages", 0, "299");
  library_sql (fixture, "UPDATE public.books SET number_of_pages = 300, year = 1988");
  save (dialog);
  cf_test_wait_until (page_shows (dialog, "Somebody changed this book meanwhile"));
  g_assert_true (page_shows (page_find_type (dialog, CF_TYPE_CONFLICT), "299"));
  g_assert_true (page_shows (page_find_type (dialog, CF_TYPE_CONFLICT), "300"));
  g_assert_false (page_shows (page_find_type (dialog, CF_TYPE_CONFLICT), "Murakami"));
  /* Nobody typed over the year. */
  g_assert_false (page_shows (page_find_type (dialog, CF_TYPE_CONFLICT), "1988"));
  return dialog;
}

static void
test_keep_mine (LibraryFixture *fixture)
{
  page_click (begin_conflict (fixture), "Keep Mine");
  await_told (fixture, "“Norwegian Wood” saved");
  library_assert_value (fixture, BOOK, "Norwegian Wood/299/1988");
}

/* Both changed something else of the same book. */
static void
test_saves_beside (LibraryFixture *fixture)
{
  GtkWidget *dialog = edit (fixture);

  library_type (dialog, "Pages", 0, "299");
  library_sql (fixture, "UPDATE public.books SET year = 1988; "
                        "INSERT INTO public.authors (first_name, last_name) VALUES ('Jay', 'Rubin'); "
                        "INSERT INTO public.bookauthors (book_id, author_id) SELECT b.book_id, a.author_id FROM public.books b, public.authors a WHERE a.last_name = 'Rubin'");
  save (dialog);
  await_told (fixture, "“Norwegian Wood” saved");
  library_assert_value (fixture, BOOK, "Norwegian Wood/299/1988");
  library_assert_value (fixture, "SELECT count (*) FROM public.bookauthors", "2");
}

static void
test_take_theirs (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin_conflict (fixture);

  page_click (dialog, "Take Theirs");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (library_entry (dialog, "Pages", 0))), ==, "300");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (library_entry (dialog, "Year", 0))), ==, "1988");
  library_assert_value (fixture, BOOK, "Norwegian Wood/300/1988");
  gtk_window_close (GTK_WINDOW (dialog));
  g_assert_cmpuint (cf_library_window_get_n_unsaved (CF_LIBRARY_WINDOW (fixture->window)), ==, 0);
}

/* Both named others: who is named on either side, and as what. */
static GtkWidget *
begin_conflict_of_people (LibraryFixture *fixture)
{
  GtkWidget *dialog = edit (fixture);

  library_activate (library_find_row (dialog, "Add Author"));
  library_type (dialog, "Name", 1, "Philip Gabriel");
  library_sql (fixture, "INSERT INTO public.authors (first_name, last_name) VALUES ('Jay', 'Rubin'); "
                        "INSERT INTO public.bookauthors (book_id, author_id, position, role) "
                        "SELECT b.book_id, a.author_id, 2, 'translator' FROM public.books b, public.authors a WHERE a.last_name = 'Rubin'");
  save (dialog);
  cf_test_wait_until (page_shows (dialog, "Somebody changed this book meanwhile"));
  return page_find_type (dialog, CF_TYPE_CONFLICT);
}

static void
test_people_collide (LibraryFixture *fixture)
{
  GtkWidget *conflict = begin_conflict_of_people (fixture);

  g_assert_true (page_shows (conflict, "Haruki Murakami, Philip Gabriel"));
  g_assert_true (page_shows (conflict, "Haruki Murakami, Jay Rubin (Translator)"));
}

static void
run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
}

/* A language of its own, that has another comma and other brackets, and a locale of it: in C.UTF-8 newer versions of glibc speak none. */
static char *
speak_otherwise (void)
{
  static const char sentences[] =
    "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\n"
    "msgctxt \"list\"\nmsgid \"%s, %s\"\nmsgstr \"%s · %s\"\n\n"
    "msgctxt \"contributor\"\nmsgid \"%s (%s)\"\nmsgstr \"%s – %s\"\n";
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("counterfoil-XXXXXX", &error);
  g_autofree char *source = g_build_filename (folder, "other.po", NULL);
  g_autofree char *messages = g_build_filename (folder, "qaa", "LC_MESSAGES", NULL);
  g_autofree char *made = g_build_filename (messages, GETTEXT_PACKAGE ".mo", NULL);
  g_autofree char *locale = g_build_filename (folder, "qaa.UTF-8", NULL);

  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir_with_parents (messages, 0700), ==, 0);
  g_assert_true (g_file_set_contents (source, sentences, -1, &error));
  run ((const char *[]) { "msgfmt", "-o", made, source, NULL });
  run ((const char *[]) { "localedef", "-i", "C", "-f", "UTF-8", locale, NULL });
  g_setenv ("LOCPATH", folder, TRUE);
  g_assert_nonnull (setlocale (LC_MESSAGES, "qaa.UTF-8"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, folder);
  return g_steal_pointer (&folder);
}

static void
test_people_collide_in_other_words (LibraryFixture *fixture)
{
  g_autofree char *folder = speak_otherwise ();
  GtkWidget *conflict;

  conflict = begin_conflict_of_people (fixture);
  g_assert_true (page_shows (conflict, "Haruki Murakami · Philip Gabriel"));
  g_assert_true (page_shows (conflict, "Haruki Murakami · Jay Rubin – Translator"));
  g_unsetenv ("LOCPATH");
  setlocale (LC_MESSAGES, "C");
  cf_test_remove_tree (folder);
}

/* Somebody deleted it: what was typed becomes a new book where the person wants that. */
static void
test_deleted_meanwhile (LibraryFixture *fixture)
{
  GtkWidget *dialog = edit (fixture);

  library_type (dialog, "Pages", 0, "299");
  library_sql (fixture, "DELETE FROM public.bookauthors; DELETE FROM public.books");
  save (dialog);
  cf_test_wait_until (page_shows (dialog, "can be added as a new book"));
  page_click (dialog, "Add");
  await_told (fixture, "“Norwegian Wood” added");
  library_assert_value (fixture, BOOK, "Norwegian Wood/299/1987");
}

/* The server is killed while somebody types; it comes back, and what was typed goes there. */
static void
test_server_killed (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  library_show (fixture, 1100);
  gtk_widget_activate_action (fixture->window, "win.add-book", NULL);
  dialog = library_await_dialog (CF_TYPE_BOOK_DIALOG);
  library_type (dialog, "Title", 0, "Good Omens");
  library_type (dialog, "Name", 0, "Terry Pratchett");
  cf_test_server_kill (fixture->server);
  library_type (dialog, "Pages", 0, "430");
  save (dialog);
  cf_test_wait_until (page_shows (dialog, "hat you typed is still here"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (library_entry (dialog, "Title", 0))), ==, "Good Omens");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (library_entry (dialog, "Name", 0))), ==, "Terry Pratchett");
  cf_test_server_start (fixture->server);
  cf_db_pool_retry_now (fixture->pool);
  cf_test_wait_until (cf_db_pool_get_state (fixture->pool) == CF_DB_STATE_READY);
  page_click (dialog, "Add");
  await_told (fixture, "“Good Omens” added");
  library_assert_value (fixture, "SELECT count (*) || '/' || min (number_of_pages) FROM public.books", "1/430");
}

/* Whoever waits learns that the answer takes long, and then what became of it. */
static void
test_slow_server (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  library_show (fixture, 1100);
  gtk_widget_activate_action (fixture->window, "win.add-book", NULL);
  dialog = library_await_dialog (CF_TYPE_BOOK_DIALOG);
  library_type (dialog, "Title", 0, "Good Omens");
  cf_test_server_freeze (fixture->server);
  save (dialog);
  g_assert_false (page_shows (dialog, "takes longer than usual"));
  cf_test_wait_until (page_shows (dialog, "The server takes longer than usual. What you typed is on its way"));
  cf_test_server_thaw (fixture->server);
  await_told (fixture, "“Good Omens” added");
  library_assert_value (fixture, "SELECT count (*) FROM public.books", "1");
}

/* The window's own role: what is done to its sessions is done to nobody else's. */
static void
log_in_as_anna (LibraryFixture *fixture)
{
  g_autofree char *conninfo = g_strdup_printf ("host=%s port=%u user=anna dbname=" LIBRARY_DATABASE, cf_test_server_get_socket_dir (fixture->server),
                                               cf_test_server_get_port (fixture->server));

  library_sql (fixture, "DROP ROLE IF EXISTS anna; CREATE ROLE anna SUPERUSER LOGIN");
  g_clear_object (&fixture->books);
  g_clear_object (&fixture->authors);
  cf_test_shop_disconnect (g_steal_pointer (&fixture->pool));
  fixture->pool = cf_test_shop_connect (conninfo);
  fixture->books = cf_book_repository_new (fixture->pool);
  fixture->authors = cf_author_repository_new (fixture->pool);
  cf_test_wait_until (cf_db_pool_get_state (fixture->pool) == CF_DB_STATE_READY);
}

/* Good Omens is sent, and the server goes away while its session waits for what @waiting tells; nobody knows then what became of it. */
static GtkWidget *
lose_answer (LibraryFixture *fixture,
             const char     *waiting)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM pg_stat_activity WHERE usename = 'anna' AND wait_event = '%s'", waiting);
  GtkWidget *dialog;

  library_show (fixture, 1100);
  gtk_widget_activate_action (fixture->window, "win.add-book", NULL);
  dialog = library_await_dialog (CF_TYPE_BOOK_DIALOG);
  library_type (dialog, "Title", 0, "Good Omens");
  save (dialog);
  cf_test_wait_until (cf_test_server_count (fixture->server, LIBRARY_DATABASE, sql) == 1);
  library_sql (fixture, "ALTER ROLE anna NOLOGIN; SELECT pg_terminate_backend (pid) FROM pg_stat_activity WHERE usename = 'anna'");
  cf_test_wait_until (page_shows (dialog, "It is not known yet whether the book was stored"));
  /* Nothing is sent twice meanwhile. */
  g_assert_false (gtk_widget_is_sensitive (page_find_button (dialog, "Add")));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (library_entry (dialog, "Title", 0))), ==, "Good Omens");
  return dialog;
}

static void
let_anna_in (LibraryFixture *fixture)
{
  library_sql (fixture, "ALTER ROLE anna LOGIN");
  cf_db_pool_retry_now (fixture->pool);
}

/* The connection went while the book was being written: as soon as the server answers it is said that it is not stored. */
static void
test_lost_before_commit (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  log_in_as_anna (fixture);
  library_sql (fixture, "CREATE FUNCTION public.dawdle () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep (600); RETURN NULL; END $$; "
                        "CREATE TRIGGER dawdle BEFORE INSERT ON public.books FOR EACH STATEMENT EXECUTE FUNCTION public.dawdle ()");
  dialog = lose_answer (fixture, "PgSleep");
  library_sql (fixture, "DROP TRIGGER dawdle ON public.books");
  let_anna_in (fixture);
  cf_test_wait_until (page_shows (dialog, "The connection to the server was lost before the book was stored. What you typed is still here"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (library_entry (dialog, "Title", 0))), ==, "Good Omens");
  library_assert_value (fixture, "SELECT count (*) FROM public.books", "0");
  page_click (dialog, "Add");
  await_told (fixture, "“Good Omens” added");
  library_assert_value (fixture, "SELECT count (*) FROM public.books", "1");
}

/* It went behind the commit, before the answer: as soon as the server answers it is said that it is stored. */
static void
test_lost_behind_commit (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  /* A commit of Anna's waits for a second server that is nowhere; when its session is ended the book is stored. */
  cf_test_server_sql (fixture->server, "postgres", "ALTER ROLE postgres SET synchronous_commit = local");
  log_in_as_anna (fixture);
  cf_test_server_sql (fixture->server, "postgres", "ALTER SYSTEM SET synchronous_standby_names = 'nowhere'");
  cf_test_server_sql (fixture->server, "postgres", "SELECT pg_reload_conf ()");
  cf_test_wait_until (cf_test_server_count (fixture->server, "postgres", "SELECT count (*) FROM pg_settings WHERE name = 'synchronous_standby_names' AND setting = 'nowhere'") == 1);
  dialog = lose_answer (fixture, "SyncRep");
  cf_test_server_sql (fixture->server, "postgres", "ALTER SYSTEM RESET synchronous_standby_names");
  cf_test_server_sql (fixture->server, "postgres", "SELECT pg_reload_conf ()");
  cf_test_server_sql (fixture->server, "postgres", "ALTER ROLE postgres RESET synchronous_commit");
  /* Closed, it waits as well. */
  gtk_window_close (GTK_WINDOW (dialog));
  let_anna_in (fixture);
  await_told (fixture, "“Good Omens” added");
  library_assert_value (fixture, "SELECT count (*) FROM public.books", "1");
  library_assert_cells (fixture, "Title", 1, "Good Omens");
}

/* None was ever reached: what is typed waits. */
static void
test_no_server (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  library_show_without_server (fixture);
  gtk_widget_activate_action (fixture->window, "win.add-book", NULL);
  dialog = library_await_dialog (CF_TYPE_BOOK_DIALOG);
  library_type (dialog, "Title", 0, "Good Omens");
  save (dialog);
  g_assert_true (page_shows (dialog, "No server has answered since the start. What you typed is still here"));
  cf_library_window_set_repositories (CF_LIBRARY_WINDOW (fixture->window), fixture->books, fixture->authors);
  save (dialog);
  await_told (fixture, "“Good Omens” added");
}

/* Closed while the answer is awaited: it is stored all the same, and that is told. */
static void
test_closed_while_storing (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  library_show (fixture, 1100);
  gtk_widget_activate_action (fixture->window, "win.add-book", NULL);
  dialog = library_await_dialog (CF_TYPE_BOOK_DIALOG);
  library_type (dialog, "Title", 0, "Good Omens");
  save (dialog);
  gtk_window_close (GTK_WINDOW (dialog));
  await_told (fixture, "“Good Omens” added");
  library_assert_value (fixture, "SELECT count (*) FROM public.books", "1");
}

/* The same where something is to be said: the dialog comes back with it. */
static void
test_comes_back (LibraryFixture *fixture)
{
  GtkWidget *dialog;

  library_sql (fixture, NORWEGIAN_WOOD);
  library_show (fixture, 1100);
  gtk_widget_activate_action (fixture->window, "win.add-book", NULL);
  dialog = library_await_dialog (CF_TYPE_BOOK_DIALOG);
  library_type (dialog, "Title", 0, "Norwegian Wood");
  save (dialog);
  gtk_window_close (GTK_WINDOW (dialog));
  g_assert_false (gtk_widget_get_visible (dialog));
  cf_test_wait_until (gtk_widget_get_visible (dialog));
  g_assert_true (page_shows (dialog, "Already in the catalogue"));
}

int
main (int    argc,
      char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  library_test_add ("/book-store/edit", test_edit);
  library_test_add ("/book-store/edit-nothing", test_edit_nothing);
  library_test_add ("/book-store/keep-mine", test_keep_mine);
  library_test_add ("/book-store/saves-beside", test_saves_beside);
  library_test_add ("/book-store/people-collide", test_people_collide);
  library_test_add ("/book-store/people-collide-in-other-words", test_people_collide_in_other_words);
  library_test_add ("/book-store/take-theirs", test_take_theirs);
  library_test_add ("/book-store/deleted-meanwhile", test_deleted_meanwhile);
  library_test_add ("/book-store/server-killed", test_server_killed);
  library_test_add ("/book-store/slow-server", test_slow_server);
  library_test_add ("/book-store/lost-before-commit", test_lost_before_commit);
  library_test_add ("/book-store/lost-behind-commit", test_lost_behind_commit);
  library_test_add ("/book-store/no-server", test_no_server);
  library_test_add ("/book-store/closed-while-storing", test_closed_while_storing);
  library_test_add ("/book-store/comes-back", test_comes_back);

  return g_test_run ();
}
