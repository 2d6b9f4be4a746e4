"""The monthly ledger of use (能源资源消费月台账)."""
