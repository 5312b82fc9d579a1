#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds, changes and deletes books as programs do that know authors, books and bookauthors and nothing else of the library.

usage: library-clients.py MODE HOST DATABASE ROLE

Exit status 77 where a module is missing, and its name is printed.
"""

import contextlib
import io
import random
import sys
import threading
import warnings

try:
    import psycopg2
    import sqlalchemy
    from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, create_engine, select
    from sqlalchemy.ext.automap import automap_base
    from sqlalchemy.orm import Session, registry, relationship
except ImportError as error:
    print(error.name)
    sys.exit(77)

MODE, HOST, DATABASE, ROLE = sys.argv[1:]
warnings.simplefilter('error')
# SQLAlchemy 1.4 says that it passes over what indexes of a part of the rows leave out.
warnings.filterwarnings('ignore', 'Predicate of partial index')
if sqlalchemy.__version__ >= '2':
    warnings.filterwarnings('ignore', category=sqlalchemy.exc.SADeprecationWarning)

Base = registry().generate_base()


class Author(Base):
    __tablename__ = 'authors'
    author_id = Column(Integer, primary_key=True)
    first_name = Column(String)
    last_name = Column(String)


class Book(Base):
    __tablename__ = 'books'
    book_id = Column(Integer, primary_key=True)
    title = Column(String)
    number_of_pages = Column(Integer)


class BookAuthor(Base):
    __tablename__ = 'bookauthors'
    bookauthor_id = Column(Integer, primary_key=True)
    author_id = Column(Integer, ForeignKey('authors.author_id'))
    book_id = Column(Integer, ForeignKey('books.book_id'))
    author = relationship('Author', backref='pairs')
    book = relationship('Book', backref='pairs')


def engine():
    return create_engine('postgresql+psycopg2://%s@/%s?host=%s' % (ROLE, DATABASE, HOST))


def check(found, expected):
    if found != expected:
        sys.exit('found %r, expected %r' % (found, expected))


def rows(session, sql):
    return [tuple(row) for row in session.execute(sqlalchemy.text(sql))]


def add_book(session, title, pages, first_name, last_name):
    """As the notes have it, word for word."""
    # Check if book exists
    existing_book = session.query(Book).filter_by(title=title).first()
    if existing_book:
        print(f"Book '{title}' already exists.")
        return

    # Check if author exists
    existing_author = session.query(Author).filter_by(
        first_name=first_name, last_name=last_name
    ).first()

    # Create new book
    new_book = Book(title=title, number_of_pages=pages)
    session.add(new_book)

    # Create or use existing author
    if not existing_author:
        new_author = Author(first_name=first_name, last_name=last_name)
        session.add(new_author)
        session.flush()  # Generate author_id
        author = new_author
    else:
        author = existing_author

    session.flush()  # Generate book_id

    # Create book-author pairing
    pairing = BookAuthor(author_id=author.author_id, book_id=new_book.book_id)
    session.add(pairing)
    session.commit()

    print(f"Added book '{title}' by {first_name} {last_name}")


def add_as_the_notes_do():
    machine = engine()
    Base.metadata.create_all(machine)
    session = Session(machine)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        add_book(session, 'The Huntress', 560, 'Kate', 'Quinn')
        add_book(session, 'The Institute', 576, 'Steven', 'King')
        add_book(session, 'The Diamond Eye', 433, 'Kate', 'Quinn')
        add_book(session, 'The Huntress', 560, 'Kate', 'Quinn')
        add_book(session, 'The Alice Network', 503, 'KATE', 'QUINN')
    check(said.getvalue().splitlines(), ["Added book 'The Huntress' by Kate Quinn", "Added book 'The Institute' by Steven King",
                                         "Added book 'The Diamond Eye' by Kate Quinn", "Book 'The Huntress' already exists.",
                                         "Added book 'The Alice Network' by KATE QUINN"])
    check(rows(session, 'SELECT first_name, last_name, version, name_key, sort_name, added_by FROM authors ORDER BY author_id'),
          [('Kate', 'Quinn', 1, 'kate quinn', 'quinn kate', ROLE), ('Steven', 'King', 1, 'steven king', 'king steven', ROLE),
           ('KATE', 'QUINN', 1, 'kate quinn', 'quinn kate', ROLE)])
    check(rows(session, 'SELECT title, number_of_pages, author_line, sort_authors, search_text, version, isbn_unverified FROM books ORDER BY book_id'),
          [('The Huntress', 560, 'Kate Quinn', 'quinn kate\tthe huntress', ' the huntress kate quinn', 1, False),
           ('The Institute', 576, 'Steven King', 'king steven\tthe institute', ' the institute steven king', 1, False),
           ('The Diamond Eye', 433, 'Kate Quinn', 'quinn kate\tthe diamond eye', ' the diamond eye kate quinn', 1, False),
           ('The Alice Network', 503, 'KATE QUINN', 'quinn kate\tthe alice network', ' the alice network kate quinn', 1, False)])
    check(rows(session, 'SELECT author_id - (SELECT min(author_id) FROM authors), book_id - (SELECT min(book_id) FROM books), role FROM bookauthors ORDER BY bookauthor_id'),
          [(0, 0, 'author'), (1, 1, 'author'), (0, 2, 'author'), (2, 3, 'author')])


def use_orm():
    machine = engine()
    session = Session(machine)
    book = Book(title='Good Omens', number_of_pages=None)
    book.pairs = [BookAuthor(author=Author(first_name='Terry', last_name='Pratchett')), BookAuthor(author=Author(first_name=None, last_name='Gaiman'))]
    session.add(book)
    session.commit()
    line = 'SELECT title, author_line, version FROM books'
    check(rows(session, line), [('Good Omens', 'Terry Pratchett, Gaiman', 1)])
    book.title = 'Good  Omens'
    book.pairs[1].author.first_name = 'Neil'
    session.commit()
    check(rows(session, line), [('Good  Omens', 'Terry Pratchett, Neil Gaiman', 2)])
    check(rows(session, 'SELECT sort_title, search_text FROM books'), [('good omens', ' good omens terry pratchett neil gaiman')])

    # The pair that is left without its author is kept, and does not show.
    session.delete(book.pairs[0].author)
    session.commit()
    check(rows(session, 'SELECT author_line, (SELECT count(*) FROM bookauthors), (SELECT count(author_id) FROM bookauthors) FROM books'), [('Neil Gaiman', 2, 1)])
    for pair in list(book.pairs):
        session.delete(pair)
    session.commit()
    check(rows(session, 'SELECT author_line, author_sort, search_text FROM books'), [('', None, ' good omens')])
    session.delete(book)
    session.commit()
    check(rows(session, line), [])


def use_core():
    machine = engine()
    metadata = MetaData()
    tables = [Table(name, metadata, autoload_with=machine) for name in ('authors', 'books', 'bookauthors')]
    metadata.create_all(machine)
    authors, books, pairs = tables
    with machine.begin() as connection:
        author = connection.execute(authors.insert().values(first_name='Kate', last_name='Quinn')).inserted_primary_key[0]
        book = connection.execute(books.insert().values(title='The Huntress', number_of_pages=560)).inserted_primary_key[0]
        pair = connection.execute(pairs.insert().values(author_id=author, book_id=book)).inserted_primary_key[0]
        check(connection.execute(books.update().where(books.c.book_id == book).values(number_of_pages=561, author_line='x', version=9)).rowcount, 1)
        row = connection.execute(select(books)).fetchone()._mapping
        check((row['number_of_pages'], row['author_line'], row['version']), (561, 'Kate Quinn', 2))
        check(connection.execute(pairs.delete().where(pairs.c.bookauthor_id == pair)).rowcount, 1)
        check(connection.execute(books.delete()).rowcount, 1)
        check(connection.execute(authors.delete()).rowcount, 1)

    base = automap_base()
    base.prepare(autoload_with=machine)
    session = Session(machine)
    book = base.classes.books(title='The Rose Code')
    book.bookauthors_collection.append(base.classes.bookauthors(authors=base.classes.authors(last_name='Quinn')))
    session.add(book)
    session.commit()
    check(rows(session, 'SELECT title, author_line FROM books'), [('The Rose Code', 'Quinn')])


def use_hints():
    listener = psycopg2.connect(host=HOST, dbname=DATABASE, user=ROLE)
    listener.set_session(autocommit=True)
    listener.cursor().execute('LISTEN counterfoil')
    other = psycopg2.connect(host=HOST, dbname=DATABASE, user=ROLE)
    cursor = other.cursor()

    def hints():
        listener.poll()
        listener.cursor().execute('SELECT 1')
        found = sorted(hint.payload for hint in listener.notifies)
        del listener.notifies[:]
        return found

    for statement, expected in (("INSERT INTO books (title) SELECT 'Book ' || n FROM generate_series (1, 100) n", ['books']),
                                ("INSERT INTO authors (last_name) SELECT 'Author ' || n FROM generate_series (1, 100) n", ['authors']),
                                ('INSERT INTO bookauthors (book_id, author_id) SELECT b.book_id, a.author_id FROM books b, authors a WHERE b.book_id % 7 = a.author_id % 9',
                                 ['bookauthors', 'books']),
                                ("UPDATE authors SET last_name = 'X'", ['authors', 'books']), ('DELETE FROM bookauthors', ['bookauthors', 'books'])):
        cursor.execute(statement)
        check(hints(), [])
        other.commit()
        check(hints(), expected)


def add_at_once():
    """Eight programs of the notes, fifty books each."""
    problems = []
    machine = engine()

    def add(client):
        try:
            session = Session(machine)
            for n in range(50):
                add_book(session, 'Notes %d-%d' % (client, n), n, 'Writer', str(client))
        except Exception as error:
            problems.append(error)

    with contextlib.redirect_stdout(io.StringIO()):
        threads = [threading.Thread(target=add, args=(client,)) for client in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    check(problems, [])
    session = Session(machine)
    check(rows(session, "SELECT count(*), count(DISTINCT author_line), min(author_line) FROM books WHERE title LIKE 'Notes%'"), [(400, 8, 'Writer 0')])


ADD = 'SELECT outcome FROM counterfoil.add_book (%s, %s, NULL, false, NULL, %s, %s, NULL, NULL, NULL, false)'


def run_all(jobs):
    """Runs jobs at once, each with a connection of its own; answers what went wrong."""
    problems = []

    def run(job):
        try:
            connection = psycopg2.connect(host=HOST, dbname=DATABASE, user=ROLE)
            connection.autocommit = True
            job(connection.cursor())
        except Exception as error:
            problems.append(str(error))

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


def spell(name, chance):
    return chance.choice((name, name.upper(), name.lower(), ' ' + name))


def add_by_thirty():
    """Thirty clients, a hundred adds each, of a hundred books by fifty authors; beside them programs of the notes."""
    outcomes = []

    def add(seed):
        chance = random.Random(seed)
        titles = list(range(100))
        chance.shuffle(titles)

        def job(cursor):
            for title in titles:
                authors = [title % 50, (title * 7 + 3) % 50]
                chance.shuffle(authors)
                cursor.execute(ADD, (spell('Title %d' % title, chance), title, [spell('First%d' % n, chance) for n in authors], [spell('Last%d' % n, chance) for n in authors]))
                outcomes.append(cursor.fetchall()[0][0])
        return job

    def take_notes(client):
        def job(_):
            session = Session(engine())
            for n in range(25):
                add_book(session, 'Notes %d-%d' % (client, n), n, 'Writer', str(client))
        return job

    with contextlib.redirect_stdout(io.StringIO()):
        check(run_all([add(seed) for seed in range(30)] + [take_notes(client) for client in range(4)]), [])
    check((len(outcomes), outcomes.count('added'), outcomes.count('duplicate')), (3000, 100, 2900))
    session = Session(engine())
    check(rows(session, "SELECT count(*), count(DISTINCT sort_title) FROM books WHERE sort_title LIKE 'title%'"), [(100, 100)])
    check(rows(session, "SELECT count(*), count(DISTINCT name_key) FROM authors WHERE name_key LIKE 'first%'"), [(50, 50)])
    check(rows(session, "SELECT count(*) FROM bookauthors p JOIN books b USING (book_id) WHERE b.sort_title LIKE 'title%'"), [(200,)])
    check(rows(session, "SELECT count(*) FROM books WHERE author_line LIKE 'Writer%'"), [(100,)])


def do_everything_at_once():
    """Adds, renames, merges, edits and undoing of the same few authors: everybody waits for their turn, and nobody for ever."""
    expected = ('changed', 'conflict', 'gone', 'duplicate', 'ambiguous', 'added', 'merged', 'split', 'deleted', 'undone', 'in use', 'unknown')

    def call(cursor, sql, values=()):
        cursor.execute(sql, values)
        found = cursor.fetchall()
        outcome = found[0][0]
        if outcome not in expected:
            raise ValueError(outcome)
        return found

    def some_author(cursor, chance):
        cursor.execute('SELECT author_id, version, first_name, last_name FROM authors ORDER BY random() LIMIT %s', (chance.choice((2, 3)),))
        return cursor.fetchall()

    def add(cursor, chance, n):
        authors = chance.sample(range(12), 3)
        call(cursor, ADD, ('Book %d' % n, 1, ['First%d' % a for a in authors], ['Last%d' % a for a in authors]))

    def rename(cursor, chance, _):
        author = some_author(cursor, chance)[0]
        call(cursor, 'SELECT outcome FROM counterfoil.change_author (%s, %s, %s, %s, NULL)', (author[0], author[1], author[2], author[3].swapcase()))

    def merge(cursor, chance, _):
        keep, *others = some_author(cursor, chance)
        if not others:
            return
        other = others[0]
        found = call(cursor, 'SELECT outcome, change FROM counterfoil.merge_authors (%s, %s, %s, %s)', (keep[0], keep[1], [other[0]], [other[1]]))
        if found[0][0] == 'merged':
            call(cursor, 'SELECT outcome FROM counterfoil.undo_change (%s)', (found[0][1],))

    def edit(cursor, chance, n):
        cursor.execute('SELECT book_id, version, title FROM books ORDER BY random() LIMIT 1')
        for book in cursor.fetchall():
            authors = [author[0] for author in some_author(cursor, chance)]
            call(cursor, 'SELECT outcome FROM counterfoil.change_book (%s, %s, %s, %s, NULL, false, NULL, %s, %s, NULL, %s, NULL, false)',
                 (book[0], book[1], book[2], n, ['x'] * len(authors), ['x'] * len(authors), authors))

    def job(what, seed):
        chance = random.Random(seed)

        def run(cursor):
            for n in range(25):
                what(cursor, chance, 1000 * seed + n)
        return run

    check(run_all([lambda cursor: [add(cursor, random.Random(1), n) for n in range(10)]]), [])
    jobs = [add] * 8 + [rename] * 5 + [merge] * 4 + [edit] * 7
    check(run_all([job(what, seed) for seed, what in enumerate(jobs, 1)]), [])


{'notes': add_as_the_notes_do, 'orm': use_orm, 'core': use_core, 'hints': use_hints, 'at-once': add_at_once, 'thirty': add_by_thirty,
 'everything-at-once': do_everything_at_once}[MODE]()
