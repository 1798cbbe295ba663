"""What an officer types of one seat, and of one clause of the quorum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from committees.actions.drafts import SeatDraft
from committees.enums import Among, QuorumKind, SeatCategory, SeatRole
from committees.rules.sentences import describe_rule
from committees.rules.terms import QuorumRule
from committees.values import SeatId


if TYPE_CHECKING:
    from collections.abc import Iterable, MutableMapping


class SeatRowForm(forms.Form):
    """What a version says of one seat; a row without a title is left out."""

    seat_id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label="Title of the seat", max_length=200, required=False)
    category = forms.ChoiceField(
        label="Category",
        choices=[("", "Choose"), *SeatCategory.choices()],
        required=False,
    )
    is_voting = forms.BooleanField(label="Has a vote", required=False)
    roles = forms.MultipleChoiceField(
        label="Offices that the seat carries",
        choices=SeatRole.choices(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    vote_share = forms.CharField(
        label="Shares one vote",
        max_length=40,
        required=False,
        help_text="The same word in two seats gives them one vote together.",
    )
    is_dropped = forms.BooleanField(
        label="Not in the new terms", required=False, initial=False
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        is_used = typed.get("title") and not typed.get("is_dropped")
        if is_used and not typed.get("category"):
            self.add_error("category", f"Choose the category of {typed['title']}")
        if is_used and typed.get("vote_share") and not typed.get("is_voting"):
            self.add_error(
                "vote_share",
                f"{typed['title']} has no vote to share: tick that it votes, or leave "
                "this empty",
            )
        return typed

    @property
    def is_open(self) -> bool:
        """Say whether the row is shown open: where it is wrong."""
        return self.is_bound and bool(self.errors)

    @property
    def summary(self) -> str:
        """Say the seat in a line, for the heading above its questions."""
        title = self["title"].value()
        if not title:
            return "Add a seat"
        category = self["category"].value()
        chosen = set(self["roles"].value() or ())
        said = [each.label for each in SeatCategory if each == category]
        said.append("votes" if self["is_voting"].value() else "no vote")
        if self["vote_share"].value():
            said.append(f"shares a vote ({self['vote_share'].value()})")
        said += [each.label for each in SeatRole if each in chosen]
        if self["is_dropped"].value():
            said = ["not in the new terms"]
        return f"{title}: {', '.join(said)}"

    @property
    def as_draft(self) -> SeatDraft | None:
        """Return the seat that a valid row describes, or None for a row left out."""
        typed = self.cleaned_data
        if not typed.get("title") or typed.get("is_dropped"):
            return None
        seat_id = typed["seat_id"]
        return SeatDraft(
            title=typed["title"],
            category=SeatCategory(typed["category"]),
            is_voting=typed["is_voting"],
            roles=frozenset(SeatRole(each) for each in typed["roles"]),
            vote_share=typed["vote_share"],
            seat_id=SeatId(seat_id) if seat_id else None,
        )


class ClauseRowForm(forms.Form):
    """One clause of the quorum; a row without a kind is left out."""

    kind = forms.ChoiceField(
        label="What must be there",
        choices=[("", "No clause"), *QuorumKind.choices()],
        required=False,
    )
    number = forms.IntegerField(
        label="How many", min_value=1, max_value=50, required=False, initial=1
    )
    among = forms.ChoiceField(
        label="Counted among", choices=Among.choices(), required=False
    )
    categories = forms.MultipleChoiceField(
        label="Of these categories",
        choices=SeatCategory.choices(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    roles = forms.MultipleChoiceField(
        label="Of these offices",
        choices=SeatRole.choices(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    vice_only_if_chair_conflicted = forms.BooleanField(
        label="The vice chair counts only when the chair has a conflict",
        required=False,
    )
    alternative_group = forms.CharField(
        label="One of several",
        max_length=20,
        required=False,
        help_text="Clauses with the same word here are alternatives: one is enough.",
    )
    branch = forms.CharField(
        label="Together with",
        max_length=20,
        required=False,
        help_text="Of those alternatives, clauses with the same word here go together: "
        "(this and that) or something else.",
    )
    own_people = forms.BooleanField(
        label="By people of its own",
        required=False,
        help_text="Nobody counted for this clause counts for another one ticked so. "
        "Tick it on each clause that asks for one “other” person.",
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        kind = typed.get("kind")
        if kind in _NEEDS:
            names, sentence = _NEEDS[kind]
            if not any(typed.get(name) for name in names):
                self.add_error(names[0], sentence)
        if typed.get("branch") and not typed.get("alternative_group"):
            self.add_error(
                "alternative_group",
                "Say which alternatives it is one of: the same word in each of them",
            )
        if kind == QuorumKind.LAY_EXEC_MAJORITY and typed.get("own_people"):
            self.add_error(
                "own_people",
                "A majority is counted over everybody who can vote: leave this empty",
            )
        return typed

    @property
    def is_open(self) -> bool:
        """Say whether the row is shown open: where it is wrong."""
        return self.is_bound and bool(self.errors)

    @property
    def summary(self) -> str:
        """Say the clause in a line, for the heading above its questions."""
        if not self["kind"].value():
            return "Add a clause"
        if self.is_bound and not self.errors and self.as_clause:
            return describe_rule(self.as_clause)
        if not self.is_bound and "clause" in self.initial:
            return describe_rule(self.initial["clause"])
        return QuorumKind(self["kind"].value()).label

    @property
    def as_clause(self) -> QuorumRule | None:
        """Return the clause that a valid row describes, or None for a row left out."""
        typed = self.cleaned_data
        if not typed.get("kind"):
            return None
        return QuorumRule(
            kind=QuorumKind(typed["kind"]),
            number=typed["number"] or 1,
            among=Among(typed["among"] or Among.VOTING),
            categories=frozenset(SeatCategory(each) for each in typed["categories"]),
            roles=frozenset(SeatRole(each) for each in typed["roles"]),
            vice_only_if_chair_conflicted=typed["vice_only_if_chair_conflicted"],
            alternative_group=typed["alternative_group"].strip(),
            branch=typed["branch"].strip(),
            own_people=typed["own_people"],
        )


_NEEDS: dict[str, tuple[tuple[str, ...], str]] = {
    QuorumKind.MIN_OF_CATEGORY: (
        ("categories",),
        "Choose the categories that are counted",
    ),
    QuorumKind.MIN_OF_ROLES: (("roles",), "Choose the offices that are counted"),
    QuorumKind.MIN_OF_EITHER: (
        ("categories", "roles"),
        "Choose the categories or offices that are counted",
    ),
    QuorumKind.ONE_OF_EACH: (
        ("roles", "categories"),
        "Choose the offices or categories, one of each",
    ),
}
SEATS_OF_A_NEW_COMMITTEE = 12
MOST_ROWS = 60
SeatRows = forms.formset_factory(SeatRowForm, extra=3)
NewSeatRows = forms.formset_factory(SeatRowForm, extra=SEATS_OF_A_NEW_COMMITTEE)
ClauseRows = forms.formset_factory(ClauseRowForm, extra=4)


def room_for_more(sent: MutableMapping[str, str], formset: str, *, spare: int) -> None:
    """Add empty rows to what a browser sent, so that `spare` are left to fill.

    `sent` is a copy that may be changed.
    """
    used = {"seats": "title", "clauses": "kind"}[formset]
    total = sent.get(f"{formset}-TOTAL_FORMS", "")
    if not total.isdecimal():
        return
    rows = min(int(total), MOST_ROWS)
    empty = sum(not sent.get(f"{formset}-{place}-{used}") for place in range(rows))
    wanted = min(rows + max(spare - empty, 0), MOST_ROWS)
    sent[f"{formset}-TOTAL_FORMS"] = str(max(wanted, rows))


def initial_seats(seats: Iterable[SeatDraft]) -> list[dict[str, Any]]:
    """Return the rows that the seats of the last version fill."""
    return [
        {
            "seat_id": seat.seat_id,
            "title": seat.title,
            "category": seat.category,
            "is_voting": seat.is_voting,
            "roles": [str(role) for role in seat.roles],
            "vote_share": seat.vote_share,
        }
        for seat in seats
    ]


def initial_clauses(clauses: Iterable[QuorumRule]) -> list[dict[str, Any]]:
    """Return the rows that the clauses of the last version fill."""
    return [
        {
            "kind": clause.kind,
            "number": clause.at_least,
            "among": clause.among,
            "categories": [str(each) for each in clause.categories],
            "roles": [str(each) for each in clause.roles],
            "vice_only_if_chair_conflicted": clause.vice_only_if_chair_conflicted,
            "alternative_group": clause.alternative_group,
            "branch": clause.branch,
            "own_people": clause.own_people,
            "clause": clause,
        }
        for clause in clauses
    ]
