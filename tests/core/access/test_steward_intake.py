"""The steward's intake: a rehearsal writes nothing, an import leaves its line, and it is a whole bureau's steward's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from core.access.account_desk import AccountDesk
from core.access.context import RequestContext
from core.access.first_run import FirstRunStep
from core.access.kiosks import add_kiosk
from core.access.roles import Role
from core.access.steward_batches import StewardBatches
from core.access.steward_desk import StewardDesk
from core.access.steward_intake import StewardIntake, in_order
from core.access.viewer import AccessRefused, Scope, Viewer
from core.catalogue.load import load_catalogue
from core.engine import Engine
from core.intake.fields import file_kinds
from core.intake.importer import ImportReport
from core.intake.mapping.model import TableMapping
from core.intake.refusal import FileRefused, ImportRefused
from core.intake.refused_file import refused_workbook
from core.intake.table import parse_table
from core.intake.upload import Upload
from core.intake.workbench.sheet_job import SheetJob
from core.store import sqlite
from core.store.open import open_store
from core.store.sqlite import StoreError, connect
from core.store.store import ROOT, Store
from core.store.trail import trail_lines
from core.store.units import unit_tree
from tests.support.intake_world import ALERT, NOW, UNITS, alert, bring, counts, csv_text, day, empty_store
from tests.support.workbooks import MadeSheet, as_xlsx

ALERTS = SheetJob("alert", "2026-11-01", is_complete=True)
PASSWORD = "a good password"
MONTHLY: list[list[object]] = [
    ["澄岚县公安局2026年10月警情统计表", None, None, None, None],
    ["单位：起  填报人：  填报时间：", None, None, None, None],
    ["单位", "刑事警情", None, "纠纷警情", None],
    [None, "本月", "同比", "本月", "同比"],
    ["甲溪所", "5", "25%", 12, "—"],
    ["乙坪派出所", 3, "—", 8, "—"],
    ["合计", 8, "—", 20, "—"],
    ["备注：数据取自接处警系统。", None, None, None, None],
]
SPANS = [(0, 0, 0, 4), (2, 0, 3, 0), (2, 1, 2, 2), (2, 3, 2, 4)]
DISPUTES = [
    ["编号", "所在单位", "受理日期", "纠纷类别", "当事人", "处置进度"],
    ["D1", "甲溪派出所", "2026-10-02", "邻里纠纷", "某甲", "已调解"],
    ["D2", "乙坪派出所", "2026-10-03", "吵架", "某乙", "调解中"],
]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = empty_store(tmp_path)
    bring(store, "units", UNITS)
    yield store
    store.close()


@pytest.fixture
def request_of(store: Store) -> Iterator[Callable[[Scope], RequestContext]]:
    reading = open_store(store.path, read_only=True)
    engine = Engine(reading)
    yield lambda scope: RequestContext(engine, Viewer("user:guan", "guan", scope, 1))
    reading.close()


@pytest.fixture
def intake(request_of: Callable[[Scope], RequestContext]) -> StewardIntake:
    return StewardIntake(request_of(Scope(Role.STEWARD, ROOT)), NOW)


@pytest.fixture
def batches(request_of: Callable[[Scope], RequestContext]) -> StewardBatches:
    return StewardBatches(request_of(Scope(Role.STEWARD, ROOT)), NOW)


@pytest.fixture
def desk(store: Store, request_of: Callable[[Scope], RequestContext]) -> StewardDesk:
    return StewardDesk(
        request_of(Scope(Role.STEWARD, ROOT)), lambda: closing(connect(store.path, read_only=False)), NOW
    )


def upload(*rows: list[str], name: str = "接警.csv") -> Upload:
    return Upload(name, csv_text(rows).encode())


def workbook(month: int = 10, name: str = "月报.xlsx") -> Upload:
    """A station's workbook: a wide report, records, and a hidden sheet."""
    title: list[list[object]] = [[f"澄岚县公安局2026年{month}月警情统计表", None, None, None, None]]

    def of_month(cell: str) -> str:
        return cell.replace("2026-10", f"2026-{month}").replace("D", f"D{month}")

    sheets = (
        MadeSheet([*title, *MONTHLY[1:]], "警情", spans=SPANS),
        MadeSheet([[of_month(cell) for cell in row] for row in DISPUTES], "纠纷"),
        MadeSheet([["x"]], "参数", hidden=True),
    )
    return Upload(name, as_xlsx(*sheets))


def report_of(outcome: object) -> ImportReport:
    assert isinstance(outcome, ImportReport), outcome
    return outcome


def imported(intake: StewardIntake, file: Upload, job: SheetJob) -> ImportReport:
    """Imports one sheet that is taken."""
    (outcome,) = intake.bring_in(file, [job])
    return report_of(outcome)


def decided(intake: StewardIntake, file: Upload) -> list[SheetJob]:
    """The sheets of the workbook, decided on as a steward does on the page."""
    report = intake.look(file, "警情", None)
    draft = intake.proposed(report, "ledger")
    draft.units["甲溪所"] = "S1"
    assert intake.lacking(draft) == [] and intake.faults(draft, report) == []
    records = intake.look(file, "纠纷", None)
    other = intake.proposed(records, "dispute")
    assert intake.lacking(other) == ["来源", "办理方", "重点纠纷", "转为案件"]
    other.constants |= {"origin": "canvassed", "body": "station", "key": "no", "escalated": "no"}
    other.codes.setdefault("kind", {})["吵架"] = "neighbour"
    other.status["outcome_at"] = other.status["outcome_at"].model_copy(update={"undated": "unknown"})
    wide, other_mapping = intake.built(draft, report), intake.built(other, records)
    return [
        SheetJob("ledger", sheet="警情", mapping=wide, name="月报", keep=True, around=report.around),
        SheetJob("dispute", sheet="纠纷", mapping=other_mapping, name="纠纷台账", keep=True),
    ]


def test_it_is_a_whole_bureaus_stewards(store: Store, request_of: Callable[[Scope], RequestContext]) -> None:
    station = unit_tree(store).find("甲溪派出所").id
    for role in Role:
        for unit in (ROOT, station):
            if (role, unit) != (Role.STEWARD, ROOT):
                for interface in (StewardIntake, StewardBatches):
                    with pytest.raises(AccessRefused, match="数据管理员"):
                        interface(request_of(Scope(role, unit)), NOW)


def test_a_rehearsal_tells_what_the_import_then_does_and_writes_nothing(
    store: Store, intake: StewardIntake, batches: StewardBatches
) -> None:
    file = upload(ALERT, alert("A1"), alert("A2"), alert("A3", unit="没有的所"))
    before = store.data_version()
    found = intake.rehearse(file, [ALERTS])
    (outcome,) = found.outcomes
    report = report_of(outcome)
    assert counts(report) == (2, 0, 0, 1) and store.data_version() == before
    assert found.board is not None
    changed = {tile.kpi: (tile.before, tile.after) for tile in found.board.tiles_of_days if tile.before != tile.after}
    assert changed["dispute_alerts"] == ("—", "2 起")
    assert imported(intake, file, ALERTS) == report
    assert store.data_version() == before + 1
    (batch, *_) = batches.batches()
    assert (batch.number, batch.actor, batch.kind, batch.file) == (report.batch, "user:guan", "alert", "接警.csv")
    (again,) = intake.rehearse(file, [ALERTS]).outcomes
    assert counts(report_of(again)) == (0, 0, 2, 1)


def test_a_workbook_is_decided_on_once_and_next_months_is_known(
    store: Store, intake: StewardIntake, batches: StewardBatches
) -> None:
    file = workbook()
    assert [(sheet.name, sheet.is_hidden) for sheet in intake.sheets(file)] == [
        ("警情", False),
        ("纠纷", False),
        ("参数", True),
    ]
    look = intake.look(file, "警情", None)
    roles = ["标题", "标题", "表头", "表头", "数据", "数据", "合计", "备注、填表人等说明"]
    assert [row.role for row in look.shown] == roles
    assert [row.is_read for row in look.shown] == [role in ("表头", "数据") for role in roles]
    assert intake.reading(look).likely[0] == "ledger" and intake.reading(look).is_clear
    jobs = decided(intake, file)
    wide, records = (report_of(one) for one in intake.bring_in(file, jobs))
    assert counts(wide) == (4, 0, 0, 0) and wide.covers == (day("2026-10-01"), day("2026-10-31"))
    assert counts(records) == (2, 0, 0, 0)
    assert "某甲" not in store.path.read_bytes().decode("utf-8", "replace")
    assert store.db.execute("SELECT sum(value) FROM ledger WHERE measure = 'criminal_alerts'").fetchone() == (8,)
    later = workbook(11, "月报11.xlsx")
    for sheet, name in (("警情", "月报"), ("纠纷", "纠纷台账")):
        assert [kept.name for kept in intake.reading(intake.look(later, sheet, None)).kept] == [name]
    job = SheetJob("dispute", sheet="纠纷", mapping=intake.kept_mapping("纠纷台账"), name="纠纷台账")
    assert counts(imported(intake, later, job)) == (2, 0, 0, 0)
    intake.forget("纠纷台账")
    assert [mapping.name for mapping in intake.kept()] == ["月报"]
    assert intake.is_name_taken("月报", ["别的"]) and not intake.is_name_taken("月报", look.headers)


def test_what_names_a_citizen_is_shown_to_nobody(intake: StewardIntake) -> None:
    look = intake.look(workbook(), "纠纷", None)
    assert look.examples("当事人") == [] and "某甲" not in str(look.shown)


def test_a_header_row_may_be_pointed_at(intake: StewardIntake) -> None:
    file = upload(["甲", "乙"], ["1", "2"], ["单位", "起数"], ["甲溪派出所", "3"], name="表.csv")
    assert [row.cells for row in intake.first_rows(file, None)][:2] == [["甲", "乙"], ["1", "2"]]
    assert intake.look(file, None, 3).headers == ["单位", "起数"]


def test_a_period_without_a_year_is_asked_about(intake: StewardIntake) -> None:
    file = upload(ALERT, alert("A1"))
    assert intake.lacks_year(file, ALERTS._replace(covers="11月1日"))
    assert not intake.lacks_year(file, ALERTS._replace(covers="2026年11月1日"))
    assert not intake.lacks_year(file, ALERTS._replace(covers="11月1日", around=("2026年11月警情",)))
    report = imported(intake, file, ALERTS._replace(covers="11月1日", year=2026))
    assert report.covers == (day("2026-11-01"),) * 2


def test_rows_already_there_under_other_numbers_need_another_yes(intake: StewardIntake) -> None:
    rows = [alert(f"{number:04}", when=f"2026-11-{number:02} 08:30") for number in range(1, 21)]
    imported(intake, upload(ALERT, *rows), ALERTS._replace(covers="2026-11-01..2026-11-20"))
    lost = upload(ALERT, *([row[0].lstrip("0"), *row[1:]] for row in rows))
    job = ALERTS._replace(covers="2026-11-01..2026-11-20")
    (outcome,) = intake.rehearse(lost, [job]).outcomes
    assert report_of(outcome).doubt
    (refused,) = intake.bring_in(lost, [job])
    assert isinstance(refused, ImportRefused)
    assert counts(imported(intake, lost, job._replace(new_ids=True))) == (20, 0, 0, 0)


def test_refused_rows_go_into_a_workbook_that_is_read_again(intake: StewardIntake) -> None:
    report = imported(intake, upload(ALERT, alert("A1"), alert("A2", unit="没有的所")), ALERTS)
    assert report.refused_table is not None
    table = parse_table("拒收.xlsx", refused_workbook(report.refused_table))
    assert table.headers[0] == "拒收原因" and [row.cells[2] for row in table.rows] == ["A2"]


def test_an_undo_is_rehearsed_then_done(store: Store, intake: StewardIntake, batches: StewardBatches) -> None:
    first = imported(intake, upload(ALERT, alert("A1"), alert("A2")), ALERTS)
    assert first.batch is not None
    before = store.data_version()
    report, board = batches.rehearse_undo(first.batch)
    assert report.counts.removed == 2 and store.data_version() == before
    assert any(tile.before == "2 起" and tile.after == "—" for tile in board.tiles_of_days)
    assert batches.undo(first.batch).counts == report.counts
    assert batches.look(first.batch).batch.undone_by == "user:guan"
    with pytest.raises(StoreError, match="已经撤销过"):
        batches.rehearse_undo(first.batch)


def test_single_rows_go_as_a_batch_that_can_be_taken_back(intake: StewardIntake, batches: StewardBatches) -> None:
    imported(intake, upload(ALERT, alert("A1"), alert("A2")), ALERTS)
    report = batches.withdraw("alert", ["A1"])
    assert report.withdrawn == 1 and batches.undo(report.batch).counts.returned == 1
    with pytest.raises(LookupError):
        batches.withdraw("alert", ["没有"])


def test_units_come_before_what_rests_on_them() -> None:
    jobs = [SheetJob("alert"), SheetJob("officers"), SheetJob("units")]
    assert [job.kind for job in in_order(jobs)] == ["units", "officers", "alert"]


def test_what_cannot_be_read_is_told_with_the_mend(store: Store, intake: StewardIntake) -> None:
    before = store.data_version()
    (refused,) = intake.rehearse(upload(["编号", "何处"], ["1", "2"]), [ALERTS]).outcomes
    assert isinstance(refused, FileRefused) and "不认识的列" in str(refused)
    (refused,) = intake.bring_in(upload(ALERT, alert("A1")), [ALERTS._replace(covers="不知道")])
    assert isinstance(refused, ImportRefused) and "读不懂期间" in str(refused)
    assert store.data_version() == before


def test_one_sheet_that_is_refused_keeps_no_other_out(intake: StewardIntake) -> None:
    file = upload(ALERT, alert("A1"))
    wrong = ALERTS._replace(mapping=TableMapping(kind="alert", columns={"id": "没有这一列"}), name="错", keep=True)
    refused, done = intake.bring_in(file, [wrong, ALERTS])
    assert isinstance(refused, FileRefused) and counts(report_of(done)) == (1, 0, 0, 0)
    assert intake.kept() == [], "a mapping that does not fit is not kept"


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_lost(
    store: Store, intake: StewardIntake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_MILLISECONDS", 50)
    before, file = store.data_version(), upload(ALERT, alert("A1"))
    store.conn.execute("BEGIN IMMEDIATE")
    (refused,) = intake.bring_in(file, [ALERTS])
    assert isinstance(refused, StoreError) and "正被占用" in str(refused)
    store.conn.execute("ROLLBACK")
    assert store.data_version() == before and counts(imported(intake, file, ALERTS)) == (1, 0, 0, 0)


def test_a_name_that_leads_elsewhere_stays_a_name(intake: StewardIntake) -> None:
    for name in ("../../../etc/接警.csv", "C:\\x\\接警.csv", "/接警.csv"):
        (outcome,) = intake.rehearse(upload(ALERT, alert("A1"), name=name), [ALERTS]).outcomes
        assert report_of(outcome).file == "接警.csv"


@pytest.mark.parametrize("kind", file_kinds(load_catalogue()))
def test_every_kind_has_its_empty_table(intake: StewardIntake, kind: str) -> None:
    guides = intake.column_guides(kind)
    assert intake.template(kind).strip("\ufeff\r\n").split(",") == [guide.header for guide in guides]
    assert intake.kinds()[kind]


def test_the_last_steps_follow_from_the_data_and_from_who_may_look(
    store: Store, request_of: Callable[[Scope], RequestContext], intake: StewardIntake
) -> None:
    from contextlib import closing

    request = request_of(Scope(Role.STEWARD, ROOT))
    desk = StewardDesk(request, lambda: closing(connect(store.path, read_only=False)), NOW)
    account_desk = AccountDesk(request, lambda: closing(connect(store.path, read_only=False)), NOW)
    assert desk.next_step() is FirstRunStep.FIGURES
    imported(intake, upload(ALERT, alert("A1")), ALERTS)
    assert desk.next_step() is FirstRunStep.BOARD
    account_desk.add_account("juzhang", Scope(Role.CHIEF, ROOT), PASSWORD)
    assert desk.next_step() is None
    account_desk.set_disabled("juzhang", True)
    assert desk.next_step() is FirstRunStep.BOARD
    with closing(connect(store.path, read_only=False)) as connection:
        add_kiosk(connection, "大厅", ROOT, actor="user:juzhang", now=NOW)
    assert desk.next_step() is None


def test_a_steward_adds_accounts_and_renews_passwords(
    store: Store, request_of: Callable[[Scope], RequestContext]
) -> None:
    from contextlib import closing

    request = request_of(Scope(Role.STEWARD, ROOT))
    desk = AccountDesk(request, lambda: closing(connect(store.path, read_only=False)), NOW)
    desk.add_account("juzhang", Scope(Role.CHIEF, ROOT), PASSWORD)
    with pytest.raises(AccessRefused):
        desk.add_account("yi", Scope(Role.CHIEF, 999), PASSWORD)
    desk.set_password("juzhang", "another good one")
    assert [(line.actor, line.action) for line in trail_lines(store.conn, 2)] == [
        ("user:guan", "account_password"),
        ("user:guan", "account_add"),
    ]
