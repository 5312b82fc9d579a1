/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-test-shop.h"
#include "cf-test-till.h"

G_BEGIN_DECLS

#define DATABASE "till"

/* A till and a shop's database. */
typedef struct
{
  CfTestServer *server;
  char *folder;
  char *conninfo;
  CfDbPool *pool;
  CfTill *till;
} TillFixture;

void   till_set_up      (TillFixture *fixture, gconstpointer data);
void   till_tear_down   (TillFixture *fixture, gconstpointer data);
void   till_connect     (TillFixture *fixture);
void   till_reopen      (TillFixture *fixture);
void   till_set_up_shop (TillFixture *fixture);
void   till_wait_ready  (CfTill *till);
void   till_wait_sent   (CfTill *till);
void   till_sell        (CfTill *till, const char *code, const char *price);
gint64 till_count       (TillFixture *fixture, const char *sql);
void   till_sql         (TillFixture *fixture, const char *text);

#define SKIP_WITHOUT_SERVER(fixture) \
  if ((fixture)->server == NULL) \
    return

G_END_DECLS
