"""``postil completion``: the script for the shell."""

from __future__ import annotations

import click
from click.shell_completion import ShellComplete, get_completion_class

from postil.cli.edge import COMPLETE_VARIABLE
from postil.cli.output import write
from postil.cli.parameters import argument
from postil.cli.root import Command, root


@click.command(
    "completion",
    cls=Command,
    examples=[
        ('eval "$(postil completion bash)"', "Put this line into ~/.bashrc (for zsh into ~/.zshrc)."),
        ("postil completion fish > ~/.config/fish/completions/postil.fish", "For fish."),
    ],
)
@argument(
    "shell", says="Which shell: bash, zsh or fish.", metavar="bash|zsh|fish", type=click.Choice(["bash", "zsh", "fish"])
)
def command(shell: str) -> None:
    """Print the script that completes commands in your shell.

    Commands, options, file names, codebooks, and the coders and codes of a study are completed.
    """
    kind = get_completion_class(shell)
    assert kind is not None
    script = ShellComplete.source(kind(root, {}, "postil", COMPLETE_VARIABLE))
    write(script.rstrip())
