/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The LaTeX of bibliographies: accents, letters and signs, not formulas. */

#include "cf-bib-latex.h"

#include <string.h>

/* Accents on accents on … */
#define MAX_DEPTH 8

/**
 * Accent:
 * @command: one character, behind a backslash
 * @mark: the combining character
 * @alone: what it is on nothing, as in "\^{}"
 *
 * One accent of LaTeX.
 */
static const struct
{
  char        command;
  gunichar    mark;
  const char *alone;
} accents[] = {
  { '`', 0x0300, "`" },
  { '\'', 0x0301, "'" },
  { '^', 0x0302, "^" },
  { '~', 0x0303, "~" },
  { '=', 0x0304, "" },
  { 'u', 0x0306, "" },
  { '.', 0x0307, "" },
  { '"', 0x0308, "\"" },
  { 'r', 0x030a, "" },
  { 'H', 0x030b, "" },
  { 'v', 0x030c, "" },
  { 'd', 0x0323, "" },
  { 'c', 0x0327, "" },
  { 'k', 0x0328, "" },
  { 'b', 0x0331, "" },
  { 't', 0x0361, "" },
};

static const struct
{
  const char *command;
  const char *text;
} symbols[] = {
  { "ss", "ß" }, { "SS", "ẞ" }, { "o", "ø" }, { "O", "Ø" }, { "l", "ł" }, { "L", "Ł" }, { "ae", "æ" }, { "AE", "Æ" },
  { "oe", "œ" }, { "OE", "Œ" }, { "aa", "å" }, { "AA", "Å" }, { "i", "ı" }, { "j", "ȷ" }, { "dh", "ð" }, { "DH", "Ð" },
  { "th", "þ" }, { "TH", "Þ" }, { "dj", "đ" }, { "DJ", "Đ" }, { "ng", "ŋ" }, { "NG", "Ŋ" },
  { "S", "§" }, { "P", "¶" }, { "dag", "†" }, { "ddag", "‡" }, { "pounds", "£" }, { "copyright", "©" }, { "textcopyright", "©" },
  { "textregistered", "®" }, { "texttrademark", "™" }, { "euro", "€" }, { "texteuro", "€" }, { "textdegree", "°" }, { "times", "×" },
  { "textordfeminine", "ª" }, { "textordmasculine", "º" }, { "textbullet", "•" }, { "textperiodcentered", "·" },
  { "ldots", "…" }, { "dots", "…" }, { "textellipsis", "…" }, { "textendash", "–" }, { "textemdash", "—" },
  { "textquoteleft", "‘" }, { "textquoteright", "’" }, { "textquotedblleft", "“" }, { "textquotedblright", "”" },
  { "quotedblbase", "„" }, { "quotesinglbase", "‚" }, { "textquotedbl", "\"" }, { "textquotesingle", "'" },
  { "guillemotleft", "«" }, { "guillemotright", "»" }, { "guilsinglleft", "‹" }, { "guilsinglright", "›" },
  { "textexclamdown", "¡" }, { "textquestiondown", "¿" },
  { "textbackslash", "\\" }, { "backslash", "\\" }, { "textasciitilde", "~" }, { "textasciicircum", "^" }, { "textasciigrave", "`" },
  { "textless", "<" }, { "textgreater", ">" }, { "textbar", "|" }, { "textunderscore", "_" }, { "textdollar", "$" },
  { "textbraceleft", "{" }, { "textbraceright", "}" }, { "lbrace", "{" }, { "rbrace", "}" },
  { "space", " " }, { "quad", " " }, { "newline", " " }, { "slash", "/" },
  { "TeX", "TeX" }, { "LaTeX", "LaTeX" }, { "BibTeX", "BibTeX" },
  /* These say how their text looks. */
  { "emph", "" }, { "em", "" }, { "textit", "" }, { "it", "" }, { "textbf", "" }, { "bf", "" }, { "textsc", "" }, { "sc", "" },
  { "textrm", "" }, { "rm", "" }, { "texttt", "" }, { "tt", "" }, { "textsf", "" }, { "sf", "" }, { "textup", "" }, { "textsl", "" },
  { "sl", "" }, { "textnormal", "" }, { "mbox", "" }, { "hbox", "" }, { "url", "" }, { "path", "" }, { "protect", "" }, { "relax", "" },
  { "textsuperscript", "" }, { "textsubscript", "" }, { "mathrm", "" }, { "mathit", "" }, { "mathbf", "" }, { "ensuremath", "" },
  { "enquote", "" }, { "foreignlanguage", "" }, { "uppercase", "" }, { "lowercase", "" }, { "MakeUppercase", "" },
};

/* Characters that stand together for another, the longer first. */
static const struct
{
  const char *latex;
  const char *text;
} ligatures[] = {
  { "---", "—" }, { "--", "–" }, { "``", "“" }, { "''", "”" }, { "?`", "¿" }, { "!`", "¡" },
};

static const char *decode_command (const char *at, GString *out, guint depth);

/* -------------------------------------------------------------------------------------------------
 * Decoding
 * ------------------------------------------------------------------------------------------------- */

static int
find_accent (char command)
{
  for (guint i = 0; i < G_N_ELEMENTS (accents); i++)
    if (accents[i].command == command)
      return i;

  return -1;
}

static const char *
find_symbol (const char *command,
             gsize       length)
{
  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    if (strlen (symbols[i].command) == length && strncmp (symbols[i].command, command, length) == 0)
      return symbols[i].text;

  return NULL;
}

static const char *
end_of_group (const char *at)
{
  guint depth = 0;

  for (; *at != '\0'; at++)
    {
      depth += *at == '{';
      if (*at == '}' && --depth == 0)
        break;
    }

  return at;
}

/* One unit of LaTeX, a ligature, a command, or a character. */
static const char *
decode_unit (const char *at,
             GString    *out,
             guint       depth)
{
  if (*at == '\\')
    return decode_command (at, out, depth);

  if (*at == '{' || *at == '}' || *at == '$')
    return at + 1;

  for (guint i = 0; i < G_N_ELEMENTS (ligatures); i++)
    if (g_str_has_prefix (at, ligatures[i].latex))
      {
        g_string_append (out, ligatures[i].text);
        return at + strlen (ligatures[i].latex);
      }

  g_string_append_c (out, *at == '~' ? ' ' : *at);
  return at + 1;
}

/* The argument of an accent: a group, a command, or a character. */
static const char *
decode_argument (const char *at,
                 GString    *out,
                 guint       depth)
{
  at += strspn (at, " \t\r\n");

  if (*at == '{')
    {
      const char *end = end_of_group (at);

      for (at++; at < end;)
        at = decode_unit (at, out, depth);
      return *end == '}' ? end + 1 : end;
    }

  if (*at == '\\')
    return decode_command (at, out, depth);

  if (*at != '\0' && *at != '}')
    {
      const char *next = g_utf8_next_char (at);

      g_string_append_len (out, at, next - at);
      at = next;
    }

  return at;
}

/* The dotless letters are there for the accents that stand in the dot's place. A mark stands outside of those that are there. */
static void
append_accented (GString    *out,
                 const char *base,
                 guint       accent)
{
  gunichar c = g_utf8_get_char (base);
  const char *rest;

  if (*base == '\0')
    {
      g_string_append (out, accents[accent].alone);
      return;
    }

  g_string_append_unichar (out, c == 0x0131 ? 'i' : c == 0x0237 ? 'j' : c);
  for (rest = g_utf8_next_char (base); g_unichar_ismark (g_utf8_get_char (rest)); rest = g_utf8_next_char (rest))
    g_string_append_unichar (out, g_utf8_get_char (rest));
  g_string_append_unichar (out, accents[accent].mark);
  g_string_append (out, rest);
}

static const char *
decode_accent (const char *at,
               GString    *out,
               guint       accent,
               guint       depth)
{
  g_autoptr (GString) base = g_string_new (NULL);

  if (depth >= MAX_DEPTH)
    return at;

  at = decode_argument (at, base, depth + 1);
  append_accented (out, base->str, accent);

  return at;
}

static const char *
decode_word (const char *at,
             GString    *out,
             guint       depth)
{
  gsize length = strspn (at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  const char *text = find_symbol (at, length);
  int accent = length == 1 ? find_accent (*at) : -1;

  if (accent >= 0)
    return decode_accent (at + 1, out, accent, depth);

  /* A command that is not known stays, so that it can be seen. */
  if (text == NULL)
    {
      g_string_append_c (out, '\\');
      g_string_append_len (out, at, length);
      return at + length;
    }

  g_string_append (out, text);
  at += length;
  return at + strspn (at, " \t\r\n");
}

/* @at: a backslash. */
static const char *
decode_command (const char *at,
                GString    *out,
                guint       depth)
{
  char c = at[1];
  int accent = find_accent (c);

  if (g_ascii_isalpha (c))
    return decode_word (at + 1, out, depth);
  if (accent >= 0)
    return decode_accent (at + 2, out, accent, depth);

  if (c != '\0' && strchr ("&%$#_{}", c) != NULL)
    g_string_append_c (out, c);
  else if (c != '\0' && strchr ("\\,;: \t\r\n", c) != NULL)
    g_string_append_c (out, ' ');
  else if (c == '\0' || strchr ("-/!@()[]", c) == NULL)
    {
      g_string_append_c (out, '\\');
      return at + 1;
    }

  return at + 2;
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_bib_latex_decode:
 * @latex: a text of LaTeX, in UTF-8
 *
 * Makes text of it: accents, letters, dashes and quotation marks become characters, braces and what only says how the text looks go
 * away. A command that is not known stays as it is. Accents stand behind their letters (NFD).
 *
 * Returns: (transfer full): the text
 */
char *
cf_bib_latex_decode (const char *latex)
{
  GString *out;

  g_return_val_if_fail (latex != NULL, NULL);

  out = g_string_sized_new (strlen (latex) + 1);
  while (*latex != '\0')
    latex = decode_unit (latex, out, 0);

  return g_string_free (out, FALSE);
}

static const char *
escape (char c)
{
  switch (c)
    {
    case '\\': return "\\textbackslash{}";
    case '{': return "\\textbraceleft{}";
    case '}': return "\\textbraceright{}";
    case '~': return "\\textasciitilde{}";
    case '^': return "\\textasciicircum{}";
    case '&': return "\\&";
    case '%': return "\\%";
    case '$': return "\\$";
    case '#': return "\\#";
    case '_': return "\\_";
    default: return NULL;
    }
}

/* Whether these two would be taken for another character. */
static gboolean
is_ligature (char first,
             char second)
{
  return (second == '-' && first == '-') || (second == '\'' && first == '\'') || (second == '`' && strchr ("`?!", first) != NULL);
}

/**
 * cf_bib_latex_append:
 * @out: gets LaTeX
 * @text: a text
 *
 * Writes a text so that cf_bib_latex_decode() reads it back: in UTF-8, with what LaTeX would take for its own written otherwise. The
 * braces in it come in pairs.
 */
void
cf_bib_latex_append (GString    *out,
                     const char *text)
{
  g_return_if_fail (out != NULL);
  g_return_if_fail (text != NULL);

  for (const char *at = text; *at != '\0'; at++)
    {
      const char *escaped = escape (*at);

      if (at > text && is_ligature (at[-1], *at))
        g_string_append (out, "{}");
      if (escaped != NULL)
        g_string_append (out, escaped);
      else
        g_string_append_c (out, *at);
    }
}
