#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server whose database has a table of sales already: it is shown first, and completed only after a yes."""

import os
import sys

import desk
import shop

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'others'))
from other_server import conninfo, run_sql, server, write_profile  # noqa: E402

TABLE = '''CREATE TABLE sales (order_number VARCHAR(20), product_number VARCHAR(20), product_name VARCHAR(100), quantity INTEGER,
  price FLOAT, discount FLOAT, order_total FLOAT);
INSERT INTO sales VALUES ('1100934', 'EB521', 'Understanding AI', 3, 16.99, 0.05, 48.42), ('1100935', 'EB517', 'Pencil', 2, 9.99, NULL, 19.98),
  ('1100934', 'EB519', 'Paper', 1, 1.5, 0, 1.5)'''

# As SQLAlchemy's create_all makes them, with a book and an author twice.
LIBRARY = '''CREATE TABLE authors (author_id SERIAL NOT NULL, first_name VARCHAR, last_name VARCHAR, PRIMARY KEY (author_id));
CREATE TABLE books (book_id SERIAL NOT NULL, title VARCHAR, number_of_pages INTEGER, PRIMARY KEY (book_id));
CREATE TABLE bookauthors (bookauthor_id SERIAL NOT NULL, author_id INTEGER, book_id INTEGER, PRIMARY KEY (bookauthor_id),
  FOREIGN KEY(author_id) REFERENCES authors (author_id), FOREIGN KEY(book_id) REFERENCES books (book_id));
INSERT INTO authors (first_name, last_name) VALUES ('Kate', 'Quinn'), ('Steven', 'King'), ('Kate', 'Quinn');
INSERT INTO books (title, number_of_pages) VALUES ('The Huntress', 560), ('The Institute', 576), ('The Huntress', 560);
INSERT INTO bookauthors (author_id, book_id) VALUES (1, 1), (2, 2), (3, 3)'''

BOOKS = ('SELECT b.title, b.number_of_pages, a.author_id, a.first_name, a.last_name FROM books b JOIN bookauthors USING (book_id) '
         'JOIN authors a USING (author_id) ORDER BY b.book_id')

ROWS = 'SELECT order_number, product_number, product_name, quantity, price, discount, order_total FROM sales ORDER BY 1, 2'


def numbers(rows):
    """Rows whose numbers are compared by value."""
    return [[float(field) if field.replace('.', '', 1).isdigit() else field for field in row.split('|')] for row in rows]


def connect(till, folder):
    shop.ask_server(till)
    shop.type_connection(till, conninfo(folder))


def shown_first(till):
    """No leads back and changes nothing; yes completes the table, and then the shop can sell."""
    with server() as folder:
        run_sql(folder, TABLE)
        before = run_sql(folder, ROWS)
        till.start()
        connect(till, folder)
        till.await_words('The Database Holds Tables of Other Programs')
        till.await_words('69.90')
        till.await_words('2 orders are made')
        till.await_words('No row is removed')
        desk.press('Escape')
        desk.wait_for('the first page', lambda: till.find('button', shop.CONNECT))
        desk.equal(run_sql(folder, "SELECT count(*) FROM pg_namespace WHERE nspname = 'counterfoil'"), ['0'], 'schemas after a no')
        desk.equal(run_sql(folder, ROWS), before, 'rows after a no')

        connect(till, folder)
        till.focus_by_tab(till.await_node('button', 'Complete the Table'))
        desk.press('Return')
        till.await_words('The server has no shop yet')
        desk.equal(numbers(run_sql(folder, ROWS)), numbers(before), 'rows after a yes')
        desk.equal(run_sql(folder, 'SELECT order_number, next_line FROM counterfoil.orders ORDER BY 1'), ['1100934|3', '1100935|2'], 'orders')
        till.settle()
        desk.type_text('Corner Shop')
        till.focus_by_tab(till.await_node('button', 'Set Up This Shop'))
        desk.press('Return')
        shop.await_till(till)
        shop.sell_unknown(till, 'NOVEL', 'A New Novel', '12.50')
        shop.await_sent(till)
        desk.equal(run_sql(folder, 'SELECT count(*) FROM sales'), ['4'], 'lines')
        till.close()


def library_shown_first(till):
    """The same for the library: no leaves everything as it was and can be thought over, yes shows the books."""
    with server() as folder:
        write_profile(folder)
        till.run('--set-up', 'Corner Shop', '--currency', 'GBP', '--time-zone', 'Europe/London')
        run_sql(folder, 'CREATE DATABASE library', 'postgres')
        run_sql(folder, LIBRARY, 'library')
        before = run_sql(folder, BOOKS, 'library')
        till.arguments = ('--library',)
        till.start()
        till.await_words('The Database Holds Tables of Other Programs')
        for words in ('authors, bookauthors, books', 'No row is removed', 'Columns are added that are missing'):
            till.await_words(words)
        desk.press('Escape')
        desk.wait_for('the way back', lambda: till.find('button', 'Try Now'))
        desk.equal(run_sql(folder, "SELECT count(*) FROM pg_namespace WHERE nspname = 'counterfoil'", 'library'), ['0'], 'schemas after a no')

        till.find('button', 'Try Now').click()
        till.await_node('button', 'Complete the Tables').click()
        desk.wait_for('the books', lambda: till.cell('The Huntress') and till.says('3 books'))
        desk.equal(run_sql(folder, BOOKS, 'library'), before, 'books after a yes')
        desk.press('ctrl+n')
        desk.wait_for('the form', lambda: till.find('text', 'Title'))
        desk.type_text('The Diamond Eye')
        desk.press('ctrl+Return')
        till.await_words('“The Diamond Eye” added')
        desk.equal(run_sql(folder, 'SELECT count(*) FROM books', 'library'), ['4'], 'books')


def on_the_command_line(till):
    """It says the same, and wants to be told."""
    with server() as folder:
        run_sql(folder, TABLE)
        before = run_sql(folder, ROWS)
        write_profile(folder)
        for arguments in (['--set-up', 'Corner Shop'], ['--check']):
            done = till.run(*arguments, check=False)
            desk.equal(done.returncode, 2, 'exit status')
            for words in ('“red30”', '3 rows', '69.90', 'No row is removed', 'Nothing was changed', '--adopt'):
                if words not in done.stderr:
                    raise AssertionError('%s is not said:\n%s' % (words, done.stderr))
        desk.equal(run_sql(folder, ROWS), before, 'rows')
        desk.equal(till.run('--adopt', check=False).returncode, 2, 'exit status of --adopt alone')

        done = till.run('--set-up', 'Corner Shop', '--currency', 'GBP', '--time-zone', 'Europe/London', '--adopt')
        if 'was completed' not in done.stderr:
            raise AssertionError(done.stderr)
        desk.equal(numbers(run_sql(folder, ROWS)), numbers(before), 'rows')
        done = till.run('--check')
        if 'No findings.' not in done.stdout:
            raise AssertionError(done.stdout)


if __name__ == '__main__':
    desk.main([
        ('/journey/adopt/shown-first', shown_first),
        ('/journey/adopt/library-shown-first', library_shown_first),
        ('/journey/adopt/on-the-command-line', on_the_command_line),
    ])
