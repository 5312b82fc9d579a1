# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of somebody else with the database red30, a profile of Counterfoil that leads there, and gates at which programs wait."""

import contextlib
import glob
import os
import shutil
import subprocess
import tempfile
import time

# Who made the server, and may do everything there.
OWNER = 'owner'

PGBOUNCER = '/usr/sbin/pgbouncer'


def binaries():
    """The folder of the newest PostgreSQL; '' where there is none."""
    found = sorted(glob.glob('/usr/lib/postgresql/*/bin/postgres'), key=lambda path: int(path.split('/')[4]))
    return os.path.dirname(found[-1]) if found else ''


@contextlib.contextmanager
def server():
    """A server with the database red30, which ends with the test; PostgreSQL does not run as root. Answers the folder of its socket."""
    folder = tempfile.mkdtemp(prefix='cf-other-', dir='/tmp')
    if account():
        shutil.chown(folder, 'postgres', 'postgres')
    os.chmod(folder, 0o755)
    data = folder + '/data'
    subprocess.run([binaries() + '/initdb', '-D', data, '-U', OWNER, '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'],
                   check=True, stdout=subprocess.DEVNULL, cwd='/', **account())
    try:
        start_server(folder)
        run_sql(folder, 'CREATE DATABASE red30', 'postgres')
        yield folder
    finally:
        stop_server(folder)
        shutil.rmtree(folder)


def account():
    """Whose processes a server's are, as words for subprocess."""
    return {'user': 'postgres', 'group': 'postgres', 'extra_groups': []} if os.geteuid() == 0 else {}


def control(folder, *words):
    subprocess.run([binaries() + '/pg_ctl', '-s', '-w', '-D', folder + '/data', *words],
                   check=True, stdout=subprocess.DEVNULL, cwd='/', **account())


def start_server(folder):
    """Also after stop_server(), in the same place."""
    control(folder, '-t', '300', '-l', folder + '/log', '-o', "-k %s -c listen_addresses= -F" % folder, 'start')


def stop_server(folder, mode='immediate'):
    control(folder, '-t', '300', '-m', mode, 'stop')


@contextlib.contextmanager
def pooler(folder):
    """PgBouncer in transaction mode before that server, as Debian has it. Answers the folder of its socket, and its port."""
    place = folder + '/pooler'
    os.mkdir(place)
    if account():
        shutil.chown(place, 'postgres', 'postgres')
    # Whoever comes is the owner.
    with open(folder + '/pooler.ini', 'w', encoding='ascii') as file:
        file.write('[databases]\n* = host=%s port=5432 user=%s\n[pgbouncer]\npool_mode = transaction\nauth_type = any\n'
                   'listen_addr =\nlisten_port = 6432\nunix_socket_dir = %s\n' % (folder, OWNER, place))
    process = subprocess.Popen([PGBOUNCER, folder + '/pooler.ini'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd='/', **account())
    try:
        await_server(place, port=6432)
        yield place, 6432
    finally:
        process.terminate()
        process.wait()


def await_server(folder, deadline=300, port=5432):
    """Until it answers, also after it has recovered."""
    end = time.monotonic() + deadline
    while run_sql(folder, 'SELECT 1', 'postgres', check=False, port=port) != ['1']:
        if time.monotonic() > end:
            raise AssertionError('the server does not answer')
        time.sleep(0.02)


def run_sql(folder, sql, database='red30', check=True, port=5432):
    """Rows of text, as psql shows them."""
    done = subprocess.run([binaries() + '/psql', '-XAtq', '-h', folder, '-p', str(port), '-U', OWNER, '-d', database, '-v', 'ON_ERROR_STOP=1', '-c', sql],
                          capture_output=True, text=True, check=False)
    if check and done.returncode != 0:
        raise AssertionError('psql: %s' % done.stderr)
    return done.stdout.splitlines()


def conninfo(folder, database='red30'):
    return 'host=%s user=%s dbname=%s' % (folder, OWNER, database)


def write_profile(folder):
    """Counterfoil of this home works with that server."""
    path = os.path.join(os.environ.get('XDG_CONFIG_HOME') or os.path.expanduser('~/.config'), 'counterfoil')
    os.makedirs(path, exist_ok=True)
    with open(os.path.join(path, 'profile.ini'), 'w', encoding='utf-8') as file:
        file.write('[connection]\nkind=server\nconninfo=%s\n' % conninfo(folder))


class Gate:
    """Lets somebody look at what a program is about to do: programs whose SQL passes this gate wait there until it is opened.

    It is an advisory lock of this number, held by a session of its own; SQL passes by pg_advisory_xact_lock (number).
    """

    def __init__(self, connection, number):
        self.number = number
        self.session = subprocess.Popen([binaries() + '/psql', '-XAtq', '-d', connection], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.ask('SELECT pg_advisory_lock (%d)' % number)

    def ask(self, sql):
        self.session.stdin.write(sql + ';\n')
        return self.session.stdout.readline().strip()

    def waiting(self):
        """The process number of a backend that waits here; 0 while there is none."""
        return int(self.ask("SELECT coalesce (min (pid), 0) FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = %d AND NOT granted" % self.number))

    def open(self):
        self.session.stdin.close()
        self.session.stdout.close()
        self.session.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.session.poll() is None:
            self.open()
