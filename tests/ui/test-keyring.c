/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Passwords in a real keyring on a bus of the test's own; and what is said where there is none, or none that answers. */

#include "cf-test-utils.h"

#include <gio/gio.h>

#include "cf-error.h"
#include "cf-keyring.h"

#define SERVICE "org.freedesktop.secrets"
#define PLACE "host=shop.example port=5433 user=anna dbname=red30"

static CfDbConfig *
parse (const char *conninfo)
{
  g_autoptr(GError) error = NULL;
  CfDbConfig *config = cf_db_config_new (conninfo, &error);

  g_assert_no_error (error);

  return config;
}

static gboolean
look_up (const char *conninfo, char **password, GError **error)
{
  g_autoptr(CfDbConfig) config = conninfo != NULL ? parse (conninfo) : NULL;
  g_autoptr(GAsyncResult) result = NULL;

  cf_keyring_lookup_async (config, NULL, cf_test_await_cb, &result);
  return cf_keyring_lookup_finish (cf_test_await (&result), password, error);
}

static void
assert_kept (const char *conninfo, const char *expected)
{
  g_autofree char *password = NULL;
  g_autoptr(GError) error = NULL;

  look_up (conninfo, &password, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (password, ==, expected);
}

static void
keep (const char *conninfo, const char *password)
{
  g_autoptr(CfDbConfig) config = parse (conninfo);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  cf_keyring_store_async (config, password, NULL, cf_test_await_cb, &result);
  cf_keyring_store_finish (cf_test_await (&result), &error);
  g_assert_no_error (error);
}

static void
forget (const char *conninfo)
{
  g_autoptr(CfDbConfig) config = parse (conninfo);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  cf_keyring_clear_async (config, NULL, cf_test_await_cb, &result);
  cf_keyring_clear_finish (cf_test_await (&result), &error);
  g_assert_no_error (error);
}

static gboolean
has_owner (void)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GVariant) answer = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameHasOwner",
                                                            g_variant_new ("(s)", SERVICE), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  gboolean owned = FALSE;

  g_variant_get (answer, "(b)", &owned);
  cf_test_spin (10);

  return owned;
}

/* NULL, with the test skipped, where none is installed. Unlocked by the password that it reads. */
static GSubprocess *
start_keyring (void)
{
  g_autofree char *program = g_find_program_in_path ("gnome-keyring-daemon");
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  if (program == NULL)
    {
      g_test_skip ("gnome-keyring is not installed");
      return NULL;
    }
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                              program, "--foreground", "--components=secrets", "--unlock", NULL);
  g_assert_no_error (error);
  g_output_stream_write_all (g_subprocess_get_stdin_pipe (process), "keyring", 7, NULL, NULL, NULL);
  g_output_stream_close (g_subprocess_get_stdin_pipe (process), NULL, NULL);
  cf_test_wait_until (has_owner ());

  return process;
}

static void
stop_keyring (GSubprocess *process)
{
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  cf_test_wait_until (!has_owner ());
}

static void
assert_none (gint64 most_us)
{
  g_autoptr(CfDbConfig) config = parse (PLACE);
  g_autoptr(GAsyncResult) stored = NULL;
  g_autoptr(GError) error = NULL;
  gint64 began = g_get_monotonic_time ();

  g_assert_false (look_up (PLACE, NULL, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_MISSING);
  g_assert_nonnull (strstr (error->message, "asked for each time"));
  g_assert_nonnull (cf_error_get_details (error));
  g_assert_cmpint (g_get_monotonic_time () - began, <, most_us);
}

static void
test_none (void)
{
  g_autoptr(CfDbConfig) config = parse (PLACE);
  g_autoptr(GAsyncResult) stored = NULL;
  g_autoptr(GError) error = NULL;

  assert_none (30 * G_USEC_PER_SEC);
  cf_keyring_store_async (config, "secret", NULL, cf_test_await_cb, &stored);
  g_assert_false (cf_keyring_store_finish (cf_test_await (&stored), &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_MISSING);
}

/* The answer of a keyring belongs to one user of one server. */
static void
test_kept (void)
{
  g_autoptr(GSubprocess) keyring = start_keyring ();

  if (keyring == NULL)
    return;

  g_assert_true (look_up (NULL, NULL, NULL));
  assert_kept (PLACE, NULL);
  keep (PLACE, "first");
  keep (PLACE, "pa'ss w\\örd");
  assert_kept (PLACE, "pa'ss w\\örd");
  assert_kept ("host=shop.example port=5433 user=anna dbname=library", "pa'ss w\\örd");
  assert_kept ("host=shop.example port=5432 user=anna", NULL);
  assert_kept ("host=shop.example port=5433 user=bert", NULL);
  assert_kept ("host=other.example port=5433 user=anna", NULL);
  keep ("service=shop", "third");
  assert_kept ("service=shop", "third");
  assert_kept ("service=other", NULL);
  g_assert_true (look_up (NULL, NULL, NULL));

  forget (PLACE);
  assert_kept (PLACE, NULL);
  assert_kept ("service=shop", "third");
  stop_keyring (keyring);
  assert_none (30 * G_USEC_PER_SEC);
}

static void
lock_all (void)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) answer = NULL;

  answer = g_dbus_connection_call_sync (bus, SERVICE, "/org/freedesktop/secrets", "org.freedesktop.Secret.Service", "LockService", NULL, NULL,
                                        G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

/* Nobody is there to unlock it: it is not asked for, and the answer is as soon there as ever. */
static void
test_locked (void)
{
  g_autoptr(GSubprocess) keyring = start_keyring ();
  g_autofree char *password = NULL;
  g_autoptr(GError) error = NULL;

  if (keyring == NULL)
    return;

  keep (PLACE, "secret");
  assert_kept (PLACE, "secret");
  lock_all ();
  g_assert_false (look_up (PLACE, &password, &error));
  g_assert_error (error, CF_ERROR, CF_ERROR_MISSING);
  g_assert_null (password);
  stop_keyring (keyring);
}

static GDBusMessage *
swallow (GDBusConnection *bus,
         GDBusMessage    *message,
         gboolean         incoming,
         gpointer         user_data)
{
  if (incoming && g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_CALL)
    {
      g_object_unref (message);
      return NULL;
    }

  return message;
}

static void
test_silent (void)
{
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(GDBusConnection) bus = g_dbus_connection_new_for_address_sync (address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                                          G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, NULL);
  g_autoptr(CfDbConfig) config = parse (PLACE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  g_dbus_connection_add_filter (bus, swallow, NULL, NULL);
  g_bus_own_name_on_connection (bus, SERVICE, G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL, NULL, NULL);
  cf_test_wait_until (has_owner ());
  assert_none (60 * G_USEC_PER_SEC);

  cf_keyring_lookup_async (config, cancellable, cf_test_await_cb, &result);
  cf_test_spin (10);
  g_cancellable_cancel (cancellable);
  g_assert_false (cf_keyring_lookup_finish (cf_test_await (&result), NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_dbus_connection_close_sync (bus, NULL, NULL);
  cf_test_wait_until (!has_owner ());
}

int
main (int   argc,
      char *argv[])
{
  cf_test_init (&argc, &argv);
  g_test_add_func ("/keyring/none", test_none);
  g_test_add_func ("/keyring/kept", test_kept);
  g_test_add_func ("/keyring/locked", test_locked);
  g_test_add_func ("/keyring/silent", test_silent);

  return g_test_run ();
}
