"""Notes by hand, and issues written out from a record that agrees with itself."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest

from core.errors import RuleBroken, StaleEdit
from core.models import AuditEvent
from decisions.actions import actions, decisions, minutes
from decisions.actions.decisions import Resolution
from decisions.enums import Method, Outcome
from decisions.facts.assignees import assignees_of
from decisions.facts.contradictions import contradictions_in
from decisions.models import MinuteNote, Minutes
from decisions.rules.effect import VoteFacts
from meetings.actions import presence
from meetings.enums import Part, Participation
from meetings.facts.room import room_of
from meetings.models import PresenceEvent
from tests.factories.decisions import HELD_ON, neighbour, opened_action, world
from tests.factories.meetings import ItemFactory
from tests.fixtures.pdf_reading import text_of


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(1)


def refusal_of(act):
    with pytest.raises(RuleBroken) as refused:
        act()
    return refused.value.verdict


def written(scene, part=Part.ONE):
    return minutes.write_out(gathering=scene.gathering, part=part, by=scene.officer)


def test_note_keeps_the_last_words_and_counts(scene):
    item = scene.item()

    minutes.note(item=item, words="First. ", revision=0, by=scene.officer)
    row = minutes.note(item=item, words="Second.", revision=1, by=scene.officer)

    assert (row.words, row.revision) == ("Second.", 2)
    assert MinuteNote.objects.count() == 1


def test_note_stale_shows_both(scene):
    item = scene.item()
    minutes.note(item=item, words="Theirs.", revision=0, by=scene.officer)

    with pytest.raises(StaleEdit) as stale:
        minutes.note(item=item, words="Mine.", revision=0, by=scene.officer)

    assert stale.value.current == {"words": "Theirs."}
    assert stale.value.submitted == {"words": "Mine."}
    assert MinuteNote.objects.get().words == "Theirs."


def test_note_and_write_out_ask_the_door(scene):
    item = scene.item()

    for act in (
        lambda: minutes.note(item=item, words="x", revision=0, by=neighbour()),
        lambda: minutes.write_out(
            gathering=scene.gathering, part=Part.ONE, by=neighbour()
        ),
    ):
        assert refusal_of(act).code == "outsider"


def test_write_out_numbers_its_issues_and_keeps_the_file(scene):
    scene.item()
    scene.open()

    first, second = written(scene), written(scene)

    assert (first.issue, second.issue) == (1, 2)
    with first.file.open("rb") as file:
        assert file.read(5) == b"%PDF-"
    assert AuditEvent.objects.about(first).get().event == "minutes.written_out"


def test_write_out_of_nothing_is_refused(scene):
    scene.item()

    assert refusal_of(lambda: written(scene, Part.TWO)).code == "no_items"


def test_write_out_makes_a_tagged_pdf_that_says_it_all(scene, tmp_path):
    item = scene.item(title="Premises in Romford", reference="PCC16/007")
    minutes.note(item=item, words="Dr A spoke.", revision=0, by=scene.officer)
    scene.open()
    scene.decides(item)
    opened_action(scene, item, scene.person("Registered nurse"))
    issue = written(scene)

    path = tmp_path / "minutes.pdf"
    with issue.file.open("rb") as file:
        path.write_bytes(file.read())
    with pikepdf.open(path) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
    text = words_of(path)
    for words in (
        "Premises in Romford",
        "Dr A spoke.",
        "The premises are approved.",
        f"{scene.committees[0].short_name} 2016/001",
        "Quorate: counted",
        "Write to the practice.",
    ):
        assert words in text


def words_of(path):
    return " ".join(text_of(Path(path).read_bytes()).split())


def test_contradictions_blocks_an_issue_and_names_the_line(scene):
    item = scene.item(title="Premises in Romford")
    scene.open()
    decision = scene.decides(item)
    gp = scene.person("GP member")
    came = PresenceEvent.objects.get(person=gp)
    presence.strike_out(event=came, by=scene.officer)

    verdict = refusal_of(lambda: written(scene))

    assert verdict.code == "contradictions"
    assert f"1 Premises in Romford, {scene.committees[0].short_name}" in verdict.reason
    assert f"{gp} was counted to the quorum" in verdict.reason
    (line,) = contradictions_in(room_of(scene.gathering), Part.ONE)
    assert (line.item_id, line.decision_id) == (item.pk, decision.pk)
    assert contradictions_in(room_of(scene.gathering), Part.TWO) == []
    assert not Minutes.objects.exists()

    decisions.correct(
        decision=decision,
        resolution=Resolution(Outcome.DEFERRED, "Deferred."),
        reason="The GP was not there.",
        by=scene.officer,
    )
    assert written(scene).issue == 1


def test_contradictions_finds_who_was_counted_and_is_now_excluded(scene):
    item = scene.item(touches=scene.practice)
    scene.open()
    scene.decides(item)
    nurse = scene.user("Registered nurse")
    scene.declares(nurse)
    scene.treated(item, nurse.person, participation=Participation.STAY_NO_VOTE)

    (line,) = contradictions_in(room_of(scene.gathering), Part.ONE)

    assert line.contradiction.code == "excluded_counted"
    assert "stays without a vote" in line.sentence


def test_contradictions_finds_an_outcome_against_its_vote(scene):
    item = scene.item()
    scene.open()
    scene.decides(
        item,
        outcome=Outcome.NOT_APPROVED,
        method=Method.VOTE,
        vote=VoteFacts(4, 1),
    )

    (line,) = contradictions_in(room_of(scene.gathering), Part.ONE)

    assert line.contradiction.code == "outcome_against_vote"


def test_contradictions_what_is_confessed_can_be_written_down(scene):
    item = scene.item()
    scene.open()
    scene.decides(item, method=Method.VOTE, vote=VoteFacts(1, 4), as_it_happened=True)

    assert contradictions_in(room_of(scene.gathering), Part.ONE) == []
    assert written(scene).issue == 1


def test_contradictions_action_given_to_somebody_excluded_later(scene):
    item = scene.item(touches=scene.practice)
    scene.open()
    nurse = scene.user("Registered nurse")
    action = opened_action(scene, item, nurse.person)
    scene.declares(nurse)
    scene.treated(item, nurse.person)
    scene.leaves(nurse.person, item)
    scene.decides(item)

    (line,) = contradictions_in(room_of(scene.gathering), Part.ONE)
    assert line.contradiction.code == "excluded_given_action"

    actions.close(action=action, outcome="Given to another.", by=scene.officer)
    assert contradictions_in(room_of(scene.gathering), Part.ONE) == []


def test_open_action_refuses_who_is_excluded_and_offers_others(scene):
    item = scene.item(touches=scene.practice)
    nurse = scene.user("Registered nurse")
    scene.declares(nurse)
    scene.treated(item, nurse.person)

    verdict = refusal_of(lambda: opened_action(scene, item, nurse.person))

    assert verdict.code == "owner_excluded"
    offered = set(assignees_of(room_of(scene.gathering), item))
    assert nurse.person not in offered
    assert {scene.officer.person, scene.person("GP member")} <= offered


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"description": " "}, "description_missing"),
        ({"due_on": HELD_ON - timedelta(days=1)}, "due_before_meeting"),
        ({"by": "neighbour"}, "outsider"),
    ],
)
def test_open_action_refuses(scene, changes, code):
    said = {
        "item": scene.item(),
        "description": "Write.",
        "owner": scene.person("GP member"),
        "due_on": HELD_ON,
        "by": scene.officer,
        **changes,
    }
    if said["by"] == "neighbour":
        said["by"] = neighbour()

    assert refusal_of(lambda: actions.open_action(**said)).code == code


def test_close_action_once_by_its_owner(scene):
    nurse = scene.user("Registered nurse")
    action = opened_action(scene, scene.item(), nurse.person)

    assert (
        refusal_of(lambda: actions.close(action=action, outcome=" ", by=nurse)).code
        == "outcome_missing"
    )
    assert (
        refusal_of(
            lambda: actions.close(action=action, outcome="x", by=neighbour())
        ).code
        == "outsider"
    )
    closed = actions.close(action=action, outcome="Wrote.", by=nurse)
    again = actions.close(action=action, outcome="Wrote twice.", by=scene.officer)

    assert closed.closed_by == nurse
    assert again.outcome == "Wrote."
    assert AuditEvent.objects.filter(event="action.closed").count() == 1


def test_write_out_of_the_private_part_stands_apart(scene):
    scene.item(title="In public")
    private = ItemFactory(
        gathering=scene.gathering, private=True, title="Commercial rents"
    )
    scene.open()

    public_issue, private_issue = written(scene), written(scene, Part.TWO)

    assert "Commercial rents" not in str(public_issue.sections)
    assert [one["title"] for one in private_issue.sections["items"]] == [private.title]
