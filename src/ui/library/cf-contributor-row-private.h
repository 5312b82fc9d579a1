/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-author-completion.h"
#include "cf-contributor-row.h"
#include "cf-field-error.h"

G_BEGIN_DECLS

struct _CfContributorRow
{
  AdwEntryRow parent_instance;

  /* Template */
  GtkWidget *handle;
  GtkDropTarget *drop_target;
  GtkWidget *mark;
  GtkImage *mark_icon;
  GtkLabel *mark_label;
  GtkDropDown *role;
  GtkWidget *remove_button;

  /* Owned */
  CfDraftContributor *contributor;
  CfAuthorCompletion *completion;
  GPtrArray *matches;           /* (element-type CfAuthor) (nullable): who the name as it stands may mean */
  GPtrArray *below;             /* (element-type GtkWidget): what stands below now */
  char *below_key;              /* what that is, to be compared */
  CfFieldError *error;
  GtkWidget *note_row;          /* what tells a new person from namesakes */

  guint update_source;
  gboolean narrow;
  gboolean asked;               /* the book cannot be stored before it is said who this is */
  gboolean awaited;             /* the answer to the name as it stands has not come; what of @matches still fits stays */
  gboolean looking;             /* somebody waits for that answer */
  gboolean proposing;           /* the name is being typed: what it may go on to stands below */
  gboolean filling;
  gboolean dismissed;           /* nothing is proposed for this name any more */
  gboolean disposed;
};

/* cf-contributor-row-below.c */
void     _cf_contributor_row_init_below   (CfContributorRow *self);
void     _cf_contributor_row_follow_focus (CfContributorRow *self);
void     _cf_contributor_row_keep_fitting (CfContributorRow *self);
void     _cf_contributor_row_show_mark    (CfContributorRow *self);
gboolean _cf_contributor_row_show_below   (CfContributorRow *self);

G_END_DECLS
