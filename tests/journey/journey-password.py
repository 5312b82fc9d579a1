#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that wants a password: kept in a keyring, asked for where there is none, and found nowhere else."""

import contextlib
import glob
import os
import pty
import shutil
import subprocess
import sys
import termios

import desk
import shop

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'others'))
from other_server import OWNER, conninfo, run_sql, server, write_profile  # noqa: E402

PASSWORD = 'kestrel-9-Lantern'


@contextlib.contextmanager
def guarded_server():
    """One that asks everybody but its owner for a password."""
    with server() as folder:
        run_sql(folder, "CREATE ROLE anna LOGIN CREATEDB PASSWORD '%s'; CREATE ROLE ben LOGIN PASSWORD '%s'" % (PASSWORD, PASSWORD))
        with open(folder + '/data/pg_hba.conf', 'w', encoding='ascii') as file:
            file.write('local all %s trust\nlocal all all scram-sha-256\n' % OWNER)
        run_sql(folder, 'SELECT pg_reload_conf()')
        yield folder


@contextlib.contextmanager
def keyring():
    """A keyring on the bus of this test, open, as after a login."""
    if not shutil.which('gnome-keyring-daemon'):
        raise desk.Skip('gnome-keyring is not installed')
    process = subprocess.Popen(['gnome-keyring-daemon', '--foreground', '--components=secrets', '--unlock'], stdin=subprocess.PIPE,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    process.stdin.write(b'of the keyring')
    process.stdin.close()
    try:
        desk.wait_for('the keyring', has_keyring)
        yield
    finally:
        process.kill()
        process.wait()


def has_keyring():
    done = subprocess.run(['dbus-send', '--session', '--print-reply', '--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner',
                           'string:org.freedesktop.secrets'], capture_output=True, text=True, check=False)
    return 'boolean true' in done.stdout


def string(folder, user='anna'):
    return 'host=%s user=%s dbname=corner' % (folder, user)


def set_up_shop(till):
    till.await_words('The server has no shop yet')
    till.settle()
    desk.type_text('Corner Shop')
    till.focus_by_tab(till.await_node('button', 'Set Up This Shop'))
    desk.press('Return')
    shop.await_till(till)


def places():
    """All that Counterfoil, and what it started, wrote or was told."""
    yield from glob.glob(os.environ['HOME'] + '/**', recursive=True, include_hidden=True)
    yield os.path.join(os.environ['CF_SESSION'], 'counterfoil.log')
    mark = b'CF_SESSION=' + os.environ['CF_SESSION'].encode()
    for pid in desk.processes():
        with contextlib.suppress(OSError):
            with open('/proc/%d/environ' % pid, 'rb') as file:
                ours = mark in file.read()
            if ours and pid != os.getpid():
                yield from ('/proc/%d/cmdline' % pid, '/proc/%d/environ' % pid)


def find_password():
    found = []
    for place in places():
        with contextlib.suppress(OSError):
            with open(place, 'rb') as file:
                if PASSWORD.encode() in file.read():
                    found.append(place)
    return found


def await_said(till, words):
    """In a dialog in front of the window, ready to be typed into."""
    def ready():
        front = subprocess.run(['xdotool', 'getactivewindow', 'getwindowname'], capture_output=True, text=True, check=False).stdout.strip()
        dialog = till.application().find('dialog', 'Password Needed')
        return front == 'Password Needed' and dialog and dialog.find(contains=words)
    desk.wait_for(words, ready)


def count_sales(folder):
    return run_sql(folder, 'SELECT count(*) FROM sales', 'corner')


def kept(till):
    """Typed once: the next start asks for nothing, and the password is in no file, argument or log."""
    with guarded_server() as folder, keyring():
        till.start()
        shop.ask_server(till)
        shop.type_connection(till, string(folder), PASSWORD, keep=True)
        set_up_shop(till)
        shop.sell_unknown(till, 'NOVEL', 'A New Novel', '12.50')
        shop.await_sent(till)
        desk.equal(find_password(), [], 'places with the password while it runs')
        till.close()

        till.start()
        shop.await_till(till)
        shop.sell_unknown(till, 'ATLAS', 'An Atlas', '30.00')
        shop.await_sent(till)
        desk.equal(till.count_windows(), 1, 'windows')
        desk.equal(count_sales(folder), ['2'], 'lines')
        desk.equal(find_password(), [], 'places with the password after a start')
        done = till.run('--check')
        if 'No findings.' not in done.stdout:
            raise AssertionError(done.stdout)
        till.close()
        desk.equal(find_password(), [], 'places with the password at the end')


def asked(till):
    """Without a keyring nothing stands before the scanner at the next start: the pill tells, and has the button that asks."""
    with guarded_server() as folder:
        till.start()
        shop.ask_server(till)
        till.await_words('No keyring answers')
        shop.type_connection(till, string(folder), 'wrong')
        till.await_words('does not know “anna” with this password')
        desk.press('ctrl+a')
        desk.type_text(PASSWORD)
        desk.press('ctrl+Return')
        set_up_shop(till)
        shop.sell_unknown(till, 'NOVEL', 'A New Novel', '12.50')
        shop.await_sent(till)
        till.close()

        till.start()
        shop.await_till(till)
        till.await_words('No connection')
        # It stands where the page says what it makes of a code.
        till.await_words('Selling goes on, and orders are kept here.')
        desk.equal(till.count_windows(), 1, 'windows')
        shop.sell_unknown(till, 'ATLAS', 'An Atlas', '30.00')
        desk.equal(till.count_windows(), 1, 'windows after a sale')
        desk.wait_for('the pill', lambda: till.find(contains='1 waiting')).click()
        desk.wait_for('Enter Password…', lambda: till.application().find('button', 'Enter Password…')).click()
        await_said(till, 'Selling goes on, and orders are kept here. Enter it')
        desk.type_text('wrong\n')
        await_said(till, 'does not know “anna” with this password')
        desk.type_text(PASSWORD + '\n')
        shop.await_sent(till)
        desk.equal(count_sales(folder), ['2'], 'lines')
        desk.equal(find_password(), [], 'places with the password')

        done = till.run('--check', check=False)
        desk.equal(done.returncode, 2, 'exit status without a terminal')
        if 'in a terminal' not in done.stderr:
            raise AssertionError(done.stderr)
        desk.equal(on_terminal(till, '--check', ['wrong', PASSWORD]), 0, 'exit status in a terminal')


def on_terminal(till, option, answers):
    """The status of a command to which a person answers when it asks."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(till.program, [till.program, option])
    said = b''
    with contextlib.suppress(OSError):
        while chunk := os.read(terminal, 4096):
            said += chunk
            if said.endswith(b'Password: ') and answers:
                if termios.tcgetattr(terminal)[3] & termios.ECHO:
                    raise AssertionError('the terminal shows what is typed at once')
                os.write(terminal, answers.pop(0).encode() + b'\n')
                said += b'|'
    if PASSWORD.encode() in said:
        raise AssertionError('the terminal shows the password')
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def missing(till):
    """Who may not make the database is shown the command for somebody who may, ready to be copied; it makes the rest work."""
    with guarded_server() as folder:
        till.start()
        shop.ask_server(till)
        shop.type_connection(till, string(folder, 'ben'), PASSWORD)
        till.await_words('this role may not make it')
        till.await_node('button', 'Copy the Command').click()
        entry = shop.find_entry(till, 'Connection String')
        entry.click()
        desk.press('ctrl+a')
        desk.press('ctrl+v')
        desk.wait_for('the command', lambda: shop.find_entry(till, 'Connection String').text().startswith('CREATE DATABASE "corner"'))
        command = shop.find_entry(till, 'Connection String').text()
        run_sql(folder, command)
        run_sql(folder, 'ALTER DATABASE corner OWNER TO ben')
        desk.press('ctrl+a')
        desk.type_text(string(folder, 'ben'))
        desk.press('ctrl+Return')
        set_up_shop(till)


def moved(till):
    """The shop's data was brought to another database: by the menu the till goes there, and to no other shop."""
    with guarded_server() as folder:
        write_profile(folder)
        till.run('--set-up', 'Corner Shop', '--currency', 'GBP')
        for name in ('brought', 'other'):
            run_sql(folder, 'CREATE DATABASE %s TEMPLATE red30' % name, 'postgres')
        run_sql(folder, "SET session_replication_role = replica; UPDATE counterfoil.settings SET shop_id = gen_random_uuid (), name = 'Another Shop'", 'other')
        till.start()
        shop.await_till(till)
        shop.choose_server(till)
        shop.type_connection(till, conninfo(folder, 'other'))
        desk.wait_for('the refusal', lambda: till.application().find(contains='This database belongs to the shop “Another Shop”'))
        shop.type_connection(till, conninfo(folder, 'brought'))
        desk.wait_for('the end of the dialog', lambda: till.count_windows() == 1)
        shop.await_till(till)
        shop.sell_unknown(till, 'NOVEL', 'A New Novel', '12.50')
        shop.await_sent(till)
        counts = [run_sql(folder, 'SELECT count(*) FROM sales', name) for name in ('red30', 'other', 'brought')]
        desk.equal(counts, [['0'], ['0'], ['1']], 'lines')


if __name__ == '__main__':
    desk.main([
        ('/journey/password/kept', kept),
        ('/journey/password/asked', asked),
        ('/journey/password/missing-database', missing),
        ('/journey/password/moved', moved),
    ])
