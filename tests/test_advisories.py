"""Every advisory of GitPython and git since 2022 that could concern us, and what proves that it does not."""

from __future__ import annotations

import pytest

from tests import test_hostile, test_servers
from tests.hostile_histories import CASES

MADE_ONLY = "test_gitpython_makes_repositories_and_nothing_else"
NEVER_SAID = "test_git_is_never_told_to_write_a_work_tree_or_to_run_what_a_history_names"
OWN_SETTINGS = "test_git_reads_no_settings_but_ours"
ADDRESSES = "test_addresses"
NO_SETUP = "test_the_users_own_setup_has_no_effect"
ADVISORIES: dict[str, tuple[str, ...]] = {
    # GitPython: addresses and options handed to git commands
    "CVE-2022-24439": (MADE_ONLY, ADDRESSES),
    "CVE-2023-40267": (MADE_ONLY, NEVER_SAID),
    "CVE-2023-40590": (MADE_ONLY, NO_SETUP),
    "CVE-2024-22190": (MADE_ONLY, NO_SETUP),
    "CVE-2026-42215": (MADE_ONLY,),
    "CVE-2026-42284": (MADE_ONLY,),
    "CVE-2026-67323": (MADE_ONLY, NEVER_SAID),
    "CVE-2026-67324": (MADE_ONLY, NEVER_SAID),
    "CVE-2026-67325": (MADE_ONLY, NEVER_SAID),
    "GHSA-rwj8-pgh3-r573": (MADE_ONLY, ADDRESSES, NO_SETUP),
    # GitPython: references and files outside .git, tracked files that pose as the git directory
    "CVE-2023-41040": (MADE_ONLY, "reference that climbs"),
    "CVE-2026-44243": (MADE_ONLY, "reference that climbs"),
    "CVE-2026-87817": (MADE_ONLY, "tracked files pose as a repository"),
    "PYSEC-2026-3982": (MADE_ONLY, "tracked files pose as a repository"),
    # GitPython: text of others in settings
    "CVE-2026-44244": (MADE_ONLY, OWN_SETTINGS),
    "CVE-2026-67326": (MADE_ONLY, OWN_SETTINGS),
    # GitPython: submodules
    "CVE-2026-69097": (MADE_ONLY, "gitmodules with name with a line end"),
    "CVE-2026-100689": (MADE_ONLY, "gitmodules with path that climbs"),
    "GHSA-94p4-4cq8-9g67": (MADE_ONLY,),
    "CVE-2026-73621": (MADE_ONLY,),
    "CVE-2026-78676": (MADE_ONLY,),
    "PYSEC-2026-3785": (MADE_ONLY,),
    "PYSEC-2026-3786": (MADE_ONLY,),
    "PYSEC-2026-3787": (MADE_ONLY,),
    "PYSEC-2026-3788": (MADE_ONLY,),
    "CVE-2026-110860": (MADE_ONLY,),
    "GHSA-w8jc-g24h-crhw": (MADE_ONLY, "gitmodules with path into git"),
    # git itself: what needs a clone, a work tree, a hook or a submodule; and words of a server on a terminal
    "CVE-2024-32002": (NEVER_SAID, "gitmodules is a link", "case pairs"),
    "CVE-2024-32004": (NEVER_SAID, "bare repository as the place"),
    "CVE-2024-32020": (NEVER_SAID, "repository with a work tree as the place"),
    "CVE-2024-50349": (ADDRESSES,),
    "CVE-2024-52006": (ADDRESSES, "gitmodules with carriage return"),
    "CVE-2025-48384": (NEVER_SAID, "gitmodules with carriage return"),
    "CVE-2025-48385": (NEVER_SAID, OWN_SETTINGS),
}
"""Advisory to the tests and the cases of the corpus that hold it off. Most of GitPython's cannot be reached: it is
used for one thing, making a repository of our own, which the first of them proves."""


@pytest.mark.parametrize("advisory", ADVISORIES)
def test_what_holds_it_off_is_there(advisory: str) -> None:
    cases = {one.name for one in CASES}
    for proof in ADVISORIES[advisory]:
        there = hasattr(test_hostile, proof) or hasattr(test_servers, proof)
        assert there if proof.startswith("test_") else proof in cases, proof
