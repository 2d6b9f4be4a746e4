"""What is read out of hours of consumption (用能分析): plain functions over given data, no Django, no clock."""
