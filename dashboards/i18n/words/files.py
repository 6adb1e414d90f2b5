"""Words of fetching a file."""

from __future__ import annotations

GONE = "这个文件的链接已经用过、过期，或登录已变。请在页面上再按一次。"
WAITING, FAILED = "正在准备文件……", "没有取到文件，请再按一次。"
