/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-book-namer.h"

#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"
#include "cf-isbn.h"

/* A library that could not be opened is not tried again with every scan. */
#define REST_US (60 * G_TIME_SPAN_SECOND)

/**
 * CfBookNamer:
 *
 * A code that no product has, and that is the ISBN of a book of the library, is offered under the book's title: the line that waits
 * to be filled in gets its name, and whoever sells it adds the price.
 */
struct _CfBookNamer
{
  GObject      parent_instance;

  CfContext   *context;         /* (unowned): it outlives this */
  CfCart      *cart;            /* (owned) (nullable) */
  GQueue       lines;           /* (element-type CfCartLine) (owned): that wait for the library */
  gint64       failed_at;       /* 0: it did not fail */
};

/* One question to the library. */
typedef struct
{
  CfBookNamer *namer;           /* (owned) */
  CfCartLine  *line;            /* (owned) */
} Question;

G_DEFINE_FINAL_TYPE (CfBookNamer, cf_book_namer, G_TYPE_OBJECT)

static void
question_free (Question *question)
{
  g_clear_object (&question->namer);
  g_clear_object (&question->line);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static gboolean
lacks_name (CfCartLine *line)
{
  const char *name = cf_cart_line_get_name (line);

  return cf_cart_line_get_incomplete (line) && (name == NULL || *name == '\0');
}

static void
on_found (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Question) question = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(CfBook) book = NULL;
  g_autofree char *name = NULL;

  book = cf_book_repository_find_isbn_finish (CF_BOOK_REPOSITORY (source), result, &error);
  if (book == NULL || question->namer->cart == NULL || !lacks_name (question->line))
    return;

  /* The line may have been removed meanwhile, or its order completed: then it keeps what it has. */
  name = cf_book_namer_dup_name (book);
  cf_cart_set_name (question->namer->cart, question->line, name, NULL);
}

static void
ask_library (CfBookNamer      *self,
             CfBookRepository *books,
             CfCartLine       *line)
{
  Question *question = g_new0 (Question, 1);

  question->namer = g_object_ref (self);
  question->line = g_object_ref (line);
  cf_book_repository_find_isbn_async (books, cf_cart_line_get_code (line), NULL, on_found, question);
}

static void
ask_waiting (CfBookNamer *self)
{
  CfBookRepository *books = cf_library_get_books (cf_context_get_library (self->context));
  CfCartLine *line;

  while ((line = g_queue_pop_head (&self->lines)) != NULL)
    {
      if (books != NULL)
        ask_library (self, books, line);
      g_object_unref (line);
    }
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(CfBookNamer) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_library_open_finish (CF_LIBRARY (source), result, &error))
    {
      g_message ("The library is not asked for the names of books: %s", error->message);
      self->failed_at = g_get_monotonic_time ();
    }
  ask_waiting (self);
}

static gboolean
may_open (CfBookNamer *self)
{
  return cf_context_get_pool (self->context) != NULL
         && !cf_library_get_opening (cf_context_get_library (self->context))
         && (self->failed_at == 0 || g_get_monotonic_time () - self->failed_at > REST_US);
}

/* Nobody has asked for a library: where there is none on a shared server, none is made for a scan. */
static void
look_up (CfBookNamer *self,
         CfCartLine  *line)
{
  CfLibrary *library = cf_context_get_library (self->context);

  g_queue_push_tail (&self->lines, g_object_ref (line));
  if (cf_library_get_books (library) != NULL)
    ask_waiting (self);
  else if (may_open (self))
    cf_library_open_async (library, cf_context_get_profile (self->context), 0, NULL, on_opened, g_object_ref (self));
}

static void
on_lines_changed (CfCart      *cart,
                  guint        position,
                  guint        n_removed,
                  guint        n_added,
                  CfBookNamer *self)
{
  for (guint i = position; i < position + n_added; i++)
    {
      g_autoptr(CfCartLine) line = g_list_model_get_item (G_LIST_MODEL (cart), i);

      if (lacks_name (line) && cf_isbn_is_candidate (cf_cart_line_get_code (line)))
        look_up (self, line);
    }
}

static void
follow_cart (CfBookNamer *self)
{
  CfCart *cart = cf_till_get_cart (cf_context_get_till (self->context));

  if (self->cart != NULL)
    g_signal_handlers_disconnect_by_func (self->cart, on_lines_changed, self);
  g_set_object (&self->cart, cart);
  if (cart != NULL)
    g_signal_connect_object (cart, "items-changed", G_CALLBACK (on_lines_changed), self, G_CONNECT_DEFAULT);
}

static void
cf_book_namer_dispose (GObject *object)
{
  CfBookNamer *self = CF_BOOK_NAMER (object);

  g_clear_object (&self->cart);
  g_queue_clear_full (&self->lines, g_object_unref);

  G_OBJECT_CLASS (cf_book_namer_parent_class)->dispose (object);
}

static void
cf_book_namer_class_init (CfBookNamerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cf_book_namer_dispose;
}

static void
cf_book_namer_init (CfBookNamer *self)
{
}

/**
 * cf_book_namer_new:
 * @context: the till, and the library
 *
 * Returns: (transfer full): a namer that follows the open order of the till
 */
CfBookNamer *
cf_book_namer_new (CfContext *context)
{
  CfBookNamer *self;

  g_return_val_if_fail (CF_IS_CONTEXT (context), NULL);

  self = g_object_new (CF_TYPE_BOOK_NAMER, NULL);
  self->context = context;
  g_signal_connect_object (cf_context_get_till (context), "notify::cart", G_CALLBACK (follow_cart), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cf_context_get_library (context), "connected", G_CALLBACK (ask_waiting), self, G_CONNECT_SWAPPED);
  follow_cart (self);

  return self;
}

/**
 * cf_book_namer_dup_name:
 * @book: a book
 *
 * Returns: (transfer full): under what name it is sold
 */
char *
cf_book_namer_dup_name (CfBook *book)
{
  const CfBookFields *fields = cf_book_fields (book);

  if (fields->author_line == NULL || *fields->author_line == '\0')
    return g_strdup (fields->title);

  /* Translators: a book that is sold: its title, its authors */
  return g_strdup_printf (_("%s (%s)"), fields->title, fields->author_line);
}
