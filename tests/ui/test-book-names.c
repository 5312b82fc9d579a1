/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The people of a book: who a name may mean is said and asked while it is typed, and they stand in the order that was chosen. */

#include "cf-book-dialog.h"
#include "cf-contributor-row.h"
#include "cf-suggestion-row.h"
#include "cf-library-text.h"
#include "library-fixture.h"

#define BOOK(title, first, last) LIBRARY_BOOK (title, "NULL", "NULL", "NULL", first, last)
#define BOTANIST "SELECT * FROM counterfoil.add_book ('Chemistry for Gardeners', NULL, NULL, false, NULL, ARRAY['Kate'], ARRAY['Quinn'], " \
                 "ARRAY['author'], ARRAY[0]::bigint[], ARRAY['the botanist']::text[], false); "
#define TWO_SMITHS BOOK ("A Sea Tale", "John", "Smith") \
                   "SELECT * FROM counterfoil.add_book ('The Desert', NULL, NULL, false, NULL, ARRAY['John'], ARRAY['Smith'], " \
                   "ARRAY['author'], ARRAY[0]::bigint[], ARRAY[NULL]::text[], false); "
#define PEOPLE "SELECT string_agg (a.first_name || ' ' || a.last_name || ' ' || coalesce (b.role, 'author'), ', ' ORDER BY b.position) " \
               "FROM public.bookauthors b JOIN public.authors a USING (author_id) JOIN public.books k USING (book_id) WHERE k.title = 'A book'"

static GtkWidget *
begin (LibraryFixture *fixture,
       const char     *sql)
{
  GtkWidget *dialog;

  library_sql (fixture, sql);
  library_show (fixture, 1100);
  gtk_widget_activate_action (fixture->window, "win.add-book", NULL);
  dialog = library_await_dialog (CF_TYPE_BOOK_DIALOG);
  library_type (dialog, "Title", 0, "A book");
  return dialog;
}

static void
store (LibraryFixture *fixture,
       GtkWidget      *dialog)
{
  gtk_widget_activate_action (dialog, "form.store", NULL);
  cf_test_wait_until (page_shows (fixture->window, "“A book” added"));
  cf_test_wait_until (library_dialog (CF_TYPE_BOOK_DIALOG) == NULL);
}

static const char *
name_at (GtkWidget *dialog,
         guint      position)
{
  return gtk_editable_get_text (GTK_EDITABLE (library_entry (dialog, "Name", position)));
}

static void
type_three (GtkWidget *dialog)
{
  static const char *const names[] = { "Ann A", "Ben B", "Cleo C" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (i > 0)
        library_activate (library_find_row (dialog, "Add Author"));
      library_type (dialog, "Name", i, names[i]);
    }
}

static void
assert_order (GtkWidget  *dialog,
              const char *first,
              const char *second,
              const char *third)
{
  g_assert_cmpstr (name_at (dialog, 0), ==, first);
  g_assert_cmpstr (name_at (dialog, 1), ==, second);
  g_assert_cmpstr (name_at (dialog, 2), ==, third);
}

/* A name goes on: by Down and Enter, while the entry keeps its own keys. */
static void
test_completion_by_keys (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, BOOK ("Mort", "Terry", "Pratchett") BOOK ("Small Gods", "Terry", "Pratchett"));
  GtkWidget *name, *suggestion;

  library_type (dialog, "Name", 0, "Terry P");
  suggestion = library_find_row (dialog, "Terry Pratchett");
  g_assert_true (page_shows (suggestion, "2 books"));
  name = library_entry (dialog, "Name", 0);
  g_assert_true (library_has_focus (name));
  g_assert_true (library_press_key (name, GDK_KEY_Down));
  g_assert_true (library_has_focus (suggestion));
  library_activate (suggestion);
  g_assert_cmpstr (name_at (dialog, 0), ==, "Terry Pratchett");
  g_assert_true (library_has_focus (name));
  cf_test_wait_until (page_find_type (dialog, CF_TYPE_SUGGESTION_ROW) == NULL);
  g_assert_true (page_shows (dialog, "2 books"));
  store (fixture, dialog);
  library_assert_value (fixture, "SELECT count (*) FROM public.authors", "1");
}

/* Without answers of before: what stands below fits what is typed now. */
static void
test_completion_follows (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, BOOK ("Mort", "Terry", "Pratchett") BOOK ("Carrie", "Stephen", "King"));

  library_type (dialog, "Name", 0, "Terry P");
  library_find_row (dialog, "Terry Pratchett");
  library_type (dialog, "Name", 0, "Step");
  page_settle ();
  g_assert_false (page_shows (dialog, "Terry Pratchett"));
  library_find_row (dialog, "Stephen King");
  /* Once the name is typed nothing is proposed any more. */
  gtk_widget_grab_focus (library_entry (dialog, "Year", 0));
  library_type (dialog, "Name", 0, "Stephen King");
  cf_test_wait_until (page_shows (dialog, "1 book"));
  cf_test_wait_until (page_find_type (dialog, CF_TYPE_SUGGESTION_ROW) == NULL);
}

/* Escape drops what is proposed: whoever has seen it is not asked again. */
static void
test_dropped (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, BOOK ("Coraline", "Neil", "Gaiman"));

  library_type (dialog, "Name", 0, "Neil Gaimann");
  cf_test_wait_until (page_shows (dialog, "Did you mean Neil Gaiman?"));
  g_assert_true (library_press_key (library_entry (dialog, "Name", 0), GDK_KEY_Escape));
  cf_test_wait_until (page_find_type (dialog, CF_TYPE_SUGGESTION_ROW) == NULL);
  g_assert_false (library_press_key (library_entry (dialog, "Name", 0), GDK_KEY_Escape));
  store (fixture, dialog);
  library_assert_value (fixture, PEOPLE, "Neil Gaimann author");
}

/* The last name stands first: the server asks who was not asked here. */
static void
test_swapped (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, BOOK ("It", "Stephen", "King"));

  library_type (dialog, "Name", 0, "King Stephen");
  library_find_row (dialog, "Stephen King");
  g_assert_true (library_press_key (library_entry (dialog, "Name", 0), GDK_KEY_Escape));
  gtk_widget_activate_action (dialog, "form.store", NULL);
  cf_test_wait_until (page_shows (dialog, "Did you mean Stephen King?"));
  cf_test_wait_until (CF_IS_SUGGESTION_ROW (gtk_window_get_focus (GTK_WINDOW (dialog))));
  g_assert_false (page_shows (dialog, "Which one"));
  page_click (dialog, "Use");
  store (fixture, dialog);
  library_assert_value (fixture, PEOPLE, "Stephen King author");
}

static void
test_did_you_mean (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, BOOK ("Coraline", "Neil", "Gaiman"));

  library_type (dialog, "Name", 0, "Neil Gaimann");
  cf_test_wait_until (page_shows (dialog, "Did you mean Neil Gaiman?"));
  /* It is still asked when somebody types elsewhere. */
  gtk_widget_grab_focus (library_entry (dialog, "Year", 0));
  page_settle ();
  g_assert_true (page_shows (dialog, "Did you mean Neil Gaiman?"));
  page_click (dialog, "Use");
  g_assert_cmpstr (name_at (dialog, 0), ==, "Neil Gaiman");
  store (fixture, dialog);
  library_assert_value (fixture, PEOPLE, "Neil Gaiman author");
  library_assert_value (fixture, "SELECT count (*) FROM public.authors", "1");
}

static void
test_new_person (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, BOOK ("Coraline", "Neil", "Gaiman"));

  library_type (dialog, "Name", 0, "Neil Gaimann");
  cf_test_wait_until (page_shows (dialog, "Did you mean Neil Gaiman?"));
  page_click (dialog, "New Person");
  cf_test_wait_until (!page_shows (dialog, "Did you mean Neil Gaiman?"));
  store (fixture, dialog);
  library_assert_value (fixture, PEOPLE, "Neil Gaimann author");
}

/* A name is found however it is written. */
static void
test_accent_and_case (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, BOOK ("Short stories", "Eliette", "Abécassis"));

  library_type (dialog, "Name", 0, "ABECASSIS");
  cf_test_wait_until (page_shows (dialog, "Eliette Abécassis"));
}

/* Two of one name: it is asked in place, and nothing is guessed. */
static void
test_which (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, BOOK ("The Huntress", "Kate", "Quinn") BOTANIST);

  library_type (dialog, "Name", 0, "kate quinn");
  cf_test_wait_until (page_shows (dialog, "2 people have this name. Which one is it?"));
  gtk_widget_activate_action (dialog, "form.store", NULL);
  g_assert_true (CF_IS_SUGGESTION_ROW (gtk_window_get_focus (GTK_WINDOW (dialog))));
  library_assert_value (fixture, "SELECT count (*) FROM public.books", "2");
  library_activate (library_find_row (dialog, "the botanist"));
  cf_test_wait_until (!page_shows (dialog, "Which one is it?"));
  store (fixture, dialog);
  library_assert_value (fixture, "SELECT a.note FROM public.bookauthors b JOIN public.authors a USING (author_id) JOIN public.books k USING (book_id) "
                                 "WHERE k.title = 'A book'", "the botanist");
  library_assert_value (fixture, "SELECT count (*) FROM public.authors", "2");
}

static void
store_at_once (GtkWidget  *dialog,
               const char *name)
{
  library_type (dialog, "Name", 0, name);
  gtk_widget_activate_action (dialog, "form.store", NULL);
}

static void
await_question (LibraryFixture *fixture,
                GtkWidget      *dialog,
                const char     *question)
{
  cf_test_wait_until (page_shows (dialog, question));
  cf_test_wait_until (CF_IS_SUGGESTION_ROW (gtk_window_get_focus (GTK_WINDOW (dialog))));
  library_assert_value (fixture, "SELECT count (*) FROM public.books WHERE title = 'A book'", "0");
}

/* Whoever stores before anything could be proposed is asked all the same, as often as it is tried. */
static void
test_asks_first (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, BOOK ("Coraline", "Neil", "Gaiman"));

  store_at_once (dialog, "Neil Gaimann");
  await_question (fixture, dialog, "Did you mean Neil Gaiman?");
  gtk_widget_activate_action (dialog, "form.store", NULL);
  await_question (fixture, dialog, "Did you mean Neil Gaiman?");
  page_click (dialog, "Use");
  store (fixture, dialog);
  library_assert_value (fixture, PEOPLE, "Neil Gaiman author");
}

static void
test_asks_first_new (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, BOOK ("Coraline", "Neil", "Gaiman"));

  library_type (dialog, "Name", 0, "Terry Pratchett");
  library_activate (library_find_row (dialog, "Add Author"));
  library_type (dialog, "Name", 1, "Neil Gaimann");
  page_click (dialog, "Add");
  await_question (fixture, dialog, "Did you mean Neil Gaiman?");
  page_click (dialog, "New Person");
  store (fixture, dialog);
  library_assert_value (fixture, PEOPLE, "Terry Pratchett author, Neil Gaimann author");
}

/* A beginning that goes on to somebody is one who may be meant. */
static void
test_asks_first_beginning (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, BOOK ("Coraline", "Neil", "Gaiman"));

  store_at_once (dialog, "Neil G");
  await_question (fixture, dialog, "Did you mean Neil Gaiman?");
}

static void
test_asks_first_which (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, BOOK ("The Huntress", "Kate", "Quinn") BOTANIST);

  store_at_once (dialog, "Kate Quinn");
  await_question (fixture, dialog, "2 people have this name. Which one is it?");
}

/* Without a note they are told apart by what they wrote. */
static void
test_which_by_titles (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, TWO_SMITHS "INSERT INTO public.books (title) VALUES ('Islands'); INSERT INTO public.bookauthors (book_id, author_id) "
                                      "SELECT max (b.book_id), min (a.author_id) FROM public.books b, public.authors a; ");

  store_at_once (dialog, "John Smith");
  await_question (fixture, dialog, "2 people have this name. Which one is it?");
  g_assert_nonnull (library_find_row (dialog, "2 books, among them “Islands”"));
  /* By Tab one comes from the name to the answers, past the question. */
  gtk_widget_grab_focus (page_find_named (dialog, "Remove John Smith"));
  gtk_widget_child_focus (dialog, GTK_DIR_TAB_FORWARD);
  g_assert_true (library_has_focus (library_find_row (dialog, "1 book: “The Desert”")) ||
                 library_has_focus (library_find_row (dialog, "2 books, among them “Islands”")));
  library_activate (library_find_row (dialog, "1 book: “The Desert”"));
  store (fixture, dialog);
  library_assert_value (fixture, "SELECT string_agg (b.title, ', ' ORDER BY b.title) FROM public.books b JOIN public.bookauthors p USING (book_id) "
                                 "WHERE p.author_id = (SELECT max (author_id) FROM public.authors)", "A book, The Desert");
}

/* Nobody is like it: it is added without a word. */
static void
test_asks_nothing (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, BOOK ("Coraline", "Neil", "Gaiman"));

  library_type (dialog, "Name", 0, "Haruki Murakami");
  store (fixture, dialog);
  library_assert_value (fixture, PEOPLE, "Haruki Murakami author");
}

#define COMPLETE "counterfoil.complete_authors (typed text, most int)"
#define LOOKING_FOREVER \
  "CREATE OR REPLACE FUNCTION " COMPLETE " RETURNS TABLE (author_id bigint, how text, spelling text, n_books bigint) LANGUAGE sql AS " \
  "$$ SELECT 0::bigint, '', '', 0::bigint FROM pg_sleep (3600) $$"

/* What is known already is not asked again: storing is one round trip. */
static void
test_looks_once (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, BOOK ("Coraline", "Neil", "Gaiman"));

  library_type (dialog, "Name", 0, "Neil Gaiman");
  cf_test_wait_until (page_shows (dialog, "1 book"));
  library_sql (fixture, LOOKING_FOREVER);
  store (fixture, dialog);
}

/* Who cannot be asked whom a name may mean stores it as it is. */
static void
test_look_fails (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, BOOK ("Coraline", "Neil", "Gaiman"));

  library_sql (fixture, "ALTER FUNCTION counterfoil.complete_authors (text, int) RENAME TO gone");
  library_type (dialog, "Name", 0, "Neil Gaimann");
  store (fixture, dialog);
  library_assert_value (fixture, PEOPLE, "Neil Gaimann author");
}

/* The server asks where the window could not know: somebody adds a namesake meanwhile. */
static void
test_server_asks (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, BOOK ("The Huntress", "Kate", "Quinn"));
  GtkWidget *row;

  library_type (dialog, "Name", 0, "Kate Quinn");
  cf_test_wait_until (page_shows (dialog, "1 book"));
  library_sql (fixture, BOTANIST);
  gtk_widget_activate_action (dialog, "form.store", NULL);
  await_question (fixture, dialog, "2 people have this name. Which one is it?");
  g_assert_nonnull (library_find_row (dialog, "1 book: “The Huntress”"));
  row = library_find_row (dialog, "Somebody else of this name");
  page_click (row, "New Person");
  library_type (dialog, "What Tells This Person From Namesakes", 0, "the pianist");
  store (fixture, dialog);
  library_assert_value (fixture, "SELECT string_agg (coalesce (note, '-'), ',' ORDER BY author_id) FROM public.authors", "-,the botanist,the pianist");
}

static void
test_roles (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "SELECT 1");

  library_type (dialog, "Name", 0, "Haruki Murakami");
  library_activate (library_find_row (dialog, "Add Author"));
  library_type (dialog, "Name", 1, "Rubin, Jay");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (page_find_type (library_entry (dialog, "Name", 1), GTK_TYPE_DROP_DOWN)), CF_ROLE_TRANSLATOR);
  store (fixture, dialog);
  library_assert_value (fixture, PEOPLE, "Haruki Murakami author, Jay Rubin translator");
}

static void
test_order_by_keys (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "SELECT 1");
  GtkWidget *cleo;

  type_three (dialog);
  cleo = library_entry (dialog, "Name", 2);
  g_assert_true (page_press (cleo, GDK_KEY_Up, GDK_ALT_MASK));
  assert_order (dialog, "Ann A", "Cleo C", "Ben B");
  g_assert_true (library_has_focus (cleo));
  g_assert_true (page_press (cleo, GDK_KEY_Up, GDK_ALT_MASK));
  g_assert_false (page_press (cleo, GDK_KEY_Up, GDK_ALT_MASK));
  assert_order (dialog, "Cleo C", "Ann A", "Ben B");
  g_assert_true (page_press (library_entry (dialog, "Name", 1), GDK_KEY_Down, GDK_ALT_MASK));
  store (fixture, dialog);
  library_assert_value (fixture, PEOPLE, "Cleo C author, Ben B author, Ann A author");
}

static void
drop (GtkWidget *dragged,
      GtkWidget *target,
      double     y)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (target);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, CF_TYPE_CONTRIBUTOR_ROW);
  g_value_set_object (&value, dragged);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", &value, 10.0, y, &taken);
    }
  g_assert_true (taken);
}

static void
test_order_by_mouse (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "SELECT 1");

  type_three (dialog);
  gtk_test_widget_wait_for_draw (dialog);
  drop (library_entry (dialog, "Name", 2), library_entry (dialog, "Name", 0), 2);
  assert_order (dialog, "Cleo C", "Ann A", "Ben B");
  drop (library_entry (dialog, "Name", 0), library_entry (dialog, "Name", 1), gtk_widget_get_height (library_entry (dialog, "Name", 1)) - 2);
  assert_order (dialog, "Ann A", "Cleo C", "Ben B");
  gtk_widget_activate_action (library_entry (dialog, "Name", 2), "contributor.move-up", NULL);
  assert_order (dialog, "Ann A", "Ben B", "Cleo C");
  page_click_named (dialog, "Remove Ben B");
  store (fixture, dialog);
  library_assert_value (fixture, PEOPLE, "Ann A author, Cleo C author");
}

/* Whoever is named twice in one role is told so, and nothing is stored. */
static void
test_twice (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, "SELECT 1");

  library_type (dialog, "Name", 0, "Ann A");
  library_activate (library_find_row (dialog, "Add Author"));
  library_type (dialog, "Name", 1, "ann a");
  gtk_widget_activate_action (dialog, "form.store", NULL);
  g_assert_true (library_has_focus (library_entry (dialog, "Name", 0)) || library_has_focus (library_entry (dialog, "Name", 1)));
  library_assert_value (fixture, "SELECT count (*) FROM public.books", "0");
}

static void
test_names (LibraryFixture *fixture)
{
  GtkWidget *dialog = begin (fixture, BOOK ("The Huntress", "Kate", "Quinn") BOTANIST);

  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (page_find_type (dialog, GTK_TYPE_DROP_DOWN)), GTK_ACCESSIBLE_PROPERTY_LABEL, "Role");
  library_type (dialog, "Name", 0, "Kate Quinn ");
  cf_test_wait_until (page_shows (dialog, "Which one is it?"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (page_find_type (dialog, GTK_TYPE_DROP_DOWN)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Role of Kate Quinn");
  page_assert_named (dialog);
}

/* A book that has just been stored comes without the numbers of its people's books. */
static void
test_not_counted (LibraryFixture *fixture)
{
  g_autofree char *not_counted = cf_library_text_contributor (CF_ROLE_EDITOR, -1);
  g_autofree char *counted = cf_library_text_contributor (CF_ROLE_EDITOR, 2);

  g_assert_cmpstr (not_counted, ==, "Editor");
  g_assert_cmpstr (counted, ==, "Editor  ·  2 books");
}

int
main (int    argc,
      char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  library_test_add ("/book-names/completion-by-keys", test_completion_by_keys);
  library_test_add ("/book-names/completion-follows", test_completion_follows);
  library_test_add ("/book-names/dropped", test_dropped);
  library_test_add ("/book-names/swapped", test_swapped);
  library_test_add ("/book-names/did-you-mean", test_did_you_mean);
  library_test_add ("/book-names/new-person", test_new_person);
  library_test_add ("/book-names/accent-and-case", test_accent_and_case);
  library_test_add ("/book-names/which", test_which);
  library_test_add ("/book-names/asks-first", test_asks_first);
  library_test_add ("/book-names/asks-first-new", test_asks_first_new);
  library_test_add ("/book-names/asks-first-beginning", test_asks_first_beginning);
  library_test_add ("/book-names/asks-first-which", test_asks_first_which);
  library_test_add ("/book-names/which-by-titles", test_which_by_titles);
  library_test_add ("/book-names/asks-nothing", test_asks_nothing);
  library_test_add ("/book-names/looks-once", test_looks_once);
  library_test_add ("/book-names/look-fails", test_look_fails);
  library_test_add ("/book-names/server-asks", test_server_asks);
  library_test_add ("/book-names/roles", test_roles);
  library_test_add ("/book-names/order-by-keys", test_order_by_keys);
  library_test_add ("/book-names/order-by-mouse", test_order_by_mouse);
  library_test_add ("/book-names/twice", test_twice);
  library_test_add ("/book-names/names", test_names);
  library_test_add ("/book-names/not-counted", test_not_counted);

  return g_test_run ();
}
