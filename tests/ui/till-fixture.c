/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "till-fixture.h"

#include "cf-test-utils.h"

#define SHOP_ID "6f7c1f3e-6d0b-4c63-9f5e-2f0a4be1f7aa"

static const struct
{
  const char *number;
  const char *name;
  const char *price;
} products[] = {
  { "85123A", "White hanging heart T-light holder", "2.55" },
  { "21733", "Red hanging heart T-light holder", "2.55" },
  { "21814", "Heart T-light holder", "1.45" },
  { "84970S", "Hanging heart zinc T-light holder", "0.64" },
  { "71053", "White metal lantern", "3.39" },
  { "22752", "Set 7 Babushka nesting boxes", "7.65" },
  { "22727", "Alarm clock Bakelike red", "3.75" },
  { "22726", "Alarm clock Bakelike green", "3.75" },
  { "21877", "Home sweet home mug", "1.25" },
  { "22086", "Paper chain kit 50’s Christmas", "2.95" },
  { "22910", "Paper chain kit vintage Christmas", "2.95" },
  { "22802", "Faux fur chocolate throw", "19.95" },
  { "22952", "60 cake cases vintage Christmas", "0.55" },
  { "85035C", "Rose 3 wick Morris box candle", "4.25" },
  { "21137", "Black record cover frame", "3.39" },
  { "22632", "Hand warmer red retrospot heart T-light", "2.10" },
  { "22464", "Hanging metal heart lantern T-light", "1.65" },
  { "22804", "Candleholder pink hanging heart T-light", "2.95" },
  { "22469", "Heart of wicker small T-light", "1.65" },
  { "22470", "Heart of wicker large T-light", "2.95" },
};

CfDecimal
till_decimal (const char *text)
{
  g_autoptr(GError) error = NULL;
  CfDecimal value = CF_DECIMAL_ZERO;

  cf_decimal_parse (text, &value, &error);
  g_assert_no_error (error);
  return value;
}

/* Another journal object binds the file to a shop first, as the first meeting with a server would. */
static void
bind_journal (const char *path)
{
  g_autoptr(CfJournal) journal = cf_journal_new (path);
  g_autoptr(CfShop) shop = cf_shop_new (SHOP_ID, "The Red Lantern", "GBP", -1, "Europe/London", 4);
  g_autofree char *document = cf_shop_to_json (shop);
  g_autoptr(CfJournalSnapshot) snapshot = NULL;
  g_autoptr(GAsyncResult) opened = NULL;
  g_autoptr(GAsyncResult) bound = NULL;
  g_autoptr(GAsyncResult) closed = NULL;
  g_autoptr(GError) error = NULL;

  cf_journal_open_async (journal, NULL, cf_test_await_cb, &opened);
  snapshot = cf_journal_open_finish (journal, cf_test_await (&opened), &error);
  g_assert_no_error (error);
  cf_journal_bind_async (journal, SHOP_ID, "T1", 1048, document, cf_test_await_cb, &bound);
  cf_journal_bind_finish (journal, cf_test_await (&bound), &error);
  g_assert_no_error (error);
  cf_journal_close_async (journal, cf_test_await_cb, &closed);
  cf_journal_close_finish (journal, cf_test_await (&closed), &error);
  g_assert_no_error (error);
}

static CfProduct *
make_product (const char *number,
              const char *name,
              const char *price)
{
  static GHashTable *ids;
  const char *const no_codes[] = { NULL };
  CfDecimal amount = CF_DECIMAL_ZERO;

  if (price != NULL)
    amount = till_decimal (price);

  /* What has a number already is the same product. */
  if (ids == NULL)
    ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!g_hash_table_contains (ids, number))
    g_hash_table_insert (ids, g_strdup (number), GINT_TO_POINTER (g_hash_table_size (ids) + 1));

  return cf_product_new (GPOINTER_TO_INT (g_hash_table_lookup (ids, number)), number, name, NULL, price != NULL ? &amount : NULL, no_codes, FALSE, 1);
}

static void
put_products (TillFixture *fixture,
              GPtrArray   *array)
{
  g_autoptr(GAsyncResult) put = NULL;
  g_autoptr(GError) error = NULL;

  cf_product_cache_put_async (fixture->cache, array, -1, 0, cf_test_await_cb, &put);
  cf_product_cache_put_finish (fixture->cache, cf_test_await (&put), &error);
  g_assert_no_error (error);
}

/* Journal and cache, the till not opened yet. */
void
till_fixture_make (TillFixture *fixture)
{
  g_autofree char *journal_path = NULL;
  g_autofree char *cache_path = NULL;

  fixture->folder = cf_test_temp_dir ();
  journal_path = g_build_filename (fixture->folder, "journal.sqlite", NULL);
  cache_path = g_build_filename (fixture->folder, "products.sqlite", NULL);
  bind_journal (journal_path);
  fixture->journal = cf_journal_new (journal_path);
  fixture->cache = cf_product_cache_new (cache_path);
  fixture->till = cf_till_new (fixture->journal, fixture->cache);
  cf_till_set_clerk (fixture->till, "Anna");
}

void
till_fixture_set_up (TillFixture *fixture)
{
  g_autoptr(GPtrArray) array = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GAsyncResult) opened = NULL;
  g_autoptr(GError) error = NULL;

  till_fixture_make (fixture);
  cf_till_open_async (fixture->till, NULL, cf_test_await_cb, &opened);
  cf_till_open_finish (fixture->till, cf_test_await (&opened), &error);
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (products); i++)
    g_ptr_array_add (array, make_product (products[i].number, products[i].name, products[i].price));
  put_products (fixture, array);
}

void
till_fixture_put (TillFixture *fixture,
                  const char  *number,
                  const char  *name,
                  const char  *price)
{
  g_autoptr(GPtrArray) array = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (array, make_product (number, name, price));
  put_products (fixture, array);
}

void
till_fixture_end (TillFixture *fixture)
{
  g_autoptr(GAsyncResult) closed = NULL;

  cf_till_close_async (fixture->till, cf_test_await_cb, &closed);
  cf_till_close_finish (fixture->till, cf_test_await (&closed), NULL);
  g_clear_object (&fixture->till);
  g_clear_object (&fixture->journal);
  g_clear_object (&fixture->cache);
  cf_test_remove_tree (fixture->folder);
  g_clear_pointer (&fixture->folder, g_free);
}

void
till_fixture_enter (TillFixture *fixture,
                    const char  *typed)
{
  g_autoptr(GAsyncResult) entered = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfCartLine) line = NULL;

  cf_till_enter_async (fixture->till, typed, NULL, cf_test_await_cb, &entered);
  line = cf_till_enter_finish (fixture->till, cf_test_await (&entered), &error);
  g_assert_no_error (error);
}

void
till_fixture_sell (TillFixture *fixture)
{
  g_autoptr(GAsyncResult) completed = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfOrder) order = NULL;

  cf_till_complete_async (fixture->till, cf_test_await_cb, &completed);
  order = cf_till_complete_finish (fixture->till, cf_test_await (&completed), &error);
  g_assert_no_error (error);
}

/* The first widget of this type in @widget, shown or not. */
GtkWidget *
till_find (GtkWidget *widget,
           GType      type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = till_find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The field of this name in @widget. */
GtkWidget *
till_find_entry (GtkWidget  *widget,
                 const char *accessible_name)
{
  GtkWidget *found = NULL;

  if (GTK_IS_ENTRY (widget))
    {
      g_autofree char *other = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, accessible_name);

      if (other == NULL)
        return widget;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = till_find_entry (child, accessible_name);

  return found;
}
