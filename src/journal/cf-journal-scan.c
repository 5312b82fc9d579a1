/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the records of a journal that SQLite cannot read any more: each leaf page of a table by itself,
 * whatever leads to it. The layout is that of the "Database File Format" of SQLite; the checksum that every
 * record carries tells the sound ones. */

#include "cf-config.h"

#include "cf-bytes-private.h"
#include "cf-journal-salvage-private.h"

#include <string.h>

#define MAX_PAYLOAD (64 * 1024 * 1024)
#define MAX_COLUMNS 16

typedef struct
{
  const guint8 *bytes;
  gsize         length;
  gsize         page_size;
  const guint8 *log;            /* nullable */
  gsize         log_length;
  guint8        salts[CF_JOURNAL_LOG_SALTS]; /* of the log's frames */
  GHashTable   *log_pages;      /* (element-type guint gsize): page number to its latest place in the log */
} Scan;

typedef struct
{
  gint64      number;           /* of an integer; the length of a text */
  const char *text;             /* nullable: not a text; not terminated */
  gboolean    is_number;
} Value;

/* Returns: how many bytes it takes; 0 where it runs over @end */
static guint
read_varint (const guint8 *bytes,
             const guint8 *end,
             guint64      *value)
{
  *value = 0;

  for (guint i = 0; i < 9 && bytes + i < end; i++)
    {
      if (i == 8)
        {
          *value = *value << 8 | bytes[i];
          return 9;
        }

      *value = *value << 7 | (bytes[i] & 0x7f);
      if ((bytes[i] & 0x80) == 0)
        return i + 1;
    }

  return 0;
}

static const guint8 *
find_page (Scan  *scan,
           guint  number)
{
  gpointer place;

  if (scan->log_pages != NULL &&
      g_hash_table_lookup_extended (scan->log_pages, GUINT_TO_POINTER (number), NULL, &place))
    return scan->log + GPOINTER_TO_SIZE (place);

  if (number == 0 || (gsize) number * scan->page_size > scan->length)
    return NULL;

  return scan->bytes + (gsize) (number - 1) * scan->page_size;
}

/* Follows the chain of pages that hold the rest of a long record. */
static gboolean
append_overflow (Scan       *scan,
                 GByteArray *payload,
                 gsize       total,
                 guint       number)
{
  while (payload->len < total)
    {
      const guint8 *page = find_page (scan, number);

      if (page == NULL)
        return FALSE;

      g_byte_array_append (payload, page + 4, MIN (scan->page_size - 4, total - payload->len));
      number = _cf_bytes_read_be (page, 4);
    }

  return TRUE;
}

static GByteArray *
read_payload (Scan         *scan,
              const guint8 *page,
              const guint8 *cell)
{
  const guint8 *end = page + scan->page_size;
  const gsize most = scan->page_size - 35;
  g_autoptr (GByteArray) payload = NULL;
  guint64 total, row;
  gsize local;
  guint n;

  n = read_varint (cell, end, &total);
  if (n == 0 || total > MAX_PAYLOAD)
    return NULL;
  cell += n;

  n = read_varint (cell, end, &row);
  if (n == 0)
    return NULL;
  cell += n;

  local = total;
  if (total > most)
    {
      gsize least = (scan->page_size - 12) * 32 / 255 - 23;

      local = least + (total - least) % (scan->page_size - 4);
      if (local > most)
        local = least;
    }

  if ((gsize) (end - cell) < local + (local < total ? 4 : 0))
    return NULL;

  payload = g_byte_array_sized_new (local);
  g_byte_array_append (payload, cell, local);
  if (local < total && !append_overflow (scan, payload, total, _cf_bytes_read_be (cell + local, 4)))
    return NULL;

  return g_steal_pointer (&payload);
}

static gboolean
read_value (guint64        type,
            const guint8 **body,
            const guint8  *end,
            Value         *value)
{
  static const guint8 sizes[] = { 0, 1, 2, 3, 4, 6, 8, 8, 0, 0 };
  gsize size;

  *value = (Value) { 0 };

  if (type >= 12)
    {
      size = (type - 12) / 2;
      if ((gsize) (end - *body) < size)
        return FALSE;

      if (type % 2 == 1)
        value->text = (const char *) *body;
      value->number = size;
      *body += size;
      return TRUE;
    }

  if (type >= G_N_ELEMENTS (sizes) || (gsize) (end - *body) < sizes[type])
    return FALSE;

  value->is_number = type != 0 && type != 7;
  if (type == 9)
    value->number = 1;
  else if (sizes[type] > 0 && type != 7)
    {
      guint64 bits = (**body & 0x80) ? G_MAXUINT64 : 0;

      for (guint i = 0; i < sizes[type]; i++)
        bits = bits << 8 | (*body)[i];
      value->number = (gint64) bits;
    }
  *body += sizes[type];

  return TRUE;
}

/* Returns: the number of columns; 0 where this is no record */
static guint
read_record (const guint8 *payload,
             gsize         length,
             Value        *values)
{
  const guint8 *end = payload + length;
  const guint8 *body;
  const guint8 *p;
  guint64 header;
  guint n_columns = 0;
  guint n = read_varint (payload, end, &header);

  if (n == 0 || header > length || header < n)
    return 0;

  body = payload + header;
  for (p = payload + n; p < payload + header; n_columns++)
    {
      guint64 type;

      n = read_varint (p, payload + header, &type);
      if (n == 0 || n_columns == MAX_COLUMNS || !read_value (type, &body, end, &values[n_columns]))
        return 0;
      p += n;
    }

  return n_columns;
}

static char *
dup_value (const Value *value)
{
  return value->text != NULL ? g_strndup (value->text, value->number) : NULL;
}

static void
take_order (CfSalvage   *salvage,
            const Value *values)
{
  g_autofree char *uuid = dup_value (&values[1]);
  g_autofree char *number = dup_value (&values[2]);
  g_autofree char *document = dup_value (&values[4]);
  g_autofree char *shop = dup_value (&values[6]);
  g_autofree char *sqlstate = dup_value (&values[9]);
  g_autofree char *message = dup_value (&values[10]);
  CfSalvagedOrder order = {
    .uuid = uuid,
    .number = number,
    .completed_at = values[3].number,
    .document = document,
    .checksum = (guint64) values[5].number,
    .shop = shop,
    .state = values[7].number,
    .acknowledged_at = values[8].number,
    .sqlstate = sqlstate,
    .message = message,
  };

  if (uuid != NULL && number != NULL && document != NULL)
    _cf_salvage_take_order (salvage, &order, FALSE);
}

static void
take_line (CfSalvage   *salvage,
           const Value *values)
{
  g_autofree char *cart = dup_value (&values[1]);
  g_autofree char *uuid = dup_value (&values[2]);
  g_autofree char *document = dup_value (&values[4]);
  CfSalvagedLine line = {
    .cart = cart,
    .uuid = uuid,
    .position = values[3].number,
    .document = document,
    .checksum = (guint64) values[5].number,
  };

  if (cart != NULL && uuid != NULL && document != NULL)
    _cf_salvage_take_line (salvage, &line);
}

static void
take_cart (CfSalvage   *salvage,
           const Value *values)
{
  g_autofree char *uuid = dup_value (&values[1]);
  g_autofree char *document = dup_value (&values[2]);

  if (uuid != NULL)
    _cf_salvage_take_cart (salvage, uuid, document, (guint64) values[3].number);
}

/* Each table has another number of columns. */
static void
take_record (CfSalvage   *salvage,
             const Value *values,
             guint        n_columns)
{
  switch (n_columns)
    {
    case 11:
      take_order (salvage, values);
      break;

    case 6:
      take_line (salvage, values);
      break;

    case 4:
      take_cart (salvage, values);
      break;

    default:
      break;
    }
}

static void
scan_page (Scan         *scan,
           const guint8 *page,
           gboolean      first,
           CfSalvage    *salvage)
{
  const guint8 *header = page + (first ? 100 : 0);
  guint n_cells = _cf_bytes_read_be (header + 3, 2);

  if (*header != 0x0d || n_cells > scan->page_size / 4)
    return;

  for (guint i = 0; i < n_cells && header + 8 + 2 * (i + 1) <= page + scan->page_size; i++)
    {
      guint offset = _cf_bytes_read_be (header + 8 + 2 * i, 2);
      g_autoptr (GByteArray) payload = NULL;
      Value values[MAX_COLUMNS];

      if (offset >= scan->page_size)
        continue;

      payload = read_payload (scan, page, page + offset);
      if (payload != NULL)
        take_record (salvage, values, read_record (payload->data, payload->len, values));
    }
}

static gsize
count_frames (const Scan *scan)
{
  return _cf_journal_log_count_frames (scan->log_length, scan->page_size);
}

/* (nullable): the @n th frame, unless it is one of an older log: what that has is in the journal itself, or was replaced
 * since. */
static const guint8 *
find_frame (const Scan *scan,
            gsize       n)
{
  const guint8 *frame = scan->log + _cf_journal_log_locate_frame (n, scan->page_size);

  return memcmp (frame + 8, scan->salts, sizeof scan->salts) == 0 ? frame : NULL;
}

static void
index_log (Scan *scan)
{
  scan->log_pages = g_hash_table_new (NULL, NULL);

  for (gsize n = 0; n < count_frames (scan); n++)
    {
      const guint8 *frame = find_frame (scan, n);

      if (frame != NULL)
        g_hash_table_insert (scan->log_pages, GUINT_TO_POINTER (_cf_bytes_read_be (frame, 4)),
                             GSIZE_TO_POINTER ((gsize) (frame + CF_JOURNAL_FRAME_HEADER - scan->log)));
    }
}

static gsize
find_page_size (const Scan *scan)
{
  gsize size = scan->length >= 18 ? _cf_bytes_read_be (scan->bytes + 16, 2) : 0;

  return size >= 512 && size <= 32768 && (size & (size - 1)) == 0 ? size : 4096;
}

void
_cf_journal_scan (const char *path,
                  CfSalvage  *salvage)
{
  g_autofree char *log_path = g_strconcat (path, "-wal", NULL);
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr (GMappedFile) log = g_mapped_file_new (log_path, FALSE, NULL);
  Scan scan = { 0 };

  if (file != NULL)
    {
      scan.bytes = (const guint8 *) g_mapped_file_get_contents (file);
      scan.length = g_mapped_file_get_length (file);
    }
  scan.page_size = find_page_size (&scan);

  if (log != NULL && _cf_journal_log_get_salts (path, scan.salts))
    {
      scan.log = (const guint8 *) g_mapped_file_get_contents (log);
      scan.log_length = g_mapped_file_get_length (log);
      index_log (&scan);
    }

  /* The log has the later state, and the last of its frames the latest: what is found first stays. */
  for (gsize n = count_frames (&scan); n-- > 0;)
    {
      const guint8 *frame = find_frame (&scan, n);

      if (frame != NULL)
        scan_page (&scan, frame + CF_JOURNAL_FRAME_HEADER, _cf_bytes_read_be (frame, 4) == 1, salvage);
    }

  for (gsize n = 0; n < scan.length / scan.page_size; n++)
    scan_page (&scan, scan.bytes + n * scan.page_size, n == 0, salvage);

  g_clear_pointer (&scan.log_pages, g_hash_table_unref);
}
