#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What others change in the shop's database is seen where it is shown, without a key being pressed."""

import time

import desk
import shop

MUG = shop.small_catalogue()[0]


def await_price(till, price):
    """Until the search finds the product at this price; each search is typed anew. Returns how long it took."""
    page = shop.sell_page(till)
    begin = time.monotonic()

    def found():
        desk.press('Escape')
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
    till.await_words('Nothing Sold Yet')
    till.psql("insert into sales (order_number, product_number, product, order_total) values ('W-1', 'WEB', 'Sold on the web', 12.34)")
    desk.wait_for('the sale', lambda: till.cell('£12.34'))
    till.psql("update sales set order_total = 43.21")
    desk.wait_for('the corrected sale', lambda: till.cell('£43.21'))
    desk.press('ctrl+3')
    desk.wait_for('the product', lambda: till.cell('£1.25'))
    till.psql("update products set price = 9.05 where product_number = 'MUG'")
    desk.wait_for('the price', lambda: till.cell('£9.05'))


if __name__ == '__main__':
    desk.main([
        ('/journey/others/prices', prices),
        ('/journey/others/lists', lists),
    ])
