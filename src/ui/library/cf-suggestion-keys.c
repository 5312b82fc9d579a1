/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-suggestion-keys.h"

#include "cf-suggestion-row.h"
#include "cf-words-row.h"

/* Keys of an entry in a list, with rows below it that suggest something: Down goes to the first of them, Escape drops them. */

typedef struct
{
  GtkWidget *entry;             /* unowned: it holds what has this */
  CfSuggestionDrop drop;
  gpointer owner;               /* unowned: it holds the entry, or is it */
} Keys;

/* The entry had the key first: these mean nothing to it. */
static gboolean
on_key_cb (GtkEventControllerKey *controller,
           guint                  key,
           guint                  code,
           GdkModifierType        modifiers,
           Keys                  *keys)
{
  GtkWidget *suggestion = cf_suggestion_keys_find (keys->entry);

  if (suggestion == NULL || (modifiers & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    return gtk_widget_grab_focus (suggestion);
  return key == GDK_KEY_Escape && keys->drop (keys->owner);
}

static void
keys_free (gpointer  data,
           GClosure *closure)
{
  g_free (data);
}

void
cf_suggestion_keys_add (GtkWidget        *entry,
                        CfSuggestionDrop  drop,
                        gpointer          owner)
{
  GtkEventController *controller = gtk_event_controller_key_new ();
  Keys *keys = g_new (Keys, 1);

  g_return_if_fail (GTK_IS_WIDGET (entry));

  *keys = (Keys) { entry, drop, owner };
  /* Not by object: it goes with the controller, which goes with the entry. */
  g_signal_connect_data (controller, "key-pressed", G_CALLBACK (on_key_cb), keys, keys_free, 0);
  gtk_widget_add_controller (entry, controller);
}

/* (nullable): the first suggestion that belongs to @entry; sentences may stand between. */
GtkWidget *
cf_suggestion_keys_find (GtkWidget *entry)
{
  GtkWidget *row;

  g_return_val_if_fail (GTK_IS_WIDGET (entry), NULL);

  for (row = gtk_widget_get_next_sibling (entry); CF_IS_WORDS_ROW (row); row = gtk_widget_get_next_sibling (row))
    continue;
  return CF_IS_SUGGESTION_ROW (row) ? row : NULL;
}
