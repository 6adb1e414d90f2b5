"""The reference page of sentences: `python -m core.bulletins.sentence_page > docs/bulletin-sentences.zh-CN.md`."""

from __future__ import annotations

from collections.abc import Iterator

from core.bulletins.load import load_rules
from core.bulletins.sentence_cases import boundaries, figure_cases, incomparable_case
from core.bulletins.sentence_rules import SentenceRules
from core.catalogue.load import load_catalogue
from core.catalogue.model import Catalogue

HEAD = """# 通报的句子：什么证据说什么话

每一对相邻的两行只差一件：证据差一点，话就不同。单独检验、只按偶然波动算（φ = 1），便于照着验算；
真正的看板还要计入本单位历来的波动，并把同屏各项一并检验，所以要更强的证据才说同样的话。
由 `python -m core.bulletins.sentence_page` 写出，不要手改。
本局自定的措辞用 `fengjing bulletin sentences --db 局.db` 看。
"""


def sentence_page(rules: SentenceRules, catalogue: Catalogue) -> str:
    """Return the page."""
    return "\n".join([HEAD, *_lines(rules, catalogue)]) + "\n"


def _lines(rules: SentenceRules, catalogue: Catalogue) -> Iterator[str]:
    yield "## 只有本期数\n"
    yield from _table(rows=[(case.numbers, case.sentence) for case in figure_cases(rules, catalogue)])
    yield "\n## 与基期比\n"
    rows = []
    for boundary in boundaries(rules, catalogue):
        rows += [(case.numbers, case.sentence) for case in boundary]
        rows.append(("", ""))
    incomparable = incomparable_case(rules, catalogue)
    yield from _table([*rows, (incomparable.numbers, incomparable.sentence)])


def _table(rows: list[tuple[str, str]]) -> Iterator[str]:
    yield "| 证据 | 写作 |"
    yield "|---|---|"
    yield from (f"| {numbers} | {sentence} |" for numbers, sentence in rows)


if __name__ == "__main__":
    shipped = load_catalogue()
    print(sentence_page(load_rules(shipped).sentences, shipped), end="")
