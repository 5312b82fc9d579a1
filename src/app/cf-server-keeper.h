/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-server.h"

G_BEGIN_DECLS

#define CF_TYPE_SERVER_KEEPER (cf_server_keeper_get_type ())
G_DECLARE_FINAL_TYPE (CfServerKeeper, cf_server_keeper, CF, SERVER_KEEPER, GObject)

CfServerKeeper *cf_server_keeper_new        (CfServer       *server);
void            cf_server_keeper_set_active (CfServerKeeper *self,
                                             gboolean        active);
void            cf_server_keeper_look       (CfServerKeeper *self);
void            cf_server_keeper_try_now    (CfServerKeeper *self);

G_END_DECLS
