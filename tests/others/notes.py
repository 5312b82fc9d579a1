# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python programs of the notes that Counterfoil grew out of: taken out of their text, connected to a database, and run.

The notes lie beside the source tree, in ../shared/seeds. A program is found by the headings that it stands under; what is changed
in it is in notes-edits.toml, with the reason.
"""

import collections
import contextlib
import functools
import glob
import os
import re
import subprocess
import tomllib
import urllib.parse

import desk
from other_server import Gate

HERE = os.path.dirname(os.path.abspath(__file__))
# Debian's Python, which has Debian's psycopg2 and SQLAlchemy.
PYTHON = '/usr/bin/python3'

SALES = 'Creating a Table and Inserting Data in PostgreSQL Using Python'
CORE = 'Setting up and Manipulating a Postgres Database with SQLAlchemy Core'
ORM = 'Notes: Setting up and Manipulating a Postgres Database with SQLAlchemy ORM'
LIBRARY = 'Creating a Postgres Database with SQLAlchemy ORM'

# In the order of the notes: the name of a program, and the two headings above it.
PROGRAMS = collections.OrderedDict([
    ('create', ('PostgreSQL Overview and Database/Table Creation', 'Creating a Table with psycopg2 (database.py)')),
    ('create-again', (SALES, 'Creating a Table with psycopg2 (database.py)')),
    ('executemany', (SALES, 'Inserting Data with psycopg2 (database.py)')),
    ('insert-sale', ('Interacting with a Postgres Database Using Python', 'Code Snippet')),
    ('core-setup', (CORE, 'Code Snippet: Setup')),
    ('core', (CORE, 'Code Snippet: CRUD Operations')),
    ('orm-setup', (ORM, 'Code Snippet: Setup')),
    ('orm', (ORM, 'Code Snippet: CRUD Operations')),
    ('create-library', (LIBRARY, 'Code Snippet: Database Setup')),
    ('add-book', (LIBRARY, 'Code Snippet: Add Book Functionality')),
])

# Lets a program of the notes wait before it changes (1) or deletes (2) a sale, at a Gate of other_server.py; these programs have no name.
GATES = """CREATE FUNCTION public.pass_gate () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF current_setting ('application_name') = '' THEN PERFORM pg_advisory_xact_lock (TG_ARGV[0]::int); END IF; RETURN NULL; END $$;
  CREATE TRIGGER gate_of_updates BEFORE UPDATE ON sales FOR EACH STATEMENT EXECUTE FUNCTION public.pass_gate (1);
  CREATE TRIGGER gate_of_deletes BEFORE DELETE ON sales FOR EACH STATEMENT EXECUTE FUNCTION public.pass_gate (2)"""

CONNECT = re.compile(r'psycopg2\.connect\(.*?^ *\)', re.DOTALL | re.MULTILINE)
ENGINE = re.compile(r"create_engine\('postgresql\+psycopg2://[^']*'\)")


def require():
    """Everything it takes to run the programs, or desk.Skip with the reason."""
    text()
    version_of_sqlalchemy()


def text():
    """The notes as they are; desk.Skip where they are not on this machine."""
    found = glob.glob(os.path.normpath(os.path.join(HERE, '..', '..', '..', 'shared', 'seeds', '*.txt')))
    if not found:
        raise desk.Skip('../shared/seeds is not there')
    with open(sorted(found)[0], encoding='utf-8') as file:
        return file.read()


def heading(line):
    """('###', 'Creating a Table') of '### 5. **Creating a Table**'."""
    marks, _, title = line.partition(' ')
    return marks, re.sub(r'^\d+\. ', '', title).replace('*', '').strip()


def blocks():
    """Yields ((section, heading), text) of each Python program of the notes. A section has three marks; so have two parts of some."""
    section = under = program = None
    for line in text().splitlines():
        if program is not None:
            if line.startswith('```'):
                yield (section, under), ''.join(program)
                program = None
            else:
                program.append(line + '\n')
        elif line.startswith('```python'):
            program = []
        elif re.match(r'#{3,5} ', line):
            marks, under = heading(line)
            section = under if marks == '###' and under not in ('Code Snippets', 'Key Points') else section


def source(name):
    """A program as it is printed."""
    found = [program for headings, program in blocks() if headings == PROGRAMS[name]]
    desk.equal(len(found), 1, 'programs under “%s”, “%s”' % PROGRAMS[name])
    return found[0]


@functools.cache
def version_of_sqlalchemy():
    if not os.path.exists(PYTHON):
        raise desk.Skip('there is no %s' % PYTHON)
    done = subprocess.run([PYTHON, '-c', 'import psycopg2, sqlalchemy; print(sqlalchemy.__version__)'], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise desk.Skip('python3-psycopg2 and python3-sqlalchemy are not both installed')
    return done.stdout.strip()


def replace_once(program, old, new, what):
    desk.equal(program.count(old), 1, what)
    return program.replace(old, new)


def edited(name):
    """A program as it can run."""
    program = source(name)
    with open(os.path.join(HERE, 'notes-edits.toml'), 'rb') as file:
        edits = tomllib.load(file)['edit']
    for edit in edits:
        if name in edit['programs'] and version_of_sqlalchemy().startswith(edit.get('sqlalchemy', '')):
            program = replace_once(program, edit['old'], edit['new'], 'places for the edit of %s: %s' % (name, edit['reason']))
    return program


def connected(name, conninfo):
    """A program that connects to another place than the notes' one."""
    engine = 'postgresql+psycopg2:///?' + urllib.parse.urlencode({'dsn': conninfo})
    program, n_connects = CONNECT.subn(lambda _: 'psycopg2.connect(%r)' % conninfo, edited(name))
    program, n_engines = ENGINE.subn(lambda _: 'create_engine(%r)' % engine, program)
    desk.equal(n_connects + n_engines, 1, 'connections of %s' % name)
    return program


def start(name, conninfo):
    """The program, under way, with pipes to and from it."""
    path = os.path.join(os.environ['CF_SESSION'], name + '.py')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(connected(name, conninfo))
    return subprocess.Popen([PYTHON, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(process, *answers):
    """(exit status, what it said, what it complained of), after the answers were typed."""
    said, complained = process.communicate(''.join(answer + '\n' for answer in answers), timeout=desk.DEADLINE)
    return process.returncode, said, complained


def run(name, conninfo, *answers):
    """What a program says that must end well."""
    status, said, complained = finish(start(name, conninfo), *answers)
    if status != 0:
        raise AssertionError('%s ended with %d\n%s%s' % (name, status, said, complained))
    return said


def run_refused(name, conninfo, *answers):
    """The last line of what a program complains of that must fail."""
    status, said, complained = finish(start(name, conninfo), *answers)
    desk.equal(status, 1, 'status of %s, which said %s%s' % (name, said, complained))
    return next(line for line in reversed(complained.splitlines()) if re.match(r'[\w.]+: ', line))


@contextlib.contextmanager
def held(name, conninfo, owner):
    """A program on its way to the two gates, as (process, gate of updates, gate of deletions). @owner: the connection that made GATES."""
    with Gate(owner, 1) as updates, Gate(owner, 2) as deletes:
        process = start(name, conninfo)
        try:
            yield process, updates, deletes
        finally:
            process.kill()
            process.wait()
