"""平台对接: workbooks in the layout a platform imports, learnt from the bureau's own copy; reconciliation."""
