# SPDX-License-Identifier: GPL-3.0-or-later
"""A shop for the journeys: its first run, the orders of the real retail file, and what they must come to."""

import collections
import csv
import glob
import os
import re
from decimal import ROUND_HALF_UP, Decimal

from desk import equal, press, shared, type_by_hand, type_text, wait_for

ENTRY = 'Code or Name'

Line = collections.namedtuple('Line', 'code name quantity price')


def total(lines):
    """What an order comes to: each line is rounded for itself, half away from zero."""
    return sum((round_money(line.quantity * line.price) for line in lines), Decimal(0))


def round_money(amount):
    return amount.quantize(Decimal('0.01'), ROUND_HALF_UP)


def pounds(amount):
    # The C locale, in which the journeys run, does not group digits.
    return '£{:.2f}'.format(amount)


def retail_rows():
    for path in sorted(glob.glob(os.path.join(shared('retail'), '*.csv'))):
        with open(path, encoding='utf-8-sig', newline='') as file:
            yield from csv.DictReader(file)


class Retail:
    """The real file as a catalogue with one price for each code, and the orders that it can sell as they stand."""

    def __init__(self, most_lines=15):
        rows = list(retail_rows())
        prices = collections.defaultdict(collections.Counter)
        self.names = {}
        for row in rows:
            code = self.code(row)
            prices[code][Decimal(row['UnitPrice'])] += 1
            self.names.setdefault(code, row['Description'].strip())
        self.prices = {code: counter.most_common(1)[0][0] for code, counter in prices.items()}
        orders = collections.OrderedDict()
        for row in rows:
            line = Line(self.code(row), self.names[self.code(row)], Decimal(row['Quantity']), Decimal(row['UnitPrice']))
            orders.setdefault(row['InvoiceNo'], []).append(line)
        self.orders = [lines for lines in orders.values() if len(lines) <= most_lines and all(
            line.quantity > 0 and 0 < line.price == self.prices[line.code] for line in lines)]

    @staticmethod
    def code(row):
        return row['StockCode'].strip().upper()

    def write_products(self, path):
        with open(path, 'w', encoding='utf-8', newline='') as file:
            writer = csv.writer(file)
            writer.writerow(['product_number', 'name', 'description', 'price', 'barcode'])
            for code, price in sorted(self.prices.items()):
                writer.writerow([code, self.names[code], '', price, ''])


def small_catalogue():
    return [Line('MUG', 'Home Sweet Home Mug', Decimal(1), Decimal('1.25')),
            Line('LANTERN', 'White Metal Lantern', Decimal(1), Decimal('3.39')),
            Line('CLOCK', 'Alarm Clock Bakelike Red', Decimal(1), Decimal('3.75')),
            Line('BOXES', 'Set 7 Babushka Nesting Boxes', Decimal(1), Decimal('7.65')),
            Line('GEOMETRY', 'Geometry Set', Decimal(1), Decimal('19.50'))]


def write_catalogue(path, lines):
    with open(path, 'w', encoding='utf-8', newline='') as file:
        writer = csv.writer(file)
        writer.writerow(['product_number', 'name', 'description', 'price', 'barcode'])
        for line in lines:
            writer.writerow([line.code, line.name, '', line.price, ''])


def set_up(desk, catalogue=None, retail=None):
    """A shop in pounds with its products, made on the command line."""
    desk.run('--set-up', 'Corner Shop', '--currency', 'GBP', '--time-zone', 'Europe/London')
    path = os.path.join(os.environ['HOME'], 'products.csv')
    if retail is not None:
        retail.write_products(path)
    else:
        write_catalogue(path, catalogue or small_catalogue())
    desk.run('--import-products', path)


def first_run(desk):
    """What a newcomer does: starts the program, types a name and takes what else it proposes, by keyboard."""
    desk.start()
    button = desk.await_node('button', 'Start on This Computer')
    desk.settle()
    type_text('Corner Shop')
    desk.focus_by_tab(button)
    press('Return')
    await_till(desk)


def quick_first_run(desk):
    """Enter in the name is enough."""
    desk.start()
    desk.await_node('button', 'Start on This Computer')
    wait_for('the time zone', lambda: desk.sensitive('button', 'Start on This Computer'))
    type_text('Corner Shop\n')
    await_till(desk)


def open_form(desk, code):
    """The form of a code that nobody knows, ready to be typed into. On a busy machine what a hand types may come in as fast as a
    scanner's; then another Enter leads there."""
    type_by_hand(code)
    press('Return')
    wait_for('the line of %s' % code, lambda: desk.find(name='Name of the Product'))
    if wait_for('the form', lambda: 'scan' if desk.says('is not a product yet') else in_form(desk) and 'hand') == 'scan':
        press('Return')
        wait_for('the form', lambda: in_form(desk))


def in_form(desk):
    node = desk.focused()
    return node is not None and node.name == 'Name of the Product'


CONNECT = 'Connect to a Server…'


def find_role(desk, name, *roles):
    """In whatever window: a dialog may be before another one."""
    return next((node for node in desk.application().all(name=name) if node.role in roles), None)


def find_entry(desk, name):
    """A row that is typed into."""
    return find_role(desk, name, 'text', 'entry', 'password text')


def ask_server(desk):
    """Opens the dialog in which one says where the server is, by keyboard."""
    desk.focus_by_tab(desk.await_node('button', CONNECT))
    press('Return')
    wait_for('the dialog', lambda: desk.application().find('button', 'Test'))


def choose_server(desk):
    """By keyboard: the menu's item has the focus once the arrow has come to it."""
    press('F10')
    item = wait_for('the menu', lambda: desk.application().find('menu item', 'Server…'))
    desk.settle()
    while not item.has('focused'):
        press('Down')
        desk.settle()
    press('Return')


def type_connection(desk, string, password=None, keep=False):
    """A connection string, in the dialog; and connects."""
    wait_for('the dialog', lambda: desk.application().find('button', 'Test'))
    wait_for('the tab', lambda: find_role(desk, 'Connection String', 'page tab')).click()
    wait_for('the entry', lambda: find_entry(desk, 'Connection String')).click()
    press('ctrl+a')
    type_text(string)
    if password is not None:
        find_entry(desk, 'Password').click()
        press('ctrl+a')
        type_text(password)
    if keep:
        find_role(desk, 'Keep in the Keyring', 'switch', 'toggle button', 'check box').click()
    press('ctrl+Return')


def sell_unknown(desk, code, name, price):
    """Sells what nobody knows yet, by keyboard: name and price are filled in."""
    open_form(desk, code)
    type_text(name)
    press('Tab')
    type_text(price)
    press('Return')
    wait_for('the price', lambda: shown_total(desk).endswith(price))
    number = order_number(desk)
    press('Return')
    await_saved(desk, number)


def await_till(desk, product=None):
    """Until the entry is there, ready, and the till knows the products."""
    def ready():
        entry = desk.find(name=ENTRY)
        return entry if entry and entry.has('sensitive') and desk.says('T1-') else None
    wait_for('the entry of the till', ready)
    desk.settle()


def order_number(desk):
    """The number that the window shows: of the order at hand, or of the last one until the next begins."""
    return desk.read('number', lambda node: node.role == 'label' and re.fullmatch(r'T\w*-\d+', node.name))


def order_caption(desk):
    return desk.read('caption', lambda node: node.role == 'label' and node.name in ('Order', 'Last order'))


def shown_total(desk):
    return desk.read('total', lambda node: node.name.startswith('Total '))


ROW = re.compile(r', (?P<code>\S+)  ·  (?P<quantity>[\d.,]+) × ')


def sell_page(desk):
    """What the entry is in."""
    return desk.keep('page', lambda node: any(child.name == ENTRY for child in node.children()))


def found_product(page, name):
    """The row of a product in the list of results."""
    results = page.find('list', 'Products Found')
    return results.find(contains=name) if results else None


def cart_rows(desk):
    """The rows of the open order."""
    order = sell_page(desk).find('list', 'Lines of the Order')
    return [node for node in order.children() if ROW.search(node.name)] if order else []


def cart_row(desk, code):
    return next(node for node in cart_rows(desk) if ROW.search(node.name)['code'] == code)


def cart_lines(desk):
    """[(code, quantity)] as the rows say them."""
    found = [ROW.search(node.name) for node in cart_rows(desk)]
    return [(row['code'], Decimal(row['quantity'].replace(',', ''))) for row in found]


def all_solid(desk):
    """Whether every line that is shown is safe in the journal."""
    return all(not node.has('busy') for node in cart_rows(desk))


def await_total(desk, amount):
    wait_for('the total %s' % pounds(amount), lambda: shown_total(desk) == 'Total ' + pounds(amount))


def await_saved(desk, number):
    """Until the window says that this order is saved."""
    wait_for('%s to be saved' % number, lambda: order_caption(desk) == 'Last order' and order_number(desk) == number)


def enter_line(line):
    quantity = line.quantity.normalize()
    type_text(('%s*%s\n' % (format(quantity, 'f'), line.code)) if quantity != 1 else line.code + '\n')


def sell(desk, lines):
    """One order by keyboard alone; the total is read before it is completed. Returns its number."""
    for line in lines:
        enter_line(line)
    await_total(desk, total(lines))
    wait_for('a new order', lambda: order_caption(desk) == 'Order')
    number = order_number(desk)
    press('Return')
    await_saved(desk, number)
    return number


def await_sent(desk):
    desk.await_words('All sent')


def stored_lines(desk):
    """[(order, line, code, quantity, price, total)] as PostgreSQL has them, in the order in which they were sold."""
    return [row.split('|') for row in desk.psql(
        'select s.order_number, s.line_number, s.product_number, s.quantity, s.price, s.order_total'
        ' from public.sales s order by s.id')]


def as_kept(lines):
    """A code that comes again in an order adds to its line."""
    kept = collections.OrderedDict()
    for line in lines:
        before = kept.get(line.code)
        kept[line.code] = line if before is None else before._replace(quantity=before.quantity + line.quantity)
    return list(kept.values())


def compare(desk, orders):
    """PostgreSQL has exactly these orders, in this order, to the last digit."""
    wanted = []
    for lines in orders:
        for number, line in enumerate(as_kept(lines), 1):
            wanted.append((number, line.code, line.quantity, line.price, round_money(line.quantity * line.price)))
    rows = stored_lines(desk)
    equal(len(rows), len(wanted), 'number of lines')
    names = []
    for row, want in zip(rows, wanted):
        have = (int(row[1]), row[2], Decimal(row[3]), Decimal(row[4]), Decimal(row[5]))
        equal(have, want, 'line of %s' % row[0])
        if not names or names[-1] != row[0]:
            names.append(row[0])
    equal(len(names), len(orders), 'number of orders')
    counters = [int(name.rpartition('-')[2]) for name in names]
    equal(counters, list(range(counters[0], counters[0] + len(orders))), 'numbers of the orders')
    sums = desk.psql('select sum(order_total), count(distinct order_number) from public.sales')[0].split('|')
    equal(Decimal(sums[0]), sum((total(lines) for lines in orders), Decimal(0)), 'sum of all sales')
