/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-password-group.h"

#include <glib/gi18n-lib.h>

#include "cf-field-error.h"
#include "cf-scan-guard.h"
#include "cf-text-limit.h"
#include "cf-ui.h"

#define MOST_PASSWORD 1000

struct _CfPasswordGroup
{
  AdwPreferencesGroup parent_instance;

  /* Template */
  GtkEditable *password;
  CfFieldError *password_error;
  AdwActionRow *keep_row;
  GtkSwitch *keep;

  CfScanGuard *scans;   /* (owned) */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfPasswordGroup, cf_password_group, ADW_TYPE_PREFERENCES_GROUP)

static void
on_changed_cb (CfPasswordGroup *self)
{
  cf_field_error_tell (self->password_error, GTK_WIDGET (self->password), NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_cut_cb (GtkEditable *editable,
           guint        most_chars,
           gpointer     user_data)
{
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);

  cf_field_error_tell (CF_PASSWORD_GROUP (user_data)->password_error, GTK_WIDGET (editable), sentence);
}

/* Nobody sees what stands here. Some passwords are typed by a program or by a key, as fast as a code: it stays, and the next Enter sends
 * it. */
static gboolean
on_scanned_cb (CfPasswordGroup *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  guint end = cf_scan_guard_get_end (self->scans);
  gboolean in_password = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->password));

  if (!in_password || end == GDK_KEY_Tab || end == GDK_KEY_KP_Tab)
    return FALSE;

  cf_field_error_tell (self->password_error, GTK_WIDGET (self->password),
                       _("This came as fast as from a scanner, so nothing was sent. If it is the password, press Enter again. "
                         "If it was a scan, take it out here: it was not sold."));

  return TRUE;
}

static gboolean
cf_password_group_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (CF_PASSWORD_GROUP (widget)->password));
}

/* A window that goes takes the focus from what had it, and libadwaita 1.2 listens to that in a row that is no more. */
static void
cf_password_group_unroot (GtkWidget *widget)
{
  cf_ui_release_focus (widget);

  GTK_WIDGET_CLASS (cf_password_group_parent_class)->unroot (widget);
}

static void
cf_password_group_dispose (GObject *object)
{
  g_clear_object (&CF_PASSWORD_GROUP (object)->scans);
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_PASSWORD_GROUP);

  G_OBJECT_CLASS (cf_password_group_parent_class)->dispose (object);
}

static void
cf_password_group_class_init (CfPasswordGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_password_group_dispose;
  widget_class->grab_focus = cf_password_group_grab_focus;
  widget_class->unroot = cf_password_group_unroot;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CF_TYPE_PASSWORD_GROUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (CF_TYPE_FIELD_ERROR);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-password-group.ui");
  gtk_widget_class_bind_template_child (widget_class, CfPasswordGroup, password);
  gtk_widget_class_bind_template_child (widget_class, CfPasswordGroup, password_error);
  gtk_widget_class_bind_template_child (widget_class, CfPasswordGroup, keep_row);
  gtk_widget_class_bind_template_child (widget_class, CfPasswordGroup, keep);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
}

static void
cf_password_group_init (CfPasswordGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  cf_text_limit_add (self->password, MOST_PASSWORD, on_cut_cb, self);
  self->scans = cf_scan_guard_new ();
  cf_scan_guard_watch (self->scans, GTK_WIDGET (self));
  g_signal_connect_object (self->scans, "scanned", G_CALLBACK (on_scanned_cb), self, G_CONNECT_SWAPPED);
}

void
cf_password_group_set_password (CfPasswordGroup *self,
                                const char      *password)
{
  g_return_if_fail (CF_IS_PASSWORD_GROUP (self));

  gtk_editable_set_text (self->password, password != NULL ? password : "");
}

const char *
cf_password_group_get_password (CfPasswordGroup *self)
{
  g_return_val_if_fail (CF_IS_PASSWORD_GROUP (self), NULL);

  return gtk_editable_get_text (self->password);
}

gboolean
cf_password_group_get_keep (CfPasswordGroup *self)
{
  g_return_val_if_fail (CF_IS_PASSWORD_GROUP (self), FALSE);

  return gtk_switch_get_active (self->keep);
}

/* What is wrong with the keyring; NULL where it can be used. */
void
cf_password_group_set_keyring (CfPasswordGroup *self,
                               const GError    *none)
{
  g_return_if_fail (CF_IS_PASSWORD_GROUP (self));

  gtk_widget_set_sensitive (GTK_WIDGET (self->keep), none == NULL);
  if (none == NULL)
    return;

  gtk_switch_set_active (self->keep, FALSE);
  adw_action_row_set_subtitle (self->keep_row, none->message);
}
