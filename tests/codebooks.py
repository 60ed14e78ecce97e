"""Codebooks of any texts, for tests of what writes and reads them."""

from __future__ import annotations

from hypothesis import strategies as st

from postil.exports.codebook_csv import as_written
from postil.model.codebook import ORIGINS, Code, Codebook, matching_name
from postil.text.blank import is_blank

HOSTILE = st.text(
    alphabet="'=+-@ \t\r\n;|\\\",/><ab1.é\u0301\u0338\x1b\x00\u202e\u200b\u200d\u2800\u2028\u037e\ufeff愛", max_size=8
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | HOSTILE


@st.composite
def books(draw: st.DrawFn, text: st.SearchStrategy[str] = TEXT) -> Codebook:
    """A codebook whose codes have names and ids that a file can hold, and other fields of any text."""
    visible = text.filter(lambda value: not is_blank(as_written(Code("", value)).name))
    names = draw(st.lists(visible, max_size=6, unique_by=lambda name: matching_name(as_written(Code("", name)).name)))
    ids = draw(
        st.lists(
            visible, min_size=len(names), max_size=len(names), unique_by=lambda name: as_written(Code("", name)).name
        )
    )
    codes: list[Code] = []
    origins = st.sampled_from(ORIGINS)
    for name, code_id in zip(names, ids, strict=True):
        parent = draw(st.sampled_from(["", *(code.id for code in codes)]))
        texts = {name: draw(text) for name in ("number", "definition", "include", "exclude", "example", "see_also")}
        texts["origin"] = draw(origins)
        aliases = tuple(draw(st.lists(text, max_size=3)))
        status = draw(st.sampled_from(["active", "retired", "heading"]))
        codes.append(
            Code(code_id, name, parent, aliases=aliases, color=draw(st.integers(0, 8)), status=status, **texts)
        )
    return Codebook(codes)
