"""What an officer types about the items of an agenda."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Fieldset
from django import forms

from commissioning.values import Function
from core.web.crispy import Ask, helper
from core.web.forms import offer
from meetings.actions.items import ItemFields
from meetings.enums import PaperAvailability, Part, Purpose, ScopeRole, SubjectRole


if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from meetings.models import Item

NOT_IN_SCOPE = ""
PENCE = 100


class ItemForm(forms.Form):
    """A matter on the agenda. Leads and committees are offered by the page."""

    title = forms.CharField(
        label="Title", max_length=300, error_messages={"required": "Enter a title"}
    )
    part = forms.ChoiceField(
        label="In which part is it taken?",
        choices=Part.choices(),
        initial=Part.ONE,
        widget=forms.RadioSelect,
    )
    private_ground = forms.CharField(
        label="On what ground is the public excluded?",
        help_text="Only in the private part. For example: commercial rents under "
        "negotiation",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    purpose = forms.ChoiceField(
        label="Purpose", choices=Purpose.choices(), initial=Purpose.NOTE
    )
    lead = forms.TypedChoiceField(
        label="Lead", coerce=int, empty_value=None, required=False
    )
    minutes_planned = forms.IntegerField(
        label="Minutes", min_value=0, max_value=600, required=False
    )
    availability = forms.ChoiceField(
        label="Paper",
        choices=PaperAvailability.choices(),
        initial=PaperAvailability.ATTACHED,
    )
    function = forms.ChoiceField(
        label="What is being commissioned or decided?",
        help_text="It says whether a committee has the authority to decide",
        choices=[("", "Not said"), *Function.choices()],
        required=False,
    )
    value = forms.DecimalField(
        label="Value",
        help_text="In pounds, if money is decided on",
        min_value=0,
        max_value=10**12,
        decimal_places=2,
        required=False,
    )
    reference_committee = forms.TypedChoiceField(
        label="Reference by",
        help_text="Whose pattern gives the item its permanent reference",
        coerce=int,
        empty_value=None,
        required=False,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        leads: Mapping[int, Any],
        committees: Mapping[int, Any],
        reference: str = "",
        is_part: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.leads, self.committees = leads, committees
        self._offer("lead", leads, "Nobody yet")
        self._offer("reference_committee", committees, "The usual committee")
        asked: list[Any] = [
            "title",
            "part",
            "private_ground",
            "purpose",
            "lead",
            Ask("minutes_planned", width=3),
            "availability",
            "function",
            Ask("value", width=10, prefix="£"),
            "reference_committee",
            "seen",
        ]
        if is_part:
            # A part of a matter is taken where the matter is.
            asked.remove("part")
            del self.fields["part"]
        if reference or len(committees) < 2:
            asked.remove("reference_committee")
            del self.fields["reference_committee"]
        self.helper = helper(*asked)

    def clean_value(self) -> int | None:
        pounds: Decimal | None = self.cleaned_data["value"]
        return None if pounds is None else int(pounds * PENCE)

    def item_fields(self, item: Item | None = None, part: str = "") -> ItemFields:
        """Return what was typed; what was not asked stays as it is on `item`."""
        typed = self.cleaned_data
        keeps = item.reference_committee if item is not None else None
        committee = self.committees.get(typed.get("reference_committee") or 0)
        return ItemFields(
            title=typed["title"],
            part=Part(typed.get("part") or part or Part.ONE),
            private_ground=typed["private_ground"],
            lead=self.leads.get(typed["lead"] or 0),
            purpose=Purpose(typed["purpose"]),
            minutes_planned=typed["minutes_planned"],
            availability=PaperAvailability(typed["availability"]),
            function=Function(typed["function"]) if typed["function"] else "",
            value_pence=typed["value"],
            reference_committee=committee
            if "reference_committee" in self.fields
            else keeps,
        )

    def _offer(self, name: str, rows: Mapping[int, Any], nothing: str) -> None:
        choices = [("", nothing), *((pk, str(row)) for pk, row in rows.items())]
        offer(self, name, choices)


class HeadingForm(forms.Form):
    """A section heading: it takes no number, no reference and no time."""

    title = forms.CharField(
        label="Heading",
        max_length=300,
        error_messages={"required": "Enter the heading"},
    )
    part = forms.ChoiceField(
        label="In which part does it stand?",
        choices=Part.choices(),
        initial=Part.ONE,
        widget=forms.RadioSelect,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("title", "part", "seen")

    def item_fields(self, item: Item | None = None, part: str = "") -> ItemFields:
        """Return what was typed."""
        chosen = Part(self.cleaned_data["part"] or part or Part.ONE)
        return ItemFields(title=self.cleaned_data["title"], part=chosen)


class PlaceInOrderForm(forms.Form):
    """To which place a line goes; `seen` proves which order was on the page."""

    to = forms.IntegerField(min_value=1, error_messages={"required": "Enter a place"})
    seen = forms.CharField(required=False)


class ScopeGridForm(forms.Form):
    """Items × committees: one choice a cell, one form for all of them."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        items: Sequence[tuple[int, str]],
        sittings: Sequence[tuple[int, str]],
        grid: Mapping[tuple[int, int], ScopeRole],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items, self.sittings = items, sittings
        choices = [(NOT_IN_SCOPE, "Not in scope"), *ScopeRole.choices()]
        self.cells: dict[str, tuple[int, int]] = {}
        for item_id, title in items:
            for sitting_id, name in sittings:
                field = f"cell_{item_id}_{sitting_id}"
                self.cells[field] = (item_id, sitting_id)
                self.fields[field] = forms.ChoiceField(
                    label=f"{title}: {name}",
                    choices=choices,
                    required=False,
                    initial=grid.get((item_id, sitting_id), NOT_IN_SCOPE),
                )

    def rows(self) -> list[tuple[int, str, list[Any]]]:
        """Return the questions item by item: id, title, committees with their field."""
        return [
            (
                pk,
                title,
                [(name, self[f"cell_{pk}_{one}"]) for one, name in self.sittings],
            )
            for pk, title in self.items
        ]

    def grid(self) -> dict[tuple[int, int], ScopeRole | None]:
        """Return what was chosen, by (item id, sitting id)."""
        chosen = {cell: self.cleaned_data[name] for name, cell in self.cells.items()}
        return {
            cell: ScopeRole(role) if role else None for cell, role in chosen.items()
        }


class SubjectForm(forms.Form):
    """How an organisation that was found is touched by the item."""

    organisation = forms.IntegerField(widget=forms.HiddenInput)
    role = forms.ChoiceField(
        label="How does the item touch it?",
        choices=SubjectRole.choices(),
        initial=SubjectRole.AFFECTED,
        widget=forms.RadioSelect,
    )
    is_class = forms.BooleanField(
        label="I mean all its member practices, not the body itself", required=False
    )

    def __init__(self, *args: Any, has_members: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: list[Any] = ["organisation", "role"]
        if has_members:
            asked.append("is_class")
        else:
            del self.fields["is_class"]
        self.helper = helper(*asked)


class CoverSheetForm(forms.Form):
    """The cover sheet of an item: the same fields in one place for every reader."""

    author = forms.TypedChoiceField(
        label="Author", coerce=int, empty_value=None, required=False
    )
    summary = forms.CharField(label="Summary", widget=forms.Textarea, required=False)
    recommendation = forms.CharField(
        label="Recommendation",
        help_text="What the committees are asked to resolve",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    finance = forms.CharField(
        label="Financial implications",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    quality = forms.CharField(
        label="Quality implications",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    equality = forms.CharField(
        label="Equality impact",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    engagement = forms.CharField(
        label="Engagement done",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    risk = forms.CharField(
        label="Risk and its reference",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    previous_consideration = forms.CharField(
        label="Previous consideration",
        help_text="Where and when the matter was taken before",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, authors: Mapping[int, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authors = authors
        offer(
            self,
            "author",
            [
                ("", "Not said"),
                *((pk, str(person)) for pk, person in authors.items()),
            ],
        )
        self.helper = helper(
            "author",
            "summary",
            "recommendation",
            Fieldset("Implications", "finance", "quality", "equality", "risk"),
            Fieldset("Before", "engagement", "previous_consideration"),
            "seen",
        )


class WordSheetForm(forms.Form):
    """A cover sheet that was filled in with Word."""

    file = forms.FileField(
        label="Filled Word form",
        help_text="The form you downloaded here, saved as .docx",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={
            "required": "Select the Word form",
            "empty": "The file is empty: select another",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("file")
