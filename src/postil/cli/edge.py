"""The edge of the process: guards, error messages, exit statuses.

Invariant: whatever happens inside, the process ends with 0, 1 (not done, or the answer is no), 2 (wrong use) or 128 + a
signal, and with no more on stderr than a few cleaned lines; text of a study or local variables are never among them.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import threading
from typing import TYPE_CHECKING

from postil.cli.output import talk
from postil.errors import PostilError, QueryError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    import click

COMPLETE_VARIABLE = "_POSTIL_COMPLETE"
DONE, NOT_DONE, WRONG_USE, INTERRUPTED = 0, 1, 2, 130

_open_study = ""


def note_open_study(path: object) -> None:
    """Remember which study is being written, so that a crash can say where its decisions are."""
    global _open_study  # noqa: PLW0603 - one process has one study open
    _open_study = str(path)


def run_process(arguments: Sequence[str]) -> int:
    """Run the command line as the whole process: guards first."""
    guard_process()
    return run(arguments)


def guard_process() -> None:
    """Make files private, dumps empty and tracebacks silent, whatever the environment says."""
    import resource  # noqa: PLC0415 - loaded when it is needed

    os.umask(0o077)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    with contextlib.suppress(OSError):  # a system that hands dumps to a program pays no heed to the limit
        handle = os.open("/proc/self/coredump_filter", os.O_WRONLY | os.O_CLOEXEC)
        with os.fdopen(handle, "wb", buffering=0) as dumps:
            dumps.write(b"0")
    for name in [name for name in os.environ if name.startswith("TEXTUAL_")]:
        del os.environ[name]
    sys.excepthook = _report_bug
    threading.excepthook = lambda given: _report_bug(given.exc_type, given.exc_value, given.exc_traceback)
    sys.unraisablehook = lambda _: None
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def close_memory_later() -> None:
    """Call ``close_memory`` a second from now, when the screen has been drawn: what it needs takes 3 ms to import."""
    timer = threading.Timer(1.0, close_memory)
    timer.daemon = True
    timer.start()


def close_memory() -> None:
    """Keep other programs of the same user from reading the memory of this one; nothing happens but on Linux."""
    if sys.platform != "linux":
        return
    set_dumpable = 4
    with contextlib.suppress(ImportError, OSError, AttributeError):
        import ctypes  # noqa: PLC0415 - slow to load

        ctypes.CDLL(None).prctl(set_dumpable, 0, 0, 0, 0)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit status; every error has been told on stderr."""
    import click  # noqa: PLC0415 - loaded when it is needed

    try:
        return _dispatch(arguments)
    except PostilError as error:
        _tell_place(error)
        talk(f"postil: {error}")
        return NOT_DONE
    except click.UsageError as error:
        _tell_wrong_use(error)
        return WRONG_USE
    except click.ClickException as error:
        talk(f"postil: {error.format_message()}")
        return NOT_DONE
    except (click.Abort, KeyboardInterrupt):
        talk("postil: interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        _drop_stdout()
        return NOT_DONE
    except OSError as error:
        return _tell_system_error(error)
    except MemoryError:
        talk("postil: there is not enough memory; close other programs, or work on fewer files at once")
        return NOT_DONE
    except Exception as error:  # noqa: BLE001 - the last place that can keep text of the study off the screen
        _report_bug(type(error), error, error.__traceback__)
        return NOT_DONE


def _dispatch(arguments: Sequence[str]) -> int:
    import click  # noqa: PLC0415 - loaded when it is needed

    from postil.cli.root import root  # noqa: PLC0415 - loaded when it is needed

    instruction = os.environ.get(COMPLETE_VARIABLE)
    if instruction:
        from click.shell_completion import shell_complete  # noqa: PLC0415 - loaded when it is needed

        return shell_complete(root, {}, "postil", COMPLETE_VARIABLE, instruction)
    try:
        with root.make_context("postil", list(arguments)) as context:
            result = root.invoke(context)
        status = result if isinstance(result, int) else DONE
    except click.exceptions.Exit as leave:
        status = leave.exit_code
    if sys.stdout is not None:
        sys.stdout.flush()
    return status


def _tell_place(error: PostilError) -> None:
    """Show where in a query an error is, on two lines."""
    if isinstance(error, QueryError) and error.query.strip():
        from postil.cli.output import line_width  # noqa: PLC0415 - rarely needed
        from postil.text.carets import place_lines  # noqa: PLC0415 - rarely needed

        for line in place_lines(error, line_width()):
            talk(line)


def _tell_wrong_use(error: click.UsageError) -> None:
    if error.ctx is not None:
        talk(error.ctx.get_usage().replace("\n", " "))
    talk(f"postil: {error.format_message()}")
    if error.ctx is not None:
        talk(f"Try '{error.ctx.command_path} --help'.")


def _tell_system_error(error: OSError) -> int:
    name = error.filename if isinstance(error.filename, (str, bytes)) else ""
    name = os.fsdecode(name)
    reason = error.strerror or type(error).__name__
    hint = "make room, or choose another disk" if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} else ""
    with contextlib.suppress(OSError):
        talk(f"postil: {name + ': ' if name else ''}{reason}; {hint or 'check the names and the rights of the files'}")
    _drop_stdout()
    return NOT_DONE


def _drop_stdout() -> None:
    """Point stdout at nothing, so that the interpreter's last flush is quiet."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)


def _report_bug(kind: type[BaseException], _: BaseException | None, traceback: TracebackType | None) -> None:
    """Tell of an unexpected error without its message, which may quote the study."""
    if issubclass(kind, KeyboardInterrupt):
        return
    from postil import __version__  # noqa: PLC0415 - loaded when it is needed

    where = f"in {_open_study}, or in the journal beside it" if _open_study else "in the study's file"
    with contextlib.suppress(OSError, ValueError):
        talk(f"postil: this is a bug in Postil: {kind.__name__}")
        talk(f"at {_place(traceback)}, Postil {__version__}, Python {sys.version.split()[0]}")
        talk(f"Every decision up to the last saved one is safe {where}; open the study again to go on.")
        talk("Please report the first two lines to those who gave you Postil; they hold nothing from your study.")


def _place(traceback: TracebackType | None) -> str:
    """Module and line of the innermost frame of ours, else of the innermost one."""
    frames: list[tuple[str, int]] = []
    while traceback is not None:
        frames.append((str(traceback.tb_frame.f_globals.get("__name__", "?")), traceback.tb_lineno))
        traceback = traceback.tb_next
    ours = [frame for frame in frames if frame[0].partition(".")[0] == "postil"]
    module, line = (ours or frames or [("?", 0)])[-1]
    return f"{module}:{line}"
