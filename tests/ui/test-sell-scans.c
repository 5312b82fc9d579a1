/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What scanners send beside a code: the key that ends it, a sign that it begins with, and what a hand has left before it. */

#include "sell-fixture.h"

#include <adwaita.h>
#include <malloc.h>
#include <string.h>

#include "scan-fixture.h"

/* A code that ends with Tab is sold; Tab alone, and behind what a hand has typed, goes on to the next widget. */
static void
test_scan_with_tab (SellFixture   *fixture,
                    gconstpointer  data)
{
  scan_keys (fixture->window, "21877", GDK_KEY_Tab);
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  g_assert_true (cf_scan_entry_is_empty (fixture->entry));
  g_assert_false (scan_press (fixture->window, GDK_KEY_Tab));
  sell_type (fixture, "71053");
  g_assert_false (scan_press (fixture->window, GDK_KEY_Tab));
  g_assert_cmpuint (sell_count_lines (fixture), ==, 1);
}

static void
assert_quantity (SellFixture *fixture,
                 guint        position,
                 int          expected)
{
  g_assert_true (cf_decimal_equal (cf_cart_line_get_quantity (sell_get_line (fixture, position)), CF_DECIMAL_INT (expected)));
}

static void
type_slowly (SellFixture *fixture,
             const char  *text)
{
  scan_type (fixture->window, text);
  scan_pause (200);
}

static const char *
get_text (SellFixture *fixture)
{
  return gtk_editable_get_text (GTK_EDITABLE (fixture->entry));
}

/* Behind what a hand has only just typed nobody can tell where a code begins: it is neither glued to that nor lost, and is told. Who
 * scans again means it. */
static void
test_scan_behind_fresh_text (SellFixture   *fixture,
                             gconstpointer  data)
{
  guint end = GPOINTER_TO_UINT (data);

  type_slowly (fixture, "xy");
  scan_keys (fixture->window, "5012345678900", end);
  g_assert_cmpstr (get_text (fixture), ==, "xy");
  g_assert_true (sell_says (GTK_WIDGET (fixture->page), "Enter adds it, Escape takes it away; then scan again."));
  g_assert_true (sell_has_focus (fixture));
  cf_test_wait_until (gtk_widget_get_mapped (sell_get_message (fixture)));
  g_assert_cmpuint (sell_count_lines (fixture), ==, 0);

  scan_keys (fixture->window, "5012345678900", end);
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 0)), ==, "5012345678900");
  g_assert_cmpstr (get_text (fixture), ==, "xy");
  g_signal_emit_by_name (fixture->entry, "escape");
  cf_scan_entry_clear (fixture->entry);
  scan_keys (fixture->window, "21877", end);
  cf_test_wait_until (sell_count_lines (fixture) == 2);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 1)), ==, "21877");
}

/* The quantity by hand, the code by the scanner: exactly that code, and no product that is found by its beginning. */
static void
test_behind_quantity (SellFixture   *fixture,
                      gconstpointer  data)
{
  const guint ends[] = { GDK_KEY_Tab, GDK_KEY_Return };

  till_fixture_put (&fixture->base, "15056BL", "Edwardian Parasol Black", "5.95");
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      type_slowly (fixture, "3*");
      scan_keys (fixture->window, "15056", ends[i]);
      cf_test_wait_until (sell_count_lines (fixture) == 1 && cf_scan_entry_is_empty (fixture->entry));
      g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 0)), ==, "15056");
      cf_test_wait_until (cf_decimal_equal (cf_cart_line_get_quantity (sell_get_line (fixture, 0)), CF_DECIMAL_INT (3 + 3 * (int) i)));
      cf_sell_page_focus_entry (fixture->page);
    }
}

/* A short code is one as well, and a word that a quick hand typed is none. */
static void
test_tab_behind_short_code (SellFixture   *fixture,
                            gconstpointer  data)
{
  till_fixture_put (&fixture->base, "C2", "Comb", "1.00");
  scan_keys (fixture->window, "C2", GDK_KEY_Tab);
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 0)), ==, "C2");
  scan_keys (fixture->window, "mug", GDK_KEY_Tab);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (fixture->entry)), ==, "mug");
  g_assert_false (gtk_widget_get_visible (sell_get_message (fixture)));
}

/* The sign that a code begins with is a part of it, and changes no line; by hand it is a key as before. */
static void
test_scan_with_sign (SellFixture   *fixture,
                     gconstpointer  data)
{
  const char *const codes[] = { "+A123BJC5D6E71", "-85123A" };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    till_fixture_put (&fixture->base, codes[i], "Syringe", "2.00");
  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  g_signal_emit_by_name (fixture->entry, "change-quantity", 1);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      const guint ends[] = { GDK_KEY_Return, GDK_KEY_Tab };

      scan_keys (fixture->window, codes[i], ends[i]);
      cf_test_wait_until (sell_count_lines (fixture) == i + 2);
      g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, i + 1)), ==, codes[i]);
      assert_quantity (fixture, 0, 2);
      assert_quantity (fixture, i + 1, 1);
    }

  /* A hand counts, and the scanner sends the next code. */
  scan_press (fixture->window, GDK_KEY_plus);
  scan_press (fixture->window, GDK_KEY_plus);
  assert_quantity (fixture, 2, 3);
  type_slowly (fixture, "");
  scan_keys (fixture->window, "71053", GDK_KEY_Return);
  cf_test_wait_until (sell_count_lines (fixture) == 4);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 3)), ==, "71053");
  assert_quantity (fixture, 2, 3);
}

static void
sell_three_mugs (SellFixture *fixture)
{
  sell_type_and_enter (fixture, "3*21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
}

/* Who takes one off a line looks at it, and goes on then: the minus was a key, and a quantity behind it is a quantity. */
static void
test_minus_before_quantity (SellFixture   *fixture,
                            gconstpointer  data)
{
  sell_three_mugs (fixture);
  scan_press (fixture->window, GDK_KEY_minus);
  assert_quantity (fixture, 0, 2);
  scan_pause (600);
  scan_keys (fixture->window, "2*71053", GDK_KEY_Return);
  cf_test_wait_until (sell_count_lines (fixture) == 2);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 1)), ==, "71053");
  assert_quantity (fixture, 0, 2);
  assert_quantity (fixture, 1, 2);
}

/* Signs that are typed as the rest of a quantity is belong to it, all of them: they change no line, and what is wrong is said. */
static void
test_signed_quantity (SellFixture   *fixture,
                      gconstpointer  data)
{
  const char *const typed[] = { "-2*71053", "--2*71053" };
  const char *const said[] = { "A quantity below zero cannot be sold.", "“--2” is not a number. Nothing was added." };

  sell_three_mugs (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      scan_type (fixture->window, typed[i]);
      scan_pause (250);
      sell_enter (fixture);
      cf_test_wait_until (sell_says (sell_get_message (fixture), said[i]));
      g_assert_cmpstr (get_text (fixture), ==, typed[i]);
      g_assert_cmpuint (sell_count_lines (fixture), ==, 1);
      assert_quantity (fixture, 0, 3);
      cf_scan_entry_clear (fixture->entry);
    }
}

/* A sign that was pressed well before the others changed the line, which keeps that. */
static void
test_signed_quantity_behind_key (SellFixture   *fixture,
                                 gconstpointer  data)
{
  const guint keys[] = { GDK_KEY_plus, GDK_KEY_minus };

  sell_three_mugs (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      scan_pause (1500);
      scan_press (fixture->window, keys[i]);
      scan_pause (400);
      scan_type (fixture->window, "-2*71053");
      scan_pause (250);
      sell_enter (fixture);
      cf_test_wait_until (sell_says (sell_get_message (fixture), "A quantity below zero cannot be sold."));
      g_assert_cmpstr (get_text (fixture), ==, "-2*71053");
      g_assert_cmpuint (sell_count_lines (fixture), ==, 1);
      assert_quantity (fixture, 0, i == 0 ? 4 : 3);
      cf_scan_entry_clear (fixture->entry);
    }
}

/* What came as fast before it takes nothing from a scan. */
static void
test_fast_sign (SellFixture   *fixture,
                gconstpointer  data)
{
  till_fixture_put (&fixture->base, "171053", "Lantern", "4.00");
  sell_three_mugs (fixture);
  scan_keys (fixture->window, "-3", 0);
  scan_type (fixture->window, "*");
  scan_pause (1500);
  scan_keys (fixture->window, "171053", GDK_KEY_Return);
  cf_test_wait_until (sell_says (sell_get_message (fixture), "A quantity below zero cannot be sold."));
  g_assert_cmpstr (get_text (fixture), ==, "-3*171053");
  g_assert_cmpuint (sell_count_lines (fixture), ==, 1);
  assert_quantity (fixture, 0, 3);

  cf_scan_entry_clear (fixture->entry);
  scan_keys (fixture->window, "+3", 0);
  scan_type (fixture->window, "*");
  scan_pause (300);
  scan_keys (fixture->window, "171053", GDK_KEY_Return);
  cf_test_wait_until (sell_count_lines (fixture) == 2);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 1)), ==, "171053");
  assert_quantity (fixture, 0, 4);
  assert_quantity (fixture, 1, 3);
}

/* Neither from the first one that comes behind it, nor from the next. */
static void
test_behind_fast_sign (SellFixture   *fixture,
                       gconstpointer  data)
{
  const char *const codes[] = { "4006381333931", "5012345678900" };
  const guint ends[] = { GDK_KEY_Tab, GDK_KEY_Return };

  scan_keys (fixture->window, "+x", 0);
  scan_pause (1500);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      scan_keys (fixture->window, codes[i], ends[i]);
      cf_test_wait_until (sell_count_lines (fixture) == i + 1);
      g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, i)), ==, codes[i]);
      g_assert_cmpstr (get_text (fixture), ==, "x");
    }
}

/* A scanner's code is whole, however many minus signs it begins with; the minus that a hand pressed before it stays a key. */
static void
test_scan_with_signs (SellFixture   *fixture,
                      gconstpointer  data)
{
  till_fixture_put (&fixture->base, "--85123", "Syringe", "2.00");
  sell_three_mugs (fixture);
  scan_press (fixture->window, GDK_KEY_minus);
  scan_pause (250);
  scan_keys (fixture->window, "--85123", GDK_KEY_Return);
  cf_test_wait_until (sell_count_lines (fixture) == 2);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 1)), ==, "--85123");
  assert_quantity (fixture, 0, 2);
  assert_quantity (fixture, 1, 1);
}

/* A clerk counts, and the scanner is as fast behind it: no code begins with two pluses. */
static void
test_scan_behind_count (SellFixture   *fixture,
                        gconstpointer  data)
{
  const char *const keys[] = { "++71053", "+++22752" };
  const guint ends[] = { GDK_KEY_Return, GDK_KEY_Tab };

  sell_type_and_enter (fixture, "21877");
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      scan_keys (fixture->window, keys[i], ends[i]);
      cf_test_wait_until (sell_count_lines (fixture) == i + 2);
      g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, i + 1)), ==, keys[i] + strspn (keys[i], "+"));
      g_assert_false (cf_cart_line_get_incomplete (sell_get_line (fixture, i + 1)));
      assert_quantity (fixture, i, i + 3);
      assert_quantity (fixture, i + 1, 1);
    }
}

/* What a hand left in the field a while ago is no part of the scan, whichever key ends that: it is sold, and the text stays and is told. */
static void
test_scan_behind_left_text (SellFixture   *fixture,
                            gconstpointer  data)
{
  const char *const codes[] = { "71053", "5012345678900", "22752", "PARASOL", "105", "C27", "MUG" };
  const guint ends[] = { GDK_KEY_Return, GDK_KEY_Tab, GDK_KEY_Return, GDK_KEY_Return, GDK_KEY_Return, GDK_KEY_Tab, GDK_KEY_Tab };

  scan_type (fixture->window, "xy");
  scan_pause (1100);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      scan_keys (fixture->window, codes[i], ends[i]);
      cf_test_wait_until (sell_count_lines (fixture) == i + 1);
      g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, i)), ==, codes[i]);
      g_assert_cmpstr (get_text (fixture), ==, "xy");
      g_assert_true (sell_says (GTK_WIDGET (fixture->page), "“xy” still stands in the field, from before the scan."));
      g_assert_true (sell_has_focus (fixture));
    }

  sell_enter (fixture);
  cf_test_wait_until (sell_count_lines (fixture) == G_N_ELEMENTS (codes) + 1);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, G_N_ELEMENTS (codes))), ==, "xy");
}

/* A short code is not sold as the end of a longer one. */
static void
test_short_scan_behind_digit (SellFixture   *fixture,
                              gconstpointer  data)
{
  scan_type (fixture->window, "7");
  scan_pause (2000);
  scan_keys (fixture->window, "1053", GDK_KEY_Return);
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 0)), ==, "1053");
  g_assert_cmpstr (get_text (fixture), ==, "7");
}

/* What was given back to be put right, and was not, is no part of a scan either. */
static void
test_scan_behind_given_back (SellFixture   *fixture,
                             gconstpointer  data)
{
  sell_type_and_enter (fixture, "0*71053");
  cf_test_wait_until (!cf_scan_entry_is_empty (fixture->entry));
  gtk_editable_set_position (GTK_EDITABLE (fixture->entry), -1);
  scan_keys (fixture->window, "21877", GDK_KEY_Return);
  cf_test_wait_until (sell_count_lines (fixture) == 1);
  g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, 0)), ==, "21877");
  g_assert_cmpstr (get_text (fixture), ==, "0*71053");
}

/* Who stops within a code, or types its end fast, has typed one code. */
static void
test_fast_end (SellFixture   *fixture,
               gconstpointer  data)
{
  const char *const begun[] = { "501", "rose " };
  const char *const ends[] = { "45", "lamps" };

  for (guint i = 0; i < G_N_ELEMENTS (begun); i++)
    {
      g_autofree char *whole = g_strconcat (begun[i], ends[i], NULL);

      scan_type (fixture->window, begun[i]);
      scan_pause (1100);
      scan_keys (fixture->window, ends[i], GDK_KEY_Return);
      cf_test_wait_until (sell_count_lines (fixture) == i + 1);
      g_assert_cmpstr (cf_cart_line_get_code (sell_get_line (fixture, i)), ==, whole);
      cf_sell_page_focus_entry (fixture->page);
    }
}

int
main (int   argc,
      char *argv[])
{
  /* Whatever is freed is overwritten, so that nobody reads it unnoticed. */
  mallopt (M_PERTURB, 0xa5);
  cf_test_init (&argc, &argv);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  adw_init ();

#define ADD_WITH(path, data, function) g_test_add ("/sell-scans/" path, SellFixture, data, sell_set_up, function, sell_tear_down)
#define ADD(path, function) ADD_WITH (path, NULL, function)
  ADD ("scan-with-tab", test_scan_with_tab);
  ADD ("scan-with-sign", test_scan_with_sign);
  ADD ("scan-with-signs", test_scan_with_signs);
  ADD ("scan-behind-count", test_scan_behind_count);
  ADD ("fast-sign", test_fast_sign);
  ADD ("behind/fast-sign", test_behind_fast_sign);
  ADD ("minus-before-quantity", test_minus_before_quantity);
  ADD ("signed-quantity", test_signed_quantity);
  ADD ("signed-quantity-behind-key", test_signed_quantity_behind_key);
  ADD ("behind/left-text", test_scan_behind_left_text);
  ADD ("behind/quantity", test_behind_quantity);
  ADD ("behind/given-back", test_scan_behind_given_back);
  ADD ("behind/fast-end", test_fast_end);
  ADD ("behind/short-scan", test_short_scan_behind_digit);
  ADD_WITH ("behind/fresh-text/tab", GUINT_TO_POINTER (GDK_KEY_Tab), test_scan_behind_fresh_text);
  ADD_WITH ("behind/fresh-text/return", GUINT_TO_POINTER (GDK_KEY_Return), test_scan_behind_fresh_text);
  ADD ("tab-behind/short-code", test_tab_behind_short_code);

  return g_test_run ();
}
