"""Lets stories happen in what is drawn of a station's month."""

from __future__ import annotations

from collections.abc import Iterable

from seed.place import Place
from seed.stories.drawn import Drawn
from seed.stories.story import Story, unit_of
from seed.stories.surges import dispute_cluster, fraud_surge


def tell(stories: Iterable[Story], place: Place, drawn: Drawn) -> None:
    """Adds and changes what the stories of this station say: first what happens, then how it is written down."""
    for story in stories:
        if not drawn.within(story).any():
            continue
        if story.kind == "fraud_surge":
            fraud_surge(story, drawn)
        elif story.kind == "dispute_cluster":
            dispute_cluster(story, drawn, unit_of(place, story.unit).index)
