"""What the gallery shows: invented examples of each component and a whole form."""

from __future__ import annotations

from datetime import date
from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.core.paginator import Paginator

from core import verdict
from core.web.crispy import Ask, helper
from core.web.fields import DateField, DateTimeField, TimeField
from core.web.tables import (
    Cell,
    Column,
    Light,
    Link,
    Matrix,
    MatrixRow,
    SummaryRow,
    Table,
    TaskRow,
)


PRACTICES = Table(
    caption="Practices in the example CCG",
    columns=[
        Column("Practice", sort_key="name"),
        Column("Contract"),
        Column("Registered patients", numeric=True, sort_key="patients"),
    ],
    rows=[
        [Cell("Appletree Surgery", "#table"), "GMS", "8,412"],
        [
            Cell("Birchwood Practice", "#table"),
            Cell("PMS", tag="Closing", colour="orange"),
            "3,077",
        ],
    ],
    sorted_by="name",
)
CONFLICTS = Matrix(
    caption="Conflicts on the example agenda",
    corner="Item",
    columns=["Dr Ada Example", "Mr Ben Example", "Ms Cam Example"],
    rows=[
        MatrixRow(
            Cell("3.1 Merger of two practices"),
            [
                Cell("Leaves the room", colour="red", note="partner in a practice"),
                "",
                Cell("Stays without vote", colour="yellow"),
            ],
        ),
        MatrixRow(
            Cell("3.2 Quality report"), ["", Cell("Takes part", colour="green"), ""]
        ),
    ],
    key=[Cell("Not treated yet", colour="blue", tag="Proposed")],
    id="example",
)
QUORUM = [
    Light("Havering", "met", "5 of 4 needed"),
    Light("Redbridge", "close", "4 of 4 needed"),
    Light("Barking and Dagenham", "unmet", "3 of 4 needed", ["1 general practitioner"]),
    Light("Waltham Forest", "unknown"),
]
REFUSAL = verdict.no(
    "conflict_untreated",
    "Dr Ada Example has a conflict on item 3.1 that nobody has ruled on.",
)

Example = tuple[dict[str, Any], str]
EXAMPLES: dict[str, list[Example]] = {
    "action_link": [({"text": "Declare an interest", "url": "#action_link"}, "")],
    "back_link": [({"url": "#back_link", "text": "Back to the agenda"}, "")],
    "breadcrumbs": [
        (
            {
                "items": [
                    Link("Meetings", "#breadcrumbs"),
                    Link("1 June 2016", "#breadcrumbs"),
                ]
            },
            "",
        )
    ],
    "button": [
        ({"text": "Save and continue"}, ""),
        ({"text": "Preview the pack", "variant": "secondary", "url": "#button"}, ""),
        ({"text": "Withdraw the item", "variant": "warning", "small": True}, ""),
    ],
    "button_row": [
        (
            {},
            '<button class="nhsuk-button">Save</button> <a href="#button_row">Cancel</a>',
        )
    ],
    "card": [
        (
            {
                "heading": "Meeting in common, 1 June 2016",
                "url": "#card",
                "level": 3,
                "size": "m",
            },
            "<p>12 items, 3 committees.</p>",
        )
    ],
    "day": [
        ({"day": date(2016, 2, 10)}, ""),
        ({"day": date(2016, 2, 10), "form": "weekday"}, ""),
        ({"day": date(2016, 2, 10), "form": "short"}, ""),
    ],
    "details": [
        ({"summary": "Why this matters"}, "<p>The rule is in section 5.2.</p>"),
        ({"summary": "Papers", "expander": True}, "<p>Two papers.</p>"),
    ],
    "do_list": [
        ({"items": ["declare before the meeting", "say what you own"]}, ""),
        ({"items": ["wait until the item is called"], "avoid": True}, ""),
    ],
    "empty_state": [
        (
            {
                "heading": "No papers yet",
                "text": "Authors have until 20 May 2016 to send theirs.",
                "url": "#empty_state",
                "action": "Add a paper yourself",
            },
            "",
        )
    ],
    "file_summary": [
        (
            {
                "name": "Merger business case",
                "url": "#file_summary",
                "kind": "PDF",
                "pages": 24,
                "size": 1_204_224,
                "version": 2,
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "tag": "Part 2",
            },
            "",
        )
    ],
    "inset": [({}, "<p>The press notice goes out 5 clear days before.</p>")],
    "matrix": [({"matrix": CONFLICTS}, "")],
    "notification": [
        ({"text": "The agenda was saved.", "success": True, "number": 101}, ""),
        ({"text": "Somebody else is editing this agenda.", "number": 102}, ""),
    ],
    "page_heading": [],
    "pagination": [({"page": Paginator(range(300), 25).page(5)}, "")],
    "panel": [],
    "person": [
        (
            {
                "name": "Dr Ada Example",
                "role": "general practitioner",
                "organisation": "Example CCG",
                "tag": "Conflict",
                "colour": "orange",
            },
            "",
        )
    ],
    "progress": [
        (
            {
                "label": "Building the pack",
                "done": 18,
                "total": 60,
                "text": "18 of 60 copies are ready",
                "page_url": "#progress",
                "id": "pack-progress",
            },
            "",
        ),
        ({"label": "Sending letters", "done": 60, "total": 60, "finished": True}, ""),
    ],
    "quorum_lights": [({"lights": QUORUM, "caption": "Quorum of each committee"}, "")],
    "summary_list": [
        (
            {
                "rows": [
                    SummaryRow("Venue", "Town Hall", [Link("Change", "#summary_list")]),
                    SummaryRow(
                        "Part 2",
                        "3 items",
                        [
                            Link("Add", "#summary_list", "item to part 2"),
                            Link("Order", "#summary_list", "of part 2"),
                        ],
                        tag="Not public",
                    ),
                ]
            },
            "",
        )
    ],
    "table": [({"table": PRACTICES}, "")],
    "tag": [
        ({"text": colour.capitalize(), "colour": colour}, "")
        for colour in ("grey", "green", "blue", "red", "orange", "yellow")
    ],
    "task_list": [
        (
            {
                "tasks": [
                    TaskRow(
                        "Rule on 2 conflicts",
                        "#task_list",
                        "Meeting of 1 June 2016",
                        "Today",
                        "red",
                    ),
                    TaskRow("Confirm your interests", "#task_list", "", "Done"),
                    TaskRow("Sign the minutes", status="Cannot start yet"),
                ]
            },
            "",
        )
    ],
    "verdict": [
        (
            {
                "verdict": REFUSAL,
                "rule": "No decision before every conflict is treated",
                "source": "terms of reference, section 5.2",
                "ways": [
                    Link("Ask the chair to rule on it", "#verdict"),
                    "Record the decision as irregular, without effect",
                ],
            },
            "",
        ),
        (
            {
                "verdict": verdict.explain(
                    "late_paper", "This paper is 2 days late: say why it is taken."
                )
            },
            "",
        ),
    ],
    "warning": [
        ({"heading": "Part 2 paper"}, "<p>Do not forward or print this paper.</p>")
    ],
}

CONTACT = [("email", "Email"), ("phone", "Telephone"), ("none", "Do not contact me")]


class GalleryForm(forms.Form):
    """One of every control of the pack."""

    name = forms.CharField(label="Full name", max_length=100)
    email = forms.EmailField(label="Email address", required=False)
    patients = forms.IntegerField(label="Registered patients", min_value=0)
    cost = forms.DecimalField(label="Cost")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    reason = forms.CharField(
        label="Why do you step aside?",
        help_text="The chair reads this aloud",
        widget=forms.Textarea,
        max_length=500,
    )
    contact = forms.ChoiceField(
        label="How may we reach you?", choices=CONTACT, widget=forms.RadioSelect
    )
    telephone = forms.CharField(label="Telephone number", required=False)
    committees = forms.MultipleChoiceField(
        label="Committees",
        help_text="Select all that apply",
        choices=[("a", "Havering"), ("b", "Redbridge"), ("c", "Barking and Dagenham")],
    )
    organisation = forms.ChoiceField(
        label="Organisation",
        choices=[("", ""), ("1", "Appletree Surgery"), ("2", "Birchwood Practice")],
    )
    level = forms.ChoiceField(label="Level", choices=[("", "Choose"), ("full", "Full")])
    arose_on = DateField(label="When it arose", help_text="For example, 31 3 2016")
    starts_at = DateTimeField(label="Start of the meeting")
    ends_at = TimeField(label="End of the meeting")
    paper = forms.FileField(label="Upload the paper", help_text="PDF, up to 50 MB")
    agreed = forms.BooleanField(label="I confirm that this is true")
    token = forms.CharField(widget=forms.HiddenInput, initial="gallery", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(
            Fieldset("About you", "name", "email", Ask("patients", width=5)),
            Ask("cost", width=5, prefix="£", suffix="per patient"),
            "password",
            Ask("reason", threshold=75),
            Ask(
                "contact",
                hints={"phone": "Weekdays only"},
                divider={"none": "or"},
                reveals={"phone": "telephone"},
            ),
            Ask("committees", small=True),
            Ask("organisation", search=True),
            "level",
            "arose_on",
            "starts_at",
            "ends_at",
            "paper",
            "agreed",
            "token",
        )


def wrong_form() -> GalleryForm:
    """Return the form as it comes back when nearly everything is wrong."""
    form = GalleryForm(
        {
            "wrong-email": "not an address",
            "wrong-arose_on_0": "31",
            "wrong-arose_on_1": "2",
            "wrong-arose_on_2": "2016",
            "wrong-contact": "phone",
        },
        prefix="wrong",
    )
    form.add_error(None, REFUSAL.reason)
    return form
