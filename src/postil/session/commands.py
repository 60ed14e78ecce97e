"""The table of commands of the coding screen: the one source of keys, help, palette, status hints and docs/keys.md.

Other screens have tables of their own, such as ``review_commands``; commands that they share have the same ids.

Ids are public (a user's keymap.toml names them) and are never renamed without a line in the changelog. Keys
are names as in ``KEY_NAMES`` or single characters; a sequence is written with spaces between its keys. The
first key is the one that is shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postil.errors import SettingsError
from postil.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

KEY_NAMES = {
    "space": "Space",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "enter": "Enter",
    "backspace": "Backspace",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "escape": "Esc",
    "ctrl+c": "Ctrl+C",
    "ctrl+d": "Ctrl+D",
    "ctrl+f": "Ctrl+F",
    "ctrl+g": "Ctrl+G",
    "ctrl+l": "Ctrl+L",
    "ctrl+n": "Ctrl+N",
    "ctrl+p": "Ctrl+P",
    "ctrl+q": "Ctrl+Q",
    "ctrl+s": "Ctrl+S",
    "ctrl+u": "Ctrl+U",
    "ctrl+w": "Ctrl+W",
}
"""Keys that are no single character, and how they are written for people."""


class Command(NamedTuple):
    """One thing that a user can ask of a screen."""

    id: str
    keys: tuple[str, ...]
    help: str
    """One sentence without a full stop, beginning with a verb."""
    group: str
    writes: bool = False
    """Whether it records something, and so is refused in read-only mode."""
    waits: bool = False
    """Whether it waits for a digit after its key, though its key alone is one that can be given to a command."""

    @property
    def verb(self) -> str:
        """What it does, without what stands after a comma, semicolon or colon; for messages."""
        return re.split(r"[,;:]", self.help)[0]


_MOVE, _CODE, _SELECT, _NOTE, _FIND, _PROGRAM = "Move", "Code", "Select", "Memo and undo", "Find", "Program"

COMMANDS: tuple[Command, ...] = (
    Command("move.next", ("j", "down"), "go to the next paragraph", _MOVE),
    Command("move.previous", ("k", "up"), "go to the previous paragraph", _MOVE),
    Command(
        "review.next", ("space",), "mark as reviewed and go to the next paragraph not reviewed", _MOVE, writes=True
    ),
    Command("review.toggle", ("r",), "mark as reviewed or not, and stay", _MOVE, writes=True),
    Command("move.next_open", ("tab",), "go to the next paragraph not reviewed, or the next hit of the filter", _MOVE),
    Command("move.previous_open", ("shift+tab",), "go to the previous one", _MOVE),
    Command("move.next_same_speaker", ("J",), "go to the next paragraph by the same speaker", _MOVE),
    Command("move.previous_same_speaker", ("K",), "go to the previous paragraph by the same speaker", _MOVE),
    Command("move.page_down", ("pagedown", "ctrl+f"), "go a screen down", _MOVE),
    Command("move.page_up", ("pageup",), "go a screen up", _MOVE),
    Command("move.first", ("g g", "home"), "go to the first paragraph", _MOVE),
    Command("move.last", ("G", "end"), "go to the last paragraph", _MOVE),
    Command("move.goto", ("g",), "go to the paragraph with a number: g, the number, Enter", _MOVE, waits=True),
    Command("transcript.previous", ("[",), "open the previous transcript", _MOVE),
    Command("transcript.next", ("]",), "open the next transcript", _MOVE),
    Command("transcript.pick", ("t",), "pick a transcript by name", _MOVE),
    Command("transcript.back", ("`",), "go back to where you were before", _MOVE),
    Command(
        "code.pick", ("c",), "pick a code: type, Enter applies, Tab applies and goes on picking", _CODE, writes=True
    ),
    Command("code.slot", tuple("1234567890"), "apply the code in that slot", _CODE, writes=True),
    Command("code.again", (".",), "apply the last code again", _CODE, writes=True),
    Command("code.again_set", (",",), "apply the codes of the last coded place again", _CODE, writes=True),
    Command("code.pin", ("p",), "pin the last code to a slot: p and a digit", _CODE, writes=True, waits=True),
    Command("code.remove", ("x",), "remove a code; where there are several, x and its digit", _CODE, writes=True),
    Command("code.doubt", ("D",), "mark the codes here as doubtful, or as settled", _CODE, writes=True),
    Command("advance.toggle", ("a",), "turn auto-advance on or off: a code also marks as reviewed and moves on", _CODE),
    Command("codebook.open", ("o",), "open the codebook: look through it, change it, apply a code from it", _CODE),
    Command("codebook.edit", ("e",), "edit the code that the codebook panel shows", _CODE, writes=True),
    Command("codebook.example", ("E",), "take what is coded here as an example of its code", _CODE, writes=True),
    Command("wording.next", ("H",), "go to the next coding to look at again, as its code was worded anew", _CODE),
    Command(
        "wording.confirm", ("h",), "say that the coding holds under the new wording, and go on", _CODE, writes=True
    ),
    Command("select.sentence", ("v",), "select a sentence by its letter; a capital begins a range", _SELECT),
    Command("select.words", ("w",), "select words by the letters of the first and the last one", _SELECT),
    Command("select.range", ("V",), "select a range of paragraphs by j and k or by a letter", _SELECT),
    Command("select.none", ("ctrl+g", "escape", "backspace"), "let go of the selection, then of the filter", _SELECT),
    Command(
        "memo.edit",
        ("m",),
        "write a memo on the paragraph or the selected words; Tab: the others here",
        _NOTE,
        writes=True,
    ),
    Command("memo.editor", ("M",), "write the memo in your editor ($VISUAL or $EDITOR)", _NOTE, writes=True),
    Command(
        "passage.quotable",
        ("*",),
        "mark the selected words or the paragraph as ones that may be quoted, or not",
        _NOTE,
        writes=True,
    ),
    Command("history.undo", ("u",), "undo", _NOTE, writes=True),
    Command("history.redo", ("U",), "redo", _NOTE, writes=True),
    Command("find.text", ("/",), "find text in this transcript", _FIND),
    Command("find.next", ("n",), "go to the next find", _FIND),
    Command("find.previous", ("N",), "go to the previous find", _FIND),
    Command(
        "filter.pick",
        ("f",),
        "filter by code, speaker, not reviewed, memo, text, doubtful, to look at again, or a query; f Enter clears",
        _FIND,
    ),
    Command("query.open", ("Q",), "find passages by a query, over all transcripts", _FIND),
    Command("cases.open", ("C",), "open the cases and their attributes, at the case that is read", _PROGRAM),
    Command("matrix.open", ("X",), "open the framework matrix, at the case that is read", _PROGRAM),
    Command("reports.open", ("R",), "open the reports: tables and pictures whose figures lead to passages", _PROGRAM),
    Command("palette.open", (":",), "run any command by name", _PROGRAM),
    Command("help.open", ("?",), "show all keys", _PROGRAM),
    Command("screen.redraw", ("ctrl+l",), "draw the screen again", _PROGRAM),
    Command("program.quit", ("q", "ctrl+q"), "leave; everything is saved already", _PROGRAM),
)
SLOTS = 10
"""How many slots there are for codes, and so keys of ``code.slot`` at most."""
BY_ID: Mapping[str, Command] = {command.id: command for command in COMMANDS}


def groups_of(commands: Iterable[Command]) -> tuple[str, ...]:
    """The groups of a table of commands, in its order."""
    return tuple(dict.fromkeys(command.group for command in commands))


def key_label(key: str) -> str:
    """A key or sequence as it is written for people: ``g g`` is gg, ``space`` is Space."""
    return "".join(KEY_NAMES.get(part, part) for part in key.split(" "))


class Keymap:
    """Which keys run which command."""

    def __init__(
        self, overrides: Mapping[str, tuple[str, ...]] | None = None, commands: Sequence[Command] = COMMANDS
    ) -> None:
        """The table's own keys, with the user's for the commands that ``overrides`` names.

        Args:
            overrides: the user's keys by command id.
            commands: the table; by default that of the coding screen.

        Raises:
            SettingsError: an unknown command, an unknown key, one key for two commands, or a key that begins another's
                sequence.
        """
        self.commands = commands
        self._by_id = {command.id: command for command in commands}
        self.keys = {command.id: command.keys for command in commands}
        for command_id, keys in (overrides or {}).items():
            if command_id not in self._by_id:
                raise SettingsError(f"keymap.toml: there is no command {command_id}", "see docs/keys.md for the ids")
            self.keys[command_id] = keys
        self._commands: dict[str, str] = {}
        for command_id, keys in self.keys.items():
            for key in keys:
                self._check(command_id, key)
                self._commands[key] = command_id
        self._check_starts()
        if len(self.keys.get("code.slot", ())) > SLOTS:
            raise SettingsError(
                f"keymap.toml: code.slot has more than {SLOTS} keys", "give it one a slot: 1 to 9, then 0"
            )

    def _check_starts(self) -> None:
        for key, command_id in self._commands.items():
            longer = next((other for other in self._commands if other.startswith(key + " ")), None)
            if longer is not None and not self._by_id[command_id].waits:
                raise SettingsError(
                    f"keymap.toml: {key} of {command_id} is also how {longer} of {self._commands[longer]} begins",
                    "give one of them another key",
                )

    def _check(self, command_id: str, key: str) -> None:
        for part in key.split(" "):
            if not part or (len(part) > 1 and part not in KEY_NAMES):
                raise SettingsError(
                    f"keymap.toml: {command_id}: there is no key {part!r}",
                    f"write one of {', '.join(KEY_NAMES)} or one character",
                )
        other = self._commands.get(key, command_id)
        if other != command_id:
            raise SettingsError(
                f"keymap.toml: {key} is given to {other} and to {command_id}", "give one of them another key"
            )

    def command(self, key: str) -> Command | None:
        """The command that a key or a complete sequence runs, or None."""
        return self._by_id.get(self._commands.get(key, ""))

    def named(self, command_id: str) -> Command:
        """The command with this id."""
        return self._by_id[command_id]

    def starts(self, key: str) -> bool:
        """Whether a longer sequence begins with these keys."""
        return any(sequence.startswith(key + " ") for sequence in self._commands)

    def label(self, command_id: str) -> str:
        """The command's first key as written for people; empty if it has none."""
        keys = self.keys[command_id]
        return key_label(keys[0]) if keys else ""

    def labels(self, command_id: str) -> str:
        """All keys of a command as written for people."""
        keys = self.keys[command_id]
        if command_id == "code.slot" and keys == self._by_id[command_id].keys:
            return "1 … 9 0"
        return " ".join(key_label(key) for key in keys)
