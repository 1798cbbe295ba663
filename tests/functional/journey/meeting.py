"""Steps 3 to 8: interests, agenda, conflicts, pack, the meeting, its record."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse

from commissioning.actions import links, organisations
from commissioning.enums import OrganisationKind
from commissioning.models import OrganisationLink
from commissioning.values import LinkKind
from meetings.models import Gathering, Item
from tests.fixtures.pdf_files import tagged


LONDON = ZoneInfo("Europe/London")
HELD_ON = date(2016, 6, 15)
HUB = "Extended access hub"
GRANTS = "Minor improvement grants"
BRANCH = "Branch surgery opening hours"
RENTS = "Rent of a surgery in dispute"
SECRET = "Cranberry House"
SHEET = {
    "recommendation": "Approve.",
    "finance": "Within the budget.",
    "quality": "Better.",
    "equality": "No change.",
    "engagement": "The patient group was asked.",
    "risk": "Low.",
}


def open_practice(code):
    """Return a real practice that is a member of a CCG on the day of the meeting."""
    return (
        OrganisationLink.objects.in_force_on(HELD_ON)
        .filter(
            kind=LinkKind.MEMBER_OF,
            target__code=code,
            source__kind=OrganisationKind.PRACTICE,
            source__status="active",
        )
        .order_by("source__code")
        .select_related("source")
        .first()
        .source
    )


def found_federation(admin, practice):
    """Record an invented federation that a real practice belongs to."""
    federation = organisations.record(
        name="Invented Federation Ltd",
        kind=OrganisationKind.FEDERATION,
        is_invented=True,
        by=admin,
    )
    links.open(
        kind=LinkKind.IN_FEDERATION,
        source=practice,
        target=federation,
        from_on=date(2014, 4, 1),
        by=admin,
    )
    return federation


def sign_in_with_code(walker, smtp_peer, address):
    walker.page.goto(reverse("conflicts:my_interests"))
    walker.see()
    walker.page.get_by_label("Email address").fill(address)
    walker.press("Send me a code")
    (mail,) = smtp_peer.wait_for(1)
    code = re.search(r"^(\w{3,4}-?\w{3,4})\r?$", mail.get_content(), re.MULTILINE)[1]
    walker.page.get_by_label("Sign-in code").fill(code)
    walker.press("Sign in")


def declare(walker, practice):
    """Declare from a phone: a GP partner in a real practice."""
    walker.goto(reverse("conflicts:declare"))
    walker.press("Continue").refused("Choose the kind of interest")
    walker.fill(nature="financial").press("Continue")
    walker.fill(whose="mine").press("Continue")
    choose(walker, practice)
    walker.fill(tie="partner", description="GP partner").press("Continue")
    walker.fill(from_on=date(2012, 4, 1), arose="began", aware="began").press(
        "Continue"
    )
    walker.reads(practice.name).fill(consent="yes").press("Agree and send")
    walker.reads(practice.name, "What happens next")


def record_from_paper(walker, person, practice):
    """The officer enters an indirect interest of somebody who never signs in."""
    walker.goto(reverse("conflicts:record", args=[person.pk]))
    walker.fill(source="paper", source_on=date(2016, 5, 20)).press("Continue")
    walker.fill(nature="personal").press("Continue")
    walker.fill(whose="close").press("Continue").refused("not their name")
    walker.fill(whose="close", relationship="wife").press("Continue")
    choose(walker, practice)
    walker.fill(tie="patient", description="Patient of the practice").press("Continue")
    walker.fill(arose="not_stated", aware="not_stated").press("Continue")
    walker.fill(consent="yes").press("Record it")
    walker.reads(practice.name, "indirect (wife)")


def choose(walker, practice):
    """Find a practice by its code and take it from the list."""
    walker.fill(q=practice.code).press("Search")
    walker.press(practice.label)


def plan(walker, group):
    walker.goto(reverse("meetings:plan"))
    body = walker.page.locator("label", has_text=group.name)
    walker.page.locator(f"#{body.get_attribute('for')}").check()
    walker.fill(
        title="BHR primary care commissioning committees in common",
        held_on=HELD_ON,
        starts_at_time="2pm",
        ends_at_time="4:30pm",
        part_two_time="4pm",
        venue="Becketts House, Ilford",
        next_held_on=date(2016, 6, 1),
    ).press_any()
    walker.refused("next meeting")
    walker.fill(next_held_on=date(2016, 8, 10)).press_any()
    return Gathering.objects.get()


def write_agenda(walker, gathering, lead):
    walker.goto(reverse("meetings:heading_add", args=[gathering.pk]))
    walker.fill(title="Contracts").press_any()
    for title, function, part in (
        (HUB, "general_practice", "1"),
        (GRANTS, "premises", "1"),
        (BRANCH, "practice_changes", "1"),
        (f"{RENTS}: {SECRET}", "premises", "2"),
    ):
        walker.goto(reverse("meetings:item_add", args=[gathering.pk]))
        walker.fill(
            title=title,
            part=part,
            purpose="approve",
            function=function,
            minutes_planned=15,
            lead=lead,
        )
        if part == "2":
            walker.fill(private_ground="Commercial rents under negotiation.")
        walker.press_any()
    return {
        title: Item.objects.get(gathering=gathering, title__startswith=title)
        for title in (HUB, GRANTS, BRANCH, RENTS)
    }


def add_part(walker, item):
    """A sub-item: 1.1."""
    walker.goto(reverse("meetings:part_add", args=[item.pk]))
    walker.fill(title="Evaluation of bids", purpose="note", availability="verbal")
    walker.press_any()
    return Item.objects.get(parent=item)


def change_order(walker, gathering, items):
    """Move the grants up without dragging, and back."""
    walker.goto(reverse("meetings:order", args=[gathering.pk]))
    before = _order(gathering)
    walker.page.get_by_role("button", name=f"Up {GRANTS}").click()
    walker.page.wait_for_load_state()
    assert _order(gathering) != before
    walker.page.get_by_role("button", name=f"Down {GRANTS}").click()
    walker.page.wait_for_load_state()
    assert _order(gathering) == before


def _order(gathering):
    items = gathering.items.in_order()
    return list(items.values_list("pk", flat=True))


def lay_out_scope(walker, gathering, items, part):
    walker.goto(reverse("meetings:scope_grid", args=[gathering.pk]))
    sittings = list(gathering.sittings.order_by("position"))
    for title, item in [*items.items(), ("part", part)]:
        for number, sitting in enumerate(sittings):
            role = "note" if title == "part" else "decide"
            if title == BRANCH and number == 2:
                role = ""
            walker.fill(**{f"cell_{item.pk}_{sitting.pk}": role})
    walker.press_any()


def name_subject(walker, item, organisation, role):
    walker.goto(reverse("meetings:subjects", args=[item.pk]))
    walker.fill(q=organisation.code or organisation.name).press("Search")
    walker.follow(organisation.label)
    walker.fill(role=role).press("Name it on the item")


def add_paper(walker, item, folder, words):
    path = folder / f"{item.pk}.pdf"
    path.write_bytes(tagged(f"{words} in full detail", 2))
    broken = folder / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing else")
    walker.goto(reverse("meetings:paper_add", args=[item.pk]))
    sensitivity = "private" if item.part == "2" else "public"
    walker.fill(title=f"Paper on {words}", sensitivity=sensitivity, file=str(broken))
    walker.press_any().refused("damaged")
    walker.fill(file=str(path)).press_any()
    walker.goto(reverse("meetings:cover_sheet", args=[item.pk]))
    walker.fill(summary=f"Summary of {words}.", **SHEET).press_any()


def add_cover_sheet(walker, item, words):
    """An item that is told at the table still has its cover sheet."""
    walker.goto(reverse("meetings:item_edit", args=[item.pk]))
    walker.fill(availability="verbal").press_any()
    walker.goto(reverse("meetings:cover_sheet", args=[item.pk]))
    walker.fill(summary=f"Summary of {words}.", **SHEET).press_any()


def waive(walker, gathering, check, reason):
    """Set aside what one check found, on the page before the pack goes out."""
    walker.goto(reverse("meetings:preflight", args=[gathering.pk]))
    walker.goto(reverse("meetings:preflight_waive", args=[gathering.pk, check]))
    walker.press("Waive with this reason").refused("Give the reason")
    walker.fill(reason=reason).press("Waive with this reason")
    walker.reads(reason)


def give_notice(walker, gathering):
    walker.goto(reverse("meetings:give_notice", args=[gathering.pk])).press_any()
    gathering.refresh_from_db()
    walker.goto(reverse("meetings:gathering", args=[gathering.pk]))


def at(hour, minute=0):
    return datetime(2016, 6, 15, hour, minute, tzinfo=LONDON)


def rule_on(walker, gathering, item, person, *, participation, papers, reason):
    """The lay chair treats one person's rows on one item, for all committees."""
    walker.goto(reverse("meetings:conflicts", args=[gathering.pk]))
    walker.reads(str(person), "Waiting for the chair")
    treat = reverse("meetings:conflict_treat", args=[gathering.pk, item.pk, person.pk])
    walker.goto(treat)
    walker.press("Record the ruling").refused("Enter the reason for the ruling")
    walker.fill(participation=participation, papers=papers, reason=reason)
    walker.press("Record the ruling")
    walker.goto(reverse("meetings:conflicts", args=[gathering.pk]))
    walker.reads(reason)


def open_the_room(walker, gathering):
    walker.goto(reverse("meetings:attendance", args=[gathering.pk]))
    walker.reads("Clinical director")
    walker.goto(reverse("meetings:room", args=[gathering.pk]))
    walker.fill(happened_at=at(14)).press("Open the meeting")
    walker.reads("The room", "Quorate")


def move(walker, gathering, item, person, *, kind, moment, happened_at):
    walker.goto(f"{reverse('meetings:room', args=[gathering.pk])}?item={item.pk}")
    walker.fill(
        person=person.family_name,
        kind=kind,
        item=item.pk,
        moment=moment,
        happened_at=happened_at,
    ).press("Record")


def close(walker, gathering):
    """Close the meeting; the page names what two committees left open."""
    walker.goto(reverse("meetings:room", args=[gathering.pk]))
    walker.follow("Close the meeting")
    walker.reads("Nothing is recorded on these items", RENTS)
    walker.press("Close the meeting").reads("Write out the minutes: part 1, in public")


def decide(walker, item, names, *, outcome, wording, **more):
    """Record one decision for each committee ticked; `more`: how it was reached."""
    walker.goto(reverse("decisions:item", args=[item.pk]))
    boxes = walker.page.locator('[name="sittings"]')
    for box in boxes.all():
        label = walker.page.locator(f'label[for="{box.get_attribute("id")}"]')
        box.set_checked(any(name in label.inner_text() for name in names))
    walker.fill(outcome=outcome, wording=wording, **more)
    walker.press("Record the decision")
