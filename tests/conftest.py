"""Options of the whole suite."""

import os

from hypothesis import settings


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden", action="store_true", help="write what is read now as what is expected"
    )


# Where a change is judged, the same examples are tried each time; new ones are looked for wherever else the tests run.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("default", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "default")
