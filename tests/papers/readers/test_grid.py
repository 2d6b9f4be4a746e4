"""Ruled tables on a page: cells from lines, merged cells, what is no table."""

from __future__ import annotations

from yifa.papers.readers.grid import box, grids, rule


def lines(*corners: tuple[float, float, float, float]):
    return [made for corner in corners if (made := rule(*corner))]


def test_merged_cells_count_as_their_upper_left_corner():
    # three columns, three rows; the first two cells of the top row are one, and the last column goes through two rows
    rules = lines(
        (20, 20, 110, 20), (20, 30, 80, 30), (20, 40, 110, 40), (20, 50, 110, 50),
        (20, 20, 20, 50), (50, 30, 50, 50), (80, 20, 80, 50), (110, 20, 110, 50),
    )  # fmt: skip
    (grid,) = grids(rules)
    assert grid.cell(30, 25) == grid.cell(60, 25) == (0, 0)
    assert grid.cell(95, 25) == grid.cell(95, 35) == (0, 2)
    assert grid.cell(60, 45) == (2, 1)
    assert grid.cell(15, 25) is None and grid.cell(60, 55) is None


def test_cells_drawn_as_boxes_make_a_table_and_two_apart_make_two():
    side_by_side = [*box(20, 20, 60, 30), *box(60, 20, 100, 30)]
    below = [*box(20, 90, 60, 99), *box(60, 90, 100, 99)]
    assert [len(grid.xs) for grid in grids([*side_by_side, *below])] == [3, 3]


def test_a_frame_or_a_red_line_is_no_table():
    assert grids(box(20, 20, 190, 280)) == []
    assert grids(lines((28, 90, 184, 90), (28, 250, 184, 250), (28, 255, 184, 255))) == []
    assert rule(0, 0, 50, 50) is None
