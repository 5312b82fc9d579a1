/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-bib-record.h"

/* "The Huntress|560|2019|978-0...|Quinn, Kate; Foo, Bar [editor]"; what is not there is empty, an ISBN that is not right has its status behind it. */
char        *bib_record_to_text (const CfBibRecord *record);

/* A CfBibRecordFunc that appends "line: text\n" or "line! reason\n" to the GString that it gets. */
gboolean     bib_log_cb         (guint64            line,
                                 const CfBibRecord *record,
                                 const GError      *error,
                                 gpointer           user_data);

/* Whatever is in its texts, it can be written. */
CfBibRecord *bib_record_new_random (void);

/* What a reader is expected to find, one after the other. */
typedef struct
{
  GPtrArray *records;   /* (element-type CfBibRecord) */
  guint      n_read;
} BibExpected;

gboolean     bib_expect_cb      (guint64            line,
                                 const CfBibRecord *record,
                                 const GError      *error,
                                 gpointer           user_data);

/* A copy of @bytes with some of them changed, left out, or put in again. */
GString     *bib_mutate         (const char *bytes,
                                 gsize       length);
