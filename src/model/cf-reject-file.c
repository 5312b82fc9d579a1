/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-file-import-private.h"

#include <gio/gunixmounts.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "cf-csv-fault.h"
#include "cf-error.h"

#define MOST_NAMES 1000

/* Before those of the row itself: line and reason. */
#define N_COLUMNS 2

struct _CfRejectFile
{
  GFile         *source;     /* (owned) */
  char          *extension;  /* (owned) */
  GFile         *file;       /* (owned) (nullable) */
  GOutputStream *stream;     /* (owned) (nullable) */
  char          *path;       /* (owned) (nullable) */
};

static GOutputStream *
create (GFile   *file,
        GError **error)
{
  g_autoptr (GFileOutputStream) stream = g_file_create (file, G_FILE_CREATE_NONE, NULL, error);

  return stream != NULL ? g_buffered_output_stream_new (G_OUTPUT_STREAM (stream)) : NULL;
}

/* (transfer full): "books.rejects.csv" of "books.csv", and after that "books.rejects-2.csv" */
static char *
make_name (CfRejectFile *self,
           guint         number)
{
  g_autofree char *tail = number > 1 ? g_strdup_printf ("-%u", number) : g_strdup ("");
  g_autofree char *base = g_file_get_basename (self->source);
  g_autofree char *ending = g_strconcat (".", self->extension, NULL);

  if (g_str_has_suffix (base, ending))
    base[strlen (base) - strlen (ending)] = '\0';

  return g_strconcat (base, ".rejects", tail, ending, NULL);
}

/* Under the first name that is free: somebody may be mending what is there already. */
static gboolean
open_in (CfRejectFile  *self,
         GFile         *folder,
         GError       **error)
{
  for (guint number = 1;; number++)
    {
      g_autofree char *name = make_name (self, number);
      g_autoptr (GError) local = NULL;

      g_set_object (&self->file, NULL);
      self->file = g_file_get_child (folder, name);
      self->stream = create (self->file, &local);
      if (self->stream != NULL)
        return TRUE;
      if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_EXISTS) || number == MOST_NAMES)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
}

/* In a sandbox the folders around a file that it is shown are its own, and go with it; beside a document of a portal nobody else sees
 * what is made. What the sandbox is shown of the computer lies where it lies outside. */
static gboolean
is_seen_outside (GFile *folder)
{
  g_autofree char *documents = g_build_filename (g_get_user_runtime_dir (), "doc", NULL);
  g_autoptr (GFile) portal = g_file_new_for_path (documents);
  g_autoptr (GUnixMountEntry) mount = NULL;
  const char *root;

  if (g_getenv ("FLATPAK_ID") == NULL)
    return TRUE;
  if (g_file_peek_path (folder) == NULL || g_file_has_prefix (folder, portal))
    return FALSE;

  mount = g_unix_mount_for (g_file_peek_path (folder), NULL);
  root = mount != NULL ? g_unix_mount_get_root_path (mount) : NULL;

  return root != NULL && !g_str_equal (g_unix_mount_get_fs_type (mount), "tmpfs") &&
         (g_str_equal (root, "/") || g_str_has_suffix (g_unix_mount_get_mount_path (mount), root));
}

static gboolean
open_where_seen (CfRejectFile *self,
                 GFile        *folder) /* nullable */
{
  return folder != NULL && is_seen_outside (folder) && open_in (self, folder, NULL);
}

static gboolean
open_among_own (CfRejectFile  *self,
                GError       **error)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "counterfoil", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  g_mkdir_with_parents (path, 0700);
  return open_in (self, folder, error);
}

/* Beside the source, or where the program was started, or among what is the program's own. */
static gboolean
open_file (CfRejectFile  *self,
           GError       **error)
{
  g_autoptr (GFile) beside = g_file_get_parent (self->source);
  g_autoptr (GFile) here = g_file_new_for_path (".");

  if (!open_where_seen (self, beside) && !open_where_seen (self, here) && !open_among_own (self, error))
    return FALSE;

  self->path = g_file_get_path (self->file);
  return TRUE;
}

static gboolean
fail (GError **error,
      GError  *cause)
{
  g_set_error (error, CF_ERROR, CF_ERROR_STORAGE,
               _("Lines had to be left out, and the file that lists them could not be written: %s. Nothing was imported."), cause->message);
  g_error_free (cause);
  return FALSE;
}

/*< private >
 * _cf_reject_file_new:
 * @source: the file that is read
 * @extension: how the name of such a file ends, without the dot
 *
 * Returns: (transfer full): a file of rejects, which is not there yet
 */
CfRejectFile *
_cf_reject_file_new (GFile      *source,
                     const char *extension)
{
  CfRejectFile *self = g_new0 (CfRejectFile, 1);

  self->source = g_object_ref (source);
  self->extension = g_strdup (extension);

  return self;
}

void
_cf_reject_file_free (CfRejectFile *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->stream);
  g_clear_object (&self->file);
  g_object_unref (self->source);
  g_free (self->extension);
  g_free (self->path);
  g_free (self);
}

gboolean
_cf_reject_file_is_open (CfRejectFile *self)
{
  return self->stream != NULL;
}

/*< private >
 * _cf_reject_file_write:
 * @self: a file of rejects
 * @head: what stands before the first text
 * @text: one that was left out, and why
 * @length: its length, or -1
 * @error: %CF_ERROR_STORAGE
 *
 * Returns: whether it is written
 */
gboolean
_cf_reject_file_write (CfRejectFile  *self,
                       const char    *head,
                       const char    *text,
                       gssize         length,
                       GError       **error)
{
  GError *local = NULL;

  if (self->stream == NULL &&
      (!open_file (self, &local) || !g_output_stream_write_all (self->stream, head, strlen (head), NULL, NULL, &local)))
    return fail (error, local);

  if (!g_output_stream_write_all (self->stream, text, length < 0 ? strlen (text) : (gsize) length, NULL, NULL, &local))
    return fail (error, local);

  return TRUE;
}

/*< private >
 * _cf_reject_file_close:
 * @self: a file of rejects
 * @error: %CF_ERROR_STORAGE: the disk may be full, which only now comes out
 *
 * Returns: whether it is written
 */
gboolean
_cf_reject_file_close (CfRejectFile  *self,
                       GError       **error)
{
  GError *local = NULL;

  if (self->stream != NULL && !g_output_stream_close (self->stream, NULL, &local))
    return fail (error, local);

  return TRUE;
}

/*< private >
 * _cf_reject_file_drop:
 * @self: a file of rejects
 *
 * Removes the file of an import that has left nothing.
 */
void
_cf_reject_file_drop (CfRejectFile *self)
{
  if (self->stream == NULL)
    return;

  g_output_stream_close (self->stream, NULL, NULL);
  g_file_delete (self->file, NULL, NULL);
}

const char *
_cf_reject_file_get_path (CfRejectFile *self)
{
  return self->path;
}

/*< private >
 * _cf_import_file_open:
 * @file: a file that is to be imported
 * @n_bytes: (out): how long it is, 0 where that is not known
 * @cancellable: (nullable): gives up
 * @error: %CF_ERROR_STORAGE where it cannot be opened
 *
 * Returns: (transfer full) (nullable): its bytes
 */
GFileInputStream *
_cf_import_file_open (GFile         *file,
                      gsize         *n_bytes,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GError) local = NULL;
  g_autoptr (GFileInputStream) stream = g_file_read (file, cancellable, &local);

  if (stream == NULL)
    {
      if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_propagate_error (error, g_steal_pointer (&local));
      else if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        g_set_error (error, CF_ERROR, CF_ERROR_STORAGE, _("There is no file “%s”. Nothing was imported."), g_file_peek_path (file));
      else
        g_set_error (error, CF_ERROR, CF_ERROR_STORAGE, _("The file “%s” cannot be read: %s. Nothing was imported."),
                     g_file_peek_path (file), local->message);
      return NULL;
    }

  info = g_file_input_stream_query_info (stream, G_FILE_ATTRIBUTE_STANDARD_SIZE, cancellable, NULL);
  *n_bytes = info != NULL ? g_file_info_get_size (info) : 0;
  return g_steal_pointer (&stream);
}

/*< private >
 * _cf_reject_file_count_columns:
 * @headings: the first line of a table
 * @n_headings: how many columns that are
 *
 * What is left out of a list of rejects is listed again, with columns of its own before those that were there.
 *
 * Returns: how many columns at the beginning are those of lists of rejects, "line" and "reason"; 0: it is none
 */
guint
_cf_reject_file_count_columns (const char *const *headings,
                               guint              n_headings)
{
  guint n = 0;

  while (n + N_COLUMNS < n_headings && g_str_equal (headings[n], "line") && g_str_equal (headings[n + 1], "reason"))
    n += N_COLUMNS;
  return n;
}

static const char *
still_escaped (void)
{
  return _("Something like “\\xE9” still stands in it for a byte that was no text. Put the right letter there.");
}

static gboolean
was_no_text (const char *const *fields,
             guint              n_columns)
{
  for (guint i = 0; i < n_columns; i += N_COLUMNS)
    if (cf_csv_is_byte_fault (fields[i + 1]) || g_str_equal (fields[i + 1], still_escaped ()))
      return TRUE;
  return FALSE;
}

/*< private >
 * _cf_reject_file_check_mended:
 * @fields: a row of a list of rejects
 * @n_fields: how many
 * @n_columns: how many at the beginning are those of lists of rejects
 * @error: %CF_ERROR_INVALID
 *
 * What was no text is written so that it is seen, and must not be taken for a name. Where a row was left out for another reason, what looks
 * like that is its own.
 *
 * Returns: whether nothing of that is left
 */
gboolean
_cf_reject_file_check_mended (const char *const  *fields,
                              guint               n_fields,
                              guint               n_columns,
                              GError            **error)
{
  if (!was_no_text (fields, n_columns))
    return TRUE;

  for (guint i = n_columns; i < n_fields; i++)
    if (cf_csv_is_escaped (fields[i]))
      {
        g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID, still_escaped ());
        return FALSE;
      }
  return TRUE;
}
