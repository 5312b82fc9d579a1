/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-ui.h"

#include <adwaita.h>

#include "cf-menu-names.h"
#include "cf-ui-resources.h"
#if CF_DRAWN_ICONS
#include "cf-ui-drawn.h"
#endif

#define KEPT_FOCUS "cf-kept-focus"
#define TOOLTIP "cf-tooltip"

/* At the right edge, less the pixel that the caret behind a text from left to right needs: GTK cuts it off at 1. */
#define RIGHT_WITH_CARET 0.9999f

static GtkCssProvider *contrast_provider;

static void
load_contrast_style (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  gboolean high = adw_style_manager_get_high_contrast (manager);

  gtk_css_provider_load_from_resource (contrast_provider,
                                       high ? CF_RESOURCE_PATH "/ui/style-hc.css"
                                            : CF_RESOURCE_PATH "/ui/style-normal.css");
}

static void
add_style (GdkDisplay *display)
{
  g_autoptr(GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, CF_RESOURCE_PATH "/ui/style.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);

  contrast_provider = gtk_css_provider_new ();
  load_contrast_style ();
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (contrast_provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  /* Both live as long as the process. */
  g_signal_connect (adw_style_manager_get_default (), "notify::high-contrast",
                    G_CALLBACK (load_contrast_style), NULL);
}

static void
kept_focus_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
keep_focus (GtkWidget *widget)
{
  GWeakRef *kept;

  if (!cf_ui_holds_focus (widget))
    return;

  kept = g_new0 (GWeakRef, 1);
  g_weak_ref_init (kept, gtk_root_get_focus (gtk_widget_get_root (widget)));
  g_object_set_data_full (G_OBJECT (widget), KEPT_FOCUS, kept, kept_focus_free);
}

/* Only where nothing else took it meanwhile. */
static void
give_focus_back (GtkWidget *widget)
{
  GWeakRef *kept = g_object_get_data (G_OBJECT (widget), KEPT_FOCUS);
  g_autoptr(GtkWidget) focus = kept != NULL ? g_weak_ref_get (kept) : NULL;
  GtkRoot *root = gtk_widget_get_root (widget);

  g_object_set_data (G_OBJECT (widget), KEPT_FOCUS, NULL);
  if (focus == NULL || root == NULL || gtk_root_get_focus (root) != NULL || !gtk_widget_get_mapped (focus))
    return;

  if (GTK_IS_TEXT (focus))
    gtk_text_grab_focus_without_selecting (GTK_TEXT (focus));
  else
    gtk_widget_grab_focus (focus);
}

static gboolean
on_query_tooltip_cb (GtkWidget  *widget,
                     int         x,
                     int         y,
                     gboolean    by_keyboard,
                     GtkTooltip *tooltip)
{
  GtkPopover *popover = GTK_IS_MENU_BUTTON (widget) ? gtk_menu_button_get_popover (GTK_MENU_BUTTON (widget)) : NULL;

  /* It would lie over what was opened. */
  if (popover != NULL && gtk_widget_get_visible (GTK_WIDGET (popover)))
    return FALSE;

  gtk_tooltip_set_text (tooltip, g_object_get_data (G_OBJECT (widget), TOOLTIP));
  return TRUE;
}

static gboolean
go_past (GtkWidget *list,
         GVariant  *direction,
         gpointer   unused)
{
  gtk_widget_set_can_focus (list, FALSE);
  g_signal_emit_by_name (gtk_widget_get_root (list), "move-focus", g_variant_get_int32 (direction));
  gtk_widget_set_can_focus (list, TRUE);

  return TRUE;
}

static void
add_tab (GtkShortcutController *keys,
         guint                  keyval,
         GdkModifierType        modifiers,
         GtkDirectionType       direction)
{
  gtk_shortcut_controller_add_shortcut (keys,
                                        gtk_shortcut_new_with_arguments (gtk_keyval_trigger_new (keyval, modifiers),
                                                                         gtk_callback_action_new (go_past, NULL, NULL),
                                                                         "i", (gint32) direction));
}

static GdkDevice *
get_keyboard (GtkWidget *widget)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (widget));

  return seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;
}

/* As GtkText found it before GTK 4.18: where the text itself has no direction, it is that of the keyboard while one types, else the
 * widget's. */
static gboolean
runs_to_left (GtkWidget *text)
{
  GdkDevice *keyboard = get_keyboard (text);
  PangoDirection direction = cf_ui_find_direction (gtk_editable_get_text (GTK_EDITABLE (text)));

  if (direction != PANGO_DIRECTION_NEUTRAL)
    return direction == PANGO_DIRECTION_RTL;
  if (gtk_widget_has_focus (text))
    return keyboard != NULL && gdk_device_get_direction (keyboard) == PANGO_DIRECTION_RTL;

  return gtk_widget_get_direction (text) == GTK_TEXT_DIR_RTL;
}

/* GtkText turns its alignment around: with the widget since GTK 4.18, with what is typed before. */
static float
find_alignment (GtkWidget *text)
{
  if (gtk_widget_get_direction (text) != GTK_TEXT_DIR_RTL)
    return 0;
  if (gtk_check_version (4, 17, 2) == NULL)
    return 1 - RIGHT_WITH_CARET;

  return runs_to_left (text) ? 0 : RIGHT_WITH_CARET;
}

/* The placeholder runs as the widget does, and gets the alignment of GtkText as it is. */
static void
align_to_start (GtkWidget *text)
{
  gtk_editable_set_alignment (GTK_EDITABLE (text), find_alignment (text));
  for (GtkWidget *child = gtk_widget_get_first_child (text); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LABEL (child))
      gtk_label_set_xalign (GTK_LABEL (child), 0);
}

/**
 * cf_ui_find_direction:
 * @text: a text
 *
 * Returns: the direction that its first letter gives it; %PANGO_DIRECTION_NEUTRAL where it has none
 */
PangoDirection
cf_ui_find_direction (const char *text)
{
  PangoDirection direction;

  /* Pango has nothing in its place. */
  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  direction = pango_find_base_dir (text, -1);
  G_GNUC_END_IGNORE_DEPRECATIONS
  return direction;
}

/**
 * cf_ui_init:
 *
 * Makes the templates and icons known, which are there from the start of the program, and gives the display the
 * program's style. Call it after GTK is initialised and before the first window; further calls do nothing. UI thread.
 */
void
cf_ui_init (void)
{
  static gboolean done;
  GdkDisplay *display = gdk_display_get_default ();

  /* The resources register themselves; naming them here is what links them. */
#if CF_DRAWN_ICONS
  cf_ui_drawn_get_resource ();
#endif
  if (done || cf_ui_get_resource () == NULL || display == NULL)
    return;
  done = TRUE;

  add_style (display);
  cf_menu_names_init ();
}

/**
 * cf_ui_is_in_sight:
 * @widget: a widget
 *
 * The page of an AdwViewStack that another one takes the place of is mapped until the next frame since libadwaita 1.7.
 *
 * Returns: whether @widget is mapped, and on the page that is chosen
 */
gboolean
cf_ui_is_in_sight (GtkWidget *widget)
{
  GtkWidget *stack, *chosen;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), FALSE);

  stack = gtk_widget_get_ancestor (widget, ADW_TYPE_VIEW_STACK);
  chosen = stack != NULL ? adw_view_stack_get_visible_child (ADW_VIEW_STACK (stack)) : widget;

  return gtk_widget_get_mapped (widget) && (widget == chosen || gtk_widget_is_ancestor (widget, chosen));
}

/**
 * cf_ui_holds_focus:
 * @widget: a widget
 *
 * Returns: whether the focus of its window is in it
 */
gboolean
cf_ui_holds_focus (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/**
 * cf_ui_release_focus:
 * @widget: a widget that is about to be hidden, removed or made insensitive
 *
 * Takes the focus out of it. GTK does not tell a widget that goes with the focus that it lost it: a text would go on blinking,
 * and whoever follows the focus would think that it is still there.
 */
void
cf_ui_release_focus (GtkWidget *widget)
{
  if (cf_ui_holds_focus (widget))
    gtk_root_set_focus (gtk_widget_get_root (widget), NULL);
}

/**
 * cf_ui_set_sensitive:
 * @widget: a form
 * @sensitive: whether it can be used
 *
 * As gtk_widget_set_sensitive(), but the focus leaves @widget before it can be used no more, and comes back to where it was.
 */
void
cf_ui_set_sensitive (GtkWidget *widget,
                     gboolean   sensitive)
{
  if (!sensitive)
    {
      keep_focus (widget);
      cf_ui_release_focus (widget);
    }
  gtk_widget_set_sensitive (widget, sensitive);
  if (sensitive)
    give_focus_back (widget);
}

/**
 * cf_ui_keep_name:
 * @button: a button with a text, whose accessible label says more
 *
 * Lets that label be its name: GTK 4.18 takes the text alone, and GTK 4.8 says both.
 */
void
cf_ui_keep_name (GtkWidget *button)
{
  g_return_if_fail (GTK_IS_BUTTON (button));

  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/**
 * cf_ui_set_tooltip:
 * @widget: a widget that is made or changed while somebody sells
 * @text: (nullable): what it is for
 *
 * As gtk_widget_set_tooltip_text(), which at every call asks the display where the pointer is and waits for its answer: some
 * milliseconds where the display is busy. This asks nobody; the text is given when it is wanted.
 */
void
cf_ui_set_tooltip (GtkWidget  *widget,
                   const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (g_strcmp0 (g_object_get_data (G_OBJECT (widget), TOOLTIP), text) == 0)
    return;

  /* The handler is the widget's own and goes with it. */
  if (g_object_get_data (G_OBJECT (widget), TOOLTIP) == NULL)
    g_signal_connect (widget, "query-tooltip", G_CALLBACK (on_query_tooltip_cb), NULL);
  else if (text == NULL)
    g_signal_handlers_disconnect_by_func (widget, on_query_tooltip_cb, NULL);
  g_object_set_data_full (G_OBJECT (widget), TOOLTIP, g_strdup (text), g_free);
  gtk_widget_set_has_tooltip (widget, text != NULL);
}

/**
 * cf_ui_keep_at_start:
 * @editable: an entry for codes, numbers and names
 *
 * Keeps what stands in it at the edge where its placeholder begins. Left to itself before GTK 4.18, an empty text and one of digits
 * alone stand where the keyboard's language begins: at the wrong edge where the window runs from right to left and the keyboard, or
 * the scanner, does not. Since then the text stands at the right edge, and the caret in front of it is cut off.
 */
void
cf_ui_keep_at_start (GtkEditable *editable)
{
  GtkEditable *text;
  GdkDevice *keyboard;

  g_return_if_fail (GTK_IS_EDITABLE (editable));

  /* The handlers are the text's own and go with it. */
  text = gtk_editable_get_delegate (editable);
  keyboard = get_keyboard (GTK_WIDGET (text));
  g_signal_connect (text, "changed", G_CALLBACK (align_to_start), NULL);
  g_signal_connect (text, "direction-changed", G_CALLBACK (align_to_start), NULL);
  g_signal_connect (text, "notify::has-focus", G_CALLBACK (align_to_start), NULL);
  if (keyboard != NULL)
    g_signal_connect_object (keyboard, "notify::direction", G_CALLBACK (align_to_start), text, G_CONNECT_SWAPPED);
  align_to_start (GTK_WIDGET (text));
}

/**
 * cf_ui_make_one_stop:
 * @list: a list of which one row is selected
 *
 * Tab goes past the list. By itself it goes from row to row, and selects each of them, so that what stands behind the list acts on
 * the last one. Up and Down choose, as ever.
 */
void
cf_ui_make_one_stop (GtkWidget *list)
{
  const guint tabs[] = { GDK_KEY_Tab, GDK_KEY_KP_Tab };
  GtkEventController *keys;

  g_return_if_fail (GTK_IS_WIDGET (list));

  keys = gtk_shortcut_controller_new ();
  for (guint i = 0; i < G_N_ELEMENTS (tabs); i++)
    {
      add_tab (GTK_SHORTCUT_CONTROLLER (keys), tabs[i], 0, GTK_DIR_TAB_FORWARD);
      add_tab (GTK_SHORTCUT_CONTROLLER (keys), tabs[i], GDK_SHIFT_MASK, GTK_DIR_TAB_BACKWARD);
    }
  gtk_widget_add_controller (list, keys);
}

static gboolean
has_shortcut (GListModel *shortcuts,
              GdkEvent   *event)
{
  for (guint i = 0; i < g_list_model_get_n_items (shortcuts); i++)
    {
      g_autoptr(GtkShortcut) shortcut = g_list_model_get_item (shortcuts, i);

      if (gtk_shortcut_trigger_trigger (gtk_shortcut_get_trigger (shortcut), event, FALSE) != GDK_KEY_MATCH_NONE)
        return TRUE;
    }

  return FALSE;
}

/* Whether @event is a key of one of the shortcuts of @widget itself; those of the application are the window's. */
gboolean
cf_ui_takes_key (GtkWidget *widget,
                 GdkEvent  *event)
{
  g_autoptr(GListModel) controllers = NULL;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), FALSE);
  g_return_val_if_fail (event != NULL, FALSE);

  controllers = gtk_widget_observe_controllers (widget);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_SHORTCUT_CONTROLLER (controller) && has_shortcut (G_LIST_MODEL (controller), event))
        return TRUE;
    }

  return FALSE;
}
