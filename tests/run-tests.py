#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the tests of a build folder, each in a session of its own, and counts every case.

usage: run-tests.py [--timeout-multiplier N] BUILD [SUITE...]

Meson runs the programs; this reads what they reported, prints what failed, and ends with the line
"N passed, N failed, N skipped". The exit status is 0 only when nothing failed and something ran.
"""

import argparse
import json
import os
import re
import shlex
import subprocess
import sys

RESULT = re.compile(r'^(?P<indent>\s*)(?P<result>ok|not ok)\b\s*\d*\s*(?:-\s*)?(?P<rest>.*)$')
SKIP = re.compile(r'#\s*(?:SKIP|TODO)\b\s*(?P<reason>.*)$', re.IGNORECASE)
# As backtrace_symbols_fd() writes it: the file, what it knows of the function, and the address in the process.
FRAME = re.compile(r'^(?P<file>[^(]+)\((?P<function>[^+)]*)\+0x(?P<offset>[0-9a-f]+)\) ?\[0x[0-9a-f]+\]$')
PLAN = re.compile(r'^1\.\.(?P<count>\d+)\s*(?:#\s*SKIP\b\s*(?P<reason>.*))?$', re.IGNORECASE)


class Outcome:
    def __init__(self):
        self.passed = []
        self.failed = []
        self.skipped = []

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped


def read_cases(name, output):
    """The leaf results of a TAP stream. A line that sums up an indented subtest before it is not a case."""
    outcome = Outcome()
    planned = None
    depth = 0
    direct = 0
    for line in output.splitlines():
        plan = PLAN.match(line)
        if plan:
            planned = int(plan['count'])
            if plan['reason'] is not None and planned == 0:
                outcome.skipped.append((name, plan['reason']))
            continue
        found = RESULT.match(line)
        if not found:
            continue
        indent = len(found['indent'].expandtabs())
        direct += indent == 0
        sums_up = indent < depth
        depth = indent
        if sums_up and found['result'] == 'ok':
            continue
        skip = SKIP.search(found['rest'])
        title = '%s: %s' % (name, found['rest'].split(' # ')[0].strip())
        if skip:
            outcome.skipped.append((title, skip['reason']))
        elif found['result'] == 'ok':
            outcome.passed.append(title)
        else:
            outcome.failed.append(title)
    if planned is not None and direct < planned:
        outcome.failed.append('%s: ended after %d of %d cases' % (name, direct, planned))
    return outcome


def judge(record):
    """What one test program showed, from Meson's record of it."""
    name = record['name'].split(' / ')[-1]
    result = record['result']
    output = record.get('stdout', '') or ''
    outcome = Outcome()
    if RESULT.search(output) or re.search(r'(?m)^(ok|not ok|1\.\.)', output):
        outcome = read_cases(name, output)
    if result in ('FAIL', 'ERROR', 'TIMEOUT', 'INTERRUPT', 'UNEXPECTEDPASS') and not outcome.failed:
        outcome.failed.append('%s: %s, status %s' % (name, result.lower(), record.get('returncode')))
    if not (outcome.passed or outcome.failed or outcome.skipped):
        if result == 'SKIP':
            outcome.skipped.append((name, ''))
        elif result in ('OK', 'EXPECTEDFAIL'):
            outcome.passed.append(name)
        else:
            outcome.failed.append('%s: %s' % (name, result.lower()))
    return outcome


def name_frame(line):
    """A line of a backtrace with function, file and line number where they are to be had; any other line as it is."""
    found = FRAME.match(line)
    if not found or found['function'] or not os.path.exists(found['file']):
        return line
    # The address is where the function goes on after the call.
    address = hex(max(0, int(found['offset'], 16) - 1))
    try:
        done = subprocess.run(['addr2line', '-e', found['file'], '-f', '-i', '-p', '-C', address],
                              capture_output=True, text=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return line
    named = done.stdout.strip()
    return line if not named or named.startswith('??') else '  ' + named


def print_log(record):
    for stream in ('stdout', 'stderr'):
        lines = (record.get(stream) or '').splitlines()
        if not lines:
            continue
        print('--- %s, %s%s' % (record['name'], stream, ', the last 200 lines' if len(lines) > 200 else ''))
        print('\n'.join(name_frame(line) for line in lines[-200:]))


def run_meson(arguments, here):
    session = os.path.join(here, 'session')
    command = ['meson', 'test', '-C', arguments.build, '--no-rebuild', '--logbase', 'dev',
               '--timeout-multiplier', str(arguments.timeout_multiplier),
               '--num-processes', str(max(2, os.cpu_count() or 1)),
               '--wrapper', shlex.quote(session)]
    for suite in arguments.suites:
        command += ['--suite', suite]
    log = os.path.join(arguments.build, 'meson-logs', 'dev.json')
    if os.path.exists(log):
        os.remove(log)
    status = subprocess.call(command)
    # Meson names the file after the wrapper, as dev-session.json.
    for candidate in (log, os.path.join(arguments.build, 'meson-logs', 'dev-session.json')):
        if os.path.exists(candidate):
            log = candidate
            break
    else:
        return status, []
    with open(log, encoding='utf-8', errors='replace') as file:
        return status, [json.loads(line) for line in file if line.strip()]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--timeout-multiplier', type=int, default=1)
    parser.add_argument('build')
    parser.add_argument('suites', nargs='*')
    arguments = parser.parse_args()
    here = os.path.dirname(os.path.abspath(__file__))
    for stale in ('dev.json', 'dev-session.json'):
        path = os.path.join(arguments.build, 'meson-logs', stale)
        if os.path.exists(path):
            os.remove(path)

    status, records = run_meson(arguments, here)
    total = Outcome()
    for record in records:
        outcome = judge(record)
        if outcome.failed:
            print_log(record)
        total.add(outcome)

    slowest = sorted(records, key=lambda record: -record['duration'])[:8]
    print('\nslowest: ' + ', '.join('%s %.1f s' % (r['name'].split(' / ')[-1], r['duration']) for r in slowest))
    for title, reason in total.skipped:
        print('skipped: %s%s' % (title, ' (%s)' % reason if reason else ''))
    for title in total.failed:
        print('failed: %s' % title)
    print('%d passed, %d failed, %d skipped' % (len(total.passed), len(total.failed), len(total.skipped)))
    sys.stdout.flush()
    if total.failed or not records or (status != 0 and not total.failed):
        sys.exit(1)


if __name__ == '__main__':
    main()
