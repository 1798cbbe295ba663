"""The two dates on which the law ended CCGs and began integrated care boards."""

from __future__ import annotations

from datetime import date
from typing import Final


# Health and Care Act 2022: CCGs were abolished when ICBs were established.
ABOLISHED_ON: Final = date(2022, 6, 30)
ICBS_BEGAN_ON: Final = date(2022, 7, 1)
