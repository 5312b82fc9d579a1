#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The script at the top and the counting of what the tests say.

usage: test-dev.py SOURCE_ROOT
"""

import importlib.util
import os
import re
import subprocess
import sys
import tempfile

ROOT = sys.argv[1]


def load(path):
    spec = importlib.util.spec_from_file_location('loaded', os.path.join(ROOT, path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def dev(*arguments, command='dev'):
    environment = {name: value for name, value in os.environ.items() if name not in ('DISPLAY', 'WAYLAND_DISPLAY')}
    done = subprocess.run([os.path.join(ROOT, command), *arguments], capture_output=True, text=True, check=False,
                          env=environment, cwd='/')
    return done.returncode, done.stdout, done.stderr


def test_usage():
    assert dev()[0] == 2
    assert dev('nonsense')[0] == 2
    assert dev('test', 'nonsense')[0] == 2
    status, output, _ = dev('--help')
    assert status == 0 and 'usage: ./dev' in output


def verbs_without_a_display():
    """Those the program does one of at a time, but for the two that open a window."""
    with open(os.path.join(ROOT, 'src/app/cf-command-line.c'), encoding='utf-8') as file:
        verbs = re.search(r'\bverbs\[\] = \{(.*?)\}', file.read()).group(1)
    return {'--' + verb for verb in re.findall(r'"([a-z-]+)"', verbs)} - {'--sales', '--library'}


def test_no_display():
    status, output, errors = dev('run')
    assert status == 3, status
    assert output == '' and 'no display' in errors
    named = re.search(r'Without a display work: (.*)', errors).group(1).split(', ')
    assert set(named) == verbs_without_a_display() | {'--version', '--help'}, named


def test_ci():
    assert dev('nonsense', command='.ci/run')[0] == 2


def count(text, **record):
    outcome = load('tests/run-tests.py').judge({'name': 'p:unit / t', 'result': 'OK', 'returncode': 0, 'stdout': text, **record})
    return len(outcome.passed), len(outcome.failed), len(outcome.skipped)


def test_count_cases():
    assert count('TAP version 13\n1..3\nok 1 /a\nok 2 /b # SKIP no server\nok 3 /c\n') == (2, 0, 1)
    assert count('1..2\nok 1 /a\nnot ok 2 /b\n', result='FAIL', returncode=1) == (1, 1, 0)
    assert count('1..0 # SKIP nothing here\n', result='SKIP', returncode=77) == (0, 0, 1)


def test_count_subtests():
    assert count('    ok 1 x\n    ok 2 y\n    1..2\nok 1 both\nok 2 other\n1..2\n') == (3, 0, 0)


def test_count_crash():
    assert count('1..3\nok 1 /a\n', result='ERROR', returncode=-11) == (1, 1, 0)
    assert count('', result='TIMEOUT', returncode=-15) == (0, 1, 0)
    assert count('1..1\nok 1 /a\n', result='ERROR', returncode=1) == (1, 1, 0)


def test_count_plain():
    assert count('any words\n') == (1, 0, 0)
    assert count('', result='FAIL', returncode=1) == (0, 1, 0)
    assert count('', result='SKIP', returncode=77) == (0, 0, 1)


def test_backtrace():
    runner = load('tests/run-tests.py')
    with tempfile.TemporaryDirectory() as folder:
        source, program = os.path.join(folder, 'place.c'), os.path.join(folder, 'place')
        with open(source, 'w', encoding='utf-8') as file:
            file.write('int\nknown_place (int a)\n{\n  return a + 1;\n}\n\nint\nmain (void)\n{\n  return known_place (-1);\n}\n')
        subprocess.run(['cc', '-g', '-O0', '-o', program, source], check=True)
        symbols = subprocess.run(['nm', program], capture_output=True, text=True, check=True).stdout.splitlines()
        address = next(int(line.split()[0], 16) for line in symbols if line.endswith(' known_place'))
        named = runner.name_frame('%s(+0x%x) [0x5555deadbeef]' % (program, address + 5))
        assert 'known_place at' in named and 'place.c:' in named, named
    for line in ('ok 1 /a', '/lib/libc.so.6(abort+0xd3) [0x7fff00001234]', '/nowhere(+0x12) [0x12]'):
        assert runner.name_frame(line) == line


def main():
    cases = [(name[5:], function) for name, function in globals().items() if name.startswith('test_')]
    failed = False
    print('1..%d' % len(cases))
    for number, (name, function) in enumerate(cases, 1):
        try:
            function()
            print('ok %d /dev/%s' % (number, name))
        except AssertionError:
            failed = True
            line = sys.exc_info()[2].tb_next.tb_lineno
            print('not ok %d /dev/%s\n# line %d' % (number, name, line))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
