/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said of deleting and taking back, and that it is true. */

#include "cf-fault-proxy.h"
#include "cf-sale-pane.h"
#include "cf-toast.h"
#include "history-fixture.h"

#include <string.h>

static void
delete_line (PageFixture *fixture)
{
  gtk_widget_activate_action (page_find_type (fixture->page, CF_TYPE_SALE_PANE), "sale.delete", NULL);
}

static void
show_two (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price, sold_at) VALUES "
                     "('O1', 'Apple', 1, 1, now () - interval '1 hour'), ('O2', 'Banana', 1, 1, now ())");
  history_show (fixture, 1100);
  page_assert_cells (fixture, "Product", 2, "SELECT product_name FROM public.sales ORDER BY sold_at DESC");
}

static void
note_text (GtkLabel   *label,
           GParamSpec *pspec,
           GString    *told)
{
  g_string_append_printf (told, "%s\n", gtk_label_get_text (label));
}

/* Two are taken back before the first answer has come: each answer is about its own. */
static void
test_two_at_once (PageFixture *fixture)
{
  g_autoptr (GString) told = g_string_new (NULL);
  GtkWidget *label;
  gint64 last;

  show_two (fixture);
  history_open (fixture, 0);
  delete_line (fixture);
  cf_test_wait_until (page_shows (fixture->page, "1 line of O2 deleted: Banana"));
  page_assert_cells (fixture, "Product", 1, "SELECT 'Apple'");
  history_open (fixture, 0);
  delete_line (fixture);
  cf_test_wait_until (page_shows (fixture->page, "1 line of O1 deleted: Apple"));

  label = page_find_type (page_find_type (fixture->page, CF_TYPE_TOAST), GTK_TYPE_LABEL);
  g_signal_connect (label, "notify::label", G_CALLBACK (note_text), told);
  last = cf_test_server_count (fixture->server, PAGE_DATABASE, "SELECT max (history_id) FROM counterfoil.history");
  gtk_widget_activate_action (fixture->page, "history.undo", "x", last);
  gtk_widget_activate_action (fixture->page, "history.undo", "x", last - 1);
  page_assert_cells (fixture, "Product", 2, "SELECT * FROM (VALUES ('Banana'), ('Apple')) v");
  cf_test_wait_until (strstr (told->str, "The deletion of 1 line of O1 was taken back: Apple\n") != NULL);
  cf_test_wait_until (strstr (told->str, "The deletion of 1 line of O2 was taken back: Banana\n") != NULL);
  g_signal_handlers_disconnect_by_data (label, told);
}

/* Step by step, the last first. */
static void
test_each_in_turn (PageFixture *fixture)
{
  show_two (fixture);
  history_open (fixture, 0);
  delete_line (fixture);
  cf_test_wait_until (page_shows (fixture->page, "1 line of O2 deleted: Banana"));
  page_assert_cells (fixture, "Product", 1, "SELECT 'Apple'");
  history_open (fixture, 0);
  delete_line (fixture);
  cf_test_wait_until (page_shows (fixture->page, "1 line of O1 deleted: Apple"));

  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->page, "The deletion of 1 line of O1 was taken back: Apple"));
  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->page, "The deletion of 1 line of O2 was taken back: Banana"));
  page_assert_value (fixture, "SELECT string_agg (product_name, ',' ORDER BY order_number) FROM public.sales", "Apple,Banana");
  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->page, "left to take back"));
}

/* What cannot be taken back any more is said once, and does not stand in the way of what was done before. */
static void
test_one_fails (PageFixture *fixture)
{
  show_two (fixture);
  history_open (fixture, 0);
  delete_line (fixture);
  cf_test_wait_until (page_shows (fixture->page, "1 line of O2 deleted: Banana"));
  page_assert_cells (fixture, "Product", 1, "SELECT 'Apple'");
  history_open (fixture, 0);
  page_click (fixture->page, "Edit Line…");
  page_type (fixture->page, "Quantity", "2");
  page_click (fixture->page, "Save Changes");
  cf_test_wait_until (page_shows (fixture->page, "Line of O1 changed: Apple"));
  page_sql (fixture, "UPDATE public.sales SET quantity = 5 WHERE order_number = 'O1'");

  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->page, "The change of “Apple” of O1 was not undone."));
  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->page, "The deletion of 1 line of O2 was taken back: Banana"));
  page_assert_value (fixture, "SELECT quantity FROM public.sales WHERE order_number = 'O1'", "5");
}

static void
assert_nothing_typed (PageFixture *fixture)
{
  g_assert_false (page_shows (fixture->page, "typed"));
  g_assert_false (page_shows (fixture->page, "ave once more"));
}

/* The server answers nothing of this kind before let_go(). */
static void
hold_back (PageFixture *fixture,
           const char  *kind)
{
  g_autofree char *sql = g_strdup_printf ("CREATE TABLE public.go (); CREATE FUNCTION public.dawdle () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                                          "WHILE NOT EXISTS (SELECT FROM public.go) LOOP PERFORM pg_sleep (0.01); END LOOP; "
                                          "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$; "
                                          "CREATE TRIGGER dawdle BEFORE %s ON public.sales FOR EACH ROW EXECUTE FUNCTION public.dawdle ()", kind);

  page_sql (fixture, sql);
}

static void
let_go (PageFixture *fixture)
{
  page_sql (fixture, "INSERT INTO public.go DEFAULT VALUES");
}

static void
change_quantity (PageFixture *fixture,
                 const char  *quantity)
{
  page_click (fixture->page, "Edit Line…");
  page_type (fixture->page, "Quantity", quantity);
  page_click (fixture->page, "Save Changes");
}

#define STORED "SELECT string_agg (product_name || quantity, ',' ORDER BY order_number) FROM public.sales"

/* What is on its way is what was done last: it is taken back as soon as it is stored, and nothing else. */
static void
test_on_its_way (PageFixture *fixture)
{
  show_two (fixture);
  history_open (fixture, 1);
  change_quantity (fixture, "2");
  cf_test_wait_until (page_shows (fixture->page, "Line of O1 changed: Apple"));
  hold_back (fixture, "DELETE");
  history_open (fixture, 0);
  delete_line (fixture);
  g_assert_null (page_find_button (page_find_type (fixture->page, CF_TYPE_TOAST), "_Undo"));
  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  g_assert_true (page_shows (fixture->page, "This is taken back as soon as the server has answered."));
  let_go (fixture);
  cf_test_wait_until (page_shows (fixture->page, "The deletion of 1 line of O2 was taken back: Banana"));
  page_assert_value (fixture, STORED, "Apple2,Banana1");

  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->page, "The change of a line of O1 was taken back: Apple"));
  page_assert_value (fixture, STORED, "Apple1,Banana1");
}

/* Two changes of one line, of which the second is on its way: pressed twice, they go in turn. */
static void
test_both_of_one (PageFixture *fixture)
{
  show_two (fixture);
  history_open (fixture, 0);
  change_quantity (fixture, "2");
  cf_test_wait_until (page_shows (fixture->page, "Line of O2 changed: Banana"));
  cf_test_wait_until (page_shows (page_find_type (fixture->page, CF_TYPE_SALE_PANE), "quantity 1 → 2"));
  hold_back (fixture, "UPDATE");
  change_quantity (fixture, "3");
  for (int i = 0; i < 3; i++)
    g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  g_assert_true (page_shows (fixture->page, "left to take back"));
  let_go (fixture);
  cf_test_wait_until (cf_test_server_count (fixture->server, PAGE_DATABASE, "SELECT count (*) FROM counterfoil.history WHERE operation = 'UNDO'") == 2);
  page_assert_value (fixture, STORED, "Apple1,Banana1");
  cf_test_wait_until (page_shows (fixture->page, "The change of a line of O2 was taken back: Banana"));
}

/* It was not stored: what was done before stays all the same. */
static void
test_not_stored (PageFixture *fixture)
{
  show_two (fixture);
  history_open (fixture, 1);
  change_quantity (fixture, "2");
  cf_test_wait_until (page_shows (fixture->page, "Line of O1 changed: Apple"));
  page_sql (fixture, "CREATE FUNCTION public.refuse () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep (600); RETURN OLD; END $$; "
                     "CREATE TRIGGER refuse BEFORE DELETE ON public.sales FOR EACH ROW EXECUTE FUNCTION public.refuse ()");
  history_open (fixture, 0);
  delete_line (fixture);
  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (cf_test_server_count (fixture->server, PAGE_DATABASE, "SELECT count (*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == 1);
  page_sql (fixture, "SELECT pg_cancel_backend (pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
  cf_test_wait_until (page_shows (fixture->page, "“Banana” of O2 was not deleted."));
  cf_test_wait_until (page_shows (page_find_type (fixture->page, CF_TYPE_TOAST), "Nothing was taken back."));
  page_assert_value (fixture, STORED, "Apple2,Banana1");

  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->page, "The change of a line of O1 was taken back: Apple"));
}

/* There is no form that would keep anything, and nothing to save. */
static void
test_refused (PageFixture *fixture)
{
  show_two (fixture);
  history_open (fixture, 0);
  page_sql (fixture, "CREATE FUNCTION public.refuse () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$; "
                     "CREATE TRIGGER refuse BEFORE DELETE ON public.sales FOR EACH ROW EXECUTE FUNCTION public.refuse ()");
  delete_line (fixture);
  cf_test_wait_until (page_shows (fixture->page, "“Banana” of O2 was not deleted. The server refused this. Nothing was changed."));
  assert_nothing_typed (fixture);

  page_sql (fixture, "DROP TRIGGER refuse ON public.sales; CREATE TRIGGER refuse BEFORE INSERT ON public.sales FOR EACH ROW EXECUTE FUNCTION public.refuse ()");
  delete_line (fixture);
  cf_test_wait_until (page_shows (fixture->page, "1 line of O2 deleted: Banana"));
  g_assert_true (page_press (fixture->page, GDK_KEY_z, GDK_CONTROL_MASK));
  cf_test_wait_until (page_shows (fixture->page, "The deletion of “Banana” of O2 was not undone. The server refused this. Nothing was changed."));
  assert_nothing_typed (fixture);
}

/* Reads what others changed, and shows it. */
static void
read_again (PageFixture *fixture,
            const char  *name)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE public.sales SET product_name = '%s' WHERE order_number = 'O2'", name);

  page_sql (fixture, sql);
  g_signal_emit_by_name (fixture->sales, "changed");
  cf_test_wait_until (page_shows (page_find_type (fixture->page, CF_TYPE_SALE_PANE), name));
}

/* However often the order is read meanwhile, it is said until something else is looked at that the line is still there. */
static void
test_failure_stays (PageFixture *fixture)
{
  const char *failure = "“Banana” of O2 was not deleted.";

  show_two (fixture);
  history_open (fixture, 0);
  page_sql (fixture, "CREATE FUNCTION public.refuse () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$; "
                     "CREATE TRIGGER refuse BEFORE DELETE ON public.sales FOR EACH ROW EXECUTE FUNCTION public.refuse ()");
  delete_line (fixture);
  cf_test_wait_until (page_shows (fixture->page, failure));
  read_again (fixture, "Cherry");
  read_again (fixture, "Damson");
  g_assert_true (page_shows (fixture->page, failure));

  history_open (fixture, 1);
  cf_test_wait_until (!page_shows (fixture->page, failure));
}

/* Whoever closed the pane meanwhile hears of it beside the list. */
static void
test_failure_unseen (PageFixture *fixture)
{
  show_two (fixture);
  history_open (fixture, 0);
  page_sql (fixture, "CREATE FUNCTION public.refuse () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep (600); RETURN OLD; END $$; "
                     "CREATE TRIGGER refuse BEFORE DELETE ON public.sales FOR EACH ROW EXECUTE FUNCTION public.refuse ()");
  delete_line (fixture);
  cf_test_wait_until (cf_test_server_count (fixture->server, PAGE_DATABASE, "SELECT count (*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == 1);
  cf_browser_set_pane_open (page_browser (fixture), FALSE);
  page_sql (fixture, "SELECT pg_cancel_backend (pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
  cf_test_wait_until (page_shows (page_find_type (fixture->page, CF_TYPE_TOAST), "“Banana” of O2 was not deleted."));
}

/* What takes its time is not left without a word, and can be neither cancelled nor sent twice. */
static void
test_slow (PageFixture *fixture)
{
  const char *slow = "The server takes longer than usual.";

  show_two (fixture);
  history_open (fixture, 0);
  page_sql (fixture, "CREATE FUNCTION public.dawdle () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep (600); RETURN NEW; END $$; "
                     "CREATE TRIGGER dawdle BEFORE UPDATE ON public.sales FOR EACH ROW EXECUTE FUNCTION public.dawdle ()");
  page_click (fixture->page, "Edit Line…");
  page_type (fixture->page, "Quantity", "2");
  page_click (fixture->page, "Save Changes");
  g_assert_false (gtk_widget_is_sensitive (page_find_button (fixture->page, "Save Changes")));
  cf_test_wait_until (page_shows (fixture->page, slow));
  page_sql (fixture, "SELECT pg_cancel_backend (pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
  cf_test_wait_until (page_shows (fixture->page, "Nothing was stored; what you typed is still here."));
  g_assert_false (page_shows (fixture->page, slow));
  g_assert_true (gtk_widget_is_sensitive (page_find_button (fixture->page, "Save Changes")));
}

static void
test_changed_meanwhile (PageFixture *fixture)
{
  show_two (fixture);
  history_open (fixture, 0);
  page_sql (fixture, "UPDATE public.sales SET price = 2 WHERE order_number = 'O2'");
  delete_line (fixture);
  cf_test_wait_until (page_shows (fixture->page, "“Banana” of O2 was not deleted. Somebody else changed this line meanwhile. Nothing was deleted"));
  page_sql (fixture, "DELETE FROM public.sales WHERE order_number = 'O2'");
  delete_line (fixture);
  cf_test_wait_until (page_shows (fixture->page, "Somebody else deleted “Banana” of O2 already. Nothing was changed."));
}

/* No answer comes, and the server stays away: nobody says that it was not deleted. */
static void
test_not_known (PageFixture *fixture)
{
  g_autofree char *socket = g_strdup_printf ("%s/.s.PGSQL.%u", cf_test_server_get_socket_dir (fixture->server), cf_test_server_get_port (fixture->server));
  g_autoptr (CfFaultProxy) proxy = cf_fault_proxy_new (socket, 0);
  g_autofree char *conninfo = g_strdup_printf ("host=127.0.0.1 port=%u user=postgres dbname=" PAGE_DATABASE " sslmode=disable", cf_fault_proxy_get_port (proxy));
  g_autoptr (CfDbPool) pool = cf_test_shop_connect (conninfo);
  g_autoptr (CfSalesRepository) sales = cf_sales_repository_new (pool);

  page_sql (fixture, "INSERT INTO public.sales (order_number, product_name, quantity, price) VALUES ('O1', 'Apple', 1, 1)");
  page_fixture_show (fixture, history_new (fixture, sales), 1100);
  cf_test_wait_until (page_shows (fixture->page, "1 line"));
  history_open (fixture, 0);
  cf_test_wait_until (page_find_button (fixture->page, "Edit Line…") != NULL);

  page_sql (fixture, "CREATE FUNCTION public.dawdle () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep (600); RETURN OLD; END $$; "
                     "CREATE TRIGGER dawdle BEFORE DELETE ON public.sales FOR EACH ROW EXECUTE FUNCTION public.dawdle ()");
  delete_line (fixture);
  cf_test_wait_until (cf_test_server_count (fixture->server, PAGE_DATABASE, "SELECT count (*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == 1);
  cf_fault_proxy_set_refusing (proxy, TRUE);
  cf_fault_proxy_cut_all (proxy, CF_FAULT_RESET);
  cf_test_wait_until (cf_db_pool_get_state (pool) == CF_DB_STATE_WAITING);
  cf_test_shop_disconnect (g_object_ref (pool));
  cf_test_wait_until (page_shows (fixture->page, "It is not known whether “Apple” of O1 was deleted"));
  g_assert_false (page_shows (fixture->page, "was not deleted"));
  assert_nothing_typed (fixture);
  page_sql (fixture, "SELECT pg_terminate_backend (pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
}

int
main (int    argc,
      char **argv)
{
  if (!page_test_init (&argc, &argv))
    return 0;

  page_test_add ("/history/undo/two-at-once", test_two_at_once);
  page_test_add ("/history/undo/each-in-turn", test_each_in_turn);
  page_test_add ("/history/undo/one-fails", test_one_fails);
  page_test_add ("/history/undo/on-its-way", test_on_its_way);
  page_test_add ("/history/undo/both-of-one", test_both_of_one);
  page_test_add ("/history/undo/not-stored", test_not_stored);
  page_test_add ("/history/undo/refused", test_refused);
  page_test_add ("/history/undo/failure-stays", test_failure_stays);
  page_test_add ("/history/undo/failure-unseen", test_failure_unseen);
  page_test_add ("/history/undo/slow", test_slow);
  page_test_add ("/history/undo/changed-meanwhile", test_changed_meanwhile);
  page_test_add ("/history/undo/not-known", test_not_known);

  return g_test_run ();
}
