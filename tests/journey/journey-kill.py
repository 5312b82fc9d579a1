#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""SIGKILL at random moments while somebody sells: what was shown as safe is there afterwards, once.

What the window showed is noted as it is seen: a line that is solid, an order that is saved. The kill comes from a timer
of its own, so it hits anything: half a key, a line on its way to the disk, an order on its way to the server.
"""

import os
import random
import threading
import time
from decimal import Decimal

import desk
import shop

CATALOGUE = {line.code: line for line in shop.small_catalogue()}


class Seller:
    """Sells until the program is gone, and remembers what the window promised."""

    def __init__(self, till, chance):
        self.till = till
        self.chance = chance
        self.saved = {}          # order number: [(code, quantity)]
        self.solid = []          # (code, quantity) of the open order, as last seen solid
        self.open_number = None

    def sell(self, until=lambda: False):
        try:
            while not until() and self.till.process.poll() is None:
                self.one_order()
        except Exception:  # whatever is under way when the program dies
            if self.till.process.poll() is None and not self.till.dying:
                raise

    def one_order(self):
        self.open_number = None
        self.solid = []
        bought = []
        for code in self.chance.sample(sorted(CATALOGUE), self.chance.randint(1, 3)):
            line = CATALOGUE[code]._replace(quantity=Decimal(self.chance.randint(1, 4)))
            shop.enter_line(line)
            bought.append(line)
            shop.await_total(self.till, shop.total(bought))
            desk.wait_for('a new order', lambda: shop.order_caption(self.till) == 'Order')
            # A window that is dying has no words any more.
            self.open_number = shop.order_number(self.till) or self.open_number
            desk.wait_for('a solid line', lambda: shop.all_solid(self.till))
            self.solid.append((line.code, line.quantity))
        number = self.open_number
        desk.press('Return')
        shop.await_saved(self.till, number)
        self.saved[number] = self.solid
        self.solid = []
        self.open_number = None

    def check_cart(self):
        """After a start: what was solid is in the open order, or the order was completed just before the end."""
        if not self.solid:
            return
        lines = shop.cart_lines(self.till)
        if shop.order_number(self.till) == self.open_number:
            missing = [line for line in self.solid if line not in lines]
            desk.equal(missing, [], 'solid lines that are lost')
        else:
            # Return was pressed: it is an order now.
            self.saved[self.open_number] = self.solid


def check_orders(till, seller):
    """Every saved order is stored once, with exactly its lines; no number is there twice."""
    stored = {}
    for order, _, code, quantity, _, _ in shop.stored_lines(till):
        stored.setdefault(order, []).append((code, Decimal(quantity)))
    for number, lines in seller.saved.items():
        desk.equal(sorted(stored.get(number, [])), sorted(lines), 'order %s' % number)
    desk.equal(till.psql('select count(*) - count(distinct order_number) from counterfoil.orders')[0], '0', 'numbers that are there twice')
    desk.equal(till.psql('select count(*) - count(distinct (order_number, line_number)) from public.sales')[0], '0',
               'lines that are there twice')


def seed():
    value = os.environ.get('CF_TEST_SEED') or str(random.randrange(10 ** 6))
    print('# CF_TEST_SEED=%s' % value)
    return random.Random(int(value))


def clear_cart(till):
    """Removes what was restored, line by line."""
    for _ in range(20):
        rows = len(shop.cart_lines(till))
        if rows == 0:
            return
        desk.press('Delete')
        desk.wait_for('a line to go', lambda: len(shop.cart_lines(till)) < rows, 10)
    raise AssertionError('the lines cannot be removed')


def killed_programs(till):
    chance = seed()
    shop.set_up(till)
    seller = Seller(till, chance)
    for _ in range(200 if desk.is_long() else 20):
        till.dying = False
        till.start()
        shop.await_till(till)
        seller.check_cart()
        clear_cart(till)

        def kill():
            till.dying = True
            till.process.kill()
        timer = threading.Timer(chance.uniform(0.05, 2.5), kill)
        timer.start()
        try:
            seller.sell()
        finally:
            timer.join()
            till.process.wait()
    till.start()
    shop.await_till(till)
    seller.check_cart()
    shop.await_sent(till)
    check_orders(till, seller)
    print('# %d orders were shown as saved' % len(seller.saved))


def killed_servers(till):
    chance = seed()
    shop.set_up(till)
    till.dying = False
    till.start()
    shop.await_till(till)
    seller = Seller(till, chance)
    for _ in range(200 if desk.is_long() else 20):
        end = time.monotonic() + chance.uniform(0.05, 2.5)
        seller.sell(until=lambda: time.monotonic() > end)
        desk.wait_for('the server', till.has_server)
        till.kill_server()
    desk.wait_for('the server', till.has_server)
    shop.await_sent(till)
    check_orders(till, seller)
    print('# %d orders were shown as saved' % len(seller.saved))


if __name__ == '__main__':
    desk.main([
        ('/journey/kill/programs', killed_programs),
        ('/journey/kill/servers', killed_servers),
    ])
