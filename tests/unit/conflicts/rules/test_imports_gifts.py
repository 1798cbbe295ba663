"""Reading other people's registers of gifts: headings, amounts, and each row."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.enums import GiverKind, OfferKind, Outcome, PublicationState
from conflicts.rules.gift_columns import FULL
from conflicts.rules.imports_columns import guess_mapping, heading_line, missing_columns
from conflicts.rules.imports_dates import DateOrder
from conflicts.rules.imports_gift_columns import GIFTS
from conflicts.rules.imports_gift_values import (
    giver_kind_of,
    kind_of,
    read_gift_row,
    split_giver,
)
from conflicts.rules.imports_money import MOST_POUNDS, NotAnAmount, read_pence


ROW = {
    "full_name": "Dr Ann Smith",
    "offered_on": "20/05/2015",
    "outcome": "Accepted",
    "description": "A hamper",
    "value": "£20",
    "giver": "Elm Pharma Ltd (pharmacy)",
    "declared_on": "01/06/2015",
}
AS_AT, TODAY = date(2016, 4, 30), date(2016, 6, 1)


def read(without=(), **cells):
    said = {key: text for key, text in {**ROW, **cells}.items() if key not in without}
    return read_gift_row(
        said, order=DateOrder.DAY_FIRST, register_date=AS_AT, today=TODAY
    )


def problems(**cells):
    return dict(read(**cells).problems)


def test_guess_mapping_finds_every_column_of_our_export():
    mapping = guess_mapping([column.heading for column in FULL], GIFTS)

    read_back = {c.key: n for n, c in enumerate(FULL) if c.is_read}
    assert mapping == read_back
    assert missing_columns(mapping, GIFTS) == []


@pytest.mark.parametrize(
    ("headings", "keys"),
    [
        (
            [
                "Name",
                "Position",
                "Date of offer",
                "Declined or Accepted?",
                "Date of Receipt (if applicable)",
                "Details of Gift / Hospitality",
                "Estimated Value",
                "Supplier / Offeror Name and Nature of Business",
                "Reason for Accepting or Declining",
            ],
            [
                "full_name",
                "position",
                "offered_on",
                "outcome",
                "received_on",
                "description",
                "value",
                "giver",
                "reason",
            ],
        ),
        (
            [
                "Recipient",
                "Donor",
                "Date offered",
                "Date received",
                "Description of gift or hospitality",
                "Estimated value (£)",
                "Prior history",
                "Accepted/Declined",
                "Reason",
                "Authorised by",
            ],
            [
                "full_name",
                "giver",
                "offered_on",
                "received_on",
                "description",
                "value",
                "history",
                "outcome",
                "reason",
                "senior_approver",
            ],
        ),
        (
            [
                "Surname",
                "Forename",
                "Date",
                "Offered by",
                "Item",
                "Approx. value",
                "Accepted (Y/N)",
                "Refused (Y/N)",
            ],
            [
                "family_name",
                "given_name",
                "offered_on",
                "giver",
                "description",
                "value",
                "tick_accepted",
                "tick_declined",
            ],
        ),
    ],
    ids=["Annex D", "who authorised", "ticks"],
)
def test_guess_mapping_knows_registers_of_other_makes(headings, keys):
    mapping = guess_mapping(headings, GIFTS)

    assert mapping == {key: place for place, key in enumerate(keys)}
    assert missing_columns(mapping, GIFTS) == []
    above = [["NHS Havering CCG register of gifts"], ["As at April 2016"], headings]
    assert heading_line(above, GIFTS) == 2


def test_missing_columns_says_each_that_is_needed():
    assert missing_columns({}, GIFTS) == [
        "Say which column holds the person's name.",
        "Say which column holds the day of the offer.",
        "Say which column holds whether it was accepted or declined.",
        "Say which column describes the offer.",
        "Say which column holds the estimated value.",
        "Say which column holds the giver.",
    ]


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("20", 2000),
        ("£20", 2000),
        (" £ 20.50 ", 2050),
        ("20.5", 2050),
        ("£1,200.50", 120050),
        ("1000000", 100_000_000),
        ("50p", 50),
        ("15 pounds", 1500),
        ("GBP 7.99", 799),
        ("0", 0),
        ("12.299999999999999", 1230),
    ],
)
def test_read_pence_reads_what_people_write(text, pence):
    assert read_pence(text) == pence


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("approx £20", "every value is an estimate, so write only 20."),
        ("c. 12.50", "so write only 12.50."),
        ("£20 (approx)", "so write only 20."),
        ("£20 est.", "so write only 20."),
        ("£15-20", "is two amounts: write one estimate in pounds"),
        ("£15 - £20", "is two amounts"),
        ("10 to 15", "is two amounts"),
        ("nil", "write 0 if it was worth nothing"),
        ("None", "write 0 if it was worth nothing"),
        ("under £25", "is a limit: write one estimate"),
        ("<£6", "is a limit"),
        ("up to 50", "is a limit"),
        ("€20", "is not in pounds"),
        ("20 USD", "is not in pounds"),
        ("-5", "is less than nothing"),
        ("£20 per head", "is not an amount in pounds: write one such as 12 or 12.50."),
        ("12.345", "is not an amount in pounds"),
        ("1.200,50", "is not an amount in pounds"),
        ("about a tenner", "is not an amount in pounds"),
        ("1000000.01", "is too much"),
        ("9" * 60, "is too much"),
        ("about " + "9" * 60, "is not an amount in pounds"),
        ("", "There is no value"),
        ("N/A", "There is no value"),
        ("Not stated", "There is no value"),
    ],
)
def test_read_pence_says_how_to_mend_what_it_cannot_read(text, said):
    with pytest.raises(NotAnAmount, match=said.replace("(", r"\(")):
        read_pence(text)


@given(st.integers(min_value=0, max_value=MOST_POUNDS * 100))
def test_read_pence_reads_every_amount_that_an_export_writes(pence):
    written = f"{pence // 100}.{pence % 100:02d}"

    assert read_pence(written) == pence
    assert read_pence(f"£{pence // 100:,}.{pence % 100:02d}") == pence


@given(st.text(max_size=40))
def test_read_pence_reads_or_says_a_sentence(text):
    try:
        answer = f"{read_pence(text)}."
    except NotAnAmount as sentence:
        answer = str(sentence)

    assert answer.endswith(".")
    assert not answer.startswith("-")


def test_read_gift_row_reads_a_whole_row():
    row = read(
        received_on="22/05/2015",
        reason="For the team",
        senior_approver="The chair",
        senior_approval_on="21/05/2015",
        reviewed_on="02/06/2015",
        email="ann@elm.example",
        position="Nurse",
        publication="Withheld",
    )

    assert row.problems == []
    assert (row.title, row.given_name, row.family_name) == ("Dr", "Ann", "Smith")
    assert (row.email, row.position) == ("ann@elm.example", "Nurse")
    assert row.said == {
        "giver_name": "Elm Pharma Ltd",
        "giver_business": "pharmacy",
        "giver_kind": GiverKind.SUPPLIER,
        "description": "A hamper",
        "reason": "For the team",
        "kind": OfferKind.GIFT,
        "is_branded": False,
        "is_abroad_or_more_than_modest": False,
        "value_pence": 2000,
        "outcome": Outcome.ACCEPTED,
        "offered_on": date(2015, 5, 20),
        "received_on": date(2015, 5, 22),
        "declared_on": date(2015, 6, 1),
        "reviewed_on": date(2015, 6, 2),
        "senior_approver": "The chair",
        "senior_approval_on": date(2015, 5, 21),
        "publication": PublicationState.WITHHOLD,
    }


def test_read_gift_row_says_each_thing_that_is_missing():
    row = read_gift_row(
        {"full_name": "", "declared_on": ""},
        order=DateOrder.DAY_FIRST,
        register_date=AS_AT,
        today=TODAY,
    )

    assert [key for key, _sentence in row.problems] == [
        "family_name",
        "giver",
        "description",
        "value",
        "outcome",
        "offered_on",
        "declared_on",
    ]


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("Accepted", Outcome.ACCEPTED),
        ("accept", Outcome.ACCEPTED),
        ("Received", Outcome.ACCEPTED),
        ("DECLINED", Outcome.DECLINED),
        ("Refused", Outcome.DECLINED),
        ("Not accepted", Outcome.DECLINED),
        ("Returned.", Outcome.DECLINED),
        ("Accepted on behalf of the organisation", Outcome.FOR_ORGANISATION),
        ("Accepted on behalf of the CCG", Outcome.FOR_ORGANISATION),
    ],
)
def test_read_gift_row_reads_what_became_of_it(text, outcome):
    assert read(outcome=text).said["outcome"] == outcome


@pytest.mark.parametrize("text", ["Pending", "Accepted / declined", "Given to charity"])
def test_read_gift_row_asks_what_became_of_it(text):
    assert problems(outcome=text)["outcome"] == (
        f"“{text}” is no outcome: write one of Declined; Accepted; Accepted on behalf "
        "of the organisation."
    )


@pytest.mark.parametrize(
    ("accepted", "declined", "outcome"),
    [
        ("x", "", Outcome.ACCEPTED),
        ("", "Yes", Outcome.DECLINED),
        ("Y", "N", Outcome.ACCEPTED),
        ("No", "", Outcome.DECLINED),
        ("", "n", Outcome.ACCEPTED),
        ("x", "x", None),
        ("", "", None),
    ],
)
def test_read_gift_row_reads_ticks(accepted, declined, outcome):
    row = read(without=("outcome",), tick_accepted=accepted, tick_declined=declined)

    assert row.said["outcome"] == outcome
    assert bool(row.problems) == (outcome is None)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Box of chocolates", OfferKind.GIFT),
        ("Working lunch at a conference", OfferKind.HOSPITALITY),
        ("Gift card for a shop", OfferKind.CASH),
        ("£20 voucher", OfferKind.CASH),
        ("Hotel and dinner in Leeds", OfferKind.TRAVEL),
        ("Sponsorship of a training day with lunch", OfferKind.SPONSORSHIP),
        ("Mealy potatoes", OfferKind.GIFT),
    ],
)
def test_kind_of_reads_the_description(words, kind):
    assert kind_of(words) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Gift", OfferKind.GIFT),
        ("Hospitality", OfferKind.HOSPITALITY),
        ("Meal or refreshments", OfferKind.HOSPITALITY),
        ("cash", OfferKind.CASH),
        ("Gift / hospitality", OfferKind.HOSPITALITY),
        ("", OfferKind.HOSPITALITY),
    ],
)
def test_read_gift_row_reads_the_kind(text, kind):
    row = read(kind=text, description="Dinner")

    assert (row.said["kind"], row.problems) == (kind, [])


def test_read_gift_row_asks_for_a_kind_it_does_not_know():
    assert "is not one of the kinds" in problems(kind="Bribe")["kind"]
    assert "is no kind of giver" in problems(giver_kind="Uncle")["giver_kind"]
    assert "is neither: write Yes or No" in problems(is_branded="perhaps")["is_branded"]
    assert "is not known" in problems(publication="secret")["publication"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Grateful patient", GiverKind.PATIENT),
        ("Family of a patient of Elm Ltd", GiverKind.PATIENT),
        ("Elm Trading Limited", GiverKind.SUPPLIER),
        ("Pharmaceutical supplier", GiverKind.SUPPLIER),
        ("Royal College of Nursing", GiverKind.OTHER),
        ("A N Other", GiverKind.OTHER),
    ],
)
def test_giver_kind_of_reads_the_name(words, kind):
    assert giver_kind_of(words) == kind


@pytest.mark.parametrize("text", ["Supplier", "supplier", GiverKind.SUPPLIER.label])
def test_read_gift_row_reads_the_kind_of_giver(text):
    assert read(giver="Elm", giver_kind=text).said["giver_kind"] == GiverKind.SUPPLIER


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ("Elm Ltd (pharmacy)", ("Elm Ltd", "pharmacy")),
        ("Elm  Ltd", ("Elm Ltd", "")),
        ("Elm (UK) Ltd", ("Elm (UK) Ltd", "")),
        ("Elm (UK) (pharmacy)", ("Elm (UK)", "pharmacy")),
        ("(pharmacy)", ("(pharmacy)", "")),
    ],
)
def test_split_giver(whole, parts):
    assert split_giver(whole) == parts


@pytest.mark.parametrize(
    ("cells", "key", "said"),
    [
        ({"offered_on": ""}, "offered_on", "There is no date: write when it was off"),
        ({"offered_on": "Not stated"}, "offered_on", "There is no date"),
        ({"offered_on": "31/02/2015"}, "offered_on", "is not a date"),
        (
            {"offered_on": "20/05/2019"},
            "offered_on",
            "Date of offer lies in the future",
        ),
        ({"declared_on": ""}, "declared_on", "There is no date: write when it was de"),
        ({"received_on": "19/05/2015"}, "received_on", "before it was offered"),
        (
            {"received_on": "21/05/2015", "outcome": "Declined"},
            "received_on",
            "What was declined was not received",
        ),
        ({"senior_approver": "Yes"}, "senior_approver", "yes says not who"),
        ({"senior_approval_on": "20/05/2015"}, "senior_approver", "write who approved"),
        ({"giver": "x" * 201}, "giver_name", "longer than 200 characters"),
    ],
)
def test_read_gift_row_says_what_is_wrong_with_days_and_approval(cells, key, said):
    found = problems(**cells)

    assert list(found) == [key]
    assert said in found[key]


def test_read_gift_row_takes_the_day_of_the_register_where_no_column_declares():
    assert read(without=("declared_on",)).said["declared_on"] == AS_AT
    late = read(without=("declared_on",), offered_on="02/05/2016")
    assert (
        "after the day that the spreadsheet is as at"
        in dict(late.problems)["offered_on"]
    )


@pytest.mark.parametrize("text", ["", "N/A", "none", "Not required"])
def test_read_gift_row_takes_no_approver_for_none(text):
    row = read(senior_approver=text)

    assert (row.said["senior_approver"], row.problems) == ("", [])


@pytest.mark.parametrize("text", ["", "Not stated", "n/k"])
def test_read_gift_row_lets_the_day_of_receipt_be_unknown(text):
    row = read(received_on=text)

    assert (row.said["received_on"], row.problems) == (None, [])


def test_read_gift_row_takes_an_old_gift_that_no_policy_would_allow():
    row = read(
        offered_on="01/04/2004",
        description="£500 in cash",
        value="500",
        reason="",
        giver="Elm Ltd",
    )

    assert row.problems == []
    assert row.said["kind"] == OfferKind.CASH
