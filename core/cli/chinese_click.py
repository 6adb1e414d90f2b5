"""Click's own words in Chinese: a mistyped command is told in the language of all the rest.

Click looks its texts up by `gettext`, whose translations would have to be compiled and would follow the machine's
language; its modules are given a look-up in the table below instead. A test compares the table with click's texts.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import click
from click import core, exceptions, formatting, parser, types

MODULES: tuple[ModuleType, ...] = (core, exceptions, formatting, parser, types)
WORDS = {
    "Usage:": "用法：",
    "Error: {message}": "错误：{message}",
    "Try '{command} {option}' for help.": "写法见：{command} {option}",
    "Did you mean {possibility}?": "是否应为：{possibility}",
    "(Did you mean one of: {possibilities}?)": "（是否应为：{possibilities}）",
    "Invalid value: {message}": "值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing parameter: {param_name}": "缺少参数：{param_name}",
    "No such option {name!r}.": "没有选项 {name!r}。",
    "No such command {name!r}.": "没有命令 {name!r}。",
    "Got unexpected extra argument ({args})": "多写了参数：{args}",
    "Got unexpected extra arguments ({args})": "多写了参数：{args}",
    "Option {name!r} does not take a value.": "选项 {name!r} 后面不带值。",
    "Option {name!r} requires an argument.": "选项 {name!r} 后面要写一个值。",
    "Option {name!r} requires {nargs} arguments.": "选项 {name!r} 后面要写 {nargs} 个值。",
    "Argument {name!r} takes {nargs} values.": "参数 {name!r} 要写 {nargs} 个值。",
    "Takes {nargs} values but 1 was given.": "要写 {nargs} 个值，只写了 1 个。",
    "Takes {nargs} values but {len} were given.": "要写 {nargs} 个值，写了 {len} 个。",
    "Choose from:\n\t{choices}": "可选：\n\t{choices}",
    "{value!r} is not {choice}.": "{value!r} 不行，只能是 {choice}。",
    "{value!r} is not one of {choices}.": "{value!r} 不在可选值之内：{choices}。",
    "{value!r} does not match the format {format}.": "{value!r} 不合格式 {format}。",
    "{value!r} does not match the formats {formats}.": "{value!r} 不合格式 {formats}。",
    "{value!r} is not a valid {number_type}.": "{value!r} 不是数（{number_type}）。",
    "{value} is not in the range {range}.": "{value} 不在范围 {range} 之内。",
    "file": "文件",
    "directory": "文件夹",
    "path": "路径",
    "{name} {filename!r} does not exist.": "{name} {filename!r} 不存在。",
    "{name} {filename!r} is a file.": "{name} {filename!r} 是文件。",
    "{name} {filename!r} is a directory.": "{name} {filename!r} 是文件夹。",
    "{name} {filename!r} is not readable.": "{name} {filename!r} 不可读。",
    "{name} {filename!r} is not writable.": "{name} {filename!r} 不可写。",
    "Could not open file {filename!r}: {message}": "打不开文件 {filename!r}：{message}",
    "Aborted!": "已中止。",
}


def speak_chinese() -> None:
    """Let click look its words up here."""
    for module in MODULES:
        for name, look_up in (("_", _word), ("ngettext", _counted_word)):
            if hasattr(module, name):
                setattr(module, name, look_up)
    setattr(click.MissingParameter, "format_message", _with_full_stop(click.MissingParameter.format_message))  # noqa: B010


def _word(text: str) -> str:
    return WORDS.get(text, text)


def _counted_word(singular: str, plural: str, number: int) -> str:
    return _word(singular if number == 1 else plural)


def _with_full_stop(
    format_message: Callable[[click.MissingParameter], str],
) -> Callable[[click.MissingParameter], str]:
    """Return the same, whose sentence ends as Chinese ones do: click puts its parts together by itself."""

    def formatted(error: click.MissingParameter) -> str:
        sentence = format_message(error)
        return f"{sentence[:-1]}。" if sentence.endswith(".") else sentence

    return formatted
