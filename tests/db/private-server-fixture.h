/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-server.h"
#include "db-fixture.h"

G_BEGIN_DECLS

/* A process of its own that starts the server of a folder, and stops it when its input ends. */
typedef struct
{
  GSubprocess *process;
  gboolean     started;
  gboolean     is_owner;
  char        *conninfo;
  char        *error;
} Holder;

gboolean  fixture_has_postgres (void);
char     *fixture_folder       (const char *name);
void      fixture_clean        (const char *folder);
char     *fixture_data_file    (CfServer *server, const char *name);
gboolean  fixture_start        (CfServer *server, GError **error);
void      fixture_stop         (CfServer *server);
gboolean  fixture_ensure       (CfServer *server, const char *database, GError **error);
gboolean  fixture_backup       (CfServer *server, const char *database, GCancellable *cancellable, GError **error);
CfDbPool *fixture_connect      (CfServer *server, const char *database);
char     *fixture_value        (CfServer *server, const char *database, const char *sql);
guint     fixture_count_server (CfServer *server);
char     *fixture_checksum     (const char *folder);
guint     fixture_count_names  (const char *folder, const char *prefix);

pid_t     fixture_pid          (CfServer *server);
void      fixture_halt         (pid_t pid);
gboolean  fixture_has_ended    (pid_t pid);
void      fixture_hold_thread  (void);
void      fixture_let_go       (void);

CfServer *fixture_new_started  (const char *folder);
void      fixture_assert_value (CfServer *server, const char *sql, const char *expected);
int       fixture_main         (int *argc, char ***argv, void (*add_tests) (void));

Holder   *holder_new           (const char *folder, const char *const *environment);
void      holder_wait          (Holder *holder);
void      holder_end           (Holder *holder);
void      holder_kill          (Holder *holder);
void      holder_free          (Holder *holder);

G_END_DECLS
