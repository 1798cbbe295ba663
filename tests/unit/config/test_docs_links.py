"""The link checker finds every broken link and no sound one."""

from __future__ import annotations

import subprocess

import pytest

from config.local.docs_links import anchors, broken_links
from tests.fixtures.tools import tool


@pytest.fixture
def repository(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "guide.md").write_text(
        "# The guide\n\n## A *strong* `word`: yes\n\n## Twice\n\n## Twice\n"
    )
    (tmp_path / "LICENSE").write_text("MIT")
    return tmp_path


@pytest.mark.parametrize(
    "text",
    [
        "[guide](docs/guide.md)",
        "[guide](/docs/guide.md#twice-1)",
        "[heading](docs/guide.md#a-strong-word-yes)",
        "[elsewhere](https://example.org/missing.md)",
        "[mail](mailto:a@example.org)",
        "[here](#page)",
        "![picture](LICENSE)",
        "[by name]\n\n[by name]: LICENSE",
        "`[code](missing.md)`",
        "```\n[code](missing.md)\n```",
        '<a href="docs/guide.md">guide</a>',
    ],
)
def test_broken_links_lets_sound_links_be(repository, text):
    (repository / "README.md").write_text(f"# Page\n\n{text}\n")

    assert broken_links(repository) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[a](missing.md)", "missing.md names a file that is not there"),
        ("![a](missing.png)", "missing.png names a file that is not there"),
        ("[a](docs/guide.md#nowhere)", "#nowhere names a heading that is not there"),
        ("[a](#nowhere)", "#nowhere names a heading that is not there"),
        ("[a]: missing.md", "missing.md names a file that is not there"),
        ("[a](../../../etc/hosts)", "hosts"),
        ('<img src="missing.png">', "missing.png names a file that is not there"),
    ],
)
def test_broken_links_names_page_and_target(repository, text, sentence):
    (repository / "README.md").write_text(f"# Page\n\n{text}\n")

    (told,) = broken_links(repository)

    assert told.startswith("README.md: ")
    assert sentence in told


def test_broken_links_leaves_ignored_files_alone(repository):
    subprocess.run([tool("git"), "init", "-q", repository], check=True)
    (repository / ".gitignore").write_text("ignored.md\n")
    (repository / "ignored.md").write_text("[a](missing.md)")

    assert broken_links(repository) == []


def test_broken_links_without_git_looks_at_every_page(repository):
    (repository / "README.md").write_text("[a](missing.md)")
    (repository / "node_modules").mkdir()
    (repository / "node_modules" / "theirs.md").write_text("[a](missing.md)")

    assert len(broken_links(repository)) == 1


def test_anchors_counts_repeated_headings(repository):
    assert anchors(repository / "docs" / "guide.md") == {
        "the-guide",
        "a-strong-word-yes",
        "twice",
        "twice-1",
    }
