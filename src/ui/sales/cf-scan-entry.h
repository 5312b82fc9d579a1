/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CfScanEntry:
 *
 * The entry of Sell: what is scanned and typed, and the keys that act on what is around it while it
 * keeps the focus.
 *
 * Signals: "entered" (gboolean scanned): Enter, or the Tab of a scanner, with whether a scanner sent a code; "move" (int): Up, Down, Page
 * Up, Page Down; "change-quantity" (int): + or − in the empty entry, which may turn out to belong to a code; "remove": Delete in the empty
 * entry; "edit-price": F2; "undo": Ctrl+Z in the empty entry; "escape"; "browse": its icon was clicked; "too-long": more was
 * pasted than a code has; "scanned-behind" (const char *code): a code came behind a text that had been left there, and stays;
 * "stood-in-the-way": a scan that ends with Tab came behind what a hand had just typed, and was not taken.
 */
#define CF_TYPE_SCAN_ENTRY (cf_scan_entry_get_type ())
G_DECLARE_FINAL_TYPE (CfScanEntry, cf_scan_entry, CF, SCAN_ENTRY, GtkEntry)

char       *cf_scan_entry_dup_text      (CfScanEntry *self);
gboolean    cf_scan_entry_is_empty      (CfScanEntry *self);
gboolean    cf_scan_entry_is_too_long   (CfScanEntry *self);
const char *cf_scan_entry_get_signs     (CfScanEntry *self, gboolean scanned);
void        cf_scan_entry_clear         (CfScanEntry *self);
void        cf_scan_entry_give_back     (CfScanEntry *self, const char *text);
void        cf_scan_entry_focus         (CfScanEntry *self);
gboolean    cf_scan_entry_is_focused    (CfScanEntry *self);
gboolean    cf_scan_entry_take_key      (CfScanEntry *self, GtkEventControllerKey *controller);
gboolean    cf_scan_entry_needs_results (CfScanEntry *self, GdkEvent *event);

G_END_DECLS
