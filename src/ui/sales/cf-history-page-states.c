/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-error-words.h"
#include "cf-history-page-private.h"

/* What History shows where there are no rows, or where they may be old. */

static gboolean
has_filter (CfHistoryPage *self)
{
  return gtk_toggle_button_get_active (self->today_chip) || gtk_toggle_button_get_active (self->week_chip) ||
         gtk_toggle_button_get_active (self->returns_chip) || gtk_toggle_button_get_active (self->unsent_chip);
}

static void
describe_nothing (CfHistoryPage *self)
{
  const char *text = cf_browser_get_text (self->browser);
  const char *button = has_filter (self) ? _("Show All Sales") : NULL;

  if (self->repository == NULL)
    cf_browser_set_empty (self->browser, "network-offline-symbolic", _("No Server Yet"),
                          _("The history is read from the server, and none has answered since the start. "
                            "What is sold meanwhile is kept on this till and stands here too."), _("Try Now"));
  else if (*text != '\0')
    {
      g_autofree char *sentence = g_strdup_printf (_("No order number, product number or product name has “%s”."), text);
      g_autofree char *escaped = g_markup_escape_text (sentence, -1);

      cf_browser_set_empty (self->browser, "edit-find-symbolic", _("Nothing Found"), escaped, button);
    }
  else if (gtk_toggle_button_get_active (self->unsent_chip))
    cf_browser_set_empty (self->browser, "object-select-symbolic", _("All Sent"), _("The server has every order of this till."), button);
  else if (has_filter (self))
    cf_browser_set_empty (self->browser, "edit-find-symbolic", _("No Such Sales"), _("Nothing was sold that these filters show."), button);
  else
    cf_browser_set_empty (self->browser, "cf-sell-symbolic", _("Nothing Sold Yet"), _("Every sale stands here from the moment it is completed."), NULL);
}

static void
update_trouble (CfHistoryPage *self,
                const GError  *error,
                guint          n_rows)
{
  g_autofree char *sentence = NULL;

  if (n_rows == 0)
    sentence = NULL;
  else if (error != NULL)
    {
      g_autofree char *why = cf_error_words_sentence (error, CF_ERROR_READING);

      sentence = g_strdup_printf (_("The list may be old: it could not be read again. %s"), why);
    }
  else if (self->repository == NULL)
    sentence = g_strdup (_("No server has answered since the start. Here is what is not sent yet."));

  cf_browser_set_trouble (self->browser, sentence, error);
}

/* Rows, grey bars, or a page that says what is missing and what to do. */
void
_cf_history_page_update_state (CfHistoryPage *self)
{
  guint n = g_list_model_get_n_items (self->rows);
  const GError *error = cf_paged_list_model_get_error (self->sales);

  update_trouble (self, error, n);
  if (n > 0 && cf_paged_list_model_get_loading (self->sales) && g_list_model_get_n_items (G_LIST_MODEL (self->sales)) == 0)
    cf_browser_set_partly (self->browser, n);
  else if (n > 0)
    cf_browser_set_state (self->browser, CF_BROWSER_ROWS);
  else if (cf_paged_list_model_get_loading (self->sales))
    cf_browser_set_state (self->browser, CF_BROWSER_LOADING);
  else
    {
      if (error != NULL)
        cf_browser_set_failed (self->browser, _("The Sales Could Not Be Read"), error);
      else
        describe_nothing (self);
      cf_browser_set_state (self->browser, CF_BROWSER_EMPTY);
    }
}
