/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-book-draft-private.h"

struct _CfBookDraft
{
  GObject     parent_instance;

  char       *texts[CF_BOOK_N_FIELDS]; /* (owned) */
  gboolean    insists;
  CfBook     *original;         /* (owned) (nullable): what is edited */
  char       *stored[CF_BOOK_N_FIELDS]; /* (owned) (nullable): as it was filled in from that */
  gboolean    is_checked;       /* whether the obstacle is of the draft as it is */
  char       *obstacle;         /* (owned) (nullable) */
  GListStore *contributors;     /* (owned) (element-type CfDraftContributor) */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfBookDraft, cf_book_draft, G_TYPE_OBJECT)

static void
changed (CfBookDraft *self)
{
  self->is_checked = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* (transfer full) (nullable) */
static CfDraftContributor *
dup_contributor (CfBookDraft *self, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (self->contributors), position);
}

static guint
n_contributors (CfBookDraft *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->contributors));
}

static void
insert (CfBookDraft *self, guint position, CfDraftContributor *contributor)
{
  g_signal_connect_object (contributor, "notify", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  g_list_store_insert (self->contributors, MIN (position, n_contributors (self)), contributor);
}

/* --- GObject ------------------------------------------------------------------------------ */

static void
cf_book_draft_finalize (GObject *object)
{
  CfBookDraft *self = CF_BOOK_DRAFT (object);

  for (guint i = 0; i < CF_BOOK_N_FIELDS; i++)
    {
      g_free (self->texts[i]);
      g_free (self->stored[i]);
    }
  g_free (self->obstacle);
  g_clear_object (&self->original);
  g_clear_object (&self->contributors);

  G_OBJECT_CLASS (cf_book_draft_parent_class)->finalize (object);
}

static void
cf_book_draft_class_init (CfBookDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_book_draft_finalize;

  /**
   * CfBookDraft::changed:
   *
   * A field, a contributor, or their order became another one.
   */
  signals[CHANGED] = g_signal_new ("changed", CF_TYPE_BOOK_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
cf_book_draft_init (CfBookDraft *self)
{
  for (guint i = 0; i < CF_BOOK_N_FIELDS; i++)
    self->texts[i] = g_strdup ("");
  self->contributors = g_list_store_new (CF_TYPE_DRAFT_CONTRIBUTOR);
  g_signal_connect_object (self->contributors, "items-changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
}

/**
 * cf_book_draft_new:
 *
 * Returns: (transfer full): a draft with nothing in it
 */
CfBookDraft *
cf_book_draft_new (void)
{
  return g_object_new (CF_TYPE_BOOK_DRAFT, NULL);
}

/* @text: (transfer full) (nullable) */
static void
fill_in (CfBookDraft *self, CfBookField field, char *text)
{
  g_free (self->texts[field]);
  self->texts[field] = text != NULL ? text : g_strdup ("");
  self->stored[field] = g_strdup (self->texts[field]);
}

/**
 * cf_book_draft_new_from_book:
 * @book: a book with its contributors
 *
 * What others stored may be something that nobody could type here: as long as it is left as it is, it stands in nobody's way.
 *
 * Returns: (transfer full): a draft that says what @book says, to be edited
 */
CfBookDraft *
cf_book_draft_new_from_book (CfBook *book)
{
  const CfBookFields *fields;
  CfBookDraft *self;

  g_return_val_if_fail (CF_IS_BOOK (book), NULL);

  fields = cf_book_fields (book);
  g_return_val_if_fail (fields->contributors != NULL, NULL);

  self = cf_book_draft_new ();
  self->original = g_object_ref (book);
  fill_in (self, CF_BOOK_TITLE, g_strdup (fields->title));
  fill_in (self, CF_BOOK_PAGES, fields->has_pages ? g_strdup_printf ("%" G_GINT64_FORMAT, fields->pages) : NULL);
  fill_in (self, CF_BOOK_YEAR, fields->has_year ? g_strdup_printf ("%d", fields->year) : NULL);
  fill_in (self, CF_BOOK_ISBN, cf_book_dup_isbn (book));
  self->insists = fields->isbn_unverified;
  for (guint i = 0; i < fields->contributors->len; i++)
    {
      g_autoptr (CfDraftContributor) contributor = cf_draft_contributor_new_stored (g_ptr_array_index (fields->contributors, i));

      insert (self, i, contributor);
    }
  return self;
}

/* --- fields ------------------------------------------------------------------------------- */

/**
 * cf_book_draft_get_text:
 * @self: a draft
 * @field: which field
 *
 * Returns: (transfer none): what is typed there
 */
const char *
cf_book_draft_get_text (CfBookDraft *self, CfBookField field)
{
  g_return_val_if_fail (CF_IS_BOOK_DRAFT (self), NULL);
  g_return_val_if_fail (field < CF_BOOK_N_FIELDS, NULL);

  return self->texts[field];
}

/**
 * cf_book_draft_set_text:
 * @self: a draft
 * @field: which field
 * @text: (nullable): what is typed there
 *
 * Takes what is typed, whatever it is. Another ISBN is not insisted on.
 */
void
cf_book_draft_set_text (CfBookDraft *self, CfBookField field, const char *text)
{
  g_autofree char *valid = NULL;

  g_return_if_fail (CF_IS_BOOK_DRAFT (self));
  g_return_if_fail (field < CF_BOOK_N_FIELDS);

  valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  if (g_str_equal (self->texts[field], valid))
    return;
  g_free (self->texts[field]);
  self->texts[field] = g_steal_pointer (&valid);
  if (field == CF_BOOK_ISBN)
    self->insists = FALSE;
  changed (self);
}

/**
 * cf_book_draft_get_insists:
 * @self: a draft
 *
 * Returns: whether the ISBN is kept though it cannot be right
 */
gboolean
cf_book_draft_get_insists (CfBookDraft *self)
{
  g_return_val_if_fail (CF_IS_BOOK_DRAFT (self), FALSE);

  return self->insists;
}

/**
 * cf_book_draft_set_insists:
 * @self: a draft
 * @insists: whether the ISBN is kept though it cannot be right: it is printed so
 */
void
cf_book_draft_set_insists (CfBookDraft *self, gboolean insists)
{
  g_return_if_fail (CF_IS_BOOK_DRAFT (self));

  if (self->insists == !!insists)
    return;
  self->insists = !!insists;
  changed (self);
}

/* --- contributors ------------------------------------------------------------------------- */

/**
 * cf_book_draft_get_contributors:
 * @self: a draft
 *
 * Returns: (transfer none): a list of #CfDraftContributor in their order, blank rows among them
 */
GListModel *
cf_book_draft_get_contributors (CfBookDraft *self)
{
  g_return_val_if_fail (CF_IS_BOOK_DRAFT (self), NULL);

  return G_LIST_MODEL (self->contributors);
}

/**
 * cf_book_draft_add_contributor:
 * @self: a draft
 * @position: where; beyond the end: at the end
 *
 * Makes a row with nothing in it.
 *
 * Returns: (transfer none): the row
 */
CfDraftContributor *
cf_book_draft_add_contributor (CfBookDraft *self, guint position)
{
  g_autoptr (CfDraftContributor) contributor = cf_draft_contributor_new ();

  g_return_val_if_fail (CF_IS_BOOK_DRAFT (self), NULL);

  insert (self, position, contributor);
  return contributor;
}

/**
 * cf_book_draft_remove_contributor:
 * @self: a draft
 * @position: which row
 */
void
cf_book_draft_remove_contributor (CfBookDraft *self, guint position)
{
  g_autoptr (CfDraftContributor) contributor = NULL;

  g_return_if_fail (CF_IS_BOOK_DRAFT (self));
  g_return_if_fail (position < n_contributors (self));

  contributor = dup_contributor (self, position);
  g_signal_handlers_disconnect_by_data (contributor, self);
  g_list_store_remove (self->contributors, position);
}

/**
 * cf_book_draft_move_contributor:
 * @self: a draft
 * @from: which row
 * @to: the position it has afterwards; beyond the end: the last
 */
void
cf_book_draft_move_contributor (CfBookDraft *self, guint from, guint to)
{
  g_autoptr (CfDraftContributor) contributor = NULL;

  g_return_if_fail (CF_IS_BOOK_DRAFT (self));
  g_return_if_fail (from < n_contributors (self));

  if (from == MIN (to, n_contributors (self) - 1))
    return;
  contributor = dup_contributor (self, from);
  g_list_store_remove (self->contributors, from);
  g_list_store_insert (self->contributors, MIN (to, n_contributors (self)), contributor);
}

/* --- what is wrong ------------------------------------------------------------------------ */

/*< private >
 * _cf_book_draft_keeps:
 * @self: a draft
 * @field: which field
 *
 * Returns: whether it still says what was stored before, whatever that is; but a title there must be
 */
gboolean
_cf_book_draft_keeps (CfBookDraft *self, CfBookField field)
{
  if (field == CF_BOOK_TITLE && cf_book_check_title (self->texts[field], NULL, NULL) == CF_CHECK_MISSING)
    return FALSE;
  return self->stored[field] != NULL && g_str_equal (self->texts[field], self->stored[field]);
}

/*< private >
 * _cf_book_draft_get_original:
 * @self: a draft
 *
 * Returns: (transfer none) (nullable): what it was made from
 */
CfBook *
_cf_book_draft_get_original (CfBookDraft *self)
{
  return self->original;
}

/**
 * cf_book_draft_get_obstacle:
 * @self: a draft
 *
 * Returns: (transfer none) (nullable): what is to be said of the first thing that stands in the way of storing it, until it is changed;
 *   %NULL: nothing does
 */
const char *
cf_book_draft_get_obstacle (CfBookDraft *self)
{
  g_return_val_if_fail (CF_IS_BOOK_DRAFT (self), NULL);

  if (!self->is_checked)
    {
      g_free (self->obstacle);
      self->obstacle = _cf_book_draft_find_obstacle (self);
      self->is_checked = TRUE;
    }
  return self->obstacle;
}

/* --- another one -------------------------------------------------------------------------- */

/* (transfer full) (nullable): the next row that is not blank, from *@position on, which is moved behind it */
static CfDraftContributor *
next_filled (CfBookDraft *self, guint *position)
{
  CfDraftContributor *contributor;

  while ((contributor = dup_contributor (self, (*position)++)) != NULL)
    {
      if (!cf_draft_contributor_is_blank (contributor))
        return contributor;
      g_object_unref (contributor);
    }
  return NULL;
}

static gint64
author_id (CfDraftContributor *contributor)
{
  CfAuthor *author = cf_draft_contributor_get_author (contributor);

  return author != NULL ? cf_author_fields (author)->id : 0;
}

static gboolean
says_the_same (CfDraftContributor *a, CfDraftContributor *b)
{
  return cf_draft_contributor_get_state (a) == cf_draft_contributor_get_state (b) && author_id (a) == author_id (b) &&
         cf_draft_contributor_get_role (a) == cf_draft_contributor_get_role (b) &&
         g_str_equal (cf_draft_contributor_get_text (a), cf_draft_contributor_get_text (b)) &&
         g_str_equal (cf_draft_contributor_get_note (a), cf_draft_contributor_get_note (b));
}

static gboolean
has_same_contributors (CfBookDraft *self, CfBookDraft *other)
{
  guint i = 0, k = 0;

  while (TRUE)
    {
      g_autoptr (CfDraftContributor) a = next_filled (self, &i);
      g_autoptr (CfDraftContributor) b = next_filled (other, &k);

      if (a == NULL || b == NULL)
        return a == b;
      if (!says_the_same (a, b))
        return FALSE;
    }
}

/**
 * cf_book_draft_differs:
 * @self: a draft
 * @original: (nullable): a book with its contributors; %NULL: nothing at all
 *
 * Returns: whether something would be lost if it were thrown away
 */
gboolean
cf_book_draft_differs (CfBookDraft *self, CfBook *original)
{
  g_autoptr (CfBookDraft) other = NULL;

  g_return_val_if_fail (CF_IS_BOOK_DRAFT (self), FALSE);

  other = original != NULL ? cf_book_draft_new_from_book (original) : cf_book_draft_new ();
  for (guint i = 0; i < CF_BOOK_N_FIELDS; i++)
    if (!g_str_equal (self->texts[i], other->texts[i]))
      return TRUE;
  return self->insists != other->insists || !has_same_contributors (self, other);
}

static gboolean
collide (const char *mine, const char *was, const char *theirs)
{
  return !g_str_equal (mine, was) && !g_str_equal (theirs, was) && !g_str_equal (mine, theirs);
}

/**
 * cf_book_draft_collides:
 * @self: a draft of a book that is edited
 * @stored: what somebody else made of that book
 * @field: a field
 *
 * Returns: whether both changed it, each to something else
 */
gboolean
cf_book_draft_collides (CfBookDraft *self, CfBook *stored, CfBookField field)
{
  g_autoptr (CfBookDraft) theirs = NULL;

  g_return_val_if_fail (CF_IS_BOOK_DRAFT (self), FALSE);
  g_return_val_if_fail (self->original != NULL, FALSE);

  theirs = cf_book_draft_new_from_book (stored);
  return collide (self->texts[field], self->stored[field], theirs->texts[field]);
}

/**
 * cf_book_draft_people_collide:
 * @self: a draft of a book that is edited
 * @stored: what somebody else made of that book
 *
 * Returns: whether both changed who is named in it, each to others
 */
gboolean
cf_book_draft_people_collide (CfBookDraft *self, CfBook *stored)
{
  g_autoptr (CfBookDraft) was = NULL;
  g_autoptr (CfBookDraft) theirs = NULL;

  g_return_val_if_fail (CF_IS_BOOK_DRAFT (self), FALSE);
  g_return_val_if_fail (self->original != NULL, FALSE);

  was = cf_book_draft_new_from_book (self->original);
  theirs = cf_book_draft_new_from_book (stored);
  return !has_same_contributors (self, was) && !has_same_contributors (theirs, was) && !has_same_contributors (self, theirs);
}

static void
take_people (CfBookDraft *self, CfBookDraft *from)
{
  while (n_contributors (self) > 0)
    cf_book_draft_remove_contributor (self, 0);
  while (n_contributors (from) > 0)
    {
      g_autoptr (CfDraftContributor) contributor = dup_contributor (from, 0);

      cf_book_draft_remove_contributor (from, 0);
      insert (self, n_contributors (self), contributor);
    }
}

/**
 * cf_book_draft_rebase:
 * @self: a draft of a book that is edited
 * @stored: what somebody else made of that book
 *
 * What was not typed over becomes what is stored now; what was typed becomes a change of that.
 */
void
cf_book_draft_rebase (CfBookDraft *self, CfBook *stored)
{
  g_autoptr (CfBookDraft) was = NULL;
  g_autoptr (CfBookDraft) now = NULL;

  g_return_if_fail (CF_IS_BOOK_DRAFT (self));
  g_return_if_fail (self->original != NULL);

  was = cf_book_draft_new_from_book (self->original);
  now = cf_book_draft_new_from_book (stored);
  if (g_str_equal (self->texts[CF_BOOK_ISBN], was->texts[CF_BOOK_ISBN]) && self->insists == was->insists)
    self->insists = now->insists;
  if (has_same_contributors (self, was))
    take_people (self, now);
  for (guint i = 0; i < CF_BOOK_N_FIELDS; i++)
    {
      if (g_str_equal (self->texts[i], was->texts[i]))
        {
          g_free (self->texts[i]);
          self->texts[i] = g_strdup (now->texts[i]);
        }
      g_free (self->stored[i]);
      self->stored[i] = g_steal_pointer (&now->stored[i]);
    }
  g_set_object (&self->original, stored);
  changed (self);
}
