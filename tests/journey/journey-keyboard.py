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
    till.await_words('Nothing Sold Yet')
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
        ('/journey/keyboard/undo-in-an-empty-history', undo_in_an_empty_history),
        ('/journey/keyboard/till-in-use', till_in_use),
    ])
