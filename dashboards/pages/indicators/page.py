"""指标目录: the KPIs by domain, one line each; a click opens how one is counted, its months and its reference."""

from __future__ import annotations

import streamlit as st

from dashboards import frame
from dashboards.components import export, kpi_picker, notices, period_picker
from dashboards.components.filter_row import filter_row
from dashboards.i18n.words import export as export_words
from dashboards.i18n.words import indicators as words
from dashboards.pages.indicators import domain_table, drawer, entry, filters
from dashboards.queries import boards, database, kpi_reference

days_shown = frame.draw_heading("indicators")
catalogue = database.catalogue()
groups = kpi_picker.kpis_by_domain(catalogue)
all_kpis = tuple(name for names in groups.values() for name in names)
references = kpi_reference.entries()
domain = filters.pick_domain(catalogue, groups)
with filter_row(on_paper=False):
    text = filters.search_text()
    period = period_picker.draw()
    has_news_only = st.toggle(words.ONLY_CHANGED, key="catalogue_changed", help=words.ONLY_CHANGED_HELP)
board = boards.board(period, all_kpis, bureau_only=True)
days_shown.show(board)
notices.draw_period_notice(board)

listed = filters.listed(groups, domain, text, references)
if has_news_only:
    listed = {name: [kpi for kpi in kpis if filters.has_news(board, kpi)] for name, kpis in listed.items()}
count = sum(map(len, listed.values()))
st.caption(words.COUNT.format(count=count, all=len(all_kpis)))
if not count:
    st.text(words.NONE_CHANGED if has_news_only else words.NONE)
for name, kpis in listed.items():
    if kpis:
        st.markdown(f"### {catalogue.domains[name].zh}")
        domain_table.draw(board, catalogue, kpis, f"sheet_{name}", drawer.open_kpi)
with st.container(horizontal=True, key="take_all"):
    title = domain_table.export_title(board)
    export.draw_later(
        title, lambda: domain_table.export_sheet(board, catalogue, all_kpis), "indicators", export_words.ALL
    )
    entry.draw_download(references)
if (opened := drawer.opened_kpi(all_kpis)) is not None:
    by_id = {reference.id: reference for reference in references}
    drawer.draw(board, opened, catalogue.kpis[opened], by_id[opened])
