#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An adoption in whose middle the program, or its backend on the server, is killed: the database is as it was before.

usage: test-adoption-killed.py COUNTERFOIL

With CF_TEST_LONG at random moments as well.
"""

import difflib
import os
import random
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'journey'))

import desk  # noqa: E402
import other_server  # noqa: E402
from desk import equal, wait_for  # noqa: E402

ADOPT = ('--set-up', 'Corner Shop', '--currency', 'GBP', '--time-zone', 'Europe/London', '--adopt')

# The first table of the notes.
TABLE = '''CREATE TABLE sales (id SERIAL PRIMARY KEY, product VARCHAR(100), order_total FLOAT);
  INSERT INTO sales (product, order_total) SELECT 'Product ' || n %% 300, n / 100.0 FROM generate_series (1, %d) n'''

# Moments of an adoption, by the thing that was made a moment ago: the columns of the table, its indexes when all rows are complete, and
# what the last step makes.
MOMENTS = ('public.sales', 'public.sales_by_time', 'counterfoil.grant_sales_rights()')

GATE = '''CREATE FUNCTION public.pass_gate () RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands () c WHERE c.object_identity = '%s') THEN PERFORM pg_advisory_xact_lock (1); END IF; END $$;
  CREATE EVENT TRIGGER gate ON ddl_command_end EXECUTE FUNCTION public.pass_gate ()'''

SERVER = []


def make_database(folder, n_rows):
    other_server.run_sql(folder, 'DROP DATABASE IF EXISTS red30 WITH (FORCE)', 'postgres')
    other_server.run_sql(folder, 'CREATE DATABASE red30', 'postgres')
    other_server.run_sql(folder, TABLE % n_rows)
    # What a counter has given since is not known any more where a server crashes: it goes on some numbers further.
    other_server.run_sql(folder, 'CHECKPOINT')
    other_server.write_profile(folder)


def picture(folder):
    """All that is in the database, as lines."""
    done = subprocess.run([other_server.binaries() + '/pg_dump', '-d', other_server.conninfo(folder)], capture_output=True, text=True, check=True)
    # Newer versions say a word by chance at the beginning and at the end.
    return [line for line in done.stdout.splitlines() if not line.startswith(('\\restrict', '\\unrestrict'))]


def compare(folder, before):
    """The database is as before, to the last byte."""
    after = picture(folder)
    if after != before:
        raise AssertionError('the database is another one:\n' + '\n'.join(list(difflib.unified_diff(before, after, lineterm='', n=0))[:40]))


def start(till):
    return subprocess.Popen([till.program, *ADOPT], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def await_quiet(folder):
    """Until no backend works in the database: one whose program is gone finds out when it wants to say something."""
    other_server.await_server(folder)
    wait_for('an unused database', lambda: other_server.run_sql(folder, "SELECT count(*) FROM pg_stat_activity WHERE datname = 'red30'", 'postgres', check=False) == ['0'])


def adopt_after_all(till, folder, n_rows):
    """It can be done again, and then is."""
    before = other_server.run_sql(folder, 'SELECT count(*), sum(order_total::numeric) FROM sales')
    till.run(*ADOPT)
    equal(other_server.run_sql(folder, 'SELECT count(*), sum(order_total) FROM sales'), before, 'sum')
    equal(other_server.run_sql(folder, 'SELECT count(DISTINCT order_id) FROM sales'), [str(n_rows)], 'orders')


def killed_program(till):
    """Its backend goes on to the end of the statement, and then takes all of it back."""
    folder = SERVER[0]
    for moment in MOMENTS:
        make_database(folder, 1000)
        other_server.run_sql(folder, GATE % moment)
        before = picture(folder)
        with other_server.Gate(other_server.conninfo(folder), 1) as gate, start(till) as process:
            wait_for(moment, gate.waiting)
            process.kill()
            process.wait()
            gate.open()
        await_quiet(folder)
        compare(folder, before)
    adopt_after_all(till, folder, 1000)


def killed_backend(till):
    """With it the whole server ends and recovers; the program says so, and does not go on by itself."""
    folder = SERVER[0]
    for moment in MOMENTS:
        make_database(folder, 1000)
        other_server.run_sql(folder, GATE % moment)
        before = picture(folder)
        with other_server.Gate(other_server.conninfo(folder), 1) as gate, start(till) as process:
            os.kill(wait_for(moment, gate.waiting), signal.SIGKILL)
            _, complained = process.communicate(timeout=desk.DEADLINE)
            equal(process.returncode, 2, 'status of the program, which said ' + complained)
            print('# %s' % complained.strip().replace('\n', ' '))
        await_quiet(folder)
        compare(folder, before)
    adopt_after_all(till, folder, 1000)


def killed_at_random(till):
    """Whenever it is: all of it or nothing."""
    if not desk.is_long():
        raise desk.Skip('takes long; --long does it')
    folder, n_rows, n_undone, seed = SERVER[0], 30000, 0, random.randrange(10000)
    chance = random.Random(seed)
    make_database(folder, n_rows)
    total = other_server.run_sql(folder, 'SELECT count(*), sum(order_total::numeric) FROM sales')
    begin = time.monotonic()
    till.run(*ADOPT)
    whole = time.monotonic() - begin
    print('# seed %d, a whole adoption takes %.2f s' % (seed, whole))
    for kills_program in [True, False] * 20:
        make_database(folder, n_rows)
        before = picture(folder)
        with start(till) as process:
            time.sleep(chance.uniform(0, whole))
            if kills_program:
                process.kill()
            else:
                kill_backend(folder)
        await_quiet(folder)
        if other_server.run_sql(folder, "SELECT count(*) FROM pg_namespace WHERE nspname = 'counterfoil'") == ['0']:
            compare(folder, before)
            n_undone += 1
        equal(other_server.run_sql(folder, 'SELECT count(*), sum(order_total::numeric) FROM sales'), total, 'sum')
    print('# undone %d of 40' % n_undone)
    equal(n_undone > 0, True, 'some were killed before the end')
    adopt_after_all(till, folder, n_rows)


def kill_backend(folder):
    """Of the program, where it has one at this moment."""
    for pid in other_server.run_sql(folder, "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'Counterfoil%' AND datname = 'red30'", 'postgres'):
        desk.send(int(pid), signal.SIGKILL)


def require():
    if not other_server.binaries():
        raise desk.Skip('no PostgreSQL server under /usr/lib/postgresql')


def main():
    desk.main([
        ('/adoption/killed/program', killed_program),
        ('/adoption/killed/backend', killed_backend),
        ('/adoption/killed/at-random', killed_at_random),
    ], require)


if __name__ == '__main__':
    if other_server.binaries():
        with other_server.server() as folder_of_server:
            SERVER.append(folder_of_server)
            main()
    else:
        main()
