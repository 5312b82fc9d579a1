/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-db-config-private.h"

#include <glib/gi18n-lib.h>
#include <libpq-fe.h>
#include <string.h>

#include "cf-db-environment-private.h"
#include "cf-db-error-private.h"

/* How long one address may take to answer, where the configuration says nothing. */
#define CONNECT_S 10

typedef struct
{
  char     *keyword;
  char     *value;
  gboolean  is_secret;
} Setting;

struct _CfDbConfig
{
  gatomicrefcount  ref_count;
  GPtrArray       *settings;
};

G_DEFINE_BOXED_TYPE (CfDbConfig, cf_db_config, cf_db_config_ref, cf_db_config_unref)

static void
wipe (char *text)
{
  explicit_bzero (text, strlen (text));
  g_free (text);
}

static void
setting_free (gpointer data)
{
  Setting *setting = data;

  g_free (setting->keyword);
  wipe (setting->value);
  g_free (setting);
}

static CfDbConfig *
create (void)
{
  CfDbConfig *self = g_new0 (CfDbConfig, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->settings = g_ptr_array_new_with_free_func (setting_free);
  return self;
}

static Setting *
find (CfDbConfig *self, const char *keyword)
{
  for (guint i = 0; i < self->settings->len; i++)
    {
      Setting *setting = g_ptr_array_index (self->settings, i);

      if (strcmp (setting->keyword, keyword) == 0)
        return setting;
    }
  return NULL;
}

static void
add (CfDbConfig *self, const char *keyword, const char *value)
{
  Setting *setting = g_new0 (Setting, 1);

  setting->keyword = g_strdup (keyword);
  setting->value = g_strdup (value);
  setting->is_secret = strcmp (keyword, "password") == 0 || strcmp (keyword, "sslpassword") == 0;
  g_ptr_array_add (self->settings, setting);
}

/* What nobody set is set here, so that neither the environment nor libpq's own idea decides. */
static void
add_default (CfDbConfig *self, const char *keyword, const char *value)
{
  if (find (self, keyword) == NULL)
    add (self, keyword, value);
}

static gboolean
is_network (CfDbConfig *self)
{
  const char *host = cf_db_config_get (self, "host");

  if (cf_db_config_get (self, "hostaddr") != NULL)
    return TRUE;
  for (; host != NULL && *host != '\0'; host += strcspn (host, ","), host += *host == ',')
    if (*host != '/' && *host != '@')
      return TRUE;
  return FALSE;
}

/* The authorities of the system, unless the person has a file of them where libpq looks by itself. */
static void
add_authorities (CfDbConfig *self, gboolean look_at_home)
{
  g_autofree char *own = g_build_filename (g_get_home_dir (), ".postgresql", "root.crt", NULL);

  if (look_at_home && g_file_test (own, G_FILE_TEST_EXISTS))
    return;
  if (PQlibVersion () >= 160000)
    add_default (self, "sslrootcert", "system");
  else if (g_file_test ("/etc/ssl/certs/ca-certificates.crt", G_FILE_TEST_EXISTS))
    add_default (self, "sslrootcert", "/etc/ssl/certs/ca-certificates.crt");
}

static void
add_place (CfDbConfig *self)
{
  gboolean network = is_network (self);

  if (find (self, "host") == NULL && find (self, "hostaddr") == NULL)
    add (self, "host", g_file_test ("/var/run/postgresql", G_FILE_TEST_IS_DIR) ? "/var/run/postgresql" : "/tmp");
  add_default (self, "port", "5432");
  add_default (self, "user", g_get_user_name ());
  add_default (self, "dbname", cf_db_config_get (self, "user"));
  add_default (self, "target_session_attrs", "any");
  if (network && find (self, "sslmode") == NULL)
    {
      add (self, "sslmode", "verify-full");
      add_authorities (self, FALSE);
    }
  else if (network && strcmp (cf_db_config_get (self, "sslmode"), "verify-full") == 0)
    add_authorities (self, TRUE);
  add_default (self, "sslmode", network ? "verify-full" : "disable");
}

static void
add_habits (CfDbConfig *self)
{
  add_default (self, "application_name", "Counterfoil");
  add_default (self, "client_encoding", "UTF8");
  add_default (self, "gssencmode", "disable");
  add_default (self, "keepalives", "1");
  add_default (self, "keepalives_idle", "20");
  add_default (self, "keepalives_interval", "5");
  add_default (self, "keepalives_count", "3");
  add_default (self, "tcp_user_timeout", "15000");
}

static void
wipe_options (PQconninfoOption *options)
{
  for (PQconninfoOption *option = options; option->keyword != NULL; option++)
    if (option->val != NULL && strstr (option->keyword, "password") != NULL)
      explicit_bzero (option->val, strlen (option->val));
  PQconninfoFree (options);
}

/**
 * cf_db_config_new_plain:
 * @conninfo: a libpq connection string, `key=value …` or a URI; may be empty
 * @error: return location for a #CF_DB_ERROR_CONFIG
 *
 * Reads a connection string, for whoever wants to know what stands in it. It is not yet one to connect with.
 *
 * Returns: (transfer full): what @conninfo says and nothing else, or %NULL with @error set
 */
CfDbConfig *
cf_db_config_new_plain (const char *conninfo, GError **error)
{
  char *message = NULL;
  PQconninfoOption *options;
  CfDbConfig *self;

  g_return_val_if_fail (conninfo != NULL, NULL);

  options = PQconninfoParse (conninfo, &message);
  if (options == NULL)
    {
      g_propagate_error (error, cf_db_error_new_failure (CF_DB_ERROR_CONFIG, CF_DB_FAILURE_CONFIG,
                                                         message != NULL ? g_strchomp (message) : _("There is not enough memory.")));
      PQfreemem (message);
      return NULL;
    }
  self = create ();
  for (PQconninfoOption *option = options; option->keyword != NULL; option++)
    if (option->val != NULL && *option->val != '\0')
      add (self, option->keyword, option->val);
  wipe_options (options);
  return self;
}

/**
 * cf_db_config_new:
 * @conninfo: a libpq connection string, `key=value …` or a URI; may be empty
 * @error: return location for a #CF_DB_ERROR_CONFIG
 *
 * Reads a connection string. What it leaves open gets Counterfoil's defaults, not the environment's: a host by name
 * or address is spoken to with TLS and `verify-full` unless `sslmode` says otherwise. Where it names a service, that is
 * looked up with each attempt to connect.
 *
 * Returns: (transfer full): the configuration, or %NULL with @error set
 */
CfDbConfig *
cf_db_config_new (const char *conninfo, GError **error)
{
  CfDbConfig *self = cf_db_config_new_plain (conninfo, error);

  /* What a service leaves open is known once its file was read: see cf_db_service_apply(). */
  if (self != NULL && find (self, "service") == NULL)
    {
      add_place (self);
      add_habits (self);
    }
  return self;
}

/**
 * cf_db_config_with:
 * @self: a configuration
 * @keyword: a keyword of libpq
 * @value: (nullable): its value; %NULL takes it out
 *
 * Returns: (transfer full): a copy with that one change
 */
CfDbConfig *
cf_db_config_with (CfDbConfig *self, const char *keyword, const char *value)
{
  CfDbConfig *copy;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (keyword != NULL, NULL);

  copy = create ();
  for (guint i = 0; i < self->settings->len; i++)
    {
      Setting *setting = g_ptr_array_index (self->settings, i);

      if (strcmp (setting->keyword, keyword) != 0)
        add (copy, setting->keyword, setting->value);
    }
  if (value != NULL)
    add (copy, keyword, value);
  return copy;
}

/**
 * cf_db_config_ref:
 * @self: a configuration
 *
 * Returns: (transfer full): @self
 */
CfDbConfig *
cf_db_config_ref (CfDbConfig *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * cf_db_config_unref:
 * @self: (transfer full): a configuration
 *
 * With the last reference the password is wiped.
 */
void
cf_db_config_unref (CfDbConfig *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->settings);
  g_free (self);
}

/**
 * cf_db_config_get:
 * @self: a configuration
 * @keyword: a keyword of libpq
 *
 * Returns: (nullable): its value, Counterfoil's default where nobody set one
 */
const char *
cf_db_config_get (CfDbConfig *self, const char *keyword)
{
  Setting *setting;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (keyword != NULL, NULL);

  setting = find (self, keyword);
  return setting != NULL ? setting->value : NULL;
}

/**
 * cf_db_config_append:
 * @conninfo: a connection string that is being made, empty at first
 * @keyword: a keyword of libpq
 * @value: its value
 *
 * Adds a setting to a connection string, in quotes.
 */
void
cf_db_config_append (GString *conninfo, const char *keyword, const char *value)
{
  g_return_if_fail (conninfo != NULL && keyword != NULL && value != NULL);

  g_string_append_printf (conninfo, "%s%s='", conninfo->len > 0 ? " " : "", keyword);
  for (; *value != '\0'; value++)
    {
      if (*value == '\'' || *value == '\\')
        g_string_append_c (conninfo, '\\');
      g_string_append_c (conninfo, *value);
    }
  g_string_append_c (conninfo, '\'');
}

/**
 * cf_db_config_to_string:
 * @self: a configuration
 *
 * Returns: (transfer full): a connection string for `psql` and for people, without passwords
 */
char *
cf_db_config_to_string (CfDbConfig *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->settings->len; i++)
    {
      Setting *setting = g_ptr_array_index (self->settings, i);

      if (!setting->is_secret)
        cf_db_config_append (text, setting->keyword, setting->value);
    }
  return g_string_free (text, FALSE);
}

/* An empty value counts as given in a connection string, unlike in PQconnectStartParams(): so the environment is not asked
 * even for what must not be there, above all a password and an address. */
static void
append_unset (CfDbConfig *self, GString *text)
{
  PQconninfoOption *options = PQconninfoParse ("", NULL);

  for (PQconninfoOption *option = options; option != NULL && option->keyword != NULL; option++)
    {
      const char *value = cf_db_environment_replacement (option);

      if (value != NULL && find (self, option->keyword) == NULL)
        cf_db_config_append (text, option->keyword, value);
    }
  PQconninfoFree (options);
}

/*
 * cf_db_config_to_conninfo:
 *
 * Returns: (transfer full): what libpq is given, with passwords, and with everything that it would else take from the
 *   environment; to be freed by cf_db_config_free_conninfo(). A service that is left to libpq is left alone.
 */
char *
cf_db_config_to_conninfo (CfDbConfig *self)
{
  GString *text = g_string_sized_new (4096);

  for (guint i = 0; i < self->settings->len; i++)
    {
      Setting *setting = g_ptr_array_index (self->settings, i);

      cf_db_config_append (text, setting->keyword, setting->value);
    }
  if (find (self, "service") == NULL)
    append_unset (self, text);
  return g_string_free (text, FALSE);
}

void
cf_db_config_free_conninfo (char *conninfo)
{
  wipe (conninfo);
}

/*
 * cf_db_config_complete:
 * @more: (nullable) (element-type utf8): keywords and values by turns, for what nobody typed; %NULL leaves the service
 *   to libpq
 *
 * Returns: (transfer full): @self, which names a service, with what that says and with Counterfoil's defaults
 */
CfDbConfig *
cf_db_config_complete (CfDbConfig *self, GPtrArray *more)
{
  CfDbConfig *copy = cf_db_config_with (self, more != NULL ? "service" : "", NULL);

  for (guint i = 0; more != NULL && i + 1 < more->len; i += 2)
    add_default (copy, g_ptr_array_index (more, i), g_ptr_array_index (more, i + 1));
  if (more != NULL)
    add_place (copy);
  add_habits (copy);
  return copy;
}

/*
 * cf_db_config_connect_s:
 *
 * Returns: how many seconds one address may take; libpq's own `connect_timeout` has no effect on what never blocks
 */
guint
cf_db_config_connect_s (CfDbConfig *self)
{
  const char *value = cf_db_config_get (self, "connect_timeout");
  guint64 seconds = value != NULL ? g_ascii_strtoull (value, NULL, 10) : CONNECT_S;

  return seconds == 0 ? CONNECT_S : (guint) MIN (seconds, 3600);
}
