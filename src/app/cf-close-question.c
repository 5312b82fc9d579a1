/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-close-question.h"

#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-message-dialog.h"

/* What stays open when a window closes, asked about once: what was typed would be lost, and what waits would not. */

static gboolean
loses (const CfCloseStakes *stakes)
{
  return stakes->n_products + stakes->n_corrections + stakes->n_books > 0;
}

static char *
find_heading (const CfCloseStakes *stakes)
{
  if (loses (stakes))
    return g_strdup (_("What You Typed Is Not Saved"));

  return g_strdup_printf (ngettext ("%u Order Has Not Been Sent", "%u Orders Have Not Been Sent", stakes->n_waiting), stakes->n_waiting);
}

static void
add_sentence (GString    *body,
              const char *sentence)
{
  g_string_append_printf (body, "%s%s", body->len > 0 ? "\n\n" : "", sentence);
}

static void
add_waiting (GString  *body,
             gboolean  counted,
             guint     n_waiting)
{
  g_autofree char *count = NULL;

  if (counted)
    {
      count = g_strdup_printf (ngettext ("%u order has not been sent.", "%u orders have not been sent.", n_waiting), n_waiting);
      add_sentence (body, count);
      g_string_append_c (body, ' ');
    }
  g_string_append (body, ngettext ("Nothing is lost: it is kept on this computer and sent when Counterfoil "
                                   "is open again and the server answers.",
                                   "Nothing is lost: they are kept on this computer and sent when Counterfoil "
                                   "is open again and the server answers.", n_waiting));
}

static char *
find_body (const CfCloseStakes *stakes)
{
  g_autoptr(GString) body = g_string_new (NULL);
  g_autofree char *products = NULL;
  g_autofree char *books = NULL;

  if (stakes->n_products > 0)
    {
      products = g_strdup_printf (ngettext ("What you typed about %u product is lost if Counterfoil closes now. Save it in Products first.",
                                            "What you typed about %u products is lost if Counterfoil closes now. Save it in Products first.",
                                            stakes->n_products), stakes->n_products);
      add_sentence (body, products);
    }
  if (stakes->n_books > 0)
    {
      books = g_strdup_printf (ngettext ("%u entry of the library is not saved and lost if it closes now. Save it there first.",
                                         "%u entries of the library are not saved and lost if it closes now. Save them there first.",
                                         stakes->n_books), stakes->n_books);
      add_sentence (body, books);
    }
  if (stakes->n_corrections > 0)
    add_sentence (body, _("The correction of a sale is lost if Counterfoil closes now. Save it in History first."));
  if (stakes->n_waiting > 0)
    add_waiting (body, body->len > 0, stakes->n_waiting);

  return g_string_free (g_steal_pointer (&body), FALSE);
}

/**
 * cf_close_question_new:
 * @window: the window that is to be closed
 * @stakes: what stays open then
 *
 * Returns: (transfer full) (nullable): a dialog that answers "stay" or "close", not yet presented; %NULL where nothing is open
 */
GtkWidget *
cf_close_question_new (GtkWindow           *window,
                       const CfCloseStakes *stakes)
{
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;
  AdwMessageDialog *dialog;

  if (!loses (stakes) && stakes->n_waiting == 0)
    return NULL;

  heading = find_heading (stakes);
  body = find_body (stakes);
  dialog = ADW_MESSAGE_DIALOG (cf_message_dialog_new (window, heading, body, NULL));
  adw_message_dialog_add_responses (dialog, "stay", _("_Stay"),
                                    "close", loses (stakes) ? _("_Close Without Saving") : _("_Close"), NULL);
  if (loses (stakes))
    adw_message_dialog_set_response_appearance (dialog, "close", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "stay");
  adw_message_dialog_set_close_response (dialog, "stay");

  return GTK_WIDGET (dialog);
}
