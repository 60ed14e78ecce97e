"""The codes of a study: which of them are one, and the codebook that they make up.

Invariant: what is shown depends on the set of changes only. It is worked out when it is asked for, and forgotten when
something changes that it depends on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postil.model.codebook import Codebook
from postil.model.coding import MemoKey
from postil.model.same_codes import Known, SameCodes, same_codes
from postil.model.shown_codes import shown_codes, without_circles
from postil.model.versions import EDITABLE, conflicting, in_conflict, with_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from postil.model.change import FieldKey
    from postil.model.codebook import Code
    from postil.model.codings import Codings
    from postil.model.presence import Elements
    from postil.model.versions import Fields, Version


class StudyCodebook:
    """What the codes of a study come to."""

    def __init__(
        self, elements: Elements, fields: Fields, codings: Codings, written_about: Callable[[], set[str]]
    ) -> None:
        """Look at the parts of a study.

        Args:
            elements: which codes there are.
            fields: their values.
            codings: the codings; told which codes are one.
            written_about: ids of the codes at whose codings memos stand, or whose cells are charted.
        """
        self._elements = elements
        self._fields = fields
        self._codings = codings
        self._written_about = written_about
        self._codebook: Codebook | None = None
        self._same: SameCodes | None = None

    def forget(self, *, same: bool = False) -> None:
        """Work the codebook out again when it is asked for; with ``same``, also which codes are one."""
        self._codebook = None
        if same:
            self._same = None

    # ---- which codes are one ----

    @property
    def same(self) -> SameCodes:
        """Which codes are one."""
        self.settle()
        assert self._same is not None
        return self._same

    def settle(self) -> None:
        """Work out which codes are one, if it is not known, and tell the codings."""
        if self._same is None:
            codes = [self._fields.code(key) for key in self._known()]
            loose = without_circles(codes, moved=self._own_moved)
            known = (Known(code, self._is_there(code.id), self._added(code.id), self._merged(code)) for code in loose)
            self._same = same_codes(known)
            self._codings.unite(self._same)

    def standing(self, code_id: str) -> tuple[str, ...]:
        """The codes of a code's name and place that were not taken out; the first of them if all were."""
        twins = self.same.twins(code_id)
        return tuple(twin for twin in twins if self._is_there(twin)) or twins[:1]

    def _known(self) -> list[str]:
        return [key for key, _ in self._elements.of("code") if self._fields.knows(key)]

    def _is_there(self, code_id: str) -> bool:
        return self._elements.is_there("code", code_id)

    def _added(self, code_id: str) -> str:
        known = self._elements.get("code", code_id)
        return known.added if known else ""

    def _merged(self, code: Code) -> str:
        return self._fields.heads(("code", code.id, "merged_into"))[0].stamp if code.merged_into else ""

    def _own_moved(self, code_id: str) -> str:
        return self._fields.heads(("code", code_id, "parent"))[0].stamp

    # ---- values ----

    def heads(self, key: FieldKey) -> tuple[Version, ...]:
        """The versions of a field that no other version replaces, latest first; of all codes that are one."""
        return self._fields.heads(*self._keys(key))

    def own_heads(self, key: FieldKey) -> tuple[Version, ...]:
        """Like ``heads``, of one code only, whatever other codes are one with it."""
        return self._fields.heads(key)

    def versions(self, key: FieldKey) -> tuple[Version, ...]:
        """All versions that a field was ever given, in no order; of all codes that are one."""
        return self._fields.ever(*self._keys(key))

    def reworded(self, key: FieldKey) -> str:
        """Stamp of the latest version of a field that replaced a text by another; empty if there is none."""
        return self._fields.reworded(*self._keys(key))

    def is_in_conflict(self, key: FieldKey) -> bool:
        """Whether a field shows one of several values."""
        return in_conflict(key, self.heads(key), self.same)

    def conflicts(self) -> Mapping[FieldKey, tuple[Version, ...]]:
        """Fields with more than one unreplaced version and different values."""
        return conflicting(self._fields.keys(self.same.groups()), self.heads, self.same)

    def _keys(self, key: FieldKey) -> tuple[FieldKey, ...]:
        """The keys of a field, where it is a field of several codes that are one, or of memos at them."""
        match key:
            case ("code", str(code), field) if len(self.same.twins(code)) > 1:
                return tuple(("code", member, field) for member in self.standing(code))
            case ("memo", MemoKey() as target) if target.code and self.same.several(target.code):
                return tuple(("memo", target._replace(code=member)) for member in self.same.members(target.code))
            case ("summary" | "comment" | "rating" as what, case, str(code), *rest) if self.same.several(code):
                return tuple((what, case, member, *rest) for member in self.same.members(code))
        return (key,)

    # ---- the codebook ----

    @property
    def codebook(self) -> Codebook:
        """The codes as they now are, circles of parents cut; a dropped code stays while something needs it."""
        if self._codebook is None:
            same, written_about = self.same, self._written_about()

            def needed(code_id: str) -> bool:
                return any(
                    self._is_there(member) or self._codings.is_used(member) or member in written_about
                    for member in same.members(code_id)
                )

            shown = [self._shown(key) for key in self._known() if key not in same.stands_for]
            self._codebook = Codebook(shown_codes(shown, needed=needed, moved=self._moved), same.stands_for)
        return self._codebook

    def _moved(self, code_id: str) -> str:
        return self.heads(("code", code_id, "parent"))[0].stamp

    def _shown(self, code_id: str) -> Code:
        """A code as it is shown; whoever stands in a circle of merged codes that was cut is merged into nothing."""
        if not self.same:
            code = self._fields.code(code_id)
            return with_fields(code, {"merged_into": ""}) if code.merged_into else code
        values = {name: self.heads(("code", code_id, name))[0].value for name in EDITABLE}
        parent = self.same.shown(str(values["parent"]))
        return with_fields(self._fields.code(code_id), {**values, "parent": parent, "merged_into": ""})
