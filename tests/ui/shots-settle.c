/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When a window is at rest, so that its picture is the same each time, however busy the computer is. */

#include "shots.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cf-test-utils.h"

/* Longer than the longest pause before something is asked, shorter than a toast. */
#define PAUSE_MS 700
/* What is handed from one thread to the next may be seen with neither of them. */
#define LOOKS 4

static gboolean
is_asleep (const char *task)
{
  g_autofree char *path = g_build_filename (task, "stat", NULL);
  g_autofree char *text = NULL;
  const char *state;

  /* It may have ended meanwhile. */
  if (!g_file_get_contents (path, &text, NULL, NULL) || (state = strrchr (text, ')')) == NULL)
    return TRUE;

  return strchr ("SIZX", state[2]) != NULL;
}

/* Whether a thread of process @pid, or of one that it started, runs or waits for the disk: the journal's, the database's, PostgreSQL.
 * The one that looks does not count. */
static gboolean
is_at_work (int pid)
{
  g_autofree char *folder = g_strdup_printf ("/proc/%d/task", pid);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *task = g_build_filename (folder, name, NULL);
      g_autofree char *list = g_build_filename (task, "children", NULL);
      g_autofree char *text = NULL;
      g_auto (GStrv) children = NULL;

      if (atoi (name) != getpid () && !is_asleep (task))
        return TRUE;

      g_file_get_contents (list, &text, NULL, NULL);
      children = g_strsplit (text != NULL ? text : "", " ", -1);
      for (guint i = 0; children[i] != NULL; i++)
        if (atoi (children[i]) > 0 && is_at_work (atoi (children[i])))
          return TRUE;
    }

  return FALSE;
}

/* A bar that goes to and fro asks for frames without end. */
static gboolean
is_pulsing (GtkWidget *widget)
{
  if (gtk_widget_has_css_class (widget, "pulse") && gtk_widget_get_mapped (widget))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (is_pulsing (child))
      return TRUE;

  return FALSE;
}

static gboolean
has_pulsing (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (is_pulsing (window))
        return TRUE;
    }

  return FALSE;
}

/* Whether nothing is to be done in this thread, now or after a pause: no frame, no event, no answer, no search. */
static gboolean
is_idle (void)
{
  GMainContext *context = g_main_context_default ();
  int pause, priority;

  gdk_display_sync (gdk_display_get_default ());
  if (g_main_context_pending (context))
    return FALSE;

  g_main_context_acquire (context);
  g_main_context_prepare (context, &priority);
  g_main_context_query (context, G_MAXINT, &pause, NULL, 0);
  g_main_context_release (context);

  return pause < 0 || pause > PAUSE_MS || has_pulsing ();
}

static gboolean
is_at_rest (void)
{
  for (guint i = 0; i < LOOKS; i++)
    if (!is_idle () || is_at_work (getpid ()))
      return FALSE;

  return is_idle ();
}

/* Lets frames, searches and slices of long lists come to rest. */
void
shots_settle (void)
{
  cf_test_wait_until (is_at_rest ());
}
