/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "library-fixture.h"

#include "cf-book.h"
#include "cf-contributor-row.h"
#include "cf-records-page.h"
#include "cf-ui.h"

#define LIBRARY_TEMPLATE "library_template"

static void
on_make_product_cb (GtkWidget      *window,
                    CfBook         *book,
                    LibraryFixture *fixture)
{
  g_free (fixture->heard);
  fixture->heard = g_strdup (cf_book_fields (book)->title);
}

static void
set_up (LibraryFixture *fixture,
        gconstpointer   data)
{
  fixture->server = cf_test_server_get ();
  if (fixture->server != NULL)
    library_open (fixture);
}

static void
run_test (LibraryFixture *fixture,
          gconstpointer   data)
{
  LibraryTest test = (LibraryTest) data;

  if (fixture->server != NULL)
    test (fixture);
}

static void
tear_down (LibraryFixture *fixture,
           gconstpointer   data)
{
  if (fixture->server != NULL)
    library_close (fixture);
}

void
library_test_add (const char *path,
                  LibraryTest test)
{
  g_test_add (path, LibraryFixture, (gconstpointer) test, set_up, run_test, tear_down);
}

/* The steps of the schema are made once, and copied for every test. */
static void
create_database (CfTestServer *server)
{
  static gboolean made;

  if (!made)
    cf_test_library_create (server, LIBRARY_TEMPLATE);
  made = TRUE;
  cf_test_server_sql (server, "postgres", "DROP DATABASE IF EXISTS " LIBRARY_DATABASE " WITH (FORCE)");
  cf_test_server_sql (server, "postgres", "CREATE DATABASE " LIBRARY_DATABASE " TEMPLATE " LIBRARY_TEMPLATE);
}

/* A catalogue without books, and no window yet. */
void
library_open (LibraryFixture *fixture)
{
  g_autofree char *conninfo = NULL;

  fixture->server = cf_test_server_get ();
  create_database (fixture->server);
  conninfo = cf_test_server_conninfo (fixture->server, LIBRARY_DATABASE);
  fixture->pool = cf_test_shop_connect (conninfo);
  fixture->books = cf_book_repository_new (fixture->pool);
  fixture->authors = cf_author_repository_new (fixture->pool);
  cf_repository_set_clerk (CF_REPOSITORY (fixture->books), "Anna", NULL);
  cf_repository_set_clerk (CF_REPOSITORY (fixture->authors), "Anna", NULL);
  cf_test_wait_until (cf_db_pool_get_state (fixture->pool) == CF_DB_STATE_READY);
}

static void
present (LibraryFixture *fixture,
         int             width)
{
  fixture->window = cf_library_window_new (NULL);
  g_signal_connect (fixture->window, "make-product", G_CALLBACK (on_make_product_cb), fixture);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, 720);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (fixture->window);
}

void
library_show (LibraryFixture *fixture,
              int             width)
{
  present (fixture, width);
  cf_library_window_set_repositories (CF_LIBRARY_WINDOW (fixture->window), fixture->books, fixture->authors);
}

void
library_show_without_server (LibraryFixture *fixture)
{
  present (fixture, 1100);
}

/* What is under way holds it a little longer. */
static void
await_end (gpointer object)
{
  g_object_add_weak_pointer (object, &object);
  g_object_unref (object);
  cf_test_wait_until (object == NULL);
}

void
library_close (LibraryFixture *fixture)
{
  if (fixture->window != NULL)
    {
      gpointer window = fixture->window;

      g_object_add_weak_pointer (G_OBJECT (fixture->window), &window);
      gtk_window_destroy (GTK_WINDOW (fixture->window));
      cf_test_wait_until (window == NULL);
    }
  await_end (g_steal_pointer (&fixture->books));
  await_end (g_steal_pointer (&fixture->authors));
  cf_test_shop_disconnect (g_steal_pointer (&fixture->pool));
  g_clear_pointer (&fixture->heard, g_free);
}

/* What the server has */

void
library_sql (LibraryFixture *fixture,
             const char     *sql)
{
  cf_test_server_sql (fixture->server, LIBRARY_DATABASE, sql);
}

void
library_assert_value (LibraryFixture *fixture,
                      const char     *sql,
                      const char     *wanted)
{
  g_autofree char *value = cf_test_server_value (fixture->server, LIBRARY_DATABASE, sql);

  g_assert_cmpstr (value, ==, wanted);
}

/* Waits until the first @n rows of the page that is seen say so, by lines. */
void
library_assert_cells (LibraryFixture *fixture,
                      const char     *title,
                      guint           n,
                      const char     *wanted)
{
  gint64 deadline = g_get_monotonic_time () + CF_TEST_DEADLINE_S * G_USEC_PER_SEC;
  g_autofree char *cells = NULL;

  do
    {
      g_clear_pointer (&cells, g_free);
      page_settle ();
      cells = page_cells (library_page (fixture), title, n);
      if (g_strcmp0 (cells, wanted) == 0)
        return;
      g_main_context_iteration (NULL, TRUE);
    }
  while (g_get_monotonic_time () < deadline);
  g_assert_cmpstr (cells, ==, wanted);
}

/* What is seen */

GtkWidget *
library_page (LibraryFixture *fixture)
{
  return page_find_type (fixture->window, CF_TYPE_RECORDS_PAGE);
}

CfBrowser *
library_browser (LibraryFixture *fixture)
{
  return cf_records_page_get_browser (CF_RECORDS_PAGE (library_page (fixture)));
}

void
library_open_row (LibraryFixture *fixture,
                  guint           position)
{
  CfBrowser *browser = library_browser (fixture);

  cf_test_wait_until ((cf_browser_select (browser, position), cf_browser_get_selected (browser) == position));
  cf_browser_open_selected (browser);
  cf_test_wait_until (cf_browser_get_pane_open (browser));
}

/* NULL: none of this type is seen. */
GtkWidget *
library_dialog (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type) && gtk_widget_get_visible (window))
        return window;
    }
  return NULL;
}

GtkWidget *
library_await_dialog (GType type)
{
  GtkWidget *dialog;

  cf_test_wait_until ((dialog = library_dialog (type)) != NULL && gtk_widget_get_mapped (dialog));
  return dialog;
}

/* Where there is little room a person's row has the role for its title. */
static gboolean
is_entry (GtkWidget  *widget,
          const char *title)
{
  if (CF_IS_CONTRIBUTOR_ROW (widget))
    return g_str_equal (title, "Name");

  return ADW_IS_ENTRY_ROW (widget) && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0;
}

static GtkWidget *
nth_entry (GtkWidget  *widget,
           const char *title,
           guint      *left)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (is_entry (widget, title) && (*left)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = nth_entry (child, title, left);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
library_entry (GtkWidget  *root,
               const char *title,
               guint       position)
{
  return nth_entry (root, title, &position);
}

/* As a person does: where one types there is the focus. */
void
library_type (GtkWidget  *root,
              const char *title,
              guint       position,
              const char *text)
{
  GtkWidget *row;

  cf_test_wait_until ((row = library_entry (root, title, position)) != NULL);
  gtk_widget_grab_focus (row);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

void
library_enter (GtkWidget *row)
{
  g_assert_true (library_has_focus (row));
  g_signal_emit_by_name (row, "entry-activated");
}

void
library_activate (GtkWidget *row)
{
  g_assert_true (gtk_widget_activate (row));
}

/* A key that the text of @row has no use for; FALSE: nobody has. */
gboolean
library_press_key (GtkWidget *row,
                   guint      key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (row);
  gboolean taken = FALSE;

  g_assert_true (library_has_focus (row));
  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, 0, &taken);
    }
  return taken;
}

/* The row of a list that says @text; waits for it. */
GtkWidget *
library_find_row (GtkWidget  *root,
                  const char *text)
{
  GtkWidget *label;

  cf_test_wait_until ((label = page_find_label (root, text)) != NULL);
  return gtk_widget_get_ancestor (label, GTK_TYPE_LIST_BOX_ROW);
}

gboolean
library_has_focus (GtkWidget *widget)
{
  return cf_ui_holds_focus (widget);
}

/* The bar above the files asks for one folder after the other, up to the root. Where the chooser goes elsewhere meanwhile, which it does
 * by itself too, GTK 4.18 takes buttons out of the bar that were never put in: gtk_path_bar_set_file_finish() of its own gtkpathbar.c, with
 * nothing of ours on the stack. It says so and goes on. */
static gboolean
is_fatal (const char     *domain,
          GLogLevelFlags  level,
          const char     *message,
          gpointer        user_data)
{
  return g_strcmp0 (domain, "Gtk") != 0 ||
         g_strcmp0 (message, "gtk_box_remove: assertion 'gtk_widget_get_parent (child) == (GtkWidget *)box' failed") != 0;
}

/* GTest would call the test failed though it goes on. */
static void
on_critical_cb (const char     *domain,
                GLogLevelFlags  level,
                const char     *message,
                gpointer        user_data)
{
  if (is_fatal (domain, level, message, NULL))
    g_log_default_handler (domain, level, message, NULL);
  else
    g_test_message ("GTK itself: %s", message);
}

/* Until one of GTK's is open; that one thing it may say of itself until the test ends. */
GtkWidget *
library_await_chooser (void)
{
  static guint handler;

  if (handler == 0)
    handler = g_log_set_handler ("Gtk", G_LOG_LEVEL_CRITICAL | G_LOG_FLAG_FATAL | G_LOG_FLAG_RECURSION, on_critical_cb, NULL);
  g_test_log_set_fatal_handler (is_fatal, NULL);
  return library_await_dialog (GTK_TYPE_FILE_CHOOSER_DIALOG);
}

/* A chooser knows its file only after it has read the folder. */
gboolean
library_chooser_has (GtkWidget *chooser,
                     GFile     *file)
{
  g_autoptr (GFile) chosen_file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));

  return chosen_file != NULL && g_file_equal (chosen_file, file);
}
