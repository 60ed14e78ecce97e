"""The review session: a team's disagreements stepped through and decided, without a terminal.

It is a session whose cursor moves over items. Invariant: what the coders recorded is never changed here; decisions are
written to the consensus layer, each as one act of whoever decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.errors import PostilError
from postil.model.change import AddCode, AddCoder, Decide, SetMemo
from postil.model.coding import MemoKey
from postil.model.decision import CONSENSUS, Decision
from postil.model.names import field_label, own_name_of_code
from postil.session import review_acts
from postil.session.commands import Keymap
from postil.session.modes import Reading
from postil.session.review_commands import REVIEW_COMMANDS
from postil.session.review_items import (
    Disagreement,
    agreed_of,
    decision_at,
    given_at,
    is_settled,
)
from postil.session.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from postil.agreement.settled import Alpha
    from postil.model.change import Action, Change, FieldValue
    from postil.model.coding import Place
    from postil.session.commands import Command
    from postil.session.review_items import Clash, Given, Item
    from postil.session.review_list import ToReview
    from postil.session.surroundings import Recorder, View

    Decided: TypeAlias = dict[Place, tuple[str, ...]]


class ReviewSession(Session):
    """One person who decides, at what a study's coders disagree on."""

    drafts_are = "reason"

    def __init__(
        self,
        recorder: Recorder,
        review: ToReview,
        *,
        coder: str | None,
        keymap: Keymap | None = None,
        view: View | None = None,
    ) -> None:
        """Begin at the first item that is not decided.

        With ``coder`` None nothing can be recorded.

        Raises:
            PostilError: there is nothing to review.
        """
        if not review.items:
            raise PostilError("there is nothing to review", "look at the coding with `postil code`")
        super().__init__(recorder, coder=coder, keymap=keymap or Keymap(commands=REVIEW_COMMANDS), view=view)
        self.coders: Sequence[str] = review.coders
        """The coders who are compared."""
        self.items: Sequence[Item] = review.items
        self.agreed: Sequence[Place] = review.agreed
        """Paragraphs on which they agree."""
        self.compared = review.compared
        """What the coders gave."""
        self.codes: Sequence[str] = review.wanted.codes
        """Ids of the codes that figures are of; empty for all."""
        self.alpha: Alpha | None = None
        """Agreement before and after, once it was counted."""
        self.alpha_of: Decided | None = None
        """The decisions that ``alpha`` counts."""
        self.decided: Decided = {}
        """The codes of each decided paragraph."""
        self.to_take = 0
        """How many agreed paragraphs are not in the consensus."""
        self.picked: dict[str, None] = {}
        """Ids of the codes that an other decision is being put together of."""
        self.made: list[AddCode] = []
        """Codes that are to be made with that decision."""
        self.changed = False
        """Whether something was picked or dropped since picking began."""
        self.open: frozenset[int] = frozenset()
        """Indices of the items that wait for a decision."""
        self.at = 0
        """Index of the item under the cursor."""
        self.recorded: set[str] = set()
        """The acts of this session."""
        self.last_decided: Place | None = None
        """The disagreement that was decided last, in this session; None after a text was."""
        self.refresh()
        self.go_to_item(min(self.open, default=0))

    # ---- what is there ----

    @property
    def item(self) -> Item:
        """The item under the cursor."""
        return self.items[self.at]

    @property
    def given(self) -> Given:
        """What each coder who reviewed it gave the paragraph under the cursor."""
        return given_at(self.study, self.place, self.coders)

    @property
    def decision(self) -> Decision | None:
        """What was decided about the paragraph under the cursor."""
        return decision_at(self.study, self.place) if isinstance(self.item, Disagreement) else None

    @property
    def waiting_reason(self) -> str:
        """The reason that goes with the decision that is made next here, recorded or typed and left."""
        return self.reason_typed(self.place) if isinstance(self.item, Disagreement) else ""

    def reason_typed(self, place: Place) -> str:
        """The reason that was typed for a paragraph and is no decision's yet."""
        key = review_acts.reason_key(place)
        return self.drafts.get(key) or self.study.memo(key)

    @property
    def settled(self) -> int:
        """How many items are decided."""
        return len(self.items) - len(self.open)

    def is_open(self, at: int) -> bool:
        """Whether an item waits for a decision."""
        return at in self.open

    def refresh(self) -> None:
        """Look again at which items are decided."""
        self.open = frozenset(at for at, item in enumerate(self.items) if not is_settled(self.study, item))
        made = (
            (item.place, decision_at(self.study, item.place)) for item in self.items if isinstance(item, Disagreement)
        )
        self.decided = {place: decision.codes for place, decision in made if decision is not None}
        taken = {place.transcript: self.study.reviewed(place.transcript, CONSENSUS) for place in self.agreed}
        self.to_take = sum(place.paragraph not in taken[place.transcript] for place in self.agreed)

    def count(self, decided: Decided) -> Alpha:
        """The agreement with these decisions; it touches nothing and may run in a thread of its own."""
        from postil.agreement.settled import alpha_of  # noqa: PLC0415 - not needed for the first paint

        return alpha_of(self.compared, decided, self.codes)

    def counted(self, alpha: Alpha, decided: Decided) -> None:
        """Take in what was counted for these decisions."""
        self.alpha, self.alpha_of = alpha, decided

    @property
    def is_counted(self) -> bool:
        """Whether the agreement is that of the decisions as they are now."""
        return self.alpha_of == self.decided

    # ---- keys ----

    def run(self, command: Command, key: str, *, waited: bool = False) -> None:  # noqa: ARG002 - no command here waits
        """Run a command of the review."""
        from postil.session import review_verbs  # noqa: PLC0415 - not needed for the first paint

        review_verbs.run(self, command, key)

    # ---- moving ----

    def go_to_item(self, at: int) -> None:
        """Go to an item, as near as there is."""
        self.at = min(max(at, 0), len(self.items) - 1)
        place = self.item.place
        if place is not None and place.transcript in self.study.transcripts:
            self.go(place)

    def seek_open(self, direction: int) -> bool:
        """Go to the next item that waits, around the end if need be; False and no move if no other waits."""
        count = len(self.items)
        found = next((at for i in range(1, count) if (at := (self.at + direction * i) % count) in self.open), None)
        if found is None:
            return False
        if (found - self.at) * direction < 0:
            self.say(self._also("on from the beginning" if direction > 0 else "on from the end"))
        self.go_to_item(found)
        return True

    def _also(self, said: str) -> str:
        return f"{self.message} · {said}" if self.message else said

    # ---- deciding ----

    def record(self, *actions: Action) -> tuple[Change, ...]:
        """Record one act of whoever decides.

        Raises:
            PostilError: it could not be recorded, or the study is open for reading only.
        """
        changes = super().record(*actions)
        self.recorded.update(change.group for change in changes)
        return changes

    def decide(self, choice: str, *, kept: str = "", codes: Sequence[str] = (), new: Sequence[AddCode] = ()) -> None:
        """Decide the disagreement under the cursor, and go to the next item that waits.

        Args:
            choice: one of ``postil.model.decision.CHOICES``.
            kept: the coder whose codes are kept.
            codes: ids of the codes, for ``other``.
            new: codes that are made in the same act.

        Raises:
            PostilError: it could not be recorded.
        """
        before, reason = self.decision, self.waiting_reason
        decision = review_acts.decided(self.given, choice, kept=kept, codes=codes, reason=reason)
        decision = review_acts.with_former_reason(decision, before)
        self._begin_layer()
        actions = review_acts.actions_of(self.study, self.place, decision)
        self.record(*new, *actions, *review_acts.reason_taken_up(self.study, self.place))
        self.drafts.pop(review_acts.reason_key(self.place), None)
        self.last_decided = self.place
        lost = before is not None and before.reason and not decision.reason
        gone = " · the former reason is gone with its decision" if lost else ""
        self._decided(f"§{self.n} {self.said(decision)}{gone}")

    def settle(self, value: FieldValue) -> None:
        """Give the value under the cursor, of which there are versions in conflict, one version; go on.

        Raises:
            PostilError: it could not be recorded.
        """
        title = self.clash_title
        self.record(*review_acts.settling(self.study, self.clash.key, value))
        self.last_decided = None
        self._decided(f"{title}: decided")

    @property
    def clash(self) -> Clash:
        """The conflict under the cursor."""
        item = self.item
        assert not isinstance(item, Disagreement)
        return item

    @property
    def clash_title(self) -> str:
        """What the versions under the cursor are versions of."""
        match self.clash.key:
            case ("code", str(code), "merged_into"):
                return f"{field_label('merged_into')} of {own_name_of_code(self.study, code)}"
            case ("code", str(code), str(name)):
                return f"{field_label(name)} of {self.code_label(code)}"
            case ("memo", MemoKey(code="", coder=coder)) if coder == CONSENSUS:
                return "reason that waits for a decision"
            case ("memo", MemoKey() as key):
                return f"memo by {key.coder}{f' on {self.code_label(key.code)}' if key.code else ''}"
        from postil.reports.conflicts import about  # noqa: PLC0415 - conflicts are few

        return about(self.study, self.clash.key)

    def _decided(self, said: str) -> None:
        self.say(said)
        self.went_on()

    def went_on(self) -> None:
        """Take notice that the item under the cursor was decided, and go to the next one that waits."""
        self.refresh()
        if not self.seek_open(+1) and not self.open:
            self.say(self._also(f"all is decided; {self.keymap.label('program.quit')} leaves"))

    def _begin_layer(self) -> None:
        """Make the consensus a coder of the study; nobody's act, so that nobody's undo takes it back."""
        if not self.read_only and CONSENSUS not in self.study.coders:
            self.attempt(lambda: self.recorder.record([AddCoder(CONSENSUS)], coder=""))

    def said(self, decision: Decision) -> str:
        """A decision in a few words."""
        book = {code.id: at for at, code in enumerate(self.study.codebook)}
        codes = sorted(decision.codes, key=lambda code: book.get(code, len(book)))
        named = ", ".join(map(self.code_label, codes)) or "no code"
        match decision.choice:
            case "keep":
                what = f"{decision.kept}’s kept"
            case "both":
                what = "both kept" if len(decision.seen) == 2 else "all kept"
            case "neither":
                what = "neither’s kept" if len(decision.seen) == 2 else "kept only what all gave"
            case _:
                what = "other codes"
        return f"{what}: {named}"

    def set_reason(self, text: str, place: Place) -> None:
        """Give the decision at a paragraph a reason, or let the reason wait for the one that is made next there.

        Either is recorded when this returns.

        Raises:
            PostilError: it could not be recorded.
        """
        decision, key = decision_at(self.study, place), review_acts.reason_key(place)
        self._begin_layer()
        if decision is not None:
            waits = review_acts.reason_taken_up(self.study, place)
            changed = self.record(Decide(*place, decision._replace(reason=text)), *waits)
            self.say(f"reason of §{place.paragraph} saved" if changed else "")
        else:
            changed = self.record(SetMemo(key, text))
            saved = "saved; it goes with the decision that you make next here" if text else "taken away"
            self.say(f"the reason is {saved}" if changed else "")
        self.drafts.pop(key, None)

    def keep_typed(self) -> None:
        """Record reasons that were typed and not saved: they wait for the next decision at their paragraphs.

        Raises:
            PostilError: one of them could not be recorded; the others are.
        """
        if self.drafts or getattr(self.mode, "left", None):
            self._begin_layer()
        super().keep_typed()

    def take_agreed(self) -> int:
        """Take the agreed paragraphs over into the consensus layer, as one act; how many paragraphs that changed.

        Raises:
            PostilError: it could not be recorded.
        """
        actions, changed = review_acts.agreed_actions(self.study, self.agreed, self.coders)
        if actions:
            self._begin_layer()
            self.record(*actions)
            self.refresh()
        return changed

    # ---- other codes ----

    def pick_codes(self) -> None:
        """Begin to put an other decision together: of what was decided before, else of what all gave."""
        from postil.session.modes import Picking  # noqa: PLC0415 - when a key comes
        from postil.session.review_pickers import ReviewCodes  # noqa: PLC0415 - when a key comes

        decision = self.decision
        codes = decision.codes if decision is not None else sorted(agreed_of(self.given))
        self.picked, self.made, self.changed = dict.fromkeys(codes), [], False
        self.mode = Picking(self, ReviewCodes())

    def apply(self, codes: Sequence[str], *, new: Sequence[AddCode] = (), goes_on: bool = False) -> None:
        """Take codes into the decision that is put together, or drop those that are in it; then decide.

        Raises:
            PostilError: it could not be recorded.
        """
        from postil.session.deciding import why_not  # noqa: PLC0415 - when a key comes

        self.made += new
        known = {action.code.id for action in self.made}
        for code in codes:
            reason = "" if code in known else why_not(self, code)
            if code in self.picked:
                del self.picked[code]
            elif reason:
                self.say(reason)
                return
            else:
                self.picked[code] = None
        self.changed = True
        if not goes_on:
            self.decide_picked()

    def decide_picked(self) -> None:
        """Decide on the codes that were picked.

        Raises:
            PostilError: it could not be recorded.
        """
        made = [action for action in self.made if action.code.id in self.picked or self._is_above(action)]
        self.mode = Reading()
        self.decide("other", codes=tuple(self.picked), new=made)

    def _is_above(self, action: AddCode) -> bool:
        return any(
            other.code.parent == action.code.id and (other.code.id in self.picked or self._is_above(other))
            for other in self.made
        )

    def remember_place(self) -> None:
        """Nothing: where the coder codes is not where the review is."""
