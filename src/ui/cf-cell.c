/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cf-config.h"

#include <glib/gi18n-lib.h>

#include "cf-cell.h"
#include "cf-row.h"
#include "cf-ui.h"

/* Cells of long lists. GtkInscription, because a new text there costs no measuring of the table; one binding a list item, because
 * a page that arrives fills the rows that are on screen by their signal, never by taking rows out and in again. */

#define N_SLOTS 3

/* What a number may grow to: the largest total of a till has less. What is longer, of another program or a code that was typed as a
 * price, is written smaller: it is to be whole, and to take no room from the rest. */
#define MOST_CHARS 17
#define SMALLEST 0.4

typedef struct
{
  GtkInscription *inscription;
  CfCellText      text;
  gboolean        number;
  gboolean        small;        /* a number that is longer than there is room for */
  gboolean        right;        /* the edge it stands at */
  guint           most_chars;   /* of the natural width, 0: it stays */
  gboolean        whole;        /* and of its least width too */
  CfCellMark      is_dim;       /* nullable */
  gboolean        dim;
} Slot;

/* All cells of a factory. A number that is cut is another number: the first one that has no room widens its column, which is
 * measured anew then and not with every row that comes into sight. */
typedef struct
{
  GPtrArray *bindings;          /* owned (element-type Binding), unowned each */
  guint      chars[N_SLOTS];
  glong      longest[N_SLOTS];  /* of what is shown whole */
} Siblings;

typedef struct
{
  Slot       slots[N_SLOTS];
  guint      n_slots;
  GtkWidget *mark;              /* nullable */
  CfCellMark has_mark;
  Siblings  *siblings;          /* reference counted */
  gpointer   owner;             /* unowned: the page that holds the view */
  GObject   *row;               /* nullable: what is bound */
  gulong     handler;
  gboolean   waits;             /* draws grey bars */
} Binding;

typedef struct
{
  CfCellStyle style;
  Siblings   *siblings;         /* reference counted */
  gpointer    owner;
} CellFactory;

typedef struct
{
  CfCellRowStyle style;
  Siblings      *siblings;      /* reference counted */
  gpointer       owner;
} RowFactory;

static Siblings *
siblings_new (void)
{
  Siblings *siblings = g_rc_box_new0 (Siblings);

  siblings->bindings = g_ptr_array_new ();
  return siblings;
}

static void
siblings_clear (gpointer data)
{
  g_ptr_array_unref (((Siblings *) data)->bindings);
}

static void
siblings_unref (Siblings *siblings)
{
  g_rc_box_release_full (siblings, siblings_clear);
}

static void
cell_factory_free (gpointer data)
{
  siblings_unref (((CellFactory *) data)->siblings);
  g_free (data);
}

static void
row_factory_free (gpointer data)
{
  siblings_unref (((RowFactory *) data)->siblings);
  g_free (data);
}

static void
binding_free (gpointer data)
{
  Binding *binding = data;

  g_ptr_array_remove_fast (binding->siblings->bindings, binding);
  siblings_unref (binding->siblings);
  g_free (binding);
}

static GQuark
binding_quark (void)
{
  static GQuark quark;

  if (quark == 0)
    quark = g_quark_from_static_string ("cf-cell-binding");

  return quark;
}

static Binding *
get_binding (GtkListItem *list_item)
{
  return g_object_get_qdata (G_OBJECT (list_item), binding_quark ());
}

static void
set_waits (Binding  *binding,
           gboolean  waits)
{
  if (binding->waits == waits)
    return;

  binding->waits = waits;
  for (guint i = 0; i < binding->n_slots; i++)
    {
      GtkWidget *widget = GTK_WIDGET (binding->slots[i].inscription);

      if (waits)
        gtk_widget_add_css_class (widget, "awaited");
      else
        gtk_widget_remove_css_class (widget, "awaited");
    }
}

static void
set_chars (Slot  *slot,
           guint  chars)
{
  if (slot->number || slot->whole)
    gtk_inscription_set_min_chars (slot->inscription, chars);
  gtk_inscription_set_nat_chars (slot->inscription, MAX (chars, gtk_inscription_get_nat_chars (slot->inscription)));
}

/* In characters as the inscription counts them: those of a text are narrower than digits. */
static glong
measure_chars (GtkWidget  *widget,
               const char *text)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (widget), NULL, NULL);
  int one = MAX (pango_font_metrics_get_approximate_char_width (metrics), pango_font_metrics_get_approximate_digit_width (metrics));
  int width;

  pango_font_metrics_unref (metrics);
  pango_layout_get_size (layout, &width, NULL);
  return (width + one - 1) / one;
}

static glong
count_chars (Binding    *binding,
             guint       slot,
             const char *text)
{
  glong *longest = &binding->siblings->longest[slot];
  glong length = g_utf8_strlen (text, -1);

  /* A sign of a currency, a minus or a capital is wider than a digit. */
  if (!binding->slots[slot].whole)
    return length + 1;
  if (length < *longest)
    return 0;
  *longest = length;
  return measure_chars (GTK_WIDGET (binding->slots[slot].inscription), text);
}

static void
make_room (Binding    *binding,
           guint       slot,
           const char *text)
{
  Siblings *siblings = binding->siblings;
  glong most = binding->slots[slot].most_chars;
  glong chars = MIN (count_chars (binding, slot, text), most);

  if (chars <= (glong) siblings->chars[slot])
    return;

  siblings->chars[slot] = (guint) chars;
  for (guint i = 0; i < siblings->bindings->len; i++)
    set_chars (&((Binding *) g_ptr_array_index (siblings->bindings, i))->slots[slot], (guint) chars);
}

static void
fit_number (Slot       *slot,
            const char *text) /* nullable */
{
  glong chars = text != NULL ? g_utf8_strlen (text, -1) : 0;
  /* The sign of the longest number is wider than a digit, too. */
  gboolean small = slot->number && chars >= (glong) slot->most_chars;
  PangoAttrList *attributes = NULL;

  if (!small && !slot->small)
    return;
  slot->small = small;
  if (small)
    {
      attributes = pango_attr_list_new ();
      pango_attr_list_insert (attributes, pango_attr_scale_new (MAX (((double) slot->most_chars - 3) / (double) chars, SMALLEST)));
    }
  gtk_inscription_set_attributes (slot->inscription, attributes);
  g_clear_pointer (&attributes, pango_attr_list_unref);
}

/* Pango turns round the line of a paragraph that runs against the widget: an Arabic time would leave the edge where a Latin one
 * stands. */
static void
set_text (Slot       *slot,
          const char *text) /* nullable */
{
  gboolean turned = text != NULL && cf_ui_find_direction (text) == PANGO_DIRECTION_RTL;

  fit_number (slot, text);
  gtk_inscription_set_text (slot->inscription, text);
  gtk_inscription_set_xalign (slot->inscription, slot->right != turned ? 1.0f : 0.0f);
}

static void
update_dim (Slot     *slot,
            GObject  *item, /* nullable */
            gpointer  owner)
{
  gboolean dim = slot->is_dim != NULL && item != NULL && slot->is_dim (item, owner);

  if (dim == slot->dim)
    return;

  slot->dim = dim;
  if (dim)
    gtk_widget_add_css_class (GTK_WIDGET (slot->inscription), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (slot->inscription), "dim-label");
}

static void
update (Binding *binding)
{
  GObject *item = cf_row_peek_loaded (binding->row);

  for (guint i = 0; i < binding->n_slots; i++)
    {
      g_autofree char *text = item != NULL ? binding->slots[i].text (item, binding->owner) : NULL;

      set_text (&binding->slots[i], text);
      if (text != NULL)
        make_room (binding, i, text);
      update_dim (&binding->slots[i], item, binding->owner);
    }
  if (binding->mark != NULL)
    gtk_widget_set_visible (binding->mark, item != NULL && binding->has_mark (item, binding->owner));

  set_waits (binding, item == NULL);
}

static void
on_row_changed_cb (CfRow   *row,
                   Binding *binding)
{
  update (binding);
}

static void
on_bind_cb (GtkSignalListItemFactory *factory,
            GtkListItem              *list_item)
{
  Binding *binding = get_binding (list_item);

  binding->row = gtk_list_item_get_item (list_item);
  /* Plain: GTK unbinds before the item or the binding goes, and this runs for every cell of a jump. */
  if (CF_IS_ROW (binding->row))
    binding->handler = g_signal_connect (binding->row, "changed", G_CALLBACK (on_row_changed_cb), binding);
  update (binding);
}

static void
on_unbind_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *list_item)
{
  Binding *binding = get_binding (list_item);

  g_clear_signal_handler (&binding->handler, binding->row);
  binding->row = NULL;
}

static void
on_teardown_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *list_item)
{
  g_object_set_qdata (G_OBJECT (list_item), binding_quark (), NULL);
  gtk_list_item_set_child (list_item, NULL);
}

static GtkWidget *
add_slot (Binding    *binding,
          CfCellText  text,
          const char *css_class,
          guint       min_chars,
          guint       nat_chars,
          gboolean    number)
{
  GtkWidget *widget = gtk_inscription_new (NULL);
  GtkInscription *inscription = GTK_INSCRIPTION (widget);

  g_assert (binding->n_slots < N_SLOTS);

  gtk_inscription_set_text_overflow (inscription, GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (inscription, min_chars);
  /* Numbers have the room that they need, and what is read has the rest. */
  gtk_inscription_set_nat_chars (inscription, number ? min_chars : nat_chars);
  /* A number is written from left to right everywhere, its sign before it. */
  gtk_widget_set_direction (widget, GTK_TEXT_DIR_LTR);
  gtk_inscription_set_yalign (inscription, 0.5f);
  if (css_class != NULL)
    gtk_widget_add_css_class (widget, css_class);

  binding->slots[binding->n_slots] = (Slot) { .inscription = inscription, .text = text, .number = number, .most_chars = number ? MOST_CHARS : 0 };
  /* A number ends where its column does, what is read begins where it does. */
  binding->slots[binding->n_slots].right = (gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL) != number;
  set_text (&binding->slots[binding->n_slots], NULL);
  if (number)
    {
      guint *known = &binding->siblings->chars[binding->n_slots];

      gtk_widget_add_css_class (widget, "numeric");
      *known = MAX (*known, min_chars);
      set_chars (&binding->slots[binding->n_slots], *known);
    }
  binding->n_slots++;
  return widget;
}

static GtkWidget *
add_mark (Binding    *binding,
          CfCellMark  has_mark)
{
  GtkWidget *mark = gtk_image_new_from_icon_name ("content-loading-symbolic");

  gtk_widget_add_css_class (mark, "waiting-mark");
  cf_ui_set_tooltip (mark, _("Not sent yet: kept on this till until the server answers"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Not sent yet"), -1);
  gtk_widget_set_visible (mark, FALSE);
  binding->mark = mark;
  binding->has_mark = has_mark;
  return mark;
}

static Binding *
new_binding (GtkListItem *list_item,
             Siblings    *siblings,
             gpointer     owner)
{
  Binding *binding = g_new0 (Binding, 1);

  binding->owner = owner;
  binding->siblings = g_rc_box_acquire (siblings);
  g_ptr_array_add (siblings->bindings, binding);
  g_object_set_qdata_full (G_OBJECT (list_item), binding_quark (), binding, binding_free);
  return binding;
}

static void
on_setup_cell_cb (GtkSignalListItemFactory *factory,
                  GtkListItem              *list_item,
                  CellFactory              *data)
{
  const CfCellStyle *style = &data->style;
  Binding *binding = new_binding (list_item, data->siblings, data->owner);
  GtkWidget *cell = add_slot (binding, style->text, style->css_class, style->min_chars, style->nat_chars, style->number);

  if (style->most_chars != 0)
    binding->slots[0].most_chars = style->most_chars;
  binding->slots[0].whole = style->whole;
  binding->slots[0].is_dim = style->dim;
  set_chars (&binding->slots[0], MAX (binding->siblings->chars[0], style->min_chars));

  if (style->mark != NULL)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

      gtk_widget_set_hexpand (cell, TRUE);
      gtk_box_append (GTK_BOX (box), cell);
      gtk_box_append (GTK_BOX (box), add_mark (binding, style->mark));
      cell = box;
    }
  gtk_list_item_set_child (list_item, cell);
}

static GtkWidget *
build_lines (Binding              *binding,
             const CfCellRowStyle *style)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *second = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *detail;

  gtk_box_append (GTK_BOX (lines), add_slot (binding, style->title, NULL, 8, 16, FALSE));
  detail = add_slot (binding, style->detail, "dim-label", 8, 16, FALSE);
  gtk_widget_add_css_class (detail, "numeric");
  gtk_widget_add_css_class (detail, "small");
  gtk_widget_set_hexpand (detail, TRUE);
  gtk_box_append (GTK_BOX (second), detail);
  if (style->mark != NULL)
    gtk_box_append (GTK_BOX (second), add_mark (binding, style->mark));
  gtk_box_append (GTK_BOX (lines), second);
  gtk_widget_set_hexpand (lines, TRUE);
  return lines;
}

static void
on_setup_row_cb (GtkSignalListItemFactory *factory,
                 GtkListItem              *list_item,
                 RowFactory               *data)
{
  Binding *binding = new_binding (list_item, data->siblings, data->owner);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  const char *end_class = data->style.end_class;

  gtk_box_append (GTK_BOX (row), build_lines (binding, &data->style));
  gtk_box_append (GTK_BOX (row), add_slot (binding, data->style.end, end_class != NULL ? end_class : "amount", 7, 10, TRUE));
  gtk_list_item_set_child (list_item, row);
}

static GtkListItemFactory *
new_factory (GCallback      on_setup,
             gpointer       data,
             GDestroyNotify destroy)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  /* Plain: these are the factory's own signals, and the data goes with it. */
  g_signal_connect_data (factory, "setup", on_setup, data, (GClosureNotify) (void (*) (void)) destroy, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_cb), NULL);
  g_signal_connect (factory, "teardown", G_CALLBACK (on_teardown_cb), NULL);
  return factory;
}

/* Cells of one column over a list of CfRow or of plain items. @owner is handed to the functions of @style, whose strings must stay. */
GtkListItemFactory *
cf_cell_factory_new (const CfCellStyle *style,
                     gpointer           owner)
{
  CellFactory *data = g_new0 (CellFactory, 1);

  data->style = *style;
  data->siblings = siblings_new ();
  data->owner = owner;
  return new_factory (G_CALLBACK (on_setup_cell_cb), data, cell_factory_free);
}

/* Whole rows for a GtkListView, otherwise as cf_cell_factory_new(). */
GtkListItemFactory *
cf_cell_row_factory_new (const CfCellRowStyle *style,
                         gpointer              owner)
{
  RowFactory *data = g_new0 (RowFactory, 1);

  data->style = *style;
  data->siblings = siblings_new ();
  data->owner = owner;
  return new_factory (G_CALLBACK (on_setup_row_cb), data, row_factory_free);
}
