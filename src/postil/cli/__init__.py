"""The command line: the only room that writes to stdout and stderr and that decides exit statuses.

Invariant: stdout is data, stderr is talk, and nothing from a study, a file name or an error reaches either of them
except through ``postil.text.clean``.
"""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the command line of this process and return its exit status; asking for the version loads nothing else."""
    if sys.argv[1:] == ["--version"]:
        from postil import __version__  # noqa: PLC0415 - loaded when it is needed

        try:
            print(f"postil {__version__}", flush=True)  # noqa: T201 - this room writes to stdout
        except (OSError, AttributeError):
            return 1
        return 0
    gc.disable()  # modules that load are no garbage; a command turns the collector on again when it begins
    from postil.cli.edge import run_process  # noqa: PLC0415 - loaded when it is needed

    status = run_process(sys.argv[1:])
    gc.freeze()  # the process ends: nothing need be looked through again
    return status
