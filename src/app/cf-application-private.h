/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-application.h"
#include "cf-book-namer.h"
#include "cf-context.h"
#include "cf-library-desk.h"
#include "cf-sales-window.h"

G_BEGIN_DECLS

struct _CfApplication
{
  AdwApplication  parent_instance;

  CfContext      *context;              /* (owned) (nullable) */
  CfSalesWindow  *window;               /* (unowned) (nullable) */
  GtkWindow      *question;             /* (unowned) (nullable): whether to close */
  CfLibraryDesk  *library;              /* (owned) (nullable): from the window on */
  CfBookNamer    *namer;                /* (owned) (nullable): the same */
  gboolean        closing;
  gboolean        wanted_again;         /* started once more while it was closing */
  gboolean        connecting;
  gboolean        till_open;
  gboolean        library_wanted;       /* as soon as there is a desk */
  gboolean        options_read;
  GCancellable   *attempt;              /* (owned) (nullable): what the first-run page waits for */
  GError         *unreachable;          /* (owned) (nullable): to be told when the till is open */

  CfProfile      *trial;                /* (owned) (nullable): what the first-run page tries */

  char           *shop_name;            /* (owned) (nullable): of the first-run page */
  char           *shop_currency;        /* (owned) (nullable) */
  char           *shop_time_zone;       /* (owned) (nullable) */
};

gboolean _cf_application_is_current         (CfApplication *self,
                                             gpointer       context);
void     _cf_application_ask_about_adoption (CfApplication *self);
void     _cf_application_try_profile        (CfApplication *self,
                                             CfProfile     *trial);
void     _cf_application_forget_attempt     (CfApplication *self);
void     _cf_application_follow_attempts    (CfApplication *self);

G_END_DECLS
