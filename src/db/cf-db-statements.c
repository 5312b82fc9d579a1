/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-db-statements-private.h"

#include <string.h>

#include "cf-db-params-private.h"

/* What psycopg and asyncpg keep too: far more than a program has distinct statements, few enough for the server. */
#define MAX_STATEMENTS 100

struct _CfDbStatements
{
  GHashTable *table;    /* CfDbStatement → itself */
  GQueue      by_use;   /* the most recently used one first */
  guint       n_named;
  char        tag[17];  /* of this connection's names alone */
};

static CfDbStatement *
statement_ref (CfDbStatement *self)
{
  g_ref_count_inc (&self->ref_count);
  return self;
}

void
cf_db_statement_unref (CfDbStatement *self)
{
  if (!g_ref_count_dec (&self->ref_count))
    return;
  g_ref_string_release (self->sql);
  g_free (self->types);
  g_free (self);
}

/* The text is interned, so its address stands for it. */
static guint
statement_hash (gconstpointer key)
{
  const CfDbStatement *self = key;
  guint hash = g_direct_hash (self->sql);

  for (guint i = 0; i < self->n_types; i++)
    hash = hash * 31 + self->types[i];
  return hash;
}

static gboolean
statement_equal (gconstpointer a, gconstpointer b)
{
  const CfDbStatement *left = a;
  const CfDbStatement *right = b;

  return left->sql == right->sql && left->n_types == right->n_types &&
         (left->n_types == 0 || memcmp (left->types, right->types, left->n_types * sizeof (Oid)) == 0);
}

CfDbStatements *
cf_db_statements_new (void)
{
  CfDbStatements *self = g_new0 (CfDbStatements, 1);

  g_snprintf (self->tag, sizeof self->tag, "%08x%08x", g_random_int (), g_random_int ());
  self->table = g_hash_table_new_full (statement_hash, statement_equal, (GDestroyNotify) cf_db_statement_unref, NULL);
  return self;
}

void
cf_db_statements_free (CfDbStatements *self)
{
  g_hash_table_unref (self->table);
  g_free (self);
}

/*
 * cf_db_statements_find:
 *
 * Returns: (transfer none) (nullable): the statement of that text and those types, ready or on its way
 */
CfDbStatement *
cf_db_statements_find (CfDbStatements *self, const CfDbUnitPart *part)
{
  CfDbStatement key = {
    .sql = part->sql,
    .n_types = cf_db_params_get_n (part->params),
    .types = (Oid *) cf_db_params_get_types (part->params),
  };
  CfDbStatement *found = g_hash_table_lookup (self->table, &key);

  if (found != NULL && self->by_use.head != &found->link)
    {
      g_queue_unlink (&self->by_use, &found->link);
      g_queue_push_head_link (&self->by_use, &found->link);
    }
  return found;
}

/*
 * cf_db_statements_add:
 *
 * Notes a statement whose Parse is being sent. Its name is used once in the life of a connection, and by no other one:
 * behind a pooler the next unit may run in a session in which somebody else has prepared statements. A name that is not
 * known there is an error that is mended; one that means another statement would be an answer to another question.
 *
 * Returns: (transfer full): the statement, for who waits for the answer
 */
CfDbStatement *
cf_db_statements_add (CfDbStatements *self, const CfDbUnitPart *part)
{
  CfDbStatement *statement = g_new0 (CfDbStatement, 1);

  g_ref_count_init (&statement->ref_count);
  statement->sql = g_ref_string_acquire (part->sql);
  statement->n_types = cf_db_params_get_n (part->params);
  statement->types = g_memdup2 (cf_db_params_get_types (part->params), statement->n_types * sizeof (Oid));
  statement->link.data = statement;
  g_snprintf (statement->name, sizeof statement->name, "cf_%s_%u", self->tag, ++self->n_named);
  g_hash_table_add (self->table, statement_ref (statement));
  g_queue_push_head_link (&self->by_use, &statement->link);
  return statement;
}

/*
 * cf_db_statements_commit:
 *
 * The server has it.
 */
void
cf_db_statements_commit (CfDbStatements *self, CfDbStatement *statement)
{
  statement->is_ready = TRUE;
}

/*
 * cf_db_statements_forget:
 *
 * The server does not have it, or must not use it any more.
 */
void
cf_db_statements_forget (CfDbStatements *self, CfDbStatement *statement)
{
  if (g_hash_table_lookup (self->table, statement) != statement)
    return;
  g_queue_unlink (&self->by_use, &statement->link);
  g_hash_table_remove (self->table, statement);
}

void
cf_db_statements_clear (CfDbStatements *self)
{
  g_hash_table_remove_all (self->table);
  g_queue_init (&self->by_use);
}

/*
 * cf_db_statements_steal_old:
 *
 * Returns: (transfer full) (nullable): the name of a statement that is one too many, no longer known here; the caller
 *   has the server forget it
 */
char *
cf_db_statements_steal_old (CfDbStatements *self)
{
  CfDbStatement *oldest;
  char *name;

  if (self->by_use.length <= MAX_STATEMENTS)
    return NULL;
  oldest = g_queue_peek_tail (&self->by_use);
  if (!oldest->is_ready)
    return NULL;
  name = g_strdup (oldest->name);
  cf_db_statements_forget (self, oldest);
  return name;
}
