"""Fonts of documents, by name, with what stands in for them: those of the official form may not be shipped."""

from __future__ import annotations

import os

FONTS_VARIABLE = "FENGJING_FONTS"  # a folder with fonts of the bureau's own, which come before those of the machine

# By what they are for: the official one first, then what Windows, macOS and Linux have. Latin names and Chinese ones
# are of the same fonts: a program knows them by one or the other.
FAMILIES = {
    "body": (
        *("仿宋_GB2312", "FangSong_GB2312", "方正仿宋_GBK", "仿宋", "FangSong", "STFangsong"),
        *("Noto Serif CJK SC", "Source Han Serif SC", "SimSun"),
    ),
    "heading": (
        "黑体",
        "SimHei",
        "方正黑体_GBK",
        "Heiti SC",
        "Noto Sans CJK SC",
        "Source Han Sans SC",
        "Microsoft YaHei",
    ),
    "title": (
        *("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "STZhongsong", "华文中宋"),
        *("Noto Serif CJK SC", "Source Han Serif SC", "SimSun"),
    ),
    "number": ("宋体", "SimSun", "NSimSun", "Songti SC", "Noto Serif CJK SC", "Source Han Serif SC"),
    "kai": ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "STKaiti", "LXGW WenKai", "Noto Serif CJK SC"),
    "picture": ("Microsoft YaHei", "微软雅黑", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", "SimHei"),
}


def own_folder() -> str | None:
    """Return the folder of the bureau's own fonts, where one is set."""
    return os.environ.get(FONTS_VARIABLE) or None
