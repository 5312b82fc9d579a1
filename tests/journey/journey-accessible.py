#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program by means other than eyes and hands: what a screen reader finds, and what can be done through it alone."""

import desk
import shop

CONTROLS = {'button', 'toggle button', 'check box', 'radio button', 'text', 'entry', 'password text', 'combo box', 'slider', 'spin button',
            'page tab', 'menu item', 'check menu item', 'radio menu item', 'list item', 'link', 'switch'}
# Reached by the arrow keys, inside of what Tab stops at.
BY_ARROWS = {'page tab', 'list item', 'menu item', 'check menu item', 'radio menu item', 'radio button'}
# The window's own, for which the window manager has keys.
OF_THE_FRAME = {'Minimize', 'Maximize', 'Restore', 'Close'}
# It is dragged; by the keyboard Alt+Up and Alt+Down do the same from the name.
HANDLES = {'Move'}
MUG, LANTERN, CLOCK, BOXES, GEOMETRY = shop.small_catalogue()


# --- What is found ---

def is_there(node):
    """Whether it has a place in the window: the pages that are not in front are called visible too."""
    from gi.repository import Atspi
    interface = node.accessible.get_component_iface()
    box = interface.get_extents(Atspi.CoordType.WINDOW) if interface else None
    return box is not None and box.width > 0 and box.height > 0


def walk(node, behind):
    """Everything below but what is on the pages @behind."""
    for child in node.children():
        if child.has('visible') and child.name not in behind:
            yield child
            yield from walk(child, behind)


def is_entry_row(node):
    """The rows with a field of libadwaita tell nobody that they have the focus, before version 1.3."""
    return node.role == 'text' and node.accessible.get_parent().get_role_name() == 'list'


def controls(window, behind):
    """Those that a person can use now, each once: GTK puts the part that takes the focus into some of its buttons."""
    return [node for node in walk(window, behind)
            if node.role in CONTROLS and node.has('focusable') and node.has('sensitive') and is_there(node)]


def is_named(node):
    return node.name != '' and not desk.WIDGET.match(node.name)


def describe(node):
    names = []
    parent = node.accessible
    while parent is not None and len(names) < 6:
        names.append('%s “%s”' % (parent.get_role_name(), parent.get_name()))
        parent = parent.get_parent()
    return ' in '.join(names)


def top(till):
    """The window on top: GTK 4.8 tells no other state of the ones below."""
    application = till.application()
    windows = list(application.children()) if application else []
    return windows[-1] if windows else None


def focused(till):
    window = top(till)
    return next((node for node in window.walk() if node.has('focused')), None) if window else None


def is_new(last, node):
    return node if node and not any(node.accessible == each.accessible for each in last) else None


def reached_by_tab(till, most=60):
    """Everything that has the focus while Tab is pressed, until it is where it was."""
    reached = []
    n_silent = 0
    for _ in range(most):
        desk.press('Tab')
        try:
            node = desk.wait_for('the focus', lambda: is_new(reached[-1:], focused(till)), 3)
        except AssertionError:
            # It is in a field that does not tell, or nowhere else to go.
            n_silent += 1
            if n_silent > 4:
                break
            continue
        if any(node.accessible == each.accessible for each in reached):
            break
        reached.append(node)
    return reached


def inspect(till, state, behind=()):
    """No control without a name, and none that the keyboard does not reach."""
    till.settle()
    found = controls(top(till), behind)
    if not found:
        raise AssertionError('%s: there is no control at all' % state)
    unnamed = [describe(node) for node in found if not is_named(node)]
    desk.equal(unnamed, [], '%s: controls without a name' % state)
    reached = reached_by_tab(till)
    accessibles = [each.accessible for each in reached]
    unreached = [describe(node) for node in controls(top(till), behind)
                 if node.role not in BY_ARROWS and node.name not in OF_THE_FRAME | HANDLES and not is_entry_row(node) and
                 node.accessible not in accessibles]
    desk.equal(unreached, [], '%s: controls that Tab does not reach' % state)


# --- The walk ---

def first_run(till):
    till.start()
    desk.wait_for('the time zone', lambda: till.sensitive('button', 'Start on This Computer'))
    inspect(till, 'first run', ['CfSellPage'])


def sales_window(till):
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    inspect(till, 'Sell')
    shop.sell(till, [MUG, LANTERN])
    shop.await_sent(till)
    desk.type_text('CLOCK\n')
    desk.wait_for('the line', lambda: shop.cart_lines(till))
    inspect(till, 'Sell, with a line')
    desk.press('ctrl+comma')
    desk.wait_for('the preferences', lambda: top(till).find(name='Dark'))
    inspect(till, 'Preferences')
    desk.press('Escape')
    desk.wait_for('the sales window', lambda: not top(till).find(name='Dark'))
    desk.press('ctrl+2')
    desk.wait_for('History', lambda: till.cell(MUG.name))
    inspect(till, 'History', ['CfSellPage'])
    desk.press('ctrl+3')
    desk.wait_for('Products', lambda: till.cell(BOXES.name))
    inspect(till, 'Products', ['CfSellPage', 'CfHistoryPage'])
    desk.press('ctrl+n')
    desk.wait_for('the form', lambda: till.find('button', 'Add Product') and till.find(contains='Price'))
    inspect(till, 'a new product', ['CfSellPage', 'CfHistoryPage'])


def library_window(till):
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    desk.press('ctrl+l')
    desk.wait_for('the library', lambda: till.application().find(contains='No Books Yet'))
    inspect(till, 'Books, empty')
    desk.press('ctrl+n')
    desk.wait_for('the dialog', lambda: top(till).find(contains='Title'))
    inspect(till, 'Add Book')
    desk.press('Escape')
    desk.press('ctrl+2')
    desk.wait_for('Authors', lambda: till.application().find(contains='No Authors Yet'))
    inspect(till, 'Authors, empty', ['CfBooksPage'])


# --- By it alone ---

def do(node, action='click'):
    interface = node.accessible.get_action_iface()
    names = [interface.get_action_name(index) for index in range(interface.get_n_actions())] if interface else []
    if action not in names or not interface.do_action(names.index(action)):
        raise AssertionError('%s has no action “%s”, only %s' % (describe(node), action, names))


def fill(node, text):
    interface = node.accessible.get_editable_text_iface()
    if interface is None or not interface.set_text_contents(text):
        raise AssertionError('%s takes no text' % describe(node))


def usable(till, role, name):
    """The control of this name that can be used, in whichever window: of a button with a menu the one inside, in newer versions of GTK."""
    application = till.application()
    roles = ('button', 'toggle button') if role == 'button' else (role,)
    return next((node for node in application.all(name=name)
                 if node.role in roles and node.has('focusable') and node.has('sensitive')), None) if application else None


def await_usable(till, role, name):
    return desk.wait_for('%s “%s”' % (role, name), lambda: usable(till, role, name))


def await_described(node, *words):
    """What is said of it beside its name, when the focus comes there and when it changes."""
    desk.wait_for('%s in the description of %s' % (words, node.name),
                  lambda: all(word in (node.accessible.get_description() or '') for word in words))


def mistype(till, line):
    """A price that is none, and then the right one."""
    do(desk.wait_for('the prices', lambda: list(till.application().all('button', 'Price and Discount')))[-1])
    price = await_usable(till, 'text', 'Price')
    fill(price, 'abc')
    do(await_usable(till, 'button', 'Apply'))
    await_described(price, '“abc” is not a number.')
    fill(price, str(line.price))
    desk.wait_for('no complaint', lambda: not price.accessible.get_description())
    do(await_usable(till, 'button', 'Apply'))


def by_it_alone(till):
    """Sells and adds a book without a key and without a pointer."""
    shop.set_up(till)
    till.start()
    shop.await_till(till)
    entry = await_usable(till, 'text', shop.ENTRY)
    for code in (MUG.code, '2*' + CLOCK.code):
        fill(entry, code)
        do(entry, 'activate')
        desk.wait_for('an empty entry', lambda: entry.text() == '')
    lines = [MUG, CLOCK._replace(quantity=CLOCK.quantity * 2)]
    shop.await_total(till, shop.total(lines))
    await_described(entry, CLOCK.name, '2 × £3.75', '£7.50')
    mistype(till, CLOCK)
    number = shop.order_number(till)
    do(await_usable(till, 'button', 'Complete'))
    shop.await_saved(till, number)
    shop.await_sent(till)
    shop.compare(till, [lines])

    do(await_usable(till, 'button', 'Main Menu'))
    do(await_usable(till, 'menu item', 'Library'))
    do(await_usable(till, 'button', 'Add Book'))
    fill(await_usable(till, 'text', 'Title'), 'The Huntress')
    fill(await_usable(till, 'text', 'Name'), 'Kate Quinn')
    do(await_usable(till, 'button', 'Add'))
    desk.wait_for('the book', lambda: till.psql('select title, author_line from books', 'library') == ['The Huntress|Kate Quinn'])


if __name__ == '__main__':
    desk.main([
        ('/journey/accessible/first-run', first_run),
        ('/journey/accessible/sales-window', sales_window),
        ('/journey/accessible/library-window', library_window),
        ('/journey/accessible/by-it-alone', by_it_alone),
    ])
