#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clerk who is faster than the machine: what is typed while the program has no time comes in at once, in its order."""

import contextlib
import signal
import time
from decimal import Decimal

import desk
import shop

# s between two keys: no scanner takes so long. xdotool is through when the X server has taken the time of the key.
A_HAND = 0.3


def state_of(pid):
    with open('/proc/%d/stat' % pid, encoding='utf-8', errors='replace') as file:
        return file.read().rpartition(')')[2].split()[0]


@contextlib.contextmanager
def busy(till):
    """The machine has no time for the program."""
    desk.send(till.process.pid, signal.SIGSTOP)
    desk.wait_for('the halt', lambda: state_of(till.process.pid) == 'T')
    try:
        yield
    finally:
        desk.send(till.process.pid, signal.SIGCONT)


def await_lines(till, *lines):
    """The lines of the open order: (code, quantity)."""
    wanted = [(code, Decimal(quantity)) for code, quantity in lines]
    try:
        desk.wait_for('the lines', lambda: shop.cart_lines(till) == wanted)
    except AssertionError as error:
        raise AssertionError('%s %s; there are %s' % (error, wanted, shop.cart_lines(till))) from None


def await_entry(till):
    """The focus is where codes are typed."""
    desk.wait_for('the focus in the entry', lambda: (node := till.focused()) and node.name == shop.ENTRY)


def start(till):
    shop.set_up(till)
    till.start()
    shop.await_till(till)


def keys_of_the_line_that_comes(till):
    """+, −, Delete, Up, Down and Ctrl+Z behind a code act on its line and on no other."""
    start(till)
    desk.type_text('GEOMETRY\nMUG\n9*\n')
    await_lines(till, ('GEOMETRY', 1), ('MUG', 9))
    with busy(till):
        desk.type_text('CLOCK\n')
        desk.press('Delete')
    till.await_words('“Alarm Clock Bakelike Red” removed')
    await_lines(till, ('GEOMETRY', 1), ('MUG', 9))
    with busy(till):
        desk.type_text('LANTERN\n')
        desk.press('plus', 'plus', 'Up', 'minus', 'Down', 'plus')
    await_lines(till, ('GEOMETRY', 1), ('MUG', 8), ('LANTERN', 4))
    # Right in front of a code the + would be a part of it.
    time.sleep(A_HAND)
    with busy(till):
        desk.type_text('CLOCK\n')
        desk.press('Delete', 'ctrl+z')
        desk.type_text('BOXES\n')
        desk.press('plus')
    await_lines(till, ('GEOMETRY', 1), ('MUG', 8), ('LANTERN', 4), ('CLOCK', 1), ('BOXES', 2))


def the_next_order(till):
    """An Enter on the empty entry completes what was typed before it; what is typed behind it belongs to the next order."""
    start(till)
    number = shop.order_number(till)
    with busy(till):
        desk.type_text('MUG\n')
        desk.press('plus', 'Return')
        desk.type_text('CLOCK\n')
        desk.press('plus', 'plus')
    await_lines(till, ('CLOCK', 3))
    desk.wait_for('the next number', lambda: shop.order_number(till) != number)
    number = shop.order_number(till)
    desk.press('Return')
    shop.await_saved(till, number)
    shop.await_sent(till)
    lines = {line.code: line for line in shop.small_catalogue()}
    shop.compare(till, [[lines['MUG']._replace(quantity=Decimal(2))], [lines['CLOCK']._replace(quantity=Decimal(3))]])


def a_click_behind_keys(till):
    """The button completes what was typed before the click."""
    start(till)
    desk.type_text('MUG\n')
    await_lines(till, ('MUG', 1))
    number = shop.order_number(till)
    button = till.await_node('button', 'Complete')
    x, y, width, height = button.place()
    with busy(till):
        desk.type_text('CLOCK\n2*BOXES\n')
        desk.press('plus')
        desk.xdotool('mousemove', x + width // 2, y + height // 2, 'click', 1)
    shop.await_saved(till, number)
    shop.await_sent(till)
    lines = {line.code: line for line in shop.small_catalogue()}
    shop.compare(till, [[lines['MUG'], lines['CLOCK'], lines['BOXES']._replace(quantity=Decimal(3))]])


def the_price_of_the_line_that_comes(till):
    """F2 behind a code opens its price, and what is typed then goes in there."""
    start(till)
    for code in ('GEOMETRY', 'CLOCK', 'BOXES', 'LANTERN'):
        with busy(till):
            desk.type_text(code + '\n')
            desk.press('F2')
            desk.type_text('10.00\nMUG\n')
        desk.wait_for('the line of %s' % code, lambda: (code, Decimal(1)) in shop.cart_lines(till))
    await_lines(till, ('GEOMETRY', 1), ('MUG', 4), ('CLOCK', 1), ('BOXES', 1), ('LANTERN', 1))
    shop.await_total(till, Decimal('45.00'))
    await_entry(till)


def an_unknown_code(till):
    """Behind a code that nobody knows its name and its price are typed."""
    start(till)
    with busy(till):
        desk.type_text('NOVEL')
        time.sleep(A_HAND)
        desk.press('Return')
        desk.type_text('A New Novel\n12.50\n')
    shop.await_total(till, Decimal('12.50'))
    await_entry(till)
    number = shop.order_number(till)
    desk.press('Return')
    shop.await_saved(till, number)
    shop.await_sent(till)
    shop.compare(till, [[shop.Line('NOVEL', 'A New Novel', Decimal(1), Decimal('12.50'))]])
    desk.equal(till.psql("select name, price from public.products where product_number = 'NOVEL'"), ['A New Novel|12.50'], 'the product')


def an_unknown_scan(till):
    """Enter right behind a scanned code that nobody knows leads to its name and price, however soon it comes; a scan that comes then
    is sold."""
    start(till)
    with busy(till):
        desk.type_text('4006381333931\n')
        desk.press('Return')
        desk.type_text('Highlighter\n1.20\n')
    shop.await_total(till, Decimal('1.20'))
    await_entry(till)
    with busy(till):
        desk.type_text('4012345678901\n')
        desk.press('Return')
        desk.type_text('5012345678900\nMUG\n')
    await_lines(till, ('4006381333931', 1), ('4012345678901', 1), ('5012345678900', 1), ('MUG', 1))
    shop.await_total(till, Decimal('2.45'))
    desk.equal(till.find(name='Name of the Product').text(), '', 'what is typed into the form')


def a_name(till):
    """Enter, Down and Esc behind a name wait for what is found by it."""
    start(till)
    with busy(till):
        desk.type_text('set\n')
    await_lines(till, ('BOXES', 1))
    with busy(till):
        desk.type_text('set')
        desk.press('Down', 'Return')
        desk.type_text('2*lantern\nMUG\n')
    await_lines(till, ('BOXES', 1), ('GEOMETRY', 1), ('LANTERN', 2), ('MUG', 1))
    with busy(till):
        desk.type_text('set')
        desk.press('Escape', 'Return')
    await_lines(till, ('BOXES', 1), ('GEOMETRY', 1), ('LANTERN', 2), ('MUG', 1), ('set', 1))


def a_burst_of_scans(till):
    """A scanner waits for nothing, not for a code that nobody knows either: nothing of the next codes goes into a form."""
    start(till)
    with busy(till):
        desk.type_text('5012345678900\nMUG\n2*CLOCK\nMUG\nLANTERN\n')
    await_lines(till, ('5012345678900', 1), ('MUG', 2), ('CLOCK', 2), ('LANTERN', 1))
    shop.await_total(till, Decimal('13.39'))
    await_entry(till)


def a_scan_from_a_button(till):
    """Wherever the focus is: a scanned code that nobody knows is no product whose number begins with it."""
    lines = [*shop.small_catalogue(), shop.Line('15056BL', 'Edwardian Parasol Black', Decimal(1), Decimal('5.95'))]
    shop.set_up(till, catalogue=lines)
    till.start()
    shop.await_till(till)
    desk.type_text('MUG\n')
    await_lines(till, ('MUG', 1))
    till.focus_by_tab(till.await_node('button', 'Clear'))
    # What was typed last is long ago.
    time.sleep(2 * A_HAND)
    with busy(till):
        desk.scan('15056')
    await_lines(till, ('MUG', 1), ('15056', 1))


if __name__ == '__main__':
    desk.main([
        ('/journey/ahead/keys-of-the-line-that-comes', keys_of_the_line_that_comes),
        ('/journey/ahead/the-next-order', the_next_order),
        ('/journey/ahead/a-click-behind-keys', a_click_behind_keys),
        ('/journey/ahead/the-price-of-the-line-that-comes', the_price_of_the_line_that_comes),
        ('/journey/ahead/an-unknown-code', an_unknown_code),
        ('/journey/ahead/an-unknown-scan', an_unknown_scan),
        ('/journey/ahead/a-name', a_name),
        ('/journey/ahead/a-burst-of-scans', a_burst_of_scans),
        ('/journey/ahead/a-scan-from-a-button', a_scan_from_a_button),
    ])
