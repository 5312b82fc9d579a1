/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-adoption-page.h"

#include <glib/gi18n-lib.h>

#include "cf-format.h"
#include "cf-sale-text.h"
#include "cf-wrap-layout.h"

struct _CfAdoptionPage
{
  AdwBin parent_instance;

  /* Template children */
  GtkLabel            *database;
  GtkWidget           *table_row;
  GtkLabel            *table;
  GtkLabel            *n_rows;
  GtkLabel            *total;
  GtkWidget           *total_row;
  AdwPreferencesGroup *changes;
  AdwPreferencesGroup *promises;
  GtkWidget           *back;
  GtkButton           *adopt;
};

enum
{
  ADOPT,
  DECLINE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfAdoptionPage, cf_adoption_page, ADW_TYPE_BIN)

static void
add_sentences (AdwPreferencesGroup *group,
               const char * const  *sentences)
{
  for (guint i = 0; sentences[i] != NULL; i++)
    {
      GtkWidget *row = adw_action_row_new ();

      /* Names of columns and roles are others' words. */
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), sentences[i]);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
      adw_preferences_group_add (group, row);
    }
}

static void
on_adopt_cb (CfAdoptionPage *self)
{
  g_signal_emit (self, signals[ADOPT], 0);
}

static void
decline_action (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  g_signal_emit (widget, signals[DECLINE], 0);
}

/* An Enter too many must not say yes. */
static gboolean
cf_adoption_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (CF_ADOPTION_PAGE (widget)->back);
}

static void
cf_adoption_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_ADOPTION_PAGE);

  G_OBJECT_CLASS (cf_adoption_page_parent_class)->dispose (object);
}

static void
cf_adoption_page_class_init (CfAdoptionPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_adoption_page_dispose;
  widget_class->grab_focus = cf_adoption_page_grab_focus;

  signals[ADOPT] = g_signal_new ("adopt", CF_TYPE_ADOPTION_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[DECLINE] = g_signal_new ("decline", CF_TYPE_ADOPTION_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (CF_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-adoption-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CfAdoptionPage, database);
  gtk_widget_class_bind_template_child (widget_class, CfAdoptionPage, table_row);
  gtk_widget_class_bind_template_child (widget_class, CfAdoptionPage, table);
  gtk_widget_class_bind_template_child (widget_class, CfAdoptionPage, n_rows);
  gtk_widget_class_bind_template_child (widget_class, CfAdoptionPage, total);
  gtk_widget_class_bind_template_child (widget_class, CfAdoptionPage, total_row);
  gtk_widget_class_bind_template_child (widget_class, CfAdoptionPage, changes);
  gtk_widget_class_bind_template_child (widget_class, CfAdoptionPage, promises);
  gtk_widget_class_bind_template_child (widget_class, CfAdoptionPage, back);
  gtk_widget_class_bind_template_child (widget_class, CfAdoptionPage, adopt);
  gtk_widget_class_bind_template_callback (widget_class, on_adopt_cb);
  gtk_widget_class_install_action (widget_class, "adoption.decline", NULL, decline_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "adoption.decline", NULL);
}

static void
cf_adoption_page_init (CfAdoptionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
speak_of_several (CfAdoptionPage *self)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->table_row), _("Tables"));
  gtk_button_set_label (self->adopt, _("Com_plete the Tables"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->adopt), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Complete the Tables"), -1);
}

/**
 * cf_adoption_page_new:
 * @adoption: what others made
 *
 * Returns: (transfer full): a page that shows it
 */
GtkWidget *
cf_adoption_page_new (CfAdoption *adoption)
{
  CfAdoptionPage *self;
  g_autofree char *n_rows = NULL;
  g_autofree char *total = NULL;

  g_return_val_if_fail (CF_IS_ADOPTION (adoption), NULL);

  self = g_object_new (CF_TYPE_ADOPTION_PAGE, NULL);
  n_rows = cf_format_count (cf_adoption_get_n_rows (adoption));
  total = cf_sale_text_sum (cf_adoption_get_total (adoption), NULL);
  gtk_label_set_text (self->database, cf_adoption_get_database (adoption));
  gtk_label_set_text (self->table, cf_adoption_get_table (adoption));
  gtk_label_set_text (self->n_rows, n_rows);
  gtk_label_set_text (self->total, total);
  gtk_widget_set_visible (self->total_row, cf_adoption_get_total (adoption) != NULL);
  if (cf_adoption_has_several_tables (adoption))
    speak_of_several (self);
  add_sentences (self->changes, cf_adoption_get_changes (adoption));
  add_sentences (self->promises, cf_adoption_get_promises (adoption));

  return GTK_WIDGET (self);
}
