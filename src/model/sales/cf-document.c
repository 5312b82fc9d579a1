/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-document-private.h"
#include "cf-error.h"

#include <glib/gi18n-lib.h>

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

static void
append_name (GString    *out,
             const char *name)
{
  if (out->len > 0 && out->str[out->len - 1] != '{')
    g_string_append_c (out, ',');

  g_string_append_c (out, '"');
  g_string_append (out, name);
  g_string_append (out, "\":");
}

static void
append_quoted (GString    *out,
               const char *value)
{
  g_string_append_c (out, '"');

  for (const char *p = value; *p != '\0'; p++)
    {
      guchar c = *p;

      if (c == '"' || c == '\\')
        g_string_append_c (out, '\\');

      if (c < 0x20 || c == 0x7f)
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_c (out, c);
    }

  g_string_append_c (out, '"');
}

static JsonNode *
get_value (JsonObject *object,
           const char *name,
           GType       type)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type ? node : NULL;
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_document_append_text:
 * @out: an object that is being written: it begins with a brace
 * @name: the member, plain ASCII
 * @value: (nullable): valid UTF-8; %NULL is JSON's null
 *
 * Adds a text.
 */
void
cf_document_append_text (GString    *out,
                         const char *name,
                         const char *value)
{
  append_name (out, name);

  if (value == NULL)
    g_string_append (out, "null");
  else
    append_quoted (out, value);
}

/**
 * cf_document_append_decimal:
 * @out: an object that is being written
 * @name: the member
 * @value: an exact number
 *
 * Adds a number as a string: no reader of JSON can turn it into a binary fraction then.
 */
void
cf_document_append_decimal (GString    *out,
                            const char *name,
                            CfDecimal   value)
{
  g_autofree char *text = cf_decimal_to_string (value);

  append_name (out, name);
  append_quoted (out, text);
}

/**
 * cf_document_append_int:
 * @out: an object that is being written
 * @name: the member
 * @value: a whole number
 *
 * Adds a whole number.
 */
void
cf_document_append_int (GString    *out,
                        const char *name,
                        gint64      value)
{
  append_name (out, name);
  g_string_append_printf (out, "%" G_GINT64_FORMAT, value);
}

/**
 * cf_document_append_bool:
 * @out: an object that is being written
 * @name: the member
 * @value: yes or no
 *
 * Adds a boolean.
 */
void
cf_document_append_bool (GString    *out,
                         const char *name,
                         gboolean    value)
{
  append_name (out, name);
  g_string_append (out, value ? "true" : "false");
}

/**
 * cf_document_fail:
 * @error: return location for a #GError
 *
 * Says that a document cannot be understood.
 *
 * Returns: %FALSE
 */
gboolean
cf_document_fail (GError **error)
{
  g_set_error_literal (error, CF_ERROR, CF_ERROR_INVALID,
                       _("A record of the till’s journal cannot be read. It is kept there as it is."));

  return FALSE;
}

/**
 * cf_document_parse:
 * @json: a document
 * @newest_version: the newest version that this program knows
 * @error: return location for a #GError
 *
 * Reads a document whose root is an object with a "version".
 *
 * Fails with %CF_ERROR_VERSION where a newer program wrote it, and with %CF_ERROR_INVALID where it is damaged.
 *
 * Returns: (transfer full) (nullable): the parser, which owns the object at its root
 */
JsonParser *
cf_document_parse (const char  *json,
                   gint64       newest_version,
                   GError     **error)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;
  gint64 version;

  if (!g_utf8_validate (json, -1, NULL) || !json_parser_load_from_data (parser, json, -1, NULL))
    return cf_document_fail (error), NULL;

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return cf_document_fail (error), NULL;

  version = cf_document_get_int (json_node_get_object (root), "version");
  if (version < 1)
    return cf_document_fail (error), NULL;

  if (version > newest_version)
    {
      g_set_error_literal (error, CF_ERROR, CF_ERROR_VERSION,
                           _("A newer version of Counterfoil wrote this record. It is kept; update Counterfoil to go on with it."));
      return NULL;
    }

  return g_steal_pointer (&parser);
}

/**
 * cf_document_get_text:
 * @object: an object
 * @name: a member
 *
 * Returns: (nullable): the text; %NULL where it is missing, null or something else
 */
const char *
cf_document_get_text (JsonObject *object,
                      const char *name)
{
  JsonNode *node = get_value (object, name, G_TYPE_STRING);

  return node != NULL ? json_node_get_string (node) : NULL;
}

/**
 * cf_document_get_int:
 * @object: an object
 * @name: a member
 *
 * Returns: the number; 0 where it is missing or something else
 */
gint64
cf_document_get_int (JsonObject *object,
                     const char *name)
{
  JsonNode *node = get_value (object, name, G_TYPE_INT64);

  return node != NULL ? json_node_get_int (node) : 0;
}

/**
 * cf_document_get_bool:
 * @object: an object
 * @name: a member
 *
 * Returns: the value; %FALSE where it is missing or something else
 */
gboolean
cf_document_get_bool (JsonObject *object,
                      const char *name)
{
  JsonNode *node = get_value (object, name, G_TYPE_BOOLEAN);

  return node != NULL && json_node_get_boolean (node);
}

/**
 * cf_document_get_decimal:
 * @object: an object
 * @name: a member
 * @out: (out caller-allocates): where the number goes; zero where there is none
 *
 * Returns: %TRUE if there is an exact number
 */
gboolean
cf_document_get_decimal (JsonObject *object,
                         const char *name,
                         CfDecimal  *out)
{
  const char *text = cf_document_get_text (object, name);

  *out = CF_DECIMAL_ZERO;

  return text != NULL && cf_decimal_parse (text, out, NULL);
}

/**
 * cf_document_get_array:
 * @object: an object
 * @name: a member
 *
 * Returns: (nullable) (transfer none): the array; %NULL where it is missing or something else
 */
JsonArray *
cf_document_get_array (JsonObject *object,
                       const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}
