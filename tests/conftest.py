"""Options of the whole suite."""

import os

import pytest
from hypothesis import settings

from crawler.store import Store


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden", action="store_true", help="write what is read now as what is expected"
    )


# Hundreds of tests start the command: compiling its modules each time would be a sixth of what they take.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Where a change is judged, the same examples are tried each time; new ones are looked for wherever else the tests run.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("default", deadline=None)
settings.register_profile("fuzz", max_examples=20_000, deadline=None)
_profile = os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "default")
if _profile not in {"ci", "default", "fuzz"}:
    msg = f"HYPOTHESIS_PROFILE={_profile}: no profile is called that; there are ci, default and fuzz."
    raise pytest.UsageError(msg)
settings.load_profile(_profile)


@pytest.fixture
def store(tmp_path):
    """A database in which a crawl of https://blog.example has begun."""
    store = Store(tmp_path / "audit.sqlite")
    store.open_crawl("blog", "https://blog.example/", "https://blog.example")
    yield store
    store.close()
