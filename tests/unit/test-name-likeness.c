/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Who is asked "Did you mean …?": for a name misspelt, and not for every name that has a word in common. */

#include "cf-name-likeness.h"

typedef struct
{
  const char *one;
  const char *other;
} Pair;

static void
assert_like (const Pair *pairs,
             guint       n,
             gboolean    expected)
{
  for (guint i = 0; i < n; i++)
    {
      g_test_message ("%s / %s", pairs[i].one, pairs[i].other);
      g_assert_cmpint (cf_name_is_like (pairs[i].one, pairs[i].other), ==, expected);
    }
}

static void
assert_like_both_ways (const Pair *pairs,
                       guint       n,
                       gboolean    expected)
{
  assert_like (pairs, n, expected);
  for (guint i = 0; i < n; i++)
    assert_like (&(Pair) { pairs[i].other, pairs[i].one }, 1, expected);
}

static void
test_misspelt (void)
{
  static const Pair pairs[] = {
    { "Abecassis", "Abécassis" },
    { "Eliette Abecasis", "Eliette Abécassis" },
    { "Steven King", "Stephen King" },
    { "Kate Quin", "Kate Quinn" },
    { "Kate Qiunn", "Kate Quinn" },
    { "Stehpen King", "Stephen King" },
    { "Neil Gaimann", "Neil Gaiman" },
    { "Jon Ronson", "John Ronson" },
    { "Ann Patchet", "Ann Patchett" },
    { "Leo Tolstoi", "Leo Tolstoy" },
    { "Geoffrey Eugenides", "Jeffrey Eugenides" },
    { "Malcom X", "Malcolm X" },
    { "Homr", "Homer" },
    { "Михаил Булгаков", "Михаил Булгакав" },
  };

  assert_like_both_ways (pairs, G_N_ELEMENTS (pairs), TRUE);
}

static void
test_written_otherwise (void)
{
  static const Pair pairs[] = {
    { "King Stephen", "Stephen King" },
    { "JRR Tolkien", "J. R. R. Tolkien" },
    { "J. R. R. Tolkien", "John Ronald Reuel Tolkien" },
    { "Joanne Rowling", "J.K. Rowling" },
    { "Stephen Edwin King", "Stephen King" },
    { "Scott Fitzgerald", "F. Scott Fitzgerald" },
    { "Maryann Evans", "Mary Ann Evans" },
    { "Kurt Vonnegut", "Kurt Vonnegut Jr." },
    { "Chris Paolini", "Christopher Paolini" },
  };

  assert_like_both_ways (pairs, G_N_ELEMENTS (pairs), TRUE);
}

static void
test_another_one (void)
{
  static const Pair pairs[] = {
    { "X Y", "Malcolm X" },
    { "Stephen King", "Stephen Hawking" },
    { "John Smith", "John Grisham" },
    { "John Smith", "Jane Smith" },
    { "Dan Brown", "Don Brown" },
    { "John Milton", "John Bolton" },
    { "William Golding", "William Goldman" },
    { "Thomas Harris", "Thomas H. Johnson" },
    { "E.L. James", "James Ellroy" },
    { "Karl Marx", "Mary Karr" },
    { "O. Henry", "Henry James" },
    { "Plato", "Sylvia Plath" },
    { "", "Plato" },
    { "…", "…" },
  };

  assert_like_both_ways (pairs, G_N_ELEMENTS (pairs), FALSE);
}

/* Only one name is typed: a long one that is misspelt still finds its person, who is not found by one that is half a name. */
static void
test_one_name (void)
{
  static const Pair like[] = { { "Abecasis", "Eliette Abécassis" }, { "Gaimann", "Neil Gaiman" } };
  static const Pair unlike[] = { { "Banksy", "Iain Banks" }, { "Kin", "Stephen King" } };

  assert_like (like, G_N_ELEMENTS (like), TRUE);
  assert_like (unlike, G_N_ELEMENTS (unlike), FALSE);
}

/* Nothing that somebody pastes is too long for it. */
static void
test_long (void)
{
  g_autofree char *word = g_strnfill (10 * 1024 * 1024, 'a');
  g_autoptr (GString) words = g_string_new (NULL);

  for (guint i = 0; i < 100000; i++)
    g_string_append (words, "a ");
  g_assert_false (cf_name_is_like (word, "Kate Quinn"));
  g_assert_false (cf_name_is_like ("Kate Quinn", word));
  g_assert_false (cf_name_is_like (words->str, words->str));
  g_assert_false (cf_name_is_like ("\xff", "\xff"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/name-likeness/misspelt", test_misspelt);
  g_test_add_func ("/name-likeness/written-otherwise", test_written_otherwise);
  g_test_add_func ("/name-likeness/another-one", test_another_one);
  g_test_add_func ("/name-likeness/one-name", test_one_name);
  g_test_add_func ("/name-likeness/long", test_long);

  return g_test_run ();
}
