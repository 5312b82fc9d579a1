/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-role.h"

#include "cf-fold.h"

/**
 * RoleWords:
 * @code: as it is stored
 * @relator: the code of the Library of Congress's list of relators, which MARC 21 uses
 * @words: what files write for it, folded
 *
 * One role in the languages of programs.
 */
typedef struct
{
  const char *code;
  const char *relator;
  const char *words[12];
} RoleWords;

static const RoleWords roles[CF_N_ROLES] = {
  [CF_ROLE_AUTHOR] = { "author", "aut", { "authors", "writer", "by", "text", "auth" } },
  [CF_ROLE_EDITOR] = { "editor", "edt", { "editors", "ed", "eds", "edited by", "compiler", "com", "hrsg", "hg" } },
  [CF_ROLE_TRANSLATOR] = { "translator", "trl", { "translators", "translated by", "trans", "tr", "translation", "ubers", "trad" } },
  [CF_ROLE_ILLUSTRATOR] = { "illustrator", "ill", { "illustrators", "illustrated by", "illus", "illustrations", "artist", "art", "pht", "photographer", "drawings" } },
  [CF_ROLE_CONTRIBUTOR] = { "contributor", "ctb", { "contributors", "with", "contrib", "introduction", "foreword", "preface", "afterword", "narrator", "nrt", "aui" } },
};

/**
 * cf_role_to_string:
 * @role: a role
 *
 * Returns: (transfer none): the word by which it is stored
 */
const char *
cf_role_to_string (CfRole role)
{
  g_return_val_if_fail (role < CF_N_ROLES, "author");

  return roles[role].code;
}

/**
 * cf_role_from_string:
 * @code: (nullable): what is stored
 *
 * Returns: the role; an author where nothing is stored, and a contributor where another program has stored a word that is not ours
 */
CfRole
cf_role_from_string (const char *code)
{
  if (code == NULL || *code == '\0')
    return CF_ROLE_AUTHOR;

  for (guint i = 0; i < CF_N_ROLES; i++)
    if (g_str_equal (code, roles[i].code))
      return i;

  return CF_ROLE_CONTRIBUTOR;
}

/**
 * cf_role_parse:
 * @text: (nullable): what a file says of a person: "Illustrator", "ed.", "trl", "translated by"
 * @role: (out): the role, untouched where there is none
 *
 * Returns: whether it is the word for a role
 */
gboolean
cf_role_parse (const char *text,
               CfRole     *role)
{
  g_auto (GStrv) words = NULL;
  g_autofree char *plain = NULL;

  g_return_val_if_fail (role != NULL, FALSE);

  if (text == NULL)
    return FALSE;

  words = cf_fold_words (text);
  plain = g_strjoinv (" ", words);
  for (guint i = 0; i < CF_N_ROLES; i++)
    if (g_str_equal (plain, roles[i].code) || g_str_equal (plain, roles[i].relator) || g_strv_contains (roles[i].words, plain))
      {
        *role = i;
        return TRUE;
      }

  return FALSE;
}
