/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-contributor-list.h"

#include "cf-contributor-row.h"
#include "cf-suggestion-row.h"
#include "cf-ui.h"

/* On each row of the list: whose it is, and where it belongs. */
#define OWNER "cf-owner"
#define RANK "cf-rank"

/* Rows that a person may have below. */
#define MOST_BELOW 100

struct _CfContributorList
{
  AdwBin parent_instance;

  /* Template */
  AdwSqueezer *ruler;           /* knows whether there is room for name and role side by side */
  GtkListBox *rows;
  GtkWidget *add_row;

  /* Owned */
  CfAuthorRepository *authors;          /* nullable */
  CfBookDraft *draft;                   /* nullable */

  GtkRoot *root;                        /* unowned: whose focus is followed */
  guint narrow_source;
  gboolean narrow;
};

enum
{
  SIGNAL_LEFT,
  SIGNAL_LOOKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfContributorList, cf_contributor_list, ADW_TYPE_BIN)

static GListModel *
contributors (CfContributorList *self)
{
  return cf_book_draft_get_contributors (self->draft);
}

/* Order */

static void
set_rank (GtkWidget *row,
          guint      rank)
{
  g_object_set_data (G_OBJECT (row), RANK, GUINT_TO_POINTER (rank));
}

static guint
rank_of (gconstpointer row)
{
  return GPOINTER_TO_UINT (g_object_get_data ((gpointer) row, RANK));
}

static int
compare_rows (GtkListBoxRow *a,
              GtkListBoxRow *b,
              gpointer       user_data)
{
  return rank_of (a) < rank_of (b) ? -1 : rank_of (a) > rank_of (b);
}

/* NULL: there is no such person. */
static CfContributorRow *
row_at (CfContributorList *self,
        guint              position)
{
  g_autoptr (CfDraftContributor) wanted = g_list_model_get_item (contributors (self), position);

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (wanted != NULL && CF_IS_CONTRIBUTOR_ROW (row) &&
        cf_contributor_row_get_contributor (CF_CONTRIBUTOR_ROW (row)) == wanted)
      return CF_CONTRIBUTOR_ROW (row);
  return NULL;
}

static guint
position_of (CfContributorList *self,
             CfContributorRow  *row)
{
  guint n = g_list_model_get_n_items (contributors (self));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CfDraftContributor) contributor = g_list_model_get_item (contributors (self), i);

      if (contributor == cf_contributor_row_get_contributor (row))
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
place (CfContributorList *self,
       CfContributorRow  *row,
       guint              position)
{
  GPtrArray *below = cf_contributor_row_get_below (row);

  set_rank (GTK_WIDGET (row), position * MOST_BELOW);
  for (guint i = 0; i < below->len; i++)
    set_rank (g_ptr_array_index (below, i), position * MOST_BELOW + 1 + i);
}

/* The rows stay where they are in the tree of widgets, and so does the focus. */
static void
place_all (CfContributorList *self)
{
  guint n = g_list_model_get_n_items (contributors (self));

  for (guint i = 0; i < n; i++)
    {
      CfContributorRow *row = row_at (self, i);

      place (self, row, i);
      cf_contributor_row_set_place (row, i, n);
    }
  set_rank (self->add_row, G_MAXUINT);
  gtk_list_box_invalidate_sort (self->rows);
}

/* Rows come and go */

static void
remove_row (CfContributorList *self,
            GtkWidget         *row)
{
  cf_ui_release_focus (row);
  gtk_list_box_remove (self->rows, row);
}

/* What stands below @owner and is not in @kept. */
static void
remove_below (CfContributorList *self,
              CfContributorRow  *owner,
              GPtrArray         *kept)
{
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows));

  while (row != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (row);

      if (row != GTK_WIDGET (owner) && g_object_get_data (G_OBJECT (row), OWNER) == owner && !g_ptr_array_find (kept, row, NULL))
        remove_row (self, row);
      row = next;
    }
}

static void
on_below_changed_cb (CfContributorList *self,
                     CfContributorRow  *row)
{
  GPtrArray *below = cf_contributor_row_get_below (row);

  place (self, row, position_of (self, row));
  remove_below (self, row, below);
  for (guint i = 0; i < below->len; i++)
    {
      GtkWidget *added = g_ptr_array_index (below, i);

      if (gtk_widget_get_parent (added) != NULL)
        continue;
      g_object_set_data (G_OBJECT (added), OWNER, row);
      gtk_list_box_append (self->rows, added);
    }
  gtk_list_box_invalidate_sort (self->rows);
}

/* What the person does */

static void
add_person (CfContributorList *self)
{
  guint n = g_list_model_get_n_items (contributors (self));

  cf_book_draft_add_contributor (self->draft, n);
  gtk_widget_grab_focus (GTK_WIDGET (row_at (self, n)));
}

static void
on_next_cb (CfContributorList *self,
            CfContributorRow  *row)
{
  guint next = position_of (self, row) + 1;

  if (cf_draft_contributor_is_blank (cf_contributor_row_get_contributor (row)))
    g_signal_emit (self, signals[SIGNAL_LEFT], 0);
  else if (next < g_list_model_get_n_items (contributors (self)))
    gtk_widget_grab_focus (GTK_WIDGET (row_at (self, next)));
  else
    add_person (self);
}

static void
on_looked_cb (CfContributorList *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (CF_IS_CONTRIBUTOR_ROW (row) && cf_contributor_row_is_looking (CF_CONTRIBUTOR_ROW (row)))
      return;
  g_signal_emit (self, signals[SIGNAL_LOOKED], 0);
}

static void on_contributors_changed_cb (CfContributorList *self);

/* What moves is taken out and put in again: its row, and the focus in it, must not go meanwhile. */
static void
move (CfContributorList *self,
      guint              from,
      guint              to)
{
  g_signal_handlers_block_by_func (contributors (self), on_contributors_changed_cb, self);
  cf_book_draft_move_contributor (self->draft, from, to);
  g_signal_handlers_unblock_by_func (contributors (self), on_contributors_changed_cb, self);
  on_contributors_changed_cb (self);
}

static void
on_move_cb (CfContributorList *self,
            int                by,
            CfContributorRow  *row)
{
  guint from = position_of (self, row);
  guint n = g_list_model_get_n_items (contributors (self));

  if ((by < 0 && from == 0) || (by > 0 && from + 1 == n))
    return;

  move (self, from, (guint) ((int) from + by));
}

static void
on_drop_cb (CfContributorList *self,
            CfContributorRow  *dragged,
            gboolean           after,
            CfContributorRow  *row)
{
  guint from = position_of (self, dragged);
  guint to = position_of (self, row) + (after ? 1 : 0);

  /* A row of another list. */
  if (from == GTK_INVALID_LIST_POSITION)
    return;
  if (from < to)
    to--;
  if (from != to)
    move (self, from, to);
}

static void
on_remove_cb (CfContributorList *self,
              CfContributorRow  *row)
{
  guint position = position_of (self, row);
  guint n;

  cf_book_draft_remove_contributor (self->draft, position);
  n = g_list_model_get_n_items (contributors (self));
  gtk_widget_grab_focus (n > 0 ? GTK_WIDGET (row_at (self, MIN (position, n - 1))) : self->add_row);
}

static void
on_activated_cb (GtkListBox        *box,
                 GtkListBoxRow     *row,
                 CfContributorList *self)
{
  if (GTK_WIDGET (row) == self->add_row && self->draft != NULL)
    add_person (self);
  else if (CF_IS_SUGGESTION_ROW (row))
    cf_suggestion_row_take (CF_SUGGESTION_ROW (row));
}

/* The draft */

static void
add_row (CfContributorList  *self,
         CfDraftContributor *contributor)
{
  GtkWidget *row = cf_contributor_row_new (contributor);

  cf_contributor_row_set_authors (CF_CONTRIBUTOR_ROW (row), self->authors);
  cf_contributor_row_set_narrow (CF_CONTRIBUTOR_ROW (row), self->narrow);
  g_object_set_data (G_OBJECT (row), OWNER, row);
  g_signal_connect_object (row, "below-changed", G_CALLBACK (on_below_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "next", G_CALLBACK (on_next_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "looked", G_CALLBACK (on_looked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "move", G_CALLBACK (on_move_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "drop", G_CALLBACK (on_drop_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "remove", G_CALLBACK (on_remove_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->rows, row);
}

static gboolean
is_gone (CfContributorList *self,
         CfContributorRow  *row)
{
  return self->draft == NULL || position_of (self, row) == GTK_INVALID_LIST_POSITION;
}

/* What stands below a person goes first: it is known by the person's row. */
static void
remove_gone (CfContributorList *self)
{
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows));

  while (row != NULL)
    {
      GtkWidget *next;

      if (CF_IS_CONTRIBUTOR_ROW (row) && is_gone (self, CF_CONTRIBUTOR_ROW (row)))
        remove_below (self, CF_CONTRIBUTOR_ROW (row), nothing);
      next = gtk_widget_get_next_sibling (row);
      if (CF_IS_CONTRIBUTOR_ROW (row) && is_gone (self, CF_CONTRIBUTOR_ROW (row)))
        remove_row (self, row);
      row = next;
    }
}

static void
on_contributors_changed_cb (CfContributorList *self)
{
  guint n = g_list_model_get_n_items (contributors (self));

  remove_gone (self);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CfDraftContributor) contributor = g_list_model_get_item (contributors (self), i);

      if (row_at (self, i) == NULL)
        add_row (self, contributor);
    }
  place_all (self);
}

/* While somebody types: what is only missing is no mistake yet. */
static void
show_errors (CfContributorList *self)
{
  guint n = g_list_model_get_n_items (contributors (self));

  for (guint i = 0; i < n; i++)
    {
      CfContributorRow *row = row_at (self, i);
      g_autofree char *sentence = NULL;
      CfCheck check = cf_book_draft_check_contributor (self->draft, i, &sentence);

      if (row != NULL)
        cf_contributor_row_show_error (row, check == CF_CHECK_WRONG ? sentence : NULL);
    }
}

static void
drop_draft (CfContributorList *self)
{
  if (self->draft == NULL)
    return;

  g_signal_handlers_disconnect_by_data (contributors (self), self);
  g_signal_handlers_disconnect_by_data (self->draft, self);
  g_clear_object (&self->draft);
}

/* Room */

static void
set_narrow (CfContributorList *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (CF_IS_CONTRIBUTOR_ROW (row))
      cf_contributor_row_set_narrow (CF_CONTRIBUTOR_ROW (row), self->narrow);
}

static gboolean
on_narrow_idle_cb (gpointer user_data)
{
  CfContributorList *self = user_data;

  self->narrow_source = 0;
  set_narrow (self);
  return G_SOURCE_REMOVE;
}

/* While sizes are being given out nothing may ask for another one. */
static void
on_squeezed_cb (CfContributorList *self)
{
  GtkWidget *wide = gtk_widget_get_first_child (GTK_WIDGET (self->ruler));

  self->narrow = adw_squeezer_get_visible_child (self->ruler) != wide;
  if (self->narrow_source == 0)
    self->narrow_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_narrow_idle_cb, self, NULL);
}

/* Focus */

/* What a name may go on to is said while it is typed. */
static void
on_focus_moved_cb (CfContributorList *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (CF_IS_CONTRIBUTOR_ROW (row))
      cf_contributor_row_update (CF_CONTRIBUTOR_ROW (row));
}

static void
cf_contributor_list_root (GtkWidget *widget)
{
  CfContributorList *self = CF_CONTRIBUTOR_LIST (widget);

  GTK_WIDGET_CLASS (cf_contributor_list_parent_class)->root (widget);
  self->root = gtk_widget_get_root (widget);
  if (GTK_IS_WINDOW (self->root))
    g_signal_connect_object (self->root, "notify::focus-widget", G_CALLBACK (on_focus_moved_cb), self, G_CONNECT_SWAPPED);
}

static void
cf_contributor_list_unroot (GtkWidget *widget)
{
  CfContributorList *self = CF_CONTRIBUTOR_LIST (widget);

  g_signal_handlers_disconnect_by_func (self->root, on_focus_moved_cb, self);
  self->root = NULL;
  GTK_WIDGET_CLASS (cf_contributor_list_parent_class)->unroot (widget);
}

static gboolean
cf_contributor_list_grab_focus (GtkWidget *widget)
{
  cf_contributor_list_focus_first (CF_CONTRIBUTOR_LIST (widget));
  return TRUE;
}

/* GObject */

static void
cf_contributor_list_dispose (GObject *object)
{
  CfContributorList *self = CF_CONTRIBUTOR_LIST (object);

  g_clear_handle_id (&self->narrow_source, g_source_remove);
  drop_draft (self);
  g_clear_object (&self->authors);
  /* By hand: disposing of a template frees a child that is bound and ours, and AdwBin would free it again. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), CF_TYPE_CONTRIBUTOR_LIST);

  G_OBJECT_CLASS (cf_contributor_list_parent_class)->dispose (object);
}

static void
cf_contributor_list_class_init (CfContributorListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_contributor_list_dispose;
  widget_class->root = cf_contributor_list_root;
  widget_class->unroot = cf_contributor_list_unroot;
  widget_class->grab_focus = cf_contributor_list_grab_focus;
  signals[SIGNAL_LEFT] = g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LOOKED] = g_signal_new ("looked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-contributor-list.ui");
  gtk_widget_class_bind_template_child (widget_class, CfContributorList, ruler);
  gtk_widget_class_bind_template_child (widget_class, CfContributorList, rows);
  gtk_widget_class_bind_template_child (widget_class, CfContributorList, add_row);
  gtk_widget_class_bind_template_callback (widget_class, on_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_squeezed_cb);
}

static void
cf_contributor_list_init (CfContributorList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_sort_func (self->rows, compare_rows, NULL, NULL);
  set_rank (self->add_row, G_MAXUINT);
}

/* Who is there already; NULL: that is not known, and nobody is proposed. */
void
cf_contributor_list_set_authors (CfContributorList  *self,
                                 CfAuthorRepository *authors)
{
  g_return_if_fail (CF_IS_CONTRIBUTOR_LIST (self));

  g_set_object (&self->authors, authors);
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (CF_IS_CONTRIBUTOR_ROW (row))
      cf_contributor_row_set_authors (CF_CONTRIBUTOR_ROW (row), authors);
}

void
cf_contributor_list_set_draft (CfContributorList *self,
                               CfBookDraft       *draft)
{
  g_return_if_fail (CF_IS_CONTRIBUTOR_LIST (self));
  g_return_if_fail (CF_IS_BOOK_DRAFT (draft));

  g_object_ref (draft);
  drop_draft (self);
  remove_gone (self);
  self->draft = draft;
  g_signal_connect_object (contributors (self), "items-changed", G_CALLBACK (on_contributors_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (draft, "changed", G_CALLBACK (show_errors), self, G_CONNECT_SWAPPED);
  on_contributors_changed_cb (self);
}

/* To the first name; where there is none, to a new one. */
void
cf_contributor_list_focus_first (CfContributorList *self)
{
  g_return_if_fail (CF_IS_CONTRIBUTOR_LIST (self));

  if (self->draft == NULL)
    return;
  if (g_list_model_get_n_items (contributors (self)) == 0)
    add_person (self);
  else
    gtk_widget_grab_focus (GTK_WIDGET (row_at (self, 0)));
}

/* Asks who is meant by the name at @position. */
void
cf_contributor_list_ask (CfContributorList *self,
                         guint              position,
                         GPtrArray         *candidates)
{
  CfContributorRow *row;

  g_return_if_fail (CF_IS_CONTRIBUTOR_LIST (self));

  row = row_at (self, position);
  if (row != NULL)
    cf_contributor_row_ask (row, candidates);
}

void
cf_contributor_list_focus_question (CfContributorList *self,
                                    guint              position)
{
  CfContributorRow *row;

  g_return_if_fail (CF_IS_CONTRIBUTOR_LIST (self));

  row = row_at (self, position);
  if (row != NULL)
    cf_contributor_row_focus_question (row);
}

/* Asks at once about each name of which it is not known yet whom it may mean. TRUE: "looked" follows; FALSE: there is nothing to wait for. */
gboolean
cf_contributor_list_look (CfContributorList *self)
{
  gboolean looking = FALSE;

  g_return_val_if_fail (CF_IS_CONTRIBUTOR_LIST (self), FALSE);

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rows)); row != NULL; row = gtk_widget_get_next_sibling (row))
    if (CF_IS_CONTRIBUTOR_ROW (row) && cf_contributor_row_look (CF_CONTRIBUTOR_ROW (row)))
      looking = TRUE;
  return looking;
}

/* Says at each name what is wrong with it, and goes to the first that is wrong or of which it is to be said who is meant; TRUE: there is none. */
gboolean
cf_contributor_list_check (CfContributorList *self)
{
  CfContributorRow *first = NULL;
  guint n;

  g_return_val_if_fail (CF_IS_CONTRIBUTOR_LIST (self), FALSE);

  n = g_list_model_get_n_items (contributors (self));
  for (guint i = 0; i < n; i++)
    {
      CfContributorRow *row = row_at (self, i);
      g_autofree char *sentence = NULL;
      gboolean wrong = cf_book_draft_check_contributor (self->draft, i, &sentence) != CF_CHECK_RIGHT;

      cf_contributor_row_show_error (row, wrong ? sentence : NULL);
      if (first == NULL && (wrong || cf_contributor_row_has_question (row)))
        first = row;
    }
  if (first != NULL && cf_contributor_row_has_question (first))
    cf_contributor_row_focus_question (first);
  else if (first != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (first));
  return first == NULL;
}
