"""The script that judges coverage: rules, policies and actions whole, 90 % elsewhere."""

from __future__ import annotations

import json

from tests.coverage_floors import main, tally


def ran(covered, there, *, lines=(), branches=()):
    return {
        "summary": {"num_statements": there, "covered_lines": covered},
        "missing_lines": list(lines),
        "missing_branches": list(branches),
    }


def report(tmp_path, files):
    path = tmp_path / "coverage.json"
    totals = {"percent_covered": 95.0}
    path.write_text(json.dumps({"files": files, "totals": totals}))
    return str(path)


def test_tally_keeps_rules_apart():
    found = tally(
        {
            "meetings/rules/states.py": ran(10, 10),
            "meetings/views/agenda.py": ran(9, 10),
            "meetings/policies.py": ran(1, 2),
        }
    )

    assert set(found) == {"meetings/rules", "meetings", "meetings/policies.py"}
    assert found["meetings"].is_met
    assert not found["meetings/policies.py"].is_met


def test_main_one_line_missing_in_a_rule_fails(tmp_path, capsys):
    files = {"meetings/rules/states.py": ran(99, 100, lines=[7], branches=[(3, 9)])}

    assert main(report(tmp_path, files)) == 1
    assert "meetings/rules/states.py: 7, 3→9" in capsys.readouterr().out


def test_main_nine_in_ten_elsewhere_passes(tmp_path):
    files = {"meetings/views/agenda.py": ran(90, 100)}

    assert main(report(tmp_path, files)) == 0
