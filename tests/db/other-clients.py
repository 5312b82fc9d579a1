#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sells, changes and deletes as programs do that know the table sales and nothing else of the shop.

usage: other-clients.py MODE HOST DATABASE ROLE

Exit status 77 where a module is missing, and its name is printed.
"""

import sys
import warnings

try:
    import psycopg2
    import sqlalchemy
    from sqlalchemy import MetaData, Table, create_engine, select
    from sqlalchemy.ext.automap import automap_base
    from sqlalchemy.orm import Session
except ImportError as error:
    print(error.name)
    sys.exit(77)

MODE, HOST, DATABASE, ROLE = sys.argv[1:]
warnings.simplefilter('error')
# SQLAlchemy 1.4 says that it passes over what indexes of a part of the rows leave out.
warnings.filterwarnings('ignore', 'Predicate of partial index')
if sqlalchemy.__version__ >= '2':
    warnings.filterwarnings('ignore', category=sqlalchemy.exc.SADeprecationWarning)


def connect(role=ROLE):
    return psycopg2.connect(host=HOST, dbname=DATABASE, user=role)


def engine():
    return create_engine('postgresql+psycopg2://%s@/%s?host=%s' % (ROLE, DATABASE, HOST))


def check(found, expected):
    if found != expected:
        sys.exit('found %r, expected %r' % (found, expected))


def use_cursor():
    connection = connect()
    cursor = connection.cursor()
    cursor.executemany('INSERT INTO sales (product, order_total) VALUES (%s, %s)',
                       [('Product A', 1500.0), ('Product B', 1000.0), ('Product C', 750.0)])
    connection.commit()
    sale = {'order_number': 123, 'product_number': 'EB521', 'quantity': 2, 'price': 9.99, 'discount': None, 'order_total': 2 * 9.99}
    cursor.execute('INSERT INTO sales (order_number, product_number, quantity, price, discount, order_total) VALUES (%(order_number)s, '
                   '%(product_number)s, %(quantity)s, %(price)s, %(discount)s, %(order_total)s)', sale)
    cursor.execute('INSERT INTO sales (order_number, product_number, product_name, quantity, price, discount, order_total) '
                   'VALUES (%s, %s, %s, %s, %s, %s, %s)', ('1100935', 'EB517', 'Pencil', 3, 0.1, 0.05, 0.1 * 3))
    connection.commit()
    cursor.execute('SELECT order_number, product_number, product_name, product, quantity, price, discount, order_total, line_number, version, clerk '
                   'FROM sales ORDER BY id')
    rows = [[str(value) for value in row] for row in cursor.fetchall()]
    check([row[2:8] for row in rows[:3]], [['Product ' + n, 'Product ' + n, '1', 'None', 'None', total]
                                           for n, total in (('A', '1500.0'), ('B', '1000.0'), ('C', '750.0'))])
    check(len({row[0] for row in rows[:3]}), 3)
    check(rows[3], ['123', 'EB521', 'None', 'None', '2', '9.99', 'None', '19.98', '1', '1', ROLE])
    check(rows[4], ['1100935', 'EB517', 'Pencil', 'Pencil', '3', '0.1', '0.05', '0.30', '1', '1', ROLE])


def use_core():
    machine = engine()
    metadata = MetaData()
    sales = Table('sales', metadata, autoload_with=machine)
    metadata.create_all(machine)
    with machine.begin() as connection:
        connection.execute(sales.insert().values(order_number='1105910', product_name='Understanding Artificial Intelligence', quantity=3, order_total=60))
        changed = connection.execute(sales.update().where(sales.c.order_number == '1105910').values(quantity=2, order_total=39))
        check(changed.rowcount, 1)
        row = connection.execute(select(sales).where(sales.c.order_number == '1105910')).fetchone()._mapping
        check((str(row['quantity']), str(row['order_total']), row['product'], row['version']),
              ('2', '39', 'Understanding Artificial Intelligence', 2))
        check(connection.execute(sales.delete().where(sales.c.order_number == '1105910')).rowcount, 1)
        check(connection.execute(select(sales).where(sales.c.order_number == '1105910')).fetchall(), [])


def use_orm():
    machine = engine()
    with machine.begin() as connection:
        connection.execute(sqlalchemy.text("INSERT INTO sales (product, order_total) VALUES ('smallest', 19.98), ('largest', 2000)"))
    base = automap_base()
    base.prepare(autoload_with=machine)
    session = Session(machine)
    check(str(session.query(base.classes.sales).order_by(base.classes.sales.order_total).first().order_total), '19.98')
    sale = base.classes.sales(order_number='1105910', quantity=3, order_total=60)
    session.add(sale)
    session.commit()
    sale.quantity = 2
    sale.order_total = 39
    session.commit()
    stored = session.query(base.classes.sales).filter_by(order_number='1105910').first()
    check((str(stored.quantity), str(stored.order_total), stored.version), ('2', '39', 2))
    session.delete(stored)
    session.commit()
    check(session.query(base.classes.sales).filter_by(order_number='1105910').count(), 0)


def use_hints():
    listener = connect()
    listener.set_session(autocommit=True)
    listener.cursor().execute('LISTEN counterfoil')
    other = connect()
    cursor = other.cursor()

    def hints():
        listener.poll()
        listener.cursor().execute('SELECT 1')
        found = [hint.payload for hint in listener.notifies]
        del listener.notifies[:]
        return found

    for statement in ("INSERT INTO sales (product, order_total) SELECT 'x', n FROM generate_series (1, 100) n",
                      "UPDATE sales SET quantity = 2 WHERE product = 'x'", "DELETE FROM sales WHERE product = 'x'"):
        cursor.execute(statement)
        check(hints(), [])
        other.commit()
        check(hints(), ['sales'])


def use_both_at_once():
    """Eight programs, fifty lines each, one order."""
    import threading
    problems = []

    def sell():
        try:
            connection = connect()
            cursor = connection.cursor()
            for _ in range(50):
                cursor.execute("INSERT INTO sales (order_number, product, order_total) VALUES ('1105910', 'x', 1)")
                connection.commit()
        except psycopg2.Error as error:
            problems.append(error)

    threads = [threading.Thread(target=sell) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(problems, [])
    cursor = connect().cursor()
    cursor.execute("SELECT count(*), count(DISTINCT line_number), max(line_number) FROM sales WHERE order_number = '1105910'")
    check(cursor.fetchone(), (400, 400, 400))


{'cursor': use_cursor, 'core': use_core, 'orm': use_orm, 'hints': use_hints, 'at-once': use_both_at_once}[MODE]()
