/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "till-fixture.h"

G_BEGIN_DECLS

/* A sales window over a till that sells. */
typedef struct
{
  TillFixture base;
  GtkWindow  *window;
  char       *heard;            /* the last signal of the first-run page, with what it said */
} WindowFixture;

void       window_fixture_set_up    (WindowFixture *fixture, gconstpointer data);
void       window_fixture_tear_down (WindowFixture *fixture, gconstpointer data);

GtkWidget *window_find_button       (GtkWidget *widget, const char *label);
GtkWidget *window_find_label        (GtkWidget *widget, const char *text);
void       window_check_names       (GtkWidget *widget);

G_END_DECLS
