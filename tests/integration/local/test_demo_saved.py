"""The filled demonstration, saved and put back with the commands a person types."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from config.local import places
from tests.integration.local.processes import ROOT


# Everything a database is: rows, columns, and each definition in its full words.
ALL_OF_IT = r"""
import hashlib, json, os, pathlib
from contextlib import closing
from config.addresses import read_database
from config.local import sql

address = read_database(os.environ["DATABASE_URL"])
told = {}
with closing(sql.connect(address)) as line, line.cursor() as cursor:
    for setting in sql.SAME_TEXT_EVERYWHERE:
        cursor.execute("set " + setting)

    def ask(what, question):
        cursor.execute(question)
        told[what] = sorted(map(list, cursor.fetchall()))

    told["rows"] = {}
    for table in sql.tables(address):
        cursor.execute(f'select md5(t::text) from "{table}" t order by 1')
        told["rows"][table] = [row[0] for row in cursor.fetchall()]
    ask("columns", '''
        select c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
               a.attnotnull, a.attidentity, a.attgenerated,
               coalesce(pg_get_expr(d.adbin, d.adrelid), '')
          from pg_attribute a join pg_class c on c.oid = a.attrelid
          left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
           and a.attnum > 0 and not a.attisdropped''')
    ask("constraints", '''
        select conrelid::regclass::text, conname, pg_get_constraintdef(oid)
          from pg_constraint where connamespace = 'public'::regnamespace''')
    ask("triggers", '''
        select tgrelid::regclass::text, tgname, tgenabled, pg_get_triggerdef(oid)
          from pg_trigger where not tgisinternal''')
    ask("functions", '''
        select p.proname, pg_get_functiondef(p.oid) from pg_proc p
         where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
           and not exists (select 1 from pg_depend d
                            where d.objid = p.oid and d.deptype = 'e')''')
    ask("indexes", "select tablename, indexname, indexdef from pg_indexes "
        "where schemaname = 'public'")
    ask("sequences", "select sequencename, last_value::text from pg_sequences")
    ask("extensions", "select extname from pg_extension")
media = pathlib.Path(os.environ["QUORATE_STATE"]) / "media"
told["files"] = sorted(
    [str(path.relative_to(media)), hashlib.sha256(path.read_bytes()).hexdigest()]
    for path in media.rglob("*") if path.is_file()
)
print(json.dumps(told))
"""


# PostgreSQL says a list of words in another way once it has been put back:
# (ARRAY['a'::character varying])::text[] becomes ARRAY[('a'::character varying)::text].
CAST = re.compile(r"::(?:character varying|text)(?:\[\])?")
BARE = re.compile(r"(?<![a-z_])\(('(?:[^']|'')*'|[a-z_]+|ARRAY\[[^\[\]]*\])\)")


def plainly(definition: str) -> str:
    """Take out casts to text, and brackets around what is one word, string or list."""
    before, after = "", CAST.sub("", definition)
    while before != after:
        before, after = after, BARE.sub(r"\1", after)
    return after


class Place:
    """A state folder, and the commands of the launcher on it."""

    def __init__(self, folder):
        self.folder = folder

    def run(self, *words) -> str:
        kept = {
            key: text
            for key, text in os.environ.items()
            if not key.startswith(("QUORATE_", "DATABASE_", "REDIS_", "SMTP_"))
        }
        outcome = subprocess.run(
            [sys.executable, "-m", "config.local", *words],
            cwd=ROOT,
            env={**kept, "QUORATE_STATE": str(self.folder)},
            capture_output=True,
            text=True,
            check=False,
            timeout=400,
        )
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
        return outcome.stdout

    def all_of_it(self) -> dict:
        return json.loads(self.run("exec", "--", sys.executable, "-c", ALL_OF_IT))


@pytest.fixture
def new_place(tmp_path):
    """Return a function that gives a place where nothing has been run yet."""
    made = []

    def place(name):
        made.append(Place(tmp_path / name))
        return made[-1]

    yield place
    for each in made:
        shutil.rmtree(places.cluster_place(each.folder), ignore_errors=True)


@pytest.mark.services
def test_demonstration_comes_back_as_it_was_saved(new_place, tmp_path):
    demo, elsewhere = new_place("demo"), new_place("elsewhere")
    assert "is as new" in demo.run("demo")
    there = demo.all_of_it()

    said = demo.run("backup", str(tmp_path / "demo.tar"))
    answer = elsewhere.run("restore", str(tmp_path / "demo.tar"))

    assert said.startswith("Saved ")
    assert answer.startswith("Put back ")
    back = elsewhere.all_of_it()
    assert sum(map(len, there["rows"].values())) > 1000
    assert len(there["files"]) > 0
    for what in ("constraints", "indexes"):
        for told in (there, back):
            told[what] = [[*names, plainly(words)] for *names, words in told[what]]
    assert len(there["constraints"]) > 500
    assert len(there["triggers"]) > 50
    for what, found in there.items():
        assert back[what] == found, what


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (
            "((k)::text = ANY ((ARRAY['a'::character varying])::text[]))",
            "((k)::text = ANY (ARRAY[('a'::character varying)::text]))",
            True,
        ),
        ("(a AND (b OR c))", "((a AND b) OR c)", False),
        ("((k)::text = 'a'::text)", "((k)::text = 'b'::text)", False),
        ("ANY (ARRAY['a', 'b'])", "ANY (ARRAY['a'])", False),
        ("lower((k)::text)", "upper((k)::text)", False),
    ],
    ids=["put back", "precedence", "word", "list", "function"],
)
def test_plainly_forgives_nothing_but_the_wording(one, other, is_same):
    assert (plainly(one) == plainly(other)) is is_same
