"""What a member or an officer types about an interest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from conflicts.actions.declarations import Declaration
from conflicts.enums import Nature, SourceKind
from core.web.crispy import Ask, helper
from core.web.fields import DateField


if TYPE_CHECKING:
    from commissioning.models import Organisation
    from conflicts.models import Interest

NATURE_HINTS = {
    Nature.FINANCIAL: "You may gain or lose money: partner, director, shareholder, "
    "landlord, paid adviser.",
    Nature.PROFESSIONAL: "It touches your standing or career: an unpaid office, a "
    "special interest, an adviser's role.",
    Nature.PERSONAL: "It touches you otherwise: trustee, campaigner, patient.",
}
MINE, CLOSE = "mine", "close"
WHOSE = [(MINE, "Mine"), (CLOSE, "Somebody's who is close to me")]
YES, NO = "yes", "no"
NOT_STATED = "Leave empty if you do not know. It is then shown as not stated."
QUESTIONS = (
    Ask("nature", hints={str(key): words for key, words in NATURE_HINTS.items()}),
    Ask("whose", reveals={CLOSE: "relationship"}),
    Ask("description", threshold=75),
    "from_on",
    "to_on",
    "arose_on",
    "became_aware_on",
    Ask("consent", reveals={NO: "refusal_reason"}),
    "restricted_note",
)


class InterestForm(forms.Form):
    """An interest in an organisation that has been chosen already."""

    nature = forms.ChoiceField(
        label="What kind of interest is it?",
        choices=Nature.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of interest"},
    )
    whose = forms.ChoiceField(
        label="Whose interest is it?",
        choices=WHOSE,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whose interest it is"},
    )
    relationship = forms.CharField(
        label="How are you connected?",
        max_length=200,
        required=False,
        help_text="For example spouse or business partner. Do not give their name.",
    )
    description = forms.CharField(
        label="Describe the interest",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="For example: GP partner. These words are published, so do not name "
        "anybody else.",
        error_messages={"required": "Describe the interest"},
    )
    from_on = DateField(label="Held from", required=False, help_text=NOT_STATED)
    to_on = DateField(
        label="Held until",
        required=False,
        help_text="Leave empty if it goes on.",
    )
    arose_on = DateField(
        label="When did it arise?", required=False, help_text=NOT_STATED
    )
    became_aware_on = DateField(
        label="When did you become aware of it?",
        required=False,
        help_text="The law counts 28 days from here. " + NOT_STATED,
    )
    consent = forms.ChoiceField(
        label="May this interest be published?",
        choices=[(YES, "Yes"), (NO, "No, I ask that it is not")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it may be published"},
    )
    refusal_reason = forms.CharField(
        label="Why should it not be published?",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="The guardian decides. It is kept back until then.",
    )
    restricted_note = forms.CharField(
        label="Is there anything that must never be published?",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="Only you, your governance officer and the guardian read this.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(*QUESTIONS)

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("whose") == CLOSE and not typed.get("relationship"):
            self.add_error("relationship", "Say how you are connected to the person")
        if typed.get("consent") == NO and not typed.get("refusal_reason"):
            self.add_error("refusal_reason", "Say why it should not be published")
        first, last = typed.get("from_on"), typed.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", "Held until must be the same as or after held from")
        return typed

    def declaration(
        self, organisation: Organisation | None, unlisted_name: str = ""
    ) -> Declaration:
        """Return what a valid form declares about a body."""
        typed = self.cleaned_data
        return Declaration(
            nature=Nature(typed["nature"]),
            description=typed["description"],
            organisation=organisation,
            unlisted_name=unlisted_name,
            is_indirect=typed["whose"] == CLOSE,
            relationship=typed["relationship"],
            arose_on=typed["arose_on"],
            became_aware_on=typed["became_aware_on"],
            from_on=typed["from_on"],
            to_on=typed["to_on"],
            consents_to_publication=typed["consent"] == YES,
            refusal_reason=typed["refusal_reason"],
            restricted_note=typed["restricted_note"],
            mitigation=typed.get("mitigation", ""),
        )


class RecordForm(InterestForm):
    """An interest that reached the officer by other ways than the person's sign-in."""

    source = forms.ChoiceField(
        label="How did it reach you?",
        choices=[
            (each.value, each.label) for each in SourceKind if each != SourceKind.SELF
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say how it reached you"},
    )
    source_on = DateField(
        label="On what day?",
        help_text="It counts as declared on this day.",
        error_messages={"required": "Enter the day on which it reached you"},
    )
    mitigation = forms.CharField(
        label="What is done about it?",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="As agreed with the person. It stands in the register.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["became_aware_on"].label = "When did they become aware of it?"
        self.fields["relationship"].label = "How are they connected?"
        self.fields["whose"].widget.choices = [
            (MINE, "The person's own"),
            (CLOSE, "Somebody's who is close to them"),
        ]
        self.helper = helper("source", "source_on", *QUESTIONS, "mitigation")


class CorrectForm(InterestForm):
    """An interest as it should have read."""

    mitigation = forms.CharField(
        label="What is done about it?",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text="As agreed with your governance officer.",
    )
    reason = forms.CharField(
        label="Why do you correct it?",
        max_length=500,
        help_text="The old version stays in the history.",
        error_messages={"required": "Say why you correct it"},
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(*QUESTIONS, "mitigation", "reason", "seen_version")


class EndInterestForm(forms.Form):
    """The last day of an interest."""

    on = DateField(label="Last day you held it")
    reason = forms.CharField(
        label="What changed?",
        max_length=500,
        required=False,
        help_text="For example: left the partnership.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


def initial_of(interest: Interest) -> dict[str, Any]:
    """Return what the correcting form starts with."""
    kept = (
        "nature",
        "relationship",
        "description",
        "from_on",
        "to_on",
        "arose_on",
        "became_aware_on",
        "refusal_reason",
        "restricted_note",
        "mitigation",
    )
    return {
        **{name: getattr(interest, name) for name in kept},
        "whose": CLOSE if interest.is_indirect else MINE,
        "consent": YES if interest.consents_to_publication else NO,
        "seen_version": interest.version,
    }
