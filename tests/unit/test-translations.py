#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every language of po/LINGUAS says everything that the program says, and what is to be translated can be.

usage: test-translations.py SOURCE_ROOT BUILD_ROOT
"""

import gettext
import os
import re
import subprocess
import sys
import tempfile

ROOT, BUILD = sys.argv[1:3]
DIRECTIVE = re.compile(r"%(?:\d+\$)?([-+#0']*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j|t)?[diouxXeEfgGcsp%])")
MARKED = r'\b(?:_|N_|C_|NC_|ngettext|g_dngettext)\s*\('
# A macro between the pieces of a string: xgettext stops there, and the message is never found.
STRING = r'"(?:[^"\\\n]|\\.)*"'
BROKEN = re.compile(MARKED + r'(?:[\s,]|%s)*?%s\s+[A-Z]\w+' % (STRING, STRING))


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, 'LC_ALL': 'C.UTF-8'})
    return done.returncode, done.stdout, done.stderr


def read(path):
    with open(os.path.join(ROOT, path), encoding='utf-8') as file:
        return file.read()


def listed(path):
    return [line for line in read(path).splitlines() if line and not line.startswith('#')]


def keywords():
    """What Meson hands to xgettext."""
    with open(os.path.join(BUILD, 'build.ninja'), encoding='utf-8') as file:
        return re.search(r'gettext pot .*?--extra-args=(\S+)', file.read())[1].split('@@')


def check_template(template):
    status, _, errors = run('xgettext', *keywords(), '--files-from=po/POTFILES.in', '--directory=.', '--output=' + template)
    if status or errors:
        yield errors.strip()


def messages_of(path):
    """(message with its context, text) of a translation; a message with plurals comes once for each."""
    with tempfile.TemporaryDirectory() as folder:
        compiled = os.path.join(folder, 'catalogue.mo')
        run('msgfmt', '-o', compiled, path)
        with open(compiled, 'rb') as file:
            catalogue = gettext.GNUTranslations(file)._catalog  # pylint: disable=protected-access
    for key, text in catalogue.items():
        message = key[0] if isinstance(key, tuple) else key
        if message:
            yield message.split('\x04')[-1], text, isinstance(key, tuple)


def blanks(text):
    return len(text) - len(text.lstrip()), len(text) - len(text.rstrip())


def check_texts(path):
    for message, text, is_plural in messages_of(path):
        wanted, found = sorted(DIRECTIVE.findall(message)), sorted(DIRECTIVE.findall(text))
        # "One book" needs no number.
        if wanted != found and not (is_plural and all(found.count(one) <= wanted.count(one) for one in found)):
            yield 'not the formats of the original: %r: %r' % (message, text)
        if blanks(message) != blanks(text) or message.endswith(';') != text.endswith(';'):
            yield 'other ends than the original: %r: %r' % (message, text)
        if re.search(r"\w'\w", text):
            yield 'a straight apostrophe: %r' % text


def check_language(path, template):
    with tempfile.NamedTemporaryFile(suffix='.po') as merged:
        status, _, errors = run('msgmerge', '--quiet', '--no-fuzzy-matching', '-o', merged.name, path, template)
        if status or errors:
            yield errors.strip()
        _, _, errors = run('msgfmt', '--check', '--check-accelerators=_', '--statistics', '-o', os.devnull, merged.name)
        if not re.fullmatch(r'\d+ translated messages\.\n', errors):
            yield errors.strip()
        yield from check_texts(merged.name)


def check_data(language):
    """The desktop's own files carry the language."""
    for name, line in (('desktop', r'(?m)^Comment\[%s\]=.' % language), ('metainfo.xml', r'<summary xml:lang="%s">.' % language)):
        with open(os.path.join(BUILD, 'data', 'io.github.counterfoil.Counterfoil.' + name), encoding='utf-8') as file:
            if not re.search(line, file.read()):
                yield '%s does not speak the language' % name


def check_program(language):
    """A program that was not installed speaks it all the same."""
    original = 'Open the sales window'
    wanted = next(text for message, text, _ in messages_of('po/%s.po' % language) if message == original)
    done = subprocess.run([os.path.join(ROOT, 'tests', 'session'), os.path.join(BUILD, 'src', 'app', 'counterfoil'), '--help'],
                          capture_output=True, text=True, check=False, env={**os.environ, 'CF_LANGUAGE': language})
    if done.returncode or wanted not in done.stdout:
        yield 'status %d, and “%s” is not in:\n%s%s' % (done.returncode, wanted, done.stdout, done.stderr)


def check_linguas():
    languages = listed('po/LINGUAS')
    files = sorted(name[:-3] for name in os.listdir(os.path.join(ROOT, 'po')) if name.endswith('.po'))
    if languages != files:
        yield 'po/LINGUAS names %s, and there are %s' % (' '.join(languages), ' '.join(files))


def check_marks(text):
    for found in BROKEN.finditer(text):
        yield found[0]


def check_sources():
    for path in listed('po/POTFILES.in'):
        if path.endswith('.c'):
            for broken in check_marks(read(path)):
                yield '%s: %s' % (path, broken)


def check_originals(template):
    with open(template, encoding='utf-8') as file:
        for line in file:
            if line.startswith(('msgid', '"')) and re.search(r"\w'\w", line):
                yield 'a straight apostrophe: ' + line.strip()


def check_can_fail(path, template):
    """A translation that was damaged must be found out."""
    whole = read(path)
    damages = {
        'a message is missing': re.sub(r'\n#[^\n]*\nmsgid "Sell"\nmsgstr "[^"]*"\n', '\n', whole),
        'a message is fuzzy': re.sub(r'\nmsgid "Sell"\n', r'\n#, fuzzy\nmsgid "Sell"\n', whole),
        'a message is empty': re.sub(r'\nmsgid "Sell"\nmsgstr "[^"]*"\n', r'\nmsgid "Sell"\nmsgstr ""\n', whole),
        'a format is another': re.sub(r'(\nmsgid "“%s”"\nmsgstr ")[^"]*"\n', r'\1%d"\n', whole),
    }
    for name, damaged in damages.items():
        with tempfile.NamedTemporaryFile('w', suffix='.po', encoding='utf-8') as file:
            file.write(damaged)
            file.flush()
            if damaged == whole or not list(check_language(file.name, template)):
                yield 'not found: ' + name
    if not list(check_marks('_("%" G_GINT64_FORMAT " rows")')) or list(check_marks('_("%s rows"), G_STRFUNC')):
        yield 'a macro in a message is not found, or found where there is none'


def main():
    languages = listed('po/LINGUAS')
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        template = os.path.join(folder, 'counterfoil.pot')
        cases = [('template', lambda: check_template(template)), ('linguas', check_linguas), ('marks', check_sources),
                 ('originals', lambda: check_originals(template))]
        for language in languages:
            cases += [(language, lambda path='po/%s.po' % language: check_language(path, template)),
                      (language + '/data', lambda name=language: check_data(name)),
                      (language + '/program', lambda name=language: check_program(name))]
        cases.append(('can-fail', lambda: check_can_fail('po/%s.po' % languages[-1], template)))
        print('1..%d' % len(cases))
        for number, (name, check) in enumerate(cases, 1):
            problems = list(check())
            failed = failed or bool(problems)
            print('%s %d /translations/%s' % ('not ok' if problems else 'ok', number, name))
            for problem in problems:
                print('# ' + problem.replace('\n', '\n# '))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
