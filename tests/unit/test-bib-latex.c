/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-bib-latex.h"

#include "cf-text.h"

#include "bib-fixture.h"

#include <locale.h>
#include <string.h>

static void
test_decode (void)
{
  static const char *const cases[][2] = {
    { "", "" },
    { "The Huntress", "The Huntress" },
    { "{\\\"o}", "ö" },
    { "\\\"o", "ö" },
    { "\\\"{o}", "ö" },
    { "{\\\"{o}}", "ö" },
    { "{\\\" o}", "ö" },
    { "\\'e\\`e\\^e\\~n\\=a\\.z", "éèêñāż" },
    { "\\c{c}\\c c\\v{s}\\H{o}\\k{a}\\r{a}\\u{g}\\d{s}\\b{d}", "ççšőąåğṣḏ" },
    { "\\'\\i", "í" },
    { "\\'{\\i}", "í" },
    { "{\\'\\i}", "í" },
    { "\\^\\j", "ĵ" },
    { "Stra\\ss e", "Straße" },
    { "Stra{\\ss}e", "Straße" },
    { "\\O re\\aa", "Øreå" },
    { "\\L{}\\'od\\'z", "Łódź" },
    { "\\AE{}sop \\oe uvre", "Æsop œuvre" },
    { "\\'\\ae", "ǽ" },
    { "\\'{\\^e}", "ế" },
    { "G\\'{o}mez", "Gómez" },
    { "Garc{\\'\\i}a M{\\'a}rquez", "García Márquez" },
    { "1939--1945 --- a history", "1939–1945 — a history" },
    { "``Quoted'' 'single'", "“Quoted” 'single'" },
    { "?`Qu\\'e? !`Hola!", "¿Qué? ¡Hola!" },
    { "Simon \\& Schuster, 100\\% \\$5 \\#1 a\\_b \\{x\\}", "Simon & Schuster, 100% $5 #1 a_b {x}" },
    { "{The {TeX}book}", "The TeXbook" },
    { "The \\TeX{}book, \\LaTeX", "The TeXbook, LaTeX" },
    { "J.~R.~R.\\ Tolkien\\,x", "J. R. R. Tolkien x" },
    { "\\emph{Very} \\textbf{bold} {\\it old}", "Very bold old" },
    { "$x^2$", "x^2" },
    { "\\textbackslash n \\textasciitilde{} \\~{} \\^{} \\\"{}", "\\n ~ ~ ^ \"" },
    { "hy\\-phen\\/ation", "hyphenation" },
    { "a\\\\b", "a b" },
    { "\\alpha \\unknown{x}", "\\alpha \\unknownx" },
    { "\\", "\\" },
    { "\\'", "'" },
    { "\\\"", "\"" },
    { "}}}{{", "" },
    { "\\'{", "'" },
    { "\\v{", "" },
    { "\\1", "\\1" },
    { "\\é", "\\é" },
    { "\\'é", "é\u0301" },
    { "村上\\'e", "村上é" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = cf_bib_latex_decode (cases[i][0]);
      g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_DEFAULT_COMPOSE);
      g_autofree char *expected = g_utf8_normalize (cases[i][1], -1, G_NORMALIZE_DEFAULT_COMPOSE);

      g_test_message ("%s", cases[i][0]);
      g_assert_cmpstr (composed, ==, expected);
    }
}

static void
test_encode (void)
{
  static const char *const cases[][2] = {
    { "García Márquez", "García Márquez" },
    { "Simon & Schuster", "Simon \\& Schuster" },
    { "100% #1 $5 a_b", "100\\% \\#1 \\$5 a\\_b" },
    { "a -- b", "a -{}- b" },
    { "''", "'{}'" },
    { "{x}", "\\textbraceleft{}x\\textbraceright{}" },
    { "\\~^", "\\textbackslash{}\\textasciitilde{}\\textasciicircum{}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) latex = g_string_new (NULL);

      cf_bib_latex_append (latex, cases[i][0]);
      g_assert_cmpstr (latex->str, ==, cases[i][1]);
    }
}

static void
test_round_trip (void)
{
  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr (CfBibRecord) record = bib_record_new_random ();
      g_autoptr (GString) latex = g_string_new (NULL);
      g_autofree char *text = NULL;
      int depth = 0;

      cf_bib_latex_append (latex, record->title);
      for (const char *at = latex->str; *at != '\0'; at++)
        {
          depth += *at == '{' ? 1 : *at == '}' ? -1 : 0;
          g_assert_cmpint (depth, >=, 0);
        }
      g_assert_cmpint (depth, ==, 0);

      text = cf_bib_latex_decode (latex->str);
      g_assert_cmpstr (text, ==, record->title);
    }
}

static void
test_deep (void)
{
  g_autoptr (GString) latex = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append (latex, "\\'{\\\"");
  text = cf_bib_latex_decode (latex->str);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/bib/latex/decode", test_decode);
  g_test_add_func ("/bib/latex/encode", test_encode);
  g_test_add_func ("/bib/latex/round-trip", test_round_trip);
  g_test_add_func ("/bib/latex/deep", test_deep);

  return g_test_run ();
}
