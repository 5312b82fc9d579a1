/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The passwords of servers in the person's keyring. There may be no keyring, no bus to reach it by, or one that says nothing: each is the
 * same to us, is known within seconds, and is told in a sentence. Looking something up never makes the keyring ask for its own password:
 * that would come while somebody scans. */

#include "cf-keyring.h"

#include "cf-config.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

#include "cf-error.h"

/* How long it may take to answer. Where it is locked and something is to be kept, a person types its password first. */
#define ANSWER_S 4
#define UNLOCK_S 60

typedef struct
{
  GHashTable   *attributes;     /* (owned) */
  char         *password;       /* (owned) (nullable): to be kept */
  GCancellable *own;            /* (owned): of the call under way */
  GCancellable *outer;          /* (owned) (nullable): the caller's */
  gulong        outer_id;
  guint         limit_id;
} Call;

static const SecretSchema schema = {
  CF_APPLICATION_ID ".Server", SECRET_SCHEMA_NONE,
  {
    { "application", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "host", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "port", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
  }
};

static void
call_free (Call *call)
{
  g_clear_handle_id (&call->limit_id, g_source_remove);
  if (call->outer_id != 0)
    g_cancellable_disconnect (call->outer, call->outer_id);
  g_clear_object (&call->outer);
  g_clear_object (&call->own);
  g_hash_table_unref (call->attributes);
  cf_keyring_free_password (call->password);
  g_free (call);
}

static void
add_attribute (GHashTable *attributes,
               const char *name,
               CfDbConfig *config,
               const char *keyword)
{
  const char *value = cf_db_config_get (config, keyword);

  g_hash_table_insert (attributes, g_strdup (name), g_strdup (value != NULL ? value : ""));
}

/* What a service says is known where it is read; its name stands for it here. */
static GHashTable *
make_attributes (CfDbConfig *config) /* nullable: whatever is kept for us */
{
  GHashTable *attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *place;

  g_hash_table_insert (attributes, g_strdup ("application"), g_strdup ("counterfoil"));
  if (config == NULL)
    return attributes;

  place = cf_db_config_get (config, "host") != NULL ? "host" : cf_db_config_get (config, "hostaddr") != NULL ? "hostaddr" : "service";
  add_attribute (attributes, "host", config, place);
  add_attribute (attributes, "port", config, "port");
  add_attribute (attributes, "user", config, "user");

  return attributes;
}

static gboolean
on_limit (gpointer user_data)
{
  Call *call = user_data;

  call->limit_id = 0;
  g_cancellable_cancel (call->own);

  return G_SOURCE_REMOVE;
}

static void
on_outer_cancelled (GCancellable *outer,
                    GCancellable *own)
{
  g_cancellable_cancel (own);
}

static GTask *
begin (CfDbConfig          *config, /* nullable */
       guint                limit_s,
       gpointer             tag,
       GCancellable        *cancellable,
       GAsyncReadyCallback  callback,
       gpointer             user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  g_task_set_source_tag (task, tag);
  call->attributes = make_attributes (config);
  call->own = g_cancellable_new ();
  if (cancellable != NULL)
    {
      call->outer = g_object_ref (cancellable);
      call->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (on_outer_cancelled), g_object_ref (call->own), g_object_unref);
    }
  call->limit_id = g_timeout_add_seconds (limit_s, on_limit, call);
  g_task_set_task_data (task, call, (GDestroyNotify) call_free);

  return task;
}

/* The caller is answered by the task itself where it is the caller who cancelled. */
static void
fail (GTask        *task,
      const GError *error)
{
  GError *told;

  if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    told = g_error_new_literal (CF_ERROR, CF_ERROR_MISSING, _("The keyring is locked, so the password is not kept, and is asked for each time."));
  else
    told = g_error_new_literal (CF_ERROR, CF_ERROR_MISSING,
                                _("No keyring answers in this session, so the password cannot be kept, and is asked for each time."));
  cf_error_set_details (told, error->message);
  /* What libsecret remembers of a keyring that has gone would spoil the next attempt. */
  secret_service_disconnect ();
  g_task_return_error (task, told);
}

/* --- Looking up --- */

static void
on_retrieved (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;
  SecretValue *value = secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);

  if (error != NULL)
    fail (task, error);
  else
    g_task_return_pointer (task, value != NULL ? g_strdup (secret_value_get_text (value)) : NULL,
                           (GDestroyNotify) cf_keyring_free_password);
  g_clear_pointer (&value, secret_value_unref);
}

static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Call *call = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  if (error != NULL)
    fail (task, error);
  else if (items == NULL || !g_hash_table_contains (call->attributes, "host"))
    g_task_return_pointer (task, NULL, NULL);
  else
    secret_retrievable_retrieve_secret (items->data, call->own, on_retrieved, g_object_ref (task));
  g_list_free_full (items, g_object_unref);
}

/**
 * cf_keyring_lookup_async:
 * @config: (nullable): a server; %NULL only asks whether there is a keyring
 *
 * Looks for the password of the server's user. A keyring that is locked stays so.
 */
void
cf_keyring_lookup_async (CfDbConfig          *config,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = begin (config, ANSWER_S, cf_keyring_lookup_async, cancellable, callback, user_data);
  Call *call = g_task_get_task_data (task);

  secret_password_searchv (&schema, call->attributes, SECRET_SEARCH_NONE, call->own, on_found, g_steal_pointer (&task));
}

/**
 * cf_keyring_lookup_finish:
 * @password: (out) (transfer full) (nullable) (optional): the password, for cf_keyring_free_password(); %NULL where none is kept
 * @error: %CF_ERROR_MISSING where no keyring answers
 *
 * Returns: whether there is a keyring
 */
gboolean
cf_keyring_lookup_finish (GAsyncResult  *result,
                          char         **password,
                          GError       **error)
{
  g_autoptr(GError) local = NULL;
  char *found;

  g_return_val_if_fail (g_async_result_is_tagged (result, cf_keyring_lookup_async), FALSE);

  found = g_task_propagate_pointer (G_TASK (result), &local);
  if (password != NULL)
    *password = found;
  else
    cf_keyring_free_password (found);
  if (local == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- Keeping --- */

static void
on_stored (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  if (!secret_password_store_finish (result, &error) && error != NULL)
    fail (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * cf_keyring_store_async:
 * @config: a server
 * @password: the password of its user
 *
 * Keeps @password, in place of one that was kept before. A keyring that is locked asks for its own password.
 */
void
cf_keyring_store_async (CfDbConfig          *config,
                        const char          *password,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autofree char *label = NULL;
  Call *call;

  g_return_if_fail (config != NULL && password != NULL);

  task = begin (config, UNLOCK_S, cf_keyring_store_async, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  call->password = g_strdup (password);
  /* Translators: a server's user and its place, in the list of what the keyring has */
  label = g_strdup_printf (_("Counterfoil: %s on %s"), (const char *) g_hash_table_lookup (call->attributes, "user"),
                           (const char *) g_hash_table_lookup (call->attributes, "host"));
  secret_password_storev (&schema, call->attributes, SECRET_COLLECTION_DEFAULT, label, call->password, call->own,
                          on_stored, g_steal_pointer (&task));
}

/**
 * cf_keyring_store_finish:
 * @error: %CF_ERROR_MISSING where no keyring took it
 *
 * Returns: whether it is kept
 */
gboolean
cf_keyring_store_finish (GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, cf_keyring_store_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Forgetting --- */

static void
on_cleared (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  g_autoptr(GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    fail (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * cf_keyring_clear_async:
 * @config: a server
 *
 * Forgets the password of its user.
 */
void
cf_keyring_clear_async (CfDbConfig          *config,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  Call *call;

  g_return_if_fail (config != NULL);

  task = begin (config, ANSWER_S, cf_keyring_clear_async, cancellable, callback, user_data);
  call = g_task_get_task_data (task);
  secret_password_clearv (&schema, call->attributes, call->own, on_cleared, g_steal_pointer (&task));
}

/**
 * cf_keyring_clear_finish:
 * @error: %CF_ERROR_MISSING where no keyring answers
 *
 * Returns: whether none is kept any more
 */
gboolean
cf_keyring_clear_finish (GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, cf_keyring_clear_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * cf_keyring_free_password:
 * @password: (transfer full) (nullable): a password
 *
 * Wipes it first.
 */
void
cf_keyring_free_password (char *password)
{
  if (password != NULL)
    explicit_bzero (password, strlen (password));
  g_free (password);
}
