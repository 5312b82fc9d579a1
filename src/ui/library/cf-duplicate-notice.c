/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-duplicate-notice.h"

#include <glib/gi18n-lib.h>

#include "cf-flow-layout.h"
#include "cf-library-text.h"
#include "cf-ui.h"

struct _CfDuplicateNotice
{
  AdwBin parent_instance;

  /* Template */
  GtkLabel *sentence;
  GtkLabel *left_label;
  GtkWidget *open_button;
  GtkWidget *authors_button;

  CfBook *book;                 /* (owned) (nullable): what was found */
};

enum
{
  SIGNAL_OPEN,
  SIGNAL_ADD_AUTHORS,
  SIGNAL_ANOTHER,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfDuplicateNotice, cf_duplicate_notice, ADW_TYPE_BIN)

static void
on_open_cb (CfDuplicateNotice *self)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0);
}

static void
on_add_authors_cb (CfDuplicateNotice *self)
{
  g_signal_emit (self, signals[SIGNAL_ADD_AUTHORS], 0);
}

static void
on_another_cb (CfDuplicateNotice *self)
{
  g_signal_emit (self, signals[SIGNAL_ANOTHER], 0);
}

static gboolean
cf_duplicate_notice_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (CF_DUPLICATE_NOTICE (widget)->open_button);
}

static void
cf_duplicate_notice_dispose (GObject *object)
{
  g_clear_object (&CF_DUPLICATE_NOTICE (object)->book);
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_DUPLICATE_NOTICE);

  G_OBJECT_CLASS (cf_duplicate_notice_parent_class)->dispose (object);
}

static void
cf_duplicate_notice_class_init (CfDuplicateNoticeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_duplicate_notice_dispose;
  widget_class->grab_focus = cf_duplicate_notice_grab_focus;
  signals[SIGNAL_OPEN] = g_signal_new ("open", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ADD_AUTHORS] = g_signal_new ("add-authors", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ANOTHER] = g_signal_new ("another", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (CF_TYPE_FLOW_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-duplicate-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, CfDuplicateNotice, sentence);
  gtk_widget_class_bind_template_child (widget_class, CfDuplicateNotice, left_label);
  gtk_widget_class_bind_template_child (widget_class, CfDuplicateNotice, open_button);
  gtk_widget_class_bind_template_child (widget_class, CfDuplicateNotice, authors_button);
  gtk_widget_class_bind_template_callback (widget_class, on_open_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_add_authors_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_another_cb);
}

static void
cf_duplicate_notice_init (CfDuplicateNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static char *
describe (GPtrArray *books)
{
  g_autofree char *first = cf_library_text_book (g_ptr_array_index (books, 0));
  guint n_others = books->len - 1;

  if (n_others == 0)
    return g_steal_pointer (&first);
  /* Translators: a book of the catalogue in one line, and how many more are like it */
  return g_strdup_printf (ngettext ("%s, and %u other book", "%s, and %u other books", n_others), first, n_others);
}

/* (element-type CfBook): what was found, the likeliest first; NULL: nothing, and it hides. */
void
cf_duplicate_notice_set_books (CfDuplicateNotice *self,
                               GPtrArray         *books)
{
  CfBook *first = books != NULL && books->len > 0 ? g_ptr_array_index (books, 0) : NULL;
  g_autofree char *text = first != NULL ? describe (books) : NULL;

  g_return_if_fail (CF_IS_DUPLICATE_NOTICE (self));

  if (first == NULL)
    cf_ui_release_focus (GTK_WIDGET (self));
  g_set_object (&self->book, first);
  gtk_label_set_text (self->sentence, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self), text != NULL);
}

/* (transfer none) (nullable): NULL: none was found. */
CfBook *
cf_duplicate_notice_get_book (CfDuplicateNotice *self)
{
  g_return_val_if_fail (CF_IS_DUPLICATE_NOTICE (self), NULL);

  return self->book;
}

/* Whether somebody is typed who could be added to it; @left: nullable: what else is typed, and would not be stored with them. */
void
cf_duplicate_notice_set_has_authors (CfDuplicateNotice *self,
                                     gboolean           has_authors,
                                     const char        *left)
{
  /* Translators: "the authors" are added to a book that is in the catalogue already; %s: names of fields, "Year, Pages" */
  const char *format = _("Adding the authors leaves the rest as it is there. What you typed here would not be stored: %s.");
  g_autofree char *sentence = left != NULL ? g_strdup_printf (format, left) : NULL;

  g_return_if_fail (CF_IS_DUPLICATE_NOTICE (self));

  if (!has_authors)
    cf_ui_release_focus (self->authors_button);
  gtk_widget_set_visible (self->authors_button, has_authors);
  gtk_label_set_text (self->left_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->left_label), has_authors && sentence != NULL);
}
