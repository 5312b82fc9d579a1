/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-profile.h"

#include "cf-config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-db-config.h"
#include "cf-error.h"
#include "cf-text.h"

#define GROUP_CONNECTION "connection"
#define GROUP_TILL "till"
#define GROUP_BACKUP "backup"
#define KIND_PRIVATE "this-computer"
#define KIND_SERVER "server"
#define BROKEN_NAME "profile.ini.broken"

/**
 * CfProfile:
 *
 * Where the shop's data is and who sells: a key file under the configuration folder. It is not
 * GSettings, which loses writes without a session bus, and the command line needs it too.
 */
struct _CfProfile
{
  GObject   parent_instance;

  GFile    *file;               /* (owned) */
  GKeyFile *keys;               /* (owned) */
  char     *clerk;              /* (owned) */
  char     *conninfo;           /* (owned) (nullable): %NULL for the private server; without a password */
  char     *password;           /* (owned) (nullable): in memory alone */
  char     *sales_database;     /* (owned) */
  char     *library_database;   /* (owned) */
  gboolean  configured;
  gboolean  unreadable;         /* what lies in the file is kept beside it before it is written anew */
};

G_DEFINE_FINAL_TYPE (CfProfile, cf_profile, G_TYPE_OBJECT)

static char *
get_string (GKeyFile   *keys,
            const char *group,
            const char *key,
            const char *fallback)
{
  g_autofree char *value = g_key_file_get_string (keys, group, key, NULL);

  return value != NULL && *value != '\0' ? g_steal_pointer (&value) : g_strdup (fallback);
}

static const char *
person_at_the_computer (void)
{
  const char *real_name = g_get_real_name ();

  return g_strcmp0 (real_name, "Unknown") == 0 || real_name == NULL || *real_name == '\0'
         ? g_get_user_name () : real_name;
}

static void
take_password (CfProfile  *self,
               const char *password) /* nullable */
{
  char *before = self->password;

  self->password = g_strdup (password);
  if (before != NULL)
    explicit_bzero (before, strlen (before));
  g_free (before);
}

static void
take_values (CfProfile *self)
{
  g_autofree char *kind = get_string (self->keys, GROUP_CONNECTION, "kind", "");

  g_clear_pointer (&self->conninfo, g_free);
  g_clear_pointer (&self->sales_database, g_free);
  g_clear_pointer (&self->library_database, g_free);
  g_clear_pointer (&self->clerk, g_free);

  if (g_str_equal (kind, KIND_SERVER))
    self->conninfo = get_string (self->keys, GROUP_CONNECTION, "conninfo", "");
  self->configured = g_str_equal (kind, KIND_PRIVATE) || g_str_equal (kind, KIND_SERVER);
  self->sales_database = get_string (self->keys, GROUP_CONNECTION, "sales-database", "red30");
  self->library_database = get_string (self->keys, GROUP_CONNECTION, "library-database", "library");
  self->clerk = get_string (self->keys, GROUP_TILL, "clerk", person_at_the_computer ());
}

/* @sentence: what happened, what was kept, what to do */
static GError *
storage_error (char       *sentence, /* (transfer full) */
               const char *details)
{
  GError *error = g_error_new_literal (CF_ERROR, CF_ERROR_STORAGE, sentence);

  cf_error_set_details (error, details);
  g_free (sentence);

  return error;
}

/* A file that names no more than who sells leaves the rest to the first run.
 *
 * Returns: (transfer full) (nullable): what a person has to mend in it */
static char *
find_mistake (GKeyFile *keys)
{
  g_auto(GStrv) groups = g_key_file_get_groups (keys, NULL);
  g_autofree char *kind = get_string (keys, GROUP_CONNECTION, "kind", "");
  g_autofree char *conninfo = g_key_file_get_string (keys, GROUP_CONNECTION, "conninfo", NULL);
  g_autofree char *excerpt = NULL;
  gboolean says_more = FALSE;

  for (char **group = groups; *group != NULL; group++)
    says_more |= !g_str_equal (*group, GROUP_TILL) && !g_str_equal (*group, GROUP_BACKUP);

  if (!says_more || g_str_equal (kind, KIND_PRIVATE) || (g_str_equal (kind, KIND_SERVER) && conninfo != NULL))
    return NULL;
  if (g_str_equal (kind, KIND_SERVER))
    return g_strdup (_("The line “conninfo=” is missing below “[connection]”."));
  if (*kind == '\0')
    return g_strdup (_("The line “kind=this-computer” or “kind=server” is missing below “[connection]”."));

  excerpt = cf_text_excerpt (kind);
  return g_strdup_printf (_("After “kind=” stands “%s”, and it must be “this-computer” or “server”."), excerpt);
}

static GError *
mistaken_error (CfProfile  *self,
                const char *mistake)
{
  g_autofree char *path = g_file_get_path (self->file);

  self->unreadable = TRUE;

  /* Translators: the second %s is a sentence that says what is wrong in the file */
  return storage_error (g_strdup_printf (_("The file “%s” does not say where this shop’s data is. %s No sale is stored in this "
                                           "file. Mend it and start Counterfoil again; if a shop is set up anew here, the file is "
                                           "kept beside it as “%s”."), path, mistake, BROKEN_NAME),
                        NULL);
}

static GError *
unreadable_error (CfProfile    *self,
                  const GError *error)
{
  g_autofree char *path = g_file_get_path (self->file);

  self->unreadable = TRUE;

  return storage_error (g_strdup_printf (_("The file “%s” cannot be read, so it is not known where this shop’s data is. "
                                           "No sale is stored in it. Mend it and start Counterfoil again; if a shop is set up "
                                           "anew here, the file is kept beside it as “%s”."), path, BROKEN_NAME),
                        error->message);
}

static void
on_loaded (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfProfile *self = g_task_get_source_object (task);
  g_autoptr(GKeyFile) keys = g_key_file_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *data = NULL;
  g_autofree char *mistake = NULL;
  gsize length;

  self->unreadable = FALSE;
  if (!g_file_load_contents_finish (G_FILE (source), result, &data, &length, NULL, &error))
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_task_return_error (task, g_steal_pointer (&error));
          return;
        }
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        {
          g_task_return_error (task, unreadable_error (self, error));
          return;
        }
    }
  else if (!g_key_file_load_from_data (keys, data, length, G_KEY_FILE_KEEP_COMMENTS, &error))
    {
      g_task_return_error (task, unreadable_error (self, error));
      return;
    }

  mistake = find_mistake (keys);
  if (mistake != NULL)
    {
      g_task_return_error (task, mistaken_error (self, mistake));
      return;
    }

  g_key_file_unref (self->keys);
  self->keys = g_steal_pointer (&keys);
  take_values (self);
  g_task_return_boolean (task, TRUE);
}

static GError *
unwritable_error (CfProfile  *self,
                  const char *details)
{
  g_autofree char *path = g_file_get_path (self->file);

  return storage_error (g_strdup_printf (_("The file “%s”, which says where this shop’s data is, cannot be written. The shop and "
                                           "its sales are kept. Make room on the disk, or make the folder writable, and do it "
                                           "again."), path), details);
}

static void
on_replaced (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfProfile *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_task_return_error (task, unwritable_error (self, error->message));
  else
    g_task_return_boolean (task, TRUE);
}

/* Under the first name that is free: what was kept before is not replaced either. */
static gboolean
keep_unreadable (CfProfile  *self,
                 GFile      *folder,
                 GError    **error)
{
  for (int i = 1; TRUE; i++)
    {
      g_autofree char *name = i == 1 ? g_strdup (BROKEN_NAME) : g_strdup_printf (BROKEN_NAME "-%d", i);
      g_autoptr(GFile) kept = g_file_get_child (folder, name);
      g_autoptr(GError) local = NULL;

      if (g_file_move (self->file, kept, G_FILE_COPY_NOFOLLOW_SYMLINKS, NULL, NULL, NULL, &local) ||
          g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        return TRUE;
      if (!g_error_matches (local, G_IO_ERROR, G_IO_ERROR_EXISTS))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
}

static void
make_room (GTask        *task,
           gpointer      source_object,
           gpointer      task_data,
           GCancellable *cancellable)
{
  CfProfile *self = source_object;
  g_autoptr(GFile) folder = g_file_get_parent (self->file);
  g_autofree char *path = g_file_get_path (folder);
  g_autoptr(GError) error = NULL;

  if (g_mkdir_with_parents (path, 0700) != 0)
    g_task_return_error (task, unwritable_error (self, g_strerror (errno)));
  else if (self->unreadable && !keep_unreadable (self, folder, &error))
    g_task_return_error (task, unwritable_error (self, error->message));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_room_made (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  CfProfile *self = CF_PROFILE (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  gsize length;
  char *data;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  self->unreadable = FALSE;
  data = g_key_file_to_data (self->keys, &length, NULL);
  bytes = g_bytes_new_take (data, length);
  g_file_replace_contents_bytes_async (self->file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                       on_replaced, g_steal_pointer (&task));
}

static void
cf_profile_finalize (GObject *object)
{
  CfProfile *self = CF_PROFILE (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->keys, g_key_file_unref);
  g_clear_pointer (&self->clerk, g_free);
  g_clear_pointer (&self->conninfo, g_free);
  g_clear_pointer (&self->sales_database, g_free);
  g_clear_pointer (&self->library_database, g_free);
  take_password (self, NULL);

  G_OBJECT_CLASS (cf_profile_parent_class)->finalize (object);
}

static void
cf_profile_class_init (CfProfileClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_profile_finalize;
}

static void
cf_profile_init (CfProfile *self)
{
  self->keys = g_key_file_new ();
  take_values (self);
}

/**
 * cf_profile_new:
 * @config_folder: (type filename): the program's configuration folder
 *
 * Returns: (transfer full): a profile that knows nothing yet
 */
CfProfile *
cf_profile_new (const char *config_folder)
{
  CfProfile *self;

  g_return_val_if_fail (config_folder != NULL, NULL);

  self = g_object_new (CF_TYPE_PROFILE, NULL);
  self->file = g_file_new_build_filename (config_folder, "profile.ini", NULL);

  return self;
}

/**
 * cf_profile_copy:
 * @self: a profile
 *
 * Returns: (transfer full): the same once more, to be changed while @self is still what counts
 */
CfProfile *
cf_profile_copy (CfProfile *self)
{
  CfProfile *copy;
  g_autofree char *data = NULL;
  gsize length;

  g_return_val_if_fail (CF_IS_PROFILE (self), NULL);

  copy = g_object_new (CF_TYPE_PROFILE, NULL);
  copy->file = g_object_ref (self->file);
  copy->unreadable = self->unreadable;
  data = g_key_file_to_data (self->keys, &length, NULL);
  g_key_file_load_from_data (copy->keys, data, length, G_KEY_FILE_KEEP_COMMENTS, NULL);
  take_values (copy);
  take_password (copy, self->password);

  return copy;
}

/**
 * cf_profile_load_async:
 *
 * Reads the file. That there is none is no error: nothing is configured then.
 */
void
cf_profile_load_async (CfProfile           *self,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (CF_IS_PROFILE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cf_profile_load_async);
  g_file_load_contents_async (self->file, cancellable, on_loaded, g_steal_pointer (&task));
}

gboolean
cf_profile_load_finish (CfProfile     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cf_profile_save_async:
 *
 * Writes the file anew, beside and renamed, readable by this person alone. One that could not be read is kept under another name.
 */
void
cf_profile_save_async (CfProfile           *self,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GTask) room_task = NULL;

  g_return_if_fail (CF_IS_PROFILE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, cf_profile_save_async);
  g_task_set_check_cancellable (task, FALSE);
  room_task = g_task_new (self, NULL, on_room_made, g_steal_pointer (&task));
  g_task_set_source_tag (room_task, make_room);
  g_task_run_in_thread (room_task, make_room);
}

gboolean
cf_profile_save_finish (CfProfile     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cf_profile_get_configured:
 *
 * Returns: whether a person has said where the shop's data is
 */
gboolean
cf_profile_get_configured (CfProfile *self)
{
  g_return_val_if_fail (CF_IS_PROFILE (self), FALSE);

  return self->configured;
}

/* Where the first has no value, the second has none either afterwards. */
static void
move_key (GKeyFile   *keys,
          const char *from,
          const char *to)
{
  g_autofree char *value = g_key_file_get_string (keys, GROUP_CONNECTION, from, NULL);

  g_key_file_remove_key (keys, GROUP_CONNECTION, from, NULL);
  if (value != NULL)
    g_key_file_set_string (keys, GROUP_CONNECTION, to, value);
  else
    g_key_file_remove_key (keys, GROUP_CONNECTION, to, NULL);
}

/**
 * cf_profile_use_private_server:
 *
 * The library's database has the name again that it had there before the shop went to another server.
 */
void
cf_profile_use_private_server (CfProfile *self)
{
  g_return_if_fail (CF_IS_PROFILE (self));

  g_key_file_set_string (self->keys, GROUP_CONNECTION, "kind", KIND_PRIVATE);
  g_key_file_remove_key (self->keys, GROUP_CONNECTION, "conninfo", NULL);
  if (self->conninfo != NULL)
    move_key (self->keys, "own-library-database", "library-database");
  take_password (self, NULL);
  take_values (self);
}

static gboolean
has_secret (CfDbConfig *config) /* nullable */
{
  return config != NULL && (cf_db_config_get (config, "password") != NULL || cf_db_config_get (config, "sslpassword") != NULL);
}

/**
 * cf_profile_use_conninfo:
 * @conninfo: a libpq connection string
 *
 * A password in @conninfo serves until the program ends; the file never has it.
 */
void
cf_profile_use_conninfo (CfProfile  *self,
                         const char *conninfo)
{
  g_autoptr(CfDbConfig) config = NULL;
  g_autofree char *stored = NULL;

  g_return_if_fail (CF_IS_PROFILE (self));
  g_return_if_fail (conninfo != NULL);

  config = cf_db_config_new_plain (conninfo, NULL);
  take_password (self, config != NULL ? cf_db_config_get (config, "password") : NULL);
  stored = has_secret (config) ? cf_db_config_to_string (config) : g_strdup (conninfo);
  g_key_file_set_string (self->keys, GROUP_CONNECTION, "kind", KIND_SERVER);
  g_key_file_set_string (self->keys, GROUP_CONNECTION, "conninfo", stored);
  take_values (self);
}

/**
 * cf_profile_use_connection:
 * @connection: where a person says that the server is
 *
 * As cf_profile_use_conninfo(), with the name of the library's database.
 */
void
cf_profile_use_connection (CfProfile    *self,
                           CfConnection *connection)
{
  g_autofree char *conninfo = NULL;

  g_return_if_fail (CF_IS_PROFILE (self));
  g_return_if_fail (CF_IS_CONNECTION (connection));

  conninfo = cf_connection_to_string (connection);
  if (self->configured && self->conninfo == NULL)
    move_key (self->keys, "library-database", "own-library-database");
  g_key_file_set_string (self->keys, GROUP_CONNECTION, "library-database", cf_connection_get_library (connection));
  cf_profile_use_conninfo (self, conninfo);
  take_password (self, cf_connection_get (connection, "password"));
}

/**
 * cf_profile_dup_connection:
 *
 * Returns: (transfer full) (nullable): the person's own server, as it is shown to be changed; %NULL for the private one
 */
CfConnection *
cf_profile_dup_connection (CfProfile *self)
{
  g_autoptr(CfConnection) usual = NULL;
  g_autoptr(CfConnection) named = NULL;
  g_autoptr(CfConnection) parsed = NULL;

  g_return_val_if_fail (CF_IS_PROFILE (self), NULL);

  if (self->conninfo == NULL)
    return NULL;

  usual = cf_connection_new ();
  named = cf_connection_with_library (usual, self->library_database);
  parsed = cf_connection_parse (named, self->conninfo, NULL);

  return parsed != NULL ? g_steal_pointer (&parsed) : g_steal_pointer (&named);
}

/**
 * cf_profile_set_password:
 * @password: (nullable): of the server's user
 *
 * It serves until the program ends; the file never has it.
 */
void
cf_profile_set_password (CfProfile  *self,
                         const char *password)
{
  g_return_if_fail (CF_IS_PROFILE (self));

  take_password (self, password);
}

/**
 * cf_profile_get_password:
 *
 * Returns: (nullable): the password that was given since the program began, or found in the keyring
 */
const char *
cf_profile_get_password (CfProfile *self)
{
  g_return_val_if_fail (CF_IS_PROFILE (self), NULL);

  return self->password;
}

/**
 * cf_profile_get_conninfo:
 *
 * Returns: (nullable): the person's own server, or %NULL for the private one
 */
const char *
cf_profile_get_conninfo (CfProfile *self)
{
  g_return_val_if_fail (CF_IS_PROFILE (self), NULL);

  return self->conninfo;
}

const char *
cf_profile_get_sales_database (CfProfile *self)
{
  g_return_val_if_fail (CF_IS_PROFILE (self), NULL);

  return self->sales_database;
}

/**
 * cf_profile_get_library_database:
 *
 * Returns: the database of books and authors, on the same server; it may be the one of the sales
 */
const char *
cf_profile_get_library_database (CfProfile *self)
{
  g_return_val_if_fail (CF_IS_PROFILE (self), NULL);

  return self->library_database;
}

/**
 * cf_profile_get_clerk:
 *
 * Returns: the name under which sales are recorded
 */
const char *
cf_profile_get_clerk (CfProfile *self)
{
  g_return_val_if_fail (CF_IS_PROFILE (self), NULL);

  return self->clerk;
}

/**
 * cf_profile_set_clerk:
 * @clerk: the name; nothing is that of the person at the computer
 */
void
cf_profile_set_clerk (CfProfile  *self,
                      const char *clerk)
{
  g_return_if_fail (CF_IS_PROFILE (self));
  g_return_if_fail (clerk != NULL);

  g_key_file_set_string (self->keys, GROUP_TILL, "clerk", clerk);
  g_free (self->clerk);
  self->clerk = get_string (self->keys, GROUP_TILL, "clerk", person_at_the_computer ());
}

/**
 * cf_profile_get_last_backup:
 *
 * Returns: when the private server was last dumped, in microseconds since 1970; 0 for never
 */
gint64
cf_profile_get_last_backup (CfProfile *self)
{
  g_return_val_if_fail (CF_IS_PROFILE (self), 0);

  return g_key_file_get_int64 (self->keys, GROUP_BACKUP, "last", NULL);
}

void
cf_profile_set_last_backup (CfProfile *self,
                            gint64     unix_us)
{
  g_return_if_fail (CF_IS_PROFILE (self));

  g_key_file_set_int64 (self->keys, GROUP_BACKUP, "last", unix_us);
}
