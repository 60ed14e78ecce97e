"""The application around the coding screen: keys, saving in the background, and every way out.

Decisions are durable when the session has recorded them; this module only sees to the checkpoint when nothing
happens, and that quitting, a signal, a vanished terminal or a crash ends the program at once, with the file
whole and the terminal restored.

It is a long module, because every way out has to see all that is open: the screens that lie on each other, what was
typed in each, the file and the terminal.
"""

from __future__ import annotations

import asyncio
import gc
import os
import select
import signal
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import App
from textual.worker import WorkerFailed

from postil.errors import PostilError
from postil.session.newcomer import is_new, told_of_newcomer
from postil.session.not_saved import in_brief
from postil.session.session import EditText, Quit, Redraw, Session
from postil.session.surroundings import Afterwards, OpenScreen
from postil.text.clean import visible
from postil.tui.paint.frame import Painter
from postil.tui.paint.viewport import Viewport
from postil.tui.screen import CodingView
from postil.tui.theme import looks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual import events
    from textual.app import ComposeResult, SystemCommand
    from textual.binding import BindingType
    from textual.screen import Screen

    from postil.model.coding import MemoKey
    from postil.session.commands import Keymap
    from postil.storage import StudyFile
    from postil.tui.screen import FramePainter

_IDLE_SECONDS = 2.0
"""After so long without a key the file is written and the reading place remembered."""
_PAINT_SECONDS = 0.05
"""After so long what was said is on the screen."""
_TERMINAL_CHECK_SECONDS = 0.4
_LAST_SECONDS = 0.8
"""How long an orderly end after a signal may take before the process ends itself."""
_NAMES = {
    "circumflex_accent": "^",
    "ctrl+i": "tab",
    "ctrl+m": "enter",
    "ctrl+j": "enter",
    "ctrl+h": "backspace",
    "ctrl+left_square_bracket": "escape",
}


class PostilApp(App[int]):
    """One study file in one screen: the coding screen, or another whose session and painter are like its."""

    CSS = "Screen { background: ansi_default; overflow: hidden hidden; }"
    BINDINGS: ClassVar[list[BindingType]] = []
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False

    def __init__(self, file: StudyFile, session: Session, painter: FramePainter, *, theme: str) -> None:
        no_color = "NO_COLOR" in os.environ
        super().__init__(ansi_color=True)
        self.file = file
        self.session = session
        self.painter = painter
        self.view = CodingView(painter, looks(theme, color=not no_color))
        self._below: list[tuple[Session, FramePainter]] = []
        """The screens that leaving this one comes back to, the next one last."""
        self.crash: BaseException | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._leaving = False
        self._news: list[str] = []
        """What the file had to say and was not shown yet."""
        if is_new(session):
            session.say(told_of_newcomer(session))
        self._tell()

    # ---- what Textual offers and a study must not have ----

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:  # noqa: ARG002
        """No commands of Textual's own: its screenshot would write transcript text to a file."""
        return ()

    def copy_to_clipboard(self, text: str) -> None:
        """Nothing: OSC 52 would carry transcript text to the user's own computer."""

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """Nothing: see ``get_system_commands``."""

    def _set_pointer_shape(self, shape: str) -> None:
        """Nothing: OSC 22 is for a mouse, and GNU screen and old terminals print it as text."""

    # ---- life ----

    def compose(self) -> ComposeResult:
        """The one widget."""
        yield self.view

    def on_mount(self) -> None:
        """Take signals and watch the terminal."""
        self.view.focus()
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._failed_meanwhile)
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
                loop.add_signal_handler(number, self._signalled, number)
            self._watch_terminal()
        self.app_resume_signal.subscribe(self, lambda _: self.call_later(self.view.redraw))
        self.call_after_refresh(self._painted)

    def _watch_terminal(self) -> None:
        """Leave when the terminal is gone, also where SIGHUP is ignored."""
        poll = select.poll()
        poll.register(sys.__stdin__.fileno() if sys.__stdin__ else 0, 0)
        loop = asyncio.get_running_loop()

        def check() -> None:
            if any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poll.poll(0)):
                self._signalled(signal.SIGHUP)
            elif not self._leaving:
                loop.call_later(_TERMINAL_CHECK_SECONDS, check)

        loop.call_later(_TERMINAL_CHECK_SECONDS, check)

    def _signalled(self, number: int) -> None:
        """Save, restore the terminal and end; at once where the terminal takes nothing any more."""
        if self._leaving:
            return
        self._leaving = True
        self._close()
        timer = threading.Timer(_LAST_SECONDS, os._exit, (128 + number,))
        timer.daemon = True
        timer.start()
        self.exit(128 + number)

    def _close(self) -> None:
        for session in (self.session, *(below for below, _ in self._below)):
            self._keep_typed(session)
        with suppress(PostilError):  # the place is a comfort; what was decided is in the journal already
            self.session.remember_place()
        try:
            self.file.close()
        except PostilError as error:
            self.crash = self.crash or error

    def _keep_typed(self, session: Session) -> None:
        try:
            session.keep_typed()
        except PostilError as error:
            self.crash = self.crash or error

    def _painted(self) -> None:
        """The first frame is on the screen: the collector works again, on what is made from now on."""
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        self._load_rest()

    @work(thread=True, exclusive=True, group="load")
    def _load_rest(self) -> None:
        """Read what the first screen did not need, in a thread, and then take it in."""
        from postil.session import verbs  # noqa: F401, PLC0415 - so that the first key does not wait for it

        self.file.prepare_rest()
        self.call_from_thread(self._loaded)

    def _loaded(self) -> None:
        self.file.complete()
        self._show()

    # ---- keys ----

    async def on_event(self, event: events.Event) -> None:
        """Hand keys and pasted text to the session before any binding sees them."""
        from textual import events as kinds  # noqa: PLC0415 - a name for the class checks below

        if isinstance(event, kinds.Key):
            event.stop()
            event.prevent_default()
            self.press(event)
        elif isinstance(event, kinds.Paste):
            event.stop()
            self.session.paste(event.text)
            self._after_key()
        else:
            await super().on_event(event)

    def press(self, event: events.Key) -> None:
        """Take one key in and paint what it changed."""
        key = _NAMES.get(event.key, event.key)
        if event.character and event.is_printable and key not in {"space", "tab", "enter"}:
            key = event.character
        if key == "ctrl+z":
            self._pause()
            return
        if self.painter.too_small(*self.size) and not self._quits(key):
            return  # nobody should code what cannot be seen
        for effect in self.session.press(key):
            match effect:
                case Quit() if self._below:
                    self._back()
                case Quit():
                    self._quit()
                    return
                case OpenScreen():
                    self._open(effect)
                case Redraw():
                    self.view.redraw()
                case EditText(target, text):
                    self._edit(target, text)
                case Afterwards(act):
                    asyncio.get_running_loop().call_later(_PAINT_SECONDS, self._afterwards, act)
        self._after_key()

    def _afterwards(self, act: Callable[[], None]) -> None:
        """Do what takes long, now that the screen says that it does."""
        if self._leaving:
            return
        try:
            act()
        except PostilError as error:
            self.session.say(in_brief(error), alarm=True)
        self._show()

    def _open(self, wanted: OpenScreen) -> None:
        """Go to another screen, with this one below it; or back to the coding screen, if that is below."""
        back = wanted.name == "coding" and wanted.place is not None and not wanted.above
        if back and any(type(s) is Session for s, _ in self._below):
            while type(self.session) is not Session:
                if not self._back():
                    return
            assert wanted.place is not None
            self.session.jump(wanted.place)
            self.session.explain(wanted.code)
            self.view.show(self.painter)
            return
        from postil.tui.screens import leads_back, screen_of  # noqa: PLC0415 - when a key asks for it

        if self._below and leads_back(wanted, self._below[-1][0]):
            self._back()
            return
        try:
            session, painter = screen_of(wanted, self.file, self.session)
        except PostilError as error:
            self.session.say(in_brief(error), alarm=True)
            return
        session.asked = self.session.asked
        self._below.append((self.session, self.painter))
        self._show_screen(session, painter)

    def _back(self) -> bool:
        """Leave this screen for the one below; whether what was typed in it could be kept."""
        left = self.session
        try:
            left.keep_typed()
        except PostilError as error:
            left.say(in_brief(error), alarm=True)
            return False
        session, painter = self._below.pop()
        session.not_recorded, session.not_written = left.not_recorded, left.not_written
        session.kept += left.kept
        session.resumed()
        self._show_screen(session, painter)
        return True

    def _show_screen(self, session: Session, painter: FramePainter) -> None:
        self.session, self.painter = session, painter
        self.view.show(painter)

    def _quits(self, key: str) -> bool:
        command = self.session.keymap.command(key)
        return command is not None and command.id == "program.quit"

    def _tell(self) -> None:
        """Say the next thing that the file has to say, where nothing else is said."""
        self._news += self.file.news()
        if self._news and not self.session.message:
            self.session.say(self._news.pop(0))

    def _show(self) -> None:
        self._tell()
        self.view.update()

    def _after_key(self) -> None:
        self._show()
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(_IDLE_SECONDS, self._save_idle)

    def _quit(self) -> None:
        self._leaving = True
        self._close()
        self.exit(0)

    def _pause(self) -> None:
        if not self.file.read_only:
            try:
                self.file.checkpoint()
            except PostilError as error:
                self._not_written(error)
            else:
                self._written()
        self.action_suspend_process()

    # ---- saving ----

    def _save_idle(self) -> None:
        """When the coder has paused: remember the place, and write the file in a thread."""
        if self._leaving or self.session.read_only:
            return
        try:
            self.session.remember_place()
        except PostilError as error:
            self.session.say(in_brief(error), alarm=True)
            self._show()
            return
        if self.file.unsaved:
            self._checkpoint()

    @work(thread=True, exclusive=True, group="save")
    def _checkpoint(self) -> None:
        try:
            self.file.checkpoint()
        except PostilError as error:
            self.call_from_thread(self._not_written, error)
        else:
            self.call_from_thread(self._written)

    def _written(self) -> None:
        self.session.not_written = ""
        self._show()

    def _not_written(self, error: PostilError) -> None:
        cause = error.__cause__
        reason = cause.strerror if isinstance(cause, OSError) and cause.strerror else error.message
        why = "; ".join(filter(None, (reason, error.hint)))
        self.session.not_written = f"saved in the journal, file not written: {why}"
        self.session.say(self.session.not_written, alarm=True)
        self._show()

    # ---- the user's own editor ----

    def _edit(self, target: MemoKey, text: str) -> None:
        from postil.tui.editor import edited  # noqa: PLC0415 - rarely used

        with self.suspend():
            try:
                new = edited(text, self.file.path)
            except PostilError as error:
                self.session.say(in_brief(error), alarm=True)
                new = None
        self.view.redraw()
        if new is not None and new != text:
            try:
                self.session.set_memo(target, new)
            except PostilError as error:
                self.session.say(in_brief(error), alarm=True)

    # ---- a crash ----

    def _fatal_error(self) -> None:
        """Leave without Textual's traceback, which would print local variables and so transcript text."""
        self.crash = sys.exc_info()[1]
        self._close_messages_no_wait()

    def _failed_meanwhile(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Leave after a fault in what the loop called, such as a timer; asyncio would print it and go on."""
        error = context.get("exception")
        if isinstance(error, Exception):
            self._handle_exception(error)

    def _handle_exception(self, error: Exception) -> None:
        self._return_code = 1
        self.crash = error.error if isinstance(error, WorkerFailed) else error
        self._exception = error
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        """Nothing: ``run_coding`` says what happened, in four lines without any text of the study."""


def run_coding(
    file: StudyFile,
    *,
    coder: str | None,
    keymap: Keymap | None = None,
    theme: str = "ansi",
    mouse: bool = False,
    auto_advance: bool = False,
) -> int:
    """Draw the coding screen until the user leaves; the file is closed then. Returns the exit status.

    Raises:
        PostilError: the study has nothing to code, or the file could not be written at the end.
    """
    viewport = Viewport()
    session = Session(file, coder=coder, keymap=keymap, view=viewport, auto_advance=auto_advance)
    return run_app(PostilApp(file, session, Painter(session, viewport), theme=theme), mouse=mouse)


def run_app(app: PostilApp, *, mouse: bool) -> int:
    """Draw a screen until the user leaves; its file is closed then. Returns the exit status.

    Raises:
        PostilError: the file could not be written at the end.
    """
    session = app.session
    status = app.run(mouse=mouse)
    failed = app.crash
    if failed is not None and not isinstance(failed, PostilError):
        with suppress(Exception):  # the failure that is reported is the first one
            app._close()
    if session.kept:
        from postil.session.memos import what_was_kept  # noqa: PLC0415 - rarely needed

        with suppress(OSError):  # the terminal may be gone
            sys.stderr.write(f"postil: {session.drafts_are} kept: {visible(what_was_kept(session))}\n")
    if isinstance(failed, PostilError):
        raise failed
    return report_crash(failed) if failed is not None else status or 0


def report_crash(error: BaseException) -> int:
    """Say on standard error that the program has failed, in four lines without any text of the study; returns 1."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    where = f"{Path(last[0].filename).name}:{last[0].lineno}" if last else "an unknown place"
    sys.stderr.write(
        f"postil: the program failed ({type(error).__name__} at {where}); this is a fault of Postil, not yours\n"
        f"Everything that was shown as saved is in the study and its journal.\n"
        f"Open the study again to go on; `postil check` looks it over.\n"
        f"Please report the first line; it holds nothing of your study.\n"
    )
    return 1
