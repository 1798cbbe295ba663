"""A new user's first declaration, counted in a browser; and every page of declaring."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from commissioning.enums import PostRole
from conflicts.actions import interests, reviews
from conflicts.enums import Capacity, SourceKind
from conflicts.models import DeclarationDraft, Interest
from tests.factories.committees import (
    CcgFactory,
    holder_of,
    user_with_post,
    working_committee,
)
from tests.factories.conflicts import (
    DeclarationRequestFactory,
    PositionFactory,
    declaration,
    declared,
    recorded,
)
from tests.factories.people import UserFactory
from tests.fixtures.pdf_files import tagged
from tests.functional.journey.walker import Walker


if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_PAGES, MOST_FIELDS, MOST_ACTS = 8, 12, 25
QUESTIONS = """
() => {
  const names = new Set();
  for (const one of document.querySelectorAll(
    "main input:not([type=hidden]), main textarea, main select"
  )) {
    if (!one.closest("details:not([open])") && one.getClientRects().length) {
      names.add(one.name.replace(/_[012]$/, ""));
    }
  }
  return [...names];
}
"""


@dataclass
class Counter:
    """Counts what somebody does on the way: pages loaded, fields, every single act."""

    page: Page
    has_scripts: bool
    loads: int = 0
    acts: int = 0
    filled: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)

    def begin(self) -> None:
        self.page.on("response", self._count)

    def _count(self, response: Any) -> None:
        is_page = response.request.resource_type == "document"
        if is_page and response.status == 200:
            self.loads += 1

    def choose(self, name: str, value: str) -> None:
        self.page.locator(f'[name="{name}"][value="{value}"]').check()
        self.acts += 1
        self.filled.add(name)

    def write(self, name: str, words: str, *, of: str = "") -> None:
        self.page.locator(f'main [name="{name}"]').fill(words)
        self.acts += 1
        self.filled.add(of or name)

    def write_day(self, name: str, day: date) -> None:
        for index, part in enumerate((day.day, day.month, day.year)):
            self.write(f"{name}_{index}", str(part), of=name)

    def press(self, words: str) -> None:
        """Press a button or link that leads to another page."""
        if self.has_scripts:
            self.shown |= set(self.page.evaluate(QUESTIONS))
        button = self.page.get_by_role("button", name=words, exact=True)
        with self.page.expect_navigation():
            button.first.click()
        self.acts += 1


@pytest.fixture(autouse=True)
def _on_1_june_2016(settings, tmp_path):
    settings.QUORATE_TODAY = date(2016, 6, 1)
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def havering(db):
    return CcgFactory(name="NHS Havering CCG")


@pytest.fixture
def officer(havering):
    return user_with_post(havering, PostRole.OFFICER)


@pytest.fixture
def member(havering, officer):
    committee = working_committee(organisation=havering, by=officer)
    return UserFactory(person=holder_of(committee, "GP member"))


@pytest.fixture
def surgery(db):
    return CcgFactory(practice=True, name="Imagined Elm Surgery", code="Y99001")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("whose", ["mine", "close"])
def test_first_declaration_is_short(has_scripts, whose, page_at, member, surgery):
    page = page_at(320, user=member, java_script_enabled=has_scripts)
    page.goto(reverse("conflicts:my_interests"))
    counter = Counter(page, has_scripts)
    counter.begin()

    counter.press("Declare an interest")
    counter.choose("nature", "financial")
    counter.press("Continue")
    counter.choose("whose", whose)
    if whose == "close":
        counter.write("relationship", "spouse")
    counter.press("Continue")
    counter.write("q", "imagined elm")
    if has_scripts:
        page.get_by_role("button", name=surgery.label).wait_for()
    else:
        counter.press("Search")
    counter.press(surgery.label)
    counter.choose("tie", "partner")
    counter.write("description", "GP partner; the practice holds a contract.")
    counter.write("may_touch", "Local contracts")
    counter.press("Continue")
    counter.write_day("from_on", date(2016, 5, 10))
    counter.choose("arose", "began")
    counter.choose("aware", "began")
    counter.press("Continue")
    counter.choose("consent", "yes")
    counter.press("Agree and send")

    interest = Interest.objects.get()
    assert interest.organisation == surgery
    assert interest.relationship == ("spouse" if whose == "close" else "")
    assert "What happens next" in page.locator("main").inner_text()
    assert counter.loads <= MOST_PAGES
    assert len(counter.filled) <= MOST_FIELDS
    assert len(counter.shown) <= MOST_FIELDS, counter.shown
    assert counter.acts <= MOST_ACTS
    assert counter.loads == (7 if has_scripts else 8)


def test_a_declaration_is_left_and_taken_up_again(page_at, member):
    page = page_at(320, user=member)
    page.goto(reverse("conflicts:declare"))
    page.get_by_label("Financial", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Mine").check()
    page.get_by_role("button", name="Save and come back later").click()

    page.get_by_text("You began this on").wait_for()
    page.get_by_role("button", name="Continue").first.click()

    page.get_by_role("heading", name="Which organisation is it about?").wait_for()
    page.goto(reverse("conflicts:my_interests"))
    page.get_by_role("button", name="Throw it away").click()
    page.get_by_text("is thrown away").wait_for()
    assert not DeclarationDraft.objects.exists()


@pytest.fixture
def walker(assert_accessible):
    def of(page):
        return Walker(page, assert_accessible)

    return of


def test_every_page_of_declaring_is_accessible(page_at, walker, member, surgery):
    steps = walker(page_at(320, user=member))
    steps.goto(reverse("conflicts:declare"))
    steps.press("Continue").refused("Choose the kind of interest")
    steps.see("kind refused").fill(nature="financial").press("Continue")
    steps.fill(whose="close").see("whose revealed")
    steps.press("Continue").refused("not their name").see("whose refused")
    steps.fill(whose="close", relationship="Jane").press("Continue")
    steps.fill(q="elm").press("Search").see("organisations found")
    steps.page.get_by_text("It is a company that is not in the list").click()
    steps.press("Continue with this company").refused("Enter the name of the company")
    steps.see("company refused").press(surgery.label)
    steps.fill(tie="partner", description="GP partner").press("Continue")
    steps.press("Continue").refused("Say when you became aware").see("dates refused")
    steps.fill(arose="not_stated", aware="another").see("dates revealed")
    steps.fill(became_aware_on=date(2016, 4, 1)).press("Continue")
    steps.reads("Is this a name?").fill(consent="yes").see("check")
    steps.press("Agree and send").reads("What happens next", "33 days late")
    steps.see("landed").follow(surgery.name).reads("By the law", "33 days late")
    steps.see("interest").press("Correct it").see("correct")


def test_every_page_of_confirming_and_review_is_accessible(
    page_at, walker, member, officer
):
    interest = declared(by=member, unlisted_name="Elm Rooms Ltd")
    DeclarationRequestFactory(person=member.person)
    reviews.ask(interest=interest, words="How many hours?", by=officer)
    own = walker(page_at(320, user=member))
    own.goto(reverse("conflicts:my_interests")).see("questions")
    own.follow("Answer the question").fill(words="Two.").press("Save the answer")
    own.see("answered").goto(reverse("conflicts:confirm"))
    own.press("Agree and confirm").refused("Say whether this is still true")
    own.see("confirm refused")
    own.fill(**{f"answer_{interest.pk}": "still_true"}).press("Agree and confirm")
    own.reads("You last confirmed your list on 1 June 2016")

    keeper = walker(page_at(1280, user=officer))
    keeper.goto(reverse("conflicts:interest", args=[interest.pk])).see("review")
    keeper.press("Agree what is done").fill(
        mitigation="Leaves.", reason="Direct."
    ).press("Save")
    keeper.reads("Action agreed", "Leaves.").see("agreed")
    keeper.goto(reverse("conflicts:person_interests", args=[member.person_id])).see(
        "person"
    )
    keeper.press("Record a confirmation").see("record a confirmation")


def test_what_was_said_in_a_meeting_is_confirmed_by_one_tap(
    page_at, walker, member, officer
):
    for name in ("Elm Rooms Ltd", "Oak Rooms Ltd"):
        interests.record_for(
            person=member.person,
            declaration=declaration(unlisted_name=name),
            source=SourceKind.MEETING,
            source_on=date(2016, 5, 31),
            source_reference="Meeting of 31 May 2016, item 4",
            by=officer,
        )

    own = walker(page_at(320, user=member))
    own.goto(reverse("conflicts:my_interests")).follow("Say whether Elm Rooms Ltd")
    own.see("is this right").press("This is right").reads("It is confirmed.")

    keeper = walker(page_at(1280, user=officer))
    keeper.goto(reverse("conflicts:person_interests", args=[member.person_id]))
    keeper.follow("Record that Oak Rooms Ltd").press("Record the confirmation")
    keeper.refused("Say how they confirmed it").see("confirmation refused")
    keeper.fill(source_kind="telephone", source_on=date(2016, 6, 1))
    keeper.press("Record the confirmation").reads("It is confirmed.")
    assert not Interest.objects.filter(last_confirmed_on=None).exists()


def test_a_practice_manager_sends_in_what_the_officer_records(
    page_at, walker, officer, havering, surgery, tmp_path
):
    manager = UserFactory()
    partners = [
        PositionFactory(
            organisation=havering, practice=surgery, capacity=capacity, title=title
        ).person
        for capacity, title in (
            (Capacity.PRACTICE_PARTNER, "GP partner"),
            (Capacity.PRACTICE_PARTNER, "Second GP partner"),
        )
    ]
    PositionFactory(
        person=manager.person,
        organisation=havering,
        practice=surgery,
        capacity=Capacity.PRACTICE_STAFF,
        title="Practice manager",
    )
    held = recorded(person=partners[1], by=officer, unlisted_name="Elm Rooms Ltd")
    file = tmp_path / "returns.pdf"
    file.write_bytes(tagged("Signed returns", pages=2))

    sender = walker(page_at(320, user=manager))
    sender.goto(reverse("conflicts:my_interests")).follow("Send in the signed returns")
    sender.follow("Send in returns of")
    sender.press("Send to the governance officer").refused("Select a PDF file")
    sender.see("upload refused").fill(
        file=str(file),
        signed_on=date(2016, 5, 20),
        **{
            f"page_{partners[0].pk}": 1,
            f"nil_{partners[0].pk}": True,
            f"page_{partners[1].pk}": 2,
        },
    ).press("Send to the governance officer")
    sender.reads("With the governance officer").see("sent")

    keeper = walker(page_at(1280, user=officer))
    keeper.goto(reverse("conflicts:return_list")).follow("Imagined Elm Surgery, signed")
    keeper.see("file").follow(f"Record the return of {partners[0]}")
    keeper.press("Record the return").follow(f"Record the return of {partners[1]}")
    keeper.fill(**{f"answer_{held.pk}": "still_true"}).press("Record the return")
    keeper.press("Mark as settled").reads("The file is settled.").see("settled")
