"""Offers asked about by letter, and what a guardian lets the public read of them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conflicts.actions import gift_publication, gift_questions, gifts
from conflicts.enums import PublicationState, ReviewAct
from conflicts.facts.assurance import figures_of
from conflicts.facts.gifts import gift_questions_waiting
from conflicts.facts.publication import gift_reviews_due
from conflicts.models import GiftOffer, PublicationDecision, Review
from core.errors import RuleBroken
from core.models import AuditEvent
from notices import registry
from notices.models import Letter
from people import door
from tests.factories.committees import PostFactory
from tests.factories.gifts import declared_gift, offer
from tests.integration.conflicts.gift_words import DAY, SAID, _on_3_june_2019  # noqa: F401 # fixtures
from tests.integration.conflicts.steps import text


LATER = date(2019, 12, 1)


@pytest.fixture
def entry(gp_member, havering):
    return declared_gift(
        by=gp_member,
        organisation=havering,
        description="A hamper",
        reason="They insisted.",
        **SAID,
    )


def refusal(call, **said):
    with pytest.raises(RuleBroken) as refused:
        call(**said)
    return refused.value.verdict.code


def asked(entry, by, words="Who else was there?"):
    return gift_questions.ask(entry=entry, words=words, by=by)


def decided(entry, by, **said):
    values = {
        "state": PublicationState.WITHHOLD,
        "reason": "A real risk of harm.",
        "review_on": LATER,
        **said,
    }
    return gift_publication.decide(entry=entry, by=by, **values)


def address(name, entry):
    return reverse(f"conflicts:{name}", args=[entry.pk])


# -- questions ----------------------------------------------------------------------


def test_ask_tells_the_person_by_letter_and_only_once(entry, guardian):
    for _ in range(2):
        asked(entry, guardian)

    review = Review.objects.get()
    letter = Letter.objects.get()
    assert (review.act, review.gift, review.interest) == ("question", entry, None)
    assert (letter.person, letter.about) == (entry.person, f"gift:{entry.pk}")
    rendered = registry.render(letter)
    assert "question about an offer" in rendered.subject
    assert address("gift", entry) in rendered.text
    assert "Who else was there?" not in rendered.text
    assert AuditEvent.objects.about(entry).first().event == "gift.questioned"


def test_answer_ends_the_waiting_and_the_letter(entry, officer, gp_member):
    asked(entry, officer)
    assert gift_questions_waiting([entry.person_id]).get().gift == entry

    for _ in range(2):
        gift_questions.answer(entry=entry, words="Nobody.", by=gp_member)

    assert list(entry.reviews.values_list("act", flat=True)) == ["question", "answer"]
    assert not gift_questions_waiting([entry.person_id]).exists()
    assert registry.render(Letter.objects.get()) is None


def test_questions_refuse_empty_words_and_answers_to_nothing(
    entry, officer, gp_member, outsider, auditor
):
    said = {"entry": entry, "words": "Why?"}
    assert refusal(gift_questions.ask, **{**said, "words": " "}, by=officer) == (
        "no_words"
    )
    assert refusal(gift_questions.answer, **said, by=gp_member) == "no_question"
    asked(entry, officer)
    assert refusal(gift_questions.answer, **{**said, "words": ""}, by=gp_member) == (
        "no_words"
    )
    assert refusal(gift_questions.ask, **said, by=gp_member) == "own_gift_question"
    for other in (outsider, auditor):
        assert refusal(gift_questions.ask, **said, by=other) == "gift_not_asked_by_you"
    assert refusal(gift_questions.answer, **said, by=auditor) == (
        "gift_register_not_kept_by_you"
    )


def test_letters_about_gifts_are_found_by_the_persons_officer(
    entry, officer, outsider, gp_member
):
    asked(entry, officer)
    letter = Letter.objects.get()

    for user, finds in ((officer, True), (outsider, False), (gp_member, False)):
        found = Letter.objects.filter(kind="gift_question")
        found = found.filter(registry.selection_for(user))
        assert (letter in found) is finds
    officer.is_active = False
    assert letter not in Letter.objects.filter(registry.selection_for(officer))


def test_question_walks_from_the_guardian_to_the_first_screen_and_back(
    client, entry, guardian, gp_member
):
    client.force_login(guardian)
    assert "Ask a question" in text(client.get(address("gift", entry)))
    empty = client.post(address("ask_about_gift", entry), {"words": ""})
    assert "Write the question" in text(empty)
    sent = client.post(
        address("ask_about_gift", entry), {"words": "Who was there?"}, follow=True
    )
    assert "The question is sent." in text(sent)

    client.force_login(gp_member)
    answer_url = address("answer_about_gift", entry)
    for page in (
        reverse("desk:home"),
        reverse("conflicts:my_gifts"),
        address("gift", entry),
    ):
        assert answer_url in text(client.get(page))
    assert "Who was there?" in text(client.get(answer_url))
    assert "Write the answer" in text(client.post(answer_url, {"words": " "}))
    saved = client.post(answer_url, {"words": "Nobody else."}, follow=True)
    assert "Nobody else." in text(saved)
    assert answer_url not in text(saved)
    refused = client.post(answer_url, {"words": "Once more."})
    assert "waits for an answer" in text(refused)
    assert "Once more." in text(refused)
    assert Review.objects.filter(act=ReviewAct.ANSWER).count() == 1


def test_answer_of_somebody_who_never_signs_in_is_recorded_by_the_officer(
    client, entry, guardian, officer
):
    asked(entry, guardian)
    client.force_login(officer)

    client.post(address("answer_about_gift", entry), {"words": "By telephone: nobody."})

    assert entry.reviews.last().written_by == officer


# -- publication --------------------------------------------------------------------


def test_decide_keeps_back_until_its_review(entry, guardian, havering):
    for _ in range(2):
        decision = decided(entry, guardian)

    entry.refresh_from_db()
    assert entry.publication == PublicationState.WITHHOLD
    assert PublicationDecision.objects.get() == decision
    assert str(decision) == f"{entry}: Withheld"
    event = AuditEvent.objects.about(entry).first()
    assert event.event == "gift.publication_decided"
    assert not gift_reviews_due(havering, date(2019, 11, 30)).exists()
    assert gift_reviews_due(havering, LATER).get().review_on == LATER
    figures = {one.code: one.value for one in figures_of(havering, DAY, DAY)}
    assert figures["decided"] == 1


def test_decide_anew_settles_the_review(entry, guardian, havering):
    decided(entry, guardian)
    decided(entry, guardian, state=PublicationState.PUBLISH, review_on=None)

    entry.refresh_from_db()
    assert entry.publication == PublicationState.PUBLISH
    assert not gift_reviews_due(havering, date(2020, 1, 1)).exists()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reason": " "}, "no_reason"),
        ({"review_on": None}, "no_review"),
        ({"review_on": DAY}, "no_review"),
        ({"state": PublicationState.NOT_REQUIRED}, "not_a_decision"),
    ],
    ids=["no reason", "no review", "a review today", "no decision"],
)
def test_decide_refuses_what_is_missing(entry, guardian, said, code):
    assert refusal(decided, entry=entry, by=guardian, **said) == code
    assert not PublicationDecision.objects.exists()


def test_decide_is_for_the_guardian_and_never_about_oneself(
    entry, officer, outsider, guardian, havering
):
    for other in (officer, outsider):
        assert refusal(decided, entry=entry, by=other) == "not_the_guardian"
    own = GiftOffer.objects.get()
    own.person = guardian.person
    assert door.may(guardian, "decide_publication", own).code == "guardians_own_offer"


def test_decision_stands_for_what_corrects_the_entry(entry, guardian, gp_member):
    first = gifts.correct(
        entry=entry, offer=offer(**SAID), reason="Mistyped.", by=gp_member
    )
    assert not PublicationDecision.objects.exists()
    decided(first, guardian)
    second = gifts.correct(
        entry=first, offer=offer(**SAID), reason="Again.", by=gp_member
    )

    carried = second.publication_decisions.get()
    assert (carried.state, carried.review_on) == (PublicationState.WITHHOLD, LATER)
    assert {row.publication for row in GiftOffer.objects.all()} == {"withhold"}
    assert refusal(decided, entry=first, by=guardian, reason="Other.") == (
        "corrected_already"
    )


def test_decision_page_from_the_entry_to_the_public_site(
    client, entry, guardian, havering, gp_member
):
    client.force_login(guardian)
    url = address("decide_gift_publication", entry)
    public = reverse("publishing:gifts", args=[havering.pk])
    assert url in text(client.get(address("gift", entry)))
    assert "They insisted." in text(client.get(public))

    typed = {"state": "withhold", "reason": "A threat was made."}
    refused = text(client.post(url, typed))
    assert "give a day to come" in refused
    assert "A threat was made." in refused
    day = {"review_on_0": "1", "review_on_1": "12", "review_on_2": "2019"}
    kept = client.post(url, {**typed, **day}, follow=True)

    assert "The decision is recorded." in text(kept)
    assert "They insisted." not in text(client.get(public))
    again = text(client.get(url))
    assert "A threat was made. To be reviewed on 1 December 2019." in again
    gifts.correct(entry=entry, offer=offer(**SAID), reason="Mistyped.", by=gp_member)
    assert "Decide about the entry that replaced it" in text(client.get(url))
    assert url not in text(client.get(address("gift", entry)))


def test_review_of_a_gift_stands_on_the_desk_of_the_guardian(
    client, entry, guardian, havering, settings
):
    decided(entry, guardian)
    settings.QUORATE_TODAY = LATER
    client.force_login(guardian)

    page = text(client.get(reverse("conflicts:guardian_body", args=[havering.pk])))

    assert address("decide_gift_publication", entry) in page


def test_pages_of_cases_for_others(
    client, entry, officer, auditor, outsider, gp_member
):
    seen = {}
    for name, user in {
        "officer": officer,
        "auditor": auditor,
        "own": gp_member,
        "outsider": outsider,
    }.items():
        client.force_login(user)
        seen[name] = [
            client.get(address(page, entry)).status_code
            for page in (
                "ask_about_gift",
                "answer_about_gift",
                "decide_gift_publication",
            )
        ]

    assert seen == {
        "officer": [200, 200, 403],
        "auditor": [403, 403, 403],
        "own": [403, 200, 403],
        "outsider": [404, 404, 404],
    }


def test_guardian_page_takes_as_many_queries_with_twice_the_rows(
    client, guardian, havering, gp_member, settings
):
    def rows(first, last):
        for number in range(first, last):
            made = declared_gift(
                by=gp_member,
                organisation=havering,
                description=f"Hamper {number}",
                **SAID,
            )
            decided(made, guardian)
            asked(made, guardian)

    def count(url):
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(url)
        return len(found)

    rows(0, 2)
    pages = (
        (guardian, reverse("conflicts:guardian_body", args=[havering.pk])),
        (gp_member, reverse("conflicts:my_gifts")),
    )
    before = []
    for user, url in pages:
        client.force_login(user)
        client.get(url)
        before.append(count(url))
    rows(2, 4)
    after = []
    for user, url in pages:
        client.force_login(user)
        client.get(url)
        after.append(count(url))
    assert before == after


def test_guardian_of_another_post_reads_the_thread(client, entry, guardian, auditor):
    asked(entry, guardian)
    PostFactory(person=auditor.person, organisation=entry.organisation)
    client.force_login(auditor)

    assert "Who else was there?" in text(client.get(address("gift", entry)))
