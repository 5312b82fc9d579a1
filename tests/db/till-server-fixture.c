/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "till-server-fixture.h"

/* -------------------------------------------------------------------------------------------------
 * Auxiliary functions
 * ------------------------------------------------------------------------------------------------- */

void
till_set_up (TillFixture   *fixture,
             gconstpointer  data)
{
  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;

  cf_test_shop_create (fixture->server, DATABASE);
  fixture->conninfo = cf_test_server_conninfo (fixture->server, DATABASE);
  fixture->folder = cf_test_temp_dir ();
  fixture->pool = cf_test_shop_connect (fixture->conninfo);
  fixture->till = cf_test_till_open (fixture->folder);
}

void
till_tear_down (TillFixture   *fixture,
                gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  cf_test_till_close (fixture->till);
  cf_test_shop_disconnect (fixture->pool);
  cf_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->conninfo);
}

void
till_connect (TillFixture *fixture)
{
  cf_till_set_pool (fixture->till, fixture->pool);
}

void
till_reopen (TillFixture *fixture)
{
  cf_test_till_close (fixture->till);
  fixture->till = cf_test_till_open (fixture->folder);
}

void
till_set_up_shop (TillFixture *fixture)
{
  g_free (cf_test_shop_set_up (fixture->server, DATABASE, "GBP"));
}

void
till_wait_ready (CfTill *till)
{
  cf_test_wait_until (cf_till_get_ready (till));
}

void
till_wait_sent (CfTill *till)
{
  cf_test_wait_until (cf_sender_get_n_waiting (cf_till_get_sender (till)) == 0);
}

void
till_sell (CfTill     *till,
           const char *code,
           const char *price)
{
  g_autoptr(GError) error = NULL;
  CfCartLine *line = cf_test_till_enter (till, code, &error);
  g_autoptr(CfOrder) order = NULL;

  g_assert_no_error (error);
  if (cf_cart_line_get_incomplete (line))
    {
      g_assert_true (cf_cart_set_name (cf_till_get_cart (till), line, "Something", NULL));
      g_assert_true (cf_cart_set_price (cf_till_get_cart (till), line, cf_test_decimal (price), NULL));
    }

  order = cf_test_till_complete (till, &error);
  g_assert_no_error (error);
}

gint64
till_count (TillFixture *fixture,
            const char  *sql)
{
  return cf_test_server_count (fixture->server, DATABASE, sql);
}

void
till_sql (TillFixture *fixture,
          const char  *text)
{
  cf_test_server_sql (fixture->server, DATABASE, text);
}
