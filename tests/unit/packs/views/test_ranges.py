"""Parts of files that are asked for (RFC 9110, 14)."""

from __future__ import annotations

import io

import pytest
from django.test import RequestFactory

from packs.views.ranges import CannotSatisfy, Slice, range_of


ETAG = '"abc"'


def asked(value, **headers):
    request = RequestFactory().get("/", headers={"Range": value, **headers})
    return range_of(request, size=100, etag=ETAG)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("bytes=0-9", "bytes 0-9/100"),
        ("bytes=90-", "bytes 90-99/100"),
        ("bytes=90-500", "bytes 90-99/100"),
        ("bytes=-10", "bytes 90-99/100"),
        ("bytes=-500", "bytes 0-99/100"),
        ("bytes=99-99", "bytes 99-99/100"),
    ],
)
def test_range_of_one_part(value, told):
    assert str(asked(value)) == told


@pytest.mark.parametrize(
    "value", ["", "bytes=-", "bytes=0-1,5-6", "pages=1-2", "bytes=a-b"]
)
def test_range_of_anything_else_is_the_whole(value):
    assert asked(value) is None


@pytest.mark.parametrize(
    "value", ["bytes=100-", "bytes=200-300", "bytes=9-3", "bytes=-0"]
)
def test_range_of_outside_the_file(value):
    with pytest.raises(CannotSatisfy):
        asked(value)


def test_range_of_another_file_by_now_is_the_whole():
    assert asked("bytes=50-", **{"If-Range": '"older"'}) is None
    assert str(asked("bytes=50-", **{"If-Range": ETAG})) == "bytes 50-99/100"


def test_slice_reads_its_part_and_closes_the_file():
    file = io.BytesIO(bytes(range(100)))
    part = Slice(file, asked("bytes=10-19"))

    assert part.read(4) == bytes(range(10, 14))
    assert part.read() == bytes(range(14, 20))
    assert part.read(5) == b""
    part.close()
    assert file.closed
