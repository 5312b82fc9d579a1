/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-close-question.h"

#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-message-dialog.h"

/* What stays open when the program closes, asked about once: what was typed would be lost, and what waits would not. */

static char *
find_heading (guint n_products,
              guint n_corrections,
              guint n_waiting)
{
  if (n_products + n_corrections > 0)
    return g_strdup (_("What You Typed Is Not Saved"));

  return g_strdup_printf (ngettext ("%u Order Has Not Been Sent", "%u Orders Have Not Been Sent", n_waiting), n_waiting);
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
find_body (guint n_products,
           guint n_corrections,
           guint n_waiting)
{
  g_autoptr(GString) body = g_string_new (NULL);
  g_autofree char *products = NULL;

  if (n_products > 0)
    {
      products = g_strdup_printf (ngettext ("What you typed about %u product is lost if Counterfoil closes now. Save it in Products first.",
                                            "What you typed about %u products is lost if Counterfoil closes now. Save it in Products first.",
                                            n_products), n_products);
      add_sentence (body, products);
    }
  if (n_corrections > 0)
    add_sentence (body, _("The correction of a sale is lost if Counterfoil closes now. Save it in History first."));
  if (n_waiting > 0)
    add_waiting (body, body->len > 0, n_waiting);

  return g_string_free (g_steal_pointer (&body), FALSE);
}

/**
 * cf_close_question_new:
 * @window: the window that is to be closed
 * @n_waiting: orders that were not sent yet
 *
 * Returns: (transfer full) (nullable): a dialog that answers "stay" or "close", not yet presented; %NULL where nothing is open
 */
GtkWidget *
cf_close_question_new (CfSalesWindow *window,
                       guint          n_waiting)
{
  guint n_products = cf_sales_window_get_n_unsaved_products (window);
  guint n_corrections = cf_sales_window_get_n_unsaved_corrections (window);
  gboolean loses = n_products + n_corrections > 0;
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;
  AdwMessageDialog *dialog;

  if (!loses && n_waiting == 0)
    return NULL;

  heading = find_heading (n_products, n_corrections, n_waiting);
  body = find_body (n_products, n_corrections, n_waiting);
  dialog = ADW_MESSAGE_DIALOG (cf_message_dialog_new (GTK_WINDOW (window), heading, body, NULL));
  adw_message_dialog_add_responses (dialog, "stay", _("_Stay"),
                                    "close", loses ? _("_Close Without Saving") : _("_Close"), NULL);
  if (loses)
    adw_message_dialog_set_response_appearance (dialog, "close", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "stay");
  adw_message_dialog_set_close_response (dialog, "stay");

  return GTK_WIDGET (dialog);
}
