/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-preferences.h"

#include <glib/gi18n-lib.h>

#include "cf-field-error.h"
#include "cf-scan-guard.h"
#include "cf-settings.h"
#include "cf-text-limit.h"
#include "cf-ui.h"

#define MOST_CLERK 100

struct _CfPreferences
{
  AdwPreferencesWindow parent_instance;

  /* Template children */
  GtkWidget    *till_group;
  AdwEntryRow  *clerk;
  CfFieldError *clerk_error;
  GtkWidget    *style_group;

  CfScanGuard *scans;   /* (owned) */
};

enum
{
  CLERK,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfPreferences, cf_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static void
on_clerk_changed_cb (CfPreferences *self)
{
  cf_field_error_tell (self->clerk_error, GTK_WIDGET (self->clerk), NULL);
}

static void
on_clerk_applied_cb (CfPreferences *self)
{
  g_autofree char *clerk = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->clerk))));

  g_signal_emit (self, signals[CLERK], 0, clerk);
}

static void
on_clerk_cut_cb (GtkEditable *editable,
                 guint        most_chars,
                 gpointer     user_data)
{
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);

  cf_preferences_tell_clerk (CF_PREFERENCES (user_data), sentence);
}

/* Nobody is called like a code, and no style is chosen by one. */
static gboolean
on_scanned_cb (CfPreferences *self,
               const char    *code)
{
  g_autofree char *sentence = NULL;

  cf_scan_guard_take_back (self->scans);
  /* Translators: the code that was scanned */
  sentence = g_strdup_printf (_("“%s” was scanned and left out. Nothing is stored, and what you typed is still here."), code);
  cf_preferences_tell_clerk (self, sentence);

  return TRUE;
}

/* Without a schema there is nowhere to keep it. */
static void
bind_style (CfPreferences *self)
{
  g_autoptr(GSettings) settings = cf_settings_new (NULL);
  g_autoptr(GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr(GAction) action = settings != NULL ? g_settings_create_action (settings, "style") : NULL;

  gtk_widget_set_visible (self->style_group, action != NULL);
  if (action != NULL)
    g_action_map_add_action (G_ACTION_MAP (actions), action);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "preferences", G_ACTION_GROUP (actions));
}

static void
cf_preferences_dispose (GObject *object)
{
  CfPreferences *self = CF_PREFERENCES (object);

  g_clear_object (&self->scans);
  /* libadwaita 1.2 listens to the focus in a row that is no more. */
  if (self->clerk != NULL)
    cf_ui_release_focus (GTK_WIDGET (self->clerk));
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_PREFERENCES);

  G_OBJECT_CLASS (cf_preferences_parent_class)->dispose (object);
}

static void
cf_preferences_class_init (CfPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_preferences_dispose;
  signals[CLERK] = g_signal_new ("clerk", CF_TYPE_PREFERENCES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (CF_TYPE_FIELD_ERROR);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, CfPreferences, till_group);
  gtk_widget_class_bind_template_child (widget_class, CfPreferences, clerk);
  gtk_widget_class_bind_template_child (widget_class, CfPreferences, clerk_error);
  gtk_widget_class_bind_template_child (widget_class, CfPreferences, style_group);
  gtk_widget_class_bind_template_callback (widget_class, on_clerk_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_clerk_applied_cb);
}

static void
cf_preferences_init (CfPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  cf_text_limit_add (GTK_EDITABLE (self->clerk), MOST_CLERK, on_clerk_cut_cb, self);
  bind_style (self);
  self->scans = cf_scan_guard_new ();
  cf_scan_guard_watch (self->scans, GTK_WIDGET (self));
  g_signal_connect_object (self->scans, "scanned", G_CALLBACK (on_scanned_cb), self, G_CONNECT_SWAPPED);
}

/* Opens over @parent, without the name of a clerk: there is none to be chosen where there is no shop yet. */
CfPreferences *
cf_preferences_new (GtkWindow *parent)
{
  CfPreferences *self = g_object_new (CF_TYPE_PREFERENCES, "transient-for", parent, NULL);

  gtk_widget_set_visible (self->till_group, FALSE);

  return self;
}

/* Who sells now. */
void
cf_preferences_set_clerk (CfPreferences *self,
                          const char    *clerk)
{
  g_return_if_fail (CF_IS_PREFERENCES (self));
  g_return_if_fail (clerk != NULL);

  /* What is shown is what is kept: nothing is left to apply. */
  adw_entry_row_set_show_apply_button (self->clerk, FALSE);
  cf_text_limit_fill (GTK_EDITABLE (self->clerk), clerk);
  adw_entry_row_set_show_apply_button (self->clerk, TRUE);
  gtk_widget_set_visible (self->till_group, TRUE);
}

/* What is wrong with the name that was typed, below it; NULL: nothing. */
void
cf_preferences_tell_clerk (CfPreferences *self,
                           const char    *sentence)
{
  g_return_if_fail (CF_IS_PREFERENCES (self));

  cf_field_error_tell (self->clerk_error, GTK_WIDGET (self->clerk), sentence);
}
