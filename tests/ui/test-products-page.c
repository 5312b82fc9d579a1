/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-conflict.h"
#include "cf-field-error.h"
#include "cf-product-pane.h"
#include "cf-products-page.h"
#include "cf-text-limits.h"
#include "cf-toast.h"
#include "cf-ui.h"
#include "products-fixture.h"
#include "scan-fixture.h"

#define MANY "INSERT INTO public.products (product_number, name, price, retired) " \
             "SELECT 'P' || lpad (i::text, 4, '0'), 'Thing ' || (i * 7 % 1000), CASE WHEN i % 50 = 0 THEN NULL ELSE (i * 37 % 500)::numeric / 100 END, i % 100 = 1 " \
             "FROM generate_series (1, 300) i; "

/* The list */

static void
test_sorts (PageFixture *fixture)
{
  page_sql (fixture, MANY);
  products_show (fixture, fixture->products);
  cf_test_wait_until (page_shows (fixture->page, "297 products"));
  cf_test_wait_until (page_find_button (fixture->page, "Without price 6") != NULL);
  page_press_title (fixture->page, "Number");
  page_assert_cells (fixture, "Number", 40, "SELECT product_number FROM public.products WHERE NOT retired ORDER BY product_number LIMIT 40");
  page_press_title (fixture->page, "Price");
  page_assert_cells (fixture, "Price", 10, "SELECT '£' || round (price, 2) FROM public.products WHERE NOT retired ORDER BY price, product_id LIMIT 10");
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (page_find_button (fixture->page, "Retired")), TRUE);
  cf_test_wait_until (page_shows (fixture->page, "3 products"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (page_find_button (fixture->page, "Without price 6")), TRUE);
  cf_test_wait_until (page_shows (fixture->page, "6 products"));
}

static void
test_search (PageFixture *fixture)
{
  GtkWidget *search;

  page_sql (fixture, MANY PRODUCTS_CLOCK);
  products_show (fixture, fixture->products);
  search = page_find_type (fixture->page, GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (search), "alarm");
  page_assert_cells (fixture, "Number", 9, "SELECT '22727'");
  gtk_editable_set_text (GTK_EDITABLE (search), "P0007");
  page_assert_cells (fixture, "Number", 9, "SELECT 'P0007'");
  gtk_editable_set_text (GTK_EDITABLE (search), "nothing like it");
  cf_test_wait_until (page_shows (fixture->page, "Nothing Found"));
  /* It is in a number, but no number begins with it. */
  gtk_editable_set_text (GTK_EDITABLE (search), "2727");
  cf_test_wait_until (page_shows (fixture->page, "No number or code begins with “2727”, and no name contains it."));
}

/* What others brought here without a name is known by its number and stands behind what has one, also where there is room for one text alone. */
static void
test_nameless (PageFixture *fixture)
{
  GtkWidget *title;

  page_sql (fixture, "INSERT INTO public.products (product_number, price) VALUES ('ODD', 3); "
                     "INSERT INTO public.products (product_number, name) VALUES ('B', 'Bread'), ('A', 'Apple')");
  products_show (fixture, fixture->products);
  page_assert_cells (fixture, "Name", 3, "VALUES ('Apple'), ('Bread'), ('ODD')");
  cf_browser_set_sort (page_browser (fixture), CF_PRODUCTS_SORT_NAME, TRUE);
  page_assert_cells (fixture, "Name", 3, "VALUES ('Bread'), ('Apple'), ('ODD')");
  cf_browser_set_text (page_browser (fixture), "ODD");
  page_assert_cells (fixture, "Name", 1, "SELECT 'ODD'");

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  cf_test_wait_until (cf_records_get_narrow (page_records (fixture)));
  cf_test_wait_until ((title = page_find_type (GTK_WIDGET (page_records (fixture)), GTK_TYPE_INSCRIPTION)) != NULL &&
                      g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (title)), "ODD") == 0);
}

static void
test_empty (PageFixture *fixture)
{
  products_show (fixture, fixture->products);
  cf_test_wait_until (page_shows (fixture->page, "No Products Yet"));
  page_click (fixture->page, "Add Product");
  cf_test_wait_until (page_shows (fixture->page, "New Product"));
}

static void
test_no_server (PageFixture *fixture)
{
  products_show (fixture, NULL);
  cf_test_wait_until (page_shows (fixture->page, "No Server Yet"));
  g_assert_true (page_shows (fixture->page, "The products come here by themselves as soon as it answers."));
  page_sql (fixture, PRODUCTS_CLOCK);
  /* Nobody knows yet how many there are. */
  g_assert_false (page_shows (fixture->page, "0 products"));
  cf_records_page_set_repository (CF_RECORDS_PAGE (fixture->page), fixture->products);
  g_assert_false (page_shows (fixture->page, "0 products"));
  page_assert_cells (fixture, "Number", 1, "SELECT '22727'");
}

/* One product */

static void
scan_into (PageFixture *fixture,
           const char  *title,
           const char  *code)
{
  gtk_widget_grab_focus (page_find_row (fixture->page, title));
  gtk_editable_select_region (GTK_EDITABLE (page_find_row (fixture->page, title)), 0, -1);
  scan_keys (GTK_WINDOW (fixture->window), code, GDK_KEY_Return);
}

/* A code that was scanned is neither a price nor a name, and its Enter stores nothing. */
static void
test_scan_into_form (PageFixture *fixture)
{
  const char *const titles[] = { "Name", "Price", "Description" };

  products_open_clock (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      scan_into (fixture, titles[i], "5012345678900");
      page_assert_wrong (fixture->page, titles[i], "“5012345678900” was scanned and left out.");
    }
  g_assert_null (page_find_button (fixture->page, "Save Changes"));

  /* A hand may be as fast. */
  scan_into (fixture, "Price", "4.50");
  cf_test_wait_until (page_shows (fixture->page, "22727 saved"));
  page_assert_value (fixture, "SELECT name || '/' || description || '/' || price FROM public.products", "Alarm clock/Two bells/4.50");
}

static void
test_add (PageFixture *fixture)
{
  products_show (fixture, fixture->products);
  cf_products_page_add (CF_PRODUCTS_PAGE (fixture->page));
  page_type (fixture->page, "Price", "4,25");
  page_click (fixture->page, "Add Product");
  cf_test_wait_until (page_shows (fixture->page, "A product needs a number"));
  page_type (fixture->page, "Number", "84879");
  page_click (fixture->page, "Add Product");
  cf_test_wait_until (page_shows (fixture->page, "A product needs a name"));
  page_type (fixture->page, "Name", "Bird ornament");
  page_type (fixture->page, "Scan or Add Code", "5012345678900");
  g_signal_emit_by_name (page_find_row (fixture->page, "Scan or Add Code"), "entry-activated");
  cf_test_wait_until (page_shows (fixture->page, "5 012345 678900"));
  page_type (fixture->page, "Scan or Add Code", "4000000000006");
  page_click (fixture->page, "Add Product");
  cf_test_wait_until (page_shows (fixture->page, "84879 added"));
  page_assert_value (fixture, "SELECT product_number || '/' || name || '/' || price FROM public.products", "84879/Bird ornament/4.25");
  page_assert_value (fixture, "SELECT string_agg (code, ',' ORDER BY code) FROM public.product_codes", "4000000000006,5012345678900");
  page_assert_cells (fixture, "Codes", 1, "SELECT '3'");
  g_assert_null (page_find_button (fixture->page, "Save Changes"));
}

static void
test_edit (PageFixture *fixture)
{
  products_open_clock (fixture);
  g_assert_null (page_find_button (fixture->page, "Save Changes"));
  page_type (fixture->page, "Price", "4.25");
  cf_test_wait_until (page_shows (fixture->page, "was £3.75"));
  page_click (fixture->page, "Discard");
  g_assert_null (page_find_button (fixture->page, "Save Changes"));
  page_type (fixture->page, "Price", "4.25");
  page_type (fixture->page, "Name", "Robert'); DROP TABLE products;--");
  page_click (fixture->page, "Save Changes");
  /* It is on its way: there is nothing to discard before the answer. */
  g_assert_false (gtk_widget_is_sensitive (page_find_button (fixture->page, "Discard")));
  cf_test_wait_until (page_shows (fixture->page, "22727 saved"));
  page_assert_value (fixture, "SELECT name || '/' || price || '/' || description FROM public.products", "Robert'); DROP TABLE products;--/4.25/Two bells");
  page_assert_cells (fixture, "Price", 1, "SELECT '£4.25'");
  page_type (fixture->page, "Price", "");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_find_button (fixture->page, "Without price 1") != NULL);
  page_assert_value (fixture, "SELECT count (*) FROM public.products WHERE price IS NULL", "1");
}

/* The right edge of the text in a row, as a part of the width. */
static double
right_edge (GtkWidget *row)
{
  GtkText *text = GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (row)));
  gsize length = (gsize) g_utf8_strlen (gtk_editable_get_text (GTK_EDITABLE (text)), -1);
  graphene_rect_t begin, end;

  gtk_text_compute_cursor_extents (text, 0, &begin, NULL);
  gtk_text_compute_cursor_extents (text, length, &end, NULL);
  return MAX (begin.origin.x, end.origin.x) / gtk_widget_get_width (GTK_WIDGET (text));
}

/* Who reads from right to left finds each text under its title, whatever it is and wherever the focus is. */
static void
test_from_right (PageFixture *fixture)
{
  static const char *const titles[] = { "Name", "Price", "Description", "Scan or Add Code" };

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  products_open_clock (fixture);
  page_type (fixture->page, "Scan or Add Code", "5012345678900");
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      GtkWidget *row = page_find_row (fixture->page, titles[i]);

      cf_test_wait_until (right_edge (row) > 0.9);
      gtk_widget_grab_focus (row);
      cf_test_wait_until (right_edge (row) > 0.9);
    }
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static void
test_retire (PageFixture *fixture)
{
  GtkWidget *pane;
  g_autofree char *typed = NULL;

  products_open_clock (fixture);
  pane = page_find_type (fixture->page, CF_TYPE_PRODUCT_PANE);
  page_type (fixture->page, "Name", "Half typed");
  gtk_widget_activate_action (pane, "product.retire", NULL);
  cf_test_wait_until (page_shows (fixture->page, "22727 retired"));
  page_assert_value (fixture, "SELECT retired || '/' || name FROM public.products", "true/Alarm clock");
  typed = page_text (fixture->page, "Name");
  g_assert_cmpstr (typed, ==, "Half typed");
  gtk_widget_activate_action (pane, "product.put-back", NULL);
  cf_test_wait_until (page_shows (fixture->page, "22727 is on sale again"));
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "22727 saved"));
  page_assert_value (fixture, "SELECT retired || '/' || name FROM public.products", "false/Half typed");
}

/* What was done last is taken back whatever is shown meanwhile; what cannot be taken back says so. */
static void
test_undo (PageFixture *fixture)
{
  GtkWidget *pane;

  products_open_clock (fixture);
  page_type (fixture->page, "Price", "4.25");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "22727 saved"));
  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->page, "Nothing that was done here is left to take back."));

  pane = page_find_type (fixture->page, CF_TYPE_PRODUCT_PANE);
  gtk_widget_activate_action (pane, "product.retire", NULL);
  cf_test_wait_until (page_shows (fixture->page, "22727 retired"));
  page_sql (fixture, "UPDATE public.products SET name = 'Theirs'");
  cf_products_page_add (CF_PRODUCTS_PAGE (fixture->page));
  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->page, "22727 is on sale again"));
  g_assert_true (page_shows (pane, "New Product"));
  page_assert_value (fixture, "SELECT retired || '/' || name || '/' || price::float FROM public.products", "false/Theirs/4.25");
  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->page, "Nothing that was done here is left to take back."));

  products_open (fixture, 0);
  gtk_widget_activate_action (pane, "product.retire", NULL);
  cf_test_wait_until (page_shows (fixture->page, "22727 retired"));
  page_click (fixture->page, "_Undo");
  cf_test_wait_until (page_shows (pane, "On sale"));
  page_assert_value (fixture, "SELECT retired FROM public.products", "f");
}

/* What they stored stays, and a code that was typed and not entered is not lost. */
static void
test_retire_changed_meanwhile (PageFixture *fixture)
{
  GtkWidget *pane;

  products_open_clock (fixture);
  pane = page_find_type (fixture->page, CF_TYPE_PRODUCT_PANE);
  page_sql (fixture, "UPDATE public.products SET price = 9.99");
  gtk_widget_activate_action (pane, "product.retire", NULL);
  cf_test_wait_until (page_shows (fixture->page, "22727 retired"));
  page_assert_value (fixture, "SELECT retired || '/' || price FROM public.products", "true/9.99");
  g_assert_false (page_shows (fixture->page, "changed this product meanwhile"));

  page_type (fixture->page, "Scan or Add Code", "4006381333931");
  page_sql (fixture, "UPDATE public.products SET price = 5");
  gtk_widget_activate_action (pane, "product.put-back", NULL);
  cf_test_wait_until (page_shows (fixture->page, "22727 is on sale again"));
  page_assert_value (fixture, "SELECT retired || '/' || price FROM public.products", "false/5");
  g_assert_false (page_shows (fixture->page, "changed this product meanwhile"));
  page_click (pane, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "22727 saved"));
  page_assert_value (fixture, "SELECT retired || '/' || price::float FROM public.products", "false/5");
  page_assert_value (fixture, "SELECT count (*) FROM public.product_codes", "2");

  page_type (fixture->page, "Price", "7");
  page_sql (fixture, "UPDATE public.products SET price = 6");
  gtk_widget_activate_action (pane, "product.retire", NULL);
  cf_test_wait_until (page_shows (pane, "changed this product meanwhile"));
  page_assert_value (fixture, "SELECT retired || '/' || price::float FROM public.products", "true/6");
  page_click (pane, "Keep Mine");
  cf_test_wait_until (page_shows (fixture->page, "22727 saved"));
  page_assert_value (fixture, "SELECT retired || '/' || price::float FROM public.products", "true/7");
}

static void
test_retire_keeps_code (PageFixture *fixture)
{
  products_open_clock (fixture);
  page_type (fixture->page, "Scan or Add Code", "4006381333931");
  gtk_widget_activate_action (page_find_type (fixture->page, CF_TYPE_PRODUCT_PANE), "product.retire", NULL);
  cf_test_wait_until (page_shows (fixture->page, "22727 retired"));
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "22727 saved"));
  page_assert_value (fixture, "SELECT count (*) FROM public.product_codes", "2");
}

static void
show_two (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.products (product_number, name, price) VALUES ('1', 'A', 1), ('2', 'B', 2)");
  products_show (fixture, fixture->products);
  page_assert_cells (fixture, "Number", 2, "SELECT * FROM (VALUES ('1'), ('2')) v");
  products_open (fixture, 0);
}

static gboolean
name_is (PageFixture *fixture,
         const char  *wanted)
{
  g_autofree char *name = page_text (fixture->page, "Name");

  return g_strcmp0 (name, wanted) == 0;
}

/* Another one is chosen before the answer has come. */
static void
test_chosen_while_saving (PageFixture *fixture)
{
  show_two (fixture);
  page_type (fixture->page, "Price", "7.77");
  page_click (fixture->page, "Save Changes");
  cf_browser_select (page_browser (fixture), 1);
  cf_test_wait_until (name_is (fixture, "B"));
  page_assert_value (fixture, "SELECT price FROM public.products WHERE name = 'A'", "7.77");

  /* Where it is not saved, that is seen: the other one is not selected beside it. */
  page_sql (fixture, "CREATE FUNCTION public.refuse () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$; "
                     "CREATE TRIGGER refuse BEFORE UPDATE ON public.products FOR EACH ROW EXECUTE FUNCTION public.refuse ()");
  page_type (fixture->page, "Price", "8.88");
  page_click (fixture->page, "Save Changes");
  cf_browser_select (page_browser (fixture), 0);
  cf_test_wait_until (page_shows (fixture->page, "Nothing was stored"));
  g_assert_true (name_is (fixture, "B"));
  g_assert_cmpuint (cf_browser_get_selected (page_browser (fixture)), ==, GTK_INVALID_LIST_POSITION);
}

/* What is typed and not saved is there again. */
static void
test_drafts (PageFixture *fixture)
{
  g_autofree char *price = NULL;
  g_autofree char *name = NULL;

  page_sql (fixture, "INSERT INTO public.products (product_number, name, price) VALUES ('1', 'A', 1), ('2', 'B', 2)");
  products_show (fixture, fixture->products);
  page_assert_cells (fixture, "Number", 2, "SELECT * FROM (VALUES ('1'), ('2')) v");
  products_open (fixture, 0);
  page_type (fixture->page, "Price", "7.77");
  cf_browser_select (page_browser (fixture), 1);
  cf_test_wait_until (page_find_button (fixture->page, "Save Changes") == NULL);
  cf_products_page_add (CF_PRODUCTS_PAGE (fixture->page));
  page_type (fixture->page, "Name", "C");
  cf_browser_set_pane_open (page_browser (fixture), FALSE);
  products_open (fixture, 0);
  price = page_text (fixture->page, "Price");
  g_assert_cmpstr (price, ==, "7.77");
  cf_products_page_add (CF_PRODUCTS_PAGE (fixture->page));
  name = page_text (fixture->page, "Name");
  g_assert_cmpstr (name, ==, "C");
}

static void
begin_conflict (PageFixture *fixture)
{
  products_open_clock (fixture);
  page_type (fixture->page, "Price", "4.25");
  page_sql (fixture, "UPDATE public.products SET price = 5");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "changed this product meanwhile"));
  /* As amounts, like everywhere else. */
  cf_test_wait_until (page_shows (page_find_type (fixture->page, CF_TYPE_CONFLICT), "£4.25"));
  cf_test_wait_until (page_shows (page_find_type (fixture->page, CF_TYPE_CONFLICT), "£5.00"));
}

/* Whoever has typed hears at once that somebody else was there. */
static void
test_hears (PageFixture *fixture)
{
  g_autofree char *price = NULL;
  g_autofree char *name = NULL;

  page_fixture_listen (fixture);
  products_open_clock (fixture);
  page_type (fixture->page, "Price", "4.25");
  page_sql (fixture, "UPDATE public.products SET name = 'Wake-up clock'");
  cf_test_wait_until ((g_free (name), name = page_text (fixture->page, "Name"), g_str_equal (name, "Wake-up clock")));
  g_assert_false (page_shows (fixture->page, "meanwhile"));
  page_sql (fixture, "UPDATE public.products SET price = 5");
  cf_test_wait_until (page_shows (fixture->page, "Somebody changed this product meanwhile. What you typed is still here"));
  price = page_text (fixture->page, "Price");
  g_assert_cmpstr (price, ==, "4.25");

  /* Until it is settled, whatever else is wrong. */
  page_type (fixture->page, "Price", "4.2x");
  page_click (fixture->page, "Save Changes");
  g_assert_true (gtk_widget_has_css_class (page_find_row (fixture->page, "Price"), "error"));
  g_assert_true (page_shows (fixture->page, "Somebody changed this product meanwhile. What you typed is still here"));
  page_type (fixture->page, "Price", "4.20");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (page_find_type (fixture->page, CF_TYPE_CONFLICT), "£4.20"));
  g_assert_false (page_shows (fixture->page, "What you typed is still here"));
}

static void
test_keep_mine (PageFixture *fixture)
{
  begin_conflict (fixture);
  page_click (fixture->page, "Keep Mine");
  cf_test_wait_until (page_shows (fixture->page, "22727 saved"));
  page_assert_value (fixture, "SELECT price FROM public.products", "4.25");
}

static void
test_take_theirs (PageFixture *fixture)
{
  g_autofree char *price = NULL;

  begin_conflict (fixture);
  page_click (fixture->page, "Take Theirs");
  price = page_text (fixture->page, "Price");
  g_assert_cmpstr (price, ==, "5.00");
  page_assert_value (fixture, "SELECT price FROM public.products", "5");
}

static gboolean
text_is (PageFixture *fixture,
         const char  *title,
         const char  *wanted)
{
  g_autofree char *text = page_text (fixture->page, title);

  return g_strcmp0 (text, wanted) == 0;
}

/* What others store is seen at once, also where something else is half typed: that stays. */
static void
test_follows (PageFixture *fixture)
{
  page_fixture_listen (fixture);
  products_open_clock (fixture);
  page_sql (fixture, "UPDATE public.products SET price = 77");
  cf_test_wait_until (text_is (fixture, "Price", "77.00"));
  g_assert_null (page_find_button (fixture->page, "Save Changes"));
  page_sql (fixture, "INSERT INTO public.product_codes (code, product_id) SELECT '4006381333931', product_id FROM public.products");
  cf_test_wait_until (page_shows (fixture->page, "4 006381 333931"));

  page_type (fixture->page, "Name", "Half typed");
  page_type (fixture->page, "Scan or Add Code", "4000000000006");
  page_sql (fixture, "UPDATE public.products SET price = 78, name = name || '!'");
  page_sql (fixture, "UPDATE public.products SET name = 'Alarm clock', retired = true");
  cf_test_wait_until (text_is (fixture, "Price", "78.00"));
  cf_test_wait_until (page_shows (fixture->page, "Retired: the till finds it by its codes only"));
  g_assert_true (text_is (fixture, "Name", "Half typed"));
  g_assert_true (text_is (fixture, "Scan or Add Code", "4000000000006"));
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "22727 saved"));
  page_assert_value (fixture, "SELECT name || '/' || price::float || '/' || retired FROM public.products", "Half typed/78/true");
  page_assert_value (fixture, "SELECT count (*) FROM public.product_codes", "3");

  page_sql (fixture, "DELETE FROM public.product_codes; DELETE FROM public.products");
  cf_test_wait_until (page_shows (fixture->page, "Somebody deleted this product. What is shown here is what it was."));
}

/* Nothing is heard of others: what they changed and nobody typed over is kept without a question. */
static void
test_saves_beside (PageFixture *fixture)
{
  products_open_clock (fixture);
  page_type (fixture->page, "Name", "Mine");
  page_sql (fixture, "UPDATE public.products SET price = 5, description = 'Theirs'");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "22727 saved"));
  g_assert_false (page_shows (fixture->page, "changed this product meanwhile"));
  page_assert_value (fixture, "SELECT name || '/' || price::float || '/' || description FROM public.products", "Mine/5/Theirs");
  g_assert_true (text_is (fixture, "Price", "5.00"));
}

/* It is asked about what both changed, and nothing else is written back. */
static void
test_asks_what_both_changed (PageFixture *fixture)
{
  GtkWidget *question;

  products_open_clock (fixture);
  page_type (fixture->page, "Name", "Mine");
  page_type (fixture->page, "Description", "My bells");
  page_sql (fixture, "UPDATE public.products SET price = 5, name = 'Other'");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "changed this product meanwhile"));
  question = page_find_type (fixture->page, CF_TYPE_CONFLICT);
  g_assert_true (page_shows (question, "Name"));
  g_assert_true (page_shows (question, "Other"));
  g_assert_false (page_shows (question, "Price"));
  g_assert_false (page_shows (question, "Description"));
  page_click (fixture->page, "Keep Mine");
  cf_test_wait_until (page_shows (fixture->page, "22727 saved"));
  page_assert_value (fixture, "SELECT name || '/' || price::float || '/' || description FROM public.products", "Mine/5/My bells");
}

/* What is far too long is cut and it is said; nothing measures megabytes. */
static void
test_long_texts (PageFixture *fixture)
{
  static const char *const titles[] = { "Name", "Price", "Description", "Scan or Add Code" };
  g_autofree char *huge = g_strnfill (10000000, '7');

  products_open_clock (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_autofree char *kept = NULL;

      page_type (fixture->page, titles[i], huge);
      cf_test_wait_until (page_shows (fixture->page, "what was beyond was left out"));
      kept = page_text (fixture->page, titles[i]);
      g_assert_cmpuint (strlen (kept), >=, 40);
      g_assert_cmpuint (strlen (kept), <=, 4000);
    }
  g_signal_emit_by_name (page_find_row (fixture->page, "Scan or Add Code"), "entry-activated");
  cf_test_wait_until (page_shows (fixture->page, "7777777777"));
}

/* Closing the pane keeps what was typed and says so. */
static void
test_close_keeps (PageFixture *fixture)
{
  g_autofree char *number = NULL;

  products_open_clock (fixture);
  page_press (GTK_WIDGET (page_browser (fixture)), GDK_KEY_Escape, 0);
  cf_products_page_add (CF_PRODUCTS_PAGE (fixture->page));
  page_type (fixture->page, "Number", "84879");
  gtk_widget_grab_focus (page_find_row (fixture->page, "Number"));
  g_assert_true (page_press (GTK_WIDGET (page_browser (fixture)), GDK_KEY_Escape, 0));
  g_assert_false (cf_browser_get_pane_open (page_browser (fixture)));
  cf_test_wait_until (page_shows (fixture->page, "What you typed is kept: Ctrl+N goes on with it."));
  cf_products_page_add (CF_PRODUCTS_PAGE (fixture->page));
  number = page_text (fixture->page, "Number");
  g_assert_cmpstr (number, ==, "84879");
}

/* Where there is no room for a table the names have it, as in History. */
static void
test_narrow (PageFixture *fixture)
{
  page_sql (fixture, MANY);
  products_show (fixture, fixture->products);
  cf_test_wait_until (page_shows (fixture->page, "297 products"));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 370, 720);
  cf_test_wait_until (cf_records_get_narrow (page_records (fixture)));
  g_assert_null (page_find_type (fixture->page, GTK_TYPE_COLUMN_VIEW));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1100, 720);
  cf_test_wait_until (!cf_records_get_narrow (page_records (fixture)));
}

/* That what was typed is kept is said whole, however narrow it is. */
static void
test_narrow_toast (PageFixture *fixture)
{
  GtkWidget *toast;
  GtkLabel *label;
  graphene_rect_t bounds;

  products_open_clock (fixture);
  page_type (fixture->page, "Price", "4");
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 370, 720);
  cf_test_wait_until (cf_browser_get_folded (page_browser (fixture)));
  g_assert_true (page_press (GTK_WIDGET (page_browser (fixture)), GDK_KEY_Escape, 0));
  cf_test_wait_until (page_shows (fixture->page, "What you typed is kept"));
  gtk_test_widget_wait_for_draw (fixture->window);

  toast = page_find_type (fixture->page, CF_TYPE_TOAST);
  label = GTK_LABEL (page_find_label (toast, "What you typed is kept"));
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (label)));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (label), fixture->page, &bounds));
  g_assert_cmpfloat (bounds.origin.x, >=, 0);
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, gtk_widget_get_width (fixture->page));
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=, gtk_widget_get_height (fixture->page));
}

/* By keys alone into the form, and the keys of the page work after saving. */
static void
test_keys (PageFixture *fixture)
{
  GtkWidget *form;

  page_sql (fixture, PRODUCTS_CLOCK);
  products_show (fixture, fixture->products);
  page_assert_cells (fixture, "Number", 1, "SELECT '22727'");
  cf_browser_select (page_browser (fixture), 0);
  g_assert_true (page_press (fixture->page, GDK_KEY_F2, 0));
  cf_test_wait_until ((form = page_find_row (fixture->page, "Name")) != NULL);
  g_assert_true (cf_ui_holds_focus (form));

  cf_browser_focus_rows (page_browser (fixture));
  g_assert_false (cf_ui_holds_focus (form));
  page_enter_row (fixture->page, 0);
  g_assert_true (cf_ui_holds_focus (form));
  cf_browser_focus_rows (page_browser (fixture));
  g_assert_true (page_press (GTK_WIDGET (page_browser (fixture)), GDK_KEY_F6, 0));
  g_assert_true (cf_ui_holds_focus (page_find_type (fixture->page, CF_TYPE_PRODUCT_PANE)));
  g_assert_true (page_press (GTK_WIDGET (page_browser (fixture)), GDK_KEY_F6, 0));
  g_assert_false (cf_ui_holds_focus (page_find_type (fixture->page, CF_TYPE_PRODUCT_PANE)));

  page_type (fixture->page, "Price", "4.25");
  gtk_widget_grab_focus (page_find_button (fixture->page, "Save Changes"));
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "22727 saved"));
  g_assert_true (cf_ui_holds_focus (fixture->page));
}

/* What another program stored without end is shown by its beginning, and stays what it is when something else is changed. */
static void
test_endless_name (PageFixture *fixture)
{
  g_autofree char *name = NULL;
  g_autofree char *description = NULL;

  page_sql (fixture, PRODUCTS_CLOCK "UPDATE public.products SET name = repeat ('Alarm ', 2000000), description = repeat ('Bell ', 2000000)");
  products_show (fixture, fixture->products);
  page_assert_cells (fixture, "Number", 1, "SELECT '22727'");
  products_open (fixture, 0);
  name = page_text (fixture->page, "Name");
  description = page_text (fixture->page, "Description");
  g_assert_cmpint (g_utf8_strlen (name, -1), ==, CF_MOST_NAME);
  g_assert_cmpint (g_utf8_strlen (description, -1), ==, CF_MOST_DESCRIPTION);

  page_type (fixture->page, "Price", "4.25");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "22727 saved"));
  page_assert_value (fixture, "SELECT length (name) || ' ' || length (description) || ' ' || price FROM public.products", "12000000 10000000 4.25");

  page_type (fixture->page, "Name", "Alarm clock");
  page_click (fixture->page, "Save Changes");
  page_assert_cells (fixture, "Name", 1, "SELECT 'Alarm clock'");
  page_assert_value (fixture, "SELECT name || ' ' || length (description) FROM public.products", "Alarm clock 10000000");
}

static void
test_names (PageFixture *fixture)
{
  products_open_clock (fixture);
  page_assert_named (fixture->page);
}

int
main (int    argc,
      char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  page_test_add ("/products/list/sorts", test_sorts);
  page_test_add ("/products/list/search", test_search);
  page_test_add ("/products/list/nameless", test_nameless);
  page_test_add ("/products/list/empty", test_empty);
  page_test_add ("/products/list/no-server", test_no_server);
  page_test_add ("/products/add", test_add);
  page_test_add ("/products/scan-into-form", test_scan_into_form);
  page_test_add ("/products/edit", test_edit);
  page_test_add ("/products/from-right", test_from_right);
  page_test_add ("/products/retire", test_retire);
  page_test_add ("/products/undo", test_undo);
  page_test_add ("/products/retire-changed-meanwhile", test_retire_changed_meanwhile);
  page_test_add ("/products/retire-keeps-code", test_retire_keeps_code);
  page_test_add ("/products/chosen-while-saving", test_chosen_while_saving);
  page_test_add ("/products/drafts", test_drafts);
  page_test_add ("/products/hears", test_hears);
  page_test_add ("/products/keep-mine", test_keep_mine);
  page_test_add ("/products/take-theirs", test_take_theirs);
  page_test_add ("/products/follows", test_follows);
  page_test_add ("/products/saves-beside", test_saves_beside);
  page_test_add ("/products/asks-what-both-changed", test_asks_what_both_changed);
  page_test_add ("/products/keys", test_keys);
  page_test_add ("/products/long-texts", test_long_texts);
  page_test_add ("/products/close-keeps", test_close_keeps);
  page_test_add ("/products/list/narrow", test_narrow);
  page_test_add ("/products/narrow-toast", test_narrow_toast);
  page_test_add ("/products/endless-name", test_endless_name);
  page_test_add ("/products/names", test_names);

  return g_test_run ();
}
