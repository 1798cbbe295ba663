from __future__ import annotations

import pytest

from practices.rules.settings import setting_label


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("4", "GP practice"),
        ("RO76", "GP practice"),
        ("RO80|RO87", "Out of hours, Walk-in centre or urgent care"),
        ("27", "27"),
        ("RO999", "RO999"),
        ("", "Not stated"),
    ],
)
def test_setting_label(setting, words):
    assert setting_label(setting) == words
