"""The directory of institutions (名录库): who, where, how large, on which accounts and meters."""
