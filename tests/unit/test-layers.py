#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks what the compiler cannot: who may include whom, which calls block, what is documented, how long things are.

usage: test-layers.py SOURCE_ROOT [--potfiles]

With --potfiles prints what po/POTFILES.in has to list. Else prints TAP. Every rule has a case of its own that proves it can fail, on text that breaks it.
"""

import os
import re
import sys

LAYERS = {
    'core': {'core'},
    'db': {'core', 'db'},
    'server': {'core', 'db', 'server'},
    'journal': {'core', 'journal'},
    'model': {'core', 'db', 'journal', 'model'},
    'ui': {'core', 'model', 'ui'},
    'app': {'core', 'db', 'server', 'journal', 'model', 'ui', 'app'},
}

# A library's headers, and the layers that may know them.
FOREIGN = [
    (re.compile(r'^(libpq-fe|libpq-events|libpq/.*|postgres_ext|pg_config.*)\.h$'), {'db'}),
    (re.compile(r'^sqlite3.*\.h$'), {'journal'}),
    (re.compile(r'^(gtk|gdk|gsk|adwaita|graphene)\b.*'), {'ui', 'app'}),
    (re.compile(r'^(gio|glib-unix|gio-unix).*'), {'db', 'server', 'journal', 'model', 'ui', 'app'}),
    (re.compile(r'^json-glib/.*'), {'model', 'app'}),
    (re.compile(r'^libsecret/.*'), {'app'}),
]

BLOCKING = re.compile(
    r'\b(PQconnectdb\w*|PQsetdbLogin|PQsetdb|PQreset|PQresetStart|PQexec\w*|PQprepare|PQdescribe(?:Prepared|Portal)|PQfn'
    r'|lo_\w+|PQsetClientEncoding|PQchangePassword|PQcancelBlocking|PQgetline\w*|PQputline|PQputnbytes|PQendcopy'
    r'|PQping\w*|PQcloseP\w+)\s*\(')

# What stops the window: files, databases and loops inside a callback.
WAITING = re.compile(
    r'\b(g_main_loop_run|g_main_context_iteration|g_file_get_contents|g_file_set_contents\w*|g_file_load_contents'
    r'|g_file_replace_contents|fopen|g_fopen|g_open|usleep|g_usleep|sleep|system|g_spawn_sync|g_spawn_command_line_sync'
    r'|g_task_run_in_thread_sync|sqlite3_\w+|PQ[a-z]\w+)\s*\(')

# What libadwaita 1.2 has reads freed memory where it is dismissed while it moves in: CfToast stands in its place.
TOAST = re.compile(r'\b(adw_toast_\w+|ADW_TYPE_TOAST\w*|AdwToast\w*)')

# GTK's asks the display where the pointer is and waits for the answer: cf_ui_set_tooltip() stands in its place.
TOOLTIP = re.compile(r'\bgtk_widget_set_tooltip_\w+')

# These tell by errno whether they failed, which GLib touches itself where two threads ask for a number first.
ERRNO = re.compile(r'\bg_ascii_string_to_(un)?signed\b')

SQL = re.compile(r'^\s*(select\s+.+\sfrom\s|insert\s+into\s|update\s+[\w.]+\s+set\s|delete\s+from\s|create\s+(table|schema)\s)',
                 re.IGNORECASE)

FLOATING = re.compile(r'\b(float|double|gfloat|gdouble|strtod|g_ascii_strtod|atof)\b')
FLOATING_ALLOWED = re.compile(r'fraction|progress|seconds', re.IGNORECASE)

# Nothing may ever remove the data of a shop. Old dumps are forgotten in one file, clusters that were never finished are removed
# in another, and nothing else is.
REMOVING = re.compile(r'\b(unlink|unlinkat|rmdir|g_unlink|g_rmdir|g_remove|remove|nftw|g_file_delete\w*|g_file_trash\w*)\s*\(|rm -r')

# A window whose first focus comes before it is shown is to assistive technology a widget like any other, and is not found,
# unless its own template says what it is (GTK 4.8 gives a window the role of its class only where it is shown).
WINDOW = re.compile(r'<template [^>]*parent="\w*Window">\s*(<property name="accessible-role">window<)?')

UNFINISHED = re.compile(r'\b(TODO|FIXME|XXX|HACK|STUB)\b')

MAX_FUNCTION = 100
MAX_FILE = 800

INCLUDE = re.compile(r'^\s*#\s*include\s*(?P<open>[<"])(?P<name>[^>"]+)[>"]', re.MULTILINE)
STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*', re.DOTALL)
PROTOTYPE = re.compile(r'^(?:[A-Za-z_][\w \t]*[\w*][\s*]+)(cf_[a-z0-9_]+)\s*\(', re.MULTILINE)


def blank_comments(text):
    return COMMENT.sub(lambda found: re.sub(r'[^\n]', ' ', found.group()), text)


def blank_strings(text):
    return STRING.sub('""', text)


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1


class Source:
    def __init__(self, path, text):
        self.path = path
        self.text = text
        self.code = blank_comments(text)
        parts = path.split('/')
        self.layer = parts[1] if parts[0] == 'src' and len(parts) > 2 else None
        self.private = path.endswith('.c') or path.endswith('-private.h')

    @property
    def topic(self):
        for topic in ('sales', 'library'):
            if '/%s/' % topic in self.path:
                return topic
        return None


def owners_of(sources):
    """Which file a quoted include means, by its name: names are unique in the tree."""
    return {os.path.basename(source.path): source for source in sources if source.path.endswith('.h')}


def check_includes(sources):
    owners = owners_of(sources)
    for source in sources:
        if source.layer is None:
            continue
        for found in INCLUDE.finditer(source.code):
            where = '%s:%d' % (source.path, line_of(source.code, found.start()))
            name = found['name']
            if found['open'] == '"':
                yield from check_own_include(source, owners.get(os.path.basename(name)), where, name)
            else:
                for pattern, layers in FOREIGN:
                    if pattern.match(name) and source.layer not in layers:
                        yield '%s: %s may not include <%s>' % (where, source.layer, name)
            if name.startswith('libpq') and not source.private:
                yield '%s: a public header shows libpq' % where
            if name.startswith('sqlite3') and not source.private:
                yield '%s: a public header shows SQLite' % where


def check_own_include(source, owner, where, name):
    if owner is None or owner.layer is None:
        return
    if owner.layer not in LAYERS.get(source.layer, set()):
        yield '%s: %s may not know %s (%s)' % (where, source.layer, owner.layer, name)
    elif owner.path.endswith('-private.h') and owner.layer != source.layer:
        yield '%s: %s is private to %s' % (where, name, owner.layer)
    if source.topic and owner.topic and source.topic != owner.topic:
        yield '%s: %s and %s do not know each other' % (where, source.topic, owner.topic)


def check_public_types(sources):
    for source in sources:
        if source.layer and not source.private:
            for found in re.finditer(r'\b(PGconn|PGresult|PGcancel|sqlite3\w*|JsonNode|JsonObject)\b', source.code):
                yield '%s:%d: a public header shows %s' % (source.path, line_of(source.code, found.start()), found[1])


def check_pattern(sources, layers, pattern, why, strip=blank_strings, allowed=None):
    for source in sources:
        if source.layer not in layers:
            continue
        for number, line in enumerate(strip(source.code).split('\n'), 1):
            found = pattern.search(line)
            if found and not (allowed and allowed.search(line)):
                yield '%s:%d: %s: %s' % (source.path, number, why, found.group().strip())


def check_blocking(sources):
    return check_pattern(sources, LAYERS, BLOCKING, 'this call of libpq waits')


def check_waiting(sources):
    return check_pattern(sources, {'ui'}, WAITING, 'the window would wait')


def check_toasts(sources):
    return check_pattern(sources, {'ui', 'app'}, TOAST, 'this can crash, take CfToast')


def check_tooltips(sources):
    return check_pattern(sources, {'ui'}, TOOLTIP, 'this waits for the display, take cf_ui_set_tooltip()')


def check_errno(sources):
    return check_pattern(sources, LAYERS, ERRNO, 'this can refuse a good number, take g_ascii_strtoull() and look where it ended')


def check_floating(sources):
    near_money = [s for s in sources if s.layer == 'core' or (s.layer == 'model' and s.topic)]
    return check_pattern(near_money, LAYERS, FLOATING, 'floating point near money', allowed=FLOATING_ALLOWED)


def check_sql(sources):
    for source in sources:
        if source.layer not in ('core', 'ui', 'app'):
            continue
        for found in STRING.finditer(source.code):
            if SQL.match(found[1]):
                yield '%s:%d: SQL belongs to model' % (source.path, line_of(source.code, found.start()))


def check_removing(sources):
    may_remove = ('/cf-server-backup.c', '/cf-server-unfinished.c')
    return check_pattern([s for s in sources if not s.path.endswith(may_remove)], {'server'}, REMOVING,
                         'data are put aside, never removed', strip=str)


def check_unfinished(sources):
    for source in sources:
        for comment in COMMENT.finditer(source.text):
            found = UNFINISHED.search(comment.group())
            if found:
                yield '%s:%d: unfinished: %s' % (source.path, line_of(source.text, comment.start()), found.group())


def check_windows(sources):
    for source in sources:
        for found in WINDOW.finditer(source.text):
            if not found[1]:
                yield '%s:%d: a window that does not say its role' % (source.path, line_of(source.text, found.start()))


def check_licence(sources):
    for source in sources:
        if 'SPDX-License-Identifier: GPL-3.0-or-later' not in source.text[:400]:
            yield '%s: no SPDX line' % source.path


def functions_of(source):
    """(name, first line, lines) of each body whose braces stand in the first column."""
    start = None
    lines = source.code.split('\n')
    for number, line in enumerate(lines):
        if line == '{':
            start = number
        elif line.startswith('}') and start is not None:
            head = lines[start - 1]
            back = start - 1
            while back > 0 and not re.match(r'^[A-Za-z_]\w*\s*\(', lines[back]) and start - back < 16:
                back -= 1
            named = re.match(r'^([A-Za-z_]\w*)\s*\(', lines[back])
            if named:
                yield named[1], start + 1, number - start + 1
            start = None


def check_tasks(sources):
    """Without a source tag nobody can tell in a trace whose task it is."""
    for source in sources:
        if not source.path.startswith('src/'):
            continue
        made = [match.start() for match in re.finditer(r'\bg_task_new \(', source.text)]
        for offset, end in zip(made, made[1:] + [len(source.text)]):
            if 'g_task_set_source_tag (' not in source.text[offset:min(end, source.text.find('\n}', offset))]:
                yield '%s:%d: a GTask without a source tag' % (source.path, line_of(source.text, offset))


def check_lengths(sources):
    for source in sources:
        count = source.text.count('\n')
        if count > MAX_FILE:
            yield '%s: %d lines, at most %d' % (source.path, count, MAX_FILE)
        if source.path.endswith('.c'):
            for name, line, length in functions_of(source):
                if length > MAX_FUNCTION:
                    yield '%s:%d: %s has %d lines, at most %d' % (source.path, line, name, length, MAX_FUNCTION)


def public_functions(sources, layer):
    for source in sources:
        if source.layer == layer and not source.private:
            for found in PROTOTYPE.finditer(source.code):
                name = found[1]
                if not name.endswith('_get_type') and not name.endswith('_quark'):
                    yield source.path, name


def check_documented(sources, count=None):
    for layer in ('core', 'db', 'server', 'journal', 'model'):
        texts = [s.text for s in sources if s.layer == layer]
        documented = {name for text in texts for name in re.findall(r'/\*\*\n \* (cf_\w+):', text)}
        defined = {name for s in sources if s.layer == layer and s.path.endswith('.c')
                   for name, _, _ in functions_of(s)}
        for path, name in public_functions(sources, layer):
            if count is not None:
                count.append(name)
            if name not in documented and name in defined:
                yield '%s: %s has no documentation at its definition' % (path, name)


def translated_files(root, sources):
    for source in sources:
        if source.layer and re.search(r'(?<![\w])(_|N_|C_|NC_|Q_|ngettext|g_dngettext|g_dpgettext2)\s*\(', source.code):
            yield source.path
    for folder, kinds in (('ui', ('.ui',)), ('data', ('.desktop.in', '.metainfo.xml.in', '.gschema.xml'))):
        for name in sorted(os.listdir(os.path.join(root, folder))):
            path = '%s/%s' % (folder, name)
            if name.endswith(kinds) and (folder == 'data' or 'translatable="' in read(root, path)):
                yield path


def check_potfiles(root, sources):
    listed = [line for line in read(root, 'po/POTFILES.in').split('\n') if line and not line.startswith('#')]
    if listed != sorted(listed):
        yield 'po/POTFILES.in is not sorted'
    wanted = set(translated_files(root, sources))
    for path in sorted(wanted - set(listed)):
        yield 'po/POTFILES.in: %s is missing' % path
    for path in sorted(set(listed) - wanted):
        yield 'po/POTFILES.in: %s has nothing to translate' % path


def read(root, path):
    with open(os.path.join(root, path), encoding='utf-8') as file:
        return file.read()


def load(root):
    sources = []
    for top in ('src', 'tests', 'ui'):
        for folder, _, names in os.walk(os.path.join(root, top)):
            for name in sorted(names):
                if name.endswith(('.c', '.h', '.ui')):
                    path = os.path.relpath(os.path.join(folder, name), root).replace(os.sep, '/')
                    sources.append(Source(path, read(root, path)))
    return sources


LONG = 'static void\nlong_one (void)\n{\n' + '  step ();\n' * MAX_FUNCTION + '}\n'

# Each rule, and text that must not pass it.
RULES = [
    ('includes', check_includes, [
        [('src/core/cf-a.c', '#include <gtk/gtk.h>\n')],
        [('src/core/cf-a.c', '#include <gio/gio.h>\n')],
        [('src/model/cf-a.c', '#include <libpq-fe.h>\n')],
        [('src/db/cf-a.h', '#include <libpq-fe.h>\n')],
        [('src/ui/cf-a.c', '#include "cf-db.h"\n'), ('src/db/cf-db.h', '')],
        [('src/app/cf-a.c', '#include "cf-b-private.h"\n'), ('src/db/cf-b-private.h', '')],
        [('src/ui/sales/cf-a.c', '#include "cf-b.h"\n'), ('src/ui/library/cf-b.h', '')],
    ]),
    ('public-types', check_public_types, [[('src/db/cf-a.h', 'PGconn *cf_a (void);\n')]]),
    ('blocking', check_blocking, [[('src/db/cf-a.c', '  PQexec (c, s);\n')], [('src/db/cf-a.c', 'PQconnectdbParams(k, v, 0);')]]),
    ('toasts', check_toasts, [[('src/ui/cf-a.c', '  adw_toast_dismiss (toast);\n')]]),
    ('numbers', check_errno, [[('src/db/cf-a.c', '  g_ascii_string_to_unsigned (text, 10, 1, 9, &number, NULL);\n')]]),
    ('tooltips', check_tooltips, [[('src/ui/cf-a.c', '  gtk_widget_set_tooltip_text (widget, text);\n')]]),
    ('waiting', check_waiting, [[('src/ui/cf-a.c', '  g_main_loop_run (loop);\n')]]),
    ('floating', check_floating, [[('src/core/cf-a.c', '  double price;\n')]]),
    ('sql', check_sql, [[('src/ui/cf-a.c', 'run ("select id from sales");\n')]]),
    ('removing', check_removing, [[('src/server/cf-a.c', '  g_rmdir (path);\n')], [('src/server/cf-a.c', '  system ("rm -rf data");\n')]]),
    ('unfinished', check_unfinished, [[('src/ui/cf-a.c', '/* ' + 'TO' + 'DO */\n')]]),
    ('windows', check_windows, [[('ui/cf-a.ui', '<template class="CfA" parent="AdwWindow">\n  <property name="title">A</property>\n')]]),
    ('licence', check_licence, [[('src/ui/cf-a.c', 'int a;\n')]]),
    ('tasks', check_tasks, [[('src/app/cf-a.c', '{\n  task = g_task_new (self, NULL, callback, user_data);\n  g_task_run_in_thread (task, work);\n}\n')]]),
    ('lengths', check_lengths, [[('src/ui/cf-a.c', LONG)], [('src/ui/cf-a.c', '\n' * (MAX_FILE + 1))]]),
    ('documented', check_documented, [[('src/core/cf-a.h', 'int cf_a (void);\n'), ('src/core/cf-a.c', 'int\ncf_a (void)\n{\n}\n')]]),
]


def main():
    root = sys.argv[1]
    sources = load(root)
    if '--potfiles' in sys.argv[2:]:
        print('\n'.join(sorted(set(translated_files(root, sources)))))
        return
    number = 0
    failed = False

    def report(name, problems):
        nonlocal number, failed
        number += 1
        failed = failed or bool(problems)
        print('%s %d /layers/%s' % ('not ok' if problems else 'ok', number, name))
        for problem in problems:
            print('# ' + problem)

    print('1..%d' % (2 * len(RULES) + 1))
    for name, check, broken in RULES:
        report(name, list(check(sources)))
        report(name + '/can-fail', ['accepted: %r' % (example,) for example in broken
                                    if not list(check([Source(*file) for file in example]))])
    report('potfiles', list(check_potfiles(root, sources)))
    count = []
    list(check_documented(sources, count))
    print('# %d files, %d public functions below ui' % (len(sources), len(count)))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
