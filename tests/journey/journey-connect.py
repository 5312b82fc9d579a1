#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to the server goes wrong: at the first run, and while the till is open."""

import contextlib
import os
import socket
import subprocess
import sys
from decimal import Decimal

import desk
import shop

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'others'))
from other_server import OWNER, binaries, conninfo, run_sql, server  # noqa: E402

MUG, LANTERN, CLOCK, BOXES, GEOMETRY = shop.small_catalogue()


def has_profile():
    return os.path.exists(os.path.join(os.environ.get('XDG_CONFIG_HOME') or os.path.expanduser('~/.config'),
                                       'counterfoil', 'profile.ini'))


def wrong_server(till):
    """A server that is not there, one that says nothing, Escape, and then this computer after all."""
    silent = socket.create_server(('127.0.0.1', 0))
    till.start()
    shop.ask_server(till)
    shop.type_connection(till, 'host=127.0.0.1 port=1 user=x dbname=x sslmode=disable')
    till.await_words('no database server listens there')
    if has_profile():
        raise AssertionError('a server that is not there was written down')

    shop.type_connection(till, 'host=127.0.0.1 port=%d user=x dbname=x sslmode=disable connect_timeout=600' % silent.getsockname()[1])
    till.await_words('Connecting…')
    desk.press('Escape')
    desk.wait_for('the end of it', lambda: till.sensitive('button', 'Test'))
    if has_profile():
        raise AssertionError('a server that says nothing was written down')
    silent.close()

    desk.press('Escape')
    desk.wait_for('the focus', lambda: (button := till.find('button', shop.CONNECT)) and button.has('focused'))
    till.focus_by_tab(till.find('button', 'Start on This Computer'))
    desk.press('Return')
    shop.await_till(till)
    shop.sell_unknown(till, 'NOVEL', 'A New Novel', '12.50')
    shop.await_sent(till)
    if not has_profile():
        raise AssertionError('the server that works was not written down')


def lost_server(till):
    """The server of this computer ends and cannot be started again: it is told, selling goes on, and nothing is lost."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    shop.sell(till, [MUG])
    shop.await_sent(till)
    main = till.server_pids()[0]
    folder = os.readlink('/proc/%d/cwd' % main)
    os.rename(folder + '/global', folder + '/global.away')
    desk.send(main, desk.signal.SIGQUIT)
    till.await_words('cannot be started again')
    for lines in ([LANTERN, CLOCK], [BOXES]):
        shop.sell(till, lines)
    till.await_words('2 waiting')

    os.rename(folder + '/global.away', folder + '/global')
    desk.wait_for('the pill', lambda: till.find(contains='2 waiting')).click()
    desk.wait_for('Try Now', lambda: till.application().find('button', 'Try Now')).click()
    shop.await_sent(till)
    desk.wait_for('the end of the message', lambda: not till.says('cannot be started again'))
    shop.compare(till, [[MUG], [LANTERN, CLOCK], [BOXES]])


def damaged_at_start(till):
    """The server of this computer cannot be started at all: nothing stands between the scanner and the till that can sell."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    shop.sell(till, [MUG])
    shop.await_sent(till)
    folder = os.readlink('/proc/%d/cwd' % till.server_pids()[0])
    till.close()
    version = os.path.join(folder, 'PG_VERSION')
    with open(version, encoding='ascii') as file:
        right = file.read()
    with open(version, 'w', encoding='ascii') as file:
        file.write('99\n')

    till.start()
    shop.await_till(till)
    till.await_words('No connection')
    desk.equal(till.count_windows(), 1, 'windows')
    shop.sell(till, [LANTERN, CLOCK])
    desk.equal(till.count_windows(), 1, 'windows after a sale')

    with open(version, 'w', encoding='ascii') as file:
        file.write(right)
    desk.wait_for('the pill', lambda: till.find(contains='1 waiting')).click()
    desk.wait_for('Try Now', lambda: till.application().find('button', 'Try Now')).click()
    shop.await_sent(till)
    shop.compare(till, [[MUG], [LANTERN, CLOCK]])


def unreadable_profile(till):
    """A damaged profile says where the shop's data is all the same: it is kept, and the window says so before anything is set up."""
    folder = os.path.join(os.environ['XDG_CONFIG_HOME'], 'counterfoil')
    os.makedirs(folder)
    damaged = '[connection]\nkind=server\nconninfo=host=shop.example dbname=red30 user=till1\nnot a line\n'
    with open(os.path.join(folder, 'profile.ini'), 'w', encoding='utf-8') as file:
        file.write(damaged)
    till.start()
    till.await_words('profile.ini.broken')
    desk.wait_for('the time zone', lambda: till.sensitive('button', 'Start on This Computer'))
    desk.type_text('Corner Shop\n')
    shop.await_till(till)
    with open(os.path.join(folder, 'profile.ini.broken'), encoding='utf-8') as file:
        desk.equal(file.read(), damaged, 'what is kept')


def other_home(till):
    """Two homes on one session bus are two tills, each with its own window; one home is one till, however often it is started."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    home = dict(os.environ)
    desk.new_home(99)
    other = desk.Desk(till.program)
    try:
        other.start()
        other.await_node('button', 'Start on This Computer')
    finally:
        other.close()
        os.environ.update(home)
    desk.equal(subprocess.run([till.program], check=False, timeout=60).returncode, 0, 'status of a second start')
    desk.equal(till.count_windows(), 1, 'windows')
    till.await_words('T1-')


def bring_shop(till, folder):
    """As the administrator's page says it."""
    old = till.run('--print-connection', 'sales').stdout.strip()
    dump = folder + '/red30.dump'
    with open(dump, 'wb') as file:
        subprocess.run([binaries() + '/pg_dump', '--format=custom', old], stdout=file, check=True)
    subprocess.run([binaries() + '/pg_restore', '--no-owner', '--host=' + folder, '--username=' + OWNER, '--dbname=red30', dump], check=True)


def go_back(till):
    shop.choose_server(till)
    till.focus_by_tab(desk.wait_for('the way back', lambda: till.application().find('button', contains='Go Back to the Server')))
    desk.press('Return')
    desk.wait_for('the question', lambda: till.application().find('button', 'Go Back'))
    desk.press('alt+g')


def words_of(pid):
    """The command line of a process, nothing where it is gone."""
    with contextlib.suppress(OSError), open('/proc/%d/cmdline' % pid, 'rb') as file:
        return file.read().split(b'\0')
    return []


def runs_on(folder):
    """Whether a server has its data in @folder."""
    return any(folder in words_of(pid) for pid in desk.processes())


def kept_away(till):
    """What this computer has is no shop any more: it is said, and the server that was started to be looked at does not stay."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    words = words_of(till.server_pids()[0])
    data = words[words.index(b'-D') + 1]
    with server() as folder:
        bring_shop(till, folder)
        till.psql('ALTER SCHEMA counterfoil RENAME TO elsewhere')
        shop.choose_server(till)
        shop.type_connection(till, conninfo(folder))
        desk.wait_for('the end of the dialog', lambda: till.count_windows() == 1)
        desk.wait_for('the end of the server', lambda: not runs_on(data))

        go_back(till)
        desk.wait_for('the server', lambda: runs_on(data))
        desk.wait_for('the refusal', lambda: till.application().find(contains='Bring the data of “Corner Shop” there first'))
        desk.wait_for('the end of the server', lambda: not runs_on(data))
        desk.press('Escape')
        shop.sell_unknown(till, 'NOVEL', 'A New Novel', '12.50')
        shop.await_sent(till)
        desk.equal(run_sql(folder, 'SELECT count(*) FROM sales'), ['1'], 'lines on the other server')


def moved_and_back(till):
    """The shop moves to a shared server, and comes back to this computer, by the menu both times; no sale is lost on the way."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    shop.sell(till, [MUG])
    shop.await_sent(till)
    with server() as folder:
        bring_shop(till, folder)
        shop.choose_server(till)
        shop.type_connection(till, conninfo(folder))
        desk.wait_for('the end of the dialog', lambda: till.count_windows() == 1)
        shop.sell(till, [LANTERN, CLOCK])
        shop.await_sent(till)

        go_back(till)
        desk.wait_for('the end of the dialog', lambda: till.count_windows() == 1)
        shop.sell(till, [BOXES])
        shop.await_sent(till)
        # The till still keeps what it sold there, and brings it along.
        shop.compare(till, [[MUG], [LANTERN, CLOCK], [BOXES]])
        desk.equal(run_sql(folder, 'SELECT count(*) FROM sales'), ['3'], 'lines on the other server')

    # The other server is gone, and nobody misses it.
    shop.sell(till, [CLOCK])
    shop.await_sent(till)


if __name__ == '__main__':
    desk.main([
        ('/journey/connect/wrong-server', wrong_server),
        ('/journey/connect/lost-server', lost_server),
        ('/journey/connect/damaged-at-start', damaged_at_start),
        ('/journey/connect/unreadable-profile', unreadable_profile),
        ('/journey/connect/other-home', other_home),
        ('/journey/connect/moved-and-back', moved_and_back),
        ('/journey/connect/kept-away', kept_away),
    ])
