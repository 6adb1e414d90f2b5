"""Words of the page that audits printed figures."""

from __future__ import annotations

NAME = "勾稽核验"
ABOUT = (
    "看通报里印出的数能不能成立：逐行对计数，同一份通报、同一地方、同一期间的各行再互相对。文件只在内存里算，不留存。"
)
UPLOAD = "选择或拖入工作簿或 CSV 文件（不超过 {mb} MB）"
TEMPLATE, TEMPLATE_FILE = "下载空表头", "勾稽核验-空表.csv"
TRY, TRIED = "用一份示例试试", "示例（演示数据，全部虚构）"
RESULT, RESULT_FILE = "下载结果（CSV）", "勾稽核验-结果.csv"
RESULT_XLSX, RESULT_TITLE = "下载结果（.xlsx）", "勾稽核验-结果"
BAD_FILE = "这个文件读不了"
BAD_ROWS = "{count} 处读不了，其余照常核验"
BAD_HEADS = ("行", "列", "值", "问题", "怎么改")
HEADS = ("行", "地方", "期间", "指标", "所报", "结论", "算式与理由")
SHAPES = {"impossible": "✕", "contradicted": "◆", "holds": "●", "possible": "○", "not_checkable": "—"}
ALL = "全部 {count}"
VERDICT_COUNT = "{shape} {verdict} {count}"
COUNTED = "共 {count} 条"
SHOW = "显示"
NOTHING = "没有数据行"
KINDS = {"rate": "", "yoy": "（同比）", "count": "", "target": "（目标）"}
VERDICTS_HELP = (
    "● 相符：由所给的数算得出。◆ 对不上：由所给的数算不出。✕ 不可能：没有任何整数能得出。"
    "○ 有可能：有整数能得出，没有更多的数可对。— 无从核验：缺数，或不是统计结果。"
)
