/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-library-desk.h"

#include "cf-config.h"

#include "cf-adoption-page.h"
#include "cf-error-words.h"
#include "cf-error.h"
#include "cf-window-state.h"

/* Who has opened the window waits for a server, and wants a catalogue where there is none yet. */
#define OPEN_FLAGS (CF_LIBRARY_OPEN_PATIENT | CF_LIBRARY_OPEN_CREATE)

/**
 * CfLibraryDesk:
 *
 * The library's window, with its database behind it: both are made when a person first wants them. The database is asked for
 * once the shop's is there, which is on the same server and may be the one that starts it.
 *
 * Signals: "make-product" (CfBook): a book is to be sold; "close-request": the window is to be closed, which its owner decides.
 */
struct _CfLibraryDesk
{
  GObject          parent_instance;

  GtkApplication  *application; /* (unowned) */
  CfContext       *context;     /* (owned) */
  CfLibraryWindow *window;      /* (unowned) (nullable): weak */
  CfDbPool        *pool;        /* (owned) (nullable): whose state is followed */
  gboolean         wanted;      /* once the attempt of somebody who wants less has failed */
  GtkWindow       *question;    /* (unowned) (nullable): weak: what others made, before it is completed */
};

enum
{
  MAKE_PRODUCT,
  CLOSE_REQUEST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfLibraryDesk, cf_library_desk, G_TYPE_OBJECT)

static void connect_library (CfLibraryDesk *self);

static void
tell_trouble (CfLibraryDesk *self,
              const GError  *error) /* nullable: there is none any more */
{
  if (self->window != NULL)
    cf_library_window_set_trouble (self->window, error);
}

static void
on_pool_state_changed (CfDbPool      *pool,
                       GParamSpec    *pspec,
                       CfLibraryDesk *self)
{
  const GError *error = cf_db_pool_get_last_error (pool);
  g_autoptr(GError) words = NULL;

  if (cf_db_pool_get_state (pool) != CF_DB_STATE_READY && error != NULL)
    words = cf_connection_error_new (error, cf_db_pool_get_config (pool), CF_CONNECTION_COMMAND);
  tell_trouble (self, words);
}

static void
follow_pool (CfLibraryDesk *self,
             CfDbPool      *pool)
{
  if (self->pool != NULL)
    g_signal_handlers_disconnect_by_func (self->pool, on_pool_state_changed, self);
  g_set_object (&self->pool, pool);
  g_signal_connect_object (pool, "notify::state", G_CALLBACK (on_pool_state_changed), self, G_CONNECT_DEFAULT);
  on_pool_state_changed (pool, NULL, self);
}

static void
hand_over (CfLibraryDesk *self)
{
  CfLibrary *library = cf_context_get_library (self->context);

  if (self->window != NULL)
    cf_library_window_set_repositories (self->window, cf_library_get_books (library), cf_library_get_authors (library));
  follow_pool (self, cf_library_get_pool (library));
}

static void
end_question (CfLibraryDesk *self)
{
  GtkWindow *question = self->question;

  g_clear_weak_pointer (&self->question);
  if (question != NULL)
    gtk_window_destroy (question);
}

static void
on_adopt (CfLibraryDesk *self)
{
  end_question (self);
  cf_library_set_adopting (cf_context_get_library (self->context), TRUE);
  connect_library (self);
}

/* Tables of others are seen before anything of them is changed; without an answer the window says what is missing. */
static void
ask_about_adoption (CfLibraryDesk *self)
{
  GtkWidget *page = cf_adoption_page_new (cf_library_get_adoption (cf_context_get_library (self->context)));

  end_question (self);
  g_set_weak_pointer (&self->question, GTK_WINDOW (adw_window_new ()));
  adw_window_set_content (ADW_WINDOW (self->question), page);
  gtk_window_set_default_size (self->question, 640, 640);
  gtk_window_set_modal (self->question, TRUE);
  gtk_window_set_transient_for (self->question, GTK_WINDOW (self->window));
  g_signal_connect_object (page, "adopt", G_CALLBACK (on_adopt), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "decline", G_CALLBACK (end_question), self, G_CONNECT_SWAPPED);
  gtk_window_present (self->question);
  gtk_widget_grab_focus (page);
}

static void
on_opened (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(CfLibraryDesk) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!cf_library_open_finish (CF_LIBRARY (source), result, &error) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tell_trouble (self, error);
  if (self->window != NULL && g_error_matches (error, CF_ERROR, CF_ERROR_UNCONFIRMED))
    ask_about_adoption (self);
}

static void
open_library (CfLibraryDesk *self,
              CfLibrary     *library)
{
  self->wanted = FALSE;
  cf_library_open_async (library, cf_context_get_profile (self->context), OPEN_FLAGS, NULL, on_opened, g_object_ref (self));
}

static void
connect_library (CfLibraryDesk *self)
{
  CfLibrary *library = cf_context_get_library (self->context);

  if (cf_library_get_books (library) != NULL)
    hand_over (self);
  else if (cf_library_get_opening (library))
    self->wanted = cf_library_get_flags (library) != OPEN_FLAGS;
  else if (cf_context_get_pool (self->context) != NULL)
    open_library (self, library);
}

static void
on_library_failed (CfLibrary     *library,
                   CfLibraryDesk *self)
{
  if (self->wanted && self->window != NULL)
    connect_library (self);
}

static void
on_shop_connected (CfContext     *context,
                   CfLibraryDesk *self)
{
  if (self->window != NULL)
    connect_library (self);
}

static void
on_no_answer (CfLibrary     *library,
              const GError  *error,
              CfLibraryDesk *self)
{
  tell_trouble (self, error);
}

static void
on_retry (CfLibraryWindow *window,
          CfLibraryDesk   *self)
{
  connect_library (self);
  cf_library_retry_now (cf_context_get_library (self->context));
}

static void
on_make_product (CfLibraryWindow *window,
                 CfBook          *book,
                 CfLibraryDesk   *self)
{
  g_signal_emit (self, signals[MAKE_PRODUCT], 0, book);
}

static gboolean
on_close_request (GtkWindow     *window,
                  CfLibraryDesk *self)
{
  g_signal_emit (self, signals[CLOSE_REQUEST], 0);

  return TRUE;
}

static void
make_window (CfLibraryDesk *self)
{
  g_set_weak_pointer (&self->window, CF_LIBRARY_WINDOW (cf_library_window_new (self->application)));
  cf_window_state_keep (GTK_WINDOW (self->window), "library-window");
  g_signal_connect_object (self->window, "retry", G_CALLBACK (on_retry), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->window, "make-product", G_CALLBACK (on_make_product), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (self->window, "close-request", G_CALLBACK (on_close_request), self, G_CONNECT_DEFAULT);
}

static void
cf_library_desk_dispose (GObject *object)
{
  CfLibraryDesk *self = CF_LIBRARY_DESK (object);

  end_question (self);
  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->pool);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (cf_library_desk_parent_class)->dispose (object);
}

static void
cf_library_desk_class_init (CfLibraryDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = cf_library_desk_dispose;

  signals[MAKE_PRODUCT] = g_signal_new ("make-product", CF_TYPE_LIBRARY_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, CF_TYPE_BOOK);
  signals[CLOSE_REQUEST] = g_signal_new ("close-request", CF_TYPE_LIBRARY_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
}

static void
cf_library_desk_init (CfLibraryDesk *self)
{
}

/**
 * cf_library_desk_new:
 * @application: whose window it is; it outlives the desk
 * @context: where the shop's database comes from
 *
 * Returns: (transfer full): a desk without a window
 */
CfLibraryDesk *
cf_library_desk_new (GtkApplication *application,
                     CfContext      *context)
{
  CfLibraryDesk *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (CF_IS_CONTEXT (context), NULL);

  self = g_object_new (CF_TYPE_LIBRARY_DESK, NULL);
  self->application = application;
  self->context = g_object_ref (context);
  g_signal_connect_object (context, "connected", G_CALLBACK (on_shop_connected), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (cf_context_get_library (context), "connected", G_CALLBACK (hand_over), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cf_context_get_library (context), "failed", G_CALLBACK (on_library_failed), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (cf_context_get_library (context), "no-answer", G_CALLBACK (on_no_answer), self, G_CONNECT_DEFAULT);

  return self;
}

/**
 * cf_library_desk_show:
 *
 * Brings the window to the front.
 */
void
cf_library_desk_show (CfLibraryDesk *self)
{
  g_return_if_fail (CF_IS_LIBRARY_DESK (self));

  if (self->window == NULL)
    {
      make_window (self);
      connect_library (self);
    }
  gtk_window_present (GTK_WINDOW (self->window));
}

/**
 * cf_library_desk_close:
 *
 * Lets the window go, with all that is typed in it.
 */
void
cf_library_desk_close (CfLibraryDesk *self)
{
  g_return_if_fail (CF_IS_LIBRARY_DESK (self));

  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
}

/**
 * cf_library_desk_get_window:
 *
 * Returns: (transfer none) (nullable): the window, where there is one
 */
CfLibraryWindow *
cf_library_desk_get_window (CfLibraryDesk *self)
{
  g_return_val_if_fail (CF_IS_LIBRARY_DESK (self), NULL);

  return self->window;
}
