/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-author.h"
#include "cf-book-check.h"

struct _CfAuthor
{
  GObject        parent_instance;

  CfAuthorFields fields;
  char          *name;          /* (owned) (nullable): once somebody asked for it */
};

G_DEFINE_FINAL_TYPE (CfAuthor, cf_author, G_TYPE_OBJECT)

static void
cf_author_finalize (GObject *object)
{
  CfAuthor *self = CF_AUTHOR (object);

  g_free (self->fields.first_name);
  g_free (self->fields.last_name);
  g_free (self->fields.note);
  g_free (self->fields.book);
  g_free (self->fields.added_by);
  g_strfreev (self->fields.aliases);
  g_free (self->fields.alias);
  g_free (self->name);

  G_OBJECT_CLASS (cf_author_parent_class)->finalize (object);
}

static void
cf_author_class_init (CfAuthorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_author_finalize;
}

static void
cf_author_init (CfAuthor *self)
{
}

/**
 * cf_author_new:
 * @fields: (transfer full): the values; all it points to is taken over and @fields is cleared
 *
 * Returns: (transfer full): the author
 */
CfAuthor *
cf_author_new (CfAuthorFields *fields)
{
  CfAuthor *self;

  g_return_val_if_fail (fields != NULL, NULL);

  self = g_object_new (CF_TYPE_AUTHOR, NULL);
  self->fields = *fields;
  *fields = (CfAuthorFields) { 0 };
  return self;
}

/**
 * cf_author_fields:
 * @self: an author
 *
 * Returns: (transfer none): its values, which live as long as @self
 */
const CfAuthorFields *
cf_author_fields (CfAuthor *self)
{
  g_return_val_if_fail (CF_IS_AUTHOR (self), NULL);

  return &self->fields;
}

/**
 * cf_author_get_name:
 * @self: an author
 *
 * Returns: (transfer none): the name as it is read, "" where there is none at all
 */
const char *
cf_author_get_name (CfAuthor *self)
{
  g_return_val_if_fail (CF_IS_AUTHOR (self), NULL);

  if (self->name == NULL)
    self->name = cf_book_join_name (self->fields.first_name, self->fields.last_name);
  return self->name;
}
