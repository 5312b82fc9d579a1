/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <libpq-fe.h>

G_BEGIN_DECLS

/*
 * CfDbLibpq:
 *
 * What libpq has only since version 17: looked for at run time, since the library that runs need not be the one that
 * was compiled against. Each %NULL where it is missing or known to be broken.
 */
typedef struct
{
  int                       (*send_pipeline_sync) (PGconn *pg);
  void                     *(*cancel_create)      (PGconn *pg);
  int                       (*cancel_start)       (void *cancel);
  PostgresPollingStatusType (*cancel_poll)        (void *cancel);
  int                       (*cancel_socket)      (const void *cancel);
  char                     *(*cancel_error)       (const void *cancel);
  void                      (*cancel_finish)      (void *cancel);
} CfDbLibpq;

const CfDbLibpq *cf_db_libpq_get (void);

G_END_DECLS
