"""Choosing one record out of many: searched on the server, shown as a short list."""
