/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-currency.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#define UNLISTED_DIGITS 2

/* The active currencies of ISO 4217 that a shop can be paid in, by code; the symbols are those used at home,
 * since a shop has one currency only. */
static const CfCurrency currencies[] = {
  { "AED", "د.إ", N_("United Arab Emirates Dirham"), 2 },
  { "AFN", "؋", N_("Afghan Afghani"), 2 },
  { "ALL", "L", N_("Albanian Lek"), 2 },
  { "AMD", "֏", N_("Armenian Dram"), 2 },
  { "AOA", "Kz", N_("Angolan Kwanza"), 2 },
  { "ARS", "$", N_("Argentine Peso"), 2 },
  { "AUD", "$", N_("Australian Dollar"), 2 },
  { "AWG", "ƒ", N_("Aruban Florin"), 2 },
  { "AZN", "₼", N_("Azerbaijani Manat"), 2 },
  { "BAM", "KM", N_("Bosnian Convertible Mark"), 2 },
  { "BBD", "$", N_("Barbadian Dollar"), 2 },
  { "BDT", "৳", N_("Bangladeshi Taka"), 2 },
  { "BHD", "BD", N_("Bahraini Dinar"), 3 },
  { "BIF", "FBu", N_("Burundian Franc"), 0 },
  { "BMD", "$", N_("Bermudian Dollar"), 2 },
  { "BND", "$", N_("Brunei Dollar"), 2 },
  { "BOB", "Bs", N_("Bolivian Boliviano"), 2 },
  { "BRL", "R$", N_("Brazilian Real"), 2 },
  { "BSD", "$", N_("Bahamian Dollar"), 2 },
  { "BTN", "Nu.", N_("Bhutanese Ngultrum"), 2 },
  { "BWP", "P", N_("Botswana Pula"), 2 },
  { "BYN", "Br", N_("Belarusian Ruble"), 2 },
  { "BZD", "$", N_("Belize Dollar"), 2 },
  { "CAD", "$", N_("Canadian Dollar"), 2 },
  { "CDF", "FC", N_("Congolese Franc"), 2 },
  { "CHF", "CHF", N_("Swiss Franc"), 2 },
  { "CLP", "$", N_("Chilean Peso"), 0 },
  { "CNY", "¥", N_("Chinese Yuan"), 2 },
  { "COP", "$", N_("Colombian Peso"), 2 },
  { "CRC", "₡", N_("Costa Rican Colón"), 2 },
  { "CUP", "$", N_("Cuban Peso"), 2 },
  { "CVE", "Esc", N_("Cape Verdean Escudo"), 2 },
  { "CZK", "Kč", N_("Czech Koruna"), 2 },
  { "DJF", "Fdj", N_("Djiboutian Franc"), 0 },
  { "DKK", "kr", N_("Danish Krone"), 2 },
  { "DOP", "RD$", N_("Dominican Peso"), 2 },
  { "DZD", "DA", N_("Algerian Dinar"), 2 },
  { "EGP", "E£", N_("Egyptian Pound"), 2 },
  { "ERN", "Nfk", N_("Eritrean Nakfa"), 2 },
  { "ETB", "Br", N_("Ethiopian Birr"), 2 },
  { "EUR", "€", N_("Euro"), 2 },
  { "FJD", "$", N_("Fijian Dollar"), 2 },
  { "FKP", "£", N_("Falkland Islands Pound"), 2 },
  { "GBP", "£", N_("British Pound"), 2 },
  { "GEL", "₾", N_("Georgian Lari"), 2 },
  { "GHS", "GH₵", N_("Ghanaian Cedi"), 2 },
  { "GIP", "£", N_("Gibraltar Pound"), 2 },
  { "GMD", "D", N_("Gambian Dalasi"), 2 },
  { "GNF", "FG", N_("Guinean Franc"), 0 },
  { "GTQ", "Q", N_("Guatemalan Quetzal"), 2 },
  { "GYD", "$", N_("Guyanese Dollar"), 2 },
  { "HKD", "HK$", N_("Hong Kong Dollar"), 2 },
  { "HNL", "L", N_("Honduran Lempira"), 2 },
  { "HTG", "G", N_("Haitian Gourde"), 2 },
  { "HUF", "Ft", N_("Hungarian Forint"), 2 },
  { "IDR", "Rp", N_("Indonesian Rupiah"), 2 },
  { "ILS", "₪", N_("Israeli New Shekel"), 2 },
  { "INR", "₹", N_("Indian Rupee"), 2 },
  { "IQD", "IQD", N_("Iraqi Dinar"), 3 },
  { "IRR", "﷼", N_("Iranian Rial"), 2 },
  { "ISK", "kr", N_("Icelandic Króna"), 0 },
  { "JMD", "$", N_("Jamaican Dollar"), 2 },
  { "JOD", "JD", N_("Jordanian Dinar"), 3 },
  { "JPY", "¥", N_("Japanese Yen"), 0 },
  { "KES", "KSh", N_("Kenyan Shilling"), 2 },
  { "KGS", "сом", N_("Kyrgyzstani Som"), 2 },
  { "KHR", "៛", N_("Cambodian Riel"), 2 },
  { "KMF", "CF", N_("Comorian Franc"), 0 },
  { "KPW", "₩", N_("North Korean Won"), 2 },
  { "KRW", "₩", N_("South Korean Won"), 0 },
  { "KWD", "KD", N_("Kuwaiti Dinar"), 3 },
  { "KYD", "$", N_("Cayman Islands Dollar"), 2 },
  { "KZT", "₸", N_("Kazakhstani Tenge"), 2 },
  { "LAK", "₭", N_("Lao Kip"), 2 },
  { "LBP", "L£", N_("Lebanese Pound"), 2 },
  { "LKR", "Rs", N_("Sri Lankan Rupee"), 2 },
  { "LRD", "$", N_("Liberian Dollar"), 2 },
  { "LSL", "L", N_("Lesotho Loti"), 2 },
  { "LYD", "LD", N_("Libyan Dinar"), 3 },
  { "MAD", "DH", N_("Moroccan Dirham"), 2 },
  { "MDL", "L", N_("Moldovan Leu"), 2 },
  { "MGA", "Ar", N_("Malagasy Ariary"), 2 },
  { "MKD", "ден", N_("Macedonian Denar"), 2 },
  { "MMK", "K", N_("Myanmar Kyat"), 2 },
  { "MNT", "₮", N_("Mongolian Tögrög"), 2 },
  { "MOP", "MOP$", N_("Macanese Pataca"), 2 },
  { "MRU", "UM", N_("Mauritanian Ouguiya"), 2 },
  { "MUR", "Rs", N_("Mauritian Rupee"), 2 },
  { "MVR", "Rf", N_("Maldivian Rufiyaa"), 2 },
  { "MWK", "K", N_("Malawian Kwacha"), 2 },
  { "MXN", "$", N_("Mexican Peso"), 2 },
  { "MYR", "RM", N_("Malaysian Ringgit"), 2 },
  { "MZN", "MT", N_("Mozambican Metical"), 2 },
  { "NAD", "$", N_("Namibian Dollar"), 2 },
  { "NGN", "₦", N_("Nigerian Naira"), 2 },
  { "NIO", "C$", N_("Nicaraguan Córdoba"), 2 },
  { "NOK", "kr", N_("Norwegian Krone"), 2 },
  { "NPR", "रु", N_("Nepalese Rupee"), 2 },
  { "NZD", "$", N_("New Zealand Dollar"), 2 },
  { "OMR", "OMR", N_("Omani Rial"), 3 },
  { "PAB", "B/.", N_("Panamanian Balboa"), 2 },
  { "PEN", "S/", N_("Peruvian Sol"), 2 },
  { "PGK", "K", N_("Papua New Guinean Kina"), 2 },
  { "PHP", "₱", N_("Philippine Peso"), 2 },
  { "PKR", "Rs", N_("Pakistani Rupee"), 2 },
  { "PLN", "zł", N_("Polish Złoty"), 2 },
  { "PYG", "₲", N_("Paraguayan Guaraní"), 0 },
  { "QAR", "QR", N_("Qatari Riyal"), 2 },
  { "RON", "lei", N_("Romanian Leu"), 2 },
  { "RSD", "дин.", N_("Serbian Dinar"), 2 },
  { "RUB", "₽", N_("Russian Ruble"), 2 },
  { "RWF", "FRw", N_("Rwandan Franc"), 0 },
  { "SAR", "SAR", N_("Saudi Riyal"), 2 },
  { "SBD", "$", N_("Solomon Islands Dollar"), 2 },
  { "SCR", "SR", N_("Seychellois Rupee"), 2 },
  { "SDG", "SDG", N_("Sudanese Pound"), 2 },
  { "SEK", "kr", N_("Swedish Krona"), 2 },
  { "SGD", "$", N_("Singapore Dollar"), 2 },
  { "SHP", "£", N_("Saint Helena Pound"), 2 },
  { "SLE", "Le", N_("Sierra Leonean Leone"), 2 },
  { "SOS", "Sh", N_("Somali Shilling"), 2 },
  { "SRD", "$", N_("Surinamese Dollar"), 2 },
  { "SSP", "SSP", N_("South Sudanese Pound"), 2 },
  { "STN", "Db", N_("São Tomé and Príncipe Dobra"), 2 },
  { "SVC", "₡", N_("Salvadoran Colón"), 2 },
  { "SYP", "LS", N_("Syrian Pound"), 2 },
  { "SZL", "E", N_("Swazi Lilangeni"), 2 },
  { "THB", "฿", N_("Thai Baht"), 2 },
  { "TJS", "SM", N_("Tajikistani Somoni"), 2 },
  { "TMT", "m", N_("Turkmenistani Manat"), 2 },
  { "TND", "DT", N_("Tunisian Dinar"), 3 },
  { "TOP", "T$", N_("Tongan Paʻanga"), 2 },
  { "TRY", "₺", N_("Turkish Lira"), 2 },
  { "TTD", "$", N_("Trinidad and Tobago Dollar"), 2 },
  { "TWD", "NT$", N_("New Taiwan Dollar"), 2 },
  { "TZS", "TSh", N_("Tanzanian Shilling"), 2 },
  { "UAH", "₴", N_("Ukrainian Hryvnia"), 2 },
  { "UGX", "USh", N_("Ugandan Shilling"), 0 },
  { "USD", "$", N_("US Dollar"), 2 },
  { "UYU", "$", N_("Uruguayan Peso"), 2 },
  { "UZS", "soʻm", N_("Uzbekistani Som"), 2 },
  { "VED", "Bs.D", N_("Venezuelan Digital Bolívar"), 2 },
  { "VES", "Bs.", N_("Venezuelan Bolívar"), 2 },
  { "VND", "₫", N_("Vietnamese Dong"), 0 },
  { "VUV", "VT", N_("Vanuatu Vatu"), 0 },
  { "WST", "T", N_("Samoan Tālā"), 2 },
  { "XAF", "FCFA", N_("Central African CFA Franc"), 0 },
  { "XCD", "$", N_("East Caribbean Dollar"), 2 },
  { "XCG", "Cg", N_("Caribbean Guilder"), 2 },
  { "XOF", "F CFA", N_("West African CFA Franc"), 0 },
  { "XPF", "F", N_("CFP Franc"), 0 },
  { "YER", "YR", N_("Yemeni Rial"), 2 },
  { "ZAR", "R", N_("South African Rand"), 2 },
  { "ZMW", "K", N_("Zambian Kwacha"), 2 },
  { "ZWG", "ZiG", N_("Zimbabwe Gold"), 2 },
};

/* Codes that locales of older systems still name. */
static const struct
{
  const char *old_code;
  const char *code;
} replaced_codes[] = {
  { "ANG", "XCG" },
  { "BGN", "EUR" },
  { "HRK", "EUR" },
  { "SLL", "SLE" },
  { "ZWL", "ZWG" },
};

/* A shop may work with other digits than its currency has elsewhere, or with a currency that is not listed. */
static GHashTable *interned;

G_LOCK_DEFINE_STATIC (interned);

static int
compare_code (gconstpointer key,
              gconstpointer entry)
{
  return strcmp (key, ((const CfCurrency *) entry)->code);
}

/**
 * cf_currency_lookup:
 * @code: an ISO 4217 code, three capitals
 *
 * Returns: (nullable) (transfer none): the currency, valid for ever; %NULL where the code is not an active currency
 */
const CfCurrency *
cf_currency_lookup (const char *code)
{
  g_return_val_if_fail (code != NULL, NULL);

  return bsearch (code, currencies, G_N_ELEMENTS (currencies), sizeof currencies[0], compare_code);
}

static CfCurrency *
make_currency (const CfCurrency *listed,
               const char       *code,
               guint             digits)
{
  CfCurrency *made = g_new (CfCurrency, 1);

  if (listed != NULL)
    *made = *listed;
  else
    made->code = made->symbol = made->name = g_intern_string (code);
  made->digits = digits;

  return made;
}

/**
 * cf_currency_intern:
 * @code: the code of a currency, listed or not
 * @digits: digits behind the point; -1: those that it is listed with, 2 where it is not
 *
 * Finds the currency as a shop works with it. The same code and digits are the same currency: pointers can be compared.
 * Where it is not listed its code stands for symbol and name. Any thread.
 *
 * Returns: (transfer none): the currency, valid for ever
 */
const CfCurrency *
cf_currency_intern (const char *code,
                    int         digits)
{
  const CfCurrency *listed, *found;
  g_autofree char *key = NULL;

  g_return_val_if_fail (code != NULL, NULL);

  listed = cf_currency_lookup (code);
  if (digits < 0)
    digits = listed != NULL ? (int) listed->digits : UNLISTED_DIGITS;
  if (listed != NULL && (guint) digits == listed->digits)
    return listed;

  key = g_strdup_printf ("%d %s", digits, code);
  G_LOCK (interned);
  if (interned == NULL)
    interned = g_hash_table_new (g_str_hash, g_str_equal);
  found = g_hash_table_lookup (interned, key);
  if (found == NULL)
    {
      found = make_currency (listed, code, (guint) digits);
      g_hash_table_insert (interned, g_steal_pointer (&key), (gpointer) found);
    }
  G_UNLOCK (interned);

  return found;
}

/**
 * cf_currency_for_locale:
 *
 * Finds what to propose to a new shop: the currency of the locale (LC_MONETARY), the euro where it has none.
 *
 * Returns: (transfer none): the currency, valid for ever
 */
const CfCurrency *
cf_currency_for_locale (void)
{
  g_autofree char *code = g_strndup (localeconv ()->int_curr_symbol, 3);
  const CfCurrency *currency;

  for (guint i = 0; i < G_N_ELEMENTS (replaced_codes); i++)
    if (strcmp (code, replaced_codes[i].old_code) == 0)
      return cf_currency_lookup (replaced_codes[i].code);

  currency = cf_currency_lookup (code);

  return currency != NULL ? currency : cf_currency_lookup ("EUR");
}

/**
 * cf_currency_list:
 * @n_currencies: (out) (optional): how many there are
 *
 * Returns: (transfer none) (array length=n_currencies): all currencies by code, valid for ever
 */
const CfCurrency *
cf_currency_list (guint *n_currencies)
{
  if (n_currencies != NULL)
    *n_currencies = G_N_ELEMENTS (currencies);

  return currencies;
}
