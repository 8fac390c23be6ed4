"""The TOML of a questionnaire: whatever stands where, a sentence with path and row, and every problem in one run."""

from __future__ import annotations

import copy
import random
import tomllib
from pathlib import Path
from typing import Any

import pytest

from wij_impact.catalogue import resolve_data
from wij_impact.cli.main import main
from wij_impact.errors import WijImpactError
from wij_impact.impactmeting.loading import instrument_from
from wij_impact.impactmeting.shapes import instrument_problems

ODD: list[Any] = [None, 5, -1, 0, 2.5, 1e30, "", "x", "5", True, [], ["a"], [1, 2], [[]], {}, {"nl": "a"}, {"a": 1},
                  [{}], float("nan"), float("inf"), "a" * 300]  # fmt: skip


def _paths(node: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [here, *(path for key, one in below for path in _paths(one, (*here, key)))]


def _changed(content: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    made = copy.deepcopy(content)
    for _ in range(chance.randint(1, 3)):
        path = chance.choice([one for one in _paths(made) if one])
        node: Any = made
        for key in path[:-1]:
            node = node[key]
        match chance.randrange(3):
            case 0:
                node[path[-1]] = copy.deepcopy(chance.choice(ODD))
            case 1:
                del node[path[-1]]
            case 2:
                if isinstance(node, dict):
                    node[chance.choice(["x", "lowest", "items", "id"])] = copy.deepcopy(chance.choice(ODD))
        if not made:
            break
    return made


def _internal(seeds: range) -> list[str]:
    files = sorted(resolve_data().file("instruments").glob("*.toml"))
    contents = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    broken = []
    for seed in seeds:
        chance = random.Random(seed)
        try:
            instrument_from(_changed(chance.choice(contents), chance), "x.toml")
        except WijImpactError:
            pass
        except Exception as error:
            broken.append(f"{seed} {type(error).__name__} {error}"[:160])
    return broken


@pytest.mark.property
def test_no_shape_gives_an_internal_error() -> None:
    assert _internal(range(300)) == []


@pytest.mark.slow
@pytest.mark.property
def test_no_shape_gives_an_internal_error_in_many() -> None:
    assert _internal(range(1000, 11000)) == []


@pytest.mark.unit
def test_every_problem_in_one_run_with_its_row(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        'id = "x"\nversion = "1"\nlanguage = ["nl"]\n\n[[items]]\nid = "a"\nlow = "one"\nhigh = 5\n\n'
        '[[items]]\nid = "b"\nlow = 1\nhigh = 5\ndirection = 4\ntop = 5\n'
    )
    (tmp_path / "mijn.toml").write_text(text, encoding="utf-8")
    found = instrument_problems(tomllib.loads(text), "mijn.toml", text)
    assert [(one.row, one.column) for one in found] == [
        (3, "language"), (7, "items[1].low"), (14, "items[2].direction"), (15, "items[2].top"),
    ]  # fmt: skip
    assert main(["check", str(tmp_path / "mijn.toml")]) == 1
    assert "4 fouten" in capsys.readouterr().out
