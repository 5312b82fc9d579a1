/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-scan-signs.h"

#include <string.h>

#include "cf-scan-code.h"

/* Nobody types the two halves of one word further apart. */
#define SAME_WORD (G_TIME_SPAN_SECOND)
/* Who pauses longer behind a sign than between the keys of the quantity that follows has looked at the line: the sign was a key. */
#define HESITATES 2
#define QUANTITY_SIGNS "*×"

static gboolean
is_over (const CfScanSigns *signs,
         gint64             time)
{
  return signs->at == 0 || time - signs->at > SAME_WORD || strlen (signs->run) == sizeof signs->run - 1;
}

/**
 * cf_scan_signs_add:
 * @signs: the signs so far
 * @sign: '+' or '-'
 * @gauge: what was typed before; the sign is counted in it
 * @time: when it came, µs
 *
 * Takes note of a sign in the empty entry.
 */
void
cf_scan_signs_add (CfScanSigns *signs,
                   char         sign,
                   CfScanGauge *gauge,
                   gint64       time)
{
  gsize length;

  if (is_over (signs, time))
    signs->run[0] = '\0';
  length = strlen (signs->run);
  if (length == 0 || !cf_scan_gauge_is_fast (gauge, time))
    {
      cf_scan_gauge_reset (gauge);
      signs->n_fast = 0;
    }

  cf_scan_gauge_typed (gauge, time);
  signs->gaps[length] = time - signs->at;
  signs->run[length] = sign;
  signs->run[length + 1] = '\0';
  signs->n_fast++;
  signs->at = time;
}

/**
 * cf_scan_signs_end:
 * @signs: the signs so far
 *
 * Another key says that they changed a line and nothing else.
 */
void
cf_scan_signs_end (CfScanSigns *signs)
{
  signs->at = 0;
}

/**
 * cf_scan_signs_begin:
 * @signs: the signs so far
 * @gauge: with the signs in it
 * @time: when the first character of a text came, µs
 *
 * A text begins. Signs at a scanner's pace are the beginning of a code, in what the gauge counts as well.
 */
void
cf_scan_signs_begin (CfScanSigns *signs,
                     CfScanGauge *gauge,
                     gint64       time)
{
  if (is_over (signs, time))
    signs->run[0] = '\0';
  signs->text_fast = signs->run[0] != '\0' && cf_scan_gauge_is_fast (gauge, time);
  signs->pause = time - signs->at;
  signs->slowest = 0;
  signs->at = 0;
  if (!signs->text_fast)
    cf_scan_gauge_reset (gauge);
}

/**
 * cf_scan_signs_typed:
 * @signs: the signs before a text
 * @gauge: without the next character
 * @text: what stands in the entry before the next character
 * @time: when that came, µs
 *
 * Takes note of how fast a quantity is typed.
 */
void
cf_scan_signs_typed (CfScanSigns       *signs,
                     const CfScanGauge *gauge,
                     const char        *text,
                     gint64             time)
{
  signs->at = 0;
  if (cf_scan_code_skip_quantity (text, QUANTITY_SIGNS) == NULL)
    signs->slowest = MAX (signs->slowest, MIN (cf_scan_gauge_get_gap (gauge, time), SAME_WORD));
}

/**
 * cf_scan_signs_count_scanned:
 * @signs: the signs before a text
 * @gauge: with all of the text in it
 * @length: of the text, in characters
 *
 * What came fast at the beginning is no part of what came fast at the end, where something in between did not.
 *
 * Returns: how many of them came together with the whole text at a scanner's pace
 */
guint
cf_scan_signs_count_scanned (const CfScanSigns *signs,
                             const CfScanGauge *gauge,
                             guint              length)
{
  return signs->text_fast && cf_scan_gauge_get_n_fast (gauge) >= length + signs->n_fast ? signs->n_fast : 0;
}

static gboolean
follows_at_once (const CfScanSigns *signs,
                 gint64             gap)
{
  return gap <= HESITATES * signs->slowest;
}

/* From the end: those that came as fast as the quantity behind them, or as a scanner. */
static const char *
find_typed (const CfScanSigns *signs)
{
  gsize length = strlen (signs->run);
  gsize first = length - 1;

  while (first > 0 && (first > length - signs->n_fast || follows_at_once (signs, signs->gaps[first])))
    first--;

  return signs->run + first;
}

/* Codes begin with one plus; who presses more has counted, however fast the scanner was behind it. */
static gboolean
has_counted (const CfScanSigns *signs)
{
  const char *fast = signs->run + strlen (signs->run) - signs->n_fast;

  return signs->n_fast > 1 && strspn (fast, "+") == signs->n_fast;
}

/**
 * cf_scan_signs_find:
 * @signs: the signs before a text
 * @text: the text
 * @scanned: it came from a scanner, with the signs
 *
 * All signs that were typed together with a quantity belong to it, or none of them does: "--2*code" is no less wrong than it looks.
 * Several pluses belong to no code.
 *
 * Returns: (nullable): the signs that belong to @text
 */
const char *
cf_scan_signs_find (const CfScanSigns *signs,
                    const char        *text,
                    gboolean           scanned)
{
  gsize length = strlen (signs->run);

  if (length == 0 || *text == '\0')
    return NULL;
  if (scanned)
    return has_counted (signs) ? NULL : signs->run + length - signs->n_fast;
  if (signs->run[length - 1] != '-' || cf_scan_code_skip_quantity (text, QUANTITY_SIGNS) == NULL)
    return NULL;

  return signs->text_fast || follows_at_once (signs, signs->pause) ? find_typed (signs) : NULL;
}
