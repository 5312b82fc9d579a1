/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db-fixture.h"

G_BEGIN_DECLS

#define SCHEMA_DATABASE "library_schema"

/* A library's schema on the shared test server, with a role "stranger" that has rights on the three tables alone, and "adder", a manager. */
typedef struct
{
  CfTestServer *server;         /* NULL: there is none, and the test is skipped */
} SchemaFixture;

/* Title, ISBN, year; contributors: first names, last names, roles, ids; whether it is another one. */
#define ADD(title, isbn, year, first, last, roles, ids, another) \
  "SELECT outcome, book_id, version, place, author_id, is_new, why, change IS NOT NULL FROM counterfoil.add_book (" \
  title ", 100, " isbn ", false, " year ", " first ", " last ", " roles ", " ids ", NULL, " another ")"
#define ADD_PLAIN(title, first, last) ADD ("'" title "'", "NULL", "NULL", "'{" first "}'", "'{" last "}'", "NULL", "NULL", "false")

#define BOOKS "SELECT book_id, title, author_line, version FROM books ORDER BY book_id"
#define AUTHORS "SELECT author_id, first_name, last_name, note FROM authors ORDER BY author_id"
#define PAIRS "SELECT book_id, author_id, position, role FROM bookauthors ORDER BY book_id, position NULLS LAST, bookauthor_id"

/* Whether what stands in a book of its contributors is what it would be if it were made now. */
#define STALE \
  "SELECT b.book_id, b.author_line, c.author_line FROM books b, LATERAL counterfoil.contributor_columns " \
  "(ARRAY(SELECT p.author_id FROM bookauthors p WHERE p.book_id = b.book_id ORDER BY p.position NULLS LAST, p.bookauthor_id), " \
  "ARRAY(SELECT p.role FROM bookauthors p WHERE p.book_id = b.book_id ORDER BY p.position NULLS LAST, p.bookauthor_id)) c " \
  "WHERE (b.author_line, b.author_search, b.author_sort) IS DISTINCT FROM (c.author_line, c.author_search, c.author_sort)"

/* All that there is, but for versions, which rise. */
#define WHOLE \
  "SELECT 'b' || book_id, title, isbn, year, author_line, search_text FROM books UNION ALL SELECT 'a' || author_id, first_name, last_name, NULL, note, search_text FROM authors UNION ALL " \
  "SELECT 'p' || bookauthor_id, role, NULL, position, author_id::text, book_id::text FROM bookauthors UNION ALL " \
  "SELECT 's' || alias_id, first_name, last_name, author_id::int, former_id::text, NULL FROM counterfoil.author_aliases UNION ALL " \
  "SELECT 'd' || different_id, NULL, NULL, least_id::int, greatest_id::text, NULL FROM counterfoil.different_authors ORDER BY 1"

gboolean   schema_migrate_as   (CfTestServer *server, const char *role, const char *track, const char *folder, GError **error);
void       schema_migrate      (CfTestServer *server);
void       schema_setup        (SchemaFixture *fixture, gconstpointer data);
void       schema_teardown     (SchemaFixture *fixture, gconstpointer data);
void       schema_sql          (SchemaFixture *fixture, const char *text);
void       schema_assert_rows  (SchemaFixture *fixture, const char *text, const char *expected);
CfDbPool  *schema_pool_as      (SchemaFixture *fixture, const char *role);
/* What the server says to one statement of a role: NULL, or the SQLSTATE. */
char      *schema_state_as     (SchemaFixture *fixture, const char *role, const char *text);
void       schema_assert_state (SchemaFixture *fixture, const char *role, const char *text, const char *expected);
/* A program of tests/db/library-clients.py, which must have nothing to say. */
void       schema_run_client   (SchemaFixture *fixture, const char *mode, const char *role);

G_END_DECLS
