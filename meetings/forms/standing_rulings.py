"""What a guardian or a chair types about a class of ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Fieldset
from django import forms

from conflicts.enums import Nature, Severity, Tie, TieWay
from core.web.crispy import helper
from core.web.fields import DateField
from core.web.forms import offer
from meetings.enums import Directness, PaperHandling, Participation, SubjectRole
from meetings.forms.conflicts import RECORDED_SOURCES
from meetings.rules.standing_rulings import TieClass


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ANY_DISTANCE = [
    (Severity.DIRECT.value, "However near"),
    (Severity.CLOSE.value, "At least one step away"),
    (Severity.REMOTE.value, "Remote, or shared by a whole class"),
    (Severity.SHARED.value, "Shared by a whole class"),
]


def _several(label: str, choices: Iterable[tuple[str, str]], **said: Any) -> Any:
    return forms.MultipleChoiceField(
        label=label,
        choices=list(choices),
        widget=forms.CheckboxSelectMultiple,
        **{"required": False, **said},
    )


class StandingRulingForm(forms.Form):
    """For which committees and ties, what is done, from when to when, and whose it is.

    `committees` are pairs of key and name; `rulers` pairs of person key and name. With
    `is_own_ruling` the reader rules, and is not asked how the ruling came.
    """

    committees = forms.TypedMultipleChoiceField(
        label="For which committees?",
        help_text="One ruling can serve several. You can rule otherwise on single "
        "conflicts later.",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one committee"},
    )
    ways = _several(
        "How does the interest reach the body that the item touches?",
        TieWay.choices(),
        required=True,
        help_text="Where a way has two kinds of tie, both must be ticked.",
        error_messages={"required": "Select at least one kind of tie"},
    )
    roles = _several(
        "What is that body in the item?",
        SubjectRole.choices(),
        help_text="Leave all unticked for any.",
    )
    unless_roles = _several(
        "Not where the body between them is itself …",
        SubjectRole.choices(),
        help_text="The federation, network, owner or landlord through which they are "
        "tied: where it applies, bids, supplies, "
        "lets or gains, the chair rules.",
        initial=[
            SubjectRole.APPLICANT.value,
            SubjectRole.BIDDER.value,
            SubjectRole.SUPPLIER.value,
            SubjectRole.LANDLORD.value,
            SubjectRole.GAINER.value,
        ],
    )
    natures = _several(
        "Of which nature is the interest?",
        Nature.choices(),
        help_text="Leave all unticked for any.",
    )
    directness = forms.ChoiceField(
        label="Whose interest is it?",
        choices=Directness.choices(),
        widget=forms.RadioSelect,
        initial=Directness.ANY,
    )
    ties = _several(
        "How is the person tied to their own body?",
        [(tie.value, f"The person {tie.label}") for tie in Tie],
        help_text="Leave all unticked for any.",
    )
    no_nearer_than = forms.ChoiceField(
        label="How near may it be?",
        choices=ANY_DISTANCE,
        initial=Severity.DIRECT,
    )
    participation = forms.ChoiceField(
        label="What should the person do?",
        choices=Participation.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the person should do"},
    )
    papers = forms.ChoiceField(
        label="Does the person get the papers of the item?",
        choices=PaperHandling.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether the papers are given"},
    )
    reason = forms.CharField(
        label="Reason",
        help_text="The minutes quote it. Do not name third parties.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter the reason for the ruling"},
    )
    from_on = DateField(
        label="From which meeting day on?",
        error_messages={"required": "Enter the first day"},
    )
    to_on = DateField(
        label="Until which day?",
        help_text="Leave empty if it holds until it is ended.",
        required=False,
    )
    ruled_by = forms.TypedChoiceField(
        label="Whose ruling is it?",
        coerce=int,
        error_messages={"required": "Select the guardian or chair who ruled"},
    )
    source = forms.ChoiceField(
        label="How did the ruling reach you?",
        choices=[("", "Select how"), *RECORDED_SOURCES],
        error_messages={"required": "Select how the ruling reached you"},
    )
    ruled_on = DateField(
        label="When was it made?",
        error_messages={"required": "Enter the day of the ruling"},
    )

    def __init__(
        self,
        *args: Any,
        committees: Sequence[tuple[int, str]],
        rulers: Sequence[tuple[int, str]],
        is_own_ruling: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "committees", committees)
        offer(self, "ruled_by", rulers)
        asked: list[Any] = [
            "committees",
            Fieldset(
                "For which ties",
                "ways",
                "roles",
                "unless_roles",
                "no_nearer_than",
                "directness",
                "natures",
                "ties",
            ),
            Fieldset("What is done", "participation", "papers", "reason"),
            Fieldset("For which meetings", "from_on", "to_on"),
        ]
        whose = ("ruled_by", "source", "ruled_on")
        if is_own_ruling:
            for name in whose:
                del self.fields[name]
        else:
            asked.append(Fieldset("Where the ruling comes from", *whose))
        self.helper = helper(*asked)

    def tie_class(self) -> TieClass:
        """Return the class of ties that was ticked."""
        said = self.cleaned_data
        return TieClass(
            ways=frozenset(map(TieWay, said["ways"])),
            natures=frozenset(map(Nature, said["natures"])),
            directness=Directness(said["directness"]),
            ties=frozenset(map(Tie, said["ties"])),
            roles=frozenset(map(SubjectRole, said["roles"])),
            no_nearer_than=Severity(said["no_nearer_than"]),
            unless_roles=frozenset(map(SubjectRole, said["unless_roles"])),
        )
