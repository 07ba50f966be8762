"""Workbooks: limits first, then the cells of each worksheet, whatever program wrote them."""
