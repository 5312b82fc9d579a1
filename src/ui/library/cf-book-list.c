/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-book-list.h"

#include "cf-cell.h"
#include "cf-error-note.h"
#include "cf-library-text.h"
#include "cf-paged-list-model.h"

struct _CfBookList
{
  AdwBin parent_instance;

  /* Template */
  GtkWidget *notice;
  CfErrorNote *note;
  GtkWidget *scroller;
  GtkListView *view;
  GtkWidget *nothing;

  GListStore *lists;            /* (owned) (element-type CfPagedListModel): one for each author */
  GListModel *rows;             /* (owned): all of them */
};

typedef enum
{
  PROP_N_BOOKS = 1,
} CfBookListProperty;

enum
{
  SIGNAL_OPEN,
  N_SIGNALS
};

static GParamSpec *properties[PROP_N_BOOKS + 1];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfBookList, cf_book_list, ADW_TYPE_BIN)

static char *
title_text (GObject  *item,
            gpointer  owner)
{
  return cf_library_text_title (CF_BOOK (item));
}

static char *
authors_text (GObject  *item,
              gpointer  owner)
{
  return g_strdup (cf_book_fields (CF_BOOK (item))->author_line);
}

static char *
year_text (GObject  *item,
           gpointer  owner)
{
  const CfBookFields *fields = cf_book_fields (CF_BOOK (item));

  return fields->has_year ? cf_library_text_year (fields->year) : g_strdup ("");
}

static guint
n_books (CfBookList *self)
{
  return g_list_model_get_n_items (self->rows);
}

static guint
n_lists (CfBookList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->lists));
}

/* (transfer none) (nullable): why a list could not be read; @loading: whether one is being read for the first time. */
static const GError *
look_at_lists (CfBookList *self,
               gboolean   *loading)
{
  const GError *error = NULL;

  *loading = FALSE;
  for (guint i = 0; i < n_lists (self); i++)
    {
      g_autoptr (CfPagedListModel) list = g_list_model_get_item (G_LIST_MODEL (self->lists), i);

      *loading |= cf_paged_list_model_get_loading (list);
      error = error != NULL ? error : cf_paged_list_model_get_error (list);
    }
  return error;
}

static void
update_state (CfBookList *self)
{
  gboolean loading;
  const GError *error = look_at_lists (self, &loading);
  gboolean there = n_books (self) > 0;

  /* Its parts go one by one. */
  if (self->note == NULL)
    return;

  cf_error_note_set_error (self->note, error, CF_ERROR_READING);
  gtk_widget_set_visible (self->notice, error != NULL);
  gtk_widget_set_visible (self->scroller, there || loading);
  gtk_widget_set_visible (self->nothing, !there && !loading && error == NULL && n_lists (self) > 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_BOOKS]);
}

static void
on_activate_cb (GtkListView *view,
                guint        position,
                CfBookList  *self)
{
  g_autoptr (GObject) book = cf_row_dup_loaded (self->rows, position);

  if (book != NULL)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, book);
}

static void
cf_book_list_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch ((CfBookListProperty) prop_id)
    {
    case PROP_N_BOOKS:
      g_value_set_uint (value, n_books (CF_BOOK_LIST (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_book_list_dispose (GObject *object)
{
  CfBookList *self = CF_BOOK_LIST (object);

  if (self->view != NULL)
    gtk_list_view_set_model (self->view, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_BOOK_LIST);

  G_OBJECT_CLASS (cf_book_list_parent_class)->dispose (object);
}

static void
cf_book_list_finalize (GObject *object)
{
  CfBookList *self = CF_BOOK_LIST (object);

  g_object_unref (self->rows);
  g_object_unref (self->lists);

  G_OBJECT_CLASS (cf_book_list_parent_class)->finalize (object);
}

static void
cf_book_list_class_init (CfBookListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = cf_book_list_get_property;
  object_class->dispose = cf_book_list_dispose;
  object_class->finalize = cf_book_list_finalize;
  properties[PROP_N_BOOKS] = g_param_spec_uint ("n-books", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  signals[SIGNAL_OPEN] = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, CF_TYPE_BOOK);

  g_type_ensure (CF_TYPE_ERROR_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-book-list.ui");
  gtk_widget_class_bind_template_child (widget_class, CfBookList, notice);
  gtk_widget_class_bind_template_child (widget_class, CfBookList, note);
  gtk_widget_class_bind_template_child (widget_class, CfBookList, scroller);
  gtk_widget_class_bind_template_child (widget_class, CfBookList, view);
  gtk_widget_class_bind_template_child (widget_class, CfBookList, nothing);
  gtk_widget_class_bind_template_callback (widget_class, on_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, cf_book_list_refresh);
}

static void
cf_book_list_init (CfBookList *self)
{
  const CfCellRowStyle style = { title_text, authors_text, year_text, NULL, "dim-label" };
  g_autoptr (GtkListItemFactory) factory = cf_cell_row_factory_new (&style, self);
  g_autoptr (GtkNoSelection) selection = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->lists = g_list_store_new (CF_TYPE_PAGED_LIST_MODEL);
  self->rows = G_LIST_MODEL (gtk_flatten_list_model_new (G_LIST_MODEL (g_object_ref (self->lists))));
  selection = gtk_no_selection_new (g_object_ref (self->rows));
  gtk_list_view_set_factory (self->view, factory);
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (self->rows, "items-changed", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  update_state (self);
}

static void
add_list (CfBookList       *self,
          CfBookRepository *books,
          gint64            author_id)
{
  CfBooksQuery query = { .author_id = author_id, .sort = CF_BOOKS_SORT_TITLE };
  g_autoptr (CfPageSource) source = cf_book_repository_list (books, &query);
  g_autoptr (CfPagedListModel) list = cf_paged_list_model_new (source);

  g_signal_connect_object (list, "notify::loading", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "notify::error", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_list_store_append (self->lists, list);
}

/* The books of each of @author_ids (nullable), one after the other; @books: nullable. */
void
cf_book_list_set_authors (CfBookList       *self,
                          CfBookRepository *books,
                          const gint64     *author_ids,
                          guint             n_authors)
{
  g_return_if_fail (CF_IS_BOOK_LIST (self));

  gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view)), 0);
  g_list_store_remove_all (self->lists);
  for (guint i = 0; books != NULL && i < n_authors; i++)
    add_list (self, books, author_ids[i]);
  update_state (self);
}

/* Reads the same again. */
void
cf_book_list_refresh (CfBookList *self)
{
  g_return_if_fail (CF_IS_BOOK_LIST (self));

  for (guint i = 0; i < n_lists (self); i++)
    {
      g_autoptr (CfPagedListModel) list = g_list_model_get_item (G_LIST_MODEL (self->lists), i);

      cf_paged_list_model_refresh (list);
    }
}
