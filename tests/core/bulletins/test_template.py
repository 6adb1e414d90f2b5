"""Word templates of a bureau's own: checked when loaded, filled by exact text, and never run."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.bulletins.formats.word.template_check import check_template
from core.intake.refusal import FileRefused
from dashboards.cli.command import cli

docx = pytest.importorskip("docx")


def bulletin(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["bulletin", *arguments])
    return result.exit_code, result.output


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("template") / "样子.docx"
    assert bulletin("template", "--to", str(file))[0] == 0
    return file.read_bytes()


def changed(data: bytes, part: str, change: Callable[[str], str]) -> bytes:
    """Return the file with one part rewritten, or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, change(text.decode()).encode() if name == part else text)
        if part not in source.namelist():
            target.writestr(part, change(""))
    return file.getvalue()


def in_document(old: str, new: str) -> Callable[[bytes], bytes]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return lambda data: changed(data, "word/document.xml", change)


def with_part(name: str) -> Callable[[bytes], bytes]:
    return lambda data: changed(data, name, lambda _: "x")


def external(data: bytes) -> bytes:
    link = '<Relationship Id="rId99" Type="x" Target="http://127.0.0.1/x" TargetMode="External"/></Relationships>'
    return changed(data, "word/_rels/document.xml.rels", lambda text: text.replace("</Relationships>", link))


def field(code: str) -> Callable[[bytes], bytes]:
    return in_document("{{正文}}</w:t>", f"{{{{正文}}}}</w:t></w:r></w:p><w:p><w:r><w:instrText>{code}</w:instrText>")


HOSTILE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "macro": (with_part("word/vbaProject.bin"), "有宏"),
    "macro type": (
        lambda data: changed(
            data, "[Content_Types].xml", lambda text: text.replace("wordprocessingml", "macroEnabled", 1)
        ),
        "带宏的文件",
    ),
    "chunk": (in_document("<w:body>", "<w:body><w:altChunk/>"), "整段引入"),
    "embedded": (with_part("word/embeddings/oleObject1.bin"), "嵌入的对象"),
    "external": (external, "文件之外"),
    "tracked": (in_document("<w:body>", "<w:body><w:p><w:ins><w:r/></w:ins></w:p>"), "没处理的修订"),
    "field": (field("DDEAUTO c:\\\\windows calc"), "不认识的域"),
    "include": (field('INCLUDETEXT "/etc/passwd"'), "不认识的域"),
    "expression": (in_document("{{标题}}", "{{ cycler.__init__ }}"), "不认识的标记"),
    "statement": (in_document("{{标题}}", "{{标题}}{{%p for x in y %}}"), "不认识的标记"),
    "wide braces": (in_document("{{标题}}", "｛｛标题｝｝"), "不认识的标记"),
    "no body": (in_document("{{正文}}", "正文"), "要恰好有一处"),
    "body with words": (in_document("{{正文}}", "甲{{正文}}"), "要独占"),
    "twice": (in_document("{{标题}}", "{{标题}}{{标题}}"), "要恰好有一处"),
    "entities": (
        in_document("<w:document", '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document'),
        "不该有的内容",
    ),
    "bomb": (lambda data: changed(data, "word/media/x.bin", lambda _: "0" * 60_000_000), "解开后太大"),
    "torn": (lambda data: data[:-60], "不是完好的"),
    "no Word file": (lambda _: b"PK nothing", "不是完好的"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_template_is_refused_with_its_mend(name: str, sample: bytes) -> None:
    change, expected = HOSTILE[name]
    with pytest.raises(FileRefused, match=expected):
        check_template("模板.docx", change(sample))


def split_runs(data: bytes) -> bytes:
    """Return the template as an editor leaves it: a tag in three runs, one of them bold."""
    pieces = "{{标</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>题</w:t></w:r><w:r><w:t>}}"
    return in_document("{{标题}}", pieces)(data)


@pytest.mark.slow
def test_a_bulletin_stands_in_the_bureaus_own_template(demo_db: Path, tmp_path: Path, sample: bytes) -> None:
    db, ours = str(shutil.copy(demo_db, tmp_path / "own.db")), tmp_path / "本局.docx"
    red = in_document("<w:body>", "<w:body><w:p><w:r><w:t>某局文件（{{单位}}，{{期间}}）</w:t></w:r></w:p>")
    ours.write_bytes(split_runs(red(sample)))
    subject = ("make", "monthly", "--period", "2026-05", "--db", db)
    plain, own = tmp_path / "plain.docx", tmp_path / "own.docx"
    assert bulletin(*subject, "--to", str(plain))[0] == 0
    assert bulletin("template", "--use", str(ours), "--db", db)[0] == 0
    code, output = bulletin(*subject, "--to", str(own))
    assert code == 0, output
    texts = [paragraph.text for paragraph in docx.Document(str(own)).paragraphs]
    expected = [paragraph.text for paragraph in docx.Document(str(plain)).paragraphs]
    assert re.fullmatch(r"某局文件（.+公安局，2026年5月）", texts[0])
    assert texts[1 : 1 + len(expected)] == expected
    assert not [text for text in texts if "{{" in text]
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in docx.Document(str(own)).tables]
    assert len(tables) == len(docx.Document(str(plain)).tables) > 2
    headers = [
        paragraph.text for section in docx.Document(str(own)).sections for paragraph in section.header.paragraphs
    ]
    assert "演示数据，全部虚构" in headers
    again = tmp_path / "again.docx"
    bulletin(*subject, "--to", str(again))
    assert own.read_bytes() == again.read_bytes()
    assert bulletin("template", "--shipped", "--db", db)[0] == 0
    bulletin(*subject, "--to", str(again))
    assert again.read_bytes() == plain.read_bytes()


def test_a_refused_template_changes_nothing(demo_db: Path, tmp_path: Path, sample: bytes) -> None:
    db, ours = str(shutil.copy(demo_db, tmp_path / "own.db")), tmp_path / "本局.docx"
    ours.write_bytes(external(sample))
    code, output = bulletin("template", "--use", str(ours), "--db", db)
    assert code == 1
    assert "去掉链接" in output
    out = tmp_path / "out.docx"
    assert bulletin("template", "--to", str(out), "--db", db)[0] == 0
    check_template("out.docx", out.read_bytes())
