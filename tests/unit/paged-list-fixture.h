/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "cf-paged-list-model.h"
#include "cf-test-utils.h"

G_BEGIN_DECLS

#define TEST_TYPE_RECORD (test_record_get_type ())
G_DECLARE_FINAL_TYPE (TestRecord, test_record, TEST, RECORD, GObject)

struct _TestRecord
{
  GObject parent_instance;
  guint   value;
};

extern guint n_records_alive;

#define TEST_TYPE_SOURCE (test_source_get_type ())
G_DECLARE_FINAL_TYPE (TestSource, test_source, TEST, SOURCE, GObject)

/* Answers are made when they are asked for and given when the test says so (or at once where @held is not set). */
struct _TestSource
{
  GObject    parent_instance;
  GArray    *values;            /* of guint: the truth */
  GPtrArray *pending;           /* of GTask */
  gint64     count_override;    /* -1: none */
  guint      n_fetches, n_counts, n_resets, n_cancelled;
  guint      longest_queue;
  gboolean   held;
  gboolean   failing;
  gboolean   count_failing;
  gboolean   virtual;           /* value = position, count_override long */
  gboolean   check_keys;        /* neighbours must be those of the truth */
  guint      n_befores, n_afters;
};

typedef struct
{
  gboolean   is_count;
  gint64     count;
  GPtrArray *items;
  GError    *error;
  guint      start;
} Answer;

typedef struct
{
  CfPagedListModel *model;
  guint             n_items;
  guint             n_emissions;
  guint             n_changed;
  guint             last_position, last_removed, last_added;
} Mirror;

void give_answer (TestSource *self, guint i);
void give_all (TestSource *self);
void give_of_kind (TestSource *self, gboolean counts);
TestSource *source_new (guint n_values, gboolean held);
void on_row_changed_cb (CfRow *row, gpointer user_data);
Mirror *mirror_new (TestSource *source);
void mirror_free (Mirror *mirror);
CfRow *get_row (Mirror *mirror, guint position);
guint row_value (CfRow *row);
void assert_row (Mirror *mirror, guint position, guint value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Mirror, mirror_free)

G_END_DECLS
