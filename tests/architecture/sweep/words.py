"""Words planted in what is withheld, and who must not meet which of them."""

from __future__ import annotations


# Planted words, long enough not to occur in a random token. Those of the draft must not
# be seen before notice is given.
PRIVATE_TITLE, PRIVATE_COVER = "Xantippe", "Xerxes"
PRIVATE_PAPER, PRIVATE_FILE, PRIVATE_GROUND = "Quillon", "Quincunx", "Quorundam"
PRIVATE_DECISION, PRIVATE_ACTION = "Quaternion", "Quetzal"
HIDDEN_TITLE, HIDDEN_COVER, HIDDEN_PAPER = "Zephyrine", "Zircon", "Zymurgy"
WITHHELD_COVER, WITHHELD_PAPER, WITHHELD_FILE = "Jabiru", "Jacaranda", "Jodhpur"
MEMBERS_PAPER, MEMBERS_FILE = "Wyvern", "Wombat"
NOTE, LETTER = "Vexillum", "Vulpine"
# What stands in the papers themselves, in PDF.
PRIVATE_TEXT, WITHHELD_TEXT, HIDDEN_TEXT = "Quagmire", "Jackdaw", "Zeitgeber"
MEMBERS_TEXT, LATE_TEXT = "Wigwam", "Umlauted"
DRAFT_TITLE = "Ocarina"
LATE_TITLE, LATE_PAPER = "Ultramarine", "Umbrella"
DRAFTED, RETURNS, HOLD = "Isinglass", "Ichneumon", "Icosahedron"
ADVICE, FINDINGS, WRONG, CELL = "Katydid", "Kestrel", "Kumquat", "Kohlrabi"
PRIVATE = frozenset(
    {
        *(PRIVATE_TITLE, PRIVATE_COVER, PRIVATE_PAPER, PRIVATE_FILE, PRIVATE_GROUND),
        *(PRIVATE_DECISION, PRIVATE_ACTION, PRIVATE_TEXT),
    }
)
WITHHELD = frozenset(
    {
        *(HIDDEN_TITLE, HIDDEN_COVER, HIDDEN_PAPER, HIDDEN_TEXT),
        *(WITHHELD_COVER, WITHHELD_PAPER, WITHHELD_FILE, WITHHELD_TEXT),
    }
)
MEMBERS_ONLY = frozenset({MEMBERS_PAPER, MEMBERS_FILE, MEMBERS_TEXT})
# Put on the agenda after the notice: known inside, not to the public.
UNANNOUNCED = frozenset({LATE_TITLE, LATE_PAPER, LATE_TEXT})
OFF_AGENDA = frozenset({NOTE, LETTER})
# What is kept about interests and never published: holds, advice, what went wrong,
# imports and signed returns in their raw state, and a declaration before it is sent.
KEPT = frozenset({RETURNS, HOLD, ADVICE, FINDINGS, WRONG, CELL})
OF_REGISTERS = KEPT | {DRAFTED}
EVERYTHING = PRIVATE | WITHHELD | MEMBERS_ONLY | OFF_AGENDA | UNANNOUNCED | OF_REGISTERS


# What officers do for the public site, which nobody else opens.
KEPT_BY_OFFICERS = {"publishing:release", "publishing:release_end"}


def forbidden_to(role: str, address: str, state: str) -> frozenset[str]:
    """Return the planted words that nobody in a role may meet at an address.

    Withholding never takes a part 1 paper off the public site, so that there the
    excluded member finds what anybody finds.
    """
    on_public_site = (
        address.startswith("publishing:") and address not in KEPT_BY_OFFICERS
    )
    if on_public_site:
        words = PRIVATE | MEMBERS_ONLY | OFF_AGENDA | UNANNOUNCED | OF_REGISTERS
    else:
        words = {
            "public": EVERYTHING,
            "outsider": EVERYTHING,
            "nextdoor": EVERYTHING,
            "author": EVERYTHING - PRIVATE,
            "observer": PRIVATE | MEMBERS_ONLY | OFF_AGENDA | OF_REGISTERS,
            "excluded": WITHHELD | {LETTER} | KEPT - {RETURNS},
            "deputy": OFF_AGENDA | OF_REGISTERS,
            "seated": {NOTE} | OF_REGISTERS,
            "chair": OFF_AGENDA | OF_REGISTERS,
            "guardian": frozenset({DRAFTED}),
            "auditor": frozenset({DRAFTED}),
            "officer": frozenset({DRAFTED}),
            "admin": EVERYTHING - {LETTER},
        }.get(role, frozenset())
    before_notice = {
        *("public", "outsider", "nextdoor", "observer", "deputy", "excluded"),
        *("seated", "admin"),
    }
    if address == "publishing:minutes":
        # Confirmed minutes tell of every matter that was decided in public.
        words -= UNANNOUNCED
    if role == "excluded" and address.startswith("packs:"):
        # A placeholder names the paper whose pages it stands for, and nothing in it.
        words -= {WITHHELD_PAPER}
    is_draft = state == "draft" and (role in before_notice or on_public_site)
    return words | {DRAFT_TITLE} if is_draft else words
