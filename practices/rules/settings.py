"""What a prescribing setting means, in either layout of epraccur."""

from __future__ import annotations

from typing import Final


# epraccur specification of 2019; 26 and 27 came later and are read off their names.
_NUMBERS: Final = {
    "0": "Other",
    "1": "Walk-in centre",
    "2": "Out of hours",
    "3": "Walk-in centre and out of hours",
    "4": "GP practice",
    "8": "Public health service",
    "9": "Community health service",
    "10": "Hospital service",
    "11": "Optometry service",
    "12": "Urgent and emergency care",
    "13": "Hospice",
    "14": "Care home or nursing home",
    "15": "Border force",
    "16": "Young offender institution",
    "17": "Secure training centre",
    "18": "Secure children’s home",
    "19": "Immigration removal centre",
    "20": "Court",
    "21": "Police custody",
    "22": "Sexual assault referral centre",
    "24": "Other justice estate",
    "25": "Prison",
    "26": "Primary care network service",
}
_ROLES: Final = {
    "RO76": "GP practice",
    "RO80": "Out of hours",
    "RO82": "Prison",
    "RO87": "Walk-in centre or urgent care",
}


def setting_label(setting: str) -> str:
    """Name a prescribing setting: a number, or role ids joined by a bar.

    A number or role that no specification names is shown as it is.
    """
    if not setting:
        return "Not stated"
    words = [_NUMBERS.get(part) or _ROLES.get(part) for part in setting.split("|")]
    named = [word or part for word, part in zip(words, setting.split("|"), strict=True)]
    return ", ".join(named)
