#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does with the Flatpak: first start, a sale, a book, again and again, and an update. One home for all."""

import configparser
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tests', 'journey'))

import desk  # noqa: E402
import shop  # noqa: E402

ID = 'io.github.counterfoil.Counterfoil'
WORK = os.environ['CF_FLATPAK_WORK']
APP = os.path.join(WORK, 'built', 'app')
NEWER = os.path.join(WORK, 'built', 'newer.flatpak')
ALLOWED = {'shared': {'network', 'ipc'}, 'sockets': {'x11', 'wayland', 'fallback-x11'}, 'devices': {'dri'}}
MUG, LANTERN, CLOCK, BOXES, GEOMETRY = shop.small_catalogue()
sold = []


class Sandbox(desk.Desk):
    """One Counterfoil in its sandbox. Its number of a process means nothing outside: it is known by its name."""

    def __init__(self, program):
        super().__init__(program)
        self.program, self.arguments = 'flatpak', ('run', ID)

    def launch(self):
        with open(self.log, 'ab') as log:
            return subprocess.Popen([self.program, *self.arguments], stdout=log, stderr=log)

    def application(self):
        from gi.repository import Atspi
        if self.process.poll() is not None:
            raise AssertionError('the program ended with status %d\n%s' % (self.process.returncode, self.read_log()))
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(index)
            if child is not None and child.get_name() == 'counterfoil' and child.get_child_count() > 0:
                return desk.Node(child, self)
        return None

    def has_keyboard(self):
        done = subprocess.run(['xdotool', 'getactivewindow', 'getwindowname'], capture_output=True, text=True, check=False)
        return done.stdout.strip() != '' and self.application() is not None

    def complaints(self):
        """The bus of the test has no portals, which GTK misses."""
        return [line for line in super().complaints() if 'portal' not in line]

    def run(self, *arguments, check=True):
        done = subprocess.run(['flatpak', 'run', ID, *arguments], capture_output=True, text=True, check=False, timeout=300)
        if check and done.returncode != 0:
            raise AssertionError('%s ended with %d\n%s%s' % (arguments, done.returncode, done.stdout, done.stderr))
        return done

    def connection(self, which='sales'):
        return self.run('--print-connection', which).stdout.strip()

    def psql(self, sql, database=None):
        """By the psql of the bundle, in a sandbox of its own."""
        done = subprocess.run(['flatpak', 'run', '--command=psql', ID, '-XAtq', '-F', '|', '-v', 'ON_ERROR_STOP=1',
                               '-d', self.connection(database or 'sales'), '-c', sql], capture_output=True, text=True, check=False, timeout=120)
        if done.returncode != 0:
            raise AssertionError('psql: %s' % done.stderr)
        return done.stdout.splitlines()

    def kill(self):
        subprocess.run(['flatpak', 'kill', ID], check=False, capture_output=True)
        self.process.kill()
        self.process.wait()

    def close(self):
        """To end what was started here is not to end the program in its sandbox."""
        if self.process and self.process.poll() is None:
            self.kill()

    def quit(self):
        desk.press('ctrl+q')
        self.process.wait(desk.DEADLINE)


def permissions(till):
    """Those that are needed, and not one more."""
    done = subprocess.run(['flatpak', 'info', '--show-permissions', ID], capture_output=True, text=True, check=True)
    found = configparser.ConfigParser(strict=False)
    found.read_string(done.stdout)
    desk.equal(found.sections(), ['Context'], 'kinds of permissions')
    have = {key: {word for word in value.split(';') if word} for key, value in found['Context'].items()}
    desk.equal(have, ALLOWED, 'permissions')


def exports(till):
    """By which a desktop finds and starts it."""
    done = subprocess.run(['flatpak', 'info', '--show-location', ID], capture_output=True, text=True, check=True)
    share = os.path.join(done.stdout.strip(), 'export', 'share')
    names = ('icons/hicolor/scalable/apps/%s.svg', 'icons/hicolor/symbolic/apps/%s-symbolic.svg', 'dbus-1/services/%s.service',
             'applications/%s.desktop')
    desk.equal([name for name in names if not os.path.exists(os.path.join(share, name % ID))], [], 'what is not exported')
    entry = os.path.join(share, 'applications', '%s.desktop' % ID)
    done = subprocess.run(['desktop-file-validate', '--no-hints', entry], capture_output=True, text=True, check=False)
    desk.equal((done.returncode, done.stdout), (0, ''), 'the desktop entry')


def await_all_sent(till):
    shop.await_sent(till)
    shop.compare(till, sold)


def sell_a_mug(till):
    shop.sell(till, [MUG])
    sold.append([MUG])
    await_all_sent(till)


def first_start(till):
    shop.quick_first_run(till)
    shop.sell_unknown(till, 'MUG', MUG.name, '1.25')
    sold.append([MUG])
    await_all_sent(till)
    till.quit()


def a_book(till):
    till.start()
    shop.await_till(till)
    desk.press('ctrl+l')
    desk.wait_for('the library', lambda: till.application().find('button', 'Add Book'))
    desk.wait_for('the empty library', lambda: till.application().find(contains='No Books Yet'))
    desk.press('ctrl+n')
    desk.wait_for('the dialog', lambda: till.application().find(contains='Title'))
    till.settle()
    desk.type_text('The Huntress\nKate Quinn')
    desk.press('ctrl+Return')
    desk.wait_for('the book', lambda: till.psql('select title, author_line from books', 'library') == ['The Huntress|Kate Quinn'])
    till.quit()


def import_books(path):
    """As docs/administrator.md says: the sandbox is shown the file for this once."""
    return subprocess.run(['flatpak', 'run', '--filesystem=%s:ro' % path, ID, '--import-books', path],
                          capture_output=True, text=True, check=False, timeout=300)


def command_line(till):
    """What the sandbox is not shown is not there, and what was left out of a file is where it can be found from outside."""
    path = os.path.join(os.environ['HOME'], 'books.csv')
    rejects = os.path.join(os.environ['HOME'], '.var', 'app', ID, 'data', 'counterfoil', 'books.rejects.csv')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('title,author,year\nThe Rose Code,Kate Quinn,2021\n,Kate Quinn,\nThe Diamond Eye,Kate Quinn,2022\n')
    hidden = till.run('--import-books', path, check=False)
    desk.equal(hidden.returncode, 2, 'status without the file')
    if 'There is no file “%s”. Nothing was imported.' % path not in hidden.stderr:
        raise AssertionError('the program says: %s' % hidden.stderr)

    shown = import_books(path)
    desk.equal((shown.returncode, shown.stderr), (1, ''), 'import')
    if rejects not in shown.stdout:
        raise AssertionError('the program says: %s' % shown.stdout)
    with open(rejects, encoding='utf-8') as file:
        desk.equal(len(file.read().splitlines()), 2, 'lines of the file of rejects')
    till.run('--check')
    till.start()
    shop.await_till(till)
    desk.equal(till.psql('select title from books order by title', 'library'), ['The Diamond Eye', 'The Huntress', 'The Rose Code'], 'books')
    till.quit()


def restart(till):
    till.start()
    shop.await_till(till)
    sell_a_mug(till)
    till.quit()


def servers():
    """How many of the bundle's work on this computer."""
    count = 0
    for pid in desk.processes():
        try:
            with open('/proc/%d/cmdline' % pid, 'rb') as file:
                count += file.read().startswith(b'/app/bin/postgres\0')
        except (FileNotFoundError, ProcessLookupError):
            pass
    return count


def twice_at_once(till):
    """Whichever comes first has the window and the one server; the other one, and a later one, only raise it."""
    both = [till.launch(), till.launch()]
    loser = desk.wait_for('one of them to end', lambda: next((each for each in both if each.poll() is not None), None))
    desk.equal(loser.returncode, 0, 'status of the one that came second')
    both.remove(loser)
    till.process = both[0]
    shop.await_till(till)
    later = till.launch()
    desk.equal(later.wait(desk.DEADLINE), 0, 'status of a later one')
    desk.equal(servers(), 1, 'number of servers')
    desk.wait_for('the keyboard', till.has_keyboard)
    sell_a_mug(till)
    till.quit()
    desk.equal(servers(), 0, 'number of servers afterwards')


def killed(till):
    """In the middle of an order, server and all: nothing is lost."""
    till.start()
    shop.await_till(till)
    shop.sell(till, [MUG])
    sold.append([MUG])
    desk.type_text('2*MUG\n')
    desk.wait_for('the line', lambda: shop.cart_lines(till) and shop.all_solid(till))
    till.kill()
    till.start()
    shop.await_till(till)
    desk.equal(shop.cart_lines(till), [('MUG', 2)], 'open order')
    number = shop.order_number(till)
    desk.press('Return')
    shop.await_saved(till, number)
    sold.append([MUG._replace(quantity=MUG.quantity * 2)])
    await_all_sent(till)
    till.quit()


def update(till):
    """A newer version comes into the place of the older one; what was stored is there."""
    with open(os.path.join(APP, 'files', 'share', 'newer'), 'w', encoding='utf-8') as file:
        file.write('newer\n')
    for command in (['flatpak', 'build-export', os.path.join(WORK, 'repo'), APP],
                    ['flatpak', 'build-bundle', os.path.join(WORK, 'repo'), NEWER, ID],
                    ['flatpak', '--user', 'install', '-y', '--noninteractive', NEWER]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        desk.equal((done.returncode, done.stderr if done.returncode else ''), (0, ''), ' '.join(command))
    done = subprocess.run(['flatpak', 'run', '--command=cat', ID, '/app/share/newer'], capture_output=True, text=True, check=True)
    desk.equal(done.stdout, 'newer\n', 'what is installed')
    till.start()
    shop.await_till(till)
    sell_a_mug(till)
    desk.equal(till.psql('select count(*) from books', 'library'), ['3'], 'books')
    till.quit()


if __name__ == '__main__':
    # The first page proposes euros in the locale of the journeys, and they are taken.
    shop.pounds = '€{:.2f}'.format
    desk.Desk, desk.new_home = Sandbox, lambda number: os.makedirs(os.environ['HOME'], exist_ok=True)
    desk.main([
        ('/flatpak/permissions', permissions),
        ('/flatpak/exports', exports),
        ('/flatpak/first-start', first_start),
        ('/flatpak/a-book', a_book),
        ('/flatpak/command-line', command_line),
        ('/flatpak/restart', restart),
        ('/flatpak/twice-at-once', twice_at_once),
        ('/flatpak/killed', killed),
        ('/flatpak/update', update),
    ])
