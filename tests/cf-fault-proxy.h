/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CfFaultProxy:
 *
 * Stands between a client and a server, in a thread of its own, and does to the bytes what a bad network does. Listens
 * on 127.0.0.1 and on a UNIX socket named as PostgreSQL names them.
 */
typedef struct _CfFaultProxy CfFaultProxy;

typedef enum
{
  CF_FAULT_TO_SERVER,
  CF_FAULT_TO_CLIENT,
  CF_FAULT_N_WAYS,
} CfFaultWay;

/**
 * CfFaultAction:
 * @CF_FAULT_CLOSE: both sides are closed in good order
 * @CF_FAULT_RESET: both sides get a reset (TCP; a UNIX socket is closed)
 * @CF_FAULT_BLACKHOLE: both sides stay open and hear nothing any more
 * @CF_FAULT_HALF_CLOSE: who receives is told that nothing more comes; the other way works on
 */
typedef enum
{
  CF_FAULT_CLOSE,
  CF_FAULT_RESET,
  CF_FAULT_BLACKHOLE,
  CF_FAULT_HALF_CLOSE,
} CfFaultAction;

/**
 * CfFaultPlan:
 * @delay_us: how much later the bytes of each way arrive
 * @split: at most that many bytes at a time; 0 for any number
 * @rate: bytes a second each way; 0 for any
 * @cut_after: after how many bytes of a way, counted over all connections since the plan was made, @action comes,
 *   once; -1 for never
 * @action: what comes
 */
typedef struct
{
  guint         delay_us[CF_FAULT_N_WAYS];
  gsize         split;
  gsize         rate;
  gssize        cut_after[CF_FAULT_N_WAYS];
  CfFaultAction action;
} CfFaultPlan;

#define CF_FAULT_PLAN_NONE ((CfFaultPlan) { { 0, 0 }, 0, 0, { -1, -1 }, CF_FAULT_CLOSE })

/* One of @upstream_socket (a path) and @upstream_port says where the server is. */
CfFaultProxy *cf_fault_proxy_new            (const char *upstream_socket, guint upstream_port);
void          cf_fault_proxy_free           (CfFaultProxy *self);
guint         cf_fault_proxy_get_port       (CfFaultProxy *self);
const char   *cf_fault_proxy_get_socket_dir (CfFaultProxy *self);

void          cf_fault_proxy_set_plan       (CfFaultProxy *self, const CfFaultPlan *plan);
/* New connections are closed as soon as they are made. */
void          cf_fault_proxy_set_refusing   (CfFaultProxy *self, gboolean refusing);
/* Ends every connection at once. */
void          cf_fault_proxy_cut_all        (CfFaultProxy *self, CfFaultAction action);

/* Since the plan was made. */
gsize         cf_fault_proxy_get_passed     (CfFaultProxy *self, CfFaultWay way);
guint         cf_fault_proxy_get_n_cuts     (CfFaultProxy *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfFaultProxy, cf_fault_proxy_free)

G_END_DECLS
