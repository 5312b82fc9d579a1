/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-sale-undo.h"

#include <glib/gi18n-lib.h>

#include "cf-error-words.h"

struct _CfSaleUndo
{
  guint n_deleted;              /* 0: a line was changed */
  char *order_number;
  char *name;                   /* of what was sold */
};

/* @n_lines of the order were deleted, of which one is of @name. */
CfSaleUndo *
cf_sale_undo_new_deletion (guint       n_lines,
                           const char *order_number,
                           const char *name)
{
  CfSaleUndo *self = g_atomic_rc_box_new0 (CfSaleUndo);

  self->n_deleted = n_lines;
  self->order_number = g_strdup (order_number);
  self->name = g_strdup (name);

  return self;
}

/* The line of @name was changed. */
CfSaleUndo *
cf_sale_undo_new_change (const char *order_number,
                         const char *name)
{
  return cf_sale_undo_new_deletion (0, order_number, name);
}

CfSaleUndo *
cf_sale_undo_ref (CfSaleUndo *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  CfSaleUndo *self = data;

  g_free (self->order_number);
  g_free (self->name);
}

void
cf_sale_undo_unref (CfSaleUndo *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* Else a line was changed. */
gboolean
cf_sale_undo_is_deletion (const CfSaleUndo *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->n_deleted > 0;
}

/* Returns: (transfer full): that it was taken back */
char *
cf_sale_undo_describe_success (const CfSaleUndo *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->n_deleted == 0)
    /* Translators: the number of an order and what was sold */
    return g_strdup_printf (_("The change of a line of %s was taken back: %s"), self->order_number, self->name);

  /* Translators: a count of lines, the number of their order, and what was sold */
  return g_strdup_printf (ngettext ("The deletion of %u line of %s was taken back: %s", "The deletion of %u lines of %s was taken back: %s", self->n_deleted),
                          self->n_deleted, self->order_number, self->name);
}

static char *
describe_unknown (const CfSaleUndo *self)
{
  if (self->n_deleted == 0)
    /* Translators: what was sold, and the number of its order */
    return g_strdup_printf (_("It is not known whether the change of “%s” of %s was undone, because the server did not answer. "
                              "Look at the line again before you repeat it."), self->name, self->order_number);

  /* Translators: what was sold, and the number of its order */
  return g_strdup_printf (_("It is not known whether the deletion of “%s” of %s was undone, because the server did not answer. "
                            "Look whether the line is there before you repeat it."), self->name, self->order_number);
}

/* Returns: (transfer full): what was not taken back, why, and what to do */
char *
cf_sale_undo_describe_failure (const CfSaleUndo *self,
                               const GError     *error)
{
  g_autofree char *why = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (error != NULL, NULL);

  if (cf_error_words_is_unknown (error))
    return describe_unknown (self);

  why = cf_error_words_sentence (error, CF_ERROR_UNDOING);
  if (self->n_deleted == 0)
    /* Translators: what was sold, the number of its order, and sentences of why and of what to do */
    return g_strdup_printf (_("The change of “%s” of %s was not undone. %s"), self->name, self->order_number, why);

  /* Translators: what was sold, the number of its order, and sentences of why and of what to do */
  return g_strdup_printf (_("The deletion of “%s” of %s was not undone. %s"), self->name, self->order_number, why);
}
