"""Every benchmark runs, small, and says its figures in lines of JSON."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bench import __main__ as command
from bench import import_rows, letters, matrix_national, matrix_settling, packs
from notices import registry


NAMES = {"name", "value", "unit", "goal", "ok"}


def figures(capsys) -> dict[str, dict]:
    lines = capsys.readouterr().out.splitlines()
    found = [json.loads(line) for line in lines]
    assert all(set(one) == NAMES for one in found)
    assert all(isinstance(one["ok"], bool) for one in found)
    return {one["name"]: one for one in found}


def test_matrix_national_says_both_figures(capsys, monkeypatch):
    for name, value in {"CCGS": 8, "PRACTICES": 200, "PEOPLE": 80}.items():
        monkeypatch.setattr(matrix_national, name, value)
    monkeypatch.setattr(matrix_national, "INTERESTS", 400)
    monkeypatch.setattr(matrix_national, "ROUNDS", 1)

    matrix_national.main()

    assert set(figures(capsys)) == {"matrix_national_ms", "matrix_incremental_ms"}


@pytest.mark.django_db
def test_import_rows_says_its_growth(capsys, monkeypatch):
    for name, value in {"CCGS": 4, "PRACTICES": 40, "ROUNDS": 1}.items():
        monkeypatch.setattr(import_rows, name, value)

    import_rows.main()

    assert set(figures(capsys)) == {"import_rows_growth"}


@pytest.mark.django_db
def test_meeting_page_says_speed_and_queries(capsys, monkeypatch, settings):
    # Named here first, so that the fixture puts it back afterwards.
    settings.ROOT_URLCONF = "bench.meeting_page_urls"
    settings.ALLOWED_HOSTS = ["testserver"]
    from bench import bare, meeting_page

    monkeypatch.setattr(bare, "ROUNDS", 1)
    for name, value in {"ITEMS": 8, "FEW": 4, "REQUESTS": 1}.items():
        monkeypatch.setattr(meeting_page, name, value)

    meeting_page.main()

    found = figures(capsys)
    assert set(found) == {"meeting_page_vs_bare_view", "meeting_page_queries"}
    assert found["meeting_page_queries"]["ok"]


@pytest.mark.django_db
def test_register_page_says_its_speed(capsys, monkeypatch, settings):
    settings.ROOT_URLCONF = "bench.register_page_urls"
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.QUORATE_TODAY = date(2016, 6, 1)
    from bench import bare, register_page

    monkeypatch.setattr(bare, "ROUNDS", 1)
    queries = {"by kind": {"nature": "personal"}, "all": {}, "by name": {"q": "Ada"}}
    for name, value in {
        "PEOPLE": 30,
        "SURGERIES": 5,
        "REQUESTS": 1,
        "QUERIES": queries,
    }.items():
        monkeypatch.setattr(register_page, name, value)

    register_page.main()

    found = figures(capsys)
    assert found["register_page_vs_bare_view"]["value"] > 0


def test_main_unknown_benchmark_is_named(capsys):
    assert command.main(["no_such_thing"]) == 2
    assert "no_such_thing" in capsys.readouterr().err


def test_packs_say_time_copies_and_memory(capsys, monkeypatch):
    sizes = {"FILES": 5, "ROUNDS": 1, "COPIES": 4, "SCANS_MB": 9}
    for name, value in sizes.items():
        monkeypatch.setattr(packs, name, value)

    packs.main()

    assert set(figures(capsys)) == {
        "pack_time_vs_merge",
        "sixty_copies_vs_one",
        "pack_peak_mb_scans",
    }


@pytest.mark.django_db(transaction=True)
def test_letters_say_how_many_a_minute(capsys, monkeypatch, settings):
    # Named here first, so that the fixture puts it back afterwards.
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 25
    monkeypatch.setattr(letters, "LETTERS", 12)
    monkeypatch.setattr(letters, "KIND", "bench_notice_of_a_test")
    # The kind is registered here, and must not be known to the tests that follow.
    monkeypatch.setattr(registry, "_renderers", dict(registry._renderers))

    letters.main()

    assert set(figures(capsys)) == {"letters_per_minute"}


@pytest.mark.django_db(transaction=True)
def test_matrix_settling_says_what_the_site_does(capsys, monkeypatch):
    for name, value in {
        "SCALE": 0.011,
        "COMMITTEES": 2,
        "AT_THE_TABLE": 4,
        "ITEMS": 8,
        "ROUNDS": 1,
    }.items():
        monkeypatch.setattr(matrix_settling, name, value)

    matrix_settling.main()

    found = figures(capsys)
    assert set(found) == {
        "settling_whole_vs_idle",
        "settling_one_vs_whole",
        "settling_queries_beyond_batches",
    }
    assert found["settling_queries_beyond_batches"]["ok"]


@pytest.mark.parametrize(
    ("arguments", "is_ok", "code"),
    [
        (["matrix_national"], False, 0),
        (["matrix_national", "--strict"], False, 1),
        (["--strict", "matrix_national"], True, 0),
    ],
    ids=["missed", "missed before a release", "met"],
)
def test_main_fails_on_a_missed_goal_where_asked_to(
    capsys, monkeypatch, arguments, is_ok, code
):
    line = json.dumps({"name": "matrix_national_ms", "ok": is_ok})
    monkeypatch.setattr(command, "_measured", lambda name: [line])

    assert command.main(arguments) == code
    assert ("Missed: matrix_national_ms" in capsys.readouterr().err) is not is_ok
