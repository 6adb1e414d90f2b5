"""Conclusion of a page of a field of work in one sentence: not met or worse, in doubt, overdue; or that none is."""

from __future__ import annotations

from typing import NamedTuple

LONGEST = 40  # characters
LONGEST_NAME = 8  # of a station that is named: one with a longer name is counted


class DomainCounts(NamedTuple):
    """Counts of all there is to be said of a field of work.

    `unmet` are the KPIs of the whole bureau that miss their standard or have become worse for sure; `outside` the
    tiles whose newest month lies outside its usual range, on either side; `stations` the stations of which something is
    told that is not met, worse or unusual; `doubted` those with data in doubt, `doubts_of_all` what makes the whole's
    doubtful, such as a source that is late; `overdue` the pieces of work past their
    date, instructions among them; `seen` the KPIs that have a figure. `knows_signals` is False while the signals or the
    usual ranges are still computed. Where it is one station alone, `station` and `doubted_station` have its name.
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
    doubted_station: str = ""


def conclusion(counts: DomainCounts) -> str:
    """Return the sentence; it never says calm of what was not looked at, and counts stations where names are long."""
    if len(sentence := _sentence(counts)) <= LONGEST:
        return sentence
    unnamed = counts._replace(station="", doubted_station="")
    if len(_sentence(unnamed).replace(" ", "")) > LONGEST and counts.doubts_of_all:
        unnamed = unnamed._replace(doubted=0)  # what makes the whole's data doubtful is said before how many stations
    return _sentence(unnamed)


def _sentence(counts: DomainCounts) -> str:
    if not counts.seen:
        return "本期还没有数据，说不出是否正常。"
    phrases = [
        f"{counts.unmet} 项未达标或变差" if counts.unmet else "",
        f"{counts.outside} 项不寻常" if counts.outside else "",
        _stations(counts.stations, counts.station, "{name}要查", "{count} 个所要查"),
        _doubts(counts),
        f"逾期 {counts.overdue} 件" if counts.overdue else "",
    ]
    text = "，".join(filter(None, phrases))
    if not counts.knows_signals:
        return f"{text}；预警还没有算好。" if text else "数字没有异常；预警还没有算好。"
    return f"{text}。" if text else f"平稳：看了 {counts.seen} 项，没有发现异常、存疑和逾期。"


def _doubts(counts: DomainCounts) -> str:
    """Return whose data are in doubt: the whole's, such as of a source that is late, those of stations, or both."""
    if not counts.doubts_of_all:
        return _stations(counts.doubted, counts.doubted_station, "{name}数据存疑", "{count} 个所存疑")
    stations = _stations(counts.doubted, counts.doubted_station, "和{name}", "和 {count} 个所")
    return f"全局{stations}存疑" if stations else "全局数据存疑"


def _stations(count: int, name: str, of_one: str, of_several: str) -> str:
    """Return which station it is, where it is one alone with a name that finds room, or how many there are."""
    if count == 1 and 0 < len(name) <= LONGEST_NAME:
        return of_one.format(name=name)
    return of_several.format(count=count) if count else ""
