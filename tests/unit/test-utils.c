/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>

#include "cf-test-utils.h"

/* A program that dies tells where, and dies of the same signal all the same. */
static void
test_crash (void)
{
#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("the sanitizer tells of crashes itself");
#else
  if (g_test_subprocess ())
    raise (SIGSEGV);

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*Backtrace:\n*test-utils(+0x*");
#endif
}

int
main (int argc, char **argv)
{
  cf_test_init (&argc, &argv);
  g_test_add_func ("/utils/crash", test_crash);

  return g_test_run ();
}
