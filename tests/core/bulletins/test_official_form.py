"""The official form of a bureau: its red head, number, recipients and foot; a number is used once."""

from __future__ import annotations

import io
import shutil
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.bulletins.build import build_document
from core.bulletins.document import BulletinDocument, OfficialForm, from_json, to_json
from core.bulletins.formats.docx import as_docx, as_docx_in, sample_docx
from core.bulletins.formats.html import as_html
from core.bulletins.formats.marks import DRAFT, Imprint, lines_below_title, notes_of, official_marks
from core.bulletins.formats.pdf import as_pdf
from core.bulletins.load import RuleFile, load_rules
from core.catalogue.problems import CatalogueError
from core.engine import Engine
from core.store.open import open_store
from dashboards.cli.command import cli

FORM = """[form]
head = "云山县公安局"
number = "云公通〔{年}〕{号}号"
copy_number = "000001"
secrecy = "内部资料"
signer = true
to = "各派出所，局属各单位："
copy_to = "县委政法委，市公安局。"
printer = "云山县公安局办公室"
"""
ISSUED = Imprint(3, date(2026, 11, 2))
PRINTED = ("云山县公安局", "云公通〔2026〕12号", "签发人：", "李四", "000001", "内部资料", "各派出所，局属各单位：")
FOOT = ("抄送：县委政法委，市公安局。", "云山县公安局办公室", "2026年11月2日印发")


@pytest.fixture(scope="module")
def document(demo_db: Path) -> BulletinDocument:
    engine = Engine(open_store(demo_db, read_only=True, now=None))
    rules = load_rules(engine.catalogue, RuleFile("form.toml", FORM))
    built = build_document(engine, rules, "daily", "2026-05-16")
    assert built.form is not None
    return replace(built, form=replace(built.form, number="云公通〔2026〕12号", signer="李四"))


def words_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read("word/document.xml").decode()


def test_every_format_prints_the_form(document: BulletinDocument) -> None:
    pytest.importorskip("docx")
    html, word = as_html(document, ISSUED).decode(), words_of(as_docx(document, ISSUED))
    for text in (*PRINTED, *FOOT):
        assert text in html
        assert text in word
    assert "第 3 号" in html[html.index("<footer>") :]
    assert as_pdf(document, ISSUED) == as_pdf(document, ISSUED)


def test_texts_of_the_form_are_never_markup(document: BulletinDocument) -> None:
    pytest.importorskip("docx")
    assert document.form is not None
    nasty = replace(document, form=replace(document.form, head="<b>局</b>&\x01#[局]", to="甲</w:t>乙", copy_to="$x$"))
    assert "<b>" not in as_html(nasty, ISSUED).decode()
    assert "甲&lt;/w:t&gt;乙" in words_of(as_docx(nasty, ISSUED))
    assert as_pdf(replace(nasty, form=replace(document.form, head="#[局]", copy_to="$x$ *甲*")), ISSUED)


def test_a_draft_has_no_number_and_no_day_of_print(document: BulletinDocument) -> None:
    assert document.form is not None
    draft = replace(document, form=replace(document.form, number="", signer=""))
    assert official_marks(draft, DRAFT).foot[-1] == ("云山县公安局办公室", "")
    assert "草稿" in lines_below_title(draft, DRAFT)[0]
    assert lines_below_title(document, ISSUED) == ()
    assert notes_of(document, ISSUED)[-1] == "在枫警里的编号：第 3 号。"


def test_documents_from_before_have_no_form(document: BulletinDocument) -> None:
    plain = replace(document, form=None)
    assert from_json(to_json(plain)) == plain
    assert from_json(to_json(document)) == document
    assert official_marks(plain, ISSUED) == official_marks(replace(document, form=OfficialForm()), ISSUED)


def test_a_template_of_the_bureau_takes_the_tags_of_the_form(document: BulletinDocument) -> None:
    docx = pytest.importorskip("docx")
    paper = docx.Document(io.BytesIO(sample_docx()))
    paper.paragraphs[0].insert_paragraph_before("{{发文机关标志}} {{发文字号}} 签发人：{{签发人}} {{密级}}")
    paper.add_paragraph("抄送：{{抄送}} {{印发机关}} {{印发日期}}")
    file = io.BytesIO()
    paper.save(file)
    texts = [one.text for one in docx.Document(io.BytesIO(as_docx_in(file.getvalue(), document, ISSUED))).paragraphs]
    assert texts[0] == "云山县公安局 云公通〔2026〕12号 签发人：李四 内部资料"
    assert texts[-1] == "抄送：县委政法委，市公安局 云山县公安局办公室 2026年11月2日"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('number = "云公通〔2026〕12号"', "各一处"),
        ('head = "局\\u202e"', "控制字符"),
        ('nobody = "x"', "nobody"),
        (f'head = "{"长" * 31}"', "head"),
    ],
)
def test_a_broken_form_is_refused(document: BulletinDocument, demo_db: Path, line: str, told: str) -> None:
    catalogue = Engine(open_store(demo_db, read_only=True, now=None)).catalogue
    with pytest.raises(CatalogueError, match=told):
        load_rules(catalogue, RuleFile("form.toml", f"[form]\n{line}\n"))


def test_a_number_is_asked_for_and_used_once(demo_db: Path, tmp_path: Path) -> None:
    db, form = Path(shutil.copy(demo_db, tmp_path / "form.db")), tmp_path / "form.toml"
    form.write_text(FORM, "utf-8")

    def run(command: str, *arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(cli, ["bulletin", command, *arguments, "--db", str(db)])
        return result.exit_code, result.output

    issue = ("issue", "daily", "--by", "李四", "--period")
    assert "没有定发文字号的写法" in run(*issue, "2026-05-16", "--number", "7")[1]
    assert run("rules", "--use", str(form))[0] == 0
    assert "要写发文字号的序号" in run(*issue, "2026-05-16")[1]
    assert run(*issue, "2026-05-16", "--number", "7")[0] == 0
    assert "已经用在第 1 号通报上" in run(*issue, "2026-05-17", "--number", "7")[1]
    assert run(*issue, "2026-05-17", "--number", "8")[0] == 0
    shown = tmp_path / "shown.html"
    assert run("show", "2", "--to", str(shown))[0] == 0
    assert "〕8号" in shown.read_text("utf-8")
