/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-column-sorter.h"
#include "cf-records-private.h"
#include "cf-row-name.h"
#include "cf-ui.h"

/* Beside a pane of 348 px the table has its columns from 860 px on. */
#define LEAST_TABLE 512

/* Of a cell, as in the style; and what the two at the edges have more. */
#define CELL_PADDING 18
#define EDGES 18

typedef struct
{
  GtkColumnViewColumn *view;    /* owned */
  const char *id;               /* nullable, static */
  int sort;
  gboolean last_first;
  gboolean number;
  guint chars;                  /* what it needs to be read */
} Column;

typedef enum
{
  PROP_NARROW = 1,
  PROP_FOLLOW,
} CfRecordsProperty;

enum
{
  SIGNAL_OPEN,
  SIGNAL_ENTER,
  SIGNAL_SORT_CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[PROP_FOLLOW + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfRecords, cf_records, ADW_TYPE_BIN)

static void
column_free (gpointer data)
{
  Column *column = data;

  g_object_unref (column->view);
  g_free (column);
}

static Column *
find_column (CfRecords *self,
             int        sort)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = g_ptr_array_index (self->columns, i);

      if (column->id != NULL && column->sort == sort)
        return column;
    }
  return NULL;
}

/* The two views */

static int
measure_char (GtkWidget *widget)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (widget), NULL, NULL);
  int width = MAX (pango_font_metrics_get_approximate_char_width (metrics), pango_font_metrics_get_approximate_digit_width (metrics));

  pango_font_metrics_unref (metrics);
  return PANGO_PIXELS_CEIL (width);
}

/* What its titles and columns need, never what stands in them: whatever others write, nothing folds that a person did not fold. */
static void
update_table_width (CfRecords *self)
{
  GtkWidget *title = gtk_widget_get_first_child (gtk_widget_get_first_child (GTK_WIDGET (self->table)));
  int one = measure_char (GTK_WIDGET (self->table));
  int width = EDGES;

  for (guint i = 0; i < self->columns->len && title != NULL; i++)
    {
      Column *column = g_ptr_array_index (self->columns, i);
      int least = 0;

      gtk_widget_measure (title, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      width += MAX (least, one * (int) column->chars + CELL_PADDING);
      title = gtk_widget_get_next_sibling (title);
    }
  gtk_widget_set_size_request (self->table_scroll, MAX (width, LEAST_TABLE), -1);
}

/* Only the view that is seen has the rows: each builds some two hundred of them. */
static void
attach_model (CfRecords *self)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self->selection);

  gtk_list_view_set_model (self->list, self->narrow ? model : NULL);
  gtk_column_view_set_model (self->table, self->narrow ? NULL : model);
}

static void
apply_narrow (CfRecords *self)
{
  gboolean narrow = adw_squeezer_get_visible_child (self->squeezer) != self->table_scroll;
  gboolean focused = cf_ui_holds_focus (GTK_WIDGET (self));

  if (narrow == self->narrow)
    return;

  self->narrow = narrow;
  attach_model (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NARROW]);
  /* The row that had it is gone. */
  if (focused && gtk_single_selection_get_selected (self->selection) != GTK_INVALID_LIST_POSITION)
    cf_records_focus (self);
}

static gboolean
on_squeeze_idle_cb (gpointer user_data)
{
  CfRecords *self = user_data;

  self->squeeze_source = 0;
  apply_narrow (self);
  return G_SOURCE_REMOVE;
}

static void
on_squeezed_cb (CfRecords *self)
{
  /* The squeezer chooses while sizes are being given out, when nothing may ask for another size. */
  if (self->squeeze_source == 0 && adw_squeezer_get_visible_child (self->squeezer) != NULL)
    self->squeeze_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_squeeze_idle_cb, self, NULL);
}

/* Numbers end at a right edge, and so do their titles; GTK has no property for it before 4.14. */
static void
align_titles (CfRecords *self)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->table));
  GtkWidget *title = gtk_widget_get_first_child (header);
  gboolean rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;

  for (guint i = 0; i < self->columns->len && title != NULL; i++)
    {
      Column *column = g_ptr_array_index (self->columns, i);
      GtkWidget *box = gtk_widget_get_first_child (title);

      if (column->number && box != NULL)
        {
          /* Turned round, so that the arrow stands before the word. */
          gtk_widget_set_direction (box, rtl ? GTK_TEXT_DIR_LTR : GTK_TEXT_DIR_RTL);
          gtk_widget_set_halign (box, GTK_ALIGN_START);
        }
      title = gtk_widget_get_next_sibling (title);
    }
}

/* The order */

static void
show_sort (CfRecords *self)
{
  Column *column = find_column (self, self->sort);

  self->setting_sort = TRUE;
  /* GTK keeps the order before as a second one, and its arrow. */
  gtk_column_view_sort_by_column (self->table, NULL, GTK_SORT_ASCENDING);
  gtk_column_view_sort_by_column (self->table, column != NULL ? column->view : NULL,
                                  self->descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->setting_sort = FALSE;
}

static void
take_sort (CfRecords *self,
           int        sort,
           gboolean   descending)
{
  if (self->sort == sort && self->descending == descending)
    return;

  self->sort = sort;
  self->descending = descending;
  show_sort (self);
  g_signal_emit (self, signals[SIGNAL_SORT_CHANGED], 0);
}

static void
on_title_clicked_cb (GtkSorter       *sorter,
                     GtkSorterChange  change,
                     CfRecords       *self)
{
  gboolean descending;
  int sort;

  if (!self->setting_sort && cf_column_sorter_query (sorter, &sort, &descending))
    take_sort (self, sort, descending || (sort != self->sort && find_column (self, sort)->last_first));
}

/* What a person does */

static void
on_activate_cb (GtkWidget *view,
                guint      position,
                CfRecords *self)
{
  gboolean shown = self->follow && _cf_records_holds (self, position, self->opened);

  gtk_single_selection_set_selected (self->selection, position);
  if (shown)
    g_signal_emit (self, signals[SIGNAL_ENTER], 0);
  else
    cf_records_open_selected (self);
}

static gboolean
on_open_idle_cb (gpointer user_data)
{
  CfRecords *self = user_data;

  self->open_source = 0;
  cf_records_open_selected (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_on_a_row (GtkWidget *view,
             double     x,
             double     y)
{
  GtkWidget *widget = gtk_widget_pick (view, x, y, GTK_PICK_DEFAULT);

  for (; widget != NULL && widget != view; widget = gtk_widget_get_parent (widget))
    if (g_str_equal (gtk_widget_get_css_name (widget), "row"))
      return TRUE;
  return FALSE;
}

static void
on_released_cb (GtkGestureClick *gesture,
                int              n_press,
                double           x,
                double           y,
                CfRecords       *self)
{
  GtkWidget *view = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  /* Later: the row selects itself after this. */
  if (n_press == 1 && self->open_source == 0 && is_on_a_row (view, x, y))
    self->open_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_open_idle_cb, self, NULL);
}

/* GObject */

static void
cf_records_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  CfRecords *self = CF_RECORDS (object);

  switch ((CfRecordsProperty) prop_id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_FOLLOW:
      g_value_set_boolean (value, self->follow);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_records_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  CfRecords *self = CF_RECORDS (object);

  switch ((CfRecordsProperty) prop_id)
    {
    case PROP_FOLLOW:
      cf_records_set_follow (self, g_value_get_boolean (value));
      break;
    case PROP_NARROW:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* Another font, or another size of it. */
static void
cf_records_css_changed (GtkWidget         *widget,
                        GtkCssStyleChange *change)
{
  CfRecords *self = CF_RECORDS (widget);

  GTK_WIDGET_CLASS (cf_records_parent_class)->css_changed (widget, change);
  if (self->table != NULL)
    update_table_width (self);
}

/* By Tab the view gives it to the row that had it last, wherever the selection went meanwhile. */
static gboolean
cf_records_take_focus (GtkWidget        *widget,
                       GtkDirectionType  direction)
{
  CfRecords *self = CF_RECORDS (widget);
  gboolean held = cf_ui_holds_focus (widget);
  gboolean taken = GTK_WIDGET_CLASS (cf_records_parent_class)->focus (widget, direction);

  if (taken && !held && cf_ui_holds_focus (_cf_records_get_view (self)) &&
      gtk_single_selection_get_selected (self->selection) != GTK_INVALID_LIST_POSITION)
    cf_records_focus (self);
  return taken;
}

static void
cf_records_dispose (GObject *object)
{
  CfRecords *self = CF_RECORDS (object);

  g_clear_handle_id (&self->squeeze_source, g_source_remove);
  g_clear_handle_id (&self->open_source, g_source_remove);
  cf_records_forget_awaited (self);
  if (self->table != NULL)
    {
      gtk_column_view_set_model (self->table, NULL);
      gtk_list_view_set_model (self->list, NULL);
    }
  _cf_records_clear_chosen (self);
  g_clear_object (&self->selection);
  g_clear_object (&self->first_rows);
  /* By hand: disposing of a template frees a child that is bound and ours, and AdwBin would free it again. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_RECORDS);

  G_OBJECT_CLASS (cf_records_parent_class)->dispose (object);
}

static void
cf_records_finalize (GObject *object)
{
  g_ptr_array_unref (CF_RECORDS (object)->columns);

  G_OBJECT_CLASS (cf_records_parent_class)->finalize (object);
}

static void
cf_records_class_init (CfRecordsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = cf_records_get_property;
  object_class->set_property = cf_records_set_property;
  object_class->dispose = cf_records_dispose;
  object_class->finalize = cf_records_finalize;
  widget_class->css_changed = cf_records_css_changed;
  widget_class->focus = cf_records_take_focus;
  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_FOLLOW] = g_param_spec_boolean ("follow", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[SIGNAL_OPEN] = g_signal_new ("open", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_OBJECT);
  signals[SIGNAL_ENTER] = g_signal_new ("enter", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SORT_CHANGED] = g_signal_new ("sort-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-records.ui");
  gtk_widget_class_bind_template_child (widget_class, CfRecords, squeezer);
  gtk_widget_class_bind_template_child (widget_class, CfRecords, table_scroll);
  gtk_widget_class_bind_template_child (widget_class, CfRecords, table);
  gtk_widget_class_bind_template_child (widget_class, CfRecords, list);
  gtk_widget_class_bind_template_callback (widget_class, on_squeezed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_released_cb);
}

static void
cf_records_init (CfRecords *self)
{
  self->columns = g_ptr_array_new_with_free_func (column_free);
  self->sort = -1;
  gtk_widget_init_template (GTK_WIDGET (self));

  self->first_rows = cf_first_rows_new (GTK_WIDGET (self));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->first_rows)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  _cf_records_init_chosen (self);
  g_signal_connect_object (gtk_column_view_get_sorter (self->table), "changed", G_CALLBACK (on_title_clicked_cb), self, 0);
  attach_model (self);
  cf_row_name_follow (GTK_WIDGET (self->table));
  cf_row_name_follow (GTK_WIDGET (self->list));
  cf_ui_make_one_stop (gtk_widget_get_last_child (GTK_WIDGET (self->table)));
  cf_ui_make_one_stop (GTK_WIDGET (self->list));
}

/* Adds a column at the end of the table. @owner is handed to the column's functions and must outlive @self. */
void
cf_records_append_column (CfRecords             *self,
                          const CfRecordsColumn *column,
                          gpointer               owner)
{
  GtkListItemFactory *factory;
  Column *added;

  g_return_if_fail (CF_IS_RECORDS (self));

  factory = cf_cell_factory_new (&column->cell, owner);
  added = g_new0 (Column, 1);
  added->view = gtk_column_view_column_new (column->title, factory);
  added->id = column->id;
  added->sort = column->sort;
  added->last_first = column->last_first;
  added->number = column->cell.number;
  added->chars = column->cell.number ? column->cell.nat_chars : column->cell.min_chars;
  g_ptr_array_add (self->columns, added);

  gtk_column_view_column_set_expand (added->view, column->expand);
  if (column->id != NULL)
    {
      g_autoptr (GtkSorter) sorter = cf_column_sorter_new (column->sort);

      gtk_column_view_column_set_sorter (added->view, sorter);
    }
  gtk_column_view_append_column (self->table, added->view);
  align_titles (self);
  update_table_width (self);
}

/* What a row is where the table has no room. */
void
cf_records_set_rows (CfRecords            *self,
                     const CfCellRowStyle *style,
                     gpointer              owner)
{
  g_autoptr (GtkListItemFactory) factory = NULL;

  g_return_if_fail (CF_IS_RECORDS (self));

  factory = cf_cell_row_factory_new (style, owner);
  gtk_list_view_set_factory (self->list, factory);
}

/* The list: of CfRow, of plain items or of both. */
void
cf_records_set_model (CfRecords  *self,
                      GListModel *model)
{
  g_return_if_fail (CF_IS_RECORDS (self));

  cf_first_rows_set_model (self->first_rows, model);
}

/* By what a record is found again after the list was read anew. */
void
cf_records_set_same (CfRecords     *self,
                     CfRecordsSame  same)
{
  g_return_if_fail (CF_IS_RECORDS (self));

  self->same = same;
}

int
cf_records_get_sort (CfRecords *self,
                     gboolean  *descending)
{
  g_return_val_if_fail (CF_IS_RECORDS (self), -1);

  *descending = self->descending;
  return self->sort;
}

/* As by a click on a title, or two. */
void
cf_records_set_sort (CfRecords *self,
                     int        sort,
                     gboolean   descending)
{
  g_return_if_fail (CF_IS_RECORDS (self));

  take_sort (self, sort, descending);
}

/* The id of the column that gives the order; "" before one does. */
const char *
cf_records_get_sort_id (CfRecords *self)
{
  Column *column;

  g_return_val_if_fail (CF_IS_RECORDS (self), NULL);

  column = find_column (self, self->sort);
  return column != NULL ? column->id : "";
}

/* The key of the order of the column called @id. */
gboolean
cf_records_find_sort (CfRecords  *self,
                      const char *id,
                      int        *sort)
{
  g_return_val_if_fail (CF_IS_RECORDS (self), FALSE);

  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = g_ptr_array_index (self->columns, i);

      if (column->id != NULL && g_strcmp0 (column->id, id) == 0)
        {
          *sort = column->sort;
          return TRUE;
        }
    }
  return FALSE;
}

/* Whether somebody reads beyond the beginning. */
gboolean
cf_records_get_scrolled (CfRecords *self)
{
  GtkScrollable *view;
  GtkAdjustment *adjustment;

  g_return_val_if_fail (CF_IS_RECORDS (self), FALSE);

  view = self->narrow ? GTK_SCROLLABLE (self->list) : GTK_SCROLLABLE (self->table);
  adjustment = gtk_scrollable_get_vadjustment (view);
  return gtk_adjustment_get_value (adjustment) > gtk_adjustment_get_lower (adjustment);
}

gboolean
cf_records_get_narrow (CfRecords *self)
{
  g_return_val_if_fail (CF_IS_RECORDS (self), FALSE);

  return self->narrow;
}

/* Whether selecting a row opens it: where the pane is beside the table. */
void
cf_records_set_follow (CfRecords *self,
                       gboolean   follow)
{
  g_return_if_fail (CF_IS_RECORDS (self));

  if (self->follow == follow)
    return;
  self->follow = follow;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOW]);
}
