/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-book-check.h"
#include "cf-contributor.h"

struct _CfContributor
{
  GObject             parent_instance;

  CfContributorFields fields;
  char               *name;     /* (owned) (nullable): once somebody asked for it */
};

G_DEFINE_FINAL_TYPE (CfContributor, cf_contributor, G_TYPE_OBJECT)

static void
cf_contributor_finalize (GObject *object)
{
  CfContributor *self = CF_CONTRIBUTOR (object);

  g_free (self->fields.first_name);
  g_free (self->fields.last_name);
  g_free (self->fields.note);
  g_free (self->name);

  G_OBJECT_CLASS (cf_contributor_parent_class)->finalize (object);
}

static void
cf_contributor_class_init (CfContributorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_contributor_finalize;
}

static void
cf_contributor_init (CfContributor *self)
{
}

/**
 * cf_contributor_new:
 * @fields: (transfer full): the values; all it points to is taken over and @fields is cleared
 *
 * Returns: (transfer full): the contributor
 */
CfContributor *
cf_contributor_new (CfContributorFields *fields)
{
  CfContributor *self;

  g_return_val_if_fail (fields != NULL, NULL);

  self = g_object_new (CF_TYPE_CONTRIBUTOR, NULL);
  self->fields = *fields;
  *fields = (CfContributorFields) { 0 };
  return self;
}

/**
 * cf_contributor_fields:
 * @self: a contributor
 *
 * Returns: (transfer none): its values, which live as long as @self
 */
const CfContributorFields *
cf_contributor_fields (CfContributor *self)
{
  g_return_val_if_fail (CF_IS_CONTRIBUTOR (self), NULL);

  return &self->fields;
}

/**
 * cf_contributor_get_name:
 * @self: a contributor
 *
 * Returns: (transfer none): the name as it is read, "" where there is none at all
 */
const char *
cf_contributor_get_name (CfContributor *self)
{
  g_return_val_if_fail (CF_IS_CONTRIBUTOR (self), NULL);

  if (self->name == NULL)
    self->name = cf_book_join_name (self->fields.first_name, self->fields.last_name);
  return self->name;
}
