"""Which row of the list sheet holds what, zero-based; whoever reads it back relies on it."""

TITLE_ROW, SUMMARY_ROW, LEGEND_ROW, GUIDE_ROW, BAND_ROW, HEADER_ROW, FIRST_LINE_ROW = range(7)
