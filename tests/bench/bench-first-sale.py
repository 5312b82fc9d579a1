#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a home without anything to a saved sale, by keys: what a newcomer waits for.

usage: bench-first-sale.py COUNTERFOIL
"""

import os
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'journey'))

import desk  # noqa: E402
import shop  # noqa: E402

RUNS = 5


def main():
    program = os.path.abspath(sys.argv[1])
    desk.require()
    seconds = []
    for run in range(RUNS):
        desk.new_home(run)
        till = desk.Desk(program)
        begin = time.monotonic()
        try:
            shop.first_run(till)
            shop.sell_unknown(till, 'NOVEL', 'A New Novel', '12.50')
            seconds.append(time.monotonic() - begin)
        finally:
            till.close()
    print('first-sale\t%.2f\t-\ts\t<=10' % statistics.median(seconds))


if __name__ == '__main__':
    main()
