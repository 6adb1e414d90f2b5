"""案件时限 (盯关跟): open cases by stage, and what is about to run out, by station."""

from __future__ import annotations

from dashboards import frame
from dashboards.components import case_history, choices, figures_line, period_picker, station_picker
from dashboards.components.filter_row import filter_row
from dashboards.i18n.words import dockets as words
from dashboards.pages.cases import list as case_list
from dashboards.queries import boards, database, session

frame.draw_heading("cases", choices.station_in_address())
with filter_row():
    station = station_picker.draw("cases")
    board = boards.board(period_picker.draw(), words.CASE_KPIS, below=(station,))
if number := case_history.record_in_address():
    case_history.draw_history(number, session.engine().case_history(session.units().root.id, number, board.as_of))
figures_line.draw(board, database.catalogue(), station)
case_list.draw(station, board.as_of)
