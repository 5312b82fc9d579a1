/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-application.h"
#include "cf-book-namer.h"
#include "cf-connect-dialog.h"
#include "cf-context.h"
#include "cf-library-desk.h"
#include "cf-preferences.h"
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
  CfConnectDialog *connect_dialog;      /* (unowned) (nullable): weak */
  CfConnection   *typed;                /* (owned) (nullable): in that dialog, the last time */
  GtkWindow      *password_dialog;      /* (unowned) (nullable): weak */
  gboolean        password_typed;       /* and not tried yet */
  gboolean        password_given;       /* the attempt under way is with one that was just typed */
  gboolean        keep_password;        /* in the keyring, once it has proved to be right */
  gboolean        moved;                /* the attempt under way is to where the shop was */

  CfPreferences  *preferences;          /* (unowned) (nullable): weak */
  GSettings      *settings;             /* (owned) (nullable): the program's own */

  char           *shop_name;            /* (owned) (nullable): of the first-run page */
  char           *shop_currency;        /* (owned) (nullable) */
  char           *shop_time_zone;       /* (owned) (nullable) */
};

gboolean _cf_application_is_current         (CfApplication *self,
                                             gpointer       context);
void     _cf_application_ask_about_adoption (CfApplication *self);
void     _cf_application_try_profile        (CfApplication *self,
                                             CfProfile     *trial);
void     _cf_application_begin_attempt      (CfApplication *self);
void     _cf_application_take_shop          (CfApplication *self,
                                             const char    *name,
                                             const char    *currency,
                                             const char    *time_zone);
void     _cf_application_forget_attempt     (CfApplication *self);
void     _cf_application_follow_attempts    (CfApplication *self);

void     _cf_application_connect_shop       (CfApplication *self,
                                             gboolean       patient);
void     _cf_application_tell_trouble       (CfApplication *self,
                                             const char    *heading,
                                             const GError  *error,
                                             const char    *response,
                                             const char    *label);
void     _cf_application_ask_server         (CfApplication *self);
void     _cf_application_answer_connect     (CfApplication *self,
                                             const GError  *error);
void     _cf_application_ask_password       (CfApplication *self,
                                             const GError  *error);
void     _cf_application_keep_password      (CfApplication *self);
void     _cf_application_show_preferences   (CfApplication *self);
void     _cf_application_stand_behind       (GtkWindow     *front,
                                             GtkWindow     *window);

G_END_DECLS
