/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE

#include "cf-error.h"
#include "journal-calls.h"

#include <gio/gunixinputstream.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a journal has said to be durable is there after the process was killed; what it costs; and that nobody
 * else gets in. */

static const char *program;

/* -------------------------------------------------------------------------------------------------
 * Counting syncs: these take the place of those of the C library, for SQLite too
 * ------------------------------------------------------------------------------------------------- */

static int n_syncs;

int
fsync (int fd)
{
  g_atomic_int_inc (&n_syncs);

  return (int) syscall (SYS_fsync, fd);
}

int
fdatasync (int fd)
{
  g_atomic_int_inc (&n_syncs);

  return (int) syscall (SYS_fdatasync, fd);
}

static int
take_syncs (void)
{
  int n = g_atomic_int_get (&n_syncs);

  g_atomic_int_set (&n_syncs, 0);

  return n;
}

/* -------------------------------------------------------------------------------------------------
 * The child: sells until it is killed, and writes to its output what is durable
 * ------------------------------------------------------------------------------------------------- */

typedef struct
{
  CfJournal *journal;
  gint64     counter;
  guint      n_lines;
  char      *cart;
} Seller;

static void
say (const char *format,
     ...)
{
  va_list args;

  va_start (args, format);
  vprintf (format, args);
  va_end (args);
  fflush (stdout);
}

static void
on_line_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autofree char *line = user_data;

  if (cf_journal_write_finish (CF_JOURNAL (object), result, NULL))
    say ("L %s\n", line);
}

static void
sell_line (Seller *seller)
{
  g_autofree char *line = g_strdup_printf ("l-%u", seller->n_lines);
  g_autofree char *document = g_strdup_printf ("{\"line\":\"%s\"}", line);

  seller->n_lines++;
  cf_journal_put_line_async (seller->journal, seller->cart, line, (int) seller->n_lines, document, on_line_cb,
                             g_strdup_printf ("%s %s", seller->cart, line));
}

static void
sell_order (Seller *seller)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *number = g_strdup_printf ("T1-%" G_GINT64_FORMAT, seller->counter);
  g_autofree char *document = g_strdup_printf ("{\"order\":\"%s\"}", seller->cart);

  cf_journal_complete_async (seller->journal, seller->cart, seller->counter, number, 1, document, cf_test_await_cb, &result);
  if (!cf_journal_complete_finish (seller->journal, cf_test_await (&result), NULL))
    return;

  say ("O %s\n", seller->cart);
  seller->counter++;
  g_free (seller->cart);
  seller->cart = g_uuid_string_random ();
  seller->n_lines = 0;
}

static int
run_seller (const char *path)
{
  g_autoptr (CfJournal) journal = cf_journal_new (path);
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_try_open (journal, NULL);
  Seller seller = { journal };

  if (snapshot == NULL)
    return 2;

  if (snapshot->till == NULL)
    cf_test_journal_bind (journal);
  seller.counter = snapshot->next_counter;
  seller.n_lines = snapshot->cart_lines->len;
  seller.cart = snapshot->cart_uuid != NULL ? g_strdup (snapshot->cart_uuid) : g_uuid_string_random ();
  say ("ready\n");

  while (TRUE)
    {
      for (int n = g_random_int_range (1, 9); n > 0; n--)
        sell_line (&seller);
      if (g_random_int_range (0, 3) == 0)
        sell_order (&seller);
      g_main_context_iteration (NULL, g_random_boolean ());
    }
}

/* -------------------------------------------------------------------------------------------------
 * The parent
 * ------------------------------------------------------------------------------------------------- */

typedef struct
{
  GSubprocess *process;
  FILE        *output;
} Child;

static Child
start_child (const char *path)
{
  g_autoptr (GError) error = NULL;
  Child child;
  char *line = NULL;
  size_t size = 0;

  child.process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--sell", path, NULL);
  g_assert_no_error (error);
  child.output = fdopen (dup (g_unix_input_stream_get_fd (G_UNIX_INPUT_STREAM (g_subprocess_get_stdout_pipe (child.process)))), "r");

  g_assert_cmpint (getline (&line, &size, child.output), >, 0);
  g_assert_cmpstr (line, ==, "ready\n");
  free (line);

  return child;
}

/* Notes all that the child has said to be durable, to its very end. */
static void
read_child (Child      *child,
            GHashTable *lines,
            GHashTable *orders)
{
  char *line = NULL;
  size_t size = 0;

  while (getline (&line, &size, child->output) > 0)
    {
      if (!g_str_has_suffix (line, "\n"))
        break;

      g_strchomp (line);
      g_hash_table_add (*line == 'O' ? orders : lines, g_strdup (line + 2));
    }
  free (line);
}

static void
end_child (Child *child)
{
  fclose (child->output);
  g_assert_true (g_subprocess_wait (child->process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_signaled (child->process));
  g_object_unref (child->process);
}

static gpointer
kill_later (gpointer data)
{
  g_usleep ((gulong) g_random_int_range (0, 60000));
  g_subprocess_send_signal (data, SIGKILL);
  g_object_unref (data);

  return NULL;
}

static void
assert_kept (const char *path,
             GHashTable *lines,
             GHashTable *orders)
{
  g_autoptr (CfJournal) journal = cf_journal_new (path);
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (journal);
  g_autoptr (GPtrArray) waiting = cf_test_journal_list (journal, CF_JOURNAL_WAITING, 0, G_MAXINT);
  g_autoptr (GHashTable) kept_orders = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) kept_lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;

  g_assert_null (snapshot->damage);
  g_assert_cmpint (snapshot->next_counter, ==, waiting->len + 1);

  for (guint i = 0; i < waiting->len; i++)
    {
      CfJournalOrder *order = cf_test_journal_nth (waiting, i);
      g_autofree char *number = g_strdup_printf ("T1-%u", i + 1);
      g_autofree char *document = g_strdup_printf ("{\"order\":\"%s\"}", order->uuid);

      g_assert_cmpstr (order->number, ==, number);
      g_assert_cmpstr (order->document, ==, document);
      g_assert_true (g_hash_table_add (kept_orders, order->uuid));
    }

  for (guint i = 0; i < snapshot->cart_lines->len; i++)
    {
      CfJournalLine *line = g_ptr_array_index (snapshot->cart_lines, i);
      g_autofree char *document = g_strdup_printf ("{\"line\":\"%s\"}", line->line_uuid);

      g_assert_cmpstr (line->document, ==, document);
      g_hash_table_add (kept_lines, g_strdup_printf ("%s %s", snapshot->cart_uuid, line->line_uuid));
    }

  g_hash_table_iter_init (&iter, orders);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_assert_true (g_hash_table_contains (kept_orders, key));

  /* A line is in the open order, or its order was completed. */
  g_hash_table_iter_init (&iter, lines);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_autofree char *cart = g_strndup (key, strcspn (key, " "));

      g_assert_true (g_hash_table_contains (kept_lines, key) || g_hash_table_contains (kept_orders, cart));
    }

  cf_test_journal_close (journal);
}

static void
test_kill (void)
{
  guint n_rounds = g_getenv ("CF_TEST_LONG") != NULL ? 200 : 20;
  g_autofree char *folder = cf_test_temp_dir ();
  g_autofree char *path = g_build_filename (folder, "journal.sqlite", NULL);
  g_autoptr (GHashTable) lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) orders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint round = 0; round < n_rounds; round++)
    {
      Child child = start_child (path);
      GThread *killer = g_thread_new ("killer", kill_later, g_object_ref (child.process));

      read_child (&child, lines, orders);
      g_thread_join (killer);
      end_child (&child);
      assert_kept (path, lines, orders);
    }

  g_test_message ("%u lines and %u orders were said to be durable", g_hash_table_size (lines), g_hash_table_size (orders));
  g_assert_cmpuint (g_hash_table_size (lines), >, n_rounds);
  cf_test_remove_tree (folder);
}

static void
test_two_processes (void)
{
  g_autofree char *folder = cf_test_temp_dir ();
  g_autofree char *path = g_build_filename (folder, "journal.sqlite", NULL);
  g_autoptr (CfJournal) journal = cf_journal_new (path);
  g_autoptr (CfJournalSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) ignored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Child child = start_child (path);

  g_assert_null (cf_test_journal_try_open (journal, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_IN_USE);
  g_assert_nonnull (strstr (error->message, path));

  g_subprocess_send_signal (child.process, SIGKILL);
  read_child (&child, ignored, ignored);
  end_child (&child);
  snapshot = cf_test_journal_open (journal);
  cf_test_journal_close (journal);
  cf_test_remove_tree (folder);
}

/* A program that is started from here, a server say, must not keep the journal locked. */
static void
test_lock_not_inherited (void)
{
  g_autofree char *folder = cf_test_temp_dir ();
  g_autofree char *path = g_build_filename (folder, "journal.sqlite", NULL);
  g_autoptr (CfJournal) journal = cf_journal_new (path);
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (journal);
  g_autoptr (CfJournalSnapshot) again = NULL;
  g_autoptr (GError) error = NULL;
  pid_t pid = fork ();

  if (pid == 0)
    {
      execlp ("sleep", "sleep", "60", NULL);
      _exit (127);
    }

  g_assert_cmpint (pid, >, 0);
  /* The child has become another program as soon as it has another command line. */
  cf_test_wait_until (({
    g_autofree char *name = g_strdup_printf ("/proc/%d/cmdline", (int) pid);
    g_autofree char *command = NULL;

    g_file_get_contents (name, &command, NULL, NULL) && g_strcmp0 (command, "sleep") == 0;
  }));

  cf_test_journal_close (journal);
  again = cf_test_journal_open (journal);
  cf_test_journal_close (journal);

  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  cf_test_remove_tree (folder);
}

static void
count_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  guint *n = user_data;

  g_assert_true (cf_journal_write_finish (CF_JOURNAL (object), result, NULL));
  (*n)++;
}

/* Durable costs one sync, for any number of writes that wait together; an acknowledgement shares that of the next line. */
static void
test_syncs (void)
{
  enum { N_ACKNOWLEDGED = 20 };
  g_autofree char *folder = cf_test_temp_dir ();
  g_autofree char *path = g_build_filename (folder, "journal.sqlite", NULL);
  g_autoptr (CfJournal) journal = cf_journal_new (path);
  g_autoptr (CfJournalSnapshot) snapshot = cf_test_journal_open (journal);
  g_autoptr (GError) error = NULL;
  guint n_written = 0;

  cf_test_journal_bind (journal);
  take_syncs ();

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *line = g_strdup_printf ("l-%u", i);

      cf_test_journal_put_line (journal, "order", line, (int) i, "{}");
      g_assert_cmpint (take_syncs (), ==, 1);
    }

  cf_test_journal_complete (journal, "order", 1);
  g_assert_cmpint (take_syncs (), ==, 1);
  cf_test_assert_written (cf_test_journal_write (journal, &error, cf_journal_acknowledge, "order"), error);
  g_assert_cmpint (take_syncs (), ==, 1);

  for (guint i = 0; i < N_ACKNOWLEDGED; i++)
    {
      g_autofree char *uuid = g_strdup_printf ("order-%u", i);

      cf_test_journal_complete (journal, uuid, i + 2);
    }
  take_syncs ();

  for (guint i = 0; i < N_ACKNOWLEDGED; i++)
    {
      g_autofree char *uuid = g_strdup_printf ("order-%u", i);

      cf_journal_acknowledge_async (journal, uuid, count_cb, &n_written);
      cf_test_journal_put_line (journal, "next", "line", 0, "{}");
    }
  cf_test_wait_until (n_written == N_ACKNOWLEDGED);
  g_assert_cmpint (take_syncs (), <, 2 * N_ACKNOWLEDGED);
  n_written = 0;

  for (guint i = 0; i < 600; i++)
    {
      g_autofree char *line = g_strdup_printf ("l-%u", i);

      cf_journal_put_line_async (journal, "next", line, (int) i, "{}", count_cb, &n_written);
    }
  cf_test_wait_until (n_written == 600);
  g_assert_cmpint (take_syncs (), <, 300);

  cf_test_journal_close (journal);
  cf_test_remove_tree (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *path = g_file_read_link ("/proc/self/exe", NULL);

  if (argc == 3 && strcmp (argv[1], "--sell") == 0)
    return run_seller (argv[2]);

  setlocale (LC_ALL, "C.UTF-8");
  cf_test_init (&argc, &argv);
  program = path;

  g_test_add_func ("/journal/kill", test_kill);
  g_test_add_func ("/journal/two-processes", test_two_processes);
  g_test_add_func ("/journal/lock-not-inherited", test_lock_not_inherited);
  g_test_add_func ("/journal/syncs", test_syncs);

  return g_test_run ();
}
