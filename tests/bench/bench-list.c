/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A list of a million sales on a throwaway server against the same view over a GtkStringList as long. Each measurement is a
 * process of its own (so that memory can be compared), ours and theirs in turns; of the rounds the median counts. */

#include <gtk/gtk.h>

#include "cf-first-rows.h"
#include "cf-model.h"
#include "cf-sales-repository.h"
#include "cf-test-server.h"
#include "cf-test-shop.h"
#include "cf-test-utils.h"

#define N_ROUNDS 3
#define N_FEW 1000
#define N_MANY 1000000
#define N_COLUMNS 7

/* --- the view ------------------------------------------------------------------------------- */

typedef struct
{
  GtkWindow          *window;
  GtkColumnView      *view;
  GtkAdjustment      *adjustment;
  GdkFrameClock      *clock;
  GArray             *gaps;     /* of gint64 µs */
  gint64              last_paint;
  gint64              wanted_since;
  gint64              first_rows;
  guint               n_frames;
  gboolean            theirs;
  gboolean            measuring;
  CfDbPool           *pool;
  CfSalesRepository  *repository;
  CfPagedListModel   *list;
  CfFirstRows        *first;
} Bench;

static char *
cell_text (const CfSaleFields *sale, guint column)
{
  switch (column)
    {
    case 0:
      {
        g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (sale->sold_at / G_USEC_PER_SEC);

        return g_date_time_format (at, "%d.%m.%Y %H:%M");
      }
    case 1:
      return g_strdup (sale->order_number);
    case 2:
      return g_strdup (sale->product_number);
    case 3:
      return g_strdup (sale->product_name);
    case 4:
      return cf_decimal_to_string (sale->quantity);
    case 5:
      return cf_decimal_to_string (sale->price);
    default:
      return cf_decimal_to_string (sale->total);
    }
}

static void
show_row (GtkInscription *cell, CfRow *row)
{
  GObject *item = cf_row_get_item (row);
  g_autofree char *text = NULL;

  if (item != NULL)
    text = cell_text (cf_sale_fields (CF_SALE (item)), GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (cell), "column")));
  gtk_inscription_set_text (cell, text != NULL ? text : "…");
}

static void
on_row_changed_cb (CfRow *row, GtkInscription *cell)
{
  show_row (cell, row);
}

static void
on_setup_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer column)
{
  GtkWidget *cell = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), 4);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (cell), 12);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (cell), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  g_object_set_data (G_OBJECT (cell), "column", column);
  gtk_list_item_set_child (item, cell);
}

static void
on_bind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer column)
{
  GtkWidget *cell = gtk_list_item_get_child (item);
  GObject *object = gtk_list_item_get_item (item);

  if (GTK_IS_STRING_OBJECT (object))
    {
      gtk_inscription_set_text (GTK_INSCRIPTION (cell), gtk_string_object_get_string (GTK_STRING_OBJECT (object)));
      return;
    }
  show_row (GTK_INSCRIPTION (cell), CF_ROW (object));
  g_signal_connect (object, "changed", G_CALLBACK (on_row_changed_cb), cell);
}

static void
on_unbind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer column)
{
  GObject *object = gtk_list_item_get_item (item);

  if (CF_IS_ROW (object))
    g_signal_handlers_disconnect_by_func (object, on_row_changed_cb, gtk_list_item_get_child (item));
}

static void
on_after_paint_cb (GdkFrameClock *clock, Bench *bench)
{
  gint64 now = g_get_monotonic_time ();
  gint64 gap = now - bench->last_paint;

  if (bench->measuring && bench->last_paint > 0)
    g_array_append_val (bench->gaps, gap);
  bench->last_paint = now;
  bench->n_frames++;
  if (bench->wanted_since > 0 && bench->first_rows == 0 && bench->list != NULL && g_list_model_get_n_items (G_LIST_MODEL (bench->list)) > 0)
    bench->first_rows = now - bench->wanted_since;
}

static gboolean
on_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  /* A frame is drawn whether something moved or not, so that gaps mean work. */
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

static void
make_window (Bench *bench)
{
  static const char *const titles[N_COLUMNS] = { "Time", "Order", "Number", "Product", "Qty", "Price", "Total" };
  GtkWidget *scroller = gtk_scrolled_window_new ();

  bench->window = GTK_WINDOW (gtk_window_new ());
  bench->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      GtkColumnViewColumn *column;

      g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), GUINT_TO_POINTER (i));
      g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), GUINT_TO_POINTER (i));
      g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_cb), GUINT_TO_POINTER (i));
      column = gtk_column_view_column_new (titles[i], factory);
      gtk_column_view_column_set_expand (column, i == 3);
      gtk_column_view_append_column (bench->view, column);
      g_object_unref (column);
    }
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (bench->view));
  gtk_window_set_child (bench->window, scroller);
  gtk_window_set_default_size (bench->window, 1100, 720);
  gtk_window_present (bench->window);
  bench->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  bench->clock = gtk_widget_get_frame_clock (GTK_WIDGET (bench->window));
  g_signal_connect (bench->clock, "after-paint", G_CALLBACK (on_after_paint_cb), bench);
  gtk_widget_add_tick_callback (GTK_WIDGET (bench->view), on_tick_cb, NULL, NULL);
  cf_test_wait_until (bench->n_frames > 10);
}

static void
wait_frames (Bench *bench, guint n)
{
  guint end = bench->n_frames + n;

  while (bench->n_frames < end)
    g_main_context_iteration (NULL, TRUE);
}

/* --- figures -------------------------------------------------------------------------------- */

static int
compare_gaps (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static double
percentile (GArray *gaps, guint percent)
{
  g_array_sort (gaps, compare_gaps);
  return gaps->len > 0 ? g_array_index (gaps, gint64, MIN (gaps->len * percent / 100, gaps->len - 1)) / 1000.0 : 0;
}

static void
begin (Bench *bench)
{
  wait_frames (bench, 20);
  g_array_set_size (bench->gaps, 0);
  bench->measuring = TRUE;
}

static void
end (Bench *bench, const char *name)
{
  bench->measuring = FALSE;
  g_print ("%s p50\t%.2f\n%s p95\t%.2f\n", name, percentile (bench->gaps, 50), name, percentile (bench->gaps, 95));
}

static double
resident_mib (void)
{
  g_autofree char *text = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  line = strstr (text, "VmRSS:");
  g_assert_nonnull (line);
  return g_ascii_strtoll (line + 6, NULL, 10) / 1024.0;
}

/* --- what is done to the list --------------------------------------------------------------- */

static void
scroll_smoothly (Bench *bench)
{
  gtk_adjustment_set_value (bench->adjustment, gtk_adjustment_get_upper (bench->adjustment) / 3);
  begin (bench);
  for (guint i = 0; i < 300; i++)
    {
      gtk_adjustment_set_value (bench->adjustment, gtk_adjustment_get_value (bench->adjustment) + 60);
      wait_frames (bench, 1);
    }
  end (bench, "scroll");
}

static void
scroll_by_pages (Bench *bench)
{
  begin (bench);
  for (guint i = 0; i < 200; i++)
    {
      gtk_adjustment_set_value (bench->adjustment, gtk_adjustment_get_value (bench->adjustment) + gtk_adjustment_get_page_size (bench->adjustment));
      wait_frames (bench, 1);
    }
  end (bench, "page");
}

static void
jump (Bench *bench)
{
  double upper = gtk_adjustment_get_upper (bench->adjustment);

  begin (bench);
  for (guint i = 0; i < 60; i++)
    {
      gtk_adjustment_set_value (bench->adjustment, i % 3 == 0 ? upper : upper * ((i * 37) % 100) / 100);
      wait_frames (bench, 4);
    }
  end (bench, "jump");
}

static gboolean
last_row_is_there (Bench *bench)
{
  GListModel *list = G_LIST_MODEL (bench->list);
  g_autoptr (CfRow) row = g_list_model_get_item (list, g_list_model_get_n_items (list) - 1);

  return row != NULL && cf_row_get_item (row) != NULL;
}

/* From the key press to the rows of the end on screen. */
static void
jump_to_end (Bench *bench)
{
  gint64 since;

  gtk_adjustment_set_value (bench->adjustment, 0);
  wait_frames (bench, 20);
  cf_paged_list_model_refresh (bench->list);
  wait_frames (bench, 60);
  since = g_get_monotonic_time ();
  gtk_adjustment_set_value (bench->adjustment, gtk_adjustment_get_upper (bench->adjustment));
  do
    wait_frames (bench, 1);
  while (!last_row_is_there (bench));
  g_print ("rows at the end\t%.2f\n", (g_get_monotonic_time () - since) / 1000.0);
}

static CfPageSource *
sales_source (Bench *bench, CfSalesSort sort)
{
  CfSalesQuery query = { .sort = sort, .descending = TRUE };

  return cf_sales_repository_list (bench->repository, &query);
}

static GListModel *
strings_new (guint n)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  for (guint i = 0; i < n; i++)
    gtk_string_list_take (list, g_strdup_printf ("Product no. %u", i));
  return G_LIST_MODEL (list);
}

static void
open_list (Bench *bench, guint n)
{
  GtkNoSelection *selection;

  if (bench->theirs)
    {
      gint64 since;

      selection = gtk_no_selection_new (strings_new (n));
      wait_frames (bench, 5);
      since = g_get_monotonic_time ();
      gtk_column_view_set_model (bench->view, GTK_SELECTION_MODEL (selection));
      wait_frames (bench, 1);
      g_print ("first rows\t%.2f\n", (g_get_monotonic_time () - since) / 1000.0);
    }
  else
    {
      g_autoptr (CfPageSource) source = sales_source (bench, CF_SALES_SORT_TIME);

      bench->list = cf_paged_list_model_new (NULL);
      bench->first = cf_first_rows_new (GTK_WIDGET (bench->view));
      cf_first_rows_set_model (bench->first, G_LIST_MODEL (bench->list));
      selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (bench->first)));
      gtk_column_view_set_model (bench->view, GTK_SELECTION_MODEL (selection));
      wait_frames (bench, 5);
      bench->wanted_since = g_get_monotonic_time ();
      cf_paged_list_model_set_source (bench->list, source);
      while (bench->first_rows == 0)
        wait_frames (bench, 1);
      g_print ("first rows\t%.2f\n", bench->first_rows / 1000.0);
      cf_test_wait_until (g_list_model_get_n_items (G_LIST_MODEL (bench->list)) >= n - 200);
      cf_test_wait_until (!cf_paged_list_model_get_loading (bench->list));
    }
  g_object_unref (selection);
}

/* A click on a title: another order of the same list. */
static void
sort_by_total (Bench *bench, guint n)
{
  g_autoptr (GtkNoSelection) other = bench->theirs ? gtk_no_selection_new (strings_new (n)) : NULL;
  gint64 since;

  gtk_adjustment_set_value (bench->adjustment, 0);
  begin (bench);
  since = g_get_monotonic_time ();
  if (bench->theirs)
    {
      gtk_column_view_set_model (bench->view, GTK_SELECTION_MODEL (other));
      wait_frames (bench, 1);
    }
  else
    {
      g_autoptr (CfPageSource) source = sales_source (bench, CF_SALES_SORT_TOTAL);
      g_autoptr (CfRow) first = g_list_model_get_item (G_LIST_MODEL (bench->list), 0);
      GObject *old = cf_row_get_item (first);

      cf_paged_list_model_set_source (bench->list, source);
      while (cf_row_get_item (first) == old)
        wait_frames (bench, 1);
    }
  g_print ("sorted rows\t%.2f\n", (g_get_monotonic_time () - since) / 1000.0);
  wait_frames (bench, 60);
  end (bench, "sort");
}

static void
connect_pool (Bench *bench, const char *conninfo)
{
  g_autoptr (CfDbConfig) config = cf_db_config_new (conninfo, NULL);
  g_autoptr (GAsyncResult) result = NULL;

  bench->pool = cf_db_pool_new (config);
  cf_db_pool_open_async (bench->pool, NULL, cf_test_await_cb, &result);
  g_assert_true (cf_db_pool_open_finish (bench->pool, cf_test_await (&result), NULL));
  bench->repository = cf_sales_repository_new (bench->pool);
}

/* In a process of its own: prints raw figures. */
static int
measure (const char *side, const char *conninfo, guint n)
{
  Bench bench = { 0 };

  gtk_init ();
  bench.theirs = g_str_equal (side, "theirs");
  bench.gaps = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (!bench.theirs)
    connect_pool (&bench, conninfo);
  make_window (&bench);
  open_list (&bench, n);
  scroll_smoothly (&bench);
  scroll_by_pages (&bench);
  jump (&bench);
  if (!bench.theirs)
    jump_to_end (&bench);
  sort_by_total (&bench, n);
  g_print ("memory\t%.2f\n", resident_mib ());
  return 0;
}

/* --- the whole ------------------------------------------------------------------------------ */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static void
make_shop (CfTestServer *server, const char *database, guint n)
{
  g_auto (GStrv) names = NULL;

  cf_model_init ();
  names = g_resources_enumerate_children (CF_MODEL_SALES_MIGRATIONS, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  qsort (names, g_strv_length (names), sizeof (char *), compare_names);
  cf_test_server_fresh_database (server, database);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_path ("/", CF_MODEL_SALES_MIGRATIONS, names[i], NULL);
      g_autoptr (GBytes) sql = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

      cf_test_server_sql (server, database, g_bytes_get_data (sql, NULL));
    }
  cf_test_server_sql (server, database,
                      "INSERT INTO counterfoil.settings (name, currency, digits, time_zone) VALUES ('Bench', 'GBP', 2, 'UTC')");
  cf_test_shop_fill (server, database, n);
}

/* Appends each figure of a run to its name's array. */
static void
run_side (GHashTable *figures, const char *program, const char *side, const char *conninfo, guint n)
{
  g_autofree char *count = g_strdup_printf ("%u", n);
  char *argv[] = { (char *) program, (char *) side, (char *) conninfo, count, NULL };
  g_autofree char *output = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!g_spawn_sync (NULL, argv, NULL, 0, NULL, NULL, &output, NULL, &status, &error) || !g_spawn_check_wait_status (status, &error))
    g_error ("%s %s: %s", side, count, error->message);
  lines = g_strsplit (output, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], "\t", 2);
      g_autofree char *key = NULL;
      GArray *values;
      double value;

      if (g_strv_length (parts) != 2)
        continue;
      key = g_strdup_printf ("%s %s %s", side, count, parts[0]);
      value = g_ascii_strtod (parts[1], NULL);
      values = g_hash_table_lookup (figures, key);
      if (values == NULL)
        g_hash_table_insert (figures, g_steal_pointer (&key), values = g_array_new (FALSE, FALSE, sizeof (double)));
      g_array_append_val (values, value);
    }
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median (GHashTable *figures, const char *side, guint n, const char *name)
{
  g_autofree char *key = g_strdup_printf ("%s %u %s", side, n, name);
  GArray *values = g_hash_table_lookup (figures, key);

  g_assert_nonnull (values);
  g_array_sort (values, compare_values);
  return g_array_index (values, double, values->len / 2);
}

static void
report (GHashTable *figures)
{
  static const char *const gaps[] = { "scroll p50", "scroll p95", "page p50", "page p95", "jump p50", "jump p95", "sort p50", "sort p95" };
  for (guint i = 0; i < G_N_ELEMENTS (gaps); i++)
    g_print ("list: frame gap, %s\t%.2f\t%.2f\tms\t<=1.2x\n", gaps[i], median (figures, "ours", N_MANY, gaps[i]),
             median (figures, "theirs", N_MANY, gaps[i]));
  g_print ("list: first rows of a million\t%.1f\t%.1f\tms\t<=100\n", median (figures, "ours", N_MANY, "first rows"),
           median (figures, "theirs", N_MANY, "first rows"));
  g_print ("list: a million in another order\t%.1f\t%.1f\tms\t<=100\n", median (figures, "ours", N_MANY, "sorted rows"),
           median (figures, "theirs", N_MANY, "sorted rows"));
  g_print ("list: rows at the end of a million\t%.1f\t-\tms\t<=100\n", median (figures, "ours", N_MANY, "rows at the end"));
  g_print ("list: memory, a million against a thousand\t%.1f\t-\tMiB\t<=15\n",
           median (figures, "ours", N_MANY, "memory") - median (figures, "ours", N_FEW, "memory"));
}

int
main (int argc, char **argv)
{
  g_autoptr (GHashTable) figures = NULL;
  g_autofree char *few = NULL;
  g_autofree char *many = NULL;
  CfTestServer *server;

  if (argc == 4)
    return measure (argv[1], argv[2], g_ascii_strtoull (argv[3], NULL, 10));

  cf_test_init (&argc, &argv);
  figures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  server = cf_test_server_get ();
  if (server == NULL)
    return 77;
  make_shop (server, "few", N_FEW);
  make_shop (server, "many", N_MANY);
  few = cf_test_server_conninfo (server, "few");
  many = cf_test_server_conninfo (server, "many");
  for (guint i = 0; i < N_ROUNDS; i++)
    {
      run_side (figures, argv[0], "theirs", many, N_MANY);
      run_side (figures, argv[0], "ours", many, N_MANY);
      run_side (figures, argv[0], "ours", few, N_FEW);
    }
  report (figures);
  return 0;
}
