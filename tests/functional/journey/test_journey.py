"""From the real ODS files to a published decision of each CCG in common."""

from __future__ import annotations

import time
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import reverse

from commissioning.actions import levels, posts
from commissioning.enums import PostRole
from commissioning.models import CommissioningLevel, Organisation
from commissioning.values import Level
from core import clock
from decisions.models import Decision
from meetings.models import ConflictRow
from meetings.tasks import settle_changes
from notices.models import Letter
from notices.tasks import send_due_letters
from packs.models import Pack, PackCopy
from people.actions import persons, users
from people.models import Person, User
from tests.fixtures.pdf_files import text_of
from tests.fixtures.services import wait_for
from tests.functional.journey import meeting
from tests.functional.journey.bodies import set_up_committees
from tests.functional.journey.meeting import BRANCH, GRANTS, HUB, RENTS, SECRET
from tests.functional.journey.walker import Walker


pytestmark = [
    pytest.mark.browser,
    pytest.mark.ods,
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
]

TODAY = date(2016, 6, 1)
FILES = (
    "raw/eccg_2016-02.csv",
    "seed/epraccur_2016-02_seed9.csv",
    "seed/epcmem_2019-10_seed9.csv",
)


@pytest.fixture
def walk(page_at, assert_accessible):
    seen: set[tuple[str, str, str]] = set()

    def start(user=None, width=1280, *, who=""):
        page = page_at(width, user=user)
        return Walker(page, assert_accessible, who or str(user or "public"), seen)

    return start


def test_journey_from_ods_to_published_decisions(
    walk, ods_path, settings, smtp_peer, tmp_path, start_worker
):
    settings.QUORATE_TODAY = TODAY
    settings.MEDIA_ROOT = tmp_path / "media"
    call_command("import_ods", *[str(ods_path / name) for name in FILES])
    admin = User.objects.create_superuser("admin@example.org", "long enough password")
    officer = _post_holder(admin, "Priya", "Anand", "officer", ["07L", "08F", "08N"])
    _post_holder(admin, "Harold", "Whitmore", "guardian", ["07L", "08F", "08N"])
    walker = walk(officer)
    walker.goto(reverse("desk:home")).reads("What needs you")

    group = set_up_committees(walker)

    practice = meeting.open_practice("08F")
    federation = meeting.found_federation(admin, practice)
    gp = _invite(admin, "okafor@example.org")
    phone = walk(width=320, who=gp.email)
    meeting.sign_in_with_code(phone, smtp_peer, gp.email)
    meeting.declare(phone, practice)
    marsh = Person.objects.get(family_name="Marsh")
    meeting.record_from_paper(walker, marsh, meeting.open_practice("08N"))
    havering = group.committees.get(short_name="Havering PCCC")
    walker.goto(reverse("conflicts:committee_register", args=[havering.slug]))
    walker.reads(practice.name, "Okafor")

    gathering = meeting.plan(walker, group)
    items = meeting.write_agenda(walker, gathering, "Eleanor Fairbank")
    part = meeting.add_part(walker, items[HUB])
    meeting.change_order(walker, gathering, items)
    meeting.lay_out_scope(walker, gathering, items, part)
    meeting.name_subject(walker, items[HUB], federation, "applicant")
    meeting.name_subject(
        walker, items[GRANTS], meeting.open_practice("07L"), "affected"
    )
    meeting.name_subject(
        walker, items[BRANCH], meeting.open_practice("07L"), "affected"
    )
    meeting.name_subject(
        walker, items[RENTS], meeting.open_practice("08N"), "applicant"
    )
    for title, words in ((HUB, "the hub"), (RENTS, SECRET)):
        meeting.add_paper(walker, items[title], tmp_path, words)
    for title, words in ((GRANTS, "the grants"), (BRANCH, "the hours")):
        meeting.add_cover_sheet(walker, items[title], words)
    meeting.give_notice(walker, gathering)
    walker.reads("PCCC-HAV/16/001", "Contracts", "Decide")

    settle_changes()
    rows = ConflictRow.objects.filter(item=items[HUB])
    assert {row.person.family_name for row in rows} == {"Okafor"}
    chair = _invite(admin, "ellison@example.org")
    okafor = gp.person
    presiding = walk(chair, 320)
    meeting.rule_on(
        presiding,
        gathering,
        items[HUB],
        okafor,
        participation="leave_item",
        papers="withheld",
        reason="A partner in a practice of the applicant.",
    )
    # A part of the item touches whom the item touches, and has a ruling of its own.
    meeting.rule_on(
        presiding,
        gathering,
        part,
        okafor,
        participation="leave_item",
        papers="withheld",
        reason="It is a part of the same matter.",
    )
    meeting.rule_on(
        presiding,
        gathering,
        items[RENTS],
        marsh,
        participation="take_part",
        papers="given",
        reason="A patient like thousands of others.",
    )

    start_worker(QUORATE_TODAY=TODAY.isoformat())
    _invitations_go_out(smtp_peer)
    _build_and_send(walker, gathering, smtp_peer)
    _read_own_packs(phone, walk(chair), gathering, items, okafor)

    settings.QUORATE_TODAY = meeting.HELD_ON
    _hold(walker, gathering, items, okafor)
    _write_record(walker, gathering)
    _look_from_outside(walk, admin, gathering, items)


def _invitations_go_out(smtp_peer):
    """Notice was given before the worker came: its letters go first, and say little."""
    before = len(smtp_peer.messages)
    invited = Letter.objects.due(clock.now()).count()
    assert invited
    send_due_letters.delay()
    for letter in smtp_peer.wait_for(before + invited, seconds=60)[before:]:
        assert any(part.get_content_type() == "text/calendar" for part in letter.walk())
        assert SECRET not in letter.as_string()
    wait_for(lambda: not Letter.objects.due(clock.now()).exists())


def _build_and_send(walker, gathering, smtp_peer):
    before = len(smtp_peer.messages)
    walker.goto(reverse("packs:gathering", args=[gathering.pk]))
    walker.press("Build the pack", says="The pack is being built.")
    pack = Pack.objects.get()
    wait_for(lambda: _state(pack) in {"built", "failed"}, seconds=60)
    assert _state(pack) == "built", pack.failure
    # The page watches the build by itself and shows what can be done next.
    walker.page.get_by_role("button", name="Send the pack").wait_for(timeout=30_000)
    walker.reads("Okafor")
    _look_before_it_goes(walker, gathering)
    walker.goto(reverse("packs:gathering", args=[gathering.pk]))
    walker.press("Send the pack")
    readers = PackCopy.objects.filter(pack=pack).count()
    for _twice in range(2):
        send_due_letters.delay()
    # One more letter tells the guardian what was waived.
    smtp_peer.wait_for(before + readers + 1, seconds=60)
    send_due_letters.delay()
    time.sleep(1)
    letters = smtp_peer.messages[before:]
    (waivers,) = [one for one in letters if "Checks waived" in one["Subject"]]
    assert "Whitmore" in waivers.get_content()
    assert HUB not in waivers.as_string()
    letters.remove(waivers)
    assert len(letters) == readers
    assert len({one["To"] for one in letters}) == readers
    for one in letters:
        assert any(part.get_content_type() == "text/calendar" for part in one.walk())
        assert SECRET not in one.as_string()
        assert HUB not in one.as_string()


def _look_before_it_goes(walker, gathering):
    """The checks hold the pack back until each finding has its reason."""
    walker.press("Send the pack").reads(
        "Before the pack goes out",
        "Havering PCCC: not quorate even if everybody comes",
        "nothing was ever declared by",
        "Every cover sheet that is needed is complete.",
    )
    meeting.waive(walker, gathering, "not_quorate", "Havering will defer the hub.")
    meeting.waive(walker, gathering, "interests_old", "Asked for by the end of June.")
    meeting.waive(walker, gathering, "not_declared", "The first meeting of its kind.")
    walker.reads("Nothing stands in the way of the pack.")


def _state(pack):
    pack.refresh_from_db()
    return pack.state


def _read_own_packs(phone, chair, gathering, items, okafor):
    address = reverse("packs:mine", args=[gathering.pk])
    his = phone.page.request.get(address)
    hers = chair.page.request.get(address)
    assert his.status == hers.status == 200
    assert "the hub in full detail" not in text_of(his.body())
    assert "the hub in full detail" in text_of(hers.body())
    assert SECRET in text_of(his.body())
    version = items[HUB].papers.get().versions.get()
    paper = reverse("meetings:paper_file", args=[version.pk])
    assert phone.page.request.get(paper).status == 403
    assert chair.page.request.get(paper).status == 200
    other = PackCopy.objects.exclude(person=okafor).first()
    stolen = phone.page.request.get(reverse("packs:copy", args=[other.pk]))
    assert stolen.status == 404


def _hold(walker, gathering, items, okafor):
    meeting.open_the_room(walker, gathering)
    hub, grants, branch = items[HUB], items[GRANTS], items[BRANCH]
    meeting.move(
        walker,
        gathering,
        hub,
        okafor,
        kind="out",
        moment="before",
        happened_at=meeting.at(14, 5),
    )
    meeting.move(
        walker,
        gathering,
        hub,
        okafor,
        kind="in",
        moment="after",
        happened_at=meeting.at(14, 25),
    )
    everybody = ["Barking", "Havering", "Redbridge"]
    agreed = {"outcome": "approved", "wording": "To approve the hub."}
    meeting.decide(walker, hub, everybody, **agreed)
    walker.refused("no quorum")
    assert not Decision.objects.exists()
    meeting.decide(walker, hub, ["Barking", "Redbridge"], **agreed)
    deferred = "Deferred for want of a quorum."
    meeting.decide(walker, hub, ["Havering"], outcome="deferred", wording=deferred)
    given = {"outcome": "approved", "wording": "To approve the grants."}
    counted = {"method": "vote", "votes_for": 4, "votes_against": 1}
    meeting.decide(walker, grants, everybody, **given, **counted)
    walker.refused("Votes are counted for one committee at a time")
    meeting.decide(walker, grants, ["Redbridge"], **given, **counted)
    walker.reads("By a counted vote: 4 for, 1 against, 0 abstaining")
    meeting.decide(walker, grants, ["Barking", "Havering"], **given)
    meeting.decide(
        walker, branch, everybody, outcome="approved", wording="To approve the hours."
    )
    found = Decision.objects.values_list(
        "item__title", "committee__short_name", "outcome"
    )
    assert sorted(found) == sorted(
        [
            (HUB, "Barking and Dagenham PCCC", "approved"),
            (HUB, "Havering PCCC", "deferred"),
            (HUB, "Redbridge PCCC", "approved"),
            (GRANTS, "Barking and Dagenham PCCC", "approved"),
            (GRANTS, "Havering PCCC", "approved"),
            (GRANTS, "Redbridge PCCC", "approved"),
            (BRANCH, "Barking and Dagenham PCCC", "approved"),
            (BRANCH, "Havering PCCC", "approved"),
        ]
    )
    assert set(Decision.objects.values_list("effect", flat=True)) == {"effective"}
    rents = items[RENTS]
    walker.goto(reverse("meetings:gathering", args=[gathering.pk]))
    _decide_without_authority(walker, rents)
    walker.goto(reverse("decisions:action_add", args=[grants.pk]))
    walker.fill(
        description="Write to the practices.",
        owner="Eleanor Fairbank",
        due_on=date(2016, 7, 1),
    ).press("Record the action")


def _decide_without_authority(walker, item):
    """A rule is broken: refused with the sentence, then recorded as it happened."""
    CommissioningLevel.objects.update(level=Level.GREATER_INVOLVEMENT)
    said = {"outcome": "approved", "wording": "To accept the rent."}
    meeting.decide(walker, item, ["Redbridge"], **said)
    walker.refused("NHS England decides")
    walker.fill(as_it_happened=True).press("Record the decision")
    walker.reads("Irregular: no effect")
    CommissioningLevel.objects.update(level=Level.DELEGATED)


def _write_record(walker, gathering):
    meeting.close(walker, gathering)
    walker.goto(reverse("decisions:minutes", args=[gathering.pk, "1"]))
    walker.reads(
        "Barking and Dagenham Primary Care Commissioning Committee: approved",
        "Havering Primary Care Commissioning Committee: deferred",
        "left before item 1",
        "returned after item 1",
        "Write to the practices.",
    ).misses(SECRET)
    walker.press("Write out an issue as PDF")
    link = walker.page.get_by_role("link", name="Issue 1 (PDF)")
    answer = walker.page.request.get(link.get_attribute("href"))
    assert answer.status == 200
    told = " ".join(text_of(answer.body()).split())
    assert "Havering Primary Care Commissioning Committee: deferred" in told
    assert SECRET not in told
    assert b"/StructTreeRoot" in answer.body()
    walker.follow("Record the approval of a committee")
    walker.reads("Put the minutes on the agenda of the next meeting")


def _look_from_outside(walk, admin, gathering, items):
    public = walk()
    public.goto("/")
    public.goto(reverse("publishing:home")).follow(gathering.title)
    public.reads(HUB, "Havering", "deferred", "To approve the grants.")
    public.misses(SECRET, RENTS, "Commercial rents", "To accept the rent.")
    version = items[HUB].papers.get().versions.get()
    paper = public.page.request.get(reverse("publishing:paper", args=[version.pk]))
    assert paper.status == 200
    private = items[RENTS].papers.get().versions.get()
    published = reverse("publishing:paper", args=[private.pk])
    assert public.page.request.get(published).status == 404
    inside = reverse("meetings:paper_file", args=[private.pk])
    answer = public.page.request.get(inside, max_redirects=0)
    assert answer.status == 302
    assert urlsplit(answer.headers["location"]).path == reverse("account_login")
    neighbour = _post_holder(admin, "Fiona", "Grant", "officer", ["07M"])
    stranger = walk(neighbour)
    for name, key in (
        ("meetings:gathering", gathering.pk),
        ("meetings:conflicts", gathering.pk),
        ("packs:gathering", gathering.pk),
        ("decisions:item", items[HUB].pk),
    ):
        answer = stranger.page.request.get(reverse(name, args=[key]))
        assert answer.status == 404, name


def _post_holder(admin, given, family, role, codes):
    person = persons.enter(
        given_name=given, family_name=family, email=f"{given}@example.org", by=admin
    )
    user = users.invite(email=person.email, person=person, by=admin)
    for code in codes:
        ccg = Organisation.objects.get(code=code)
        posts.appoint(
            person=person,
            organisation=ccg,
            role=PostRole(role),
            from_on=date(2015, 4, 1),
            by=admin,
        )
        if not ccg.levels.exists():
            levels.set(
                ccg=ccg, level=Level.DELEGATED, from_on=date(2015, 4, 1), by=admin
            )
    return user


def _invite(admin, email):
    person = Person.objects.get(email=email)
    return users.invite(email=email, person=person, by=admin)
