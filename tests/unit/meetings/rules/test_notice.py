"""Notice by the committee's own rule (docs/field.md 6.1, story 9)."""

from __future__ import annotations

from datetime import date

import pytest

from core.rules.days import DayBasis
from core.verdict import Answer
from meetings.rules.notice import NoticeRule, check_notice, last_day_for_notice


MEETING = date(2016, 2, 10)
WORKING = NoticeRule(3)
CALENDAR = NoticeRule(3, DayBasis.CALENDAR)


@pytest.mark.parametrize(
    ("rule", "published_on", "answer"),
    [
        pytest.param(WORKING, date(2016, 2, 4), Answer.YES, id="Thursday passes"),
        pytest.param(
            WORKING, date(2016, 2, 5), Answer.YES_IF_EXPLAINED, id="Friday warns"
        ),
        pytest.param(CALENDAR, date(2016, 2, 6), Answer.YES, id="calendar: Saturday"),
        pytest.param(
            CALENDAR, date(2016, 2, 7), Answer.YES_IF_EXPLAINED, id="calendar: Sunday"
        ),
    ],
)
def test_check_notice_of_bhr_february_2016(rule, published_on, answer):
    verdict = check_notice(
        meeting_on=MEETING, published_on=published_on, rule=rule, holidays=frozenset()
    )

    assert verdict.answer is answer


def test_check_notice_says_the_rule_the_count_and_the_last_day():
    verdict = check_notice(
        meeting_on=MEETING,
        published_on=date(2016, 2, 5),
        rule=NoticeRule(3, source="Terms of reference 2.1, clause 7"),
        holidays=frozenset(),
    )

    assert verdict.reason == (
        "Terms of reference 2.1, clause 7: 3 clear working days of notice. Publishing "
        "on Friday 5 February 2016 leaves 2; the last day in time was Thursday 4 "
        "February 2016. If the meeting is urgent, say why it was called at short "
        "notice."
    )


def test_notice_rule_in_words():
    assert NoticeRule(1, DayBasis.CALENDAR).words == "1 clear calendar day"


def test_last_day_for_notice_minds_bank_holidays():
    easter = frozenset({date(2016, 3, 25), date(2016, 3, 28)})

    found = last_day_for_notice(date(2016, 3, 31), WORKING, holidays=easter)

    assert found == date(2016, 3, 23)
