/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-isbn.h"
#include "cf-person-name.h"
#include "cf-role.h"

G_BEGIN_DECLS

/* Of pages and years that a file does not tell. */
#define CF_BIB_UNKNOWN G_MININT64

/**
 * CfBibContributor:
 * @name: (owned): who
 * @role: did what
 * @note: (nullable): what tells the person from others of that name; empty: it is known that there is none
 * @other_names: (nullable) (element-type CfPersonName): other spellings, under which the person is found too
 * @number: (nullable): where nothing else tells persons of one name apart, which of those in the file it is
 * @role_word: (nullable): a role that another program has given, of which @role is what it comes to
 *
 * A person on the title page.
 */
typedef struct
{
  CfPersonName *name;
  CfRole        role;
  char         *note;
  GPtrArray    *other_names;
  char         *number;
  char         *role_word;
} CfBibContributor;

/**
 * CfBibRecord:
 * @title: (nullable): the title, a tidy line
 * @pages: the number of pages, or %CF_BIB_UNKNOWN
 * @year: the year, negative before our era, or %CF_BIB_UNKNOWN
 * @isbn_status: what the file's ISBN is
 * @isbn: (nullable): as cf_isbn_parse() gives it for that status
 * @isbn_text: (nullable): the ISBN as it stands in the file, a tidy line
 * @contributors: (element-type CfBibContributor): in the order of the title page
 * @key: (nullable): by which the file knows it
 * @is_another: whether it is another book than those of the file that it looks like
 * @line: the line of the file on which it begins, from 1; 0: of no file
 *
 * A book as it is exchanged with files. A plain value: it belongs to one thread at a time and knows nothing of the catalogue.
 */
typedef struct
{
  char         *title;
  gint64        pages;
  gint64        year;
  CfIsbnStatus  isbn_status;
  char         *isbn;
  char         *isbn_text;
  GPtrArray    *contributors;
  char         *key;
  gboolean      is_another;
  guint64       line;
} CfBibRecord;

CfBibRecord            *cf_bib_record_new             (void);
void                    cf_bib_record_free            (CfBibRecord *self);
void                    cf_bib_record_set_title       (CfBibRecord *self, const char *text);
void                    cf_bib_record_set_isbn        (CfBibRecord *self, const char *text);
char                   *cf_bib_record_dup_isbn        (const CfBibRecord *self);
gboolean                cf_bib_record_set_pages       (CfBibRecord *self, const char *text, GError **error);
gboolean                cf_bib_record_set_year        (CfBibRecord *self, const char *text, GError **error);
void                    cf_bib_record_set_key         (CfBibRecord *self, const char *text);
void                    cf_bib_record_add_contributor (CfBibRecord *self, const CfPersonName *name, CfRole role);
void                    cf_bib_record_add_person      (CfBibRecord *self, const char *text, CfRole role);
void                    cf_bib_record_set_note        (CfBibRecord *self, guint position, const char *text);
void                    cf_bib_record_set_number      (CfBibRecord *self, guint position, const char *text);
void                    cf_bib_record_set_role_word   (CfBibRecord *self, guint position, const char *text);
void                    cf_bib_record_add_other_name  (CfBibRecord *self, guint position, const CfPersonName *name);
guint                   cf_bib_record_n_contributors  (const CfBibRecord *self);
const CfBibContributor *cf_bib_record_get_contributor (const CfBibRecord *self, guint position);
gboolean                cf_bib_record_check           (const CfBibRecord *self, GError **error);
gboolean                cf_bib_record_equal           (const CfBibRecord *a, const CfBibRecord *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CfBibRecord, cf_bib_record_free)

/**
 * CfBibRecordFunc:
 * @line: the line of the file on which the record begins, from 1
 * @record: (nullable): the record, valid during the call
 * @error: (nullable): why it cannot be read; @record is then %NULL
 *
 * What a reader calls for each record of a file, in their order.
 *
 * Returns: %FALSE to stop
 */
typedef gboolean (*CfBibRecordFunc) (guint64            line,
                                     const CfBibRecord *record,
                                     const GError      *error,
                                     gpointer           user_data);

G_END_DECLS
