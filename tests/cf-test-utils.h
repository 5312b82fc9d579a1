/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CF_TEST_DEADLINE_S:
 *
 * How long any wait of a test may take before the test fails. Far beyond what a healthy run needs.
 */
#define CF_TEST_DEADLINE_S 300

typedef gboolean (*CfTestCondition) (gpointer user_data);

void          cf_test_init              (int *argc, char ***argv);

void          cf_test_await_cb          (GObject *object, GAsyncResult *result, gpointer user_data);
GAsyncResult *cf_test_await             (GAsyncResult **slot);
void          cf_test_wait_for          (CfTestCondition condition, gpointer user_data, const char *what);
void          cf_test_spin              (guint turns);

void          cf_test_cancel_in_turns   (GCancellable *cancellable, guint turns);
void          cf_test_cancel_in_ms      (GCancellable *cancellable, guint delay_ms);
void          cf_test_cancel_in_thread  (GCancellable *cancellable, guint delay_us);

char         *cf_test_temp_dir          (void);
void          cf_test_write_file        (const char *path, gconstpointer bytes, gssize length);
void          cf_test_remove_tree       (const char *path);
void          cf_test_limit_files       (gint64 bytes);
char         *cf_test_shared_path       (const char *relative);

/**
 * cf_test_wait_until:
 * @expression: what must become true
 *
 * Runs the thread-default main context until @expression holds; fails the test after %CF_TEST_DEADLINE_S.
 */
#define cf_test_wait_until(expression) \
  G_STMT_START { \
    gint64 cf_deadline_ = g_get_monotonic_time () + CF_TEST_DEADLINE_S * G_USEC_PER_SEC; \
    while (!(expression)) \
      cf_test_wait_step_ (cf_deadline_, #expression, G_STRLOC); \
  } G_STMT_END

void          cf_test_wait_step_        (gint64 deadline, const char *what, const char *where);

G_END_DECLS
