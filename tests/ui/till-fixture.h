/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "cf-till.h"

G_BEGIN_DECLS

/* A real till of a shop in pounds, on a journal and a cache in a folder of their own, with no server in sight. */
typedef struct
{
  char           *folder;
  CfJournal      *journal;
  CfProductCache *cache;
  CfTill         *till;
} TillFixture;

void till_fixture_make    (TillFixture *fixture);
void till_fixture_set_up  (TillFixture *fixture);
void till_fixture_end     (TillFixture *fixture);
void till_fixture_enter   (TillFixture *fixture, const char *typed);
void till_fixture_sell    (TillFixture *fixture);
void till_fixture_put     (TillFixture *fixture, const char *number, const char *name, const char *price);

CfDecimal  till_decimal    (const char *text);
GtkWidget *till_find       (GtkWidget *widget, GType type);
GtkWidget *till_find_entry (GtkWidget *widget, const char *accessible_name);

G_END_DECLS
