/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-adoption.h"

G_BEGIN_DECLS

/**
 * CfAdoptionPage:
 *
 * What others made in the database, and what would become of it, before anything is changed.
 *
 * Signals: "adopt": the person wants it completed; "decline": the person does not.
 */
#define CF_TYPE_ADOPTION_PAGE (cf_adoption_page_get_type ())
G_DECLARE_FINAL_TYPE (CfAdoptionPage, cf_adoption_page, CF, ADOPTION_PAGE, AdwBin)

GtkWidget *cf_adoption_page_new (CfAdoption *adoption);

G_END_DECLS
