"""What the chair types about a conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from crispy_forms.layout import Fieldset
from django import forms

from conflicts.enums import SourceKind
from core.web.crispy import Ask, helper
from core.web.fields import DateField
from core.web.forms import offer
from meetings.enums import PaperHandling, Participation


if TYPE_CHECKING:
    from collections.abc import Sequence


RECORDED_SOURCES = [
    choice for choice in SourceKind.choices() if choice[0] != SourceKind.SELF
]


class RulingForm(forms.Form):
    """What every ruling says: on which rows, why, and whose it is.

    `committees` are pairs of conflict row key and committee name; `parts` the same of
    the person's open conflicts with parts of the item, none of them ticked; `rulers`
    pairs of person key and name of the chairs who may have ruled; with one ruler who is
    the reader, the source is not asked.
    """

    rows = forms.MultipleChoiceField(
        label="For which committees?",
        help_text="One ruling can serve all of them. Untick a committee to treat it "
        "differently.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select at least one committee",
            "invalid_choice": "This conflict has changed since you opened the page. "
            "Read the reasons above again, and rule on them",
        },
    )
    reason = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 4}))
    parts = forms.MultipleChoiceField(
        label="Also for these parts",
        help_text="Tick a part where the same ruling and the same reason hold. The "
        "others wait for a ruling of their own.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "A conflict with a part has changed since you opened the "
            "page. Read it again, and tick the parts anew",
        },
    )
    ruled_by = forms.TypedChoiceField(
        label="Whose ruling is it?",
        coerce=int,
        error_messages={"required": "Select the chair who ruled"},
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
    comes_from = "Where the ruling comes from"
    # What a ruling of one kind asks beside its reason.
    asks: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        *args: Any,
        committees: Sequence[tuple[str, str]],
        rulers: Sequence[tuple[int, str]],
        is_own_ruling: bool,
        parts: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "rows", committees)
        offer(self, "parts", parts)
        offer(self, "ruled_by", rulers)
        asked: list[Any] = ["rows", *self.asks, "reason"]
        if parts or self.add_prefix("parts") in self.data:
            asked.append("parts")
        if is_own_ruling:
            for name in ("ruled_by", "source", "ruled_on"):
                del self.fields[name]
        else:
            asked.append(Fieldset(self.comes_from, "ruled_by", "source", "ruled_on"))
        self.helper = helper(*asked)

    def chosen(self) -> set[str]:
        """Return the keys of all rows that the ruling is on, parts included."""
        return {*self.cleaned_data["rows"], *self.cleaned_data["parts"]}


class TreatmentForm(RulingForm):
    """The ruling on one person and one item, for one or all committees in scope."""

    participation = forms.ChoiceField(
        label="What should the person do?",
        choices=Participation.choices(),
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the person should do"},
    )
    papers = forms.ChoiceField(
        label="Does the person get the papers of this item?",
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
    asks = ("participation", "papers")


class DismissalForm(RulingForm):
    """Why a proposed conflict is none, and which chair found so."""

    reason = forms.CharField(
        label="Why is this not a conflict?",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why this is not a conflict"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "dismiss")
        super().__init__(*args, **kwargs)


class AdviceForm(RulingForm):
    """What the guardian advises the chair about one person and one item."""

    rows = forms.MultipleChoiceField(
        label="For which committees?",
        help_text="Untick a committee for which you advise something else.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select at least one committee",
            "invalid_choice": "This conflict has changed since you opened the page. "
            "Read the reasons above again, and advise on them",
        },
    )
    reason = forms.CharField(
        label="What do you advise?",
        help_text="Those who review the conflicts of this meeting read it, and the "
        "person if they ask what is held about them. The chair decides.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Enter what is advised"},
    )
    ruled_by = forms.TypedChoiceField(
        label="Whose advice is it?",
        coerce=int,
        error_messages={"required": "Select the guardian who gave it"},
    )
    source = forms.ChoiceField(
        label="How did the advice reach you?",
        choices=[("", "Select how"), *RECORDED_SOURCES],
        error_messages={"required": "Select how the advice reached you"},
    )
    ruled_on = DateField(
        label="When was it given?",
        error_messages={"required": "Enter the day on which it was given"},
    )
    comes_from = "Where the advice comes from"

    def __init__(self, *args: Any, is_own_ruling: bool, **kwargs: Any) -> None:
        super().__init__(*args, is_own_ruling=is_own_ruling, **kwargs)
        if not is_own_ruling:
            self.fields["rows"].help_text = "Untick a committee it was not for."
            self.fields["reason"].label = "What did the guardian advise?"


class ConflictByHandForm(forms.Form):
    """A conflict that no interest on the register shows."""

    item = forms.TypedChoiceField(
        label="Which item?",
        coerce=int,
        error_messages={"required": "Select the item"},
    )
    person = forms.TypedChoiceField(
        label="Whose conflict?",
        coerce=int,
        error_messages={"required": "Select the person"},
    )
    sittings = forms.TypedMultipleChoiceField(
        label="For which committees?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one committee"},
    )
    words = forms.CharField(
        label="Why may there be a conflict?",
        help_text="For example: spoke for the applicant at the public meeting. The "
        "minutes quote it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter why there may be a conflict"},
    )

    def __init__(
        self,
        *args: Any,
        items: Sequence[tuple[int, str]],
        persons: Sequence[tuple[int, str]],
        sittings: Sequence[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "item", [("", "Select an item"), *items])
        offer(self, "person", [("", "Select a person"), *persons])
        offer(self, "sittings", sittings)
        self.helper = helper("item", Ask("person", search=True), "sittings", "words")
