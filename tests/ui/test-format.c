/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How amounts and moments are written, which every page shares. */

#include <gtk/gtk.h>

#include "cf-format.h"
#include "cf-sale-text.h"
#include "cf-ui-text.h"

#define FROM_LEFT "\342\201\246"
#define END "\342\201\251"

static const CfCurrency *
pounds (void)
{
  return cf_currency_lookup ("GBP");
}

static void
assert_amount (gint64      pence,
               const char *wanted)
{
  g_autofree char *sell = cf_ui_format_amount ((CfDecimal) { pence, 2 }, pounds ());
  g_autofree char *history = cf_sale_text_amount ((CfDecimal) { pence, 2 }, pounds ());

  g_assert_cmpstr (sell, ==, wanted);
  g_assert_cmpstr (history, ==, wanted);
}

static void
test_amounts (void)
{
  g_autofree char *off = NULL;

  assert_amount (2659, "£26.59");
  assert_amount (-89, "−£0.89");

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  assert_amount (2659, FROM_LEFT "£26.59" END);
  assert_amount (-89, FROM_LEFT "−£0.89" END);
  off = cf_ui_format_off (CF_DECIMAL_ZERO, (CfDecimal) { 200, 2 }, pounds ());
  g_assert_cmpstr (off, ==, FROM_LEFT "−£2.00" END);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

/* The shop is elsewhere than this computer. */
static void
test_zone (void)
{
  g_autoptr (CfShop) shop = cf_shop_new ("6b0ad2a4-3c2c-4b5e-9f0e-3d6a5f0f9c11", "Far", "GBP", "Pacific/Kiritimati", 4);
  g_autoptr (GTimeZone) zone = cf_format_zone (shop);
  g_autoptr (GDateTime) day = g_date_time_new (zone, 2026, 3, 4, 5, 6, 7);
  g_autofree char *time = cf_format_time (g_date_time_to_unix (day) * G_USEC_PER_SEC, zone);

  g_assert_cmpstr (time, ==, "05:06");
  g_assert_cmpstr (g_time_zone_get_identifier (zone), ==, "Pacific/Kiritimati");
}

int
main (int    argc,
      char **argv)
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/format/amounts", test_amounts);
  g_test_add_func ("/format/zone", test_zone);

  return g_test_run ();
}
