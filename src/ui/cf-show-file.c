/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-show-file.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GFile            *file;       /* (owned) */
  CfShowFileFailed  failed;
  GWeakRef          owner;
} Show;

static void
show_free (Show *show)
{
  g_object_unref (show->file);
  g_weak_ref_clear (&show->owner);
  g_free (show);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Show, show_free)

static void
on_shown_cb (GObject      *parent,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Show) show = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GObject) owner = g_weak_ref_get (&show->owner);
  g_autofree char *place = g_file_get_parse_name (show->file);
  g_autofree char *sentence = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (parent), result, &error) || owner == NULL)
    return;

  g_message ("A folder cannot be shown: %s", error->message);
  sentence = g_strdup_printf (_("The folder cannot be opened from here. The file is “%s”."), place);
  show->failed (sentence, owner);
}

/**
 * cf_show_file:
 * @parent: the window that the person uses
 * @file: a file
 * @failed: told why not
 * @owner: given to @failed; where it is gone nothing is told
 *
 * Opens the folder in which @file is in the program that shows folders. UI thread.
 */
void
cf_show_file (GtkWindow        *parent,
              GFile            *file,
              CfShowFileFailed  failed,
              GObject          *owner)
{
  g_autoptr (GFile) folder = NULL;
  g_autofree char *uri = NULL;
  Show *show;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (G_IS_FILE (file));

  folder = g_file_get_parent (file);
  uri = g_file_get_uri (folder != NULL ? folder : file);
  show = g_new0 (Show, 1);
  show->file = g_object_ref (file);
  show->failed = failed;
  g_weak_ref_init (&show->owner, owner);
  gtk_show_uri_full (parent, uri, GDK_CURRENT_TIME, NULL, on_shown_cb, show);
}
