/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How amounts and moments are written, which every page shares. */

#include <adwaita.h>
#include <string.h>

#include "cf-error-words.h"
#include "cf-error.h"
#include "cf-format.h"
#include "cf-order-facts.h"
#include "cf-pending-row.h"
#include "cf-sale-text.h"
#include "cf-sender-private.h"
#include "cf-test-utils.h"
#include "cf-ui-text.h"
#include "cf-ui.h"
#include "cf-unsent-lines.h"
#include "till-fixture.h"

#define UUID "6b0ad2a4-3c2c-4b5e-9f0e-3d6a5f0f9c11"
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

/* Parts of a line keep their order, whichever script each is in. */
static void
test_join (void)
{
  g_autofree char *plain = cf_ui_join ("  ", "1", "a", NULL);
  g_autofree char *turned = NULL;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  turned = cf_ui_join ("  ", "1", "a", NULL);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  g_assert_cmpstr (plain, ==, "1  a");
  g_assert_cmpstr (turned, ==, "\u200f\u20681\u2069  \u2068a\u2069");
}

static void
test_counts (void)
{
  const struct
  {
    guint       n_lines;
    CfDecimal   pieces;
    const char *wanted;
  } cases[] = {
    { 5, { 15, 0 }, "5 lines, 15 pieces" },
    { 1, { 1, 0 }, "1 line, 1 piece" },
    { 1, { 1000, 3 }, "1 line, 1 piece" },
    { 1, { 15, 1 }, "1 line, 1.5 pieces" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CfOrderSummary summary = { .n_lines = cases[i].n_lines, .pieces = cases[i].pieces };
      g_autofree char *text = cf_order_summary_count_text (&summary);

      g_assert_cmpstr (text, ==, cases[i].wanted);
    }
}

static void
test_percent (void)
{
  const struct
  {
    const char *text;
    gint64      units;
    guint       scale;
  } right[] = { { "0", 0, 0 }, { "12.5", 125, 3 }, { "100", 1, 0 }, { "0.0000000001", 1, 12 },
    { "10%", 1, 1 }, { "10\u202f%", 1, 1 }, { "10٪", 1, 1 }, { "١٠٪\u061c", 1, 1 }, { "10 ％ ", 1, 1 }, { "10﹪", 1, 1 } };
  const char *wrong[] = { "", "x", "%", "٪", "10%%", "%10", "10%5", "-1", "100.01", "150", "0.00000000001" };
  CfDecimal fraction;

  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    {
      g_assert_true (cf_ui_parse_percent (right[i].text, &fraction, NULL));
      g_assert_true (cf_decimal_equal (fraction, (CfDecimal) { right[i].units, right[i].scale }));
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (cf_ui_parse_percent (wrong[i], &fraction, &error));
      g_assert_nonnull (error);
    }
}

/* The shop is elsewhere than this computer. Its zone is read once, with the shop: not when something is shown. */
static void
test_zone (void)
{
  g_autofree char *folder = g_strdup (g_getenv ("TZDIR"));
  g_autoptr (CfShop) shop = cf_shop_new ("6b0ad2a4-3c2c-4b5e-9f0e-3d6a5f0f9c11", "Far", "GBP", -1, "Pacific/Kiritimati", 4);
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GDateTime) day = NULL;
  g_autofree char *time = NULL;

  g_setenv ("TZDIR", "/nonexistent", TRUE);
  zone = cf_ui_zone (shop);
  day = g_date_time_new (zone, 2026, 3, 4, 5, 6, 7);
  time = cf_format_date_time (g_date_time_to_unix (day) * G_USEC_PER_SEC, zone);
  if (folder != NULL)
    g_setenv ("TZDIR", folder, TRUE);
  else
    g_unsetenv ("TZDIR");

  g_assert_cmpstr (time, ==, "4 March 2026, 05:06");
  g_assert_cmpstr (g_time_zone_get_identifier (zone), ==, "Pacific/Kiritimati");
}

/* What others sold without writing down when has the moment 0; a second later somebody knew it. */
static void
test_unknown_time (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autofree char *short_text = cf_format_when (0, zone);
  g_autofree char *long_text = cf_format_date_time (0, zone);
  g_autofree char *known = cf_format_when (G_USEC_PER_SEC, zone);
  g_autofree char *whole = cf_format_when_whole (G_USEC_PER_SEC, zone);

  g_assert_cmpstr (short_text, ==, "Unknown");
  g_assert_cmpstr (long_text, ==, "Unknown");
  g_assert_cmpstr (known, ==, "1 Jan 1970");
  g_assert_cmpstr (whole, ==, "1 Jan 1970 00:00");
}

static gboolean
shows (GtkWidget  *widget,
       const char *text)
{
  if (GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (shows (child, text))
      return TRUE;
  return FALSE;
}

/* What was sold at the till stands in the list of orders not sent with the shop's time, as in History. */
static void
test_sold_elsewhere (void)
{
  TillFixture fixture = { 0 };
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (CfPendingOrder) pending = NULL;
  g_autofree char *when = NULL;
  g_autoptr (GtkWidget) row = NULL;
  CfSender *sender;

  till_fixture_set_up (&fixture);
  till_fixture_put (&fixture, "C1", "Thing", "1.00");
  till_fixture_enter (&fixture, "C1");
  till_fixture_sell (&fixture);
  sender = cf_till_get_sender (fixture.till);
  cf_test_wait_until (g_list_model_get_n_items (cf_sender_get_pending (sender)) == 1);
  pending = g_list_model_get_item (cf_sender_get_pending (sender), 0);

  zone = g_time_zone_new_identifier ("Europe/London");
  when = cf_format_when (cf_order_get_sold_at (cf_pending_order_get_order (pending)), zone);
  row = g_object_ref_sink (cf_pending_row_new (fixture.till, pending));
  g_assert_true (shows (row, when));
  g_clear_object (&row);
  till_fixture_end (&fixture);
}

static GtkWidget *
find_button (GtkWidget  *widget,
             const char *start)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL
      && g_str_has_prefix (gtk_button_get_label (GTK_BUTTON (widget)), start))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_button (child, start);
  return found;
}

/* A record of another version, or one that is damaged: it is told of, and nothing else suffers. */
static void
test_unreadable (void)
{
  TillFixture fixture = { 0 };
  g_autoptr (CfPendingOrder) pending = cf_pending_order_new (UUID, "{\"version\": 99}", NULL, 0);
  g_autoptr (GListStore) orders = g_list_store_new (CF_TYPE_PENDING_ORDER);
  g_autoptr (CfUnsentLines) lines = cf_unsent_lines_new ();
  g_autoptr (GtkWidget) row = NULL;

  till_fixture_set_up (&fixture);
  row = g_object_ref_sink (cf_pending_row_new (fixture.till, pending));
  g_assert_true (shows (row, "This order’s record cannot be read by this version of Counterfoil. It is kept in the till’s journal."));
  g_assert_null (find_button (row, ""));
  g_clear_object (&row);

  cf_pending_order_refuse (pending, NULL, "It cannot be read.");
  row = g_object_ref_sink (cf_pending_row_new (fixture.till, pending));
  g_assert_true (shows (row, "It cannot be read."));
  g_assert_null (find_button (row, ""));
  g_clear_object (&row);

  g_list_store_append (orders, pending);
  cf_unsent_lines_set_pending (lines, G_LIST_MODEL (orders));
  g_assert_cmpuint (g_list_model_get_n_items (cf_unsent_lines_get_model (lines)), ==, 0);
  g_assert_null (cf_unsent_lines_find (lines, "T1-1"));
  till_fixture_end (&fixture);
}

/* A time zone in which the hour of the day is now @hour. */
static char *
zone_with_hour (int hour)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  int offset = hour - g_date_time_get_hour (now);

  if (offset > 12)
    offset -= 24;
  else if (offset < -11)
    offset += 24;
  return g_strdup_printf ("%c%02d:00", offset < 0 ? '-' : '+', ABS (offset));
}

/* Sold six hours ago: yesterday in a shop where it is three in the morning, today where it is noon. */
static void
test_unsent_today (void)
{
  g_autofree char *night_zone = zone_with_hour (3);
  g_autofree char *noon_zone = zone_with_hour (12);
  g_autoptr (CfShop) night = cf_shop_new (UUID, "Night", "GBP", 2, night_zone, 0);
  g_autoptr (CfShop) noon = cf_shop_new (UUID, "Noon", "GBP", 2, noon_zone, 0);
  g_autoptr (GPtrArray) sold = g_ptr_array_new_with_free_func ((GDestroyNotify) cf_order_line_free);
  g_autoptr (CfOrder) order = NULL;
  g_autoptr (CfPendingOrder) pending = NULL;
  g_autoptr (GListStore) orders = g_list_store_new (CF_TYPE_PENDING_ORDER);
  g_autoptr (CfUnsentLines) lines = cf_unsent_lines_new ();
  const CfSalesQuery today = { .period = CF_SALES_PERIOD_TODAY };

  g_ptr_array_add (sold, g_new0 (CfOrderLine, 1));
  order = cf_order_new (UUID, "T1-1", "T1", "Ann", g_get_real_time () - 6 * G_TIME_SPAN_HOUR, sold);
  pending = cf_pending_order_new (UUID, NULL, order, cf_order_get_sold_at (order));
  g_list_store_append (orders, pending);
  cf_unsent_lines_set_pending (lines, G_LIST_MODEL (orders));
  cf_unsent_lines_set_shop (lines, night);
  cf_unsent_lines_set_query (lines, &today);
  g_assert_cmpuint (g_list_model_get_n_items (cf_unsent_lines_get_model (lines)), ==, 0);

  /* The shop was set right: what is shown goes with it, and nobody has to ask again. */
  cf_unsent_lines_set_shop (lines, noon);
  g_assert_cmpuint (g_list_model_get_n_items (cf_unsent_lines_get_model (lines)), ==, 1);
  cf_unsent_lines_set_shop (lines, night);
  g_assert_cmpuint (g_list_model_get_n_items (cf_unsent_lines_get_model (lines)), ==, 0);
}

/* The number on the button is the one under which the order is sent, however many were sold meanwhile. */
static void
test_new_number (void)
{
  TillFixture fixture = { 0 };
  g_autoptr (CfPendingOrder) pending = NULL;
  g_autoptr (GtkWidget) row = NULL;
  CfOrder *order;
  GtkWidget *button;

  till_fixture_set_up (&fixture);
  till_fixture_put (&fixture, "C1", "Thing", "1.00");
  till_fixture_enter (&fixture, "C1");
  till_fixture_sell (&fixture);
  order = cf_till_get_last_order (fixture.till);
  pending = cf_pending_order_new (UUID, NULL, order, 0);
  cf_pending_order_refuse (pending, NULL, "Another has this number.");
  row = g_object_ref_sink (cf_pending_row_new (fixture.till, pending));
  button = find_button (row, "Send as T1-");

  for (int i = 0; i < 2; i++)
    {
      const char *label = gtk_button_get_label (GTK_BUTTON (button));

      g_assert_cmpstr (label + strlen ("Send as "), ==, cf_till_get_next_number (fixture.till));
      /* What is read out is what can be read. */
      gtk_test_accessible_assert_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label);
      till_fixture_enter (&fixture, "C1");
      till_fixture_sell (&fixture);
    }
  g_clear_object (&row);
  till_fixture_end (&fixture);
}

/* What somebody said is not lost where the sentence is there already. */
static void
test_details (void)
{
  g_autoptr (GError) error = g_error_new_literal (CF_ERROR, CF_ERROR_REFUSED, "It was refused.");
  g_autofree char *sentence = cf_error_words_sentence (error, CF_ERROR_SAVING);
  g_autofree char *none = cf_error_words_details (error);
  g_autofree char *details = NULL;

  g_assert_cmpstr (sentence, ==, "It was refused.");
  g_assert_null (none);
  cf_error_set_details (error, "SQLSTATE: 23514");
  details = cf_error_words_details (error);
  g_assert_cmpstr (details, ==, "SQLSTATE: 23514");
}

int
main (int    argc,
      char **argv)
{
  if (g_getenv ("DISPLAY") == NULL && g_getenv ("WAYLAND_DISPLAY") == NULL)
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  /* This computer is far from its shop. */
  g_setenv ("TZ", "Asia/Tokyo", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  cf_ui_init ();

  g_test_add_func ("/format/amounts", test_amounts);
  g_test_add_func ("/format/counts", test_counts);
  g_test_add_func ("/format/join", test_join);
  g_test_add_func ("/format/zone", test_zone);
  g_test_add_func ("/format/unknown-time", test_unknown_time);
  g_test_add_func ("/format/percent", test_percent);
  g_test_add_func ("/format/sold-elsewhere", test_sold_elsewhere);
  g_test_add_func ("/format/unreadable", test_unreadable);
  g_test_add_func ("/format/unsent-today", test_unsent_today);
  g_test_add_func ("/format/new-number", test_new_number);
  g_test_add_func ("/format/details", test_details);

  return g_test_run ();
}
