"""What an officer types for a new version of the terms of reference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from committees.actions.drafts import SeatDraft, TermsDraft
from committees.enums import (
    Among,
    CastingVote,
    QuorumKind,
    SeatCategory,
    SeatRole,
    WithholdingPolicy,
)
from committees.rules.terms import QuorumRule
from committees.values import SeatId
from core.rules.days import DayBasis
from core.web.crispy import Ask, helper
from core.web.fields import DateField


if TYPE_CHECKING:
    from collections.abc import Iterable

    from committees.models import TermsOfReference


class TermsForm(forms.Form):
    """What a version says beside its seats and its quorum."""

    effective_from = DateField(label="In force from")
    review_due_on = DateField(label="To be reviewed by", required=False)
    approved_by_words = forms.CharField(
        label="Approved by",
        max_length=200,
        required=False,
        help_text="For example: governing body, 24 March 2015.",
    )
    notice_days = forms.IntegerField(
        label="Clear days of public notice before a meeting", min_value=0, max_value=60
    )
    notice_basis = forms.ChoiceField(
        label="Notice is counted in",
        choices=DayBasis.choices(),
        widget=forms.RadioSelect,
    )
    papers_days = forms.IntegerField(
        label="Clear days before a meeting by which papers go out",
        min_value=0,
        max_value=60,
    )
    deputies_count = forms.BooleanField(
        label="A deputy counts to the quorum", required=False
    )
    deputies_vote = forms.BooleanField(label="A deputy may vote", required=False)
    remote_counts = forms.BooleanField(
        label="People who join remotely count to the quorum", required=False
    )
    casting_vote = forms.ChoiceField(
        label="Who has the casting vote?",
        choices=CastingVote.choices(),
        widget=forms.RadioSelect,
    )
    withholding_policy = forms.ChoiceField(
        label="What is hidden of a matter from somebody with a conflict?",
        choices=WithholdingPolicy.choices(),
        widget=forms.RadioSelect,
    )
    departure_reason = forms.CharField(
        label="Why is a recommendation on who sits not followed?",
        widget=forms.Textarea,
        required=False,
        help_text="Only when we tell you that one is not. It is kept with the terms.",
    )

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(
            "effective_from",
            "review_due_on",
            "approved_by_words",
            Ask("notice_days", width=2),
            Ask("notice_basis", inline=True),
            Ask("papers_days", width=2),
            "deputies_count",
            "deputies_vote",
            "remote_counts",
            "casting_vote",
            "withholding_policy",
            "departure_reason",
            "seen_version",
        )


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
        return typed

    @property
    def offices(self) -> str:
        """Name the offices that are ticked, for the line above their boxes."""
        chosen = set(self["roles"].value() or ())
        return ", ".join(each.label for each in SeatRole if each in chosen) or "none"

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

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        kind = typed.get("kind")
        if kind == QuorumKind.MIN_OF_CATEGORY and not typed.get("categories"):
            self.add_error("categories", "Choose the categories that are counted")
        if kind == QuorumKind.MIN_OF_ROLES and not typed.get("roles"):
            self.add_error("roles", "Choose the offices that are counted")
        if kind == QuorumKind.ONE_OF_EACH and not (
            typed.get("roles") or typed.get("categories")
        ):
            self.add_error("roles", "Choose the offices or categories, one of each")
        return typed

    @property
    def chosen(self) -> str:
        """Name what is ticked, for the line above the boxes."""
        categories = set(self["categories"].value() or ())
        roles = set(self["roles"].value() or ())
        named = [each.label for each in SeatCategory if each in categories]
        named += [each.label for each in SeatRole if each in roles]
        return ", ".join(named) or "none"

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
            alternative_group=typed["alternative_group"],
        )


SEATS_OF_A_NEW_COMMITTEE = 12
SeatRows = forms.formset_factory(SeatRowForm, extra=3)
NewSeatRows = forms.formset_factory(SeatRowForm, extra=SEATS_OF_A_NEW_COMMITTEE)
ClauseRows = forms.formset_factory(ClauseRowForm, extra=4)


def initial_terms(terms: TermsOfReference | None) -> dict[str, Any]:
    """Return what the form starts with: the last version, or the usual figures."""
    if terms is None:
        return {
            "notice_days": 3,
            "notice_basis": DayBasis.WORKING,
            "papers_days": 5,
            "deputies_count": True,
            "deputies_vote": True,
            "remote_counts": True,
            "casting_vote": CastingVote.PRESIDING,
            "withholding_policy": WithholdingPolicy.HIDE_CONTENTS,
            "seen_version": 0,
        }
    kept = set(TermsForm.base_fields) - {
        "effective_from",
        "review_due_on",
        "approved_by_words",
        "departure_reason",
        "seen_version",
    }
    shown = {name: getattr(terms, name) for name in kept}
    return shown | {"seen_version": terms.version}


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
        }
        for clause in clauses
    ]


def draft_of(
    form: TermsForm,
    seats: forms.BaseFormSet[SeatRowForm],
    clauses: forms.BaseFormSet[ClauseRowForm],
) -> TermsDraft:
    """Return the version that valid forms describe."""
    typed = dict(form.cleaned_data)
    del typed["seen_version"]
    return TermsDraft(
        **{
            **typed,
            "notice_basis": DayBasis(typed["notice_basis"]),
            "casting_vote": CastingVote(typed["casting_vote"]),
            "withholding_policy": WithholdingPolicy(typed["withholding_policy"]),
        },
        seats=tuple(row.as_draft for row in seats if row.as_draft is not None),
        quorum=tuple(row.as_clause for row in clauses if row.as_clause is not None),
    )
