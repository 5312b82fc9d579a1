/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CfPersonName:
 * @first_name: the given names, never %NULL; empty for "Plato"
 * @last_name: the family name with what belongs to it ("van der Berg", "King Jr."), never %NULL
 *
 * The name of a person, or of what takes a person's place on a title page. Both parts are tidy lines; at least one is not empty.
 */
typedef struct
{
  char *first_name;
  char *last_name;
} CfPersonName;

#define CF_TYPE_PERSON_NAME (cf_person_name_get_type ())
GType         cf_person_name_get_type       (void);

CfPersonName *cf_person_name_new            (const char *first_name, const char *last_name);
CfPersonName *cf_person_name_new_from_words (const char *const *words);
CfPersonName *cf_person_name_parse          (const char *text);
CfPersonName *cf_person_name_copy           (const CfPersonName *self);
void          cf_person_name_free           (CfPersonName *self);
gboolean      cf_person_name_equal          (const CfPersonName *a, const CfPersonName *b);
char         *cf_person_name_to_string      (const CfPersonName *self);
char         *cf_person_name_to_sort_string (const CfPersonName *self);
char         *cf_person_name_fold           (const CfPersonName *self);
gboolean      cf_person_name_is_suffix      (const char *word);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfPersonName, cf_person_name_free)

G_END_DECLS
