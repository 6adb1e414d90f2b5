"""The chief's content as it is usually written: frames by pandas.read_sql, charts built by Altair at run time.

It reads the cube, not the facts, and its figures are simpler than the board's (months instead of days, no ledger),
both in its favour.
"""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import altair as alt
import pandas as pd
import pydeck as pdk
import streamlit as st

from core.catalogue.kpi_model import Kpi
from core.catalogue.load import load_catalogue
from core.store.measure_sql import columns_of

MONTHS = 24
WEEKDAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]
catalogue = load_catalogue()
database = sqlite3.connect(f"{Path(os.environ['REFRESH_DB']).as_uri()}?mode=ro", uri=True)


def sums(kpi: Kpi) -> str:
    """The SQL of a KPI's value over cells."""
    row_cells = []
    for name in kpi.measures():
        columns = columns_of(name, catalogue.measures[name])
        row_cells.append("+".join(f"SUM({column})" for column in columns))
    return f"1.0*({row_cells[0]})/NULLIF({row_cells[1]},0)" if len(row_cells) > 1 else row_cells[0]


def months(kpi: Kpi) -> pd.DataFrame:
    """The last 24 months of the whole bureau."""
    sql = f"SELECT month, {sums(kpi)} AS value FROM cube_month WHERE unit=1 GROUP BY month ORDER BY month DESC LIMIT ?"
    frame = pd.read_sql(sql, database, params=(MONTHS,)).sort_values("month")
    frame["year"] = (frame["month"] // 12).astype(str)
    frame["number"] = frame["month"] % 12 + 1
    return frame


def stations(kpi: Kpi, since: int) -> pd.DataFrame:
    """The stations since a month."""
    sql = (
        f"SELECT u.name, u.polygon, {sums(kpi)} AS value FROM cube_month c JOIN unit u ON u.id = c.unit "
        "WHERE u.kind = 'station' AND c.month >= ? GROUP BY u.id ORDER BY value DESC"
    )
    return pd.read_sql(sql, database, params=(since,))


def classes(since: int) -> pd.DataFrame:
    """The classes of alerts since a month."""
    names = {catalogue.measures[name].zh: columns_of(name, catalogue.measures[name])[0] for name in catalogue.classes}
    listed = ", ".join(f'SUM({column}) AS "{zh}"' for zh, column in names.items())
    sql = f"SELECT {listed} FROM cube_month WHERE unit = 1 AND month >= ?"
    return pd.read_sql(sql, database, params=(since,)).melt(var_name="name", value_name="value")


def hours(since: int) -> pd.DataFrame:
    """Alerts by weekday and hour."""
    sql = "SELECT hour, SUM(m_alerts_valid) AS value FROM cube_hour WHERE unit = 1 AND month >= ? GROUP BY hour"
    frame = pd.read_sql(sql, database, params=(since,))
    frame["weekday"] = [WEEKDAYS[cell // 24] for cell in frame["hour"]]
    frame["hour"] = frame["hour"] % 24
    return frame


def outlines(frame: pd.DataFrame) -> pdk.Deck:
    """The stations' areas by value."""
    most = float(frame["value"].max()) or 1.0
    areas = [
        {"name": name, "value": value, "shape": json.loads(polygon)[0], "fill": [60, int(60 + 180 * value / most), 200]}
        for name, polygon, value in frame.itertuples(index=False)
    ]
    layer = pdk.Layer("PolygonLayer", areas, get_polygon="shape", get_fill_color="fill", pickable=True)
    view = pdk.ViewState(longitude=0.5, latitude=0.5, zoom=8)
    return pdk.Deck([layer], initial_view_state=view, map_provider=None, tooltip={"text": "{name} {value}"})


def tiles(lines: dict[str, pd.DataFrame]) -> None:
    """The tiles: figure, change and line."""
    for row in (list(lines)[:6], list(lines)[6:]):
        for column, name in zip(st.columns(len(row)), row, strict=True):
            values = lines[name]["value"].astype(float).fillna(0.0).tolist()
            change = f"{values[-1] / values[-13] - 1:+.1%}" if len(values) > 12 and values[-13] else None
            column.metric(catalogue.kpis[name].zh, f"{values[-1]:,.2f}", change, border=True, chart_data=values)


@st.fragment(run_every=float(os.environ["REFRESH_SECONDS"]))
def board() -> None:
    """The whole board."""
    lines = {name: months(catalogue.kpis[name]) for name in catalogue.board}
    first = catalogue.board[0]
    this_year = int(lines[first]["month"].max()) // 12 * 12
    tiles(lines)
    ranked = stations(catalogue.kpis[first], this_year)
    left, middle, right, last = st.columns(4)
    left.pydeck_chart(outlines(ranked[["name", "polygon", "value"]]))
    trend = alt.Chart(lines[first]).mark_line(point=True).encode(x="number:O", y="value:Q", color="year:N")
    middle.altair_chart(trend)
    heat = alt.Chart(hours(this_year)).mark_rect()
    middle.altair_chart(heat.encode(x="hour:O", y=alt.Y("weekday:N", sort=WEEKDAYS), color="value:Q"))
    order = alt.Chart(ranked[["name", "value"]]).mark_bar().encode(x="value:Q", y=alt.Y("name:N", sort="-x"))
    right.altair_chart(order)
    last.altair_chart(alt.Chart(classes(this_year)).mark_bar().encode(x="value:Q", y=alt.Y("name:N", sort="-x")))


st.set_page_config(layout="wide")
board()
