"""Targets (节能目标): five-year and yearly, split by 表A.1, tracked, forecast, evaluated."""
