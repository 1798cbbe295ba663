"""What an officer types for a new version of the terms of reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

from committees.actions.drafts import TermsDraft
from committees.enums import CastingVote, RemedyKind, WhoRules, WithholdingPolicy
from core.rules.days import DayBasis
from core.web.fields import DateField


if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms.boundfield import BoundField

    from committees.forms.rows import ClauseRowForm, SeatRowForm
    from committees.models import TermsOfReference


STARTS = ("effective_from", "review_due_on", "approved_by_words")
ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")
REMEDIES = tuple(f"remedy_{place}" for place in range(1, len(ORDINALS) + 1))
SECTIONS = (
    ("Who counts to the quorum", ("deputies_count", "deputies_vote", "remote_counts")),
    ("Notice and papers", ("notice_days", "notice_basis", "papers_days")),
    (
        "Conflicts of interest and the casting vote",
        ("who_rules", "casting_vote", "withholding_policy"),
    ),
    ("What is tried when there is no quorum", REMEDIES),
)
OPTIONS: dict[str, dict[str, Any]] = {
    "effective_from": {"optional": ""},
    "notice_days": {"width": 2},
    "notice_basis": {"inline": True},
    "papers_days": {"width": 2},
    **{name: {"optional": ""} for name in REMEDIES},
}


@dataclass(frozen=True, slots=True)
class Section:
    """Questions that belong together, shown behind one heading; open when wrong."""

    heading: str
    asked: list[tuple[BoundField, dict[str, Any]]]
    is_open: bool


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
    who_rules = forms.ChoiceField(
        label="Who rules on a conflict of interest?",
        choices=WhoRules.choices(),
        widget=forms.RadioSelect,
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, word in enumerate(ORDINALS, start=1):
            self.fields[f"remedy_{place}"] = forms.ChoiceField(
                label=f"{word} remedy",
                choices=[("", "Nothing more"), *RemedyKind.choices()],
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        order: list[str] = []
        for name in REMEDIES:
            remedy = typed.get(name)
            if remedy and remedy in order:
                label = RemedyKind(remedy).label
                self.add_error(name, f"Choose “{label}” once, where it comes first")
            elif remedy:
                order.append(remedy)
        typed["remedy_order"] = tuple(RemedyKind(each) for each in order or RemedyKind)
        return typed

    @property
    def sections(self) -> list[Section]:
        """Return the questions beside seats and quorum, a screen of them at a time."""
        return [self._section(heading, names) for heading, names in SECTIONS]

    @property
    def start(self) -> Section:
        """Return the questions that only this version answers."""
        return self._section("When it takes effect", STARTS)

    def _section(self, heading: str, names: Sequence[str]) -> Section:
        return Section(
            heading=heading,
            asked=[(self[name], OPTIONS.get(name, {})) for name in names],
            is_open=any(self[name].errors for name in names),
        )


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
            "who_rules": WhoRules.EITHER,
            "withholding_policy": WithholdingPolicy.HIDE_CONTENTS,
            "seen_version": 0,
            **dict(zip(REMEDIES, RemedyKind, strict=True)),
        }
    kept = set(TermsForm.base_fields) - {*STARTS, "departure_reason", "seen_version"}
    shown = {name: getattr(terms, name) for name in kept}
    remedies = dict(zip(REMEDIES, terms.remedy_order, strict=False))
    return {**shown, **remedies, "seen_version": terms.version}


def draft_of(
    form: TermsForm,
    seats: forms.BaseFormSet[SeatRowForm],
    clauses: forms.BaseFormSet[ClauseRowForm],
) -> TermsDraft:
    """Return the version that valid forms describe."""
    apart = {"seen_version", *REMEDIES}
    typed = {name: one for name, one in form.cleaned_data.items() if name not in apart}
    return TermsDraft(
        **{
            **typed,
            "notice_basis": DayBasis(typed["notice_basis"]),
            "casting_vote": CastingVote(typed["casting_vote"]),
            "who_rules": WhoRules(typed["who_rules"]),
            "withholding_policy": WithholdingPolicy(typed["withholding_policy"]),
        },
        seats=tuple(row.as_draft for row in seats if row.as_draft is not None),
        quorum=tuple(row.as_clause for row in clauses if row.as_clause is not None),
    )
