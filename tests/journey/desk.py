# SPDX-License-Identifier: GPL-3.0-or-later
"""What the journeys share: start Counterfoil, read it by its accessible names, type and click, ask PostgreSQL.

Nothing here waits for a fixed time: everything is polled until a deadline. Only what a person could see is read from the
window (AT-SPI), and only what a person could do is done to it (X keys and clicks by xdotool); what was sold is read by
psql with the program's own connection string.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import traceback

DEADLINE = 300
# A case that stands still in something without a deadline of its own fails here, and tells where it stood.
CASE_DEADLINE = 1500
# What a widget without a name of its own says.
WIDGET = re.compile(r'^(Gtk|Adw|Cf)[A-Z][A-Za-z]+$')
# What a library says on the program's stderr is a mistake of the program.
COMPLAINT = re.compile(r'\b(G[dst]k|GLib|GLib-[A-Za-z]+|Adwaita|Pango)-(WARNING|CRITICAL|ERROR)\b')


class Skip(Exception):
    """A part that the journey needs is not on this machine."""


def wait_for(what, look, deadline=DEADLINE):
    """The first true value of look()."""
    end = time.monotonic() + deadline
    while True:
        value = look()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError('waited %d s for %s' % (deadline, what))
        time.sleep(0.02)


def equal(ours, theirs, what):
    if ours != theirs:
        raise AssertionError('%s: %r, expected %r' % (what, ours, theirs))


def require():
    """Everything a journey needs, or Skip with the reason."""
    for program in ('xdotool', 'openbox', 'psql'):
        if not shutil.which(program):
            raise Skip('%s is not installed' % program)
    if not os.environ.get('DISPLAY'):
        raise Skip('there is no display')
    try:
        import gi
        gi.require_version('Atspi', '2.0')
        from gi.repository import Atspi
    except (ImportError, ValueError):
        raise Skip('python3-gi and gir1.2-atspi-2.0 are not installed') from None
    # By itself it takes a program that does not answer within 0.8 s for one without widgets: on a busy machine that is any.
    Atspi.set_timeout(DEADLINE * 1000, DEADLINE * 1000)


def shared(path):
    """A file of the data for trying out, which lies beside the source tree; Skip where it does not."""
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
    found = os.path.normpath(os.path.join(root, '..', 'shared', 'data', path))
    if not os.path.exists(found):
        raise Skip('../shared/data/%s is not there' % path)
    return found


def is_long():
    return os.environ.get('CF_TEST_LONG') == '1'


def xdotool(*arguments):
    subprocess.run(['xdotool', *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


def type_text(text):
    """Types @text as a scanner would: without a pause; a line feed is the Enter key."""
    for index, part in enumerate(text.split('\n')):
        if index > 0:
            xdotool('key', 'Return')
        if part:
            xdotool('type', '--delay', '1', '--', part)


def scan(code, end='Return'):
    """As a scanner does: the key that ends the code comes at its pace, too."""
    xdotool('type', '--args', '1', '--delay', '5', code, 'key', '--delay', '5', end)


def type_by_hand(text):
    """Types @text as slowly as no scanner does."""
    xdotool('type', '--delay', '150', '--', text)


def press(*keys):
    xdotool('key', '--delay', '5', *keys)


def send(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def processes():
    return [int(name) for name in os.listdir('/proc') if name.isdigit()]


def parent_of(pid):
    try:
        with open('/proc/%d/stat' % pid, encoding='utf-8', errors='replace') as file:
            return int(file.read().rpartition(')')[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def is_alive(pid):
    try:
        with open('/proc/%d/stat' % pid, encoding='utf-8', errors='replace') as file:
            return file.read().rpartition(')')[2].split()[0] not in 'ZX'
    except (FileNotFoundError, ProcessLookupError):
        return False


class Cover:
    """A window of another program before ours."""

    def __enter__(self):
        self.process = subprocess.Popen(['display', '-size', '1200x900', 'xc:gray'])

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def is_gone(error):
    """Whether a widget went away while it was looked at."""
    return type(error).__module__ == 'gi.repository.GLib' or type(error).__name__ in ('GError', 'Error')


class Node:
    """A widget as assistive technology sees it."""

    def __init__(self, accessible, desk):
        self.accessible = accessible
        self.desk = desk

    @property
    def name(self):
        """What it is called. GTK 4.8 says the text of a button with a label of its own twice, and the mark of its mnemonic."""
        name = self.accessible.get_name() or ''
        if '_' in name and self.role == 'button':
            name = name.replace('_', '')
        half = len(name) // 2
        return name[:half] if len(name) % 2 == 1 and name[half] == ' ' and name[:half] == name[half + 1:] else name

    @property
    def role(self):
        """As newer versions of AT-SPI call it."""
        name = self.accessible.get_role_name()
        return 'button' if name == 'push button' else name

    def has(self, state):
        from gi.repository import Atspi
        return self.accessible.get_state_set().contains(getattr(Atspi.StateType, state.upper()))

    def text(self):
        from gi.repository import Atspi
        interface = self.accessible.get_text_iface()
        return Atspi.Text.get_text(interface, 0, Atspi.Text.get_character_count(interface)) if interface else ''

    def place(self):
        """(x, y, width, height) on the screen."""
        from gi.repository import Atspi
        box = self.accessible.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        left, top = self.desk.origin(self.accessible)
        return left + box.x, top + box.y, box.width, box.height

    def children(self):
        for index in range(self.accessible.get_child_count()):
            child = self.accessible.get_child_at_index(index)
            if child is not None:
                yield Node(child, self.desk)

    def walk(self, limit=60):
        """Everything below, leaving out what is hidden and the far rows of long lists."""
        for index, child in enumerate(self.children()):
            if index >= limit:
                return
            try:
                if not child.has('visible'):
                    continue
                yield child
                yield from child.walk(limit)
            except Exception as error:
                if not is_gone(error):
                    raise

    def fits(self, role, name, contains):
        return ((role is None or self.role == role) and (name is None or self.name == name) and
                (contains is None or contains in self.name))

    def all(self, role=None, name=None, contains=None):
        for node in self.walk():
            try:
                fits = node.fits(role, name, contains)
            except Exception as error:
                if not is_gone(error):
                    raise
                fits = False
            if fits:
                yield node

    def find(self, role=None, name=None, contains=None):
        return next(self.all(role, name, contains), None)

    def click(self):
        x, y, width, height = self.place()
        xdotool('mousemove', x + width // 2, y + height // 2, 'click', 1)


class Desk:
    """One Counterfoil with its window."""

    def __init__(self, program, *arguments):
        self.program = program
        self.arguments = arguments
        self.process = None
        self.kept = {}
        self.conninfo = None
        self.frozen = []
        self.dying = False
        self.log = os.path.join(os.environ['CF_SESSION'], 'counterfoil.log')

    def start(self, deadline=DEADLINE):
        # Where it rests over the window a tooltip opens, which is a window, too.
        xdotool('mousemove', 0, 0)
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen([self.program, *self.arguments], stdout=log, stderr=log)
        self.kept = {}
        wait_for('the window', self.window, deadline)
        wait_for('the keyboard', self.has_keyboard, deadline)
        return self

    def has_keyboard(self):
        """Whether the window manager gives the keys to this program."""
        done = subprocess.run(['xdotool', 'getactivewindow', 'getwindowpid'], capture_output=True, text=True, check=False)
        return done.stdout.strip() == str(self.process.pid)

    def count_windows(self):
        """Those that are on the screen."""
        done = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid), '--name', '.'],
                              capture_output=True, text=True, check=False)
        return len(done.stdout.split())

    def application(self):
        from gi.repository import Atspi
        if self.process.poll() is not None:
            raise AssertionError('the program ended with status %d\n%s' % (self.process.returncode, self.read_log()))
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(index)
            if child is not None and child.get_process_id() == self.process.pid and child.get_child_count() > 0:
                return Node(child, self)
        return None

    def window(self):
        """The window on top: a dialog where one is open."""
        application = self.application()
        if application is None:
            return None
        windows = [node for node in application.children() if node.has('showing')]
        return windows[-1] if windows else None

    def origin(self, accessible):
        """Where to count from for what is in the window that holds @accessible."""
        from gi.repository import Atspi
        top = accessible
        while top.get_parent() is not None and top.get_parent().get_role_name() != 'application':
            top = top.get_parent()
        box = top.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        # xdotool finds nothing where a window, of a tooltip say, goes away while it looks.
        left, top = wait_for('the X window of %s' % top.get_name(), lambda: self.place_of_window(box))
        # Newer versions of GTK count the frame around the window in, and add it to all that is in the window with the wrong sign.
        return left - 2 * box.x, top - 2 * box.y

    def place_of_window(self, box):
        """Where the window that fits around @box best begins, None where there is none."""
        ids = subprocess.run(['xdotool', 'search', '--onlyvisible', '--pid', str(self.process.pid)],
                             capture_output=True, text=True, check=False).stdout.split()
        best = None
        for number in ids:
            shell = subprocess.run(['xdotool', 'getwindowgeometry', '--shell', number],
                                   capture_output=True, text=True, check=False).stdout
            geometry = dict(line.split('=') for line in shell.split() if '=' in line)
            if 'WIDTH' not in geometry:
                continue
            width, height = int(geometry['WIDTH']), int(geometry['HEIGHT'])
            spare = (width - box.width) + (height - box.height)
            if width >= box.width and height >= box.height and (best is None or spare < best[0]):
                best = (spare, int(geometry['X']) + (width - box.width) // 2, int(geometry['Y']) + (height - box.height) // 2)
        return best[1:] if best else None

    def find(self, role=None, name=None, contains=None):
        window = self.window()
        return window.find(role, name, contains) if window else None

    def keep(self, key, found):
        """The first node for which found() holds; looked for once, then remembered until it goes away."""
        node = self.kept.get(key)
        if node is None:
            window = self.window()
            node = next((each for each in window.walk() if found(each)), None) if window else None
            if node is not None:
                self.kept[key] = node
        return node

    def read(self, key, found):
        """The name of such a node, '' where there is none."""
        if self.process.poll() is not None:
            raise AssertionError('the program is gone')
        node = self.keep(key, found)
        try:
            return node.name if node else ''
        except Exception as error:
            if not is_gone(error):
                raise
            self.kept.pop(key, None)
            return ''

    def all_named(self, name):
        window = self.window()
        return list(window.all(name=name)) if window else []

    def cell(self, name):
        """The first cell of a table that says @name."""
        return next((node for node in self.all_named(name) if node.accessible.get_parent().get_role_name() == 'table cell'), None)

    def sensitive(self, role=None, name=None):
        node = self.find(role, name)
        return node if node and node.has('sensitive') else None

    def await_node(self, role=None, name=None, contains=None, deadline=DEADLINE):
        what = ' '.join(part for part in (role, name, contains) if part)
        return wait_for(what, lambda: self.find(role, name, contains), deadline)

    def names(self):
        """Everything that can be read in the window, for messages and for searching words in it."""
        window = self.window()
        names = [node.name for node in window.walk()] if window else []
        return [name for name in names if name and not WIDGET.match(name)]

    def says(self, words):
        return any(words in name for name in self.names())

    def await_words(self, words, deadline=DEADLINE):
        try:
            wait_for('the words “%s”' % words, lambda: self.says(words), deadline)
        except AssertionError as error:
            raise AssertionError('%s; the window says: %s' % (error, self.names())) from None

    def focused(self):
        window = self.window()
        return next((node for node in window.walk() if node.has('focused')), None) if window else None

    def focus_by_tab(self, wanted, most=40):
        """Presses Tab until @wanted has the focus."""
        for _ in range(most):
            if wanted.has('focused'):
                return
            press('Tab')
            self.settle()
        raise AssertionError('%s cannot be reached with the Tab key' % wanted.name)

    def settle(self):
        """Until the window says the same twice in a row."""
        last = None

        def same():
            nonlocal last
            before, last = last, self.names()
            return before == last
        wait_for('a quiet window', same)

    def has_server(self):
        """Whether the server answers, through the program's own connection string."""
        try:
            return self.psql('select 1') == ['1']
        except AssertionError:
            return False

    def kill_server(self):
        for pid in self.server_pids()[:1]:
            send(pid, signal.SIGKILL)

    def read_log(self):
        with open(self.log, encoding='utf-8', errors='replace') as file:
            return file.read()

    def complaints(self):
        return [line for line in self.read_log().splitlines() if COMPLAINT.search(line)] if os.path.exists(self.log) else []

    def run(self, *arguments, check=True):
        """The program's command line."""
        done = subprocess.run([self.program, *arguments], capture_output=True, text=True, check=False, timeout=300)
        if check and done.returncode != 0:
            raise AssertionError('%s ended with %d\n%s%s' % (arguments, done.returncode, done.stdout, done.stderr))
        return done

    def connection(self):
        """Asked for once: while the server is down, asking would start it."""
        if self.conninfo is None:
            self.conninfo = self.run('--print-connection', 'sales').stdout.strip()
        return self.conninfo

    def psql(self, sql, database=None):
        """Rows of text, as psql shows them."""
        connection = self.connection() + (' dbname=%s' % database if database else '')
        done = subprocess.run(['psql', '-XAtq', '-F', '|', '-v', 'ON_ERROR_STOP=1', '-d', connection, '-c', sql],
                              capture_output=True, text=True, check=False, timeout=120)
        if done.returncode != 0:
            raise AssertionError('psql: %s' % done.stderr)
        return done.stdout.splitlines()

    def server_pids(self):
        """The server's main process and its children."""
        with subprocess.Popen(['psql', '-XAtq', '-d', self.connection()], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True, bufsize=1) as session:
            session.stdin.write('select pg_backend_pid();\n')
            answer = session.stdout.readline()
            main = parent_of(int(answer)) if answer else None
            session.stdin.close()
        if not main:
            raise AssertionError('the server does not answer')
        return [main] + [pid for pid in processes() if parent_of(pid) == main]

    def freeze_server(self):
        self.frozen = self.server_pids()
        for pid in self.frozen:
            send(pid, signal.SIGSTOP)

    def thaw_server(self):
        for pid in self.frozen:
            send(pid, signal.SIGCONT)
        self.frozen = []

    def kill(self):
        self.process.kill()
        self.process.wait()

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()


def screenshot(name, program):
    folder = os.path.normpath(os.path.join(os.path.dirname(program), '..', '..', 'journeys'))
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, name.strip('/').replace('/', '-') + '.png')
    done = subprocess.run(['import', '-window', 'root', path], check=False, capture_output=True)
    return path if done.returncode == 0 else 'no picture'


def show_failure(name, desk):
    """What the window was like when the case failed."""
    print('# screen: %s' % screenshot(name, desk.program))
    try:
        print('# window: %s' % desk.names())
        for line in desk.read_log().splitlines()[-40:]:
            print('# log: ' + line)
    except Exception as error:
        print('# %s' % error)


def give_up(*_):
    raise AssertionError('the case took longer than %d s' % CASE_DEADLINE)


def run_cases(program, cases, needs):
    """Runs [(name, function of the Desk)], prints TAP, returns the exit status. Each case gets a new home. @needs: as require() is."""
    print('1..%d' % len(cases), flush=True)
    failed = 0
    signal.signal(signal.SIGALRM, give_up)
    for number, (name, function) in enumerate(cases, 1):
        desk = Desk(program)
        begin = time.monotonic()
        try:
            signal.alarm(0 if is_long() else CASE_DEADLINE)
            needs()
            new_home(number)
            function(desk)
            desk.close()
            equal(desk.complaints(), [], 'what the libraries complain of')
            print('ok %d %s' % (number, name))
        except Skip as reason:
            print('ok %d %s # SKIP %s' % (number, name, reason))
        except Exception:  # every failure of a journey is one failed case
            failed += 1
            print('not ok %d %s' % (number, name))
            for line in traceback.format_exc().splitlines():
                print('# ' + line)
            if desk.process:
                show_failure(name, desk)
        finally:
            signal.alarm(0)
            # A case that stopped the server and failed must not leave it stopped.
            desk.thaw_server()
            desk.close()
        print('# %.1f s' % (time.monotonic() - begin), flush=True)
    return 1 if failed else 0


def new_home(number):
    base = os.path.join(os.environ['CF_SESSION'], 'journey-%d' % number)
    os.environ['HOME'] = base
    for name in ('CONFIG', 'DATA', 'CACHE', 'STATE'):
        os.environ['XDG_%s_HOME' % name] = os.path.join(base, name.lower())
    settings = os.path.join(base, 'config', 'gtk-4.0')
    os.makedirs(settings)
    with open(os.path.join(settings, 'settings.ini'), 'w', encoding='utf-8') as file:
        # A cursor that blinks tells of a field that was hidden or removed while it had the focus.
        file.write('[Settings]\ngtk-enable-animations=false\ngtk-cursor-blink=true\n')
    # The server of a program that runs as root works as another user.
    os.chmod(base, 0o711)


def main(cases, needs=require):
    sys.exit(run_cases(os.path.abspath(sys.argv[1]), cases, needs))
