/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-browser-private.h"

/* What a browser shows beside its rows, and where there are none. */

/* So long is a person left with grey bars alone. */
#define SLOW_S 3

/* Of the grey bars; more rows than these fill the page by themselves. */
#define TITLES_HEIGHT 40
#define ROW_HEIGHT 41
#define NARROW_ROW_HEIGHT 60
#define MOST_KNOWN 6

/* What is known of the rows that were asked for before says nothing of those that are waited for. */
static void
show_summary (CfBrowser *self)
{
  const char *count = !self->outdated && self->count_text != NULL ? self->count_text : "";
  const char *sum = !self->outdated && self->sum_text != NULL ? self->sum_text : "";

  gtk_label_set_text (self->count_label, count);
  gtk_label_set_text (self->bottom_count_label, count);
  gtk_label_set_text (self->sum_label, sum);
  gtk_label_set_text (self->bottom_sum_label, sum);
  gtk_widget_set_visible (GTK_WIDGET (self->sum_label), *sum != '\0');
}

/* Count and sum of what is shown; either may be NULL. */
void
cf_browser_set_summary (CfBrowser  *self,
                        const char *count,
                        const char *sum)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  g_free (self->count_text);
  self->count_text = g_strdup (count);
  g_free (self->sum_text);
  self->sum_text = g_strdup (sum);
  show_summary (self);
}

/* They stay, so that nothing flickers, but they are not the answer to what stands in the search. */
static void
set_outdated (CfBrowser *self,
              gboolean   outdated)
{
  if (outdated == self->outdated)
    return;

  self->outdated = outdated;
  if (outdated)
    gtk_widget_add_css_class (GTK_WIDGET (self->records), "outdated");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->records), "outdated");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->records), GTK_ACCESSIBLE_STATE_BUSY, outdated, -1);
  show_summary (self);
}

/* What is said where there are no rows; @button may be NULL. */
void
cf_browser_set_empty (CfBrowser  *self,
                      const char *icon_name,
                      const char *title,
                      const char *description,
                      const char *button)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  adw_status_page_set_icon_name (self->empty, icon_name);
  adw_status_page_set_title (self->empty, title);
  adw_status_page_set_description (self->empty, description);
  cf_error_note_set_text (self->empty_note, NULL, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->empty_button), button != NULL);
  if (button != NULL)
    gtk_button_set_label (self->empty_button, button);
}

/* Why there are no rows, in words, with what the server answered in a fold. */
void
cf_browser_set_failed (CfBrowser    *self,
                       const char   *title,
                       const GError *error)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (CF_IS_BROWSER (self));
  g_return_if_fail (error != NULL);

  sentence = cf_error_words_sentence (error, CF_ERROR_READING);
  cf_browser_set_empty (self, "dialog-warning-symbolic", title, NULL, _("Try Again"));
  cf_error_note_set_text (self->empty_note, sentence, error);
}

static void
update_trouble (CfBrowser *self)
{
  gboolean slow = self->slow && self->waiting;

  if (self->trouble_text == NULL)
    cf_error_note_set_text (self->trouble_note, slow ? _("The server does not answer yet. What it has comes here as soon as it does.") : NULL, NULL);
  gtk_widget_set_visible (self->trouble, slow || self->trouble_text != NULL);
}

/* The grey bars begin where the rows that are known end. */
void
_cf_browser_place_skeleton (CfBrowser *self)
{
  gboolean narrow = cf_records_get_narrow (self->records);
  int known = (int) MIN (self->n_known, MOST_KNOWN);

  gtk_widget_set_margin_top (self->skeleton, (narrow ? 0 : TITLES_HEIGHT) + known * (narrow ? NARROW_ROW_HEIGHT : ROW_HEIGHT));
}

static gboolean
on_slow_cb (gpointer user_data)
{
  CfBrowser *self = user_data;

  self->slow_source = 0;
  self->slow = TRUE;
  update_trouble (self);
  return G_SOURCE_REMOVE;
}

/* What is asked for is soon there, or it is said that it is not. */
static void
set_waiting (CfBrowser *self,
             gboolean   waiting)
{
  self->waiting = waiting;
  if (waiting && self->slow_source == 0 && !self->slow)
    self->slow_source = g_timeout_add_seconds (SLOW_S, on_slow_cb, self);
  if (!waiting)
    {
      g_clear_handle_id (&self->slow_source, g_source_remove);
      self->slow = FALSE;
    }
  update_trouble (self);
}

/* A sentence above the rows, which stay, with a button to try again; NULL takes it away. @error may be NULL. */
void
cf_browser_set_trouble (CfBrowser    *self,
                        const char   *sentence,
                        const GError *error)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  g_free (self->trouble_text);
  self->trouble_text = g_strdup (sentence);
  if (sentence != NULL)
    cf_error_note_set_text (self->trouble_note, sentence, error);
  update_trouble (self);
}

/* Whether the list stays as it was read, whatever others change: it is said, with a way to read it again. */
void
cf_browser_set_deaf (CfBrowser *self,
                     gboolean   deaf)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  gtk_widget_set_visible (GTK_WIDGET (self->deaf_button), deaf);
}

void
cf_browser_set_state (CfBrowser      *self,
                      CfBrowserState  state)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  gtk_stack_set_visible_child_name (self->stack, state == CF_BROWSER_EMPTY ? "empty" : "rows");
  self->n_known = 0;
  _cf_browser_place_skeleton (self);
  gtk_widget_set_visible (self->skeleton, state == CF_BROWSER_LOADING);
  set_outdated (self, state == CF_BROWSER_OUTDATED);
  set_waiting (self, state == CF_BROWSER_LOADING || state == CF_BROWSER_OUTDATED);
}

/* The first @n_known rows are there, and the rest is still being read. */
void
cf_browser_set_partly (CfBrowser *self,
                       guint      n_known)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  gtk_stack_set_visible_child_name (self->stack, "rows");
  self->n_known = n_known;
  _cf_browser_place_skeleton (self);
  gtk_widget_set_visible (self->skeleton, n_known <= MOST_KNOWN);
  set_outdated (self, FALSE);
  set_waiting (self, TRUE);
}
