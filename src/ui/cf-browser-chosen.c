/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-browser-private.h"

/* What the pane does to the record that is selected beside it. */

/* Another record was chosen in the pane, among so many that belong together. */
void
cf_browser_follow_pane (CfBrowser *self,
                        GObject   *item,
                        guint      n_together)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  cf_records_follow_shown (self->records, item, n_together);
}

/* @item is being deleted; returns its place, for cf_browser_bring_back(). */
guint
cf_browser_let_go (CfBrowser *self,
                   GObject   *item)
{
  g_return_val_if_fail (CF_IS_BROWSER (self), GTK_INVALID_LIST_POSITION);

  return cf_records_let_go (self->records, item);
}

/* That was taken back. */
void
cf_browser_bring_back (CfBrowser *self,
                       GObject   *item,
                       guint      place)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  cf_records_bring_back (self->records, item, place);
}

/* What was taken back is changed now: where it comes to stand nobody looks for it. */
void
cf_browser_forget_returning (CfBrowser *self)
{
  g_return_if_fail (CF_IS_BROWSER (self));

  cf_records_forget_returning (self->records);
}
