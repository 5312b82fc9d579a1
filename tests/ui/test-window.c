/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sales window: its pages, its narrow shape, and that every control of all of it has a name. */

#include "window-fixture.h"

#include "cf-adoption-page.h"
#include "cf-cart-row.h"
#include "cf-details.h"
#include "cf-error.h"
#include "cf-first-run-page.h"
#include "cf-history-page.h"
#include "cf-line-form.h"
#include "cf-preferences.h"
#include "cf-price-popover.h"
#include "cf-products-page.h"
#include "cf-result-list.h"
#include "cf-sales-window.h"
#include "cf-scan-entry.h"
#include "cf-sell-page.h"
#include "cf-status-pill.h"
#include "cf-status-popover.h"
#include "cf-test-utils.h"
#include "cf-toast.h"
#include "cf-ui.h"
#include "scan-fixture.h"

typedef WindowFixture Fixture;

static void
test_icons (void)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());

  g_assert_true (gtk_icon_theme_has_icon (theme, "cf-sell-symbolic"));
  g_assert_true (gtk_icon_theme_has_icon (theme, "cf-barcode-symbolic"));
  g_assert_true (gtk_icon_theme_has_icon (theme, "cf-saved-symbolic"));
  g_assert_true (gtk_icon_theme_has_icon (theme, "io.github.counterfoil.Counterfoil"));
}

static gboolean
searches (GtkWindow *window)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  return focus != NULL && gtk_widget_get_mapped (focus) && gtk_widget_get_ancestor (focus, GTK_TYPE_SEARCH_ENTRY) != NULL;
}

/* Pages are made when they are first opened, and one types into the first field of each, however often it comes back. */
static void
test_pages (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  CfScanEntry *entry = CF_SCAN_ENTRY (till_find (window, CF_TYPE_SCAN_ENTRY));

  g_assert_true (cf_scan_entry_is_focused (entry));
  g_assert_null (till_find (window, CF_TYPE_HISTORY_PAGE));
  gtk_widget_activate_action (window, "win.page", "s", "history");
  g_assert_nonnull (till_find (window, CF_TYPE_HISTORY_PAGE));
  g_assert_null (till_find (window, CF_TYPE_PRODUCTS_PAGE));
  gtk_widget_activate_action (window, "win.page", "s", "products");
  g_assert_nonnull (till_find (window, CF_TYPE_PRODUCTS_PAGE));
  cf_test_spin (5);
  window_check_names (window);
  for (guint i = 0; i < 2; i++)
    {
      gtk_widget_activate_action (window, "win.page", "s", "history");
      g_assert_true (searches (fixture->window));
      gtk_widget_activate_action (window, "win.page", "s", "products");
      g_assert_true (searches (fixture->window));
    }
  gtk_widget_activate_action (window, "win.page", "s", "sell");
  g_assert_true (cf_scan_entry_is_focused (entry));
}

static GtkWindow *
find_shortcuts (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (GTK_IS_SHORTCUTS_WINDOW (window))
        return window;
    }

  return NULL;
}

static void
test_shortcuts (Fixture       *fixture,
                gconstpointer  data)
{
  GtkWindow *shortcuts;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.shortcuts", NULL);
  shortcuts = find_shortcuts ();
  g_assert_nonnull (shortcuts);
  cf_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (shortcuts)));
  gtk_window_destroy (shortcuts);
}

static GtkWidget *
open_menu (Fixture *fixture)
{
  GtkWidget *popover;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.menu", NULL);
  cf_test_wait_until ((popover = till_find (GTK_WIDGET (fixture->window), GTK_TYPE_POPOVER_MENU)) != NULL && gtk_widget_get_mapped (popover));
  gtk_widget_child_focus (popover, GTK_DIR_TAB_FORWARD);

  return popover;
}

static void
check_items (GtkWidget *widget,
             guint     *n_items)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);
  g_autofree char *text = NULL;

  if (gtk_accessible_get_accessible_role (accessible) == GTK_ACCESSIBLE_ROLE_MENU_ITEM)
    {
      ++*n_items;
      g_object_get (widget, "text", &text, NULL);
      gtk_test_accessible_assert_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL, text);
      /* It would come before that, and GTK 4.18 finds nothing there. */
      g_assert_false (gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    check_items (child, n_items);
}

/* A screen reader reads what stands there. */
static void
test_menu_names (Fixture       *fixture,
                 gconstpointer  data)
{
  guint n_items = 0;

  check_items (open_menu (fixture), &n_items);
  g_assert_cmpuint (n_items, >, 0);
}

/* The item of the menu that has the focus is not chosen by the Enter that ends a code, and none by the letter that begins it: a letter
 * waits until it is no code. */
static void
test_scan_into_menu (Fixture       *fixture,
                     gconstpointer  data)
{
  const char *const codes[] = { "5012345678900", "LANTERN", "85123a", "gift_0001_20", "library", "k7" };
  CfCart *cart = cf_till_get_cart (fixture->base.till);
  GtkWidget *popover;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr(CfCartLine) line = NULL;

      popover = open_menu (fixture);
      g_assert_true (scan_press (fixture->window, (guint) codes[i][0]));
      scan_more (fixture->window, codes[i] + 1, GDK_KEY_Return);
      cf_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (cart)) == i + 1);
      g_assert_false (gtk_widget_get_mapped (popover));
      line = g_list_model_get_item (G_LIST_MODEL (cart), i);
      g_assert_cmpint (g_ascii_strcasecmp (cf_cart_line_get_code (line), codes[i]), ==, 0);
    }

  popover = open_menu (fixture);
  g_assert_true (scan_press (fixture->window, GDK_KEY_k));
  g_assert_true (scan_press (fixture->window, GDK_KEY_Return));
  /* No scanner waits so long. */
  scan_pause (200);
  g_assert_true (scan_press (fixture->window, GDK_KEY_7));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (cart)), ==, G_N_ELEMENTS (codes));
  gtk_popover_popdown (GTK_POPOVER (popover));
  cf_test_wait_until (!gtk_widget_get_mapped (popover));
}

/* The window opens while a code comes in, or closes: whichever gets the end of it, all of it is sold, and nothing of it stays. */
static void
test_scan_into_two_windows (Fixture       *fixture,
                            gconstpointer  data)
{
  const struct { const char *first, *second; gboolean closes; } halves[] = {
    { "5012345", "678900", FALSE }, { "71053", "00", FALSE }, { "C", "27", FALSE }, { "71054", "", FALSE }, { "40063", "81333", TRUE },
  };
  CfCart *cart = cf_till_get_cart (fixture->base.till);
  GtkWidget *entry = till_find (GTK_WIDGET (fixture->window), CF_TYPE_SCAN_ENTRY);

  for (guint i = 0; i < G_N_ELEMENTS (halves); i++)
    {
      g_autofree char *code = g_strconcat (halves[i].first, halves[i].second, NULL);
      g_autoptr(CfCartLine) line = NULL;
      GtkWindow *shortcuts;

      gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.shortcuts", NULL);
      cf_test_wait_until ((shortcuts = find_shortcuts ()) != NULL && gtk_widget_get_mapped (GTK_WIDGET (shortcuts)));
      scan_keys (halves[i].closes ? shortcuts : fixture->window, halves[i].first, 0);
      scan_more (halves[i].closes ? fixture->window : shortcuts, halves[i].second, GDK_KEY_Return);
      cf_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (cart)) == i + 1);
      line = g_list_model_get_item (G_LIST_MODEL (cart), i);
      g_assert_cmpstr (cf_cart_line_get_code (line), ==, code);
      g_assert_true (cf_scan_entry_is_empty (CF_SCAN_ENTRY (entry)));
      if (halves[i].closes)
        gtk_window_destroy (shortcuts);
      g_assert_null (find_shortcuts ());
    }
}

/* The focus goes to the other window and comes back within one code. */
static void
test_scan_there_and_back (Fixture       *fixture,
                          gconstpointer  data)
{
  CfCart *cart = cf_till_get_cart (fixture->base.till);
  GtkWidget *entry = till_find (GTK_WIDGET (fixture->window), CF_TYPE_SCAN_ENTRY);
  g_autoptr(CfCartLine) line = NULL;
  GtkWindow *shortcuts;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.shortcuts", NULL);
  cf_test_wait_until ((shortcuts = find_shortcuts ()) != NULL && gtk_widget_get_mapped (GTK_WIDGET (shortcuts)));
  scan_keys (fixture->window, "12", 0);
  scan_more (shortcuts, "34", 0);
  scan_more (fixture->window, "56", GDK_KEY_Return);
  cf_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (cart)) == 1);
  line = g_list_model_get_item (G_LIST_MODEL (cart), 0);
  g_assert_cmpstr (cf_cart_line_get_code (line), ==, "123456");
  g_assert_true (cf_scan_entry_is_empty (CF_SCAN_ENTRY (entry)));
}

/* What is scanned while the keys are looked up closes the list and is sold; where nothing can be sold the list searches for it. */
static void
test_scan_into_shortcuts (Fixture       *fixture,
                          gconstpointer  data)
{
  CfCart *cart = cf_till_get_cart (fixture->base.till);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.shortcuts", NULL);
  cf_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (find_shortcuts ())));
  scan_keys (find_shortcuts (), "5012345678900", GDK_KEY_Tab);
  g_assert_null (find_shortcuts ());
  cf_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (cart)) == 1);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.page", "s", "history");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.shortcuts", NULL);
  cf_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (find_shortcuts ())));
  scan_keys (find_shortcuts (), "5012345678900", GDK_KEY_Tab);
  g_assert_nonnull (find_shortcuts ());
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (cart)), ==, 1);
  gtk_window_destroy (find_shortcuts ());
}

static void
on_clerk_cb (Fixture    *fixture,
             const char *clerk)
{
  g_free (fixture->heard);
  fixture->heard = g_strdup (clerk);
}

/* What is scanned into the name of the clerk is sold, and nobody is called like it. */
static void
test_scan_into_preferences (Fixture       *fixture,
                            gconstpointer  data)
{
  CfCart *cart = cf_till_get_cart (fixture->base.till);
  CfPreferences *preferences = cf_preferences_new (fixture->window);
  GtkWidget *clerk = till_find (GTK_WIDGET (preferences), ADW_TYPE_ENTRY_ROW);

  g_object_add_weak_pointer (G_OBJECT (preferences), (gpointer *) &preferences);
  g_signal_connect_swapped (preferences, "clerk", G_CALLBACK (on_clerk_cb), fixture);
  cf_preferences_set_clerk (preferences, "Anna");
  cf_sales_window_stand_behind (CF_SALES_WINDOW (fixture->window), GTK_WINDOW (preferences));
  gtk_window_present (GTK_WINDOW (preferences));
  cf_test_wait_until (gtk_widget_get_mapped (clerk));
  gtk_widget_grab_focus (clerk);
  scan_keys (GTK_WINDOW (preferences), "5012345678900", GDK_KEY_Return);
  g_assert_null (preferences);
  g_assert_null (fixture->heard);
  cf_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (cart)) == 1);
}

static void
test_show_order (Fixture       *fixture,
                 gconstpointer  data)
{
  till_fixture_enter (&fixture->base, "21877");
  till_fixture_sell (&fixture->base);
  gtk_widget_activate_action (till_find (GTK_WIDGET (fixture->window), CF_TYPE_SELL_PAGE), "sell.show-order", NULL);
  g_assert_nonnull (till_find (GTK_WIDGET (fixture->window), CF_TYPE_HISTORY_PAGE));
}

static int
min_width (GtkWindow *window)
{
  int minimum;

  gtk_widget_measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return minimum;
}

/* Twice the text size, a line with a discount selected, one that is to be filled in. */
static void
test_narrow_large (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  Fixture fixture = { 0 };
  CfCart *cart;
  g_autoptr(CfCartLine) line = NULL;
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 2 * 96 * 1024, NULL);
  till_fixture_set_up (&fixture.base);
  cart = cf_till_get_cart (fixture.base.till);
  fixture.window = GTK_WINDOW (cf_sales_window_new (NULL, fixture.base.till));
  gtk_window_set_default_size (fixture.window, 360, 640);
  gtk_window_present (fixture.window);
  cf_test_wait_until (till_find (GTK_WIDGET (fixture.window), ADW_TYPE_VIEW_SWITCHER_BAR) != NULL);
  g_assert_cmpint (min_width (fixture.window), <=, 380);
  till_fixture_enter (&fixture.base, "21877");
  line = g_list_model_get_item (G_LIST_MODEL (cart), 0);
  g_assert_true (cf_cart_set_discount (cart, line, till_decimal ("0.05"), CF_DECIMAL_ZERO, NULL));
  cf_test_spin (10);
  g_assert_cmpint (min_width (fixture.window), <=, 380);
  till_fixture_enter (&fixture.base, "NOVEL");
  cf_test_spin (10);
  g_assert_cmpint (min_width (fixture.window), <=, 380);
  window_fixture_tear_down (&fixture, NULL);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
}

static void
test_narrow (void)
{
  Fixture fixture = { 0 };
  int minimum;

  till_fixture_set_up (&fixture.base);
  fixture.window = GTK_WINDOW (cf_sales_window_new (NULL, fixture.base.till));
  gtk_window_set_default_size (fixture.window, 360, 640);
  gtk_window_present (fixture.window);
  cf_test_wait_until (till_find (GTK_WIDGET (fixture.window), ADW_TYPE_VIEW_SWITCHER_BAR) != NULL);
  gtk_widget_measure (GTK_WIDGET (fixture.window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 380);   /* 360 and what the window's own frame takes */
  till_fixture_enter (&fixture.base, "21877");
  till_fixture_enter (&fixture.base, "NOVEL");
  cf_test_spin (10);
  window_fixture_tear_down (&fixture, NULL);
}

/* How far from the start edge of @text the caret at @position stands, in pixels. Behind a text from left to right it is drawn to its
 * right, and must have room there. */
static double
caret_place (GtkText *text,
             gsize    position)
{
  double width = gtk_widget_get_width (GTK_WIDGET (text));
  graphene_rect_t caret;

  gtk_text_compute_cursor_extents (text, position, &caret, NULL);
  return gtk_widget_get_direction (GTK_WIDGET (text)) == GTK_TEXT_DIR_RTL ? width - caret.origin.x : caret.origin.x;
}

static void
assert_at_start (GtkText    *text,
                 const char *content,
                 double      room)
{
  gsize length = (gsize) g_utf8_strlen (content, -1);

  gtk_editable_set_text (GTK_EDITABLE (text), content);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (text));
  for (gsize i = 0; i <= length; i += MAX (1, length))
    {
      g_assert_cmpfloat (caret_place (text, i), >=, room);
      g_assert_cmpfloat (caret_place (text, i), <=, 100);
    }
}

/* The same for the placeholder's beginning. */
static double
placeholder_place (GtkText *text)
{
  GtkLabel *label = GTK_LABEL (till_find (GTK_WIDGET (text), GTK_TYPE_LABEL));
  double width = gtk_widget_get_width (GTK_WIDGET (label));
  PangoRectangle extents;
  int left;

  gtk_label_get_layout_offsets (label, &left, NULL);
  pango_layout_get_pixel_extents (gtk_label_get_layout (label), NULL, &extents);
  return (gtk_widget_get_direction (GTK_WIDGET (text)) == GTK_TEXT_DIR_RTL ? width - left - extents.x - extents.width : left + extents.x) / width;
}

/* Where the window begins, the text stands: whatever is typed, and although the keyboard is one from left to right. */
static void
test_start_edge (gconstpointer data)
{
  GtkTextDirection usual = gtk_widget_get_default_direction ();
  gboolean rtl = GPOINTER_TO_INT (data) == GTK_TEXT_DIR_RTL;
  Fixture fixture = { 0 };
  GtkText *text;

  gtk_widget_set_default_direction (GPOINTER_TO_INT (data));
  window_fixture_set_up (&fixture, NULL);
  text = GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (till_find (GTK_WIDGET (fixture.window), CF_TYPE_SCAN_ENTRY))));
  cf_test_wait_until (gtk_widget_has_focus (GTK_WIDGET (text)));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (text));
  g_assert_cmpfloat (placeholder_place (text), <, 0.1);
  assert_at_start (text, "", rtl ? 1 : 0);
  assert_at_start (text, "50123", rtl ? 1 : 0);
  assert_at_start (text, "mug", rtl ? 1 : 0);
  if (rtl)
    assert_at_start (text, "ספר", 0);
  assert_at_start (text, "", rtl ? 1 : 0);
  window_fixture_tear_down (&fixture, NULL);
  gtk_widget_set_default_direction (usual);
}

/* Nothing in @popover is cut: it is as tall as what it holds wants to be at this width. */
static void
check_is_whole (GtkWidget *popover)
{
  GtkWidget *child = gtk_popover_get_child (GTK_POPOVER (popover));
  GtkWidget *contents = gtk_widget_get_parent (child);
  int natural;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (contents), NULL, &natural, NULL, NULL);
  g_assert_cmpint (gtk_widget_get_height (contents), >=, natural);
}

static gboolean
has_tooltip_now (GtkWidget *widget)
{
  g_autoptr(GtkTooltip) tooltip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  gboolean is_shown = FALSE;

  g_signal_emit_by_name (widget, "query-tooltip", 1, 1, FALSE, tooltip, &is_shown);
  return is_shown;
}

static GtkWidget *
open_status (CfStatusPill *pill)
{
  GtkWidget *popover;

  cf_status_pill_open (pill);
  cf_test_wait_until ((popover = till_find (GTK_WIDGET (pill), CF_TYPE_STATUS_POPOVER)) != NULL && gtk_widget_get_mapped (popover));
  cf_test_wait_until (gtk_widget_get_height (popover) > 0);

  return popover;
}

/* What the list says is read whole, with nothing of what the pill says over it. */
static void
test_status_words (Fixture       *fixture,
                   gconstpointer  data)
{
  CfStatusPill *pill = CF_STATUS_PILL (till_find (GTK_WIDGET (fixture->window), CF_TYPE_STATUS_PILL));
  GtkWidget *button = till_find (GTK_WIDGET (pill), GTK_TYPE_MENU_BUTTON);
  g_autoptr(GString) sentence = g_string_new ("It");

  /* As long as it takes to fill lines that are full, and lines that are nearly empty. */
  for (guint i = 0; i < 12; i++)
    {
      g_autoptr(GError) away = NULL;

      g_string_append (sentence, " does not");
      away = g_error_new_literal (CF_ERROR, CF_ERROR_OFFLINE, sentence->str);
      cf_till_set_connection_trouble (fixture->base.till, away);
      g_assert_true (has_tooltip_now (button));
      check_is_whole (open_status (pill));
      g_assert_false (has_tooltip_now (button));
      g_assert_true (cf_status_pill_close (pill));
    }
}

static void
test_status (Fixture       *fixture,
             gconstpointer  data)
{
  CfStatusPill *pill = CF_STATUS_PILL (till_find (GTK_WIDGET (fixture->window), CF_TYPE_STATUS_PILL));
  GtkWidget *popover;

  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (pill)));
  for (guint i = 0; i < 25; i++)
    {
      till_fixture_enter (&fixture->base, "21877");
      till_fixture_sell (&fixture->base);
    }
  popover = open_status (pill);
  window_check_names (popover);
  g_assert_true (cf_scan_entry_is_focused (CF_SCAN_ENTRY (till_find (GTK_WIDGET (fixture->window), CF_TYPE_SCAN_ENTRY))));
  g_signal_emit_by_name (window_find_button (popover, "_Try Now"), "clicked");
  g_assert_true (cf_status_pill_close (pill));
  cf_test_wait_until (!gtk_widget_get_mapped (popover));
  g_assert_false (cf_status_pill_close (pill));
}

static gboolean
reaches_last (gpointer user_data)
{
  CfResultList *results = user_data;

  cf_result_list_move (results, 1000);
  return g_str_equal (cf_product_get_number (cf_result_list_get_selected (results)), "NAMELESS");
}

/* By scrolling on one comes to every product, to those without a name at last. */
static void
test_browse_all (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkWidget *entry = till_find (GTK_WIDGET (fixture->window), CF_TYPE_SCAN_ENTRY);
  GtkWidget *results = till_find (GTK_WIDGET (fixture->window), CF_TYPE_RESULT_LIST);

  till_fixture_put (&fixture->base, "NAMELESS", "", "1.00");
  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *number = g_strdup_printf ("N%u", i);
      g_autofree char *name = g_strdup_printf ("Thing %03u", i);

      till_fixture_put (&fixture->base, number, name, "2.00");
    }

  g_signal_emit_by_name (entry, "browse");
  cf_test_wait_until (gtk_widget_get_mapped (results));
  /* Nobody has chosen anything yet. */
  g_assert_null (cf_result_list_get_selected (CF_RESULT_LIST (results)));
  g_signal_emit_by_name (entry, "move", 1);
  g_assert_cmpstr (cf_product_get_number (cf_result_list_get_selected (CF_RESULT_LIST (results))), ==, "22952");
  cf_test_wait_for (reaches_last, results, "the last of all products");
}

static gboolean
has_room (gpointer user_data)
{
  GtkWidget *content = user_data;
  int width = gtk_widget_get_width (content) + gtk_widget_get_margin_start (content) + gtk_widget_get_margin_end (content);
  int least, height;

  /* Not laid out yet, or not since it needs more. */
  gtk_widget_measure (content, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  if (width < least)
    return FALSE;

  gtk_widget_measure (content, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  return gtk_widget_get_height (content) == height - gtk_widget_get_margin_top (content) - gtk_widget_get_margin_bottom (content);
}

/* Wherever a sentence wraps, there is room for it. */
static void
test_price_trouble (Fixture       *fixture,
                    gconstpointer  data)
{
  GtkWidget *page = till_find (GTK_WIDGET (fixture->window), CF_TYPE_SELL_PAGE);
  GtkWidget *popover, *content, *entry;

  till_fixture_enter (&fixture->base, "22752");
  gtk_widget_activate_action (till_find (page, CF_TYPE_CART_ROW), "line.price", NULL);
  cf_test_wait_until ((popover = till_find (GTK_WIDGET (fixture->window), CF_TYPE_PRICE_POPOVER)) != NULL && gtk_widget_get_mapped (popover));
  content = gtk_popover_get_child (GTK_POPOVER (popover));
  entry = till_find_entry (content, "Discount");
  g_assert_nonnull (entry);
  for (guint n = 1; n < 40; n++)
    {
      g_autofree char *text = g_strnfill (n, 'x');

      gtk_editable_set_text (GTK_EDITABLE (entry), text);
      g_signal_emit_by_name (entry, "activate");
      cf_test_wait_for (has_room, content, "the room that the sentence needs");
    }
}

static GtkWidget *
find_message (Fixture *fixture)
{
  GtkWidget *results = till_find (GTK_WIDGET (fixture->window), CF_TYPE_RESULT_LIST);

  return gtk_widget_get_prev_sibling (results);
}

/* What was said of a refusal must not lie over what can still be taken back. */
static void
test_message_and_toast (Fixture       *fixture,
                        gconstpointer  data)
{
  GtkWidget *page = till_find (GTK_WIDGET (fixture->window), CF_TYPE_SELL_PAGE);
  GtkWidget *toast = till_find (page, CF_TYPE_TOAST);
  GtkWidget *message = find_message (fixture);
  graphene_rect_t above, below;

  till_fixture_enter (&fixture->base, "22752");
  gtk_widget_activate_action (till_find (page, CF_TYPE_CART_ROW), "line.remove", NULL);
  cf_test_wait_until (gtk_widget_get_mapped (toast));
  g_signal_emit_by_name (till_find (page, CF_TYPE_SCAN_ENTRY), "too-long", 100u);
  g_assert_true (gtk_widget_get_mapped (message) && gtk_widget_get_mapped (toast));
  cf_test_wait_until (gtk_widget_compute_bounds (toast, page, &above) && gtk_widget_compute_bounds (message, page, &below) &&
                      below.size.height > 0 && above.origin.y + above.size.height <= below.origin.y);
}

/* A name that is cut is not cut in silence. */
static void
test_long_name (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *name = g_strnfill (201, 'x');
  GtkWidget *entry;

  till_fixture_enter (&fixture->base, "NOVEL");
  entry = till_find (till_find (GTK_WIDGET (fixture->window), CF_TYPE_LINE_FORM), GTK_TYPE_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (entry), name + 1);
  g_assert_false (gtk_widget_get_visible (find_message (fixture)));
  gtk_editable_set_text (GTK_EDITABLE (entry), name);
  g_assert_cmpuint (gtk_entry_get_text_length (GTK_ENTRY (entry)), ==, 200);
  g_assert_true (gtk_widget_get_visible (find_message (fixture)));
}

static void
on_adopt_cb (Fixture *fixture)
{
  g_free (fixture->heard);
  fixture->heard = g_strdup ("adopt");
}

static void
on_decline_cb (Fixture *fixture)
{
  g_free (fixture->heard);
  fixture->heard = g_strdup ("decline");
}

static gboolean
shows_text (GtkWidget  *widget,
            const char *text)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (shows_text (child, text))
      return TRUE;

  return FALSE;
}

/* All that was found is to be read before anybody says yes; to say no takes a key, and leads back to where one came from. */
static void
test_adoption (Fixture       *fixture,
               gconstpointer  data)
{
  CfSalesWindow *window = CF_SALES_WINDOW (fixture->window);
  g_autoptr(CfAdoption) adoption = cf_adoption_new ("red30", "sales", 12804, "1500.5");
  GtkWidget *page;

  cf_adoption_add_change (adoption, "Columns <are> added & kept.");
  cf_adoption_add_promise (adoption, "No row is removed.");
  g_signal_connect_swapped (window, "adopt", G_CALLBACK (on_adopt_cb), fixture);
  g_signal_connect_swapped (window, "decline", G_CALLBACK (on_decline_cb), fixture);
  cf_sales_window_show_first_run (window, FALSE);
  cf_sales_window_show_adoption (window, adoption);
  page = till_find (GTK_WIDGET (window), CF_TYPE_ADOPTION_PAGE);
  cf_test_wait_until (gtk_widget_get_mapped (page));
  window_check_names (page);
  g_assert_true (shows_text (page, "red30"));
  g_assert_true (shows_text (page, "sales"));
  g_assert_true (shows_text (page, "12"));
  g_assert_true (shows_text (page, "500.50"));
  g_assert_true (shows_text (page, "Columns <are> added & kept."));
  g_assert_true (shows_text (page, "No row is removed."));
  g_assert_true (gtk_window_get_focus (fixture->window) == window_find_button (page, "_Go Back"));

  g_signal_emit_by_name (window_find_button (page, "Com_plete the Table"), "clicked");
  g_assert_cmpstr (fixture->heard, ==, "adopt");
  gtk_widget_activate_action (page, "adoption.decline", NULL);
  g_assert_cmpstr (fixture->heard, ==, "decline");
  cf_sales_window_show_first_run (window, FALSE);
  g_assert_null (till_find (GTK_WIDGET (window), CF_TYPE_ADOPTION_PAGE));
  cf_test_wait_until (gtk_widget_get_mapped (till_find (GTK_WIDGET (window), CF_TYPE_FIRST_RUN_PAGE)));

  cf_sales_window_show_adoption (window, adoption);
  cf_sales_window_show_till (window);
  g_assert_null (till_find (GTK_WIDGET (window), CF_TYPE_ADOPTION_PAGE));
}

/* Why there is no connection is read where one looks for it, with a way to try again, and the till sells on. */
static void
test_no_connection (Fixture       *fixture,
                    gconstpointer  data)
{
  CfStatusPill *pill = CF_STATUS_PILL (till_find (GTK_WIDGET (fixture->window), CF_TYPE_STATUS_PILL));
  g_autoptr(GError) away = g_error_new_literal (CF_ERROR, CF_ERROR_OFFLINE, "It does not answer.");
  g_autoptr(GError) full = g_error_new_literal (CF_ERROR, CF_ERROR_STORAGE, "It cannot be started again.");
  GtkWidget *popover;

  cf_error_set_details (full, "No space left on device");
  g_assert_null (window_find_label (GTK_WIDGET (pill), "No connection"));
  cf_till_set_connection_trouble (fixture->base.till, away);
  g_assert_null (window_find_label (GTK_WIDGET (pill), "No connection"));
  cf_till_set_connection_trouble (fixture->base.till, full);
  g_assert_nonnull (window_find_label (GTK_WIDGET (pill), "No connection"));
  popover = open_status (pill);
  window_check_names (popover);
  g_assert_nonnull (window_find_label (popover, "It cannot be started again."));
  g_assert_nonnull (till_find (popover, CF_TYPE_DETAILS));
  g_assert_true (gtk_widget_get_visible (till_find (popover, CF_TYPE_DETAILS)));
  g_assert_true (gtk_widget_is_sensitive (window_find_button (popover, "_Try Now")));

  till_fixture_enter (&fixture->base, "21877");
  till_fixture_sell (&fixture->base);
  g_assert_nonnull (window_find_label (GTK_WIDGET (pill), "1 waiting"));
  cf_till_set_connection_trouble (fixture->base.till, NULL);
  g_assert_null (window_find_label (popover, "It cannot be started again."));
  g_assert_false (gtk_widget_get_visible (till_find (popover, CF_TYPE_DETAILS)));
}

/* It is there for whoever rests on the widget, however often it was set. */
static void
test_tooltip (void)
{
  g_autoptr(GtkWidget) widget = g_object_ref_sink (gtk_label_new ("x"));

  for (guint i = 0; i < 3; i++)
    cf_ui_set_tooltip (widget, i == 1 ? "b" : "a");
  g_assert_true (gtk_widget_get_has_tooltip (widget));
  g_assert_true (has_tooltip_now (widget));

  cf_ui_set_tooltip (widget, NULL);
  g_assert_false (gtk_widget_get_has_tooltip (widget));
  g_assert_false (has_tooltip_now (widget));
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  adw_init ();
  cf_ui_init ();

  g_test_add_func ("/window/icons", test_icons);
  g_test_add_func ("/window/tooltip", test_tooltip);
  g_test_add ("/window/pages", Fixture, NULL, window_fixture_set_up, test_pages, window_fixture_tear_down);
  g_test_add ("/window/shortcuts", Fixture, NULL, window_fixture_set_up, test_shortcuts, window_fixture_tear_down);
  g_test_add ("/window/menu-names", Fixture, NULL, window_fixture_set_up, test_menu_names, window_fixture_tear_down);
  g_test_add ("/window/scan-into-menu", Fixture, NULL, window_fixture_set_up, test_scan_into_menu, window_fixture_tear_down);
  g_test_add ("/window/scan-into-preferences", Fixture, NULL, window_fixture_set_up, test_scan_into_preferences, window_fixture_tear_down);
  g_test_add ("/window/scan-into-shortcuts", Fixture, NULL, window_fixture_set_up, test_scan_into_shortcuts, window_fixture_tear_down);
  g_test_add ("/window/scan-into-two-windows", Fixture, NULL, window_fixture_set_up, test_scan_into_two_windows, window_fixture_tear_down);
  g_test_add ("/window/scan-there-and-back", Fixture, NULL, window_fixture_set_up, test_scan_there_and_back, window_fixture_tear_down);
  g_test_add ("/window/show-order", Fixture, NULL, window_fixture_set_up, test_show_order, window_fixture_tear_down);
  g_test_add_func ("/window/narrow", test_narrow);
  g_test_add_func ("/window/narrow-large", test_narrow_large);
  g_test_add_data_func ("/window/start-edge", GINT_TO_POINTER (GTK_TEXT_DIR_LTR), test_start_edge);
  g_test_add_data_func ("/window/start-edge/right-to-left", GINT_TO_POINTER (GTK_TEXT_DIR_RTL), test_start_edge);
  g_test_add ("/window/status", Fixture, NULL, window_fixture_set_up, test_status, window_fixture_tear_down);
  g_test_add ("/window/status-words", Fixture, NULL, window_fixture_set_up, test_status_words, window_fixture_tear_down);
  g_test_add ("/window/no-connection", Fixture, NULL, window_fixture_set_up, test_no_connection, window_fixture_tear_down);
  g_test_add ("/window/adoption", Fixture, NULL, window_fixture_set_up, test_adoption, window_fixture_tear_down);
  g_test_add ("/window/price-trouble", Fixture, NULL, window_fixture_set_up, test_price_trouble, window_fixture_tear_down);
  g_test_add ("/window/browse-all", Fixture, NULL, window_fixture_set_up, test_browse_all, window_fixture_tear_down);
  g_test_add ("/window/message-and-toast", Fixture, NULL, window_fixture_set_up, test_message_and_toast, window_fixture_tear_down);
  g_test_add ("/window/long-name", Fixture, NULL, window_fixture_set_up, test_long_name, window_fixture_tear_down);

  return g_test_run ();
}
