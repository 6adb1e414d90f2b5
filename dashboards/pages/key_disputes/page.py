"""重点矛盾: the key disputes that are open or resolved, who answers for them, what is due; intake by month."""

from __future__ import annotations

from dashboards import frame
from dashboards.components import case_history, choices, figures_line, period_picker, station_picker
from dashboards.components.filter_row import filter_row
from dashboards.i18n.words import dockets as words
from dashboards.pages.key_disputes import list as dispute_list
from dashboards.queries import boards, database, session

frame.draw_heading("key_disputes", choices.station_in_address())
with filter_row():
    station = station_picker.draw("disputes")
    board = boards.board(period_picker.draw(), words.DISPUTE_KPIS, below=(station,))
if number := case_history.record_in_address():
    case_history.draw_history(number, session.engine().dispute_history(session.units().root.id, number, board.as_of))
figures_line.draw(board, database.catalogue(), station)
dispute_list.draw(station, board.as_of, board.period)
dispute_list.intake(board, station)
