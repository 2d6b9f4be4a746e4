"""号牌 and 车辆识别代号 as they stand on a 行驶证, right and wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from yifa.affairs.vehicles import plates

CASES = yaml.safe_load((Path(__file__).parent / "plates.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("plate", CASES["right"])
def test_a_plate_of_a_legal_form_is_taken(plate: str) -> None:
    assert plates.is_plate(plates.clean_plate(plate))


@pytest.mark.parametrize("plate", CASES["wrong"])
def test_what_no_office_issues_is_refused(plate: str) -> None:
    assert not plates.is_plate(plates.clean_plate(plate))


@pytest.mark.parametrize("plate", CASES["new_energy"])
def test_green_plates_are_known(plate: str) -> None:
    assert plates.is_new_energy_plate(plate)


@pytest.mark.parametrize("case", CASES["vin"], ids=lambda c: c["vin"])
def test_a_vin_is_judged_by_length_letters_and_check_digit(case: dict[str, str]) -> None:
    assert case["fault"] in plates.vin_fault(case["vin"])
    assert bool(case["fault"]) == bool(plates.vin_fault(case["vin"]))


@pytest.mark.parametrize("at", [0, 3, 7, 11, 16])
def test_one_wrong_letter_breaks_the_check_digit(at: int) -> None:
    good = "1M8GDM9AXKP042788"
    other = "2" if good[at] != "2" else "3"
    assert plates.vin_fault(good) == "" and plates.vin_fault(good[:at] + other + good[at + 1 :])
