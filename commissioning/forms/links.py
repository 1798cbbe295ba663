"""What an officer types about how two organisations are tied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from commissioning.values import LinkKind
from core.web.crispy import helper
from core.web.fields import DateField
from core.web.forms import offer


if TYPE_CHECKING:
    from commissioning.models import Organisation

# What officers learn of and no file of the NHS tells.
RECORDED = (
    LinkKind.IN_FEDERATION,
    LinkKind.IN_NETWORK,
    LinkKind.LANDLORD_OF,
    LinkKind.OWNED_BY,
)
FORWARD, BACKWARD = "forward", "backward"


class LinkForm(forms.Form):
    """How two organisations are tied, either way round, and since when."""

    tie = forms.ChoiceField(
        label="How are they tied?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select how they are tied"},
    )
    from_on = DateField(
        label="Since when?", error_messages={"required": "Enter the first day"}
    )
    to_on = DateField(
        label="Until when, if it is over?",
        help_text="The last day; leave empty if it goes on",
        required=False,
    )

    def __init__(
        self, *args: Any, one: Organisation, other: Organisation, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ends = {FORWARD: (one, other), BACKWARD: (other, one)}
        offer(
            self,
            "tie",
            [
                (f"{kind.value}:{way}", f"{source.name} {kind.label} {target.name}")
                for kind in RECORDED
                for way, (source, target) in self.ends.items()
            ],
        )
        self.helper = helper("tie", "from_on", "to_on")

    @property
    def link(self) -> dict[str, Any]:
        """Return kind, source, target and days, as the action takes them."""
        kind, _mark, way = self.cleaned_data["tie"].partition(":")
        source, target = self.ends[way]
        return {
            "kind": LinkKind(kind),
            "source": source,
            "target": target,
            "from_on": self.cleaned_data["from_on"],
            "to_on": self.cleaned_data["to_on"],
        }


class EndLinkForm(forms.Form):
    """The last day of a tie."""

    to_on = DateField(
        label="What was its last day?",
        error_messages={"required": "Enter the last day"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("to_on")
