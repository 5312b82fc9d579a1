/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-fold.h"
#include "cf-person-name.h"
#include "cf-role.h"
#include "cf-text.h"

#include <locale.h>
#include <string.h>

static void
assert_name (const CfPersonName *name,
             const char         *first,
             const char         *last)
{
  g_assert_nonnull (name);
  g_assert_cmpstr (name->first_name, ==, first);
  g_assert_cmpstr (name->last_name, ==, last);
}

static void
test_tidy (void)
{
  static const char *const cases[][2] = {
    { "", "" },
    { " \t\r\n\u00a0\u3000\u2028\xc2\x85 ", "" },
    { "The Huntress", "The Huntress" },
    { " The Huntress", "The Huntress" },
    { "The Huntress ", "The Huntress" },
    { "The  Huntress", "The Huntress" },
    { " ", "" },
    { "  The\t\tHuntress \n", "The Huntress" },
    { "a\u00a0\u2009b", "a b" },
    { "\u202eabc\u202c", "abc" },
    { "\ufeff\u200fa\u200b\u00adb\x01\x7f" "c", "abc" },
    { "e\u0301", "\u00e9" },
    { "e\u200b\u0301", "\u00e9" },
    /* A zero-width non-joiner is part of the spelling within a word only. */
    { "\u200cعلی\u200cرضا\u200c", "علی\u200cرضا" },
    { "a\u200c b", "a b" },
    { "a\xff" "b", "a\xef\xbf\xbd" "b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *tidy = cf_text_tidy (cases[i][0]);
      g_autofree char *again = cf_text_tidy (tidy);

      g_assert_cmpstr (tidy, ==, cases[i][1]);
      g_assert_cmpstr (again, ==, tidy);
    }
}

static void
test_list (void)
{
  g_autoptr (GString) list = g_string_new (NULL);

  cf_text_list (list, "price");
  g_assert_cmpstr (list->str, ==, "price");
  cf_text_list (list, "100%");
  cf_text_list (list, "");
  g_assert_cmpstr (list->str, ==, "price, 100%, ");
}

/* What is written the other way stands by itself within a sentence, and nothing in it turns what follows. */
static void
test_embed (void)
{
  static const char *const cases[][2] = {
    { "", "" },
    { "The Huntress (2nd, 560)", "The Huntress (2nd, 560)" },
    { "Éducation européenne", "Éducation européenne" },
    { "1984", "1984" },
    { "الأيام", "\u2068الأيام\u2069" },
    { "ימים (2)", "\u2068ימים (2)\u2069" },
    { "C++ بالعربية", "\u2068C++ بالعربية\u2069" },
    { "Emma\u202e\u2066", "Emma" },
    { "الأيام\u2069, 2", "\u2068الأيام, 2\u2069" },
    { "a\xff" "b", "a\xef\xbf\xbd" "b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *embedded = cf_text_embed (cases[i][0]);

      g_assert_cmpstr (embedded, ==, cases[i][1]);
    }
}

static void
test_parse (void)
{
  static const char *const cases[][3] = {
    { "Kate Quinn", "Kate", "Quinn" },
    { "Quinn, Kate", "Kate", "Quinn" },
    { "  Quinn ,Kate  ", "Kate", "Quinn" },
    { "Quinn, Kate,", "Kate", "Quinn" },
    { "Kate\t \nQuinn", "Kate", "Quinn" },
    { "Plato", "", "Plato" },
    { "Plato,", "", "Plato" },
    { ", Cher", "Cher", "" },
    { "J.R.R. Tolkien", "J.R.R.", "Tolkien" },
    { "J. R. R. Tolkien", "J. R. R.", "Tolkien" },
    { "Tolkien, J.R.R.", "J.R.R.", "Tolkien" },
    { "Gabriel García Márquez", "Gabriel García", "Márquez" },
    { "García Márquez, Gabriel", "Gabriel", "García Márquez" },
    { "Flannery O'Connor", "Flannery", "O'Connor" },
    { "Antoine de Saint-Exupéry", "Antoine", "de Saint-Exupéry" },

    { "Jan van der Berg", "Jan", "van der Berg" },
    { "van der Berg, Jan", "Jan", "van der Berg" },
    { "van der Berg", "", "van der Berg" },
    { "Berg, Jan van der", "Jan van der", "Berg" },
    { "Melissa de la Cruz", "Melissa", "de la Cruz" },
    { "Miguel de Cervantes Saavedra", "Miguel", "de Cervantes Saavedra" },
    { "Corrie ten Boom", "Corrie", "ten Boom" },
    { "Ulrich von und zu Hutten", "Ulrich", "von und zu Hutten" },
    { "Muhammad ibn Musa al-Khwarizmi", "Muhammad", "ibn Musa al-Khwarizmi" },
    { "Naguib al-Mahfouz", "Naguib", "al-Mahfouz" },
    { "José Ortega y Gasset", "José", "Ortega y Gasset" },
    { "Ramón y Cajal", "", "Ramón y Cajal" },
    { "Ursula K. Le Guin", "Ursula K.", "Le Guin" },
    { "Chris Van Allsburg", "Chris", "Van Allsburg" },
    { "JAN VAN DER BERG", "JAN", "VAN DER BERG" },
    { "Van Morrison", "Van", "Morrison" },
    { "Emily St. John Mandel", "Emily St. John", "Mandel" },
    { "Chungliang Al Huang", "Chungliang Al", "Huang" },

    { "Martin Luther King Jr.", "Martin Luther", "King Jr." },
    { "Martin Luther King, Jr.", "Martin Luther", "King Jr." },
    { "King, Martin Luther, Jr.", "Martin Luther", "King Jr." },
    { "King Jr., Martin Luther", "Martin Luther", "King Jr." },
    { "King, Jr., Martin Luther", "Martin Luther", "King Jr." },
    { "King, Jr.", "", "King Jr." },
    { "Malcolm Jones III", "Malcolm", "Jones III" },
    { "Elizabeth II", "", "Elizabeth II" },
    { "Jr.", "", "Jr." },
    { "Jan van der Berg Sr", "Jan", "van der Berg Sr" },
    { "Naipaul, V", "V", "Naipaul" },

    { "Better Homes and Gardens,", "", "Better Homes and Gardens" },
    { "Smith, , John", "John", "Smith" },
    { "Foo, Inc.,, Bar", "Bar", "Foo, Inc." },
    { "Tolkien, J. R. R., 1892-1973", "J. R. R., 1892-1973", "Tolkien" },
    { "\u202bדוד גרוסמן\u202c", "דוד", "גרוסמן" },
    { "村上春樹", "", "村上春樹" },
    { "Robert'); DROP TABLE authors; --", "Robert'); DROP TABLE authors;", "--" },
  };
  static const char *const nothing[] = { NULL, "", "   ", ",", " , , ,", "\x01\x02", "\u200f\u200e", "\u200c" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CfPersonName) name = cf_person_name_parse (cases[i][0]);

      g_test_message ("%s", cases[i][0]);
      assert_name (name, cases[i][1], cases[i][2]);
    }

  for (guint i = 0; i < G_N_ELEMENTS (nothing); i++)
    g_assert_null (cf_person_name_parse (nothing[i]));
}

static void
test_new (void)
{
  g_autoptr (CfPersonName) tidy = cf_person_name_new (" Kate\n", "Quinn ,");
  g_autoptr (CfPersonName) first_only = cf_person_name_new ("Cher", NULL);
  g_autoptr (CfPersonName) commas = cf_person_name_new (NULL, ", Foo,,Bar , ,Baz, Inc.");

  assert_name (tidy, "Kate", "Quinn");
  assert_name (first_only, "Cher", "");
  assert_name (commas, "", "Foo, Bar, Baz, Inc.");
  g_assert_null (cf_person_name_new (NULL, NULL));
  g_assert_null (cf_person_name_new (" ", "\u200f,"));
}

static void
test_print (void)
{
  static const char *const cases[][4] = {
    { "Kate", "Quinn", "Kate Quinn", "Quinn, Kate" },
    { "", "Plato", "Plato", "Plato" },
    { "Cher", "", "Cher", ", Cher" },
    { "Jan", "van der Berg", "Jan van der Berg", "van der Berg, Jan" },
    { "", "van der Berg", "van der Berg", "van der Berg" },
    { "Martin Luther", "King Jr.", "Martin Luther King Jr.", "King Jr., Martin Luther" },
    { "", "Better Homes and Gardens", "Better Homes and Gardens", "Better Homes and Gardens," },
    { "", "Foo, Inc.", "Foo, Inc.", "Foo, Inc.,," },
    { "Bar", "Foo, Inc.", "Bar Foo, Inc.", "Foo, Inc.,, Bar" },
    { "Jr.", "King", "Jr. King", "King,, Jr." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CfPersonName) name = cf_person_name_new (cases[i][0], cases[i][1]);
      g_autofree char *natural = cf_person_name_to_string (name);
      g_autofree char *sorted = cf_person_name_to_sort_string (name);

      g_assert_cmpstr (natural, ==, cases[i][2]);
      g_assert_cmpstr (sorted, ==, cases[i][3]);
    }
}

static char *
random_part (void)
{
  static const char *const pieces[] = {
    "Kate", "Quinn", "J.", "R.", "van", "der", "Van", "de", "y", "e", "Jr.", "Jr", "III", "Inc.", ",", ",", ", ", ",,", " ", " ", " ", "-", "'",
    ";", "\"", "{", "}", "\\", "&", "and", "others", "é", "e\u0301", "\u200f", "\u200c", "\t", "\n", "\x01", "\xff", "村上", "🦊", "1892-1973", "(ed.)",
  };
  GString *part = g_string_new (NULL);

  for (int n = g_test_rand_int_range (0, 7); n > 0; n--)
    g_string_append (part, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);

  return g_string_free (part, FALSE);
}

static void
test_round_trip (void)
{
  guint n_names = 0;

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *first = random_part ();
      g_autofree char *last = random_part ();
      g_autoptr (CfPersonName) name = cf_person_name_new (first, last);
      g_autoptr (CfPersonName) again = NULL;
      g_autoptr (CfPersonName) read = NULL;
      g_autofree char *sorted = NULL;

      if (name == NULL)
        continue;

      n_names++;
      sorted = cf_person_name_to_sort_string (name);
      read = cf_person_name_parse (sorted);
      assert_name (read, name->first_name, name->last_name);
      again = cf_person_name_new (name->first_name, name->last_name);
      assert_name (again, name->first_name, name->last_name);
    }

  g_assert_cmpuint (n_names, >, 10000);
}

static void
test_any_text (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *first = random_part ();
      g_autofree char *last = random_part ();
      g_autofree char *text = g_strconcat (first, last, NULL);
      g_autoptr (CfPersonName) name = cf_person_name_parse (text);
      g_autoptr (CfPersonName) copy = cf_person_name_copy (name);
      g_autoptr (CfPersonName) read = NULL;
      g_autofree char *sorted = NULL;

      if (name == NULL)
        continue;

      g_assert_true (g_utf8_validate (name->first_name, -1, NULL) && g_utf8_validate (name->last_name, -1, NULL));
      g_assert_true (cf_person_name_equal (name, copy));
      sorted = cf_person_name_to_sort_string (name);
      read = cf_person_name_parse (sorted);
      assert_name (read, name->first_name, name->last_name);
    }
}

static void
test_long (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CfPersonName) name = NULL;
  g_autofree char *word = g_strnfill (10 * 1024 * 1024, 'x');
  g_autoptr (CfPersonName) one_word = cf_person_name_parse (word);
  g_autofree char *sorted = NULL;

  while (text->len < 128 * 1024)
    g_string_append (text, "a, de la , ");
  name = cf_person_name_parse (text->str);
  sorted = cf_person_name_to_sort_string (name);

  g_assert_cmpstr (name->last_name, ==, "a");
  g_assert_cmpuint (strlen (name->first_name), >, text->len / 2);
  assert_name (one_word, "", word);
}

static void
assert_same (const char *a,
             const char *b)
{
  g_autoptr (CfPersonName) name_a = cf_person_name_parse (a);
  g_autoptr (CfPersonName) name_b = cf_person_name_parse (b);
  g_autofree char *key_a = cf_person_name_fold (name_a);
  g_autofree char *key_b = cf_person_name_fold (name_b);

  g_assert_cmpstr (key_a, ==, key_b);
}

static void
test_fold (void)
{
  g_autofree char *band = cf_fold_name (" !!! ");
  g_autofree char *other_band = cf_fold_name ("+/-");
  g_autofree char *key = NULL;
  g_autoptr (CfPersonName) name = cf_person_name_parse ("J. R. R. Tolkien");

  assert_same ("José García", "JOSE GARCIA");
  assert_same ("José García", "josé  garcía");
  assert_same ("J.R.R. Tolkien", "J. R. R. Tolkien");
  assert_same ("J.R.R. Tolkien", "Tolkien, J R R");
  assert_same ("J.R.R. Tolkien", "JRR Tolkien");
  assert_same ("Flannery O'Connor", "Flannery O’Connor");
  assert_same ("Flannery O'Connor", "flannery oconnor");
  assert_same ("King, Martin Luther, Jr.", "Martin Luther King Jr");
  assert_same ("Antoine de Saint-Exupéry", "antoine de saint exupery");

  key = cf_person_name_fold (name);
  g_assert_cmpstr (key, ==, "tolkien, jrr");
  g_assert_cmpstr (band, ==, "!!!");
  g_assert_cmpstr (other_band, ==, "+/-");
}

static void
test_roles (void)
{
  static const struct
  {
    const char *text;
    CfRole      role;
  } words[] = {
    { "author", CF_ROLE_AUTHOR },
    { "Editor", CF_ROLE_EDITOR },
    { "(eds.)", CF_ROLE_EDITOR },
    { "edt", CF_ROLE_EDITOR },
    { "Translator", CF_ROLE_TRANSLATOR },
    { "Übers.", CF_ROLE_TRANSLATOR },
    { "trl", CF_ROLE_TRANSLATOR },
    { "illustrated by", CF_ROLE_ILLUSTRATOR },
    { "ILL", CF_ROLE_ILLUSTRATOR },
    { "ctb", CF_ROLE_CONTRIBUTOR },
  };
  static const char *const relators[CF_N_ROLES] = { "aut", "edt", "trl", "ill", "ctb" };
  CfRole role = CF_N_ROLES;

  for (guint i = 0; i < CF_N_ROLES; i++)
    {
      g_assert_cmpint (cf_role_from_string (cf_role_to_string (i)), ==, i);
      g_assert_true (cf_role_parse (relators[i], &role));
      g_assert_cmpint (role, ==, i);
    }
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_assert_true (cf_role_parse (words[i].text, &role));
      g_assert_cmpint (role, ==, words[i].role);
    }

  g_assert_cmpint (cf_role_from_string (NULL), ==, CF_ROLE_AUTHOR);
  g_assert_cmpint (cf_role_from_string ("printer"), ==, CF_ROLE_CONTRIBUTOR);
  g_assert_false (cf_role_parse ("Jr.", &role));
  g_assert_false (cf_role_parse ("", &role));
  g_assert_false (cf_role_parse (NULL, &role));
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text/tidy", test_tidy);
  g_test_add_func ("/text/list", test_list);
  g_test_add_func ("/text/embed", test_embed);
  g_test_add_func ("/person-name/parse", test_parse);
  g_test_add_func ("/person-name/new", test_new);
  g_test_add_func ("/person-name/print", test_print);
  g_test_add_func ("/person-name/round-trip", test_round_trip);
  g_test_add_func ("/person-name/any-text", test_any_text);
  g_test_add_func ("/person-name/long", test_long);
  g_test_add_func ("/person-name/fold", test_fold);
  g_test_add_func ("/role", test_roles);

  return g_test_run ();
}
