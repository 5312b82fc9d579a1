#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Books: the three that everybody begins with, by the keyboard alone; from one record to the next by the mouse; a book that is sold."""

import desk
import shop
from desk import equal, press, type_text, wait_for

BOOKS = [('The Huntress', 'Kate Quinn', '560'), ('The Institute', 'Steven King', '576'), ('The Diamond Eye', 'Kate Quinn', '')]
ISBN = '9780062884343'


def open_library(till):
    till.run('--set-up', 'Trial', '--currency', 'EUR')
    till.arguments = ('--library',)
    till.start()
    wait_for('the empty catalogue', lambda: till.says('No Books Yet'))


def field(till, name):
    """What stands in a field of the form that is open; None where there is none."""
    node = till.find('text', name)
    return node.text() if node else None


def type_into(till, name, text):
    type_text(text)
    wait_for('“%s” in %s' % (text, name), lambda: field(till, name) == text)


def fill_in(till, title, author, pages='', isbn=''):
    """By the keyboard alone. From the name of an author it is five steps to the pages: role, Remove, Add Author, year, pages."""
    press('ctrl+n')
    wait_for('the form', lambda: field(till, 'Pages') == '')
    type_into(till, 'Title', title)
    press('Tab')
    type_into(till, 'Name', author)
    press(*['Tab'] * 5)
    if pages:
        type_into(till, 'Pages', pages)
    press('Tab')
    if isbn:
        type_into(till, 'ISBN', isbn)
    press('ctrl+Return')


def add(till, title, author, pages='', isbn=''):
    fill_in(till, title, author, pages, isbn)
    till.await_words('“%s” added' % title)


def a_misspelt_author(till):
    """Whoever adds a book with the last letter of its author is asked first; Enter is the answer that is proposed."""
    open_library(till)
    add(till, 'The Huntress', 'Kate Quinn')
    press('ctrl+n')
    wait_for('the form', lambda: field(till, 'Pages') == '')
    type_into(till, 'Title', 'The Rose Code')
    press('Tab')
    type_text('Kate Quin')
    press('ctrl+Return')
    till.await_words('Did you mean Kate Quinn?')
    equal(counts(till), ['1|1|1'], 'authors, books and pairs')
    press('Return')
    wait_for('the name', lambda: field(till, 'Name') == 'Kate Quinn')
    press('ctrl+Return')
    till.await_words('“The Rose Code” added')
    equal(counts(till), ['1|2|2'], 'authors, books and pairs')


def library(till, sql):
    return till.psql(sql, 'library')


def counts(till):
    return library(till, 'select (select count (*) from authors), (select count (*) from books), (select count (*) from bookauthors)')


def three_books(till):
    open_library(till)
    for title, author, pages in BOOKS:
        add(till, title, author, pages)
    equal(counts(till), ['2|3|3'], 'authors, books and pairs')
    equal(library(till, "select b.title, b.number_of_pages, a.first_name, a.last_name from books b join bookauthors using (book_id) "
                        "join authors a using (author_id) order by b.book_id"),
          ['The Huntress|560|Kate|Quinn', 'The Institute|576|Steven|King', 'The Diamond Eye||Kate|Quinn'], 'the catalogue')

    fill_in(till, 'The Huntress', 'Kate Quinn')
    till.await_words('Already in the catalogue')
    equal(counts(till), ['2|3|3'], 'authors, books and pairs after the same book again')


def from_book_to_author(till):
    open_library(till)
    for title, author, pages in BOOKS:
        add(till, title, author, pages)
    wait_for('the book in the table', lambda: till.cell('The Huntress')).click()
    wait_for('the author in the pane', lambda: till.find(contains='Author  ·  2 books')).click()
    wait_for('the books of the author', lambda: till.find(name='Books 2') and till.find('button', 'Merge…'))
    wait_for('the book in the pane', lambda: [node for node in till.all_named('The Diamond Eye')][-1:])[0].click()
    wait_for('the book', lambda: till.find('button', 'Make a Product…'))


def a_book_of_others_appears(till):
    open_library(till)
    library(till, "insert into books (title, number_of_pages) values ('The Rose Code', 624)")
    wait_for('the book of others', lambda: till.cell('The Rose Code'))


def ask_for_price(till):
    """Whether its field has the focus. An Enter right behind the scan is the scanner's own, and does nothing."""
    focus = till.focused()
    if focus and focus.name == 'Price':
        return True
    press('Return')
    return False


def a_book_is_sold(till):
    open_library(till)
    add(till, 'The Huntress', 'Kate Quinn', isbn=ISBN)
    press('ctrl+q')
    wait_for('the end', lambda: till.process.poll() is not None)
    till.arguments = ()
    till.start()
    shop.await_till(till)
    type_text(ISBN + '\n')
    wait_for('the name of the book', lambda: till.says('The Huntress (Kate Quinn), %s' % ISBN))
    wait_for('the price', lambda: ask_for_price(till))
    type_text('12.50\n')
    wait_for('the total', lambda: till.says('€12.50'))
    press('Return')
    wait_for('the sale', lambda: till.psql('select product_number, product_name, order_total from public.sales')
             == [ISBN + '|The Huntress (Kate Quinn)|12.50'])


if __name__ == '__main__':
    desk.main([('/journey/library/three-books', three_books), ('/journey/library/from-book-to-author', from_book_to_author),
               ('/journey/library/a-book-of-others-appears', a_book_of_others_appears),
               ('/journey/library/a-misspelt-author', a_misspelt_author), ('/journey/library/a-book-is-sold', a_book_is_sold)])
