/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a line that is stored may become. */

#include <string.h>

#include "cf-error.h"
#include "cf-sale.h"
#include "cf-test-utils.h"

static CfSale *
new_sale (CfDecimal quantity,
          CfDecimal price)
{
  CfSaleFields fields = { .quantity = quantity, .price = price, .has_quantity = TRUE, .has_price = TRUE };

  return cf_sale_new (&fields);
}

/* @sentence: nullable: it may */
static void
assert_edit (CfSale     *sale,
             CfSaleEdit  edit,
             const char *sentence)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cf_sale_check_edit (sale, &edit, &error) == (sentence == NULL));
  if (sentence == NULL)
    g_assert_no_error (error);
  else
    g_assert_nonnull (strstr (error->message, sentence));
  if (error != NULL)
    g_assert_nonnull (strstr (error->message, "Nothing was stored"));
}

static void
test_quantity (void)
{
  const struct
  {
    CfDecimal   quantity;
    const char *sentence;       /* nullable: it is taken */
  } cases[] = {
    { { 0, 0 }, "delete the line instead" },
    { { 0, 3 }, "delete the line instead" },
    { { 9999999, 0 }, NULL },
    { { 10000000, 0 }, "too large" },
    { { 99999990005, 4 }, "at most three decimals" },
    { { 1234, 3 }, NULL },
    { { 12340, 4 }, NULL },
    { { 12345, 4 }, "at most three decimals" },
    { { -1, 0 }, "is a return" },
  };
  g_autoptr (CfSale) sale = new_sale (CF_DECIMAL_INT (3), CF_DECIMAL_INT (2));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_edit (sale, (CfSaleEdit) { .quantity = &cases[i].quantity }, cases[i].sentence);
}

static void
test_price (void)
{
  const CfDecimal below = { -500, 2 }, nothing = { 0, 0 }, most = { 999999999999, 0 }, more = { 99999999999901, 2 };
  g_autoptr (CfSale) sale = new_sale (CF_DECIMAL_INT (3), CF_DECIMAL_INT (2));

  assert_edit (sale, (CfSaleEdit) { .price = &below }, "cannot be below zero");
  assert_edit (sale, (CfSaleEdit) { .price = &nothing }, NULL);
  assert_edit (sale, (CfSaleEdit) { .price = &most }, NULL);
  assert_edit (sale, (CfSaleEdit) { .price = &more }, "too large");
}

static void
test_discount (void)
{
  const CfDecimal all = CF_DECIMAL_ONE, more = { 101, 2 }, below = { -1, 2 };
  g_autoptr (CfSale) sale = new_sale (CF_DECIMAL_INT (3), CF_DECIMAL_INT (2));

  assert_edit (sale, (CfSaleEdit) { .discount = &all }, NULL);
  assert_edit (sale, (CfSaleEdit) { .discount = &more }, "between 0 and 100\u202f%");
  assert_edit (sale, (CfSaleEdit) { .discount = &below }, "between 0 and 100\u202f%");
}

/* A return of an import stays one, and may be corrected. */
static void
test_signs (void)
{
  const CfDecimal two = CF_DECIMAL_INT (2), back = CF_DECIMAL_INT (-2), far = CF_DECIMAL_INT (-10000000), price = { -1250, 2 };
  g_autoptr (CfSale) taken_back = new_sale (CF_DECIMAL_INT (-1), CF_DECIMAL_INT (2));
  g_autoptr (CfSale) debt = new_sale (CF_DECIMAL_INT (1), (CfDecimal) { -1106206, 2 });

  assert_edit (taken_back, (CfSaleEdit) { .quantity = &back }, NULL);
  assert_edit (taken_back, (CfSaleEdit) { .quantity = &two }, NULL);
  assert_edit (taken_back, (CfSaleEdit) { .quantity = &far }, "too large");
  assert_edit (taken_back, (CfSaleEdit) { .price = &price }, "cannot be below zero");
  assert_edit (debt, (CfSaleEdit) { .price = &price }, NULL);
  assert_edit (debt, (CfSaleEdit) { .quantity = &back }, "is a return");
}

/* What others stored against the rules is not changed by saying it again; nor does a line without numbers take what is none. */
static void
test_odd (void)
{
  const CfDecimal nothing = CF_DECIMAL_ZERO, fine = { 12345, 4 }, back = CF_DECIMAL_INT (-1);
  g_autoptr (CfSale) empty = new_sale (nothing, nothing);
  g_autoptr (CfSale) weighed = new_sale (fine, CF_DECIMAL_INT (1));
  CfSaleFields fields = { .quantity_text = g_strdup ("NaN") };
  g_autoptr (CfSale) unknown = cf_sale_new (&fields);

  assert_edit (empty, (CfSaleEdit) { .quantity = &nothing }, NULL);
  assert_edit (weighed, (CfSaleEdit) { .quantity = &fine }, NULL);
  assert_edit (unknown, (CfSaleEdit) { .quantity = &back }, "is a return");
  assert_edit (unknown, (CfSaleEdit) { .quantity = &nothing }, "delete the line instead");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sale/quantity", test_quantity);
  g_test_add_func ("/sale/price", test_price);
  g_test_add_func ("/sale/discount", test_discount);
  g_test_add_func ("/sale/signs", test_signs);
  g_test_add_func ("/sale/odd", test_odd);

  return g_test_run ();
}
