/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-terminal.h"

#include "cf-config.h"

#include <string.h>
#include <termios.h>
#include <unistd.h>

#define MOST_PASSWORD 1000

typedef enum
{
  GOES_ON,
  COMPLETE,
  GIVEN_UP,
} Outcome;

static void
drop_last (GString *typed)
{
  char *last = g_utf8_find_prev_char (typed->str, typed->str + typed->len);

  g_string_truncate (typed, last != NULL ? (gsize) (last - typed->str) : 0);
}

/* The keys that end the program come as characters while nothing is echoed: the terminal has to be put back first. */
static Outcome
take_key (GString *typed,
          char     key)
{
  switch (key)
    {
    case '\r':
    case '\n':
      return COMPLETE;
    case 3:     /* Ctrl+C */
    case 4:     /* Ctrl+D */
      return GIVEN_UP;
    case 8:
    case 127:   /* Backspace */
      drop_last (typed);
      return GOES_ON;
    case 21:    /* Ctrl+U */
      g_string_truncate (typed, 0);
      return GOES_ON;
    default:
      if (typed->len < MOST_PASSWORD)
        g_string_append_c (typed, key);
      return GOES_ON;
    }
}

static Outcome
read_keys (GString *typed)
{
  Outcome outcome = GOES_ON;
  char key;

  while (outcome == GOES_ON)
    outcome = read (STDIN_FILENO, &key, 1) == 1 ? take_key (typed, key) : GIVEN_UP;

  return outcome;
}

/**
 * cf_terminal_ask_password:
 * @prompt: what stands before what is typed
 *
 * Waits for a line on the terminal that standard input is, which does not show it.
 *
 * Returns: (transfer full) (nullable): the line, to be wiped; %NULL where there is no terminal, or the person gave up
 */
char *
cf_terminal_ask_password (const char *prompt)
{
  struct termios before, quiet;
  GString *typed;
  Outcome outcome;

  g_return_val_if_fail (prompt != NULL, NULL);

  if (!isatty (STDIN_FILENO) || tcgetattr (STDIN_FILENO, &before) != 0)
    return NULL;

  quiet = before;
  quiet.c_lflag &= (tcflag_t) ~(ECHO | ICANON | ISIG);
  /* Asked only then: who answers at once is not to be shown, nor to lose the answer with what was typed before the question. */
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &quiet);
  g_printerr ("%s", prompt);
  typed = g_string_sized_new (MOST_PASSWORD + 1);
  outcome = read_keys (typed);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
  g_printerr ("\n");
  if (outcome == COMPLETE && typed->len > 0)
    return g_string_free (typed, FALSE);

  explicit_bzero (typed->str, typed->len);
  g_string_free (typed, TRUE);

  return NULL;
}
