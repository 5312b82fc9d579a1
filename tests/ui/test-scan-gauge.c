/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rhythm of a scanner and that of a hand. */

#include <glib.h>

#include "cf-scan-gauge.h"
#include "cf-test-utils.h"

#define MS G_TIME_SPAN_MILLISECOND

static gint64
type (CfScanGauge *gauge,
      guint        n_chars,
      gint64       gap)
{
  gint64 time = 1000 * MS;

  cf_scan_gauge_reset (gauge);
  for (guint i = 0; i < n_chars; i++)
    {
      time += gap;
      cf_scan_gauge_typed (gauge, time);
    }

  return time;
}

static void
test_scanners (void)
{
  CfScanGauge gauge;

  for (gint64 gap = 0; gap <= 60; gap += 5)
    {
      gint64 end = type (&gauge, 13, gap * MS);

      g_assert_true (cf_scan_gauge_ended (&gauge, end + gap * MS, 3));
      g_assert_cmpuint (cf_scan_gauge_get_n_fast (&gauge), ==, 13);
    }
}

static void
test_hands (void)
{
  CfScanGauge gauge;
  gint64 end = type (&gauge, 13, 130 * MS);

  g_assert_false (cf_scan_gauge_ended (&gauge, end + 130 * MS, 3));

  /* A fast run, then a look at the results. */
  end = type (&gauge, 13, 20 * MS);
  g_assert_false (cf_scan_gauge_ended (&gauge, end + 400 * MS, 3));

  /* One slow key among fast ones. */
  end = type (&gauge, 5, 20 * MS) + 200 * MS;
  for (guint i = 0; i < 5; i++, end += 20 * MS)
    cf_scan_gauge_typed (&gauge, end);
  g_assert_false (cf_scan_gauge_ended (&gauge, end, 3));
  g_assert_cmpuint (cf_scan_gauge_get_n_fast (&gauge), ==, 5);
}

static void
test_short (void)
{
  CfScanGauge gauge;
  gint64 end = type (&gauge, 2, 10 * MS);

  g_assert_false (cf_scan_gauge_ended (&gauge, end + 10 * MS, 3));
  cf_scan_gauge_reset (&gauge);
  g_assert_false (cf_scan_gauge_ended (&gauge, end + 10 * MS, 1));
  g_assert_false (cf_scan_gauge_is_fast (&gauge, end));
}

static void
test_keys (void)
{
  g_assert_true (cf_scan_gauge_is_end (GDK_KEY_Return, 0));
  g_assert_true (cf_scan_gauge_is_end (GDK_KEY_Tab, 0));
  g_assert_false (cf_scan_gauge_is_end (GDK_KEY_Tab, GDK_SHIFT_MASK));
  g_assert_false (cf_scan_gauge_is_end (GDK_KEY_Return, GDK_CONTROL_MASK));
  g_assert_false (cf_scan_gauge_is_end (GDK_KEY_space, 0));
  g_assert_cmpuint (cf_scan_gauge_get_typed (GDK_KEY_KP_5, 0), ==, '5');
  g_assert_cmpuint (cf_scan_gauge_get_typed (GDK_KEY_A, GDK_SHIFT_MASK), ==, 'A');
  g_assert_cmpuint (cf_scan_gauge_get_typed (GDK_KEY_a, GDK_CONTROL_MASK), ==, 0);
  g_assert_cmpuint (cf_scan_gauge_get_typed (GDK_KEY_Tab, 0), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);
  g_test_add_func ("/scan-gauge/scanners", test_scanners);
  g_test_add_func ("/scan-gauge/hands", test_hands);
  g_test_add_func ("/scan-gauge/short", test_short);
  g_test_add_func ("/scan-gauge/keys", test_keys);

  return g_test_run ();
}
