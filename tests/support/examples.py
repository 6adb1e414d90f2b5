"""On how many examples a costly property is tried: `--hypothesis-profile thorough` tries it on more."""

from __future__ import annotations

from hypothesis import settings

ORDINARY, THOROUGH = "ordinary", "thorough"
# A busy machine is no failure.
settings.register_profile(ORDINARY, deadline=None)
settings.register_profile(THOROUGH, deadline=None, max_examples=1000)


def examples(ordinary: int, *, thorough: int) -> int:
    """Return the number of examples by the profile that this run has."""
    return thorough if settings.get_current_profile_name() == THOROUGH else ordinary
