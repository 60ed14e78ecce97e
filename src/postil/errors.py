"""Errors that a user can act on.

Rooms below the command line raise them and never print; the edge (``postil.cli``, ``postil.tui``) shows each
one once, on one line, and turns it into exit status 1. Messages name the file and the place, hints say what
to do next. Both may quote data: whoever shows them cleans them first (``postil.text.clean``).
"""


class PostilError(Exception):
    """Something in the input or the environment is not as needed; nothing was changed.

    Attributes:
        message: what is wrong, naming the file and the place in it.
        hint: what to do about it, in the imperative; may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


class StudyFileError(PostilError):
    """A study file, its journal or its lock cannot be used as it is."""


class TranscriptError(PostilError):
    """A transcript file cannot be read as a transcript."""


class CodebookError(PostilError):
    """A codebook file or a change to the codebook is not acceptable."""


class CaseError(PostilError):
    """A case sheet, a chart or a change to cases or cells is not acceptable."""


class RatingsError(PostilError):
    """Ratings cannot be compared: a table of them cannot be read, or a study cannot tell what coders agree on."""


class MergeError(PostilError):
    """Studies cannot be brought together as they are."""


class SettingsError(PostilError):
    """A settings file (config.toml, keymap.toml) says something the program does not know."""


class NotFoundError(PostilError):
    """A transcript, paragraph, code or coder that was named does not exist in the study."""


class QueryError(PostilError):
    """A query cannot be read, or names what the study does not have.

    Attributes:
        query: the query, as it was typed.
        start: offset in it, in code points, where what is wrong begins.
        end: where it ends; at least one after ``start``, also at the query's end.
    """

    def __init__(self, message: str, hint: str = "", *, query: str = "", start: int = 0, end: int = 1) -> None:
        super().__init__(message, hint)
        self.query = query
        self.start = start
        self.end = max(end, start + 1)
