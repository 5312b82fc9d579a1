#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the benchmarks of a build folder and shows a line a figure.

usage: run-bench.py BUILD [--list] [NAME...]

NAME is a benchmark or the beginning of a figure's name. All figures go to BUILD/bench.json too.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time

GOAL = re.compile(r'^(?P<sign><=|>=|≤|≥)\s*(?P<plus>\+?)\s*(?P<number>[\d.]+)\s*(?P<times>x|×)?')


def number(text):
    try:
        return float(text)
    except ValueError:
        return None


def is_met(ours, theirs, goal):
    """True or False, None where the goal cannot be judged."""
    found = GOAL.match(goal)
    if not found or ours is None:
        return None
    value = ours
    if found['times']:
        if not theirs:
            return None
        value = ours / theirs
    elif found['plus']:
        if theirs is None:
            return None
        value = ours - theirs
    limit = float(found['number'])
    return value <= limit if found['sign'] in ('<=', '≤') else value >= limit


def benchmarks(build):
    output = subprocess.check_output(['meson', 'introspect', '--benchmarks', build])
    return json.loads(output)


def run(build, entry):
    """Yields the figures that a benchmark prints, as they come."""
    session = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'session')
    environment = dict(os.environ, **entry['env'])
    # Keys reach a window only where a window manager gives it the focus; the others are measured without one.
    types_keys = any('first-sale' in part for part in entry['cmd'])
    command = [session, '--framebuffer'] + (['--windows'] if types_keys else []) + entry['cmd']
    process = subprocess.Popen(command, cwd=entry.get('workdir') or build, env=environment,
                               stdout=subprocess.PIPE, text=True, errors='replace')
    with process.stdout:
        for line in process.stdout:
            fields = line.rstrip('\n').split('\t')
            if len(fields) == 5:
                yield fields
            elif line.strip():
                print('# ' + line.rstrip('\n'), file=sys.stderr)
    if process.wait() != 0:
        raise RuntimeError('%s ended with status %d' % (entry['name'], process.returncode))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('build')
    parser.add_argument('names', nargs='*')
    parser.add_argument('--list', action='store_true')
    arguments = parser.parse_args()

    entries = benchmarks(arguments.build)
    if arguments.list:
        for entry in entries:
            print(entry['name'])
        return
    wanted = [e for e in entries
              if not arguments.names or any(e['name'] in (n, 'bench-' + n) for n in arguments.names)]
    if not wanted:
        sys.exit('no such benchmark; --list names them')

    figures = []
    trouble = False
    row = '%-44s %12s %12s %9s  %-12s %s'
    print(row % ('name', 'ours', 'theirs', 'ratio', 'goal', ''))
    for entry in wanted:
        try:
            for name, ours, theirs, unit, goal in run(arguments.build, entry):
                our_value, their_value = number(ours), number(theirs)
                ratio = our_value / their_value if our_value is not None and their_value else None
                met = is_met(our_value, their_value, goal)
                print(row % (name, '%s %s' % (ours, unit), theirs if their_value is None else '%s %s' % (theirs, unit),
                             '-' if ratio is None else '%.3f' % ratio, goal,
                             {True: 'met', False: 'MISSED', None: ''}[met]), flush=True)
                figures.append({'benchmark': entry['name'], 'name': name, 'ours': our_value, 'theirs': their_value,
                                'unit': unit, 'ratio': ratio, 'goal': goal, 'met': met})
        except RuntimeError as error:
            print('# %s' % error, file=sys.stderr)
            trouble = True
    with open(os.path.join(arguments.build, 'bench.json'), 'w', encoding='utf-8') as file:
        json.dump({'time': time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime()), 'processors': os.cpu_count(),
                   'figures': figures}, file, indent=2, ensure_ascii=False)
        file.write('\n')
    sys.exit(1 if trouble else 0)


if __name__ == '__main__':
    main()
