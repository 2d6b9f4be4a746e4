"""What leaves the system as a table: workbook and csv of a register, provenance, the verb 导出, its register."""
