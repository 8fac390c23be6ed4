"""The one door in: every file a user brings is read here, by what a room needs of it.

`needs` says what a column is for; `grid` opens a format; `headers` finds the columns; `numbers`, `moments`, `missing`
and `totals` decide what a cell or a row is; `record` keeps what was read; `reader` puts them in order.
"""
