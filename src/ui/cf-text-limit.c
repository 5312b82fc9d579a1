/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-text-limit.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "cf-text-selection.h"

/* A text of megabytes is measured for minutes, so no entry takes one; unlike the max-length of GtkText this says so. */

#define LIMIT "cf-text-limit"

typedef struct
{
  GtkEditable *editable;        /* unowned: it owns this */
  guint        most_chars;
  CfTextCut    on_cut;
  gpointer     user_data;       /* unowned: it owns the editable */
  gboolean     filling;
  gboolean     was_cut;         /* it is told once the text stands */
} Limit;

static void
tell (Limit *limit)
{
  limit->was_cut = FALSE;
  limit->on_cut (limit->editable, limit->most_chars, limit->user_data);
}

static void
on_insert_cb (GtkEditable *delegate,
              const char  *text,
              int          length,
              int         *position,
              Limit       *limit)
{
  glong has = g_utf8_strlen (gtk_editable_get_text (delegate), -1);
  glong room = MAX (0, (glong) limit->most_chars - has);
  gsize bytes = length >= 0 ? (gsize) length : strlen (text);

  if (limit->filling || g_utf8_strlen (text, (gssize) bytes) <= room)
    return;

  g_signal_stop_emission_by_name (delegate, "insert-text");
  limit->was_cut = TRUE;
  gtk_editable_insert_text (delegate, text, (int) (g_utf8_offset_to_pointer (text, room) - text), position);
  if (limit->was_cut && room == 0)
    tell (limit);
}

/* After whoever takes away what was said of the text before: what is pasted is one change, which is told when it ends. */
static void
on_changed_cb (GtkEditable *editable,
               Limit       *limit)
{
  if (limit->was_cut)
    tell (limit);
}

/**
 * cf_text_limit_add:
 * @editable: an entry or a row with one
 * @most_chars: characters that a person can put in
 * @on_cut: called after what is beyond was left out
 * @user_data: for @on_cut; lives as long as @editable
 *
 * It is a field that people fill in: what they type over a selection replaces that, see cf_text_selection_keep().
 */
void
cf_text_limit_add (GtkEditable *editable,
                   guint        most_chars,
                   CfTextCut    on_cut,
                   gpointer     user_data)
{
  Limit *limit = g_new0 (Limit, 1);

  limit->editable = editable;
  limit->most_chars = most_chars;
  limit->on_cut = on_cut;
  limit->user_data = user_data;
  g_object_set_data_full (G_OBJECT (editable), LIMIT, limit, g_free);
  cf_text_selection_keep (GTK_TEXT (gtk_editable_get_delegate (editable)));
  /* Plain: the delegate is a part of the editable, which has the data. */
  g_signal_connect (gtk_editable_get_delegate (editable), "insert-text", G_CALLBACK (on_insert_cb), limit);
  g_signal_connect_after (editable, "changed", G_CALLBACK (on_changed_cb), limit);
}

/**
 * cf_text_limit_fill:
 * @editable: an entry, most have a limit
 * @text: what is stored
 *
 * Shows what is stored, however long it is: only what a person puts in is limited.
 */
void
cf_text_limit_fill (GtkEditable *editable,
                    const char  *text)
{
  Limit *limit = g_object_get_data (G_OBJECT (editable), LIMIT);

  if (limit != NULL)
    limit->filling = TRUE;
  /* What stood there before was of something else: Ctrl+Z goes back to what is stored, and not beyond it. */
  gtk_editable_set_enable_undo (editable, FALSE);
  gtk_editable_set_text (editable, text);
  gtk_editable_set_enable_undo (editable, TRUE);
  if (limit != NULL)
    limit->filling = FALSE;
}

/**
 * cf_text_limit_sentence:
 * @most_chars: of the entry
 *
 * Returns: (transfer full): that something was left out, what was kept, and what to do
 */
char *
cf_text_limit_sentence (guint most_chars)
{
  return g_strdup_printf (ngettext ("Only %u character is kept here; what was beyond was left out. Check what stands here now.",
                                    "Only %u characters are kept here; what was beyond was left out. Check what stands here now.",
                                    most_chars), most_chars);
}
