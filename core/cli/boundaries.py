"""`fengjing boundaries`: the outlines of units, for the map."""

from __future__ import annotations

from pathlib import Path

import click

from core.cli.common import actor, database, now, opened
from core.cli.data import refusal_text
from core.intake.boundaries import SYSTEM_NAMES, BoundaryReport, import_boundaries
from core.intake.coordinates import CoordinateSystem
from core.intake.refusal import FileRefused


@click.command("boundaries")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@database
@click.option(
    "--coordinates",
    "system",
    required=True,
    type=click.Choice(list(SYSTEM_NAMES)),
    help="文件的坐标系：wgs84（含 CGCS2000，测绘成果、GPS）或 gcj02（高德、腾讯等网络地图导出）",
)
@click.option("--field", "key", help="存放单位编号或名称的属性；不写即找 code、name、单位编号、单位名称")
def boundaries_command(file: Path, db: Path, system: CoordinateSystem, key: str | None) -> None:
    """导入辖区边界（GeoJSON），供地图使用；有问题的要素逐个列出。"""
    with opened(db) as store:
        try:
            report = import_boundaries(store, file, system, key=key, now=now(), actor=actor())
        except FileRefused as error:
            raise click.ClickException(str(error)) from error
    _print(report)
    if report.refused:
        raise SystemExit(1)


def _print(report: BoundaryReport) -> None:
    before, after = report.points
    click.echo(
        f"{report.file}：读入 {report.read} 个要素，写入 {report.updated} 个单位，未变 {report.unchanged}，"
        f"拒收 {len(report.refused)}；边界由 {before:,} 点简化为 {after:,} 点"
    )
    for warning in report.warnings:
        click.echo(f"注意：{warning}")
    for refusal in report.refused:
        click.echo(refusal_text(refusal, "要素"))
