#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From exec to the first frame: Counterfoil against an empty AdwApplicationWindow.

usage: bench-startup.py COUNTERFOIL EMPTY

Both are watched from outside, in the X server's frame buffer ($CF_FRAMEBUFFER): the first frame is there when a pixel
has another colour. The runs alternate, and medians are compared. A fresh person has an empty home each time; a
returning one has a shop on the private server already.
"""

import mmap
import os
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time

RUNS = 15
DEADLINE = 30
# Where the pixels are looked at: left of the middle of a window that stands at the top left corner, every 20 lines.
LEFT, WIDTH, LINES = 100, 400, range(10, 600, 20)


class Screen:
    def __init__(self, path):
        self.file = open(path, 'rb')
        self.map = mmap.mmap(self.file.fileno(), 0, prot=mmap.PROT_READ)
        header = struct.unpack('>25I', self.map[:100])
        bytes_per_pixel = header[11] // 8
        pixels = header[0] + header[19] * 12
        self.spans = [(pixels + y * header[12] + LEFT * bytes_per_pixel,
                       pixels + y * header[12] + (LEFT + WIDTH) * bytes_per_pixel) for y in LINES]

    def look(self):
        return b''.join(self.map[start:end] for start, end in self.spans)


def home_environment(home):
    environment = dict(os.environ, HOME=home)
    for name in ('config', 'data', 'cache', 'state'):
        environment['XDG_%s_HOME' % name.upper()] = os.path.join(home, name)
    return environment


def end(pid):
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if os.waitpid(pid, os.WNOHANG)[0]:
            return
        time.sleep(0.01)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def first_frame(screen, command, home):
    """Milliseconds from exec to the first pixel."""
    environment = home_environment(home)
    before = screen.look()
    start = time.monotonic_ns()
    pid = os.posix_spawn(command[0], command, environment)
    try:
        while screen.look() == before:
            if time.monotonic_ns() - start > DEADLINE * 1e9:
                raise SystemExit('%s drew nothing in %d s' % (command[0], DEADLINE))
            time.sleep(0.0005)
        return (time.monotonic_ns() - start) / 1e6
    finally:
        end(pid)
        settle(screen)


def settle(screen):
    """Until nothing changes any more: the window of the program that ended is gone."""
    last, since = screen.look(), time.monotonic()
    while time.monotonic() - since < 0.3:
        time.sleep(0.02)
        now = screen.look()
        if now != last:
            last, since = now, time.monotonic()


def compare(screen, name, ours, theirs, new_home):
    figures = {'ours': [], 'theirs': []}
    for turn in range(RUNS + 1):
        for who, command in (('ours', ours), ('theirs', theirs)):
            home = new_home()
            elapsed = first_frame(screen, command, home)
            # The first turn fills the caches of the file system.
            if turn > 0:
                figures[who].append(elapsed)
    print('%s\t%.1f\t%.1f\tms\t<=1.3x' % (name, statistics.median(figures['ours']), statistics.median(figures['theirs'])),
          flush=True)


def main():
    ours, theirs = [os.path.abspath(sys.argv[1])], [os.path.abspath(sys.argv[2])]
    screen = Screen(os.environ['CF_FRAMEBUFFER'])
    base = tempfile.mkdtemp(dir=os.environ['HOME'])
    count = 0

    def fresh_home():
        nonlocal count
        count += 1
        shutil.rmtree(os.path.join(base, str(count - 1)), ignore_errors=True)
        home = os.path.join(base, str(count))
        os.mkdir(home)
        return home

    compare(screen, 'startup-fresh', ours, theirs, fresh_home)

    returning = os.path.join(base, 'returning')
    os.mkdir(returning)
    subprocess.run([ours[0], '--set-up', 'Corner Shop', '--currency', 'GBP'], env=home_environment(returning), check=True,
                   stdout=subprocess.DEVNULL)
    compare(screen, 'startup-returning', ours, theirs, lambda: returning)


if __name__ == '__main__':
    main()
