/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-error-words.h"
#include "cf-records-page.h"
#include "cf-repository.h"
#include "cf-ui.h"

/* What changes now and then is seen at once; what changes without a pause has the list read less and less often. */
#define LEAST_REFRESH_MS 100
#define MOST_REFRESH_MS 1000

/* What is searched for stands among the first. */
#define MOST_SOUGHT 20

typedef struct
{
  /* Template */
  CfBrowser *browser;           /* NULL once disposed */

  /* Owned */
  GObject *repository;          /* nullable: no server was reached yet */
  CfPagedListModel *list;
  GListModel *rows;             /* the list, with what else stands there */
  char *wanted;                 /* nullable: what is to be opened when it is found */

  guint refresh_source;
  guint refresh_ms;             /* until the list may be read again */
  guint held_key;               /* 0: none */
  gboolean repeats;             /* the last key came because it was held */
  gboolean stale;
  gboolean first_wanted;        /* the first row is to be opened when the list is there */
  gboolean left_at_first;       /* who comes back sees what came in there meanwhile */
} CfRecordsPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (CfRecordsPage, cf_records_page, ADW_TYPE_BIN)

/* States */

static void
update_trouble (CfRecordsPage *self,
                const GError  *error,
                guint          n_rows)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);
  const char *not_all = CF_RECORDS_PAGE_GET_CLASS (self)->not_all;
  g_autofree char *sentence = NULL;

  if (n_rows > 0 && error != NULL)
    {
      g_autofree char *why = cf_error_words_sentence (error, CF_ERROR_READING);

      sentence = g_strdup_printf (_("The list may be old: it could not be read again. %s"), why);
    }
  else if (n_rows > 0 && priv->repository == NULL && not_all != NULL)
    sentence = g_strdup (_(not_all));

  cf_browser_set_trouble (priv->browser, sentence, error);
}

static void
describe_nothing (CfRecordsPage *self,
                  const GError  *error)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);
  CfRecordsPageClass *klass = CF_RECORDS_PAGE_GET_CLASS (self);

  if (error != NULL)
    cf_browser_set_failed (priv->browser, _(klass->unreadable), error);
  else if (priv->repository == NULL)
    cf_browser_set_empty (priv->browser, "network-offline-symbolic", _("No Server Yet"), _(klass->no_server), _("Try Now"));
  else
    klass->describe_nothing (self, cf_browser_get_text (priv->browser));
}

static CfBrowserState
get_state (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);
  gboolean loading = cf_paged_list_model_get_loading (priv->list);

  if (g_list_model_get_n_items (priv->rows) == 0)
    return loading ? CF_BROWSER_LOADING : CF_BROWSER_EMPTY;
  return cf_paged_list_model_get_opening (priv->list) ? CF_BROWSER_OUTDATED : CF_BROWSER_ROWS;
}

/* Rows, grey bars, or a page that says what is missing and what to do. */
static void
update_state (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);
  CfRecordsPageClass *klass = CF_RECORDS_PAGE_GET_CLASS (self);
  guint n = g_list_model_get_n_items (priv->rows);
  const GError *error = cf_paged_list_model_get_error (priv->list);
  gboolean loading = cf_paged_list_model_get_loading (priv->list);

  update_trouble (self, error, n);
  if (klass->updated != NULL)
    klass->updated (self);
  if (n > 0 && loading && g_list_model_get_n_items (G_LIST_MODEL (priv->list)) == 0)
    {
      cf_browser_set_partly (priv->browser, n);
      return;
    }
  if (n == 0 && !loading)
    describe_nothing (self, error);
  cf_browser_set_state (priv->browser, get_state (self));
}

/* What is waited for */

static void
open_item (CfRecordsPage *self,
           GObject       *item)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  priv->first_wanted = FALSE;
  if (CF_RECORDS_PAGE_GET_CLASS (self)->open (self, item))
    cf_browser_set_pane_open (priv->browser, TRUE);
}

static void
find_wanted (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);
  guint n = MIN (g_list_model_get_n_items (priv->rows), MOST_SOUGHT);

  for (guint i = 0; i < n && priv->wanted != NULL; i++)
    {
      g_autoptr (GObject) item = cf_row_dup_loaded (priv->rows, i);

      if (item == NULL || !CF_RECORDS_PAGE_GET_CLASS (self)->is_wanted (self, item, priv->wanted))
        continue;
      g_clear_pointer (&priv->wanted, g_free);
      cf_browser_select (priv->browser, i);
      open_item (self, item);
    }
}

/* FALSE: nothing is waited for any more. */
static gboolean
seek (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);
  CfRecordsPageClass *klass = CF_RECORDS_PAGE_GET_CLASS (self);
  gboolean more;

  if (priv->browser == NULL)
    return FALSE;

  find_wanted (self);
  more = klass->seek != NULL && klass->seek (self, priv->rows);
  return more || priv->wanted != NULL;
}

static void
on_rows_changed_cb (CfRecordsPage *self)
{
  update_state (self);
  cf_records_page_seek (self);
}

/* What the till itself knows stands first whatever the server finds; else the rows are the old ones until the list is open. */
static void
open_first (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);
  g_autoptr (GObject) first = g_list_model_get_item (priv->rows, 0);

  if (cf_paged_list_model_get_error (priv->list) != NULL)
    priv->first_wanted = FALSE;
  if (!priv->first_wanted || (cf_paged_list_model_get_opening (priv->list) && (first == NULL || CF_IS_ROW (first))))
    return;

  priv->first_wanted = FALSE;
  /* Somebody has chosen another one meanwhile. */
  if (first == NULL || cf_browser_get_selected (priv->browser) != GTK_INVALID_LIST_POSITION)
    return;
  cf_browser_select (priv->browser, 0);
  cf_browser_open_selected (priv->browser);
}

/* What the person does */

static void
on_open_first_cb (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  priv->first_wanted = TRUE;
  open_first (self);
}

static void
on_query_changed_cb (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  if (g_strcmp0 (cf_browser_get_text (priv->browser), priv->wanted) != 0)
    g_clear_pointer (&priv->wanted, g_free);
  cf_records_page_read (self);
}

static void
on_open_cb (CfBrowser     *browser,
            GObject       *item,
            CfRecordsPage *self)
{
  open_item (self, item);
}

static void
on_enter_cb (CfRecordsPage *self)
{
  CF_RECORDS_PAGE_GET_CLASS (self)->enter (self);
}

static void
on_closed_cb (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  priv->first_wanted = FALSE;
  if (CF_RECORDS_PAGE_GET_CLASS (self)->closed != NULL)
    CF_RECORDS_PAGE_GET_CLASS (self)->closed (self);
}

static void
on_retry_cb (CfRecordsPage *self)
{
  if (CF_RECORDS_PAGE_GET_CLASS (self)->retry != NULL)
    CF_RECORDS_PAGE_GET_CLASS (self)->retry (self);
  cf_records_page_refresh (self);
}

static void
on_empty_action_cb (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  if (priv->repository == NULL || cf_paged_list_model_get_error (priv->list) != NULL)
    on_retry_cb (self);
  else if (CF_RECORDS_PAGE_GET_CLASS (self)->empty_action != NULL)
    CF_RECORDS_PAGE_GET_CLASS (self)->empty_action (self);
}

/* The list, where something else is searched for, has nothing selected: what the pane shows is all that is seen as chosen. */
static gboolean
shows_alone (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  return cf_browser_get_pane_open (priv->browser) && cf_browser_get_selected (priv->browser) == GTK_INVALID_LIST_POSITION;
}

static gboolean
on_edit_key_cb (GtkWidget *widget,
                GVariant  *arguments,
                gpointer   user_data)
{
  CfRecordsPage *self = CF_RECORDS_PAGE (widget);

  if (shows_alone (self) || cf_records_page_open_pane (self))
    CF_RECORDS_PAGE_GET_CLASS (self)->edit (self);
  return TRUE;
}

static gboolean
on_refresh_key_cb (GtkWidget *widget,
                   GVariant  *arguments,
                   gpointer   user_data)
{
  cf_records_page_refresh (CF_RECORDS_PAGE (widget));
  return TRUE;
}

static gboolean
on_find_key_cb (GtkWidget *widget,
                GVariant  *arguments,
                gpointer   user_data)
{
  cf_browser_focus_search (cf_records_page_get_browser (CF_RECORDS_PAGE (widget)));
  return TRUE;
}

static gboolean
on_undo_key_cb (GtkWidget *widget,
                GVariant  *arguments,
                gpointer   user_data)
{
  return cf_records_page_undo (CF_RECORDS_PAGE (widget));
}

static gboolean
is_in_search (CfRecordsPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_SEARCH_ENTRY) != NULL;
}

/* What was done last is taken back first. A text keeps this key to itself, also where it has nothing to take back: so the page takes
 * it before the search gets it. */
static gboolean
on_key_pressed_cb (CfRecordsPage   *self,
                   guint            keyval,
                   guint            keycode,
                   GdkModifierType  state)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  priv->repeats = keyval == priv->held_key;
  priv->held_key = keyval;
  if (gdk_keyval_to_lower (keyval) != GDK_KEY_z || (state & gtk_accelerator_get_default_mod_mask ()) != GDK_CONTROL_MASK)
    return GDK_EVENT_PROPAGATE;

  return is_in_search (self) && !cf_browser_get_typed_last (priv->browser) && cf_records_page_undo (self);
}

/* Or the focus went to where the end of a key is not heard. */
static void
on_key_released_cb (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  priv->held_key = 0;
  priv->repeats = FALSE;
}

/* GtkWidget and GObject */

static void
cf_records_page_map (GtkWidget *widget)
{
  CfRecordsPage *self = CF_RECORDS_PAGE (widget);
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  GTK_WIDGET_CLASS (cf_records_page_parent_class)->map (widget);
  if (priv->left_at_first)
    cf_browser_show_first (priv->browser);
  if (priv->stale)
    cf_records_page_refresh (self);
}

/* Others go on working while it is not seen. */
static void
cf_records_page_unmap (GtkWidget *widget)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (CF_RECORDS_PAGE (widget));

  /* GTK 4.8 keeps what is hidden with the focus in it until the next frame; where it hides something in it before that, for ever. */
  cf_ui_release_focus (widget);
  priv->stale = TRUE;
  priv->left_at_first = !cf_browser_get_scrolled (priv->browser);
  GTK_WIDGET_CLASS (cf_records_page_parent_class)->unmap (widget);
}

static gboolean
cf_records_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (cf_records_page_get_browser (CF_RECORDS_PAGE (widget))));
}

/* Only here the instance is of its own class. */
static void
cf_records_page_constructed (GObject *object)
{
  CfRecordsPage *self = CF_RECORDS_PAGE (object);
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  G_OBJECT_CLASS (cf_records_page_parent_class)->constructed (object);

  cf_browser_set_model (priv->browser, priv->rows);
  g_signal_connect_object (priv->rows, "items-changed", G_CALLBACK (on_rows_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->list, "notify::loading", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->list, "notify::opening", G_CALLBACK (open_first), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->list, "notify::opening", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->list, "notify::error", G_CALLBACK (open_first), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (priv->list, "notify::error", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  update_state (self);
}

static void
cf_records_page_dispose (GObject *object)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (CF_RECORDS_PAGE (object));

  g_clear_handle_id (&priv->refresh_source, g_source_remove);
  if (priv->browser != NULL)
    cf_browser_set_model (priv->browser, NULL);
  g_clear_object (&priv->rows);
  g_clear_object (&priv->list);
  g_clear_object (&priv->repository);
  g_clear_pointer (&priv->wanted, g_free);
  /* GTK 4.8 cannot dispose of the template of a class that another one derives from; GtkWidget lets go of what is bound. */

  G_OBJECT_CLASS (cf_records_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-records-page.ui");
  gtk_widget_class_bind_template_child_internal_private (widget_class, CfRecordsPage, browser);
  gtk_widget_class_bind_template_callback (widget_class, on_query_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_open_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_open_first_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_closed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_empty_action_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_key_released_cb);
}

static void
cf_records_page_class_init (CfRecordsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = cf_records_page_constructed;
  object_class->dispose = cf_records_page_dispose;
  widget_class->map = cf_records_page_map;
  widget_class->unmap = cf_records_page_unmap;
  widget_class->grab_focus = cf_records_page_grab_focus;

  g_type_ensure (CF_TYPE_BROWSER);
  bind_template (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F2, 0, on_edit_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F5, 0, on_refresh_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, on_refresh_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, on_find_key_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, on_undo_key_cb, NULL);
}

static void
cf_records_page_init (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  priv->list = cf_paged_list_model_new (NULL);
  priv->rows = G_LIST_MODEL (g_object_ref (priv->list));
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* (transfer none) (nullable): once disposed there is none. */
CfBrowser *
cf_records_page_get_browser (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  g_return_val_if_fail (CF_IS_RECORDS_PAGE (self), NULL);

  return priv->browser;
}

/* What the server has of the rows. */
CfPagedListModel *
cf_records_page_get_list (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  g_return_val_if_fail (CF_IS_RECORDS_PAGE (self), NULL);

  return priv->list;
}

/* In the instance init of a page that shows more than its list: the list must be part of @rows. */
void
cf_records_page_set_rows (CfRecordsPage *self,
                          GListModel    *rows)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  g_return_if_fail (CF_IS_RECORDS_PAGE (self));

  g_set_object (&priv->rows, rows);
}

/* (transfer none) (nullable): no server was reached yet. */
gpointer
cf_records_page_get_repository (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  g_return_val_if_fail (CF_IS_RECORDS_PAGE (self), NULL);

  return priv->repository;
}

static void
update_deaf (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  cf_browser_set_deaf (priv->browser, priv->repository != NULL && cf_repository_get_deaf (CF_REPOSITORY (priv->repository)));
}

/* NULL: no server was reached yet. */
void
cf_records_page_set_repository (CfRecordsPage *self,
                                gpointer       repository)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);
  CfRecordsPageClass *klass;

  g_return_if_fail (CF_IS_RECORDS_PAGE (self));

  klass = CF_RECORDS_PAGE_GET_CLASS (self);
  g_return_if_fail (repository == NULL || G_TYPE_CHECK_INSTANCE_TYPE (repository, klass->repository_type));

  if (repository == priv->repository)
    return;
  if (priv->repository != NULL)
    g_signal_handlers_disconnect_by_data (priv->repository, self);
  g_set_object (&priv->repository, repository);
  if (repository != NULL)
    {
      g_signal_connect_object (repository, "changed", G_CALLBACK (cf_records_page_refresh), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (repository, "changed-elsewhere", G_CALLBACK (cf_records_page_refresh_soon), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (repository, "notify::deaf", G_CALLBACK (update_deaf), self, G_CONNECT_SWAPPED);
    }
  update_deaf (self);
  cf_records_page_read (self);
  klass->repository_changed (self, repository);
}

/* Reads what search, chips and order ask for. */
void
cf_records_page_read (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);
  CfRecordsPageClass *klass;
  g_autoptr (CfPageSource) source = NULL;

  g_return_if_fail (CF_IS_RECORDS_PAGE (self));

  klass = CF_RECORDS_PAGE_GET_CLASS (self);
  source = klass->list (self);
  priv->stale = FALSE;
  priv->first_wanted = FALSE;
  cf_browser_rewind (priv->browser);
  cf_paged_list_model_set_source (priv->list, source);
  if (klass->listed != NULL)
    klass->listed (self);
  update_state (self);
}

/* Reads the same again, or does so when the page is seen. */
void
cf_records_page_refresh (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  g_return_if_fail (CF_IS_RECORDS_PAGE (self));

  priv->stale = !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (priv->stale)
    return;

  /* At the beginning one sees what comes in there; beyond it nothing is to move that somebody reads. */
  cf_paged_list_model_set_steady (priv->list, cf_browser_get_scrolled (priv->browser));
  if (cf_paged_list_model_get_source (priv->list) != NULL)
    cf_paged_list_model_refresh (priv->list);
  if (CF_RECORDS_PAGE_GET_CLASS (self)->refreshed != NULL)
    CF_RECORDS_PAGE_GET_CLASS (self)->refreshed (self);
}

static gboolean
on_refresh_due_cb (gpointer user_data)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (user_data);

  priv->refresh_source = 0;
  /* What is not seen is read again when it is. */
  if (!priv->stale || !gtk_widget_get_mapped (user_data))
    return G_SOURCE_REMOVE;
  priv->refresh_ms = MIN (2 * priv->refresh_ms, MOST_REFRESH_MS);
  priv->refresh_source = g_timeout_add (priv->refresh_ms, on_refresh_due_cb, user_data);
  cf_records_page_refresh (user_data);
  return G_SOURCE_REMOVE;
}

/* For what may come by the hundred: reads the same again now, and not again before a while. */
void
cf_records_page_refresh_soon (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  g_return_if_fail (CF_IS_RECORDS_PAGE (self));

  if (priv->refresh_source != 0)
    {
      priv->stale = TRUE;
      return;
    }
  cf_records_page_refresh (self);
  if (priv->stale)
    return;
  priv->refresh_ms = LEAST_REFRESH_MS;
  priv->refresh_source = g_timeout_add (priv->refresh_ms, on_refresh_due_cb, self);
}

/* Searches for @text, and opens the record that it means when it is there. */
void
cf_records_page_find (CfRecordsPage *self,
                      const char    *text)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  g_return_if_fail (CF_IS_RECORDS_PAGE (self));
  g_return_if_fail (text != NULL);

  if (g_strcmp0 (cf_browser_get_text (priv->browser), text) != 0)
    cf_browser_set_text (priv->browser, text);
  else
    cf_records_page_read (self);
  g_free (priv->wanted);
  priv->wanted = g_strdup (text);
  cf_records_page_seek (self);
}

/* Looks for what is waited for, now and when the first row comes. */
void
cf_records_page_seek (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);
  g_autoptr (GObject) first = NULL;

  g_return_if_fail (CF_IS_RECORDS_PAGE (self));

  if (!seek (self))
    return;
  first = g_list_model_get_item (priv->rows, 0);
  if (CF_IS_ROW (first))
    g_signal_connect_object (first, "changed", G_CALLBACK (seek), self, G_CONNECT_SWAPPED);
}

static void
tell_why_none (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  if (cf_browser_get_selected (priv->browser) != GTK_INVALID_LIST_POSITION)
    cf_browser_tell (priv->browser, _("This row is still being read. Press the key again when it is there."));
  else if (cf_browser_get_pane_open (priv->browser))
    cf_browser_tell (priv->browser, _("No row of the list is selected. Go to what is shown beside it first, and press the key there."));
  else
    cf_browser_tell (priv->browser, _(CF_RECORDS_PAGE_GET_CLASS (self)->none_selected));
}

/* For a key that is about one record: what the pane shows where the key was pressed in it, else the selected one, with which it is
 * opened. FALSE: none is, or it is not here yet, and that is said. */
gboolean
cf_records_page_open_pane (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);
  gboolean shown;

  g_return_val_if_fail (CF_IS_RECORDS_PAGE (self), FALSE);

  shown = cf_browser_show_for_key (priv->browser);
  if (!shown)
    tell_why_none (self);
  return shown;
}

/* The same for a key after which there is nothing to look at: the pane has the record, but where it is closed it stays so. */
gboolean
cf_records_page_fill_pane (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);
  g_autoptr (GObject) item = NULL;

  g_return_val_if_fail (CF_IS_RECORDS_PAGE (self), FALSE);

  if (cf_browser_get_pane_open (priv->browser))
    return cf_records_page_open_pane (self);

  item = cf_row_dup_loaded (priv->rows, cf_browser_get_selected (priv->browser));
  if (item == NULL)
    tell_why_none (self);
  return item != NULL && CF_RECORDS_PAGE_GET_CLASS (self)->open (self, item);
}

/* Whether the last key came because it is held, for one that is to do something once. */
gboolean
cf_records_page_get_key_repeats (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  g_return_val_if_fail (CF_IS_RECORDS_PAGE (self), FALSE);

  return priv->repeats;
}

/* As by its button: the keys are the table's again. */
void
cf_records_page_close_pane (CfRecordsPage *self)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  g_return_if_fail (CF_IS_RECORDS_PAGE (self));

  cf_browser_set_pane_open (priv->browser, FALSE);
  cf_browser_focus_rows (priv->browser);
}

/* Takes back what was done last on this page, or says that there is nothing; FALSE: nothing is ever done here that could be. */
gboolean
cf_records_page_undo (CfRecordsPage *self)
{
  CfRecordsPageClass *klass;

  g_return_val_if_fail (CF_IS_RECORDS_PAGE (self), FALSE);

  klass = CF_RECORDS_PAGE_GET_CLASS (self);
  if (klass->undo != NULL)
    klass->undo (self);
  return klass->undo != NULL;
}

/* Tells @sentence for a moment, after something was stored by what may have had the focus. */
void
cf_records_page_tell (CfRecordsPage *self,
                      const char    *sentence)
{
  CfRecordsPagePrivate *priv = cf_records_page_get_instance_private (self);

  g_return_if_fail (CF_IS_RECORDS_PAGE (self));

  cf_browser_tell (priv->browser, sentence);
  cf_browser_restore_focus (priv->browser);
}
