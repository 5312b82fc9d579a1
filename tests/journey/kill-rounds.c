/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A program that sells in a loop is ended without a word, or its server is, at random moments, over and over. Whatever it had
 * shown as solid or as saved must be there in the end, once.
 *
 * The seller is this program itself with other arguments. It tells through a pipe what a person would have seen:
 *
 *   R                         it can sell
 *   L <cart> <code> <pieces>  a line became solid
 *   O <uuid> <number> <total> an order was shown as saved
 *   C <cart> <code> <pieces>  at the end: a line that is still open
 *   D                         at the end: everything was sent
 */

#include "cf-test-shop.h"
#include "cf-test-till.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define DATABASE "kill"

/* -------------------------------------------------------------------------------------------------
 * The seller
 * ------------------------------------------------------------------------------------------------- */

typedef struct
{
  CfTill *till;
  guint   n_lines;
  guint   n_codes;
  char   *prefix;
} Seller;

static void sell_on (Seller *seller);

/* One write a line: what the pipe took is what was seen, however this program ends. */
static void
say (const char *format,
     ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  if (write (STDOUT_FILENO, text, strlen (text)) < 0)
    _exit (1);
}

static void
say_line (char        kind,
          const char *cart,
          CfCartLine *line)
{
  g_autofree char *quantity = cf_decimal_to_string (cf_cart_line_get_quantity (line));

  say ("%c %s %s %s\n", kind, cart, cf_cart_line_get_code (line), quantity);
}

static void
on_line_saved_cb (CfCartLine *line,
                  GParamSpec *pspec,
                  char       *cart)
{
  if (cf_cart_line_get_saved (line) && !cf_cart_line_get_incomplete (line))
    say_line ('L', cart, line);
}

static void
on_completed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Seller *seller = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfOrder) order = cf_till_complete_finish (CF_TILL (object), result, &error);
  g_autofree char *total = NULL;

  if (order == NULL)
    g_error ("An order was not completed: %s", error->message);

  total = cf_decimal_to_string (cf_order_get_total (order));
  say ("O %s %s %s\n", cf_order_get_uuid (order), cf_order_get_number (order), total);
  sell_on (seller);
}

static void
on_entered_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  Seller *seller = user_data;
  CfCart *cart = cf_till_get_cart (seller->till);
  g_autoptr(CfCartLine) line = cf_till_enter_finish (CF_TILL (object), result, NULL);

  g_assert_nonnull (line);
  g_signal_connect_data (line, "notify::saved", G_CALLBACK (on_line_saved_cb), g_strdup (cf_cart_get_uuid (cart)),
                         (GClosureNotify) g_free, 0);
  g_assert_true (cf_cart_set_name (cart, line, "Something", NULL));
  g_assert_true (cf_cart_set_price (cart, line, (CfDecimal) { 125, 2 }, NULL));
  if (g_random_boolean ())
    g_assert_true (cf_cart_set_quantity (cart, line, CF_DECIMAL_INT (g_random_int_range (3, 10)), NULL));
  cf_cart_set_keep (cart, line, FALSE);
  seller->n_lines++;
  sell_on (seller);
}

static void
sell_on (Seller *seller)
{
  g_autofree char *typed = NULL;

  if (seller->n_lines > 0 && g_random_int_range (0, 4) == 0)
    {
      seller->n_lines = 0;
      cf_till_complete_async (seller->till, on_completed_cb, seller);
      return;
    }

  typed = g_strdup_printf ("2*%s-%u", seller->prefix, seller->n_codes++);
  cf_till_enter_async (seller->till, typed, NULL, on_entered_cb, seller);
}

static void
on_ready_cb (CfTill     *till,
             GParamSpec *pspec,
             Seller     *seller)
{
  if (!cf_till_get_ready (till))
    return;

  say ("R\n");
  sell_on (seller);
}

/* Lines that were open when the last seller ended were complete or are filled in by the next. */
static void
fill_in (CfTill *till)
{
  GListModel *lines = G_LIST_MODEL (cf_till_get_cart (till));

  for (guint i = 0; i < g_list_model_get_n_items (lines); i++)
    {
      g_autoptr(CfCartLine) line = g_list_model_get_item (lines, i);

      if (!cf_cart_line_get_incomplete (line))
        continue;

      g_assert_true (cf_cart_set_name (cf_till_get_cart (till), line, "Something", NULL));
      g_assert_true (cf_cart_set_price (cf_till_get_cart (till), line, (CfDecimal) { 125, 2 }, NULL));
    }
}

static int
run_seller (const char *folder,
            const char *conninfo,
            const char *prefix)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Seller seller = { 0 };

  seller.prefix = g_strdup (prefix);
  seller.till = cf_test_till_open (folder);
  fill_in (seller.till);
  seller.n_lines = g_list_model_get_n_items (G_LIST_MODEL (cf_till_get_cart (seller.till)));
  g_signal_connect (seller.till, "notify::ready", G_CALLBACK (on_ready_cb), &seller);
  cf_till_set_pool (seller.till, cf_test_shop_connect (conninfo));
  on_ready_cb (seller.till, NULL, &seller);
  g_main_loop_run (loop);

  return 0;
}

static int
run_drain (const char *folder,
           const char *conninfo)
{
  CfTill *till = cf_test_till_open (folder);
  CfDbPool *pool = cf_test_shop_connect (conninfo);
  GListModel *lines = G_LIST_MODEL (cf_till_get_cart (till));

  cf_till_set_pool (till, pool);
  cf_test_wait_until (cf_sender_get_n_waiting (cf_till_get_sender (till)) == 0);
  g_assert_cmpuint (cf_sender_get_n_refused (cf_till_get_sender (till)), ==, 0);

  for (guint i = 0; i < g_list_model_get_n_items (lines); i++)
    {
      g_autoptr(CfCartLine) line = g_list_model_get_item (lines, i);

      say_line ('C', cf_cart_get_uuid (cf_till_get_cart (till)), line);
    }

  say ("D\n");
  cf_test_till_close (till);
  cf_test_shop_disconnect (pool);

  return 0;
}

/* -------------------------------------------------------------------------------------------------
 * The test
 * ------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *cart;
  gint64 pieces;
} Shown;

static void
shown_free (Shown *shown)
{
  g_free (shown->cart);
  g_free (shown);
}

typedef struct
{
  CfTestServer *server;
  char *folder;
  char *conninfo;
  GHashTable *lines;            /* code → Shown: solid */
  GHashTable *orders;           /* UUID → "number|total": saved */
  GHashTable *open_lines;       /* code → Shown: at the end */
  gboolean drained;
} Rounds;

static char *program;

static void
set_up_child (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static GPid
start (Rounds     *rounds,
       const char *mode,
       const char *prefix,
       int        *output)
{
  const char *argv[] = { program, mode, rounds->folder, rounds->conninfo, prefix, NULL };
  g_autoptr(GError) error = NULL;
  GPid pid;

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, set_up_child, NULL, &pid,
                            NULL, output, NULL, &error);
  g_assert_no_error (error);

  return pid;
}

static Shown *
parse_shown (char **words)
{
  Shown *shown = g_new0 (Shown, 1);

  shown->cart = g_strdup (words[1]);
  shown->pieces = g_ascii_strtoll (words[3], NULL, 10);

  return shown;
}

static void
note (Rounds     *rounds,
      const char *line)
{
  g_auto(GStrv) words = g_strsplit (line, " ", -1);

  switch (line[0])
    {
    case 'L':
      g_hash_table_replace (rounds->lines, g_strdup (words[2]), parse_shown (words));
      break;
    case 'O':
      g_assert_false (g_hash_table_contains (rounds->orders, words[1]));
      g_hash_table_insert (rounds->orders, g_strdup (words[1]), g_strdup_printf ("%s|%s", words[2], words[3]));
      break;
    case 'C':
      g_assert_false (g_hash_table_contains (rounds->open_lines, words[2]));
      g_hash_table_insert (rounds->open_lines, g_strdup (words[2]), parse_shown (words));
      break;
    case 'D':
      rounds->drained = TRUE;
      break;
    default:
      g_assert_cmpstr (line, ==, "R");
    }
}

/* A last line that was cut off was not shown. */
static void
note_all (Rounds  *rounds,
          GString *output)
{
  char *newline;

  while ((newline = memchr (output->str, '\n', output->len)) != NULL)
    {
      *newline = '\0';
      note (rounds, output->str);
      g_string_erase (output, 0, newline + 1 - output->str);
    }
}

/* Reads what the seller shows until @end, or until it ends. */
static void
watch (Rounds  *rounds,
       int      fd,
       GString *output,
       gint64   end)
{
  for (;;)
    {
      gint64 left = end == 0 ? -1 : MAX (0, (end - g_get_monotonic_time ()) / 1000);
      GPollFD poll_fd = { fd, G_IO_IN | G_IO_HUP, 0 };
      char buffer[4096];
      gssize n;

      if (g_poll (&poll_fd, 1, (int) left) <= 0)
        {
          if (end != 0 && g_get_monotonic_time () >= end)
            return;
          continue;
        }

      n = read (fd, buffer, sizeof buffer);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return;

      g_string_append_len (output, buffer, n);
      note_all (rounds, output);
    }
}

static void
end_seller (Rounds  *rounds,
            GPid     pid,
            int      fd,
            GString *output)
{
  kill (pid, SIGKILL);
  watch (rounds, fd, output, 0);
  waitpid (pid, NULL, 0);
  close (fd);
  g_string_truncate (output, 0);
}

static gint64
in_ms (int from,
       int to)
{
  return g_get_monotonic_time () + g_test_rand_int_range (from, to) * 1000;
}

static void
run_round (Rounds *rounds,
           int     round)
{
  g_autoptr(GString) output = g_string_new (NULL);
  g_autofree char *prefix = g_strdup_printf ("r%d", round);
  int fd;
  GPid pid = start (rounds, "--sell", prefix, &fd);

  watch (rounds, fd, output, round == 0 ? in_ms (1000, 1001) : in_ms (20, 500));
  if (round % 2 == 1)
    {
      cf_test_server_kill (rounds->server);
      watch (rounds, fd, output, in_ms (5, 200));
      if (g_test_rand_bit ())
        end_seller (rounds, pid, fd, output), fd = -1;
      cf_test_server_start (rounds->server);
      if (fd != -1)
        watch (rounds, fd, output, in_ms (20, 400));
    }

  if (fd != -1)
    end_seller (rounds, pid, fd, output);
}

static void
check_orders (Rounds *rounds)
{
  g_autofree char *rows = cf_test_server_rows (rounds->server, DATABASE,
                                               "SELECT o.order_uuid, o.order_number, (SELECT sum (s.order_total) FROM sales s WHERE s.order_id = o.order_id) "
                                               "FROM counterfoil.orders o");
  g_auto(GStrv) stored = g_strsplit (rows, "\n", -1);
  guint n_found = 0;

  for (guint i = 0; stored[i] != NULL && *stored[i] != '\0'; i++)
    {
      g_auto(GStrv) columns = g_strsplit (stored[i], "|", 2);
      const char *expected = g_hash_table_lookup (rounds->orders, columns[0]);

      /* Saved, and the program ended before it could show it. */
      if (expected == NULL)
        continue;

      g_assert_cmpstr (columns[1], ==, expected);
      n_found++;
    }

  g_assert_cmpuint (n_found, ==, g_hash_table_size (rounds->orders));
}

static void
check_lines (Rounds *rounds)
{
  g_autofree char *rows = cf_test_server_rows (rounds->server, DATABASE,
                                               "SELECT s.product_number, s.quantity, o.order_uuid FROM sales s JOIN counterfoil.orders o USING (order_id)");
  g_auto(GStrv) stored = g_strsplit (rows, "\n", -1);
  GHashTableIter iter;
  gpointer code, value;

  /* What is still open goes last, so that a line that is in both places is found. */
  for (guint i = 0; stored[i] != NULL && *stored[i] != '\0'; i++)
    {
      g_auto(GStrv) columns = g_strsplit (stored[i], "|", -1);
      Shown *shown;

      g_assert_false (g_hash_table_contains (rounds->open_lines, columns[0]));
      shown = g_new0 (Shown, 1);
      shown->cart = g_strdup (columns[2]);
      shown->pieces = g_ascii_strtoll (columns[1], NULL, 10);
      g_hash_table_insert (rounds->open_lines, g_strdup (columns[0]), shown);
    }

  g_hash_table_iter_init (&iter, rounds->lines);
  while (g_hash_table_iter_next (&iter, &code, &value))
    {
      const Shown *seen = value;
      const Shown *there = g_hash_table_lookup (rounds->open_lines, code);

      g_assert_nonnull (there);
      g_assert_cmpstr (there->cart, ==, seen->cart);
      g_assert_cmpint (there->pieces, >=, seen->pieces);
    }
}

static gint64
count (Rounds     *rounds,
       const char *sql)
{
  return cf_test_server_count (rounds->server, DATABASE, sql);
}

static void
check_all (Rounds *rounds)
{
  g_autoptr(GString) output = g_string_new (NULL);
  int fd;
  GPid pid = start (rounds, "--drain", NULL, &fd);
  int status;

  watch (rounds, fd, output, 0);
  waitpid (pid, &status, 0);
  close (fd);
  g_assert_true (rounds->drained);

  check_orders (rounds);
  check_lines (rounds);

  /* Nothing is there twice, no order in part, and no number is missing. */
  g_assert_cmpint (count (rounds, "SELECT count(*) - count(DISTINCT product_number) FROM sales"), ==, 0);
  g_assert_cmpint (count (rounds, "SELECT count(*) FROM counterfoil.orders o WHERE next_line - 1 <> (SELECT count(*) FROM sales s WHERE s.order_id = o.order_id)"), ==, 0);
  g_assert_cmpint (count (rounds, "SELECT max (split_part (order_number, '-', 2)::int) - count(*) FROM counterfoil.orders"), ==, 0);
  g_assert_cmpint (count (rounds, "SELECT count(*) FROM sales WHERE order_total <> quantity * price"), ==, 0);
}

static void
test_rounds (void)
{
  Rounds rounds = { 0 };
  int n_rounds = g_getenv ("CF_TEST_LONG") != NULL ? 200 : 20;

  rounds.server = cf_test_server_new (CF_TEST_SERVER_SOCKET);
  if (rounds.server == NULL)
    return;

  cf_test_shop_create (rounds.server, DATABASE);
  g_free (cf_test_shop_set_up (rounds.server, DATABASE, "GBP"));
  rounds.folder = cf_test_temp_dir ();
  rounds.conninfo = cf_test_server_conninfo (rounds.server, DATABASE);
  rounds.lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) shown_free);
  rounds.orders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  rounds.open_lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) shown_free);

  for (int round = 0; round < n_rounds; round++)
    run_round (&rounds, round);

  check_all (&rounds);
  g_test_message ("%d rounds: %u lines shown solid, %u orders shown as saved", n_rounds,
                  g_hash_table_size (rounds.lines), g_hash_table_size (rounds.orders));
  g_assert_cmpuint (g_hash_table_size (rounds.orders), >, n_rounds);

  g_hash_table_unref (rounds.lines);
  g_hash_table_unref (rounds.orders);
  g_hash_table_unref (rounds.open_lines);
  cf_test_remove_tree (rounds.folder);
  g_free (rounds.folder);
  g_free (rounds.conninfo);
  cf_test_server_free (rounds.server);
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 5 && g_str_equal (argv[1], "--sell"))
    return run_seller (argv[2], argv[3], argv[4]);

  if (argc == 4 && g_str_equal (argv[1], "--drain"))
    return run_drain (argv[2], argv[3]);

  program = argv[0];
  cf_test_init (&argc, &argv);
  g_test_add_func ("/kill/rounds", test_rounds);

  return g_test_run ();
}
