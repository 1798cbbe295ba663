"""Pages of rounds, positions, training and rules: who may, what they show and do."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conflicts.actions import cycle
from conflicts.enums import (
    CampaignKind,
    Capacity,
    Nature,
    PaperHandling,
    Participation,
    Severity,
)
from conflicts.models import (
    Campaign,
    DeclarationRequest,
    Position,
    RuleSet,
    TrainingCompletion,
)
from conflicts.rules.treatments import table_of
from conflicts.tasks import ask_for_declarations
from notices.models import Letter
from people.models import Person
from tests.factories.committees import CcgFactory, holder_of
from tests.factories.conflicts import (
    AttestationFactory,
    PositionFactory,
    RuleSetFactory,
    TrainingCompletionFactory,
)
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db
TODAY = date(2016, 6, 1)
OF_A_BODY = (
    "cycle",
    "who_has_not",
    "who_has_not_file",
    "positions",
    "training",
    "rules",
)
FOR_ITS_OFFICER = (
    "plan_round",
    "enter_position",
    "enter_position_person",
    "enter_training",
    "import_training",
    "enter_rules",
)


def at(name, key):
    return reverse(f"conflicts:{name}", args=[key])


def words(response, status=200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    return " ".join(response.content.decode().split())


def planned(havering, officer, **said):
    draft = cycle.RoundDraft(
        **{
            "kind": CampaignKind.ANNUAL,
            "name": "Declarations 2016",
            "opens_on": TODAY,
            **said,
        }
    )
    return cycle.plan(organisation=havering, draft=draft, by=officer)


@pytest.fixture
def asked(havering, officer, committee):
    campaign = planned(havering, officer)
    ask_for_declarations()
    return campaign


@pytest.fixture
def position(havering, officer):
    return PositionFactory(organisation=havering, title="Head of finance", band="8d")


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def training_required(havering):
    return RuleSetFactory(
        organisation=havering,
        effective_from=date(2016, 5, 1),
        training_modules=[
            {"code": "1", "name": "Module 1", "required": True},
            {"code": "2", "name": "Module 2", "required": False},
        ],
    )


@pytest.mark.parametrize("name", [*OF_A_BODY, *FOR_ITS_OFFICER])
def test_pages_of_a_body_are_not_there_for_outsiders_and_members(
    client, name, havering, outsider, gp_member
):
    for stranger in (outsider, gp_member):
        client.force_login(stranger)
        assert client.get(at(name, havering.pk)).status_code == 404
    client.logout()
    assert client.get(at(name, havering.pk)).status_code == 302


@pytest.mark.parametrize("name", OF_A_BODY)
def test_pages_of_a_body_are_read_by_guardian_and_auditor(
    client, name, havering, committee, guardian, auditor, training_required
):
    for reader in (guardian, auditor):
        client.force_login(reader)
        assert client.get(at(name, havering.pk)).status_code == 200


@pytest.mark.parametrize("name", FOR_ITS_OFFICER)
def test_forms_of_a_body_are_for_its_officer_alone(
    client, name, havering, guardian, officer
):
    client.force_login(guardian)
    assert "Only a governance officer" in words(client.get(at(name, havering.pk)), 403)
    client.force_login(officer)
    assert client.get(at(name, havering.pk)).status_code == 200


@pytest.mark.parametrize(
    "name", ["round", "close_round", "request", "position", "end_position"]
)
def test_rows_are_for_their_officer_alone(
    client, name, asked, position, outsider, gp_member, guardian, officer
):
    key = {
        "request": asked.requests.first().pk,
        "position": position.pk,
        "end_position": position.pk,
    }.get(name, asked.pk)
    for reader, status in (
        (outsider, 404),
        (gp_member, 404),
        (guardian, 200 if name == "round" else 403),
        (officer, 200),
    ):
        client.force_login(reader)
        assert client.get(at(name, key)).status_code == status


@pytest.mark.parametrize("name", [*OF_A_BODY, "round"])
def test_pages_ask_as_many_questions_with_twice_the_rows(
    signed_in, name, havering, officer, asked, training_required
):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            url = at(name, asked.pk if name == "round" else havering.pk)
            words(signed_in.get(url))
        return len(captured)

    def more():
        for _ in range(9):
            row = PositionFactory(
                organisation=havering,
                practice=CcgFactory(practice=True),
                line_manager=officer.person,
                band="9",
            )
            AttestationFactory(person=row.person, made_on=date(2015, 1, 1))
            TrainingCompletionFactory(person=row.person)
            asked.requests.create(
                person=row.person, why="Why", asked_on=TODAY, due_on=TODAY
            )
            planned(havering, officer, opens_on=date(2016, 7, row.pk % 28 + 1)) if (
                not Campaign.objects.filter(opens_on=date(2016, 7, row.pk % 28 + 1))
            ) else None

    more()
    before = queries()
    more()

    assert queries() == before


def test_cycle_bodies_leads_to_the_only_body(client, officer, havering, gp_member):
    client.force_login(officer)
    assert client.get(reverse("conflicts:cycle_bodies")).url == at("cycle", havering.pk)
    client.force_login(gp_member)
    page = words(client.get(reverse("conflicts:cycle_bodies")))
    assert "You keep no register and oversee none." in page


def test_cycle_page_shows_shares_picture_and_table(
    signed_in, havering, committee, asked
):
    nurse = holder_of(committee, "Registered nurse")
    AttestationFactory(
        person=nurse,
        made_on=TODAY,
        recorded_at=datetime(2016, 6, 1, 9, tzinfo=UTC),
    )

    page = words(signed_in.get(at("cycle", havering.pk)))

    assert "11% (1 of 9) confirmed on 1 June 2016" in page
    assert "12% (1 of 8)" in page
    assert 'role="img"' in page
    assert page.count("<polyline") == 2
    assert "style=" not in page
    assert "30 Jun 2015" in page
    assert "Declarations 2016" in page


def test_plan_round_plans_and_tells_what_is_wrong(signed_in, havering):
    url = at("plan_round", havering.pk)
    typed = {
        "kind": "annual",
        "name": "Declarations 2017",
        "opens_on_0": "1",
        "opens_on_1": "4",
        "opens_on_2": "2016",
        "answer_within_days": "28",
        "reminders": ["7", "-7"],
    }

    page = words(signed_in.post(url, typed))
    assert "The round cannot open on a day that has passed." in page
    assert "Declarations 2017" in page
    assert signed_in.post(url, {**typed, "opens_on_2": "2017"}).status_code == 302

    campaign = Campaign.objects.get()
    assert campaign.opens_on == date(2017, 4, 1)
    assert campaign.remind_days_before == [7, -7]


def test_round_page_shows_what_came_of_each_request(signed_in, asked, officer):
    first, second = asked.requests.order_by("pk")[:2]
    attestation = AttestationFactory(
        person=first.person,
        made_on=TODAY,
        recorded_at=datetime(2016, 6, 1, 9, tzinfo=UTC),
    )
    cycle.note_answered(attestation=attestation, by=officer)
    cycle.drop(request=second, reason="Long illness.", by=officer)

    page = words(signed_in.get(at("round", asked.pk)))

    assert "7 of 9 have not answered. Answered: 1. Dropped: 1." in page
    assert "Nil return" in page
    assert "Long illness." in page


def test_close_round_and_settle_requests_by_form(signed_in, asked):
    first, second = asked.requests.order_by("pk")[:2]

    signed_in.post(at("request", first.pk), {"reason": "Left the country."})
    signed_in.post(at("request", second.pk), {"on_0": "1", "on_1": "6", "on_2": "2016"})
    again = words(signed_in.post(at("request", first.pk), {"reason": "Again"}))
    wrong = words(signed_in.post(at("request", second.pk), {"reason": ""}))

    first.refresh_from_db()
    assert first.drop_reason == "Left the country."
    assert "This request was dropped" in again
    assert "Say why" in wrong
    posted = Letter.objects.get(
        about=f"declaration_request:{second.pk}", kind="declaration_asked"
    )
    assert posted.reason == "Asked by post on 1 June 2016."

    assert "Say why" in words(
        signed_in.post(at("close_round", asked.pk), {"reason": ""})
    )
    signed_in.post(at("close_round", asked.pk), {"reason": "Done."})
    asked.refresh_from_db()
    assert asked.closed_at is not None


def test_who_has_not_says_since_when_and_how_late(
    signed_in, havering, committee, asked, settings
):
    settings.QUORATE_TODAY = date(2016, 7, 2)
    nurse = holder_of(committee, "Registered nurse")
    AttestationFactory(person=nurse, made_on=date(2014, 3, 9))

    page = words(signed_in.get(at("who_has_not", havering.pk)))

    assert "9 people" in page
    assert "3 days overdue" in page
    assert "9 Mar 2014" in page
    assert f"Record for {nurse}" in page
    assert "0% (0 of 9) have confirmed on 2 July 2016" in page


def test_who_has_not_keeps_who_was_asked_again_and_not_who_is_done(
    signed_in, havering, committee, officer
):
    nurse, gp = (holder_of(committee, who) for who in ("Registered nurse", "GP member"))
    for person in (nurse, gp):
        AttestationFactory(person=person, made_on=date(2016, 5, 1))
    campaign = planned(havering, officer)
    campaign.requests.create(person=gp, why="GP", asked_on=TODAY, due_on=TODAY)

    page = words(signed_in.get(at("who_has_not", havering.pk)))

    assert f"Record for {gp}" in page
    assert f"Record for {nurse}" not in page


def test_who_has_not_narrows_page_and_file_alike(
    signed_in, havering, committee, position
):
    practice = CcgFactory(practice=True)
    partner = PositionFactory(
        organisation=havering,
        capacity=Capacity.PRACTICE_PARTNER,
        practice=practice,
        title="=GP partner",
        band="",
    )
    filters = {
        f"committee={committee.pk}": 8,
        "kind=employee": 1,
        f"practice={practice.pk}": 1,
        "overdue=on": 0,
        f"q={position.person.given_name.split()[-1]}": 1,
        "committee=999&kind=nonsense": 11,
    }

    for query, number in filters.items():
        page = words(signed_in.get(at("who_has_not", havering.pk) + f"?{query}"))
        count = "1 person." if number == 1 else f"{number} people."
        assert count in page, query
        response = signed_in.get(at("who_has_not_file", havering.pk) + f"?{query}")
        text = response.content.decode("utf-8-sig")
        assert len(list(csv.reader(io.StringIO(text)))) == number + 1, query
    text = signed_in.get(at("who_has_not_file", havering.pk)).content.decode()
    assert f"'=GP partner, {practice.name}" in text
    assert partner.person.email in text


POSITION = {
    "capacity": "employee",
    "title": "Head of finance",
    "band": "8d",
    "from_on_0": "1",
    "from_on_1": "6",
    "from_on_2": "2016",
}


def test_enter_position_of_somebody_new(signed_in, havering, officer):
    url = at("enter_position", havering.pk)
    response = signed_in.post(
        at("enter_position_person", havering.pk),
        {"given_name": "Ada", "family_name": "Newcomer", "email": "ada@x.example"},
    )
    person = Person.objects.get(family_name="Newcomer")
    assert response.url == f"{url}?q=ada@x.example"

    assert str(person) in words(signed_in.get(response.url))
    signed_in.post(
        response.url,
        {**POSITION, "person": person.pk, "line_manager": officer.person_id},
    )

    row = Position.objects.get(person=person)
    assert (row.organisation, row.band, row.line_manager) == (
        havering,
        "8d",
        officer.person,
    )
    assert "Head of finance" in words(signed_in.get(at("positions", havering.pk)))


def test_enter_position_shows_the_first_of_many(signed_in, havering):
    PersonFactory.create_batch(21, family_name="Everywhere")

    url = f"{at('enter_position', havering.pk)}?q=Everywhere"
    page = words(signed_in.get(url))

    assert "There are more. Add a word to see fewer." in page
    assert page.count('name="person"') == 20


def test_enter_position_refused_keeps_what_was_typed(signed_in, havering):
    person = PersonFactory(family_name="Newcomer")
    url = f"{at('enter_position', havering.pk)}?q=Newcomer"
    typed = {**POSITION, "person": person.pk, "capacity": "practice_partner"}

    page = words(signed_in.post(url, typed))

    assert "Choose the practice of which they are a partner." in page
    assert "Head of finance" in page
    assert not Position.objects.filter(person=person).exists()


def test_correct_and_end_position(signed_in, position):
    typed = {**POSITION, "title": "Director of finance", "can_commit": "on"}

    signed_in.post(at("position", position.pk), typed)
    signed_in.post(
        at("end_position", position.pk), {"on_0": "30", "on_1": "6", "on_2": "2016"}
    )

    position.refresh_from_db()
    assert (position.title, position.can_commit) == ("Director of finance", True)
    assert position.to_on == date(2016, 6, 30)


def test_positions_are_narrowed(signed_in, havering, position):
    ended = PositionFactory(
        organisation=havering, title="Clerk", to_on=date(2016, 3, 1), band=""
    )

    def shown(query):
        page = words(signed_in.get(f"{at('positions', havering.pk)}?{query}"))
        return [row.title for row in (position, ended) if row.title in page]

    assert shown("") == ["Head of finance"]
    assert shown("state=ended") == ["Clerk"]
    assert shown("state=all") == ["Head of finance", "Clerk"]
    assert shown("state=all&q=clerk") == ["Clerk"]
    assert shown("capacity=agency") == []


def test_training_page_shows_who_lacks_what_by_when(
    signed_in, havering, committee, training_required
):
    nurse = holder_of(committee, "Registered nurse")
    TrainingCompletionFactory(
        person=nurse, completed_on=date(2016, 3, 1), expires_on=date(2017, 3, 1)
    )

    page = words(signed_in.get(at("training", havering.pk)))
    lacking = words(signed_in.get(at("training", havering.pk) + "?state=lacking"))

    assert "8 of 9 people lack a required module. It is due by 31 January 2017" in page
    assert "Passed 1 Mar 2016, expires 1 Mar 2017" in page
    assert str(nurse) in page
    assert str(nurse) not in lacking


def test_training_page_without_rules_says_so(signed_in, havering):
    page = words(signed_in.get(at("training", havering.pk)))

    assert "The rules in force require no training." in page


def test_enter_training_with_its_expiry(
    signed_in, havering, committee, training_required
):
    nurse = holder_of(committee, "Registered nurse")
    typed = {
        "person": nurse.pk,
        "module": "1",
        "completed_on_0": "20",
        "completed_on_1": "5",
        "completed_on_2": "2016",
    }

    signed_in.post(at("enter_training", havering.pk), typed)

    row = TrainingCompletion.objects.get()
    assert (row.person, row.expires_on) == (nurse, date(2017, 5, 20))
    future = {**typed, "completed_on_2": "2017"}
    page = words(signed_in.post(at("enter_training", havering.pk), future))
    assert "cannot have been passed in the future" in page


def test_import_training_shows_first_and_records_all(
    signed_in, havering, committee, training_required
):
    nurse, gp = (holder_of(committee, who) for who in ("Registered nurse", "GP member"))
    text = (
        "Name,E-mail,Module,Completed on\r\n"
        f"{nurse},,Module 1,20/05/2016\r\n"
        f",{gp.email.upper()},1,2016-05-21\r\n"
    )
    file = SimpleUploadedFile("training.csv", text.encode("utf-8-sig"))
    url = at("import_training", havering.pk)

    page = words(signed_in.post(url, {"file": file}))

    assert "2 lines read, all right. Nothing is recorded yet." in page
    assert not TrainingCompletion.objects.exists()
    response = signed_in.post(url, {"lines": text, "confirm": "yes"}, follow=True)
    assert "2 completions are recorded." in words(response)
    again = signed_in.post(url, {"lines": text, "confirm": "yes"}, follow=True)
    assert "0 recorded; 2 were known already." in words(again)
    assert set(TrainingCompletion.objects.values_list("person", flat=True)) == {
        nurse.pk,
        gp.pk,
    }


def test_import_training_with_wrong_lines_records_nothing(
    signed_in, havering, committee, training_required
):
    nurse = holder_of(committee, "Registered nurse")
    text = (
        "name;module;date\n"
        f"{nurse};1;20/05/2016\n"
        "Nobody Here;1;20/05/2016\n"
        f"{nurse};7;2016-13-01\n"
        f"{nurse};1;20/05/2016\n"
    )
    url = at("import_training", havering.pk)

    page = words(signed_in.post(url, {"lines": text, "confirm": "yes"}))

    assert "3 of 4 lines must be put right first." in page
    assert "Nobody called Nobody Here belongs to this body." in page
    assert "There is no module “7”." in page
    assert "“2016-13-01” is not a day." in page
    assert "The same stands in line 2." in page
    assert "Nobody Here;1;20/05/2016" in page
    assert not TrainingCompletion.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"lines": ""}, "Choose a file, or paste the lines."),
        ({"lines": "name,module,date\n"}, "There is no line under the headings."),
        ({"lines": "who,what\nx,y\n"}, "The first line must name the columns"),
    ],
)
def test_import_training_that_cannot_be_read_says_why(
    signed_in, havering, typed, sentence
):
    assert sentence in words(signed_in.post(at("import_training", havering.pk), typed))


def test_import_training_of_no_text(signed_in, havering):
    file = SimpleUploadedFile("training.xlsx", b"PK\x03\x04\x00\x00\xff")

    page = words(signed_in.post(at("import_training", havering.pk), {"file": file}))

    assert "The file is not CSV. Save the sheet as CSV." in page


RULES = {
    "name": "Our policy",
    "basis": "Governing body, 31 May 2016",
    "effective_from_0": "1",
    "effective_from_1": "7",
    "effective_from_2": "2016",
    "declare_within_days": "14",
    "register_within_days": "28",
    "confirm_every_months": "6",
    "spoken_remind_after_days": "5, 9",
    "published_scope": "decision_makers",
    "decision_maker_bands": "8d, 9, VSM",
    "public_months_after_end": "6",
    "private_years_after_end": "6",
    "supplier_token_pence": "6",
    "gift_declare_pence": "49.99",
    "gifts_together_months": "12",
    "meal_declare_pence": "25",
    "meal_refuse_pence": "75",
    "gift_declare_within_days": "14",
    "training_due_day": "31",
    "training_due_month": "1",
    "training_valid_months": "12",
    "training_modules": "1, Module 1, required\n2, Module 2, optional\n",
    "training_required_of": ["primary_care", "posts"],
    **{
        f"proposed_{nature}_{severity}": "leave_item withheld"
        for nature in Nature
        for severity in Severity
    },
    "proposed_financial_shared": "take_part given",
}


def test_enter_rules_from_a_day_on(signed_in, havering):
    assert signed_in.post(at("enter_rules", havering.pk), RULES).status_code == 302

    row = RuleSet.objects.get(organisation=havering)
    assert row.effective_from == date(2016, 7, 1)
    assert row.gift_declare_pence == 4999
    assert row.decision_maker_bands == ["8d", "9", "VSM"]
    assert row.spoken_remind_after_days == [5, 9]
    assert row.training_modules == [
        {"code": "1", "name": "Module 1", "required": True},
        {"code": "2", "name": "Module 2", "required": False},
    ]
    assert row.training_required_of == ["primary_care", "posts"]
    table = table_of(row.proposed_treatments)
    noted = table.pop((Nature.FINANCIAL, Severity.SHARED))
    assert noted == (Participation.TAKE_PART, PaperHandling.GIVEN)
    leaves = (Participation.LEAVE_ITEM, PaperHandling.WITHHELD)
    assert len(table) == 11
    assert set(table.values()) == {leaves}
    page = words(signed_in.get(at("rules", havering.pk)))
    assert "For: Members of primary care commissioning and joint committees" in page
    assert "Declared from £49.99" in page
    assert "Shared by a whole class: take part, papers given" in page
    assert "Guidance of December 2014" in page


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"effective_from_1": "5"}, "Rules begin today or later"),
        ({"meal_declare_pence": "80"}, "A meal is declared from an amount"),
        ({"confirm_every_months": "0"}, "Days and months to declare are at least 1."),
        ({"training_due_month": "13"}, "on a day and a month that exist"),
        ({"spoken_remind_after_days": "7, soon"}, "Write days from 1 to 365"),
        ({"spoken_remind_after_days": "0"}, "Write days from 1 to 365"),
        ({"training_required_of": []}, "Say for whom the required modules are."),
        ({"training_modules": "Module 1"}, "Write each module as code, name"),
        ({"proposed_personal_remote": "not_attend given"}, "Select a valid choice"),
        (
            {"training_modules": "1, A, required\n1, B, optional"},
            "Two modules have the same code.",
        ),
    ],
)
def test_enter_rules_refused_keeps_what_was_typed(signed_in, havering, wrong, sentence):
    page = words(signed_in.post(at("enter_rules", havering.pk), {**RULES, **wrong}))

    assert sentence in page
    assert "Governing body, 31 May 2016" in page
    assert not RuleSet.objects.filter(organisation=havering).exists()


def test_enter_rules_twice_on_one_day(signed_in, havering):
    signed_in.post(at("enter_rules", havering.pk), RULES)

    page = words(signed_in.post(at("enter_rules", havering.pk), RULES))

    assert "A rule set of this body begins on that day already." in page


def test_requests_of_another_body_stay_out_of_the_list(
    signed_in, havering, committee, asked
):
    other = CcgFactory()
    campaign = Campaign.objects.create(
        organisation=other,
        kind=CampaignKind.ANNUAL,
        name="Others",
        opens_on=TODAY,
        planned_at=asked.planned_at,
        planned_by=asked.planned_by,
    )
    nurse = holder_of(committee, "Registered nurse")
    DeclarationRequest.objects.create(
        campaign=campaign,
        person=nurse,
        why="",
        asked_on=date(2016, 1, 1),
        due_on=date(2016, 1, 2),
    )

    page = words(signed_in.get(at("who_has_not", havering.pk)))

    assert "days overdue" not in page
