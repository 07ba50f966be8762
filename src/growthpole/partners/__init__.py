"""With whom? Candidate fit, many-to-many matching and the timetable of a meeting."""
