/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-book-draft-private.h"
#include "cf-property-private.h"

#include <glib/gi18n-lib.h>

struct _CfDraftContributor
{
  GObject      parent_instance;

  char        *text;            /* (owned) */
  CfDraftState state;
  CfAuthor    *author;          /* (owned) (nullable): where it is chosen */
  CfRole       role;
  char        *note;            /* (owned) */

  gboolean      is_parsed;      /* whether what follows is of the text as it is */
  CfPersonName *name;           /* (owned) (nullable) */
  char         *key;            /* (owned) (nullable): by what names are compared */
};

enum
{
  PROP_TEXT = 1,
  PROP_STATE,
  PROP_AUTHOR,
  PROP_ROLE,
  PROP_NOTE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (CfDraftContributor, cf_draft_contributor, G_TYPE_OBJECT)

static void
notify (CfDraftContributor *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
forget_name (CfDraftContributor *self)
{
  self->is_parsed = FALSE;
  g_clear_pointer (&self->name, cf_person_name_free);
  g_clear_pointer (&self->key, g_free);
}

/* What is typed is looked at with every letter, of this row and of others. */
static void
parse_name (CfDraftContributor *self)
{
  if (self->is_parsed)
    return;
  self->is_parsed = TRUE;
  cf_book_check_name (self->text, &self->name, NULL);
  self->key = self->name != NULL ? cf_person_name_fold (self->name) : NULL;
}

static gboolean
set_string (CfDraftContributor *self, char **place, const char *text, guint property)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);

  if (g_str_equal (*place, valid))
    return FALSE;
  g_free (*place);
  *place = g_steal_pointer (&valid);
  if (property == PROP_TEXT)
    forget_name (self);
  notify (self, property);
  return TRUE;
}

/* @author: nullable */
static void
set_state (CfDraftContributor *self, CfDraftState state, CfAuthor *author)
{
  g_assert ((author != NULL) == (state == CF_DRAFT_CHOSEN));

  if (g_set_object (&self->author, author))
    notify (self, PROP_AUTHOR);
  if (self->state == state)
    return;
  self->state = state;
  notify (self, PROP_STATE);
}

/* --- GObject ------------------------------------------------------------------------------ */

static void
cf_draft_contributor_finalize (GObject *object)
{
  CfDraftContributor *self = CF_DRAFT_CONTRIBUTOR (object);

  forget_name (self);
  g_free (self->text);
  g_clear_object (&self->author);
  g_free (self->note);

  G_OBJECT_CLASS (cf_draft_contributor_parent_class)->finalize (object);
}

static void
cf_draft_contributor_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  CfDraftContributor *self = CF_DRAFT_CONTRIBUTOR (object);

  switch (id)
    {
    case PROP_TEXT:
      g_value_set_string (value, self->text);
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_AUTHOR:
      g_value_set_object (value, self->author);
      break;
    case PROP_ROLE:
      g_value_set_uint (value, self->role);
      break;
    case PROP_NOTE:
      g_value_set_string (value, self->note);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
cf_draft_contributor_class_init (CfDraftContributorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cf_draft_contributor_finalize;
  object_class->get_property = cf_draft_contributor_get_property;

  properties[PROP_TEXT] = _cf_property_text ("text");
  properties[PROP_STATE] = _cf_property_count ("state");
  properties[PROP_AUTHOR] = _cf_property_object ("author", CF_TYPE_AUTHOR);
  properties[PROP_ROLE] = _cf_property_count ("role");
  properties[PROP_NOTE] = _cf_property_text ("note");
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cf_draft_contributor_init (CfDraftContributor *self)
{
  self->text = g_strdup ("");
  self->note = g_strdup ("");
}

/* --- public ------------------------------------------------------------------------------- */

/**
 * cf_draft_contributor_new:
 *
 * Returns: (transfer full): a row with nothing in it
 */
CfDraftContributor *
cf_draft_contributor_new (void)
{
  return g_object_new (CF_TYPE_DRAFT_CONTRIBUTOR, NULL);
}

/**
 * cf_draft_contributor_new_stored:
 * @contributor: who is named in a book
 *
 * Returns: (transfer full): a row in which that person is chosen
 */
CfDraftContributor *
cf_draft_contributor_new_stored (CfContributor *contributor)
{
  const CfContributorFields *stored;
  CfDraftContributor *self;
  g_autoptr (CfAuthor) author = NULL;
  CfAuthorFields fields = { 0 };

  g_return_val_if_fail (CF_IS_CONTRIBUTOR (contributor), NULL);

  stored = cf_contributor_fields (contributor);
  fields.id = stored->author_id;
  fields.first_name = g_strdup (stored->first_name);
  fields.last_name = g_strdup (stored->last_name);
  fields.note = g_strdup (stored->note);
  fields.n_books = stored->n_books;
  author = cf_author_new (&fields);
  self = cf_draft_contributor_new ();
  cf_draft_contributor_choose (self, author);
  self->role = stored->role;
  return self;
}

/**
 * cf_draft_contributor_get_text:
 * @self: a row
 *
 * Returns: (transfer none): the name as it was typed, or that of whom was chosen
 */
const char *
cf_draft_contributor_get_text (CfDraftContributor *self)
{
  g_return_val_if_fail (CF_IS_DRAFT_CONTRIBUTOR (self), NULL);

  return self->text;
}

/**
 * cf_draft_contributor_set_text:
 * @self: a row
 * @text: (nullable): the name as it is typed
 *
 * Takes what is typed. Who was chosen is not any more where it is another text; that it is a new person stays.
 */
void
cf_draft_contributor_set_text (CfDraftContributor *self, const char *text)
{
  g_return_if_fail (CF_IS_DRAFT_CONTRIBUTOR (self));

  if (set_string (self, &self->text, text, PROP_TEXT) && self->state == CF_DRAFT_CHOSEN)
    set_state (self, CF_DRAFT_TYPED, NULL);
}

/**
 * cf_draft_contributor_get_state:
 * @self: a row
 *
 * Returns: how it is found out who is meant
 */
CfDraftState
cf_draft_contributor_get_state (CfDraftContributor *self)
{
  g_return_val_if_fail (CF_IS_DRAFT_CONTRIBUTOR (self), CF_DRAFT_TYPED);

  return self->state;
}

/**
 * cf_draft_contributor_choose:
 * @self: a row
 * @author: an author of the catalogue
 *
 * Says that this person is meant.
 */
void
cf_draft_contributor_choose (CfDraftContributor *self, CfAuthor *author)
{
  g_return_if_fail (CF_IS_DRAFT_CONTRIBUTOR (self));
  g_return_if_fail (CF_IS_AUTHOR (author));

  set_string (self, &self->text, cf_author_get_name (author), PROP_TEXT);
  set_state (self, CF_DRAFT_CHOSEN, author);
}

/**
 * cf_draft_contributor_set_new:
 * @self: a row
 * @is_new: whether it is a new person, whoever has the same name; else the name decides
 *
 * Says that nobody of the catalogue is meant.
 */
void
cf_draft_contributor_set_new (CfDraftContributor *self, gboolean is_new)
{
  g_return_if_fail (CF_IS_DRAFT_CONTRIBUTOR (self));

  set_state (self, is_new ? CF_DRAFT_NEW : CF_DRAFT_TYPED, NULL);
}

/**
 * cf_draft_contributor_get_author:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): who was chosen
 */
CfAuthor *
cf_draft_contributor_get_author (CfDraftContributor *self)
{
  g_return_val_if_fail (CF_IS_DRAFT_CONTRIBUTOR (self), NULL);

  return self->author;
}

/**
 * cf_draft_contributor_get_role:
 * @self: a row
 *
 * Returns: what the person did for the book
 */
CfRole
cf_draft_contributor_get_role (CfDraftContributor *self)
{
  g_return_val_if_fail (CF_IS_DRAFT_CONTRIBUTOR (self), CF_ROLE_AUTHOR);

  return self->role;
}

/**
 * cf_draft_contributor_set_role:
 * @self: a row
 * @role: what the person did for the book
 */
void
cf_draft_contributor_set_role (CfDraftContributor *self, CfRole role)
{
  g_return_if_fail (CF_IS_DRAFT_CONTRIBUTOR (self));

  if (self->role == role)
    return;
  self->role = role;
  notify (self, PROP_ROLE);
}

/**
 * cf_draft_contributor_get_note:
 * @self: a row
 *
 * Returns: (transfer none): what tells a new person apart from others of the name, as it was typed
 */
const char *
cf_draft_contributor_get_note (CfDraftContributor *self)
{
  g_return_val_if_fail (CF_IS_DRAFT_CONTRIBUTOR (self), NULL);

  return self->note;
}

/**
 * cf_draft_contributor_set_note:
 * @self: a row
 * @note: (nullable): what tells a new person apart from others of the name
 */
void
cf_draft_contributor_set_note (CfDraftContributor *self, const char *note)
{
  g_return_if_fail (CF_IS_DRAFT_CONTRIBUTOR (self));

  set_string (self, &self->note, note, PROP_NOTE);
}

/**
 * cf_draft_contributor_is_blank:
 * @self: a row
 *
 * Returns: whether nothing is in it: it waits to be filled, and is passed over when the book is stored
 */
gboolean
cf_draft_contributor_is_blank (CfDraftContributor *self)
{
  g_return_val_if_fail (CF_IS_DRAFT_CONTRIBUTOR (self), FALSE);

  return self->state != CF_DRAFT_CHOSEN && *self->text == '\0' && *self->note == '\0';
}

/**
 * cf_draft_contributor_check:
 * @self: a row
 * @sentence: (out) (optional) (transfer full) (nullable): what is to be said; %NULL where it is right
 *
 * Looks at one row by itself.
 *
 * Returns: whether it can be stored; a blank row is right
 */
CfCheck
cf_draft_contributor_check (CfDraftContributor *self, char **sentence)
{
  CfCheck check;

  g_return_val_if_fail (CF_IS_DRAFT_CONTRIBUTOR (self), CF_CHECK_WRONG);

  if (sentence != NULL)
    *sentence = NULL;
  if (self->state == CF_DRAFT_CHOSEN || cf_draft_contributor_is_blank (self))
    return CF_CHECK_RIGHT;
  parse_name (self);
  check = self->name != NULL ? CF_CHECK_RIGHT : cf_book_check_name (self->text, NULL, sentence);
  return check == CF_CHECK_RIGHT && self->state == CF_DRAFT_NEW ? cf_book_check_note (self->note, NULL, sentence) : check;
}

/*< private >
 * _cf_draft_contributor_get_name:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): the name as it is stored; %NULL where what is typed is none
 */
const CfPersonName *
_cf_draft_contributor_get_name (CfDraftContributor *self)
{
  parse_name (self);
  return self->name;
}

/*< private >
 * _cf_draft_contributor_has_name_of:
 * @self: a row
 * @other: another one
 *
 * Returns: whether both have the same name, but for how it is written
 */
gboolean
_cf_draft_contributor_has_name_of (CfDraftContributor *self, CfDraftContributor *other)
{
  parse_name (self);
  parse_name (other);
  return self->key != NULL && g_strcmp0 (self->key, other->key) == 0;
}
