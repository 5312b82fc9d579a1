#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds books with four authors as a program with SQLAlchemy's ORM does, and prints how many microseconds one takes.

usage: orm-book-add.py SOCKET_FOLDER PORT DATABASE COUNT
"""

import sys
import time

try:
    from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
    from sqlalchemy.orm import Session, registry, relationship
except ImportError:
    sys.exit(77)

Base = registry().generate_base()
FIRST_NAMES = ['Kate', 'Steven', 'Terry', 'Neil']


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
    author = relationship('Author')
    book = relationship('Book')


def authors_of(number):
    return [(name, 'Author%d' % ((number + i) % 500)) for i, name in enumerate(FIRST_NAMES)]


def add_book(session, title, pages, authors):
    if session.query(Book).filter_by(title=title).first():
        return
    book = Book(title=title, number_of_pages=pages)
    session.add(book)
    for first_name, last_name in authors:
        author = session.query(Author).filter_by(first_name=first_name, last_name=last_name).first()
        if not author:
            author = Author(first_name=first_name, last_name=last_name)
            session.add(author)
        session.add(BookAuthor(author=author, book=book))
    session.commit()


def main():
    folder, port, database, count = sys.argv[1:]
    engine = create_engine('postgresql+psycopg2://postgres@/%s?host=%s&port=%s' % (database, folder, port))
    with Session(engine) as session:
        add_book(session, 'The first one of all', 560, authors_of(0))
        start = time.monotonic()
        for number in range(int(count)):
            add_book(session, 'Another book %08d' % number, 560, authors_of(number))
        print((time.monotonic() - start) / int(count) * 1e6)


if __name__ == '__main__':
    main()
