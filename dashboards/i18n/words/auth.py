"""Words of signing in."""

from __future__ import annotations

TITLE = "登录"
NAME, PASSWORD, ENTER, LEAVE = "账号", "密码", "登录", "退出登录"
WRONG = "账号或密码不对。"
NOT_NOW = "现在写不进去，登录办不了，请稍后再试。已经打开的看板照看。"
WAIT = "试得太多了，请等 {wait}再试。"
MINUTES, SECONDS = "{count} 分钟", "{count} 秒"
OR, SINGLE = "或", "用{name}登录"
SUBJECT = "您的编号：{subject}"
ONWARD = "已登录，正在打开……"
HELP = "没有账号，或忘了密码，请找本局数据管理员。"
LEFT = "您已退出，或登录已到期。正在转到登录页……"
SIGNED_OUT = "您已退出，或登录已到期，请重新登录。"
SIGN_IN_FIRST = "请先登录。"
FOREIGN = "请求来自别的网站，已拒绝。"
NO_ACCOUNTS = "这个数据库还没有账号，只能在服务器本机打开。先添加账号：fengjing user add"
NO_SUCH = "这个地址不接受这样的请求。"
TOO_LONG = "提交的内容太长，或迟迟没有传完。"
KIOSK_GONE = "这个大屏链接已经用过、到期或作废了，请向数据管理员要一个新的。"
NOT_FOR = "“{page}”不对{role}开放。"
YOURS = "您可以打开的页面都在页面菜单里。"
YOURS_NONE = "请联系数据管理员。"
LOCAL = "本机"
GUARDED_DEMO = "这个演示库设有账号，不能在登录状态下换成别的库。"


def waiting(seconds: int) -> str:
    """Return the message that asks to wait before the next try."""
    minutes = SECONDS.format(count=seconds) if seconds < 60 else MINUTES.format(count=-(-seconds // 60))
    return WAIT.format(wait=minutes)
