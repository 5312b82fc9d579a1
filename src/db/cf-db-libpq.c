/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE

#include "cf-db-libpq-private.h"

#include <dlfcn.h>

/* Before it, PQcancelCreate() crashed on a connection made with `hostaddr`, as all of ours are. */
#define FIRST_GOOD_CANCEL 170006

static CfDbLibpq *
load (void)
{
  CfDbLibpq *self = g_new0 (CfDbLibpq, 1);

  self->send_pipeline_sync = dlsym (RTLD_DEFAULT, "PQsendPipelineSync");
  if (PQlibVersion () < FIRST_GOOD_CANCEL)
    return self;
  self->cancel_start = dlsym (RTLD_DEFAULT, "PQcancelStart");
  self->cancel_poll = dlsym (RTLD_DEFAULT, "PQcancelPoll");
  self->cancel_socket = dlsym (RTLD_DEFAULT, "PQcancelSocket");
  self->cancel_error = dlsym (RTLD_DEFAULT, "PQcancelErrorMessage");
  self->cancel_finish = dlsym (RTLD_DEFAULT, "PQcancelFinish");
  self->cancel_create = dlsym (RTLD_DEFAULT, "PQcancelCreate");
  return self;
}

/*
 * cf_db_libpq_get:
 *
 * Returns: (transfer none): what the libpq that runs can do beyond version 15
 */
const CfDbLibpq *
cf_db_libpq_get (void)
{
  static CfDbLibpq *self;

  if (g_once_init_enter (&self))
    g_once_init_leave (&self, load ());
  return self;
}
