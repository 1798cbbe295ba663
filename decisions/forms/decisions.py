"""What the officer types about decisions, actions and minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Fieldset
from django import forms

from core.web.crispy import Ask, helper
from core.web.fields import DateField
from core.web.forms import offer
from decisions.enums import Method, Outcome
from decisions.rules.effect import VoteFacts


if TYPE_CHECKING:
    from collections.abc import Sequence

CASTING = [("", "No casting vote"), ("for", "For"), ("against", "Against")]


class DecisionForm(forms.Form):
    """What one or more committees resolved, in the same words."""

    sittings = forms.TypedMultipleChoiceField(
        label="Which committees?",
        coerce=int,
        help_text="Each committee gets a decision of its own. Untick one whose "
        "outcome differs and record it next.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select at least one committee",
            "invalid_choice": "One of these committees has decided the item already, or "
            "its record is not yours to keep. Check what stands above, and record again",
        },
    )
    outcome = forms.ChoiceField(
        label="Outcome",
        choices=[("", "Select the outcome"), *Outcome.choices()],
        error_messages={"required": "Select the outcome"},
    )
    wording = forms.CharField(
        label="Words of the decision",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter the words of the decision"},
    )
    method = forms.ChoiceField(
        label="How was it reached?",
        choices=Method.choices(),
        widget=forms.RadioSelect,
        initial=Method.CONSENSUS,
    )
    votes_for = forms.IntegerField(label="For", min_value=0, required=False)
    votes_against = forms.IntegerField(label="Against", min_value=0, required=False)
    votes_abstaining = forms.IntegerField(
        label="Abstaining", min_value=0, required=False
    )
    casting = forms.ChoiceField(
        label="Casting vote on a tie", choices=CASTING, required=False
    )
    chosen = forms.TypedChoiceField(
        label="Chosen to preside for this item",
        coerce=int,
        required=False,
        empty_value=None,
        help_text="Only if neither chair nor vice chair could preside.",
    )
    as_it_happened = forms.BooleanField(
        label="Record it as it happened, irregular and without effect",
        required=False,
        help_text="Only if this is what the committee did. The guardian is told, and a "
        "breach and a ratification are drafted.",
    )

    def __init__(
        self,
        *args: Any,
        sittings: Sequence[tuple[int, str]],
        persons: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "sittings", sittings)
        offer(self, "chosen", [("", "Nobody"), *persons])
        votes = Fieldset(
            "Counted vote",
            Ask("votes_for", width=3),
            Ask("votes_against", width=3),
            Ask("votes_abstaining", width=3),
            "casting",
        )
        self.helper = helper(
            "sittings",
            "outcome",
            "wording",
            Ask("method", reveals={Method.VOTE: votes}),
            Ask("chosen", search=True),
        )

    def offer_as_it_happened(self) -> None:
        """Show the way that stays open when a rule refuses what was decided."""
        self.helper.layout.append("as_it_happened")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned is None or cleaned.get("method") != Method.VOTE:
            return cleaned
        if cleaned.get("votes_for") is None:
            self.add_error("votes_for", "Enter how many voted for")
        if cleaned.get("votes_against") is None:
            self.add_error("votes_against", "Enter how many voted against")
        is_tied = cleaned.get("votes_for") == cleaned.get("votes_against")
        if cleaned.get("casting") and not is_tied:
            self.add_error(
                "casting", "There was no tie: take the casting vote away, or the count"
            )
        if len(cleaned.get("sittings") or []) > 1:
            self.add_error(
                "sittings", "Votes are counted for one committee at a time: select one"
            )
        return cleaned

    @property
    def vote(self) -> VoteFacts | None:
        """Return the counted vote, or None for a consensus."""
        typed = self.cleaned_data
        if typed["method"] != Method.VOTE:
            return None
        casting = {"for": True, "against": False}.get(typed["casting"])
        return VoteFacts(
            votes_for=typed["votes_for"],
            votes_against=typed["votes_against"],
            abstaining=typed["votes_abstaining"] or 0,
            casting=casting,
        )


class CorrectionForm(DecisionForm):
    """A decision put right: what was wrong with the earlier entry comes with it."""

    reason = forms.CharField(
        label="What was wrong with the earlier entry?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter what was wrong"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.layout.append("reason")


class ActionForm(forms.Form):
    """Something to do, by whom, by when."""

    description = forms.CharField(
        label="What is to be done?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter what is to be done"},
    )
    owner = forms.TypedChoiceField(
        label="Who does it?",
        coerce=int,
        error_messages={"required": "Select who does it"},
    )
    due_on = DateField(
        label="By when?", error_messages={"required": "Enter the day it is due"}
    )

    def __init__(
        self, *args: Any, persons: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", [("", "Select a person"), *persons])
        self.helper = helper("description", Ask("owner", search=True), "due_on")


class ClosingForm(forms.Form):
    """What was done."""

    outcome = forms.CharField(
        label="What was done?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter what was done"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("outcome")


class NoteForm(forms.Form):
    """What was said on an item, by hand."""

    words = forms.CharField(
        label="What was said",
        help_text="Decisions, conflicts and quorum write themselves. Leave an empty "
        "line between paragraphs.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("words", "revision")


class ApprovalForm(forms.Form):
    """By which decisions the minutes were approved, and with what corrections."""

    decisions = forms.TypedMultipleChoiceField(
        label="Which decisions approved these minutes?",
        help_text="One for each committee, taken at a later meeting.",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one decision"},
    )
    corrections = forms.CharField(
        label="Corrections that were agreed",
        help_text="Leave it empty if there were none. The confirmed minutes print them.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *args: Any, decisions: Sequence[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "decisions", decisions)
        self.helper = helper("decisions", "corrections")


class WhyForm(forms.Form):
    """Why something is undone."""

    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter the reason"},
    )

    def __init__(self, *args: Any, question: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = question
        self.helper = helper("reason")
