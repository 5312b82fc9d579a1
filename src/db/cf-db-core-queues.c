/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way between the two halves of a pool: what is asked for goes one way, answers go the other. */

#include "cf-config.h"

#include "cf-db-core-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <sys/eventfd.h>
#include <unistd.h>

/*
 * cf_db_core_bell:
 *
 * Returns: a file that the other side can be woken by
 */
int
cf_db_core_bell (void)
{
  int fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);

  if (fd < 0)
    g_error ("No more files can be opened: %s", g_strerror (errno));
  return fd;
}

/* Never under the lock: who is woken wants it at once. For the same reason this is not g_source_set_ready_time(),
 * which signals under the lock of the context: on one core that costs two more switches of threads each way. */
static void
ring (int fd)
{
  guint64 one = 1;

  if (write (fd, &one, sizeof one) < 0)
    g_assert (errno == EAGAIN || errno == EINTR);
}

/*
 * cf_db_core_hush:
 * @fd: what woke its reader
 */
void
cf_db_core_hush (int fd)
{
  guint64 count;

  if (read (fd, &count, sizeof count) < 0)
    g_assert (errno == EAGAIN || errno == EINTR);
}

/* The server ended it because we asked for that: certainly without effect. */
static void
name_the_cause (CfDbOp *op)
{
  if (!g_error_matches (op->error, CF_DB_ERROR, CF_DB_ERROR_CANCELLED))
    return;
  if (op->is_cancelled)
    {
      g_clear_error (&op->error);
      op->error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled"));
    }
  else if (op->is_expired)
    op->error->code = CF_DB_ERROR_TIMEOUT;
}

/*
 * cf_db_core_answer:
 * @op: what was asked for
 * @error: (transfer full) (nullable): why it failed; %NULL where @op has its result or error already
 *
 * Gives the answer. From here on @op's results belong to the owner's thread, which hears of it at the end of the turn.
 */
void
cf_db_core_answer (CfDbOp *op, GError *error)
{
  CfDbCore *self = op->core;

  g_assert (!op->is_answered);

  if (error != NULL)
    {
      g_clear_error (&op->error);
      op->error = error;
    }
  if (op->error != NULL)
    name_the_cause (op);
  op->is_answered = TRUE;
  if (self != NULL)
    g_queue_push_tail_link (&self->done, &cf_db_op_ref (op)->out_link);
}

/*
 * cf_db_core_deliver:
 *
 * The end of a turn: all its answers go to the owner's thread together, which is woken once.
 */
void
cf_db_core_deliver (CfDbCore *self)
{
  gboolean was_awake;
  GList *link;

  if (self->done.length == 0 && !self->must_ring)
    return;
  self->must_ring = FALSE;
  g_mutex_lock (&self->mutex);
  while ((link = g_queue_pop_head_link (&self->done)) != NULL)
    g_queue_push_tail_link (&self->outbox, link);
  was_awake = self->owner_awake;
  self->owner_awake = TRUE;
  g_mutex_unlock (&self->mutex);
  if (!was_awake)
    ring (self->outbox_fd);
}

static void
notification_free (gpointer data)
{
  CfDbNotification *self = data;

  g_free (self->channel);
  g_free (self->payload);
  g_free (self);
}

static gboolean
is_same_notification (gconstpointer a, gconstpointer b)
{
  const CfDbNotification *one = a, *other = b;

  return g_str_equal (one->channel, other->channel) && g_str_equal (one->payload, other->payload);
}

/*
 * cf_db_core_hear:
 * @channel: where it was told
 * @payload: what
 *
 * Tells the owner's thread at the end of the turn. What waits for it already is not told twice: a thousand changes of a table are
 * one piece of news.
 */
void
cf_db_core_hear (CfDbCore *self, const char *channel, const char *payload)
{
  CfDbNotification news = { (char *) channel, (char *) payload };

  g_mutex_lock (&self->mutex);
  if (self->heard == NULL)
    self->heard = g_ptr_array_new_with_free_func (notification_free);
  if (!g_ptr_array_find_with_equal_func (self->heard, &news, is_same_notification, NULL))
    {
      CfDbNotification *kept = g_new (CfDbNotification, 1);

      kept->channel = g_utf8_make_valid (channel, -1);
      kept->payload = g_utf8_make_valid (payload, -1);
      g_ptr_array_add (self->heard, kept);
    }
  g_mutex_unlock (&self->mutex);
  self->must_ring = TRUE;
}

static void
unlock_and_wake (CfDbCore *self)
{
  gboolean was_awake = self->is_awake;

  self->is_awake = TRUE;
  g_mutex_unlock (&self->mutex);
  if (!was_awake)
    ring (self->inbox_fd);
}

/*
 * cf_db_core_submit:
 * @op: (transfer full): from any thread
 */
void
cf_db_core_submit (CfDbCore *self, CfDbOp *op)
{
  g_mutex_lock (&self->mutex);
  if (self->is_gone)
    cf_db_op_unref (op);
  else
    g_queue_push_tail_link (&self->inbox, &op->link);
  unlock_and_wake (self);
}

/*
 * cf_db_core_cancel:
 * @op: from any thread, also while its answer is on the way
 */
void
cf_db_core_cancel (CfDbCore *self, CfDbOp *op)
{
  g_mutex_lock (&self->mutex);
  if (!op->is_cancel_noted)
    {
      op->is_cancel_noted = TRUE;
      cf_db_op_ref (op);
      g_queue_push_tail_link (&self->cancels, &op->cancel_link);
    }
  unlock_and_wake (self);
}

/*
 * cf_db_core_shut_down:
 * @self: (transfer full): the core of a pool that is going away
 *
 * Has the database thread close and free everything; does not wait for it.
 */
void
cf_db_core_shut_down (CfDbCore *self)
{
  g_mutex_lock (&self->mutex);
  self->is_gone = TRUE;
  unlock_and_wake (self);
  cf_db_core_unref (self);
}
