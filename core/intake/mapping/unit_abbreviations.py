"""Short names of stations: 城关所 or 城关 for 城关派出所, where no other unit could be meant; never by likeness."""

from __future__ import annotations

from collections.abc import Iterable

from core.intake.text_matching import match_key
from core.store.units import UnitRef

_STATION, _SHORT = "派出所", "所"


class UnitAbbreviations:
    """The stations of a bureau by what their names leave when 派出所 is taken off."""

    def __init__(self, units: Iterable[UnitRef]) -> None:
        self._names = {unit.code: match_key(unit.name) for unit in units}
        self._stations: dict[str, list[str]] = {}
        for code, name in self._names.items():
            if name.endswith(_STATION) and (stem := name.removesuffix(_STATION)):
                self._stations.setdefault(stem, []).append(code)

    def code(self, text: str) -> str:
        """Return the code of the one station that a short name stands for; empty where it is none, or not only one.

        Without 所 it must begin the name of no other unit: 城关 may be 城关社区, too.
        """
        key = match_key(text)
        stem = key.removesuffix(_SHORT)
        codes = self._stations.get(stem, [])
        if len(codes) != 1:
            return ""
        others = (name for code, name in self._names.items() if code != codes[0])
        return "" if stem == key and any(name.startswith(stem) for name in others) else codes[0]
