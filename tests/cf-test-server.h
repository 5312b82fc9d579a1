/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CfTestServer:
 *
 * A throwaway PostgreSQL cluster of the test program: made by initdb in a folder under /tmp, without fsync, run as
 * the user `postgres` where the tests run as root. It ends with the program, however that ends, and leaves nothing.
 */
typedef struct _CfTestServer CfTestServer;

/**
 * CfTestServerFlags:
 * @CF_TEST_SERVER_SOCKET: only a UNIX socket
 * @CF_TEST_SERVER_TCP: listens on 127.0.0.1 too, on a free port
 * @CF_TEST_SERVER_SQL_ASCII: the cluster's encoding is SQL_ASCII in place of UTF8
 */
typedef enum
{
  CF_TEST_SERVER_SOCKET    = 0,
  CF_TEST_SERVER_TCP       = 1 << 0,
  CF_TEST_SERVER_SQL_ASCII = 1 << 1,
} CfTestServerFlags;

/* NULL, with the test marked as skipped, where no PostgreSQL is installed. Started when returned. */
CfTestServer *cf_test_server_new             (CfTestServerFlags flags);
/* The one all tests of a program share: TCP, UTF8; NULL as above. Not to be freed. */
CfTestServer *cf_test_server_get             (void);
void          cf_test_server_free            (CfTestServer *self);
char         *cf_test_server_find_binaries   (void);

void          cf_test_server_start           (CfTestServer *self);
void          cf_test_server_stop            (CfTestServer *self);
void          cf_test_server_restart         (CfTestServer *self);
void          cf_test_server_kill            (CfTestServer *self);
void          cf_test_server_freeze          (CfTestServer *self);
void          cf_test_server_thaw            (CfTestServer *self);
gboolean      cf_test_server_is_running      (CfTestServer *self);

const char   *cf_test_server_get_socket_dir  (CfTestServer *self);
guint         cf_test_server_get_port        (CfTestServer *self);
int           cf_test_server_get_pid         (CfTestServer *self);
char         *cf_test_server_conninfo        (CfTestServer *self, const char *database);
char         *cf_test_server_tcp_conninfo    (CfTestServer *self, const char *database);

void          cf_test_server_set_hba         (CfTestServer *self, const char *text);
void          cf_test_server_create_database (CfTestServer *self, const char *database);
/* Drops it first where it is there, by force. */
void          cf_test_server_fresh_database  (CfTestServer *self, const char *database);
void          cf_test_server_sql             (CfTestServer *self, const char *database, const char *sql);
/* The first column of the first row, NULL where there is none. */
char         *cf_test_server_value           (CfTestServer *self, const char *database, const char *sql);
gint64        cf_test_server_count           (CfTestServer *self, const char *database, const char *sql);
/* All rows: columns by "|", rows by "\n", NULL as "". */
char         *cf_test_server_rows            (CfTestServer *self, const char *database, const char *sql);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfTestServer, cf_test_server_free)

G_END_DECLS
