/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-import-columns.h"

#include <glib/gi18n-lib.h>

#include "cf-fold.h"
#include "cf-text.h"

/* Behind "Leave Out". */
#define CHOICE_OF(column) ((guint) (column) + 1)

struct _CfImportColumns
{
  AdwBin parent_instance;

  /* Template */
  AdwPreferencesGroup *group;
  GtkWidget *names_group;
  AdwComboRow *names_row;

  CfBibCsvPreview *preview;     /* (unowned) (nullable): of whoever set it */
  GPtrArray *rows;              /* (owned) (element-type AdwComboRow), unowned each: by column of the file */
  GtkStringList *choices;       /* (owned) */
  CfBibCsvMapping mapping;
  gboolean filling;             /* what is chosen is set by the program */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfImportColumns, cf_import_columns, ADW_TYPE_BIN)

/* Names */

/* What the rows of the file say of it, with the columns as they are now. */
static CfBibNames
decide_names (CfImportColumns *self)
{
  CfBibNamesVotes votes = { 0 };

  for (guint i = 0; i < self->preview->rows->len; i++)
    {
      const char *const *fields = g_ptr_array_index (self->preview->rows, i);

      cf_bib_csv_mapping_count (&self->mapping, fields, g_strv_length ((char **) fields), &votes);
    }
  return cf_bib_names_decide (&votes);
}

static gboolean
has_names (const CfBibCsvMapping *mapping)
{
  return mapping->at[CF_BIB_CSV_AUTHORS] >= 0 || mapping->at[CF_BIB_CSV_MORE_AUTHORS] >= 0 || mapping->at[CF_BIB_CSV_EDITORS] >= 0 ||
         mapping->at[CF_BIB_CSV_TRANSLATORS] >= 0 || mapping->at[CF_BIB_CSV_ILLUSTRATORS] >= 0;
}

/* What is meant is said with an example, and so is what was found out. */
static void
update_names (CfImportColumns *self)
{
  CfBibNames chosen = adw_combo_row_get_selected (self->names_row);

  self->mapping.names = chosen == CF_BIB_NAMES_AUTO ? decide_names (self) : chosen;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->names_row),
                               self->mapping.names == CF_BIB_NAMES_INVERTED ? _("“Quinn, Kate” is one person")
                                                                            : _("“Kate Quinn, Janie Chang” are two people"));
  gtk_widget_set_visible (self->names_group, has_names (&self->mapping));
}

static void
on_names_chosen_cb (CfImportColumns *self)
{
  if (self->filling || self->preview == NULL)
    return;

  update_names (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Columns */

static void
select_silently (CfImportColumns *self,
                 guint            position,
                 guint            choice)
{
  self->filling = TRUE;
  adw_combo_row_set_selected (g_ptr_array_index (self->rows, position), choice);
  self->filling = FALSE;
}

/* What the column was before it is not any more, and what another one was it takes over. */
static void
choose (CfImportColumns *self,
        guint            position,
        guint            choice)
{
  for (guint i = 0; i < CF_BIB_CSV_N_COLUMNS; i++)
    if (self->mapping.at[i] == (int) position)
      self->mapping.at[i] = -1;
  if (choice == 0)
    return;

  if (self->mapping.at[choice - 1] >= 0)
    select_silently (self, (guint) self->mapping.at[choice - 1], 0);
  self->mapping.at[choice - 1] = (int) position;
}

static void
on_column_chosen_cb (CfImportColumns *self,
                     GParamSpec      *pspec,
                     AdwComboRow     *row)
{
  guint position;

  if (self->filling || !g_ptr_array_find (self->rows, row, &position))
    return;

  choose (self, position, adw_combo_row_get_selected (row));
  update_names (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* The first thing that stands in the column; NULL: nothing does. */
static const char *
find_example (CfBibCsvPreview *preview,
              guint            position)
{
  for (guint i = 0; i < preview->rows->len; i++)
    {
      char **fields = g_ptr_array_index (preview->rows, i);

      if (position < g_strv_length (fields) && !cf_fold_is_blank (fields[position]))
        return fields[position];
    }
  return NULL;
}

static void
add_row (CfImportColumns *self,
         guint            position)
{
  const char *heading = self->preview->headings[position];
  const char *example = find_example (self->preview, position);
  g_autofree char *number = cf_fold_is_blank (heading) ? g_strdup_printf (_("Column %u"), position + 1) : NULL;
  g_autofree char *name = number == NULL ? cf_text_excerpt (heading) : NULL;
  g_autofree char *line = example != NULL ? cf_text_excerpt (example) : NULL;
  const char *title = number != NULL ? number : name;
  const char *subtitle = line != NULL ? line : _("Nothing in the first rows");
  GtkWidget *row = g_object_new (ADW_TYPE_COMBO_ROW, "use-markup", FALSE, "title", title, "subtitle", subtitle, "model", self->choices, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle, -1);
  g_ptr_array_add (self->rows, row);
  for (guint i = 0; i < CF_BIB_CSV_N_COLUMNS; i++)
    if (self->mapping.at[i] == (int) position)
      adw_combo_row_set_selected (ADW_COMBO_ROW (row), CHOICE_OF (i));
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_column_chosen_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->group, row);
}

static void
clear_rows (CfImportColumns *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

/* GObject */

static void
cf_import_columns_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_IMPORT_COLUMNS);

  G_OBJECT_CLASS (cf_import_columns_parent_class)->dispose (object);
}

static void
cf_import_columns_finalize (GObject *object)
{
  CfImportColumns *self = CF_IMPORT_COLUMNS (object);

  g_ptr_array_unref (self->rows);
  g_object_unref (self->choices);

  G_OBJECT_CLASS (cf_import_columns_parent_class)->finalize (object);
}

static void
cf_import_columns_class_init (CfImportColumnsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_import_columns_dispose;
  G_OBJECT_CLASS (klass)->finalize = cf_import_columns_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-import-columns.ui");
  gtk_widget_class_bind_template_child (widget_class, CfImportColumns, group);
  gtk_widget_class_bind_template_child (widget_class, CfImportColumns, names_group);
  gtk_widget_class_bind_template_child (widget_class, CfImportColumns, names_row);
  gtk_widget_class_bind_template_callback (widget_class, on_names_chosen_cb);
}

static void
cf_import_columns_init (CfImportColumns *self)
{
  self->rows = g_ptr_array_new ();
  self->choices = gtk_string_list_new (NULL);
  gtk_string_list_append (self->choices, C_("column", "Leave Out"));
  for (guint i = 0; i < CF_BIB_CSV_N_COLUMNS; i++)
    gtk_string_list_append (self->choices, cf_bib_csv_column_get_label (i));
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* @preview: stays until another one is set, or NULL, which takes the rows away. */
void
cf_import_columns_set_preview (CfImportColumns *self,
                               CfBibCsvPreview *preview)
{
  g_return_if_fail (CF_IS_IMPORT_COLUMNS (self));

  clear_rows (self);
  self->preview = preview;
  if (preview == NULL)
    return;

  self->mapping = preview->mapping;
  for (guint i = 0; i < preview->n_headings; i++)
    add_row (self, i);
  self->filling = TRUE;
  adw_combo_row_set_selected (self->names_row, CF_BIB_NAMES_AUTO);
  self->filling = FALSE;
  update_names (self);
}

/* What is chosen. Whether a comma stands between persons is decided in it: what a person sees is what will be done. */
const CfBibCsvMapping *
cf_import_columns_get_mapping (CfImportColumns *self)
{
  g_return_val_if_fail (CF_IS_IMPORT_COLUMNS (self), NULL);

  return &self->mapping;
}
