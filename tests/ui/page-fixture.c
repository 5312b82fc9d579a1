/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page-fixture.h"

#include <libintl.h>

#include "cf-model.h"
#include "cf-row.h"
#include "cf-ui.h"

/* Without a display the program reports itself as skipped; FALSE then. */
gboolean
page_test_init (int    *argc,
                char ***argv)
{
  if (g_getenv ("DISPLAY") == NULL && g_getenv ("WAYLAND_DISPLAY") == NULL)
    {
      g_print ("1..0 # SKIP no display\n");
      return FALSE;
    }
  /* Every warning of GTK or ours ends the test. */
  gtk_test_init (argc, argv, NULL);
  adw_init ();
  cf_ui_init ();
  return TRUE;
}

static void
run_test (PageFixture   *fixture,
          gconstpointer  data)
{
  PageTest test = (PageTest) data;

  if (fixture->server != NULL)
    test (fixture);
}

void
page_test_add (const char *path,
               PageTest    test)
{
  g_test_add (path, PageFixture, (gconstpointer) test, page_fixture_set_up, run_test, page_fixture_end);
}

/* The shop */

static void
start_till (PageFixture *fixture)
{
  g_autofree char *journal_path = g_build_filename (fixture->folder, "journal.sqlite", NULL);
  g_autofree char *cache_path = g_build_filename (fixture->folder, "products.sqlite", NULL);
  g_autoptr (CfJournal) journal = cf_journal_new (journal_path);
  g_autoptr (CfProductCache) cache = cf_product_cache_new (cache_path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->till = cf_till_new (journal, cache);
  cf_till_open_async (fixture->till, NULL, cf_test_await_cb, &result);
  cf_till_open_finish (fixture->till, cf_test_await (&result), &error);
  g_assert_no_error (error);
  cf_till_set_clerk (fixture->till, "Anna");
  cf_till_set_pool (fixture->till, fixture->pool);
  cf_test_wait_until (cf_till_get_ready (fixture->till));
}

void
page_fixture_set_up (PageFixture   *fixture,
                     gconstpointer  data)
{
  g_autofree char *conninfo = NULL;
  g_autofree char *shop_id = NULL;

  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;

  cf_test_shop_create (fixture->server, PAGE_DATABASE);
  shop_id = cf_test_shop_set_up (fixture->server, PAGE_DATABASE, "GBP");
  fixture->folder = cf_test_temp_dir ();
  conninfo = cf_test_server_conninfo (fixture->server, PAGE_DATABASE);
  fixture->pool = cf_test_shop_connect (conninfo);
  fixture->sales = cf_sales_repository_new (fixture->pool);
  cf_repository_set_clerk (CF_REPOSITORY (fixture->sales), "Anna", "T1");
  fixture->products = cf_product_repository_new (fixture->pool);
  cf_repository_set_clerk (CF_REPOSITORY (fixture->products), "Anna", "T1");
  start_till (fixture);
}

void
page_fixture_show (PageFixture *fixture,
                   GtkWidget   *page,
                   int          width)
{
  fixture->page = page;
  fixture->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (fixture->window), page);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), width, 720);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (fixture->window);
}

/* As the program does. */
void
page_fixture_listen (PageFixture *fixture)
{
  fixture->listener = cf_db_listener_new (fixture->pool, CF_MODEL_CHANNEL);
  cf_repository_follow (CF_REPOSITORY (fixture->sales), fixture->listener);
  cf_repository_follow (CF_REPOSITORY (fixture->products), fixture->listener);
  cf_test_wait_until (cf_db_listener_get_state (fixture->listener) == CF_DB_LISTENER_LISTENING);
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
page_fixture_end (PageFixture   *fixture,
                  gconstpointer  data)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (fixture->server == NULL)
    return;

  if (fixture->window != NULL)
    {
      gpointer page = fixture->page;

      g_object_add_weak_pointer (G_OBJECT (fixture->page), &page);
      gtk_window_destroy (GTK_WINDOW (fixture->window));
      cf_test_wait_until (page == NULL);
    }
  cf_till_set_pool (fixture->till, NULL);
  cf_till_close_async (fixture->till, cf_test_await_cb, &result);
  cf_till_close_finish (fixture->till, cf_test_await (&result), NULL);
  g_clear_object (&fixture->till);
  g_clear_object (&fixture->listener);
  await_end (g_steal_pointer (&fixture->sales));
  await_end (g_steal_pointer (&fixture->products));
  cf_test_shop_disconnect (g_steal_pointer (&fixture->pool));
  cf_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
}

/* One more line of the open order. */
void
page_fixture_enter (PageFixture *fixture,
                    const char  *code,
                    const char  *name,
                    const char  *price)
{
  g_autoptr (GAsyncResult) entered = NULL;
  g_autoptr (CfCartLine) line = NULL;
  g_autoptr (GError) error = NULL;
  CfDecimal amount;

  cf_till_enter_async (fixture->till, code, NULL, cf_test_await_cb, &entered);
  line = cf_till_enter_finish (fixture->till, cf_test_await (&entered), &error);
  g_assert_no_error (error);
  g_assert_true (cf_decimal_parse (price, &amount, NULL));
  g_assert_true (cf_cart_set_name (cf_till_get_cart (fixture->till), line, name, NULL));
  g_assert_true (cf_cart_set_price (cf_till_get_cart (fixture->till), line, amount, NULL));
}

/* Completes the open order with one more line. */
void
page_fixture_sell (PageFixture *fixture,
                   const char  *code,
                   const char  *name,
                   const char  *price)
{
  g_autoptr (GAsyncResult) completed = NULL;
  g_autoptr (CfOrder) order = NULL;
  g_autoptr (GError) error = NULL;

  page_fixture_enter (fixture, code, name, price);
  cf_till_complete_async (fixture->till, cf_test_await_cb, &completed);
  order = cf_till_complete_finish (fixture->till, cf_test_await (&completed), &error);
  g_assert_no_error (error);
}

/* What the server has */

void
page_sql (PageFixture *fixture,
          const char  *sql)
{
  cf_test_server_sql (fixture->server, PAGE_DATABASE, sql);
}

void
page_assert_value (PageFixture *fixture,
                   const char  *sql,
                   const char  *wanted)
{
  g_autofree char *value = cf_test_server_value (fixture->server, PAGE_DATABASE, sql);

  g_assert_cmpstr (value, ==, wanted);
}

/* Finding things as a person does: by what they say */

static GtkWidget *
find (GtkWidget  *root,
      gboolean  (*matches) (GtkWidget *widget, gconstpointer data),
      gconstpointer data)
{
  if (root == NULL || !gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return NULL;
  if (matches (root, data))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, matches, data);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
is_type (GtkWidget    *widget,
         gconstpointer data)
{
  return G_TYPE_CHECK_INSTANCE_TYPE (widget, *(const GType *) data);
}

static gboolean
is_label (GtkWidget    *widget,
          gconstpointer data)
{
  return GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), data) != NULL;
}

static gboolean
is_button (GtkWidget    *widget,
           gconstpointer data)
{
  return GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), data) == 0;
}

static gboolean
is_row (GtkWidget    *widget,
        gconstpointer data)
{
  return ADW_IS_ENTRY_ROW (widget) && g_strcmp0 (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), data) == 0;
}

/* GTK tells in tests whether an accessible name is what one expects, and else what it is. */
static gboolean
is_named (GtkWidget    *widget,
          gconstpointer data)
{
  g_autofree char *other = NULL;

  if (!GTK_IS_BUTTON (widget) || !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return FALSE;
  other = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, data);
  return other == NULL;
}

GtkWidget *
page_find_type (GtkWidget *root,
                GType      type)
{
  return find (root, is_type, &type);
}

GtkWidget *
page_find_label (GtkWidget  *root,
                 const char *text)
{
  return find (root, is_label, text);
}

GtkWidget *
page_find_button (GtkWidget  *root,
                  const char *label)
{
  return find (root, is_button, label);
}

GtkWidget *
page_find_row (GtkWidget  *root,
               const char *title)
{
  return find (root, is_row, title);
}

/* Whether this text can be seen. */
gboolean
page_shows (GtkWidget  *root,
            const char *text)
{
  return page_find_label (root, text) != NULL;
}

void
page_click (GtkWidget  *root,
            const char *label)
{
  GtkWidget *button;

  cf_test_wait_until ((button = page_find_button (root, gettext (label))) != NULL);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

/* A button by its accessible name. */
/* A button by what assistive technology calls it; NULL: none is seen. */
GtkWidget *
page_find_named (GtkWidget  *root,
                 const char *name)
{
  return find (root, is_named, name);
}

void
page_click_named (GtkWidget  *root,
                  const char *name)
{
  GtkWidget *button = page_find_named (root, name);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

void
page_type (GtkWidget  *root,
           const char *title,
           const char *text)
{
  GtkWidget *row;

  cf_test_wait_until ((row = page_find_row (root, title)) != NULL);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

char *
page_text (GtkWidget  *root,
           const char *title)
{
  GtkWidget *row;

  cf_test_wait_until ((row = page_find_row (root, title)) != NULL);
  return g_strdup (gtk_editable_get_text (GTK_EDITABLE (row)));
}

/* Lets what is due happen. */
void
page_settle (void)
{
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

static gboolean
activate_key (GtkWidget       *widget,
              GListModel      *shortcuts,
              guint            key,
              GdkModifierType  modifiers)
{
  for (guint i = 0; i < g_list_model_get_n_items (shortcuts); i++)
    {
      g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (shortcuts, i);
      GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);

      if (GTK_IS_KEYVAL_TRIGGER (trigger) &&
          gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key &&
          gtk_keyval_trigger_get_modifiers (GTK_KEYVAL_TRIGGER (trigger)) == modifiers &&
          gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget, gtk_shortcut_get_arguments (shortcut)))
        return TRUE;
    }
  return FALSE;
}

/* A key that @widget itself has a binding for, as if the focus were in it; FALSE: it has none that does something. */
gboolean
page_press (GtkWidget       *widget,
            guint            key,
            GdkModifierType  modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_SHORTCUT_CONTROLLER (controller) && activate_key (widget, G_LIST_MODEL (controller), key, modifiers))
        return TRUE;
    }
  return FALSE;
}

/* The same as it comes from the keyboard: what has the focus is asked, and what is around it. */
gboolean
page_press_focused (PageFixture     *fixture,
                    guint            key,
                    GdkModifierType  modifiers)
{
  GtkWidget *widget = gtk_root_get_focus (GTK_ROOT (fixture->window));

  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    if (page_press (widget, key, modifiers))
      return TRUE;
  return FALSE;
}

/* A key that @widget takes before what has the focus in it gets it; FALSE: it lets it go on. */
gboolean
page_press_captured (GtkWidget       *widget,
                     guint            key,
                     GdkModifierType  modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller) &&
          gtk_event_controller_get_propagation_phase (GTK_EVENT_CONTROLLER (controller)) == GTK_PHASE_CAPTURE)
        g_signal_emit_by_name (controller, "key-pressed", key, 0, modifiers, &taken);
    }
  return taken;
}

/* The table */

static GtkColumnViewColumn *
find_column (GtkColumnView *view,
             const char    *title)
{
  GListModel *columns = gtk_column_view_get_columns (view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_strcmp0 (gtk_column_view_column_get_title (column), title) == 0)
        return column;
    }
  g_assert_not_reached ();
}

/* A click on the title of a column. Its gesture cannot be set off in process, so this is what the gesture does. */
void
page_press_title (GtkWidget  *root,
                  const char *title)
{
  GtkWidget *view;

  cf_test_wait_until ((view = page_find_type (root, GTK_TYPE_COLUMN_VIEW)) != NULL);
  gtk_column_view_sort_by_column (GTK_COLUMN_VIEW (view), find_column (GTK_COLUMN_VIEW (view), title), GTK_SORT_ASCENDING);
}

static void
append_cells (GtkWidget *widget,
              GPtrArray *cells)
{
  if (GTK_IS_INSCRIPTION (widget))
    {
      const char *text = gtk_inscription_get_text (GTK_INSCRIPTION (widget));

      g_ptr_array_add (cells, g_strdup (text != NULL ? text : ""));
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    append_cells (child, cells);
}

/* What the first @n rows say in the column called @title, by lines: read from the cells that are drawn; NULL while something else
 * stands in the place of the table. */
char *
page_cells (GtkWidget  *root,
            const char *title,
            guint       n)
{
  GtkWidget *view = page_find_type (root, GTK_TYPE_COLUMN_VIEW);
  g_autoptr (GString) out = g_string_new (NULL);
  GtkColumnViewColumn *wanted;
  GListModel *columns;
  GtkWidget *row;
  guint column = 0;

  if (view == NULL)
    return NULL;

  columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (view));
  wanted = find_column (GTK_COLUMN_VIEW (view), title);
  row = gtk_widget_get_first_child (gtk_widget_get_last_child (view));
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) other = g_list_model_get_item (columns, i);

      if (other == wanted)
        column = i;
    }
  for (guint i = 0; i < n && row != NULL; i++, row = gtk_widget_get_next_sibling (row))
    {
      g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

      append_cells (row, cells);
      if (i > 0)
        g_string_append_c (out, '\n');
      if (column < cells->len)
        g_string_append (out, g_ptr_array_index (cells, column));
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

CfBrowser *
page_browser (PageFixture *fixture)
{
  return CF_BROWSER (page_find_type (fixture->page, CF_TYPE_BROWSER));
}

CfRecords *
page_records (PageFixture *fixture)
{
  return CF_RECORDS (page_find_type (fixture->page, CF_TYPE_RECORDS));
}

/* There is nothing to select before the count is known. */
void
page_select (PageFixture *fixture,
             guint        position)
{
  cf_test_wait_until ((cf_browser_select (page_browser (fixture), position), cf_browser_get_selected (page_browser (fixture)) == position));
}

void
page_open (PageFixture *fixture,
           guint        position)
{
  page_select (fixture, position);
  cf_records_open_selected (page_records (fixture));
  cf_test_wait_until (cf_browser_get_pane_open (page_browser (fixture)));
}

/* Enter on a row of the table. */
void
page_enter_row (GtkWidget *root,
                guint      position)
{
  GtkWidget *view = page_find_type (root, GTK_TYPE_COLUMN_VIEW);

  g_assert_nonnull (view);
  g_signal_emit_by_name (view, "activate", position);
}

/* Waits until the first rows say what the server says. */
void
page_assert_cells (PageFixture *fixture,
                   const char  *title,
                   guint        n,
                   const char  *sql)
{
  g_autofree char *wanted = cf_test_server_rows (fixture->server, PAGE_DATABASE, sql);
  g_autofree char *cells = NULL;
  gint64 deadline = g_get_monotonic_time () + CF_TEST_DEADLINE_S * G_USEC_PER_SEC;

  g_strchomp (wanted);
  do
    {
      g_clear_pointer (&cells, g_free);
      page_settle ();
      cells = page_cells (fixture->page, title, n);
      if (g_strcmp0 (cells, wanted) == 0)
        return;
      g_main_context_iteration (NULL, TRUE);
    }
  while (g_get_monotonic_time () < deadline);
  g_assert_cmpstr (cells, ==, wanted);
}

/* Accessible names */

/* GTK 4.18 takes what such a button says for its name, whatever else it is to be called. */
static gboolean
is_called_otherwise (GtkWidget *widget)
{
  const char *label = GTK_IS_BUTTON (widget) ? gtk_button_get_label (GTK_BUTTON (widget)) : NULL;
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);
  g_auto (GStrv) parts = NULL;
  g_autofree char *text = NULL;
  g_autofree char *other = NULL;

  if (label == NULL || !gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL) ||
      !gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    return FALSE;

  parts = g_strsplit (label, "_", -1);
  text = g_strjoinv ("", parts);
  other = gtk_test_accessible_check_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, text);
  return other != NULL;
}

static gboolean
has_no_name (GtkWidget    *widget,
             gconstpointer data)
{
  gboolean interactive = GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_ENTRY (widget) ||
                         GTK_IS_SEARCH_ENTRY (widget) || ADW_IS_ENTRY_ROW (widget);

  if (is_called_otherwise (widget))
    return TRUE;
  if (!interactive || gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return FALSE;
  /* A button that says something is named by what it says. */
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    return FALSE;
  /* Those of a view switcher are named by the label in them. */
  if (g_str_equal (G_OBJECT_TYPE_NAME (widget), "AdwViewSwitcherButton"))
    return FALSE;
  /* The inside of a menu button or a choice is named by that; the pencils of entry rows belong to libadwaita. */
  if (GTK_IS_BUTTON (widget) && (GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget)) || GTK_IS_DROP_DOWN (gtk_widget_get_parent (widget)) ||
                                 gtk_widget_has_css_class (widget, "edit-icon")))
    return FALSE;
  return TRUE;
}

/* That this field is wrong, and why, is known to who sees it and to who comes back to it with a screen reader. */
void
page_assert_wrong (GtkWidget  *root,
                   const char *title,
                   const char *sentence)
{
  GtkWidget *row = page_find_row (root, title);
  GtkWidget *label = page_find_label (root, sentence);

  g_assert_nonnull (row);
  g_assert_nonnull (label);
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, gtk_label_get_text (GTK_LABEL (label)));
}

void
page_assert_right (GtkWidget  *root,
                   const char *title)
{
  GtkWidget *row = page_find_row (root, title);

  g_assert_nonnull (row);
  g_assert_false (gtk_widget_has_css_class (row, "error"));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_FALSE);
  g_assert_false (gtk_test_accessible_has_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
}

/* Every widget to act on can be named by a screen reader, and by the name that it was given. */
void
page_assert_named (GtkWidget *root)
{
  GtkWidget *nameless = find (root, has_no_name, NULL);

  g_assert_cmpstr (nameless != NULL ? G_OBJECT_TYPE_NAME (nameless) : NULL, ==, NULL);
}
