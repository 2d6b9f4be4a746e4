"""能源审计: plan, notice, report with every formula and its numbers, findings followed up (条例 art. 22, 23)."""
