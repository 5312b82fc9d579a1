/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-error-note.h"
#include "cf-pane-header.h"
#include "cf-record-pane.h"
#include "cf-wrap-layout.h"

/* So long is a person left without a word. */
#define SLOW_S 3

typedef enum
{
  PROP_CONTENT = 1,
  PROP_ACTIONS,
  PROP_BUSY,
} CfRecordPaneProperty;

enum
{
  SIGNAL_CLOSE,
  SIGNAL_WRITTEN,
  SIGNAL_FAILED,
  N_SIGNALS
};

typedef struct
{
  /* Template */
  CfPaneHeader *header;
  GtkWidget *notice;
  CfErrorNote *note;
  GtkWidget *retry_button;
  AdwBin *content_bin;
  AdwBin *actions_bin;

  /* Owned */
  GObject *repository;          /* nullable: no server was reached yet */
  GCancellable *reading;        /* nullable */

  gboolean stale;               /* others changed something since it was read */
  gboolean busy;                /* the answer to what is being stored is awaited */
  gboolean slow;                /* and that it does not come is told */
  guint slow_source;
  gboolean tells_doing;         /* what stands there is about what a person did, not about reading */
} CfRecordPanePrivate;

static GParamSpec *properties[PROP_BUSY + 1];
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CfRecordPane, cf_record_pane, ADW_TYPE_BIN)

static void
show_notice (CfRecordPane *self,
             const char   *sentence,
             const GError *error,
             gboolean      can_retry)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  priv->tells_doing = FALSE;
  cf_error_note_set_text (priv->note, sentence, error);
  gtk_widget_set_visible (priv->notice, sentence != NULL);
  gtk_widget_set_visible (priv->retry_button, can_retry);
}

static void
stop_reading (CfRecordPane *self)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  g_cancellable_cancel (priv->reading);
  g_clear_object (&priv->reading);
}

/* Where there is nothing to do, there is no row for it either. */
static void
set_actions (CfRecordPane *self,
             GtkWidget    *actions)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  adw_bin_set_child (priv->actions_bin, actions);
  g_object_bind_property (actions, "visible", priv->actions_bin, "visible", G_BINDING_SYNC_CREATE);
}

static gboolean
on_slow_cb (gpointer user_data)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (user_data);

  priv->slow_source = 0;
  priv->slow = TRUE;
  show_notice (user_data, _("The server takes longer than usual. What you did is on its way; what becomes of it is said here."), NULL, FALSE);
  priv->tells_doing = TRUE;
  return G_SOURCE_REMOVE;
}

/* What is stored is soon stored, or it is said that it takes longer. */
static void
watch_busy (CfRecordPane *self)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  if (priv->busy && priv->slow_source == 0 && !priv->slow)
    priv->slow_source = g_timeout_add_seconds (SLOW_S, on_slow_cb, self);
  if (priv->busy)
    return;

  g_clear_handle_id (&priv->slow_source, g_source_remove);
  if (priv->slow)
    show_notice (self, NULL, NULL, FALSE);
  priv->slow = FALSE;
}

static void
on_close_cb (CfRecordPane *self)
{
  CfRecordPaneClass *klass = CF_RECORD_PANE_GET_CLASS (self);

  if (klass->leave == NULL || klass->leave (self))
    cf_record_pane_close (self);
}

/* Nobody reads what is not seen, and what is being read is waited for: others may change something all day. */
static void
read_stale (CfRecordPane *self)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  if (priv->stale && priv->reading == NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    cf_record_pane_read (self);
}

static void
on_changed_elsewhere_cb (CfRecordPane *self)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  priv->stale = TRUE;
  read_stale (self);
}

static void
cf_record_pane_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (cf_record_pane_parent_class)->map (widget);

  read_stale (CF_RECORD_PANE (widget));
}

/* GObject */

static void
cf_record_pane_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (CF_RECORD_PANE (object));

  switch ((CfRecordPaneProperty) prop_id)
    {
    case PROP_CONTENT:
      g_value_set_object (value, adw_bin_get_child (priv->content_bin));
      break;
    case PROP_ACTIONS:
      g_value_set_object (value, adw_bin_get_child (priv->actions_bin));
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, priv->busy);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_record_pane_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (CF_RECORD_PANE (object));

  switch ((CfRecordPaneProperty) prop_id)
    {
    case PROP_CONTENT:
      adw_bin_set_child (priv->content_bin, g_value_get_object (value));
      break;
    case PROP_ACTIONS:
      set_actions (CF_RECORD_PANE (object), g_value_get_object (value));
      break;
    case PROP_BUSY:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_record_pane_dispose (GObject *object)
{
  CfRecordPane *self = CF_RECORD_PANE (object);
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  stop_reading (self);
  g_clear_handle_id (&priv->slow_source, g_source_remove);
  g_clear_object (&priv->repository);
  /* GTK 4.8 cannot dispose of the template of a class that another one derives from; GtkWidget lets go of what is bound. */

  G_OBJECT_CLASS (cf_record_pane_parent_class)->dispose (object);
}

static void
cf_record_pane_class_init (CfRecordPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = cf_record_pane_get_property;
  object_class->set_property = cf_record_pane_set_property;
  object_class->dispose = cf_record_pane_dispose;
  widget_class->map = cf_record_pane_map;
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_ACTIONS] = g_param_spec_object ("actions", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[SIGNAL_CLOSE] = g_signal_new ("close", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_WRITTEN] = g_signal_new ("written", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT64);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (CF_TYPE_ERROR_NOTE);
  g_type_ensure (CF_TYPE_PANE_HEADER);
  /* For the rows of actions in the templates of panes. */
  g_type_ensure (CF_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-record-pane.ui");
  gtk_widget_class_bind_template_child_private (widget_class, CfRecordPane, header);
  gtk_widget_class_bind_template_child_private (widget_class, CfRecordPane, notice);
  gtk_widget_class_bind_template_child_private (widget_class, CfRecordPane, note);
  gtk_widget_class_bind_template_child_private (widget_class, CfRecordPane, retry_button);
  gtk_widget_class_bind_template_child_private (widget_class, CfRecordPane, content_bin);
  gtk_widget_class_bind_template_child_private (widget_class, CfRecordPane, actions_bin);
  gtk_widget_class_bind_template_callback (widget_class, cf_record_pane_read);
  gtk_widget_class_bind_template_callback (widget_class, on_close_cb);
}

static void
cf_record_pane_init (CfRecordPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
cf_record_pane_set_title (CfRecordPane *self,
                          const char   *title,
                          const char   *subtitle)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  g_return_if_fail (CF_IS_RECORD_PANE (self));

  cf_pane_header_set_title (priv->header, title, subtitle);
}

const char *
cf_record_pane_get_title (CfRecordPane *self)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  g_return_val_if_fail (CF_IS_RECORD_PANE (self), NULL);

  return cf_pane_header_get_title (priv->header);
}

/* Above the record, until something else is told; NULL takes it away. Of @error, which may be NULL, only the details are shown. */
void
cf_record_pane_tell (CfRecordPane *self,
                     const char   *sentence,
                     const GError *error)
{
  g_return_if_fail (CF_IS_RECORD_PANE (self));

  show_notice (self, sentence, error, FALSE);
}

/* The same of what a person did and what came to nothing: it stays until something else is told, however often the record is read
 * meanwhile. Where the pane is closed "failed" tells it. */
void
cf_record_pane_tell_failure (CfRecordPane *self,
                             const char   *sentence,
                             const GError *error)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  g_return_if_fail (CF_IS_RECORD_PANE (self));
  g_return_if_fail (sentence != NULL);

  show_notice (self, sentence, error, FALSE);
  priv->tells_doing = TRUE;
  if (!gtk_widget_is_visible (GTK_WIDGET (self)))
    g_signal_emit (self, signals[SIGNAL_FAILED], 0, sentence);
}

gboolean
cf_record_pane_tells_doing (CfRecordPane *self)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  g_return_val_if_fail (CF_IS_RECORD_PANE (self), FALSE);

  return priv->tells_doing;
}

/* What became of what was asked for, in words. */
void
cf_record_pane_tell_error (CfRecordPane *self,
                           const GError *error,
                           CfErrorDoing  doing)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (CF_IS_RECORD_PANE (self));

  sentence = cf_error_words_sentence (error, doing);
  show_notice (self, sentence, error, FALSE);
}

/* (transfer none) (nullable): no server was reached yet. */
gpointer
cf_record_pane_get_repository (CfRecordPane *self)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  g_return_val_if_fail (CF_IS_RECORD_PANE (self), NULL);

  return priv->repository;
}

/* NULL: no server was reached yet. */
void
cf_record_pane_set_repository (CfRecordPane *self,
                               gpointer      repository)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  g_return_if_fail (CF_IS_RECORD_PANE (self));
  g_return_if_fail (repository == NULL || G_IS_OBJECT (repository));

  if (repository == priv->repository)
    return;
  if (priv->repository != NULL)
    {
      g_signal_handlers_disconnect_by_func (priv->repository, cf_record_pane_read, self);
      g_signal_handlers_disconnect_by_func (priv->repository, on_changed_elsewhere_cb, self);
    }
  g_set_object (&priv->repository, repository);
  if (repository != NULL)
    {
      g_signal_connect_object (repository, "changed", G_CALLBACK (cf_record_pane_read), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (repository, "changed-elsewhere", G_CALLBACK (on_changed_elsewhere_cb), self, G_CONNECT_SWAPPED);
    }
  CF_RECORD_PANE_GET_CLASS (self)->update_actions (self);
}

/* Reads the record that is shown, now or again; the answer to what was asked before counts no more. */
void
cf_record_pane_read (CfRecordPane *self)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);
  CfRecordPaneClass *klass;

  g_return_if_fail (CF_IS_RECORD_PANE (self));

  klass = CF_RECORD_PANE_GET_CLASS (self);
  stop_reading (self);
  priv->stale = FALSE;
  if (priv->repository == NULL || klass->read == NULL)
    return;

  priv->reading = g_cancellable_new ();
  if (!klass->read (self, priv->reading))
    g_clear_object (&priv->reading);
}

gboolean
cf_record_pane_get_reading (CfRecordPane *self)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  g_return_val_if_fail (CF_IS_RECORD_PANE (self), FALSE);

  return priv->reading != NULL;
}

static void
tell_unreadable (CfRecordPane *self,
                 const GError *error)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);
  g_autofree char *sentence = cf_error_words_sentence (error, CF_ERROR_READING);

  if (priv->tells_doing)
    gtk_widget_set_visible (priv->retry_button, TRUE);
  else
    show_notice (self, sentence, error, TRUE);
}

/* That it could not be read is no longer so. */
static void
forget_unreadable (CfRecordPane *self)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  if (priv->tells_doing)
    gtk_widget_set_visible (priv->retry_button, FALSE);
  else if (gtk_widget_get_visible (priv->retry_button))
    show_notice (self, NULL, NULL, FALSE);
}

/* FALSE: there is nothing to show: nobody waits for this answer any more, or it is @error, which is told with a way to try again. */
gboolean
cf_record_pane_take_answer (CfRecordPane *self,
                            const GError *error)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  g_return_val_if_fail (CF_IS_RECORD_PANE (self), FALSE);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;

  g_clear_object (&priv->reading);
  if (error == NULL)
    {
      forget_unreadable (self);
      read_stale (self);
      return TRUE;
    }

  tell_unreadable (self, error);
  return FALSE;
}

/* Whether something is being stored. */
gboolean
cf_record_pane_get_busy (CfRecordPane *self)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  g_return_val_if_fail (CF_IS_RECORD_PANE (self), FALSE);

  return priv->busy;
}

void
cf_record_pane_set_busy (CfRecordPane *self,
                         gboolean      busy)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);

  g_return_if_fail (CF_IS_RECORD_PANE (self));

  if (busy != priv->busy)
    {
      priv->busy = busy;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
    }
  watch_busy (self);
  CF_RECORD_PANE_GET_CLASS (self)->update_actions (self);
}

/* There is nothing more to see here. */
void
cf_record_pane_close (CfRecordPane *self)
{
  g_return_if_fail (CF_IS_RECORD_PANE (self));

  g_signal_emit (self, signals[SIGNAL_CLOSE], 0);
}

/* With the room around them; where the pane was not shown yet, as they are at their widest. */
int
cf_record_pane_get_actions_height (CfRecordPane *self)
{
  CfRecordPanePrivate *priv = cf_record_pane_get_instance_private (self);
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  int height;

  g_return_val_if_fail (CF_IS_RECORD_PANE (self), 0);

  if (!gtk_widget_get_visible (GTK_WIDGET (priv->actions_bin)))
    return 0;
  gtk_widget_measure (GTK_WIDGET (priv->actions_bin), GTK_ORIENTATION_VERTICAL, width > 0 ? width : -1, NULL, &height, NULL, NULL);
  return height;
}

/* Tells the page what was stored; @change undoes it, 0: nothing does. */
void
cf_record_pane_written (CfRecordPane *self,
                        const char   *sentence,
                        gint64        change)
{
  g_return_if_fail (CF_IS_RECORD_PANE (self));

  g_signal_emit (self, signals[SIGNAL_WRITTEN], 0, sentence, change);
}
