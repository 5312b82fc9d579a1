/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-document-private.h"
#include "cf-shop.h"

#define SHOP_VERSION 1
#define MAX_DIGITS 4

struct _CfShop
{
  GObject parent_instance;

  char *id;
  char *name;
  char *time_zone;
  GTimeZone *zone;
  const CfCurrency *currency;   /* (unowned): static */
  int day_start_hour;
};

G_DEFINE_FINAL_TYPE (CfShop, cf_shop, G_TYPE_OBJECT)

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_shop_finalize (GObject *object)
{
  CfShop *self = CF_SHOP (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->time_zone);
  g_clear_pointer (&self->zone, g_time_zone_unref);

  G_OBJECT_CLASS (cf_shop_parent_class)->finalize (object);
}

static void
cf_shop_class_init (CfShopClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cf_shop_finalize;
}

static void
cf_shop_init (CfShop *self)
{
}

/* -------------------------------------------------------------------------------------------------
 * Auxiliary methods
 * ------------------------------------------------------------------------------------------------- */

/* Documents of earlier versions do not have them. */
static int
read_digits (JsonObject *object)
{
  return json_object_has_member (object, "digits") ? cf_document_get_int (object, "digits") : -1;
}

/* A shop may have been set up by SQL with any name of a zone; the server would have refused one that it does not know. */
static GTimeZone *
find_zone (const char *name)
{
  GTimeZone *zone = g_time_zone_new_identifier (name);

  return zone != NULL ? zone : g_time_zone_new_local ();
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_shop_new:
 * @id: the shop's UUID
 * @name: what people call it
 * @currency: ISO 4217 code
 * @digits: its digits behind the point in this shop, 0 to 4; -1: those that the currency is listed with
 * @time_zone: "Europe/London"
 * @day_start_hour: the hour at which the business day begins, 0 to 23
 *
 * Reads the time zone from a file: not to be called in the UI thread.
 *
 * Returns: (transfer full): the shop
 */
CfShop *
cf_shop_new (const char *id,
             const char *name,
             const char *currency,
             int         digits,
             const char *time_zone,
             int         day_start_hour)
{
  CfShop *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (currency != NULL, NULL);

  self = g_object_new (CF_TYPE_SHOP, NULL);
  self->id = g_strdup (id);
  self->name = g_strdup (name != NULL ? name : "");
  self->time_zone = g_strdup (time_zone != NULL ? time_zone : "UTC");
  self->day_start_hour = day_start_hour;
  self->zone = find_zone (self->time_zone);
  /* It may have been set up by SQL with any currency. What the shop says of the digits goes before what the currency has
   * elsewhere, for the server works with them. */
  self->currency = cf_currency_intern (currency, digits <= MAX_DIGITS ? digits : -1);

  return self;
}

/**
 * cf_shop_new_from_json:
 * @json: the document of cf_shop_to_json()
 * @error: return location for a #GError
 *
 * Reads back what the till knew of its shop. As cf_shop_new(), not to be called in the UI thread.
 *
 * Fails with %CF_ERROR_VERSION where a newer program wrote it, and with %CF_ERROR_INVALID where it is damaged.
 *
 * Returns: (transfer full) (nullable): the shop
 */
CfShop *
cf_shop_new_from_json (const char  *json,
                       GError     **error)
{
  g_autoptr(JsonParser) parser = NULL;
  JsonObject *object;
  const char *id, *currency;

  g_return_val_if_fail (json != NULL, NULL);

  parser = cf_document_parse (json, SHOP_VERSION, error);
  if (parser == NULL)
    return NULL;

  object = json_node_get_object (json_parser_get_root (parser));
  id = cf_document_get_text (object, "id");
  currency = cf_document_get_text (object, "currency");
  if (id == NULL || currency == NULL)
    return cf_document_fail (error), NULL;

  return cf_shop_new (id, cf_document_get_text (object, "name"), currency, read_digits (object),
                      cf_document_get_text (object, "time_zone"), cf_document_get_int (object, "day_start_hour"));
}

/**
 * cf_shop_to_json:
 * @self: a shop
 *
 * Returns: (transfer full): the document by which the journal remembers the shop while no server answers
 */
char *
cf_shop_to_json (CfShop *self)
{
  GString *out;

  g_return_val_if_fail (CF_IS_SHOP (self), NULL);

  out = g_string_new ("{");
  cf_document_append_int (out, "version", SHOP_VERSION);
  cf_document_append_text (out, "id", self->id);
  cf_document_append_text (out, "name", self->name);
  cf_document_append_text (out, "currency", self->currency->code);
  cf_document_append_int (out, "digits", self->currency->digits);
  cf_document_append_text (out, "time_zone", self->time_zone);
  cf_document_append_int (out, "day_start_hour", self->day_start_hour);
  g_string_append_c (out, '}');

  return g_string_free (out, FALSE);
}

/**
 * cf_shop_get_id:
 * @self: a shop
 *
 * Returns: the UUID by which a journal knows its shop
 */
const char *
cf_shop_get_id (CfShop *self)
{
  g_return_val_if_fail (CF_IS_SHOP (self), NULL);

  return self->id;
}

/**
 * cf_shop_get_name:
 * @self: a shop
 *
 * Returns: what people call it
 */
const char *
cf_shop_get_name (CfShop *self)
{
  g_return_val_if_fail (CF_IS_SHOP (self), NULL);

  return self->name;
}

/**
 * cf_shop_get_currency:
 * @self: a shop
 *
 * Returns: (transfer none): the currency, valid for ever
 */
const CfCurrency *
cf_shop_get_currency (CfShop *self)
{
  g_return_val_if_fail (CF_IS_SHOP (self), NULL);

  return self->currency;
}

/**
 * cf_shop_get_time_zone:
 * @self: a shop
 *
 * Returns: the name of the time zone in which its business days are counted
 */
const char *
cf_shop_get_time_zone (CfShop *self)
{
  g_return_val_if_fail (CF_IS_SHOP (self), NULL);

  return self->time_zone;
}

/**
 * cf_shop_get_zone:
 * @self: a shop
 *
 * Returns: (transfer none): the time zone itself; this computer's where it is not known here
 */
GTimeZone *
cf_shop_get_zone (CfShop *self)
{
  g_return_val_if_fail (CF_IS_SHOP (self), NULL);

  return self->zone;
}

/**
 * cf_shop_get_day_start:
 * @self: a shop
 *
 * Returns: the hour at which the business day begins
 */
int
cf_shop_get_day_start (CfShop *self)
{
  g_return_val_if_fail (CF_IS_SHOP (self), 0);

  return self->day_start_hour;
}

/**
 * cf_shop_get_business_day:
 * @self: a shop
 * @moment: microseconds since 1970
 * @day: (out caller-allocates): the business day on which it falls; cleared where no calendar has it
 *
 * Counts as the server does, by the clock on the shop's wall: also on the night in which it is put forward or back.
 */
void
cf_shop_get_business_day (CfShop *self,
                          gint64  moment,
                          GDate  *day)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (moment / G_USEC_PER_SEC);
  g_autoptr(GDateTime) wall = NULL;

  g_return_if_fail (CF_IS_SHOP (self));
  g_return_if_fail (day != NULL);

  g_date_clear (day, 1);
  wall = utc != NULL ? g_date_time_to_timezone (utc, self->zone) : NULL;
  if (wall == NULL)
    return;

  g_date_set_dmy (day, (GDateDay) g_date_time_get_day_of_month (wall), (GDateMonth) g_date_time_get_month (wall),
                  (GDateYear) g_date_time_get_year (wall));
  if (g_date_time_get_hour (wall) < self->day_start_hour)
    g_date_subtract_days (day, 1);
}

/**
 * cf_shop_equal:
 * @self: a shop
 * @other: another object
 *
 * Returns: whether both say the same
 */
gboolean
cf_shop_equal (CfShop *self,
               CfShop *other)
{
  g_return_val_if_fail (CF_IS_SHOP (self), FALSE);
  g_return_val_if_fail (CF_IS_SHOP (other), FALSE);

  return g_str_equal (self->id, other->id) && g_str_equal (self->name, other->name)
         && g_str_equal (self->time_zone, other->time_zone) && self->currency == other->currency
         && self->day_start_hour == other->day_start_hour;
}
