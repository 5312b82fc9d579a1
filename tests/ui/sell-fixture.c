/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sell-fixture.h"

#include <string.h>

#include "cf-sales-window.h"

CfCart *
sell_get_cart (SellFixture *fixture)
{
  return cf_till_get_cart (fixture->base.till);
}

guint
sell_count_lines (SellFixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (sell_get_cart (fixture)));
}

CfCartLine *
sell_get_line (SellFixture *fixture,
               guint        position)
{
  g_autoptr(CfCartLine) line = g_list_model_get_item (G_LIST_MODEL (sell_get_cart (fixture)), position);

  g_assert_nonnull (line);
  return line;
}

void
sell_enter (SellFixture *fixture)
{
  g_signal_emit_by_name (fixture->entry, "activate");
}

void
sell_type (SellFixture *fixture,
           const char  *text)
{
  gtk_editable_set_text (GTK_EDITABLE (fixture->entry), text);
}

void
sell_type_and_enter (SellFixture *fixture,
                     const char  *text)
{
  sell_type (fixture, text);
  sell_enter (fixture);
}

/* As a scanner does: one character after the other. */
void
sell_scan (SellFixture *fixture,
           const char  *code)
{
  for (const char *p = code; *p != '\0'; p++)
    {
      int position = -1;

      gtk_editable_insert_text (GTK_EDITABLE (fixture->entry), p, 1, &position);
    }
  sell_enter (fixture);
}

gboolean
sell_has_focus (SellFixture *fixture)
{
  return cf_scan_entry_is_focused (fixture->entry);
}

GtkWidget *
sell_get_message (SellFixture *fixture)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (fixture->page)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_has_css_class (child, "message"))
      return child;

  return NULL;
}

gboolean
sell_says (GtkWidget  *widget,
           const char *text)
{
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return gtk_widget_get_mapped (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (sell_says (child, text))
      return TRUE;

  return FALSE;
}

void
sell_assert_total (SellFixture *fixture,
                   const char  *expected)
{
  g_autofree char *total = cf_decimal_to_string (cf_cart_get_total (sell_get_cart (fixture)));

  g_assert_cmpstr (total, ==, expected);
}

void
sell_complete (SellFixture *fixture)
{
  CfCart *cart = sell_get_cart (fixture);

  /* Enter is ignored for a moment after the order before; the button is not. */
  sell_enter (fixture);
  if (sell_get_cart (fixture) == cart)
    gtk_widget_activate_action (GTK_WIDGET (fixture->page), "sell.complete", NULL);
  g_assert_true (sell_get_cart (fixture) != cart);
  cf_test_wait_until (cf_till_get_last_order (fixture->base.till) != NULL);
}

/* Why it is wrong is said again to who comes back to it. */
void
sell_assert_wrong (GtkWidget  *entry,
                   const char *sentence)
{
  g_assert_nonnull (entry);
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence);
}

void
sell_assert_right (GtkWidget *entry)
{
  g_assert_nonnull (entry);
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  gtk_test_accessible_assert_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_FALSE);
  g_assert_false (gtk_test_accessible_has_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
}

void
sell_set_up (SellFixture   *fixture,
             gconstpointer  data)
{
  till_fixture_set_up (&fixture->base);
  fixture->window = GTK_WINDOW (cf_sales_window_new (NULL, fixture->base.till));
  fixture->page = CF_SELL_PAGE (till_find (GTK_WIDGET (fixture->window), CF_TYPE_SELL_PAGE));
  fixture->entry = CF_SCAN_ENTRY (till_find (GTK_WIDGET (fixture->page), CF_TYPE_SCAN_ENTRY));
  fixture->order = CF_ORDER_LIST (till_find (GTK_WIDGET (fixture->page), CF_TYPE_ORDER_LIST));
  fixture->results = CF_RESULT_LIST (till_find (GTK_WIDGET (fixture->page), CF_TYPE_RESULT_LIST));
  gtk_window_present (fixture->window);
  cf_test_wait_until (gtk_widget_get_mapped (GTK_WIDGET (fixture->entry)));
}

void
sell_tear_down (SellFixture   *fixture,
                gconstpointer  data)
{
  gpointer window = fixture->window;

  g_object_add_weak_pointer (G_OBJECT (fixture->window), &window);
  gtk_window_destroy (fixture->window);
  cf_test_wait_until (window == NULL);
  till_fixture_end (&fixture->base);
}
