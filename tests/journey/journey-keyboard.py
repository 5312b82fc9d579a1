#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clerk who never touches the mouse."""

import fcntl
import os
import time
from decimal import Decimal

import desk
import shop


def first_run(till):
    """A new home: the shop is set up by keyboard, something unknown is sold, and psql sees it."""
    begin = time.monotonic()
    shop.first_run(till)
    shop.sell_unknown(till, 'NOVEL', 'A New Novel', '12.50')
    print('# from nothing to a saved sale: %.1f s' % (time.monotonic() - begin))
    shop.await_sent(till)
    desk.equal(till.psql('select name from counterfoil.settings'), ['Corner Shop'], 'the name that was typed')
    rows = shop.stored_lines(till)
    desk.equal([(row[2], Decimal(row[3]), Decimal(row[4]), Decimal(row[5])) for row in rows],
               [('NOVEL', Decimal(1), Decimal('12.50'), Decimal('12.50'))], 'the sale')
    desk.equal(till.psql("select name, price from public.products where product_number = 'NOVEL'"),
               ['A New Novel|12.50'], 'the product that was kept')


def await_amount(till, amount):
    """In whatever currency the first run proposed."""
    desk.wait_for('the total ' + amount, lambda: shop.shown_total(till).endswith(amount))


def fields_that_go(till):
    """What is typed into goes away with Enter: the first run's name, the form of an unknown code, a price."""
    shop.quick_first_run(till)
    shop.open_form(till, 'NOVEL')
    desk.type_text('A New Novel\n12.50\n')
    await_amount(till, '12.50')
    desk.press('F2')
    till.await_node(name='Price')
    desk.type_text('11.00\n')
    await_amount(till, '11.00')
    shop.open_form(till, 'GONE')
    desk.press('Escape')
    till.settle()
    desk.press('Delete')
    await_amount(till, '11.00')
    desk.equal(till.says('Esc goes back'), False, 'a hint for a form that is gone')
    number = shop.order_number(till)
    desk.press('Return')
    shop.await_saved(till, number)
    desk.equal(till.says('Esc goes back'), False, 'a hint for a form that is gone')
    shop.await_sent(till)
    desk.press('ctrl+q')
    till.process.wait(desk.DEADLINE)


def retail_orders(till):
    """Orders of a real shop, typed as a scanner types them."""
    retail = shop.Retail()
    orders = retail.orders[:200 if desk.is_long() else 20]
    shop.set_up(till, retail=retail)
    till.start()
    shop.await_till(till)
    for lines in orders:
        shop.sell(till, lines)
    shop.await_sent(till)
    shop.compare(till, orders)


def keys_of_the_lines(till):
    """Up, Down, Delete, + and − work on the lines while the entry keeps the focus."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    desk.type_text('MUG\nLANTERN\nCLOCK\n')
    shop.await_total(till, Decimal('8.39'))
    desk.press('plus')
    shop.await_total(till, Decimal('12.14'))
    desk.press('Up')
    desk.press('Delete')
    shop.await_total(till, Decimal('8.75'))
    desk.press('Up')
    desk.press('plus', 'plus')
    shop.await_total(till, Decimal('11.25'))
    desk.press('minus')
    shop.await_total(till, Decimal('10.00'))
    number = shop.order_number(till)
    desk.press('Return')
    shop.await_saved(till, number)
    shop.await_sent(till)
    lines = {line.code: line for line in shop.small_catalogue()}
    shop.compare(till, [[lines['MUG']._replace(quantity=Decimal(2)), lines['CLOCK']._replace(quantity=Decimal(2))]])


def a_quantity_below_zero(till):
    """A minus before a quantity takes nothing off the selected line: that nothing can be taken back here is said."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    desk.type_text('CLOCK\nMUG\n3*\n')
    shop.await_total(till, Decimal('7.50'))
    desk.type_text('-2*CLOCK\n')
    till.await_words('A quantity below zero cannot be sold')
    desk.equal(shop.cart_lines(till), [('CLOCK', Decimal(1)), ('MUG', Decimal(3))], 'the lines')
    desk.press('Escape', 'minus')
    shop.await_total(till, Decimal('6.25'))
    # However long ago the key before it was; what is undone then is what was done before it.
    time.sleep(1.2)
    desk.type_text('-1*CLOCK\n')
    till.await_words('A quantity below zero cannot be sold')
    desk.equal(shop.cart_lines(till), [('CLOCK', Decimal(1)), ('MUG', Decimal(2))], 'the lines')
    desk.press('Escape', 'ctrl+z')
    shop.await_total(till, Decimal('7.50'))
    # Behind a minus that was meant for the line, however soon: who goes on then types as fast as ever.
    desk.press('minus')
    shop.await_total(till, Decimal('6.25'))
    time.sleep(0.3)
    desk.type_text('2*CLOCK\n')
    shop.await_total(till, Decimal('13.75'))
    desk.equal(shop.cart_lines(till), [('CLOCK', Decimal(3)), ('MUG', Decimal(2))], 'the lines')


def a_scan_wherever_the_keys_are(till):
    """A menu, the popover of a line, another window: what is scanned there is sold, and does nothing else."""
    shop.set_up(till, [shop.Line(str(71053 + step), 'Candle %d' % step, Decimal(1), Decimal('1.25')) for step in range(9)]
                + [shop.Line('L7', 'Candle', Decimal(1), Decimal('1.25'))])
    till.start()
    shop.await_till(till)
    desk.scan('71053')
    shop.await_total(till, Decimal('1.25'))

    for count, code in enumerate(('71054', 'l7'), 2):
        desk.press('F10')
        till.await_node(name='Library')
        desk.scan(code)
        shop.await_total(till, count * Decimal('1.25'))
        desk.equal(till.count_windows(), 1, 'windows')

    scanned, total = 71054, Decimal('3.75')
    for steps, end in ((0, 'Tab'), (1, 'Return'), (2, 'Return'), (4, 'Tab'), (5, 'Return')):
        desk.press('F2')
        till.await_node(name='Price')
        for _ in range(steps):
            desk.press('Tab')
        scanned, total = scanned + 1, total + Decimal('1.25')
        desk.scan(str(scanned), end)
        shop.await_total(till, total)
        desk.wait_for('the end of the popover', lambda: not till.find(name='Price'))

    for keys in ('ctrl+question', 'ctrl+comma'):
        desk.press(keys)
        desk.wait_for('the window of ' + keys, lambda: till.count_windows() == 2)
        till.settle()
        scanned, total = scanned + 1, total + Decimal('1.25')
        desk.scan(str(scanned))
        shop.await_total(till, total)
        desk.wait_for('the end of the window', lambda: till.count_windows() == 1)

    desk.press('F10')
    till.await_node(name='Library')
    desk.press('k')
    desk.wait_for('the window that the letter chooses', lambda: till.count_windows() == 2)
    till.settle()
    desk.press('Escape')
    desk.wait_for('the end of the window', lambda: till.count_windows() == 1)
    till.settle()

    desk.press('ctrl+2')
    till.await_words('No Sales')
    desk.press('F10')
    till.await_node(name='Library')
    desk.scan('71053')
    desk.wait_for('the search', lambda: (node := till.focused()) and node.text() == '71053')
    desk.equal(till.count_windows(), 1, 'windows')


def scans_behind_what_stands_there(till):
    """A scan is neither glued to what a hand left in the field nor lost, and the sign of its code is no key."""
    shop.set_up(till, [shop.Line(code, 'Candle ' + code, Decimal(1), Decimal('1.25')) for code in ('71053', '+A123BJ5', 'C2')])
    till.start()
    shop.await_till(till)
    desk.type_by_hand('x')
    # It has stood there for a second: it was left.
    time.sleep(1.2)
    for count, end in enumerate(('Return', 'Tab'), 1):
        desk.scan('71053', end)
        shop.await_total(till, count * Decimal('1.25'))
        till.await_words('“x” still stands in the field, from before the scan')
        desk.wait_for('what a hand typed', lambda: till.focused().text() == 'x')
        time.sleep(0.3)
    desk.press('Escape', 'Escape')
    for count, code in enumerate(('+A123BJ5', 'C2'), 3):
        desk.scan(code, 'Tab')
        shop.await_total(till, count * Decimal('1.25'))
        time.sleep(0.3)
    desk.type_by_hand('3*')
    time.sleep(0.3)
    desk.scan('71053', 'Tab')
    shop.await_total(till, 7 * Decimal('1.25'))
    desk.equal(shop.cart_lines(till), [('71053', Decimal(5)), ('+A123BJ5', Decimal(1)), ('C2', Decimal(1))], 'the lines')


def keys_out_of_a_price(till):
    """The keys of the window are those of the window with the popover of a price open as well, and what was typed there counts."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    desk.type_text('MUG\n')
    shop.await_total(till, Decimal('1.25'))

    def open_price(typed):
        desk.press('F2')
        till.await_node(name='Price')
        desk.type_text(typed)

    open_price('2.00')
    desk.press('F10')
    till.await_node(name='Library')
    desk.press('Escape')
    shop.await_total(till, Decimal('2.00'))
    desk.wait_for('the end of the popover', lambda: not till.find(name='Price'))
    desk.press('ctrl+2')
    till.await_words('No Sales')
    desk.press('ctrl+1')
    till.settle()

    open_price('9.00')
    desk.press('ctrl+z', 'Escape')
    till.settle()
    desk.equal(shop.cart_lines(till), [('MUG', Decimal(1))], 'the line, of which nothing was undone')
    open_price('2.20')
    desk.press('ctrl+2')
    till.await_words('No Sales')
    desk.press('ctrl+1')
    shop.await_total(till, Decimal('2.20'))
    till.settle()

    open_price('2.40')
    desk.press('ctrl+q')
    desk.equal(till.process.wait(desk.DEADLINE), 0, 'exit status')
    till.start()
    shop.await_till(till)
    shop.await_total(till, Decimal('2.40'))


def undo_in_an_empty_history(till):
    """The last line that was sold is deleted and taken back."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    shop.sell(till, shop.small_catalogue()[:1])
    shop.await_sent(till)
    desk.press('ctrl+2')
    desk.wait_for('the sale in the table', lambda: till.cell('MUG'))
    desk.press('Down')
    desk.wait_for('the row', lambda: (row := till.focused()) and row.role == 'table row')
    desk.press('Delete')
    till.await_words('No Sales')
    desk.press('ctrl+z')
    desk.wait_for('the sale in the table', lambda: till.cell('MUG'))
    desk.equal([row[2] for row in shop.stored_lines(till)], ['MUG'], 'what was sold')


def dialog_button(till, label):
    """A button of the dialog that offers to quit: the frame of the window below has one to close it, too."""
    application = till.application()
    windows = list(application.children()) if application else []
    dialog = next((window for window in windows if window.find('button', 'Quit')), None)
    return dialog.find('button', label) if dialog else None


def focus_button(till, label):
    """Presses Tab until the button of a dialog has the focus."""
    button = desk.wait_for(label, lambda: dialog_button(till, label))
    for _ in range(5):
        if button.has('focused'):
            return
        desk.press('Tab')
        till.settle()
    raise AssertionError('%s cannot be reached with the Tab key' % label)


def till_in_use(till):
    """The journal is another program's: the scan that comes into the message about it neither ends the program nor the message."""
    folder = os.path.join(os.environ['XDG_DATA_HOME'], 'counterfoil')
    shop.set_up(till)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, 'journal.sqlite.lock'), 'w', encoding='ascii') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        till.start()
        desk.wait_for('the message', lambda: dialog_button(till, 'Quit'))
        desk.type_text('5012345678900\n')
        focus_button(till, 'Close')
        desk.type_text('\n')
        desk.wait_for('the end of the message', lambda: not dialog_button(till, 'Quit'))
        till.await_words('Another Counterfoil is using the journal')
        till.close()

        till.start()
        focus_button(till, 'Quit')
        desk.press('Return')
        desk.equal(till.process.wait(desk.DEADLINE), 0, 'exit status')


if __name__ == '__main__':
    desk.main([
        ('/journey/keyboard/first-run', first_run),
        ('/journey/keyboard/fields-that-go', fields_that_go),
        ('/journey/keyboard/retail-orders', retail_orders),
        ('/journey/keyboard/keys-of-the-lines', keys_of_the_lines),
        ('/journey/keyboard/a-quantity-below-zero', a_quantity_below_zero),
        ('/journey/keyboard/a-scan-wherever-the-keys-are', a_scan_wherever_the_keys_are),
        ('/journey/keyboard/scans-behind-what-stands-there', scans_behind_what_stands_there),
        ('/journey/keyboard/keys-out-of-a-price', keys_out_of_a_price),
        ('/journey/keyboard/undo-in-an-empty-history', undo_in_an_empty_history),
        ('/journey/keyboard/till-in-use', till_in_use),
    ])
