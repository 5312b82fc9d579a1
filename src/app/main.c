/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

int
main (void)
{
  return 0;
}
