#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program among others on a desktop: started over the bus, by the actions of its icon, and back in the shape it had."""

import os
import subprocess

import desk
import shop

NAME = 'io.github.counterfoil.Counterfoil'
PATH = '/io/github/counterfoil/Counterfoil'
SHOP = ('--set-up', 'Corner Shop', '--currency', 'GBP', '--time-zone', 'Europe/London')


def call(name, path, interface, method, signature, *arguments):
    from gi.repository import Gio, GLib
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    return bus.call_sync(name, path, interface, method, GLib.Variant(signature, arguments), None, Gio.DBusCallFlags.NONE, desk.DEADLINE * 1000, None).unpack()


def call_bus(method, signature, *arguments):
    return call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', method, signature, *arguments)


def call_program(method, signature, *arguments):
    return call(NAME, PATH, 'org.freedesktop.Application', method, signature, *arguments)


class Activated:
    """A program that the bus started, in the shape of subprocess.Popen."""

    def __init__(self):
        self.pid = call_bus('GetConnectionUnixProcessID', '(s)', NAME)[0]
        self.returncode = None

    def poll(self):
        if not desk.is_alive(self.pid):
            self.returncode = 0
        return self.returncode

    def terminate(self):
        desk.send(self.pid, 15)

    def kill(self):
        desk.send(self.pid, 9)

    def wait(self, timeout=desk.DEADLINE):
        desk.wait_for('the end of the program', lambda: self.poll() is not None, timeout)
        # What is sent before the bus has noticed is lost.
        desk.wait_for('the bus to know', lambda: not call_bus('NameHasOwner', '(s)', NAME)[0], timeout)


def install(till):
    """The service as it is installed, but for the place of the program."""
    built = os.path.join(os.path.dirname(till.program), '..', '..', 'data', NAME + '.service')
    with open(built, encoding='utf-8') as file:
        lines = file.read().splitlines()
    place = next(line for line in lines if line.startswith('Exec='))
    program, argument = place[len('Exec='):].split(' ')
    desk.equal((os.path.basename(program), argument), ('counterfoil', '--gapplication-service'), 'what the bus starts')
    with open(os.path.join(os.environ['CF_SESSION'], 'services', NAME + '.service'), 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines).replace(program, till.program) + '\n')
    call_bus('ReloadConfig', '()')
    # The bus began before there were a display and the home of this case.
    call_bus('UpdateActivationEnvironment', '(a{ss})', dict(os.environ))


def types_into(till, name):
    """Whether what is typed now goes into @name: it has the focus in its window, and its window has the keys."""
    done = subprocess.run(['xdotool', 'getactivewindow', 'getwindowname'], capture_output=True, text=True, check=False)
    title = done.stdout.strip()
    application = till.application()
    window = next((each for each in application.children() if each.name == title), None) if application else None
    return window is not None and any(node.has('focused') and node.name == name for node in window.walk())


def started_by_the_bus(till):
    """Each action of the icon opens its window, the program running or not, and the sales window comes with its entry ready."""
    install(till)
    till.run(*SHOP)
    call_program('ActivateAction', '(sava{sv})', 'library', [], {})
    till.process = Activated()
    desk.wait_for('the library', lambda: till.find('button', 'Add Book'))
    desk.equal(till.count_windows(), 1, 'windows')

    call_program('ActivateAction', '(sava{sv})', 'new-sale', [], {})
    desk.wait_for('the sales window', lambda: till.count_windows() == 2)
    desk.wait_for('the entry', lambda: types_into(till, shop.ENTRY))
    desk.press('ctrl+2')
    desk.wait_for('History', lambda: not types_into(till, shop.ENTRY))
    call_program('ActivateAction', '(sava{sv})', 'new-sale', [], {})
    desk.wait_for('the entry again', lambda: types_into(till, shop.ENTRY))

    desk.press('ctrl+q')
    till.process.wait()
    call_program('Activate', '(a{sv})', {})
    till.process = Activated()
    desk.wait_for('the entry', lambda: types_into(till, shop.ENTRY))


def size_of(till):
    number = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(till.process.pid), '--name', '.'],
                            capture_output=True, text=True, check=True).stdout.split()[0]
    shell = subprocess.run(['xdotool', 'getwindowgeometry', '--shell', number], capture_output=True, text=True, check=True).stdout
    values = dict(line.split('=') for line in shell.split())
    return number, (int(values['WIDTH']), int(values['HEIGHT']))


def same_size(till):
    """The window comes back as large as it was left."""
    os.environ['GSETTINGS_BACKEND'] = 'keyfile'
    try:
        till.run(*SHOP)
        till.start()
        shop.await_till(till)
        number, first = size_of(till)
        desk.xdotool('windowsize', number, first[0] - 200, first[1] - 100)
        desk.wait_for('the new size', lambda: size_of(till)[1] == (first[0] - 200, first[1] - 100))
        desk.press('ctrl+q')
        till.process.wait(desk.DEADLINE)
        till.start()
        desk.wait_for('the old size', lambda: size_of(till)[1] == (first[0] - 200, first[1] - 100))
    finally:
        os.environ['GSETTINGS_BACKEND'] = 'memory'


def read_file(*place):
    path = os.path.join(os.environ['XDG_CONFIG_HOME'], *place)
    if not os.path.exists(path):
        return ''
    with open(path, encoding='utf-8') as file:
        return file.read()


def preferences(till):
    """Who sells is chosen by keys, stands with the next order, and stays; so does the style."""
    os.environ['GSETTINGS_BACKEND'] = 'keyfile'
    try:
        retail = shop.small_catalogue()
        shop.set_up(till, catalogue=retail)
        till.start()
        shop.await_till(till, retail[0])
        desk.press('ctrl+comma')
        desk.wait_for('the name of the clerk', lambda: shop.find_entry(till, 'Clerk'))
        till.settle()
        desk.press('ctrl+a')
        desk.type_text('Ben de Vries\n')
        desk.wait_for('the profile', lambda: 'clerk=Ben de Vries\n' in read_file('counterfoil', 'profile.ini'))
        till.focus_by_tab(till.await_node('radio button', 'As the Desktop'))
        desk.press('Down', 'Down', 'space')
        desk.wait_for('the settings', lambda: "style='dark'" in read_file('glib-2.0', 'settings', 'keyfile'))
        desk.press('Escape')
        desk.wait_for('the entry', lambda: types_into(till, shop.ENTRY))
        shop.sell(till, retail[:1])
        shop.await_sent(till)
        desk.equal(till.psql('select clerk from counterfoil.orders'), ['Ben de Vries'], 'who sold')
    finally:
        os.environ['GSETTINGS_BACKEND'] = 'memory'


if __name__ == '__main__':
    desk.main([
        ('/journey/desktop/started-by-the-bus', started_by_the_bus),
        ('/journey/desktop/same-size', same_size),
        ('/journey/desktop/preferences', preferences),
    ])
