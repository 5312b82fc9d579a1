/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the panes of one record have in common, on a pane that has little else. */

#include <adwaita.h>

#include "cf-error.h"
#include "cf-pane-header.h"
#include "cf-pane-layout.h"
#include "cf-record-pane.h"
#include "cf-test-utils.h"
#include "cf-ui.h"
#include "window-fixture.h"

#define TEST_TYPE_PANE (test_pane_get_type ())
G_DECLARE_FINAL_TYPE (TestPane, test_pane, TEST, PANE, CfRecordPane)

struct _TestPane
{
  CfRecordPane parent_instance;

  GTask   *answer;              /* owned, nullable: what is read, to be answered by the test */
  char    *shown;               /* owned, nullable */
  guint    n_reads;
  gboolean has_record;
  gboolean half_typed;
  gboolean can_act;
};

G_DEFINE_FINAL_TYPE (TestPane, test_pane, CF_TYPE_RECORD_PANE)

/* A repository has no more to do with a pane than to say that something changed. */
#define TEST_TYPE_REPOSITORY (test_repository_get_type ())
G_DECLARE_FINAL_TYPE (TestRepository, test_repository, TEST, REPOSITORY, GObject)

struct _TestRepository
{
  GObject parent_instance;
};

G_DEFINE_FINAL_TYPE (TestRepository, test_repository, G_TYPE_OBJECT)

static void
test_repository_class_init (TestRepositoryClass *klass)
{
  g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("changed-elsewhere", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
test_repository_init (TestRepository *self)
{
}

static void
on_read_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  TestPane *self = TEST_PANE (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), &error);

  if (!cf_record_pane_take_answer (CF_RECORD_PANE (self), error))
    return;
  g_free (self->shown);
  self->shown = g_steal_pointer (&text);
  cf_record_pane_tell (CF_RECORD_PANE (self), NULL, NULL);
}

static gboolean
test_pane_read (CfRecordPane *pane,
                GCancellable *cancellable)
{
  TestPane *self = TEST_PANE (pane);

  if (!self->has_record)
    return FALSE;
  g_clear_object (&self->answer);
  self->answer = g_task_new (self, cancellable, on_read_cb, NULL);
  g_task_set_source_tag (self->answer, test_pane_read);
  self->n_reads++;
  return TRUE;
}

static gboolean
test_pane_leave (CfRecordPane *pane)
{
  return !TEST_PANE (pane)->half_typed;
}

static void
test_pane_update_actions (CfRecordPane *pane)
{
  TEST_PANE (pane)->can_act = cf_record_pane_get_repository (pane) != NULL && !cf_record_pane_get_busy (pane);
}

static void
test_pane_finalize (GObject *object)
{
  g_free (TEST_PANE (object)->shown);
  G_OBJECT_CLASS (test_pane_parent_class)->finalize (object);
}

static void
test_pane_class_init (TestPaneClass *klass)
{
  CfRecordPaneClass *pane_class = CF_RECORD_PANE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = test_pane_finalize;
  pane_class->read = test_pane_read;
  pane_class->leave = test_pane_leave;
  pane_class->update_actions = test_pane_update_actions;
}

static void
test_pane_init (TestPane *self)
{
  self->has_record = TRUE;
}

typedef struct
{
  GtkWidget      *window;
  TestPane       *pane;         /* unowned: of the window */
  TestRepository *repository;
  GtkWidget      *actions;      /* unowned: of the pane */
  guint           n_closed;
} Fixture;

static void
on_closed_cb (Fixture *fixture)
{
  fixture->n_closed++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->repository = g_object_new (TEST_TYPE_REPOSITORY, NULL);
  fixture->actions = gtk_button_new_with_label ("Act");
  fixture->pane = g_object_new (TEST_TYPE_PANE, "content", gtk_label_new ("Record"), "actions", fixture->actions, NULL);
  g_signal_connect_swapped (fixture->pane, "close", G_CALLBACK (on_closed_cb), fixture);
  cf_record_pane_set_repository (CF_RECORD_PANE (fixture->pane), fixture->repository);
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->pane));
  gtk_window_present (GTK_WINDOW (fixture->window));
  cf_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (fixture->pane)));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->window != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_assert_finalize_object (fixture->repository);
}

static void
answer (GTask      *task,
        const char *text)
{
  g_task_return_pointer (task, g_strdup (text), g_free);
  cf_test_wait_until (g_task_get_completed (task));
  g_object_unref (task);
}

static void
test_reads (Fixture       *fixture,
            gconstpointer  data)
{
  TestPane *pane = fixture->pane;
  GTask *old;

  cf_record_pane_read (CF_RECORD_PANE (pane));
  g_assert_true (cf_record_pane_get_reading (CF_RECORD_PANE (pane)));
  old = g_steal_pointer (&pane->answer);
  /* The answer to what was asked first comes last, and is not shown any more. */
  g_signal_emit_by_name (fixture->repository, "changed");
  answer (g_steal_pointer (&pane->answer), "new");
  answer (old, "old");
  g_assert_cmpstr (pane->shown, ==, "new");
  g_assert_false (cf_record_pane_get_reading (CF_RECORD_PANE (pane)));

  cf_record_pane_set_repository (CF_RECORD_PANE (pane), NULL);
  g_signal_emit_by_name (fixture->repository, "changed");
  cf_record_pane_read (CF_RECORD_PANE (pane));
  g_assert_cmpuint (pane->n_reads, ==, 2);
}

/* Others change something all day: what is being read is waited for, and what is not seen waits until it is. */
static void
test_others (Fixture       *fixture,
             gconstpointer  data)
{
  TestPane *pane = fixture->pane;

  g_signal_emit_by_name (fixture->repository, "changed-elsewhere");
  g_signal_emit_by_name (fixture->repository, "changed-elsewhere");
  g_signal_emit_by_name (fixture->repository, "changed-elsewhere");
  g_assert_cmpuint (pane->n_reads, ==, 1);
  answer (g_steal_pointer (&pane->answer), "old");
  g_assert_cmpuint (pane->n_reads, ==, 2);
  answer (g_steal_pointer (&pane->answer), "new");
  g_assert_cmpstr (pane->shown, ==, "new");
  g_assert_cmpuint (pane->n_reads, ==, 2);

  gtk_widget_set_visible (GTK_WIDGET (pane), FALSE);
  g_signal_emit_by_name (fixture->repository, "changed-elsewhere");
  g_assert_cmpuint (pane->n_reads, ==, 2);
  gtk_widget_set_visible (GTK_WIDGET (pane), TRUE);
  g_assert_cmpuint (pane->n_reads, ==, 3);
  answer (g_steal_pointer (&pane->answer), "newest");
  g_assert_cmpstr (pane->shown, ==, "newest");
}

static void
test_nothing_to_read (Fixture       *fixture,
                      gconstpointer  data)
{
  GTask *old;

  cf_record_pane_read (CF_RECORD_PANE (fixture->pane));
  old = g_steal_pointer (&fixture->pane->answer);
  fixture->pane->has_record = FALSE;
  cf_record_pane_read (CF_RECORD_PANE (fixture->pane));
  g_assert_false (cf_record_pane_get_reading (CF_RECORD_PANE (fixture->pane)));
  answer (old, "old");
  g_assert_null (fixture->pane->shown);
}

static void
test_failure (Fixture       *fixture,
              gconstpointer  data)
{
  TestPane *pane = fixture->pane;
  g_autoptr (GTask) task = NULL;
  GtkWidget *retry;

  cf_record_pane_read (CF_RECORD_PANE (pane));
  task = g_steal_pointer (&pane->answer);
  g_task_return_new_error (task, CF_ERROR, CF_ERROR_OFFLINE, "The server does not answer.");
  cf_test_wait_until (g_task_get_completed (task));
  g_assert_true (gtk_widget_get_mapped (window_find_label (GTK_WIDGET (pane), "The server does not answer.")));

  retry = window_find_button (GTK_WIDGET (pane), "Try Again");
  g_assert_true (gtk_widget_get_mapped (retry));
  g_signal_emit_by_name (retry, "clicked");
  answer (g_steal_pointer (&pane->answer), "there");
  g_assert_cmpstr (pane->shown, ==, "there");
  g_assert_false (gtk_widget_get_mapped (retry));
}

/* A pane is kept for the answer it waits for, and goes with it. */
static void
test_gone (Fixture       *fixture,
           gconstpointer  data)
{
  GTask *task;

  cf_record_pane_read (CF_RECORD_PANE (fixture->pane));
  task = g_steal_pointer (&fixture->pane->answer);
  g_object_add_weak_pointer (G_OBJECT (fixture->pane), (gpointer *) &fixture->pane);
  gtk_window_destroy (GTK_WINDOW (g_steal_pointer (&fixture->window)));
  answer (task, "late");
  cf_test_wait_until (fixture->pane == NULL);
}

static void
test_close (Fixture       *fixture,
            gconstpointer  data)
{
  GtkWidget *header = till_find (GTK_WIDGET (fixture->pane), CF_TYPE_PANE_HEADER);

  cf_record_pane_set_title (CF_RECORD_PANE (fixture->pane), "T1-1046", "today");
  g_assert_cmpstr (cf_record_pane_get_title (CF_RECORD_PANE (fixture->pane)), ==, "T1-1046");
  fixture->pane->half_typed = TRUE;
  g_signal_emit_by_name (header, "close");
  g_assert_cmpuint (fixture->n_closed, ==, 0);
  fixture->pane->half_typed = FALSE;
  g_signal_emit_by_name (header, "close");
  g_assert_cmpuint (fixture->n_closed, ==, 1);
}

static void
test_actions (Fixture       *fixture,
              gconstpointer  data)
{
  CfRecordPane *pane = CF_RECORD_PANE (fixture->pane);

  g_assert_true (fixture->pane->can_act);
  cf_record_pane_set_busy (pane, TRUE);
  g_assert_false (fixture->pane->can_act);
  cf_record_pane_set_busy (pane, FALSE);
  g_assert_true (fixture->pane->can_act);
  cf_record_pane_set_repository (pane, NULL);
  g_assert_false (fixture->pane->can_act);

  /* The row goes with the last action. */
  g_assert_true (gtk_widget_get_mapped (gtk_widget_get_parent (fixture->actions)));
  gtk_widget_set_visible (fixture->actions, FALSE);
  g_assert_false (gtk_widget_get_mapped (gtk_widget_get_parent (fixture->actions)));
}

static void
test_names (Fixture       *fixture,
            gconstpointer  data)
{
  window_check_names (GTK_WIDGET (fixture->pane));
}

/* However wide it is, its text gets no wider: what it says it needs without a width is enough for it then too. */
static void
test_height (Fixture       *fixture,
             gconstpointer  data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  int least, least_when_wide;

  for (int i = 0; i < 100; i++)
    g_string_append (text, "Chemistry for Gardeners ");
  gtk_label_set_text (GTK_LABEL (label), text->str);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_layout_manager (box, g_object_new (CF_TYPE_PANE_LAYOUT, NULL));
  gtk_box_append (GTK_BOX (box), label);
  g_object_ref_sink (box);

  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, 10000, &least_when_wide, NULL, NULL, NULL);
  g_assert_cmpint (least, ==, least_when_wide);

  g_object_unref (box);
}

int
main (int    argc,
      char **argv)
{
  cf_test_init (&argc, &argv);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  adw_init ();
  cf_ui_init ();

  g_test_add ("/record-pane/reads", Fixture, NULL, set_up, test_reads, tear_down);
  g_test_add ("/record-pane/others", Fixture, NULL, set_up, test_others, tear_down);
  g_test_add ("/record-pane/nothing-to-read", Fixture, NULL, set_up, test_nothing_to_read, tear_down);
  g_test_add ("/record-pane/failure", Fixture, NULL, set_up, test_failure, tear_down);
  g_test_add ("/record-pane/gone", Fixture, NULL, set_up, test_gone, tear_down);
  g_test_add ("/record-pane/close", Fixture, NULL, set_up, test_close, tear_down);
  g_test_add ("/record-pane/actions", Fixture, NULL, set_up, test_actions, tear_down);
  g_test_add ("/record-pane/names", Fixture, NULL, set_up, test_names, tear_down);
  g_test_add ("/record-pane/height", Fixture, NULL, set_up, test_height, tear_down);

  return g_test_run ();
}
