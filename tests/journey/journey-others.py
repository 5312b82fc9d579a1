#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What others change in the shop's database is seen where it is shown, without a key being pressed."""

import os
import sys
import time

import desk
import shop

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'others'))
import notes  # noqa: E402

MUG = shop.small_catalogue()[0]


def await_price(till, price):
    """Until the search finds the product at this price; each search is typed anew. Returns how long it took."""
    page = shop.sell_page(till)
    begin = time.monotonic()

    def found():
        # The first one may only close what was found.
        desk.press('Escape', 'Escape')
        desk.type_text('home')
        row = desk.wait_for(MUG.name, lambda: shop.found_product(page, MUG.name))
        return price in row.name
    desk.wait_for('the price ' + price, found)
    desk.press('Escape')
    return time.monotonic() - begin


def prices(till):
    """A price that was changed with psql is found within a second."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    await_price(till, '£1.25')
    took = []
    for price in ('2.05', '3.05', '4.05'):
        till.psql("update products set price = %s where product_number = 'MUG'" % price)
        took.append(await_price(till, '£' + price))
    print('# found after %s s' % ', '.join('%.2f' % each for each in took))
    # On a machine that is busy with other tests as well; the till's own look comes every 30 s.
    desk.equal(max(took) < 10, True, 'prices are found soon, not after %s s' % took)


def lists(till):
    """A sale and a price of another program come into the lists that are seen; a till that is sold at leaves both alone."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    desk.press('ctrl+2')
    till.await_words('No Sales')
    till.psql("insert into sales (order_number, product_number, product, order_total) values ('W-1', 'WEB', 'Sold on the web', 12.34)")
    desk.wait_for('the sale', lambda: till.cell('£12.34'))
    till.psql("update sales set order_total = 43.21")
    desk.wait_for('the corrected sale', lambda: till.cell('£43.21'))
    desk.press('ctrl+3')
    desk.wait_for('the product', lambda: till.cell('£1.25'))
    till.psql("update products set price = 9.05 where product_number = 'MUG'")
    desk.wait_for('the price', lambda: till.cell('£9.05'))


def await_cell(till, name):
    """Until the table shows it, which nothing but a hint of the server makes it do; says how long that took."""
    begin = time.monotonic()
    desk.wait_for(name, lambda: till.cell(name))
    print('# %s after %.2f s' % (name, time.monotonic() - begin))


def sales_of_the_notes(till):
    """What the notes' own programs sell, refund and delete is seen in the list as it happens."""
    notes.require()
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    desk.press('ctrl+2')
    till.await_words('No Sales')
    notes.run('executemany', till.connection())
    for total in ('£1500.00', '£1000.00', '£750.00'):
        await_cell(till, total)
    notes.run('insert-sale', till.connection(), '123', 'pencil', '2', '9.99')
    await_cell(till, '£19.98')
    till.psql(notes.GATES)
    for name in ('core', 'orm'):
        with notes.held(name, till.connection(), till.connection()) as (process, updates, deletes):
            desk.wait_for('the update', updates.waiting)
            await_cell(till, '£60.00')
            updates.open()
            desk.wait_for('the deletion', deletes.waiting)
            await_cell(till, '£39.00')
            deletes.open()
            status, said, complained = notes.finish(process)
            desk.equal(status, 0, 'status of %s: %s%s' % (name, said, complained))
        desk.wait_for('the end of it', lambda: not till.cell('£39.00'))
    desk.equal(till.psql("select operation, old_row ->> 'quantity', old_row ->> 'version' from counterfoil.history order by history_id"),
               2 * ['UPDATE|3|1', 'DELETE|2|2'], 'history')


def books_of_the_notes(till):
    """The same in the library: each book with its author."""
    notes.require()
    shop.set_up(till)
    till.arguments = ('--library',)
    till.start()
    till.await_words('No Books Yet')
    conninfo = till.run('--print-connection', 'library').stdout.strip()
    notes.run('create-library', conninfo)
    for title, pages, first, last in (('The Huntress', '560', 'Kate', 'Quinn'), ('The Institute', '576', 'Steven', 'King')):
        notes.run('add-book', conninfo, title, pages, first, last)
        await_cell(till, title)
        await_cell(till, '%s %s' % (first, last))


if __name__ == '__main__':
    desk.main([
        ('/journey/others/prices', prices),
        ('/journey/others/lists', lists),
        ('/journey/others/sales-of-the-notes', sales_of_the_notes),
        ('/journey/others/books-of-the-notes', books_of_the_notes),
    ])
