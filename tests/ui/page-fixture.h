/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "cf-browser.h"
#include "cf-product-repository.h"
#include "cf-records.h"
#include "cf-sales-repository.h"
#include "cf-test-shop.h"
#include "cf-till.h"

G_BEGIN_DECLS

/* A page in a window, on a shop of its own on a throwaway server, with a real till. */
typedef struct
{
  CfTestServer        *server;  /* NULL: none is installed, the test is skipped */
  char                *folder;
  CfDbPool            *pool;
  CfSalesRepository   *sales;
  CfProductRepository *products;
  CfDbListener        *listener; /* NULL: nothing is heard of others */
  CfTill              *till;
  GtkWidget           *page;
  GtkWidget           *window;
} PageFixture;

typedef void (*PageTest) (PageFixture *fixture);

#define PAGE_DATABASE "pages"

gboolean   page_test_init        (int *argc, char ***argv);
void       page_test_add         (const char *path, PageTest test);

void       page_fixture_set_up   (PageFixture *fixture, gconstpointer data);
void       page_fixture_show     (PageFixture *fixture, GtkWidget *page, int width);
void       page_fixture_listen   (PageFixture *fixture);
void       page_fixture_end      (PageFixture *fixture, gconstpointer data);
void       page_fixture_enter    (PageFixture *fixture, const char *code, const char *name, const char *price);
void       page_fixture_sell     (PageFixture *fixture, const char *code, const char *name, const char *price);

void       page_sql              (PageFixture *fixture, const char *sql);
void       page_assert_value     (PageFixture *fixture, const char *sql, const char *wanted);

void       page_settle           (void);
GtkWidget *page_find_type        (GtkWidget *root, GType type);
GtkWidget *page_find_label       (GtkWidget *root, const char *text);
GtkWidget *page_find_button      (GtkWidget *root, const char *label);
GtkWidget *page_find_row         (GtkWidget *root, const char *title);
GtkWidget *page_find_named       (GtkWidget *root, const char *name);
void       page_click            (GtkWidget *root, const char *label);
void       page_click_named      (GtkWidget *root, const char *name);
void       page_type             (GtkWidget *root, const char *title, const char *text);
char      *page_text             (GtkWidget *root, const char *title);
gboolean   page_press            (GtkWidget *widget, guint key, GdkModifierType modifiers);
gboolean   page_press_focused    (PageFixture *fixture, guint key, GdkModifierType modifiers);
gboolean   page_press_captured   (GtkWidget *widget, guint key, GdkModifierType modifiers);
gboolean   page_shows            (GtkWidget *root, const char *text);
void       page_press_title      (GtkWidget *root, const char *title);
CfBrowser *page_browser          (PageFixture *fixture);
CfRecords *page_records          (PageFixture *fixture);
void       page_select           (PageFixture *fixture, guint position);
void       page_open             (PageFixture *fixture, guint position);
void       page_enter_row        (GtkWidget *root, guint position);
char      *page_cells            (GtkWidget *root, const char *title, guint n);
void       page_assert_cells     (PageFixture *fixture, const char *title, guint n, const char *sql);
void       page_assert_named     (GtkWidget *root);
void       page_assert_wrong     (GtkWidget *root, const char *title, const char *sentence);
void       page_assert_right     (GtkWidget *root, const char *title);

G_END_DECLS
