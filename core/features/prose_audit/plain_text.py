"""Text with one width of digits and signs, in which what is never a figure is blanked out, each letter in its place."""

from __future__ import annotations

import re

from core.full_width import half_width

_SIGNS = str.maketrans({"−": "-", "–": "-", "﹣": "-", "％": "%"})
# Letters of the long form in words that lead to figures.
_SHORT_FORMS = str.maketrans(
    "萬億餘從達較與佔數糾紛結辦總滿眾類為處還決關個戶間種項條場棟臺輛環減漲見實際發報書據過時裡來業產區縣務隊",
    "万亿余从达较与占数纠纷结办总满众类为处还决关个户间种项条场栋台辆环减涨见实际发报书据过时里来业产区县务队",
)
_NEVER_FIGURES = re.compile(
    r"(?:19|20)[0-9]{2} ?年(?:度|第?[一二三四]季度|[上下]半年)?(?: ?[0-9]{1,2} ?月(?: ?[0-9]{1,2} ?日)?)?"
    r"|[0-9]{1,2} ?月份?(?: ?[0-9]{1,2} ?日)?|(?<![0-9.])[0-9]{1,2} ?日(?!均)"
    r"|(?:19|20)[0-9]{2}-[0-9]{1,2}(?:-[0-9]{1,2})?|(?:19|20)[0-9]{2}-W[0-9]{2}"
    r"|第 ?[0-9]+ ?[号期周季版条次年名位]|[〔\[][0-9]{4}[〕\]] ?[0-9]+ ?号|[0-9]{1,2}[:时][0-9]{2}分?"
    r"|(?<![0-9])1(?:10|19|20|22)(?=报警|警情|指挥|平台|接处?警|联动|电话|专线)|[0-9]{1,2} ?% ?区间"
    r"|[0-9]+ ?[周]?岁|(?<![0-9])[0-9]{1,2}(?=[、.．](?![0-9]))(?<=^[0-9])|[0-9]+(?=[类项]警种)"
)


def plain(text: str) -> str:
    """Return the text with figures to be read, of the same length as it was written."""
    narrow = half_width(text).translate(_SIGNS).translate(_SHORT_FORMS)
    return _NEVER_FIGURES.sub(lambda match: "□" * len(match.group()), narrow)


def sentences(text: str) -> list[str]:
    """Return the sentences of a paragraph."""
    return [piece for piece in re.split(r"(?<=[。！？!?])", text) if piece.strip()]
