#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of somebody else that is restarted again and again, and one behind PgBouncer: what is sold and catalogued is there, once."""

import os
import sys
import threading
import time
from decimal import Decimal

import desk
import shop

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'others'))
import other_server  # noqa: E402
from other_server import OWNER, conninfo, run_sql, server  # noqa: E402

CATALOGUE = shop.small_catalogue()
# Both cases together make fifty.
RESTARTS = 25 if desk.is_long() else 3


def open_shop(till, connection, *arguments):
    """A till of a shop on that server, which has its products."""
    path = os.path.join(os.environ['XDG_CONFIG_HOME'], 'counterfoil')
    os.makedirs(path, exist_ok=True)
    with open(os.path.join(path, 'profile.ini'), 'w', encoding='utf-8') as file:
        file.write('[connection]\nkind=server\nconninfo=%s\n' % connection)
    shop.set_up(till)
    till.arguments = arguments
    till.start()


class Restarts:
    """Restarts the server so often, by turns orderly and as if the power had failed, while the caller goes on."""

    def __init__(self, folder):
        self.folder = folder
        self.left = RESTARTS
        self.failed = None
        self.thread = threading.Thread(target=self.run)

    def run(self):
        try:
            while self.left > 0:
                time.sleep(1)
                other_server.stop_server(self.folder, 'fast' if self.left % 2 else 'immediate')
                time.sleep(self.left % 3)
                other_server.start_server(self.folder)
                self.left -= 1
        except Exception as error:  # told where the caller looks
            self.failed = error

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.thread.join()

    def going(self):
        if self.failed:
            raise self.failed
        return self.left > 0


def sold_lines(folder):
    rows = run_sql(folder, 'SELECT order_number, product_number, quantity FROM sales ORDER BY id')
    return [(number, code, Decimal(quantity)) for number, code, quantity in (row.split('|') for row in rows)]


def selling(till):
    """Orders are completed one after the other, whatever the server does; each is there once, and no dialog is in the way."""
    wanted = []
    with server() as folder:
        open_shop(till, conninfo(folder))
        shop.await_till(till)
        with Restarts(folder) as restarts:
            while restarts.going():
                line = CATALOGUE[len(wanted) % len(CATALOGUE)]
                wanted.append((shop.sell(till, [line]), line.code, line.quantity))
                desk.equal(till.count_windows(), 1, 'windows')
        shop.await_sent(till)
        desk.equal(sold_lines(folder), wanted, 'lines')
        till.close()


def field(till, name):
    node = till.find('text', name)
    return node.text() if node else None


def catalogue(till, title):
    """Adds a book by the keyboard, as often as it takes; where the catalogue has it already an earlier try was stored."""
    desk.press('ctrl+n')
    desk.wait_for('the form', lambda: field(till, 'Title') == '')
    desk.type_text(title)
    desk.press('Tab')
    desk.type_text('Kate Quinn')
    desk.wait_for('the name', lambda: field(till, 'Name') == 'Kate Quinn')

    def is_stored():
        if till.says('“%s” added' % title):
            return 'added'
        if till.says('Already in the catalogue'):
            return 'there'
        if till.sensitive('button', 'Add'):
            desk.press('ctrl+Return')
        return None
    if desk.wait_for('%s to be stored' % title, is_stored) == 'there':
        desk.press('Escape')
    desk.wait_for('the end of the form', lambda: field(till, 'Title') is None)


def cataloguing(till):
    titles = []
    with server() as folder:
        run_sql(folder, 'CREATE DATABASE library')
        open_shop(till, conninfo(folder), '--library')
        till.await_words('No Books Yet')
        with Restarts(folder) as restarts:
            while restarts.going():
                titles.append('Volume %d' % (len(titles) + 1))
                catalogue(till, titles[-1])
        desk.equal(run_sql(folder, 'SELECT title FROM books ORDER BY book_id', 'library'), titles, 'books')
        desk.equal(run_sql(folder, 'SELECT count(*) FROM authors', 'library'), ['1'], 'authors')
        till.close()


def behind_pooler(till):
    """Sells and catalogues through PgBouncer, which passes on nothing of what others change: that is said, and a key reads again."""
    if not os.access(other_server.PGBOUNCER, os.X_OK):
        raise desk.Skip('pgbouncer is not installed')
    with server() as folder, other_server.pooler(folder) as (place, port):
        run_sql(folder, 'CREATE DATABASE library')
        open_shop(till, 'host=%s port=%d user=%s dbname=red30' % (place, port, OWNER))
        shop.await_till(till)
        orders = [[CATALOGUE[0]], CATALOGUE[1:4], [CATALOGUE[4]]]
        numbers = [shop.sell(till, lines) for lines in orders]
        shop.await_sent(till)
        desk.equal(sold_lines(folder), [(number, line.code, line.quantity) for number, lines in zip(numbers, orders) for line in lines], 'lines')

        desk.press('ctrl+2')
        word = desk.wait_for('the word that it is not live', lambda: till.find(name='Not Live'))
        till.settle()
        word.click()
        till.settle()
        desk.equal(till.says('Live refresh needs a direct connection'), True, 'why')
        run_sql(folder, "INSERT INTO sales (order_number, product_number, product, order_total) VALUES ('W-1', 'WEB', 'Sold on the web', 12.34)")
        desk.wait_for('Read Again', lambda: till.focused() and till.focused().name == 'Read Again')
        desk.press('Return')
        desk.wait_for('the sale of others', lambda: till.cell('£12.34'))
        desk.press('ctrl+q')
        desk.wait_for('the end', lambda: till.process.poll() is not None)

        till.arguments = ('--library',)
        till.start()
        till.await_words('No Books Yet')
        for title in ('The Huntress', 'The Diamond Eye'):
            catalogue(till, title)
        desk.equal(run_sql(folder, 'SELECT title FROM books ORDER BY book_id', 'library'), ['The Huntress', 'The Diamond Eye'], 'books')
        desk.wait_for('the word that it is not live', lambda: till.find(name='Not Live'))
        till.close()


if __name__ == '__main__':
    desk.main([
        ('/journey/server/selling', selling),
        ('/journey/server/cataloguing', cataloguing),
        ('/journey/server/behind-pooler', behind_pooler),
    ])
