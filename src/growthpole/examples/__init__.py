"""Bundled studies: data, sources and the study file, copied by ``growthpole new``."""
