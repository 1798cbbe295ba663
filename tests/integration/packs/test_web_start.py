"""The web process starts without what only the worker needs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.conf import settings


HEAVY = ("typst", "pikepdf")


@pytest.mark.parametrize("entrance", ["config.urls", "config.wsgi"])
def test_web_start_loads_no_pdf_library(entrance):
    script = (
        "import sys, django, importlib;"
        "django.setup();"
        f"importlib.import_module({entrance!r});"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"},
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
