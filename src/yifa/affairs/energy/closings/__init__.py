"""Closed periods (核定): indicators and bands with the sets of their time, 超定额说明, 能耗统计情况通报."""
