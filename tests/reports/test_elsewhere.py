"""Where words that were struck out stand besides: in the rest of their own paragraph, too."""

from __future__ import annotations

from postil.model.book_version import BookVersion
from postil.model.change import AddTranscript, NameVersion, Strike
from postil.model.codebook import Code
from postil.model.coding import Passage
from postil.reports.elsewhere import Elsewhere, elsewhere
from studies import small_desk, small_transcript

TEXT = small_transcript("X", ("Zelda Quixworth?", "Zelda Quixworth sang. Zelda Quixworth left the ward.", "So."))
FIRST, SECOND = Passage(TEXT.id, 2, 0, 15), Passage(TEXT.id, 2, 22, 37)
REST = Elsewhere("other part of the paragraph", "X§2")
OTHER = Elsewhere("other paragraph", "X§1")


def test_the_rest_of_the_paragraph_is_looked_at_and_what_is_struck_out_there_is_not() -> None:
    desk = small_desk()
    desk.act(AddTranscript(TEXT), Strike(FIRST))
    assert elsewhere(desk.study, [FIRST]) == [OTHER, REST]
    desk.act(Strike(SECOND))
    assert elsewhere(desk.study, [FIRST, SECOND]) == [OTHER]
    desk.act(Strike(Passage(TEXT.id, 1)))
    assert elsewhere(desk.study, [FIRST, SECOND]) == []


def test_other_names_of_a_code_in_a_version_of_the_codebook_are_looked_at() -> None:
    desk = small_desk()
    book = BookVersion((Code("z", "Singing", aliases=("Zelda Quixworth's way",)),))
    desk.act(AddTranscript(TEXT), Strike(FIRST), Strike(SECOND), NameVersion("v1", book))
    assert Elsewhere("version of the codebook", "v1") in elsewhere(desk.study, [FIRST])
