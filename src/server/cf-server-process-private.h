/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sys/types.h>

#include "cf-server-paths-private.h"

G_BEGIN_DECLS

/**
 * CfServerProcessSpec:
 * @argv: (array zero-terminated=1): the program, by its full path, and its arguments
 * @paths: the account under which it runs
 * @log: the file that its output is added to
 * @lock_fd: a descriptor that it inherits, -1 for none
 * @as_self: run it under the account of this process all the same
 * @death_signal: the signal that it gets when this process, or the thread that starts it, ends
 */
typedef struct
{
  const char *const *argv;
  CfServerPaths     *paths;
  const char        *log;
  int                lock_fd;
  gboolean           as_self;
  int                death_signal;
} CfServerProcessSpec;

pid_t    cf_server_process_start     (const CfServerProcessSpec *spec, GError **error);
gboolean cf_server_process_has_ended (pid_t pid, int *status);
gboolean cf_server_process_wait      (pid_t pid, guint timeout_ms, GCancellable *cancellable, int *status);
gboolean cf_server_process_is_halted (pid_t pid);
void     cf_server_process_kill_all  (pid_t pid);
char   **cf_server_process_environ   (void);
void     cf_server_process_empty_log (const char *log);
char    *cf_server_process_last_line (const char *log);

G_END_DECLS
