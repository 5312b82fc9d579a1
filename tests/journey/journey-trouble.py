#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing that was shown as safe is lost: the program is killed, the server is killed, the server is frozen."""

import subprocess
from decimal import Decimal

import desk
import shop

MUG, LANTERN, CLOCK, BOXES, GEOMETRY = shop.small_catalogue()


def killed_program(till):
    """The open order is there again after SIGKILL, and goes on."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    shop.sell(till, [MUG])
    desk.type_text('MUG\n3*LANTERN\n')
    shop.await_total(till, Decimal('11.42'))
    desk.wait_for('solid lines', lambda: shop.all_solid(till))
    till.kill()
    till.start()
    shop.await_till(till)
    shop.await_total(till, Decimal('11.42'))
    till.await_words(LANTERN.name)
    number = shop.order_number(till)
    desk.press('Return')
    shop.await_saved(till, number)
    shop.await_sent(till)
    shop.compare(till, [[MUG], [MUG, LANTERN._replace(quantity=Decimal(3))]])


def killed_just_after_saving(till):
    """An order that was shown as saved is sent after SIGKILL, once."""
    orders = []
    shop.set_up(till)
    for _ in range(20 if desk.is_long() else 4):
        till.start()
        shop.await_till(till)
        for lines in ([MUG, CLOCK], [BOXES]):
            shop.sell(till, lines)
            orders.append(lines)
        till.kill()
    till.start()
    shop.await_till(till)
    shop.await_sent(till)
    shop.compare(till, orders)


def frozen_server(till):
    """With a server that answers nothing, selling goes on; afterwards everything is there."""
    orders = []
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    shop.sell(till, [MUG])
    orders.append([MUG])
    shop.await_sent(till)
    till.freeze_server()
    for lines in ([LANTERN, CLOCK], [BOXES], [MUG, MUG]):
        shop.sell(till, lines)
        orders.append(lines)
        till.application().accessible.clear_cache()
        desk.equal(till.says('All sent'), False, 'whether all is said to be sent')
    desk.wait_for('the waiting orders', lambda: till.says('waiting'))
    till.await_words('The server takes long to answer. Go on selling')
    till.thaw_server()
    shop.await_sent(till)
    desk.wait_for('the end of that sentence', lambda: not till.says('The server takes long to answer'))
    shop.compare(till, [merge(lines) for lines in orders])


def close_with_waiting(till):
    """What a clerk does in the evening, whatever the server does: closes, is told what waits, and says yes."""
    desk.press('ctrl+q')
    desk.wait_for('the question', lambda: till.count_windows() == 2)
    desk.press('alt+c')


def closed_while_frozen(till):
    """A server that answers nothing does not keep the program that is closed; nothing is lost, and the next start works."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    shop.sell(till, [MUG])
    shop.await_sent(till)
    till.freeze_server()
    shop.sell(till, [LANTERN])
    close_with_waiting(till)
    desk.wait_for('the end of the program', lambda: till.process.poll() is not None, 20)
    desk.wait_for('the end of the server', lambda: not any(desk.is_alive(pid) for pid in till.frozen), 5)
    till.start()
    shop.await_till(till)
    shop.await_sent(till)
    shop.compare(till, [[MUG], [LANTERN]])


def ask_to_close(till, *words):
    """One question, however often it is asked for, that says all that is open; Enter stays."""
    desk.press('ctrl+q')
    desk.wait_for('the question', lambda: till.count_windows() == 2)
    for each in words:
        desk.wait_for(each, lambda: till.application().find(contains=each))
    desk.press('ctrl+q')
    till.settle()
    desk.equal(till.count_windows(), 2, 'windows')


def closed_half_typed(till):
    """What was typed and not saved is not dropped without a word."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    shop.sell(till, [MUG])
    shop.await_sent(till)
    desk.press('ctrl+3')
    desk.wait_for('the products', lambda: till.cell(CLOCK.name))
    desk.press('ctrl+n')
    till.await_node(name='Number')
    desk.type_text('NEW')
    ask_to_close(till, 'What You Typed Is Not Saved', 'about 1 product')
    desk.press('Return')
    desk.wait_for('the end of the question', lambda: till.count_windows() == 1)

    desk.press('ctrl+1')
    till.freeze_server()
    shop.sell(till, [LANTERN])
    ask_to_close(till, 'about 1 product', '1 order has not been sent')
    desk.press('Escape')
    desk.wait_for('the end of the question', lambda: till.count_windows() == 1)
    ask_to_close(till)
    desk.press('alt+c')
    desk.wait_for('the end of the program', lambda: till.process.poll() is not None, 20)


def terminated_while_asked(till):
    """A signal ends the program whatever it asks, and takes the question away at once."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    till.freeze_server()
    shop.sell(till, [MUG])
    ask_to_close(till, '1 Order Has Not Been Sent')
    till.process.terminate()
    desk.wait_for('no window', lambda: till.process.poll() is not None or till.count_windows() == 0, 5)
    desk.wait_for('the end of the program', lambda: till.process.poll() is not None, 20)
    desk.equal(till.process.returncode, 0, 'exit status')


def started_while_closing(till):
    """Who starts the program while it still closes gets its window, and a screen reader finds it."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    till.freeze_server()
    shop.sell(till, [MUG])
    close_with_waiting(till)
    desk.wait_for('no window', lambda: till.count_windows() == 0)
    # As soon as the first has ended the second is a program of its own; before, it is the first that opens again.
    with subprocess.Popen([till.program]) as second:
        desk.wait_for('the end of one of them', lambda: till.process.poll() is not None or second.poll() is not None, 30)
        first, till.process = till.process, till.process if till.process.poll() is None else second
        till.kept = {}
        desk.wait_for('the window', lambda: till.count_windows() == 1, 30)
        desk.wait_for('the keyboard', till.has_keyboard)
        sell_after_all(till)
        till.close()
        first.wait()


def sell_after_all(till):
    shop.await_till(till)
    shop.sell(till, [CLOCK])
    shop.await_sent(till)
    shop.compare(till, [[MUG], [CLOCK]])


def started_twice(till):
    """A second start raises the window of the first."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    with desk.Cover():
        desk.wait_for('another window before it', lambda: not till.has_keyboard())
        desk.equal(subprocess.run([till.program], check=False, timeout=60).returncode, 0, 'the second start')
        desk.wait_for('the window before the other', till.has_keyboard)


def killed_server(till):
    """The server dies while a clerk sells; the program starts it again and sends what waited."""
    orders = []
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    for turn in range(6):
        lines = [[MUG], [CLOCK, BOXES], [LANTERN]][turn % 3]
        shop.sell(till, lines)
        orders.append(lines)
        if turn in (1, 3):
            desk.wait_for('the server', till.has_server)
            till.kill_server()
    shop.await_sent(till)
    shop.compare(till, orders)


def merge(lines):
    """The same code twice is one line of two."""
    merged = {}
    for line in lines:
        known = merged.get(line.code)
        merged[line.code] = line if known is None else known._replace(quantity=known.quantity + line.quantity)
    return list(merged.values())


if __name__ == '__main__':
    desk.main([
        ('/journey/trouble/killed-program', killed_program),
        ('/journey/trouble/killed-just-after-saving', killed_just_after_saving),
        ('/journey/trouble/frozen-server', frozen_server),
        ('/journey/trouble/closed-while-frozen', closed_while_frozen),
        ('/journey/trouble/closed-half-typed', closed_half_typed),
        ('/journey/trouble/terminated-while-asked', terminated_while_asked),
        ('/journey/trouble/started-while-closing', started_while_closing),
        ('/journey/trouble/started-twice', started_twice),
        ('/journey/trouble/killed-server', killed_server),
    ])
