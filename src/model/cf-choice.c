/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-choice.h"

#include "cf-fold.h"

struct _CfChoice
{
  GObject parent_instance;

  char *id;
  char *name;
  char *key;                    /* folded name and id: what a search looks at */
};

G_DEFINE_FINAL_TYPE (CfChoice, cf_choice, G_TYPE_OBJECT)

static void
cf_choice_finalize (GObject *object)
{
  CfChoice *self = CF_CHOICE (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->key);

  G_OBJECT_CLASS (cf_choice_parent_class)->finalize (object);
}

static void
cf_choice_class_init (CfChoiceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_choice_finalize;
}

static void
cf_choice_init (CfChoice *self)
{
}

/**
 * cf_choice_new:
 * @id: what the program calls it
 * @name: what people call it
 *
 * Returns: (transfer full): a new choice; any thread
 */
CfChoice *
cf_choice_new (const char *id,
               const char *name)
{
  CfChoice *self;
  g_autofree char *both = NULL;

  g_return_val_if_fail (id != NULL && name != NULL, NULL);

  both = g_strdup_printf ("%s %s", name, id);
  self = g_object_new (CF_TYPE_CHOICE, NULL);
  self->id = g_strdup (id);
  self->name = g_strdup (name);
  self->key = cf_fold_text (both);

  return self;
}

/**
 * cf_choice_get_id:
 * @self: a choice
 *
 * Returns: (transfer none): what the program calls it
 */
const char *
cf_choice_get_id (CfChoice *self)
{
  g_return_val_if_fail (CF_IS_CHOICE (self), NULL);

  return self->id;
}

/**
 * cf_choice_get_name:
 * @self: a choice
 *
 * Returns: (transfer none): what people call it
 */
const char *
cf_choice_get_name (CfChoice *self)
{
  g_return_val_if_fail (CF_IS_CHOICE (self), NULL);

  return self->name;
}

/**
 * cf_choice_get_key:
 * @self: a choice
 *
 * Returns: (transfer none): its folded name and id
 */
const char *
cf_choice_get_key (CfChoice *self)
{
  g_return_val_if_fail (CF_IS_CHOICE (self), NULL);

  return self->key;
}

/**
 * cf_choice_compare:
 * @a: a choice
 * @b: another one
 *
 * Returns: their order by name, as strcmp() tells it
 */
int
cf_choice_compare (CfChoice *a,
                   CfChoice *b)
{
  return g_strcmp0 (a->key, b->key);
}
