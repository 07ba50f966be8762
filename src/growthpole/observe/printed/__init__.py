"""The printed tables of yearbooks: from the cells of a page to rows with headings, regions, periods and units."""
