/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-till.h"

G_BEGIN_DECLS

/**
 * CfSellInput:
 *
 * What a clerk did faster than it could be carried out: entries and completions, in their order. An
 * entry waits for the till to be ready, a completion for the entries before it and for the completion
 * before it; so a scanner and a fast hand lose nothing.
 *
 * Signals: "entered" (CfCartLine), "refused" (const char *typed, GError): an entry that could not be
 * taken; "completed" (CfOrder): durable now; "not-completed" (GError).
 */
#define CF_TYPE_SELL_INPUT (cf_sell_input_get_type ())
G_DECLARE_FINAL_TYPE (CfSellInput, cf_sell_input, CF, SELL_INPUT, GObject)

CfSellInput *cf_sell_input_new         (CfTill *till);
void         cf_sell_input_enter       (CfSellInput *self, const char *typed);
void         cf_sell_input_product     (CfSellInput *self, CfProduct *product, const char *typed);
void         cf_sell_input_complete    (CfSellInput *self);
gboolean     cf_sell_input_get_busy    (CfSellInput *self);

G_END_DECLS
