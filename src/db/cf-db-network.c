/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-network-private.h"

/* When the network changes, pools that wait try at once, and connections that idle are asked whether they still are. */

static GMutex mutex;
static GPtrArray *cores;    /* (element-type CfDbCore): not owned, each takes itself out before it goes */
static gboolean is_watching;

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, gpointer user_data)
{
  g_mutex_lock (&mutex);
  for (guint i = 0; i < cores->len; i++)
    cf_db_core_submit (g_ptr_array_index (cores, i), cf_db_op_new (CF_DB_OP_NETWORK));
  g_mutex_unlock (&mutex);
}

/* The monitor may ask the system bus before it is made, which can take its time. It lives as long as the process. */
static gpointer
watch (gpointer data)
{
  g_signal_connect (g_network_monitor_get_default (), "network-changed", G_CALLBACK (on_network_changed), NULL);
  return NULL;
}

/*
 * cf_db_network_add:
 * @core: who is to hear of changes, by a %CF_DB_OP_NETWORK
 */
void
cf_db_network_add (CfDbCore *core)
{
  g_mutex_lock (&mutex);
  if (cores == NULL)
    cores = g_ptr_array_new ();
  if (!g_ptr_array_find (cores, core, NULL))
    g_ptr_array_add (cores, core);
  if (!is_watching)
    g_thread_unref (g_thread_new ("cf-db-network", watch, NULL));
  is_watching = TRUE;
  g_mutex_unlock (&mutex);
}

void
cf_db_network_remove (CfDbCore *core)
{
  g_mutex_lock (&mutex);
  if (cores != NULL)
    g_ptr_array_remove_fast (cores, core);
  g_mutex_unlock (&mutex);
}
