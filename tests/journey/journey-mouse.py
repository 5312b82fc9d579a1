#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clerk who never touches the keyboard: twenty orders and one refund."""

from decimal import Decimal

import desk
import shop

CATALOGUE = shop.small_catalogue()
GEOMETRY = CATALOGUE[-1]


def add_product(till, bought, line):
    """Opens the list of products by the icon in the entry, clicks on one, then as often on One More as it takes."""
    page = shop.sell_page(till)
    page.find(name=shop.ENTRY).find('image').click()
    row = desk.wait_for(line.name, lambda: shop.found_product(page, line.name))
    row.click()
    for count in range(1, int(line.quantity) + 1):
        shop.await_total(till, shop.total(bought) + count * line.price)
        if count < line.quantity:
            shop.cart_row(till, line.code).find('button', 'One More').click()


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
        for index, line in enumerate(lines):
            add_product(till, lines[:index], line)
        shop.await_total(till, shop.total(lines))
        number = shop.order_number(till)
        shop.sell_page(till).find('button', 'Complete').click()
        shop.await_saved(till, number)
    shop.await_sent(till)
    shop.compare(till, sold)

    till.await_node(name='History').click()
    desk.wait_for('the sale in the table', lambda: till.cell(GEOMETRY.code)).click()
    till.await_node('button', 'Edit Line…').click()
    editor = desk.wait_for('the editor', lambda: till.find(name='Edit Line'))
    editor.find('button', 'One Less').click()
    desk.wait_for('the total of two', lambda: editor.find(contains='£39.00'))
    till.await_node('button', 'Save Changes').click()
    desk.wait_for('the correction', lambda: till.psql(
        "select quantity, order_total from public.sales where product_number = 'GEOMETRY'") == ['2|39.00'])


if __name__ == '__main__':
    desk.main([('/journey/mouse/twenty-orders-and-a-refund', twenty_orders_and_a_refund)])
