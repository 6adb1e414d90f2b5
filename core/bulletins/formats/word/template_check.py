"""Checks whether a bureau's Word template may be used: it is a stranger's file, and nothing in it is ever run.

Tags are fixed words between two braces, put in by exact text; there is no language of expressions to be misused.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from core.intake.refusal import FileRefused, Refusal, refuse_file

TITLE, ISSUE, BODY = "{{标题}}", "{{发布}}", "{{正文}}"
UNIT, PERIOD, OFFICE, DAY = "{{单位}}", "{{期间}}", "{{发文机关}}", "{{成文日期}}"
OFFICE_TAGS = (
    *("{{发文机关标志}}", "{{发文字号}}", "{{份号}}", "{{密级}}", "{{紧急程度}}", "{{签发人}}", "{{主送}}", "{{抄送}}"),
    *("{{印发机关}}", "{{印发日期}}"),
)
TEXT_TAGS = (TITLE, ISSUE, UNIT, PERIOD, OFFICE, DAY, *OFFICE_TAGS)  # that a text is put in for
TAGS = (*TEXT_TAGS, BODY)
NEEDED = (TITLE, ISSUE, BODY)
FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES")  # that a program may work out when it opens the file
LARGEST, MOST_PACKED, MOST_PARTS = 50_000_000, 200, 2000
_FORBIDDEN = ("vbaproject", "activex", "embeddings/", "oleobject", "afchunk", "macro")
CONTENT_TYPES = "[Content_Types].xml"
_TAG = re.compile(r"\{\{[^{}]*\}\}|\{\{|\}\}|[｛｝]{2}")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TRACKED = tuple(f"{_W}{tag}" for tag in ("ins", "del", "moveFrom", "moveTo"))
_FOREIGN = tuple(f"{_W}{tag}" for tag in ("altChunk", "object", "control"))
_BOX = f"{_W}txbxContent"
_WORDS = re.compile(r"word/(?:document|header[0-9]*|footer[0-9]*)\.xml")


def check_template(name: str, data: bytes) -> None:
    """Raise FileRefused naming all that is wrong, each with its mend (Chinese)."""
    files = _parts(name, data)
    faults = [*_forbidden_parts(files), *_external_targets(files)]
    texts = []
    for file, root in ((file, _root(name, file, files[file])) for file in files if _WORDS.fullmatch(file)):
        faults += _wrong_elements(file, root)
        texts += [(file, text) for text in _paragraphs(root)]
    faults += _wrong_tags(texts)
    if faults:
        refusals = [Refusal(0, file, value, _told(file, value, rule), mend) for file, value, rule, mend in faults]
        raise FileRefused(name, refusals)


def is_body(text: str) -> bool:
    """Tell that a paragraph holds the body's tag alone."""
    return text.strip() == BODY


Fault = tuple[str, str, str, str]  # the part, the value, the rule that it breaks, the mend


def _told(file: str, value: str, rule: str) -> str:
    return f"{file} 的“{value}”{rule}" if value else f"{file} {rule}"


def _parts(name: str, data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            listed = package.infolist()
            size = sum(member.file_size for member in listed)
            if len(listed) > MOST_PARTS or size > LARGEST or size > MOST_PACKED * max(len(data), 1):
                raise refuse_file(name, "解开后太大", "核对模板来源，去掉不用的图片")
            files = {member.filename: package.read(member) for member in listed}
    except (zipfile.BadZipFile, RuntimeError, EOFError) as error:
        raise refuse_file(name, "不是完好的 .docx 文件", "用 WPS 或 Word 另存为 .docx 再试") from error
    if "word/document.xml" not in files:
        raise refuse_file(name, "不是 Word 文件", "用 WPS 或 Word 另存为 .docx 再试")
    return files


def _root(name: str, file: str, data: bytes) -> Element:
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise refuse_file(name, f"{file} 里有不该有的内容（DOCTYPE 或坏的 XML）", "用 WPS 或 Word 另存再试") from error
    return root


def _forbidden_parts(files: dict[str, bytes]) -> Iterator[Fault]:
    for file in files:
        if any(word in file.lower() for word in _FORBIDDEN):
            yield file, file, "有宏、控件或嵌入的对象", "去掉它们，另存为不带宏的 .docx"
    if b"macroenabled" in files.get(CONTENT_TYPES, b"").lower():
        yield CONTENT_TYPES, "", "是带宏的文件", "另存为不带宏的 .docx"


def _external_targets(files: dict[str, bytes]) -> Iterator[Fault]:
    for file, data in files.items():
        if file.endswith(".rels") and re.search(rb"TargetMode\s*=\s*[\"']External", data):
            yield file, "", "引用了文件之外的东西（超链接、外部图片或模板）", "去掉链接，图片改为插入到文件里"


def _wrong_elements(file: str, root: Element) -> Iterator[Fault]:
    if any(element.tag in _TRACKED for element in root.iter()):
        yield file, "", "有没处理的修订", "接受或拒绝全部修订，再保存"
    if any(element.tag in _FOREIGN for element in root.iter()):
        yield file, "", "有嵌入的对象或整段引入的文件", "去掉它们"
    for code in _field_codes(root):
        if code and code.split(maxsplit=1)[0].upper() not in FIELDS:
            yield file, code[:40], "有不认识的域", f"只能用 {'、'.join(FIELDS)}；其余的域改成文字"


def _field_codes(root: Element) -> Iterator[str]:
    """Yield the codes of fields; one may be split over several runs of its paragraph."""
    for paragraph in root.iter(f"{_W}p"):
        code = "".join(element.text or "" for element in paragraph.iter(f"{_W}instrText")).strip()
        if code:
            yield code
    for simple in root.iter(f"{_W}fldSimple"):
        yield simple.get(f"{_W}instr", "").strip()


def _paragraphs(root: Element) -> Iterator[str]:
    """Yield the texts of paragraphs; those in a text box begin with a line break, since tags do not work there."""
    boxed = {id(inner) for box in root.iter(_BOX) for inner in box.iter(f"{_W}p")}
    for paragraph in root.iter(f"{_W}p"):
        own = "".join(element.text or "" for element in paragraph.iter(f"{_W}t"))
        if paragraph.find(f".//{_BOX}") is None:
            yield f"\n{own}" if id(paragraph) in boxed else own


def _wrong_tags(texts: list[tuple[str, str]]) -> Iterator[Fault]:
    used = []
    for file, text in texts:
        tags = _TAG.findall(text)
        for tag in tags:
            if tag not in TAGS:
                yield file, tag, "不认识的标记", f"用半角花括号，可写 {'、'.join(TAGS)}"
            elif text.startswith("\n"):
                yield file, tag, "标记在文本框里，不会替换", "移到正文、表格或页眉页脚里"
        used += tags
        if BODY in tags and (not is_body(text) or not file.startswith("word/document")):
            yield file, text.strip()[:40], f"{BODY} 要独占正文里的一段", "前后不要有别的字"
    for tag in NEEDED:
        if used.count(tag) != 1:
            yield "word/document.xml", tag, f"{tag} 要恰好有一处", "补上或去掉多余的"
