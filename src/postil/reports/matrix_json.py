"""The matrix as one document for other programs.

Invariant: the names of fields stay as they are; new ones may come. Texts are those of the study.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postil.model.clock import stamp_time
from postil.model.references import references, resolved
from postil.reports.matrix_view import quotes

if TYPE_CHECKING:
    from postil.model.case import Case
    from postil.model.coding import Passage, Place
    from postil.reports.matrix import MatrixCell
    from postil.reports.matrix_view import MatrixView, Page

_Json = dict[str, Any]


def matrix_document(view: MatrixView, *, with_quotes: bool = False) -> _Json:
    """The document; cells without coding, summary, comment and rating are left out.

    Args:
        view: what of the matrix.
        with_quotes: put the passages that may be quoted in, with their words.
    """
    study = view.study
    return {
        "study": view.title,
        "states": dict(view.matrix.count(view.cases, view.codes)),
        "attributes": [
            {
                "name": view.struck.without(name),
                "kind": study.cases.attributes[name].kind,
                "choices": list(map(view.struck.without, study.cases.attributes[name].choices)),
            }
            for name in view.attributes
        ],
        "pages": [_page(page) for page in view.pages],
        "codes": [
            {"id": code.id, "number": code.number, "name": code.name, "path": view.path(code)} for code in view.codes
        ],
        "cases": [_case(view, case) for case in view.cases],
        "cells": [
            _cell(view, cell, with_quotes=with_quotes)
            for page in view.pages
            for _, _, cell in view.cells(page)
            if cell.passages or cell.version or cell.comment or cell.ratings
        ],
    }


def _page(page: Page) -> _Json:
    return {"title": page.title, "theme": page.theme or None, "codes": [code.id for code in page.codes]}


def _case(view: MatrixView, case: Case) -> _Json:
    values = {view.struck.without(name): value for name, value in case.values.items()}
    return {"id": view.case_ids[case.id], "name": case.name, "note": case.note, "values": values}


def _cell(view: MatrixView, cell: MatrixCell, *, with_quotes: bool) -> _Json:
    summary, version = cell.summary, cell.version
    wrote, checked = cell.hands or (None, None)
    found: _Json = {
        "case": view.case_ids[cell.key.case],
        "code": cell.key.code,
        "state": cell.state,
        "summary": summary.text,
        "status": summary.status if version else None,
        "words": cell.words,
        "by": wrote.coder if wrote else None,
        "stamp": version.stamp if version else None,
        "time": stamp_time(wrote.stamp) if wrote else None,
        "checked_by": checked.coder if checked else None,
        "comment": cell.comment,
        "ratings": {rater: {"value": rating.value, "reason": rating.reason} for rater, rating in cell.ratings.items()},
        "passages": [_passage(view, passage) for passage in cell.passages],
        "coded_since": len(cell.new),
        "coded_no_more": len(cell.gone),
        "references": [
            {"said": f"{one.name} §{one.n}".strip(), "place": _place(view, resolved(view.study, cell.key.case, one))}
            for one in references(summary.text)
        ],
    }
    if with_quotes:
        found["quotes"] = [{"words": words, "place": place} for words, place in quotes(view, cell)]
    return found


def _passage(view: MatrixView, passage: Passage) -> _Json:
    return {**(_place(view, passage.place) or {}), "start": passage.start, "end": passage.end}


def _place(view: MatrixView, place: Place | None) -> _Json | None:
    if place is None:
        return None
    known = view.study.transcripts.get(place.transcript)
    return {
        "transcript": view.struck.without(known.name) if known else "",
        "transcript_id": place.transcript,
        "paragraph": place.paragraph,
    }
