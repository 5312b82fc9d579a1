/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CfRole:
 * @CF_ROLE_AUTHOR: wrote it
 * @CF_ROLE_EDITOR: edited it
 * @CF_ROLE_TRANSLATOR: translated it
 * @CF_ROLE_ILLUSTRATOR: drew or painted its pictures
 * @CF_ROLE_CONTRIBUTOR: anything else
 * @CF_N_ROLES: how many there are
 *
 * What a person did for a book.
 */
typedef enum
{
  CF_ROLE_AUTHOR,
  CF_ROLE_EDITOR,
  CF_ROLE_TRANSLATOR,
  CF_ROLE_ILLUSTRATOR,
  CF_ROLE_CONTRIBUTOR,
  CF_N_ROLES,
} CfRole;

const char *cf_role_to_string   (CfRole role);
CfRole      cf_role_from_string (const char *code);
gboolean    cf_role_parse       (const char *text, CfRole *role);

G_END_DECLS
