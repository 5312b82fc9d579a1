/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The books of the catalogue: found, shown with their authors, deleted and put back. */

#include "cf-book-dialog.h"
#include "cf-book-pane.h"
#include "cf-error.h"
#include "cf-toast.h"
#include "library-fixture.h"

#define MANY "INSERT INTO public.books (title, number_of_pages, year) " \
             "SELECT 'Book ' || lpad ((i * 7 % 500)::text, 3, '0'), 100 + i % 50, 1900 + i % 100 FROM generate_series (1, 500) i; "
#define TWO LIBRARY_BOOK ("Norwegian Wood", "1987", "296", "'9780375704024'", "Haruki", "Murakami") \
            LIBRARY_BOOK ("Kafka on the Shore", "2002", "505", "NULL", "Haruki", "Murakami") \
            LIBRARY_BOOK ("Éducation européenne", "1945", "250", "NULL", "Romain", "Gary")

static GtkWidget *
pane (LibraryFixture *fixture)
{
  return page_find_type (fixture->window, CF_TYPE_BOOK_PANE);
}

static void
open_two (LibraryFixture *fixture,
          guint           position)
{
  library_sql (fixture, TWO);
  library_show (fixture, 1100);
  library_assert_cells (fixture, "Title", 3, "Éducation européenne\nKafka on the Shore\nNorwegian Wood");
  library_open_row (fixture, position);
  cf_test_wait_until (page_shows (pane (fixture), "Added"));
}

static void
search (LibraryFixture *fixture,
        const char     *text)
{
  gtk_editable_set_text (GTK_EDITABLE (page_find_type (fixture->window, GTK_TYPE_SEARCH_ENTRY)), text);
}

static void
test_sorts (LibraryFixture *fixture)
{
  library_sql (fixture, MANY);
  library_show (fixture, 1100);
  cf_test_wait_until (page_shows (fixture->window, "500 books"));
  library_assert_cells (fixture, "Title", 3, "Book 000\nBook 001\nBook 002");
  page_press_title (library_page (fixture), "Year");
  library_assert_cells (fixture, "Year", 3, "1900\n1900\n1900");
  page_press_title (library_page (fixture), "Pages");
  library_assert_cells (fixture, "Pages", 3, "100\n100\n100");
  cf_test_wait_until (page_find_button (fixture->window, "Without author 500") != NULL);
}

/* The year before 1 is −1, as it is typed; 0 was none, whoever stored it. */
static void
test_before_common_era (LibraryFixture *fixture)
{
  library_sql (fixture, "INSERT INTO public.books (title, year) VALUES ('A', -800), ('B', -1), ('C', 0), ('D', 1), ('E', -2147483648)");
  library_show (fixture, 1100);
  library_assert_cells (fixture, "Year", 5, "800 BCE\n1 BCE\n0\n1\n2147483647 BCE");
}

/* In all fields, whatever the case and the accents. */
static void
test_search (LibraryFixture *fixture)
{
  library_sql (fixture, TWO MANY);
  library_show (fixture, 1100);
  search (fixture, "education EUROPEENNE");
  library_assert_cells (fixture, "Title", 2, "Éducation européenne");
  search (fixture, "murakami");
  library_assert_cells (fixture, "Title", 3, "Kafka on the Shore\nNorwegian Wood");
  search (fixture, "0375704027");
  library_assert_cells (fixture, "Title", 2, "Norwegian Wood");
  search (fixture, "wegian");
  library_assert_cells (fixture, "Title", 2, "Norwegian Wood");
  g_assert_false (page_shows (fixture->window, "Only similar names"));
  search (fixture, "murakmi");
  cf_test_wait_until (page_shows (fixture->window, "Only similar names: 2 books"));
  search (fixture, "no such <book>");
  cf_test_wait_until (page_shows (fixture->window, "No title, author, year or ISBN has “no such <book>”."));
  /* What was searched for in vain is where one begins. */
  page_click (library_page (fixture), "Add Book");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (library_entry (library_await_dialog (CF_TYPE_BOOK_DIALOG), "Title", 0))), ==, "no such <book>");
}

static void
test_no_server (LibraryFixture *fixture)
{
  g_autoptr (GError) error = g_error_new_literal (CF_ERROR, CF_ERROR_OFFLINE, "Nobody answers.");

  library_sql (fixture, TWO);
  library_show_without_server (fixture);
  cf_test_wait_until (page_shows (fixture->window, "No Server Yet"));
  cf_library_window_set_trouble (CF_LIBRARY_WINDOW (fixture->window), error);
  g_assert_true (page_shows (fixture->window, "Nobody answers."));
  cf_library_window_set_trouble (CF_LIBRARY_WINDOW (fixture->window), NULL);
  g_assert_false (page_shows (fixture->window, "Nobody answers."));
  cf_library_window_set_repositories (CF_LIBRARY_WINDOW (fixture->window), fixture->books, fixture->authors);
  library_assert_cells (fixture, "Title", 1, "Éducation européenne");
}

/* The rows stay where they cannot be read again, and it is said. */
static void
test_unreadable (LibraryFixture *fixture)
{
  open_two (fixture, 0);
  library_sql (fixture, "ALTER TABLE public.books RENAME TO away");
  g_signal_emit_by_name (fixture->books, "changed");
  cf_test_wait_until (page_shows (library_page (fixture), "The list may be old"));
  cf_test_wait_until (page_find_button (pane (fixture), "Try Again") != NULL);
  library_assert_cells (fixture, "Title", 1, "Éducation européenne");
  library_sql (fixture, "ALTER TABLE public.away RENAME TO books");
  /* In the pane and over the list. */
  page_click (pane (fixture), "Try Again");
  cf_test_wait_until (page_find_button (pane (fixture), "Try Again") == NULL);
  page_click (library_page (fixture), "Try Again");
  cf_test_wait_until (!page_shows (library_page (fixture), "The list may be old"));
}

/* From a book to its author, and from there to another book. */
static void
test_links (LibraryFixture *fixture)
{
  open_two (fixture, 2);
  library_activate (library_find_row (pane (fixture), "Haruki Murakami"));
  cf_test_wait_until (page_find_type (fixture->window, g_type_from_name ("CfAuthorPane")) != NULL);
  cf_test_wait_until (page_find_button (fixture->window, "Merge…") != NULL);
  cf_test_wait_until (page_find_type (fixture->window, GTK_TYPE_LIST_VIEW) != NULL);
  gtk_widget_activate_action (fixture->window, "library.open-book", "x",
                              cf_test_server_count (fixture->server, LIBRARY_DATABASE, "SELECT book_id FROM public.books WHERE title LIKE 'Kafka%'"));
  cf_test_wait_until (pane (fixture) != NULL && page_shows (pane (fixture), "Kafka on the Shore"));
  cf_test_wait_until (page_shows (pane (fixture), "505"));
}

static void
test_delete (LibraryFixture *fixture)
{
  open_two (fixture, 2);
  g_assert_true (page_press (library_page (fixture), GDK_KEY_Delete, 0));
  cf_test_wait_until (page_shows (fixture->window, "“Norwegian Wood” deleted"));
  library_assert_cells (fixture, "Title", 3, "Éducation européenne\nKafka on the Shore");
  g_assert_false (cf_browser_get_pane_open (library_browser (fixture)));
  page_click (fixture->window, "_Undo");
  cf_test_wait_until (page_shows (fixture->window, "The deletion of “Norwegian Wood” was taken back"));
  library_assert_cells (fixture, "Title", 3, "Éducation européenne\nKafka on the Shore\nNorwegian Wood");
  library_assert_value (fixture, "SELECT count (*) FROM public.bookauthors", "3");
}

static gboolean
press_in_page (GtkWidget       *page,
               guint            key,
               GdkModifierType  modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (page);
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !handled; i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, modifiers, &handled);
    }
  return handled;
}

/* After a book was added or deleted the focus may be in the search, where nothing is typed. */
static void
test_undo_from_search (LibraryFixture *fixture)
{
  open_two (fixture, 2);
  g_assert_true (page_press (library_page (fixture), GDK_KEY_Delete, 0));
  cf_test_wait_until (page_shows (fixture->window, "“Norwegian Wood” deleted"));
  cf_browser_focus_search (library_browser (fixture));
  g_assert_true (press_in_page (library_page (fixture), GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->window, "The deletion of “Norwegian Wood” was taken back"));
}

/* Two books are deleted, and the server refuses to put those back whose title is like that; the second is asked for. */
static void
delete_two (LibraryFixture *fixture,
            const char     *sqlstate,
            const char     *like)
{
  g_autofree char *sql = g_strdup_printf ("CREATE FUNCTION public.refuse () RETURNS trigger LANGUAGE plpgsql AS "
                                          "$$ BEGIN RAISE EXCEPTION 'No.' USING ERRCODE = '%s'; END $$; "
                                          "CREATE TRIGGER refuse BEFORE INSERT ON public.books FOR EACH ROW WHEN (NEW.title LIKE '%s') "
                                          "EXECUTE FUNCTION public.refuse ()", sqlstate, like);

  open_two (fixture, 2);
  g_assert_true (page_press (library_page (fixture), GDK_KEY_Delete, 0));
  cf_test_wait_until (page_shows (fixture->window, "“Norwegian Wood” deleted"));
  library_assert_cells (fixture, "Title", 3, "Éducation européenne\nKafka on the Shore");
  library_open_row (fixture, 1);
  cf_test_wait_until (page_shows (pane (fixture), "Kafka on the Shore") && page_shows (pane (fixture), "Added"));
  g_assert_true (page_press (library_page (fixture), GDK_KEY_Delete, 0));
  cf_test_wait_until (page_shows (fixture->window, "“Kafka on the Shore” deleted"));
  library_sql (fixture, sql);
  g_assert_true (page_press (fixture->window, GDK_KEY_z, GDK_CONTROL_MASK));
}

/* What cannot be taken back does not stand before what can. */
static void
test_undo_refused (LibraryFixture *fixture)
{
  delete_two (fixture, "P0001", "Kafka%");
  cf_test_wait_until (page_shows (fixture->window, "Not taken back: “Kafka on the Shore” deleted. The server refused this."));
  g_assert_true (page_press (fixture->window, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->window, "The deletion of “Norwegian Wood” was taken back"));
}

/* What only has to wait is taken back by the same key. */
static void
test_undo_later (LibraryFixture *fixture)
{
  delete_two (fixture, "25006", "Kafka%");
  cf_test_wait_until (page_shows (fixture->window, "Not taken back: “Kafka on the Shore” deleted. The server takes no changes"));
  library_sql (fixture, "DROP TRIGGER refuse ON public.books");
  g_assert_true (page_press (fixture->window, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->window, "The deletion of “Kafka on the Shore” was taken back"));
}

/* Two that have to wait, asked for at once: what becomes of the last is told, and it is still the first to be taken back. */
static void
test_undo_two_later (LibraryFixture *fixture)
{
  delete_two (fixture, "25006", "%");
  g_assert_true (page_press (fixture->window, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->window, "Not taken back: “Kafka on the Shore” deleted. The server takes no changes"));
  library_sql (fixture, "DROP TRIGGER refuse ON public.books");
  g_assert_true (page_press (fixture->window, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->window, "The deletion of “Kafka on the Shore” was taken back"));
  g_assert_true (page_press (fixture->window, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->window, "The deletion of “Norwegian Wood” was taken back"));
}

/* The deletion is on its way: it is what was done last. */
static void
test_undo_on_its_way (LibraryFixture *fixture)
{
  open_two (fixture, 2);
  library_sql (fixture, "CREATE TABLE public.go (); CREATE FUNCTION public.dawdle () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                        "WHILE NOT EXISTS (SELECT FROM public.go) LOOP PERFORM pg_sleep (0.01); END LOOP; RETURN OLD; END $$; "
                        "CREATE TRIGGER dawdle BEFORE DELETE ON public.books FOR EACH ROW WHEN (OLD.title LIKE 'Kafka%') EXECUTE FUNCTION public.dawdle ()");
  g_assert_true (page_press (library_page (fixture), GDK_KEY_Delete, 0));
  cf_test_wait_until (page_shows (fixture->window, "“Norwegian Wood” deleted"));
  library_assert_cells (fixture, "Title", 3, "Éducation européenne\nKafka on the Shore");
  library_open_row (fixture, 1);
  cf_test_wait_until (page_shows (pane (fixture), "Kafka on the Shore") && page_shows (pane (fixture), "Added"));
  g_assert_true (page_press (library_page (fixture), GDK_KEY_Delete, 0));
  g_assert_true (page_press (fixture->window, GDK_KEY_z, GDK_CONTROL_MASK));
  library_sql (fixture, "INSERT INTO public.go DEFAULT VALUES");
  cf_test_wait_until (page_shows (fixture->window, "The deletion of “Kafka on the Shore” was taken back"));
  library_assert_value (fixture, "SELECT count (*) FROM public.books WHERE title LIKE 'Norw%'", "0");
}

/* What somebody else changed is seen in the history, and taken back from there. */
static void
test_history (LibraryFixture *fixture)
{
  library_sql (fixture, TWO);
  library_sql (fixture, "BEGIN; SET LOCAL counterfoil.clerk = 'Ben'; UPDATE public.books SET number_of_pages = 299 WHERE title LIKE 'Norw%'; COMMIT");
  library_show (fixture, 1100);
  library_assert_cells (fixture, "Title", 3, "Éducation européenne\nKafka on the Shore\nNorwegian Wood");
  library_open_row (fixture, 2);
  cf_test_wait_until (page_shows (pane (fixture), "Pages 296 → 299"));
  g_assert_true (page_shows (pane (fixture), "Ben"));
  page_click_named (pane (fixture), "Take back: Pages 296 → 299");
  cf_test_wait_until (page_shows (fixture->window, "Taken back"));
  library_assert_value (fixture, "SELECT number_of_pages FROM public.books WHERE title LIKE 'Norw%'", "296");
  cf_test_wait_until (page_shows (pane (fixture), "296"));
}

static void
test_gone (LibraryFixture *fixture)
{
  open_two (fixture, 2);
  library_sql (fixture, "DELETE FROM public.bookauthors; DELETE FROM public.books WHERE title LIKE 'Norw%'");
  g_signal_emit_by_name (fixture->books, "changed");
  cf_test_wait_until (page_shows (pane (fixture), "This book is not in the catalogue any more"));
  g_assert_false (gtk_widget_is_sensitive (page_find_button (fixture->window, "Edit…")));
}

static void
test_verbs (LibraryFixture *fixture)
{
  open_two (fixture, 2);
  cf_test_wait_until (gtk_widget_is_sensitive (page_find_button (fixture->window, "Make a Product…")));
  page_click (fixture->window, "Make a Product…");
  g_assert_cmpstr (fixture->heard, ==, "Norwegian Wood");
  gtk_widget_activate_action (pane (fixture), "book.copy-isbn", NULL);
  cf_test_wait_until (page_shows (fixture->window, "9780375704024 copied"));
  g_assert_true (page_press (library_page (fixture), GDK_KEY_F2, 0));
  library_await_dialog (CF_TYPE_BOOK_DIALOG);
}

/* At 360 px the pane lies over the list, and the way back is there. */
static void
test_narrow (LibraryFixture *fixture)
{
  library_sql (fixture, TWO);
  library_show (fixture, 360);
  cf_test_wait_until (page_shows (fixture->window, "3 books"));
  library_open_row (fixture, 2);
  cf_test_wait_until (cf_browser_get_folded (library_browser (fixture)));
  cf_test_wait_until (pane (fixture) != NULL && page_shows (pane (fixture), "Haruki Murakami"));
  cf_test_wait_until (page_find_named (pane (fixture), "Back") != NULL);
  page_click_named (pane (fixture), "Back");
  g_assert_false (cf_browser_get_pane_open (library_browser (fixture)));
}

/* Of two people of one name it is seen which one wrote a book. */
static void
test_note (LibraryFixture *fixture)
{
  library_sql (fixture, TWO "UPDATE public.authors SET note = 'the novelist' WHERE last_name = 'Murakami'");
  library_show (fixture, 1100);
  library_assert_cells (fixture, "Title", 3, "Éducation européenne\nKafka on the Shore\nNorwegian Wood");
  library_open_row (fixture, 2);
  cf_test_wait_until (page_shows (pane (fixture), "the novelist"));
}

/* What is told covers no button of the pane. */
static gboolean
covers_actions (LibraryFixture *fixture)
{
  GtkWidget *toast = page_find_type (fixture->window, CF_TYPE_TOAST);
  GtkWidget *button = page_find_button (pane (fixture), "Edit…");
  graphene_rect_t told, action;

  g_assert_true (toast != NULL && gtk_widget_compute_bounds (toast, fixture->window, &told) && told.size.width > 0);
  g_assert_true (button != NULL && gtk_widget_compute_bounds (button, fixture->window, &action));
  return graphene_rect_intersection (&told, &action, NULL);
}

static void
tell_beside_pane (LibraryFixture *fixture,
                  int             width)
{
  library_sql (fixture, TWO);
  library_show (fixture, width);
  cf_test_wait_until (page_shows (fixture->window, "3 books"));
  library_open_row (fixture, 2);
  cf_test_wait_until (pane (fixture) != NULL && page_shows (pane (fixture), "Haruki Murakami"));
  cf_browser_tell (library_browser (fixture), "“Éducation européenne: a title of some length” saved");
  gtk_test_widget_wait_for_draw (fixture->window);
  cf_test_wait_until (!covers_actions (fixture));
}

static void
test_told_beside_pane (LibraryFixture *fixture)
{
  tell_beside_pane (fixture, 1100);
}

static void
test_told_over_pane (LibraryFixture *fixture)
{
  tell_beside_pane (fixture, 360);
}

static void
test_names (LibraryFixture *fixture)
{
  open_two (fixture, 2);
  page_assert_named (fixture->window);
}

int
main (int    argc,
      char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  library_test_add ("/library/books/sorts", test_sorts);
  library_test_add ("/library/books/before-common-era", test_before_common_era);
  library_test_add ("/library/books/search", test_search);
  library_test_add ("/library/books/no-server", test_no_server);
  library_test_add ("/library/books/unreadable", test_unreadable);
  library_test_add ("/library/books/links", test_links);
  library_test_add ("/library/books/delete", test_delete);
  library_test_add ("/library/books/delete-undo-from-search", test_undo_from_search);
  library_test_add ("/library/books/undo-refused", test_undo_refused);
  library_test_add ("/library/books/undo-later", test_undo_later);
  library_test_add ("/library/books/undo-two-later", test_undo_two_later);
  library_test_add ("/library/books/undo-on-its-way", test_undo_on_its_way);
  library_test_add ("/library/books/history", test_history);
  library_test_add ("/library/books/gone", test_gone);
  library_test_add ("/library/books/verbs", test_verbs);
  library_test_add ("/library/books/narrow", test_narrow);
  library_test_add ("/library/books/note", test_note);
  library_test_add ("/library/books/told-beside-pane", test_told_beside_pane);
  library_test_add ("/library/books/told-over-pane", test_told_over_pane);
  library_test_add ("/library/books/names", test_names);

  return g_test_run ();
}
