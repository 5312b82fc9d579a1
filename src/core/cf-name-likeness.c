/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-name-likeness.h"

#include "cf-fold.h"
#include "cf-person-name.h"

/* What is longer is no word that somebody mistypes, and a name of more words none that is compared. */
#define MAX_LETTERS 32
#define MAX_WORDS 8

/* So many slips are one name misspelt: "Steven" for "Stephen" are two. */
#define MAX_SLIPS 2

/* Where the last name may stand first too, there are more ways to be like another one. */
#define MAX_SLIPS_TURNED 1

/* More than any name costs. */
#define NOT_LIKE 100

typedef struct
{
  gunichar letters[MAX_LETTERS];
  guint    n;
} Word;

typedef struct
{
  Word  words[MAX_WORDS];
  guint n;
} Name;

/* -------------------------------------------------------------------------------------------------
 * Words
 * ------------------------------------------------------------------------------------------------- */

/* Returns: %FALSE where it does not fit */
static gboolean
append_letters (Word       *word,
                const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (word->n == MAX_LETTERS)
        return FALSE;
      word->letters[word->n++] = g_utf8_get_char (text);
    }
  return TRUE;
}

static guint
least (guint a,
       guint b,
       guint c)
{
  return MIN (a, MIN (b, c));
}

static gboolean
are_swapped (const Word *a,
             guint       i,
             const Word *b,
             guint       j)
{
  return i > 1 && j > 1 && a->letters[i - 1] == b->letters[j - 2] && a->letters[i - 2] == b->letters[j - 1];
}

/* By how many letters that are left out, put in, taken for others or swapped one word becomes the other. */
static guint
count_slips (const Word *a,
             const Word *b)
{
  guint slips[MAX_LETTERS + 1][MAX_LETTERS + 1];

  for (guint i = 0; i <= a->n; i++)
    for (guint j = 0; j <= b->n; j++)
      if (i == 0 || j == 0)
        {
          slips[i][j] = i + j;
        }
      else
        {
          slips[i][j] = least (slips[i - 1][j] + 1, slips[i][j - 1] + 1,
                               slips[i - 1][j - 1] + (a->letters[i - 1] == b->letters[j - 1] ? 0 : 1));
          if (are_swapped (a, i, b, j))
            slips[i][j] = MIN (slips[i][j], slips[i - 2][j - 2] + 1);
        }

  return slips[a->n][b->n];
}

static gboolean
begins_with (const Word *word,
             const Word *beginning)
{
  for (guint i = 0; i < beginning->n; i++)
    if (i == word->n || word->letters[i] != beginning->letters[i])
      return FALSE;
  return TRUE;
}

/* Of short words most are another one with one letter changed: Dan and Don, Tim and Tom; and of longer ones with two, Milton and Bolton. */
static guint
allowed_slips (const Word *a,
               const Word *b)
{
  guint n = MIN (a->n, b->n);

  if (n < 3 || (n == 3 && a->n == b->n))
    return 0;
  return n < 6 || (n == 6 && a->n == b->n) ? 1 : MAX_SLIPS;
}

/* Where not the @whole is wanted, an initial may stand for a word, or its beginning, which costs as much as a slip. */
static guint
cost_of_words (const Word *a,
               const Word *b,
               gboolean    whole)
{
  guint slips = count_slips (a, b);

  if (slips <= allowed_slips (a, b))
    return slips;
  if (!whole && (begins_with (a, b) || begins_with (b, a)))
    return MIN (a->n, b->n) == 1 ? 0 : 1;
  return NOT_LIKE;
}

/* -------------------------------------------------------------------------------------------------
 * Names
 * ------------------------------------------------------------------------------------------------- */

/* Without "Jr." and the like. Returns: %FALSE where there is nothing to be compared */
static gboolean
read_name (const char *text,
           Name       *name)
{
  g_auto (GStrv) words = cf_fold_words (text);

  *name = (Name) { 0 };
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (i > 1 && words[i + 1] == NULL && cf_person_name_is_suffix (words[i]))
        break;
      if (name->n == MAX_WORDS || !append_letters (&name->words[name->n++], words[i]))
        return FALSE;
    }
  return name->n > 0;
}

/* The last name first: "King Stephen". */
static Name
turn (const Name *name)
{
  Name turned = { .words[0] = name->words[name->n - 1], .n = name->n };

  for (guint i = 1; i < name->n; i++)
    turned.words[i] = name->words[i - 1];
  return turned;
}

/* What the first @i words of @few cost beside the first @j of @many. A word that @few does not have is a slip. */
static guint
cost_of_first (const Name *few,
               guint       i,
               const Name *many,
               guint       j,
               gboolean    whole)
{
  guint taken, left;

  if (i == 0)
    return j;
  if (i > j)
    return NOT_LIKE;

  taken = cost_of_words (&few->words[i - 1], &many->words[j - 1], whole) + cost_of_first (few, i - 1, many, j - 1, whole);
  left = 1 + cost_of_first (few, i, many, j - 1, whole);
  return MIN (taken, left);
}

/* Of the last name all is wanted, of the others only where the @whole is. */
static guint
cost_of_names (const Name *a,
               const Name *b,
               gboolean    whole)
{
  const Name *few = a->n <= b->n ? a : b;
  const Name *many = few == a ? b : a;

  return cost_of_words (&few->words[few->n - 1], &many->words[many->n - 1], TRUE) +
         cost_of_first (few, few->n - 1, many, many->n - 1, whole);
}

/* Where somebody has put the blanks otherwise: "Mary Ann" and "Maryann", "JRR" and "J. R. R.". */
static gboolean
are_alike_without_blanks (const Name *a,
                          const Name *b)
{
  const Name *names[] = { a, b };
  Word all[2] = { 0 };

  for (guint i = 0; i < 2; i++)
    for (guint j = 0; j < names[i]->n; j++)
      for (guint k = 0; k < names[i]->words[j].n; k++)
        {
          if (all[i].n == MAX_LETTERS)
            return FALSE;
          all[i].letters[all[i].n++] = names[i]->words[j].letters[k];
        }

  return a->n != b->n && MIN (all[0].n, all[1].n) > 4 && count_slips (&all[0], &all[1]) <= 1;
}

/* Of whom only one name is typed, it is a long one with one slip in it. */
static gboolean
has_word_like (const Name *name,
               const Word *word)
{
  for (guint i = 0; i < name->n; i++)
    if (MIN (word->n, name->words[i].n) > 5 && count_slips (word, &name->words[i]) <= 1)
      return TRUE;
  return FALSE;
}

/**
 * cf_name_is_like:
 * @typed: a name as somebody types it
 * @name: the name of a person
 *
 * Tells whether @typed may be meant for @name: a letter or two slipped, a name in the middle or all of a first name but its initial is
 * left out, the last name stands first, blanks and points are elsewhere. That both have a word in common is not enough.
 *
 * Returns: whether it is worth to ask
 */
gboolean
cf_name_is_like (const char *typed,
                 const char *name)
{
  Name one, other, turned;

  g_return_val_if_fail (typed != NULL, FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  if (!read_name (typed, &one) || !read_name (name, &other))
    return FALSE;
  if (are_alike_without_blanks (&one, &other))
    return TRUE;
  if (one.n == 1 && other.n > 1)
    return has_word_like (&other, &one.words[0]);
  if (other.n == 1 && one.n > 1)
    return FALSE;

  turned = turn (&one);
  return cost_of_names (&one, &other, FALSE) <= MAX_SLIPS || cost_of_names (&turned, &other, TRUE) <= MAX_SLIPS_TURNED;
}
