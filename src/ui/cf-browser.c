/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-browser-private.h"
#include "cf-flow-layout.h"
#include "cf-pane-layout.h"
#include "cf-record-pane.h"
#include "cf-text-limit.h"
#include "cf-ui.h"

/* Characters of a search. */
#define MOST_SEARCHED 200

typedef enum
{
  PROP_SEARCH_HINT = 1,
  PROP_CHIPS,
  PROP_PANE,
  PROP_PANE_OPEN,
  PROP_FOLDED,
  PROP_SORT_BY,
  PROP_DESCENDING,
} CfBrowserProperty;

enum
{
  SIGNAL_QUERY_CHANGED,
  SIGNAL_OPEN,
  SIGNAL_OPEN_FIRST,
  SIGNAL_ENTER,
  SIGNAL_CLOSED,
  SIGNAL_RETRY,
  SIGNAL_EMPTY_ACTION,
  N_SIGNALS
};

static GParamSpec *properties[PROP_DESCENDING + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfBrowser, cf_browser, ADW_TYPE_BIN)

/* The list */

static void
set_margins (CfBrowser *self)
{
  int side = cf_records_get_narrow (self->records) ? 12 : 18;

  gtk_widget_set_margin_start (self->search, side);
  gtk_widget_set_margin_end (self->search, side);
  gtk_widget_set_margin_top (self->search, side);
  gtk_widget_set_margin_bottom (self->search, 12);
  gtk_widget_set_margin_start (self->filters, side);
  gtk_widget_set_margin_end (self->filters, side);
  gtk_widget_set_margin_bottom (self->filters, 12);
}

static void
show_deaf_button (CfBrowser *self,
                  gboolean   narrow)
{
  if (narrow)
    gtk_menu_button_set_icon_name (self->deaf_button, "view-refresh-symbolic");
  else
    gtk_menu_button_set_label (self->deaf_button, _("Not Live"));
}

static void
on_narrow_cb (CfBrowser *self)
{
  gboolean narrow = cf_records_get_narrow (self->records);

  set_margins (self);
  show_deaf_button (self, narrow);
  gtk_widget_set_visible (self->summary, !narrow);
  gtk_widget_set_visible (self->bottom, narrow);
  _cf_browser_place_skeleton (self);
}

/* Whoever hears it asks for what stands in the search now. */
static void
emit_query_changed (CfBrowser *self)
{
  g_free (self->taken);
  self->taken = g_strdup (cf_browser_get_text (self));
  g_signal_emit (self, signals[SIGNAL_QUERY_CHANGED], 0);
}

static void
on_sort_changed_cb (CfBrowser *self)
{
  gboolean descending;

  cf_records_get_sort (self->records, &descending);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->sort_button),
                                 descending ? "view-sort-descending-symbolic" : "view-sort-ascending-symbolic");
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT_BY]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCENDING]);
  emit_query_changed (self);
}

static void
on_open_cb (CfRecords *records,
            GObject   *item,
            CfBrowser *self)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0, item);
}

static void
on_enter_cb (CfBrowser *self)
{
  g_signal_emit (self, signals[SIGNAL_ENTER], 0);
}

/* The search */

/* A moment after the last key, when Enter may have asked for it already. */
static void
on_search_changed_cb (CfBrowser *self)
{
  if (g_strcmp0 (cf_browser_get_text (self), self->taken) != 0)
    emit_query_changed (self);
}

static void
on_stop_search_cb (CfBrowser *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  else
    cf_browser_set_pane_open (self, FALSE);
}

/* A scanner types and presses Enter at once: the rows are still those of what was searched for before. */
static void
on_search_activated_cb (CfBrowser *self)
{
  on_search_changed_cb (self);
  if (cf_records_get_selected (self->records) == GTK_INVALID_LIST_POSITION)
    g_signal_emit (self, signals[SIGNAL_OPEN_FIRST], 0);
  else
    cf_records_open_selected (self->records);
}

static gboolean
on_search_key_cb (GtkEventControllerKey *controller,
                  guint                  key,
                  guint                  code,
                  GdkModifierType        modifiers,
                  CfBrowser             *self)
{
  if (key != GDK_KEY_Down && key != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;

  cf_browser_focus_rows (self);
  return GDK_EVENT_STOP;
}

static void
on_cut_cb (GtkEditable *search,
           guint        most_chars,
           gpointer     user_data)
{
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);

  cf_browser_tell (user_data, sentence);
}

static void
on_retry_cb (CfBrowser *self)
{
  g_signal_emit (self, signals[SIGNAL_RETRY], 0);
}

static void
on_read_again_cb (CfBrowser *self)
{
  gtk_menu_button_popdown (self->deaf_button);
  g_signal_emit (self, signals[SIGNAL_RETRY], 0);
}

static void
on_empty_button_cb (CfBrowser *self)
{
  g_signal_emit (self, signals[SIGNAL_EMPTY_ACTION], 0);
}

/* GObject */

static void
set_pane (CfBrowser *self,
          GtkWidget *pane)
{
  adw_bin_set_child (ADW_BIN (self->stub), pane);
  if (CF_IS_RECORD_PANE (pane))
    g_signal_connect_object (pane, "notify::busy", G_CALLBACK (_cf_browser_withdraw_undo), self, G_CONNECT_SWAPPED);
}

static void
cf_browser_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  CfBrowser *self = CF_BROWSER (object);
  gboolean descending;

  switch ((CfBrowserProperty) prop_id)
    {
    case PROP_SEARCH_HINT:
      g_value_set_string (value, self->hint);
      break;
    case PROP_CHIPS:
      g_value_set_object (value, adw_bin_get_child (self->chips_bin));
      break;
    case PROP_PANE:
      g_value_set_object (value, adw_bin_get_child (ADW_BIN (self->stub)));
      break;
    case PROP_PANE_OPEN:
      g_value_set_boolean (value, cf_browser_get_pane_open (self));
      break;
    case PROP_FOLDED:
      g_value_set_boolean (value, cf_browser_get_folded (self));
      break;
    case PROP_SORT_BY:
      g_value_set_string (value, cf_records_get_sort_id (self->records));
      break;
    case PROP_DESCENDING:
      cf_records_get_sort (self->records, &descending);
      g_value_set_boolean (value, descending);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
set_hint (CfBrowser  *self,
          const char *hint)
{
  g_free (self->hint);
  self->hint = g_strdup (hint);
  g_object_set (self->search, "placeholder-text", hint, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, hint, -1);
}

static void
cf_browser_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  CfBrowser *self = CF_BROWSER (object);
  gboolean descending;
  int sort;

  sort = cf_records_get_sort (self->records, &descending);
  switch ((CfBrowserProperty) prop_id)
    {
    case PROP_SEARCH_HINT:
      set_hint (self, g_value_get_string (value));
      break;
    case PROP_CHIPS:
      adw_bin_set_child (self->chips_bin, g_value_get_object (value));
      break;
    case PROP_PANE:
      set_pane (self, g_value_get_object (value));
      break;
    case PROP_PANE_OPEN:
      cf_browser_set_pane_open (self, g_value_get_boolean (value));
      break;
    case PROP_SORT_BY:
      if (cf_records_find_sort (self->records, g_value_get_string (value), &sort))
        cf_records_set_sort (self->records, sort, descending);
      break;
    case PROP_DESCENDING:
      cf_records_set_sort (self->records, sort, g_value_get_boolean (value));
      break;
    case PROP_FOLDED:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* Whoever comes back to the page types into what is seen of it. */
static gboolean
cf_browser_grab_focus (GtkWidget *widget)
{
  CfBrowser *self = CF_BROWSER (widget);

  if (!_cf_browser_is_covered (self))
    return gtk_widget_grab_focus (self->search);
  if (cf_ui_holds_focus (self->stub))
    return TRUE;
  return gtk_widget_child_focus (self->stub, GTK_DIR_TAB_FORWARD);
}

static void
cf_browser_dispose (GObject *object)
{
  g_clear_handle_id (&CF_BROWSER (object)->folded_source, g_source_remove);
  g_clear_handle_id (&CF_BROWSER (object)->slow_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_BROWSER);

  G_OBJECT_CLASS (cf_browser_parent_class)->dispose (object);
}

static void
cf_browser_finalize (GObject *object)
{
  g_free (CF_BROWSER (object)->hint);
  g_free (CF_BROWSER (object)->taken);
  g_free (CF_BROWSER (object)->count_text);
  g_free (CF_BROWSER (object)->sum_text);
  g_free (CF_BROWSER (object)->trouble_text);
  g_free (CF_BROWSER (object)->text_at_change);

  G_OBJECT_CLASS (cf_browser_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_SEARCH_HINT] = g_param_spec_string ("search-hint", NULL, NULL, NULL, flags);
  properties[PROP_CHIPS] = g_param_spec_object ("chips", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_PANE] = g_param_spec_object ("pane", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_PANE_OPEN] = g_param_spec_boolean ("pane-open", NULL, NULL, FALSE, flags);
  properties[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SORT_BY] = g_param_spec_string ("sort-by", NULL, NULL, NULL, flags);
  properties[PROP_DESCENDING] = g_param_spec_boolean ("descending", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
install_signals (GType type)
{
  signals[SIGNAL_QUERY_CHANGED] =
    g_signal_new ("query-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_OPEN] =
    g_signal_new ("open", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_OBJECT);
  signals[SIGNAL_OPEN_FIRST] =
    g_signal_new ("open-first", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENTER] =
    g_signal_new ("enter", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CLOSED] =
    g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RETRY] =
    g_signal_new ("retry", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_EMPTY_ACTION] =
    g_signal_new ("empty-action", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-browser.ui");
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, toast);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, leaflet);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, main);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, search);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, filters);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, chips_bin);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, sort_button);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, deaf_button);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, summary);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, count_label);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, sum_label);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, trouble);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, trouble_note);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, stack);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, records);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, skeleton);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, empty);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, empty_button);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, empty_note);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, bottom);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, bottom_count_label);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, bottom_sum_label);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, stub);
  gtk_widget_class_bind_template_child (widget_class, CfBrowser, sort_section);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_narrow_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_open_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_sort_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_read_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_empty_button_cb);
  gtk_widget_class_bind_template_callback (widget_class, _cf_browser_place_toast);
}

static void
cf_browser_class_init (CfBrowserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cf_browser_get_property;
  object_class->set_property = cf_browser_set_property;
  object_class->dispose = cf_browser_dispose;
  object_class->finalize = cf_browser_finalize;
  widget_class->grab_focus = cf_browser_grab_focus;
  install_properties (object_class);
  install_signals (G_TYPE_FROM_CLASS (klass));

  g_type_ensure (CF_TYPE_ERROR_NOTE);
  g_type_ensure (CF_TYPE_FLOW_LAYOUT);
  g_type_ensure (CF_TYPE_PANE_LAYOUT);
  g_type_ensure (CF_TYPE_RECORDS);
  g_type_ensure (CF_TYPE_SKELETON);
  g_type_ensure (CF_TYPE_TOAST);
  bind_template (widget_class);
  bind_callbacks (widget_class);
  _cf_browser_bind_pane (widget_class);
  gtk_widget_class_install_property_action (widget_class, "browser.sort-by", "sort-by");
  gtk_widget_class_install_property_action (widget_class, "browser.descending", "descending");
}

static void
cf_browser_init (CfBrowser *self)
{
  self->taken = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  cf_text_limit_add (GTK_EDITABLE (self->search), MOST_SEARCHED, on_cut_cb, self);
  cf_ui_keep_at_start (GTK_EDITABLE (self->search));
  set_margins (self);
}

/* What the table shows: @columns, or @rows where it has no room for them. @owner is handed to their functions and must outlive @self;
 * by @same a record is found again after the list was read anew. */
void
cf_browser_set_columns (CfBrowser             *self,
                        const CfRecordsColumn *columns,
                        guint                  n_columns,
                        const CfCellRowStyle  *rows,
                        CfRecordsSame          same,
                        gpointer               owner)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *action = NULL;

      cf_records_append_column (self->records, &columns[i], owner);
      if (columns[i].id == NULL)
        continue;
      action = g_strdup_printf ("browser.sort-by::%s", columns[i].id);
      g_menu_append (self->sort_section, columns[i].title, action);
    }
  cf_records_set_rows (self->records, rows, owner);
  cf_records_set_same (self->records, same);
}

/* The list: of CfRow, of plain items or of both. */
void
cf_browser_set_model (CfBrowser  *self,
                      GListModel *model)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  cf_records_set_model (self->records, model);
}

/* What is searched for. */
const char *
cf_browser_get_text (CfBrowser *self)
{
  g_return_val_if_fail (CF_IS_BROWSER (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->search));
}

/* As by typing it, but nobody has to wait for more of it. */
void
cf_browser_set_text (CfBrowser  *self,
                     const char *text)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  gtk_editable_set_text (GTK_EDITABLE (self->search), text);
  on_search_changed_cb (self);
}

int
cf_browser_get_sort (CfBrowser *self,
                     gboolean  *descending)
{
  g_return_val_if_fail (CF_IS_BROWSER (self), -1);

  return cf_records_get_sort (self->records, descending);
}

/* As by a click on a title, or two. */
void
cf_browser_set_sort (CfBrowser *self,
                     int        sort,
                     gboolean   descending)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  cf_records_set_sort (self->records, sort, descending);
}

/* GTK_INVALID_LIST_POSITION: none. */
guint
cf_browser_get_selected (CfBrowser *self)
{
  g_return_val_if_fail (CF_IS_BROWSER (self), GTK_INVALID_LIST_POSITION);

  return cf_records_get_selected (self->records);
}

void
cf_browser_rewind (CfBrowser *self)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  cf_records_rewind (self->records);
}

void
cf_browser_show_first (CfBrowser *self)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  cf_records_show_first (self->records);
}

/* Whether somebody reads beyond the beginning. */
gboolean
cf_browser_get_scrolled (CfBrowser *self)
{
  g_return_val_if_fail (CF_IS_BROWSER (self), FALSE);

  return cf_records_get_scrolled (self->records);
}

void
cf_browser_select (CfBrowser *self,
                   guint      position)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  cf_records_select (self->records, position);
}

/* The record in the pane stands at @position now. */
void
cf_browser_reselect (CfBrowser *self,
                     guint      position)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  cf_records_reselect (self->records, position);
}

/* A pane that lies over it is closed first. */
void
cf_browser_focus_search (CfBrowser *self)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  if (_cf_browser_is_covered (self))
    cf_browser_set_pane_open (self, FALSE);
  gtk_widget_grab_focus (self->search);
}

/* Into the table: to the selected row, or to the first. */
void
cf_browser_focus_rows (CfBrowser *self)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  cf_records_focus (self->records);
}

/* As Enter in the table. */
void
cf_browser_open_selected (CfBrowser *self)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  cf_records_open_selected (self->records);
}
