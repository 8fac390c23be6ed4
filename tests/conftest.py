"""Every test says which kind it is; the suite stays legible."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

KINDS = {"unit", "property", "reference", "simulation", "notebook", "e2e"}
# The same examples every time: a landing must not hang on a throw of the dice. HYPOTHESIS_PROFILE=explore throws them.
settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # A docstring's example is its own kind.
    tests = [item for item in items if isinstance(item, pytest.Function)]
    unsaid = [item.nodeid for item in tests if not KINDS & {mark.name for mark in item.iter_markers()}]
    if unsaid:
        raise pytest.UsageError(f"say which kind of test this is ({', '.join(sorted(KINDS))}): {unsaid[:5]}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The founders' shared folder; tests that need it skip where it is absent."""
    if not (SHARED / "cases").is_dir():
        pytest.skip("needs ../shared, which is not here")
    return SHARED


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.tolist() if hasattr(value, "tolist") else value


@pytest.fixture
def record_property(record_property: Callable[[str, object], None]) -> Callable[[str, object], None]:
    """pytest's own, for numbers of numpy too: a worker of xdist cannot pass those on and takes the whole run along."""
    return lambda name, value: record_property(name, _plain(value))


@pytest.fixture(autouse=True)
def _language_of_the_library(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test starts in English, as a library user does, and a command that a test calls leaves no language behind."""
    monkeypatch.delenv("WIJ_IMPACT_LANG", raising=False)
    yield
    os.environ.pop("WIJ_IMPACT_LANG", None)
