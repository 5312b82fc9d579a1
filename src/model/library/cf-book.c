/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-book.h"
#include "cf-isbn.h"

struct _CfBook
{
  GObject      parent_instance;

  CfBookFields fields;
};

G_DEFINE_FINAL_TYPE (CfBook, cf_book, G_TYPE_OBJECT)

static void
cf_book_finalize (GObject *object)
{
  CfBookFields *fields = &CF_BOOK (object)->fields;

  g_free (fields->title);
  g_free (fields->isbn);
  g_free (fields->author_line);
  g_free (fields->added_by);
  g_clear_pointer (&fields->contributors, g_ptr_array_unref);

  G_OBJECT_CLASS (cf_book_parent_class)->finalize (object);
}

static void
cf_book_class_init (CfBookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_book_finalize;
}

static void
cf_book_init (CfBook *self)
{
}

/**
 * cf_book_new:
 * @fields: (transfer full): the values; all it points to is taken over and @fields is cleared
 *
 * Returns: (transfer full): the book
 */
CfBook *
cf_book_new (CfBookFields *fields)
{
  CfBook *self;

  g_return_val_if_fail (fields != NULL, NULL);

  self = g_object_new (CF_TYPE_BOOK, NULL);
  self->fields = *fields;
  *fields = (CfBookFields) { 0 };
  return self;
}

/**
 * cf_book_fields:
 * @self: a book
 *
 * Returns: (transfer none): its values, which live as long as @self
 */
const CfBookFields *
cf_book_fields (CfBook *self)
{
  g_return_val_if_fail (CF_IS_BOOK (self), NULL);

  return &self->fields;
}

/**
 * cf_book_dup_isbn:
 * @self: a book
 *
 * Returns: (transfer full) (nullable): the ISBN as it is read; what is stored where it is none; %NULL: there is none
 */
char *
cf_book_dup_isbn (CfBook *self)
{
  g_return_val_if_fail (CF_IS_BOOK (self), NULL);

  return self->fields.isbn != NULL ? cf_isbn_format (self->fields.isbn) : NULL;
}
