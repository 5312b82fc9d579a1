#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long it takes to adopt a million rows of the first table of the notes, by the command line and with the setting up of the shop.

usage: bench-adoption.py COUNTERFOIL
"""

import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'others'))
import other_server  # noqa: E402

TABLE = '''CREATE TABLE sales (id SERIAL PRIMARY KEY, product VARCHAR(100), order_total FLOAT);
  INSERT INTO sales (product, order_total) SELECT 'Product ' || n % 300, n / 100.0 FROM generate_series (1, 1000000) n;
  VACUUM ANALYZE sales'''
ROUNDS = 3


def adopt(program, folder):
    """Seconds; fails where a row or a penny is missing."""
    other_server.run_sql(folder, 'DROP DATABASE IF EXISTS red30 WITH (FORCE)', 'postgres')
    other_server.run_sql(folder, 'CREATE DATABASE red30', 'postgres')
    for command in TABLE.split(';'):
        other_server.run_sql(folder, command)
    before = other_server.run_sql(folder, 'SELECT count(*), sum(order_total::numeric) FROM sales')
    begin = time.monotonic()
    subprocess.run([program, '--set-up', 'Corner Shop', '--currency', 'GBP', '--time-zone', 'Europe/London', '--adopt'],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    took = time.monotonic() - begin
    if other_server.run_sql(folder, 'SELECT count(*), sum(order_total) FROM sales') != before:
        sys.exit('rows or sums have changed')
    return took


def main():
    with other_server.server() as folder:
        other_server.write_profile(folder)
        took = sorted(adopt(os.path.abspath(sys.argv[1]), folder) for _ in range(ROUNDS))
    print('adoption/million-rows\t%.2f\t-\ts\t<=20' % took[len(took) // 2])


if __name__ == '__main__':
    main()
