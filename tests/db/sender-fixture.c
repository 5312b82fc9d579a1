/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sender-fixture.h"

/* -------------------------------------------------------------------------------------------------
 * Auxiliary functions
 * ------------------------------------------------------------------------------------------------- */

static gboolean
take_number (const char *new_number,
             gboolean    give_back,
             gint64     *next_counter,
             gpointer    user_data)
{
  SenderFixture *fixture = user_data;
  g_autofree char *next = g_strdup_printf ("T1-%" G_GINT64_FORMAT, fixture->counter);

  if (give_back)
    {
      fixture->counter--;
      return TRUE;
    }

  if (g_strcmp0 (next, new_number) != 0)
    return FALSE;

  *next_counter = ++fixture->counter;

  return TRUE;
}

static void
on_acknowledged_cb (CfSender      *sender,
                    CfOrder       *order,
                    SenderFixture *fixture)
{
  fixture->n_acknowledged++;
}

void
sender_start (SenderFixture *fixture)
{
  g_autoptr(CfJournalSnapshot) snapshot = NULL;

  fixture->journal = cf_journal_new (fixture->path);
  snapshot = cf_test_journal_open (fixture->journal);
  fixture->counter = snapshot->next_counter;
  fixture->sender = cf_sender_new (fixture->journal);
  g_signal_connect (fixture->sender, "acknowledged", G_CALLBACK (on_acknowledged_cb), fixture);
  cf_sender_set_number_func (fixture->sender, take_number, fixture);
  cf_sender_set_shop (fixture->sender, fixture->shop);
  cf_sender_start (fixture->sender, snapshot->n_waiting, snapshot->n_refused);
}

void
sender_stop (SenderFixture *fixture)
{
  cf_sender_stop (fixture->sender);
  cf_test_journal_close (fixture->journal);
  g_assert_finalize_object (g_steal_pointer (&fixture->sender));
  g_clear_object (&fixture->journal);
}

/* As a till does that finds everything well after each loss. */
static void
follow_pool (SenderFixture *fixture)
{
  cf_sender_set_pool (fixture->sender, fixture->pool, cf_db_pool_get_n_losses (fixture->pool));
}

void
sender_connect (SenderFixture *fixture)
{
  fixture->pool = cf_test_shop_connect (fixture->conninfo);
  g_signal_connect_swapped (fixture->pool, "notify::state", G_CALLBACK (follow_pool), fixture);
  follow_pool (fixture);
}

void
sender_disconnect (SenderFixture *fixture)
{
  cf_sender_set_pool (fixture->sender, NULL, 0);
  if (fixture->pool != NULL)
    g_signal_handlers_disconnect_by_data (fixture->pool, fixture);
  if (fixture->pool != NULL)
    cf_test_shop_disconnect (g_steal_pointer (&fixture->pool));
}

static void
bind_journal (SenderFixture *fixture)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_journal_bind_async (fixture->journal, cf_shop_get_id (fixture->shop), "T1", 1, NULL, cf_test_await_cb, &result);
  g_assert_true (cf_journal_bind_finish (fixture->journal, cf_test_await (&result), NULL));
}

void
sender_set_up (SenderFixture *fixture,
               gconstpointer  data)
{
  g_autofree char *shop_id = NULL;

  fixture->server = cf_test_server_get ();
  if (fixture->server == NULL)
    return;

  cf_test_shop_create (fixture->server, DATABASE);
  shop_id = cf_test_shop_set_up (fixture->server, DATABASE, "GBP");
  fixture->shop = cf_shop_new (shop_id, "Test", "GBP", 2, "Pacific/Kiritimati", 0);
  fixture->conninfo = cf_test_server_conninfo (fixture->server, DATABASE);
  fixture->folder = cf_test_temp_dir ();
  fixture->path = g_build_filename (fixture->folder, "journal.sqlite", NULL);
  sender_start (fixture);
  bind_journal (fixture);
}

void
sender_tear_down (SenderFixture *fixture,
                  gconstpointer  data)
{
  if (fixture->server == NULL)
    return;

  sender_disconnect (fixture);
  sender_stop (fixture);
  cf_test_remove_tree (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
  g_object_unref (fixture->shop);
  g_free (fixture->conninfo);
}

void
sender_store (SenderFixture *fixture,
              CfOrder       *order)
{
  g_autofree char *document = cf_order_to_json (order);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  cf_journal_complete_async (fixture->journal, cf_order_get_uuid (order), fixture->counter++, cf_order_get_number (order),
                             cf_order_get_sold_at (order), document, cf_test_await_cb, &result);
  cf_journal_complete_finish (fixture->journal, cf_test_await (&result), &error);
  g_assert_no_error (error);
}

CfOrder *
sender_sell_one (SenderFixture *fixture)
{
  g_autofree char *number = g_strdup_printf ("T1-%" G_GINT64_FORMAT, fixture->counter);
  CfOrder *order = cf_test_order_new (number, "T1", 1 + fixture->counter % 3);

  sender_store (fixture, order);
  cf_sender_add (fixture->sender, order);

  return order;
}

void
sender_sell (SenderFixture *fixture,
             guint          n_orders)
{
  for (guint i = 0; i < n_orders; i++)
    {
      g_autoptr(CfOrder) order = sender_sell_one (fixture);
    }
}

void
sender_wait_sent (SenderFixture *fixture)
{
  cf_test_wait_until (cf_sender_get_n_waiting (fixture->sender) == 0);
}

/* Each order once, with all its lines and nothing but them. */
void
sender_assert_stored (SenderFixture *fixture,
                      guint          n_orders)
{
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM counterfoil.orders WHERE till = 'T1'"), ==, n_orders);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE,
                                         "SELECT count(*) FROM counterfoil.orders o WHERE till = 'T1' AND next_line - 1 <> "
                                         "(SELECT count(*) FROM sales s WHERE s.order_id = o.order_id AND s.order_number = o.order_number)"), ==, 0);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE,
                                         "SELECT count(*) FROM counterfoil.orders o WHERE till = 'T1' AND next_line - 2 <> split_part (order_number, '-', 2)::int % 3"), ==, 0);
  g_assert_cmpint (cf_test_server_count (fixture->server, DATABASE, "SELECT count(*) FROM sales WHERE order_total <> line_number * 1.25 OR quantity <> line_number"), ==, 0);
}

void
sender_wait_acknowledged (SenderFixture *fixture,
                          guint          n_orders)
{
  sender_wait_sent (fixture);
  g_assert_cmpuint (cf_test_journal_count (fixture->journal, CF_JOURNAL_WAITING), ==, 0);
  g_assert_cmpuint (cf_test_journal_count (fixture->journal, CF_JOURNAL_ACKNOWLEDGED), ==, n_orders);
}

CfPendingOrder *
sender_first_pending (SenderFixture *fixture)
{
  g_autoptr(CfPendingOrder) pending = g_list_model_get_item (cf_sender_get_pending (fixture->sender), 0);

  return pending;
}

gboolean
sender_retry (SenderFixture   *fixture,
              CfPendingOrder  *order,
              const char      *number,
              GError         **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  cf_sender_retry_async (fixture->sender, order, number, cf_test_await_cb, &result);

  return cf_sender_retry_finish (fixture->sender, cf_test_await (&result), error);
}
