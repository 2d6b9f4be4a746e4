"""The pages of an institution, a meter, and all institutions by their hours (用能看板)."""
