#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: what is asked for is done, or refused with a sentence, and never left out."""

import os
import subprocess

import desk
import shop

PRODUCTS = shop.small_catalogue()
SHOP = ('--set-up', 'Corner Shop', '--currency', 'GBP')


def catalogue():
    path = os.path.join(os.environ['HOME'], 'products.csv')
    shop.write_catalogue(path, PRODUCTS)
    return path


def count_products(till):
    check = till.run('--check').stdout
    return next(line for line in check.splitlines() if line.startswith('Products')).split()[-1]


def set_up_and_import(till):
    """A shop with its products in one command, and once more without harm."""
    path = catalogue()
    for added in (len(PRODUCTS), 0):
        done = till.run(*SHOP, '--import-products', path)
        for words in ('“Corner Shop” is ready', 'Added'):
            if words not in done.stdout:
                raise AssertionError('%r is not in %r' % (words, done.stdout))
        desk.equal(next(line for line in done.stdout.splitlines() if line.startswith('Added')).split()[-1], str(added), 'added')
        desk.equal(count_products(till), str(len(PRODUCTS)), 'products')


def another_shop(till):
    """A shop that is there already stays what it is, and is named; what would come after it is not begun."""
    path = catalogue()
    till.run(*SHOP, '--time-zone', 'Europe/London')
    for arguments in (['--set-up', 'Other Shop'], ['--set-up', 'Corner Shop', '--currency', 'EUR'],
                      [*SHOP, '--time-zone', 'Asia/Tokyo'], ['--set-up', 'Other Shop', '--import-products', path]):
        done = till.run(*arguments, check=False)
        desk.equal((done.returncode, done.stdout, done.stderr.strip()),
                   (2, '', 'The shop “Corner Shop” is there already, with the currency GBP and the time zone Europe/London. Nothing was changed.'),
                   'answer to %s' % arguments)
    desk.equal(count_products(till), '0', 'products')
    till.start()
    shop.await_till(till)
    desk.equal(till.psql('select name, currency, time_zone from counterfoil.settings'), ['Corner Shop|GBP|Europe/London'], 'shop')


def findings(till):
    """Each kind of line that is not as it should be is called what it is."""
    till.run(*SHOP)
    till.start()
    shop.await_till(till)
    till.psql("insert into sales (product) values ('no total'), ('nor this'); insert into sales (product, order_total) "
              "values ('a', 'NaN'), ('b', 'infinity'), ('c', 1)")
    done = till.run('--check', check=False)
    desk.equal((done.returncode, [line for line in done.stdout.splitlines() if line.startswith('Lines w')]),
               (1, ['Lines without a total: 2. Sort History by total: they come last.',
                    'Lines with a total that is not a number: 2. Sort History by total to find them.']), 'findings')


def local_time_zone(till):
    """The zone of this computer, by a name that has no slash too."""
    os.environ['TZ'] = 'GMT'
    try:
        till.run(*SHOP)
        till.start()
        shop.await_till(till)
        desk.equal(till.psql('select time_zone from counterfoil.settings'), ['GMT'], 'time zone')
    finally:
        del os.environ['TZ']


def counts(done):
    return {label.strip(): int(count) for label, count in (line.rsplit(' ', 1) for line in done.stdout.splitlines() if line[-1:].isdigit())}


def books(till):
    """Books go into the library and out of it in every format; what a person must see first is in a file, and the answer says so."""
    folder = os.environ['HOME']
    path = os.path.join(folder, 'books.csv')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('title,pages,isbn,authors\nThe Huntress,560,978-0-06-274037-3,Kate Quinn\nThe Institute,576,,Steven King\n'
                   'The Diamond Eye,,,Kate Quinn\nThe Huntress,560,978-0-06-274037-3,Kate Quinn\n,12,,Nobody\n')
    till.run(*SHOP)
    for options, added, rejects in ((['--dry-run'], 3, 'books.rejects.csv'), ([], 3, 'books.rejects-2.csv'), ([], 0, 'books.rejects-3.csv')):
        done = till.run('--import-books', path, *options, check=False)
        desk.equal((done.returncode, counts(done)['Read'], counts(done)['Books added'], counts(done)['Rejected'], rejects in done.stdout),
                   (1, 5, added, 1, True), 'answer to %s' % options)
    for ending in ('csv', 'bib', 'ris'):
        out = os.path.join(folder, 'out.' + ending)
        desk.equal(counts(till.run('--export-books', out)), {'Books written': 3}, 'export')
        desk.equal(counts(till.run('--import-books', out))['There already'], 3, 'the same books')
    # All of it is stored, and one number of it is to be looked at; there already, it is nothing new.
    path = os.path.join(folder, 'flagged.csv')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('title,isbn,authors\nCarrie,978-0-307-74366-1,Steven King\n')
    for options, status, flagged in ((['--dry-run'], 1, 1), ([], 1, 1), ([], 0, None)):
        done = till.run('--import-books', path, *options, check=False)
        desk.equal((done.returncode, counts(done).get('ISBNs to check'), counts(done)['Rejected']), (status, flagged, 0), 'a wrong check digit')
    desk.equal('Exit status:\n  0  all is well\n  1  it was done' in till.run('--help').stdout, True, 'what --help says')
    done = till.run('--import-books', os.path.join(folder, 'missing.csv'), check=False)
    desk.equal((done.returncode, 'Nothing was imported' in done.stderr), (2, True), 'answer to a file that is not there')


def repeated_products(till):
    """A number on several rows is one product, and the rows are counted so that they add up to those of the file."""
    path = os.path.join(os.environ['HOME'], 'repeated.csv')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('product_number,name,price\nP1,Pear,1.00\nP1,Pear,2.00\nP1,Pear,3.00\nP2,Plum,1.00\n')
    till.run(*SHOP)
    for options in (['--dry-run'], []):
        done = till.run('--import-products', path, *options)
        desk.equal(counts(done), {'Read': 4, 'Added': 2, 'Changed': 0, 'There already': 0, 'Repeated in the file': 2, 'Rejected': 0}, 'answer')
        desk.equal('what the last of them says counts' in done.stdout, True, 'the sentence')


def unused_columns(till):
    """A column that is not known is named, before anything is stored too."""
    path = os.path.join(os.environ['HOME'], 'columns.csv')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('product_number,name,price,Colour\nP1,Pear,1.00,green\n')
    till.run(*SHOP)
    for options in (['--dry-run'], []):
        done = till.run('--import-products', path, *options)
        desk.equal('was not used: “Colour”' in done.stdout, True, 'what %r says' % done.stdout)


def unused_columns_of_books(till):
    path = os.path.join(os.environ['HOME'], 'books.csv')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('title,authors,Shelf,,year\nThe Huntress,Kate Quinn,A3,x,2019\n')
    till.run(*SHOP)
    for options in (['--dry-run'], []):
        done = till.run('--import-books', path, *options)
        desk.equal('were not used: “Shelf”, number 4\n' in done.stdout, True, 'what %r says' % done.stdout)


def hidden_prices(till):
    """A file whose prices may stand under another name is refused: its products would come in without any."""
    path = os.path.join(os.environ['HOME'], 'columns.csv')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('product_number,name,Price EUR\nP1,Pear,1.00\n')
    till.run(*SHOP)
    done = till.run('--import-products', path, check=False)
    desk.equal((done.returncode, 'Found: product_number, name, Price EUR.' in done.stderr), (2, True), 'answer')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('product_number,name,price\nP1,Pear,1.00\n')
    desk.equal(counts(till.run('--import-products', path))['Added'], 1, 'products that were not there')


def mended_sales(till):
    """A row that was left out is mended where it came from: the list of what was left out is no file of sales, and is not written over."""
    folder = os.environ['HOME']
    path = os.path.join(folder, 'sales.csv')
    rejects = os.path.join(folder, 'sales.rejects.csv')
    head = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'
    rows = ['M1,X%d,Thing %d,%s,2011-11-01 10:00,1.50,,' % (number, number, 'x' if number == 2 else '1') for number in (1, 2, 3)]
    with open(path, 'w', encoding='utf-8') as file:
        file.write('\n'.join([head, *rows]) + '\n')
    till.run(*SHOP)
    done = till.run('--import-sales', path, check=False)
    desk.equal((done.returncode, counts(done)['Added'], counts(done)['Rejected']), (1, 2, 1), 'first answer')
    with open(rejects, encoding='utf-8') as file:
        listed = file.read()

    done = till.run('--import-sales', rejects, check=False)
    desk.equal((done.returncode, 'Mend the rows in the file they come from' in done.stderr), (2, True), 'answer to the list')
    till.run('--import-sales', path, '--dry-run', check=False)
    with open(rejects, encoding='utf-8') as file:
        desk.equal(file.read(), listed, 'the list')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('\n'.join([head, *rows]).replace(',x,', ',1,') + '\n')
    desk.equal(counts(till.run('--import-sales', path))['Added'], 1, 'mended')
    till.start()
    desk.equal(till.psql('select product_number, clerk from sales order by product_number')[1:2], ['X2|' + who()], 'the mended line')


def outlived(till):
    """The window that has started the server is closed under an import: that starts it again, and brings in each line once."""
    n = 150000
    path = os.path.join(os.environ['HOME'], 'sales.csv')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n')
        file.writelines('%d,MUG,Mug,1,2010-12-01 08:26:00,2.50,17850,United Kingdom\n' % (i // 10) for i in range(n))
    till.run(*SHOP)
    till.start()
    shop.await_till(till)
    till.connection()
    done = subprocess.Popen([till.program, '--import-sales', path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    desk.wait_for('the copying', lambda: till.psql("select 1 from pg_stat_activity where query ~* '^copy' and state = 'active'"))
    till.close()
    said, trouble = done.communicate(timeout=300)
    desk.equal((done.returncode, 'begins anew' in trouble), (0, True), 'end of %s%s' % (said, trouble))
    check = till.run('--check').stdout
    if 'No findings.' not in check or '150,000' not in check.replace('150000', '150,000'):
        raise AssertionError(check)


def who():
    import pwd
    entry = pwd.getpwuid(os.getuid())
    return entry.pw_gecos.split(',')[0] or entry.pw_name


def one_thing(till):
    """What cannot be done together is refused as a whole, with a sentence."""
    path = catalogue()
    for words, arguments in (
            ('One thing at a time', ['--check', '--import-products', path]),
            ('One thing at a time', ['--check', *SHOP]),
            ('One thing at a time', ['--check', *SHOP, '--import-products', path]),
            ('One thing at a time', ['--print-connection', 'sales', '--import-products', path]),
            ('One thing at a time', ['--print-connection', 'sales', '--check']),
            ('One thing at a time', ['--sales', '--check']),
            ('One import at a time', [*SHOP, '--import-products', path, '--import-sales', path]),
            ('One thing at a time', [*SHOP, '--import-books', path]),
            ('One thing at a time', ['--import-books', path, '--export-books', path]),
            ('--dry-run goes with an import', ['--export-books', path, '--dry-run']),
            ('--adopt goes with --set-up, --check or an import', ['--export-books', path, '--adopt']),
            ('--dry-run changes nothing', [*SHOP, '--import-products', path, '--dry-run']),
            ('--dry-run goes with an import', ['--check', '--dry-run'])):
        done = till.run(*arguments, check=False)
        desk.equal((done.returncode, words in done.stderr, done.stdout), (2, True, ''), 'answer to %s' % arguments)
    desk.equal(os.path.exists(os.path.join(os.environ['XDG_CONFIG_HOME'], 'counterfoil')), False, 'something was made')


if __name__ == '__main__':
    desk.main([
        ('/journey/command/set-up-and-import', set_up_and_import),
        ('/journey/command/another-shop', another_shop),
        ('/journey/command/findings', findings),
        ('/journey/command/local-time-zone', local_time_zone),
        ('/journey/command/books', books),
        ('/journey/command/repeated-products', repeated_products),
        ('/journey/command/unused-columns', unused_columns),
        ('/journey/command/unused-columns-of-books', unused_columns_of_books),
        ('/journey/command/hidden-prices', hidden_prices),
        ('/journey/command/mended-sales', mended_sales),
        ('/journey/command/outlived', outlived),
        ('/journey/command/one-thing', one_thing),
    ])
