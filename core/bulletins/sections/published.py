"""指数与榜单: the month's indices as they were published, unit by unit, with the remarks that belong to them."""

from __future__ import annotations

from core.bulletins.document import BulletinTable, DocumentSection, FigureLine, Paragraph
from core.bulletins.kind_model import SectionRule
from core.bulletins.sections.context import MadeSection, SectionContext
from core.bulletins.tables import without_empty_columns
from core.features.indices.published_list import PublishedList
from core.features.indices.text import code_text, interval_text, score_text
from core.metrics.display import NO_DATA
from core.store.publication import PublishedScore
from core.store.sqlite import StoreError
from core.store.trail import signed_name
from core.store.unit_words import whole_word
from core.time.days import minute_text, month_text

HEADERS = ("单位", "分数", "95% 区间", "三色码", "榜单", "说明")
KIND_WORDS = {"station": "派出所", "community": "社区"}
ROUNDING = 1e-6  # of a sum of parts, in points


def make_published(context: SectionContext, rule: SectionRule) -> MadeSection:
    """Tabulate each published index. Raises StoreError (Chinese) where the month was not published."""
    month = context.board.calendar.month_of(context.board.period.last)
    lists = context.source.published_lists(month)
    if not lists:
        raise StoreError(f"{month_text(month)} 的指数与榜单还没有发布：先发布，再出考评通报。")
    publication = lists[0].publication
    act = f"{publication.label}，{signed_name(publication.actor)} 于 {minute_text(publication.at)} 发布。"
    because = f"更正原因：{publication.reason}。" if publication.reason else ""
    unscored = dict.fromkeys(
        listed.published_index.zh for listed in lists if listed.kind != "community" and not _has_scores(listed)
    )
    nothing = [f"没有一个单位能计分的：{'、'.join(unscored)}。"] if unscored else []
    remarks = list(dict.fromkeys(remark for listed in lists for remark in listed.published_index.remarks))
    paragraphs = [Paragraph(text, plain=(text,)) for text in (f"{act}{because}", *remarks, *nothing)]
    scored = [listed for listed in lists if listed.kind != "community" and _has_scores(listed)]
    tables = tuple(_table(listed, whole_word(context.focus)) for listed in scored)
    lines = tuple(_line(context, rule.heading, listed, score) for listed in scored for score in listed.scores)
    return MadeSection(DocumentSection(rule.heading, tuple(paragraphs), tables), lines)


def _has_scores(listed: PublishedList) -> bool:
    return any(score.value is not None for score in listed.scores)


def _table(listed: PublishedList, whole: str) -> BulletinTable:
    rows = tuple(_row(listed, score) for score in listed.scores)
    title = f"{listed.published_index.zh}（{KIND_WORDS.get(listed.kind, whole)}）"
    plain = tuple(dict.fromkeys(cell for row in rows for cell in row if cell))
    return without_empty_columns(BulletinTable(title, HEADERS, rows, plain=plain))


def _row(listed: PublishedList, score: PublishedScore) -> tuple[str, ...]:
    _check_sum(listed, score)
    code = code_text(score.shape, score.word)
    interval = interval_text(score.low, score.high)
    return score.name, score_text(score.value), interval, code or NO_DATA, score.list or "", score.reason or ""


def _check_sum(listed: PublishedList, score: PublishedScore) -> None:
    """Work a score out again from its parts. Raises StoreError (Chinese) where it is not their sum."""
    contributions = [score_part.contribution for score_part in score.parts if score_part.contribution is not None]
    if score.value is not None and contributions and abs(sum(contributions) - score.value) > ROUNDING:
        raise StoreError(f"{listed.published_index.zh} {score.name} 的分数不是各项之和，发布的数据可能被改动过。")


def _line(context: SectionContext, heading: str, listed: PublishedList, score: PublishedScore) -> FigureLine:
    period = context.board.period
    days = period.start.isoformat(), period.end.isoformat()
    text = score_text(score.value)
    number = None if score.value is None else float(text)
    index = listed.published_index
    return FigureLine(heading, score.name, index.index_id, index.zh, "分", *days, text, number, None, None)
