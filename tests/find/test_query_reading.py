"""Queries as they are typed: what they mean, how they are written again, and where an error is."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from postil.errors import QueryError
from postil.find.query.nodes import (
    COMPARISONS,
    FLAGS,
    Asked,
    CodeNamed,
    Every,
    Flag,
    Near,
    Node,
    Not,
    Pattern,
    Same,
    Some,
    written,
)
from postil.find.query.reading import DEEPEST, LONGEST_QUERY, MOST_PARAGRAPHS, parse
from postil.find.query.wild import as_value, literal

A, B, C = CodeNamed("a"), CodeNamed("b"), CodeNamed("c")

TEXTS = st.one_of(
    st.sampled_from(["F4", "2.3", "a/b", "NOT", "memo", "near", "code", "text", 'say "so"', "back\\slash", "-x", "=x"]),
    st.text(min_size=1, max_size=12).filter(lambda text: bool(text.strip())),
)  # fmt: skip
VALUES = st.one_of(TEXTS.map(as_value), TEXTS.map(literal), st.text('a*?\\"”', min_size=1, max_size=6).map(as_value))
NAMES = TEXTS
SOURCES = st.from_regex(r"\A([a-z.|()+*\]]|\\[/.bd]|\[\^?[a-z/.]+\]){1,10}\Z")
"""Whatever stands between slashes, the brackets of classes closed."""
LEAVES: st.SearchStrategy[Node] = st.one_of(
    st.builds(CodeNamed, VALUES, st.booleans()),
    st.builds(Asked, NAMES, st.sampled_from(COMPARISONS), VALUES),
    st.builds(Pattern, SOURCES, st.booleans()),
    st.builds(Flag, st.sampled_from(FLAGS)),
)


def _above(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Not, parts),
        st.builds(Every, several),
        st.builds(Some, several),
        st.builds(Near, parts, parts, st.integers(0, MOST_PARAGRAPHS)),
        st.builds(Same, parts, parts),
    )


NODES: st.SearchStrategy[Node] = st.recursive(LEAVES, _above, max_leaves=12)


@pytest.mark.parametrize(
    ("typed", "node"),
    [
        ("a b", Every((A, B))),
        ("a AND b", Every((A, B))),
        ("a and b or c", Some((Every((A, B)), C))),
        ("a (b OR c)", Every((A, Some((B, C))))),
        ("a NOT b", Every((A, Not(B)))),
        ("a -b", Every((A, Not(B)))),
        ("buy-in", CodeNamed("buy-in")),
        ("not not a", Not(Not(A))),
        ("where(a OR b) c", Every((Not(Not(Some((A, B)))), C))),
        ("where a", Every((CodeNamed("where"), A))),
        ('"Leadership and management buy-in"', CodeNamed("Leadership and management buy-in")),
        ("“in curly quotes”", CodeNamed("in curly quotes")),
        ("a/b", CodeNamed("a/b")),
        ("=F4", CodeNamed("F4", alone=True)),
        ("a =F4", Every((A, CodeNamed("F4", alone=True)))),
        ("only:F4", CodeNamed("F4", alone=True)),
        ('code:"memo"', CodeNamed("memo")),
        ("memo", Flag("memo")),
        ("memo:risk", Asked("memo", ":", "risk")),
        ("coder: ana", Asked("coder", ":", "ana")),
        ("years >= 3", Asked("years", ">=", "3")),
        ("years = 3", Asked("years", ":", "3")),
        ("years=3", Asked("years", ":", "3")),
        ("years:3..5", Asked("years", ":", "3..5")),
        ('"service type":"crisis house"', Asked("service type", ":", "crisis house")),
        (r"text:/a\/b|(c d)/i", Pattern(r"a\/b|(c d)", any_case=True)),
        (r"text:/\d[/.-]\d[]/]/I", Pattern(r"\d[/.-]\d[]/]", any_case=True)),
        ("near(a, b)", Near(A, B, 3)),
        ("near(a b, c, 5)", Near(Every((A, B)), C, 5)),
        ("same(a, b) c", Every((Same(A, B), C))),
        ("and:x", Asked("and", ":", "x")),
        ("role:*manager*", Asked("role", ":", "*manager*")),
        ('role:"*house manager*"', Asked("role", ":", "*house manager*")),
        (r"role:50\*", Asked("role", ":", r"50\*")),
        (r'role:"50\* \"so\""', Asked("role", ":", r'50\* "so"')),
        (r'role:"a\b"', Asked("role", ":", r"a\\b")),
        (r"role:a\b", Asked("role", ":", r"a\\b")),
        ("*money*", CodeNamed("*money*")),
        ("=F4*", CodeNamed("F4*", alone=True)),
        (r'"what\?":x', Asked("what?", ":", "x")),
        ("what?:x", Asked("what?", ":", "x")),
    ],
)
def test_what_is_typed(typed: str, node: Node) -> None:
    assert parse(typed) == node


@pytest.mark.parametrize(
    ("typed", "at", "says"),
    [
        ("", 0, "the query is empty"),
        ("   ", 3, "the query is empty"),
        ("(a OR b", 0, "this bracket is not closed"),
        ("a (b (c)", 2, "this bracket is not closed"),
        ("a) b", 1, "closes nothing"),
        ("a AND", 5, "the query ends"),
        ("a OR OR b", 5, "“OR” has no condition before it"),
        ("AND b", 0, "“AND” has no condition before it"),
        ("()", 1, "nothing before this bracket"),
        ("a - b", 2, "stands alone"),
        ('a "b', 2, "not closed"),
        ('a ""', 2, "nothing stands in these quotes"),
        ("coder:", 6, "a value is missing after “coder:”"),
        ("text:/a", 5, "not closed"),
        ("near(a)", 6, "takes two conditions"),
        ("near(a, b, x)", 11, "a number of paragraphs"),
        ("near(a, b, 99999)", 11, "a number of paragraphs"),
        ("same(a, b, 2)", 9, "one comma too many"),
        ("where(a, b)", 7, "one comma too many"),
        ("where(a", 5, "not closed"),
        ("a, b", 1, "means nothing here"),
        ("code<3", 4, "a code is not compared"),
        ("((" * DEEPEST, DEEPEST, "brackets stand in each other"),
        ("a" * (LONGEST_QUERY + 1), LONGEST_QUERY, "longer than"),
    ],
)
def test_errors_tell_the_place(typed: str, at: int, says: str) -> None:
    with pytest.raises(QueryError, match=says) as caught:
        parse(typed)
    assert (caught.value.query, caught.value.start) == (typed, at)


@given(NODES)
@example(Every((CodeNamed("and"), CodeNamed("=x", alone=True))))
@example(Not(Not(Some((A, B)))))
@example(Every((Every((A, B)), C)))
@example(Asked('"', ":", "/x/"))
def test_what_is_written_reads_as_it_was(node: Node) -> None:
    assert parse(written(node)) == node


@given(st.text(alphabet='ab"“”()-=:<>/,\\ \nANDORnot*.1', max_size=30))
def test_anything_that_is_typed_is_a_query_or_an_error_in_its_text(typed: str) -> None:
    try:
        node = parse(typed)
    except QueryError as error:
        assert 0 <= error.start <= len(typed) and error.start < error.end  # noqa: PT017, PT018 - either may come
    else:
        assert parse(written(node)) == node


def test_parts_are_equal_where_they_ask_for_the_same_in_the_same_way() -> None:
    one, other = Flag("memo"), CodeNamed("memo")
    kinds: list[Node] = [
        *(Every((one, other)), Some((one, other)), Same(one, other), Near(one, other), Near(one, other, 2), Not(one)),
        *(one, other, CodeNamed("memo", alone=True), Pattern("memo"), Pattern("memo", any_case=True)),
        *(Asked("memo", ":", "a"), Asked("memo", ">", "a"), Asked("memo", ":", "b")),
    ]
    assert len(set(kinds)) == len(kinds)
    assert all((kind == node) == (at == place) for at, kind in enumerate(kinds) for place, node in enumerate(kinds))
    for here, there in (
        (Flag("memo", (3, 7)), Flag("memo")),
        (CodeNamed("x", at=(1, 2)), CodeNamed("x")),
        (Pattern("x", at=(6, 7)), Pattern("x")),
        (Asked("a", ":", "b", (1, 2), (3, 4)), Asked("a", ":", "b")),
    ):
        assert here == there
        assert hash(here) == hash(there)
        assert repr(here) == repr(there)
