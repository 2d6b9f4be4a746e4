"""Savings of a measure (节能量): a degree-day model of the baseline year, and what it expects of the reporting period.

The CalTRACK 2.0 methods: at most 37 of 365 days missing (``engine.weather.sufficient``), electricity of zero counts
as missing, use per day = mu + a·HDD + b·CDD, no negative coefficient, of the candidates the one with the highest
adjusted R². Working days and days off have a model each, as OpenDSM parts weekdays from weekends. Uncertainty:
fractional savings uncertainty of ASHRAE Guideline 14 with the correction for autocorrelation, coefficients for daily
models. No figure comes out where the data do not suffice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from yifa.affairs.energy.engine.numbers import EnergyError
from yifa.affairs.energy.engine.weather import sufficient, zero_is_missing

if TYPE_CHECKING:
    from yifa.affairs.energy.analysis.load import Array

#: balance points that are tried, °C, in steps of one degree (CalTRACK: at most 3 °F)
HEATING, COOLING = range(8, 21), range(16, 29)
#: days on which a term has to act for it to be fitted (CalTRACK 3.3.4.1.2)
ACTING_DAYS, ACTING_DEGREES = 10, 11
BASELINE_DAYS = 365
#: days a model is fitted to, and a saving is told of, at least
FEWEST = 30
#: ASHRAE Guideline 14, daily models: factor a·M² + b·M + c of the months M of the reporting period
DAILY = (-0.00024, 0.03535, 1.00286)
CONFIDENCE = 0.90
MONTH = 365.25 / 12


Days = list[tuple[date, float, float]]


@dataclass(frozen=True)
class Model:
    """A fitted model; a slope None is not in it. ``error`` is the root mean square error by its degrees of freedom."""

    mu: float
    heat: float | None
    cool: float | None
    heat_from: int | None
    cool_from: int | None
    days: int
    fit: float
    error: float

    @property
    def terms(self) -> int:
        """How many coefficients."""
        return 1 + sum(slope is not None for slope in (self.heat, self.cool))

    def expected(self, temperature: float) -> float:
        """Return the use the model expects of a day."""
        heat = self.heat * max((self.heat_from or 0) - temperature, 0.0) if self.heat else 0.0
        cool = self.cool * max(temperature - (self.cool_from or 0), 0.0) if self.cool else 0.0
        return self.mu + heat + cool

    @property
    def text(self) -> str:
        """The model as a formula in words."""
        parts = [f"{self.mu:.2f}"]
        if self.heat:
            parts.append(f"{self.heat:.3f}×采暖度日（{self.heat_from}℃）")
        if self.cool:
            parts.append(f"{self.cool:.3f}×空调度日（{self.cool_from}℃）")
        return " + ".join(parts)


@dataclass(frozen=True)
class Baseline:
    """The models of a baseline, one per kind of day, and how well they fit together."""

    parts: dict[str, Model]
    days: int
    fit: float
    error: float
    mean: float
    autocorrelation: float

    @property
    def cv(self) -> float:
        """CV(RMSE): the error as a share of the mean day."""
        return self.error / self.mean if self.mean else 0.0

    @property
    def terms(self) -> int:
        """How many coefficients in all."""
        return sum(one.terms for one in self.parts.values())

    def expected(self, kind: str, temperature: float) -> float:
        """Return the use the baseline expects of a day of a kind."""
        one = self.parts.get(kind) or next(iter(self.parts.values()))
        return one.expected(temperature)

    @property
    def text(self) -> str:
        """The models as formulas in words."""
        return "；".join(f"{kind}日用量 = {one.text}" for kind, one in self.parts.items())


@dataclass(frozen=True)
class Result:
    """Expected and actual use of the reporting days that have use and temperature, and how sure the saving is."""

    model: Baseline
    days: int
    missing: int
    expected: float
    actual: float
    uncertainty: float | None

    @property
    def saved(self) -> float:
        """The avoided use; negative where more was used."""
        return self.expected - self.actual

    @property
    def share(self) -> float:
        """The saving as a share of what was expected."""
        return self.saved / self.expected if self.expected else 0.0

    @property
    def sure(self) -> bool:
        """True where the saving is larger than its uncertainty."""
        return self.uncertainty is not None and self.saved > self.uncertainty


def pairs(
    use: Mapping[date, float | None], temperature: Mapping[date, float], low: date, high: date, kind: str
) -> tuple[Days, int]:
    """Return the days from low to high that have use and temperature, and how many have not."""
    found: Days = []
    whole = (high - low).days + 1
    for n in range(whole):
        day = low + timedelta(days=n)
        value, warm = use.get(day), temperature.get(day)
        if value is not None and warm is not None and value >= 0 and not zero_is_missing(kind, value):
            found.append((day, value, warm))
    return found, whole - len(found)


def baseline(days: Days, kind_of: Callable[[date], str] = lambda day: "") -> Baseline:
    """Return the models of some days; a kind of day with too few of them goes with the largest."""
    import numpy as np

    if len(days) < FEWEST:
        raise EnergyError("有效天数太少，不能建立基准模型")
    groups: dict[str, Days] = {}
    for row in days:
        groups.setdefault(kind_of(row[0]), []).append(row)
    largest = max(groups, key=lambda kind: len(groups[kind]))
    for kind in [kind for kind, rows in groups.items() if kind != largest and len(rows) < FEWEST]:
        groups[largest] += groups.pop(kind)
    parts = {kind: fitted([u for _, u, _ in rows], [t for _, _, t in rows]) for kind, rows in groups.items()}
    first = Baseline(parts, len(days), 0.0, 0.0, 0.0, 0.0)
    ordered = sorted(days)
    y = np.array([u for _, u, _ in ordered])
    left = y - np.array([first.expected(kind_of(day), warm) for day, _, warm in ordered])
    freedom = len(y) - first.terms
    whole, rest = float(((y - y.mean()) ** 2).sum()), float((left**2).sum())
    fit = 1 - (rest / freedom) / (whole / (len(y) - 1)) if whole else 0.0
    return Baseline(parts, len(y), fit, sqrt(rest / freedom), float(y.mean()), _lag(left))


def fitted(use: Sequence[float], temperature: Sequence[float]) -> Model:
    """Return the model of the highest adjusted R² among all whose coefficients are not negative."""
    import numpy as np

    y, t = np.asarray(use, dtype=float), np.asarray(temperature, dtype=float)
    heats = [(base, np.maximum(base - t, 0.0)) for base in HEATING]
    cools = [(base, np.maximum(t - base, 0.0)) for base in COOLING]
    heats, cools = ([one for one in side if _acts(one[1])] for side in (heats, cools))
    best = _candidate(np, y, (None, None), (None, None))
    assert best is not None
    for heat in [(None, None), *heats]:
        for cool in [(None, None), *cools]:
            if heat[0] is not None and cool[0] is not None and heat[0] > cool[0]:
                continue
            one = _candidate(np, y, heat, cool)
            if one is not None and one.fit > best.fit + 1e-12:
                best = one
    return best


def _acts(degrees: Array) -> bool:
    return int((degrees > 0).sum()) >= ACTING_DAYS and float(degrees.sum()) >= ACTING_DEGREES


def _candidate(np: Any, y: Array, heat: tuple[Any, Any], cool: tuple[Any, Any]) -> Model | None:
    columns = [np.ones(len(y)), *(part for part in (heat[1], cool[1]) if part is not None)]
    x = np.column_stack(columns)
    try:
        beta = np.linalg.solve(x.T @ x, x.T @ y)
    except np.linalg.LinAlgError:
        return None
    if (beta[1:] < 0).any() or beta[0] < 0:
        return None
    left = y - x @ beta
    terms = len(columns) - 1
    freedom = len(y) - terms - 1
    whole, rest = float(((y - y.mean()) ** 2).sum()), float((left**2).sum())
    fit = 1 - (rest / freedom) / (whole / (len(y) - 1)) if whole else 0.0
    slopes = iter(beta[1:].tolist())
    return Model(
        float(beta[0]),
        next(slopes) if heat[1] is not None else None,
        next(slopes) if cool[1] is not None else None,
        heat[0],
        cool[0],
        len(y),
        fit if terms else 0.0,
        sqrt(rest / freedom),
    )


def _lag(left: Array) -> float:
    """Return the autocorrelation of the residuals at one day, not below zero."""
    centred = left - left.mean()
    below = float((centred**2).sum())
    return max(float((centred[1:] * centred[:-1]).sum()) / below, 0.0) if below else 0.0


def student(share: float, freedom: float) -> float:
    """Return the two-sided quantile of Student's t (expansion of Fisher and Cornish; exact to 1e-3 from ten on)."""
    z = NormalDist().inv_cdf(0.5 + share / 2)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3


def uncertainty(model: Baseline, days: int, expected: float) -> float | None:
    """Return the uncertainty of a saving over so many reporting days at 90 %, in units; None without enough days."""
    own = model.days * (1 - model.autocorrelation) / (1 + model.autocorrelation)
    if own <= model.terms + 2 or days < 1:
        return None
    months = days / MONTH
    factor = DAILY[0] * months**2 + DAILY[1] * months + DAILY[2]
    spread = student(CONFIDENCE, own - model.terms) * factor * model.cv
    return spread * sqrt(model.days / own * (1 + 2 / own) / days) * expected


def measured(
    use: Mapping[date, float | None], temperature: Mapping[date, float], begun: date, ended: date, until: date,
    kind: str = "electricity", kind_of: Callable[[date], str] = lambda day: "",
) -> Result:  # fmt: skip
    """Return the saving of a measure: baseline the 365 days before works began, reporting from their end to a day.

    ``kind_of`` parts the days (working days, days off), each kind with a model of its own. Raises EnergyError where
    the days do not suffice.
    """
    low = begun - timedelta(days=BASELINE_DAYS)
    before, lost = pairs(use, temperature, low, begun - timedelta(days=1), kind)
    if not sufficient(BASELINE_DAYS, lost):
        raise EnergyError(f"基准期365天里有{lost}天缺用量或气温，超过允许的37天，不出节能量")
    model = baseline(before, kind_of)
    now, missing = pairs(use, temperature, ended + timedelta(days=1), until, kind)
    if len(now) < FEWEST:
        raise EnergyError(f"改造完成后只有{len(now)}天同时有用量和气温，满{FEWEST}天后再算")
    if not sufficient(len(now) + missing, missing):
        raise EnergyError(f"报告期{len(now) + missing}天里有{missing}天缺用量或气温，缺得太多，不出节能量")
    expected = sum(model.expected(kind_of(day), warm) for day, _, warm in now)
    actual = sum(value for _, value, _ in now)
    return Result(model, len(now), missing, expected, actual, uncertainty(model, len(now), expected))
