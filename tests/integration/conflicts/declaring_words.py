"""How tests fill in a declaration."""

from __future__ import annotations

import pytest


@pytest.fixture
def member(client, gp_member):
    client.force_login(gp_member)
    return gp_member
