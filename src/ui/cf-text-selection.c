/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-text-selection.h"

/* A GtkText whose selection is the primary one unselects it as soon as that is somebody else's, with the cursor before the text: by
 * another program, and under X by a notice of its own giving the selection up and taking it again within one millisecond. Whoever had
 * selected a price to type another one would put that in front of it. */

#define SELECTION "cf-text-selection"

typedef struct
{
  GtkText            *text;     /* (unowned): it owns this */
  GdkContentProvider *content;  /* (unowned) (nullable): compared only; the primary selection while all of the text is that */
  gboolean            lost;     /* all of it was selected until that was taken away, and nothing has moved since */
} Selection;

static GdkClipboard *
get_primary (Selection *selection)
{
  return gtk_widget_get_primary_clipboard (GTK_WIDGET (selection->text));
}

static gboolean
is_all_selected (Selection *selection)
{
  int start, end;

  return gtk_editable_get_selection_bounds (GTK_EDITABLE (selection->text), &start, &end)
         && start == 0 && (guint) end == gtk_entry_buffer_get_length (gtk_text_get_buffer (selection->text));
}

/* GtkText gives the selection up after it has changed: where that is another's already, it was taken away. */
static void
on_selection_moved_cb (Selection *selection)
{
  selection->lost = selection->content != NULL && gdk_clipboard_get_content (get_primary (selection)) != selection->content
                    && gtk_widget_is_focus (GTK_WIDGET (selection->text));
}

static void
on_primary_changed_cb (GtkText *text)
{
  Selection *selection = g_object_get_data (G_OBJECT (text), SELECTION);

  selection->content = is_all_selected (selection) ? gdk_clipboard_get_content (get_primary (selection)) : NULL;
}

static void
on_insert_cb (GtkEditable *text,
              const char  *inserted,
              int          length,
              int         *position,
              Selection   *selection)
{
  if (!selection->lost)
    return;

  selection->lost = FALSE;
  gtk_editable_delete_text (text, 0, -1);
  *position = 0;
}

static void
select_again (Selection *selection)
{
  if (selection->lost)
    gtk_editable_select_region (GTK_EDITABLE (selection->text), 0, -1);
}

static void
on_move_cursor_cb (Selection *selection)
{
  selection->lost = FALSE;
}

/**
 * cf_text_selection_keep:
 * @text: a text that people change
 *
 * What is typed where all of @text was selected takes its place, also where the selection was lost to somebody else meanwhile.
 */
void
cf_text_selection_keep (GtkText *text)
{
  Selection *selection;

  g_return_if_fail (GTK_IS_TEXT (text));
  g_return_if_fail (g_object_get_data (G_OBJECT (text), SELECTION) == NULL);

  selection = g_new0 (Selection, 1);
  selection->text = text;
  g_object_set_data_full (G_OBJECT (text), SELECTION, selection, g_free);

  /* Plain: the text has the data. */
  g_signal_connect_swapped (text, "notify::cursor-position", G_CALLBACK (on_selection_moved_cb), selection);
  g_signal_connect_swapped (text, "notify::selection-bound", G_CALLBACK (on_selection_moved_cb), selection);
  g_signal_connect (text, "insert-text", G_CALLBACK (on_insert_cb), selection);
  g_signal_connect_swapped (text, "backspace", G_CALLBACK (select_again), selection);
  g_signal_connect_swapped (text, "delete-from-cursor", G_CALLBACK (select_again), selection);
  g_signal_connect_swapped (text, "move-cursor", G_CALLBACK (on_move_cursor_cb), selection);
  g_signal_connect_object (get_primary (selection), "changed", G_CALLBACK (on_primary_changed_cb), text, G_CONNECT_SWAPPED);
}
