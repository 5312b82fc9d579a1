/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-db-connector-private.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "cf-db-error-private.h"
#include "cf-db-service-private.h"
#include "cf-db-thread-private.h"

/* What the texts of results and parameters rely on, and statements that lock first and then look: what others have done meanwhile
 * must be seen. A pooler may refuse it; then the session is taken as it is. */
#define SESSION_OPTIONS "-c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1 -c timezone=UTC " \
                        "-c default_transaction_isolation=read\\ committed"

/* What the schema needs. */
#define CF_DB_FIRST_VERSION 150000

typedef struct
{
  char *host;     /* (nullable) */
  char *hostaddr; /* (nullable) */
  char *port;
} Place;

struct _CfDbConnector
{
  CfDbConfig        *config;       /* (owned): with what its service says */
  const char        *more_options; /* (nullable): static */
  CfDbConnectorFunc  func;
  gpointer           user_data;
  GCancellable      *cancellable;  /* (owned): of the look-up */
  GQueue             hosts;        /* (owned): Place, still to look up */
  GQueue             places;       /* (owned): Place, to try */
  Place             *place;        /* (owned) (nullable): being tried */
  PGconn            *pg;           /* (owned) (nullable) */
  GSource           *source;       /* (owned): of the attempt, and of its deadline */
  gpointer           tag;
  gint64             deadline;
  GError            *error;        /* (owned) (nullable): of the last attempt */
  gboolean           prefers_standby;
  gboolean           is_plain;     /* without SESSION_OPTIONS */
};

typedef struct
{
  GSource        source;
  CfDbConnector *connector;
} ConnectorSource;

static void next (CfDbConnector *self);

static void
place_free (gpointer data)
{
  Place *place = data;

  if (place == NULL)
    return;
  g_free (place->host);
  g_free (place->hostaddr);
  g_free (place->port);
  g_free (place);
}

static Place *
place_new (const char *host, const char *hostaddr, const char *port)
{
  Place *place = g_new0 (Place, 1);

  place->host = host != NULL && *host != '\0' ? g_strdup (host) : NULL;
  place->hostaddr = hostaddr != NULL && *hostaddr != '\0' ? g_strdup (hostaddr) : NULL;
  place->port = g_strdup (port != NULL && *port != '\0' ? port : "5432");
  return place;
}

static char **
split (CfDbConfig *config, const char *keyword)
{
  const char *value = cf_db_config_get (config, keyword);

  return value != NULL ? g_strsplit (value, ",", -1) : g_new0 (char *, 1);
}

/* One port serves for all hosts, or there is one for each. */
static const char *
nth (char **values, guint i)
{
  guint n = g_strv_length (values);

  if (n == 0)
    return NULL;
  return i < n ? values[i] : values[n - 1];
}

static void
list_hosts (CfDbConnector *self)
{
  g_auto(GStrv) hosts = split (self->config, "host");
  g_auto(GStrv) addresses = split (self->config, "hostaddr");
  g_auto(GStrv) ports = split (self->config, "port");
  guint n = MAX (g_strv_length (hosts), g_strv_length (addresses));

  g_queue_clear_full (&self->hosts, place_free);
  for (guint i = 0; i < MAX (n, 1); i++)
    g_queue_push_tail (&self->hosts, place_new (i < g_strv_length (hosts) ? hosts[i] : NULL,
                                                i < g_strv_length (addresses) ? addresses[i] : NULL, nth (ports, i)));
}

static void
close_attempt (CfDbConnector *self)
{
  if (self->tag != NULL)
    g_source_remove_unix_fd (self->source, self->tag);
  self->tag = NULL;
  g_clear_pointer (&self->pg, PQfinish);
  g_clear_pointer (&self->place, place_free);
}

static void
finish (CfDbConnector *self)
{
  PGconn *pg = g_steal_pointer (&self->pg);
  g_autoptr(GError) error = g_steal_pointer (&self->error);

  close_attempt (self);
  g_source_set_ready_time (self->source, -1);
  if (pg == NULL && error == NULL)
    error = cf_db_error_new_failure (CF_DB_ERROR_UNREACHABLE, CF_DB_FAILURE_OTHER, _("No server could be reached."));
  self->func (self, pg, pg != NULL ? NULL : error, self->user_data);
}

static void
set_error (CfDbConnector *self, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
}

/* The socket may be another one after every step, even under the same number, so it is watched anew each time. */
static void
watch (CfDbConnector *self, GIOCondition condition)
{
  int fd = PQsocket (self->pg);

  if (self->tag != NULL)
    g_source_remove_unix_fd (self->source, self->tag);
  self->tag = fd >= 0 ? g_source_add_unix_fd (self->source, fd, condition) : NULL;
}

static void
set_deadline (CfDbConnector *self)
{
  self->deadline = g_get_monotonic_time () + cf_db_config_connect_s (self->config) * G_USEC_PER_SEC;
  g_source_set_ready_time (self->source, self->deadline);
}

/* Takes over @config. */
static CfDbConfig *
replace (CfDbConfig *config, const char *keyword, const char *value)
{
  CfDbConfig *changed = cf_db_config_with (config, keyword, value);

  cf_db_config_unref (config);
  return changed;
}

static const char *
wanted_session (CfDbConnector *self)
{
  const char *wanted = cf_db_config_get (self->config, "target_session_attrs");

  if (wanted == NULL || strcmp (wanted, "prefer-standby") != 0)
    return wanted;
  return self->prefers_standby ? "standby" : "any";
}

/* A service that is left to libpq says itself where it is. */
static CfDbConfig *
config_of_place (CfDbConfig *all, Place *place)
{
  CfDbConfig *config = cf_db_config_ref (all);

  if (cf_db_config_get (all, "service") != NULL && place->host == NULL && place->hostaddr == NULL)
    return config;
  config = replace (config, "host", place->host);
  config = replace (config, "hostaddr", place->hostaddr);
  return replace (config, "port", place->port);
}

static PGconn *
start (CfDbConnector *self)
{
  CfDbConfig *config = config_of_place (self->config, self->place);
  const char *options = cf_db_config_get (config, "options");
  g_autofree char *all_options = g_strjoin (" ", options != NULL ? options : "", SESSION_OPTIONS,
                                              self->more_options, NULL);
  char *conninfo;
  PGconn *pg;

  if (!self->is_plain)
    config = replace (config, "options", all_options);
  config = replace (config, "target_session_attrs", wanted_session (self));
  conninfo = cf_db_config_to_conninfo (config);
  pg = PQconnectStart (conninfo);
  cf_db_config_free_conninfo (conninfo);
  cf_db_config_unref (config);
  return pg;
}

static void
attempt (CfDbConnector *self)
{
  set_deadline (self);
  self->pg = start (self);
  if (self->pg == NULL || PQstatus (self->pg) == CONNECTION_BAD)
    {
      if (self->pg != NULL)
        set_error (self, cf_db_error_new_from_connect (self->pg, CF_DB_STAGE_START));
      close_attempt (self);
      next (self);
      return;
    }
  PQsetErrorVerbosity (self->pg, PQERRORS_VERBOSE);
  watch (self, G_IO_OUT);
}

static gboolean
needs_look_up (Place *place)
{
  return place->host != NULL && place->hostaddr == NULL && place->host[0] != '/' && place->host[0] != '@' &&
         !g_hostname_is_ip_address (place->host);
}

static void
on_looked_up (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;
  GList *addresses = g_resolver_lookup_by_name_finish (G_RESOLVER (object), result, &error);
  CfDbConnector *self = user_data;
  Place *host;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  host = g_queue_pop_head (&self->hosts);
  if (error != NULL)
    set_error (self, cf_db_error_new_failure (CF_DB_ERROR_UNREACHABLE, CF_DB_FAILURE_NAME, error->message));
  for (GList *l = addresses; l != NULL; l = l->next)
    {
      g_autofree char *address = g_inet_address_to_string (l->data);

      g_queue_push_tail (&self->places, place_new (host->host, address, host->port));
    }
  g_resolver_free_addresses (addresses);
  place_free (host);
  next (self);
}

static void
look_up (CfDbConnector *self, Place *host)
{
  g_autoptr(GResolver) resolver = g_resolver_get_default ();

  set_deadline (self);
  g_resolver_lookup_by_name_async (resolver, host->host, self->cancellable, on_looked_up, self);
}

/* A server that answered and refused speaks for all of them, as in libpq; one that did not is passed over. */
static gboolean
may_try_next (CfDbConnector *self)
{
  return self->error == NULL || !cf_db_error_is_final (self->error);
}

static gboolean
take_place (CfDbConnector *self)
{
  Place *host = g_queue_peek_head (&self->hosts);

  self->place = g_queue_pop_head (&self->places);
  if (self->place == NULL && host != NULL && !needs_look_up (host))
    {
      self->place = g_queue_pop_head (&self->hosts);
      if (self->place->host != NULL && self->place->hostaddr == NULL && g_hostname_is_ip_address (self->place->host))
        self->place->hostaddr = g_strdup (self->place->host);
    }
  return self->place != NULL;
}

static void
next (CfDbConnector *self)
{
  if (!may_try_next (self))
    finish (self);
  else if (take_place (self))
    attempt (self);
  else if (self->hosts.length > 0)
    look_up (self, g_queue_peek_head (&self->hosts));
  else if (self->prefers_standby)
    {
      self->prefers_standby = FALSE;
      list_hosts (self);
      next (self);
    }
  else
    finish (self);
}

/* A pooler may not say what stands behind it. */
static gboolean
is_too_old (CfDbConnector *self)
{
  int version = PQserverVersion (self->pg);
  g_autofree char *text = NULL;

  if (version <= 0 || version >= CF_DB_FIRST_VERSION)
    return FALSE;
  text = g_strdup_printf (_("The server is PostgreSQL %s."), PQparameterStatus (self->pg, "server_version"));
  set_error (self, cf_db_error_new_failure (CF_DB_ERROR_TOO_OLD, CF_DB_FAILURE_TOO_OLD, text));
  return TRUE;
}

static void
succeed (CfDbConnector *self)
{
  if (is_too_old (self))
    {
      close_attempt (self);
      next (self);
      return;
    }
  PQsetErrorVerbosity (self->pg, PQERRORS_DEFAULT);
  if (PQsetnonblocking (self->pg, 1) != 0 || !PQenterPipelineMode (self->pg))
    {
      set_error (self, cf_db_error_new_from_connect (self->pg, CF_DB_STAGE_LATER));
      close_attempt (self);
      next (self);
      return;
    }
  finish (self);
}

/* "unsupported startup parameter": a pooler that does not know our options. */
static gboolean
is_refused_by_pooler (CfDbConnector *self)
{
  return !self->is_plain && g_strcmp0 (cf_db_error_get_sqlstate (self->error), "08P01") == 0;
}

static void
fail (CfDbConnector *self, CfDbStage stage)
{
  set_error (self, cf_db_error_new_from_connect (self->pg, stage));
  if (is_refused_by_pooler (self))
    {
      self->is_plain = TRUE;
      g_queue_push_head (&self->places, g_steal_pointer (&self->place));
      g_clear_error (&self->error);
    }
  close_attempt (self);
  next (self);
}

static void
poll_once (CfDbConnector *self)
{
  ConnStatusType before = PQstatus (self->pg);

  switch (PQconnectPoll (self->pg))
    {
    case PGRES_POLLING_READING:
      watch (self, G_IO_IN);
      break;
    case PGRES_POLLING_WRITING:
      watch (self, G_IO_OUT);
      break;
    case PGRES_POLLING_OK:
      succeed (self);
      break;
    default:
      fail (self, before == CONNECTION_SSL_STARTUP ? CF_DB_STAGE_TLS : CF_DB_STAGE_LATER);
    }
}

static void
time_out (CfDbConnector *self)
{
  set_error (self, cf_db_error_new_failure (CF_DB_ERROR_UNREACHABLE, CF_DB_FAILURE_TIMEOUT,
                                            _("The server did not answer in time.")));
  if (self->pg == NULL)
    {
      g_cancellable_cancel (self->cancellable);
      g_clear_object (&self->cancellable);
      self->cancellable = g_cancellable_new ();
      place_free (g_queue_pop_head (&self->hosts));
    }
  close_attempt (self);
  next (self);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  CfDbConnector *self = ((ConnectorSource *) source)->connector;

  g_source_ref (source);
  if (self->tag != NULL && g_source_query_unix_fd (source, self->tag) != 0)
    poll_once (self);
  else if (self->deadline == 0)
    next (self);
  else if (g_source_get_time (source) >= self->deadline)
    time_out (self);
  g_source_unref (source);
  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { NULL, NULL, dispatch, NULL };

/*
 * cf_db_connector_new:
 * @config: where to
 * @more_options: (nullable): a static string of `-c name=value`
 * @func: called once, in a later turn of the database thread
 * @user_data: for @func
 *
 * Returns: (transfer full): the attempt under way
 */
CfDbConnector *
cf_db_connector_new (CfDbConfig *config, const char *more_options, CfDbConnectorFunc func, gpointer user_data)
{
  CfDbConnector *self = g_new0 (CfDbConnector, 1);

  g_assert (cf_db_thread_is_current ());

  self->config = cf_db_service_apply (config, &self->error);
  if (self->config == NULL)
    self->config = cf_db_config_ref (config);
  self->more_options = more_options;
  self->func = func;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->prefers_standby = g_strcmp0 (cf_db_config_get (self->config, "target_session_attrs"), "prefer-standby") == 0;
  list_hosts (self);
  self->source = g_source_new (&source_funcs, sizeof (ConnectorSource));
  ((ConnectorSource *) self->source)->connector = self;
  g_source_set_static_name (self->source, "cf-db-connector");
  g_source_set_ready_time (self->source, 0);
  cf_db_thread_attach (self->source);
  return self;
}

/*
 * cf_db_connector_free:
 * @self: (transfer full): an attempt; under way, it is given up without a word
 */
void
cf_db_connector_free (CfDbConnector *self)
{
  g_cancellable_cancel (self->cancellable);
  close_attempt (self);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_queue_clear_full (&self->hosts, place_free);
  g_queue_clear_full (&self->places, place_free);
  g_clear_error (&self->error);
  g_object_unref (self->cancellable);
  cf_db_config_unref (self->config);
  g_free (self);
}

gboolean
cf_db_connector_is_plain (CfDbConnector *self)
{
  return self->is_plain;
}
