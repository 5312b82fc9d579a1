#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The notes' own programs beside Counterfoil: on a database of ours, and on one of theirs that is then adopted.

usage: test-notes.py COUNTERFOIL HOLD_LINE

They log in as root_user, as the notes do, who may create tables and use those of the notes, and owns nothing of ours.
"""

import csv
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'journey'))

import desk  # noqa: E402
import notes  # noqa: E402
import other_server  # noqa: E402
from desk import equal, wait_for  # noqa: E402

SET_UP = ('--set-up', 'Corner Shop', '--currency', 'GBP', '--time-zone', 'Europe/London')
SALE = ('123', 'pencil', '2', '9.99')
BOOKS = (('The Huntress', '560', 'Kate', 'Quinn'), ('The Institute', '576', 'Steven', 'King'), ('The Diamond Eye', '464', 'Kate', 'Quinn'))

ROWS = 'SELECT order_number, line_number, product_number, product_name, product, quantity, price, discount, order_total, version, clerk FROM sales ORDER BY id'
HISTORY = "SELECT operation, who, old_row ->> 'order_number', old_row ->> 'quantity', old_row ->> 'order_total', old_row ->> 'version' FROM counterfoil.history ORDER BY history_id"
# A refund and its deletion, as Core and ORM do it.
REFUND = ['UPDATE|root_user|1105910|3|60|1', 'DELETE|root_user|1105910|2|39|2']

# Lines that lack something that a line of ours has.
INCOMPLETE = '''SELECT s.* FROM sales s LEFT JOIN counterfoil.orders o ON o.order_id = s.order_id AND o.order_number = s.order_number
  WHERE o.order_id IS NULL OR s.line_number NOT BETWEEN 1 AND o.next_line - 1 OR s.sold_at IS NULL OR o.business_day IS NULL
     OR s.clerk IS NULL OR s.version IS NULL OR s.quantity IS NULL OR s.order_total IS NULL OR s.product IS DISTINCT FROM left (s.product_name, 100)
     OR s.product_name IS NOT NULL AND NOT EXISTS (SELECT FROM counterfoil.sold_names n WHERE n.name = s.product_name AND n.product_number = coalesce (s.product_number, ''))'''

# What a schema is like.
PICTURE = '''SELECT c.relname, c.relkind, a.attname, format_type (a.atttypid, a.atttypmod) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
  WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1, a.attnum'''

# The shape of the notes' sales where a program puts numbers of orders into it.
LATER_SHAPE = 'CREATE TABLE sales (%sorder_number VARCHAR(20), product_number VARCHAR(20), %squantity INTEGER, price FLOAT, discount FLOAT, order_total FLOAT)'


class World:
    """One database of others, the programs' way into it, and Counterfoil's command line."""

    def __init__(self, till, folder):
        self.till = till
        self.folder = folder
        for database in ('red30', 'library'):
            other_server.run_sql(folder, 'DROP DATABASE IF EXISTS %s WITH (FORCE)' % database, 'postgres')
        other_server.run_sql(folder, 'CREATE DATABASE red30', 'postgres')
        self.sql("DO $$ BEGIN CREATE ROLE root_user LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$; GRANT CREATE ON SCHEMA public TO root_user")
        other_server.write_profile(folder)

    def sql(self, sql, database='red30'):
        return other_server.run_sql(self.folder, sql, database)

    def conninfo(self, name):
        database = 'library' if name in ('create-library', 'add-book') else 'red30'
        return 'host=%s user=root_user dbname=%s' % (self.folder, database)

    def run(self, name, *answers):
        return notes.run(name, self.conninfo(name), *answers)

    def run_refused(self, name, *answers):
        return notes.run_refused(name, self.conninfo(name), *answers)

    def create_library(self):
        """As the notes do by hand."""
        other_server.run_sql(self.folder, 'CREATE DATABASE library', 'postgres')
        self.sql('GRANT CREATE ON SCHEMA public TO root_user', 'library')

    def check(self):
        """Counterfoil finds nothing wrong with the shop."""
        equal(self.till.run('--check').stdout.splitlines()[-1], 'No findings.', 'what --check says')


SERVER = []


def world(till):
    return World(till, SERVER[0])


def all_programs(_):
    """None of the notes' programs is left out of what follows."""
    equal([headings for headings, _ in notes.blocks()], list(notes.PROGRAMS.values()), 'programs of the notes')


def run_core(here):
    said = here.run('core').splitlines()
    equal(said[-1], 'Row count: 0', 'last line of Core')
    for words in ("'1105910'", "Decimal('2')", "Decimal('39')", "'Understanding Artificial Intelligence'"):
        if words not in said[-2]:
            raise AssertionError('Core does not show %s of the refund: %s' % (words, said[-2]))
    return said


def run_orm(here):
    equal(here.run('orm').splitlines(), ['Smallest sale total: 19.98', 'Updated quantity: 2, total: 39'], 'what the ORM says')


def beside_our_sales(till):
    """A shop of ours: their CREATE TABLE finds the table there, their rows are complete, their refunds are traced."""
    here = world(till)
    till.run(*SET_UP)
    here.sql('GRANT SELECT, INSERT, UPDATE, DELETE ON sales TO root_user')
    before = here.sql(PICTURE)
    for name in ('create', 'create-again'):
        equal(here.run_refused(name), 'psycopg2.errors.DuplicateTable: relation "sales" already exists', 'answer to ' + name)
    here.run('executemany')
    equal(here.run('insert-sale', *SALE), 'Enter order number: Enter product number: Enter quantity: Enter price: ', 'what it asks')
    here.run('core-setup')
    equal(here.sql(PICTURE), before, 'the tables')
    rows = ['X-%d|1||Product %s|Product %s|1|||%s|1|root_user' % row for row in ((1, 'A', 'A', '1500.0'), (2, 'B', 'B', '1000.0'), (3, 'C', 'C', '750.0'))]
    rows += ['123|1|pencil|||2|9.99|0|19.98|1|root_user']
    equal(here.sql(ROWS), rows, 'lines')
    equal(here.sql(INCOMPLETE), [], 'lines that lack something')
    equal(here.sql("SELECT count(*) FROM sales WHERE sold_at NOT BETWEEN now() - interval '1 hour' AND now()"), ['0'], 'lines of another time')

    equal(len(run_core(here)), 4 + 2, 'lines of Core')
    here.run('orm-setup')
    run_orm(here)
    equal(here.sql(ROWS), rows, 'lines after all programs')
    equal(here.sql(HISTORY), REFUND * 2, 'history')
    equal(here.sql(PICTURE), before, 'the tables after all programs')
    here.check()


def adopted_sales(till):
    """An empty database. Their first table lacks what their later programs want; completed by us it has it, and all that was in it."""
    here = world(till)
    here.run('create')
    equal(here.run_refused('create-again'), 'psycopg2.errors.DuplicateTable: relation "sales" already exists', 'answer to the second CREATE TABLE')
    here.run('executemany')
    here.run('core-setup')
    here.run('orm-setup')
    equal(here.run_refused('insert-sale', *SALE), 'psycopg2.errors.UndefinedColumn: column "order_number" of relation "sales" does not exist', 'answer to insert_sale')
    equal(here.run_refused('core').split(':')[0], 'sqlalchemy.exc.CompileError', 'answer to Core')
    equal(here.run_refused('orm'), "TypeError: 'order_number' is an invalid keyword argument for sales", 'answer to the ORM')

    adopt_sales(here, 3)
    rows = ['X-%d|1||Product %s|Product %s|1|||%s|1|' % row for row in ((1, 'A', 'A', '1500'), (2, 'B', 'B', '1000'), (3, 'C', 'C', '750'))]
    equal(here.sql(ROWS), rows, 'lines after the adoption')
    here.run('insert-sale', *SALE)
    run_core(here)
    run_orm(here)
    here.run('executemany')
    equal(here.sql(ROWS)[:4], rows + ['123|1|pencil|||2|9.99|0|19.98|1|root_user'], 'lines after all programs')
    equal(here.sql('SELECT count(*), sum(order_total) FROM sales'), ['7|6519.98'], 'all of it')
    equal(here.sql(INCOMPLETE), [], 'lines that lack something')
    equal(here.sql(HISTORY), REFUND * 2, 'history')
    here.check()


def adopt_sales(here, n_rows):
    """By the command line, which first says what is there, and changes nothing before it is told to."""
    before = here.sql(PICTURE)
    said = here.till.run(*SET_UP, check=False)
    equal((said.returncode, '%d rows' % n_rows in said.stderr, '--adopt' in said.stderr), (2, True, True), 'answer: ' + said.stderr)
    equal(here.sql(PICTURE), before, 'the tables of others')
    here.till.run(*SET_UP, '--adopt')


def later_shape(has_name, has_key):
    """The table of insert_sale, filled by whichever program knows the columns; completed, with every value as it was, and used on."""
    def case(till):
        here = world(till)
        here.sql(LATER_SHAPE % ('id SERIAL PRIMARY KEY, ' if has_key else '', 'product_name VARCHAR(100), ' if has_name else ''))
        here.sql('ALTER TABLE sales OWNER TO root_user')
        for number in ('123', '124', '123'):
            here.run('insert-sale', number, 'pencil', '2', '9.99')
        if has_name:
            here.run('core')
        if has_key:
            here.run('orm')
        here.sql('CREATE SCHEMA kept; CREATE TABLE kept.sales AS TABLE sales')
        adopt_sales(here, 3)
        equal(here.sql('SELECT b.* FROM kept.sales b EXCEPT ALL SELECT %ss.order_number, s.product_number, %ss.quantity, s.price, s.discount, s.order_total::float FROM sales s'
                       % ('s.id::int, ' if has_key else '', 's.product_name, ' if has_name else '')), [], 'rows that are not as they were')
        equal(here.sql(ROWS), ['%s|%d|pencil|||2|9.99|0|19.98|1|' % row for row in (('123', 1), ('124', 1), ('123', 2))], 'lines')
        here.run('insert-sale', *SALE)
        run_core(here)
        run_orm(here)
        equal(here.sql(ROWS)[3:], ['123|3|pencil|||2|9.99|0|19.98|1|root_user'], 'the line that came after')
        equal(here.sql(INCOMPLETE), [], 'lines that lack something')
        equal(here.sql(HISTORY), REFUND * 2, 'history')
        here.check()
    return case


def stale_edit(name):
    """A line that we show is changed by a program, and then deleted by it: our edits of what we have shown fail, and say why."""
    def case(till):
        here = world(till)
        till.run(*SET_UP)
        here.sql('GRANT SELECT, INSERT, UPDATE, DELETE ON sales TO root_user')
        here.run('insert-sale', *SALE)
        here.sql(notes.GATES)
        with notes.held(name, here.conninfo(name), other_server.conninfo(here.folder)) as (process, updates, deletes):
            wait_for('the update', updates.waiting)
            with subprocess.Popen([os.path.abspath(sys.argv[2]), other_server.conninfo(here.folder), '1105910'],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as editor:
                def edit():
                    editor.stdin.write('\n')
                    return editor.stdout.readline().strip()
                equal(editor.stdout.readline().strip(), 'quantity 3', 'what we show')
                updates.open()
                wait_for('the deletion', deletes.waiting)
                equal(edit(), 'conflict', 'our edit of the line that was changed')
                deletes.open()
                status, said, complained = notes.finish(process)
                equal(status, 0, 'status of %s: %s%s' % (name, said, complained))
                equal(edit(), 'not found', 'our edit of the line that was deleted')
        equal(editor.returncode, 0, 'status of the editor')
        equal(here.sql(HISTORY), REFUND, 'history')
        equal(here.sql(ROWS), ['123|1|pencil|||2|9.99|0|19.98|1|root_user'], 'lines')
    return case


def add_books(here, first=True):
    """As the notes show it, and the first book once more."""
    words = "Added book '%s' by %s %s" if first else "Book '%s' already exists."
    for title, pages, first_name, last_name in BOOKS:
        said = here.run('add-book', title, pages, first_name, last_name)
        equal(said.split(': ')[-1].strip(), words % ((title, first_name, last_name) if first else title), 'what add_book says')
    if first:
        add_books(here, first=False)


BOOK_ROWS = 'SELECT title, number_of_pages, author_line, sort_title, sort_authors, search_text, version, added_by FROM books ORDER BY book_id'
AUTHOR_ROWS = 'SELECT first_name, last_name, name_key, sort_name, version, added_by FROM authors ORDER BY author_id'
PAIR_ROWS = 'SELECT b.title, a.first_name, p.role FROM bookauthors p JOIN books b USING (book_id) JOIN authors a USING (author_id) ORDER BY bookauthor_id'


def book_rows(by):
    return ['The Huntress|560|Kate Quinn|the huntress|quinn kate\tthe huntress| the huntress kate quinn|1|' + by,
            'The Institute|576|Steven King|the institute|king steven\tthe institute| the institute steven king|1|' + by,
            'The Diamond Eye|464|Kate Quinn|the diamond eye|quinn kate\tthe diamond eye| the diamond eye kate quinn|1|' + by]


def author_rows(by):
    return ['Kate|Quinn|kate quinn|quinn kate|1|' + by, 'Steven|King|steven king|king steven|1|' + by]


PAIRS = ['The Huntress|Kate|author', 'The Institute|Steven|author', 'The Diamond Eye|Kate|author']


def exported_titles(till):
    """What Counterfoil's library has, by its own export."""
    path = os.path.join(os.environ['HOME'], 'books.csv')
    till.run('--export-books', path)
    with open(path, encoding='utf-8', newline='') as file:
        return [row[0] for row in csv.reader(file)][1:]


def beside_our_library(till):
    """A library of ours: create_all makes nothing, and their books are as complete as ours."""
    here = world(till)
    till.run(*SET_UP)
    equal(exported_titles(till), [], 'books at first')
    here.sql('GRANT SELECT, INSERT, UPDATE, DELETE ON authors, books, bookauthors TO root_user; GRANT CREATE ON SCHEMA public TO root_user', 'library')
    before = here.sql(PICTURE, 'library')
    here.run('create-library')
    add_books(here)
    equal(here.sql(PICTURE, 'library'), before, 'the tables')
    equal(here.sql(BOOK_ROWS, 'library'), book_rows('root_user'), 'books')
    equal(here.sql(AUTHOR_ROWS, 'library'), author_rows('root_user'), 'authors')
    equal(here.sql(PAIR_ROWS, 'library'), PAIRS, 'pairs')
    equal(sorted(exported_titles(till)), sorted(book[0] for book in BOOKS), 'books that we export')


def adopt_library(here):
    """With an import of one book, which is refused, and changes nothing, before it is told to adopt."""
    path = os.path.join(os.environ['HOME'], 'one.csv')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('title,pages,isbn,authors\nGone Girl,432,,Gillian Flynn\n')
    before = here.sql(PICTURE, 'library')
    said = here.till.run('--import-books', path, check=False)
    equal((said.returncode, '--adopt' in said.stderr), (2, True), 'answer: ' + said.stderr)
    equal(here.sql(PICTURE, 'library'), before, 'the tables of others')
    here.till.run('--import-books', path, '--adopt')


def theirs(here, sql):
    """Without the book that we imported."""
    return [row for row in here.sql(sql, 'library') if 'Gone Girl' not in row and 'Gillian' not in row]


def adopted_library(till):
    """What create_all made, with books and authors that are there twice, is adopted with all of it, and their program goes on."""
    here = world(till)
    till.run(*SET_UP)
    here.create_library()
    here.run('create-library')
    add_books(here)
    here.sql("INSERT INTO authors (first_name, last_name) VALUES ('Kate', 'Quinn'); INSERT INTO books (title, number_of_pages) VALUES ('The Huntress', 560);"
             'INSERT INTO bookauthors (author_id, book_id) VALUES (3, 4), (3, 4)', 'library')
    tables = {'authors': 'author_id, first_name, last_name', 'books': 'book_id, title, number_of_pages', 'bookauthors': 'bookauthor_id, author_id, book_id'}
    before = {table: here.sql('SELECT %s FROM %s ORDER BY 1' % (columns, table), 'library') for table, columns in tables.items()}
    adopt_library(here)
    equal(sorted(exported_titles(till)), sorted([book[0] for book in BOOKS] + ['The Huntress', 'Gone Girl']), 'books that we export')
    for table, columns in tables.items():
        equal(here.sql('SELECT %s FROM %s ORDER BY 1' % (columns, table), 'library')[:-1], before[table], table)

    add_books(here, first=False)
    here.run('create-library')
    here.run('add-book', 'The Rose Code', '624', 'KATE', 'QUINN')
    equal(theirs(here, BOOK_ROWS), book_rows('') + [book_rows('')[0], 'The Rose Code|624|KATE QUINN|the rose code|quinn kate\tthe rose code| the rose code kate quinn|1|root_user'], 'books')
    equal(theirs(here, AUTHOR_ROWS), author_rows('') + [author_rows('')[0], 'KATE|QUINN|kate quinn|quinn kate|1|root_user'], 'authors')
    equal(theirs(here, PAIR_ROWS), PAIRS + [PAIRS[0]] * 2 + ['The Rose Code|KATE|author'], 'pairs')


def require():
    notes.require()
    if not other_server.binaries():
        raise desk.Skip('no PostgreSQL server under /usr/lib/postgresql')


def main():
    shapes = [('/notes/sales/shape/%s-%s' % ('named' if has_name else 'nameless', 'key' if has_key else 'keyless'), later_shape(has_name, has_key))
              for has_name in (True, False) for has_key in (True, False)]
    desk.main([
        ('/notes/all-programs', all_programs),
        ('/notes/sales/beside-ours', beside_our_sales),
        ('/notes/sales/adopted', adopted_sales),
        *shapes,
        ('/notes/sales/stale-edit/core', stale_edit('core')),
        ('/notes/sales/stale-edit/orm', stale_edit('orm')),
        ('/notes/library/beside-ours', beside_our_library),
        ('/notes/library/adopted', adopted_library),
    ], require)


if __name__ == '__main__':
    if other_server.binaries():
        with other_server.server() as folder_of_server:
            SERVER.append(folder_of_server)
            main()
    else:
        main()
