/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include "cf-connect-dialog.h"

#include <glib/gi18n-lib.h>

#include "cf-error.h"
#include "cf-field-error.h"
#include "cf-message-dialog.h"
#include "cf-password-group.h"
#include "cf-text-limit.h"
#include "cf-ui.h"

#define MOST_FIELD 500
#define MOST_STRING 2000

struct _CfConnectDialog
{
  CfFormDialog parent_instance;

  /* Template */
  GtkStack *stack;
  GtkEditable *host;
  GtkEditable *port;
  GtkEditable *user;
  GtkEditable *string;
  CfFieldError *string_error;
  CfPasswordGroup *password;
  GtkEditable *sales;
  GtkEditable *library;
  GtkWidget *protection;
  AdwComboRow *tls;
  AdwActionRow *certificate_row;
  GtkWidget *forget;
  GtkWidget *choose;
  GtkWidget *warning;
  GtkLabel *warning_label;
  GtkWidget *choice;
  GtkSwitch *writable;
  GtkWidget *own_server;
  GtkWidget *go_back;

  /* Owned */
  CfConnection *connection;             /* as typed last, where that could be understood */
  GtkFileChooserNative *chooser;        /* nullable: while it is open */
  gboolean shows_form;                  /* rather than the string: what the fields were filled for */
  gboolean filling;
};

enum
{
  SIGNAL_TEST,
  SIGNAL_CONNECT,
  SIGNAL_THIS_COMPUTER,
  SIGNAL_CANCEL,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CfConnectDialog, cf_connect_dialog, CF_TYPE_FORM_DIALOG)

/* What is typed */

static gboolean
is_form (CfConnectDialog *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "form") == 0;
}

/* @connection is taken. */
static CfConnection *
with (CfConnection *connection,
      const char   *keyword,
      const char   *value)
{
  g_autoptr (CfConnection) before = connection;

  return cf_connection_with (before, keyword, value);
}

static CfConnection *
with_text (CfConnection *connection,
           const char   *keyword,
           GtkEditable  *field)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (field)));

  return with (connection, keyword, text);
}

static gboolean
wants_writable (CfConnection *connection)
{
  return g_strcmp0 (cf_connection_get (connection, "target_session_attrs"), "read-write") == 0;
}

/* Whatever else stood in a connection string stays. */
static CfConnection *
read_form (CfConnectDialog *self)
{
  gboolean writable = gtk_switch_get_active (self->writable);
  CfConnection *read = with_text (g_object_ref (self->connection), "host", self->host);

  read = with (read, "password", cf_password_group_get_password (self->password));
  read = with_text (read, "port", self->port);
  read = with_text (read, "user", self->user);
  read = with_text (read, "dbname", self->sales);
  if (writable != wants_writable (read))
    read = with (read, "target_session_attrs", writable ? "read-write" : NULL);

  return read;
}

/* Where it has no password, what is typed beside it counts. */
static CfConnection *
read_string (CfConnectDialog  *self,
             GError          **error)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->string)));
  g_autoptr (CfConnection) before = cf_connection_with (self->connection, "password", cf_password_group_get_password (self->password));

  return cf_connection_parse (before, text, error);
}

static CfConnection *
read_all (CfConnectDialog  *self,
          GError          **error)
{
  g_autoptr (CfConnection) read = is_form (self) ? read_form (self) : read_string (self, error);
  g_autofree char *library = g_strstrip (g_strdup (gtk_editable_get_text (self->library)));

  return read != NULL ? cf_connection_with_library (read, library) : NULL;
}

/* What is shown */

static const char *
find_warning (CfConnection *connection)
{
  if (cf_connection_is_local (connection))
    return NULL;

  switch (cf_connection_get_tls (connection))
    {
    case CF_CONNECTION_TLS_VERIFY_CA:
      return _("Whoever has a certificate of the same issuer can pretend to be this server, and read what is sent.");
    case CF_CONNECTION_TLS_REQUIRE:
      return _("Nobody checks who answers: whoever stands between this computer and the server can pretend to be it, and read what is sent.");
    case CF_CONNECTION_TLS_DISABLE:
      return _("Everybody on the way can read and change what is sent, sales and passwords. Use it only in a network that you trust.");
    case CF_CONNECTION_TLS_VERIFY_FULL:
    default:
      return NULL;
    }
}

static const char *
find_missing (CfConnectDialog *self)
{
  GtkEditable *field = is_form (self) ? self->host : self->string;
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (field)));

  if (*text != '\0')
    return NULL;

  return is_form (self) ? _("Type the host first.") : _("Type the connection string first.");
}

static void
update (CfConnectDialog *self)
{
  const char *warning = find_warning (self->connection);
  const char *certificate = cf_connection_get (self->connection, "sslrootcert");
  const char *missing = find_missing (self);
  gboolean local = cf_connection_is_local (self->connection);

  gtk_label_set_text (self->warning_label, warning != NULL ? warning : "");
  gtk_widget_set_visible (self->warning, warning != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->sales), is_form (self));
  gtk_widget_set_visible (self->protection, is_form (self) && !local);
  gtk_widget_set_visible (self->choice, is_form (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->certificate_row), adw_combo_row_get_selected (self->tls) <= CF_CONNECTION_TLS_VERIFY_CA);
  adw_action_row_set_subtitle (self->certificate_row, certificate != NULL ? certificate : _("Those that this system trusts"));
  gtk_widget_set_visible (self->forget, certificate != NULL);
  cf_form_dialog_set_ready (CF_FORM_DIALOG (self), missing == NULL, missing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connection.test", missing == NULL && !cf_form_dialog_get_busy (CF_FORM_DIALOG (self)));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "connection.go-back", !cf_form_dialog_get_busy (CF_FORM_DIALOG (self)));
}

static void
set_field (GtkEditable *field,
           const char  *text)
{
  gtk_editable_set_text (field, text != NULL ? text : "");
}

static void
show_connection (CfConnectDialog *self)
{
  g_autofree char *string = cf_connection_to_string (self->connection);

  self->filling = TRUE;
  set_field (self->host, cf_connection_get (self->connection, "host"));
  set_field (self->port, cf_connection_get (self->connection, "port"));
  set_field (self->user, cf_connection_get (self->connection, "user"));
  set_field (self->sales, cf_connection_get (self->connection, "dbname"));
  set_field (self->library, cf_connection_get_library (self->connection));
  set_field (self->string, cf_connection_get (self->connection, "host") != NULL || cf_connection_get (self->connection, "service") != NULL ? string : "");
  cf_password_group_set_password (self->password, cf_connection_get (self->connection, "password"));
  adw_combo_row_set_selected (self->tls, cf_connection_get_tls (self->connection));
  gtk_switch_set_active (self->writable, wants_writable (self->connection));
  self->filling = FALSE;
  update (self);
}

/* @connection is taken. */
static void
take_connection (CfConnectDialog *self,
                 CfConnection    *connection)
{
  g_object_unref (self->connection);
  self->connection = connection;
}

/* Handlers */

static void
on_changed_cb (CfConnectDialog *self)
{
  CfConnection *read;

  if (self->filling || self->connection == NULL)
    return;

  cf_field_error_tell (self->string_error, GTK_WIDGET (self->string), NULL);
  cf_form_dialog_tell (CF_FORM_DIALOG (self), NULL, NULL);
  read = read_all (self, NULL);
  if (read != NULL)
    take_connection (self, read);
  update (self);
}

/* Only where a person chooses: a connection string may say what is not in the list. */
static void
on_tls_cb (CfConnectDialog *self)
{
  if (self->filling || self->connection == NULL)
    return;

  take_connection (self, cf_connection_with_tls (self->connection, adw_combo_row_get_selected (self->tls)));
  on_changed_cb (self);
}

static void
on_forget_cb (CfConnectDialog *self)
{
  gtk_widget_grab_focus (self->choose);
  take_connection (self, cf_connection_with (self->connection, "sslrootcert", NULL));
  on_changed_cb (self);
}

static void
on_chosen_cb (CfConnectDialog      *self,
              int                   response,
              GtkFileChooserNative *native)
{
  g_autoptr (GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path == NULL)
    return;

  take_connection (self, cf_connection_with (self->connection, "sslrootcert", path));
  on_changed_cb (self);
}

static void
on_choose_cb (CfConnectDialog *self)
{
  if (self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (_("Certificate of the Issuer"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* What is typed, or NULL where it cannot be understood, which is told. */
static CfConnection *
take_typed (CfConnectDialog *self)
{
  g_autoptr (GError) error = NULL;
  CfConnection *read = read_all (self, &error);

  if (read == NULL)
    {
      cf_field_error_tell (self->string_error, GTK_WIDGET (self->string), error->message);
      gtk_widget_grab_focus (GTK_WIDGET (self->string));
      return NULL;
    }

  take_connection (self, read);
  /* A password that stood in the connection string goes into its field, where nobody reads it. */
  show_connection (self);

  return self->connection;
}

/* A string that cannot be understood is not left for an empty form. */
static void
on_mode_cb (CfConnectDialog *self)
{
  g_autoptr (CfConnection) read = NULL;
  g_autoptr (GError) error = NULL;

  /* GtkStack tells of it once more when it was put back below. */
  if (self->connection == NULL || is_form (self) == self->shows_form)
    return;

  if (is_form (self) && *gtk_editable_get_text (self->string) != '\0')
    read = read_string (self, &error);
  else
    read = g_object_ref (self->connection);
  if (read == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "string");
      cf_field_error_tell (self->string_error, GTK_WIDGET (self->string), error->message);
      return;
    }

  self->shows_form = is_form (self);
  take_connection (self, g_steal_pointer (&read));
  show_connection (self);
}

static void
on_string_activated_cb (CfConnectDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "form.store", NULL);
}

static void
on_string_cut_cb (GtkEditable *editable,
                  guint        most_chars,
                  gpointer     user_data)
{
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);

  cf_field_error_tell (CF_CONNECT_DIALOG (user_data)->string_error, GTK_WIDGET (editable), sentence);
}

static void
on_field_cut_cb (GtkEditable *editable,
                 guint        most_chars,
                 gpointer     user_data)
{
  g_autofree char *sentence = cf_text_limit_sentence (most_chars);

  cf_form_dialog_tell (CF_FORM_DIALOG (user_data), sentence, NULL);
}

static void
test_action (GtkWidget  *widget,
             const char *action,
             GVariant   *parameter)
{
  CfConnectDialog *self = CF_CONNECT_DIALOG (widget);
  CfConnection *typed = take_typed (self);

  if (typed == NULL)
    return;

  cf_connect_dialog_set_progress (self, _("Testing…"));
  g_signal_emit (self, signals[SIGNAL_TEST], 0, typed);
}

static void
on_answer_cb (CfConnectDialog *self,
              const char      *response)
{
  if (!g_str_equal (response, "go-back"))
    return;

  cf_connect_dialog_set_progress (self, _("Starting the server of this computer…"));
  g_signal_emit (self, signals[SIGNAL_THIS_COMPUTER], 0);
}

/* A copy of the shop is easily taken for the shop: the person is told first. */
static void
go_back_action (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  GtkWidget *question = cf_message_dialog_new (GTK_WINDOW (widget), _("Go Back to This Computer?"),
                                               _("This till then sells to the server of this computer, where the shop is as it was when it "
                                                 "moved away. What others sold since then stays on the other server. What this till sold, "
                                                 "as far as it still keeps it, is sent again."),
                                               NULL);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (question), "cancel", _("_Cancel"), "go-back", _("_Go Back"), NULL);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (question), "cancel");
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (question), "cancel");
  g_signal_connect_object (question, "response", G_CALLBACK (on_answer_cb), widget, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (question));
}

/* Overrides */

static void
cf_connect_dialog_store (CfFormDialog *dialog)
{
  CfConnectDialog *self = CF_CONNECT_DIALOG (dialog);
  CfConnection *typed = take_typed (self);

  if (typed == NULL)
    return;

  cf_connect_dialog_set_progress (self, _("Connecting…"));
  g_signal_emit (self, signals[SIGNAL_CONNECT], 0, typed);
}

/* Nothing is stored yet: what is under way is given up, and what is typed stays to be mended. */
static gboolean
cf_connect_dialog_close_request (GtkWindow *window)
{
  if (!cf_form_dialog_get_busy (CF_FORM_DIALOG (window)))
    return GTK_WINDOW_CLASS (cf_connect_dialog_parent_class)->close_request (window);

  g_signal_emit (window, signals[SIGNAL_CANCEL], 0);
  return TRUE;
}

static void
cf_connect_dialog_dispose (GObject *object)
{
  CfConnectDialog *self = CF_CONNECT_DIALOG (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->connection);
  gtk_widget_dispose_template (GTK_WIDGET (self), CF_TYPE_CONNECT_DIALOG);

  G_OBJECT_CLASS (cf_connect_dialog_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, CF_RESOURCE_PATH "/ui/cf-connect-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, host);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, port);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, user);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, string);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, string_error);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, password);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, sales);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, library);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, protection);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, tls);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, certificate_row);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, forget);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, choose);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, warning);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, warning_label);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, choice);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, writable);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, own_server);
  gtk_widget_class_bind_template_child (widget_class, CfConnectDialog, go_back);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_mode_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_tls_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_forget_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_string_activated_cb);
}

static void
cf_connect_dialog_class_init (CfConnectDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cf_connect_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = cf_connect_dialog_close_request;
  CF_FORM_DIALOG_CLASS (klass)->store = cf_connect_dialog_store;

  signals[SIGNAL_TEST] = g_signal_new ("test", CF_TYPE_CONNECT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CF_TYPE_CONNECTION);
  signals[SIGNAL_CONNECT] = g_signal_new ("connect", CF_TYPE_CONNECT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, CF_TYPE_CONNECTION);
  signals[SIGNAL_THIS_COMPUTER] = g_signal_new ("this-computer", CF_TYPE_CONNECT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CANCEL] = g_signal_new ("cancel", CF_TYPE_CONNECT_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (CF_TYPE_FIELD_ERROR);
  g_type_ensure (CF_TYPE_PASSWORD_GROUP);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "connection.test", NULL, test_action);
  gtk_widget_class_install_action (widget_class, "connection.go-back", NULL, go_back_action);
}

/* The list in the popover of a combo row, to which libadwaita gives no name. */
static void
name_list (GtkWidget  *widget,
           const char *name)
{
  if (GTK_IS_LIST_VIEW (widget))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    name_list (child, name);
}

static void
cf_connect_dialog_init (CfConnectDialog *self)
{
  GtkEditable *fields[5];

  gtk_widget_init_template (GTK_WIDGET (self));
  cf_form_dialog_set_names (CF_FORM_DIALOG (self), _("Server"), _("Connect"));
  cf_ui_keep_name (self->go_back);

  fields[0] = self->host;
  fields[1] = self->port;
  fields[2] = self->user;
  fields[3] = self->sales;
  fields[4] = self->library;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      cf_text_limit_add (fields[i], MOST_FIELD, on_field_cut_cb, self);
      cf_ui_keep_at_start (fields[i]);
    }
  cf_text_limit_add (self->string, MOST_STRING, on_string_cut_cb, self);
  cf_ui_keep_at_start (self->string);
  name_list (GTK_WIDGET (self->tls), _("Encryption"));
  self->shows_form = TRUE;
  self->connection = cf_connection_new ();
  show_connection (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->host));
}

/* Public */

GtkWidget *
cf_connect_dialog_new (void)
{
  return g_object_new (CF_TYPE_CONNECT_DIALOG, NULL);
}

/* What was typed before; a service is shown as the string that it is. */
void
cf_connect_dialog_set_connection (CfConnectDialog *self,
                                  CfConnection    *connection)
{
  g_return_if_fail (CF_IS_CONNECT_DIALOG (self));
  g_return_if_fail (CF_IS_CONNECTION (connection));

  take_connection (self, g_object_ref (connection));
  self->shows_form = cf_connection_get (connection, "service") == NULL;
  gtk_stack_set_visible_child_name (self->stack, self->shows_form ? "form" : "string");
  show_connection (self);
  gtk_widget_grab_focus (GTK_WIDGET (is_form (self) ? self->host : self->string));
}

CfConnection *
cf_connect_dialog_get_connection (CfConnectDialog *self)
{
  g_return_val_if_fail (CF_IS_CONNECT_DIALOG (self), NULL);

  return self->connection;
}

gboolean
cf_connect_dialog_get_keep (CfConnectDialog *self)
{
  g_return_val_if_fail (CF_IS_CONNECT_DIALOG (self), FALSE);

  return cf_password_group_get_keep (self->password);
}

/* What is wrong with the keyring; NULL where it can be used. */
void
cf_connect_dialog_set_keyring (CfConnectDialog *self,
                               const GError    *none)
{
  g_return_if_fail (CF_IS_CONNECT_DIALOG (self));

  cf_password_group_set_keyring (self->password, none);
}

/* Whether the server of this computer has been the shop's before, and can be gone back to. */
void
cf_connect_dialog_set_return (CfConnectDialog *self,
                              gboolean         offered)
{
  g_return_if_fail (CF_IS_CONNECT_DIALOG (self));

  gtk_widget_set_visible (self->own_server, offered);
}

/* What is under way; until cf_connect_dialog_tell() nothing can be typed. */
void
cf_connect_dialog_set_progress (CfConnectDialog *self,
                                const char      *sentence)
{
  g_return_if_fail (CF_IS_CONNECT_DIALOG (self));

  if (!cf_form_dialog_get_busy (CF_FORM_DIALOG (self)))
    cf_form_dialog_set_busy (CF_FORM_DIALOG (self), TRUE);
  cf_form_dialog_tell_progress (CF_FORM_DIALOG (self), sentence);
  update (self);
}

/* The answer: that it works, or an error; neither, where the person did not want to wait for it. Where the error asks for a password its
 * field gets the focus. */
void
cf_connect_dialog_tell (CfConnectDialog *self,
                        const char      *works,
                        const GError    *error)
{
  g_return_if_fail (CF_IS_CONNECT_DIALOG (self));
  g_return_if_fail (works == NULL || error == NULL);

  cf_form_dialog_set_busy (CF_FORM_DIALOG (self), FALSE);
  if (works != NULL)
    cf_form_dialog_tell_success (CF_FORM_DIALOG (self), works);
  else
    cf_form_dialog_tell (CF_FORM_DIALOG (self), error != NULL ? error->message : NULL, error);
  update (self);
  if (g_error_matches (error, CF_ERROR, CF_ERROR_PASSWORD))
    gtk_widget_grab_focus (GTK_WIDGET (self->password));
}
