"""What a body's own policy on conflicts says."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Any

from crispy_forms.layout import Fieldset
from django import forms
from django.contrib.postgres.forms import SimpleArrayField

from conflicts.actions.rule_sets import RuleSetDraft
from conflicts.enums import Nature, PublishedScope, Severity, TrainedGroup
from conflicts.rules.rule_sets import AT_LEAST, AT_MOST
from conflicts.rules.treatments import LAWFUL, stored_of, table_of
from core.web.crispy import Ask, helper
from core.web.fields import DateField


if TYPE_CHECKING:
    from conflicts.models import RuleSet
    from conflicts.rules.rule_sets import RuleSetFacts

MONEY = (
    "supplier_token_pence",
    "gift_declare_pence",
    "meal_declare_pence",
    "meal_refuse_pence",
)
NUMBERS = (
    "declare_within_days",
    "register_within_days",
    "confirm_every_months",
    "public_months_after_end",
    "private_years_after_end",
    "gifts_together_months",
    "gift_declare_within_days",
    "training_due_day",
    "training_due_month",
    "training_valid_months",
)
MODULE_PARTS = 3
REQUIRED = "required"


_BY_KEY = {f"{one[0].value} {one[1].value}": one for one in LAWFUL}
PROPOSALS = [
    (key, f"{participation.label}, {papers.label.lower()}")
    for key, (participation, papers) in _BY_KEY.items()
]


def _cell(nature: Nature, severity: Severity) -> str:
    return f"proposed_{nature.value}_{severity.value}"


def _number(label: str, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=1200, **options)


def _pounds(label: str, hint: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=Decimal(0),
        max_value=Decimal(100_000),
        decimal_places=2,
        help_text=hint,
    )


class RuleSetForm(forms.Form):
    """The numbers of a policy; it starts with those in force, to be changed."""

    name = forms.CharField(label="Name", max_length=120)
    basis = forms.CharField(
        label="Who approved it, and when?",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
    )
    effective_from = DateField(
        label="From which day does it hold?",
        help_text="Today or later. What was declared before stays as it was judged.",
    )
    declare_within_days = _number("Days to declare an interest")
    register_within_days = _number("Days until it is on the register, the whole way")
    confirm_every_months = _number("Months after which interests are confirmed again")
    spoken_remind_after_days = SimpleArrayField(
        forms.IntegerField(min_value=1, max_value=365),
        label="Days to remind of what was said in a meeting",
        required=False,
        max_length=12,
        help_text="Counted from the day on which somebody is asked to confirm what was "
        "written down for them. With commas between them, for example 7, 14, 21.",
        error_messages={"item_invalid": "Write days from 1 to 365 with commas between"},
    )
    published_scope = forms.ChoiceField(
        label="Whose interests are published?",
        choices=PublishedScope.choices(),
        widget=forms.RadioSelect,
    )
    decision_maker_bands = forms.CharField(
        label="Bands of decision-making staff",
        required=False,
        max_length=100,
        help_text="With commas between them. Higher bands count too.",
    )
    public_months_after_end = _number("Months an ended interest stays published")
    private_years_after_end = _number("Years an ended interest is kept")
    supplier_token_pence = _pounds(
        "Largest token from a supplier", "Branded items up to this may be accepted."
    )
    gift_declare_pence = _pounds(
        "Gifts of others are declared from", "For example from patients."
    )
    gifts_together_months = _number("Months in which gifts of one giver count as one")
    meal_declare_pence = _pounds("Meals are declared from", "Below, nothing is needed.")
    meal_refuse_pence = _pounds("Meals are refused above", "Or a senior person agrees.")
    gift_declare_within_days = _number("Days to declare a gift")
    training_due_day = _number("Training is due on day")
    training_due_month = _number("Of month")
    training_valid_months = _number("Months for which training counts")
    training_modules = forms.CharField(
        label="Modules of training",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text="One on each line: code, name, and required or optional, with "
        "commas between them.",
    )

    training_required_of = forms.MultipleChoiceField(
        label="For whom are the required modules?",
        choices=TrainedGroup.choices(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Who stands in for a member counts as one.",
    )

    def __init__(self, *args: Any, national: RuleSetFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = list(self.fields)
        for nature, severity in product(Nature, Severity):
            self.fields[_cell(nature, severity)] = forms.ChoiceField(
                label=severity.label, choices=PROPOSALS
            )
        for names, words in ((AT_MOST, "at most"), (AT_LEAST, "at least")):
            for name in names:
                number = getattr(national, name)
                hint = f"By the national rules {words} {number}."
                self.fields[name].help_text = hint
        narrow = {name: Ask(name, width=4) for name in NUMBERS}
        money = {name: Ask(name, width=5, prefix="£") for name in MONEY}
        self.helper = helper(
            *(narrow.get(name) or money.get(name) or name for name in asked),
            *(
                Fieldset(
                    f"Proposed to the chair: {nature.label.lower()} interest",
                    *(_cell(nature, severity) for severity in Severity),
                )
                for nature in Nature
            ),
        )

    def clean_training_modules(self) -> list[dict[str, Any]]:
        found = []
        for line in self.cleaned_data["training_modules"].splitlines():
            if not line.strip():
                continue
            parts = [part.strip() for part in line.split(",")]
            if len(parts) != MODULE_PARTS or parts[2] not in (REQUIRED, "optional"):
                raise forms.ValidationError(
                    "Write each module as code, name, and required or optional, for "
                    "example: 1, Conflicts of interest, required"
                )
            found.append(
                {"code": parts[0], "name": parts[1], "required": parts[2] == REQUIRED}
            )
        if len({each["code"] for each in found}) < len(found):
            raise forms.ValidationError("Two modules have the same code.")
        return found

    def draft(self) -> RuleSetDraft:
        """Return what a valid form says."""
        typed = dict(self.cleaned_data)
        for name in MONEY:
            typed[name] = int(typed[name] * 100)
        bands = typed["decision_maker_bands"].replace(";", ",").split(",")
        typed["decision_maker_bands"] = [one.strip() for one in bands if one.strip()]
        typed["published_scope"] = PublishedScope(typed["published_scope"])
        table = {
            pair: _BY_KEY[typed.pop(_cell(*pair))] for pair in product(Nature, Severity)
        }
        typed["proposed_treatments"] = stored_of(table)
        return RuleSetDraft(**typed)


class WithdrawRulesForm(forms.Form):
    """Why rules that have not begun are withdrawn."""

    reason = forms.CharField(
        label="Why are they withdrawn?",
        max_length=500,
        help_text="It stays on the page of the rules.",
        error_messages={"required": "Say why they are withdrawn"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper()


def initial_of(row: RuleSet) -> dict[str, Any]:
    """Return the numbers in force, as the form shows them."""
    return {
        **{name: getattr(row, name) for name in NUMBERS},
        **{name: Decimal(getattr(row, name)) / 100 for name in MONEY},
        "published_scope": row.published_scope,
        "training_required_of": row.training_required_of,
        "spoken_remind_after_days": ", ".join(map(str, row.spoken_remind_after_days)),
        "decision_maker_bands": ", ".join(row.decision_maker_bands),
        **{
            _cell(*pair): f"{proposed[0].value} {proposed[1].value}"
            for pair, proposed in table_of(row.proposed_treatments).items()
        },
        "training_modules": "\n".join(
            f"{each['code']}, {each['name']}, "
            f"{REQUIRED if each['required'] else 'optional'}"
            for each in row.training_modules
        ),
    }
