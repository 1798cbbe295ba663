"""What is found before a pack goes out, what it does, and what a waiver answers."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from committees.values import CommitteeId
from conflicts.rules.rule_sets import RuleSetFacts
from core.rules.days import DayBasis
from meetings.enums import (
    CheckEffect,
    PaperAvailability,
    Part,
    PreflightCheck,
    Purpose,
)
from meetings.rules.notice import NoticeRule
from meetings.rules.planning import When
from meetings.rules.preflight import (
    DEFAULTS,
    FIXED,
    MET,
    UNMET,
    About,
    Finding,
    Setting,
    Waiver,
    assess,
    effect_of,
    settings_on,
    why_not,
)
from meetings.rules.preflight_agenda import (
    ASSESSMENTS,
    FIELDS,
    ItemLine,
    PaperLine,
    find_gaps,
    find_paper_faults,
)
from meetings.rules.preflight_people import (
    Declared,
    Forecast,
    OpenRow,
    find_lost_quorums,
    find_old_interests,
    find_open_conflicts,
)
from meetings.rules.preflight_time import (
    Calendar,
    CommitteeRules,
    find_impossible_times,
    find_late_papers_out,
    find_notice,
)
from meetings.rules.sanity import AgendaFacts
from meetings.values import ItemId
from people.values import PersonId


HELD_ON = date(2016, 2, 10)
THURSDAY, FRIDAY = date(2016, 2, 4), date(2016, 2, 5)
A, B = CommitteeId(1), CommitteeId(2)
WHOLE = frozenset({*FIELDS, *ASSESSMENTS})
EVERY_CHECK = st.sampled_from(list(PreflightCheck))
EVERY_EFFECT = st.sampled_from(list(CheckEffect))
LOOSE = [check for check in PreflightCheck if check not in FIXED]


def codes(findings):
    return [each.check for each in findings]


def rules(key, *, notice=3, papers=5, basis=DayBasis.WORKING):
    source = f"Terms of reference of committee {key}"
    return CommitteeRules(
        CommitteeId(key),
        f"Committee {key}",
        NoticeRule(notice, basis, source) if notice is not None else None,
        NoticeRule(papers, basis, source) if papers is not None else None,
    )


def calendar(**said):
    return Calendar(
        **{
            "held_on": HELD_ON,
            "notice_on": THURSDAY,
            "papers_on": date(2016, 2, 2),
            "holidays": frozenset(),
            **said,
        }
    )


def test_every_check_has_its_words_and_default():
    assert set(DEFAULTS) == set(MET) == set(PreflightCheck)
    assert all(DEFAULTS[check] is CheckEffect.BLOCKS for check in FIXED)


# Notice and papers, each committee by its own terms.


def test_find_notice_each_committee_by_its_own_rule():
    found = list(
        find_notice(
            [rules(1), rules(2, basis=DayBasis.CALENDAR), rules(3, notice=None)],
            calendar(notice_on=FRIDAY),
        )
    )

    assert codes(found) == [PreflightCheck.NOTICE_SHORT]
    assert found[0].about == About(A, "Committee 1")
    assert "3 clear working days" in found[0].sentence
    assert list(find_notice([rules(1)], calendar())) == []


def test_find_notice_before_it_is_given_and_without_a_day():
    draft = list(find_notice([rules(1)], calendar(is_announced=False)))
    assert codes(draft) == [PreflightCheck.NOTICE_NOT_GIVEN]

    (unknown,) = find_notice([rules(1)], calendar(notice_on=None))
    assert "not on record" in unknown.sentence


def test_find_late_papers_out_each_committee_by_its_own_rule():
    found = list(
        find_late_papers_out(
            [rules(1), rules(2, papers=3), rules(3, papers=None)],
            calendar(papers_on=date(2016, 2, 3)),
        )
    )

    assert [each.about.committee_id for each in found] == [A]
    assert "Wednesday 3 February 2016 leaves 4" in found[0].sentence
    assert "last day in time was Tuesday 2 February 2016" in found[0].sentence


@given(st.dates(date(2015, 1, 1), date(2017, 1, 1)), st.integers(0, 10))
def test_find_late_papers_out_is_never_late_for_going_a_day_earlier(day, days):
    one = [rules(1, papers=days)]
    is_late = bool(list(find_late_papers_out(one, calendar(papers_on=day))))
    earlier = calendar(papers_on=day - timedelta(days=1))

    assert is_late or not list(find_late_papers_out(one, earlier))


def test_find_impossible_times_says_each_once():
    agenda = AgendaFacts(
        held_on=HELD_ON,
        references=("PC/16/81", "PC/16/81"),
        next_held_on=date(2015, 3, 9),
        starts_at=time(14),
        ends_at=time(13),
        texts=("Report of 9 March February 2016",),
    )
    when = When(HELD_ON, time(14), time(13), time(15), date(2015, 3, 9))

    found = list(
        find_impossible_times(agenda, when, today=FRIDAY, holidays=frozenset({HELD_ON}))
    )

    assert codes(found) == [
        PreflightCheck.DUPLICATE_REFERENCE,
        PreflightCheck.NEXT_NOT_LATER,
        PreflightCheck.ENDS_BEFORE_START,
        PreflightCheck.IMPOSSIBLE_DATE,
        PreflightCheck.ENDS_BEFORE_START,
        PreflightCheck.NOT_A_WORKING_DAY,
    ]
    said = [each.sentence for each in found]
    assert len(said) == len(set(said))
    assert "The next meeting, on Monday 9 March 2015, is not after" in " ".join(said)
    assert "which is a bank holiday" in " ".join(said)


def test_find_impossible_times_of_a_day_that_has_passed_is_silent():
    found = find_impossible_times(
        AgendaFacts(held_on=HELD_ON),
        When(HELD_ON, time(14)),
        today=date(2016, 3, 1),
        holidays=frozenset(),
    )

    assert list(found) == []


# Items and their papers.


def test_find_gaps_says_of_which_item_a_date_cannot_be():
    found = [
        one
        for one in find_gaps([item(words="Item 3, Report of 31 June 2016")])
        if one.check is PreflightCheck.IMPOSSIBLE_DATE
    ]

    assert [one.about.item_id for one in found] == [7]
    assert "“31 June 2016” is no day of the calendar" in found[0].sentence


def item(**said):
    return ItemLine(
        **{
            "item_id": ItemId(7),
            "words": "Item 3, A merger",
            "purpose": Purpose.APPROVE,
            "scope": frozenset({A, B}),
            "deciding": frozenset({A}),
            "names_organisations": True,
            "said": WHOLE,
            "papers": (paper(),),
            **said,
        }
    )


def paper(**said):
    return PaperLine(
        **{
            "version_id": 70,
            "title": "Business case",
            "handed_in_on": date(2016, 2, 1),
            "pages": 12,
            "has_language": True,
            "has_title": True,
            "is_image_only": False,
            **said,
        }
    )


def faults(one, **said):
    return list(
        find_paper_faults(
            [one],
            **{
                "rules": [rules(1), rules(2, papers=3)],
                "limits": {},
                "held_on": HELD_ON,
                "holidays": frozenset(),
                **said,
            },
        )
    )


def test_find_gaps_of_a_whole_item_finds_nothing():
    assert (
        list(find_gaps([item(), item(names_organisations=False, says_nobody=True)]))
        == []
    )


@pytest.mark.parametrize(
    ("said", "check", "words"),
    [
        ({"scope": frozenset()}, PreflightCheck.NO_SCOPE, "no committee’s scope"),
        ({"part": Part.TWO, "ground": " "}, PreflightCheck.NO_GROUND, "is private"),
        (
            {"names_organisations": False},
            PreflightCheck.NO_ORGANISATION,
            "nor that it touches none",
        ),
        (
            {"said": WHOLE - {"finance", "risk"}},
            PreflightCheck.COVER_GAP,
            "lacks financial implications and risk",
        ),
        (
            {"said": WHOLE - {"equality"}},
            PreflightCheck.NO_ASSESSMENT,
            "does not assess equality impact",
        ),
    ],
)
def test_find_gaps_names_the_item_and_the_field(said, check, words):
    (found,) = find_gaps([item(**said)])

    assert found.check is check
    assert words in found.sentence
    assert found.sentence.startswith("Item 3, A merger")
    assert found.about.item_id == 7


def test_find_gaps_asks_less_of_what_is_not_decided():
    noted = item(purpose=Purpose.NOTE, said=frozenset(), names_organisations=False)
    (gap,) = find_gaps([noted])
    assert "summary and recommendation" in gap.sentence
    assert (
        list(
            find_gaps(
                [
                    item(
                        purpose=Purpose.NOTE,
                        said=frozenset(),
                        papers=(),
                        availability=PaperAvailability.VERBAL,
                    )
                ]
            )
        )
        == []
    )
    minutes = item(is_own_business=True, said=frozenset(), names_organisations=False)
    assert list(find_gaps([minutes])) == []
    # Where nobody decides or recommends, "for approval" asks for nothing more.
    assert list(find_gaps([item(deciding=frozenset(), said=frozenset(FIELDS))])) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"papers": ()}, "says that a paper is attached, and has none"),
        (
            {"papers": (), "availability": PaperAvailability.TO_FOLLOW},
            "waits for a paper that is to follow",
        ),
    ],
)
def test_find_paper_faults_missing(said, words):
    (found,) = faults(item(**said))

    assert found.check is PreflightCheck.PAPER_MISSING
    assert words in found.sentence


def test_find_paper_faults_late_by_the_committee_that_asks_the_earliest():
    late = item(papers=(paper(handed_in_on=date(2016, 2, 3)),))

    (found,) = faults(late)

    assert found.check is PreflightCheck.PAPER_LATE
    assert "Tuesday 2 February 2016" in found.sentence
    assert faults(late, rules=[rules(2, papers=3)]) == []
    assert faults(late, rules=[rules(2, papers=None)]) == []
    assert faults(item(scope=frozenset(), papers=late.papers)) == []


def test_find_paper_faults_too_long_where_there_is_a_limit():
    (found,) = faults(item(), limits={A: 10, B: 20})

    assert found.check is PreflightCheck.PAPER_TOO_LONG
    assert "12 pages; at most 10" in found.sentence
    assert faults(item(), limits={B: 12}) == []
    assert faults(item(), limits={CommitteeId(9): 1}) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"is_tagged": False}, "has no tags"),
        ({"has_language": False, "has_title": False}, "its language and has no title"),
        ({"is_image_only": True, "is_tagged": False}, "only pictures of pages"),
    ],
)
def test_find_paper_faults_inaccessible(said, words):
    (found,) = faults(item(papers=(paper(**said), paper(version_id=71))))

    assert found.check is PreflightCheck.PDF_INACCESSIBLE
    assert words in found.sentence


def test_find_paper_faults_what_nobody_looked_at_is_no_fault():
    unseen = paper(has_language=None, has_title=None, is_image_only=None)

    assert faults(item(papers=(unseen,))) == []


# People.


def about(committee=A, item_id=7):
    return About(committee, f"Committee {committee}", ItemId(item_id), "Item 3")


def test_find_open_conflicts_one_for_each_item_and_committee():
    rows = [
        OpenRow(1, PersonId(5), "Dr Okafor", about()),
        OpenRow(2, PersonId(6), "Colin Marsh", about()),
        OpenRow(3, PersonId(5), "Dr Okafor", about(B)),
    ]

    found = list(find_open_conflicts(rows))

    assert len(found) == 2
    assert found[0].persons == {5, 6}
    assert "Colin Marsh; Dr Okafor" in found[0].sentence


def test_find_lost_quorums_says_what_is_missing():
    found = list(
        find_lost_quorums(
            [
                Forecast(about(), True),
                Forecast(about(B), False, frozenset({PersonId(5)}), ("Needed: a GP.",)),
            ]
        )
    )

    assert [each.about.committee_id for each in found] == [B]
    assert "Needed: a GP." in found[0].sentence


def declared(name, last_on, *, has_interests=False, months=12, committee=A):
    return Declared(
        PersonId(hash(name) % 1000),
        name,
        About(committee, f"Committee {committee}"),
        RuleSetFacts(1, "Local policy", date(2014, 1, 1), confirm_every_months=months),
        last_on,
        has_interests,
    )


def test_find_old_interests_by_each_rule_set():
    day = date(2016, 6, 15)
    people = [
        declared("In time", date(2015, 6, 15)),
        declared("A day late", date(2015, 6, 14)),
        declared("Half a year", date(2015, 12, 1), months=6, committee=B),
        declared("Never asked", None, has_interests=True),
        declared("Silent", None),
    ]

    found = list(find_old_interests(people, day))

    assert codes(found) == [
        PreflightCheck.INTERESTS_OLD,
        PreflightCheck.INTERESTS_OLD,
        PreflightCheck.NOT_DECLARED,
    ]
    first, second, silent = (each.sentence for each in found)
    assert "A day late (counts until Tuesday 14 June 2016, by Local policy)" in first
    assert "Never asked (declared, and never said that it is all)" in first
    assert "In time" not in first
    assert "Half a year" in second
    assert "nothing was ever declared by Silent" in silent


# What a finding does.


def finding(check=PreflightCheck.NOTICE_SHORT, committee=A, **said):
    return Finding(check, "It is so.", "Mend it", About(committee), **said)


def setting(effect, *, day=date(2016, 1, 1), committee=A, check=None, order=0):
    check = check or PreflightCheck.NOTICE_SHORT
    return Setting(committee, check, effect, day, order=order)


def assessed(one, *, settings=(), waivers=()):
    (found,) = assess(
        [one], committees={A, B}, settings=settings, waivers=waivers, day=HELD_ON
    )
    return found


def waiver_of(one):
    return Waiver(1, one.fingerprint, "Because.", "Priya Anand", HELD_ON)


def test_settings_on_the_latest_that_has_begun():
    said = [
        setting(CheckEffect.TOLD, day=date(2016, 2, 11)),
        setting(CheckEffect.BLOCKS, order=2),
        setting(CheckEffect.TOLD, order=1),
    ]

    in_force = settings_on(said, HELD_ON)

    assert in_force[A, PreflightCheck.NOTICE_SHORT].effect is CheckEffect.BLOCKS


def test_assess_own_setting_and_no_other_committee_s():
    blocks = [setting(CheckEffect.BLOCKS)]

    assert assessed(finding(), settings=blocks).effect is CheckEffect.BLOCKS
    assert assessed(finding(committee=B), settings=blocks).may_be_waived


def test_assess_about_all_goes_by_the_strictest():
    told = [setting(CheckEffect.TOLD), setting(CheckEffect.TOLD, committee=B)]

    assert assessed(finding(committee=None), settings=told[:1]).may_be_waived
    assert not assessed(finding(committee=None), settings=told).stops
    in_scope = finding(committee=None, scope=frozenset({A}))
    assert not assessed(in_scope, settings=told[:1]).stops


def test_assess_waiver_holds_until_the_facts_change():
    one = finding(facts=("2016-02-05",))
    waivers = [waiver_of(one)]

    held = assessed(one, waivers=waivers)
    assert (held.stops, held.waiver.reason) == (False, "Because.")
    assert assessed(finding(facts=("2016-02-08",)), waivers=waivers).stops
    assert assessed(finding(committee=B, facts=one.facts), waivers=waivers).stops


@given(st.lists(st.text(max_size=4), max_size=5), st.randoms(use_true_random=False))
def test_fingerprint_does_not_hang_on_the_order_of_facts(facts, chance):
    shuffled = list(facts)
    chance.shuffle(shuffled)

    one, other = finding(facts=tuple(facts)), finding(facts=tuple(shuffled))

    assert one.fingerprint == other.fingerprint


@given(EVERY_CHECK, EVERY_EFFECT)
def test_assess_what_blocks_is_never_waived_and_what_is_fixed_never_loosened(
    check, effect
):
    one = finding(check)
    found = assessed(
        one, settings=[setting(effect, check=check)], waivers=[waiver_of(one)]
    )

    assert found.effect is (CheckEffect.BLOCKS if check in FIXED else effect)
    assert found.stops == (found.effect is CheckEffect.BLOCKS)
    assert (found.waiver is not None) == (found.effect is CheckEffect.WAIVABLE)


@given(
    st.sampled_from(LOOSE), st.lists(EVERY_EFFECT, min_size=1, max_size=4), EVERY_EFFECT
)
def test_effect_of_one_more_committee_never_loosens(check, said, more):
    def effect(all_said):
        in_force = {
            (CommitteeId(key), check): Setting(CommitteeId(key), check, one, HELD_ON)
            for key, one in enumerate(all_said)
        }
        return effect_of(check, map(CommitteeId, range(len(all_said))), in_force)

    ranks = list(CheckEffect)
    assert ranks.index(effect([*said, more])) <= ranks.index(effect(said))


def test_why_not_says_each_kind_once():
    of_items = [
        assessed(next(find_gaps([item(item_id=ItemId(key), said=WHOLE - {"risk"})])))
        for key in (1, 2)
    ]
    blocked = assessed(next(find_gaps([item(scope=frozenset())])))

    assert why_not([]) == ""
    assert why_not([assessed(finding(PreflightCheck.NOT_A_WORKING_DAY))]) == ""
    assert why_not([blocked, *of_items]) == (
        f"{UNMET[PreflightCheck.NO_SCOPE]} Mend it, or give a reason: "
        f"{UNMET[PreflightCheck.COVER_GAP]}"
    )
