"""The group ``postil`` and what all its commands share: loading when asked for, arguments with help, examples.

Invariant: neither ``postil --help`` nor an unknown command imports the module of a command.
"""

from __future__ import annotations

import gc
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from postil import __version__
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


_YOUNG = 10_000
"""Objects that a command makes before the collector looks at them: most commands end before, and a round takes less
than a millisecond all the same."""


class Lazy(NamedTuple):
    """A command that is not imported yet."""

    module: str
    """Where it is, as ``command``."""
    help: str
    """Its first sentence."""


class Group(click.Group):
    """A group whose commands are imported when asked for."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - click's own
        lazy: Mapping[str, Lazy],
        examples: Sequence[tuple[str, str]],
        **rest: Any,  # noqa: ANN401 - click's own
    ) -> None:
        super().__init__(*args, **rest)
        self.lazy = lazy
        self.examples = examples

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names of the commands, in the order of a study's life."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command of this name, imported now."""
        if cmd_name not in self.lazy:
            return None
        command = import_module(self.lazy[cmd_name].module).command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Like click's, with the nearest command in the message for an unknown one."""
        name = args[0]
        if name not in self.lazy and not name.startswith("-") and not ctx.resilient_parsing:
            near = self.nearest(name)
            ctx.fail(f"No such command '{name}'." + (f" Did you mean '{near}'?" if near else ""))
        return super().resolve_command(ctx, args)

    def nearest(self, name: str) -> str:
        """The command that looks most like a name; empty if none does."""
        import difflib  # noqa: PLC0415 - rarely needed

        return next(iter(difflib.get_close_matches(name.casefold()[:40], self.lazy, n=1, cutoff=0.5)), "")

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """The commands with their first sentences, none imported."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.help) for name, lazy in self.lazy.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        """Examples at the end."""
        write_examples(self.examples, formatter)


class Command(click.Command):
    """A command with examples, and with help for its arguments."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - click's own
        examples: Sequence[tuple[str, str]],
        **rest: Any,  # noqa: ANN401 - click's own
    ) -> None:
        """Take click's values and examples, each a command line and what it does."""
        super().__init__(*args, **rest)
        self.examples = examples

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own
        """Run the command, with the garbage collector that was off while modules were loaded."""
        gc.freeze()
        gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])
        gc.enable()
        return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Arguments, then options."""
        arguments = [param for param in self.params if isinstance(param, Argument)]
        if arguments:
            with formatter.section("Arguments"):
                formatter.write_dl([(argument.make_metavar(ctx), argument.says) for argument in arguments])
        super().format_options(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Examples at the end."""
        write_examples(self.examples, formatter)


class Argument(click.Argument):
    """An argument with a sentence for the help."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - click's own
        says: str,
        **rest: Any,  # noqa: ANN401 - click's own
    ) -> None:
        super().__init__(*args, **rest)
        self.says = says

    def make_metavar(self, ctx: click.Context | None = None) -> str:
        """The argument as the usage line shows it."""
        name = self.metavar or str(self.name).upper()
        if self.nargs != 1:
            name += "..."
        del ctx
        return name if self.required else f"[{name}]"

    def get_help_record(self, ctx: click.Context) -> None:  # type: ignore[override]  # arguments have a section of their own
        """Nothing among the options."""
        del ctx


def write_examples(examples: Sequence[tuple[str, str]], formatter: click.HelpFormatter) -> None:
    """The section of examples, lines as they are to be typed."""
    with formatter.section("Examples"):
        for line, does in examples:
            formatter.write(f"{'':>{formatter.current_indent}}{line}\n")
            formatter.write(f"{'':>{formatter.current_indent}}    {does}\n")


_HERE = "postil.cli.commands"
COMMANDS: dict[str, Lazy] = {
    "demo": Lazy(f"{_HERE}.demo", "Try the coding screen on a copy of the sample study."),
    "new": Lazy(f"{_HERE}.new", "Make a study from transcripts and a codebook."),
    "add": Lazy(f"{_HERE}.add", "Import transcripts into a study."),
    "rename": Lazy(f"{_HERE}.rename", "Give a transcript another name."),
    "code": Lazy(f"{_HERE}.code", "Code transcripts at the keyboard, in the coding screen."),
    "apply": Lazy(f"{_HERE}.apply", "Apply or remove codes without a screen."),
    "codebook": Lazy(f"{_HERE}.codebook", "Show, change, compare, import, export and check codebooks."),
    "cases": Lazy(f"{_HERE}.cases", "Say who the cases are, whose words are theirs, and what is known of them."),
    "assign": Lazy(f"{_HERE}.assign", "Make packs: for each coder the transcripts that this coder is to code."),
    "merge": Lazy(f"{_HERE}.merge", "Merge what several coders did into a new study; nothing is lost."),
    "merge-driver": Lazy(f"{_HERE}.merge_driver", "Let git merge studies."),
    "agree": Lazy(f"{_HERE}.agree", "Tell how far coders agree, with the paragraphs behind every figure."),
    "review": Lazy(f"{_HERE}.review", "Step through disagreements, and decide each with one key."),
    "matrix": Lazy(f"{_HERE}.matrix", "Chart the framework matrix: on the screen, as text, and in files."),
    "quotes": Lazy(f"{_HERE}.quotes", "Show what was said, by code, case, speaker, word and more."),
    "report": Lazy(
        f"{_HERE}.report", "Count what a study holds: codes, cases, co-occurrence, progress, methods and more."
    ),
    "redact": Lazy(f"{_HERE}.redact", "Strike out what may never be quoted."),
    "export": Lazy(f"{_HERE}.export", "Write the tables of a study, or a package that may leave a secure server."),
    "log": Lazy(f"{_HERE}.log", "Show who did what when."),
    "check": Lazy(f"{_HERE}.check", "Check that a study is sound."),
    "completion": Lazy(f"{_HERE}.completion", "Print the script that completes commands in your shell."),
}


@click.group(
    cls=Group,
    lazy=COMMANDS,
    examples=[
        ("postil demo", "Look around in a sample study."),
        ("postil code interview.docx", "Code one interview: makes interview.postil.json beside it."),
        ("postil new study.json interviews/*.docx --codebook cfir2022", "Begin a study with a codebook."),
    ],
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="postil", message="%(prog)s %(version)s")
@click.pass_context
def root(context: click.Context) -> None:
    """Code interview transcripts by the Framework Method, at the keyboard, in a terminal.

    A study is one JSON file. Data goes to stdout, talk to stderr; in both, in JSON too, control characters are visible
    marks, one for one (␛). Exit status: 0 done; 1 not done, or the answer is no; 2 wrong use.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
