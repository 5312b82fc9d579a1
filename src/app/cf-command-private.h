/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cf-command-line.h"
#include "cf-import.h"

G_BEGIN_DECLS

/* Exit status: all well, rejected rows or whatever else a person should look at, wrong use or no server. */
#define STATUS_WELL 0
#define STATUS_FINDINGS 1
#define STATUS_NO_SERVER CF_COMMAND_LINE_MISUSE

typedef enum
{
  COMMAND_NONE,
  COMMAND_SET_UP,
  COMMAND_IMPORT,
  COMMAND_IMPORT_BOOKS,
  COMMAND_EXPORT_BOOKS,
  COMMAND_PRINT_CONNECTION,
  COMMAND_CHECK,
} CfCommandVerb;

/* What is asked for on the command line. */
typedef struct
{
  CfCommandVerb  command;
  CfImportKind   kind;
  GFile         *file;          /* (owned) (nullable) */
  char          *shop_name;     /* (owned) (nullable) */
  char          *currency;      /* (owned) (nullable) */
  char          *time_zone;     /* (owned) (nullable) */
  gboolean       has_currency;  /* given, rather than what is usual here */
  gboolean       has_time_zone;
  gboolean       dry_run;
  gboolean       adopting;
  gboolean       of_library;    /* the connection that is printed */
} CfCommand;

int _cf_command_run (const CfCommand *asked);

G_END_DECLS
