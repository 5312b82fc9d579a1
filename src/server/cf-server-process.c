/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-server-process-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cf-error.h"

#define KEPT_FD 3
#define POLL_US 5000
#define LOG_TAIL 4096
/* How long a process that was killed may take to be gone; one in the middle of a broken disk never is. */
#define DEATH_MS 1000

/* -------------------------------------------------------------------------------------------------
 * Between fork and exec
 * ------------------------------------------------------------------------------------------------- */

/* All that the child needs, made before the fork: the program has threads, so the child may neither allocate nor lock. */
typedef struct
{
  char *const *argv;
  char *const *envp;
  const char  *folder;
  pid_t        parent;
  gboolean     drop;
  uid_t        uid;
  gid_t        gid;
  int          log_fd;
  int          lock_fd;
  int          death_signal;
} Child;

static void
close_all_above (int fd)
{
#ifdef SYS_close_range
  if (syscall (SYS_close_range, (unsigned int) fd + 1, ~0U, 0) == 0)
    return;
#endif
  for (int i = fd + 1; i < 4096; i++)
    close (i);
}

static gboolean
arrange_descriptors (const Child *child)
{
  int null_fd = open ("/dev/null", O_RDONLY);

  if (null_fd < 0 || dup2 (null_fd, STDIN_FILENO) < 0 || dup2 (child->log_fd, STDOUT_FILENO) < 0 ||
      dup2 (child->log_fd, STDERR_FILENO) < 0)
    return FALSE;

  if (child->lock_fd < 0)
    {
      close_all_above (STDERR_FILENO);
      return TRUE;
    }

  /* dup2() leaves the copy open across exec, but does nothing at all where it is the same number. */
  if (child->lock_fd == KEPT_FD)
    {
      if (fcntl (KEPT_FD, F_SETFD, 0) != 0)
        return FALSE;
    }
  else if (dup2 (child->lock_fd, KEPT_FD) < 0)
    {
      return FALSE;
    }

  close_all_above (KEPT_FD);
  return TRUE;
}

/* A session of its own keeps Ctrl+C at the terminal from it; the signal that our death sends is set after the change of
 * account, which clears it, and is too late where we are gone already. */
static G_GNUC_NORETURN void
become (const Child *child)
{
  struct sigaction standard = { .sa_handler = SIG_DFL };
  sigset_t none;

  for (int i = 1; i < NSIG; i++)
    sigaction (i, &standard, NULL);
  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
  setsid ();

  if (child->drop && (setgroups (1, &child->gid) != 0 || setgid (child->gid) != 0 || setuid (child->uid) != 0))
    _exit (126);
  if (!arrange_descriptors (child) || chdir (child->folder) != 0)
    _exit (126);
  umask (077);

  prctl (PR_SET_PDEATHSIG, child->death_signal);
  if (getppid () != child->parent)
    _exit (126);

  execve (child->argv[0], child->argv, child->envp);
  _exit (127);
}

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

/* The state letter and the parent as proc(5) has them; the name before them may hold anything. */
static gboolean
read_stat (pid_t  pid,
           char  *state,
           pid_t *parent)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int) pid);
  g_autofree char *text = NULL;
  const char *rest;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;

  rest = strrchr (text, ')');
  return rest != NULL && sscanf (rest, ") %c %d", state, parent) == 2;
}

static GArray *
list_children (pid_t parent)
{
  GArray *children = g_array_new (FALSE, FALSE, sizeof (pid_t));
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      pid_t pid = (pid_t) g_ascii_strtoll (name, NULL, 10), its_parent;
      char state;

      if (pid > 0 && read_stat (pid, &state, &its_parent) && its_parent == parent)
        g_array_append_val (children, pid);
    }

  return children;
}

static gboolean
is_alive (pid_t pid)
{
  pid_t parent;
  char state;

  return read_stat (pid, &state, &parent) && state != 'Z' && state != 'X';
}

static int
open_log (const char *path)
{
  return g_open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
}

/* -------------------------------------------------------------------------------------------------
 * API of the layer
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_server_process_environ:
 *
 * The environment for PostgreSQL's programs: without what would lead them elsewhere, and in a language that is always there.
 *
 * Returns: (transfer full) (array zero-terminated=1): the environment
 */
char **
cf_server_process_environ (void)
{
  char **all = g_get_environ ();
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();

  for (char **entry = all; *entry != NULL; entry++)
    if (!g_str_has_prefix (*entry, "PG") && !g_str_has_prefix (*entry, "LC_") && !g_str_has_prefix (*entry, "LANG"))
      g_strv_builder_add (kept, *entry);
  g_strv_builder_add (kept, "LC_ALL=C");
  g_strfreev (all);

  return g_strv_builder_end (kept);
}

/**
 * cf_server_process_start:
 * @spec: what to start
 * @error: for the sentence
 *
 * Starts a program that ends with this thread at the latest. That it cannot be executed shows by its exit status, 126 or 127.
 *
 * Returns: its process id, to be waited for; -1 on error
 */
pid_t
cf_server_process_start (const CfServerProcessSpec  *spec,
                         GError                    **error)
{
  g_auto (GStrv) envp = cf_server_process_environ ();
  Child child = { .argv = (char *const *) spec->argv, .envp = envp, .folder = spec->paths->base, .parent = getpid (),
                  .drop = spec->paths->drop && !spec->as_self, .uid = spec->paths->uid, .gid = spec->paths->gid,
                  .lock_fd = spec->lock_fd, .death_signal = spec->death_signal };
  pid_t pid;

  child.log_fd = open_log (spec->log);
  if (child.log_fd < 0)
    {
      g_set_error (error, CF_ERROR, CF_ERROR_STORAGE, _("The file “%s” cannot be written: %s."), spec->log, g_strerror (errno));
      return -1;
    }

  pid = fork ();
  if (pid == 0)
    become (&child);

  if (pid < 0)
    g_set_error (error, CF_ERROR, CF_ERROR_STORAGE, _("The program “%s” could not be started: %s."), spec->argv[0], g_strerror (errno));
  close (child.log_fd);

  return pid;
}

/**
 * cf_server_process_has_ended:
 * @pid: a process that was started here
 * @status: (out): its status as waitpid() has it
 *
 * Returns: whether it has ended; it must not be waited for again then
 */
gboolean
cf_server_process_has_ended (pid_t  pid,
                             int   *status)
{
  pid_t answer;

  do
    answer = waitpid (pid, status, WNOHANG);
  while (answer < 0 && errno == EINTR);

  if (answer < 0)
    *status = -1;

  return answer != 0;
}

/**
 * cf_server_process_wait:
 * @pid: a process that was started here
 * @timeout_ms: how long to wait, 0 for without end
 * @cancellable: (nullable): ends the waiting, not the process
 * @status: (out): its status
 *
 * Returns: whether it has ended
 */
gboolean
cf_server_process_wait (pid_t         pid,
                        guint         timeout_ms,
                        GCancellable *cancellable,
                        int          *status)
{
  gint64 deadline = g_get_monotonic_time () + timeout_ms * (gint64) 1000;

  while (!cf_server_process_has_ended (pid, status))
    {
      if (g_cancellable_is_cancelled (cancellable) || (timeout_ms != 0 && g_get_monotonic_time () > deadline))
        return FALSE;
      g_usleep (POLL_US);
    }

  return TRUE;
}

/**
 * cf_server_process_is_halted:
 * @pid: a process
 *
 * Returns: whether it was stopped, by SIGSTOP or a debugger: no signal but SIGKILL does anything then
 */
gboolean
cf_server_process_is_halted (pid_t pid)
{
  pid_t parent;
  char state;

  return read_stat (pid, &state, &parent) && (state == 'T' || state == 't');
}

/**
 * cf_server_process_kill_all:
 * @pid: a server that was started here
 *
 * Kills it and the processes it has started, each of which has a session of its own and would keep the data locked, and waits a
 * moment until they are gone. From any thread; it is still to be waited for by who started it.
 */
void
cf_server_process_kill_all (pid_t pid)
{
  g_autoptr (GArray) all = list_children (pid);
  gint64 deadline = g_get_monotonic_time () + DEATH_MS * G_GINT64_CONSTANT (1000);

  g_array_prepend_val (all, pid);
  for (guint i = 0; i < all->len; i++)
    kill (g_array_index (all, pid_t, i), SIGKILL);
  for (guint i = 0; i < all->len; i++)
    while (is_alive (g_array_index (all, pid_t, i)) && g_get_monotonic_time () < deadline)
      g_usleep (POLL_US);
}

/**
 * cf_server_process_empty_log:
 * @log: a file that a program wrote, or will write
 *
 * Forgets what was said before; a link in its place is not followed.
 */
void
cf_server_process_empty_log (const char *log)
{
  int fd = g_open (log, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0);

  if (fd >= 0)
    close (fd);
  else if (errno != ENOENT)
    g_message ("%s cannot be emptied: %s", log, g_strerror (errno));
}

/**
 * cf_server_process_last_line:
 * @log: a file that a program wrote
 *
 * Returns: (transfer full): the last line with something on it, in UTF-8, for the end of a sentence; "?" where there is none
 */
char *
cf_server_process_last_line (const char *log)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gsize length = 0;
  guint n;

  if (!g_file_get_contents (log, &text, &length, NULL))
    return g_strdup ("?");

  lines = g_strsplit (length > LOG_TAIL ? text + length - LOG_TAIL : text, "\n", -1);
  for (n = g_strv_length (lines); n > 0; n--)
    if (*g_strstrip (lines[n - 1]) != '\0')
      return g_utf8_make_valid (lines[n - 1], -1);

  return g_strdup ("?");
}
