#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the linters over the tree; the compiler's warnings were errors in the build folder already.

usage: lint.py SOURCE_ROOT BUILD
"""

import glob
import os
import re
import shutil
import subprocess
import sys

RNG = '/usr/share/gtk-4.0/gtk4builder.rng'


class Lint:
    def __init__(self):
        self.failed = 0

    def say(self, name, problems):
        self.failed += bool(problems)
        print('%-24s %s' % (name, 'problems' if problems else 'ok'))
        for problem in problems:
            print('  ' + problem)

    def run(self, name, *command):
        if not shutil.which(command[0]):
            print('%-24s skipped: %s is not installed' % (name, command[0]))
            return
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line and not line.startswith('ok ')]
        self.say(name, lines or ['status %d' % done.returncode] if done.returncode else [])


def tracked(root):
    try:
        output = subprocess.check_output(['git', '-C', root, 'ls-files', '-co', '--exclude-standard', '-z'], text=True)
        return [path for path in output.split('\0') if path and os.path.isfile(os.path.join(root, path))]
    except (OSError, subprocess.CalledProcessError):
        return [os.path.relpath(path, root) for path in glob.glob(root + '/**', recursive=True)
                if os.path.isfile(path) and '/build' not in path]


def check_white_space(root, paths):
    for path in paths:
        if not path.endswith(('.c', '.h', '.ui', '.css', '.py', '.sql', '.md', 'meson.build', '.in', '.xml')):
            continue
        with open(os.path.join(root, path), encoding='utf-8') as file:
            text = file.read()
        for number, line in enumerate(text.split('\n'), 1):
            if '\t' in line and path.endswith(('.c', '.h', '.ui', '.css', '.py', '.sql')):
                yield '%s:%d: a tab' % (path, number)
            if line != line.rstrip():
                yield '%s:%d: white space at the end' % (path, number)
        if text and not text.endswith('\n'):
            yield '%s: no line feed at the end' % path


def check_python(root, paths):
    for path in paths:
        if path.endswith('.py'):
            with open(os.path.join(root, path), encoding='utf-8') as file:
                try:
                    compile(file.read(), path, 'exec')
                except SyntaxError as error:
                    yield '%s:%s: %s' % (path, error.lineno, error.msg)


def check_relax_ng(root, paths):
    """What the schema can judge: it knows no templates of list items, whose element has no parent attribute."""
    for path in paths:
        if not path.endswith('.ui'):
            continue
        schema = ['--relaxng', RNG] if os.path.exists(RNG) else []
        with open(os.path.join(root, path), encoding='utf-8') as file:
            if re.search(r'<template class="GtkListItem"', file.read()):
                schema = []
        done = subprocess.run(['xmllint', '--noout', *schema, os.path.join(root, path)],
                              capture_output=True, text=True, check=False)
        if done.returncode != 0:
            yield from done.stderr.strip().splitlines()


def shell_scripts(root, paths):
    for path in paths:
        if '.' in os.path.basename(path) or os.path.islink(os.path.join(root, path)):
            continue
        with open(os.path.join(root, path), 'rb') as file:
            if file.readline().startswith(b'#!/bin/sh'):
                yield os.path.join(root, path)


def main():
    root, build = sys.argv[1:3]
    paths = tracked(root)
    lint = Lint()
    lint.say('compiler', [])
    lint.say('white space', list(check_white_space(root, paths)))
    lint.say('python', list(check_python(root, paths)))
    lint.say('ui files', list(check_relax_ng(root, paths)))
    lint.run('shell scripts', 'shellcheck', *shell_scripts(root, paths))
    lint.run('desktop file', 'desktop-file-validate', glob.glob(build + '/data/*.desktop')[0])
    lint.run('layers', sys.executable, os.path.join(root, 'tests/unit/test-layers.py'), root)
    sys.exit(1 if lint.failed else 0)


if __name__ == '__main__':
    main()
