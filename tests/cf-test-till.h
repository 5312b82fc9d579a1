/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-test-journal.h"
#include "cf-till.h"

G_BEGIN_DECLS

#define CF_TEST_SHOP_ID "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"

/* Waiting forms of the till's start/finish pairs, and what they need. */
CfTill     *cf_test_till_open      (const char *folder);
void        cf_test_till_close     (CfTill *till);
void        cf_test_till_bind      (const char *folder, const char *code);
void        cf_test_till_stock     (const char *folder);
CfCartLine *cf_test_till_enter     (CfTill *till, const char *typed, GError **error);
CfOrder    *cf_test_till_complete  (CfTill *till, GError **error);
CfDecimal   cf_test_decimal        (const char *text);

G_END_DECLS
