#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds books with four authors each as the notes do, by SQLAlchemy's ORM, and prints the microseconds that one takes.

usage: library-orm.py HOST DATABASE NUMBER FIRST
"""

import random
import sys
import time

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.orm import Session, registry, relationship

HOST, DATABASE, NUMBER, FIRST = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
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
    author = relationship('Author')
    book = relationship('Book')


def add_book(session, title, pages, names):
    if session.query(Book).filter_by(title=title).first():
        raise ValueError(title)
    authors = []
    for first_name, last_name in names:
        author = session.query(Author).filter_by(first_name=first_name, last_name=last_name).first()
        if not author:
            author = Author(first_name=first_name, last_name=last_name)
            session.add(author)
        authors.append(author)
    book = Book(title=title, number_of_pages=pages)
    session.add(book)
    session.flush()
    for author in authors:
        session.add(BookAuthor(author_id=author.author_id, book_id=book.book_id))
    session.commit()


def main():
    chance = random.Random(FIRST)
    session = Session(create_engine('postgresql+psycopg2://postgres@/%s?host=%s' % (DATABASE, HOST)))
    session.query(Author).first()
    session.commit()
    start = time.monotonic()
    for n in range(FIRST, FIRST + NUMBER):
        add_book(session, 'ORM %d' % n, n % 900, [('First %d' % a, 'Last %d' % a) for a in chance.sample(range(1000), 4)])
    print((time.monotonic() - start) / NUMBER * 1e6)


main()
