/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-history-page-private.h"

/* What was done on the page, and taking it back step by step. */

/* What is being taken back: the answers come one by one, and not of what was asked last. */
typedef struct
{
  CfHistoryPage *page;          /* owned */
  gint64 change;
} Undo;

static void
undo_free (Undo *undo)
{
  g_object_unref (undo->page);
  g_free (undo);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Undo, undo_free)

typedef struct
{
  CfSaleUndo *told;             /* owned */
  CfSale *deleted;              /* owned, nullable: the line comes back */
  guint place;                  /* of it in the list */
} Done;

static void
done_free (gpointer data)
{
  Done *done = data;

  cf_sale_undo_unref (done->told);
  g_clear_object (&done->deleted);
  g_free (done);
}

/* @change was stored. */
void
_cf_history_page_note (CfHistoryPage *self,
                       gint64         change,
                       CfSaleUndo    *told)
{
  Done *done = g_new0 (Done, 1);

  done->told = cf_sale_undo_ref (told);
  if (cf_sale_undo_is_deletion (told) && self->deleting != NULL)
    done->deleted = g_object_ref (self->deleting);
  done->place = self->place;
  cf_undo_note (self->undo, change, done, done_free);
}

static void
on_undone_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (Undo) undo = user_data;
  CfHistoryPage *self = undo->page;
  g_autoptr (GError) error = NULL;
  const Done *done = cf_undo_get_told (self->undo, undo->change);
  g_autofree char *sentence = NULL;

  cf_sales_repository_undo_finish (CF_SALES_REPOSITORY (source), result, &error);
  if (self->browser == NULL)
    return;

  if (error != NULL)
    sentence = cf_sale_undo_describe_failure (done->told, error);
  else
    sentence = cf_sale_undo_describe_success (done->told);
  cf_records_page_tell (CF_RECORDS_PAGE (self), sentence);
  if (error == NULL && done->deleted != NULL)
    cf_browser_bring_back (self->browser, G_OBJECT (done->deleted), done->place);
  cf_undo_end (self->undo, undo->change, error);
}

/* A change that was made here, and is not being taken back yet. */
void
_cf_history_page_take_back (CfHistoryPage *self,
                            gint64         change)
{
  CfSalesRepository *repository = cf_records_page_get_repository (CF_RECORDS_PAGE (self));
  Undo *undo;

  if (repository == NULL || !cf_undo_has (self->undo, change))
    return;

  cf_undo_begin (self->undo, change);
  undo = g_new (Undo, 1);
  undo->page = g_object_ref (self);
  undo->change = change;
  cf_sales_repository_undo_async (repository, change, on_undone_cb, undo);
}

static void
on_given_up_cb (CfHistoryPage *self)
{
  if (self->browser != NULL)
    cf_browser_tell (self->browser, _("Nothing was taken back."));
}

void
_cf_history_page_init_undo (CfHistoryPage *self)
{
  self->undo = cf_undo_new ();
  cf_undo_watch (self->undo, CF_RECORD_PANE (self->pane));
  g_signal_connect_object (self->undo, "take-back", G_CALLBACK (_cf_history_page_take_back), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->undo, "given-up", G_CALLBACK (on_given_up_cb), self, G_CONNECT_SWAPPED);
}

/* The last one. */
void
_cf_history_page_undo (CfRecordsPage *page)
{
  CfHistoryPage *self = CF_HISTORY_PAGE (page);

  if (!cf_undo_ask (self->undo))
    cf_browser_tell (self->browser, _("Nothing that was done here is left to take back."));
  else if (cf_undo_get_waiting (self->undo))
    cf_browser_tell (self->browser, _("This is taken back as soon as the server has answered."));
}
