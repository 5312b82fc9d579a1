/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-page-source.h"
#include "cf-row.h"

G_BEGIN_DECLS

/**
 * CfPagedListModel:
 *
 * A lazy GListModel of #CfRow over a #CfPageSource: pages of 200, an LRU of them, a generation
 * counter against stale answers, old rows kept on error. Memory does not grow with the list.
 *
 * Properties: "source" (CfPageSource, nullable; setting another swaps the list), "loading"
 * (gboolean: nothing to show yet), "error" (GError, nullable), "n-items".
 */
#define CF_TYPE_PAGED_LIST_MODEL (cf_paged_list_model_get_type ())
G_DECLARE_FINAL_TYPE (CfPagedListModel, cf_paged_list_model, CF, PAGED_LIST_MODEL, GObject)

CfPagedListModel *cf_paged_list_model_new         (CfPageSource *source);
void              cf_paged_list_model_set_source  (CfPagedListModel *self, CfPageSource *source);
CfPageSource     *cf_paged_list_model_get_source  (CfPagedListModel *self);
gboolean          cf_paged_list_model_get_loading (CfPagedListModel *self);
gboolean          cf_paged_list_model_get_opening (CfPagedListModel *self);
const GError     *cf_paged_list_model_get_error   (CfPagedListModel *self);
void              cf_paged_list_model_set_steady  (CfPagedListModel *self, gboolean steady);
/* Reads again what is shown; rows stay until the new ones are there. */
void              cf_paged_list_model_refresh     (CfPagedListModel *self);

G_END_DECLS
