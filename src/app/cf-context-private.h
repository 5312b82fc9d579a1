/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-connector.h"
#include "cf-context.h"
#include "cf-server-keeper.h"

G_BEGIN_DECLS

struct _CfContext
{
  GObject              parent_instance;

  CfProfile           *profile;         /* (owned): as it is on the disk */
  CfProfile           *trial;           /* (owned) (nullable): what is tried, and kept once it has proved to work */
  CfServer            *server;          /* (owned): not started for a shared server */
  CfServerKeeper      *keeper;          /* (owned) */
  CfTill              *till;            /* (owned) (nullable): made when first asked for: the command line sells nothing */
  char                *data_folder;     /* (owned) */
  CfConnector         *connector;       /* (owned) (nullable) */
  CfDbPool            *pool;            /* (owned) (nullable): once the schema is right */
  CfDbListener        *listener;        /* (owned) (nullable): once the till uses the pool */
  CfSalesRepository   *sales;           /* (owned) (nullable) */
  CfProductRepository *products;        /* (owned) (nullable) */
  CfLibrary           *library;         /* (owned) */
  CfShop              *shop;            /* (owned) (nullable): as the server has it */
  CfAdoption          *adoption;        /* (owned) (nullable): what others made in the database */
  gboolean             adopting;        /* for this attempt */
  gboolean             patient;         /* the same */
  gboolean             keyring_asked;   /* in this attempt */
  gboolean             closing;
  gboolean             backing_up;      /* while it closes */
  GTask               *close_task;      /* (owned) (nullable): while it closes */
  GCancellable        *dumping;         /* (owned): ends the dump at the end */
  guint                deadline_id;
};

CfProfile *_cf_context_get_wanted     (CfContext    *self);
void       _cf_context_connect        (CfContext    *self,
                                       GTask        *task);
void       _cf_context_return_failure (GTask        *task,
                                       const GError *error);
gboolean   _cf_context_wants_keyring  (CfContext    *self,
                                       const GError *error);
void       _cf_context_ask_keyring    (CfContext    *self,
                                       GTask        *task,
                                       const GError *error);

G_END_DECLS
