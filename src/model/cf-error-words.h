/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CfErrorDoing:
 * @CF_ERROR_READING: a list or a record was being read
 * @CF_ERROR_SAVING: something that a person changed was being stored
 *
 * During what an error came up.
 */
typedef enum
{
  CF_ERROR_READING,
  CF_ERROR_SAVING,
} CfErrorDoing;

char *cf_error_words_sentence (const GError *error, CfErrorDoing doing);
char *cf_error_words_details  (const GError *error);

G_END_DECLS
