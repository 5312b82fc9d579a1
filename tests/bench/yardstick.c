/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Goals in microseconds were set on another machine. Here they are as many times as much as bare libpq needs of its time there for the
 * same thing, on one core. */

#include "yardstick.h"

#include <stdlib.h>

#define N_TURNS 15
#define N_EACH 1000
#define SWITCHES_US 7.1
#define ROWS_US 20.0

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a;
  double right = *(const double *) b;

  return (left > right) - (left < right);
}

static void
check (PGresult *result)
{
  ExecStatusType status = PQresultStatus (result);

  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    g_error ("%s", PQresultErrorMessage (result));
  PQclear (result);
}

static double
run (PGconn *pg, const char *name, int n_values, const char *const *values)
{
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < N_EACH; i++)
    check (PQexecPrepared (pg, name, n_values, values, NULL, NULL, 0));
  return (double) (g_get_monotonic_time () - start) / N_EACH;
}

static double
slowness (PGconn *pg, const char *name, int n_values, const char *const *values, double there)
{
  double each[N_TURNS];
  double here;

  run (pg, name, n_values, values);
  for (guint i = 0; i < N_TURNS; i++)
    each[i] = run (pg, name, n_values, values);
  qsort (each, N_TURNS, sizeof *each, compare_doubles);
  here = each[N_TURNS / 2];
  g_print ("yardstick: one %s, bare libpq; where the goals were set\t%.1f\t%.1f\tµs\t-\n", name, here, there);

  return MAX (1, here / there);
}

/**
 * yardstick_switches:
 * @pg: an idle connection, not in a pipeline
 *
 * What a layer adds to bare libpq is calls of the kernel and switches of threads. So is the smallest of all round trips.
 *
 * Returns: how many times as long it takes here, at least 1
 */
double
yardstick_switches (PGconn *pg)
{
  const char *values[] = { "42" };

  check (PQprepare (pg, "select", "select $1::int", 0, NULL));
  return slowness (pg, "select", G_N_ELEMENTS (values), values, SWITCHES_US);
}

/**
 * yardstick_rows:
 * @pg: an idle connection, not in a pipeline, that may create tables
 *
 * What a schema adds is the server's work on its rows. So is a row in a table of the notes.
 *
 * Returns: how many times as long it takes here, at least 1
 */
double
yardstick_rows (PGconn *pg)
{
  const char *values[] = { "T1-1", "85123A", "WHITE HANGING HEART T-LIGHT HOLDER", "6", "2.55", "0", "15.30" };

  check (PQexec (pg, "create table plain (id serial primary key, order_number text, product_number text, product_name text, "
                     "quantity int, price numeric (12, 2), discount numeric (5, 4), order_total numeric (14, 2))"));
  check (PQprepare (pg, "row", "insert into plain (order_number, product_number, product_name, quantity, price, discount, order_total) "
                               "values ($1, $2, $3, $4, $5, $6, $7)", 0, NULL));
  return slowness (pg, "row", G_N_ELEMENTS (values), values, ROWS_US);
}
