"""What codes, their fields, cases and cells are called where people read of them: in messages, on screens, in exports.

Invariant: the same code is called the same everywhere, by its number and its name; what the study knows no more is
called by its id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from postil.model.cells import CellKey
    from postil.model.codebook import Code, Codebook
    from postil.model.study import Study

_FIELDS = {"see_also": "see also", "color": "colour", "merged_into": "merging"}


def field_label(field: str) -> str:
    """A field of a code as it is named for people."""
    return _FIELDS.get(field, field)


def full_name(code: Code) -> str:
    """A code's number and name: ``F1 Bottom-up development``; its name alone where its number is the same."""
    return code.name if code.number == code.name else f"{code.number} {code.name}".strip()


def name_in(book: Codebook, code: Code) -> str:
    """The full name of a code of a codebook; where another has the same, with the codes above it that tell them apart.

    So ``Peer support`` is ``Engaging/Peer support`` where another one stands somewhere else.
    """
    apart = book.told_apart.get(code.id)
    return full_name(code) if apart is None else f"{code.number} {apart}".strip()


def name_of_code(study: Study, code_id: str) -> str:
    """What a code is called, or the one it was merged into if it was; its id where the codebook has neither."""
    code = study.codebook.get(code_id)
    return name_in(study.codebook, code) if code else code_id


def own_name_of_code(study: Study, code_id: str) -> str:
    """What a code is called by itself, whatever code it was merged into."""
    if not study.added("code", code_id):
        return code_id
    own, shown = study.own_code(code_id), study.codebook.get(code_id)
    if shown is None or shown.id == own.id:
        return name_of_code(study, code_id)
    above = study.codebook.get(own.parent)
    alike = above and any((code.number, code.name) == (own.number, own.name) for code in study.codebook)
    return f"{own.number} {above.name}/{own.name}".strip() if above and alike else full_name(own)


def name_of_case(study: Study, case_id: str) -> str:
    """The name of a case; its id where the study has it no more."""
    case = study.cases.all.get(case_id)
    return case.name if case else case_id


def name_of_cell(study: Study, key: CellKey) -> str:
    """The names of a cell's case and code: ``P04 · F1 Bottom-up development``."""
    return f"{name_of_case(study, key.case)} · {name_of_code(study, key.code)}"


def short_name_of_cell(study: Study, key: CellKey) -> str:
    """A cell where there is little room: its case, and the number of its code if that has one: ``P04 · F1``."""
    code = study.codebook.get(key.code)
    return f"{name_of_case(study, key.case)} · {(code.number or name_in(study.codebook, code)) if code else key.code}"
