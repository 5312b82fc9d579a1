#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clerk who never touches the keyboard: twenty orders and one refund."""

from decimal import Decimal

import desk
import shop

CATALOGUE = shop.small_catalogue()
GEOMETRY = CATALOGUE[-1]


def browse(till):
    """Opens the list of products by the icon in the entry."""
    till.await_node(name=shop.ENTRY).find('image').click()
    return till.await_node('list', 'Products Found')


def add_product(till, line):
    """Clicks on a product, then as often on One More as it takes."""
    found = browse(till)
    row = desk.wait_for(line.name, lambda: found.find(contains=line.name))
    row.click()
    desk.wait_for('the results to close', lambda: not till.find('list', 'Products Found'))
    for _ in range(int(line.quantity) - 1):
        rows = desk.wait_for('the line', lambda: till.all_named('One More'))
        rows[-1].click()


def orders():
    """Twenty orders, none of which comes to the same as the one before; the last will be corrected."""
    made = []
    for turn in range(19):
        first, second = CATALOGUE[turn % 4], CATALOGUE[(turn + 1 + turn // 4) % 4]
        lines = [first._replace(quantity=Decimal(1 + turn % 3))]
        if second.code != first.code:
            lines.append(second._replace(quantity=Decimal(1 + turn % 2)))
        made.append(lines)
    return made + [[GEOMETRY._replace(quantity=Decimal(3))]]


def twenty_orders_and_a_refund(till):
    shop.set_up(till, CATALOGUE)
    till.start()
    shop.await_till(till)
    sold = orders()
    for lines in sold:
        for line in lines:
            add_product(till, line)
        shop.await_total(till, shop.total(lines))
        number = shop.order_number(till)
        till.await_node('button', 'Complete').click()
        shop.await_saved(till, number)
    shop.await_sent(till)
    shop.compare(till, sold)

    till.await_node(name='History').click()
    desk.wait_for('the sale in the table', lambda: till.cell(GEOMETRY.code)).click()
    till.await_node('button', 'Edit Line…').click()
    less = desk.wait_for('One Less', lambda: till.sensitive('button', 'One Less'))
    less.click()
    desk.wait_for('the total of two', lambda: till.says('was 3'))
    till.await_node('button', 'Save Changes').click()
    desk.wait_for('the correction', lambda: till.psql(
        "select quantity, order_total from public.sales where product_number = 'GEOMETRY'") == ['2|39.00'])


if __name__ == '__main__':
    desk.main([('/journey/mouse/twenty-orders-and-a-refund', twenty_orders_and_a_refund)])
