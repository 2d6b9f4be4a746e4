"""Use out of the usual: found in the series, explained by the institution, closed by the bureau (用能异常)."""
