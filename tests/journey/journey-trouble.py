#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing that was shown as safe is lost: the program is killed, the server is killed, the server is frozen."""

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
    desk.wait_for('the waiting orders', lambda: till.says('waiting'))
    till.thaw_server()
    shop.await_sent(till)
    shop.compare(till, [merge(lines) for lines in orders])


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
        ('/journey/trouble/killed-server', killed_server),
    ])
