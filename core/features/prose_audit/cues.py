"""Words that say what a figure is: a base, a change, a share, a part, a total."""

from __future__ import annotations

import re

YOY, MOM, SPRING = "同比", "环比", "春节对齐"
_BASES = {
    SPRING: ("去年春节同期",),
    YOY: ("去年同期", "上年同期", "同期", "上年", "去年"),
    MOM: ("上月", "上周", "上季度", "上季", "上期", "前一日", "前日", "昨日", "前一周", "上个月"),
}
_LABELS = {
    SPRING: ("春节对齐", "较去年春节同期", "比去年春节同期"),
    YOY: ("同比", "较去年同期", "比去年同期", "较上年", "比上年", "与去年同期", "较去年", "比去年"),
    MOM: (
        "环比",
        "较上周",
        "比上周",
        "较上月",
        "比上月",
        "较上期",
        "比上期",
        "与上周",
        "与上月",
        "较上季度",
        "较前一日",
    ),
}
THIS_PERIOD = ("本月", "本周", "本期", "本季度", "今年", "当月", "当周", "当日", "本日", "全年")
UP = ("上升", "增加", "增长", "上涨", "升高", "增多", "新增", "多发")
DOWN = ("下降", "减少", "下跌", "降低", "回落", "减低")
_SHORT_UP, _SHORT_DOWN = ("升", "增", "多", "涨"), ("降", "减", "少")
_TO = re.compile(r"(?:上升|增加|增长|增|升|下降|减少|降低|降|减)(?:到|至|为) ?$")
_AFTER_DIRECTION = re.compile(r"(?:了|约|为|达|数值|幅度|[: ])*$")
_SEGMENT = re.compile(r"[，,；;。：:（()）、]")
_NOT_NOUN = re.compile(
    r"^(?:其中|共计?|合计|总计|累计|发生|接报|接到|受理|查处|立|破获|发案|全[市县区局]|本[月周期季]度?|今年以来|□|的|有(?!效)|较|与|比|由|从|为|是|和|及|与|到|达)+"
    r"|(?:共计?|合计|总计|分别|为|是|有|达|的|发生|数|占(?!比)|了|于|较|与|(?<!占)比|由|从| )+$"
)


def last_segment(lead: str) -> str:
    """Return the words after the last mark of punctuation."""
    return _SEGMENT.split(lead)[-1].strip()


def base_of(lead: str) -> str:
    """Return 同比 or 环比 where the last words name an earlier period and nothing else; otherwise empty."""
    segment = last_segment(lead)
    for label, words in _BASES.items():
        named = _LABELS[label]
        if segment.endswith(words) or re.search(rf"(?:{'|'.join(named)})[(（]$", lead.rstrip()):
            return label
        if any(word in segment for word in words) and not any(name in segment for name in _all_labels()):
            return label
    return ""


def label_of(lead: str) -> str:
    """Return the comparison that is named last: 同比, 环比, or nothing."""
    places = {label: max(lead.rfind(word) for word in words) for label, words in _LABELS.items()}
    label = max(places, key=lambda name: places[name])
    return label if places[label] >= 0 else ""


def _all_labels() -> list[str]:
    return [word for words in _LABELS.values() for word in words]


def direction_of(lead: str) -> int:
    """Return +1 or −1 where the words just before a figure say that something rose or fell, otherwise 0."""
    words = _AFTER_DIRECTION.sub("", lead)
    if words.endswith((*UP, *_SHORT_UP)) and not words.endswith("至多"):
        return 1
    return -1 if words.endswith((*DOWN, *_SHORT_DOWN)) and not words.endswith("至少") else 0


def says_level_reached(lead: str) -> bool:
    """Tell that the figure is what something rose or fell to."""
    return _TO.search(lead) is not None


def noun_of(lead: str) -> str:
    """Return the quantity that the words before a figure name; empty where they name none."""
    segment = last_segment(lead)
    for word in (*_all_labels(), *(word for words in _BASES.values() for word in words)):
        segment = segment.replace(word, "")
    segment = re.sub(f"(?:{'|'.join((*UP, *DOWN))})$", "", segment)
    before = None
    while before != segment:
        before, segment = segment, _NOT_NOUN.sub("", segment).strip("□ “”\"'·")
    return segment


def share_of(lead: str) -> str | None:
    """Return what a share is said to be of, perhaps empty; None where no share is named."""
    match = re.search(r"占(?:比(?:为|例)?)?([^，。；、：]*)$", lead)
    if match is None:
        return None
    return re.sub(r"(?:的|总数|总量|比例|比重|比|全部|约|达|为|数| )+$", "", match[1]).removeprefix("全部").strip("“” ")


def comes_from(lead: str) -> bool:
    """Tell that the figure is what something rose or fell from."""
    return lead.rstrip(" □").endswith(("从", "由"))


def shares_respectively(lead: str) -> bool:
    """Tell that the figure is the first of several shares that are listed after 分别占."""
    return re.search(r"分别占[^，,。；;：]*$", lead) is not None


_WORDS_FOR_FIGURES = re.compile(
    r"(?:上升|增加|增长|下降|减少|降低|升|降|减|占)了?(?:近|约|超|过)?(?P<words>[一二两三四五六七八九十]成|一半|一倍|[一二两三四]倍|过半|近半)"
    r"|(?P<doubled>翻[了]?[一两]?番)"
)


def figures_in_words(text: str) -> list[str]:
    """Return changes and shares that a sentence says in words, such as 两成 or 翻一番."""
    return [match["words"] or match["doubled"] for match in _WORDS_FOR_FIGURES.finditer(text)]


_FILLERS = re.compile(
    "数值|幅度|日均|相比|相较|分别|总数|总量|均|也|则|但|并|又|了|约|为|达|数|量|率先|较|比|与|和|占|的|[ :：()（）□]"
)
_TARGETS = ("不得低于", "不低于", "不少于", "不得少于", "目标", "力争", "确保", "要求", "以内", "不超过", "不得超过")


def own_subject(lead: str) -> str:
    """Return what a change or a share names as its own subject just before it; empty where it names none."""
    segment = re.split(r"[，,；;。：:、]", lead)[-1]
    segment = segment.split("占")[0] if "占" in segment else segment
    for word in (*_all_labels(), *(word for words in _BASES.values() for word in words)):
        segment = segment.replace(word, "")
    segment = re.sub(f"(?:{'|'.join((*UP, *DOWN, *_SHORT_UP, *_SHORT_DOWN))})$", "", _FILLERS.sub("", segment))
    return segment if len(segment) > 1 else ""


def is_target(lead: str) -> bool:
    """Tell that a figure is what is to be reached, not what was."""
    return any(word in re.split(r"[；;。]", lead)[-1] for word in _TARGETS)
