"""``postil report``: what a study holds, counted."""

from __future__ import annotations

import click

from postil.cli.root import Group, Lazy

_HERE = "postil.cli.commands.report"
COMMANDS: dict[str, Lazy] = {
    "progress": Lazy(f"{_HERE}.progress", "Show what is reviewed, coded, double-coded and still to do."),
    "codes": Lazy(f"{_HERE}.codes", "Show how often each code was used."),
    "cases": Lazy(f"{_HERE}.cases", "Show which code was used in which case."),
    "attributes": Lazy(f"{_HERE}.attributes", "Show how codes are spread over the values of the cases' attributes."),
    "together": Lazy(f"{_HERE}.together", "Show which codes stand together on a paragraph."),
    "speakers": Lazy(f"{_HERE}.speakers", "Show who says what was coded, by speaker and role."),
    "saturation": Lazy(f"{_HERE}.saturation", "Show in which transcript the last new codes came."),
    "overlaps": Lazy(f"{_HERE}.overlaps", "Show codes that stand on nearly the same passages."),
    "memos": Lazy(f"{_HERE}.memos", "Show all that analysts wrote beside the text, in one place."),
    "use": Lazy(f"{_HERE}.use", "Show which codes are used, by whom and since when, and which are not."),
    "methods": Lazy(f"{_HERE}.methods", "Show the numbers that a methods section is asked for."),
    "all": Lazy(f"{_HERE}.all", "Put all reports together, on one page or one after the other."),
}


class Reports(Group):
    """The reports; whoever names none, or one that there is not, is told which there are."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Like that of other groups, with the list of reports in the message."""
        name = args[0]
        if name not in self.lazy and not name.startswith("-") and not ctx.resilient_parsing:
            ctx.fail(self._which(name, args[1:]))
        return super().resolve_command(ctx, args)

    def _which(self, name: str, rest: list[str]) -> str:
        from pathlib import Path  # noqa: PLC0415 - rarely needed

        known = ", ".join(self.lazy)
        if rest and rest[0] in self.lazy:
            return f"the name of the report comes first: postil report {rest[0]} {name}"
        if Path(name).suffix or Path(name).exists():
            return f"say which report, before the study: postil report codes {name}; there are {known}"
        near = self.nearest(name)
        return f"There is no report '{name}'." + (f" Did you mean '{near}'?" if near else f" There are {known}.")


@click.group(
    "report",
    cls=Reports,
    lazy=COMMANDS,
    examples=[
        ("postil report progress study.json", "How far each coder has come."),
        ("postil report codes study.json --where 'role:participant'", "How often each code was used in what they say."),
        ("postil report all study.json -o report.html", "Everything, as one page."),
    ],
)
def command() -> None:
    """Count what a study holds.

    Every report prints text, or writes the same figures as CSV, JSON or a page of HTML. docs/reports.md says what each
    figure means.
    """
