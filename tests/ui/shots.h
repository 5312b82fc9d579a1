/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "till-fixture.h"

G_BEGIN_DECLS

/* How a window is drawn. */
typedef struct
{
  const char *suffix;           /* of the file's name */
  int         width;
  gboolean    dark;
  gboolean    rtl;
} ShotStyle;

/* What a picture is made of. */
typedef struct
{
  TillFixture fixture;
  GtkWindow  *window;
  const ShotStyle *style;
} Shot;

/* One picture: its name, and what brings the window into the state to be seen. Without "ready" the till is not opened. */
typedef struct
{
  const char *name;
  gboolean    ready;
  void      (*prepare) (Shot *shot);
  void      (*end)     (Shot *shot);    /* nullable: what is to be undone after it was drawn */
  GtkWidget *(*make)   (void);          /* nullable: the window, where it is not that of the till */
} ShotCase;

/* Without a folder nothing is drawn: whether the labels of buttons are shortened is reported instead. */
void       shots_take  (const char *folder, const ShotCase *cases, guint n_cases);
void       shots_check_labels (const char *name, GtkWindow *window, int width);
int        shots_end_labels (void);
void       shots_take_pages (const char *folder);
void       shots_take_library (const char *folder);
void       shots_take_import (const char *folder);
void       shots_settle (void);

G_END_DECLS
