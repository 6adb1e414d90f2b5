"""Conclusion of a page of a field of work in one sentence: not met or worse, in doubt, overdue; or that none is."""

from __future__ import annotations

from typing import NamedTuple

LONGEST = 40  # characters
LONGEST_NAME = 8  # of a station that is named: one with a longer name is counted


class DomainCounts(NamedTuple):
    """Counts of all there is to be said of a field of work.

    `unmet` are the KPIs of the whole bureau that miss their standard or have become worse for sure; `outside` the
    tiles whose newest month lies outside its usual range, on either side; `stations` the stations of which something is
    told that is not met, worse or unusual, `unusual_of_all` the signals of the same about the whole; `doubted` the
    stations with data in doubt, `doubts_of_all` what makes the whole's doubtful, such as a source that is late;
    `overdue` the pieces of work past their date, instructions among them; `seen` the KPIs that have a figure.
    `knows_signals` is False while the signals or the usual ranges are still computed. Where it is one station alone,
    `station` and `doubted_station` have its name. `whole` is what all are called, `level` what the stations are: of a
    province they are counties.
    """

    unmet: int
    outside: int
    stations: int
    doubted: int
    overdue: int
    seen: int
    knows_signals: bool
    station: str = ""
    doubts_of_all: int = 0
    unusual_of_all: int = 0
    doubted_station: str = ""
    whole: str = "全局"
    level: str = "所"


def conclusion(counts: DomainCounts) -> str:
    """Return the sentence; it never says calm of what was not looked at, and counts stations where names are long."""
    if len(sentence := _sentence(counts)) <= LONGEST:
        return sentence
    unnamed = counts._replace(station="", doubted_station="", level=counts.level.partition("（")[0])  # 县 of 县（区）
    if len(_sentence(unnamed).replace(" ", "")) > LONGEST:  # of the whole is said before how many stations
        unnamed = unnamed._replace(stations=0 if counts.unusual_of_all else counts.stations)
    return _sentence(unnamed)


def _sentence(counts: DomainCounts) -> str:
    if not counts.seen:
        return "本期还没有数据，说不出是否正常。"
    phrases = [
        f"{counts.unmet} 项未达标或变差" if counts.unmet else "",
        f"{counts.outside} 项不寻常" if counts.outside else "",
        _to_look_at(counts),
        _doubts(counts),
        f"逾期 {counts.overdue} 件" if counts.overdue else "",
    ]
    text = "，".join(phrase.strip() for phrase in phrases if phrase)
    if not counts.knows_signals:
        return f"{text}；预警还没有算好。" if text else "数字没有异常；预警还没有算好。"
    return f"{text}。" if text else f"平稳：看了 {counts.seen} 项，没有发现异常、存疑和逾期。"


def _to_look_at(counts: DomainCounts) -> str:
    """Return where something has to be looked at: in the whole, at stations, or at both."""
    stations = _stations(counts)
    if not counts.unusual_of_all:
        return f"{stations}要查" if stations else ""
    return f"{counts.whole}和{stations}要查" if stations else f"{counts.whole}要查"


def _doubts(counts: DomainCounts) -> str:
    """Return whose data are in doubt. One source that is late is one place, and never all data of the whole."""
    name = counts.doubted_station
    is_named = _is_named(counts.doubted, name)
    if not counts.doubts_of_all:
        if is_named:
            return f"{name}数据存疑"
        return f"{counts.doubted} 个{counts.level}存疑" if counts.doubted else ""
    places = counts.doubted + counts.doubts_of_all
    if is_named:
        return f"{name}等 {places} 处存疑"
    return f"{places} 处存疑" if counts.doubted else f"{places} 处数据存疑"


def _is_named(count: int, name: str) -> bool:
    """Return True of one station alone with a name that finds room; others are counted."""
    return count == 1 and 0 < len(name) <= LONGEST_NAME


def _stations(counts: DomainCounts) -> str:
    """Return which station it is, or how many there are."""
    if _is_named(counts.stations, counts.station):
        return counts.station
    return f" {counts.stations} 个{counts.level}" if counts.stations else ""
