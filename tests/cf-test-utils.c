/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-test-utils.h"

#include <execinfo.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct
{
  GCancellable *cancellable;
  guint         turns;
  guint         delay_us;
} Cancel;

static void
cancel_free (gpointer data)
{
  Cancel *self = data;

  g_clear_object (&self->cancellable);
  g_free (self);
}

static Cancel *
cancel_new (GCancellable *cancellable)
{
  Cancel *self = g_new0 (Cancel, 1);

  self->cancellable = g_object_ref (cancellable);
  return self;
}

static GMainContext *
current_context (void)
{
  return g_main_context_ref_thread_default ();
}

static gboolean
wake_up (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* One blocking turn of the context, at most 20 ms long so that conditions nobody wakes us for are seen too. */
static void
turn (void)
{
  g_autoptr(GMainContext) context = current_context ();
  GSource *timeout = g_timeout_source_new (20);

  g_source_set_callback (timeout, wake_up, NULL, NULL);
  g_source_attach (timeout, context);
  g_main_context_iteration (context, TRUE);
  g_source_destroy (timeout);
  g_source_unref (timeout);
}

void
cf_test_wait_step_ (gint64 deadline, const char *what, const char *where)
{
  if (g_get_monotonic_time () > deadline)
    g_error ("%s: waited %d s in vain for: %s", where, CF_TEST_DEADLINE_S, what);
  turn ();
}

/**
 * cf_test_wait_for:
 * @condition: (scope call): what must become true
 * @user_data: for @condition
 * @what: said where the wait was in vain
 *
 * The function form of cf_test_wait_until().
 */
void
cf_test_wait_for (CfTestCondition condition, gpointer user_data, const char *what)
{
  gint64 deadline = g_get_monotonic_time () + CF_TEST_DEADLINE_S * G_USEC_PER_SEC;

  while (!condition (user_data))
    cf_test_wait_step_ (deadline, what, G_STRLOC);
}

/**
 * cf_test_spin:
 * @turns: how many
 *
 * Runs the thread-default main context that many times without waiting.
 */
void
cf_test_spin (guint turns)
{
  g_autoptr(GMainContext) context = current_context ();

  while (turns-- > 0)
    g_main_context_iteration (context, FALSE);
}

/**
 * cf_test_await_cb:
 * @object: (nullable): the source of the operation
 * @result: its result
 * @user_data: address of the `GAsyncResult *` that keeps it, %NULL so far
 *
 * The callback to pass to a start function whose result cf_test_await() then waits for. An operation that
 * answers twice fails the test.
 */
void
cf_test_await_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  g_assert_null (*slot);
  *slot = g_object_ref (result);
}

/**
 * cf_test_await:
 * @slot: what was passed to cf_test_await_cb()
 *
 * Returns: (transfer none): the result, after it came; the test fails after %CF_TEST_DEADLINE_S
 */
GAsyncResult *
cf_test_await (GAsyncResult **slot)
{
  cf_test_wait_until (*slot != NULL);
  return *slot;
}

static gboolean
on_turn (gpointer user_data)
{
  Cancel *self = user_data;

  if (self->turns-- > 0)
    return G_SOURCE_CONTINUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

/**
 * cf_test_cancel_in_turns:
 * @cancellable: what to cancel
 * @turns: after how many turns of the thread-default main context
 *
 * Counts turns, not time: the way to cancel at each stage of an operation in turn.
 */
void
cf_test_cancel_in_turns (GCancellable *cancellable, guint turns)
{
  g_autoptr(GMainContext) context = current_context ();
  g_autoptr(GSource) source = g_idle_source_new ();
  Cancel *self = cancel_new (cancellable);

  self->turns = turns;
  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, on_turn, self, cancel_free);
  g_source_attach (source, context);
}

static gboolean
on_timeout (gpointer user_data)
{
  Cancel *self = user_data;

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

/**
 * cf_test_cancel_in_ms:
 * @cancellable: what to cancel
 * @delay_ms: milliseconds from now
 */
void
cf_test_cancel_in_ms (GCancellable *cancellable, guint delay_ms)
{
  g_autoptr(GMainContext) context = current_context ();
  g_autoptr(GSource) source = g_timeout_source_new (delay_ms);

  g_source_set_callback (source, on_timeout, cancel_new (cancellable), cancel_free);
  g_source_attach (source, context);
}

static gpointer
cancel_thread (gpointer data)
{
  Cancel *self = data;

  if (self->delay_us > 0)
    g_usleep (self->delay_us);
  g_cancellable_cancel (self->cancellable);
  cancel_free (self);
  return NULL;
}

/**
 * cf_test_cancel_in_thread:
 * @cancellable: what to cancel
 * @delay_us: microseconds from now
 *
 * Cancels from a thread of its own: the way to meet races between threads.
 */
void
cf_test_cancel_in_thread (GCancellable *cancellable, guint delay_us)
{
  Cancel *self = cancel_new (cancellable);

  self->delay_us = delay_us;
  g_thread_unref (g_thread_new ("cancel", cancel_thread, self));
}

static GPtrArray *temp_dirs;

static void
remove_temp_dirs (void)
{
  for (guint i = 0; i < temp_dirs->len; i++)
    cf_test_remove_tree (g_ptr_array_index (temp_dirs, i));
  g_clear_pointer (&temp_dirs, g_ptr_array_unref);
}

/**
 * cf_test_temp_dir:
 *
 * Returns: (transfer full): a new empty folder, removed when the program exits
 */
char *
cf_test_temp_dir (void)
{
  g_autoptr(GError) error = NULL;
  char *path = g_dir_make_tmp ("cf-test-XXXXXX", &error);

  g_assert_no_error (error);
  if (temp_dirs == NULL)
    {
      temp_dirs = g_ptr_array_new_with_free_func (g_free);
      atexit (remove_temp_dirs);
    }
  g_ptr_array_add (temp_dirs, g_strdup (path));
  return path;
}

/**
 * cf_test_write_file:
 * @path: where
 * @bytes: what
 * @length: how many; -1: as many as a text has
 *
 * Writes a file, in the place of one that is there.
 */
void
cf_test_write_file (const char *path, gconstpointer bytes, gssize length)
{
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, bytes, length, &error);
  g_assert_no_error (error);
}

/**
 * cf_test_remove_tree:
 * @path: a file or a folder; may be missing
 *
 * Removes it with all it holds; never follows a symbolic link.
 */
void
cf_test_remove_tree (const char *path)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      cf_test_remove_tree (child);
    }
  g_remove (path);
}

/**
 * cf_test_limit_files:
 * @bytes: beyond which no file of this process may grow; -1: as far as the system lets it
 *
 * What is written there is refused as by a full disk.
 */
void
cf_test_limit_files (gint64 bytes)
{
  struct rlimit limit;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = bytes < 0 ? limit.rlim_max : (rlim_t) bytes;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
set_folder (const char *variable, const char *parent, const char *name)
{
  g_autofree char *path = g_build_filename (parent, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  g_setenv (variable, path, TRUE);
}

/* GLib's own option for this keeps what it allocates, which hides leaks of ours. */
static void
isolate (void)
{
  g_autofree char *folder = cf_test_temp_dir ();

  g_setenv ("HOME", folder, TRUE);
  set_folder ("XDG_CACHE_HOME", folder, "cache");
  set_folder ("XDG_CONFIG_HOME", folder, "config");
  set_folder ("XDG_DATA_HOME", folder, "data");
  set_folder ("XDG_STATE_HOME", folder, "state");
  set_folder ("XDG_RUNTIME_DIR", folder, "runtime");
}

#ifndef __SANITIZE_ADDRESS__

#define MAX_FRAMES 64

/* Nothing that allocates or locks: whatever was under way may be broken. run-tests.py turns the addresses into lines. */
static void
on_crash (int number)
{
  static const char heading[] = "Backtrace:\n";
  void *frames[MAX_FRAMES];
  int n_frames = backtrace (frames, MAX_FRAMES);

  if (write (STDERR_FILENO, heading, sizeof heading - 1) > 0)
    backtrace_symbols_fd (frames, n_frames, STDERR_FILENO);
  raise (number);
}

/* Once each, so that the signal then does what it always does; on a stack of its own, since that may be what ran out. */
static void
tell_of_crashes (void)
{
  static const int numbers[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP };
  static char stack[64 * 1024];
  stack_t other = { .ss_sp = stack, .ss_size = sizeof stack };
  struct sigaction action = { .sa_handler = on_crash, .sa_flags = (int) (SA_RESETHAND | SA_NODEFER | SA_ONSTACK) };
  void *frame;

  /* The first call loads what the following need. */
  backtrace (&frame, 1);
  sigaltstack (&other, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    sigaction (numbers[i], &action, NULL);
}

#else

/* The sanitizer tells more. */
static void
tell_of_crashes (void)
{
}

#endif

/**
 * cf_test_init:
 * @argc: address of the `argc` of main()
 * @argv: address of the `argv` of main()
 *
 * What every test program calls first: the C locale, UTC, memory settings, a home folder of its own, warnings that
 * abort, a backtrace on stderr where the program dies of a signal.
 */
void
cf_test_init (int *argc, char ***argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (argc, argv, NULL);
  tell_of_crashes ();
  isolate ();
}

/**
 * cf_test_shared_path:
 * @relative: a path below the folder `shared` beside the source tree, "data/retail"
 *
 * Returns: (transfer full) (nullable): the absolute path, or %NULL where it is missing: the test is then marked as
 *   skipped and should return
 */
char *
cf_test_shared_path (const char *relative)
{
  g_autofree char *path = g_build_filename (CF_TEST_SOURCE_ROOT, "..", "shared", relative, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return g_canonicalize_filename (path, NULL);
  g_test_skip_printf ("%s is not there", path);
  return NULL;
}
