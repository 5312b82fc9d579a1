/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-property-private.h"
#include "cf-sender-private.h"

struct _CfPendingOrder
{
  GObject parent_instance;

  char *uuid;
  char *document;               /* (owned) (nullable): until somebody asks for the order */
  CfOrder *order;               /* (owned) (nullable) */
  char *sqlstate;               /* (owned) (nullable) */
  char *message;                /* (owned) (nullable) */
  gint64 completed_at;
  gboolean refused;
};

enum
{
  PROP_0,
  PROP_ORDER,
  PROP_REFUSED,
  PROP_MESSAGE,
  PROP_SQLSTATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (CfPendingOrder, cf_pending_order, G_TYPE_OBJECT)

/* -------------------------------------------------------------------------------------------------
 * Overrides
 * ------------------------------------------------------------------------------------------------- */

static void
cf_pending_order_finalize (GObject *object)
{
  CfPendingOrder *self = CF_PENDING_ORDER (object);

  g_free (self->uuid);
  g_free (self->document);
  g_clear_object (&self->order);
  g_free (self->sqlstate);
  g_free (self->message);

  G_OBJECT_CLASS (cf_pending_order_parent_class)->finalize (object);
}

static void
cf_pending_order_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  CfPendingOrder *self = CF_PENDING_ORDER (object);

  switch (prop_id)
    {
    case PROP_ORDER:
      g_value_set_object (value, cf_pending_order_get_order (self));
      break;
    case PROP_REFUSED:
      g_value_set_boolean (value, self->refused);
      break;
    case PROP_MESSAGE:
      g_value_set_string (value, self->message);
      break;
    case PROP_SQLSTATE:
      g_value_set_string (value, self->sqlstate);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
cf_pending_order_class_init (CfPendingOrderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = cf_pending_order_finalize;
  object_class->get_property = cf_pending_order_get_property;

  properties[PROP_ORDER] = _cf_property_object ("order", CF_TYPE_ORDER);
  properties[PROP_REFUSED] = _cf_property_flag ("refused");
  properties[PROP_MESSAGE] = _cf_property_text ("message");
  properties[PROP_SQLSTATE] = _cf_property_text ("sqlstate");

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
cf_pending_order_init (CfPendingOrder *self)
{
}

/* -------------------------------------------------------------------------------------------------
 * Private API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_pending_order_new:
 * @uuid: the order's UUID
 * @document: (nullable): its document, read when somebody asks for the order
 * @order: (nullable): the order, where it is at hand
 * @completed_at: when it was completed, µs since 1970
 *
 * Returns: (transfer full): an order that waits
 */
CfPendingOrder *
cf_pending_order_new (const char *uuid,
                      const char *document,
                      CfOrder    *order,
                      gint64      completed_at)
{
  CfPendingOrder *self = g_object_new (CF_TYPE_PENDING_ORDER, NULL);

  self->uuid = g_strdup (uuid);
  self->document = order == NULL ? g_strdup (document) : NULL;
  self->order = order != NULL ? g_object_ref (order) : NULL;
  self->completed_at = completed_at;

  return self;
}

/**
 * cf_pending_order_get_uuid:
 * @self: a pending order
 *
 * Returns: the order's UUID
 */
const char *
cf_pending_order_get_uuid (CfPendingOrder *self)
{
  return self->uuid;
}

/**
 * cf_pending_order_get_time:
 * @self: a pending order
 *
 * Returns: when it was completed, µs since 1970
 */
gint64
cf_pending_order_get_time (CfPendingOrder *self)
{
  return self->completed_at;
}

/**
 * cf_pending_order_say:
 * @self: a pending order
 * @message: (nullable): why it still waits
 *
 * The server's words about an order that is tried again.
 */
void
cf_pending_order_say (CfPendingOrder *self,
                      const char     *message)
{
  if (g_strcmp0 (self->message, message) == 0)
    return;

  g_free (self->message);
  self->message = g_strdup (message);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
}

/**
 * cf_pending_order_refuse:
 * @self: a pending order
 * @sqlstate: (nullable): the server's code
 * @message: (nullable): its words
 *
 * The server refused the order.
 */
void
cf_pending_order_refuse (CfPendingOrder *self,
                         const char     *sqlstate,
                         const char     *message)
{
  g_free (self->sqlstate);
  self->sqlstate = g_strdup (sqlstate);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SQLSTATE]);
  cf_pending_order_say (self, message);

  if (self->refused)
    return;

  self->refused = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REFUSED]);
}

/**
 * cf_pending_order_requeue:
 * @self: a refused order
 * @order: what it is now
 *
 * The order waits again, perhaps under another number and another UUID.
 */
void
cf_pending_order_requeue (CfPendingOrder *self,
                          CfOrder        *order)
{
  g_clear_pointer (&self->document, g_free);
  g_clear_pointer (&self->sqlstate, g_free);
  g_set_object (&self->order, order);
  g_free (self->uuid);
  self->uuid = g_strdup (cf_order_get_uuid (order));
  self->refused = FALSE;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ORDER]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SQLSTATE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REFUSED]);
  cf_pending_order_say (self, NULL);
}

/* -------------------------------------------------------------------------------------------------
 * Public API
 * ------------------------------------------------------------------------------------------------- */

/**
 * cf_pending_order_get_order:
 * @self: a pending order
 *
 * Its document is read when it is first asked for: a list of many costs nothing until it is shown.
 *
 * Returns: (transfer none) (nullable): the order; %NULL where its document cannot be read
 */
CfOrder *
cf_pending_order_get_order (CfPendingOrder *self)
{
  g_return_val_if_fail (CF_IS_PENDING_ORDER (self), NULL);

  if (self->order == NULL && self->document != NULL)
    {
      self->order = cf_order_new_from_json (self->document, NULL);
      g_clear_pointer (&self->document, g_free);
    }

  return self->order;
}

/**
 * cf_pending_order_get_refused:
 * @self: a pending order
 *
 * Returns: whether the server refused it and a person must look
 */
gboolean
cf_pending_order_get_refused (CfPendingOrder *self)
{
  g_return_val_if_fail (CF_IS_PENDING_ORDER (self), FALSE);

  return self->refused;
}

/**
 * cf_pending_order_get_message:
 * @self: a pending order
 *
 * Returns: (nullable): the server's words, and what it has in the way
 */
const char *
cf_pending_order_get_message (CfPendingOrder *self)
{
  g_return_val_if_fail (CF_IS_PENDING_ORDER (self), NULL);

  return self->message;
}

/**
 * cf_pending_order_get_sqlstate:
 * @self: a pending order
 *
 * Returns: (nullable): the server's five-letter code of a refusal
 */
const char *
cf_pending_order_get_sqlstate (CfPendingOrder *self)
{
  g_return_val_if_fail (CF_IS_PENDING_ORDER (self), NULL);

  return self->sqlstate;
}
