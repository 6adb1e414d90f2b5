"""Reads one sentence from left to right: which count a change, a share or a part belongs to; asks where it is open."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from core.audit.claim import ClaimKind
from core.audit.finding import AuditVerdict
from core.features.prose_audit import cues
from core.features.prose_audit.claims import Checker
from core.features.prose_audit.figures import Figure, figures
from core.features.prose_audit.rests import (
    PrintedPercent,
    complement_finding,
    done_stem,
    open_stem,
    rest_finding,
    shares_over_the_whole,
)
from core.features.prose_audit.types import PrintedCount, ProseFinding

_MILDNESS = (
    *(AuditVerdict.HOLDS, AuditVerdict.POSSIBLE, AuditVerdict.NOT_CHECKABLE),
    *(AuditVerdict.CONTRADICTED, AuditVerdict.IMPOSSIBLE),
)
_RATE_ENDINGS = ("率", "度", "比例", "占比", "比重")


@dataclass
class _Count:
    noun: str
    value: int | None
    unit: str
    label: str = ""  # 同比 or 环比 of a base
    figure: Figure | None = None
    open_stem: str = ""  # what is still to be done with them, such as 化解


@dataclass
class _Rate:
    noun: str
    counts: tuple[int, int] | None
    label: str = ""


@dataclass
class SentenceReader:
    """Reads a sentence piece by piece, and keeps what it has read so far."""

    checker: Checker
    findings: list[ProseFinding] = field(default_factory=list)
    printed: list[PrintedCount] = field(default_factory=list)
    _counts: list[_Count] = field(default_factory=list)
    _subject: _Count | None = None
    _base: _Count | None = None
    _rate: _Rate | None = None
    _rate_base: _Rate | None = None
    _total: _Count | None = None
    _parts: list[_Count] = field(default_factory=list)
    _days: dict[str, int] = field(default_factory=dict)
    _label: str = ""
    _behind: str = ""  # the words after the figure that is read
    _rates: list[PrintedPercent] = field(default_factory=list)
    _shares: list[PrintedPercent] = field(default_factory=list)
    _rests: list[PrintedPercent] = field(default_factory=list)
    _is_list_of_shares: bool = False

    def read(self, text: str) -> None:
        """Read a sentence that has been made plain."""
        for words in cues.figures_in_words(text):
            question = f"“{words}”是正好还是约数，原文没有说明"
            self.findings.append(self.checker.told(words, AuditVerdict.NOT_CHECKABLE, "不是一个数", question))
        outer: _Count | None = None
        depth = 0
        for figure in figures(text):
            inside = _depth(text[: figure.start])
            if inside > depth:
                outer = self._subject
            elif inside < depth:
                self._subject = outer
            depth = inside
            self._label = cues.label_of(figure.lead) or self._label
            self._behind = text[figure.end :]
            if figure.unit == "天":
                self._days["now" if "本期" in figure.lead else "base"] = figure.whole or 0
            elif figure.unit == "个百分点":
                self._read_points(figure)
            elif figure.unit in ("%", "‰"):
                self._read_percent(figure)
            elif figure.is_count:
                self._read_count(figure)
        self._check_parts()
        self._check_rests()
        self.findings += shares_over_the_whole(self.checker, self._shares)

    # Counts

    def _read_count(self, figure: Figure) -> None:
        lead, direction = figure.lead, cues.direction_of(figure.lead)
        if cues.says_level_reached(lead) and self._subject is not None:
            self._base, self._subject = self._subject, self._new_count(self._subject.noun, figure)
        elif direction and self._subject is not None and not cues.base_of(lead):
            self._read_difference(figure, direction)
        elif label := cues.base_of(lead):
            noun = cues.noun_of(lead) or (self._subject.noun if self._subject else "")
            self._base = _Count(noun, figure.whole, figure.unit, label)
            self._print(noun, figure, label)
        else:
            self._read_own_count(figure)

    def _read_own_count(self, figure: Figure) -> None:
        noun = cues.noun_of(figure.lead)
        if not noun and self._base is not None and any(word in figure.lead for word in cues.THIS_PERIOD):
            noun = self._base.noun
        elif self._base is not None and noun != self._base.noun:
            self._base = None
        self._rate = None
        if "其中" in figure.lead and self._subject is not None:
            self._check_parts()
            self._total = self._subject
        count = self._new_count(noun, figure)
        self._check_done(count, figure)
        if any(word in figure.lead for word in ("共计", "合计", "总计")) or cues.last_segment(figure.lead) == "共":
            self._check_sum(count, figure)
        if self._total is not None and count.unit == self._total.unit:
            self._parts.append(count)
        self._subject = count
        self._print(noun, figure, "")

    def _new_count(self, noun: str, figure: Figure) -> _Count:
        stem = open_stem(figure.lead, self._behind)
        count = _Count(noun, figure.whole, figure.unit, figure=figure, open_stem=stem)
        self._counts.append(count)
        return count

    def _print(self, noun: str, figure: Figure, base: str) -> None:
        if noun and figure.relation is not None:
            text = f"{figure.number} {figure.unit}" if figure.is_count else f"{figure.number}{figure.unit}"
            self.printed.append(PrintedCount(self.checker.place, self.checker.quote, noun, text, base))

    def _read_difference(self, figure: Figure, direction: int) -> None:
        subject, change = self._subject, figure.whole
        if subject is None or subject.value is None or change is None:
            return
        label = self._label
        if self._base is not None and self._base.value is not None and _fits(self._base, label):
            self.findings.append(self.checker.difference(figure, subject.value, self._base.value, direction))
        elif subject.value - direction * change < 0:
            reason = f"{subject.noun} {subject.value:,}，增加 {change:,} 则基期为负"
            self.findings.append(self.checker.told(f"{figure.number} {figure.unit}", AuditVerdict.IMPOSSIBLE, reason))
        else:
            self._base = _Count(subject.noun, subject.value - direction * change, subject.unit, label)

    # Percentages

    def _read_percent(self, figure: Figure) -> None:
        lead = figure.lead
        share, direction = cues.share_of(lead), cues.direction_of(lead)
        sign = direction or {"+": 1, "-": -1}.get(figure.sign, 0)
        if cues.is_target(lead):
            self._not_checkable(figure, "像是目标或要求，不是统计结果，不作核验")
        elif figure.counts is not None:
            self._read_rate(figure, figure.counts)
        elif cues.shares_respectively(lead) or (self._is_list_of_shares and lead.strip() in ("和", "、", "及", "与")):
            self._is_list_of_shares = True
            self._not_checkable(figure, "没有给出占的是哪些、多少")
        elif cues.comes_from(lead) and cues.noun_of(lead).endswith(_RATE_ENDINGS):
            self._read_rate_base(figure)
        elif self._rate_base is not None and self._rate_base.counts is None and cues.says_level_reached(lead):
            self._read_rate(figure, None, self._rate_base.noun)
        elif share is not None and not direction:
            self._read_share(figure, share)
        elif sign and (direction or self._label):
            self._read_change(figure, sign)
        elif cues.noun_of(lead).endswith(_RATE_ENDINGS) or cues.base_of(lead):
            self._read_rate(figure, None)
        else:
            question = f"“{figure.number}{figure.unit}”是什么的比例或变化，原文没有说明"
            self._not_checkable(figure, "读不出是什么的比例", question)

    def _not_checkable(self, figure: Figure, reason: str, question: str = "") -> None:
        printed = f"{figure.sign}{figure.number}{figure.unit}"
        self.findings.append(self.checker.told(printed, AuditVerdict.NOT_CHECKABLE, reason, question))

    def _read_rate_base(self, figure: Figure) -> None:
        """Read what a rate rose or fell from."""
        noun = cues.noun_of(figure.lead)
        self._rate_base = _Rate(noun, None, self._label)
        self.findings.append(self.checker.check(ClaimKind.RATE, f"{noun}（基期）", figure, (None, None)))

    def _read_rate(self, figure: Figure, counts: tuple[int, int] | None, name: str = "") -> None:
        noun, label = name or cues.noun_of(figure.lead), cues.base_of(figure.lead)
        if label:
            noun = noun or (self._rate.noun if self._rate else "")
            self._rate_base = _Rate(noun, counts, label)
        else:
            self._rate, self._rate_base, self._subject, self._base = _Rate(noun, counts), None, None, None
        self._print(noun, figure, label)
        if counts is not None:
            self.findings.append(self.checker.check(ClaimKind.RATE, noun, figure, counts))
            return
        rate = PrintedPercent(noun, "", figure)
        if not label:
            self._rates.append(rate)
        inferred = self._inferred_counts(noun)
        if inferred is None and not label and (finding := self._complement(rate)) is not None:
            self.findings.append(finding)
            return
        question = ""
        if inferred is not None:
            question = f"按前文推定分子 {inferred[0]:,}、分母 {inferred[1]:,}，请核对"
        pair = inferred if inferred is not None else (None, None)
        self.findings.append(self.checker.check(ClaimKind.RATE, noun, figure, pair, question=question))

    def _inferred_counts(self, noun: str) -> tuple[int, int] | None:
        """Return the counts of a rate such as 化解率 where the sentence has just two, and one bears its name."""
        stem = noun.removesuffix("率")[-2:]
        own = [count for count in self._counts if stem and stem in count.noun and not count.open_stem]
        others = [count for count in self._counts if count not in own]
        if len(own) != 1 or len(others) != 1 or own[0].value is None or others[0].value is None:
            return None
        return own[0].value, others[0].value

    def _complement(self, rate: PrintedPercent) -> ProseFinding | None:
        """Return whether a rate such as 化解率 fits what is still open, where the sentence has that and a total."""
        stem = rate.noun.removesuffix("率")[-2:]
        open_counts = [count for count in self._counts if stem and count.open_stem == stem]
        totals = [count for count in self._counts if not count.open_stem]
        if len(open_counts) != 1 or len(totals) != 1 or open_counts[0].unit != totals[0].unit:
            return None
        open_figure, total_figure = open_counts[0].figure, totals[0].figure
        if open_figure is None or total_figure is None:
            return None
        return complement_finding(self.checker, rate, open_figure, total_figure)

    def _read_share(self, figure: Figure, name: str) -> None:
        subject = self._subject_of(figure)
        own = cues.own_subject(figure.lead)
        share = PrintedPercent(own, name, figure)
        if open_stem(figure.lead.split("占")[0], ""):
            self._rests.append(share)
            return
        self._shares.append(share)
        if subject is None:
            self._not_checkable(figure, "没有给出占的是哪些、多少")
            return
        earlier = [count for count in self._counts if count is not subject]
        named = [
            count for count in earlier if name and (count.noun.endswith(name) or name.endswith(count.noun or "\0"))
        ]
        question = ""
        total = named[0] if named else None
        if total is None and not name and earlier:
            total = self._total or earlier[0]
            question = f"没有说占什么的：按前文“{total.noun or '前一个数'} {total.value}”算，请核对"
        counts = (subject.value, total.value if total else None)
        noun = f"{subject.noun}占{name or (total.noun if total else '')}"
        if question and None not in counts:
            finding = self.checker.check(ClaimKind.RATE, noun, figure, counts)
            if finding.verdict is not AuditVerdict.HOLDS:
                self._not_checkable(figure, f"按推定的分母对不上：{finding.reason}", question)
                return
        self.findings.append(self.checker.check(ClaimKind.RATE, noun, figure, counts, question=question))

    def _subject_of(self, figure: Figure) -> _Count | None:
        """Return the count that a change or a share is of: the one that it names, otherwise the last one."""
        own = cues.own_subject(figure.lead)
        if not own:
            return self._subject
        if self._subject is not None and _names(self._subject.noun, own):
            return self._subject
        return next((count for count in reversed(self._counts) if _names(count.noun, own)), None)

    def _read_change(self, figure: Figure, sign: int) -> None:
        subject, base = self._subject_of(figure), self._base
        if subject is not self._subject:
            base = None
        if subject is None:
            noun = cues.own_subject(figure.lead) or (self._rate.noun if self._rate else "")
            self.findings.append(self.checker.check(ClaimKind.YOY, noun, figure, (None, None), sign=sign))
            return
        now, then, noun = subject.value, None, f"{subject.noun}{self._label}"
        if base is not None and _fits(base, self._label):
            then = base.value
        if "日均" in figure.lead:
            if now is None or then is None or set(self._days) != {"now", "base"}:
                self._not_checkable(figure, "是日均的变化，没有写明两期各多少天")
                return
            now, then, noun = now * self._days["base"], then * self._days["now"], f"{noun}（日均，各乘以对方的天数）"
        finding = self.checker.check(ClaimKind.YOY, noun, figure, (now, then), sign=sign)
        total = self._total
        if total is not None and total is not subject and finding.verdict is not AuditVerdict.HOLDS:
            finding = self._of_part_or_total(figure, sign, finding, total)
        self.findings.append(finding)

    def _of_part_or_total(self, figure: Figure, sign: int, of_part: ProseFinding, total: _Count) -> ProseFinding:
        """Return the milder verdict where a change behind 其中 may be of the part or of the total."""
        question = f"变化说的是“其中”的一项，还是{total.noun}，原文没有说明，请核对"
        base = None if self._base is None or not _fits(self._base, self._label) else self._base.value
        noun = f"{total.noun}{self._label}"
        of_total = self.checker.check(ClaimKind.YOY, noun, figure, (total.value, base), sign=sign)
        mildest = min((of_part, of_total), key=lambda finding: _MILDNESS.index(finding.verdict))
        return replace(mildest, question=question)

    def _read_points(self, figure: Figure) -> None:
        sign = cues.direction_of(figure.lead) or {"+": 1, "-": -1}.get(figure.sign, 0)
        rate, base = self._rate, self._rate_base
        if not sign or rate is None or base is None or rate.counts is None or base.counts is None:
            self._not_checkable(figure, "没有给出两期比率的分子和分母")
        elif not rate.counts[1] or not base.counts[1] or figure.relation is None:
            self._not_checkable(figure, "分母为 0，或是约数")
        elif self._label and base.label and base.label != self._label:
            self._not_checkable(figure, f"没有给出{self._label}基期的比率")
        else:
            self.findings.append(self.checker.points(figure, sign, rate.counts, base.counts))

    # Parts and sums

    def _check_parts(self) -> None:
        total, addends = self._total, self._parts
        self._total, self._parts = None, []
        if total is None or total.value is None or any(count.value is None for count in addends):
            return
        for count in addends:
            if count.value is not None and count.value > total.value:
                reason = f"其中的{count.noun} {count.value:,} 大于{total.noun} {total.value:,}，部分不能超过整体"
                finding = self.checker.told(f"{count.value:,} {count.unit}", AuditVerdict.CONTRADICTED, reason)
                self.findings.append(finding)
                return
        added = sum(count.value or 0 for count in addends)
        if len(addends) > 1 and added > total.value:
            listed = " + ".join(f"{count.noun} {count.value:,}" for count in addends)
            reason = f"{listed} = {added:,}，多于{total.noun} {total.value:,}"
            question = "其中各项若互有重叠（如既按类又按地方），可以多于总数"
            finding = self.checker.told(f"{total.value:,} {total.unit}", AuditVerdict.NOT_CHECKABLE, reason, question)
            self.findings.append(finding)

    def _check_done(self, count: _Count, figure: Figure) -> None:
        """Ask where more is said to be done than there was to do."""
        total = self._subject
        if total is None or total.value is None or count.value is None or total.unit != count.unit or total.open_stem:
            return
        done = done_stem(figure.lead)
        if done and not done_stem(f"{total.noun}") and count.value > total.value:
            reason = f"{done} {count.value:,}，多于{total.noun} {total.value:,}"
            question = f"{done}的是否含以前受理的，原文没有说明"
            printed = f"{figure.number} {figure.unit}"
            self.findings.append(self.checker.told(printed, AuditVerdict.NOT_CHECKABLE, reason, question))

    def _check_rests(self) -> None:
        """Hold a rate and the share of what is still open together; a share without such a rate cannot be checked."""
        for rest in self._rests:
            stem = open_stem(rest.figure.lead.split("占")[0], "")
            rates = [rate for rate in self._rates if stem and stem in rate.noun]
            finding = rest_finding(self.checker, rates[0], rest) if len(rates) == 1 else None
            if finding is not None:
                self.findings.append(finding)
            else:
                self._not_checkable(rest.figure, "没有给出占的是哪些、多少")

    def _check_sum(self, count: _Count, figure: Figure) -> None:
        before = [other for other in self._counts if other is not count and other.unit == count.unit]
        if len(before) < 2 or count.value is None or any(other.value is None for other in before):
            return
        added = sum(other.value or 0 for other in before)
        listed = " + ".join(f"{other.value:,}" for other in before)
        printed = f"{figure.number} {figure.unit}"
        if added == count.value:
            self.findings.append(
                self.checker.told(printed, AuditVerdict.HOLDS, f"{listed} = {added:,}，与所报合计相符")
            )
        else:
            question = "前面所列若不是这个合计的全部，可以不等"
            reason = f"{listed} = {added:,}，所报合计 {count.value:,}"
            self.findings.append(self.checker.told(printed, AuditVerdict.NOT_CHECKABLE, reason, question))


def _fits(base: _Count, label: str) -> bool:
    """Tell whether a base may be that of a comparison."""
    return not label or not base.label or base.label == label


def _names(noun: str, name: str) -> bool:
    return bool(noun) and (noun.endswith(name) or name.endswith(noun))


def _depth(text: str) -> int:
    return sum((letter in "(（") - (letter in ")）") for letter in text)
