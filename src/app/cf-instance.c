/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-instance.h"

#include "cf-config.h"

/* One till is one data folder, and the lock in it sees to that. The session bus knows one name for all programs of a session, and with
 * another home two of them are two tills. So the one that owns the name says on the bus whose folder it has, and one that is started
 * with another folder goes on by itself, without the name: it would only raise the window of a till that is not its own. The name stays
 * the same for all, so that the desktop finds the program by it, and can start it. */

#define ACTION "data-folder"
#define DEADLINE_MS 3000

static GVariant *
get_folder (void)
{
  return g_variant_new_bytestring (g_get_user_data_dir ());
}

/* Where GApplication puts its actions. */
static char *
get_object_path (GApplication *application)
{
  g_autofree char *path = g_strconcat ("/", g_application_get_application_id (application), NULL);

  g_strdelimit (path, ".", '/');
  return g_strdelimit (g_steal_pointer (&path), "-", '_');
}

/* (transfer full) (nullable): the folder of the program that owns the name; %NULL: nobody does, or it does not say. */
static GVariant *
ask_owner (GApplication *application)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autofree char *path = get_object_path (application);
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GVariant) states = NULL;
  g_autoptr(GVariant) state = NULL;

  if (bus == NULL)
    return NULL;

  answer = g_dbus_connection_call_sync (bus, g_application_get_application_id (application), path, "org.gtk.Actions", "Describe",
                                        g_variant_new ("(s)", ACTION), G_VARIANT_TYPE ("((bgav))"), G_DBUS_CALL_FLAGS_NO_AUTO_START,
                                        DEADLINE_MS, NULL, NULL);
  if (answer == NULL)
    return NULL;

  g_variant_get (answer, "((bg@av))", NULL, NULL, &states);
  if (g_variant_n_children (states) != 1)
    return NULL;

  g_variant_get_child (states, 0, "v", &state);
  return g_steal_pointer (&state);
}

/**
 * cf_instance_export:
 * @application: the application
 *
 * Says on the bus which data folder is in use. Nobody can change it there.
 */
void
cf_instance_export (GApplication *application)
{
  g_autoptr(GSimpleAction) action = g_simple_action_new_stateful (ACTION, NULL, get_folder ());

  g_simple_action_set_enabled (action, FALSE);
  g_action_map_add_action (G_ACTION_MAP (application), G_ACTION (action));
}

/**
 * cf_instance_part:
 * @application: the application, not registered yet
 *
 * Has it run by itself where the program that is there has another data folder. A program that does not answer is taken for one with
 * the same: it gets the chance to show its window.
 */
void
cf_instance_part (GApplication *application)
{
  g_autoptr(GVariant) own = g_variant_ref_sink (get_folder ());
  g_autoptr(GVariant) other = ask_owner (application);

  if (other != NULL && !g_variant_equal (own, other))
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
}
