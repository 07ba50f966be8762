"""What pulls what? Leontief and Ghosh models, key sectors, extraction, regionalisation and chain gaps."""
